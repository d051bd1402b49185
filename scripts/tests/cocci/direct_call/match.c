// SPDX-License-Identifier: GPL-2.0-only
/* Operations and callbacks called past their wrappers. */
#include "dmaengine.h"

static int start(struct client *client, struct dma_chan *chan)
{
	struct dma_device *device = chan->device;
	struct dma_async_tx_descriptor *tx;
	struct dma_tx_state state;

	if (device->device_config(chan, &client->config))
		return -EINVAL;
	tx = device->device_prep_slave_sg(chan, client->sgl, client->nents, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT, NULL);
	if (!tx)
		tx = chan->device->device_prep_dma_memcpy(chan, client->dst, client->src, client->size, 0);
	scoped_guard(spinlock, &client->lock)
		chan->device->device_issue_pending(chan);
	return device->device_tx_status(chan, client->cookie, &state);
}

static int stop(struct dma_chan *chan)
{
	return chan->device->device_terminate_all(chan);
}

static void complete_at_once(struct sample_desc *desc)
{
	if (desc->tx.callback)
		desc->tx.callback(desc->tx.callback_param);
}

static void complete_each(struct sample_chan *sc)
{
	int i;

	for (i = 0; i < sc->count; i++)
		if (sc->descs[i].tx.callback)
			sc->descs[i].tx.callback(sc->descs[i].tx.callback_param);
}

static void complete_declared(struct sample_chan *sc, struct sample_desc *desc)
{
	struct dma_async_tx_descriptor *tx = &desc->tx;
	dma_async_tx_callback callback = tx->callback;
	void *param = tx->callback_param;

	list_move(&desc->node, &sc->free);
	if (callback)
		callback(param);
}

static void complete_captured(struct sample_chan *sc, struct sample_desc *desc)
{
	if (sc->running) {
		dma_async_tx_callback callback = NULL;
		void *param = NULL;

		if (desc->tx.flags & DMA_PREP_INTERRUPT) {
			callback = desc->tx.callback;
			param = desc->tx.callback_param;
		}
		spin_unlock(&sc->lock);
		if (callback)
			callback(param);
	}
}
