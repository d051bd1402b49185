// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the suites of the samples share: a stream of the sample client.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/slab.h>

#include "dma-sample.h"
#include "dma_sample_fixture.h"

static void close_stream(void *stream)
{
	dma_sample_stream_close(stream);
}

/**
 * sample_stream_new() - Open a stream for a test
 * @test: test, at the end of which it is closed
 * @chan: its channel
 *
 * Return: The stream, not started.
 */
struct dma_sample_stream *sample_stream_new(struct kunit *test, struct dma_chan *chan)
{
	struct dma_sample_stream *st = kunit_kzalloc(test, sizeof(*st), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, st);
	KUNIT_ASSERT_EQ(test, dma_sample_stream_open(st, chan, SAMPLE_STREAM_PERIOD,
						     SAMPLE_STREAM_PERIODS), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, close_stream, st), 0);

	return st;
}
