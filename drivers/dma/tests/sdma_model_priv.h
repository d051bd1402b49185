/* SPDX-License-Identifier: GPL-2.0-only */
/* Private to the files of the i.MX SDMA's model, see sdma_model.h. */
#ifndef DRIVERS_DMA_TESTS_SDMA_MODEL_PRIV_H
#define DRIVERS_DMA_TESTS_SDMA_MODEL_PRIV_H

#include <linux/bits.h>
#include <linux/hrtimer.h>
#include <linux/io.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "reg_model.h"
#include "sdma_model.h"

#define SDMA_MODEL_WINDOW	0x2000
#define SDMA_MODEL_CLOCKS	2
#define SDMA_MODEL_DATA		0x1000	/* words of data memory */
#define SDMA_MODEL_CONTEXTS	0x800	/* where contexts are in it */
#define SDMA_MODEL_CONTEXT	32	/* words of a context */

/* Words of a context. */
#define CONTEXT_PC		0
#define CONTEXT_PER		8	/* r6 */

/* Status of a BD, in its mode word. */
#define BD_COUNT		GENMASK(15, 0)
#define BD_DONE			BIT(16)
#define BD_WRAP			BIT(17)
#define BD_CONT			BIT(18)
#define BD_INTR			BIT(19)
#define BD_ERROR		BIT(20)
#define BD_COMMAND		GENMASK(31, 24)

#define COMMAND_SET_DATA	1
#define COMMAND_GET_DATA	2
#define COMMAND_SET_CODE	4

/* A BD and a control block, in the system's memory. */
struct sdma_model_bd {
	__le32 mode, addr, ext;
};

struct sdma_model_ccb {
	__le32 current_bd, base_bd, unused[2];
};

struct sdma_model_chan {
	u32 context[SDMA_MODEL_CONTEXT];	/* while its script works */
	u32 bd;			/* that the script works on */
	bool fail;
	bool ends;		/* its script has found no BD */
	unsigned int end_ns;	/* that it takes to end then */
	u8 device;		/* next byte from the device */
	struct sdma_model_stats stats;
};

struct sdma_model {
	struct reg_model reg;
	struct hrtimer core;	/* end of the BD that the core works on */
	struct hrtimer chan0;
	struct hrtimer irq;

	raw_spinlock_t lock;	/* what follows; nothing is called under it */
	u32 regs[SDMA_MODEL_WINDOW / 4];	/* those that only store */
	u32 intr, host;
	u64 events;		/* requests that are asserted */
	u32 data[SDMA_MODEL_DATA];
	struct sdma_model_chan chans[SDMA_MODEL_CHANNELS];
	int current_chan;	/* -1: the core sleeps */
	unsigned int last_chan;
	struct sdma_model_bd *bd0;	/* command that channel 0 executes, or none */
	u32 bd0_sum;		/* of it, when it began */
	/* Knobs */
	unsigned int bd_ns;
	unsigned int stop_ns;
	bool hold_irq;
	bool hang_chan0;
	bool stick_chan0;
	bool stale_psw;
	/* Records */
	unsigned int irqs;
	unsigned int accesses;
	unsigned int storm;
};

#define REG_C0PTR	0x000
#define REG_INTR	0x004
#define REG_STATSTOP	0x008
#define REG_START	0x00c
#define REG_EVTOVR	0x010
#define REG_DSPOVR	0x014
#define REG_HOSTOVR	0x018
#define REG_EVTPEND	0x01c
#define REG_PSW		0x030
#define REG_PRIORITY(n)	(0x100 + 4 * (n))
#define REG_CHNENBL(n)	(0x200 + 4 * (n))

/* sdma_model_regs.c */
u32 sdma_model_read(struct sdma_model *m, unsigned int offset, unsigned int size);
void sdma_model_write(struct sdma_model *m, unsigned int offset, unsigned int size, u32 val);

/* sdma_model_core.c */
void sdma_model_core_init(struct sdma_model *m);
void sdma_model_core_exit(struct sdma_model *m);
void sdma_model_schedule(struct sdma_model *m);
u32 sdma_model_pending(struct sdma_model *m);
void sdma_model_start(struct sdma_model *m, u32 chans);
void sdma_model_stop(struct sdma_model *m, u32 chans);
void sdma_model_update_irq(struct sdma_model *m);
void sdma_model_catch_up(struct sdma_model *m);
void sdma_model_expired(struct sdma_model *m);

/* sdma_model_chan0.c */
void sdma_model_chan0_init(struct sdma_model *m);
void sdma_model_chan0_exit(struct sdma_model *m);
void sdma_model_chan0_begin(struct sdma_model *m);
void sdma_model_chan0_end(struct sdma_model *m);
void sdma_model_chan0_catch_up(struct sdma_model *m);
bool sdma_model_chan0_is_stuck(struct sdma_model *m);

static inline u32 sdma_model_reg(struct sdma_model *m, unsigned int offset)
{
	return m->regs[offset / 4];
}

static inline void *sdma_model_memory(u32 addr)
{
	return phys_to_virt(addr);
}

static inline struct sdma_model_ccb *sdma_model_ccb(struct sdma_model *m, unsigned int chan)
{
	return (struct sdma_model_ccb *)sdma_model_memory(sdma_model_reg(m, REG_C0PTR)) + chan;
}

#endif /* DRIVERS_DMA_TESTS_SDMA_MODEL_PRIV_H */
