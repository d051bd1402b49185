// SPDX-License-Identifier: GPL-2.0-only
/*
 * A provider without virt-dma for races on two CPUs, see dmaengine_smp.h.
 *
 * It is as careless as the core allows. Its terminate forgets what is queued, but
 * neither what is captured nor what is scheduled. A descriptor goes back to the
 * pool as soon as the provider itself does not need it. Its lock protects the
 * lists; callbacks run without it. Its memory is freed as a driver would.
 */
#include <kunit/device.h>
#include <kunit/resource.h>
#include <linux/bottom_half.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "dmaengine_smp.h"

static struct smp_chan *to_smp_chan(struct dma_chan *chan)
{
	return container_of(chan, struct smp_chan, chan);
}

/* At both ends of an operation: the provider is not to be entered when it is gone. */
static void smp_op(struct smp_chan *sc)
{
	if (READ_ONCE(sc->dma->gone))
		atomic_inc(&smp_stats.late_ops);
}

static void desc_put_locked(struct smp_chan *sc, struct smp_desc *d)
{
	lockdep_assert_held(&sc->lock);

	if (!d->queued && !d->scheduled && !d->busy)
		list_add_tail(&d->node, &sc->free);
}

static dma_cookie_t smp_dma_submit(struct dma_async_tx_descriptor *tx)
{
	struct smp_desc *d = container_of(tx, struct smp_desc, tx);
	struct smp_chan *sc = to_smp_chan(tx->chan);
	dma_cookie_t cookie;

	smp_op(sc);
	scoped_guard(spinlock_irqsave, &sc->lock) {
		d->queued = true;
		list_add_tail(&d->node, &sc->submitted);
		if (sc->dma->cfg.own_cookies)
			tx->cookie = 1;
		else
			dma_cookie_assign(tx);
		cookie = tx->cookie;
	}
	smp_op(sc);

	return cookie;
}

static struct dma_async_tx_descriptor *smp_dma_prep(struct dma_chan *chan, dma_addr_t addr,
						    unsigned long flags, bool cyclic)
{
	struct smp_chan *sc = to_smp_chan(chan);
	struct smp_desc *d;

	smp_op(sc);
	scoped_guard(spinlock_irqsave, &sc->lock) {
		d = list_first_entry_or_null(&sc->free, struct smp_desc, node);
		if (!d)
			return NULL;
		list_del(&d->node);
	}

	dma_async_tx_descriptor_init(&d->tx, chan);
	d->tx.tx_submit = smp_dma_submit;
	d->tx.flags = flags;
	d->tx.cookie = 0;
	d->obj = smp_addr_obj(addr);
	d->cyclic = cyclic;
	smp_op(sc);

	return &d->tx;
}

static struct dma_async_tx_descriptor *smp_dma_memcpy(struct dma_chan *chan, dma_addr_t dst,
						      dma_addr_t src, size_t len,
						      unsigned long flags)
{
	return smp_dma_prep(chan, dst, flags, false);
}

static struct dma_async_tx_descriptor *smp_dma_cyclic(struct dma_chan *chan, dma_addr_t buf,
						      size_t buf_len, size_t period_len,
						      enum dma_transfer_direction dir,
						      unsigned long flags)
{
	return smp_dma_prep(chan, buf, flags, true);
}

static void smp_dma_issue(struct dma_chan *chan)
{
	struct smp_chan *sc = to_smp_chan(chan);

	smp_op(sc);
	scoped_guard(spinlock_irqsave, &sc->lock) {
		list_splice_tail_init(&sc->submitted, &sc->issued);
		if (sc->dma->cfg.style == SMP_BY_ITSELF)
			tasklet_schedule(&sc->tasklet);
	}
	smp_op(sc);
}

static enum dma_status smp_dma_status(struct dma_chan *chan, dma_cookie_t cookie,
				      struct dma_tx_state *state)
{
	enum dma_status status;

