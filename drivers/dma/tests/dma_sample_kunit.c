// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of samples/dmaengine/: what the documentation shows works, on the
 * simulated controller and on the sample provider.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

#include "dma-sample.h"
#include "dma_sim_fixture.h"

#define LEN		3000
#define PERIOD		512
#define PERIODS		4
#define WAIT_US		1000
#define TIMEOUT_US	(10 * USEC_PER_SEC)

/* A controller that works by itself, as those of configfs do. */
static struct dma_sim *new_sim(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;

	cfg.clock = DMA_SIM_CLOCK_FREE;

	return sim_new(test, &cfg);
}

typedef int (*copy_fn)(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len);

static int copy_thrice(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len)
{
	return dma_sample_copy_again(chan, dst, src, len, 3);
}

struct copy_param {
	const char *name;
	copy_fn copy;
	unsigned int transfers;
};

static const struct copy_param copy_params[] = {
	{ "callback", dma_sample_copy, 1 },
	{ "poll", dma_sample_poll, 1 },
	{ "two", dma_sample_copy_two, 2 },
	{ "again", copy_thrice, 3 },
};

/* All but the one that spins: five seconds of that take minutes where time is simulated. */
static const struct copy_param waiting_params[] = {
	{ "callback", dma_sample_copy },
	{ "two", dma_sample_copy_two },
	{ "again", copy_thrice },
};

