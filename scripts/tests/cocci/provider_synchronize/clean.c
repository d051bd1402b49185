// SPDX-License-Identifier: GPL-2.0-only
/* A provider that synchronizes. */

static int sample_terminate_all(struct dma_chan *chan)
{
	scoped_guard(spinlock_irqsave, &to_sample_chan(chan)->vc.lock)
		vchan_terminate(to_virt_chan(chan), sample_stop(chan));
	return 0;
}

static void sample_synchronize(struct dma_chan *chan)
{
	vchan_synchronize(to_virt_chan(chan));
}

static int sample_probe(struct platform_device *pdev)
{
	struct sample *sample = devm_kzalloc(&pdev->dev, sizeof(*sample), GFP_KERNEL);

	sample->dma.device_terminate_all = sample_terminate_all;
	sample->dma.device_synchronize = sample_synchronize;
	vchan_init(&sample->chan.vc, &sample->dma);
	return dma_async_device_register(&sample->dma);
}
