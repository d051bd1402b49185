// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the DMA engine core costs: one number for each operation, printed once
 * when the module is loaded, and nothing is asserted.
 *
 * It uses only what stock 6.12 offers, so that the same code, its provider
 * included, measures a stock kernel and this one; scripts/bench does that. A
 * round repeats an operation many times, the result is the median of the
 * rounds, less what the loop itself costs.
 */
#define pr_fmt(fmt) "dmaengine_bench: " fmt

#include <linux/dmaengine.h>
#include <linux/init.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/timex.h>

#include "dmaengine_bench.h"

#define ROUNDS			31
#define ROUNDS_SLOW		7
#define BURST			16
#define TERMINATES		16
#define SUBMITS			256
#define PUBLIC_CHANNELS		64
#define BIGGEST			1024

static bool cycles;
module_param(cycles, bool, 0444);
MODULE_PARM_DESC(cycles, "Count cycles, not nanoseconds (under QEMU's -icount these are instructions)");

static bool wait;
module_param(wait, bool, 0444);
MODULE_PARM_DESC(wait, "Measure only how long requests wait for an unregister; boot with rcupdate.rcu_normal=1");

static bool public;
module_param(public, bool, 0444);
MODULE_PARM_DESC(public, "Measure only public channels");

/**
 * bench_now() - What time is it
 *
 * Return: Nanoseconds, or cycles with the parameter of that name.
 */
u64 bench_now(void)
{
	return cycles ? get_cycles() : ktime_get_ns();
}

/* --- measuring --- */

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/**
 * bench_median() - The middle one of a few samples
 * @samples: samples; sorted on return
 * @count: how many
 *
 * Return: The median.
 */
u64 bench_median(u64 *samples, unsigned int count)
{
	sort(samples, count, sizeof(*samples), compare, NULL);

	return samples[count / 2];
}

/**
 * bench_report() - Print a row
 * @row: its name
 * @total: what was measured
 * @operations: how many operations that was for
 *
 * With two digits after the point: the shortest operations take a few
 * instructions.
 */
void bench_report(const char *row, u64 total, unsigned int operations)
{
	u32 hundredths;
	u64 whole = div_u64_rem(div_u64(total * 100, operations), 100, &hundredths);

	pr_info("row %s: %llu.%02u\n", row, whole, hundredths);
}

static noinline void do_nothing(struct bench *b)
{
	barrier();
}

static u64 run_round(struct bench *b, void (*fn)(struct bench *b), unsigned int count)
{
	u64 start = bench_now();

	while (count--)
		fn(b);

	return bench_now() - start;
}

static u64 run_rounds(struct bench *b, void (*fn)(struct bench *b), unsigned int count)
{
	u64 samples[ROUNDS];
	unsigned int i;

	/* Fill caches and slabs. */
	run_round(b, fn, count);
	for (i = 0; i < ROUNDS; i++) {
		cond_resched();
		samples[i] = run_round(b, fn, count);
	}

	return bench_median(samples, ROUNDS);
}

static void measure(struct bench *b, const char *row, void (*fn)(struct bench *b),
		    unsigned int count)
{
	u64 empty = run_rounds(b, do_nothing, count);
	u64 total = run_rounds(b, fn, count);

	bench_report(row, total > empty ? total - empty : 0, count);
}

/* --- transfers --- */

static void bench_callback(void *param)
{
	struct bench *b = param;

	b->callbacks++;
}

static void submit(struct bench *b)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(b->chan, 0, 0, 64, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!tx)
		return;

	tx->callback = bench_callback;
	tx->callback_param = b;
	dmaengine_submit(tx);
}

static void submit_to_callback(struct bench *b)
{
	submit(b);
	/* The tasklet runs when bottom halves are enabled again. */
	local_bh_disable();
	dma_async_issue_pending(b->chan);
	local_bh_enable();
}

static void submit_burst(struct bench *b)
{
	unsigned int i;

	for (i = 0; i < BURST; i++)
		submit(b);
	local_bh_disable();
	dma_async_issue_pending(b->chan);
	local_bh_enable();
}

static void status(struct bench *b)
{
	dma_async_is_tx_complete(b->chan, b->chan->cookie, NULL, NULL);
}

static void terminate(struct bench *b)
{
	dmaengine_terminate_sync(b->chan);
}

