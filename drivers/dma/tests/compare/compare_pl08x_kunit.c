// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite for two kernels: the PL080's driver on a model of the hardware, a PL081 with two
 * physical channels. entries.txt says which case stands for which defect.
 */
#include <kunit/test.h>
#include <linux/dmaengine.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "../pl08x_fixture.h"
#include "compare.h"

#define LEN	256

struct rig {
	struct pl08x_fix *f;
	struct dma_chan *chan;
	struct oracle *o;
	struct oracle *blocker[2];
	struct client_buf *src, *dst, *other;
};

static int pl08x_init(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_PL081,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS,
		.memcpy_burst = PL08X_BURST_SZ_4,
	};
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rig);
	test->priv = rig;
	rig->f = pl08x_fix_new(test, &cfg);
	rig->src = pl08x_fix_buf(rig->f, LEN);
	rig->dst = pl08x_fix_buf(rig->f, LEN);
	rig->other = pl08x_fix_buf(rig->f, LEN / 2);
	rig->chan = pl08x_fix_memcpy(rig->f);
	rig->o = pl08x_fix_oracle(rig->f, rig->chan);
	return 0;
}

/* Transfers from peripherals that never send anything take all physical channels. */
static void block(struct rig *rig)
{
	struct dma_chan *chan;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(rig->blocker); n++) {
		chan = pl08x_fix_slave(rig->f, n);
		rig->blocker[n] = pl08x_fix_oracle(rig->f, chan);
		pl08x_fix_config_chan(rig->f, chan, n, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
		client_sg(rig->blocker[n], rig->other, 1, DMA_DEV_TO_MEM);
	}
}

static void unblock(struct rig *rig)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(rig->blocker); n++)
		oracle_terminate(rig->blocker[n], dmaengine_terminate_async);
}

static struct oracle_xfer *start(struct rig *rig)
{
	return client_copy(rig->o, rig->dst, rig->src);
}

static bool same(struct rig *rig)
{
	return !memcmp(rig->dst->cpu, rig->src->cpu, LEN);
}

/* Test that a terminated channel does not start when a physical one becomes free. */
static void terminate_waiting(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	block(rig);
	x = start(rig);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
	memset(rig->dst->cpu, 0xee, LEN);
	unblock(rig);
	pl08x_model_run(rig->f->m);
	compare_expect(test, rig->dst->cpu[0] == 0xee,
		       "writes to memory after a synchronous terminate");
	compare_expect(test, !x->calls, "calls back after a synchronous terminate");
}

/* Test that a channel may be released while it waits, and its next client is served. */
static void release_waiting(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	block(rig);
	start(rig);
	pl08x_fix_release(rig->f, rig->chan);
	unblock(rig);
	pl08x_model_run(rig->f->m);
	rig->chan = pl08x_fix_memcpy(rig->f);
	rig->o = pl08x_fix_oracle(rig->f, rig->chan);
	x = start(rig);
	pl08x_model_run(rig->f->m);
	compare_expect(test, x->calls == 1, "the channel never works again");
}

/* Test that a terminal count which comes late is not taken for the next transfer's. */
static void late_terminal_count(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	pl08x_model_late_tc(rig->f->m, true);
	start(rig);
	pl08x_model_run(rig->f->m);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(rig->chan), 0);
	memset(rig->dst->cpu, 0xee, LEN);
	x = start(rig);
	pl08x_model_step(rig->f->m, 10);
	pl08x_model_late_tc(rig->f->m, false);
	pl08x_model_irq(rig->f->m);
	compare_expect(test, !x->calls, "completes a transfer that still runs");
	pl08x_model_run(rig->f->m);
	compare_expect(test, same(rig), "stops a transfer that still runs");
}

/* Test that an error on the bus is reported to the client. */
static void bus_error(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	pl08x_model_fail_next(rig->f->m, PL08X_ACCESS_SRC, 4);
	x = start(rig);
	x->want = DMA_TRANS_ABORTED;
	pl08x_model_run(rig->f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	compare_expect(test, dmaengine_tx_status(rig->chan, x->cookie, NULL) == DMA_ERROR,
		       "a transfer that has failed is complete");
	compare_expect(test, !oracle_faults(rig->o), "the callback is not told of the error");
}

/* Test that a reusable descriptor can be terminated. */
static void terminate_reusable(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(rig->chan, rig->dst->dma, rig->src->dma, LEN,
				       DMA_CTRL_ACK | DMA_CTRL_REUSE);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	KUNIT_EXPECT_GT(test, dmaengine_submit(tx), 0);
	dma_async_issue_pending(rig->chan);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_free(tx), 0);
}

/* Test that a channel is not disabled before it has written what it has read. */
static void terminate_running(struct kunit *test)
{
	struct rig *rig = test->priv;

	start(rig);
	pl08x_model_step(rig->f->m, 3);
	KUNIT_EXPECT_NE(test, pl08x_model_active(rig->f->m), 0);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(rig->chan), 0);
	pl08x_model_step(rig->f->m, 3);
	dmaengine_synchronize(rig->chan);
	compare_expect(test, !pl08x_model_chan_stats(rig->f->m, 0).lost,
		       "loses what the channel has read");
	pl08x_fix_expect(rig->f, 0);
}

