/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A register model of the PL080 family of DMA controllers.
 *
 * Written from the technical reference manuals (ARM DDI 0196 for PL080, DDI 0218
 * for PL081) and, for what Samsung, ST and Faraday changed, from
 * <linux/amba/pl080.h>. It is not told what a driver expects. Where the manual
 * leaves a choice the comment at the place says which one was taken.
 *
 * A driver reaches the model by readl() and writel(), through logic_iomem. The
 * model moves data only when a test says so, or freely, by a timer. Interrupts
 * are delivered in hard interrupt context.
 */
#ifndef DRIVERS_DMA_TESTS_PL08X_MODEL_H
#define DRIVERS_DMA_TESTS_PL08X_MODEL_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/ioport.h>
#include <linux/types.h>

#include "reg_model.h"

/**
 * enum pl08x_model_type - which controller
 * @PL08X_MODEL_PL080: ARM PL080: eight channels, two masters
 * @PL08X_MODEL_PL081: ARM PL081: two channels, one master
 * @PL08X_MODEL_PL080S: Samsung PL080S: a second control word, longer transfers
 * @PL08X_MODEL_NOMADIK: ST Nomadik: channels may be secure, no configuration register
 * @PL08X_MODEL_FTDMAC020: Faraday FTDMAC020: other registers
 * @PL08X_MODEL_TYPES: number of types
 */
enum pl08x_model_type {
	PL08X_MODEL_PL080,
	PL08X_MODEL_PL081,
	PL08X_MODEL_PL080S,
	PL08X_MODEL_NOMADIK,
	PL08X_MODEL_FTDMAC020,
	PL08X_MODEL_TYPES,
};

/**
 * enum pl08x_model_violation - what a driver must not do
 * @PL08X_BAD_WRITE: written while the channel is enabled: an address, the LLI, the
 *	control, or what kind of transfer it is
 * @PL08X_BAD_CLOCK: access with the bus clock off
 * @PL08X_BAD_ACCESS: access of other than 32 bits, or to a register that is not there
 * @PL08X_BAD_RESERVED: a reserved bit set, or a reserved value of a field
 * @PL08X_BAD_SECURE: write to a channel that belongs to the secure world
 * @PL08X_BAD_PENDING: channel enabled with an interrupt of it still pending
 * @PL08X_BAD_REENABLE: channel enabled again without being programmed anew
 * @PL08X_BAD_LOSS: channel disabled with data in its FIFO, without a halt before
 * @PL08X_BAD_SPIN: register read again and again with interrupts off
 * @PL08X_BAD_ALIGN: address not a multiple of the width, or length of the destination's
 * @PL08X_BAD_COUNT: transfer size of zero where the controller counts, or not where not
 * @PL08X_BAD_STORM: interrupt handled, but still asserted, again and again
 * @PL08X_BAD_TOUCH: access to memory that is no longer the controller's
 * @PL08X_BAD_WIDTH: access to a peripheral that is not of its width
 * @PL08X_BAD_FLOW: peripheral accessed without a request, or without data or room
 * @PL08X_VIOLATIONS: number of kinds
 */
enum pl08x_model_violation {
	PL08X_BAD_WRITE,
	PL08X_BAD_CLOCK,
	PL08X_BAD_ACCESS,
	PL08X_BAD_RESERVED,
	PL08X_BAD_SECURE,
	PL08X_BAD_PENDING,
	PL08X_BAD_REENABLE,
	PL08X_BAD_LOSS,
	PL08X_BAD_SPIN,
	PL08X_BAD_ALIGN,
	PL08X_BAD_COUNT,
	PL08X_BAD_STORM,
	PL08X_BAD_TOUCH,
	PL08X_BAD_WIDTH,
	PL08X_BAD_FLOW,
	PL08X_VIOLATIONS,
};

/**
 * enum pl08x_model_access - kinds of access of a channel to its bus
 * @PL08X_ACCESS_SRC: read of the source
 * @PL08X_ACCESS_DST: write to the destination
 * @PL08X_ACCESS_LLI: fetch of a linked list item
 * @PL08X_ACCESSES: number of kinds
 */
enum pl08x_model_access {
	PL08X_ACCESS_SRC,
	PL08X_ACCESS_DST,
	PL08X_ACCESS_LLI,
	PL08X_ACCESSES,
};

/**
 * enum pl08x_model_request - DMA requests of a peripheral
 * @PL08X_REQ_BURST: DMACBREQ
 * @PL08X_REQ_SINGLE: DMACSREQ
 * @PL08X_REQ_LAST_BURST: DMACLBREQ
 * @PL08X_REQ_LAST_SINGLE: DMACLSREQ
 * @PL08X_REQS: number of kinds
 */
enum pl08x_model_request {
	PL08X_REQ_BURST,
	PL08X_REQ_SINGLE,
	PL08X_REQ_LAST_BURST,
	PL08X_REQ_LAST_SINGLE,
	PL08X_REQS,
};

struct fwnode_handle;
struct pl08x_model;

/**
 * typedef pl08x_model_hook - called after each access of the driver to a register
 * @data: as given to pl08x_model_set_hook()
 * @offset: register
 * @write: what kind of access
 *
 * Context: The driver's, with the driver's locks held and the model's not.
 */
