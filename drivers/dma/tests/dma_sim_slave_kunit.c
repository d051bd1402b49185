// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the simulated controller: slave, cyclic and interleaved
 * transfers, configurations, metadata, loopback.
 */
#include <linux/module.h>
#include <linux/scatterlist.h>

#include "dma_sim_fixture.h"

#define SIM_LEN		480

/* A controller with its channel and memory; the state of every case. */
struct sim_slave {
	struct dma_sim *sim;
	struct dma_chan *chan;
	struct client_buf *buf;
	struct scatterlist sg[3];
};

static int sim_slave_init(struct kunit *test)
{
	struct sim_slave *ss = kunit_kzalloc(test, sizeof(*ss), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, ss);
	ss->sim = sim_new(test, &dma_sim_default_config);
	ss->chan = sim_get(test, ss->sim, 0);
	ss->buf = sim_buf(test, ss->sim, SIM_LEN);
	client_buf_fill(ss->buf, 5);
	/* In a mixed order, so that the order of entries matters. */
	sg_init_table(ss->sg, 3);
	for (i = 0; i < 3; i++) {
		sg_dma_address(&ss->sg[i]) = ss->buf->dma + (i + 1) % 3 * 160;
		sg_dma_len(&ss->sg[i]) = 160;
	}
	test->priv = ss;

	return 0;
}

static void sim_slave_run(struct kunit *test, struct dma_async_tx_descriptor *tx)
{
	struct sim_slave *ss = test->priv;
	struct sim_calls calls = {};

	sim_submit(test, tx, &calls);
	KUNIT_EXPECT_EQ(test, sim_run(ss->sim, 0), 1);
	KUNIT_EXPECT_EQ(test, calls.n, 1);
	KUNIT_EXPECT_EQ(test, calls.result.result, DMA_TRANS_NOERROR);
}

/* Checks that @len bytes at @at are what the device has sent from @pos on. */
static void sim_expect_pattern(struct kunit *test, size_t at, size_t len, u64 pos)
{
	struct sim_slave *ss = test->priv;
	size_t i;

	for (i = 0; i < len; i++)
		if (ss->buf->cpu[at + i] != dma_sim_fifo_pattern(pos + i))
			break;
	KUNIT_EXPECT_EQ_MSG(test, i, len, "first wrong byte at %zu + %zu", at, i);
}

/* Test that what is sent arrives at the device in the order of the entries. */
static void sim_sends_sg(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	u8 *got = kunit_kzalloc(test, SIM_LEN, GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, got);
	sim_slave_run(test, dmaengine_prep_slave_sg(ss->chan, ss->sg, 3, DMA_MEM_TO_DEV,
						    DMA_CTRL_ACK));
	KUNIT_EXPECT_EQ(test, dma_sim_fifo_sent(ss->sim, 0), SIM_LEN);
	KUNIT_EXPECT_EQ(test, dma_sim_fifo_read(ss->sim, 0, got, SIM_LEN), SIM_LEN);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_MEMEQ(test, got + i * 160,
				   ss->buf->cpu + (sg_dma_address(&ss->sg[i]) - ss->buf->dma), 160);
}

/* Test that what the device sends fills the entries in their order. */
static void sim_receives_sg(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	unsigned int i;

	sim_slave_run(test, dmaengine_prep_slave_sg(ss->chan, ss->sg, 3, DMA_DEV_TO_MEM,
						    DMA_CTRL_ACK));
	for (i = 0; i < 3; i++)
		sim_expect_pattern(test, sg_dma_address(&ss->sg[i]) - ss->buf->dma, 160, i * 160);
	KUNIT_EXPECT_EQ(test, dma_sim_fifo_received(ss->sim, 0), SIM_LEN);
}

/* Test that the sink remembers the end of a transfer that is longer than it. */
static void sim_sink_keeps_the_end(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	size_t len = 2 * DMA_SIM_FIFO_SIZE + 100;
	struct client_buf *buf = sim_buf(test, ss->sim, len);
	u8 *got = kunit_kzalloc(test, DMA_SIM_FIFO_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, got);
	client_buf_fill(buf, 6);
	sim_slave_run(test, dmaengine_prep_slave_single(ss->chan, buf->dma, len, DMA_MEM_TO_DEV,
							DMA_CTRL_ACK));
	KUNIT_EXPECT_EQ(test, dma_sim_fifo_read(ss->sim, 0, got, DMA_SIM_FIFO_SIZE),
			DMA_SIM_FIFO_SIZE);
	KUNIT_EXPECT_MEMEQ(test, got, buf->cpu + len - DMA_SIM_FIFO_SIZE, DMA_SIM_FIFO_SIZE);
}

