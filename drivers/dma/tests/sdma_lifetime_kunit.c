// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: unbind and release in use, what is left for clients, two
 * controllers.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/dmaengine.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/time64.h>

#include "sdma_fixture.h"

#define PERIOD		64
#define BUFFER		(4 * PERIOD)
#define BD_US		40
#define STOP_US		999
/* More than any script goes on, and more than any command takes. */
#define LONG_US		5000

/* A stream from a peripheral that has data. */
static struct oracle_xfer *stream(struct sdma_fix *f, struct dma_chan *chan,
				  enum sdma_fix_line line)
{
	sdma_fix_config_chan(f, chan, line, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
	sdma_model_set_bd_ns(f->m, BD_US * NSEC_PER_USEC);
	sdma_model_request(f->m, sdma_fix_event(line), true);

	return client_cyclic(sdma_fix_oracle(f, chan), sdma_fix_buf(f, BUFFER), PERIOD,
			     DMA_DEV_TO_MEM, 1000);
}

/*
 * What a channel may be in when something happens to it. Each function leaves a transfer behind
 * that never ends by itself, or none.
 */
struct state_row {
	const char *name;
	struct oracle_xfer *(*enter)(struct sdma_fix *f, struct dma_chan *chan);
};

static struct oracle_xfer *enter_idle(struct sdma_fix *f, struct dma_chan *chan)
{
	return NULL;
}

static struct oracle_xfer *enter_prepared(struct sdma_fix *f, struct dma_chan *chan)
{
	sdma_fix_config_chan(f, chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
	KUNIT_EXPECT_NOT_NULL(f->test, client_prep_sg(chan, sdma_fix_buf(f, BUFFER), 2,
						      DMA_DEV_TO_MEM));

	return NULL;
}

static struct oracle_xfer *enter_submitted(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x;

	sdma_fix_config_chan(f, chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
	x = oracle_attach(sdma_fix_oracle(f, chan),
			  client_prep_sg(chan, sdma_fix_buf(f, BUFFER), 2, DMA_DEV_TO_MEM));
	oracle_submit(x);

	return x;
}

/* Channel 0 is through with the context, but nobody has heard of it. */
static struct oracle_xfer *enter_loading(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x;

	sdma_model_hold_irq(f->m, true);
	x = stream(f, chan, SDMA_FIX_RX);
	sdma_fix_pass(10);

	return x;
}

/* Channel 0 never comes to its end. */
static struct oracle_xfer *enter_hanging(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x;

	sdma_model_hang_chan0(f->m, true);
	x = stream(f, chan, SDMA_FIX_RX);
	sdma_fix_pass(10);

	return x;
}

/* The same, and does not stop either: what it may still read is not freed. */
static struct oracle_xfer *enter_stuck(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x;

	sdma_model_stick_chan0(f->m, true);
	/* If its interrupt comes while the clocks are off, it stays until they run. */
	f->allowed = BIT(SDMA_BAD_STORM);
	x = stream(f, chan, SDMA_FIX_RX);
	sdma_fix_pass(10);

	return x;
}

static struct oracle_xfer *enter_waiting(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x = stream(f, chan, SDMA_FIX_RX);

	sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), false);
	sdma_fix_pass(3 * BD_US);
	KUNIT_EXPECT_EQ(f->test, x->calls, 0);

