// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel 0 of the i.MX SDMA: commands to its script, one at a time
 *
 * Commands come from any context, so they are queued, and who has sent one is called back. The
 * end of a command is an interrupt. A command that does not end within its time is given up, with
 * an error to the sender, but not before its script was told to stop and has done so: until then
 * it may read and write what the command is about, and the buffer descriptor that says so. If it
 * does not stop either, all commands fail until it has.
 */
#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/time64.h>
#include <linux/types.h>

#include "imx-sdma.h"

/*
 * A context takes microseconds, a program some tens of them; but the core turns to channel 0 when
 * the script that it executes lets it, which may take as long as a stop.
 */
#define SDMA_CHAN0_US		(2 * SDMA_STOP_US)

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

static void sdma_chan0_arm_timer_locked(struct sdma *sdma, unsigned int us)
{
	lockdep_assert_held(&sdma->chan0.lock);

	hrtimer_start(&sdma->chan0.timer, ns_to_ktime(us * NSEC_PER_USEC), HRTIMER_MODE_REL);
}

static void sdma_chan0_set_deadline_locked(struct sdma *sdma, unsigned int us)
{
	lockdep_assert_held(&sdma->chan0.lock);

	sdma->chan0.deadline = ktime_add_us(ktime_get(), us);
}

static bool sdma_chan0_is_late_locked(struct sdma *sdma)
{
	lockdep_assert_held(&sdma->chan0.lock);

	/* The timer may be about an earlier command. */
	return ktime_compare(ktime_get(), sdma->chan0.deadline) >= 0;
}

/* Have the command executed. The script does nothing. */
static void sdma_chan0_execute_locked(struct sdma *sdma)
{
	struct sdma_cmd *cmd = sdma->chan0.cmd;

	lockdep_assert_held(&sdma->chan0.lock);

	if (cmd->context)
		sdma_context_fill(cmd->context, cmd->regs);
	sdma_bd_command(&sdma->control->bd0, cmd->command, cmd->bus, cmd->core, cmd->count);
	sdma->chan0.state = SDMA_CHAN0_READY;
	sdma_hw_start(sdma, 0);

	sdma_chan0_set_deadline_locked(sdma, SDMA_CHAN0_US);
	sdma_chan0_arm_timer_locked(sdma, SDMA_CHAN0_US);
}

/* Turn to the first command of the queue. There is one, and none is executed. */
static void sdma_chan0_next_locked(struct sdma *sdma)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;

	lockdep_assert_held(&chan0->lock);

	chan0->cmd = list_first_entry(&chan0->queue, struct sdma_cmd, node);
	list_del(&chan0->cmd->node);
	if (chan0->state == SDMA_CHAN0_READY)
		sdma_chan0_execute_locked(sdma);
	else
		sdma_chan0_arm_timer_locked(sdma, 0);
}

/* The script was told to stop. Returns 1 if the command is over, 0 if not, or an error. */
static int sdma_chan0_look_stopping_locked(struct sdma *sdma)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;

	lockdep_assert_held(&chan0->lock);

	if (!sdma_hw_executes(sdma, 0)) {
		chan0->state = SDMA_CHAN0_READY;
		sdma_chan0_point(sdma);
		return -ETIMEDOUT;
	}
	if (sdma_chan0_is_late_locked(sdma)) {
		chan0->state = SDMA_CHAN0_HUNG;
		return -ETIMEDOUT;
	}

	sdma_chan0_arm_timer_locked(sdma, SDMA_POLL_US);
	return 0;
}

/* A command is executed. Returns as the above. */
static int sdma_chan0_look_ready_locked(struct sdma *sdma)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;

	lockdep_assert_held(&chan0->lock);

	if (!sdma_hw_enabled(sdma, 0))
		return sdma_bd_command_state(&sdma->control->bd0) == SDMA_BD_FAILED ? -EIO : 1;
	if (!sdma_chan0_is_late_locked(sdma))
		return 0;

	chan0->timeouts++;
	chan0->state = SDMA_CHAN0_STOPPING;
	sdma_hw_stop(sdma, 0);
	sdma_chan0_set_deadline_locked(sdma, SDMA_STOP_US);
	return sdma_chan0_look_stopping_locked(sdma);
}

/* The script did not stop; has it now? Returns as the above. */
static int sdma_chan0_look_hung_locked(struct sdma *sdma)
{
	lockdep_assert_held(&sdma->chan0.lock);

	if (sdma_hw_executes(sdma, 0))
		return -ETIMEDOUT;

	sdma_chan0_point(sdma);
	sdma_chan0_execute_locked(sdma);
	return 0;
}

static int sdma_chan0_look_locked(struct sdma *sdma)
{
	switch (sdma->chan0.state) {
	case SDMA_CHAN0_STOPPING:
		return sdma_chan0_look_stopping_locked(sdma);
	case SDMA_CHAN0_HUNG:
		return sdma_chan0_look_hung_locked(sdma);
	default:
		return sdma_chan0_look_ready_locked(sdma);
	}
}

/* Look whether the command is over, and if so, tell who has sent it. */
static void sdma_chan0_look(struct sdma *sdma)
{
	struct sdma_chan0 *chan0 = &sdma->chan0;
	struct sdma_cmd *cmd;
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&chan0->lock, flags);
	cmd = chan0->cmd;
	if (cmd)
		ret = sdma_chan0_look_locked(sdma);
	if (ret) {
		chan0->cmd = NULL;
		/* It may have come in between, and the clocks may stop. */
		sdma_hw_ack(sdma, 0);
		if (ret > 0)
			sdma_hw_dynamic_switch(sdma);
		hrtimer_try_to_cancel(&chan0->timer);
		if (!list_empty(&chan0->queue))
			sdma_chan0_next_locked(sdma);
	}
	spin_unlock_irqrestore(&chan0->lock, flags);

	if (ret < 0)
		dev_err_ratelimited(sdma->dev, "channel 0 has failed: %d\n", ret);
	if (ret)
		cmd->done(cmd, min(ret, 0));
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
 * @regs: what is to be loaded; stays until done() is called
 *
 * Context: Any context. Under the lock of the channel.
 */
void sdma_chan0_load_context(struct sdma_chan *schan, const struct sdma_context_regs *regs)
{
	struct sdma *sdma = schan->sdma;
	unsigned int n = schan->index;

	schan->load.context = &sdma->control->context[n];
	schan->load.regs = regs;
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
	hrtimer_init(&chan0->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	chan0->timer.function = sdma_chan0_timer;
	sdma_chan0_point(sdma);
}

/**
 * sdma_chan0_exit() - Undo sdma_chan0_init()
 * @sdma: controller; no command is executed or sent any more
 *
 * Context: Process context. May sleep.
 * Return: Whether the script uses none of the memory that it was told of.
 */
bool sdma_chan0_exit(struct sdma *sdma)
{
	hrtimer_cancel(&sdma->chan0.timer);

	return sdma->chan0.state == SDMA_CHAN0_READY;
}
