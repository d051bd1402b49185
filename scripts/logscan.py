#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Find reports of the kernel's own checkers in a kernel log.

usage: scripts/logscan.py [LOG...]

KTAP is no verdict: a lockdep splat, a use after free in an interrupt or a leak
leaves the test case "ok". This reads the whole log, prints every distinct
report with the test case during which it came, and exits with 1 if there was
one. As a module: scan(text) returns the reports, failed_cases(text) the cases
that are not ok.
"""
import re
import sys
from dataclasses import dataclass, field

REPORT = re.compile(
    r"BUG: |BUG \S+ \([^)]*\): |kernel BUG at|WARNING: |inconsistent lock|"
    r"possible circular locking|possible recursive|"
    r"possible irq lock inversion|suspicious RCU usage|non-static key|KASAN|KCSAN|KFENCE|UBSAN|"
    r"unreferenced object|new suspected memory leaks|DMA-API: |ODEBUG|Kernel panic|Oops|"
    r"general protection fault|Segfault with no mm|blocked for more than|soft lockup|"
    r"detected stalls|self-detected stall|refcount_t: |list_add corruption|list_del corruption|"
    r"Bad page|pagealloc: (single bit error|memory corruption)|Object .*[Rr]edzone|still has locks|"
    r"held when returning|workqueue lockup")
# What the checkers say about themselves when they start.
HARMLESS = re.compile(
    r"DMA-API: (preallocated|debugging|device driver filter|disabled)|Kernel command line|"
    r"KernelAddressSanitizer|Linux version|^\s*(#|ok \d|not ok \d|KTAP|1\.\.\d)|kcsan: ")
PREFIX = re.compile(r"^(<\d+>)?(\[\s*\d+\.\d+\](\[\s*[TC]\d+\])?\s?)?")
# Cases stand four columns in, parameters of a case eight.
RESULT = re.compile(r"^ {0,4}(ok|not ok) \d+ ([\w.-]+)( # SKIP.*)?")
# A case or a parameter, whose name may have blanks; not a suite.
CASE = re.compile(r"^(?: {4}| {8})(ok|not ok) \d+ (.*)")
SUBTEST = re.compile(r"^ {0,4}# Subtest: (\S+)")
VARYING = re.compile(r"0x[0-9a-f]+|\b[0-9a-f]{8,16}\b|\b(CPU|PID|pid)[ :=#]*\d+|/\d+\b", re.I)
# A report may open with several such lines (ODEBUG then WARNING): what follows this closely is the same one.
CLOSE = 12
# Lines kept of each report.
TEXT = 60
# Lines kept of what a failed case said.
CASE_TEXT = 25


@dataclass
class Report:
    """One distinct report: its first line, how often it came, and during which case."""
    line: str
    number: int
    case: str = ""
    count: int = 0
    last: int = 0
    text: list = field(default_factory=list)

    def __str__(self):
        times = f", {self.count} times" if self.count > 1 else ""
        return f"{self.line.strip()} (line {self.number}{times}{', ' + self.case if self.case else ''})"


def strip(line):
    return PREFIX.sub("", line.rstrip("\r\n"))


def key_of(line):
    return VARYING.sub("N", line.strip())


def scan(text):
    """Every distinct report of a log, in the order of first appearance."""
    found = {}
    unplaced = []
    suite = ""
    current = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = strip(raw)
        subtest = SUBTEST.match(line)
        result = RESULT.match(line)
        if subtest:
            suite = subtest.group(1)
        if result:
            for report in unplaced:
                report.case = f"{suite}.{result.group(2)}" if suite != result.group(2) else suite
            unplaced = []
            current = None
        if REPORT.search(line) and not HARMLESS.search(line) and \
                not (current and number - current.last < CLOSE):
            current = found.setdefault(key_of(line), Report(line, number))
            current.count += 1
            current.last = number
            if current.count == 1:
                unplaced.append(current)
        if current and len(current.text) < TEXT:
            current.text.append(line)
    return list(found.values())


def failed_cases(text):
    """(case, its last lines) of every case that is "not ok", parameters apart."""
    suite = ""
    lines = []
    for raw in text.splitlines():
        line = strip(raw)
        subtest = SUBTEST.match(line)
        result = CASE.match(line)
        if subtest:
            suite = subtest.group(1)
        if result and result.group(1) == "not ok":
            yield f"{suite}.{result.group(2)}", lines[-CASE_TEXT:]
        lines = [] if result else lines + [line]


def main(paths):
    status = 0
    for path in paths or ["/dev/stdin"]:
        with open(path, errors="replace") as log:
            for report in scan(log.read()):
                print(f"{path}: {report}")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
