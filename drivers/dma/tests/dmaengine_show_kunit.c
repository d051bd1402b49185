// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of what sysfs and debugfs show of devices and channels, dead ones
 * among them.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "dmaengine_rig.h"

static const unsigned long caps_slave = BIT(DMA_SLAVE) | BIT(DMA_CYCLIC) | BIT(DMA_PRIVATE);

static struct device *controller(struct kunit *test, const char *name)
{
	struct device *dev = kunit_device_register(test, name);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	return dev;
}

static struct fake_dma *create(struct kunit *test, const char *name, unsigned int n_chans,
			       bool has_release)
{
	struct fake_config cfg = {
		.dev = controller(test, name),
		.n_chans = n_chans,
		.caps = caps_slave,
		.has_release = has_release,
		.keep = true,
	};

	return fake_dma_create(test, &cfg);
}

/* Test that user space is not told of channels, and power management neither (see porting.rst). */
static void show_no_events(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 1, true);
	struct device *dev;

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	dev = dmaengine_chan_dev(&fake->chans[0].chan);
	KUNIT_EXPECT_TRUE(test, dev_get_uevent_suppress(dev));
	KUNIT_EXPECT_TRUE(test, device_pm_not_required(dev));
}

static ssize_t show_attr(struct dma_chan *chan, unsigned int i, char *buf)
{
	struct device *dev = dmaengine_chan_dev(chan);
	struct attribute *attr = dev->class->dev_groups[0]->attrs[i];

	return container_of(attr, struct device_attribute, attr)->show(dev, NULL, buf);
}

/* Test that the attributes add up what all CPUs have counted, and say who uses a channel. */
static void show_attributes(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 1, true);
	struct dma_chan *chan = &fake->chans[0].chan;
	char *buf = (char *)get_zeroed_page(GFP_KERNEL);
	unsigned long many = ULONG_MAX / num_possible_cpus();
	unsigned int cpu;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	for_each_possible_cpu(cpu) {
		per_cpu_ptr(chan->local, cpu)->memcpy_count = 3;
		per_cpu_ptr(chan->local, cpu)->bytes_transferred = many;
	}

	KUNIT_EXPECT_GT(test, show_attr(chan, 0, buf), 0);
	KUNIT_EXPECT_STREQ(test, buf, fake_printf(test, "%u\n", 3 * num_possible_cpus()));
	KUNIT_EXPECT_GT(test, show_attr(chan, 1, buf), 0);
	KUNIT_EXPECT_STREQ(test, buf,
			   fake_printf(test, "%lu\n", many * num_possible_cpus()));
	KUNIT_EXPECT_GT(test, show_attr(chan, 2, buf), 0);
	KUNIT_EXPECT_STREQ(test, buf, "0\n");
	fake_dma_get(test, fake, 0);
	KUNIT_EXPECT_GT(test, show_attr(chan, 2, buf), 0);
	KUNIT_EXPECT_STREQ(test, buf, "1\n");
	free_page((unsigned long)buf);
}

static enum dma_status many_status(struct dma_chan *chan, dma_cookie_t cookie,
				   struct dma_tx_state *state)
{
	return DMA_COMPLETE;
}

static void many_issue(struct dma_chan *chan)
{
}

static void expect_counts(struct kunit *test, struct dma_device *device, unsigned int factor)
{
	char *buf = (char *)get_zeroed_page(GFP_KERNEL);
	struct dma_chan *chan;
	unsigned int cpus = num_possible_cpus(), i = 0;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	list_for_each_entry(chan, &device->channels, device_node) {
		i++;
		KUNIT_EXPECT_GT(test, show_attr(chan, 0, buf), 0);
		KUNIT_EXPECT_STREQ(test, buf, fake_printf(test, "%u\n", factor * i * cpus));
	}
	free_page((unsigned long)buf);
}

/*
 * Test that each of many channels has a name and counts of its own, which begin
 * at zero again with the next registration.
 */
