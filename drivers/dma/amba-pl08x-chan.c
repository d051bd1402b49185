// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual channels of the PL080 family: what clients start, hold, stop and ask
 *
 * Owns the state of a virtual channel, under its lock. A physical channel is given back as soon
 * as there is nothing to run, and after each descriptor if others wait for one; it is kept while
 * what runs on it is paused.
 */
#include <linux/compiler.h>
#include <linux/dmaengine.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

#include <linux/amba/pl080.h>

#include "amba-pl08x.h"
#include "dmaengine.h"
#include "virt-dma.h"

/* Take the next descriptor and run it. There is one, and nothing runs. */
static void pl08x_chan_run_locked(struct pl08x_chan *plchan, struct pl08x_phy *phy)
{
	struct virt_dma_desc *vd = vchan_next_desc(&plchan->vc);
	struct pl08x_desc *desc = to_pl08x_desc(vd);

	lockdep_assert_held(&plchan->vc.lock);

	list_del_init(&vd->node);
	desc->item = 0;
	desc->left = U32_MAX;
	desc->ended = false;
	plchan->at = desc;
	plchan->phy = phy;
	plchan->state = PL08X_CHAN_RUNNING;
	pl08x_hw_start(phy, desc);
}

/**
 * pl08x_chan_start_locked() - Start what was issued, unless there is a reason not to
 * @plchan: virtual channel in any state
 *
 * If there is no physical channel it waits for one.
 *
 * Context: Under the lock of the virtual channel.
 */
void pl08x_chan_start_locked(struct pl08x_chan *plchan)
{
	struct pl08x_phy *phy;

	lockdep_assert_held(&plchan->vc.lock);

	if (plchan->state != PL08X_CHAN_IDLE || plchan->paused || !vchan_next_desc(&plchan->vc))
		return;

	phy = pl08x_phy_get(plchan);
	if (phy)
		pl08x_chan_run_locked(plchan, phy);
	else
		plchan->state = PL08X_CHAN_WAITING;
}

/* What was issued while the hardware stopped: vchan_stopped() has found it. */
static void pl08x_chan_vc_start(struct virt_dma_chan *vc)
{
	pl08x_chan_start_locked(container_of(vc, struct pl08x_chan, vc));
}

/**
 * pl08x_chan_granted() - Offer a physical channel to a virtual one that was in the queue
 * @plchan: virtual channel; what happened since it left the queue is not known
 * @phy: physical channel that serves it
 *
 * It may have been terminated since, and issued again: then it may be in the queue once more, and
 * leaves it.
 *
 * Context: Any context. Takes and releases the lock of the virtual channel.
 * Return: Whether the physical channel was accepted.
 */
bool pl08x_chan_granted(struct pl08x_chan *plchan, struct pl08x_phy *phy)
{
	unsigned long flags;
	bool wanted;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	wanted = plchan->state == PL08X_CHAN_WAITING;
	if (wanted) {
		pl08x_phy_unqueue(plchan);
		pl08x_chan_run_locked(plchan, phy);
	}
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	return wanted;
}

/* Give up a physical channel whose descriptor is over. */
static void pl08x_chan_leave_locked(struct pl08x_chan *plchan, bool idle)
{
	struct pl08x_phy *phy = plchan->phy;

	plchan->phy = NULL;
	plchan->state = PL08X_CHAN_IDLE;
	if (idle)
		pl08x_phy_put(phy);
	else
		pl08x_phy_drain(phy, NULL);
}

/* A descriptor is over: go on with the next one here, or at the end of the queue. */
static void pl08x_chan_next_locked(struct pl08x_chan *plchan)
{
	struct pl08x_phy *phy = plchan->phy;
	bool idle, more;

	lockdep_assert_held(&plchan->vc.lock);

	idle = pl08x_hw_idle(phy) || pl08x_hw_stop(phy);
	more = vchan_next_desc(&plchan->vc);
	if (idle && more && !plchan->paused && pl08x_phy_keep(phy)) {
		pl08x_chan_run_locked(plchan, phy);
		return;
	}

	pl08x_chan_leave_locked(plchan, idle);
	/* What was paused is over. */
	if (!more)
		plchan->paused = false;
	pl08x_chan_start_locked(plchan);
}

/**
 * pl08x_chan_complete_locked() - The running descriptor is over
 * @plchan: virtual channel in state running
 * @result: how it ended
 * @residue: bytes that were not transferred
 *
 * Context: Under the lock of the virtual channel. The caller calls pl08x_phy_dispatch() when it
 * has dropped it.
 */
void pl08x_chan_complete_locked(struct pl08x_chan *plchan, enum dmaengine_tx_result result,
				size_t residue)
{
	struct pl08x_desc *desc = plchan->at;

	lockdep_assert_held(&plchan->vc.lock);

	plchan->at = NULL;
	desc->vd.tx_result.result = result;
	desc->vd.tx_result.residue = residue;
	if (result != DMA_TRANS_NOERROR)
		WRITE_ONCE(plchan->failed[plchan->failures++ % PL08X_FAILED],
			   desc->vd.tx.cookie);
	if (!dmaengine_desc_test_reuse(&desc->vd.tx))
		pl08x_mux_put_locked(plchan, desc);
	vchan_cookie_complete(&desc->vd);

	pl08x_chan_next_locked(plchan);
}

