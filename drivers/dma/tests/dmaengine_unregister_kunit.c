// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the end of a device: who still gets a channel (nobody), what
 * still runs (nothing), what stays for those who hold a channel, and when the
 * provider is released.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/console.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "dmaengine_fake.h"

static const unsigned long caps_slave = BIT(DMA_SLAVE) | BIT(DMA_CYCLIC) | BIT(DMA_MEMCPY) |
	BIT(DMA_LOAD_EOT);

static struct device *device(struct kunit *test, const char *name)
{
	struct device *dev = kunit_device_register(test, name);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	return dev;
}

static struct fake_dma *create(struct kunit *test, const char *name, bool has_release)
{
	struct fake_config cfg = {
		.dev = device(test, name),
		.n_chans = 3,
		.caps = caps_slave,
		.has_release = has_release,
	};

	return fake_dma_create(test, &cfg);
}

static struct fake_dma *new(struct kunit *test, const char *name, bool has_release)
{
	struct fake_dma *fake = create(test, name, has_release);

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}

static void unregister_thread(void *data)
{
	fake_dma_unregister(data);
}

static bool has_link(struct kobject *kobj, const char *name)
{
	struct kernfs_node *node = sysfs_get_dirent(kobj->sd, name);

	sysfs_put(node);
	return node;
}

static const unsigned int numbers[] = { 0, 1, 2, 3 };

static void number_desc(const unsigned int *n, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u", *n);
}

KUNIT_ARRAY_PARAM(number, numbers, number_desc);

/*
 * Test that device_release() is called once, after unregister and when the last
 * client has gone, and that the client may be the last user of the provider's
 * memory (L1, CORE-03).
 */
static void unregister_releases_once(struct kunit *test)
{
	unsigned int i, n = *(const unsigned int *)test->param_value;
	struct fake_dma *fake = new(test, "dma", true);
	struct fake_log *log = fake->log;
	struct dma_chan *chans[3];

	for (i = 0; i < n; i++)
		chans[i] = fake_dma_get(test, fake, i);
	fake_dma_unregister(log);
	for (i = 0; i < n; i++) {
		KUNIT_EXPECT_EQ(test, log->count[FAKE_RELEASE], 0U);
		fake_dma_release(test, chans[i]);
	}
	KUNIT_EXPECT_EQ(test, log->count[FAKE_RELEASE], 1U);
	KUNIT_EXPECT_EQ(test, log->count[FAKE_FREE], n);
	KUNIT_EXPECT_EQ(test, log->order[strlen(log->order) - 1], 'r');
}

struct other {
	struct fake_dma *fake;
	struct fake_dma *late;
	struct dma_chan *chan;
	struct kunit *test;
	bool ok;
};

static int release_uses_core(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct other *other = fake->data;

	if (op != FAKE_RELEASE)
		return 0;

	/* A provider on top of another one gives its channel back. */
	dma_release_channel(other->chan);
	other->chan = fake_dma_try_get(other->fake, 1);
	if (!other->chan)
		return 0;
	dma_release_channel(other->chan);
	other->ok = !fake_dma_register(other->late);
	return 0;
}

/* Test that device_release() may call the core: no lock is held (L1, L6, CORE-06). */
static void unregister_release_without_locks(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", true);
	struct other other = {
		.fake = new(test, "below", true),
		.late = create(test, "late", true),
		.test = test,
	};
	struct fake_log *log = fake->log;
	struct dma_chan *chan = fake_dma_get(test, fake, 0);

	other.chan = fake_dma_try_get(other.fake, 0);
	KUNIT_ASSERT_NOT_NULL(test, other.chan);
	fake->hook = release_uses_core;
	fake->data = &other;
	fake_dma_unregister(log);
	fake_dma_release(test, chan);
	KUNIT_EXPECT_TRUE(test, other.ok);
	KUNIT_EXPECT_EQ(test, log->count[FAKE_RELEASE], 1U);
	KUNIT_EXPECT_EQ(test, log->locks[FAKE_RELEASE], 0);
}

