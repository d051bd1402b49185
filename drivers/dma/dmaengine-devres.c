// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registrations and channels that the driver core gives back when a driver is
 * unbound. Takes no lock.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>

#include "dmaengine-core.h"

static void devres_unregister(void *device)
{
	dma_async_device_unregister(device);
}

/**
 * dmaenginem_async_device_register() - Register a DMA controller until its driver is unbound
 * @device: as for dma_async_device_register(); &dma_device.dev is the device
 *	whose driver counts
 *
 * dma_async_device_unregister() is called by the driver core, before everything
 * that was requested for the device earlier is given back. A provider that
 * frees @device by devm and has no device_release() is safe: the unregister
 * waits for the clients.
 *
 * Context: Process context. May sleep.
 * Return:
 * * %0		- The device is registered
 * * %-ENOMEM	- Out of memory
 * * other	- An error of dma_async_device_register(). Whatever the error,
 *		  the device is not registered.
 */
int dmaenginem_async_device_register(struct dma_device *device)
{
	int ret;

	ret = dma_async_device_register(device);
	if (ret)
		return ret;

	return devm_add_action_or_reset(device->dev, devres_unregister, device);
}
EXPORT_SYMBOL(dmaenginem_async_device_register);

static void devres_release_channel(void *chan)
{
	dma_release_channel(chan);
}

/**
 * devm_dma_request_chan() - Request a channel until the client's driver is unbound
 * @dev: the client
 * @name: the client's name for the channel
 *
 * dma_request_chan() for a channel that the driver core releases when the driver
 * of @dev is unbound. The client must not release it.
 *
 * Context: Process context. May sleep.
 * Return: The channel, exclusively owned; otherwise an ERR_PTR() of
 * dma_request_chan(), or of -ENOMEM.
 */
struct dma_chan *devm_dma_request_chan(struct device *dev, const char *name)
{
	struct dma_chan *chan = dma_request_chan(dev, name);
	int ret;

	if (IS_ERR(chan))
		return chan;

	ret = devm_add_action_or_reset(dev, devres_release_channel, chan);
	if (ret)
		return ERR_PTR(ret);

	return chan;
}
EXPORT_SYMBOL_GPL(devm_dma_request_chan);
