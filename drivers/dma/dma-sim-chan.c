// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: the channel operations, what a driver for real hardware would have
 *
 * Thin: each notes itself in the record and hands over to virt-dma and to the
 * simulated hardware. Nothing here moves data or waits, but for synchronize.
 */
#include <linux/dmaengine.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "dma-sim-engine.h"

static int dma_sim_chan_alloc(struct dma_chan *chan)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	const struct dma_sim_hooks *hooks = sc->sim->cfg.hooks;
	int ret = READ_ONCE(sc->sim->alloc_error);

	dma_sim_record_op(sc, DMA_SIM_OP_ALLOC, 0);
	if (ret)
		return ret;
	if (hooks && hooks->alloc) {
		ret = hooks->alloc(sc->sim, sc->index);
		if (ret < 0)
			return ret;
	}
	if (sc->sim->cfg.caps & DMA_SIM_CAPS_SLAVE && !sc->fifo.ring) {
		sc->fifo.ring = kzalloc(DMA_SIM_FIFO_SIZE, GFP_KERNEL);
		if (!sc->fifo.ring)
			return -ENOMEM;
	}
	WRITE_ONCE(sc->record.allocated, true);

	return 0;
}

static void dma_sim_chan_free(struct dma_chan *chan)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	const struct dma_sim_hooks *hooks = sc->sim->cfg.hooks;
	unsigned long flags;

	dma_sim_record_op(sc, DMA_SIM_OP_FREE, 0);

	/* Clients that did not terminate: the hardware must not go on. */
	if (dma_sim_busy(sc->sim, sc->index)) {
		dma_sim_hw_terminate(sc);
		dma_sim_hw_stop_end(sc);
	}
	dma_sim_clock_stop(sc);
	vchan_free_chan_resources(&sc->vc);
	dma_sim_chan_reap(sc, true);

	spin_lock_irqsave(&sc->vc.lock, flags);
	sc->config = (struct dma_slave_config) {};
	sc->fail_set = false;
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	if (hooks && hooks->free)
		hooks->free(sc->sim, sc->index);
	WRITE_ONCE(sc->record.allocated, false);
}

/**
 * dma_sim_chan_submit() - tx_submit of all descriptors
 * @tx: descriptor
 *
 * Context: Any context.
 * Return: The cookie or a negative errno.
 */
dma_cookie_t dma_sim_chan_submit(struct dma_async_tx_descriptor *tx)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(tx->chan);
	dma_cookie_t cookie = vchan_tx_submit(tx);

	dma_sim_record_op(sc, DMA_SIM_OP_SUBMIT, cookie);

	return cookie;
}

static void dma_sim_chan_issue_pending(struct dma_chan *chan)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	unsigned long flags;

	dma_sim_record_op(sc, DMA_SIM_OP_ISSUE, 0);
	spin_lock_irqsave(&sc->vc.lock, flags);
	if (vchan_issue_pending(&sc->vc))
		dma_sim_hw_start_locked(sc);
	spin_unlock_irqrestore(&sc->vc.lock, flags);
}

/* vchan_stopped() calls this for what was issued while the channel stopped. */
static void dma_sim_chan_start(struct virt_dma_chan *vc)
{
	dma_sim_hw_start_locked(container_of(vc, struct dma_sim_chan, vc));
}

static bool dma_sim_chan_failed(struct dma_sim_chan *sc, dma_cookie_t cookie)
{
	unsigned int i;

	for (i = 0; i < DMA_SIM_BAD_COOKIES; i++)
		if (READ_ONCE(sc->bad_cookies[i]) == cookie)
			return true;

	return false;
}

/* Length of a descriptor that the hardware has not seen yet, 0 if unknown. */
static size_t dma_sim_chan_queued_len(struct dma_sim_chan *sc, dma_cookie_t cookie)
{
	struct virt_dma_desc *vd;

	vd = vchan_find_desc(&sc->vc, cookie);
	if (vd)
		return to_dma_sim_desc(vd)->len;

	list_for_each_entry(vd, &sc->vc.desc_submitted, node)
		if (vd->tx.cookie == cookie)
			return to_dma_sim_desc(vd)->len;

	return 0;
}

