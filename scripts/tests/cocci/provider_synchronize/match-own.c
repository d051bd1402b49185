// SPDX-License-Identifier: GPL-2.0-only
/* A provider with a tasklet and an interrupt of its own. */

static int sample_terminate_all(struct dma_chan *chan)
{
	return sample_stop(to_sample_chan(chan));
}

static int sample_probe(struct platform_device *pdev)
{
	struct sample *sample = devm_kzalloc(&pdev->dev, sizeof(*sample), GFP_KERNEL);

	tasklet_setup(&sample->tasklet, sample_tasklet);
	sample->dma.device_terminate_all = sample_terminate_all;
	sample->irq_error = devm_request_irq(&pdev->dev, sample->irq, sample_irq, 0, "sample", sample);
	return dma_async_device_register(&sample->dma);
}
