// SPDX-License-Identifier: GPL-2.0-only
/*
 * An i.MX SDMA for a demonstration, without any hardware: the register model, with the ordinary
 * driver bound to it, for clients such as dmatest.
 *
 * On demand there is also a client with an audio stream that overruns, as often as it is told to:
 * the stream is terminated in its own callback, where nothing may sleep, and the next one is
 * prepared and started there, while the script of the first still runs for up to a millisecond.
 *
 * When the module is unloaded it says what has happened.
 */
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/vmalloc.h>

#include "sdma_demo.h"
#include "sdma_model.h"

#define NAME		"sdma-demo"
#define EVENT		2
#define FIFO		0x02028000
#define PERIOD		64
#define PERIOD_US	50
#define BUFFER		(4 * PERIOD)
#define STOP_US		1000
#define PATTERN		0x5a

/* Periods after which a stream overruns, and after which it has survived. */
#define OVERRUN		3
#define SURVIVED	8

static unsigned int overruns;
module_param(overruns, uint, 0444);
MODULE_PARM_DESC(overruns, "How often a stream overruns when the module is loaded (default: 0)");

struct demo_stream {
	u8 *buf;
	unsigned int periods;
	dma_cookie_t cookie;
};

static struct demo {
	struct sdma_model *m;
	struct platform_device *pdev;
	struct of_changeset ocs;
	struct device_node *parent;
	struct device_node *np;
	struct imx_dma_data data;
	struct dma_chan *chan;
	struct demo_stream streams[2];
	struct completion survived;
	bool restarted;
	s32 *ns;		/* from when the hardware has stopped to the start, in order */
	s32 *sync_ns;		/* to when terminate_sync() has returned, in order */
	unsigned int started;
	unsigned int lived;
	unsigned int late;
	unsigned int touched;
	unsigned int wrong;
} demo;

/**
 * sdma_demo_model() - The simulated controller
 *
 * Context: Any context, while the module is used.
 * Return: The model of its registers.
 */
struct sdma_model *sdma_demo_model(void)
{
	return demo.m;
}
EXPORT_SYMBOL_GPL(sdma_demo_model);

/**
 * sdma_demo_device() - Its device
 *
 * Context: Any context, while the module is used.
 * Return: The device, to which the driver may be bound or not.
 */
struct device *sdma_demo_device(void)
{
	return &demo.pdev->dev;
}
EXPORT_SYMBOL_GPL(sdma_demo_device);

static void demo_start(struct demo *d, unsigned int n);

static void demo_first_period(void *data)
{
	struct demo *d = data;

	d->late += d->restarted;
	if (++d->streams[0].periods != OVERRUN)
		return;
	/* As ALSA does, and then user space: nothing waits for the end of the first. */
	dmaengine_terminate_async(d->chan);
	d->restarted = true;
	demo_start(d, 1);
}

static void demo_second_period(void *data)
{
	struct demo *d = data;

	if (++d->streams[1].periods == SURVIVED)
		complete(&d->survived);
}

static void demo_start(struct demo *d, unsigned int n)
{
	struct demo_stream *s = &d->streams[n];
	struct dma_async_tx_descriptor *tx;

	s->cookie = -EIO;
	tx = dmaengine_prep_dma_cyclic(d->chan, virt_to_phys(s->buf), BUFFER, PERIOD,
				       DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!tx)
		return;
	tx->callback = n ? demo_second_period : demo_first_period;
	tx->callback_param = d;
	s->cookie = dmaengine_submit(tx);
	dma_async_issue_pending(d->chan);
}

/* The peripheral counts. A period is one piece of that. */
static bool demo_is_counted(const u8 *buf)
{
	unsigned int i;

	for (i = 1; i < BUFFER; i++)
		if (i % PERIOD && buf[i] != (u8)(buf[i - 1] + 1))
			return false;

	return true;
}

/* After the end of a round the buffers are ours: nobody writes to them. */
static void demo_check_buffers(struct demo *d)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		if (memchr_inv(d->streams[i].buf, PATTERN, BUFFER))
			d->touched++;
		memset(d->streams[i].buf, PATTERN, BUFFER);
		d->streams[i].periods = 0;
	}
}

