// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the i.MX SDMA: what a test can change, and what is noted. Any context; each function
 * takes the model's lock.
 */
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "sdma_model_priv.h"

static void set_uint(struct sdma_model *m, unsigned int *field, unsigned int val)
{
	scoped_guard(raw_spinlock_irqsave, &m->lock) {
		*field = val;
	}
}

static void set_bool(struct sdma_model *m, bool *field, bool val)
{
	scoped_guard(raw_spinlock_irqsave, &m->lock) {
		*field = val;
		sdma_model_schedule(m);
	}
}

/**
 * sdma_model_set_bd_ns() - How long a script works on a BD
 * @m: model
 * @ns: nanoseconds, from the next BD on
 */
void sdma_model_set_bd_ns(struct sdma_model *m, unsigned int ns)
{
	set_uint(m, &m->bd_ns, ns);
}
EXPORT_SYMBOL_GPL(sdma_model_set_bd_ns);

/**
 * sdma_model_set_stop_ns() - How long a script goes on that is told to stop
 * @m: model
 * @ns: nanoseconds; the vendor says not more than a million
 */
void sdma_model_set_stop_ns(struct sdma_model *m, unsigned int ns)
{
	set_uint(m, &m->stop_ns, ns);
}
EXPORT_SYMBOL_GPL(sdma_model_set_stop_ns);

/**
 * sdma_model_end_late() - How long a script takes to end that has found no BD
 * @m: model
 * @chan: its channel
 * @ns: nanoseconds; until then it is enabled
 */
void sdma_model_end_late(struct sdma_model *m, unsigned int chan, unsigned int ns)
{
	set_uint(m, &m->chans[chan].end_ns, ns);
}
EXPORT_SYMBOL_GPL(sdma_model_end_late);

/**
 * sdma_model_request() - A peripheral asserts its DMA request, or not
 * @m: model
 * @event: which
 * @on: whether it does
 */
void sdma_model_request(struct sdma_model *m, unsigned int event, bool on)
{
	scoped_guard(raw_spinlock_irqsave, &m->lock) {
		if (on)
			m->events |= BIT_ULL(event);
		else
			m->events &= ~BIT_ULL(event);
		sdma_model_schedule(m);
	}
}
EXPORT_SYMBOL_GPL(sdma_model_request);

/**
 * sdma_model_fail_next() - A channel's next BD ends with an error
 * @m: model
 * @chan: which
 */
void sdma_model_fail_next(struct sdma_model *m, unsigned int chan)
{
	set_bool(m, &m->chans[chan].fail, true);
}
EXPORT_SYMBOL_GPL(sdma_model_fail_next);

/**
 * sdma_model_hold_irq() - Keep interrupts back, as a busy processor does
 * @m: model
 * @hold: whether to
 */
void sdma_model_hold_irq(struct sdma_model *m, bool hold)
{
	set_bool(m, &m->hold_irq, hold);
}
EXPORT_SYMBOL_GPL(sdma_model_hold_irq);

/**
 * sdma_model_deliver_irq() - Deliver the interrupt here and now, also if it is kept back
 * @m: model
 *
 * Context: Process context.
 */
void sdma_model_deliver_irq(struct sdma_model *m)
{
	generic_handle_irq_safe(m->reg.virq);
}
EXPORT_SYMBOL_GPL(sdma_model_deliver_irq);

/**
 * sdma_model_raise() - Set the interrupt of a channel that has no reason for it
 * @m: model
 * @chan: which
 */
void sdma_model_raise(struct sdma_model *m, unsigned int chan)
{
	scoped_guard(raw_spinlock_irqsave, &m->lock) {
		m->intr |= BIT(chan);
		sdma_model_update_irq(m);
	}
}
EXPORT_SYMBOL_GPL(sdma_model_raise);

/**
 * sdma_model_hang_chan0() - The core does not turn to channel 0
 * @m: model
 * @hang: whether that is so; if not, and channel 0 is still enabled, it does now
 */
void sdma_model_hang_chan0(struct sdma_model *m, bool hang)
{
	scoped_guard(raw_spinlock_irqsave, &m->lock) {
		m->hang_chan0 = hang;
		sdma_model_chan0_begin(m);
	}
}
EXPORT_SYMBOL_GPL(sdma_model_hang_chan0);

/**
 * sdma_model_stick_chan0() - Commands of channel 0 do not end, and not when it is stopped either
 * @m: model
 * @stick: whether that is so; if not, one that is executed ends now
 */
void sdma_model_stick_chan0(struct sdma_model *m, bool stick)
{
	scoped_guard(raw_spinlock_irqsave, &m->lock) {
		m->stick_chan0 = stick;
		sdma_model_chan0_end(m);
	}
}
EXPORT_SYMBOL_GPL(sdma_model_stick_chan0);

/**
 * sdma_model_stale_psw() - The status word goes on to say what has been executed last
 * @m: model
 * @stale: whether that is so
 */
void sdma_model_stale_psw(struct sdma_model *m, bool stale)
{
	set_bool(m, &m->stale_psw, stale);
}
EXPORT_SYMBOL_GPL(sdma_model_stale_psw);

/**
 * sdma_model_chan_stats() - What a channel has done
 * @m: model
 * @chan: which
 *
 * Return: a copy
 */
struct sdma_model_stats sdma_model_chan_stats(struct sdma_model *m, unsigned int chan)
{
	struct sdma_model_stats stats;

	scoped_guard(raw_spinlock_irqsave, &m->lock)
		stats = m->chans[chan].stats;

	return stats;
}
EXPORT_SYMBOL_GPL(sdma_model_chan_stats);

/**
 * sdma_model_accesses() - Number of accesses to registers so far
 * @m: model
 *
 * Return: how often they were read or written
 */
unsigned int sdma_model_accesses(struct sdma_model *m)
{
	return READ_ONCE(m->accesses);
}
EXPORT_SYMBOL_GPL(sdma_model_accesses);

/**
 * sdma_model_peek() - Read a register that only stores, whatever the clocks do
 * @m: model
 * @reg: SDMA_MODEL_EVTOVR, ...
 *
 * Return: its value
 */
u32 sdma_model_peek(struct sdma_model *m, unsigned int reg)
{
	return READ_ONCE(m->regs[reg / sizeof(u32) % ARRAY_SIZE(m->regs)]);
}
EXPORT_SYMBOL_GPL(sdma_model_peek);

/**
 * sdma_model_data() - Read the core's data memory
 * @m: model
 * @addr: word
 *
 * Return: its value
 */
u32 sdma_model_data(struct sdma_model *m, unsigned int addr)
{
	return READ_ONCE(m->data[addr % SDMA_MODEL_DATA]);
}
EXPORT_SYMBOL_GPL(sdma_model_data);

/**
 * sdma_model_executes() - What the core works on
 * @m: model
 *
 * Return: a channel, or -1
 */
int sdma_model_executes(struct sdma_model *m)
{
	return READ_ONCE(m->current_chan);
}
EXPORT_SYMBOL_GPL(sdma_model_executes);

/**
 * sdma_model_irqs() - Number of interrupts so far
 * @m: model
 *
 * Return: how often the handler was called
 */
unsigned int sdma_model_irqs(struct sdma_model *m)
{
	return READ_ONCE(m->irqs);
}
EXPORT_SYMBOL_GPL(sdma_model_irqs);
