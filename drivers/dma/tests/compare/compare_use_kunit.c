// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite for two kernels: what clients do with channels, on a provider that does not use
 * virtual ones. entries.txt says which case stands for which defect.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/of.h>

#include "../dmaengine_fake.h"
#include "compare.h"

#define MEMORY	(BIT(DMA_MEMCPY) | BIT(DMA_MEMSET))
#define SLAVE	BIT(DMA_SLAVE)

/* dma_sync_wait() has no patience for longer. */
#define WAIT_MS	5000

static struct fake_dma *new(struct kunit *test, unsigned long caps, bool synchronizes)
{
	struct fake_config cfg = {
		.dev = kunit_device_register(test, "dma"),
		.n_chans = 1,
		.caps = caps,
		.has_release = true,
		.no_synchronize = !synchronizes,
		.keep = true,
	};

	KUNIT_ASSERT_FALSE(test, IS_ERR(cfg.dev));
	return fake_dma_new(test, &cfg);
}

static void count(void *calls)
{
	++*(unsigned int *)calls;
}

/* Test that a synchronous terminate is one, though the provider has no device_synchronize. */
static void callback_after_terminate_sync(struct kunit *test)
{
	struct fake_dma *fake = new(test, SLAVE, false);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	struct dmaengine_desc_callback cb;
	unsigned int calls = 0;

	fake_dma_start(test, chan, count, &calls);
	/* The interrupt has come, the tasklet has not run. */
	KUNIT_ASSERT_TRUE(test, fake_dma_capture(fake, 0, &cb));
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	dmaengine_desc_callback_invoke(&cb, NULL);
	compare_expect(test, !calls, "calls back after dmaengine_terminate_sync()");
}

struct self {
	struct dma_chan *chan;
	struct completion returned;
	bool timed_out;
};

/* As a provider with a threaded interrupt does. */
static int wait_for_callback(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct self *self = fake->data;

	if (op == FAKE_SYNCHRONIZE && !wait_for_completion_timeout(&self->returned, HZ))
		self->timed_out = true;
	return 0;
}

static void synchronize_callback(void *param)
{
	struct self *self = param;

	dmaengine_synchronize(self->chan);
}

/* Test that a callback which synchronizes its own channel is told so, and does not hang. */
static void synchronize_in_callback(struct kunit *test)
{
	struct fake_dma *fake = new(test, SLAVE, true);
	struct self self = { .chan = fake_dma_get(test, fake, 0) };

	init_completion(&self.returned);
	fake->data = &self;
	fake->hook = wait_for_callback;
	fake_dma_start(test, self.chan, synchronize_callback, &self);
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
	complete(&self.returned);
	fake->hook = NULL;
	compare_expect(test, !self.timed_out, "waits for itself, without a word");
}

/* Test that a transfer that was terminated is over, and not complete. */
static void terminated_cookie(struct kunit *test)
{
	struct fake_dma *fake = new(test, SLAVE, true);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	dma_cookie_t cookie = fake_dma_start(test, chan, NULL, NULL)->cookie;

	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	compare_expect(test, dmaengine_tx_status(chan, cookie, NULL) != DMA_IN_PROGRESS,
		       "a terminated transfer is in progress for ever");
	fake_dma_start(test, chan, NULL, NULL);
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
	compare_expect(test, dmaengine_tx_status(chan, cookie, NULL) != DMA_COMPLETE,
		       "a terminated transfer is reported complete");
}

/* Test that a transfer that could not be submitted is not complete. */
static void error_cookie(struct kunit *test)
{
	struct dma_chan *chan = fake_dma_get(test, new(test, SLAVE, true), 0);

	compare_expect(test, dma_sync_wait(chan, -ENOMEM) != DMA_COMPLETE,
		       "an error from submit is waited for, and complete");
}

/* The transfer completes, and then the caller is not scheduled for a while. */
static int complete_late(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	if (op == FAKE_STATUS && fake_dma_complete(fake, 0))
		mdelay(WAIT_MS + 1000);
	return 0;
}

/* Test that a transfer that is complete when it is looked at is not reported as timed out. */
static void wait_for_complete(struct kunit *test)
{
	struct fake_dma *fake = new(test, SLAVE, true);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);
	dma_cookie_t cookie = fake_dma_start(test, chan, NULL, NULL)->cookie;

	fake->hook = complete_late;
	compare_expect(test, dma_sync_wait(chan, cookie) == DMA_COMPLETE,
		       "a complete transfer is reported as an error");
	fake->hook = NULL;
}

