// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: time and interrupts
 *
 * Two clocks. The stepped one moves only when a test says so and is fully
 * deterministic; the free running one is a high resolution timer of each
 * channel. In both the interrupt handler runs where the controller was told to
 * run it, in a true hard interrupt by default: that is the timer's.
 *
 * The free running clock handles as much as is due in one interrupt and then
 * rests for as long as that took, so it never eats a processor. There are no
 * busy waits: whatever is not due arms the timer.
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>

#include "dma-sim-engine.h"

static bool dma_sim_clock_is_free(struct dma_sim_chan *sc)
{
	return sc->sim->cfg.clock == DMA_SIM_CLOCK_FREE;
}

/**
 * dma_sim_clock_arm_locked() - Let the free running hardware act at a given time
 * @sc: channel
 * @when: the time; the past means at once
 *
 * Replaces what was armed before. Does nothing with the stepped clock.
 *
 * Context: Any context, the channel's lock held.
 */
void dma_sim_clock_arm_locked(struct dma_sim_chan *sc, ktime_t when)
{
	lockdep_assert_held(&sc->vc.lock);

	if (!sc->dead && dma_sim_clock_is_free(sc))
		hrtimer_start(&sc->timer, when, HRTIMER_MODE_ABS);
}

/**
 * dma_sim_clock_kick() - Let the hardware look whether it can go on
 * @sc: channel
 *
 * Context: Any context, the channel's lock not held.
 */
void dma_sim_clock_kick(struct dma_sim_chan *sc)
{
	unsigned long flags;

	spin_lock_irqsave(&sc->vc.lock, flags);
	if (sc->running && !vchan_is_stopping(&sc->vc))
		dma_sim_clock_arm_locked(sc, max(sc->due, ktime_get()));
	spin_unlock_irqrestore(&sc->vc.lock, flags);
}

static unsigned int dma_sim_clock_report(struct dma_sim_chan *sc)
{
	struct dma_sim_desc *d;
	unsigned long flags;
	unsigned int n;

	spin_lock_irqsave(&sc->vc.lock, flags);
	n = dma_sim_hw_report_locked(sc);
	d = sc->running;
	if (n && d && (d->cyclic || d->repeat)) {
		u64 ns = max_t(u64, sc->sim->cfg.latency_ns, DMA_SIM_MIN_PERIOD_NS);
		ktime_t now = ktime_get();

		/* Periods that were missed by much are not caught up with. */
		sc->due = ktime_add_ns(sc->due, ns);
		if (ktime_before(sc->due, ktime_sub_ns(now, 16 * ns)))
			sc->due = now;
	}
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return n;
}

enum dma_sim_next {
	DMA_SIM_NEXT_WAIT,
	DMA_SIM_NEXT_MOVE,
	DMA_SIM_NEXT_STOP,
};

/* What is due now; what is not due yet arms the timer. */
static enum dma_sim_next dma_sim_clock_next(struct dma_sim_chan *sc, ktime_t now)
{
	enum dma_sim_next next = DMA_SIM_NEXT_WAIT;
	ktime_t due = KTIME_MAX;
	unsigned long flags;

	spin_lock_irqsave(&sc->vc.lock, flags);
	if (sc->stopping) {
		next = DMA_SIM_NEXT_STOP;
		due = sc->stop_due;
	} else if (sc->running && (!sc->paused || sc->finished)) {
		next = DMA_SIM_NEXT_MOVE;
		due = sc->due;
	}
	if (next != DMA_SIM_NEXT_WAIT && ktime_before(now, due)) {
		dma_sim_clock_arm_locked(sc, due);
		next = DMA_SIM_NEXT_WAIT;
	}
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return next;
}

static bool dma_sim_clock_do(struct dma_sim_chan *sc, enum dma_sim_next next)
{
	bool moved;

	switch (next) {
	case DMA_SIM_NEXT_MOVE:
		moved = dma_sim_hw_move(sc);
		return dma_sim_clock_report(sc) || moved;
	case DMA_SIM_NEXT_STOP:
		/* It fails while the last piece is in work; look again then. */
		dma_sim_hw_stop_end(sc);
		return true;
	default:
		return false;
	}
}

/* One interrupt of the free running clock. */
static void dma_sim_clock_run(struct dma_sim_chan *sc)
{
	ktime_t start = ktime_get(), now = start;
	unsigned long flags;
	unsigned int i;

	for (i = 0; i < DMA_SIM_BATCH_MOVES; i++) {
		if (!dma_sim_clock_do(sc, dma_sim_clock_next(sc, now)))
			return;
		now = ktime_get();
		if (ktime_to_ns(ktime_sub(now, start)) > DMA_SIM_BATCH_NS)
			break;
	}

	spin_lock_irqsave(&sc->vc.lock, flags);
	if (sc->running || sc->stopping)
		dma_sim_clock_arm_locked(sc, ktime_add(now, ktime_sub(now, start)));
	spin_unlock_irqrestore(&sc->vc.lock, flags);
}

