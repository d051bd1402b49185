// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding a channel for one client: by capabilities and filter, by name from the
 * device tree, ACPI or a provider's map, or a given one for a translator. Also
 * what a client's name leaves behind in sysfs, and giving the channel back.
 *
 * Takes dma_device_core.lock to look for a channel; the filter runs under it.
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/acpi.h>
#include <linux/acpi_dma.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/of.h>
#include <linux/of_dma.h>
#include <linux/sysfs.h>
#include <trace/events/dmaengine.h>

#include "dmaengine-core.h"

static bool device_has_caps(struct dma_device *device, const dma_cap_mask_t *mask)
{
	return !mask || bitmap_subset(mask->bits, device->cap_mask.bits, DMA_TX_TYPE_END);
}

/* A device serves public clients or single ones, not both at a time. */
static bool device_is_shared_locked(struct dma_device_core *dcore)
{
	lockdep_assert_held(&dcore->lock);

	return dcore->public && !dma_has_cap(DMA_PRIVATE, dcore->device->cap_mask);
}

static struct dma_chan_core *claim_any(struct dma_device_core *dcore, const dma_cap_mask_t *mask,
				       dma_filter_fn fn, void *param)
{
	struct dma_chan_core *cc;
	unsigned long id;

	guard(mutex)(&dcore->lock);

	/* Unless it is dying, the provider's object is there. */
	if (dcore->dying || !device_has_caps(dcore->device, mask) ||
	    device_is_shared_locked(dcore))
		return NULL;

	xa_for_each_marked(&dcore->chans, id, cc, DMA_CHAN_FREE_MARK) {
		if (fn && !fn(cc->chan, param))
			continue;
		return dmaengine_chan_claim_locked(cc) ? cc : NULL;
	}

	return NULL;
}

static struct dma_chan *request_from(struct dma_device_core *dcore, const dma_cap_mask_t *mask,
				     dma_filter_fn fn, void *param)
{
	struct dma_chan_core *cc;
	struct dma_chan *chan;
	int ret;

	cc = claim_any(dcore, mask, fn, param);
	if (!cc)
		return ERR_PTR(-EPROBE_DEFER);

	chan = cc->chan;
	ret = dmaengine_chan_activate(cc, 1);

	return ret ? ERR_PTR(ret) : chan;
}

/**
 * __dma_request_channel() - Get a channel for one client alone
 * @mask: capabilities that its device must have, or %NULL
 * @fn: says whether a free channel suits, or %NULL
 * @fn_param: passed to @fn
 * @np: device tree node of the controller, or %NULL for any
 *
 * Use dma_request_chan() or dma_request_chan_by_mask() if possible: they say
 * why they fail.
 *
 * Context: Process context. May sleep. @fn is called under a mutex and must not
 * request or release a channel.
 * Return: The channel, to be given back by dma_release_channel(), or %NULL.
 */
struct dma_chan *__dma_request_channel(const dma_cap_mask_t *mask, dma_filter_fn fn,
				       void *fn_param, struct device_node *np)
{
	struct dma_device_core *dcore;
	struct dma_chan *chan;

	for (dcore = dmaengine_registry_next(NULL); dcore; dcore = dmaengine_registry_next(dcore)) {
		if (np && dev_of_node(dcore->dev) != np)
			continue;

		chan = request_from(dcore, mask, fn, fn_param);
		if (IS_ERR(chan))
			continue;

		dmaengine_device_core_put(dcore);
		return chan;
	}

	return NULL;
}
EXPORT_SYMBOL_GPL(__dma_request_channel);

/**
 * dma_request_chan_by_mask() - Get a channel by what its controller can do
 * @mask: capabilities
 *
 * Context: Process context. May sleep.
 * Return:
 * * a channel		- To be given back by dma_release_channel()
 * * %-ENODEV		- @mask is %NULL, or no free channel has these
 *			  capabilities
 * * %-EPROBE_DEFER	- There is no controller at all yet
 */
struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask)
{
	struct dma_chan *chan;

	if (!mask)
		return ERR_PTR(-ENODEV);

	chan = __dma_request_channel(mask, NULL, NULL, NULL);
	if (chan)
		return chan;

	return ERR_PTR(dmaengine_registry_empty() ? -EPROBE_DEFER : -ENODEV);
}
EXPORT_SYMBOL_GPL(dma_request_chan_by_mask);

