// SPDX-License-Identifier: GPL-2.0-only
/* Freed while a callback may still use it. */

static void frees(struct client *client)
{
	dmaengine_terminate_async(client->chan);
	kfree(client->buffer);
}

static void unmaps_both(struct client *client)
{
	dmaengine_terminate_async(client->rx);
	dmaengine_terminate_async(client->tx);
	dma_unmap_sg(client->dev, client->sgl, client->nents, DMA_FROM_DEVICE);
	dma_unmap_sg(client->dev, client->tx_sgl, client->nents, DMA_TO_DEVICE);
}

/* By the name of what is called. */
static void unmaps_in_helper(struct client *client)
{
	scoped_guard(spinlock_irqsave, &client->lock)
		dmaengine_terminate_async(client->chan);
	client_unmap_buffers(client);
}

/* The release may sleep, so this is converted. */
static void releases(struct client *client)
{
	dmaengine_terminate_all(client->chan);
	dma_free_coherent(client->dev, client->size, client->buffer, client->addr);
	dma_release_channel(client->chan);
}

static void client_remove(struct platform_device *pdev)
{
	struct client *client = platform_get_drvdata(pdev);

	dmaengine_terminate_async(client->chan);
	unregister_client(client);
}

static struct platform_driver client_driver = {
	.probe = client_probe,
	.remove = client_remove,
};
