// SPDX-License-Identifier: GPL-2.0-only
/*
 * Request signals: which input of the controller a peripheral's requests come in at
 *
 * Boards may have a multiplexer in front of the inputs. The platform is asked for an input when a
 * channel's first descriptor is prepared, and told when its last one is over, or was given up.
 * The use count is the virtual channel's, under its lock; the platform's operations are called
 * under it too and must not sleep.
 */
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/spinlock.h>

#include "amba-pl08x.h"

static int pl08x_mux_connect_locked(struct pl08x_chan *plchan)
{
	const struct pl08x_platform_data *pd = &plchan->pl08x->pd;
	int signal;

	lockdep_assert_held(&plchan->vc.lock);

	signal = pd->get_xfer_signal ? pd->get_xfer_signal(plchan->cd) : plchan->index;
	if (signal < plchan->pl08x->variant->signals)
		return signal;

	/* There is no such input. */
	if (pd->put_xfer_signal)
		pd->put_xfer_signal(plchan->cd, signal);
	return -ERANGE;
}

/**
 * pl08x_mux_get() - Get the request signal of a slave channel for a descriptor
 * @plchan: virtual channel
 * @desc: descriptor that is being prepared
 *
 * Context: Any context. Takes and releases the lock of the virtual channel.
 * Return: The signal, which stays the same while a descriptor of the channel holds it, or the
 * platform's error.
 */
int pl08x_mux_get(struct pl08x_chan *plchan, struct pl08x_desc *desc)
{
	unsigned long flags;
	int signal = 0;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	if (!plchan->mux_use) {
		signal = pl08x_mux_connect_locked(plchan);
		plchan->signal = signal;
	}
	if (signal >= 0) {
		plchan->mux_use++;
		desc->muxed = true;
		signal = plchan->signal;
	}
	spin_unlock_irqrestore(&plchan->vc.lock, flags);

	return signal;
}

/**
 * pl08x_mux_put_locked() - A descriptor needs the request signal no longer
 * @plchan: virtual channel
 * @desc: descriptor, whether it has the signal or not
 *
 * Context: Under the lock of the virtual channel.
 */
void pl08x_mux_put_locked(struct pl08x_chan *plchan, struct pl08x_desc *desc)
{
	const struct pl08x_platform_data *pd = &plchan->pl08x->pd;

	lockdep_assert_held(&plchan->vc.lock);

	if (!desc->muxed)
		return;

	desc->muxed = false;
	if (!--plchan->mux_use && pd->put_xfer_signal)
		pd->put_xfer_signal(plchan->cd, plchan->signal);
}

/**
 * pl08x_mux_put() - A descriptor that is to be freed needs the request signal no longer
 * @plchan: virtual channel
 * @desc: descriptor, whether it has the signal or not
 *
 * Context: Any context. Takes and releases the lock of the virtual channel.
 */
void pl08x_mux_put(struct pl08x_chan *plchan, struct pl08x_desc *desc)
{
	unsigned long flags;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	pl08x_mux_put_locked(plchan, desc);
	spin_unlock_irqrestore(&plchan->vc.lock, flags);
}

/**
 * pl08x_mux_put_terminated_locked() - Terminated descriptors need the request signal no longer
 * @plchan: virtual channel whose hardware has stopped
 *
 * They may be in memory for some time yet, and others may want the signal at once.
 *
 * Context: Under the lock of the virtual channel.
 */
void pl08x_mux_put_terminated_locked(struct pl08x_chan *plchan)
{
	struct virt_dma_desc *vd;

	lockdep_assert_held(&plchan->vc.lock);

	list_for_each_entry(vd, &plchan->vc.desc_terminated, node)
		if (!dmaengine_desc_test_reuse(&vd->tx))
			pl08x_mux_put_locked(plchan, to_pl08x_desc(vd));
}
