// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's driver: probe and its failures, unbind in use, what
 * is left for clients, several controllers, the device tree (PL-16).
 */
#include <kunit/test.h>
#include <linux/amba/bus.h>
#include <linux/bitops.h>
#include <linux/debugfs.h>
#include <linux/dcache.h>
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/of_dma.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "pl08x_fixture.h"

/* More allocations than a probe makes. */
#define FAULTS	3000

static const enum pl08x_model_type all_types[] = {
	PL08X_MODEL_PL080, PL08X_MODEL_PL081, PL08X_MODEL_PL080S, PL08X_MODEL_NOMADIK,
	PL08X_MODEL_FTDMAC020,
};

static void type_desc(const enum pl08x_model_type *type, char *desc)
{
	static const char * const names[PL08X_MODEL_TYPES] = {
		"pl080", "pl081", "pl080s", "nomadik", "ftdmac020",
	};

	strscpy(desc, names[*type], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(type, all_types, type_desc);

/* Nothing of the driver is left in the hardware. */
static void expect_gone(struct pl08x_fix *f)
{
	KUNIT_EXPECT_FALSE(f->test, pl08x_fix_is_bound(f));
	KUNIT_EXPECT_EQ(f->test, pl08x_model_enabled(f->m), 0);
	KUNIT_EXPECT_EQ(f->test, pl08x_model_mapped(f->m), 0);
	KUNIT_EXPECT_EQ(f->test, pl08x_model_clocked(f->m), 0);
	KUNIT_EXPECT_FALSE(f->test, irq_has_action(pl08x_model_virq(f->m)));
}

static void expect_works(struct pl08x_fix *f)
{
	struct dma_chan *chan = pl08x_fix_memcpy(f);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);

	client_copy(o, dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(f->test, memcmp(dst->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
	pl08x_fix_release(f, chan);
}

static bool has_debugfs(struct pl08x_fix *f)
{
	struct dentry *file = debugfs_lookup(dev_name(&f->adev->dev), NULL);

	dput(file);

	return file;
}

/* Test that each controller is bound, unbound and bound again, and works each time. */
static void lifetime_rebind(struct kunit *test)
{
	const enum pl08x_model_type *type = test->param_value;
	const struct pl08x_fix_config cfg = {
		.type = *type, .memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	unsigned int i;

	for (i = 0; i < 3; i++) {
		expect_works(f);
		KUNIT_EXPECT_TRUE(test, pl08x_model_clocked(f->m));
		pl08x_fix_unbind(f);
		expect_gone(f);
		KUNIT_ASSERT_EQ(test, pl08x_fix_bind(f), 0);
	}
}

/* Test that the state is shown in debugfs, and that the file goes with the driver. */
static void lifetime_debugfs(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);

	KUNIT_EXPECT_TRUE(test, has_debugfs(f));
	pl08x_fix_unbind(f);
	KUNIT_EXPECT_FALSE(test, has_debugfs(f));
	KUNIT_ASSERT_EQ(test, pl08x_fix_bind(f), 0);
	KUNIT_EXPECT_TRUE(test, has_debugfs(f));
}

/* Test that an unbind ends a copy that runs, and what is queued, and no callback comes after. */
static void lifetime_unbind_running(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_memcpy(f);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 4096), *dst = pl08x_fix_buf(f, 4096);
	struct oracle_xfer *x[2];

	x[0] = client_copy(o, dst, src);
	x[1] = client_copy(o, dst, src);
	pl08x_model_step(f->m, 11);
	pl08x_fix_unbind(f);
	expect_gone(f);
	pl08x_model_watch(f->m, dst->dma, dst->len);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x[0]->calls + x[1]->calls, 0);
	pl08x_fix_release(f, chan);
	KUNIT_ASSERT_EQ(test, pl08x_fix_bind(f), 0);
	pl08x_model_unwatch(f->m);
	expect_works(f);
}

/* Test that an unbind ends streams in both directions, paused ones and muxed ones included. */
static void lifetime_unbind_streaming(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .muxed = true };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct client_buf *bufs[3];
	struct oracle_xfer *x[3];
	struct dma_chan *chan[3];
	unsigned int i, calls;

	for (i = 0; i < 3; i++) {
		chan[i] = pl08x_fix_slave(f, i);
		bufs[i] = pl08x_fix_buf(f, 256);
		pl08x_fix_periph(f, i, i != 1, NULL);
		pl08x_fix_config_chan(f, chan[i], i, 4, 4);
		x[i] = client_cyclic(pl08x_fix_oracle(f, chan[i]), bufs[i], 64,
				     i == 1 ? DMA_MEM_TO_DEV : DMA_DEV_TO_MEM, 100);
	}
	pl08x_model_run_irqs(f->m, 3);
	KUNIT_EXPECT_EQ(test, dmaengine_pause(chan[2]), 0);
	pl08x_fix_unbind(f);
	expect_gone(f);
	calls = x[0]->calls + x[1]->calls + x[2]->calls;
	KUNIT_EXPECT_EQ(test, f->gets, f->puts);
	for (i = 0; i < 3; i++)
		pl08x_model_watch(f->m, bufs[i]->dma, bufs[i]->len);
	pl08x_model_run(f->m);
	pl08x_model_spurious_irq(f->m);
	KUNIT_EXPECT_EQ(test, x[0]->calls + x[1]->calls + x[2]->calls, calls);
	f->allowed = BIT(PL08X_BAD_LOSS);
}

/* Test that an unbind ends channels that wait for a physical one. */
static void lifetime_unbind_waiting(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_PL081, .memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct client_buf *data = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x[4];
	unsigned int i;

	for (i = 0; i < 4; i++) {
		struct dma_chan *chan = pl08x_fix_slave(f, i);

		pl08x_fix_config_chan(f, chan, i, 4, 4);
		x[i] = client_sg(pl08x_fix_oracle(f, chan), data, 1, DMA_DEV_TO_MEM);
	}
	pl08x_fix_unbind(f);
	expect_gone(f);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, x[i]->calls, 0);
}

