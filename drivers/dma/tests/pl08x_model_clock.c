// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: time and interrupts. All that channels do is done by one
 * timer, in hard interrupt context: either when a test asks for it and waits, or
 * freely. The interrupt handler is called from there, too, right after what has
 * raised the interrupt, with no lock of the model held.
 *
 * The interrupt is a level: while a status bit is set and not masked the handler
 * is called again, up to a bound.
 */
#include <linux/bottom_half.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/ktime.h>
#include <linux/minmax.h>

#include "pl08x_model_priv.h"

#define RUN_BEATS	4096
#define RUN_ROUNDS	512
#define STORM_LIMIT	16
#define ERR_SHIFT	8	/* of errors, besides terminal counts, in one word */

/**
 * pl08x_model_update_irq() - Look whether the interrupt has to be delivered
 * @m: model
 *
 * Context: Any context, the model's lock held.
 */
void pl08x_model_update_irq(struct pl08x_model *m)
{
	u32 now = m->variant->masked(m, false) | m->variant->masked(m, true) << ERR_SHIFT;

	lockdep_assert_held(&m->lock);

	if (now & ~m->seen)
		m->pending = true;
	if (!now) {
		m->pending = false;
		m->storm = 0;
	}
	m->seen = now;
}

/* Whether the handler is to be called now. */
static bool irq_take(struct pl08x_model *m)
{
	bool take;

	pl08x_model_update_irq(m);
	take = m->force_irq || (m->pending && !m->hold_irq);
	if (take && !m->force_irq && m->lose) {
		m->lose--;
		m->pending = false;
		take = false;
	}
	m->force_irq = false;
	if (take)
		m->pending = false;

	return take;
}

static void irq_done(struct pl08x_model *m)
{
	m->delivered++;
	pl08x_model_update_irq(m);
	if (!m->seen)
		return;
	/* A level: once more, if there is anybody to hear it. */
	if (!irq_has_action(m->reg.virq))
		return;
	if (++m->storm < STORM_LIMIT)
		m->pending = true;
	else
		pl08x_model_violate(m, PL08X_BAD_STORM, m->seen);
}

static bool irq_deliver(struct pl08x_model *m)
{
	unsigned long flags;
	bool take;

	raw_spin_lock_irqsave(&m->lock, flags);
	take = irq_take(m);
	raw_spin_unlock_irqrestore(&m->lock, flags);
	if (!take)
		return false;

	generic_handle_irq(m->reg.virq);

	raw_spin_lock_irqsave(&m->lock, flags);
	irq_done(m);
	raw_spin_unlock_irqrestore(&m->lock, flags);

	return true;
}

/* Returns the number of beats, and of interrupts besides. */
static unsigned int advance(struct pl08x_model *m, unsigned int beats, unsigned int irqs,
			    unsigned int *delivered)
{
	unsigned int n = 0, seen = 0;
	unsigned long flags;
	bool moved;

	for (;;) {
		if (irq_deliver(m)) {
			seen++;
			if (irqs && seen >= irqs)
				break;
			continue;
		}
		if (n >= beats)
			break;
		raw_spin_lock_irqsave(&m->lock, flags);
		moved = pl08x_model_beat(m);
		raw_spin_unlock_irqrestore(&m->lock, flags);
		if (!moved)
			break;
		n++;
	}
	*delivered = seen;

	return n;
}

static enum hrtimer_restart tick_freely(struct pl08x_model *m)
{
	ktime_t begin = ktime_get(), rest;
	unsigned int moved, irqs;
	unsigned long flags;
	bool again;

	moved = advance(m, m->free_beats, 0, &irqs);
	raw_spin_lock_irqsave(&m->lock, flags);
	again = m->free_ns && (moved || irqs || m->kicked);
	m->kicked = false;
	m->armed = again;
	raw_spin_unlock_irqrestore(&m->lock, flags);
	if (!again)
		return HRTIMER_NORESTART;
	/* Rest for twice as long as that took, at least: others want to run, too. */
	rest = 2 * ktime_sub(ktime_get(), begin);
	hrtimer_forward_now(&m->timer, max(rest, ns_to_ktime(m->free_ns)));

	return HRTIMER_RESTART;
}

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	struct pl08x_model *m = container_of(timer, struct pl08x_model, timer);
	unsigned int irqs;

	if (m->free_ns)
		return tick_freely(m);

	m->moved = advance(m, m->budget, m->irq_budget, &irqs);
	m->irq_budget = irqs;
	complete(&m->ticked);

	return HRTIMER_NORESTART;
}

/**
 * pl08x_model_kick() - There may be something to do: start the free running timer
 * @m: model
 *
 * Context: Any context, the model's lock held.
 */
void pl08x_model_kick(struct pl08x_model *m)
{
	lockdep_assert_held(&m->lock);

	if (!m->free_ns)
		return;
	m->kicked = true;
	if (m->armed)
		return;
	m->armed = true;
	hrtimer_start(&m->timer, ns_to_ktime(m->free_ns), HRTIMER_MODE_REL_HARD);
}

