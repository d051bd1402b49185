// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA engine provider sample: in the place of hardware. A timer of each channel
 * stands for it: while it is armed the channel works, its handler is the
 * interrupt. Memory is copied, what is sent to the device is dropped, what the
 * device sends is a count.
 *
 * Takes no lock.
 */
#include <linux/dma-direct.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "dma-sample-provider.h"

static void *sample_ptr(struct sample_chan *sc, dma_addr_t addr, size_t len)
{
	phys_addr_t phys = dma_to_phys(sc->vc.chan.device->dev, addr);

	if (!pfn_valid(PHYS_PFN(phys)) || !pfn_valid(PHYS_PFN(phys + len - 1)))
		return NULL;

	return phys_to_virt(phys);
}

/**
 * sample_hw_move() - Move one piece
 * @sc: channel
 * @d: what it works on
 * @len: bytes, not more than there are left in the segment
 *
 * Context: Any context.
 * Return: How that went.
 */
enum dmaengine_tx_result sample_hw_move(struct sample_chan *sc, struct sample_desc *d, size_t len)
{
	const struct sample_seg *seg = &d->segs[d->seg];
	u8 *src = NULL, *dst = NULL;

	if (d->dir != DMA_DEV_TO_MEM) {
		src = sample_ptr(sc, seg->src + d->off, len);
		if (!src)
			return DMA_TRANS_READ_FAILED;
	}
	if (d->dir != DMA_MEM_TO_DEV) {
		dst = sample_ptr(sc, seg->dst + d->off, len);
		if (!dst)
			return DMA_TRANS_WRITE_FAILED;
	}

	if (src && dst)
		memmove(dst, src, len);
	else if (dst)
		while (len--)
			*dst++ = sc->count++;

	return DMA_TRANS_NOERROR;
}

/**
 * sample_hw_start() - Have the hardware go on for one piece
 * @sc: channel
 *
 * The interrupt comes at its end.
 *
 * Context: Any context.
 */
void sample_hw_start(struct sample_chan *sc)
{
	hrtimer_start(&sc->timer, ns_to_ktime(SAMPLE_PIECE_NS), HRTIMER_MODE_REL);
}

/**
 * sample_hw_stop() - Tell the hardware to stop
 * @sc: channel
 *
 * The interrupt comes when it has.
 *
 * Context: Any context.
 */
void sample_hw_stop(struct sample_chan *sc)
{
	hrtimer_start(&sc->timer, ns_to_ktime(SAMPLE_STOP_NS), HRTIMER_MODE_REL);
}
