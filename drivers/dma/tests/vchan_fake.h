/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The smallest provider on virt-dma. Unlike the simulated controller it has no
 * clock and no thread: its hardware does something when a test says so, in the
 * context of the test, so that a test can stand between interrupt and tasklet.
 */
#ifndef DRIVERS_DMA_TESTS_VCHAN_FAKE_H
#define DRIVERS_DMA_TESTS_VCHAN_FAKE_H

#include <kunit/test.h>
#include <linux/types.h>

#include "../virt-dma.h"

#define VCHAN_FAKE_CHANS	2

/**
 * enum vchan_fake_style - how terminate is written
 * @VCHAN_FAKE_PLAIN: vchan_terminate()
 * @VCHAN_FAKE_LEGACY: vchan_terminate_vdesc(), vchan_get_all_descriptors() and
 *	vchan_dma_desc_free_list(), as 20 drivers do
 * @VCHAN_FAKE_LOCKED: the same with the last under the lock, as stock's driver of the
 *	PL080 does
 * @VCHAN_FAKE_STOPPING: vchan_terminate_stopping(), the hardware takes its time
 */
enum vchan_fake_style {
	VCHAN_FAKE_PLAIN,
	VCHAN_FAKE_LEGACY,
	VCHAN_FAKE_LOCKED,
	VCHAN_FAKE_STOPPING,
};

/**
 * struct vchan_fake_desc - a descriptor
 * @vd: virtual descriptor
 * @cyclic: goes round
 */
struct vchan_fake_desc {
	struct virt_dma_desc vd;
	bool cyclic;
};

/**
 * struct vchan_fake_chan - a channel
 * @vc: virtual channel
 * @fake: its provider
 * @running: what the hardware works on
 * @dying: what it worked on when it was told to stop
 * @hurry: stops at once, the case is over
 */
struct vchan_fake_chan {
	struct virt_dma_chan vc;
	struct vchan_fake *fake;
	struct vchan_fake_desc *running;
	struct vchan_fake_desc *dying;
	bool hurry;
};

/**
 * struct vchan_fake - a provider; @ddev's operations may be changed before it is
 *	registered
 * @test: the case
 * @ddev: DMA device
 * @style: how terminate is written
 * @live: descriptors that exist
 * @freed: descriptors that were freed
 * @bad_free: of these with a lock held or interrupts off
 * @started: descriptors that the hardware has started
 * @complete: reports that a descriptor is over, under the channel's lock;
 *	vchan_cookie_complete() unless a test wants it otherwise
 * @on_free: called when a descriptor is freed, or %NULL
 * @data: for whoever changes something
 * @chans: channels
 */
struct vchan_fake {
	struct kunit *test;
	struct dma_device ddev;
	enum vchan_fake_style style;
	atomic_t live;
	atomic_t freed;
	atomic_t bad_free;
	unsigned int started;
	void (*complete)(struct virt_dma_desc *vd);
	void (*on_free)(struct virt_dma_desc *vd);
	void *data;
	struct vchan_fake_chan chans[VCHAN_FAKE_CHANS];
};

static inline struct vchan_fake *to_vchan_fake(struct dma_device *ddev)
{
	return container_of(ddev, struct vchan_fake, ddev);
}

static inline struct vchan_fake_chan *to_vchan_fake_chan(struct dma_chan *chan)
{
	return container_of(chan, struct vchan_fake_chan, vc.chan);
}

struct vchan_fake *vchan_fake_create(struct kunit *test, enum vchan_fake_style style,
				     bool has_synchronize);
void vchan_fake_register(struct kunit *test, struct vchan_fake *fake);
struct dma_chan *vchan_fake_get(struct kunit *test, struct vchan_fake *fake, unsigned int n);
void vchan_fake_release(struct kunit *test, struct dma_chan *chan);

bool vchan_fake_finish(struct vchan_fake *fake, unsigned int n);
bool vchan_fake_fail(struct vchan_fake *fake, unsigned int n);
bool vchan_fake_stopped(struct vchan_fake *fake, unsigned int n);
void vchan_fake_settle(struct vchan_fake *fake, unsigned int n);
void vchan_fake_free_desc(struct virt_dma_desc *vd);

#endif /* DRIVERS_DMA_TESTS_VCHAN_FAKE_H */
