/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites of the samples share.
 */
#ifndef DRIVERS_DMA_TESTS_DMA_SAMPLE_FIXTURE_H
#define DRIVERS_DMA_TESTS_DMA_SAMPLE_FIXTURE_H

struct dma_chan;
struct dma_sample_stream;
struct kunit;

/* The ring of a stream: bytes in a period, number of periods. */
#define SAMPLE_STREAM_PERIOD	512
#define SAMPLE_STREAM_PERIODS	4

struct dma_sample_stream *sample_stream_new(struct kunit *test, struct dma_chan *chan);

#endif /* DRIVERS_DMA_TESTS_DMA_SAMPLE_FIXTURE_H */
