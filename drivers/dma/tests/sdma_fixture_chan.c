// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the i.MX SDMA on a model of it: channels, see sdma_fixture.h.
 */
#include <kunit/test.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/export.h>
#include <linux/platform_device.h>

#include "sdma_fixture.h"

struct fix_wanted {
	struct device *dev;
	struct imx_dma_data *data;
};

/* As that of clients which have two DMA requests. */
static bool fix_filter(struct dma_chan *chan, void *param)
{
	struct fix_wanted *wanted = param;

	if (chan->device->dev != wanted->dev)
		return false;

	/* Those that copy memory know nothing of it. */
	if (wanted->data)
		chan->private = wanted->data;
	return true;
}

/**
 * sdma_fix_try_request() - Request a channel with a filter, if there is one
 * @f: fixture, bound
 * @data: peripheral, or %NULL to copy memory
 *
 * Return: The channel or %NULL. It is released when the case ends.
 */
struct dma_chan *sdma_fix_try_request(struct sdma_fix *f, const struct imx_dma_data *data)
{
	struct fix_wanted wanted = { .dev = &f->pdev->dev };
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(data ? DMA_SLAVE : DMA_MEMCPY, mask);
	if (data) {
		f->data = *data;
		wanted.data = &f->data;
	}
	chan = dma_request_channel(mask, fix_filter, &wanted);
	if (chan)
		client_keep(f->test, chan);

	return chan;
}
EXPORT_SYMBOL_GPL(sdma_fix_try_request);

/**
 * sdma_fix_request() - Request a channel with a filter
 * @f: fixture, bound
 * @data: peripheral, or %NULL to copy memory
 *
 * Return: The channel. It is released when the case ends.
 */
struct dma_chan *sdma_fix_request(struct sdma_fix *f, const struct imx_dma_data *data)
{
	struct dma_chan *chan = sdma_fix_try_request(f, data);

	KUNIT_ASSERT_NOT_NULL(f->test, chan);

	return chan;
}
EXPORT_SYMBOL_GPL(sdma_fix_request);

/**
 * sdma_fix_memcpy() - Request the next channel for copies
 * @f: fixture, bound
 *
 * Return: The channel. It is released when the case ends.
 */
struct dma_chan *sdma_fix_memcpy(struct sdma_fix *f)
{
	return sdma_fix_request(f, NULL);
}
EXPORT_SYMBOL_GPL(sdma_fix_memcpy);

/**
 * sdma_fix_slave() - Request a channel by the device tree
 * @f: fixture, bound
 * @line: for which peripheral
 *
 * Return: The channel. It is released when the case ends.
 */
struct dma_chan *sdma_fix_slave(struct sdma_fix *f, enum sdma_fix_line line)
{
	struct dma_chan *chan = dma_request_chan(f->client, sdma_fix_name(line));

	KUNIT_ASSERT_NOT_ERR_OR_NULL(f->test, chan);
	client_keep(f->test, chan);

	return chan;
}
EXPORT_SYMBOL_GPL(sdma_fix_slave);

/**
 * sdma_fix_number() - The hardware's channel
 * @chan: channel
 *
 * Return: its number for the model; channel 0 is nobody's
 */
unsigned int sdma_fix_number(const struct dma_chan *chan)
{
	return chan->chan_id + 1;
}
EXPORT_SYMBOL_GPL(sdma_fix_number);

/**
 * sdma_fix_stats() - What the hardware has done for a channel
 * @f: fixture
 * @chan: channel
 *
 * Return: a copy
 */
struct sdma_model_stats sdma_fix_stats(struct sdma_fix *f, const struct dma_chan *chan)
{
	return sdma_model_chan_stats(f->m, sdma_fix_number(chan));
}
EXPORT_SYMBOL_GPL(sdma_fix_stats);
