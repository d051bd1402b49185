// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's driver: how clients use it. Pause, residue, callbacks
 * that go on, fairness, request lines under way, requests that are refused, buses,
 * names, and what it costs in register accesses.
 */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "pl08x_fixture.h"

static struct pl08x_fix *new_pl081(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_PL081,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};

	return pl08x_fix_new(test, &cfg);
}

static void expect_equal(struct kunit *test, struct client_buf *a, struct client_buf *b)
{
	KUNIT_EXPECT_EQ(test, memcmp(a->cpu, b->cpu, min(a->len, b->len)), 0);
}

/* Test that a stream is held, tells exactly where it is, and goes on with no byte lost. */
static void use_pause_stream(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 512), *dst = pl08x_fix_buf(f, 512);
	struct oracle_xfer *x;
	unsigned int i;
	u64 written;

	pl08x_fix_periph(f, 0, true, data);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	x = client_sg(o, dst, 4, DMA_DEV_TO_MEM);
	for (i = 0; i < 10; i++) {
		pl08x_model_step(f->m, 19);
		KUNIT_EXPECT_EQ(test, dmaengine_pause(chan), 0);
		pl08x_model_run(f->m);
		written = pl08x_model_written(f->m);
		KUNIT_EXPECT_EQ(test, client_residue(x, DMA_PAUSED), 512 - written);
		pl08x_model_run(f->m);
		KUNIT_EXPECT_EQ(test, pl08x_model_written(f->m), written);
		KUNIT_EXPECT_EQ(test, dmaengine_resume(chan), 0);
	}
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_COMPLETE), 0);
	expect_equal(test, dst, data);
	oracle_expect_clean(o);
}

/* Test that the residue falls from the length to zero, and is what has not been written. */
static void use_residue(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 20000), *dst = pl08x_fix_buf(f, 20000);
	struct oracle_xfer *x = client_copy(o, dst, src);
	u32 residue;

	do {
		residue = client_residue(x, DMA_IN_PROGRESS);
		KUNIT_EXPECT_EQ(test, residue, 20000 - pl08x_model_written(f->m));
		pl08x_model_hold_irq(f->m, true);
	} while (pl08x_model_step(f->m, 333));
	KUNIT_EXPECT_EQ(test, residue, 0);
	pl08x_model_hold_irq(f->m, false);
	pl08x_model_run(f->m);
	oracle_expect_clean(o);
}

/* Test that a cyclic transfer says how much of its buffer is ahead, round and round. */
static void use_residue_cyclic(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x;
	unsigned int i;
	u32 residue;

	pl08x_fix_periph(f, 0, true, NULL);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	x = client_cyclic(o, dst, 64, DMA_DEV_TO_MEM, 100);
	for (i = 0; i < 50; i++) {
		pl08x_model_step(f->m, 23);
		residue = client_residue(x, DMA_IN_PROGRESS);
		/* All of it and nothing of it are the same place. */
		KUNIT_EXPECT_EQ(test, residue % 256, (256 - pl08x_model_written(f->m) % 256) % 256);
	}
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

static void again(struct oracle_xfer *x)
{
	struct dma_async_tx_descriptor *tx;
	struct client_buf **bufs = x->data;

	tx = dmaengine_prep_dma_memcpy(x->oracle->chan, bufs[1]->dma, bufs[0]->dma, bufs[0]->len,
				       DMA_CTRL_ACK);
	client_submit(x->oracle, tx, 1);
}

/* Test that a callback may prepare, submit and issue on its own channel. */
static void use_callback_submits(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *bufs[2] = { pl08x_fix_buf(f, 256), pl08x_fix_buf(f, 256) };
	struct dma_async_tx_descriptor *tx;
	struct oracle_xfer *x;

	tx = dmaengine_prep_dma_memcpy(o->chan, bufs[1]->dma, bufs[0]->dma, 256, DMA_CTRL_ACK);
	x = oracle_attach(o, tx);
	x->due = 1;
	x->action = again;
	x->data = bufs;
	oracle_submit(x);
	dma_async_issue_pending(o->chan);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, o->used, 2);
	KUNIT_EXPECT_EQ(test, o->xfers[1].calls, 1);
	expect_equal(test, bufs[1], bufs[0]);
	oracle_expect_clean(o);
}

static void stop(struct oracle_xfer *x)
{
	KUNIT_EXPECT_EQ(x->oracle->test,
			oracle_terminate(x->oracle, dmaengine_terminate_async), 0);
}

