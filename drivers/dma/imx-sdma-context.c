// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel contexts of the i.MX SDMA: what scripts expect in their registers
 *
 * Most scripts want the masks of their DMA request in r0 (requests 32 and up) and r1, an address
 * in r6 and what they call the watermark in r7: how many bytes there are for one request, and
 * flags. Where a script is for two peripherals, or for one with more than one FIFO, the
 * watermark has fields of its own.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "imx-sdma-context.h"

#define SDMA_R_MASK_HIGH	0
#define SDMA_R_MASK_LOW		1
#define SDMA_R_ADDR2		2
#define SDMA_R_HDMI_ADDR2	4
#define SDMA_R_ADDR		6
#define SDMA_R_WATERMARK	7

/* Peripheral to peripheral. */
#define SDMA_P2P_LOW		GENMASK(7, 0)	/* the smaller of the two bursts */
#define SDMA_P2P_SRC_SPBA	BIT(11)
#define SDMA_P2P_DST_SPBA	BIT(12)
#define SDMA_P2P_SRC_DUAL	BIT(13)
#define SDMA_P2P_DST_DUAL	BIT(14)
#define SDMA_P2P_HIGH		GENMASK(23, 16)	/* the greater one */
#define SDMA_P2P_LOW_EVENT2	BIT(28)		/* the request is one of 32 and up */
#define SDMA_P2P_HIGH_EVENT2	BIT(29)
#define SDMA_P2P_CONT		BIT(31)		/* until it is stopped */

/* Several FIFOs. */
#define SDMA_FIFOS_COUNT	GENMASK(15, 12)
#define SDMA_FIFOS_STRIDE	GENMASK(19, 16)
#define SDMA_FIFOS_SW_DONE	BIT(23)
#define SDMA_FIFOS_WORDS	GENMASK(31, 28)	/* less one */

#define SDMA_CONTEXT_PC		GENMASK(13, 0)

static u32 sdma_context_burst(const struct sdma_context_job *job)
{
	const struct dma_slave_config *cfg = &job->cfg;

	if (job->direction == DMA_DEV_TO_MEM)
		return cfg->src_maxburst * cfg->src_addr_width;

	return cfg->dst_maxburst * cfg->dst_addr_width;
}

static bool sdma_context_on_spba(const struct sdma_context_job *job, u32 addr)
{
	return job->spba_end && addr >= job->spba_start && addr <= job->spba_end;
}

static void sdma_context_p2p(struct sdma_context_regs *regs, const struct sdma_context_job *job)
{
	u32 src_mask = BIT(job->event0 % 32);
	u32 dst_mask = BIT(job->event1 % 32);
	u32 low = job->cfg.src_maxburst & 0xff;
	u32 high = job->cfg.dst_maxburst & 0xff;
	u32 wml = SDMA_P2P_CONT;

	/* Requests go with the bursts: r0 is that of the smaller one. */
	regs->r[SDMA_R_MASK_HIGH] = low > high ? dst_mask : src_mask;
	regs->r[SDMA_R_MASK_LOW] = low > high ? src_mask : dst_mask;

	wml |= FIELD_PREP(SDMA_P2P_LOW, min(low, high));
	wml |= FIELD_PREP(SDMA_P2P_HIGH, max(low, high));
	if (job->event0 >= 32)
		wml |= SDMA_P2P_LOW_EVENT2;
	if (job->event1 >= 32)
		wml |= SDMA_P2P_HIGH_EVENT2;
	if (sdma_context_on_spba(job, job->cfg.src_addr))
		wml |= SDMA_P2P_SRC_SPBA;
	if (sdma_context_on_spba(job, job->cfg.dst_addr))
		wml |= SDMA_P2P_DST_SPBA;
	/* The script knows no more than two of each. */
	if (job->fifos.n_fifos_src > 1)
		wml |= SDMA_P2P_SRC_DUAL;
	if (job->fifos.n_fifos_dst > 1)
		wml |= SDMA_P2P_DST_DUAL;
	regs->r[SDMA_R_WATERMARK] = wml;
}

static u32 sdma_context_fifo_bits(const struct sdma_context_job *job)
{
	const struct sdma_peripheral_config *fifos = &job->fifos;
	bool from_dev = job->direction == DMA_DEV_TO_MEM;
	u32 bits;

	bits = FIELD_PREP(SDMA_FIFOS_COUNT, from_dev ? fifos->n_fifos_src : fifos->n_fifos_dst);
	bits |= FIELD_PREP(SDMA_FIFOS_STRIDE,
			   from_dev ? fifos->stride_fifos_src : fifos->stride_fifos_dst);
	if (fifos->words_per_fifo)
		bits |= FIELD_PREP(SDMA_FIFOS_WORDS, fifos->words_per_fifo - 1);
	if (fifos->sw_done)
		bits |= SDMA_FIFOS_SW_DONE;

	return bits;
}

