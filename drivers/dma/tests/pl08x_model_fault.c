// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: what a test can make go wrong, and what is noted about the
 * driver. The knobs may be turned in any context; each takes the model's lock.
 */
#include <linux/bits.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/minmax.h>

#include "pl08x_model_priv.h"

/* Reads of one register with interrupts off, one right after the other. */
#define SPIN_LIMIT	2000
#define SPIN_GAP_NS	5000

/**
 * pl08x_model_fails() - Whether an access is to get an error response
 * @m: model
 * @access: kind of access
 *
 * Context: Any context, the model's lock held.
 * Return: Whether it fails.
 */
bool pl08x_model_fails(struct pl08x_model *m, enum pl08x_model_access access)
{
	return m->fail_in[access] && !--m->fail_in[access];
}

/**
 * pl08x_model_check_watch() - Look whether memory may be accessed
 * @m: model
 * @addr: bus address
 * @len: bytes
 *
 * Context: Any context, the model's lock held.
 */
void pl08x_model_check_watch(struct pl08x_model *m, dma_addr_t addr, size_t len)
{
	unsigned int i;

	for (i = 0; i < m->watches; i++)
		if (addr < m->watched[i].addr + m->watched[i].len &&
		    addr + len > m->watched[i].addr)
			pl08x_model_violate(m, PL08X_BAD_TOUCH, i);
}

/**
 * pl08x_model_check_spin() - Note how often the same register is read
 * @m: model
 * @offset: register
 *
 * Whoever waits for a bit that never comes is let go, and that is noted.
 *
 * Context: Any context, the model's lock held.
 */
void pl08x_model_check_spin(struct pl08x_model *m, unsigned int offset)
{
	ktime_t now = ktime_get();

	if (offset == m->spin_at && ktime_to_ns(ktime_sub(now, m->spin_time)) < SPIN_GAP_NS)
		m->spin++;
	else
		m->spin = 1;
	m->spin_at = offset;
	m->spin_time = now;
	m->max_spin = max(m->max_spin, m->spin);
	if (m->spin == SPIN_LIMIT) {
		pl08x_model_violate(m, PL08X_BAD_SPIN, offset);
		m->stuck_active = 0;
		m->stuck_enable = 0;
		for (unsigned int i = 0; i < m->variant->channels; i++)
			pl08x_model_chan_stop(m, &m->chans[i]);
	}
}

/**
 * pl08x_model_hold() - Let channels make no progress
 * @m: model
 * @chans: mask of channels
 * @hold: hold them; otherwise let them go
 */
void pl08x_model_hold(struct pl08x_model *m, u32 chans, bool hold)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	if (hold)
		m->held |= chans;
	else
		m->held &= ~chans;
	pl08x_model_kick(m);
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_hold);

/**
 * pl08x_model_fail_next() - Answer an access by an error response
 * @m: model
 * @access: kind of access
 * @after: number of such accesses that succeed before it
 */
void pl08x_model_fail_next(struct pl08x_model *m, enum pl08x_model_access access,
			   unsigned int after)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->fail_in[access] = after + 1;
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_fail_next);

/**
 * pl08x_model_stick_active() - Let Active read as set
 * @m: model
 * @chans: mask of channels for which it does, from now on
 */
void pl08x_model_stick_active(struct pl08x_model *m, u32 chans)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->stuck_active = chans;
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_stick_active);

/**
 * pl08x_model_stick_enable() - Let Enable stay set when it should be cleared
 * @m: model
 * @chans: mask of channels for which it does; all others are let go
 */
void pl08x_model_stick_enable(struct pl08x_model *m, u32 chans)
{
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->stuck_enable = chans;
	for (i = 0; i < m->variant->channels; i++)
		if (!m->chans[i].running && !(chans & BIT(i)))
			m->chans[i].visible = false;
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_stick_enable);

/**
 * pl08x_model_late_tc() - Report terminal counts later than they come
 * @m: model
 * @late: keep them back; otherwise report now what was kept back
 */
void pl08x_model_late_tc(struct pl08x_model *m, bool late)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->late = late;
	if (!late) {
		m->raw_tc |= m->late_tcs;
		m->late_tcs = 0;
		pl08x_model_update_irq(m);
		pl08x_model_kick(m);
	}
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_late_tc);

