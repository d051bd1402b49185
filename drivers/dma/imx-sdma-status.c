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

/* The client is just being called back for a period that has failed. */
static bool sdma_status_period_failed_locked(struct sdma_chan *schan, struct sdma_desc *desc)
{
	const struct sdma_bd_ring *ring = &desc->ring;
	unsigned int ahead;

	lockdep_assert_held(&schan->vc.lock);

	/* What comes next is in order again. */
	if (!desc->cyclic || !ring->num || !vchan_in_callback(&desc->vd))
		return false;

	ahead = (vchan_periods_behind(&desc->vd) + 1) % ring->num;
	return desc->failed[(ring->next + ring->num - ahead) % ring->num];
}

static enum dma_status sdma_status_locked(struct sdma_chan *schan, dma_cookie_t cookie,
					  struct dma_tx_state *state)
{
	struct sdma_desc *desc = schan->at;
	struct virt_dma_desc *vd;

	lockdep_assert_held(&schan->vc.lock);

	if (desc && desc->vd.tx.cookie == cookie) {
		dma_set_residue(state, sdma_bd_residue(&desc->ring,
						       vchan_periods_behind(&desc->vd)));
		return sdma_status_period_failed_locked(schan, desc) ? DMA_ERROR :
								       DMA_IN_PROGRESS;
	}

	vd = vchan_find_desc(&schan->vc, cookie);
	dma_set_residue(state, vd ? to_sdma_desc(vd)->ring.total : 0);
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
