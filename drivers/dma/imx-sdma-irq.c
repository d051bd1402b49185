// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of the i.MX SDMA
 *
 * Which channels interrupt is read without a lock and only a hint. It is read again, and cleared,
 * under the lock of each; and even then it may be about something that ran before. So it is a
 * reason to look, no more: what is over, the buffer descriptors say that the hardware has given
 * back.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/dmaengine.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "imx-sdma.h"
#include "virt-dma.h"

/* A script that has found no buffer has ended by then. */
#define SDMA_DRY_US		100

/* Report the periods that have ended, and give their buffers back. Returns how many. */
static unsigned int sdma_irq_take_periods_locked(struct sdma_chan *schan)
{
	struct sdma_desc *desc = schan->at;
	unsigned int taken, period;
	int ret;

	lockdep_assert_held(&schan->vc.lock);

	/* At most once around: what ends meanwhile interrupts again. */
	for (taken = 0; taken < desc->ring.num; taken++) {
		period = desc->ring.next;
		ret = sdma_bd_take_period(&desc->ring);
		if (!ret)
			break;

		desc->failed[period] = ret < 0;
		vchan_cyclic_callback(&desc->vd);
	}

	return taken;
}

/* A script that finds no buffer ends. Now there are some: start it again. */
static bool sdma_irq_refill_locked(struct sdma_chan *schan)
{
	lockdep_assert_held(&schan->vc.lock);

	if (sdma_hw_enabled(schan->sdma, schan->index))
		return false;

	schan->dry++;
	sdma_hw_start(schan->sdma, schan->index);
	return true;
}

static void sdma_irq_cyclic_locked(struct sdma_chan *schan)
{
	struct sdma_desc *desc = schan->at;
	unsigned int taken;

	lockdep_assert_held(&schan->vc.lock);

	/* A script without buffer descriptors interrupts for each period, and does not end. */
	if (!desc->ring.num) {
		vchan_cyclic_callback(&desc->vd);
		return;
	}

	taken = sdma_irq_take_periods_locked(schan);
	/* There was none left, so the script may be just about to end, and may not say so. */
	if (!sdma_irq_refill_locked(schan) && taken == desc->ring.num)
		hrtimer_start(&schan->timer, ns_to_ktime(SDMA_DRY_US * NSEC_PER_USEC),
			      HRTIMER_MODE_REL);
}

/**
 * sdma_irq_look_again_locked() - Look whether a cyclic script ended without an interrupt
 * @schan: channel that runs
 *
 * Context: Under the lock of the channel.
 */
void sdma_irq_look_again_locked(struct sdma_chan *schan)
{
	lockdep_assert_held(&schan->vc.lock);

	if (!schan->at->cyclic || !schan->at->ring.num)
		return;

	sdma_irq_take_periods_locked(schan);
	sdma_irq_refill_locked(schan);
}

/* After an error some scripts go on, and some end. */
static bool sdma_irq_goes_on_locked(struct sdma_chan *schan)
{
	const struct sdma_bd_ring *ring = &schan->at->ring;

	lockdep_assert_held(&schan->vc.lock);

	return le32_to_cpu(READ_ONCE(ring->bd[ring->num - 1].mode)) & SDMA_BD_DONE &&
	       sdma_hw_enabled(schan->sdma, schan->index);
}

/* Complete the descriptor if the hardware has given it back. */
static void sdma_irq_finish_locked(struct sdma_chan *schan)
{
	struct sdma_bd_ring *ring = &schan->at->ring;
	enum sdma_bd_state state = sdma_bd_state(ring);

	lockdep_assert_held(&schan->vc.lock);

	if (state == SDMA_BD_COMPLETE)
		sdma_chan_complete_locked(schan, DMA_TRANS_NOERROR, sdma_bd_residue(ring, 0));
	else if (state == SDMA_BD_FAILED && !sdma_irq_goes_on_locked(schan))
		sdma_chan_complete_locked(schan, DMA_TRANS_ABORTED, sdma_bd_residue(ring, 0));
}

static void sdma_irq_channel(struct sdma_chan *schan)
{
	unsigned long flags;

	spin_lock_irqsave(&schan->vc.lock, flags);
	if (sdma_hw_ack(schan->sdma, schan->index) && schan->state == SDMA_CHAN_RUNNING) {
		if (schan->at->cyclic)
			sdma_irq_cyclic_locked(schan);
		else
			sdma_irq_finish_locked(schan);
	}
	spin_unlock_irqrestore(&schan->vc.lock, flags);
}

/**
 * sdma_irq() - Interrupt handler
 * @irq: not used
 * @data: controller
 *
 * Context: Hard interrupt, or the interrupt's thread.
 * Return: Whether there was something to handle.
 */
irqreturn_t sdma_irq(int irq, void *data)
{
	struct sdma *sdma = data;
	u32 pending = sdma_hw_pending(sdma);
	unsigned int i;

	if (!pending)
		return IRQ_NONE;

	if (pending & BIT(0))
		sdma_chan0_irq(sdma);
	for (i = 1; i < SDMA_CHANNELS; i++)
		if (pending & BIT(i))
			sdma_irq_channel(&sdma->chan[i]);

	return IRQ_HANDLED;
}
