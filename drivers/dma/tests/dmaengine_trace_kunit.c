// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the trace events: each happens once, at the right place in the
 * life of a channel, and says the right thing.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <trace/events/dmaengine.h>

#include "dmaengine_fake.h"

/* What was traced of one DMA device, a word for each event. */
struct trace_log {
	struct kunit *test;
	struct device *dev;	/* its controller */
	struct dma_device *ddev;
	char words[512];
};

static __printf(2, 3) void trace_word(struct trace_log *log, const char *fmt, ...)
{
	size_t used = strlen(log->words);
	va_list args;

	va_start(args, fmt);
	vscnprintf(log->words + used, sizeof(log->words) - used, fmt, args);
	va_end(args);
}

static void on_register(void *data, int id, struct device *dev)
{
	struct trace_log *log = data;

	if (dev == log->dev)
		trace_word(log, "register ");
}

static void on_unregister_begin(void *data, int id, struct device *dev)
{
	struct trace_log *log = data;

	if (dev == log->dev)
		trace_word(log, "unregister( ");
}

static void on_unregister_end(void *data, int id, struct device *dev)
{
	struct trace_log *log = data;

	if (dev == log->dev)
		trace_word(log, ")unregister ");
}

static void on_device_release(void *data, int id, struct device *dev)
{
	struct trace_log *log = data;

	if (dev == log->dev)
		trace_word(log, "device_release ");
}

static void on_request(void *data, struct dma_chan *chan, bool is_public, int ret)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "request=%d%s ", ret, is_public ? ",public" : "");
}

static void on_client(void *data, struct dma_chan *chan, struct device *client, const char *name)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "client=%s ", name);
}

static void on_submit(void *data, struct dma_chan *chan, dma_cookie_t cookie)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "submit=%d ", cookie);
}

static void on_issue(void *data, struct dma_chan *chan)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "issue ");
}

static void on_callback_entry(void *data, struct dma_chan *chan, u32 gen, void *callback,
			      enum dmaengine_tx_result result)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "callback( ");
}

static void on_callback_exit(void *data, struct dma_chan *chan, u32 gen, void *callback)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, ")callback ");
}

static void on_callback_drop(void *data, struct dma_chan *chan, u32 gen, void *callback)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "drop ");
}

static void on_terminate(void *data, struct dma_chan *chan, u32 gen, dma_cookie_t cookie, int ret)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "terminate=%d,%d ", cookie, ret);
}

static void on_synchronize_begin(void *data, struct dma_chan *chan)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "synchronize( ");
}

static void on_synchronize_end(void *data, struct dma_chan *chan)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, ")synchronize ");
}

static void on_release(void *data, struct dma_chan *chan)
{
	struct trace_log *log = data;

	if (chan->device == log->ddev)
		trace_word(log, "release ");
}

static void unlisten(void *data)
{
	unregister_trace_dmaengine_register(on_register, data);
	unregister_trace_dmaengine_unregister_begin(on_unregister_begin, data);
	unregister_trace_dmaengine_unregister_end(on_unregister_end, data);
	unregister_trace_dmaengine_device_release(on_device_release, data);
	unregister_trace_dmaengine_request(on_request, data);
	unregister_trace_dmaengine_client(on_client, data);
	unregister_trace_dmaengine_submit(on_submit, data);
	unregister_trace_dmaengine_issue(on_issue, data);
	unregister_trace_dmaengine_callback_entry(on_callback_entry, data);
	unregister_trace_dmaengine_callback_exit(on_callback_exit, data);
	unregister_trace_dmaengine_callback_drop(on_callback_drop, data);
	unregister_trace_dmaengine_terminate(on_terminate, data);
	unregister_trace_dmaengine_synchronize_begin(on_synchronize_begin, data);
	unregister_trace_dmaengine_synchronize_end(on_synchronize_end, data);
	unregister_trace_dmaengine_release(on_release, data);
	tracepoint_synchronize_unregister();
}

