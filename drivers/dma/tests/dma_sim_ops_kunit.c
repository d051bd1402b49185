// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the simulated controller: what the memory operations compute,
 * each against a computation that shares nothing with the engine's. Lengths are
 * odd and pieces small, so that all the edges are met.
 */
#include <linux/module.h>
#include <linux/scatterlist.h>

#include "dma_sim_fixture.h"

#define SIM_LEN		1003
#define SIM_CHUNK	300
#define SIM_SOURCES	7

/* A controller, its channel and sources; the state of every case. */
struct sim_ops {
	struct dma_sim *sim;
	struct dma_chan *chan;
	struct client_buf *src[SIM_SOURCES];
	dma_addr_t addr[SIM_SOURCES];
	struct client_buf *p;
	struct client_buf *q;
	dma_addr_t pq[2];
	u8 *want_p;
	u8 *want_q;
};

static const u8 sim_coef[SIM_SOURCES] = { 1, 2, 4, 0x1d, 0xff, 0, 0x80 };

/* Product in GF(2^8) by long multiplication and long division, bit by bit. */
static u8 sim_gf_product(u8 a, u8 b)
{
	u32 product = 0;
	int i;

	for (i = 0; i < 8; i++)
		if (b & BIT(i))
			product ^= (u32)a << i;
	for (i = 14; i >= 8; i--)
		if (product & BIT(i))
			product ^= 0x11d << (i - 8);

	return product;
}

static int sim_ops_init(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct sim_ops *ops = kunit_kzalloc(test, sizeof(*ops), GFP_KERNEL);
	unsigned int i, j;

	KUNIT_ASSERT_NOT_NULL(test, ops);
	cfg.chunk = SIM_CHUNK;
	ops->sim = sim_new(test, &cfg);
	ops->chan = sim_get(test, ops->sim, 0);
	ops->p = sim_buf(test, ops->sim, SIM_LEN + 1);
	ops->q = sim_buf(test, ops->sim, SIM_LEN + 1);
	ops->pq[0] = ops->p->dma;
	ops->pq[1] = ops->q->dma;
	ops->want_p = kunit_kzalloc(test, SIM_LEN + 1, GFP_KERNEL);
	ops->want_q = kunit_kzalloc(test, SIM_LEN + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, ops->want_p);
	KUNIT_ASSERT_NOT_NULL(test, ops->want_q);

	for (i = 0; i < SIM_SOURCES; i++) {
		ops->src[i] = sim_buf(test, ops->sim, SIM_LEN);
		ops->addr[i] = ops->src[i]->dma;
		client_buf_fill(ops->src[i], i);
		for (j = 0; j < SIM_LEN; j++) {
			ops->want_p[j] ^= ops->src[i]->cpu[j];
			ops->want_q[j] ^= sim_gf_product(ops->src[i]->cpu[j], sim_coef[i]);
		}
	}
	test->priv = ops;

	return 0;
}

/* Runs one descriptor to its end and checks that it ended well, in pieces. */
static void sim_ops_run(struct kunit *test, struct dma_async_tx_descriptor *tx)
{
	struct sim_ops *ops = test->priv;
	struct sim_calls calls = {};

	sim_submit(test, tx, &calls);
	KUNIT_EXPECT_EQ(test, sim_run(ops->sim, 0), 1);
	KUNIT_EXPECT_EQ(test, calls.n, 1);
	KUNIT_EXPECT_EQ(test, calls.result.result, DMA_TRANS_NOERROR);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(ops->sim, 0), 0);
}

/* Test that memcpy copies, and not a byte more. */
static void sim_memcpy_copies(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_run(test, dmaengine_prep_dma_memcpy(ops->chan, ops->p->dma, ops->addr[0], SIM_LEN,
						    DMA_CTRL_ACK));
	KUNIT_EXPECT_MEMEQ(test, ops->p->cpu, ops->src[0]->cpu, SIM_LEN);
	KUNIT_EXPECT_EQ(test, ops->p->cpu[SIM_LEN], 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_bytes(ops->sim, 0), SIM_LEN);
}

/* Test that memset fills with the byte, and not a byte more. */
static void sim_memset_fills(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_run(test, dmaengine_prep_dma_memset(ops->chan, ops->p->dma, 0x1a5, SIM_LEN,
						    DMA_CTRL_ACK));
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(ops->p->cpu, 0xa5, SIM_LEN), NULL);
	KUNIT_EXPECT_EQ(test, ops->p->cpu[SIM_LEN], 0);
}

/* Test that memset_sg fills all entries and nothing in between. */
static void sim_memset_sg_fills(struct kunit *test)
{
	struct sim_ops *ops = test->priv;
	struct scatterlist sg[3];
	unsigned int i;

	sg_init_table(sg, 3);
	for (i = 0; i < 3; i++) {
		sg_dma_address(&sg[i]) = ops->p->dma + i * 40;
		sg_dma_len(&sg[i]) = 30;
	}
	sim_ops_run(test, ops->chan->device->device_prep_dma_memset_sg(ops->chan, sg, 3, 0x5a,
								       DMA_CTRL_ACK));
	for (i = 0; i < 120; i++)
		KUNIT_EXPECT_EQ(test, ops->p->cpu[i], i % 40 < 30 ? 0x5a : 0);
}

