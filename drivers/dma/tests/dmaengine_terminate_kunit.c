// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of terminate and synchronize: what a client may rely on with every
 * kind of provider (T1, T2, T4, T6, T8 of the contract), whatever the context.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "dmaengine_rig.h"

static const void *kind_gen_params(const void *prev, char *desc)
{
	const struct rig_kind *kind = prev ? (const struct rig_kind *)prev + 1 : rig_kinds;

	if (kind == rig_kinds + RIG_KINDS)
		return NULL;
	strscpy(desc, kind->name, KUNIT_PARAM_DESC_SIZE);
	return kind;
}

/* All but the one that calls back under its lock: nothing is held back there. */
static const void *bottom_gen_params(const void *prev, char *desc)
{
	const struct rig_kind *kind = kind_gen_params(prev, desc);

	return kind && kind - rig_kinds < RIG_KINDS_BOTTOM ? kind : NULL;
}

struct where {
	const struct rig_kind *kind;
	enum rig_context context;
};

/* Every kind with every context. */
static const void *where_gen_params(const void *prev, char *desc)
{
	static struct where wheres[RIG_KINDS_BOTTOM * RIG_CONTEXTS];
	struct where *where = prev ? (struct where *)prev + 1 : wheres;
	unsigned int n = where - wheres;

	if (n == ARRAY_SIZE(wheres))
		return NULL;
	where->kind = &rig_kinds[n / RIG_CONTEXTS];
	where->context = n % RIG_CONTEXTS;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, in %s", where->kind->name,
		 rig_context_names[where->context]);
	return where;
}

/*
 * Test that a callback that the provider has still to call is dropped once a
 * terminate has returned, in whatever context that was (T1, CORE-13).
 */
static void terminate_drops_pending(struct kunit *test)
{
	const struct where *where = test->param_value;
	struct rig *rig = rig_new(test, where->kind);
	struct oracle_xfer *done = rig_start(rig), *queued = rig_start(rig);
	bool finished;
	int ret;

	rig_hold(rig);
	finished = rig_finish(rig, done);
	ret = rig_terminate_in(rig, where->context);
	KUNIT_EXPECT_TRUE(test, finished);
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_EQ(test, done->calls, 0);
	KUNIT_EXPECT_EQ(test, queued->calls, 0);
	oracle_expect_clean(rig->oracle);
}

/*
 * Test that a transfer that is submitted after a terminate runs and calls back,
 * though nobody has synchronized, and that the old ones do not (T4).
 */
static void terminate_lets_new_run(struct kunit *test)
{
	const struct where *where = test->param_value;
	struct rig *rig = rig_new(test, where->kind);
	struct oracle_xfer *old = rig_start(rig), *new;
	int ret;

	rig_hold(rig);
	rig_finish(rig, old);
	ret = rig_terminate_in(rig, where->context);
	KUNIT_EXPECT_EQ(test, ret, 0);
	new = rig_start(rig);
	rig_run(rig, new);
	oracle_judge_calls(old, 0);
	oracle_judge_calls(new, 1);
	oracle_judge_status(new, DMA_COMPLETE);
	oracle_expect_clean(rig->oracle);
}

static void do_terminate(struct oracle_xfer *x)
{
	int *ret = x->data;

	*ret = oracle_terminate(x->oracle, dmaengine_terminate_async);
}

/*
 * Test that a callback may terminate its own channel, and that what had been
 * completed before then is not called back any more (T1, T6, VC-05).
 */
static void terminate_in_own_callback(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *first = rig_start(rig), *second = rig_start(rig);
	int ret = 1;

	first->action = do_terminate;
	first->data = &ret;
	rig_hold(rig);
	rig_finish(rig, first);
	rig_finish(rig, second);
	rig_let_go(rig);
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_EQ(test, first->calls, 1);
	KUNIT_EXPECT_EQ(test, second->calls, 0);
	oracle_expect_clean(rig->oracle);
}

struct restart {
	struct rig *rig;
	struct oracle_xfer *next;
	bool cyclic;
};

