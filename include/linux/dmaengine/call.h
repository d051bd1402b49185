/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: call a provider's operations, unless the provider is gone
 *
 * The mechanics behind client.h and prep.h. Clients use those.
 */
#ifndef _LINUX_DMAENGINE_CALL_H
#define _LINUX_DMAENGINE_CALL_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/dmaengine/provider.h>
#include <linux/dmaengine/types.h>
#include <linux/errno.h>
#include <linux/types.h>

/*
 * What the calls below have always returned where the provider lacks the
 * operation. It is not for new ones, which say -EOPNOTSUPP.
 */
#define DMAENGINE_MISSING_OP	(-ENOSYS)

/**
 * DOC: calls into a provider that may go away
 *
 * Unregistering a controller makes &dma_chan.users of its channels negative, for
 * good. Operations that may sleep count themselves there, and unregister waits
 * until the last one has left. Submit, issue and status run in an RCU read
 * section instead, so that they cost no atomic operation, and unregister waits
 * for a grace period.
 */

/* The slow path of dmaengine_chan_exit(): wakes whoever unregisters. */
#ifdef CONFIG_DMA_ENGINE
void dmaengine_chan_idle(void);
#else
static inline void dmaengine_chan_idle(void)
{
}
#endif

/**
 * dmaengine_chan_dead() - Has the controller been unregistered?
 * @chan: channel held by the caller
 *
 * %false is a promise only to a caller in an RCU read section, or between
 * dmaengine_chan_enter() and dmaengine_chan_exit(): the provider's operations
 * stay callable that long. To anybody else it is a hint.
 *
 * Context: Any context.
 * Return: %true from unregistration on.
 */
static inline bool dmaengine_chan_dead(struct dma_chan *chan)
{
	return unlikely(atomic_read(&chan->users) < 0);
}

/**
 * dmaengine_chan_exit() - Leave the provider's code
 * @chan: channel entered with dmaengine_chan_enter()
 *
 * Context: Any context.
 */
static inline void dmaengine_chan_exit(struct dma_chan *chan)
{
	/*
	 * Release: what the operation did is done before unregister sees the
	 * count drop. Pairs with the acquire in the core's chan_drain().
	 * After the decrement @chan may go away, so it is not touched again.
	 */
	if (unlikely(atomic_add_negative_release(-1, &chan->users)))
		dmaengine_chan_idle();
}

/**
 * dmaengine_chan_enter() - Enter the provider's code, unless it is gone
 * @chan: channel held by the caller
 *
 * For operations that may sleep. Does not exclude other callers, only the end
 * of dma_async_device_unregister().
 *
 * Context: Any context.
 * Return: %true if the operation may be called; dmaengine_chan_exit() follows.
 * %false if the channel is dead.
 */
static inline bool dmaengine_chan_enter(struct dma_chan *chan)
{
	/*
	 * All changes of @users are in one order. Either this one precedes the
	 * core's chan_kill(), then chan_drain() waits for us; or it follows,
	 * and we see a negative count. Acquire: nothing of the operation
	 * happens before.
	 */
	if (likely(!atomic_add_negative_acquire(1, &chan->users)))
		return true;

	dmaengine_chan_exit(chan);
	return false;
}

/**
 * dmaengine_chan_call() - Call an operation that returns an int
 * @chan: channel held by the caller
 * @op: the expression chan->device->device_...; evaluated once
 * @...: what the operation is passed after the channel
 *
 * Context: That of the operation.
 * Return: What the operation returns; -ENOSYS if there is none, -ENODEV if the
 * channel is dead.
 */
#define dmaengine_chan_call(chan, op, ...)				\
({									\
	struct dma_chan *__chan = (chan);				\
	int __ret = DMAENGINE_MISSING_OP;				\
	__auto_type __op = READ_ONCE(op);				\
									\
	if (__op) {							\
		__ret = -ENODEV;					\
		if (dmaengine_chan_enter(__chan)) {			\
			__ret = __op(__chan, ##__VA_ARGS__);		\
			dmaengine_chan_exit(__chan);			\
		}							\
	}								\
	__ret;								\
})

/**
 * dmaengine_chan_prep() - Call a prep operation
 * @chan: channel held by the caller, or %NULL
 * @op: the expression chan->device->device_prep_...; evaluated once, and only if
 *	there is a channel
 * @...: what the operation is passed after the channel
 *
 * Context: That of the operation.
 * Return: A descriptor; %NULL without a channel, without the operation, or if the
 * channel is dead.
 */
#define dmaengine_chan_prep(chan, op, ...)				\
({									\
	struct dma_async_tx_descriptor *__desc = NULL;			\
	struct dma_chan *__chan = (chan);				\
	__auto_type __op = __chan && __chan->device ?			\
			   READ_ONCE(op) : NULL;			\
									\
	if (__op && dmaengine_chan_enter(__chan)) {			\
		__desc = __op(__chan, ##__VA_ARGS__);			\
		dmaengine_chan_exit(__chan);				\
	}								\
	__desc;								\
})

#endif /* _LINUX_DMAENGINE_CALL_H */
