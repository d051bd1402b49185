// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client of a controller, for KUnit cases, see dma_client.h. No test is in here, and no lock.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/export.h>
#include <linux/gfp_types.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>

#include "dma_client.h"

#define SG_MAX	16

struct client_mapping {
	struct device *dev;
	struct client_buf buf;
};

static void client_unmap(void *param)
{
	struct client_mapping *map = param;

	dma_unmap_single(map->dev, map->buf.dma, map->buf.len, DMA_BIDIRECTIONAL);
}

/**
 * client_buf_new() - Get memory
 * @test: the case
 * @dev: device that it is mapped for
 * @len: bytes
 *
 * Context: Process context. May sleep.
 * Return: The memory, zeroed. It is unmapped and freed when the case ends.
 */
struct client_buf *client_buf_new(struct kunit *test, struct device *dev, size_t len)
{
	struct client_mapping *map = kunit_kzalloc(test, sizeof(*map), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, map);
	map->dev = dev;
	map->buf.len = len;
	map->buf.cpu = kunit_kzalloc(test, len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, map->buf.cpu);
	map->buf.dma = dma_map_single(dev, map->buf.cpu, len, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(dev, map->buf.dma));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, client_unmap, map), 0);

	return &map->buf;
}
EXPORT_SYMBOL_GPL(client_buf_new);

/**
 * client_buf_random() - Get memory that has other bytes than the last
 * @test: the case
 * @dev: device that it is mapped for
 * @len: bytes
 *
 * Context: Process context. May sleep.
 * Return: The memory, with bytes that look random. It is unmapped and freed when the case ends.
 */
struct client_buf *client_buf_random(struct kunit *test, struct device *dev, size_t len)
{
	struct client_buf *buf = client_buf_new(test, dev, len);
	static u32 seed;

	client_buf_fill(buf, seed++);

	return buf;
}
EXPORT_SYMBOL_GPL(client_buf_random);

/**
 * client_buf_fill() - Fill memory with bytes that look random and are always the same
 * @buf: memory
 * @seed: different seeds give different bytes
 *
 * Context: Any context.
 */
void client_buf_fill(struct client_buf *buf, u32 seed)
{
	struct rnd_state state;

	prandom_seed_state(&state, seed + 1);
	prandom_bytes_state(&state, buf->cpu, buf->len);
}
EXPORT_SYMBOL_GPL(client_buf_fill);

KUNIT_DEFINE_ACTION_WRAPPER(client_release_action, dma_release_channel, struct dma_chan *);

/**
 * client_keep() - Release a channel when the case ends
 * @test: the case
 * @chan: channel that was requested
 *
 * Context: Process context. May sleep.
 */
void client_keep(struct kunit *test, struct dma_chan *chan)
{
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, client_release_action, chan), 0);
}
EXPORT_SYMBOL_GPL(client_keep);

/**
 * client_release() - Release a channel before the case ends
 * @test: the case
 * @chan: channel that client_keep() was called for
 *
 * Context: Process context. May sleep.
 */
void client_release(struct kunit *test, struct dma_chan *chan)
{
	kunit_release_action(test, client_release_action, chan);
}
EXPORT_SYMBOL_GPL(client_release);

/**
 * client_config() - Configure a channel for its peripheral, both directions
 * @test: the case
 * @chan: channel
 * @addr: bus address of the peripheral's register
 * @width: its width
 * @burst: accesses for one DMA request
 *
 * Context: Any context.
 */
void client_config(struct kunit *test, struct dma_chan *chan, phys_addr_t addr,
		   enum dma_slave_buswidth width, unsigned int burst)
{
	struct dma_slave_config cfg = {
		.src_addr = addr,
		.dst_addr = addr,
		.src_addr_width = width,
		.dst_addr_width = width,
		.src_maxburst = burst,
		.dst_maxburst = burst,
	};

	KUNIT_ASSERT_EQ(test, dmaengine_slave_config(chan, &cfg), 0);
}
EXPORT_SYMBOL_GPL(client_config);

/**
 * client_oracle() - Make an oracle for a channel
 * @test: the case
 * @chan: channel
 *
 * Context: Process context. May sleep.
 * Return: The oracle. It lasts as long as the case.
 */
struct oracle *client_oracle(struct kunit *test, struct dma_chan *chan)
{
	struct oracle *o = oracle_new(test, NULL);

	o->chan = chan;

	return o;
}
EXPORT_SYMBOL_GPL(client_oracle);

/**
 * client_submit() - Submit a descriptor, watched by an oracle, and issue it
 * @o: oracle of the channel
 * @tx: what a prep operation has returned
 * @due: callbacks that are right, if it is not terminated
 *
 * Context: Any context, as long as nothing fails.
 * Return: The transfer.
 */
