// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's model: errors, interrupts, what a test can make go
 * wrong, and what is noted about a driver.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/types.h>
#include <linux/amba/pl080.h>
#include <linux/clk.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/string.h>

#include "pl08x_model_bench.h"

#define ENABLE	PL080_CONFIG_ENABLE
#define ACTIVE	PL080_CONFIG_ACTIVE
#define NOWHERE	0xd0000010	/* bus address of nothing */
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

static const enum pl08x_model_access all_accesses[] = {
	PL08X_ACCESS_SRC, PL08X_ACCESS_DST, PL08X_ACCESS_LLI,
};

static void access_desc(const enum pl08x_model_access *access, char *desc)
{
	static const char * const names[] = { "source", "destination", "item" };

	strscpy(desc, names[*access], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(access, all_accesses, access_desc);

/* Test that an error response disables the channel, and only that, and sets the status. */
static void model_error(struct kunit *test)
{
	const enum pl08x_model_access *access = test->param_value;
	struct bench *b = bench_on(test);
	struct bench_regs r = bench_copy_regs(b, 16, 4, 4);

	r.lli = bench_bus(b->src);
	pl08x_model_hold_irq(b->m, true);
	pl08x_model_fail_next(b->m, *access, 0);
	bench_start(b, 2, &r);
	r.config = PL080_CONFIG_TC_IRQ_MASK;
	bench_start(b, 3, &r);
	pl08x_model_hold(b->m, BIT(3), true);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), BIT(3));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_ERR_STATUS), BIT(2));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_INT_STATUS), BIT(2));
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(b->m, 2).errors, 1);
	bench_write(b, PL080_ERR_CLEAR, BIT(2));

	/* Masked, and by an address where nothing is. */
	pl08x_model_hold(b->m, BIT(3), false);
	bench_chan_write(b, 3, PL080_CH_CONFIG, PL080_CONFIG_TC_IRQ_MASK);
	r.src = NOWHERE;
	bench_start(b, 3, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_ERR_STATUS), BIT(3));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_ERR_STATUS), 0);
}

/* Test that everything that the manual forbids is noted. */
static void model_violations(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);

	bench_start(b, 0, &r);
	bench_expect(b, 0);
	bench_chan_write(b, 0, PL080_CH_LLI, 0);
	bench_expect(b, BIT(PL08X_BAD_WRITE));
	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config | ENABLE | FLOW(PL080_FLOW_MEM2PER));
	bench_expect(b, BIT(PL08X_BAD_WRITE));
	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config);
	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config | ENABLE);
	bench_expect(b, BIT(PL08X_BAD_REENABLE));
	pl08x_model_run(b->m);
	bench_start(b, 0, &r);
	bench_expect(b, BIT(PL08X_BAD_PENDING));

	bench_chan_write(b, 1, PL080_CH_CONFIG, BIT(21));
	bench_expect(b, BIT(PL08X_BAD_RESERVED));
	bench_write(b, 0x40, 0);
	bench_write(b, PL080_EN_CHAN, 0);
	writew(0, b->base + PL080_TC_CLEAR);
	bench_expect(b, BIT(PL08X_BAD_ACCESS));
	r.src++;
	bench_start(b, 1, &r);
	bench_expect(b, BIT(PL08X_BAD_ALIGN));
	r = bench_copy_regs(b, 0, 4, 4);
	bench_start(b, 2, &r);
	bench_expect(b, BIT(PL08X_BAD_COUNT));
	r.control |= 7 << PL080_CONTROL_SWIDTH_SHIFT;
	bench_start(b, 3, &r);
	KUNIT_EXPECT_TRUE(test, pl08x_model_take_violations(b->m) & BIT(PL08X_BAD_RESERVED));
}

/* Test that an access with the clock off is noted. */
static void model_clock(struct kunit *test)
{
	struct bench *b = bench_on(test);

	KUNIT_EXPECT_TRUE(test, pl08x_model_clocked(b->m));
	bench_expect(b, 0);
	clk_disable(b->clk);
	KUNIT_EXPECT_FALSE(test, pl08x_model_clocked(b->m));
	bench_read(b, PL080_INT_STATUS);
	KUNIT_EXPECT_EQ(test, clk_enable(b->clk), 0);
	bench_expect(b, BIT(PL08X_BAD_CLOCK));
	KUNIT_EXPECT_EQ(test, pl08x_model_mapped(b->m), 1);
}

struct handler {
	struct bench *b;
	unsigned int calls;
	bool clear;
	bool in_hardirq;
};

static irqreturn_t handle(int irq, void *data)
{
	struct handler *h = data;

	h->calls++;
	h->in_hardirq = in_hardirq();
	if (h->clear)
		bench_write(h->b, PL080_TC_CLEAR, bench_read(h->b, PL080_TC_STATUS));

	return IRQ_HANDLED;
}

static void free_handler(void *data)
{
	struct handler *h = data;

	free_irq(pl08x_model_virq(h->b->m), h);
}

