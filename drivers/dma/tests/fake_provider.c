// SPDX-License-Identifier: GPL-2.0-only
/*
 * Providers in the styles that the tree has, see fake_provider.h: their life and
 * the operations that clients call. A channel's lock protects its lists.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fake_provider_priv.h"

static const char * const fake_provider_style_names[] = {
	[FAKE_STYLE_TASKLET]	 = "tasklet",
	[FAKE_STYLE_CAPTURED]	 = "captured",
	[FAKE_STYLE_ZEROED]	 = "zeroed",
	[FAKE_STYLE_LOCKED]	 = "locked",
	[FAKE_STYLE_THREADED]	 = "threaded",
	[FAKE_STYLE_OWN_COOKIES] = "own cookies",
};

/**
 * fake_provider_style_name() - Name of a style, for parametrised cases
 * @style: the style
 *
 * Return: A constant string.
 */
const char *fake_provider_style_name(enum fake_provider_style style)
{
	return style < FAKE_STYLE_COUNT ? fake_provider_style_names[style] : "?";
}
EXPORT_SYMBOL_GPL(fake_provider_style_name);

/**
 * fake_provider_desc_kill() - Free a descriptor that is on no list
 * @fc: channel
 * @d: descriptor
 */
void fake_provider_desc_kill(struct fake_provider_chan *fc, struct fake_provider_desc *d)
{
	dma_descriptor_unmap(&d->tx);
	atomic_dec(&fc->fp->live);
	memset(d, POISON_FREE, sizeof(*d));
	kfree(d);
}

static void fake_provider_kill_list(struct fake_provider_chan *fc, struct list_head *list)
{
	struct fake_provider_desc *d, *next;

	list_for_each_entry_safe(d, next, list, node) {
		list_del(&d->node);
		fake_provider_desc_kill(fc, d);
	}
}

static dma_cookie_t fake_provider_submit(struct dma_async_tx_descriptor *tx)
{
	struct fake_provider_chan *fc = to_fake_provider_chan(tx->chan);
	struct fake_provider_desc *d = container_of(tx, struct fake_provider_desc, tx);
	dma_cookie_t cookie;
	unsigned long flags;

	spin_lock_irqsave(&fc->lock, flags);
	list_move_tail(&d->node, &fc->submitted);
	if (fc->fp->cfg.style == FAKE_STYLE_OWN_COOKIES)
		tx->cookie = ++fc->chan.cookie;
	else
		dma_cookie_assign(tx);
	cookie = tx->cookie;
	spin_unlock_irqrestore(&fc->lock, flags);

	return cookie;
}

static struct dma_async_tx_descriptor *fake_provider_prep(struct dma_chan *chan, dma_addr_t dst,
							  dma_addr_t src, size_t len,
							  unsigned long prep_flags, bool cyclic)
{
	struct fake_provider_chan *fc = to_fake_provider_chan(chan);
	struct fake_provider_desc *d = kzalloc(sizeof(*d), GFP_NOWAIT);
	unsigned long flags;

	if (!d)
		return NULL;

	atomic_inc(&fc->fp->live);
	dma_async_tx_descriptor_init(&d->tx, chan);
	d->tx.tx_submit = fake_provider_submit;
	d->tx.flags = prep_flags;
	d->dst = dst;
	d->src = src;
	d->len = len;
	d->cyclic = cyclic;

	spin_lock_irqsave(&fc->lock, flags);
	list_add_tail(&d->node, &fc->prepared);
	spin_unlock_irqrestore(&fc->lock, flags);

	return &d->tx;
}

static struct dma_async_tx_descriptor *fake_provider_memcpy(struct dma_chan *chan, dma_addr_t dst,
							    dma_addr_t src, size_t len,
							    unsigned long flags)
{
	return fake_provider_prep(chan, dst, src, len, flags, false);
}

