// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the suites: providers that are broken in one way each, by
 * changed operations or hooks. The oracle that the other suites trust has to say
 * so, and has to say nothing about the same work done right.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/module.h>
#include <linux/string.h>

#include "dmaengine_rig.h"

/* What the broken providers keep, one case at a time. */
static struct {
	struct vchan_fake *vf;
	struct dmaengine_desc_callback cb;
	struct virt_dma_desc *vd;
	int (*terminate)(struct dma_chan *chan);
	bool skip;
} broken;

static struct dmaengine_desc_callback take(struct virt_dma_desc *vd)
{
	/* By hand, so that the core cannot know whose it is. */
	return (struct dmaengine_desc_callback){
		.callback_result = vd->tx.callback_result,
		.callback_param = vd->tx.callback_param,
	};
}

static void call_late(void)
{
	struct dmaengine_desc_callback cb = broken.cb;

	memset(&broken.cb, 0, sizeof(broken.cb));
	dmaengine_desc_callback_invoke(&cb, NULL);
}

/* The work: how it goes when nothing is broken is what the suites show. */

static void work_complete(struct rig *rig)
{
	struct oracle_xfer *x[3];
	int i;

	for (i = 0; i < ARRAY_SIZE(x); i++)
		x[i] = rig_start(rig);
	oracle_judge_status(x[0], DMA_IN_PROGRESS);
	rig_hold(rig);
	for (i = 0; i < ARRAY_SIZE(x); i++)
		rig_finish(rig, x[i]);
	rig_let_go(rig);
	call_late();
	for (i = 0; i < ARRAY_SIZE(x); i++) {
		oracle_judge_calls(x[i], 1);
		oracle_judge_status(x[i], DMA_COMPLETE);
	}
	oracle_judge_live(rig->oracle, rig_live(rig), 0);
}

static void work_fail(struct rig *rig)
{
	struct oracle_xfer *x = rig_prep(rig);

	x->want = DMA_TRANS_WRITE_FAILED;
	rig_issue(rig, x);
	vchan_fake_fail(rig->vf, 0);
	vchan_fake_settle(rig->vf, 0);
	oracle_judge_calls(x, 1);
}

static void work_periods(struct rig *rig)
{
	struct oracle_xfer *x = rig_start_cyclic(rig);
	int i;

	rig_hold(rig);
	for (i = 0; i < 3; i++)
		rig_finish(rig, x);
	rig_let_go(rig);
	oracle_judge_calls(x, 3);
	oracle_terminate(rig->oracle, dmaengine_terminate_async);
}

static void work_terminate(struct rig *rig)
{
	struct oracle_xfer *prepared = rig_prep(rig), *x = rig_start(rig), *queued = rig_start(rig);

	oracle_terminate(rig->oracle, dmaengine_terminate_async);
	call_late();
	rig_stop(rig);
	oracle_synchronize(rig->oracle);
	vchan_fake_finish(rig->vf, 0);
	vchan_fake_settle(rig->vf, 0);
	oracle_judge_calls(x, 0);
	oracle_judge_calls(queued, 0);
	oracle_judge_status(x, DMA_ERROR);
	oracle_judge_live(rig->oracle, rig_live(rig), 1);
	if (!prepared->freed)
		oracle_give_back(prepared);
}

static void work_slow_stop(struct rig *rig)
{
	struct oracle_xfer *x = rig_start(rig);

	oracle_terminate(rig->oracle, dmaengine_terminate_async);
	if (!broken.skip)
		rig_stop(rig);
	oracle_synchronize(rig->oracle);
	rig_stop(rig);
	vchan_fake_settle(rig->vf, 0);
	oracle_judge_calls(x, 0);
}

static void stop_in_callback(struct oracle_xfer *x)
{
	oracle_terminate(x->oracle, dmaengine_terminate_async);
}

static void work_terminate_in_callback(struct rig *rig)
{
	struct oracle_xfer *x = rig_prep_cyclic(rig);

	x->action = stop_in_callback;
	rig_issue(rig, x);
	rig_run(rig, x);
	oracle_synchronize(rig->oracle);
	oracle_judge_calls(x, 1);
}

static void work_unmap(struct rig *rig)
{
	struct oracle_xfer *x = rig_prep(rig);

	oracle_set_unmap(x, rig->dev);
	rig_issue(rig, x);
	rig_run(rig, x);
	oracle_judge_unmap(x, true);
}

/* What is broken: hooks and operations instead of the right ones. */

static void complete_twice(struct virt_dma_desc *vd)
{
	broken.cb = take(vd);
	vchan_cookie_complete(vd);
}

static void callback_locked(struct virt_dma_desc *vd)
{
	struct dmaengine_desc_callback cb = take(vd);

	vd->tx.callback_result = NULL;
	vchan_cookie_complete(vd);
	dmaengine_desc_callback_invoke(&cb, NULL);
}

