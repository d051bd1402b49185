// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding a channel, its names and links, and what a failure leaves behind.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/sysfs.h>

#include "dmaengine_fake.h"

static struct device *device(struct kunit *test, const char *name)
{
	struct device *dev = kunit_device_register(test, name);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	return dev;
}

static struct fake_dma *create(struct kunit *test, const char *name, unsigned long caps)
{
	struct fake_config cfg = {
		.dev = device(test, name),
		.n_chans = 2,
		.caps = caps,
		.has_release = true,
		.keep = true,
	};

	return fake_dma_create(test, &cfg);
}

static struct fake_dma *new(struct kunit *test, const char *name, unsigned long caps)
{
	struct fake_dma *fake = create(test, name, caps);

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}

/* A provider that has channel 1 for "tx" of a client. */
static struct fake_dma *new_mapped(struct kunit *test, const char *name, struct device *client)
{
	struct fake_dma *fake = create(test, name, BIT(DMA_SLAVE));

	fake->ddev.filter.map = fake_dma_map(test, client, "tx", &fake->chans[1].chan);
	fake->ddev.filter.mapcnt = 1;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}

static bool has_link(struct kobject *kobj, const char *name)
{
	struct kernfs_node *node = sysfs_get_dirent(kobj->sd, name);

	sysfs_put(node);
	return node;
}

static dma_cap_mask_t mask_of(unsigned long caps)
{
	dma_cap_mask_t mask;
	unsigned int cap;

	dma_cap_zero(mask);
	for_each_set_bit(cap, &caps, DMA_TX_TYPE_END)
		dma_cap_set(cap, mask);
	return mask;
}

struct wanted {
	const char *name;
	unsigned long caps;
	unsigned long mask;
	bool found;
};

/*
 * MEMSET and XOR are what no other device of a test machine has together. With
 * SLAVE it is not for the public, who may be there before the test.
 */
#define CAPS_ODD	(BIT(DMA_XOR) | BIT(DMA_MEMSET))
#define CAPS_SLAVE	(CAPS_ODD | BIT(DMA_SLAVE))

static const struct wanted wanted[] = {
	{ "all", CAPS_SLAVE, CAPS_SLAVE, true },
	{ "subset", CAPS_SLAVE, CAPS_ODD, true },
	{ "one_missing", BIT(DMA_XOR) | BIT(DMA_SLAVE), CAPS_ODD, false },
	{ "none", BIT(DMA_SLAVE), CAPS_ODD, false },
	{ "private", CAPS_ODD | BIT(DMA_PRIVATE), CAPS_ODD, true },
};

KUNIT_ARRAY_PARAM_DESC(wanted, wanted, name);

/* Test that a device serves who asks for no more than it can do. */
static void request_by_mask(struct kunit *test)
{
	const struct wanted *w = test->param_value;
	struct fake_dma *fake = new(test, "dma", w->caps);
	dma_cap_mask_t mask = mask_of(w->mask);
	struct dma_chan *chan = dma_request_chan_by_mask(&mask);

	if (!w->found) {
		KUNIT_EXPECT_EQ(test, PTR_ERR(chan), -ENODEV);
		return;
	}
	fake_dma_own(test, chan);
	KUNIT_EXPECT_PTR_EQ(test, chan->device, &fake->ddev);
}

/* Test what a request by mask says if it fails. */
static void request_by_mask_errors(struct kunit *test)
{
	dma_cap_mask_t mask = mask_of(CAPS_ODD);
	struct dma_chan *chan;

	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan_by_mask(NULL)), -ENODEV);
	chan = dma_request_chan_by_mask(&mask);
	if (PTR_ERR(chan) == -ENODEV)
		kunit_skip(test, "there are other DMA devices");
	/* Without any device, one may still come. */
	KUNIT_EXPECT_EQ(test, PTR_ERR(chan), -EPROBE_DEFER);
	new(test, "dma", BIT(DMA_SLAVE));
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan_by_mask(&mask)), -ENODEV);
}

struct seen {
	unsigned long mask;
	struct fake_dma *fake;
	struct dma_chan *take;
};

static bool note_filter(struct dma_chan *chan, void *param)
{
	struct seen *seen = param;

	if (chan->device == &seen->fake->ddev)
		seen->mask |= BIT(chan->chan_id);
	return chan == seen->take;
}

