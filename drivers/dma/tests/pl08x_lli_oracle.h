/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Executes a table of PL08x linked list items access by access, and says what is wrong with it.
 *
 * Written from the manuals: ARM DDI 0196 (PL080), Samsung's and Faraday's where they differ. It
 * has layouts of its own and shares nothing with the code that builds tables but the types of
 * its results. Memory is real, addresses are checked, and a peripheral is a FIFO that takes
 * accesses of its own width only and requests whole bursts.
 */
#ifndef DRIVERS_DMA_TESTS_PL08X_LLI_ORACLE_H
#define DRIVERS_DMA_TESTS_PL08X_LLI_ORACLE_H

#include <linux/types.h>

#include "../amba-pl08x-lli.h"

enum pl08x_oracle_variant {
	ORACLE_PL080,
	ORACLE_PL080S,
	ORACLE_FTDMAC020,
};

/**
 * struct pl08x_oracle_side - what the hardware has on one side
 * @memory: it is memory, not the FIFO of a peripheral
 * @width: the only width of the peripheral, or the widest of the memory, in bytes
 * @burst: code of the burst size that every item must have
 * @masters: masters that reach it, bit 0 for AHB1, bit 1 for AHB2
 */
struct pl08x_oracle_side {
	bool memory;
	u8 width;
	u8 burst;
	u8 masters;
};

/* What the channel does at the moment. */
struct pl08x_oracle_state {
	u32 src;
	u32 dst;
	u32 next;
	u32 control;	/* register, as loaded */
	u32 size;	/* accesses at the source that are left */
	u8 src_width;
	u8 dst_width;
	bool irq;
	u8 pipe[8];	/* between the two sides */
	u8 fill;
};

/**
 * struct pl08x_oracle - one execution
 * @variant: layout of the items
 * @src: source
 * @dst: destination
 * @prot: protection bits that every item must have
 * @lli_masters: masters that reach the table
 * @cyclic: it goes on for ever; @rounds times in the test
 * @rounds: how often, 1 if not cyclic
 * @periph_flow: the peripheral ends the transfer, after @flow_len bytes
 * @flow_len: multiple of the peripheral's width
 * @segs: what was asked for
 * @n: number of @segs
 * @table: the items
 * @bus: bus address of @table
 * @count: number of items
 * @mem: memory, NULL if only the items are looked at, and not each access
 * @mem_base: bus address of @mem
 * @mem_size: bytes
 * @fifo: what the peripheral has sent, or room for what it receives
 * @fifo_size: bytes of @fifo
 * @observe: called after each access at the source and when an item is loaded, with the
 *	registers of that moment and the bytes that are left
 * @priv: for @observe
 * @items: result: items executed
 * @accesses: result: accesses at the source
 * @irqs: result: interrupts
 * @st: the channel
 * @seg: current segment
 * @seg_done: bytes of it that are done, before the current item
 * @round: current round
 * @item_done: bytes read in the current item
 * @item_out: bytes written in the current item
 * @fifo_pos: bytes that went through @fifo
 * @why: what is wrong
 */
struct pl08x_oracle {
	enum pl08x_oracle_variant variant;
	struct pl08x_oracle_side src;
	struct pl08x_oracle_side dst;
	u8 prot;
	u8 lli_masters;
	bool cyclic;
	unsigned int rounds;
	bool periph_flow;
	size_t flow_len;
	const struct pl08x_lli_seg *segs;
	unsigned int n;
	const u32 *table;
	u32 bus;
	unsigned int count;
	u8 *mem;
	u32 mem_base;
	size_t mem_size;
	u8 *fifo;
	size_t fifo_size;
	void (*observe)(struct pl08x_oracle *o, const struct pl08x_lli_regs *now, size_t left);
	void *priv;

	unsigned int items;
	unsigned int accesses;
	unsigned int irqs;

	struct pl08x_oracle_state st;
	unsigned int seg;
	size_t seg_done;
	unsigned int round;
	size_t item_done;
	size_t item_out;
	size_t fifo_pos;
	char why[96];
};

/* Bytes of all segments. */
size_t pl08x_oracle_total(const struct pl08x_oracle *o);

/* Start with these registers. NULL if all is well, else what is wrong. */
const char *pl08x_oracle_replay(struct pl08x_oracle *o, const struct pl08x_lli_regs *start);

#endif /* DRIVERS_DMA_TESTS_PL08X_LLI_ORACLE_H */
