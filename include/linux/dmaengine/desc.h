/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: what a client does with a descriptor between prep and submit
 *
 * Attach metadata, keep the descriptor for another submission, give it back.
 */
#ifndef _LINUX_DMAENGINE_DESC_H
#define _LINUX_DMAENGINE_DESC_H

#include <linux/dmaengine/caps.h>
#include <linux/dmaengine/client.h>
#include <linux/dmaengine/provider.h>
#include <linux/dmaengine/types.h>
#include <linux/errno.h>
#include <linux/types.h>

#ifdef CONFIG_DMA_ENGINE

int dmaengine_desc_attach_metadata(struct dma_async_tx_descriptor *tx,
				   void *buf, size_t len);
void *dmaengine_desc_get_metadata_ptr(struct dma_async_tx_descriptor *tx,
				      size_t *used, size_t *size);
int dmaengine_desc_set_metadata_len(struct dma_async_tx_descriptor *tx,
				    size_t used);

#else /* !CONFIG_DMA_ENGINE */

static inline int
dmaengine_desc_attach_metadata(struct dma_async_tx_descriptor *tx, void *buf,
			       size_t len)
{
	return -EINVAL;
}

static inline void *
dmaengine_desc_get_metadata_ptr(struct dma_async_tx_descriptor *tx,
				size_t *used, size_t *size)
{
	return NULL;
}

static inline int
dmaengine_desc_set_metadata_len(struct dma_async_tx_descriptor *tx,
				size_t used)
{
	return -EINVAL;
}

#endif /* CONFIG_DMA_ENGINE */

/**
 * dmaengine_is_metadata_mode_supported() - Can the channel carry metadata?
 * @chan: channel held by the caller, or %NULL
 * @mode: %DESC_METADATA_CLIENT or %DESC_METADATA_ENGINE
 *
 * Context: Any context.
 * Return: %true if descriptors of @chan support @mode.
 */
static inline bool
dmaengine_is_metadata_mode_supported(struct dma_chan *chan,
				     enum dma_desc_metadata_mode mode)
{
	return chan && chan->device->desc_metadata_modes & mode;
}

/**
 * dmaengine_desc_test_reuse() - Is a descriptor kept after completion?
 * @tx: descriptor
 *
 * Context: Any context.
 * Return: %true between dmaengine_desc_set_reuse() and its undoing.
 */
static inline bool dmaengine_desc_test_reuse(struct dma_async_tx_descriptor *tx)
{
	return tx->flags & DMA_CTRL_REUSE;
}

/**
 * dmaengine_desc_set_reuse() - Keep a descriptor after its completion
 * @tx: prepared descriptor, not submitted yet
 *
 * The descriptor can be submitted again after each completion, and stays the
 * client's until dmaengine_desc_free().
 *
 * Context: Process context. May sleep.
 * Return:
 * * %0		- done
 * * %-EPERM	- the channel does not support it
 * * %-ENXIO	- the channel does not tell
 */
static inline int dmaengine_desc_set_reuse(struct dma_async_tx_descriptor *tx)
{
	struct dma_slave_caps caps;
	int ret;

	ret = dma_get_slave_caps(tx->chan, &caps);
	if (!ret && !caps.descriptor_reuse)
		ret = -EPERM;
	if (!ret)
		tx->flags |= DMA_CTRL_REUSE;

	return ret;
}

/**
 * dmaengine_desc_clear_reuse() - Undo dmaengine_desc_set_reuse()
 * @tx: descriptor; freed by the provider after its next completion
 *
 * Context: Any context.
 */
static inline void
dmaengine_desc_clear_reuse(struct dma_async_tx_descriptor *tx)
{
	tx->flags &= ~DMA_CTRL_REUSE;
}

/**
 * dmaengine_desc_free() - Give a descriptor back without (another) submission
 * @tx: descriptor owned by the caller: one to be reused that is not queued or
 *	running, or one that was prepared and never submitted
 *
 * Context: Any context.
 * Return:
 * * %0		- @tx is gone
 * * %-EPERM	- @tx is not the caller's to free, or its provider has no
 *		  operation to do it
 * * else	- the provider's error
 */
static inline int dmaengine_desc_free(struct dma_async_tx_descriptor *tx)
{
	if (!tx->desc_free)
		return -EPERM;
	if (tx->cookie >= DMA_MIN_COOKIE && !dmaengine_desc_test_reuse(tx))
		return -EPERM;

	return tx->desc_free(tx);
}

#endif /* _LINUX_DMAENGINE_DESC_H */
