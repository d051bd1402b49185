// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: what a channel does when all goes well. Copies, transfers
 * to and from peripherals, cyclic ones, several channels, on a model of the controller that notes
 * what must not be done to it.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/dmaengine.h>
#include <linux/genalloc.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "sdma_fixture.h"

/* More than the hardware has. */
#define CHANNELS	40

static struct dma_chan *slave(struct sdma_fix *f, enum sdma_fix_line line)
{
	struct dma_chan *chan = sdma_fix_slave(f, line);

	sdma_fix_config_chan(f, chan, line, DMA_SLAVE_BUSWIDTH_2_BYTES, 8);
	return chan;
}

static u32 hash(const struct client_buf *buf, u32 val)
{
	size_t i;

	for (i = 0; i < buf->len; i++)
		val = val * 31 + buf->cpu[i];
	return val;
}

/* What came from a peripheral: bytes that count on, whose first is @from. */
static void expect_counted(struct kunit *test, const struct client_buf *buf, u8 from)
{
	size_t i;

	for (i = 0; i < buf->len; i++) {
		if (buf->cpu[i] == (u8)(from + i))
			continue;
		KUNIT_FAIL(test, "byte %zu is %#x", i, buf->cpu[i]);
		return;
	}
}

/* Copy @len bytes, and look at what is behind them, too. */
static void copy_len(struct sdma_fix *f, struct oracle *o, struct client_buf *dst,
		     struct client_buf *src, size_t len)
{
	struct kunit *test = f->test;
	struct oracle_xfer *x;

	memset(dst->cpu, 0xa5, dst->len);
	x = client_submit(o, dmaengine_prep_dma_memcpy(o->chan, dst->dma, src->dma, len,
						       DMA_CTRL_ACK), 1);
	sdma_fix_wait(x, 1);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(dst->cpu, src->cpu, len), 0, "%zu bytes", len);
	KUNIT_EXPECT_EQ_MSG(test, dst->cpu[len], 0xa5, "%zu bytes", len);
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_COMPLETE), 0);
}

static void copies(struct sdma_fix *f)
{
	static const size_t lens[] = {
		1, 4, 63, 4096, 65532, 65534, 65535, 65536, 2 * 65535 - 1, 2 * 65535, 2 * 65535 + 1,
		200000,
	};
	struct client_buf *src = sdma_fix_buf(f, 200004), *dst = sdma_fix_buf(f, 200004);
	struct oracle *o = sdma_fix_oracle(f, sdma_fix_memcpy(f));
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lens); i++)
		copy_len(f, o, dst, src, lens[i]);
	oracle_expect_clean(o);
}

/* SDMA-15. Test that memory is copied, whole buffer descriptors and the bytes around them. */
static void chan_copy(struct kunit *test)
{
	copies(sdma_fix_new(test));
}

/* SDMA-15. Test the same with descriptors in memory that was not cleared, and is little. */
static void chan_copy_iram(struct kunit *test)
{
	const struct sdma_fix_config cfg = { .iram = 8192 };
	struct sdma_fix *f = sdma_fix_create(test, &cfg);
	size_t free;

	KUNIT_ASSERT_TRUE(test, sdma_fix_is_bound(f));
	free = gen_pool_avail(f->iram);
	KUNIT_EXPECT_LT(test, free, 8192);
	copies(f);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(f->iram), free);
	sdma_fix_unbind(f);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(f->iram), 8192);
}

/* Test that what is queued on a channel runs in order, one after the other. */
static void chan_copy_queue(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, sdma_fix_memcpy(f));
	struct client_buf *src = sdma_fix_buf(f, 512), *dst[8];
	struct oracle_xfer *x[8];
	unsigned int i;

	for (i = 0; i < 8; i++) {
		dst[i] = sdma_fix_buf(f, 512);
		x[i] = client_copy(o, dst[i], src);
	}
	sdma_fix_wait(x[7], 1);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, memcmp(dst[i]->cpu, src->cpu, 512), 0);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).starts, 8);
	oracle_expect_clean(o);
}

/*
 * SDMA-12. Test that all channels work at once. Their contexts are loaded one after the other: the
 * model notes it if channel 0 is started while it has a command.
 */
static void chan_copy_all(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct client_buf *src = sdma_fix_buf(f, 1000), *dst[CHANNELS];
	struct oracle_xfer *x[CHANNELS];
	struct dma_chan *chan;
	unsigned int i, n;

	for (n = 0; n < CHANNELS; n++) {
		chan = sdma_fix_try_request(f, NULL);
		if (!chan)
			break;
		dst[n] = sdma_fix_buf(f, 1000);
		x[n] = client_copy(sdma_fix_oracle(f, chan), dst[n], src);
	}
	KUNIT_EXPECT_EQ(test, n, SDMA_MODEL_CHANNELS - 1);
	for (i = 0; i < n; i++) {
		sdma_fix_wait(x[i], 1);
		KUNIT_EXPECT_EQ(test, memcmp(dst[i]->cpu, src->cpu, 1000), 0);
		oracle_expect_clean(x[i]->oracle);
	}
}