/* Test that xor is the sum of all sources. */
static void sim_xor_sums(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_run(test, ops->chan->device->device_prep_dma_xor(ops->chan, ops->p->dma, ops->addr,
								 SIM_SOURCES, SIM_LEN,
								 DMA_CTRL_ACK));
	KUNIT_EXPECT_MEMEQ(test, ops->p->cpu, ops->want_p, SIM_LEN + 1);
}

/* Test that the destination of xor may be one of its sources. */
static void sim_xor_in_place(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_run(test, ops->chan->device->device_prep_dma_xor(ops->chan, ops->addr[2], ops->addr,
								 SIM_SOURCES, SIM_LEN,
								 DMA_CTRL_ACK));
	KUNIT_EXPECT_MEMEQ(test, ops->src[2]->cpu, ops->want_p, SIM_LEN);
}

/* Test that xor_val tells a zero sum from one with a single wrong bit. */
static void sim_xor_val_finds_bit(struct kunit *test)
{
	struct sim_ops *ops = test->priv;
	struct dma_device *ddev = ops->chan->device;
	enum sum_check_flags result = SUM_CHECK_Q_RESULT;

	memcpy(ops->src[0]->cpu, ops->src[1]->cpu, SIM_LEN);
	sim_ops_run(test, ddev->device_prep_dma_xor_val(ops->chan, ops->addr, 2, SIM_LEN, &result,
							DMA_CTRL_ACK));
	KUNIT_EXPECT_EQ(test, (int)result, 0);

	ops->src[0]->cpu[SIM_LEN - 1] ^= 0x10;
	sim_ops_run(test, ddev->device_prep_dma_xor_val(ops->chan, ops->addr, 2, SIM_LEN, &result,
							DMA_CTRL_ACK));
	KUNIT_EXPECT_EQ(test, (int)result, SUM_CHECK_P_RESULT);
}

static void sim_ops_pq(struct kunit *test, unsigned int first, unsigned int n, unsigned long flags)
{
	struct sim_ops *ops = test->priv;

	sim_ops_run(test, ops->chan->device->device_prep_dma_pq(ops->chan, ops->pq,
								ops->addr + first, n,
								sim_coef + first, SIM_LEN,
								flags | DMA_CTRL_ACK));
}

/* Test that pq is the sum and the weighted sum of all sources. */
static void sim_pq_sums(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_pq(test, 0, SIM_SOURCES, 0);
	KUNIT_EXPECT_MEMEQ(test, ops->p->cpu, ops->want_p, SIM_LEN + 1);
	KUNIT_EXPECT_MEMEQ(test, ops->q->cpu, ops->want_q, SIM_LEN + 1);
}

/* Test that a disabled result is not even looked at. */
static void sim_pq_disabled(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	ops->pq[0] = SIM_NO_MEMORY;
	sim_ops_pq(test, 0, SIM_SOURCES, DMA_PREP_PQ_DISABLE_P);
	KUNIT_EXPECT_MEMEQ(test, ops->q->cpu, ops->want_q, SIM_LEN + 1);

	ops->pq[0] = ops->p->dma;
	ops->pq[1] = SIM_NO_MEMORY;
	sim_ops_pq(test, 0, SIM_SOURCES, DMA_PREP_PQ_DISABLE_Q);
	KUNIT_EXPECT_MEMEQ(test, ops->p->cpu, ops->want_p, SIM_LEN + 1);
}

/* Test that a continued operation adds to what is there. */
static void sim_pq_continues(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_pq(test, 0, 3, 0);
	sim_ops_pq(test, 3, SIM_SOURCES - 3, DMA_PREP_CONTINUE);
	KUNIT_EXPECT_MEMEQ(test, ops->p->cpu, ops->want_p, SIM_LEN + 1);
	KUNIT_EXPECT_MEMEQ(test, ops->q->cpu, ops->want_q, SIM_LEN + 1);
}

/* Test that continuing with P disabled adds to Q and leaves P alone. */
static void sim_pq_continues_q(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_pq(test, 0, 3, DMA_PREP_PQ_DISABLE_P);
	sim_ops_pq(test, 3, SIM_SOURCES - 3, DMA_PREP_CONTINUE | DMA_PREP_PQ_DISABLE_P);
	KUNIT_EXPECT_MEMEQ(test, ops->q->cpu, ops->want_q, SIM_LEN + 1);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(ops->p->cpu, 0, SIM_LEN), NULL);
}

/* Test that Q may replace one of its sources. */
static void sim_pq_in_place(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	ops->pq[1] = ops->addr[1];
	sim_ops_pq(test, 0, SIM_SOURCES, DMA_PREP_PQ_DISABLE_P);
	KUNIT_EXPECT_MEMEQ(test, ops->src[1]->cpu, ops->want_q, SIM_LEN);
}

