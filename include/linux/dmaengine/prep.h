/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: make descriptors
 *
 * The calls into the provider are counted (dmaengine_chan_enter()); no lock is
 * taken, except where the name ends in _safe.
 */
#ifndef _LINUX_DMAENGINE_PREP_H
#define _LINUX_DMAENGINE_PREP_H

#include <linux/dmaengine/call.h>
#include <linux/dmaengine/caps.h>
#include <linux/dmaengine/client.h>
#include <linux/dmaengine/interleaved.h>
#include <linux/dmaengine/provider.h>
#include <linux/dmaengine/types.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct rio_dma_ext;

/**
 * DOC: preparing
 *
 * A dmaengine_prep_*() call turns parameters into a *descriptor*. Nothing is
 * queued and, with a well-behaved provider, the hardware is not touched.
 *
 * The descriptor belongs to the caller. It goes back to the provider by
 * dmaengine_submit() or dmaengine_desc_free(). A terminate does not affect it:
 * submitting it afterwards is valid. What has not been given back is freed when
 * the channel is released.
 *
 * %NULL means: there is no channel, the channel is dead, or the provider lacks
 * the operation, has run out of descriptors or memory, or refuses the
 * parameters. Which one it is cannot be told; trying again later only helps
 * against a lack of resources.
 *
 * Memory is mapped by the caller, for dmaengine_get_dma_device(), before the
 * call, and stays mapped until the transfer has completed or has been
 * terminated and synchronized. Lengths are in bytes. Lists, arrays and
 * templates are read during the call and are the caller's again afterwards.
 */

/**
 * dmaengine_sgl_valid() - Plausibility of a list given to a prep call
 * @sgl: list
 * @sg_len: number of entries
 * @dir: direction
 *
 * With %DMA_TRANS_NONE the arguments belong to the provider and may be anything:
 * mxs takes an array of register values in place of a list.
 *
 * Context: Any context.
 * Return: %true if the provider may see it.
 */
static inline bool dmaengine_sgl_valid(struct scatterlist *sgl,
				       unsigned int sg_len,
				       enum dma_transfer_direction dir)
{
	return (sgl && sg_len) || dir == DMA_TRANS_NONE;
}

/**
 * dmaengine_sg_single() - Make a list of one mapped buffer
 * @sg: list to fill
 * @buf: DMA address of the buffer
 * @len: its length in bytes
 *
 * Context: Any context.
 */
static inline void dmaengine_sg_single(struct scatterlist *sg, dma_addr_t buf,
				       size_t len)
{
	sg_init_table(sg, 1);
	sg_dma_address(sg) = buf;
	sg_dma_len(sg) = len;
}

