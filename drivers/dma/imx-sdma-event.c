// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA requests of the i.MX SDMA: which of them start a channel, and where they come from
 *
 * A request that is raised while no channel is connected to it is lost. So a channel is
 * connected when its client configures it, and stays so, over stops and starts, until it is
 * released: what is raised meanwhile starts the next transfer.
 */
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mfd/syscon.h>
#include <linux/of.h>
#include <linux/regmap.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "imx-sdma.h"

#define SDMA_REMAP_PROPERTY	"fsl,sdma-event-remap"

/**
 * sdma_event_check() - Check the DMA requests that a client has asked for
 * @schan: its channel
 *
 * Context: Any context.
 * Return: 0, or -EINVAL if there is no such request.
 */
int sdma_event_check(struct sdma_chan *schan)
{
	unsigned int n = schan->sdma->soc->events;

	return schan->event0 < n && schan->event1 < n ? 0 : -EINVAL;
}

/**
 * sdma_event_enable_locked() - Connect a channel to its DMA requests, unless it is
 * @schan: channel, powered, checked by sdma_event_check()
 *
 * Context: Under the lock of the channel.
 */
void sdma_event_enable_locked(struct sdma_chan *schan)
{
	lockdep_assert_held(&schan->vc.lock);

	if (!schan->slave || !schan->powered)
		return;

	if (schan->fifos.sw_done != schan->sw_done_on) {
		schan->sw_done_on = schan->fifos.sw_done;
		sdma_hw_sw_done(schan->sdma, schan->sw_done_on);
	}
	if (schan->events_on)
		return;

	schan->events_on = true;
	sdma_hw_event(schan, schan->event0, true);
	if (schan->event1)
		sdma_hw_event(schan, schan->event1, true);
}

/**
 * sdma_event_disable_locked() - Undo sdma_event_enable_locked(), if there is something to undo
 * @schan: channel, powered
 *
 * Context: Under the lock of the channel.
 */
void sdma_event_disable_locked(struct sdma_chan *schan)
{
	lockdep_assert_held(&schan->vc.lock);

	if (schan->events_on) {
		schan->events_on = false;
		sdma_hw_event(schan, schan->event0, false);
		if (schan->event1)
			sdma_hw_event(schan, schan->event1, false);
	}
	if (schan->sw_done_on) {
		schan->sw_done_on = false;
		sdma_hw_sw_done(schan->sdma, false);
	}
}

static int sdma_event_remap_one(struct device *dev, struct regmap *gpr, unsigned int index)
{
	u32 cells[3];	/* register, bit, value */
	unsigned int i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(cells); i++) {
		ret = of_property_read_u32_index(dev->of_node, SDMA_REMAP_PROPERTY,
						 index * ARRAY_SIZE(cells) + i, &cells[i]);
		if (ret)
			return ret;
	}
	if (cells[1] >= 32)
		return -EINVAL;

	return regmap_update_bits(gpr, cells[0], BIT(cells[1]), cells[2] << cells[1]);
}

static int sdma_event_remap_all(struct device *dev, struct device_node *gpr_np, unsigned int n)
{
	struct regmap *gpr = syscon_node_to_regmap(gpr_np);
	unsigned int i;
	int ret = 0;

	if (IS_ERR(gpr))
		return PTR_ERR(gpr);

	for (i = 0; i < n && !ret; i++)
		ret = sdma_event_remap_one(dev, gpr, i);

	return ret;
}

/**
 * sdma_event_remap() - Select between peripherals that share a DMA request
 * @sdma: controller
 *
 * The SoC has a multiplexer in front of some requests, and the device tree says what to write
 * into its registers.
 *
 * Context: Probe.
 * Return: 0 or a negative errno.
 */
int sdma_event_remap(struct sdma *sdma)
{
	struct device *dev = sdma->dev;
	struct device_node *gpr_np;
	int n, ret;

	n = of_property_count_u32_elems(dev->of_node, SDMA_REMAP_PROPERTY);
	if (n <= 0)
		return 0;
	gpr_np = of_parse_phandle(dev->of_node, "gpr", 0);
	if (!gpr_np)
		return 0;

	ret = n % 3 ? -EINVAL : sdma_event_remap_all(dev, gpr_np, n / 3);
	of_node_put(gpr_np);
	if (ret)
		return dev_err_probe(dev, ret, "cannot apply " SDMA_REMAP_PROPERTY "\n");

	return 0;
}
