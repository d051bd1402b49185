// SPDX-License-Identifier: GPL-2.0-only
/* Functions that wait, where one may. */

static void after_unlock(struct client *client)
{
	spin_lock(&client->lock);
	dmaengine_terminate_async(client->chan);
	spin_unlock(&client->lock);
	dmaengine_synchronize(client->chan);
}

static void early_return(struct client *client)
{
	spin_lock(&client->lock);
	if (client->busy) {
		spin_unlock(&client->lock);
		dmaengine_terminate_sync(client->chan);
		return;
	}
	spin_unlock(&client->lock);
}

static void in_mutex(struct client *client)
{
	scoped_guard(mutex, &client->mutex)
		dmaengine_terminate_sync(client->chan);
}

static irqreturn_t handler(int irq, void *data)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread(int irq, void *data)
{
	struct client *client = data;

	dmaengine_terminate_sync(client->chan);
	return IRQ_HANDLED;
}

static void cleanup(struct client *client, bool terminate)
{
	if (terminate)
		dmaengine_terminate_sync(client->chan);
	client->busy = false;
}

static void callback(void *data)
{
	struct client *client = data;

	cleanup(client, false);
	dmaengine_terminate_async(client->chan);
	schedule_work(&client->work);
}

static int start(struct client *client)
{
	client->desc->callback = callback;
	return request_threaded_irq(client->irq, handler, thread, 0, "client", client);
}

static int managed(struct client *client)
{
	return devm_request_threaded_irq(client->dev, client->irq, NULL, thread, 0, "client", client);
}
