// SPDX-License-Identifier: GPL-2.0-only
/*
 * Torture test for the DMA engine: what was seen
 *
 * Counters, errors, a histogram of the duration of dmaengine_terminate_sync(),
 * and the verdict. Takes no lock; everything may be called in any context.
 */
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/seq_buf.h>

#include "dmaengine_torture.h"

/* Errors that are told one by one, the others are only counted. */
#define TORTURE_TOLD	8

/* Buckets of the histogram: eight for each power of two. */
#define TORTURE_FINE	3
#define TORTURE_BUCKETS	(48 << TORTURE_FINE)

struct torture_histogram {
	atomic_long_t bucket[TORTURE_BUCKETS];
	atomic64_t max;
};

static atomic_long_t torture_counts[TORTURE_COUNT];
static atomic_long_t torture_errors[TORTURE_ERRORS];
static struct torture_histogram torture_histograms[2];

static const char * const torture_count_names[] = {
	[TORTURE_ROUNDS]	= "rounds",
	[TORTURE_SUBMITTED]	= "submitted",
	[TORTURE_CALLED]	= "callbacks",
	[TORTURE_BYTES]		= "bytes",
	[TORTURE_WAITED]	= "waited",
	[TORTURE_RESUBMITTED]	= "resubmitted",
	[TORTURE_TERMINATED]	= "terminated",
	[TORTURE_CUT]		= "cut",
	[TORTURE_CUT_PART]	= "cut-part",
	[TORTURE_KEPT]		= "kept",
	[TORTURE_RESTARTED]	= "restarted",
	[TORTURE_SELF]		= "self",
	[TORTURE_RELEASED]	= "released",
	[TORTURE_UNBOUND]	= "unbound",
	[TORTURE_UNBOUND_BUSY]	= "unbound-busy",
	[TORTURE_DEAD]		= "dead",
	[TORTURE_DROPPED]	= "dropped",
};

static const char * const torture_error_names[] = {
	[TORTURE_LATE]		= "late",
	[TORTURE_TWICE]		= "twice",
	[TORTURE_LOST]		= "lost",
	[TORTURE_ORDER]		= "order",
	[TORTURE_DATA]		= "data",
	[TORTURE_STRAY]		= "stray",
	[TORTURE_STATUS]	= "status",
	[TORTURE_REFUSED]	= "refused",
	[TORTURE_LEAK]		= "leak",
};

/**
 * torture_add() - Count something
 * @what: what
 * @n: how often
 *
 * Context: Any context.
 */
void torture_add(enum torture_count what, unsigned long n)
{
	atomic_long_add(n, &torture_counts[what]);
}

/**
 * torture_count() - Look at a counter
 * @what: what
 *
 * Context: Any context.
 * Return: The counter.
 */
unsigned long torture_count(enum torture_count what)
{
	return atomic_long_read(&torture_counts[what]);
}

/**
 * torture_error() - Count an error, and tell of the first ones
 * @what: what
 * @req: the transfer, or %NULL
 *
 * Context: Any context.
 */
void torture_error(enum torture_error what, const struct torture_req *req)
{
	const char *name = torture_error_names[what];
	unsigned int n;

	if (atomic_long_inc_return(&torture_errors[what]) > TORTURE_TOLD)
		return;
	if (!req) {
		pr_alert("dmaengine-torture:!!! %s\n", name);
		return;
	}
	n = req->client->n;
	pr_alert("dmaengine-torture:!!! %s: client %u, transfer %llu, cookie %d, controller %d\n",
		 name, n, req->seq, req->cookie, req->ctrl ? (int)req->ctrl->n : -1);
}

/* The highest bit says which power of two, the next bits which part of it. */
static unsigned int torture_bucket(u64 ns)
{
	unsigned int high = fls64(ns);

	if (high <= TORTURE_FINE)
		return ns;

	return min_t(u64, TORTURE_BUCKETS - 1,
		     ((u64)(high - TORTURE_FINE) << TORTURE_FINE) +
		     ((ns >> (high - 1 - TORTURE_FINE)) & (BIT(TORTURE_FINE) - 1)));
}

