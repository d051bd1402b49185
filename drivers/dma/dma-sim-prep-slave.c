// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: the prep operations of slave, cyclic and interleaved transfers
 *
 * They refuse what hardware would refuse: lengths that are no multiple of the
 * device's register width, a direction that a loopback channel cannot do.
 */
#include <linux/dmaengine.h>
#include <linux/overflow.h>
#include <linux/scatterlist.h>

#include "dma-sim-engine.h"

/* Segments of an interleaved transfer: what one allocation can hold. */
#define DMA_SIM_MAX_FRAMES	16384

/* Which of the two addresses of a segment is memory. */
static dma_addr_t *dma_sim_prep_memory_side(struct dma_sim_seg *seg,
					    enum dma_transfer_direction dir)
{
	return dir == DMA_MEM_TO_DEV ? &seg->src : &seg->dst;
}

static bool dma_sim_prep_dir_ok(struct dma_sim_chan *sc, enum dma_transfer_direction dir)
{
	if (dir != DMA_MEM_TO_DEV && dir != DMA_DEV_TO_MEM)
		return false;

	/* The even channel of a loopback pair sends, the odd one receives. */
	return !dma_sim_fifo_peer(sc) || (dir == DMA_DEV_TO_MEM) == (sc->index & 1);
}

/* Register width of the device in bytes, 1 if it was not said. */
static unsigned int dma_sim_prep_width(const struct dma_slave_config *config,
				       enum dma_transfer_direction dir)
{
	unsigned int width;

	width = dir == DMA_MEM_TO_DEV ? config->dst_addr_width : config->src_addr_width;

	return width ?: 1;
}

static unsigned int dma_sim_prep_chan_width(struct dma_sim_chan *sc,
					    enum dma_transfer_direction dir)
{
	unsigned long flags;
	unsigned int width;

	spin_lock_irqsave(&sc->vc.lock, flags);
	width = dma_sim_prep_width(&sc->config, dir);
	spin_unlock_irqrestore(&sc->vc.lock, flags);

	return width;
}

static struct dma_async_tx_descriptor *
dma_sim_prep_sg_width(struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
		      enum dma_transfer_direction dir, unsigned long flags, unsigned int width)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	struct scatterlist *sg;
	struct dma_sim_desc *d;
	unsigned int i;

	if (!sgl || !sg_len || !dma_sim_prep_dir_ok(sc, dir))
		return NULL;
	for_each_sg(sgl, sg, sg_len, i)
		if (!sg_dma_len(sg) || sg_dma_len(sg) % width)
			return NULL;

	d = dma_sim_desc_alloc(sc, &dma_sim_work_slave, sg_len, 0);
	if (!d)
		return NULL;

	d->dir = dir;
	for_each_sg(sgl, sg, sg_len, i) {
		*dma_sim_prep_memory_side(&d->segs[i], dir) = sg_dma_address(sg);
		d->segs[i].len = sg_dma_len(sg);
	}

	return dma_sim_desc_publish(sc, d, flags);
}

static struct dma_async_tx_descriptor *
dma_sim_prep_slave_sg(struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
		      enum dma_transfer_direction dir, unsigned long flags, void *context)
{
	unsigned int width = dma_sim_prep_chan_width(to_dma_sim_chan(chan), dir);

	return dma_sim_prep_sg_width(chan, sgl, sg_len, dir, flags, width);
}

static struct dma_async_tx_descriptor *
dma_sim_prep_config_sg(struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
		       enum dma_transfer_direction dir, unsigned long flags,
		       struct dma_slave_config *config)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);

	if (!config)
		return dma_sim_prep_slave_sg(chan, sgl, sg_len, dir, flags, NULL);
	if (dma_sim_prep_check_config(sc->sim, config))
		return NULL;

	return dma_sim_prep_sg_width(chan, sgl, sg_len, dir, flags,
				     dma_sim_prep_width(config, dir));
}

static struct dma_async_tx_descriptor *
dma_sim_prep_peripheral_vec(struct dma_chan *chan, const struct dma_vec *vecs, size_t nents,
			    enum dma_transfer_direction dir, unsigned long flags)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	unsigned int width = dma_sim_prep_chan_width(sc, dir);
	struct dma_sim_desc *d;
	size_t i;

	if (!vecs || !nents || !dma_sim_prep_dir_ok(sc, dir))
		return NULL;
	for (i = 0; i < nents; i++)
		if (!vecs[i].len || vecs[i].len % width)
			return NULL;

	d = dma_sim_desc_alloc(sc, &dma_sim_work_slave, nents, 0);
	if (!d)
		return NULL;

	d->dir = dir;
	for (i = 0; i < nents; i++) {
		*dma_sim_prep_memory_side(&d->segs[i], dir) = vecs[i].addr;
		d->segs[i].len = vecs[i].len;
	}

	return dma_sim_desc_publish(sc, d, flags);
}

