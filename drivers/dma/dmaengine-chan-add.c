// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registering channels: struct dma_chan_core, which it owns, the channel's
 * number, its statistics, its place in sysfs. What becomes of it afterwards is in
 * dmaengine-chan.c.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/xarray.h>

#include "dmaengine-core.h"

static void chan_init(struct dma_chan *chan)
{
	spin_lock_init(&chan->lock);
	atomic_set(&chan->users, 0);
	chan->client_count = 0;
	chan->table_count = 0;
	chan->slave = NULL;
	chan->name = NULL;
	dmaengine_terminate_init(chan);
}

static struct dma_chan_core *chan_core_alloc(struct dma_device_core *dcore, struct dma_chan *chan)
{
	struct dma_chan_core *cc = kzalloc(sizeof(*cc), GFP_KERNEL);

	if (!cc)
		return NULL;

	INIT_LIST_HEAD(&cc->withdrawn);
	INIT_LIST_HEAD(&cc->offload_node);
	raw_spin_lock_init(&cc->aborted_lock);
	init_completion(&cc->stopped);
	cc->chan = chan;
	cc->dcore = dcore;
	dmaengine_device_core_get(dcore);

	cc->dev.chan = chan;
	cc->dev.dev_id = dcore->id;
	/* From here on put_device() frees it, by the class's release. */
	device_initialize(&cc->dev.device);
	cc->dev.device.class = &dmaengine_class;
	cc->dev.device.parent = dcore->device->dev;
	/* It has no driver, so nothing to suspend: its parent has. */
	device_set_pm_not_required(&cc->dev.device);

	return cc;
}

static int chan_core_register(struct dma_chan_core *cc, const char *name)
{
	struct device *dev = &cc->dev.device;
	int ret = name ? dev_set_name(dev, "%s", name) :
			 dev_set_name(dev, "dma%dchan%d", cc->dcore->id, cc->chan->chan_id);

	return ret ?: device_add(dev);
}

/**
 * dmaengine_chan_add() - Give a provider's channel its core and its place in sysfs
 * @dcore: the device it belongs to
 * @chan: the provider's channel
 * @name: name in sysfs, or %NULL for the usual one
 *
 * Nobody is handed the channel before dmaengine_chan_publish().
 *
 * Context: Process context. May sleep.
 * Return:
 * * %0		- Added; dmaengine_chan_remove() undoes it
 * * %-ENOMEM	- Out of memory; nothing has changed
 * * other	- An error of the driver core; nothing has changed
 */
int dmaengine_chan_add(struct dma_device_core *dcore, struct dma_chan *chan, const char *name)
{
	struct dma_chan_core *cc;
	int ret = -ENOMEM;
	u32 id;

	chan->local = alloc_percpu(typeof(*chan->local));
	if (!chan->local)
		return ret;

	/* The lowest free id; an entry of NULL keeps it until there is a channel to find. */
	ret = xa_alloc(&dcore->chans, &id, NULL, xa_limit_31b, GFP_KERNEL);
	if (ret)
		goto err_local;
	chan->chan_id = id;

	ret = -ENOMEM;
	cc = chan_core_alloc(dcore, chan);
	if (!cc)
		goto err_id;

	chan_init(chan);
	chan->dev = &cc->dev;
	ret = chan_core_register(cc, name);
	if (ret)
		goto err_core;

	return 0;

err_core:
	chan->dev = NULL;
	put_device(&cc->dev.device);
err_id:
	xa_erase(&dcore->chans, id);
err_local:
	free_percpu(chan->local);
	chan->local = NULL;
	return ret;
}

/**
 * dmaengine_chan_add_all() - Add the channels that a device is registered with
 * @dcore: device that nobody finds yet
 *
 * Context: Process context. May sleep.
 * Return: 0, or an error as of dmaengine_chan_add(); then none is added.
 */
int dmaengine_chan_add_all(struct dma_device_core *dcore)
{
	struct list_head *channels = &dcore->device->channels;
	struct dma_chan *chan;
	int ret;

	list_for_each_entry(chan, channels, device_node) {
		ret = dmaengine_chan_add(dcore, chan, NULL);
		if (ret)
			goto err;
	}

	return 0;

err:
	list_for_each_entry_continue_reverse(chan, channels, device_node) {
		struct dma_chan_core *cc = to_chan_core(chan);

		dmaengine_chan_remove(cc);
		put_device(&cc->dev.device);
	}
	return ret;
}

/**
 * dmaengine_chan_publish() - Let clients find a channel
 * @cc: channel that dmaengine_chan_add() has added
 */
void dmaengine_chan_publish(struct dma_chan_core *cc)
{
	struct dma_device_core *dcore = cc->dcore;

	guard(mutex)(&dcore->lock);
	cc->state = DMA_CHAN_FREE;
	/* Cannot fail: the entry is reserved. */
	xa_store(&dcore->chans, cc->chan->chan_id, cc, GFP_KERNEL);
	xa_set_mark(&dcore->chans, cc->chan->chan_id, DMA_CHAN_FREE_MARK);
	dcore->device->chancnt++;
}

/**
 * dmaengine_chan_remove() - Undo dmaengine_chan_add(), but for the reference
 * @cc: channel that was never published, or was withdrawn and stopped
 *
 * A client may still hold the channel. The registration's reference is left for
 * the caller to put.
 *
 * Context: Process context. May sleep.
 */
void dmaengine_chan_remove(struct dma_chan_core *cc)
{
	struct dma_chan *chan = cc->chan;
	int id = chan->chan_id;

	scoped_guard(mutex, &cc->dcore->lock) {
		if (cc->gone)
			cc->dcore->device->chancnt--;
		else
			cc->state = DMA_CHAN_GONE;
		if (cc->slave_link)
			sysfs_remove_link(&cc->dev.device.kobj, "slave");
		cc->slave_link = false;
		cc->removed = true;
		cc->dev.chan = NULL;
	}

	/* Waits for readers of the attributes. The id is free once the name is. */
	device_del(&cc->dev.device);
	free_percpu(chan->local);
	chan->local = NULL;
	xa_erase(&cc->dcore->chans, id);

	scoped_guard(mutex, &cc->dcore->lock)
		dmaengine_chan_forget_locked(cc);
}
