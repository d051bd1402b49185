// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver for the ARM PrimeCell PL080 and PL081 and their relatives: probe, remove, lifetime
 *
 * Clients may hold channels for longer than the driver is bound. struct pl08x and its virtual
 * channels are freed when the driver and both DMA devices are gone; the hardware, the interrupt
 * and the mapped registers go when the driver is unbound, and nobody touches them afterwards.
 *
 * The bus keeps the clock of a bound device running, and nothing here lets it be turned off.
 */
#include <linux/amba/bus.h>
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include <linux/amba/pl080.h>

#include "amba-pl08x.h"
#include "virt-dma.h"

static void pl08x_free_channels(struct dma_device *ddev)
{
	struct pl08x_chan *plchan, *next;

	list_for_each_entry_safe(plchan, next, &ddev->channels, vc.chan.device_node) {
		vchan_exit(&plchan->vc);
		kfree(plchan);
	}
}

static void pl08x_free(struct kref *ref)
{
	struct pl08x *pl08x = container_of(ref, struct pl08x, ref);
	struct device *dev = pl08x_dev(pl08x);

	pl08x_free_channels(&pl08x->slave);
	pl08x_free_channels(&pl08x->memcpy);
	kfree(pl08x);
	/* Descriptors that a client has prepared, and never submitted, were mapped for it. */
	put_device(dev);
}

static void pl08x_put(struct pl08x *pl08x)
{
	kref_put(&pl08x->ref, pl08x_free);
}

/* The last client of one of the two devices has gone. */
static void pl08x_release_memcpy(struct dma_device *ddev)
{
	pl08x_put(container_of(ddev, struct pl08x, memcpy));
}

static void pl08x_release_slave(struct dma_device *ddev)
{
	pl08x_put(container_of(ddev, struct pl08x, slave));
}

static int pl08x_add_channels(struct pl08x *pl08x, struct dma_device *ddev, unsigned int n)
{
	bool slave = ddev == &pl08x->slave;
	struct pl08x_chan *plchan;
	unsigned int i;

	for (i = 0; i < n; i++) {
		plchan = kzalloc(sizeof(*plchan), GFP_KERNEL);
		if (!plchan)
			return -ENOMEM;

		plchan->pl08x = pl08x;
		plchan->index = i;
		if (slave && pl08x->pd.slave_channels) {
			plchan->cd = &pl08x->pd.slave_channels[i];
			plchan->name = plchan->cd->bus_id;
			plchan->periph_buses = plchan->cd->periph_buses;
		}
		if (!plchan->name) {
			snprintf(plchan->name_buf, sizeof(plchan->name_buf), "%s%u",
				 slave ? "slave" : "memcpy", i);
			plchan->name = plchan->name_buf;
		}
		pl08x_chan_init(plchan, ddev);
	}

	return 0;
}

static int pl08x_add_all_channels(struct pl08x *pl08x)
{
	int ret;

	/* One for each physical channel is as many as can be used at once. */
	ret = pl08x_add_channels(pl08x, &pl08x->memcpy, pl08x->channels);
	if (ret || !pl08x->variant->signals)
		return ret;

	return pl08x_add_channels(pl08x, &pl08x->slave, pl08x->pd.num_slave_channels);
}

/* What all transfers between memory and memory have in common. */
static void pl08x_setup_copy(struct pl08x *pl08x)
{
	const struct pl08x_platform_data *pd = &pl08x->pd;
	unsigned int burst = pd->memcpy_burst_size;
	unsigned int width = pd->memcpy_bus_width;
	struct pl08x_lli_job *copy = &pl08x->copy;

	if (burst > PL08X_BURST_SZ_256) {
		dev_err(pl08x_dev(pl08x), "bad burst size for memcpy, using 1\n");
		burst = PL08X_BURST_SZ_1;
	}
	if (width > PL08X_BUS_WIDTH_32_BITS) {
		dev_err(pl08x_dev(pl08x), "bad bus width for memcpy, using 8 bits\n");
		width = PL08X_BUS_WIDTH_8_BITS;
	}

	copy->fmt = pl08x->variant->lli;
	copy->control = PL080_CONTROL_PROT_SYS | PL080_CONTROL_SRC_INCR | PL080_CONTROL_DST_INCR;
	if (pd->memcpy_prot_buff)
		copy->control |= PL080_CONTROL_PROT_BUFF;
	if (pd->memcpy_prot_cache)
		copy->control |= PL080_CONTROL_PROT_CACHE;
	/* The platform's names for bursts are in the order of the hardware's. */
	copy->control |= FIELD_PREP(PL080_CONTROL_SB_SIZE_MASK, burst);
	copy->control |= FIELD_PREP(PL080_CONTROL_DB_SIZE_MASK, burst);
	copy->src_width = BIT(width);
	copy->dst_width = BIT(width);
	copy->dual_master = pl08x->dual_master;
	copy->src_buses = pl08x->mem_buses;
	copy->dst_buses = pl08x->mem_buses;
	copy->lli_buses = pl08x->lli_buses;
}