	smp_op(to_smp_chan(chan));
	status = dma_cookie_status(chan, cookie, state);
	smp_op(to_smp_chan(chan));

	return status;
}

static void drop_list_locked(struct smp_chan *sc, struct list_head *list)
{
	struct smp_desc *d, *next;

	list_for_each_entry_safe(d, next, list, node) {
		list_del(&d->node);
		d->queued = false;
		desc_put_locked(sc, d);
	}
}

static int smp_dma_terminate(struct dma_chan *chan)
{
	struct smp_chan *sc = to_smp_chan(chan);

	smp_op(sc);
	if (sc->dma->cfg.lies)
		return 0;

	scoped_guard(spinlock_irqsave, &sc->lock) {
		drop_list_locked(sc, &sc->submitted);
		drop_list_locked(sc, &sc->issued);
	}
	smp_op(sc);

	return 0;
}

/* Forget what was captured or scheduled; everything that was submitted is terminated. */
static void smp_dma_synchronize(struct dma_chan *chan)
{
	struct smp_chan *sc = to_smp_chan(chan);
	struct smp_desc *d, *next;

	smp_op(sc);
	scoped_guard(spinlock_irqsave, &sc->lock) {
		sc->held = (struct dmaengine_desc_callback) {};
		list_for_each_entry_safe(d, next, &sc->done, done_node) {
			list_del(&d->done_node);
			d->scheduled = false;
			desc_put_locked(sc, d);
		}
	}
	/* Pairs with the release when the work is done. */
	while (smp_load_acquire(&sc->working))
		cond_resched();
	tasklet_kill(&sc->tasklet);
	smp_op(sc);
}

/* Called by the terminate of the one who releases the channel, or after it. */
static void smp_dma_free_chan(struct dma_chan *chan)
{
	struct smp_chan *sc = to_smp_chan(chan);
	unsigned int i;

	tasklet_kill(&sc->tasklet);
	guard(spinlock_irqsave)(&sc->lock);
	INIT_LIST_HEAD(&sc->free);
	INIT_LIST_HEAD(&sc->submitted);
	INIT_LIST_HEAD(&sc->issued);
	INIT_LIST_HEAD(&sc->done);
	for (i = 0; i < SMP_DESCS; i++) {
		sc->descs[i].queued = false;
		sc->descs[i].scheduled = false;
		sc->descs[i].busy = false;
		list_add_tail(&sc->descs[i].node, &sc->free);
	}
}

static void smp_call(struct smp_chan *sc, struct dmaengine_desc_callback *cb)
{
	if (!dmaengine_desc_callback_valid(cb))
		return;
	if (sc->dma->cfg.bypass)
		cb->callback(cb->callback_param);
	else
		dmaengine_desc_callback_invoke(cb, NULL);
}

/* Call the callback of a descriptor that was made busy, and let it go. */
static void smp_call_busy(struct smp_chan *sc, struct smp_desc *d)
{
	struct dmaengine_desc_callback cb;

	dmaengine_desc_get_callback(&d->tx, &cb);
	smp_call(sc, &cb);

	guard(spinlock_irqsave)(&sc->lock);
	d->busy = false;
	desc_put_locked(sc, d);
}

/* What the interrupt does; returns the descriptor whose callback is still to come. */
static struct smp_desc *smp_irq_locked(struct smp_chan *sc)
{
	struct smp_desc *d = list_first_entry_or_null(&sc->issued, struct smp_desc, node);

	lockdep_assert_held(&sc->lock);

	if (!d)
		return NULL;

	smp_obj_touch(d->obj);
	if (!d->cyclic) {
		list_del(&d->node);
		d->queued = false;
		if (!sc->dma->cfg.own_cookies)
			dma_cookie_complete(&d->tx);
	}

	return d;
}

static struct smp_desc *smp_next_done(struct smp_chan *sc)
{
	struct smp_desc *d;

