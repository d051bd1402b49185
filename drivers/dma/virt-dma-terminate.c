// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual channels: from set up to exit, and terminating what is on them. The
 * states are described in virt-dma-core.c.
 */
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/export.h>

#include "virt-dma-core.h"

/**
 * vchan_init() - Set up a channel and add it to a device
 * @vc: channel, zeroed but for what the provider has set
 * @dmadev: device with an initialised list of channels
 *
 * vchan_exit() undoes what has to be undone.
 *
 * Context: Any context, before the device is registered.
 */
void vchan_init(struct virt_dma_chan *vc, struct dma_device *dmadev)
{
	dma_cookie_init(&vc->chan);
	vc->chan.device = dmadev;

	spin_lock_init(&vc->lock);
	INIT_LIST_HEAD(&vc->desc_terminated);
	INIT_LIST_HEAD(&vc->desc_completed);
	INIT_LIST_HEAD(&vc->desc_issued);
	INIT_LIST_HEAD(&vc->desc_submitted);
	INIT_LIST_HEAD(&vc->desc_allocated);
	INIT_LIST_HEAD(&vc->desc_held);
	INIT_LIST_HEAD(&vc->desc_unused);
	init_llist_head(&vc->fresh);
	init_llist_head(&vc->discarded);
	vc->cyclic = NULL;
	vc->periods = 0;
	vc->stopping = false;
	vc->accepts = VCHAN_DESC_PREPARED;
	vc->active = NULL;
	tasklet_setup(&vc->task, vchan_complete);
	vchan_debugfs_init(vc);

	list_add_tail(&vc->chan.device_node, &dmadev->channels);
}
EXPORT_SYMBOL_GPL(vchan_init);

static void vchan_forget_cyclic_locked(struct virt_dma_chan *vc)
{
	lockdep_assert_held(&vc->lock);

	WRITE_ONCE(vc->cyclic, NULL);
	vc->periods = 0;
}

/**
 * vchan_terminate_vdesc() - Terminate the descriptor that the provider runs
 * @vd: descriptor on no list
 *
 * It gets no callback that has not started, and stays in memory until
 * vchan_synchronize() or vchan_get_all_descriptors(). vchan_terminate() does
 * this and all that goes with it.
 *
 * Context: Under &virt_dma_chan.lock.
 */
void vchan_terminate_vdesc(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);

	lockdep_assert_held(&vc->lock);

	if (vc->cyclic == vd)
		vchan_forget_cyclic_locked(vc);
	vd->state = VCHAN_DESC_TERMINATED;
	list_add_tail(&vd->node, &vc->desc_terminated);
}
EXPORT_SYMBOL_GPL(vchan_terminate_vdesc);

static void vchan_take_all_prepared_locked(struct virt_dma_chan *vc, struct list_head *head)
{
	vchan_gather_locked(vc);
	list_splice_tail_init(&vc->desc_allocated, head);
}

/**
 * vchan_get_all_descriptors() - Take all descriptors that were submitted
 * @vc: channel
 * @head: list that they are added to, for vchan_dma_desc_free_list()
 *
 * Submitted, issued, completed and terminated ones. Those that are prepared
 * only are the client's and stay, unless nobody holds the channel.
 *
 * Context: Under &virt_dma_chan.lock.
 */
void vchan_get_all_descriptors(struct virt_dma_chan *vc, struct list_head *head)
{
	struct list_head *lists[] = {
		&vc->desc_unused, &vc->desc_terminated, &vc->desc_completed, &vc->desc_issued,
		&vc->desc_held, &vc->desc_submitted,
	};
	struct list_head **list;

	lockdep_assert_held(&vc->lock);

	vchan_collect_unused_locked(vc);
	/* In the order in which they were submitted. */
	for (list = lists; list < lists + ARRAY_SIZE(lists); list++)
		list_splice_tail_init(*list, head);
	if (!vc->chan.client_count)
		vchan_take_all_prepared_locked(vc, head);
}
EXPORT_SYMBOL_GPL(vchan_get_all_descriptors);

static void vchan_terminate_locked(struct virt_dma_chan *vc, struct virt_dma_desc *running)
{
	lockdep_assert_held(&vc->lock);

	vchan_forget_cyclic_locked(vc);
	list_splice_tail_init(&vc->desc_completed, &vc->desc_terminated);
	if (running)
		vchan_terminate_vdesc(running);
	list_splice_tail_init(&vc->desc_issued, &vc->desc_terminated);
	list_splice_tail_init(&vc->desc_held, &vc->desc_terminated);
	list_splice_tail_init(&vc->desc_submitted, &vc->desc_terminated);
}

static void vchan_hand_over_locked(struct virt_dma_chan *vc)
{
	lockdep_assert_held(&vc->lock);

	if (list_empty(&vc->desc_terminated))
		return;

	list_splice_tail_init(&vc->desc_terminated, &vc->desc_unused);
	tasklet_schedule(&vc->task);
}

/**
 * vchan_terminate() - Terminate a channel whose hardware has stopped
 * @vc: channel
 * @running: descriptor that the provider ran, on no list, or %NULL
 *
 * For device_terminate_all(). Everything that was submitted is terminated, and
 * freed as soon as no callback of it runs. What is prepared only stays the
 * client's. If the channel was stopping, it goes on doing so.
 *
 * Context: Under &virt_dma_chan.lock.
 */
void vchan_terminate(struct virt_dma_chan *vc, struct virt_dma_desc *running)
{
	vchan_terminate_locked(vc, running);
	if (!vc->stopping)
		vchan_hand_over_locked(vc);
}
EXPORT_SYMBOL_GPL(vchan_terminate);