static void show_many_channels(struct kunit *test)
{
	/* Some more than share a page of per-CPU memory, and one that is added later. */
	unsigned int cpu, i, n = PAGE_SIZE / sizeof(struct dma_chan_percpu) + 4;
	struct dma_chan *chans = kunit_kcalloc(test, n, sizeof(*chans), GFP_KERNEL);
	struct dma_device *device = kunit_kzalloc(test, sizeof(*device), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, chans);
	KUNIT_ASSERT_NOT_NULL(test, device);
	device->dev = controller(test, "many");
	device->device_tx_status = many_status;
	device->device_issue_pending = many_issue;
	dma_cap_set(DMA_PRIVATE, device->cap_mask);
	INIT_LIST_HEAD(&device->channels);
	for (i = 0; i < n; i++)
		chans[i].device = device;
	for (i = 0; i < n - 1; i++)
		list_add_tail(&chans[i].device_node, &device->channels);

	KUNIT_ASSERT_EQ(test, dma_async_device_register(device), 0);
	list_add_tail(&chans[n - 1].device_node, &device->channels);
	KUNIT_EXPECT_EQ(test, dma_async_device_channel_register(device, &chans[n - 1], NULL), 0);
	for (i = 0; i < n; i++) {
		KUNIT_EXPECT_STREQ(test, dma_chan_name(&chans[i]),
				   fake_printf(test, "dma%dchan%u", device->dev_id, i));
		for_each_possible_cpu(cpu)
			per_cpu_ptr(chans[i].local, cpu)->memcpy_count = i + 1;
	}
	expect_counts(test, device, 1);
	dma_async_device_unregister(device);

	KUNIT_ASSERT_EQ(test, dma_async_device_register(device), 0);
	expect_counts(test, device, 0);
	dma_async_device_unregister(device);
}

/* Test that an attribute of a channel that has gone can be read, and says so (L4). */
static void show_attributes_of_dead(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 1, true);
	struct dma_chan *chan;
	char *buf = (char *)get_zeroed_page(GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	chan = fake_dma_get(test, fake, 0);
	fake_dma_unregister(fake->log);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, show_attr(chan, i, buf), -ENODEV);
	free_page((unsigned long)buf);
}

static struct dentry *debugfs_dir(const char *name)
{
	struct dentry *root = debugfs_lookup("dmaengine", NULL);
	struct dentry *dir = debugfs_lookup(name, root);

	dput(root);
	return dir;
}

/* Test that two DMA devices on one struct device have a debugfs directory each (CORE-25). */
static void show_debugfs_names(struct kunit *test)
{
	struct fake_config cfg = {
		.dev = controller(test, "dma"),
		.n_chans = 1,
		.caps = caps_slave,
		.has_release = true,
		.keep = true,
	};
	struct fake_dma *first = fake_dma_new(test, &cfg);
	struct fake_dma *second = fake_dma_new(test, &cfg);
	struct dentry *dir = debugfs_dir(dev_name(cfg.dev));

	KUNIT_EXPECT_NOT_NULL(test, dir);
	KUNIT_EXPECT_PTR_EQ(test, first->ddev.dbg_dev_root, dir);
	dput(dir);
	KUNIT_EXPECT_NOT_NULL(test, second->ddev.dbg_dev_root);
	KUNIT_EXPECT_PTR_NE(test, second->ddev.dbg_dev_root, first->ddev.dbg_dev_root);

	fake_dma_unregister(first->log);
	KUNIT_EXPECT_NULL(test, first->ddev.dbg_dev_root);
	dir = debugfs_dir(dev_name(cfg.dev));
	KUNIT_EXPECT_NULL(test, dir);
	dput(dir);
	KUNIT_EXPECT_TRUE(test, d_is_dir(second->ddev.dbg_dev_root));
}

