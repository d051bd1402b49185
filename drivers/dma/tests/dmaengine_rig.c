// SPDX-License-Identifier: GPL-2.0-only
/*
 * One face for all kinds of providers, see dmaengine_rig.h. No test is in here
 * and no lock is taken; the second half is held back by turning soft interrupts
 * off, or not scheduled at all.
 */
#include <kunit/device.h>
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/module.h>

#include "dmaengine_fake.h"
#include "dmaengine_rig.h"

#define RIG_BUF		64

const struct rig_kind rig_kinds[RIG_KINDS] = {
	{ "virt-dma", true, VCHAN_FAKE_PLAIN, 0, true },
	{ "virt-dma, no synchronize", true, VCHAN_FAKE_PLAIN, 0, false },
	{ "virt-dma, old style", true, VCHAN_FAKE_LEGACY, 0, true },
	{ "virt-dma, old style, no synchronize", true, VCHAN_FAKE_LEGACY, 0, false },
	{ "virt-dma, old style, locked", true, VCHAN_FAKE_LOCKED, 0, true },
	{ "virt-dma, slow stop", true, VCHAN_FAKE_STOPPING, 0, true },
	{ "tasklet", false, 0, FAKE_STYLE_TASKLET, true },
	{ "tasklet, no synchronize", false, 0, FAKE_STYLE_TASKLET, false },
	{ "captured", false, 0, FAKE_STYLE_CAPTURED, true },
	{ "captured, no synchronize", false, 0, FAKE_STYLE_CAPTURED, false },
	{ "threaded", false, 0, FAKE_STYLE_THREADED, true },
	{ "threaded, no synchronize", false, 0, FAKE_STYLE_THREADED, false },
	{ "under its lock", false, 0, FAKE_STYLE_LOCKED, false },
};
EXPORT_SYMBOL_GPL(rig_kinds);

const char * const rig_context_names[RIG_CONTEXTS] = {
	[RIG_TASK] = "task", [RIG_SOFTIRQ] = "softirq", [RIG_HARDIRQ] = "hardirq",
};
EXPORT_SYMBOL_GPL(rig_context_names);

KUNIT_DEFINE_ACTION_WRAPPER(rig_put, fake_provider_put, struct fake_provider *);
KUNIT_DEFINE_ACTION_WRAPPER(rig_unregister, fake_provider_unregister, struct fake_provider *);
KUNIT_DEFINE_ACTION_WRAPPER(rig_release_chan, dma_release_channel, struct dma_chan *);

static bool rig_filter(struct dma_chan *chan, void *param)
{
	return chan == param;
}

static void rig_unmap(void *data)
{
	struct rig *rig = data;

	dma_unmap_single(rig->dev, rig->buf, RIG_BUF, DMA_BIDIRECTIONAL);
}

static void rig_map(struct rig *rig)
{
	struct kunit *test = rig->test;
	void *buf = kunit_kzalloc(test, RIG_BUF, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	rig->buf = dma_map_single(rig->dev, buf, RIG_BUF, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(rig->dev, rig->buf));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, rig_unmap, rig), 0);
}

static void rig_new_fake(struct rig *rig, const struct rig_kind *kind)
{
	struct kunit *test = rig->test;
	struct fake_provider_config cfg = {
		.dev = kunit_device_register(test, "rig"),
		.style = kind->style,
		.n_channels = 1,
		.has_synchronize = kind->has_synchronize,
		.has_release = true,
	};
	dma_cap_mask_t mask;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cfg.dev);
	rig->dev = cfg.dev;
	rig_map(rig);
	rig->oracle = oracle_new(test, NULL);
	rig->oracle->calls_locked = kind->style == FAKE_STYLE_LOCKED;
	rig->fp = fake_provider_create(&cfg);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rig->fp);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, rig_put, rig->fp), 0);
	KUNIT_ASSERT_EQ(test, fake_provider_register(rig->fp), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, rig_unregister, rig->fp), 0);
	dma_cap_zero(mask);
	rig->chan = dma_request_channel(mask, rig_filter, fake_provider_chan(rig->fp, 0));
	KUNIT_ASSERT_NOT_NULL(test, rig->chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, rig_release_chan, rig->chan), 0);
	rig->oracle->chan = rig->chan;
}

static void rig_use_vchan(struct rig *rig, struct vchan_fake *vf)
{
	rig->vf = vf;
	rig->dev = vf->ddev.dev;
	rig->oracle = oracle_new(rig->test, &vf->chans[0].vc.lock);
	rig->oracle->frees_anywhere = vf->style == VCHAN_FAKE_LEGACY;
	vchan_fake_register(rig->test, vf);
	rig->chan = vchan_fake_get(rig->test, vf, 0);
	rig->oracle->chan = rig->chan;
}

static struct rig *rig_alloc(struct kunit *test)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rig);
	rig->test = test;

	return rig;
}

/**
 * rig_new() - Make a provider and request its channel
 * @test: the case, at the end of which all goes away
 * @kind: which kind
 *
 * Return: The rig.
 */
