// SPDX-License-Identifier: GPL-2.0-only
/* Results that are misread or not read. */

static int misread(struct client *client)
{
	struct dma_async_tx_descriptor *desc;

	client->rx = dma_request_chan(client->dev, "rx");
	if (!client->rx)
		return -ENODEV;
	client->tx = dma_request_chan(client->dev, "tx");
	if (client->tx)
		client->duplex = true;
	client->old = dma_request_slave_channel(client->dev, "old");
	if (IS_ERR(client->old))
		return -ENODEV;
	scoped_guard(mutex, &client->mutex) {
		desc = dmaengine_prep_slave_sg(client->rx, client->sgl, client->nents, DMA_DEV_TO_MEM, 0);
		if (IS_ERR(desc))
			return -ENOMEM;
	}
	return dma_submit_error(dmaengine_submit(desc));
}

static int ignored(struct client *client, struct dma_async_tx_descriptor *desc)
{
	dma_cookie_t cookie;

	dmaengine_slave_config(client->rx, &client->config);
	desc->tx_submit(desc);
	dmaengine_submit(client->second);
	cookie = dmaengine_submit(client->third);
	return 0;
}
