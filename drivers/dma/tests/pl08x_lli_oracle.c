// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execution of PL08x linked list items, see the header. A check returns false when it has
 * found something, and the reason is in the oracle.
 *
 * Where the manual leaves a choice: the size counts accesses at the source; an item that is
 * done still shows its LLI register and a size of zero, until the next one is loaded.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "pl08x_lli_oracle.h"

/* An item is not longer than this, for the loops to end. */
#define MANY_ACCESSES	BIT(26)

enum field {
	F_SIZE, F_SRC_BURST, F_DST_BURST, F_SRC_WIDTH, F_DST_WIDTH, F_SRC_MASTER, F_DST_MASTER,
	F_SRC_MODE, F_DST_MODE, F_PROT, F_IRQ, FIELDS
};

struct layout {
	struct {
		u8 shift;
		u8 bits;
	} at[FIELDS];
	u8 increment;	/* value of the mode that increments */
	u8 irq;		/* value of the bit that interrupts */
};

static const struct layout pl080_layout = {
	.at = {
		[F_SIZE] = { 0, 12 },
		[F_SRC_BURST] = { 12, 3 },
		[F_DST_BURST] = { 15, 3 },
		[F_SRC_WIDTH] = { 18, 3 },
		[F_DST_WIDTH] = { 21, 3 },
		[F_SRC_MASTER] = { 24, 1 },
		[F_DST_MASTER] = { 25, 1 },
		[F_SRC_MODE] = { 26, 1 },
		[F_DST_MODE] = { 27, 1 },
		[F_PROT] = { 28, 3 },
		[F_IRQ] = { 31, 1 },
	},
	.increment = 1,
	.irq = 1,
};

/* Control word of an item of the FTDMAC020. */
static const struct layout faraday_item_layout = {
	.at = {
		[F_SIZE] = { 0, 12 },
		[F_DST_MASTER] = { 16, 1 },
		[F_SRC_MASTER] = { 17, 1 },
		[F_DST_MODE] = { 18, 2 },
		[F_SRC_MODE] = { 20, 2 },
		[F_DST_WIDTH] = { 22, 3 },
		[F_SRC_WIDTH] = { 25, 3 },
		[F_IRQ] = { 28, 1 },
	},
};

/* Its CSR, without the enable bit. */
static const struct layout faraday_csr_layout = {
	.at = {
		[F_DST_MASTER] = { 1, 1 },
		[F_SRC_MASTER] = { 2, 1 },
		[F_DST_MODE] = { 3, 2 },
		[F_SRC_MODE] = { 5, 2 },
		[F_DST_WIDTH] = { 8, 3 },
		[F_SRC_WIDTH] = { 11, 3 },
		[F_SRC_BURST] = { 16, 3 },
		[F_PROT] = { 19, 3 },
		[F_IRQ] = { 31, 1 },
	},
};