	guard(spinlock_irqsave)(&sc->lock);
	d = list_first_entry_or_null(&sc->done, struct smp_desc, done_node);
	if (d) {
		list_del(&d->done_node);
		d->scheduled = false;
		d->busy = true;
	}

	return d;
}

static struct smp_desc *smp_next_issued(struct smp_chan *sc)
{
	struct smp_desc *d;

	guard(spinlock_irqsave)(&sc->lock);
	d = smp_irq_locked(sc);
	if (d)
		d->busy = true;

	return d;
}

static void smp_tasklet(struct tasklet_struct *t)
{
	struct smp_chan *sc = container_of(t, struct smp_chan, tasklet);
	struct smp_desc *d;

	if (sc->dma->cfg.style == SMP_BY_ITSELF) {
		while ((d = smp_next_issued(sc)))
			smp_call_busy(sc, d);
		return;
	}

	while ((d = smp_next_done(sc)))
		smp_call_busy(sc, d);
}

static void smp_work_captured(struct smp_chan *sc, struct dmaengine_desc_callback *cb,
			      bool postpone)
{
	if (postpone) {
		scoped_guard(spinlock_irqsave, &sc->lock)
			swap(*cb, sc->held);
	}
	smp_call(sc, cb);
}

/* What smp_dma_work() does; the tasklet runs after it. */
static bool smp_work_no_bh(struct smp_chan *sc, bool postpone, unsigned int spin)
{
	enum smp_style style = sc->dma->cfg.style;
	struct dmaengine_desc_callback cb;
	struct smp_desc *d;

	scoped_guard(spinlock_irqsave, &sc->lock) {
		d = smp_irq_locked(sc);
		if (!d)
			return false;

		dmaengine_desc_get_callback(&d->tx, &cb);
		if (style == SMP_SCHEDULED && !d->scheduled) {
			d->scheduled = true;
			list_add_tail(&d->done_node, &sc->done);
		} else if (style == SMP_RUNNING) {
			d->busy = true;
		} else if (style == SMP_CAPTURED) {
			desc_put_locked(sc, d);
		}
		WRITE_ONCE(sc->working, true);
	}

	smp_spin(spin);
	if (style == SMP_SCHEDULED)
		tasklet_schedule(&sc->tasklet);
	else if (style == SMP_RUNNING)
		smp_call_busy(sc, d);
	else
		smp_work_captured(sc, &cb, postpone);
	/* Pairs with smp_dma_synchronize(). */
	smp_store_release(&sc->working, false);

	return true;
}

/**
 * smp_dma_work() - Let the hardware move on, and the provider notice
 * @sc: channel
 * @postpone: call what was captured the last time this was asked for, and the
 *	one that is captured now another time
 * @spin: how long to wait between the interrupt and the callback
 *
 * Context: CPU 0.
 * Return: Whether there was something to do.
 */
bool smp_dma_work(struct smp_chan *sc, bool postpone, unsigned int spin)
{
	bool worked;

	local_bh_disable();
	worked = smp_work_no_bh(sc, postpone, spin);
	local_bh_enable();

	return worked;
}

static void smp_dma_free(struct kref *ref)
{
	atomic_dec(&smp_stats.live);
	kfree(container_of(ref, struct smp_dma, ref));
}

/**
 * smp_dma_put() - Drop the reference of the one who made the provider
 * @dma: provider
 */
void smp_dma_put(struct smp_dma *dma)
{
	kref_put(&dma->ref, smp_dma_free);
}

static void smp_dma_release(struct dma_device *ddev)
{
	smp_dma_put(container_of(ddev, struct smp_dma, ddev));
}

/**
 * smp_dma_init_chan() - Set up a channel
 * @dma: provider
 * @sc: channel, zeroed
 */
void smp_dma_init_chan(struct smp_dma *dma, struct smp_chan *sc)
{
	sc->dma = dma;
	sc->chan.device = &dma->ddev;
	dma_cookie_init(&sc->chan);
	spin_lock_init(&sc->lock);
	tasklet_setup(&sc->tasklet, smp_tasklet);
	smp_dma_free_chan(&sc->chan);
}