/* What a reader of a file of the core gets, up to a page. */
static char *read_file(struct kunit *test, const char *name)
{
	struct path path = { .dentry = debugfs_dir(name) };
	struct seq_file *opened, s = { .size = PAGE_SIZE };
	struct file *file;
	int pins = 0;

	KUNIT_ASSERT_NOT_NULL(test, path.dentry);
	s.buf = kunit_kzalloc(test, s.size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s.buf);
	KUNIT_ASSERT_EQ(test, simple_pin_fs(path.dentry->d_sb->s_type, &path.mnt, &pins), 0);

	file = dentry_open(&path, O_RDONLY, current_cred());
	KUNIT_EXPECT_FALSE(test, IS_ERR(file));
	if (!IS_ERR(file)) {
		/* Reading is for buffers of user space. */
		opened = file->private_data;
		opened->op->show(&s, NULL);
		__fput_sync(file);
	}
	dput(path.dentry);
	simple_release_fs(&path.mnt, &pins);

	return s.buf;
}

static char *summary(struct kunit *test)
{
	return read_file(test, "summary");
}

/* Test that the summary shows devices, and which client has which channel. */
static void show_summary(struct kunit *test)
{
	struct device *client = controller(test, "client");
	struct fake_dma *fake = create(test, "dma", 2, true);
	char *head, *line;

	fake->ddev.filter.map = fake_dma_map(test, client, "tx", &fake->chans[1].chan);
	fake->ddev.filter.mapcnt = 1;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	fake_dma_own(test, dma_request_chan(client, "tx"));
	head = fake_printf(test, "dma%d (%s): number of channels: 2\n",
			   fake->ddev.dev_id, dev_name(fake->ddev.dev));
	line = fake_printf(test, " %-13s| %s:tx\n",
			   dma_chan_name(&fake->chans[1].chan), dev_name(client));
	KUNIT_EXPECT_NOT_NULL(test, strstr(summary(test), head));
	KUNIT_EXPECT_NOT_NULL(test, strstr(summary(test), line));

	fake_dma_get(test, fake, 0);
	line = fake_printf(test, " %-13s| in-use\n",
			   dma_chan_name(&fake->chans[0].chan));
	KUNIT_EXPECT_NOT_NULL(test, strstr(summary(test), line));
}

/* Test that a dead device is not shown, nor its provider asked (CORE-04, CORE-25). */
static void show_summary_of_dead(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 1, true);

	fake->ddev.dbg_summary_show = fake_dma_summary;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	fake_dma_get(test, fake, 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(summary(test), " summary of the provider\n"));
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_SUMMARY], 1U);
	/* No lock of the core is held meanwhile. */
	KUNIT_EXPECT_EQ(test, fake->log->locks[FAKE_SUMMARY], 0);

	fake_dma_unregister(fake->log);
	KUNIT_EXPECT_NULL(test, strstr(summary(test), dev_name(fake->ddev.dev)));
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_SUMMARY], 1U);
}

static void nothing(void *param)
{
}

/* Test that a channel's line says who has it, what has been done and what was dropped. */
static void show_channels(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 2, true);
	struct dmaengine_desc_callback cb;
	struct dma_chan *chan;
	char *busy, *idle;

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	chan = fake_dma_get(test, fake, 0);
	fake_dma_start(test, chan, nothing, NULL);
	fake_dma_start(test, chan, nothing, NULL);
	KUNIT_EXPECT_TRUE(test, fake_dma_capture(fake, 0, &cb));
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
	dmaengine_desc_callback_invoke(&cb, NULL);

	busy = fake_printf(test, "%s: in-use, holder in-use, cookies 2 of 3, terminates 1, %s;\n",
			   dma_chan_name(chan), "late callbacks 1");
	idle = fake_printf(test, "%s: free, holder -, cookies 1 of 1, terminates 0, %s;\n",
			   dma_chan_name(&fake->chans[1].chan), "late callbacks 0");
	KUNIT_EXPECT_NOT_NULL(test, strstr(read_file(test, "channels"), busy));
	KUNIT_EXPECT_NOT_NULL(test, strstr(read_file(test, "channels"), idle));

	idle = fake_printf(test, "%s:", dma_chan_name(&fake->chans[1].chan));
	fake_dma_unregister(fake->log);
	KUNIT_EXPECT_NULL(test, strstr(read_file(test, "channels"), idle));
}

