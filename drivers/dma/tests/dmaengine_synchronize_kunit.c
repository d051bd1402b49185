// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of synchronize: what it waits for and what not (T2, T3, T4), and
 * what is reported if it is called where it must not be (T7).
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "dma_sim_fixture.h"
#include "dmaengine_fake.h"
#include "dmaengine_rig.h"
#include "provoke.h"

static const struct rig_kind threaded_kinds[] = {
	{ "threaded", false, 0, FAKE_STYLE_THREADED, true },
	{ "threaded, no synchronize", false, 0, FAKE_STYLE_THREADED, false },
};

static void threaded_desc(const struct rig_kind *kind, char *desc)
{
	strscpy(desc, kind->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(threaded, threaded_kinds, threaded_desc);

/* A callback that stays inside until it is told to leave. */
struct gate {
	struct completion entered;
	struct completion leave;
	bool left;
};

static void gate_init(struct gate *gate)
{
	init_completion(&gate->entered);
	init_completion(&gate->leave);
	gate->left = false;
}

static void gate_pass(void *param)
{
	struct gate *gate = param;

	complete(&gate->entered);
	wait_for_completion_timeout(&gate->leave, FAKE_TIMEOUT);
	WRITE_ONCE(gate->left, true);
}

static void gate_action(struct oracle_xfer *x)
{
	gate_pass(x->data);
}

static void gate_open(void *gate)
{
	complete_all(&((struct gate *)gate)->leave);
}

/* Another thread that is inside a callback, or will be, when it returns. */
struct caller {
	struct rig *rig;
	struct dmaengine_desc_callback cb;
};

static void call_thread(void *data)
{
	struct caller *caller = data;

	if (caller->rig)
		fake_provider_bottom(caller->rig->fp, 0);
	else
		dmaengine_desc_callback_invoke(&caller->cb, NULL);
}

struct syncer {
	struct dma_chan *chan;
	struct oracle *oracle;
	struct gate *gate;
	bool gate_left;
	bool done;
};

static void sync_thread(void *data)
{
	struct syncer *syncer = data;

	if (syncer->oracle)
		oracle_synchronize(syncer->oracle);
	else
		dmaengine_synchronize(syncer->chan);
	if (syncer->gate)
		syncer->gate_left = READ_ONCE(syncer->gate->left);
	WRITE_ONCE(syncer->done, true);
}

/*
 * Test that synchronize waits for a callback that is running, and returns as soon
 * as that has left (T2, CORE-13).
 */
static void synchronize_waits_for_running(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x = rig_start(rig);
	struct fake_thread *callback, *sync;
	struct caller caller = { .rig = rig };
	struct syncer syncer = {};
	struct gate gate;

	gate_init(&gate);
	x->action = gate_action;
	x->data = &gate;
	rig_finish(rig, x);
	callback = fake_thread_start(test, call_thread, &caller);
	wait_for_completion(&gate.entered);

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	syncer.oracle = rig->oracle;
	syncer.gate = &gate;
	sync = fake_thread_start(test, sync_thread, &syncer);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, READ_ONCE(syncer.done));
	gate_open(&gate);
	fake_thread_join(test, sync);
	fake_thread_join(test, callback);
	KUNIT_EXPECT_TRUE(test, syncer.gate_left);
	oracle_expect_clean(rig->oracle);
}

static const unsigned int crowds[] = { 1, 2, 4 };

static void crowd_desc(const unsigned int *n, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u threads", *n);
}

KUNIT_ARRAY_PARAM(crowd, crowds, crowd_desc);

/*
 * Test that synchronize waits for all callbacks of a provider that calls several
 * at a time, in whatever order they leave (T2).
 */
static void synchronize_waits_for_all(struct kunit *test)
{
	unsigned int i, n = *(const unsigned int *)test->param_value;
	struct fake_dma *fake = rig_bare(test, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct fake_thread *threads[4], *sync;
	struct syncer syncer = { .chan = chan };
	struct caller callers[4] = {};
	struct gate gates[4];

	for (i = 0; i < n; i++) {
		gate_init(&gates[i]);
		fake_dma_start(test, chan, gate_pass, &gates[i]);
		KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &callers[i].cb));
		threads[i] = fake_thread_start(test, call_thread, &callers[i]);
		wait_for_completion(&gates[i].entered);
	}
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), 0);
	sync = fake_thread_start(test, sync_thread, &syncer);
	for (i = 0; i < n; i++) {
		fake_yield();
		KUNIT_EXPECT_FALSE_MSG(test, READ_ONCE(syncer.done), "%u of %u have left", i, n);
		gate_open(&gates[i]);
		fake_thread_join(test, threads[i]);
	}
	fake_thread_join(test, sync);
}

