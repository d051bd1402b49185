// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's driver: what has to work in the same way on all members
 * of the family, whose registers differ.
 */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/dmaengine.h>
#include <linux/module.h>
#include <linux/string.h>

#include "pl08x_fixture.h"

#define LEN	1024

static const char * const type_names[PL08X_MODEL_TYPES] = {
	"pl080", "pl081", "pl080s", "nomadik", "ftdmac020",
};

static const enum pl08x_model_type all_types[] = {
	PL08X_MODEL_PL080, PL08X_MODEL_PL081, PL08X_MODEL_PL080S, PL08X_MODEL_NOMADIK,
	PL08X_MODEL_FTDMAC020,
};

/* Those with request lines. */
static const enum pl08x_model_type slave_types[] = {
	PL08X_MODEL_PL080, PL08X_MODEL_PL081, PL08X_MODEL_PL080S, PL08X_MODEL_NOMADIK,
};

static void type_desc(const enum pl08x_model_type *type, char *desc)
{
	strscpy(desc, type_names[*type], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(type, all_types, type_desc);
KUNIT_ARRAY_PARAM(slave_type, slave_types, type_desc);

struct copy {
	struct pl08x_fix *f;
	struct oracle *o;
	struct client_buf *src, *dst;
};

static struct copy new_copy(struct kunit *test)
{
	const enum pl08x_model_type *type = test->param_value;
	const struct pl08x_fix_config cfg = {
		.type = *type,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};
	struct copy c = { .f = pl08x_fix_new(test, &cfg) };

	c.o = pl08x_fix_oracle(c.f, pl08x_fix_memcpy(c.f));
	c.src = pl08x_fix_buf(c.f, LEN);
	c.dst = pl08x_fix_buf(c.f, LEN);

	return c;
}

/* All that is left runs to its end, and one copy more. */
static void judge(struct copy *c)
{
	struct kunit *test = c->f->test;
	struct oracle_xfer *x;

	pl08x_model_run(c->f->m);
	oracle_synchronize(c->o);
	memset(c->dst->cpu, 0, LEN);
	x = client_copy(c->o, c->dst, c->src);
	pl08x_model_run(c->f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ(test, memcmp(c->dst->cpu, c->src->cpu, LEN), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_enabled(c->f->m), 0);
	KUNIT_EXPECT_LE(test, pl08x_model_max_spin(c->f->m), 16);
	oracle_expect_clean(c->o);
}

/* Test that a copy is held at any place, says exactly what is left, and goes on. */
static void variant_pause(struct kunit *test)
{
	struct copy c = new_copy(test);
	struct oracle_xfer *x = client_copy(c.o, c.dst, c.src);
	unsigned int i;

	for (i = 1; i <= 9; i++) {
		pl08x_model_step(c.f->m, 9 + i);
		KUNIT_EXPECT_EQ(test, dmaengine_pause(c.o->chan), 0);
		pl08x_model_run(c.f->m);
		KUNIT_EXPECT_EQ(test, client_residue(x, DMA_PAUSED),
				LEN - pl08x_model_written(c.f->m));
		KUNIT_EXPECT_EQ(test, x->calls, 0);
		KUNIT_EXPECT_EQ(test, dmaengine_resume(c.o->chan), 0);
	}
	pl08x_model_run(c.f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ(test, memcmp(c.dst->cpu, c.src->cpu, LEN), 0);
	judge(&c);
}

/* Test that a copy is terminated at any place, running or paused, and the next one runs. */
static void variant_terminate(struct kunit *test)
{
	struct copy c = new_copy(test);
	struct oracle_xfer *x;
	unsigned int i;

	for (i = 0; i < 16; i++) {
		x = client_copy(c.o, c.dst, c.src);
		pl08x_model_step(c.f->m, i);
		if (i & 1)
			dmaengine_pause(c.o->chan);
		KUNIT_EXPECT_EQ(test, oracle_terminate(c.o, dmaengine_terminate_sync), 0);
		pl08x_model_watch(c.f->m, c.dst->dma, LEN);
		pl08x_model_run(c.f->m);
		pl08x_model_unwatch(c.f->m);
		KUNIT_EXPECT_EQ(test, x->calls, 0);
	}
	judge(&c);
}

/* Test that what is issued right after a terminate runs by itself. */
static void variant_restart(struct kunit *test)
{
	struct copy c = new_copy(test);
	struct oracle_xfer *old, *x;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		old = client_copy(c.o, c.dst, c.src);
		pl08x_model_step(c.f->m, i);
		KUNIT_EXPECT_EQ(test, oracle_terminate(c.o, dmaengine_terminate_async), 0);
		x = client_copy(c.o, c.dst, c.src);
		pl08x_model_run(c.f->m);
		oracle_synchronize(c.o);
		pl08x_model_run(c.f->m);
		KUNIT_EXPECT_EQ(test, old->calls, 0);
		KUNIT_EXPECT_EQ(test, x->calls, 1);
		KUNIT_EXPECT_EQ(test, memcmp(c.dst->cpu, c.src->cpu, LEN), 0);
	}
	judge(&c);
}

/* Test that an error response is reported, and the next one runs. */
static void variant_error(struct kunit *test)
{
	struct copy c = new_copy(test);
	struct oracle_xfer *x;

	pl08x_model_fail_next(c.f->m, PL08X_ACCESS_DST, 7);
	x = client_copy(c.o, c.dst, c.src);
	x->want = DMA_TRANS_ABORTED;
	pl08x_model_run(c.f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	client_residue(x, DMA_ERROR);
	judge(&c);
}

/* Test that a channel which does not stop is given up, and the others are used. */
static void variant_stuck(struct kunit *test)
{
	struct copy c = new_copy(test);

	client_copy(c.o, c.dst, c.src);
	pl08x_model_step(c.f->m, 3);
	pl08x_model_stick_active(c.f->m, BIT(0));
	KUNIT_EXPECT_EQ(test, oracle_terminate(c.o, dmaengine_terminate_sync), 0);
	judge(&c);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(c.f->m, 0).starts, 1);
	c.f->allowed = BIT(PL08X_BAD_LOSS);
}

static void stream_both_ways(struct pl08x_fix *f, unsigned int n)
{
	struct dma_chan *chan = pl08x_fix_slave(f, n);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, LEN), *dst = pl08x_fix_buf(f, LEN);
	struct pl08x_periph *p;

	pl08x_fix_config_chan(f, chan, n, 4, 4);
	p = pl08x_fix_periph(f, n, true, data);
	client_sg(o, dst, 2, DMA_DEV_TO_MEM);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(f->test, memcmp(dst->cpu, data->cpu, LEN), 0);
	pl08x_periph_detach(f->m, p);

	memset(dst->cpu, 0, LEN);
	pl08x_fix_periph(f, n, false, dst);
	client_sg(o, data, 2, DMA_MEM_TO_DEV);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(f->test, memcmp(dst->cpu, data->cpu, LEN), 0);
	oracle_expect_clean(o);
}

/* Test that data goes from and to peripherals. */
static void variant_slave(struct kunit *test)
{
	const enum pl08x_model_type *type = test->param_value;
	const struct pl08x_fix_config cfg = { .type = *type };

	stream_both_ways(pl08x_fix_new(test, &cfg), 1);
}

/* Test that the last of the request lines, of which some members have 32, is used. */
static void variant_last_line(struct kunit *test)
{
	const enum pl08x_model_type *type = test->param_value;
	const bool many = *type == PL08X_MODEL_PL080S || *type == PL08X_MODEL_NOMADIK;
	const struct pl08x_fix_config cfg = {
		.type = *type, .muxed = true,
		.first_signal = (many ? 32 : 16) - PL08X_FIX_SLAVES,
	};

	stream_both_ways(pl08x_fix_new(test, &cfg), PL08X_FIX_SLAVES - 1);
}

/* Test that a PL080S needs no items for what others need many for. */
static void variant_long_item(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .type = PL08X_MODEL_PL080S };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct client_buf *src = pl08x_fix_buf(f, 100000), *dst = pl08x_fix_buf(f, 100000);

	client_copy(o, dst, src);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, src->cpu, src->len), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(f->m, 0).llis, 0);
	oracle_expect_clean(o);
}

static struct kunit_case variant_cases[] = {
	KUNIT_CASE_PARAM(variant_pause, type_gen_params),
	KUNIT_CASE_PARAM(variant_terminate, type_gen_params),
	KUNIT_CASE_PARAM(variant_restart, type_gen_params),
	KUNIT_CASE_PARAM(variant_error, type_gen_params),
	KUNIT_CASE_PARAM(variant_stuck, type_gen_params),
	KUNIT_CASE_PARAM(variant_slave, slave_type_gen_params),
	KUNIT_CASE_PARAM(variant_last_line, slave_type_gen_params),
	KUNIT_CASE(variant_long_item),
	{}
};

static struct kunit_suite variant_suite = {
	.name = "pl08x_variant",
	.test_cases = variant_cases,
};

kunit_test_suite(variant_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's driver: the members of the family");
MODULE_LICENSE("GPL");