/* One interrupt of the stepped clock. */
static void dma_sim_clock_deliver(struct dma_sim_chan *sc)
{
	unsigned long flags;

	if (sc->request == DMA_SIM_REQUEST_STOPPED) {
		sc->reported = dma_sim_hw_stop_end(sc);
	} else {
		spin_lock_irqsave(&sc->vc.lock, flags);
		sc->reported = dma_sim_hw_report_locked(sc);
		spin_unlock_irqrestore(&sc->vc.lock, flags);
	}
	complete(&sc->delivered);
}

static void dma_sim_clock_handle(struct dma_sim_chan *sc)
{
	if (dma_sim_clock_is_free(sc))
		dma_sim_clock_run(sc);
	else
		dma_sim_clock_deliver(sc);
}

static void dma_sim_clock_tasklet(struct tasklet_struct *t)
{
	dma_sim_clock_handle(container_of(t, struct dma_sim_chan, tasklet));
}

static void dma_sim_clock_work(struct work_struct *work)
{
	dma_sim_clock_handle(container_of(work, struct dma_sim_chan, irq_work));
}

static enum hrtimer_restart dma_sim_clock_timer(struct hrtimer *timer)
{
	struct dma_sim_chan *sc = container_of(timer, struct dma_sim_chan, timer);

	switch (READ_ONCE(sc->sim->irq)) {
	case DMA_SIM_IRQ_SOFT:
		tasklet_schedule(&sc->tasklet);
		break;
	case DMA_SIM_IRQ_THREAD:
		queue_work(system_highpri_wq, &sc->irq_work);
		break;
	default:
		dma_sim_clock_handle(sc);
		break;
	}

	return HRTIMER_NORESTART;
}

/**
 * dma_sim_clock_init() - Set up a channel's clock
 * @sc: channel
 *
 * Context: Process context.
 */
