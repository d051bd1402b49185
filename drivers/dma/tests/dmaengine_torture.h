/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Torture test for the DMA engine: what its parts know of each other
 *
 * Clients (dmaengine_torture_client.c) do at random what clients do, on channels
 * of controllers (dmaengine_torture_types.c) that come and go. The oracle is a
 * set of invariants that hold whatever the schedule was (dmaengine_torture_req.c);
 * what was seen, and that enough was seen, is counted (dmaengine_torture_stats.c).
 */
#ifndef DRIVERS_DMA_TESTS_DMAENGINE_TORTURE_H
#define DRIVERS_DMA_TESTS_DMAENGINE_TORTURE_H

#include <linux/atomic.h>
#include <linux/dmaengine.h>
#include <linux/torture.h>
#include <linux/types.h>
#include <linux/wait.h>

struct device;
struct platform_device;
struct seq_buf;
struct task_struct;
struct torture_ctrl;

/* Transfers of a client at one time, the bytes of each, and its memory of them. */
#define TORTURE_SLOTS		16
#define TORTURE_SIZE		1024
#define TORTURE_REQS		1024

/* What memory holds that no transfer may write to; no pattern has this byte. */
#define TORTURE_POISON		0x5a

/**
 * enum torture_count - What is counted
 * @TORTURE_ROUNDS: rounds of submit and one of the ways to end
 * @TORTURE_SUBMITTED: descriptors submitted
 * @TORTURE_CALLED: callbacks that came
 * @TORTURE_BYTES: bytes that were copied and checked
 * @TORTURE_WAITED: rounds that waited for all callbacks
 * @TORTURE_RESUBMITTED: transfers submitted by a callback
 * @TORTURE_TERMINATED: rounds ended by dmaengine_terminate_sync()
 * @TORTURE_CUT: of the terminated rounds: something was unfinished
 * @TORTURE_CUT_PART: of these: some callbacks had come, others not
 * @TORTURE_KEPT: descriptors prepared before a terminate, submitted after it
 * @TORTURE_RESTARTED: rounds with a new transfer before the synchronize
 * @TORTURE_SELF: rounds terminated by a callback
 * @TORTURE_RELEASED: channels released with unfinished transfers
 * @TORTURE_UNBOUND: controllers unregistered
 * @TORTURE_UNBOUND_BUSY: of these: a client held a channel
 * @TORTURE_DEAD: channels found dead by their clients
 * @TORTURE_DROPPED: callbacks that the core has kept from being late
 * @TORTURE_COUNT: number of counters
 */
enum torture_count {
	TORTURE_ROUNDS,
	TORTURE_SUBMITTED,
	TORTURE_CALLED,
	TORTURE_BYTES,
	TORTURE_WAITED,
	TORTURE_RESUBMITTED,
	TORTURE_TERMINATED,
	TORTURE_CUT,
	TORTURE_CUT_PART,
	TORTURE_KEPT,
	TORTURE_RESTARTED,
	TORTURE_SELF,
	TORTURE_RELEASED,
	TORTURE_UNBOUND,
	TORTURE_UNBOUND_BUSY,
	TORTURE_DEAD,
	TORTURE_DROPPED,
	TORTURE_COUNT,
};

/**
 * enum torture_error - What must never be seen
 * @TORTURE_LATE: a callback ran after the synchronize, release or unregister
 * @TORTURE_TWICE: a callback came twice
 * @TORTURE_LOST: a callback did not come
 * @TORTURE_ORDER: a callback came before that of an earlier transfer
 * @TORTURE_DATA: a completed transfer has not copied what it should have
 * @TORTURE_STRAY: memory was written after the stop
 * @TORTURE_STATUS: the status of a cookie was not what it had to be
 * @TORTURE_REFUSED: an operation failed that had no reason to
 * @TORTURE_LEAK: descriptors were left when a controller had gone
 * @TORTURE_ERRORS: number of kinds
 */
enum torture_error {
	TORTURE_LATE,
	TORTURE_TWICE,
	TORTURE_LOST,
	TORTURE_ORDER,
	TORTURE_DATA,
	TORTURE_STRAY,
	TORTURE_STATUS,
	TORTURE_REFUSED,
	TORTURE_LEAK,
	TORTURE_ERRORS,
};

/**
 * struct torture_ops - The thing under test
 * @name: value of the parameter torture_type
 * @n_ctrls: number of controllers, 0: other drivers'
 * @busted: does wrong, the test must fail
 * @add: makes a controller and registers it
 * @remove: unregisters a controller, counts what is left of it
 */
struct torture_ops {
	const char *name;
	unsigned int n_ctrls;
	bool busted;
	int (*add)(struct torture_ctrl *ctrl);
	void (*remove)(struct torture_ctrl *ctrl);
};

