// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's driver: what a channel does when all goes well.
 * Copies, transfers to and from peripherals, cyclic ones, on a model of the
 * controller that notes what must not be done to its registers.
 */
#include <kunit/test.h>
#include <linux/dmaengine.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

#include "pl08x_fixture.h"

struct copy_kind {
	const char *name;
	enum pl08x_model_type type;
	enum pl08x_bus_width width;
	enum pl08x_burst_size burst;
};

static const struct copy_kind copy_kinds[] = {
	{ "pl080 bytes", PL08X_MODEL_PL080, PL08X_BUS_WIDTH_8_BITS, PL08X_BURST_SZ_1 },
	{ "pl080 halfwords", PL08X_MODEL_PL080, PL08X_BUS_WIDTH_16_BITS, PL08X_BURST_SZ_16 },
	{ "pl080 words", PL08X_MODEL_PL080, PL08X_BUS_WIDTH_32_BITS, PL08X_BURST_SZ_256 },
	{ "pl081 words", PL08X_MODEL_PL081, PL08X_BUS_WIDTH_32_BITS, PL08X_BURST_SZ_4 },
	{ "pl080s bytes", PL08X_MODEL_PL080S, PL08X_BUS_WIDTH_8_BITS, PL08X_BURST_SZ_4 },
	{ "pl080s words", PL08X_MODEL_PL080S, PL08X_BUS_WIDTH_32_BITS, PL08X_BURST_SZ_4 },
	{ "nomadik words", PL08X_MODEL_NOMADIK, PL08X_BUS_WIDTH_32_BITS, PL08X_BURST_SZ_4 },
	{ "ftdmac020 words", PL08X_MODEL_FTDMAC020, PL08X_BUS_WIDTH_32_BITS, PL08X_BURST_SZ_4 },
};

static void copy_kind_desc(const struct copy_kind *kind, char *desc)
{
	strscpy(desc, kind->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(copy_kind, copy_kinds, copy_kind_desc);

static struct pl08x_fix *new_fix(struct kunit *test, const struct copy_kind *kind)
{
	const struct pl08x_fix_config cfg = {
		.type = kind->type, .memcpy_width = kind->width, .memcpy_burst = kind->burst,
	};

	return pl08x_fix_new(test, &cfg);
}

static void expect_equal(struct kunit *test, struct client_buf *a, struct client_buf *b)
{
	KUNIT_EXPECT_EQ(test, memcmp(a->cpu, b->cpu, min(a->len, b->len)), 0);
}

/* Test that memory is copied on each controller, in more items than one, and called back. */
static void chan_copy(struct kunit *test)
{
	struct pl08x_fix *f = new_fix(test, test->param_value);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 20000), *dst = pl08x_fix_buf(f, 20000);
	struct oracle_xfer *x = client_copy(o, dst, src);

	client_residue(x, DMA_IN_PROGRESS);
	pl08x_model_run(f->m);
	expect_equal(test, dst, src);
	KUNIT_EXPECT_EQ(test, client_residue(x, DMA_COMPLETE), 0);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ(test, pl08x_model_enabled(f->m), 0);
	oracle_expect_clean(o);
}

/* Test that any length from any address to any other is copied, and not one byte more. */
static void chan_copy_odd(struct kunit *test)
{
	static const size_t lens[] = { 1, 2, 3, 4, 5, 7, 63, 64, 65, 4095, 4097 };
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_memcpy(f);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 8192), *dst = pl08x_fix_buf(f, 8192);
	unsigned int i, from, to;

	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		for (from = 0; from < 4; from++) {
			to = (from * 3 + i) % 4;
			memset(dst->cpu, 0xa5, dst->len);
			client_submit(o, dmaengine_prep_dma_memcpy(chan, dst->dma + 8 + to,
								   src->dma + from, lens[i],
								   DMA_CTRL_ACK), 1);
			pl08x_model_run(f->m);
			KUNIT_EXPECT_EQ_MSG(test, memcmp(dst->cpu + 8 + to, src->cpu + from,
							 lens[i]), 0, "%zu from %u to %u",
					    lens[i], from, to);
			KUNIT_EXPECT_EQ(test, dst->cpu[8 + to - 1], 0xa5);
			KUNIT_EXPECT_EQ(test, dst->cpu[8 + to + lens[i]], 0xa5);
		}
	}
	oracle_expect_clean(o);
}

