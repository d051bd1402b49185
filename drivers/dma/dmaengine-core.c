// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registry of DMA devices: register, find, release. Owns struct
 * dma_device_core. Unregistering is in dmaengine-unregister.c.
 *
 * Takes no lock around provider code. Its only lock is the registry's xa_lock;
 * readers walk the registry under RCU and take a reference.
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/xarray.h>
#include <trace/events/dmaengine.h>

#include "dmaengine-core.h"

static DEFINE_IDA(device_ids);

/* Registered devices, indexed by the order of registration. */
static DEFINE_XARRAY_ALLOC(registry);
static u32 registry_seq;		/* registry's xa_lock */

/**
 * dmaengine_registry_find() - Find a registered device without taking a reference
 * @seq: where to start; becomes the place of the device that was found
 *
 * Context: Any context, under RCU.
 * Return: The device, or %NULL if there is none any more.
 */
struct dma_device_core *dmaengine_registry_find(unsigned long *seq)
{
	return xa_find(&registry, seq, ULONG_MAX, XA_PRESENT);
}

/**
 * dmaengine_registry_next() - Step through the registered devices
 * @prev: device that the last call has returned, or %NULL to start; its
 *	reference is dropped
 *
 * Context: Process context. May sleep.
 * Return: The next device with a reference, or %NULL if there is none any more.
 */
struct dma_device_core *dmaengine_registry_next(struct dma_device_core *prev)
{
	unsigned long seq = prev ? prev->seq + 1 : 0;
	struct dma_device_core *dcore;

	dmaengine_device_core_put(prev);

	guard(rcu)();
	for (; (dcore = dmaengine_registry_find(&seq)); seq++)
		if (kref_get_unless_zero(&dcore->ref))
			return dcore;

	return NULL;
}

/**
 * dmaengine_registry_remove() - Let nobody find a device any more
 * @dcore: registered device
 *
 * Those who are looking at it under RCU may for a grace period.
 */
void dmaengine_registry_remove(struct dma_device_core *dcore)
{
	xa_erase(&registry, dcore->seq);
}

/**
 * dmaengine_registry_free_id() - Give a device's id to the next one
 * @dcore: device whose name no longer is in sysfs
 */
void dmaengine_registry_free_id(struct dma_device_core *dcore)
{
	ida_free(&device_ids, dcore->id);
}

/**
 * dmaengine_registry_empty() - Tell whether there is no device at all
 *
 * Return: Whether a request should be tried again later.
 */
bool dmaengine_registry_empty(void)
{
	return xa_empty(&registry);
}

static void free_device_core(struct kref *ref)
{
	struct dma_device_core *dcore = container_of(ref, struct dma_device_core, ref);

	xa_destroy(&dcore->chans);
	free_percpu(dcore->stats);
	put_device(dcore->dev);
	mutex_destroy(&dcore->lock);
	/* Readers of the registry may look at the reference count. */
	kfree_rcu(dcore, rcu);
}

/**
 * dmaengine_device_core_get() - Take a reference
 * @dcore: device core that the caller has a reference to
 */
void dmaengine_device_core_get(struct dma_device_core *dcore)
{
	kref_get(&dcore->ref);
}

/**
 * dmaengine_device_core_put() - Drop a reference
 * @dcore: device core, or %NULL
 *
 * Context: Process context. May sleep.
 */
void dmaengine_device_core_put(struct dma_device_core *dcore)
{
	if (dcore)
		kref_put(&dcore->ref, free_device_core);
}

/*
 * Nobody uses the provider's object any more. A provider without
 * device_release() frees it when its unregister returns, which waits for the
 * completion; so that is the last access.
 */
static void release_device(struct kref *ref)
{
	struct dma_device *device = container_of(ref, struct dma_device, ref);
	struct dma_device_core *dcore = device->core;

	trace_dmaengine_device_release(dcore->id, dcore->dev);
	/* The provider may register the same object again. */
	dmaengine_caps_restore_ops(device, &dcore->saved);
	device->core = NULL;

	if (device->device_release)
		device->device_release(device);
	complete_all(&dcore->released);
}

/**
 * dmaengine_device_put() - Drop a reference to a provider's object
 * @device: device; may be gone afterwards
 *
 * Context: Process context. May sleep. No core lock but the offload lock, for
 * public clients of a device that is not the last one.
 */
void dmaengine_device_put(struct dma_device *device)
{
	kref_put(&device->ref, release_device);
}

static struct dma_device_core *device_core_alloc(struct dma_device *device)
{
	struct dma_device_core *dcore = kzalloc(sizeof(*dcore), GFP_KERNEL);

	if (!dcore)
		return NULL;

	kref_init(&dcore->ref);
	mutex_init(&dcore->lock);
	xa_init_flags(&dcore->chans, XA_FLAGS_ALLOC);
	init_waitqueue_head(&dcore->idle);
	INIT_LIST_HEAD(&dcore->withdrawn);
	init_completion(&dcore->quiet);
	init_completion(&dcore->released);
	dcore->device = device;
	dcore->dev = get_device(device->dev);

