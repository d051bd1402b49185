// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channels of the i.MX SDMA: what clients get, start, stop and give back
 *
 * Owns the state of a channel, under its lock. To start a descriptor, channel 0 loads its context
 * first, and the channel is started when that is done; nothing waits for it. Each descriptor's
 * context is loaded anew: a script that ran before may have been stopped anywhere.
 *
 * Stopping does not interrupt a script: it may go on with the buffer descriptor that it is at, and
 * then saves its context. Until that is over, nothing of what it works on is freed, and neither
 * the context nor the control block are written. It is over when the core executes something
 * else; as a core that sleeps cannot be told from one that works, it is over after a millisecond
 * too, which the vendor says is the most that a buffer descriptor takes.
 */
#include <linux/container_of.h>
#include <linux/dmaengine.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/types.h>

#include "imx-sdma.h"
#include "virt-dma.h"

/* Priorities of scripts; that of channel 0 is higher. */
#define SDMA_PRIORITY_NONE	0
#define SDMA_PRIORITY_LOW	1
#define SDMA_PRIORITY_MEDIUM	2
#define SDMA_PRIORITY_HIGH	3

static void sdma_chan_arm_timer_locked(struct sdma_chan *schan)
{
	lockdep_assert_held(&schan->vc.lock);

	hrtimer_start(&schan->timer, ns_to_ktime(SDMA_POLL_US * NSEC_PER_USEC), HRTIMER_MODE_REL);
}

/* Begin to start the next descriptor, if there is one. Nothing runs. */
static void sdma_chan_start_locked(struct sdma_chan *schan)
{
	struct virt_dma_desc *vd = vchan_next_desc(&schan->vc);

	lockdep_assert_held(&schan->vc.lock);

	if (!vd || schan->state != SDMA_CHAN_IDLE)
		return;

	list_del_init(&vd->node);
	schan->at = to_sdma_desc(vd);
	schan->state = SDMA_CHAN_LOADING;
	schan->loading = true;
	sdma_chan0_load_context(schan, &schan->at->regs);
}

/* What was issued while the hardware stopped: vchan_stopped() has found it. */
static void sdma_chan_vc_start(struct virt_dma_chan *vc)
{
	sdma_chan_start_locked(container_of(vc, struct sdma_chan, vc));
}

/* The context is loaded: start the script. */
static void sdma_chan_run_locked(struct sdma_chan *schan)
{
	struct sdma *sdma = schan->sdma;
	struct sdma_ccb *ccb = &sdma->control->ccb[schan->index];
	struct sdma_desc *desc = schan->at;

	lockdep_assert_held(&schan->vc.lock);

	ccb->base_bd = desc->bus;
	ccb->current_bd = desc->bus;

	/* An interrupt that is pending is about something else. */
	sdma_hw_ack(sdma, schan->index);
	sdma_hw_setup(schan, schan->priority, desc->owner);
	schan->state = SDMA_CHAN_RUNNING;
	sdma_hw_start(sdma, schan->index);
}

/**
 * sdma_chan_complete_locked() - The descriptor of a channel is over, start the next one
 * @schan: channel that has one
 * @result: how it ended
 * @residue: bytes that were not transferred
 *
 * Context: Under the lock of the channel.
 */
void sdma_chan_complete_locked(struct sdma_chan *schan, enum dmaengine_tx_result result,
			       size_t residue)
{
	struct sdma_desc *desc = schan->at;

	lockdep_assert_held(&schan->vc.lock);

	schan->at = NULL;
	schan->state = SDMA_CHAN_IDLE;
	desc->vd.tx_result.result = result;
	desc->vd.tx_result.residue = residue;
	if (result != DMA_TRANS_NOERROR)
		sdma_status_failed_locked(schan, desc->vd.tx.cookie);
	vchan_cookie_complete(&desc->vd);

	sdma_chan_start_locked(schan);
}

/* Nothing works on what was terminated any more. */
static void sdma_chan_stopped_locked(struct sdma_chan *schan)
{
	lockdep_assert_held(&schan->vc.lock);

	sdma_hw_ack(schan->sdma, schan->index);
	schan->state = SDMA_CHAN_IDLE;
	vchan_stopped(&schan->vc);
}

