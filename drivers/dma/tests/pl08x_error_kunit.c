// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's driver: errors, interrupts that lie, hardware that
 * does not stop.
 */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/amba/pl080.h>

#include "pl08x_fixture.h"

/* Reads of a register in a row under a lock: a handful. */
#define SPIN	16

static struct pl08x_fix *new_pl081(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_PL081,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};

	return pl08x_fix_new(test, &cfg);
}

struct error_kind {
	const char *name;
	enum pl08x_model_access access;
	unsigned int after;
};

static const struct error_kind error_kinds[] = {
	{ "first read", PL08X_ACCESS_SRC, 0 },
	{ "read", PL08X_ACCESS_SRC, 100 },
	{ "write", PL08X_ACCESS_DST, 100 },
	{ "item", PL08X_ACCESS_LLI, 0 },
};

static void error_kind_desc(const struct error_kind *kind, char *desc)
{
	strscpy(desc, kind->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(error_kind, error_kinds, error_kind_desc);

/*
 * Test that an error response is reported to the callback and by the status, and
 * that what is queued behind it runs (PL-05).
 */
static void error_copy(struct kunit *test)
{
	const struct error_kind *kind = test->param_value;
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 20000), *dst = pl08x_fix_buf(f, 20000);
	struct oracle_xfer *bad, *good;

	pl08x_model_fail_next(f->m, kind->access, kind->after);
	bad = client_copy(o, dst, src);
	bad->want = DMA_TRANS_ABORTED;
	good = client_copy(o, dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, bad->calls, 1);
	KUNIT_EXPECT_EQ(test, good->calls, 1);
	client_residue(bad, DMA_ERROR);
	client_residue(good, DMA_COMPLETE);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, src->len), 0);
	oracle_expect_clean(o);
}

/* Test that a cyclic transfer which fails ends, with an error, and can be started anew. */
static void error_cyclic(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x;

	pl08x_fix_periph(f, 0, true, data);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	pl08x_model_fail_next(f->m, PL08X_ACCESS_DST, 16);
	x = client_cyclic(o, dst, 64, DMA_DEV_TO_MEM, 2);
	KUNIT_EXPECT_EQ(test, pl08x_model_run_irqs(f->m, 1), 1);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	x->want = DMA_TRANS_ABORTED;
	pl08x_model_run(f->m);
	client_residue(x, DMA_ERROR);
	KUNIT_EXPECT_EQ(test, x->calls, 2);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);

	x = client_cyclic(o, dst, 64, DMA_DEV_TO_MEM, 4);
	KUNIT_EXPECT_EQ(test, pl08x_model_run_irqs(f->m, 4), 4);
	KUNIT_EXPECT_EQ(test, x->calls, 4);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	oracle_expect_clean(o);
}

/* Test that the other channels do not notice that one fails. */
static void error_others(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *bad = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct oracle *good = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 4096), *dst = pl08x_fix_buf(f, 4096);
	struct oracle_xfer *x;

	x = client_copy(bad, dst, src);
	x->want = DMA_TRANS_ABORTED;
	client_copy(good, dst, src);
	pl08x_model_fail_next(f->m, PL08X_ACCESS_SRC, 10);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, src->len), 0);
	oracle_expect_clean(good);
	oracle_expect_clean(bad);
}

/*
 * Test that the terminal count of a transfer that was terminated, which comes when
 * the next already runs, does not complete that (PL-04).
 */
static void error_late_tc(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x;

	pl08x_model_late_tc(f->m, true);
	client_copy(o, dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_async), 0);
	x = client_copy(o, dst, src);
	pl08x_model_step(f->m, 10);
	pl08x_model_late_tc(f->m, false);
	pl08x_model_irq(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	client_residue(x, DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, hweight32(pl08x_model_enabled(f->m)), 1);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
}

struct intruder {
	struct oracle *o;
	struct client_buf *src, *dst;
	struct oracle_xfer *x;
	bool done;
};

