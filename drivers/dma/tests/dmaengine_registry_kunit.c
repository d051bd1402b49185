// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the registry: what may be registered, under which numbers and
 * names, and what a failure leaves behind.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "dmaengine_fake.h"
#include "provoke.h"

static const unsigned long caps_slave = BIT(DMA_SLAVE) | BIT(DMA_CYCLIC) | BIT(DMA_PRIVATE);

static struct device *controller(struct kunit *test, const char *name)
{
	struct device *dev = kunit_device_register(test, name);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	return dev;
}

static struct fake_dma *create(struct kunit *test, const char *name, unsigned int n_chans,
			       bool has_release)
{
	struct fake_config cfg = {
		.dev = controller(test, name),
		.n_chans = n_chans,
		.caps = caps_slave,
		.has_release = has_release,
		.keep = true,
	};

	return fake_dma_create(test, &cfg);
}

static unsigned int references(struct device *dev)
{
	return kref_read(&dev->kobj.kref);
}

/* References of channels to their device core are dropped a grace period later at most. */
static void expect_nothing_left(struct kunit *test, struct fake_dma *fake, unsigned int refs)
{
	unsigned int n;

	KUNIT_EXPECT_EQ(test, references(fake->ddev.dev), refs);
	KUNIT_EXPECT_NULL(test, fake->ddev.core);
	for (n = 0; n < FAKE_CHANS; n++) {
		KUNIT_EXPECT_NULL(test, fake->chans[n].chan.dev);
		KUNIT_EXPECT_PTR_EQ(test, (void __force *)fake->chans[n].chan.local, NULL);
	}
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ALLOC], 0U);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], 0U);
}

/* Test that a device and its channels get numbers, names and places in sysfs. */
static void registry_numbers(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 3, true);
	unsigned int n;

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 3U);
	for (n = 0; n < 3; n++) {
		struct dma_chan *chan = &fake->chans[n].chan;
		char *name = fake_printf(test, "dma%dchan%u", fake->ddev.dev_id, n);

		KUNIT_EXPECT_EQ(test, chan->chan_id, n);
		KUNIT_EXPECT_STREQ(test, dma_chan_name(chan), name);
		KUNIT_EXPECT_TRUE(test, device_is_registered(dmaengine_chan_dev(chan)));
		KUNIT_EXPECT_PTR_EQ(test, dmaengine_chan_dev(chan)->parent, fake->ddev.dev);
		KUNIT_EXPECT_EQ(test, chan->client_count, 0);
	}
}

/* Test that the number of a device that has gone is given to the next one. */
static void registry_reuses_numbers(struct kunit *test)
{
	struct fake_dma *first = create(test, "first", 1, true);
	struct fake_dma *second = create(test, "second", 1, false);
	int id;

	KUNIT_ASSERT_EQ(test, fake_dma_register(first), 0);
	id = first->ddev.dev_id;
	fake_dma_unregister(first->log);
	KUNIT_ASSERT_EQ(test, fake_dma_register(second), 0);
	KUNIT_EXPECT_EQ(test, second->ddev.dev_id, id);
}

/* Test that no device, or one without a struct device, is refused. */
static void registry_refuses_nothing(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 1, true);

	KUNIT_EXPECT_EQ(test, dma_async_device_register(NULL), -ENODEV);
	fake->ddev.dev = NULL;
	KUNIT_EXPECT_EQ(test, fake_dma_register(fake), -EIO);
}

struct missing_op {
	const char *name;
	size_t op;
	int cap;
};

#define MISSING(_op, _cap) { .name = #_op, .op = offsetof(struct dma_device, _op), .cap = _cap }

static const struct missing_op missing_ops[] = {
	MISSING(device_prep_dma_memcpy, DMA_MEMCPY),
	MISSING(device_prep_dma_xor, DMA_XOR),
	MISSING(device_prep_dma_xor_val, DMA_XOR_VAL),
	MISSING(device_prep_dma_pq, DMA_PQ),
	MISSING(device_prep_dma_pq_val, DMA_PQ_VAL),
	MISSING(device_prep_dma_memset, DMA_MEMSET),
	MISSING(device_prep_dma_interrupt, DMA_INTERRUPT),
	MISSING(device_prep_dma_cyclic, DMA_CYCLIC),
	MISSING(device_prep_interleaved_dma, DMA_INTERLEAVE),
	MISSING(device_tx_status, DMA_TX_TYPE_END),
	MISSING(device_issue_pending, DMA_TX_TYPE_END),
};

