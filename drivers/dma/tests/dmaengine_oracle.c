// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judges what becomes of transfers, see dmaengine_oracle.h. No test is in here.
 *
 * Its lock is a leaf; callbacks and providers come here in any context.
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/lockdep.h>
#include <linux/module.h>

#include "dmaengine_oracle.h"
#include "lock_held.h"

static const char * const oracle_names[ORACLE_FAULTS] = {
	"called twice", "callback lost", "called after terminate", "inside after synchronize",
	"called under a lock", "order of callbacks", "wrong result", "freed too early",
	"wrong number of descriptors", "memory touched", "wrong status", "unmap",
	"freed in the wrong context",
};

static void oracle_fault(struct oracle *o, enum oracle_fault fault)
{
	unsigned long flags;

	spin_lock_irqsave(&o->guard, flags);
	o->faults |= fault;
	spin_unlock_irqrestore(&o->guard, flags);
}

/**
 * oracle_new() - Make an oracle for a channel that is requested later
 * @test: the case
 * @lock: lock that must not be held in a callback or when a descriptor is freed,
 *	or %NULL
 *
 * Return: The oracle. It lasts as long as the case.
 */
struct oracle *oracle_new(struct kunit *test, spinlock_t *lock)
{
	struct oracle *o = kunit_kzalloc(test, sizeof(*o), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, o);
	o->test = test;
	o->lock = lock;
	spin_lock_init(&o->guard);

	return o;
}
EXPORT_SYMBOL_GPL(oracle_new);

static bool oracle_lock_is_held(struct oracle *o)
{
	return o->lock && lock_held(o->lock);
}

static void oracle_callback(void *param, const struct dmaengine_result *result)
{
	struct oracle_xfer *x = param;
	struct oracle *o = x->oracle;

	if (x->terminated)
		oracle_fault(o, ORACLE_LATE);
	if (x->freed)
		oracle_fault(o, ORACLE_FREED);
	if (++x->calls > x->due)
		oracle_fault(o, ORACLE_TWICE);
	if (!o->calls_locked && (irqs_disabled() || oracle_lock_is_held(o)))
		oracle_fault(o, ORACLE_LOCKED);
	if (x->seq < o->called)
		oracle_fault(o, ORACLE_ORDER);
	o->called = x->seq;

	x->running = true;
	if (x->action)
		x->action(x);
	x->running = false;

	/* After the action: it may have terminated, but nothing is gone yet. */
	if (result->result != x->want)
		oracle_fault(o, ORACLE_RESULT);
}

/**
 * oracle_xfer_of() - What the oracle knows about a descriptor
 * @tx: any descriptor that has not been freed
 *
 * Return: The transfer, or %NULL if the descriptor is not watched.
 */
struct oracle_xfer *oracle_xfer_of(struct dma_async_tx_descriptor *tx)
{
	return tx->callback_result == oracle_callback ? tx->callback_param : NULL;
}
EXPORT_SYMBOL_GPL(oracle_xfer_of);

/**
 * oracle_attach() - Watch a descriptor
 * @o: oracle
 * @tx: descriptor that was just prepared; the oracle sets its callback
 *
 * Context: Any context, callbacks included.
 * Return: What is known about it.
 */
struct oracle_xfer *oracle_attach(struct oracle *o, struct dma_async_tx_descriptor *tx)
{
	struct oracle_xfer *x = NULL;
	unsigned long flags;

	if (!tx)
		return NULL;

	spin_lock_irqsave(&o->guard, flags);
	if (o->used < ORACLE_XFERS)
		x = &o->xfers[o->used++];
	spin_unlock_irqrestore(&o->guard, flags);
	if (!x)
		return NULL;

	x->oracle = o;
	x->tx = tx;
	x->mine = true;
	x->want = DMA_TRANS_NOERROR;
	tx->callback_result = oracle_callback;
	tx->callback_param = x;

	return x;
}
EXPORT_SYMBOL_GPL(oracle_attach);

static void oracle_put_unmap(void *unmap)
{
	dmaengine_unmap_put(unmap);
}

/**
 * oracle_set_unmap() - Give a descriptor mappings to put
 * @x: transfer that is not submitted yet
 * @dev: device of the channel
 */