/* All ways to get a channel of a device. No controller of a machine has what its mask asks for. */
static struct dma_chan *get_by_filter(struct fake_dma *fake, struct device *client)
{
	return fake_dma_try_get(fake, 1);
}

static struct dma_chan *get_by_mask(struct fake_dma *fake, struct device *client)
{
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_CYCLIC, mask);
	dma_cap_set(DMA_LOAD_EOT, mask);
	chan = dma_request_chan_by_mask(&mask);
	return IS_ERR(chan) ? NULL : chan;
}

static struct dma_chan *get_by_name(struct fake_dma *fake, struct device *client)
{
	return dma_request_slave_channel(client, "tx");
}

static struct dma_chan *get_slave(struct fake_dma *fake, struct device *client)
{
	return dma_get_slave_channel(&fake->chans[1].chan);
}

static struct dma_chan *get_any_slave(struct fake_dma *fake, struct device *client)
{
	return dma_get_any_slave_channel(&fake->ddev);
}

struct way {
	const char *name;
	struct dma_chan *(*get)(struct fake_dma *fake, struct device *client);
};

static const struct way ways[] = {
	{ "filter", get_by_filter },
	{ "mask", get_by_mask },
	{ "name", get_by_name },
	{ "slave", get_slave },
	{ "any_slave", get_any_slave },
};

KUNIT_ARRAY_PARAM_DESC(way, ways, name);

static struct fake_dma *new_mapped(struct kunit *test, struct device **client)
{
	struct fake_dma *fake = create(test, "dma", true);

	*client = device(test, "client");
	fake->ddev.filter.map = fake_dma_map(test, *client, "tx", &fake->chans[1].chan);
	fake->ddev.filter.mapcnt = 1;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}

/* Test that a dead device hands out nothing, whichever way one asks (L2, CORE-02). */
static void unregister_hands_out_nothing(struct kunit *test)
{
	const struct way *way = test->param_value;
	struct device *client;
	struct fake_dma *fake = new_mapped(test, &client);
	struct dma_chan *held = fake_dma_get(test, fake, 0);
	struct dma_chan *chan;

	/* It does before. */
	chan = way->get(fake, client);
	KUNIT_ASSERT_NOT_NULL(test, chan);
	KUNIT_ASSERT_PTR_EQ(test, chan->device, &fake->ddev);
	dma_release_channel(chan);

	fake_dma_unregister(fake->log);
	KUNIT_EXPECT_NULL(test, way->get(fake, client));
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_ALLOC], 2U);
	fake_dma_release(test, held);
}

struct attempt {
	const struct way *way;
	struct device *client;
	struct dma_chan *chan;
	unsigned int made;
};

static int get_meanwhile(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct attempt *attempt = fake->data;

	if (op == FAKE_TERMINATE || op == FAKE_SYNCHRONIZE) {
		attempt->made++;
		attempt->chan = attempt->way->get(fake, attempt->client);
	}
	return 0;
}

/* Test that nobody gets a channel while the device is being unregistered (L2, CORE-04). */
static void unregister_hands_out_nothing_meanwhile(struct kunit *test)
{
	struct attempt attempt = { .way = test->param_value };
	struct fake_dma *fake = new_mapped(test, &attempt.client);
	struct dma_chan *held = fake_dma_get(test, fake, 0);

	fake->hook = get_meanwhile;
	fake->data = &attempt;
	fake_dma_unregister(fake->log);
	fake->hook = NULL;
	KUNIT_EXPECT_EQ(test, attempt.made, 2U);
	KUNIT_EXPECT_NULL(test, attempt.chan);
	fake_dma_release(test, held);
}

