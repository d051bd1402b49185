// SPDX-License-Identifier: GPL-2.0-only
/* Memory and a script for the suites of the i.MX SDMA's buffer descriptors. */
#include <kunit/test.h>
#include <linux/string.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "sdma_bd_rig.h"

#define GUARD		4
#define POISON		0xa5

const struct bd_width bd_widths[4] = {
	{ "width 1", 1, 1, 1 },
	{ "width 2", 2, 2, 2 },
	{ "width 3", 3, 3, 1 },
	{ "width 4", 4, 0, 4 },
};

/**
 * bd_rig_new() - Memory for a ring
 * @test: owns it
 * @num: BDs, as the count functions return it; the case ends if that is an error
 *
 * Context: Process context.
 * Return: the rig
 */
struct bd_rig *bd_rig_new(struct kunit *test, int num)
{
	struct bd_rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);
	size_t size = (num + 2 * GUARD) * sizeof(struct sdma_bd);

	KUNIT_ASSERT_GT(test, num, 0);
	KUNIT_ASSERT_NOT_NULL(test, rig);
	rig->test = test;
	rig->memory = kunit_kmalloc(test, size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, rig->memory);
	memset(rig->memory, POISON, size);
	rig->ring.bd = rig->memory + GUARD;
	rig->ring.counts = kunit_kmalloc_array(test, num, sizeof(u16), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, rig->ring.counts);
	rig->ring.num = num;
	return rig;
}

/**
 * bd_rig_expect_guards() - Nothing was written outside of the ring
 * @rig: any
 *
 * Context: Process context.
 */
void bd_rig_expect_guards(struct bd_rig *rig)
{
	size_t size = GUARD * sizeof(struct sdma_bd);

	KUNIT_EXPECT_NULL(rig->test, memchr_inv(rig->memory, POISON, size));
	KUNIT_EXPECT_NULL(rig->test, memchr_inv(rig->ring.bd + rig->ring.num, POISON, size));
}

/**
 * bd_rig_mode() - Read a BD
 * @rig: any
 * @i: which
 *
 * Context: Process context.
 * Return: its mode word
 */
u32 bd_rig_mode(struct bd_rig *rig, unsigned int i)
{
	return le32_to_cpu(rig->ring.bd[i].mode);
}

/**
 * bd_rig_done() - The script is through with a BD
 * @rig: any
 * @count: bytes that it has transferred
 * @set: status bits that it sets
 *
 * Context: Process context.
 * Return: whether there was a BD for it
 */
bool bd_rig_done(struct bd_rig *rig, unsigned int count, u32 set)
{
	struct sdma_bd *bd = &rig->ring.bd[rig->at];
	u32 mode = le32_to_cpu(bd->mode);

	if (!(mode & SDMA_BD_DONE))
		return false;
	mode &= ~(SDMA_BD_COUNT | SDMA_BD_DONE);
	bd->mode = cpu_to_le32(mode | count | set);
	rig->at = mode & SDMA_BD_WRAP ? 0 : rig->at + 1;
	return true;
}

/**
 * bd_rig_step() - The script is through with a BD, and has transferred all of it
 * @rig: any
 *
 * Context: Process context.
 * Return: whether there was a BD for it
 */
bool bd_rig_step(struct bd_rig *rig)
{
	return bd_rig_done(rig, bd_rig_mode(rig, rig->at) & SDMA_BD_COUNT, 0);
}
