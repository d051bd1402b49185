/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A provider with one virtual channel, as most of those in the tree are written: its terminate
 * takes all descriptors off the channel and frees them. Its hardware does something when a case
 * says so. It uses what both kernels have.
 */
#ifndef DRIVERS_DMA_TESTS_COMPARE_VCHAN_H
#define DRIVERS_DMA_TESTS_COMPARE_VCHAN_H

#include <kunit/test.h>
#include <linux/types.h>

#include "../../virt-dma.h"

/**
 * struct compare_vchan - the provider
 * @test: the case
 * @ddev: its DMA device, registered as long as the case
 * @vc: its channel
 * @chan: the channel, requested
 * @running: what the hardware works on; under the channel's lock
 * @irqs_off: descriptors that were freed with interrupts off
 */
struct compare_vchan {
	struct kunit *test;
	struct dma_device ddev;
	struct virt_dma_chan vc;
	struct dma_chan *chan;
	struct virt_dma_desc *running;
	unsigned int irqs_off;
};

struct compare_vchan *compare_vchan_new(struct kunit *test);
struct dma_async_tx_descriptor *compare_vchan_prep(struct compare_vchan *cv, bool cyclic);
void compare_vchan_start(struct compare_vchan *cv, struct dma_async_tx_descriptor *tx);
void compare_vchan_finish(struct compare_vchan *cv);
void compare_vchan_settle(void);

#endif /* DRIVERS_DMA_TESTS_COMPARE_VCHAN_H */
