// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite for two kernels: how DMA devices and channels come and go, and who gets one.
 * entries.txt says which case stands for which defect.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/kref.h>

#include "../dmaengine_fake.h"
#include "compare.h"

#define MEMORY	(BIT(DMA_MEMCPY) | BIT(DMA_MEMSET))
#define SLAVE	BIT(DMA_SLAVE)

/* A provider with device_release, whose memory stays as long as the case if @keep. */
static struct fake_dma *create(struct kunit *test, const char *name, unsigned long caps,
			       unsigned int n_chans, bool keep)
{
	struct fake_config cfg = {
		.dev = kunit_device_register(test, name),
		.n_chans = n_chans,
		.caps = caps,
		.has_release = true,
		.keep = keep,
	};

	KUNIT_ASSERT_FALSE(test, IS_ERR(cfg.dev));
	return fake_dma_create(test, &cfg);
}

static struct fake_dma *new(struct kunit *test, const char *name, unsigned long caps,
			    unsigned int n_chans, bool keep)
{
	struct fake_dma *fake = create(test, name, caps, n_chans, keep);

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}

static struct dma_chan *hold(struct kunit *test, struct fake_dma *fake, unsigned int n)
{
	struct dma_chan *chan = fake_dma_try_get(fake, n);

	KUNIT_ASSERT_NOT_NULL(test, chan);
	return chan;
}

static int fail_once(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	if (op != FAKE_ALLOC || fake->data)
		return 0;
	fake->data = fake;
	return -ENODEV;
}

/* Test that a controller whose channel could not be set up once is neither lost nor broken. */
static void setup_fails_once(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", SLAVE, 1, true);
	struct dma_chan *chan;

	fake->hook = fail_once;
	KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 0));
	chan = fake_dma_try_get(fake, 0);
	compare_expect(test, chan, "the controller is never found again");
	if (chan)
		dma_release_channel(chan);
	fake_dma_unregister(fake->log);
}

/* Test that a controller that has gone hands out no channel, though another one is held. */
static void request_after_unregister(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", SLAVE, 2, true);
	struct dma_chan *chan = hold(test, fake, 0), *late;

	fake_dma_unregister(fake->log);
	late = fake_dma_try_get(fake, 1);
	compare_expect(test, !late, "hands out a channel of a controller that is gone");
	if (late)
		dma_release_channel(late);
	dma_release_channel(chan);
}

/* Test that a channel is released whose controller frees itself with the last one. */
static void release_after_unregister(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", SLAVE, 1, false);
	struct fake_log *log = fake->log;
	struct dma_chan *chan = hold(test, fake, 0);

	fake_dma_unregister(log);
	dma_release_channel(chan);
	KUNIT_EXPECT_EQ(test, log->count[FAKE_RELEASE], 1U);
}

/* Test that the device which stands for a channel in sysfs stays as long as it has a client. */
static void sysfs_after_unregister(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", SLAVE, 1, true);
	struct device *client = kunit_device_register(test, "client");
	struct dma_chan *chan;

	KUNIT_ASSERT_FALSE(test, IS_ERR(client));
	fake->ddev.filter.map = fake_dma_map(test, client, "rx", &fake->chans[0].chan);
	fake->ddev.filter.mapcnt = 1;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	chan = dma_request_chan(client, "rx");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, chan);
	fake_dma_unregister(fake->log);
	dma_release_channel(chan);
}

/* Test that a public controller is released though it went before its clients did. */
static void public_unregister(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", MEMORY, 1, true);

	dmaengine_get();
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	fake_dma_unregister(fake->log);
	dmaengine_put();
	compare_expect(test, fake->log->count[FAKE_RELEASE] == 1,
		       "the controller is never released");
}

static void join(struct kunit *test, struct fake_thread *thread)
{
	compare_expect(test, wait_for_completion_timeout(&thread->done, FAKE_TIMEOUT), "hangs");
}

static int release_below(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	if (op == FAKE_RELEASE)
		dma_release_channel(fake->data);
	return 0;
}

static void put_thread(void *chan)
{
	dma_release_channel(chan);
}

/* Test that a controller releases the channel that it is built on when it is released itself. */
static void release_in_device_release(struct kunit *test)
{
	struct fake_dma *below = new(test, "below", SLAVE, 1, true);
	struct fake_dma *top = new(test, "top", SLAVE, 1, true);
	struct dma_chan *chan = hold(test, top, 0);

	top->data = hold(test, below, 0);
	top->hook = release_below;
	fake_dma_unregister(top->log);
	join(test, fake_thread_start(test, put_thread, chan));
	KUNIT_EXPECT_EQ(test, below->log->count[FAKE_FREE], 1U);
}

static int request_below(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct dma_chan *chan;

	if (op != FAKE_ALLOC)
		return 0;
	chan = fake_dma_try_get(fake->data, 0);
	if (!chan)
		return -EBUSY;
	dma_release_channel(chan);
	return 0;
}

static void request_thread(void *fake)
{
	struct dma_chan *chan = fake_dma_try_get(fake, 0);

	if (chan)
		dma_release_channel(chan);
}

