// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors of the PL080 family: prepare and free
 *
 * Touches no hardware but the multiplexer of request signals. The table of linked list items is
 * ordinary memory of just the size that is needed, mapped for the controller to read, so it can
 * be freed in any context and needs no pool that would have to outlive the driver.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include <linux/amba/pl080.h>

#include "amba-pl08x.h"
#include "virt-dma.h"

/* Adjacent fields, without the reserved bit between them, which variants with 32 signals use. */
#define PL08X_CONFIG_SRC_SIGNAL	GENMASK(5, 1)
#define PL08X_CONFIG_DST_SIGNAL	GENMASK(10, 6)

#define PL08X_WIDTHS	(BIT(DMA_SLAVE_BUSWIDTH_UNDEFINED) | BIT(DMA_SLAVE_BUSWIDTH_1_BYTE) | \
			 BIT(DMA_SLAVE_BUSWIDTH_2_BYTES) | BIT(DMA_SLAVE_BUSWIDTH_4_BYTES))

/*
 * A transfer that is to be made a table of.
 * @seg: all of it, or all but the memory's address if there is @sgl
 * @period: not zero if it is cyclic
 */
struct pl08x_plan {
	struct pl08x_lli_job job;
	struct pl08x_lli_seg seg;
	size_t period;
	struct scatterlist *sgl;
	unsigned int sg_len;
	bool to_device;
};

static int pl08x_plan_build_sg(const struct pl08x_plan *plan, u32 *table, unsigned int max)
{
	struct pl08x_lli_seg seg = plan->seg;
	struct pl08x_lli_builder builder;
	struct scatterlist *sg;
	unsigned int i;

	pl08x_lli_begin(&builder, &plan->job, table, max);
	for_each_sg(plan->sgl, sg, plan->sg_len, i) {
		*(plan->to_device ? &seg.src : &seg.dst) = sg_dma_address(sg);
		seg.len = sg_dma_len(sg);
		if (pl08x_lli_add(&builder, &seg))
			break;
	}

	return pl08x_lli_end(&builder);
}

/* Returns the number of items, or an error; with no @table they are only counted. */
static int pl08x_plan_build(const struct pl08x_plan *plan, u32 *table, unsigned int max)
{
	if (plan->sgl)
		return pl08x_plan_build_sg(plan, table, max);
	if (plan->job.cyclic)
		return pl08x_lli_build_cyclic(&plan->job, &plan->seg, plan->period, table, max);

	return pl08x_lli_build(&plan->job, &plan->seg, 1, table, max);
}

static void pl08x_desc_destroy(struct pl08x *pl08x, struct pl08x_desc *desc)
{
	if (desc->chain.table) {
		dma_unmap_single(pl08x_dev(pl08x), desc->chain.bus, desc->size, DMA_TO_DEVICE);
		kfree(desc->chain.table);
	}
	kfree(desc);
}

/**
 * pl08x_desc_free() - Free a descriptor
 * @vd: descriptor on no list, unmapped
 *
 * Context: Any context. Takes and releases the lock of the virtual channel.
 */
void pl08x_desc_free(struct virt_dma_desc *vd)
{
	struct pl08x_chan *plchan = to_pl08x_chan(vd->tx.chan);
	struct pl08x_desc *desc = to_pl08x_desc(vd);

	pl08x_mux_put(plchan, desc);
	pl08x_desc_destroy(plchan->pl08x, desc);
}

/* Memory for @count items. Its size is a power of two, which aligns it to each item. */
static int pl08x_desc_alloc_table(struct pl08x *pl08x, struct pl08x_desc *desc,
				  const struct pl08x_plan *plan, unsigned int count)
{
	struct pl08x_lli_job job = plan->job;
	struct pl08x_plan copy = *plan;
	dma_addr_t bus;
	u32 *table;
	int ret;

	desc->size = roundup_pow_of_two(count * pl08x_lli_bytes(job.fmt));
	table = kzalloc(desc->size, GFP_NOWAIT | __GFP_NOWARN);
	if (!table)
		return -ENOMEM;

	/* The items point at each other by bus address, so it is mapped before it is filled. */
	bus = dma_map_single(pl08x_dev(pl08x), table, desc->size, DMA_TO_DEVICE);
	if (dma_mapping_error(pl08x_dev(pl08x), bus)) {
		kfree(table);
		return -ENOMEM;
	}
	desc->chain.table = table;
	desc->chain.bus = bus;

	copy.job.bus = bus;
	ret = pl08x_plan_build(&copy, table, count);
	dma_sync_single_for_device(pl08x_dev(pl08x), bus, desc->size, DMA_TO_DEVICE);

	return ret < 0 ? ret : 0;
}

