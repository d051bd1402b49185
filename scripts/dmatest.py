# SPDX-License-Identifier: GPL-2.0-only
"""Read what stock dmatest, and the guest that runs it (dmatest-init.c), say in a kernel log."""
import re

from logscan import strip

# What dmatest says of a transfer that it did not wait for, and of a controller that has gone.
GIVEN_UP = {"test timed out", "completion busy status"}
GONE = GIVEN_UP | {"prep error", "submit error", "completion error status"}

DMATEST = re.compile(r"dmatest: (dma\d+chan\d+)-copy(\d*): summary (\d+) tests, (\d+) failures ([\d.]+) iops (\d+) KB/s \((-?\d+)\)")
BAD = re.compile(r"dmatest: \S+: result #\d+: '(.*)' with")


class Judge:
    """Counts, and the rows of a table."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.rows = []

    def need(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}", flush=True)
        return condition

    def row(self, *cells):
        self.rows.append(cells)

    def table(self, right=()):
        """The rows as lines; the columns in right are numbers."""
        widths = [max(len(row[i]) for row in self.rows) for i in range(len(self.rows[0]))] if self.rows else []
        for row in self.rows:
            cells = [f"{cell:>{width}}" if i in right else f"{cell:<{width}}"
                     for i, (cell, width) in enumerate(zip(row, widths))]
            yield "  " + "  ".join(cells).rstrip()

    def line(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def parts_of(lines):
    """name -> one list of lines for each time that the guest did this."""
    parts, current = {}, None
    for line in map(strip, lines):
        if line.startswith("guest: begin "):
            current = []
        elif line.startswith("guest: end ") and current is not None:
            parts.setdefault(line.removeprefix("guest: end "), []).append(current)
            current = None
        elif current is not None:
            current.append(line)
    return parts


def reports_of(lines):
    return [found for found in map(DMATEST.search, lines) if found]


def reasons_of(lines):
    return [found.group(1) for found in map(BAD.search, lines) if found]


def channels_of(lines):
    """channel -> the reports of its threads"""
    channels = {}
    for found in reports_of(lines):
        channels.setdefault(found.group(1), []).append(found)
    return channels


def problems_of(lines):
    return sorted({strip(line) for line in lines if "guest: problem" in line or line.startswith("guest stopped")})
