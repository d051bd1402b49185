// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver for the Smart DMA controller of i.MX: probe, remove, lifetime
 *
 * Clients may hold channels for longer than the driver is bound. struct sdma, with the channels
 * in it, is freed when the driver and the DMA device are gone; the hardware, the interrupt, the
 * clocks and the memory that the hardware reads go when the driver is unbound, and nobody touches
 * them afterwards.
 */
#include <linux/clk.h>
#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/genalloc.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "imx-sdma.h"

static void sdma_free(struct kref *ref)
{
	struct sdma *sdma = container_of(ref, struct sdma, ref);
	struct device *dev = sdma->dev;
	unsigned int i;

	for (i = 1; i < SDMA_CHANNELS; i++)
		sdma_chan_exit(&sdma->chan[i]);
	kfree(sdma);
	/* What clients have prepared, and never submitted, was allocated for it. */
	put_device(dev);
}

static void sdma_put(struct sdma *sdma)
{
	kref_put(&sdma->ref, sdma_free);
}

/* The last client has gone. */
static void sdma_release(struct dma_device *ddev)
{
	sdma_put(container_of(ddev, struct sdma, ddev));
}

static struct sdma *sdma_alloc(struct device *dev, const struct sdma_soc *soc)
{
	struct sdma *sdma = kzalloc(sizeof(*sdma), GFP_KERNEL);
	unsigned int i;

	if (!sdma)
		return NULL;

	kref_init(&sdma->ref);
	sdma->dev = get_device(dev);
	sdma->soc = soc;
	sdma_scripts_init(&sdma->scripts, soc->rom);
	spin_lock_init(&sdma->lock);
	init_completion(&sdma->fw_done);

	sdma->ddev.dev = dev;
	sdma->ddev.device_release = sdma_release;
	INIT_LIST_HEAD(&sdma->ddev.channels);
	sdma_chan_setup_ops(&sdma->ddev);
	sdma_status_setup_ops(&sdma->ddev);
	sdma_desc_setup_ops(&sdma->ddev);
	/* Channel 0 is ours, so the first channel of the DMA device is channel 1. */
	for (i = 0; i < SDMA_CHANNELS; i++) {
		sdma->chan[i].sdma = sdma;
		sdma->chan[i].index = i;
		if (i)
			sdma_chan_init(&sdma->chan[i]);
	}

	return sdma;
}

static int sdma_alloc_control(struct sdma *sdma)
{
	size_t size = sizeof(*sdma->control);

	sdma->iram = of_gen_pool_get(sdma->dev->of_node, "iram", 0);
	if (sdma->iram) {
		dev_info(sdma->dev, "descriptors are in IRAM\n");
		sdma->control = gen_pool_dma_zalloc(sdma->iram, size, &sdma->control_bus);
	} else {
		sdma->control = dma_alloc_coherent(sdma->dev, size, &sdma->control_bus,
						   GFP_KERNEL);
	}

	return sdma->control ? 0 : -ENOMEM;
}

static void sdma_free_control(struct sdma *sdma)
{
	size_t size = sizeof(*sdma->control);

	if (sdma->iram)
		gen_pool_free(sdma->iram, (unsigned long)sdma->control, size);
	else
		dma_free_coherent(sdma->dev, size, sdma->control, sdma->control_bus);
	sdma->control = NULL;
}

/* Registers and clocks; they go by themselves. */
static int sdma_get_resources(struct sdma *sdma, struct platform_device *pdev)
{
	sdma->irq = platform_get_irq(pdev, 0);
	if (sdma->irq < 0)
		return sdma->irq;

	sdma->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(sdma->regs))
		return PTR_ERR(sdma->regs);

	sdma->clk_ipg = devm_clk_get_prepared(&pdev->dev, "ipg");
	if (IS_ERR(sdma->clk_ipg))
		return dev_err_probe(&pdev->dev, PTR_ERR(sdma->clk_ipg), "no clock ipg\n");

	sdma->clk_ahb = devm_clk_get_prepared(&pdev->dev, "ahb");
	if (IS_ERR(sdma->clk_ahb))
		return dev_err_probe(&pdev->dev, PTR_ERR(sdma->clk_ahb), "no clock ahb\n");

	return 0;
}

