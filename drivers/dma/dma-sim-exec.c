// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: what the operations do to memory
 *
 * Pure computation by the CPU on pieces of a descriptor: copy, fill, parity and
 * its validation, and the exchange with a slave channel's device. Knows nothing
 * of lists, states and time. A DMA address that is not memory is an error of
 * the transfer, not of the kernel.
 *
 * P is the sum of the sources, Q the sum of the sources multiplied by their
 * coefficients, in the field GF(2^8) with the polynomial 0x11d that RAID 6
 * uses. Everything is done block by block and written after all sources were
 * read, so a destination may be one of the sources.
 */
#include <linux/dma-direct.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "dma-sim-engine.h"

/* Bytes of parity computed at a time, on the stack. */
#define DMA_SIM_BLOCK	128

/* The field's polynomial without its highest term, and bits of all bytes. */
#define DMA_SIM_GF_POLY	0x1d
#define DMA_SIM_BYTES(byte)	(~0UL / 0xff * (byte))

/**
 * dma_sim_exec_ptr() - The CPU's view of what a DMA address points to
 * @sc: channel that uses the address
 * @addr: DMA address
 * @len: bytes
 *
 * Context: Any context.
 * Return: The address, or %NULL if not all of it is memory.
 */
void *dma_sim_exec_ptr(struct dma_sim_chan *sc, dma_addr_t addr, size_t len)
{
	phys_addr_t phys = dma_to_phys(sc->sim->cfg.dev, addr);

	if (!len || phys + len - 1 < phys)
		return NULL;
	if (!pfn_valid(PHYS_PFN(phys)) || !pfn_valid(PHYS_PFN(phys + len - 1)))
		return NULL;

	return phys_to_virt(phys);
}

static ssize_t dma_sim_exec_copy(struct dma_sim_chan *sc, struct dma_sim_desc *d,
				 const struct dma_sim_span *span)
{
	const struct dma_sim_seg *seg = &d->segs[span->seg];
	void *src = dma_sim_exec_ptr(sc, seg->src + span->off, span->len);
	void *dst = dma_sim_exec_ptr(sc, seg->dst + span->off, span->len);

	if (!src || !dst)
		return -EFAULT;

	memmove(dst, src, span->len);

	return span->len;
}

static ssize_t dma_sim_exec_set(struct dma_sim_chan *sc, struct dma_sim_desc *d,
				const struct dma_sim_span *span)
{
	void *dst = dma_sim_exec_ptr(sc, d->segs[span->seg].dst + span->off, span->len);

	if (!dst)
		return -EFAULT;

	memset(dst, d->value, span->len);

	return span->len;
}

static ssize_t dma_sim_exec_nop(struct dma_sim_chan *sc, struct dma_sim_desc *d,
				const struct dma_sim_span *span)
{
	return span->len;
}

static ssize_t dma_sim_exec_slave(struct dma_sim_chan *sc, struct dma_sim_desc *d,
				  const struct dma_sim_span *span)
{
	const struct dma_sim_seg *seg = &d->segs[span->seg];
	dma_addr_t addr = d->dir == DMA_MEM_TO_DEV ? seg->src : seg->dst;
	void *buf = dma_sim_exec_ptr(sc, addr + span->off, span->len);

	return buf ? dma_sim_fifo_move(sc, d->dir, buf, span->len) : -EFAULT;
}

/* All bytes of @v times 2. */
static unsigned long dma_sim_gf_double(unsigned long v)
{
	unsigned long high = (v >> 7) & DMA_SIM_BYTES(0x01);

	return ((v << 1) & DMA_SIM_BYTES(0xfe)) ^ (high * DMA_SIM_GF_POLY);
}

/* All bytes of @v times @coef. */
static unsigned long dma_sim_gf_mul(unsigned long v, u8 coef)
{
	unsigned long sum = 0;

	for (; coef; coef >>= 1) {
		if (coef & 1)
			sum ^= v;
		v = dma_sim_gf_double(v);
	}

	return sum;
}

/* Adds @len bytes of @src times @coef to @sum; @sum has room for whole words. */
static void dma_sim_exec_add(unsigned long *sum, const u8 *src, size_t len, u8 coef)
{
	unsigned long word;

	for (; len >= sizeof(word); len -= sizeof(word), src += sizeof(word)) {
		word = get_unaligned((const unsigned long *)src);
		*sum++ ^= coef == 1 ? word : dma_sim_gf_mul(word, coef);
	}
	if (!len)
		return;

	word = 0;
	memcpy(&word, src, len);
	*sum ^= dma_sim_gf_mul(word, coef);
}

/* P (no coefficients) or Q of one block of all sources, added to @sum. */
static int dma_sim_exec_sources(struct dma_sim_chan *sc, struct dma_sim_desc *d, size_t off,
				size_t len, const u8 *coef, unsigned long *sum)
{
	unsigned int i;

	for (i = 0; i < d->n_src; i++) {
		const u8 *src = dma_sim_exec_ptr(sc, d->src[i] + off, len);

		if (!src)
			return -EFAULT;
		dma_sim_exec_add(sum, src, len, coef ? coef[i] : 1);
	}

	return 0;
}

