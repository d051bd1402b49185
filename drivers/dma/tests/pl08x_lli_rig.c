// SPDX-License-Identifier: GPL-2.0-only
/* See the header. */
#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/string.h>

/* Needs the ones above. */
#include <linux/amba/pl080.h>
#include <linux/amba/pl08x.h>

#include "../amba-pl08x-lli.h"
#include "pl08x_lli_oracle.h"
#include "pl08x_lli_rig.h"

#define POISON	0xa5a5a5a5
#define SEED	20080906

static const struct pl08x_lli_format *const formats[] = {
	[ORACLE_PL080] = &pl080_lli,
	[ORACLE_PL080S] = &pl080s_lli,
	[ORACLE_FTDMAC020] = &ftdmac020_lli,
};

void lli_shape_desc(const struct lli_shape *shape, char *desc)
{
	static const char *const variants[] = { "pl080", "pl080s", "ftdmac020" };
	static const char *const directions[] = { "copy", "to_periph", "from_periph" };

	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s %s %u to %u, burst code %u",
		 variants[shape->variant], directions[shape->direction], shape->src_width,
		 shape->dst_width, shape->burst);
}

u8 lli_mem_width(const struct lli_shape *shape)
{
	return shape->direction == LLI_FROM_PERIPH ? shape->dst_width : shape->src_width;
}

u8 lli_periph_width(const struct lli_shape *shape)
{
	if (shape->direction == LLI_COPY)
		return 1;
	return shape->direction == LLI_FROM_PERIPH ? shape->src_width : shape->dst_width;
}

u32 lli_rig_random(struct lli_rig *rig, u32 below)
{
	return prandom_u32_state(&rig->rnd) % below;
}

static u32 shape_control(const struct lli_shape *shape)
{
	u32 control = PL080_CONTROL_PROT_SYS | PL080_CONTROL_PROT_CACHE;

	control |= FIELD_PREP(PL080_CONTROL_SB_SIZE_MASK, shape->burst);
	control |= FIELD_PREP(PL080_CONTROL_DB_SIZE_MASK, shape->burst);
	if (shape->direction != LLI_FROM_PERIPH)
		control |= PL080_CONTROL_SRC_INCR;
	if (shape->direction != LLI_TO_PERIPH)
		control |= PL080_CONTROL_DST_INCR;

	return control;
}

struct lli_rig *lli_rig_new(struct kunit *test, const struct lli_shape *shape, size_t mem_size,
			    unsigned int room)
{
	struct lli_rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rig);
	rig->test = test;
	rig->shape = shape;
	rig->room = room;
	rig->mem_size = mem_size;
	rig->job = (struct pl08x_lli_job) {
		.fmt = formats[shape->variant],
		/* What is computed is noise here. */
		.control = shape_control(shape) | PL080_CONTROL_TC_IRQ_EN |
			   PL080_CONTROL_SWIDTH_MASK | PL080_CONTROL_TRANSFER_SIZE_MASK |
			   PL080_CONTROL_SRC_AHB2,
		.src_width = shape->src_width,
		.dst_width = shape->dst_width,
		.dual_master = true,
		.src_buses = PL08X_AHB1,
		.dst_buses = PL08X_AHB2,
		.lli_buses = PL08X_AHB2,
		.bus = RIG_TABLE,
	};
	rig->table = kunit_kcalloc(test, room + 1, pl08x_lli_bytes(rig->job.fmt), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, rig->table);
	if (mem_size) {
		rig->mem = kunit_kzalloc(test, mem_size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, rig->mem);
		rig->fifo = kunit_kzalloc(test, mem_size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, rig->fifo);
	}
	prandom_seed_state(&rig->rnd, SEED);

	return rig;
}

void lli_rig_seg(struct lli_rig *rig, u32 src_offset, u32 dst_offset, size_t len)
{
	struct pl08x_lli_seg *seg = &rig->segs[rig->n++];

	KUNIT_ASSERT_LE(rig->test, rig->n, RIG_SEGS);
	seg->src = RIG_BASE + src_offset;
	seg->dst = RIG_BASE + rig->mem_size / 2 + dst_offset;
	seg->len = len;
	if (rig->shape->direction == LLI_FROM_PERIPH)
		seg->src = RIG_PERIPH;
	if (rig->shape->direction == LLI_TO_PERIPH)
		seg->dst = RIG_PERIPH;
}

