/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Buffer descriptors (BDs) of the i.MX SDMA: what is in them, how they are made, what they say
 *
 * Pure computation: no register, no allocation, no lock. See imx-sdma-bd.c.
 */
#ifndef IMX_SDMA_BD_H
#define IMX_SDMA_BD_H

#include <linux/bits.h>
#include <linux/types.h>

struct scatterlist;

/* The first word of a BD. */
#define SDMA_BD_COUNT		GENMASK(15, 0)	/* bytes; scripts write what they have done */
#define SDMA_BD_DONE		BIT(16)		/* it is the core's */
#define SDMA_BD_WRAP		BIT(17)		/* the first one follows */
#define SDMA_BD_CONT		BIT(18)		/* there is another one */
#define SDMA_BD_INTR		BIT(19)		/* interrupt at its end */
#define SDMA_BD_ERROR		BIT(20)		/* written by scripts */
#define SDMA_BD_LAST		BIT(21)
#define SDMA_BD_EXTD		BIT(23)		/* &sdma_bd.ext is used */
#define SDMA_BD_COMMAND		GENMASK(31, 24)	/* width, or what channel 0 is to do */

#define SDMA_BD_MAX_COUNT	0xffff

/* Commands of channel 0: write data memory, in words; write program memory, in instructions. */
#define SDMA_BD_SET_DATA	0x01
#define SDMA_BD_SET_CODE	0x04

/**
 * struct sdma_bd - a BD, as the core reads it
 * @mode: SDMA_BD_*
 * @addr: bus address of the buffer
 * @ext: destination if both sides are memory; an address of the core's for channel 0
 */
struct sdma_bd {
	__le32 mode;
	__le32 addr;
	__le32 ext;
};

/**
 * struct sdma_bd_ring - the BDs of a transfer
 * @bd: memory that the core reads and writes
 * @counts: bytes of each period when it ended last; only if it is cyclic
 * @num: number of BDs
 * @period: bytes of a period, zero if it is not cyclic
 * @total: bytes of the transfer, or of the cyclic buffer
 * @next: BD that ends next, if it is cyclic
 * @taken: periods that have ended, not counting beyond @num
 */
struct sdma_bd_ring {
	struct sdma_bd *bd;
	u16 *counts;
	unsigned int num;
	u32 period;
	size_t total;
	unsigned int next;
	unsigned int taken;
};

/**
 * enum sdma_bd_state - how far a transfer is
 * @SDMA_BD_RUNNING: the core has not given back all BDs
 * @SDMA_BD_COMPLETE: it has
 * @SDMA_BD_FAILED: it has marked an error
 */
enum sdma_bd_state {
	SDMA_BD_RUNNING,
	SDMA_BD_COMPLETE,
	SDMA_BD_FAILED,
};

int sdma_bd_count_copy(u64 dst, u64 src, size_t len);
int sdma_bd_count_sg(struct scatterlist *sgl, unsigned int n, unsigned int width);
int sdma_bd_count_cyclic(u64 addr, size_t len, size_t period, unsigned int width);
int sdma_bd_count_dummy(u64 addr, size_t len, size_t period, unsigned int width);

void sdma_bd_build_copy(struct sdma_bd_ring *ring, u64 dst, u64 src, size_t len);
void sdma_bd_build_sg(struct sdma_bd_ring *ring, struct scatterlist *sgl, unsigned int width);
void sdma_bd_build_cyclic(struct sdma_bd_ring *ring, u64 addr, size_t period, unsigned int width);

enum sdma_bd_state sdma_bd_state(const struct sdma_bd_ring *ring);
int sdma_bd_take_period(struct sdma_bd_ring *ring);
size_t sdma_bd_residue(const struct sdma_bd_ring *ring, unsigned int behind);

void sdma_bd_command(struct sdma_bd *bd, unsigned int command, u32 bus, u32 core,
		     unsigned int count);
enum sdma_bd_state sdma_bd_command_state(const struct sdma_bd *bd);

#endif /* IMX_SDMA_BD_H */
