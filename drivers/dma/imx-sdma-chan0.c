// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel 0 of the i.MX SDMA: commands to its script, one at a time
 *
 * Commands come from any context, so they are queued, and who has sent one is called back. The
 * end of a command is an interrupt. A command that does not end within its time is given up,
 * with an error to the sender.
 */
#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>

#include "imx-sdma.h"

/* A context takes microseconds, a program some tens of them. */
#define SDMA_CHAN0_US		500

/* Where contexts are in data memory, in its words. */
#define SDMA_CONTEXT_BASE	2048
#define SDMA_CONTEXT_WORDS	(sizeof(struct sdma_context) / sizeof(u32))

#define SDMA_INSTRUCTION	sizeof(u16)

static dma_addr_t sdma_control_bus(struct sdma *sdma, size_t offset)
{
	return sdma->control_bus + offset;
}

/* Where the script finds its command. */
static void sdma_chan0_point(struct sdma *sdma)
{
	u32 bus = sdma_control_bus(sdma, offsetof(struct sdma_control, bd0));

	sdma->control->ccb[0].base_bd = bus;
	sdma->control->ccb[0].current_bd = bus;
}

/* Have the first command of the queue executed. There is one, and none is. */
static void sdma_chan0_next_locked(struct sdma *sdma)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;
	struct sdma_cmd *cmd;

	lockdep_assert_held(&chan0->lock);

	cmd = list_first_entry(&chan0->queue, struct sdma_cmd, node);
	list_del(&cmd->node);
	chan0->cmd = cmd;
	chan0->deadline = ktime_add_us(ktime_get(), SDMA_CHAN0_US);

	sdma_bd_command(&sdma->control->bd0, cmd->command, cmd->bus, cmd->core, cmd->count);
	sdma_hw_start(sdma, 0);

	hrtimer_start(&chan0->timer, chan0->deadline, HRTIMER_MODE_ABS);
}

/* Whether the command is over, in one way or another; if so, how. */
static bool sdma_chan0_is_over_locked(struct sdma *sdma, int *error)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;

	lockdep_assert_held(&chan0->lock);

	if (!sdma_hw_enabled(sdma, 0)) {
		if (sdma_bd_command_state(&sdma->control->bd0) == SDMA_BD_FAILED)
			*error = -EIO;
		return true;
	}
	/* The timer may be late, and about an earlier command. */
	if (ktime_before(ktime_get(), chan0->deadline))
		return false;

	sdma_hw_stop(sdma, 0);
	sdma_chan0_point(sdma);
	chan0->timeouts++;
	*error = -ETIMEDOUT;
	return true;
}

/* Look whether the command is over, and if so, tell who has sent it. */
static void sdma_chan0_look(struct sdma *sdma)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;
	struct sdma_cmd *cmd = NULL;
	unsigned long flags;
	int error = 0;

	spin_lock_irqsave(&chan0->lock, flags);
	if (chan0->cmd && sdma_chan0_is_over_locked(sdma, &error)) {
		cmd = chan0->cmd;
		chan0->cmd = NULL;
		/* It may have come in between, and the clocks may stop. */
		sdma_hw_ack(sdma, 0);
		if (!error)
			sdma_hw_dynamic_switch(sdma);
		if (!list_empty(&chan0->queue))
			sdma_chan0_next_locked(sdma);
		else
			hrtimer_try_to_cancel(&chan0->timer);
	}
	spin_unlock_irqrestore(&chan0->lock, flags);

	if (error)
		dev_err_ratelimited(sdma->dev, "channel 0 has failed: %d\n", error);
	if (cmd)
		cmd->done(cmd, error);
}

static enum hrtimer_restart sdma_chan0_timer(struct hrtimer *timer)
{
	struct sdma_chan0 *chan0 = container_of(timer, struct sdma_chan0, timer);

	sdma_chan0_look(container_of(chan0, struct sdma, chan0));
	return HRTIMER_NORESTART;
}

