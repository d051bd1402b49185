// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the sample provider, and of the sample client's driver on it.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/iopoll.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "dma-sample.h"
#include "dma_sample_fixture.h"
#include "dma_sim_fixture.h"

#define LEN		3000
#define WAIT_US		1000
#define TIMEOUT_US	(10 * USEC_PER_SEC)

KUNIT_DEFINE_ACTION_WRAPPER(unregister_action, platform_device_unregister,
			    struct platform_device *);
KUNIT_DEFINE_ACTION_WRAPPER(root_device_action, root_device_unregister, struct device *);
KUNIT_DEFINE_ACTION_WRAPPER(release_action, dma_release_channel, struct dma_chan *);

static struct platform_device *new_device(struct kunit *test, const char *name)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple(name, PLATFORM_DEVID_NONE, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister_action, pdev), 0);
	KUNIT_ASSERT_NOT_NULL(test, pdev->dev.driver);

	return pdev;
}

/* Whoever asks for any channel must get one of the sample provider's: skip the case elsewhere. */
static void need_no_other_controller(struct kunit *test)
{
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_chan_by_mask(&mask);
	if (IS_ERR(chan))
		return;

	dma_release_channel(chan);
	kunit_skip(test, "this machine has a controller of its own");
}

/* A channel of the sample provider. */
static struct dma_chan *request_rx(struct kunit *test)
{
	struct device *client = root_device_register("dma-sample-client");
	struct dma_chan *chan;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, client);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, root_device_action, client), 0);
	chan = dma_request_chan(client, "rx");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, release_action, chan), 0);

	return chan;
}

static bool periods_reached(struct dma_sample_stream *st, unsigned int periods)
{
	unsigned long flags;
	bool reached;

	spin_lock_irqsave(&st->lock, flags);
	reached = st->periods >= periods;
	spin_unlock_irqrestore(&st->lock, flags);

	return reached;
}

static int wait_periods(struct dma_sample_stream *st, unsigned int periods)
{
	bool reached;

	return read_poll_timeout(periods_reached, reached, reached, WAIT_US, TIMEOUT_US, false,
				 st, periods);
}

/* Test that the provider copies, also by the same descriptor again, and at odd lengths. */
static void sample_provider_copies(struct kunit *test)
{
	struct dma_chan *chan;

	new_device(test, "dma-sample-provider");
	chan = request_rx(test);
	KUNIT_EXPECT_EQ(test, dma_sample_copy_check(chan, 1), 0);
	KUNIT_EXPECT_EQ(test, dma_sample_copy_check(chan, LEN), 0);
}

/* Test that the provider reports an address that is no memory, and goes on. */
static void sample_provider_fails(struct kunit *test)
{
	struct dma_chan *chan;

	new_device(test, "dma-sample-provider");
	chan = request_rx(test);
	KUNIT_EXPECT_EQ(test, dma_sample_copy(chan, SIM_NO_MEMORY, SIM_NO_MEMORY, 8), -EIO);
	KUNIT_EXPECT_EQ(test, dma_sample_copy_check(chan, LEN), 0);
}

/* Test that the provider's stream survives a restart in its callback, and stops. */
static void sample_provider_streams(struct kunit *test)
{
	struct dma_sample_stream *st;
	struct dma_chan *chan;
	unsigned int periods;

	new_device(test, "dma-sample-provider");
	chan = request_rx(test);
	st = sample_stream_new(test, chan);
	st->overrun_at = 3;
	KUNIT_ASSERT_EQ(test, dma_sample_stream_start(st), 0);
	KUNIT_EXPECT_EQ(test, wait_periods(st, 2 * SAMPLE_STREAM_PERIODS), 0);
	KUNIT_EXPECT_EQ(test, st->restarts, 1);

	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	periods = st->periods;
	KUNIT_EXPECT_EQ(test, wait_periods(st, periods + 1), -ETIMEDOUT);
}