	return x;
}

static struct oracle_xfer *enter_running(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x = stream(f, chan, SDMA_FIX_RX);

	sdma_model_set_stop_ns(f->m, STOP_US * NSEC_PER_USEC);
	sdma_fix_wait(x, 2);
	KUNIT_EXPECT_EQ(f->test, sdma_model_executes(f->m), sdma_fix_number(chan));

	return x;
}

static struct oracle_xfer *enter_queued(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x = enter_running(f, chan);

	return client_submit(x->oracle, client_prep_sg(chan, sdma_fix_buf(f, BUFFER), 2,
						       DMA_DEV_TO_MEM), 0);
}

/* Terminated, and the script still works on it. */
static struct oracle_xfer *enter_stopping(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x = enter_running(f, chan);

	KUNIT_EXPECT_EQ(f->test, oracle_terminate(x->oracle, dmaengine_terminate_async), 0);
	sdma_fix_pass(BD_US);
	KUNIT_EXPECT_EQ(f->test, sdma_model_executes(f->m), sdma_fix_number(chan));

	return x;
}

/* The same, and the next one waits for the end of that. */
static struct oracle_xfer *enter_restarting(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x = enter_stopping(f, chan);

	return client_cyclic(x->oracle, sdma_fix_buf(f, BUFFER), PERIOD, DMA_DEV_TO_MEM, 1000);
}

/* Terminated while channel 0 loads the context. */
static struct oracle_xfer *enter_stopping_load(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x = enter_loading(f, chan);

	KUNIT_EXPECT_EQ(f->test, oracle_terminate(x->oracle, dmaengine_terminate_async), 0);

	return x;
}

/* Over, but the interrupt is still to come. */
static struct oracle_xfer *enter_over(struct sdma_fix *f, struct dma_chan *chan)
{
	struct oracle_xfer *x;

	sdma_fix_config_chan(f, chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
	x = client_submit(sdma_fix_oracle(f, chan),
			  client_prep_sg(chan, sdma_fix_buf(f, BUFFER), 2, DMA_DEV_TO_MEM),
			  0);
	sdma_fix_pass(100);
	sdma_model_hold_irq(f->m, true);
	sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), true);
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(f->test, sdma_fix_stats(f, chan).bds, 2);

	return x;
}

static const struct state_row states[] = {
	{ "idle", enter_idle },
	{ "prepared", enter_prepared },
	{ "submitted", enter_submitted },
	{ "loading", enter_loading },
	{ "hanging in channel 0", enter_hanging },
	{ "stuck in channel 0", enter_stuck },
	{ "waiting for its request", enter_waiting },
	{ "running", enter_running },
	{ "queued behind a running one", enter_queued },
	{ "stopping", enter_stopping },
	{ "stopping, the next one waits", enter_restarting },
	{ "stopping while it was loading", enter_stopping_load },
	{ "over, not reported", enter_over },
};

KUNIT_ARRAY_PARAM_DESC(state, states, name);

/* The model is as it is when nothing is the matter. */
static void leave_state(struct sdma_fix *f)
{
	sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), false);
	sdma_model_hang_chan0(f->m, false);
	sdma_model_stick_chan0(f->m, false);
	sdma_model_hold_irq(f->m, false);
}

/*
 * SDMA-10, SDMA-11. Test that an unbind ends what a channel does, in each state: the script has
 * stopped, nothing is touched afterwards, no callback comes, and the client can still give the
 * channel back.
 */
static void lifetime_unbind(struct kunit *test)
{
	const struct state_row *row = test->param_value;
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = sdma_fix_slave(f, SDMA_FIX_RX);
	struct oracle_xfer *x = row->enter(f, chan);
	unsigned int calls, accesses;

	sdma_fix_unbind(f);
	sdma_fix_expect_gone(f);
	calls = x ? x->calls : 0;
	accesses = sdma_model_accesses(f->m);
	leave_state(f);
	sdma_fix_pass(LONG_US);
	sdma_fix_release(f, chan);
	sdma_fix_pass(LONG_US);
	KUNIT_EXPECT_EQ(test, x ? x->calls : 0, calls);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(f->m), accesses);
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	sdma_fix_expect_works(f);
}

/*
 * SDMA-06, SDMA-13. Test that a release ends what a channel does, in each state, and that the
 * next client of the channel gets nothing of it.
 */
