// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of virt-dma: hardware that takes its time to stop, synchronize,
 * and the end of a channel (T3, T4).
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "dmaengine_fake.h"
#include "dmaengine_rig.h"
#include "provoke.h"

static struct rig *new_rig(struct kunit *test, enum vchan_fake_style style)
{
	return rig_new_vchan(test, vchan_fake_create(test, style, true));
}

static struct virt_dma_chan *rig_vc(struct rig *rig)
{
	return &rig->vf->chans[0].vc;
}

static bool is_stopping(struct rig *rig)
{
	struct virt_dma_chan *vc = rig_vc(rig);
	bool stopping;

	spin_lock_irq(&vc->lock);
	stopping = vchan_is_stopping(vc);
	spin_unlock_irq(&vc->lock);

	return stopping;
}

static void expect_end(struct rig *rig, int live)
{
	oracle_judge_live(rig->oracle, rig_live(rig), live);
	KUNIT_EXPECT_EQ(rig->test, atomic_read(&rig->vf->bad_free), 0);
	oracle_expect_clean(rig->oracle);
}

/*
 * Test that what is issued while the hardware stops is only queued, starts by
 * itself when it has stopped, and is called back; no synchronize is needed (T4).
 */
static void stopping_queues_and_starts(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_STOPPING);
	struct virt_dma_chan *vc = rig_vc(rig);
	struct oracle_xfer *old = rig_start(rig), *new[2];
	struct virt_dma_desc *next;
	bool issue;

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	KUNIT_EXPECT_TRUE(test, is_stopping(rig));
	new[0] = rig_start(rig);
	new[1] = rig_start(rig);
	spin_lock_irq(&vc->lock);
	issue = vchan_issue_pending(vc);
	next = vchan_next_desc(vc);
	spin_unlock_irq(&vc->lock);
	KUNIT_EXPECT_FALSE(test, issue);
	KUNIT_EXPECT_NULL(test, next);
	KUNIT_EXPECT_EQ(test, rig->vf->started, 1);

	KUNIT_EXPECT_TRUE(test, vchan_fake_stopped(rig->vf, 0));
	KUNIT_EXPECT_FALSE(test, is_stopping(rig));
	KUNIT_EXPECT_EQ(test, rig->vf->started, 2);
	rig_run(rig, new[0]);
	rig_run(rig, new[1]);
	oracle_judge_calls(old, 0);
	oracle_judge_calls(new[0], 1);
	oracle_judge_calls(new[1], 1);
	expect_end(rig, 0);
}

/* Test that nothing is freed before the hardware has stopped, and all is after it (T3). */
static void stopping_keeps_memory(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_STOPPING);
	struct oracle_xfer *running = rig_start(rig), *queued = rig_start(rig);

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	vchan_fake_settle(rig->vf, 0);
	KUNIT_EXPECT_FALSE(test, running->freed);
	KUNIT_EXPECT_EQ(test, rig_live(rig), 2);
	KUNIT_EXPECT_TRUE(test, vchan_fake_stopped(rig->vf, 0));
	vchan_fake_settle(rig->vf, 0);
	KUNIT_EXPECT_TRUE(test, running->freed);
	KUNIT_EXPECT_TRUE(test, queued->freed);
	expect_end(rig, 0);
}

/* Test that prepared descriptors may be submitted and taken back in any order. */
static void prepared_in_any_order(struct kunit *test)
{
	static const u8 order[] = { 2, 0, 4, 1 };
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *x[5];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(x); i++)
		x[i] = rig_prep(rig);
	KUNIT_EXPECT_EQ(test, oracle_give_back(x[3]), 0);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		rig_issue(rig, x[order[i]]);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		rig_run(rig, x[order[i]]);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		oracle_judge_calls(x[i == 3 ? 4 : i], 1);
	expect_end(rig, 0);
}

static int terminate_irqs_off(struct dma_chan *chan)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	ret = dmaengine_terminate_async(chan);
	local_irq_restore(flags);

	return ret;
}

/*
 * Test that a provider which frees in its terminate does not do so in an
 * interrupt, where desc_free() may not be called (VC-08).
 */
static void legacy_terminate_irqs_off(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_LEGACY);
	struct oracle_xfer *running = rig_start(rig), *queued = rig_start(rig);

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, terminate_irqs_off), 0);
	vchan_fake_settle(rig->vf, 0);
	KUNIT_EXPECT_TRUE(test, running->freed);
	KUNIT_EXPECT_TRUE(test, queued->freed);
	expect_end(rig, 0);
}

/*
 * Test that a second terminate while the hardware stops drops what was queued
 * meanwhile, and does not end the wait.
 */
static void stopping_terminated_again(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_STOPPING);
	struct oracle_xfer *first = rig_start(rig), *second, *third;

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	second = rig_start(rig);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	vchan_fake_settle(rig->vf, 0);
	KUNIT_EXPECT_TRUE(test, is_stopping(rig));
	KUNIT_EXPECT_FALSE(test, first->freed);
	third = rig_start(rig);
	KUNIT_EXPECT_TRUE(test, vchan_fake_stopped(rig->vf, 0));
	KUNIT_EXPECT_EQ(test, rig->vf->started, 2);
	rig_run(rig, third);
	oracle_judge_calls(second, 0);
	oracle_judge_calls(third, 1);
	expect_end(rig, 0);
}