/* Test that a pause holds up the provider, and that the residue stands still. */
static void sample_provider_pauses(struct kunit *test)
{
	struct dma_sample_stream *st;
	struct dma_chan *chan;
	size_t position;

	new_device(test, "dma-sample-provider");
	chan = request_rx(test);
	st = sample_stream_new(test, chan);
	KUNIT_ASSERT_EQ(test, dma_sample_stream_start(st), 0);
	KUNIT_EXPECT_EQ(test, wait_periods(st, 1), 0);

	KUNIT_EXPECT_EQ(test, dmaengine_pause(chan), 0);
	position = dma_sample_stream_position(st);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, st->cookie, NULL), DMA_PAUSED);
	KUNIT_EXPECT_EQ(test, wait_periods(st, st->periods + 2), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, dma_sample_stream_position(st), position);

	KUNIT_EXPECT_EQ(test, dmaengine_resume(chan), 0);
	KUNIT_EXPECT_EQ(test, wait_periods(st, st->periods + 2), 0);
}

static ssize_t client_write(struct platform_device *pdev, const char *name, const char *text)
{
	struct attribute **attr = pdev->dev.driver->dev_groups[0]->attrs;
	struct device_attribute *dev_attr;

	while (*attr && strcmp((*attr)->name, name))
		attr++;
	if (!*attr)
		return -ENOENT;
	dev_attr = container_of(*attr, struct device_attribute, attr);

	return dev_attr->store(&pdev->dev, dev_attr, text, strlen(text));
}

/* Test that the client's driver does what its files say. */
static void sample_driver_works(struct kunit *test)
{
	struct platform_device *client;

	need_no_other_controller(test);
	new_device(test, "dma-sample-provider");
	client = new_device(test, "dma-sample-client");
	KUNIT_EXPECT_EQ(test, client_write(client, "copy", "5000"), 4);
	KUNIT_EXPECT_EQ(test, client_write(client, "copy", "0"), -EINVAL);
	KUNIT_EXPECT_EQ(test, client_write(client, "stream", "1"), 1);
	KUNIT_EXPECT_EQ(test, client_write(client, "stream", "1"), -EBUSY);
	KUNIT_EXPECT_EQ(test, client_write(client, "overrun", "2"), 1);
	KUNIT_EXPECT_EQ(test, client_write(client, "stream", "0"), 1);
}

/* Test that unbinding the provider unbinds the client first, in the middle of a stream. */
static void sample_driver_unbound(struct kunit *test)
{
	struct platform_device *provider, *client;

	need_no_other_controller(test);
	provider = new_device(test, "dma-sample-provider");
	client = new_device(test, "dma-sample-client");
	KUNIT_EXPECT_EQ(test, client_write(client, "stream", "1"), 1);
	kunit_release_action(test, unregister_action, provider);
	KUNIT_EXPECT_NULL(test, client->dev.driver);
}

/* Test that a provider that is unbound while somebody streams goes at once, and later for good. */
static void sample_provider_unbound(struct kunit *test)
{
	struct platform_device *provider;
	struct dma_sample_stream *st;
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	need_no_other_controller(test);
	provider = new_device(test, "dma-sample-provider");
	dma_cap_zero(mask);
	dma_cap_set(DMA_CYCLIC, mask);
	/* Without a device, so that no link unbinds us first. */
	chan = dma_request_chan_by_mask(&mask);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, release_action, chan), 0);
	st = sample_stream_new(test, chan);
	KUNIT_ASSERT_EQ(test, dma_sample_stream_start(st), 0);

	kunit_release_action(test, unregister_action, provider);
	KUNIT_EXPECT_EQ(test, dma_sample_stream_position(st), 0);
	KUNIT_EXPECT_EQ(test, dma_sample_stream_start(st), -EAGAIN);
}

static struct kunit_case dma_sample_provider_cases[] = {
	KUNIT_CASE(sample_provider_copies),
	KUNIT_CASE(sample_provider_fails),
	KUNIT_CASE(sample_provider_streams),
	KUNIT_CASE(sample_provider_pauses),
	KUNIT_CASE(sample_driver_works),
	KUNIT_CASE(sample_driver_unbound),
	KUNIT_CASE(sample_provider_unbound),
	{}
};

static struct kunit_suite dma_sample_provider_suite = {
	.name = "dma_sample_provider",
	.test_cases = dma_sample_provider_cases,
};

kunit_test_suite(dma_sample_provider_suite);
