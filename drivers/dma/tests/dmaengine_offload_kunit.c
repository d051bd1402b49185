// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of public channels: which devices are shared, who counts whom, and
 * that the table which tells a CPU its channel follows what comes and goes.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/module.h>

#include "dmaengine_fake.h"
#include "provoke.h"

#define CAPS_MEMORY	(BIT(DMA_MEMCPY) | BIT(DMA_MEMSET) | BIT(DMA_INTERRUPT))

static struct fake_dma *create(struct kunit *test, const char *name, unsigned long caps,
			       bool has_release)
{
	struct fake_config cfg = {
		.dev = kunit_device_register(test, name),
		.n_chans = 2,
		.caps = caps,
		.has_release = has_release,
		.keep = true,
	};

	KUNIT_ASSERT_FALSE(test, IS_ERR(cfg.dev));
	return fake_dma_create(test, &cfg);
}

static struct fake_dma *new(struct kunit *test, const char *name, unsigned long caps)
{
	struct fake_dma *fake = create(test, name, caps, true);

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}

static void put_action(void *unused)
{
	dmaengine_put();
}

static void get(struct kunit *test)
{
	dmaengine_get();
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_action, NULL), 0);
}

static void put(struct kunit *test)
{
	kunit_release_action(test, put_action, NULL);
}

/* A machine with public channels of its own makes no statement about ours. */
static int offload_init(struct kunit *test)
{
	bool others;

	dmaengine_get();
	others = dma_find_channel(DMA_MEMSET) || dma_find_channel(DMA_MEMCPY);
	dmaengine_put();
	if (others)
		kunit_skip(test, "there are other public channels");

	return 0;
}

static bool is_of(struct dma_chan *chan, struct fake_dma *fake)
{
	return chan && chan->device == &fake->ddev;
}

/* Test that public clients find a channel from the first get to the last put (CORE-21). */
static void offload_find(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);

	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMCPY));
	get(test);
	KUNIT_EXPECT_TRUE(test, is_of(dma_find_channel(DMA_MEMCPY), fake));
	KUNIT_EXPECT_TRUE(test, is_of(dma_find_channel(DMA_MEMSET), fake));
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 3UL);
	put(test);
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMCPY));
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMSET));
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 0UL);
	KUNIT_EXPECT_EQ(test, kref_read(&fake->ddev.ref), 1U);
}

/* Test that a table slot is for operations that the channel has, and for nothing else. */
static void offload_find_by_operation(struct kunit *test)
{
	new(test, "dma", CAPS_MEMORY);
	get(test);
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_XOR));
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_INTERRUPT));
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_PRIVATE));
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_SLAVE));
}

/* Test that operations and CPUs are spread over the channels, as evenly as they can be. */
static void offload_spreads(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);
	int a, b;

	get(test);
	a = fake->chans[0].chan.table_count;
	b = fake->chans[1].chan.table_count;
	/* Two operations to look up for each CPU, and what async_tx makes of them. */
	KUNIT_EXPECT_GE(test, a + b, 2 * (int)num_possible_cpus());
	KUNIT_EXPECT_LE(test, abs(a - b), 1);
}

/* Test that each public client counts on each channel, and allocates once. */
static void offload_counts_clients(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);
	struct fake_dma *late = create(test, "late", CAPS_MEMORY, true);
	unsigned int n;

	get(test);
	get(test);
	KUNIT_ASSERT_EQ(test, fake_dma_register(late), 0);
	for (n = 0; n < 2; n++) {
		KUNIT_EXPECT_EQ(test, fake->chans[n].chan.client_count, 2);
		KUNIT_EXPECT_EQ(test, late->chans[n].chan.client_count, 2);
	}
	put(test);
	KUNIT_EXPECT_EQ(test, fake->chans[1].chan.client_count, 1);
	KUNIT_EXPECT_EQ(test, late->chans[1].chan.client_count, 1);
	put(test);
	KUNIT_EXPECT_EQ(test, fake->chans[1].chan.client_count, 0);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ALLOC], 2U);
	KUNIT_EXPECT_EQ(test, late->log->count[FAKE_FREE], 2U);
}

static const struct {
	const char *name;
	unsigned long caps;
} not_public[] = {
	{ "private", CAPS_MEMORY | BIT(DMA_PRIVATE) },
	{ "slave", CAPS_MEMORY | BIT(DMA_SLAVE) },
};