static enum dma_status dma_sim_chan_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
					      struct dma_tx_state *state)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	enum dma_status status;
	struct dma_sim_desc *d;
	unsigned long flags;
	size_t left;

	dma_sim_record_op(sc, DMA_SIM_OP_STATUS, cookie);
	status = dma_cookie_status(chan, cookie, state);
	if (status == DMA_COMPLETE && dma_sim_chan_failed(sc, cookie))
		return DMA_ERROR;
	if (status != DMA_IN_PROGRESS)
		return status;

	spin_lock_irqsave(&sc->vc.lock, flags);
	d = sc->running;
	if (d && d->vd.tx.cookie == cookie) {
		left = d->len - d->done;
		if (sc->sim->cfg.granularity == DMA_RESIDUE_GRANULARITY_DESCRIPTOR)
			left = sc->finished ? 0 : d->len;
		else if (sc->sim->cfg.granularity == DMA_RESIDUE_GRANULARITY_SEGMENT)
			left += d->pos.off;
		if (sc->paused)
			status = DMA_PAUSED;
	} else {
		left = dma_sim_chan_queued_len(sc, cookie);
	}
	spin_unlock_irqrestore(&sc->vc.lock, flags);
	dma_set_residue(state, min_t(size_t, left, U32_MAX));

	return status;
}

static void dma_sim_chan_caps(struct dma_chan *chan, struct dma_slave_caps *caps)
{
	dma_sim_record_op(to_dma_sim_chan(chan), DMA_SIM_OP_CAPS, 0);
}

static int dma_sim_chan_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	unsigned long flags;
	int ret;

	dma_sim_record_op(sc, DMA_SIM_OP_CONFIG, 0);
	ret = dma_sim_prep_check_config(sc->sim, config);
	if (ret)
		return ret;

	spin_lock_irqsave(&sc->vc.lock, flags);
	sc->config = *config;
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return 0;
}

static int dma_sim_chan_pause(struct dma_chan *chan)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	unsigned long flags;

	dma_sim_record_op(sc, DMA_SIM_OP_PAUSE, 0);
	spin_lock_irqsave(&sc->vc.lock, flags);
	sc->paused = sc->running;
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return 0;
}

static int dma_sim_chan_resume(struct dma_chan *chan)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	unsigned long flags;

	dma_sim_record_op(sc, DMA_SIM_OP_RESUME, 0);
	spin_lock_irqsave(&sc->vc.lock, flags);
	sc->paused = false;
	spin_unlock_irqrestore(&sc->vc.lock, flags);
	dma_sim_clock_kick(sc);

	return 0;
}

static int dma_sim_chan_terminate(struct dma_chan *chan)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	int err = READ_ONCE(sc->sim->terminate_error);

	dma_sim_record_op(sc, DMA_SIM_OP_TERMINATE, 0);
	if (err)
		return err;

	dma_sim_hw_terminate(sc);

	return 0;
}

static void dma_sim_chan_synchronize(struct dma_chan *chan)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	const struct dma_sim_hooks *hooks = sc->sim->cfg.hooks;

	dma_sim_record_op(sc, DMA_SIM_OP_SYNCHRONIZE, 0);
	if (hooks && hooks->synchronize)
		hooks->synchronize(sc->sim, sc->index);
	vchan_synchronize(&sc->vc);
}

static void dma_sim_chan_desc_free(struct virt_dma_desc *vd)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(vd->tx.chan);
	const struct dma_sim_hooks *hooks = sc->sim->cfg.hooks;

	dma_sim_record_op(sc, DMA_SIM_OP_DESC_FREE, vd->tx.cookie);
	if (hooks && hooks->desc_free)
		hooks->desc_free(vd);
	else
		dma_sim_desc_free(vd);
}

/**
 * dma_sim_desc_free() - Free a descriptor, or keep it until it is acknowledged
 * @vd: descriptor that virt-dma is done with
 *
 * What async_tx has chained to a completed descriptor is submitted. With
 * &dma_sim_config.keep_unacked, a memory operation that was not acknowledged
 * may be chained to even now, so it stays until a later prep finds it
 * acknowledged, or until the channel is released.
 *
 * Context: Process or softirq context, no lock held.
 */
