// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the i.MX SDMA: the core, which works for one channel at a time, one buffer descriptor
 * (BD) at a time. Channel 0 is in sdma_model_chan0.c.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/container_of.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/string.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "sdma_model_priv.h"

#define BD_NS		5000
#define STORM_LIMIT	16
#define PC_MASK		0x3fff

static u32 *chan_context(struct sdma_model *m, unsigned int chan)
{
	return &m->data[SDMA_MODEL_CONTEXTS + chan * SDMA_MODEL_CONTEXT];
}

/**
 * sdma_model_pending() - Which channels have a DMA request pending
 * @m: model
 *
 * Context: Any context, the model's lock held.
 * Return: a bit for each
 */
u32 sdma_model_pending(struct sdma_model *m)
{
	unsigned int event;
	u32 pending = 0;

	for (event = 0; event < SDMA_MODEL_EVENTS; event++)
		if (m->events & BIT_ULL(event))
			pending |= sdma_model_reg(m, REG_CHNENBL(event));
	return pending;
}

static bool chan_runnable(struct sdma_model *m, unsigned int chan)
{
	u32 bit = BIT(chan);

	if (!sdma_model_reg(m, REG_PRIORITY(chan)) || !sdma_model_reg(m, REG_C0PTR))
		return false;
	if (!((m->host | sdma_model_reg(m, REG_HOSTOVR)) & bit))
		return false;
	if (!(sdma_model_reg(m, REG_DSPOVR) & bit))
		return false;
	return (sdma_model_pending(m) | sdma_model_reg(m, REG_EVTOVR)) & bit;
}

/* The script looks at its BD. Returns whether it is at work; if not it has ended. */
static bool chan_begin(struct sdma_model *m, unsigned int chan)
{
	struct sdma_model_chan *c = &m->chans[chan];
	struct sdma_model_bd *bd;

	memcpy(c->context, chan_context(m, chan), sizeof(c->context));
	c->stats.per = c->context[CONTEXT_PER];
	c->bd = le32_to_cpu(sdma_model_ccb(m, chan)->current_bd);
	bd = sdma_model_memory(c->bd);
	c->ends = !(le32_to_cpu(READ_ONCE(bd->mode)) & BD_DONE);
	if (c->ends && !c->end_ns) {
		m->host &= ~BIT(chan);
		return false;
	}
	m->current_chan = chan;
	hrtimer_start(&m->core, ns_to_ktime(c->ends ? c->end_ns : m->bd_ns),
		      HRTIMER_MODE_REL_HARD);
	return true;
}

/**
 * sdma_model_schedule() - Let the core turn to a channel if it has none
 * @m: model
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_schedule(struct sdma_model *m)
{
	unsigned int chan, best;
	u32 priority;

	lockdep_assert_held(&m->lock);

	while (m->current_chan < 0 && !sdma_model_chan0_is_stuck(m)) {
		best = 0;
		priority = 0;
		for (chan = 1; chan < SDMA_MODEL_CHANNELS; chan++) {
			if (!chan_runnable(m, chan))
				continue;
			if (sdma_model_reg(m, REG_PRIORITY(chan)) < priority)
				continue;
			best = chan;
			priority = sdma_model_reg(m, REG_PRIORITY(chan));
		}
		if (!best || chan_begin(m, best))
			break;
		/* Overridden, and nothing to do: the core would spin for ever. */
		if (sdma_model_reg(m, REG_HOSTOVR) & BIT(best))
			break;
	}
	sdma_model_update_irq(m);
}

static void from_device(struct sdma_model_chan *c, u8 *to, unsigned int count)
{
	while (count--)
		*to++ = c->device++;
}

static void to_device(struct sdma_model_chan *c, const u8 *from, unsigned int count)
{
	for (; count--; from++) {
		c->stats.sum += *from;
		c->stats.hash = c->stats.hash * 31 + *from;
	}
}

/* Move the bytes of a BD. Returns how many. */
static unsigned int chan_move(struct sdma_model *m, struct sdma_model_chan *c,
			      struct sdma_model_bd *bd)
{
	unsigned int count = FIELD_GET(BD_COUNT, le32_to_cpu(bd->mode));
	void *buf = sdma_model_memory(le32_to_cpu(bd->addr));

	if (c->fail)
		return 0;
	switch (c->context[CONTEXT_PC] & PC_MASK) {
	case SDMA_MODEL_COPY:
		memcpy(sdma_model_memory(le32_to_cpu(bd->ext)), buf, count);
		break;
	case SDMA_MODEL_FROM_DEVICE:
		from_device(c, buf, count);
		break;
	case SDMA_MODEL_TO_DEVICE:
		to_device(c, buf, count);
		break;
	default:
		reg_model_violate(&m->reg, SDMA_BAD_SCRIPT, m->current_chan);
		return 0;
	}
	c->stats.bytes += count;
	return count;
}

/* The script is through with its BD: write it back, go on or end. */
static void chan_finish_bd(struct sdma_model *m, unsigned int chan)
{
	struct sdma_model_chan *c = &m->chans[chan];
	struct sdma_model_ccb *ccb = sdma_model_ccb(m, chan);
	struct sdma_model_bd *bd = sdma_model_memory(c->bd);
	u32 mode = le32_to_cpu(bd->mode);

	mode = (mode & ~(BD_COUNT | BD_DONE)) | chan_move(m, c, bd);
	if (c->fail)
		mode |= BD_ERROR;
	WRITE_ONCE(bd->mode, cpu_to_le32(mode));
	c->stats.bds++;
	if (mode & BD_INTR || c->fail)
		m->intr |= BIT(chan);

	if (le32_to_cpu(ccb->current_bd) != c->bd)
		reg_model_violate(&m->reg, SDMA_BAD_CCB, chan);
	ccb->current_bd = mode & BD_WRAP ? ccb->base_bd : cpu_to_le32(c->bd + sizeof(*bd));
	if (!(mode & BD_CONT) || c->fail)
		m->host &= ~BIT(chan);
	c->fail = false;
}

