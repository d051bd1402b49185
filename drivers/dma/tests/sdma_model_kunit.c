// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's model: it does what the manual says, and notices what a driver
 * must not do. Here the cases are the driver.
 */
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "sdma_model_priv.h"

#define BUF	256

/* A controller, and the memory that it reads and writes. */
struct bench {
	struct kunit *test;
	struct sdma_model *m;
	void __iomem *regs;
	struct sdma_model_ccb *ccbs;
	struct sdma_model_bd *bd0, *bds;
	u32 *context;
	u8 *src, *dst;
	bool handled;
	unsigned int irqs;
	u32 seen;
};

static u32 bus(const void *p)
{
	return virt_to_phys((void *)p);
}

static irqreturn_t bench_irq(int irq, void *data)
{
	struct bench *b = data;
	u32 intr = readl(b->regs + REG_INTR);

	b->irqs++;
	b->seen |= intr;
	writel(intr, b->regs + REG_INTR);
	return IRQ_HANDLED;
}

/* Time goes by: exactly that, where it is simulated, too. */
static void pass(unsigned int us)
{
	ktime_t time = ns_to_ktime(us * NSEC_PER_USEC);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&time, HRTIMER_MODE_REL);
}

static void *bench_memory(struct kunit *test, size_t size)
{
	void *p = kunit_kzalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

static int bench_init(struct kunit *test)
{
	struct bench *b = bench_memory(test, sizeof(*b));
	struct resource res;

	b->test = test;
	b->m = sdma_model_create("sdma-bench");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, b->m);
	test->priv = b;
	res = sdma_model_resource(b->m);
	b->regs = ioremap(res.start, resource_size(&res));
	KUNIT_ASSERT_NOT_NULL(test, b->regs);
	b->ccbs = bench_memory(test, SDMA_MODEL_CHANNELS * sizeof(*b->ccbs));
	b->bd0 = bench_memory(test, sizeof(*b->bd0));
	b->bds = bench_memory(test, 4 * sizeof(*b->bds));
	b->context = bench_memory(test, SDMA_MODEL_CONTEXT * sizeof(u32));
	b->src = bench_memory(test, BUF);
	b->dst = bench_memory(test, BUF);
	memset(b->src, 0x3c, BUF);
	atomic_set(&b->m->reg.clocked, SDMA_MODEL_CLOCKS);
	b->handled = !request_irq(sdma_model_virq(b->m), bench_irq, 0, "sdma-bench", b);
	KUNIT_ASSERT_TRUE(test, b->handled);
	b->ccbs[0].current_bd = cpu_to_le32(bus(b->bd0));
	writel(bus(b->ccbs), b->regs + REG_C0PTR);
	return 0;
}

static void bench_exit(struct kunit *test)
{
	struct bench *b = test->priv;

	if (!b)
		return;
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(b->m), 0);
	if (b->handled)
		free_irq(sdma_model_virq(b->m), b);
	if (b->regs)
		iounmap(b->regs);
	atomic_set(&b->m->reg.clocked, 0);
	sdma_model_destroy(b->m);
}

static void load_context(struct bench *b, unsigned int chan, u32 pc, u32 per)
{
	memset(b->context, 0, SDMA_MODEL_CONTEXT * sizeof(u32));
	b->context[CONTEXT_PC] = pc;
	b->context[CONTEXT_PER] = per;
	b->bd0->addr = cpu_to_le32(bus(b->context));
	b->bd0->ext = cpu_to_le32(SDMA_MODEL_CONTEXTS + chan * SDMA_MODEL_CONTEXT);
	b->bd0->mode = cpu_to_le32(COMMAND_SET_DATA << 24 | BD_DONE | SDMA_MODEL_CONTEXT);
	writel(BIT(0), b->regs + REG_START);
	pass(10);
}

static void set_bd(struct bench *b, unsigned int i, void *buf, u32 mode)
{
	b->bds[i].addr = cpu_to_le32(bus(buf));
	b->bds[i].ext = cpu_to_le32(bus(b->dst));
	b->bds[i].mode = cpu_to_le32(mode | BD_DONE);
}

