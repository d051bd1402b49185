// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of cookies and of the life of a descriptor: what its status is,
 * who may submit and free it, and when its mappings are put (T5, T9).
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "dmaengine_rig.h"

static const void *kind_gen_params(const void *prev, char *desc)
{
	const struct rig_kind *kind = prev ? (const struct rig_kind *)prev + 1 : rig_kinds;

	if (kind == rig_kinds + RIG_KINDS_BOTTOM)
		return NULL;
	strscpy(desc, kind->name, KUNIT_PARAM_DESC_SIZE);
	return kind;
}

static void set_cookie(struct dma_chan *chan, dma_cookie_t cookie)
{
	chan->cookie = cookie;
	chan->completed_cookie = cookie;
}

/* Test that a channel's cookies go on from the largest one to the smallest. */
static void cookie_wraps(struct kunit *test)
{
	static const dma_cookie_t want[] = { S32_MAX - 1, S32_MAX, DMA_MIN_COOKIE, 2 };
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x[ARRAY_SIZE(want)];
	int i, j;

	set_cookie(rig->chan, S32_MAX - 2);
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		x[i] = rig_start(rig);
		KUNIT_EXPECT_EQ(test, x[i]->cookie, want[i]);
	}
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		for (j = 0; j < ARRAY_SIZE(want); j++)
			oracle_judge_status(x[j], j < i ? DMA_COMPLETE : DMA_IN_PROGRESS);
		rig_run(rig, x[i]);
		oracle_judge_calls(x[i], 1);
	}
	oracle_judge_status(x[3], DMA_COMPLETE);
	oracle_expect_clean(rig->oracle);
}

struct cookies {
	dma_cookie_t cookie;
	dma_cookie_t complete;
	dma_cookie_t used;
	enum dma_status want;
};

static const struct cookies cookieses[] = {
	{ 1, 1, 1, DMA_COMPLETE }, { 5, 5, 7, DMA_COMPLETE }, { 4, 5, 7, DMA_COMPLETE },
	{ 6, 5, 7, DMA_IN_PROGRESS }, { 7, 5, 7, DMA_IN_PROGRESS }, { 8, 5, 7, DMA_COMPLETE },
	{ S32_MAX, S32_MAX - 1, 3, DMA_IN_PROGRESS }, { 1, S32_MAX - 1, 3, DMA_IN_PROGRESS },
	{ 3, S32_MAX - 1, 3, DMA_IN_PROGRESS }, { 4, S32_MAX - 1, 3, DMA_COMPLETE },
	{ S32_MAX - 1, S32_MAX - 1, 3, DMA_COMPLETE }, { S32_MAX, S32_MAX, 2, DMA_COMPLETE },
	{ 0, 5, 7, DMA_COMPLETE }, { -ENOMEM, 5, 7, DMA_ERROR }, { -1, 5, 7, DMA_ERROR },
	{ S32_MIN, 5, 7, DMA_ERROR }, { -EBUSY, S32_MAX - 1, 3, DMA_ERROR },
};

static void cookies_desc(const struct cookies *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%d of %d..%d", c->cookie, c->complete, c->used);
}

KUNIT_ARRAY_PARAM(cookies, cookieses, cookies_desc);

/*
 * Test what a cookie's status is: error codes are errors (CORE-17), cookies in
 * between are in progress, on both sides of the wrap.
 */
static void cookie_status(struct kunit *test)
{
	const struct cookies *c = test->param_value;
	struct rig *rig = rig_new(test, &rig_kinds[0]);
	struct dma_tx_state state = { .residue = 1, .in_flight_bytes = 1 };

	KUNIT_EXPECT_EQ(test, dma_async_is_complete(c->cookie, c->complete, c->used), c->want);
	rig->chan->completed_cookie = c->complete;
	rig->chan->cookie = c->used;
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(rig->chan, c->cookie, &state), c->want);
	KUNIT_EXPECT_EQ(test, state.last, c->complete);
	KUNIT_EXPECT_EQ(test, state.used, c->used);
	KUNIT_EXPECT_EQ(test, state.residue + state.in_flight_bytes, 0);
	set_cookie(rig->chan, DMA_MIN_COOKIE);
}

