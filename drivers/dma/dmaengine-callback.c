// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calling completion callbacks, and knowing who is inside one. The other half of
 * it, terminate and synchronize, is in dmaengine-terminate.c, and so is the
 * explanation.
 *
 * Takes no sleeping lock: some providers call back from hard interrupt context
 * or under a lock of their own.
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <trace/events/dmaengine.h>

#include "dmaengine-callback.h"
#include "dmaengine-core.h"

/*
 * Callbacks are mostly alone on their channel, so there is one slot for them in
 * struct dma_chan. One that finds it taken (two threads of a provider, or a
 * provider that completes in an operation which a callback has called) is put
 * on this list instead.
 */
struct callback_frame {
	struct list_head node;
	struct dma_chan *chan;
	struct task_struct *task;
	u32 gen;
};

static LIST_HEAD(callback_overflow);
static DEFINE_RAW_SPINLOCK(callback_overflow_lock);	/* protects the list above */

/* For all channels: waiting is rare, and a callback that leaves must not touch its channel. */
DECLARE_WAIT_QUEUE_HEAD(dmaengine_callback_left);
EXPORT_SYMBOL_GPL(dmaengine_callback_left);

/*
 * "A callback is running", to lockdep. Callbacks are readers, synchronizers
 * wait for them as a writer would. One class for all channels: a callback must
 * not wait for another channel's either.
 */
struct lockdep_map dmaengine_callback_map = DMA_CALLBACK_MAP_INIT;
EXPORT_SYMBOL_GPL(dmaengine_callback_map);

/**
 * dmaengine_in_callback() - Tell whether the caller is a callback of this channel
 * @chan: channel
 *
 * Whoever runs on top of the callback's task counts too, as it cannot wait for
 * the callback either.
 *
 * Context: Any context.
 * Return: Whether waiting for the channel's callbacks would wait for oneself.
 */
bool dmaengine_in_callback(struct dma_chan *chan)
{
	struct callback_frame *frame;
	unsigned long flags;
	bool found = false;

	if (READ_ONCE(chan->callback_task) == current)
		return true;
	if (likely(list_empty_careful(&callback_overflow)))
		return false;

	raw_spin_lock_irqsave(&callback_overflow_lock, flags);
	list_for_each_entry(frame, &callback_overflow, node)
		found |= frame->chan == chan && frame->task == current;
	raw_spin_unlock_irqrestore(&callback_overflow_lock, flags);

	return found;
}
EXPORT_SYMBOL_GPL(dmaengine_in_callback);

/* Tell whether a callback from at or below @floor is inside. */
static bool callback_running(struct dma_chan *chan, u32 floor)
{
	struct callback_frame *frame;
	unsigned long flags;
	bool found = false;
	u32 gen;

	/* Acquire: what the callback did is visible once it has left. */
	gen = atomic_read_acquire(&chan->callback_gen);
	if (gen && dmaengine_gen_terminated(gen, floor))
		return true;

	/* Acquire, too. One that is not seen sees the floor, by floor_raise(). */
	if (likely(list_empty_careful(&callback_overflow)))
		return false;

	raw_spin_lock_irqsave(&callback_overflow_lock, flags);
	list_for_each_entry(frame, &callback_overflow, node)
		found |= frame->chan == chan && dmaengine_gen_terminated(frame->gen, floor);
	raw_spin_unlock_irqrestore(&callback_overflow_lock, flags);

	return found;
}

static void callback_enter_overflow(struct callback_frame *frame)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&callback_overflow_lock, flags);
	list_add(&frame->node, &callback_overflow);
	raw_spin_unlock_irqrestore(&callback_overflow_lock, flags);

	/* Pairs with the terminate's floor_raise(): enter, then read the floor. */
	smp_mb();
}

static void callback_leave_overflow(struct callback_frame *frame)
{
	unsigned long flags;

	/* What the callback did comes before the list is empty; pairs with callback_running(). */
	smp_mb();
	raw_spin_lock_irqsave(&callback_overflow_lock, flags);
	list_del(&frame->node);
	raw_spin_unlock_irqrestore(&callback_overflow_lock, flags);

	/* Leave, then look for waiters; pairs with prepare_to_wait(). */
	smp_mb();
}

/**
 * dmaengine_callback_dropped() - Note that a client is not called
 * @chan: channel that the caller has entered
 * @gen: generation of the descriptor, which was terminated
 * @callback: what is not called
 *
 * Context: That of the callback.
 */