static void callback_swallowed(struct virt_dma_desc *vd)
{
	vd->tx.callback_result = NULL;
	vchan_cookie_complete(vd);
}

static void result_lost(struct virt_dma_desc *vd)
{
	vd->tx_result.result = DMA_TRANS_NOERROR;
	vchan_cookie_complete(vd);
}

/* The first one waits until the others are done. */
static void reorder(struct virt_dma_desc *vd)
{
	struct virt_dma_desc *first = broken.vd;

	if (!first) {
		broken.vd = vd;
		return;
	}
	vchan_cookie_complete(vd);
	if (broken.skip)
		return;
	broken.skip = true;
	vchan_cookie_complete(first);
}

static void unmap_twice(struct virt_dma_desc *vd)
{
	struct oracle_xfer *x = oracle_xfer_of(&vd->tx);

	dmaengine_unmap_put(x->unmap);
	vchan_cookie_complete(vd);
}

static void unmap_never(struct virt_dma_desc *vd)
{
	vd->tx.unmap = NULL;
	vchan_cookie_complete(vd);
}

static void lost_issue(struct dma_chan *chan)
{
}

static enum dma_status status_always_complete(struct dma_chan *chan, dma_cookie_t cookie,
					      struct dma_tx_state *state)
{
	return DMA_COMPLETE;
}

static int complete_after_terminate(struct dma_chan *chan)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(chan);

	if (fc->running) {
		oracle_saw_completion(&fc->running->vd.tx);
		broken.cb = take(&fc->running->vd);
	}

	return broken.terminate(chan);
}

static int ignores_terminate(struct dma_chan *chan)
{
	return 0;
}

static int terminate_leaks_running(struct dma_chan *chan)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(chan);

	broken.vd = fc->running ? &fc->running->vd : NULL;
	fc->running = NULL;

	return broken.terminate(chan);
}

static int terminate_frees_prepared(struct dma_chan *chan)
{
	struct virt_dma_chan *vc = to_virt_chan(chan);
	struct virt_dma_desc *vd, *next;
	LIST_HEAD(head);

	spin_lock_irq(&vc->lock);
	list_splice_tail_init(&vc->desc_allocated, &head);
	llist_for_each_entry_safe(vd, next, llist_del_all(&vc->fresh), fresh)
		list_add_tail(&vd->node, &head);
	spin_unlock_irq(&vc->lock);
	vchan_dma_desc_free_list(vc, &head);

	return broken.terminate(chan);
}

/* As if virt-dma did not know that a callback runs: the oracle is told of the free. */
static int free_early(struct dma_chan *chan)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(chan);

	if (fc->running)
		oracle_saw_free(&fc->running->vd.tx);

	return broken.terminate(chan);
}

static void free_locked(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);
	unsigned long flags;

	spin_lock_irqsave(&vc->lock, flags);
	vchan_fake_free_desc(vd);
	spin_unlock_irqrestore(&vc->lock, flags);
}

static void synchronize_not(struct dma_chan *chan)
{
}

static void coalesce(struct virt_dma_chan *vc)
{
	spin_lock_irq(&vc->lock);
	vc->periods = min(vc->periods, 1);
	spin_unlock_irq(&vc->lock);
}

static void work_coalesced(struct rig *rig)
{
	struct oracle_xfer *x = rig_start_cyclic(rig);
	int i;

	rig_hold(rig);
	for (i = 0; i < 3; i++)
		rig_finish(rig, x);
	coalesce(&rig->vf->chans[0].vc);
	rig_let_go(rig);
	oracle_judge_calls(x, 3);
	oracle_terminate(rig->oracle, dmaengine_terminate_async);
}

/**
 * struct variant - a way to be broken
 * @name: its name
 * @work: what it is caught at
 * @fault: what the oracle has to say
 * @style: style of terminate
 * @complete: instead of vchan_cookie_complete()
 * @desc_free: instead of the freeing of a descriptor
 * @issue: instead of device_issue_pending
 * @status: instead of device_tx_status
 * @terminate: instead of device_terminate_all
 * @synchronize: instead of device_synchronize
 */
struct variant {
	const char *name;
	void (*work)(struct rig *rig);
	unsigned long fault;
	enum vchan_fake_style style;
	void (*complete)(struct virt_dma_desc *vd);
	void (*desc_free)(struct virt_dma_desc *vd);
	void (*issue)(struct dma_chan *chan);
	enum dma_status (*status)(struct dma_chan *chan, dma_cookie_t cookie,
				  struct dma_tx_state *state);
	int (*terminate)(struct dma_chan *chan);
	void (*synchronize)(struct dma_chan *chan);
};

