// SPDX-License-Identifier: GPL-2.0-only
/*
 * The floor of a registration: what the driver core alone takes for as many
 * devices as there would be channels, with the same parents, with names as long
 * and attributes of the same names, outside power management and without events
 * for user space. No DMA engine is involved; one that shows its channels in sysfs
 * cannot take less.
 *
 * Only device_add() and device_del() are timed.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "dmaengine_bench.h"

#define ROUNDS			7
#define PER_PARENT		64
#define DEVICES			(BENCH_PUBLIC * PER_PARENT)

static ssize_t nothing_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "0\n");
}

static struct device_attribute floor_attr[] = {
	__ATTR(memcpy_count, 0444, nothing_show, NULL),
	__ATTR(bytes_transferred, 0444, nothing_show, NULL),
	__ATTR(in_use, 0444, nothing_show, NULL),
};

static struct attribute *floor_attrs[] = {
	&floor_attr[0].attr,
	&floor_attr[1].attr,
	&floor_attr[2].attr,
	NULL,
};
ATTRIBUTE_GROUPS(floor);

static void floor_release(struct device *dev)
{
	kfree(dev);
}

static const struct class floor_class = {
	.name		= "dmb",
	.dev_groups	= floor_groups,
	.dev_release	= floor_release,
};

static struct device *floor_new(struct device *parent, unsigned int i)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;

	device_initialize(dev);
	dev->class = &floor_class;
	dev->parent = parent;
	device_set_pm_not_required(dev);
	dev_set_uevent_suppress(dev, true);
	if (dev_set_name(dev, "dmb%uchan%u", i / PER_PARENT, i % PER_PARENT)) {
		put_device(dev);
		return NULL;
	}

	return dev;
}

/* Make the devices, add them, delete them; return whether that worked. */
static bool floor_round(struct bench *b, struct device **devs, u64 *in, u64 *out)
{
	unsigned int i, made, added = 0;
	u64 start;

	for (made = 0; made < DEVICES; made++) {
		devs[made] = floor_new(&b->public[made / PER_PARENT]->pdev->dev, made);
		if (!devs[made])
			break;
	}

	start = bench_now();
	while (added < made && !device_add(devs[added]))
		added++;
	*in = bench_now() - start;

	start = bench_now();
	for (i = 0; i < added; i++)
		device_del(devs[i]);
	*out = bench_now() - start;

	for (i = 0; i < made; i++)
		put_device(devs[i]);

	return added == DEVICES;
}

/**
 * bench_measure_floor() - Measure what the driver core alone takes
 * @b: has the controllers whose devices are the parents; none is registered
 */
void bench_measure_floor(struct bench *b)
{
	struct device **devs = kvcalloc(DEVICES, sizeof(*devs), GFP_KERNEL);
	u64 in[ROUNDS], out[ROUNDS];
	unsigned int i;

	if (!devs)
		return;
	if (class_register(&floor_class))
		goto free;

	for (i = 0; i < ROUNDS; i++) {
		if (!floor_round(b, devs, &in[i], &out[i]))
			goto unregister;
		cond_resched();
	}
	bench_report("driver core alone: 16 x 64 device_add, per 64", bench_median(in, ROUNDS),
		     BENCH_PUBLIC);
	bench_report("driver core alone: 16 x 64 device_del, per 64", bench_median(out, ROUNDS),
		     BENCH_PUBLIC);
unregister:
	class_unregister(&floor_class);
free:
	kvfree(devs);
}