/* One visit to hard interrupt context. Returns beats; @irqs in and out. */
static unsigned int visit(struct pl08x_model *m, unsigned int beats, unsigned int *irqs)
{
	might_sleep();

	reinit_completion(&m->ticked);
	m->budget = beats;
	m->irq_budget = *irqs;
	hrtimer_start(&m->timer, 0, HRTIMER_MODE_REL_HARD);
	wait_for_completion(&m->ticked);
	/* The handler's tasklets have run at the end of the interrupt; make sure. */
	local_bh_disable();
	local_bh_enable();
	*irqs = m->irq_budget;

	return m->moved;
}

/**
 * pl08x_model_step() - Let channels do a number of accesses, and deliver interrupts
 * @m: model that does not run freely
 * @beats: how many at most
 *
 * Context: Process context. May sleep.
 * Return: How many were done.
 */
unsigned int pl08x_model_step(struct pl08x_model *m, unsigned int beats)
{
	unsigned int irqs = 0;

	return visit(m, beats, &irqs);
}
EXPORT_SYMBOL_GPL(pl08x_model_step);

/**
 * pl08x_model_run() - Let channels run until none can go on
 * @m: model that does not run freely
 *
 * Interrupts are delivered and callbacks run meanwhile. Gives up after some
 * million accesses.
 *
 * Context: Process context. May sleep.
 * Return: How many accesses were done.
 */
unsigned int pl08x_model_run(struct pl08x_model *m)
{
	unsigned int n = 0, moved, irqs, round;

	for (round = 0; round < RUN_ROUNDS; round++) {
		irqs = 0;
		moved = visit(m, RUN_BEATS, &irqs);
		n += moved;
		if (!moved && !irqs)
			break;
	}

	return n;
}
EXPORT_SYMBOL_GPL(pl08x_model_run);

/**
 * pl08x_model_run_irqs() - Let channels run until interrupts have been delivered
 * @m: model that does not run freely
 * @irqs: how many
 *
 * Context: Process context. May sleep.
 * Return: How many were delivered; fewer if no channel can go on.
 */
unsigned int pl08x_model_run_irqs(struct pl08x_model *m, unsigned int irqs)
{
	unsigned int done = 0, now, moved, round;

	for (round = 0; done < irqs && round < RUN_ROUNDS; round++) {
		now = 1;
		moved = visit(m, RUN_BEATS, &now);
		done += now;
		if (!moved && !now)
			break;
	}

	return done;
}
EXPORT_SYMBOL_GPL(pl08x_model_run_irqs);

/**
 * pl08x_model_irq() - Deliver interrupts that are pending, and move nothing
 * @m: model that does not run freely
 *
 * Context: Process context. May sleep.
 */
void pl08x_model_irq(struct pl08x_model *m)
{
	pl08x_model_step(m, 0);
}
EXPORT_SYMBOL_GPL(pl08x_model_irq);

/**
 * pl08x_model_spurious_irq() - Call the handler, whatever the status is
 * @m: model that does not run freely
 *
 * Context: Process context. May sleep.
 */
void pl08x_model_spurious_irq(struct pl08x_model *m)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->force_irq = true;
	raw_spin_unlock_irqrestore(&m->lock, flags);
	pl08x_model_irq(m);
}
EXPORT_SYMBOL_GPL(pl08x_model_spurious_irq);

/**
 * pl08x_model_hold_irq() - Keep interrupts back, as a busy processor does
 * @m: model
 * @hold: keep them back; otherwise deliver them with the next step
 */
void pl08x_model_hold_irq(struct pl08x_model *m, bool hold)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->hold_irq = hold;
	pl08x_model_kick(m);
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_hold_irq);

/**
 * pl08x_model_lose_irqs() - Lose interrupts; the status bits stay set
 * @m: model
 * @n: how many
 */
void pl08x_model_lose_irqs(struct pl08x_model *m, unsigned int n)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->lose = n;
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_lose_irqs);

/**
 * pl08x_model_irqs() - Number of interrupts so far
 * @m: model
 *
 * Return: How often the handler was called, or would have been if there were one.
 */
unsigned int pl08x_model_irqs(struct pl08x_model *m)
{
	return READ_ONCE(m->delivered);
}
EXPORT_SYMBOL_GPL(pl08x_model_irqs);

/**
 * pl08x_model_run_freely() - Let channels run by themselves
 * @m: model
 * @period_ns: time between two bunches of accesses; 0: run only when told to
 * @beats: accesses in a bunch
 *
 * Context: Process context. May sleep.
 */
void pl08x_model_run_freely(struct pl08x_model *m, unsigned int period_ns, unsigned int beats)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->free_ns = period_ns;
	m->free_beats = beats;
	pl08x_model_kick(m);
	raw_spin_unlock_irqrestore(&m->lock, flags);
	if (!period_ns) {
		hrtimer_cancel(&m->timer);
		m->armed = false;
	}
}
EXPORT_SYMBOL_GPL(pl08x_model_run_freely);

/**
 * pl08x_model_clock_init() - Set up the timer
 * @m: model
 */
void pl08x_model_clock_init(struct pl08x_model *m)
{
	hrtimer_init(&m->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	m->timer.function = tick;
	init_completion(&m->ticked);
}

/**
 * pl08x_model_clock_exit() - Stop the timer for good
 * @m: model
 *
 * Context: Process context. May sleep.
 */
void pl08x_model_clock_exit(struct pl08x_model *m)
{
	pl08x_model_run_freely(m, 0, 0);
	hrtimer_cancel(&m->timer);
}
