// SPDX-License-Identifier: GPL-2.0-only
/*
 * One file in debugfs for each controller of the PL080 family: who uses which channel
 *
 * What it says of each channel is consistent, but not the whole.
 */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>

#include "amba-pl08x.h"

static const char * const pl08x_phy_states[] = {
	[PL08X_PHY_FREE] = "free",
	[PL08X_PHY_BUSY] = "busy",
	[PL08X_PHY_DRAINING] = "draining",
	[PL08X_PHY_LOST] = "lost",
	[PL08X_PHY_SECURE] = "secure",
};

static const char * const pl08x_chan_states[] = {
	[PL08X_CHAN_IDLE] = "idle",
	[PL08X_CHAN_WAITING] = "waiting",
	[PL08X_CHAN_RUNNING] = "running",
	[PL08X_CHAN_STOPPING] = "stopping",
};

static void pl08x_debugfs_phy(struct seq_file *s, struct pl08x_phy *phy)
{
	struct pl08x_chan *serving;
	enum pl08x_phy_state state;
	unsigned long flags;

	spin_lock_irqsave(&phy->pl08x->lock, flags);
	serving = phy->serving;
	state = phy->state;
	spin_unlock_irqrestore(&phy->pl08x->lock, flags);

	/* Virtual channels stay for as long as the file. */
	seq_printf(s, "%-8u %-10s %s\n", phy->id, pl08x_phy_states[state],
		   serving ? serving->name : "-");
}

static void pl08x_debugfs_chan(struct seq_file *s, struct pl08x_chan *plchan)
{
	enum pl08x_chan_state state;
	unsigned long flags;
	int phy = -1;
	bool paused;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	state = plchan->state;
	paused = plchan->paused;
	if (plchan->phy)
		phy = plchan->phy->id;
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	seq_printf(s, "%-15s %-10s ", plchan->name,
		   paused ? "paused" : pl08x_chan_states[state]);
	if (phy < 0)
		seq_puts(s, "-\n");
	else
		seq_printf(s, "%d\n", phy);
}

static void pl08x_debugfs_chans(struct seq_file *s, struct dma_device *ddev, const char *kind)
{
	struct pl08x_chan *plchan;

	if (list_empty(&ddev->channels))
		return;

	seq_printf(s, "\n%-15s state      physical\n", kind);
	list_for_each_entry(plchan, &ddev->channels, vc.chan.device_node)
		pl08x_debugfs_chan(s, plchan);
}

static int pl08x_debugfs_show(struct seq_file *s, void *data)
{
	struct pl08x *pl08x = s->private;
	unsigned int i;

	seq_puts(s, "physical state      virtual\n");
	for (i = 0; i < pl08x->channels; i++)
		pl08x_debugfs_phy(s, &pl08x->phys[i]);

	pl08x_debugfs_chans(s, &pl08x->memcpy, "memcpy");
	pl08x_debugfs_chans(s, &pl08x->slave, "slave");

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(pl08x_debugfs);

/**
 * pl08x_debugfs_add() - Add the file, with the device's name
 * @pl08x: controller
 *
 * Context: Probe.
 */
void pl08x_debugfs_add(struct pl08x *pl08x)
{
	debugfs_create_file(dev_name(pl08x_dev(pl08x)), 0444, NULL, pl08x, &pl08x_debugfs_fops);
}

/**
 * pl08x_debugfs_remove() - Remove the file; nobody reads it any more
 * @pl08x: controller
 *
 * Context: Remove.
 */
void pl08x_debugfs_remove(struct pl08x *pl08x)
{
	debugfs_lookup_and_remove(dev_name(pl08x_dev(pl08x)), NULL);
}
