// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffer descriptors of the i.MX SDMA: counting, filling in, and reading back what the scripts
 * have written. Pure computation on memory that the hardware shares.
 *
 * A count that comes back from a script is not believed to be more than was asked for.
 */
#include <linux/bitfield.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

#include <asm/barrier.h>
#include <asm/byteorder.h>

#include "imx-sdma-bd.h"

/* Where a copy is split: the pieces that follow keep the alignment of the first. */
#define SDMA_BD_PIECE		(SDMA_BD_MAX_COUNT & ~3)

/* More BDs than that have a size that does not fit into an int. */
#define SDMA_BD_MAX_BDS		(INT_MAX / sizeof(struct sdma_bd))

static u32 sdma_bd_mode(const struct sdma_bd *bd)
{
	return le32_to_cpu(READ_ONCE(bd->mode));
}

/* The core may look at the BD as soon as it sees DONE. */
static void sdma_bd_hand_over(struct sdma_bd *bd, u32 mode)
{
	dma_wmb();
	WRITE_ONCE(bd->mode, cpu_to_le32(mode | SDMA_BD_DONE));
}

static void sdma_bd_set(struct sdma_bd *bd, u32 addr, u32 ext, u32 mode)
{
	bd->addr = cpu_to_le32(addr);
	bd->ext = cpu_to_le32(ext);
	sdma_bd_hand_over(bd, mode);
}

/* Mode of BD @i of a chain of @num that is not cyclic. */
static u32 sdma_bd_chain_mode(unsigned int i, unsigned int num)
{
	if (i + 1 < num)
		return SDMA_BD_EXTD | SDMA_BD_CONT;
	return SDMA_BD_EXTD | SDMA_BD_INTR | SDMA_BD_LAST;
}

/* The width goes where channel 0 has its command; words have code 0. */
static u32 sdma_bd_width_mode(unsigned int width)
{
	return FIELD_PREP(SDMA_BD_COMMAND, width == sizeof(u32) ? 0 : width);
}

static bool sdma_bd_reachable(u64 addr, size_t len)
{
	return addr <= U32_MAX && len <= U32_MAX - addr + 1;
}

/* One BD between memory and a peripheral: whole words, where the core can access words. */
static bool sdma_bd_fits(u64 addr, size_t len, unsigned int width)
{
	if (!len || len > SDMA_BD_MAX_COUNT || !sdma_bd_reachable(addr, len))
		return false;
	switch (width) {
	case 1:
		return true;
	case 2:
	case 4:
		return !((addr | len) & (width - 1));
	case 3:
		return !(len % width);
	default:
		return false;
	}
}

/**
 * sdma_bd_count_copy() - BDs for a copy in memory
 * @dst: bus address
 * @src: bus address
 * @len: bytes
 *
 * Context: Any context.
 * Return: number of BDs, or -EINVAL if the core cannot reach that, or there is nothing to do
 */
int sdma_bd_count_copy(u64 dst, u64 src, size_t len)
{
	if (!len || len > U32_MAX || !sdma_bd_reachable(dst, len) || !sdma_bd_reachable(src, len))
		return -EINVAL;
	if (len <= SDMA_BD_MAX_COUNT)
		return 1;
	return 1 + DIV_ROUND_UP(len - SDMA_BD_MAX_COUNT, SDMA_BD_PIECE);
}
EXPORT_SYMBOL_GPL(sdma_bd_count_copy);

/**
 * sdma_bd_count_sg() - BDs for a scatterlist
 * @sgl: mapped
 * @n: entries
 * @width: bytes of the peripheral's register: 1 to 4
 *
 * Context: Any context.
 * Return: number of BDs, or -EINVAL if one of the entries does not fit into a BD
 */
int sdma_bd_count_sg(struct scatterlist *sgl, unsigned int n, unsigned int width)
{
	struct scatterlist *sg;
	u64 total = 0;
	unsigned int i;

	if (!sgl || !n || n > SDMA_BD_MAX_BDS)
		return -EINVAL;
	for_each_sg(sgl, sg, n, i) {
		if (!sg || !sdma_bd_fits(sg_dma_address(sg), sg_dma_len(sg), width))
			return -EINVAL;
		total += sg_dma_len(sg);
	}
	return total > U32_MAX ? -EINVAL : n;
}
EXPORT_SYMBOL_GPL(sdma_bd_count_sg);

/**
 * sdma_bd_count_cyclic() - BDs for a cyclic buffer
 * @addr: bus address
 * @len: bytes of the buffer
 * @period: bytes between two interrupts
 * @width: bytes of the peripheral's register: 1 to 4
 *
 * Context: Any context.
 * Return: number of BDs, or -EINVAL if a period does not fit into a BD, or not into the buffer
 */
