/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private to the files of the simulated controller; users have "dma-sim.h".
 *
 * The simulated hardware of a channel is &struct dma_sim_chan.running with its
 * position, the timer, and the FIFO of the device on the other side. The driver
 * is everything that a driver for real hardware would have, on virt-dma.
 *
 * Letters: I set once before registration; V the channel's vc.lock; H the
 * channel's hw_lock; A atomic, or READ_ONCE() and WRITE_ONCE(); M the channel's
 * step mutex.
 */
#ifndef DMA_SIM_ENGINE_H
#define DMA_SIM_ENGINE_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "dma-sim.h"
#include "virt-dma.h"

/* Failed cookies that a channel remembers for device_tx_status. */
#define DMA_SIM_BAD_COOKIES	16

/* Time and moves after which the free running clock takes a break. */
#define DMA_SIM_BATCH_NS	(100 * NSEC_PER_USEC)
#define DMA_SIM_BATCH_MOVES	64

/* Bytes that the free running hardware touches in one go. */
#define DMA_SIM_FREE_CHUNK	SZ_32K

/* Shortest period of a cyclic transfer with the free running clock. */
#define DMA_SIM_MIN_PERIOD_NS	(20 * NSEC_PER_USEC)

struct dma_sim_chan;
struct dma_sim_desc;

/**
 * struct dma_sim_seg - one piece of a transfer
 * @src: where from (memory), not used if it comes from the device
 * @dst: where to (memory), not used if it goes to the device
 * @len: bytes
 */
struct dma_sim_seg {
	dma_addr_t src;
	dma_addr_t dst;
	size_t len;
};

/**
 * struct dma_sim_span - what the hardware moves in one go
 * @seg: number of the segment
 * @off: first byte in it
 * @len: bytes
 */
struct dma_sim_span {
	unsigned int seg;
	size_t off;
	size_t len;
};

/**
 * struct dma_sim_work - one type of operation
 * @move: does the work of a span. Returns the bytes done, 0 to be asked again
 *	when the other side has moved, or a negative errno for a bad address.
 *	Called with the hw_lock only.
 */
struct dma_sim_work {
	ssize_t (*move)(struct dma_sim_chan *sc, struct dma_sim_desc *d,
			const struct dma_sim_span *span);
};

/**
 * struct dma_sim_metadata - metadata of a descriptor
 * @data: the client's buffer, or @own
 * @len: bytes of payload
 * @own: memory of the engine mode
 */
struct dma_sim_metadata {
	void *data;
	size_t len;
	u8 own[DMA_SIM_METADATA_MAX];
};

/**
 * struct dma_sim_desc - a descriptor
 * @vd: the virtual descriptor
 * @work: type of the operation
 * @dir: direction
 * @memory: subject to &dma_sim_config.keep_unacked
 * @cyclic: goes round
 * @repeat: goes round until a descriptor with DMA_PREP_LOAD_EOT is issued
 * @completed: the interrupt handler has reported it
 * @len: bytes of all segments
 * @done: bytes moved so far, in this round if it goes round
 * @pos: the next piece
 * @dst: destinations of xor (one) and pq (two)
 * @value: byte that memset writes
 * @result: where validation leaves its result
 * @sum: result so far
 * @n_src: number of sources
 * @src: the sources, behind @segs
 * @coef: their coefficients, behind @src
 * @meta: metadata
 * @n_segs: number of segments
 * @segs: the segments
 */
struct dma_sim_desc {
	struct virt_dma_desc vd;
	const struct dma_sim_work *work;	/* I */
	enum dma_transfer_direction dir;	/* I */
	bool memory;				/* I */
	bool cyclic;				/* I */
	bool repeat;				/* I */
	bool completed;				/* V */
	size_t len;				/* I */
	size_t done;				/* V: since the start of the round */
	struct dma_sim_span pos;		/* V: its length is not used */
	dma_addr_t dst[2];			/* I */
	u8 value;				/* I */
	enum sum_check_flags *result;		/* I */
	enum sum_check_flags sum;		/* H */
	unsigned int n_src;			/* I: for the parity operations */
	dma_addr_t *src;			/* I */
	u8 *coef;				/* I */
	struct dma_sim_metadata meta;		/* V */
	unsigned int n_segs;			/* I */
	struct dma_sim_seg segs[] __counted_by(n_segs);	/* I */
};

