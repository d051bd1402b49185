// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: controllers as platform devices
 *
 * The driver makes a controller of what its device's platform data says, so
 * that it can be unbound and bound through sysfs like any other. Devices come
 * from configfs, or from the module's parameters at boot.
 */
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "dma-sim-platform.h"

#define DMA_SIM_MAX_CONTROLLERS	64

const struct dma_sim_config dma_sim_platform_default = {
	.n_channels = 1,
	.caps = DMA_SIM_CAPS_MEMORY,
	.clock = DMA_SIM_CLOCK_FREE,
	.irq = DMA_SIM_IRQ_HARD,
	.has_synchronize = true,
	.has_release = true,
	.has_terminate = true,
	.has_pause = true,
	.reuse = true,
	.granularity = DMA_RESIDUE_GRANULARITY_BURST,
	.metadata_modes = DESC_METADATA_CLIENT | DESC_METADATA_ENGINE,
};

static unsigned int controllers;
module_param(controllers, uint, 0444);
MODULE_PARM_DESC(controllers, "Number of controllers to make at once (default 0)");

static unsigned int channels = 1;
module_param(channels, uint, 0444);
MODULE_PARM_DESC(channels, "Channels of each of these (default 1)");

static unsigned long long latency_ns;
module_param(latency_ns, ullong, 0444);
MODULE_PARM_DESC(latency_ns, "Duration of a transfer in nanoseconds (default 0)");

static unsigned int stop_us;
module_param(stop_us, uint, 0444);
MODULE_PARM_DESC(stop_us, "Duration of a stop in microseconds (default 0)");

static char *capabilities = "";
module_param(capabilities, charp, 0444);
MODULE_PARM_DESC(capabilities, "Operation types, comma separated (default all of memory)");

static struct dma_sim_platform *dma_sim_boot;

static const struct {
	const char *name;
	enum dma_transaction_type cap;
} dma_sim_caps_names[] = {
	{ "memcpy", DMA_MEMCPY },
	{ "memset", DMA_MEMSET },
	{ "memset_sg", DMA_MEMSET_SG },
	{ "xor", DMA_XOR },
	{ "xor_val", DMA_XOR_VAL },
	{ "pq", DMA_PQ },
	{ "pq_val", DMA_PQ_VAL },
	{ "interrupt", DMA_INTERRUPT },
	{ "slave", DMA_SLAVE },
	{ "cyclic", DMA_CYCLIC },
	{ "interleave", DMA_INTERLEAVE },
	{ "repeat", DMA_REPEAT },
	{ "load_eot", DMA_LOAD_EOT },
};

static int dma_sim_caps_find(const char *name, unsigned long *caps)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dma_sim_caps_names); i++) {
		if (strcmp(name, dma_sim_caps_names[i].name))
			continue;
		*caps |= BIT(dma_sim_caps_names[i].cap);
		return 0;
	}

	return -EINVAL;
}

/**
 * dma_sim_caps_parse() - Read names of operation types
 * @text: names, separated by white space or commas
 * @caps: the mask, not touched on error
 *
 * Context: Process context.
 * Return:
 * * %0		- @caps is filled in
 * * %-EINVAL	- A name is unknown, or there is none
 * * %-ENOMEM	- Out of memory
 */
int dma_sim_caps_parse(const char *text, unsigned long *caps)
{
	char *copy __free(kfree) = kstrdup(text, GFP_KERNEL);
	unsigned long mask = 0;
	char *rest = copy, *name;

	if (!copy)
		return -ENOMEM;

	while ((name = strsep(&rest, " \t\n,")))
		if (*name && dma_sim_caps_find(name, &mask))
			return -EINVAL;
	if (!mask)
		return -EINVAL;

	*caps = mask;

	return 0;
}

/**
 * dma_sim_caps_print() - Write names of operation types
 * @caps: the mask
 * @page: filled in, one line
 *
 * Context: Any context.
 * Return: Number of bytes.
 */
ssize_t dma_sim_caps_print(unsigned long caps, char *page)
{
	unsigned int i;
	ssize_t n = 0;

	for (i = 0; i < ARRAY_SIZE(dma_sim_caps_names); i++)
		if (caps & BIT(dma_sim_caps_names[i].cap))
			n += sysfs_emit_at(page, n, "%s%s", n ? " " : "",
					   dma_sim_caps_names[i].name);

	return n + sysfs_emit_at(page, n, "\n");
}

static int dma_sim_platform_make(struct platform_device *pdev, struct dma_sim_platform *plat)
{
	struct dma_sim_config cfg = plat->cfg;
	struct dma_sim *sim;
	int ret;

	cfg.dev = &pdev->dev;
	/* async_tx, the only user of public channels, needs it. */
	cfg.keep_unacked = !cfg.is_private;
	sim = dma_sim_create(&cfg);
	if (IS_ERR(sim))
		return PTR_ERR(sim);

	platform_set_drvdata(pdev, sim);
	ret = dma_sim_register(sim);
	if (ret)
		dma_sim_put(sim);

	return ret;
}

static int dma_sim_platform_probe(struct platform_device *pdev)
{
	struct dma_sim_platform **plat = dev_get_platdata(&pdev->dev);

	if (!plat)
		return -ENODEV;

	(*plat)->result = dma_sim_platform_make(pdev, *plat);

	return (*plat)->result;
}

