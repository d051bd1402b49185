// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the dead state: what runs when a device is unregistered is
 * stopped and waited for, and whoever still holds a channel is told the same by
 * every operation, and never reaches the provider (L3).
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/scatterlist.h>

#include "dmaengine_fake.h"

static const unsigned long caps = BIT(DMA_SLAVE) | BIT(DMA_CYCLIC) | BIT(DMA_MEMCPY) |
				  BIT(DMA_MEMSET) | BIT(DMA_INTERRUPT);

static struct fake_dma *new(struct kunit *test, bool no_synchronize, bool no_terminate)
{
	struct fake_config cfg = {
		.dev = kunit_device_register(test, "dma"),
		.n_chans = 2,
		.caps = caps,
		.has_release = true,
		.no_synchronize = no_synchronize,
		.no_terminate = no_terminate,
	};

	KUNIT_ASSERT_FALSE(test, IS_ERR(cfg.dev));
	return fake_dma_new(test, &cfg);
}

static void count_callback(void *param)
{
	++*(unsigned int *)param;
}

static void unregister_thread(void *data)
{
	fake_dma_unregister(data);
}

/*
 * One operation of a client: through the wrapper, or past it, as some do. Each
 * returns whether the answer was that of the dead state.
 */
static bool dead_memcpy(struct dma_chan *chan, bool direct)
{
	if (direct)
		return !chan->device->device_prep_dma_memcpy(chan, 0, 0, 1, 0);
	return !dmaengine_prep_dma_memcpy(chan, 0, 0, 1, 0);
}

static bool dead_memset(struct dma_chan *chan, bool direct)
{
	if (direct)
		return !chan->device->device_prep_dma_memset(chan, 0, 0, 1, 0);
	return !dmaengine_prep_dma_memset(chan, 0, 0, 1, 0);
}

static bool dead_slave_sg(struct dma_chan *chan, bool direct)
{
	struct scatterlist sg;

	sg_init_table(&sg, 1);
	sg_dma_len(&sg) = 1;
	if (direct)
		return !chan->device->device_prep_slave_sg(chan, &sg, 1, DMA_MEM_TO_DEV, 0, NULL);
	return !dmaengine_prep_slave_sg(chan, &sg, 1, DMA_MEM_TO_DEV, 0);
}

static bool dead_cyclic(struct dma_chan *chan, bool direct)
{
	if (direct)
		return !chan->device->device_prep_dma_cyclic(chan, 0, 4, 2, DMA_MEM_TO_DEV, 0);
	return !dmaengine_prep_dma_cyclic(chan, 0, 4, 2, DMA_MEM_TO_DEV, 0);
}

static bool dead_config(struct dma_chan *chan, bool direct)
{
	struct dma_slave_config config = {};

	if (direct)
		return chan->device->device_config(chan, &config) == -ENODEV;
	return dmaengine_slave_config(chan, &config) == -ENODEV;
}

static bool dead_pause(struct dma_chan *chan, bool direct)
{
	if (direct)
		return chan->device->device_pause(chan) == -ENODEV;
	return dmaengine_pause(chan) == -ENODEV;
}

static bool dead_resume(struct dma_chan *chan, bool direct)
{
	if (direct)
		return chan->device->device_resume(chan) == -ENODEV;
	return dmaengine_resume(chan) == -ENODEV;
}

static bool dead_status(struct dma_chan *chan, bool direct)
{
	struct dma_tx_state state;

	if (direct)
		return chan->device->device_tx_status(chan, chan->cookie, &state) == DMA_ERROR;
	return dmaengine_tx_status(chan, chan->cookie, &state) == DMA_ERROR;
}

static bool dead_issue(struct dma_chan *chan, bool direct)
{
	if (direct)
		chan->device->device_issue_pending(chan);
	else
		dma_async_issue_pending(chan);
	return true;
}

static bool dead_terminate(struct dma_chan *chan, bool direct)
{
	if (direct)
		return !chan->device->device_terminate_all(chan);
	return !dmaengine_terminate_async(chan) && !dmaengine_terminate_sync(chan);
}

static bool dead_synchronize(struct dma_chan *chan, bool direct)
{
	if (direct)
		chan->device->device_synchronize(chan);
	else
		dmaengine_synchronize(chan);
	return true;
}

static bool dead_caps(struct dma_chan *chan, bool direct)
{
	struct dma_slave_caps caps;

	if (direct)
		chan->device->device_caps(chan, &caps);
	return dma_get_slave_caps(chan, &caps) == -ENODEV;
}

struct dead_op {
	const char *name;
	bool (*dead)(struct dma_chan *chan, bool direct);
	enum fake_op op;
};

static const struct dead_op dead_ops[] = {
	{ "prep_memcpy", dead_memcpy, FAKE_PREP },
	{ "prep_memset", dead_memset, FAKE_PREP },
	{ "prep_slave_sg", dead_slave_sg, FAKE_PREP },
	{ "prep_cyclic", dead_cyclic, FAKE_PREP },
	{ "config", dead_config, FAKE_CONFIG },
	{ "pause", dead_pause, FAKE_PAUSE },
	{ "resume", dead_resume, FAKE_RESUME },
	{ "status", dead_status, FAKE_STATUS },
	{ "issue_pending", dead_issue, FAKE_ISSUE },
	{ "terminate", dead_terminate, FAKE_TERMINATE },
	{ "synchronize", dead_synchronize, FAKE_SYNCHRONIZE },
	{ "caps", dead_caps, FAKE_CAPS },
};

