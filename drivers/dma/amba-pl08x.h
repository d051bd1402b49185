/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Driver for the PL080 family of DMA controllers: what its files share
 *
 * A controller has a few physical channels and many virtual ones, which are what clients get. A
 * virtual channel borrows a physical one for as long as it has something to run.
 */
#ifndef AMBA_PL08X_H_PRIVATE
#define AMBA_PL08X_H_PRIVATE

#include <linux/amba/bus.h>
#include <linux/amba/pl08x.h>
#include <linux/dmaengine.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "amba-pl08x-lli.h"
#include "virt-dma.h"

/**
 * DOC: pl08x locking
 *
 * In structures a letter says how a field is protected:
 *
 * I: does not change after probe
 * V: under the lock of the virtual channel
 * P: under &pl08x.lock, which nests inside of the lock of a virtual channel
 * O: by who owns the physical channel: the virtual channel that runs on it, under its lock, or
 *    the timer while the physical channel drains
 *
 * The locks of two virtual channels are never held together. Under any of the locks nothing is
 * freed, no client is called, and nothing is printed: consoles are clients. Who gives a physical
 * channel back calls pl08x_phy_dispatch() when it has dropped the lock of its virtual channel.
 */

#define PL08X_NAME		"pl08xdmac"

/* More do not exist, whatever a feature register says. */
#define PL08X_MAX_PHYS		8

/* Items of a table, so at most 16 KiB. */
#define PL08X_MAX_LLIS		512

/* Cookies of a channel that are remembered as failed. */
#define PL08X_FAILED		8

/* Generated names: "memcpy7", "slave31". */
#define PL08X_NAME_LEN		17

struct pl08x;
struct pl08x_chan;
struct seq_file;

/**
 * struct pl08x_bits - bits to set and to clear in a register of a physical channel
 * @reg: offset of the register
 * @set: bits to set
 * @clear: bits to clear
 */
struct pl08x_bits {
	u8 reg;
	u32 set;
	u32 clear;
};

/**
 * struct pl08x_layout - where a variant has its registers, and what is in them
 * @src: source address; an offset in a physical channel, as the others are
 * @dst: destination address
 * @lli: pointer to the next item
 * @control: control word
 * @size: transfer size, if @has_size
 * @config: configuration
 * @has_size: the transfer size is not in the control word
 * @run: enables a channel
 * @stop: disables a channel; what it has read and not written is lost
 * @hold: lets a channel read no more
 * @resume: lets it go on
 * @quiet: lets it interrupt no more
 * @busy_reg: register that says that a channel still works
 * @busy: bit in there
 * @errors: bits of channel 0 in the registers of the error interrupt
 */
struct pl08x_layout {
	u8 src;
	u8 dst;
	u8 lli;
	u8 control;
	u8 size;
	u8 config;
	bool has_size;
	struct pl08x_bits run;
	struct pl08x_bits stop;
	struct pl08x_bits hold;
	struct pl08x_bits resume;
	struct pl08x_bits quiet;
	u8 busy_reg;
	u32 busy;
	u32 errors;
};

/**
 * struct pl08x_variant - a member of the family
 * @name: for messages
 * @layout: registers
 * @lli: linked list items
 * @channels: physical channels, zero if a feature register says how many
 * @signals: request signals, zero if there are no slave channels
 * @dual_master: it has AHB2
 * @secure: channels may belong to the secure world
 * @copy_align: what memory to memory transfers have to be aligned to
 * @enable: register of the controller that turns it on, zero if there is none
 * @config: configuration of each channel that runs
 */
struct pl08x_variant {
	const char *name;
	const struct pl08x_layout *layout;
	const struct pl08x_lli_format *lli;
	u8 channels;
	u8 signals;
	bool dual_master;
	bool secure;
	enum dmaengine_alignment copy_align;
	u8 enable;
	u32 config;
};

/**
 * enum pl08x_phy_state - what may be done with a physical channel
 * @PL08X_PHY_FREE: may be given to a virtual channel
 * @PL08X_PHY_BUSY: belongs to one
 * @PL08X_PHY_DRAINING: told to stop; a timer looks whether it has
 * @PL08X_PHY_LOST: has not stopped, must not be touched again
 * @PL08X_PHY_SECURE: not ours
 */
enum pl08x_phy_state {
	PL08X_PHY_FREE,
	PL08X_PHY_BUSY,
	PL08X_PHY_DRAINING,
	PL08X_PHY_LOST,
	PL08X_PHY_SECURE,
};

/**
 * struct pl08x_phy - a physical channel
 * @pl08x: I: controller
 * @base: I: registers
 * @id: I: number
 * @state: P: what may be done with it
 * @serving: P: virtual channel that it belongs to, or is about to
 * @timer: looks whether the channel has stopped
 * @since: O: when it was told to stop
 * @forced: O: and disabled without regard to what it has read
 * @victim: O: descriptor that was terminated while it ran here
 */
