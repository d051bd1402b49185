/* SPDX-License-Identifier: GPL-2.0-only */
/* Private to the files of the PL080's model, see pl08x_model.h. */
#ifndef DRIVERS_DMA_TESTS_PL08X_MODEL_PRIV_H
#define DRIVERS_DMA_TESTS_PL08X_MODEL_PRIV_H

#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "pl08x_model.h"
#include "reg_model.h"

struct pl08x_periph;

#define PL08X_MODEL_WINDOW	0x1000
#define PL08X_MODEL_CHANNELS	8
#define PL08X_MODEL_FIFO	16	/* four words */
#define PL08X_MODEL_PERIPHS	4
#define PL08X_MODEL_WATCHES	8
#define PL08X_MODEL_LLI_WORDS	5

/* What a channel must be given before it may be enabled. */
#define PL08X_GIVEN_SRC		BIT(0)
#define PL08X_GIVEN_DST		BIT(1)
#define PL08X_GIVEN_LLI		BIT(2)
#define PL08X_GIVEN_CONTROL	BIT(3)
#define PL08X_GIVEN_SIZE	BIT(4)

/* A control word, decoded: widths in bytes, bursts in transfers. */
struct pl08x_model_ctl {
	unsigned int swidth, dwidth;
	unsigned int sburst, dburst;
	int sstep, dstep;
	unsigned int sbus, dbus;
	bool tc;		/* terminal count sets the status */
};

/* Who moves data, and who decides when it ends. */
struct pl08x_model_flow {
	bool src_periph, dst_periph;
	bool src_ends, dst_ends;
	unsigned int src_sig, dst_sig;
};

/* One side of a channel: the request that is being answered. */
struct pl08x_model_side {
	unsigned int credit;	/* transfers still allowed */
	enum pl08x_model_request req;
	bool last;		/* the flow controller's last was answered */
};

struct pl08x_model_chan {
	/* Registers, as the bus sees them. The size counts down. */
	u32 src, dst, lli, control, config, size;
	u32 given;
	bool secure;
	bool visible;		/* Enable reads as set */
	/* The engine */
	bool running;
	bool draining;
	bool fetch;		/* an LLI is to be fetched next */
	struct pl08x_model_ctl ctl;
	struct pl08x_model_flow flow;
	struct pl08x_model_side s, d;
	u32 src_left;		/* source transfers to do */
	u32 dst_left;		/* bytes to write */
	u8 fifo[PL08X_MODEL_FIFO];
	unsigned int level;
	struct pl08x_model_stats stats;
};

/*
 * What differs between the types. All are called with the model's lock held.
 * read and write return false for a register that does not exist.
 */
struct pl08x_model_variant {
	const char *name;
	u32 periphid;
	unsigned int channels;
	unsigned int signals;
	unsigned int lli_words;
	unsigned int config;	/* offset of the channel's configuration */
	u32 size_mask;
	u32 given;
	bool dual;
	bool nomadik;
	bool separate_size;
	bool periph_flow;
	bool (*read)(struct pl08x_model *m, unsigned int offset, u32 *val);
	bool (*write)(struct pl08x_model *m, unsigned int offset, u32 val);
	void (*decode)(struct pl08x_model *m, struct pl08x_model_chan *c);
	void (*load)(struct pl08x_model *m, struct pl08x_model_chan *c, const u32 *words);
	bool (*halted)(const struct pl08x_model_chan *c);
	u32 (*masked)(struct pl08x_model *m, bool err);
};

struct pl08x_model_range {
	dma_addr_t addr;
	size_t len;
};

struct pl08x_model {
	const struct pl08x_model_variant *variant;
	/* Fixed from creation to destruction */
	struct reg_model reg;
	struct hrtimer timer;
	struct completion ticked;

	raw_spinlock_t lock;	/* what follows; nothing is called under it */
	struct pl08x_model_chan chans[PL08X_MODEL_CHANNELS];
	u32 config, sync;
	u32 raw_tc, raw_err;
	u32 late_tcs;
	u32 lines[PL08X_REQS];	/* by peripherals */
	u32 soft[PL08X_REQS];	/* by software */
	struct pl08x_periph *periphs[PL08X_MODEL_PERIPHS];
	/* Interrupt */
	u32 seen;
	bool pending;
	bool force_irq;
	bool hold_irq;
	unsigned int lose;
	unsigned int storm;
	unsigned int delivered;
	/* Time */
	unsigned int budget;
	unsigned int irq_budget;
	unsigned int moved;
	unsigned int free_ns;
	unsigned int free_beats;
	bool armed;		/* the free running timer is queued or runs */
	bool kicked;		/* it has to look once more */
	/* Knobs */
	u32 held;
	u32 stuck_active;
	u32 stuck_enable;
	bool late;
	unsigned int fail_in[PL08X_ACCESSES];
	struct pl08x_model_range watched[PL08X_MODEL_WATCHES];
	unsigned int watches;
	pl08x_model_hook hook;
	void *hook_data;
	/* Records */
	unsigned int accesses;
	unsigned int spin, max_spin, spin_at;
	ktime_t spin_time;
};

