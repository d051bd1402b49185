// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL08x's tables: buses, cyclic buffers, flow control by the peripheral,
 * limits, and what must be refused.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/types.h>

/* Needs the ones above. */
#include <linux/amba/pl080.h>
#include <linux/amba/pl08x.h>

#include "../amba-pl08x-lli.h"
#include "pl08x_lli_oracle.h"
#include "pl08x_lli_rig.h"

static const struct lli_shape edge_shapes[] = {
	{ ORACLE_PL080, LLI_COPY, 4, 4, 0 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 4, 1 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 1, 4, 1 },
	{ ORACLE_PL080S, LLI_COPY, 4, 2, 0 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 2, 2, 2 },
	{ ORACLE_FTDMAC020, LLI_COPY, 4, 4, 0 },
};

static const struct lli_shape flow_shapes[] = {
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 1, 1 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 4, 1 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 1, 2, 0 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 1, 4, 1 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 4, 4, 3 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 2, 1, 0 },
};

static const struct lli_shape word_copy = { ORACLE_PL080, LLI_COPY, 4, 4, 0 };

KUNIT_ARRAY_PARAM(edge, edge_shapes, lli_shape_desc);
KUNIT_ARRAY_PARAM(flow, flow_shapes, lli_shape_desc);

/* The buses that a table uses: of all pairs exactly one is right. */
static void used_buses(struct lli_rig *rig, unsigned int *src, unsigned int *dst)
{
	unsigned int pair, found = 0;

	for (pair = 0; pair < 4; pair++) {
		rig->job.src_buses = pair & 1 ? PL08X_AHB2 : PL08X_AHB1;
		rig->job.dst_buses = pair & 2 ? PL08X_AHB2 : PL08X_AHB1;
		if (lli_rig_replay(rig))
			continue;
		*src = rig->job.src_buses;
		*dst = rig->job.dst_buses;
		found++;
	}
	KUNIT_ASSERT_EQ(rig->test, found, 1);
}

/*
 * Test every combination of buses: each side is on a bus that reaches it, on different ones if
 * that is possible, and what no bus reaches is refused.
 */
static void buses(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 64, 8);
	unsigned int masks, src, dst, lli, used_src, used_dst;

	lli_rig_seg(rig, 1, 0, 20);
	for (masks = 0; masks < 64; masks++) {
		src = masks & 3;
		dst = (masks >> 2) & 3;
		lli = masks >> 4;
		rig->job.src_buses = src;
		rig->job.dst_buses = dst;
		rig->job.lli_buses = lli;
		if (!src || !dst || !lli) {
			lli_rig_expect_refused(rig, -EINVAL);
			continue;
		}
		if (!lli_rig_expect_good(rig))
			return;
		used_buses(rig, &used_src, &used_dst);
		KUNIT_EXPECT_TRUE(test, used_src & src && used_dst & dst);
		if ((src | dst) == 3)
			KUNIT_EXPECT_NE(test, used_src, used_dst);
	}
}

/* Test that the one master of a PL081 is AHB1, whatever is said to reach what. */
static void single_master(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 64, 8);
	unsigned int masks;

	lli_rig_seg(rig, 1, 0, 20);
	rig->job.dual_master = false;
	for (masks = 0; masks < 64; masks++) {
		rig->job.src_buses = masks & 3;
		rig->job.dst_buses = (masks >> 2) & 3;
		rig->job.lli_buses = masks >> 4;
		if (!lli_rig_expect_good(rig))
			return;
	}
}

/* A whole buffer by the function for it, checked as the periods that it must consist of. */
static bool cyclic_is_good(struct lli_rig *rig, size_t periods, size_t period)
{
	struct pl08x_lli_seg buf;
	int count;
	size_t i;

	rig->n = 0;
	for (i = 0; i < periods; i++)
		lli_rig_seg(rig, 4 + i * period, 4 + i * period, period);
	buf = rig->segs[0];
	buf.len = periods * period;
	if (!lli_rig_expect_good(rig))
		return false;
	KUNIT_EXPECT_EQ(rig->test, rig->oracle.irqs, 3 * periods);

	count = pl08x_lli_build_cyclic(&rig->job, &buf, period, NULL, rig->room);
	KUNIT_EXPECT_EQ(rig->test, count, rig->chain.count);
	KUNIT_EXPECT_EQ(rig->test, count,
			pl08x_lli_build_cyclic(&rig->job, &buf, period, rig->table, rig->room));
	KUNIT_EXPECT_NULL(rig->test, lli_rig_replay(rig));
	return count > 0;
}