void oracle_set_unmap(struct oracle_xfer *x, struct device *dev)
{
	struct kunit *test = x->oracle->test;

	x->unmap = dmaengine_get_unmap_data(dev, 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, x->unmap);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, oracle_put_unmap, x->unmap), 0);
	/* One more, so that putting it twice is noted and not fatal. */
	kref_get(&x->unmap->kref);
	dma_set_unmap(x->tx, x->unmap);
}
EXPORT_SYMBOL_GPL(oracle_set_unmap);

/**
 * oracle_submit() - Submit a descriptor; whatever was known about it is history
 * @x: transfer, prepared or reusable
 *
 * Context: Any context, callbacks included.
 */
void oracle_submit(struct oracle_xfer *x)
{
	struct oracle *o = x->oracle;
	unsigned long flags;

	spin_lock_irqsave(&o->guard, flags);
	x->seq = ++o->seq;
	x->mine = dmaengine_desc_test_reuse(x->tx);
	x->terminated = false;
	x->synchronized = false;
	spin_unlock_irqrestore(&o->guard, flags);

	x->cookie = dmaengine_submit(x->tx);
	if (x->cookie < DMA_MIN_COOKIE)
		oracle_fault(o, ORACLE_STATUS);
}
EXPORT_SYMBOL_GPL(oracle_submit);

/**
 * oracle_give_back() - Free a descriptor that is the client's
 * @x: transfer, prepared or reusable
 *
 * Return: What dmaengine_desc_free() has returned.
 */
int oracle_give_back(struct oracle_xfer *x)
{
	bool mine = x->mine;
	int ret;

	x->mine = false;
	ret = dmaengine_desc_free(x->tx);
	if (ret)
		x->mine = mine;

	return ret;
}
EXPORT_SYMBOL_GPL(oracle_give_back);

/**
 * oracle_saw_completion() - The hardware has completed a transfer or a period
 * @tx: descriptor; the callback may not have been called yet
 *
 * Context: Any context.
 */
void oracle_saw_completion(struct dma_async_tx_descriptor *tx)
{
	struct oracle_xfer *x = oracle_xfer_of(tx);

	if (x)
		x->due++;
}
EXPORT_SYMBOL_GPL(oracle_saw_completion);

/**
 * oracle_saw_touch() - The hardware works on the memory of a transfer
 * @tx: descriptor
 *
 * Context: Any context.
 */
void oracle_saw_touch(struct dma_async_tx_descriptor *tx)
{
	struct oracle_xfer *x = oracle_xfer_of(tx);

	if (x && x->synchronized)
		oracle_fault(x->oracle, ORACLE_TOUCHED);
}
EXPORT_SYMBOL_GPL(oracle_saw_touch);

/**
 * oracle_saw_free() - The provider frees a descriptor
 * @tx: descriptor
 *
 * Context: Where the provider frees it, which is judged, too.
 */
void oracle_saw_free(struct dma_async_tx_descriptor *tx)
{
	struct oracle_xfer *x = oracle_xfer_of(tx);

	if (!x)
		return;
	if (x->running || x->freed || (x->mine && x->oracle->chan->client_count))
		oracle_fault(x->oracle, ORACLE_FREED);
	if (oracle_lock_is_held(x->oracle) ||
	    (irqs_disabled() && !x->oracle->frees_anywhere))
		oracle_fault(x->oracle, ORACLE_CONTEXT);
	x->freed = true;
}
EXPORT_SYMBOL_GPL(oracle_saw_free);

/**
 * oracle_terminate() - Terminate the channel
 * @o: oracle
 * @terminate: dmaengine_terminate_async() or its like
 *
 * If it succeeds, no callback of what was submitted before may start any more.
 *
 * Context: Any context that @terminate may be called in.
 * Return: What @terminate has returned.
 */
int oracle_terminate(struct oracle *o, int (*terminate)(struct dma_chan *chan))
{
	unsigned int seq = READ_ONCE(o->seq);
	int ret = terminate(o->chan);
	struct oracle_xfer *x;
	unsigned long flags;

	if (ret)
		return ret;

	spin_lock_irqsave(&o->guard, flags);
	for (x = o->xfers; x < o->xfers + o->used; x++)
		if (x->seq && x->seq <= seq)
			x->terminated = true;
	spin_unlock_irqrestore(&o->guard, flags);

	return 0;
}
EXPORT_SYMBOL_GPL(oracle_terminate);

