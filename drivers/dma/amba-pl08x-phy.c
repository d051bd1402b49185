// SPDX-License-Identifier: GPL-2.0-only
/*
 * Physical channels of the PL080 family: who gets one, and who waits for one
 *
 * Owns &pl08x.lock, and the state of physical channels under it. A virtual channel that finds no
 * free physical channel is in the queue when the lock is dropped, so whoever gives one back
 * afterwards finds it there. Nobody overtakes the queue.
 *
 * A physical channel that does not stop within a few reads drains: a timer looks after it. After
 * a while it is disabled by force, and if even that does not stop it, it is lost: never used
 * again, and what it might still write to or read from is kept until the controller is off.
 */
#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/time64.h>

#include "amba-pl08x.h"

/* Registers of a channel, in all variants. */
#define PL08X_PHY_OFFSET(id)	(0x100 + (id) * 0x20)

/*
 * How often to look whether a channel has stopped; how long it may take to write what it has
 * read, and then to be disabled.
 */
#define PL08X_POLL_NS		(50 * NSEC_PER_USEC)
#define PL08X_DRAIN_NS		(1 * NSEC_PER_MSEC)
#define PL08X_STOP_NS		(2 * NSEC_PER_MSEC)

/**
 * pl08x_phy_get() - Get a physical channel, or wait for one
 * @plchan: virtual channel
 *
 * Context: Under the lock of the virtual channel.
 * Return: A physical channel, or %NULL: then @plchan is in the queue, and pl08x_chan_granted()
 * will be called.
 */
struct pl08x_phy *pl08x_phy_get(struct pl08x_chan *plchan)
{
	struct pl08x *pl08x = plchan->pl08x;
	struct pl08x_phy *phy = NULL;
	unsigned long flags;
	unsigned int i;

	lockdep_assert_held(&plchan->vc.lock);

	spin_lock_irqsave(&pl08x->lock, flags);
	if (list_empty(&pl08x->queue)) {
		for (i = 0; i < pl08x->channels && !phy; i++)
			if (pl08x->phys[i].state == PL08X_PHY_FREE)
				phy = &pl08x->phys[i];
	}
	if (phy) {
		phy->state = PL08X_PHY_BUSY;
		phy->serving = plchan;
	} else {
		list_add_tail(&plchan->waiting, &pl08x->queue);
	}
	spin_unlock_irqrestore(&pl08x->lock, flags);

	return phy;
}

/**
 * pl08x_phy_keep() - Ask whether a physical channel may be used for one descriptor more
 * @phy: physical channel of the caller
 *
 * Context: Under the lock of the virtual channel.
 * Return: Whether nobody waits for one.
 */
bool pl08x_phy_keep(struct pl08x_phy *phy)
{
	struct pl08x *pl08x = phy->pl08x;
	unsigned long flags;
	bool keep;

	spin_lock_irqsave(&pl08x->lock, flags);
	keep = list_empty(&pl08x->queue);
	spin_unlock_irqrestore(&pl08x->lock, flags);

	return keep;
}

static void pl08x_phy_set(struct pl08x_phy *phy, enum pl08x_phy_state state,
			  struct pl08x_chan *serving)
{
	unsigned long flags;

	spin_lock_irqsave(&phy->pl08x->lock, flags);
	phy->state = state;
	phy->serving = serving;
	spin_unlock_irqrestore(&phy->pl08x->lock, flags);
}

/**
 * pl08x_phy_put() - Give a physical channel back
 * @phy: physical channel of the caller, stopped
 *
 * Context: Any context. The caller calls pl08x_phy_dispatch() with no lock held.
 */
void pl08x_phy_put(struct pl08x_phy *phy)
{
	pl08x_phy_set(phy, PL08X_PHY_FREE, NULL);
}

/**
 * pl08x_phy_unqueue() - Wait no longer for a physical channel
 * @plchan: virtual channel, in the queue or not
 *
 * One may still be on its way: pl08x_chan_granted() has to refuse it.
 *
 * Context: Under the lock of the virtual channel.
 */
