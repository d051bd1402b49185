// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of polling for the end of a transfer: dma_sync_wait() and
 * dma_wait_for_async_tx().
 */
#include <kunit/test.h>
#include <linux/container_of.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "dmaengine_rig.h"

/* Test that dma_sync_wait() issues what is pending, and returns what became of it. */
static void sync_wait_issues(struct kunit *test)
{
	struct rig *rig = rig_new(test, &rig_kinds[0]);
	struct oracle_xfer *x = rig_prep(rig);

	KUNIT_EXPECT_EQ(test, dma_sync_wait(rig->chan, -ENOMEM), DMA_ERROR);
	oracle_submit(x);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(rig->chan, 0), DMA_COMPLETE);
	rig_run(rig, x);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(rig->chan, x->cookie), DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, dma_wait_for_async_tx(NULL), DMA_COMPLETE);
	oracle_expect_clean(rig->oracle);
}

static struct vchan_fake *slow_vf;

/* The task was away for longer than the timeout; meanwhile it completed. */
static enum dma_status status_slow(struct dma_chan *chan, dma_cookie_t cookie,
				   struct dma_tx_state *state)
{
	enum dma_status status = dma_cookie_status(chan, cookie, state);
	unsigned long until;

	if (status != DMA_IN_PROGRESS)
		return status;
	/* By the clock that the timeout is measured with: an emulator's delays are short. */
	until = jiffies + 5 * HZ + 1;
	while (time_before(jiffies, until))
		mdelay(1);
	vchan_fake_finish(slow_vf, 0);

	return status;
}

static enum dma_status status_never(struct dma_chan *chan, dma_cookie_t cookie,
				    struct dma_tx_state *state)
{
	mdelay(1);
	return dma_cookie_status(chan, cookie, state);
}

static const bool ends[] = { true, false };

static void end_desc(const bool *ends, char *desc)
{
	strscpy(desc, *ends ? "complete by then" : "never completes", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(end, ends, end_desc);

/*
 * Test that a transfer that is complete when the time is over is complete, and
 * that one that is not is an error and not waited for any longer (CORE-18).
 */
static void sync_wait_times_out(struct kunit *test)
{
	bool ends = *(const bool *)test->param_value;
	struct rig *rig = rig_new(test, &rig_kinds[0]);
	struct oracle_xfer *x = rig_start(rig);
	unsigned long begin = jiffies;

	slow_vf = rig->vf;
	rig->vf->ddev.device_tx_status = ends ? status_slow : status_never;
	KUNIT_EXPECT_EQ(test, dma_sync_wait(rig->chan, x->cookie), ends ? DMA_COMPLETE : DMA_ERROR);
	KUNIT_EXPECT_TRUE(test, time_after_eq(jiffies, begin + 5 * HZ));
	rig->vf->ddev.device_tx_status = dma_cookie_status;
	if (!ends)
		rig_run(rig, x);
	vchan_fake_settle(rig->vf, 0);
	oracle_judge_calls(x, 1);
	oracle_expect_clean(rig->oracle);
}

/* A descriptor that waits for another one, and is submitted by an interrupt. */
struct dependent {
	struct dma_async_tx_descriptor tx;
	struct hrtimer timer;
	dma_cookie_t cookie;
};

static enum hrtimer_restart submit_dependent(struct hrtimer *timer)
{
	struct dependent *dependent = container_of(timer, struct dependent, timer);

	WRITE_ONCE(dependent->tx.cookie, dependent->cookie);
	return HRTIMER_NORESTART;
}

static struct dependent *dependent_new(struct kunit *test, struct rig *rig)
{
	struct dependent *dependent = kunit_kzalloc(test, sizeof(*dependent), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dependent);
	dma_async_tx_descriptor_init(&dependent->tx, rig->chan);
	dependent->tx.cookie = -EBUSY;
	hrtimer_init(&dependent->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	dependent->timer.function = submit_dependent;

	return dependent;
}

/* Test that an async_tx descriptor is waited for that is not even submitted yet. */
static void async_tx_wait_for_submit(struct kunit *test)
{
	struct rig *rig = rig_new(test, &rig_kinds[0]);
	struct dependent *dependent = dependent_new(test, rig);
	struct oracle_xfer *x = rig_start(rig);

	rig_run(rig, x);
	dependent->cookie = x->cookie;
	hrtimer_start(&dependent->timer, ns_to_ktime(1000), HRTIMER_MODE_REL_HARD);
	KUNIT_EXPECT_EQ(test, dma_wait_for_async_tx(&dependent->tx), DMA_COMPLETE);
	hrtimer_cancel(&dependent->timer);
	oracle_judge_calls(x, 1);
	oracle_expect_clean(rig->oracle);
}

/* Test that one that is never submitted is an error, and not waited for without end. */
static void async_tx_wait_times_out(struct kunit *test)
{
	struct dependent *dependent;

	if (IS_ENABLED(CONFIG_UML))
		kunit_skip(test, "polling takes too long in virtual time");

	dependent = dependent_new(test, rig_new(test, &rig_kinds[0]));
	KUNIT_EXPECT_EQ(test, dma_wait_for_async_tx(&dependent->tx), DMA_ERROR);
	KUNIT_EXPECT_EQ(test, dependent->tx.cookie, -EBUSY);
}

static struct kunit_case dmaengine_wait_cases[] = {
	KUNIT_CASE(sync_wait_issues),
	KUNIT_CASE_PARAM(sync_wait_times_out, end_gen_params),
	KUNIT_CASE(async_tx_wait_for_submit),
	KUNIT_CASE(async_tx_wait_times_out),
	{}
};

static struct kunit_suite dmaengine_wait_suite = {
	.name = "dmaengine_wait",
	.test_cases = dmaengine_wait_cases,
};

kunit_test_suite(dmaengine_wait_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine core: polling for the end of a transfer");
MODULE_LICENSE("GPL");