/* The clocks only run while somebody needs them, so that is all there is to turn on. */
static int sdma_turn_on(struct sdma *sdma)
{
	int ret;

	ret = sdma_alloc_control(sdma);
	if (ret)
		return ret;

	sdma_chan0_init(sdma);
	ret = sdma_hw_power_get(sdma);
	if (ret) {
		sdma_free_control(sdma);
		return ret;
	}
	sdma_hw_init(sdma);
	sdma_hw_power_put(sdma);

	return 0;
}

/* Nobody uses the controller any more, and no client gets a channel. */
static void sdma_turn_off(struct sdma *sdma)
{
	unsigned int i;
	bool idle;

	/* Those that clients have not released yet. */
	for (i = 1; i < SDMA_CHANNELS; i++)
		sdma_chan_power_off(&sdma->chan[i]);

	idle = sdma_chan0_exit(sdma);
	if (!sdma_hw_power_get(sdma)) {
		sdma_hw_exit(sdma);
		sdma_hw_power_put(sdma);
	}
	if (!idle) {
		dev_err(sdma->dev, "channel 0 hangs, its memory is lost\n");
		return;
	}
	sdma_load_free_code(sdma);
	sdma_free_control(sdma);
}

/* The device's reference is dropped by its device_release(). */
static int sdma_register(struct sdma *sdma)
{
	int ret;

	kref_get(&sdma->ref);
	ret = dma_async_device_register(&sdma->ddev);
	if (ret) {
		sdma_put(sdma);
		return dev_err_probe(sdma->dev, ret, "cannot register\n");
	}

	ret = sdma_of_register(sdma);
	if (ret) {
		dma_async_device_unregister(&sdma->ddev);
		return dev_err_probe(sdma->dev, ret, "cannot register with the device tree\n");
	}

	return 0;
}

static int sdma_setup(struct sdma *sdma)
{
	int ret;

	ret = sdma_turn_on(sdma);
	if (ret)
		return dev_err_probe(sdma->dev, ret, "cannot turn on\n");

	ret = sdma_event_remap(sdma);
	if (ret)
		goto err_off;

	ret = request_irq(sdma->irq, sdma_irq, 0, dev_name(sdma->dev), sdma);
	if (ret) {
		dev_err_probe(sdma->dev, ret, "cannot get interrupt %d\n", sdma->irq);
		goto err_off;
	}

	sdma_of_find_spba(sdma);
	ret = sdma_register(sdma);
	if (ret)
		goto err_irq;

	return 0;

err_irq:
	free_irq(sdma->irq, sdma);
err_off:
	sdma_turn_off(sdma);
	return ret;
}

static int sdma_probe(struct platform_device *pdev)
{
	const struct sdma_soc *soc = device_get_match_data(&pdev->dev);
	struct sdma *sdma;
	int ret;

	if (!soc)
		return -ENODEV;

	ret = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (ret)
		return ret;
	dma_set_max_seg_size(&pdev->dev, SDMA_BD_MAX_COUNT);

	sdma = sdma_alloc(&pdev->dev, soc);
	if (!sdma)
		return -ENOMEM;

	ret = sdma_get_resources(sdma, pdev);
	if (!ret)
		ret = sdma_setup(sdma);
	if (ret) {
		sdma_put(sdma);
		return ret;
	}

	platform_set_drvdata(pdev, sdma);
	sdma_debugfs_add(sdma);
	sdma_load_begin(sdma);
	return 0;
}

static void sdma_remove(struct platform_device *pdev)
{
	struct sdma *sdma = platform_get_drvdata(pdev);

	sdma_load_wait(sdma);
	sdma_debugfs_remove(sdma);
	sdma_of_unregister(sdma);
	dma_async_device_unregister(&sdma->ddev);
	free_irq(sdma->irq, sdma);
	sdma_turn_off(sdma);
	sdma_put(sdma);
}

static struct platform_driver sdma_driver = {
	.driver = {
		.name = SDMA_NAME,
		.of_match_table = sdma_of_ids,
	},
	.probe = sdma_probe,
	.remove = sdma_remove,
};
module_platform_driver(sdma_driver);

MODULE_DESCRIPTION("i.MX SDMA driver");
MODULE_FIRMWARE("imx/sdma/sdma-imx6q.bin");
MODULE_FIRMWARE("imx/sdma/sdma-imx7d.bin");
MODULE_LICENSE("GPL");
