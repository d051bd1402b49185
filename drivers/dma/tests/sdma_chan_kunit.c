// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver on a model of its registers: an audio stream that overruns,
 * is terminated in its own callback and started again, with no synchronize in between.
 */
#include <kunit/test.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/time64.h>
#include <linux/types.h>

#include "sdma_model.h"

#define NAME		"sdma-kunit"
#define EVENT		2
#define FIFO		0x02028000
#define PERIODS		4
#define PERIOD		64
#define PERIOD_US	50
#define STOP_US		1000
#define COARSE_US	50000

struct stream {
	struct fix *fix;
	u8 *buf;
	unsigned int periods;
	dma_cookie_t cookie;
};

struct fix {
	struct kunit *test;
	struct sdma_model *m;
	struct platform_device *pdev;
	struct of_changeset ocs;
	struct device_node *parent, *np;
	struct imx_dma_data data;
	struct dma_chan *chan;
	struct stream streams[2];
	unsigned int late;
	bool restarted;
};

static void pass(unsigned int us)
{
	ktime_t time = ns_to_ktime(us * NSEC_PER_USEC);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&time, HRTIMER_MODE_REL);
}

static void start_stream(struct fix *f, unsigned int n);

/* The first one's third period is an overrun: stop, prepare and start, as pcm_dmaengine does. */
static void period(void *data)
{
	struct stream *s = data;
	struct fix *f = s->fix;

	s->periods++;
	if (s != &f->streams[0])
		return;
	if (f->restarted) {
		f->late++;
	} else if (s->periods == 3) {
		KUNIT_EXPECT_EQ(f->test, dmaengine_terminate_async(f->chan), 0);
		f->restarted = true;
		start_stream(f, 1);
	}
}

static void start_stream(struct fix *f, unsigned int n)
{
	struct stream *s = &f->streams[n];
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_cyclic(f->chan, virt_to_phys(s->buf), PERIODS * PERIOD, PERIOD,
				       DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!tx) {
		KUNIT_FAIL(f->test, "stream %u cannot be prepared", n);
		return;
	}
	tx->callback = period;
	tx->callback_param = s;
	s->cookie = dmaengine_submit(tx);
	dma_async_issue_pending(f->chan);
}

static bool filter(struct dma_chan *chan, void *param)
{
	struct fix *f = param;

	if (chan->device->dev != &f->pdev->dev)
		return false;
	chan->private = &f->data;
	return true;
}

/* Below a node that is no bus, so that nobody else makes a device of it. */
static void add_node(struct fix *f)
{
	struct kunit *test = f->test;

	of_changeset_init(&f->ocs);
	f->parent = of_changeset_create_node(&f->ocs, of_root, "sdma-test");
	KUNIT_ASSERT_NOT_NULL(test, f->parent);
	f->np = of_changeset_create_node(&f->ocs, f->parent, "dma-controller");
	KUNIT_ASSERT_NOT_NULL(test, f->np);
	KUNIT_ASSERT_EQ(test, of_changeset_add_prop_string(&f->ocs, f->np, "compatible",
							   "fsl,imx6q-sdma"), 0);
	KUNIT_ASSERT_EQ(test, of_changeset_apply(&f->ocs), 0);
}

static void add_device(struct fix *f)
{
	struct resource res[2] = { sdma_model_resource(f->m) };
	struct kunit *test = f->test;

	res[0].parent = sdma_model_region();
	res[1] = (struct resource)DEFINE_RES_IRQ(sdma_model_virq(f->m));
	f->pdev = platform_device_alloc(NAME, PLATFORM_DEVID_NONE);
	KUNIT_ASSERT_NOT_NULL(test, f->pdev);
	/* The device puts it. */
	device_set_node(&f->pdev->dev, of_fwnode_handle(of_node_get(f->np)));
	if (platform_device_add_resources(f->pdev, res, 2) || platform_device_add(f->pdev)) {
		platform_device_put(f->pdev);
		f->pdev = NULL;
		KUNIT_FAIL_AND_ABORT(test, "cannot add the device");
	}
	KUNIT_ASSERT_TRUE(test, device_is_bound(&f->pdev->dev));
}

static void request(struct fix *f)
{
	struct dma_slave_config cfg = {
		.src_addr = FIFO,
		.src_addr_width = DMA_SLAVE_BUSWIDTH_2_BYTES,
		.src_maxburst = 4,
	};
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);
	f->data = (struct imx_dma_data){
		.dma_request = EVENT,
		.peripheral_type = IMX_DMATYPE_SSI,
	};
	f->chan = dma_request_channel(mask, filter, f);
	KUNIT_ASSERT_NOT_NULL(f->test, f->chan);
	KUNIT_ASSERT_EQ(f->test, dmaengine_slave_config(f->chan, &cfg), 0);
}