/* Test cyclic buffers: around and around, with one interrupt at the end of each period. */
static void cyclic(struct kunit *test)
{
	static const size_t lengths[] = { 4, 8, 12, 16, 52, 1024, 4092, 4096, 9000 };
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 512 * 1024, 64);
	size_t periods, i;

	rig->job.cyclic = true;
	for (periods = 1; periods < 7; periods++)
		for (i = 0; i < ARRAY_SIZE(lengths); i++)
			if (!cyclic_is_good(rig, periods, lengths[i]))
				return;
}

static int build_cyclic(struct lli_rig *rig, size_t len, size_t period)
{
	struct pl08x_lli_seg buf = rig->segs[0];

	buf.len = len;
	return pl08x_lli_build_cyclic(&rig->job, &buf, period, rig->table, rig->room);
}

/* Test that a buffer that does not consist of whole periods is refused (PL-14). */
static void cyclic_geometry(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 4096, 64);

	lli_rig_seg(rig, 0, 0, 4);
	rig->job.cyclic = true;
	KUNIT_EXPECT_GT(test, build_cyclic(rig, 64, 16), 0);
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, 64, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, 0, 16), -EINVAL);
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, 64, 24), -EINVAL);
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, 64, 128), -EINVAL);
	KUNIT_EXPECT_LT(test, build_cyclic(rig, SIZE_MAX, 1), 0);
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, SIZE_MAX, SIZE_MAX), -EINVAL);
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, 65 * 16, 16), -E2BIG);
	if (lli_periph_width(rig->shape) > 1)
		KUNIT_EXPECT_EQ(test, build_cyclic(rig, 63, 21), -EINVAL);
	rig->job.bus = 0;
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, 64, 16), -EINVAL);
	rig->job.bus = RIG_TABLE;
	rig->job.cyclic = false;
	KUNIT_EXPECT_EQ(test, build_cyclic(rig, 64, 16), -EINVAL);
}

/*
 * Test that the peripheral may end the transfer after any number of accesses: one item, no
 * size, and no byte that is stuck between two widths.
 */
static void periph_flow(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 128, 2);
	size_t width = lli_periph_width(rig->shape), len;
	u32 offset;

	rig->job.periph_flow = true;
	for (offset = 0; offset < 5; offset++) {
		rig->n = 0;
		lli_rig_seg(rig, offset, offset, 48);
		for (len = width; len <= 48; len += width) {
			rig->oracle.flow_len = len;
			if (!lli_rig_expect_good(rig))
				return;
			KUNIT_ASSERT_EQ(test, rig->oracle.items, 1);
		}
	}
}

/* Test what flow control by the peripheral excludes. */
static void periph_flow_refused(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 128, 4);
	struct lli_shape other = *rig->shape;

	rig->job.periph_flow = true;
	lli_rig_seg(rig, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, lli_rig_build(rig), 1);
	lli_rig_seg(rig, 0, 0, 4);
	lli_rig_expect_refused(rig, -EINVAL);
	rig->n = 1;
	rig->job.cyclic = true;
	lli_rig_expect_refused(rig, -EINVAL);
	rig->job.cyclic = false;
	rig->job.control |= PL080_CONTROL_SRC_INCR | PL080_CONTROL_DST_INCR;
	lli_rig_expect_refused(rig, -EINVAL);

	other.variant = ORACLE_PL080S;
	rig = lli_rig_new(test, &other, 128, 4);
	lli_rig_seg(rig, 0, 0, 4);
	KUNIT_EXPECT_EQ(test, lli_rig_build(rig), 1);
	rig->job.periph_flow = true;
	lli_rig_expect_refused(rig, -EINVAL);
}

/*
 * Test that alignment is decided for each segment anew: after a short or unaligned segment an
 * aligned one is one item of wide accesses (PL-09).
 */
static void segments_are_independent(struct kunit *test)
{
	const struct lli_shape *shape = test->param_value;
	struct lli_rig *rig = lli_rig_new(test, shape, 512, 8);
	unsigned int accesses, width = lli_periph_width(shape);
	u32 offset;
	size_t len;

	lli_rig_seg(rig, 128, 128, 64);
	lli_rig_expect_good(rig);
	KUNIT_EXPECT_EQ(test, rig->oracle.items, 1);
	KUNIT_EXPECT_EQ(test, rig->oracle.accesses, 64 / shape->src_width);

	for (offset = 0; offset < 4; offset++) {
		for (len = width; len < 16; len += width) {
			rig->n = 0;
			lli_rig_seg(rig, offset, offset, len);
			lli_rig_expect_good(rig);
			accesses = rig->oracle.accesses;
			lli_rig_seg(rig, 128, 128, 64);
			if (!lli_rig_expect_good(rig))
				return;
			KUNIT_ASSERT_EQ(test, rig->oracle.accesses,
					accesses + 64 / shape->src_width);
		}
	}
}