static void do_restart(struct oracle_xfer *x)
{
	struct restart *restart = x->data;

	oracle_terminate(x->oracle, dmaengine_terminate_async);
	restart->next = rig_try_prep(restart->rig, restart->cyclic);
	if (restart->next)
		rig_issue(restart->rig, restart->next);
}

/*
 * Test that a callback may stop and start its channel at once, as audio does on
 * an overrun: the new transfer's periods are called back, the old one's are not
 * (T4, T6).
 */
static void terminate_and_restart_in_callback(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct restart restart = { .rig = rig, .cyclic = true };
	struct oracle_xfer *old = rig_start_cyclic(rig);

	old->action = do_restart;
	old->data = &restart;
	rig_hold(rig);
	rig_finish(rig, old);
	rig_finish(rig, old);
	rig_let_go(rig);
	KUNIT_ASSERT_NOT_NULL(test, restart.next);
	rig_run(rig, restart.next);
	rig_run(rig, restart.next);
	KUNIT_EXPECT_EQ(test, old->calls, 1);
	KUNIT_EXPECT_EQ(test, restart.next->calls, 2);
	oracle_expect_clean(rig->oracle);
}

static void do_chain(struct oracle_xfer *x)
{
	struct restart *restart = x->data;

	restart->next = rig_try_prep(restart->rig, false);
	if (restart->next)
		rig_issue(restart->rig, restart->next);
}

/* Test that a callback may prepare, submit and issue: no lock is held (T6). */
static void callback_may_submit(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct restart restart = { .rig = rig };
	struct oracle_xfer *x = rig_start(rig);

	x->action = do_chain;
	x->data = &restart;
	rig_run(rig, x);
	KUNIT_ASSERT_NOT_NULL(test, restart.next);
	KUNIT_EXPECT_EQ(test, restart.next->calls, 0);
	rig_run(rig, restart.next);
	oracle_judge_calls(x, 1);
	oracle_judge_calls(restart.next, 1);
	oracle_expect_clean(rig->oracle);
}

/* Test that each completion makes for exactly one callback, in order (T6). */
static void callback_once_in_order(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x[5];
	int i;

	for (i = 0; i < ARRAY_SIZE(x); i++)
		x[i] = rig_start(rig);
	rig_hold(rig);
	for (i = 0; i < ARRAY_SIZE(x); i++)
		rig_finish(rig, x[i]);
	rig_let_go(rig);
	for (i = 0; i < ARRAY_SIZE(x); i++)
		oracle_judge_calls(x[i], 1);
	oracle_expect_clean(rig->oracle);
}

/* Test that each period of a cyclic transfer makes for exactly one callback (T6, VC-07). */
static void callback_once_a_period(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x = rig_start_cyclic(rig);
	int i;

	rig_hold(rig);
	for (i = 0; i < 7; i++)
		rig_finish(rig, x);
	rig_let_go(rig);
	oracle_judge_calls(x, 7);
	oracle_expect_clean(rig->oracle);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
}

/* Test that nothing of a cyclic transfer is called back after a terminate (T1). */
static void terminate_drops_periods(struct kunit *test)
{
	const struct where *where = test->param_value;
	struct rig *rig = rig_new(test, where->kind);
	struct oracle_xfer *x = rig_start_cyclic(rig);

	rig_hold(rig);
	rig_finish(rig, x);
	rig_finish(rig, x);
	KUNIT_EXPECT_EQ(test, rig_terminate_in(rig, where->context), 0);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	oracle_expect_clean(rig->oracle);
}

static void stop_thread(void *data)
{
	rig_stop(data);
}

/*
 * Test that after dmaengine_terminate_sync() nothing is called back, whether the
 * provider has device_synchronize() or not (T2, CORE-13).
 */
