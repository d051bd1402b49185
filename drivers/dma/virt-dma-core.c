// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual channels: the lists on which a descriptor lives, and a tasklet that
 * calls callbacks and frees descriptors. Terminating is in virt-dma-terminate.c.
 *
 * Nothing of the client's or the provider's is called under &virt_dma_chan.lock
 * but start().
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/wait.h>

#include "virt-dma-core.h"

/**
 * DOC: virt-dma states
 *
 * A channel is *idle*, *running* or *stopping*. Idle and running differ only in
 * the provider's own pointer to what it runs.
 *
 * Terminating moves every descriptor that was submitted to desc_terminated. A
 * provider whose hardware stops at once calls vchan_terminate(). One whose
 * hardware goes on for a while calls vchan_terminate_stopping(): from then on
 * what is submitted and issued is queued only, and no terminated descriptor is
 * freed. When the hardware has stopped (an interrupt, a poll, a timer says so),
 * vchan_stopped() starts what was queued and hands the terminated descriptors to
 * the tasklet. All of that may happen in interrupt context.
 *
 * Only the tasklet calls callbacks, one at a time. A descriptor that nobody else
 * knows any more is called back and freed between dmaengine_callback_enter() and
 * dmaengine_callback_leave(), which a synchronize waits for. A cyclic or reusable
 * one is *active* meanwhile. Whoever wants to free a descriptor that is active
 * leaves a mark in virt_dma_chan.active instead, and the tasklet frees it after the
 * callback. It is one of:
 *
 * - %NULL: the tasklet is not outside the lock, or at a descriptor that nobody
 *   else knows
 * - a descriptor: its callback runs, or is about to
 * - VCHAN_ORPHAN: the same, and the tasklet has to free it
 * - VCHAN_FREEING: the tasklet frees descriptors
 */
DECLARE_WAIT_QUEUE_HEAD(vchan_changed);

static struct virt_dma_desc *to_virt_desc(struct dma_async_tx_descriptor *tx)
{
	return container_of(tx, struct virt_dma_desc, tx);
}

/**
 * vchan_gather_locked() - Put all prepared descriptors on desc_allocated
 * @vc: channel
 *
 * Before anybody looks for them there.
 *
 * Context: Under &virt_dma_chan.lock.
 */
void vchan_gather_locked(struct virt_dma_chan *vc)
{
	struct virt_dma_desc *vd, *next;

	lockdep_assert_held(&vc->lock);

	llist_for_each_entry_safe(vd, next, llist_del_all(&vc->fresh), fresh)
		list_add_tail(&vd->node, &vc->desc_allocated);
}

/**
 * vchan_collect_unused_locked() - Put all descriptors that are to be freed on desc_unused
 * @vc: channel
 *
 * Context: Under &virt_dma_chan.lock.
 */
void vchan_collect_unused_locked(struct virt_dma_chan *vc)
{
	struct virt_dma_desc *vd, *next;
	struct llist_node *discarded;

	lockdep_assert_held(&vc->lock);

	discarded = llist_reverse_order(llist_del_all(&vc->discarded));
	llist_for_each_entry_safe(vd, next, discarded, fresh)
		list_add_tail(&vd->node, &vc->desc_unused);
}

/*
 * Take a prepared descriptor off the list that it is on. Mostly it was prepared
 * last: then it has never been on desc_allocated.
 */
static __always_inline void vchan_take_prepared_locked(struct virt_dma_chan *vc,
						       struct virt_dma_desc *vd)
{
	struct llist_node *node = &vd->fresh;

	/* The first one stays there, and next with it: only the lock's owner takes out. */
	if (likely(READ_ONCE(vc->fresh.first) == node &&
		   try_cmpxchg(&vc->fresh.first, &node, node->next)))
		return;

	vchan_gather_locked(vc);
	__list_del_entry(&vd->node);
}

/* Why a descriptor is not accepted. */
static noinline int vchan_submit_error(struct virt_dma_chan *vc)
{
	return vc->accepts == VCHAN_DESC_NONE || dmaengine_chan_dead(&vc->chan) ? -ENODEV : -EBUSY;
}

