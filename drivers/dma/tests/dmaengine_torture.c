// SPDX-License-Identifier: GPL-2.0-only
/*
 * Torture test for the DMA engine: parameters, life, and unregistering in use
 *
 * The test runs from the loading of the module, or from boot, until the module is
 * unloaded, which prints the verdict. A thread takes controllers away under their
 * clients and brings them back, if unbind_ms says so. Takes no lock.
 */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dmaengine_torture.h"

torture_param(int, nclients, 8, "Number of clients");
torture_param(int, unbind_ms, 0, "Longest time between two unregisters in ms, 0: none");
torture_param(int, lost_ms, 10000, "Time after which a callback counts as lost, in ms");
torture_param(int, min_rounds, 1000, "Rounds that are needed for a success");
torture_param(int, stat_interval, 0, "Time between two lines of statistics in s, 0: none");
torture_param(int, verbose, 0, "Tell about every step");

static char *torture_type = "sim";
module_param(torture_type, charp, 0444);
MODULE_PARM_DESC(torture_type, "What to torture: sim, fake, chan, busted_late, ...");

static char *device = "";
module_param(device, charp, 0444);
MODULE_PARM_DESC(device, "Type chan: beginning of the controllers' names (default: all)");

const struct torture_ops *torture_ops;

static struct torture_ctrl *torture_ctrls;
static struct torture_client **torture_clients;
static struct task_struct *torture_unbind_task;
static struct task_struct *torture_stats_task;

static int torture_rounds_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%lu\n", torture_count(TORTURE_ROUNDS));
}

static const struct kernel_param_ops torture_rounds_ops = { .get = torture_rounds_get };
module_param_cb(rounds, &torture_rounds_ops, NULL, 0444);
MODULE_PARM_DESC(rounds, "Number of rounds until now");

/**
 * torture_may_vanish() - May channels die under their clients?
 *
 * Context: Any context.
 * Return: Whether a dead channel is no error.
 */
bool torture_may_vanish(void)
{
	return unbind_ms || !torture_ops->n_ctrls;
}

/**
 * torture_lost_ms() - How long to wait for a callback
 *
 * Context: Any context.
 * Return: Time in ms.
 */
unsigned int torture_lost_ms(void)
{
	return lost_ms;
}

/* Channels of our own controllers, or of all whose names begin as @device says. */
static bool torture_filter(struct dma_chan *chan, void *param)
{
	struct device *dev = dmaengine_get_dma_device(chan);
	struct torture_ctrl *ctrl = param;

	if (ctrl)
		return dev == &ctrl->pdev->dev;

	return strstarts(dev_name(dev), device);
}

/**
 * torture_request() - Get a channel for a client
 * @c: client
 *
 * Context: Process context. May sleep.
 * Return: The channel, or %NULL if there is none at the moment.
 */
struct dma_chan *torture_request(struct torture_client *c)
{
	struct torture_ctrl *ctrl = NULL;
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	if (torture_ops->n_ctrls)
		ctrl = &torture_ctrls[torture_random(&c->rnd) % torture_ops->n_ctrls];
	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_channel(mask, torture_filter, ctrl);
	if (!chan)
		return NULL;

	c->ctrl = ctrl;
	/* Not older than the controller, which was registered after this was raised. */
	c->gen = ctrl ? READ_ONCE(ctrl->gen) : 0;

	return chan;
}

static int torture_bind(struct torture_ctrl *ctrl)
{
	WRITE_ONCE(ctrl->gen, ctrl->gen + 1);

	return torture_ops->add(ctrl);
}

static void torture_unbind(struct torture_ctrl *ctrl)
{
	if (!ctrl->priv)
		return;

	torture_ops->remove(ctrl);
	ctrl->priv = NULL;
	/* No callback runs any more. Pairs with torture_too_late(). */
	smp_store_release(&ctrl->dead, ctrl->gen);
}

/* A guess: a client may be releasing its channel right now. */
static bool torture_in_use(const struct torture_ctrl *ctrl)
{
	unsigned int i;

	for (i = 0; i < nclients; i++)
		if (READ_ONCE(torture_clients[i]->chan) &&
		    READ_ONCE(torture_clients[i]->ctrl) == ctrl)
			return true;

	return false;
}

static int torture_unbind_thread(void *data)
{
	DEFINE_TORTURE_RANDOM(rnd);
	struct torture_ctrl *ctrl;

	do {
		torture_hrtimeout_ms(1 + torture_random(&rnd) % unbind_ms, 100, &rnd);
		ctrl = &torture_ctrls[torture_random(&rnd) % torture_ops->n_ctrls];
		if (torture_in_use(ctrl))
			torture_add(TORTURE_UNBOUND_BUSY, 1);
		torture_unbind(ctrl);
		torture_add(TORTURE_UNBOUND, 1);
		torture_hrtimeout_us(torture_random(&rnd) % 2000, 1000, &rnd);
		if (torture_bind(ctrl))
			torture_error(TORTURE_REFUSED, NULL);
	} while (!torture_must_stop());
	torture_kthread_stopping("torture_unbind_thread");

	return 0;
}

