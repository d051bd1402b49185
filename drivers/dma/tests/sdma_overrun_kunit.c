// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: an audio stream that overruns, is terminated in its own
 * callback and started again, with no synchronize in between (SDMA-01 to SDMA-04).
 */
#include <kunit/test.h>
#include <linux/dmaengine.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/time64.h>
#include <linux/types.h>

#include "sdma_fixture.h"

#define PERIODS		4
#define PERIOD		64
#define PERIOD_US	50

/* The most that the vendor says a stop takes, and what the driver may add to a stop. */
#define STOP_US		1000
#define EXTRA_US	100

struct stream {
	struct rig *rig;
	struct client_buf *buf;
	unsigned int periods;
	dma_cookie_t cookie;
};

struct rig {
	struct kunit *test;
	struct sdma_fix *f;
	struct dma_chan *chan;
	struct stream streams[2];
	unsigned int late;
	bool restarted;
};

static void start_stream(struct rig *rig, unsigned int n);

/* The first one's third period is an overrun: stop, prepare and start, as pcm_dmaengine does. */
static void period(void *data)
{
	struct stream *s = data;
	struct rig *rig = s->rig;

	s->periods++;
	if (s != &rig->streams[0])
		return;
	if (rig->restarted) {
		rig->late++;
	} else if (s->periods == 3) {
		KUNIT_EXPECT_EQ(rig->test, dmaengine_terminate_async(rig->chan), 0);
		rig->restarted = true;
		start_stream(rig, 1);
	}
}

static void start_stream(struct rig *rig, unsigned int n)
{
	struct stream *s = &rig->streams[n];
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_cyclic(rig->chan, s->buf->dma, PERIODS * PERIOD, PERIOD,
				       DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!tx) {
		KUNIT_FAIL(rig->test, "stream %u cannot be prepared", n);
		return;
	}
	tx->callback = period;
	tx->callback_param = s;
	s->cookie = dmaengine_submit(tx);
	dma_async_issue_pending(rig->chan);
}

static int overrun_init(struct kunit *test)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, rig);
	test->priv = rig;
	rig->test = test;
	rig->f = sdma_fix_new(test);
	for (i = 0; i < 2; i++) {
		rig->streams[i].rig = rig;
		rig->streams[i].buf = sdma_fix_buf(rig->f, PERIODS * PERIOD);
	}
	rig->chan = sdma_fix_slave(rig->f, SDMA_FIX_RX);
	sdma_fix_config_chan(rig->f, rig->chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
	sdma_model_set_bd_ns(rig->f->m, PERIOD_US * NSEC_PER_USEC);
	sdma_model_request(rig->f->m, sdma_fix_event(SDMA_FIX_RX), true);
	return 0;
}

/* Returns how long it took from the stop to the start, in microseconds. */
static unsigned int overrun(struct rig *rig, unsigned int stop_us)
{
	struct kunit *test = rig->test;
	struct sdma_model_stats stats;
	unsigned int before;
	s64 us;

	rig->restarted = false;
	rig->late = 0;
	rig->streams[0].periods = 0;
	rig->streams[1].periods = 0;
	sdma_model_set_stop_ns(rig->f->m, stop_us * NSEC_PER_USEC);
	start_stream(rig, 0);
	sdma_fix_pass(4 * PERIOD_US + STOP_US + 20 * PERIOD_US);
	KUNIT_EXPECT_TRUE_MSG(test, rig->restarted, "stop %u us", stop_us);
	KUNIT_EXPECT_EQ_MSG(test, rig->late, 0, "stop %u us", stop_us);
	stats = sdma_fix_stats(rig->f, rig->chan);
	us = ktime_us_delta(stats.started, stats.stopped);
	KUNIT_EXPECT_GE_MSG(test, us, min(stop_us, STOP_US), "stop %u us", stop_us);
	before = rig->streams[1].periods;
	KUNIT_EXPECT_GT_MSG(test, before, 5, "stop %u us", stop_us);
	KUNIT_EXPECT_EQ(test, dma_async_is_tx_complete(rig->chan, rig->streams[1].cookie, NULL,
						       NULL), DMA_IN_PROGRESS);
	sdma_fix_pass(4 * PERIOD_US);
	KUNIT_EXPECT_GE_MSG(test, rig->streams[1].periods, before + 3, "stop %u us", stop_us);
	sdma_fix_expect(rig->f, 0);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
	return us;
}

/*
 * SDMA-01 to SDMA-04. Test that a stream which is started again in the callback that has
 * terminated it goes on, however long the script still works on what was stopped, and that it
 * does not wait for much longer than that.
 */
static void overrun_restart(struct kunit *test)
{
	unsigned int stop_us, us, worst = 0;

	for (stop_us = 1; stop_us < STOP_US; stop_us += 37) {
		us = overrun(test->priv, stop_us);
		KUNIT_EXPECT_LE(test, us, stop_us + EXTRA_US);
		worst = max(worst, us - stop_us);
	}
	us = overrun(test->priv, STOP_US - 1);
	KUNIT_EXPECT_LE(test, us, STOP_US + EXTRA_US);
	kunit_info(test, "started again at most %u us after the hardware had stopped\n", worst);
}

/* Test the same where the status word does not say that the core sleeps. */
static void overrun_restart_without_status(struct kunit *test)
{
	struct rig *rig = test->priv;

	sdma_model_stale_psw(rig->f->m, true);
	KUNIT_EXPECT_LE(test, overrun(rig, 1), STOP_US + EXTRA_US);
	KUNIT_EXPECT_LE(test, overrun(rig, STOP_US / 2), STOP_US + EXTRA_US);
	KUNIT_EXPECT_LE(test, overrun(rig, STOP_US - 1), STOP_US + EXTRA_US);
}

/* Test a stream that is restarted a hundred times, each time from its callback. */
static void overrun_again_and_again(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	for (i = 0; i < 100; i++)
		overrun(rig, 1 + 499 * i % STOP_US);
}

static struct kunit_case overrun_cases[] = {
	KUNIT_CASE(overrun_restart),
	KUNIT_CASE(overrun_restart_without_status),
	KUNIT_CASE(overrun_again_and_again),
	{}
};

static struct kunit_suite overrun_suite = {
	.name = "imx_sdma_overrun",
	.init = overrun_init,
	.test_cases = overrun_cases,
};

kunit_test_suite(overrun_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: overruns");
MODULE_LICENSE("GPL");