struct pl08x_phy {
	struct pl08x *pl08x;
	void __iomem *base;
	unsigned int id;
	enum pl08x_phy_state state;
	struct pl08x_chan *serving;
	struct hrtimer timer;
	ktime_t since;
	bool forced;
	struct pl08x_desc *victim;
};

/**
 * struct pl08x_desc - a descriptor
 * @vd: for virt-dma; its list is V
 * @chain: I: the linked list items
 * @control: I: control word of all of them
 * @config: I: configuration of the channel that runs it
 * @size: I: allocated bytes of the table, which is mapped at &pl08x_lli_chain.bus
 * @periods: I: number of periods if it is cyclic
 * @item: V: item that ran when periods were counted last
 * @left: V: what was left of it, in transfers
 * @ended: V: the last period that was counted is that which ends with @item
 * @muxed: V: holds the request signal of its channel
 */
struct pl08x_desc {
	struct virt_dma_desc vd;
	struct pl08x_lli_chain chain;
	u32 control;
	u32 config;
	size_t size;
	unsigned int periods;
	unsigned int item;
	u32 left;
	bool ended;
	bool muxed;
};

/**
 * enum pl08x_chan_state - where a virtual channel stands
 * @PL08X_CHAN_IDLE: runs nothing, and does not try to
 * @PL08X_CHAN_WAITING: is in the queue for a physical channel, or one is on its way
 * @PL08X_CHAN_RUNNING: has a physical channel and a descriptor
 * @PL08X_CHAN_STOPPING: has a physical channel that is to stop
 */
enum pl08x_chan_state {
	PL08X_CHAN_IDLE,
	PL08X_CHAN_WAITING,
	PL08X_CHAN_RUNNING,
	PL08X_CHAN_STOPPING,
};

/**
 * struct pl08x_chan - a virtual channel
 * @vc: for virt-dma
 * @pl08x: I: controller
 * @cd: I: the platform's description, %NULL without one
 * @name: I: for pl08x_filter_id() and for debugfs
 * @name_buf: I: @name, if it is not the platform's
 * @index: I: number among those of its kind
 * @periph_buses: V: buses that reach the peripheral
 * @cfg: V: configuration of what is prepared next
 * @state: V: where it stands
 * @paused: V: nothing may be started, what runs is held
 * @phy: V: physical channel, in state running and stopping
 * @at: V: descriptor that runs, in state running
 * @signal: V: request signal, if @mux_use
 * @mux_use: V: descriptors that hold the request signal
 * @failed: V: cookies of the latest descriptors that failed
 * @failures: V: how many have failed
 * @waiting: P: in the queue for a physical channel
 */
struct pl08x_chan {
	struct virt_dma_chan vc;
	struct pl08x *pl08x;
	const struct pl08x_channel_data *cd;
	const char *name;
	char name_buf[PL08X_NAME_LEN];
	unsigned int index;
	u8 periph_buses;
	struct dma_slave_config cfg;
	enum pl08x_chan_state state;
	bool paused;
	struct pl08x_phy *phy;
	struct pl08x_desc *at;
	int signal;
	unsigned int mux_use;
	dma_cookie_t failed[PL08X_FAILED];
	unsigned int failures;
	struct list_head waiting;
};

/**
 * struct pl08x - a controller
 * @ref: one of the driver, one of each registered &struct dma_device
 * @variant: I: which member of the family
 * @adev: I: device, referenced
 * @base: I: registers, until the driver is unbound
 * @pd: I: the platform's data, or what the device tree says
 * @channels: I: number of physical channels
 * @dual_master: I: it has AHB2
 * @mem_buses: I: buses that reach memory
 * @lli_buses: I: buses that reach the tables of linked list items
 * @copy: I: what all transfers between memory and memory have in common
 * @memcpy: channels between memory and memory
 * @slave: channels between memory and peripherals, unless there are no signals
 * @phys: physical channels
 * @lock: protects the assignment of physical to virtual channels
 * @queue: P: virtual channels that wait for a physical one
 * @kept: P: descriptors that a lost physical channel may still work on
 */
struct pl08x {
	struct kref ref;
	const struct pl08x_variant *variant;
	struct amba_device *adev;
	void __iomem *base;
	struct pl08x_platform_data pd;
	unsigned int channels;
	bool dual_master;
	u8 mem_buses;
	u8 lli_buses;
	struct pl08x_lli_job copy;
	struct dma_device memcpy;
	struct dma_device slave;
	struct pl08x_phy phys[PL08X_MAX_PHYS];
	spinlock_t lock; /* protects the assignment of physical to virtual channels */
	struct list_head queue;
	struct list_head kept;
};

