#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Self test of scripts/run-demo's judgement: a good log passes, and no other."""
import contextlib
import io
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from sibling import load  # noqa: E402 pylint: disable=wrong-import-position

DEMO = load("run-demo")
SETTINGS = {"demo_iterations": 10, "demo_rounds": 100, "demo_unbinds": 2, "demo_selftest_s": 1, "demo_overruns": 5,
            "demo_sound": 5}
COUNTS = " rounds=200 submitted=900 callbacks=500 bytes=5000 terminated=80 cut=60 dead=9 unbound=5 dropped=7"


def part(name, *lines):
    return [f"demo: begin {name}", *lines, f"demo: end {name}"]


def torture(name, kind, verdict):
    return part(name, f"{kind}-torture:{COUNTS}", f"{kind}-torture: fast stop: n=9 p50=100 p99=3000 max=4000 ns",
                f"{kind}-torture:--- End of test: {verdict}", *(HELD if name == "unbind sysfs" else []))


HELD = ["demo: held with-release: 1 1 1 ", "demo: held no-release: 0 1 1 ",
        "demo: statistics with-release: complete=7 live=0 ", "demo: statistics no-release: complete=7 live=0 "]


def pl080():
    torture = [f"chan-torture:{COUNTS}", "chan-torture:--- End of test: SUCCESS"]
    return part("pl080 dmatest",
                *[f"dmatest: dma0chan{n}-copy1: summary 2 tests, 0 failures 1.00 iops 1 KB/s (0)" for n in range(16)]) + \
        part("pl080 terminate", *torture, "demo: states idle=5 waiting=3 running=9 ") + \
        part("pl080 unbind", *torture, "demo: held pl080: 1 0 1 ", "demo: held pl080: 0 1 1 ",
             "pl08x-demo: streams=5 periods=50 unbound=2 touched=0",
             "pl08x-demo.1: transfers=9 bytes=99 irqs=9 violations=0",
             "pl08x-demo.0: transfers=9 bytes=99 irqs=9 violations=0")


def sdma():
    return part("sdma dmatest",
                *[f"dmatest: dma0chan{n}-copy0: summary 10 tests, 0 failures 1.00 iops 1 KB/s (0)" for n in range(8)],
                "sdma-demo.hw: transfers=80 bytes=99 irqs=9 violations=0") + \
        part("sdma overrun", "sdma-demo: streams=5 survived=5 late=0 touched=0 wrong=0",
             "sdma-demo: restart: n=5 p50=20000 p99=50000 max=50512 ns after the hardware has stopped",
             "sdma-demo.hw: transfers=10 bytes=99 irqs=9 violations=0") + \
        part("sound capture", "demo: sound capture: restarts=5 overruns=6 lost=0 io-errors=0 wrong=0") + \
        part("sound playback", "demo: sound playback: restarts=5 overruns=6 lost=0 io-errors=0 wrong=0") + \
        part("sound hardware", "sdma-demo.hw: transfers=10 bytes=99 irqs=9 violations=0")


def good_log():
    log = []
    for name in ("memcpy", "memset", "xor", "pq"):
        log += part(f"dmatest {name}", f"demo: statistics {name}: complete=80 bytes=1 live=0 ",
                    *[f"dmatest: dma0chan{n}-copy0: summary 10 tests, 0 failures 1.00 iops 1 KB/s (0)" for n in range(8)])
    log += part("raid6test", "demo: public channels in use: 1 1 ", "raid6test: complete (2429 tests, 0 failures)",
                "demo: statistics raid: complete=9000 bytes=1 live=0 ")
    for name, kind in (("terminate virt-dma", "sim"), ("terminate other", "fake"), ("unbind virt-dma", "sim"),
                       ("unbind other", "fake"), ("unbind sysfs", "chan")):
        log += torture(name, kind, "SUCCESS")
    log += part("samples", "demo: sample on dma-sim: 120 periods, 1 restarts, position 512",
                "demo: statistics sample: complete=200 live=0 ", "demo: sample on provider: 150 periods, 1 restarts, position 0")
    log += pl080()
    for error in ("late", "twice", "lost", "leak"):
        log += torture(f"selftest {error}", f"busted_{error}", f"FAILURE: {error}=3")
    log += ["demo: left: modules=0 channels=0", "demo: done"]
    log += sdma() + ["demo: left: modules=0 channels=0", "demo: done"]
    return [f"[    1.{number:06d}] {line}" for number, line in enumerate(log)]


class Judgement(unittest.TestCase):
    def status(self, log):
        with contextlib.redirect_stdout(io.StringIO()):
            return DEMO.verdict(log, SETTINGS, 1)

    def test_good(self):
        self.assertEqual(self.status(good_log()), 0)

    def test_cut_short(self):
        log = good_log()
        for end in range(len(log)):
            self.assertEqual(self.status(log[:end]), 1, f"the first {end} lines")

    def test_a_part_is_missing(self):
        for begin in [line for line in good_log() if "demo: begin" in line]:
            self.assertEqual(self.status([line for line in good_log() if line != begin]), 1, begin)

    def test_wrong(self):
        for old, new in (("0 failures 1.00", "1 failures 1.00"), ("summary 10 tests", "summary 9 tests"),
                         ("(2429 tests, 0 f", "(2429 tests, 1 f"), ("complete=9000", "complete=0"),
                         ("in use: 1 1", "in use: 0 0"), ("live=0", "live=1"), ("SUCCESS", "FAILURE: late=1"),
                         ("SUCCESS", "FAILURE: no cut"), ("FAILURE: late=3", "SUCCESS"),
                         ("FAILURE: leak=3", "FAILURE: lost=3"), ("rounds=200", "rounds=20"), ("dropped=7", "dropped=0"),
                         ("dead=9", "dead=0"), ("modules=0", "modules=1"),
                         ("sample on dma-sim: 120 periods, 1", "sample on dma-sim: 120 periods, 0"), ("sample on provider: 150", "sample on provider:"),
                         ("running=9", ""), ("touched=0", "touched=1"), ("unbound=2 t", "unbound=0 t"),
                         ("irqs=9 violations=0", "irqs=9 violations=1"), ("held pl080: 1 0 1", "held pl080: 0 0 0"),
                         ("survived=5", "survived=4"), ("late=0 t", "late=1 t"), ("wrong=0", "wrong=1"),
                         ("max=50512", "max=100001"), ("streams=5 s", "streams=4 s"), ("restart: n", "start: n"),
                         ("overruns=6", "overruns=5"), ("restarts=5", "restarts=4"), ("lost=0", "lost=1"),
                         ("io-errors=0 wrong=0", "io-errors=0 wrong=1"),
                         ("demo: left", "demo: problem: left")):
            log = "\n".join(good_log())
            self.assertIn(old, log)
            self.assertEqual(self.status(log.replace(old, new).splitlines()), 1, f"{old} -> {new}")

    def test_report(self):
        for line in ("BUG: sleeping function called", "WARNING: CPU: 0 PID: 1 at", "guest stopped: it said nothing",
                     "demo: problem: cannot load dma-sim"):
            self.assertEqual(self.status(good_log() + [line]), 1, line)


if __name__ == "__main__":
    unittest.main()
