// SPDX-License-Identifier: GPL-2.0-only
/*
 * Torture test for the DMA engine: the controllers under test
 *
 * One table entry for each type. The broken ones prove that the test can fail.
 * Takes a lock of its own for the descriptors that one of them does not free.
 */
#include <linux/cleanup.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/platform_device.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../dma-sim.h"
#include "../virt-dma.h"
#include "dmaengine_torture.h"
#include "fake_provider.h"

#define TORTURE_CHANNELS	2
#define TORTURE_LATENCY_NS	20000
/* Some of these outlast a grace period, and so all but the end of an unregister. */
#define TORTURE_LONG_NS		5000000
#define TORTURE_STOP_US		500

/* One of so many transfers is done wrong. */
#define TORTURE_WRONG		64

/**
 * struct torture_after - A callback that a broken controller calls on its own
 * @work: calls it, after the terminate perhaps
 * @callback: what the client wants called
 * @param: with this
 */
struct torture_after {
	struct delayed_work work;
	dma_async_tx_callback_result callback;
	void *param;
};

static DEFINE_SPINLOCK(torture_leaked_lock);
static LIST_HEAD(torture_leaked);
static atomic_t torture_wrong = ATOMIC_INIT(0);

/* Simulated controllers that were registered and not released yet. */
static atomic_t torture_sims = ATOMIC_INIT(0);

static struct workqueue_struct *torture_after_wq;
static atomic_t torture_afters = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(torture_after_wait);

static bool torture_do_wrong(void)
{
	return !(atomic_inc_return(&torture_wrong) % TORTURE_WRONG);
}

/* Bits of the number of a controller choose what it is like. */
static int torture_sim_make(struct torture_ctrl *ctrl, const struct dma_sim_hooks *hooks)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_sim *sim;
	int ret;

	cfg.dev = &ctrl->pdev->dev;
	cfg.n_channels = TORTURE_CHANNELS;
	cfg.caps = BIT(DMA_MEMCPY);
	cfg.clock = DMA_SIM_CLOCK_FREE;
	cfg.latency_ns = ctrl->n & BIT(3) ? TORTURE_LONG_NS : TORTURE_LATENCY_NS;
	cfg.stop_us = ctrl->n & BIT(2) ? TORTURE_STOP_US : 0;
	cfg.has_synchronize = !(ctrl->n & BIT(0));
	ctrl->slow = cfg.stop_us && cfg.has_synchronize;
	cfg.has_release = !(ctrl->n & BIT(1));
	cfg.record_log = false;
	cfg.hooks = hooks;
	sim = dma_sim_create(&cfg);
	if (IS_ERR(sim))
		return PTR_ERR(sim);

	ret = dma_sim_register(sim);
	if (ret) {
		dma_sim_put(sim);
		return ret;
	}
	atomic_inc(&torture_sims);
	ctrl->priv = sim;

	return 0;
}

/* The last client has gone, with or without device_release. */
static void torture_sim_release(struct dma_sim *sim)
{
	atomic_dec(&torture_sims);
	if (dma_sim_record_live(sim, DMA_SIM_ALL))
		torture_error(TORTURE_LEAK, NULL);
}

static const struct dma_sim_hooks torture_sim_hooks = { .release = torture_sim_release };

static int torture_sim_add(struct torture_ctrl *ctrl)
{
	return torture_sim_make(ctrl, &torture_sim_hooks);
}

static void torture_sim_remove(struct torture_ctrl *ctrl)
{
	dma_sim_unregister(ctrl->priv);
	dma_sim_put(ctrl->priv);
}

static const enum fake_provider_style torture_fake_styles[] = {
	FAKE_STYLE_TASKLET, FAKE_STYLE_CAPTURED, FAKE_STYLE_THREADED,
};

/* Providers without virt-dma, which do not wait for their second half. */
static int torture_fake_add(struct torture_ctrl *ctrl)
{
	struct fake_provider_config cfg = {
		.dev = &ctrl->pdev->dev,
		.style = torture_fake_styles[ctrl->n % ARRAY_SIZE(torture_fake_styles)],
		.n_channels = TORTURE_CHANNELS,
		.has_release = ctrl->n & 1,
		.auto_run = true,
	};
	struct fake_provider *fp;
	int ret;

	fp = fake_provider_create(&cfg);
	if (IS_ERR(fp))
		return PTR_ERR(fp);

	ret = fake_provider_register(fp);
	if (ret) {
		fake_provider_put(fp);
		return ret;
	}
	ctrl->priv = fp;

	return 0;
}

static void torture_fake_remove(struct torture_ctrl *ctrl)
{
	struct fake_provider *fp = ctrl->priv;

	fake_provider_unregister(fp);
	if (!(ctrl->n & 1) && fake_provider_live(fp))
		torture_error(TORTURE_LEAK, NULL);
	fake_provider_put(fp);
}

static void torture_after_work(struct work_struct *work)
{
	struct torture_after *after = container_of(work, struct torture_after, work.work);

	after->callback(after->param, NULL);
	kfree(after);
	if (atomic_dec_and_test(&torture_afters))
		wake_up(&torture_after_wait);
}

static void torture_call_after(struct dma_async_tx_descriptor *tx, unsigned int ticks)
{
	struct torture_after *after = kzalloc(sizeof(*after), GFP_ATOMIC);

	if (!after)
		return;

	after->callback = tx->callback_result;
	after->param = tx->callback_param;
	INIT_DELAYED_WORK(&after->work, torture_after_work);
	atomic_inc(&torture_afters);
	queue_delayed_work(torture_after_wq, &after->work, ticks);
}

