/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DMA engine provider sample: what its files share.
 */
#ifndef SAMPLES_DMAENGINE_DMA_SAMPLE_PROVIDER_H
#define SAMPLES_DMAENGINE_DMA_SAMPLE_PROVIDER_H

#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/types.h>

#include "virt-dma.h"

#define SAMPLE_CHANNELS		2
#define SAMPLE_PIECE		4096		/* bytes that the hardware moves at a time */
#define SAMPLE_PIECE_NS		500000		/* and how long it takes */
#define SAMPLE_STOP_NS		1000000		/* how long it takes to stop */

/**
 * struct sample_seg - a contiguous part of a transfer
 * @dst: where to, unless it goes to the device
 * @src: where from, unless it comes from the device
 * @len: bytes
 */
struct sample_seg {
	dma_addr_t dst;
	dma_addr_t src;
	size_t len;
};

/**
 * struct sample_desc - a descriptor
 * @vd: what virt-dma knows of it
 * @dir: direction
 * @cyclic: begins anew at the end, and calls back after each segment
 * @len: bytes of all segments
 * @done: bytes that were moved, in this round
 * @seg: segment in work
 * @off: bytes of it that were moved
 * @n_segs: number of segments
 * @segs: the segments
 */
struct sample_desc {
	struct virt_dma_desc vd;
	enum dma_transfer_direction dir;
	bool cyclic;
	size_t len;
	size_t done;
	unsigned int seg;
	size_t off;
	unsigned int n_segs;
	struct sample_seg segs[] __counted_by(n_segs);
};

/**
 * struct sample_chan - a channel
 * @vc: what virt-dma knows of it; its lock protects what follows
 * @timer: the hardware
 * @running: what it works on, on no list
 * @paused: it is held up
 * @count: what the device sends next
 */
struct sample_chan {
	struct virt_dma_chan vc;
	struct hrtimer timer;
	struct sample_desc *running;
	bool paused;
	u8 count;
};

/**
 * struct sample_dma - a controller
 * @ddev: what the core knows of it
 * @ref: one of the driver until it is unbound, one of the registration until
 *	device_release(): clients may hold channels for longer than the driver is
 *	bound
 * @chans: its channels
 */
struct sample_dma {
	struct dma_device ddev;
	struct kref ref;
	struct sample_chan chans[SAMPLE_CHANNELS];
};

static inline struct sample_chan *to_sample_chan(struct dma_chan *chan)
{
	return container_of(chan, struct sample_chan, vc.chan);
}

static inline struct sample_desc *to_sample_desc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct sample_desc, vd);
}

void sample_hw_start(struct sample_chan *sc);
void sample_hw_stop(struct sample_chan *sc);
enum dmaengine_tx_result sample_hw_move(struct sample_chan *sc, struct sample_desc *d, size_t len);

enum hrtimer_restart sample_interrupt(struct hrtimer *timer);
void sample_chan_setup_ops(struct dma_device *ddev);
void sample_chan_setup(struct sample_chan *sc, struct dma_device *ddev);

#endif /* SAMPLES_DMAENGINE_DMA_SAMPLE_PROVIDER_H */
