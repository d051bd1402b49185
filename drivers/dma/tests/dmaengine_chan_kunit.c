// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the states of a channel: who gets it, what a failure and a
 * release leave behind, what happens between two states, channels that come and
 * go while the device stays.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/module.h>

#include "dmaengine_fake.h"
#include "provoke.h"

static struct fake_dma *create(struct kunit *test, const char *name, unsigned long caps,
			       bool has_release)
{
	struct fake_config cfg = {
		.dev = kunit_device_register(test, name),
		.n_chans = 3,
		.caps = caps,
		.has_release = has_release,
		.keep = true,
	};

	KUNIT_ASSERT_FALSE(test, IS_ERR(cfg.dev));
	return fake_dma_create(test, &cfg);
}

static struct fake_dma *new(struct kunit *test, const char *name)
{
	struct fake_dma *fake = create(test, name, BIT(DMA_SLAVE) | BIT(DMA_MEMCPY), true);

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}

static void count_callback(void *param)
{
	++*(unsigned int *)param;
}

static void expect_idle(struct kunit *test, struct fake_dma *fake)
{
	unsigned int n;

	KUNIT_EXPECT_EQ(test, fake->ddev.privatecnt, 0U);
	KUNIT_EXPECT_FALSE(test, dma_has_cap(DMA_PRIVATE, fake->ddev.cap_mask));
	KUNIT_EXPECT_EQ(test, kref_read(&fake->ddev.ref), 1U);
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 0UL);
	for (n = 0; n < 3; n++)
		KUNIT_EXPECT_EQ(test, fake->chans[n].chan.client_count, 0);
}

/* Test that a channel has one client at a time, and that each is handed out. */
static void chan_has_one_client(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	dma_cap_mask_t mask = fake->ddev.cap_mask;
	unsigned long seen = 0;
	struct dma_chan *chan;
	unsigned int n;

	for (n = 0; n < 3; n++) {
		chan = dma_request_channel(mask, NULL, NULL);
		fake_dma_own(test, chan);
		KUNIT_ASSERT_PTR_EQ(test, chan->device, &fake->ddev);
		KUNIT_EXPECT_EQ(test, chan->client_count, 1);
		seen |= BIT(chan->chan_id);
	}
	KUNIT_EXPECT_EQ(test, seen, 7UL);
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 7UL);
	KUNIT_EXPECT_NULL(test, dma_request_channel(mask, NULL, NULL));
	for (n = 0; n < 3; n++)
		KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, n));

	fake_dma_release(test, chan);
	KUNIT_EXPECT_EQ(test, chan->client_count, 0);
	KUNIT_EXPECT_PTR_EQ(test, fake_dma_get(test, fake, chan->chan_id), chan);
}

/* Test that a device is private while it has an exclusive client, and not longer. */
static void chan_private_while_used(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct dma_chan *a = fake_dma_get(test, fake, 0);
	struct dma_chan *b = fake_dma_get(test, fake, 2);

	KUNIT_EXPECT_EQ(test, fake->ddev.privatecnt, 2U);
	KUNIT_EXPECT_TRUE(test, dma_has_cap(DMA_PRIVATE, fake->ddev.cap_mask));
	fake_dma_release(test, a);
	KUNIT_EXPECT_EQ(test, fake->ddev.privatecnt, 1U);
	KUNIT_EXPECT_TRUE(test, dma_has_cap(DMA_PRIVATE, fake->ddev.cap_mask));
	fake_dma_release(test, b);
	expect_idle(test, fake);
}

/* Test that a provider's DMA_PRIVATE stays when its last client goes. */
static void chan_private_for_good(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", BIT(DMA_SLAVE) | BIT(DMA_PRIVATE), true);

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	KUNIT_EXPECT_EQ(test, fake->ddev.privatecnt, 1U);
	fake_dma_release(test, fake_dma_get(test, fake, 0));
	KUNIT_EXPECT_EQ(test, fake->ddev.privatecnt, 1U);
	KUNIT_EXPECT_TRUE(test, dma_has_cap(DMA_PRIVATE, fake->ddev.cap_mask));
}

static const int alloc_errors[] = { -ENOMEM, -ENODEV, -EBUSY, -EPROBE_DEFER, -EIO };

static void error_desc(const int *error, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%d", *error);
}

KUNIT_ARRAY_PARAM(alloc_error, alloc_errors, error_desc);

static int fail_alloc(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	const int *error = fake->data;

	return op == FAKE_ALLOC ? *error : 0;
}

/*
 * Test that a provider's failure leaves channel and device as they were, in the
 * registry and able to serve the next request (L7, CORE-01).
 */
static void chan_alloc_failure(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	int i;

	fake->data = (void *)test->param_value;
	for (i = 0; i < 2; i++) {
		fake->hook = fail_alloc;
		KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 0));
		KUNIT_EXPECT_NULL(test, dma_get_slave_channel(&fake->chans[0].chan));
		KUNIT_EXPECT_NULL(test, dma_get_any_slave_channel(&fake->ddev));
		expect_idle(test, fake);
		fake->hook = NULL;
		fake_dma_release(test, fake_dma_get(test, fake, 0));
	}
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_FREE], 2U);
	fake_dma_unregister(fake->log);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], 1U);
}

