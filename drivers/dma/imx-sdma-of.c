// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device tree of the i.MX SDMA, see Documentation/devicetree/bindings/dma/fsl,imx-sdma.yaml
 *
 * Which SoC it is, and the three cells of a client's specifier: DMA request, type of the
 * peripheral, priority.
 */
#include <linux/device.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_dma.h>
#include <linux/types.h>

#include "dmaengine.h"
#include "imx-sdma.h"

/* Where DMA requests are connected to channels: an old place for 32 of them, and a new one. */
#define SDMA_CHNENBL_OLD	0x080
#define SDMA_CHNENBL_NEW	0x200

static const struct sdma_soc sdma_soc_imx25 = {
	.chnenbl = SDMA_CHNENBL_NEW,
	.events = 48,
	.rom = &sdma_rom_imx25,
};

static const struct sdma_soc sdma_soc_imx31 = {
	.chnenbl = SDMA_CHNENBL_OLD,
	.events = 32,
};

static const struct sdma_soc sdma_soc_imx35 = {
	.chnenbl = SDMA_CHNENBL_NEW,
	.events = 48,
};

static const struct sdma_soc sdma_soc_imx51 = {
	.chnenbl = SDMA_CHNENBL_NEW,
	.events = 48,
	.rom = &sdma_rom_imx51,
};

static const struct sdma_soc sdma_soc_imx53 = {
	.chnenbl = SDMA_CHNENBL_NEW,
	.events = 48,
	.rom = &sdma_rom_imx53,
};

static const struct sdma_soc sdma_soc_imx6q = {
	.chnenbl = SDMA_CHNENBL_NEW,
	.events = 48,
	.rom = &sdma_rom_imx6q,
};

static const struct sdma_soc sdma_soc_imx6ul = {
	.chnenbl = SDMA_CHNENBL_NEW,
	.events = 48,
	.ecspi_fixed = true,
	.rom = &sdma_rom_imx6q,
};

static const struct sdma_soc sdma_soc_imx7d = {
	.chnenbl = SDMA_CHNENBL_NEW,
	.events = 48,
	.rom = &sdma_rom_imx7d,
};

static const struct sdma_soc sdma_soc_imx8mq = {
	.chnenbl = SDMA_CHNENBL_NEW,
	.events = 48,
	.check_ratio = true,
	.rom = &sdma_rom_imx7d,
};

const struct of_device_id sdma_of_ids[] = {
	{ .compatible = "fsl,imx25-sdma", .data = &sdma_soc_imx25 },
	{ .compatible = "fsl,imx31-sdma", .data = &sdma_soc_imx31 },
	{ .compatible = "fsl,imx35-sdma", .data = &sdma_soc_imx35 },
	{ .compatible = "fsl,imx51-sdma", .data = &sdma_soc_imx51 },
	{ .compatible = "fsl,imx53-sdma", .data = &sdma_soc_imx53 },
	{ .compatible = "fsl,imx6q-sdma", .data = &sdma_soc_imx6q },
	{ .compatible = "fsl,imx6ul-sdma", .data = &sdma_soc_imx6ul },
	{ .compatible = "fsl,imx7d-sdma", .data = &sdma_soc_imx7d },
	{ .compatible = "fsl,imx8mq-sdma", .data = &sdma_soc_imx8mq },
	{}
};
MODULE_DEVICE_TABLE(of, sdma_of_ids);

struct sdma_of_wish {
	struct sdma *sdma;
	struct imx_dma_data data;
};

/* Any free channel will do: it becomes that of the peripheral. */
static bool sdma_of_filter(struct dma_chan *chan, void *param)
{
	const struct sdma_of_wish *wish = param;
	struct sdma_chan *schan;

	if (chan->device != &wish->sdma->ddev)
		return false;

	schan = to_sdma_chan(chan);
	schan->data = wish->data;
	chan->private = &schan->data;
	return true;
}

static struct dma_chan *sdma_of_xlate(struct of_phandle_args *spec, struct of_dma *ofdma)
{
	struct sdma *sdma = ofdma->of_dma_data;
	struct sdma_of_wish wish = { .sdma = sdma };
	dma_cap_mask_t mask = sdma->ddev.cap_mask;

	if (spec->args_count != 3) {
		dev_err(sdma->dev, "%d cells in a specifier that needs three\n", spec->args_count);
		return NULL;
	}

	/* There is one request; who needs two of them passes a filter of its own to the core. */
	wish.data.dma_request = spec->args[0];
	wish.data.peripheral_type = spec->args[1];
	wish.data.priority = spec->args[2];

	return __dma_request_channel(&mask, sdma_of_filter, &wish, ofdma->of_node);
}

/**
 * sdma_of_register() - Let clients find channels by their device tree nodes
 * @sdma: controller with its DMA device registered
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno.
 */
int sdma_of_register(struct sdma *sdma)
{
	return of_dma_controller_register(sdma->dev->of_node, sdma_of_xlate, sdma);
}

/**
 * sdma_of_unregister() - Undo sdma_of_register()
 * @sdma: controller
 *
 * Context: Process context. May sleep.
 */
void sdma_of_unregister(struct sdma *sdma)
{
	of_dma_controller_free(sdma->dev->of_node);
}

/**
 * sdma_of_find_spba() - Find out which peripherals are on the shared bus
 * @sdma: controller
 *
 * A sibling of the controller's node describes that bus. Scripts that move data between two
 * peripherals have to know.
 *
 * Context: Probe.
 */
void sdma_of_find_spba(struct sdma *sdma)
{
	struct device_node *parent, *spba;
	struct resource res;

	parent = of_get_parent(sdma->dev->of_node);
	spba = parent ? of_get_compatible_child(parent, "fsl,spba-bus") : NULL;
	if (spba && !of_address_to_resource(spba, 0, &res)) {
		sdma->spba_start = res.start;
		sdma->spba_end = res.end;
	}
	of_node_put(spba);
	of_node_put(parent);
}