void dma_sim_clock_init(struct dma_sim_chan *sc)
{
	/* Not HRTIMER_MODE_HARD: with PREEMPT_RT vc.lock sleeps. */
	hrtimer_init(&sc->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	sc->timer.function = dma_sim_clock_timer;
	tasklet_setup(&sc->tasklet, dma_sim_clock_tasklet);
	INIT_WORK(&sc->irq_work, dma_sim_clock_work);
	mutex_init(&sc->step_mutex);
	init_completion(&sc->delivered);
}

/**
 * dma_sim_clock_stop() - Wait until a channel's clock does nothing any more
 * @sc: channel that has nothing to do, or is marked dead
 *
 * Context: Process context. May sleep.
 */
void dma_sim_clock_stop(struct dma_sim_chan *sc)
{
	hrtimer_cancel(&sc->timer);
	tasklet_kill(&sc->tasklet);
	cancel_work_sync(&sc->irq_work);
	/* The tasklet and the work may have armed it once more. */
	hrtimer_cancel(&sc->timer);
}

static struct dma_sim_chan *dma_sim_clock_stepped(struct dma_sim *sim, unsigned int n)
{
	if (n >= sim->cfg.n_channels || sim->cfg.clock != DMA_SIM_CLOCK_STEPPED)
		return NULL;

	return &sim->chans[n];
}

static unsigned int dma_sim_clock_raise(struct dma_sim_chan *sc, enum dma_sim_request request)
{
	unsigned int reported;

	might_sleep();

	mutex_lock(&sc->step_mutex);
	reinit_completion(&sc->delivered);
	sc->request = request;
	switch (READ_ONCE(sc->sim->irq)) {
	case DMA_SIM_IRQ_SOFT:
		/* Enabling runs it at once, so that the order is always the same. */
		local_bh_disable();
		tasklet_schedule(&sc->tasklet);
		local_bh_enable();
		break;
	case DMA_SIM_IRQ_THREAD:
		dma_sim_clock_handle(sc);
		break;
	default:
		hrtimer_start(&sc->timer, 0, HRTIMER_MODE_ABS);
		break;
	}
	wait_for_completion(&sc->delivered);
	reported = sc->reported;
	mutex_unlock(&sc->step_mutex);

	return reported;
}

/**
 * dma_sim_step() - Let the hardware move one piece
 * @sim: controller with the stepped clock
 * @n: channel number
 *
 * A piece is a segment (sg entry, period, frame, or all of a memory operation),
 * or &dma_sim_config.chunk bytes of it. What it finishes is not reported before
 * dma_sim_irq(). A cyclic transfer goes on without an interrupt, everything
 * else waits for it.
 *
 * Context: Any context.
 * Return: Whether anything has moved.
 */
bool dma_sim_step(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_chan *sc = dma_sim_clock_stepped(sim, n);

	return sc && dma_sim_hw_move(sc);
}
EXPORT_SYMBOL_GPL(dma_sim_step);

/**
 * dma_sim_irq_pending() - Whether the hardware has something to report
 * @sim: controller
 * @n: channel number
 *
 * Context: Any context.
 * Return: Whether dma_sim_irq() would report a descriptor or a period.
 */
bool dma_sim_irq_pending(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_chan *sc;
	unsigned long flags;
	bool pending;

	if (n >= sim->cfg.n_channels)
		return false;

	sc = &sim->chans[n];
	spin_lock_irqsave(&sc->vc.lock, flags);
	pending = sc->running && (sc->finished || sc->periods);
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return pending;
}
EXPORT_SYMBOL_GPL(dma_sim_irq_pending);

/**
 * dma_sim_irq() - Deliver an interrupt
 * @sim: controller with the stepped clock
 * @n: channel number
 *
 * The handler also runs if there is nothing to report, which is what a late or
 * shared interrupt looks like. When the function returns the handler has run;
 * callbacks may still be on their way, see dma_sim_settle().
 *
 * Context: Process context. May sleep.
 * Return: Number of descriptors and periods reported.
 */
unsigned int dma_sim_irq(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_chan *sc = dma_sim_clock_stepped(sim, n);

	return sc ? dma_sim_clock_raise(sc, DMA_SIM_REQUEST_IRQ) : 0;
}
EXPORT_SYMBOL_GPL(dma_sim_irq);

/**
 * dma_sim_stop_done() - Let a slow stop end
 * @sim: controller with the stepped clock
 * @n: channel number
 *
 * Delivers the interrupt by which the hardware says that it has stopped. What
 * was issued since the terminate starts.
 *
 * Context: Process context. May sleep.
 * Return: %false if the channel was not stopping.
 */
bool dma_sim_stop_done(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_chan *sc = dma_sim_clock_stepped(sim, n);

	return sc && dma_sim_clock_raise(sc, DMA_SIM_REQUEST_STOPPED);
}
EXPORT_SYMBOL_GPL(dma_sim_stop_done);

/* Interrupts that one round of what is running gives, 0: it does not go round. */
static unsigned int dma_sim_clock_round(struct dma_sim_chan *sc)
{
	unsigned int round = 0;
	unsigned long flags;

	spin_lock_irqsave(&sc->vc.lock, flags);
	if (sc->running && sc->running->cyclic)
		round = sc->running->n_segs;
	else if (sc->running && sc->running->repeat)
		round = 1;
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return round;
}

/**
 * dma_sim_run() - Run everything that was issued to its completion
 * @sim: controller with the stepped clock
 * @n: channel number
 *
 * Steps and delivers interrupts until nothing moves. A cyclic or repeated
 * transfer runs one round.
 *
 * Context: Process context. May sleep.
 * Return: Number of descriptors and periods reported.
 */
unsigned int dma_sim_run(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_chan *sc = dma_sim_clock_stepped(sim, n);
	unsigned int total = 0, around = 0, reported, round;
	bool moved;

	if (!sc)
		return 0;

	do {
		round = dma_sim_clock_round(sc);
		moved = dma_sim_hw_move(sc);
		reported = dma_sim_irq_pending(sim, n) ? dma_sim_irq(sim, n) : 0;
		total += reported;
		if (round)
			around += reported;
	} while ((moved || reported) && (!round || around < round));

	return total;
}
EXPORT_SYMBOL_GPL(dma_sim_run);

/**
 * dma_sim_settle() - Wait until no callback is running or scheduled
 * @sim: controller
 * @n: channel number
 *
 * Context: Process context. May sleep. Not from a callback of the channel.
 */
void dma_sim_settle(struct dma_sim *sim, unsigned int n)
{
	struct tasklet_struct *task;

	might_sleep();
	if (n >= sim->cfg.n_channels)
		return;

	task = &sim->chans[n].vc.task;
	do {
		while (test_bit(TASKLET_STATE_SCHED, &task->state))
			usleep_range(20, 50);
		tasklet_unlock_wait(task);
	} while (test_bit(TASKLET_STATE_SCHED, &task->state));
}
EXPORT_SYMBOL_GPL(dma_sim_settle);

/**
 * dma_sim_busy() - Whether a channel's hardware has work
 * @sim: controller
 * @n: channel number
 *
 * Context: Any context.
 * Return: %true if a descriptor is in the hardware, issued, or if the channel
 * is stopping.
 */
bool dma_sim_busy(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_chan *sc;
	unsigned long flags;
	bool busy;

	if (n >= sim->cfg.n_channels)
		return false;

	sc = &sim->chans[n];
	spin_lock_irqsave(&sc->vc.lock, flags);
	busy = sc->running || vchan_is_stopping(&sc->vc) || vchan_next_desc(&sc->vc);
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return busy;
}
EXPORT_SYMBOL_GPL(dma_sim_busy);
