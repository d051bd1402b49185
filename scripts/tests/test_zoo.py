#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of scripts/zoo's judgement: a good log passes and no other, and ours is measured by stock."""
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

ZOO = load("zoo")

MACHINE = ZOO.Machine("m", "arm", "qemu-system-arm", "ttyX", "platform", "p", 3, 1)
SETTINGS = {"guest_iterations": 40, "guest_stops": 2, "guest_unbinds": 2, "guest_cuts": 2}
WARNING = "WARNING: CPU: 0 PID: 1 at x.c:1 y+0x1/0x2"


def threads(tests, number=1, failures=0):
    return dmatest_log.threads(3, tests, number, failures)


def good_log():
    unbind = part("unbind", bad("prep error"), *threads(9, failures=1), "guest: channels unbound: 0") + \
        ["guest: channels bound: 3"]
    return ["guest: controllers: 1", "guest: channels bound: 3", *part("one", *threads(40)), *part("two", *threads(20, 2)),
            *part("stop", bad("test timed out"), *threads(3, 2)),
            *part("idle", "guest: channels unbound: 0"), "guest: channels bound: 3",
            *unbind, *unbind, *part("after", *threads(10)), "guest: done"]


def cut_log():
    return ["guest: controllers: 1", *(2 * part("cut", bad("test timed out"), *threads(1, failures=1))), "guest: done"]


def judged(log, cuts=None, machine=MACHINE):
    outcome = ZOO.judge_boot(machine, log, SETTINGS)
    ZOO.judge_cut(machine, cuts or cut_log(), SETTINGS, outcome)
    return outcome


def good(outcome):
    return outcome.copies_ok and outcome.idle_ok and outcome.unbind_ok and outcome.cut_ok and outcome.quiet


def with_line(mark, line):
    """The good log with one line more, before the first one that is like mark."""
    log = good_log()
    log.insert(log.index(mark), line)
    return log


class TestBoot(unittest.TestCase):
    def changed(self, old, new):
        log = [line.replace(old, new) for line in good_log()]
        self.assertNotEqual(log, good_log())
        return judged(log)

    def test_good(self):
        outcome = judged(good_log())
        self.assertEqual(outcome.why, ())
        self.assertTrue(good(outcome))
        self.assertEqual((outcome.copies, outcome.failures, outcome.rounds), (3 * (40 + 40 + 10), 0, 2))

    def test_nothing(self):
        outcome = judged([])
        self.assertFalse(outcome.copies_ok or outcome.idle_ok or outcome.unbind_ok)

    def test_every_thread_counts(self):
        for step, field in (("one", "copies_ok"), ("two", "copies_ok"), ("after", "unbind_ok")):
            log = good_log()
            del log[log.index(f"guest: begin {step}") + 1]
            self.assertFalse(getattr(judged(log), field), step)

    def test_failure_and_too_few(self):
        for new in ("summary 40 tests, 1 failures", "summary 39 tests, 0 failures"):
            self.assertFalse(self.changed("summary 40 tests, 0 failures", new).copies_ok)

    def test_failure_afterwards_is_one_of_unbind(self):
        outcome = self.changed("summary 10 tests, 0 failures", "summary 10 tests, 1 failures")
        self.assertTrue(outcome.copies_ok and outcome.idle_ok)
        self.assertFalse(outcome.unbind_ok)

    def test_wrong_data_is_never_right(self):
        self.assertFalse(self.changed("'test timed out'", "'data error'").copies_ok)
        self.assertFalse(self.changed("'prep error'", "'data error'").unbind_ok)

    def test_channels_left_or_lost(self):
        outcome = self.changed("unbound: 0", "unbound: 3")
        self.assertFalse(outcome.idle_ok or outcome.unbind_ok)
        log = good_log()
        log[1] = "guest: channels bound: 2"
        self.assertFalse(judged(log).idle_ok)

    def test_not_at_work(self):
        self.assertFalse(self.changed("summary 9 tests", "summary 0 tests").unbind_ok)

    def test_not_finished(self):
        self.assertFalse(judged(good_log()[:-1]).unbind_ok)
        self.assertFalse(judged(good_log() + ["guest stopped: it said nothing for 90 s"]).unbind_ok)

    def test_name_cut_off(self):
        """A thread's name has 15 characters."""
        long = [line.replace("dma0chan2-copy0", "dma0chan10-copy") for line in good_log()]
        self.assertTrue(good(judged([line.replace("dma0chan2-copy1", "dma0chan10-copy") for line in long])))

    def test_too_few_rounds(self):
        log = good_log()
        at = log.index("guest: begin unbind")
        del log[at:log.index("guest: begin unbind", at + 1)]
        self.assertFalse(judged(log).unbind_ok)

    def test_not_all_channels_at_once(self):
        """All are counted, but dmatest needs to have used only so many."""
        few = ZOO.Machine("m", "arm", "q", "t", "platform", "p", 4, 1, used=3)
        log = [line.replace("bound: 3", "bound: 4") for line in good_log()]
        self.assertTrue(good(judged(log, machine=few)))
        self.assertFalse(judged(good_log(), machine=few).idle_ok)
        few.used = 2
        self.assertFalse(judged(log, machine=few).copies_ok)

    def test_report_belongs_to_its_step(self):
        early = judged(with_line("guest: begin stop", WARNING))
        self.assertFalse(early.quiet)
        self.assertTrue(early.unbind_ok)
        late = judged(with_line("guest: begin after", WARNING))
        self.assertTrue(late.quiet)
        self.assertFalse(late.unbind_ok)

    def test_over(self):
        self.assertTrue(ZOO.over("[    9.1] guest: done"))
        self.assertTrue(ZOO.over("[    9.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b"))
        self.assertFalse(ZOO.over("[    9.1] guest: end after"))