/**
 * dmaengine_prep_slave_sg() - Prepare a transfer of a scatterlist
 * @chan: channel owned by the caller, or %NULL
 * @sgl: mapped list, read during the call
 * @sg_len: number of mapped entries, at least one
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags
 *
 * The other end is the peripheral that dmaengine_slave_config() has set up.
 *
 * Context: Any context.
 * Return: A descriptor that the caller owns, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_slave_sg(struct dma_chan *chan, struct scatterlist *sgl,
			unsigned int sg_len, enum dma_transfer_direction dir,
			unsigned long flags)
{
	if (!dmaengine_sgl_valid(sgl, sg_len, dir))
		return NULL;

	return dmaengine_chan_prep(chan, chan->device->device_prep_slave_sg,
				   sgl, sg_len, dir, flags, NULL);
}

/**
 * dmaengine_prep_slave_single() - Prepare a transfer of one buffer
 * @chan: channel owned by the caller, or %NULL
 * @buf: DMA address of the buffer
 * @len: its length in bytes, at least one
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags
 *
 * The other end is the peripheral that dmaengine_slave_config() has set up.
 *
 * Context: Any context.
 * Return: A descriptor that the caller owns, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_slave_single(struct dma_chan *chan, dma_addr_t buf, size_t len,
			    enum dma_transfer_direction dir,
			    unsigned long flags)
{
	struct scatterlist sg;

	if (!len)
		return NULL;

	dmaengine_sg_single(&sg, buf, len);
	return dmaengine_prep_slave_sg(chan, &sg, 1, dir, flags);
}

/**
 * dmaengine_prep_peripheral_dma_vec() - Prepare a transfer of several buffers
 * @chan: channel owned by the caller, or %NULL
 * @vecs: array of mapped buffers, read during the call
 * @nents: number of buffers, at least one
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags
 *
 * The other end is the peripheral that dmaengine_slave_config() has set up.
 *
 * Context: Any context.
 * Return: A descriptor that the caller owns, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_peripheral_dma_vec(struct dma_chan *chan,
				  const struct dma_vec *vecs, size_t nents,
				  enum dma_transfer_direction dir,
				  unsigned long flags)
{
	if (!vecs || !nents)
		return NULL;

	return dmaengine_chan_prep(chan, chan->device->device_prep_peripheral_dma_vec,
				   vecs, nents, dir, flags);
}

#ifdef CONFIG_RAPIDIO_DMA_ENGINE
/**
 * dmaengine_prep_rio_sg() - Prepare a transfer to or from a RapidIO target
 * @chan: channel owned by the caller, or %NULL
 * @sgl: mapped list, read during the call
 * @sg_len: number of mapped entries, at least one
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags
 * @rio_ext: address and attributes at the target
 *
 * Context: Any context.
 * Return: A descriptor that the caller owns, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_rio_sg(struct dma_chan *chan, struct scatterlist *sgl,
		      unsigned int sg_len, enum dma_transfer_direction dir,
		      unsigned long flags, struct rio_dma_ext *rio_ext)
{
	if (!dmaengine_sgl_valid(sgl, sg_len, dir))
		return NULL;

	return dmaengine_chan_prep(chan, chan->device->device_prep_slave_sg,
				   sgl, sg_len, dir, flags, rio_ext);
}
#endif

/**
 * dmaengine_prep_config_sg() - Configure a channel and prepare a scatterlist
 * @chan: channel owned by the caller, or %NULL
 * @sgl: mapped list, read during the call
 * @sg_len: number of mapped entries, at least one
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags
 * @config: configuration for this transfer, or %NULL to keep the current one
 *
 * One step where the provider can do it; otherwise dmaengine_slave_config() and
 * dmaengine_prep_slave_sg(), and the caller makes sure that nobody else comes
 * in between.
 *
 * Context: Any context, unless the provider documents that its configuration
 * sleeps.
 * Return: A descriptor that the caller owns, or %NULL, also if the configuration
 * is refused.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_config_sg(struct dma_chan *chan, struct scatterlist *sgl,
			 unsigned int sg_len, enum dma_transfer_direction dir,
			 unsigned long flags, struct dma_slave_config *config)
{
	if (!chan || !chan->device || !dmaengine_sgl_valid(sgl, sg_len, dir))
		return NULL;
	if (READ_ONCE(chan->device->device_prep_config_sg))
		return dmaengine_chan_prep(chan, chan->device->device_prep_config_sg,
					   sgl, sg_len, dir, flags, config);
	if (config && dmaengine_slave_config(chan, config))
		return NULL;

	return dmaengine_prep_slave_sg(chan, sgl, sg_len, dir, flags);
}

/**
 * dmaengine_prep_config_sg_safe() - The same, for a channel with several users
 * @chan: channel held by the caller, or %NULL
 * @sgl: mapped list, read during the call
 * @sg_len: number of mapped entries, at least one
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags
 * @config: configuration for this transfer, or %NULL to keep the current one
 *
 * As dmaengine_prep_config_sg(), but callers of this function and of
 * dmaengine_prep_config_single_safe() exclude each other, so that the
 * configuration of one does not end up in the descriptor of another.
 *
 * Context: Any context. May take &dma_chan.lock with interrupts off, so the
 * provider's configuration must not sleep.
 * Return: A descriptor that the caller owns, or %NULL, also if the configuration
 * is refused.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_config_sg_safe(struct dma_chan *chan, struct scatterlist *sgl,
			      unsigned int sg_len,
			      enum dma_transfer_direction dir,
			      unsigned long flags,
			      struct dma_slave_config *config)
{
	struct dma_async_tx_descriptor *desc;
	unsigned long irqflags;

	if (!chan || !chan->device)
		return NULL;
	if (READ_ONCE(chan->device->device_prep_config_sg))
		return dmaengine_prep_config_sg(chan, sgl, sg_len, dir, flags,
						config);

	spin_lock_irqsave(&chan->lock, irqflags);
	desc = dmaengine_prep_config_sg(chan, sgl, sg_len, dir, flags, config);
	spin_unlock_irqrestore(&chan->lock, irqflags);

	return desc;
}

/**
 * dmaengine_prep_config_single() - Configure a channel and prepare one buffer
 * @chan: channel owned by the caller, or %NULL
 * @buf: DMA address of the buffer
 * @len: its length in bytes, at least one
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags
 * @config: configuration for this transfer, or %NULL to keep the current one
 *
 * See dmaengine_prep_config_sg().
 *
 * Context: Any context, unless the provider documents that its configuration
 * sleeps.
 * Return: A descriptor that the caller owns, or %NULL, also if the configuration
 * is refused.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_config_single(struct dma_chan *chan, dma_addr_t buf, size_t len,
			     enum dma_transfer_direction dir,
			     unsigned long flags,
			     struct dma_slave_config *config)
{
	struct scatterlist sg;

	if (!len)
		return NULL;

	dmaengine_sg_single(&sg, buf, len);
	return dmaengine_prep_config_sg(chan, &sg, 1, dir, flags, config);
}

/**
 * dmaengine_prep_config_single_safe() - The same, for a channel with several
 *	users
 * @chan: channel held by the caller, or %NULL
 * @buf: DMA address of the buffer
 * @len: its length in bytes, at least one
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags
 * @config: configuration for this transfer, or %NULL to keep the current one
 *
 * See dmaengine_prep_config_sg_safe().
 *
 * Context: Any context. May take &dma_chan.lock with interrupts off, so the
 * provider's configuration must not sleep.
 * Return: A descriptor that the caller owns, or %NULL, also if the configuration
 * is refused.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_config_single_safe(struct dma_chan *chan, dma_addr_t buf,
				  size_t len, enum dma_transfer_direction dir,
				  unsigned long flags,
				  struct dma_slave_config *config)
{
	struct scatterlist sg;

	if (!len)
		return NULL;

	dmaengine_sg_single(&sg, buf, len);
	return dmaengine_prep_config_sg_safe(chan, &sg, 1, dir, flags, config);
}

/**
 * dmaengine_prep_dma_cyclic() - Prepare an endless transfer around a ring
 * @chan: channel owned by the caller, or %NULL
 * @buf_addr: DMA address of the ring
 * @buf_len: its length in bytes, a multiple of @period_len
 * @period_len: bytes between two callbacks; 0, only without
 *	%DMA_PREP_INTERRUPT, makes the ring one period
 * @dir: %DMA_MEM_TO_DEV or %DMA_DEV_TO_MEM
 * @flags: enum dma_ctrl_flags; callbacks need %DMA_PREP_INTERRUPT
 *
 * After the last period the first one follows, until a terminate. A ring that
 * is not a whole number of periods is refused, so a provider may divide.
 *
 * Context: Any context.
 * Return: A descriptor that the caller owns, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf_addr,
			  size_t buf_len, size_t period_len,
			  enum dma_transfer_direction dir, unsigned long flags)
{
	/* spi-bcm2835 feeds dummy bytes from a ring nobody wants to hear of. */
	if (!period_len && !(flags & DMA_PREP_INTERRUPT))
		period_len = buf_len;
	if (!period_len || !buf_len || buf_len % period_len)
		return NULL;

	return dmaengine_chan_prep(chan, chan->device->device_prep_dma_cyclic,
				   buf_addr, buf_len, period_len, dir, flags);
}