static int sdma_chan_init(struct kunit *test)
{
	struct fix *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, f);
	test->priv = f;
	f->test = test;
	for (i = 0; i < 2; i++) {
		f->streams[i].fix = f;
		f->streams[i].buf = kunit_kzalloc(test, PERIODS * PERIOD, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, f->streams[i].buf);
	}
	add_node(f);
	f->m = sdma_model_create(NAME);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f->m);
	sdma_model_set_bd_ns(f->m, PERIOD_US * NSEC_PER_USEC);
	sdma_model_request(f->m, EVENT, true);
	add_device(f);
	request(f);
	/* Early in the boot timers may be coarse still. */
	pass(COARSE_US);
	return 0;
}

static void sdma_chan_exit(struct kunit *test)
{
	struct fix *f = test->priv;

	if (!f)
		return;
	if (f->chan)
		dma_release_channel(f->chan);
	if (f->pdev)
		platform_device_unregister(f->pdev);
	if (!IS_ERR_OR_NULL(f->m)) {
		KUNIT_EXPECT_EQ(test, sdma_model_take_violations(f->m), 0);
		KUNIT_EXPECT_EQ(test, sdma_model_clocked(f->m), 0);
		sdma_model_destroy(f->m);
	}
	of_changeset_revert(&f->ocs);
	of_changeset_destroy(&f->ocs);
	of_node_put(f->np);
	of_node_put(f->parent);
}

static void overrun(struct fix *f, unsigned int stop_us)
{
	struct kunit *test = f->test;
	unsigned int before;

	f->restarted = false;
	f->late = 0;
	f->streams[0].periods = 0;
	f->streams[1].periods = 0;
	sdma_model_set_stop_ns(f->m, stop_us * NSEC_PER_USEC);
	start_stream(f, 0);
	pass(4 * PERIOD_US + STOP_US + 20 * PERIOD_US);
	KUNIT_EXPECT_TRUE_MSG(test, f->restarted, "stop %u us", stop_us);
	KUNIT_EXPECT_EQ_MSG(test, f->late, 0, "stop %u us", stop_us);
	before = f->streams[1].periods;
	KUNIT_EXPECT_GT_MSG(test, before, 5, "stop %u us", stop_us);
	KUNIT_EXPECT_EQ(test, dma_async_is_tx_complete(f->chan, f->streams[1].cookie, NULL, NULL),
			DMA_IN_PROGRESS);
	pass(4 * PERIOD_US);
	KUNIT_EXPECT_GE_MSG(test, f->streams[1].periods, before + 3, "stop %u us", stop_us);
	KUNIT_EXPECT_EQ(test, sdma_model_take_violations(f->m), 0);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(f->chan), 0);
}

/*
 * SDMA-01 to SDMA-04. Test that a stream which is started again in the callback that has
 * terminated it goes on, however long the script still works on what was stopped.
 */
static void restart_survives_the_stop(struct kunit *test)
{
	unsigned int stop_us;

	for (stop_us = 1; stop_us < STOP_US; stop_us += 37)
		overrun(test->priv, stop_us);
	overrun(test->priv, STOP_US - 1);
}

/* The same where the status word does not say that the core sleeps. */
static void restart_without_status(struct kunit *test)
{
	struct fix *f = test->priv;

	sdma_model_stale_psw(f->m, true);
	overrun(f, 1);
	overrun(f, STOP_US / 2);
	overrun(f, STOP_US - 1);
}

/* SDMA-03. Test that an interrupt without reason ends nothing. */
static void stale_interrupt(struct kunit *test)
{
	struct fix *f = test->priv;
	unsigned int i;

	f->restarted = false;
	sdma_model_request(f->m, EVENT, false);
	start_stream(f, 1);
	for (i = 0; i < 10; i++) {
		sdma_model_raise(f->m, f->chan->chan_id + 1);
		pass(10);
	}
	KUNIT_EXPECT_EQ(test, f->streams[1].periods, 0);
	sdma_model_request(f->m, EVENT, true);
	pass(4 * PERIOD_US);
	KUNIT_EXPECT_GE(test, f->streams[1].periods, 3);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(f->chan), 0);
}

static struct kunit_case sdma_chan_cases[] = {
	KUNIT_CASE(restart_survives_the_stop),
	KUNIT_CASE(restart_without_status),
	KUNIT_CASE(stale_interrupt),
	{}
};

static struct kunit_suite sdma_chan_suite = {
	.name = "imx_sdma_chan",
	.init = sdma_chan_init,
	.exit = sdma_chan_exit,
	.test_cases = sdma_chan_cases,
};

kunit_test_suite(sdma_chan_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver");
MODULE_LICENSE("GPL");
