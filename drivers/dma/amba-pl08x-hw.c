// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers of the PL080 family: the only file of the driver that touches them
 *
 * Takes no lock. The registers of a physical channel belong to its owner, see the locking in
 * amba-pl08x.h. Nothing here waits for longer than a few reads.
 *
 * What the manual says (ARM DDI 0196, programming the channels): nothing but the configuration
 * may be written while a channel is enabled. It is enabled until it is disabled, or has
 * finished its last item, or has met an error. To stop it without losing data, it is held, which
 * makes it ignore further requests of its source, and disabled when it is not active any more.
 */
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include <linux/amba/pl080.h>

#include "amba-pl08x.h"

/* How often a register is read before somebody has to come back later. */
#define PL08X_READS		4

#define FTDMAC020_FEATURE_LLP	BIT(8)
#define FTDMAC020_FEATURE_AHB1	BIT(9)
#define FTDMAC020_CHANNELS(v)	(((v) >> 12) & 0xf)

static const struct pl08x_layout *to_layout(struct pl08x_phy *phy)
{
	return phy->pl08x->variant->layout;
}

static u32 pl08x_hw_errors(struct pl08x_phy *phy)
{
	return to_layout(phy)->errors << phy->id;
}

static void pl08x_hw_update(struct pl08x_phy *phy, const struct pl08x_bits *bits)
{
	u32 val = readl(phy->base + bits->reg);

	writel((val & ~bits->clear) | bits->set, phy->base + bits->reg);
}

/**
 * pl08x_hw_identify() - Ask a controller how many channels it has
 * @pl08x: controller with its registers mapped
 *
 * Only a variant that does not say so itself is asked.
 *
 * Context: Probe.
 */
void pl08x_hw_identify(struct pl08x *pl08x)
{
	u32 feature;

	pl08x->channels = pl08x->variant->channels;
	pl08x->dual_master = pl08x->variant->dual_master;
	if (pl08x->channels)
		return;

	feature = readl(pl08x->base + FTDMAC020_FEATURE);
	pl08x->channels = min(FTDMAC020_CHANNELS(feature), PL08X_MAX_PHYS);
	pl08x->dual_master = feature & FTDMAC020_FEATURE_AHB1;
	if (!(feature & FTDMAC020_FEATURE_LLP))
		dev_warn(pl08x_dev(pl08x), "no linked lists, long transfers will fail\n");
}

static void pl08x_hw_clear_all(struct pl08x *pl08x)
{
	u32 chans = GENMASK(pl08x->channels - 1, 0);

	writel(chans * pl08x->variant->layout->errors, pl08x->base + PL080_ERR_CLEAR);
	writel(chans, pl08x->base + PL080_TC_CLEAR);
}

/**
 * pl08x_hw_turn_on() - Turn the controller on, with no interrupt pending
 * @pl08x: controller
 *
 * Context: Probe.
 */
void pl08x_hw_turn_on(struct pl08x *pl08x)
{
	u8 enable = pl08x->variant->enable;

	if (enable)
		writel(PL080_CONFIG_ENABLE, pl08x->base + enable);
	pl08x_hw_clear_all(pl08x);
}

/**
 * pl08x_hw_turn_off() - Turn the controller off
 * @pl08x: controller whose channels have stopped, but for those that do not stop
 *
 * Context: Remove, and a probe that fails.
 */
void pl08x_hw_turn_off(struct pl08x *pl08x)
{
	u8 enable = pl08x->variant->enable;

	if (enable)
		writel(0, pl08x->base + enable);
	pl08x_hw_clear_all(pl08x);
}

/**
 * pl08x_hw_is_secure() - Whether a channel belongs to the secure world
 * @phy: physical channel of a variant in which that may be
 *
 * Return: Whether it must not be used.
 */
bool pl08x_hw_is_secure(struct pl08x_phy *phy)
{
	return readl(phy->base + to_layout(phy)->config) &
	       (PL080N_CONFIG_ITPROT | PL080N_CONFIG_SECPROT);
}

/**
 * pl08x_hw_pending() - Channels that interrupt
 * @pl08x: controller
 *
 * A hint only: what a channel has to say is asked by pl08x_hw_ack() when it is locked.
 *
 * Return: One bit for each channel.
 */
