// SPDX-License-Identifier: GPL-2.0-only
/*
 * How terminate and synchronize keep a completion callback from running that
 * nobody expects any more, whatever the provider does. Callbacks themselves are
 * called in dmaengine-callback.c.
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <trace/events/dmaengine.h>

#include "dmaengine-callback.h"
#include "dmaengine-core.h"

/**
 * DOC: termination
 *
 * A provider promises little about callbacks after device_terminate_all(): its
 * tasklet may be scheduled, may have taken the callback out of the descriptor,
 * may be in the middle of the client's function. Half of the providers have no
 * device_synchronize(). The core knows enough to make up for that, because
 * every provider numbers descriptors with dma_cookie_assign() and calls
 * dmaengine_desc_callback_invoke():
 *
 * - Each channel has a *generation*. A descriptor is stamped with it when it is
 *   submitted.
 * - A terminate takes the current generation and opens the next one before it
 *   calls the provider. If the provider succeeds, the channel's *floor* is
 *   raised to the generation taken. What was submitted before is at or below
 *   the floor, what is submitted afterwards is above it. What races with the
 *   terminate is above it too: the provider drops it, or it runs.
 * - A callback *enters* before it reads the floor and *leaves* when the client's
 *   function has returned. It is dropped if its generation is not above the
 *   floor.
 * - A synchronize waits until no callback is inside whose generation is not
 *   above the floor. It does not wait for newer ones.
 *
 * Enter/read the floor and raise the floor/look who is inside is a store
 * buffering pattern: with a full barrier between the two steps at both ends, at
 * least one side sees the other. Either the callback sees the floor and is
 * dropped, or synchronize sees the callback and waits.
 */

/* Open the next generation; return the one that a terminate puts an end to. */
static u32 gen_advance(struct dma_chan *chan)
{
	u32 gen = READ_ONCE(chan->gen);
	u32 next;

	do {
		/* A channel that was never registered has no generations. */
		if (gen == DMA_GEN_NONE)
			return gen;
		next = gen + 1 < DMA_GEN_FIRST ? DMA_GEN_FIRST : gen + 1;
	} while (!try_cmpxchg(&chan->gen, &gen, next));

	return gen;
}

static void floor_raise(struct dma_chan *chan, u32 gen)
{
	u32 floor = READ_ONCE(chan->floor);

	do {
		if ((s32)(floor - gen) >= 0)
			break;
	} while (!try_cmpxchg(&chan->floor, &floor, gen));

	/* Pairs with dmaengine_callback_enter(): raise the floor, then look who is inside. */
	smp_mb();
}

/**
 * dmaengine_terminate_init() - Start the first generation of a channel
 * @chan: channel that is being registered
 */
void dmaengine_terminate_init(struct dma_chan *chan)
{
	WARN_ON_ONCE(atomic_read(&chan->callback_gen));
	atomic_set(&chan->callback_gen, 0);
	chan->callback_task = NULL;
	chan->aborted = false;
	chan->floor = DMA_GEN_FIRST - 1;
	chan->gen = DMA_GEN_FIRST;
}

static void terminate_done(struct dma_chan *chan, u32 gen, dma_cookie_t used)
{
	if (gen == DMA_GEN_NONE)
		return;
	dmaengine_desc_note_aborted(chan, used);
	floor_raise(chan, gen);
}

/**
 * dmaengine_terminate_by() - Terminate a channel by given operations
 * @chan: channel, held by the caller
 * @terminate: the provider's device_terminate_all(), or %NULL to drop callbacks only
 *
 * Context: Any context that @terminate may be called in.
 * Return: What @terminate returned; 0 without it.
 */
int dmaengine_terminate_by(struct dma_chan *chan, int (*terminate)(struct dma_chan *chan))
{
	dma_cookie_t used;
	u32 gen;
	int ret;

	gen = gen_advance(chan);
	/* What gets a later cookie than this is stamped with the new generation. */
	used = READ_ONCE(chan->cookie);

	ret = terminate ? terminate(chan) : 0;
	if (!ret)
		terminate_done(chan, gen, used);
	trace_dmaengine_terminate(chan, gen, used, ret);

	return ret;
}

/**
 * dmaengine_terminate_close() - Drop the callbacks of what is submitted from now on, too
 * @chan: channel that is being released
 *
 * Until dmaengine_terminate_open(). The caller terminates what was submitted in
 * between.
 *
 * Context: Any context.
 */
void dmaengine_terminate_close(struct dma_chan *chan)
{
	u32 gen = READ_ONCE(chan->gen);

	if (gen != DMA_GEN_NONE)
		floor_raise(chan, gen);
}

/**
 * dmaengine_terminate_open() - Undo dmaengine_terminate_close(), for the next client
 * @chan: channel on which nobody submits
 *
 * Context: Any context.
 */
void dmaengine_terminate_open(struct dma_chan *chan)
{
	gen_advance(chan);
}

static int chan_terminate(struct dma_chan *chan, int unsupported)
{
	int (*terminate)(struct dma_chan *chan);
	int ret;

	if (!dmaengine_chan_enter(chan)) {
		/* Whoever unregisters the channel stops it. */
		return dmaengine_terminate_by(chan, NULL);
	}

	terminate = READ_ONCE(chan->device->device_terminate_all);
	ret = terminate ? dmaengine_terminate_by(chan, terminate) : unsupported;
	dmaengine_chan_exit(chan);

	return ret;
}

