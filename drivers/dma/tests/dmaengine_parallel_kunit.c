// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of what happens at the same time: a provider that takes its time
 * delays nobody else, and who comes while a channel changes its state.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/module.h>

#include "dmaengine_fake.h"

static struct fake_dma *create(struct kunit *test, const char *name, unsigned long caps)
{
	struct fake_config cfg = {
		.dev = kunit_device_register(test, name),
		.n_chans = 2,
		.caps = caps,
		.has_release = true,
		.keep = true,
	};

	KUNIT_ASSERT_FALSE(test, IS_ERR(cfg.dev));
	return fake_dma_create(test, &cfg);
}

static struct fake_dma *new(struct kunit *test, const char *name)
{
	struct fake_dma *fake = create(test, name, BIT(DMA_SLAVE));

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}

/* An operation of channel 0 that does not end before the test says so. */
struct gate {
	struct fake_dma *fake;
	struct dma_chan *chan;
	enum fake_op op;
	struct completion entered;
	struct completion leave;
};

static int gate_hook(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct gate *gate = fake->data;

	if (op == gate->op && !n && !completion_done(&gate->entered)) {
		complete_all(&gate->entered);
		wait_for_completion(&gate->leave);
	}
	return 0;
}

/* The gate is gone when the provider is cleaned up. */
static void forget_hook(void *data)
{
	struct fake_dma *fake = data;

	fake->hook = NULL;
}

static void gate_init(struct kunit *test, struct gate *gate, struct fake_dma *fake,
		      enum fake_op op)
{
	gate->fake = fake;
	gate->op = op;
	init_completion(&gate->entered);
	init_completion(&gate->leave);
	fake->data = gate;
	fake->hook = gate_hook;
	KUNIT_ASSERT_EQ(test, kunit_add_action(test, forget_hook, fake), 0);
}

static void request_thread(void *data)
{
	struct gate *gate = data;

	gate->chan = fake_dma_try_get(gate->fake, 0);
}

static void give_back_thread(void *data)
{
	struct gate *gate = data;

	dma_release_channel(gate->chan);
	gate->chan = NULL;
}

static void unregister_thread(void *data)
{
	struct gate *gate = data;

	fake_dma_unregister(gate->fake->log);
}

static void synchronize_thread(void *data)
{
	struct gate *gate = data;

	dmaengine_terminate_sync(gate->chan);
}

static void prep_thread(void *data)
{
	struct gate *gate = data;

	dmaengine_prep_dma_memcpy(gate->chan, 0, 0, 1, 0);
}

struct slow {
	const char *name;
	enum fake_op op;
	bool hold;
	void (*thread)(void *data);
};

static const struct slow slows[] = {
	{ "alloc", FAKE_ALLOC, false, request_thread },
	{ "free", FAKE_FREE, true, give_back_thread },
	{ "synchronize_in_release", FAKE_SYNCHRONIZE, true, give_back_thread },
	{ "terminate", FAKE_TERMINATE, true, synchronize_thread },
	{ "synchronize", FAKE_SYNCHRONIZE, true, synchronize_thread },
	{ "prep", FAKE_PREP, true, prep_thread },
	{ "terminate_in_unregister", FAKE_TERMINATE, true, unregister_thread },
	{ "synchronize_in_unregister", FAKE_SYNCHRONIZE, true, unregister_thread },
	{ "device_release", FAKE_RELEASE, false, unregister_thread },
};

KUNIT_ARRAY_PARAM_DESC(slow, slows, name);

struct others {
	struct kunit *test;
	struct fake_dma *slow;
	struct fake_dma *other;
	struct fake_dma *late;
	bool alive;
	int failed;
};