/**
 * dma_get_slave_channel() - Get this channel for one client alone
 * @chan: registered channel that a translator has found
 *
 * Context: Process context. May sleep.
 * Return: @chan, or %NULL if it is in use, its device is shared by public
 * clients or is going away, or the provider has no resources for it.
 */
struct dma_chan *dma_get_slave_channel(struct dma_chan *chan)
{
	struct dma_device_core *dcore = chan->device->core;
	struct dma_chan_core *cc;

	if (!dcore || !chan->dev)
		return NULL;

	cc = to_chan_core(chan);
	scoped_guard(mutex, &dcore->lock) {
		if (device_is_shared_locked(dcore) || !dmaengine_chan_claim_locked(cc))
			return NULL;
	}

	return dmaengine_chan_activate(cc, 1) ? NULL : chan;
}
EXPORT_SYMBOL_GPL(dma_get_slave_channel);

/**
 * dma_get_any_slave_channel() - Get any free channel of this device
 * @device: device that a translator belongs to
 *
 * Context: Process context. May sleep.
 * Return: A channel, or %NULL if @device is not registered, is no slave
 * controller, or has no channel to give.
 */
struct dma_chan *dma_get_any_slave_channel(struct dma_device *device)
{
	struct dma_device_core *dcore = device->core;
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	if (!dcore)
		return NULL;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);
	chan = request_from(dcore, &mask, NULL, NULL);

	return IS_ERR(chan) ? NULL : chan;
}
EXPORT_SYMBOL_GPL(dma_get_any_slave_channel);

static const struct dma_slave_map *find_map(const struct dma_filter *filter, struct device *dev,
					    const char *name)
{
	const struct dma_slave_map *map;

	for (map = filter->map; map < filter->map + filter->mapcnt; map++)
		if (!strcmp(map->devname, dev_name(dev)) && !strcmp(map->slave, name))
			return map;

	return NULL;
}

static bool device_maps(struct dma_device_core *dcore, struct device *dev, const char *name,
			dma_filter_fn *fn, void **param)
{
	const struct dma_slave_map *map;

	guard(mutex)(&dcore->lock);
	if (dcore->dying)
		return false;

	map = find_map(&dcore->device->filter, dev, name);
	if (!map)
		return false;

	*fn = dcore->device->filter.fn;
	*param = map->param;
	return true;
}

static struct dma_chan *request_by_map(struct device *dev, const char *name)
{
	struct dma_chan *chan = ERR_PTR(-EPROBE_DEFER);
	struct dma_device_core *dcore;
	dma_cap_mask_t mask;
	dma_filter_fn fn;
	void *param;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);

	for (dcore = dmaengine_registry_next(NULL); dcore; dcore = dmaengine_registry_next(dcore)) {
		if (!device_maps(dcore, dev, name, &fn, &param))
			continue;

		chan = request_from(dcore, &mask, fn, param);
		if (IS_ERR(chan))
			continue;

		dmaengine_device_core_put(dcore);
		break;
	}

	return chan;
}

static struct dma_chan *request_by_firmware(struct device *dev, const char *name)
{
	struct dma_chan *chan = NULL;

	if (dev_of_node(dev))
		chan = of_dma_request_slave_channel(dev_of_node(dev), name);
	if (!chan && has_acpi_companion(dev))
		chan = acpi_dma_request_slave_chan_by_name(dev, name);

	return chan;
}

/*
 * Have the driver core unbind the client before the controller. Not every
 * client can be linked (a controller below its client, say, or a device that no
 * driver is bound to, so that nothing would ever remove the link); unregister
 * waits for those.
 */
static void link_devices(struct device *client, struct device *controller)
{
	if (client == controller || !client->driver || !controller->driver)
		return;

	if (!device_link_add(client, controller, DL_FLAG_AUTOREMOVE_CONSUMER))
		dev_dbg(client, "no device link to DMA controller %s\n", dev_name(controller));
}

