// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors of the i.MX SDMA: configure, prepare and free
 *
 * Preparing touches no hardware: all that a transfer needs is computed and belongs to the
 * descriptor. Configuring does: a peripheral may raise its DMA request before the transfer is
 * started, and one that is not connected then is lost.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/genalloc.h>
#include <linux/overflow.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "imx-sdma.h"
#include "virt-dma.h"

#define SDMA_WIDTHS	(BIT(DMA_SLAVE_BUSWIDTH_1_BYTE) | BIT(DMA_SLAVE_BUSWIDTH_2_BYTES) | \
			 BIT(DMA_SLAVE_BUSWIDTH_3_BYTES) | BIT(DMA_SLAVE_BUSWIDTH_4_BYTES))

/* What the client has configured when it prepares a descriptor. */
static void sdma_desc_job(struct sdma_chan *schan, enum dma_transfer_direction direction,
			  struct sdma_context_job *job)
{
	unsigned long flags;

	job->type = schan->type;
	job->direction = direction;
	job->event0 = schan->event0;
	job->event1 = schan->event1;
	job->spba_start = schan->sdma->spba_start;
	job->spba_end = schan->sdma->spba_end;

	spin_lock_irqsave(&schan->vc.lock, flags);
	job->cfg = schan->cfg;
	job->fifos = schan->fifos;
	spin_unlock_irqrestore(&schan->vc.lock, flags);
}

static enum dma_slave_buswidth sdma_desc_width(const struct sdma_context_job *job)
{
	return job->direction == DMA_DEV_TO_MEM ? job->cfg.src_addr_width :
						  job->cfg.dst_addr_width;
}

/* The address of the script, or an error. */
static int sdma_desc_script(struct sdma_chan *schan, const struct sdma_context_job *job)
{
	struct sdma *sdma = schan->sdma;
	unsigned long flags;
	int script, addr;

	script = sdma_script_find(job->type, job->direction, sdma->soc->ecspi_fixed);
	if (script < 0)
		return script;

	spin_lock_irqsave(&sdma->lock, flags);
	addr = sdma_script_addr(&sdma->scripts, script);
	spin_unlock_irqrestore(&sdma->lock, flags);

	return addr;
}

static enum sdma_owner sdma_desc_owner(const struct sdma_context_job *job)
{
	if (job->direction == DMA_MEM_TO_MEM || job->type == IMX_DMATYPE_MEMORY)
		return SDMA_OWNER_HOST;
	if (job->type == IMX_DMATYPE_DSP)
		return SDMA_OWNER_DSP;

	return SDMA_OWNER_EVENT;
}

static size_t sdma_desc_bd_size(const struct sdma_desc *desc)
{
	return desc->ring.num * sizeof(struct sdma_bd);
}

static int sdma_desc_alloc_bds(struct sdma *sdma, struct sdma_desc *desc)
{
	size_t size = sdma_desc_bd_size(desc);

	if (!size)
		return 0;

	if (sdma->iram)
		desc->ring.bd = gen_pool_dma_alloc(sdma->iram, size, &desc->bus);
	else
		desc->ring.bd = dma_alloc_coherent(sdma->dev, size, &desc->bus, GFP_NOWAIT);

	return desc->ring.bd ? 0 : -ENOMEM;
}

/**
 * sdma_desc_free() - Free a descriptor
 * @vd: descriptor on no list, unmapped
 *
 * Context: Softirq or process context.
 */
void sdma_desc_free(struct virt_dma_desc *vd)
{
	struct sdma *sdma = to_sdma_chan(vd->tx.chan)->sdma;
	struct sdma_desc *desc = to_sdma_desc(vd);
	size_t size = sdma_desc_bd_size(desc);

	if (size && sdma->iram)
		gen_pool_free(sdma->iram, (unsigned long)desc->ring.bd, size);
	else if (size)
		dma_free_coherent(sdma->dev, size, desc->ring.bd, desc->bus);
	kfree(desc);
}

/* A descriptor with room for @num buffer descriptors, which are still to be filled in. */
static struct sdma_desc *sdma_desc_alloc(struct sdma_chan *schan,
					 const struct sdma_context_job *job, unsigned int num,
					 bool cyclic)
{
	struct sdma *sdma = schan->sdma;
	struct sdma_desc *desc;
	int script;

	script = sdma_desc_script(schan, job);
	if (script < 0) {
		dev_dbg(sdma->dev, "channel %u: no script for type %u, direction %u: %d\n",
			schan->index, job->type, job->direction, script);
		return NULL;
	}

	desc = kzalloc(struct_size(desc, counts, cyclic ? 2 * num : 0),
		       GFP_NOWAIT | __GFP_NOWARN);
	if (!desc)
		return NULL;

	desc->ring.num = num;
	desc->cyclic = cyclic;
	if (cyclic) {
		desc->ring.counts = desc->counts;
		desc->failed = desc->counts + num;
	}
	desc->owner = sdma_desc_owner(job);
	sdma_context_setup(&desc->regs, job, script);
	if (sdma_desc_alloc_bds(sdma, desc)) {
		kfree(desc);
		return NULL;
	}

	return desc;
}

static struct dma_async_tx_descriptor *
sdma_prep_memcpy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len,
		 unsigned long flags)
{
	struct sdma_chan *schan = to_sdma_chan(chan);
	struct sdma_context_job job = {};
	struct sdma_desc *desc;
	int num;

	num = sdma_bd_count_copy(dst, src, len);
	if (num < 0)
		return NULL;

	sdma_desc_job(schan, DMA_MEM_TO_MEM, &job);
	desc = sdma_desc_alloc(schan, &job, num, false);
	if (!desc)
		return NULL;

	sdma_bd_build_copy(&desc->ring, dst, src, len);
	return vchan_tx_prep(&schan->vc, &desc->vd, flags);
}

