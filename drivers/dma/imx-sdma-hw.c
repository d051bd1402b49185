// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers of the i.MX SDMA: the only file of the driver that touches them
 *
 * Nothing here waits. Registers that channels share are changed under &sdma.lock. Registers are
 * dead, and reading one may hang the bus, unless the clocks run: who calls these functions has
 * called sdma_hw_power_get(), but for the interrupt handler's, which look for themselves.
 *
 * What the manual says: a channel is executed while it is started (HE), a DMA request is pending
 * or not needed (EO), and so on; the core switches channels only where a script lets it. Stopping
 * clears HE at once and does not interrupt a script. The program status word says which channel
 * the core executes; when it sleeps, which one it has executed last.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/clk.h>
#include <linux/io.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "imx-sdma.h"

#define SDMA_REG_C0PTR		0x000
#define SDMA_REG_INTR		0x004
#define SDMA_REG_STATSTOP	0x008
#define SDMA_REG_START		0x00c
#define SDMA_REG_EVTOVR		0x010
#define SDMA_REG_DSPOVR		0x014
#define SDMA_REG_HOSTOVR	0x018
#define SDMA_REG_PSW		0x030
#define SDMA_REG_CONFIG		0x038
#define SDMA_REG_CHN0ADDR	0x05c
#define SDMA_REG_CHNPRI(n)	(0x100 + 4 * (n))
#define SDMA_REG_DONE0_CONFIG	0x1000

#define SDMA_CONFIG_ACR		BIT(4)		/* both clocks run at the same rate */
#define SDMA_CONFIG_CSM		GENMASK(1, 0)	/* how to switch contexts */

/* Program memory of channel 0's script, and the size of the contexts. */
#define SDMA_CHN0ADDR_BOOT	0x4050

#define SDMA_DONE_DIS		BIT(6)
#define SDMA_DONE_SEL		BIT(7)

/*
 * The manuals do not agree on whether the current channel has four bits or five. The four that
 * they agree on are enough to see that it is another one.
 */
#define SDMA_PSW_CHANNEL	GENMASK(3, 0)
#define SDMA_PSW_PRIORITY	GENMASK(7, 4)
#define SDMA_PSW_NEXT_CHANNEL	GENMASK(12, 8)
#define SDMA_PSW_NEXT_PRIORITY	GENMASK(15, 13)

#define SDMA_PRIORITY_CHAN0	7

static u32 sdma_read(struct sdma *sdma, unsigned int reg)
{
	return readl(sdma->regs + reg);
}

static void sdma_write(struct sdma *sdma, unsigned int reg, u32 val)
{
	writel(val, sdma->regs + reg);
}

static void sdma_update_locked(struct sdma *sdma, unsigned int reg, u32 mask, u32 val)
{
	lockdep_assert_held(&sdma->lock);

	sdma_write(sdma, reg, (sdma_read(sdma, reg) & ~mask) | (val & mask));
}

/**
 * sdma_hw_power_get() - Have the clocks run
 * @sdma: controller, its clocks prepared
 *
 * Context: Any context. Not under &sdma.lock.
 * Return: 0 or a negative errno. If 0, sdma_hw_power_put() undoes it.
 */
int sdma_hw_power_get(struct sdma *sdma)
{
	unsigned long flags;
	int ret;

	ret = clk_enable(sdma->clk_ipg);
	if (ret)
		return ret;
	ret = clk_enable(sdma->clk_ahb);
	if (ret) {
		clk_disable(sdma->clk_ipg);
		return ret;
	}

	spin_lock_irqsave(&sdma->lock, flags);
	sdma->users++;
	spin_unlock_irqrestore(&sdma->lock, flags);

	return 0;
}

/**
 * sdma_hw_power_put() - Let the clocks stop, unless others need them
 * @sdma: controller
 *
 * When it returns the interrupt handler knows.
 *
 * Context: Any context. Not under &sdma.lock.
 */
void sdma_hw_power_put(struct sdma *sdma)
{
	unsigned long flags;

	spin_lock_irqsave(&sdma->lock, flags);
	sdma->users--;
	spin_unlock_irqrestore(&sdma->lock, flags);

	clk_disable(sdma->clk_ahb);
	clk_disable(sdma->clk_ipg);
}

static void sdma_hw_disconnect_all(struct sdma *sdma)
{
	unsigned int i;

	for (i = 0; i < sdma->soc->events; i++)
		sdma_write(sdma, sdma->soc->chnenbl + 4 * i, 0);
	/* Priority zero: never executed. */
	for (i = 0; i < SDMA_CHANNELS; i++)
		sdma_write(sdma, SDMA_REG_CHNPRI(i), 0);
}

