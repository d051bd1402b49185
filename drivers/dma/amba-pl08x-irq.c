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
#include "amba-pl08x-lli-format.h"
#include "virt-dma.h"

/* How often something is looked at that the hardware may just be changing. */
#define PL08X_LOOKS		4

static u32 pl08x_irq_left(const struct pl08x_desc *desc, const struct pl08x_lli_regs *pos)
{
	return desc->chain.fmt->ops->left(pos);
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
 * How many periods have ended since they were counted last: at least one, it was reported. What
 * ended is behind the item that runs, but the end of that itself may be reported before the next
 * item is loaded.
 */
static unsigned int pl08x_irq_count(struct pl08x_desc *desc, const struct pl08x_lli_regs *pos)
{
	int item = pl08x_lli_index(&desc->chain, pos->lli);
	unsigned int periods;
	bool ended;

	if (item < 0)
		return 1;

	ended = !pl08x_irq_left(desc, pos) && pl08x_irq_item_interrupts(&desc->chain, item);
	periods = desc->periods + pl08x_lli_periods(&desc->chain, desc->item, item);
	periods = (periods + ended - desc->ended) % desc->periods;
	desc->item = item;
	desc->ended = ended;

	/* Once around: that is as good as it can be known. */
	return periods ?: desc->periods;
}

static void pl08x_irq_fail_locked(struct pl08x_chan *plchan)
{
	struct pl08x_desc *desc = plchan->at;
	struct pl08x_lli_regs pos;
	size_t left;

	pl08x_hw_position(plchan->phy, &pos);
	left = pl08x_lli_residue(&desc->chain, &pos);
	dev_err_ratelimited(pl08x_dev(plchan->pl08x), "%s: bus error, %zu of %zu bytes left\n",
			    plchan->name, left, desc->chain.len);

	/* The hardware does not tell which side it was. */
	pl08x_chan_complete_locked(plchan, DMA_TRANS_ABORTED, left);
}

/* The end of a period that comes while the position is read is reported again, and counted. */
static void pl08x_irq_cyclic_locked(struct pl08x_chan *plchan, struct pl08x_hw_irqs irqs)
{
	struct pl08x_lli_regs pos;
	unsigned int i, periods;

	if (irqs.done) {
		for (i = 0; i < PL08X_LOOKS && irqs.done; i++) {
			pl08x_irq_position(plchan, &pos);
			irqs = pl08x_hw_ack(plchan->phy);
		}
		for (periods = pl08x_irq_count(plchan->at, &pos); periods; periods--)
			vchan_cyclic_callback(&plchan->at->vd);
	}
	/* It ends by itself only if something is wrong. */
	if (irqs.error || !pl08x_hw_enabled(plchan->phy))
		pl08x_irq_fail_locked(plchan);
}

/* The end was reported, but is it the end of what runs? */
static bool pl08x_irq_is_over_locked(struct pl08x_chan *plchan)
{
	struct pl08x_desc *desc = plchan->at;
	struct pl08x_lli_regs pos;

	/* Some variants are paused by disabling them. */
	if (!pl08x_hw_enabled(plchan->phy) && (!plchan->paused || desc->chain.periph_flow))
		return true;
	if (desc->chain.periph_flow)
		return false;

	pl08x_hw_position(plchan->phy, &pos);
	return !pl08x_lli_residue(&desc->chain, &pos);
}

/* Returns whether the physical channel reported something. */
static bool pl08x_irq_channel_locked(struct pl08x_chan *plchan, struct pl08x_phy *phy)
{
	struct pl08x_hw_irqs irqs;

	lockdep_assert_held(&plchan->vc.lock);

	/* Just on its way to @plchan or away from it; if there is more, it interrupts again. */
	if (plchan->phy != phy)
		return false;

	irqs = pl08x_hw_ack(phy);
	if (!plchan->at)
		return irqs.done || irqs.error;

	if (irqs.error)
		pl08x_irq_fail_locked(plchan);
	else if (irqs.done && plchan->at->chain.cyclic)
		pl08x_irq_cyclic_locked(plchan, irqs);
	else if (irqs.done && pl08x_irq_is_over_locked(plchan))
		pl08x_chan_complete_locked(plchan, DMA_TRANS_NOERROR, 0);

	return irqs.done || irqs.error;
}

static void pl08x_irq_channel(struct pl08x_phy *phy)
{
	struct pl08x_chan *plchan = pl08x_phy_serving(phy);
	unsigned long flags;

	if (!plchan)
		return;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	pl08x_irq_channel_locked(plchan, phy);
	spin_unlock_irqrestore(&plchan->vc.lock, flags);
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