/* One DMA request, if any script of the peripheral looks at it. */
static void sdma_context_event(struct sdma_context_regs *regs, const struct sdma_context_job *job)
{
	unsigned int mask = job->event0 < 32 ? SDMA_R_MASK_LOW : SDMA_R_MASK_HIGH;

	regs->r[mask] = BIT(job->event0 % 32);
	if (job->type == IMX_DMATYPE_MULTI_SAI)
		regs->r[SDMA_R_WATERMARK] |= sdma_context_fifo_bits(job);
}

static void sdma_context_peripheral(struct sdma_context_regs *regs,
				    const struct sdma_context_job *job)
{
	bool asrc = job->type == IMX_DMATYPE_ASRC || job->type == IMX_DMATYPE_ASRC_SP;

	regs->r[SDMA_R_ADDR] = job->direction == DMA_DEV_TO_MEM ? job->cfg.src_addr :
								  job->cfg.dst_addr;
	if (job->direction == DMA_DEV_TO_DEV) {
		regs->r[SDMA_R_ADDR2] = job->cfg.src_addr;
		regs->r[SDMA_R_WATERMARK] = FIELD_PREP(SDMA_P2P_LOW,
						       job->cfg.src_maxburst & 0xff) |
					    FIELD_PREP(SDMA_P2P_HIGH,
						       job->cfg.dst_maxburst & 0xff);
	} else {
		regs->r[SDMA_R_WATERMARK] = sdma_context_burst(job);
	}

	if (!job->event1)
		sdma_context_event(regs, job);
	else if (asrc && job->direction == DMA_DEV_TO_DEV)
		sdma_context_p2p(regs, job);
}

/**
 * sdma_context_setup() - Compute the registers that a script is started with
 * @regs: filled in
 * @job: what it is to do
 * @pc: its address
 *
 * Context: Any context.
 */
void sdma_context_setup(struct sdma_context_regs *regs, const struct sdma_context_job *job, u32 pc)
{
	memset(regs, 0, sizeof(*regs));
	regs->pc = pc;

	/* All that these need is in their buffer descriptors. */
	if (job->direction == DMA_MEM_TO_MEM || job->type == IMX_DMATYPE_MEMORY ||
	    job->type == IMX_DMATYPE_DSP)
		return;

	if (job->type == IMX_DMATYPE_HDMI) {
		/* Its buffer is described by the audio peripheral, not by descriptors. */
		regs->r[SDMA_R_HDMI_ADDR2] = job->cfg.src_addr;
		regs->r[SDMA_R_ADDR] = job->cfg.dst_addr;
		return;
	}

	sdma_context_peripheral(regs, job);
}
EXPORT_SYMBOL_GPL(sdma_context_setup);

/**
 * sdma_context_fill() - Write a context, to be loaded by channel 0
 * @context: memory that the hardware reads
 * @regs: what is not zero
 *
 * Context: Any context.
 */
void sdma_context_fill(struct sdma_context *context, const struct sdma_context_regs *regs)
{
	memset(context, 0, sizeof(*context));
	context->state[0] = FIELD_PREP(SDMA_CONTEXT_PC, regs->pc & SDMA_CONTEXT_PC);
	memcpy(context->r, regs->r, sizeof(context->r));
}
EXPORT_SYMBOL_GPL(sdma_context_fill);

static bool sdma_context_fits(int val, int max)
{
	return val >= 0 && val <= max;
}

/**
 * sdma_context_check_fifos() - Check what a client says of its FIFOs
 * @fifos: what it says
 *
 * Context: Any context.
 * Return: 0, or -EINVAL if it does not fit into the fields of the watermark.
 */
int sdma_context_check_fifos(const struct sdma_peripheral_config *fifos)
{
	if (!sdma_context_fits(fifos->n_fifos_src, FIELD_MAX(SDMA_FIFOS_COUNT)) ||
	    !sdma_context_fits(fifos->n_fifos_dst, FIELD_MAX(SDMA_FIFOS_COUNT)) ||
	    !sdma_context_fits(fifos->stride_fifos_src, FIELD_MAX(SDMA_FIFOS_STRIDE)) ||
	    !sdma_context_fits(fifos->stride_fifos_dst, FIELD_MAX(SDMA_FIFOS_STRIDE)) ||
	    !sdma_context_fits(fifos->words_per_fifo, FIELD_MAX(SDMA_FIFOS_WORDS) + 1))
		return -EINVAL;

	return 0;
}
EXPORT_SYMBOL_GPL(sdma_context_check_fifos);