static int pl08x_setup_platform(struct pl08x *pl08x)
{
	const struct pl08x_platform_data *pd = dev_get_platdata(pl08x_dev(pl08x));
	int ret;

	if (pd) {
		pl08x->pd = *pd;
	} else {
		ret = pl08x_of_parse(pl08x);
		if (ret) {
			dev_err(pl08x_dev(pl08x), "neither platform data nor a device tree\n");
			return ret;
		}
	}

	pl08x->lli_buses = PL08X_AHB1;
	pl08x->mem_buses = PL08X_AHB1;
	if (pl08x->dual_master) {
		pl08x->lli_buses = pl08x->pd.lli_buses ?: PL08X_AHB1;
		pl08x->mem_buses = pl08x->pd.mem_buses ?: PL08X_AHB1;
	}
	pl08x_setup_copy(pl08x);

	return 0;
}

/* Board files name a channel by the address of its description. */
static bool pl08x_filter_cd(struct dma_chan *chan, void *cd)
{
	return to_pl08x_chan(chan)->cd == cd;
}

static void pl08x_setup_devices(struct pl08x *pl08x)
{
	struct dma_device *ddevs[] = { &pl08x->memcpy, &pl08x->slave };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ddevs); i++) {
		ddevs[i]->dev = pl08x_dev(pl08x);
		pl08x_chan_setup_ops(ddevs[i]);
	}
	pl08x_desc_setup_ops(pl08x);
	pl08x->memcpy.device_release = pl08x_release_memcpy;
	pl08x->slave.device_release = pl08x_release_slave;
	pl08x->slave.filter.map = pl08x->pd.slave_map;
	pl08x->slave.filter.mapcnt = pl08x->pd.slave_map_len;
	pl08x->slave.filter.fn = pl08x_filter_cd;
}

static bool pl08x_has_slave(struct pl08x *pl08x)
{
	return !list_empty(&pl08x->slave.channels);
}

/* The device's reference is dropped by its device_release(). */
static int pl08x_register_one(struct pl08x *pl08x, struct dma_device *ddev)
{
	int ret;

	kref_get(&pl08x->ref);
	ret = dma_async_device_register(ddev);
	if (ret)
		pl08x_put(pl08x);

	return ret;
}

static int pl08x_register(struct pl08x *pl08x)
{
	int ret;

	ret = pl08x_register_one(pl08x, &pl08x->memcpy);
	if (ret)
		return ret;

	if (pl08x_has_slave(pl08x)) {
		ret = pl08x_register_one(pl08x, &pl08x->slave);
		if (ret)
			goto err_memcpy;
	}

	ret = pl08x_of_register(pl08x);
	if (ret)
		goto err_slave;

	return 0;

err_slave:
	if (pl08x_has_slave(pl08x))
		dma_async_device_unregister(&pl08x->slave);
err_memcpy:
	dma_async_device_unregister(&pl08x->memcpy);
	return ret;
}

static void pl08x_unregister(struct pl08x *pl08x)
{
	pl08x_of_unregister(pl08x);
	if (pl08x_has_slave(pl08x))
		dma_async_device_unregister(&pl08x->slave);
	dma_async_device_unregister(&pl08x->memcpy);
}

/* The controller is off: what a channel that did not stop has worked on is free now. */
static void pl08x_free_kept(struct pl08x *pl08x)
{
	struct virt_dma_desc *vd, *next;

	list_for_each_entry_safe(vd, next, &pl08x->kept, node) {
		list_del(&vd->node);
		dma_descriptor_unmap(&vd->tx);
		pl08x_desc_free(vd);
	}
}

/* Nobody uses the controller any more. */
static void pl08x_hw_exit(struct pl08x *pl08x)
{
	free_irq(pl08x->adev->irq[0], pl08x);
	pl08x_phy_exit(pl08x);
	pl08x_hw_turn_off(pl08x);
	pl08x_free_kept(pl08x);
}

