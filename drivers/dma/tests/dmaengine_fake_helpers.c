// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the suites that use dmaengine_fake.h need besides the provider: transfers,
 * threads, allocations that fail. No test is in here, and no lock is taken.
 */
#include <kunit/test.h>
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/stdarg.h>

#include "dmaengine_fake.h"

/**
 * fake_dma_filter() - Filter that takes one channel
 * @chan: candidate
 * @param: the channel
 *
 * Return: Whether they are the same.
 */
bool fake_dma_filter(struct dma_chan *chan, void *param)
{
	return chan == param;
}
EXPORT_SYMBOL_GPL(fake_dma_filter);

/**
 * fake_dma_try_get() - Request a channel of a provider
 * @fake: provider
 * @n: number of the channel
 *
 * Return: The channel, which the caller has to release, or %NULL.
 */
struct dma_chan *fake_dma_try_get(struct fake_dma *fake, unsigned int n)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	return dma_request_channel(mask, fake_dma_filter, &fake->chans[n].chan);
}
EXPORT_SYMBOL_GPL(fake_dma_try_get);

KUNIT_DEFINE_ACTION_WRAPPER(fake_release_action, dma_release_channel, struct dma_chan *);

/**
 * fake_dma_own() - Release a channel when a test ends
 * @test: test
 * @chan: channel that the test has got
 */
void fake_dma_own(struct kunit *test, struct dma_chan *chan)
{
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fake_release_action, chan), 0);
}
EXPORT_SYMBOL_GPL(fake_dma_own);

/**
 * fake_dma_get() - Request a channel of a provider for a test
 * @test: test, at the end of which it is released
 * @fake: provider
 * @n: number of the channel
 *
 * Return: The channel.
 */
struct dma_chan *fake_dma_get(struct kunit *test, struct fake_dma *fake, unsigned int n)
{
	struct dma_chan *chan = fake_dma_try_get(fake, n);

	fake_dma_own(test, chan);
	return chan;
}
EXPORT_SYMBOL_GPL(fake_dma_get);

/**
 * fake_dma_release() - Release a channel before the test ends
 * @test: test
 * @chan: channel of fake_dma_get() or fake_dma_own()
 */
void fake_dma_release(struct kunit *test, struct dma_chan *chan)
{
	kunit_release_action(test, fake_release_action, chan);
}
EXPORT_SYMBOL_GPL(fake_dma_release);

/**
 * fake_dma_start() - Prepare, submit and issue a descriptor
 * @test: test
 * @chan: channel
 * @callback: its callback, or %NULL
 * @param: for the callback
 *
 * Return: The descriptor, which belongs to the provider.
 */
struct dma_async_tx_descriptor *fake_dma_start(struct kunit *test, struct dma_chan *chan,
					       dma_async_tx_callback callback, void *param)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(chan, 0, 0, 1, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	tx->callback = callback;
	tx->callback_param = param;
	KUNIT_ASSERT_GT(test, dmaengine_submit(tx), 0);
	dma_async_issue_pending(chan);

	return tx;
}
EXPORT_SYMBOL_GPL(fake_dma_start);

/**
 * fake_dma_map() - Make a table with one entry for dma_request_chan()
 * @test: test
 * @client: the client
 * @name: its name for the channel
 * @chan: the channel, which need not be registered yet
 *
 * Return: The table.
 */
struct dma_slave_map *fake_dma_map(struct kunit *test, struct device *client, const char *name,
				   struct dma_chan *chan)
{
	struct dma_slave_map *map = kunit_kzalloc(test, sizeof(*map), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, map);
	map->devname = dev_name(client);
	map->slave = name;
	map->param = chan;

	return map;
}
EXPORT_SYMBOL_GPL(fake_dma_map);

static int fake_thread_main(void *data)
{
	struct fake_thread *thread = data;

	thread->fn(thread->data);
	complete_all(&thread->done);
	return 0;
}

/**
 * fake_thread_start() - Run something beside the test
 * @test: test, which ends with fake_thread_join()
 * @fn: what to run
 * @data: its argument
 *
 * Return: The thread.
 */
struct fake_thread *fake_thread_start(struct kunit *test, void (*fn)(void *data), void *data)
{
	struct fake_thread *thread = kunit_kzalloc(test, sizeof(*thread), GFP_KERNEL);
	struct task_struct *task;

	KUNIT_ASSERT_NOT_NULL(test, thread);
	thread->fn = fn;
	thread->data = data;
	init_completion(&thread->done);
	task = kthread_run(fake_thread_main, thread, "dmaengine_fake");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));

	return thread;
}
EXPORT_SYMBOL_GPL(fake_thread_start);

/**
 * fake_thread_join() - Wait for the end of a thread
 * @test: test; fails if the thread does not end
 * @thread: thread
 */
void fake_thread_join(struct kunit *test, struct fake_thread *thread)
{
	KUNIT_ASSERT_NE_MSG(test, wait_for_completion_timeout(&thread->done, FAKE_TIMEOUT), 0UL,
			    "a thread hangs");
}
EXPORT_SYMBOL_GPL(fake_thread_join);

/**
 * fake_yield() - Let everybody else get as far as they can
 *
 * For the negative: what has not happened afterwards would have happened if
 * nobody had been waiting for the caller. A correct core never fails a test
 * because this was too short.
 */
void fake_yield(void)
{
	int i;

	for (i = 0; i < 10; i++)
		schedule_timeout_uninterruptible(1);
}
EXPORT_SYMBOL_GPL(fake_yield);

/**
 * fake_printf() - Print to memory that lasts as long as the test
 * @test: test
 * @fmt: format
 *
 * Return: The text.
 */
char *fake_printf(struct kunit *test, const char *fmt, ...)
{
	va_list args;
	char *text, *copy;

	va_start(args, fmt);
	text = kvasprintf(GFP_KERNEL, fmt, args);
	va_end(args);
	KUNIT_ASSERT_NOT_NULL(test, text);
	copy = kunit_kstrdup(test, text, GFP_KERNEL);
	kfree(text);
	KUNIT_ASSERT_NOT_NULL(test, copy);

	return copy;
}
EXPORT_SYMBOL_GPL(fake_printf);

/* Where a knob of fault injection is: debugfs has a pointer to it. */
static void *fault_knob(struct dentry *dir, const char *name)
{
	struct dentry *file = debugfs_lookup(name, dir);
	void *knob;

	if (!file)
		return NULL;

	knob = d_inode(file)->i_private;
	dput(file);
	return knob;
}

/**
 * fake_fault_init() - Make allocations that may sleep fail, too, without a word
 *
 * Return: Whether allocations can be made to fail at all.
 */
bool fake_fault_init(void)
{
	struct dentry *dir = debugfs_lookup("failslab", NULL);
	unsigned long *verbose;
	bool *ignore;

	if (!dir)
		return false;

	ignore = fault_knob(dir, "ignore-gfp-wait");
	verbose = fault_knob(dir, "verbose");
	dput(dir);
	if (!ignore || !verbose)
		return false;

	*ignore = false;
	*verbose = 0;
	return true;
}
EXPORT_SYMBOL_GPL(fake_fault_init);
