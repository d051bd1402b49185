// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL08x's tables: every table that can be built does what was asked for,
 * as the oracle sees it.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/types.h>

#include "../amba-pl08x-lli.h"
#include "pl08x_lli_oracle.h"
#include "pl08x_lli_rig.h"

static const struct lli_shape copy_shapes[] = {
	{ ORACLE_PL080, LLI_COPY, 1, 1, 0 },
	{ ORACLE_PL080, LLI_COPY, 1, 2, 2 },
	{ ORACLE_PL080, LLI_COPY, 1, 4, 7 },
	{ ORACLE_PL080, LLI_COPY, 2, 1, 0 },
	{ ORACLE_PL080, LLI_COPY, 2, 2, 2 },
	{ ORACLE_PL080, LLI_COPY, 2, 4, 7 },
	{ ORACLE_PL080, LLI_COPY, 4, 1, 0 },
	{ ORACLE_PL080, LLI_COPY, 4, 2, 2 },
	{ ORACLE_PL080, LLI_COPY, 4, 4, 7 },
	{ ORACLE_PL080S, LLI_COPY, 1, 1, 0 },
	{ ORACLE_PL080S, LLI_COPY, 1, 2, 2 },
	{ ORACLE_PL080S, LLI_COPY, 1, 4, 7 },
	{ ORACLE_PL080S, LLI_COPY, 2, 1, 0 },
	{ ORACLE_PL080S, LLI_COPY, 2, 2, 2 },
	{ ORACLE_PL080S, LLI_COPY, 2, 4, 7 },
	{ ORACLE_PL080S, LLI_COPY, 4, 1, 0 },
	{ ORACLE_PL080S, LLI_COPY, 4, 2, 2 },
	{ ORACLE_PL080S, LLI_COPY, 4, 4, 7 },
	{ ORACLE_FTDMAC020, LLI_COPY, 1, 1, 0 },
	{ ORACLE_FTDMAC020, LLI_COPY, 1, 2, 2 },
	{ ORACLE_FTDMAC020, LLI_COPY, 1, 4, 7 },
	{ ORACLE_FTDMAC020, LLI_COPY, 2, 1, 0 },
	{ ORACLE_FTDMAC020, LLI_COPY, 2, 2, 2 },
	{ ORACLE_FTDMAC020, LLI_COPY, 2, 4, 7 },
	{ ORACLE_FTDMAC020, LLI_COPY, 4, 1, 0 },
	{ ORACLE_FTDMAC020, LLI_COPY, 4, 2, 2 },
	{ ORACLE_FTDMAC020, LLI_COPY, 4, 4, 7 },
};

static const struct lli_shape periph_shapes[] = {
	{ ORACLE_PL080, LLI_TO_PERIPH, 1, 1, 0 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 1, 2, 1 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 1, 4, 2 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 2, 1, 3 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 2, 2, 1 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 2, 4, 0 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 1, 1 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 2, 2 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 4, 3 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 1, 1, 1 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 1, 2, 0 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 1, 4, 1 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 2, 1, 2 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 2, 2, 3 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 2, 4, 1 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 4, 1, 0 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 4, 2, 1 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 4, 4, 2 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 1, 1, 3 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 1, 2, 1 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 1, 4, 0 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 2, 1, 1 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 2, 2, 2 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 2, 4, 3 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 4, 1, 1 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 4, 2, 0 },
	{ ORACLE_PL080S, LLI_TO_PERIPH, 4, 4, 1 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 1, 1, 2 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 1, 2, 3 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 1, 4, 1 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 2, 1, 0 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 2, 2, 1 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 2, 4, 2 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 4, 1, 3 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 4, 2, 1 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 4, 4, 0 },
};

static const struct lli_shape some_shapes[] = {
	{ ORACLE_PL080, LLI_COPY, 4, 4, 3 },
	{ ORACLE_PL080, LLI_COPY, 2, 4, 0 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 1, 3 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 2, 4, 2 },
	{ ORACLE_PL080S, LLI_COPY, 4, 1, 1 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 4, 4, 7 },
	{ ORACLE_FTDMAC020, LLI_COPY, 4, 4, 0 },
	{ ORACLE_FTDMAC020, LLI_COPY, 1, 4, 0 },
};