static int alloc_some(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	return op == FAKE_ALLOC ? 64 : 0;
}

/* Test that a provider may return how much it has allocated. */
static void chan_alloc_number(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");

	fake->hook = alloc_some;
	fake_dma_get(test, fake, 0);
	KUNIT_EXPECT_EQ(test, fake->chans[0].chan.client_count, 1);
}

/* Test that a provider without alloc and free, or with one of them, is served. */
static void chan_without_resources(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", BIT(DMA_SLAVE), true);

	fake->ddev.device_alloc_chan_resources = NULL;
	fake->ddev.device_free_chan_resources = NULL;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	fake_dma_release(test, fake_dma_get(test, fake, 0));
	expect_idle(test, fake);
}

/*
 * Test that a release stops what runs: terminate, synchronize, free, in this
 * order, no callback afterwards, and no descriptor left.
 */
static void chan_release_stops(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct dmaengine_desc_callback cb;
	unsigned int called = 0;

	KUNIT_ASSERT_NOT_NULL(test, dmaengine_prep_dma_memcpy(chan, 0, 0, 1, 0));
	fake_dma_start(test, chan, count_callback, &called);
	fake_dma_start(test, chan, count_callback, &called);
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &cb));
	fake_dma_release(test, chan);
	dmaengine_desc_callback_invoke(&cb, NULL);

	KUNIT_EXPECT_EQ(test, called, 0U);
	KUNIT_EXPECT_STREQ(test, fake->log->order, "atsf");
	KUNIT_EXPECT_EQ(test, fake->log->live, 0);
	KUNIT_EXPECT_EQ(test, fake->log->locks[FAKE_TERMINATE], 0);
	KUNIT_EXPECT_EQ(test, fake->log->locks[FAKE_SYNCHRONIZE], 0);
	KUNIT_EXPECT_EQ(test, fake->log->locks[FAKE_FREE], 0);
}

static void free_route(struct device *dev, void *route_data)
{
	++*(unsigned int *)route_data;
}

/* Test that a route is given back once, when the channel is released. */
static void chan_release_frees_route(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct dma_router router = { .dev = fake->ddev.dev, .route_free = free_route };
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	unsigned int freed = 0;

	chan->router = &router;
	chan->route_data = &freed;
	fake_dma_release(test, chan);
	KUNIT_EXPECT_EQ(test, freed, 1U);
	KUNIT_EXPECT_NULL(test, chan->router);
	fake_dma_release(test, fake_dma_get(test, fake, 0));
	KUNIT_EXPECT_EQ(test, freed, 1U);
}

/* Test that releasing a free channel warns, and does nothing else. */
static void chan_release_twice(struct kunit *test)
{
	struct fake_dma *fake;
	struct dma_chan *chan;

	provoke_or_skip(test);
	fake = new(test, "dma");
	chan = fake_dma_get(test, fake, 0);
	fake_dma_release(test, chan);
	dma_release_channel(chan);
	expect_idle(test, fake);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_FREE], 1U);
}

static void release_callback(void *param)
{
	dma_release_channel(param);
}

/* Test that a release from the channel's own callback warns, and leaves it (CORE-14). */
static void chan_release_in_callback(struct kunit *test)
{
	struct fake_dma *fake;
	struct dma_chan *chan;

	provoke_or_skip(test);
	fake = new(test, "dma");
	chan = fake_dma_get(test, fake, 0);
	fake_dma_start(test, chan, release_callback, chan);
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
	KUNIT_EXPECT_EQ(test, chan->client_count, 1);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_FREE], 0U);
}

/* A fourth channel of the provider. */
static struct dma_chan *fourth(struct fake_dma *fake)
{
	fake_dma_init_chan(fake, 3);
	return &fake->chans[3].chan;
}

/* Test that a channel can be added, used and removed while the device stays. */
static void chan_comes_and_goes(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct dma_chan *chan = fourth(fake);
	int i;

	/* On the provider's list, but not registered (CORE-12). */
	KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 3));
	KUNIT_EXPECT_NULL(test, dma_get_slave_channel(chan));
	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_EQ(test, dma_async_device_channel_register(&fake->ddev, chan, NULL),
				0);
		KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 4U);
		/* Its number is free as soon as its name is (CORE-12). */
		KUNIT_EXPECT_EQ(test, chan->chan_id, 3);
		KUNIT_EXPECT_EQ(test, chan->client_count, 0);
		fake_dma_release(test, fake_dma_get(test, fake, 3));
		dma_async_device_channel_unregister(&fake->ddev, chan);
		KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 3U);
		KUNIT_EXPECT_NULL(test, chan->dev);
		KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 3));
	}
}

