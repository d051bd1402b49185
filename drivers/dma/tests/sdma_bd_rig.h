/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the suites of the i.MX SDMA's buffer descriptors (BDs): poisoned memory around a ring, and a
 * script, as the manual describes what all of them do with their BDs.
 */
#ifndef SDMA_BD_RIG_H
#define SDMA_BD_RIG_H

#include <linux/types.h>

#include "../imx-sdma-bd.h"

struct kunit;

#define RIG_DST		0x40000000u
#define RIG_SRC		0x20000000u

/**
 * struct bd_rig - a ring and the script that executes it
 * @test: owns the memory
 * @ring: the subject
 * @memory: BDs of @ring, and guards on both sides
 * @at: BD that the script executes next
 */
struct bd_rig {
	struct kunit *test;
	struct sdma_bd_ring ring;
	struct sdma_bd *memory;
	unsigned int at;
};

/**
 * struct bd_width - width of a peripheral's register
 * @name: for the log
 * @width: in bytes
 * @command: code of it in a BD
 * @align: which addresses in memory must have
 */
struct bd_width {
	const char *name;
	unsigned int width;
	unsigned int command;
	unsigned int align;
};

extern const struct bd_width bd_widths[4];

struct bd_rig *bd_rig_new(struct kunit *test, int num);
void bd_rig_expect_guards(struct bd_rig *rig);
u32 bd_rig_mode(struct bd_rig *rig, unsigned int i);
bool bd_rig_done(struct bd_rig *rig, unsigned int count, u32 set);
bool bd_rig_step(struct bd_rig *rig);

#endif /* SDMA_BD_RIG_H */
