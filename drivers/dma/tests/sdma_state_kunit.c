// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: terminate, restart and release in each state of a
 * channel. The model notes it if anything of a script is touched that has not stopped, and writes
 * to the descriptors that it still has.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/dmaengine.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/time64.h>

#include "sdma_fixture.h"

/* For a buffer descriptor, and for a stop. */
#define BD_US		100
#define STOP_US		600

/* What the driver may add to a stop. */
#define EXTRA_US	100

/* Every microsecond of the longest stop there is. */
#define WINDOW_US	1000

#define LEN		64

struct rig {
	struct kunit *test;
	struct sdma_fix *f;
	struct sdma_model *m;
	struct dma_chan *chan;
	struct oracle *o;
	struct client_buf *buf;
};

static int state_init(struct kunit *test)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rig);
	test->priv = rig;
	rig->test = test;
	rig->f = sdma_fix_new(test);
	rig->m = rig->f->m;
	rig->chan = sdma_fix_slave(rig->f, SDMA_FIX_RX);
	sdma_fix_config_chan(rig->f, rig->chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
	rig->o = sdma_fix_oracle(rig->f, rig->chan);
	rig->buf = sdma_fix_buf(rig->f, LEN);
	sdma_model_set_bd_ns(rig->m, BD_US * NSEC_PER_USEC);
	sdma_model_set_stop_ns(rig->m, STOP_US * NSEC_PER_USEC);
	sdma_model_request(rig->m, sdma_fix_event(SDMA_FIX_RX), true);
	return 0;
}

static struct oracle_xfer *start(struct rig *rig)
{
	return client_sg(rig->o, rig->buf, 2, DMA_DEV_TO_MEM);
}

static struct oracle_xfer *start_cyclic(struct rig *rig)
{
	return client_cyclic(rig->o, rig->buf, LEN / 2, DMA_DEV_TO_MEM, 100000);
}

static void terminate(struct rig *rig)
{
	KUNIT_EXPECT_EQ(rig->test, oracle_terminate(rig->o, dmaengine_terminate_async), 0);
}

static unsigned int starts(struct rig *rig)
{
	return sdma_fix_stats(rig->f, rig->chan).starts;
}

/* What is started now runs whole, and once; what was terminated does not. */
static void expect_works(struct rig *rig, struct oracle_xfer *gone)
{
	struct oracle_xfer *x = start(rig);
	unsigned int calls = gone ? gone->calls : 0;

	sdma_fix_wait(x, 1);
	client_residue(x, DMA_COMPLETE);
	sdma_fix_pass(2 * BD_US);
	KUNIT_EXPECT_EQ(rig->test, x->calls, 1);
	if (gone)
		KUNIT_EXPECT_EQ(rig->test, gone->calls, calls);
	oracle_expect_clean(rig->o);
	sdma_fix_expect(rig->f, 0);
}

/* SDMA-05. Test that what was submitted, and never issued, is gone after a terminate. */
static void terminate_submitted(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	x = oracle_attach(rig->o, client_prep_sg(rig->chan, rig->buf, 2, DMA_DEV_TO_MEM));
	KUNIT_ASSERT_NOT_NULL(test, x);
	oracle_submit(x);
	terminate(rig);
	KUNIT_EXPECT_EQ(test, starts(rig), 0);
	expect_works(rig, x);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	KUNIT_EXPECT_EQ(test, starts(rig), 1);
}

/* Test that terminating a channel that does nothing, also twice, takes no time. */
static void terminate_idle(struct kunit *test)
{
	struct rig *rig = test->priv;
	ktime_t before = ktime_get();

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->o, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->o, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, ktime_us_delta(ktime_get(), before), 0);
	expect_works(rig, NULL);
}

/* Test that a transfer is terminated whose context is just being loaded. */
static void terminate_loading(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start(rig);

	terminate(rig);
	KUNIT_EXPECT_EQ(test, starts(rig), 0);
	expect_works(rig, x);
	KUNIT_EXPECT_EQ(test, starts(rig), 1);

	x = start(rig);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->o, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, starts(rig), 1);
	expect_works(rig, x);
}