/* Test that vchan_stopped() does nothing to a channel that is not stopping. */
static void stopped_twice_does_nothing(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_STOPPING);
	struct virt_dma_chan *vc = rig_vc(rig);
	struct oracle_xfer *x, *next;

	x = rig_start(rig);
	next = rig_start(rig);
	spin_lock_irq(&vc->lock);
	vchan_stopped(vc);
	spin_unlock_irq(&vc->lock);
	KUNIT_EXPECT_EQ(test, rig->vf->started, 1);
	rig_run(rig, x);
	rig_run(rig, next);
	expect_end(rig, 0);
}

struct waiter {
	struct oracle *oracle;
	bool done;
};

static void wait_thread(void *data)
{
	struct waiter *waiter = data;

	oracle_synchronize(waiter->oracle);
	WRITE_ONCE(waiter->done, true);
}

/*
 * Test that synchronize waits until the hardware has stopped and the terminated
 * descriptors are freed, and not for what was submitted since (T3, T4).
 */
static void synchronize_waits_for_stop(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_STOPPING);
	struct oracle_xfer *old = rig_start(rig), *new;
	struct waiter waiter = { .oracle = rig->oracle };
	struct fake_thread *thread;

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	new = rig_start(rig);
	thread = fake_thread_start(test, wait_thread, &waiter);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, READ_ONCE(waiter.done));
	KUNIT_EXPECT_TRUE(test, vchan_fake_stopped(rig->vf, 0));
	fake_thread_join(test, thread);
	KUNIT_EXPECT_TRUE(test, old->freed);
	KUNIT_EXPECT_FALSE(test, new->freed);
	KUNIT_EXPECT_EQ(test, rig_live(rig), 1);
	rig_run(rig, new);
	oracle_judge_calls(new, 1);
	expect_end(rig, 0);
}

static const enum vchan_fake_style styles[] = { VCHAN_FAKE_PLAIN, VCHAN_FAKE_LEGACY };

