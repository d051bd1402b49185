// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: channel 0, which loads the contexts of all others. Its
 * commands are executed one at a time; one that does not end is an error, within a bounded time,
 * and nothing of it is written before it has ended after all.
 */
#include <kunit/test.h>
#include <linux/dmaengine.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/string.h>

#include "sdma_fixture.h"

/* The most that a command takes that fails: its time, that of a stop, and a poll. */
#define COMMAND_US	3100

#define CHANNELS	4

struct rig {
	struct kunit *test;
	struct sdma_fix *f;
	struct client_buf *src;
	struct client_buf *dst;
	struct oracle *o[CHANNELS];
};

static int chan0_init(struct kunit *test)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, rig);
	test->priv = rig;
	rig->test = test;
	rig->f = sdma_fix_new(test);
	rig->src = sdma_fix_buf(rig->f, 128);
	rig->dst = sdma_fix_buf(rig->f, 128);
	for (i = 0; i < CHANNELS; i++)
		rig->o[i] = sdma_fix_oracle(rig->f, sdma_fix_memcpy(rig->f));
	return 0;
}

static struct oracle_xfer *start(struct rig *rig, unsigned int i)
{
	return client_copy(rig->o[i], rig->dst, rig->src);
}

static void expect_works(struct rig *rig)
{
	struct oracle_xfer *x[CHANNELS];
	unsigned int i;

	memset(rig->dst->cpu, 0, rig->dst->len);
	for (i = 0; i < CHANNELS; i++)
		x[i] = start(rig, i);
	for (i = 0; i < CHANNELS; i++) {
		sdma_fix_wait(x[i], 1);
		client_residue(x[i], DMA_COMPLETE);
		oracle_expect_clean(rig->o[i]);
	}
	KUNIT_EXPECT_EQ(rig->test, memcmp(rig->dst->cpu, rig->src->cpu, rig->src->len), 0);
	sdma_fix_expect(rig->f, 0);
}

/* Test that commands of all channels are executed one after the other. */
static void chan0_in_turn(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int before, round;

	for (round = 0; round < 10; round++) {
		before = sdma_model_chan_stats(rig->f->m, 0).starts;
		expect_works(rig);
		KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(rig->f->m, 0).starts - before,
				CHANNELS);
	}
}

/* Let a transfer fail because its context cannot be loaded, soon enough. */
static void expect_fails(struct rig *rig, unsigned int i)
{
	ktime_t before = ktime_get();
	struct oracle_xfer *x = start(rig, i);

	x->want = DMA_TRANS_ABORTED;
	sdma_fix_wait(x, 1);
	client_residue(x, DMA_ERROR);
	KUNIT_EXPECT_LE(rig->test, ktime_us_delta(ktime_get(), before), COMMAND_US);
	KUNIT_EXPECT_EQ(rig->test, sdma_fix_stats(rig->f, rig->o[i]->chan).bds, 0);
}

/* Test that the core never turns to a command: an error, and the next one is executed. */
static void chan0_is_not_served(struct kunit *test)
{
	struct rig *rig = test->priv;
	const char *text;

	sdma_model_hang_chan0(rig->f->m, true);
	expect_fails(rig, 0);
	expect_fails(rig, 1);
	sdma_model_hang_chan0(rig->f->m, false);
	expect_works(rig);
	text = sdma_fix_debugfs(rig->f);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, " 2 timeouts"), "%s", text);
}

/* Start a transfer whose context is not that of others, and will not be loaded. */
static void start_slave(struct rig *rig, struct oracle *o, unsigned int burst)
{
	sdma_fix_config_chan(rig->f, o->chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_4_BYTES, burst);
	client_sg(o, rig->dst, 1, DMA_DEV_TO_MEM)->want = DMA_TRANS_ABORTED;
	sdma_fix_pass(COMMAND_US);
}

/*
 * Test a command that does not end, and does not stop. Until it does, nothing of it is written: the
 * model would note that when it ends. Then all is well again.
 */
