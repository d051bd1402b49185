// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite for two kernels: descriptors and callbacks of virtual channels. entries.txt says
 * which case stands for which defect.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>

#include "compare.h"
#include "compare_vchan.h"

#define BATCH	100

static struct dma_async_tx_descriptor *prep_counted(struct compare_vchan *cv, bool cyclic,
						    dma_async_tx_callback callback, void *param)
{
	struct dma_async_tx_descriptor *tx = compare_vchan_prep(cv, cyclic);

	tx->callback = callback;
	tx->callback_param = param;
	return tx;
}

static void count(void *calls)
{
	++*(unsigned int *)calls;
}

static void terminate_and_look(void *param, const struct dmaengine_result *result)
{
	struct compare_vchan *cv = param;

	KUNIT_EXPECT_EQ(cv->test, dmaengine_terminate_async(cv->chan), 0);
	/* The result is the descriptor's. */
	KUNIT_EXPECT_EQ(cv->test, READ_ONCE(result->result), DMA_TRANS_NOERROR);
}

/* Test that a callback which terminates its channel can still read the result it was passed. */
static void terminate_in_callback(struct kunit *test)
{
	struct compare_vchan *cv = compare_vchan_new(test);
	struct dma_async_tx_descriptor *tx = compare_vchan_prep(cv, true);

	tx->callback_result = terminate_and_look;
	tx->callback_param = cv;
	compare_vchan_start(cv, tx);
	compare_vchan_finish(cv);
	compare_vchan_settle();
	dmaengine_synchronize(cv->chan);
}

/* Test that a descriptor which is only prepared outlives a terminate, and can be submitted. */
static void submit_after_terminate(struct kunit *test)
{
	struct compare_vchan *cv = compare_vchan_new(test);
	struct dma_async_tx_descriptor *tx;
	unsigned int calls = 0;

	tx = prep_counted(cv, false, count, &calls);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(cv->chan), 0);
	compare_vchan_start(cv, tx);
	compare_vchan_finish(cv);
	compare_vchan_settle();
	compare_expect(test, calls == 1, "the transfer is lost");
}

struct again {
	struct compare_vchan *cv;
	struct dma_async_tx_descriptor *tx;
	unsigned int calls;
};

static void submit_again(void *param)
{
	struct again *again = param;

	if (!again->calls++)
		compare_vchan_start(again->cv, again->tx);
}

/* Test that the callback of a reusable descriptor submits that again. */
static void resubmit_in_callback(struct kunit *test)
{
	struct again again = { .cv = compare_vchan_new(test) };

	again.tx = prep_counted(again.cv, false, submit_again, &again);
	KUNIT_ASSERT_EQ(test, dmaengine_desc_set_reuse(again.tx), 0);
	compare_vchan_start(again.cv, again.tx);
	compare_vchan_finish(again.cv);
	compare_vchan_settle();
	compare_vchan_finish(again.cv);
	compare_vchan_settle();
	compare_expect(test, again.calls == 2, "the second transfer is lost");
}

static void terminate(void *chan)
{
	dmaengine_terminate_async(chan);
}

/* Test that what is complete, and not called back yet, is not after a callback has terminated. */
static void callback_after_terminate(struct kunit *test)
{
	struct compare_vchan *cv = compare_vchan_new(test);
	unsigned int calls = 0;

	compare_vchan_start(cv, prep_counted(cv, false, terminate, cv->chan));
	compare_vchan_start(cv, prep_counted(cv, false, count, &calls));
	local_bh_disable();
	compare_vchan_finish(cv);
	compare_vchan_finish(cv);
	local_bh_enable();
	compare_vchan_settle();
	compare_expect(test, !calls, "calls back after dmaengine_terminate_async()");
}

/* Test that a descriptor is submitted once. */
static void submit_twice(struct kunit *test)
{
	struct compare_vchan *cv = compare_vchan_new(test);
	struct dma_async_tx_descriptor *tx = compare_vchan_prep(cv, false);
	dma_cookie_t cookie;

	compare_vchan_start(cv, tx);
	cookie = tx->cookie;
	compare_expect(test, dmaengine_submit(tx) < 0, "a descriptor that runs is submitted again");
	KUNIT_EXPECT_EQ(test, tx->cookie, cookie);
	compare_vchan_finish(cv);
	compare_vchan_settle();
}

/* Test that each period is called back, though two were over before the tasklet ran. */
static void two_periods(struct kunit *test)
{
	struct compare_vchan *cv = compare_vchan_new(test);
	unsigned int calls = 0;

	compare_vchan_start(cv, prep_counted(cv, true, count, &calls));
	local_bh_disable();
	compare_vchan_finish(cv);
	compare_vchan_finish(cv);
	local_bh_enable();
	compare_vchan_settle();
	compare_expect(test, calls == 2, "a period is lost");
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(cv->chan), 0);
}

/* Test that descriptors are freed where memory for DMA may be, with interrupts on. */
static void free_with_interrupts_on(struct kunit *test)
{
	struct compare_vchan *cv = compare_vchan_new(test);

	compare_vchan_start(cv, compare_vchan_prep(cv, false));
	local_irq_disable();
	dmaengine_terminate_async(cv->chan);
	local_irq_enable();
	dmaengine_synchronize(cv->chan);
	compare_expect(test, !cv->irqs_off, "frees a descriptor with interrupts off");
}

struct probe {
	struct tasklet_struct tasklet;
	unsigned int calls;
	unsigned int seen;
};

static void look(struct tasklet_struct *tasklet)
{
	struct probe *probe = container_of(tasklet, struct probe, tasklet);

	probe->seen = probe->calls;
}

/* Test that other tasklets run before all callbacks of a channel that is far behind. */
static void others_run(struct kunit *test)
{
	struct compare_vchan *cv = compare_vchan_new(test);
	struct probe probe = {};
	unsigned int i;

	tasklet_setup(&probe.tasklet, look);
	for (i = 0; i < BATCH; i++)
		compare_vchan_start(cv, prep_counted(cv, false, count, &probe.calls));
	local_bh_disable();
	for (i = 0; i < BATCH; i++)
		compare_vchan_finish(cv);
	tasklet_schedule(&probe.tasklet);
	local_bh_enable();
	compare_vchan_settle();
	tasklet_kill(&probe.tasklet);
	KUNIT_EXPECT_EQ(test, probe.calls, BATCH);
	compare_expect(test, probe.seen < BATCH, "others wait until the last of 100 callbacks");
}

/* Test that a descriptor that is not needed after all can be given back. */
static void give_back_prepared(struct kunit *test)
{
	struct compare_vchan *cv = compare_vchan_new(test);
	struct dma_async_tx_descriptor *tx = compare_vchan_prep(cv, false);

	compare_expect(test, !dmaengine_desc_free(tx), "it cannot be given back");
}

static struct kunit_case compare_vc_cases[] = {
	KUNIT_CASE(terminate_in_callback),
	KUNIT_CASE(submit_after_terminate),
	KUNIT_CASE(resubmit_in_callback),
	KUNIT_CASE(callback_after_terminate),
	KUNIT_CASE(submit_twice),
	KUNIT_CASE(two_periods),
	KUNIT_CASE(free_with_interrupts_on),
	KUNIT_CASE(others_run),
	KUNIT_CASE(give_back_prepared),
	{}
};

static struct kunit_suite compare_vc_suite = {
	.name = "compare_vc",
	.exit = compare_over,
	.test_cases = compare_vc_cases,
};

kunit_test_suite(compare_vc_suite);
