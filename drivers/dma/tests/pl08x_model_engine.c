// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: what channels do once they are enabled. One beat is one
 * access to the bus, by the enabled channel with the lowest number that can do
 * something. Everything here runs with the model's lock held.
 *
 * Taken from the manual: a channel reads its source into a FIFO of four words
 * and writes the FIFO to its destination. Active says that the FIFO has data.
 * With Halt no more is read, the FIFO is drained. Clearing Enable loses what is
 * in the FIFO. An error response disables the channel. At the end of an item the
 * terminal count is reported if the control word says so, then the next item is
 * loaded or, after the last, the channel is disabled.
 *
 * Where the manual is silent: memory is read ahead, as far as the FIFO goes, for
 * all transfers but those that the destination ends. Loading an item is a beat
 * of its own and waits while the channel is halted. The transfer size that is
 * read back counts what has not been written to the destination yet.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "pl08x_model_priv.h"

/**
 * pl08x_model_is_enabled() - Whether the controller as a whole is on
 * @m: model
 *
 * Return: Whether channels may move data.
 */
bool pl08x_model_is_enabled(struct pl08x_model *m)
{
	return m->variant->nomadik || (m->config & BIT(0));
}

static bool counts(const struct pl08x_model_chan *c)
{
	return !c->flow.src_ends && !c->flow.dst_ends;
}

/**
 * pl08x_model_chan_reload() - The control or the size was written: decode it
 * @m: model
 * @c: channel that is not enabled
 */
void pl08x_model_chan_reload(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	m->variant->decode(m, c);
	c->src_left = c->size;
	c->dst_left = c->size * c->ctl.swidth;
}

static void check_item(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	unsigned int nr = pl08x_model_chan_nr(m, c);

	if (c->src % c->ctl.swidth || c->dst % c->ctl.dwidth)
		pl08x_model_violate(m, PL08X_BAD_ALIGN, nr);
	if (counts(c) == !c->size)
		pl08x_model_violate(m, PL08X_BAD_COUNT, nr);
	if (counts(c) && c->dst_left % c->ctl.dwidth)
		pl08x_model_violate(m, PL08X_BAD_ALIGN, nr);
	if (!m->variant->dual && (c->ctl.sbus || c->ctl.dbus || (c->lli & BIT(0))))
		pl08x_model_violate(m, PL08X_BAD_RESERVED, nr);
	if (c->lli & BIT(1))
		pl08x_model_violate(m, PL08X_BAD_RESERVED, nr);
}

/**
 * pl08x_model_chan_start() - Enable was set
 * @m: model
 * @c: channel, programmed
 */
void pl08x_model_chan_start(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	unsigned int nr = pl08x_model_chan_nr(m, c);

	if ((m->raw_tc | m->raw_err) & BIT(nr))
		pl08x_model_violate(m, PL08X_BAD_PENDING, nr);
	if (c->given != m->variant->given)
		pl08x_model_violate(m, PL08X_BAD_REENABLE, nr);
	c->given = 0;
	c->visible = true;
	c->running = true;
	c->draining = false;
	c->fetch = false;
	c->level = 0;
	c->s = (struct pl08x_model_side){};
	c->d = (struct pl08x_model_side){};
	c->stats.starts++;
	check_item(m, c);
	pl08x_model_kick(m);
}

/**
 * pl08x_model_chan_stop() - The channel is disabled, for whatever reason
 * @m: model
 * @c: channel; what is in its FIFO is lost
 */
void pl08x_model_chan_stop(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	unsigned int nr = pl08x_model_chan_nr(m, c);

	c->stats.lost += c->level;
	c->level = 0;
	c->running = false;
	if (!(m->stuck_enable & BIT(nr)))
		c->visible = false;
}

static void chan_error(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	c->stats.errors++;
	m->raw_err |= BIT(pl08x_model_chan_nr(m, c));
	pl08x_model_chan_stop(m, c);
}

static void chan_fetch(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	u32 words[PL08X_MODEL_LLI_WORDS];

	c->fetch = false;
	if (!pl08x_model_bus_fetch(m, c, words)) {
		chan_error(m, c);
		return;
	}
	c->stats.llis++;
	c->draining = false;
	c->s.last = false;
	c->d.last = false;
	m->variant->load(m, c, words);
	pl08x_model_chan_reload(m, c);
	check_item(m, c);
}

