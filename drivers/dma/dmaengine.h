/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core offers to providers, and to nobody else: cookies, callbacks,
 * channels handed out by a translator. Clients use <linux/dmaengine.h>.
 */
#ifndef DMAENGINE_H
#define DMAENGINE_H

#include <linux/bug.h>
#include <linux/dmaengine.h>

/*
 * Generations. A channel counts its terminates; dma_cookie_assign() stamps a
 * descriptor with the channel's generation at submission. A terminate that
 * succeeded raises the channel's floor, and the callback of a descriptor whose
 * generation is not above the floor is never started. dmaengine-terminate.c
 * has the whole story.
 */
#define DMA_GEN_NONE		0	/* not stamped, or the channel is not registered */
#define DMA_GEN_UNSTAMPED	1	/* stands for DMA_GEN_NONE where 0 means idle */
#define DMA_GEN_FIRST		2

/**
 * __dma_async_tx_descriptor_init() - dma_async_tx_descriptor_init(), inline
 * @tx: descriptor, in the provider's memory
 * @chan: channel that it is prepared for
 *
 * Context: Any context.
 */
static inline void __dma_async_tx_descriptor_init(struct dma_async_tx_descriptor *tx,
						  struct dma_chan *chan)
{
	tx->chan = chan;
	tx->gen = DMA_GEN_NONE;
	txd_init(tx);
}

/**
 * dma_cookie_init() - Make a channel's cookies those of a channel without history
 * @chan: channel that is being set up by its provider
 *
 * Context: Any context, before the channel is registered or while it is idle.
 */
static inline void dma_cookie_init(struct dma_chan *chan)
{
	chan->completed_cookie = DMA_MIN_COOKIE;
	chan->cookie = DMA_MIN_COOKIE;
}

/**
 * dma_cookie_assign() - Number a descriptor that is being submitted
 * @tx: descriptor, owned by the provider from here on
 *
 * The number is positive and differs from that of any other descriptor in
 * flight on the channel; after the largest one it starts again at
 * DMA_MIN_COOKIE. The descriptor also gets the channel's generation, which
 * decides whether its callback may still run after a terminate.
 *
 * Context: Any context. The caller holds the lock under which the provider's
 * device_terminate_all() looks for submitted descriptors, and queues the
 * descriptor before dropping it.
 * Return: The cookie.
 */
static inline dma_cookie_t dma_cookie_assign(struct dma_async_tx_descriptor *tx)
{
	struct dma_chan *chan = tx->chan;
	dma_cookie_t cookie;

	/* Unsigned, so that it wraps around to something negative. */
	cookie = (u32)chan->cookie + 1;
	if (unlikely(cookie < DMA_MIN_COOKIE))
		cookie = DMA_MIN_COOKIE;
	tx->gen = READ_ONCE(chan->gen);
	tx->cookie = cookie;
	/* dma_cookie_status() and the terminate engine look without the lock. */
	WRITE_ONCE(chan->cookie, cookie);

	return cookie;
}

/**
 * dma_cookie_complete() - Note that a descriptor's transfer is over
 * @tx: descriptor that dma_cookie_assign() has numbered
 *
 * From now on the cookie's status is DMA_COMPLETE, and what the controller
 * wrote is visible to whoever reads that status. The descriptor loses its
 * cookie, so that completing it twice is noticed.
 *
 * Context: Any context, under the lock that dma_cookie_assign() is called under.
 */
static inline void dma_cookie_complete(struct dma_async_tx_descriptor *tx)
{
	struct dma_chan *chan = tx->chan;
	dma_cookie_t cookie = tx->cookie;

	if (WARN_ONCE(cookie < DMA_MIN_COOKIE,
		      "dmaengine: completion of a descriptor that is not in flight\n"))
		return;

	tx->cookie = 0;
	/* Pairs with the acquire in dma_cookie_status(). */
	smp_store_release(&chan->completed_cookie, cookie);
}

#if IS_ENABLED(CONFIG_DMA_ENGINE)
bool dmaengine_cookie_aborted(struct dma_chan *chan, dma_cookie_t cookie);
#else
static inline bool dmaengine_cookie_aborted(struct dma_chan *chan, dma_cookie_t cookie)
{
	return false;
}
#endif

/**
 * dma_cookie_status() - Tell from the cookies alone how a transfer stands
 * @chan: channel the cookie was returned for
 * @cookie: what dmaengine_submit() returned
 * @state: filled in unless %NULL: last completed and last assigned cookie; no
 *	residue, no bytes in flight
 *
 * Context: Any context. Takes no lock, unless the channel was terminated.
 * Return:
 * * %DMA_COMPLETE	- The transfer is over
 * * %DMA_IN_PROGRESS	- It is queued or running
 * * %DMA_ERROR		- It was terminated, or @cookie is an error code
 */
static inline enum dma_status dma_cookie_status(struct dma_chan *chan, dma_cookie_t cookie,
						struct dma_tx_state *state)
{
	dma_cookie_t complete, used;