/**
 * vchan_terminate_stopping() - Terminate a channel whose hardware still runs
 * @vc: channel, told to stop
 * @running: descriptor that the hardware still works on, on no list, or %NULL
 *
 * As vchan_terminate(), but nothing is freed and nothing may be started until
 * the provider calls vchan_stopped(), which it must do within a bounded time.
 * Until then vchan_issue_pending() and vchan_next_desc() have nothing to start.
 *
 * Context: Under &virt_dma_chan.lock.
 */
void vchan_terminate_stopping(struct virt_dma_chan *vc, struct virt_dma_desc *running)
{
	vchan_terminate_locked(vc, running);
	vc->stopping = true;
}
EXPORT_SYMBOL_GPL(vchan_terminate_stopping);

/**
 * vchan_stopped() - Report that the hardware has stopped
 * @vc: channel; nothing happens unless it is stopping
 *
 * Starts what was issued meanwhile by &virt_dma_chan.start, and lets the
 * terminated descriptors be freed.
 *
 * Context: Under &virt_dma_chan.lock.
 */
void vchan_stopped(struct virt_dma_chan *vc)
{
	lockdep_assert_held(&vc->lock);

	if (!vc->stopping)
		return;

	vc->stopping = false;
	vchan_hand_over_locked(vc);
	/* Waiters take the lock to look, so none is missed. */
	wake_up_all(&vchan_changed);

	list_splice_tail_init(&vc->desc_held, &vc->desc_issued);
	if (vc->start && !list_empty(&vc->desc_issued))
		vc->start(vc);
}
EXPORT_SYMBOL_GPL(vchan_stopped);

/* Whether nothing uses the terminated descriptors any more; then take them. */
static bool vchan_take_terminated(struct virt_dma_chan *vc, struct list_head *head)
{
	struct virt_dma_desc *active;
	unsigned long flags;
	bool taken;
	u32 floor;

	spin_lock_irqsave(&vc->lock, flags);
	active = READ_ONCE(vc->active);
	floor = READ_ONCE(vc->chan.floor);
	taken = !vc->stopping &&
		(!active || (active != VCHAN_ORPHAN &&
			     !dmaengine_gen_terminated(vc->active_gen, floor)));
	if (taken) {
		vchan_collect_unused_locked(vc);
		list_splice_tail_init(&vc->desc_unused, head);
		list_splice_tail_init(&vc->desc_terminated, head);
	}
	spin_unlock_irqrestore(&vc->lock, flags);

	return taken;
}

/**
 * vchan_synchronize() - Wait until what was terminated is gone
 * @vc: channel
 *
 * For device_synchronize(). Waits until the hardware has stopped and no
 * callback of a terminated descriptor runs, and frees these descriptors. It
 * does not wait for what was submitted after the terminate.
 *
 * Context: Process context. May sleep. Not from a callback of the channel.
 */
void vchan_synchronize(struct virt_dma_chan *vc)
{
	LIST_HEAD(head);

	if (WARN_ONCE(dmaengine_in_callback(&vc->chan),
		      "virt-dma: synchronize from a callback of the same channel\n"))
		return;

	/* What the tasklet has taken from a list already; the rest waits for nothing. */
	dmaengine_wait_callbacks(&vc->chan);
	wait_event(vchan_changed, vchan_take_terminated(vc, &head));
	vchan_dma_desc_free_list(vc, &head);
}
EXPORT_SYMBOL_GPL(vchan_synchronize);

/**
 * vchan_free_chan_resources() - Free all descriptors of a channel
 * @vc: channel that nobody holds any more
 *
 * For device_free_chan_resources(). Reusable and prepared descriptors are freed
 * too. The tasklet is not scheduled afterwards, unless the provider still
 * reports completions.
 *
 * Context: Process context. May sleep. Not from a callback of the channel.
 */
void vchan_free_chan_resources(struct virt_dma_chan *vc)
{
	struct virt_dma_desc *vd;
	LIST_HEAD(head);

	scoped_guard(spinlock_irqsave, &vc->lock) {
		vchan_forget_cyclic_locked(vc);
		vchan_take_all_prepared_locked(vc, &head);
		vchan_get_all_descriptors(vc, &head);
		list_for_each_entry(vd, &head, node)
			dmaengine_desc_clear_reuse(&vd->tx);
	}

	vchan_dma_desc_free_list(vc, &head);
	/* Its last run may still be on its way, and frees what it was at. */
	tasklet_kill(&vc->task);
}
EXPORT_SYMBOL_GPL(vchan_free_chan_resources);

/**
 * vchan_shutdown() - Refuse to submit anything, for good
 * @vc: channel
 *
 * vchan_tx_submit() returns -ENODEV from now on. What was submitted before runs
 * on.
 *
 * Context: Any context. Takes and releases &virt_dma_chan.lock.
 */
void vchan_shutdown(struct virt_dma_chan *vc)
{
	unsigned long flags;

	spin_lock_irqsave(&vc->lock, flags);
	vc->accepts = VCHAN_DESC_NONE;
	spin_unlock_irqrestore(&vc->lock, flags);
}
EXPORT_SYMBOL_GPL(vchan_shutdown);

/**
 * vchan_exit() - Undo vchan_init() before a channel's memory is freed
 * @vc: channel of a device that is not registered any more
 *
 * For a provider's remove or device_release(). The hardware has stopped and its
 * interrupt cannot come any more. Frees all descriptors and kills the tasklet.
 *
 * Context: Process context. May sleep. Not from a callback of the channel.
 */
void vchan_exit(struct virt_dma_chan *vc)
{
	vchan_shutdown(vc);
	scoped_guard(spinlock_irqsave, &vc->lock)
		vc->stopping = false;

	vchan_free_chan_resources(vc);
	list_del_init(&vc->chan.device_node);
}
EXPORT_SYMBOL_GPL(vchan_exit);
