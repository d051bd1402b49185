// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of virt-dma: the lists a descriptor lives on, its callbacks, and
 * what becomes of it when it is terminated in each state of its life.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "dmaengine_rig.h"

struct style {
	const char *name;
	enum vchan_fake_style style;
};

static const struct style styles[] = {
	{ "plain", VCHAN_FAKE_PLAIN }, { "old style", VCHAN_FAKE_LEGACY },
	{ "old style, locked", VCHAN_FAKE_LOCKED }, { "slow stop", VCHAN_FAKE_STOPPING },
};

static void style_desc(const struct style *style, char *desc)
{
	strscpy(desc, style->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(style, styles, style_desc);

static struct rig *new_rig(struct kunit *test, enum vchan_fake_style style)
{
	return rig_new_vchan(test, vchan_fake_create(test, style, true));
}

static struct rig *new_styled(struct kunit *test)
{
	return new_rig(test, ((const struct style *)test->param_value)->style);
}

static struct virt_dma_chan *rig_vc(struct rig *rig)
{
	return &rig->vf->chans[0].vc;
}

/* Which of the channel's lists have something on them: one letter each. */
static const char *lists(struct rig *rig)
{
	static char text[7];
	struct virt_dma_chan *vc = rig_vc(rig);
	unsigned long flags;
	char *p = text;

	spin_lock_irqsave(&vc->lock, flags);
	if (!list_empty(&vc->desc_allocated) || !llist_empty(&vc->fresh))
		*p++ = 'a';
	if (!list_empty(&vc->desc_submitted))
		*p++ = 's';
	if (!list_empty(&vc->desc_issued))
		*p++ = 'i';
	if (!list_empty(&vc->desc_held))
		*p++ = 'h';
	if (!list_empty(&vc->desc_completed))
		*p++ = 'c';
	if (!list_empty(&vc->desc_terminated) || !list_empty(&vc->desc_unused) ||
	    !llist_empty(&vc->discarded))
		*p++ = 't';
	*p = '\0';
	spin_unlock_irqrestore(&vc->lock, flags);

	return text;
}

static void stop_and_settle(struct rig *rig)
{
	vchan_fake_stopped(rig->vf, 0);
	vchan_fake_settle(rig->vf, 0);
}

static void expect_end(struct rig *rig, int live)
{
	oracle_judge_live(rig->oracle, rig_live(rig), live);
	KUNIT_EXPECT_EQ(rig->test, atomic_read(&rig->vf->bad_free), 0);
	oracle_expect_clean(rig->oracle);
}

/* Test that a descriptor goes from list to list as its life goes on. */
static void vchan_lists_are_states(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *x, *second;
	char completed[6];

	KUNIT_EXPECT_STREQ(test, lists(rig), "");
	x = rig_prep(rig);
	KUNIT_EXPECT_STREQ(test, lists(rig), "a");
	second = rig_prep(rig);
	oracle_submit(x);
	KUNIT_EXPECT_STREQ(test, lists(rig), "as");
	oracle_submit(second);
	KUNIT_EXPECT_STREQ(test, lists(rig), "s");
	dma_async_issue_pending(rig->chan);
	KUNIT_EXPECT_STREQ(test, lists(rig), "i");
	rig_hold(rig);
	rig_finish(rig, x);
	strscpy(completed, lists(rig));
	rig_let_go(rig);
	KUNIT_EXPECT_STREQ(test, completed, "c");
	KUNIT_EXPECT_STREQ(test, lists(rig), "");
	rig_run(rig, second);
	expect_end(rig, 0);
}

/* Test that a descriptor can be found by its cookie while it waits, and only then. */
static void vchan_find_finds_waiting(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *running = rig_start(rig), *issued = rig_start(rig);
	struct oracle_xfer *submitted = rig_prep(rig);
	struct virt_dma_chan *vc = rig_vc(rig);
	struct virt_dma_desc *found[4];

	oracle_submit(submitted);
	spin_lock_irq(&vc->lock);
	found[0] = vchan_find_desc(vc, running->cookie);
	found[1] = vchan_find_desc(vc, issued->cookie);
	found[2] = vchan_find_desc(vc, submitted->cookie);
	found[3] = vchan_find_desc(vc, submitted->cookie + 1);
	spin_unlock_irq(&vc->lock);
	KUNIT_EXPECT_NULL(test, found[0]);
	KUNIT_EXPECT_PTR_EQ(test, &found[1]->tx, issued->tx);
	KUNIT_EXPECT_PTR_EQ(test, &found[2]->tx, submitted->tx);
	KUNIT_EXPECT_NULL(test, found[3]);
	oracle_terminate(rig->oracle, dmaengine_terminate_sync);
	expect_end(rig, 0);
}

static const unsigned int counts[] = { 1, 2, VCHAN_BATCH - 1, VCHAN_BATCH, VCHAN_BATCH + 1, 100 };

static void count_desc(const unsigned int *n, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u", *n);
}

KUNIT_ARRAY_PARAM(count, counts, count_desc);

/* Test that completions are called back once each, in order, however many there are. */
static void vchan_calls_back_in_order(struct kunit *test)
{
	unsigned int i, n = *(const unsigned int *)test->param_value;
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *x[100];

	for (i = 0; i < n; i++)
		x[i] = rig_start(rig);
	rig_hold(rig);
	for (i = 0; i < n; i++)
		rig_finish(rig, x[i]);
	rig_let_go(rig);
	for (i = 0; i < n; i++)
		oracle_judge_calls(x[i], 1);
	expect_end(rig, 0);
}

/* Test that no period is lost if several end before the tasklet runs (VC-07). */
static void vchan_counts_periods(struct kunit *test)
{
	unsigned int i, n = *(const unsigned int *)test->param_value;
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *x = rig_start_cyclic(rig);

	rig_hold(rig);
	for (i = 0; i < n; i++)
		rig_finish(rig, x);
	rig_let_go(rig);
	oracle_judge_calls(x, n);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_sync), 0);
	expect_end(rig, 0);
}