	/*
	 * In this order: were @used read first, a submission and its completion
	 * in between would make @complete the larger one, which looks like
	 * cookies that have wrapped around. The acquire pairs with the release
	 * in dma_cookie_complete().
	 */
	complete = smp_load_acquire(&chan->completed_cookie);
	used = READ_ONCE(chan->cookie);

	if (state) {
		state->last = complete;
		state->used = used;
		state->residue = 0;
		state->in_flight_bytes = 0;
	}

	if (unlikely(READ_ONCE(chan->aborted)) && dmaengine_cookie_aborted(chan, cookie))
		return DMA_ERROR;

	return dma_async_is_complete(cookie, complete, used);
}

/**
 * dma_set_residue() - Report how much of a transfer is left
 * @state: status being filled in, or %NULL
 * @residue: bytes that the controller has not moved yet
 *
 * Context: Any context.
 */
static inline void dma_set_residue(struct dma_tx_state *state, u32 residue)
{
	if (!state)
		return;

	state->residue = residue;
}

/**
 * dma_set_in_flight_bytes() - Report how much the controller holds in its buffers
 * @state: status being filled in, or %NULL
 * @in_flight_bytes: bytes that were read but not written yet
 *
 * Context: Any context.
 */
static inline void dma_set_in_flight_bytes(struct dma_tx_state *state, u32 in_flight_bytes)
{
	if (!state)
		return;

	state->in_flight_bytes = in_flight_bytes;
}

/**
 * struct dmaengine_desc_callback - a completion callback taken from its descriptor
 * @callback: the client's function without a result, or %NULL
 * @callback_result: the client's function with a result; preferred, or %NULL
 * @callback_param: the client's argument for either
 *
 * It stays usable after the descriptor is gone. A zeroed one calls nothing.
 */
struct dmaengine_desc_callback {
	dma_async_tx_callback callback;
	dma_async_tx_callback_result callback_result;
	void *callback_param;
	/* private: where and when the descriptor was submitted */
	struct dma_chan *chan;
	u32 gen;
};

/**
 * dmaengine_desc_get_callback() - Take the callback out of a descriptor
 * @tx: descriptor whose transfer is over, or has completed a period
 * @cb: gets the callback
 *
 * Context: Any context; the provider makes sure that @tx is not freed meanwhile.
 */
static inline void dmaengine_desc_get_callback(struct dma_async_tx_descriptor *tx,
					       struct dmaengine_desc_callback *cb)
{
	*cb = (struct dmaengine_desc_callback) {
		.callback	 = tx->callback,
		.callback_result = tx->callback_result,
		.callback_param	 = tx->callback_param,
		.chan		 = tx->chan,
		.gen		 = tx->gen,
	};
}

/**
 * dmaengine_desc_callback_valid() - Tell whether there is something to call
 * @cb: callback taken by dmaengine_desc_get_callback(), or zeroed
 *
 * Context: Any context.
 * Return: Whether the client has set a callback.
 */
static inline bool dmaengine_desc_callback_valid(struct dmaengine_desc_callback *cb)
{
	return cb->callback_result || cb->callback;
}

#if IS_ENABLED(CONFIG_DMA_ENGINE)
bool dmaengine_in_callback(struct dma_chan *chan);
void dmaengine_desc_callback_invoke(struct dmaengine_desc_callback *cb,
				    const struct dmaengine_result *result);
void dmaengine_desc_get_callback_invoke(struct dma_async_tx_descriptor *tx,
					const struct dmaengine_result *result);
struct dma_chan *dma_get_slave_channel(struct dma_chan *chan);
struct dma_chan *dma_get_any_slave_channel(struct dma_device *device);
#else
static inline void dmaengine_desc_callback_invoke(struct dmaengine_desc_callback *cb,
						  const struct dmaengine_result *result)
{
}

static inline void dmaengine_desc_get_callback_invoke(struct dma_async_tx_descriptor *tx,
						      const struct dmaengine_result *result)
{
}

static inline struct dma_chan *dma_get_slave_channel(struct dma_chan *chan)
{
	return NULL;
}

static inline struct dma_chan *dma_get_any_slave_channel(struct dma_device *device)
{
	return NULL;
}
#endif

#ifdef CONFIG_DEBUG_FS
#include <linux/debugfs.h>

/**
 * dmaengine_get_debugfs_root() - Where a provider may put debugfs files of its own
 * @dma_dev: registered device
 *
 * The directory and what is in it goes away with dma_async_device_unregister().
 *
 * Context: Any context, between register and unregister.
 * Return: The device's directory, or %NULL if it could not be made.
 */
static inline struct dentry *dmaengine_get_debugfs_root(struct dma_device *dma_dev)
{
	return dma_dev->dbg_dev_root;
}
#else
struct dentry;

static inline struct dentry *dmaengine_get_debugfs_root(struct dma_device *dma_dev)
{
	return NULL;
}
#endif /* CONFIG_DEBUG_FS */

#endif /* DMAENGINE_H */
