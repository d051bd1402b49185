// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the sample client: what the documentation shows works, on the
 * simulated controller.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

#include "dma-sample.h"
#include "dma_sample_fixture.h"
#include "dma_sim_fixture.h"

#define LEN		3000
#define PERIOD		SAMPLE_STREAM_PERIOD
#define PERIODS		SAMPLE_STREAM_PERIODS

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
	struct dma_sample_stream *st = sample_stream_new(test, sim_get(test, sim, 0));
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
	st = sample_stream_new(test, sim_get(test, sim, 0));
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
	{}
};

static struct kunit_suite dma_sample_suite = {
	.name = "dma_sample",
	.test_cases = dma_sample_cases,
};

kunit_test_suite(dma_sample_suite);

MODULE_DESCRIPTION("KUnit suites of the DMA engine samples");
MODULE_LICENSE("GPL");
