// SPDX-License-Identifier: GPL-2.0-only
/*
 * Layouts of the linked list items of the PL08x variants, and what can be read back from a
 * table: the registers to start with, the position, the bytes that are left. Pure computation.
 *
 * A position comes from the hardware and may be anything. It is only compared with the table,
 * never followed.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/types.h>

/* Needs the ones above. */
#include <linux/amba/pl080.h>

#include <kunit/visibility.h>

#include "amba-pl08x-lli.h"
#include "amba-pl08x-lli-format.h"

/* Word of the PL080S that the PL080 does not have. */
#define LLI_CONTROL2	4

static void pl080_encode(u32 *item, u32 control, u32 size)
{
	item[LLI_CONTROL] = control | FIELD_PREP(PL080_CONTROL_TRANSFER_SIZE_MASK, size);
}

static void pl080_set_irq(u32 *item)
{
	item[LLI_CONTROL] |= PL080_CONTROL_TC_IRQ_EN;
}

static bool pl080_irq(const u32 *item)
{
	return item[LLI_CONTROL] & PL080_CONTROL_TC_IRQ_EN;
}

static u32 pl080_size(const u32 *item)
{
	return FIELD_GET(PL080_CONTROL_TRANSFER_SIZE_MASK, item[LLI_CONTROL]);
}

static u32 pl080_src_width(const u32 *item)
{
	return BIT(FIELD_GET(PL080_CONTROL_SWIDTH_MASK, item[LLI_CONTROL]));
}

static void pl080_regs(const u32 *item, u32 control, struct pl08x_lli_regs *regs)
{
	regs->control = item[LLI_CONTROL];
	regs->size = 0;
}

static u32 pl080_left(const struct pl08x_lli_regs *regs)
{
	return FIELD_GET(PL080_CONTROL_TRANSFER_SIZE_MASK, regs->control);
}

static const struct pl08x_lli_ops pl080_ops = {
	.encode = pl080_encode,
	.set_irq = pl080_set_irq,
	.irq = pl080_irq,
	.size = pl080_size,
	.src_width = pl080_src_width,
	.regs = pl080_regs,
	.left = pl080_left,
};

const struct pl08x_lli_format pl080_lli = {
	.words = 4,
	.max_transfers = PL080_CONTROL_TRANSFER_SIZE_MASK,
	.flow_control = true,
	.ops = &pl080_ops,
};
EXPORT_SYMBOL_IF_KUNIT(pl080_lli);

/* Samsung moved the size to a word of its own; items are padded to eight words. */
static void pl080s_encode(u32 *item, u32 control, u32 size)
{
	item[LLI_CONTROL] = control;
	item[LLI_CONTROL2] = FIELD_PREP(PL080S_CONTROL_TRANSFER_SIZE_MASK, size);
	item[5] = 0;
	item[6] = 0;
	item[7] = 0;
}

static u32 pl080s_size(const u32 *item)
{
	return FIELD_GET(PL080S_CONTROL_TRANSFER_SIZE_MASK, item[LLI_CONTROL2]);
}

static void pl080s_regs(const u32 *item, u32 control, struct pl08x_lli_regs *regs)
{
	regs->control = item[LLI_CONTROL];
	regs->size = item[LLI_CONTROL2];
}

static u32 pl080s_left(const struct pl08x_lli_regs *regs)
{
	return FIELD_GET(PL080S_CONTROL_TRANSFER_SIZE_MASK, regs->size);
}

static const struct pl08x_lli_ops pl080s_ops = {
	.encode = pl080s_encode,
	.set_irq = pl080_set_irq,
	.irq = pl080_irq,
	.size = pl080s_size,
	.src_width = pl080_src_width,
	.regs = pl080s_regs,
	.left = pl080s_left,
};

const struct pl08x_lli_format pl080s_lli = {
	.words = 8,
	.max_transfers = PL080S_CONTROL_TRANSFER_SIZE_MASK,
	.ops = &pl080s_ops,
};
EXPORT_SYMBOL_IF_KUNIT(pl080s_lli);

/*
 * The FTDMAC020 has the fields of the PL080 at other places, an interrupt bit of the opposite
 * sense, and neither bursts nor protection. Zero in the fields of the address modes increments,
 * which is all that memories need.
 */
static void ftdmac020_encode(u32 *item, u32 control, u32 size)
{
	u32 word = FTDMAC020_LLI_TC_MSK;

	word |= FIELD_PREP(FTDMAC020_LLI_TRANSFER_SIZE_MASK, size);
	word |= FIELD_PREP(FTDMAC020_LLI_SRC_WIDTH_MSK,
			   FIELD_GET(PL080_CONTROL_SWIDTH_MASK, control));
	word |= FIELD_PREP(FTDMAC020_LLI_DST_WIDTH_MSK,
			   FIELD_GET(PL080_CONTROL_DWIDTH_MASK, control));
	if (control & PL080_CONTROL_SRC_AHB2)
		word |= FTDMAC020_LLI_SRC_SEL;
	if (control & PL080_CONTROL_DST_AHB2)
		word |= FTDMAC020_LLI_DST_SEL;
	item[LLI_CONTROL] = word;
}