/* Test that the filter is asked about free channels that can do what is wanted, and obeyed. */
static void request_by_filter(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", CAPS_SLAVE);
	dma_cap_mask_t mask = mask_of(CAPS_ODD);
	dma_cap_mask_t more = mask_of(BIT(DMA_XOR) | BIT(DMA_CYCLIC));
	struct seen seen = { .fake = fake };
	struct dma_chan *chan;

	KUNIT_EXPECT_NULL(test, dma_request_channel(mask, note_filter, &seen));
	KUNIT_EXPECT_EQ(test, seen.mask, 3UL);
	seen.take = &fake->chans[1].chan;
	chan = dma_request_channel(mask, note_filter, &seen);
	fake_dma_own(test, chan);
	KUNIT_EXPECT_PTR_EQ(test, chan, &fake->chans[1].chan);

	seen.mask = 0;
	KUNIT_EXPECT_NULL(test, dma_request_channel(mask, note_filter, &seen));
	KUNIT_EXPECT_EQ(test, seen.mask, 1UL);
	seen.mask = 0;
	KUNIT_EXPECT_NULL(test, dma_request_channel(more, note_filter, &seen));
	KUNIT_EXPECT_EQ(test, seen.mask, 0UL);
}

static int fail_alloc(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	return op == FAKE_ALLOC ? -EIO : 0;
}

/* Test that devices are asked in the order of registration, and the next one if one fails. */
static void request_goes_on(struct kunit *test)
{
	struct fake_dma *a = new(test, "a", CAPS_SLAVE);
	struct fake_dma *b = new(test, "b", CAPS_SLAVE);
	dma_cap_mask_t mask = mask_of(CAPS_ODD);
	struct dma_chan *chan;

	chan = dma_request_channel(mask, NULL, NULL);
	fake_dma_own(test, chan);
	KUNIT_EXPECT_PTR_EQ(test, chan->device, &a->ddev);
	a->hook = fail_alloc;
	chan = dma_request_channel(mask, NULL, NULL);
	fake_dma_own(test, chan);
	KUNIT_EXPECT_PTR_EQ(test, chan->device, &b->ddev);
	/* A failure is the channel's, not the device's (CORE-01). */
	a->hook = NULL;
	chan = dma_request_channel(mask, NULL, NULL);
	fake_dma_own(test, chan);
	KUNIT_EXPECT_PTR_EQ(test, chan->device, &a->ddev);
}

static struct device_node nodes[2];

/* Test that who asks for a node gets no channel of a device without one (CORE-26). */
static void request_by_node(struct kunit *test)
{
	struct fake_dma *bare = new(test, "bare", BIT(DMA_SLAVE));
	struct fake_dma *fake = create(test, "dma", BIT(DMA_SLAVE));
	dma_cap_mask_t mask = mask_of(BIT(DMA_SLAVE));
	struct seen seen = { .fake = bare };

	if (!IS_ENABLED(CONFIG_OF))
		kunit_skip(test, "needs CONFIG_OF");

	/* Compared and never looked into. */
	fake->ddev.dev->of_node = &nodes[0];
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	KUNIT_EXPECT_NULL(test, __dma_request_channel(&mask, note_filter, &seen, &nodes[0]));
	KUNIT_EXPECT_EQ(test, seen.mask, 0UL);
	seen.fake = fake;
	KUNIT_EXPECT_NULL(test, __dma_request_channel(&mask, note_filter, &seen, &nodes[1]));
	KUNIT_EXPECT_EQ(test, seen.mask, 0UL);
	KUNIT_EXPECT_NULL(test, __dma_request_channel(&mask, note_filter, &seen, &nodes[0]));
	KUNIT_EXPECT_EQ(test, seen.mask, 3UL);
	fake->ddev.dev->of_node = NULL;
}