/* Test that a vector of addresses does what a scatterlist does. */
static void sim_receives_vec(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	const struct dma_vec vecs[] = {
		{ .addr = ss->buf->dma + 100, .len = 7 },
		{ .addr = ss->buf->dma, .len = 50 },
	};

	sim_slave_run(test, dmaengine_prep_peripheral_dma_vec(ss->chan, vecs, 2, DMA_DEV_TO_MEM,
							      DMA_CTRL_ACK));
	sim_expect_pattern(test, 100, 7, 0);
	sim_expect_pattern(test, 0, 50, 7);
}

/* Test that widths and bursts that the controller cannot do are refused. */
static void sim_refuses_config(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct dma_slave_config config = {
		.src_addr = dma_sim_fifo_addr(ss->sim, 0),
		.src_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES,
		.src_maxburst = 16,
	};

	KUNIT_EXPECT_EQ(test, dmaengine_slave_config(ss->chan, &config), 0);
	config.src_addr_width = DMA_SLAVE_BUSWIDTH_3_BYTES;
	KUNIT_EXPECT_EQ(test, dmaengine_slave_config(ss->chan, &config), -EINVAL);
	config.src_addr_width = DMA_SLAVE_BUSWIDTH_128_BYTES;
	KUNIT_EXPECT_EQ(test, dmaengine_slave_config(ss->chan, &config), -EINVAL);
	config.src_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES;
	config.src_maxburst = 1000;
	KUNIT_EXPECT_EQ(test, dmaengine_slave_config(ss->chan, &config), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_sim_record_count(ss->sim, 0, DMA_SIM_OP_CONFIG), 4);
}

/* Test that lengths that are no multiple of the register width are refused. */
static void sim_refuses_partial_words(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct dma_slave_config config = {
		.src_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES,
	};

	KUNIT_ASSERT_EQ(test, dmaengine_slave_config(ss->chan, &config), 0);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(ss->chan, ss->buf->dma, 42,
							    DMA_DEV_TO_MEM, 0));
	KUNIT_EXPECT_NOT_NULL(test, dmaengine_prep_slave_single(ss->chan, ss->buf->dma, 42,
								DMA_MEM_TO_DEV, 0));
	KUNIT_EXPECT_NOT_NULL(test, dmaengine_prep_slave_single(ss->chan, ss->buf->dma, 44,
								DMA_DEV_TO_MEM, 0));
}

/* Test that a configuration given along with a prep holds for this one only. */
static void sim_config_of_one_descriptor(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct dma_device *ddev = ss->chan->device;
	struct dma_slave_config config = {
		.src_addr_width = DMA_SLAVE_BUSWIDTH_8_BYTES,
	};

	sg_dma_len(&ss->sg[0]) = 4;
	KUNIT_EXPECT_NULL(test, ddev->device_prep_config_sg(ss->chan, ss->sg, 1, DMA_DEV_TO_MEM,
							    0, &config));
	KUNIT_EXPECT_NOT_NULL(test, ddev->device_prep_config_sg(ss->chan, ss->sg, 1,
								DMA_DEV_TO_MEM, 0, NULL));
	config.src_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES;
	sim_slave_run(test, ddev->device_prep_config_sg(ss->chan, ss->sg, 1, DMA_DEV_TO_MEM,
							DMA_CTRL_ACK, &config));
}

/* Test that directions that no channel has are refused. */
static void sim_refuses_direction(struct kunit *test)
{
	struct sim_slave *ss = test->priv;

	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_sg(ss->chan, ss->sg, 3, DMA_DEV_TO_DEV, 0));
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_sg(ss->chan, ss->sg, 3, DMA_MEM_TO_MEM, 0));
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_cyclic(ss->chan, ss->buf->dma, 400, 100,
							  DMA_DEV_TO_DEV, 0));
}

/* Test that a cyclic transfer goes round, with one callback a period. */
static void sim_goes_round(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct sim_calls calls = {};
	dma_cookie_t cookie;
	unsigned int i;

	cookie = sim_submit(test, dmaengine_prep_dma_cyclic(ss->chan, ss->buf->dma, 480, 120,
							    DMA_DEV_TO_MEM, DMA_CTRL_ACK), &calls);
	for (i = 0; i < 6; i++) {
		KUNIT_EXPECT_TRUE(test, dma_sim_step(ss->sim, 0));
		KUNIT_EXPECT_EQ(test, dma_sim_irq(ss->sim, 0), 1);
		dma_sim_settle(ss->sim, 0);
		KUNIT_EXPECT_EQ(test, calls.n, i + 1);
	}
	sim_expect_pattern(test, 0, 240, 480);
	sim_expect_pattern(test, 240, 240, 240);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(ss->chan, cookie, NULL), DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(ss->chan), 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(ss->sim, 0), 0);
}