static void lifetime_release(struct kunit *test)
{
	const struct state_row *row = test->param_value;
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = sdma_fix_slave(f, SDMA_FIX_RX);
	unsigned int n = sdma_fix_number(chan), event = sdma_fix_event(SDMA_FIX_RX), calls;
	struct oracle_xfer *x = row->enter(f, chan);
	struct sdma_model_stats before;

	sdma_fix_release(f, chan);
	KUNIT_EXPECT_EQ(test, sdma_model_clocked(f->m), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_executes(f->m), -1);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNPRI(n)), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(event)), 0);
	calls = x ? x->calls : 0;
	leave_state(f);
	before = sdma_model_chan_stats(f->m, n);
	sdma_fix_pass(LONG_US);

	/* The same channel again, for a copy. */
	chan = sdma_fix_memcpy(f);
	KUNIT_ASSERT_EQ(test, sdma_fix_number(chan), n);
	dma_async_issue_pending(chan);
	sdma_fix_pass(LONG_US);
	KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(f->m, n).starts, before.starts);
	KUNIT_EXPECT_EQ(test, x ? x->calls : 0, calls);
	sdma_fix_release(f, chan);
	sdma_fix_expect_works(f);
}

/* SDMA-14. Test that each client has its own priority, and that none is left of it. */
static void lifetime_priority(struct kunit *test)
{
	static const struct {
		enum sdma_fix_line line;
		u32 priority;
	} rows[] = { { SDMA_FIX_RX, 3 }, { SDMA_FIX_TX, 2 }, { SDMA_FIX_RX2, 1 } };
	struct sdma_fix *f = sdma_fix_new(test);
	unsigned int i, reg;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct dma_chan *chan = sdma_fix_slave(f, rows[i].line);

		reg = SDMA_MODEL_CHNPRI(sdma_fix_number(chan));
		KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, reg), 0);
		sdma_fix_wait(stream(f, chan, rows[i].line), 1);
		KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, reg), rows[i].priority);
		sdma_fix_release(f, chan);
		KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, reg), 0);
	}
}

/* Test that an unbind ends streams of several channels, some of which wait for the core. */
static void lifetime_unbind_streams(struct kunit *test)
{
	static const enum sdma_fix_line lines[] = { SDMA_FIX_RX, SDMA_FIX_RX2, SDMA_FIX_TX2 };
	struct oracle_xfer *x[ARRAY_SIZE(lines)];
	struct sdma_fix *f = sdma_fix_new(test);
	unsigned int i, calls = 0;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		x[i] = stream(f, sdma_fix_slave(f, lines[i]), lines[i]);
	sdma_fix_wait(x[0], 3);
	sdma_fix_unbind(f);
	sdma_fix_expect_gone(f);
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		calls += x[i]->calls;
	sdma_fix_pass(LONG_US);
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		calls -= x[i]->calls;
	KUNIT_EXPECT_EQ(test, calls, 0);
}

/* SDMA-11. Test that a client which still holds a channel gets answers, and nothing is touched. */
static void lifetime_held(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = sdma_fix_memcpy(f), *slave = sdma_fix_slave(f, SDMA_FIX_RX);
	struct client_buf *src = sdma_fix_buf(f, 256), *dst = sdma_fix_buf(f, 256);
	struct oracle_xfer *x;
	unsigned int accesses;

	sdma_fix_config_chan(f, slave, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
	sdma_model_hang_chan0(f->m, true);
	x = client_copy(sdma_fix_oracle(f, chan), dst, src);
	sdma_fix_unbind(f);
	sdma_model_hang_chan0(f->m, false);
	sdma_fix_expect_gone(f);
	accesses = sdma_model_accesses(f->m);
	client_expect_refused(x, slave, dst);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(f->m), accesses);
	/* The next one does not care. */
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	sdma_fix_expect_works(f);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_memcpy(chan, dst->dma, src->dma, 256, 0));
	sdma_fix_unbind(f);
	accesses = sdma_model_accesses(f->m);
	sdma_fix_release(f, chan);
	sdma_fix_release(f, slave);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(f->m), accesses);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
}