/* Test that a transfer whose script waits for its peripheral is terminated at once. */
static void terminate_waiting(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;
	ktime_t before;

	sdma_model_request(rig->m, sdma_fix_event(SDMA_FIX_RX), false);
	x = start(rig);
	sdma_fix_pass(10);
	KUNIT_EXPECT_EQ(test, starts(rig), 1);
	before = ktime_get();
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->o, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, ktime_us_delta(ktime_get(), before), 0);
	sdma_model_request(rig->m, sdma_fix_event(SDMA_FIX_RX), true);
	expect_works(rig, x);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
}

/* Test that a synchronize waits for the end of the stop, and not for much longer. */
static void terminate_running(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start_cyclic(rig);
	ktime_t before;
	s64 us;

	sdma_fix_wait(x, 3);
	before = ktime_get();
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->o, dmaengine_terminate_sync), 0);
	us = ktime_us_delta(ktime_get(), before);
	KUNIT_EXPECT_GE(test, us, STOP_US);
	KUNIT_EXPECT_LE(test, us, STOP_US + EXTRA_US);
	expect_works(rig, x);
}

/* SDMA-04. Test that what is issued while the hardware stops is started when it has. */
static void issue_while_stopping(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start_cyclic(rig), *next[2];

	sdma_fix_wait(x, 3);
	terminate(rig);
	next[0] = start(rig);
	next[1] = start(rig);
	client_residue(next[0], DMA_IN_PROGRESS);
	sdma_fix_pass(STOP_US - 1);
	KUNIT_EXPECT_EQ(test, starts(rig), 1);
	sdma_fix_pass(EXTRA_US);
	KUNIT_EXPECT_EQ(test, starts(rig), 2);
	sdma_fix_wait(next[1], 1);
	client_residue(next[0], DMA_COMPLETE);
	expect_works(rig, x);
}

/*
 * SDMA-01. Test that a second terminate while the hardware stops terminates what was issued
 * meanwhile, and frees nothing that the first one has left to the hardware.
 */
static void terminate_stopping(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start_cyclic(rig), *second, *third;

	sdma_fix_wait(x, 3);
	terminate(rig);
	second = start(rig);
	sdma_fix_pass(STOP_US - 50);
	terminate(rig);
	third = start(rig);
	sdma_fix_wait(third, 1);
	KUNIT_EXPECT_EQ(test, second->calls, 0);
	KUNIT_EXPECT_EQ(test, starts(rig), 2);
	expect_works(rig, x);
}

/* SDMA-01. Test that descriptors of a second terminate stay, too, until their own stop is over. */
static void terminate_after_restart(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;
	unsigned int i;

	for (i = 0; i < 5; i++) {
		x = start_cyclic(rig);
		sdma_fix_wait(x, 2);
		terminate(rig);
	}
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->o, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, starts(rig), 5);
	expect_works(rig, x);
}

/* Test that what is complete, and not called back yet, is not called back after a terminate. */
static void terminate_complete(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	sdma_model_hold_irq(rig->m, true);
	x = start(rig);
	/* Its context, and more than it takes for both of its buffer descriptors. */
	sdma_fix_pass(10);
	sdma_model_deliver_irq(rig->m);
	sdma_fix_pass(3 * BD_US);
	local_bh_disable();
	sdma_model_deliver_irq(rig->m);
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_COMPLETE), 0);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	terminate(rig);
	local_bh_enable();
	sdma_model_hold_irq(rig->m, false);
	dmaengine_synchronize(rig->chan);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	expect_works(rig, x);
}

static void resubmit(struct oracle_xfer *x)
{
	struct rig *rig = x->data;
	struct oracle_xfer *next = start(rig);

	if (x->seq < 10) {
		next->action = resubmit;
		next->data = rig;
	}
}

/* Test that a callback starts the next transfer, again and again. */
static void callback_resubmits(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start(rig);

	x->action = resubmit;
	x->data = rig;
	sdma_fix_pass(12 * 3 * BD_US);
	KUNIT_EXPECT_EQ(test, starts(rig), 11);
	expect_works(rig, NULL);
}