static void copy_desc(const struct copy_param *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(copy, copy_params, copy_desc);
KUNIT_ARRAY_PARAM(waiting, waiting_params, copy_desc);

/* Test that each way to copy copies, and leaves no descriptor. */
static void sample_copies(struct kunit *test)
{
	const struct copy_param *param = test->param_value;
	struct dma_sim *sim = new_sim(test);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *src = sim_buf(test, sim, LEN), *dst = sim_buf(test, sim, LEN);

	client_buf_fill(src, 1);
	KUNIT_EXPECT_EQ(test, param->copy(chan, dst->dma, src->dma, LEN), 0);
	KUNIT_EXPECT_MEMEQ(test, dst->cpu, src->cpu, LEN);
	KUNIT_EXPECT_EQ(test, dma_sim_record_count(sim, 0, DMA_SIM_OP_START), param->transfers);
	dma_sim_settle(sim, 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

/* Test that each way to copy reports that the controller could not do it. */
static void sample_copy_fails(struct kunit *test)
{
	const struct copy_param *param = test->param_value;
	struct dma_sim *sim = new_sim(test);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *src = sim_buf(test, sim, LEN), *dst = sim_buf(test, sim, LEN);

	dma_sim_set_error_every(sim, 1);
	KUNIT_EXPECT_EQ(test, param->copy(chan, dst->dma, src->dma, LEN), -EIO);
	dma_sim_settle(sim, 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

/* Test that nothing is used any more of a copy that was given up, nor is it lost. */
static void sample_copy_times_out(struct kunit *test)
{
	const struct copy_param *param = test->param_value;
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *src = sim_buf(test, sim, LEN), *dst = sim_buf(test, sim, LEN);

	/* The stepped clock stands still. */
	client_buf_fill(src, 1);
	memset(dst->cpu, 0, LEN);
	KUNIT_EXPECT_EQ(test, param->copy(chan, dst->dma, src->dma, LEN), -ETIMEDOUT);
	/* A callback would write to a stack that is gone. */
	dma_sim_run(sim, 0);
	dma_sim_settle(sim, 0);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(dst->cpu, 0, LEN), NULL);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

/* Test that each way to copy says so if there is no descriptor, or no controller any more. */
static void sample_copy_refused(struct kunit *test)
{
	const struct copy_param *param = test->param_value;
	struct dma_sim *sim = new_sim(test);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *src = sim_buf(test, sim, LEN), *dst = sim_buf(test, sim, LEN);

	dma_sim_set_prep_fail(sim, true);
	KUNIT_EXPECT_EQ(test, param->copy(chan, dst->dma, src->dma, LEN), -EAGAIN);
	dma_sim_set_prep_fail(sim, false);

	dma_sim_unregister(sim);
	KUNIT_EXPECT_EQ(test, param->copy(chan, dst->dma, src->dma, LEN), -EAGAIN);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

/* What the device has got must be the buffer. */
static void expect_sent(struct kunit *test, struct dma_sim *sim, const struct client_buf *buf)
{
	u8 *sent = kunit_kzalloc(test, buf->len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, sent);
	KUNIT_EXPECT_EQ(test, dma_sim_fifo_read(sim, 0, sent, buf->len), buf->len);
	KUNIT_EXPECT_MEMEQ(test, sent, buf->cpu, buf->len);
}

/* Test that a buffer is sent with the configuration that came with it, or not at all. */
static void sample_sends(struct kunit *test)
{
	struct dma_slave_config config = { .dst_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES };
	struct dma_sim *sim = new_sim(test);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *buf = sim_buf(test, sim, LEN);

	client_buf_fill(buf, 1);
	KUNIT_EXPECT_EQ(test, dma_sample_send(chan, buf->dma, LEN, &config), 0);
	expect_sent(test, sim, buf);

	config.dst_addr_width = DMA_SLAVE_BUSWIDTH_3_BYTES;
	KUNIT_EXPECT_EQ(test, dma_sample_send(chan, buf->dma, LEN, &config), -EAGAIN);
}

/* Test that a table of two buffers is sent as one, and is unmapped again. */
static void sample_sends_table(struct kunit *test)
{
	struct dma_sim *sim = new_sim(test);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *buf = sim_buf(test, sim, LEN);
	struct scatterlist sg[2];
	struct sg_table sgt = { .sgl = sg, .nents = 2, .orig_nents = 2 };

	client_buf_fill(buf, 1);
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], buf->cpu, 1000);
	sg_set_buf(&sg[1], buf->cpu + 1000, LEN - 1000);
	KUNIT_EXPECT_EQ(test, dma_sample_send_table(chan, &sgt), 0);
	expect_sent(test, sim, buf);

	dma_sim_set_prep_fail(sim, true);
	KUNIT_EXPECT_EQ(test, dma_sample_send_table(chan, &sgt), -EAGAIN);
}

static void header_desc(const unsigned int *modes, char *desc)
{
	strscpy(desc, *modes == DESC_METADATA_CLIENT ? "client" : "engine", KUNIT_PARAM_DESC_SIZE);
}

static const unsigned int header_modes[] = { DESC_METADATA_CLIENT, DESC_METADATA_ENGINE };

KUNIT_ARRAY_PARAM(header, header_modes, header_desc);

/* Test that metadata goes along, in either mode, and that too much of it is refused. */
static void sample_sends_header(struct kunit *test)
{
	const unsigned int *modes = test->param_value;
	struct dma_sim_config cfg = dma_sim_default_config;
	u8 header[DMA_SIM_METADATA_MAX + 1] = "header", got[6] = {};
	struct dma_chan *chan;
	struct dma_sim *sim;
	struct client_buf *buf;

	cfg.clock = DMA_SIM_CLOCK_FREE;
	cfg.metadata_modes = *modes;
	sim = sim_new(test, &cfg);
	chan = sim_get(test, sim, 0);
	buf = sim_buf(test, sim, LEN);
	client_buf_fill(buf, 1);

	KUNIT_EXPECT_EQ(test, dma_sample_send_header(chan, buf->dma, LEN, header, 6), 0);
	expect_sent(test, sim, buf);
	KUNIT_EXPECT_EQ(test, dma_sim_metadata_read(sim, 0, got, sizeof(got)), sizeof(got));
	KUNIT_EXPECT_MEMEQ(test, got, header, sizeof(got));

	KUNIT_EXPECT_LT(test,
			dma_sample_send_header(chan, buf->dma, LEN, header, sizeof(header)), 0);
	dma_sim_settle(sim, 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

static void close_stream(void *stream)
{
	dma_sample_stream_close(stream);
}

static struct dma_sample_stream *open_stream(struct kunit *test, struct dma_chan *chan)
{
	struct dma_sample_stream *st = kunit_kzalloc(test, sizeof(*st), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, st);
	KUNIT_ASSERT_EQ(test, dma_sample_stream_open(st, chan, PERIOD, PERIODS), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, close_stream, st), 0);

	return st;
}

/* A period: the data, then the interrupt, then the callback. */
static void sim_period(struct dma_sim *sim)
{
	dma_sim_step(sim, 0);
	dma_sim_irq(sim, 0);
	dma_sim_settle(sim, 0);
}

/* Test that a stream runs, tells where it is, and can be stopped and started. */
static void sample_streams(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_sample_stream *st = open_stream(test, sim_get(test, sim, 0));
	unsigned int i;

	KUNIT_EXPECT_EQ(test, dma_sample_stream_position(st), 0);
	KUNIT_ASSERT_EQ(test, dma_sample_stream_start(st), 0);
	for (i = 1; i <= PERIODS + 1; i++) {
		sim_period(sim);
		KUNIT_EXPECT_EQ(test, st->periods, i);
		KUNIT_EXPECT_EQ(test, dma_sample_stream_position(st), i % PERIODS * PERIOD);
	}
	for (i = 0; i < PERIOD; i++)
		KUNIT_ASSERT_EQ(test, ((u8 *)st->ring)[i],
				dma_sim_fifo_pattern(PERIODS * PERIOD + i));

	dma_sample_stream_stop(st);
	sim_period(sim);
	KUNIT_EXPECT_EQ(test, st->periods, PERIODS + 1);

	KUNIT_EXPECT_EQ(test, dma_sample_stream_start(st), 0);
	sim_period(sim);
	KUNIT_EXPECT_EQ(test, st->periods, PERIODS + 2);
}

/* Test that a stream that is terminated and started in its callback goes on, on slow hardware. */
static void sample_stream_restarts(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_sample_stream *st;
	struct dma_sim *sim;

	cfg.stop_us = 1;
	sim = sim_new(test, &cfg);
	st = open_stream(test, sim_get(test, sim, 0));
	st->overrun_at = 2;

	KUNIT_ASSERT_EQ(test, dma_sample_stream_start(st), 0);
	sim_period(sim);
	sim_period(sim);
	KUNIT_EXPECT_EQ(test, st->restarts, 1);

	/* Nothing starts before the hardware has stopped, and nobody waits for that. */
	sim_period(sim);
	KUNIT_EXPECT_EQ(test, st->periods, 2);
	KUNIT_EXPECT_TRUE(test, dma_sim_stop_done(sim, 0));
	sim_period(sim);
	KUNIT_EXPECT_EQ(test, st->periods, 3);

	dma_sample_stream_stop(st);
	KUNIT_EXPECT_TRUE(test, dma_sim_stop_done(sim, 0));
}

/* Test that a channel that cannot be stopped is not taken for a stream. */
static void sample_stream_needs_terminate(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_sample_stream st = {};
	struct dma_sim *sim;

	cfg.has_terminate = false;
	sim = sim_new(test, &cfg);
	KUNIT_EXPECT_EQ(test, dma_sample_stream_open(&st, sim_get(test, sim, 0), PERIOD, PERIODS),
			-EOPNOTSUPP);
}

/* Test that a channel for memory only is not taken for a stream. */
static void sample_stream_needs_slave(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_sample_stream st = {};
	struct dma_sim *sim;

	cfg.caps = DMA_SIM_CAPS_MEMORY;
	sim = sim_new(test, &cfg);
	KUNIT_EXPECT_EQ(test, dma_sample_stream_open(&st, sim_get(test, sim, 0), PERIOD, PERIODS),
			-ENXIO);
}

/* The sample provider, and the sample client's driver on it. */

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

/* A channel of the sample provider, which is the only controller in these cases. */
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
	st = open_stream(test, chan);
	st->overrun_at = 3;
	KUNIT_ASSERT_EQ(test, dma_sample_stream_start(st), 0);
	KUNIT_EXPECT_EQ(test, wait_periods(st, 2 * PERIODS), 0);
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
	st = open_stream(test, chan);
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

	provider = new_device(test, "dma-sample-provider");
	dma_cap_zero(mask);
	dma_cap_set(DMA_CYCLIC, mask);
	/* Without a device, so that no link unbinds us first. */
	chan = dma_request_chan_by_mask(&mask);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, release_action, chan), 0);
	st = open_stream(test, chan);
	KUNIT_ASSERT_EQ(test, dma_sample_stream_start(st), 0);

	kunit_release_action(test, unregister_action, provider);
	KUNIT_EXPECT_EQ(test, dma_sample_stream_position(st), 0);
	KUNIT_EXPECT_EQ(test, dma_sample_stream_start(st), -EAGAIN);
}

static struct kunit_case dma_sample_cases[] = {
	KUNIT_CASE_PARAM(sample_copies, copy_gen_params),
	KUNIT_CASE_PARAM(sample_copy_fails, copy_gen_params),
	KUNIT_CASE_PARAM(sample_copy_times_out, waiting_gen_params),
	KUNIT_CASE_PARAM(sample_copy_refused, copy_gen_params),
	KUNIT_CASE(sample_sends),
	KUNIT_CASE(sample_sends_table),
	KUNIT_CASE_PARAM(sample_sends_header, header_gen_params),
	KUNIT_CASE(sample_streams),
	KUNIT_CASE(sample_stream_restarts),
	KUNIT_CASE(sample_stream_needs_terminate),
	KUNIT_CASE(sample_stream_needs_slave),
	KUNIT_CASE(sample_provider_copies),
	KUNIT_CASE(sample_provider_fails),
	KUNIT_CASE(sample_provider_streams),
	KUNIT_CASE(sample_provider_pauses),
	KUNIT_CASE(sample_driver_works),
	KUNIT_CASE(sample_driver_unbound),
	KUNIT_CASE(sample_provider_unbound),
	{}
};

static struct kunit_suite dma_sample_suite = {
	.name = "dma_sample",
	.test_cases = dma_sample_cases,
};

kunit_test_suite(dma_sample_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine samples");
MODULE_LICENSE("GPL");
