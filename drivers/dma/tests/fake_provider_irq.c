// SPDX-License-Identifier: GPL-2.0-only
/*
 * Providers in the styles that the tree has, see fake_provider.h: the hardware
 * and the two halves of the interrupt handling.
 *
 * The interrupt is a call with interrupts off, under the channel's lock. Nobody
 * who holds the lock calls a callback, but for the style that is about that.
 */
#include <linux/bottom_half.h>
#include <linux/dma-direct.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/string.h>

#include "fake_provider_priv.h"

static void fake_provider_move(struct fake_provider_chan *fc, struct fake_provider_desc *d)
{
	struct device *dev = fc->fp->cfg.dev;

	memmove(phys_to_virt(dma_to_phys(dev, d->dst)), phys_to_virt(dma_to_phys(dev, d->src)),
		d->len);
}

static void fake_provider_complete_cookie(struct fake_provider_chan *fc,
					  struct fake_provider_desc *d)
{
	if (fc->fp->cfg.style == FAKE_STYLE_OWN_COOKIES)
		fc->chan.completed_cookie = d->tx.cookie;
	else
		dma_cookie_complete(&d->tx);
}

/* What the interrupt does about the callback; the rest is the second half's. */
static void fake_provider_first_half(struct fake_provider_chan *fc, struct fake_provider_desc *d)
{
	switch (fc->fp->cfg.style) {
	case FAKE_STYLE_CAPTURED:
		dmaengine_desc_get_callback(&d->tx, &d->cb);
		break;
	case FAKE_STYLE_ZEROED:
		memset(&d->cb, 0, sizeof(d->cb));
		d->cb.callback = d->tx.callback;
		d->cb.callback_param = d->tx.callback_param;
		break;
	case FAKE_STYLE_LOCKED:
		atomic_inc(&fc->called);
		dmaengine_desc_get_callback_invoke(&d->tx, NULL);
		break;
	default:
		break;
	}
}

static bool fake_provider_irq_locked(struct fake_provider_chan *fc)
{
	bool locked = fc->fp->cfg.style == FAKE_STYLE_LOCKED;
	struct fake_provider_desc *d;

	lockdep_assert_held(&fc->lock);

	d = list_first_entry_or_null(&fc->issued, struct fake_provider_desc, node);
	if (!d)
		return false;

	fake_provider_move(fc, d);
	if (d->cyclic) {
		fake_provider_first_half(fc, d);
		fc->cyclic = locked ? NULL : d;
		fc->periods += !locked;
		return true;
	}

	fake_provider_complete_cookie(fc, d);
	list_move_tail(&d->node, locked ? &fc->zombies : &fc->done);
	fake_provider_first_half(fc, d);

	return true;
}

/**
 * fake_provider_irq() - Let the hardware finish a descriptor or a period
 * @fp: provider
 * @n: channel number
 *
 * Runs the interrupt handler, with interrupts off.
 *
 * Context: Any context.
 * Return: Whether there was something to do.
 */
bool fake_provider_irq(struct fake_provider *fp, unsigned int n)
{
	struct fake_provider_chan *fc = &fp->chans[n];
	unsigned long flags;
	bool done;

	spin_lock_irqsave(&fc->lock, flags);
	done = fake_provider_irq_locked(fc);
	spin_unlock_irqrestore(&fc->lock, flags);

	return done;
}
EXPORT_SYMBOL_GPL(fake_provider_irq);

static void fake_provider_call(struct fake_provider_chan *fc, struct fake_provider_desc *d)
{
	enum fake_provider_style style = fc->fp->cfg.style;

	atomic_inc(&fc->called);
	if (style == FAKE_STYLE_CAPTURED || style == FAKE_STYLE_ZEROED)
		dmaengine_desc_callback_invoke(&d->cb, NULL);
	else
		dmaengine_desc_get_callback_invoke(&d->tx, NULL);
}

/* The next one to be called back. Sets @again if it stays after that. */
static struct fake_provider_desc *fake_provider_next(struct fake_provider_chan *fc, bool *again)
{
	struct fake_provider_desc *d;
	unsigned long flags;

