/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Judges what becomes of transfers. The suites and the self-test use the same
 * code: where a suite expects that nothing is wrong, the self-test breaks a
 * provider and expects that the oracle says what.
 *
 * The oracle's memory lasts as long as the case, so a callback that comes too
 * late finds it, and is noted.
 */
#ifndef DRIVERS_DMA_TESTS_DMAENGINE_ORACLE_H
#define DRIVERS_DMA_TESTS_DMAENGINE_ORACLE_H

#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/dmaengine.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * enum oracle_fault - what may be wrong
 * @ORACLE_TWICE: more callbacks than completions
 * @ORACLE_LOST: fewer
 * @ORACLE_LATE: a callback started after a terminate had returned
 * @ORACLE_INSIDE: a callback was running when a synchronize returned
 * @ORACLE_LOCKED: a callback ran under the provider's lock or with interrupts off
 * @ORACLE_ORDER: callbacks not in the order of submission
 * @ORACLE_RESULT: a callback got the wrong result, or one that changed under it
 * @ORACLE_FREED: a descriptor was freed while the client or a callback had it
 * @ORACLE_LEAK: descriptors were left behind, or too few
 * @ORACLE_TOUCHED: the hardware worked on memory after a synchronize
 * @ORACLE_STATUS: a cookie had the wrong status
 * @ORACLE_UNMAP: mappings were not put exactly once
 * @ORACLE_CONTEXT: a descriptor was freed under a lock or with interrupts off
 */
enum oracle_fault {
	ORACLE_TWICE	= BIT(0),
	ORACLE_LOST	= BIT(1),
	ORACLE_LATE	= BIT(2),
	ORACLE_INSIDE	= BIT(3),
	ORACLE_LOCKED	= BIT(4),
	ORACLE_ORDER	= BIT(5),
	ORACLE_RESULT	= BIT(6),
	ORACLE_FREED	= BIT(7),
	ORACLE_LEAK	= BIT(8),
	ORACLE_TOUCHED	= BIT(9),
	ORACLE_STATUS	= BIT(10),
	ORACLE_UNMAP	= BIT(11),
	ORACLE_CONTEXT	= BIT(12),
};

#define ORACLE_FAULTS	13

/* Number of transfers that one oracle can watch. */
#define ORACLE_XFERS	192

struct oracle;

/**
 * struct oracle_xfer - what is known about a transfer
 * @oracle: the oracle
 * @tx: the descriptor; may be gone
 * @cookie: what the last submit has returned
 * @seq: number of the submission
 * @due: completions, or periods, that the hardware has reported
 * @calls: callbacks
 * @mine: the descriptor is the client's: prepared only, or reusable
 * @terminated: a terminate has returned since it was submitted
 * @synchronized: so has a synchronize
 * @running: its callback runs
 * @freed: the provider has freed the descriptor
 * @want: result that the callback has to get
 * @unmap: mappings, of which the oracle holds two references
 * @action: called in the callback, or %NULL
 * @data: for @action
 */
struct oracle_xfer {
	struct oracle *oracle;
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t cookie;
	unsigned int seq;
	unsigned int due;
	unsigned int calls;
	bool mine;
	bool terminated;
	bool synchronized;
	bool running;
	bool freed;
	enum dmaengine_tx_result want;
	struct dmaengine_unmap_data *unmap;
	void (*action)(struct oracle_xfer *x);
	void *data;
};

/**
 * struct oracle - what is known about a channel
 * @test: the case
 * @chan: the channel; set by who makes the oracle, which has to outlive it
 * @lock: lock that must not be held in a callback, or %NULL
 * @calls_locked: the provider calls callbacks under its lock; that is no fault
 * @frees_anywhere: the provider frees in its terminate, wherever that is called
 * @guard: protects what follows
 * @seq: number of the last submission
 * @called: highest number that was called back
 * @faults: what is wrong so far
 * @used: number of transfers
 * @xfers: the transfers; none is allocated in a callback
 */
struct oracle {
	struct kunit *test;
	struct dma_chan *chan;
	spinlock_t *lock; /* the provider's */
	bool calls_locked;
	bool frees_anywhere;
	spinlock_t guard; /* what follows */
	unsigned int seq;
	unsigned int called;
	unsigned long faults;
	unsigned int used;
	struct oracle_xfer xfers[ORACLE_XFERS];
};

struct oracle *oracle_new(struct kunit *test, spinlock_t *lock);
struct oracle_xfer *oracle_attach(struct oracle *o, struct dma_async_tx_descriptor *tx);
void oracle_set_unmap(struct oracle_xfer *x, struct device *dev);
void oracle_submit(struct oracle_xfer *x);
int oracle_give_back(struct oracle_xfer *x);

struct oracle_xfer *oracle_xfer_of(struct dma_async_tx_descriptor *tx);
void oracle_saw_completion(struct dma_async_tx_descriptor *tx);
void oracle_saw_touch(struct dma_async_tx_descriptor *tx);
void oracle_saw_free(struct dma_async_tx_descriptor *tx);

int oracle_terminate(struct oracle *o, int (*terminate)(struct dma_chan *chan));
void oracle_synchronize(struct oracle *o);

void oracle_judge_calls(struct oracle_xfer *x, unsigned int calls);
void oracle_judge_status(struct oracle_xfer *x, enum dma_status want);
void oracle_judge_unmap(struct oracle_xfer *x, bool put);
void oracle_judge_live(struct oracle *o, int live, int want);
unsigned long oracle_faults(struct oracle *o);
void oracle_expect_clean(struct oracle *o);

#endif /* DRIVERS_DMA_TESTS_DMAENGINE_ORACLE_H */