/* Overridden: no DMA request, no other processor. */
static void set_up(struct bench *b, unsigned int chan, unsigned int priority)
{
	b->ccbs[chan].base_bd = cpu_to_le32(bus(b->bds));
	b->ccbs[chan].current_bd = b->ccbs[chan].base_bd;
	writel(0xffffffff, b->regs + REG_DSPOVR);
	writel(BIT(chan), b->regs + REG_EVTOVR);
	writel(priority, b->regs + REG_PRIORITY(chan));
}

static u32 mode(struct bench *b, unsigned int i)
{
	return le32_to_cpu(READ_ONCE(b->bds[i].mode));
}

/* Test that a copy runs to its end and interrupts once. */
static void copy(struct kunit *test)
{
	struct bench *b = test->priv;

	load_context(b, 3, SDMA_MODEL_COPY, 0);
	set_up(b, 3, 1);
	set_bd(b, 0, b->src, BD_CONT | 128);
	set_bd(b, 1, b->src, BD_INTR | 64);
	writel(BIT(3), b->regs + REG_START);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_STATSTOP), BIT(3));
	pass(7);
	KUNIT_EXPECT_EQ(test, mode(b, 0), BD_CONT | 128);
	KUNIT_EXPECT_EQ(test, mode(b, 1), BD_INTR | BD_DONE | 64);
	pass(10);
	KUNIT_EXPECT_EQ(test, mode(b, 1), BD_INTR | 64);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_STATSTOP), 0);
	KUNIT_EXPECT_EQ(test, b->seen, BIT(3));
	KUNIT_EXPECT_EQ(test, b->irqs, 1);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 128);
}

/* Test that nothing runs without priority, enable and request, and that each is enough. */
static void gates(struct kunit *test)
{
	struct bench *b = test->priv;

	load_context(b, 3, SDMA_MODEL_FROM_DEVICE, 0);
	set_up(b, 3, 0);
	set_bd(b, 0, b->src, BD_INTR | 16);
	writel(0, b->regs + REG_EVTOVR);
	writel(BIT(3), b->regs + REG_CHNENBL(9));
	writel(BIT(3), b->regs + REG_START);
	sdma_model_request(b->m, 9, true);
	pass(20);
	KUNIT_EXPECT_TRUE(test, mode(b, 0) & BD_DONE);
	sdma_model_request(b->m, 9, false);
	writel(2, b->regs + REG_PRIORITY(3));
	pass(20);
	KUNIT_EXPECT_TRUE(test, mode(b, 0) & BD_DONE);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_EVTPEND), 0);
	sdma_model_request(b->m, 9, true);
	pass(20);
	KUNIT_EXPECT_FALSE(test, mode(b, 0) & BD_DONE);
}

/* Test that a ring goes round, and that the channel ends when no BD is the core's. */
static void ring_runs_dry(struct kunit *test)
{
	struct bench *b = test->priv;

	load_context(b, 5, SDMA_MODEL_TO_DEVICE, 0);
	set_up(b, 5, 1);
	set_bd(b, 0, b->src, BD_INTR | BD_CONT | 2);
	set_bd(b, 1, b->src, BD_INTR | BD_CONT | BD_WRAP | 2);
	writel(BIT(5), b->regs + REG_START);
	pass(7);
	set_bd(b, 0, b->src, BD_INTR | BD_CONT | 2);
	pass(30);
	KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(b->m, 5).bds, 3);
	KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(b->m, 5).sum, 6 * 0x3c);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_STATSTOP), 0);
	KUNIT_EXPECT_EQ(test, b->irqs, 3);
}

/* Test that what has had its time is over when somebody looks, though timers are late. */
static void late_timer(struct kunit *test)
{
	struct bench *b = test->priv;
	unsigned long flags;

	load_context(b, 3, SDMA_MODEL_COPY, 0);
	set_up(b, 3, 1);
	set_bd(b, 0, b->src, 128);
	local_irq_save(flags);
	writel(BIT(3), b->regs + REG_START);
	udelay(9);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_STATSTOP), 0);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, mode(b, 0), 128);
}