/* Channel 0 has loaded a context, or has not been able to. */
static void sdma_chan_loaded(struct sdma_cmd *cmd, int error)
{
	struct sdma_chan *schan = container_of(cmd, struct sdma_chan, load);
	unsigned long flags;

	spin_lock_irqsave(&schan->vc.lock, flags);
	schan->loading = false;
	if (schan->state == SDMA_CHAN_STOPPING)
		sdma_chan_stopped_locked(schan);
	else if (error)
		sdma_chan_complete_locked(schan, DMA_TRANS_ABORTED, schan->at->ring.total);
	else
		sdma_chan_run_locked(schan);
	spin_unlock_irqrestore(&schan->vc.lock, flags);
}

static enum hrtimer_restart sdma_chan_timer(struct hrtimer *timer)
{
	struct sdma_chan *schan = container_of(timer, struct sdma_chan, timer);
	unsigned long flags;

	spin_lock_irqsave(&schan->vc.lock, flags);
	if (schan->state == SDMA_CHAN_RUNNING) {
		sdma_irq_look_again_locked(schan);
	} else if (schan->state == SDMA_CHAN_STOPPING && !schan->loading) {
		if (!sdma_hw_executes(schan->sdma, schan->index) ||
		    ktime_compare(ktime_get(), schan->deadline) >= 0)
			sdma_chan_stopped_locked(schan);
		else
			sdma_chan_arm_timer_locked(schan);
	}
	spin_unlock_irqrestore(&schan->vc.lock, flags);

	return HRTIMER_NORESTART;
}

static void sdma_chan_issue_pending(struct dma_chan *chan)
{
	struct sdma_chan *schan = to_sdma_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&schan->vc.lock, flags);
	if (vchan_issue_pending(&schan->vc))
		sdma_chan_start_locked(schan);
	spin_unlock_irqrestore(&schan->vc.lock, flags);
}

/* Tell a script to stop that may run. */
static void sdma_chan_halt_locked(struct sdma_chan *schan, struct sdma_desc *desc)
{
	struct sdma *sdma = schan->sdma;

	lockdep_assert_held(&schan->vc.lock);

	sdma_hw_stop(sdma, schan->index);
	if (!sdma_hw_executes(sdma, schan->index)) {
		sdma_hw_ack(sdma, schan->index);
		schan->state = SDMA_CHAN_IDLE;
		vchan_terminate(&schan->vc, &desc->vd);
		return;
	}

	schan->state = SDMA_CHAN_STOPPING;
	schan->deadline = ktime_add_us(ktime_get(), SDMA_STOP_US);
	vchan_terminate_stopping(&schan->vc, &desc->vd);
	sdma_chan_arm_timer_locked(schan);
}

static int sdma_chan_terminate_all(struct dma_chan *chan)
{
	struct sdma_chan *schan = to_sdma_chan(chan);
	struct sdma_desc *desc;
	unsigned long flags;

	spin_lock_irqsave(&schan->vc.lock, flags);
	desc = schan->at;
	schan->at = NULL;
	switch (schan->state) {
	case SDMA_CHAN_RUNNING:
		sdma_chan_halt_locked(schan, desc);
		break;
	case SDMA_CHAN_LOADING:
		/* Channel 0 may be about to read the context, and must come to its end. */
		schan->state = SDMA_CHAN_STOPPING;
		vchan_terminate_stopping(&schan->vc, &desc->vd);
		break;
	default:
		vchan_terminate(&schan->vc, NULL);
		break;
	}
	spin_unlock_irqrestore(&schan->vc.lock, flags);

	return 0;
}

static void sdma_chan_synchronize(struct dma_chan *chan)
{
	vchan_synchronize(to_virt_chan(chan));
}

static unsigned int sdma_chan_priority(int priority)
{
	switch (priority) {
	case DMA_PRIO_HIGH:
		return SDMA_PRIORITY_HIGH;
	case DMA_PRIO_MEDIUM:
		return SDMA_PRIORITY_MEDIUM;
	default:
		return SDMA_PRIORITY_LOW;
	}
}

