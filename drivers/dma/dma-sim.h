/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dma-sim: a simulated DMA controller, the interface used inside the kernel
 *
 * One engine, two users: the configfs front end (dma-sim-configfs.c) makes
 * controllers for people who test a client driver without hardware, the KUnit
 * suites make controllers through this header and look at the record of what
 * the DMA engine core and its clients did to them.
 *
 * Life of a controller:
 *
 *	cfg = dma_sim_default_config;
 *	cfg.dev = dev;
 *	sim = dma_sim_create(&cfg);	one reference, the caller's
 *	...				patch dma_sim_device(sim)'s ops here
 *	ret = dma_sim_register(sim);	the core holds a reference of its own
 *	...
 *	dma_sim_unregister(sim);	the core's goes with the last client
 *	...				the record can still be read
 *	dma_sim_put(sim);
 */
#ifndef DMA_SIM_H
#define DMA_SIM_H

#include <linux/bits.h>
#include <linux/dmaengine.h>
#include <linux/types.h>

struct device;
struct dma_sim;
struct virt_dma_chan;
struct virt_dma_desc;

/* Number of the channels that one controller may have. */
#define DMA_SIM_MAX_CHANNELS	1024

/* Stands for "all channels together" where a channel number is asked for. */
#define DMA_SIM_ALL		(~0U)

/* Largest number of sources of one xor or pq operation. */
#define DMA_SIM_MAX_SRC		32

/* Largest piece of metadata of one descriptor, in bytes. */
#define DMA_SIM_METADATA_MAX	64

/* Number of bytes that the sink of a channel remembers, and of log entries. */
#define DMA_SIM_FIFO_SIZE	4096
#define DMA_SIM_RECORD_MAX	256

/* All operation types that the controller can do. */
#define DMA_SIM_CAPS_MEMORY						\
	(BIT(DMA_MEMCPY) | BIT(DMA_XOR) | BIT(DMA_PQ) |			\
	 BIT(DMA_XOR_VAL) | BIT(DMA_PQ_VAL) | BIT(DMA_MEMSET) |		\
	 BIT(DMA_MEMSET_SG) | BIT(DMA_INTERRUPT))
#define DMA_SIM_CAPS_SLAVE						\
	(BIT(DMA_SLAVE) | BIT(DMA_CYCLIC) | BIT(DMA_INTERLEAVE) |	\
	 BIT(DMA_REPEAT) | BIT(DMA_LOAD_EOT))
#define DMA_SIM_CAPS_ALL	(DMA_SIM_CAPS_MEMORY | DMA_SIM_CAPS_SLAVE)

/**
 * DMA_SIM_SLAVE() - One entry of &dma_sim_config.map
 * @_devname: name of the client's device
 * @_slave: name by which the client asks for the channel
 * @_n: number of the channel that it gets
 */
#define DMA_SIM_SLAVE(_devname, _slave, _n)	\
	{ .devname = (_devname), .slave = (_slave), .param = (void *)(uintptr_t)(_n) }

/**
 * enum dma_sim_clock - What makes the simulated hardware move
 * @DMA_SIM_CLOCK_STEPPED: only dma_sim_step(), dma_sim_irq() and their like
 * @DMA_SIM_CLOCK_FREE: a high resolution timer of each channel
 */
enum dma_sim_clock {
	DMA_SIM_CLOCK_STEPPED,
	DMA_SIM_CLOCK_FREE,
};

/**
 * enum dma_sim_irq_context - Where the controller's interrupt handler runs
 * @DMA_SIM_IRQ_HARD: hard interrupt (a timer's)
 * @DMA_SIM_IRQ_SOFT: soft interrupt (a tasklet's, or a timer's)
 * @DMA_SIM_IRQ_THREAD: process context, interrupts enabled
 */
enum dma_sim_irq_context {
	DMA_SIM_IRQ_HARD,
	DMA_SIM_IRQ_SOFT,
	DMA_SIM_IRQ_THREAD,
};

