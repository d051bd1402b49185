// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's cyclic buffers: the ring, the periods that end one after the
 * other, and where the data of each ends.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "../imx-sdma-bd.h"
#include "sdma_bd_rig.h"

KUNIT_ARRAY_PARAM_DESC(width, bd_widths, name);

static struct bd_rig *cyclic_rig(struct kunit *test, unsigned int num, size_t period,
				 unsigned int width)
{
	struct bd_rig *rig = bd_rig_new(test, sdma_bd_count_cyclic(RIG_SRC, num * period, period,
								   width));

	KUNIT_ASSERT_EQ(test, rig->ring.num, num);
	sdma_bd_build_cyclic(&rig->ring, RIG_SRC, period, width);
	return rig;
}

/* Test that the ring of a cyclic buffer closes, and interrupts at the end of each period. */
static void cyclic(struct kunit *test)
{
	const struct bd_width *row = test->param_value;
	size_t period = 24 * row->width;
	struct bd_rig *rig;
	unsigned int num, i;

	for (num = 1; num < 10; num++) {
		rig = cyclic_rig(test, num, period, row->width);
		for (i = 0; i < num; i++) {
			KUNIT_EXPECT_EQ(test, bd_rig_mode(rig, i), SDMA_BD_DONE | SDMA_BD_EXTD |
					SDMA_BD_CONT | SDMA_BD_INTR | row->command << 24 | period |
					(i + 1 == num ? SDMA_BD_WRAP : 0));
			KUNIT_EXPECT_EQ(test, le32_to_cpu(rig->ring.bd[i].addr),
					RIG_SRC + i * period);
		}
		KUNIT_EXPECT_EQ(test, rig->ring.total, num * period);
		KUNIT_EXPECT_EQ(test, rig->ring.period, period);
		bd_rig_expect_guards(rig);
	}
}

/* Test that what no script looks at need not fit the width, which there has to be. */
static void cyclic_dummy(struct kunit *test)
{
	unsigned int width;

	for (width = 1; width <= 4; width++)
		KUNIT_EXPECT_EQ(test, sdma_bd_count_dummy(0xffff, 128, 64, width), 2);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_dummy(0xffff, 64, 64, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_dummy(0xffff, 64, 64, 8), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_dummy(0xffff, 64, 0, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_dummy(0xffff, 64, 48, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_dummy(0xffff, 0x20000, 0x10000, 4), -EINVAL);
}

/* SDMA-16. Test that a period which does not fit into the buffer, or into a BD, is refused. */
static void cyclic_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 4096, 0, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 0, 4096, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 0, 0, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 1000, 300, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 300, 1000, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 0x20000, 0x10000, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 2 * 0xffff, 0xffff, 1), 2);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, 2 * 0xfffe, 0xfffe, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC + 2, 4096, 1024, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(RIG_SRC, SIZE_MAX, 1, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(0, U32_MAX, 1, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(U32_MAX - 4095, 4096, 1024, 4), 4);
	KUNIT_EXPECT_EQ(test, sdma_bd_count_cyclic(U32_MAX - 4091, 4096, 1024, 4), -EINVAL);
}

/* Test that periods are taken in order, each once, and that their BDs go back as they were. */
static void take_periods(struct kunit *test)
{
	struct bd_rig *rig = cyclic_rig(test, 4, 256, 4);
	unsigned int i, round, many;
	u32 modes[4];

	for (i = 0; i < 4; i++)
		modes[i] = bd_rig_mode(rig, i);
	for (round = 0; round < 40; round++) {
		many = round % 5;
		KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 0);
		for (i = 0; i < many; i++)
			KUNIT_EXPECT_TRUE(test, bd_rig_step(rig));
		for (i = 0; i < many; i++)
			KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 1);
		for (i = 0; i < 4; i++)
			KUNIT_EXPECT_EQ(test, bd_rig_mode(rig, i), modes[i]);
		KUNIT_EXPECT_EQ(test, rig->ring.next, rig->at);
	}
	bd_rig_expect_guards(rig);
}

