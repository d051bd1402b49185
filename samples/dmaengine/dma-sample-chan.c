// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA engine provider sample: descriptors, channels, their operations and their
 * interrupt, as a driver for hardware would have them.
 * Documentation/driver-api/dmaengine/provider.rst shows parts of this file.
 *
 * The channel's virt_dma_chan.lock protects what is not constant. Data is moved
 * under it, a piece at a time, which is the part that real hardware spares you.
 */
#include <linux/cleanup.h>
#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "dma-sample-provider.h"

static void sample_start_locked(struct sample_chan *sc)
{
	struct virt_dma_desc *vd;

	lockdep_assert_held(&sc->vc.lock);

	vd = sc->running ? NULL : vchan_next_desc(&sc->vc);
	if (!vd)
		return;

	list_del_init(&vd->node);
	sc->running = to_sample_desc(vd);
	sc->running->seg = 0;
	sc->running->off = 0;
	sc->running->done = 0;
	sample_hw_start(sc);
}

/* vchan_stopped() calls this if something was issued while the hardware stopped. */
static void sample_start(struct virt_dma_chan *vc)
{
	sample_start_locked(container_of(vc, struct sample_chan, vc));
}

static void sample_complete_locked(struct sample_chan *sc,
				   enum dmaengine_tx_result result)
{
	struct sample_desc *d = sc->running;

	lockdep_assert_held(&sc->vc.lock);

	sc->running = NULL;
	d->vd.tx_result.result = result;
	d->vd.tx_result.residue = d->len - d->done;
	vchan_cookie_complete(&d->vd);
	sample_start_locked(sc);
}

static void sample_advance_locked(struct sample_chan *sc, struct sample_desc *d, size_t len)
{
	lockdep_assert_held(&sc->vc.lock);

	d->done += len;
	d->off += len;
	if (d->off == d->segs[d->seg].len) {
		d->off = 0;
		d->seg++;
		if (d->cyclic)
			vchan_cyclic_callback(&d->vd);
	}

	if (d->seg == d->n_segs && !d->cyclic) {
		sample_complete_locked(sc, DMA_TRANS_NOERROR);
		return;
	}
	if (d->seg == d->n_segs) {
		d->seg = 0;
		d->done = 0;
	}
	sample_hw_start(sc);
}

static void sample_work_locked(struct sample_chan *sc)
{
	struct sample_desc *d = sc->running;
	enum dmaengine_tx_result result;
	size_t len;

	lockdep_assert_held(&sc->vc.lock);

	if (!d || sc->paused)
		return;

	len = min_t(size_t, d->segs[d->seg].len - d->off, SAMPLE_PIECE);
	result = sample_hw_move(sc, d, len);
	if (result == DMA_TRANS_NOERROR)
		sample_advance_locked(sc, d, len);
	else
		sample_complete_locked(sc, result);
}

/**
 * sample_interrupt() - The interrupt handler
 * @timer: the channel's
 *
 * Context: Interrupt.
 * Return: That there is nothing to be repeated.
 */
enum hrtimer_restart sample_interrupt(struct hrtimer *timer)
{
	struct sample_chan *sc = container_of(timer, struct sample_chan, timer);
	unsigned long flags;

	spin_lock_irqsave(&sc->vc.lock, flags);
	/* Look again under the lock: what this interrupt was about may be gone. */
	if (vchan_is_stopping(&sc->vc))
		vchan_stopped(&sc->vc);
	else
		sample_work_locked(sc);
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return HRTIMER_NORESTART;
}

/* Descriptors */

static void sample_desc_free(struct virt_dma_desc *vd)
{
	kfree(to_sample_desc(vd));
}

static struct sample_desc *sample_desc_alloc(unsigned int n_segs,
					     enum dma_transfer_direction dir)
{
	struct sample_desc *d;

	/* Any context. */
	d = kzalloc(struct_size(d, segs, n_segs), GFP_NOWAIT);
	if (!d)
		return NULL;

	d->n_segs = n_segs;
	d->dir = dir;

	return d;
}

static void sample_desc_seg(struct sample_desc *d, unsigned int i, dma_addr_t addr, size_t len)
{
	d->segs[i].dst = addr;
	d->segs[i].src = addr;
	d->segs[i].len = len;
	d->len += len;
}

static struct dma_async_tx_descriptor *
sample_prep_memcpy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len,
		   unsigned long flags)
{
	struct sample_desc *d;

	if (!len)
		return NULL;
	d = sample_desc_alloc(1, DMA_MEM_TO_MEM);
	if (!d)
		return NULL;

	sample_desc_seg(d, 0, dst, len);
	d->segs[0].src = src;

	return vchan_tx_prep(to_virt_chan(chan), &d->vd, flags);
}

static struct dma_async_tx_descriptor *
sample_prep_slave_sg(struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
		     enum dma_transfer_direction dir, unsigned long flags, void *context)
{
	struct scatterlist *sg;
	struct sample_desc *d;
	unsigned int i;

