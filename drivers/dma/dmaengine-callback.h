/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calling a completion callback, in steps, for those who do it for every
 * transfer: the core and virt-dma. Providers have "dmaengine.h".
 */
#ifndef DMAENGINE_CALLBACK_H
#define DMAENGINE_CALLBACK_H

#include <linux/atomic.h>
#include <linux/dmaengine.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/tracepoint-defs.h>
#include <linux/wait.h>

#include "dmaengine.h"

/* The initializer exists only where there is something to initialize. */
#ifdef CONFIG_LOCKDEP
#define DMA_CALLBACK_MAP_INIT	STATIC_LOCKDEP_MAP_INIT("dma_callback", &dmaengine_callback_map)
#else
#define DMA_CALLBACK_MAP_INIT	{ }
#endif

extern wait_queue_head_t dmaengine_callback_left;
extern struct lockdep_map dmaengine_callback_map;

DECLARE_TRACEPOINT(dmaengine_callback_entry);
DECLARE_TRACEPOINT(dmaengine_callback_exit);

void dmaengine_wait_callbacks(struct dma_chan *chan);
void dmaengine_callback_dropped(struct dma_chan *chan, u32 gen, void *callback);
void dmaengine_callback_call_traced(struct dma_chan *chan, u32 gen, dma_async_tx_callback fn,
				    dma_async_tx_callback_result fn_result, void *param,
				    const struct dmaengine_result *result);

/**
 * dmaengine_gen_terminated() - Has a terminate put an end to a generation?
 * @gen: generation of a descriptor, or %DMA_GEN_UNSTAMPED for one that has none
 * @floor: the channel's floor
 *
 * Generations wrap around, so this compares by difference.
 *
 * Return: Whether @gen is not above @floor.
 */
static inline bool dmaengine_gen_terminated(u32 gen, u32 floor)
{
	return gen == DMA_GEN_UNSTAMPED || (s32)(floor - gen) >= 0;
}

/**
 * dmaengine_callback_enter() - Be the one that calls back on a channel
 * @chan: channel
 * @gen: generation of the descriptor
 *
 * From here to dmaengine_callback_leave(), a synchronize waits if the
 * generation was terminated.
 *
 * Context: Any context.
 * Return: Whether that worked. Not if another callback of the channel runs, or
 * the descriptor has no generation: dmaengine_desc_callback_invoke() can do it.
 */
static __always_inline bool dmaengine_callback_enter(struct dma_chan *chan, u32 gen)
{
	int idle = 0;

	if (unlikely(gen == DMA_GEN_NONE))
		return false;
	/* A full barrier if it succeeds. Pairs with floor_raise(): enter, then read the floor. */
	if (unlikely(!atomic_try_cmpxchg(&chan->callback_gen, &idle, gen)))
		return false;

	WRITE_ONCE(chan->callback_task, current);
	return true;
}

/**
 * dmaengine_callback_wake() - Wake who waits for a callback to leave
 *
 * Context: Any context, after a full barrier that follows the leaving.
 */
static __always_inline void dmaengine_callback_wake(void)
{
	/* Pairs with prepare_to_wait(). */
	if (unlikely(waitqueue_active(&dmaengine_callback_left)))
		wake_up_all(&dmaengine_callback_left);
}

/**
 * dmaengine_callback_leave() - End what dmaengine_callback_enter() has begun
 * @chan: channel; may be freed at once
 *
 * Context: Any context.
 */
static __always_inline void dmaengine_callback_leave(struct dma_chan *chan)
{
	WRITE_ONCE(chan->callback_task, NULL);
	/* A full barrier: leave, then look for waiters. */
	atomic_xchg(&chan->callback_gen, 0);
	dmaengine_callback_wake();
}

/**
 * dmaengine_callback_call() - Call the client, and let lockdep know
 * @fn: callback without a result, or %NULL
 * @fn_result: callback with a result, preferred, or %NULL
 * @param: for either
 * @result: how the transfer went, or %NULL for success
 *
 * Context: That of the callback.
 */
static __always_inline void dmaengine_callback_call(dma_async_tx_callback fn,
						    dma_async_tx_callback_result fn_result,
						    void *param,
						    const struct dmaengine_result *result)
{
	static const struct dmaengine_result noerror = { .result = DMA_TRANS_NOERROR };

	lock_map_acquire_read(&dmaengine_callback_map);
	if (fn_result)
		fn_result(param, result ?: &noerror);
	else
		fn(param);
	lock_map_release(&dmaengine_callback_map);
}

/**
 * dmaengine_callback_call_or_trace() - Call the client, and tell who listens, if somebody does
 * @chan: channel that the caller has entered
 * @gen: generation of the descriptor
 * @fn: callback without a result, or %NULL
 * @fn_result: callback with a result, preferred, or %NULL
 * @param: for either
 * @result: how the transfer went, or %NULL for success
 *
 * All that tracing needs is out of line, so that it costs a callback nothing but
 * two branches that are patched out.
 *
 * Context: That of the callback.
 */
static __always_inline void
dmaengine_callback_call_or_trace(struct dma_chan *chan, u32 gen, dma_async_tx_callback fn,
				 dma_async_tx_callback_result fn_result, void *param,
				 const struct dmaengine_result *result)
{
	if (tracepoint_enabled(dmaengine_callback_entry) ||
	    tracepoint_enabled(dmaengine_callback_exit))
		dmaengine_callback_call_traced(chan, gen, fn, fn_result, param, result);
	else
		dmaengine_callback_call(fn, fn_result, param, result);
}

/**
 * dmaengine_callback_run() - Call the client, unless the transfer was terminated
 * @chan: channel that the caller has entered
 * @gen: generation of the descriptor
 * @fn: callback without a result, or %NULL
 * @fn_result: callback with a result, preferred, or %NULL
 * @param: for either
 * @result: how it went, or %NULL for success
 *
 * Context: That of the callback.
 */
static __always_inline void dmaengine_callback_run(struct dma_chan *chan, u32 gen,
						   dma_async_tx_callback fn,
						   dma_async_tx_callback_result fn_result,
						   void *param,
						   const struct dmaengine_result *result)
{
	if (unlikely((s32)(READ_ONCE(chan->floor) - gen) >= 0 && gen != DMA_GEN_NONE))
		dmaengine_callback_dropped(chan, gen, fn_result ? (void *)fn_result : (void *)fn);
	/* Known before the branch on tracing, it is not looked at again behind it. */
	else if (fn_result)
		dmaengine_callback_call_or_trace(chan, gen, NULL, fn_result, param, result);
	else
		dmaengine_callback_call_or_trace(chan, gen, fn, NULL, param, result);
}

#endif /* DMAENGINE_CALLBACK_H */