static void listen(struct trace_log *log)
{
	struct kunit *test = log->test;

	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_register(on_register, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_unregister_begin(on_unregister_begin, log),
			0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_unregister_end(on_unregister_end, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_device_release(on_device_release, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_request(on_request, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_client(on_client, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_submit(on_submit, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_issue(on_issue, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_callback_entry(on_callback_entry, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_callback_exit(on_callback_exit, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_callback_drop(on_callback_drop, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_terminate(on_terminate, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_synchronize_begin(on_synchronize_begin, log),
			0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_synchronize_end(on_synchronize_end, log), 0);
	KUNIT_EXPECT_EQ(test, register_trace_dmaengine_release(on_release, log), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unlisten, log), 0);
}

static struct device *new_device(struct kunit *test, const char *name)
{
	struct device *dev = kunit_device_register(test, name);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	return dev;
}

/* A provider that is not registered yet, and is listened to. */
static struct fake_dma *listened_to(struct kunit *test, struct trace_log **log)
{
	struct fake_config cfg = {
		.dev = new_device(test, "dma"),
		.n_chans = 1,
		.caps = BIT(DMA_SLAVE) | BIT(DMA_MEMCPY) | BIT(DMA_PRIVATE),
		.has_release = true,
		.keep = true,
	};
	struct fake_dma *fake;

	/* The listener goes before the controller: actions run in reverse order. */
	*log = kunit_kzalloc(test, sizeof(**log), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, *log);
	fake = fake_dma_create(test, &cfg);
	(*log)->test = test;
	(*log)->dev = cfg.dev;
	(*log)->ddev = &fake->ddev;
	listen(*log);

	return fake;
}

/* What was traced since the last call. */
static void expect_traced(struct trace_log *log, const char *words)
{
	KUNIT_EXPECT_STREQ(log->test, log->words, words);
	log->words[0] = '\0';
}

static void nothing(void *param)
{
}

/* Test the events of a client that does everything there is. */
static void trace_client(struct kunit *test)
{
	struct device *client = new_device(test, "client");
	struct dmaengine_desc_callback cb;
	struct trace_log *log;
	struct fake_dma *fake = listened_to(test, &log);
	struct dma_chan *chan;

	fake->ddev.filter.map = fake_dma_map(test, client, "tx", &fake->chans[0].chan);
	fake->ddev.filter.mapcnt = 1;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	expect_traced(log, "register ");

	chan = dma_request_chan(client, "tx");
	fake_dma_own(test, chan);
	expect_traced(log, "request=0 client=tx ");

	fake_dma_start(test, chan, nothing, NULL);
	expect_traced(log, "submit=2 issue ");
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(fake, 0));
	expect_traced(log, "callback( )callback ");

	fake_dma_start(test, chan, nothing, NULL);
	KUNIT_EXPECT_TRUE(test, fake_dma_capture(fake, 0, &cb));
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	dmaengine_desc_callback_invoke(&cb, NULL);
	expect_traced(log, "submit=3 issue terminate=3,0 synchronize( )synchronize drop ");

	/* Whatever the client did, a release drops what may be left. */
	fake_dma_release(test, chan);
	expect_traced(log, "release terminate=3,0 synchronize( )synchronize ");
}

/* Test the events of a controller that goes away under its client. */
static void trace_unregister(struct kunit *test)
{
	struct trace_log *log;
	struct fake_dma *fake = listened_to(test, &log);
	struct dma_async_tx_descriptor *tx;
	struct dma_chan *chan;

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	chan = fake_dma_get(test, fake, 0);
	tx = dmaengine_prep_dma_memcpy(chan, 0, 0, 1, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	expect_traced(log, "register request=0 ");

	fake_dma_unregister(fake->log);
	expect_traced(log, "unregister( terminate=1,0 )unregister ");

	KUNIT_EXPECT_EQ(test, dmaengine_submit(tx), -ENODEV);
	expect_traced(log, "submit=-19 ");
	fake_dma_release(test, chan);
	expect_traced(log, "release device_release ");
}

static int refuse_alloc(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	return op == FAKE_ALLOC ? -EBUSY : 0;
}

/* Test that a request which the provider refuses is traced with its error. */
static void trace_refused_request(struct kunit *test)
{
	struct trace_log *log;
	struct fake_dma *fake = listened_to(test, &log);

	fake->hook = refuse_alloc;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	KUNIT_EXPECT_NULL(test, fake_dma_try_get(fake, 0));
	expect_traced(log, "register request=-16 ");
}

static struct kunit_case dmaengine_trace_cases[] = {
	KUNIT_CASE(trace_client),
	KUNIT_CASE(trace_unregister),
	KUNIT_CASE(trace_refused_request),
	{}
};

static struct kunit_suite dmaengine_trace_suite = {
	.name = "dmaengine_trace",
	.test_cases = dmaengine_trace_cases,
};

kunit_test_suite(dmaengine_trace_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine's trace events");
MODULE_LICENSE("GPL");
