// SPDX-License-Identifier: GPL-2.0-only
/*
 * Construction of the tables of linked list items of the PL08x family. Pure computation.
 *
 * What the hardware wants of an item (ARM DDI 0196): addresses are aligned to the widths of
 * their sides; the size counts accesses at the source, of which a whole number fills an access
 * at the destination; a size is not zero unless the peripheral controls the flow. Bursts are
 * split by the hardware where they would cross a boundary of 1 KiB.
 *
 * Between two memories a segment begins and ends with single bytes where it must. Next to a
 * peripheral it does not: each access there is one entry of a FIFO, of one width, and the
 * number of accesses between two requests is agreed on. There only the width of the memory's
 * side gives way, for the segment in question.
 */
#include <linux/align.h>
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/types.h>

/* Needs the ones above. */
#include <linux/amba/pl080.h>
#include <linux/amba/pl08x.h>

#include <kunit/visibility.h>

#include "amba-pl08x-lli.h"
#include "amba-pl08x-lli-format.h"

#define AHB_BOTH	(PL08X_AHB1 | PL08X_AHB2)

/* Widths of the accesses of an item in bytes. */
struct lli_widths {
	u8 src;
	u8 dst;
};

/* How a segment is cut: @head bytes, the body, what remains of it; both ends in bytes. */
struct lli_cut {
	size_t head;
	struct lli_widths body;
};

static bool src_is_memory(const struct pl08x_lli_job *job)
{
	return job->control & PL080_CONTROL_SRC_INCR;
}

static bool dst_is_memory(const struct pl08x_lli_job *job)
{
	return job->control & PL080_CONTROL_DST_INCR;
}

static bool width_is_valid(u8 width)
{
	return width == 1 || width == 2 || width == 4;
}

/* Two different buses if possible, so that reads and writes overlap; if not, AHB1. */
static int lli_select_buses(const struct pl08x_lli_job *job, u32 *select)
{
	u8 src = job->src_buses & AHB_BOTH, dst = job->dst_buses & AHB_BOTH;

	*select = 0;
	if (!job->dual_master)
		return 0;
	if (!src || !dst || !(job->lli_buses & AHB_BOTH))
		return -EINVAL;

	if (src & PL08X_AHB1 && dst & PL08X_AHB2)
		*select = PL080_CONTROL_DST_AHB2;
	else if (src & PL08X_AHB2 && dst & PL08X_AHB1)
		*select = PL080_CONTROL_SRC_AHB2;
	else if (src == PL08X_AHB2)
		*select = PL080_CONTROL_SRC_AHB2 | PL080_CONTROL_DST_AHB2;

	return 0;
}

static int lli_check_job(const struct pl08x_lli_job *job)
{
	const struct pl08x_lli_format *fmt = job->fmt;
	bool memories = src_is_memory(job) && dst_is_memory(job);

	if (!width_is_valid(job->src_width) || !width_is_valid(job->dst_width))
		return -EINVAL;
	if (!src_is_memory(job) && !dst_is_memory(job))
		return -EINVAL;
	if (fmt->mem_only && !memories)
		return -EINVAL;
	if (job->periph_flow && (!fmt->flow_control || job->cyclic || memories))
		return -EINVAL;
	return 0;
}

/**
 * pl08x_lli_begin() - Begin a table
 * @b: builder, all of it is initialised
 * @job: what the items have in common; must stay until pl08x_lli_end()
 * @table: where the items go, NULL to only count
 * @max: number of items that @table has room for, or that are acceptable
 *
 * Context: Any context.
 * Return: Zero, or -EINVAL if the hardware cannot do such a job or @job has a bad address for
 * the table. pl08x_lli_end() returns it as well.
 */
int pl08x_lli_begin(struct pl08x_lli_builder *b, const struct pl08x_lli_job *job,
		    u32 *table, unsigned int max)
{
	*b = (struct pl08x_lli_builder) {
		.job = job,
		.table = table,
		.max = min(max, INT_MAX),
	};

	b->error = lli_check_job(job);
	if (!b->error)
		b->error = lli_select_buses(job, &b->select);
	if (!b->error && table && !IS_ALIGNED(job->bus, pl08x_lli_bytes(job->fmt)))
		b->error = -EINVAL;
	/* A link to address zero would end the cycle. */
	if (!b->error && table && job->cyclic && !job->bus)
		b->error = -EINVAL;

	return b->error;
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_begin);

static u32 *lli_item(const struct pl08x_lli_builder *b, unsigned int index)
{
	return b->table + (size_t)index * b->job->fmt->words;
}

static u32 lli_link(const struct pl08x_lli_builder *b, unsigned int index)
{
	const struct pl08x_lli_job *job = b->job;
	u32 link = job->bus + (u64)index * pl08x_lli_bytes(job->fmt);

	if (job->dual_master && job->lli_buses & PL08X_AHB2)
		link |= PL080_LLI_LM_AHB2;
	return link;
}