/* Test that what is queued on a channel runs in order, one after the other. */
static void chan_copy_queue(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 512), *dst[8];
	unsigned int i;

	for (i = 0; i < 8; i++) {
		dst[i] = pl08x_fix_buf(f, 512);
		client_copy(o, dst[i], src);
		KUNIT_EXPECT_EQ(test, hweight32(pl08x_model_enabled(f->m)), 1);
	}
	pl08x_model_run(f->m);
	for (i = 0; i < 8; i++)
		expect_equal(test, dst[i], src);
	oracle_expect_clean(o);
}

/* Test that all channels work at once, those that find no physical one included. */
static void chan_copy_all(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct client_buf *src = pl08x_fix_buf(f, 1000), *dst[32];
	struct oracle *o[32];
	struct dma_chan *chan;
	unsigned int n, i;

	for (n = 0; n < ARRAY_SIZE(o); n++) {
		chan = pl08x_fix_try_memcpy(f);
		if (!chan)
			break;
		o[n] = pl08x_fix_oracle(f, chan);
		dst[n] = pl08x_fix_buf(f, 1000);
		client_copy(o[n], dst[n], src);
		client_copy(o[n], dst[n], src);
	}
	KUNIT_EXPECT_GE(test, n, pl08x_model_channels(f->m));
	KUNIT_EXPECT_EQ(test, hweight32(pl08x_model_enabled(f->m)), pl08x_model_channels(f->m));
	pl08x_model_run(f->m);
	for (i = 0; i < n; i++) {
		expect_equal(test, dst[i], src);
		oracle_expect_clean(o[i]);
	}
}

static const unsigned int periph_widths[] = { 1, 2, 4 };

static void periph_width_desc(const unsigned int *width, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u bytes", *width);
}

KUNIT_ARRAY_PARAM(periph_width, periph_widths, periph_width_desc);

/* Test that a peripheral is read by its width only, into several pieces of memory. */
static void chan_sg_to_mem(struct kunit *test)
{
	const unsigned int *width = test->param_value;
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 2);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 1024), *dst = pl08x_fix_buf(f, 1024);
	struct pl08x_periph *p;

	p = pl08x_fix_periph(f, 2, true, data);
	p->cfg.width = *width;
	pl08x_fix_config_chan(f, chan, 2, *width, 4);
	client_sg(o, dst, 4, DMA_DEV_TO_MEM);
	pl08x_model_run(f->m);
	expect_equal(test, dst, data);
	KUNIT_EXPECT_EQ(test, p->widths[*width], 1024 / *width);
	KUNIT_EXPECT_GT(test, p->clears[PL08X_REQ_BURST], 0);
	oracle_expect_clean(o);
}

/* Test the same in the other direction. */
static void chan_sg_to_dev(struct kunit *test)
{
	const unsigned int *width = test->param_value;
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 3);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 1024), *sink = pl08x_fix_buf(f, 1024);
	struct pl08x_periph *p;

	p = pl08x_fix_periph(f, 3, false, sink);
	p->cfg.width = *width;
	pl08x_fix_config_chan(f, chan, 3, *width, 4);
	client_sg(o, src, 4, DMA_MEM_TO_DEV);
	pl08x_model_run(f->m);
	expect_equal(test, sink, src);
	KUNIT_EXPECT_EQ(test, p->got, 1024);
	KUNIT_EXPECT_EQ(test, p->widths[*width], 1024 / *width);
	oracle_expect_clean(o);
}

/*
 * Test that a short piece of memory does not change how the peripheral is accessed
 * for the pieces that follow (PL-09).
 */