static inline struct pl08x_chan *to_pl08x_chan(struct dma_chan *chan)
{
	return container_of(chan, struct pl08x_chan, vc.chan);
}

static inline struct pl08x_desc *to_pl08x_desc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct pl08x_desc, vd);
}

static inline struct device *pl08x_dev(struct pl08x *pl08x)
{
	return &pl08x->adev->dev;
}

/* amba-pl08x-variant.c */
extern const struct amba_id pl08x_ids[];

/* amba-pl08x-hw.c: registers */
struct pl08x_hw_irqs {
	bool done;	/* terminal count of an item that interrupts */
	bool error;
};

void pl08x_hw_identify(struct pl08x *pl08x);
void pl08x_hw_turn_on(struct pl08x *pl08x);
void pl08x_hw_turn_off(struct pl08x *pl08x);
bool pl08x_hw_is_secure(struct pl08x_phy *phy);
u32 pl08x_hw_pending(struct pl08x *pl08x);
struct pl08x_hw_irqs pl08x_hw_ack(struct pl08x_phy *phy);
void pl08x_hw_start(struct pl08x_phy *phy, const struct pl08x_desc *desc);
bool pl08x_hw_hold(struct pl08x_phy *phy, const struct pl08x_desc *desc);
bool pl08x_hw_resume(struct pl08x_phy *phy, const struct pl08x_desc *desc);
bool pl08x_hw_enabled(struct pl08x_phy *phy);
bool pl08x_hw_idle(struct pl08x_phy *phy);
bool pl08x_hw_stop(struct pl08x_phy *phy);
bool pl08x_hw_stop_again(struct pl08x_phy *phy, bool force);
void pl08x_hw_position(struct pl08x_phy *phy, struct pl08x_lli_regs *pos);

/* amba-pl08x-phy.c: physical channels */
void pl08x_phy_init(struct pl08x *pl08x);
void pl08x_phy_exit(struct pl08x *pl08x);
struct pl08x_phy *pl08x_phy_get(struct pl08x_chan *plchan);
bool pl08x_phy_keep(struct pl08x_phy *phy);
void pl08x_phy_put(struct pl08x_phy *phy);
void pl08x_phy_drain(struct pl08x_phy *phy, struct pl08x_desc *victim);
void pl08x_phy_unqueue(struct pl08x_chan *plchan);
void pl08x_phy_dispatch(struct pl08x *pl08x);
struct pl08x_chan *pl08x_phy_serving(struct pl08x_phy *phy);

/* amba-pl08x-chan.c: virtual channels */
void pl08x_chan_init(struct pl08x_chan *plchan, struct dma_device *ddev);
void pl08x_chan_setup_ops(struct dma_device *ddev);
void pl08x_chan_start_locked(struct pl08x_chan *plchan);
bool pl08x_chan_granted(struct pl08x_chan *plchan, struct pl08x_phy *phy);
void pl08x_chan_stopped_locked(struct pl08x_chan *plchan);
void pl08x_chan_complete_locked(struct pl08x_chan *plchan, enum dmaengine_tx_result result,
				size_t residue);

/* amba-pl08x-desc.c: descriptors */
void pl08x_desc_setup_ops(struct pl08x *pl08x);
void pl08x_desc_free(struct virt_dma_desc *vd);

/* amba-pl08x-irq.c: interrupts */
irqreturn_t pl08x_irq(int irq, void *data);

/* amba-pl08x-mux.c: request signals */
int pl08x_mux_get(struct pl08x_chan *plchan, struct pl08x_desc *desc);
void pl08x_mux_put(struct pl08x_chan *plchan, struct pl08x_desc *desc);
void pl08x_mux_put_locked(struct pl08x_chan *plchan, struct pl08x_desc *desc);
void pl08x_mux_put_terminated_locked(struct pl08x_chan *plchan);

#ifdef CONFIG_OF
int pl08x_of_parse(struct pl08x *pl08x);
int pl08x_of_register(struct pl08x *pl08x);
void pl08x_of_unregister(struct pl08x *pl08x);
#else
static inline int pl08x_of_parse(struct pl08x *pl08x)
{
	return -EINVAL;
}

static inline int pl08x_of_register(struct pl08x *pl08x)
{
	return 0;
}

static inline void pl08x_of_unregister(struct pl08x *pl08x)
{
}
#endif

#ifdef CONFIG_DEBUG_FS
void pl08x_debugfs_add(struct pl08x *pl08x);
void pl08x_debugfs_remove(struct pl08x *pl08x);
#else
static inline void pl08x_debugfs_add(struct pl08x *pl08x)
{
}

static inline void pl08x_debugfs_remove(struct pl08x *pl08x)
{
}
#endif

#endif /* AMBA_PL08X_H_PRIVATE */
