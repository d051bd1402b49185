// SPDX-License-Identifier: GPL-2.0-only
/* A provider that goes well. */

static int sample_probe(struct platform_device *pdev)
{
	struct sample *sample = kzalloc(sizeof(*sample), GFP_KERNEL);

	vchan_init(&sample->chan.vc, &sample->dma);
	tasklet_setup(&sample->task, sample_tasklet);
	sample->dma.device_release = sample_release;
	if (dma_async_device_register(&sample->dma))
		return -ENODEV;
	return of_dma_controller_register(pdev->dev.of_node, of_dma_xlate_by_chan_id, &sample->dma);
}

static int sample_terminate_all(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);
	LIST_HEAD(head);

	scoped_guard(spinlock_irqsave, &sc->vc.lock)
		vchan_get_all_descriptors(&sc->vc, &head);
	spin_lock_irq(&sc->vc.lock);
	sample_stop(sc);
	spin_unlock_irq(&sc->vc.lock);
	vchan_dma_desc_free_list(&sc->vc, &head);
	return 0;
}

static void sample_remove(struct platform_device *pdev)
{
	struct sample *sample = platform_get_drvdata(pdev);

	of_dma_controller_free(pdev->dev.of_node);
	dma_async_device_unregister(&sample->dma);
	/* Not a virtual channel's. */
	tasklet_kill(&sample->task);
	vchan_exit(&sample->chan.vc);
}
