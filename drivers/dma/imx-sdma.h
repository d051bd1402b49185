/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Driver for the Smart DMA controller of i.MX: what its files share
 *
 * The controller is a small core that executes scripts, one for each channel that has something
 * to do. Channel 0 is the driver's: its script loads contexts and programs into the core's
 * memory. The other channels are the clients'.
 */
#ifndef IMX_SDMA_H_PRIVATE
#define IMX_SDMA_H_PRIVATE

#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mod_devicetable.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "imx-sdma-bd.h"
#include "imx-sdma-context.h"
#include "imx-sdma-script.h"
#include "virt-dma.h"

/**
 * DOC: sdma locking
 *
 * In structures a letter says how a field is protected:
 *
 * I: does not change after probe
 * V: under the lock of the virtual channel
 * C: under &sdma_chan0.lock, which nests inside of the lock of a virtual channel
 * H: under &sdma.lock, the innermost one, which is for registers that channels share
 * N: by who has the channel: set while nobody else can have it
 * S: by who sends the command, but not between sdma_chan0_submit() and &sdma_cmd.done
 * F: by who loads firmware; by who unbinds the driver from when &sdma.fw_done is completed
 *
 * What has no letter locks itself.
 *
 * The locks of two virtual channels are never held together. Under any of the locks nothing is
 * freed, no client is called, and nothing is printed: consoles are clients. What channel 0 has
 * done is reported with no lock held.
 *
 * Registers are only touched while the clocks run: for as long as a client has a channel, and
 * while firmware is loaded.
 */

#define SDMA_NAME		"imx-sdma"

/* All that the hardware has, channel 0 included. */
#define SDMA_CHANNELS		32

/* Cookies of a channel that are remembered as failed. */
#define SDMA_FAILED		8

/* After it was told to stop, a script may go on for so long, says the vendor. */
#define SDMA_STOP_US		1000

/* How often to look whether it has stopped. */
#define SDMA_POLL_US		50

struct clk;
struct device;
struct gen_pool;
struct sdma;
struct sdma_chan;

/**
 * struct sdma_soc - what differs between SoCs
 * @chnenbl: offset of the first register that says which channels a DMA request starts
 * @events: number of DMA requests
 * @check_ratio: both clocks may run at the same rate, and the core has to be told
 * @ecspi_fixed: no script has to work around ERR009165
 * @rom: scripts in ROM, %NULL if they are not known
 */
struct sdma_soc {
	u16 chnenbl;
	u8 events;
	bool check_ratio;
	bool ecspi_fixed;
	const struct sdma_rom *rom;
};

/**
 * enum sdma_owner - what a channel waits for before its script is executed
 * @SDMA_OWNER_EVENT: started by the driver, and a DMA request
 * @SDMA_OWNER_HOST: started by the driver
 * @SDMA_OWNER_DSP: started by the driver and by the other processor
 */
enum sdma_owner {
	SDMA_OWNER_EVENT,
	SDMA_OWNER_HOST,
	SDMA_OWNER_DSP,
};

/**
 * struct sdma_cmd - a command for channel 0
 * @node: C: in the queue
 * @command: S: SDMA_BD_SET_*
 * @bus: S: bus address of what is to be transferred
 * @core: S: address in the core's memory
 * @count: S: words or instructions
 * @context: S: written before it is executed, if it is a context that is loaded, or %NULL
 * @regs: S: what is written to @context
 * @done: S: called with no lock held, in any context; the command may be reused from there on
 */
struct sdma_cmd {
	struct list_head node;
	unsigned int command;
	u32 bus;
	u32 core;
	unsigned int count;
	struct sdma_context *context;
	const struct sdma_context_regs *regs;
	void (*done)(struct sdma_cmd *cmd, int error);
};

/**
 * struct sdma_ccb - the control block of a channel, as the hardware reads it
 * @current_bd: buffer descriptor that is next
 * @base_bd: the first one
 * @unused: not used by the scripts
 */
struct sdma_ccb {
	u32 current_bd;
	u32 base_bd;
	u32 unused[2];
};

/**
 * struct sdma_control - memory that the hardware reads for as long as the driver is bound
 * @ccb: control blocks
 * @context: to be loaded into the core's memory
 * @bd0: buffer descriptor of channel 0
 */
struct sdma_control {
	struct sdma_ccb ccb[SDMA_CHANNELS];
	struct sdma_context context[SDMA_CHANNELS];
	struct sdma_bd bd0;
};

/**
 * struct sdma_desc - a descriptor
 * @vd: for virt-dma; its list is V
 * @regs: I: what the script starts with
 * @owner: I: what the channel waits for
 * @ring: V: buffer descriptors, shared with the hardware; some scripts need none
 * @bus: I: their bus address
 * @cyclic: I: it does not end
 * @failed: V: by period: there was an error when it ended last; only if it is cyclic
 * @counts: V: for @ring, followed by @failed
 */