/* Test that what a client holds stays valid until it releases it (L4, CORE-03, CORE-04). */
static void unregister_leaves_held_channel(struct kunit *test)
{
	struct device *client;
	struct fake_dma *fake = new_mapped(test, &client);
	struct dma_chan *chan = dma_request_chan(client, "tx");
	struct fake_log *log = fake->log;
	struct dma_async_tx_descriptor *tx;
	char *name;

	fake_dma_own(test, chan);
	name = kunit_kstrdup(test, dma_chan_name(chan), GFP_KERNEL);
	tx = dmaengine_prep_dma_memcpy(chan, 0, 0, 1, 0);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	fake_dma_unregister(log);

	KUNIT_EXPECT_STREQ(test, dma_chan_name(chan), name);
	KUNIT_EXPECT_PTR_EQ(test, chan->dev->chan, NULL);
	KUNIT_EXPECT_PTR_EQ(test, chan->device, &fake->ddev);
	KUNIT_EXPECT_PTR_EQ(test, dmaengine_get_dma_device(chan), fake->ddev.dev);
	KUNIT_EXPECT_PTR_EQ(test, chan->slave, client);
	KUNIT_EXPECT_STREQ(test, chan->name, "dma:tx");
	KUNIT_EXPECT_EQ(test, chan->client_count, 1);
	/* A name for people, but removing it must find it. */
	KUNIT_EXPECT_TRUE(test, has_link(&client->kobj, "dma:tx"));
	KUNIT_EXPECT_PTR_EQ(test, tx->chan, chan);
	KUNIT_EXPECT_EQ(test, dmaengine_submit(tx), -ENODEV);
	KUNIT_EXPECT_EQ(test, log->live, 1);

	fake_dma_release(test, chan);
	KUNIT_EXPECT_FALSE(test, has_link(&client->kobj, "dma:tx"));
	KUNIT_EXPECT_EQ(test, log->live, 0);
	KUNIT_EXPECT_EQ(test, log->count[FAKE_RELEASE], 1U);
}

/* Test that the controller's device may go before the last client (L4, CORE-27). */
static void unregister_outlives_parent(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", true);
	struct fake_log *log = fake->log;
	struct dma_chan *chan = fake_dma_get(test, fake, 0);

	fake_dma_unregister(log);
	kunit_device_unregister(test, fake->ddev.dev);
	/* The name is the device's own. */
	KUNIT_EXPECT_NOT_NULL(test, strstr(dev_name(chan->device->dev), "dma"));
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	fake_dma_release(test, chan);
	KUNIT_EXPECT_EQ(test, log->count[FAKE_RELEASE], 1U);
}

/*
 * Test that a provider without device_release() gets back from unregister when
 * its last client has released, and not before (L5).
 */
static void unregister_waits_for_clients(struct kunit *test)
{
	struct fake_dma *fake = new(test, "dma", false);
	struct fake_log *log = fake->log;
	struct dma_chan *chans[2] = { fake_dma_get(test, fake, 0), fake_dma_get(test, fake, 1) };
	struct fake_thread *unregister = fake_thread_start(test, unregister_thread, log);

	fake_yield();
	KUNIT_EXPECT_FALSE(test, log->returned);
	fake_dma_release(test, chans[1]);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, log->returned);
	fake_dma_release(test, chans[0]);
	fake_thread_join(test, unregister);
	KUNIT_EXPECT_TRUE(test, log->returned);
	KUNIT_EXPECT_NULL(test, log->fake);
}

/* The console sees what the kernel says; one test at a time listens. */
static struct {
	const char *text;
	struct completion heard;
} listener;

static void listen(struct console *con, const char *text, unsigned int len)
{
	if (listener.text && strnstr(text, listener.text, len))
		complete(&listener.heard);
}

static struct console listening_console = {
	.name = "dmatest",
	.write = listen,
	.flags = CON_ENABLED,
	.index = -1,
};

static void stop_listening(void *unused)
{
	unregister_console(&listening_console);
	listener.text = NULL;
}

