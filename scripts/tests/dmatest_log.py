# SPDX-License-Identifier: GPL-2.0-only
"""What the guest of scripts/dmatest-init.c says, for the self tests of those who judge it."""


def part(name, *lines):
    return [f"guest: begin {name}", *lines, f"guest: end {name}"]


def bad(reason):
    return f"dmatest: dma0chan0-copy0: result #1: '{reason}' with src_off=0x1 dst_off=0x2 len=0x3 (0)"


def threads(channels, tests, number=1, failures=0):
    """The summaries of dmatest, @number threads on each channel."""
    return [f"[    1.500000] dmatest: dma0chan{chan}-copy{thread}: summary {tests} tests, {failures} failures "
            "80.00 iops 640 KB/s (0)" for chan in range(channels) for thread in range(number)]
