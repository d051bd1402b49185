// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's model: DMA requests and peripherals, with either the
 * controller or a peripheral as the flow controller.
 */
#include <kunit/test.h>
#include <linux/types.h>
#include <linux/amba/pl080.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/string.h>

#include "pl08x_model_bench.h"

#define ENABLE	PL080_CONFIG_ENABLE
#define HALT	PL080_CONFIG_HALT
#define ACTIVE	PL080_CONFIG_ACTIVE
#define FIFO	0xd0000010	/* of the peripheral */
#define FLOW(x)	((x) << PL080_CONFIG_FLOW_CONTROL_SHIFT)

static struct bench *bench_on(struct kunit *test)
{
	struct bench *b = bench_new(test, PL08X_MODEL_PL080);

	bench_write(b, PL080_CONFIG, 1);

	return b;
}

static u32 config_of(struct bench *b, unsigned int chan)
{
	return bench_chan_read(b, chan, PL080_CH_CONFIG);
}

/* To or from a peripheral with request line 3, words, four in a burst. */
static struct bench_regs slave_regs(struct bench *b, u32 flow, unsigned int words)
{
	bool to_mem = flow == PL080_FLOW_PER2MEM || flow == PL080_FLOW_PER2MEM_PER;
	struct bench_regs r = bench_copy_regs(b, words * 4, 4, 4);

	if (to_mem) {
		r.src = FIFO;
		r.control &= ~PL080_CONTROL_SRC_INCR;
		r.config |= 3 << PL080_CONFIG_SRC_SEL_SHIFT;
	} else {
		r.dst = FIFO;
		r.control &= ~PL080_CONTROL_DST_INCR;
		r.config |= 3 << PL080_CONFIG_DST_SEL_SHIFT;
	}
	r.control |= PL080_BSIZE_4 << PL080_CONTROL_SB_SIZE_SHIFT |
		     PL080_BSIZE_4 << PL080_CONTROL_DB_SIZE_SHIFT;
	r.config |= FLOW(flow);

	return r;
}

static struct pl08x_periph_config periph_config(struct bench *b, bool to_mem)
{
	return (struct pl08x_periph_config){
		.addr = FIFO, .signal = 3, .to_mem = to_mem, .width = 4, .burst = 4,
		.depth = 32, .data = b->src, .len = b->size, .manual = true,
	};
}

/*
 * Test that a source is read as often as it has asked for: a burst, or once; that
 * requests are cleared when they were answered, and the count ends it all.
 */
static void model_requests_from(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct pl08x_periph_config cfg = periph_config(b, true);
	struct bench_regs r = slave_regs(b, PL080_FLOW_PER2MEM, 6);
	struct pl08x_periph *p = bench_periph(b, &cfg);

	bench_start(b, 0, &r);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 0);
	pl08x_periph_move(b->m, p, 4);
	KUNIT_EXPECT_TRUE(test, pl08x_model_requested(b->m, 3, PL08X_REQ_SINGLE));
	KUNIT_EXPECT_FALSE(test, pl08x_model_requested(b->m, 3, PL08X_REQ_BURST));
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 2);
	KUNIT_EXPECT_FALSE(test, pl08x_model_requested(b->m, 3, PL08X_REQ_SINGLE));
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_SINGLE], 1);
	pl08x_periph_move(b->m, p, 16);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 8);
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_BURST], 1);
	/* More than what is left is asked for. */
	pl08x_periph_move(b->m, p, 16);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 2);
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_BURST], 2);
	KUNIT_EXPECT_EQ(test, p->tcs, 1);
	KUNIT_EXPECT_EQ(test, p->widths[4], 6);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), BIT(0));
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 24);
	bench_expect(b, 0);
}

/*
 * Test that memory is read ahead for a destination that has not asked yet, and
 * that a halted channel stays active until the destination takes what is there.
 */
static void model_requests_to(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct pl08x_periph_config cfg = periph_config(b, false);
	struct bench_regs r = slave_regs(b, PL080_FLOW_MEM2PER, 12);
	struct pl08x_periph *p;

	cfg.len = 0;
	p = bench_periph(b, &cfg);
	bench_start(b, 0, &r);
	/* Room for two bursts, and then four words in the FIFO. */
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, p->got, 32);
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_BURST], 2);
	KUNIT_EXPECT_EQ(test, config_of(b, 0), r.config | ENABLE | ACTIVE);
	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config | ENABLE | HALT);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 0);
	KUNIT_EXPECT_EQ(test, config_of(b, 0), r.config | ENABLE | HALT | ACTIVE);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080_CH_CONTROL) & 0xfff, 4);

	pl08x_periph_move(b->m, p, 32);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	KUNIT_EXPECT_EQ(test, p->got, 48);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 48);
	bench_expect(b, 0);
}