/* Test that a piece that is no whole word does not change how those behind it are transferred. */
static void short_piece(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct dma_chan *chan = pl08x_fix_slave(rig->f, 0);
	struct oracle *o = pl08x_fix_oracle(rig->f, chan);
	struct dma_async_tx_descriptor *tx;
	struct scatterlist sg[2];
	struct pl08x_periph *p;
	unsigned int n;

	p = pl08x_fix_periph(rig->f, 0, false, rig->dst);
	pl08x_fix_config_chan(rig->f, chan, 0, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
	sg_init_table(sg, ARRAY_SIZE(sg));
	for (n = 0; n < ARRAY_SIZE(sg); n++) {
		sg_dma_address(&sg[n]) = rig->src->dma + n * LEN / 2;
		sg_dma_len(&sg[n]) = n ? LEN / 2 : 2;
	}
	tx = dmaengine_prep_slave_sg(chan, sg, ARRAY_SIZE(sg), DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	/* Half a word may be refused. */
	if (!tx)
		return;
	client_submit(o, tx, 1);
	pl08x_model_run(rig->f->m);
	compare_expect(test, p->widths[1] <= 2, "words are transferred in bytes");
}

/* Test that what is too long is refused, or done, and no bug. */
static void long_copy(struct kunit *test)
{
	struct rig *rig = test->priv;

	/* Not aligned to each other, so it takes many items. */
	dmaengine_prep_dma_memcpy(rig->chan, rig->dst->dma, rig->src->dma + 1, SZ_4M, 0);
}

/* Test that a channel which is released while it runs is stopped. */
static void release_running(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start(rig);

	pl08x_model_step(rig->f->m, 8);
	pl08x_fix_release(rig->f, rig->chan);
	compare_expect(test, !pl08x_model_enabled(rig->f->m), "the channel runs on");
	pl08x_model_run(rig->f->m);
	compare_expect(test, !x->calls, "calls back after the channel was released");
}

/* Test that a channel which is paused while it waits does not start by itself. */
static void pause_waiting(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	block(rig);
	x = start(rig);
	KUNIT_EXPECT_EQ(test, dmaengine_pause(rig->chan), 0);
	unblock(rig);
	pl08x_model_run(rig->f->m);
	compare_expect(test, !x->calls && !same(rig), "starts though it is paused");
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
}

/* Test that what is left of a transfer that is not issued is all of it. */
static void residue_of_submitted(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start(rig), *next;

	next = oracle_attach(rig->o, dmaengine_prep_dma_memcpy(rig->chan, rig->other->dma,
							       rig->src->dma, LEN / 2, 0));
	KUNIT_ASSERT_NOT_NULL(test, next);
	oracle_submit(next);
	pl08x_model_step(rig->f->m, 8);
	KUNIT_EXPECT_GT(test, client_residue(x, DMA_IN_PROGRESS), LEN / 2);
	compare_expect(test, client_residue(next, DMA_IN_PROGRESS) == LEN / 2,
		       "the residue is another transfer's");
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
}

/* Test that a ring which is not made of whole periods is refused. */
static void cyclic_geometry(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct dma_chan *chan = pl08x_fix_slave(rig->f, 0);

	pl08x_fix_config_chan(rig->f, chan, 0, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
	compare_expect(test, !dmaengine_prep_dma_cyclic(chan, rig->dst->dma, 128, 96,
							DMA_DEV_TO_MEM, 0),
		       "the last period goes beyond the buffer");
}

/* Test that a physical channel is handed on with no lock held that is of the same kind. */
static void hand_on(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	block(rig);
	x = start(rig);
	unblock(rig);
	pl08x_model_run(rig->f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
}

/* Test that after an unbind nothing of the driver is left. */
static void unbound_is_gone(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct dma_chan *chan;

	pl08x_fix_release(rig->f, rig->chan);
	pl08x_fix_unbind(rig->f);
	compare_expect(test, !pl08x_model_mapped(rig->f->m), "the registers stay mapped");
	chan = pl08x_fix_try_memcpy(rig->f);
	compare_expect(test, !chan, "hands out a channel after the unbind");
}

static struct kunit_case compare_pl08x_cases[] = {
	KUNIT_CASE(terminate_waiting),
	KUNIT_CASE(release_waiting),
	KUNIT_CASE(late_terminal_count),
	KUNIT_CASE(bus_error),
	KUNIT_CASE(terminate_reusable),
	KUNIT_CASE(terminate_running),
	KUNIT_CASE(short_piece),
	KUNIT_CASE(long_copy),
	KUNIT_CASE(release_running),
	KUNIT_CASE(pause_waiting),
	KUNIT_CASE(residue_of_submitted),
	KUNIT_CASE(cyclic_geometry),
	KUNIT_CASE(hand_on),
	KUNIT_CASE(unbound_is_gone),
	{}
};

static struct kunit_suite compare_pl08x_suite = {
	.name = "compare_pl08x",
	.init = pl08x_init,
	.exit = compare_over,
	.test_cases = compare_pl08x_cases,
};

kunit_test_suite(compare_pl08x_suite);