static void terminate_sync_drops_pending(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *done = rig_start(rig), *queued = rig_start(rig);
	struct fake_thread *thread;

	rig_hold(rig);
	rig_finish(rig, done);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	local_bh_enable();
	thread = fake_thread_start(test, stop_thread, rig);
	oracle_synchronize(rig->oracle);
	fake_thread_join(test, thread);
	rig_hold(rig);
	rig_let_go(rig);
	KUNIT_EXPECT_EQ(test, done->calls + queued->calls, 0);
	oracle_judge_status(done, DMA_COMPLETE);
	oracle_judge_status(queued, DMA_ERROR);
	if (rig->kind->virt_dma)
		oracle_judge_live(rig->oracle, rig_live(rig), 0);
	oracle_expect_clean(rig->oracle);
}

/* Test that an idle channel can be terminated, and works afterwards. */
static void terminate_idle(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x;

	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(rig->chan), 0);
	dmaengine_synchronize(rig->chan);
	dmaengine_synchronize(rig->chan);
	x = rig_start(rig);
	rig_run(rig, x);
	oracle_judge_calls(x, 1);
	oracle_expect_clean(rig->oracle);
}

/* Test that dmaengine_terminate_all() drops what terminate_async() drops (T8). */
static void terminate_all_drops_pending(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x = rig_start(rig);

	rig_hold(rig);
	rig_finish(rig, x);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_all), 0);
	rig_let_go(rig);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	oracle_expect_clean(rig->oracle);
}

/* Test what comes back from a provider that cannot terminate (T1, T8). */
static void terminate_missing(struct kunit *test)
{
	struct fake_dma *fake = rig_bare(test, true);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	unsigned int calls = 0;

	fake_dma_start(test, chan, NULL, &calls);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), -EINVAL);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), -EINVAL);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_all(chan), DMAENGINE_MISSING_OP);
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
}

static void count_call(void *param)
{
	unsigned int *calls = param;

	++*calls;
}

static int fail_terminate(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	return op == FAKE_TERMINATE ? -EIO : 0;
}

/* Test that a terminate that fails changes nothing: the callback comes (T1). */
static void terminate_error_drops_nothing(struct kunit *test)
{
	struct fake_dma *fake = rig_bare(test, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct dmaengine_desc_callback cb;
	unsigned int calls = 0;
	dma_cookie_t cookie;

	fake->hook = fail_terminate;
	cookie = fake_dma_start(test, chan, count_call, &calls)->cookie;
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), -EIO);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), -EIO);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_all(chan), -EIO);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, NULL), DMA_IN_PROGRESS);
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &cb));
	dmaengine_desc_callback_invoke(&cb, NULL);
	KUNIT_EXPECT_EQ(test, calls, 1);
	fake->hook = NULL;
}

/*
 * Test that a callback that was taken before a terminate and is called long
 * after, when new transfers have been and gone, is dropped (T2).
 */
static void terminate_drops_captured(struct kunit *test)
{
	struct fake_dma *fake = rig_bare(test, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct dmaengine_desc_callback cb;
	unsigned int old = 0, new = 0;
	int i;

	fake_dma_start(test, chan, count_call, &old);
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &cb));
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	for (i = 0; i < 3; i++) {
		fake_dma_start(test, chan, count_call, &new);
		KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
		KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), 0);
	}
	dmaengine_desc_callback_invoke(&cb, NULL);
	KUNIT_EXPECT_EQ(test, old, 0);
	KUNIT_EXPECT_EQ(test, new, 3);
}

/* Test that a terminate is about one channel only. */
static void terminate_leaves_other_channel(struct kunit *test)
{
	struct fake_dma *fake = rig_bare(test, false);
	struct dma_chan *one = fake_dma_get(test, fake, 0), *other = fake_dma_get(test, fake, 1);
	unsigned int calls = 0;

	fake_dma_start(test, other, count_call, &calls);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(one), 0);
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 1));
	KUNIT_EXPECT_EQ(test, calls, 1);
}

static const u32 generations[] = { 2, S32_MAX - 2, U32_MAX - 2 };

static void generation_desc(const u32 *gen, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "from %#x", *gen);
}

