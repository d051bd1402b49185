# SPDX-License-Identifier: GPL-2.0-only
"""Run an emulated machine and read its console."""
import os
import queue
import subprocess
import threading
import time

# Seconds without a line from the guest: it hangs.
SILENCE = 90


def run(command, timeout, show, **options):
    """Run until the guest powers off; show(line) for each line. Return the log.

    A guest that hangs is killed with all its processes, and a last line "guest
    stopped: <why>" is added to the log.
    """
    lines = queue.Queue()
    text = []
    why = ""
    with subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
                          **options) as process:
        threading.Thread(target=lambda: [lines.put(line) for line in process.stdout] + [lines.put(None)],
                         daemon=True).start()
        end = time.monotonic() + timeout
        while not why:
            try:
                line = lines.get(timeout=max(1, min(SILENCE, end - time.monotonic())))
            except queue.Empty:
                why = f"it said nothing for {SILENCE} s" if time.monotonic() < end else f"not done after {timeout} s"
                break
            if line is None:
                break
            text.append(line.rstrip("\r\n"))
            show(text[-1])
            if time.monotonic() > end:
                why = f"not done after {timeout} s"
        if why:
            os.killpg(process.pid, 9)
            text.append(f"guest stopped: {why}")
    return text
