// SPDX-License-Identifier: GPL-2.0-only
/* Nothing to say here. */

static void converted(struct client *client)
{
	spin_lock(&client->lock);
	dmaengine_terminate_async(client->chan);
	spin_unlock(&client->lock);
	dmaengine_synchronize(client->chan);
}

static void waits(struct client *client)
{
	scoped_guard(mutex, &client->mutex)
		dmaengine_terminate_sync(client->chan);
}

/* The provider's operation of that name. */
static void provider(struct dma_device *device)
{
	device->device_terminate_all = client_terminate_all;
}
