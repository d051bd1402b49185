// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking devices and channels away from clients that may be in the middle of
 * using them.
 *
 * Takes no lock around provider code. Waits for clients, and says so.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/iopoll.h>
#include <linux/rcupdate.h>
#include <trace/events/dmaengine.h>

#include "dmaengine-core.h"

/* How often an unregister that waits for clients says so. */
#define DMA_UNREGISTER_NAG	(10 * HZ)

/* Added to dma_chan.users when the channel dies, so that it is negative for good. */
#define DMA_CHAN_DEAD		INT_MIN

/* How long unregister waits for a controller that cannot be told to stop. */
#define DMA_CHAN_DRAIN_US	(5 * USEC_PER_SEC)
#define DMA_CHAN_DRAIN_POLL_US	1000

static DECLARE_WAIT_QUEUE_HEAD(chan_users_left);

/**
 * dmaengine_chan_idle() - Tell who kills a channel that a user has left it
 *
 * The slow part of dmaengine_chan_exit().
 *
 * Context: Any context.
 */
void dmaengine_chan_idle(void)
{
	wake_up_all(&chan_users_left);
}
EXPORT_SYMBOL(dmaengine_chan_idle);

/* Make the wrappers refuse a channel for good. */
static void chan_kill(struct dma_chan *chan)
{
	/* Pairs with the increment in dmaengine_chan_enter(). */
	if (atomic_read(&chan->users) >= 0)
		atomic_add(DMA_CHAN_DEAD, &chan->users);
}

/* After a grace period: wait until no wrapper is in the provider's code. */
static void chan_drain(struct dma_chan *chan)
{
	/* Pairs with the release in dmaengine_chan_exit(). */
	wait_event(chan_users_left, atomic_read_acquire(&chan->users) == DMA_CHAN_DEAD);
}

/* Nothing tells the controller to stop: wait until it has done what was issued. */
static void chan_wait_completed(struct dma_chan_core *cc, const struct dma_device *ops)
{
	struct dma_chan *chan = cc->chan;
	bool done;

	if (read_poll_timeout(dmaengine_desc_completed, done, done, DMA_CHAN_DRAIN_POLL_US,
			      DMA_CHAN_DRAIN_US, false, chan, ops))
		dev_err(cc->dcore->device->dev,
			"%s: cannot be terminated and has not completed what was issued\n",
			dev_name(&cc->dev.device));
}

/*
 * Withdrawn, settled, dead and drained: stop what a client runs on the channel.
 * Afterwards no transfer of it runs, no callback runs or will run, and the holder
 * may release it.
 */
static void chan_stop(struct dma_chan_core *cc, const struct dma_device *ops)
{
	struct dma_chan *chan = cc->chan;

	if (dmaengine_chan_is_held(cc)) {
		if (!ops->device_terminate_all ||
		    dmaengine_terminate_by(chan, ops->device_terminate_all)) {
			chan_wait_completed(cc, ops);
			dmaengine_terminate_by(chan, NULL);
		}
		if (ops->device_synchronize)
			ops->device_synchronize(chan);
		dmaengine_wait_callbacks(chan);
	}

	complete_all(&cc->stopped);
	dmaengine_chan_unpin(cc);
}

/**
 * dmaengine_unregister_wait_stopped() - Wait until unregistering has stopped a channel
 * @chan: dead channel that the caller holds
 *
 * Context: Process context. May sleep.
 */
void dmaengine_unregister_wait_stopped(struct dma_chan *chan)
{
	/* Not held, so nothing of it runs. */
	if (!chan->dev)
		return;

	wait_for_completion(&to_chan_core(chan)->stopped);
}

/* Who holds a channel, for the log. */
static void nag_holder(struct dma_chan_core *cc)
{
	struct dma_chan *chan = cc->chan;

	if (!dmaengine_chan_is_held(cc))
		return;

	guard(mutex)(&cc->dcore->lock);
	dev_warn(cc->dcore->dev, "%s: waiting for %s to release the channel\n",
		 dev_name(&cc->dev.device), chan->slave ? dev_name(chan->slave) : "its client");
}

