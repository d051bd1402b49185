// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's buffer descriptors: a script, as the manual describes what all of
 * them do with their BDs, executes what was built; what is read back must be what it has done.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/scatterlist.h>
#include <linux/sprintf.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "../imx-sdma-bd.h"
#include "sdma_bd_rig.h"

static const size_t copy_lengths[] = {
	1, 2, 3, 4, 0xfffc, 0xfffe, 0xffff, 0x10000, 0x10001, 0x1fffb, 0x1fffc, 0x1fffe,
	2 * 0xfffc, 3 * 0xffff, 10 * 0xfffc, 10 * 0xffff, 1 << 20, (1 << 20) + 3,
};

static void length_desc(const size_t *len, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu bytes", *len);
}

KUNIT_ARRAY_PARAM(length, copy_lengths, length_desc);

static struct bd_rig *copy_rig(struct kunit *test, size_t len)
{
	struct bd_rig *rig = bd_rig_new(test, sdma_bd_count_copy(RIG_DST, RIG_SRC, len));

	sdma_bd_build_copy(&rig->ring, RIG_DST, RIG_SRC, len);
	return rig;
}

/*
 * SDMA-15. Test that a copy of each length is made of pieces without gap, that the pieces keep
 * the alignment, that none of the BDs is left as the memory was, and that the last one ends it.
 */
static void copy(struct kunit *test)
{
	size_t len = *(const size_t *)test->param_value, at = 0;
	struct bd_rig *rig = copy_rig(test, len);
	unsigned int i, num = rig->ring.num;
	u32 mode, last;

	for (i = 0; i < num; i++) {
		last = i + 1 == num ? SDMA_BD_INTR | SDMA_BD_LAST : SDMA_BD_CONT;
		mode = bd_rig_mode(rig, i);
		KUNIT_EXPECT_EQ(test, mode & ~SDMA_BD_COUNT, SDMA_BD_DONE | SDMA_BD_EXTD | last);
		KUNIT_EXPECT_EQ(test, le32_to_cpu(rig->ring.bd[i].addr), RIG_SRC + at);
		KUNIT_EXPECT_EQ(test, le32_to_cpu(rig->ring.bd[i].ext), RIG_DST + at);
		KUNIT_EXPECT_EQ(test, at % 4, 0);
		KUNIT_EXPECT_GT(test, mode & SDMA_BD_COUNT, 0);
		at += mode & SDMA_BD_COUNT;
	}
	KUNIT_EXPECT_EQ(test, at, len);
	KUNIT_EXPECT_EQ(test, rig->ring.total, len);
	KUNIT_EXPECT_EQ(test, rig->ring.period, 0);
	bd_rig_expect_guards(rig);
}

/* Test that it takes no more BDs than it must. */
static void copy_takes_few(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(0, 0, 0xffff), 1);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(0, 0, 0x10000), 2);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(0, 0, 2 * 0xfffc), 2);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(0, 0, 0xffff + 0xfffc), 2);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(0, 0, 0xffff + 0xfffd), 3);
}

/* Test that a copy of nothing, or to where the core cannot reach, is refused. */
static void copy_refused(struct kunit *test)
{
	const u64 top = (u64)U32_MAX + 1;

	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(RIG_DST, RIG_SRC, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(top - 16, RIG_SRC, 16), 1);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(RIG_DST, top - 16, 16), 1);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(top - 16, RIG_SRC, 17), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(RIG_DST, top - 16, 17), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(top, RIG_SRC, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(RIG_DST, U64_MAX, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(RIG_DST, RIG_SRC, SIZE_MAX), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_copy(0, 0, U32_MAX),
			1 + DIV_ROUND_UP(U32_MAX - 0xffff, 0xfffc));
}

/* Test state and residue after each BD of a copy. SDMA-03: it is over when the last one is. */
static void copy_progress(struct kunit *test)
{
	size_t left = *(const size_t *)test->param_value;
	struct bd_rig *rig = copy_rig(test, left);
	unsigned int i;

	for (i = 0; i < rig->ring.num; i++) {
		KUNIT_EXPECT_EQ(test, sdma_bd_state(&rig->ring), SDMA_BD_RUNNING);
		KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), left);
		left -= bd_rig_mode(rig, i) & SDMA_BD_COUNT;
		KUNIT_ASSERT_TRUE(test, bd_rig_step(rig));
	}
	KUNIT_EXPECT_EQ(test, sdma_bd_state(&rig->ring), SDMA_BD_COMPLETE);
	KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), 0);
}