/*
 * Test that synchronize does not wait for the callback of a transfer that was
 * submitted after the terminate (T4).
 */
static void synchronize_ignores_new(struct kunit *test)
{
	struct fake_dma *fake = rig_bare(test, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct fake_thread *callback, *sync;
	struct syncer syncer = { .chan = chan };
	struct caller caller = {};
	struct gate gate;

	gate_init(&gate);
	fake_dma_start(test, chan, NULL, NULL);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), 0);
	fake_dma_start(test, chan, gate_pass, &gate);
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &caller.cb));
	callback = fake_thread_start(test, call_thread, &caller);
	wait_for_completion(&gate.entered);
	sync = fake_thread_start(test, sync_thread, &syncer);
	fake_thread_join(test, sync);
	KUNIT_EXPECT_FALSE(test, gate.left);
	gate_open(&gate);
	fake_thread_join(test, callback);
}

/* Test that without a terminate synchronize waits for nobody. */
static void synchronize_alone_does_not_wait(struct kunit *test)
{
	struct fake_dma *fake = rig_bare(test, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct fake_thread *callback, *sync;
	struct syncer syncer = { .chan = chan };
	struct caller caller = {};
	struct gate gate;

	gate_init(&gate);
	fake_dma_start(test, chan, gate_pass, &gate);
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &caller.cb));
	callback = fake_thread_start(test, call_thread, &caller);
	wait_for_completion(&gate.entered);
	sync = fake_thread_start(test, sync_thread, &syncer);
	fake_thread_join(test, sync);
	gate_open(&gate);
	fake_thread_join(test, callback);
}

static const struct rig_kind unstamped_kinds[] = {
	{ "own cookies", false, 0, FAKE_STYLE_OWN_COOKIES, false },
	{ "zeroed", false, 0, FAKE_STYLE_ZEROED, true },
};

KUNIT_ARRAY_PARAM(unstamped, unstamped_kinds, threaded_desc);

static void note_call(void *param)
{
	unsigned int *calls = param;

	++*calls;
}

/*
 * Test that a provider that sets cookies by hand, or takes callbacks out by hand,
 * loses none, before a terminate and after one (T4).
 */
static void unstamped_is_not_lost(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct dma_async_tx_descriptor *tx;
	unsigned int calls = 0;
	int i;

	for (i = 0; i < 3; i++) {
		tx = dmaengine_prep_dma_memcpy(rig->chan, rig->buf, rig->buf, 1, DMA_CTRL_ACK);
		KUNIT_ASSERT_NOT_NULL(test, tx);
		tx->callback = note_call;
		tx->callback_param = &calls;
		KUNIT_EXPECT_GT(test, dmaengine_submit(tx), 0);
		dma_async_issue_pending(rig->chan);
		KUNIT_EXPECT_TRUE(test, fake_provider_irq(rig->fp, 0));
		KUNIT_EXPECT_EQ(test, fake_provider_bottom(rig->fp, 0), 1);
		KUNIT_EXPECT_EQ(test, calls, i + 1);
		KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
	}
}