	if (dir != DMA_MEM_TO_DEV && dir != DMA_DEV_TO_MEM)
		return NULL;
	d = sample_desc_alloc(sg_len, dir);
	if (!d)
		return NULL;

	for_each_sg(sgl, sg, sg_len, i) {
		if (!sg_dma_len(sg)) {
			kfree(d);
			return NULL;
		}
		sample_desc_seg(d, i, sg_dma_address(sg), sg_dma_len(sg));
	}

	return vchan_tx_prep(to_virt_chan(chan), &d->vd, flags);
}

static struct dma_async_tx_descriptor *
sample_prep_cyclic(struct dma_chan *chan, dma_addr_t addr, size_t len, size_t period,
		   enum dma_transfer_direction dir, unsigned long flags)
{
	unsigned int i, n = len / period;
	struct sample_desc *d;

	if (dir != DMA_MEM_TO_DEV && dir != DMA_DEV_TO_MEM)
		return NULL;
	d = sample_desc_alloc(n, dir);
	if (!d)
		return NULL;

	d->cyclic = true;
	for (i = 0; i < n; i++)
		sample_desc_seg(d, i, addr + i * period, period);

	return vchan_tx_prep(to_virt_chan(chan), &d->vd, flags);
}

/* Operations of a channel */

static int sample_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	u32 width = config->src_addr_width | config->dst_addr_width;

	/* There is nothing to set up; but say no to what there is not. */
	return width > DMA_SLAVE_BUSWIDTH_4_BYTES ? -EINVAL : 0;
}

static void sample_issue_pending(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&sc->vc.lock, flags);
	if (vchan_issue_pending(&sc->vc))
		sample_start_locked(sc);
	spin_unlock_irqrestore(&sc->vc.lock, flags);
}

static enum dma_status sample_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
					struct dma_tx_state *state)
{
	struct sample_chan *sc = to_sample_chan(chan);
	struct virt_dma_desc *vd;
	enum dma_status status;
	unsigned long flags;

	status = dma_cookie_status(chan, cookie, state);
	if (status != DMA_IN_PROGRESS)
		return status;

	spin_lock_irqsave(&sc->vc.lock, flags);
	vd = vchan_find_desc(&sc->vc, cookie);
	if (vd) {
		dma_set_residue(state, to_sample_desc(vd)->len);
	} else if (sc->running && sc->running->vd.tx.cookie == cookie) {
		dma_set_residue(state, sc->running->len - sc->running->done);
		if (sc->paused)
			status = DMA_PAUSED;
	}
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return status;
}

static int sample_pause(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);

	scoped_guard(spinlock_irqsave, &sc->vc.lock)
		sc->paused = true;

	return 0;
}

static int sample_resume(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);

	scoped_guard(spinlock_irqsave, &sc->vc.lock) {
		if (sc->paused && sc->running)
			sample_hw_start(sc);
		sc->paused = false;
	}

	return 0;
}

static int sample_terminate_all(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&sc->vc.lock, flags);
	if (sc->running) {
		/* It has been told to stop, and says when it has: by an interrupt. */
		vchan_terminate_stopping(&sc->vc, &sc->running->vd);
		sample_hw_stop(sc);
	} else {
		vchan_terminate(&sc->vc, NULL);
	}
	sc->running = NULL;
	sc->paused = false;
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return 0;
}

static void sample_synchronize(struct dma_chan *chan)
{
	vchan_synchronize(to_virt_chan(chan));
}

static void sample_free_chan_resources(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);

	/* The core has terminated and synchronized the channel. */
	vchan_free_chan_resources(&sc->vc);
	/* The next client begins with what a new channel has. */
	scoped_guard(spinlock_irqsave, &sc->vc.lock)
		sc->paused = false;
}

/**
 * sample_chan_setup_ops() - Fill in the operations of channels
 * @ddev: device that is being set up
 */
void sample_chan_setup_ops(struct dma_device *ddev)
{
	ddev->device_free_chan_resources = sample_free_chan_resources;
	ddev->device_prep_dma_memcpy = sample_prep_memcpy;
	ddev->device_prep_slave_sg = sample_prep_slave_sg;
	ddev->device_prep_dma_cyclic = sample_prep_cyclic;
	ddev->device_config = sample_config;
	ddev->device_issue_pending = sample_issue_pending;
	ddev->device_tx_status = sample_tx_status;
	ddev->device_pause = sample_pause;
	ddev->device_resume = sample_resume;
	ddev->device_terminate_all = sample_terminate_all;
	ddev->device_synchronize = sample_synchronize;
}

/**
 * sample_chan_setup() - Set up a channel and add it to a device
 * @sc: channel, zeroed
 * @ddev: device that is being set up
 */
void sample_chan_setup(struct sample_chan *sc, struct dma_device *ddev)
{
	hrtimer_init(&sc->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	sc->timer.function = sample_interrupt;
	sc->vc.desc_free = sample_desc_free;
	sc->vc.start = sample_start;
	vchan_init(&sc->vc, ddev);
}