/**
 * smp_dma_create() - Make a provider
 * @cfg: which one
 *
 * Context: Process context, any task.
 * Return: The provider, not registered. smp_dma_put() follows.
 */
struct smp_dma *smp_dma_create(const struct smp_dma_config *cfg)
{
	struct smp_dma *dma;
	struct dma_device *ddev;
	unsigned int i;

	dma = kzalloc(struct_size(dma, chans, cfg->n_chans), GFP_KERNEL | __GFP_NOFAIL);
	kref_init(&dma->ref);
	atomic_inc(&smp_stats.live);
	dma->cfg = *cfg;
	ddev = &dma->ddev;
	ddev->dev = cfg->dev;
	INIT_LIST_HEAD(&ddev->channels);
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	if (!cfg->is_public) {
		dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
		dma_cap_set(DMA_CYCLIC, ddev->cap_mask);
		ddev->device_prep_dma_cyclic = smp_dma_cyclic;
	}
	ddev->directions = BIT(DMA_DEV_TO_MEM);
	ddev->device_free_chan_resources = smp_dma_free_chan;
	ddev->device_prep_dma_memcpy = smp_dma_memcpy;
	ddev->device_issue_pending = smp_dma_issue;
	ddev->device_tx_status = smp_dma_status;
	ddev->device_terminate_all = smp_dma_terminate;
	if (cfg->has_synchronize)
		ddev->device_synchronize = smp_dma_synchronize;
	if (cfg->has_release)
		ddev->device_release = smp_dma_release;
	for (i = 0; i < cfg->n_chans; i++) {
		smp_dma_init_chan(dma, &dma->chans[i]);
		list_add_tail(&dma->chans[i].chan.device_node, &ddev->channels);
	}

	return dma;
}

/**
 * smp_dma_register() - Register a provider
 * @dma: provider
 *
 * Return: 0 or a negative errno.
 */
int smp_dma_register(struct smp_dma *dma)
{
	int ret;

	kref_get(&dma->ref);
	ret = dma_async_device_register(&dma->ddev);
	if (ret)
		smp_dma_put(dma);

	return ret;
}

/**
 * smp_dma_unregister() - Unregister a provider, and count who still enters it
 * @dma: provider
 */
void smp_dma_unregister(struct smp_dma *dma)
{
	dma_async_device_unregister(&dma->ddev);
	/* Read at both ends of every operation. */
	WRITE_ONCE(dma->gone, true);
	if (!dma->cfg.has_release)
		smp_dma_put(dma);
}

KUNIT_DEFINE_ACTION_WRAPPER(smp_dma_put_action, smp_dma_put, struct smp_dma *);
KUNIT_DEFINE_ACTION_WRAPPER(smp_dma_unregister_action, smp_dma_unregister, struct smp_dma *);
KUNIT_DEFINE_ACTION_WRAPPER(smp_release_action, dma_release_channel, struct dma_chan *);

/**
 * smp_dma_new() - Make a provider, register it and request its first channel
 * @test: case
 * @cfg: which one; gets a device of its own
 *
 * Return: The channel. Everything goes away with the case.
 */
struct dma_chan *smp_dma_new(struct kunit *test, const struct smp_dma_config *cfg)
{
	struct smp_dma_config own = *cfg;
	struct dma_chan *chan;
	struct smp_dma *dma;

	own.dev = kunit_device_register(test, "smp");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, own.dev);
	dma = smp_dma_create(&own);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, smp_dma_put_action, dma), 0);
	KUNIT_ASSERT_EQ(test, smp_dma_register(dma), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, smp_dma_unregister_action, dma), 0);
	chan = smp_request(own.dev);
	KUNIT_ASSERT_NOT_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, smp_release_action, chan), 0);

	return chan;
}