/* Test that a channel found by name carries it, at both ends, until it is released. */
static void request_by_name(struct kunit *test)
{
	struct device *client = device(test, "client");
	struct fake_dma *fake = new_mapped(test, "dma", client);
	struct dma_chan *chan = dma_request_chan(client, "tx");
	struct kobject *kobj;

	fake_dma_own(test, chan);
	KUNIT_ASSERT_PTR_EQ(test, chan, &fake->chans[1].chan);
	kobj = &dmaengine_chan_dev(chan)->kobj;
	KUNIT_EXPECT_PTR_EQ(test, chan->slave, client);
	KUNIT_EXPECT_STREQ(test, chan->name, "dma:tx");
	KUNIT_EXPECT_TRUE(test, has_link(&client->kobj, "dma:tx"));
	KUNIT_EXPECT_TRUE(test, has_link(kobj, "slave"));

	fake_dma_release(test, chan);
	KUNIT_EXPECT_NULL(test, chan->slave);
	KUNIT_EXPECT_NULL(test, chan->name);
	KUNIT_EXPECT_FALSE(test, has_link(&client->kobj, "dma:tx"));
	KUNIT_EXPECT_FALSE(test, has_link(kobj, "slave"));
}

/* Test that two channels of one name do not take each other's link away (CORE-25). */
static void request_same_name_twice(struct kunit *test)
{
	struct device *client = device(test, "client");
	struct fake_dma *a = new_mapped(test, "a", client);
	struct fake_dma *b = new_mapped(test, "b", client);
	struct dma_chan *first = dma_request_chan(client, "tx");
	struct dma_chan *second = dma_request_chan(client, "tx");

	fake_dma_own(test, first);
	fake_dma_own(test, second);
	KUNIT_EXPECT_PTR_EQ(test, first->device, &a->ddev);
	KUNIT_EXPECT_PTR_EQ(test, second->device, &b->ddev);
	fake_dma_release(test, second);
	KUNIT_EXPECT_TRUE(test, has_link(&client->kobj, "dma:tx"));
	fake_dma_release(test, first);
	KUNIT_EXPECT_FALSE(test, has_link(&client->kobj, "dma:tx"));
}

/* Test what a request by name says if it fails, and that it can be repeated. */
static void request_by_name_errors(struct kunit *test)
{
	struct device *client = device(test, "client");
	struct device *other = device(test, "other");
	struct fake_dma *fake;
	struct dma_chan *chan;

	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan(client, "tx")), -EPROBE_DEFER);
	fake = new_mapped(test, "dma", client);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan(client, "rx")), -EPROBE_DEFER);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan(other, "tx")), -EPROBE_DEFER);
	fake->hook = fail_alloc;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan(client, "tx")), -EIO);
	fake->hook = NULL;
	chan = dma_request_chan(client, "tx");
	fake_dma_own(test, chan);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan(client, "tx")), -EPROBE_DEFER);
	KUNIT_EXPECT_NULL(test, dma_request_slave_channel(client, "tx"));
}

/* Test that a device which is no slave controller is not found by name. */
static void request_by_name_needs_slave(struct kunit *test)
{
	struct device *client = device(test, "client");
	struct fake_dma *fake = create(test, "dma", BIT(DMA_MEMCPY) | BIT(DMA_PRIVATE));

	fake->ddev.filter.map = fake_dma_map(test, client, "tx", &fake->chans[1].chan);
	fake->ddev.filter.mapcnt = 1;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_request_chan(client, "tx")), -EPROBE_DEFER);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ALLOC], 0U);
}

/* Test that a request by name is undone, or does without, whichever allocation fails (L7). */
static void request_undoes_allocations(struct kunit *test)
{
	struct device *client = device(test, "client");
	struct fake_dma *fake = new_mapped(test, "dma", client);
	struct kobject *kobj = &dmaengine_chan_dev(&fake->chans[1].chan)->kobj;
	unsigned int refs, n, failures = 0;
	bool injected = true;

	if (!fake_fault_init())
		kunit_skip(test, "needs fault injection");

	/* The first one may link the two devices, which stays. */
	dma_release_channel(dma_request_chan(client, "tx"));
	refs = kref_read(&kobj->kref);
	for (n = 1; injected; n++) {
		struct dma_chan *chan;

		fake_fault_begin(n);
		chan = dma_request_chan(client, "tx");
		injected = fake_fault_end();
		if (!IS_ERR(chan)) {
			KUNIT_EXPECT_EQ(test, chan->client_count, 1);
			dma_release_channel(chan);
		} else {
			failures++;
			KUNIT_EXPECT_EQ(test, PTR_ERR(chan), -ENOMEM);
		}
		KUNIT_EXPECT_FALSE(test, has_link(&client->kobj, "dma:tx"));
		KUNIT_EXPECT_FALSE(test, has_link(kobj, "slave"));
		KUNIT_EXPECT_EQ(test, fake->chans[1].chan.client_count, 0);
		KUNIT_EXPECT_NULL(test, fake->chans[1].chan.name);
		KUNIT_EXPECT_EQ(test, fake->ddev.privatecnt, 0U);
		KUNIT_EXPECT_FALSE(test, dma_has_cap(DMA_PRIVATE, fake->ddev.cap_mask));
		KUNIT_EXPECT_EQ(test, fake->log->allocated, 0UL);
		KUNIT_ASSERT_EQ(test, kref_read(&fake->ddev.ref), 1U);
		KUNIT_ASSERT_EQ(test, kref_read(&kobj->kref), refs);
	}
	/* The provider's own. */
	KUNIT_EXPECT_GE(test, failures, 1U);
}