	return dcore;
}

/* Get an id, and a place in the registry that is not visible yet. */
static int registry_reserve(struct dma_device_core *dcore)
{
	u32 seq;
	int ret;

	ret = ida_alloc(&device_ids, GFP_KERNEL);
	if (ret < 0)
		return ret;
	dcore->id = ret;

	ret = xa_alloc_cyclic(&registry, &seq, NULL, xa_limit_32b, &registry_seq, GFP_KERNEL);
	if (ret < 0) {
		ida_free(&device_ids, dcore->id);
		return ret;
	}
	dcore->seq = seq;

	return 0;
}

/* From here on clients find the device. Cannot fail: the place is reserved. */
static void registry_insert(struct dma_device_core *dcore)
{
	xa_store(&registry, dcore->seq, dcore, GFP_KERNEL);
}

static int register_device(struct dma_device_core *dcore)
{
	int ret;

	ret = dmaengine_unbind_watch(dcore);
	if (ret)
		return ret;

	ret = registry_reserve(dcore);
	if (ret)
		goto err_watch;

	dcore->device->dev_id = dcore->id;
	ret = dmaengine_chan_add_all(dcore);
	if (ret)
		goto err_registry;

	trace_dmaengine_register(dcore->id, dcore->dev);
	dmaengine_chan_publish_all(dcore);
	registry_insert(dcore);

	return 0;

err_registry:
	dmaengine_registry_remove(dcore);
	dmaengine_registry_free_id(dcore);
err_watch:
	dmaengine_unbind_unwatch(dcore);
	return ret;
}

/**
 * dma_async_device_register() - Make a DMA controller available to clients
 * @device: the provider's object, filled in, with its channels on
 *	&dma_device.channels. It stays the provider's, but must not be freed
 *	before dma_async_device_unregister() has returned or, if there is a
 *	device_release(), before that was called.
 *
 * The device gets an id, its channels get names and places in sysfs, and
 * clients may be handed them before the function returns. If
 * dmaengine_get() is in force and the device is not private, its channels are
 * taken into use for public clients.
 *
 * Context: Process context. May sleep.
 * Return:
 * * %0		- The device is registered
 * * %-ENODEV	- @device is %NULL
 * * %-EIO	- A capability is claimed without its operation, or a
 *		  mandatory operation or &dma_device.dev is missing
 * * %-ENOMEM	- Out of memory
 * * other	- An error of the driver core. Whatever the error, nothing is
 *		  left behind and the same object may be registered again.
 */
int dma_async_device_register(struct dma_device *device)
{
	struct dma_device_core *dcore;
	int ret;

	if (!device)
		return -ENODEV;

	ret = dmaengine_caps_check(device);
	if (ret)
		return ret;

	dcore = device_core_alloc(device);
	if (!dcore)
		return -ENOMEM;

	/* Some devices have no driver. */
	device->owner = device->dev->driver ? device->dev->driver->owner : NULL;
	device->chancnt = 0;
	/* One for good, so that releasing the last channel does not make it public. */
	device->privatecnt = dma_has_cap(DMA_PRIVATE, device->cap_mask);
	device->core = dcore;
	kref_init(&device->ref);
	dcore->saved = *device;

	ret = register_device(dcore);
	if (ret) {
		device->core = NULL;
		dmaengine_device_core_put(dcore);
		return ret;
	}

	dmaengine_debugfs_add_device(dcore);
	dmaengine_offload_add(dcore);
	return 0;
}
EXPORT_SYMBOL(dma_async_device_register);

/**
 * dma_async_device_channel_register() - Add a channel to a registered device
 * @device: registered device
 * @chan: the provider's channel; on &dma_device.channels before or after
 * @name: its name in sysfs, or %NULL for the usual one
 *
 * Clients may be handed the channel before the function returns.
 *
 * Context: Process context. May sleep.
 * Return:
 * * %0		- The channel is registered
 * * %-ENODEV	- @device is not registered
 * * %-ENOMEM	- Out of memory
 * * %-EEXIST	- @name is taken. Whatever the error, nothing has changed.
 */
int dma_async_device_channel_register(struct dma_device *device, struct dma_chan *chan,
				      const char *name)
{
	struct dma_device_core *dcore = device->core;
	int ret;

	if (!dcore)
		return -ENODEV;

	ret = dmaengine_chan_add(dcore, chan, name);
	if (ret)
		return ret;

	dmaengine_chan_publish(to_chan_core(chan));
	dmaengine_offload_add(dcore);
	return 0;
}
EXPORT_SYMBOL_GPL(dma_async_device_channel_register);

static int __init dmaengine_init(void)
{
	int ret;

	ret = dmaengine_unmap_init();
	if (ret)
		return ret;

	ret = class_register(&dmaengine_class);
	if (ret)
		return ret;

	dmaengine_debugfs_init();
	return 0;
}
arch_initcall(dmaengine_init);