class TestCut(unittest.TestCase):
    def test_good(self):
        outcome = judged(good_log())
        self.assertTrue(outcome.cut_ok)
        self.assertEqual(outcome.cuts, 2)

    def test_bad(self):
        for log in (cut_log()[:-1], cut_log()[2:], cut_log() + [WARNING], cut_log() + ["guest: problem: x"],
                    [line.replace("test timed out", "prep error") for line in cut_log()]):
            self.assertFalse(judged(good_log(), log).cut_ok, log)

    def test_what_the_machine_says_of_itself_is_no_result(self):
        self.assertTrue(judged(good_log(), [WARNING, *[""] * 20, *cut_log()]).cut_ok)


class TestCompare(unittest.TestCase):
    def counts(self, stock, ours, cut_stock=None, cut_ours=None):
        judge = ZOO.Judge()
        with contextlib.redirect_stdout(io.StringIO()):
            ZOO.compare(judge, MACHINE, judged(stock, cut_stock), judged(ours, cut_ours))
        return judge.passed, judge.failed, judge.skipped

    def test_cut(self):
        warned = cut_log() + [WARNING]
        self.assertEqual(self.counts(good_log(), good_log(), warned, cut_log()), (7, 0, 0))
        self.assertEqual(self.counts(good_log(), good_log(), cut_log(), warned), (6, 1, 0))
        self.assertEqual(self.counts(good_log(), good_log(), warned, warned), (6, 0, 1))

    def test_what_does_not_start_tells_nothing(self):
        """Not of stock either, which may fail in everything else."""
        self.assertEqual(self.counts([], good_log()), (6, 1, 0))
        self.assertEqual(self.counts(good_log(), good_log(), cut_log()[1:]), (6, 1, 0))

    def test_both_good(self):
        self.assertEqual(self.counts(good_log(), good_log()), (7, 0, 0))

    def test_stock_may_crash(self):
        self.assertEqual(self.counts(with_line("guest: begin after", WARNING), good_log()), (7, 0, 0))

    def test_ours_may_not(self):
        bad_log = with_line("guest: begin after", WARNING)
        self.assertEqual(self.counts(good_log(), bad_log), (6, 1, 0))
        self.assertEqual(self.counts(bad_log, bad_log), (6, 1, 0))

    def test_provider_s_own_bug(self):
        """Only if it is all there is, and stock does not survive either."""
        buggy = ZOO.Machine("m", "arm", "q", "t", "platform", "p", 3, 1, bug="x.c:1")
        late = with_line("guest: begin after", WARNING)
        other = late + [""] * 20 + ["BUG: something else"]
        for stock, ours, counts in ((late, late, (6, 0, 1)), (late, other, (6, 1, 0)), (good_log(), late, (6, 1, 0)),
                                    (late, good_log()[:-1], (6, 1, 0)), (late, good_log(), (7, 0, 0))):
            judge = ZOO.Judge()
            with contextlib.redirect_stdout(io.StringIO()):
                ZOO.compare(judge, buggy, judged(stock), judged(ours))
            self.assertEqual((judge.passed, judge.failed, judge.skipped), counts)

    def test_aftermath_is_no_bug_by_itself(self):
        buggy = ZOO.Machine("m", "arm", "q", "t", "platform", "p", 3, 1, bug="x.c:1")
        gap = [""] * 20
        oops = [*gap, "Internal error: Oops: 5 [#1] PREEMPT ARM"]
        for lines, left in (([*gap, WARNING, *oops], 0), ([*oops, *gap, WARNING], 1), (oops, 1), ([*gap, WARNING], 0)):
            self.assertEqual(len(ZOO.other_than_bug(buggy, ZOO.reports_in(buggy, lines))), left, lines)
        self.assertEqual(len(ZOO.other_than_bug(MACHINE, ZOO.reports_in(MACHINE, [*gap, WARNING, *oops]))), 2)

    def test_warning_that_means_nothing(self):
        """It excuses nothing else."""
        noisy = ZOO.Machine("m", "arm", "q", "t", "platform", "p", 3, 1, warns="x.c:1")
        late = with_line("guest: begin after", WARNING)
        self.assertTrue(ZOO.judge_boot(noisy, late, SETTINGS).unbind_ok)
        self.assertFalse(ZOO.judge_boot(noisy, late[:-1], SETTINGS).unbind_ok)
        self.assertEqual(len(ZOO.reports_in(noisy, [WARNING, *[""] * 20, "BUG: something else"])), 1)

    def test_what_stock_cannot_either_is_skipped(self):
        wrong = [line.replace("summary 40 tests, 0", "summary 40 tests, 1") for line in good_log()]
        self.assertEqual(self.counts(wrong, wrong), (6, 0, 1))
        self.assertEqual(self.counts(good_log(), wrong), (6, 1, 0))
        self.assertEqual(self.counts(wrong, good_log()), (7, 0, 0))

    def test_reports_that_stock_has_too(self):
        warned = with_line("guest: begin stop", WARNING)
        self.assertEqual(self.counts(warned, warned), (7, 0, 0))
        self.assertEqual(self.counts(good_log(), warned), (6, 1, 0))


