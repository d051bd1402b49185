// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long a client waits for a channel of one controller while another
 * controller is unregistered.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "dmaengine_bench.h"

#define NEIGHBOURS		9

struct neighbour {
	struct bench *bench;
	struct task_struct *task;
	u64 longest;
	unsigned int rounds;
};

static int neighbour_thread(void *data)
{
	struct neighbour *n = data;
	u64 start, took;

	while (!kthread_should_stop()) {
		start = ktime_get_ns();
		bench_request(n->bench);
		took = ktime_get_ns() - start;
		if (took > READ_ONCE(n->longest))
			WRITE_ONCE(n->longest, took);
		WRITE_ONCE(n->rounds, n->rounds + 1);
		cond_resched();
	}

	return 0;
}

/* A request that began before now has ended when the next but one has. */
static void neighbour_settle(struct neighbour *n)
{
	unsigned int from = READ_ONCE(n->rounds);

	while (READ_ONCE(n->rounds) - from < 2)
		schedule_timeout_uninterruptible(1);
}

/* The longest request during each unregister; the median of that is reported. */
static void neighbour_measure(struct neighbour *n, struct bench_device *other)
{
	u64 longest[NEIGHBOURS], period[NEIGHBOURS], start;
	unsigned int i;

	for (i = 0; i < NEIGHBOURS; i++) {
		if (bench_device_register(other))
			return;
		neighbour_settle(n);
		WRITE_ONCE(n->longest, 0);
		dma_async_device_unregister(&other->dma);
		neighbour_settle(n);
		longest[i] = READ_ONCE(n->longest);

		start = ktime_get_ns();
		synchronize_rcu();
		period[i] = ktime_get_ns() - start;
	}
	bench_report("longest request during an unregister, ns",
		     bench_median(longest, NEIGHBOURS), 1);
	bench_report("a grace period, ns", bench_median(period, NEIGHBOURS), 1);
}

/**
 * bench_measure_wait() - How long requests wait while another device is unregistered
 * @b: client
 */
void bench_measure_wait(struct bench *b)
{
	struct bench_device *other = bench_device_new(1, true);
	struct neighbour n = { .bench = b };

	b->controller = bench_device_new(1, false);
	if (!other || !b->controller)
		goto free;
	if (bench_device_register(b->controller))
		goto free;

	n.task = kthread_run(neighbour_thread, &n, "dmaengine_bench");
	if (!IS_ERR(n.task)) {
		neighbour_measure(&n, other);
		kthread_stop(n.task);
	}
	dma_async_device_unregister(&b->controller->dma);
free:
	bench_device_free(b->controller);
	bench_device_free(other);
}