struct probe {
	struct tasklet_struct tasklet;
	struct oracle_xfer **x;
	unsigned int calls;
};

static void probe_tasklet(struct tasklet_struct *t)
{
	struct probe *probe = container_of(t, struct probe, tasklet);
	unsigned int i;

	for (i = 0; i < 100; i++)
		probe->calls += probe->x[i]->calls;
}

/* Test that a channel lets others run after a batch of callbacks (VC-10). */
static void vchan_batch_is_bounded(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *x[100];
	struct probe probe = { .x = x };
	unsigned int i;

	tasklet_setup(&probe.tasklet, probe_tasklet);
	for (i = 0; i < 100; i++)
		x[i] = rig_start(rig);
	rig_hold(rig);
	for (i = 0; i < 100; i++)
		rig_finish(rig, x[i]);
	tasklet_schedule(&probe.tasklet);
	rig_let_go(rig);
	tasklet_kill(&probe.tasklet);
	KUNIT_EXPECT_EQ(test, probe.calls, VCHAN_BATCH);
	for (i = 0; i < 100; i++)
		oracle_judge_calls(x[i], 1);
	expect_end(rig, 0);
}

enum stage {
	STAGE_SUBMITTED,
	STAGE_ISSUED,
	STAGE_RUNNING,
	STAGE_COMPLETED,
	STAGE_CYCLIC,
	STAGE_CYCLIC_PENDING,
	STAGE_REUSABLE,
	STAGES,
};

static const char * const stage_names[STAGES] = {
	"submitted", "issued", "running", "completed", "cyclic", "cyclic pending", "reusable",
};

struct terminated {
	const struct style *style;
	enum stage stage;
};

static const void *terminated_gen_params(const void *prev, char *desc)
{
	static struct terminated all[ARRAY_SIZE(styles) * STAGES];
	struct terminated *t = prev ? (struct terminated *)prev + 1 : all;
	unsigned int n = t - all;

	if (n == ARRAY_SIZE(all))
		return NULL;
	t->style = &styles[n / STAGES];
	t->stage = n % STAGES;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %s", t->style->name, stage_names[t->stage]);
	return t;
}

/*
 * Test that a descriptor that is terminated, in whatever state, is not called
 * back and is freed once, in a proper context; a reusable one is the client's
 * again (VC-08); and that what was only prepared stays (VC-02).
 */