class TestTable(unittest.TestCase):
    def test_rows(self):
        crash = with_line("guest: begin after", WARNING)
        lines = list(ZOO.table_of([(MACHINE, {"stock": judged(crash), "ours": judged(good_log())})], SETTINGS))
        self.assertEqual(len(lines), 3)
        self.assertIn("270 copies, 0 failures  2 transfers            2 of 2 rounds; 1 reports: WARNING", lines[1])
        self.assertIn("2 rounds, survived", lines[2])

    def test_empty(self):
        self.assertEqual(len(list(ZOO.table_of([], SETTINGS))), 1)


class TestMachines(unittest.TestCase):
    def test_unknown(self):
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            ZOO.parse(["no-such-machine"])

    def test_choice(self):
        self.assertEqual([machine.name for machine in ZOO.parse(["sifive_u"]).machines], ["sifive_u"])
        self.assertEqual(ZOO.parse([]).machines, ZOO.MACHINES)

    def test_configurations_are_there(self):
        for machine in ZOO.MACHINES:
            self.assertTrue((ZOO.FRAGMENTS / f"{machine.kernel}.config").exists())
            self.assertIn(machine.kernel, ZOO.KERNELS)
            arch, *_, targets = ZOO.KERNELS[machine.kernel]
            self.assertIn(arch, ZOO.guest.CFLAGS)
            self.assertIn(machine.dtb, ["", *targets.split()])
            self.assertTrue((ZOO.FRAGMENTS / f"{ZOO.CHECKS.get(machine.kernel, 'kasan')}.config").exists())


class TestUm(unittest.TestCase):
    MACHINE = ZOO.Machine("m", "um", "setarch", "tty", "platform", "p", 3, 1, unbinds=False)

    def judged(self, log):
        return ZOO.judge_boot(self.MACHINE, log, SETTINGS)

    def test_nothing_is_unbound(self):
        log = [line for line in good_log() if "unbind" not in line and "idle" not in line and "unbound" not in line]
        outcome = self.judged(log)
        self.assertEqual(outcome.why, ())
        self.assertTrue(outcome.idle_ok and outcome.unbind_ok and outcome.copies_ok)
        self.assertIn("cannot be unbound", ZOO.unbind_text(self.MACHINE, outcome, 2))

    def test_copies_count_all_the_same(self):
        log = [line for line in good_log() if "unbind" not in line and "idle" not in line]
        del log[log.index("guest: begin after") + 1]
        self.assertFalse(self.judged(log).unbind_ok)

    def test_drivers_are_single_files_again(self):
        text = "".join(f"obj-$(CONFIG_X) += {name}.o\n{name}-y := {name}-core.o\n{name}-$(CONFIG_OF) += {name}-of.o\n"
                       for name in ZOO.zoo_um.DRIVERS) + "imx-sdma-lib-y := imx-sdma-fw.o\n"
        self.assertEqual(ZOO.zoo_um.without_ours(text),
                         "".join(f"obj-$(CONFIG_X) += {name}.o\n" for name in ZOO.zoo_um.DRIVERS) +
                         "imx-sdma-lib-y := imx-sdma-fw.o\n")
        with self.assertRaises(ZOO.Stopped):
            ZOO.zoo_um.without_ours("obj-y += amba-pl08x.o\n")


if __name__ == "__main__":
    unittest.main()
