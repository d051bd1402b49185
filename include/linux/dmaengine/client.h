/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: get a channel, configure it, submit, watch, stop
 *
 * What goes into a provider from here either counts itself in &dma_chan.users, or
 * runs in an RCU read section. No lock is taken.
 */
#ifndef _LINUX_DMAENGINE_CLIENT_H
#define _LINUX_DMAENGINE_CLIENT_H

#include <linux/compiler.h>
#include <linux/dmaengine/call.h>
#include <linux/dmaengine/caps.h>
#include <linux/dmaengine/provider.h>
#include <linux/dmaengine/trace.h>
#include <linux/dmaengine/types.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>

struct device_node;

/**
 * DOC: the life of a client
 *
 * ::
 *
 *   chan = dma_request_chan(dev, "rx");
 *   dmaengine_slave_config(chan, &config);
 *
 *   desc = dmaengine_prep_...(chan, ...);	the descriptor is the client's
 *   desc->callback = done;
 *   cookie = dmaengine_submit(desc);		it is the provider's, and queued
 *   dma_async_issue_pending(chan);		it may run
 *   ...
 *   done()					it has run
 *
 *   dmaengine_terminate_sync(chan);		whatever was queued is gone
 *   dma_release_channel(chan);
 *
 * The controller may be unregistered at any time. The channel stays valid until
 * it is released, but it is *dead*: nothing can be prepared or submitted, every
 * submission has the status %DMA_ERROR, and stopping succeeds at once.
 */

#ifdef CONFIG_DMA_ENGINE

struct dma_chan *dma_request_chan(struct device *dev, const char *name);
struct dma_chan *devm_dma_request_chan(struct device *dev, const char *name);
struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask);
struct dma_chan *__dma_request_channel(const dma_cap_mask_t *mask,
				       dma_filter_fn fn, void *fn_param,
				       struct device_node *np);
void dma_release_channel(struct dma_chan *chan);
int dma_get_slave_caps(struct dma_chan *chan, struct dma_slave_caps *caps);

int dmaengine_terminate_async(struct dma_chan *chan);
int dmaengine_terminate_sync(struct dma_chan *chan);
int dmaengine_terminate_all(struct dma_chan *chan);	/* deprecated */
void dmaengine_synchronize(struct dma_chan *chan);
enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie);

/* The slow path of dmaengine_submit(); nobody else calls it. */
int dmaengine_submit_check(struct dma_async_tx_descriptor *desc);

#else /* !CONFIG_DMA_ENGINE */

static inline struct dma_chan *dma_request_chan(struct device *dev,
						const char *name)
{
	return ERR_PTR(-ENODEV);
}

static inline struct dma_chan *devm_dma_request_chan(struct device *dev,
						     const char *name)
{
	return ERR_PTR(-ENODEV);
}

static inline struct dma_chan *
dma_request_chan_by_mask(const dma_cap_mask_t *mask)
{
	return ERR_PTR(-ENODEV);
}

static inline struct dma_chan *
__dma_request_channel(const dma_cap_mask_t *mask, dma_filter_fn fn,
		      void *fn_param, struct device_node *np)
{
	return NULL;
}

static inline void dma_release_channel(struct dma_chan *chan)
{
}

static inline int dma_get_slave_caps(struct dma_chan *chan,
				     struct dma_slave_caps *caps)
{
	return -ENXIO;
}

static inline int dmaengine_terminate_async(struct dma_chan *chan)
{
	return -EINVAL;
}

static inline int dmaengine_terminate_sync(struct dma_chan *chan)
{
	return -EINVAL;
}

static inline int dmaengine_terminate_all(struct dma_chan *chan)
{
	return DMAENGINE_MISSING_OP;
}

static inline void dmaengine_synchronize(struct dma_chan *chan)
{
	might_sleep();
}

static inline enum dma_status dma_sync_wait(struct dma_chan *chan,
					    dma_cookie_t cookie)
{
	return DMA_COMPLETE;
}

static inline int dmaengine_submit_check(struct dma_async_tx_descriptor *desc)
{
	return 0;
}

#endif /* CONFIG_DMA_ENGINE */

/**
 * dma_request_channel() - Get any channel with given capabilities
 * @mask: dma_cap_mask_t, the mask itself and not its address
 * @x: filter function, or %NULL to take the first free channel
 * @y: parameter of the filter
 *
 * Clients described by firmware use dma_request_chan().
 *
 * Context: Process context. May sleep.
 * Return: The channel, exclusively owned, or %NULL.
 */
#define dma_request_channel(mask, x, y) \
	__dma_request_channel(&(mask), x, y, NULL)