static const dma_cookie_t starts[] = { DMA_MIN_COOKIE, 1000, S32_MAX - 4 };

static void start_desc(const dma_cookie_t *start, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "after %d", *start);
}

KUNIT_ARRAY_PARAM(start, starts, start_desc);

/*
 * Test that a cookie that was terminated is an error, and still is when later
 * ones have completed; that what had completed before stays so; also across the
 * wrap (CORE-16).
 */
static void cookie_terminated_is_error(struct kunit *test)
{
	struct rig *rig = rig_new(test, &rig_kinds[0]);
	struct oracle_xfer *done[4], *dropped[4];
	int i, j;

	set_cookie(rig->chan, *(const dma_cookie_t *)test->param_value);
	for (i = 0; i < ARRAY_SIZE(done); i++) {
		done[i] = rig_start(rig);
		rig_run(rig, done[i]);
		dropped[i] = rig_start(rig);
		KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
		for (j = 0; j <= i; j++) {
			oracle_judge_status(done[j], DMA_COMPLETE);
			oracle_judge_status(dropped[j], DMA_ERROR);
		}
		KUNIT_EXPECT_EQ_MSG(test, oracle_faults(rig->oracle), 0, "round %d", i);
	}
	KUNIT_EXPECT_EQ(test, dma_sync_wait(rig->chan, dropped[0]->cookie), DMA_ERROR);
	oracle_expect_clean(rig->oracle);
}

/* Test that a channel's next client does not inherit the terminated cookies. */
static void cookie_history_ends_with_client(struct kunit *test)
{
	struct rig *rig = rig_new(test, &rig_kinds[0]);
	struct oracle_xfer *old = rig_start(rig), *new;

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	rig_release(rig);
	rig->chan = vchan_fake_get(test, rig->vf, 0);
	set_cookie(rig->chan, old->cookie - 1);
	new = rig_start(rig);
	KUNIT_EXPECT_EQ(test, new->cookie, old->cookie);
	oracle_judge_status(new, DMA_IN_PROGRESS);
	rig_run(rig, new);
	oracle_judge_status(new, DMA_COMPLETE);
	oracle_expect_clean(rig->oracle);
}

/*
 * Test that a descriptor cannot be submitted twice, in no state of its life, and
 * that the attempt does no harm (CORE-23, VC-06).
 */
static void submit_twice_is_refused(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x = rig_prep(rig);

	oracle_submit(x);
	KUNIT_EXPECT_EQ(test, dmaengine_submit(x->tx), -EBUSY);
	dma_async_issue_pending(rig->chan);
	KUNIT_EXPECT_EQ(test, dmaengine_submit(x->tx), -EBUSY);
	KUNIT_EXPECT_EQ(test, x->tx->cookie, x->cookie);
	rig_run(rig, x);
	oracle_judge_calls(x, 1);
	oracle_expect_clean(rig->oracle);
}

/*
 * Test that a reusable descriptor runs as often as it is submitted, survives a
 * terminate, and goes when it is freed, or completes without the flag.
 */
static void reuse_until_freed(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x = rig_prep(rig);
	int i;

	if (!rig->vf)
		kunit_skip(test, "the provider does not reuse descriptors");
	KUNIT_ASSERT_EQ(test, dmaengine_desc_set_reuse(x->tx), 0);
	for (i = 0; i < 3; i++) {
		rig_issue(rig, x);
		KUNIT_EXPECT_EQ(test, oracle_give_back(x), -EBUSY);
		rig_run(rig, x);
		oracle_judge_calls(x, i + 1);
		oracle_judge_live(rig->oracle, rig_live(rig), 1);
	}
	rig_issue(rig, x);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	vchan_fake_stopped(rig->vf, 0);
	vchan_fake_settle(rig->vf, 0);
	oracle_judge_live(rig->oracle, rig_live(rig), 1);
	rig_issue(rig, x);
	dmaengine_desc_clear_reuse(x->tx);
	x->mine = false;
	rig_run(rig, x);
	oracle_judge_calls(x, 4);
	oracle_judge_live(rig->oracle, rig_live(rig), 0);
	oracle_expect_clean(rig->oracle);
}