/* Test that an unbind does not wait for ever for hardware that does not stop. */
static void lifetime_unbind_stuck(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o[2];
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	unsigned int i;

	for (i = 0; i < 2; i++) {
		o[i] = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
		client_copy(o[i], dst, src);
	}
	pl08x_model_step(f->m, 3);
	pl08x_model_stick_active(f->m, 3);
	/* One is given up before, one while the driver goes. */
	KUNIT_EXPECT_EQ(test, oracle_terminate(o[0], dmaengine_terminate_sync), 0);
	pl08x_fix_unbind(f);
	KUNIT_EXPECT_FALSE(test, pl08x_fix_is_bound(f));
	KUNIT_EXPECT_EQ(test, pl08x_model_mapped(f->m), 0);
	KUNIT_EXPECT_LE(test, pl08x_model_max_spin(f->m), 16);
	pl08x_model_stick_active(f->m, 0);
	f->allowed = BIT(PL08X_BAD_LOSS);
}

/* Test that a client which still holds a channel gets answers, and nothing touches hardware. */
static void lifetime_held(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_memcpy(f), *slave = pl08x_fix_slave(f, 0);
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct oracle_xfer *x = client_copy(o, dst, src);
	unsigned int accesses;

	pl08x_fix_config_chan(f, slave, 0, 4, 4);
	pl08x_fix_unbind(f);
	expect_gone(f);
	accesses = pl08x_model_accesses(f->m);
	client_expect_refused(x, slave, dst);
	KUNIT_EXPECT_EQ(test, pl08x_model_accesses(f->m), accesses);
	/* The next one does not care. */
	KUNIT_ASSERT_EQ(test, pl08x_fix_bind(f), 0);
	expect_works(f);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_memcpy(chan, dst->dma, src->dma, 256, 0));
	pl08x_fix_unbind(f);
	accesses = pl08x_model_accesses(f->m);
	pl08x_fix_release(f, chan);
	pl08x_fix_release(f, slave);
	KUNIT_EXPECT_EQ(test, pl08x_model_accesses(f->m), accesses);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
}

/* Test that an interrupt which comes after the driver has gone is nobody's. */
static void lifetime_irq_after_unbind(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x = client_copy(o, dst, src);
	unsigned int accesses;

	pl08x_model_hold_irq(f->m, true);
	pl08x_model_run(f->m);
	pl08x_fix_unbind(f);
	accesses = pl08x_model_accesses(f->m);
	pl08x_model_hold_irq(f->m, false);
	pl08x_model_raise(f->m, 0xff, 0xff);
	pl08x_model_irq(f->m);
	pl08x_model_spurious_irq(f->m);
	KUNIT_EXPECT_EQ(test, pl08x_model_accesses(f->m), accesses);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
}

/* Test that two controllers of different kinds have nothing to do with each other. */
static void lifetime_two(struct kunit *test)
{
	const struct pl08x_fix_config other = {
		.type = PL08X_MODEL_FTDMAC020, .memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};
	struct pl08x_fix *f = pl08x_fix_pl080(test), *g = pl08x_fix_new(test, &other);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);

	client_copy(o, dst, src);
	pl08x_model_step(f->m, 11);
	expect_works(g);
	pl08x_fix_unbind(g);
	expect_gone(g);
	KUNIT_EXPECT_NE(test, pl08x_model_enabled(f->m), 0);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
	KUNIT_ASSERT_EQ(test, pl08x_fix_bind(g), 0);
	expect_works(g);
	expect_works(f);
}