static u32 lli_control(const struct pl08x_lli_builder *b, struct lli_widths widths)
{
	u32 control = b->job->control;

	control &= ~(PL080_CONTROL_TC_IRQ_EN | PL080_CONTROL_TRANSFER_SIZE_MASK |
		     PL080_CONTROL_SRC_AHB2 | PL080_CONTROL_DST_AHB2 |
		     PL080_CONTROL_SWIDTH_MASK | PL080_CONTROL_DWIDTH_MASK);
	control |= b->select;
	control |= FIELD_PREP(PL080_CONTROL_SWIDTH_MASK, ilog2(widths.src));
	control |= FIELD_PREP(PL080_CONTROL_DWIDTH_MASK, ilog2(widths.dst));

	return control;
}

static int lli_put(struct pl08x_lli_builder *b, const struct pl08x_lli_seg *at,
		   struct lli_widths widths, size_t len)
{
	u32 *item;

	if (b->count >= b->max)
		return -E2BIG;
	if (b->table) {
		item = lli_item(b, b->count);
		item[LLI_SRC] = at->src;
		item[LLI_DST] = at->dst;
		item[LLI_NEXT] = lli_link(b, b->count + 1);
		b->job->fmt->ops->encode(item, lli_control(b, widths), len / widths.src);
	}
	b->count++;

	return 0;
}

/* Bytes that the peripheral moves at one request; one if there is no peripheral. */
static size_t lli_burst_bytes(const struct pl08x_lli_job *job)
{
	u32 burst;

	if (src_is_memory(job) && dst_is_memory(job))
		return 1;
	if (src_is_memory(job))
		burst = FIELD_GET(PL080_CONTROL_DB_SIZE_MASK, job->control);
	else
		burst = FIELD_GET(PL080_CONTROL_SB_SIZE_MASK, job->control);

	return (burst ? 2 << burst : 1) * (src_is_memory(job) ? job->dst_width : job->src_width);
}

/*
 * As few items as possible for @len bytes from @at, which is moved on. Each but the last holds
 * whole accesses of both sides and whole bursts of the peripheral.
 */
static int lli_put_all(struct pl08x_lli_builder *b, struct pl08x_lli_seg *at,
		       struct lli_widths widths, size_t len)
{
	size_t unit = max3((size_t)widths.src, (size_t)widths.dst, lli_burst_bytes(b->job));
	size_t most = round_down((size_t)b->job->fmt->max_transfers * widths.src, unit);
	int error = 0;
	size_t part;

	while (len && !error) {
		part = min(len, most);
		error = lli_put(b, at, widths, part);
		if (src_is_memory(b->job))
			at->src += part;
		if (dst_is_memory(b->job))
			at->dst += part;
		len -= part;
	}

	return error;
}

/* Widest access that an address, or an address and a length, allow. */
static u8 lli_fit(u64 value, u8 width)
{
	while (value & (width - 1))
		width >>= 1;
	return width;
}

/* The wider side is brought into alignment and keeps its width, the other takes what it gets. */
static struct lli_cut lli_cut_memory(const struct pl08x_lli_job *job,
				     const struct pl08x_lli_seg *seg)
{
	u8 wide = max(job->src_width, job->dst_width);
	u64 lead = job->src_width > job->dst_width ? seg->src : seg->dst;
	struct lli_cut cut = { .head = -lead & (wide - 1) };

	if (seg->len < cut.head + wide) {
		cut.head = seg->len;
		cut.body = (struct lli_widths) { 1, 1 };
		return cut;
	}
	cut.body.src = lli_fit(seg->src + cut.head, job->src_width);
	cut.body.dst = lli_fit(seg->dst + cut.head, job->dst_width);

	return cut;
}

/* See above why there is no head. */
static struct lli_cut lli_cut_peripheral(const struct pl08x_lli_job *job,
					 const struct pl08x_lli_seg *seg)
{
	struct lli_cut cut = { .body = { job->src_width, job->dst_width } };
	u8 periph = src_is_memory(job) ? job->dst_width : job->src_width;
	u8 *width = src_is_memory(job) ? &cut.body.src : &cut.body.dst;

	*width = lli_fit((src_is_memory(job) ? seg->src : seg->dst) | seg->len, *width);
	/* It may end after any number of accesses, which then must fill those of the memory. */
	if (job->periph_flow)
		*width = min(*width, periph);

	return cut;
}

static bool in_32_bits(u64 addr, size_t len)
{
	return addr <= U32_MAX && len <= BIT_ULL(32) - addr;
}

static int lli_check_side(u64 addr, size_t len, u8 width, bool memory)
{
	if (!in_32_bits(addr, memory ? len : width))
		return -EINVAL;
	if (!memory && (addr | len) & (width - 1))
		return -EINVAL;
	return 0;
}

static int lli_check_seg(const struct pl08x_lli_builder *b, const struct pl08x_lli_seg *seg)
{
	const struct pl08x_lli_job *job = b->job;

	/* The hardware does not know when to go on to a second segment. */
	if (job->periph_flow ? b->segs : !seg->len)
		return -EINVAL;
	if (lli_check_side(seg->src, seg->len, job->src_width, src_is_memory(job)))
		return -EINVAL;
	return lli_check_side(seg->dst, seg->len, job->dst_width, dst_is_memory(job));
}