static void terminate_and_start(struct oracle_xfer *x)
{
	struct rig *rig = x->data;

	terminate(rig);
	start(rig);
}

/* SDMA-02. Test that callbacks, of a stream and of a transfer, terminate and start again. */
static void callback_terminates(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x[2] = { start_cyclic(rig) };
	unsigned int i;

	x[0]->action = terminate_and_start;
	x[0]->data = rig;
	sdma_fix_pass(STOP_US + 10 * BD_US);
	x[1] = start(rig);
	start(rig);
	x[1]->action = terminate_and_start;
	x[1]->data = rig;
	sdma_fix_pass(STOP_US + 10 * BD_US);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, x[i]->calls, 1);
	/* What was queued behind the last one was terminated with it, or just before it began. */
	KUNIT_EXPECT_EQ(test, starts(rig), 4);
	expect_works(rig, x[0]);
}

/*
 * SDMA-04. Test, for each microsecond of the longest stop, that what is issued there runs, whole
 * and once, and that nothing is touched or freed before.
 */
static void issue_at_each_microsecond(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *gone, *x;
	unsigned int us;

	for (us = 0; us < WINDOW_US; us++) {
		/* There is room for so many transfers in an oracle. */
		if (us % 64 == 0)
			rig->o = sdma_fix_oracle(rig->f, rig->chan);
		sdma_model_set_stop_ns(rig->m, (us % 3 ? WINDOW_US - 1 : us + 1) * NSEC_PER_USEC);
		gone = us % 2 ? start(rig) : start_cyclic(rig);
		sdma_fix_pass(BD_US / 2);
		terminate(rig);
		sdma_fix_pass(us);
		x = start(rig);
		sdma_fix_wait(x, 1);
		KUNIT_ASSERT_EQ_MSG(test, x->calls, 1, "%u us", us);
		KUNIT_ASSERT_EQ_MSG(test, gone->calls, 0, "%u us", us);
		KUNIT_ASSERT_EQ_MSG(test, client_residue(x, DMA_COMPLETE), 0, "%u us", us);
		KUNIT_ASSERT_EQ_MSG(test, sdma_model_take_violations(rig->m), 0, "%u us", us);
		KUNIT_ASSERT_EQ_MSG(test, starts(rig), 2 * (us + 1), "%u us", us);
		oracle_expect_clean(rig->o);
	}
}

/* Test that a channel is released, and got again, in each state. */
static void release_in_each_state(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int state;

	for (state = 0; state < 5; state++) {
		if (state)
			start_cyclic(rig);
		if (state >= 2)
			sdma_fix_pass(BD_US / 2);
		if (state >= 3)
			terminate(rig);
		if (state >= 4)
			start(rig);
		sdma_fix_release(rig->f, rig->chan);
		KUNIT_EXPECT_EQ(test, sdma_model_clocked(rig->m), 0);
		rig->chan = sdma_fix_slave(rig->f, SDMA_FIX_RX);
		sdma_fix_config_chan(rig->f, rig->chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_4_BYTES,
				     4);
		rig->o = sdma_fix_oracle(rig->f, rig->chan);
		expect_works(rig, NULL);
	}
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE(terminate_submitted),
	KUNIT_CASE(terminate_idle),
	KUNIT_CASE(terminate_loading),
	KUNIT_CASE(terminate_waiting),
	KUNIT_CASE(terminate_running),
	KUNIT_CASE(issue_while_stopping),
	KUNIT_CASE(terminate_stopping),
	KUNIT_CASE(terminate_after_restart),
	KUNIT_CASE(terminate_complete),
	KUNIT_CASE(callback_resubmits),
	KUNIT_CASE(callback_terminates),
	KUNIT_CASE_SLOW(issue_at_each_microsecond),
	KUNIT_CASE(release_in_each_state),
	{}
};

static struct kunit_suite state_suite = {
	.name = "imx_sdma_state",
	.init = state_init,
	.test_cases = state_cases,
};

kunit_test_suite(state_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: states");
MODULE_LICENSE("GPL");
