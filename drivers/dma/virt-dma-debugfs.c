// SPDX-License-Identifier: GPL-2.0-only
/*
 * What virt-dma adds to a channel's line in debugfs: how many descriptors are on
 * which list.
 */
#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/seq_file.h>

#include "virt-dma-core.h"

/* Descriptors of a channel, by what is to become of them. */
struct vchan_counts {
	size_t prepared;	/* the client's */
	size_t submitted;	/* not issued yet */
	size_t issued;		/* wait for the hardware, or for it to stop */
	size_t completed;	/* wait for their callbacks */
	size_t terminated;	/* wait until nothing uses them any more */
	bool stopping;
};

static void vchan_count_locked(struct virt_dma_chan *vc, struct vchan_counts *counts)
{
	lockdep_assert_held(&vc->lock);

	vchan_gather_locked(vc);
	vchan_collect_unused_locked(vc);
	counts->prepared = list_count_nodes(&vc->desc_allocated);
	counts->submitted = list_count_nodes(&vc->desc_submitted);
	counts->issued = list_count_nodes(&vc->desc_issued) + list_count_nodes(&vc->desc_held);
	counts->completed = list_count_nodes(&vc->desc_completed);
	counts->terminated = list_count_nodes(&vc->desc_terminated) +
			     list_count_nodes(&vc->desc_unused);
	counts->stopping = vc->stopping;
}

static void vchan_show(struct seq_file *s, struct dma_chan *chan)
{
	struct virt_dma_chan *vc = to_virt_chan(chan);
	struct vchan_counts counts;

	scoped_guard(spinlock_irqsave, &vc->lock)
		vchan_count_locked(vc, &counts);

	seq_printf(s, " prepared %zu, submitted %zu, issued %zu, completed %zu, terminated %zu%s",
		   counts.prepared, counts.submitted, counts.issued, counts.completed,
		   counts.terminated, counts.stopping ? ", stopping" : "");
}

/**
 * vchan_debugfs_init() - Have debugfs show a channel's lists
 * @vc: channel that is being set up
 */
void vchan_debugfs_init(struct virt_dma_chan *vc)
{
	vc->chan.show = vchan_show;
}
