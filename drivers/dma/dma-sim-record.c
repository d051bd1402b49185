// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: the record of what was done to a channel
 *
 * Counters that always run and a log that can be switched on, with the context
 * of each call, so that a test can assert on what the core did and not only on
 * the outcome. Takes only its own raw lock and may be called from anywhere.
 */
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#include "dma-sim-engine.h"

static const char * const dma_sim_op_names[] = {
	[DMA_SIM_OP_ALLOC]	 = "alloc",
	[DMA_SIM_OP_FREE]	 = "free",
	[DMA_SIM_OP_PREP]	 = "prep",
	[DMA_SIM_OP_CONFIG]	 = "config",
	[DMA_SIM_OP_CAPS]	 = "caps",
	[DMA_SIM_OP_SUBMIT]	 = "submit",
	[DMA_SIM_OP_ISSUE]	 = "issue",
	[DMA_SIM_OP_STATUS]	 = "status",
	[DMA_SIM_OP_PAUSE]	 = "pause",
	[DMA_SIM_OP_RESUME]	 = "resume",
	[DMA_SIM_OP_TERMINATE]	 = "terminate",
	[DMA_SIM_OP_SYNCHRONIZE] = "synchronize",
	[DMA_SIM_OP_START]	 = "start",
	[DMA_SIM_OP_COMPLETE]	 = "complete",
	[DMA_SIM_OP_STOPPED]	 = "stopped",
	[DMA_SIM_OP_DESC_FREE]	 = "desc_free",
	[DMA_SIM_OP_RELEASE]	 = "release",
};

/**
 * dma_sim_op_name() - Name of an operation, for messages
 * @op: the operation
 *
 * Context: Any context.
 * Return: A constant string.
 */
const char *dma_sim_op_name(enum dma_sim_op op)
{
	return op < DMA_SIM_OP_COUNT ? dma_sim_op_names[op] : "?";
}
EXPORT_SYMBOL_GPL(dma_sim_op_name);

/**
 * dma_sim_record_init() - Make a channel's record
 * @sc: channel
 *
 * Context: Process context.
 * Return: 0 or %-ENOMEM.
 */
int dma_sim_record_init(struct dma_sim_chan *sc)
{
	struct dma_sim_record *rec = &sc->record;

	raw_spin_lock_init(&rec->lock);
	if (!sc->sim->cfg.record_log)
		return 0;

	rec->log = kcalloc(DMA_SIM_RECORD_MAX, sizeof(*rec->log), GFP_KERNEL);

	return rec->log ? 0 : -ENOMEM;
}

/**
 * dma_sim_record_exit() - Free a channel's record
 * @sc: channel that nobody uses any more
 *
 * Context: Process context.
 */
void dma_sim_record_exit(struct dma_sim_chan *sc)
{
	kfree(sc->record.log);
	sc->record.log = NULL;
}

static u32 dma_sim_record_context(struct dma_sim_chan *sc)
{
	u32 context = 0;

	if (in_hardirq())
		context |= DMA_SIM_IN_HARDIRQ;
	if (in_serving_softirq())
		context |= DMA_SIM_IN_SOFTIRQ;
	if (irqs_disabled())
		context |= DMA_SIM_IRQS_OFF;
	if (IS_ENABLED(CONFIG_LOCKDEP) && lockdep_is_held(&sc->vc.lock))
		context |= DMA_SIM_LOCK_HELD;

	return context;
}

/**
 * dma_sim_record_op() - Note that something happens to a channel
 * @sc: channel
 * @op: what happens
 * @cookie: of the descriptor, or 0
 *
 * Context: Any context.
 */
