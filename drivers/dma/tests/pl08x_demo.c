// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two controllers of the PL080 family for a demonstration, without any hardware:
 * the register model, running by itself, with the ordinary driver bound to it.
 *
 * pl08x-demo.0 is a PL080 with nothing but memcpy channels, for dmatest.
 * pl08x-demo.1 is a Nomadik whose secure world has five of the eight channels, so
 * that clients have to wait, and it has a peripheral that sends without an end. A
 * thread here is the client of that. When the controller is unbound it gives the
 * channel back, and asks for another one.
 *
 * When the module is unloaded it says what has happened.
 */
#include <linux/amba/bus.h>
#include <linux/amba/pl08x.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "pl08x_model.h"
#include "pl08x_model_periph.h"

#define DEMOS		2
#define PERIOD		256
#define BUFFER		(4 * PERIOD)
#define FIFO		0xd0000010
#define TICK_NS		500000
#define TICK_BEATS	4096
#define STREAM_NAME	"stream"

struct pl08x_demo {
	struct pl08x_model *m;
	struct amba_device *adev;
};

struct pl08x_demo_stream {
	struct task_struct *task;
	struct pl08x_periph periph;
	u8 *buf;
	dma_addr_t bus;
	atomic_t periods;
	unsigned int starts;
	unsigned int unbound;
	unsigned int touched;
};

static unsigned int controllers = DEMOS;
module_param(controllers, uint, 0444);
MODULE_PARM_DESC(controllers, "1: only the one for dmatest (default: both)");

static struct pl08x_demo demos[DEMOS];
static struct pl08x_demo_stream stream;

static struct pl08x_channel_data demo_slave = {
	.bus_id = STREAM_NAME,
	.addr = FIFO,
	.periph_buses = PL08X_AHB1,
};

static struct pl08x_platform_data demo_data[DEMOS] = {
	{
		.memcpy_burst_size = PL08X_BURST_SZ_16,
		.memcpy_bus_width = PL08X_BUS_WIDTH_32_BITS,
		.lli_buses = PL08X_AHB1 | PL08X_AHB2,
		.mem_buses = PL08X_AHB1 | PL08X_AHB2,
	}, {
		.slave_channels = &demo_slave,
		.num_slave_channels = 1,
		.memcpy_burst_size = PL08X_BURST_SZ_16,
		.memcpy_bus_width = PL08X_BUS_WIDTH_32_BITS,
		.lli_buses = PL08X_AHB1 | PL08X_AHB2,
		.mem_buses = PL08X_AHB1 | PL08X_AHB2,
	},
};

static bool stream_filter(struct dma_chan *chan, void *dev)
{
	return chan->device->dev == dev && pl08x_filter_id(chan, STREAM_NAME);
}

static void stream_period(void *param)
{
	struct pl08x_demo_stream *s = param;

	atomic_inc(&s->periods);
}

static struct dma_chan *stream_request(void)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);

	return dma_request_channel(mask, stream_filter, &demos[1].adev->dev);
}

static dma_cookie_t stream_start(struct pl08x_demo_stream *s, struct dma_chan *chan)
{
	struct dma_slave_config cfg = {
		.src_addr = FIFO,
		.src_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES,
		.src_maxburst = 4,
	};
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t cookie;

	if (dmaengine_slave_config(chan, &cfg))
		return -EIO;
	tx = dmaengine_prep_dma_cyclic(chan, s->bus, BUFFER, PERIOD, DMA_DEV_TO_MEM,
				       DMA_PREP_INTERRUPT);
	if (!tx)
		return -EIO;
	tx->callback = stream_period;
	tx->callback_param = s;
	cookie = dmaengine_submit(tx);
	dma_async_issue_pending(chan);

	return cookie;
}

/* After a terminate the buffer is ours: nobody may write to it, and no callback come. */
static void stream_check(struct pl08x_demo_stream *s)
{
	int periods = atomic_read(&s->periods);

	memset(s->buf, 0x5a, BUFFER);
	usleep_range(1000, 2000);
	if (memchr_inv(s->buf, 0x5a, BUFFER) || atomic_read(&s->periods) != periods)
		s->touched++;
}

static void stream_once(struct pl08x_demo_stream *s, struct dma_chan *chan)
{
	dma_cookie_t cookie = stream_start(s, chan);
	unsigned int i;

	if (cookie < DMA_MIN_COOKIE)
		return;
	s->starts++;
	for (i = 0; i < 50 && !kthread_should_stop(); i++) {
		pl08x_periph_move(demos[1].m, &s->periph, PERIOD);
		usleep_range(500, 1000);
		if (dmaengine_tx_status(chan, cookie, NULL) == DMA_IN_PROGRESS)
			continue;
		s->unbound++;
		break;
	}
	dmaengine_terminate_sync(chan);
	stream_check(s);
}

