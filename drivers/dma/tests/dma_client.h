/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A client of a controller, for KUnit cases: its memory, its channels, its transfers, which an
 * oracle watches. Knows no controller; a fixture says whose client it is. All of it goes away with
 * the case.
 */
#ifndef DRIVERS_DMA_TESTS_DMA_CLIENT_H
#define DRIVERS_DMA_TESTS_DMA_CLIENT_H

#include <linux/dmaengine.h>
#include <linux/types.h>

#include "dmaengine_oracle.h"

struct device;
struct kunit;

/**
 * struct client_buf - memory
 * @cpu: for the processor
 * @dma: for the controller
 * @len: bytes
 */
struct client_buf {
	u8 *cpu;
	dma_addr_t dma;
	size_t len;
};

/* Memory */
struct client_buf *client_buf_new(struct kunit *test, struct device *dev, size_t len);
struct client_buf *client_buf_random(struct kunit *test, struct device *dev, size_t len);
void client_buf_fill(struct client_buf *buf, u32 seed);

/* Channels */
void client_keep(struct kunit *test, struct dma_chan *chan);
void client_release(struct kunit *test, struct dma_chan *chan);
void client_config(struct kunit *test, struct dma_chan *chan, phys_addr_t addr,
		   enum dma_slave_buswidth width, unsigned int burst);
struct oracle *client_oracle(struct kunit *test, struct dma_chan *chan);

/* Transfers */
struct oracle_xfer *client_submit(struct oracle *o, struct dma_async_tx_descriptor *tx,
				  unsigned int due);
struct oracle_xfer *client_copy(struct oracle *o, struct client_buf *dst, struct client_buf *src);
struct dma_async_tx_descriptor *client_prep_sg(struct dma_chan *chan, struct client_buf *buf,
					       unsigned int pieces,
					       enum dma_transfer_direction dir);
struct oracle_xfer *client_sg(struct oracle *o, struct client_buf *buf, unsigned int pieces,
			      enum dma_transfer_direction dir);
struct oracle_xfer *client_cyclic(struct oracle *o, struct client_buf *buf, size_t period,
				  enum dma_transfer_direction dir, unsigned int due);
u32 client_residue(struct oracle_xfer *x, enum dma_status want);
void client_expect_refused(struct oracle_xfer *x, struct dma_chan *slave, struct client_buf *buf);

#endif /* DRIVERS_DMA_TESTS_DMA_CLIENT_H */
