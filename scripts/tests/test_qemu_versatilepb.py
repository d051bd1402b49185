#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of scripts/qemu-versatilepb's judgement: a good log passes, and no other."""
import contextlib
import io
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from sibling import load  # noqa: E402 pylint: disable=wrong-import-position
import dmatest_log  # noqa: E402 pylint: disable=wrong-import-position
from dmatest_log import bad, part  # noqa: E402 pylint: disable=wrong-import-position

QEMU = load("qemu-versatilepb")
SETTINGS = {"guest_iterations": 40, "guest_stops": 1, "guest_lost": 1, "guest_unbinds": 2, "kmemleak": "on"}


def threads(tests, number=1, failures=0):
    return dmatest_log.threads(8, tests, number, failures)


def good_log():
    unbind = part("unbind", bad("prep error"), *threads(9, failures=1), "guest: channels unbound: 0") + \
        ["guest: channels bound: 24"]
    return ["guest: channels bound: 24", *part("one", *threads(40)), *part("two", *threads(20, 2)),
            *part("stop", bad("test timed out"), *threads(3, 2)),
            *part("lost", bad("test timed out"), *threads(1)),
            *unbind, *unbind, *part("after", *threads(10)), "guest: scanned for leaks", "guest: done"]


class TestVerdict(unittest.TestCase):
    def judged(self, log):
        judge = QEMU.Judge()
        with contextlib.redirect_stdout(io.StringIO()):
            QEMU.verdict(judge, log, 8, SETTINGS)
        return judge

    def changed(self, old, new):
        log = good_log()
        changed = [line.replace(old, new) for line in log]
        self.assertNotEqual(log, changed)
        return self.judged(changed)

    def test_good(self):
        self.assertEqual(self.judged(good_log()).failed, 0)

    def test_nothing(self):
        self.assertGreater(self.judged([]).failed, 0)

    def test_every_line_of_a_thread_counts(self):
        for step in ("one", "two", "after"):
            log = good_log()
            del log[log.index(f"guest: begin {step}") + 1]
            self.assertEqual(self.judged(log).failed, 1, step)

    def test_not_finished(self):
        self.assertEqual(self.judged(good_log()[:-1]).failed, 1)

    def test_failure(self):
        self.assertGreater(self.changed("summary 40 tests, 0 failures", "summary 40 tests, 1 failures").failed, 0)

    def test_too_few(self):
        self.assertGreater(self.changed("summary 40 tests", "summary 39 tests").failed, 0)

    def test_wrong_data_is_never_right(self):
        for reason in ("test timed out", "prep error"):
            self.assertGreater(self.changed(f"'{reason}'", "'data error'").failed, 0)

    def test_channel_left(self):
        self.assertEqual(self.changed("unbound: 0", "unbound: 8").failed, 1)

    def test_channel_lost(self):
        log = good_log()
        log[0] = "guest: channels bound: 23"
        self.assertEqual(self.judged(log).failed, 1)

    def test_leaks_not_looked_for(self):
        self.assertEqual(self.changed("scanned for leaks", "").failed, 1)

    def test_report(self):
        self.assertEqual(self.judged(good_log() + ["WARNING: CPU: 0 PID: 1 at x.c:1 y+0x1/0x2"]).failed, 1)

    def test_problem(self):
        self.assertEqual(self.judged(good_log() + ["guest: problem: 'x' to y: z"]).failed, 1)
        self.assertEqual(self.judged(good_log() + ["guest stopped: it said nothing for 90 s"]).failed, 1)


if __name__ == "__main__":
    unittest.main()