/* The script is through with its BD, or has found none: switch contexts. */
static void chan_finish(struct sdma_model *m, unsigned int chan)
{
	struct sdma_model_chan *c = &m->chans[chan];

	if (c->ends)
		m->host &= ~BIT(chan);
	else
		chan_finish_bd(m, chan);

	memcpy(chan_context(m, chan), c->context, sizeof(c->context));
	c->stats.saves++;
	m->last_chan = chan;
	m->current_chan = -1;
}

/**
 * sdma_model_catch_up() - Finish what has had its time, if the timer is late
 * @m: model
 *
 * Where timers are coarse, as they are early in a boot, or while interrupts are off, a driver may
 * look at the hardware when it has to be through with a BD or a command, but the model's timer has
 * not been called.
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_catch_up(struct sdma_model *m)
{
	lockdep_assert_held(&m->lock);

	sdma_model_chan0_catch_up(m);
	if (m->current_chan < 0 || ktime_before(ktime_get(), hrtimer_get_expires(&m->core)))
		return;
	chan_finish(m, m->current_chan);
	sdma_model_schedule(m);
}

/**
 * sdma_model_expired() - A timer of the model has expired
 * @m: model
 *
 * Context: Any context. Takes and releases the model's lock.
 */
void sdma_model_expired(struct sdma_model *m)
{
	scoped_guard(raw_spinlock_irqsave, &m->lock)
		sdma_model_catch_up(m);
}

static enum hrtimer_restart core_timer(struct hrtimer *timer)
{
	sdma_model_expired(container_of(timer, struct sdma_model, core));

	return HRTIMER_NORESTART;
}

/**
 * sdma_model_start() - The driver enables channels
 * @m: model
 * @chans: a bit for each
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_start(struct sdma_model *m, u32 chans)
{
	unsigned int i;

	lockdep_assert_held(&m->lock);

	if (m->current_chan >= 0 && chans & ~m->host & BIT(m->current_chan))
		reg_model_violate(&m->reg, SDMA_BAD_START, m->current_chan);
	if (m->bd0 && chans & BIT(0))
		reg_model_violate(&m->reg, SDMA_BAD_START, 0);
	for (i = 0; i < SDMA_MODEL_CHANNELS; i++) {
		if (!(chans & BIT(i)))
			continue;
		m->chans[i].stats.starts++;
		m->chans[i].stats.started = ktime_get();
	}
	m->host |= chans;
	sdma_model_chan0_begin(m);
}

/**
 * sdma_model_stop() - The driver disables channels
 * @m: model
 * @chans: a bit for each
 *
 * A script that works on a BD is not interrupted; when it is through is what a test has said.
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_stop(struct sdma_model *m, u32 chans)
{
	unsigned int i;

	lockdep_assert_held(&m->lock);

	for (i = 0; i < SDMA_MODEL_CHANNELS; i++) {
		if (!(chans & BIT(i)))
			continue;
		m->chans[i].stats.stops++;
		m->chans[i].stats.stopped = ktime_get();
	}
	if (m->current_chan >= 0 && chans & m->host & BIT(m->current_chan))
		hrtimer_start(&m->core, ns_to_ktime(m->stop_ns), HRTIMER_MODE_REL_HARD);
	m->host &= ~chans;
}

static enum hrtimer_restart irq_timer(struct hrtimer *timer)
{
	struct sdma_model *m = container_of(timer, struct sdma_model, irq);
	unsigned long flags;

	generic_handle_irq(m->reg.virq);

	raw_spin_lock_irqsave(&m->lock, flags);
	m->irqs++;
	/* A level: once more, if there is anybody to hear it. */
	if (!m->intr || !irq_has_action(m->reg.virq)) {
		m->storm = 0;
	} else if (++m->storm < STORM_LIMIT) {
		sdma_model_update_irq(m);
	} else {
		reg_model_violate(&m->reg, SDMA_BAD_STORM, m->intr);
		m->storm = 0;
	}
	raw_spin_unlock_irqrestore(&m->lock, flags);
	return HRTIMER_NORESTART;
}

/**
 * sdma_model_update_irq() - Deliver an interrupt if there is one
 * @m: model
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_update_irq(struct sdma_model *m)
{
	lockdep_assert_held(&m->lock);

	if (m->intr && !m->hold_irq && !hrtimer_is_queued(&m->irq))
		hrtimer_start(&m->irq, 0, HRTIMER_MODE_REL_HARD);
}

/**
 * sdma_model_core_init() - Set up the core
 * @m: model
 *
 * Context: Process context.
 */
void sdma_model_core_init(struct sdma_model *m)
{
	hrtimer_init(&m->core, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	m->core.function = core_timer;
	sdma_model_chan0_init(m);
	hrtimer_init(&m->irq, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	m->irq.function = irq_timer;
	m->current_chan = -1;
	m->bd_ns = BD_NS;
	m->stop_ns = BD_NS;
}

/**
 * sdma_model_core_exit() - Nothing happens any more
 * @m: model
 *
 * Context: Process context. May sleep.
 */
void sdma_model_core_exit(struct sdma_model *m)
{
	hrtimer_cancel(&m->core);
	sdma_model_chan0_exit(m);
	hrtimer_cancel(&m->irq);
}
