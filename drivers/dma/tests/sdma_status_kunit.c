// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: what clients are told. Status and residue belong to a
 * descriptor, whatever else the channel does; preparing changes nothing; errors reach the client.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/dmaengine.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "sdma_fixture.h"

#define BD_US	100

/* A channel of a peripheral that requests all the time, and 100 us for a buffer descriptor. */
static struct oracle *stream(struct sdma_fix *f, enum sdma_fix_line line)
{
	struct dma_chan *chan = sdma_fix_slave(f, line);

	sdma_fix_config_chan(f, chan, line, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
	sdma_model_set_bd_ns(f->m, BD_US * NSEC_PER_USEC);
	sdma_model_request(f->m, sdma_fix_event(line), true);
	return sdma_fix_oracle(f, chan);
}

/* SDMA-09. Test that what runs, what waits and what is over have a status and residue each. */
static void status_of_each(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	struct client_buf *buf = sdma_fix_buf(f, 400);
	struct oracle_xfer *x[3];
	unsigned int i;

	for (i = 0; i < 3; i++)
		x[i] = client_sg(o, buf, 4, DMA_DEV_TO_MEM);
	/* A moment for the context, and half of a buffer descriptor. */
	sdma_fix_pass(BD_US / 2);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, client_residue(x[0], DMA_IN_PROGRESS), 400 - 100 * i);
		KUNIT_EXPECT_EQ(test, client_residue(x[1], DMA_IN_PROGRESS), 400);
		KUNIT_EXPECT_EQ(test, client_residue(x[2], DMA_IN_PROGRESS), 400);
		sdma_fix_pass(BD_US);
	}
	KUNIT_EXPECT_EQ(test, client_residue(x[0], DMA_COMPLETE), 0);
	KUNIT_EXPECT_EQ(test, client_residue(x[1], DMA_IN_PROGRESS), 400);
	sdma_fix_pass(BD_US);
	KUNIT_EXPECT_EQ(test, client_residue(x[1], DMA_IN_PROGRESS), 300);
	sdma_fix_wait(x[2], 1);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, client_residue(x[i], DMA_COMPLETE), 0);
	oracle_expect_clean(o);
}

/* Test that what was submitted and not issued has its whole residue, and no status but that. */
static void status_of_submitted(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	struct client_buf *buf = sdma_fix_buf(f, 400);
	struct oracle_xfer *x = oracle_attach(o, client_prep_sg(o->chan, buf, 2,
								DMA_DEV_TO_MEM));

	KUNIT_ASSERT_NOT_NULL(test, x);
	oracle_submit(x);
	sdma_fix_pass(5 * BD_US);
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_IN_PROGRESS), 400);
	x->due = 1;
	dma_async_issue_pending(o->chan);
	sdma_fix_wait(x, 1);
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_COMPLETE), 0);
	oracle_expect_clean(o);
}

static void note_residue(struct oracle_xfer *x)
{
	u32 *residue = x->data;

	if (x->calls <= 8)
		residue[x->calls - 1] = client_residue(x, DMA_IN_PROGRESS);
}

/* Test that each callback of a stream finds the residue of the end of just its period. */
static void status_of_period(struct kunit *test)
{
	static const u32 want[8] = { 192, 128, 64, 0, 192, 128, 64, 0 };
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	struct oracle_xfer *x;
	u32 got[8] = {};
	unsigned int i;

	sdma_model_hold_irq(f->m, true);
	x = client_cyclic(o, sdma_fix_buf(f, 256), 64, DMA_DEV_TO_MEM, 1000);
	x->action = note_residue;
	x->data = got;
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_IN_PROGRESS), 256);
	sdma_model_hold_irq(f->m, false);
	sdma_fix_pass(20);
	sdma_model_hold_irq(f->m, true);
	/* Three at once, then one by one. */
	sdma_fix_pass(3 * BD_US + BD_US / 2);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	sdma_model_hold_irq(f->m, false);
	sdma_fix_wait(x, 8);
	for (i = 0; i < ARRAY_SIZE(want); i++)
		KUNIT_EXPECT_EQ_MSG(test, got[i], want[i], "period %u", i);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