/* The largest value of a bucket. */
static u64 torture_bucket_end(unsigned int bucket)
{
	unsigned int power = bucket >> TORTURE_FINE;
	u64 part = bucket & (BIT(TORTURE_FINE) - 1);

	if (!power)
		return bucket;

	return ((part + 1 + BIT(TORTURE_FINE)) << (power - 1)) - 1;
}

/**
 * torture_latency() - Count the duration of a dmaengine_terminate_sync()
 * @slow: &torture_ctrl.slow
 * @ns: duration in nanoseconds
 *
 * Context: Any context.
 */
void torture_latency(bool slow, u64 ns)
{
	struct torture_histogram *h = &torture_histograms[slow];
	s64 max = atomic64_read(&h->max);

	atomic_long_inc(&h->bucket[torture_bucket(ns)]);
	while ((s64)ns > max && !atomic64_try_cmpxchg(&h->max, &max, ns))
		;
}

static u64 torture_percentile(const struct torture_histogram *h, unsigned long total,
			      unsigned int percent)
{
	unsigned long rank = DIV_ROUND_UP(total * percent, 100), sum = 0;
	u64 max = atomic64_read(&h->max);
	unsigned int i;

	for (i = 0; i < TORTURE_BUCKETS; i++) {
		sum += atomic_long_read(&h->bucket[i]);
		if (sum >= rank)
			return min(torture_bucket_end(i), max);
	}

	return max;
}

static void torture_print_latency(const char *type, bool slow)
{
	const struct torture_histogram *h = &torture_histograms[slow];
	unsigned long total = 0;
	unsigned int i;
	u64 p50, p99;

	for (i = 0; i < TORTURE_BUCKETS; i++)
		total += atomic_long_read(&h->bucket[i]);
	if (!total)
		return;

	p50 = torture_percentile(h, total, 50);
	p99 = torture_percentile(h, total, 99);
	pr_alert("%s" TORTURE_FLAG " %s stop: n=%lu p50=%llu p99=%llu max=%llu ns\n", type,
		 slow ? "slow" : "fast", total, p50, p99, (u64)atomic64_read(&h->max));
}

/**
 * torture_print() - Print everything that was counted
 * @type: of the test
 *
 * Context: Any context.
 */
void torture_print(const char *type)
{
	DECLARE_SEQ_BUF(s, 512);
	unsigned int i;

	for (i = 0; i < TORTURE_COUNT; i++)
		seq_buf_printf(&s, " %s=%lu", torture_count_names[i], torture_count(i));
	pr_alert("%s" TORTURE_FLAG "%s\n", type, seq_buf_str(&s));
	torture_print_latency(type, false);
	torture_print_latency(type, true);
}

/* Every way to end a round must have been gone, and every window been met. */
static void torture_check_vacuous(struct seq_buf *s, unsigned int min_rounds, bool unbinds)
{
	unsigned int i, last = unbinds ? TORTURE_DROPPED : TORTURE_UNBOUND;

	if (torture_count(TORTURE_ROUNDS) < min_rounds)
		seq_buf_printf(s, " too few rounds");
	for (i = TORTURE_SUBMITTED; i < last; i++)
		if (!torture_count(i))
			seq_buf_printf(s, " no %s", torture_count_names[i]);
}

/**
 * torture_verdict() - Print the last line of a test
 * @type: of the test
 * @min_rounds: number of rounds below which nothing was proved
 * @unbinds: controllers were unregistered during the test
 *
 * A test that has not met every situation it is for has failed as well.
 *
 * Context: Any context.
 * Return: Whether it was a success.
 */
bool torture_verdict(const char *type, unsigned int min_rounds, bool unbinds)
{
	DECLARE_SEQ_BUF(s, 256);
	unsigned int i;
	bool good;

	for (i = 0; i < TORTURE_ERRORS; i++)
		if (atomic_long_read(&torture_errors[i]))
			seq_buf_printf(&s, " %s=%ld", torture_error_names[i],
				       atomic_long_read(&torture_errors[i]));
	torture_check_vacuous(&s, min_rounds, unbinds);
	good = !seq_buf_used(&s);
	pr_alert("%s" TORTURE_FLAG "--- End of test: %s%s\n", type,
		 good ? "SUCCESS" : "FAILURE:", seq_buf_str(&s));

	return good;
}
