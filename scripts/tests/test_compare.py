#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of scripts/comparelog.py and of the table of entries."""
import pathlib
import re
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
REPO = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "scripts"))

import comparelog  # noqa: E402 pylint: disable=wrong-import-position

TESTS = REPO / "drivers/dma/tests"
HEAD = "KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: compare_x\n    1..1\n"
OVER = "compare: one is over\n"
GOOD = HEAD + OVER + "    ok 1 one\nok 1 compare_x\n"
FAILED = ("    # one: EXPECTATION FAILED at drivers/dma/tests/compare/compare_x_kunit.c:12\n"
          "    Expected chan to be true, but is false\n    compare: loses a channel\n")
KASAN = "BUG: KASAN: slab-use-after-free in foo_bar+0x12/0x34\nRead of size 8\n"


def entries(text):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text)
        file.flush()
        return comparelog.read_entries(pathlib.Path(file.name))


def cases():
    """suite.case of all suites in the tree."""
    for path in TESTS.rglob("*_kunit.c"):
        text = path.read_text()
        suites = re.findall(r"struct kunit_suite \w+ = \{\n\t\.name = \"(\w+)\"", text)
        for suite in suites:
            yield from (f"{suite}.{case}" for case in re.findall(r"KUNIT_CASE\w*\((\w+)", text))


def judge(log, is_stock=False, **more):
    return comparelog.judge(log, "compare_x.one", is_stock, comparelog.Entry("X-01", **more))


class TableTest(unittest.TestCase):
    def test_every_defect_has_a_row(self):
        names = [entry.name for entry in comparelog.read_entries(TESTS / "compare/entries.txt")]
        wanted = [f"{group}-{number + 1:02}" for group, count in
                  (("CORE", 27), ("VC", 10), ("SDMA", 19), ("PL", 16)) for number in range(count)]
        self.assertEqual(names, wanted)

    def test_readme_and_cover_letter_have_each_row(self):
        readme = (REPO / "README.md").read_text()
        cover = (REPO / "series/cover-letter").read_text()
        for entry in comparelog.read_entries(TESTS / "compare/entries.txt"):
            self.assertIn(f"\n| {entry.name} | {entry.title} | ", readme)
            self.assertIn(f"\n{entry.name} ", cover)

    def test_cases_exist(self):
        known = set(cases())
        named = [name for entry in comparelog.read_entries(TESTS / "compare/entries.txt")
                 for name in entry.cases + re.findall(r"\w+\.\w+", entry.here)]
        self.assertEqual([name for name in named if name not in known], [])

    def test_each_case_has_one_row(self):
        used = [name for entry in comparelog.read_entries(TESTS / "compare/entries.txt") for name in entry.cases]
        ours = [name for name in cases() if name.startswith("compare_")]
        self.assertEqual(sorted(used), sorted(ours))

    def test_continuation_and_several_cases(self):
        entry, = entries("A-01\ntitle: one\n  two\ncase: s.a s.b\n")
        self.assertEqual((entry.title, entry.cases), ("one two", ["s.a", "s.b"]))

    def test_nonsense_is_refused(self):
        for text in ("A-01\ntitle: one\n", "A-01\ntitle: one\ncase: a.b\nwhy: no\n", "A-01\nwhat: one\n", "title: x\n"):
            with self.assertRaises(comparelog.BadEntry):
                entries(text)


class JudgeTest(unittest.TestCase):
    def test_good(self):
        self.assertTrue(judge(GOOD).good)
        self.assertTrue(judge(GOOD, True).good)

    def test_expectation(self):
        for is_stock in (False, True):
            verdict = judge(HEAD + FAILED + OVER + "    not ok 1 one\n", is_stock)
            self.assertFalse(verdict.good)
            self.assertEqual(verdict.events[0], "loses a channel")

    def test_report(self):
        log = GOOD.replace(OVER, KASAN + OVER)
        self.assertFalse(judge(log).good)
        self.assertEqual(judge(log, True).words(), "KASAN: slab-use-after-free in foo_bar()")

    def test_what_comes_later_is_not_stocks_case(self):
        log = GOOD.replace(OVER, OVER + KASAN)
        self.assertTrue(judge(log, True).good)
        self.assertFalse(judge(log).good)

    def test_wanted_report(self):
        log = GOOD.replace(OVER, "WARNING: CPU: 0 PID: 1 at a/b.c:1 foo\nselfish\n" + OVER)
        self.assertTrue(judge(log, report="selfish").good)
        self.assertFalse(judge(GOOD, report="selfish").good)

    def test_does_not_finish(self):
        self.assertEqual(judge(HEAD, True).words(), "does not finish")
        self.assertEqual(judge(HEAD + "guest stopped: not done after 1 s\n", True).words(), "hangs")

    def test_leak(self):
        log = GOOD + "unreferenced object 0x1234 (size 32):\nleak-init: scanned\n"
        self.assertEqual(judge(log, True, leaks="yes").words(), "kmemleak: memory leaked")
        self.assertFalse(judge(GOOD, True, leaks="yes").good)

    def test_skipped_is_not_passed(self):
        self.assertFalse(judge(GOOD.replace("ok 1 one", "ok 1 one # SKIP no")).good)

    def test_stock_that_passes_is_a_failure(self):
        entry = comparelog.Entry("X-01", case="s.a")
        entry.stock, entry.ours = [comparelog.Verdict(True, [])], [comparelog.Verdict(True, [])]
        self.assertEqual(entry.verdict(), "failed")
        entry.stock = [comparelog.Verdict(False, ["x"])]
        self.assertEqual(entry.verdict(), "passed")
        entry.ours = [comparelog.Verdict(False, ["x"])]
        self.assertEqual(entry.verdict(), "failed")


if __name__ == "__main__":
    unittest.main()