/* Prepare one of each kind, good ones and bad ones. None is submitted. */
static void prepare_all(struct sdma_fix *f, struct dma_chan *chan)
{
	struct client_buf *buf = sdma_fix_buf(f, 400);
	struct dma_async_tx_descriptor *tx[4];
	unsigned int i;

	tx[0] = client_prep_sg(chan, buf, 4, DMA_DEV_TO_MEM);
	tx[1] = client_prep_sg(chan, buf, 4, DMA_MEM_TO_DEV);
	tx[2] = dmaengine_prep_dma_cyclic(chan, buf->dma, 400, 100, DMA_DEV_TO_MEM, 0);
	tx[3] = dmaengine_prep_dma_memcpy(chan, buf->dma, buf->dma + 200, 200, 0);
	for (i = 0; i < ARRAY_SIZE(tx); i++) {
		KUNIT_ASSERT_NOT_NULL(f->test, tx[i]);
		KUNIT_EXPECT_EQ(f->test, dmaengine_desc_free(tx[i]), 0);
	}
	KUNIT_EXPECT_NULL(f->test, dmaengine_prep_dma_cyclic(chan, buf->dma, 400, 98,
							     DMA_DEV_TO_MEM, 0));
	KUNIT_EXPECT_NULL(f->test, dmaengine_prep_dma_memcpy(chan, buf->dma, buf->dma, 0, 0));
}

/*
 * SDMA-07, SDMA-08. Test that preparing, well or badly, touches no register, and that a stream and
 * a transfer that run meanwhile do not notice.
 */
static void prepare_touches_nothing(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	struct oracle_xfer *x = client_cyclic(o, sdma_fix_buf(f, 256), 64, DMA_DEV_TO_MEM, 1000);
	unsigned int before;

	sdma_fix_wait(x, 2);
	before = sdma_model_accesses(f->m);
	prepare_all(f, o->chan);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(f->m), before);
	sdma_fix_wait(x, 12);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).starts, 1);
	client_residue(x, DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);

	x = client_sg(o, sdma_fix_buf(f, 400), 4, DMA_DEV_TO_MEM);
	sdma_fix_pass(BD_US);
	before = sdma_model_accesses(f->m);
	prepare_all(f, o->chan);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(f->m), before);
	sdma_fix_wait(x, 1);
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_COMPLETE), 0);
	oracle_expect_clean(o);
}

/* SDMA-17. Test that preparing waits for nothing, least of all for a channel 0 that hangs. */
static void prepare_does_not_wait(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	ktime_t before;

	sdma_model_hang_chan0(f->m, true);
	before = ktime_get();
	prepare_all(f, o->chan);
	KUNIT_EXPECT_LT(test, ktime_us_delta(ktime_get(), before), 10);
	oracle_expect_clean(o);
}

/* SDMA-16. Test that what does not fit a buffer descriptor, or a period, is refused. */
static void prepare_refuses(struct kunit *test)
{
	static const struct { size_t len, period; } bad[] = {
		{ 256, 0 }, { 0, 0 }, { 256, 60 }, { 64, 256 }, { 131072, 65536 }, { 252, 63 },
	};
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = stream(f, SDMA_FIX_RX)->chan;
	struct client_buf *buf = sdma_fix_buf(f, 131072), part = *buf;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_NULL_MSG(test, dmaengine_prep_dma_cyclic(chan, buf->dma, bad[i].len,
								      bad[i].period,
								      DMA_DEV_TO_MEM,
								      DMA_PREP_INTERRUPT),
				      "%zu of %zu", bad[i].period, bad[i].len);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_cyclic(chan, buf->dma, 256, 64,
							  DMA_MEM_TO_MEM, 0));
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, buf, 2, DMA_DEV_TO_MEM));
	part.len = 6;
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, &part, 1, DMA_DEV_TO_MEM));
	part.len = 64;
	part.dma += 2;
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, &part, 1, DMA_DEV_TO_MEM));
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, &part, 1, DMA_MEM_TO_MEM));
	sdma_fix_config_chan(f, chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_8_BYTES, 4);
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, buf, 16, DMA_DEV_TO_MEM));
}

/* SDMA-09. Test that a transfer which fails says so, and how far it came, and the next one runs. */
static void error_reaches_client(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	struct client_buf *buf = sdma_fix_buf(f, 400);
	struct oracle_xfer *x, *next;
	struct sdma_fix_shown shown;

	x = client_sg(o, buf, 4, DMA_DEV_TO_MEM);
	next = client_sg(o, buf, 4, DMA_DEV_TO_MEM);
	x->want = DMA_TRANS_ABORTED;
	sdma_fix_pass(2 * BD_US + BD_US / 2);
	sdma_model_fail_next(f->m, sdma_fix_number(o->chan));
	sdma_fix_wait(x, 1);
	client_residue(x, DMA_ERROR);
	client_residue(next, DMA_IN_PROGRESS);
	sdma_fix_wait(next, 1);
	client_residue(next, DMA_COMPLETE);
	client_residue(x, DMA_ERROR);
	sdma_fix_debugfs_chan(f, o->chan, &shown);
	KUNIT_EXPECT_STREQ(test, shown.state, "idle");
	KUNIT_EXPECT_EQ(test, shown.failures, 1);
	oracle_expect_clean(o);
}