static struct dma_async_tx_descriptor *
dma_sim_prep_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t buf_len, size_t period_len,
		    enum dma_transfer_direction dir, unsigned long flags)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	unsigned int width = dma_sim_prep_chan_width(sc, dir);
	struct dma_sim_desc *d;
	unsigned int i;

	if (!buf_len || !period_len || buf_len % period_len || period_len % width ||
	    !dma_sim_prep_dir_ok(sc, dir))
		return NULL;

	d = dma_sim_desc_alloc(sc, &dma_sim_work_slave, buf_len / period_len, 0);
	if (!d)
		return NULL;

	d->dir = dir;
	d->cyclic = true;
	for (i = 0; i < d->n_segs; i++) {
		*dma_sim_prep_memory_side(&d->segs[i], dir) = buf + i * period_len;
		d->segs[i].len = period_len;
	}

	return dma_sim_desc_publish(sc, d, flags);
}

/* Memory has to be walked through, and a device is what has a FIFO. */
static bool dma_sim_prep_interleaved_ok(struct dma_sim_chan *sc,
					const struct dma_interleaved_template *xt)
{
	size_t i;

	if (!xt->numf || !xt->frame_size ||
	    size_mul(xt->numf, xt->frame_size) > DMA_SIM_MAX_FRAMES)
		return false;
	for (i = 0; i < xt->frame_size; i++)
		if (!xt->sgl[i].size)
			return false;

	if (xt->dir == DMA_MEM_TO_MEM)
		return xt->src_inc && xt->dst_inc;
	if (!dma_sim_prep_dir_ok(sc, xt->dir))
		return false;

	return xt->dir == DMA_MEM_TO_DEV ? xt->src_inc : xt->dst_inc;
}

static void dma_sim_prep_interleaved_segs(struct dma_sim_desc *d,
					  struct dma_interleaved_template *xt)
{
	dma_addr_t src = xt->src_start, dst = xt->dst_start;
	struct dma_sim_seg *seg = d->segs;
	size_t frame, i;

	for (frame = 0; frame < xt->numf; frame++) {
		for (i = 0; i < xt->frame_size; i++, seg++) {
			struct data_chunk *chunk = &xt->sgl[i];

			seg->src = src;
			seg->dst = dst;
			seg->len = chunk->size;
			src += chunk->size + dmaengine_get_src_icg(xt, chunk);
			dst += chunk->size + dmaengine_get_dst_icg(xt, chunk);
		}
	}
}

static struct dma_async_tx_descriptor *
dma_sim_prep_interleaved(struct dma_chan *chan, struct dma_interleaved_template *xt,
			 unsigned long flags)
{
	struct dma_sim_chan *sc = to_dma_sim_chan(chan);
	struct dma_sim_desc *d;

	if (!dma_sim_prep_interleaved_ok(sc, xt))
		return NULL;

	d = dma_sim_desc_alloc(sc, xt->dir == DMA_MEM_TO_MEM ? &dma_sim_work_copy :
							       &dma_sim_work_slave,
			       xt->numf * xt->frame_size, 0);
	if (!d)
		return NULL;

	d->dir = xt->dir;
	d->repeat = flags & DMA_PREP_REPEAT;
	dma_sim_prep_interleaved_segs(d, xt);

	return dma_sim_desc_publish(sc, d, flags);
}

/**
 * dma_sim_prep_check_config() - Check a slave configuration
 * @sim: controller
 * @config: configuration
 *
 * Context: Any context.
 * Return: 0, or %-EINVAL for a width or burst that the controller cannot do.
 */
int dma_sim_prep_check_config(struct dma_sim *sim, const struct dma_slave_config *config)
{
	const struct dma_device *ddev = &sim->ddev;

	if (config->src_addr_width >= 32 || config->dst_addr_width >= 32)
		return -EINVAL;
	if (config->src_addr_width && !(ddev->src_addr_widths & BIT(config->src_addr_width)))
		return -EINVAL;
	if (config->dst_addr_width && !(ddev->dst_addr_widths & BIT(config->dst_addr_width)))
		return -EINVAL;
	if (config->src_maxburst > ddev->max_burst || config->dst_maxburst > ddev->max_burst)
		return -EINVAL;

	return 0;
}

/**
 * dma_sim_prep_slave_setup_ops() - Fill in the slave operations that the controller has
 * @sim: controller
 *
 * Context: Process context, before registration.
 */
void dma_sim_prep_slave_setup_ops(struct dma_sim *sim)
{
	struct dma_device *ddev = &sim->ddev;
	unsigned long caps = sim->cfg.caps;

	if (caps & BIT(DMA_SLAVE)) {
		ddev->device_prep_slave_sg = dma_sim_prep_slave_sg;
		ddev->device_prep_config_sg = dma_sim_prep_config_sg;
		ddev->device_prep_peripheral_dma_vec = dma_sim_prep_peripheral_vec;
	}
	if (caps & BIT(DMA_CYCLIC))
		ddev->device_prep_dma_cyclic = dma_sim_prep_cyclic;
	if (caps & BIT(DMA_INTERLEAVE))
		ddev->device_prep_interleaved_dma = dma_sim_prep_interleaved;
}