KUNIT_ARRAY_PARAM_DESC(dead_op, dead_ops, name);

/* Test that every operation of a dead channel says so, and does not reach the provider (L3). */
static void dead_operation(struct kunit *test)
{
	const struct dead_op *op = test->param_value;
	struct fake_dma *fake = new(test, false, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	unsigned int before;

	/* It does while the device lives. */
	op->dead(chan, false);
	KUNIT_EXPECT_GT(test, fake->log->count[op->op], 0U);

	fake_dma_start(test, chan, NULL, NULL);
	fake_dma_unregister(fake->log);
	before = fake->log->count[op->op];
	KUNIT_EXPECT_TRUE(test, op->dead(chan, false));
	KUNIT_EXPECT_TRUE(test, op->dead(chan, true));
	KUNIT_EXPECT_EQ(test, fake->log->count[op->op], before);
	KUNIT_EXPECT_EQ(test, fake->log->late, 0U);
}

/* Test that a descriptor prepared before is refused afterwards, whatever else it had (L3, L4). */
static void dead_submit(struct kunit *test)
{
	struct fake_dma *fake = new(test, false, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct dma_async_tx_descriptor *tx = dmaengine_prep_dma_memcpy(chan, 0, 0, 1, 0);

	KUNIT_ASSERT_NOT_NULL(test, tx);
	fake_dma_unregister(fake->log);
	KUNIT_EXPECT_EQ(test, dmaengine_submit(tx), -ENODEV);
	KUNIT_EXPECT_EQ(test, dma_sync_wait(chan, -ENODEV), DMA_ERROR);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_SUBMIT], 0U);
	KUNIT_EXPECT_EQ(test, fake->log->live, 1);
}

struct provider {
	const char *name;
	bool no_synchronize;
	bool no_terminate;
};

static const struct provider providers[] = {
	{ "complete", false, false },
	{ "without_synchronize", true, false },
	{ "without_terminate", false, true },
	{ "without_both", true, true },
};

KUNIT_ARRAY_PARAM_DESC(provider, providers, name);

static int complete_when_polled(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	unsigned int *polls = fake->data;

	if (op == FAKE_STATUS && ++*polls == 3)
		fake_dma_complete(fake, n);
	return 0;
}

/*
 * Test that what runs at unregister is terminated, or completes where the provider
 * cannot terminate, and that nothing runs afterwards (L3).
 */
static void dead_stops_transfers(struct kunit *test)
{
	const struct provider *provider = test->param_value;
	struct fake_dma *fake = new(test, provider->no_synchronize, provider->no_terminate);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	unsigned int polls = 0, called = 0;

	fake_dma_start(test, chan, count_callback, &called);
	fake->hook = complete_when_polled;
	fake->data = &polls;
	fake_dma_unregister(fake->log);
	fake->hook = NULL;

	KUNIT_EXPECT_EQ(test, called, provider->no_terminate ? 1U : 0U);
	KUNIT_EXPECT_EQ(test, fake->log->live, 0);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_TERMINATE], provider->no_terminate ? 0U : 1U);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_SYNCHRONIZE],
			provider->no_synchronize ? 0U : 1U);
	KUNIT_EXPECT_FALSE(test, fake_dma_complete(fake, 0));
}

/*
 * Test that a callback which the provider had taken before unregister, and calls
 * afterwards, is dropped on every provider (L3).
 */
static void dead_drops_callbacks(struct kunit *test)
{
	const struct provider *provider = test->param_value;
	struct fake_dma *fake = new(test, provider->no_synchronize, provider->no_terminate);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct dmaengine_desc_callback cb;
	unsigned int called = 0;

	fake_dma_start(test, chan, count_callback, &called);
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &cb));
	fake_dma_unregister(fake->log);
	dmaengine_desc_callback_invoke(&cb, NULL);
	KUNIT_EXPECT_EQ(test, called, 0U);
}

/* Test that unregister gives up on a transfer that does not end; its callback is dropped (L3). */
static void dead_gives_up(struct kunit *test)
{
	struct fake_dma *fake = new(test, false, true);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	unsigned int called = 0;

	fake_dma_start(test, chan, count_callback, &called);
	fake_dma_unregister(fake->log);
	/* The provider's own affair; a client must not hear of it. */
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
	KUNIT_EXPECT_EQ(test, called, 0U);
}

struct gate {
	struct completion entered;
	struct completion leave;
	enum fake_op op;
	bool left;
	struct dma_chan *chan;
	const struct dead_op *dead_op;
	struct fake_dma *fake;
};

static void gate_init(struct gate *gate, struct fake_dma *fake, struct dma_chan *chan)
{
	init_completion(&gate->entered);
	init_completion(&gate->leave);
	gate->chan = chan;
	gate->fake = fake;
	fake->data = gate;
}

