// SPDX-License-Identifier: GPL-2.0-only
/*
 * Public channels: memory-to-memory offload shared by all who have called
 * dmaengine_get(). Owns their reference count and the table that tells each CPU
 * which channel to use for which operation.
 *
 * The offload lock is held around alloc and free of public channels, and of no
 * others. The table is read with preemption off, or within a grace period.
 */
#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/numa.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>

#include "dmaengine-core.h"

struct offload_table {
	struct dma_chan *chan[DMA_TX_TYPE_END];
};

static DEFINE_MUTEX(offload_lock);	/* protects what follows; the table's readers use RCU */
static unsigned int offload_clients;
static LIST_HEAD(offload_chans);	/* dma_chan_core.offload_node, least used first */
static DEFINE_PER_CPU(struct offload_table, offload_table);

/* These say something about a channel, but are no operation to look one up for. */
static bool cap_is_operation(unsigned int cap)
{
	return cap != DMA_INTERRUPT && cap != DMA_PRIVATE && cap != DMA_SLAVE;
}

static bool chan_is_local(const struct dma_chan_core *cc, unsigned int cpu)
{
	int node = dev_to_node(cc->dcore->dev);

	return node == NUMA_NO_NODE || cpumask_test_cpu(cpu, cpumask_of_node(node));
}

/*
 * The least used channel with a capability, close to the CPU if there is one.
 * It becomes the most used one, which spreads the CPUs and the operations over
 * the channels.
 */
static struct dma_chan *pick_chan_locked(unsigned int cap, unsigned int cpu)
{
	struct dma_chan_core *cc, *best = NULL;

	lockdep_assert_held(&offload_lock);

	list_for_each_entry(cc, &offload_chans, offload_node) {
		if (!test_bit(cap, cc->chan->device->cap_mask.bits))
			continue;
		if (!best)
			best = cc;
		if (chan_is_local(cc, cpu)) {
			best = cc;
			break;
		}
	}
	if (!best)
		return NULL;

	list_move_tail(&best->offload_node, &offload_chans);
	best->chan->table_count++;
	return best->chan;
}

/* What any of the public channels can do: nothing else is worth looking for. */
static void public_caps_locked(dma_cap_mask_t *caps)
{
	struct dma_device *device = NULL;
	struct dma_chan_core *cc;

	dma_cap_zero(*caps);
	list_for_each_entry(cc, &offload_chans, offload_node) {
		if (cc->chan->device == device)
			continue;
		device = cc->chan->device;
		bitmap_or(caps->bits, caps->bits, device->cap_mask.bits, DMA_TX_TYPE_END);
	}
}

/* For each CPU that may ever come up: so nothing has to be done when one does. */
static void update_table_locked(void)
{
	dma_cap_mask_t caps;
	unsigned int cap, cpu;

	lockdep_assert_held(&offload_lock);

	public_caps_locked(&caps);
	for (cap = 0; cap < DMA_TX_TYPE_END; cap++) {
		bool wanted = cap_is_operation(cap) && test_bit(cap, caps.bits);

		for_each_possible_cpu(cpu) {
			struct dma_chan **slot = &per_cpu(offload_table, cpu).chan[cap];
			struct dma_chan *chan = NULL;

			if (*slot)
				(*slot)->table_count--;
			if (wanted)
				chan = pick_chan_locked(cap, cpu);
			WRITE_ONCE(*slot, chan);
		}
	}
}

/* Find and claim in one step: a free channel that nobody has claimed may go away. */
static void claim_device(struct dma_device_core *dcore, struct list_head *claimed)
{
	guard(mutex)(&dcore->lock);
	if (!dcore->dying && dmaengine_caps_public(dcore->device))
		dmaengine_chan_claim_public_locked(dcore, claimed);
}

/* Take what is free of a device into use for public clients. */
static bool take_device_locked(struct dma_device_core *dcore)
{
	struct dma_chan_core *cc, *next;
	bool changed = false;
	LIST_HEAD(claimed);

	lockdep_assert_held(&offload_lock);

	claim_device(dcore, &claimed);
	list_for_each_entry_safe(cc, next, &claimed, offload_node) {
		/* If it cannot be activated, it is not ours any more. */
		list_del_init(&cc->offload_node);
		if (dmaengine_chan_activate(cc, offload_clients))
			continue;
		cc->chan->table_count = 0;
		list_add_tail(&cc->offload_node, &offload_chans);
		changed = true;
	}

	return changed;
}

/**
 * dmaengine_offload_add() - Offer free channels of a device to public clients
 * @dcore: device that was registered, or has got another free channel
 *
 * Context: Process context. May sleep. Not under dma_device_core.lock.
 */