/* "<prefix><separator><name>", without the price of a format string. */
static char *join_names(const char *prefix, char separator, const char *name)
{
	size_t prefix_len = strlen(prefix), name_len = strlen(name);
	char *joined = kmalloc(prefix_len + name_len + 2, GFP_KERNEL);

	if (!joined)
		return NULL;

	memcpy(joined, prefix, prefix_len);
	joined[prefix_len] = separator;
	memcpy(joined + prefix_len + 1, name, name_len + 1);

	return joined;
}

/*
 * Name the channel after its client, in sysfs and debugfs. A convenience for
 * people: the client has its channel even if that fails.
 */
static void link_names(struct dma_chan_core *cc, struct device *dev, const char *name)
{
	char *client = join_names(dev_name(dev), ':', name);
	char *link = join_names("dma", ':', name);
	struct kobject *kobj = &cc->dev.device.kobj;
	struct dma_chan *chan = cc->chan;

	dmaengine_debugfs_set_client(chan, client);
	if (!link)
		return;

	guard(mutex)(&cc->dcore->lock);
	chan->name = link;
	chan->slave = dev;
	/* Somebody may hold another channel by the same name: then that one has the link. */
	cc->client_link = !sysfs_create_link_nowarn(&dev->kobj, kobj, link);
	if (!cc->removed)
		cc->slave_link = !sysfs_create_link_nowarn(kobj, &dev->kobj, "slave");
}

static void unlink_names(struct dma_chan_core *cc)
{
	struct dma_chan *chan = cc->chan;

	dmaengine_debugfs_set_client(chan, NULL);

	guard(mutex)(&cc->dcore->lock);
	if (cc->slave_link)
		sysfs_remove_link(&cc->dev.device.kobj, "slave");
	if (cc->client_link)
		sysfs_remove_link(&chan->slave->kobj, chan->name);
	cc->slave_link = false;
	cc->client_link = false;

	kfree(chan->name);
	chan->name = NULL;
	chan->slave = NULL;
}

/**
 * dma_request_chan() - Get a slave channel by its name
 * @dev: the client's device; must stay until the channel is released
 * @name: name of the channel in the device tree, in ACPI or in a provider's map
 *
 * The client's device is linked to the controller's, so that the driver core
 * unbinds the client's driver before the controller's.
 *
 * Context: Process context. May sleep.
 * Return:
 * * a channel		- To be given back by dma_release_channel()
 * * %-EPROBE_DEFER	- The controller is not there yet, or has no free channel
 * * %-ENODEV		- @dev has no channel of this name
 * * other		- The provider's error
 */
struct dma_chan *dma_request_chan(struct device *dev, const char *name)
{
	struct dma_chan *chan = request_by_firmware(dev, name);

	if (PTR_ERR(chan) == -EPROBE_DEFER)
		return chan;
	if (IS_ERR_OR_NULL(chan)) {
		struct dma_chan *mapped = request_by_map(dev, name);

		/* The device tree's word counts if no map has anything to say. */
		if (IS_ERR(mapped))
			return chan && PTR_ERR(mapped) == -EPROBE_DEFER ? chan : mapped;
		chan = mapped;
	}

	trace_dmaengine_client(chan, dev, name);
	link_devices(dev, to_chan_core(chan)->dcore->dev);
	link_names(to_chan_core(chan), dev, name);

	return chan;
}
EXPORT_SYMBOL_GPL(dma_request_chan);

/**
 * dma_release_channel() - Give a channel back
 * @chan: channel of a dma_request function, held by the caller alone; not to be
 *	used afterwards
 *
 * What still runs on the channel is terminated, and what a completion callback
 * submits meanwhile. When the function returns, no callback runs or will run.
 * Descriptors that were prepared and not submitted are freed.
 *
 * Context: Process context. May sleep. Not from a completion callback of @chan,
 * nor with a lock held that such a callback takes. From a callback of @chan, it
 * warns and leaves the channel as it is.
 */
void dma_release_channel(struct dma_chan *chan)
{
	struct dma_chan_core *cc = to_chan_core(chan);

	if (WARN_ONCE(chan->client_count != 1 || cc->is_public,
		      "dmaengine: release of a channel with %d clients\n", chan->client_count))
		return;
	if (WARN_ONCE(dmaengine_in_callback(chan),
		      "dmaengine: release from a callback of the same channel\n"))
		return;

	unlink_names(cc);
	dmaengine_chan_release(cc);
}
EXPORT_SYMBOL_GPL(dma_release_channel);