	spin_lock_irqsave(&fc->lock, flags);
	*again = fc->periods;
	if (fc->periods) {
		fc->periods--;
		d = fc->cyclic;
	} else {
		d = list_first_entry_or_null(&fc->done, struct fake_provider_desc, node);
		if (d)
			list_del_init(&d->node);
	}
	spin_unlock_irqrestore(&fc->lock, flags);

	return d;
}

static void fake_provider_second_half(struct fake_provider_chan *fc)
{
	struct fake_provider_desc *d;
	bool again;

	while ((d = fake_provider_next(fc, &again))) {
		fake_provider_call(fc, d);
		if (!again)
			fake_provider_desc_kill(fc, d);
	}
}

static void fake_provider_tasklet(struct tasklet_struct *t)
{
	fake_provider_second_half(container_of(t, struct fake_provider_chan, tasklet));
}

static void fake_provider_work(struct work_struct *work)
{
	fake_provider_second_half(container_of(work, struct fake_provider_chan, work));
}

static void fake_provider_schedule(struct fake_provider_chan *fc)
{
	if (fc->fp->cfg.style == FAKE_STYLE_THREADED)
		queue_work(system_wq, &fc->work);
	else
		tasklet_schedule(&fc->tasklet);
}

static enum hrtimer_restart fake_provider_timer(struct hrtimer *timer)
{
	struct fake_provider_chan *fc = container_of(timer, struct fake_provider_chan, timer);
	struct fake_provider_desc *d;
	unsigned long flags;

	spin_lock_irqsave(&fc->lock, flags);
	do {
		if (!fake_provider_irq_locked(fc))
			break;
		d = list_first_entry_or_null(&fc->issued, struct fake_provider_desc, node);
	} while (d && !d->cyclic);
	fake_provider_schedule(fc);
	if (!list_empty(&fc->issued))
		hrtimer_start(timer, FAKE_PROVIDER_AUTO_NS, HRTIMER_MODE_REL);
	spin_unlock_irqrestore(&fc->lock, flags);

	return HRTIMER_NORESTART;
}

/**
 * fake_provider_bottom() - Run the second half of the interrupt handling
 * @fp: provider
 * @n: channel number
 *
 * Context: Process context. May sleep.
 * Return: Number of callbacks that the provider wanted called; of those the core
 * has dropped some, perhaps.
 */
unsigned int fake_provider_bottom(struct fake_provider *fp, unsigned int n)
{
	struct fake_provider_chan *fc = &fp->chans[n];
	unsigned int before = atomic_read(&fc->called);

	local_bh_disable();
	fake_provider_schedule(fc);
	local_bh_enable();
	fake_provider_wait(fc);

	return atomic_read(&fc->called) - before;
}
EXPORT_SYMBOL_GPL(fake_provider_bottom);

/**
 * fake_provider_pending() - Number of callbacks the second half has to call
 * @fp: provider
 * @n: channel number
 *
 * Context: Any context.
 * Return: Number of callbacks.
 */
unsigned int fake_provider_pending(struct fake_provider *fp, unsigned int n)
{
	struct fake_provider_chan *fc = &fp->chans[n];
	unsigned int pending;
	unsigned long flags;

	spin_lock_irqsave(&fc->lock, flags);
	pending = fc->periods + list_count_nodes(&fc->done);
	spin_unlock_irqrestore(&fc->lock, flags);

	return pending;
}
EXPORT_SYMBOL_GPL(fake_provider_pending);

/**
 * fake_provider_wait() - Wait for the second half, if it is scheduled
 * @fc: channel
 *
 * Context: Process context. May sleep.
 */
void fake_provider_wait(struct fake_provider_chan *fc)
{
	tasklet_kill(&fc->tasklet);
	flush_work(&fc->work);
}

/**
 * fake_provider_irq_init() - Set up the interrupt handling of a channel
 * @fc: channel
 */
void fake_provider_irq_init(struct fake_provider_chan *fc)
{
	tasklet_setup(&fc->tasklet, fake_provider_tasklet);
	INIT_WORK(&fc->work, fake_provider_work);
	hrtimer_init(&fc->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	fc->timer.function = fake_provider_timer;
}