/* Test that synchronize waits for a callback though it does not know its age (T2). */
static void synchronize_waits_for_unstamped(struct kunit *test)
{
	struct rig *rig = rig_new(test, &unstamped_kinds[0]);
	struct fake_thread *callback, *sync;
	struct syncer syncer = { .chan = rig->chan };
	struct caller caller = {};
	struct gate gate;

	gate_init(&gate);
	caller.cb.callback = gate_pass;
	caller.cb.callback_param = &gate;
	caller.cb.chan = rig->chan;
	callback = fake_thread_start(test, call_thread, &caller);
	wait_for_completion(&gate.entered);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(rig->chan), 0);
	sync = fake_thread_start(test, sync_thread, &syncer);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, READ_ONCE(syncer.done));
	gate_open(&gate);
	fake_thread_join(test, sync);
	fake_thread_join(test, callback);
}

struct stopper {
	struct dma_sim *sim;
	bool stopped;
};

static void stopper_thread(void *data)
{
	struct stopper *stopper = data;

	fake_yield();
	stopper->stopped = dma_sim_stop_done(stopper->sim, 0);
}

/*
 * Test that hardware that stops slowly does not touch the memory of what was
 * terminated after a synchronize, though it did so before (T3).
 */
static void synchronize_ends_memory_access(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct stopper stopper = {};
	struct fake_thread *thread;
	struct sim_calls calls = {};
	struct client_buf *src, *dst;
	struct dma_chan *chan;
	struct dma_sim *sim;

	cfg.stop_us = 100;
	cfg.chunk = 16;
	sim = sim_new(test, &cfg);
	stopper.sim = sim;
	chan = sim_get(test, sim, 0);
	src = sim_buf(test, sim, 64);
	dst = sim_buf(test, sim, 64);
	client_buf_fill(src, 1);
	sim_submit(test, sim_memcpy(test, chan, dst, src), &calls);
	dma_sim_step(sim, 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_bytes(sim, 0), 16);

	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), 0);
	memset(dst->cpu, 0, 64);
	thread = fake_thread_start(test, stopper_thread, &stopper);
	dmaengine_synchronize(chan);
	KUNIT_EXPECT_NOT_NULL(test, memchr_inv(dst->cpu, 0, 64));
	memset(dst->cpu, 0, 64);
	fake_thread_join(test, thread);
	KUNIT_EXPECT_TRUE(test, stopper.stopped);
	dma_sim_run(sim, 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(dst->cpu, 0, 64));
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
	KUNIT_EXPECT_EQ(test, calls.n, 0);
}

static void synchronize_param(void *param)
{
	dmaengine_synchronize(param);
}

static void do_synchronize(struct oracle_xfer *x)
{
	dmaengine_synchronize(x->oracle->chan);
	dmaengine_synchronize(x->oracle->chan);
	*(bool *)x->data = true;
}

static void do_terminate_sync(struct oracle_xfer *x)
{
	*(bool *)x->data = !dmaengine_terminate_sync(x->oracle->chan);
}

/*
 * Test that a synchronize in the channel's own callback, in a thread where it
 * could sleep for ever, warns and returns, and leaves no state behind (T7, CORE-14).
 */
static void provoke_synchronize_in_thread_callback(struct kunit *test)
{
	struct oracle_xfer *x;
	bool returned = false;
	struct rig *rig;

	provoke_or_skip(test);
	rig = rig_new(test, &threaded_kinds[1]);
	x = rig_start(rig);
	x->action = do_synchronize;
	x->data = &returned;
	rig_run(rig, x);
	KUNIT_EXPECT_TRUE(test, returned);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
	x = rig_start(rig);
	rig_run(rig, x);
	oracle_expect_clean(rig->oracle);
}

/*
 * Test that dmaengine_terminate_sync() in the channel's own tasklet callback
 * warns, terminates and does not sleep (T7, CORE-14).
 */
