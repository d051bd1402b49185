# SPDX-License-Identifier: GPL-2.0-only
"""UML as one more machine of scripts/zoo: stock's drivers of the PL080 and of the i.MX SDMA on register models.

Ours is a tree of ours in which stock's two drivers are back in their places, so
that they run, unmodified, on our core.
"""
import re

from sibling import Stopped, load

CHECK = load("check")
BENCH = load("bench")
COMPARE = load("compare")
OVERLAY = CHECK.REPO / "scripts/overlay"
DRIVERS = ("amba-pl08x", "imx-sdma")


def without_ours(makefile):
    """A drivers/dma/Makefile in which each of the drivers is a single file again."""
    for driver in DRIVERS:
        makefile, lines = re.subn(rf"^{driver}-(?:y|\$\(\w+\)) .*\n", "", makefile, flags=re.M)
        if not lines:
            raise Stopped(f"drivers/dma/Makefile does not say any more what {driver} is made of")
    return makefile


def make_trees(trees):
    """Stock with the models beside it, and ours with stock's drivers."""
    COMPARE.make_stock_tree(trees["stock"])
    if CHECK.call([OVERLAY, trees["ours"]]).returncode:
        raise Stopped("no tree of ours (see above)")
    makefile = trees["ours"] / "drivers/dma/Makefile"
    BENCH.put(makefile, without_ours(makefile.read_text()))
    for driver in DRIVERS:
        name = f"drivers/dma/{driver}.c"
        BENCH.put(trees["ours"] / name, (trees["stock"] / name).read_text())


def command(kernel, append):
    """How to boot: time is simulated, so that the models' microseconds are the kernel's."""
    return ["setarch", "-R", kernel.build / "linux", "mem=512M", f"initrd={kernel.build / 'initrd'}", "con=null",
            "con0=fd:0,fd:1", "time-travel=inf-cpu", *append]