/**
 * oracle_synchronize() - Synchronize the channel
 * @o: oracle
 *
 * No callback of what was terminated before may run afterwards, and the hardware
 * may not touch its memory.
 *
 * Context: Process context. May sleep.
 */
void oracle_synchronize(struct oracle *o)
{
	struct oracle_xfer *x;
	unsigned long flags;

	dmaengine_synchronize(o->chan);

	spin_lock_irqsave(&o->guard, flags);
	for (x = o->xfers; x < o->xfers + o->used; x++) {
		if (!x->terminated)
			continue;
		if (x->running)
			o->faults |= ORACLE_INSIDE;
		x->synchronized = true;
	}
	spin_unlock_irqrestore(&o->guard, flags);
}
EXPORT_SYMBOL_GPL(oracle_synchronize);

/**
 * oracle_judge_calls() - Compare the number of callbacks with what is right
 * @x: transfer whose callbacks have all been called
 * @calls: how many there have to be
 */
void oracle_judge_calls(struct oracle_xfer *x, unsigned int calls)
{
	if (x->calls < calls)
		oracle_fault(x->oracle, ORACLE_LOST);
	if (x->calls > calls)
		oracle_fault(x->oracle, ORACLE_TWICE);
}
EXPORT_SYMBOL_GPL(oracle_judge_calls);

/**
 * oracle_judge_status() - Compare the status of a cookie with what is right
 * @x: transfer that was submitted
 * @want: status
 */
void oracle_judge_status(struct oracle_xfer *x, enum dma_status want)
{
	if (dmaengine_tx_status(x->oracle->chan, x->cookie, NULL) != want)
		oracle_fault(x->oracle, ORACLE_STATUS);
}
EXPORT_SYMBOL_GPL(oracle_judge_status);

/**
 * oracle_judge_unmap() - Compare the references of the mappings with what is right
 * @x: transfer with mappings
 * @put: whether the provider has had to put them
 */
void oracle_judge_unmap(struct oracle_xfer *x, bool put)
{
	unsigned int refs = kref_read(&x->unmap->kref);

	/* The action's, the spare one, and the descriptor's. */
	if (refs != 2 + !put)
		oracle_fault(x->oracle, ORACLE_UNMAP);
	/* The spare one has done its work, and a broken provider must not leak its own. */
	for (; put && refs > 1; refs--)
		dmaengine_unmap_put(x->unmap);
}
EXPORT_SYMBOL_GPL(oracle_judge_unmap);

/**
 * oracle_judge_live() - Compare the number of descriptors with what is right
 * @o: oracle
 * @live: number of descriptors
 * @want: how many there have to be
 */
void oracle_judge_live(struct oracle *o, int live, int want)
{
	if (live != want)
		oracle_fault(o, ORACLE_LEAK);
}
EXPORT_SYMBOL_GPL(oracle_judge_live);

/**
 * oracle_faults() - What is wrong so far
 * @o: oracle
 *
 * Return: Mask of &enum oracle_fault.
 */
unsigned long oracle_faults(struct oracle *o)
{
	struct oracle_xfer *x;
	unsigned long flags, faults;

	spin_lock_irqsave(&o->guard, flags);
	faults = o->faults;
	for (x = o->xfers; x < o->xfers + o->used; x++)
		if (x->calls < x->due && !x->terminated)
			faults |= ORACLE_LOST;
	spin_unlock_irqrestore(&o->guard, flags);

	return faults;
}
EXPORT_SYMBOL_GPL(oracle_faults);

/**
 * oracle_expect_clean() - Fail the case if anything was wrong
 * @o: oracle
 *
 * All callbacks of what was completed have been called by now, or never will.
 */
void oracle_expect_clean(struct oracle *o)
{
	unsigned long faults = oracle_faults(o);
	unsigned int bit;

	for_each_set_bit(bit, &faults, ORACLE_FAULTS)
		KUNIT_FAIL(o->test, "oracle: %s", oracle_names[bit]);
}
EXPORT_SYMBOL_GPL(oracle_expect_clean);

MODULE_DESCRIPTION("Judge of transfers for the KUnit suites of the DMA engine subsystem");
MODULE_LICENSE("GPL");
