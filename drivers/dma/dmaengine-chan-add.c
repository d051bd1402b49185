// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registering channels: struct dma_chan_core, which it owns, the channel's
 * number, its statistics, its place in sysfs. What becomes of it afterwards is in
 * dmaengine-chan.c.
 *
 * Most of what a registration takes is the driver core's work, for each channel.
 * What can be done once for a device is done once.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "dmaengine-core.h"

/* So many channels of a device share a piece of per-CPU memory: a page for each CPU. */
#define DMA_STATS_MAX		(PAGE_SIZE / sizeof(struct dma_chan_percpu))

/* "dma<device>chan<channel>", both at most INT_MAX */
#define DMA_CHAN_NAME_LEN	(DMA_CHAN_PREFIX_LEN + 10)

/* Statistics for the channels that a device is registered with. */
static int stats_alloc(struct dma_device_core *dcore)
{
	size_t count = min(list_count_nodes(&dcore->device->channels), DMA_STATS_MAX);

	if (!count)
		return 0;

	dcore->stats = __alloc_percpu(array_size(count, sizeof(*dcore->stats)),
				      __alignof__(*dcore->stats));
	if (!dcore->stats)
		return -ENOMEM;

	dcore->stats_count = count;
	return 0;
}

static int chan_stats_get(struct dma_chan_core *cc)
{
	struct dma_device_core *dcore = cc->dcore;
	struct dma_chan *chan = cc->chan;

	if (dcore->stats_used < dcore->stats_count) {
		chan->local = dcore->stats + dcore->stats_used++;
		return 0;
	}

	cc->own_stats = true;
	chan->local = alloc_percpu(typeof(*chan->local));

	return chan->local ? 0 : -ENOMEM;
}

static void chan_stats_put(struct dma_chan_core *cc)
{
	if (cc->own_stats)
		free_percpu(cc->chan->local);
	cc->chan->local = NULL;
}

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
	/* And no node or module to load: user space could do nothing about an event. */
	dev_set_uevent_suppress(&cc->dev.device, true);

	return cc;
}

/* What snprintf() does for "dma%dchan%d", of which the first half is there already. */
static int chan_set_name(struct dma_chan_core *cc)
{
	char name[DMA_CHAN_NAME_LEN];
	size_t len = strscpy(name, cc->dcore->chan_prefix, sizeof(name));

	len += num_to_str(name + len, sizeof(name) - len - 1, cc->chan->chan_id, 0);
	name[len] = '\0';

	return dev_set_name(&cc->dev.device, "%s", name);
}

static int chan_core_register(struct dma_chan_core *cc, const char *name)
{
	struct device *dev = &cc->dev.device;
	int ret = name ? dev_set_name(dev, "%s", name) : chan_set_name(cc);

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
	int ret;
	u32 id;

	/* The lowest free id; an entry of NULL keeps it until there is a channel to find. */
	ret = xa_alloc(&dcore->chans, &id, NULL, xa_limit_31b, GFP_KERNEL);
	if (ret)
		return ret;
	chan->chan_id = id;

	ret = -ENOMEM;
	cc = chan_core_alloc(dcore, chan);
	if (!cc)
		goto err_id;
	ret = chan_stats_get(cc);
	if (ret)
		goto err_core;

	chan_init(chan);
	chan->dev = &cc->dev;
	ret = chan_core_register(cc, name);
	if (ret)
		goto err_stats;

	return 0;

err_stats:
	chan->dev = NULL;
	chan_stats_put(cc);
err_core:
	put_device(&cc->dev.device);
err_id:
	xa_erase(&dcore->chans, id);
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

	snprintf(dcore->chan_prefix, sizeof(dcore->chan_prefix), "dma%dchan", dcore->id);
	ret = stats_alloc(dcore);
	if (ret)
		return ret;

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

/* At its place in the array. */
static void chan_publish_locked(struct dma_chan_core *cc, struct xa_state *xas)
{
	struct dma_device_core *dcore = cc->dcore;

	lockdep_assert_held(&dcore->lock);

	cc->state = DMA_CHAN_FREE;
	/* Cannot fail: the entry is reserved. */
	xas_store(xas, cc);
	xas_set_mark(xas, DMA_CHAN_FREE_MARK);
	dcore->device->chancnt++;
}

/**
 * dmaengine_chan_publish() - Let clients find a channel
 * @cc: channel that dmaengine_chan_add() has added
 */
void dmaengine_chan_publish(struct dma_chan_core *cc)
{
	XA_STATE(xas, &cc->dcore->chans, cc->chan->chan_id);

	guard(mutex)(&cc->dcore->lock);
	xas_lock(&xas);
	chan_publish_locked(cc, &xas);
	xas_unlock(&xas);
}

/**
 * dmaengine_chan_publish_all() - Let clients find the channels of a device
 * @dcore: device that dmaengine_chan_add_all() has added the channels of
 */
void dmaengine_chan_publish_all(struct dma_device_core *dcore)
{
	XA_STATE(xas, &dcore->chans, 0);
	struct dma_chan *chan;

	guard(mutex)(&dcore->lock);
	xas_lock(&xas);
	/* In a new array ids are handed out in order, so the next one is beside the last. */
	list_for_each_entry(chan, &dcore->device->channels, device_node) {
		chan_publish_locked(to_chan_core(chan), &xas);
		xas_next(&xas);
	}
	xas_unlock(&xas);
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
	struct dma_device_core *dcore = cc->dcore;
	int id = cc->chan->chan_id;

	scoped_guard(mutex, &dcore->lock) {
		if (cc->gone)
			dcore->device->chancnt--;
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
	chan_stats_put(cc);

	scoped_guard(mutex, &dcore->lock) {
		/* The ids of a device that is going away go with it. */
		if (!dcore->dying)
			xa_erase(&dcore->chans, id);
		dmaengine_chan_forget_locked(cc);
	}
}
