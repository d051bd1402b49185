// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: metadata of descriptors, both modes
 *
 * Metadata travels with a transfer to the device when it starts and arrives
 * from the device when it completes. A descriptor that was prepared but not
 * submitted belongs to the client, which is why nothing is locked here.
 */
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "dma-sim-engine.h"

/**
 * dma_sim_metadata_pattern() - A byte of the metadata that comes from the device
 * @pos: number of the byte
 *
 * Context: Any context.
 * Return: The byte.
 */
u8 dma_sim_metadata_pattern(size_t pos)
{
	return 0xa0 ^ pos;
}
EXPORT_SYMBOL_GPL(dma_sim_metadata_pattern);

static struct dma_sim_metadata *dma_sim_metadata_of(struct dma_async_tx_descriptor *tx)
{
	return &to_dma_sim_desc(container_of(tx, struct virt_dma_desc, tx))->meta;
}

static int dma_sim_metadata_attach(struct dma_async_tx_descriptor *tx, void *data, size_t len)
{
	struct dma_sim_metadata *meta = dma_sim_metadata_of(tx);

	if (!data || !len || len > DMA_SIM_METADATA_MAX)
		return -EINVAL;

	meta->data = data;
	meta->len = len;

	return 0;
}

static void *dma_sim_metadata_get_ptr(struct dma_async_tx_descriptor *tx, size_t *payload_len,
				      size_t *max_len)
{
	struct dma_sim_metadata *meta = dma_sim_metadata_of(tx);

	meta->data = meta->own;
	*payload_len = meta->len;
	*max_len = DMA_SIM_METADATA_MAX;

	return meta->data;
}

static int dma_sim_metadata_set_len(struct dma_async_tx_descriptor *tx, size_t payload_len)
{
	struct dma_sim_metadata *meta = dma_sim_metadata_of(tx);

	if (payload_len > DMA_SIM_METADATA_MAX)
		return -EINVAL;

	meta->data = meta->own;
	meta->len = payload_len;

	return 0;
}

static struct dma_descriptor_metadata_ops dma_sim_metadata_ops = {
	.attach	 = dma_sim_metadata_attach,
	.get_ptr = dma_sim_metadata_get_ptr,
	.set_len = dma_sim_metadata_set_len,
};

/**
 * dma_sim_metadata_init() - Give a new descriptor its metadata operations
 * @sim: controller
 * @d: descriptor, not visible to anybody yet
 *
 * Context: Any context.
 */
void dma_sim_metadata_init(struct dma_sim *sim, struct dma_sim_desc *d)
{
	if (sim->cfg.metadata_modes)
		d->vd.tx.metadata_ops = &dma_sim_metadata_ops;
}

/**
 * dma_sim_metadata_start() - Send the metadata of a descriptor that starts
 * @sc: channel
 * @d: descriptor
 *
 * Context: Any context, the channel's lock held.
 */
void dma_sim_metadata_start(struct dma_sim_chan *sc, struct dma_sim_desc *d)
{
	struct dma_sim_fifo *fifo = &sc->fifo;

	if (!d->meta.data || d->dir == DMA_DEV_TO_MEM)
		return;

	spin_lock(&fifo->lock);
	fifo->meta_len = d->meta.len;
	memcpy(fifo->meta, d->meta.data, d->meta.len);
	spin_unlock(&fifo->lock);
}

/**
 * dma_sim_metadata_complete() - Receive the metadata of a descriptor that is done
 * @d: descriptor
 *
 * With the engine mode a descriptor whose length the client has not set gets
 * all that there is room for.
 *
 * Context: Any context, the channel's lock held.
 */
void dma_sim_metadata_complete(struct dma_sim_desc *d)
{
	struct dma_sim_metadata *meta = &d->meta;
	u8 *data = meta->data ?: meta->own;
	size_t i;

	if (!d->vd.tx.metadata_ops || d->dir != DMA_DEV_TO_MEM)
		return;

	if (!meta->len)
		meta->len = DMA_SIM_METADATA_MAX;
	for (i = 0; i < meta->len; i++)
		data[i] = dma_sim_metadata_pattern(i);
}

/**
 * dma_sim_metadata_read() - Read back the metadata that was sent last
 * @sim: controller
 * @n: channel number
 * @buf: filled in
 * @len: size of @buf
 *
 * Context: Any context.
 * Return: Number of bytes in @buf, 0 if the last transfer had no metadata.
 */
size_t dma_sim_metadata_read(struct dma_sim *sim, unsigned int n, void *buf, size_t len)
{
	struct dma_sim_fifo *fifo;
	unsigned long flags;

	if (n >= sim->cfg.n_channels)
		return 0;

	fifo = &sim->chans[n].fifo;
	spin_lock_irqsave(&fifo->lock, flags);
	len = min(len, fifo->meta_len);
	memcpy(buf, fifo->meta, len);
	spin_unlock_irqrestore(&fifo->lock, flags);

	return len;
}
EXPORT_SYMBOL_GPL(dma_sim_metadata_read);