/* Test that a channel which is faster than its driver runs dry, and no period is taken twice. */
static void runs_dry(struct kunit *test)
{
	struct bd_rig *rig = cyclic_rig(test, 3, 256, 4);
	unsigned int i;

	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_TRUE(test, bd_rig_step(rig));
	KUNIT_EXPECT_FALSE(test, bd_rig_step(rig));
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 1);
	KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 0);
	KUNIT_EXPECT_TRUE(test, bd_rig_step(rig));
	KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 1);
}

/* Test that an error is reported once, and forgotten by the BD. */
static void cyclic_error(struct kunit *test)
{
	struct bd_rig *rig = cyclic_rig(test, 2, 256, 1);
	u32 mode = bd_rig_mode(rig, 0);

	bd_rig_done(rig, 10, SDMA_BD_ERROR | SDMA_BD_LAST);
	KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), -EIO);
	KUNIT_EXPECT_EQ(test, bd_rig_mode(rig, 0), mode);
	KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 0);
	bd_rig_step(rig);
	KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 1);
}

/*
 * Test that a client finds its data: the way of a UART, whose periods end early, to compute the
 * end of what it has received, and from that the beginning of the period.
 */
static void residue_of_periods(struct kunit *test)
{
	struct bd_rig *rig = cyclic_rig(test, 4, 256, 1);
	unsigned int i, count, head;

	KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), 1024);
	for (i = 0; i < 21; i++) {
		count = 1 + (i * 67) % 256;
		bd_rig_done(rig, count, 0);
		KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 1);
		head = 1024 - sdma_bd_residue(&rig->ring, 0);
		KUNIT_EXPECT_EQ(test, head, i % 4 * 256 + count);
		KUNIT_EXPECT_EQ(test, (head - 1) / 256, i % 4);
	}
}

/* Test that the residue of a period can be told when later ones have been taken. */
static void residue_behind(struct kunit *test)
{
	struct bd_rig *rig = cyclic_rig(test, 4, 256, 1);
	unsigned int i, behind, period;

	for (i = 0; i < 13; i++) {
		bd_rig_done(rig, 10 + i, 0);
		sdma_bd_take_period(&rig->ring);
		for (behind = 0; behind < 4; behind++) {
			period = i - behind;
			KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, behind),
					behind > i ? 1024 : 1024 - period % 4 * 256 - 10 - period);
		}
	}
	for (behind = 4; behind < 20; behind++)
		KUNIT_EXPECT_LE(test, sdma_bd_residue(&rig->ring, behind), 1024);
}

/* Test that a period does not count for more than it has, whatever the BD says. */
static void wild_count_of_period(struct kunit *test)
{
	struct bd_rig *rig = cyclic_rig(test, 2, 256, 1);

	bd_rig_done(rig, SDMA_BD_MAX_COUNT, 0);
	KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 1);
	KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), 256);
	bd_rig_done(rig, SDMA_BD_MAX_COUNT, 0);
	KUNIT_EXPECT_EQ(test, sdma_bd_take_period(&rig->ring), 1);
	KUNIT_EXPECT_EQ(test, sdma_bd_residue(&rig->ring, 0), 0);
}

static struct kunit_case sdma_bd_cyclic_cases[] = {
	KUNIT_CASE_PARAM(cyclic, width_gen_params),
	KUNIT_CASE(cyclic_dummy),
	KUNIT_CASE(cyclic_refused),
	KUNIT_CASE(take_periods),
	KUNIT_CASE(runs_dry),
	KUNIT_CASE(cyclic_error),
	KUNIT_CASE(residue_of_periods),
	KUNIT_CASE(residue_behind),
	KUNIT_CASE(wild_count_of_period),
	{}
};

static struct kunit_suite sdma_bd_cyclic_suite = {
	.name = "imx_sdma_bd_cyclic",
	.test_cases = sdma_bd_cyclic_cases,
};

kunit_test_suite(sdma_bd_cyclic_suite);