/**
 * struct dma_sim_hooks - Places where a test can look in, wait or go wrong
 * @alloc: called by device_alloc_chan_resources, in process context with
 *	nothing held; may sleep for as long as it likes. A negative return is
 *	the result of the operation.
 * @free: called by device_free_chan_resources after the channel has stopped
 * @complete: called instead of vchan_cookie_complete() with the channel's lock
 *	held, for deliberately broken controllers
 * @desc_free: called instead of the freeing of @vd; dma_sim_desc_free() is
 *	what it replaces
 * @synchronize: called at the beginning of device_synchronize
 * @release: called by device_release, and when there is none after the
 *	unregister; the controller is valid until it returns
 *
 * All are optional. @data of &struct dma_sim_config is handed to the ones that
 * get the controller, through dma_sim_data().
 */
struct dma_sim_hooks {
	int (*alloc)(struct dma_sim *sim, unsigned int n);
	void (*free)(struct dma_sim *sim, unsigned int n);
	void (*complete)(struct virt_dma_chan *vc, struct virt_dma_desc *vd);
	void (*desc_free)(struct virt_dma_desc *vd);
	void (*synchronize)(struct dma_sim *sim, unsigned int n);
	void (*release)(struct dma_sim *sim);
};

/**
 * struct dma_sim_config - What kind of controller to make
 * @dev: device of the controller, used for DMA mapping. The engine sets a DMA
 *	mask if there is none and holds a reference. It need not be bound.
 * @n_channels: number of channels, 1 to %DMA_SIM_MAX_CHANNELS
 * @caps: BIT(DMA_MEMCPY) and so on, a subset of %DMA_SIM_CAPS_ALL
 * @clock: what makes the hardware move
 * @irq: where the interrupt handler runs
 * @latency_ns: free running clock: duration of a transfer, or of a period of
 *	a cyclic one
 * @stop_us: duration of a stop. 0: terminate stops the hardware at once.
 *	Otherwise the channel is *stopping* until the time is over (free running
 *	clock) or until dma_sim_stop_done() (stepped clock, any value but 0).
 * @error_every: every so many descriptors of a channel one fails, 0: none
 * @chunk: largest number of bytes that one step moves, 0: a whole segment (sg
 *	entry, period, frame, or all of a memory operation)
 * @max_src: number of sources for xor and pq, 0: %DMA_SIM_MAX_SRC
 * @has_synchronize: implements device_synchronize
 * @has_release: implements device_release
 * @has_terminate: implements device_terminate_all
 * @has_pause: implements device_pause and device_resume
 * @is_private: sets DMA_PRIVATE: not for public (dmaengine_get()) clients
 * @reuse: descriptors can be submitted again (descriptor_reuse)
 * @keep_unacked: descriptors of memory operations are kept after completion
 *	until the client acknowledges them, as async_tx needs it
 * @loopback: what channel 2k sends to its device, channel 2k + 1 receives
 * @record_log: keep the log of operations (the counters always run)
 * @granularity: residue granularity
 * @metadata_modes: mask of DESC_METADATA_CLIENT and DESC_METADATA_ENGINE
 * @map: names for dma_request_chan(), see DMA_SIM_SLAVE(). Must live as long
 *	as the controller.
 * @mapcnt: number of entries in @map
 * @hooks: see &struct dma_sim_hooks, may be NULL
 * @data: for the hooks
 */
struct dma_sim_config {
	struct device *dev;
	unsigned int n_channels;
	unsigned long caps;
	enum dma_sim_clock clock;
	enum dma_sim_irq_context irq;
	u64 latency_ns;
	u32 stop_us;
	u32 error_every;
	u32 chunk;
	u32 max_src;
	bool has_synchronize;
	bool has_release;
	bool has_terminate;
	bool has_pause;
	bool is_private;
	bool reuse;
	bool keep_unacked;
	bool loopback;
	bool record_log;
	enum dma_residue_granularity granularity;
	u32 metadata_modes;
	const struct dma_slave_map *map;
	unsigned int mapcnt;
	const struct dma_sim_hooks *hooks;
	void *data;
};