static void dma_sim_platform_unbind(struct platform_device *pdev)
{
	struct dma_sim *sim = platform_get_drvdata(pdev);

	dma_sim_unregister(sim);
	dma_sim_put(sim);
}

static struct platform_driver dma_sim_platform_driver = {
	.probe = dma_sim_platform_probe,
	.remove = dma_sim_platform_unbind,
	.driver = {
		.name = "dma-sim",
	},
};

/**
 * dma_sim_platform_add() - Make a controller and its device
 * @plat: what to make, without a device
 *
 * Context: Process context. May sleep.
 * Return: 0, or the reason why the controller could not be registered; then
 * nothing is left of it.
 */
int dma_sim_platform_add(struct dma_sim_platform *plat)
{
	struct platform_device_info info = {
		.name = "dma-sim",
		.id = PLATFORM_DEVID_AUTO,
		.data = &plat,
		.size_data = sizeof(plat),
	};
	struct platform_device *pdev;

	plat->result = -ENXIO;
	pdev = platform_device_register_full(&info);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);

	if (plat->result) {
		platform_device_unregister(pdev);
		return plat->result;
	}
	plat->pdev = pdev;

	return 0;
}

/**
 * dma_sim_platform_remove() - Remove a controller and its device
 * @plat: what dma_sim_platform_add() has made
 *
 * Context: Process context. May sleep; for a controller without device_release
 * until the last client has released its channel.
 */
void dma_sim_platform_remove(struct dma_sim_platform *plat)
{
	platform_device_unregister(plat->pdev);
	plat->pdev = NULL;
}

static ssize_t dma_sim_platform_print(struct dma_sim *sim, char *page)
{
	enum dma_sim_op op;
	unsigned int count;
	ssize_t n = 0;

	for (op = 0; op < DMA_SIM_OP_COUNT; op++) {
		count = dma_sim_record_count(sim, DMA_SIM_ALL, op);
		if (count)
			n += sysfs_emit_at(page, n, "%s %u\n", dma_sim_op_name(op), count);
	}
	n += sysfs_emit_at(page, n, "bytes %llu\n", dma_sim_record_bytes(sim, DMA_SIM_ALL));
	n += sysfs_emit_at(page, n, "live %d\n", dma_sim_record_live(sim, DMA_SIM_ALL));

	return n;
}

/**
 * dma_sim_platform_statistics() - Print what was done to a controller
 * @plat: controller
 * @page: filled in, one line for each kind of operation that was called
 *
 * Context: Process context. May sleep.
 * Return: Number of bytes, 0 if no driver is bound to the device, or %-EBUSY
 * while it is being bound or unbound.
 */
ssize_t dma_sim_platform_statistics(struct dma_sim_platform *plat, char *page)
{
	struct device *dev = &plat->pdev->dev;
	struct dma_sim *sim;
	ssize_t n = 0;

	/* Keeps the driver bound, or away. An unbind may wait for clients. */
	if (!device_trylock(dev))
		return -EBUSY;
	sim = dev->driver ? dev_get_drvdata(dev) : NULL;
	if (sim)
		n = dma_sim_platform_print(sim, page);
	device_unlock(dev);

	return n;
}

static void dma_sim_boot_exit(unsigned int n)
{
	while (n--)
		dma_sim_platform_remove(&dma_sim_boot[n]);
	kfree(dma_sim_boot);
}

static int dma_sim_boot_init(void)
{
	struct dma_sim_config cfg = dma_sim_platform_default;
	unsigned int i;
	int ret;

	if (!controllers)
		return 0;
	if (controllers > DMA_SIM_MAX_CONTROLLERS)
		return -EINVAL;

	cfg.n_channels = channels;
	cfg.latency_ns = latency_ns;
	cfg.stop_us = stop_us;
	if (*capabilities) {
		ret = dma_sim_caps_parse(capabilities, &cfg.caps);
		if (ret)
			return ret;
	}

	dma_sim_boot = kcalloc(controllers, sizeof(*dma_sim_boot), GFP_KERNEL);
	if (!dma_sim_boot)
		return -ENOMEM;
	for (i = 0; i < controllers; i++) {
		dma_sim_boot[i].cfg = cfg;
		ret = dma_sim_platform_add(&dma_sim_boot[i]);
		if (ret) {
			dma_sim_boot_exit(i);
			return ret;
		}
	}

	return 0;
}

static int __init dma_sim_init(void)
{
	int ret;

	ret = platform_driver_register(&dma_sim_platform_driver);
	if (ret)
		return ret;

	ret = dma_sim_boot_init();
	if (ret) {
		pr_err("dma-sim: cannot make the controllers of the parameters: %d\n", ret);
		goto err_driver;
	}
	ret = dma_sim_configfs_init();
	if (ret)
		goto err_boot;

	return 0;

err_boot:
	dma_sim_boot_exit(controllers);
err_driver:
	platform_driver_unregister(&dma_sim_platform_driver);
	return ret;
}
module_init(dma_sim_init);

static void __exit dma_sim_exit(void)
{
	dma_sim_configfs_exit();
	dma_sim_boot_exit(controllers);
	platform_driver_unregister(&dma_sim_platform_driver);
}
module_exit(dma_sim_exit);

MODULE_DESCRIPTION("Simulated DMA controller");
MODULE_LICENSE("GPL");
