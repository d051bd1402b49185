// SPDX-License-Identifier: GPL-2.0-only
/* Reported, not converted: PTR_ERR(NULL) is 0, another code is needed. */

static int misread(struct client *client)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_dma_cyclic(client->rx, client->addr, client->size, client->period, DMA_DEV_TO_MEM, 0);
	if (IS_ERR(desc))
		return PTR_ERR(desc);
	return dma_submit_error(dmaengine_submit(desc));
}
