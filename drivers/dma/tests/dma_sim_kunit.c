// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the simulated controller: clocks, states, faults, record, life.
 * What the operations compute is tested in dma_sim_ops_kunit.c, the device side
 * in dma_sim_slave_kunit.c.
 */
#include <kunit/device.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/scatterlist.h>

#include "dma_sim_fixture.h"

/* What takes so long is not coming any more. */
#define SIM_TIMEOUT	(10 * HZ)

/* Test that nothing moves before issue, and nothing is reported before the interrupt. */
static void sim_moves_when_stepped(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *src = sim_buf(test, sim, 512), *dst = sim_buf(test, sim, 512);
	struct dma_async_tx_descriptor *tx = sim_memcpy(test, chan, dst, src);
	struct sim_calls calls = {};
	dma_cookie_t cookie;

	client_buf_fill(src, 1);
	tx->callback_result = sim_called_result;
	tx->callback_param = &calls;
	cookie = dmaengine_submit(tx);
	KUNIT_EXPECT_FALSE(test, dma_sim_step(sim, 0));

	dma_async_issue_pending(chan);
	KUNIT_EXPECT_TRUE(test, dma_sim_step(sim, 0));
	KUNIT_EXPECT_MEMEQ(test, dst->cpu, src->cpu, src->len);
	KUNIT_EXPECT_FALSE(test, dma_sim_step(sim, 0));
	KUNIT_EXPECT_TRUE(test, dma_sim_irq_pending(sim, 0));
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, NULL), DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, calls.n, 0);

	KUNIT_EXPECT_EQ(test, dma_sim_irq(sim, 0), 1);
	dma_sim_settle(sim, 0);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, NULL), DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, calls.n, 1);
	KUNIT_EXPECT_EQ(test, calls.result.result, DMA_TRANS_NOERROR);
	KUNIT_EXPECT_EQ(test, dma_sim_record_bytes(sim, 0), 512);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

struct sim_context_param {
	const char *name;
	enum dma_sim_irq_context irq;
	u32 want;
};

static const struct sim_context_param sim_context_params[] = {
	{ "hard", DMA_SIM_IRQ_HARD, DMA_SIM_IN_HARDIRQ },
	{ "soft", DMA_SIM_IRQ_SOFT, DMA_SIM_IN_SOFTIRQ },
	{ "thread", DMA_SIM_IRQ_THREAD, 0 },
};

static void sim_context_desc(const struct sim_context_param *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(sim_context, sim_context_params, sim_context_desc);

/* Test that the interrupt handler runs in the context that was asked for. */
static void sim_irq_context(struct kunit *test)
{
	const u32 mask = DMA_SIM_IN_HARDIRQ | DMA_SIM_IN_SOFTIRQ;
	const struct sim_context_param *param = test->param_value;
	struct dma_sim_config cfg = dma_sim_default_config;
	struct sim_calls calls = {};
	struct client_buf *src, *dst;
	struct dma_sim *sim;

	cfg.irq = param->irq;
	sim = sim_new(test, &cfg);
	src = sim_buf(test, sim, 64);
	dst = sim_buf(test, sim, 64);
	sim_submit(test, sim_memcpy(test, sim_get(test, sim, 0), dst, src), &calls);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);

	KUNIT_EXPECT_EQ(test, dma_sim_record_contexts(sim, 0, DMA_SIM_OP_COMPLETE) & mask,
			param->want);
	KUNIT_EXPECT_EQ(test, calls.n, 1);
	KUNIT_EXPECT_FALSE(test, calls.in_hardirq);
	KUNIT_EXPECT_FALSE(test, calls.irqs_off);
	KUNIT_EXPECT_EQ(test, dma_sim_record_bad_free(sim, 0), 0);
}

static void sim_complete(void *param)
{
	complete(param);
}

