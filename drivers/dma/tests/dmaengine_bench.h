/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The controller that the benchmark measures the core with.
 */
#ifndef DMAENGINE_BENCH_H
#define DMAENGINE_BENCH_H

#include <linux/dmaengine.h>
#include <linux/platform_device.h>

#include "../virt-dma.h"

/* The client, which is the only one that has a channel of this name. */
#define BENCH_CLIENT		"dmaengine_bench.0"
#define BENCH_CHANNEL		"rx"

#define BENCH_PUBLIC		16

/* A controller without hardware: transfers complete as they are issued. */
struct bench_device {
	struct dma_device dma;
	struct platform_device *pdev;
	bool hold;		/* leave what is issued alone */
	unsigned int count;
	struct virt_dma_chan chans[] __counted_by(count);
};

/* The client, and what is being measured. */
struct bench {
	struct platform_device *pdev;
	struct bench_device *controller;
	struct bench_device *public[BENCH_PUBLIC];
	struct dma_chan *chan;
	unsigned int callbacks;
};

struct bench_device *bench_device_new(unsigned int count, bool public);
int bench_device_register(struct bench_device *bd);
void bench_device_free(struct bench_device *bd);

u64 bench_now(void);
u64 bench_median(u64 *samples, unsigned int count);
void bench_report(const char *row, u64 total, unsigned int operations);
void bench_request(struct bench *b);
void bench_measure_wait(struct bench *b);
void bench_measure_floor(struct bench *b);

#endif /* DMAENGINE_BENCH_H */