/**
 * dma_request_slave_channel() - Get a channel by name, obsolete
 * @dev: client
 * @name: name of the channel
 *
 * Deprecated: it swallows the reason of a failure, -EPROBE_DEFER included. Use
 * dma_request_chan().
 *
 * Context: Process context. May sleep.
 * Return: The channel, exclusively owned, or %NULL.
 */
static inline struct dma_chan *
dma_request_slave_channel(struct device *dev, const char *name)
{
	struct dma_chan *chan = dma_request_chan(dev, name);

	if (IS_ERR(chan))
		return NULL;

	return chan;
}

/**
 * dma_request_slave_channel_compat() - Get a channel by name, or else by filter
 * @mask: capabilities for the second attempt
 * @fn: filter for the second attempt
 * @fn_param: its parameter; without it or without @fn there is no second attempt
 * @dev: client
 * @name: name of the channel
 *
 * For drivers that still support boards without a firmware description.
 *
 * Context: Process context. May sleep.
 * Return: The channel, exclusively owned, or %NULL.
 */
static inline struct dma_chan *
dma_request_slave_channel_compat(const dma_cap_mask_t mask, dma_filter_fn fn,
				 void *fn_param, struct device *dev,
				 const char *name)
{
	struct dma_chan *chan = dma_request_slave_channel(dev, name);

	if (!chan && fn && fn_param)
		chan = __dma_request_channel(&mask, fn, fn_param, NULL);

	return chan;
}

/**
 * dmaengine_get_dma_device() - The device to map buffers for
 * @chan: channel held by the caller
 *
 * Context: Any context.
 * Return: The channel's own device if it has mapping properties of its own, else
 * the controller's. No reference is taken.
 */
static inline struct device *dmaengine_get_dma_device(struct dma_chan *chan)
{
	return chan->dev->chan_dma_dev ? dmaengine_chan_dev(chan) :
					 chan->device->dev;
}

/**
 * dmaengine_slave_config() - Configure a channel for its peripheral
 * @chan: channel owned by the caller
 * @config: configuration, the caller's; copied where needed
 *
 * Applies to descriptors prepared afterwards; what was prepared before keeps its
 * settings.
 *
 * Context: Any context, unless the provider documents that it sleeps.
 * Return:
 * * %0		- configured
 * * %-ENOSYS	- the provider has nothing to configure
 * * %-ENODEV	- the channel is dead
 * * else	- the provider's error, usually %-EINVAL
 */
static inline int dmaengine_slave_config(struct dma_chan *chan,
					 struct dma_slave_config *config)
{
	return dmaengine_chan_call(chan, chan->device->device_config, config);
}

/**
 * dmaengine_pause() - Hold up a channel
 * @chan: channel owned by the caller
 *
 * On success no more data is moved, and the residue does not change until
 * dmaengine_resume(). Submissions are accepted meanwhile.
 *
 * Context: Any context, unless the provider documents that it sleeps.
 * Return:
 * * %0		- paused
 * * %-ENOSYS	- the provider cannot pause
 * * %-ENODEV	- the channel is dead
 * * else	- the provider's error
 */
static inline int dmaengine_pause(struct dma_chan *chan)
{
	return dmaengine_chan_call(chan, chan->device->device_pause);
}

/**
 * dmaengine_resume() - Let a paused channel go on
 * @chan: channel owned by the caller
 *
 * Context: Any context, unless the provider documents that it sleeps.
 * Return:
 * * %0		- running
 * * %-ENOSYS	- the provider cannot resume
 * * %-ENODEV	- the channel is dead
 * * else	- the provider's error
 */
static inline int dmaengine_resume(struct dma_chan *chan)
{
	return dmaengine_chan_call(chan, chan->device->device_resume);
}

/**
 * dmaengine_submit() - Queue a prepared descriptor
 * @desc: descriptor, handed over to the provider
 *
 * The descriptor runs after what was queued before it, but not until
 * dma_async_issue_pending(). Its callback may run before that call returns.
 * A refusal by -EBUSY or -ENODEV leaves the descriptor as it was.
 *
 * Context: Any context, the channel's callbacks included.
 * Return:
 * * > 0	- the cookie
 * * %-EBUSY	- the descriptor is already submitted
 * * %-ENODEV	- the channel is dead
 * * < 0	- the provider's error
 */
