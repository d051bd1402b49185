// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: the simulated hardware of a channel and its interrupt handler
 *
 * The hardware works on one descriptor at a time, piece by piece. What it
 * finishes stays unreported until the interrupt handler runs, which completes
 * it and starts the next one. Data is moved under the channel's hw_lock only,
 * never under the virtual channel's lock, so a terminate may find the hardware
 * at work; the channel is then stopping until the piece is done.
 */
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/minmax.h>

#include "dma-sim-engine.h"

static bool dma_sim_hw_is_free_running(struct dma_sim_chan *sc)
{
	return sc->sim->cfg.clock == DMA_SIM_CLOCK_FREE;
}

static bool dma_sim_hw_goes_round(struct dma_sim_desc *d)
{
	return d->cyclic || d->repeat;
}

/* When the hardware is done with what it begins now. */
static ktime_t dma_sim_hw_next_due(struct dma_sim_chan *sc, struct dma_sim_desc *d, ktime_t from)
{
	u64 ns = sc->sim->cfg.latency_ns;

	if (dma_sim_hw_goes_round(d))
		ns = max_t(u64, ns, DMA_SIM_MIN_PERIOD_NS);

	return ktime_add_ns(from, ns);
}

/* Decides at the start of a descriptor whether this is one that fails. */
static void dma_sim_hw_count_start(struct dma_sim_chan *sc)
{
	u32 every = READ_ONCE(sc->sim->error_every);

	sc->started++;
	if (!every || sc->started % every || sc->fail_set)
		return;

	sc->fail_set = true;
	sc->fail_steps = 0;
	sc->fail_result = DMA_TRANS_READ_FAILED;
}

/**
 * dma_sim_hw_start_locked() - Give the next issued descriptor to the hardware
 * @sc: channel
 *
 * Context: Any context, the channel's lock held.
 * Return: Whether the hardware has started something.
 */
bool dma_sim_hw_start_locked(struct dma_sim_chan *sc)
{
	struct virt_dma_desc *vd;
	struct dma_sim_desc *d;

	lockdep_assert_held(&sc->vc.lock);

	if (sc->running || vchan_is_stopping(&sc->vc))
		return false;
	vd = vchan_next_desc(&sc->vc);
	if (!vd)
		return false;

	list_del_init(&vd->node);
	d = to_dma_sim_desc(vd);
	d->pos = (struct dma_sim_span) {};
	d->done = 0;
	d->sum = 0;
	d->completed = false;
	d->vd.tx_result.result = DMA_TRANS_NOERROR;
	d->vd.tx_result.residue = 0;
	sc->running = d;
	sc->finished = !d->n_segs;
	sc->periods = 0;
	dma_sim_hw_count_start(sc);
	dma_sim_metadata_start(sc, d);
	dma_sim_record_op(sc, DMA_SIM_OP_START, d->vd.tx.cookie);

	if (dma_sim_hw_is_free_running(sc)) {
		sc->due = dma_sim_hw_next_due(sc, d, ktime_get());
		dma_sim_clock_arm_locked(sc, sc->due);
	}

	return true;
}

/* The piece that comes next. */
static struct dma_sim_span dma_sim_hw_span(struct dma_sim_chan *sc, struct dma_sim_desc *d)
{
	struct dma_sim_span span = d->pos;
	size_t limit = sc->sim->cfg.chunk;

	span.len = d->segs[span.seg].len - span.off;
	if (dma_sim_hw_is_free_running(sc))
		limit = min_not_zero(limit, max_t(size_t, DMA_SIM_FREE_CHUNK / (d->n_src + 1),
						  SZ_1K));
	if (limit)
		span.len = min(span.len, limit);

	return span;
}

static void dma_sim_hw_fail(struct dma_sim_chan *sc, struct dma_sim_desc *d,
			    enum dmaengine_tx_result result)
{
	d->vd.tx_result.result = result;
	d->vd.tx_result.residue = d->len - d->done;
	WRITE_ONCE(sc->bad_cookies[sc->bad_next], d->vd.tx.cookie);
	sc->bad_next = (sc->bad_next + 1) % DMA_SIM_BAD_COOKIES;
	sc->finished = true;
}

