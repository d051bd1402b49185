// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors: their metadata, the cookies that terminates have made void,
 * waiting for a cookie, and the chains that async_tx makes of them.
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/device.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/processor.h>
#include <linux/spinlock.h>

#include "dmaengine-core.h"

/* How long dma_sync_wait() believes in a transfer. */
#define DMA_SYNC_WAIT	(5 * HZ)

/**
 * dma_async_tx_descriptor_init() - Make a descriptor belong to a channel
 * @tx: descriptor, in the provider's memory
 * @chan: channel that it is prepared for
 *
 * Context: Any context.
 */
void dma_async_tx_descriptor_init(struct dma_async_tx_descriptor *tx, struct dma_chan *chan)
{
	__dma_async_tx_descriptor_init(tx, chan);
}
EXPORT_SYMBOL(dma_async_tx_descriptor_init);

/*
 * Start using metadata in a mode; the first use decides which mode a descriptor
 * is in. What the provider can do is in @ops, which may lack everything.
 */
static int desc_begin_metadata(struct dma_async_tx_descriptor *desc,
			       enum dma_desc_metadata_mode mode,
			       const struct dma_descriptor_metadata_ops **ops)
{
	static const struct dma_descriptor_metadata_ops none;

	if (!desc)
		return -EINVAL;

	if (desc->desc_metadata_mode == DESC_METADATA_NONE) {
		if (!dmaengine_is_metadata_mode_supported(desc->chan, mode))
			return -ENOTSUPP;
		desc->desc_metadata_mode = mode;
	}
	*ops = desc->metadata_ops ?: &none;

	return desc->desc_metadata_mode == mode ? 0 : -EINVAL;
}

/**
 * dmaengine_desc_attach_metadata() - Give a descriptor a buffer for its metadata
 * @desc: prepared descriptor, not submitted yet
 * @data: the client's buffer; must stay until the transfer is over
 * @len: its length in bytes
 *
 * Context: Any context.
 * Return:
 * * %0		- The buffer is attached
 * * %-EINVAL	- @desc is %NULL, or uses metadata of the engine already
 * * %-ENOTSUPP	- The provider has no metadata in the client's memory
 * * other	- The provider's error
 */
int dmaengine_desc_attach_metadata(struct dma_async_tx_descriptor *desc, void *data, size_t len)
{
	const struct dma_descriptor_metadata_ops *ops;
	int ret = desc_begin_metadata(desc, DESC_METADATA_CLIENT, &ops);

	if (!ret && !ops->attach)
		ret = -ENOTSUPP;

	return ret ?: ops->attach(desc, data, len);
}
EXPORT_SYMBOL_GPL(dmaengine_desc_attach_metadata);

/**
 * dmaengine_desc_get_metadata_ptr() - Find the metadata that the engine keeps for a descriptor
 * @desc: descriptor, prepared or just completed
 * @payload_len: gets how many bytes are used
 * @max_len: gets how many bytes there are
 *
 * Context: Any context. The memory is valid until the callback has returned.
 * Return: The metadata, or an error pointer as dmaengine_desc_attach_metadata().
 */
void *dmaengine_desc_get_metadata_ptr(struct dma_async_tx_descriptor *desc, size_t *payload_len,
				      size_t *max_len)
{
	const struct dma_descriptor_metadata_ops *ops;
	int ret = desc_begin_metadata(desc, DESC_METADATA_ENGINE, &ops);

	if (!ret && !ops->get_ptr)
		ret = -ENOTSUPP;

	return ret ? ERR_PTR(ret) : ops->get_ptr(desc, payload_len, max_len);
}
EXPORT_SYMBOL_GPL(dmaengine_desc_get_metadata_ptr);

/**
 * dmaengine_desc_set_metadata_len() - Say how much metadata was written for the engine
 * @desc: prepared descriptor, not submitted yet
 * @payload_len: bytes used at dmaengine_desc_get_metadata_ptr()
 *
 * Context: Any context.
 * Return: 0 or an error as dmaengine_desc_attach_metadata().
 */
