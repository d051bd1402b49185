// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA engine provider sample: the driver of a controller with two channels, on
 * virt-dma, from probe to the release of its memory.
 * Documentation/driver-api/dmaengine/provider.rst shows parts of this file.
 *
 * Takes no lock.
 */
#include <linux/array_size.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_dma.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "dma-sample-provider.h"

#define SAMPLE_NAME		"dma-sample-provider"
#define SAMPLE_WIDTHS							\
	(BIT(DMA_SLAVE_BUSWIDTH_1_BYTE) | BIT(DMA_SLAVE_BUSWIDTH_2_BYTES) |	\
	 BIT(DMA_SLAVE_BUSWIDTH_4_BYTES))

/* Built in, somebody has to ask for a device: no machine should have one by accident. */
static unsigned int devices = IS_MODULE(CONFIG_SAMPLE_DMAENGINE_PROVIDER);
module_param(devices, uint, 0444);
MODULE_PARM_DESC(devices, "Number of devices to make at once, 0 or 1 (default 1 in a module)");

static bool sample_filter(struct dma_chan *chan, void *param)
{
	struct sample_dma *sample = container_of(chan->device, struct sample_dma, ddev);

	return to_sample_chan(chan) == &sample->chans[(uintptr_t)param];
}

static const struct dma_slave_map sample_map[] = {
	{ "dma-sample-client", "rx", (void *)0 },
};

static void sample_free(struct kref *ref)
{
	struct sample_dma *sample = container_of(ref, struct sample_dma, ref);
	unsigned int i;

	for (i = 0; i < SAMPLE_CHANNELS; i++)
		vchan_exit(&sample->chans[i].vc);
	kfree(sample);
}

static void sample_put(struct sample_dma *sample)
{
	kref_put(&sample->ref, sample_free);
}

/* Not registered any more, and no client has a channel. */
static void sample_release(struct dma_device *ddev)
{
	sample_put(container_of(ddev, struct sample_dma, ddev));
}

static void sample_setup_device(struct dma_device *ddev, struct device *dev)
{
	ddev->dev = dev;
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	dma_cap_set(DMA_SLAVE, ddev->cap_mask);
	dma_cap_set(DMA_CYCLIC, ddev->cap_mask);
	ddev->src_addr_widths = SAMPLE_WIDTHS;
	ddev->dst_addr_widths = SAMPLE_WIDTHS;
	ddev->directions = BIT(DMA_MEM_TO_MEM) | BIT(DMA_MEM_TO_DEV) |
			   BIT(DMA_DEV_TO_MEM);
	ddev->residue_granularity = DMA_RESIDUE_GRANULARITY_BURST;
	ddev->descriptor_reuse = true;
	ddev->filter.fn = sample_filter;
	ddev->filter.map = sample_map;
	ddev->filter.mapcnt = ARRAY_SIZE(sample_map);

	ddev->device_release = sample_release;
	sample_chan_setup_ops(ddev);
}

/* As free_irq() does: the handler does not run any more, and will not. */
static void sample_hw_exit(struct sample_dma *sample)
{
	unsigned int i;

	for (i = 0; i < SAMPLE_CHANNELS; i++)
		hrtimer_cancel(&sample->chans[i].timer);
}

static struct sample_dma *sample_alloc(struct device *dev)
{
	struct sample_dma *sample;
	unsigned int i;

	/* Not devm: it may outlive the driver. */
	sample = kzalloc(sizeof(*sample), GFP_KERNEL);
	if (!sample)
		return NULL;

	kref_init(&sample->ref);
	INIT_LIST_HEAD(&sample->ddev.channels);
	sample_setup_device(&sample->ddev, dev);
	for (i = 0; i < SAMPLE_CHANNELS; i++)
		sample_chan_setup(&sample->chans[i], &sample->ddev);

	return sample;
}

static int sample_register(struct sample_dma *sample)
{
	int ret;

	/* device_release() puts it. */
	kref_get(&sample->ref);
	ret = dma_async_device_register(&sample->ddev);
	if (ret)
		sample_put(sample);

	return ret;
}

static int sample_of_register(struct device *dev, struct dma_device *ddev)
{
	if (!dev->of_node)
		return 0;

	return of_dma_controller_register(dev->of_node, of_dma_xlate_by_chan_id,
					  ddev);
}

static int sample_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct sample_dma *sample;
	int ret;

	ret = dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (ret)
		return ret;

	sample = sample_alloc(dev);
	if (!sample)
		return -ENOMEM;
	platform_set_drvdata(pdev, sample);

	/* Hardware, clocks and interrupt come before: clients may come at once. */
	ret = sample_register(sample);
	if (ret)
		goto err_put;

	ret = sample_of_register(dev, &sample->ddev);
	if (ret)
		goto err_unregister;

	return 0;

err_unregister:
	dma_async_device_unregister(&sample->ddev);
	sample_hw_exit(sample);
err_put:
	sample_put(sample);
	return ret;
}

static void sample_remove(struct platform_device *pdev)
{
	struct sample_dma *sample = platform_get_drvdata(pdev);

	/* Nobody is shown the way to the channels any more. */
	if (pdev->dev.of_node)
		of_dma_controller_free(pdev->dev.of_node);
	/* Stops what runs. */
	dma_async_device_unregister(&sample->ddev);
	/* Nobody touches the hardware any more. */
	sample_hw_exit(sample);
	/* Clients may still have channels; the last one frees @sample. */
	sample_put(sample);
}

static struct platform_driver sample_driver = {
	.probe = sample_probe,
	.remove = sample_remove,
	.driver = {
		.name = SAMPLE_NAME,
	},
};

static struct platform_device *sample_device;

static int __init sample_init(void)
{
	int ret;

	ret = platform_driver_register(&sample_driver);
	if (ret || !devices)
		return ret;

	sample_device = platform_device_register_simple(SAMPLE_NAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(sample_device)) {
		platform_driver_unregister(&sample_driver);
		return PTR_ERR(sample_device);
	}

	return 0;
}
module_init(sample_init);

static void __exit sample_exit(void)
{
	platform_device_unregister(sample_device);
	platform_driver_unregister(&sample_driver);
}
module_exit(sample_exit);

MODULE_DESCRIPTION("DMA engine provider sample");
MODULE_LICENSE("GPL");
