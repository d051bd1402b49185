// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the oracle of the PL08x's tables: whatever is wrong with a table, it must
 * notice. Else the other suites show nothing.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/string.h>
#include <linux/types.h>

#include "../amba-pl08x-lli.h"
#include "pl08x_lli_oracle.h"
#include "pl08x_lli_rig.h"

static const struct lli_shape shapes[] = {
	{ ORACLE_PL080, LLI_COPY, 1, 1, 0 },
	{ ORACLE_PL080, LLI_COPY, 4, 4, 0 },
	{ ORACLE_PL080, LLI_COPY, 2, 4, 5 },
	{ ORACLE_PL080, LLI_TO_PERIPH, 4, 2, 1 },
	{ ORACLE_PL080, LLI_FROM_PERIPH, 2, 4, 1 },
	{ ORACLE_PL080S, LLI_COPY, 4, 2, 0 },
	{ ORACLE_PL080S, LLI_FROM_PERIPH, 4, 4, 2 },
	{ ORACLE_FTDMAC020, LLI_COPY, 4, 4, 0 },
	{ ORACLE_FTDMAC020, LLI_COPY, 1, 2, 0 },
};

KUNIT_ARRAY_PARAM(shape, shapes, lli_shape_desc);

static struct lli_rig *good_rig(struct kunit *test, bool cyclic)
{
	struct lli_rig *rig = lli_rig_new(test, test->param_value, 512, 16);

	lli_rig_seg(rig, 1, 1, 20);
	lli_rig_seg(rig, 40, 40, 16);
	lli_rig_seg(rig, 80, 82, 12);
	rig->job.cyclic = cyclic;
	KUNIT_ASSERT_TRUE(test, lli_rig_expect_good(rig));

	return rig;
}

/*
 * Narrower or wider accesses to the destination's memory may do as well. And of the first item
 * only what gets into the registers is looked at, unless it is reached again.
 */
static bool may_pass(struct lli_rig *rig, unsigned int item, unsigned int word, unsigned int bit,
		     const struct pl08x_lli_regs *start)
{
	u32 width = rig->shape->variant == ORACLE_FTDMAC020 ? GENMASK(24, 22) : GENMASK(23, 21);

	if (!item && !rig->job.cyclic && !memcmp(start, &rig->start, sizeof(*start)))
		return true;
	return word == 3 && width & BIT(bit) && rig->shape->direction != LLI_TO_PERIPH;
}

static void flip_all_bits(struct kunit *test, struct lli_rig *rig)
{
	const struct pl08x_lli_regs start = rig->start;
	/* The rest of an item of the PL080S is padding. */
	unsigned int words = rig->job.fmt->words == 8 ? 5 : 4;
	unsigned int item, word, bit;
	const char *why;
	u32 *at;

	for (item = 0; item < rig->chain.count; item++) {
		for (word = 0; word < words; word++) {
			at = rig->table + item * rig->job.fmt->words + word;
			for (bit = 0; bit < 32; bit++) {
				*at ^= BIT(bit);
				why = lli_rig_replay(rig);
				*at ^= BIT(bit);
				if (!why && may_pass(rig, item, word, bit, &start))
					continue;
				KUNIT_EXPECT_NOT_NULL_MSG(test, why, "item %u, word %u, bit %u",
							  item, word, bit);
			}
		}
	}
	KUNIT_EXPECT_NULL(test, lli_rig_replay(rig));
}

/* Test that no bit of a table that matters can be wrong. */
static void any_bit(struct kunit *test)
{
	flip_all_bits(test, good_rig(test, false));
	flip_all_bits(test, good_rig(test, true));
}

/* Test that no item can be left out, or executed twice, and that no two can be exchanged. */
static void any_item(struct kunit *test)
{
	struct lli_rig *rig = good_rig(test, false);
	size_t words = rig->job.fmt->words, bytes = pl08x_lli_bytes(rig->job.fmt);
	unsigned int item, to;
	u32 *link, right;

	for (item = 0; item < rig->chain.count; item++) {
		link = rig->table + item * words + 2;
		right = *link;
		for (to = 0; to < rig->chain.count; to++) {
			*link = (RIG_TABLE + to * bytes) | 1;
			if (*link != right)
				KUNIT_EXPECT_NOT_NULL(test, lli_rig_replay(rig));
		}
		*link = 0;
		if (right)
			KUNIT_EXPECT_NOT_NULL(test, lli_rig_replay(rig));
		*link = right;
	}
}