KUNIT_ARRAY_PARAM(copy, copy_shapes, lli_shape_desc);
KUNIT_ARRAY_PARAM(periph, periph_shapes, lli_shape_desc);
KUNIT_ARRAY_PARAM(some, some_shapes, lli_shape_desc);

/* Test that a copy of any small length between any two alignments is right. */
static void copy_small(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 128, 8);
	u32 src, dst;
	size_t len;

	for (src = 0; src < 5; src++) {
		for (dst = 0; dst < 5; dst++) {
			for (len = 1; len <= 33; len++) {
				rig->n = 0;
				lli_rig_seg(rig, src, dst, len);
				if (!lli_rig_expect_good(rig))
					return;
			}
		}
	}
}

/*
 * Test that the wide accesses are used where both sides can: three single bytes before and
 * three after are the most that alignment costs.
 */
static void copy_is_wide(struct kunit *test)
{
	const struct lli_shape *shape = test->param_value;
	struct lli_rig *rig = lli_rig_new(test, shape, 256, 8);
	unsigned int wide = max(shape->src_width, shape->dst_width);
	u32 offset;
	size_t len, head, body;

	for (offset = 0; offset < 4; offset++) {
		for (len = 8; len < 100; len++) {
			rig->n = 0;
			lli_rig_seg(rig, offset, offset, len);
			if (!lli_rig_expect_good(rig))
				return;
			head = (wide - offset % wide) % wide;
			body = round_down(len - head, wide);
			KUNIT_ASSERT_EQ(test, rig->oracle.accesses,
					len - body + body / shape->src_width);
			KUNIT_ASSERT_LE(test, rig->oracle.items, 3);
		}
	}
}

/*
 * Test that a peripheral is only accessed in its width, whatever the memory's alignment, and
 * that what does not fit its width is refused.
 */
static void periph_small(struct kunit *test)
{
	const struct lli_shape *shape = test->param_value;
	struct lli_rig *rig = lli_rig_new(test, shape, 128, 8);
	u32 offset;
	size_t len;
	bool ok;

	for (offset = 0; offset < 8; offset++) {
		for (len = 1; len <= 50; len++) {
			rig->n = 0;
			lli_rig_seg(rig, offset, offset, len);
			if (len % lli_periph_width(shape))
				ok = lli_rig_expect_refused(rig, -EINVAL);
			else
				ok = lli_rig_expect_good(rig);
			if (!ok)
				return;
		}
	}
}

/* Test that aligned memory next to a peripheral is accessed in full width, in one item. */
static void periph_is_wide(struct kunit *test)
{
	const struct lli_shape *shape = test->param_value;
	struct lli_rig *rig = lli_rig_new(test, shape, 256, 8);
	size_t len;

	for (len = 4; len < 128; len += 4) {
		rig->n = 0;
		lli_rig_seg(rig, 4, 4, len);
		if (!lli_rig_expect_good(rig))
			return;
		KUNIT_ASSERT_EQ(test, rig->oracle.accesses, len / shape->src_width);
		KUNIT_ASSERT_EQ(test, rig->oracle.items, 1);
	}
}

/* A length of random magnitude, that the peripheral can do. */
static size_t random_len(struct lli_rig *rig, size_t most)
{
	size_t len = 1 + lli_rig_random(rig, min_t(size_t, most, 1U << lli_rig_random(rig, 16)));

	return round_up(len, lli_periph_width(rig->shape));
}

/* Test many segments of random lengths and alignments, long ones among them, with a fixed seed. */
static void random_segments(struct kunit *test)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 256 * 1024, 512);
	unsigned int round, segs;
	size_t len, used;
	u32 gap;

	for (round = 0; round < 20; round++) {
		rig->n = 0;
		used = 0;
		for (segs = 1 + lli_rig_random(rig, RIG_SEGS - 1); segs; segs--) {
			len = random_len(rig, 16 * 1024);
			gap = lli_rig_random(rig, 8);
			if (used + gap + len + 8 > rig->mem_size / 2)
				break;
			lli_rig_seg(rig, used + gap, used + lli_rig_random(rig, 8), len);
			used += len + 8;
		}
		if (!lli_rig_expect_good(rig))
			return;
	}
}

