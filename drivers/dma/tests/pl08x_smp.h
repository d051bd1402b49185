/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PL080's driver on two CPUs: its channels, its arbitration and its interrupt handler, on
 * hardware that is a few variables. The races and their oracle are those of dmaengine_smp.h.
 *
 * The register model needs accesses that can be redirected, which there are under UML only, on
 * one CPU. So here the driver's access to the hardware, amba-pl08x-hw.c, is replaced, and so are
 * its descriptors, because an address of 32 bits has no room for an object. All else is linked as
 * it is.
 */
#ifndef DRIVERS_DMA_TESTS_PL08X_SMP_H
#define DRIVERS_DMA_TESTS_PL08X_SMP_H

#include <linux/amba/bus.h>
#include <linux/amba/pl08x.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "dmaengine_smp.h"

#include "../amba-pl08x.h"

#define PL08X_SMP_CHANS	3
#define PL08X_SMP_PHYS	2

/**
 * struct pl08x_smp_phys - what a physical channel does
 * @desc: what it was given to run
 * @enabled: it runs, or drains
 * @held: it reads no more
 * @quiet: it does not interrupt
 * @done: terminal count
 * @drains: how often it must be looked at until it has stopped
 */
struct pl08x_smp_phys {
	const struct pl08x_desc *desc;
	bool enabled;
	bool held;
	bool quiet;
	bool done;
	unsigned int drains;
};

/**
 * struct pl08x_smp_line - a request signal behind a multiplexer
 * @cd: what the platform says about its channel
 * @users: how often it is connected
 */
struct pl08x_smp_line {
	struct pl08x_channel_data cd;
	atomic_t users;
};

/**
 * struct pl08x_smp - a controller
 * @pl08x: as the driver knows it
 * @adev: its device, which is none
 * @lines: request signal of each channel
 * @chans: virtual channels
 * @slow: channels need some time to stop, now and then
 * @lock: protects what follows; inside of all locks of the driver
 * @phys: physical channels
 * @starts: how many descriptors each CPU has started
 * @stops: how often one was stopped that ran
 */
struct pl08x_smp {
	struct pl08x pl08x;
	struct amba_device adev;
	struct pl08x_smp_line lines[PL08X_SMP_CHANS];
	struct pl08x_chan chans[PL08X_SMP_CHANS];
	bool slow;
	raw_spinlock_t lock;	/* protects what follows */
	struct pl08x_smp_phys phys[PL08X_SMP_PHYS];
	unsigned int starts[2];
	unsigned int stops;
};

struct pl08x_smp *pl08x_smp_new(struct kunit *test, unsigned int channels, bool slow,
				void (*issue)(struct dma_chan *chan));
struct dma_chan *pl08x_smp_get(struct kunit *test, struct pl08x_smp *ps, unsigned int n);
void pl08x_smp_move(struct pl08x_smp *ps, struct smp_race *race);
unsigned int pl08x_smp_starts(struct pl08x_smp *ps, unsigned int cpu);

#endif /* DRIVERS_DMA_TESTS_PL08X_SMP_H */