/* Test that the registers at the start are looked at as well. */
static void any_register(struct kunit *test)
{
	struct lli_rig *rig = good_rig(test, false);
	struct pl08x_lli_regs start = rig->start;
	u32 *const regs[] = { &start.src, &start.dst, &start.lli, &start.control, &start.size };
	unsigned int reg, bit, count = ARRAY_SIZE(regs) - (rig->shape->variant == ORACLE_PL080);

	for (reg = 0; reg < count; reg++) {
		for (bit = 0; bit < 32; bit++) {
			*regs[reg] ^= BIT(bit);
			KUNIT_EXPECT_NOT_NULL_MSG(test, pl08x_oracle_replay(&rig->oracle, &start),
						  "register %u, bit %u", reg, bit);
			*regs[reg] ^= BIT(bit);
		}
	}
	KUNIT_EXPECT_NULL(test, pl08x_oracle_replay(&rig->oracle, &start));
}

/*
 * Test that bytes at the FIFO of a wider peripheral are noticed: a head of three bytes and then
 * words, which is what stale state of the previous segment made of an aligned one (PL-09).
 */
static void bytes_at_peripheral(struct kunit *test)
{
	static const struct lli_shape shape = { ORACLE_PL080, LLI_TO_PERIPH, 4, 4, 0 };
	static const u32 stale[] = {
		0x40000000, 0x101f1000, 0x3fff0011, 0x56000003,
		0x40000003, 0x101f1000, 0x3fff0021, 0x56400003 | BIT(2),
		0x4000000a, 0x101f1000, 0x00000000, 0xd6000006,
	};
	struct lli_rig *rig = lli_rig_new(test, &shape, 64, 3);

	lli_rig_seg(rig, 0, 0, 16);
	KUNIT_ASSERT_TRUE(test, lli_rig_expect_good(rig));
	memcpy(rig->table, stale, sizeof(stale));
	rig->chain.count = 3;
	KUNIT_EXPECT_STREQ(test, lli_rig_replay(rig), "width 1, not 4");
}

/* Test that an item that ends in the middle of a burst is noticed, but not at the end. */
static void torn_burst(struct kunit *test)
{
	static const struct lli_shape shape = { ORACLE_PL080, LLI_FROM_PERIPH, 1, 1, 1 };
	static const u32 torn[] = {
		0x101f1000, 0x40000020, 0x3fff0011, 0x5a009000 | 6,
		0x101f1000, 0x40000026, 0x00000000, 0xda009000 | 3,
	};
	static const u32 whole[] = {
		0x101f1000, 0x40000020, 0x3fff0011, 0x5a009000 | 4,
		0x101f1000, 0x40000024, 0x00000000, 0xda009000 | 5,
	};
	struct lli_rig *rig = lli_rig_new(test, &shape, 64, 2);

	lli_rig_seg(rig, 0, 0, 9);
	KUNIT_ASSERT_TRUE(test, lli_rig_expect_good(rig));
	rig->chain.count = 2;
	memcpy(rig->table, whole, sizeof(whole));
	KUNIT_EXPECT_NULL(test, lli_rig_replay(rig));
	memcpy(rig->table, torn, sizeof(torn));
	KUNIT_EXPECT_STREQ(test, lli_rig_replay(rig), "burst torn apart");
}

static struct kunit_case pl08x_lli_selftest_cases[] = {
	KUNIT_CASE_PARAM(any_bit, shape_gen_params),
	KUNIT_CASE_PARAM(any_item, shape_gen_params),
	KUNIT_CASE_PARAM(any_register, shape_gen_params),
	KUNIT_CASE(bytes_at_peripheral),
	KUNIT_CASE(torn_burst),
	{}
};

static struct kunit_suite pl08x_lli_selftest_suite = {
	.name = "pl08x_lli_selftest",
	.test_cases = pl08x_lli_selftest_cases,
};

kunit_test_suite(pl08x_lli_selftest_suite);