void dma_sim_record_op(struct dma_sim_chan *sc, enum dma_sim_op op, dma_cookie_t cookie)
{
	struct dma_sim_record *rec = &sc->record;
	u32 context = dma_sim_record_context(sc);
	unsigned long flags;

	atomic_inc(&rec->count[op]);
	if ((atomic_read(&rec->contexts[op]) & context) != context)
		atomic_or(context, &rec->contexts[op]);
	if (op == DMA_SIM_OP_DESC_FREE &&
	    context & (DMA_SIM_IN_HARDIRQ | DMA_SIM_IRQS_OFF | DMA_SIM_LOCK_HELD))
		atomic_inc(&rec->bad_free);
	if (!rec->log || op == DMA_SIM_OP_STATUS)
		return;

	raw_spin_lock_irqsave(&rec->lock, flags);
	if (rec->len < DMA_SIM_RECORD_MAX)
		rec->log[rec->len++] = (struct dma_sim_event) {
			.op = op,
			.context = context,
			.cookie = cookie,
		};
	raw_spin_unlock_irqrestore(&rec->lock, flags);
}

static struct dma_sim_record *dma_sim_record_of(struct dma_sim *sim, unsigned int n)
{
	return n < sim->cfg.n_channels ? &sim->chans[n].record : NULL;
}

/* Adds up @value over the channels that @n stands for. */
static u64 dma_sim_record_sum(struct dma_sim *sim, unsigned int n,
			      u64 (*value)(struct dma_sim_record *rec))
{
	struct dma_sim_record *rec = dma_sim_record_of(sim, n);
	unsigned int i;
	u64 sum = 0;

	if (n != DMA_SIM_ALL)
		return rec ? value(rec) : 0;

	for (i = 0; i < sim->cfg.n_channels; i++)
		sum += value(&sim->chans[i].record);

	return sum;
}

/**
 * dma_sim_record_count() - How often an operation was called
 * @sim: controller
 * @n: channel number or %DMA_SIM_ALL
 * @op: the operation
 *
 * Context: Any context.
 * Return: Number of calls since the controller was made or the record was reset.
 */
unsigned int dma_sim_record_count(struct dma_sim *sim, unsigned int n, enum dma_sim_op op)
{
	unsigned int i, sum = 0;

	for (i = 0; i < sim->cfg.n_channels; i++)
		if (n == DMA_SIM_ALL || n == i)
			sum += atomic_read(&sim->chans[i].record.count[op]);

	return sum;
}
EXPORT_SYMBOL_GPL(dma_sim_record_count);

/**
 * dma_sim_record_contexts() - In which contexts an operation was called
 * @sim: controller
 * @n: channel number or %DMA_SIM_ALL
 * @op: the operation
 *
 * Context: Any context.
 * Return: Mask of %DMA_SIM_IN_HARDIRQ and its like: those that were seen in at
 * least one call.
 */
u32 dma_sim_record_contexts(struct dma_sim *sim, unsigned int n, enum dma_sim_op op)
{
	unsigned int i;
	u32 all = 0;

	for (i = 0; i < sim->cfg.n_channels; i++)
		if (n == DMA_SIM_ALL || n == i)
			all |= atomic_read(&sim->chans[i].record.contexts[op]);

	return all;
}
EXPORT_SYMBOL_GPL(dma_sim_record_contexts);

/**
 * dma_sim_record_len() - Number of entries in a channel's log
 * @sim: controller
 * @n: channel number
 *
 * Context: Any context.
 * Return: Number of entries. The log ends when %DMA_SIM_RECORD_MAX is reached.
 */
unsigned int dma_sim_record_len(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_record *rec = dma_sim_record_of(sim, n);
	unsigned long flags;
	unsigned int len;

	if (!rec)
		return 0;

	raw_spin_lock_irqsave(&rec->lock, flags);
	len = rec->len;
	raw_spin_unlock_irqrestore(&rec->lock, flags);

	return len;
}
EXPORT_SYMBOL_GPL(dma_sim_record_len);

/**
 * dma_sim_record_get() - Read one entry of a channel's log
 * @sim: controller
 * @n: channel number
 * @i: number of the entry, 0 is the oldest
 * @ev: filled in
 *
 * Context: Any context.
 * Return: Whether there is such an entry.
 */
bool dma_sim_record_get(struct dma_sim *sim, unsigned int n, unsigned int i,
			struct dma_sim_event *ev)
{
	struct dma_sim_record *rec = dma_sim_record_of(sim, n);
	unsigned long flags;
	bool found;

	if (!rec)
		return false;