/* Test that a controller requests the channel that it is built on when it gets a client. */
static void request_in_setup(struct kunit *test)
{
	struct fake_dma *below = new(test, "below", SLAVE, 1, true);
	struct fake_dma *top = new(test, "top", SLAVE, 1, true);

	top->data = below;
	top->hook = request_below;
	join(test, fake_thread_start(test, request_thread, top));
	KUNIT_EXPECT_EQ(test, below->log->count[FAKE_ALLOC], 1U);
}

/* Take the name that channel @n of the next controller would get. Returns who has it. */
static struct fake_dma *take_name(struct kunit *test, unsigned int n)
{
	struct fake_dma *taker = new(test, "taker", SLAVE, 1, true);
	char *name = fake_printf(test, "dma%dchan%u", taker->ddev.dev_id + 1, n);

	fake_dma_init_chan(taker, 1);
	KUNIT_ASSERT_EQ(test, dma_async_device_channel_register(&taker->ddev,
								&taker->chans[1].chan, name), 0);
	return taker;
}

/* Test that a controller which fails to register leaves no number and no count behind. */
static void register_fails(struct kunit *test)
{
	struct fake_dma *taker = take_name(test, 1);
	struct fake_dma *fake = create(test, "dma", SLAVE, 3, true);
	struct fake_dma *next = create(test, "next", SLAVE, 1, true);

	KUNIT_EXPECT_NE(test, fake_dma_register(fake), 0);
	compare_expect(test, !fake->ddev.chancnt, "channels are counted that are not there");
	KUNIT_ASSERT_EQ(test, fake_dma_register(next), 0);
	compare_expect(test, next->ddev.dev_id == taker->ddev.dev_id + 1,
		       "the number of the controller is lost");
}

/* Test that a controller may fail to register that was registered before. */
static void register_again_fails(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", SLAVE, 3, true);

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	fake_dma_unregister(fake->log);
	take_name(test, 1);
	KUNIT_EXPECT_NE(test, fake_dma_register(fake), 0);
}

/* Test that nothing is leaked of a channel whose name is taken; kmemleak looks for it. */
static void register_leaks_nothing(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", SLAVE, 1, true);
	unsigned int i;

	take_name(test, 0);
	/* Often enough that a stray pointer to one of them does not hide them all. */
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_NE(test, fake_dma_register(fake), 0);
}

/* Test that a public channel which is removed is not found any more. */
static void find_removed_channel(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", MEMORY, 1, true);
	struct dma_chan *chan = &fake->chans[0].chan;

	dmaengine_get();
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	KUNIT_EXPECT_PTR_EQ(test, dma_find_channel(DMA_MEMCPY), chan);
	dma_async_device_channel_unregister(&fake->ddev, chan);
	compare_expect(test, dma_find_channel(DMA_MEMCPY) != chan,
		       "a removed channel is handed to public clients");
	dmaengine_put();
}

/* Test that a channel which is on its provider's list before it is registered has one client. */
static void request_before_register(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", SLAVE, 1, true);
	struct dma_chan *early, *late;

	fake_dma_init_chan(fake, 1);
	early = fake_dma_try_get(fake, 1);
	KUNIT_ASSERT_EQ(test, dma_async_device_channel_register(&fake->ddev,
								&fake->chans[1].chan, NULL), 0);
	late = fake_dma_try_get(fake, 1);
	compare_expect(test, !early || !late, "the channel is handed out twice");
	if (late)
		dma_release_channel(late);
}

static int fail_second(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	return op == FAKE_ALLOC && n == 1 ? -ENODEV : 0;
}

/* Test that the public channels of a controller are given back if one of them has failed. */
static void public_partial_failure(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", MEMORY, 2, true);

	fake->hook = fail_second;
	dmaengine_get();
	dmaengine_put();
	compare_expect(test, !fake->log->allocated, "a channel stays in use for ever");
	fake_dma_unregister(fake->log);
	compare_expect(test, fake->log->count[FAKE_RELEASE] == 1,
		       "the controller is never released");
}

/* Test that the device of a controller stays as long as the controller has clients. */
static void parent_outlives_clients(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", SLAVE, 1, true);
	struct kref *ref = &fake->ddev.dev->kobj.kref;
	unsigned int refs = kref_read(ref);
	struct dma_chan *chan;

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	chan = hold(test, fake, 0);
	fake_dma_unregister(fake->log);
	compare_expect(test, kref_read(ref) > refs,
		       "no reference to the controller's device is held");
	dma_release_channel(chan);
	KUNIT_EXPECT_EQ(test, kref_read(ref), refs);
}

static struct kunit_case compare_life_cases[] = {
	KUNIT_CASE(setup_fails_once),
	KUNIT_CASE(request_after_unregister),
	KUNIT_CASE(release_after_unregister),
	KUNIT_CASE(sysfs_after_unregister),
	KUNIT_CASE(public_unregister),
	KUNIT_CASE(release_in_device_release),
	KUNIT_CASE(request_in_setup),
	KUNIT_CASE(register_fails),
	KUNIT_CASE(register_again_fails),
	KUNIT_CASE(register_leaks_nothing),
	KUNIT_CASE(find_removed_channel),
	KUNIT_CASE(request_before_register),
	KUNIT_CASE(public_partial_failure),
	KUNIT_CASE(parent_outlives_clients),
	{}
};

static struct kunit_suite compare_life_suite = {
	.name = "compare_life",
	.exit = compare_over,
	.test_cases = compare_life_cases,
};

kunit_test_suite(compare_life_suite);