/**
 * pl08x_model_raise() - Set interrupt status that nothing has caused
 * @m: model
 * @tc: mask of channels with a terminal count
 * @err: mask of channels with an error
 */
void pl08x_model_raise(struct pl08x_model *m, u32 tc, u32 err)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->raw_tc |= tc;
	m->raw_err |= err;
	pl08x_model_update_irq(m);
	pl08x_model_kick(m);
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_raise);

/**
 * pl08x_model_set_secure() - Give channels to the secure world
 * @m: model of a Nomadik
 * @chans: mask of channels
 */
void pl08x_model_set_secure(struct pl08x_model *m, u32 chans)
{
	unsigned int i;

	for (i = 0; i < m->variant->channels; i++)
		m->chans[i].secure = chans & BIT(i);
}
EXPORT_SYMBOL_GPL(pl08x_model_set_secure);

/**
 * pl08x_model_watch() - Note accesses to memory that the controller must not touch
 * @m: model
 * @addr: bus address
 * @len: bytes
 */
void pl08x_model_watch(struct pl08x_model *m, dma_addr_t addr, size_t len)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	if (m->watches < PL08X_MODEL_WATCHES)
		m->watched[m->watches++] = (struct pl08x_model_range){ .addr = addr, .len = len };
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_watch);

/**
 * pl08x_model_unwatch() - Let all memory be accessed again
 * @m: model
 */
void pl08x_model_unwatch(struct pl08x_model *m)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->watches = 0;
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_unwatch);

/**
 * pl08x_model_set_hook() - Have something called after each access of the driver
 * @m: model
 * @hook: what to call, or %NULL
 * @data: for @hook
 */
void pl08x_model_set_hook(struct pl08x_model *m, pl08x_model_hook hook, void *data)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->hook = hook;
	m->hook_data = data;
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_set_hook);

/**
 * pl08x_model_accesses() - Number of accesses of the driver so far
 * @m: model
 *
 * Return: The number.
 */
unsigned int pl08x_model_accesses(struct pl08x_model *m)
{
	return READ_ONCE(m->accesses);
}
EXPORT_SYMBOL_GPL(pl08x_model_accesses);

/**
 * pl08x_model_max_spin() - How often one register was read without a pause, at most
 * @m: model
 *
 * Return: The number, only of reads with interrupts off.
 */
unsigned int pl08x_model_max_spin(struct pl08x_model *m)
{
	return READ_ONCE(m->max_spin);
}
EXPORT_SYMBOL_GPL(pl08x_model_max_spin);

/**
 * pl08x_model_enabled() - Which channels the driver sees as enabled
 * @m: model
 *
 * Return: Mask of channels.
 */
u32 pl08x_model_enabled(struct pl08x_model *m)
{
	unsigned int i;
	u32 mask = 0;

	for (i = 0; i < m->variant->channels; i++)
		mask |= READ_ONCE(m->chans[i].visible) ? BIT(i) : 0;

	return mask;
}
EXPORT_SYMBOL_GPL(pl08x_model_enabled);

/**
 * pl08x_model_active() - Which channels have data in their FIFO
 * @m: model
 *
 * Return: Mask of channels.
 */
u32 pl08x_model_active(struct pl08x_model *m)
{
	unsigned int i;
	u32 mask = 0;

	for (i = 0; i < m->variant->channels; i++)
		mask |= READ_ONCE(m->chans[i].level) ? BIT(i) : 0;

	return mask;
}
EXPORT_SYMBOL_GPL(pl08x_model_active);

/**
 * pl08x_model_chan_stats() - What a channel has done
 * @m: model
 * @chan: its number
 *
 * Return: The numbers.
 */
struct pl08x_model_stats pl08x_model_chan_stats(struct pl08x_model *m, unsigned int chan)
{
	struct pl08x_model_stats stats;
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	stats = m->chans[chan].stats;
	raw_spin_unlock_irqrestore(&m->lock, flags);

	return stats;
}
EXPORT_SYMBOL_GPL(pl08x_model_chan_stats);

/**
 * pl08x_model_written() - What all channels have written
 * @m: model
 *
 * Return: Number of bytes.
 */
u64 pl08x_model_written(struct pl08x_model *m)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < m->variant->channels; i++)
		sum += pl08x_model_chan_stats(m, i).written;

	return sum;
}
EXPORT_SYMBOL_GPL(pl08x_model_written);