void pl08x_phy_unqueue(struct pl08x_chan *plchan)
{
	struct pl08x *pl08x = plchan->pl08x;
	unsigned long flags;

	lockdep_assert_held(&plchan->vc.lock);

	spin_lock_irqsave(&pl08x->lock, flags);
	list_del_init(&plchan->waiting);
	spin_unlock_irqrestore(&pl08x->lock, flags);
}

/* Bring together the first that waits and a free physical channel, if there are both. */
static struct pl08x_phy *pl08x_phy_match(struct pl08x *pl08x, struct pl08x_chan **plchan)
{
	struct pl08x_phy *phy = NULL;
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&pl08x->lock, flags);
	*plchan = list_first_entry_or_null(&pl08x->queue, struct pl08x_chan, waiting);
	for (i = 0; *plchan && i < pl08x->channels && !phy; i++)
		if (pl08x->phys[i].state == PL08X_PHY_FREE)
			phy = &pl08x->phys[i];
	if (phy) {
		list_del_init(&(*plchan)->waiting);
		phy->state = PL08X_PHY_BUSY;
		phy->serving = *plchan;
	}
	spin_unlock_irqrestore(&pl08x->lock, flags);

	return phy;
}

/**
 * pl08x_phy_dispatch() - Give free physical channels to those that wait
 * @pl08x: controller
 *
 * In the order in which they came. One that does not want it any more has made room for the
 * next.
 *
 * Context: Any context, with no lock of a virtual channel held.
 */
void pl08x_phy_dispatch(struct pl08x *pl08x)
{
	struct pl08x_chan *plchan;
	struct pl08x_phy *phy;

	while ((phy = pl08x_phy_match(pl08x, &plchan)))
		if (!pl08x_chan_granted(plchan, phy))
			pl08x_phy_put(phy);
}

/**
 * pl08x_phy_serving() - The virtual channel that a physical one belongs to
 * @phy: physical channel
 *
 * What a physical channel reports that belongs to none is thrown away: nobody is interested.
 *
 * Context: Any context. It may have changed when the function returns, unless the caller holds
 * the virtual channel's lock and finds the physical channel there.
 * Return: The virtual channel, or %NULL.
 */
struct pl08x_chan *pl08x_phy_serving(struct pl08x_phy *phy)
{
	struct pl08x_chan *plchan;
	unsigned long flags;

	spin_lock_irqsave(&phy->pl08x->lock, flags);
	plchan = phy->serving;
	if (!plchan && phy->state != PL08X_PHY_SECURE)
		pl08x_hw_ack(phy);
	spin_unlock_irqrestore(&phy->pl08x->lock, flags);

	return plchan;
}

/**
 * pl08x_phy_drain() - Wait until a physical channel has stopped
 * @phy: physical channel, told to stop
 * @victim: descriptor that it works on, terminated, or %NULL if it is over. With one, the
 *	physical channel stays with the virtual one, and pl08x_chan_stopped_locked() will be called.
 *	Without, it is the caller's no longer.
 *
 * Context: Under the lock of the virtual channel.
 */
void pl08x_phy_drain(struct pl08x_phy *phy, struct pl08x_desc *victim)
{
	struct pl08x_chan *serving = victim ? to_pl08x_chan(victim->vd.tx.chan) : NULL;

	phy->since = ktime_get();
	phy->forced = false;
	phy->victim = victim;
	pl08x_phy_set(phy, PL08X_PHY_DRAINING, serving);
	/* Not in hard interrupt context with PREEMPT_RT: it takes the virtual channel's lock. */
	hrtimer_start(&phy->timer, ns_to_ktime(PL08X_POLL_NS), HRTIMER_MODE_REL_SOFT);
}

/* Under the lock of the virtual channel that @phy->victim was terminated on, if there is one. */
static void pl08x_phy_lose(struct pl08x_phy *phy)
{
	struct pl08x *pl08x = phy->pl08x;
	unsigned long flags;

	spin_lock_irqsave(&pl08x->lock, flags);
	phy->state = PL08X_PHY_LOST;
	phy->serving = NULL;
	if (phy->victim)
		list_move_tail(&phy->victim->vd.node, &pl08x->kept);
	phy->victim = NULL;
	spin_unlock_irqrestore(&pl08x->lock, flags);
}