/* What a full item holds at most, in bytes. */
static size_t item_limit(const struct lli_shape *shape)
{
	size_t transfers = shape->variant == ORACLE_PL080S ? 0x1ffffff : 0xfff;
	size_t unit = max(shape->src_width, shape->dst_width);

	if (shape->direction != LLI_COPY)
		unit = max(unit, lli_periph_width(shape) *
				 (shape->burst ? 2UL << shape->burst : 1));

	return round_down(transfers * shape->src_width, unit);
}

/*
 * Test lengths around one, two and three full items: none holds more than its field, and there
 * are no more items than necessary.
 */
static void around_limit(struct kunit *test)
{
	const struct lli_shape *shape = test->param_value;
	struct lli_rig *rig = lli_rig_new(test, shape, 0, 16);
	size_t limit = item_limit(shape), len;
	unsigned int items;
	int delta;

	for (items = 1; items <= 3; items++) {
		/* An odd length would narrow the memory's side next to a peripheral. */
		for (delta = -16; delta <= 16; delta += shape->direction == LLI_COPY ? 1 : 4) {
			len = items * limit + delta;
			rig->n = 0;
			lli_rig_seg(rig, 0, 0x8000000, len);
			if (!lli_rig_expect_good(rig))
				return;
			/* One more may be a tail of single bytes. */
			KUNIT_ASSERT_GE(test, rig->oracle.items, DIV_ROUND_UP(len, limit));
			KUNIT_ASSERT_LE(test, rig->oracle.items, DIV_ROUND_UP(len, limit) + 1);
		}
		rig->n = 0;
		lli_rig_seg(rig, 0, 0x8000000, items * limit);
		if (lli_rig_expect_good(rig))
			KUNIT_ASSERT_EQ(test, rig->oracle.items, items);
	}
}

/*
 * Test one table of each variant word by word, as one writes it by hand with the manual:
 * privileged, from AHB1 to AHB2, table on AHB2.
 */
static void pl080_by_hand(struct kunit *test)
{
	static const struct lli_shape shape = { ORACLE_PL080, LLI_TO_PERIPH, 4, 4, 2 };
	static const u32 wanted[] = {
		0x40000000, 0x101f1000, 0x3fff0011, 0x16492001,
		0x40000100, 0x101f1000, 0x00000000, 0x96492001,
	};
	struct lli_rig *rig = lli_rig_new(test, &shape, 0, 2);

	rig->job.control = BIT(28) | BIT(26) | 2 << 15 | 2 << 12;
	lli_rig_seg(rig, 0, 0, 4);
	lli_rig_seg(rig, 0x100, 0, 4);
	KUNIT_ASSERT_EQ(test, lli_rig_build(rig), 2);
	KUNIT_EXPECT_MEMEQ(test, rig->table, wanted, sizeof(wanted));

	pl08x_lli_regs(rig->job.fmt, rig->table, rig->job.control, &rig->start);
	KUNIT_EXPECT_EQ(test, rig->start.src, wanted[0]);
	KUNIT_EXPECT_EQ(test, rig->start.dst, wanted[1]);
	KUNIT_EXPECT_EQ(test, rig->start.lli, wanted[2]);
	KUNIT_EXPECT_EQ(test, rig->start.control, wanted[3]);
}