/**
 * sdma_chan0_irq() - Channel 0 has interrupted
 * @sdma: controller
 *
 * Context: Any context, under no lock.
 */
void sdma_chan0_irq(struct sdma *sdma)
{
	if (sdma_hw_ack(sdma, 0))
		sdma_chan0_look(sdma);
}

/**
 * sdma_chan0_submit() - Send a command
 * @sdma: controller, powered until the command is done
 * @cmd: command, not being executed; its done() is called in any case
 *
 * Context: Any context.
 */
void sdma_chan0_submit(struct sdma *sdma, struct sdma_cmd *cmd)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;
	unsigned long flags;

	spin_lock_irqsave(&chan0->lock, flags);
	list_add_tail(&cmd->node, &chan0->queue);
	if (!chan0->cmd)
		sdma_chan0_next_locked(sdma);
	spin_unlock_irqrestore(&chan0->lock, flags);
}

/**
 * sdma_chan0_load_context() - Load the context of a channel
 * @schan: channel that is not executed; its @load has a done(), and is not on its way
 * @regs: what is to be loaded
 *
 * Context: Any context. Under the lock of the channel.
 */
void sdma_chan0_load_context(struct sdma_chan *schan, const struct sdma_context_regs *regs)
{
	struct sdma *sdma = schan->sdma;
	unsigned int n = schan->index;

	sdma_context_fill(&sdma->control->context[n], regs);
	schan->load.command = SDMA_BD_SET_DATA;
	schan->load.bus = sdma_control_bus(sdma, offsetof(struct sdma_control, context[n]));
	schan->load.core = SDMA_CONTEXT_BASE + n * SDMA_CONTEXT_WORDS;
	schan->load.count = SDMA_CONTEXT_WORDS;
	sdma_chan0_submit(sdma, &schan->load);
}

struct sdma_chan0_waiter {
	struct sdma_cmd cmd;
	struct completion done;
	int error;
};

static void sdma_chan0_wake(struct sdma_cmd *cmd, int error)
{
	struct sdma_chan0_waiter *waiter = container_of(cmd, struct sdma_chan0_waiter, cmd);

	waiter->error = error;
	complete(&waiter->done);
}

/**
 * sdma_chan0_load_program() - Load scripts into the core's program memory
 * @sdma: controller, powered
 * @bus: where the program is
 * @size: its size in bytes, not too much for one command
 * @addr: where it goes
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno. After %-ETIMEDOUT the hardware may still read it.
 */
int sdma_chan0_load_program(struct sdma *sdma, dma_addr_t bus, size_t size, u32 addr)
{
	struct sdma_chan0_waiter waiter = {
		.cmd = {
			.command = SDMA_BD_SET_CODE,
			.bus = bus,
			.core = addr,
			.count = size / SDMA_INSTRUCTION,
			.done = sdma_chan0_wake,
		},
	};

	init_completion(&waiter.done);
	sdma_chan0_submit(sdma, &waiter.cmd);
	/* Bounded: each command before it has its time, and there is one for each channel. */
	wait_for_completion(&waiter.done);

	return waiter.error;
}

/**
 * sdma_chan0_init() - Set up what sends commands
 * @sdma: controller with &sdma.control
 *
 * Context: Probe.
 */
void sdma_chan0_init(struct sdma *sdma)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;

	spin_lock_init(&chan0->lock);
	INIT_LIST_HEAD(&chan0->queue);
	hrtimer_init(&chan0->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	chan0->timer.function = sdma_chan0_timer;
	sdma_chan0_point(sdma);
}

/**
 * sdma_chan0_exit() - Undo sdma_chan0_init()
 * @sdma: controller; no command is executed or sent any more
 *
 * Context: Process context. May sleep.
 */
void sdma_chan0_exit(struct sdma *sdma)
{
	hrtimer_cancel(&sdma->chan0.timer);
}