static struct pl08x_desc *pl08x_desc_alloc(struct pl08x_chan *plchan,
					   const struct pl08x_plan *plan)
{
	struct pl08x *pl08x = plchan->pl08x;
	struct pl08x_desc *desc;
	int count, ret;

	count = pl08x_plan_build(plan, NULL, PL08X_MAX_LLIS);
	if (count < 0) {
		dev_dbg(pl08x_dev(pl08x), "%s: cannot transfer this: %d\n", plchan->name, count);
		return NULL;
	}

	desc = kzalloc(sizeof(*desc), GFP_NOWAIT | __GFP_NOWARN);
	if (!desc)
		return NULL;

	desc->control = plan->job.control;
	desc->config = pl08x->variant->config;
	desc->chain.fmt = plan->job.fmt;
	desc->chain.count = count;
	desc->chain.cyclic = plan->job.cyclic;
	desc->chain.periph_flow = plan->job.periph_flow;
	desc->chain.len = plan->seg.len;
	if (plan->job.cyclic)
		desc->periods = plan->seg.len / plan->period;

	ret = pl08x_desc_alloc_table(pl08x, desc, plan, count);
	if (ret) {
		dev_dbg(pl08x_dev(pl08x), "%s: no table of %d items: %d\n", plchan->name, count,
			ret);
		pl08x_desc_destroy(pl08x, desc);
		return NULL;
	}

	return desc;
}

static struct dma_async_tx_descriptor *
pl08x_prep_dma_memcpy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len,
		      unsigned long flags)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	struct pl08x_plan plan = {
		.job = plchan->pl08x->copy,
		.seg = { .src = src, .dst = dst, .len = len },
	};
	struct pl08x_desc *desc;

	desc = pl08x_desc_alloc(plchan, &plan);
	if (!desc)
		return NULL;

	return vchan_tx_prep(&plchan->vc, &desc->vd, flags);
}

/* The buses that reach a peripheral. If nothing is known, it is not where memory usually is. */
static u8 pl08x_slave_buses(const struct pl08x_chan *plchan, u8 buses)
{
	buses &= PL08X_AHB1 | PL08X_AHB2;
	if (buses)
		return buses;

	return plchan->pl08x->dual_master ? PL08X_AHB2 : PL08X_AHB1;
}

/* What all transfers between memory and this peripheral have in common. */
static void pl08x_slave_job(struct pl08x_chan *plchan, struct pl08x_plan *plan,
			    const struct dma_slave_config *cfg, u8 periph_buses)
{
	struct pl08x *pl08x = plchan->pl08x;
	struct pl08x_lli_job *job = &plan->job;
	bool to_device = plan->to_device;
	u32 burst = to_device ? cfg->dst_maxburst : cfg->src_maxburst;

	/* It asks for single transfers only. */
	if (plchan->cd && plchan->cd->single)
		burst = 1;
	burst = pl08x_lli_burst(burst);

	job->fmt = pl08x->variant->lli;
	job->control = PL080_CONTROL_PROT_SYS;
	job->control |= to_device ? PL080_CONTROL_SRC_INCR : PL080_CONTROL_DST_INCR;
	job->control |= FIELD_PREP(PL080_CONTROL_SB_SIZE_MASK, burst);
	job->control |= FIELD_PREP(PL080_CONTROL_DB_SIZE_MASK, burst);
	job->src_width = to_device ? cfg->dst_addr_width : cfg->src_addr_width;
	job->dst_width = job->src_width;
	job->periph_flow = cfg->device_fc;

	periph_buses = pl08x_slave_buses(plchan, periph_buses);
	/* Some variants reach peripherals by AHB2 although all the rest is on AHB1. */
	job->dual_master = pl08x->dual_master || periph_buses & PL08X_AHB2;
	job->src_buses = to_device ? pl08x->mem_buses : periph_buses;
	job->dst_buses = to_device ? periph_buses : pl08x->mem_buses;
	job->lli_buses = pl08x->lli_buses;
}

static u32 pl08x_slave_config(const struct pl08x_plan *plan, int signal)
{
	bool flow = plan->job.periph_flow;

	if (plan->to_device)
		return FIELD_PREP(PL080_CONFIG_FLOW_CONTROL_MASK,
				  flow ? PL080_FLOW_MEM2PER_PER : PL080_FLOW_MEM2PER) |
		       FIELD_PREP(PL08X_CONFIG_DST_SIGNAL, signal);

	return FIELD_PREP(PL080_CONFIG_FLOW_CONTROL_MASK,
			  flow ? PL080_FLOW_PER2MEM_PER : PL080_FLOW_PER2MEM) |
	       FIELD_PREP(PL08X_CONFIG_SRC_SIGNAL, signal);
}