/* Test that a period's callback may terminate its own channel, and no other follows. */
static void use_callback_terminates(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x;

	pl08x_fix_periph(f, 0, true, NULL);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	x = client_cyclic(o, dst, 64, DMA_DEV_TO_MEM, 1);
	x->action = stop;
	pl08x_model_run_irqs(f->m, 1);
	oracle_synchronize(o);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ(test, pl08x_model_enabled(f->m), 0);
	oracle_expect_clean(o);
}

struct order {
	unsigned int ids[32];
	unsigned int n;
};

struct ticket {
	struct order *order;
	unsigned int id;
};

static void note_order(void *data)
{
	struct ticket *ticket = data;

	if (ticket->order->n < ARRAY_SIZE(ticket->order->ids))
		ticket->order->ids[ticket->order->n++] = ticket->id;
}

/*
 * Test that with fewer physical channels than clients each gets its turn: after
 * each transfer whoever has waited longest is next. Lockdep sees that a virtual
 * channel is handed a physical one with no other's lock held (PL-15).
 */
static void use_fairness(struct kunit *test)
{
	static const u8 want[] = { 0, 1, 2, 0, 1, 2, 0, 1, 2 };
	struct pl08x_fix *f = new_pl081(test);
	struct client_buf *data = pl08x_fix_buf(f, 64), *dst = pl08x_fix_buf(f, 64);
	struct dma_chan *chan = pl08x_fix_slave(f, 3);
	struct dma_async_tx_descriptor *tx;
	struct ticket tickets[3];
	struct order order = {};
	unsigned int i, j;

	/* One physical channel is left: this peripheral never asks for anything. */
	pl08x_fix_config_chan(f, chan, 3, 4, 4);
	client_sg(pl08x_fix_oracle(f, chan), dst, 1, DMA_DEV_TO_MEM);
	for (i = 0; i < 3; i++) {
		chan = pl08x_fix_slave(f, i);
		tickets[i] = (struct ticket){ &order, i };
		pl08x_fix_periph(f, i, true, data);
		pl08x_fix_config_chan(f, chan, i, 4, 4);
		for (j = 0; j < 3; j++) {
			tx = dmaengine_prep_slave_single(chan, dst->dma, 64, DMA_DEV_TO_MEM,
							 DMA_CTRL_ACK);
			KUNIT_ASSERT_NOT_NULL(test, tx);
			tx->callback = note_order;
			tx->callback_param = &tickets[i];
			dmaengine_submit(tx);
		}
		dma_async_issue_pending(chan);
	}
	for (i = 0; i < 9; i++)
		pl08x_model_run_irqs(f->m, 1);
	KUNIT_ASSERT_EQ(test, order.n, 9);
	for (i = 0; i < 9; i++)
		KUNIT_EXPECT_EQ(test, order.ids[i], want[i]);
}

/* Test that a cyclic transfer keeps its physical channel, however many wait. */
static void use_fairness_cyclic(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct dma_chan *chan[3] = {
		pl08x_fix_slave(f, 0), pl08x_fix_slave(f, 1), pl08x_fix_slave(f, 2),
	};
	struct client_buf *dst = pl08x_fix_buf(f, 256);
	struct oracle *o[3];
	struct oracle_xfer *x[3];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		o[i] = pl08x_fix_oracle(f, chan[i]);
		pl08x_fix_periph(f, i, true, NULL);
		pl08x_fix_config_chan(f, chan[i], i, 4, 4);
	}
	x[0] = client_cyclic(o[0], dst, 64, DMA_DEV_TO_MEM, 100);
	x[1] = client_sg(o[1], dst, 1, DMA_DEV_TO_MEM);
	x[2] = client_sg(o[2], dst, 1, DMA_DEV_TO_MEM);
	/* The cyclic one has priority and never pauses: let it wait for its peripheral. */
	pl08x_model_run_irqs(f->m, 8);
	KUNIT_EXPECT_EQ(test, x[0]->calls, 8);
	pl08x_model_hold(f->m, BIT(0), true);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x[1]->calls, 1);
	KUNIT_EXPECT_EQ(test, x[2]->calls, 1);
	pl08x_model_hold(f->m, BIT(0), false);
	pl08x_model_run_irqs(f->m, 8);
	KUNIT_EXPECT_EQ(test, x[0]->calls, 16);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o[0], dmaengine_terminate_sync), 0);
	oracle_expect_clean(o[1]);
	oracle_expect_clean(o[2]);
}