/* Test that the free running clock moves data by itself, in each context. */
static void sim_free_running(struct kunit *test)
{
	const struct sim_context_param *param = test->param_value;
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_async_tx_descriptor *tx;
	DECLARE_COMPLETION_ONSTACK(done);
	struct client_buf *src, *dst;
	struct dma_sim *sim;

	cfg.clock = DMA_SIM_CLOCK_FREE;
	cfg.irq = param->irq;
	cfg.latency_ns = 1000;
	sim = sim_new(test, &cfg);
	src = sim_buf(test, sim, 100000);
	dst = sim_buf(test, sim, 100000);
	client_buf_fill(src, 2);
	tx = sim_memcpy(test, sim_get(test, sim, 0), dst, src);
	tx->callback = sim_complete;
	tx->callback_param = &done;
	dmaengine_submit(tx);
	dma_async_issue_pending(tx->chan);

	KUNIT_ASSERT_NE(test, wait_for_completion_timeout(&done, SIM_TIMEOUT), 0);
	KUNIT_EXPECT_MEMEQ(test, dst->cpu, src->cpu, src->len);
	dma_sim_settle(sim, 0);
	KUNIT_EXPECT_FALSE(test, dma_sim_busy(sim, 0));
}

/* Test that descriptors that wait are done one after the other, in order. */
static void sim_keeps_order(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *src = sim_buf(test, sim, 64), *dst = sim_buf(test, sim, 64);
	struct sim_calls calls[4] = {};
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		sim_submit(test, sim_memcpy(test, chan, dst, src), &calls[i]);
	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		KUNIT_EXPECT_TRUE(test, dma_sim_step(sim, 0));
		KUNIT_EXPECT_EQ(test, dma_sim_irq(sim, 0), 1);
		dma_sim_settle(sim, 0);
		for (j = 0; j < ARRAY_SIZE(calls); j++)
			KUNIT_EXPECT_EQ(test, calls[j].n, j <= i);
	}
	KUNIT_EXPECT_FALSE(test, dma_sim_busy(sim, 0));
}

struct sim_residue_param {
	const char *name;
	enum dma_residue_granularity granularity;
	u32 want[5];		/* after so many steps of 100 bytes, segments of 200 */
};

static const struct sim_residue_param sim_residue_params[] = {
	{ "descriptor", DMA_RESIDUE_GRANULARITY_DESCRIPTOR, { 400, 400, 400, 400, 0 } },
	{ "segment", DMA_RESIDUE_GRANULARITY_SEGMENT, { 400, 400, 200, 200, 0 } },
	{ "burst", DMA_RESIDUE_GRANULARITY_BURST, { 400, 300, 200, 100, 0 } },
};

static void sim_residue_desc(const struct sim_residue_param *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(sim_residue, sim_residue_params, sim_residue_desc);

/* Test that the residue is what the granularity promises, queued ones included. */
static void sim_reports_residue(struct kunit *test)
{
	const struct sim_residue_param *param = test->param_value;
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_async_tx_descriptor *tx;
	struct sim_calls calls = {};
	struct dma_tx_state state;
	dma_cookie_t first, next;
	struct scatterlist sg[2];
	struct dma_chan *chan;
	struct dma_sim *sim;
	struct client_buf *buf;
	unsigned int i;

	cfg.granularity = param->granularity;
	cfg.chunk = 100;
	sim = sim_new(test, &cfg);
	chan = sim_get(test, sim, 0);
	buf = sim_buf(test, sim, 400);
	sg_init_table(sg, 2);
	for (i = 0; i < 2; i++) {
		sg_dma_address(&sg[i]) = buf->dma + i * 200;
		sg_dma_len(&sg[i]) = 200;
	}
	tx = dmaengine_prep_slave_sg(chan, sg, 2, DMA_DEV_TO_MEM, DMA_CTRL_ACK);
	first = sim_submit(test, tx, &calls);
	next = sim_submit(test, sim_memcpy(test, chan, buf, buf), &calls);

	for (i = 0; i < ARRAY_SIZE(param->want); i++) {
		dmaengine_tx_status(chan, first, &state);
		KUNIT_EXPECT_EQ(test, state.residue, param->want[i]);
		dma_sim_step(sim, 0);
	}
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, next, &state), DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, state.residue, 400);
	sim_run(sim, 0);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, next, &state), DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, state.residue, 0);
}

