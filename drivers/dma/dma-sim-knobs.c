// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: knobs that make a controller fail, or behave otherwise, at run time
 *
 * All take effect with the next operation; none needs the controller to be idle.
 */
#include <linux/export.h>

#include "dma-sim-engine.h"

/**
 * dma_sim_set_irq_context() - Choose where the interrupt handler runs
 * @sim: controller
 * @ctx: hard, soft or process context
 *
 * Context: Any context.
 */
void dma_sim_set_irq_context(struct dma_sim *sim, enum dma_sim_irq_context ctx)
{
	WRITE_ONCE(sim->irq, ctx);
}
EXPORT_SYMBOL_GPL(dma_sim_set_irq_context);

/**
 * dma_sim_set_alloc_error() - Let device_alloc_chan_resources fail
 * @sim: controller
 * @err: negative errno, 0 to succeed again
 *
 * Context: Any context.
 */
void dma_sim_set_alloc_error(struct dma_sim *sim, int err)
{
	WRITE_ONCE(sim->alloc_error, err);
}
EXPORT_SYMBOL_GPL(dma_sim_set_alloc_error);

/**
 * dma_sim_set_prep_fail() - Let all prep operations return %NULL
 * @sim: controller
 * @fail: whether they do
 *
 * Context: Any context.
 */
void dma_sim_set_prep_fail(struct dma_sim *sim, bool fail)
{
	WRITE_ONCE(sim->prep_fail, fail);
}
EXPORT_SYMBOL_GPL(dma_sim_set_prep_fail);

/**
 * dma_sim_set_terminate_error() - Let device_terminate_all fail and do nothing
 * @sim: controller
 * @err: negative errno, 0 to succeed again
 *
 * Context: Any context.
 */
void dma_sim_set_terminate_error(struct dma_sim *sim, int err)
{
	WRITE_ONCE(sim->terminate_error, err);
}
EXPORT_SYMBOL_GPL(dma_sim_set_terminate_error);

/**
 * dma_sim_set_stop_us() - Choose how long a stop takes
 * @sim: controller
 * @stop_us: as &dma_sim_config.stop_us
 *
 * Context: Any context.
 */
void dma_sim_set_stop_us(struct dma_sim *sim, u32 stop_us)
{
	WRITE_ONCE(sim->stop_us, stop_us);
}
EXPORT_SYMBOL_GPL(dma_sim_set_stop_us);

/**
 * dma_sim_set_error_every() - Choose how often a descriptor fails
 * @sim: controller
 * @every: as &dma_sim_config.error_every
 *
 * Context: Any context.
 */
void dma_sim_set_error_every(struct dma_sim *sim, u32 every)
{
	WRITE_ONCE(sim->error_every, every);
}
EXPORT_SYMBOL_GPL(dma_sim_set_error_every);

/**
 * dma_sim_fail_after() - Let a channel fail once
 * @sim: controller
 * @n: channel number
 * @steps: number of pieces that are still moved before
 * @result: what the callback is told
 *
 * The descriptor that the piece after those belongs to ends with the error;
 * its status is DMA_ERROR and its residue says what was not moved. Releasing
 * the channel forgets it.
 *
 * Context: Any context.
 */
void dma_sim_fail_after(struct dma_sim *sim, unsigned int n, unsigned int steps,
			enum dmaengine_tx_result result)
{
	struct dma_sim_chan *sc;
	unsigned long flags;

	if (n >= sim->cfg.n_channels)
		return;

	sc = &sim->chans[n];
	spin_lock_irqsave(&sc->vc.lock, flags);
	sc->fail_set = true;
	sc->fail_steps = steps;
	sc->fail_result = result;
	spin_unlock_irqrestore(&sc->vc.lock, flags);
}
EXPORT_SYMBOL_GPL(dma_sim_fail_after);