/**
 * struct torture_ctrl - A controller of our own
 * @n: which one
 * @ops: what kind
 * @pdev: its device, which stays while the controller comes and goes
 * @priv: of @ops
 * @gen: how often it was registered, raised before that is done
 * @dead: the latest @gen whose unregister has returned
 * @slow: a synchronize waits for the hardware, which needs time to stop
 */
struct torture_ctrl {
	unsigned int n;
	const struct torture_ops *ops;
	struct platform_device *pdev;
	void *priv;
	u32 gen;
	u32 dead;
	bool slow;
};

/**
 * enum torture_then - What a callback does
 * @TORTURE_NOTHING: nothing
 * @TORTURE_TERMINATE: terminate its channel
 * @TORTURE_RESUBMIT: submit another transfer
 */
enum torture_then {
	TORTURE_NOTHING,
	TORTURE_TERMINATE,
	TORTURE_RESUBMIT,
};

/**
 * struct torture_req - One transfer
 * @client: whose
 * @ctrl: on which controller, %NULL if it is not ours
 * @gen: &torture_ctrl.gen at that time
 * @seq: number of the transfer, among those of the client
 * @tx: descriptor, not to be looked at after the submit
 * @cookie: of the descriptor
 * @slot: which part of the client's memory
 * @len: number of bytes
 * @then: what the callback does
 * @calls: how often the callback came
 * @running: the callback is running
 * @closed: the callback must not run any more
 * @failed: the transfer was reported to have failed
 *
 * These live as long as the test, and one is used again only after
 * %TORTURE_REQS others: a callback that comes late finds its own.
 */
struct torture_req {
	struct torture_client *client;
	struct torture_ctrl *ctrl;
	u32 gen;
	u64 seq;
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t cookie;
	unsigned int slot;
	unsigned int len;
	enum torture_then then;
	atomic_t calls;
	bool running;
	bool closed;
	bool failed;
};

/**
 * struct torture_client - A client and its thread
 * @n: which one
 * @task: thread
 * @rnd: its random numbers
 * @done: woken by every callback
 * @chan: channel, or %NULL
 * @late: &dma_chan.late when @chan was given out
 * @dev: device that the memory is mapped for, a reference is held
 * @ctrl: controller of @chan, %NULL if it is not ours
 * @gen: &torture_ctrl.gen when the channel was given out
 * @src: read by transfers, %TORTURE_SIZE bytes for each slot
 * @dst: written by transfers, likewise
 * @src_dma: address of @src
 * @dst_dma: address of @dst
 * @seq: number of the last transfer
 * @seen: number of the last transfer whose callback came
 * @stopped: a callback has terminated the transfers up to this number
 * @batch: transfers of this round
 * @n_batch: number of these
 * @extra: transfer that a callback has submitted
 * @reqs: all transfers
 */
struct torture_client {
	unsigned int n;
	struct task_struct *task;
	struct torture_random_state rnd;
	wait_queue_head_t done;
	struct dma_chan *chan;
	u32 late;
	struct device *dev;
	struct torture_ctrl *ctrl;
	u32 gen;
	u8 *src;
	u8 *dst;
	dma_addr_t src_dma;
	dma_addr_t dst_dma;
	u64 seq;
	u64 seen;
	u64 stopped;
	struct torture_req *batch[TORTURE_SLOTS];
	unsigned int n_batch;
	struct torture_req *extra;
	struct torture_req reqs[TORTURE_REQS];
};

/* dmaengine_torture.c */
extern const struct torture_ops *torture_ops;
bool torture_may_vanish(void);
unsigned int torture_lost_ms(void);
struct dma_chan *torture_request(struct torture_client *c);

/* dmaengine_torture_req.c */
unsigned int torture_below(struct torture_client *c, unsigned int n);
struct torture_req *torture_prepare(struct torture_client *c, unsigned int slot);
bool torture_submit(struct torture_req *req);
bool torture_called(const struct torture_req *req);
void torture_close(struct torture_req *req);
void torture_close_batch(struct torture_client *c);
void torture_check_stopped(struct torture_client *c);
bool torture_wait_one(struct torture_req *req);
bool torture_wait_batch(struct torture_client *c);

/* dmaengine_torture_client.c */
int torture_client_thread(void *data);

/* dmaengine_torture_types.c */
const struct torture_ops *torture_find_ops(const char *name);
void torture_list_ops(struct seq_buf *s);
int torture_types_init(void);
void torture_types_exit(void);

/* dmaengine_torture_stats.c */
void torture_add(enum torture_count what, unsigned long n);
unsigned long torture_count(enum torture_count what);
void torture_error(enum torture_error what, const struct torture_req *req);
void torture_latency(bool slow, u64 ns);
void torture_print(const char *type);
bool torture_verdict(const char *type, unsigned int min_rounds, bool unbinds);

#endif /* DRIVERS_DMA_TESTS_DMAENGINE_TORTURE_H */