int sdma_bd_count_cyclic(u64 addr, size_t len, size_t period, unsigned int width)
{
	if (!len || len > U32_MAX || !sdma_bd_reachable(addr, len))
		return -EINVAL;
	if (!sdma_bd_fits(addr, period, width) || len % period)
		return -EINVAL;
	if (len / period > SDMA_BD_MAX_BDS)
		return -EINVAL;
	return len / period;
}
EXPORT_SYMBOL_GPL(sdma_bd_count_cyclic);

/**
 * sdma_bd_count_dummy() - BDs for a cyclic transfer between two peripherals
 * @addr: bus address of a buffer that no script looks at
 * @len: bytes of the buffer
 * @period: bytes between two interrupts
 * @width: bytes of the peripheral's register: 1 to 4; @period need not be a multiple
 *
 * Context: Any context.
 * Return: number of BDs, or -EINVAL if there is no such width, or a period does not fit into a BD
 */
int sdma_bd_count_dummy(u64 addr, size_t len, size_t period, unsigned int width)
{
	if (!width || width > sizeof(u32))
		return -EINVAL;
	return sdma_bd_count_cyclic(addr, len, period, 1);
}
EXPORT_SYMBOL_GPL(sdma_bd_count_dummy);

static void sdma_bd_begin(struct sdma_bd_ring *ring, u32 period)
{
	ring->period = period;
	ring->total = 0;
	ring->next = 0;
	ring->taken = 0;
}

/**
 * sdma_bd_build_copy() - Fill in the BDs of a copy
 * @ring: with memory for what sdma_bd_count_copy() has said
 * @dst: bus address
 * @src: bus address
 * @len: bytes
 *
 * Context: Any context. The hardware does not know @ring yet.
 */
void sdma_bd_build_copy(struct sdma_bd_ring *ring, u64 dst, u64 src, size_t len)
{
	unsigned int i;
	size_t piece;

	sdma_bd_begin(ring, 0);
	for (i = 0; i < ring->num; i++) {
		piece = len <= SDMA_BD_MAX_COUNT ? len : SDMA_BD_PIECE;
		sdma_bd_set(&ring->bd[i], src, dst, sdma_bd_chain_mode(i, ring->num) | piece);
		src += piece;
		dst += piece;
		len -= piece;
		ring->total += piece;
	}
}
EXPORT_SYMBOL_GPL(sdma_bd_build_copy);

/**
 * sdma_bd_build_sg() - Fill in the BDs of a scatterlist
 * @ring: with memory for what sdma_bd_count_sg() has said
 * @sgl: mapped
 * @width: bytes of the peripheral's register
 *
 * Context: Any context. The hardware does not know @ring yet.
 */
void sdma_bd_build_sg(struct sdma_bd_ring *ring, struct scatterlist *sgl, unsigned int width)
{
	struct scatterlist *sg;
	unsigned int i;
	u32 mode;

	sdma_bd_begin(ring, 0);
	for_each_sg(sgl, sg, ring->num, i) {
		mode = sdma_bd_chain_mode(i, ring->num) | sdma_bd_width_mode(width);
		sdma_bd_set(&ring->bd[i], sg_dma_address(sg), 0, mode | sg_dma_len(sg));
		ring->total += sg_dma_len(sg);
	}
}
EXPORT_SYMBOL_GPL(sdma_bd_build_sg);

/**
 * sdma_bd_build_cyclic() - Fill in the BDs of a cyclic buffer
 * @ring: with memory for what sdma_bd_count_cyclic() has said
 * @addr: bus address
 * @period: bytes between two interrupts
 * @width: bytes of the peripheral's register
 *
 * Context: Any context. The hardware does not know @ring yet.
 */
void sdma_bd_build_cyclic(struct sdma_bd_ring *ring, u64 addr, size_t period, unsigned int width)
{
	u32 mode = SDMA_BD_EXTD | SDMA_BD_CONT | SDMA_BD_INTR | sdma_bd_width_mode(width) | period;
	unsigned int i;

	sdma_bd_begin(ring, period);
	for (i = 0; i < ring->num; i++) {
		if (i + 1 == ring->num)
			mode |= SDMA_BD_WRAP;
		sdma_bd_set(&ring->bd[i], addr, 0, mode);
		ring->counts[i] = 0;
		addr += period;
		ring->total += period;
	}
}
EXPORT_SYMBOL_GPL(sdma_bd_build_cyclic);

static enum sdma_bd_state sdma_bd_mode_state(u32 mode)
{
	if (mode & SDMA_BD_ERROR)
		return SDMA_BD_FAILED;
	return mode & SDMA_BD_DONE ? SDMA_BD_RUNNING : SDMA_BD_COMPLETE;
}