KUNIT_ARRAY_PARAM(generation, generations, generation_desc);

/*
 * Test that old and new are still told apart when the count of terminates has
 * wrapped around, sign and zero included (T2, T4).
 */
static void terminate_count_wraps(struct kunit *test)
{
	struct fake_dma *fake = rig_bare(test, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct dmaengine_desc_callback cb;
	unsigned int old, new;
	int i;

	chan->gen = *(const u32 *)test->param_value;
	chan->floor = chan->gen - 1;
	for (i = 0; i < 8; i++) {
		old = 0;
		new = 0;
		fake_dma_start(test, chan, count_call, &old);
		KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &cb));
		KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), 0);
		fake_dma_start(test, chan, count_call, &new);
		dmaengine_desc_callback_invoke(&cb, NULL);
		KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
		dmaengine_synchronize(chan);
		KUNIT_EXPECT_EQ_MSG(test, old, 0, "after %d terminates", i);
		KUNIT_EXPECT_EQ_MSG(test, new, 1, "after %d terminates", i);
	}
}

static struct {
	int (*terminate)(struct dma_chan *chan);
	struct dma_async_tx_descriptor *tx;
} racing;

static int terminate_then_submit(struct dma_chan *chan)
{
	int ret = racing.terminate(chan);

	dmaengine_submit(racing.tx);
	dma_async_issue_pending(chan);
	return ret;
}

/*
 * Test that a descriptor that is submitted while the terminate is still inside
 * the provider, which does not drop it, may call back: it must not get lost.
 */
static void terminate_spares_racing_submit(struct kunit *test)
{
	struct fake_dma *fake = rig_bare(test, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	unsigned int old = 0, new = 0;

	fake_dma_start(test, chan, count_call, &old);
	racing.tx = dmaengine_prep_dma_memcpy(chan, 0, 0, 1, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, racing.tx);
	racing.tx->callback = count_call;
	racing.tx->callback_param = &new;
	racing.terminate = fake->ddev.device_terminate_all;
	fake->ddev.device_terminate_all = terminate_then_submit;
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), 0);
	fake->ddev.device_terminate_all = racing.terminate;
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
	KUNIT_EXPECT_EQ(test, old, 0);
	KUNIT_EXPECT_EQ(test, new, 1);
}

static struct kunit_case dmaengine_terminate_cases[] = {
	KUNIT_CASE_PARAM(terminate_drops_pending, where_gen_params),
	KUNIT_CASE_PARAM(terminate_lets_new_run, where_gen_params),
	KUNIT_CASE_PARAM(terminate_drops_periods, where_gen_params),
	KUNIT_CASE_PARAM(terminate_in_own_callback, bottom_gen_params),
	KUNIT_CASE_PARAM(terminate_and_restart_in_callback, bottom_gen_params),
	KUNIT_CASE_PARAM(terminate_sync_drops_pending, bottom_gen_params),
	KUNIT_CASE_PARAM(terminate_all_drops_pending, bottom_gen_params),
	KUNIT_CASE_PARAM(terminate_idle, kind_gen_params),
	KUNIT_CASE_PARAM(callback_may_submit, bottom_gen_params),
	KUNIT_CASE_PARAM(callback_once_in_order, kind_gen_params),
	KUNIT_CASE_PARAM(callback_once_a_period, kind_gen_params),
	KUNIT_CASE(terminate_missing),
	KUNIT_CASE(terminate_error_drops_nothing),
	KUNIT_CASE(terminate_drops_captured),
	KUNIT_CASE(terminate_leaves_other_channel),
	KUNIT_CASE_PARAM(terminate_count_wraps, generation_gen_params),
	KUNIT_CASE(terminate_spares_racing_submit),
	{}
};

static struct kunit_suite dmaengine_terminate_suite = {
	.name = "dmaengine_terminate",
	.test_cases = dmaengine_terminate_cases,
};

kunit_test_suite(dmaengine_terminate_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine core: terminate");
MODULE_LICENSE("GPL");