/*
 * One channel, all operations, private, stepped clock, hard interrupts,
 * everything implemented, both metadata modes, reuse, segment granularity,
 * log on. Copy and change.
 */
extern const struct dma_sim_config dma_sim_default_config;

struct dma_sim *dma_sim_create(const struct dma_sim_config *cfg);
int dma_sim_register(struct dma_sim *sim);
void dma_sim_unregister(struct dma_sim *sim);
struct dma_sim *dma_sim_get(struct dma_sim *sim);
void dma_sim_put(struct dma_sim *sim);

struct dma_device *dma_sim_device(struct dma_sim *sim);
struct dma_sim *dma_sim_from_device(struct dma_device *ddev);
struct dma_chan *dma_sim_chan(struct dma_sim *sim, unsigned int n);
struct virt_dma_chan *dma_sim_vchan(struct dma_sim *sim, unsigned int n);
unsigned int dma_sim_chan_index(struct dma_chan *chan);
void *dma_sim_data(struct dma_sim *sim);
bool dma_sim_filter(struct dma_chan *chan, void *param);
void dma_sim_desc_free(struct virt_dma_desc *vd);

/*
 * The stepped clock. dma_sim_step() moves one piece of the running descriptor
 * and says whether anything moved; what it finishes is reported by the next
 * dma_sim_irq(), which returns the number of descriptors and periods that the
 * handler reported and does not return before the handler has. The handler
 * also starts the next descriptor. dma_sim_run() does both until nothing moves
 * (cyclic: once around the buffer). dma_sim_stop_done() ends a slow stop, in
 * interrupt context. They may sleep and must not be called with a lock held.
 */
bool dma_sim_step(struct dma_sim *sim, unsigned int n);
bool dma_sim_irq_pending(struct dma_sim *sim, unsigned int n);
unsigned int dma_sim_irq(struct dma_sim *sim, unsigned int n);
bool dma_sim_stop_done(struct dma_sim *sim, unsigned int n);
unsigned int dma_sim_run(struct dma_sim *sim, unsigned int n);

/*
 * Both clocks. dma_sim_settle() waits until no callback of the channel is
 * running or scheduled; dma_sim_busy() says whether the hardware has work.
 */
void dma_sim_settle(struct dma_sim *sim, unsigned int n);
bool dma_sim_busy(struct dma_sim *sim, unsigned int n);

/* Faults, at any time. */
void dma_sim_set_irq_context(struct dma_sim *sim, enum dma_sim_irq_context ctx);
void dma_sim_set_alloc_error(struct dma_sim *sim, int err);
void dma_sim_set_prep_fail(struct dma_sim *sim, bool fail);
void dma_sim_set_terminate_error(struct dma_sim *sim, int err);
void dma_sim_set_stop_us(struct dma_sim *sim, u32 stop_us);
void dma_sim_set_error_every(struct dma_sim *sim, u32 every);
void dma_sim_fail_after(struct dma_sim *sim, unsigned int n, unsigned int steps,
			enum dmaengine_tx_result result);

/*
 * The device that a slave channel talks to: received byte number n of a channel
 * is dma_sim_fifo_pattern(n) unless in loopback mode; of what was sent the last
 * DMA_SIM_FIFO_SIZE bytes can be read back, oldest first. Metadata that arrives
 * from the device is dma_sim_metadata_pattern().
 */
phys_addr_t dma_sim_fifo_addr(struct dma_sim *sim, unsigned int n);
u8 dma_sim_fifo_pattern(u64 pos);
u64 dma_sim_fifo_sent(struct dma_sim *sim, unsigned int n);
u64 dma_sim_fifo_received(struct dma_sim *sim, unsigned int n);
size_t dma_sim_fifo_read(struct dma_sim *sim, unsigned int n, void *buf, size_t len);
size_t dma_sim_metadata_read(struct dma_sim *sim, unsigned int n, void *buf, size_t len);
u8 dma_sim_metadata_pattern(size_t pos);