struct oracle_xfer *client_submit(struct oracle *o, struct dma_async_tx_descriptor *tx,
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
EXPORT_SYMBOL_GPL(client_submit);

/**
 * client_copy() - Start a copy of all of a buffer
 * @o: oracle of the channel
 * @dst: destination
 * @src: source
 *
 * Context: Any context, as long as nothing fails.
 * Return: The transfer.
 */
struct oracle_xfer *client_copy(struct oracle *o, struct client_buf *dst, struct client_buf *src)
{
	return client_submit(o, dmaengine_prep_dma_memcpy(o->chan, dst->dma, src->dma, src->len,
							  DMA_PREP_INTERRUPT | DMA_CTRL_ACK), 1);
}
EXPORT_SYMBOL_GPL(client_copy);

/**
 * client_prep_sg() - Prepare a transfer between memory and a peripheral
 * @chan: channel, configured
 * @buf: memory
 * @pieces: number of pieces to cut it into, 16 at most
 * @dir: direction
 *
 * Context: Any context.
 * Return: What the prep operation has returned.
 */
struct dma_async_tx_descriptor *client_prep_sg(struct dma_chan *chan, struct client_buf *buf,
					       unsigned int pieces,
					       enum dma_transfer_direction dir)
{
	struct scatterlist sg[SG_MAX];
	unsigned int i, len = buf->len / pieces;

	if (WARN_ON_ONCE(pieces > ARRAY_SIZE(sg)))
		return NULL;

	sg_init_table(sg, pieces);
	for (i = 0; i < pieces; i++) {
		sg_dma_address(&sg[i]) = buf->dma + i * len;
		sg_dma_len(&sg[i]) = len;
	}

	return dmaengine_prep_slave_sg(chan, sg, pieces, dir, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
}
EXPORT_SYMBOL_GPL(client_prep_sg);

/**
 * client_sg() - Start a transfer between memory and a peripheral
 * @o: oracle of the channel
 * @buf: memory
 * @pieces: number of pieces to cut it into, 16 at most
 * @dir: direction
 *
 * Context: Any context, as long as nothing fails.
 * Return: The transfer.
 */
struct oracle_xfer *client_sg(struct oracle *o, struct client_buf *buf, unsigned int pieces,
			      enum dma_transfer_direction dir)
{
	return client_submit(o, client_prep_sg(o->chan, buf, pieces, dir), 1);
}
EXPORT_SYMBOL_GPL(client_sg);

/**
 * client_cyclic() - Start a cyclic transfer
 * @o: oracle of the channel
 * @buf: memory
 * @period: bytes of a period
 * @dir: direction
 * @due: callbacks that are right if it is not terminated
 *
 * Context: Any context, as long as nothing fails.
 * Return: The transfer.
 */
struct oracle_xfer *client_cyclic(struct oracle *o, struct client_buf *buf, size_t period,
				  enum dma_transfer_direction dir, unsigned int due)
{
	return client_submit(o, dmaengine_prep_dma_cyclic(o->chan, buf->dma, buf->len, period, dir,
							  DMA_PREP_INTERRUPT), due);
}
EXPORT_SYMBOL_GPL(client_cyclic);

/**
 * client_residue() - Compare the status of a transfer, and ask for its residue
 * @x: transfer
 * @want: status that is right
 *
 * Context: Any context.
 * Return: The residue.
 */
u32 client_residue(struct oracle_xfer *x, enum dma_status want)
{
	struct dma_tx_state state = {};

	KUNIT_EXPECT_EQ(x->oracle->test,
			dmaengine_tx_status(x->oracle->chan, x->cookie, &state), want);

	return state.residue;
}
EXPORT_SYMBOL_GPL(client_residue);

/**
 * client_expect_refused() - Expect answers, and nothing else, from a controller that has gone
 * @x: copy that was on the way, on a channel that is still held
 * @slave: channel for a peripheral, configured and still held
 * @buf: memory
 *
 * Context: Process context. May sleep.
 */
void client_expect_refused(struct oracle_xfer *x, struct dma_chan *slave, struct client_buf *buf)
{
	struct dma_chan *chan = x->oracle->chan;
	struct kunit *test = x->oracle->test;

	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_memcpy(chan, buf->dma, buf->dma + buf->len / 2,
							  buf->len / 2, 0));
	KUNIT_EXPECT_NULL(test, client_prep_sg(slave, buf, 1, DMA_DEV_TO_MEM));
	client_residue(x, DMA_ERROR);
	dma_async_issue_pending(chan);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	dmaengine_synchronize(slave);
}
EXPORT_SYMBOL_GPL(client_expect_refused);

MODULE_DESCRIPTION("Clients of DMA controllers for KUnit cases");
MODULE_LICENSE("GPL");
