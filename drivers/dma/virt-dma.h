/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtual channels: the life of a descriptor from prepare to free, for providers
 * that do not want to write it themselves.
 */
#ifndef VIRT_DMA_H
#define VIRT_DMA_H

#include <linux/atomic.h>
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/llist.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>

#include "dmaengine.h"

/* How many callbacks one run of a channel's tasklet may call. */
#define VCHAN_BATCH	32

/**
 * enum vchan_desc_state - what may be done with a descriptor
 * @VCHAN_DESC_PREPARED: the client's; may be submitted or given back
 * @VCHAN_DESC_SUBMITTED: queued, issued or running
 * @VCHAN_DESC_COMPLETED: its transfer is over, its callback is still to come
 * @VCHAN_DESC_TERMINATED: waits until nothing uses it any more
 * @VCHAN_DESC_NONE: no descriptor has this one
 */
enum vchan_desc_state {
	VCHAN_DESC_PREPARED,
	VCHAN_DESC_SUBMITTED,
	VCHAN_DESC_COMPLETED,
	VCHAN_DESC_TERMINATED,
	VCHAN_DESC_NONE,
};

/**
 * struct virt_dma_desc - a descriptor of a virtual channel
 * @tx: what the client sees
 * @tx_result: passed to the client's callback_result; the provider fills it in
 *	before it completes the descriptor
 * @node: on one of the channel's lists, or nowhere while the provider has taken
 *	the descriptor to run it; protected by &virt_dma_chan.lock
 * @fresh: instead of @node while it is on &virt_dma_chan.fresh or discarded
 */
struct virt_dma_desc {
	struct dma_async_tx_descriptor tx;
	struct dmaengine_result tx_result;
	union {
		struct list_head node;
		struct llist_node fresh;
	};
	/* private: protected by the channel's lock */
	enum vchan_desc_state state;
};

/**
 * struct virt_dma_chan - a virtual channel
 * @chan: what the client sees
 * @task: calls callbacks and frees descriptors
 * @desc_free: frees a descriptor. The provider sets it before the first
 *	descriptor is prepared. It is called from a softirq or a process, with no
 *	lock held and interrupts on, never while a callback of the descriptor runs.
 * @start: starts the first issued descriptor. Called by vchan_stopped(), under
 *	@lock, if there is one; not needed by a provider that stops at once
 * @lock: protects all that follows, and the channel's cookies
 * @desc_allocated: prepared, not submitted; but for the newest of them
 * @desc_submitted: submitted, not issued
 * @desc_issued: to be started, in this order
 * @desc_completed: over, the callback is still to come
 * @desc_terminated: terminated, to be freed when nothing uses them any more
 * @cyclic: the descriptor that has completed a period, until its callback runs
 */
struct virt_dma_chan {
	struct dma_chan chan;
	struct tasklet_struct task;
	void (*desc_free)(struct virt_dma_desc *vd);
	void (*start)(struct virt_dma_chan *vc);

	spinlock_t lock;	/* protects all that follows, and the cookies */

	struct list_head desc_allocated;
	struct list_head desc_submitted;
	struct list_head desc_issued;
	struct list_head desc_completed;
	struct list_head desc_terminated;

	struct virt_dma_desc *cyclic;

	/* private: protected by @lock, but for fresh, discarded and active */
	struct llist_head fresh;	/* prepared lately; @lock to take one out */
	struct llist_head discarded;	/* for the tasklet to free; @lock to take them out */
	struct list_head desc_held;	/* issued while the hardware is stopping */
	struct list_head desc_unused;	/* the same, collected */
	unsigned int periods;		/* callbacks that @cyclic still has to get */
	bool stopping;			/* the hardware has not stopped yet */
	enum vchan_desc_state accepts;	/* what may be submitted: prepared ones, or none */
	struct virt_dma_desc *active;	/* whose callback runs, see virt-dma-core.c */
	u32 active_gen;			/* when that was submitted */
};

/**
 * to_virt_chan() - The virtual channel that a channel is part of
 * @chan: channel set up by vchan_init()
 *
 * Return: The virtual channel.
 */
static inline struct virt_dma_chan *to_virt_chan(struct dma_chan *chan)
{
	return container_of(chan, struct virt_dma_chan, chan);
}

void vchan_init(struct virt_dma_chan *vc, struct dma_device *dmadev);
void vchan_shutdown(struct virt_dma_chan *vc);
void vchan_exit(struct virt_dma_chan *vc);

dma_cookie_t vchan_tx_submit(struct dma_async_tx_descriptor *tx);
int vchan_tx_desc_free(struct dma_async_tx_descriptor *tx);
struct virt_dma_desc *vchan_find_desc(struct virt_dma_chan *vc, dma_cookie_t cookie);

void vchan_cyclic_callback(struct virt_dma_desc *vd);

void vchan_terminate_vdesc(struct virt_dma_desc *vd);
void vchan_get_all_descriptors(struct virt_dma_chan *vc, struct list_head *head);
void vchan_terminate(struct virt_dma_chan *vc, struct virt_dma_desc *running);
void vchan_terminate_stopping(struct virt_dma_chan *vc, struct virt_dma_desc *running);
void vchan_stopped(struct virt_dma_chan *vc);
void vchan_synchronize(struct virt_dma_chan *vc);

void vchan_vdesc_fini(struct virt_dma_desc *vd);
void vchan_dma_desc_free_list(struct virt_dma_chan *vc, struct list_head *head);
void vchan_free_chan_resources(struct virt_dma_chan *vc);