/* Test that a copy which fails says so. */
static void error_of_copy(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, sdma_fix_memcpy(f));
	struct client_buf *src = sdma_fix_buf(f, 100), *dst = sdma_fix_buf(f, 100);
	struct oracle_xfer *x;

	sdma_model_fail_next(f->m, sdma_fix_number(o->chan));
	x = client_copy(o, dst, src);
	x->want = DMA_TRANS_ABORTED;
	sdma_fix_wait(x, 1);
	client_residue(x, DMA_ERROR);
	x = client_copy(o, dst, src);
	sdma_fix_wait(x, 1);
	client_residue(x, DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, 100), 0);
	oracle_expect_clean(o);
}

static void note_status(struct oracle_xfer *x)
{
	unsigned long *failed = x->data;

	if (dmaengine_tx_status(x->oracle->chan, x->cookie, NULL) == DMA_ERROR)
		*failed |= BIT(x->calls);
}

/* Test that a stream outlives an error, and that just the period's callback sees it. */
static void error_of_period(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	unsigned long failed = 0;
	struct oracle_xfer *x;

	x = client_cyclic(o, sdma_fix_buf(f, 256), 64, DMA_DEV_TO_MEM, 1000);
	x->action = note_status;
	x->data = &failed;
	sdma_fix_wait(x, 5);
	sdma_model_fail_next(f->m, sdma_fix_number(o->chan));
	sdma_fix_wait(x, 16);
	KUNIT_EXPECT_EQ(test, failed, BIT(6));
	client_residue(x, DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

/* SDMA-03. Test that an interrupt without reason ends neither a stream nor a transfer. */
static void irq_without_reason(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	struct oracle_xfer *x;
	unsigned int kind, i;

	for (kind = 0; kind < 2; kind++) {
		sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), false);
		x = kind ? client_sg(o, sdma_fix_buf(f, 256), 4, DMA_DEV_TO_MEM) :
			   client_cyclic(o, sdma_fix_buf(f, 256), 64, DMA_DEV_TO_MEM, 100);
		for (i = 0; i < 10; i++) {
			sdma_model_raise(f->m, sdma_fix_number(o->chan));
			sdma_fix_pass(1);
		}
		KUNIT_EXPECT_EQ(test, x->calls, 0);
		KUNIT_EXPECT_EQ(test, client_residue(x, DMA_IN_PROGRESS), 256);
		sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), true);
		sdma_fix_wait(x, kind ? 1 : 5);
		KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	}
	/* Of a channel that nobody has, and of one that nobody can have. */
	sdma_model_raise(f->m, SDMA_MODEL_CHANNELS - 1);
	sdma_model_raise(f->m, 0);
	sdma_fix_pass(10);
	oracle_expect_clean(o);
}

/* Test that there is no pause: what was started can only be terminated. */
static void pause_is_refused(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = stream(f, SDMA_FIX_RX);
	struct dma_slave_caps caps;

	KUNIT_ASSERT_EQ(test, dma_get_slave_caps(o->chan, &caps), 0);
	KUNIT_EXPECT_FALSE(test, caps.cmd_pause);
	KUNIT_EXPECT_FALSE(test, caps.cmd_resume);
	KUNIT_EXPECT_TRUE(test, caps.cmd_terminate);
	KUNIT_EXPECT_EQ(test, caps.residue_granularity, DMA_RESIDUE_GRANULARITY_SEGMENT);
	KUNIT_EXPECT_NE(test, dmaengine_pause(o->chan), 0);
}

static struct kunit_case status_cases[] = {
	KUNIT_CASE(status_of_each),
	KUNIT_CASE(status_of_submitted),
	KUNIT_CASE(status_of_period),
	KUNIT_CASE(prepare_touches_nothing),
	KUNIT_CASE(prepare_does_not_wait),
	KUNIT_CASE(prepare_refuses),
	KUNIT_CASE(error_reaches_client),
	KUNIT_CASE(error_of_copy),
	KUNIT_CASE(error_of_period),
	KUNIT_CASE(irq_without_reason),
	KUNIT_CASE(pause_is_refused),
	{}
};

static struct kunit_suite status_suite = {
	.name = "imx_sdma_status",
	.test_cases = status_cases,
};

kunit_test_suite(status_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: status");
MODULE_LICENSE("GPL");