static inline dma_cookie_t
dmaengine_submit(struct dma_async_tx_descriptor *desc)
{
	struct dma_chan *chan = desc->chan;
	dma_cookie_t cookie = 0;

	rcu_read_lock();
	/* One test for both: a cookie already, or a negative count of users. */
	if (unlikely((atomic_read(&chan->users) | -desc->cookie) < 0))
		cookie = dmaengine_submit_check(desc);
	if (!cookie)
		cookie = desc->tx_submit(desc);
	dmaengine_trace_submit(chan, cookie);
	rcu_read_unlock();

	return cookie;
}

/**
 * dma_async_issue_pending() - Start what has been submitted
 * @chan: channel held by the caller
 *
 * Everything submitted on @chan so far may start, in the order of submission, as
 * soon as the hardware is free. Does nothing if there is nothing new, or if the
 * channel is dead.
 *
 * Context: Any context, the channel's callbacks included.
 */
static inline void dma_async_issue_pending(struct dma_chan *chan)
{
	void (*issue)(struct dma_chan *chan);

	rcu_read_lock();
	dmaengine_trace_issue(chan);
	issue = READ_ONCE(chan->device->device_issue_pending);
	if (!dmaengine_chan_dead(chan))
		issue(chan);
	rcu_read_unlock();
}

/**
 * dmaengine_tx_status() - Ask for the state of a submission
 * @chan: channel held by the caller
 * @cookie: cookie of the submission
 * @state: filled with details, may be %NULL
 *
 * &dma_tx_state.residue means something only for what is in progress or paused.
 *
 * Context: Any context, the channel's callbacks included.
 * Return:
 * * %DMA_COMPLETE	- done
 * * %DMA_IN_PROGRESS	- queued or running
 * * %DMA_PAUSED	- running, but held up
 * * %DMA_OUT_OF_ORDER	- this channel cannot tell by cookie
 * * %DMA_ERROR		- failed or terminated, @cookie is an errno, or the
 *			  channel is dead
 */
static inline enum dma_status dmaengine_tx_status(struct dma_chan *chan,
						  dma_cookie_t cookie,
						  struct dma_tx_state *state)
{
	enum dma_status (*query)(struct dma_chan *chan, dma_cookie_t cookie,
				 struct dma_tx_state *state);
	enum dma_status status = DMA_ERROR;

	rcu_read_lock();
	query = READ_ONCE(chan->device->device_tx_status);
	if (!dmaengine_chan_dead(chan))
		status = query(chan, cookie, state);
	else if (state)
		*state = (struct dma_tx_state) {
			.last = READ_ONCE(chan->completed_cookie),
			.used = READ_ONCE(chan->cookie),
		};
	rcu_read_unlock();

	return status;
}

/**
 * dma_async_is_tx_complete() - Ask for the state of a submission
 * @chan: channel held by the caller
 * @cookie: cookie of the submission
 * @last: set to the latest completed cookie, may be %NULL
 * @used: set to the latest cookie handed out, may be %NULL
 *
 * With @last and @used the caller can look at more cookies of the channel by
 * dma_async_is_complete(), without going to the hardware again.
 *
 * Context: Any context, the channel's callbacks included.
 * Return: As dmaengine_tx_status().
 */
static inline enum dma_status
dma_async_is_tx_complete(struct dma_chan *chan, dma_cookie_t cookie,
			 dma_cookie_t *last, dma_cookie_t *used)
{
	struct dma_tx_state now = { };
	enum dma_status status = dmaengine_tx_status(chan, cookie, &now);

	if (used)
		*used = now.used;
	if (last)
		*last = now.last;

	return status;
}

/**
 * dma_async_is_complete() - Compare a cookie with the counters of its channel
 * @cookie: cookie to judge
 * @last_complete: latest completed cookie
 * @last_used: latest cookie handed out
 *
 * Cookies complete in order, and the counters wrap from the largest s32 to
 * %DMA_MIN_COOKIE. So what lies after @last_complete, up to and including
 * @last_used, is outstanding and the rest is done.
 *
 * Context: Any context.
 * Return:
 * * %DMA_COMPLETE	- done, or @cookie is 0, which never was a submission
 * * %DMA_IN_PROGRESS	- outstanding
 * * %DMA_ERROR		- @cookie is an errno
 */
static inline enum dma_status dma_async_is_complete(dma_cookie_t cookie,
						    dma_cookie_t last_complete,
						    dma_cookie_t last_used)
{
	bool after = cookie > last_complete;
	bool issued = cookie <= last_used;

	if (cookie < DMA_MIN_COOKIE)
		return cookie ? DMA_ERROR : DMA_COMPLETE;
	if (last_complete <= last_used ? after && issued : after || issued)
		return DMA_IN_PROGRESS;

	return DMA_COMPLETE;
}

#endif /* _LINUX_DMAENGINE_CLIENT_H */
