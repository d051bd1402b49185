// SPDX-License-Identifier: GPL-2.0-only
/* A provider on virt-dma without device_synchronize. */

static int sample_terminate_all(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);
	LIST_HEAD(head);

	scoped_guard(spinlock_irqsave, &sc->vc.lock) {
		sample_stop(sc);
		vchan_get_all_descriptors(&sc->vc, &head);
	}
	vchan_dma_desc_free_list(&sc->vc, &head);
	return 0;
}

static int sample_probe(struct platform_device *pdev)
{
	struct sample *sample = devm_kzalloc(&pdev->dev, sizeof(*sample), GFP_KERNEL);

	sample->dma.device_terminate_all = sample_terminate_all;
	sample->more[1].device_terminate_all = sample_terminate_all;
	vchan_init(&sample->chan.vc, &sample->dma);
	return dma_async_device_register(&sample->dma);
}