/* @plan has what the client has passed, and where memory is if that is one piece. */
static struct dma_async_tx_descriptor *pl08x_prep_slave(struct pl08x_chan *plchan,
							struct pl08x_plan *plan,
							dma_addr_t memory,
							enum dma_transfer_direction direction,
							unsigned long flags)
{
	struct dma_slave_config cfg;
	struct pl08x_desc *desc;
	unsigned long irqs;
	u8 periph_buses;
	int signal;

	if (direction != DMA_MEM_TO_DEV && direction != DMA_DEV_TO_MEM)
		return NULL;

	spin_lock_irqsave(&plchan->vc.lock, irqs);
	cfg = plchan->cfg;
	periph_buses = plchan->periph_buses;
	spin_unlock_irqrestore(&plchan->vc.lock, irqs);

	plan->to_device = direction == DMA_MEM_TO_DEV;
	plan->seg.src = plan->to_device ? memory : cfg.src_addr;
	plan->seg.dst = plan->to_device ? cfg.dst_addr : memory;
	pl08x_slave_job(plchan, plan, &cfg, periph_buses);

	desc = pl08x_desc_alloc(plchan, plan);
	if (!desc)
		return NULL;

	signal = pl08x_mux_get(plchan, desc);
	if (signal < 0) {
		dev_dbg(pl08x_dev(plchan->pl08x), "%s: no request signal: %d\n", plchan->name,
			signal);
		pl08x_desc_destroy(plchan->pl08x, desc);
		return NULL;
	}
	desc->config |= pl08x_slave_config(plan, signal);

	return vchan_tx_prep(&plchan->vc, &desc->vd, flags);
}

static struct dma_async_tx_descriptor *
pl08x_prep_slave_sg(struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
		    enum dma_transfer_direction direction, unsigned long flags, void *context)
{
	struct pl08x_plan plan = { .sgl = sgl, .sg_len = sg_len };
	struct scatterlist *sg;
	unsigned int i;

	if (!sgl || !sg_len)
		return NULL;
	/* More than fits is refused when the items are counted. */
	for_each_sg(sgl, sg, sg_len, i)
		plan.seg.len += sg_dma_len(sg);

	return pl08x_prep_slave(to_pl08x_chan(chan), &plan, 0, direction, flags);
}

static struct dma_async_tx_descriptor *
pl08x_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t buf_len, size_t period_len,
		      enum dma_transfer_direction direction, unsigned long flags)
{
	struct pl08x_plan plan = {
		.seg.len = buf_len,
		.period = period_len,
		.job.cyclic = true,
	};

	return pl08x_prep_slave(to_pl08x_chan(chan), &plan, buf, direction, flags);
}

static bool pl08x_width_is_valid(enum dma_slave_buswidth width)
{
	return width <= DMA_SLAVE_BUSWIDTH_4_BYTES && BIT(width) & PL08X_WIDTHS;
}

/* A width may be undefined as long as nothing is prepared for that direction. */
static int pl08x_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	unsigned long flags;

	if (!pl08x_width_is_valid(config->src_addr_width) ||
	    !pl08x_width_is_valid(config->dst_addr_width))
		return -EINVAL;
	if (config->device_fc && !plchan->pl08x->variant->lli->flow_control)
		return -EINVAL;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	plchan->cfg = *config;
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	return 0;
}

/* There is nothing to configure. */
static int pl08x_config_memcpy(struct dma_chan *chan, struct dma_slave_config *config)
{
	return -EINVAL;
}

/**
 * pl08x_desc_setup_ops() - Fill in what the two devices can do, and how to prepare it
 * @pl08x: controller
 *
 * Context: Probe.
 */
void pl08x_desc_setup_ops(struct pl08x *pl08x)
{
	struct dma_device *memcpy = &pl08x->memcpy;
	struct dma_device *slave = &pl08x->slave;

	dma_cap_set(DMA_MEMCPY, memcpy->cap_mask);
	memcpy->device_prep_dma_memcpy = pl08x_prep_dma_memcpy;
	memcpy->device_config = pl08x_config_memcpy;
	memcpy->copy_align = pl08x->variant->copy_align;
	memcpy->directions = BIT(DMA_MEM_TO_MEM);
	memcpy->src_addr_widths = PL08X_WIDTHS;
	memcpy->dst_addr_widths = PL08X_WIDTHS;

	dma_cap_set(DMA_SLAVE, slave->cap_mask);
	dma_cap_set(DMA_CYCLIC, slave->cap_mask);
	slave->device_prep_slave_sg = pl08x_prep_slave_sg;
	slave->device_prep_dma_cyclic = pl08x_prep_dma_cyclic;
	slave->device_config = pl08x_config;
	slave->directions = BIT(DMA_DEV_TO_MEM) | BIT(DMA_MEM_TO_DEV);
	slave->src_addr_widths = PL08X_WIDTHS;
	slave->dst_addr_widths = PL08X_WIDTHS;
}