/* Test that a paused channel stands still, says so, and goes on when resumed. */
static void sim_pauses(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct client_buf *src, *dst;
	struct sim_calls calls = {};
	struct dma_tx_state state;
	struct dma_chan *chan;
	struct dma_sim *sim;
	dma_cookie_t cookie;

	cfg.chunk = 16;
	cfg.granularity = DMA_RESIDUE_GRANULARITY_BURST;
	sim = sim_new(test, &cfg);
	chan = sim_get(test, sim, 0);
	src = sim_buf(test, sim, 64);
	dst = sim_buf(test, sim, 64);
	cookie = sim_submit(test, sim_memcpy(test, chan, dst, src), &calls);
	KUNIT_EXPECT_TRUE(test, dma_sim_step(sim, 0));

	KUNIT_EXPECT_EQ(test, dmaengine_pause(chan), 0);
	KUNIT_EXPECT_FALSE(test, dma_sim_step(sim, 0));
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, &state), DMA_PAUSED);
	KUNIT_EXPECT_EQ(test, state.residue, 48);

	KUNIT_EXPECT_EQ(test, dmaengine_resume(chan), 0);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, &state), DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, calls.n, 1);
}

/* Test that every third descriptor fails, is reported as failed, and only that one. */
static void sim_fails_every_third(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct client_buf *src, *dst;
	struct dma_chan *chan;
	struct dma_sim *sim;
	unsigned int i;

	cfg.error_every = 3;
	sim = sim_new(test, &cfg);
	chan = sim_get(test, sim, 0);
	src = sim_buf(test, sim, 64);
	dst = sim_buf(test, sim, 64);

	for (i = 1; i <= 9; i++) {
		struct sim_calls calls = {};
		dma_cookie_t cookie;

		cookie = sim_submit(test, sim_memcpy(test, chan, dst, src), &calls);
		KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
		KUNIT_EXPECT_EQ(test, calls.n, 1);
		KUNIT_EXPECT_EQ(test, calls.result.result,
				i % 3 ? DMA_TRANS_NOERROR : DMA_TRANS_READ_FAILED);
		KUNIT_EXPECT_EQ(test, calls.result.residue, i % 3 ? 0 : 64);
		KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, NULL),
				i % 3 ? DMA_COMPLETE : DMA_ERROR);
	}
}

/* Test that a transfer can be made to fail in its middle, once. */
static void sim_fails_in_the_middle(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct sim_calls bad = {}, good = {};
	struct client_buf *src, *dst;
	struct dma_chan *chan;
	struct dma_sim *sim;

	cfg.chunk = 16;
	sim = sim_new(test, &cfg);
	chan = sim_get(test, sim, 0);
	src = sim_buf(test, sim, 64);
	dst = sim_buf(test, sim, 64);
	client_buf_fill(src, 3);
	dma_sim_fail_after(sim, 0, 2, DMA_TRANS_WRITE_FAILED);
	sim_submit(test, sim_memcpy(test, chan, dst, src), &bad);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, bad.result.result, DMA_TRANS_WRITE_FAILED);
	KUNIT_EXPECT_EQ(test, bad.result.residue, 32);
	KUNIT_EXPECT_MEMEQ(test, dst->cpu, src->cpu, 32);
	KUNIT_EXPECT_EQ(test, dst->cpu[32], 0);

	sim_submit(test, sim_memcpy(test, chan, dst, src), &good);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, good.result.result, DMA_TRANS_NOERROR);
	KUNIT_EXPECT_MEMEQ(test, dst->cpu, src->cpu, 64);
}

/* Test that an address that is not memory is an error of the transfer only. */
static void sim_survives_bad_address(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *buf = sim_buf(test, sim, 64);
	struct sim_calls calls = {};
	dma_cookie_t cookie;

	cookie = sim_submit(test, dmaengine_prep_dma_memcpy(chan, buf->dma, SIM_NO_MEMORY,
							    64, DMA_CTRL_ACK), &calls);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, calls.result.result, DMA_TRANS_READ_FAILED);
	KUNIT_EXPECT_EQ(test, calls.result.residue, 64);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, NULL), DMA_ERROR);
}

