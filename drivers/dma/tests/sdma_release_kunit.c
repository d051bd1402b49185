// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: what one client leaves behind is not for the next one, and
 * what channels share is not disturbed by any of them.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/dmaengine.h>
#include <linux/module.h>
#include <linux/string.h>

#include "sdma_fixture.h"

static struct dma_chan *slave(struct sdma_fix *f, enum sdma_fix_line line)
{
	struct dma_chan *chan = sdma_fix_slave(f, line);

	sdma_fix_config_chan(f, chan, line, DMA_SLAVE_BUSWIDTH_2_BYTES, 8);
	return chan;
}

static u32 connected(struct sdma_fix *f, enum sdma_fix_line line)
{
	return sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(sdma_fix_event(line)));
}

static u32 priority(struct sdma_fix *f, unsigned int number)
{
	return sdma_model_peek(f->m, SDMA_MODEL_CHNPRI(number));
}

static void copy(struct sdma_fix *f, struct dma_chan *chan)
{
	struct client_buf *src = sdma_fix_buf(f, 256), *dst = sdma_fix_buf(f, 256);
	struct oracle *o = sdma_fix_oracle(f, chan);
	struct oracle_xfer *x = client_copy(o, dst, src);

	sdma_fix_wait(x, 1);
	KUNIT_EXPECT_EQ(f->test, client_residue(x, DMA_COMPLETE), 0);
	KUNIT_EXPECT_EQ(f->test, memcmp(dst->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
}

/* SDMA-06. Test that what a client has prepared, submitted or issued is not run for the next. */
static void release_drops_descriptors(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct client_buf *buf = sdma_fix_buf(f, 256);
	struct dma_chan *chan = slave(f, SDMA_FIX_RX);
	struct oracle *o = sdma_fix_oracle(f, chan);
	struct oracle_xfer *x[3];
	unsigned int i;

	/* The peripheral never requests: the first one runs, and does nothing. */
	x[0] = client_sg(o, buf, 2, DMA_DEV_TO_MEM);
	for (i = 1; i < 3; i++) {
		x[i] = oracle_attach(o, client_prep_sg(chan, buf, 2, DMA_DEV_TO_MEM));
		KUNIT_ASSERT_NOT_NULL(test, x[i]);
	}
	oracle_submit(x[1]);
	sdma_fix_pass(20);
	sdma_fix_release(f, chan);

	KUNIT_ASSERT_PTR_EQ(test, sdma_fix_memcpy(f), chan);
	sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), true);
	copy(f, chan);
	copy(f, chan);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, x[i]->calls, 0);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, chan).starts, 3);
}

/* SDMA-14. Test that a channel has its client's priority, and none without a client. */
static void release_resets_priority(struct kunit *test)
{
	static const struct { enum sdma_fix_line line; u32 priority; } lines[] = {
		{ SDMA_FIX_RX, 3 }, { SDMA_FIX_TX, 2 }, { SDMA_FIX_RX2, 1 },
	};
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		chan = slave(f, lines[i].line);
		n = sdma_fix_number(chan);
		KUNIT_EXPECT_EQ(test, priority(f, n), 0);
		client_sg(sdma_fix_oracle(f, chan), sdma_fix_buf(f, 64), 1, DMA_DEV_TO_MEM);
		sdma_fix_pass(20);
		KUNIT_EXPECT_EQ(test, priority(f, n), lines[i].priority);
		sdma_fix_release(f, chan);
		KUNIT_EXPECT_EQ(test, priority(f, n), 0);
	}
}

/* SDMA-13. Test that a channel forgets peripheral, configuration and events of its client. */
static void release_forgets(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = slave(f, SDMA_FIX_TX);
	struct client_buf *buf = sdma_fix_buf(f, 256);
	struct sdma_fix_shown shown;

	KUNIT_EXPECT_EQ(test, connected(f, SDMA_FIX_TX), BIT(sdma_fix_number(chan)));
	sdma_fix_release(f, chan);
	KUNIT_EXPECT_EQ(test, connected(f, SDMA_FIX_TX), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_clocked(f->m), 0);

	/* Somebody else's, for copies: needs no request, and has no peripheral. */
	KUNIT_ASSERT_PTR_EQ(test, sdma_fix_memcpy(f), chan);
	copy(f, chan);
	KUNIT_EXPECT_EQ(test, sdma_fix_stats(f, chan).per, 0);
	KUNIT_EXPECT_EQ(test, connected(f, SDMA_FIX_TX), 0);
	KUNIT_EXPECT_EQ(test, priority(f, sdma_fix_number(chan)), 1);
	sdma_fix_debugfs_chan(f, chan, &shown);
	KUNIT_EXPECT_EQ(test, shown.type, -1);
	KUNIT_EXPECT_EQ(test, shown.event, 0);
	sdma_fix_release(f, chan);

	/* A peripheral that is not configured: nothing of the last one is left. */
	KUNIT_ASSERT_PTR_EQ(test, sdma_fix_slave(f, SDMA_FIX_RX), chan);
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, buf, 1, DMA_DEV_TO_MEM));
}

/* SDMA-12. Test that what a channel sets in a register is left alone by all others. */
static void shared_registers(struct kunit *test)
{
	struct imx_dma_data data = { .dma_request = 9, .peripheral_type = IMX_DMATYPE_SSI };
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan[6];
	u32 mask = 0, host = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(chan); i++) {
		chan[i] = sdma_fix_request(f, i % 2 ? &data : NULL);
		if (i % 2) {
			mask |= BIT(sdma_fix_number(chan[i]));
			sdma_fix_config_chan(f, chan[i], SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_2_BYTES,
					     4);
			client_sg(sdma_fix_oracle(f, chan[i]), sdma_fix_buf(f, 64), 1,
				  DMA_DEV_TO_MEM);
		} else {
			host |= BIT(sdma_fix_number(chan[i]));
			copy(f, chan[i]);
		}
	}
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(9)), mask);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_EVTOVR) & (mask | host), host);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_HOSTOVR) & (mask | host), 0);
	sdma_fix_release(f, chan[1]);
	mask &= ~BIT(sdma_fix_number(chan[1]));
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(9)), mask);
}

/* Test that a DMA request which does not exist is an error when it is configured. */
static void no_such_request(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = sdma_fix_slave(f, SDMA_FIX_BAD);
	struct dma_slave_config cfg = {
		.src_addr = SDMA_FIX_FIFO(SDMA_FIX_BAD),
		.src_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES,
		.src_maxburst = 1,
	};
	unsigned int before = sdma_model_accesses(f->m);

	KUNIT_EXPECT_EQ(test, dmaengine_slave_config(chan, &cfg), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(f->m), before);
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, sdma_fix_buf(f, 64), 1, DMA_DEV_TO_MEM));
}

static struct kunit_case release_cases[] = {
	KUNIT_CASE(release_drops_descriptors),
	KUNIT_CASE(release_resets_priority),
	KUNIT_CASE(release_forgets),
	KUNIT_CASE(shared_registers),
	KUNIT_CASE(no_such_request),
	{}
};

static struct kunit_suite release_suite = {
	.name = "imx_sdma_release",
	.test_cases = release_cases,
};

kunit_test_suite(release_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: release");
MODULE_LICENSE("GPL");