/*
 * Test that too many items are an error, at every limit below the number that it takes, and
 * that nothing is written behind the table (PL-10).
 */
static void table_too_small(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 2048, 32);
	unsigned int i, count;

	for (i = 0; i < 8; i++)
		lli_rig_seg(rig, 3 + 100 * i, 2 + 100 * i, 64);
	KUNIT_ASSERT_GT(test, lli_rig_build(rig), 0);
	count = rig->chain.count;
	for (rig->room = 0; rig->room < count; rig->room++)
		lli_rig_expect_refused(rig, -E2BIG);
	rig->room = count;
	lli_rig_expect_good(rig);
}

/* Test a copy that needs many more items than any table has had room for (PL-10). */
static void long_copy(struct kunit *test)
{
	static const struct lli_shape shape = { ORACLE_PL080, LLI_COPY, 1, 1, 0 };
	struct lli_rig *rig = lli_rig_new(test, &shape, 0, 4096);

	lli_rig_seg(rig, 0, 0x8000000, 8 << 20);
	KUNIT_EXPECT_EQ(test, pl08x_lli_build(&rig->job, rig->segs, 1, NULL, 512), -E2BIG);
	lli_rig_expect_good(rig);
	KUNIT_EXPECT_EQ(test, rig->oracle.items, DIV_ROUND_UP(8 << 20, 4095));

	/* Counting what no memory could hold comes to an end, too. */
	rig->segs[0].src = 0;
	rig->segs[0].dst = 0;
	rig->segs[0].len = U32_MAX;
	KUNIT_EXPECT_EQ(test, pl08x_lli_build(&rig->job, rig->segs, 1, NULL, UINT_MAX),
			1 + U32_MAX / 4095);
}

/* Test that each access stays below 4 GiB, that the last byte there can be used, and no more. */
static void above_32_bits(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, &word_copy, 0, 8);
	struct pl08x_lli_seg *seg = &rig->segs[0];
	u64 *const sides[] = { &seg->src, &seg->dst };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sides); i++) {
		rig->n = 0;
		lli_rig_seg(rig, 0, 0x8000000, 64);
		*sides[i] = BIT_ULL(32) - 64;
		lli_rig_expect_good(rig);
		seg->len = 65;
		lli_rig_expect_refused(rig, -EINVAL);
		seg->len = 64;
		*sides[i] += 1;
		lli_rig_expect_refused(rig, -EINVAL);
		*sides[i] = BIT_ULL(32);
		lli_rig_expect_refused(rig, -EINVAL);
		*sides[i] = BIT_ULL(32) + RIG_BASE;
		lli_rig_expect_refused(rig, -EINVAL);
		*sides[i] = U64_MAX - 3;
		lli_rig_expect_refused(rig, -EINVAL);
		*sides[i] = RIG_BASE;
		seg->len = SIZE_MAX;
		lli_rig_expect_refused(rig, -EINVAL);
	}
}

/* Test that the bytes of all segments can be counted in the 32 bits of a residue. */
static void total_of_32_bits(struct kunit *test)
{
	static const struct lli_shape shape = { ORACLE_PL080S, LLI_COPY, 4, 4, 0 };
	struct lli_rig *rig = lli_rig_new(test, &shape, 0, 64);
	unsigned int i;

	for (i = 0; i < 16; i++)
		lli_rig_seg(rig, 0, 0x10000000, 0x10000000);
	rig->segs[15].len--;
	lli_rig_expect_good(rig);
	rig->segs[15].len++;
	lli_rig_expect_refused(rig, -E2BIG);
}

/* Test that a table that the hardware could not fetch is refused. */
static void bad_table(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 64, 2);
	size_t bytes = pl08x_lli_bytes(rig->job.fmt);
	unsigned int i;

	for (i = 0; i < 2; i++)
		lli_rig_seg(rig, 8 * i, 8 * i, 8);
	for (i = 1; i < bytes; i++) {
		rig->job.bus = RIG_TABLE + i;
		lli_rig_expect_refused(rig, -EINVAL);
	}
	rig->job.bus = BIT_ULL(32) - 2 * bytes;
	lli_rig_expect_good(rig);
	rig->job.bus += bytes;
	lli_rig_expect_refused(rig, -EINVAL);
	rig->job.bus = BIT_ULL(32);
	lli_rig_expect_refused(rig, -EINVAL);
	rig->job.bus = BIT_ULL(32) + RIG_TABLE;
	lli_rig_expect_refused(rig, -EINVAL);
	/* Nobody knows the address while counting. */
	KUNIT_EXPECT_EQ(test, pl08x_lli_build(&rig->job, rig->segs, 2, NULL, 2), 2);
}