static bool sdma_direction_is_slave(enum dma_transfer_direction direction)
{
	return direction == DMA_MEM_TO_DEV || direction == DMA_DEV_TO_MEM ||
	       direction == DMA_DEV_TO_DEV;
}

static struct dma_async_tx_descriptor *
sdma_prep_slave_sg(struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
		   enum dma_transfer_direction direction, unsigned long flags, void *context)
{
	struct sdma_chan *schan = to_sdma_chan(chan);
	struct sdma_context_job job = {};
	enum dma_slave_buswidth width;
	struct sdma_desc *desc;
	int num;

	if (!sdma_direction_is_slave(direction))
		return NULL;

	sdma_desc_job(schan, direction, &job);
	width = sdma_desc_width(&job);
	num = sdma_bd_count_sg(sgl, sg_len, width);
	if (num < 0) {
		dev_dbg(schan->sdma->dev, "channel %u: cannot transfer this in units of %u\n",
			schan->index, width);
		return NULL;
	}

	desc = sdma_desc_alloc(schan, &job, num, false);
	if (!desc)
		return NULL;

	sdma_bd_build_sg(&desc->ring, sgl, width);
	return vchan_tx_prep(&schan->vc, &desc->vd, flags);
}

static int sdma_desc_count_cyclic(const struct sdma_context_job *job, dma_addr_t buf,
				  size_t buf_len, size_t period_len)
{
	enum dma_slave_buswidth width = sdma_desc_width(job);

	/* No memory is involved, and clients pass any. */
	if (job->direction == DMA_DEV_TO_DEV)
		return sdma_bd_count_dummy(buf, buf_len, period_len, width);

	return sdma_bd_count_cyclic(buf, buf_len, period_len, width);
}

static struct dma_async_tx_descriptor *
sdma_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t buf_len, size_t period_len,
		     enum dma_transfer_direction direction, unsigned long flags)
{
	struct sdma_chan *schan = to_sdma_chan(chan);
	struct sdma_context_job job = {};
	enum dma_slave_buswidth width;
	struct sdma_desc *desc;
	int num = 0;

	if (!sdma_direction_is_slave(direction))
		return NULL;

	sdma_desc_job(schan, direction, &job);
	width = sdma_desc_width(&job);
	/* The peripheral itself describes the buffer of HDMI audio. */
	if (job.type != IMX_DMATYPE_HDMI) {
		num = sdma_desc_count_cyclic(&job, buf, buf_len, period_len);
		if (num < 0) {
			dev_dbg(schan->sdma->dev, "channel %u: bad cyclic buffer or width %u\n",
				schan->index, width);
			return NULL;
		}
	}

	desc = sdma_desc_alloc(schan, &job, num, true);
	if (!desc)
		return NULL;

	if (num)
		sdma_bd_build_cyclic(&desc->ring, buf, period_len, width);
	return vchan_tx_prep(&schan->vc, &desc->vd, flags);
}

static int sdma_config_fifos(struct sdma_chan *schan, const struct dma_slave_config *cfg,
			     struct sdma_peripheral_config *fifos)
{
	const struct sdma_peripheral_config *passed = cfg->peripheral_config;

	if (cfg->peripheral_size != sizeof(*passed)) {
		dev_err(schan->sdma->dev, "channel %u: peripheral configuration of %zu bytes\n",
			schan->index, cfg->peripheral_size);
		return -EINVAL;
	}

	*fifos = *passed;
	return sdma_context_check_fifos(fifos);
}

static int sdma_config(struct dma_chan *chan, struct dma_slave_config *cfg)
{
	struct sdma_chan *schan = to_sdma_chan(chan);
	struct sdma_peripheral_config fifos;
	unsigned long flags;
	int ret;

	ret = sdma_event_check(schan);
	if (ret)
		return ret;
	if (cfg->peripheral_config) {
		ret = sdma_config_fifos(schan, cfg, &fifos);
		if (ret)
			return ret;
	}

	spin_lock_irqsave(&schan->vc.lock, flags);
	schan->cfg = *cfg;
	/* Without a new one, the configuration of the FIFOs stays. */
	if (cfg->peripheral_config)
		schan->fifos = fifos;
	/* The client's memory is not looked at again. */
	schan->cfg.peripheral_config = NULL;
	sdma_event_enable_locked(schan);
	spin_unlock_irqrestore(&schan->vc.lock, flags);

	return 0;
}

/**
 * sdma_desc_setup_ops() - Fill in what the controller can do, and how to prepare it
 * @ddev: device that is going to be registered
 *
 * Context: Probe.
 */
void sdma_desc_setup_ops(struct dma_device *ddev)
{
	dma_cap_set(DMA_SLAVE, ddev->cap_mask);
	dma_cap_set(DMA_CYCLIC, ddev->cap_mask);
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
	ddev->device_prep_slave_sg = sdma_prep_slave_sg;
	ddev->device_prep_dma_cyclic = sdma_prep_dma_cyclic;
	ddev->device_prep_dma_memcpy = sdma_prep_memcpy;
	ddev->device_config = sdma_config;
	ddev->src_addr_widths = SDMA_WIDTHS;
	ddev->dst_addr_widths = SDMA_WIDTHS;
	ddev->directions = BIT(DMA_DEV_TO_MEM) | BIT(DMA_MEM_TO_DEV) | BIT(DMA_DEV_TO_DEV);
	ddev->copy_align = DMAENGINE_ALIGN_4_BYTES;
}