/* Test that terminate makes the hardware forget an interrupt that was not taken. */
static void sim_forgets_interrupt(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *src = sim_buf(test, sim, 64), *dst = sim_buf(test, sim, 64);
	struct sim_calls calls = {};

	sim_submit(test, sim_memcpy(test, chan, dst, src), &calls);
	KUNIT_EXPECT_TRUE(test, dma_sim_step(sim, 0));
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	KUNIT_EXPECT_FALSE(test, dma_sim_irq_pending(sim, 0));

	KUNIT_EXPECT_EQ(test, dma_sim_irq(sim, 0), 0);
	dma_sim_settle(sim, 0);
	KUNIT_EXPECT_EQ(test, calls.n, 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

/* Test that a slow stop writes once more, and holds back what comes after it. */
static void sim_stops_slowly(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct sim_calls first = {}, next = {};
	struct client_buf *src, *dst;
	struct dma_chan *chan;
	struct dma_sim *sim;

	cfg.stop_us = 100;
	cfg.chunk = 16;
	sim = sim_new(test, &cfg);
	chan = sim_get(test, sim, 0);
	src = sim_buf(test, sim, 64);
	dst = sim_buf(test, sim, 64);
	client_buf_fill(src, 4);
	sim_submit(test, sim_memcpy(test, chan, dst, src), &first);
	dma_sim_step(sim, 0);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), 0);
	KUNIT_EXPECT_TRUE(test, dma_sim_busy(sim, 0));

	sim_submit(test, sim_memcpy(test, chan, dst, src), &next);
	KUNIT_EXPECT_FALSE(test, dma_sim_step(sim, 0));
	KUNIT_EXPECT_EQ(test, dst->cpu[16], 0);

	KUNIT_EXPECT_TRUE(test, dma_sim_stop_done(sim, 0));
	KUNIT_EXPECT_MEMEQ(test, dst->cpu, src->cpu, 32);
	KUNIT_EXPECT_FALSE(test, dma_sim_stop_done(sim, 0));
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, first.n, 0);
	KUNIT_EXPECT_EQ(test, next.n, 1);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

/* Test that with the free running clock a slow stop ends by itself. */
static void sim_stop_ends(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct sim_calls calls = {};
	struct dma_chan *chan;
	struct dma_sim *sim;
	struct client_buf *buf;

	cfg.clock = DMA_SIM_CLOCK_FREE;
	cfg.stop_us = 200;
	sim = sim_new(test, &cfg);
	chan = sim_get(test, sim, 0);
	buf = sim_buf(test, sim, 4096);
	sim_submit(test, dmaengine_prep_dma_cyclic(chan, buf->dma, 4096, 1024, DMA_DEV_TO_MEM, 0),
		   &calls);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	KUNIT_EXPECT_FALSE(test, dma_sim_busy(sim, 0));
	KUNIT_EXPECT_EQ(test, dma_sim_record_count(sim, 0, DMA_SIM_OP_STOPPED), 1);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

static struct kunit_case dma_sim_cases[] = {
	KUNIT_CASE(sim_moves_when_stepped),
	KUNIT_CASE_PARAM(sim_irq_context, sim_context_gen_params),
	KUNIT_CASE_PARAM(sim_free_running, sim_context_gen_params),
	KUNIT_CASE(sim_keeps_order),
	KUNIT_CASE_PARAM(sim_reports_residue, sim_residue_gen_params),
	KUNIT_CASE(sim_pauses),
	KUNIT_CASE(sim_fails_every_third),
	KUNIT_CASE(sim_fails_in_the_middle),
	KUNIT_CASE(sim_survives_bad_address),
	KUNIT_CASE(sim_forgets_interrupt),
	KUNIT_CASE(sim_stops_slowly),
	KUNIT_CASE(sim_stop_ends),
	{}
};

static struct kunit_suite dma_sim_suite = {
	.name = "dma_sim",
	.test_cases = dma_sim_cases,
};

kunit_test_suite(dma_sim_suite);

MODULE_DESCRIPTION("KUnit suite of the simulated DMA controller");
MODULE_LICENSE("GPL");