/* Test that a translator gets the channel it names, if it is free. */
static void request_slave_channel(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", BIT(DMA_SLAVE));
	struct dma_chan *chan = dma_get_slave_channel(&fake->chans[1].chan);

	fake_dma_own(test, chan);
	KUNIT_EXPECT_PTR_EQ(test, chan, &fake->chans[1].chan);
	KUNIT_EXPECT_EQ(test, chan->client_count, 1);
	KUNIT_EXPECT_TRUE(test, dma_has_cap(DMA_PRIVATE, fake->ddev.cap_mask));
	KUNIT_EXPECT_NULL(test, dma_get_slave_channel(chan));
	fake_dma_release(test, chan);
	KUNIT_EXPECT_FALSE(test, dma_has_cap(DMA_PRIVATE, fake->ddev.cap_mask));
}

/* Test that a translator gets any free channel, of a slave controller only. */
static void request_any_slave_channel(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", BIT(DMA_SLAVE));
	struct fake_dma *memory = new(test, "memory", BIT(DMA_MEMCPY) | BIT(DMA_PRIVATE));

	fake_dma_own(test, dma_get_any_slave_channel(&fake->ddev));
	fake_dma_own(test, dma_get_any_slave_channel(&fake->ddev));
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 3UL);
	KUNIT_EXPECT_NULL(test, dma_get_any_slave_channel(&fake->ddev));
	KUNIT_EXPECT_NULL(test, dma_get_any_slave_channel(&memory->ddev));
}

/* Test that a translator that is there before or after its device gets nothing (CORE-01). */
static void request_slave_of_unregistered(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", BIT(DMA_SLAVE));
	int i;

	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_NULL(test, dma_get_any_slave_channel(&fake->ddev));
		KUNIT_EXPECT_NULL(test, dma_get_slave_channel(&fake->chans[0].chan));
		KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
		fake_dma_unregister(fake->log);
	}
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ALLOC], 0U);
}

/* Test that a managed channel is released when the client's driver goes, and only once. */
static void request_managed(struct kunit *test)
{
	struct device *client = device(test, "client");
	struct fake_dma *fake = new_mapped(test, "dma", client);
	struct dma_chan *chan = devm_dma_request_chan(client, "tx");

	KUNIT_ASSERT_PTR_EQ(test, chan, &fake->chans[1].chan);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_dma_request_chan(client, "tx")), -EPROBE_DEFER);
	device_release_driver(client);
	KUNIT_EXPECT_EQ(test, chan->client_count, 0);
	KUNIT_EXPECT_STREQ(test, fake->log->order, "asf");
	fake_dma_get(test, fake, 1);
}

/* Fail each allocation of a managed request once; return how many it cannot do without. */
static unsigned int sweep_managed(struct kunit *test, struct fake_dma *fake, struct device *client)
{
	unsigned int n, failures = 0;
	bool injected = true;

	for (n = 1; injected; n++) {
		void *group = devres_open_group(client, NULL, GFP_KERNEL);
		struct dma_chan *chan;

		KUNIT_ASSERT_NOT_NULL(test, group);
		fake_fault_begin(n);
		chan = devm_dma_request_chan(client, "tx");
		injected = fake_fault_end();
		failures += IS_ERR(chan);
		KUNIT_EXPECT_TRUE(test, !IS_ERR(chan) || PTR_ERR(chan) == -ENOMEM);
		KUNIT_EXPECT_EQ(test, fake->log->allocated, IS_ERR(chan) ? 0UL : BIT(1));
		devres_release_group(client, group);
		KUNIT_ASSERT_EQ(test, fake->log->allocated, 0UL);
	}
	return failures;
}

