// SPDX-License-Identifier: GPL-2.0-only
/* The bench of the PL080 model's self-tests, see pl08x_model_bench.h. */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/types.h>
#include <linux/amba/pl080.h>
#include <linux/atomic.h>
#include <linux/clk.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/sprintf.h>

#include "pl08x_model_bench.h"

#define BENCH_MEM	4096

struct bench_attached {
	struct pl08x_model *m;
	struct pl08x_periph periph;
};

KUNIT_DEFINE_ACTION_WRAPPER(bench_destroy, pl08x_model_destroy, struct pl08x_model *);
KUNIT_DEFINE_ACTION_WRAPPER(bench_clk_put, clk_put, struct clk *);

static void bench_iounmap(void *base)
{
	iounmap((void __iomem __force *)base);
}

static void bench_clk_off(void *clk)
{
	clk_disable_unprepare(clk);
}

/* Clocks have names of their own. */
static char *bench_name(struct kunit *test)
{
	static atomic_t number = ATOMIC_INIT(0);
	char *name = kunit_kzalloc(test, 32, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, name);
	snprintf(name, 32, "pl08x-bench.%d", atomic_inc_return(&number));

	return name;
}

/**
 * bench_new() - Put a controller on the bench
 * @test: the case
 * @type: which one
 *
 * Its clock is on, its registers are mapped; the controller itself is off. All
 * goes away with the case.
 *
 * Return: The bench.
 */
struct bench *bench_new(struct kunit *test, enum pl08x_model_type type)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct rnd_state rnd;
	struct resource res;
	char *name = bench_name(test);

	KUNIT_ASSERT_NOT_NULL(test, b);
	b->test = test;
	b->m = pl08x_model_create(type, name, NULL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, b->m);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, bench_destroy, b->m), 0);

	b->clk = clk_get_sys(name, "apb_pclk");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, b->clk);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, bench_clk_put, b->clk), 0);
	KUNIT_ASSERT_EQ(test, clk_prepare_enable(b->clk), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, bench_clk_off, b->clk), 0);

	res = pl08x_model_resource(b->m);
	b->base = ioremap(res.start, resource_size(&res));
	KUNIT_ASSERT_NOT_NULL(test, b->base);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, bench_iounmap,
							(void __force *)b->base), 0);
	b->size = BENCH_MEM;
	b->src = kunit_kzalloc(test, b->size, GFP_KERNEL);
	b->dst = kunit_kzalloc(test, b->size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, b->src);
	KUNIT_ASSERT_NOT_NULL(test, b->dst);
	prandom_seed_state(&rnd, 1);
	prandom_bytes_state(&rnd, b->src, b->size);

	return b;
}
EXPORT_SYMBOL_GPL(bench_new);

/**
 * bench_read() - Read a register
 * @b: bench
 * @offset: register
 *
 * Return: The value.
 */
u32 bench_read(struct bench *b, unsigned int offset)
{
	return readl(b->base + offset);
}
EXPORT_SYMBOL_GPL(bench_read);

/**
 * bench_write() - Write a register
 * @b: bench
 * @offset: register
 * @val: value
 */
void bench_write(struct bench *b, unsigned int offset, u32 val)
{
	writel(val, b->base + offset);
}
EXPORT_SYMBOL_GPL(bench_write);

/**
 * bench_chan_read() - Read a register of a channel
 * @b: bench
 * @chan: channel number
 * @reg: register
 *
 * Return: The value.
 */
u32 bench_chan_read(struct bench *b, unsigned int chan, unsigned int reg)
{
	return bench_read(b, 0x100 + chan * 0x20 + reg);
}
EXPORT_SYMBOL_GPL(bench_chan_read);

/**
 * bench_chan_write() - Write a register of a channel
 * @b: bench
 * @chan: channel number
 * @reg: register
 * @val: value
 */
