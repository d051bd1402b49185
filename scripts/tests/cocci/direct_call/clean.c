// SPDX-License-Identifier: GPL-2.0-only
/* Wrappers, tests for an operation, and what has no wrapper. */

static int start(struct client *client, struct dma_chan *chan)
{
	if (!chan->device->device_prep_slave_sg || !chan->device->device_config)
		return -EINVAL;
	client->tx = chan->device->device_prep_dma_xor(chan, client->dst, client->src, client->count, client->size, 0);
	scoped_guard(spinlock, &client->lock)
		dma_async_issue_pending(chan);
	return 0;
}

/* Another subsystem's callback. */
static void notify(struct client *client)
{
	if (client->callback)
		client->callback(client);
	client->ops->callback(client, client->callback_data);
}

static void complete(struct sample_desc *desc)
{
	dmaengine_desc_get_callback_invoke(&desc->tx, NULL);
}
