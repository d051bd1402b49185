// SPDX-License-Identifier: GPL-2.0-only
/*
 * The states of a channel, one function a transition: claimed, in use, released,
 * gone. How it is registered is in dmaengine-chan-add.c.
 *
 * States change under dma_device_core.lock. Provider code runs without it: the
 * state CLAIMED or RELEASING keeps everybody else out.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/wait.h>
#include <trace/events/dmaengine.h>

#include "dmaengine-core.h"

/**
 * dmaengine_chan_forget_locked() - Let go of the provider's channel
 * @cc: channel that is removed, or nobody's any more
 *
 * If it is both, it leaves the provider's structure, which may be used again.
 *
 * Context: Under dma_device_core.lock.
 */
void dmaengine_chan_forget_locked(struct dma_chan_core *cc)
{
	lockdep_assert_held(&cc->dcore->lock);

	if (!cc->removed || cc->state != DMA_CHAN_GONE)
		return;

	cc->chan->dev = NULL;
	WRITE_ONCE(cc->chan->gen, DMA_GEN_NONE);
}

/*
 * After a change of state. Who waits for one queues itself before it takes the
 * lock to look, so either it sees the new state or it is seen here.
 */
static void chan_wake_waiters(struct dma_device_core *dcore)
{
	if (wq_has_sleeper(&dcore->idle))
		wake_up_all(&dcore->idle);
}

static void chan_set_private_locked(struct dma_device *device)
{
	dma_cap_set(DMA_PRIVATE, device->cap_mask);
	device->privatecnt++;
}

/* Return whether that makes a public device of it again. */
static bool chan_put_private_locked(struct dma_device *device)
{
	if (--device->privatecnt)
		return false;

	dma_cap_clear(DMA_PRIVATE, device->cap_mask);
	return true;
}

/* FREE to CLAIMED, but for the mark. Return whether the channel was free. */
static bool chan_claim_locked(struct dma_chan_core *cc, bool is_public)
{
	struct dma_device_core *dcore = cc->dcore;

	lockdep_assert_held(&dcore->lock);

	if (dcore->dying || cc->gone || cc->state != DMA_CHAN_FREE)
		return false;

	cc->state = DMA_CHAN_CLAIMED;
	cc->is_public = is_public;
	if (is_public)
		dcore->public++;
	else
		chan_set_private_locked(dcore->device);

	/* Not dying, so the registration still holds its reference. */
	kref_get(&dcore->device->ref);
	get_device(&cc->dev.device);

	return true;
}

/**
 * dmaengine_chan_claim_locked() - FREE to CLAIMED, for a client
 * @cc: channel
 *
 * The caller goes on with dmaengine_chan_activate() after dropping the lock.
 *
 * Context: Under dma_device_core.lock.
 * Return: Whether the channel was free.
 */
bool dmaengine_chan_claim_locked(struct dma_chan_core *cc)
{
	if (!chan_claim_locked(cc, false))
		return false;

	xa_clear_mark(&cc->dcore->chans, cc->chan->chan_id, DMA_CHAN_FREE_MARK);
	return true;
}

/**
 * dmaengine_chan_claim_public_locked() - FREE to CLAIMED, all of a device for public clients
 * @dcore: device
 * @claimed: list that the channels are added to, by offload_node
 *
 * The caller goes on with dmaengine_chan_activate() for each, after dropping
 * the lock.
 *
 * Context: Under the offload lock and dma_device_core.lock.
 */
void dmaengine_chan_claim_public_locked(struct dma_device_core *dcore, struct list_head *claimed)
{
	XA_STATE(xas, &dcore->chans, 0);
	struct dma_chan_core *cc;

	xas_lock(&xas);
	xas_for_each_marked(&xas, cc, ULONG_MAX, DMA_CHAN_FREE_MARK) {
		if (xas_retry(&xas, cc) || !chan_claim_locked(cc, true))
			continue;
		xas_clear_mark(&xas, DMA_CHAN_FREE_MARK);
		list_add_tail(&cc->offload_node, claimed);
	}
	xas_unlock(&xas);
}

/*
 * CLAIMED or RELEASING to FREE or GONE. Drops what dmaengine_chan_claim_locked()
 * took, so the caller holds nothing of the channel afterwards.
 */