struct sdma_desc {
	struct virt_dma_desc vd;
	struct sdma_context_regs regs;
	enum sdma_owner owner;
	struct sdma_bd_ring ring;
	dma_addr_t bus;
	bool cyclic;
	u16 *failed;
	u16 counts[];
};

/**
 * enum sdma_chan_state - where a channel stands
 * @SDMA_CHAN_IDLE: runs nothing
 * @SDMA_CHAN_LOADING: has a descriptor, whose context is being loaded
 * @SDMA_CHAN_RUNNING: has a descriptor, and was started
 * @SDMA_CHAN_STOPPING: terminated; the script, or channel 0, still works on what it had
 */
enum sdma_chan_state {
	SDMA_CHAN_IDLE,
	SDMA_CHAN_LOADING,
	SDMA_CHAN_RUNNING,
	SDMA_CHAN_STOPPING,
};

/**
 * struct sdma_chan - a channel
 * @vc: for virt-dma; not set up for channel 0
 * @sdma: I: controller
 * @index: I: number, greater than that of the &struct dma_chan by one
 * @data: N: what the device tree says of the peripheral, while @vc.chan.private points here
 * @type: N: peripheral
 * @event0: N: DMA request
 * @event1: N: second DMA request, zero if there is none
 * @priority: N: of the script
 * @slave: N: there is a peripheral
 * @powered: V: a client has the channel, and the clocks run for it
 * @events_on: V: DMA requests reach the channel
 * @sw_done_on: V: counted in &sdma.sw_done
 * @cfg: V: configuration of what is prepared next
 * @fifos: V: FIFOs of the peripheral
 * @state: V: where it stands
 * @at: V: descriptor, while loading and running
 * @load: C: loads the context
 * @loading: V: @load is on its way
 * @timer: looks whether the script has stopped; or whether a cyclic one ran dry
 * @deadline: V: when it has stopped, whatever it looks like
 * @failed: V: cookies of the latest descriptors that failed
 * @failures: V: how many have failed
 * @dry: V: how often a cyclic descriptor was started again because it had no buffer
 */
struct sdma_chan {
	struct virt_dma_chan vc;
	struct sdma *sdma;
	unsigned int index;
	struct imx_dma_data data;
	enum sdma_peripheral_type type;
	unsigned int event0;
	unsigned int event1;
	unsigned int priority;
	bool slave;
	bool powered;
	bool events_on;
	bool sw_done_on;
	struct dma_slave_config cfg;
	struct sdma_peripheral_config fifos;
	enum sdma_chan_state state;
	struct sdma_desc *at;
	struct sdma_cmd load;
	bool loading;
	struct hrtimer timer;
	ktime_t deadline;
	dma_cookie_t failed[SDMA_FAILED];
	unsigned int failures;
	unsigned long dry;
};

/**
 * enum sdma_chan0_state - where channel 0 stands
 * @SDMA_CHAN0_READY: executes a command, or nothing
 * @SDMA_CHAN0_STOPPING: a command did not end; the script may still work on it
 * @SDMA_CHAN0_HUNG: and did not even stop; nothing that it knows of may be written
 */
enum sdma_chan0_state {
	SDMA_CHAN0_READY,
	SDMA_CHAN0_STOPPING,
	SDMA_CHAN0_HUNG,
};

/**
 * struct sdma_chan0 - channel 0
 * @lock: protects the queue
 * @queue: C: commands that wait
 * @cmd: C: the one that is executed, or is to fail
 * @state: C: where it stands
 * @timer: for a command that does not end
 * @deadline: C: when @cmd, or the script, has had enough time
 * @timeouts: C: how many did not end
 */
struct sdma_chan0 {
	spinlock_t lock; /* protects the queue */
	struct list_head queue;
	struct sdma_cmd *cmd;
	enum sdma_chan0_state state;
	struct hrtimer timer;
	ktime_t deadline;
	unsigned long timeouts;
};

/**
 * struct sdma - a controller
 * @ref: one of the driver, one of the registered &struct dma_device
 * @dev: I: device, referenced
 * @soc: I: what differs between SoCs
 * @regs: I: registers, until the driver is unbound
 * @irq: I: interrupt
 * @clk_ipg: I: clock of the registers
 * @clk_ahb: I: clock of the core
 * @ddev: the DMA device
 * @iram: I: memory that is used instead of the system's, or %NULL
 * @control: I: memory that the hardware reads, until the driver is unbound
 * @control_bus: I: its bus address
 * @spba_start: I: see &sdma_context_job.spba_start
 * @spba_end: I: see &sdma_context_job.spba_end
 * @chan0: channel 0
 * @fw_done: firmware was loaded, or will not be
 * @fw_code: F: memory that channel 0 may still read programs from, or %NULL
 * @fw_bus: F: its bus address
 * @fw_size: F: its size
 * @lock: protects registers that channels share
 * @users: H: how many need the clocks to run
 * @sw_done: H: channels of peripherals without a signal for the end of a burst
 * @scripts: H: where they are
 * @chan: channels
 */