/* Test that a managed request that cannot be managed is undone (L7). */
static void request_managed_undoes_allocations(struct kunit *test)
{
	struct device *client = device(test, "client");
	struct fake_dma *fake = new_mapped(test, "dma", client);
	unsigned int sweep, failures = 0;

	if (!fake_fault_init())
		kunit_skip(test, "needs fault injection");

	/* When sysfs allocates once more, a sweep misses what comes last. */
	for (sweep = 0; sweep < 4 && failures < 2; sweep++)
		failures = sweep_managed(test, fake, client);
	/* The provider's own, and the note that the channel is to be released. */
	KUNIT_EXPECT_GE(test, failures, 2U);
}

/* Test what a client is told about its channel's abilities. */
static void request_slave_caps(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", BIT(DMA_SLAVE));
	struct dma_slave_caps caps;
	struct dma_chan *chan;

	fake->ddev.src_addr_widths = BIT(DMA_SLAVE_BUSWIDTH_4_BYTES);
	fake->ddev.dst_addr_widths = BIT(DMA_SLAVE_BUSWIDTH_2_BYTES);
	fake->ddev.max_burst = 16;
	fake->ddev.residue_granularity = DMA_RESIDUE_GRANULARITY_BURST;
	fake->ddev.device_resume = NULL;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	chan = fake_dma_get(test, fake, 0);

	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(NULL, &caps), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(chan, NULL), -EINVAL);
	KUNIT_ASSERT_EQ(test, dma_get_slave_caps(chan, &caps), 0);
	KUNIT_EXPECT_EQ(test, caps.src_addr_widths, fake->ddev.src_addr_widths);
	KUNIT_EXPECT_EQ(test, caps.dst_addr_widths, fake->ddev.dst_addr_widths);
	KUNIT_EXPECT_EQ(test, caps.directions, fake->ddev.directions);
	KUNIT_EXPECT_EQ(test, caps.max_burst, 16U);
	KUNIT_EXPECT_EQ(test, caps.residue_granularity, DMA_RESIDUE_GRANULARITY_BURST);
	KUNIT_EXPECT_TRUE(test, caps.cmd_pause);
	KUNIT_EXPECT_FALSE(test, caps.cmd_resume);
	KUNIT_EXPECT_TRUE(test, caps.cmd_terminate);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_CAPS], 1U);

	fake->ddev.directions = 0;
	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(chan, &caps), -ENXIO);
	fake = new(test, "memory", BIT(DMA_MEMCPY) | BIT(DMA_PRIVATE));
	chan = fake_dma_get(test, fake, 0);
	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(chan, &caps), -ENXIO);
}

static struct kunit_case dmaengine_request_cases[] = {
	KUNIT_CASE_PARAM(request_by_mask, wanted_gen_params),
	KUNIT_CASE(request_by_mask_errors),
	KUNIT_CASE(request_by_filter),
	KUNIT_CASE(request_goes_on),
	KUNIT_CASE(request_by_node),
	KUNIT_CASE(request_by_name),
	KUNIT_CASE(request_same_name_twice),
	KUNIT_CASE(request_by_name_errors),
	KUNIT_CASE(request_by_name_needs_slave),
	KUNIT_CASE(request_undoes_allocations),
	KUNIT_CASE(request_slave_channel),
	KUNIT_CASE(request_any_slave_channel),
	KUNIT_CASE(request_slave_of_unregistered),
	KUNIT_CASE(request_managed),
	KUNIT_CASE(request_managed_undoes_allocations),
	KUNIT_CASE(request_slave_caps),
	{}
};

static struct kunit_suite dmaengine_request_suite = {
	.name = "dmaengine_request",
	.test_cases = dmaengine_request_cases,
};

kunit_test_suite(dmaengine_request_suite);

MODULE_DESCRIPTION("KUnit suite of requests for DMA channels");
MODULE_LICENSE("GPL");