/* Test that the flag is refused where descriptors cannot be reused, or nobody tells. */
static void reuse_needs_capability(struct kunit *test)
{
	struct rig *rig = rig_new(test, &rig_kinds[0]);
	struct oracle_xfer *x = rig_prep(rig);

	rig->vf->ddev.descriptor_reuse = false;
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_reuse(x->tx), -EPERM);
	KUNIT_EXPECT_FALSE(test, dmaengine_desc_test_reuse(x->tx));
	rig->vf->ddev.directions = 0;
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_reuse(x->tx), -ENXIO);
	rig_issue(rig, x);
	rig_run(rig, x);
	oracle_judge_live(rig->oracle, rig_live(rig), 0);
	oracle_expect_clean(rig->oracle);
}

/* Test that a client can give back what it has prepared, and only that (CORE-24). */
static void free_takes_back_prepared(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *spare = rig_prep(rig), *x = rig_prep(rig);
	int want = rig->vf ? 0 : -EPERM;

	KUNIT_EXPECT_EQ(test, oracle_give_back(spare), want);
	oracle_judge_live(rig->oracle, rig_live(rig), want ? 2 : 1);
	oracle_submit(x);
	KUNIT_EXPECT_EQ(test, oracle_give_back(x), -EPERM);
	dma_async_issue_pending(rig->chan);
	KUNIT_EXPECT_EQ(test, oracle_give_back(x), -EPERM);
	rig_run(rig, x);
	oracle_judge_calls(x, 1);
	oracle_expect_clean(rig->oracle);
}

/*
 * Test that a prepared descriptor survives every kind of terminate, can be
 * submitted afterwards, and is freed when the channel is released (T5, VC-02).
 */
static void prepared_survives_terminate(struct kunit *test)
{
	struct rig *rig = rig_new(test, test->param_value);
	struct oracle_xfer *x = rig_prep(rig), *never = rig_prep(rig), *dropped = rig_start(rig);

	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_async), 0);
	rig_stop(rig);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, oracle_terminate(rig->oracle, dmaengine_terminate_all), 0);
	if (rig->vf)
		vchan_fake_settle(rig->vf, 0);
	oracle_judge_live(rig->oracle, rig_live(rig), 2);
	rig_issue(rig, x);
	rig_run(rig, x);
	oracle_judge_calls(x, 1);
	oracle_judge_calls(dropped, 0);
	oracle_judge_live(rig->oracle, rig_live(rig), 1);
	rig_release(rig);
	oracle_judge_live(rig->oracle, rig_live(rig), 0);
	KUNIT_EXPECT_FALSE(test, never->calls);
	oracle_expect_clean(rig->oracle);
}

enum fate {
	FATE_COMPLETE,
	FATE_ERROR,
	FATE_TERMINATE_QUEUED,
	FATE_TERMINATE_RUNNING,
	FATE_TERMINATE_COMPLETED,
	FATE_RELEASE_PREPARED,
	FATE_RELEASE_RUNNING,
	FATE_GIVE_BACK,
};

static const char * const fates[] = {
	"complete", "error", "terminate queued", "terminate running", "terminate completed",
	"release prepared", "release running", "give back",
};

struct mapped {
	const struct rig_kind *kind;
	enum fate fate;
};

static const void *mapped_gen_params(const void *prev, char *desc)
{
	static struct mapped params[RIG_KINDS_BOTTOM * ARRAY_SIZE(fates)];
	struct mapped *mapped = prev ? (struct mapped *)prev + 1 : params;
	unsigned int n = mapped - params;

	if (n == ARRAY_SIZE(params))
		return NULL;
	mapped->kind = &rig_kinds[n / ARRAY_SIZE(fates)];
	mapped->fate = n % ARRAY_SIZE(fates);
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %s", mapped->kind->name, fates[mapped->fate]);
	return mapped;
}