/* Test that a reusable descriptor survives a terminate, and runs again (PL-06). */
static void use_reuse(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct dma_async_tx_descriptor *tx;
	struct oracle_xfer *x;
	unsigned int i;

	tx = dmaengine_prep_dma_memcpy(o->chan, dst->dma, src->dma, 256,
				       DMA_CTRL_ACK | DMA_CTRL_REUSE);
	x = client_submit(o, tx, 0);
	pl08x_model_step(f->m, 10);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	for (i = 1; i <= 3; i++) {
		memset(dst->cpu, 0, dst->len);
		x->due = i;
		oracle_submit(x);
		dma_async_issue_pending(o->chan);
		pl08x_model_run(f->m);
		KUNIT_EXPECT_EQ(test, x->calls, i);
		expect_equal(test, dst, src);
	}
	KUNIT_EXPECT_EQ(test, oracle_give_back(x), 0);
	oracle_expect_clean(o);
}

/* Test that preparing, submitting and asking about what is queued touches no register. */
static void use_prep_no_access(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_memcpy(f);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct dma_async_tx_descriptor *tx;
	struct oracle_xfer *x;
	unsigned int before;

	client_copy(o, dst, src);
	before = pl08x_model_accesses(f->m);
	tx = dmaengine_prep_dma_memcpy(chan, dst->dma, src->dma, 256, DMA_CTRL_ACK);
	x = client_submit(o, tx, 1);
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_IN_PROGRESS), 256);
	KUNIT_EXPECT_EQ(test, pl08x_model_accesses(f->m), before);
	pl08x_model_run(f->m);
	oracle_expect_clean(o);
}

/* Test that what cannot be done is refused, with no BUG and nothing left behind (PL-10). */
static void use_refused(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_new(test, &(struct pl08x_fix_config){});
	struct dma_chan *copy = pl08x_fix_memcpy(f), *slave = pl08x_fix_slave(f, 0);
	const struct dma_device *memcpy = copy->device, *sdev = slave->device;
	struct dma_slave_config cfg = {
		.src_addr = PL08X_FIX_FIFO(0), .src_addr_width = DMA_SLAVE_BUSWIDTH_8_BYTES,
	};
	struct scatterlist sg;

	KUNIT_EXPECT_NULL(test, memcpy->device_prep_dma_memcpy(copy, 0x1000, 0x2000, 0, 0));
	/* Bytes: so many items are more than a table has. */
	KUNIT_EXPECT_NULL(test, memcpy->device_prep_dma_memcpy(copy, 0x1000, 0x2000, SZ_8M, 0));

	sg_init_table(&sg, 1);
	sg_dma_address(&sg) = 0x1000;
	sg_dma_len(&sg) = 63;
	/* No width was configured. */
	KUNIT_EXPECT_NULL(test, sdev->device_prep_slave_sg(slave, &sg, 1, DMA_DEV_TO_MEM, 0, NULL));
	if (!dmaengine_slave_config(slave, &cfg))
		KUNIT_EXPECT_NULL(test, sdev->device_prep_slave_sg(slave, &sg, 1, DMA_DEV_TO_MEM,
								   0, NULL));
	pl08x_fix_config_chan(f, slave, 0, 4, 4);
	/* Not a multiple of the width, no direction, nothing at all. */
	KUNIT_EXPECT_NULL(test, sdev->device_prep_slave_sg(slave, &sg, 1, DMA_DEV_TO_MEM, 0, NULL));
	sg_dma_len(&sg) = 64;
	KUNIT_EXPECT_NULL(test, sdev->device_prep_slave_sg(slave, &sg, 1, DMA_MEM_TO_MEM, 0, NULL));
	sg_dma_len(&sg) = 0;
	KUNIT_EXPECT_NULL(test, sdev->device_prep_slave_sg(slave, &sg, 1, DMA_DEV_TO_MEM, 0, NULL));
}

/* Test that each access goes over a bus that reaches what is accessed. */
static void use_buses(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS, .mem_buses = PL08X_AHB2,
		.lli_buses = PL08X_AHB2, .periph_buses = PL08X_AHB1,
	};
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct oracle *so = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 20000), *dst = pl08x_fix_buf(f, 20000);
	struct pl08x_model_stats stats;

	client_copy(o, dst, src);
	pl08x_model_run(f->m);
	stats = pl08x_model_chan_stats(f->m, 0);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_SRC][0], 0);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_DST][0], 0);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_LLI][0], 0);
	KUNIT_EXPECT_GT(test, stats.beats[PL08X_ACCESS_LLI][1], 0);

	pl08x_fix_periph(f, 0, true, src);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	client_sg(so, dst, 4, DMA_DEV_TO_MEM);
	pl08x_model_run(f->m);
	stats = pl08x_model_chan_stats(f->m, 0);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_SRC][0], 5000);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_DST][0], 0);
	oracle_expect_clean(o);
	oracle_expect_clean(so);
}