/* Who has not said which peripheral it is for wants to copy memory. */
static void sdma_chan_adopt(struct sdma_chan *schan, const struct imx_dma_data *data)
{
	schan->slave = data;
	schan->type = data ? data->peripheral_type : IMX_DMATYPE_MEMORY;
	schan->event0 = data ? data->dma_request : 0;
	schan->event1 = data ? data->dma_request2 : 0;
	schan->priority = data ? sdma_chan_priority(data->priority) : SDMA_PRIORITY_LOW;
}

/* What a client has left behind is not for the next one. */
static void sdma_chan_forget(struct sdma_chan *schan)
{
	schan->vc.chan.private = NULL;
	sdma_chan_adopt(schan, NULL);
	memset(&schan->data, 0, sizeof(schan->data));
	memset(&schan->cfg, 0, sizeof(schan->cfg));
	memset(&schan->fifos, 0, sizeof(schan->fifos));
	memset(schan->failed, 0, sizeof(schan->failed));
}

static int sdma_chan_alloc_resources(struct dma_chan *chan)
{
	struct sdma_chan *schan = to_sdma_chan(chan);
	unsigned long flags;
	int ret;

	sdma_chan_adopt(schan, chan->private);
	ret = sdma_hw_power_get(schan->sdma);
	if (ret) {
		sdma_chan_forget(schan);
		return ret;
	}

	spin_lock_irqsave(&schan->vc.lock, flags);
	schan->powered = true;
	spin_unlock_irqrestore(&schan->vc.lock, flags);

	return 0;
}

/**
 * sdma_chan_power_off() - Take a channel of the hardware back from its client
 * @schan: channel with nothing running or stopping
 *
 * Nothing touches its registers afterwards, until another client gets it.
 *
 * Context: Process context. Takes and releases the lock of the channel.
 */
void sdma_chan_power_off(struct sdma_chan *schan)
{
	struct sdma *sdma = schan->sdma;
	unsigned long flags;

	spin_lock_irqsave(&schan->vc.lock, flags);
	if (schan->powered) {
		sdma_event_disable_locked(schan);
		sdma_hw_setup(schan, SDMA_PRIORITY_NONE, SDMA_OWNER_EVENT);
		sdma_hw_ack(sdma, schan->index);
		schan->powered = false;
		sdma_hw_power_put(sdma);
	}
	spin_unlock_irqrestore(&schan->vc.lock, flags);
}

static void sdma_chan_free_resources(struct dma_chan *chan)
{
	struct sdma_chan *schan = to_sdma_chan(chan);

	/* Not all clients terminate first. */
	sdma_chan_terminate_all(chan);
	vchan_synchronize(&schan->vc);
	vchan_free_chan_resources(&schan->vc);
	/* It has nothing to do, but may be about to find that out. */
	hrtimer_cancel(&schan->timer);
	sdma_chan_power_off(schan);
	sdma_chan_forget(schan);
}

/**
 * sdma_chan_init() - Set up a channel
 * @schan: channel, zeroed but for @sdma and @index
 *
 * Context: Probe.
 */
void sdma_chan_init(struct sdma_chan *schan)
{
	schan->state = SDMA_CHAN_IDLE;
	schan->load.done = sdma_chan_loaded;
	hrtimer_init(&schan->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	schan->timer.function = sdma_chan_timer;
	schan->vc.desc_free = sdma_desc_free;
	schan->vc.start = sdma_chan_vc_start;
	vchan_init(&schan->vc, &schan->sdma->ddev);
	sdma_chan_forget(schan);
}

/**
 * sdma_chan_exit() - Undo sdma_chan_init()
 * @schan: channel of a device that is not registered any more, powered off
 *
 * Context: Process context. May sleep.
 */
void sdma_chan_exit(struct sdma_chan *schan)
{
	hrtimer_cancel(&schan->timer);
	vchan_exit(&schan->vc);
}

/**
 * sdma_chan_setup_ops() - Fill in how channels are got, started, stopped and given back
 * @ddev: device that is going to be registered
 *
 * Context: Probe.
 */
void sdma_chan_setup_ops(struct dma_device *ddev)
{
	ddev->device_alloc_chan_resources = sdma_chan_alloc_resources;
	ddev->device_free_chan_resources = sdma_chan_free_resources;
	ddev->device_issue_pending = sdma_chan_issue_pending;
	ddev->device_terminate_all = sdma_chan_terminate_all;
	ddev->device_synchronize = sdma_chan_synchronize;
}