typedef void (*pl08x_model_hook)(void *data, unsigned int offset, bool write);

/**
 * struct pl08x_model_stats - what a channel has done so far
 * @read: bytes read from the source
 * @written: bytes written to the destination
 * @lost: bytes that were in the FIFO when the channel was disabled
 * @starts: times the channel was enabled
 * @llis: linked list items fetched
 * @tcs: terminal counts, with or without an interrupt
 * @errors: error responses
 * @beats: accesses by bus master, of each kind of access
 */
struct pl08x_model_stats {
	u64 read;
	u64 written;
	u64 lost;
	unsigned int starts;
	unsigned int llis;
	unsigned int tcs;
	unsigned int errors;
	unsigned int beats[PL08X_ACCESSES][2];
};

/* Instances: pl08x_model.c */
struct pl08x_model *pl08x_model_create(enum pl08x_model_type type, const char *dev_name,
				       struct fwnode_handle *intc);
void pl08x_model_destroy(struct pl08x_model *m);
struct reg_model *pl08x_model_common(struct pl08x_model *m);
extern const struct reg_model_type pl08x_model_reg_type;
unsigned int pl08x_model_channels(struct pl08x_model *m);
unsigned int pl08x_model_periphid(struct pl08x_model *m);

/* Time and interrupts: pl08x_model_clock.c */
unsigned int pl08x_model_step(struct pl08x_model *m, unsigned int beats);
unsigned int pl08x_model_run(struct pl08x_model *m);
unsigned int pl08x_model_run_irqs(struct pl08x_model *m, unsigned int irqs);
void pl08x_model_irq(struct pl08x_model *m);
void pl08x_model_spurious_irq(struct pl08x_model *m);
void pl08x_model_hold_irq(struct pl08x_model *m, bool hold);
void pl08x_model_lose_irqs(struct pl08x_model *m, unsigned int n);
unsigned int pl08x_model_irqs(struct pl08x_model *m);
void pl08x_model_run_freely(struct pl08x_model *m, unsigned int period_ns, unsigned int beats);

/* Requests and peripherals: pl08x_model_req.c */
void pl08x_model_request(struct pl08x_model *m, unsigned int signal, enum pl08x_model_request req);
bool pl08x_model_requested(struct pl08x_model *m, unsigned int signal,
			   enum pl08x_model_request req);

/* Knobs and records: pl08x_model_fault.c */
void pl08x_model_hold(struct pl08x_model *m, u32 chans, bool hold);
void pl08x_model_fail_next(struct pl08x_model *m, enum pl08x_model_access access,
			   unsigned int after);
void pl08x_model_stick_active(struct pl08x_model *m, u32 chans);
void pl08x_model_stick_enable(struct pl08x_model *m, u32 chans);
void pl08x_model_late_tc(struct pl08x_model *m, bool late);
void pl08x_model_raise(struct pl08x_model *m, u32 tc, u32 err);
void pl08x_model_set_secure(struct pl08x_model *m, u32 chans);
void pl08x_model_watch(struct pl08x_model *m, dma_addr_t addr, size_t len);
void pl08x_model_unwatch(struct pl08x_model *m);
void pl08x_model_set_hook(struct pl08x_model *m, pl08x_model_hook hook, void *data);
unsigned int pl08x_model_accesses(struct pl08x_model *m);
unsigned int pl08x_model_max_spin(struct pl08x_model *m);
u32 pl08x_model_enabled(struct pl08x_model *m);
u32 pl08x_model_active(struct pl08x_model *m);
struct pl08x_model_stats pl08x_model_chan_stats(struct pl08x_model *m, unsigned int chan);
u64 pl08x_model_written(struct pl08x_model *m);

/* What all models have: reg_model.c */
static inline struct resource *pl08x_model_region(void)
{
	return reg_model_region();
}

static inline struct resource pl08x_model_resource(struct pl08x_model *m)
{
	return reg_model_resource(pl08x_model_common(m));
}

static inline int pl08x_model_virq(struct pl08x_model *m)
{
	return pl08x_model_common(m)->virq;
}

static inline int pl08x_model_mapped(struct pl08x_model *m)
{
	return atomic_read(&pl08x_model_common(m)->mapped);
}

static inline int pl08x_model_clocked(struct pl08x_model *m)
{
	return atomic_read(&pl08x_model_common(m)->clocked);
}

static inline unsigned long pl08x_model_take_violations(struct pl08x_model *m)
{
	return reg_model_take_violations(pl08x_model_common(m));
}

static inline const char *pl08x_model_violation_name(unsigned int violation)
{
	return reg_model_violation_name(&pl08x_model_reg_type, violation);
}

static inline unsigned long pl08x_model_violations(struct pl08x_model *m)
{
	return READ_ONCE(pl08x_model_common(m)->violations);
}

static inline unsigned int pl08x_model_violation_at(struct pl08x_model *m, unsigned int violation)
{
	return pl08x_model_common(m)->violated_at[violation];
}

#endif /* DRIVERS_DMA_TESTS_PL08X_MODEL_H */