void bench_chan_write(struct bench *b, unsigned int chan, unsigned int reg, u32 val)
{
	bench_write(b, 0x100 + chan * 0x20 + reg, val);
}
EXPORT_SYMBOL_GPL(bench_chan_write);

/**
 * bench_bus() - The bus address of memory
 * @mem: memory
 *
 * Return: The address.
 */
u32 bench_bus(const void *mem)
{
	return virt_to_phys((void *)mem);
}
EXPORT_SYMBOL_GPL(bench_bus);

/**
 * bench_copy_regs() - What copies the start of the source memory
 * @b: bench
 * @len: bytes
 * @swidth: width of the source in bytes
 * @dwidth: width of the destination in bytes
 *
 * Return: Values for the registers, with all interrupts.
 */
struct bench_regs bench_copy_regs(struct bench *b, size_t len, unsigned int swidth,
				  unsigned int dwidth)
{
	return (struct bench_regs){
		.src = bench_bus(b->src),
		.dst = bench_bus(b->dst),
		.control = PL080_CONTROL_TC_IRQ_EN | PL080_CONTROL_SRC_INCR |
			   PL080_CONTROL_DST_INCR |
			   ilog2(dwidth) << PL080_CONTROL_DWIDTH_SHIFT |
			   ilog2(swidth) << PL080_CONTROL_SWIDTH_SHIFT | len / swidth,
		.config = BENCH_IRQS,
	};
}
EXPORT_SYMBOL_GPL(bench_copy_regs);

/**
 * bench_start() - Program a channel of anything but an FTDMAC020, and enable it
 * @b: bench
 * @chan: channel number
 * @r: values
 */
void bench_start(struct bench *b, unsigned int chan, const struct bench_regs *r)
{
	unsigned int config = r->control2 ? PL080S_CH_CONFIG : PL080_CH_CONFIG;

	bench_chan_write(b, chan, PL080_CH_SRC_ADDR, r->src);
	bench_chan_write(b, chan, PL080_CH_DST_ADDR, r->dst);
	bench_chan_write(b, chan, PL080_CH_LLI, r->lli);
	bench_chan_write(b, chan, PL080_CH_CONTROL, r->control);
	if (r->control2)
		bench_chan_write(b, chan, PL080S_CH_CONTROL2, r->control2);
	bench_chan_write(b, chan, config, r->config);
	bench_chan_write(b, chan, config, r->config | PL080_CONFIG_ENABLE);
}
EXPORT_SYMBOL_GPL(bench_start);

static void bench_detach(void *param)
{
	struct bench_attached *a = param;

	pl08x_periph_detach(a->m, &a->periph);
}

/**
 * bench_periph() - Attach a peripheral, which has the destination memory as its sink
 * @b: bench
 * @cfg: what it is like
 *
 * Return: The peripheral. It is detached at the end of the case.
 */
struct pl08x_periph *bench_periph(struct bench *b, const struct pl08x_periph_config *cfg)
{
	struct bench_attached *a = kunit_kzalloc(b->test, sizeof(*a), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(b->test, a);
	a->m = b->m;
	a->periph.cfg = *cfg;
	a->periph.sink = b->dst;
	a->periph.room = b->size;
	KUNIT_ASSERT_EQ(b->test, pl08x_periph_attach(b->m, &a->periph), 0);
	KUNIT_ASSERT_EQ(b->test, kunit_add_action_or_reset(b->test, bench_detach, a), 0);

	return &a->periph;
}
EXPORT_SYMBOL_GPL(bench_periph);

/**
 * bench_expect() - Compare the violations so far, and forget them
 * @b: bench
 * @violations: bits of &enum pl08x_model_violation
 */
void bench_expect(struct bench *b, unsigned long violations)
{
	KUNIT_EXPECT_EQ(b->test, pl08x_model_take_violations(b->m), violations);
}
EXPORT_SYMBOL_GPL(bench_expect);

MODULE_DESCRIPTION("Bench for the self-tests of the PL080's model");
MODULE_LICENSE("GPL");
