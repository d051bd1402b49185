// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL08x's positions: the residue and the periods, at every position that a
 * channel can have, and at those that it cannot.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "../amba-pl08x-lli.h"
#include "pl08x_lli_oracle.h"
#include "pl08x_lli_rig.h"

static const struct lli_shape shapes[] = {
	{ ORACLE_PL080, LLI_COPY, 1, 1, 0 },
	{ ORACLE_PL080, LLI_COPY, 4, 4, 0 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 2, 3 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 2, 4, 1 },
	{ ORACLE_PL080S, LLI_COPY, 4, 2, 0 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 4, 4, 2 },
	{ ORACLE_FTDMAC020, LLI_COPY, 4, 4, 0 },
	{ ORACLE_FTDMAC020, LLI_COPY, 1, 2, 0 },
};

static const struct lli_shape flow_shapes[] = {
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 2, 3 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 4, 4, 1 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 1, 4, 0 },
};

KUNIT_ARRAY_PARAM(shape, shapes, lli_shape_desc);
KUNIT_ARRAY_PARAM(flow, flow_shapes, lli_shape_desc);

/* Segments that take items of all kinds: heads, tails, more than one full item. */
static struct lli_rig *mixed_rig(struct kunit *test, bool cyclic)
{
	static const size_t lengths[] = { 4, 8192 + 36, 44, 8, 4 };
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 128 * 1024, 64);
	u32 offset = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		lli_rig_seg(rig, offset + i, offset + 4 - i % 4, lengths[i]);
		offset += lengths[i] + 16;
	}
	rig->job.cyclic = cyclic;
	KUNIT_ASSERT_GT(test, lli_rig_build(rig), 0);

	return rig;
}

static void expect_residue(struct pl08x_oracle *o, const struct pl08x_lli_regs *now, size_t left)
{
	struct lli_rig *rig = o->priv;

	/* Once is enough to fail. */
	if (rig->test->status != KUNIT_SUCCESS)
		return;
	KUNIT_EXPECT_EQ(rig->test, pl08x_lli_residue(&rig->chain, now), left);
	KUNIT_EXPECT_EQ(rig->test, pl08x_lli_left(rig->chain.fmt, now), o->st.size);
}

static void expect_everywhere(struct lli_rig *rig)
{
	rig->oracle.observe = expect_residue;
	rig->oracle.priv = rig;
	KUNIT_EXPECT_NULL(rig->test, lli_rig_replay(rig));
	if (rig->oracle.src.memory && !rig->job.periph_flow)
		KUNIT_EXPECT_EQ(rig->test, pl08x_lli_src_end(&rig->chain), rig->oracle.st.src);
}

/* Test the residue after each single access, and between items; also where the source ends. */
static void everywhere(struct kunit *test)
{
	expect_everywhere(mixed_rig(test, false));
}

/* The same, three times around. At the end of the buffer all of it is left again. */
static void everywhere_cyclic(struct kunit *test)
{
	expect_everywhere(mixed_rig(test, true));
}

/* Where the peripheral controls the flow only the memory's address tells what is done. */
static void everywhere_periph_flow(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 256, 2);
	struct pl08x_lli_regs pos;

	rig->job.periph_flow = true;
	rig->oracle.flow_len = 64;
	lli_rig_seg(rig, 4, 4, 64);
	KUNIT_ASSERT_EQ(test, lli_rig_build(rig), 1);
	expect_everywhere(rig);

	/* Neither an address before the segment nor one behind it makes it longer. */
	pos = rig->start;
	pos.src -= 4;
	pos.dst -= 4;
	KUNIT_EXPECT_LE(test, pl08x_lli_residue(&rig->chain, &pos), 64);
	pos.src += 4 + 68;
	pos.dst += 4 + 68;
	KUNIT_EXPECT_EQ(test, pl08x_lli_residue(&rig->chain, &pos), 0);
	rig->chain.len = 0;
	KUNIT_EXPECT_EQ(test, pl08x_lli_residue(&rig->chain, &rig->start), 0);
}

/*
 * Test that all of a chain is left with the registers that start it, and with those of another
 * chain: what another descriptor does says nothing about this one (PL-13).
 */
static void not_started(struct kunit *test)
{
	struct lli_rig *rig = mixed_rig(test, false), *other = mixed_rig(test, false);

	pl08x_lli_regs(rig->job.fmt, rig->table, rig->job.control, &rig->start);
	KUNIT_EXPECT_EQ(test, pl08x_lli_residue(&rig->chain, &rig->start), rig->chain.len);

	other->job.bus = RIG_TABLE + 0x10000;
	KUNIT_ASSERT_GT(test, lli_rig_build(other), 0);
	pl08x_lli_regs(other->job.fmt, other->table + 2 * other->job.fmt->words,
		       other->job.control, &other->start);
	KUNIT_EXPECT_EQ(test, pl08x_lli_residue(&rig->chain, &other->start), rig->chain.len);
}

