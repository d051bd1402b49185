// SPDX-License-Identifier: GPL-2.0-only
/*
 * debugfs: the file dmaengine/summary, which lists devices and who uses their
 * channels, the file dmaengine/channels, which shows what the core knows of each
 * channel, and a directory for each device, which the provider may fill.
 *
 * No lock is held while a provider's dbg_summary_show() runs. It is counted
 * instead: unregistering waits for it, and so does the freeing of a client's
 * name, which the provider may print.
 */
#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/xarray.h>

#include "dmaengine-core.h"

static struct dentry *debugfs_root;
static DEFINE_MUTEX(debugfs_names_lock);	/* finding a free name and taking it is one step */

static bool debugfs_show_begin(struct dma_device_core *dcore)
{
	guard(mutex)(&dcore->lock);
	if (dcore->hidden)
		return false;

	atomic_inc(&dcore->shows);
	return true;
}

static void debugfs_show_end(struct dma_device_core *dcore)
{
	/* Pairs with the acquire in debugfs_wait_shows(). */
	if (!atomic_dec_return_release(&dcore->shows))
		wake_up_all(&dcore->idle);
}

static void debugfs_wait_shows(struct dma_device_core *dcore)
{
	/* Pairs with the release in debugfs_show_end(). */
	wait_event(dcore->idle, !atomic_read_acquire(&dcore->shows));
}

static void debugfs_show_chan(struct seq_file *s, struct dma_chan *chan)
{
	seq_printf(s, " %-13s| %s", dma_chan_name(chan), chan->dbg_client_name ?: "in-use");
	if (chan->router)
		seq_printf(s, " (via router: %s)", dev_name(chan->router->dev));
	seq_putc(s, '\n');
}

static void debugfs_show_chans(struct seq_file *s, struct dma_device_core *dcore)
{
	struct dma_chan_core *cc;
	unsigned long id;

	guard(mutex)(&dcore->lock);
	xa_for_each(&dcore->chans, id, cc) {
		if (cc->chan->client_count)
			debugfs_show_chan(s, cc->chan);
	}
}

static void debugfs_show_device(struct seq_file *s, struct dma_device_core *dcore)
{
	struct dma_device *device = dcore->device;

	scoped_guard(mutex, &dcore->lock)
		seq_printf(s, "dma%d (%s): number of channels: %u\n", dcore->id,
			   dev_name(dcore->dev), device->chancnt);

	if (device->dbg_summary_show)
		device->dbg_summary_show(s, device);
	else
		debugfs_show_chans(s, dcore);
}

/* Who has a channel, by its state under dma_device_core.lock. */
static const char *debugfs_holder_locked(struct dma_chan_core *cc)
{
	lockdep_assert_held(&cc->dcore->lock);

	if (cc->state == DMA_CHAN_FREE)
		return "-";
	if (cc->is_public)
		return "public";

	return cc->chan->dbg_client_name ?: "in-use";
}

static void debugfs_show_state_locked(struct seq_file *s, struct dma_chan_core *cc)
{
	static const char * const names[] = {
		[DMA_CHAN_FREE] = "free",
		[DMA_CHAN_CLAIMED] = "claimed",
		[DMA_CHAN_IN_USE] = "in-use",
		[DMA_CHAN_RELEASING] = "releasing",
		[DMA_CHAN_GONE] = "gone",
	};
	struct dma_chan *chan = cc->chan;

	lockdep_assert_held(&cc->dcore->lock);

	seq_printf(s, "%s: %s, holder %s, cookies %d of %d, terminates %u, late callbacks %u;",
		   dev_name(&cc->dev.device), names[cc->state], debugfs_holder_locked(cc),
		   READ_ONCE(chan->completed_cookie), READ_ONCE(chan->cookie),
		   READ_ONCE(chan->gen) - DMA_GEN_FIRST, READ_ONCE(chan->late));
	if (chan->show)
		chan->show(s, chan);
	seq_putc(s, '\n');
}

static void debugfs_show_states(struct seq_file *s, struct dma_device_core *dcore)
{
	struct dma_chan_core *cc;
	unsigned long id;

	guard(mutex)(&dcore->lock);
	xa_for_each(&dcore->chans, id, cc)
		debugfs_show_state_locked(s, cc);
}