/* Which of the conditions of execution are met without being met. */
static void sdma_hw_own_locked(struct sdma *sdma, unsigned int index, enum sdma_owner owner)
{
	lockdep_assert_held(&sdma->lock);

	sdma_update_locked(sdma, SDMA_REG_EVTOVR, BIT(index),
			   owner == SDMA_OWNER_EVENT ? 0 : BIT(index));
	sdma_update_locked(sdma, SDMA_REG_DSPOVR, BIT(index),
			   owner == SDMA_OWNER_DSP ? 0 : BIT(index));
	sdma_update_locked(sdma, SDMA_REG_HOSTOVR, BIT(index), 0);
}

/**
 * sdma_hw_init() - Bring the controller into a known state, with channel 0 ready
 * @sdma: controller with &sdma.control, powered
 *
 * Context: Probe.
 */
void sdma_hw_init(struct sdma *sdma)
{
	bool same = sdma->soc->check_ratio &&
		    clk_get_rate(sdma->clk_ahb) == clk_get_rate(sdma->clk_ipg);
	unsigned long flags;

	spin_lock_irqsave(&sdma->lock, flags);
	/* Without control blocks it starts nothing. */
	sdma_write(sdma, SDMA_REG_C0PTR, 0);
	sdma_write(sdma, SDMA_REG_STATSTOP, ~0);
	sdma_hw_disconnect_all(sdma);
	sdma_write(sdma, SDMA_REG_INTR, ~0);

	sdma_hw_own_locked(sdma, 0, SDMA_OWNER_HOST);
	sdma_write(sdma, SDMA_REG_CHN0ADDR, SDMA_CHN0ADDR_BOOT);
	/* Contexts are switched in the simple way until channel 0 has run once. */
	sdma_write(sdma, SDMA_REG_CONFIG, same ? SDMA_CONFIG_ACR : 0);
	sdma_write(sdma, SDMA_REG_C0PTR, sdma->control_bus);
	sdma_write(sdma, SDMA_REG_CHNPRI(0), SDMA_PRIORITY_CHAN0);
	spin_unlock_irqrestore(&sdma->lock, flags);
}

/**
 * sdma_hw_exit() - Let the controller do nothing any more
 * @sdma: controller whose channels have stopped, powered
 *
 * Context: Remove, and a probe that fails.
 */
void sdma_hw_exit(struct sdma *sdma)
{
	unsigned long flags;

	spin_lock_irqsave(&sdma->lock, flags);
	sdma_write(sdma, SDMA_REG_STATSTOP, ~0);
	sdma_hw_disconnect_all(sdma);
	sdma_write(sdma, SDMA_REG_C0PTR, 0);
	sdma_write(sdma, SDMA_REG_INTR, ~0);
	spin_unlock_irqrestore(&sdma->lock, flags);
}

/**
 * sdma_hw_dynamic_switch() - Switch contexts in the fast way
 * @sdma: controller whose channel 0 has run, powered
 *
 * Context: Any context. Takes and releases &sdma.lock.
 */
void sdma_hw_dynamic_switch(struct sdma *sdma)
{
	unsigned long flags;
	u32 config;

	spin_lock_irqsave(&sdma->lock, flags);
	config = sdma_read(sdma, SDMA_REG_CONFIG);
	if (!(config & SDMA_CONFIG_CSM))
		sdma_write(sdma, SDMA_REG_CONFIG, config | SDMA_CONFIG_CSM);
	spin_unlock_irqrestore(&sdma->lock, flags);
}

/**
 * sdma_hw_setup() - Set what a channel waits for, and how important it is
 * @schan: channel that is not started, powered
 * @priority: 1 to 7, or 0 for a channel that nobody has
 * @owner: what it waits for
 *
 * Context: Any context. Takes and releases &sdma.lock.
 */
void sdma_hw_setup(struct sdma_chan *schan, unsigned int priority, enum sdma_owner owner)
{
	struct sdma *sdma = schan->sdma;
	unsigned long flags;

	spin_lock_irqsave(&sdma->lock, flags);
	sdma_hw_own_locked(sdma, schan->index, owner);
	sdma_write(sdma, SDMA_REG_CHNPRI(schan->index), priority);
	spin_unlock_irqrestore(&sdma->lock, flags);
}

/**
 * sdma_hw_start() - Start a channel
 * @sdma: controller, powered
 * @index: channel
 *
 * What was written to memory before is there when the script looks.
 *
 * Context: Any context.
 */
void sdma_hw_start(struct sdma *sdma, unsigned int index)
{
	sdma_write(sdma, SDMA_REG_START, BIT(index));
}

