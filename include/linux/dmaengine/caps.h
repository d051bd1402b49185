/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: capability masks, slave capabilities, slave configuration
 */
#ifndef _LINUX_DMAENGINE_CAPS_H
#define _LINUX_DMAENGINE_CAPS_H

#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/dmaengine/types.h>
#include <linux/types.h>

/*
 * The macros take the mask itself, not its address, which is how clients have
 * always written it: dma_cap_zero(mask); dma_cap_set(DMA_SLAVE, mask);
 */

/**
 * dma_cap_set() - Add a capability to a mask
 * @tx: capability
 * @mask: the mask itself, not its address
 *
 * Context: Any context. Atomic with respect to other bits.
 */
#define dma_cap_set(tx, mask)	__dma_cap_set((tx), &(mask))

/**
 * dma_cap_clear() - Take a capability out of a mask
 * @tx: capability
 * @mask: the mask itself, not its address
 *
 * Context: Any context. Atomic with respect to other bits.
 */
#define dma_cap_clear(tx, mask)	__dma_cap_clear((tx), &(mask))

/**
 * dma_cap_zero() - Empty a mask
 * @mask: the mask itself, not its address
 *
 * Context: Any context. Not atomic.
 */
#define dma_cap_zero(mask)	__dma_cap_zero(&(mask))

/**
 * dma_has_cap() - Test a mask for a capability
 * @tx: capability
 * @mask: the mask itself, not its address
 *
 * Context: Any context.
 * Return: Nonzero if @tx is in @mask.
 */
#define dma_has_cap(tx, mask)	__dma_has_cap((tx), &(mask))

/**
 * __dma_cap_set() - Add a capability; use dma_cap_set()
 * @cap: capability
 * @mask: mask to change
 *
 * Context: Any context. Atomic with respect to other bits.
 */
static inline void __dma_cap_set(enum dma_transaction_type cap,
				 dma_cap_mask_t *mask)
{
	set_bit(cap, mask->bits);
}

/**
 * __dma_cap_clear() - Take a capability away; use dma_cap_clear()
 * @cap: capability
 * @mask: mask to change
 *
 * Context: Any context. Atomic with respect to other bits.
 */
static inline void __dma_cap_clear(enum dma_transaction_type cap,
				   dma_cap_mask_t *mask)
{
	clear_bit(cap, mask->bits);
}

/**
 * __dma_cap_zero() - Take all capabilities away; use dma_cap_zero()
 * @mask: mask to change
 *
 * Context: Any context. Not atomic.
 */
static inline void __dma_cap_zero(dma_cap_mask_t *mask)
{
	bitmap_zero(mask->bits, DMA_TX_TYPE_END);
}

/**
 * __dma_has_cap() - Test for a capability; use dma_has_cap()
 * @cap: capability
 * @mask: mask to look at
 *
 * Context: Any context.
 * Return: Nonzero if @cap is in @mask.
 */
static inline int __dma_has_cap(enum dma_transaction_type cap,
				const dma_cap_mask_t *mask)
{
	return test_bit(cap, mask->bits);
}

/**
 * for_each_dma_cap_mask() - Iterate over the capabilities in a mask
 * @cap: variable of an integer type, the loop's cursor
 * @mask: the mask itself, not its address
 */
#define for_each_dma_cap_mask(cap, mask) \
	for_each_set_bit(cap, (mask).bits, DMA_TX_TYPE_END)

/**
 * enum dmaengine_alignment - Alignment a controller needs, as a power of two
 * @DMAENGINE_ALIGN_1_BYTE: none
 * @DMAENGINE_ALIGN_2_BYTES: 2 bytes
 * @DMAENGINE_ALIGN_4_BYTES: 4 bytes
 * @DMAENGINE_ALIGN_8_BYTES: 8 bytes
 * @DMAENGINE_ALIGN_16_BYTES: 16 bytes
 * @DMAENGINE_ALIGN_32_BYTES: 32 bytes
 * @DMAENGINE_ALIGN_64_BYTES: 64 bytes
 * @DMAENGINE_ALIGN_128_BYTES: 128 bytes
 * @DMAENGINE_ALIGN_256_BYTES: 256 bytes
 */
enum dmaengine_alignment {
	DMAENGINE_ALIGN_1_BYTE = 0,
	DMAENGINE_ALIGN_2_BYTES = 1,
	DMAENGINE_ALIGN_4_BYTES = 2,
	DMAENGINE_ALIGN_8_BYTES = 3,
	DMAENGINE_ALIGN_16_BYTES = 4,
	DMAENGINE_ALIGN_32_BYTES = 5,
	DMAENGINE_ALIGN_64_BYTES = 6,
	DMAENGINE_ALIGN_128_BYTES = 7,
	DMAENGINE_ALIGN_256_BYTES = 8,
};

/**
 * dmaengine_check_align() - Test addresses and length of an operation
 * @align: required alignment
 * @off1: offset or address of one buffer, in bytes
 * @off2: offset or address of the other
 * @len: length in bytes
 *
 * Context: Any context.
 * Return: %true if all three are multiples of the alignment.
 */
static inline bool dmaengine_check_align(enum dmaengine_alignment align,
					 size_t off1, size_t off2, size_t len)
{
	return !((off1 | off2 | len) & (BIT(align) - 1));
}