/* Test that an error is one wherever it occurs, and what has been transferred by then. */
static void error(struct kunit *test)
{
	unsigned int i, failing;

	for (failing = 0; failing < 4; failing++) {
		struct bd_rig *rig = copy_rig(test, 4 * 0xfffc);

		KUNIT_ASSERT_EQ(test, rig->ring.num, 4);
		for (i = 0; i < failing; i++)
			bd_rig_step(rig);
		bd_rig_done(rig, 100, SDMA_BD_ERROR);
		KUNIT_EXPECT_EQ(test, sdma_bd_state(&rig->ring), SDMA_BD_FAILED);
		KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0),
				(4 - failing) * 0xfffc - 100);
	}
}

/* Test that a count which a script cannot have reached does no harm. */
static void wild_counts(struct kunit *test)
{
	struct bd_rig *rig = copy_rig(test, 0x10010);
	unsigned int i;

	for (i = 0; i < rig->ring.num; i++)
		bd_rig_done(rig, SDMA_BD_MAX_COUNT, 0);
	KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), 0);
}

KUNIT_ARRAY_PARAM_DESC(width, bd_widths, name);

#define ENTRIES		5

static void fill_sg(struct scatterlist *sgl, unsigned int width)
{
	unsigned int i;

	sg_init_table(sgl, ENTRIES);
	for (i = 0; i < ENTRIES; i++) {
		sg_dma_address(&sgl[i]) = RIG_SRC + 0x100000 * i;
		sg_dma_len(&sgl[i]) = (i + 1) * 12 * width;
	}
	sg_dma_len(&sgl[2]) = SDMA_BD_MAX_COUNT / (4 * width) * 4 * width;
}

/* Test that each entry gets a BD, with the code of the peripheral's width. */
static void sg(struct kunit *test)
{
	const struct bd_width *row = test->param_value;
	struct scatterlist sgl[ENTRIES];
	struct bd_rig *rig;
	u32 total = 0, last;
	unsigned int i;

	fill_sg(sgl, row->width);
	rig = bd_rig_new(test, sdma_bd_count_sg(sgl, ENTRIES, row->width));
	KUNIT_ASSERT_EQ(test, rig->ring.num, ENTRIES);
	sdma_bd_build_sg(&rig->ring, sgl, row->width);
	for (i = 0; i < ENTRIES; i++) {
		last = i + 1 == ENTRIES ? SDMA_BD_INTR | SDMA_BD_LAST : SDMA_BD_CONT;
		KUNIT_EXPECT_EQ(test, bd_rig_mode(rig, i), SDMA_BD_DONE | SDMA_BD_EXTD | last |
				row->command << 24 | sg_dma_len(&sgl[i]));
		KUNIT_EXPECT_EQ(test, le32_to_cpu(rig->ring.bd[i].addr),
				sg_dma_address(&sgl[i]));
		total += sg_dma_len(&sgl[i]);
	}
	KUNIT_EXPECT_EQ(test, rig->ring.total, total);
	KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), total);
	bd_rig_expect_guards(rig);
}

/* Test that an entry which does not fit into a BD is refused, whichever it is. */
static void sg_refused(struct kunit *test)
{
	const struct bd_width *row = test->param_value;
	struct scatterlist sgl[ENTRIES];
	unsigned int i, w = row->width;
	size_t long_one = (SDMA_BD_MAX_COUNT / (4 * w) + 1) * 4 * w;

	for (i = 0; i < ENTRIES; i++) {
		fill_sg(sgl, w);
		sg_dma_len(&sgl[i]) = 0;
		KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, ENTRIES, w), -EINVAL);
		sg_dma_len(&sgl[i]) = long_one;
		KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, ENTRIES, w), -EINVAL);
		sg_dma_len(&sgl[i]) = 12 * w + 1;
		KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, ENTRIES, w),
				w == 1 ? ENTRIES : -EINVAL);
		fill_sg(sgl, w);
		sg_dma_address(&sgl[i]) += 1;
		KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, ENTRIES, w),
				row->align == 1 ? ENTRIES : -EINVAL);
		sg_dma_address(&sgl[i]) = U32_MAX - 3;
		KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, ENTRIES, w), -EINVAL);
	}
}

