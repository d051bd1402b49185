#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of the log scanner: what must be found, and what must not."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from logscan import failed_cases, scan  # noqa: E402 pylint: disable=wrong-import-position

REPORTS = [
    "BUG: KASAN: slab-use-after-free in some_function+0x7e/0xa0",
    "BUG: KCSAN: data-race in reader / writer",
    "BUG: sleeping function called from invalid context at mm/slab.h:1",
    "BUG: scheduling while atomic: kunit_try_catch/24/0x00000002",
    "BUG: spinlock bad magic on CPU#0, kunit_try_catch/24",
    "BUG kmalloc-64 (Not tainted): Poison overwritten",
    "BUG dma_descriptor (Tainted: G    B   W         ): Object already free",
    "pagealloc: memory corruption",
    "kernel BUG at drivers/dma/some.c:12!",
    "WARNING: CPU: 0 PID: 24 at drivers/dma/some.c:12 some_function+0x1/0x2",
    "WARNING: inconsistent lock state",
    "WARNING: possible circular locking dependency detected",
    "WARNING: possible recursive locking detected",
    "WARNING: suspicious RCU usage",
    "INFO: trying to register non-static key.",
    "INFO: task kunit_try_catch:24 blocked for more than 120 seconds.",
    "unreferenced object 0x0000000061234567 (size 64):",
    "kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)",
    "DMA-API: device driver frees DMA memory with wrong function",
    "ODEBUG: free active (active state 0) object: 0000000061234567 object type: timer_list",
    "list_add corruption. prev->next should be next (61234567), but was 0.",
    "refcount_t: underflow; use-after-free.",
    "Kernel panic - not syncing: Segfault with no mm",
    "UBSAN: array-index-out-of-bounds in drivers/dma/some.c:1:2",
    "rcu: INFO: rcu_preempt self-detected stall on CPU",
]
HARMLESS = [
    "DMA-API: preallocated 65536 debug entries",
    "DMA-API: debugging enabled by kernel config",
    "KernelAddressSanitizer initialized",
    "Kernel command line: kasan_multi_shot console=tty",
    "kcsan: enabled early",
    "    # terminate_reports: EXPECTATION FAILED at drivers/dma/tests/x.c:1",
    "    ok 3 WARNING: this is the name of a case",
    "FAULT_INJECTION: forcing a failure.",
    "virtio-pci: warning about nothing",
]
FILLER = ["some other line"] * 20


class Scan(unittest.TestCase):
    def test_each_kind_is_found(self):
        for line in REPORTS:
            for prefix in ("", "[    1.234567] ", "[    1.234567][   T24] ", "<4>"):
                with self.subTest(line=prefix + line):
                    self.assertEqual(len(scan(f"before\n{prefix}{line}\nafter\n")), 1)

    def test_harmless_lines_are_not(self):
        self.assertEqual(scan("\n".join(HARMLESS)), [])

    def test_distinct_reports_count_apart(self):
        text = "\n".join("\n".join([line] + FILLER) for line in REPORTS)
        self.assertEqual(len(scan(text)), len(REPORTS))

    def test_the_same_report_counts_once(self):
        text = "\n".join("\n".join([f"WARNING: CPU: 0 PID: {pid} at a.c:12 f+0x{pid}/0x9"] + FILLER)
                         for pid in range(3))
        reports = scan(text)
        self.assertEqual(len(reports), 1)
        self.assertEqual(reports[0].count, 3)

    def test_another_place_is_another_report(self):
        text = "\n".join("\n".join([f"WARNING: CPU: 0 PID: 1 at a.c:{line} f+0x1/0x9"] + FILLER) for line in (1, 2))
        self.assertEqual(len(scan(text)), 2)

    def test_header_lines_of_one_report_belong_together(self):
        text = "ODEBUG: free active object\nWARNING: CPU: 0 PID: 1 at lib/debugobjects.c:1\n"
        reports = scan(text)
        self.assertEqual(len(reports), 1)
        self.assertIn("WARNING: CPU: 0 PID: 1 at lib/debugobjects.c:1", reports[0].text)

    def test_the_case_is_named(self):
        text = "\n".join(["    # Subtest: a_suite", "    ok 1 first", REPORTS[0], "    ok 2 second", "ok 1 a_suite"])
        self.assertEqual(scan(text)[0].case, "a_suite.second")

    def test_a_report_after_the_last_case_has_no_case(self):
        text = "\n".join(["    # Subtest: a_suite", "    ok 1 first", "ok 1 a_suite", REPORTS[0]])
        self.assertEqual(scan(text)[0].case, "")

    def test_failed_cases_come_with_what_they_said(self):
        text = "\n".join(["    # Subtest: a_suite", "    ok 1 first", "        # Subtest: second",
                          "        ok 1 one", "    # second: EXPECTATION FAILED at a.c:1", "        not ok 2 the other one",
                          "    not ok 2 second", "not ok 1 a_suite"])
        self.assertEqual([case for case, _ in failed_cases(text)], ["a_suite.the other one", "a_suite.second"])
        self.assertEqual(list(failed_cases(text))[0][1], ["    # second: EXPECTATION FAILED at a.c:1"])

    def test_without_failures_no_case_failed(self):
        self.assertEqual(list(failed_cases("    # Subtest: a_suite\n    ok 1 first\nok 1 a_suite\n")), [])


if __name__ == "__main__":
    unittest.main()