static void unmap(struct bench *b)
{
	struct dmaengine_unmap_data *data;

	data = dmaengine_get_unmap_data(&b->pdev->dev, 2, GFP_NOWAIT);
	if (data)
		dmaengine_unmap_put(data);
}

/* What is timed needs something to be done before it each time. */
static u64 terminate_round(struct bench *b, void (*fn)(struct bench *b))
{
	u64 start, sum = 0;
	unsigned int i, j;

	for (i = 0; i < TERMINATES; i++) {
		for (j = 0; j < BURST; j++)
			submit(b);
		dma_async_issue_pending(b->chan);
		start = bench_now();
		fn(b);
		sum += bench_now() - start;
		terminate(b);
	}

	return sum;
}

static void measure_terminate_issued(struct bench *b)
{
	u64 samples[ROUNDS], empty[ROUNDS], total, loop;
	unsigned int i;

	b->controller->hold = true;
	for (i = 0; i < ROUNDS; i++) {
		empty[i] = terminate_round(b, do_nothing);
		samples[i] = terminate_round(b, terminate);
	}
	b->controller->hold = false;

	total = bench_median(samples, ROUNDS);
	loop = bench_median(empty, ROUNDS);
	bench_report("terminate_sync, 16 issued", total > loop ? total - loop : 0, TERMINATES);
}

static void measure_transfers(struct bench *b)
{
	unsigned int expected;

	b->controller = bench_device_new(1, false);
	if (!b->controller)
		return;
	if (bench_device_register(b->controller))
		goto free;
	b->chan = dma_request_chan(&b->pdev->dev, BENCH_CHANNEL);
	if (IS_ERR(b->chan))
		goto unregister;

	b->callbacks = 0;
	measure(b, "submit to callback", submit_to_callback, SUBMITS);
	measure(b, "16 submits, one issue, to last callback", submit_burst, SUBMITS / BURST);
	expected = (ROUNDS + 1) * 2 * SUBMITS;
	if (b->callbacks != expected)
		pr_err("%u callbacks, %u expected\n", b->callbacks, expected);
	measure(b, "tx_status", status, 4 * SUBMITS);
	measure(b, "terminate_sync, idle", terminate, SUBMITS);
	measure_terminate_issued(b);
	measure(b, "unmap data get and put", unmap, SUBMITS);

	dma_release_channel(b->chan);
unregister:
	dma_async_device_unregister(&b->controller->dma);
free:
	bench_device_free(b->controller);
}

/* --- requests --- */

/**
 * bench_request() - Request a channel by its name and release it
 * @b: client
 */
void bench_request(struct bench *b)
{
	struct dma_chan *chan = dma_request_chan(&b->pdev->dev, BENCH_CHANNEL);

	if (IS_ERR(chan))
		pr_err("no channel (%ld)\n", PTR_ERR(chan));
	else
		dma_release_channel(chan);
}

/* All channels but the last one are held by others. */
static void measure_request_busy(struct bench *b, const char *row)
{
	struct dma_chan **held = kvcalloc(BIGGEST, sizeof(*held), GFP_KERNEL);
	dma_cap_mask_t mask;
	unsigned int i;

	if (!held)
		return;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);
	for (i = 0; i < b->controller->count - 1; i++)
		held[i] = dma_request_channel(mask, NULL, NULL);

	measure(b, row, bench_request, 16);

	while (i--)
		if (held[i])
			dma_release_channel(held[i]);
	kvfree(held);
}

static void measure_requests(struct bench *b, unsigned int count, const char *row,
			     const char *busy_row)
{
	b->controller = bench_device_new(count, false);
	if (!b->controller)
		return;

	if (!bench_device_register(b->controller)) {
		measure(b, row, bench_request, 16);
		if (busy_row)
			measure_request_busy(b, busy_row);
		dma_async_device_unregister(&b->controller->dma);
	}
	bench_device_free(b->controller);
}

/* --- registration --- */

static void measure_register(struct bench *b, unsigned int count, const char *register_row,
			     const char *unregister_row)
{
	u64 in[ROUNDS], out[ROUNDS], start;
	unsigned int i;

	b->controller = bench_device_new(count, false);
	if (!b->controller)
		return;

	for (i = 0; i < ROUNDS; i++) {
		start = bench_now();
		if (bench_device_register(b->controller))
			goto free;
		in[i] = bench_now() - start;
		start = bench_now();
		dma_async_device_unregister(&b->controller->dma);
		out[i] = bench_now() - start;
		cond_resched();
	}
	bench_report(register_row, bench_median(in, ROUNDS), count);
	bench_report(unregister_row, bench_median(out, ROUNDS), count);
free:
	bench_device_free(b->controller);
}

