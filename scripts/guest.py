# SPDX-License-Identifier: GPL-2.0-only
"""Run an emulated machine and read its console."""
import os
import pathlib
import queue
import subprocess
import threading
import time

# How a static program for a guest is compiled. Debian's armel runs on an ARM926 and on what came after it.
CFLAGS = {arch: [*flags, "-static", "-O2", "-Wall", "-Wextra", "-Werror"]
          for arch, flags in {"arm": ["-march=armv5te", "-marm"], "arm64": [], "riscv": [], "um": []}.items()}
# Seconds without a line from the guest: it hangs.
SILENCE = 90


def make_initrd(build, init, initrd):
    """An initial RAM disk with this program alone, by what the kernel in this directory was built with."""
    listed = pathlib.Path(f"{initrd}.list")
    listed.write_text("dir /dev 0755 0 0\ndir /proc 0755 0 0\ndir /sys 0755 0 0\n"
                      f"nod /dev/console 0600 0 0 c 5 1\nfile /init {init} 0755 0 0\n")
    with open(initrd, "wb") as out:
        subprocess.run([str(build / "usr/gen_init_cpio"), str(listed)], check=True, stdout=out)


def run(command, timeout, show, over=lambda line: False, silence=lambda: SILENCE, **options):
    """Run until the guest powers off; show(line) for each line. Return the log.

    So it ends at a line of which over(line) says that nothing comes after it, for
    machines that cannot power off. A guest that says nothing for silence() seconds
    hangs: it is killed with all its processes, and a last line "guest stopped:
    <why>" is added to the log.
    """
    lines = queue.Queue()
    text = []
    why = ""
    with subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
                          **options) as process:
        reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout] + [lines.put(None)],
                                  daemon=True)
        reader.start()
        end = time.monotonic() + timeout
        while not why:
            try:
                limit = silence()
                line = lines.get(timeout=max(1, min(limit, end - time.monotonic())))
            except queue.Empty:
                why = f"it said nothing for {limit} s" if time.monotonic() < end else f"not done after {timeout} s"
                break
            if line is None:
                break
            text.append(line.rstrip("\r\n"))
            show(text[-1])
            if over(text[-1]):
                os.killpg(process.pid, 9)
                break
            if time.monotonic() > end:
                why = f"not done after {timeout} s"
        if why:
            os.killpg(process.pid, 9)
        # It ends with the console.
        reader.join()
        if why:
            text.append(f"guest stopped: {why}")
    return text
