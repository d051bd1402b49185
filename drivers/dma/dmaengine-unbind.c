// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unbinding a controller's driver. Before the driver's remove() the driver core
 * tells the bus; that is the moment to stop the channels, with interrupts, clocks
 * and tasklets still in place. Many drivers take these down first and unregister
 * afterwards.
 */
#include <linux/cleanup.h>
#include <linux/device/bus.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>

#include "dmaengine-core.h"

/* A bus with controllers on it. */
struct dmaengine_bus {
	struct list_head node;
	const struct bus_type *bus;
	struct notifier_block nb;
	unsigned int controllers;
};

static LIST_HEAD(buses);
static DEFINE_MUTEX(buses_lock);	/* protects the list above, and the counts */

static int unbind_notify(struct notifier_block *nb, unsigned long action, void *data)
{
	struct dma_device_core *dcore;
	struct device *dev = data;

	if (action != BUS_NOTIFY_UNBIND_DRIVER)
		return NOTIFY_DONE;

	for (dcore = dmaengine_registry_next(NULL); dcore; dcore = dmaengine_registry_next(dcore))
		if (dcore->dev == dev)
			dmaengine_unregister_stop(dcore);

	return NOTIFY_OK;
}

static struct dmaengine_bus *find_bus_locked(const struct bus_type *bus)
{
	struct dmaengine_bus *db;

	lockdep_assert_held(&buses_lock);

	list_for_each_entry(db, &buses, node)
		if (db->bus == bus)
			return db;

	return NULL;
}

static struct dmaengine_bus *add_bus_locked(const struct bus_type *bus)
{
	struct dmaengine_bus *db;

	lockdep_assert_held(&buses_lock);

	db = kzalloc(sizeof(*db), GFP_KERNEL);
	if (!db)
		return NULL;

	db->bus = bus;
	db->nb.notifier_call = unbind_notify;
	if (bus_register_notifier(bus, &db->nb)) {
		kfree(db);
		return NULL;
	}
	list_add(&db->node, &buses);

	return db;
}

/**
 * dmaengine_unbind_watch() - Stop a controller's channels before its driver is unbound
 * @dcore: device that is being registered
 *
 * A device that is on no bus is not unbound from a driver.
 *
 * Context: Process context. May sleep.
 * Return: 0, or -ENOMEM.
 */
int dmaengine_unbind_watch(struct dma_device_core *dcore)
{
	const struct bus_type *bus = dcore->dev->bus;
	struct dmaengine_bus *db;

	if (!bus)
		return 0;

	guard(mutex)(&buses_lock);
	db = find_bus_locked(bus) ?: add_bus_locked(bus);
	if (!db)
		return -ENOMEM;
	db->controllers++;

	return 0;
}

/**
 * dmaengine_unbind_unwatch() - Undo dmaengine_unbind_watch()
 * @dcore: device that has been unregistered
 *
 * Context: Process context. May sleep.
 */
void dmaengine_unbind_unwatch(struct dma_device_core *dcore)
{
	struct dmaengine_bus *db;

	if (!dcore->dev->bus)
		return;

	guard(mutex)(&buses_lock);
	db = find_bus_locked(dcore->dev->bus);
	if (!db || --db->controllers)
		return;

	bus_unregister_notifier(db->bus, &db->nb);
	list_del(&db->node);
	kfree(db);
}