static int torture_stats_thread(void *data)
{
	do {
		schedule_timeout_interruptible(stat_interval * HZ);
		torture_print(torture_ops->name);
	} while (!torture_must_stop());
	torture_kthread_stopping("torture_stats_thread");

	return 0;
}

static void torture_remove_ctrls(void)
{
	unsigned int i;

	for (i = 0; i < torture_ops->n_ctrls; i++) {
		torture_unbind(&torture_ctrls[i]);
		platform_device_unregister(torture_ctrls[i].pdev);
	}
	torture_types_exit();
	kfree(torture_ctrls);
}

static int torture_add_ctrl(struct torture_ctrl *ctrl, unsigned int n)
{
	struct platform_device *pdev;

	ctrl->n = n;
	ctrl->ops = torture_ops;
	pdev = platform_device_register_simple("dmaengine-torture", n, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);

	ctrl->pdev = pdev;

	return dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64)) ?: torture_bind(ctrl);
}

static int torture_add_ctrls(void)
{
	unsigned int i;
	int ret;

	torture_ctrls = kcalloc(max(torture_ops->n_ctrls, 1U), sizeof(*torture_ctrls), GFP_KERNEL);
	if (!torture_ctrls)
		return -ENOMEM;
	ret = torture_types_init();
	if (ret) {
		kfree(torture_ctrls);
		return ret;
	}

	for (i = 0; i < torture_ops->n_ctrls; i++) {
		ret = torture_add_ctrl(&torture_ctrls[i], i);
		if (ret) {
			torture_remove_ctrls();
			return ret;
		}
	}

	return 0;
}

static void torture_stop_clients(void)
{
	unsigned int i;

	for (i = 0; i < nclients; i++)
		if (torture_clients[i])
			torture_stop_kthread(torture_client_thread, torture_clients[i]->task);
}

/* After the controllers: only then no callback can come, a late one included. */
static void torture_free_clients(void)
{
	unsigned int i;

	for (i = 0; i < nclients; i++)
		kvfree(torture_clients[i]);
	kfree(torture_clients);
}

static int torture_add_client(unsigned int n)
{
	struct torture_client *c = kvzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;

	c->n = n;
	torture_random_init(&c->rnd);
	c->rnd.trs_state = n;
	init_waitqueue_head(&c->done);
	torture_clients[n] = c;

	return 0;
}

static int torture_start(void)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < nclients && !ret; i++)
		ret = torture_add_client(i);
	for (i = 0; i < nclients && !ret; i++)
		ret = torture_create_kthread(torture_client_thread, torture_clients[i],
					     torture_clients[i]->task);
	if (!ret && unbind_ms && torture_ops->n_ctrls)
		ret = torture_create_kthread(torture_unbind_thread, NULL, torture_unbind_task);
	if (!ret && stat_interval)
		ret = torture_create_kthread(torture_stats_thread, NULL, torture_stats_task);

	return ret;
}

static void torture_stop(void)
{
	torture_stop_kthread(torture_stats_thread, torture_stats_task);
	torture_stop_kthread(torture_unbind_thread, torture_unbind_task);
	torture_stop_clients();
	torture_remove_ctrls();
	torture_free_clients();
}

static void dmaengine_torture_exit(void)
{
	if (torture_cleanup_begin())
		return;

	torture_stop();
	torture_print(torture_ops->name);
	torture_verdict(torture_ops->name, min_rounds, unbind_ms && torture_ops->n_ctrls);
	torture_cleanup_end();
}

static int torture_check_parameters(void)
{
	DECLARE_SEQ_BUF(s, 128);

	torture_ops = torture_find_ops(torture_type);
	if (!torture_ops) {
		torture_list_ops(&s);
		pr_alert("dmaengine-torture: no type '%s', there are:%s\n", torture_type,
			 seq_buf_str(&s));
		return -EINVAL;
	}

	return nclients < 1 || unbind_ms < 0 || lost_ms < 1 || stat_interval < 0 ? -EINVAL : 0;
}

static int __init dmaengine_torture_init(void)
{
	int ret;

	ret = torture_check_parameters();
	if (ret)
		return ret;
	if (!torture_init_begin(torture_type, verbose))
		return -EBUSY;

	torture_clients = kcalloc(nclients, sizeof(*torture_clients), GFP_KERNEL);
	ret = torture_clients ? torture_add_ctrls() : -ENOMEM;
	if (ret) {
		kfree(torture_clients);
		goto err_end;
	}
	ret = torture_start();
	if (ret)
		goto err_stop;
	torture_init_end();

	return 0;

err_stop:
	torture_init_end();
	torture_cleanup_begin();
	torture_stop();
	torture_cleanup_end();
	return ret;
err_end:
	torture_init_end();
	torture_cleanup_begin();
	torture_cleanup_end();
	return ret;
}

module_init(dmaengine_torture_init);
module_exit(dmaengine_torture_exit);

MODULE_DESCRIPTION("Torture test for the DMA engine");
MODULE_LICENSE("GPL");
