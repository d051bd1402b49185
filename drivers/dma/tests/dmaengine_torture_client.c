// SPDX-License-Identifier: GPL-2.0-only
/*
 * Torture test for the DMA engine: a client
 *
 * A thread that owns at most one channel and goes round after round: submit some
 * copies, let a random time pass, end it in a random way, check what must hold
 * then. It takes no lock.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "dmaengine_torture.h"

static bool torture_submit_new(struct torture_client *c, unsigned int slot)
{
	struct torture_req *req = torture_prepare(c, slot);

	if (!req || !torture_submit(req))
		return false;

	c->batch[c->n_batch++] = req;

	return true;
}

static bool torture_submit_batch(struct torture_client *c, unsigned int first, unsigned int n)
{
	while (n--)
		if (!torture_submit_new(c, first++))
			return false;

	return true;
}

/* A random time, of several sizes: none, some instructions, until something happened. */
static void torture_delay(struct torture_client *c)
{
	switch (torture_below(c, 8)) {
	case 0:
	case 1:
		break;
	case 2:
	case 3:
		udelay(torture_below(c, 20));
		break;
	case 4:
		cond_resched();
		break;
	case 5:
	case 6:
		wait_event_timeout(c->done, torture_called(c->batch[0]), 1);
		break;
	default:
		torture_hrtimeout_us(torture_below(c, 100), 10000, &c->rnd);
		break;
	}
}

static bool torture_wait_round(struct torture_client *c)
{
	unsigned int n = 1 + torture_below(c, TORTURE_SLOTS - 1);

	if (!torture_submit_batch(c, 0, n))
		return false;
	if (!torture_below(c, 4))
		c->batch[torture_below(c, n)]->then = TORTURE_RESUBMIT;
	dma_async_issue_pending(c->chan);
	if (!torture_wait_batch(c))
		return false;

	torture_add(TORTURE_WAITED, 1);

	return true;
}

/* What was prepared before the terminate is submitted after it, and runs. */
static bool torture_submit_kept(struct torture_client *c, struct torture_req *kept)
{
	if (!torture_submit(kept))
		return false;

	c->batch[c->n_batch++] = kept;
	dma_async_issue_pending(c->chan);
	if (!torture_wait_one(kept))
		return false;

	torture_add(TORTURE_KEPT, 1);

	return true;
}

static bool torture_terminate_round(struct torture_client *c)
{
	unsigned int n = 1 + torture_below(c, TORTURE_SLOTS - 1);
	struct torture_req *kept = NULL;
	u64 begin;
	int ret;

	if (!torture_submit_batch(c, 0, n))
		return false;
	if (!torture_below(c, 4)) {
		kept = torture_prepare(c, TORTURE_SLOTS - 1);
		if (!kept)
			return false;
	}
	dma_async_issue_pending(c->chan);
	torture_delay(c);

	begin = ktime_get_ns();
	ret = dmaengine_terminate_sync(c->chan);
	torture_latency(c->ctrl && c->ctrl->slow, ktime_get_ns() - begin);
	if (ret) {
		torture_error(TORTURE_REFUSED, c->batch[0]);
		return false;
	}
	torture_add(TORTURE_TERMINATED, 1);
	torture_check_stopped(c);
	torture_close_batch(c);

	return !kept || torture_submit_kept(c, kept);
}

/* A new transfer is submitted before anybody has synchronized. */
static bool torture_restart_round(struct torture_client *c)
{
	unsigned int half = TORTURE_SLOTS / 2, old, i;

	if (!torture_submit_batch(c, 0, 1 + torture_below(c, half)))
		return false;
	dma_async_issue_pending(c->chan);
	torture_delay(c);
	old = c->n_batch;
	if (dmaengine_terminate_async(c->chan)) {
		torture_error(TORTURE_REFUSED, c->batch[0]);
		return false;
	}
	if (!torture_submit_batch(c, half, 1 + torture_below(c, half)))
		return false;
	dma_async_issue_pending(c->chan);
	torture_delay(c);
	dmaengine_synchronize(c->chan);
	for (i = 0; i < old; i++)
		torture_close(c->batch[i]);
	for (; i < c->n_batch; i++)
		if (!torture_wait_one(c->batch[i]))
			return false;

	torture_add(TORTURE_RESTARTED, 1);

	return true;
}

