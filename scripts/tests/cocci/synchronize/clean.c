// SPDX-License-Identifier: GPL-2.0-only
/* Synchronized, or nothing freed. */

static void waits(struct client *client)
{
	dmaengine_terminate_async(client->chan);
	dmaengine_synchronize(client->chan);
	kfree(client->buffer);
}

static void terminates_sync(struct client *client)
{
	scoped_guard(spinlock, &client->lock)
		client->busy = false;
	dmaengine_terminate_sync(client->chan);
	dma_unmap_sg(client->dev, client->sgl, client->nents, DMA_FROM_DEVICE);
	dma_release_channel(client->chan);
}

static void frees_an_interrupt(struct client *client)
{
	dmaengine_terminate_async(client->chan);
	free_irq(client->irq, client);
	dmaengine_synchronize(client->chan);
}

static void restarts(struct client *client)
{
	dmaengine_terminate_async(client->chan);
	client_start(client);
}

static void client_remove(struct platform_device *pdev)
{
	struct client *client = platform_get_drvdata(pdev);

	dmaengine_terminate_async(client->chan);
	dmaengine_synchronize(client->chan);
}

static struct platform_driver client_driver = {
	.remove = client_remove,
};
