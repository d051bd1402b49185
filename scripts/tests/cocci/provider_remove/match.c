// SPDX-License-Identifier: GPL-2.0-only
/* A provider that does not go well. */

static int sample_probe(struct platform_device *pdev)
{
	struct sample *sample = devm_kzalloc(&pdev->dev, sizeof(*sample), GFP_KERNEL);

	vchan_init(&sample->chan.vc, &sample->dma);
	sample->dma.device_free_chan_resources = sample_free_chan_resources;
	if (dma_async_device_register(&sample->dma))
		return -ENODEV;
	return of_dma_controller_register(pdev->dev.of_node, of_dma_xlate_by_chan_id, &sample->dma);
}

static void sample_free_chan_resources(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);

	tasklet_kill(&sc->vc.task);
	vchan_free_chan_resources(&sc->vc);
}

static int sample_terminate_all(struct dma_chan *chan)
{
	struct sample_chan *sc = to_sample_chan(chan);
	LIST_HEAD(head);

	scoped_guard(mutex, &sc->mutex) {
		spin_lock_irq(&sc->vc.lock);
		vchan_get_all_descriptors(&sc->vc, &head);
		vchan_dma_desc_free_list(&sc->vc, &head);
		spin_unlock_irq(&sc->vc.lock);
	}
	return 0;
}

/* Converted: the device is unregistered. */
static void sample_remove(struct platform_device *pdev)
{
	struct sample *sample = platform_get_drvdata(pdev);
	struct sample_chan *sc, *next;
	int i;

	dma_async_device_unregister(&sample->dma);
	list_for_each_entry_safe(sc, next, &sample->dma.channels, vc.chan.device_node) {
		list_del(&sc->vc.chan.device_node);
		tasklet_kill(&sc->vc.task);
	}
	for (i = 0; i < sample->slaves; i++)
		tasklet_kill(&sample->slave[i].vchan.task);
}

/* The other way round, and an error path that others jump into. */
static int sample_late_probe(struct sample *sample)
{
	struct sample_chan *sc, *next;
	int i;

	if (sample_request_irq(sample))
		goto no_irq;
	if (!sample_test(sample))
		return 0;
	dma_async_device_unregister(&sample->dma);
	list_for_each_entry_safe(sc, next, &sample->dma.channels, vc.chan.device_node) {
		tasklet_kill(&sc->vc.task);
		list_del(&sc->vc.chan.device_node);
	}
no_irq:
	for (i = 0; i < sample->slaves; i++)
		tasklet_kill(&sample->slave[i].vchan.task);
	return -ENODEV;
}

/* Not converted: vchan_exit() would take the entry off the list that is walked. */
static void sample_remove_unsafe(struct sample *sample)
{
	struct sample_chan *sc;

	dma_async_device_unregister(&sample->dma);
	list_for_each_entry(sc, &sample->dma.channels, vc.chan.device_node)
		tasklet_kill(&sc->vc.task);
}