/* What others do meanwhile. Would hang, rather than fail, on a lock. */
static void others_thread(void *data)
{
	struct others *others = data;
	struct dma_chan *chan;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		chan = fake_dma_try_get(others->other, pass);
		if (chan)
			dma_release_channel(chan);
		else
			others->failed++;
	}

	/* The other channel of the slow provider as well. */
	chan = fake_dma_try_get(others->slow, 1);
	if (chan)
		dma_release_channel(chan);
	if (!chan == others->alive)
		others->failed++;

	if (fake_dma_register(others->late))
		others->failed++;
	else
		fake_dma_unregister(others->late->log);
	dmaengine_get();
	dmaengine_put();
}

/* Test that a provider which takes its time delays nobody else (L6, CORE-07). */
static void parallel_slow_provider(struct kunit *test)
{
	const struct slow *slow = test->param_value;
	struct fake_dma *fake = new(test, "slow");
	struct others others = {
		.test = test,
		.slow = fake,
		.other = new(test, "other"),
		.late = create(test, "late", BIT(DMA_SLAVE)),
		.alive = slow->thread != unregister_thread,
	};
	struct fake_thread *thread, *beside;
	struct gate gate = {};

	if (slow->hold) {
		gate.chan = fake_dma_try_get(fake, 0);
		KUNIT_ASSERT_NOT_NULL(test, gate.chan);
		if (slow->thread == give_back_thread)
			fake_dma_start(test, gate.chan, NULL, NULL);
	}
	gate_init(test, &gate, fake, slow->op);
	thread = fake_thread_start(test, slow->thread, &gate);
	wait_for_completion(&gate.entered);

	beside = fake_thread_start(test, others_thread, &others);
	KUNIT_EXPECT_NE_MSG(test, wait_for_completion_timeout(&beside->done, FAKE_TIMEOUT), 0UL,
			    "others are held up");
	complete(&gate.leave);
	fake_thread_join(test, thread);
	fake_thread_join(test, beside);
	KUNIT_EXPECT_EQ(test, others.failed, 0);
	KUNIT_EXPECT_EQ(test, fake->log->locks[slow->op], 0);
	if (gate.chan)
		dma_release_channel(gate.chan);
}

/* Test that a channel that somebody is getting is nobody else's, whatever becomes of it. */
static void parallel_claimed(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct fake_thread *thread;
	struct gate gate = {};

	gate_init(test, &gate, fake, FAKE_ALLOC);
	thread = fake_thread_start(test, request_thread, &gate);
	wait_for_completion(&gate.entered);
	KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 0));
	KUNIT_EXPECT_NULL(test, dma_get_slave_channel(&fake->chans[0].chan));
	KUNIT_EXPECT_EQ(test, fake->chans[0].chan.client_count, 0);
	complete(&gate.leave);
	fake_thread_join(test, thread);
	forget_hook(fake);
	fake_dma_own(test, gate.chan);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ALLOC], 1U);
}

/* Test that a channel that somebody is giving back is nobody else's before that is done. */
static void parallel_releasing(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct fake_thread *thread;
	struct gate gate = {};

	gate.chan = fake_dma_try_get(fake, 0);
	KUNIT_ASSERT_NOT_NULL(test, gate.chan);
	gate_init(test, &gate, fake, FAKE_FREE);
	thread = fake_thread_start(test, give_back_thread, &gate);
	wait_for_completion(&gate.entered);
	KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 0));
	complete(&gate.leave);
	fake_thread_join(test, thread);
	forget_hook(fake);
	fake_dma_get(test, fake, 0);
	KUNIT_EXPECT_STREQ(test, fake->log->order, "asfa");
}

/* Test that who was getting a channel when unregister started does not get it (L2). */
static void parallel_unregister_claimed(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct fake_thread *request, *unregister;
	struct gate gate = {};

	gate_init(test, &gate, fake, FAKE_ALLOC);
	request = fake_thread_start(test, request_thread, &gate);
	wait_for_completion(&gate.entered);
	unregister = fake_thread_start(test, unregister_thread, &gate);
	fake_yield();
	/* The provider's code is running, so unregister waits for it (L3). */
	KUNIT_EXPECT_FALSE(test, fake->log->returned);
	complete(&gate.leave);
	fake_thread_join(test, request);
	fake_thread_join(test, unregister);
	KUNIT_EXPECT_NULL(test, gate.chan);
	KUNIT_EXPECT_STREQ(test, fake->log->order, "afr");
}