static int sim_ops_pq_val(struct kunit *test, unsigned long flags)
{
	struct sim_ops *ops = test->priv;
	enum sum_check_flags result = 0;

	sim_ops_run(test, ops->chan->device->device_prep_dma_pq_val(ops->chan, ops->pq, ops->addr,
								    SIM_SOURCES, sim_coef, SIM_LEN,
								    &result, flags | DMA_CTRL_ACK));

	return result;
}

/* Test that pq_val finds a single wrong bit in P and in Q, and says which. */
static void sim_pq_val_finds_bit(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	memcpy(ops->p->cpu, ops->want_p, SIM_LEN);
	memcpy(ops->q->cpu, ops->want_q, SIM_LEN);
	KUNIT_EXPECT_EQ(test, sim_ops_pq_val(test, 0), 0);

	ops->p->cpu[SIM_LEN - 1] ^= 1;
	KUNIT_EXPECT_EQ(test, sim_ops_pq_val(test, 0), SUM_CHECK_P_RESULT);
	KUNIT_EXPECT_EQ(test, sim_ops_pq_val(test, DMA_PREP_PQ_DISABLE_P), 0);

	ops->q->cpu[0] ^= 0x80;
	KUNIT_EXPECT_EQ(test, sim_ops_pq_val(test, 0), SUM_CHECK_P_RESULT | SUM_CHECK_Q_RESULT);
	KUNIT_EXPECT_EQ(test, sim_ops_pq_val(test, DMA_PREP_PQ_DISABLE_P), SUM_CHECK_Q_RESULT);
	KUNIT_EXPECT_EQ(test, sim_ops_pq_val(test, DMA_PREP_PQ_DISABLE_Q), SUM_CHECK_P_RESULT);
}

/* Test that validation writes nothing. */
static void sim_pq_val_writes_nothing(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_pq_val(test, 0);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(ops->p->cpu, 0, SIM_LEN + 1), NULL);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(ops->q->cpu, 0, SIM_LEN + 1), NULL);
}

/* Test that a rectangle is cut out of a picture line by line. */
static void sim_interleaved_cuts(struct kunit *test)
{
	struct sim_ops *ops = test->priv;
	struct dma_interleaved_template *xt;
	unsigned int i;

	xt = kunit_kzalloc(test, struct_size(xt, sgl, 1), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, xt);
	xt->dir = DMA_MEM_TO_MEM;
	xt->src_start = ops->addr[0] + 5;
	xt->dst_start = ops->p->dma;
	xt->src_inc = true;
	xt->dst_inc = true;
	xt->src_sgl = true;
	xt->numf = 8;
	xt->frame_size = 1;
	xt->sgl[0].size = 20;
	xt->sgl[0].icg = 80;
	sim_ops_run(test, dmaengine_prep_interleaved_dma(ops->chan, xt, DMA_CTRL_ACK));
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_MEMEQ(test, ops->p->cpu + 20 * i, ops->src[0]->cpu + 5 + 100 * i, 20);
	KUNIT_EXPECT_EQ(test, ops->p->cpu[160], 0);
}

/* Test that an interrupt descriptor moves nothing and is called back. */
static void sim_interrupt_calls_back(struct kunit *test)
{
	struct sim_ops *ops = test->priv;

	sim_ops_run(test, ops->chan->device->device_prep_dma_interrupt(ops->chan, DMA_CTRL_ACK));
	KUNIT_EXPECT_EQ(test, dma_sim_record_bytes(ops->sim, 0), 0);
}

static struct kunit_case dma_sim_ops_cases[] = {
	KUNIT_CASE(sim_memcpy_copies),
	KUNIT_CASE(sim_memset_fills),
	KUNIT_CASE(sim_memset_sg_fills),
	KUNIT_CASE(sim_xor_sums),
	KUNIT_CASE(sim_xor_in_place),
	KUNIT_CASE(sim_xor_val_finds_bit),
	KUNIT_CASE(sim_pq_sums),
	KUNIT_CASE(sim_pq_disabled),
	KUNIT_CASE(sim_pq_continues),
	KUNIT_CASE(sim_pq_continues_q),
	KUNIT_CASE(sim_pq_in_place),
	KUNIT_CASE(sim_pq_val_finds_bit),
	KUNIT_CASE(sim_pq_val_writes_nothing),
	KUNIT_CASE(sim_interleaved_cuts),
	KUNIT_CASE(sim_interrupt_calls_back),
	{}
};

static struct kunit_suite dma_sim_ops_suite = {
	.name = "dma_sim_ops",
	.init = sim_ops_init,
	.test_cases = dma_sim_ops_cases,
};

kunit_test_suite(dma_sim_ops_suite);

MODULE_DESCRIPTION("KUnit suite of the simulated DMA controller: memory operations");
MODULE_LICENSE("GPL");