/* Test that public clients leave the channels of a slave controller to its own clients. */
static void slave_beside_public(struct kunit *test)
{
	struct dma_chan *chan;
	struct fake_dma *fake;

	dmaengine_get();
	fake = new(test, SLAVE | MEMORY, true);
	chan = fake_dma_try_get(fake, 0);
	compare_expect(test, chan, "public clients take all channels of a slave controller");
	if (chan)
		dma_release_channel(chan);
	dmaengine_put();
}

/* Test that no public channel is found when there are no public clients any more. */
static void find_after_put(struct kunit *test)
{
	struct fake_dma *fake = new(test, MEMORY, true);

	dmaengine_get();
	KUNIT_EXPECT_PTR_EQ(test, dma_find_channel(DMA_MEMCPY), &fake->chans[0].chan);
	dmaengine_put();
	KUNIT_EXPECT_EQ(test, fake->log->allocated, 0UL);
	compare_expect(test, !dma_find_channel(DMA_MEMCPY),
		       "a channel is found that is not set up");
}

/* Test that a ring which is not made of whole periods does not get to the provider. */
static void cyclic_geometry(struct kunit *test)
{
	struct fake_dma *fake = new(test, SLAVE | BIT(DMA_CYCLIC), true);
	struct dma_chan *chan = fake_dma_get(test, fake, 0);

	compare_expect(test, !dmaengine_prep_dma_cyclic(chan, 0, 64, 48, DMA_DEV_TO_MEM, 0),
		       "a buffer of one and a third period is accepted");
	compare_expect(test, !dmaengine_prep_dma_cyclic(chan, 0, 64, 128, DMA_DEV_TO_MEM, 0),
		       "a buffer of half a period is accepted");
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_PREP], 0U);
}

/* Test that a controller on a device without a driver can be registered. */
static void register_without_driver(struct kunit *test)
{
	struct fake_config cfg = {
		.dev = kunit_device_register_with_driver(test, "dma", NULL),
		.n_chans = 1,
		.caps = SLAVE,
		.has_release = true,
		.keep = true,
	};

	KUNIT_ASSERT_FALSE(test, IS_ERR(cfg.dev));
	fake_dma_new(test, &cfg);
}

/* Test that two controllers on one device have a debugfs directory each. */
static void two_on_a_device(struct kunit *test)
{
	struct fake_dma *first = new(test, SLAVE, true), *second;
	struct fake_config cfg = {
		.dev = first->ddev.dev,
		.n_chans = 1,
		.caps = SLAVE,
		.has_release = true,
		.keep = true,
	};

	second = fake_dma_new(test, &cfg);
	compare_expect(test, !IS_ERR_OR_NULL(second->ddev.dbg_dev_root),
		       "the second controller has no debugfs directory");
}

/* Test that who asks for a controller's node does not get a controller without one. */
static void request_by_node(struct kunit *test)
{
	struct fake_dma *fake = new(test, SLAVE, true);
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	KUNIT_ASSERT_NOT_NULL(test, of_root);
	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);
	chan = __dma_request_channel(&mask, fake_dma_filter, &fake->chans[0].chan, of_root);
	compare_expect(test, !chan, "hands out a channel of another controller");
	if (chan)
		dma_release_channel(chan);
}

static struct kunit_case compare_use_cases[] = {
	KUNIT_CASE(callback_after_terminate_sync),
	KUNIT_CASE(synchronize_in_callback),
	KUNIT_CASE(terminated_cookie),
	KUNIT_CASE(error_cookie),
	KUNIT_CASE(wait_for_complete),
	KUNIT_CASE(slave_beside_public),
	KUNIT_CASE(find_after_put),
	KUNIT_CASE(cyclic_geometry),
	KUNIT_CASE(register_without_driver),
	KUNIT_CASE(two_on_a_device),
	KUNIT_CASE(request_by_node),
	{}
};

static struct kunit_suite compare_use_suite = {
	.name = "compare_use",
	.exit = compare_over,
	.test_cases = compare_use_cases,
};

kunit_test_suite(compare_use_suite);