/* The table alone in memory, so that KASAN sees every access outside of it. */
static void isolate_table(struct lli_rig *rig)
{
	size_t size = rig->chain.count * pl08x_lli_bytes(rig->job.fmt);
	u32 *table = kunit_kmalloc(rig->test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(rig->test, table);
	memcpy(table, rig->table, size);
	rig->chain.table = table;
}

static void expect_wild(struct lli_rig *rig, u32 lli)
{
	u32 bytes = pl08x_lli_bytes(rig->job.fmt), offset = (lli & ~3U) - (u32)rig->chain.bus;
	struct pl08x_lli_regs most = { .lli = lli, .control = U32_MAX, .size = U32_MAX };
	struct pl08x_lli_regs least = { .lli = lli };
	int index = pl08x_lli_index(&rig->chain, lli);
	size_t left = pl08x_lli_residue(&rig->chain, &most);
	bool is_link = !(offset % bytes) && offset / bytes < rig->chain.count &&
		       (offset || rig->chain.cyclic);

	if (!rig->chain.cyclic && !(lli & ~3U)) {
		KUNIT_EXPECT_EQ(rig->test, index, rig->chain.count - 1);
	} else if (!is_link) {
		KUNIT_EXPECT_EQ(rig->test, index, -EINVAL);
		KUNIT_EXPECT_EQ(rig->test, left, rig->chain.len);
		KUNIT_EXPECT_EQ(rig->test, pl08x_lli_residue(&rig->chain, &least), left);
	} else {
		KUNIT_EXPECT_EQ(rig->test, index,
				(offset / bytes + rig->chain.count - 1) % rig->chain.count);
	}
	KUNIT_EXPECT_LE(rig->test, left, rig->chain.len);
}

static void wild_positions(struct lli_rig *rig)
{
	u32 bytes = rig->chain.count * pl08x_lli_bytes(rig->job.fmt), lli;
	unsigned int i;

	isolate_table(rig);
	for (lli = RIG_TABLE - 64; lli != RIG_TABLE + bytes + 64; lli++)
		expect_wild(rig, lli);
	for (lli = 0; lli < 64; lli++) {
		expect_wild(rig, lli);
		expect_wild(rig, U32_MAX - lli);
	}
	for (i = 0; i < 1000; i++)
		expect_wild(rig, prandom_u32_state(&rig->rnd));
}

/*
 * Test positions that are none: nothing is read outside the table, nothing is taken as done,
 * and there is never more left than there was (PL-10).
 */
static void wild(struct kunit *test)
{
	wild_positions(mixed_rig(test, false));
	wild_positions(mixed_rig(test, true));
}

/* Test a table that ends with the address space. */
static void wild_at_the_top(struct kunit *test)
{
	struct lli_rig *rig = mixed_rig(test, true);
	u32 bytes = rig->chain.count * pl08x_lli_bytes(rig->job.fmt), lli;

	rig->job.bus = (1ULL << 32) - bytes;
	KUNIT_ASSERT_GT(test, lli_rig_build(rig), 0);
	KUNIT_EXPECT_NULL(test, lli_rig_replay(rig));
	isolate_table(rig);
	for (lli = rig->job.bus - 64; lli != 64; lli++)
		expect_wild(rig, lli);
}

struct walk {
	struct lli_rig *rig;
	unsigned int from;
	unsigned int irqs;
	unsigned int told;
};

/* Ask whenever an item is loaded: as many periods as there were interrupts in between. */
static void count_periods(struct pl08x_oracle *o, const struct pl08x_lli_regs *now, size_t left)
{
	struct walk *walk = o->priv;
	const struct pl08x_lli_chain *chain = &walk->rig->chain;
	int to = pl08x_lli_index(chain, now->lli);

	KUNIT_ASSERT_EQ(walk->rig->test, to, o->items % chain->count);
	walk->told += pl08x_lli_periods(chain, walk->from, to);
	walk->from = to;
	KUNIT_ASSERT_EQ(walk->rig->test, walk->told, o->irqs);
}

/* Test that no period is lost or counted twice, however many items lie between two looks. */
static void periods(struct kunit *test)
{
	struct lli_rig *rig = mixed_rig(test, true);
	unsigned int from, to, count = rig->chain.count;
	struct walk walk = { .rig = rig };

	rig->oracle.observe = count_periods;
	rig->oracle.priv = &walk;
	KUNIT_EXPECT_NULL(test, lli_rig_replay(rig));
	KUNIT_EXPECT_EQ(test, walk.told, 3 * rig->n - 1);

	for (from = 0; from < count; from++) {
		KUNIT_EXPECT_EQ(test, pl08x_lli_periods(&rig->chain, from, from), 0);
		for (to = 0; to < count; to++)
			KUNIT_EXPECT_EQ(test, pl08x_lli_periods(&rig->chain, from, to) +
					pl08x_lli_periods(&rig->chain, to, from),
					from == to ? 0 : rig->n);
	}
	KUNIT_EXPECT_EQ(test, pl08x_lli_periods(&rig->chain, count, 0), 0);
	KUNIT_EXPECT_EQ(test, pl08x_lli_periods(&rig->chain, 0, UINT_MAX), 0);
}

static struct kunit_case pl08x_lli_residue_cases[] = {
	KUNIT_CASE_PARAM(everywhere, shape_gen_params),
	KUNIT_CASE_PARAM(everywhere_cyclic, shape_gen_params),
	KUNIT_CASE_PARAM(everywhere_periph_flow, flow_gen_params),
	KUNIT_CASE_PARAM(not_started, shape_gen_params),
	KUNIT_CASE_PARAM(wild, shape_gen_params),
	KUNIT_CASE_PARAM(wild_at_the_top, shape_gen_params),
	KUNIT_CASE_PARAM(periods, shape_gen_params),
	{}
};

static struct kunit_suite pl08x_lli_residue_suite = {
	.name = "pl08x_lli_residue",
	.test_cases = pl08x_lli_residue_cases,
};

kunit_test_suite(pl08x_lli_residue_suite);