/**
 * enum dma_sim_op - Operations that the record knows
 * @DMA_SIM_OP_ALLOC: device_alloc_chan_resources
 * @DMA_SIM_OP_FREE: device_free_chan_resources
 * @DMA_SIM_OP_PREP: a device_prep operation
 * @DMA_SIM_OP_CONFIG: device_config
 * @DMA_SIM_OP_CAPS: device_caps
 * @DMA_SIM_OP_SUBMIT: tx_submit
 * @DMA_SIM_OP_ISSUE: device_issue_pending
 * @DMA_SIM_OP_STATUS: device_tx_status (counted, never in the log)
 * @DMA_SIM_OP_PAUSE: device_pause
 * @DMA_SIM_OP_RESUME: device_resume
 * @DMA_SIM_OP_TERMINATE: device_terminate_all
 * @DMA_SIM_OP_SYNCHRONIZE: device_synchronize
 * @DMA_SIM_OP_START: the hardware starts a descriptor
 * @DMA_SIM_OP_COMPLETE: the interrupt handler reports a descriptor or a period
 * @DMA_SIM_OP_STOPPED: a slow stop has ended
 * @DMA_SIM_OP_DESC_FREE: desc_free of a descriptor
 * @DMA_SIM_OP_RELEASE: device_release (in the record of channel 0)
 * @DMA_SIM_OP_COUNT: number of operations
 */
enum dma_sim_op {
	DMA_SIM_OP_ALLOC,
	DMA_SIM_OP_FREE,
	DMA_SIM_OP_PREP,
	DMA_SIM_OP_CONFIG,
	DMA_SIM_OP_CAPS,
	DMA_SIM_OP_SUBMIT,
	DMA_SIM_OP_ISSUE,
	DMA_SIM_OP_STATUS,
	DMA_SIM_OP_PAUSE,
	DMA_SIM_OP_RESUME,
	DMA_SIM_OP_TERMINATE,
	DMA_SIM_OP_SYNCHRONIZE,
	DMA_SIM_OP_START,
	DMA_SIM_OP_COMPLETE,
	DMA_SIM_OP_STOPPED,
	DMA_SIM_OP_DESC_FREE,
	DMA_SIM_OP_RELEASE,
	DMA_SIM_OP_COUNT,
};

/* Bits of &dma_sim_event.context. */
#define DMA_SIM_IN_HARDIRQ	BIT(0)
#define DMA_SIM_IN_SOFTIRQ	BIT(1)
#define DMA_SIM_IRQS_OFF	BIT(2)
#define DMA_SIM_LOCK_HELD	BIT(3)	/* the channel's lock; needs lockdep */

/**
 * struct dma_sim_event - One entry of the log of a channel
 * @op: what was called
 * @context: where: DMA_SIM_IN_HARDIRQ and so on
 * @cookie: of the descriptor, where there is one
 */
struct dma_sim_event {
	enum dma_sim_op op;
	u32 context;
	dma_cookie_t cookie;
};

unsigned int dma_sim_record_count(struct dma_sim *sim, unsigned int n, enum dma_sim_op op);
u32 dma_sim_record_contexts(struct dma_sim *sim, unsigned int n, enum dma_sim_op op);
unsigned int dma_sim_record_len(struct dma_sim *sim, unsigned int n);
bool dma_sim_record_get(struct dma_sim *sim, unsigned int n, unsigned int i,
			struct dma_sim_event *ev);
void dma_sim_record_reset(struct dma_sim *sim);
u64 dma_sim_record_bytes(struct dma_sim *sim, unsigned int n);
int dma_sim_record_live(struct dma_sim *sim, unsigned int n);
unsigned int dma_sim_record_bad_free(struct dma_sim *sim, unsigned int n);
bool dma_sim_record_allocated(struct dma_sim *sim, unsigned int n);
unsigned int dma_sim_record_released(struct dma_sim *sim);
const char *dma_sim_op_name(enum dma_sim_op op);

#endif /* DMA_SIM_H */