/* Test that unregister waits for a device_free_chan_resources() that is running (L3). */
static void parallel_unregister_releasing(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct fake_thread *release, *unregister;
	struct gate gate = {};

	gate.chan = fake_dma_try_get(fake, 0);
	KUNIT_ASSERT_NOT_NULL(test, gate.chan);
	gate_init(test, &gate, fake, FAKE_FREE);
	release = fake_thread_start(test, give_back_thread, &gate);
	wait_for_completion(&gate.entered);
	unregister = fake_thread_start(test, unregister_thread, &gate);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, fake->log->returned);
	complete(&gate.leave);
	fake_thread_join(test, release);
	fake_thread_join(test, unregister);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], 1U);
}

/* Test that a client that releases while unregister stops its channel waits for that (L3). */
static void parallel_release_while_stopping(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct fake_thread *release, *unregister;
	struct gate gate = {};

	gate.chan = fake_dma_try_get(fake, 0);
	KUNIT_ASSERT_NOT_NULL(test, gate.chan);
	gate_init(test, &gate, fake, FAKE_TERMINATE);
	unregister = fake_thread_start(test, unregister_thread, &gate);
	wait_for_completion(&gate.entered);
	release = fake_thread_start(test, give_back_thread, &gate);
	fake_yield();
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_FREE], 0U);
	complete(&gate.leave);
	fake_thread_join(test, release);
	fake_thread_join(test, unregister);
	KUNIT_EXPECT_STREQ(test, fake->log->order, "atsfr");
}

static int alloc_on_top(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct gate *below = fake->data;

	if (op == FAKE_ALLOC) {
		below->chan = fake_dma_try_get(below->fake, 0);
		return below->chan ? 0 : -EBUSY;
	}
	if (op == FAKE_FREE)
		dma_release_channel(below->chan);
	return 0;
}

static void on_top_thread(void *data)
{
	struct dma_chan *chan = fake_dma_try_get(data, 0);

	if (chan)
		dma_release_channel(chan);
}

/* Test that a provider may request the channel it is built on when it gets a client (CORE-07). */
static void parallel_stacked(struct kunit *test)
{
	struct fake_dma *fake = new(test, "top");
	struct gate below = { .fake = new(test, "below") };

	fake->hook = alloc_on_top;
	fake->data = &below;
	KUNIT_ASSERT_EQ(test, kunit_add_action(test, forget_hook, fake), 0);
	fake_thread_join(test, fake_thread_start(test, on_top_thread, fake));
	KUNIT_EXPECT_STREQ(test, fake->log->order, "asf");
	KUNIT_EXPECT_STREQ(test, below.fake->log->order, "asf");
}

static void request_callback(void *param)
{
	struct gate *gate = param;

	/* In process context, as on a provider with a threaded interrupt. */
	complete_all(&gate->entered);
	wait_for_completion(&gate->leave);
	gate->chan = fake_dma_try_get(gate->fake, 1);
}

static void complete_thread(void *data)
{
	struct gate *gate = data;

	fake_dma_complete(gate->fake, 0);
}

static void give_back_chan_thread(void *data)
{
	dma_release_channel(data);
}

/*
 * Test that a callback may request a channel while the release of its own waits
 * for it: no lock is held that both need (L6, CORE-07).
 */
