/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Buffer descriptors of the i.MX SDMA: what is in them, how they are made, what they say
 *
 * Pure computation: no register, no allocation, no lock. A transfer is an array of buffer
 * descriptors. What is prepared is an image in ordinary memory; it is copied to where the
 * hardware reads it when the transfer starts, because the hardware writes into that.
 */
#ifndef IMX_SDMA_BD_H
#define IMX_SDMA_BD_H

#include <linux/bits.h>
#include <linux/dmaengine.h>
#include <linux/types.h>

/* The first word of a buffer descriptor. */
#define SDMA_BD_COUNT		GENMASK(15, 0)	/* bytes; the hardware writes what it has done */
#define SDMA_BD_DONE		BIT(16)		/* it is the hardware's */
#define SDMA_BD_WRAP		BIT(17)		/* the first one follows */
#define SDMA_BD_CONT		BIT(18)		/* there is another one */
#define SDMA_BD_INTR		BIT(19)		/* interrupt at its end */
#define SDMA_BD_ERROR		BIT(20)		/* written by the hardware */
#define SDMA_BD_LAST		BIT(21)
#define SDMA_BD_EXTD		BIT(23)		/* &sdma_bd.ext is used */
#define SDMA_BD_COMMAND		GENMASK(31, 24)	/* width, or what channel 0 is to do */

#define SDMA_BD_MAX_COUNT	0xffff

/* Memory to memory: the greatest multiple of what both addresses are aligned to. */
#define SDMA_BD_MAX_COPY	0xfffc

/* Buffer descriptors of one transfer: 12 KiB. */
#define SDMA_BD_MAX		1024

/**
 * struct sdma_bd - a buffer descriptor, as the hardware reads it
 * @mode: SDMA_BD_*
 * @addr: bus address of the buffer
 * @ext: destination if both sides are memory; an address of the core's for channel 0
 */
struct sdma_bd {
	u32 mode;
	u32 addr;
	u32 ext;
};

int sdma_bd_build_copy(struct sdma_bd *bd, unsigned int max, u32 dst, u32 src, size_t len);
int sdma_bd_build_cyclic(struct sdma_bd *bd, unsigned int max, u32 addr, size_t len,
			 size_t period, enum dma_slave_buswidth width);
int sdma_bd_build_sg(struct sdma_bd *bd, u32 addr, size_t len, enum dma_slave_buswidth width,
		     bool last);

void sdma_bd_arm(struct sdma_bd *bd, const struct sdma_bd *image, unsigned int n);
bool sdma_bd_owned(const struct sdma_bd *bd, unsigned int n);
bool sdma_bd_failed(const struct sdma_bd *bd, unsigned int n);
size_t sdma_bd_moved(const struct sdma_bd *bd, unsigned int n);
size_t sdma_bd_cyclic_residue(u32 mode, unsigned int index, unsigned int n, size_t period);

#endif /* IMX_SDMA_BD_H */
