# SPDX-License-Identifier: GPL-2.0-only
"""Run the semantic patches of scripts/coccinelle/api/dmaengine_*.cocci.

What scripts/cocci-check and scripts/conversions share. One spatch a file: the
rules collect facts per file, and spatch takes all files that it is given at
once for one program. Files that use nothing of the DMA engine are not given to
it at all, which saves most of the time.
"""
import os
import pathlib
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

REPO = pathlib.Path(__file__).resolve().parent.parent
RULES = REPO / "scripts/coccinelle/api"
MODES = ("context", "patch", "org", "report")
JOBS = int(os.environ.get("JOBS") or os.cpu_count() or 1)
# What makes a file worth looking at.
USES = re.compile(rb"dmaengine|dma_request_|dma_release_channel|dma_async_|virt-dma\.h|dma_chan\b|"
                  rb"dma_async_tx_descriptor|device_issue_pending|of_dma_controller")
# What a rule cannot find anything without: it need not run on other files.
NEEDS = {name: re.compile(pattern) for name, pattern in {
    "context": rb"dmaengine_terminate_sync|dmaengine_synchronize|dma_release_channel",
    "direct_call": rb"(?:->|\.)\s*device_\w+\s*\(|\bcallback\b",
    "provider_remove": rb"async_device_register|of_dma_controller_register|vchan_",
    "provider_synchronize": rb"device_terminate_all",
    "return_value": rb"dmaengine_prep_|dma_request_|dmaengine_submit|dmaengine_slave_config|tx_submit",
    "synchronize": rb"dmaengine_terminate_(?:async|all)",
    "terminate_all": rb"dmaengine_terminate_all",
}.items()}
# "file:line:columns: ERROR: text" in report mode.
REPORT = re.compile(r"^(?P<file>.+?):(?P<line>\d+):[\d-]+: (?P<text>(?:WARNING|ERROR): .*)$")
NOISE = re.compile(r"^(init_defs_builtins|HANDLING|Note: processing|Using Python|Processing |warning: line|$)")
TIMEOUT = 300


@dataclass
class Result:
    """What one rule said of one file: standard output, and complaints of spatch itself."""
    file: str
    output: str
    error: str = ""

    def reports(self):
        """(line, text), sorted, each once."""
        found = [REPORT.match(line) for line in self.output.splitlines()]
        return sorted({(int(match["line"]), match["text"]) for match in found if match})


def rules():
    """name -> path"""
    return {path.stem.removeprefix("dmaengine_"): path for path in sorted(RULES.glob("dmaengine_*.cocci"))}


def options(rule):
    """The rule's own options, as scripts/coccicheck reads them."""
    return re.search(r"^//.*Options: *(.*)$", rule.read_text(), flags=re.M).group(1).split()


def spatch(rule, mode, file, top, *more):
    """One rule on one file, named relative to a directory, with more options for spatch."""
    command = ["spatch", "-D", mode, "--very-quiet", "--cocci-file", str(rule), *options(rule),
               *(["--no-show-diff"] if mode in ("org", "report") else []), *more, file]
    try:
        done = subprocess.run(command, cwd=top, check=False, text=True, errors="replace", timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except subprocess.TimeoutExpired:
        return Result(file, "", f"no answer in {TIMEOUT} s")
    complaints = [line for line in done.stderr.splitlines() if not NOISE.match(line)]
    failed = done.returncode or complaints
    return Result(file, done.stdout, "\n".join(complaints[-5:] or [f"exit status {done.returncode}"]) if failed else "")


def parallel(work, items):
    """Results in the order of the items, JOBS at a time."""
    with ThreadPoolExecutor(JOBS) as pool:
        return list(pool.map(work, items))


def spatch_all(rule, mode, files, top):
    """One rule on many files."""
    return parallel(lambda file: spatch(rule, mode, file, top), files)


def overlay_files():
    """Files of this repository that stand in the tree."""
    return set(subprocess.run([REPO / "scripts/overlay", "--list"], check=True, text=True,
                              stdout=subprocess.PIPE).stdout.split())


def users(top, *folders):
    """Files below these folders that use the DMA engine, relative to the top."""
    found = []
    for folder in folders:
        for path in sorted((top / folder).rglob("*.[ch]")):
            if path.is_file() and not path.is_symlink() and USES.search(path.read_bytes()):
                found.append(path.relative_to(top).as_posix())
    return found