static struct dma_async_tx_descriptor *fake_provider_cyclic(struct dma_chan *chan, dma_addr_t buf,
							    size_t buf_len, size_t period_len,
							    enum dma_transfer_direction dir,
							    unsigned long flags)
{
	return fake_provider_prep(chan, buf, buf, period_len, flags, true);
}

static void fake_provider_issue(struct dma_chan *chan)
{
	struct fake_provider_chan *fc = to_fake_provider_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&fc->lock, flags);
	list_splice_tail_init(&fc->submitted, &fc->issued);
	if (fc->fp->cfg.auto_run && !list_empty(&fc->issued))
		hrtimer_start(&fc->timer, FAKE_PROVIDER_AUTO_NS, HRTIMER_MODE_REL);
	spin_unlock_irqrestore(&fc->lock, flags);
}

static enum dma_status fake_provider_status(struct dma_chan *chan, dma_cookie_t cookie,
					    struct dma_tx_state *state)
{
	return dma_cookie_status(chan, cookie, state);
}

static int fake_provider_terminate(struct dma_chan *chan)
{
	struct fake_provider_chan *fc = to_fake_provider_chan(chan);
	struct fake_provider_desc *d, *next;
	unsigned long flags;
	LIST_HEAD(dropped);

	spin_lock_irqsave(&fc->lock, flags);
	list_splice_init(&fc->submitted, &dropped);
	list_for_each_entry_safe(d, next, &fc->issued, node)
		list_move_tail(&d->node, d->cyclic ? &fc->zombies : &dropped);
	spin_unlock_irqrestore(&fc->lock, flags);
	fake_provider_kill_list(fc, &dropped);

	return 0;
}

static void fake_provider_synchronize(struct dma_chan *chan)
{
	fake_provider_wait(to_fake_provider_chan(chan));
}

static int fake_provider_alloc(struct dma_chan *chan)
{
	dma_cookie_init(chan);

	return 0;
}

static void fake_provider_free(struct dma_chan *chan)
{
	struct fake_provider_chan *fc = to_fake_provider_chan(chan);
	unsigned long flags;
	LIST_HEAD(all);

	hrtimer_cancel(&fc->timer);
	fake_provider_wait(fc);
	spin_lock_irqsave(&fc->lock, flags);
	list_splice_init(&fc->prepared, &all);
	list_splice_init(&fc->submitted, &all);
	list_splice_init(&fc->issued, &all);
	list_splice_init(&fc->done, &all);
	list_splice_init(&fc->zombies, &all);
	fc->cyclic = NULL;
	fc->periods = 0;
	spin_unlock_irqrestore(&fc->lock, flags);
	fake_provider_kill_list(fc, &all);
}

/**
 * fake_provider_live() - Number of descriptors that exist
 * @fp: provider
 *
 * Context: Any context.
 * Return: Number of descriptors.
 */
int fake_provider_live(struct fake_provider *fp)
{
	return atomic_read(&fp->live);
}
EXPORT_SYMBOL_GPL(fake_provider_live);

/**
 * fake_provider_device() - What the core sees of a provider
 * @fp: provider
 *
 * Return: The device.
 */
struct dma_device *fake_provider_device(struct fake_provider *fp)
{
	return &fp->ddev;
}
EXPORT_SYMBOL_GPL(fake_provider_device);

/**
 * fake_provider_chan() - What clients see of a channel
 * @fp: provider
 * @n: channel number
 *
 * Return: The channel.
 */
struct dma_chan *fake_provider_chan(struct fake_provider *fp, unsigned int n)
{
	return &fp->chans[n].chan;
}
EXPORT_SYMBOL_GPL(fake_provider_chan);

static void fake_provider_destroy(struct kref *ref)
{
	kfree(container_of(ref, struct fake_provider, ref));
}

/**
 * fake_provider_put() - Drop the reference of the one who made the provider
 * @fp: provider
 *
 * Context: Process context.
 */