/**
 * dmaengine_prep_interleaved_dma() - Prepare a transfer by template
 * @chan: channel owned by the caller, or %NULL
 * @xt: template, read during the call
 * @flags: enum dma_ctrl_flags; %DMA_PREP_REPEAT only if the channel has
 *	%DMA_REPEAT
 *
 * Context: Any context.
 * Return: A descriptor that the caller owns, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_interleaved_dma(struct dma_chan *chan,
			       struct dma_interleaved_template *xt,
			       unsigned long flags)
{
	if (!chan || !chan->device)
		return NULL;
	if (flags & DMA_PREP_REPEAT &&
	    !dma_has_cap(DMA_REPEAT, chan->device->cap_mask))
		return NULL;

	return dmaengine_chan_prep(chan, chan->device->device_prep_interleaved_dma,
				   xt, flags);
}

/**
 * dmaengine_prep_dma_memset() - Prepare to fill a buffer
 * @chan: channel held by the caller, or %NULL
 * @dst: DMA address of the buffer
 * @pattern: its lowest byte is what is written
 * @len: length in bytes
 * @flags: enum dma_ctrl_flags
 *
 * Context: Any context.
 * Return: A descriptor that the caller owns, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_dma_memset(struct dma_chan *chan, dma_addr_t dst, int pattern,
			  size_t len, unsigned long flags)
{
	return dmaengine_chan_prep(chan, chan->device->device_prep_dma_memset,
				   dst, pattern, len, flags);
}

/**
 * dmaengine_prep_dma_memcpy() - Prepare to copy a buffer
 * @chan: channel held by the caller, or %NULL
 * @dst: DMA address to write to
 * @src: DMA address to read from; the two must not overlap
 * @len: length in bytes
 * @flags: enum dma_ctrl_flags
 *
 * Context: Any context.
 * Return: A descriptor that the caller owns, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_dma_memcpy(struct dma_chan *chan, dma_addr_t dst,
			  dma_addr_t src, size_t len, unsigned long flags)
{
	return dmaengine_chan_prep(chan, chan->device->device_prep_dma_memcpy,
				   dst, src, len, flags);
}

#endif /* _LINUX_DMAENGINE_PREP_H */