static void ftdmac020_set_irq(u32 *item)
{
	item[LLI_CONTROL] &= ~FTDMAC020_LLI_TC_MSK;
}

static bool ftdmac020_irq(const u32 *item)
{
	return !(item[LLI_CONTROL] & FTDMAC020_LLI_TC_MSK);
}

static u32 ftdmac020_size(const u32 *item)
{
	return FIELD_GET(FTDMAC020_LLI_TRANSFER_SIZE_MASK, item[LLI_CONTROL]);
}

static u32 ftdmac020_src_width(const u32 *item)
{
	return BIT(FIELD_GET(FTDMAC020_LLI_SRC_WIDTH_MSK, item[LLI_CONTROL]));
}

/* The part of the CSR that each item sets, from its control word. */
static u32 ftdmac020_csr_of_item(u32 word)
{
	u32 csr = 0;

	if (word & FTDMAC020_LLI_TC_MSK)
		csr |= FTDMAC020_CH_CSR_TC_MSK;
	if (word & FTDMAC020_LLI_SRC_SEL)
		csr |= FTDMAC020_CH_CSR_SRC_SEL;
	if (word & FTDMAC020_LLI_DST_SEL)
		csr |= FTDMAC020_CH_CSR_DST_SEL;
	csr |= FIELD_PREP(FTDMAC020_CH_CSR_SRC_WIDTH_MSK,
			  FIELD_GET(FTDMAC020_LLI_SRC_WIDTH_MSK, word));
	csr |= FIELD_PREP(FTDMAC020_CH_CSR_DST_WIDTH_MSK,
			  FIELD_GET(FTDMAC020_LLI_DST_WIDTH_MSK, word));
	csr |= FIELD_PREP(FTDMAC020_CH_CSR_SRCAD_CTL_MSK,
			  FIELD_GET(FTDMAC020_LLI_SRCAD_CTL_MSK, word));
	csr |= FIELD_PREP(FTDMAC020_CH_CSR_DSTAD_CTL_MSK,
			  FIELD_GET(FTDMAC020_LLI_DSTAD_CTL_MSK, word));

	return csr;
}

static void ftdmac020_regs(const u32 *item, u32 control, struct pl08x_lli_regs *regs)
{
	u32 csr = ftdmac020_csr_of_item(item[LLI_CONTROL]);

	/* What items do not have holds for the whole chain. */
	csr |= FIELD_PREP(FTDMAC020_CH_CSR_SRC_SIZE_MSK,
			  FIELD_GET(PL080_CONTROL_SB_SIZE_MASK, control));
	if (control & PL080_CONTROL_PROT_SYS)
		csr |= FTDMAC020_CH_CSR_PROT1;
	if (control & PL080_CONTROL_PROT_BUFF)
		csr |= FTDMAC020_CH_CSR_PROT2;
	if (control & PL080_CONTROL_PROT_CACHE)
		csr |= FTDMAC020_CH_CSR_PROT3;
	regs->control = csr;
	regs->size = ftdmac020_size(item);
}

static u32 ftdmac020_left(const struct pl08x_lli_regs *regs)
{
	return FIELD_GET(FTDMAC020_LLI_TRANSFER_SIZE_MASK, regs->size);
}

static const struct pl08x_lli_ops ftdmac020_ops = {
	.encode = ftdmac020_encode,
	.set_irq = ftdmac020_set_irq,
	.irq = ftdmac020_irq,
	.size = ftdmac020_size,
	.src_width = ftdmac020_src_width,
	.regs = ftdmac020_regs,
	.left = ftdmac020_left,
};

const struct pl08x_lli_format ftdmac020_lli = {
	.words = 4,
	.max_transfers = FTDMAC020_LLI_TRANSFER_SIZE_MASK,
	.mem_only = true,
	.ops = &ftdmac020_ops,
};
EXPORT_SYMBOL_IF_KUNIT(ftdmac020_lli);

/**
 * pl08x_lli_burst() - Largest burst that is not too large
 * @words: transfers that one burst may have; zero counts as one
 *
 * Context: Any context.
 * Return: One of PL080_BSIZE_*.
 */
u32 pl08x_lli_burst(unsigned int words)
{
	/* There is no burst of two, and none above 256. */
	if (words < 4)
		return PL080_BSIZE_1;
	return min(ilog2(words) - 1, PL080_BSIZE_256);
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_burst);

/**
 * pl08x_lli_regs() - Values of the registers that start a chain
 * @fmt: variant
 * @item: first item to be executed
 * @control: control word of the job
 * @regs: where the values go
 *
 * Context: Any context.
 */