KUNIT_ARRAY_PARAM_DESC(missing_op, missing_ops, name);

/* Test that a capability without its operation is refused, and mandatory ones are. */
static void registry_refuses_missing_op(struct kunit *test)
{
	const struct missing_op *missing = test->param_value;
	struct fake_dma *fake = create(test, "dma", 2, true);
	unsigned int refs = references(fake->ddev.dev);

	*(void **)((char *)&fake->ddev + missing->op) = NULL;
	if (missing->cap != DMA_TX_TYPE_END)
		dma_cap_set(missing->cap, fake->ddev.cap_mask);
	KUNIT_EXPECT_EQ(test, fake_dma_register(fake), -EIO);
	expect_nothing_left(test, fake, refs);
}

/* Test that a device without a driver can be registered (CORE-23). */
static void registry_without_driver(struct kunit *test)
{
	struct device *dev = kunit_device_register_with_driver(test, "dma", NULL);
	struct fake_config cfg = { .dev = dev, .n_chans = 1, .caps = caps_slave };
	struct fake_dma *fake;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_ASSERT_NULL(test, dev->driver);
	fake = fake_dma_new(test, &cfg);
	fake_dma_get(test, fake, 0);
}

/* Test that the same object can be registered again, as it was before. */
static void registry_again(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 2, true);
	struct dma_device before;
	int i;

	for (i = 0; i < 3; i++) {
		struct dma_chan *chan;

		before = fake->ddev;
		KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
		KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 2U);
		chan = fake_dma_get(test, fake, 1);
		fake_dma_start(test, chan, NULL, NULL);
		fake_dma_release(test, chan);
		fake_dma_unregister(fake->log);
		KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], i + 1);
		KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 0U);
		KUNIT_EXPECT_MEMEQ(test, &fake->ddev.device_alloc_chan_resources,
				   &before.device_alloc_chan_resources,
				   offsetof(struct dma_device, dbg_dev_root) -
				   offsetof(struct dma_device, device_alloc_chan_resources));
		/* The core's own mark. */
		dma_cap_clear(DMA_ASYNC_TX, before.cap_mask);
		dma_cap_clear(DMA_ASYNC_TX, fake->ddev.cap_mask);
		KUNIT_EXPECT_TRUE(test, bitmap_equal(fake->ddev.cap_mask.bits,
						     before.cap_mask.bits, DMA_TX_TYPE_END));
	}
}

/* Take the name that a channel of the next device would get. */
static struct fake_dma *take_name(struct kunit *test, struct fake_dma *taker, unsigned int n)
{
	char *name;

	KUNIT_ASSERT_EQ(test, fake_dma_register(taker), 0);
	name = fake_printf(test, "dma%dchan%u", taker->ddev.dev_id + 1, n);
	KUNIT_ASSERT_NOT_NULL(test, name);
	fake_dma_init_chan(taker, 1);
	KUNIT_ASSERT_EQ(test, dma_async_device_channel_register(&taker->ddev,
								&taker->chans[1].chan, name), 0);
	return taker;
}

struct clash {
	const char *name;
	unsigned int n;
	bool cycle;
};

static const struct clash clashes[] = {
	{ "first", 0, false },
	{ "second", 1, false },
	{ "last", 2, false },
	{ "second_after_cycle", 1, true },
};

KUNIT_ARRAY_PARAM_DESC(clash, clashes, name);

/*
 * Test that a registration that fails at any channel is undone: ids, counts,
 * references and names, also if the object was registered before (L7, CORE-08,
 * CORE-09, CORE-10).
 */
static void registry_undoes_failure(struct kunit *test)
{
	const struct clash *clash = test->param_value;
	struct fake_dma *taker = create(test, "taker", 1, true);
	struct fake_dma *fake = create(test, "dma", 3, true);
	unsigned int refs = references(fake->ddev.dev);
	int i;

	if (clash->cycle) {
		KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
		fake_dma_unregister(fake->log);
		fake->log->count[FAKE_RELEASE] = 0;
	}

	take_name(test, taker, clash->n);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, fake_dma_register(fake), -EEXIST);
		expect_nothing_left(test, fake, refs);
	}

	dma_async_device_channel_unregister(&taker->ddev, &taker->chans[1].chan);
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	KUNIT_EXPECT_EQ(test, fake->ddev.dev_id, taker->ddev.dev_id + 1);
	KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 3U);
	KUNIT_EXPECT_EQ(test, fake->chans[2].chan.chan_id, 2);
}