/**
 * vchan_chan_dev() - The device that stands for a channel in sysfs
 * @vc: registered channel
 *
 * Return: The device, for messages.
 */
static inline struct device *vchan_chan_dev(struct virt_dma_chan *vc)
{
	return dmaengine_chan_dev(&vc->chan);
}

/**
 * vchan_chan_name() - The name of a channel in sysfs
 * @vc: registered channel
 *
 * Return: The name, for messages.
 */
static inline const char *vchan_chan_name(struct virt_dma_chan *vc)
{
	return dma_chan_name(&vc->chan);
}

/**
 * vchan_is_stopping() - Tell whether the hardware still works on what was terminated
 * @vc: channel
 *
 * Context: Under &virt_dma_chan.lock.
 * Return: Whether vchan_stopped() is still to come.
 */
static inline bool vchan_is_stopping(struct virt_dma_chan *vc)
{
	lockdep_assert_held(&vc->lock);

	return vc->stopping;
}

/**
 * vchan_issue_pending() - Let what was submitted be started
 * @vc: channel
 *
 * Context: Under &virt_dma_chan.lock.
 * Return: Whether there is something that may be started now. Not while the
 * hardware is stopping: vchan_stopped() starts it then.
 */
static inline bool vchan_issue_pending(struct virt_dma_chan *vc)
{
	lockdep_assert_held(&vc->lock);

	if (unlikely(vc->stopping)) {
		list_splice_tail_init(&vc->desc_submitted, &vc->desc_held);
		return false;
	}
	list_splice_tail_init(&vc->desc_submitted, &vc->desc_issued);
	return !list_empty(&vc->desc_issued);
}

/**
 * vchan_next_desc() - Look at the descriptor to be started next
 * @vc: channel
 *
 * Context: Under &virt_dma_chan.lock.
 * Return: The first issued descriptor, which stays on its list, or %NULL if
 * there is none or the hardware is stopping.
 */
static inline struct virt_dma_desc *vchan_next_desc(struct virt_dma_chan *vc)
{
	lockdep_assert_held(&vc->lock);

	return list_first_entry_or_null(&vc->desc_issued, struct virt_dma_desc, node);
}

/**
 * vchan_periods_behind() - How far the callbacks of a cyclic descriptor are behind
 * @vd: cyclic descriptor that the provider runs
 *
 * Context: Under &virt_dma_chan.lock.
 * Return: Number of periods that were reported by vchan_cyclic_callback(), and
 * whose callbacks have not begun.
 */
static inline unsigned int vchan_periods_behind(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);

	lockdep_assert_held(&vc->lock);

	return vc->cyclic == vd ? vc->periods : 0;
}

/**
 * vchan_in_callback() - Tell whether a callback of a cyclic descriptor is running
 * @vd: cyclic descriptor that the provider runs
 *
 * Context: Under &virt_dma_chan.lock.
 * Return: Whether one is, or is just about to or just done.
 */
static inline bool vchan_in_callback(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);

	lockdep_assert_held(&vc->lock);

	return READ_ONCE(vc->active) == vd;
}

/**
 * vchan_add_fresh() - Note a descriptor that was just prepared
 * @vc: its channel
 * @vd: descriptor on no list
 *
 * For vchan_tx_prep(). As llist_add(), without a call.
 *
 * Context: Any context. Takes no lock.
 */
static inline void vchan_add_fresh(struct virt_dma_chan *vc, struct virt_dma_desc *vd)
{
	struct llist_node *first = READ_ONCE(vc->fresh.first);

	do {
		vd->fresh.next = first;
	} while (!try_cmpxchg(&vc->fresh.first, &first, &vd->fresh));
}

/**
 * vchan_tx_prep() - Hand a descriptor to the client
 * @vc: channel it is prepared for
 * @vd: descriptor, filled in by the provider as far as it is concerned
 * @tx_flags: what the prepare operation was passed
 *
 * Context: Any context. Takes no lock.
 * Return: What the prepare operation returns.
 */
static inline struct dma_async_tx_descriptor *
vchan_tx_prep(struct virt_dma_chan *vc, struct virt_dma_desc *vd, unsigned long tx_flags)
{
	struct dma_async_tx_descriptor *tx = &vd->tx;

	__dma_async_tx_descriptor_init(tx, &vc->chan);
	tx->flags = tx_flags;
	tx->cookie = 0;
	tx->tx_submit = vchan_tx_submit;
	tx->desc_free = vchan_tx_desc_free;
	vd->tx_result = (struct dmaengine_result){ .result = DMA_TRANS_NOERROR };
	vd->state = VCHAN_DESC_PREPARED;
	vchan_add_fresh(vc, vd);

	return tx;
}

/**
 * vchan_cookie_complete() - Report that a descriptor's transfer is over
 * @vd: descriptor that the provider ran, on no list, with its tx_result
 *
 * Its callback is called, and then it is freed, or prepared again if it is
 * reusable.
 *
 * Context: Under &virt_dma_chan.lock.
 */
static inline void vchan_cookie_complete(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);

	lockdep_assert_held(&vc->lock);

	/* Completed twice: that warns, and the descriptor stays where it is. */
	if (unlikely(vd->tx.cookie < DMA_MIN_COOKIE)) {
		dma_cookie_complete(&vd->tx);
		return;
	}

	dma_cookie_complete(&vd->tx);
	vd->state = VCHAN_DESC_COMPLETED;
	list_add_tail(&vd->node, &vc->desc_completed);
	tasklet_schedule(&vc->task);
}

#endif /* VIRT_DMA_H */