/**
 * vchan_tx_submit() - Queue a prepared descriptor
 * @tx: descriptor of vchan_tx_prep()
 *
 * A descriptor that was refused stays the client's, prepared. dmaengine_submit()
 * refuses it already if the device is gone.
 *
 * Context: Any context. Takes and releases &virt_dma_chan.lock.
 * Return:
 * * > 0	- The cookie
 * * %-ENODEV	- The channel is shut down
 * * %-EBUSY	- The descriptor was submitted already
 */
dma_cookie_t vchan_tx_submit(struct dma_async_tx_descriptor *tx)
{
	struct virt_dma_chan *vc = to_virt_chan(tx->chan);
	struct virt_dma_desc *vd = to_virt_desc(tx);
	dma_cookie_t cookie;
	unsigned long flags;

	spin_lock_irqsave(&vc->lock, flags);
	if (likely(vd->state == vc->accepts)) {
		vd->state = VCHAN_DESC_SUBMITTED;
		vchan_take_prepared_locked(vc, vd);
		list_add_tail(&vd->node, &vc->desc_submitted);
		cookie = dma_cookie_assign(tx);
	} else {
		cookie = vchan_submit_error(vc);
	}
	spin_unlock_irqrestore(&vc->lock, flags);

	return cookie;
}
EXPORT_SYMBOL_GPL(vchan_tx_submit);

/*
 * Free a descriptor that is on no list, or have the tasklet do it if it is
 * active: it is the last one to look at it then.
 */
static void vchan_free_desc(struct virt_dma_chan *vc, struct virt_dma_desc *vd)
{
	/* Pairs with the xchg() in vchan_call_shared(): one of the two frees it. */
	if (cmpxchg(&vc->active, vd, VCHAN_ORPHAN) == vd)
		return;

	dma_descriptor_unmap(&vd->tx);
	vc->desc_free(vd);
}

/**
 * vchan_tx_desc_free() - Take back a descriptor that the client does not need
 * @tx: descriptor of vchan_tx_prep() that is prepared: not submitted yet, or
 *	reusable and complete
 *
 * May be called by the descriptor's own callback.
 *
 * Context: Any context in which the provider's desc_free() may be called. Takes
 * and releases &virt_dma_chan.lock.
 * Return: 0, or -EBUSY if the descriptor is submitted.
 */
int vchan_tx_desc_free(struct dma_async_tx_descriptor *tx)
{
	struct virt_dma_chan *vc = to_virt_chan(tx->chan);
	struct virt_dma_desc *vd = to_virt_desc(tx);

	scoped_guard(spinlock_irqsave, &vc->lock) {
		if (vd->state != VCHAN_DESC_PREPARED)
			return -EBUSY;
		vchan_take_prepared_locked(vc, vd);
		INIT_LIST_HEAD(&vd->node);
		vd->state = VCHAN_DESC_TERMINATED;
	}

	vchan_free_desc(vc, vd);
	return 0;
}
EXPORT_SYMBOL_GPL(vchan_tx_desc_free);

static struct virt_dma_desc *vchan_find_on_list(struct list_head *list, dma_cookie_t cookie)
{
	struct virt_dma_desc *vd;

	list_for_each_entry(vd, list, node)
		if (vd->tx.cookie == cookie)
			return vd;

	return NULL;
}

/**
 * vchan_find_desc() - Find a descriptor that has not been started
 * @vc: channel
 * @cookie: its cookie
 *
 * Context: Under &virt_dma_chan.lock.
 * Return: The issued or submitted descriptor, or %NULL.
 */
struct virt_dma_desc *vchan_find_desc(struct virt_dma_chan *vc, dma_cookie_t cookie)
{
	lockdep_assert_held(&vc->lock);

	return vchan_find_on_list(&vc->desc_issued, cookie) ?:
	       vchan_find_on_list(&vc->desc_held, cookie) ?:
	       vchan_find_on_list(&vc->desc_submitted, cookie);
}
EXPORT_SYMBOL_GPL(vchan_find_desc);

/**
 * vchan_cyclic_callback() - Report that a cyclic descriptor has completed a period
 * @vd: descriptor that the provider runs
 *
 * Each call makes for one call of the client's callback, unless the descriptor
 * is terminated before.
 *
 * Context: Under &virt_dma_chan.lock.
 */