static void vchan_terminate_in_state(struct kunit *test)
{
	const struct terminated *t = test->param_value;
	struct rig *rig = new_rig(test, t->style->style);
	struct oracle_xfer *prepared = rig_prep(rig), *first = NULL, *x;
	bool cyclic = t->stage == STAGE_CYCLIC || t->stage == STAGE_CYCLIC_PENDING;
	bool reusable = t->stage == STAGE_REUSABLE;

	if (t->stage == STAGE_ISSUED)
		first = rig_start(rig);
	x = cyclic ? rig_prep_cyclic(rig) : rig_prep(rig);
	if (reusable)
		KUNIT_EXPECT_EQ(test, dmaengine_desc_set_reuse(x->tx), 0);
	oracle_submit(x);
	if (t->stage != STAGE_SUBMITTED)
		dma_async_issue_pending(rig->chan);
	rig_hold(rig);
	if (t->stage == STAGE_COMPLETED || t->stage == STAGE_CYCLIC_PENDING)
		rig_finish(rig, x);
	oracle_terminate(rig->oracle, dmaengine_terminate_async);
	rig_let_go(rig);
	stop_and_settle(rig);
	oracle_synchronize(rig->oracle);

	oracle_judge_calls(x, 0);
	if (first)
		oracle_judge_calls(first, 0);
	KUNIT_EXPECT_STREQ(test, lists(rig), "a");
	oracle_judge_live(rig->oracle, rig_live(rig), 1 + reusable);
	rig_issue(rig, prepared);
	rig_run(rig, prepared);
	oracle_judge_calls(prepared, 1);
	if (reusable)
		KUNIT_EXPECT_EQ(test, oracle_give_back(x), 0);
	expect_end(rig, 0);
}

static void resubmit(struct oracle_xfer *x)
{
	oracle_submit(x);
	dma_async_issue_pending(x->oracle->chan);
}

/*
 * Test that a reusable descriptor may be submitted again by its own callback,
 * over and over, as the provider's documentation says (VC-03).
 */
static void vchan_resubmit_in_callback(struct kunit *test)
{
	struct rig *rig = new_styled(test);
	struct oracle_xfer *x = rig_prep(rig);
	int i;

	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_reuse(x->tx), 0);
	x->action = resubmit;
	rig_issue(rig, x);
	for (i = 1; i <= 3; i++) {
		rig_run(rig, x);
		oracle_judge_calls(x, i);
		oracle_judge_live(rig->oracle, rig_live(rig), 1);
	}
	x->action = NULL;
	rig_run(rig, x);
	KUNIT_EXPECT_STREQ(test, lists(rig), "a");
	KUNIT_EXPECT_EQ(test, oracle_give_back(x), 0);
	expect_end(rig, 0);
}

static void give_back(struct oracle_xfer *x)
{
	*(int *)x->data = oracle_give_back(x);
	/* The callback still runs: the memory has to be there. */
	KUNIT_EXPECT_EQ(x->oracle->test, x->tx->cookie, 0);
	KUNIT_EXPECT_FALSE(x->oracle->test, x->freed);
}

/*
 * Test that a reusable descriptor may be freed by its own callback, and goes
 * when that has returned (VC-03).
 */
static void vchan_free_in_callback(struct kunit *test)
{
	struct rig *rig = new_styled(test);
	struct oracle_xfer *x = rig_prep(rig);
	int ret = 1;

	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_reuse(x->tx), 0);
	x->action = give_back;
	x->data = &ret;
	rig_issue(rig, x);
	rig_run(rig, x);
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_TRUE(test, x->freed);
	KUNIT_EXPECT_STREQ(test, lists(rig), "");
	expect_end(rig, 0);
}

static void terminate_and_look(struct oracle_xfer *x)
{
	struct virt_dma_desc *vd = container_of(x->tx, struct virt_dma_desc, tx);

	*(int *)x->data = oracle_terminate(x->oracle, dmaengine_terminate_async);
	KUNIT_EXPECT_FALSE(x->oracle->test, x->freed);
	KUNIT_EXPECT_EQ(x->oracle->test, vd->tx_result.result, DMA_TRANS_NOERROR);
}