extern const struct pl08x_model_variant pl08x_model_variants[PL08X_MODEL_TYPES];

static inline unsigned int pl08x_model_chan_nr(struct pl08x_model *m,
					       const struct pl08x_model_chan *c)
{
	return c - m->chans;
}

static inline void pl08x_model_violate(struct pl08x_model *m,
				       enum pl08x_model_violation violation, unsigned int at)
{
	reg_model_violate(&m->reg, violation, at);
}

/* pl08x_model_regs.c */
u32 pl08x_model_reg_read(struct pl08x_model *m, unsigned int offset, unsigned int size);
void pl08x_model_reg_write(struct pl08x_model *m, unsigned int offset, unsigned int size, u32 val);
void pl08x_model_give(struct pl08x_model *m, struct pl08x_model_chan *c, u32 what, u32 *reg,
		      u32 val);

/* pl08x_model_ftdmac.c */
bool pl08x_model_ftdmac_read(struct pl08x_model *m, unsigned int offset, u32 *val);
bool pl08x_model_ftdmac_write(struct pl08x_model *m, unsigned int offset, u32 val);
void pl08x_model_ftdmac_decode(struct pl08x_model *m, struct pl08x_model_chan *c);
void pl08x_model_ftdmac_load(struct pl08x_model *m, struct pl08x_model_chan *c, const u32 *words);
bool pl08x_model_ftdmac_halted(const struct pl08x_model_chan *c);
u32 pl08x_model_ftdmac_masked(struct pl08x_model *m, bool err);

/* pl08x_model_engine.c */
void pl08x_model_chan_start(struct pl08x_model *m, struct pl08x_model_chan *c);
void pl08x_model_chan_stop(struct pl08x_model *m, struct pl08x_model_chan *c);
void pl08x_model_chan_reload(struct pl08x_model *m, struct pl08x_model_chan *c);
bool pl08x_model_beat(struct pl08x_model *m);
bool pl08x_model_is_enabled(struct pl08x_model *m);

/* pl08x_model_bus.c */
bool pl08x_model_bus_read(struct pl08x_model *m, struct pl08x_model_chan *c, u8 *to);
bool pl08x_model_bus_write(struct pl08x_model *m, struct pl08x_model_chan *c, const u8 *from,
			   unsigned int width);
bool pl08x_model_bus_fetch(struct pl08x_model *m, struct pl08x_model_chan *c, u32 *words);

/* pl08x_model_req.c */
bool pl08x_model_may_transfer(struct pl08x_model *m, struct pl08x_model_chan *c, bool src);
void pl08x_model_transferred(struct pl08x_model *m, struct pl08x_model_chan *c, bool src, bool end);
void pl08x_model_tell_tc(struct pl08x_model *m, struct pl08x_model_chan *c);
struct pl08x_periph *pl08x_model_periph_at(struct pl08x_model *m, u32 addr);
void pl08x_periph_read(struct pl08x_model *m, struct pl08x_periph *p, u8 *to, unsigned int width);
void pl08x_periph_write(struct pl08x_model *m, struct pl08x_periph *p, const u8 *from,
			unsigned int width);

/* pl08x_model_clock.c */
void pl08x_model_clock_init(struct pl08x_model *m);
void pl08x_model_clock_exit(struct pl08x_model *m);
void pl08x_model_kick(struct pl08x_model *m);
void pl08x_model_update_irq(struct pl08x_model *m);

/* pl08x_model_fault.c */
bool pl08x_model_fails(struct pl08x_model *m, enum pl08x_model_access access);
void pl08x_model_check_watch(struct pl08x_model *m, dma_addr_t addr, size_t len);
void pl08x_model_check_spin(struct pl08x_model *m, unsigned int offset);

#endif /* DRIVERS_DMA_TESTS_PL08X_MODEL_PRIV_H */