/* Test that a source that is the flow controller ends the item by its last request. */
static void model_last_from(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct pl08x_periph_config cfg = periph_config(b, true);
	struct bench_regs r = slave_regs(b, PL080_FLOW_PER2MEM_PER, 0);
	struct pl08x_periph *p;

	cfg.flow = true;
	cfg.manual = false;
	cfg.len = 4 * 9;
	p = bench_periph(b, &cfg);
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_BURST], 2);
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_LAST_SINGLE], 1);
	KUNIT_EXPECT_EQ(test, p->tcs, 1);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 36);
	KUNIT_EXPECT_EQ(test, b->dst[36], 0);
	bench_expect(b, 0);
}

/* Test the same for a destination; nothing is read that it does not ask for. */
static void model_last_to(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct pl08x_periph_config cfg = periph_config(b, false);
	struct bench_regs r = slave_regs(b, PL080_FLOW_MEM2PER_PER, 0);
	struct pl08x_periph *p;

	cfg.flow = true;
	cfg.len = 4 * 12;
	p = bench_periph(b, &cfg);
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(b->m, 0).read, 32);
	pl08x_periph_move(b->m, p, 32);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, p->clears[PL08X_REQ_LAST_BURST], 1);
	KUNIT_EXPECT_EQ(test, p->got, 48);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(b->m, 0).read, 48);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 48);
	bench_expect(b, 0);
}

/* Test that requests by software read back, are answered and then cleared. */
static void model_soft_request(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct bench_regs r = bench_copy_regs(b, 32, 4, 4);

	r.control |= PL080_BSIZE_4 << PL080_CONTROL_SB_SIZE_SHIFT;
	r.config |= FLOW(PL080_FLOW_PER2MEM) | 7 << PL080_CONFIG_SRC_SEL_SHIFT;
	bench_start(b, 0, &r);
	bench_write(b, PL080_SOFT_BREQ, BIT(7));
	bench_write(b, PL080_SOFT_BREQ, 0);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_SOFT_BREQ), BIT(7));
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 8);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_SOFT_BREQ), 0);
	pl08x_model_request(b->m, 7, PL08X_REQ_SINGLE);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_SOFT_SREQ), BIT(7));
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 2);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_SOFT_SREQ), 0);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 20);
}

/* Test that data goes from one peripheral to another as both ask for it. */
static void model_between(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct pl08x_periph_config cfg = periph_config(b, true);
	struct bench_regs r = slave_regs(b, PL080_FLOW_PER2MEM, 8);
	struct pl08x_periph *from, *to;

	from = bench_periph(b, &cfg);
	cfg = periph_config(b, false);
	cfg.addr += 16;
	cfg.signal = 4;
	cfg.manual = false;
	to = bench_periph(b, &cfg);
	r.dst = cfg.addr;
	r.control &= ~PL080_CONTROL_DST_INCR;
	r.config = BENCH_IRQS | FLOW(PL080_FLOW_SRC2DST) | 3 << PL080_CONFIG_SRC_SEL_SHIFT |
		   4 << PL080_CONFIG_DST_SEL_SHIFT;
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, to->got, 0);
	pl08x_periph_move(b->m, from, 32);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, to->got, 32);
	KUNIT_EXPECT_EQ(test, from->tcs, 1);
	KUNIT_EXPECT_EQ(test, to->tcs, 1);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 32);
	bench_expect(b, 0);
}

static struct kunit_case req_cases[] = {
	KUNIT_CASE(model_requests_from),
	KUNIT_CASE(model_requests_to),
	KUNIT_CASE(model_last_from),
	KUNIT_CASE(model_last_to),
	KUNIT_CASE(model_soft_request),
	KUNIT_CASE(model_between),
	{}
};

static struct kunit_suite req_suite = {
	.name = "pl08x_model_req",
	.test_cases = req_cases,
};

kunit_test_suite(req_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's register model: requests");
MODULE_LICENSE("GPL");
