// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA engine client sample: a driver that copies memory and streams from a
 * device, and can be told to do so through sysfs. The channels are whoever's
 * has them; see Documentation/driver-api/dmaengine/testing.rst.
 *
 * dma_sample.lock is held while a file of sysfs is written; no callback takes it.
 */
#include <linux/cleanup.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/random.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "dma-sample.h"

#define SAMPLE_NAME		"dma-sample-client"
#define SAMPLE_TIMEOUT		msecs_to_jiffies(1000)
#define SAMPLE_PERIOD		512
#define SAMPLE_PERIODS		8

/* Built in, somebody has to ask for a device: no machine should have one by accident. */
static unsigned int devices = IS_MODULE(CONFIG_SAMPLE_DMAENGINE_CLIENT);
module_param(devices, uint, 0444);
MODULE_PARM_DESC(devices, "Number of devices to make at once, 0 or 1 (default 1 in a module)");

/**
 * struct dma_sample - what the driver has for its device
 * @copier: any channel that copies memory
 * @stream: from the device
 * @lock: protects @streaming, and lets one writer at a time copy or stream
 * @streaming: whether the stream is running
 */
struct dma_sample {
	struct dma_chan *copier;
	struct dma_sample_stream stream;
	struct mutex lock;	/* protects what follows */
	bool streaming;
};

/**
 * struct copy_job - a copy that somebody waits for
 * @done: completed by the callback
 * @result: how it went
 */
struct copy_job {
	struct completion done;
	enum dmaengine_tx_result result;
};

static void copy_done(void *param, const struct dmaengine_result *result)
{
	struct copy_job *job = param;

	job->result = result->result;
	complete(&job->done);
}

/**
 * dma_sample_copy() - Copy memory and wait
 * @chan: channel that can copy memory and can be terminated
 * @dst: where to, mapped for dmaengine_get_dma_device()
 * @src: where from, mapped likewise
 * @len: bytes
 *
 * Context: Process context. May sleep.
 * Return:
 * * %0		- Copied
 * * %-EAGAIN	- No descriptor, now or ever
 * * %-ENODEV	- The controller is gone
 * * %-EIO	- The controller could not do it
 * * %-ETIMEDOUT - It did not do it in time; @dst and @src are not in use any
 *		  more
 */
int dma_sample_copy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len)
{
	struct dma_async_tx_descriptor *desc;
	struct copy_job job;
	int ret;

	desc = dmaengine_prep_dma_memcpy(chan, dst, src, len,
					 DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!desc)
		return -EAGAIN;

	init_completion(&job.done);
	desc->callback_result = copy_done;
	desc->callback_param = &job;
	ret = dma_submit_error(dmaengine_submit(desc));
	if (ret) {
		/* Still ours: a descriptor that was refused is not queued. */
		dmaengine_desc_free(desc);
		return ret;
	}
	dma_async_issue_pending(chan);

	if (!wait_for_completion_timeout(&job.done, SAMPLE_TIMEOUT)) {
		/* @job is on this stack: nobody may call copy_done() from now on. */
		dmaengine_terminate_sync(chan);
		return -ETIMEDOUT;
	}

	return job.result == DMA_TRANS_NOERROR ? 0 : -EIO;
}
EXPORT_SYMBOL_GPL(dma_sample_copy);

/**
 * dma_sample_copy_check() - Copy one buffer to another and compare
 * @chan: channel that can copy memory and can be terminated
 * @len: bytes, at least one
 *
 * Context: Process context. May sleep.
 * Return: 0, an error of dma_sample_copy(), -ENOMEM, or -EILSEQ if the copy is
 * not like the original.
 */
int dma_sample_copy_check(struct dma_chan *chan, size_t len)
{
	u8 *src __free(kfree) = kmalloc(len, GFP_KERNEL);
	u8 *dst __free(kfree) = kzalloc(len, GFP_KERNEL);
	struct device *dma_dev = dmaengine_get_dma_device(chan);
	dma_addr_t src_dma, dst_dma;
	int ret = -ENOMEM;

	if (!src || !dst)
		return -ENOMEM;

	get_random_bytes(src, len);
	src_dma = dma_map_single(dma_dev, src, len, DMA_TO_DEVICE);
	if (dma_mapping_error(dma_dev, src_dma))
		return -ENOMEM;
	dst_dma = dma_map_single(dma_dev, dst, len, DMA_FROM_DEVICE);
	if (!dma_mapping_error(dma_dev, dst_dma)) {
		ret = dma_sample_copy(chan, dst_dma, src_dma, len);
		dma_unmap_single(dma_dev, dst_dma, len, DMA_FROM_DEVICE);
	}
	dma_unmap_single(dma_dev, src_dma, len, DMA_TO_DEVICE);

	return ret ?: memcmp(dst, src, len) ? -EILSEQ : 0;
}
EXPORT_SYMBOL_GPL(dma_sample_copy_check);

/* echo 4096 > copy: succeeds if so many bytes were copied. */
static ssize_t copy_store(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count)
{
	struct dma_sample *sample = dev_get_drvdata(dev);
	unsigned int len;
	int ret;

	ret = kstrtouint(buf, 0, &len);
	if (ret)
		return ret;
	if (!len || len > SZ_1M)
		return -EINVAL;

	guard(mutex)(&sample->lock);
	return dma_sample_copy_check(sample->copier, len) ?: count;
}
static DEVICE_ATTR_WO(copy);