static int stream_thread(void *param)
{
	struct pl08x_demo_stream *s = param;

	while (!kthread_should_stop()) {
		struct dma_chan *chan = stream_request();

		if (chan) {
			stream_once(s, chan);
			dma_release_channel(chan);
		} else {
			usleep_range(1000, 2000);
		}
	}

	return 0;
}

static int stream_init(struct pl08x_demo_stream *s)
{
	int ret;

	s->buf = (u8 *)__get_free_page(GFP_KERNEL | __GFP_ZERO);
	if (!s->buf)
		return -ENOMEM;
	/* The controllers of the model see memory where it is. */
	s->bus = virt_to_phys(s->buf);
	s->periph.cfg = (struct pl08x_periph_config){
		.addr = FIFO, .to_mem = true, .width = 4, .burst = 4, .depth = PERIOD,
		.manual = true,
	};
	ret = pl08x_periph_attach(demos[1].m, &s->periph);
	if (ret)
		goto err_page;
	s->task = kthread_run(stream_thread, s, "pl08x-demo");
	if (IS_ERR(s->task)) {
		ret = PTR_ERR(s->task);
		goto err_detach;
	}

	return 0;

err_detach:
	pl08x_periph_detach(demos[1].m, &s->periph);
err_page:
	free_page((unsigned long)s->buf);
	return ret;
}

static void stream_exit(struct pl08x_demo_stream *s)
{
	kthread_stop(s->task);
	pl08x_periph_detach(demos[1].m, &s->periph);
	free_page((unsigned long)s->buf);
	pr_info("pl08x-demo: streams=%u periods=%d unbound=%u touched=%u\n", s->starts,
		atomic_read(&s->periods), s->unbound, s->touched);
}

static int demo_add(unsigned int n, enum pl08x_model_type type, u32 secure)
{
	struct pl08x_demo *demo = &demos[n];
	struct resource res;
	char name[16];
	int ret;

	snprintf(name, sizeof(name), "pl08x-demo.%u", n);
	demo->m = pl08x_model_create(type, name, NULL);
	if (IS_ERR(demo->m))
		return PTR_ERR(demo->m);
	pl08x_model_set_secure(demo->m, secure);
	pl08x_model_run_freely(demo->m, TICK_NS, TICK_BEATS);

	res = pl08x_model_resource(demo->m);
	demo->adev = amba_device_alloc(name, res.start, resource_size(&res));
	if (!demo->adev) {
		ret = -ENOMEM;
		goto err_model;
	}
	demo->adev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	demo->adev->dev.platform_data = &demo_data[n];
	demo->adev->irq[0] = pl08x_model_virq(demo->m);
	ret = amba_device_add(demo->adev, pl08x_model_region());
	if (ret)
		goto err_device;

	return 0;

err_device:
	amba_device_put(demo->adev);
err_model:
	pl08x_model_destroy(demo->m);
	return ret;
}

static void demo_remove(unsigned int n)
{
	struct pl08x_demo *demo = &demos[n];
	unsigned long violations;
	unsigned int bit, starts = 0, i;

	for (i = 0; i < pl08x_model_channels(demo->m); i++)
		starts += pl08x_model_chan_stats(demo->m, i).starts;
	amba_device_unregister(demo->adev);
	violations = pl08x_model_violations(demo->m);
	for_each_set_bit(bit, &violations, PL08X_VIOLATIONS)
		pr_err("pl08x-demo.%u: violation: %s (at %#x)\n", n,
		       pl08x_model_violation_name(bit), pl08x_model_violation_at(demo->m, bit));
	pr_info("pl08x-demo.%u: transfers=%u bytes=%llu irqs=%u violations=%lu\n", n, starts,
		pl08x_model_written(demo->m), pl08x_model_irqs(demo->m),
		hweight_long(violations));
	pl08x_model_destroy(demo->m);
}

static int __init pl08x_demo_init(void)
{
	int ret;

	ret = demo_add(0, PL08X_MODEL_PL080, 0);
	if (ret || controllers < DEMOS)
		return ret;
	ret = demo_add(1, PL08X_MODEL_NOMADIK, 0xf8);
	if (ret)
		goto err_first;
	ret = stream_init(&stream);
	if (ret)
		goto err_second;

	return 0;

err_second:
	demo_remove(1);
err_first:
	demo_remove(0);
	return ret;
}
module_init(pl08x_demo_init);

static void __exit pl08x_demo_exit(void)
{
	if (controllers >= DEMOS) {
		stream_exit(&stream);
		demo_remove(1);
	}
	demo_remove(0);
}
module_exit(pl08x_demo_exit);

MODULE_DESCRIPTION("Controllers of the PL080 family, simulated, for a demonstration");
MODULE_LICENSE("GPL");
