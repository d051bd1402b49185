#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of the series: how files that several mails share are taken apart."""
import pathlib
import re
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from sibling import load  # noqa: E402 pylint: disable=wrong-import-position

SERIES = load("series")

BASE = b"# stock\nobj-y += old.o\n"
FINAL = b"# stock\na-y := a1.o\na-y += a2.o\n\n# more\nobj-y += b.o\nobj-y += old.o\n"
KCONFIG = b"# head\n\nconfig A\n\tbool\n\tselect B\n\nconfig B\n\tbool\n"


def mail(*shared):
    return SERIES.Mail("1-x", "subject\n", shared=[(name, re.compile(pattern)) for name, pattern in shared])


class Shared(unittest.TestCase):
    def test_a_composite_stays_together(self):
        mails = [mail(("Makefile", "a1")), mail(("Makefile", "b.o"))]
        shared = SERIES.Shared("Makefile", BASE, FINAL, mails)
        self.assertEqual(shared.at(0), b"# stock\na-y := a1.o\na-y += a2.o\nobj-y += old.o\n")
        self.assertEqual(shared.at(1), FINAL)

    def test_a_new_file_begins_with_the_first_mail_that_claims_some_of_it(self):
        mails = [mail(), mail(("Kconfig", "config B")), mail(("Kconfig", "config A"))]
        shared = SERIES.Shared("Kconfig", None, KCONFIG, mails)
        self.assertIsNone(shared.at(0))
        self.assertEqual(shared.at(1), b"config B\n\tbool\n")
        self.assertEqual(shared.at(2), KCONFIG)

    def test_lines_of_stock_are_replaced_by_the_mail_that_claims_them(self):
        mails = [mail(("list", "nothing")), mail(("list", "new"))]
        shared = SERIES.Shared("list", b"one\ntwo\n", b"one\nnew\n", mails)
        self.assertEqual(shared.at(0), b"one\ntwo\n")
        self.assertEqual(shared.at(1), b"one\nnew\n")

    def test_what_nobody_claims_is_named(self):
        with self.assertRaisesRegex(SERIES.Refused, "b.o"):
            SERIES.Shared("Makefile", BASE, FINAL, [mail(("Makefile", "a1"))])

    def test_the_first_mail_that_claims_a_part_gets_it(self):
        mails = [mail(("Makefile", "a1|b.o")), mail(("Makefile", "b.o"))]
        self.assertEqual(SERIES.Shared("Makefile", BASE, FINAL, mails).at(0), FINAL)


class Whole(unittest.TestCase):
    def test_a_file_belongs_to_the_first_mail_that_matches(self):
        left = {"drivers/a.c": b"", "drivers/b.c": b"", "drivers/old.c": None}
        first = SERIES.Mail("1-x", "s\n", patterns=["drivers/a*"], removals=["drivers/old.c"])
        second = SERIES.Mail("2-x", "s\n", patterns=["drivers/*"])
        self.assertEqual(set(SERIES.Series.whole_files(first, left)), {"drivers/a.c", "drivers/old.c"})
        self.assertEqual(set(SERIES.Series.whole_files(second, left)), {"drivers/b.c"})
        self.assertEqual(left, {})

    def test_a_pattern_without_a_file_is_named(self):
        with self.assertRaisesRegex(SERIES.Refused, "drivers/x"):
            SERIES.Series.whole_files(SERIES.Mail("1-x", "s\n", patterns=["drivers/x*"]), {"drivers/a.c": b""})


if __name__ == "__main__":
    unittest.main()
