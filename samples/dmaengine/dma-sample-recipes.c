// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA engine client sample: things that a client may need besides a plain copy
 * and a stream, one function each. Documentation/driver-api/dmaengine/client.rst
 * explains them; they all wait for the end, so that they can be tried.
 *
 * Takes no lock.
 */
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

#include "dma-sample.h"

#define RECIPE_TIMEOUT	msecs_to_jiffies(1000)

static void recipe_done(void *param)
{
	complete(param);
}

/* Submit, start, wait. What is not over in time is stopped. */
static int recipe_run(struct dma_async_tx_descriptor *desc)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct dma_chan *chan = desc->chan;
	dma_cookie_t cookie;

	desc->callback = recipe_done;
	desc->callback_param = &done;
	cookie = dmaengine_submit(desc);
	if (dma_submit_error(cookie)) {
		dmaengine_desc_free(desc);
		return dma_submit_error(cookie);
	}
	dma_async_issue_pending(chan);

	if (!wait_for_completion_timeout(&done, RECIPE_TIMEOUT)) {
		dmaengine_terminate_sync(chan);
		return -ETIMEDOUT;
	}

	/* No callback_result: the status tells, as long as nothing was terminated. */
	return dmaengine_tx_status(chan, cookie, NULL) == DMA_COMPLETE ? 0 : -EIO;
}

/**
 * dma_sample_poll() - Copy without a callback, asking again and again
 * @chan: channel that can copy memory and can be terminated
 * @dst: where to, mapped
 * @src: where from, mapped
 * @len: bytes
 *
 * Context: Any context in which one may spin for the duration of a copy.
 * Return: 0, -EAGAIN if there is no descriptor, -EIO if the copy failed or did
 * not end.
 */
int dma_sample_poll(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len)
{
	struct dma_async_tx_descriptor *desc;
	dma_cookie_t cookie;

	desc = dmaengine_prep_dma_memcpy(chan, dst, src, len, DMA_CTRL_ACK);
	if (!desc)
		return -EAGAIN;

	cookie = dmaengine_submit(desc);
	if (dma_submit_error(cookie)) {
		dmaengine_desc_free(desc);
		return dma_submit_error(cookie);
	}

	/* Issues, and gives up after five seconds. */
	if (dma_sync_wait(chan, cookie) == DMA_COMPLETE)
		return 0;

	dmaengine_terminate_async(chan);
	return -EIO;
}
EXPORT_SYMBOL_GPL(dma_sample_poll);

/**
 * dma_sample_send() - Configure a channel and send a buffer, in one step
 * @chan: channel to a device
 * @buf: what to send, mapped
 * @len: bytes
 * @config: how, for this transfer
 *
 * Several threads may do so on one channel with different configurations.
 *
 * Context: Process context. May sleep.
 * Return: 0, -EAGAIN if there is no descriptor or the configuration is refused,
 * or an error of the transfer.
 */
int dma_sample_send(struct dma_chan *chan, dma_addr_t buf, size_t len,
		    struct dma_slave_config *config)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_config_single_safe(chan, buf, len, DMA_MEM_TO_DEV,
						 DMA_PREP_INTERRUPT, config);

	return desc ? recipe_run(desc) : -EAGAIN;
}
EXPORT_SYMBOL_GPL(dma_sample_send);

/**
 * dma_sample_send_table() - Send what is scattered in memory
 * @chan: channel to a device, configured
 * @sgt: table that is not mapped
 *
 * Context: Process context. May sleep.
 * Return: 0, -EAGAIN if there is no descriptor, or an error of the mapping or
 * of the transfer.
 */
int dma_sample_send_table(struct dma_chan *chan, struct sg_table *sgt)
{
	struct device *dma_dev = dmaengine_get_dma_device(chan);
	struct dma_async_tx_descriptor *desc;
	int ret;

	ret = dma_map_sgtable(dma_dev, sgt, DMA_TO_DEVICE, 0);
	if (ret)
		return ret;

	/* nents is what the mapping has made of orig_nents. */
	desc = dmaengine_prep_slave_sg(chan, sgt->sgl, sgt->nents, DMA_MEM_TO_DEV,
				       DMA_PREP_INTERRUPT);
	ret = desc ? recipe_run(desc) : -EAGAIN;
	dma_unmap_sgtable(dma_dev, sgt, DMA_TO_DEVICE, 0);

	return ret;
}
EXPORT_SYMBOL_GPL(dma_sample_send_table);

