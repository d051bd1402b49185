// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA engine client sample: an endless stream from a device, which can be
 * stopped and started again in any context, its own callback included.
 *
 * dma_sample_stream.lock is taken by the callback: no synchronize under it.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>

#include "dma-sample.h"

static int start_locked(struct dma_sample_stream *st);

static void stop_locked(struct dma_sample_stream *st)
{
	lockdep_assert_held(&st->lock);

	dmaengine_terminate_async(st->chan);
	st->cookie = 0;
}

/* A period is full. Somebody was too slow perhaps: then begin anew, here. */
static void period_done(void *param)
{
	struct dma_sample_stream *st = param;
	unsigned long flags;

	spin_lock_irqsave(&st->lock, flags);
	st->periods++;
	/* Without a cookie the stream was stopped before we had the lock. */
	if (st->cookie && st->periods == st->overrun_at) {
		stop_locked(st);
		/* What is submitted now is a new transfer: nobody has to wait. */
		if (!start_locked(st))
			st->restarts++;
	}
	spin_unlock_irqrestore(&st->lock, flags);
}

static int start_locked(struct dma_sample_stream *st)
{
	struct dma_async_tx_descriptor *desc;
	dma_cookie_t cookie;

	lockdep_assert_held(&st->lock);

	desc = dmaengine_prep_dma_cyclic(st->chan, st->ring_dma, st->ring_len,
					 st->period_len, DMA_DEV_TO_MEM,
					 DMA_PREP_INTERRUPT);
	if (!desc)
		return -EAGAIN;

	desc->callback = period_done;
	desc->callback_param = st;
	cookie = dmaengine_submit(desc);
	if (dma_submit_error(cookie)) {
		dmaengine_desc_free(desc);
		return dma_submit_error(cookie);
	}
	st->cookie = cookie;
	dma_async_issue_pending(st->chan);

	return 0;
}

/**
 * dma_sample_stream_start() - Start a stream that does not run
 * @st: open stream
 *
 * Also right after dma_sample_stream_stop(), without a synchronize in between.
 *
 * Context: Any context.
 * Return: 0, -EAGAIN if there is no descriptor, or an error of
 * dmaengine_submit().
 */
int dma_sample_stream_start(struct dma_sample_stream *st)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&st->lock, flags);
	ret = start_locked(st);
	spin_unlock_irqrestore(&st->lock, flags);

	return ret;
}
EXPORT_SYMBOL_GPL(dma_sample_stream_start);

/**
 * dma_sample_stream_stop() - Stop a stream, running or not
 * @st: open stream
 *
 * No callback starts any more. The controller may still write to the ring until
 * dmaengine_synchronize() has returned.
 *
 * Context: Any context.
 */
void dma_sample_stream_stop(struct dma_sample_stream *st)
{
	unsigned long flags;

	spin_lock_irqsave(&st->lock, flags);
	stop_locked(st);
	spin_unlock_irqrestore(&st->lock, flags);
}
EXPORT_SYMBOL_GPL(dma_sample_stream_stop);

/**
 * dma_sample_stream_position() - Where in the ring the controller is
 * @st: open stream
 *
 * Context: Any context.
 * Return: Offset of the byte that comes next, 0 if the stream does not run.
 */
size_t dma_sample_stream_position(struct dma_sample_stream *st)
{
	enum dma_status status = DMA_ERROR;
	struct dma_tx_state state;
	unsigned long flags;

	spin_lock_irqsave(&st->lock, flags);
	if (st->cookie)
		status = dmaengine_tx_status(st->chan, st->cookie, &state);
	spin_unlock_irqrestore(&st->lock, flags);
	if (status != DMA_IN_PROGRESS && status != DMA_PAUSED)
		return 0;

	return (st->ring_len - state.residue) % st->ring_len;
}
EXPORT_SYMBOL_GPL(dma_sample_stream_position);

static int check_channel(struct dma_chan *chan)
{
	struct dma_slave_caps caps;
	int ret;

	ret = dma_get_slave_caps(chan, &caps);
	if (ret)
		return ret;
	/* A ring that cannot be stopped can never be freed. */
	if (!caps.cmd_terminate || !(caps.directions & BIT(DMA_DEV_TO_MEM)) ||
	    !(caps.src_addr_widths & BIT(DMA_SLAVE_BUSWIDTH_4_BYTES)))
		return -EOPNOTSUPP;

	return 0;
}

/**
 * dma_sample_stream_open() - Set up a stream
 * @st: stream, zeroed
 * @chan: channel from the device, held by the caller until
 *	dma_sample_stream_close()
 * @period_len: bytes between two callbacks
 * @periods: periods in the ring
 *
 * Context: Process context. May sleep.
 * Return: 0, -EOPNOTSUPP if the channel is not fit for it, -ENOMEM, or an error
 * of dmaengine_slave_config().
 */
int dma_sample_stream_open(struct dma_sample_stream *st, struct dma_chan *chan,
			   size_t period_len, unsigned int periods)
{
	struct dma_slave_config config = {
		.direction = DMA_DEV_TO_MEM,
		.src_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES,
		.src_maxburst = 4,
	};
	int ret;

	ret = check_channel(chan) ?: dmaengine_slave_config(chan, &config);
	if (ret)
		return ret;

	spin_lock_init(&st->lock);
	st->chan = chan;
	st->period_len = period_len;
	st->ring_len = period_len * periods;
	st->ring = dma_alloc_coherent(dmaengine_get_dma_device(chan), st->ring_len, &st->ring_dma,
				      GFP_KERNEL);

	return st->ring ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_GPL(dma_sample_stream_open);

/**
 * dma_sample_stream_close() - Stop a stream and free its ring
 * @st: open stream
 *
 * Context: Process context. May sleep.
 */
void dma_sample_stream_close(struct dma_sample_stream *st)
{
	dma_sample_stream_stop(st);
	/* Without the lock: a callback that is running wants it. */
	dmaengine_synchronize(st->chan);
	dma_free_coherent(dmaengine_get_dma_device(st->chan), st->ring_len, st->ring,
			  st->ring_dma);
}
EXPORT_SYMBOL_GPL(dma_sample_stream_close);