KUNIT_ARRAY_PARAM_DESC(not_public, not_public, name);

/*
 * Test that private devices, and slave controllers that do not say so, are left to
 * their clients (CORE-19).
 */
static void offload_leaves_alone(struct kunit *test)
{
	const typeof(not_public[0]) *param = test->param_value;
	struct fake_dma *fake = new(test, "dma", param->caps);
	struct fake_dma *late = create(test, "late", param->caps, true);

	get(test);
	KUNIT_ASSERT_EQ(test, fake_dma_register(late), 0);
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMCPY));
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ALLOC], 0U);
	KUNIT_EXPECT_EQ(test, late->log->count[FAKE_ALLOC], 0U);
	fake_dma_get(test, fake, 0);
	fake_dma_get(test, late, 1);
}

/* Test that a device which public clients share has no channel for anybody else (CORE-19). */
static void offload_excludes_exclusive(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);
	struct dma_chan *extra;

	get(test);
	KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 0));
	KUNIT_EXPECT_NULL(test, dma_get_slave_channel(&fake->chans[0].chan));
	KUNIT_EXPECT_FALSE(test, dma_has_cap(DMA_PRIVATE, fake->ddev.cap_mask));
	KUNIT_EXPECT_EQ(test, fake->ddev.privatecnt, 0U);

	/* A channel that comes later is the public's, too. */
	fake_dma_init_chan(fake, 2);
	extra = &fake->chans[2].chan;
	KUNIT_ASSERT_EQ(test, dma_async_device_channel_register(&fake->ddev, extra, NULL), 0);
	KUNIT_EXPECT_EQ(test, extra->client_count, 1);
	KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 2));
	put(test);
	fake_dma_get(test, fake, 0);
}

/* Test that a device is offered to public clients when its last exclusive one goes (CORE-21). */
static void offload_after_exclusive(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);

	get(test);
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMCPY));
	KUNIT_EXPECT_EQ(test, fake->chans[1].chan.client_count, 0);
	fake_dma_release(test, chan);
	KUNIT_EXPECT_TRUE(test, is_of(dma_find_channel(DMA_MEMCPY), fake));
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 3UL);
}

/* Test that the table follows devices that come and go. */
static void offload_follows_devices(struct kunit *test)
{
	struct fake_dma *a = new(test, "a", CAPS_MEMORY);
	struct fake_dma *b = create(test, "b", CAPS_MEMORY, true);

	get(test);
	KUNIT_ASSERT_EQ(test, fake_dma_register(b), 0);
	KUNIT_EXPECT_NOT_NULL(test, dma_find_channel(DMA_MEMCPY));
	fake_dma_unregister(a->log);
	KUNIT_EXPECT_TRUE(test, is_of(dma_find_channel(DMA_MEMCPY), b));
	KUNIT_EXPECT_TRUE(test, is_of(dma_find_channel(DMA_MEMSET), b));
	fake_dma_unregister(b->log);
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMCPY));
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMSET));
}

static const bool release_variants[] = { false, true };

static void release_variant_desc(const bool *has_release, char *desc)
{
	strscpy(desc, *has_release ? "release" : "no_release", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(release_variant, release_variants, release_variant_desc);

/*
 * Test that unregister drops the references held for public clients, so that it
 * waits for nobody and the provider is released then, not later (CORE-05).
 */
static void offload_unregister(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", CAPS_MEMORY,
				       *(const bool *)test->param_value);
	struct fake_log *log = fake->log;

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	get(test);
	fake_dma_start(test, dma_find_channel(DMA_MEMCPY), NULL, NULL);
	fake_dma_unregister(log);
	KUNIT_EXPECT_EQ(test, log->allocated, 0UL);
	KUNIT_EXPECT_EQ(test, log->live, 0);
	KUNIT_EXPECT_EQ(test, log->count[FAKE_RELEASE], log->fake ? 1U : 0U);
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMCPY));
	put(test);
	KUNIT_EXPECT_EQ(test, log->count[FAKE_FREE], 2U);
}

static int find_meanwhile(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	if (op == FAKE_TERMINATE || op == FAKE_FREE)
		KUNIT_EXPECT_FALSE(fake->log->test, is_of(dma_find_channel(DMA_MEMCPY), fake));
	return 0;
}

