// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: descriptors, and the prep operations of the memory operations
 *
 * Preparing touches no hardware. A descriptor is one allocation that belongs to
 * the virtual channel's lists from dma_sim_desc_publish() on.
 */
#include <linux/dmaengine.h>
#include <linux/export.h>
#include <linux/overflow.h>
#include <linux/poison.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "dma-sim-engine.h"

/**
 * dma_sim_desc_alloc() - Allocate a descriptor
 * @sc: channel
 * @work: type of operation
 * @n_segs: number of segments
 * @n_src: number of sources of a parity operation
 *
 * Context: Any context.
 * Return: A zeroed descriptor, or %NULL.
 */
struct dma_sim_desc *dma_sim_desc_alloc(struct dma_sim_chan *sc, const struct dma_sim_work *work,
					size_t n_segs, size_t n_src)
{
	struct dma_sim_desc *d;
	size_t size;

	dma_sim_record_op(sc, DMA_SIM_OP_PREP, 0);
	dma_sim_chan_reap(sc, false);
	if (READ_ONCE(sc->sim->prep_fail) || n_segs > UINT_MAX)
		return NULL;

	size = size_add(struct_size(d, segs, n_segs), size_mul(n_src, sizeof(*d->src) + 1));
	d = kzalloc(size, GFP_NOWAIT | __GFP_NOWARN);
	if (!d)
		return NULL;

	atomic_inc(&sc->record.live);
	d->work = work;
	d->n_segs = n_segs;
	d->n_src = n_src;
	d->src = (dma_addr_t *)((u8 *)d + struct_size(d, segs, n_segs));
	d->coef = (u8 *)(d->src + n_src);
	d->dir = DMA_MEM_TO_MEM;

	return d;
}

/**
 * dma_sim_desc_publish() - Hand a complete descriptor to the virtual channel
 * @sc: channel
 * @d: descriptor
 * @flags: as given to the prep operation
 *
 * Context: Any context.
 * Return: What the prep operation returns.
 */
struct dma_async_tx_descriptor *dma_sim_desc_publish(struct dma_sim_chan *sc,
						     struct dma_sim_desc *d, unsigned long flags)
{
	struct dma_async_tx_descriptor *tx;
	unsigned int i;

	for (i = 0; i < d->n_segs; i++)
		d->len += d->segs[i].len;

	tx = vchan_tx_prep(&sc->vc, &d->vd, flags);
	tx->tx_submit = dma_sim_chan_submit;
	dma_sim_metadata_init(sc->sim, d);

	return tx;
}

/**
 * dma_sim_desc_destroy() - Free a descriptor that is on no list
 * @d: descriptor
 *
 * What a late user of it finds is poison, not plausible data.
 *
 * Context: Any context.
 */
void dma_sim_desc_destroy(struct dma_sim_desc *d)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(d->vd.tx.chan);

	atomic_dec(&sc->record.live);
	memset(d, POISON_FREE, sizeof(*d));
	kfree(d);
}

/* A memory operation with one segment. */
static struct dma_sim_desc *dma_sim_prep_memory(struct dma_chan *chan,
						const struct dma_sim_work *work, size_t len,
						size_t n_src)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	struct dma_sim_desc *d;

	if (!len || n_src > sc->sim->cfg.max_src)
		return NULL;

	d = dma_sim_desc_alloc(sc, work, 1, n_src);
	if (!d)
		return NULL;

	d->memory = true;
	d->segs[0].len = len;

	return d;
}

static struct dma_async_tx_descriptor *dma_sim_prep_memcpy(struct dma_chan *chan, dma_addr_t dst,
							   dma_addr_t src, size_t len,
							   unsigned long flags)
{
	struct dma_sim_desc *d = dma_sim_prep_memory(chan, &dma_sim_work_copy, len, 0);

	if (!d)
		return NULL;

	d->segs[0].src = src;
	d->segs[0].dst = dst;

	return dma_sim_desc_publish(to_dma_sim_chan(chan), d, flags);
}

static struct dma_async_tx_descriptor *dma_sim_prep_memset(struct dma_chan *chan, dma_addr_t dst,
							   int value, size_t len,
							   unsigned long flags)
{
	struct dma_sim_desc *d = dma_sim_prep_memory(chan, &dma_sim_work_set, len, 0);

	if (!d)
		return NULL;

	d->segs[0].dst = dst;
	d->value = value;

	return dma_sim_desc_publish(to_dma_sim_chan(chan), d, flags);
}

static struct dma_async_tx_descriptor *
dma_sim_prep_memset_sg(struct dma_chan *chan, struct scatterlist *sgl, unsigned int nents,
		       int value, unsigned long flags)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	struct scatterlist *sg;
	struct dma_sim_desc *d;
	unsigned int i;

	if (!sgl || !nents)
		return NULL;
	for_each_sg(sgl, sg, nents, i)
		if (!sg_dma_len(sg))
			return NULL;

	d = dma_sim_desc_alloc(sc, &dma_sim_work_set, nents, 0);
	if (!d)
		return NULL;

	d->memory = true;
	d->value = value;
	for_each_sg(sgl, sg, nents, i) {
		d->segs[i].dst = sg_dma_address(sg);
		d->segs[i].len = sg_dma_len(sg);
	}

	return dma_sim_desc_publish(sc, d, flags);
}