/* Test that a registration is undone whichever allocation of it fails (L7, CORE-08). */
static void registry_undoes_allocations(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 3, true);
	unsigned int refs = references(fake->ddev.dev);
	unsigned int n, failures = 0;
	bool injected = true;
	int id;

	if (!fake_fault_init())
		kunit_skip(test, "needs fault injection");

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	id = fake->ddev.dev_id;
	fake_dma_unregister(fake->log);

	for (n = 1; injected; n++) {
		int ret;

		fake->log->count[FAKE_RELEASE] = 0;
		fake_fault_begin(n);
		ret = fake_dma_register(fake);
		injected = fake_fault_end();
		/* Some are for a convenience, and the device does without. */
		if (!ret) {
			KUNIT_EXPECT_EQ(test, fake->ddev.dev_id, id);
			KUNIT_EXPECT_EQ(test, fake->ddev.chancnt, 3U);
			fake_dma_unregister(fake->log);
		} else {
			failures++;
			KUNIT_EXPECT_TRUE(test, injected);
			KUNIT_EXPECT_EQ(test, ret, -ENOMEM);
			expect_nothing_left(test, fake, refs);
		}
		KUNIT_ASSERT_EQ(test, references(fake->ddev.dev), refs);
		KUNIT_ASSERT_LT(test, n, 1000U);
	}
	/* At least id and names of three channels. */
	KUNIT_EXPECT_GT(test, failures, 4U);
}

/* Test that a managed registration that cannot be managed is undone (L7). */
static void registry_managed_undoes_allocations(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 1, true);
	struct device *dev = fake->ddev.dev;
	unsigned int refs = references(dev);
	unsigned int n, failures = 0;
	bool injected = true;

	if (!fake_fault_init())
		kunit_skip(test, "needs fault injection");

	for (n = 1; injected; n++) {
		void *group = devres_open_group(dev, NULL, GFP_KERNEL);
		int ret;

		KUNIT_ASSERT_NOT_NULL(test, group);
		fake_fault_begin(n);
		ret = dmaenginem_async_device_register(&fake->ddev);
		injected = fake_fault_end();
		if (ret) {
			failures++;
			KUNIT_EXPECT_EQ(test, ret, -ENOMEM);
			KUNIT_EXPECT_NULL(test, fake->ddev.core);
		}
		devres_release_group(dev, group);
		KUNIT_ASSERT_NULL(test, fake->ddev.core);
		KUNIT_ASSERT_EQ(test, references(dev), refs);
	}
	KUNIT_EXPECT_GT(test, failures, 4U);
}

/* Test that unregistering what is not registered warns, and does nothing else. */
static void registry_unregister_unregistered(struct kunit *test)
{
	struct fake_dma *fake;

	provoke_or_skip(test);
	fake = create(test, "dma", 1, true);
	dma_async_device_unregister(&fake->ddev);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], 0U);
	KUNIT_EXPECT_EQ(test, fake_dma_register(fake), 0);
}

static struct kunit_case dmaengine_registry_cases[] = {
	KUNIT_CASE(registry_numbers),
	KUNIT_CASE(registry_reuses_numbers),
	KUNIT_CASE(registry_refuses_nothing),
	KUNIT_CASE_PARAM(registry_refuses_missing_op, missing_op_gen_params),
	KUNIT_CASE(registry_without_driver),
	KUNIT_CASE(registry_again),
	KUNIT_CASE_PARAM(registry_undoes_failure, clash_gen_params),
	KUNIT_CASE(registry_undoes_allocations),
	KUNIT_CASE(registry_managed_undoes_allocations),
	KUNIT_CASE(registry_unregister_unregistered),
	{}
};

static struct kunit_suite dmaengine_registry_suite = {
	.name = "dmaengine_registry",
	.test_cases = dmaengine_registry_cases,
};

kunit_test_suite(dmaengine_registry_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine's registry");
MODULE_LICENSE("GPL");