/* SDMA-11. Test that the driver's memory goes when the last of those lets go who hold it. */
static void lifetime_last_holder(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct kref *ref = &f->pdev->dev.kobj.kref;
	struct dma_chan *chan[2];
	unsigned int unbound;

	sdma_fix_unbind(f);
	unbound = kref_read(ref);
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	chan[0] = sdma_fix_memcpy(f);
	chan[1] = sdma_fix_slave(f, SDMA_FIX_TX);
	sdma_fix_unbind(f);
	KUNIT_EXPECT_GT(test, kref_read(ref), unbound);
	sdma_fix_release(f, chan[0]);
	KUNIT_EXPECT_GT(test, kref_read(ref), unbound);
	sdma_fix_release(f, chan[1]);
	/* The driver core's link to the client goes a bit later. */
	sdma_fix_pass(LONG_US);
	KUNIT_EXPECT_EQ(test, kref_read(ref), unbound);
}

/* Test that an interrupt which comes after the driver has gone is nobody's. */
static void lifetime_irq_after_unbind(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle_xfer *x = enter_over(f, sdma_fix_slave(f, SDMA_FIX_RX));
	unsigned int accesses;

	sdma_fix_unbind(f);
	accesses = sdma_model_accesses(f->m);
	sdma_model_hold_irq(f->m, false);
	sdma_model_raise(f->m, 0);
	sdma_model_raise(f->m, 1);
	sdma_fix_pass(LONG_US);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(f->m), accesses);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
}

/* SDMA-10. Test that an interrupt while no client has a channel touches no dead register. */
static void lifetime_irq_without_clocks(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	unsigned int accesses = sdma_model_accesses(f->m);

	KUNIT_EXPECT_EQ(test, sdma_model_clocked(f->m), 0);
	sdma_model_raise(f->m, 3);
	sdma_fix_pass(10);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(f->m), accesses);
	sdma_fix_expect(f, BIT(SDMA_BAD_STORM));
	sdma_fix_expect_works(f);
}

/* Test that two controllers have nothing to do with each other. */
static void lifetime_two(struct kunit *test)
{
	const struct sdma_fix_config cfg = { .compatible = "fsl,imx6ul-sdma" };
	struct sdma_fix *f = sdma_fix_new(test), *g;
	struct oracle_xfer *x = enter_running(f, sdma_fix_slave(f, SDMA_FIX_RX));
	unsigned int calls;

	g = sdma_fix_create(test, &cfg);
	KUNIT_ASSERT_TRUE(test, sdma_fix_is_bound(g));
	sdma_fix_expect_works(g);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(g->m, SDMA_MODEL_CHNENBL(2)), 0);
	sdma_fix_unbind(g);
	sdma_fix_expect_gone(g);
	KUNIT_EXPECT_EQ(test, sdma_model_clocked(f->m), 2);
	calls = x->calls;
	sdma_fix_wait(x, calls + 8);
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(g), 0);
	sdma_fix_expect_works(g);
	oracle_terminate(x->oracle, dmaengine_terminate_sync);
	oracle_expect_clean(x->oracle);
	sdma_fix_expect_works(f);
}

static struct kunit_case sdma_lifetime_cases[] = {
	KUNIT_CASE_PARAM(lifetime_unbind, state_gen_params),
	KUNIT_CASE_PARAM(lifetime_release, state_gen_params),
	KUNIT_CASE(lifetime_priority),
	KUNIT_CASE(lifetime_unbind_streams),
	KUNIT_CASE(lifetime_held),
	KUNIT_CASE(lifetime_last_holder),
	KUNIT_CASE(lifetime_irq_after_unbind),
	KUNIT_CASE(lifetime_irq_without_clocks),
	KUNIT_CASE(lifetime_two),
	{}
};

static struct kunit_suite sdma_lifetime_suite = {
	.name = "imx_sdma_lifetime",
	.test_cases = sdma_lifetime_cases,
};

kunit_test_suite(sdma_lifetime_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: lifetime");
MODULE_LICENSE("GPL");