static void debugfs_show_devices(struct seq_file *s, const char *separator,
				 void (*show)(struct seq_file *s, struct dma_device_core *dcore))
{
	struct dma_device_core *dcore;
	bool first = true;

	for (dcore = dmaengine_registry_next(NULL); dcore; dcore = dmaengine_registry_next(dcore)) {
		if (!debugfs_show_begin(dcore))
			continue;

		if (!first)
			seq_puts(s, separator);
		first = false;
		show(s, dcore);
		debugfs_show_end(dcore);
	}
}

static int dmaengine_summary_show(struct seq_file *s, void *unused)
{
	debugfs_show_devices(s, "\n", debugfs_show_device);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(dmaengine_summary);

static int dmaengine_channels_show(struct seq_file *s, void *unused)
{
	debugfs_show_devices(s, "", debugfs_show_states);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(dmaengine_channels);

/* Several dma_devices may stand on one struct device; only one can have its name. */
static char *debugfs_free_name(struct dma_device_core *dcore)
{
	const char *name = dev_name(dcore->dev);
	struct dentry *taken;

	taken = debugfs_lookup(name, debugfs_root);
	if (!taken)
		return kstrdup(name, GFP_KERNEL);

	dput(taken);
	return kasprintf(GFP_KERNEL, "%s-dma%d", name, dcore->id);
}

/**
 * dmaengine_debugfs_add_device() - Make a device's directory
 * @dcore: device that has just been registered
 *
 * It is called as the controller, or, if that name is taken, as the controller
 * and the number of the DMA device.
 *
 * Context: Process context. May sleep.
 */
void dmaengine_debugfs_add_device(struct dma_device_core *dcore)
{
	struct dentry *dir;

	guard(mutex)(&debugfs_names_lock);
	char *name __free(kfree) = debugfs_free_name(dcore);
	if (!name)
		return;

	dir = debugfs_create_dir(name, debugfs_root);
	dcore->device->dbg_dev_root = IS_ERR(dir) ? NULL : dir;
}

/**
 * dmaengine_debugfs_hide_device() - Show nothing of a device any more
 * @dcore: device that is being unregistered
 *
 * When it returns, the provider's dbg_summary_show() neither runs nor will run.
 * The directory stays: a provider may remove its files before it unregisters.
 *
 * Context: Process context. May sleep.
 */
void dmaengine_debugfs_hide_device(struct dma_device_core *dcore)
{
	scoped_guard(mutex, &dcore->lock)
		dcore->hidden = true;
	debugfs_wait_shows(dcore);
}

/**
 * dmaengine_debugfs_remove_device() - Remove a device's directory
 * @dcore: device that is being unregistered
 *
 * When it returns, no file in the directory is in use.
 *
 * Context: Process context. May sleep.
 */
void dmaengine_debugfs_remove_device(struct dma_device_core *dcore)
{
	struct dma_device *device = dcore->device;

	debugfs_remove(device->dbg_dev_root);
	device->dbg_dev_root = NULL;
}

/**
 * dmaengine_debugfs_set_client() - Note who uses a channel
 * @chan: channel that the caller holds
 * @client: name to show, from kmalloc() and handed over, or %NULL for none
 *
 * Frees the name that was set before.
 *
 * Context: Process context. May sleep. Not under dma_device_core.lock.
 */
void dmaengine_debugfs_set_client(struct dma_chan *chan, char *client)
{
	struct dma_device_core *dcore = to_chan_core(chan)->dcore;
	char *old;

	scoped_guard(mutex, &dcore->lock) {
		old = chan->dbg_client_name;
		chan->dbg_client_name = client;
	}
	if (!old)
		return;

	debugfs_wait_shows(dcore);
	kfree(old);
}

/**
 * dmaengine_debugfs_init() - Create the core's own directory
 *
 * Context: Process context, before the first device is registered.
 */
void __init dmaengine_debugfs_init(void)
{
	debugfs_root = debugfs_create_dir("dmaengine", NULL);
	debugfs_create_file("summary", 0444, debugfs_root, NULL, &dmaengine_summary_fops);
	debugfs_create_file("channels", 0444, debugfs_root, NULL, &dmaengine_channels_fops);
}