void pl08x_lli_regs(const struct pl08x_lli_format *fmt, const u32 *item, u32 control,
		    struct pl08x_lli_regs *regs)
{
	regs->src = item[LLI_SRC];
	regs->dst = item[LLI_DST];
	regs->lli = item[LLI_NEXT];
	fmt->ops->regs(item, control, regs);
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_regs);

static const u32 *chain_item(const struct pl08x_lli_chain *chain, unsigned int index)
{
	return chain->table + (size_t)index * chain->fmt->words;
}

/* The most that an item can have left is what it began with, whatever the registers say. */
static size_t item_left(const struct pl08x_lli_chain *chain, unsigned int index, u32 transfers)
{
	const struct pl08x_lli_ops *ops = chain->fmt->ops;
	const u32 *item = chain_item(chain, index);

	return (size_t)min(transfers, ops->size(item)) * ops->src_width(item);
}

/* The size says nothing if the peripheral controls the flow, the address on the other side does. */
static size_t flow_left(const struct pl08x_lli_chain *chain, const struct pl08x_lli_regs *pos)
{
	bool from_mem = chain->table[LLI_CONTROL] & PL080_CONTROL_SRC_INCR;
	u32 done = from_mem ? pos->src - chain->table[LLI_SRC] : pos->dst - chain->table[LLI_DST];

	return done > chain->len ? 0 : chain->len - done;
}

/**
 * pl08x_lli_index() - Item that is being executed
 * @chain: the table
 * @lli: LLI register, which points at the item after that one
 *
 * Context: Any context.
 * Return: Index of the item, or -EINVAL if @lli is none of the links of @chain.
 */
int pl08x_lli_index(const struct pl08x_lli_chain *chain, u32 lli)
{
	size_t bytes = pl08x_lli_bytes(chain->fmt);
	u32 addr = lli & PL080_LLI_ADDR_MASK;
	u64 offset = addr - chain->bus;

	/* The last item links to the first if the chain is cyclic, else to zero. */
	if (addr == (chain->cyclic ? chain->bus : 0))
		return chain->count - 1;
	if (addr <= chain->bus || offset >= (u64)chain->count * bytes || offset & (bytes - 1))
		return -EINVAL;

	return (u32)offset / (u32)bytes - 1;
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_index);

/**
 * pl08x_lli_left() - What is left of the item that is being executed
 * @fmt: variant
 * @pos: registers of the channel
 *
 * Context: Any context.
 * Return: Number of transfers; it means nothing if the peripheral controls the flow.
 */
u32 pl08x_lli_left(const struct pl08x_lli_format *fmt, const struct pl08x_lli_regs *pos)
{
	return fmt->ops->left(pos);
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_left);

/**
 * pl08x_lli_src_end() - Where the source ends
 * @chain: the table, whose source is memory and whose flow the controller controls
 *
 * Context: Any context.
 * Return: What the register of the source's address reads when the last item is read.
 */
u32 pl08x_lli_src_end(const struct pl08x_lli_chain *chain)
{
	const struct pl08x_lli_ops *ops = chain->fmt->ops;
	const u32 *last = chain_item(chain, chain->count - 1);

	return last[LLI_SRC] + ops->size(last) * ops->src_width(last);
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_src_end);

/**
 * pl08x_lli_residue() - Bytes of a started chain that are left
 * @chain: the table
 * @pos: registers of the channel, read while the LLI register did not change
 *
 * A position outside the table says nothing, then nothing is taken as done. Of a cyclic chain
 * it is the distance to the end of the buffer, which is never zero.
 *
 * Context: Any context.
 * Return: Number of bytes.
 */
size_t pl08x_lli_residue(const struct pl08x_lli_chain *chain, const struct pl08x_lli_regs *pos)
{
	int index = pl08x_lli_index(chain, pos->lli);
	unsigned int i;
	size_t left;

	if (index < 0)
		return chain->len;
	if (chain->periph_flow)
		return flow_left(chain, pos);

	left = item_left(chain, index, chain->fmt->ops->left(pos));
	for (i = index + 1; i < chain->count; i++)
		left += item_left(chain, i, U32_MAX);

	return left || !chain->cyclic ? left : chain->len;
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_residue);

/**
 * pl08x_lli_periods() - Periods of a cyclic chain that ended between two positions
 * @chain: the table
 * @from: item that was being executed
 * @to: item that is being executed, less than once around from @from
 *
 * Context: Any context.
 * Return: Number of items between the two that interrupt; zero if there is no such item.
 */
unsigned int pl08x_lli_periods(const struct pl08x_lli_chain *chain, unsigned int from,
			       unsigned int to)
{
	unsigned int periods = 0;

	if (from >= chain->count || to >= chain->count)
		return 0;
	while (from != to) {
		periods += chain->fmt->ops->irq(chain_item(chain, from));
		from = from + 1 < chain->count ? from + 1 : 0;
	}

	return periods;
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_periods);
