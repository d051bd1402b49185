/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DMA engine client sample: what the driver, its recipes and their tests share.
 * Documentation/driver-api/dmaengine/client.rst shows parts of it.
 */
#ifndef SAMPLES_DMAENGINE_DMA_SAMPLE_H
#define SAMPLES_DMAENGINE_DMA_SAMPLE_H

#include <linux/dmaengine.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;
struct sg_table;

/**
 * struct dma_sample_stream - an endless transfer from a device into a ring
 * @chan: the channel, held while the stream exists
 * @ring: the memory
 * @ring_dma: the controller's address of it
 * @ring_len: its length, a number of whole periods
 * @period_len: bytes between two callbacks
 * @lock: protects what follows; the callback takes it, so that nobody may
 *	synchronize with it held
 * @cookie: of what runs, 0 if nothing does
 * @periods: since the stream was opened
 * @overrun_at: start again in the callback of this period, 0: never
 * @restarts: how often that happened
 */
struct dma_sample_stream {
	struct dma_chan *chan;
	void *ring;
	dma_addr_t ring_dma;
	size_t ring_len;
	size_t period_len;

	spinlock_t lock;	/* protects what follows */
	dma_cookie_t cookie;
	unsigned int periods;
	unsigned int overrun_at;
	unsigned int restarts;
};

/* Whole drivers' worth: dma-sample-driver.c */
int dma_sample_copy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len);
int dma_sample_copy_check(struct dma_chan *chan, size_t len);

/* A stream: dma-sample-stream.c */
int dma_sample_stream_open(struct dma_sample_stream *st, struct dma_chan *chan,
			   size_t period_len, unsigned int periods);
int dma_sample_stream_start(struct dma_sample_stream *st);
void dma_sample_stream_stop(struct dma_sample_stream *st);
size_t dma_sample_stream_position(struct dma_sample_stream *st);
void dma_sample_stream_close(struct dma_sample_stream *st);

/* One thing each: dma-sample-recipes.c */
int dma_sample_poll(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len);
int dma_sample_send(struct dma_chan *chan, dma_addr_t buf, size_t len,
		    struct dma_slave_config *config);
int dma_sample_send_table(struct dma_chan *chan, struct sg_table *sgt);
int dma_sample_copy_two(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len);
int dma_sample_copy_again(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len,
			  unsigned int times);
int dma_sample_send_header(struct dma_chan *chan, dma_addr_t buf, size_t len, void *header,
			   size_t header_len);

#endif /* SAMPLES_DMAENGINE_DMA_SAMPLE_H */