void vchan_cyclic_callback(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);

	lockdep_assert_held(&vc->lock);

	if (vc->cyclic != vd)
		vc->periods = 0;
	WRITE_ONCE(vc->cyclic, vd);
	vc->periods++;
	tasklet_schedule(&vc->task);
}
EXPORT_SYMBOL_GPL(vchan_cyclic_callback);

/*
 * Take a descriptor that others know of while it is called back: one that is
 * cyclic, or reusable, which is the client's again at once.
 */
static struct virt_dma_desc *vchan_take_shared_locked(struct virt_dma_chan *vc)
{
	struct virt_dma_desc *vd = vc->cyclic;

	lockdep_assert_held(&vc->lock);

	if (vd) {
		/* A provider with a tasklet of its own may have left no count. */
		if (vc->periods)
			vc->periods--;
		if (!vc->periods)
			WRITE_ONCE(vc->cyclic, NULL);
		return vd;
	}

	vd = list_first_entry_or_null(&vc->desc_completed, struct virt_dma_desc, node);
	if (!vd || !dmaengine_desc_test_reuse(&vd->tx))
		return NULL;

	vd->state = VCHAN_DESC_PREPARED;
	list_move_tail(&vd->node, &vc->desc_allocated);
	return vd;
}

static void vchan_set_idle(struct virt_dma_chan *vc)
{
	/* A full barrier: be idle, then look for waiters; pairs with prepare_to_wait(). */
	xchg(&vc->active, NULL);
	/* waitqueue_active() without a lock: see the barrier. */
	if (unlikely(waitqueue_active(&vchan_changed)))
		wake_up_all(&vchan_changed);
}

/* Call back what others know of, or what cannot be called back in the usual way. */
static noinline bool vchan_call_shared(struct virt_dma_chan *vc)
{
	struct virt_dma_desc *vd;

	scoped_guard(spinlock_irq, &vc->lock) {
		vd = vchan_take_shared_locked(vc);
		if (vd) {
			WRITE_ONCE(vc->active, vd);
		} else {
			vd = list_first_entry_or_null(&vc->desc_completed, struct virt_dma_desc,
						      node);
			if (!vd)
				return false;
			list_del(&vd->node);
			WRITE_ONCE(vc->active, VCHAN_FREEING);
		}
		vc->active_gen = vd->tx.gen ?: DMA_GEN_UNSTAMPED;
	}

	dmaengine_desc_get_callback_invoke(&vd->tx, &vd->tx_result);

	/*
	 * One that others know of is theirs to free, but for one that they have
	 * left to us. Pairs with the cmpxchg() in vchan_free_desc().
	 */
	if (READ_ONCE(vc->active) == VCHAN_FREEING ||
	    xchg(&vc->active, VCHAN_FREEING) == VCHAN_ORPHAN) {
		dma_descriptor_unmap(&vd->tx);
		vc->desc_free(vd);
	}
	vchan_set_idle(vc);
	return true;
}

/*
 * Call back and free one descriptor. Mostly nobody else knows it any more, and
 * it is enough to be inside as a callback for as long as it exists: entered
 * under the lock, so that who terminates under the lock finds it on the list or
 * finds us inside.
 */
static bool vchan_call_one(struct virt_dma_chan *vc)
{
	struct dma_async_tx_descriptor *tx;
	struct virt_dma_desc *vd;

	spin_lock_irq(&vc->lock);
	vd = list_first_entry(&vc->desc_completed, struct virt_dma_desc, node);
	if (unlikely(list_empty(&vc->desc_completed) || vc->cyclic ||
		     dmaengine_desc_test_reuse(&vd->tx) ||
		     !dmaengine_callback_enter(&vc->chan, vd->tx.gen))) {
		spin_unlock_irq(&vc->lock);
		return vchan_call_shared(vc);
	}
	__list_del_entry(&vd->node);
	spin_unlock_irq(&vc->lock);

	tx = &vd->tx;
	if (tx->callback_result || tx->callback)
		dmaengine_callback_run(&vc->chan, tx->gen, tx->callback, tx->callback_result,
				       tx->callback_param, &vd->tx_result);
	dma_descriptor_unmap(tx);
	vc->desc_free(vd);
	dmaengine_callback_leave(&vc->chan);
	return true;
}