/*
 * Test that a callback may terminate its channel and its descriptor, with the
 * result it was passed, stays in memory until it returns (VC-01), also if the
 * descriptor is cyclic and so still known to the provider.
 */
static void vchan_terminate_in_callback(struct kunit *test)
{
	struct rig *rig = new_styled(test);
	struct oracle_xfer *x;
	int ret, cyclic;

	for (cyclic = 0; cyclic < 2; cyclic++) {
		ret = 1;
		x = cyclic ? rig_prep_cyclic(rig) : rig_prep(rig);
		x->action = terminate_and_look;
		x->data = &ret;
		rig_issue(rig, x);
		rig_run(rig, x);
		stop_and_settle(rig);
		KUNIT_EXPECT_EQ(test, ret, 0);
		oracle_judge_calls(x, 1);
		oracle_synchronize(rig->oracle);
		oracle_judge_live(rig->oracle, rig_live(rig), 0);
	}
	expect_end(rig, 0);
}

/* Test that a descriptor that is not the client's cannot be freed by it (VC-06). */
static void vchan_refuses_free_of_active(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *x = rig_prep(rig);
	int ret[4];

	ret[3] = dmaengine_desc_set_reuse(x->tx);
	oracle_submit(x);
	ret[0] = oracle_give_back(x);
	dma_async_issue_pending(rig->chan);
	ret[1] = oracle_give_back(x);
	rig_hold(rig);
	rig_finish(rig, x);
	ret[2] = oracle_give_back(x);
	rig_let_go(rig);
	KUNIT_EXPECT_EQ(test, ret[0], -EBUSY);
	KUNIT_EXPECT_EQ(test, ret[1], -EBUSY);
	KUNIT_EXPECT_EQ(test, ret[2], -EBUSY);
	KUNIT_EXPECT_EQ(test, ret[3], 0);
	oracle_judge_calls(x, 1);
	KUNIT_EXPECT_EQ(test, oracle_give_back(x), 0);
	expect_end(rig, 0);
}

/* Test that virt-dma itself refuses a second submission, past the core's check (VC-06). */
static void vchan_refuses_second_submit(struct kunit *test)
{
	struct rig *rig = new_rig(test, VCHAN_FAKE_PLAIN);
	struct oracle_xfer *x = rig_prep(rig);
	dma_cookie_t again[3];

	oracle_submit(x);
	again[0] = vchan_tx_submit(x->tx);
	dma_async_issue_pending(rig->chan);
	again[1] = vchan_tx_submit(x->tx);
	rig_hold(rig);
	rig_finish(rig, x);
	again[2] = vchan_tx_submit(x->tx);
	rig_let_go(rig);
	KUNIT_EXPECT_EQ(test, again[0], -EBUSY);
	KUNIT_EXPECT_EQ(test, again[1], -EBUSY);
	KUNIT_EXPECT_EQ(test, again[2], -EBUSY);
	KUNIT_EXPECT_EQ(test, rig->chan->cookie, x->cookie);
	oracle_judge_calls(x, 1);
	expect_end(rig, 0);
}

static struct kunit_case virt_dma_cases[] = {
	KUNIT_CASE(vchan_lists_are_states),
	KUNIT_CASE(vchan_find_finds_waiting),
	KUNIT_CASE_PARAM(vchan_calls_back_in_order, count_gen_params),
	KUNIT_CASE_PARAM(vchan_counts_periods, count_gen_params),
	KUNIT_CASE(vchan_batch_is_bounded),
	KUNIT_CASE_PARAM(vchan_terminate_in_state, terminated_gen_params),
	KUNIT_CASE_PARAM(vchan_resubmit_in_callback, style_gen_params),
	KUNIT_CASE_PARAM(vchan_free_in_callback, style_gen_params),
	KUNIT_CASE_PARAM(vchan_terminate_in_callback, style_gen_params),
	KUNIT_CASE(vchan_refuses_free_of_active),
	KUNIT_CASE(vchan_refuses_second_submit),
	{}
};

static struct kunit_suite virt_dma_suite = {
	.name = "virt_dma",
	.test_cases = virt_dma_cases,
};

kunit_test_suite(virt_dma_suite);

MODULE_DESCRIPTION("KUnit suite of virtual DMA channels: descriptors and callbacks");
MODULE_LICENSE("GPL");