/* Test that it says whom it waits for, and goes on saying so (L5). */
static void unregister_names_the_client(struct kunit *test)
{
	struct device *client;
	struct fake_dma *fake = create(test, "dma", false);
	struct fake_log *log = fake->log;
	struct fake_thread *unregister;
	struct dma_chan *chan;

	client = device(test, "client");
	fake->ddev.filter.map = fake_dma_map(test, client, "tx", &fake->chans[1].chan);
	fake->ddev.filter.mapcnt = 1;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	chan = dma_request_chan(client, "tx");
	fake_dma_own(test, chan);

	listener.text = fake_printf(test, "waiting for %s", dev_name(client));
	init_completion(&listener.heard);
	register_console(&listening_console);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, stop_listening, NULL), 0);

	unregister = fake_thread_start(test, unregister_thread, log);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&listener.heard, FAKE_TIMEOUT), 0UL);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&listener.heard, FAKE_TIMEOUT), 0UL);
	fake_dma_release(test, chan);
	fake_thread_join(test, unregister);
}

struct unbinding {
	struct fake_log *log;
	bool client_first;
	bool called;
};

static void client_unbound(void *data)
{
	struct unbinding *unbinding = data;

	unbinding->called = true;
	unbinding->client_first = unbinding->log->registered &&
				  !unbinding->log->count[FAKE_RELEASE];
}

/*
 * Test that the driver core unbinds the client before the controller, so that
 * unregister has nobody to wait for, and that a managed channel goes with its
 * client and a managed registration with its controller (L5).
 */
static void unregister_unbinds_client_first(struct kunit *test)
{
	struct device *client;
	struct fake_dma *fake = create(test, "dma", true);
	struct unbinding unbinding = { .log = fake->log };
	struct device *dev = fake->ddev.dev;
	struct dma_chan *chan;

	client = device(test, "client");
	fake->ddev.filter.map = fake_dma_map(test, client, "tx", &fake->chans[1].chan);
	fake->ddev.filter.mapcnt = 1;
	KUNIT_ASSERT_EQ(test, dmaenginem_async_device_register(&fake->ddev), 0);
	fake->log->registered = true;
	chan = devm_dma_request_chan(client, "tx");
	KUNIT_ASSERT_PTR_EQ(test, chan, &fake->chans[1].chan);
	KUNIT_ASSERT_EQ(test, devm_add_action_or_reset(client, client_unbound, &unbinding), 0);

	device_release_driver(dev);
	unbinding.log->registered = false;
	KUNIT_EXPECT_TRUE(test, unbinding.called);
	KUNIT_EXPECT_TRUE(test, unbinding.client_first);
	KUNIT_EXPECT_STREQ(test, unbinding.log->order, "asfr");
	if (!unbinding.called)
		device_release_driver(client);
}

static struct kunit_case dmaengine_unregister_cases[] = {
	KUNIT_CASE_PARAM(unregister_releases_once, number_gen_params),
	KUNIT_CASE(unregister_release_without_locks),
	KUNIT_CASE_PARAM(unregister_hands_out_nothing, way_gen_params),
	KUNIT_CASE_PARAM(unregister_hands_out_nothing_meanwhile, way_gen_params),
	KUNIT_CASE(unregister_leaves_held_channel),
	KUNIT_CASE(unregister_outlives_parent),
	KUNIT_CASE(unregister_waits_for_clients),
	KUNIT_CASE_SLOW(unregister_names_the_client),
	KUNIT_CASE(unregister_unbinds_client_first),
	{}
};

static struct kunit_suite dmaengine_unregister_suite = {
	.name = "dmaengine_unregister",
	.test_cases = dmaengine_unregister_cases,
};

kunit_test_suite(dmaengine_unregister_suite);

MODULE_DESCRIPTION("KUnit suite of the end of a DMA device");
MODULE_LICENSE("GPL");
