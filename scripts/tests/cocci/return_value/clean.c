// SPDX-License-Identifier: GPL-2.0-only
/* Results read as they are meant. */

static int reads(struct client *client)
{
	struct dma_async_tx_descriptor *desc;
	dma_cookie_t cookie;
	int ret;

	client->rx = dma_request_chan(client->dev, "rx");
	if (IS_ERR(client->rx))
		return PTR_ERR(client->rx);
	client->tx = dma_request_chan(client->dev, "tx");
	if (IS_ERR(client->tx))
		client->tx = NULL;
	if (!client->tx)
		client->duplex = false;
	scoped_guard(mutex, &client->mutex)
		ret = dmaengine_slave_config(client->rx, &client->config);
	if (ret)
		return ret;
	desc = dmaengine_prep_slave_sg(client->rx, client->sgl, client->nents, DMA_DEV_TO_MEM, 0);
	if (!desc)
		return -ENOMEM;
	cookie = dmaengine_submit(desc);
	return dma_submit_error(cookie);
}

/* One variable, two kinds of requests: after the fallback it cannot be an error pointer. */
static void falls_back(struct client *client, dma_cap_mask_t mask)
{
	struct dma_chan *chan;

	chan = dma_request_chan(client->dev, "rx");
	if (IS_ERR(chan) && client->filter) {
		chan = dma_request_channel(mask, client->filter, client);
		if (!chan)
			return;
	}
	if (!IS_ERR(chan))
		client->rx = chan;
}

static void forgets(struct client *client)
{
	client->cookie = dmaengine_submit(client->desc);
}
