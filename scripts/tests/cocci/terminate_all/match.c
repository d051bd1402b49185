// SPDX-License-Identifier: GPL-2.0-only
/* Each call here has a verdict: the name of the function says which, and what taught it. */

/* A transfer that is waited for in the same function. */
static int sync_after_wait(struct client *client)
{
	if (!wait_for_completion_timeout(&client->done, HZ)) {
		dmaengine_terminate_all(client->chan);
		return -ETIMEDOUT;
	}
	return 0;
}

/* Releasing a channel takes a mutex. */
static void sync_before_release(struct client *client)
{
	dmaengine_terminate_all(client->chan);
	dma_release_channel(client->chan);
}

/* Both in one critical section, not only the first. */
static void async_both_under_lock(struct client *client)
{
	unsigned long flags;

	spin_lock_irqsave(&client->lock, flags);
	if (client->busy) {
		dmaengine_terminate_all(client->rx);
		dmaengine_terminate_all(client->tx);
	}
	spin_unlock_irqrestore(&client->lock, flags);
}

static void sync_after_unlock(struct client *client)
{
	spin_lock_irq(&client->lock);
	client->busy = false;
	spin_unlock_irq(&client->lock);
	dmaengine_terminate_all(client->chan);
	mutex_lock(&client->mutex);
	client->open = false;
	mutex_unlock(&client->mutex);
}

static void async_scoped_guard(struct client *client)
{
	scoped_guard(spinlock_irqsave, &client->lock) {
		if (client->busy)
			dmaengine_terminate_all(client->chan);
	}
}

static void async_guard(struct client *client)
{
	guard(spinlock)(&client->lock);
	dmaengine_terminate_all(client->chan);
}

static void sync_in_a_mutex(struct client *client)
{
	scoped_guard(mutex, &client->mutex)
		dmaengine_terminate_all(client->chan);
	msleep(20);
}

/* The port's lock is a spinlock by another name. */
static void async_port_lock(struct uart_port *port, struct client *client)
{
	uart_port_lock(port);
	dmaengine_terminate_all(client->chan);
	uart_port_unlock(port);
}

/* And it may be dropped by yet another. */
static void sync_after_port_lock(struct uart_port *port, struct client *client)
{
	uart_port_lock_irq(port);
	client->open = false;
	uart_unlock_and_check_sysrq(port);
	dmaengine_terminate_all(client->chan);
	wait_for_completion(&client->done);
}

static void client_lock(struct client *client)
{
	spin_lock_irqsave(&client->lock, client->flags);
}

static void client_unlock(struct client *client)
{
	spin_unlock_irqrestore(&client->lock, client->flags);
}

/* The lock is taken in a helper. */
static void async_lock_in_helper(struct client *client)
{
	client_lock(client);
	dmaengine_terminate_all(client->chan);
	client_unlock(client);
}

/* Drops its caller's lock to sleep: that it sleeps says nothing. */
static void async_lock_of_caller(struct client *client)
{
	spin_unlock_irq(&client->lock);
	wait_for_completion(&client->done);
	spin_lock_irq(&client->lock);
	dmaengine_terminate_all(client->chan);
}

static void caller_with_lock(struct client *client)
{
	spin_lock_irq(&client->lock);
	async_lock_of_caller(client);
	spin_unlock_irq(&client->lock);
}

/* The same, and the callers are in other files. */
void manual_lock_of_foreign_caller(struct client *client)
{
	dmaengine_terminate_all(client->chan);
	spin_unlock_irq(&client->lock);
	wait_for_completion(&client->done);
	spin_lock_irq(&client->lock);
}

/* Two callers: the one that may not sleep decides. */
static void async_one_of_two_callers(struct client *client)
{
	dmaengine_terminate_all(client->chan);
}

static void sleeping_caller(struct client *client)
{
	msleep(20);
	async_one_of_two_callers(client);
}

static irqreturn_t client_irq(int irq, void *data)
{
	async_one_of_two_callers(data);
	return IRQ_HANDLED;
}

static void async_in_callback(void *data)
{
	struct client *client = data;

	dmaengine_terminate_all(client->chan);
}

static void async_in_timer(struct timer_list *timer)
{
	struct client *client = from_timer(client, timer, timer);

	dmaengine_terminate_all(client->chan);
}

static irqreturn_t sync_in_thread(int irq, void *data)
{
	struct client *client = data;

	dmaengine_terminate_all(client->chan);
	return IRQ_HANDLED;
}

static void sync_in_work(struct work_struct *work)
{
	struct client *client = container_of(work, struct client, work);

	dmaengine_terminate_all(client->chan);
}

static int sync_in_transfer(struct spi_controller *host, struct spi_device *spi, struct spi_transfer *xfer)
{
	struct client *client = spi_controller_get_devdata(host);

	dmaengine_terminate_all(client->chan);
	return 0;
}

static int async_in_trigger(struct snd_pcm_substream *substream, int command)
{
	struct client *client = substream->runtime->private_data;

	return dmaengine_terminate_all(client->chan);
}

static const struct snd_pcm_ops client_pcm_ops = {
	.trigger = async_in_trigger,
};

/* An operation of the driver's own, called in the same file under a lock. */
static void async_own_operation(struct client *client)
{
	dmaengine_terminate_all(client->chan);
}

static void stop_with_lock(struct client *client)
{
	spin_lock(&client->lock);
	client->stop(client);
	spin_unlock(&client->lock);
}

/* Not the sound subsystem's operation of that name: there may be other callers than the one here. */
static void manual_own_trigger(struct client *client)
{
	dmaengine_terminate_all(client->chan);
}

static const struct client_variant client_variant = {
	.trigger = manual_own_trigger,
};

static void trigger_and_wait(struct client *client)
{
	client->variant->trigger(client);
	wait_for_completion(&client->done);
}

static int sync_suspend(struct device *dev)
{
	struct client *client = dev_get_drvdata(dev);

	dmaengine_terminate_all(client->chan);
	return 0;
}

static SIMPLE_DEV_PM_OPS(client_pm_ops, sync_suspend, NULL);

/* Given with an ampersand. */
static int sync_postenable(struct iio_dev *indio_dev)
{
	struct client *client = iio_priv(indio_dev);

	return dmaengine_terminate_all(client->chan);
}

static const struct iio_buffer_setup_ops client_buffer_ops = {
	.postenable = &sync_postenable,
};

/* The core runs this one from mmc_request_done() as well, if the host says that it may. */
static void manual_post_request(struct mmc_host *mmc, struct mmc_request *mrq, int error)
{
	struct client *client = mmc_priv(mmc);

	if (error)
		dmaengine_terminate_all(client->chan);
}

static const struct mmc_host_ops client_host_ops = {
	.post_req = manual_post_request,
};

/* Reported, not converted. */
int manual_exported(struct client *client)
{
	return dmaengine_terminate_all(client->chan);
}

/* Its caller is not known: somebody else's operation. */
static void manual_foreign_operation(struct client *client)
{
	dmaengine_terminate_all(client->chan);
}

static const struct foreign_ops client_foreign_ops = {
	.halt = manual_foreign_operation,
};

static int client_probe(struct platform_device *pdev)
{
	struct client *client = devm_kzalloc(&pdev->dev, sizeof(*client), GFP_KERNEL);

	client->stop = async_own_operation;
	client->host->transfer_one = sync_in_transfer;
	client->tx->callback = async_in_callback;
	INIT_WORK(&client->work, sync_in_work);
	timer_setup(&client->timer, async_in_timer, 0);
	return devm_request_threaded_irq(&pdev->dev, client->irq, client_irq, sync_in_thread, 0, "client", client);
}