/* Test that there is no transfer without entries, or to a register of no known width. */
static void sg_without_sense(struct kunit *test)
{
	static const unsigned int none[] = { 0, 5, 6, 8, 16, UINT_MAX };
	struct scatterlist sgl[ENTRIES];
	unsigned int i;

	fill_sg(sgl, 4);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, 0, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(NULL, 1, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, UINT_MAX, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, ENTRIES + 1, 4), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(none); i++) {
		KUNIT_EXPECT_EQ(test, sdma_bd_count_sg(sgl, ENTRIES, none[i]), -EINVAL);
		KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 480, 240, none[i]), -EINVAL);
	}
}

/* Test that what a peripheral has not sent remains, and that the transfer is over nevertheless. */
static void sg_short(struct kunit *test)
{
	struct scatterlist sgl[ENTRIES];
	struct bd_rig *rig;
	size_t left;

	fill_sg(sgl, 1);
	rig = bd_rig_new(test, ENTRIES);
	sdma_bd_build_sg(&rig->ring, sgl, 1);
	left = rig->ring.total;
	bd_rig_done(rig, 5, 0);
	KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), left - 5);
	bd_rig_done(rig, 0, 0);
	bd_rig_done(rig, 7, 0);
	bd_rig_done(rig, 1, 0);
	KUNIT_EXPECT_EQ(test, sdma_bd_state(&rig->ring), SDMA_BD_RUNNING);
	bd_rig_done(rig, 2, SDMA_BD_LAST);
	KUNIT_EXPECT_EQ(test, sdma_bd_state(&rig->ring), SDMA_BD_COMPLETE);
	KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), left - 15);
}

/* Test the command that loads the context of channel 5, and how its end is seen. */
static void command(struct kunit *test)
{
	struct bd_rig *rig = bd_rig_new(test, 1);
	struct sdma_bd *bd = rig->ring.bd;

	sdma_bd_command(bd, SDMA_BD_SET_DATA, RIG_SRC, 2048 + 5 * 32, 32);
	KUNIT_EXPECT_EQ(test, bd_rig_mode(rig, 0), 0x018b0020);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(bd->addr), RIG_SRC);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(bd->ext), 2208);
	KUNIT_EXPECT_EQ(test, sdma_bd_command_state(bd), SDMA_BD_RUNNING);
	bd_rig_step(rig);
	KUNIT_EXPECT_EQ(test, sdma_bd_command_state(bd), SDMA_BD_COMPLETE);
	sdma_bd_command(bd, SDMA_BD_SET_CODE, RIG_SRC, 6144, 1000);
	KUNIT_EXPECT_EQ(test, bd_rig_mode(rig, 0), 0x048b03e8);
	bd_rig_done(rig, 0, SDMA_BD_ERROR);
	KUNIT_EXPECT_EQ(test, sdma_bd_command_state(bd), SDMA_BD_FAILED);
	bd_rig_expect_guards(rig);
}

static struct kunit_case sdma_bd_cases[] = {
	KUNIT_CASE_PARAM(copy, length_gen_params),
	KUNIT_CASE(copy_takes_few),
	KUNIT_CASE(copy_refused),
	KUNIT_CASE_PARAM(copy_progress, length_gen_params),
	KUNIT_CASE(error),
	KUNIT_CASE(wild_counts),
	KUNIT_CASE_PARAM(sg, width_gen_params),
	KUNIT_CASE_PARAM(sg_refused, width_gen_params),
	KUNIT_CASE(sg_without_sense),
	KUNIT_CASE(sg_short),
	KUNIT_CASE(command),
	{}
};

static struct kunit_suite sdma_bd_suite = {
	.name = "imx_sdma_bd",
	.test_cases = sdma_bd_cases,
};

kunit_test_suite(sdma_bd_suite);