static void chan_sg_short_piece(struct kunit *test)
{
	static const unsigned int lens[] = { 2, 64, 6, 128 };
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 1024), *sink = pl08x_fix_buf(f, 1024);
	struct scatterlist sg[4];
	struct pl08x_periph *p;
	unsigned int i, at = 0;

	p = pl08x_fix_periph(f, 0, false, sink);
	p->cfg.width = 2;
	pl08x_fix_config_chan(f, chan, 0, 2, 4);
	sg_init_table(sg, 4);
	for (i = 0; i < 4; i++) {
		sg_dma_address(&sg[i]) = src->dma + 256 * i;
		sg_dma_len(&sg[i]) = lens[i];
	}
	client_submit(o, dmaengine_prep_slave_sg(chan, sg, 4, DMA_MEM_TO_DEV, DMA_CTRL_ACK), 1);
	pl08x_model_run(f->m);
	for (i = 0; i < 4; at += lens[i++])
		KUNIT_EXPECT_EQ(test, memcmp(sink->cpu + at, src->cpu + 256 * i, lens[i]), 0);
	KUNIT_EXPECT_EQ(test, p->got, at);
	KUNIT_EXPECT_EQ(test, p->widths[2], at / 2);
	KUNIT_EXPECT_EQ(test, p->widths[1], 0);
	oracle_expect_clean(o);
}

/* Test that a peripheral which makes single requests only is served. */
static void chan_single_requests(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .single = true };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct dma_chan *chan = pl08x_fix_slave(f, 1);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct pl08x_periph *p = pl08x_fix_periph(f, 1, true, data);

	p->cfg.burst = 0;
	pl08x_periph_move(f->m, p, 0);
	pl08x_fix_config_chan(f, chan, 1, 4, 4);
	client_sg(o, dst, 1, DMA_DEV_TO_MEM);
	pl08x_model_run(f->m);
	expect_equal(test, dst, data);
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_SINGLE], 64);
	oracle_expect_clean(o);
}

/* Test that a peripheral may be the flow controller and say itself when it is done. */
static void chan_periph_flow(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 1);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 72), *dst = pl08x_fix_buf(f, 128);
	struct dma_slave_config cfg = {
		.src_addr = PL08X_FIX_FIFO(1), .src_addr_width = 4, .src_maxburst = 4,
		.device_fc = true,
	};
	struct pl08x_periph *p = pl08x_fix_periph(f, 1, true, data);

	memset(dst->cpu, 0, dst->len);
	p->cfg.flow = true;
	p->cfg.again = false;
	KUNIT_ASSERT_EQ(test, dmaengine_slave_config(chan, &cfg), 0);
	client_sg(o, dst, 1, DMA_DEV_TO_MEM);
	pl08x_model_run(f->m);
	expect_equal(test, dst, data);
	KUNIT_EXPECT_EQ(test, dst->cpu[72], 0);
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_LAST_SINGLE] +
			p->clears[PL08X_REQ_LAST_BURST], 1);
	oracle_expect_clean(o);
}

/* Test that each period of a cyclic transfer from a peripheral is called back, round and round. */
static void chan_cyclic_to_mem(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x;
	unsigned int i;

	pl08x_fix_periph(f, 0, true, data);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	x = client_cyclic(o, dst, 64, DMA_DEV_TO_MEM, 0);
	for (i = 1; i <= 10; i++) {
		x->due = i;
		KUNIT_EXPECT_EQ(test, pl08x_model_run_irqs(f->m, 1), 1);
		KUNIT_EXPECT_EQ(test, x->calls, i);
	}
	expect_equal(test, dst, data);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_enabled(f->m), 0);
	oracle_expect_clean(o);
}

/* Test the same in the other direction. */
static void chan_cyclic_to_dev(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 256), *sink = pl08x_fix_buf(f, 512);
	struct pl08x_periph *p = pl08x_fix_periph(f, 0, false, sink);
	struct oracle_xfer *x;

	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	x = client_cyclic(o, src, 32, DMA_MEM_TO_DEV, 16);
	KUNIT_EXPECT_EQ(test, pl08x_model_run_irqs(f->m, 16), 16);
	KUNIT_EXPECT_EQ(test, x->calls, 16);
	KUNIT_EXPECT_GE(test, p->got, 512);
	KUNIT_EXPECT_EQ(test, memcmp(sink->cpu, src->cpu, 256), 0);
	KUNIT_EXPECT_EQ(test, memcmp(sink->cpu + 256, src->cpu, 256), 0);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

