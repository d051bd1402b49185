#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The entries of scripts/compare, and what a kernel log says about one of its cases.

No usage of its own. In entries.txt each entry is a paragraph "key: value", a line that begins
with blanks continues the one before:

  CORE-01     name of the entry, alone on its line
  title:      what is wrong in stock
  case:       suite.case, or several of them
  report:     what our kernel has to report, a regular expression; then that is no failure
  leaks: yes  kmemleak looks after the case, in a boot of its own
  why:        instead of a case: why there is none
  here:       cases of our own suites that show it, too, or instead
"""
import re
import subprocess
import threading
from dataclasses import dataclass, field

from pathlib import Path

from logscan import RESULT, scan, strip

REPO = Path(__file__).resolve().parent.parent
# Of the host's time, which has nothing to do with the guest's.
TIMEOUT = 120
OVER = re.compile(r"compare: (\w+) is over")
FAILED = re.compile(r"^\s*# (\w+): (EXPECTATION|ASSERTION) FAILED at ")
SAID = re.compile(r"^\s*compare: (.*)")
# What a first line of a report is called in the table.
KINDS = (
    (re.compile(r"BUG: KASAN: ([\w-]+) in ([\w.]+)"), r"KASAN: \1 in \2()"),
    (re.compile(r"(list_(?:add|del) (?:corruption|double add))"), r"\1"),
    (re.compile(r"possible recursive locking"), "lockdep: recursive locking"),
    (re.compile(r"possible circular locking"), "lockdep: circular locking"),
    (re.compile(r"inconsistent lock state"), "lockdep: inconsistent lock state"),
    (re.compile(r"non-static key"), "lockdep: lock that was never initialised"),
    (re.compile(r"sleeping function called from"), "sleeps in atomic context"),
    (re.compile(r"scheduling while atomic"), "sleeps in atomic context"),
    (re.compile(r"BUG: failure at \S+/(\w+)\(\)"), r"BUG() in \1()"),
    (re.compile(r"kernel BUG at \S*/([\w.-]+):\d+"), r"BUG() in \1"),
    (re.compile(r"Segfault with no mm|Kernel mode fault"), "oops: bad address"),
    (re.compile(r"Kernel panic"), "panic"),
    (re.compile(r"unreferenced object"), "kmemleak: memory leaked"),
    (re.compile(r"WARNING: .* at \S*/([\w.-]+):\d+ (\w+)"), r"WARN in \2()"),
    (re.compile(r"refcount_t: ([\w -]+)"), r"refcount: \1"),
    (re.compile(r"ODEBUG: (.*?) (?:object|state)"), r"debug objects: \1"),
)


class BadEntry(Exception):
    """entries.txt cannot be understood; one line that says why."""


@dataclass
class Verdict:
    """What became of a case in one kernel."""
    good: bool
    events: list

    def words(self):
        return "passes" if self.good else ", ".join(self.events[:2])


@dataclass
class Entry:
    """A row of the table."""
    name: str
    title: str = ""
    case: str = ""
    report: str = ""
    leaks: str = ""
    why: str = ""
    here: str = ""
    stock: list = field(default_factory=list)
    ours: list = field(default_factory=list)

    @property
    def cases(self):
        return self.case.split()

    @property
    def covered(self):
        return self.here

    def words(self, kernel):
        return "; ".join(dict.fromkeys(verdict.words() for verdict in getattr(self, kernel)))

    def verdict(self):
        if not self.cases:
            return "skipped"
        good = all(verdict.good for verdict in self.ours) and not any(verdict.good for verdict in self.stock)
        return "passed" if good else "failed"


def read_entries(path):
    """All entries of a file."""
    entries = []
    key = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            key = None
        elif re.fullmatch(r"[A-Z]+-\d+", line):
            entries.append(Entry(line))
        elif line[0] in " \t" and key:
            setattr(entries[-1], key, f"{getattr(entries[-1], key)} {line.strip()}")
        else:
            key, found, value = line.partition(":")
            if not entries or not found or key not in ("title", "case", "report", "leaks", "why", "here"):
                raise BadEntry(f"{path}, line {number}: what is \"{line}\"?")
            setattr(entries[-1], key, value.strip())
    for entry in entries:
        if not entry.title or bool(entry.cases) == bool(entry.why):
            raise BadEntry(f"{path}: {entry.name} needs a title, and either case or why")
    return entries


def boot(kernel, case, is_stock, leaks):
    """Boot a kernel with one case, and return the log. Stock is not let live longer than the case."""
    command = ["setarch", "-R", str(kernel), "mem=512M", "console=tty", "time-travel=inf-cpu", "kasan_multi_shot",
               "kunit.enable=1", f"kunit.filter_glob={case}", "panic=-1"]
    if leaks:
        command += ["kmemleak=on", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro",
                    f"init={REPO / 'scripts/leak-init'}"]
    else:
        command.append("kunit_shutdown=halt")
    lines = []
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", start_new_session=True) as process:
        timer = threading.Timer(TIMEOUT, process.kill)
        timer.start()
        for line in process.stdout:
            lines.append(line)
            if is_stock and not leaks and OVER.search(line):
                process.kill()
        if not timer.is_alive():
            lines.append(f"guest stopped: not done after {TIMEOUT} s\n")
        timer.cancel()
    return "".join(lines)


def name_of(report):
    """A short name for a report."""
    text = "\n".join(report.text)
    # What a list is found corrupted by says so before it warns.
    lines = [text] if "__list_" in report.line else [report.line, text]
    for line in lines:
        for pattern, words in KINDS:
            found = pattern.search(line)
            if found:
                return found.expand(words)
    return report.line.strip()


def failures(lines):
    """What expectations that were not met say, those first that have words of their own."""
    said, other = [], []
    block = None
    for line in [*lines, "# end"]:
        if block is not None and (OVER.search(line) or re.match(r"\s*(#|ok|not ok|\d+\.\.)", line)):
            words = [found.group(1) for found in map(SAID.match, block) if found]
            (said if words else other).extend(words or [" ".join(part.strip() for part in block if part.strip())])
            block = None
        if FAILED.match(line):
            block = []
        elif block is not None and len(block) < 4:
            block.append(line)
    return said, other


def judge(log, case, is_stock, entry):
    """The verdict about a case: on stock what happened before the case was over, here all of the log."""
    name = case.split(".")[-1]
    lines = [strip(line) for line in log.splitlines()]
    over = next((number for number, line in enumerate(lines) if OVER.search(line)), None)
    if is_stock and over is not None and not entry.leaks:
        lines = lines[:over]
    reports = scan("\n".join(lines))
    if entry.report and not is_stock:
        wanted = [report for report in reports if re.search(entry.report, "\n".join(report.text))]
        reports = [report for report in reports if report not in wanted]
    said, other = failures(lines)
    events = list(dict.fromkeys([*said, *map(name_of, reports), *other]))
    if over is None and not events:
        events.append("hangs" if "guest stopped" in log else "does not finish")
    elif over is None and "guest stopped" in log:
        events.append("hangs")
    if not is_stock:
        results = [found for found in map(RESULT.match, lines) if found and found.group(2) == name]
        if not results or results[0].group(1) != "ok" or results[0].group(3):
            events.append(results[0].group(0).strip() if results else "did not run")
        if entry.report and not wanted:
            events.append("does not report what it should")
    if entry.leaks and "leak-init: scanned" not in log:
        events.append("the leak check did not finish")
    return Verdict(not events, events)