/* Test that a device is not found while it is being unregistered (L2). */
static void offload_not_found_meanwhile(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);

	get(test);
	fake_dma_start(test, dma_find_channel(DMA_MEMCPY), NULL, NULL);
	fake->hook = find_meanwhile;
	fake_dma_unregister(fake->log);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_FREE], 2U);
}

/* Test that a single channel leaves the table for good, while it is in use (CORE-11). */
static void offload_channel_removed(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);
	unsigned int n;

	get(test);
	for (n = 0; n < 2; n++) {
		struct dma_chan *chan = &fake->chans[n].chan;

		dma_async_device_channel_unregister(&fake->ddev, chan);
		KUNIT_EXPECT_PTR_NE(test, dma_find_channel(DMA_MEMCPY), chan);
		KUNIT_EXPECT_PTR_NE(test, dma_find_channel(DMA_MEMSET), chan);
		KUNIT_EXPECT_EQ(test, chan->client_count, 0);
		KUNIT_EXPECT_FALSE(test, test_bit(n, &fake->log->allocated));
		KUNIT_EXPECT_NULL(test, chan->dev);
	}
	KUNIT_EXPECT_NULL(test, dma_find_channel(DMA_MEMCPY));
}

static int fail_second(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	return op == FAKE_ALLOC && n == 1 ? -ENODEV : 0;
}

/*
 * Test that a channel whose provider fails leaves the others in use, and the
 * device registered and balanced (CORE-01, CORE-20).
 */
static void offload_partial_failure(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);
	struct fake_dma *late = create(test, "late", CAPS_MEMORY, true);

	fake->hook = fail_second;
	late->hook = fail_second;
	get(test);
	KUNIT_ASSERT_EQ(test, fake_dma_register(late), 0);
	KUNIT_EXPECT_NOT_NULL(test, dma_find_channel(DMA_MEMCPY));
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 1UL);
	KUNIT_EXPECT_EQ(test, late->log->allocated, 1UL);
	put(test);
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 0UL);
	KUNIT_EXPECT_EQ(test, kref_read(&fake->ddev.ref), 1U);

	fake->hook = NULL;
	get(test);
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 3UL);
	fake_dma_unregister(fake->log);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], 1U);
}

/* Test that issuing everything reaches the public channels, and no exclusive one. */
static void offload_issue_all(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_MEMORY);
	struct fake_dma *exclusive = new(test, "exclusive", CAPS_MEMORY);

	fake_dma_get(test, exclusive, 0);
	dma_issue_pending_all();
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ISSUE], 0U);
	get(test);
	dma_issue_pending_all();
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ISSUE], 2U);
	KUNIT_EXPECT_EQ(test, exclusive->log->count[FAKE_ISSUE], 0U);
}

/* Test that a put without a get warns, and does nothing else. */
static void offload_put_unbalanced(struct kunit *test)
{
	provoke_or_skip(test);
	dmaengine_put();
	new(test, "dma", CAPS_MEMORY);
	get(test);
	KUNIT_EXPECT_NOT_NULL(test, dma_find_channel(DMA_MEMCPY));
}

static struct kunit_case dmaengine_offload_cases[] = {
	KUNIT_CASE(offload_find),
	KUNIT_CASE(offload_find_by_operation),
	KUNIT_CASE(offload_spreads),
	KUNIT_CASE(offload_counts_clients),
	KUNIT_CASE_PARAM(offload_leaves_alone, not_public_gen_params),
	KUNIT_CASE(offload_excludes_exclusive),
	KUNIT_CASE(offload_after_exclusive),
	KUNIT_CASE(offload_follows_devices),
	KUNIT_CASE_PARAM(offload_unregister, release_variant_gen_params),
	KUNIT_CASE(offload_not_found_meanwhile),
	KUNIT_CASE(offload_channel_removed),
	KUNIT_CASE(offload_partial_failure),
	KUNIT_CASE(offload_issue_all),
	KUNIT_CASE(offload_put_unbalanced),
	{}
};

static struct kunit_suite dmaengine_offload_suite = {
	.name = "dmaengine_offload",
	.init = offload_init,
	.test_cases = dmaengine_offload_cases,
};

kunit_test_suite(dmaengine_offload_suite);

MODULE_DESCRIPTION("KUnit suite of public DMA channels");
MODULE_LICENSE("GPL");