static void chan_unclaim(struct dma_chan_core *cc)
{
	struct dma_device_core *dcore = cc->dcore;
	struct dma_device *device = dcore->device;
	bool now_public = false;

	scoped_guard(mutex, &dcore->lock) {
		if (cc->is_public)
			dcore->public--;
		else
			now_public = chan_put_private_locked(device);

		if (cc->gone) {
			cc->state = DMA_CHAN_GONE;
			dmaengine_chan_forget_locked(cc);
		} else {
			cc->state = DMA_CHAN_FREE;
			xa_set_mark(&dcore->chans, cc->chan->chan_id, DMA_CHAN_FREE_MARK);
		}
		now_public &= !dcore->dying;
	}
	chan_wake_waiters(dcore);

	if (now_public)
		dmaengine_offload_add(dcore);

	dmaengine_device_put(device);
	put_device(&cc->dev.device);
}

static void chan_free_resources(struct dma_chan *chan)
{
	struct dma_device *device = chan->device;

	if (device->device_free_chan_resources)
		device->device_free_chan_resources(chan);
}

static void chan_free_route(struct dma_chan *chan)
{
	struct dma_router *router = chan->router;

	if (!router || !router->route_free)
		return;

	router->route_free(router->dev, chan->route_data);
	chan->router = NULL;
	chan->route_data = NULL;
}

static int chan_alloc_resources(struct dma_chan *chan)
{
	int (*alloc)(struct dma_chan *chan) = chan->device->device_alloc_chan_resources;

	/* Providers return how many descriptors they have allocated. */
	return alloc ? min(alloc(chan), 0) : 0;
}

/**
 * dmaengine_chan_activate() - CLAIMED to IN_USE
 * @cc: channel that the caller has claimed
 * @clients: how many clients it is for
 *
 * Runs the provider's device_alloc_chan_resources(). If that fails, the channel
 * is free again and the claim is lost; the device stays as it is, whatever the
 * error.
 *
 * Context: Process context. May sleep. No core lock but the offload lock, for
 * public clients.
 * Return:
 * * %0		- The channel is in use
 * * %-ENODEV	- The provider's module or the device is going away
 * * other	- The provider's error
 */
int dmaengine_chan_activate(struct dma_chan_core *cc, int clients)
{
	struct dma_device_core *dcore = cc->dcore;
	struct dma_chan *chan = cc->chan;
	struct module *owner = chan->device->owner;
	int ret = -ENODEV;

	if (!try_module_get(owner))
		goto err_claim;

	ret = chan_alloc_resources(chan);
	if (ret)
		goto err_module;

	dmaengine_desc_forget_aborted(chan);
	scoped_guard(mutex, &dcore->lock) {
		ret = cc->gone || dcore->dying ? -ENODEV : 0;
		if (!ret) {
			WRITE_ONCE(chan->client_count, clients);
			cc->state = DMA_CHAN_IN_USE;
		}
	}
	chan_wake_waiters(dcore);
	if (!ret) {
		trace_dmaengine_request(chan, cc->is_public, 0);
		return 0;
	}

	chan_free_resources(chan);
err_module:
	module_put(owner);
err_claim:
	trace_dmaengine_request(chan, cc->is_public, ret);
	chan_unclaim(cc);
	return ret;
}

/**
 * dmaengine_chan_wait() - Wait for a state of a channel
 * @cc: channel
 * @reached: tells whether it is in that state; takes dma_device_core.lock, which
 *	wait_event() does not allow
 * @timeout: in jiffies
 *
 * Context: Process context. May sleep.
 * Return: Whether the state was reached in time.
 */
bool dmaengine_chan_wait(struct dma_chan_core *cc, bool (*reached)(struct dma_chan_core *cc),
			 long timeout)
{
	wait_queue_head_t *wq = &cc->dcore->idle;
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	bool done;

	if (likely(reached(cc)))
		return true;

	add_wait_queue(wq, &wait);
	while (!(done = reached(cc)) && timeout)
		timeout = wait_woken(&wait, TASK_UNINTERRUPTIBLE, timeout);
	remove_wait_queue(wq, &wait);

	return done;
}

/* IN_USE to RELEASING, once unregister does not work on the channel. */
static bool chan_begin_release(struct dma_chan_core *cc)
{
	guard(mutex)(&cc->dcore->lock);
	if (cc->pinned)
		return false;

	cc->state = DMA_CHAN_RELEASING;
	WRITE_ONCE(cc->chan->client_count, 0);
	return true;
}

/*
 * A client that has terminated its transfers before is the normal case and not
 * worth another call; what it left running must stop here.
 */
static void chan_stop(struct dma_chan *chan)
{
	struct dma_device *device = chan->device;

	if (!device->device_terminate_all || dmaengine_desc_settled(chan) ||
	    dmaengine_terminate_by(chan, device->device_terminate_all))
		dmaengine_terminate_by(chan, NULL);
}