/* An operation on several sources; @coef may be %NULL. */
static struct dma_sim_desc *dma_sim_prep_sources(struct dma_chan *chan,
						 const struct dma_sim_work *work,
						 const dma_addr_t *src, unsigned int src_cnt,
						 const unsigned char *coef, size_t len)
{
	struct dma_sim_desc *d = dma_sim_prep_memory(chan, work, len, src_cnt);

	if (!d)
		return NULL;

	memcpy(d->src, src, src_cnt * sizeof(*src));
	if (coef)
		memcpy(d->coef, coef, src_cnt);

	return d;
}

static struct dma_async_tx_descriptor *dma_sim_prep_xor(struct dma_chan *chan, dma_addr_t dst,
							dma_addr_t *src, unsigned int src_cnt,
							size_t len, unsigned long flags)
{
	struct dma_sim_desc *d;

	d = dma_sim_prep_sources(chan, &dma_sim_work_xor, src, src_cnt, NULL, len);
	if (!d)
		return NULL;

	d->dst[0] = dst;

	return dma_sim_desc_publish(to_dma_sim_chan(chan), d, flags);
}

static struct dma_async_tx_descriptor *
dma_sim_prep_xor_val(struct dma_chan *chan, dma_addr_t *src, unsigned int src_cnt, size_t len,
		     enum sum_check_flags *result, unsigned long flags)
{
	struct dma_sim_desc *d;

	d = dma_sim_prep_sources(chan, &dma_sim_work_xor_val, src, src_cnt, NULL, len);
	if (!d)
		return NULL;

	d->result = result;
	*result = 0;

	return dma_sim_desc_publish(to_dma_sim_chan(chan), d, flags);
}

static struct dma_async_tx_descriptor *
dma_sim_prep_pq(struct dma_chan *chan, dma_addr_t *dst, dma_addr_t *src, unsigned int src_cnt,
		const unsigned char *scf, size_t len, unsigned long flags)
{
	struct dma_sim_desc *d;

	d = dma_sim_prep_sources(chan, &dma_sim_work_pq, src, src_cnt, scf, len);
	if (!d)
		return NULL;

	d->dst[0] = dst[0];
	d->dst[1] = dst[1];

	return dma_sim_desc_publish(to_dma_sim_chan(chan), d, flags);
}

static struct dma_async_tx_descriptor *
dma_sim_prep_pq_val(struct dma_chan *chan, dma_addr_t *pq, dma_addr_t *src, unsigned int src_cnt,
		    const unsigned char *scf, size_t len, enum sum_check_flags *pqres,
		    unsigned long flags)
{
	struct dma_sim_desc *d;

	d = dma_sim_prep_sources(chan, &dma_sim_work_pq_val, src, src_cnt, scf, len);
	if (!d)
		return NULL;

	d->dst[0] = pq[0];
	d->dst[1] = pq[1];
	d->result = pqres;
	*pqres = 0;

	return dma_sim_desc_publish(to_dma_sim_chan(chan), d, flags);
}

static struct dma_async_tx_descriptor *dma_sim_prep_interrupt(struct dma_chan *chan,
							      unsigned long flags)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	struct dma_sim_desc *d = dma_sim_desc_alloc(sc, &dma_sim_work_nop, 0, 0);

	if (!d)
		return NULL;

	d->memory = true;

	return dma_sim_desc_publish(sc, d, flags);
}

/**
 * dma_sim_prep_setup_ops() - Fill in the prep operations that the controller has
 * @sim: controller
 *
 * Context: Process context, before registration.
 */
void dma_sim_prep_setup_ops(struct dma_sim *sim)
{
	struct dma_device *ddev = &sim->ddev;
	unsigned long caps = sim->cfg.caps;

	if (caps & BIT(DMA_MEMCPY))
		ddev->device_prep_dma_memcpy = dma_sim_prep_memcpy;
	if (caps & BIT(DMA_MEMSET))
		ddev->device_prep_dma_memset = dma_sim_prep_memset;
	if (caps & BIT(DMA_MEMSET_SG))
		ddev->device_prep_dma_memset_sg = dma_sim_prep_memset_sg;
	if (caps & BIT(DMA_XOR))
		ddev->device_prep_dma_xor = dma_sim_prep_xor;
	if (caps & BIT(DMA_XOR_VAL))
		ddev->device_prep_dma_xor_val = dma_sim_prep_xor_val;
	if (caps & BIT(DMA_PQ))
		ddev->device_prep_dma_pq = dma_sim_prep_pq;
	if (caps & BIT(DMA_PQ_VAL))
		ddev->device_prep_dma_pq_val = dma_sim_prep_pq_val;
	if (caps & BIT(DMA_INTERRUPT))
		ddev->device_prep_dma_interrupt = dma_sim_prep_interrupt;

	ddev->max_xor = sim->cfg.max_src;
	dma_set_maxpq(ddev, sim->cfg.max_src, 1);
}
