/* SPDX-License-Identifier: GPL-2.0-only */
/* What the KUnit suites of the PL08x's tables share: a job, memory, and the oracle on them. */
#ifndef DRIVERS_DMA_TESTS_PL08X_LLI_RIG_H
#define DRIVERS_DMA_TESTS_PL08X_LLI_RIG_H

#include <kunit/test.h>
#include <linux/prandom.h>
#include <linux/types.h>

#include "../amba-pl08x-lli.h"
#include "pl08x_lli_oracle.h"

#define RIG_BASE	0x40000000
#define RIG_PERIPH	0x101f1000
#define RIG_TABLE	0x3fff0000
#define RIG_SEGS	24

enum lli_direction {
	LLI_COPY,
	LLI_TO_PERIPH,
	LLI_FROM_PERIPH,
};

/**
 * struct lli_shape - parameter of a case
 * @variant: format of the table
 * @direction: which side is a peripheral
 * @src_width: widest access at the source, or the only one
 * @dst_width: the same at the destination
 * @burst: code of the burst size of both sides
 */
struct lli_shape {
	enum pl08x_oracle_variant variant;
	enum lli_direction direction;
	u8 src_width;
	u8 dst_width;
	u8 burst;
};

void lli_shape_desc(const struct lli_shape *shape, char *desc);

/* Widest access at the memory's side, at the peripheral's. */
u8 lli_mem_width(const struct lli_shape *shape);
u8 lli_periph_width(const struct lli_shape *shape);

/**
 * struct lli_rig - one job after the other
 * @test: the case
 * @shape: its parameter
 * @job: changed by cases at will, until lli_rig_build()
 * @segs: the same
 * @n: segments
 * @table: the items, with room for @room, and more behind that must not be written
 * @room: number of items
 * @chain: after lli_rig_build()
 * @start: registers, after lli_rig_build()
 * @oracle: set up by lli_rig_replay() from the above; results are in it
 * @mem: half of it is for sources, half for destinations
 * @mem_size: bytes
 * @fifo: of the peripheral
 * @rnd: fixed seed
 */
struct lli_rig {
	struct kunit *test;
	const struct lli_shape *shape;
	struct pl08x_lli_job job;
	struct pl08x_lli_seg segs[RIG_SEGS];
	unsigned int n;
	u32 *table;
	unsigned int room;
	struct pl08x_lli_chain chain;
	struct pl08x_lli_regs start;
	struct pl08x_oracle oracle;
	u8 *mem;
	size_t mem_size;
	u8 *fifo;
	struct rnd_state rnd;
};

/* @mem_size zero: only the items are looked at, not each access. */
struct lli_rig *lli_rig_new(struct kunit *test, const struct lli_shape *shape, size_t mem_size,
			    unsigned int room);

/* Add a segment; offsets into the halves of the memory, the peripheral's is ignored. */
void lli_rig_seg(struct lli_rig *rig, u32 src_offset, u32 dst_offset, size_t len);

/* Count, build, compare the two, look behind the table. Number of items, or -errno. */
int lli_rig_build(struct lli_rig *rig);

/* Execute what lli_rig_build() made. NULL or what is wrong. */
const char *lli_rig_replay(struct lli_rig *rig);

/* Both; false, and the case has failed, if something is wrong. */
bool lli_rig_expect_good(struct lli_rig *rig);

/* lli_rig_build() fails with @error. */
bool lli_rig_expect_refused(struct lli_rig *rig, int error);

u32 lli_rig_random(struct lli_rig *rig, u32 below);

#endif /* DRIVERS_DMA_TESTS_PL08X_LLI_RIG_H */