/*
 * Look whether a channel has stopped. Returns what has become of it; if it is free, it may have a
 * new owner already.
 */
static enum pl08x_phy_state pl08x_phy_poll(struct pl08x_phy *phy, struct pl08x_chan *plchan)
{
	s64 ns = ktime_to_ns(ktime_sub(ktime_get(), phy->since));
	bool last = phy->forced && ns >= PL08X_STOP_NS;
	bool stopped;

	/* However seldom the timer comes, it has its second chance. */
	phy->forced = ns >= PL08X_DRAIN_NS;
	stopped = pl08x_hw_stop_again(phy, phy->forced);
	if (!stopped && !last)
		return PL08X_PHY_DRAINING;

	if (stopped)
		pl08x_phy_put(phy);
	else
		pl08x_phy_lose(phy);
	if (plchan)
		pl08x_chan_stopped_locked(plchan);

	return stopped ? PL08X_PHY_FREE : PL08X_PHY_LOST;
}

static enum hrtimer_restart pl08x_phy_timer(struct hrtimer *timer)
{
	struct pl08x_phy *phy = container_of(timer, struct pl08x_phy, timer);
	enum pl08x_phy_state state;
	struct pl08x_chan *plchan;
	unsigned long flags;

	/* Nobody but the timer lets a channel cease to drain, so this does not change. */
	plchan = pl08x_phy_serving(phy);
	if (plchan) {
		spin_lock_irqsave(&plchan->vc.lock, flags);
		state = pl08x_phy_poll(phy, plchan);
		spin_unlock_irqrestore(&plchan->vc.lock, flags);
	} else {
		state = pl08x_phy_poll(phy, NULL);
	}

	if (state == PL08X_PHY_DRAINING) {
		hrtimer_forward_now(timer, ns_to_ktime(PL08X_POLL_NS));
		return HRTIMER_RESTART;
	}

	/* A new owner may have started the timer again: it is not touched any more. */
	pl08x_phy_dispatch(phy->pl08x);
	if (state == PL08X_PHY_LOST)
		dev_err(pl08x_dev(phy->pl08x), "channel %u does not stop, it is lost\n", phy->id);
	return HRTIMER_NORESTART;
}

static enum pl08x_phy_state pl08x_phy_probe(struct pl08x_phy *phy)
{
	struct device *dev = pl08x_dev(phy->pl08x);

	if (phy->pl08x->variant->secure && pl08x_hw_is_secure(phy)) {
		dev_info(dev, "channel %u is reserved for the secure world\n", phy->id);
		return PL08X_PHY_SECURE;
	}
	/* A boot loader may have left it running. */
	if (!pl08x_hw_idle(phy) && !pl08x_hw_stop_again(phy, true)) {
		dev_warn(dev, "channel %u does not stop, it is not used\n", phy->id);
		return PL08X_PHY_LOST;
	}

	return PL08X_PHY_FREE;
}

/**
 * pl08x_phy_init() - Set up the physical channels
 * @pl08x: controller, turned on
 *
 * Context: Probe.
 */
void pl08x_phy_init(struct pl08x *pl08x)
{
	unsigned int i;

	for (i = 0; i < pl08x->channels; i++) {
		struct pl08x_phy *phy = &pl08x->phys[i];

		phy->pl08x = pl08x;
		phy->id = i;
		phy->base = pl08x->base + PL08X_PHY_OFFSET(i);
		hrtimer_init(&phy->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
		phy->timer.function = pl08x_phy_timer;
		phy->state = pl08x_phy_probe(phy);
	}
}

/**
 * pl08x_phy_exit() - Stop the physical channels for good
 * @pl08x: controller that nobody uses any more
 *
 * Context: Process context. May sleep.
 */
void pl08x_phy_exit(struct pl08x *pl08x)
{
	unsigned int i;

	for (i = 0; i < pl08x->channels; i++) {
		struct pl08x_phy *phy = &pl08x->phys[i];

		hrtimer_cancel(&phy->timer);
		if (phy->state != PL08X_PHY_SECURE && phy->state != PL08X_PHY_FREE)
			pl08x_hw_stop_again(phy, true);
	}
}