static struct pl08x *pl08x_alloc(struct amba_device *adev, const struct pl08x_variant *variant)
{
	struct pl08x *pl08x = kzalloc(sizeof(*pl08x), GFP_KERNEL);

	if (!pl08x)
		return NULL;

	kref_init(&pl08x->ref);
	pl08x->variant = variant;
	pl08x->adev = adev;
	get_device(&adev->dev);
	spin_lock_init(&pl08x->lock);
	INIT_LIST_HEAD(&pl08x->queue);
	INIT_LIST_HEAD(&pl08x->kept);
	INIT_LIST_HEAD(&pl08x->memcpy.channels);
	INIT_LIST_HEAD(&pl08x->slave.channels);

	return pl08x;
}

static int pl08x_setup(struct pl08x *pl08x)
{
	struct amba_device *adev = pl08x->adev;
	int ret;

	pl08x_hw_identify(pl08x);
	if (!pl08x->channels) {
		dev_err(&adev->dev, "no channels\n");
		return -ENODEV;
	}

	ret = pl08x_setup_platform(pl08x);
	if (ret)
		return ret;

	pl08x_setup_devices(pl08x);
	ret = pl08x_add_all_channels(pl08x);
	if (ret)
		return ret;

	pl08x_hw_turn_on(pl08x);
	pl08x_phy_init(pl08x);
	ret = request_irq(adev->irq[0], pl08x_irq, 0, PL08X_NAME, pl08x);
	if (ret) {
		dev_err(&adev->dev, "cannot get interrupt %u: %d\n", adev->irq[0], ret);
		pl08x_hw_turn_off(pl08x);
		return ret;
	}

	ret = pl08x_register(pl08x);
	if (ret) {
		dev_err(&adev->dev, "cannot register: %d\n", ret);
		pl08x_hw_exit(pl08x);
		return ret;
	}

	return 0;
}

static int pl08x_probe(struct amba_device *adev, const struct amba_id *id)
{
	struct pl08x *pl08x;
	int ret;

	ret = dma_set_mask_and_coherent(&adev->dev, DMA_BIT_MASK(32));
	if (ret)
		return ret;

	ret = amba_request_regions(adev, NULL);
	if (ret)
		return ret;

	pl08x = pl08x_alloc(adev, id->data);
	if (!pl08x) {
		ret = -ENOMEM;
		goto err_regions;
	}

	pl08x->base = ioremap(adev->res.start, resource_size(&adev->res));
	if (!pl08x->base) {
		ret = -ENOMEM;
		goto err_put;
	}

	ret = pl08x_setup(pl08x);
	if (ret)
		goto err_unmap;

	amba_set_drvdata(adev, pl08x);
	pl08x_debugfs_add(pl08x);
	dev_info(&adev->dev, "%s rev%u, %u channels, %u for slaves\n", pl08x->variant->name,
		 amba_rev(adev), pl08x->channels,
		 pl08x_has_slave(pl08x) ? pl08x->pd.num_slave_channels : 0);
	return 0;

err_unmap:
	iounmap(pl08x->base);
err_put:
	pl08x_put(pl08x);
err_regions:
	amba_release_regions(adev);
	return ret;
}

static void pl08x_remove(struct amba_device *adev)
{
	struct pl08x *pl08x = amba_get_drvdata(adev);

	pl08x_debugfs_remove(pl08x);
	pl08x_unregister(pl08x);
	pl08x_hw_exit(pl08x);
	iounmap(pl08x->base);
	amba_release_regions(adev);
	pl08x_put(pl08x);
}

static struct amba_driver pl08x_driver = {
	.drv = {
		.name = PL08X_NAME,
	},
	.id_table = pl08x_ids,
	.probe = pl08x_probe,
	.remove = pl08x_remove,
};

/**
 * pl08x_filter_id() - Filter for dma_request_channel(): a channel by its name
 * @chan: candidate
 * @chan_id: &pl08x_channel_data.bus_id of a slave channel, or "memcpy0" and so on
 *
 * Context: Process context.
 * Return: Whether @chan is a channel of this driver with that name.
 */
bool pl08x_filter_id(struct dma_chan *chan, void *chan_id)
{
	if (chan->device->dev->driver != &pl08x_driver.drv)
		return false;

	return !strcmp(to_pl08x_chan(chan)->name, chan_id);
}
EXPORT_SYMBOL_GPL(pl08x_filter_id);

/* Before the devices that use it. */
static int __init pl08x_init(void)
{
	return amba_driver_register(&pl08x_driver);
}
subsys_initcall(pl08x_init);