/* Test that a channel can have a name, and that a name that is taken changes nothing (L7). */
static void chan_names(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	unsigned int refs = kref_read(&fake->ddev.dev->kobj.kref);
	struct dma_chan *chan = fourth(fake);
	char *taken = kunit_kstrdup(test, dma_chan_name(&fake->chans[1].chan), GFP_KERNEL);

	KUNIT_EXPECT_EQ(test, dma_async_device_channel_register(&fake->ddev, chan, taken), -EEXIST);
	KUNIT_EXPECT_NULL(test, chan->dev);
	KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 3U);
	KUNIT_EXPECT_EQ(test, kref_read(&fake->ddev.dev->kobj.kref), refs);
	KUNIT_ASSERT_EQ(test, dma_async_device_channel_register(&fake->ddev, chan, "engine-x"), 0);
	KUNIT_EXPECT_STREQ(test, dma_chan_name(chan), "engine-x");
	KUNIT_EXPECT_EQ(test, chan->chan_id, 3);
}

/* Test that adding a channel is undone whichever allocation of it fails (L7). */
static void chan_add_undoes_allocations(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	unsigned int refs = kref_read(&fake->ddev.dev->kobj.kref);
	struct dma_chan *chan = fourth(fake);
	unsigned int n, failures = 0;
	bool injected = true;
	int ret;

	if (!fake_fault_init())
		kunit_skip(test, "needs fault injection");

	for (n = 1; injected; n++) {
		fake_fault_begin(n);
		ret = dma_async_device_channel_register(&fake->ddev, chan, NULL);
		injected = fake_fault_end();
		if (!ret) {
			KUNIT_EXPECT_EQ(test, chan->chan_id, 3);
			dma_async_device_channel_unregister(&fake->ddev, chan);
		} else {
			failures++;
			KUNIT_EXPECT_EQ(test, ret, -ENOMEM);
		}
		KUNIT_EXPECT_NULL(test, chan->dev);
		KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 3U);
		KUNIT_ASSERT_EQ(test, kref_read(&fake->ddev.dev->kobj.kref), refs);
	}
	KUNIT_EXPECT_GT(test, failures, 1U);
}

/* Test that a channel which has gone, with or before its device, may be removed again (CORE-09). */
static void chan_removed_twice(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");

	dma_async_device_channel_unregister(&fake->ddev, &fake->chans[1].chan);
	dma_async_device_channel_unregister(&fake->ddev, &fake->chans[1].chan);
	KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 2U);
	fake_dma_unregister(fake->log);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], 1U);
	dma_async_device_channel_unregister(&fake->ddev, &fake->chans[0].chan);
	KUNIT_EXPECT_EQ(test, dma_async_device_channel_register(&fake->ddev, &fake->chans[1].chan,
								NULL), -ENODEV);
}

struct removal {
	struct fake_dma *fake;
	bool returned;
};

static void remove_thread(void *data)
{
	struct removal *removal = data;

	dma_async_device_channel_unregister(&removal->fake->ddev, &removal->fake->chans[0].chan);
	removal->returned = true;
}

/*
 * Test that removing a channel stops it, makes it dead for its client and waits for
 * the client, also with device_release(), while its neighbour goes on (L3, L5).
 */
static void chan_removed_in_use(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma");
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct dma_chan *neighbour = fake_dma_get(test, fake, 1);
	struct removal removal = { .fake = fake };
	unsigned int called = 0, neighbours = 0;
	struct fake_thread *remove;

	fake_dma_start(test, chan, count_callback, &called);
	fake_dma_start(test, neighbour, count_callback, &neighbours);
	remove = fake_thread_start(test, remove_thread, &removal);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, removal.returned);
	KUNIT_EXPECT_FALSE(test, fake_dma_complete(fake, 0));
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_memcpy(chan, 0, 0, 1, 0));
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 1));
	KUNIT_EXPECT_EQ(test, neighbours, 1U);
	fake_dma_start(test, neighbour, count_callback, &neighbours);

	fake_dma_release(test, chan);
	fake_thread_join(test, remove);
	KUNIT_EXPECT_EQ(test, called, 0U);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], 0U);
	KUNIT_EXPECT_NULL(test, chan->dev);
}

static struct kunit_case dmaengine_chan_cases[] = {
	KUNIT_CASE(chan_has_one_client),
	KUNIT_CASE(chan_private_while_used),
	KUNIT_CASE(chan_private_for_good),
	KUNIT_CASE_PARAM(chan_alloc_failure, alloc_error_gen_params),
	KUNIT_CASE(chan_alloc_number),
	KUNIT_CASE(chan_without_resources),
	KUNIT_CASE(chan_release_stops),
	KUNIT_CASE(chan_release_frees_route),
	KUNIT_CASE(chan_release_twice),
	KUNIT_CASE(chan_release_in_callback),
	KUNIT_CASE(chan_comes_and_goes),
	KUNIT_CASE(chan_names),
	KUNIT_CASE(chan_add_undoes_allocations),
	KUNIT_CASE(chan_removed_twice),
	KUNIT_CASE(chan_removed_in_use),
	{}
};

static struct kunit_suite dmaengine_chan_suite = {
	.name = "dmaengine_chan",
	.test_cases = dmaengine_chan_cases,
};

kunit_test_suite(dmaengine_chan_suite);

MODULE_DESCRIPTION("KUnit suite of the channels of the DMA engine core");
MODULE_LICENSE("GPL");
