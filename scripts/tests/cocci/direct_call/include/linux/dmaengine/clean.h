/* SPDX-License-Identifier: GPL-2.0-only */
/* A wrapper must not be made to call itself. */

static inline void dma_async_issue_pending(struct dma_chan *chan)
{
	chan->device->device_issue_pending(chan);
}
