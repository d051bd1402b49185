// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the PL080 on a model of it: channels and peripherals, see
 * pl08x_fixture.h.
 */
#include <kunit/resource.h>
#include <linux/amba/bus.h>
#include <linux/amba/pl08x.h>
#include <linux/dmaengine.h>
#include <linux/export.h>

#include "pl08x_fixture.h"

struct fix_wanted {
	struct device *dev;
	const char *name;
};

static bool fix_filter(struct dma_chan *chan, void *param)
{
	struct fix_wanted *wanted = param;

	if (chan->device->dev != wanted->dev)
		return false;

	return !wanted->name || pl08x_filter_id(chan, (void *)wanted->name);
}

static struct dma_chan *fix_request(struct pl08x_fix *f, enum dma_transaction_type type,
				    const char *name)
{
	struct fix_wanted wanted = { .dev = &f->adev->dev, .name = name };
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(type, mask);
	chan = dma_request_channel(mask, fix_filter, &wanted);
	if (!chan)
		return NULL;
	client_keep(f->test, chan);

	return chan;
}

/**
 * pl08x_fix_try_memcpy() - Request a channel for copies, if there is one
 * @f: fixture
 *
 * Return: The channel or %NULL.
 */
struct dma_chan *pl08x_fix_try_memcpy(struct pl08x_fix *f)
{
	return fix_request(f, DMA_MEMCPY, NULL);
}
EXPORT_SYMBOL_GPL(pl08x_fix_try_memcpy);

/**
 * pl08x_fix_memcpy() - Request the next channel for copies
 * @f: fixture
 *
 * Return: The channel. It is released when the case ends.
 */
struct dma_chan *pl08x_fix_memcpy(struct pl08x_fix *f)
{
	struct dma_chan *chan = pl08x_fix_try_memcpy(f);

	KUNIT_ASSERT_NOT_NULL(f->test, chan);

	return chan;
}
EXPORT_SYMBOL_GPL(pl08x_fix_memcpy);

/**
 * pl08x_fix_slave() - Request a slave channel
 * @f: fixture with platform data
 * @n: its number
 *
 * Return: The channel. It is released when the case ends.
 */
struct dma_chan *pl08x_fix_slave(struct pl08x_fix *f, unsigned int n)
{
	struct dma_chan *chan = fix_request(f, DMA_SLAVE, f->names[n]);

	KUNIT_ASSERT_NOT_NULL(f->test, chan);

	return chan;
}
EXPORT_SYMBOL_GPL(pl08x_fix_slave);

struct fix_attached {
	struct pl08x_model *m;
	struct pl08x_periph periph;
};

static void fix_detach(void *param)
{
	struct fix_attached *a = param;

	pl08x_periph_detach(a->m, &a->periph);
}

/**
 * pl08x_fix_periph() - Attach the peripheral of a slave channel
 * @f: fixture
 * @n: number of the channel
 * @to_mem: it sends
 * @buf: what it sends, again and again, or where it puts what it gets
 *
 * Its FIFO takes sixteen words, four to a burst, and is filled or drained at once.
 *
 * Return: The peripheral. It is detached when the case ends.
 */
struct pl08x_periph *pl08x_fix_periph(struct pl08x_fix *f, unsigned int n, bool to_mem,
				      struct client_buf *buf)
{
	struct fix_attached *a = kunit_kzalloc(f->test, sizeof(*a), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(f->test, a);
	a->m = f->m;
	a->periph.cfg = (struct pl08x_periph_config){
		.addr = PL08X_FIX_FIFO(n), .signal = f->cd[n].min_signal, .to_mem = to_mem,
		.width = 4, .burst = 4, .depth = 64, .again = true,
		.data = to_mem && buf ? buf->cpu : NULL, .len = to_mem && buf ? buf->len : 0,
	};
	if (!to_mem && buf) {
		a->periph.sink = buf->cpu;
		a->periph.room = buf->len;
	}
	KUNIT_ASSERT_EQ(f->test, pl08x_periph_attach(f->m, &a->periph), 0);
	KUNIT_ASSERT_EQ(f->test, kunit_add_action_or_reset(f->test, fix_detach, a), 0);

	return &a->periph;
}
EXPORT_SYMBOL_GPL(pl08x_fix_periph);