/**
 * pl08x_chan_stopped_locked() - The hardware has stopped after a terminate, or never will
 * @plchan: virtual channel in state stopping, its physical channel given back or lost
 *
 * Context: Under the lock of the virtual channel. The caller calls pl08x_phy_dispatch() when it
 * has dropped it.
 */
void pl08x_chan_stopped_locked(struct pl08x_chan *plchan)
{
	lockdep_assert_held(&plchan->vc.lock);

	plchan->phy = NULL;
	plchan->state = PL08X_CHAN_IDLE;
	pl08x_mux_put_terminated_locked(plchan);
	vchan_stopped(&plchan->vc);
}

static void pl08x_chan_issue_pending(struct dma_chan *chan)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	if (vchan_issue_pending(&plchan->vc))
		pl08x_chan_start_locked(plchan);
	spin_unlock_irqrestore(&plchan->vc.lock, flags);
}

/* Terminate while a descriptor runs. */
static void pl08x_chan_halt_locked(struct pl08x_chan *plchan)
{
	struct pl08x_desc *desc = plchan->at;

	lockdep_assert_held(&plchan->vc.lock);

	plchan->at = NULL;
	if (pl08x_hw_stop(plchan->phy)) {
		pl08x_chan_leave_locked(plchan, true);
		vchan_terminate(&plchan->vc, &desc->vd);
	} else {
		plchan->state = PL08X_CHAN_STOPPING;
		vchan_terminate_stopping(&plchan->vc, &desc->vd);
		pl08x_phy_drain(plchan->phy, desc);
	}
}

static int pl08x_chan_terminate_all(struct dma_chan *chan)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	plchan->paused = false;
	if (plchan->state == PL08X_CHAN_WAITING) {
		pl08x_phy_unqueue(plchan);
		plchan->state = PL08X_CHAN_IDLE;
	}
	if (plchan->state == PL08X_CHAN_RUNNING)
		pl08x_chan_halt_locked(plchan);
	else
		vchan_terminate(&plchan->vc, NULL);
	if (plchan->state != PL08X_CHAN_STOPPING)
		pl08x_mux_put_terminated_locked(plchan);
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	pl08x_phy_dispatch(plchan->pl08x);
	return 0;
}

static void pl08x_chan_synchronize(struct dma_chan *chan)
{
	vchan_synchronize(to_virt_chan(chan));
}

/* Running, issued, or issued while the hardware stops. */
static bool pl08x_chan_has_work_locked(struct pl08x_chan *plchan)
{
	lockdep_assert_held(&plchan->vc.lock);

	return plchan->at || !list_empty(&plchan->vc.desc_issued) ||
	       !list_empty(&plchan->vc.desc_held);
}

static size_t pl08x_chan_left_locked(struct pl08x_chan *plchan)
{
	struct pl08x_lli_regs pos;

	lockdep_assert_held(&plchan->vc.lock);

	pl08x_hw_position(plchan->phy, &pos);
	return pl08x_lli_residue(&plchan->at->chain, &pos);
}

/* The running descriptor has ended just when the channel was to be held, or to go on. */
static void pl08x_chan_ended_locked(struct pl08x_chan *plchan)
{
	struct pl08x_hw_irqs irqs = pl08x_hw_ack(plchan->phy);

	if (irqs.error)
		pl08x_chan_complete_locked(plchan, DMA_TRANS_ABORTED,
					   pl08x_chan_left_locked(plchan));
	else
		pl08x_chan_complete_locked(plchan, DMA_TRANS_NOERROR, 0);
}

/* With nothing issued there is nothing to pause, so what comes later is not. */
static int pl08x_chan_pause(struct dma_chan *chan)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	if (!plchan->paused && pl08x_chan_has_work_locked(plchan)) {
		plchan->paused = true;
		if (plchan->state == PL08X_CHAN_WAITING) {
			pl08x_phy_unqueue(plchan);
			plchan->state = PL08X_CHAN_IDLE;
		}
		if (plchan->at && !pl08x_hw_hold(plchan->phy, plchan->at))
			pl08x_chan_ended_locked(plchan);
	}
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	pl08x_phy_dispatch(plchan->pl08x);
	return 0;
}

/*
 * Whether a held channel has something left to read. If not, it must not be told to go on: what
 * it has read, it writes in any case, and may end while it is told.
 */