static bool chan_is_free(struct dma_chan_core *cc)
{
	return !dmaengine_chan_is_held(cc);
}

/* Getting and giving back run the provider's code too: let them finish. */
static void settle_channels(struct list_head *withdrawn)
{
	struct dma_chan_core *cc;

	list_for_each_entry(cc, withdrawn, withdrawn)
		dmaengine_chan_wait_settled(cc);
}

/*
 * Nobody gets these channels any more. Make the wrappers refuse them, before the
 * operations are replaced: who has called a stub that does nothing must see that
 * the channel is dead, and wait for whoever stops it.
 */
static void kill_channels(struct list_head *withdrawn)
{
	struct dma_chan_core *cc;

	list_for_each_entry(cc, withdrawn, withdrawn)
		chan_kill(cc->chan);

	/* Pairs with dmaengine_synchronize(): dead, then the stubs. */
	smp_wmb();
}

/*
 * Stop what runs on channels that were killed, so that no code of the provider
 * runs on behalf of a client, and none will.
 */
static void stop_channels(struct list_head *withdrawn, const struct dma_device *ops)
{
	struct dma_chan_core *cc;

	/*
	 * Submit, issue and status run under RCU, as do those who look for a
	 * channel in the registry or in the per-CPU table.
	 */
	synchronize_rcu();

	list_for_each_entry(cc, withdrawn, withdrawn) {
		chan_drain(cc->chan);
		chan_stop(cc, ops);
	}

	/* The core's own references, held for public clients. */
	dmaengine_offload_put(withdrawn);
}

static void remove_channels(struct list_head *withdrawn)
{
	struct dma_chan_core *cc;

	list_for_each_entry(cc, withdrawn, withdrawn)
		dmaengine_chan_remove(cc);
}

static void put_channels(struct list_head *withdrawn)
{
	struct dma_chan_core *cc, *next;

	list_for_each_entry_safe(cc, next, withdrawn, withdrawn)
		put_device(&cc->dev.device);
}

/* Without a device_release() the provider's object must not survive its unregister. */
static void wait_released(struct dma_device_core *dcore, struct list_head *withdrawn)
{
	struct dma_chan_core *cc;

	while (!wait_for_completion_timeout(&dcore->released, DMA_UNREGISTER_NAG))
		list_for_each_entry(cc, withdrawn, withdrawn)
			nag_holder(cc);
}

/**
 * dmaengine_unregister_stop() - Stop all channels of a device, for good
 * @dcore: registered device that the caller has a reference to
 *
 * The first half of an unregister. It is done once; whoever comes second waits
 * for the first.
 *
 * Context: Process context. May sleep, also for a long time.
 */
void dmaengine_unregister_stop(struct dma_device_core *dcore)
{
	bool first;

	scoped_guard(mutex, &dcore->lock) {
		first = !dcore->dying;
		dcore->dying = true;
	}
	if (!first) {
		wait_for_completion(&dcore->quiet);
		return;
	}

	trace_dmaengine_unregister_begin(dcore->id, dcore->dev);
	dmaengine_registry_remove(dcore);
	dmaengine_debugfs_hide_device(dcore);
	dmaengine_offload_hide(dcore);
	scoped_guard(mutex, &dcore->lock)
		dmaengine_chan_withdraw_all_locked(dcore);
	settle_channels(&dcore->withdrawn);

	kill_channels(&dcore->withdrawn);
	dmaengine_caps_kill_ops(dcore->device, &dcore->saved);
	stop_channels(&dcore->withdrawn, &dcore->saved);
	complete_all(&dcore->quiet);
}