/* Make sure that nothing of the holder's runs any more. */
static void chan_quiesce(struct dma_chan *chan)
{
	/* A dead channel was stopped when it was unregistered. */
	if (atomic_read(&chan->users) < 0)
		return;

	chan_stop(chan);
	/* A callback that runs may submit more. That is not called back, so nothing follows it. */
	dmaengine_terminate_close(chan);
	dmaengine_synchronize(chan);
	if (!dmaengine_desc_settled(chan)) {
		chan_stop(chan);
		dmaengine_synchronize(chan);
	}
	dmaengine_terminate_open(chan);
}

/**
 * dmaengine_chan_release() - IN_USE to RELEASING to FREE, or to GONE
 * @cc: channel that the caller holds, with the holder's reference, which it loses
 *
 * Stops what is still running, waits for callbacks and frees the provider's
 * resources. The provider's object may be gone afterwards.
 *
 * Context: Process context. May sleep. No core lock but the offload lock, for
 * public clients.
 */
void dmaengine_chan_release(struct dma_chan_core *cc)
{
	struct dma_chan *chan = cc->chan;
	struct module *owner = chan->device->owner;

	dmaengine_chan_wait(cc, chan_begin_release, MAX_SCHEDULE_TIMEOUT);

	trace_dmaengine_release(chan);
	chan_quiesce(chan);
	chan_free_resources(chan);
	chan_free_route(chan);
	chan_unclaim(cc);
	/* Last: device_release() may have run in there. */
	module_put(owner);
}

/* Any state to GONE, but for the entry that others find it by. */
static void chan_withdraw_locked(struct dma_chan_core *cc, struct list_head *withdrawn)
{
	lockdep_assert_held(&cc->dcore->lock);

	cc->gone = true;
	list_add_tail(&cc->withdrawn, withdrawn);
	if (cc->state == DMA_CHAN_FREE)
		cc->state = DMA_CHAN_GONE;
	else if (cc->state == DMA_CHAN_IN_USE)
		cc->pinned = true;
}

/**
 * dmaengine_chan_withdraw_locked() - Any state to GONE, at once or when released
 * @cc: channel that is being unregistered
 * @withdrawn: the caller's list, which it is put on
 *
 * If somebody holds it, it is pinned until dmaengine_chan_unpin(). Readers under
 * RCU may see it for a grace period.
 *
 * Context: Under dma_device_core.lock.
 */
void dmaengine_chan_withdraw_locked(struct dma_chan_core *cc, struct list_head *withdrawn)
{
	chan_withdraw_locked(cc, withdrawn);
	/* The id stays taken until the name has left sysfs. */
	xa_store(&cc->dcore->chans, cc->chan->chan_id, NULL, GFP_KERNEL);
}

/**
 * dmaengine_chan_withdraw_all_locked() - Withdraw all channels of a device
 * @dcore: device that is dying
 *
 * Context: Under dma_device_core.lock.
 */
void dmaengine_chan_withdraw_all_locked(struct dma_device_core *dcore)
{
	XA_STATE(xas, &dcore->chans, 0);
	struct dma_chan_core *cc;

	xas_lock(&xas);
	xas_for_each(&xas, cc, ULONG_MAX) {
		if (xas_retry(&xas, cc))
			continue;
		chan_withdraw_locked(cc, &dcore->withdrawn);
		/* What xa_store() makes of NULL here: nothing to find, the id stays taken. */
		xas_store(&xas, XA_ZERO_ENTRY);
	}
	xas_unlock(&xas);
}

static bool chan_is_settled(struct dma_chan_core *cc)
{
	guard(mutex)(&cc->dcore->lock);
	return cc->state == DMA_CHAN_IN_USE || cc->state == DMA_CHAN_GONE;
}

/**
 * dmaengine_chan_wait_settled() - Wait until nobody gets or gives back a channel
 * @cc: withdrawn channel
 *
 * Context: Process context. May sleep.
 */
void dmaengine_chan_wait_settled(struct dma_chan_core *cc)
{
	dmaengine_chan_wait(cc, chan_is_settled, MAX_SCHEDULE_TIMEOUT);
}

/**
 * dmaengine_chan_is_held() - Tell whether a client holds a channel
 * @cc: channel
 *
 * Return: Whether it is in use.
 */
bool dmaengine_chan_is_held(struct dma_chan_core *cc)
{
	guard(mutex)(&cc->dcore->lock);
	return cc->state == DMA_CHAN_IN_USE || cc->state == DMA_CHAN_RELEASING;
}

/**
 * dmaengine_chan_unpin() - Let the holder release a withdrawn channel
 * @cc: channel that was stopped
 */
void dmaengine_chan_unpin(struct dma_chan_core *cc)
{
	scoped_guard(mutex, &cc->dcore->lock)
		cc->pinned = false;
	chan_wake_waiters(cc->dcore);
}