static void expect_line_end(struct kunit *test, const char *end)
{
	KUNIT_EXPECT_NOT_NULL(test, strstr(read_file(test, "channels"), end));
}

/* Test that virt-dma adds how many descriptors are on which list. */
static void show_channels_lists(struct kunit *test)
{
	struct vchan_fake *fake = vchan_fake_create(test, VCHAN_FAKE_STOPPING, true);
	struct rig *rig = rig_new_vchan(test, fake);

	rig_start(rig);
	rig_start(rig);
	rig_prep(rig);
	expect_line_end(test, "; prepared 1, submitted 0, issued 1, completed 0, terminated 0\n");

	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(rig->chan), 0);
	rig_start(rig);
	expect_line_end(test,
			"; prepared 1, submitted 0, issued 1, completed 0, terminated 2, stopping\n");
}

struct slow_summary {
	struct completion entered;
	struct completion leave;
	struct fake_log *log;
	struct kunit *test;
};

static int slow_summary_hook(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct slow_summary *slow = fake->data;

	if (op == FAKE_SUMMARY) {
		complete(&slow->entered);
		wait_for_completion(&slow->leave);
	}
	return 0;
}

static void slow_summary_read(void *data)
{
	struct slow_summary *slow = data;

	summary(slow->test);
}

static void unregister_thread(void *data)
{
	fake_dma_unregister(data);
}

/* Test that unregister waits for a provider that is printing its summary. */
static void show_summary_is_waited_for(struct kunit *test)
{
	struct fake_dma *fake = create(test, "dma", 1, true);
	struct slow_summary slow = { .log = fake->log, .test = test };
	struct fake_thread *reader, *unregister;

	init_completion(&slow.entered);
	init_completion(&slow.leave);
	fake->hook = slow_summary_hook;
	fake->data = &slow;
	fake->ddev.dbg_summary_show = fake_dma_summary;
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);

	reader = fake_thread_start(test, slow_summary_read, &slow);
	wait_for_completion(&slow.entered);
	/* Other clients are not held up by that. */
	fake_dma_release(test, fake_dma_get(test, fake, 0));
	unregister = fake_thread_start(test, unregister_thread, fake->log);
	fake_yield();
	KUNIT_EXPECT_FALSE(test, fake->log->returned);
	complete(&slow.leave);
	fake_thread_join(test, unregister);
	fake_thread_join(test, reader);
	KUNIT_EXPECT_EQ(test, fake->log->count[FAKE_RELEASE], 1U);
}

static struct kunit_case dmaengine_show_cases[] = {
	KUNIT_CASE(show_attributes),
	KUNIT_CASE(show_many_channels),
	KUNIT_CASE(show_no_events),
	KUNIT_CASE(show_attributes_of_dead),
	KUNIT_CASE(show_debugfs_names),
	KUNIT_CASE(show_channels),
	KUNIT_CASE(show_channels_lists),
	KUNIT_CASE(show_summary),
	KUNIT_CASE(show_summary_of_dead),
	KUNIT_CASE(show_summary_is_waited_for),
	{}
};

static struct kunit_suite dmaengine_show_suite = {
	.name = "dmaengine_show",
	.test_cases = dmaengine_show_cases,
};

kunit_test_suite(dmaengine_show_suite);

MODULE_DESCRIPTION("KUnit suite of what the DMA engine shows in sysfs and debugfs");
MODULE_LICENSE("GPL");