static void vchan_free_list(struct virt_dma_chan *vc, struct list_head *head)
{
	struct virt_dma_desc *vd, *next;

	list_for_each_entry_safe(vd, next, head, node) {
		list_del(&vd->node);
		vchan_vdesc_fini(vd);
	}
}

/* Free what was handed over. Nothing is active: only the tasklet gets here. */
static void vchan_reap(struct virt_dma_chan *vc)
{
	LIST_HEAD(head);

	scoped_guard(spinlock_irq, &vc->lock) {
		vchan_collect_unused_locked(vc);
		list_splice_tail_init(&vc->desc_unused, &head);
		vc->active_gen = DMA_GEN_UNSTAMPED;
		WRITE_ONCE(vc->active, VCHAN_FREEING);
	}

	vchan_free_list(vc, &head);
	vchan_set_idle(vc);
}

/* Whoever adds something schedules the tasklet afterwards, so nothing is missed. */
static bool vchan_has_callbacks(struct virt_dma_chan *vc)
{
	return !list_empty(&vc->desc_completed) || READ_ONCE(vc->cyclic);
}

/* The tasklet. */
void vchan_complete(struct tasklet_struct *t)
{
	struct virt_dma_chan *vc = from_tasklet(vc, t, task);
	unsigned int budget = VCHAN_BATCH;

	while (budget && vchan_has_callbacks(vc) && vchan_call_one(vc))
		budget--;

	if (unlikely(!list_empty(&vc->desc_unused) || !llist_empty(&vc->discarded)))
		vchan_reap(vc);
	/* Let others have the CPU. */
	if (unlikely(!budget))
		tasklet_schedule(&vc->task);
}

/**
 * vchan_vdesc_fini() - Be done with a descriptor
 * @vd: descriptor on no list
 *
 * Frees it, or makes it prepared again if it is reusable. If its callback is
 * running, it is freed after that.
 *
 * Context: Softirq or process context. Not under &virt_dma_chan.lock.
 */
void vchan_vdesc_fini(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);
	unsigned long flags;

	if (!dmaengine_desc_test_reuse(&vd->tx)) {
		vchan_free_desc(vc, vd);
		return;
	}

	/* Prepared and on its list in one step: from then on others submit and free it. */
	spin_lock_irqsave(&vc->lock, flags);
	vd->tx.cookie = 0;
	vd->state = VCHAN_DESC_PREPARED;
	list_add_tail(&vd->node, &vc->desc_allocated);
	spin_unlock_irqrestore(&vc->lock, flags);
}
EXPORT_SYMBOL_GPL(vchan_vdesc_fini);

/* Leave it to the tasklet. Without the lock: providers may hold it here, and some do. */
static void vchan_free_later(struct virt_dma_chan *vc, struct list_head *head)
{
	struct virt_dma_desc *vd, *next;

	list_for_each_entry_safe(vd, next, head, node) {
		list_del(&vd->node);
		llist_add(&vd->fresh, &vc->discarded);
	}
	tasklet_schedule(&vc->task);
}

/**
 * vchan_dma_desc_free_list() - Be done with all descriptors of a list
 * @vc: their channel
 * @head: list, of the caller's; empty afterwards
 *
 * As vchan_vdesc_fini() for each, but with interrupts off the tasklet frees
 * them. If nobody holds the channel, what is prepared goes too: some providers
 * look for it on desc_allocated themselves, where the newest are not.
 *
 * Context: Any context, also under &virt_dma_chan.lock.
 */
void vchan_dma_desc_free_list(struct virt_dma_chan *vc, struct list_head *head)
{
	struct virt_dma_desc *vd, *next;

	/* Without the lock: nobody submits anything. */
	if (!vc->chan.client_count)
		llist_for_each_entry_safe(vd, next, llist_del_all(&vc->fresh), fresh)
			list_add_tail(&vd->node, head);

	if (irqs_disabled())
		vchan_free_later(vc, head);
	else
		vchan_free_list(vc, head);
}
EXPORT_SYMBOL_GPL(vchan_dma_desc_free_list);

MODULE_DESCRIPTION("Virtual DMA channels");
MODULE_LICENSE("GPL");