/**
 * sdma_bd_state() - How far a transfer is
 * @ring: not cyclic
 *
 * An interrupt says nothing about a transfer: it may be an earlier one's. The BDs do.
 *
 * Context: Any context.
 * Return: SDMA_BD_FAILED if a script has marked an error, SDMA_BD_COMPLETE if the core is through
 * with all BDs, else SDMA_BD_RUNNING
 */
enum sdma_bd_state sdma_bd_state(const struct sdma_bd_ring *ring)
{
	enum sdma_bd_state state = SDMA_BD_COMPLETE;
	unsigned int i;

	for (i = 0; i < ring->num && state == SDMA_BD_COMPLETE; i++)
		state = sdma_bd_mode_state(sdma_bd_mode(&ring->bd[i]));
	/* Whoever is told so reads what the core has written before. */
	dma_rmb();
	return state;
}
EXPORT_SYMBOL_GPL(sdma_bd_state);

/**
 * sdma_bd_take_period() - Take the period that ended next
 * @ring: cyclic
 *
 * Its BD goes back to the core as it was in the beginning.
 *
 * Context: Any context. The caller's lock protects @ring.
 * Return:
 * * %1		- A period has been taken
 * * %0		- The core is not through with it
 * * %-EIO	- Taken, but the script has marked an error
 */
int sdma_bd_take_period(struct sdma_bd_ring *ring)
{
	struct sdma_bd *bd = &ring->bd[ring->next];
	u32 mode = sdma_bd_mode(bd);

	if (mode & SDMA_BD_DONE)
		return 0;
	/* Data and count before the BD belongs to the core again. */
	dma_rmb();
	ring->counts[ring->next] = min(FIELD_GET(SDMA_BD_COUNT, mode), ring->period);
	if (++ring->next == ring->num)
		ring->next = 0;
	if (ring->taken < ring->num)
		ring->taken++;
	sdma_bd_hand_over(bd, (mode & ~(SDMA_BD_COUNT | SDMA_BD_ERROR | SDMA_BD_LAST)) |
			  ring->period);
	return mode & SDMA_BD_ERROR ? -EIO : 1;
}
EXPORT_SYMBOL_GPL(sdma_bd_take_period);

static size_t sdma_bd_chain_residue(const struct sdma_bd_ring *ring)
{
	size_t left = ring->total;
	unsigned int i;
	u32 mode;

	for (i = 0; i < ring->num; i++) {
		mode = sdma_bd_mode(&ring->bd[i]);
		if (mode & SDMA_BD_DONE)
			break;
		left -= min_t(size_t, left, FIELD_GET(SDMA_BD_COUNT, mode));
	}
	return left;
}

/**
 * sdma_bd_residue() - Bytes that remain
 * @ring: any
 * @behind: cyclic: how many periods before the last that was taken
 *
 * Clients find what came in with a cyclic transfer from its residue, in their callback: a period
 * that is shorter than the others ends where its data ends.
 *
 * Context: Any context. The caller's lock protects @ring.
 * Return: bytes that the core has not transferred yet. It counts in BDs; those of a transfer that
 * is over and was shorter than asked for remain.
 */
size_t sdma_bd_residue(const struct sdma_bd_ring *ring, unsigned int behind)
{
	unsigned int index;

	if (!ring->period)
		return sdma_bd_chain_residue(ring);
	if (behind >= ring->taken && ring->taken < ring->num)
		return ring->total;
	index = (ring->next + ring->num - 1 - behind % ring->num) % ring->num;
	return ring->total - index * ring->period - ring->counts[index];
}
EXPORT_SYMBOL_GPL(sdma_bd_residue);

/**
 * sdma_bd_command() - Fill in a command for channel 0
 * @bd: its only BD
 * @command: SDMA_BD_SET_DATA, ...
 * @bus: bus address of the memory
 * @core: address in the core
 * @count: words of data, or instructions of code
 *
 * Context: Any context. Channel 0 does not run.
 */
void sdma_bd_command(struct sdma_bd *bd, unsigned int command, u32 bus, u32 core,
		     unsigned int count)
{
	u32 mode = SDMA_BD_EXTD | SDMA_BD_WRAP | SDMA_BD_INTR;

	sdma_bd_set(bd, bus, core, mode | FIELD_PREP(SDMA_BD_COMMAND, command) |
		    FIELD_PREP(SDMA_BD_COUNT, count));
}
EXPORT_SYMBOL_GPL(sdma_bd_command);

/**
 * sdma_bd_command_state() - How far a command of channel 0 is
 * @bd: its BD
 *
 * Context: Any context.
 * Return: as sdma_bd_state()
 */
enum sdma_bd_state sdma_bd_command_state(const struct sdma_bd *bd)
{
	enum sdma_bd_state state = sdma_bd_mode_state(sdma_bd_mode(bd));

	dma_rmb();
	return state;
}
EXPORT_SYMBOL_GPL(sdma_bd_command_state);