/**
 * dma_sample_copy_two() - Copy in two halves, or not at all
 * @chan: channel that can copy memory
 * @dst: where to, mapped
 * @src: where from, mapped
 * @len: bytes, two at least
 *
 * Context: Process context. May sleep.
 * Return: 0, -EAGAIN if there are not two descriptors, or an error of the
 * transfer.
 */
int dma_sample_copy_two(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src,
			size_t len)
{
	struct dma_async_tx_descriptor *first, *second;
	size_t half = len / 2;
	int ret;

	first = dmaengine_prep_dma_memcpy(chan, dst, src, half, DMA_CTRL_ACK);
	if (!first)
		return -EAGAIN;

	second = dmaengine_prep_dma_memcpy(chan, dst + half, src + half, len - half,
					   DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!second) {
		/* Nobody but us has seen it; it would stay otherwise. */
		dmaengine_desc_free(first);
		return -EAGAIN;
	}

	ret = dma_submit_error(dmaengine_submit(first));
	if (ret) {
		dmaengine_desc_free(first);
		dmaengine_desc_free(second);
		return ret;
	}

	/* In the order of submission: when the second is done, the first is. */
	return recipe_run(second);
}
EXPORT_SYMBOL_GPL(dma_sample_copy_two);

/**
 * dma_sample_copy_again() - Copy several times by the same descriptor
 * @chan: channel that can copy memory and use descriptors again
 * @dst: where to, mapped
 * @src: where from, mapped
 * @len: bytes
 * @times: how often
 *
 * Context: Process context. May sleep.
 * Return: 0, -EAGAIN if there is no descriptor, -EPERM or -ENXIO if it cannot be
 * used again, or an error of the transfer.
 */
int dma_sample_copy_again(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src,
			  size_t len, unsigned int times)
{
	struct dma_async_tx_descriptor *desc;
	int ret;

	desc = dmaengine_prep_dma_memcpy(chan, dst, src, len,
					 DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!desc)
		return -EAGAIN;

	ret = dmaengine_desc_set_reuse(desc);
	while (!ret && times--)
		ret = recipe_run(desc);

	/* Ours until now, whether it ran, failed or was terminated. */
	dmaengine_desc_free(desc);

	return ret;
}
EXPORT_SYMBOL_GPL(dma_sample_copy_again);

/**
 * dma_sample_send_header() - Send a buffer with something that goes along with it
 * @chan: channel to a device, configured, with metadata
 * @buf: what to send, mapped
 * @len: bytes
 * @header: metadata; must stay as long as the transfer, here: during the call
 * @header_len: bytes
 *
 * Context: Process context. May sleep.
 * Return: 0, -EAGAIN if there is no descriptor, an error of the metadata or of
 * the transfer.
 */
int dma_sample_send_header(struct dma_chan *chan, dma_addr_t buf, size_t len,
			   void *header, size_t header_len)
{
	struct dma_async_tx_descriptor *desc;
	size_t used, size;
	void *space;
	int ret;

	desc = dmaengine_prep_slave_single(chan, buf, len, DMA_MEM_TO_DEV,
					   DMA_PREP_INTERRUPT);
	if (!desc)
		return -EAGAIN;

	if (dmaengine_is_metadata_mode_supported(chan, DESC_METADATA_CLIENT)) {
		ret = dmaengine_desc_attach_metadata(desc, header, header_len);
	} else {
		space = dmaengine_desc_get_metadata_ptr(desc, &used, &size);
		ret = PTR_ERR_OR_ZERO(space);
		if (!ret && header_len > size)
			ret = -EMSGSIZE;
		if (!ret) {
			memcpy(space, header, header_len);
			ret = dmaengine_desc_set_metadata_len(desc, header_len);
		}
	}
	if (ret) {
		dmaengine_desc_free(desc);
		return ret;
	}

	return recipe_run(desc);
}
EXPORT_SYMBOL_GPL(dma_sample_send_header);