void fake_provider_put(struct fake_provider *fp)
{
	kref_put(&fp->ref, fake_provider_destroy);
}
EXPORT_SYMBOL_GPL(fake_provider_put);

static void fake_provider_release(struct dma_device *ddev)
{
	fake_provider_put(container_of(ddev, struct fake_provider, ddev));
}

static void fake_provider_init_chan(struct fake_provider *fp, unsigned int n)
{
	struct fake_provider_chan *fc = &fp->chans[n];

	fc->fp = fp;
	fc->chan.device = &fp->ddev;
	spin_lock_init(&fc->lock);
	INIT_LIST_HEAD(&fc->prepared);
	INIT_LIST_HEAD(&fc->submitted);
	INIT_LIST_HEAD(&fc->issued);
	INIT_LIST_HEAD(&fc->done);
	INIT_LIST_HEAD(&fc->zombies);
	fake_provider_irq_init(fc);
	dma_cookie_init(&fc->chan);
	list_add_tail(&fc->chan.device_node, &fp->ddev.channels);
}

/**
 * fake_provider_create() - Make a provider
 * @cfg: which one
 *
 * Context: Process context.
 * Return: The provider, not registered, or an ERR_PTR().
 */
struct fake_provider *fake_provider_create(const struct fake_provider_config *cfg)
{
	struct fake_provider *fp;
	struct dma_device *ddev;
	unsigned int i;

	fp = kzalloc(struct_size(fp, chans, cfg->n_channels), GFP_KERNEL);
	if (!fp)
		return ERR_PTR(-ENOMEM);

	kref_init(&fp->ref);
	fp->cfg = *cfg;
	ddev = &fp->ddev;
	ddev->dev = cfg->dev;
	INIT_LIST_HEAD(&ddev->channels);
	for (i = 0; i < cfg->n_channels; i++)
		fake_provider_init_chan(fp, i);

	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	dma_cap_set(DMA_CYCLIC, ddev->cap_mask);
	dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
	ddev->directions = BIT(DMA_DEV_TO_MEM) | BIT(DMA_MEM_TO_DEV);
	ddev->device_alloc_chan_resources = fake_provider_alloc;
	ddev->device_free_chan_resources = fake_provider_free;
	ddev->device_prep_dma_memcpy = fake_provider_memcpy;
	ddev->device_prep_dma_cyclic = fake_provider_cyclic;
	ddev->device_issue_pending = fake_provider_issue;
	ddev->device_tx_status = fake_provider_status;
	if (!cfg->no_terminate)
		ddev->device_terminate_all = fake_provider_terminate;
	if (cfg->has_synchronize)
		ddev->device_synchronize = fake_provider_synchronize;
	if (cfg->has_release)
		ddev->device_release = fake_provider_release;

	return fp;
}
EXPORT_SYMBOL_GPL(fake_provider_create);

/**
 * fake_provider_register() - Register a provider
 * @fp: provider
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno.
 */
int fake_provider_register(struct fake_provider *fp)
{
	int ret;

	kref_get(&fp->ref);
	ret = dma_async_device_register(&fp->ddev);
	fp->registered = !ret;
	if (ret)
		fake_provider_put(fp);

	return ret;
}
EXPORT_SYMBOL_GPL(fake_provider_register);

/**
 * fake_provider_unregister() - Unregister a provider that is registered
 * @fp: provider
 *
 * Context: Process context. May sleep.
 */
void fake_provider_unregister(struct fake_provider *fp)
{
	if (!fp->registered)
		return;

	fp->registered = false;
	dma_async_device_unregister(&fp->ddev);
	if (!fp->cfg.has_release)
		fake_provider_put(fp);
}
EXPORT_SYMBOL_GPL(fake_provider_unregister);

MODULE_DESCRIPTION("Providers without virt-dma for the KUnit suites of the DMA engine subsystem");
MODULE_LICENSE("GPL");