static void pl080s_by_hand(struct kunit *test)
{
	static const struct lli_shape shape = { ORACLE_PL080S, LLI_FROM_PERIPH, 2, 2, 0 };
	static const u32 wanted[] = {
		0x101f1000, 0x40000000, 0x3fff0020, 0x18240000, 0x01ffffff, 0, 0, 0,
		0x101f1000, 0x43fffffe, 0x00000000, 0x98240000, 0x00000001, 0, 0, 0,
	};
	struct lli_rig *rig = lli_rig_new(test, &shape, 0, 2);

	rig->job.control = BIT(28) | BIT(27);
	rig->job.dual_master = false;
	lli_rig_seg(rig, 0, 0, 0x4000000);
	KUNIT_ASSERT_EQ(test, lli_rig_build(rig), 2);
	KUNIT_EXPECT_MEMEQ(test, rig->table, wanted, sizeof(wanted));

	pl08x_lli_regs(rig->job.fmt, rig->table, rig->job.control, &rig->start);
	KUNIT_EXPECT_EQ(test, rig->start.lli, wanted[2]);
	KUNIT_EXPECT_EQ(test, rig->start.control, wanted[3]);
	KUNIT_EXPECT_EQ(test, rig->start.size, wanted[4]);
}

/* The registers are laid out differently; bursts and protection are in them only. */
static void ftdmac020_by_hand(struct kunit *test)
{
	static const struct lli_shape shape = { ORACLE_FTDMAC020, LLI_COPY, 4, 4, 3 };
	static const u32 wanted[] = {
		0x40000000, 0x41000000, 0x3fff0011, 0x14810001,
		0x40000004, 0x41000004, 0x00000000, 0x00010003,
	};
	struct lli_rig *rig = lli_rig_new(test, &shape, 0, 2);

	rig->job.control = BIT(30) | BIT(28) | BIT(27) | BIT(26) | 3 << 12;
	lli_rig_seg(rig, 0, 0x1000000, 7);
	KUNIT_ASSERT_EQ(test, lli_rig_build(rig), 2);
	KUNIT_EXPECT_MEMEQ(test, rig->table, wanted, sizeof(wanted));

	pl08x_lli_regs(rig->job.fmt, rig->table, rig->job.control, &rig->start);
	KUNIT_EXPECT_EQ(test, rig->start.src, wanted[0]);
	KUNIT_EXPECT_EQ(test, rig->start.dst, wanted[1]);
	KUNIT_EXPECT_EQ(test, rig->start.lli, wanted[2]);
	KUNIT_EXPECT_EQ(test, rig->start.control, 0x802b1202);
	KUNIT_EXPECT_EQ(test, rig->start.size, 1);
}

/* Test that the burst is the largest that is not larger than wanted. */
static void bursts(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 4, 8, 16, 32, 64, 128, 256 };
	unsigned int words, code;

	for (words = 0; words <= 1024; words++) {
		code = pl08x_lli_burst(words);
		KUNIT_ASSERT_LT(test, code, ARRAY_SIZE(sizes));
		KUNIT_ASSERT_LE(test, sizes[code], max(words, 1));
		if (code + 1 < ARRAY_SIZE(sizes))
			KUNIT_ASSERT_GT(test, sizes[code + 1], words);
	}
	KUNIT_EXPECT_EQ(test, pl08x_lli_burst(UINT_MAX), 7);
}

static struct kunit_case pl08x_lli_cases[] = {
	KUNIT_CASE_PARAM(copy_small, copy_gen_params),
	KUNIT_CASE_PARAM(copy_is_wide, copy_gen_params),
	KUNIT_CASE_PARAM(periph_small, periph_gen_params),
	KUNIT_CASE_PARAM(periph_is_wide, periph_gen_params),
	KUNIT_CASE_PARAM(random_segments, some_gen_params),
	KUNIT_CASE_PARAM(around_limit, some_gen_params),
	KUNIT_CASE(pl080_by_hand),
	KUNIT_CASE(pl080s_by_hand),
	KUNIT_CASE(ftdmac020_by_hand),
	KUNIT_CASE(bursts),
	{}
};

static struct kunit_suite pl08x_lli_suite = {
	.name = "pl08x_lli",
	.test_cases = pl08x_lli_cases,
};

kunit_test_suite(pl08x_lli_suite);

MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
MODULE_DESCRIPTION("KUnit suites of the tables of the PL08x driver");
MODULE_LICENSE("GPL");