/**
 * sdma_hw_stop() - Tell a channel to stop
 * @sdma: controller, powered
 * @index: channel
 *
 * When it has done so is another matter, see sdma_hw_executes().
 *
 * Context: Any context.
 */
void sdma_hw_stop(struct sdma *sdma, unsigned int index)
{
	sdma_write(sdma, SDMA_REG_STATSTOP, BIT(index));
}

/**
 * sdma_hw_enabled() - Whether a channel is started and has not come to its end
 * @sdma: controller, powered
 * @index: channel
 *
 * Context: Any context.
 * Return: Whether it is. Says nothing about a channel that was told to stop.
 */
bool sdma_hw_enabled(struct sdma *sdma, unsigned int index)
{
	return sdma_read(sdma, SDMA_REG_STATSTOP) & BIT(index);
}

/**
 * sdma_hw_executes() - Whether the core may be executing the script of a channel
 * @sdma: controller, powered
 * @index: channel that is not started any more, so the core will not turn to it
 *
 * Context: Any context.
 * Return: Whether it may, or is about to. May be %true for ever: a core that sleeps is not told
 * from one that works.
 */
bool sdma_hw_executes(struct sdma *sdma, unsigned int index)
{
	u32 psw;

	/* It was told to stop before this, not after it. */
	sdma_read(sdma, SDMA_REG_STATSTOP);
	psw = sdma_read(sdma, SDMA_REG_PSW);

	if (FIELD_GET(SDMA_PSW_NEXT_PRIORITY, psw) &&
	    FIELD_GET(SDMA_PSW_NEXT_CHANNEL, psw) == index)
		return true;

	return FIELD_GET(SDMA_PSW_PRIORITY, psw) &&
	       FIELD_GET(SDMA_PSW_CHANNEL, psw) == (index & FIELD_MAX(SDMA_PSW_CHANNEL));
}

/**
 * sdma_hw_pending() - Which channels interrupt
 * @sdma: controller
 *
 * A hint: what is true under a channel's lock, sdma_hw_ack() tells.
 *
 * Context: Any context. Takes and releases &sdma.lock.
 * Return: A bit for each.
 */
u32 sdma_hw_pending(struct sdma *sdma)
{
	unsigned long flags;
	u32 pending = 0;

	spin_lock_irqsave(&sdma->lock, flags);
	if (sdma->users)
		pending = sdma_read(sdma, SDMA_REG_INTR);
	spin_unlock_irqrestore(&sdma->lock, flags);

	return pending;
}

/**
 * sdma_hw_ack() - Clear the interrupt of a channel
 * @sdma: controller
 * @index: channel
 *
 * Context: Any context. Takes and releases &sdma.lock.
 * Return: Whether there was one.
 */
bool sdma_hw_ack(struct sdma *sdma, unsigned int index)
{
	unsigned long flags;
	bool pending = false;

	spin_lock_irqsave(&sdma->lock, flags);
	if (sdma->users) {
		pending = sdma_read(sdma, SDMA_REG_INTR) & BIT(index);
		if (pending)
			sdma_write(sdma, SDMA_REG_INTR, BIT(index));
	}
	spin_unlock_irqrestore(&sdma->lock, flags);

	return pending;
}

/**
 * sdma_hw_event() - Connect a channel to a DMA request, or disconnect it
 * @schan: channel, powered
 * @event: number of the request, one of those that there are
 * @on: which of the two
 *
 * Context: Any context. Takes and releases &sdma.lock.
 */
void sdma_hw_event(struct sdma_chan *schan, unsigned int event, bool on)
{
	struct sdma *sdma = schan->sdma;
	u32 bit = BIT(schan->index);
	unsigned long flags;

	spin_lock_irqsave(&sdma->lock, flags);
	sdma_update_locked(sdma, sdma->soc->chnenbl + 4 * event, bit, on ? bit : 0);
	spin_unlock_irqrestore(&sdma->lock, flags);
}

/**
 * sdma_hw_sw_done() - Let scripts say when a burst is over, for one more channel or for one less
 * @sdma: controller, powered
 * @on: which of the two
 *
 * Context: Any context. Takes and releases &sdma.lock.
 */
void sdma_hw_sw_done(struct sdma *sdma, bool on)
{
	unsigned long flags;

	spin_lock_irqsave(&sdma->lock, flags);
	if (on && !sdma->sw_done++)
		sdma_update_locked(sdma, SDMA_REG_DONE0_CONFIG, SDMA_DONE_SEL | SDMA_DONE_DIS,
				   SDMA_DONE_SEL);
	else if (!on && !--sdma->sw_done)
		sdma_update_locked(sdma, SDMA_REG_DONE0_CONFIG, SDMA_DONE_SEL, 0);
	spin_unlock_irqrestore(&sdma->lock, flags);
}