static void demo_overrun(struct demo *d, unsigned int round)
{
	/* All lengths of a stop, each as far from the one before as can be. */
	unsigned int stop_ns = (1 + 499 * round % (STOP_US - 1)) * NSEC_PER_USEC;
	struct sdma_model_stats stats;
	ktime_t begin;

	demo_check_buffers(d);
	d->restarted = false;
	reinit_completion(&d->survived);
	sdma_model_set_stop_ns(d->m, stop_ns);
	demo_start(d, 0);
	d->started++;
	if (wait_for_completion_timeout(&d->survived, HZ) &&
	    dmaengine_tx_status(d->chan, d->streams[1].cookie, NULL) == DMA_IN_PROGRESS)
		d->lived++;
	stats = sdma_model_chan_stats(d->m, d->chan->chan_id + 1);
	d->ns[round] = (s32)ktime_to_ns(ktime_sub(stats.started, stats.stopped)) - (s32)stop_ns;
	begin = ktime_get();
	dmaengine_terminate_sync(d->chan);
	d->sync_ns[round] = (s32)ktime_to_ns(ktime_sub(ktime_get(), begin)) - (s32)stop_ns;
	d->wrong += !demo_is_counted(d->streams[1].buf);
	memset(d->streams[0].buf, PATTERN, BUFFER);
	memset(d->streams[1].buf, PATTERN, BUFFER);
}

static int demo_cmp(const void *a, const void *b)
{
	s32 x = *(const s32 *)a, y = *(const s32 *)b;

	return x < y ? -1 : x > y;
}

static void demo_report_ns(const char *what, s32 *ns)
{
	unsigned int n = overruns;

	sort(ns, n, sizeof(*ns), demo_cmp, NULL);
	pr_info(NAME ": %s: n=%u p50=%d p99=%d max=%d ns after the hardware has stopped\n", what,
		n, ns[n / 2], ns[n * 99 / 100], ns[n - 1]);
}

static void demo_report(struct demo *d)
{
	pr_info(NAME ": streams=%u survived=%u late=%u touched=%u wrong=%u\n", d->started,
		d->lived, d->late, d->touched, d->wrong);
	demo_report_ns("restart", d->ns);
	demo_report_ns("terminate_sync", d->sync_ns);
}

static bool demo_filter(struct dma_chan *chan, void *param)
{
	struct demo *d = param;

	if (chan->device->dev != &d->pdev->dev)
		return false;

	chan->private = &d->data;
	return true;
}

static int demo_request(struct demo *d)
{
	struct dma_slave_config cfg = {
		.src_addr = FIFO,
		.src_addr_width = DMA_SLAVE_BUSWIDTH_2_BYTES,
		.src_maxburst = 4,
	};
	dma_cap_mask_t mask;
	int ret;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);
	d->data = (struct imx_dma_data){
		.dma_request = EVENT,
		.peripheral_type = IMX_DMATYPE_SSI,
	};
	d->chan = dma_request_channel(mask, demo_filter, d);
	if (!d->chan)
		return -ENODEV;
	ret = dmaengine_slave_config(d->chan, &cfg);
	if (ret)
		dma_release_channel(d->chan);

	return ret;
}

static int demo_overruns(struct demo *d)
{
	unsigned int i;
	int ret;

	ret = demo_request(d);
	if (ret)
		return ret;

	sdma_model_set_bd_ns(d->m, PERIOD_US * NSEC_PER_USEC);
	sdma_model_request(d->m, EVENT, true);
	for (i = 0; i < overruns; i++)
		demo_overrun(d, i);
	demo_check_buffers(d);
	sdma_model_request(d->m, EVENT, false);
	dma_release_channel(d->chan);
	demo_report(d);

	return 0;
}

