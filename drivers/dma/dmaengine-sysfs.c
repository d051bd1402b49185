// SPDX-License-Identifier: GPL-2.0-only
/*
 * The class "dma": one device for each channel, with its statistics.
 *
 * Takes dma_device_core.lock to keep the provider's channel in place while an
 * attribute is read.
 */
#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/stddef.h>
#include <linux/sysfs.h>

#include "dmaengine-core.h"

/*
 * An attribute may be opened, and read later, when the channel has gone. The
 * device is still there then, but it leads nowhere.
 */
static struct dma_chan *dev_to_chan_locked(struct device *dev)
{
	struct dma_chan_core *cc = dev_to_chan_core(dev);

	lockdep_assert_held(&cc->dcore->lock);

	return cc->dev.chan;
}

/* Sum a statistic over all CPUs: an unsigned long at @field of struct dma_chan_percpu. */
static ssize_t stat_show(struct device *dev, size_t field, char *buf)
{
	struct dma_chan *chan;
	unsigned long sum = 0;
	int cpu;

	guard(mutex)(&dev_to_chan_core(dev)->dcore->lock);
	chan = dev_to_chan_locked(dev);
	if (!chan)
		return -ENODEV;

	for_each_possible_cpu(cpu)
		sum += *(unsigned long *)((void *)per_cpu_ptr(chan->local, cpu) + field);

	return sysfs_emit(buf, "%lu\n", sum);
}

static ssize_t memcpy_count_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return stat_show(dev, offsetof(struct dma_chan_percpu, memcpy_count), buf);
}
static DEVICE_ATTR_RO(memcpy_count);

static ssize_t bytes_transferred_show(struct device *dev, struct device_attribute *attr,
				      char *buf)
{
	return stat_show(dev, offsetof(struct dma_chan_percpu, bytes_transferred), buf);
}
static DEVICE_ATTR_RO(bytes_transferred);

static ssize_t in_use_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dma_chan *chan;

	guard(mutex)(&dev_to_chan_core(dev)->dcore->lock);
	chan = dev_to_chan_locked(dev);
	if (!chan)
		return -ENODEV;

	return sysfs_emit(buf, "%d\n", chan->client_count);
}
static DEVICE_ATTR_RO(in_use);

static struct attribute *dmaengine_attrs[] = {
	&dev_attr_memcpy_count.attr,
	&dev_attr_bytes_transferred.attr,
	&dev_attr_in_use.attr,
	NULL,
};
ATTRIBUTE_GROUPS(dmaengine);

/*
 * The last reference: neither registration nor client holds the channel. Readers
 * under RCU cannot see it either. They find channels that were published, and
 * unregistering one of those waits for a grace period before it drops the
 * registration's reference.
 */
static void chan_core_release(struct device *dev)
{
	struct dma_chan_core *cc = dev_to_chan_core(dev);

	dmaengine_device_core_put(cc->dcore);
	kfree(cc);
}

const struct class dmaengine_class = {
	.name		= "dma",
	.dev_groups	= dmaengine_groups,
	.dev_release	= chan_core_release,
};