static int gate_hook(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct gate *gate = fake->data;

	if (op == gate->op && !completion_done(&gate->entered)) {
		complete_all(&gate->entered);
		wait_for_completion(&gate->leave);
		gate->left = true;
	}
	return 0;
}

static void gate_callback(void *param)
{
	struct gate *gate = param;

	complete_all(&gate->entered);
	wait_for_completion(&gate->leave);
	gate->left = true;
}

static void operation_thread(void *data)
{
	struct gate *gate = data;

	gate->dead_op->dead(gate->chan, false);
}

static void complete_thread(void *data)
{
	struct gate *gate = data;

	fake_dma_complete(gate->fake, 0);
}

/* The operations that run under RCU cannot be held up in there by a test. */
static const struct dead_op slow_ops[] = {
	{ "prep_memcpy", dead_memcpy, FAKE_PREP },
	{ "prep_cyclic", dead_cyclic, FAKE_PREP },
	{ "config", dead_config, FAKE_CONFIG },
	{ "pause", dead_pause, FAKE_PAUSE },
	{ "resume", dead_resume, FAKE_RESUME },
	{ "terminate", dead_terminate, FAKE_TERMINATE },
	{ "synchronize", dead_synchronize, FAKE_SYNCHRONIZE },
	{ "caps", dead_caps, FAKE_CAPS },
};

KUNIT_ARRAY_PARAM_DESC(slow_op, slow_ops, name);

/* Test that unregister waits for an operation that is running (L3). */
static void dead_waits_for_operation(struct kunit *test)
{
	struct fake_dma *fake = new(test, false, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct fake_thread *operation, *unregister;
	struct gate gate = { .dead_op = test->param_value };

	gate_init(&gate, fake, chan);
	gate.op = gate.dead_op->op;
	fake->hook = gate_hook;
	operation = fake_thread_start(test, operation_thread, &gate);
	wait_for_completion(&gate.entered);
	unregister = fake_thread_start(test, unregister_thread, fake->log);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, fake->log->returned);
	complete(&gate.leave);
	fake_thread_join(test, unregister);
	KUNIT_EXPECT_TRUE(test, gate.left);
	fake_thread_join(test, operation);
	fake->hook = NULL;
	KUNIT_EXPECT_EQ(test, fake->log->late, 0U);
}

/* Test that unregister waits for a callback that is running, on every provider (L3). */
static void dead_waits_for_callback(struct kunit *test)
{
	const struct provider *provider = test->param_value;
	struct fake_dma *fake = new(test, provider->no_synchronize, provider->no_terminate);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct fake_thread *complete_it, *unregister;
	struct gate gate = {};

	gate_init(&gate, fake, chan);
	fake_dma_start(test, chan, gate_callback, &gate);
	complete_it = fake_thread_start(test, complete_thread, &gate);
	wait_for_completion(&gate.entered);
	unregister = fake_thread_start(test, unregister_thread, fake->log);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, fake->log->returned);
	complete(&gate.leave);
	fake_thread_join(test, unregister);
	KUNIT_EXPECT_TRUE(test, gate.left);
	fake_thread_join(test, complete_it);
}

static void synchronize_thread(void *data)
{
	struct gate *gate = data;

	dmaengine_terminate_sync(gate->chan);
	gate->left = true;
}

/* Test that a synchronize on a dead channel waits until unregister has stopped it (L3). */
static void dead_synchronize_waits(struct kunit *test)
{
	struct fake_dma *fake = new(test, false, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct gate terminating = { .op = FAKE_TERMINATE };
	struct fake_thread *synchronize, *unregister;

	gate_init(&terminating, fake, chan);
	fake->hook = gate_hook;
	unregister = fake_thread_start(test, unregister_thread, fake->log);
	wait_for_completion(&terminating.entered);
	synchronize = fake_thread_start(test, synchronize_thread, &terminating);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, terminating.left);
	complete(&terminating.leave);
	fake_thread_join(test, synchronize);
	fake_thread_join(test, unregister);
	fake->hook = NULL;
}

static struct kunit_case dmaengine_dead_cases[] = {
	KUNIT_CASE_PARAM(dead_operation, dead_op_gen_params),
	KUNIT_CASE(dead_submit),
	KUNIT_CASE_PARAM(dead_stops_transfers, provider_gen_params),
	KUNIT_CASE_PARAM(dead_drops_callbacks, provider_gen_params),
	KUNIT_CASE_SLOW(dead_gives_up),
	KUNIT_CASE_PARAM(dead_waits_for_operation, slow_op_gen_params),
	KUNIT_CASE_PARAM(dead_waits_for_callback, provider_gen_params),
	KUNIT_CASE(dead_synchronize_waits),
	{}
};

static struct kunit_suite dmaengine_dead_suite = {
	.name = "dmaengine_dead",
	.test_cases = dmaengine_dead_cases,
};

kunit_test_suite(dmaengine_dead_suite);

MODULE_DESCRIPTION("KUnit suite of what is left of a DMA device that was unregistered");
MODULE_LICENSE("GPL");