/* Test that a stopped script finishes its BD late, interrupts, and saves its context. */
static void stop(struct kunit *test)
{
	struct bench *b = test->priv;

	load_context(b, 4, SDMA_MODEL_FROM_DEVICE, 0x1234);
	set_up(b, 4, 2);
	set_bd(b, 0, b->src, BD_INTR | BD_CONT | 16);
	set_bd(b, 1, b->src, BD_INTR | 16);
	sdma_model_set_stop_ns(b->m, 900000);
	writel(BIT(4), b->regs + REG_START);
	pass(2);
	writel(BIT(4), b->regs + REG_STATSTOP);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_STATSTOP), 0);
	pass(890);
	KUNIT_EXPECT_TRUE(test, mode(b, 0) & BD_DONE);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_PSW), 2 << 4 | 4);
	KUNIT_EXPECT_EQ(test, b->irqs, 0);
	pass(20);
	KUNIT_EXPECT_FALSE(test, mode(b, 0) & BD_DONE);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_PSW), 4);
	KUNIT_EXPECT_EQ(test, b->irqs, 1);
	KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(b->m, 4).saves, 1);
	pass(100);
	KUNIT_EXPECT_TRUE(test, mode(b, 1) & BD_DONE);
}

/* Test that whoever does not wait for the end of a stop is found out, and loses his context. */
static void stop_ignored(struct kunit *test)
{
	struct bench *b = test->priv;
	unsigned long bad = BIT(SDMA_BAD_CONTEXT) | BIT(SDMA_BAD_CCB) | BIT(SDMA_BAD_START);

	load_context(b, 4, SDMA_MODEL_FROM_DEVICE, 0x1234);
	set_up(b, 4, 2);
	set_bd(b, 0, b->src, BD_INTR | BD_CONT | 16);
	sdma_model_set_stop_ns(b->m, 500000);
	writel(BIT(4), b->regs + REG_START);
	pass(2);
	writel(BIT(4), b->regs + REG_STATSTOP);
	load_context(b, 4, SDMA_MODEL_FROM_DEVICE, 0x5678);
	set_bd(b, 2, b->src, BD_INTR | 16);
	b->ccbs[4].base_bd = cpu_to_le32(bus(&b->bds[2]));
	b->ccbs[4].current_bd = b->ccbs[4].base_bd;
	writel(BIT(4), b->regs + REG_START);
	pass(600);
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(b->m), bad);
	KUNIT_EXPECT_EQ(test, sdma_model_data(b->m, SDMA_MODEL_CONTEXTS + 4 * SDMA_MODEL_CONTEXT +
					      CONTEXT_PER), 0x1234);
	KUNIT_EXPECT_TRUE(test, mode(b, 2) & BD_DONE);
}

/* Test that the channel with the higher priority comes first. */
static void priorities(struct kunit *test)
{
	struct bench *b = test->priv;

	load_context(b, 1, SDMA_MODEL_FROM_DEVICE, 0);
	load_context(b, 2, SDMA_MODEL_FROM_DEVICE, 0);
	set_up(b, 1, 3);
	set_up(b, 2, 1);
	b->ccbs[2].current_bd = cpu_to_le32(bus(&b->bds[1]));
	set_bd(b, 0, b->src, 16);
	set_bd(b, 1, b->dst, 16);
	writel(BIT(1) | BIT(2), b->regs + REG_EVTOVR);
	writel(BIT(1) | BIT(2), b->regs + REG_START);
	KUNIT_EXPECT_EQ(test, sdma_model_executes(b->m), 1);
	pass(7);
	KUNIT_EXPECT_EQ(test, sdma_model_executes(b->m), 2);
	pass(7);
	KUNIT_EXPECT_EQ(test, sdma_model_executes(b->m), -1);
}

