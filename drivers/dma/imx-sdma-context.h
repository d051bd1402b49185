/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Channel contexts of the i.MX SDMA: the registers that a script starts with
 *
 * Pure computation: no register of the controller, no allocation, no lock.
 */
#ifndef IMX_SDMA_CONTEXT_H
#define IMX_SDMA_CONTEXT_H

#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/types.h>

#define SDMA_CONTEXT_REGS	8

/**
 * struct sdma_context - what the core saves and restores when it switches channels
 * @state: program counter in the low bits of the first word, flags, loop registers
 * @r: general registers
 * @units: registers of the DMA units and of the CRC unit, scratch memory
 */
struct sdma_context {
	u32 state[2];
	u32 r[SDMA_CONTEXT_REGS];
	u32 units[22];
};

/**
 * struct sdma_context_regs - what of a context is not zero when a script starts
 * @pc: address of the script
 * @r: general registers
 */
struct sdma_context_regs {
	u32 pc;
	u32 r[SDMA_CONTEXT_REGS];
};

/**
 * struct sdma_context_job - what a script is to do
 * @type: peripheral
 * @direction: of the transfer
 * @event0: DMA request, that of the source if there are two
 * @event1: second DMA request, zero if there is none
 * @cfg: the client's configuration
 * @fifos: FIFOs of audio peripherals
 * @spba_start: where peripherals on the shared bus begin
 * @spba_end: and end, inclusive; both zero if there is no such bus
 */
struct sdma_context_job {
	enum sdma_peripheral_type type;
	enum dma_transfer_direction direction;
	unsigned int event0;
	unsigned int event1;
	struct dma_slave_config cfg;
	struct sdma_peripheral_config fifos;
	u32 spba_start;
	u32 spba_end;
};

void sdma_context_setup(struct sdma_context_regs *regs, const struct sdma_context_job *job,
			u32 pc);
void sdma_context_fill(struct sdma_context *context, const struct sdma_context_regs *regs);
int sdma_context_check_fifos(const struct sdma_peripheral_config *fifos);

#endif /* IMX_SDMA_CONTEXT_H */
