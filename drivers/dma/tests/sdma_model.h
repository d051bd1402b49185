/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A register model of the i.MX SDMA, for KUnit.
 *
 * Written from the SDMA chapter of the i.MX6 reference manual: channels that are enabled by the
 * host (HE), by DMA requests (EP) or overridden, priorities, channel 0 with its commands, contexts
 * in data memory, control blocks and buffer descriptors (BDs) in the system's memory. The scripts
 * are not executed; the model does what they do with BDs, one BD at a time.
 *
 * Stopping a channel clears HE at once. The script goes on with its BD for as long as a test says,
 * gives the BD back, interrupts, moves the control block's pointer and saves its context.
 *
 * A driver reaches the model by readl() and writel(), through logic_iomem. Time is the kernel's;
 * interrupts are delivered in hard interrupt context.
 */
#ifndef DRIVERS_DMA_TESTS_SDMA_MODEL_H
#define DRIVERS_DMA_TESTS_SDMA_MODEL_H

#include <linux/atomic.h>
#include <linux/ioport.h>
#include <linux/ktime.h>
#include <linux/types.h>

#include "reg_model.h"

#define SDMA_MODEL_CHANNELS	32
#define SDMA_MODEL_EVENTS	48

/* Registers that only store, for sdma_model_peek(). */
#define SDMA_MODEL_EVTOVR	0x010
#define SDMA_MODEL_DSPOVR	0x014
#define SDMA_MODEL_HOSTOVR	0x018
#define SDMA_MODEL_CHNPRI(n)	(0x100 + 4 * (n))
#define SDMA_MODEL_CHNENBL(n)	(0x200 + 4 * (n))
#define SDMA_MODEL_DONE0	0x1000

/* Scripts, at the addresses of the i.MX6Q's ROM. */
#define SDMA_MODEL_COPY		642
#define SDMA_MODEL_FROM_DEVICE	683
#define SDMA_MODEL_TO_DEVICE	747

/**
 * enum sdma_model_violation - what a driver must not do
 * @SDMA_BAD_CLOCK: access with a clock off
 * @SDMA_BAD_ACCESS: access of other than 32 bits, or to a register that is not there
 * @SDMA_BAD_START: channel started while its script still works on what was stopped
 * @SDMA_BAD_CONTEXT: context loaded while the channel's script works
 * @SDMA_BAD_CCB: control block written while the channel's script works
 * @SDMA_BAD_SCRIPT: channel started at an address where there is no script
 * @SDMA_BAD_COMMAND: command of channel 0, or what it reads, written while it is executed
 * @SDMA_BAD_STORM: interrupt handled, but still asserted, again and again
 * @SDMA_VIOLATIONS: number of kinds
 */
enum sdma_model_violation {
	SDMA_BAD_CLOCK,
	SDMA_BAD_ACCESS,
	SDMA_BAD_START,
	SDMA_BAD_CONTEXT,
	SDMA_BAD_CCB,
	SDMA_BAD_SCRIPT,
	SDMA_BAD_COMMAND,
	SDMA_BAD_STORM,
	SDMA_VIOLATIONS,
};

/**
 * struct sdma_model_stats - what a channel has done so far
 * @starts: times it was started by the driver
 * @stops: times it was stopped by the driver
 * @bds: BDs that it was through with
 * @saves: times its context was saved
 * @bytes: bytes transferred
 * @sum: of all bytes sent to a device
 * @hash: of them, in their order: 31 times what it was, and the byte
 * @per: peripheral's address in the context that ran last
 * @started: when it was started last
 * @stopped: when it was stopped last
 */
struct sdma_model_stats {
	unsigned int starts;
	unsigned int stops;
	unsigned int bds;
	unsigned int saves;
	u64 bytes;
	u32 sum;
	u32 hash;
	u32 per;
	ktime_t started;
	ktime_t stopped;
};

struct sdma_model;

/* Instances: sdma_model.c */
struct sdma_model *sdma_model_create(const char *dev_name);
void sdma_model_destroy(struct sdma_model *m);
struct reg_model *sdma_model_common(struct sdma_model *m);
extern const struct reg_model_type sdma_model_reg_type;

/* Knobs and records: sdma_model_knobs.c */
void sdma_model_set_bd_ns(struct sdma_model *m, unsigned int ns);
void sdma_model_set_stop_ns(struct sdma_model *m, unsigned int ns);
void sdma_model_end_late(struct sdma_model *m, unsigned int chan, unsigned int ns);
void sdma_model_request(struct sdma_model *m, unsigned int event, bool on);
void sdma_model_fail_next(struct sdma_model *m, unsigned int chan);
void sdma_model_hold_irq(struct sdma_model *m, bool hold);
void sdma_model_deliver_irq(struct sdma_model *m);
void sdma_model_raise(struct sdma_model *m, unsigned int chan);
void sdma_model_hang_chan0(struct sdma_model *m, bool hang);
void sdma_model_stick_chan0(struct sdma_model *m, bool stick);
void sdma_model_stale_psw(struct sdma_model *m, bool stale);
struct sdma_model_stats sdma_model_chan_stats(struct sdma_model *m, unsigned int chan);
unsigned int sdma_model_accesses(struct sdma_model *m);
u32 sdma_model_peek(struct sdma_model *m, unsigned int reg);
u32 sdma_model_data(struct sdma_model *m, unsigned int addr);
int sdma_model_executes(struct sdma_model *m);
unsigned int sdma_model_irqs(struct sdma_model *m);

/* What all models have: reg_model.c */
static inline struct resource *sdma_model_region(void)
{
	return reg_model_region();
}

static inline struct resource sdma_model_resource(struct sdma_model *m)
{
	return reg_model_resource(sdma_model_common(m));
}

static inline int sdma_model_virq(struct sdma_model *m)
{
	return sdma_model_common(m)->virq;
}

static inline int sdma_model_mapped(struct sdma_model *m)
{
	return atomic_read(&sdma_model_common(m)->mapped);
}

static inline int sdma_model_clocked(struct sdma_model *m)
{
	return atomic_read(&sdma_model_common(m)->clocked);
}

static inline unsigned long sdma_model_take_violations(struct sdma_model *m)
{
	return reg_model_take_violations(sdma_model_common(m));
}

static inline const char *sdma_model_violation_name(unsigned int violation)
{
	return reg_model_violation_name(&sdma_model_reg_type, violation);
}

#endif /* DRIVERS_DMA_TESTS_SDMA_MODEL_H */