static const struct variant variants[] = {
	{ .name = "complete_twice", .work = work_complete, .fault = ORACLE_TWICE,
	  .complete = complete_twice },
	{ .name = "callback_locked", .work = work_complete, .fault = ORACLE_LOCKED,
	  .complete = callback_locked },
	{ .name = "callback_swallowed", .work = work_complete, .fault = ORACLE_LOST,
	  .complete = callback_swallowed },
	{ .name = "reorder", .work = work_complete, .fault = ORACLE_ORDER, .complete = reorder },
	{ .name = "lost_issue", .work = work_complete, .fault = ORACLE_LOST,
	  .issue = lost_issue },
	{ .name = "status_always_complete", .work = work_complete, .fault = ORACLE_STATUS,
	  .status = status_always_complete },
	{ .name = "free_locked", .work = work_complete, .fault = ORACLE_CONTEXT,
	  .desc_free = free_locked },
	{ .name = "result_lost", .work = work_fail, .fault = ORACLE_RESULT,
	  .complete = result_lost },
	{ .name = "periods_coalesced", .work = work_coalesced, .fault = ORACLE_LOST },
	{ .name = "complete_after_terminate", .work = work_terminate, .fault = ORACLE_LATE,
	  .terminate = complete_after_terminate },
	{ .name = "ignores_terminate", .work = work_terminate, .fault = ORACLE_TOUCHED,
	  .terminate = ignores_terminate },
	{ .name = "terminate_leaks_running", .work = work_terminate, .fault = ORACLE_LEAK,
	  .terminate = terminate_leaks_running },
	{ .name = "terminate_frees_prepared", .work = work_terminate, .fault = ORACLE_FREED,
	  .terminate = terminate_frees_prepared },
	{ .name = "free_early", .work = work_terminate_in_callback, .fault = ORACLE_FREED,
	  .terminate = free_early },
	{ .name = "synchronize_not", .work = work_slow_stop, .fault = ORACLE_TOUCHED,
	  .style = VCHAN_FAKE_STOPPING, .synchronize = synchronize_not },
	{ .name = "unmap_twice", .work = work_unmap, .fault = ORACLE_UNMAP,
	  .complete = unmap_twice },
	{ .name = "unmap_never", .work = work_unmap, .fault = ORACLE_UNMAP,
	  .complete = unmap_never },
};

static void variant_desc(const struct variant *v, char *desc)
{
	strscpy(desc, v->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(variant, variants, variant_desc);

static struct rig *new_broken(struct kunit *test, const struct variant *v)
{
	struct vchan_fake *vf = vchan_fake_create(test, v->style, true);

	memset(&broken, 0, sizeof(broken));
	broken.vf = vf;
	broken.terminate = vf->ddev.device_terminate_all;
	vf->complete = v->complete ?: vf->complete;
	vf->ddev.device_issue_pending = v->issue ?: vf->ddev.device_issue_pending;
	vf->ddev.device_tx_status = v->status ?: vf->ddev.device_tx_status;
	vf->ddev.device_terminate_all = v->terminate ?: vf->ddev.device_terminate_all;
	vf->ddev.device_synchronize = v->synchronize ?: vf->ddev.device_synchronize;
	vf->chans[0].vc.desc_free = v->desc_free ?: vf->chans[0].vc.desc_free;
	broken.skip = v->synchronize;

	return rig_new_vchan(test, vf);
}

/* What was left behind on purpose is not left behind. */
static void clean_up(struct rig *rig, const struct variant *v)
{
	if (v->terminate == terminate_leaks_running && broken.vd)
		vchan_fake_free_desc(broken.vd);
}

/* Test that the oracle catches each broken provider, at the work that is to show it. */
static void selftest_broken_is_caught(struct kunit *test)
{
	const struct variant *v = test->param_value;
	struct rig *rig = new_broken(test, v);

	v->work(rig);
	KUNIT_EXPECT_EQ_MSG(test, oracle_faults(rig->oracle) & v->fault, v->fault,
			    "the oracle has noticed only %#lx", oracle_faults(rig->oracle));
	clean_up(rig, v);
}

/* Test that the oracle says nothing about the same work of a provider that is right. */
static void selftest_right_is_clean(struct kunit *test)
{
	const struct variant *v = test->param_value;
	const struct variant right = { .style = v->style };
	struct rig *rig = new_broken(test, &right);

	(v->work == work_coalesced ? work_periods : v->work)(rig);
	oracle_expect_clean(rig->oracle);
}

static struct kunit_case virt_dma_selftest_cases[] = {
	KUNIT_CASE_PARAM(selftest_broken_is_caught, variant_gen_params),
	KUNIT_CASE_PARAM(selftest_right_is_clean, variant_gen_params),
	{}
};

static struct kunit_suite virt_dma_selftest_suite = {
	.name = "virt_dma_selftest",
	.test_cases = virt_dma_selftest_cases,
};

kunit_test_suite(virt_dma_selftest_suite);

MODULE_DESCRIPTION("KUnit suite of the KUnit suites: broken providers are caught");
MODULE_LICENSE("GPL");
