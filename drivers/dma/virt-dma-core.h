/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the files of virt-dma; providers include "virt-dma.h". */
#ifndef VIRT_DMA_CORE_H
#define VIRT_DMA_CORE_H

#include <linux/err.h>
#include <linux/wait.h>

#include "dmaengine-callback.h"
#include "virt-dma.h"

/* Values of virt_dma_chan.active that are no descriptor. */
#define VCHAN_ORPHAN	((struct virt_dma_desc *)ERR_PTR(-EINPROGRESS))
#define VCHAN_FREEING	((struct virt_dma_desc *)ERR_PTR(-EBUSY))

/* For all channels: synchronizers wait for active, or for the end of stopping, to change. */
extern wait_queue_head_t vchan_changed;

void vchan_gather_locked(struct virt_dma_chan *vc);
void vchan_collect_unused_locked(struct virt_dma_chan *vc);
void vchan_complete(struct tasklet_struct *t);

/* virt-dma-debugfs.c */
#ifdef CONFIG_DEBUG_FS
void vchan_debugfs_init(struct virt_dma_chan *vc);
#else
static inline void vchan_debugfs_init(struct virt_dma_chan *vc)
{
}
#endif

#endif /* VIRT_DMA_CORE_H */