static int lli_put_seg(struct pl08x_lli_builder *b, const struct pl08x_lli_seg *seg)
{
	const struct lli_widths bytes = { 1, 1 };
	bool memories = src_is_memory(b->job) && dst_is_memory(b->job);
	struct pl08x_lli_seg at = *seg;
	struct lli_cut cut;
	size_t tail;
	int error;

	cut = memories ? lli_cut_memory(b->job, seg) : lli_cut_peripheral(b->job, seg);
	if (b->job->periph_flow)
		return lli_put(b, seg, cut.body, 0);

	tail = (seg->len - cut.head) % max(cut.body.src, cut.body.dst);
	error = lli_put_all(b, &at, bytes, cut.head);
	if (!error)
		error = lli_put_all(b, &at, cut.body, seg->len - cut.head - tail);
	if (!error)
		error = lli_put_all(b, &at, bytes, tail);

	return error;
}

/**
 * pl08x_lli_add() - Add a segment to a table
 * @b: builder
 * @seg: what to transfer
 *
 * After an error nothing is added any more.
 *
 * Context: Any context.
 * Return:
 * * %0		- The items are in the table, or counted
 * * %-EINVAL	- The hardware cannot do it: length, alignment, an address above 32 bits
 * * %-E2BIG	- There are too many items, or bytes for a residue to tell
 */
int pl08x_lli_add(struct pl08x_lli_builder *b, const struct pl08x_lli_seg *seg)
{
	if (b->error)
		return b->error;

	b->error = lli_check_seg(b, seg);
	if (!b->error && check_add_overflow(b->total, seg->len, &b->total))
		b->error = -E2BIG;
	if (!b->error)
		b->error = lli_put_seg(b, seg);
	if (b->error)
		return b->error;

	b->segs++;
	if (b->job->cyclic && b->table)
		b->job->fmt->ops->set_irq(lli_item(b, b->count - 1));

	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_add);

/**
 * pl08x_lli_end() - End a table
 * @b: builder
 *
 * The last item interrupts, and links to the first one if the job is cyclic, else nowhere.
 *
 * Context: Any context.
 * Return: Number of items, or the first error there was: see pl08x_lli_begin() and
 * pl08x_lli_add(). Also -EINVAL if there is no segment, or if the table ends above 32 bits.
 */
int pl08x_lli_end(struct pl08x_lli_builder *b)
{
	size_t bytes = pl08x_lli_bytes(b->job->fmt);
	u32 *last;

	if (b->error)
		return b->error;
	if (!b->count)
		return -EINVAL;
	if (!b->table)
		return b->count;
	if (b->job->bus > U32_MAX || (u64)b->count * bytes > BIT_ULL(32) - b->job->bus)
		return -EINVAL;

	last = lli_item(b, b->count - 1);
	last[LLI_NEXT] = b->job->cyclic ? lli_link(b, 0) : 0;
	b->job->fmt->ops->set_irq(last);

	return b->count;
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_end);

/**
 * pl08x_lli_build() - Table of an array of segments
 * @job: what the items have in common
 * @segs: the segments
 * @n: number of segments
 * @table: where the items go, NULL to only count
 * @max: number of items that @table has room for, or that are acceptable
 *
 * Context: Any context.
 * Return: Number of items, or a negative error as of pl08x_lli_end().
 */
int pl08x_lli_build(const struct pl08x_lli_job *job, const struct pl08x_lli_seg *segs,
		    unsigned int n, u32 *table, unsigned int max)
{
	struct pl08x_lli_builder b;
	unsigned int i;

	pl08x_lli_begin(&b, job, table, max);
	for (i = 0; i < n && !b.error; i++)
		pl08x_lli_add(&b, &segs[i]);

	return pl08x_lli_end(&b);
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_build);

/**
 * pl08x_lli_build_cyclic() - Table of a cyclic buffer
 * @job: what the items have in common; cyclic
 * @buf: the whole buffer, a multiple of @period
 * @period: bytes from one interrupt to the next
 * @table: where the items go, NULL to only count
 * @max: number of items that @table has room for, or that are acceptable
 *
 * Context: Any context.
 * Return: Number of items, or a negative error as of pl08x_lli_end().
 */
int pl08x_lli_build_cyclic(const struct pl08x_lli_job *job, const struct pl08x_lli_seg *buf,
			   size_t period, u32 *table, unsigned int max)
{
	struct pl08x_lli_builder b;
	struct pl08x_lli_seg seg = { .src = buf->src, .dst = buf->dst, .len = period };
	size_t left;

	if (!job->cyclic || !period || !buf->len || buf->len % period)
		return -EINVAL;

	pl08x_lli_begin(&b, job, table, max);
	for (left = buf->len; left && !b.error; left -= period) {
		pl08x_lli_add(&b, &seg);
		if (src_is_memory(job))
			seg.src += period;
		if (dst_is_memory(job))
			seg.dst += period;
	}

	return pl08x_lli_end(&b);
}
EXPORT_SYMBOL_IF_KUNIT(pl08x_lli_build_cyclic);