/**
 * dma_async_device_unregister() - Take a DMA controller away from its clients
 * @device: registered device
 *
 * From its start on, nobody is handed a channel of the device. If a driver is
 * being unbound, channels were stopped before its remove() has begun, and this
 * does the rest. When it returns:
 *
 *   - no transfer of the device runs, no completion callback runs or will run.
 *     A controller that cannot be told to stop is given five seconds to
 *     complete what was issued; if it does not, that is logged.
 *   - none of the provider's operations is running or will be entered for a
 *     client, but for device_free_chan_resources() and device_release(). A
 *     client that still holds a channel is told: prepare returns %NULL, submit
 *     -ENODEV, status %DMA_ERROR; terminate and synchronize succeed at once.
 *   - if the provider has a device_release(), @device and its channels must
 *     stay in place until that is called, which happens exactly once, here or
 *     when the last client releases its channel
 *   - if not, all clients have released their channels, and @device may be
 *     freed. The function waits for them and says so every ten seconds.
 *
 * Context: Process context. May sleep, also for a long time. Not from a
 * completion callback of the device.
 */
void dma_async_device_unregister(struct dma_device *device)
{
	struct dma_device_core *dcore = device->core;
	bool can_release = device->device_release;

	if (WARN_ONCE(!dcore, "dmaengine: unregister of a device that is not registered\n"))
		return;

	dmaengine_unregister_stop(dcore);
	dmaengine_debugfs_remove_device(dcore);
	remove_channels(&dcore->withdrawn);
	dmaengine_registry_free_id(dcore);
	dmaengine_unbind_unwatch(dcore);

	dmaengine_device_put(device);
	if (!can_release)
		wait_released(dcore, &dcore->withdrawn);
	trace_dmaengine_unregister_end(dcore->id, dcore->dev);
	put_channels(&dcore->withdrawn);
	/* The registration's reference. */
	dmaengine_device_core_put(dcore);
}
EXPORT_SYMBOL(dma_async_device_unregister);

/*
 * Doom a channel, or, if it was stopped along with its device, take it off the
 * device's list. Return whether there is still something to do.
 */
static bool take_channel(struct dma_chan_core *cc, struct list_head *withdrawn)
{
	struct dma_device_core *dcore = cc->dcore;

	scoped_guard(mutex, &dcore->lock) {
		if (!cc->gone) {
			cc->gone = true;
			return true;
		}
		if (!dcore->dying || cc->removed)
			return false;
	}

	wait_for_completion(&dcore->quiet);
	list_move_tail(&cc->withdrawn, withdrawn);
	return true;
}

static void stop_channel(struct dma_chan_core *cc, struct list_head *withdrawn)
{
	struct dma_device_core *dcore = cc->dcore;

	dmaengine_offload_hide(dcore);
	scoped_guard(mutex, &dcore->lock)
		dmaengine_chan_withdraw_locked(cc, withdrawn);
	settle_channels(withdrawn);

	kill_channels(withdrawn);
	stop_channels(withdrawn, dcore->device);
}

/**
 * dma_async_device_channel_unregister() - Take a single channel away
 * @device: registered device
 * @chan: one of its channels
 *
 * What dma_async_device_unregister() does, for one channel. Waits until the
 * client has released it, whether or not the provider has a device_release():
 * that speaks for the whole device only. @chan may be freed afterwards.
 *
 * Context: As dma_async_device_unregister().
 */
void dma_async_device_channel_unregister(struct dma_device *device, struct dma_chan *chan)
{
	struct dma_device_core *dcore = device->core;
	struct dma_chan_core *cc;
	LIST_HEAD(withdrawn);

	/* Gone with the device already, or never there. */
	if (!dcore || !chan->dev)
		return;

	cc = to_chan_core(chan);
	if (!take_channel(cc, &withdrawn))
		return;
	if (list_empty(&withdrawn))
		stop_channel(cc, &withdrawn);
	remove_channels(&withdrawn);

	while (!dmaengine_chan_wait(cc, chan_is_free, DMA_UNREGISTER_NAG))
		nag_holder(cc);
	put_channels(&withdrawn);
}
EXPORT_SYMBOL_GPL(dma_async_device_channel_unregister);