int dmaengine_desc_set_metadata_len(struct dma_async_tx_descriptor *desc, size_t payload_len)
{
	const struct dma_descriptor_metadata_ops *ops;
	int ret = desc_begin_metadata(desc, DESC_METADATA_ENGINE, &ops);

	if (!ret && !ops->set_len)
		ret = -ENOTSUPP;

	return ret ?: ops->set_len(desc, payload_len);
}
EXPORT_SYMBOL_GPL(dmaengine_desc_set_metadata_len);

static bool cookie_in_range(dma_cookie_t cookie, const struct dma_cookie_range *range)
{
	if (range->first <= range->last)
		return cookie >= range->first && cookie <= range->last;

	/* Wrapped around. */
	return cookie >= range->first || (cookie <= range->last && cookie >= DMA_MIN_COOKIE);
}

/**
 * dmaengine_desc_note_aborted() - Remember which cookies a terminate has made void
 * @chan: channel
 * @used: last cookie that was assigned before the terminate
 *
 * A cookie is a number: once a later one completes, the provider would report
 * the terminated ones as complete, too. The latest terminates are remembered
 * that had something to terminate; without a completion in between they count
 * as one.
 *
 * Context: Any context.
 */
void dmaengine_desc_note_aborted(struct dma_chan *chan, dma_cookie_t used)
{
	struct dma_chan_core *cc = to_chan_core(chan);
	dma_cookie_t complete = READ_ONCE(chan->completed_cookie);
	struct dma_cookie_range *range;
	unsigned long flags;
	dma_cookie_t first;

	if (dma_async_is_complete(used, complete, READ_ONCE(chan->cookie)) != DMA_IN_PROGRESS)
		return;

	first = complete == S32_MAX ? DMA_MIN_COOKIE : complete + 1;

	raw_spin_lock_irqsave(&cc->aborted_lock, flags);
	range = &cc->aborted[cc->aborted_next % DMA_CHAN_ABORTED_RANGES];
	if (!chan->aborted || range->first != first) {
		cc->aborted_next++;
		range = &cc->aborted[cc->aborted_next % DMA_CHAN_ABORTED_RANGES];
	}
	range->first = first;
	range->last = used;
	WRITE_ONCE(chan->aborted, true);
	raw_spin_unlock_irqrestore(&cc->aborted_lock, flags);
}

/**
 * dmaengine_desc_forget_aborted() - Let a channel's next client start without history
 * @chan: channel that the caller has claimed
 */
void dmaengine_desc_forget_aborted(struct dma_chan *chan)
{
	struct dma_chan_core *cc = to_chan_core(chan);
	unsigned long flags;

	if (likely(!chan->aborted))
		return;

	raw_spin_lock_irqsave(&cc->aborted_lock, flags);
	WRITE_ONCE(chan->aborted, false);
	memset(cc->aborted, 0, sizeof(cc->aborted));
	raw_spin_unlock_irqrestore(&cc->aborted_lock, flags);
}

/**
 * dmaengine_cookie_aborted() - Tell whether a cookie was terminated
 * @chan: channel that was terminated at least once
 * @cookie: positive cookie
 *
 * The slow part of dma_cookie_status().
 *
 * Context: Any context.
 * Return: Whether one of the latest terminates has made @cookie void.
 */
bool dmaengine_cookie_aborted(struct dma_chan *chan, dma_cookie_t cookie)
{
	struct dma_chan_core *cc;
	unsigned long flags;
	bool found = false;
	unsigned int i;

	if (!chan->dev || cookie < DMA_MIN_COOKIE)
		return false;

	cc = to_chan_core(chan);
	raw_spin_lock_irqsave(&cc->aborted_lock, flags);
	for (i = 0; i < ARRAY_SIZE(cc->aborted); i++)
		found |= cc->aborted[i].last && cookie_in_range(cookie, &cc->aborted[i]);
	raw_spin_unlock_irqrestore(&cc->aborted_lock, flags);

	return found;
}
EXPORT_SYMBOL_GPL(dmaengine_cookie_aborted);

/**
 * dmaengine_desc_settled() - Tell whether nothing of a channel's descriptors is open
 * @chan: channel
 *
 * Return: Whether the last cookie has completed or was terminated.
 */
bool dmaengine_desc_settled(struct dma_chan *chan)
{
	return dma_cookie_status(chan, READ_ONCE(chan->cookie), NULL) != DMA_IN_PROGRESS;
}

