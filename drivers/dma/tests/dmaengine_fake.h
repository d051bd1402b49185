/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A DMA device without hardware, for the suites that test the core's registry
 * and channels: the smallest provider there can be, which counts what the core
 * calls, and lets a test step in at each call.
 *
 * The provider's memory is freed as a driver would, so that KASAN sees who uses
 * it too late. What a test looks at afterwards is in the log, which stays.
 */
#ifndef DRIVERS_DMA_TESTS_DMAENGINE_FAKE_H
#define DRIVERS_DMA_TESTS_DMAENGINE_FAKE_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/dmaengine.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "../dmaengine.h"

struct seq_file;

#define FAKE_CHANS	4

/* How long a test waits for what cannot fail to happen, unless there is a bug. */
#define FAKE_TIMEOUT	(30 * HZ)

/**
 * enum fake_op - operations of the provider
 * @FAKE_ALLOC: device_alloc_chan_resources
 * @FAKE_FREE: device_free_chan_resources
 * @FAKE_PREP: any device_prep operation
 * @FAKE_CONFIG: device_config
 * @FAKE_PAUSE: device_pause
 * @FAKE_RESUME: device_resume
 * @FAKE_CAPS: device_caps
 * @FAKE_SUBMIT: tx_submit
 * @FAKE_ISSUE: device_issue_pending
 * @FAKE_STATUS: device_tx_status
 * @FAKE_TERMINATE: device_terminate_all
 * @FAKE_SYNCHRONIZE: device_synchronize
 * @FAKE_RELEASE: device_release
 * @FAKE_SUMMARY: dbg_summary_show
 * @FAKE_OPS: number of operations
 */
enum fake_op {
	FAKE_ALLOC,
	FAKE_FREE,
	FAKE_PREP,
	FAKE_CONFIG,
	FAKE_PAUSE,
	FAKE_RESUME,
	FAKE_CAPS,
	FAKE_SUBMIT,
	FAKE_ISSUE,
	FAKE_STATUS,
	FAKE_TERMINATE,
	FAKE_SYNCHRONIZE,
	FAKE_RELEASE,
	FAKE_SUMMARY,
	FAKE_OPS,
};

struct fake_dma;

/**
 * struct fake_log - what happened to a provider, kept until the test ends
 * @test: the test
 * @fake: the provider, %NULL once it has freed itself
 * @registered: between register and unregister
 * @returned: unregister has returned
 * @count: calls of each operation
 * @locks: largest number of locks that were held in an operation, with lockdep
 * @order: one letter for each of alloc, free, terminate, synchronize, release
 * @late: calls of operations after unregister had returned, other than free and
 *	release
 * @live: descriptors that exist
 * @allocated: mask of the channels that are allocated
 */
struct fake_log {
	struct kunit *test;
	struct fake_dma *fake;
	bool registered;
	bool returned;
	unsigned int count[FAKE_OPS];
	int locks[FAKE_OPS];
	char order[64];
	unsigned int late;
	int live;
	unsigned long allocated;
};

/**
 * struct fake_chan - a channel of the provider
 * @chan: the channel
 * @fake: its provider
 * @lock: protects the lists
 * @prepared: descriptors of the client
 * @submitted: descriptors before issue_pending
 * @issued: descriptors that fake_complete() completes, in their order
 */
struct fake_chan {
	struct dma_chan chan;
	struct fake_dma *fake;
	spinlock_t lock; /* the lists */
	struct list_head prepared;
	struct list_head submitted;
	struct list_head issued;
};

/**
 * struct fake_dma - the provider
 * @ddev: its DMA device
 * @log: what happened to it
 * @hook: called at the beginning of each operation; what it returns is the
 *	result of alloc, config, pause, resume and terminate, unless it is 0
 * @data: for the hook
 * @chans: its channels
 */
struct fake_dma {
	struct dma_device ddev;
	struct fake_log *log;
	int (*hook)(struct fake_dma *fake, enum fake_op op, unsigned int n);
	void *data;
	struct fake_chan chans[FAKE_CHANS];
};

/**
 * struct fake_config - which provider to make
 * @dev: its device
 * @n_chans: number of channels that are registered along with it
 * @caps: BIT(DMA_SLAVE) and so on
 * @has_release: has device_release
 * @no_synchronize: has no device_synchronize
 * @no_terminate: has no device_terminate_all
 * @keep: device_release does not free the provider, which may be registered again
 * @map: for dma_request_chan()
 * @mapcnt: entries in @map
 */
struct fake_config {
	struct device *dev;
	unsigned int n_chans;
	unsigned long caps;
	bool has_release;
	bool no_synchronize;
	bool no_terminate;
	bool keep;
	const struct dma_slave_map *map;
	unsigned int mapcnt;
};

struct fake_dma *fake_dma_create(struct kunit *test, const struct fake_config *cfg);
int fake_dma_register(struct fake_dma *fake);
struct fake_dma *fake_dma_new(struct kunit *test, const struct fake_config *cfg);
void fake_dma_unregister(struct fake_log *log);
void fake_dma_init_chan(struct fake_dma *fake, unsigned int n);

struct dma_chan *fake_dma_get(struct kunit *test, struct fake_dma *fake, unsigned int n);
struct dma_chan *fake_dma_try_get(struct fake_dma *fake, unsigned int n);
void fake_dma_own(struct kunit *test, struct dma_chan *chan);
void fake_dma_release(struct kunit *test, struct dma_chan *chan);

bool fake_dma_complete(struct fake_dma *fake, unsigned int n);
bool fake_dma_capture(struct fake_dma *fake, unsigned int n, struct dmaengine_desc_callback *cb);
struct dma_async_tx_descriptor *fake_dma_start(struct kunit *test, struct dma_chan *chan,
					       dma_async_tx_callback callback, void *param);

struct dma_slave_map *fake_dma_map(struct kunit *test, struct device *client, const char *name,
				   struct dma_chan *chan);
bool fake_dma_filter(struct dma_chan *chan, void *param);
void fake_dma_summary(struct seq_file *s, struct dma_device *ddev);

/**
 * struct fake_thread - something that runs beside the test
 * @fn: what runs
 * @data: its argument
 * @done: completed when @fn has returned
 */
struct fake_thread {
	void (*fn)(void *data);
	void *data;
	struct completion done;
};

struct fake_thread *fake_thread_start(struct kunit *test, void (*fn)(void *data), void *data);
void fake_thread_join(struct kunit *test, struct fake_thread *thread);
void fake_yield(void);

__printf(2, 3) char *fake_printf(struct kunit *test, const char *fmt, ...);
bool fake_fault_init(void);

/*
 * Let the n-th allocation from now on of the current task fail, and the end of
 * that, which tells whether it has happened.
 */
#ifdef CONFIG_FAULT_INJECTION
static inline void fake_fault_begin(unsigned int n)
{
	WRITE_ONCE(current->fail_nth, n);
}

static inline bool fake_fault_end(void)
{
	bool failed = !READ_ONCE(current->fail_nth);

	WRITE_ONCE(current->fail_nth, 0);
	return failed;
}
#else
static inline void fake_fault_begin(unsigned int n)
{
}

static inline bool fake_fault_end(void)
{
	return false;
}
#endif

#endif /* DRIVERS_DMA_TESTS_DMAENGINE_FAKE_H */