/* Test that channels are found by the platform's name, and through its map. */
static void use_names(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 2), *rx;

	KUNIT_EXPECT_TRUE(test, pl08x_filter_id(chan, "dev2"));
	KUNIT_EXPECT_FALSE(test, pl08x_filter_id(chan, "dev1"));
	rx = dma_request_chan(f->client, "rx");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rx);
	KUNIT_EXPECT_TRUE(test, pl08x_filter_id(rx, "dev0"));
	KUNIT_EXPECT_TRUE(test, IS_ERR(dma_request_chan(f->client, "nothing")));
	dma_release_channel(rx);
}

/* Test that secure channels are left alone. */
static void use_secure(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_NOMADIK, .memcpy_width = PL08X_BUS_WIDTH_32_BITS,
		.secure = 0xf7,
	};
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle *o[3];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		o[i] = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
		client_copy(o[i], dst, src);
	}
	KUNIT_EXPECT_EQ(test, pl08x_model_enabled(f->m), BIT(3));
	pl08x_model_run(f->m);
	for (i = 0; i < 3; i++)
		oracle_expect_clean(o[i]);
	expect_equal(test, dst, src);
}

static void prepare_again(struct oracle_xfer *x)
{
	struct client_buf *dst = x->data;
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_slave_single(x->oracle->chan, dst->dma, 64, DMA_DEV_TO_MEM,
					 DMA_CTRL_ACK);
	client_submit(x->oracle, tx, 1);
}

/*
 * Test that the multiplexer's line is not given back while a descriptor needs it,
 * which is prepared when the one before has just ended (PL-07).
 */
static void use_mux_callback(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .muxed = true };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct dma_chan *chan = pl08x_fix_slave(f, 1);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 64), *dst = pl08x_fix_buf(f, 64);
	struct dma_async_tx_descriptor *tx;
	struct oracle_xfer *x;
	unsigned int i;

	pl08x_fix_periph(f, 1, true, data);
	pl08x_fix_config_chan(f, chan, 1, 4, 4);
	for (i = 0; i < 5; i++) {
		tx = dmaengine_prep_slave_single(chan, dst->dma, 64, DMA_DEV_TO_MEM, DMA_CTRL_ACK);
		x = oracle_attach(o, tx);
		x->due = 1;
		x->data = dst;
		x->action = prepare_again;
		oracle_submit(x);
		dma_async_issue_pending(chan);
		pl08x_model_run_irqs(f->m, 1);
		KUNIT_EXPECT_EQ(test, f->gets, f->puts + 1);
		pl08x_model_run(f->m);
		KUNIT_EXPECT_EQ(test, f->gets, f->puts);
	}
	expect_equal(test, dst, data);
	oracle_expect_clean(o);
}

/* Test that a channel forgets its client's configuration. */
static void use_no_inheritance(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);

	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	pl08x_fix_release(f, chan);
	chan = pl08x_fix_slave(f, 0);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(chan, 0x1000, 64, DMA_DEV_TO_MEM, 0));
}

static struct kunit_case use_cases[] = {
	KUNIT_CASE(use_pause_stream),
	KUNIT_CASE(use_residue),
	KUNIT_CASE(use_residue_cyclic),
	KUNIT_CASE(use_callback_submits),
	KUNIT_CASE(use_callback_terminates),
	KUNIT_CASE(use_fairness),
	KUNIT_CASE(use_fairness_cyclic),
	KUNIT_CASE(use_reuse),
	KUNIT_CASE(use_prep_no_access),
	KUNIT_CASE(use_refused),
	KUNIT_CASE(use_buses),
	KUNIT_CASE(use_names),
	KUNIT_CASE(use_secure),
	KUNIT_CASE(use_mux_callback),
	KUNIT_CASE(use_no_inheritance),
	{}
};

static struct kunit_suite use_suite = {
	.name = "pl08x_use",
	.test_cases = use_cases,
};

kunit_test_suite(use_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's driver: how clients use it");
MODULE_LICENSE("GPL");
