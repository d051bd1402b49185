/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private to the files of the providers of fake_provider.h.
 */
#ifndef DRIVERS_DMA_TESTS_FAKE_PROVIDER_PRIV_H
#define DRIVERS_DMA_TESTS_FAKE_PROVIDER_PRIV_H

#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "../dmaengine.h"
#include "fake_provider.h"

/* Time between submission and interrupt, when the timer does it. */
#define FAKE_PROVIDER_AUTO_NS	2000

struct fake_provider_desc {
	struct dma_async_tx_descriptor tx;
	struct list_head node;
	struct dmaengine_desc_callback cb;	/* what the interrupt has captured */
	dma_addr_t dst;
	dma_addr_t src;
	size_t len;
	bool cyclic;
};

struct fake_provider_chan {
	struct dma_chan chan;
	struct fake_provider *fp;
	spinlock_t lock;			/* lists, cyclic, periods, cookies */
	struct list_head prepared;
	struct list_head submitted;
	struct list_head issued;
	struct list_head done;			/* callback still to come */
	struct list_head zombies;		/* to be freed with the resources */
	struct fake_provider_desc *cyclic;	/* has completed @periods */
	unsigned int periods;
	struct tasklet_struct tasklet;
	struct work_struct work;
	struct hrtimer timer;
	atomic_t called;
};

struct fake_provider {
	struct dma_device ddev;
	struct kref ref;
	struct fake_provider_config cfg;
	bool registered;
	atomic_t live;
	struct fake_provider_chan chans[];
};

static inline struct fake_provider_chan *to_fake_provider_chan(struct dma_chan *chan)
{
	return container_of(chan, struct fake_provider_chan, chan);
}

void fake_provider_desc_kill(struct fake_provider_chan *fc, struct fake_provider_desc *d);
void fake_provider_irq_init(struct fake_provider_chan *fc);
void fake_provider_wait(struct fake_provider_chan *fc);

#endif /* DRIVERS_DMA_TESTS_FAKE_PROVIDER_PRIV_H */
