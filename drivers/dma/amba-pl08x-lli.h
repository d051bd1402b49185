/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables of linked list items for the PL08x family, as pure computation.
 *
 * Nothing here touches a register, allocates, locks or prints. A table is built twice with the
 * same calls: first without memory, which only counts, then into memory of exactly that size.
 * Item 0 is never fetched by the hardware: pl08x_lli_regs() says what to write into the registers
 * of the channel instead. Masks of buses are PL08X_AHB1 | PL08X_AHB2 of <linux/amba/pl08x.h>.
 */
#ifndef AMBA_PL08X_LLI_H
#define AMBA_PL08X_LLI_H

#include <linux/types.h>

struct pl08x_lli_ops;

/**
 * struct pl08x_lli_format - how one variant wants its linked list items
 * @words: 32-bit words of one item; a table is aligned to the size of an item
 * @max_transfers: most transfers of the source's width that one item can hold
 * @mem_only: both sides are memory, there are no requests of peripherals
 * @flow_control: the peripheral may control the flow
 * @ops: layout of the control words, private to the LLI code
 */
struct pl08x_lli_format {
	u8 words;
	u32 max_transfers;
	bool mem_only;
	bool flow_control;
	const struct pl08x_lli_ops *ops;
};

extern const struct pl08x_lli_format pl080_lli;		/* PL080, PL081, Nomadik */
extern const struct pl08x_lli_format pl080s_lli;
extern const struct pl08x_lli_format ftdmac020_lli;

/* Bytes of one item, which is also the alignment that a table needs. */
static inline size_t pl08x_lli_bytes(const struct pl08x_lli_format *fmt)
{
	return fmt->words * sizeof(u32);
}

/**
 * struct pl08x_lli_seg - one piece of a transfer, contiguous on both sides
 * @src: bus address, the same in all segments where the source is a peripheral
 * @dst: bus address, the same in all segments where the destination is a peripheral
 * @len: bytes; zero only where the peripheral controls the flow
 */
struct pl08x_lli_seg {
	u64 src;
	u64 dst;
	size_t len;
};

/**
 * struct pl08x_lli_job - what all items of a table have in common
 * @fmt: variant
 * @control: burst sizes, PL080_CONTROL_*_INCR and protection in the PL080's layout, whatever the
 *	variant. A side without INCR is a peripheral; at least one side has it. Width, bus, size
 *	and interrupt bits are ignored, they are computed
 * @src_width: widest access at the source in bytes: 1, 2 or 4; the only one if it is a peripheral
 * @dst_width: the same for the destination
 * @dual_master: the controller has AHB2; if not, the three masks are not looked at
 * @src_buses: buses that reach the source
 * @dst_buses: buses that reach the destination
 * @lli_buses: buses that reach the table
 * @cyclic: the last item links to the first; interrupt at the end of each segment
 * @periph_flow: the peripheral says when the transfer is over: one segment, one item
 * @bus: bus address of the table, aligned to pl08x_lli_bytes(); not looked at while counting
 */
struct pl08x_lli_job {
	const struct pl08x_lli_format *fmt;
	u32 control;
	u8 src_width;
	u8 dst_width;
	bool dual_master;
	u8 src_buses;
	u8 dst_buses;
	u8 lli_buses;
	bool cyclic;
	bool periph_flow;
	u64 bus;
};

/**
 * struct pl08x_lli_builder - a table under construction
 * @job: set by pl08x_lli_begin()
 * @table: set by pl08x_lli_begin(), NULL while counting
 * @max: items that @table has room for
 * @count: items so far
 * @segs: segments so far
 * @total: bytes so far
 * @error: first error, which pl08x_lli_end() returns; zero if there was none
 * @select: bus bits of the control word, in the PL080's layout
 */
struct pl08x_lli_builder {
	const struct pl08x_lli_job *job;
	u32 *table;
	unsigned int max;
	unsigned int count;
	unsigned int segs;
	u32 total;
	int error;
	u32 select;
};

/*
 * Segment by segment: begin, add, add, ..., end. The result of begin and add may be ignored, end
 * returns the first error. Or all of it at once, from an array or from a cyclic buffer.
 * -EINVAL: the hardware cannot do it; -E2BIG: more than @max items.
 * end and the build functions return the number of items, always positive.
 */
int pl08x_lli_begin(struct pl08x_lli_builder *b, const struct pl08x_lli_job *job,
		    u32 *table, unsigned int max);
int pl08x_lli_add(struct pl08x_lli_builder *b, const struct pl08x_lli_seg *seg);
int pl08x_lli_end(struct pl08x_lli_builder *b);
int pl08x_lli_build(const struct pl08x_lli_job *job, const struct pl08x_lli_seg *segs,
		    unsigned int n, u32 *table, unsigned int max);
int pl08x_lli_build_cyclic(const struct pl08x_lli_job *job, const struct pl08x_lli_seg *buf,
			   size_t period, u32 *table, unsigned int max);

/* PL080_BSIZE_* of the largest burst of not more than @words transfers; 0 words count as 1. */
u32 pl08x_lli_burst(unsigned int words);

/**
 * struct pl08x_lli_regs - the registers of a channel that an item sets
 * @src: source address
 * @dst: destination address
 * @lli: next item, with the bit that selects the bus
 * @control: CONTROL, or the FTDMAC020's CSR with its enable bit clear
 * @size: CONTROL2 of the PL080S, SIZE of the FTDMAC020, else unused
 */
struct pl08x_lli_regs {
	u32 src;
	u32 dst;
	u32 lli;
	u32 control;
	u32 size;
};

/* What to write to start at @item; @control is the one of the job. */
void pl08x_lli_regs(const struct pl08x_lli_format *fmt, const u32 *item, u32 control,
		    struct pl08x_lli_regs *regs);

/**
 * struct pl08x_lli_chain - a finished table
 * @fmt: variant
 * @table: the items
 * @bus: bus address of @table
 * @count: items, as pl08x_lli_end() returned it
 * @cyclic: as in the job
 * @periph_flow: as in the job
 * @len: bytes of all segments, as the caller of the preparation knows them
 */
struct pl08x_lli_chain {
	const struct pl08x_lli_format *fmt;
	const u32 *table;
	u64 bus;
	unsigned int count;
	bool cyclic;
	bool periph_flow;
	size_t len;
};

/*
 * Bytes that remain, from registers that were read consistently: the LLI register is the same
 * before and after. Of a chain that has not been started @len remains, there is nothing to compute.
 * In a cyclic chain it is what remains to the end of the buffer, never zero.
 */
size_t pl08x_lli_residue(const struct pl08x_lli_chain *chain, const struct pl08x_lli_regs *pos);

/* Transfers that are left of the item that is being executed. */
u32 pl08x_lli_left(const struct pl08x_lli_format *fmt, const struct pl08x_lli_regs *pos);

/* Source address when all is read of a chain whose source is memory. */
u32 pl08x_lli_src_end(const struct pl08x_lli_chain *chain);

/* Which item is being executed if the LLI register reads @lli: its index, or -EINVAL. */
int pl08x_lli_index(const struct pl08x_lli_chain *chain, u32 lli);

/* Periods of a cyclic chain that ended from item @from to item @to, less than once around. */
unsigned int pl08x_lli_periods(const struct pl08x_lli_chain *chain, unsigned int from,
			       unsigned int to);

#endif /* AMBA_PL08X_LLI_H */
