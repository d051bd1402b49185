// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of the PL080 family
 *
 * The controller has one interrupt for all channels. Which of them to look at is read without a
 * lock and only a hint. What a channel reports is read again, and cleared, under the lock of the
 * virtual channel that it belongs to then, so it is about the descriptor that runs then.
 */
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

#include "amba-pl08x.h"
#include "virt-dma.h"

/* How often something is looked at that the hardware may just be changing. */
#define PL08X_LOOKS		4

static u32 pl08x_irq_left(const struct pl08x_desc *desc, const struct pl08x_lli_regs *pos)
{
	return pl08x_lli_left(desc->chain.fmt, pos);
}

/*
 * Where a cyclic descriptor is. Between two items nothing is left of the one, and the pointer
 * may stand for the other already: for an instant, unless the bus is busy.
 */
static void pl08x_irq_position(struct pl08x_chan *plchan, struct pl08x_lli_regs *pos)
{
	unsigned int i;

	for (i = 0; i < PL08X_LOOKS; i++) {
		pl08x_hw_position(plchan->phy, pos);
		if (pl08x_irq_left(plchan->at, pos))
			break;
	}
}

static bool pl08x_irq_item_interrupts(const struct pl08x_lli_chain *chain, unsigned int item)
{
	unsigned int next = item + 1 < chain->count ? item + 1 : 0;

	return pl08x_lli_periods(chain, item, next);
}

/*
 * How many periods have ended since they were counted last. What ended is behind the item that
 * runs, but the end of that itself may be reported before the next item is loaded.
 */
static unsigned int pl08x_irq_count(struct pl08x_desc *desc, const struct pl08x_lli_regs *pos)
{
	int item = pl08x_lli_index(&desc->chain, pos->lli);
	u32 left = pl08x_irq_left(desc, pos);
	unsigned int periods;
	bool ended, lap;

	/* A position that makes no sense cannot be counted with. */
	if (item < 0)
		return 1;

	ended = !left && pl08x_irq_item_interrupts(&desc->chain, item);
	/* There is more left of the same item: it was left behind, and came again. */
	lap = desc->periods == 1 || (item == desc->item && left > desc->left);
	periods = desc->periods + pl08x_lli_periods(&desc->chain, desc->item, item);
	periods = (periods + ended - desc->ended) % desc->periods;
	desc->item = item;
	desc->left = left;
	desc->ended = ended;

	return periods || !lap ? periods : desc->periods;
}

/* The hardware does not tell on which side it was. */
static void pl08x_irq_fail_locked(struct pl08x_chan *plchan)
{
	struct pl08x_lli_regs pos;

	pl08x_hw_position(plchan->phy, &pos);
	pl08x_chan_complete_locked(plchan, DMA_TRANS_ABORTED,
				   pl08x_lli_residue(&plchan->at->chain, &pos));
}

/* The end of a period that comes while the position is read is reported again, and counted. */
static void pl08x_irq_cyclic_locked(struct pl08x_chan *plchan)
{
	struct pl08x_hw_irqs irqs = { .done = true };
	struct pl08x_lli_regs pos;
	unsigned int i, periods;

	for (i = 0; i < PL08X_LOOKS && irqs.done; i++) {
		pl08x_irq_position(plchan, &pos);
		irqs = pl08x_hw_ack(plchan->phy);
	}
	for (periods = pl08x_irq_count(plchan->at, &pos); periods; periods--)
		vchan_cyclic_callback(&plchan->at->vd);
}

/* The end was reported, but is it the end of what runs? */
static bool pl08x_irq_is_over_locked(struct pl08x_chan *plchan, bool enabled, bool error)
{
	struct pl08x_desc *desc = plchan->at;
	struct pl08x_lli_regs pos;

	/* Only an error disables a channel that has not come to its end; or a pause, of some. */
	if (!enabled && !error && (!plchan->paused || desc->chain.periph_flow))
		return true;
	if (desc->chain.periph_flow)
		return false;

	pl08x_hw_position(plchan->phy, &pos);
	return !pl08x_lli_residue(&desc->chain, &pos);
}

/*
 * What is reported is about something that has run here, sooner or later: it counts only if the
 * channel is in the state that goes with it. Returns whether the running descriptor has failed.
 */
static bool pl08x_irq_running_locked(struct pl08x_chan *plchan, struct pl08x_hw_irqs irqs)
{
	bool cyclic = plchan->at->chain.cyclic;
	bool enabled;

	if (cyclic && irqs.done)
		pl08x_irq_cyclic_locked(plchan);

	enabled = pl08x_hw_enabled(plchan->phy);
	if (!cyclic && irqs.done && pl08x_irq_is_over_locked(plchan, enabled, irqs.error)) {
		pl08x_chan_complete_locked(plchan, DMA_TRANS_NOERROR, 0);
		return false;
	}
	if (enabled || !(cyclic || irqs.error))
		return false;

	pl08x_irq_fail_locked(plchan);
	return true;
}

static void pl08x_irq_channel(struct pl08x_phy *phy)
{
	struct pl08x_chan *plchan = pl08x_phy_serving(phy);
	struct pl08x_hw_irqs irqs;
	bool failed = false;
	unsigned long flags;

	if (!plchan)
		return;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	/* If not, it is on its way to or from there; what is left interrupts again. */
	if (plchan->phy == phy) {
		irqs = pl08x_hw_ack(phy);
		if (plchan->at && (irqs.done || irqs.error))
			failed = pl08x_irq_running_locked(plchan, irqs);
	}
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	if (failed)
		dev_err_ratelimited(pl08x_dev(phy->pl08x), "%s: bus error\n", plchan->name);
}

/**
 * pl08x_irq() - Interrupt handler
 * @irq: not used
 * @data: controller
 *
 * Context: Hard interrupt, or the interrupt's thread.
 * Return: Whether there was something to handle.
 */
irqreturn_t pl08x_irq(int irq, void *data)
{
	struct pl08x *pl08x = data;
	u32 pending = pl08x_hw_pending(pl08x);
	unsigned int i;

	if (!pending)
		return IRQ_NONE;

	for (i = 0; i < pl08x->channels; i++)
		if (pending & BIT(i))
			pl08x_irq_channel(&pl08x->phys[i]);

	pl08x_phy_dispatch(pl08x);
	return IRQ_HANDLED;
}