/* Whether the fault knobs let the next move fail. */
static bool dma_sim_hw_fault(struct dma_sim_chan *sc, struct dma_sim_desc *d)
{
	if (!sc->fail_set)
		return false;
	if (sc->fail_steps) {
		sc->fail_steps--;
		return false;
	}

	sc->fail_set = false;
	dma_sim_hw_fail(sc, d, sc->fail_result);

	return true;
}

/* A round of a repeated transfer is over: does a successor take its place? */
static bool dma_sim_hw_is_replaced(struct dma_sim_chan *sc)
{
	struct virt_dma_desc *next = vchan_next_desc(&sc->vc);

	return next && next->tx.flags & DMA_PREP_LOAD_EOT;
}

/* Moves the position on by @len bytes and notes what has ended with them. */
static void dma_sim_hw_advance(struct dma_sim_chan *sc, struct dma_sim_desc *d, size_t len)
{
	atomic64_add(len, &sc->record.bytes);
	d->done += len;
	d->pos.off += len;
	if (d->pos.off < d->segs[d->pos.seg].len)
		return;

	d->pos.off = 0;
	d->pos.seg++;
	if (d->cyclic)
		sc->periods++;
	if (d->pos.seg < d->n_segs)
		return;

	if (!dma_sim_hw_goes_round(d) || (d->repeat && dma_sim_hw_is_replaced(sc))) {
		sc->finished = true;
		return;
	}
	d->pos.seg = 0;
	d->done = 0;
	if (d->repeat)
		sc->periods++;
}

/* A terminate came while data was moved, or the slow stop has its last piece. */
static void dma_sim_hw_try_stopped(struct dma_sim_chan *sc)
{
	if (sc->moving || sc->stopping || !vchan_is_stopping(&sc->vc))
		return;

	dma_sim_record_op(sc, DMA_SIM_OP_STOPPED, 0);
	vchan_stopped(&sc->vc);
}

/* Moves one piece of @d; called and returns with vc.lock held, drops it. */
static ssize_t dma_sim_hw_work_locked(struct dma_sim_chan *sc, struct dma_sim_desc *d)
	__must_hold(&sc->vc.lock)
{
	struct dma_sim_span span = dma_sim_hw_span(sc, d);
	ssize_t ret;

	lockdep_assert_held(&sc->vc.lock);

	sc->moving = true;
	spin_lock(&sc->hw_lock);
	spin_unlock(&sc->vc.lock);
	ret = d->work->move(sc, d, &span);
	spin_unlock(&sc->hw_lock);
	spin_lock(&sc->vc.lock);
	sc->moving = false;

	return ret;
}

/**
 * dma_sim_hw_move() - Let the hardware move one piece
 * @sc: channel
 *
 * Reports nothing: what the piece finishes waits for the interrupt handler.
 *
 * Context: Any context, the channel's lock not held.
 * Return: Whether anything has happened. %false if there is no descriptor in
 * the hardware, if it is finished or paused, or waits for the other side.
 */
bool dma_sim_hw_move(struct dma_sim_chan *sc)
{
	struct dma_sim_chan *peer = dma_sim_fifo_peer(sc);
	struct dma_sim_desc *d;
	unsigned long flags;
	bool moved = false;
	ssize_t ret = 0;

	spin_lock_irqsave(&sc->vc.lock, flags);
	d = sc->running;
	if (d && !sc->finished && !sc->paused && !sc->moving) {
		moved = dma_sim_hw_fault(sc, d);
		if (!moved)
			ret = dma_sim_hw_work_locked(sc, d);
		if (sc->running != d)
			dma_sim_hw_try_stopped(sc);
		else if (ret < 0)
			dma_sim_hw_fail(sc, d, d->dir == DMA_DEV_TO_MEM ? DMA_TRANS_WRITE_FAILED :
									  DMA_TRANS_READ_FAILED);
		else if (ret)
			dma_sim_hw_advance(sc, d, ret);
		moved |= ret != 0;
	}
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	if (ret > 0 && peer)
		dma_sim_clock_kick(peer);

	return moved;
}