/**
 * dmaengine_desc_completed() - Ask the provider whether it has done what was issued
 * @chan: channel
 * @ops: the provider's operations; some notice a completion only in device_tx_status()
 *
 * Return: Whether the last cookie is no longer in progress.
 */
bool dmaengine_desc_completed(struct dma_chan *chan, const struct dma_device *ops)
{
	struct dma_tx_state state = {};
	enum dma_status status = ops->device_tx_status(chan, READ_ONCE(chan->cookie), &state);

	return status == DMA_COMPLETE || status == DMA_ERROR;
}

/**
 * dma_sync_wait() - Issue what is pending and poll until a transfer is over
 * @chan: channel
 * @cookie: cookie of the transfer
 *
 * Polls without sleeping, for five seconds at most.
 *
 * Context: Any context in which the transfer can complete.
 * Return: The transfer's status, %DMA_ERROR if it is still running.
 */
enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie)
{
	unsigned long timeout = jiffies + DMA_SYNC_WAIT;
	enum dma_status status;
	bool expired;

	dma_async_issue_pending(chan);
	do {
		/* In this order: who was not running for long may find it complete. */
		expired = time_after_eq(jiffies, timeout);
		status = dma_async_is_tx_complete(chan, cookie, NULL, NULL);
		if (status != DMA_IN_PROGRESS)
			return status;
		cpu_relax();
	} while (!expired);

	dev_err(chan->device->dev, "%s: cookie %d not complete after %u seconds\n",
		dma_chan_name(chan), cookie, DMA_SYNC_WAIT / HZ);
	return DMA_ERROR;
}
EXPORT_SYMBOL(dma_sync_wait);

/**
 * dma_wait_for_async_tx() - Poll until an async_tx operation is over
 * @tx: descriptor that is submitted or waits for what it depends on, or %NULL
 *
 * Context: As dma_sync_wait().
 * Return: As dma_sync_wait(); %DMA_COMPLETE without a descriptor.
 */
enum dma_status dma_wait_for_async_tx(struct dma_async_tx_descriptor *tx)
{
	unsigned long timeout = jiffies + DMA_SYNC_WAIT;
	bool expired = false;

	if (!tx)
		return DMA_COMPLETE;

	/* -EBUSY: not submitted, dma_run_dependencies() will do that. */
	while (READ_ONCE(tx->cookie) == -EBUSY) {
		if (expired) {
			dev_err(tx->chan->device->dev, "%s: what it depends on is not complete\n",
				dma_chan_name(tx->chan));
			return DMA_ERROR;
		}
		expired = time_after_eq(jiffies, timeout);
		cpu_relax();
	}

	return dma_sync_wait(tx->chan, READ_ONCE(tx->cookie));
}
EXPORT_SYMBOL_GPL(dma_wait_for_async_tx);

/*
 * Take the next descriptor out of a chain if it is for the same channel. The
 * rest of the chain stays with it otherwise: its own completion runs that.
 */
static struct dma_async_tx_descriptor *txd_unchain(struct dma_async_tx_descriptor *tx)
{
	struct dma_async_tx_descriptor *next;

	txd_lock(tx);
	txd_clear_parent(tx);
	next = txd_next(tx);
	if (next && next->chan != tx->chan)
		next = NULL;
	if (next)
		txd_clear_next(tx);
	txd_unlock(tx);

	return next;
}

/**
 * dma_run_dependencies() - Submit what was waiting for a descriptor
 * @tx: descriptor whose transfer is over
 *
 * For providers, at completion of each descriptor that async_tx may have
 * chained others to. Submits and issues them up to the one after which the
 * chain leaves their channel.
 *
 * Context: Any context. Takes &dma_async_tx_descriptor.lock and the locks of the
 * other channel's submit; not under a lock of that channel.
 */
void dma_run_dependencies(struct dma_async_tx_descriptor *tx)
{
	struct dma_async_tx_descriptor *dep = txd_next(tx);
	struct dma_async_tx_descriptor *next;
	struct dma_chan *chan;

	if (!dep)
		return;

	txd_clear_next(tx);
	chan = dep->chan;
	for (; dep; dep = next) {
		next = txd_unchain(dep);
		dmaengine_submit(dep);
	}

	dma_async_issue_pending(chan);
}
EXPORT_SYMBOL_GPL(dma_run_dependencies);