#define wrong(o, fmt, ...) \
({ \
	snprintf((o)->why, sizeof((o)->why), fmt, ##__VA_ARGS__); \
	false; \
})

size_t pl08x_oracle_total(const struct pl08x_oracle *o)
{
	size_t total = 0;
	unsigned int i;

	for (i = 0; i < o->n; i++)
		total += o->segs[i].len;

	return total;
}

static u32 get(const struct layout *layout, u32 word, enum field field)
{
	return (word >> layout->at[field].shift) & (BIT(layout->at[field].bits) - 1);
}

static bool has(const struct layout *layout, enum field field)
{
	return layout->at[field].bits;
}

/* The size may be somewhere else. */
static bool reserved_is_zero(const struct layout *layout, u32 word, bool has_size)
{
	enum field field;

	for (field = has_size ? F_SIZE : F_SIZE + 1; field < FIELDS; field++)
		word &= ~((BIT(layout->at[field].bits) - 1) << layout->at[field].shift);

	return !word;
}

static bool check_fixed(struct pl08x_oracle *o, const struct layout *layout, u32 word)
{
	if (has(layout, F_SRC_BURST) && get(layout, word, F_SRC_BURST) != o->src.burst)
		return wrong(o, "source burst");
	if (has(layout, F_DST_BURST) && get(layout, word, F_DST_BURST) != o->dst.burst)
		return wrong(o, "destination burst");
	if (has(layout, F_PROT) && get(layout, word, F_PROT) != o->prot)
		return wrong(o, "protection");
	if ((get(layout, word, F_SRC_MODE) == layout->increment) != o->src.memory ||
	    (get(layout, word, F_DST_MODE) == layout->increment) != o->dst.memory)
		return wrong(o, "increment");
	if (!(o->src.masters & BIT(get(layout, word, F_SRC_MASTER))))
		return wrong(o, "source not on that bus");
	if (!(o->dst.masters & BIT(get(layout, word, F_DST_MASTER))))
		return wrong(o, "destination not on that bus");
	return true;
}

static bool decode(struct pl08x_oracle *o, const struct layout *layout, u32 word, u32 size)
{
	struct pl08x_oracle_state *st = &o->st;
	bool split = o->variant == ORACLE_PL080S;

	if (!reserved_is_zero(layout, word, !split))
		return wrong(o, "reserved bits in control %#x", word);
	if (get(layout, word, F_SRC_WIDTH) > 2 || get(layout, word, F_DST_WIDTH) > 2)
		return wrong(o, "width is reserved");
	st->src_width = BIT(get(layout, word, F_SRC_WIDTH));
	st->dst_width = BIT(get(layout, word, F_DST_WIDTH));
	st->irq = get(layout, word, F_IRQ) == layout->irq;
	st->control = word;
	st->size = size;
	if (size >> (split ? 25 : 12))
		return wrong(o, "reserved bits in size %#x", size);

	return check_fixed(o, layout, word);
}

static bool check_side(struct pl08x_oracle *o, const struct pl08x_oracle_side *side, u32 addr,
		       u8 width, u64 wanted)
{
	if (addr % width)
		return wrong(o, "%#x not aligned to %u", addr, width);
	if (side->memory ? width > side->width : width != side->width)
		return wrong(o, "width %u, not %u", width, side->width);
	if (addr != wanted)
		return wrong(o, "address %#x, not %#llx", addr, wanted);
	return true;
}

/* Requests of a peripheral are for whole bursts, only the end of a segment may be less. */
static bool check_bursts(struct pl08x_oracle *o, size_t len)
{
	const struct pl08x_oracle_side *periph = o->src.memory ? &o->dst : &o->src;
	size_t burst = periph->width * (periph->burst ? 2 << periph->burst : 1);

	if (periph->memory || o->seg_done + len == o->segs[o->seg].len || !(len % burst))
		return true;
	return wrong(o, "burst torn apart");
}

static bool check_item(struct pl08x_oracle *o)
{
	const struct pl08x_oracle_state *st = &o->st;
	const struct pl08x_lli_seg *seg = &o->segs[o->seg];
	size_t len = (size_t)st->size * st->src_width;

	if (!check_side(o, &o->src, st->src, st->src_width,
			seg->src + (o->src.memory ? o->seg_done : 0)) ||
	    !check_side(o, &o->dst, st->dst, st->dst_width,
			seg->dst + (o->dst.memory ? o->seg_done : 0)))
		return false;
	if (o->periph_flow)
		return st->size ? wrong(o, "size where the peripheral counts") : true;
	if (!st->size)
		return wrong(o, "no size");
	if (len % st->dst_width)
		return wrong(o, "%zu bytes do not fill the last access", len);
	if (len > seg->len - o->seg_done)
		return wrong(o, "%zu bytes beyond the segment", len - (seg->len - o->seg_done));
	return check_bursts(o, len);
}

static void observe(struct pl08x_oracle *o)
{
	const struct pl08x_oracle_state *st = &o->st;
	struct pl08x_lli_regs now = {
		.src = st->src,
		.dst = st->dst,
		.lli = st->next,
		.control = st->control,
		.size = o->variant == ORACLE_PL080 ? 0xdeadbeef : st->size,
	};
	size_t left = o->segs[o->seg].len - o->seg_done - o->item_done;
	unsigned int i;

	if (!o->observe)
		return;
	if (o->variant == ORACLE_PL080)
		now.control = (st->control & ~0xfffU) | st->size;
	for (i = o->seg + 1; i < o->n; i++)
		left += o->segs[i].len;
	if (o->periph_flow && !o->src.memory)
		left += o->item_done - o->item_out;
	if (o->cyclic && !left)
		left = pl08x_oracle_total(o);
	o->observe(o, &now, left);
}

static u8 *memory(struct pl08x_oracle *o, u32 addr, u64 start, u8 width)
{
	u64 in_seg = addr - start, in_mem = (u64)addr - o->mem_base;

	if (addr < start || in_seg + width > o->segs[o->seg].len || addr < o->mem_base ||
	    in_mem + width > o->mem_size) {
		wrong(o, "access to %#x, outside the segment", addr);
		return NULL;
	}
	return o->mem + in_mem;
}

static bool fifo(struct pl08x_oracle *o, u8 *data, u8 width, bool out)
{
	if (o->fifo_pos + width > o->fifo_size)
		return wrong(o, "too many accesses at the peripheral");
	if (out)
		memcpy(o->fifo + o->fifo_pos, data, width);
	else
		memcpy(data, o->fifo + o->fifo_pos, width);
	o->fifo_pos += width;

	return true;
}

static bool read_one(struct pl08x_oracle *o)
{
	struct pl08x_oracle_state *st = &o->st;
	u8 *from;

	if (!o->src.memory) {
		if (!fifo(o, st->pipe + st->fill, st->src_width, false))
			return false;
	} else {
		from = memory(o, st->src, o->segs[o->seg].src, st->src_width);
		if (!from)
			return false;
		memcpy(st->pipe + st->fill, from, st->src_width);
		st->src += st->src_width;
	}
	st->fill += st->src_width;
	o->item_done += st->src_width;
	o->accesses++;

	return true;
}

static bool write_one(struct pl08x_oracle *o)
{
	struct pl08x_oracle_state *st = &o->st;
	u8 *to;

	if (!o->dst.memory) {
		if (!fifo(o, st->pipe, st->dst_width, true))
			return false;
	} else {
		to = memory(o, st->dst, o->segs[o->seg].dst, st->dst_width);
		if (!to)
			return false;
		memcpy(to, st->pipe, st->dst_width);
		st->dst += st->dst_width;
	}
	st->fill -= st->dst_width;
	o->item_out += st->dst_width;
	memmove(st->pipe, st->pipe + st->dst_width, st->fill);

	return true;
}

static bool run_item(struct pl08x_oracle *o)
{
	struct pl08x_oracle_state *st = &o->st;
	u32 left = o->periph_flow ? o->flow_len / st->src_width : st->size;

	if (!o->mem) {
		o->item_done = (size_t)left * st->src_width;
		o->item_out = o->item_done;
		o->accesses += left;
		st->size = 0;
		return true;
	}
	if (left > MANY_ACCESSES)
		return wrong(o, "too long");
	while (left--) {
		if (!read_one(o))
			return false;
		while (st->fill >= st->dst_width)
			if (!write_one(o))
				return false;
		if (!o->periph_flow)
			st->size--;
		observe(o);
	}

	return st->fill ? wrong(o, "%u bytes are stuck", st->fill) : true;
}

/* Where an interrupt must be, and nowhere else: at the end of a period, or of everything. */
static bool end_item(struct pl08x_oracle *o)
{
	bool seg_ends, all_ends;

	o->seg_done += o->periph_flow ? o->segs[o->seg].len : o->item_done;
	seg_ends = o->seg_done == o->segs[o->seg].len;
	all_ends = seg_ends && o->seg + 1 == o->n;
	if (o->st.irq != (o->cyclic ? seg_ends : all_ends))
		return wrong(o, o->st.irq ? "unwanted interrupt" : "no interrupt");
	o->irqs += o->st.irq;
	o->items++;
	if (seg_ends) {
		o->seg++;
		o->seg_done = 0;
	}
	o->item_done = 0;
	o->item_out = 0;

	return true;
}

static bool load_item(struct pl08x_oracle *o)
{
	unsigned int words = o->variant == ORACLE_PL080S ? 8 : 4;
	struct pl08x_oracle_state *st = &o->st;
	u32 addr = st->next & ~3U;
	const u32 *item;

	if (st->next & 2)
		return wrong(o, "reserved bit in link");
	if (!(o->lli_masters & BIT(st->next & 1)))
		return wrong(o, "table not on that bus");
	if (addr < o->bus || (u64)addr - o->bus >= (u64)o->count * words * 4 ||
	    (addr - o->bus) % (words * 4))
		return wrong(o, "link %#x leads out of the table", st->next);

	item = o->table + (addr - o->bus) / 4;
	st->src = item[0];
	st->dst = item[1];
	st->next = item[2];
	if (o->variant == ORACLE_PL080S)
		return decode(o, &pl080_layout, item[3], item[4]);
	if (o->variant == ORACLE_FTDMAC020)
		return decode(o, &faraday_item_layout, item[3], item[3] & 0xfff);
	return decode(o, &pl080_layout, item[3], item[3] & 0xfff);
}

static bool load_start(struct pl08x_oracle *o, const struct pl08x_lli_regs *start)
{
	struct pl08x_oracle_state *st = &o->st;

	*st = (struct pl08x_oracle_state) {
		.src = start->src,
		.dst = start->dst,
		.next = start->lli,
	};
	if (o->variant == ORACLE_PL080S)
		return decode(o, &pl080_layout, start->control, start->size);
	if (o->variant == ORACLE_FTDMAC020)
		return decode(o, &faraday_csr_layout, start->control, start->size);
	return decode(o, &pl080_layout, start->control, start->control & 0xfff);
}

static bool run(struct pl08x_oracle *o, const struct pl08x_lli_regs *start)
{
	bool ok = load_start(o, start);

	while (ok) {
		if (!check_item(o))
			return false;
		observe(o);
		if (!run_item(o) || !end_item(o))
			return false;
		if (o->seg == o->n && ++o->round == o->rounds)
			break;
		if (!o->cyclic && !o->st.next)
			return wrong(o, "ends too early");
		if (o->seg == o->n)
			o->seg = 0;
		ok = load_item(o);
	}

	if (!ok || o->cyclic || !o->st.next)
		return ok;
	return wrong(o, "does not end");
}

/* What came out, byte by byte; of a cyclic transfer the last round. */
static bool check_data(struct pl08x_oracle *o)
{
	size_t total = o->periph_flow ? o->flow_len : pl08x_oracle_total(o);
	const u8 *stream = o->fifo + (o->rounds - 1) * total;
	const struct pl08x_lli_seg *seg;
	const u8 *src, *dst;
	size_t len;

	for (seg = o->segs; seg < o->segs + o->n; seg++) {
		len = o->periph_flow ? o->flow_len : seg->len;
		src = o->src.memory ? o->mem + (seg->src - o->mem_base) : stream;
		dst = o->dst.memory ? o->mem + (seg->dst - o->mem_base) : stream;
		if (memcmp(src, dst, len))
			return wrong(o, "data");
		stream += len;
	}
	if ((!o->src.memory || !o->dst.memory) && o->fifo_pos != o->rounds * total)
		return wrong(o, "%zu bytes at the peripheral", o->fifo_pos);

	return true;
}

const char *pl08x_oracle_replay(struct pl08x_oracle *o, const struct pl08x_lli_regs *start)
{
	o->items = 0;
	o->accesses = 0;
	o->irqs = 0;
	o->seg = 0;
	o->seg_done = 0;
	o->round = 0;
	o->item_done = 0;
	o->item_out = 0;
	o->fifo_pos = 0;

	if (run(o, start) && (!o->mem || check_data(o)))
		return NULL;
	return o->why;
}