/* Test that periods whose interrupt came late are all reported. */
static void sim_counts_late_periods(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct sim_calls calls = {};
	unsigned int i;

	sim_submit(test, dmaengine_prep_dma_cyclic(ss->chan, ss->buf->dma, 480, 120,
						   DMA_MEM_TO_DEV, DMA_CTRL_ACK), &calls);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_TRUE(test, dma_sim_step(ss->sim, 0));
	KUNIT_EXPECT_EQ(test, dma_sim_irq(ss->sim, 0), 3);
	dma_sim_settle(ss->sim, 0);
	KUNIT_EXPECT_EQ(test, calls.n, 3);
}

static struct dma_interleaved_template *sim_frame(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct dma_interleaved_template *xt;

	xt = kunit_kzalloc(test, struct_size(xt, sgl, 1), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, xt);
	xt->dir = DMA_DEV_TO_MEM;
	xt->dst_start = ss->buf->dma;
	xt->dst_inc = true;
	xt->dst_sgl = true;
	xt->numf = 3;
	xt->frame_size = 1;
	xt->sgl[0].size = 10;
	xt->sgl[0].icg = 6;

	return xt;
}

/* Test that an interleaved transfer from the device skips the gaps. */
static void sim_receives_frames(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	unsigned int i;

	memset(ss->buf->cpu, 0, SIM_LEN);
	sim_slave_run(test, dmaengine_prep_interleaved_dma(ss->chan, sim_frame(test),
							   DMA_CTRL_ACK));
	for (i = 0; i < 3; i++) {
		sim_expect_pattern(test, i * 16, 10, i * 10);
		KUNIT_EXPECT_PTR_EQ(test, memchr_inv(ss->buf->cpu + i * 16 + 10, 0, 6), NULL);
	}
}

/* Test that a repeated frame goes on until one that may replace it is issued. */
static void sim_repeats_until_replaced(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct dma_interleaved_template *xt = sim_frame(test);
	struct sim_calls first = {}, next = {};

	sim_submit(test, dmaengine_prep_interleaved_dma(ss->chan, xt, DMA_PREP_REPEAT), &first);
	KUNIT_EXPECT_EQ(test, sim_run(ss->sim, 0), 1);
	KUNIT_EXPECT_EQ(test, sim_run(ss->sim, 0), 1);
	KUNIT_EXPECT_EQ(test, first.n, 2);

	sim_submit(test, dmaengine_prep_interleaved_dma(ss->chan, xt, DMA_PREP_REPEAT |
							DMA_PREP_LOAD_EOT), &next);
	sim_run(ss->sim, 0);
	KUNIT_EXPECT_EQ(test, first.n, 3);
	KUNIT_EXPECT_EQ(test, next.n, 0);
	KUNIT_EXPECT_EQ(test, sim_run(ss->sim, 0), 1);
	KUNIT_EXPECT_EQ(test, first.n, 3);
	KUNIT_EXPECT_EQ(test, next.n, 1);
}

/* Test that metadata of the client's own buffer travels with the transfer. */
static void sim_client_metadata(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct dma_async_tx_descriptor *tx;
	u8 meta[8] = "metadata", got[16] = {};
	unsigned int i;

	tx = dmaengine_prep_slave_sg(ss->chan, ss->sg, 3, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(tx, meta, sizeof(meta)), 0);
	sim_slave_run(test, tx);
	KUNIT_EXPECT_EQ(test, dma_sim_metadata_read(ss->sim, 0, got, sizeof(got)), sizeof(meta));
	KUNIT_EXPECT_MEMEQ(test, got, meta, sizeof(meta));

	tx = dmaengine_prep_slave_sg(ss->chan, ss->sg, 3, DMA_DEV_TO_MEM, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(tx, meta, sizeof(meta)), 0);
	sim_slave_run(test, tx);
	for (i = 0; i < sizeof(meta); i++)
		KUNIT_EXPECT_EQ(test, meta[i], dma_sim_metadata_pattern(i));
}