static struct handler *new_handler(struct bench *b)
{
	struct handler *h = kunit_kzalloc(b->test, sizeof(*h), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(b->test, h);
	h->b = b;
	h->clear = true;
	KUNIT_ASSERT_EQ(b->test, request_irq(pl08x_model_virq(b->m), handle, 0, "bench", h), 0);
	KUNIT_ASSERT_EQ(b->test, kunit_add_action_or_reset(b->test, free_handler, h), 0);

	return h;
}

/* Test that interrupts come in hard interrupt context, can be held back, lost, or spurious. */
static void model_interrupt(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);
	struct handler *h = new_handler(b);

	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, h->calls, 1);
	KUNIT_EXPECT_TRUE(test, h->in_hardirq);

	pl08x_model_hold_irq(b->m, true);
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, h->calls, 1);
	pl08x_model_hold_irq(b->m, false);
	pl08x_model_irq(b->m);
	KUNIT_EXPECT_EQ(test, h->calls, 2);

	pl08x_model_lose_irqs(b->m, 1);
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, h->calls, 2);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_TC_STATUS), BIT(0));
	pl08x_model_spurious_irq(b->m);
	KUNIT_EXPECT_EQ(test, h->calls, 3);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_TC_STATUS), 0);
	bench_expect(b, 0);
}

/* Test that the interrupt is a level: what is not cleared comes again, and that is noted. */
static void model_level(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct handler *h = new_handler(b);

	bench_chan_write(b, 4, PL080_CH_CONFIG, BENCH_IRQS);
	h->clear = false;
	pl08x_model_raise(b->m, BIT(4), 0);
	pl08x_model_irq(b->m);
	KUNIT_EXPECT_GT(test, h->calls, 1);
	bench_expect(b, BIT(PL08X_BAD_STORM));
	/* Masking ends it, and so does no edge that comes of that. */
	bench_chan_write(b, 4, PL080_CH_CONFIG, 0);
	h->calls = 0;
	pl08x_model_irq(b->m);
	KUNIT_EXPECT_EQ(test, h->calls, 0);
	bench_chan_write(b, 4, PL080_CH_CONFIG, BENCH_IRQS);
	h->clear = true;
	pl08x_model_irq(b->m);
	KUNIT_EXPECT_EQ(test, h->calls, 1);
}

/* Test the knobs for bits that do not change, and for status that comes late. */
static void model_stuck(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);
	unsigned long flags;
	unsigned int i;

	pl08x_model_stick_enable(b->m, BIT(0));
	pl08x_model_late_tc(b->m, true);
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), BIT(0));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), 0);
	pl08x_model_late_tc(b->m, false);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), BIT(0));
	pl08x_model_stick_enable(b->m, 0);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);

	pl08x_model_stick_active(b->m, BIT(0));
	local_irq_save(flags);
	for (i = 0; i < 10000 && config_of(b, 0) & ACTIVE; i++)
		;
	local_irq_restore(flags);
	KUNIT_EXPECT_LT(test, i, 10000);
	KUNIT_EXPECT_GE(test, pl08x_model_max_spin(b->m), i);
	KUNIT_EXPECT_TRUE(test, pl08x_model_take_violations(b->m) & BIT(PL08X_BAD_SPIN));
}

/* Test that memory which must not be touched any more is watched. */
static void model_watch(struct kunit *test)
{
	struct bench *b = bench_on(test);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);

	r.control &= ~PL080_CONTROL_TC_IRQ_EN;
	pl08x_model_watch(b->m, r.dst + 64, 64);
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	bench_expect(b, 0);
	r.dst += 4;
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	bench_expect(b, BIT(PL08X_BAD_TOUCH));
	pl08x_model_unwatch(b->m);
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	bench_expect(b, 0);
}

/* Test that two models have nothing to do with each other, and one can run by itself. */
static void model_freely(struct kunit *test)
{
	struct bench *b = bench_on(test), *other = bench_on(test);
	struct bench_regs r = bench_copy_regs(b, 4096 - 4, 4, 4);
	struct handler *h = new_handler(b);
	unsigned int tries;

	pl08x_model_run_freely(b->m, 1000, 64);
	bench_start(b, 0, &r);
	for (tries = 0; tries < 1000 && !READ_ONCE(h->calls); tries++)
		usleep_range(10, 20);
	KUNIT_EXPECT_EQ(test, h->calls, 1);
	KUNIT_EXPECT_TRUE(test, h->in_hardirq);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 4096 - 4);
	KUNIT_EXPECT_EQ(test, bench_read(other, PL080_RAW_TC_STATUS), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_written(other->m), 0);
	pl08x_model_run_freely(b->m, 0, 0);
	bench_expect(b, 0);
}

static struct kunit_case fault_cases[] = {
	KUNIT_CASE_PARAM(model_error, access_gen_params),
	KUNIT_CASE(model_violations),
	KUNIT_CASE(model_clock),
	KUNIT_CASE(model_interrupt),
	KUNIT_CASE(model_level),
	KUNIT_CASE(model_stuck),
	KUNIT_CASE(model_watch),
	KUNIT_CASE(model_freely),
	{}
};

static struct kunit_suite fault_suite = {
	.name = "pl08x_model_fault",
	.test_cases = fault_cases,
};

kunit_test_suite(fault_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's register model: faults");
MODULE_LICENSE("GPL");