/* Test that widths that there are not, and two peripherals, are refused. */
static void bad_job(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 64, 8);
	unsigned int width;

	lli_rig_seg(rig, 0, 0, 16);
	for (width = 0; width < 256; width++) {
		if (width == 1 || width == 2 || width == 4)
			continue;
		rig->job.src_width = width;
		lli_rig_expect_refused(rig, -EINVAL);
		rig->job.src_width = 4;
		rig->job.dst_width = width;
		lli_rig_expect_refused(rig, -EINVAL);
		rig->job.dst_width = 4;
	}
	rig->job.control &= ~(PL080_CONTROL_SRC_INCR | PL080_CONTROL_DST_INCR);
	lli_rig_expect_refused(rig, -EINVAL);
	if (rig->shape->variant != ORACLE_FTDMAC020)
		return;
	/* It has no requests of peripherals. */
	rig->job.control |= PL080_CONTROL_SRC_INCR;
	lli_rig_expect_refused(rig, -EINVAL);
	rig->job.control ^= PL080_CONTROL_SRC_INCR | PL080_CONTROL_DST_INCR;
	lli_rig_expect_refused(rig, -EINVAL);
}

/* Test that nothing to do is refused, and where a peripheral's address is not aligned. */
static void bad_segment(struct kunit *test)
{
	const struct lli_shape *shape = test->param_value;
	struct lli_rig *rig = lli_rig_new(test, shape, 256, 8);
	u64 *periph = shape->direction == LLI_FROM_PERIPH ? &rig->segs[0].src : &rig->segs[0].dst;
	u32 offset;

	lli_rig_expect_refused(rig, -EINVAL);
	lli_rig_seg(rig, 0, 0, 0);
	lli_rig_expect_refused(rig, -EINVAL);
	lli_rig_seg(rig, 16, 16, 16);
	lli_rig_expect_refused(rig, -EINVAL);
	rig->segs[0].len = 16;
	lli_rig_expect_good(rig);
	if (shape->direction == LLI_COPY)
		return;
	for (offset = 1; offset < 4; offset++) {
		*periph = RIG_PERIPH + offset;
		if (offset % lli_periph_width(shape))
			lli_rig_expect_refused(rig, -EINVAL);
		else
			lli_rig_expect_good(rig);
	}
}

/* Test that the first error stays, and that nothing is added after it. */
static void first_error_stays(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, &word_copy, 256, 8);
	struct pl08x_lli_builder b;

	lli_rig_seg(rig, 0, 0, 16);
	lli_rig_seg(rig, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, pl08x_lli_begin(&b, &rig->job, NULL, 1), 0);
	KUNIT_EXPECT_EQ(test, pl08x_lli_add(&b, &rig->segs[0]), 0);
	KUNIT_EXPECT_EQ(test, pl08x_lli_add(&b, &rig->segs[0]), -E2BIG);
	KUNIT_EXPECT_EQ(test, pl08x_lli_add(&b, &rig->segs[1]), -E2BIG);
	KUNIT_EXPECT_EQ(test, pl08x_lli_end(&b), -E2BIG);

	rig->job.src_width = 3;
	KUNIT_EXPECT_EQ(test, pl08x_lli_begin(&b, &rig->job, NULL, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, pl08x_lli_add(&b, &rig->segs[0]), -EINVAL);
	KUNIT_EXPECT_EQ(test, pl08x_lli_end(&b), -EINVAL);
}

static struct kunit_case pl08x_lli_edge_cases[] = {
	KUNIT_CASE_PARAM(buses, edge_gen_params),
	KUNIT_CASE_PARAM(single_master, edge_gen_params),
	KUNIT_CASE_PARAM(cyclic, edge_gen_params),
	KUNIT_CASE_PARAM(cyclic_geometry, edge_gen_params),
	KUNIT_CASE_PARAM(periph_flow, flow_gen_params),
	KUNIT_CASE_PARAM(periph_flow_refused, flow_gen_params),
	KUNIT_CASE_PARAM(segments_are_independent, edge_gen_params),
	KUNIT_CASE_PARAM(table_too_small, edge_gen_params),
	KUNIT_CASE(long_copy),
	KUNIT_CASE(above_32_bits),
	KUNIT_CASE(total_of_32_bits),
	KUNIT_CASE_PARAM(bad_table, edge_gen_params),
	KUNIT_CASE_PARAM(bad_job, edge_gen_params),
	KUNIT_CASE_PARAM(bad_segment, edge_gen_params),
	KUNIT_CASE(first_error_stays),
	{}
};

static struct kunit_suite pl08x_lli_edge_suite = {
	.name = "pl08x_lli_edge",
	.test_cases = pl08x_lli_edge_cases,
};

kunit_test_suite(pl08x_lli_edge_suite);
