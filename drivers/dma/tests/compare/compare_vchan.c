// SPDX-License-Identifier: GPL-2.0-only
/*
 * A provider with a virtual channel for two kernels, see compare_vchan.h. No test is in here. Its
 * only lock is the channel's.
 */
#include <kunit/device.h>
#include <linux/bottom_half.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/slab.h>

#include "compare_vchan.h"

struct compare_desc {
	struct virt_dma_desc vd;
	bool cyclic;
};

static struct compare_vchan *to_compare_vchan(struct dma_chan *chan)
{
	return container_of(chan, struct compare_vchan, vc.chan);
}

static struct compare_desc *to_compare_desc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct compare_desc, vd);
}

static void run_locked(struct compare_vchan *cv)
{
	struct virt_dma_desc *vd;

	lockdep_assert_held(&cv->vc.lock);

	vd = cv->running ? NULL : vchan_next_desc(&cv->vc);
	if (!vd)
		return;
	list_del(&vd->node);
	cv->running = vd;
}

static void free_desc(struct virt_dma_desc *vd)
{
	if (irqs_disabled())
		to_compare_vchan(vd->tx.chan)->irqs_off++;
	kfree(to_compare_desc(vd));
}

static struct dma_async_tx_descriptor *prep(struct dma_chan *chan, unsigned long flags, bool cyclic)
{
	struct compare_desc *desc = kzalloc(sizeof(*desc), GFP_NOWAIT);

	if (!desc)
		return NULL;
	desc->cyclic = cyclic;

	return vchan_tx_prep(to_virt_chan(chan), &desc->vd, flags);
}

static struct dma_async_tx_descriptor *prep_memcpy(struct dma_chan *chan, dma_addr_t dst,
						   dma_addr_t src, size_t len, unsigned long flags)
{
	return prep(chan, flags, false);
}

static struct dma_async_tx_descriptor *prep_cyclic(struct dma_chan *chan, dma_addr_t buf,
						   size_t len, size_t period,
						   enum dma_transfer_direction dir,
						   unsigned long flags)
{
	return prep(chan, flags, true);
}

static void issue(struct dma_chan *chan)
{
	struct compare_vchan *cv = to_compare_vchan(chan);
	unsigned long irq;

	spin_lock_irqsave(&cv->vc.lock, irq);
	if (vchan_issue_pending(&cv->vc))
		run_locked(cv);
	spin_unlock_irqrestore(&cv->vc.lock, irq);
}

static int terminate(struct dma_chan *chan)
{
	struct compare_vchan *cv = to_compare_vchan(chan);
	unsigned long irq;
	LIST_HEAD(head);

	spin_lock_irqsave(&cv->vc.lock, irq);
	if (cv->running)
		vchan_terminate_vdesc(cv->running);
	cv->running = NULL;
	vchan_get_all_descriptors(&cv->vc, &head);
	spin_unlock_irqrestore(&cv->vc.lock, irq);
	vchan_dma_desc_free_list(&cv->vc, &head);

	return 0;
}

static void synchronize(struct dma_chan *chan)
{
	vchan_synchronize(to_virt_chan(chan));
}

static void free_resources(struct dma_chan *chan)
{
	terminate(chan);
	vchan_free_chan_resources(to_virt_chan(chan));
}

static void unregister(void *data)
{
	struct compare_vchan *cv = data;

	dma_release_channel(cv->chan);
	dma_async_device_unregister(&cv->ddev);
	tasklet_kill(&cv->vc.task);
}

static void set_ops(struct dma_device *ddev)
{
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	dma_cap_set(DMA_CYCLIC, ddev->cap_mask);
	dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
	ddev->directions = BIT(DMA_DEV_TO_MEM);
	ddev->descriptor_reuse = true;
	ddev->device_free_chan_resources = free_resources;
	ddev->device_prep_dma_memcpy = prep_memcpy;
	ddev->device_prep_dma_cyclic = prep_cyclic;
	ddev->device_issue_pending = issue;
	ddev->device_tx_status = dma_cookie_status;
	ddev->device_terminate_all = terminate;
	ddev->device_synchronize = synchronize;
}

/**
 * compare_vchan_new() - Make a provider, register it, and request its channel
 * @test: the case, at the end of which it goes away
 *
 * Return: The provider.
 */
struct compare_vchan *compare_vchan_new(struct kunit *test)
{
	struct compare_vchan *cv = kunit_kzalloc(test, sizeof(*cv), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, cv);
	cv->test = test;
	cv->ddev.dev = kunit_device_register(test, "vchan");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cv->ddev.dev);
	INIT_LIST_HEAD(&cv->ddev.channels);
	set_ops(&cv->ddev);
	cv->vc.desc_free = free_desc;
	vchan_init(&cv->vc, &cv->ddev);
	KUNIT_ASSERT_EQ(test, dma_async_device_register(&cv->ddev), 0);
	cv->chan = dma_get_slave_channel(&cv->vc.chan);
	KUNIT_ASSERT_NOT_NULL(test, cv->chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister, cv), 0);

	return cv;
}

/**
 * compare_vchan_prep() - Prepare a descriptor
 * @cv: provider
 * @cyclic: goes round
 *
 * Return: The descriptor.
 */
struct dma_async_tx_descriptor *compare_vchan_prep(struct compare_vchan *cv, bool cyclic)
{
	struct dma_async_tx_descriptor *tx;

	tx = cyclic ? dmaengine_prep_dma_cyclic(cv->chan, 0, 64, 32, DMA_DEV_TO_MEM, 0) :
		      dmaengine_prep_dma_memcpy(cv->chan, 0, 0, 64, DMA_PREP_INTERRUPT);
	KUNIT_ASSERT_NOT_NULL(cv->test, tx);

	return tx;
}

/**
 * compare_vchan_start() - Submit a descriptor and issue it
 * @cv: provider
 * @tx: descriptor
 */
void compare_vchan_start(struct compare_vchan *cv, struct dma_async_tx_descriptor *tx)
{
	KUNIT_EXPECT_GT(cv->test, dmaengine_submit(tx), 0);
	dma_async_issue_pending(cv->chan);
}

/**
 * compare_vchan_finish() - The hardware has done a transfer, or a period
 * @cv: provider whose hardware works
 *
 * With bottom halves off, the callback is not called before they are on again.
 */
void compare_vchan_finish(struct compare_vchan *cv)
{
	struct virt_dma_desc *vd;
	unsigned long irq;

	spin_lock_irqsave(&cv->vc.lock, irq);
	vd = cv->running;
	if (vd && to_compare_desc(vd)->cyclic) {
		vchan_cyclic_callback(vd);
	} else if (vd) {
		cv->running = NULL;
		vchan_cookie_complete(vd);
		run_locked(cv);
	}
	spin_unlock_irqrestore(&cv->vc.lock, irq);
	KUNIT_EXPECT_NOT_NULL(cv->test, vd);
}

/**
 * compare_vchan_settle() - Let callbacks run that are due
 *
 * Context: Process context. May sleep.
 */
void compare_vchan_settle(void)
{
	local_bh_disable();
	local_bh_enable();
	schedule_timeout_uninterruptible(2);
}