static void parallel_release_waits_for_callback(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct fake_thread *callback, *release;
	struct gate gate = { .fake = fake };
	struct dma_chan *chan;

	init_completion(&gate.entered);
	init_completion(&gate.leave);
	chan = fake_dma_try_get(fake, 0);
	KUNIT_ASSERT_NOT_NULL(test, chan);
	fake_dma_start(test, chan, request_callback, &gate);
	callback = fake_thread_start(test, complete_thread, &gate);
	wait_for_completion(&gate.entered);
	/* A second one makes the release terminate. */
	fake_dma_start(test, chan, NULL, NULL);
	release = fake_thread_start(test, give_back_chan_thread, chan);
	fake_yield();
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_FREE], 0U);
	complete(&gate.leave);
	fake_thread_join(test, callback);
	fake_thread_join(test, release);
	fake_dma_own(test, gate.chan);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_FREE], 1U);
}

struct resubmit {
	struct gate gate;
	struct dma_async_tx_descriptor *next;
	unsigned int called;
};

static void resubmit_callback(void *param)
{
	struct resubmit *r = param;

	complete_all(&r->gate.entered);
	wait_for_completion(&r->gate.leave);
	dmaengine_submit(r->next);
	dma_async_issue_pending(r->gate.chan);
}

static void next_callback(void *param)
{
	struct resubmit *r = param;

	r->called++;
}

/* What the callback has submitted is over before the provider is told to stop it. */
static int resubmit_hook(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	if (op == FAKE_TERMINATE)
		fake_dma_complete(fake, n);
	return 0;
}

/*
 * Test that what a running callback submits while its channel is released is
 * terminated before the channel's resources are freed, and not called back.
 */
static void parallel_release_while_callback_submits(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct resubmit r = { .gate.fake = fake };
	struct fake_thread *callback, *release;
	struct dma_chan *chan;

	init_completion(&r.gate.entered);
	init_completion(&r.gate.leave);
	chan = fake_dma_try_get(fake, 0);
	KUNIT_ASSERT_NOT_NULL(test, chan);
	r.gate.chan = chan;
	fake_dma_start(test, chan, resubmit_callback, &r);
	r.next = dmaengine_prep_dma_memcpy(chan, 0, 0, 1, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, r.next);
	r.next->callback = next_callback;
	r.next->callback_param = &r;
	fake->hook = resubmit_hook;
	KUNIT_ASSERT_EQ(test, kunit_add_action(test, forget_hook, fake), 0);

	callback = fake_thread_start(test, complete_thread, &r.gate);
	wait_for_completion(&r.gate.entered);
	release = fake_thread_start(test, give_back_chan_thread, chan);
	fake_yield();
	complete(&r.gate.leave);
	fake_thread_join(test, callback);
	fake_thread_join(test, release);

	KUNIT_EXPECT_STREQ(test, fake->log->order, "astsf");
	KUNIT_EXPECT_EQ(test, r.called, 0U);
	KUNIT_EXPECT_EQ(test, fake->log->live, 0);

	/* The next client's callbacks are called. */
	chan = fake_dma_get(test, fake, 0);
	fake_dma_start(test, chan, next_callback, &r);
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
	KUNIT_EXPECT_EQ(test, r.called, 1U);
}

static struct kunit_case dmaengine_parallel_cases[] = {
	KUNIT_CASE_PARAM(parallel_slow_provider, slow_gen_params),
	KUNIT_CASE(parallel_claimed),
	KUNIT_CASE(parallel_releasing),
	KUNIT_CASE(parallel_unregister_claimed),
	KUNIT_CASE(parallel_unregister_releasing),
	KUNIT_CASE(parallel_release_while_stopping),
	KUNIT_CASE(parallel_stacked),
	KUNIT_CASE(parallel_release_waits_for_callback),
	KUNIT_CASE(parallel_release_while_callback_submits),
	{}
};

static struct kunit_suite dmaengine_parallel_suite = {
	.name = "dmaengine_parallel",
	.test_cases = dmaengine_parallel_cases,
};

kunit_test_suite(dmaengine_parallel_suite);

MODULE_DESCRIPTION("KUnit suite of DMA clients and providers at the same time");
MODULE_LICENSE("GPL");