static void chan0_is_stuck(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle *o = sdma_fix_oracle(rig->f, sdma_fix_slave(rig->f, SDMA_FIX_RX));
	unsigned int round, starts;

	for (round = 0; round < 3; round++) {
		rig->o[0] = sdma_fix_oracle(rig->f, rig->o[0]->chan);
		starts = sdma_model_chan_stats(rig->f->m, 0).starts;
		sdma_model_stick_chan0(rig->f->m, true);
		start_slave(rig, o, 4);
		/* Neither another channel's context, nor another one of the same channel. */
		start(rig, 0)->want = DMA_TRANS_ABORTED;
		start_slave(rig, o, 8);
		KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(rig->f->m, 0).starts, starts + 1);
		oracle_expect_clean(o);
		oracle_expect_clean(rig->o[0]);
		sdma_model_stick_chan0(rig->f->m, false);
		sdma_fix_expect(rig->f, 0);
		expect_works(rig);
	}
}

/* Test a command that ends after it was stopped: an error, and its memory is used again then. */
static void chan0_stops_late(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x[2];

	sdma_model_stick_chan0(rig->f->m, true);
	x[0] = start(rig, 0);
	x[0]->want = DMA_TRANS_ABORTED;
	x[1] = start(rig, 1);
	/* It was told to stop two milliseconds after it began. */
	sdma_fix_pass(2500);
	KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(rig->f->m, 0).stops, 2);
	KUNIT_EXPECT_EQ(test, x[0]->calls, 0);
	sdma_model_stick_chan0(rig->f->m, false);
	sdma_fix_wait(x[1], 1);
	KUNIT_EXPECT_EQ(test, x[0]->calls, 1);
	client_residue(x[0], DMA_ERROR);
	client_residue(x[1], DMA_COMPLETE);
	expect_works(rig);
}

/* Test that a terminate while the command hangs is over within a bounded time, too. */
static void chan0_terminate(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int stuck;
	ktime_t before;

	for (stuck = 0; stuck < 2; stuck++) {
		if (stuck)
			sdma_model_stick_chan0(rig->f->m, true);
		else
			sdma_model_hang_chan0(rig->f->m, true);
		start(rig, 0);
		before = ktime_get();
		KUNIT_EXPECT_EQ(test, oracle_terminate(rig->o[0], dmaengine_terminate_sync), 0);
		KUNIT_EXPECT_LE(test, ktime_us_delta(ktime_get(), before), COMMAND_US);
		sdma_model_hang_chan0(rig->f->m, false);
		sdma_model_stick_chan0(rig->f->m, false);
		expect_works(rig);
	}
}

/* Test that what is issued while a hanging command is terminated runs when that is over. */
static void chan0_terminate_and_start(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	sdma_model_hang_chan0(rig->f->m, true);
	start(rig, 0);
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->o[0], dmaengine_terminate_async), 0);
	x = start(rig, 0);
	sdma_fix_pass(1000);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(rig->f, rig->o[0]->chan).starts, 0);
	sdma_model_hang_chan0(rig->f->m, false);
	sdma_fix_wait(x, 1);
	client_residue(x, DMA_COMPLETE);
	expect_works(rig);
}

/* Test that an interrupt of channel 0 without reason ends no command. */
static void chan0_irq_without_reason(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	sdma_model_hang_chan0(rig->f->m, true);
	x = start(rig, 0);
	sdma_model_raise(rig->f->m, 0);
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(rig->f, rig->o[0]->chan).starts, 0);
	sdma_model_hang_chan0(rig->f->m, false);
	sdma_fix_wait(x, 1);
	client_residue(x, DMA_COMPLETE);
	expect_works(rig);
}

static struct kunit_case chan0_cases[] = {
	KUNIT_CASE(chan0_in_turn),
	KUNIT_CASE(chan0_is_not_served),
	KUNIT_CASE(chan0_is_stuck),
	KUNIT_CASE(chan0_stops_late),
	KUNIT_CASE(chan0_terminate),
	KUNIT_CASE(chan0_terminate_and_start),
	KUNIT_CASE(chan0_irq_without_reason),
	{}
};

static struct kunit_suite chan0_suite = {
	.name = "imx_sdma_chan0",
	.init = chan0_init,
	.test_cases = chan0_cases,
};

kunit_test_suite(chan0_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: channel 0");
MODULE_LICENSE("GPL");