/* Calls back when it likes, past the core, as one driver of the stock tree does. */
static void torture_late_complete(struct virt_dma_chan *vc, struct virt_dma_desc *vd)
{
	if (torture_do_wrong()) {
		torture_call_after(&vd->tx, 2);
		vd->tx.callback_result = NULL;
	}
	vchan_cookie_complete(vd);
}

static void torture_twice_complete(struct virt_dma_chan *vc, struct virt_dma_desc *vd)
{
	if (torture_do_wrong())
		torture_call_after(&vd->tx, 0);
	vchan_cookie_complete(vd);
}

static void torture_lost_complete(struct virt_dma_chan *vc, struct virt_dma_desc *vd)
{
	if (torture_do_wrong())
		vd->tx.callback_result = NULL;
	vchan_cookie_complete(vd);
}

static void torture_leak_free(struct virt_dma_desc *vd)
{
	if (!torture_do_wrong()) {
		dma_sim_desc_free(vd);
		return;
	}

	guard(spinlock_irqsave)(&torture_leaked_lock);
	list_add_tail(&vd->node, &torture_leaked);
}

/* The test has seen them; what is leaked for good would be told by others. */
static void torture_leak_cleanup(struct dma_sim *sim)
{
	struct virt_dma_desc *vd, *next;
	LIST_HEAD(mine);

	spin_lock_irq(&torture_leaked_lock);
	list_for_each_entry_safe(vd, next, &torture_leaked, node)
		if (dma_sim_from_device(vd->tx.chan->device) == sim)
			list_move(&vd->node, &mine);
	spin_unlock_irq(&torture_leaked_lock);

	list_for_each_entry_safe(vd, next, &mine, node) {
		list_del(&vd->node);
		dma_sim_desc_free(vd);
	}
}

static void torture_leak_release(struct dma_sim *sim)
{
	torture_sim_release(sim);
	torture_leak_cleanup(sim);
}

static const struct dma_sim_hooks torture_late_hooks = {
	.complete = torture_late_complete, .release = torture_sim_release,
};

static const struct dma_sim_hooks torture_twice_hooks = {
	.complete = torture_twice_complete, .release = torture_sim_release,
};

static const struct dma_sim_hooks torture_lost_hooks = {
	.complete = torture_lost_complete, .release = torture_sim_release,
};

static const struct dma_sim_hooks torture_leak_hooks = {
	.desc_free = torture_leak_free, .release = torture_leak_release,
};

static int torture_late_add(struct torture_ctrl *ctrl)
{
	return torture_sim_make(ctrl, &torture_late_hooks);
}

static int torture_twice_add(struct torture_ctrl *ctrl)
{
	return torture_sim_make(ctrl, &torture_twice_hooks);
}

static int torture_lost_add(struct torture_ctrl *ctrl)
{
	return torture_sim_make(ctrl, &torture_lost_hooks);
}

static int torture_leak_add(struct torture_ctrl *ctrl)
{
	return torture_sim_make(ctrl, &torture_leak_hooks);
}

static const struct torture_ops torture_types[] = {
	{ .name = "sim", .n_ctrls = 10, .add = torture_sim_add, .remove = torture_sim_remove },
	{ .name = "fake", .n_ctrls = 6, .add = torture_fake_add, .remove = torture_fake_remove },
	{ .name = "chan" },
	{
		.name = "busted_late", .busted = true, .n_ctrls = 4,
		.add = torture_late_add, .remove = torture_sim_remove,
	},
	{
		.name = "busted_twice", .busted = true, .n_ctrls = 4,
		.add = torture_twice_add, .remove = torture_sim_remove,
	},
	{
		.name = "busted_lost", .busted = true, .n_ctrls = 4,
		.add = torture_lost_add, .remove = torture_sim_remove,
	},
	{
		.name = "busted_leak", .busted = true, .n_ctrls = 4,
		.add = torture_leak_add, .remove = torture_sim_remove,
	},
};

/**
 * torture_find_ops() - Find a type by its name
 * @name: the name
 *
 * Context: Any context.
 * Return: The type, or %NULL.
 */
const struct torture_ops *torture_find_ops(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(torture_types); i++)
		if (!strcmp(name, torture_types[i].name))
			return &torture_types[i];

	return NULL;
}

/**
 * torture_list_ops() - Names of all types
 * @s: to be added to
 *
 * Context: Any context.
 */
void torture_list_ops(struct seq_buf *s)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(torture_types); i++)
		seq_buf_printf(s, " %s", torture_types[i].name);
}

/**
 * torture_types_init() - Get ready for controllers of any type
 *
 * Context: Process context. May sleep.
 * Return: 0 or %-ENOMEM.
 */
int torture_types_init(void)
{
	torture_after_wq = alloc_workqueue("dmaengine_torture", 0, 0);

	return torture_after_wq ? 0 : -ENOMEM;
}

/**
 * torture_types_exit() - Wait until nothing of any controller is left
 *
 * All clients have released their channels and all controllers are removed.
 *
 * Context: Process context. May sleep.
 */
void torture_types_exit(void)
{
	wait_event(torture_after_wait, !atomic_read(&torture_afters));
	destroy_workqueue(torture_after_wq);
	if (atomic_read(&torture_sims))
		torture_error(TORTURE_LEAK, NULL);
}