/* Test that a peripheral gets what is in memory, piece by piece. */
static void chan_to_device(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, slave(f, SDMA_FIX_TX));
	struct client_buf *buf = sdma_fix_buf(f, 4096);
	struct oracle_xfer *x = client_sg(o, buf, 4, DMA_MEM_TO_DEV);

	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_TX), true);
	sdma_fix_wait(x, 1);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).bds, 4);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).bytes, 4096);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).hash, hash(buf, 0));
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).per, SDMA_FIX_FIFO(SDMA_FIX_TX));
	oracle_expect_clean(o);
}

/* Test that memory gets what is in a peripheral, also with a request from 32 on. */
static void chan_from_device(struct kunit *test)
{
	static const enum sdma_fix_line lines[] = { SDMA_FIX_RX, SDMA_FIX_RX2, SDMA_FIX_TX2 };
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle_xfer *x;
	struct client_buf *buf;
	struct oracle *o;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		o = sdma_fix_oracle(f, slave(f, lines[i]));
		buf = sdma_fix_buf(f, 1200);
		x = client_sg(o, buf, 3, DMA_DEV_TO_MEM);
		sdma_fix_pass(100);
		KUNIT_EXPECT_EQ(test, x->calls, 0);
		sdma_model_request(f->m, sdma_fix_event(lines[i]), true);
		sdma_fix_wait(x, 1);
		expect_counted(test, buf, 0);
		KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).per, SDMA_FIX_FIFO(lines[i]));
		oracle_expect_clean(o);
	}
}

/* Run a cyclic transfer for some rounds. Every period that ended is called back, once. */
static void run_cyclic(struct sdma_fix *f, struct oracle *o, enum sdma_fix_line line,
		       struct client_buf *buf, enum dma_transfer_direction dir)
{
	unsigned int calls = 21, bds = sdma_fix_stats(f, o->chan).bds;
	struct oracle_xfer *x;

	x = client_cyclic(o, buf, buf->len / 4, dir, calls + 3);
	sdma_model_request(f->m, sdma_fix_event(line), true);
	sdma_fix_wait(x, calls);
	sdma_model_request(f->m, sdma_fix_event(line), false);
	/* The period that the script is at. */
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(f->test, x->calls, sdma_fix_stats(f, o->chan).bds - bds);
	KUNIT_EXPECT_LT(f->test, x->calls, calls + 3);
	KUNIT_EXPECT_EQ(f->test, sdma_fix_stats(f, o->chan).starts, 1);
	KUNIT_EXPECT_EQ(f->test, oracle_terminate(o, dmaengine_terminate_sync), 0);
}

/* Test that a stream to a peripheral goes round and round. */
static void chan_cyclic_to_device(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, slave(f, SDMA_FIX_TX));
	struct client_buf *buf = sdma_fix_buf(f, 256);
	struct client_buf part = { .cpu = buf->cpu };
	unsigned int left;
	u32 sum = 0;

	run_cyclic(f, o, SDMA_FIX_TX, buf, DMA_MEM_TO_DEV);
	for (left = sdma_fix_stats(f, o->chan).bytes; left; left -= part.len) {
		part.len = min_t(size_t, left, buf->len);
		sum = hash(&part, sum);
	}
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).hash, sum);
	oracle_expect_clean(o);
}

/* Test that a stream from a peripheral goes round and round. */
static void chan_cyclic_from_device(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, slave(f, SDMA_FIX_RX));
	struct client_buf *buf = sdma_fix_buf(f, 256), part;
	unsigned int periods, i;

	run_cyclic(f, o, SDMA_FIX_RX, buf, DMA_DEV_TO_MEM);
	periods = sdma_fix_stats(f, o->chan).bds;
	KUNIT_ASSERT_GE(test, periods, 4);
	for (i = periods - 4; i < periods; i++) {
		part.cpu = buf->cpu + i % 4 * 64;
		part.len = 64;
		expect_counted(test, &part, i * 64);
	}
	oracle_expect_clean(o);
}

/* Test that no period is lost whose interrupt is late, and came with those of others. */
static void chan_cyclic_late(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, slave(f, SDMA_FIX_RX));
	struct client_buf *buf = sdma_fix_buf(f, 256);
	struct oracle_xfer *x;
	unsigned int round;

	sdma_model_set_bd_ns(f->m, 10 * NSEC_PER_USEC);
	x = client_cyclic(o, buf, 64, DMA_DEV_TO_MEM, 30);
	sdma_fix_pass(20);
	for (round = 1; round <= 10; round++) {
		sdma_model_hold_irq(f->m, true);
		sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), true);
		/* Into the third one, which comes to its end. */
		sdma_fix_pass(25);
		sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), false);
		sdma_fix_pass(20);
		KUNIT_EXPECT_EQ(test, x->calls, 3 * (round - 1));
		sdma_model_hold_irq(f->m, false);
		sdma_fix_pass(20);
		KUNIT_EXPECT_EQ(test, x->calls, 3 * round);
	}
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).starts, 1);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