int lli_rig_build(struct lli_rig *rig)
{
	size_t words = rig->job.fmt->words, all = (rig->room + 1) * words, i;
	int counted, built;
	size_t used;

	memset32(rig->table, POISON, all);
	counted = pl08x_lli_build(&rig->job, rig->segs, rig->n, NULL, rig->room);
	built = pl08x_lli_build(&rig->job, rig->segs, rig->n, rig->table, rig->room);
	/* Only what there is to say about the address of the table is not known before. */
	if (counted < 0 || built != -EINVAL)
		KUNIT_EXPECT_EQ(rig->test, counted, built);
	used = built < 0 ? rig->room : built;
	for (i = used * words; i < all && rig->table[i] == POISON; i++)
		;
	KUNIT_EXPECT_EQ_MSG(rig->test, i, all, "written behind the table");
	if (built < 0)
		return built;

	rig->chain = (struct pl08x_lli_chain) {
		.fmt = rig->job.fmt,
		.table = rig->table,
		.bus = rig->job.bus,
		.count = built,
		.cyclic = rig->job.cyclic,
		.periph_flow = rig->job.periph_flow,
	};
	for (i = 0; i < rig->n; i++)
		rig->chain.len += rig->segs[i].len;

	return built;
}

static void fill(struct lli_rig *rig, const u8 *where, size_t size)
{
	prandom_bytes_state(&rig->rnd, (void *)where, size);
}

static void setup_oracle(struct lli_rig *rig)
{
	const struct lli_shape *shape = rig->shape;
	struct pl08x_oracle *o = &rig->oracle;

	o->variant = shape->variant;
	o->src.memory = shape->direction != LLI_FROM_PERIPH;
	o->dst.memory = shape->direction != LLI_TO_PERIPH;
	o->src.width = shape->src_width;
	o->dst.width = shape->dst_width;
	o->src.burst = shape->burst;
	o->dst.burst = shape->burst;
	o->prot = 5;
	o->src.masters = rig->job.dual_master ? rig->job.src_buses : 1;
	o->dst.masters = rig->job.dual_master ? rig->job.dst_buses : 1;
	o->lli_masters = rig->job.dual_master ? rig->job.lli_buses : 1;
	o->cyclic = rig->job.cyclic;
	o->rounds = rig->job.cyclic ? 3 : 1;
	o->periph_flow = rig->job.periph_flow;
	o->segs = rig->segs;
	o->n = rig->n;
	o->table = rig->table;
	o->bus = rig->chain.bus;
	o->count = rig->chain.count;
	o->mem = rig->mem;
	o->mem_base = RIG_BASE;
	o->mem_size = rig->mem_size;
	o->fifo = rig->fifo;
	o->fifo_size = rig->mem_size;
}

const char *lli_rig_replay(struct lli_rig *rig)
{
	size_t len = rig->chain.len, i;

	setup_oracle(rig);
	for (i = 0; rig->mem && i < rig->n; i++) {
		if (rig->oracle.src.memory)
			fill(rig, rig->mem + (rig->segs[i].src - RIG_BASE), rig->segs[i].len);
		else
			fill(rig, rig->fifo, min(len * rig->oracle.rounds, rig->mem_size));
	}
	pl08x_lli_regs(rig->job.fmt, rig->table, rig->job.control, &rig->start);

	return pl08x_oracle_replay(&rig->oracle, &rig->start);
}

static void describe(struct lli_rig *rig, const char *what)
{
	const struct pl08x_lli_seg *seg = &rig->segs[min(rig->oracle.seg, rig->n - 1)];
	char desc[KUNIT_PARAM_DESC_SIZE];

	lli_shape_desc(rig->shape, desc);
	KUNIT_FAIL(rig->test, "%s: segment %u of %u, %#llx to %#llx, %zu bytes: %s", desc,
		   rig->oracle.seg, rig->n, seg->src, seg->dst, seg->len, what);
}

bool lli_rig_expect_good(struct lli_rig *rig)
{
	int count = lli_rig_build(rig);
	const char *why = NULL;

	if (count > 0)
		why = lli_rig_replay(rig);
	if (count <= 0)
		describe(rig, "refused");
	else if (why)
		describe(rig, why);

	return count > 0 && !why;
}

bool lli_rig_expect_refused(struct lli_rig *rig, int error)
{
	int count = lli_rig_build(rig);

	if (count != error)
		describe(rig, count > 0 ? "not refused" : "refused with another error");

	return count == error;
}