static void style_desc(const enum vchan_fake_style *style, char *desc)
{
	strscpy(desc, *style == VCHAN_FAKE_PLAIN ? "plain" : "old style", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(style, styles, style_desc);

/* Test that synchronize frees what was terminated, and leaves alone what is new (T4). */
static void synchronize_drains_terminated_only(struct kunit *test)
{
	struct rig *rig = new_rig(test, *(const enum vchan_fake_style *)test->param_value);
	struct oracle_xfer *old = rig_start(rig), *running, *queued, *prepared;

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	running = rig_start(rig);
	queued = rig_start(rig);
	prepared = rig_prep(rig);
	oracle_synchronize(rig->oracle);
	KUNIT_EXPECT_TRUE(test, old->freed);
	KUNIT_EXPECT_EQ(test, rig_live(rig), 3);
	oracle_judge_status(running, DMA_IN_PROGRESS);
	rig_run(rig, running);
	rig_run(rig, queued);
	rig_issue(rig, prepared);
	rig_run(rig, prepared);
	expect_end(rig, 0);
}

static void finish_when_freed(struct virt_dma_desc *vd)
{
	struct vchan_fake *vf = to_vchan_fake(vd->tx.chan->device);

	vf->on_free = NULL;
	vchan_fake_finish(vf, 0);
}

/*
 * Test that a completion that comes while synchronize is at work is called back
 * though no other one follows (VC-04).
 */
static void synchronize_swallows_no_completion(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *old = rig_start(rig), *new;

	rig_hold(rig);
	oracle_terminate(rig->oracle, dmaengine_terminate_async);
	new = rig_try_prep(rig, false);
	if (new)
		rig_issue(rig, new);
	rig->vf->on_free = finish_when_freed;
	local_bh_enable();
	oracle_synchronize(rig->oracle);
	vchan_fake_settle(rig->vf, 0);
	KUNIT_ASSERT_NOT_NULL(test, new);
	KUNIT_EXPECT_TRUE(test, old->freed);
	KUNIT_EXPECT_EQ(test, new->due, 1);
	oracle_judge_calls(new, 1);
	expect_end(rig, 0);
}

/* Test that a channel that is shut down refuses submissions, but finishes its work. */
static void shutdown_refuses_submit(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *running = rig_start(rig), *prepared = rig_prep(rig);

	vchan_shutdown(rig_vc(rig));
	KUNIT_EXPECT_EQ(test, dmaengine_submit(prepared->tx), -ENODEV);
	rig_run(rig, running);
	oracle_judge_calls(running, 1);
	/* It was refused, so it still is the client's. */
	KUNIT_EXPECT_EQ(test, oracle_give_back(prepared), 0);
	expect_end(rig, 0);
}

struct bare {
	struct dma_device ddev;
	struct virt_dma_chan vc;
	struct virt_dma_desc *vd[4];
};

static int bare_freed;

static void bare_free(struct virt_dma_desc *vd)
{
	bare_freed++;
	kfree(vd);
}

static void bare_called(void *calls)
{
	++*(unsigned int *)calls;
}

/*
 * Test that after vchan_exit() the memory of a channel can be freed at once,
 * though its tasklet was scheduled and descriptors were in each state (VC-09).
 */
static void exit_before_free(struct kunit *test)
{
	struct bare *bare = kzalloc(sizeof(*bare), GFP_KERNEL);
	struct tasklet_struct *task;
	unsigned int calls = 0;
	bool scheduled, alone;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, bare);
	bare_freed = 0;
	INIT_LIST_HEAD(&bare->ddev.channels);
	bare->vc.desc_free = bare_free;
	vchan_init(&bare->vc, &bare->ddev);
	for (i = 0; i < ARRAY_SIZE(bare->vd); i++) {
		bare->vd[i] = kzalloc(sizeof(*bare->vd[i]), GFP_KERNEL | __GFP_NOFAIL);
		vchan_tx_prep(&bare->vc, bare->vd[i], 0)->callback = bare_called;
		bare->vd[i]->tx.callback_param = &calls;
		if (i)
			bare->vd[i]->tx.tx_submit(&bare->vd[i]->tx);
	}

	local_bh_disable();
	spin_lock_irq(&bare->vc.lock);
	vchan_issue_pending(&bare->vc);
	list_del(&bare->vd[1]->node);
	vchan_cookie_complete(bare->vd[1]);
	list_del(&bare->vd[2]->node);
	vchan_terminate_stopping(&bare->vc, bare->vd[2]);
	spin_unlock_irq(&bare->vc.lock);
	local_bh_enable();
	task = &bare->vc.task;
	vchan_exit(&bare->vc);
	scheduled = test_bit(TASKLET_STATE_SCHED, &task->state);
	alone = list_empty(&bare->ddev.channels);
	memset(bare, 0xa5, sizeof(*bare));
	kfree(bare);
	KUNIT_EXPECT_FALSE(test, scheduled);
	KUNIT_EXPECT_TRUE(test, alone);
	KUNIT_EXPECT_EQ(test, bare_freed, ARRAY_SIZE(((struct bare *)0)->vd));
	KUNIT_EXPECT_LE(test, calls, 1);
}

static void complete_again(struct virt_dma_desc *vd)
{
	vchan_cookie_complete(vd);
	vchan_cookie_complete(vd);
}

/* Test that a provider that completes a descriptor twice is told so. */
static void provoke_complete_twice(struct kunit *test)
{
	struct oracle_xfer *x;
	struct rig *rig;

	provoke_or_skip(test);
	rig = new_rig(test, VCHAN_FAKE_PLAIN);
	rig->vf->complete = complete_again;
	x = rig_start(rig);
	rig_run(rig, x);
	oracle_judge_calls(x, 1);
	expect_end(rig, 0);
}

/* Test that a synchronize past the core, in the channel's callback, is noticed, too (T7). */
static void vchan_synchronize_self(struct oracle_xfer *x)
{
	vchan_synchronize(to_virt_chan(x->oracle->chan));
	*(bool *)x->data = true;
}

static void provoke_vchan_synchronize_in_callback(struct kunit *test)
{
	struct oracle_xfer *x;
	bool returned = false;
	struct rig *rig;

	provoke_or_skip(test);
	rig = new_rig(test, VCHAN_FAKE_PLAIN);
	x = rig_start(rig);
	x->action = vchan_synchronize_self;
	x->data = &returned;
	rig_run(rig, x);
	KUNIT_EXPECT_TRUE(test, returned);
	expect_end(rig, 0);
}

static struct kunit_case virt_dma_stop_cases[] = {
	KUNIT_CASE(stopping_queues_and_starts),
	KUNIT_CASE(stopping_keeps_memory),
	KUNIT_CASE(prepared_in_any_order),
	KUNIT_CASE(legacy_terminate_irqs_off),
	KUNIT_CASE(stopping_terminated_again),
	KUNIT_CASE(stopped_twice_does_nothing),
	KUNIT_CASE(synchronize_waits_for_stop),
	KUNIT_CASE_PARAM(synchronize_drains_terminated_only, style_gen_params),
	KUNIT_CASE(synchronize_swallows_no_completion),
	KUNIT_CASE(shutdown_refuses_submit),
	KUNIT_CASE(exit_before_free),
	KUNIT_CASE(provoke_complete_twice),
	KUNIT_CASE(provoke_vchan_synchronize_in_callback),
	{}
};

static struct kunit_suite virt_dma_stop_suite = {
	.name = "virt_dma_stop",
	.test_cases = virt_dma_stop_cases,
};

kunit_test_suite(virt_dma_stop_suite);

MODULE_DESCRIPTION("KUnit suite of virtual DMA channels: stop, synchronize, exit");
MODULE_LICENSE("GPL");