u32 pl08x_hw_pending(struct pl08x *pl08x)
{
	u32 errors = readl(pl08x->base + PL080_ERR_STATUS);
	u32 chans = readl(pl08x->base + PL080_TC_STATUS);
	unsigned int i;

	for (i = 0; i < pl08x->channels; i++)
		if (errors & pl08x_hw_errors(&pl08x->phys[i]))
			chans |= BIT(i);

	return chans & GENMASK(pl08x->channels - 1, 0);
}

/**
 * pl08x_hw_ack() - Take what a channel has to report
 * @phy: physical channel
 *
 * Context: The owner of the channel.
 * Return: What was reported since the last call. What comes later interrupts again.
 */
struct pl08x_hw_irqs pl08x_hw_ack(struct pl08x_phy *phy)
{
	void __iomem *base = phy->pl08x->base;
	u32 errors = readl(base + PL080_RAW_ERR_STATUS) & pl08x_hw_errors(phy);
	u32 done = readl(base + PL080_RAW_TC_STATUS) & BIT(phy->id);

	if (errors)
		writel(errors, base + PL080_ERR_CLEAR);
	if (done)
		writel(done, base + PL080_TC_CLEAR);

	return (struct pl08x_hw_irqs) { .done = done, .error = errors };
}

/**
 * pl08x_hw_start() - Start a descriptor
 * @phy: physical channel that is idle
 * @desc: descriptor
 *
 * Context: The owner of the channel.
 */
void pl08x_hw_start(struct pl08x_phy *phy, const struct pl08x_desc *desc)
{
	const struct pl08x_layout *layout = to_layout(phy);
	struct pl08x_lli_regs regs;

	pl08x_lli_regs(desc->chain.fmt, desc->chain.table, desc->control, &regs);

	/* What it reports from now on is about this descriptor. */
	pl08x_hw_ack(phy);

	writel_relaxed(regs.src, phy->base + layout->src);
	writel_relaxed(regs.dst, phy->base + layout->dst);
	writel_relaxed(regs.lli, phy->base + layout->lli);
	writel_relaxed(regs.control, phy->base + layout->control);
	if (layout->has_size)
		writel_relaxed(regs.size, phy->base + layout->size);
	/* Not relaxed: what the CPU has written to memory comes first. */
	writel(desc->config, phy->base + layout->config);
	pl08x_hw_update(phy, &layout->run);
}

static bool pl08x_hw_busy(struct pl08x_phy *phy)
{
	return readl(phy->base + to_layout(phy)->busy_reg) & to_layout(phy)->busy;
}

/* Memory takes what the channel has read at once, a peripheral takes its time. */
static bool pl08x_hw_drained(struct pl08x_phy *phy)
{
	unsigned int i;

	for (i = 0; i < PL08X_READS; i++)
		if (!pl08x_hw_busy(phy))
			return true;

	return false;
}

/**
 * pl08x_hw_enabled() - Whether a channel has something to do
 * @phy: physical channel
 *
 * Return: Whether it is enabled. It disables itself at the end and if there is an error.
 */
bool pl08x_hw_enabled(struct pl08x_phy *phy)
{
	return readl(phy->pl08x->base + PL080_EN_CHAN) & BIT(phy->id);
}

/* Whether a channel has reported what means that it has disabled itself. */
static bool pl08x_hw_has_ended(struct pl08x_phy *phy, const struct pl08x_desc *desc)
{
	void __iomem *base = phy->pl08x->base;

	if (readl(base + PL080_RAW_ERR_STATUS) & pl08x_hw_errors(phy))
		return true;

	return !desc->chain.cyclic && readl(base + PL080_RAW_TC_STATUS) & BIT(phy->id);
}

/*
 * Change bits next to the one that enables the channel. If it ends after they were read, it is
 * enabled again by what is written. @before: whether it had reported something already. Returns
 * whether it has not ended since, as far as can be known.
 */
static bool pl08x_hw_update_live(struct pl08x_phy *phy, const struct pl08x_desc *desc,
				 const struct pl08x_bits *bits, bool before)
{
	pl08x_hw_update(phy, bits);
	/* What was reported before was not about the descriptor, which was enabled. */
	if (before || !pl08x_hw_has_ended(phy, desc))
		return true;

	if (pl08x_hw_enabled(phy))
		pl08x_hw_update(phy, &to_layout(phy)->stop);
	return false;
}

