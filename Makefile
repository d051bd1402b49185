# SPDX-License-Identifier: GPL-2.0-only
# The front door: every target is one script in scripts/.

BUILD ?= build
export BUILD KSRC KMAKE_ARGS JOBS SUITES

# The scripts call make themselves; what was said to this make is not for them.
unexport MAKEFLAGS MFLAGS MAKEOVERRIDES

help:
	@echo "make run        build a UML kernel with this dmaengine, boot it, do the main job"
	@echo "make sound      ALSA streams that overrun, on the i.MX SDMA's model: stock's driver and ours"
	@echo "make compare    a case for each known defect of stock, in stock and here"
	@echo "make check      KUnit suites under UML, debug configuration, log scanned"
	@echo "make check-smp  the same on two CPUs under QEMU: KCSAN, then KASAN and lockdep"
	@echo "make qemu-versatilepb  the suites and dmatest on QEMU's ARM machine with a PL080"
	@echo "make zoo        other people's providers in QEMU's machines: stock's core and ours (MACHINES=...)"
	@echo "make tree DEST=<dir>  a complete kernel tree with this dmaengine"
	@echo "make series     mails for a stock tree, in $(BUILD)/series"
	@echo "make series-check  apply them one by one, build and test each step"
	@echo "make bench      the benchmark, ours against stock"
	@echo "make cocci-check  the semantic patches against their tests"
	@echo "make users      compile all users of the headers in the tree, against stock"
	@echo "make users-quick  a sample of them, for ARM only"
	@echo "make conversions  patches for the stock tree by the semantic patches, compiled"
	@echo "make lint       checkpatch, kernel-doc, sparse, W=1 by gcc and clang, coccicheck, our limits"
	@echo "make docs       the pages of Documentation/driver-api/dmaengine, and checks of them"
	@echo "make clean      remove $(BUILD)/"
	@echo
	@echo "KSRC=<tarball or directory>  stock 6.12.y to start from (default: linux-source-6.12)"
	@echo "BUILD=<dir>  JOBS=<n>  KMAKE_ARGS='CC=\"ccache gcc\"'  SUITES='<KUnit glob>'"

run:
	@scripts/install-deps run && scripts/run-demo

compare:
	@scripts/install-deps um && scripts/compare

sound:
	@scripts/install-deps run && scripts/sound

check:
	@scripts/install-deps um && scripts/check um

check-smp:
	@scripts/install-deps smp && scripts/check kcsan kasan

qemu-versatilepb:
	@scripts/install-deps arm && scripts/qemu-versatilepb

zoo:
	@scripts/install-deps zoo && scripts/zoo $(MACHINES)

tree:
	@test -n "$(DEST)" || { echo "make tree: say where: make tree DEST=<dir>" >&2; exit 1; }
	@scripts/install-deps tree && scripts/overlay "$(DEST)"

bench:
	@scripts/install-deps bench && scripts/bench

series:
	@scripts/install-deps series && scripts/series

series-check:
	@scripts/install-deps series && scripts/series-check

users:
	@scripts/install-deps users && scripts/users

users-quick:
	@scripts/install-deps users-quick && scripts/users --quick

lint:
	@scripts/install-deps lint-all && scripts/lint

cocci-check:
	@scripts/install-deps cocci && scripts/cocci-check

docs:
	@scripts/install-deps docs && scripts/docs

conversions:
	@scripts/install-deps conversions && scripts/conversions

clean:
	rm -rf "$(BUILD)"

.PHONY: help run compare sound check check-smp qemu-versatilepb zoo tree series series-check users users-quick bench lint cocci-check conversions docs clean