struct sdma {
	struct kref ref;
	struct device *dev;
	const struct sdma_soc *soc;
	void __iomem *regs;
	int irq;
	struct clk *clk_ipg;
	struct clk *clk_ahb;
	struct dma_device ddev;
	struct gen_pool *iram;
	struct sdma_control *control;
	dma_addr_t control_bus;
	u32 spba_start;
	u32 spba_end;
	struct sdma_chan0 chan0;
	struct completion fw_done;
	void *fw_code;
	dma_addr_t fw_bus;
	size_t fw_size;
	spinlock_t lock; /* protects registers that channels share */
	unsigned int users;
	unsigned int sw_done;
	struct sdma_scripts scripts;
	struct sdma_chan chan[SDMA_CHANNELS];
};

static inline struct sdma_chan *to_sdma_chan(struct dma_chan *chan)
{
	return container_of(chan, struct sdma_chan, vc.chan);
}

static inline struct sdma_desc *to_sdma_desc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct sdma_desc, vd);
}

/* imx-sdma-hw.c: registers */
int sdma_hw_power_get(struct sdma *sdma);
void sdma_hw_power_put(struct sdma *sdma);
void sdma_hw_init(struct sdma *sdma);
void sdma_hw_exit(struct sdma *sdma);
void sdma_hw_dynamic_switch(struct sdma *sdma);
void sdma_hw_setup(struct sdma_chan *schan, unsigned int priority, enum sdma_owner owner);
void sdma_hw_start(struct sdma *sdma, unsigned int index);
void sdma_hw_stop(struct sdma *sdma, unsigned int index);
bool sdma_hw_enabled(struct sdma *sdma, unsigned int index);
bool sdma_hw_executes(struct sdma *sdma, unsigned int index);
u32 sdma_hw_pending(struct sdma *sdma);
bool sdma_hw_ack(struct sdma *sdma, unsigned int index);
void sdma_hw_event(struct sdma_chan *schan, unsigned int event, bool on);
void sdma_hw_sw_done(struct sdma *sdma, bool on);

/* imx-sdma-chan0.c: channel 0 */
void sdma_chan0_init(struct sdma *sdma);
bool sdma_chan0_exit(struct sdma *sdma);
void sdma_chan0_submit(struct sdma *sdma, struct sdma_cmd *cmd);
void sdma_chan0_load_context(struct sdma_chan *schan, const struct sdma_context_regs *regs);
int sdma_chan0_load_program(struct sdma *sdma, dma_addr_t bus, size_t size, u32 addr);
void sdma_chan0_irq(struct sdma *sdma);

/* imx-sdma-chan.c: channels of clients */
void sdma_chan_init(struct sdma_chan *schan);
void sdma_chan_exit(struct sdma_chan *schan);
void sdma_chan_power_off(struct sdma_chan *schan);
void sdma_chan_setup_ops(struct dma_device *ddev);
void sdma_chan_complete_locked(struct sdma_chan *schan, enum dmaengine_tx_result result,
			       size_t residue);

/* imx-sdma-status.c: what clients ask */
void sdma_status_setup_ops(struct dma_device *ddev);
void sdma_status_failed_locked(struct sdma_chan *schan, dma_cookie_t cookie);

/* imx-sdma-desc.c: descriptors */
void sdma_desc_setup_ops(struct dma_device *ddev);
void sdma_desc_free(struct virt_dma_desc *vd);

/* imx-sdma-irq.c: interrupts */
irqreturn_t sdma_irq(int irq, void *data);
void sdma_irq_look_again_locked(struct sdma_chan *schan);

/* imx-sdma-event.c: DMA requests */
int sdma_event_check(struct sdma_chan *schan);
void sdma_event_enable_locked(struct sdma_chan *schan);
void sdma_event_disable_locked(struct sdma_chan *schan);
int sdma_event_remap(struct sdma *sdma);

/* imx-sdma-load.c: firmware */
void sdma_load_begin(struct sdma *sdma);
void sdma_load_wait(struct sdma *sdma);
void sdma_load_free_code(struct sdma *sdma);

/* imx-sdma-of.c: device tree */
extern const struct of_device_id sdma_of_ids[];
int sdma_of_register(struct sdma *sdma);
void sdma_of_unregister(struct sdma *sdma);
void sdma_of_find_spba(struct sdma *sdma);

#ifdef CONFIG_DEBUG_FS
void sdma_debugfs_add(struct sdma *sdma);
void sdma_debugfs_remove(struct sdma *sdma);
#else
static inline void sdma_debugfs_add(struct sdma *sdma)
{
}

static inline void sdma_debugfs_remove(struct sdma *sdma)
{
}
#endif

#endif /* IMX_SDMA_H_PRIVATE */
