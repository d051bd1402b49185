/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A simulated controller for a KUnit case: everything it makes goes away with
 * the case, passed or failed.
 */
#ifndef DRIVERS_DMA_TESTS_DMA_SIM_FIXTURE_H
#define DRIVERS_DMA_TESTS_DMA_SIM_FIXTURE_H

#include <kunit/test.h>
#include <linux/dmaengine.h>
#include <linux/sizes.h>
#include <linux/types.h>

#include "../dma-sim.h"
#include "dma_client.h"

/* An address at which no machine has memory. */
#define SIM_NO_MEMORY	(~(dma_addr_t)0 - SZ_64K + 1)

/**
 * struct sim_calls - what a callback has seen; its parameter
 * @n: number of calls
 * @result: of the last call, with sim_called_result()
 * @in_hardirq: at least one call was in a hard interrupt
 * @irqs_off: at least one call was with interrupts off
 */
struct sim_calls {
	unsigned int n;
	struct dmaengine_result result;
	bool in_hardirq;
	bool irqs_off;
};

struct dma_sim *sim_create(struct kunit *test, const struct dma_sim_config *cfg);
struct dma_sim *sim_new(struct kunit *test, const struct dma_sim_config *cfg);
struct dma_chan *sim_get(struct kunit *test, struct dma_sim *sim, unsigned int n);
struct client_buf *sim_buf(struct kunit *test, struct dma_sim *sim, size_t len);

void sim_called(void *param);
void sim_called_result(void *param, const struct dmaengine_result *result);
dma_cookie_t sim_submit(struct kunit *test, struct dma_async_tx_descriptor *tx,
			struct sim_calls *calls);
struct dma_async_tx_descriptor *sim_memcpy(struct kunit *test, struct dma_chan *chan,
					   struct client_buf *dst, struct client_buf *src);
unsigned int sim_run(struct dma_sim *sim, unsigned int n);

#endif /* DRIVERS_DMA_TESTS_DMA_SIM_FIXTURE_H */