/* Let the n-th allocation of a probe fail, for each n, or each stride-th. */
static void fail_probes(struct pl08x_fix *f, unsigned int stride)
{
	struct kunit *test = f->test;
	unsigned int n, failed = 0;
	bool hit = true;

	if (!fake_fault_init())
		kunit_skip(test, "no fault injection");
	for (n = 1; hit && n < FAULTS; n += stride) {
		pl08x_fix_unbind(f);
		expect_gone(f);
		fake_fault_begin(n);
		pl08x_fix_bind(f);
		hit = fake_fault_end();
		if (pl08x_fix_is_bound(f))
			continue;
		failed++;
		expect_gone(f);
		KUNIT_EXPECT_FALSE(test, has_debugfs(f));
	}
	KUNIT_EXPECT_FALSE(test, hit);
	KUNIT_EXPECT_GT(test, failed, 20);
	KUNIT_ASSERT_TRUE(test, pl08x_fix_is_bound(f));
	expect_works(f);
}

/* Test that a probe which fails at any allocation leaves nothing behind. */
static void lifetime_probe_faults(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .type = PL08X_MODEL_PL081 };

	fail_probes(pl08x_fix_new(test, &cfg), 1);
}

/* Test the same with the device tree. */
static void lifetime_probe_faults_dt(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.dt = true, .mem_buses = PL08X_AHB1, .lli_buses = PL08X_AHB1,
	};

	fail_probes(pl08x_fix_new(test, &cfg), 5);
}

/* Test that a probe fails, and cleans up, if the interrupt is somebody else's. */
static void lifetime_probe_irq(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);

	pl08x_fix_unbind(f);
	KUNIT_ASSERT_EQ(test, reg_model_occupy_irq(pl08x_model_common(f->m)), 0);
	KUNIT_EXPECT_NE(test, pl08x_fix_bind(f), 0);
	reg_model_vacate_irq(pl08x_model_common(f->m));
	expect_gone(f);
	KUNIT_EXPECT_EQ(test, pl08x_fix_bind(f), 0);
	expect_works(f);
}

/* Test that a device with neither platform data nor a node is not taken. */
static void lifetime_probe_no_data(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .no_data = true };
	struct pl08x_fix *f = pl08x_fix_create(test, &cfg);

	expect_gone(f);
}

static struct dma_chan *of_request(struct pl08x_fix *f, const char *name)
{
	struct dma_chan *chan = of_dma_request_slave_channel(f->client_np, name);

	return IS_ERR(chan) ? NULL : chan;
}

/* Test that clients find their channels in the device tree while the driver is bound. */
static void lifetime_dt(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.dt = true, .memcpy_width = PL08X_BUS_WIDTH_32_BITS,
		.memcpy_burst = PL08X_BURST_SZ_16, .mem_buses = PL08X_AHB1,
		.lli_buses = PL08X_AHB2, .periph_buses = PL08X_AHB2,
	};
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct dma_chan *chan = of_request(f, "tx");
	struct client_buf *src = pl08x_fix_buf(f, 256), *sink = pl08x_fix_buf(f, 256);
	struct pl08x_model_stats stats;
	struct oracle *o;

	KUNIT_ASSERT_NOT_NULL(test, chan);
	KUNIT_EXPECT_NULL(test, of_request(f, "bad"));
	o = pl08x_fix_oracle(f, chan);
	pl08x_fix_periph(f, 1, false, sink);
	pl08x_fix_config_chan(f, chan, 1, 4, 4);
	client_sg(o, src, 2, DMA_MEM_TO_DEV);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, memcmp(sink->cpu, src->cpu, 256), 0);
	stats = pl08x_model_chan_stats(f->m, 0);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_DST][1], 64);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_SRC][1], 0);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_LLI][0], 0);
	oracle_expect_clean(o);

	pl08x_fix_unbind(f);
	KUNIT_EXPECT_NULL(test, of_request(f, "rx"));
	dma_release_channel(chan);
	KUNIT_ASSERT_EQ(test, pl08x_fix_bind(f), 0);
	chan = of_request(f, "rx");
	KUNIT_ASSERT_NOT_NULL(test, chan);
	dma_release_channel(chan);
	expect_works(f);
}

static struct kunit_case lifetime_cases[] = {
	KUNIT_CASE_PARAM(lifetime_rebind, type_gen_params),
	KUNIT_CASE(lifetime_debugfs),
	KUNIT_CASE(lifetime_unbind_running),
	KUNIT_CASE(lifetime_unbind_streaming),
	KUNIT_CASE(lifetime_unbind_waiting),
	KUNIT_CASE(lifetime_unbind_stuck),
	KUNIT_CASE(lifetime_held),
	KUNIT_CASE(lifetime_irq_after_unbind),
	KUNIT_CASE(lifetime_two),
	KUNIT_CASE(lifetime_probe_faults),
	KUNIT_CASE(lifetime_probe_faults_dt),
	KUNIT_CASE(lifetime_probe_irq),
	KUNIT_CASE(lifetime_probe_no_data),
	KUNIT_CASE(lifetime_dt),
	{}
};

static struct kunit_suite lifetime_suite = {
	.name = "pl08x_lifetime",
	.test_cases = lifetime_cases,
};

kunit_test_suite(lifetime_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's driver: lifetime");
MODULE_LICENSE("GPL");