struct rig *rig_new(struct kunit *test, const struct rig_kind *kind)
{
	struct rig *rig = rig_alloc(test);

	rig->kind = kind;
	if (kind->virt_dma)
		rig_use_vchan(rig, vchan_fake_create(test, kind->vchan_style,
						     kind->has_synchronize));
	else
		rig_new_fake(rig, kind);

	return rig;
}
EXPORT_SYMBOL_GPL(rig_new);

/**
 * rig_new_vchan() - Register a provider that was changed, and request its channel
 * @test: the case
 * @vf: provider that is not registered yet
 *
 * Return: The rig.
 */
struct rig *rig_new_vchan(struct kunit *test, struct vchan_fake *vf)
{
	struct rig *rig = rig_alloc(test);

	rig->kind = &rig_kinds[0];
	rig_use_vchan(rig, vf);

	return rig;
}
EXPORT_SYMBOL_GPL(rig_new_vchan);

/**
 * rig_bare() - Make and register a provider whose callbacks a case calls itself
 * @test: the case
 * @no_terminate: it has no device_terminate_all
 *
 * Return: The provider, with two channels and no device_synchronize.
 */
struct fake_dma *rig_bare(struct kunit *test, bool no_terminate)
{
	struct fake_config cfg = {
		.dev = kunit_device_register(test, "bare"),
		.n_chans = 2,
		.caps = BIT(DMA_SLAVE) | BIT(DMA_CYCLIC) | BIT(DMA_MEMCPY),
		.has_release = true,
		.no_synchronize = true,
		.no_terminate = no_terminate,
	};

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cfg.dev);
	return fake_dma_new(test, &cfg);
}
EXPORT_SYMBOL_GPL(rig_bare);

/**
 * rig_try_prep() - Prepare a transfer
 * @rig: rig
 * @cyclic: make it a cyclic one
 *
 * Context: Any context, callbacks included.
 * Return: The transfer, or %NULL.
 */
struct oracle_xfer *rig_try_prep(struct rig *rig, bool cyclic)
{
	unsigned long flags = DMA_PREP_INTERRUPT | DMA_CTRL_ACK;
	struct dma_async_tx_descriptor *tx;

	if (cyclic)
		tx = dmaengine_prep_dma_cyclic(rig->chan, rig->buf, RIG_BUF, RIG_BUF / 4,
					       DMA_MEM_TO_DEV, flags);
	else
		tx = dmaengine_prep_dma_memcpy(rig->chan, rig->buf, rig->buf + RIG_BUF / 2,
					       RIG_BUF / 2, flags);

	return oracle_attach(rig->oracle, tx);
}
EXPORT_SYMBOL_GPL(rig_try_prep);

/**
 * rig_prep() - Prepare a transfer
 * @rig: rig
 *
 * Return: The transfer.
 */
struct oracle_xfer *rig_prep(struct rig *rig)
{
	struct oracle_xfer *x = rig_try_prep(rig, false);

	KUNIT_ASSERT_NOT_NULL(rig->test, x);
	return x;
}
EXPORT_SYMBOL_GPL(rig_prep);

/**
 * rig_prep_cyclic() - Prepare a cyclic transfer
 * @rig: rig
 *
 * Return: The transfer.
 */
struct oracle_xfer *rig_prep_cyclic(struct rig *rig)
{
	struct oracle_xfer *x = rig_try_prep(rig, true);

	KUNIT_ASSERT_NOT_NULL(rig->test, x);
	return x;
}
EXPORT_SYMBOL_GPL(rig_prep_cyclic);

/**
 * rig_issue() - Submit and issue a transfer
 * @rig: rig
 * @x: prepared transfer
 *
 * Context: Any context, callbacks included.
 */
void rig_issue(struct rig *rig, struct oracle_xfer *x)
{
	oracle_submit(x);
	dma_async_issue_pending(rig->chan);
}
EXPORT_SYMBOL_GPL(rig_issue);

/**
 * rig_start() - Prepare, submit and issue a transfer
 * @rig: rig
 *
 * Return: The transfer.
 */
struct oracle_xfer *rig_start(struct rig *rig)
{
	struct oracle_xfer *x = rig_prep(rig);

	rig_issue(rig, x);
	return x;
}
EXPORT_SYMBOL_GPL(rig_start);

/**
 * rig_start_cyclic() - Prepare, submit and issue a cyclic transfer
 * @rig: rig
 *
 * Return: The transfer.
 */
struct oracle_xfer *rig_start_cyclic(struct rig *rig)
{
	struct oracle_xfer *x = rig_prep_cyclic(rig);

	rig_issue(rig, x);
	return x;
}
EXPORT_SYMBOL_GPL(rig_start_cyclic);

/**
 * rig_hold() - Hold back the second half until rig_let_go()
 * @rig: rig
 *
 * Between the two the case must not sleep, nor make an assertion.
 */