void dmaengine_callback_dropped(struct dma_chan *chan, u32 gen, void *callback)
{
	WRITE_ONCE(chan->late, chan->late + 1);	/* statistics, may miss one */
	trace_dmaengine_callback_drop(chan, gen, callback);
}
EXPORT_SYMBOL_GPL(dmaengine_callback_dropped);

/* All cases but the usual one: no generation, no channel, or the slot is taken. */
static noinline void callback_invoke(const struct dmaengine_desc_callback *cb,
				     const struct dmaengine_result *result)
{
	struct callback_frame frame = {
		.chan = cb->chan,
		.task = current,
		.gen  = cb->gen ?: DMA_GEN_UNSTAMPED,
	};

	/* Put together by hand: the provider keeps track of it, or nobody does. */
	if (!cb->chan) {
		dmaengine_callback_call(cb->callback, cb->callback_result, cb->callback_param,
					result);
		return;
	}

	callback_enter_overflow(&frame);
	dmaengine_callback_run(cb->chan, cb->gen, cb->callback, cb->callback_result,
			       cb->callback_param, result);
	callback_leave_overflow(&frame);
	dmaengine_callback_wake();
}

/**
 * dmaengine_desc_callback_invoke() - Call a completion callback, unless it was terminated
 * @cb: callback taken by dmaengine_desc_get_callback(), or zeroed
 * @result: how the transfer went, or %NULL for success; not kept
 *
 * Calls nothing if the client has set no callback, and nothing if the
 * descriptor was submitted before a terminate of its channel that has
 * succeeded, however long ago the callback was taken. While the client's
 * function runs, dmaengine_synchronize() waits for it.
 *
 * Context: Any context. Takes no lock that the caller could hold. The client's
 * function is called in the same context; a provider calls it from a tasklet or
 * a thread, with none of its locks held.
 */
void dmaengine_desc_callback_invoke(struct dmaengine_desc_callback *cb,
				    const struct dmaengine_result *result)
{
	struct dma_chan *chan = cb->chan;

	if (!dmaengine_desc_callback_valid(cb))
		return;

	if (unlikely(!dmaengine_callback_enter(chan, cb->gen))) {
		callback_invoke(cb, result);
		return;
	}
	dmaengine_callback_run(chan, cb->gen, cb->callback, cb->callback_result,
			       cb->callback_param, result);
	dmaengine_callback_leave(chan);
}
EXPORT_SYMBOL_GPL(dmaengine_desc_callback_invoke);

static noinline void desc_invoke(struct dma_async_tx_descriptor *tx,
				 const struct dmaengine_result *result)
{
	struct dmaengine_desc_callback cb;

	dmaengine_desc_get_callback(tx, &cb);
	callback_invoke(&cb, result);
}

/**
 * dmaengine_desc_get_callback_invoke() - Call a descriptor's callback at once
 * @tx: descriptor whose transfer is over, or has completed a period
 * @result: how it went, or %NULL for success
 *
 * dmaengine_desc_get_callback() and dmaengine_desc_callback_invoke() in one
 * step. @tx may be gone afterwards if the callback could free it.
 *
 * Context: As dmaengine_desc_callback_invoke().
 */
void dmaengine_desc_get_callback_invoke(struct dma_async_tx_descriptor *tx,
					const struct dmaengine_result *result)
{
	dma_async_tx_callback_result fn_result = tx->callback_result;
	dma_async_tx_callback fn = tx->callback;
	struct dma_chan *chan = tx->chan;
	u32 gen = tx->gen;

	if (!fn_result && !fn)
		return;

	if (unlikely(!dmaengine_callback_enter(chan, gen))) {
		desc_invoke(tx, result);
		return;
	}
	dmaengine_callback_run(chan, gen, fn, fn_result, tx->callback_param, result);
	dmaengine_callback_leave(chan);
}
EXPORT_SYMBOL_GPL(dmaengine_desc_get_callback_invoke);

/**
 * dmaengine_wait_callbacks() - Wait until what was terminated has called back
 * @chan: channel
 *
 * Context: Process context. May sleep.
 */
void dmaengine_wait_callbacks(struct dma_chan *chan)
{
	wait_event(dmaengine_callback_left, !callback_running(chan, READ_ONCE(chan->floor)));
}
EXPORT_SYMBOL_GPL(dmaengine_wait_callbacks);