/* All data of the item has arrived. */
static void chan_item_done(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	u32 bit = BIT(pl08x_model_chan_nr(m, c));

	c->stats.tcs++;
	pl08x_model_tell_tc(m, c);
	if (c->ctl.tc && m->late)
		m->late_tcs |= bit;
	else if (c->ctl.tc)
		m->raw_tc |= bit;

	if (c->lli & ~3u)
		c->fetch = true;
	else
		pl08x_model_chan_stop(m, c);
}

static bool item_is_done(const struct pl08x_model_chan *c)
{
	if (c->flow.dst_ends)
		return c->d.last;
	if (c->level)
		return false;

	return c->flow.src_ends ? c->s.last : !c->dst_left;
}

static bool source_is_done(const struct pl08x_model_chan *c)
{
	if (c->flow.dst_ends)
		return c->d.last;

	return c->flow.src_ends ? c->s.last : !c->src_left;
}

static bool can_read(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	if (m->variant->halted(c) || source_is_done(c) ||
	    c->level + c->ctl.swidth > PL08X_MODEL_FIFO)
		return false;
	/* No reading ahead: the destination may say at any time that this was all. */
	if (c->flow.dst_ends &&
	    (!pl08x_model_may_transfer(m, c, false) ||
	     c->level >= c->d.credit * c->ctl.dwidth))
		return false;

	return !c->flow.src_periph || pl08x_model_may_transfer(m, c, true);
}

static bool can_write(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	if (!c->level || (c->level < c->ctl.dwidth && !source_is_done(c)))
		return false;

	return !c->flow.dst_periph || pl08x_model_may_transfer(m, c, false);
}

static void chan_read(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	unsigned int width = c->ctl.swidth;

	if (!pl08x_model_bus_read(m, c, c->fifo + c->level)) {
		chan_error(m, c);
		return;
	}
	c->level += width;
	c->stats.read += width;
	c->src += c->ctl.sstep * (int)width;
	if (c->src_left)
		c->src_left--;
	if (c->flow.src_periph)
		pl08x_model_transferred(m, c, true, counts(c) && !c->src_left);
	if (c->level + width > PL08X_MODEL_FIFO || source_is_done(c))
		c->draining = true;
}

static void chan_write(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	unsigned int width = min(c->ctl.dwidth, c->level);

	if (!pl08x_model_bus_write(m, c, c->fifo, width)) {
		chan_error(m, c);
		return;
	}
	c->level -= width;
	memmove(c->fifo, c->fifo + width, c->level);
	c->stats.written += width;
	c->dst += c->ctl.dstep * (int)width;
	c->dst_left -= min(c->dst_left, width);
	if (c->flow.dst_periph)
		pl08x_model_transferred(m, c, false, counts(c) && !c->dst_left);
	if (c->level < c->ctl.dwidth)
		c->draining = false;
	if (item_is_done(c))
		chan_item_done(m, c);
}

/* Fill the FIFO, then drain it. Returns whether the channel has done something. */
static bool chan_beat(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	if (c->fetch) {
		if (m->variant->halted(c))
			return false;
		chan_fetch(m, c);
		return true;
	}
	/* An item without data. What the hardware does then is not documented. */
	if (counts(c) && !c->dst_left && !c->level) {
		chan_item_done(m, c);
		return true;
	}
	if (!c->draining && can_read(m, c)) {
		chan_read(m, c);
		return true;
	}
	if (can_write(m, c)) {
		chan_write(m, c);
		return true;
	}
	if (c->draining && can_read(m, c)) {
		chan_read(m, c);
		return true;
	}

	return false;
}

/**
 * pl08x_model_beat() - Let the channel of the highest priority do one access
 * @m: model
 *
 * Return: Whether any channel has done something.
 */
bool pl08x_model_beat(struct pl08x_model *m)
{
	unsigned int i;

	lockdep_assert_held(&m->lock);

	if (!pl08x_model_is_enabled(m))
		return false;

	for (i = 0; i < m->variant->channels; i++) {
		struct pl08x_model_chan *c = &m->chans[i];

		if (c->running && !(m->held & BIT(i)) && chan_beat(m, c))
			return true;
	}

	return false;
}