/* Test that metadata in the engine's memory travels with the transfer. */
static void sim_engine_metadata(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct dma_async_tx_descriptor *tx;
	size_t len, max;
	u8 got[16] = {};
	u8 *meta;

	tx = dmaengine_prep_slave_sg(ss->chan, ss->sg, 3, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	meta = dmaengine_desc_get_metadata_ptr(tx, &len, &max);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, meta);
	KUNIT_EXPECT_EQ(test, len, 0);
	KUNIT_EXPECT_EQ(test, max, DMA_SIM_METADATA_MAX);
	memcpy(meta, "engine", 6);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_metadata_len(tx, max + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_metadata_len(tx, 6), 0);
	sim_slave_run(test, tx);
	KUNIT_EXPECT_EQ(test, dma_sim_metadata_read(ss->sim, 0, got, sizeof(got)), 6);
	KUNIT_EXPECT_MEMEQ(test, got, "engine", 6);
}

/* Test that a reusable descriptor can be submitted again, and starts anew. */
static void sim_reuses_descriptor(struct kunit *test)
{
	struct sim_slave *ss = test->priv;
	struct dma_async_tx_descriptor *tx;
	unsigned int i;

	tx = dmaengine_prep_slave_sg(ss->chan, ss->sg, 3, DMA_DEV_TO_MEM, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_reuse(tx), 0);
	for (i = 0; i < 3; i++) {
		sim_slave_run(test, tx);
		KUNIT_EXPECT_EQ(test, dma_sim_fifo_received(ss->sim, 0), (i + 1) * SIM_LEN);
		KUNIT_EXPECT_EQ(test, dma_sim_record_live(ss->sim, 0), 1);
	}
	KUNIT_EXPECT_EQ(test, dmaengine_desc_free(tx), 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(ss->sim, 0), 0);
}

/* Test that in loopback mode one channel waits for the other, both ways. */
static void sim_loops_back(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct sim_slave *ss = test->priv;
	struct sim_calls sent = {}, got = {};
	struct dma_chan *tx, *rx;
	struct client_buf *src, *dst;
	struct dma_sim *sim;
	size_t len = 10000;

	cfg.dev = dma_sim_device(ss->sim)->dev;
	cfg.n_channels = 2;
	cfg.loopback = true;
	sim = sim_new(test, &cfg);
	tx = sim_get(test, sim, 0);
	rx = sim_get(test, sim, 1);
	src = sim_buf(test, sim, len);
	dst = sim_buf(test, sim, len);
	client_buf_fill(src, 7);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(tx, dst->dma, len, DMA_DEV_TO_MEM, 0));
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(rx, src->dma, len, DMA_MEM_TO_DEV, 0));

	sim_submit(test, dmaengine_prep_slave_single(rx, dst->dma, len, DMA_DEV_TO_MEM,
						     DMA_CTRL_ACK), &got);
	KUNIT_EXPECT_FALSE(test, dma_sim_step(sim, 1));
	sim_submit(test, dmaengine_prep_slave_single(tx, src->dma, len, DMA_MEM_TO_DEV,
						     DMA_CTRL_ACK), &sent);
	KUNIT_EXPECT_TRUE(test, dma_sim_step(sim, 0));
	KUNIT_EXPECT_FALSE(test, dma_sim_step(sim, 0));
	while (dma_sim_step(sim, 1) || dma_sim_step(sim, 0))
		;
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 1), 1);
	KUNIT_EXPECT_EQ(test, sent.n, 1);
	KUNIT_EXPECT_EQ(test, got.n, 1);
	KUNIT_EXPECT_MEMEQ(test, dst->cpu, src->cpu, len);
}

static struct kunit_case dma_sim_slave_cases[] = {
	KUNIT_CASE(sim_sends_sg),
	KUNIT_CASE(sim_receives_sg),
	KUNIT_CASE(sim_sink_keeps_the_end),
	KUNIT_CASE(sim_receives_vec),
	KUNIT_CASE(sim_refuses_config),
	KUNIT_CASE(sim_refuses_partial_words),
	KUNIT_CASE(sim_config_of_one_descriptor),
	KUNIT_CASE(sim_refuses_direction),
	KUNIT_CASE(sim_goes_round),
	KUNIT_CASE(sim_counts_late_periods),
	KUNIT_CASE(sim_receives_frames),
	KUNIT_CASE(sim_repeats_until_replaced),
	KUNIT_CASE(sim_client_metadata),
	KUNIT_CASE(sim_engine_metadata),
	KUNIT_CASE(sim_reuses_descriptor),
	KUNIT_CASE(sim_loops_back),
	{}
};

static struct kunit_suite dma_sim_slave_suite = {
	.name = "dma_sim_slave",
	.init = sim_slave_init,
	.test_cases = dma_sim_slave_cases,
};

kunit_test_suite(dma_sim_slave_suite);

MODULE_DESCRIPTION("KUnit suite of the simulated DMA controller: slave transfers");
MODULE_LICENSE("GPL");