static void provoke_terminate_sync_in_tasklet_callback(struct kunit *test)
{
	struct oracle_xfer *x, *next;
	bool returned = false;
	struct rig *rig;

	provoke_or_skip(test);
	rig = rig_new(test, &rig_kinds[0]);
	x = rig_start(rig);
	next = rig_start(rig);
	x->action = do_terminate_sync;
	x->data = &returned;
	rig_hold(rig);
	rig_finish(rig, x);
	next->terminated = rig_finish(rig, next);
	rig_let_go(rig);
	KUNIT_EXPECT_TRUE(test, returned);
	KUNIT_EXPECT_EQ(test, next->calls, 0);
	oracle_expect_clean(rig->oracle);
}

/*
 * Test that it is also noticed while another callback of the channel is running
 * in another thread (T7).
 */
static void provoke_synchronize_in_second_callback(struct kunit *test)
{
	struct fake_thread *callback;
	struct caller first = {}, second = {};
	struct fake_dma *fake;
	struct dma_chan *chan;
	struct gate gate;

	provoke_or_skip(test);
	fake = rig_bare(test, false);
	chan = fake_dma_get(test, fake, 0);
	gate_init(&gate);
	fake_dma_start(test, chan, gate_pass, &gate);
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &first.cb));
	fake_dma_start(test, chan, synchronize_param, chan);
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &second.cb));
	callback = fake_thread_start(test, call_thread, &first);
	wait_for_completion(&gate.entered);
	call_thread(&second);
	gate_open(&gate);
	fake_thread_join(test, callback);
}

static DEFINE_MUTEX(client_lock);	/* protects nothing: the client's */

static void take_client_lock(struct oracle_xfer *x)
{
	mutex_lock(&client_lock);
	mutex_unlock(&client_lock);
}

/*
 * Test that lockdep reports a synchronize under a lock that a callback takes,
 * though no callback is anywhere near at that time (T7).
 */
static void provoke_synchronize_under_lock(struct kunit *test)
{
	struct oracle_xfer *x;
	struct rig *rig;

	provoke_or_skip(test);
	rig = rig_new(test, &threaded_kinds[1]);
	x = rig_start(rig);
	x->action = take_client_lock;
	rig_run(rig, x);
	mutex_lock(&client_lock);
	dmaengine_synchronize(rig->chan);
	mutex_unlock(&client_lock);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
}

/*
 * Test that lockdep reports a callback that waits for another channel: two of
 * them could wait for each other (T7).
 */
static void provoke_synchronize_other_channel(struct kunit *test)
{
	struct fake_dma *fake;
	struct dma_chan *chan, *other;

	provoke_or_skip(test);
	fake = rig_bare(test, false);
	chan = fake_dma_get(test, fake, 0);
	other = fake_dma_get(test, fake, 1);
	fake_dma_start(test, chan, synchronize_param, other);
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
}

static struct kunit_case dmaengine_synchronize_cases[] = {
	KUNIT_CASE_PARAM(synchronize_waits_for_running, threaded_gen_params),
	KUNIT_CASE_PARAM(synchronize_waits_for_all, crowd_gen_params),
	KUNIT_CASE(synchronize_ignores_new),
	KUNIT_CASE(synchronize_alone_does_not_wait),
	KUNIT_CASE_PARAM(unstamped_is_not_lost, unstamped_gen_params),
	KUNIT_CASE(synchronize_waits_for_unstamped),
	KUNIT_CASE(synchronize_ends_memory_access),
	KUNIT_CASE(provoke_synchronize_in_thread_callback),
	KUNIT_CASE(provoke_terminate_sync_in_tasklet_callback),
	KUNIT_CASE(provoke_synchronize_in_second_callback),
	KUNIT_CASE(provoke_synchronize_under_lock),
	KUNIT_CASE(provoke_synchronize_other_channel),
	{}
};

static struct kunit_suite dmaengine_synchronize_suite = {
	.name = "dmaengine_synchronize",
	.test_cases = dmaengine_synchronize_cases,
};

kunit_test_suite(dmaengine_synchronize_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine core: synchronize");
MODULE_LICENSE("GPL");