static void dma_sim_hw_complete(struct dma_sim_chan *sc, struct dma_sim_desc *d)
{
	const struct dma_sim_hooks *hooks = sc->sim->cfg.hooks;

	if (d->result)
		*d->result |= d->sum;
	dma_sim_metadata_complete(d);
	/* Before the cookie: who polls for it looks at the memory next. */
	dma_descriptor_unmap(&d->vd.tx);
	d->completed = true;
	dma_sim_record_op(sc, DMA_SIM_OP_COMPLETE, d->vd.tx.cookie);
	if (hooks && hooks->complete)
		hooks->complete(&sc->vc, &d->vd);
	else
		vchan_cookie_complete(&d->vd);
}

/**
 * dma_sim_hw_report_locked() - The interrupt handler
 * @sc: channel
 *
 * Reports what the hardware has finished and starts the next descriptor. Does
 * no harm if nothing was finished.
 *
 * Context: Any context, the channel's lock held.
 * Return: Number of descriptors and periods reported.
 */
unsigned int dma_sim_hw_report_locked(struct dma_sim_chan *sc)
{
	struct dma_sim_desc *d = sc->running;
	unsigned int n = 0;

	lockdep_assert_held(&sc->vc.lock);

	if (!d)
		return 0;

	for (; sc->periods; sc->periods--, n++) {
		dma_sim_record_op(sc, DMA_SIM_OP_COMPLETE, d->vd.tx.cookie);
		vchan_cyclic_callback(&d->vd);
	}
	if (!sc->finished)
		return n;

	sc->running = NULL;
	sc->finished = false;
	dma_sim_hw_complete(sc, d);
	dma_sim_hw_start_locked(sc);

	return n + 1;
}

/**
 * dma_sim_hw_terminate() - Drop everything that was submitted
 * @sc: channel
 *
 * Hardware that is at work, or takes its time to stop, goes on until
 * dma_sim_hw_stop_end(). If the controller has no device_synchronize nobody
 * could wait for that, so the piece in work is waited for here.
 *
 * Context: Any context.
 */
void dma_sim_hw_terminate(struct dma_sim_chan *sc)
{
	u32 stop_us = READ_ONCE(sc->sim->stop_us);
	struct dma_sim_desc *d;
	unsigned long flags;
	bool busy;

	spin_lock_irqsave(&sc->vc.lock, flags);
	d = sc->running;
	busy = d && !sc->finished && stop_us;
	if (d && (busy || sc->moving)) {
		vchan_terminate_stopping(&sc->vc, &d->vd);
		sc->stopping = busy ? d : NULL;
		sc->stop_due = ktime_add_us(ktime_get(), stop_us);
		if (busy)
			dma_sim_clock_arm_locked(sc, sc->stop_due);
	} else if (vchan_is_stopping(&sc->vc)) {
		vchan_terminate_stopping(&sc->vc, NULL);
	} else {
		vchan_terminate(&sc->vc, d ? &d->vd : NULL);
	}
	sc->running = NULL;
	sc->finished = false;
	sc->paused = false;
	sc->periods = 0;
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	if (!sc->sim->cfg.has_synchronize) {
		spin_lock_irqsave(&sc->hw_lock, flags);
		spin_unlock_irqrestore(&sc->hw_lock, flags);
	}
}

/**
 * dma_sim_hw_stop_end() - Let a slow stop end
 * @sc: channel
 *
 * As real hardware does, the channel first finishes the piece that it was
 * working on when it was told to stop. Without device_synchronize it does not:
 * nobody could know when the memory may be freed.
 *
 * Context: Any context.
 * Return: %false if the channel was not stopping.
 */
bool dma_sim_hw_stop_end(struct dma_sim_chan *sc)
{
	struct dma_sim_desc *d;
	unsigned long flags;
	bool was;

	spin_lock_irqsave(&sc->vc.lock, flags);
	d = sc->stopping;
	was = d && !sc->moving;
	if (was) {
		if (sc->sim->cfg.has_synchronize)
			dma_sim_hw_work_locked(sc, d);
		sc->stopping = NULL;
		dma_sim_hw_try_stopped(sc);
	}
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return was;
}
