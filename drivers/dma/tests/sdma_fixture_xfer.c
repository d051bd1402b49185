// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the i.MX SDMA on a model of it: memory and transfers, see sdma_fixture.h.
 */
#include <kunit/resource.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/export.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>

#include "sdma_fixture.h"

#define SG_MAX		16

/* How long to wait for callbacks, of simulated time. */
#define WAIT_US		100000
#define STEP_US		10

/**
 * sdma_fix_oracle() - Make an oracle for a channel
 * @f: fixture
 * @chan: channel
 *
 * Return: The oracle.
 */
struct oracle *sdma_fix_oracle(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle *o = oracle_new(f->test, NULL);

	o->chan = chan;

	return o;
}
EXPORT_SYMBOL_GPL(sdma_fix_oracle);

struct fix_mapping {
	struct device *dev;
	struct sdma_buf buf;
};

static void fix_unmap(void *param)
{
	struct fix_mapping *map = param;

	dma_unmap_single(map->dev, map->buf.dma, map->buf.len, DMA_BIDIRECTIONAL);
}

/**
 * sdma_fix_buf() - Get memory
 * @f: fixture
 * @len: bytes
 *
 * Return: The memory, with bytes that look random. It goes away with the case.
 */
struct sdma_buf *sdma_fix_buf(struct sdma_fix *f, size_t len)
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
EXPORT_SYMBOL_GPL(sdma_fix_buf);

/**
 * sdma_fix_submit() - Submit a descriptor, watched by an oracle, and issue it
 * @o: oracle of the channel
 * @tx: what a prep operation has returned
 * @due: callbacks that are right, if it is not terminated
 *
 * Return: The transfer.
 */
struct oracle_xfer *sdma_fix_submit(struct oracle *o, struct dma_async_tx_descriptor *tx,
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
EXPORT_SYMBOL_GPL(sdma_fix_submit);

/**
 * sdma_fix_copy() - Start a copy of all of a buffer
 * @o: oracle of the channel
 * @dst: destination
 * @src: source
 *
 * Return: The transfer.
 */
struct oracle_xfer *sdma_fix_copy(struct oracle *o, struct sdma_buf *dst, struct sdma_buf *src)
{
	return sdma_fix_submit(o, dmaengine_prep_dma_memcpy(o->chan, dst->dma, src->dma, src->len,
							    DMA_PREP_INTERRUPT | DMA_CTRL_ACK),
			       1);
}
EXPORT_SYMBOL_GPL(sdma_fix_copy);

/**
 * sdma_fix_prep_sg() - Prepare a transfer between memory and a peripheral
 * @chan: channel, configured
 * @buf: memory
 * @pieces: number of pieces to cut it into
 * @dir: direction
 *
 * Return: What the prep operation has returned.
 */
struct dma_async_tx_descriptor *sdma_fix_prep_sg(struct dma_chan *chan, struct sdma_buf *buf,
						 unsigned int pieces,
						 enum dma_transfer_direction dir)
{
	struct scatterlist sg[SG_MAX];
	unsigned int i, len = buf->len / pieces;

	sg_init_table(sg, pieces);
	for (i = 0; i < pieces; i++) {
		sg_dma_address(&sg[i]) = buf->dma + i * len;
		sg_dma_len(&sg[i]) = len;
	}

	return dmaengine_prep_slave_sg(chan, sg, pieces, dir, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
}
EXPORT_SYMBOL_GPL(sdma_fix_prep_sg);

/**
 * sdma_fix_sg() - Start a transfer between memory and a peripheral
 * @o: oracle of the channel
 * @buf: memory
 * @pieces: number of pieces to cut it into
 * @dir: direction
 *
 * Return: The transfer.
 */
struct oracle_xfer *sdma_fix_sg(struct oracle *o, struct sdma_buf *buf, unsigned int pieces,
				enum dma_transfer_direction dir)
{
	return sdma_fix_submit(o, sdma_fix_prep_sg(o->chan, buf, pieces, dir), 1);
}
EXPORT_SYMBOL_GPL(sdma_fix_sg);

/**
 * sdma_fix_cyclic() - Start a cyclic transfer
 * @o: oracle of the channel
 * @buf: memory
 * @period: bytes of a period
 * @dir: direction
 * @due: callbacks that are right if it is not terminated
 *
 * Return: The transfer.
 */
struct oracle_xfer *sdma_fix_cyclic(struct oracle *o, struct sdma_buf *buf, size_t period,
				    enum dma_transfer_direction dir, unsigned int due)
{
	return sdma_fix_submit(o, dmaengine_prep_dma_cyclic(o->chan, buf->dma, buf->len, period,
							    dir, DMA_PREP_INTERRUPT), due);
}
EXPORT_SYMBOL_GPL(sdma_fix_cyclic);

/**
 * sdma_fix_wait() - Wait until a transfer was called back, which has to happen soon
 * @x: transfer
 * @calls: how often
 *
 * Context: Process context. May sleep.
 */
void sdma_fix_wait(struct oracle_xfer *x, unsigned int calls)
{
	unsigned int us;

	for (us = 0; us < WAIT_US && READ_ONCE(x->calls) < calls; us += STEP_US)
		sdma_fix_pass(STEP_US);
	KUNIT_EXPECT_GE(x->oracle->test, READ_ONCE(x->calls), calls);
}
EXPORT_SYMBOL_GPL(sdma_fix_wait);

/**
 * sdma_fix_residue() - Compare the status of a transfer, and ask for its residue
 * @x: transfer
 * @want: status that is right
 *
 * Return: The residue.
 */
u32 sdma_fix_residue(struct oracle_xfer *x, enum dma_status want)
{
	struct dma_tx_state state = {};

	KUNIT_EXPECT_EQ(x->oracle->test,
			dmaengine_tx_status(x->oracle->chan, x->cookie, &state), want);

	return state.residue;
}
EXPORT_SYMBOL_GPL(sdma_fix_residue);
