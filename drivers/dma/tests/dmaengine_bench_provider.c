// SPDX-License-Identifier: GPL-2.0-only
/*
 * A controller without hardware on virtual channels, written as stock's
 * providers are: transfers complete while they are issued, and a terminate frees
 * what it finds.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "dmaengine_bench.h"

static struct bench_device *chan_to_device(struct dma_chan *chan)
{
	return container_of(chan->device, struct bench_device, dma);
}

static struct dma_async_tx_descriptor *bench_prep(struct dma_chan *chan, unsigned long flags)
{
	struct virt_dma_desc *vd = kzalloc(sizeof(*vd), GFP_NOWAIT);

	return vd ? vchan_tx_prep(to_virt_chan(chan), vd, flags) : NULL;
}

static struct dma_async_tx_descriptor *bench_prep_memcpy(struct dma_chan *chan, dma_addr_t dst,
							 dma_addr_t src, size_t len,
							 unsigned long flags)
{
	return bench_prep(chan, flags);
}

static struct dma_async_tx_descriptor *bench_prep_xor(struct dma_chan *chan, dma_addr_t dst,
						      dma_addr_t *src, unsigned int src_cnt,
						      size_t len, unsigned long flags)
{
	return bench_prep(chan, flags);
}

static struct dma_async_tx_descriptor *bench_prep_pq(struct dma_chan *chan, dma_addr_t *dst,
						     dma_addr_t *src, unsigned int src_cnt,
						     const unsigned char *scf, size_t len,
						     unsigned long flags)
{
	return bench_prep(chan, flags);
}

static struct dma_async_tx_descriptor *bench_prep_interrupt(struct dma_chan *chan,
							    unsigned long flags)
{
	return bench_prep(chan, flags);
}

static void bench_desc_free(struct virt_dma_desc *vd)
{
	kfree(vd);
}

static int bench_alloc(struct dma_chan *chan)
{
	return 0;
}

static void bench_free(struct dma_chan *chan)
{
	vchan_free_chan_resources(to_virt_chan(chan));
}

static void bench_issue(struct dma_chan *chan)
{
	struct virt_dma_chan *vc = to_virt_chan(chan);
	struct virt_dma_desc *vd;
	unsigned long flags;

	spin_lock_irqsave(&vc->lock, flags);
	if (vchan_issue_pending(vc) && !chan_to_device(chan)->hold) {
		while ((vd = vchan_next_desc(vc))) {
			list_del(&vd->node);
			vchan_cookie_complete(vd);
		}
	}
	spin_unlock_irqrestore(&vc->lock, flags);
}

static int bench_terminate(struct dma_chan *chan)
{
	struct virt_dma_chan *vc = to_virt_chan(chan);
	unsigned long flags;
	LIST_HEAD(head);

	spin_lock_irqsave(&vc->lock, flags);
	vchan_get_all_descriptors(vc, &head);
	spin_unlock_irqrestore(&vc->lock, flags);
	vchan_dma_desc_free_list(vc, &head);

	return 0;
}

static void bench_synchronize(struct dma_chan *chan)
{
	vchan_synchronize(to_virt_chan(chan));
}

static enum dma_status bench_status(struct dma_chan *chan, dma_cookie_t cookie,
				    struct dma_tx_state *state)
{
	return dma_cookie_status(chan, cookie, state);
}

static bool bench_filter(struct dma_chan *chan, void *param)
{
	return true;
}

/* Nothing to free: a device is not freed before its unregister has returned. */
static void bench_release(struct dma_device *dma)
{
}

static const struct dma_slave_map bench_map[] = {
	{ BENCH_CLIENT, BENCH_CHANNEL, NULL },
};

/**
 * bench_device_new() - Make a controller; it is not registered yet
 * @count: number of channels
 * @public: for public clients; otherwise a slave controller
 *
 * Return: The controller, or %NULL.
 */
struct bench_device *bench_device_new(unsigned int count, bool public)
{
	struct bench_device *bd = kvzalloc(struct_size(bd, chans, count), GFP_KERNEL);
	struct dma_device *dma;
	unsigned int i;

	if (!bd)
		return NULL;

	bd->count = count;
	bd->pdev = platform_device_register_simple("dmaengine_bench", PLATFORM_DEVID_AUTO, NULL, 0);
	if (IS_ERR(bd->pdev)) {
		kvfree(bd);
		return NULL;
	}

	dma = &bd->dma;
	dma->dev = &bd->pdev->dev;
	dma->device_alloc_chan_resources = bench_alloc;
	dma->device_free_chan_resources = bench_free;
	dma->device_prep_dma_memcpy = bench_prep_memcpy;
	dma->device_prep_dma_xor = bench_prep_xor;
	dma->device_prep_dma_pq = bench_prep_pq;
	dma->device_prep_dma_interrupt = bench_prep_interrupt;
	dma->device_issue_pending = bench_issue;
	dma->device_terminate_all = bench_terminate;
	dma->device_synchronize = bench_synchronize;
	dma->device_tx_status = bench_status;
	dma->device_release = bench_release;
	dma->max_xor = 16;
	dma_set_maxpq(dma, 16, 0);
	dma_cap_set(DMA_MEMCPY, dma->cap_mask);
	if (public) {
		dma_cap_set(DMA_XOR, dma->cap_mask);
		dma_cap_set(DMA_PQ, dma->cap_mask);
		dma_cap_set(DMA_INTERRUPT, dma->cap_mask);
	} else {
		dma_cap_set(DMA_SLAVE, dma->cap_mask);
		dma->filter.fn = bench_filter;
		dma->filter.map = bench_map;
		dma->filter.mapcnt = ARRAY_SIZE(bench_map);
	}

	INIT_LIST_HEAD(&dma->channels);
	for (i = 0; i < count; i++) {
		bd->chans[i].desc_free = bench_desc_free;
		vchan_init(&bd->chans[i], dma);
	}

	return bd;
}

/**
 * bench_device_register() - Register a controller
 * @bd: controller; may have been registered before
 *
 * Return: 0, or a negative error code.
 */
int bench_device_register(struct bench_device *bd)
{
	/* Stock makes a device private as it is unregistered. */
	dma_cap_clear(DMA_PRIVATE, bd->dma.cap_mask);
	bd->dma.privatecnt = 0;

	return dma_async_device_register(&bd->dma);
}

/**
 * bench_device_free() - Free a controller that is not registered
 * @bd: controller, or %NULL
 */
void bench_device_free(struct bench_device *bd)
{
	unsigned int i;

	if (!bd)
		return;

	for (i = 0; i < bd->count; i++)
		tasklet_kill(&bd->chans[i].task);
	platform_device_unregister(bd->pdev);
	kvfree(bd);
}
