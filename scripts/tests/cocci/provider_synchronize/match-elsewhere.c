// SPDX-License-Identifier: GPL-2.0-only
/* The operation is defined in another file: nothing to be added here. */

static int sample_probe(struct platform_device *pdev)
{
	struct dma_device *dma = devm_kzalloc(&pdev->dev, sizeof(*dma), GFP_KERNEL);

	scoped_guard(mutex, &sample_mutex)
		dma->device_terminate_all = sample_terminate_all;
	vchan_init(&sample->chan.vc, dma);
	return dma_async_device_register(dma);
}