/* Test that a stream which had no buffer left is started again, and that this is counted. */
static void chan_cyclic_dry(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, slave(f, SDMA_FIX_RX));
	struct client_buf *buf = sdma_fix_buf(f, 256);
	struct sdma_fix_shown shown;
	struct oracle_xfer *x;
	unsigned int round;

	x = client_cyclic(o, buf, 64, DMA_DEV_TO_MEM, 1000);
	sdma_fix_pass(20);
	for (round = 1; round <= 10; round++) {
		sdma_model_hold_irq(f->m, true);
		sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), true);
		sdma_fix_pass(200);
		KUNIT_EXPECT_EQ(test, x->calls, 4 * (round - 1));
		KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).starts, round);
		sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), false);
		sdma_model_hold_irq(f->m, false);
		sdma_fix_pass(20);
		KUNIT_EXPECT_EQ(test, x->calls, 4 * round);
		KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, o->chan).starts, round + 1);
	}
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_IN_PROGRESS), 0);
	sdma_fix_debugfs_chan(f, o->chan, &shown);
	KUNIT_EXPECT_STREQ(test, shown.state, "running");
	KUNIT_EXPECT_EQ(test, shown.type, IMX_DMATYPE_SSI);
	KUNIT_EXPECT_EQ(test, shown.event, sdma_fix_event(SDMA_FIX_RX));
	KUNIT_EXPECT_EQ(test, shown.failures, 0);
	KUNIT_EXPECT_EQ(test, shown.restarts, 10);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

/* Test that a stream is started again whose script ends just after its buffers were given back. */
static void chan_cyclic_dry_late(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, slave(f, SDMA_FIX_RX));
	struct client_buf *buf = sdma_fix_buf(f, 256);
	struct oracle_xfer *x;

	x = client_cyclic(o, buf, 64, DMA_DEV_TO_MEM, 1000);
	sdma_fix_pass(20);
	sdma_model_hold_irq(f->m, true);
	sdma_model_end_late(f->m, sdma_fix_number(o->chan), 60 * NSEC_PER_USEC);
	sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), true);
	sdma_fix_pass(50);
	sdma_model_hold_irq(f->m, false);
	sdma_fix_pass(1000);
	KUNIT_EXPECT_GE(test, x->calls, 100);
	KUNIT_EXPECT_GE(test, sdma_fix_stats(f, o->chan).starts, 2);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

/* Test that the channel with the higher priority goes first. */
static void chan_priorities(struct kunit *test)
{
	static const enum sdma_fix_line lines[] = { SDMA_FIX_RX2, SDMA_FIX_TX, SDMA_FIX_RX };
	struct sdma_fix *f = sdma_fix_new(test);
	struct sdma_model_stats stats;
	struct oracle_xfer *x[3];
	unsigned int i;

	sdma_model_set_bd_ns(f->m, 100 * NSEC_PER_USEC);
	for (i = 0; i < 3; i++) {
		x[i] = client_sg(sdma_fix_oracle(f, slave(f, lines[i])), sdma_fix_buf(f, 256), 4,
				 lines[i] == SDMA_FIX_TX ? DMA_MEM_TO_DEV : DMA_DEV_TO_MEM);
		sdma_model_request(f->m, sdma_fix_event(lines[i]), true);
	}
	/* The first buffer descriptor of the first one, and four of the last one. */
	sdma_fix_pass(550);
	for (i = 0; i < 3; i++) {
		stats = sdma_fix_stats(f, x[i]->oracle->chan);
		KUNIT_EXPECT_EQ(test, stats.bds, i == 0 ? 1 : i == 1 ? 0 : 4);
		KUNIT_EXPECT_EQ(test, x[i]->calls, i == 2);
	}
	sdma_fix_pass(400);
	KUNIT_EXPECT_EQ(test, x[0]->calls, 0);
	KUNIT_EXPECT_EQ(test, x[1]->calls, 1);
	sdma_fix_wait(x[0], 1);
	for (i = 0; i < 3; i++)
		oracle_expect_clean(x[i]->oracle);
}

static struct kunit_case chan_cases[] = {
	KUNIT_CASE(chan_copy),
	KUNIT_CASE(chan_copy_iram),
	KUNIT_CASE(chan_copy_queue),
	KUNIT_CASE(chan_copy_all),
	KUNIT_CASE(chan_to_device),
	KUNIT_CASE(chan_from_device),
	KUNIT_CASE(chan_cyclic_to_device),
	KUNIT_CASE(chan_cyclic_from_device),
	KUNIT_CASE(chan_cyclic_late),
	KUNIT_CASE(chan_cyclic_dry),
	KUNIT_CASE(chan_cyclic_dry_late),
	KUNIT_CASE(chan_priorities),
	{}
};

static struct kunit_suite chan_suite = {
	.name = "imx_sdma_chan",
	.test_cases = chan_cases,
};

kunit_test_suite(chan_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: channels");
MODULE_LICENSE("GPL");