void rig_hold(struct rig *rig)
{
	local_bh_disable();
}
EXPORT_SYMBOL_GPL(rig_hold);

/**
 * rig_finish() - Let the hardware finish a transfer or a period
 * @rig: rig, held
 * @x: the first transfer that was issued and is not finished
 *
 * Return: Whether there was something to finish.
 */
bool rig_finish(struct rig *rig, struct oracle_xfer *x)
{
	bool done;

	if (rig->vf)
		return vchan_fake_finish(rig->vf, 0);

	/* Before the callback, which may be called by the interrupt. */
	x->due++;
	done = fake_provider_irq(rig->fp, 0);
	x->due -= !done;

	return done;
}
EXPORT_SYMBOL_GPL(rig_finish);

/**
 * rig_let_go() - Run the second half, and wait for it
 * @rig: rig, held
 */
void rig_let_go(struct rig *rig)
{
	local_bh_enable();
	if (rig->vf)
		vchan_fake_settle(rig->vf, 0);
	else
		fake_provider_bottom(rig->fp, 0);
}
EXPORT_SYMBOL_GPL(rig_let_go);

/**
 * rig_stop() - Let hardware that stops slowly stop
 * @rig: rig
 */
void rig_stop(struct rig *rig)
{
	if (rig->vf)
		vchan_fake_stopped(rig->vf, 0);
}
EXPORT_SYMBOL_GPL(rig_stop);

/**
 * rig_run() - Let the hardware finish a transfer, and the second half run
 * @rig: rig, not held
 * @x: the first transfer that was issued and is not finished
 */
void rig_run(struct rig *rig, struct oracle_xfer *x)
{
	bool done;

	rig_hold(rig);
	rig_stop(rig);
	done = rig_finish(rig, x);
	rig_let_go(rig);
	KUNIT_EXPECT_TRUE(rig->test, done);
}
EXPORT_SYMBOL_GPL(rig_run);

/**
 * rig_release() - Release the channel before the case ends
 * @rig: rig
 */
void rig_release(struct rig *rig)
{
	if (rig->vf)
		vchan_fake_release(rig->test, rig->chan);
	else
		kunit_release_action(rig->test, rig_release_chan, rig->chan);
}
EXPORT_SYMBOL_GPL(rig_release);

/**
 * rig_live() - Number of descriptors that exist
 * @rig: rig
 *
 * Return: The number.
 */
int rig_live(struct rig *rig)
{
	return rig->vf ? atomic_read(&rig->vf->live) : fake_provider_live(rig->fp);
}
EXPORT_SYMBOL_GPL(rig_live);

struct rig_call {
	struct rig *rig;
	struct tasklet_struct tasklet;
	struct hrtimer timer;
	bool done;
	int ret;
};

static void rig_call_tasklet(struct tasklet_struct *t)
{
	struct rig_call *call = container_of(t, struct rig_call, tasklet);

	call->ret = oracle_terminate(call->rig->oracle, dmaengine_terminate_async);
}

static enum hrtimer_restart rig_call_timer(struct hrtimer *timer)
{
	struct rig_call *call = container_of(timer, struct rig_call, timer);

	call->ret = in_hardirq() ?
		    oracle_terminate(call->rig->oracle, dmaengine_terminate_async) : -EPROTO;
	/* Pairs with the acquire in rig_terminate_in(). */
	smp_store_release(&call->done, true);

	return HRTIMER_NORESTART;
}

/**
 * rig_terminate_in() - Terminate asynchronously in a given context
 * @rig: rig, held; the terminate comes before the second half, which then runs
 * @context: where
 *
 * Return: What dmaengine_terminate_async() has returned.
 */
int rig_terminate_in(struct rig *rig, enum rig_context context)
{
	struct rig_call call = { .rig = rig };

	switch (context) {
	case RIG_SOFTIRQ:
		tasklet_setup(&call.tasklet, rig_call_tasklet);
		/* Goes before the ordinary ones that are scheduled already. */
		tasklet_hi_schedule(&call.tasklet);
		local_bh_enable();
		tasklet_kill(&call.tasklet);
		local_bh_disable();
		break;
	case RIG_HARDIRQ:
		hrtimer_init_on_stack(&call.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
		call.timer.function = rig_call_timer;
		hrtimer_start(&call.timer, 0, HRTIMER_MODE_REL_HARD);
		/* Pairs with the release in rig_call_timer(). */
		while (!smp_load_acquire(&call.done))
			udelay(1);
		hrtimer_cancel(&call.timer);
		destroy_hrtimer_on_stack(&call.timer);
		break;
	default:
		call.ret = oracle_terminate(rig->oracle, dmaengine_terminate_async);
		break;
	}
	rig_let_go(rig);

	return call.ret;
}
EXPORT_SYMBOL_GPL(rig_terminate_in);

MODULE_DESCRIPTION("Providers of all kinds for the KUnit suites of the DMA engine subsystem");
MODULE_LICENSE("GPL");