/**
 * enum dma_slave_buswidth - Width of an access to a peripheral's register
 * @DMA_SLAVE_BUSWIDTH_UNDEFINED: left to the provider
 * @DMA_SLAVE_BUSWIDTH_1_BYTE: 8 bits
 * @DMA_SLAVE_BUSWIDTH_2_BYTES: 16 bits
 * @DMA_SLAVE_BUSWIDTH_3_BYTES: 24 bits
 * @DMA_SLAVE_BUSWIDTH_4_BYTES: 32 bits
 * @DMA_SLAVE_BUSWIDTH_8_BYTES: 64 bits
 * @DMA_SLAVE_BUSWIDTH_16_BYTES: 128 bits
 * @DMA_SLAVE_BUSWIDTH_32_BYTES: 256 bits
 * @DMA_SLAVE_BUSWIDTH_64_BYTES: 512 bits
 * @DMA_SLAVE_BUSWIDTH_128_BYTES: 1024 bits
 *
 * The value is the width in bytes.
 */
enum dma_slave_buswidth {
	DMA_SLAVE_BUSWIDTH_UNDEFINED = 0,
	DMA_SLAVE_BUSWIDTH_1_BYTE = 1,
	DMA_SLAVE_BUSWIDTH_2_BYTES = 2,
	DMA_SLAVE_BUSWIDTH_3_BYTES = 3,
	DMA_SLAVE_BUSWIDTH_4_BYTES = 4,
	DMA_SLAVE_BUSWIDTH_8_BYTES = 8,
	DMA_SLAVE_BUSWIDTH_16_BYTES = 16,
	DMA_SLAVE_BUSWIDTH_32_BYTES = 32,
	DMA_SLAVE_BUSWIDTH_64_BYTES = 64,
	DMA_SLAVE_BUSWIDTH_128_BYTES = 128,
};

/**
 * struct dma_slave_config - How a channel talks to its peripheral
 * @direction: obsolete, the direction belongs to each prep call; still read by
 *	some providers
 * @src_addr: physical address of the register to read; from devices only
 * @dst_addr: physical address of the register to write; to devices only
 * @src_addr_width: width of an access at the source
 * @dst_addr_width: width of an access at the destination
 * @src_maxburst: longest burst at the source, counted in accesses of
 *	@src_addr_width. About half the FIFO is a common choice
 * @dst_maxburst: longest burst at the destination, in accesses of
 *	@dst_addr_width
 * @src_port_window_size: number of registers of @src_addr_width in a row that
 *	are read round robin; 0 or 1 for a single register
 * @dst_port_window_size: the same for writing
 * @device_fc: the peripheral is the flow controller, it knows when the transfer
 *	ends
 * @peripheral_config: settings that make sense for one provider only, in a
 *	format it defines
 * @peripheral_size: size of @peripheral_config in bytes
 *
 * Stays the client's property and need not outlive the call. Zero means "don't
 * care" in every member. A setting belongs here as a member of its own if
 * unrelated controllers need it; what is fixed by the board belongs in the
 * firmware description.
 */
struct dma_slave_config {
	enum dma_transfer_direction direction;
	phys_addr_t src_addr;
	phys_addr_t dst_addr;
	enum dma_slave_buswidth src_addr_width;
	enum dma_slave_buswidth dst_addr_width;
	u32 src_maxburst;
	u32 dst_maxburst;
	u32 src_port_window_size;
	u32 dst_port_window_size;
	bool device_fc;
	void *peripheral_config;
	size_t peripheral_size;
};

/**
 * enum dma_residue_granularity - How precisely a channel reports its progress
 * @DMA_RESIDUE_GRANULARITY_DESCRIPTOR: not at all; a descriptor is done or not,
 *	and the residue says nothing
 * @DMA_RESIDUE_GRANULARITY_SEGMENT: in steps of a scatterlist entry or a cyclic
 *	period
 * @DMA_RESIDUE_GRANULARITY_BURST: in steps of a bus burst, read from a hardware
 *	counter
 */
enum dma_residue_granularity {
	DMA_RESIDUE_GRANULARITY_DESCRIPTOR = 0,
	DMA_RESIDUE_GRANULARITY_SEGMENT = 1,
	DMA_RESIDUE_GRANULARITY_BURST = 2,
};

/**
 * struct dma_slave_caps - What a slave channel can do
 * @src_addr_widths: supported widths at the source: bit n stands for n bytes,
 *	see enum dma_slave_buswidth
 * @dst_addr_widths: supported widths at the destination
 * @directions: supported directions: bit n stands for value n of enum
 *	dma_transfer_direction
 * @min_burst: shortest burst
 * @max_burst: longest burst
 * @max_sg_burst: number of scatterlist entries the hardware walks on its own;
 *	longer lists need the CPU in between.  0 is unlimited
 * @cmd_pause: dmaengine_pause() works
 * @cmd_resume: dmaengine_resume() works
 * @cmd_terminate: dmaengine_terminate_async() works
 * @residue_granularity: precision of &dma_tx_state.residue
 * @descriptor_reuse: dmaengine_desc_set_reuse() works
 */
struct dma_slave_caps {
	u32 src_addr_widths;
	u32 dst_addr_widths;
	u32 directions;
	u32 min_burst;
	u32 max_burst;
	u32 max_sg_burst;
	bool cmd_pause;
	bool cmd_resume;
	bool cmd_terminate;
	enum dma_residue_granularity residue_granularity;
	bool descriptor_reuse;
};

#endif /* _LINUX_DMAENGINE_CAPS_H */