/**
 * struct dma_sim_record - what has happened to a channel
 * @count: calls of each operation
 * @contexts: all contexts in which each operation was called
 * @bytes: bytes moved
 * @live: descriptors allocated and not freed
 * @bad_free: calls of desc_free with the lock held or interrupts off
 * @allocated: between device_alloc_chan_resources and free
 * @lock: protects the log
 * @len: entries in the log
 * @log: the log, or %NULL
 */
struct dma_sim_record {
	atomic_t count[DMA_SIM_OP_COUNT];
	atomic_t contexts[DMA_SIM_OP_COUNT];
	atomic64_t bytes;
	atomic_t live;
	atomic_t bad_free;
	bool allocated;				/* A */
	raw_spinlock_t lock;
	unsigned int len;			/* lock */
	struct dma_sim_event *log;		/* I; entries: lock */
};

/**
 * struct dma_sim_fifo - the device on the other side of a slave channel
 * @lock: protects all
 * @sent: bytes from memory to the device
 * @received: bytes from the device to memory
 * @ring: the last bytes sent
 * @meta: the last metadata sent
 * @meta_len: bytes in @meta
 */
struct dma_sim_fifo {
	spinlock_t lock;			/* all below */
	u64 sent;
	u64 received;
	u8 *ring;
	u8 meta[DMA_SIM_METADATA_MAX];
	size_t meta_len;
};

/* What the simulated interrupt is to do in the stepped clock. */
enum dma_sim_request {
	DMA_SIM_REQUEST_IRQ,
	DMA_SIM_REQUEST_STOPPED,
};

/**
 * struct dma_sim_chan - a channel
 * @vc: the virtual channel
 * @sim: the controller
 * @index: number of the channel
 * @running: descriptor in the hardware
 * @stopping: descriptor that was in the hardware when the slow stop began
 * @periods: periods that ended and were not reported
 * @finished: @running has ended and was not reported
 * @moving: the hardware works on @running or @stopping without vc.lock
 * @paused: the hardware is paused
 * @dead: no timer may be started
 * @fail_set: @fail_steps counts
 * @fail_steps: moves until one fails
 * @fail_result: how it fails
 * @started: descriptors started
 * @due: when the hardware does the next thing (free running clock)
 * @stop_due: when the slow stop ends (free running clock)
 * @config: the slave configuration
 * @unacked: completed descriptors that the client has not acknowledged
 * @bad_cookies: cookies of failed transfers
 * @bad_next: where the next one goes
 * @hw_lock: held while the hardware moves data
 * @fifo: the device on the other side
 * @timer: the hardware's clock and interrupt line
 * @tasklet: takes the interrupt to softirq context
 * @irq_work: takes the interrupt to process context
 * @step_mutex: one stepped interrupt at a time
 * @request: what the stepped interrupt is to do
 * @delivered: the stepped interrupt was delivered
 * @reported: what it has reported
 * @record: what has happened
 */
struct dma_sim_chan {
	struct virt_dma_chan vc;
	struct dma_sim *sim;			/* I */
	unsigned int index;			/* I */

	struct dma_sim_desc *running;		/* V */
	struct dma_sim_desc *stopping;		/* V */
	unsigned int periods;			/* V */
	bool finished;				/* V: set by the hardware */
	bool moving;				/* V */
	bool paused;				/* V */
	bool dead;				/* V */
	bool fail_set;				/* V */
	unsigned int fail_steps;		/* V: while fail_set */
	enum dmaengine_tx_result fail_result;	/* V */
	u32 started;				/* V */
	ktime_t due;				/* V */
	ktime_t stop_due;			/* V */
	struct dma_slave_config config;		/* V */
	struct list_head unacked;		/* V: by their node */
	dma_cookie_t bad_cookies[DMA_SIM_BAD_COOKIES];	/* A */
	unsigned int bad_next;			/* V */

	spinlock_t hw_lock;			/* held while data is moved */
	struct dma_sim_fifo fifo;

	struct hrtimer timer;
	struct tasklet_struct tasklet;
	struct work_struct irq_work;
	struct mutex step_mutex;		/* one stepped interrupt at a time */
	enum dma_sim_request request;		/* M */
	struct completion delivered;		/* M */
	unsigned int reported;			/* M */

	struct dma_sim_record record;
};

/**
 * struct dma_sim - a controller
 * @ddev: what the core sees
 * @ref: the creator's and the registration's references
 * @cfg: how it was made
 * @irq: where the interrupt handler runs
 * @alloc_error: what device_alloc_chan_resources fails with
 * @terminate_error: what device_terminate_all fails with
 * @prep_fail: device_prep operations return %NULL
 * @stop_us: duration of a stop
 * @error_every: every so many descriptors one fails
 * @released: calls of device_release
 * @registered: between register and unregister
 * @chans: the channels
 */