/* One block of P or Q: what is in memory now is added if @keep. */
static int dma_sim_exec_block(struct dma_sim_chan *sc, struct dma_sim_desc *d, dma_addr_t dst,
			      size_t off, size_t len, const u8 *coef, bool keep,
			      unsigned long *sum)
{
	const u8 *old;

	memset(sum, 0, DMA_SIM_BLOCK);
	if (keep) {
		old = dma_sim_exec_ptr(sc, dst + off, len);
		if (!old)
			return -EFAULT;
		dma_sim_exec_add(sum, old, len, 1);
	}

	return dma_sim_exec_sources(sc, d, off, len, coef, sum);
}

static int dma_sim_exec_store(struct dma_sim_chan *sc, dma_addr_t addr, size_t len,
			      const unsigned long *sum)
{
	void *dst = dma_sim_exec_ptr(sc, addr, len);

	if (!dst)
		return -EFAULT;

	memcpy(dst, sum, len);

	return 0;
}

static ssize_t dma_sim_exec_xor(struct dma_sim_chan *sc, struct dma_sim_desc *d,
				const struct dma_sim_span *span)
{
	unsigned long sum[DMA_SIM_BLOCK / sizeof(unsigned long)];
	size_t off, len, end = span->off + span->len;
	int ret;

	for (off = span->off; off < end; off += len) {
		len = min_t(size_t, end - off, DMA_SIM_BLOCK);
		ret = dma_sim_exec_block(sc, d, d->dst[0], off, len, NULL, false, sum) ?:
		      dma_sim_exec_store(sc, d->dst[0] + off, len, sum);
		if (ret)
			return ret;
	}

	return span->len;
}

static ssize_t dma_sim_exec_xor_val(struct dma_sim_chan *sc, struct dma_sim_desc *d,
				    const struct dma_sim_span *span)
{
	unsigned long sum[DMA_SIM_BLOCK / sizeof(unsigned long)];
	size_t off, len, end = span->off + span->len;
	int ret;

	for (off = span->off; off < end; off += len) {
		len = min_t(size_t, end - off, DMA_SIM_BLOCK);
		ret = dma_sim_exec_block(sc, d, 0, off, len, NULL, false, sum);
		if (ret)
			return ret;
		if (memchr_inv(sum, 0, len))
			d->sum |= SUM_CHECK_P_RESULT;
	}

	return span->len;
}

static ssize_t dma_sim_exec_pq(struct dma_sim_chan *sc, struct dma_sim_desc *d,
			       const struct dma_sim_span *span)
{
	unsigned long p[DMA_SIM_BLOCK / sizeof(unsigned long)];
	unsigned long q[DMA_SIM_BLOCK / sizeof(unsigned long)];
	bool do_p = !(d->vd.tx.flags & DMA_PREP_PQ_DISABLE_P);
	bool do_q = !(d->vd.tx.flags & DMA_PREP_PQ_DISABLE_Q);
	bool keep = dmaf_continue(d->vd.tx.flags);
	size_t off, len, end = span->off + span->len;
	int ret = 0;

	for (off = span->off; off < end && !ret; off += len) {
		len = min_t(size_t, end - off, DMA_SIM_BLOCK);
		if (do_p)
			ret = dma_sim_exec_block(sc, d, d->dst[0], off, len, NULL, keep, p);
		if (do_q && !ret)
			ret = dma_sim_exec_block(sc, d, d->dst[1], off, len, d->coef, keep, q);
		if (do_p && !ret)
			ret = dma_sim_exec_store(sc, d->dst[0] + off, len, p);
		if (do_q && !ret)
			ret = dma_sim_exec_store(sc, d->dst[1] + off, len, q);
	}

	return ret ?: span->len;
}

static ssize_t dma_sim_exec_pq_val(struct dma_sim_chan *sc, struct dma_sim_desc *d,
				   const struct dma_sim_span *span)
{
	unsigned long sum[DMA_SIM_BLOCK / sizeof(unsigned long)];
	bool do_p = !(d->vd.tx.flags & DMA_PREP_PQ_DISABLE_P);
	bool do_q = !(d->vd.tx.flags & DMA_PREP_PQ_DISABLE_Q);
	size_t off, len, end = span->off + span->len;
	int ret;

	for (off = span->off; off < end; off += len) {
		len = min_t(size_t, end - off, DMA_SIM_BLOCK);
		if (do_p) {
			ret = dma_sim_exec_block(sc, d, d->dst[0], off, len, NULL, true, sum);
			if (ret)
				return ret;
			if (memchr_inv(sum, 0, len))
				d->sum |= SUM_CHECK_P_RESULT;
		}
		if (do_q) {
			ret = dma_sim_exec_block(sc, d, d->dst[1], off, len, d->coef, true, sum);
			if (ret)
				return ret;
			if (memchr_inv(sum, 0, len))
				d->sum |= SUM_CHECK_Q_RESULT;
		}
	}

	return span->len;
}

const struct dma_sim_work dma_sim_work_copy = { .move = dma_sim_exec_copy };
const struct dma_sim_work dma_sim_work_set = { .move = dma_sim_exec_set };
const struct dma_sim_work dma_sim_work_xor = { .move = dma_sim_exec_xor };
const struct dma_sim_work dma_sim_work_xor_val = { .move = dma_sim_exec_xor_val };
const struct dma_sim_work dma_sim_work_pq = { .move = dma_sim_exec_pq };
const struct dma_sim_work dma_sim_work_pq_val = { .move = dma_sim_exec_pq_val };
const struct dma_sim_work dma_sim_work_nop = { .move = dma_sim_exec_nop };
const struct dma_sim_work dma_sim_work_slave = { .move = dma_sim_exec_slave };