/* A callback terminates its own channel. */
static bool torture_self_round(struct torture_client *c)
{
	unsigned int n = 1 + torture_below(c, TORTURE_SLOTS), i;
	struct torture_req *req;

	if (!torture_submit_batch(c, 0, n))
		return false;
	req = c->batch[torture_below(c, n)];
	req->then = TORTURE_TERMINATE;
	dma_async_issue_pending(c->chan);
	for (i = 0; i < n && c->batch[i]->seq <= req->seq; i++)
		if (!torture_wait_one(c->batch[i]))
			return false;
	dmaengine_synchronize(c->chan);
	torture_check_stopped(c);
	torture_add(TORTURE_SELF, 1);

	return true;
}

static void torture_release(struct torture_client *c)
{
	size_t size = TORTURE_SLOTS * TORTURE_SIZE;

	if (!c->chan)
		return;

	torture_add(TORTURE_DROPPED, READ_ONCE(c->chan->late) - c->late);
	dma_release_channel(c->chan);
	torture_close_batch(c);
	c->chan = NULL;
	dma_free_coherent(c->dev, size, c->src, c->src_dma);
	dma_free_coherent(c->dev, size, c->dst, c->dst_dma);
	put_device(c->dev);
}

/* The channel is given back while the hardware may still be stopping. */
static bool torture_release_round(struct torture_client *c)
{
	if (!torture_submit_batch(c, 0, 1 + torture_below(c, TORTURE_SLOTS)))
		return false;
	dma_async_issue_pending(c->chan);
	torture_delay(c);
	if (dmaengine_terminate_async(c->chan))
		torture_error(TORTURE_REFUSED, c->batch[0]);
	torture_release(c);
	torture_add(TORTURE_RELEASED, 1);

	return true;
}

static bool torture_acquire(struct torture_client *c)
{
	size_t size = TORTURE_SLOTS * TORTURE_SIZE;

	c->chan = torture_request(c);
	if (!c->chan)
		return false;

	c->late = READ_ONCE(c->chan->late);
	c->dev = get_device(dmaengine_get_dma_device(c->chan));
	c->src = dma_alloc_coherent(c->dev, size, &c->src_dma, GFP_KERNEL);
	if (!c->src)
		goto err_put;
	c->dst = dma_alloc_coherent(c->dev, size, &c->dst_dma, GFP_KERNEL);
	if (!c->dst)
		goto err_src;
	memset(c->dst, TORTURE_POISON, size);

	return true;

err_src:
	dma_free_coherent(c->dev, size, c->src, c->src_dma);
err_put:
	put_device(c->dev);
	dma_release_channel(c->chan);
	c->chan = NULL;
	return false;
}

static bool (* const torture_rounds[])(struct torture_client *c) = {
	torture_wait_round, torture_wait_round, torture_wait_round,
	torture_terminate_round, torture_terminate_round, torture_terminate_round,
	torture_terminate_round, torture_terminate_round, torture_terminate_round,
	torture_restart_round, torture_restart_round, torture_restart_round,
	torture_self_round, torture_self_round, torture_self_round,
	torture_release_round,
};

/* A round that failed has found the channel dead, or a bug. */
static void torture_round(struct torture_client *c)
{
	if (!c->chan && !torture_acquire(c)) {
		schedule_timeout_uninterruptible(1);
		return;
	}

	if (torture_rounds[torture_below(c, ARRAY_SIZE(torture_rounds))](c)) {
		torture_close_batch(c);
		torture_add(TORTURE_ROUNDS, 1);
		return;
	}

	if (torture_may_vanish())
		torture_add(TORTURE_DEAD, 1);
	else
		torture_error(TORTURE_REFUSED, NULL);
	dmaengine_terminate_async(c->chan);
	torture_release(c);
}

/**
 * torture_client_thread() - What the thread of a client does
 * @data: the client
 *
 * Context: Process context. May sleep.
 * Return: 0
 */
int torture_client_thread(void *data)
{
	struct torture_client *c = data;

	do {
		torture_round(c);
		cond_resched();
	} while (!torture_must_stop());
	torture_release(c);
	torture_kthread_stopping("torture_client_thread");

	return 0;
}
