// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the PL080 on a model of it: channels, memory, peripherals and
 * transfers, see pl08x_fixture.h.
 */
#include <kunit/resource.h>
#include <linux/amba/bus.h>
#include <linux/amba/pl08x.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/export.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>

#include "pl08x_fixture.h"

#define SG_MAX	16

KUNIT_DEFINE_ACTION_WRAPPER(fix_release_action, dma_release_channel, struct dma_chan *);

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
	KUNIT_ASSERT_EQ(f->test, kunit_add_action_or_reset(f->test, fix_release_action, chan), 0);

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

/**
 * pl08x_fix_release() - Release a channel before the case ends
 * @f: fixture
 * @chan: channel of the fixture
 */
void pl08x_fix_release(struct pl08x_fix *f, struct dma_chan *chan)
{
	kunit_release_action(f->test, fix_release_action, chan);
}
EXPORT_SYMBOL_GPL(pl08x_fix_release);

/**
 * pl08x_fix_oracle() - Make an oracle for a channel
 * @f: fixture
 * @chan: channel
 *
 * Return: The oracle.
 */
struct oracle *pl08x_fix_oracle(struct pl08x_fix *f, struct dma_chan *chan)
{
	struct oracle *o = oracle_new(f->test, NULL);

	o->chan = chan;

	return o;
}
EXPORT_SYMBOL_GPL(pl08x_fix_oracle);

struct fix_mapping {
	struct device *dev;
	struct pl08x_buf buf;
};

static void fix_unmap(void *param)
{
	struct fix_mapping *map = param;

	dma_unmap_single(map->dev, map->buf.dma, map->buf.len, DMA_BIDIRECTIONAL);
}

/**
 * pl08x_fix_buf() - Get memory
 * @f: fixture
 * @len: bytes
 *
 * Return: The memory, with bytes that look random. It goes away with the case.
 */
struct pl08x_buf *pl08x_fix_buf(struct pl08x_fix *f, size_t len)
{
	struct fix_mapping *map = kunit_kzalloc(f->test, sizeof(*map), GFP_KERNEL);
	static u32 seed = 1;
	struct rnd_state rnd;

	KUNIT_ASSERT_NOT_NULL(f->test, map);
	map->dev = f->client;
	map->buf.len = len;
	map->buf.cpu = kunit_kmalloc(f->test, len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(f->test, map->buf.cpu);
	prandom_seed_state(&rnd, seed++);
	prandom_bytes_state(&rnd, map->buf.cpu, len);
	map->buf.dma = dma_map_single(map->dev, map->buf.cpu, len, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(f->test, dma_mapping_error(map->dev, map->buf.dma));
	KUNIT_ASSERT_EQ(f->test, kunit_add_action_or_reset(f->test, fix_unmap, map), 0);

	return &map->buf;
}
EXPORT_SYMBOL_GPL(pl08x_fix_buf);

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
				      struct pl08x_buf *buf)
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

/**
 * pl08x_fix_config_chan() - Configure a slave channel for its peripheral
 * @f: fixture
 * @chan: channel
 * @n: its number
 * @width: width of the peripheral
 * @burst: accesses in a burst
 */
void pl08x_fix_config_chan(struct pl08x_fix *f, struct dma_chan *chan, unsigned int n,
			   enum dma_slave_buswidth width, unsigned int burst)
{
	struct dma_slave_config cfg = {
		.src_addr = PL08X_FIX_FIFO(n),
		.dst_addr = PL08X_FIX_FIFO(n),
		.src_addr_width = width,
		.dst_addr_width = width,
		.src_maxburst = burst,
		.dst_maxburst = burst,
	};

	KUNIT_ASSERT_EQ(f->test, dmaengine_slave_config(chan, &cfg), 0);
}
EXPORT_SYMBOL_GPL(pl08x_fix_config_chan);

/**
 * pl08x_fix_submit() - Submit a descriptor, watched by an oracle, and issue it
 * @o: oracle of the channel
 * @tx: what a prep operation has returned
 * @due: callbacks that are right, if it is not terminated
 *
 * Return: The transfer.
 */
struct oracle_xfer *pl08x_fix_submit(struct oracle *o, struct dma_async_tx_descriptor *tx,
				     unsigned int due)
{
	struct oracle_xfer *x;

	KUNIT_ASSERT_NOT_NULL(o->test, tx);
	x = oracle_attach(o, tx);
	KUNIT_ASSERT_NOT_NULL(o->test, x);
	x->due = due;
	oracle_submit(x);
	dma_async_issue_pending(o->chan);

	return x;
}
EXPORT_SYMBOL_GPL(pl08x_fix_submit);

/**
 * pl08x_fix_copy() - Start a copy of all of a buffer
 * @o: oracle of the channel
 * @dst: destination
 * @src: source
 *
 * Return: The transfer.
 */
struct oracle_xfer *pl08x_fix_copy(struct oracle *o, struct pl08x_buf *dst, struct pl08x_buf *src)
{
	return pl08x_fix_submit(o, dmaengine_prep_dma_memcpy(o->chan, dst->dma, src->dma, src->len,
							     DMA_PREP_INTERRUPT | DMA_CTRL_ACK),
				1);
}
EXPORT_SYMBOL_GPL(pl08x_fix_copy);

/**
 * pl08x_fix_sg() - Start a transfer between memory and a peripheral
 * @o: oracle of the channel
 * @buf: memory
 * @pieces: number of pieces to cut it into
 * @dir: direction
 *
 * Return: The transfer.
 */
struct oracle_xfer *pl08x_fix_sg(struct oracle *o, struct pl08x_buf *buf, unsigned int pieces,
				 enum dma_transfer_direction dir)
{
	struct scatterlist sg[SG_MAX];
	unsigned int i, len = buf->len / pieces;

	sg_init_table(sg, pieces);
	for (i = 0; i < pieces; i++) {
		sg_dma_address(&sg[i]) = buf->dma + i * len;
		sg_dma_len(&sg[i]) = len;
	}

	return pl08x_fix_submit(o, dmaengine_prep_slave_sg(o->chan, sg, pieces, dir,
							   DMA_PREP_INTERRUPT | DMA_CTRL_ACK), 1);
}
EXPORT_SYMBOL_GPL(pl08x_fix_sg);

/**
 * pl08x_fix_cyclic() - Start a cyclic transfer
 * @o: oracle of the channel
 * @buf: memory
 * @period: bytes of a period
 * @dir: direction
 * @due: callbacks that are right if it is not terminated
 *
 * Return: The transfer.
 */
struct oracle_xfer *pl08x_fix_cyclic(struct oracle *o, struct pl08x_buf *buf, size_t period,
				     enum dma_transfer_direction dir, unsigned int due)
{
	return pl08x_fix_submit(o, dmaengine_prep_dma_cyclic(o->chan, buf->dma, buf->len, period,
							     dir, DMA_PREP_INTERRUPT), due);
}
EXPORT_SYMBOL_GPL(pl08x_fix_cyclic);

/**
 * pl08x_fix_residue() - Compare the status of a transfer, and ask for its residue
 * @x: transfer
 * @want: status that is right
 *
 * Return: The residue.
 */
u32 pl08x_fix_residue(struct oracle_xfer *x, enum dma_status want)
{
	struct dma_tx_state state = {};

	KUNIT_EXPECT_EQ(x->oracle->test,
			dmaengine_tx_status(x->oracle->chan, x->cookie, &state), want);

	return state.residue;
}
EXPORT_SYMBOL_GPL(pl08x_fix_residue);
