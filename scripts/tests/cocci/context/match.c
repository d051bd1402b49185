// SPDX-License-Identifier: GPL-2.0-only
/* Functions that wait, where nobody may wait. */

static void under_lock(struct client *client)
{
	spin_lock(&client->lock);
	if (client->busy)
		dmaengine_terminate_sync(client->chan);
	spin_unlock(&client->lock);
}

static void under_scoped_guard(struct client *client)
{
	scoped_guard(spinlock_irqsave, &client->lock) {
		dma_release_channel(client->chan);
	}
}

static void under_guard(struct client *client)
{
	guard(rcu)();
	dmaengine_synchronize(client->chan);
}

static void under_rcu(struct client *client)
{
	rcu_read_lock();
	dmaengine_synchronize(client->chan);
	rcu_read_unlock();
}

static void own_callback(void *data)
{
	struct client *client = data;

	dmaengine_terminate_sync(client->chan);
}

static void stop(struct client *client)
{
	dmaengine_synchronize(client->chan);
}

static void cleanup(struct client *client, bool terminate)
{
	if (terminate)
		dmaengine_terminate_sync(client->chan);
}

static irqreturn_t handler(int irq, void *data)
{
	cleanup(data, true);
	stop(data);
	return IRQ_WAKE_THREAD;
}

static int start(struct client *client)
{
	client->desc->callback = own_callback;
	return request_irq(client->irq, handler, 0, "client", client);
}