struct dma_sim {
	struct dma_device ddev;
	struct kref ref;
	struct dma_sim_config cfg;		/* I */
	enum dma_sim_irq_context irq;		/* A */
	int alloc_error;			/* A */
	int terminate_error;			/* A */
	bool prep_fail;				/* A */
	u32 stop_us;				/* A */
	u32 error_every;			/* A */
	atomic_t released;
	bool registered;			/* the caller's */
	struct dma_sim_chan chans[];		/* I */
};

static inline struct dma_sim_chan *to_dma_sim_chan(struct dma_chan *chan)
{
	return container_of(chan, struct dma_sim_chan, vc.chan);
}

static inline struct dma_sim_desc *to_dma_sim_desc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct dma_sim_desc, vd);
}

/* dma-sim-chan.c: the driver's channel operations */
void dma_sim_chan_setup_ops(struct dma_sim *sim);
void dma_sim_chan_init(struct dma_sim *sim, unsigned int n);
void dma_sim_chan_exit(struct dma_sim_chan *sc);
dma_cookie_t dma_sim_chan_submit(struct dma_async_tx_descriptor *tx);
void dma_sim_chan_reap(struct dma_sim_chan *sc, bool all);

/* dma-sim-prep.c, dma-sim-prep-slave.c: making descriptors */
struct dma_sim_desc *dma_sim_desc_alloc(struct dma_sim_chan *sc, const struct dma_sim_work *work,
					size_t n_segs, size_t n_src);
struct dma_async_tx_descriptor *dma_sim_desc_publish(struct dma_sim_chan *sc,
						     struct dma_sim_desc *d, unsigned long flags);
void dma_sim_desc_destroy(struct dma_sim_desc *d);
void dma_sim_prep_setup_ops(struct dma_sim *sim);
void dma_sim_prep_slave_setup_ops(struct dma_sim *sim);
int dma_sim_prep_check_config(struct dma_sim *sim, const struct dma_slave_config *config);

/* dma-sim-metadata.c */
void dma_sim_metadata_init(struct dma_sim *sim, struct dma_sim_desc *d);
void dma_sim_metadata_start(struct dma_sim_chan *sc, struct dma_sim_desc *d);
void dma_sim_metadata_complete(struct dma_sim_desc *d);

/* dma-sim-exec.c: the operations themselves */
extern const struct dma_sim_work dma_sim_work_copy;
extern const struct dma_sim_work dma_sim_work_set;
extern const struct dma_sim_work dma_sim_work_xor;
extern const struct dma_sim_work dma_sim_work_xor_val;
extern const struct dma_sim_work dma_sim_work_pq;
extern const struct dma_sim_work dma_sim_work_pq_val;
extern const struct dma_sim_work dma_sim_work_nop;
extern const struct dma_sim_work dma_sim_work_slave;
void *dma_sim_exec_ptr(struct dma_sim_chan *sc, dma_addr_t addr, size_t len);

/* dma-sim-fifo.c: the device on the other side */
ssize_t dma_sim_fifo_move(struct dma_sim_chan *sc, enum dma_transfer_direction dir,
			  void *buf, size_t len);
struct dma_sim_chan *dma_sim_fifo_peer(struct dma_sim_chan *sc);

/* dma-sim-hw.c: the simulated hardware and its interrupt handler */
bool dma_sim_hw_start_locked(struct dma_sim_chan *sc);
bool dma_sim_hw_move(struct dma_sim_chan *sc);
unsigned int dma_sim_hw_report_locked(struct dma_sim_chan *sc);
void dma_sim_hw_terminate(struct dma_sim_chan *sc);
bool dma_sim_hw_stop_end(struct dma_sim_chan *sc);

/* dma-sim-clock.c: time and interrupts */
void dma_sim_clock_init(struct dma_sim_chan *sc);
void dma_sim_clock_arm_locked(struct dma_sim_chan *sc, ktime_t when);
void dma_sim_clock_kick(struct dma_sim_chan *sc);
void dma_sim_clock_stop(struct dma_sim_chan *sc);

/* dma-sim-record.c */
int dma_sim_record_init(struct dma_sim_chan *sc);
void dma_sim_record_exit(struct dma_sim_chan *sc);
void dma_sim_record_op(struct dma_sim_chan *sc, enum dma_sim_op op, dma_cookie_t cookie);

#endif /* DMA_SIM_ENGINE_H */