	raw_spin_lock_irqsave(&rec->lock, flags);
	found = i < rec->len;
	if (found)
		*ev = rec->log[i];
	raw_spin_unlock_irqrestore(&rec->lock, flags);

	return found;
}
EXPORT_SYMBOL_GPL(dma_sim_record_get);

/**
 * dma_sim_record_reset() - Start the record anew
 * @sim: controller
 *
 * Clears logs, counters and bytes of all channels; the number of live
 * descriptors and whether the resources are allocated are facts and stay.
 *
 * Context: Any context.
 */
void dma_sim_record_reset(struct dma_sim *sim)
{
	unsigned long flags;
	unsigned int i, op;

	for (i = 0; i < sim->cfg.n_channels; i++) {
		struct dma_sim_record *rec = &sim->chans[i].record;

		for (op = 0; op < DMA_SIM_OP_COUNT; op++) {
			atomic_set(&rec->count[op], 0);
			atomic_set(&rec->contexts[op], 0);
		}
		atomic64_set(&rec->bytes, 0);
		atomic_set(&rec->bad_free, 0);
		raw_spin_lock_irqsave(&rec->lock, flags);
		rec->len = 0;
		raw_spin_unlock_irqrestore(&rec->lock, flags);
	}
}
EXPORT_SYMBOL_GPL(dma_sim_record_reset);

static u64 dma_sim_record_read_bytes(struct dma_sim_record *rec)
{
	return atomic64_read(&rec->bytes);
}

/**
 * dma_sim_record_bytes() - Number of bytes that the hardware has worked on
 * @sim: controller
 * @n: channel number or %DMA_SIM_ALL
 *
 * For operations with several sources the length of one of them counts.
 *
 * Context: Any context.
 * Return: Number of bytes.
 */
u64 dma_sim_record_bytes(struct dma_sim *sim, unsigned int n)
{
	return dma_sim_record_sum(sim, n, dma_sim_record_read_bytes);
}
EXPORT_SYMBOL_GPL(dma_sim_record_bytes);

static u64 dma_sim_record_read_live(struct dma_sim_record *rec)
{
	return atomic_read(&rec->live);
}

/**
 * dma_sim_record_live() - Number of descriptors that are allocated
 * @sim: controller
 * @n: channel number or %DMA_SIM_ALL
 *
 * Context: Any context.
 * Return: Descriptors prepared and not freed yet. Negative if more were freed
 * than prepared.
 */
int dma_sim_record_live(struct dma_sim *sim, unsigned int n)
{
	return (int)dma_sim_record_sum(sim, n, dma_sim_record_read_live);
}
EXPORT_SYMBOL_GPL(dma_sim_record_live);

static u64 dma_sim_record_read_bad_free(struct dma_sim_record *rec)
{
	return atomic_read(&rec->bad_free);
}

/**
 * dma_sim_record_bad_free() - Number of descriptors freed in a wrong context
 * @sim: controller
 * @n: channel number or %DMA_SIM_ALL
 *
 * Context: Any context.
 * Return: Calls of desc_free in hard interrupts, with interrupts off or with
 * the channel's lock held.
 */
unsigned int dma_sim_record_bad_free(struct dma_sim *sim, unsigned int n)
{
	return dma_sim_record_sum(sim, n, dma_sim_record_read_bad_free);
}
EXPORT_SYMBOL_GPL(dma_sim_record_bad_free);

/**
 * dma_sim_record_allocated() - Whether a channel's resources are allocated
 * @sim: controller
 * @n: channel number
 *
 * Context: Any context.
 * Return: %true between device_alloc_chan_resources and free.
 */
bool dma_sim_record_allocated(struct dma_sim *sim, unsigned int n)
{
	struct dma_sim_record *rec = dma_sim_record_of(sim, n);

	return rec && READ_ONCE(rec->allocated);
}
EXPORT_SYMBOL_GPL(dma_sim_record_allocated);

/**
 * dma_sim_record_released() - How often device_release was called
 * @sim: controller
 *
 * Context: Any context.
 * Return: Number of calls.
 */
unsigned int dma_sim_record_released(struct dma_sim *sim)
{
	return atomic_read(&sim->released);
}
EXPORT_SYMBOL_GPL(dma_sim_record_released);