/**
 * dmaengine_terminate_async() - Stop all transfers of a channel, without waiting
 * @chan: channel owned by the caller
 *
 * Drops what was submitted before the call, started or not. Once it has
 * returned 0:
 *
 *   - no completion callback of these descriptors starts any more; one that
 *     is running may still run
 *   - the controller may still access their memory, until
 *     dmaengine_synchronize() has returned
 *   - a descriptor submitted from now on is a new transfer. It runs as soon as
 *     the hardware has stopped, and nobody has to synchronize first.
 *
 * Descriptors that are prepared but not submitted stay valid.
 *
 * Context: Any context, completion callbacks of @chan included.
 * Return:
 * * %0		- Done
 * * %-EINVAL	- The provider cannot terminate; nothing has changed
 * * other	- The provider's error; nothing has changed for callbacks
 */
int dmaengine_terminate_async(struct dma_chan *chan)
{
	return chan_terminate(chan, -EINVAL);
}
EXPORT_SYMBOL(dmaengine_terminate_async);

/**
 * dmaengine_terminate_all() - Stop all transfers of a channel (deprecated)
 * @chan: channel owned by the caller
 *
 * The name does not say whether it waits: it does not. Use
 * dmaengine_terminate_sync() where sleeping is allowed, and otherwise
 * dmaengine_terminate_async() followed by dmaengine_synchronize() before
 * anything is freed.
 *
 * Context: As dmaengine_terminate_async().
 * Return: As dmaengine_terminate_async(), but -ENOSYS where the provider
 * cannot terminate.
 */
int dmaengine_terminate_all(struct dma_chan *chan)
{
	return chan_terminate(chan, DMAENGINE_MISSING_OP);
}
EXPORT_SYMBOL(dmaengine_terminate_all);

/* Let lockdep see the wait even if there is nothing to wait for. */
static void synchronize_lockdep(void)
{
	unsigned long flags;

	/* Off, because callbacks run in interrupts: no deadlock lies in that. */
	local_irq_save(flags);
	lock_map_acquire(&dmaengine_callback_map);
	lock_map_release(&dmaengine_callback_map);
	local_irq_restore(flags);
}

/**
 * dmaengine_synchronize() - Wait until what was terminated is gone
 * @chan: channel owned by the caller
 *
 * When it returns, of all descriptors that were submitted before an earlier
 * dmaengine_terminate_async():
 *
 *   - no completion callback is running, or will run
 *   - the controller no longer accesses the memory, if the provider has a
 *     device_synchronize(), or stops at once when it is terminated
 *
 * so that whatever they use may be freed. It does not wait for descriptors that
 * were submitted after the terminate, and does not prevent new submissions.
 *
 * Called by a completion callback of @chan it would wait for itself: it warns
 * once and returns.
 *
 * Context: Process context. May sleep. Not from a completion callback, nor with
 * a lock held that a completion callback takes; lockdep reports both.
 */
void dmaengine_synchronize(struct dma_chan *chan)
{
	void (*synchronize)(struct dma_chan *chan);

	if (WARN_ONCE(dmaengine_in_callback(chan),
		      "dmaengine: synchronize from a callback of the same channel\n"))
		return;

	might_sleep();
	synchronize_lockdep();
	trace_dmaengine_synchronize_begin(chan);

	if (dmaengine_chan_enter(chan)) {
		synchronize = READ_ONCE(chan->device->device_synchronize);
		if (synchronize)
			synchronize(chan);
		dmaengine_chan_exit(chan);
	}

	/*
	 * If this operation, or a terminate before, was the stub of the dead
	 * state, nothing was stopped yet. Pairs with the barrier in the core's
	 * kill_channels(): the stub, then dead.
	 */
	smp_rmb();
	if (dmaengine_chan_dead(chan))
		dmaengine_unregister_wait_stopped(chan);

	dmaengine_wait_callbacks(chan);
	trace_dmaengine_synchronize_end(chan);
}
EXPORT_SYMBOL(dmaengine_synchronize);

/**
 * dmaengine_terminate_sync() - Stop all transfers of a channel and wait until they are gone
 * @chan: channel owned by the caller
 *
 * dmaengine_terminate_async() and dmaengine_synchronize(). When it has returned
 * 0, no descriptor submitted before is queued or running and no completion
 * callback of theirs is running or will run: whatever they use may be freed.
 *
 * Context: As dmaengine_synchronize().
 * Return:
 * * %0		- All transfers are gone
 * * %-EINVAL	- The provider cannot terminate; did not wait
 * * other	- The provider's error; did not wait
 */
int dmaengine_terminate_sync(struct dma_chan *chan)
{
	int ret = dmaengine_terminate_async(chan);

	if (!ret)
		dmaengine_synchronize(chan);

	return ret;
}
EXPORT_SYMBOL(dmaengine_terminate_sync);

/**
 * dmaengine_submit_check() - Find out why a descriptor cannot be submitted
 * @desc: descriptor with a cookie, or of a dead channel
 *
 * The slow part of dmaengine_submit(). A positive cookie alone proves nothing:
 * some providers leave an old one in a descriptor that they use again.
 *
 * Context: Any context.
 * Return:
 * * %0		- It can be submitted
 * * %-ENODEV	- The controller is gone
 * * %-EBUSY	- It was submitted already and is not complete
 */
int dmaengine_submit_check(struct dma_async_tx_descriptor *desc)
{
	struct dma_chan *chan = desc->chan;

	if (atomic_read(&chan->users) < 0)
		return -ENODEV;
	if (desc->cookie < DMA_MIN_COOKIE || desc->gen == DMA_GEN_NONE)
		return 0;
	if (dmaengine_gen_terminated(desc->gen, READ_ONCE(chan->floor)))
		return 0;

	if (dma_cookie_status(chan, desc->cookie, NULL) == DMA_IN_PROGRESS)
		return -EBUSY;

	return 0;
}
EXPORT_SYMBOL(dmaengine_submit_check);