/**
 * pl08x_hw_hold() - Let a channel ignore further requests of its source
 * @phy: physical channel
 * @desc: descriptor that it runs
 *
 * What it has read already is still written, as soon as the destination wants it.
 *
 * Context: The owner of the channel.
 * Return: Whether it is held; if not, the descriptor is over.
 */
bool pl08x_hw_hold(struct pl08x_phy *phy, const struct pl08x_desc *desc)
{
	bool before = pl08x_hw_has_ended(phy, desc);
	bool held;

	/* It has ended, and interrupts. */
	if (!pl08x_hw_enabled(phy))
		return true;

	held = pl08x_hw_update_live(phy, desc, &to_layout(phy)->hold, before);
	pl08x_hw_drained(phy);
	return held;
}

/**
 * pl08x_hw_resume() - Let a channel go on that was held
 * @phy: physical channel
 * @desc: descriptor that it runs, of which not all was read before it was held
 *
 * Context: The owner of the channel.
 * Return: Whether it goes on; if not, the descriptor is over.
 */
bool pl08x_hw_resume(struct pl08x_phy *phy, const struct pl08x_desc *desc)
{
	bool before = pl08x_hw_has_ended(phy, desc);

	return pl08x_hw_update_live(phy, desc, &to_layout(phy)->resume, before);
}

/**
 * pl08x_hw_idle() - Whether a channel may be given something new to do
 * @phy: physical channel
 *
 * Context: The owner of the channel.
 * Return: Whether it is neither enabled nor active.
 */
bool pl08x_hw_idle(struct pl08x_phy *phy)
{
	return !pl08x_hw_enabled(phy) && pl08x_hw_drained(phy);
}

static bool pl08x_hw_disable(struct pl08x_phy *phy)
{
	pl08x_hw_update(phy, &to_layout(phy)->stop);
	if (!pl08x_hw_idle(phy))
		return false;

	pl08x_hw_ack(phy);
	return true;
}

/**
 * pl08x_hw_stop() - Stop a channel, whatever it does
 * @phy: physical channel
 *
 * It does not interrupt any more.
 *
 * Context: The owner of the channel.
 * Return: Whether it has stopped. If not, pl08x_hw_stop_again() has to be called until it has.
 */
bool pl08x_hw_stop(struct pl08x_phy *phy)
{
	/* First of all: if it ends just now, and is enabled again, it does nothing while held. */
	pl08x_hw_update(phy, &to_layout(phy)->hold);
	pl08x_hw_update(phy, &to_layout(phy)->quiet);

	return pl08x_hw_stop_again(phy, false);
}

/**
 * pl08x_hw_stop_again() - Go on stopping a channel
 * @phy: physical channel
 * @force: disable it even if what it has read is lost by that
 *
 * Context: The owner of the channel.
 * Return: Whether it has stopped.
 */
bool pl08x_hw_stop_again(struct pl08x_phy *phy, bool force)
{
	return (force || pl08x_hw_drained(phy)) && pl08x_hw_disable(phy);
}

/**
 * pl08x_hw_position() - How far a channel has come
 * @phy: physical channel
 * @pos: gets the registers
 *
 * The channel may go on meanwhile. The registers are from one item, unless items are so short
 * that the next one is loaded again and again while they are read.
 *
 * Context: The owner of the channel.
 */
void pl08x_hw_position(struct pl08x_phy *phy, struct pl08x_lli_regs *pos)
{
	const struct pl08x_layout *layout = to_layout(phy);
	unsigned int i;

	pos->lli = readl(phy->base + layout->lli);
	for (i = 0; i < PL08X_READS; i++) {
		u32 lli = pos->lli;

		pos->src = readl(phy->base + layout->src);
		pos->dst = readl(phy->base + layout->dst);
		pos->control = readl(phy->base + layout->control);
		pos->size = layout->has_size ? readl(phy->base + layout->size) : 0;
		pos->lli = readl(phy->base + layout->lli);
		if (pos->lli == lli)
			break;
	}
}