static void meet_fate(struct rig *rig, struct oracle_xfer *x, enum fate fate)
{
	switch (fate) {
	case FATE_ERROR:
		x->want = DMA_TRANS_WRITE_FAILED;
		rig_issue(rig, x);
		vchan_fake_fail(rig->vf, 0);
		vchan_fake_settle(rig->vf, 0);
		break;
	case FATE_TERMINATE_QUEUED:
		oracle_submit(x);
		oracle_terminate(rig->oracle, dmaengine_terminate_sync);
		break;
	case FATE_TERMINATE_RUNNING:
		rig_issue(rig, x);
		oracle_terminate(rig->oracle, dmaengine_terminate_async);
		rig_stop(rig);
		oracle_synchronize(rig->oracle);
		break;
	case FATE_TERMINATE_COMPLETED:
		rig_issue(rig, x);
		rig_hold(rig);
		rig_finish(rig, x);
		oracle_terminate(rig->oracle, dmaengine_terminate_async);
		rig_let_go(rig);
		break;
	case FATE_RELEASE_RUNNING:
		rig_issue(rig, x);
		x->terminated = true;
		break;
	case FATE_GIVE_BACK:
		KUNIT_EXPECT_EQ(rig->test, oracle_give_back(x), 0);
		break;
	case FATE_COMPLETE:
		rig_issue(rig, x);
		rig_run(rig, x);
		break;
	default:
		break;
	}
}

/*
 * Test that the mappings of a descriptor are put exactly once, however it ends:
 * the client frees the memory afterwards (T9).
 */
static void unmap_exactly_once(struct kunit *test)
{
	const struct mapped *mapped = test->param_value;
	struct rig *rig = rig_new(test, mapped->kind);
	struct oracle_xfer *x;

	if (!rig->vf && (mapped->fate == FATE_ERROR || mapped->fate == FATE_GIVE_BACK))
		kunit_skip(test, "the provider cannot do that");
	x = rig_prep(rig);
	oracle_set_unmap(x, rig->dev);
	oracle_judge_unmap(x, false);
	meet_fate(rig, x, mapped->fate);
	if (mapped->fate == FATE_RELEASE_PREPARED || mapped->fate == FATE_RELEASE_RUNNING)
		rig_release(rig);
	else if (rig->vf)
		vchan_fake_settle(rig->vf, 0);
	oracle_judge_unmap(x, true);
	oracle_judge_live(rig->oracle, rig_live(rig), 0);
	oracle_expect_clean(rig->oracle);
}

static struct kunit_case dmaengine_desc_cases[] = {
	KUNIT_CASE_PARAM(cookie_wraps, kind_gen_params),
	KUNIT_CASE_PARAM(cookie_status, cookies_gen_params),
	KUNIT_CASE_PARAM(cookie_terminated_is_error, start_gen_params),
	KUNIT_CASE(cookie_history_ends_with_client),
	KUNIT_CASE_PARAM(submit_twice_is_refused, kind_gen_params),
	KUNIT_CASE_PARAM(reuse_until_freed, kind_gen_params),
	KUNIT_CASE(reuse_needs_capability),
	KUNIT_CASE_PARAM(free_takes_back_prepared, kind_gen_params),
	KUNIT_CASE_PARAM(prepared_survives_terminate, kind_gen_params),
	KUNIT_CASE_PARAM(unmap_exactly_once, mapped_gen_params),
	{}
};

static struct kunit_suite dmaengine_desc_suite = {
	.name = "dmaengine_desc",
	.test_cases = dmaengine_desc_cases,
};

kunit_test_suite(dmaengine_desc_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine core: cookies, descriptors");
MODULE_LICENSE("GPL");