static ssize_t stream_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dma_sample *sample = dev_get_drvdata(dev);
	struct dma_sample_stream *st = &sample->stream;
	unsigned int periods, restarts;

	scoped_guard(spinlock_irqsave, &st->lock) {
		periods = st->periods;
		restarts = st->restarts;
	}

	return sysfs_emit(buf, "%u periods, %u restarts, position %zu\n", periods, restarts,
			  dma_sample_stream_position(st));
}

static int start_stream(struct dma_sample *sample)
{
	int ret;

	if (sample->streaming)
		return -EBUSY;

	ret = dma_sample_stream_start(&sample->stream);
	sample->streaming = !ret;

	return ret;
}

static void stop_stream(struct dma_sample *sample)
{
	dma_sample_stream_stop(&sample->stream);
	dmaengine_synchronize(sample->stream.chan);
	sample->streaming = false;
}

/* echo 1 > stream: start; echo 0 > stream: stop. */
static ssize_t stream_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	struct dma_sample *sample = dev_get_drvdata(dev);
	bool on;
	int ret;

	ret = kstrtobool(buf, &on);
	if (ret)
		return ret;

	guard(mutex)(&sample->lock);
	if (on)
		return start_stream(sample) ?: count;

	stop_stream(sample);
	return count;
}
static DEVICE_ATTR_RW(stream);

/* echo 5 > overrun: stop and start again in the fifth callback from now. */
static ssize_t overrun_store(struct device *dev, struct device_attribute *attr, const char *buf,
			     size_t count)
{
	struct dma_sample *sample = dev_get_drvdata(dev);
	struct dma_sample_stream *st = &sample->stream;
	unsigned int periods;
	int ret;

	ret = kstrtouint(buf, 0, &periods);
	if (ret)
		return ret;

	scoped_guard(spinlock_irqsave, &st->lock)
		st->overrun_at = st->periods + periods;

	return count;
}
static DEVICE_ATTR_WO(overrun);

static struct attribute *dma_sample_attrs[] = {
	&dev_attr_copy.attr,
	&dev_attr_stream.attr,
	&dev_attr_overrun.attr,
	NULL
};
ATTRIBUTE_GROUPS(dma_sample);

static void release_channel(void *chan)
{
	dma_release_channel(chan);
}

/* Any channel that copies memory, until the driver is unbound. */
static struct dma_chan *request_copier(struct device *dev)
{
	struct dma_chan *chan;
	dma_cap_mask_t mask;
	int ret;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_chan_by_mask(&mask);
	if (IS_ERR(chan))
		return chan;

	ret = devm_add_action_or_reset(dev, release_channel, chan);
	if (ret)
		return ERR_PTR(ret);

	/* Nothing is to be terminated yet, so this tells whether it can be done. */
	ret = dmaengine_terminate_sync(chan);

	return ret ? ERR_PTR(ret) : chan;
}

static void close_stream(void *stream)
{
	dma_sample_stream_close(stream);
}

static int setup_stream(struct device *dev, struct dma_sample_stream *st)
{
	struct dma_chan *chan = devm_dma_request_chan(dev, "rx");
	int ret;

	if (IS_ERR(chan))
		return dev_err_probe(dev, PTR_ERR(chan), "no channel \"rx\"\n");

	ret = dma_sample_stream_open(st, chan, SAMPLE_PERIOD, SAMPLE_PERIODS);
	if (ret)
		return dev_err_probe(dev, ret, "cannot set up the stream\n");

	/* Undone before the channel is released: last come, first go. */
	return devm_add_action_or_reset(dev, close_stream, st);
}

static int dma_sample_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct dma_sample *sample;
	int ret;

	sample = devm_kzalloc(dev, sizeof(*sample), GFP_KERNEL);
	if (!sample)
		return -ENOMEM;

	ret = devm_mutex_init(dev, &sample->lock);
	if (ret)
		return ret;

	/* First the one with a name: any channel may be just that one. */
	ret = setup_stream(dev, &sample->stream);
	if (ret)
		return ret;

	sample->copier = request_copier(dev);
	if (IS_ERR(sample->copier))
		return dev_err_probe(dev, PTR_ERR(sample->copier), "no channel to copy with\n");

	platform_set_drvdata(pdev, sample);

	return 0;
}

static struct platform_driver dma_sample_driver = {
	.probe = dma_sample_probe,
	.driver = {
		.name = SAMPLE_NAME,
		.dev_groups = dma_sample_groups,
	},
};

static struct platform_device *dma_sample_device;

static int __init dma_sample_init(void)
{
	int ret;

	ret = platform_driver_register(&dma_sample_driver);
	if (ret || !devices)
		return ret;

	dma_sample_device = platform_device_register_simple(SAMPLE_NAME, PLATFORM_DEVID_NONE,
							    NULL, 0);
	if (IS_ERR(dma_sample_device)) {
		platform_driver_unregister(&dma_sample_driver);
		return PTR_ERR(dma_sample_device);
	}

	return 0;
}
module_init(dma_sample_init);

static void __exit dma_sample_exit(void)
{
	platform_device_unregister(dma_sample_device);
	platform_driver_unregister(&dma_sample_driver);
}
module_exit(dma_sample_exit);

MODULE_DESCRIPTION("DMA engine client sample");
MODULE_LICENSE("GPL");
