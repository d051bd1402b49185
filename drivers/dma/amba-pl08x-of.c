// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device tree of the PL080 family, see Documentation/devicetree/bindings/dma/arm-pl08x.yaml
 *
 * Fills in what board files have in their platform data, and translates the two cells of a
 * client's specifier: number of the request signal, mask of the buses that reach the peripheral.
 */
#include <linux/array_size.h>
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/of.h>
#include <linux/of_dma.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "amba-pl08x.h"
#include "dmaengine.h"

static const u32 pl08x_of_bursts[] = {
	[PL08X_BURST_SZ_1] = 1,
	[PL08X_BURST_SZ_4] = 4,
	[PL08X_BURST_SZ_8] = 8,
	[PL08X_BURST_SZ_16] = 16,
	[PL08X_BURST_SZ_32] = 32,
	[PL08X_BURST_SZ_64] = 64,
	[PL08X_BURST_SZ_128] = 128,
	[PL08X_BURST_SZ_256] = 256,
};

static const u32 pl08x_of_widths[] = {
	[PL08X_BUS_WIDTH_8_BITS] = 8,
	[PL08X_BUS_WIDTH_16_BITS] = 16,
	[PL08X_BUS_WIDTH_32_BITS] = 32,
};

/* Index of a property's value in a table; the first one if it is missing or not there. */
static unsigned int pl08x_of_choice(struct device *dev, const char *name, const u32 *choices,
				    unsigned int n)
{
	unsigned int i;
	u32 val;

	if (of_property_read_u32(dev->of_node, name, &val)) {
		dev_info(dev, "no %s, using %u\n", name, choices[0]);
		return 0;
	}
	for (i = 0; i < n; i++)
		if (choices[i] == val)
			return i;

	dev_err(dev, "bad %s %u, using %u\n", name, val, choices[0]);
	return 0;
}

static u8 pl08x_of_buses(struct device *dev, const char *ahb1, const char *ahb2)
{
	u8 buses = 0;

	if (of_property_read_bool(dev->of_node, ahb1))
		buses |= PL08X_AHB1;
	if (of_property_read_bool(dev->of_node, ahb2))
		buses |= PL08X_AHB2;
	if (buses)
		return buses;

	dev_info(dev, "neither %s nor %s, using both\n", ahb1, ahb2);
	return PL08X_AHB1 | PL08X_AHB2;
}

/**
 * pl08x_of_parse() - Get what would be in platform data from the device tree
 * @pl08x: controller, identified
 *
 * Context: Probe.
 * Return: 0, or -EINVAL if the device has no node.
 */
int pl08x_of_parse(struct pl08x *pl08x)
{
	struct pl08x_platform_data *pd = &pl08x->pd;
	struct device *dev = pl08x_dev(pl08x);

	if (!dev->of_node)
		return -EINVAL;

	pd->lli_buses = pl08x_of_buses(dev, "lli-bus-interface-ahb1", "lli-bus-interface-ahb2");
	pd->mem_buses = pl08x_of_buses(dev, "mem-bus-interface-ahb1", "mem-bus-interface-ahb2");
	pd->memcpy_burst_size = pl08x_of_choice(dev, "memcpy-burst-size", pl08x_of_bursts,
						ARRAY_SIZE(pl08x_of_bursts));
	pd->memcpy_bus_width = pl08x_of_choice(dev, "memcpy-bus-width", pl08x_of_widths,
					       ARRAY_SIZE(pl08x_of_widths));
	/* One channel for each signal. */
	pd->num_slave_channels = pl08x->variant->signals;

	return 0;
}

static struct pl08x_chan *pl08x_of_find(struct pl08x *pl08x, u32 signal)
{
	struct pl08x_chan *plchan;

	list_for_each_entry(plchan, &pl08x->slave.channels, vc.chan.device_node)
		if (plchan->index == signal)
			return plchan;

	return NULL;
}

static struct dma_chan *pl08x_of_xlate(struct of_phandle_args *spec, struct of_dma *ofdma)
{
	struct pl08x *pl08x = ofdma->of_dma_data;
	struct device *dev = pl08x_dev(pl08x);
	struct pl08x_chan *plchan;
	struct dma_chan *chan;
	unsigned long flags;

	if (spec->args_count != 2) {
		dev_err(dev, "%d cells in a specifier that needs two\n", spec->args_count);
		return NULL;
	}
	plchan = pl08x_of_find(pl08x, spec->args[0]);
	if (!plchan) {
		dev_err(dev, "there is no request signal %u\n", spec->args[0]);
		return NULL;
	}

	chan = dma_get_slave_channel(&plchan->vc.chan);
	if (!chan)
		return NULL;

	/* Not before it is the caller's. */
	spin_lock_irqsave(&plchan->vc.lock, flags);
	plchan->periph_buses = spec->args[1];
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	return chan;
}

/**
 * pl08x_of_register() - Let clients find channels by their device tree nodes
 * @pl08x: controller with registered devices
 *
 * Boards with platform data name them in another way.
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno.
 */
int pl08x_of_register(struct pl08x *pl08x)
{
	struct device *dev = pl08x_dev(pl08x);

	if (dev_get_platdata(dev))
		return 0;

	return of_dma_controller_register(dev->of_node, pl08x_of_xlate, pl08x);
}

/**
 * pl08x_of_unregister() - Undo pl08x_of_register()
 * @pl08x: controller with registered devices
 *
 * Context: Process context. May sleep.
 */
void pl08x_of_unregister(struct pl08x *pl08x)
{
	struct device *dev = pl08x_dev(pl08x);

	if (!dev_get_platdata(dev))
		of_dma_controller_free(dev->of_node);
}