/* Test that periods which end while the interrupt is held back are all counted. */
static void chan_cyclic_late_irq(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x;

	pl08x_fix_periph(f, 0, true, data);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	x = client_cyclic(o, dst, 64, DMA_DEV_TO_MEM, 3);
	pl08x_model_hold_irq(f->m, true);
	/* Three periods of sixteen words, each with an item to load, and a bit more. */
	pl08x_model_step(f->m, 3 * (2 * 16 + 1) + 4);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	pl08x_model_hold_irq(f->m, false);
	pl08x_model_irq(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 3);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

/* Test that a cyclic transfer whose geometry makes no sense is refused (PL-14). */
static void chan_cyclic_geometry(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	const struct dma_device *d = chan->device;
	static const size_t bad[][2] = {
		{ 256, 0 }, { 0, 64 }, { 0, 0 }, { 256, 96 }, { 64, 256 },
	};
	unsigned int i;

	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_NULL(test, d->device_prep_dma_cyclic(chan, 0x1000, bad[i][0],
								  bad[i][1], DMA_DEV_TO_MEM, 0));
}

/* Test that a request line is taken from the multiplexer once, and given back at the end. */
static void chan_mux(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .muxed = true };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct dma_chan *chan = pl08x_fix_slave(f, 2);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 64), *dst = pl08x_fix_buf(f, 64);
	unsigned int i;

	pl08x_fix_periph(f, 2, true, data);
	pl08x_fix_config_chan(f, chan, 2, 4, 4);
	for (i = 0; i < 3; i++)
		client_sg(o, dst, 1, DMA_DEV_TO_MEM);
	KUNIT_EXPECT_EQ(test, f->gets, 1);
	KUNIT_EXPECT_EQ(test, f->puts, 0);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, f->puts, 1);
	expect_equal(test, dst, data);

	client_sg(o, dst, 1, DMA_DEV_TO_MEM);
	client_sg(o, dst, 1, DMA_DEV_TO_MEM);
	KUNIT_EXPECT_EQ(test, f->gets, 2);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, f->puts, 2);
	oracle_expect_clean(o);
}

/* Test that a transfer is refused if the multiplexer has no line, and the next is not (PL-07). */
static void chan_mux_denied(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .muxed = true };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct dma_chan *chan = pl08x_fix_slave(f, 2);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 64), *dst = pl08x_fix_buf(f, 64);

	pl08x_fix_periph(f, 2, true, data);
	pl08x_fix_config_chan(f, chan, 2, 4, 4);
	f->deny = -EBUSY;
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(chan, dst->dma, 64, DMA_DEV_TO_MEM, 0));
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(chan, dst->dma, 64, DMA_DEV_TO_MEM, 0));
	f->deny = 0;
	client_sg(o, dst, 1, DMA_DEV_TO_MEM);
	pl08x_model_run(f->m);
	expect_equal(test, dst, data);
	KUNIT_EXPECT_EQ(test, f->gets, 1);
	KUNIT_EXPECT_EQ(test, f->puts, 1);
	oracle_expect_clean(o);
}

static struct kunit_case chan_cases[] = {
	KUNIT_CASE_PARAM(chan_copy, copy_kind_gen_params),
	KUNIT_CASE(chan_copy_odd),
	KUNIT_CASE(chan_copy_queue),
	KUNIT_CASE(chan_copy_all),
	KUNIT_CASE_PARAM(chan_sg_to_mem, periph_width_gen_params),
	KUNIT_CASE_PARAM(chan_sg_to_dev, periph_width_gen_params),
	KUNIT_CASE(chan_sg_short_piece),
	KUNIT_CASE(chan_single_requests),
	KUNIT_CASE(chan_periph_flow),
	KUNIT_CASE(chan_cyclic_to_mem),
	KUNIT_CASE(chan_cyclic_to_dev),
	KUNIT_CASE(chan_cyclic_late_irq),
	KUNIT_CASE(chan_cyclic_geometry),
	KUNIT_CASE(chan_mux),
	KUNIT_CASE(chan_mux_denied),
	{}
};

static struct kunit_suite chan_suite = {
	.name = "pl08x_chan",
	.test_cases = chan_cases,
};

kunit_test_suite(chan_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's driver: transfers");
MODULE_LICENSE("GPL");
