// SPDX-License-Identifier: GPL-2.0-only
/*
 * Status of the i.MX SDMA's descriptors: what clients ask
 *
 * Asks no register, and memory only of a descriptor that runs. A cyclic descriptor is where its
 * callbacks are: the callback of a period sees the residue of just that period's end, and whether
 * that period had an error, however many have ended since. The serial driver relies on that, for
 * periods that end early.
 */
#include <linux/dmaengine.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "dmaengine.h"
#include "imx-sdma.h"
#include "virt-dma.h"

/**
 * sdma_status_failed_locked() - Remember that a descriptor has failed
 * @schan: its channel
 * @cookie: its cookie
 *
 * Context: Under the lock of the channel.
 */
void sdma_status_failed_locked(struct sdma_chan *schan, dma_cookie_t cookie)
{
	lockdep_assert_held(&schan->vc.lock);

	WRITE_ONCE(schan->failed[schan->failures++ % SDMA_FAILED], cookie);
}

static bool sdma_status_has_failed(struct sdma_chan *schan, dma_cookie_t cookie)
{
	unsigned int i;

	for (i = 0; i < SDMA_FAILED; i++)
		if (READ_ONCE(schan->failed[i]) == cookie)
			return true;

	return false;
}

static enum dma_status sdma_status_of(struct sdma_chan *schan, dma_cookie_t cookie,
				      struct dma_tx_state *state)
{
	enum dma_status status = dma_cookie_status(&schan->vc.chan, cookie, state);

	/* The channel forgets what was long ago: zero is no cookie of a descriptor. */
	if (status == DMA_COMPLETE && cookie && sdma_status_has_failed(schan, cookie))
		return DMA_ERROR;

	return status;
}

/* The period whose callback was called last, or is being called. */
static unsigned int sdma_status_period_locked(struct sdma_chan *schan, const struct sdma_desc *desc)
{
	unsigned int ahead = 1;

	lockdep_assert_held(&schan->vc.lock);

	if (schan->vc.cyclic == &desc->vd)
		ahead += schan->vc.periods;

	return (desc->tail + desc->num - ahead % desc->num) % desc->num;
}

static enum dma_status sdma_status_cyclic_locked(struct sdma_chan *schan, struct sdma_desc *desc,
						 struct dma_tx_state *state)
{
	unsigned int period;

	lockdep_assert_held(&schan->vc.lock);

	/* The audio peripheral's script does not tell. */
	if (!desc->num) {
		dma_set_residue(state, 0);
		return DMA_IN_PROGRESS;
	}
	period = sdma_status_period_locked(schan, desc);
	if (!desc->ended[period]) {
		dma_set_residue(state, desc->len);
		return DMA_IN_PROGRESS;
	}

	dma_set_residue(state, sdma_bd_cyclic_residue(desc->ended[period], period, desc->num,
						      desc->period));
	/* Only while it is called back: what comes next is in order again. */
	if (desc->ended[period] & SDMA_BD_ERROR && schan->vc.active == &desc->vd)
		return DMA_ERROR;

	return DMA_IN_PROGRESS;
}

static enum dma_status sdma_status_locked(struct sdma_chan *schan, dma_cookie_t cookie,
					  struct dma_tx_state *state)
{
	struct sdma_desc *desc = schan->at;
	struct virt_dma_desc *vd;

	lockdep_assert_held(&schan->vc.lock);

	if (desc && desc->vd.tx.cookie == cookie && schan->state == SDMA_CHAN_RUNNING) {
		if (desc->cyclic)
			return sdma_status_cyclic_locked(schan, desc, state);
		dma_set_residue(state, desc->len - sdma_bd_moved(desc->bd, desc->num));
		return DMA_IN_PROGRESS;
	}

	vd = desc && desc->vd.tx.cookie == cookie ? &desc->vd :
						    vchan_find_desc(&schan->vc, cookie);
	dma_set_residue(state, vd ? to_sdma_desc(vd)->len : 0);
	return DMA_IN_PROGRESS;
}

static enum dma_status sdma_status(struct dma_chan *chan, dma_cookie_t cookie,
				   struct dma_tx_state *state)
{
	struct sdma_chan *schan = to_sdma_chan(chan);
	struct dma_tx_state unused;
	enum dma_status status;
	unsigned long flags;

	status = sdma_status_of(schan, cookie, state);
	if (status != DMA_IN_PROGRESS)
		return status;

	spin_lock_irqsave(&schan->vc.lock, flags);
	status = sdma_status_of(schan, cookie, state);
	if (status == DMA_IN_PROGRESS)
		status = sdma_status_locked(schan, cookie, state ?: &unused);
	spin_unlock_irqrestore(&schan->vc.lock, flags);

	return status;
}

/**
 * sdma_status_setup_ops() - Fill in what clients may ask, and how exact the answers are
 * @ddev: device that is going to be registered
 *
 * Context: Probe.
 */
void sdma_status_setup_ops(struct dma_device *ddev)
{
	ddev->device_tx_status = sdma_status;
	ddev->residue_granularity = DMA_RESIDUE_GRANULARITY_SEGMENT;
}