void dma_sim_desc_free(struct virt_dma_desc *vd)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(vd->tx.chan);
	struct dma_sim_desc *d = to_dma_sim_desc(vd);
	unsigned long flags;

	if (d->completed)
		dma_run_dependencies(&vd->tx);

	if (!sc->sim->cfg.keep_unacked || !d->memory || !d->completed ||
	    async_tx_test_ack(&vd->tx) || dmaengine_desc_test_reuse(&vd->tx)) {
		dma_sim_desc_destroy(d);
		return;
	}

	spin_lock_irqsave(&sc->vc.lock, flags);
	list_add_tail(&vd->node, &sc->unacked);
	spin_unlock_irqrestore(&sc->vc.lock, flags);
}
EXPORT_SYMBOL_GPL(dma_sim_desc_free);

/**
 * dma_sim_chan_reap() - Free descriptors that were kept for the client
 * @sc: channel
 * @all: also those that are still not acknowledged
 *
 * Context: Any context, the channel's lock not held.
 */
void dma_sim_chan_reap(struct dma_sim_chan *sc, bool all)
{
	struct dma_sim_desc *d, *next;
	unsigned long flags;
	LIST_HEAD(acked);

	if (!sc->sim->cfg.keep_unacked)
		return;

	spin_lock_irqsave(&sc->vc.lock, flags);
	list_for_each_entry_safe(d, next, &sc->unacked, vd.node)
		if (all || async_tx_test_ack(&d->vd.tx))
			list_move_tail(&d->vd.node, &acked);
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	list_for_each_entry_safe(d, next, &acked, vd.node)
		dma_sim_desc_destroy(d);
}

/**
 * dma_sim_chan_init() - Set up a channel
 * @sim: controller
 * @n: channel number
 *
 * Context: Process context, before registration.
 */
void dma_sim_chan_init(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_chan *sc = &sim->chans[n];

	sc->sim = sim;
	sc->index = n;
	INIT_LIST_HEAD(&sc->unacked);
	spin_lock_init(&sc->hw_lock);
	spin_lock_init(&sc->fifo.lock);
	dma_sim_clock_init(sc);

	sc->vc.desc_free = dma_sim_chan_desc_free;
	sc->vc.start = dma_sim_chan_start;
	vchan_init(&sc->vc, &sim->ddev);
}

/**
 * dma_sim_chan_exit() - Undo dma_sim_chan_init()
 * @sc: channel that nobody holds
 *
 * Context: Process context. May sleep.
 */
void dma_sim_chan_exit(struct dma_sim_chan *sc)
{
	unsigned long flags;

	spin_lock_irqsave(&sc->vc.lock, flags);
	sc->dead = true;
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	dma_sim_hw_terminate(sc);
	dma_sim_hw_stop_end(sc);
	dma_sim_clock_stop(sc);
	vchan_exit(&sc->vc);
	dma_sim_chan_reap(sc, true);
	kfree(sc->fifo.ring);
	sc->fifo.ring = NULL;
}

/**
 * dma_sim_chan_setup_ops() - Fill in the channel operations that the controller has
 * @sim: controller
 *
 * Context: Process context, before registration.
 */
void dma_sim_chan_setup_ops(struct dma_sim *sim)
{
	struct dma_device *ddev = &sim->ddev;
	const struct dma_sim_config *cfg = &sim->cfg;

	ddev->device_alloc_chan_resources = dma_sim_chan_alloc;
	ddev->device_free_chan_resources = dma_sim_chan_free;
	ddev->device_issue_pending = dma_sim_chan_issue_pending;
	ddev->device_tx_status = dma_sim_chan_tx_status;
	ddev->device_caps = dma_sim_chan_caps;
	ddev->device_config = dma_sim_chan_config;
	if (cfg->has_pause) {
		ddev->device_pause = dma_sim_chan_pause;
		ddev->device_resume = dma_sim_chan_resume;
	}
	if (cfg->has_terminate)
		ddev->device_terminate_all = dma_sim_chan_terminate;
	if (cfg->has_synchronize)
		ddev->device_synchronize = dma_sim_chan_synchronize;
}