static bool pl08x_chan_must_go_on_locked(struct pl08x_chan *plchan)
{
	const struct pl08x_lli_chain *chain = &plchan->at->chain;
	struct pl08x_lli_regs pos;

	lockdep_assert_held(&plchan->vc.lock);

	pl08x_hw_position(plchan->phy, &pos);
	if (chain->cyclic || chain->periph_flow ||
	    pl08x_lli_index(chain, pos.lli) != chain->count - 1)
		return true;
	/* From a peripheral to memory: nothing is in between for long. */
	if (!(plchan->at->control & PL080_CONTROL_SRC_INCR))
		return pl08x_lli_residue(chain, &pos);

	return pos.src != pl08x_lli_src_end(chain);
}

static int pl08x_chan_resume(struct dma_chan *chan)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	if (plchan->paused) {
		plchan->paused = false;
		if (plchan->at && pl08x_chan_must_go_on_locked(plchan) &&
		    !pl08x_hw_resume(plchan->phy, plchan->at))
			pl08x_chan_ended_locked(plchan);
		pl08x_chan_start_locked(plchan);
	}
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	pl08x_phy_dispatch(plchan->pl08x);
	return 0;
}

static bool pl08x_chan_has_failed(struct pl08x_chan *plchan, dma_cookie_t cookie)
{
	unsigned int i;

	for (i = 0; i < PL08X_FAILED; i++)
		if (READ_ONCE(plchan->failed[i]) == cookie)
			return true;

	return false;
}

static enum dma_status pl08x_chan_status(struct pl08x_chan *plchan, dma_cookie_t cookie,
					 struct dma_tx_state *state)
{
	enum dma_status status = dma_cookie_status(&plchan->vc.chan, cookie, state);

	/* The channel forgets what was long ago: zero is no cookie of a descriptor. */
	if (status == DMA_COMPLETE && cookie && pl08x_chan_has_failed(plchan, cookie))
		return DMA_ERROR;

	return status;
}

static size_t pl08x_chan_residue_locked(struct pl08x_chan *plchan, dma_cookie_t cookie)
{
	struct virt_dma_desc *vd;

	lockdep_assert_held(&plchan->vc.lock);

	if (plchan->at && plchan->at->vd.tx.cookie == cookie)
		return pl08x_chan_left_locked(plchan);

	vd = vchan_find_desc(&plchan->vc, cookie);
	return vd ? to_pl08x_desc(vd)->chain.len : 0;
}

static enum dma_status pl08x_chan_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
					    struct dma_tx_state *state)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	enum dma_status status;
	unsigned long flags;

	status = pl08x_chan_status(plchan, cookie, state);
	if (status != DMA_IN_PROGRESS)
		return status;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	status = pl08x_chan_status(plchan, cookie, state);
	if (status == DMA_IN_PROGRESS) {
		if (state)
			dma_set_residue(state, pl08x_chan_residue_locked(plchan, cookie));
		if (plchan->paused)
			status = DMA_PAUSED;
	}
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	return status;
}

/* What a client has left behind is not for the next one. */
static void pl08x_chan_reset(struct pl08x_chan *plchan)
{
	unsigned long flags;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	memset(&plchan->cfg, 0, sizeof(plchan->cfg));
	if (plchan->cd) {
		plchan->cfg.src_addr = plchan->cd->addr;
		plchan->cfg.dst_addr = plchan->cd->addr;
	}
	memset(plchan->failed, 0, sizeof(plchan->failed));
	spin_unlock_irqrestore(&plchan->vc.lock, flags);
}

static void pl08x_chan_free_resources(struct dma_chan *chan)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);

	/* Not all clients terminate first. */
	pl08x_chan_terminate_all(chan);
	vchan_synchronize(&plchan->vc);
	vchan_free_chan_resources(&plchan->vc);
	pl08x_chan_reset(plchan);
}

/**
 * pl08x_chan_init() - Set up a virtual channel
 * @plchan: virtual channel, zeroed but for what does not change after probe
 * @ddev: device that it becomes a channel of
 *
 * Context: Probe.
 */
void pl08x_chan_init(struct pl08x_chan *plchan, struct dma_device *ddev)
{
	INIT_LIST_HEAD(&plchan->waiting);
	plchan->state = PL08X_CHAN_IDLE;
	plchan->vc.desc_free = pl08x_desc_free;
	plchan->vc.start = pl08x_chan_vc_start;
	vchan_init(&plchan->vc, ddev);
	pl08x_chan_reset(plchan);
}

/**
 * pl08x_chan_setup_ops() - Fill in the operations that all channels have
 * @ddev: device that is going to be registered
 *
 * Context: Probe.
 */
void pl08x_chan_setup_ops(struct dma_device *ddev)
{
	ddev->device_free_chan_resources = pl08x_chan_free_resources;
	ddev->device_issue_pending = pl08x_chan_issue_pending;
	ddev->device_tx_status = pl08x_chan_tx_status;
	ddev->device_pause = pl08x_chan_pause;
	ddev->device_resume = pl08x_chan_resume;
	ddev->device_terminate_all = pl08x_chan_terminate_all;
	ddev->device_synchronize = pl08x_chan_synchronize;
	ddev->residue_granularity = DMA_RESIDUE_GRANULARITY_BURST;
}