/* Test an error, an interrupt without reason, one that is late, and a channel 0 that hangs. */
static void faults(struct kunit *test)
{
	struct bench *b = test->priv;

	load_context(b, 6, SDMA_MODEL_FROM_DEVICE, 0);
	set_up(b, 6, 1);
	set_bd(b, 0, b->src, BD_CONT | 16);
	sdma_model_fail_next(b->m, 6);
	sdma_model_hold_irq(b->m, true);
	writel(BIT(6), b->regs + REG_START);
	pass(20);
	KUNIT_EXPECT_EQ(test, mode(b, 0), BD_CONT | BD_ERROR);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_INTR), BIT(6));
	KUNIT_EXPECT_EQ(test, b->irqs, 0);
	sdma_model_hold_irq(b->m, false);
	pass(2);
	KUNIT_EXPECT_EQ(test, b->irqs, 1);
	sdma_model_raise(b->m, 7);
	pass(2);
	KUNIT_EXPECT_EQ(test, b->seen, BIT(6) | BIT(7));
	sdma_model_hang_chan0(b->m, true);
	load_context(b, 6, 0, 0);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_STATSTOP), BIT(0));
}

/* Test a channel 0 that goes on with its command although it was stopped. */
static void chan0_sticks(struct kunit *test)
{
	struct bench *b = test->priv;
	unsigned int word = SDMA_MODEL_CONTEXTS + 6 * SDMA_MODEL_CONTEXT + CONTEXT_PER;

	writel(7, b->regs + REG_PRIORITY(0));
	sdma_model_stick_chan0(b->m, true);
	load_context(b, 6, 0, 0x1234);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_PSW), 7 << 4);
	writel(BIT(0), b->regs + REG_STATSTOP);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_STATSTOP), 0);
	pass(2000);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_PSW), 7 << 4);
	KUNIT_EXPECT_EQ(test, sdma_model_data(b->m, word), 0);
	sdma_model_stick_chan0(b->m, false);
	KUNIT_EXPECT_EQ(test, readl(b->regs + REG_PSW), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_data(b->m, word), 0x1234);
}

/* Test that whoever uses the command of a channel 0 that has not stopped is found out. */
static void chan0_ignored(struct kunit *test)
{
	struct bench *b = test->priv;

	sdma_model_stick_chan0(b->m, true);
	load_context(b, 6, 0, 0x1234);
	writel(BIT(0), b->regs + REG_STATSTOP);
	b->context[CONTEXT_PER]++;
	sdma_model_stick_chan0(b->m, false);
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(b->m), BIT(SDMA_BAD_COMMAND));
	sdma_model_stick_chan0(b->m, true);
	load_context(b, 6, 0, 0x1234);
	writel(BIT(0), b->regs + REG_STATSTOP);
	b->bd0->ext = 0;
	writel(BIT(0), b->regs + REG_START);
	sdma_model_stick_chan0(b->m, false);
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(b->m),
			BIT(SDMA_BAD_COMMAND) | BIT(SDMA_BAD_START));
}

/* Test that what a driver must not do is noted. */
static void violations(struct kunit *test)
{
	struct bench *b = test->priv;

	readl(b->regs + 0x800);
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(b->m), BIT(SDMA_BAD_ACCESS));
	readw(b->regs + REG_INTR);
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(b->m), BIT(SDMA_BAD_ACCESS));
	atomic_set(&b->m->reg.clocked, 1);
	readl(b->regs + REG_INTR);
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(b->m), BIT(SDMA_BAD_CLOCK));
	atomic_set(&b->m->reg.clocked, SDMA_MODEL_CLOCKS);
	load_context(b, 8, 0, 0);
	set_up(b, 8, 1);
	set_bd(b, 0, b->src, 16);
	writel(BIT(8), b->regs + REG_START);
	pass(20);
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(b->m), BIT(SDMA_BAD_SCRIPT));
}

static struct kunit_case sdma_model_cases[] = {
	KUNIT_CASE(copy),
	KUNIT_CASE(gates),
	KUNIT_CASE(ring_runs_dry),
	KUNIT_CASE(late_timer),
	KUNIT_CASE(stop),
	KUNIT_CASE(stop_ignored),
	KUNIT_CASE(priorities),
	KUNIT_CASE(faults),
	KUNIT_CASE(chan0_sticks),
	KUNIT_CASE(chan0_ignored),
	KUNIT_CASE(violations),
	{}
};

static struct kunit_suite sdma_model_suite = {
	.name = "imx_sdma_model",
	.init = bench_init,
	.exit = bench_exit,
	.test_cases = sdma_model_cases,
};

kunit_test_suite(sdma_model_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's model");
MODULE_LICENSE("GPL");