/* --- public channels --- */

static unsigned int register_public(struct bench *b)
{
	unsigned int i;

	for (i = 0; i < BENCH_PUBLIC; i++)
		if (bench_device_register(b->public[i]))
			break;

	return i;
}

static void unregister_public(struct bench *b, unsigned int count)
{
	while (count--)
		dma_async_device_unregister(&b->public[count]->dma);
}

static void get_and_put(struct bench *b)
{
	dmaengine_get();
	dmaengine_put();
}

static void find(struct bench *b)
{
	dma_find_channel(DMA_MEMCPY);
}

static void measure_register_public(struct bench *b)
{
	u64 in[ROUNDS_SLOW], out[ROUNDS_SLOW], start;
	unsigned int i, count;

	dmaengine_get();
	for (i = 0; i < ROUNDS_SLOW; i++) {
		start = bench_now();
		count = register_public(b);
		in[i] = bench_now() - start;
		start = bench_now();
		unregister_public(b, count);
		out[i] = bench_now() - start;
		cond_resched();
	}
	dmaengine_put();

	bench_report("register 16 public devices of 64, per device",
		     bench_median(in, ROUNDS_SLOW), BENCH_PUBLIC);
	bench_report("unregister 16 public devices of 64, per device",
		     bench_median(out, ROUNDS_SLOW), BENCH_PUBLIC);
}

static void measure_public(struct bench *b)
{
	unsigned int i, count;

	for (i = 0; i < BENCH_PUBLIC; i++) {
		b->public[i] = bench_device_new(PUBLIC_CHANNELS, true);
		if (!b->public[i])
			goto free;
	}

	measure_register_public(b);
	bench_measure_floor(b);

	count = register_public(b);
	measure(b, "first dmaengine_get and last put, 16 x 64", get_and_put, 1);
	dmaengine_get();
	measure(b, "further dmaengine_get and put, 16 x 64", get_and_put, 16);
	measure(b, "dma_find_channel", find, 4 * SUBMITS);
	dmaengine_put();
	unregister_public(b, count);
free:
	for (i = 0; i < BENCH_PUBLIC; i++)
		bench_device_free(b->public[i]);
}

/* --- all of it --- */

static void measure_all(struct bench *b)
{
	measure_transfers(b);
	measure_requests(b, 1, "request and release, 1 channel", NULL);
	measure_requests(b, 64, "request and release, 64 channels", NULL);
	measure_requests(b, BIGGEST, "request and release, 1024 channels",
			 "request and release, 1024 channels, 1023 in use");
	measure_register(b, PUBLIC_CHANNELS, "register, per channel of 64",
			 "unregister, per channel of 64");
	measure_register(b, 1, "register, 1 channel", "unregister, 1 channel");
	measure_public(b);
}

/* Controllers and client are bound to it: the core treats devices without a driver specially. */
static int bench_probe(struct platform_device *pdev)
{
	return 0;
}

static struct platform_driver bench_driver = {
	.probe = bench_probe,
	.driver = {
		.name = "dmaengine_bench",
	},
};

static int __init bench_init(void)
{
	struct bench *b;
	int ret;

	ret = platform_driver_register(&bench_driver);
	if (ret)
		return ret;

	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b) {
		ret = -ENOMEM;
		goto err_driver;
	}

	b->pdev = platform_device_register_simple("dmaengine_bench", 0, NULL, 0);
	if (IS_ERR(b->pdev)) {
		ret = PTR_ERR(b->pdev);
		goto err_bench;
	}

	pr_info("begin, in %s\n", cycles ? "cycles" : "ns");
	if (wait)
		bench_measure_wait(b);
	else if (public)
		measure_public(b);
	else
		measure_all(b);
	pr_info("end\n");

	platform_device_unregister(b->pdev);
err_bench:
	kfree(b);
err_driver:
	platform_driver_unregister(&bench_driver);
	return ret;
}
late_initcall(bench_init);

static void __exit bench_exit(void)
{
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Benchmark of the DMA engine core");
MODULE_LICENSE("GPL");
