// SPDX-License-Identifier: GPL-2.0-only
/*
 * A provider on virtual channels for races on two CPUs, see dmaengine_smp.h: the
 * smallest one that there can be, with hardware that stops at once or slowly.
 *
 * The channel's lock protects what the hardware works on. CPU 0 is the hardware.
 */
#include <kunit/device.h>
#include <kunit/resource.h>
#include <linux/bottom_half.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "dmaengine_smp.h"

struct smp_vdesc {
	struct virt_dma_desc vd;
	struct smp_obj *obj;
	bool cyclic;
};

static struct smp_vc *to_smp_vc(struct dma_chan *chan)
{
	return container_of(to_virt_chan(chan), struct smp_vc, vc);
}

static struct smp_vdesc *to_smp_vdesc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct smp_vdesc, vd);
}

static void smp_vc_desc_free(struct virt_dma_desc *vd)
{
	atomic_dec(&smp_stats.live);
	kfree(to_smp_vdesc(vd));
}

static struct dma_async_tx_descriptor *smp_vc_prep(struct dma_chan *chan, dma_addr_t addr,
						   unsigned long flags, bool cyclic)
{
	struct smp_vdesc *d = kzalloc(sizeof(*d), GFP_NOWAIT);

	if (!d)
		return NULL;

	atomic_inc(&smp_stats.live);
	d->obj = smp_addr_obj(addr);
	d->cyclic = cyclic;
	return vchan_tx_prep(to_virt_chan(chan), &d->vd, flags);
}

static struct dma_async_tx_descriptor *smp_vc_memcpy(struct dma_chan *chan, dma_addr_t dst,
						     dma_addr_t src, size_t len,
						     unsigned long flags)
{
	return smp_vc_prep(chan, dst, flags, false);
}

static struct dma_async_tx_descriptor *smp_vc_cyclic(struct dma_chan *chan, dma_addr_t buf,
						     size_t buf_len, size_t period_len,
						     enum dma_transfer_direction dir,
						     unsigned long flags)
{
	return smp_vc_prep(chan, buf, flags, true);
}

static void smp_vc_start(struct virt_dma_chan *vc)
{
	struct smp_vc *sv = container_of(vc, struct smp_vc, vc);

	lockdep_assert_held(&vc->lock);

	sv->running = vchan_next_desc(vc);
	if (sv->running)
		list_del(&sv->running->node);
}

static void smp_vc_issue(struct dma_chan *chan)
{
	struct smp_vc *sv = to_smp_vc(chan);

	guard(spinlock_irqsave)(&sv->vc.lock);
	if (vchan_issue_pending(&sv->vc) && !sv->running)
		smp_vc_start(&sv->vc);
}

static int smp_vc_terminate(struct dma_chan *chan)
{
	struct smp_vc *sv = to_smp_vc(chan);
	struct virt_dma_desc *running;

	guard(spinlock_irqsave)(&sv->vc.lock);
	running = sv->running;
	sv->running = NULL;
	if (running && sv->slow) {
		sv->stopping = to_smp_vdesc(running)->obj;
		vchan_terminate_stopping(&sv->vc, running);
	} else {
		vchan_terminate(&sv->vc, running);
	}

	return 0;
}

static void smp_vc_synchronize(struct dma_chan *chan)
{
	vchan_synchronize(to_virt_chan(chan));
}

static void smp_vc_complete_locked(struct smp_vc *sv)
{
	struct smp_vdesc *d = to_smp_vdesc(sv->running);

	lockdep_assert_held(&sv->vc.lock);

	smp_obj_touch(d->obj);
	if (d->cyclic) {
		vchan_cyclic_callback(&d->vd);
		return;
	}

	sv->completed++;
	/* Broken: nobody ever gets to know that this one is over. */
	if (sv->drops && sv->completed % sv->drops == 0)
		vchan_terminate_vdesc(&d->vd);
	else
		vchan_cookie_complete(&d->vd);
	smp_vc_start(&sv->vc);
}

static bool smp_vc_work_no_bh(struct smp_vc *sv)
{
	guard(spinlock_irqsave)(&sv->vc.lock);

	if (vchan_is_stopping(&sv->vc)) {
		smp_obj_touch(sv->stopping);
		vchan_stopped(&sv->vc);
		return true;
	}
	if (!sv->running)
		return false;

	smp_vc_complete_locked(sv);
	return true;
}

/**
 * smp_vc_work() - Let the hardware move on, and its interrupt come
 * @sv: provider
 *
 * A channel that is stopping moves data once more, and stops.
 *
 * Context: CPU 0.
 * Return: Whether there was something to do.
 */
bool smp_vc_work(struct smp_vc *sv)
{
	bool worked;

	/* The tasklet runs when this ends. */
	local_bh_disable();
	worked = smp_vc_work_no_bh(sv);
	local_bh_enable();

	return worked;
}

static void smp_vc_free_chan(struct dma_chan *chan)
{
	vchan_free_chan_resources(to_virt_chan(chan));
}

static void smp_vc_remove(void *param)
{
	struct smp_vc *sv = param;

	dma_async_device_unregister(&sv->ddev);
	vchan_exit(&sv->vc);
	kfree(sv);
}

KUNIT_DEFINE_ACTION_WRAPPER(smp_vc_release, dma_release_channel, struct dma_chan *);

/**
 * smp_vc_new() - Make a provider and register it
 * @test: case
 * @slow: its hardware stops slowly
 *
 * Return: The provider. It goes away with the case.
 */
struct smp_vc *smp_vc_new(struct kunit *test, bool slow)
{
	struct smp_vc *sv = kzalloc(sizeof(*sv), GFP_KERNEL | __GFP_NOFAIL);
	struct dma_device *ddev = &sv->ddev;
	int ret;

	sv->slow = slow;
	sv->vc.desc_free = smp_vc_desc_free;
	sv->vc.start = smp_vc_start;
	INIT_LIST_HEAD(&ddev->channels);
	vchan_init(&sv->vc, ddev);

	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	dma_cap_set(DMA_CYCLIC, ddev->cap_mask);
	dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
	ddev->directions = BIT(DMA_DEV_TO_MEM);
	ddev->device_free_chan_resources = smp_vc_free_chan;
	ddev->device_prep_dma_memcpy = smp_vc_memcpy;
	ddev->device_prep_dma_cyclic = smp_vc_cyclic;
	ddev->device_issue_pending = smp_vc_issue;
	ddev->device_tx_status = dma_cookie_status;
	ddev->device_terminate_all = smp_vc_terminate;
	ddev->device_synchronize = smp_vc_synchronize;

	ddev->dev = kunit_device_register(test, "smp_vc");
	ret = IS_ERR(ddev->dev) ? PTR_ERR(ddev->dev) : dma_async_device_register(ddev);
	if (ret) {
		kfree(sv);
		sv = NULL;
	}
	KUNIT_ASSERT_NOT_NULL(test, sv);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, smp_vc_remove, sv), 0);

	return sv;
}

/**
 * smp_vc_get() - Request the channel
 * @test: case
 * @sv: provider
 *
 * Return: The channel. It is released when the case ends.
 */
struct dma_chan *smp_vc_get(struct kunit *test, struct smp_vc *sv)
{
	struct dma_chan *chan = smp_request(sv->ddev.dev);

	KUNIT_ASSERT_NOT_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, smp_vc_release, chan), 0);

	return chan;
}