static int demo_stream(struct demo *d)
{
	int ret = -ENOMEM;
	u8 *buf;

	buf = kmalloc(2 * BUFFER, GFP_KERNEL);
	d->ns = vcalloc(overruns, 2 * sizeof(*d->ns));
	if (buf && d->ns) {
		d->sync_ns = d->ns + overruns;
		memset(buf, PATTERN, 2 * BUFFER);
		d->streams[0].buf = buf;
		d->streams[1].buf = buf + BUFFER;
		init_completion(&d->survived);
		ret = demo_overruns(d);
	}
	vfree(d->ns);
	kfree(buf);

	return ret;
}

static void demo_remove_nodes(struct demo *d)
{
	of_changeset_revert(&d->ocs);
	of_changeset_destroy(&d->ocs);
	of_node_put(d->np);
	of_node_put(d->parent);
}

/* Below a node that is no bus, so that nobody else makes a device of it. */
static int demo_add_nodes(struct demo *d)
{
	int ret = -ENOMEM;

	of_changeset_init(&d->ocs);
	d->parent = of_changeset_create_node(&d->ocs, of_root, NAME "-bus");
	if (d->parent)
		d->np = of_changeset_create_node(&d->ocs, d->parent, "dma-controller");
	if (d->np)
		ret = of_changeset_add_prop_string(&d->ocs, d->np, "compatible",
						   "fsl,imx6q-sdma") ?:
		      of_changeset_add_prop_u32(&d->ocs, d->np, "#dma-cells", 3) ?:
		      of_changeset_apply(&d->ocs);
	if (ret) {
		of_changeset_destroy(&d->ocs);
		of_node_put(d->np);
		of_node_put(d->parent);
	}

	return ret;
}

static int demo_add_device(struct demo *d)
{
	struct resource res[2] = { sdma_model_resource(d->m) };
	int ret;

	res[0].parent = sdma_model_region();
	res[1] = (struct resource)DEFINE_RES_IRQ(sdma_model_virq(d->m));
	d->pdev = platform_device_alloc(NAME, PLATFORM_DEVID_NONE);
	if (!d->pdev)
		return -ENOMEM;
	/* The device puts it. */
	device_set_node(&d->pdev->dev, of_fwnode_handle(of_node_get(d->np)));
	ret = platform_device_add_resources(d->pdev, res, ARRAY_SIZE(res)) ?:
	      platform_device_add(d->pdev);
	if (ret)
		platform_device_put(d->pdev);

	return ret;
}

static void demo_remove(struct demo *d)
{
	unsigned long violations;
	unsigned int bit, transfers = 0, i;
	u64 bytes = 0;

	platform_device_unregister(d->pdev);
	for (i = 1; i < SDMA_MODEL_CHANNELS; i++) {
		transfers += sdma_model_chan_stats(d->m, i).starts;
		bytes += sdma_model_chan_stats(d->m, i).bytes;
	}
	violations = sdma_model_take_violations(d->m);
	for_each_set_bit(bit, &violations, SDMA_VIOLATIONS)
		pr_err(NAME ": violation: %s\n", sdma_model_violation_name(bit));
	pr_info(NAME ".hw: transfers=%u bytes=%llu irqs=%u violations=%lu\n", transfers, bytes,
		sdma_model_irqs(d->m), hweight_long(violations));
	sdma_model_destroy(d->m);
	demo_remove_nodes(d);
}

static int __init demo_init(void)
{
	struct demo *d = &demo;
	int ret;

	ret = demo_add_nodes(d);
	if (ret)
		return ret;
	d->m = sdma_model_create(NAME);
	if (IS_ERR(d->m)) {
		ret = PTR_ERR(d->m);
		goto err_nodes;
	}
	ret = demo_add_device(d);
	if (ret)
		goto err_model;
	ret = overruns ? demo_stream(d) : 0;
	if (ret)
		demo_remove(d);

	return ret;

err_model:
	sdma_model_destroy(d->m);
err_nodes:
	demo_remove_nodes(d);
	return ret;
}
module_init(demo_init);

static void __exit demo_exit(void)
{
	demo_remove(&demo);
}
module_exit(demo_exit);

MODULE_DESCRIPTION("An i.MX SDMA, simulated, for a demonstration");
MODULE_LICENSE("GPL");