void dmaengine_offload_add(struct dma_device_core *dcore)
{
	guard(mutex)(&offload_lock);

	if (offload_clients && take_device_locked(dcore))
		update_table_locked();
}

/**
 * dmaengine_offload_hide() - Take channels that are going away from public clients
 * @dcore: device that is dying, or has doomed channels
 *
 * The core's references to them are left to the caller, for
 * dmaengine_offload_put(). A grace period later nobody finds the channels.
 *
 * Context: Process context. May sleep. Not under dma_device_core.lock.
 */
void dmaengine_offload_hide(struct dma_device_core *dcore)
{
	struct dma_chan_core *cc, *next;
	bool changed = false;

	guard(mutex)(&offload_lock);

	list_for_each_entry_safe(cc, next, &offload_chans, offload_node) {
		if (cc->dcore != dcore || !(dcore->dying || cc->gone))
			continue;
		list_del_init(&cc->offload_node);
		changed = true;
	}
	if (changed)
		update_table_locked();
}

/**
 * dmaengine_offload_put() - Drop the references that the core holds for public clients
 * @withdrawn: channels that were hidden and stopped
 *
 * Context: Process context. May sleep.
 */
void dmaengine_offload_put(struct list_head *withdrawn)
{
	struct dma_chan_core *cc;

	list_for_each_entry(cc, withdrawn, withdrawn)
		if (cc->is_public && dmaengine_chan_is_held(cc))
			dmaengine_chan_release(cc);
}

/**
 * dmaengine_get() - Ask for public channels
 *
 * From the first call on, the core takes all channels of all devices into use
 * that are not private, also those that are registered later, and
 * dma_find_channel() finds them.
 *
 * Context: Process context. May sleep. Balanced by dmaengine_put().
 */
void dmaengine_get(void)
{
	struct dma_device_core *dcore;
	struct dma_chan_core *cc;

	guard(mutex)(&offload_lock);

	list_for_each_entry(cc, &offload_chans, offload_node)
		WRITE_ONCE(cc->chan->client_count, cc->chan->client_count + 1);

	if (offload_clients++)
		return;

	for (dcore = dmaengine_registry_next(NULL); dcore; dcore = dmaengine_registry_next(dcore))
		take_device_locked(dcore);
	update_table_locked();
}
EXPORT_SYMBOL(dmaengine_get);

/**
 * dmaengine_put() - Do without public channels
 *
 * The last call gives the channels back. The caller must not use any channel
 * that dma_find_channel() has found.
 *
 * Context: Process context. May sleep.
 */
void dmaengine_put(void)
{
	struct dma_chan_core *cc, *next;
	LIST_HEAD(unused);

	guard(mutex)(&offload_lock);

	if (WARN_ONCE(!offload_clients, "dmaengine: put without get\n"))
		return;

	if (--offload_clients) {
		list_for_each_entry(cc, &offload_chans, offload_node)
			WRITE_ONCE(cc->chan->client_count, cc->chan->client_count - 1);
		return;
	}

	list_splice_init(&offload_chans, &unused);
	update_table_locked();
	list_for_each_entry_safe(cc, next, &unused, offload_node) {
		list_del_init(&cc->offload_node);
		dmaengine_chan_release(cc);
	}
}
EXPORT_SYMBOL(dmaengine_put);

/**
 * dma_find_channel() - Find the public channel that this CPU should use
 * @tx_type: operation that the channel must support
 *
 * Context: Any context. The caller has called dmaengine_get() and not yet
 * dmaengine_put().
 * Return: The channel, shared with others and not to be released, or %NULL.
 */
struct dma_chan *dma_find_channel(enum dma_transaction_type tx_type)
{
	return this_cpu_read(offload_table.chan[tx_type]);
}
EXPORT_SYMBOL(dma_find_channel);

static void issue_device(struct dma_device_core *dcore)
{
	struct dma_chan_core *cc;
	unsigned long id;

	xa_for_each(&dcore->chans, id, cc)
		if (READ_ONCE(cc->is_public) && READ_ONCE(cc->chan->client_count))
			dma_async_issue_pending(cc->chan);
}

/**
 * dma_issue_pending_all() - Start what was submitted to any public channel
 *
 * Context: Any context.
 */
void dma_issue_pending_all(void)
{
	struct dma_device_core *dcore;
	unsigned long seq;

	guard(rcu)();
	for (seq = 0; (dcore = dmaengine_registry_find(&seq)); seq++)
		issue_device(dcore);
}
EXPORT_SYMBOL(dma_issue_pending_all);
