// SPDX-License-Identifier: GPL-2.0-only
/*
 * One file in debugfs for each i.MX SDMA: who uses which channel, and what went wrong
 *
 * What it says of each channel is consistent, but not the whole.
 */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>

#include "imx-sdma.h"

static const char * const sdma_chan_states[] = {
	[SDMA_CHAN_IDLE] = "idle",
	[SDMA_CHAN_LOADING] = "loading",
	[SDMA_CHAN_RUNNING] = "running",
	[SDMA_CHAN_STOPPING] = "stopping",
};

static void sdma_debugfs_chan(struct seq_file *s, struct sdma_chan *schan)
{
	enum sdma_chan_state state;
	unsigned int failures;
	unsigned long flags;
	unsigned long dry;
	bool powered;

	spin_lock_irqsave(&schan->vc.lock, flags);
	powered = schan->powered;
	state = schan->state;
	dry = schan->dry;
	failures = schan->failures;
	spin_unlock_irqrestore(&schan->vc.lock, flags);

	/* Types and requests are in the order of <linux/dma/imx-dma.h> and of the SoC's manual. */
	seq_printf(s, "%-7u %-9s %4d %7u %8u %8lu\n", schan->index,
		   powered ? sdma_chan_states[state] : "-", schan->slave ? (int)schan->type : -1,
		   schan->event0, failures, dry);
}

static int sdma_debugfs_show(struct seq_file *s, void *data)
{
	struct sdma *sdma = s->private;
	unsigned long flags, timeouts;
	unsigned int i, fw;

	spin_lock_irqsave(&sdma->chan0.lock, flags);
	timeouts = sdma->chan0.timeouts;
	spin_unlock_irqrestore(&sdma->chan0.lock, flags);
	spin_lock_irqsave(&sdma->lock, flags);
	fw = sdma->scripts.fw_major;
	spin_unlock_irqrestore(&sdma->lock, flags);

	seq_printf(s, "firmware %s, %lu timeouts of channel 0\n\n", fw ? "loaded" : "none",
		   timeouts);
	seq_puts(s, "channel state     type request failures restarts\n");
	for (i = 1; i < SDMA_CHANNELS; i++)
		sdma_debugfs_chan(s, &sdma->chan[i]);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sdma_debugfs);

/**
 * sdma_debugfs_add() - Add the file, with the device's name
 * @sdma: controller
 *
 * Context: Probe.
 */
void sdma_debugfs_add(struct sdma *sdma)
{
	debugfs_create_file(dev_name(sdma->dev), 0444, NULL, sdma, &sdma_debugfs_fops);
}

/**
 * sdma_debugfs_remove() - Remove the file; nobody reads it any more
 * @sdma: controller
 *
 * Context: Remove.
 */
void sdma_debugfs_remove(struct sdma *sdma)
{
	debugfs_lookup_and_remove(dev_name(sdma->dev), NULL);
}