/* The handler has read the status, and holds no lock yet: just now the client terminates. */
static void intrude(void *data, unsigned int offset, bool write)
{
	struct intruder *in = data;
	struct dma_async_tx_descriptor *tx;

	if (in->done || write || !in_hardirq())
		return;
	in->done = true;
	oracle_terminate(in->o, dmaengine_terminate_async);
	tx = dmaengine_prep_dma_memcpy(in->o->chan, in->dst->dma, in->src->dma, 256, DMA_CTRL_ACK);
	in->x = client_submit(in->o, tx, 1);
}

/* Test that a status which is stale when the handler acts on it completes nothing (PL-04). */
static void error_stale_status(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256);
	struct intruder in = { .o = o, .src = src, .dst = pl08x_fix_buf(f, 256) };

	client_copy(o, pl08x_fix_buf(f, 256), src);
	pl08x_model_set_hook(f->m, intrude, &in);
	pl08x_model_run_irqs(f->m, 1);
	pl08x_model_set_hook(f->m, NULL, NULL);
	KUNIT_ASSERT_TRUE(test, in.done);
	KUNIT_EXPECT_EQ(test, in.x->calls, 0);
	client_residue(in.x, DMA_IN_PROGRESS);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, in.x->calls, 1);
	KUNIT_EXPECT_EQ(test, memcmp(in.dst->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
}

/* Test that interrupts without a reason, or for channels that are not used, change nothing. */
static void error_spurious(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x = client_copy(o, dst, src);

	pl08x_model_step(f->m, 10);
	pl08x_model_spurious_irq(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	pl08x_model_raise(f->m, 0xfe, 0xfe);
	pl08x_model_spurious_irq(f->m);
	pl08x_model_raise(f->m, 0x01, 0);
	pl08x_model_irq(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
}

/* Test that a channel whose interrupt was lost can be terminated, and the next one handles it. */
static void error_lost_irq(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct oracle *other = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x;

	pl08x_model_lose_irqs(f->m, 1);
	x = client_copy(o, dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	client_copy(other, dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);

	pl08x_model_lose_irqs(f->m, 1);
	client_copy(o, dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	client_copy(o, dst, src);
	pl08x_model_run(f->m);
	oracle_expect_clean(o);
	oracle_expect_clean(other);
}

/*
 * Test that a channel which drains slowly is waited for: what it writes is not the
 * client's before synchronize, and what was issued meanwhile starts by itself (PL-08).
 */
static void error_slow_stop(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct client_buf *other = pl08x_fix_buf(f, 256);
	struct oracle_xfer *old, *x;

	old = client_copy(o, dst, src);
	pl08x_model_step(f->m, 3);
	KUNIT_EXPECT_NE(test, pl08x_model_active(f->m), 0);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_async), 0);
	KUNIT_EXPECT_LE(test, pl08x_model_max_spin(f->m), SPIN);
	x = client_copy(o, other, src);
	/* Drain it, before the driver looks again. */
	pl08x_model_step(f->m, 3);
	KUNIT_EXPECT_EQ(test, pl08x_model_active(f->m), 0);
	oracle_synchronize(o);
	pl08x_model_watch(f->m, dst->dma, dst->len);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(f->m, 0).lost, 0);
	KUNIT_EXPECT_EQ(test, old->calls, 0);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ(test, memcmp(other->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
}

/* Test that a channel which never drains is disabled after a while, and works again (PL-08). */
static void error_never_drains(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *src = pl08x_fix_buf(f, 256), *sink = pl08x_fix_buf(f, 256);
	struct pl08x_periph *p = pl08x_fix_periph(f, 0, false, sink);

	/* It takes one burst only, so the rest of what was read ahead stays in the FIFO. */
	p->cfg.manual = true;
	p->cfg.depth = 16;
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	client_sg(o, src, 1, DMA_MEM_TO_DEV);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_NE(test, pl08x_model_active(f->m), 0);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_enabled(f->m), 0);
	pl08x_model_watch(f->m, src->dma, src->len);
	pl08x_model_run(f->m);
	pl08x_model_unwatch(f->m);

	p->cfg.manual = false;
	pl08x_periph_move(f->m, p, 16);
	p->got = 0;
	client_sg(o, src, 1, DMA_MEM_TO_DEV);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, memcmp(sink->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
}

enum stuck {
	STUCK_ACTIVE,
	STUCK_ENABLE,
};

static const enum stuck stucks[] = { STUCK_ACTIVE, STUCK_ENABLE };

static void stuck_desc(const enum stuck *stuck, char *desc)
{
	strscpy(desc, *stuck == STUCK_ACTIVE ? "active" : "enable", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(stuck, stucks, stuck_desc);

static void stick(struct pl08x_fix *f, enum stuck stuck, u32 chans)
{
	if (stuck == STUCK_ACTIVE)
		pl08x_model_stick_active(f->m, chans);
	else
		pl08x_model_stick_enable(f->m, chans);
}

/*
 * Test that a channel which does not stop is given up: nobody waits or spins for
 * ever, it is not used again, and the virtual channel works with another one.
 */
static void error_stuck(struct kunit *test)
{
	const enum stuck *stuck = test->param_value;
	struct pl08x_fix *f = new_pl081(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	unsigned int i, starts;

	client_copy(o, dst, src);
	pl08x_model_step(f->m, 3);
	stick(f, *stuck, BIT(0));
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
	starts = pl08x_model_chan_stats(f->m, 0).starts;
	for (i = 0; i < 4; i++)
		client_copy(o, dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, 256), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(f->m, 0).starts, starts);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(f->m, 1).starts, 4);
	KUNIT_EXPECT_LE(test, pl08x_model_max_spin(f->m), SPIN);
	oracle_expect_clean(o);
	f->allowed = BIT(PL08X_BAD_LOSS);
}

/* Test that with no physical channel left transfers wait, and can be terminated. */
static void error_all_stuck(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle *o[2];
	struct oracle_xfer *x;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		o[i] = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
		client_copy(o[i], dst, src);
	}
	pl08x_model_step(f->m, 3);
	pl08x_model_stick_active(f->m, 3);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, oracle_terminate(o[i], dmaengine_terminate_sync), 0);
	x = client_copy(o[0], dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 0);
	client_residue(x, DMA_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o[0], dmaengine_terminate_sync), 0);
	oracle_expect_clean(o[0]);
	oracle_expect_clean(o[1]);
	f->allowed = BIT(PL08X_BAD_LOSS);
}

/* Test that a channel which is still enabled after its end is not given to the next one. */
static void error_enabled_after_end(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct oracle_xfer *x;

	pl08x_model_stick_enable(f->m, BIT(0));
	client_copy(o, dst, src);
	x = client_copy(o, dst, src);
	pl08x_model_run(f->m);
	pl08x_model_stick_enable(f->m, 0);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_LE(test, pl08x_model_max_spin(f->m), SPIN);
	oracle_expect_clean(o);
}

/* Test that pausing a channel that does not drain does not spin (PL-08). */
static void error_pause_stuck(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);

	client_copy(o, dst, src);
	pl08x_model_step(f->m, 3);
	pl08x_model_hold(f->m, 1, true);
	KUNIT_EXPECT_EQ(test, dmaengine_pause(o->chan), 0);
	KUNIT_EXPECT_LE(test, pl08x_model_max_spin(f->m), SPIN);
	KUNIT_EXPECT_EQ(test, dmaengine_resume(o->chan), 0);
	pl08x_model_hold(f->m, 1, false);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, 256), 0);
	oracle_expect_clean(o);
}

static struct kunit_case error_cases[] = {
	KUNIT_CASE_PARAM(error_copy, error_kind_gen_params),
	KUNIT_CASE(error_cyclic),
	KUNIT_CASE(error_others),
	KUNIT_CASE(error_late_tc),
	KUNIT_CASE(error_stale_status),
	KUNIT_CASE(error_spurious),
	KUNIT_CASE(error_lost_irq),
	KUNIT_CASE(error_slow_stop),
	KUNIT_CASE(error_never_drains),
	KUNIT_CASE_PARAM(error_stuck, stuck_gen_params),
	KUNIT_CASE(error_all_stuck),
	KUNIT_CASE(error_enabled_after_end),
	KUNIT_CASE(error_pause_stuck),
	{}
};

static struct kunit_suite error_suite = {
	.name = "pl08x_error",
	.test_cases = error_cases,
};

kunit_test_suite(error_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's driver: errors and hardware that hangs");
MODULE_LICENSE("GPL");
