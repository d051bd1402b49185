// SPDX-License-Identifier: GPL-2.0-only
/*
 * Firmware of the i.MX SDMA: requesting it, and loading it into the core
 *
 * The file comes when it comes, or not at all; then there is only what is in ROM. What it brings
 * may be used from when the core has got it.
 */
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/firmware.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "imx-sdma-fw.h"
#include "imx-sdma.h"

/**
 * sdma_load_free_code() - Free what channel 0 has read programs from
 * @sdma: controller; channel 0 does not read any more
 *
 * Context: Process context.
 */
void sdma_load_free_code(struct sdma *sdma)
{
	if (sdma->fw_code)
		dma_free_coherent(sdma->dev, sdma->fw_size, sdma->fw_code, sdma->fw_bus);
	sdma->fw_code = NULL;
}

static int sdma_load_code(struct sdma *sdma, const struct sdma_fw *fw)
{
	int ret;

	sdma->fw_size = fw->code_bytes;
	sdma->fw_code = dma_alloc_coherent(sdma->dev, fw->code_bytes, &sdma->fw_bus, GFP_KERNEL);
	if (!sdma->fw_code)
		return -ENOMEM;
	memcpy(sdma->fw_code, fw->code, fw->code_bytes);

	ret = sdma_hw_power_get(sdma);
	if (!ret) {
		ret = sdma_chan0_load_program(sdma, sdma->fw_bus, fw->code_bytes, fw->code_addr);
		sdma_hw_power_put(sdma);
	}
	/* If it did not come to its end, it may still be reading. */
	if (ret != -ETIMEDOUT)
		sdma_load_free_code(sdma);

	return ret;
}

static void sdma_load(struct sdma *sdma, const struct firmware *file)
{
	const char *wrong;
	struct sdma_fw fw;
	unsigned long flags;
	int ret;

	wrong = sdma_fw_check(&fw, file->data, file->size);
	if (wrong) {
		dev_err(sdma->dev, "bad firmware, only what is in ROM: %s\n", wrong);
		return;
	}
	ret = sdma_load_code(sdma, &fw);
	if (ret) {
		dev_err(sdma->dev, "cannot load firmware, only what is in ROM: %d\n", ret);
		return;
	}

	spin_lock_irqsave(&sdma->lock, flags);
	sdma_scripts_add(&sdma->scripts, &fw);
	spin_unlock_irqrestore(&sdma->lock, flags);

	dev_info(sdma->dev, "loaded firmware %u.%u\n", fw.major, fw.minor);
}

/* The file is here, or will not come. */
static void sdma_load_file(const struct firmware *file, void *context)
{
	struct sdma *sdma = context;

	if (file) {
		sdma_load(sdma, file);
		release_firmware(file);
	} else {
		dev_info(sdma->dev, "no firmware, only what is in ROM\n");
	}

	/* After this, the driver may be unbound. */
	complete(&sdma->fw_done);
}

/**
 * sdma_load_begin() - Request the firmware that the device tree names
 * @sdma: controller that is in use already, perhaps
 *
 * Context: Probe.
 */
void sdma_load_begin(struct sdma *sdma)
{
	const char *name;
	int ret;

	ret = of_property_read_string(sdma->dev->of_node, "fsl,sdma-ram-script-name", &name);
	if (!ret)
		ret = firmware_request_nowait_nowarn(THIS_MODULE, name, sdma->dev, GFP_KERNEL,
						     sdma, sdma_load_file);
	if (ret) {
		dev_warn(sdma->dev, "cannot request firmware, only what is in ROM: %d\n", ret);
		complete(&sdma->fw_done);
	}
}

/**
 * sdma_load_wait() - Wait until no firmware comes any more
 * @sdma: controller on which sdma_load_begin() was called
 *
 * Context: Process context. May sleep, for as long as user space takes to find the file.
 */
void sdma_load_wait(struct sdma *sdma)
{
	wait_for_completion(&sdma->fw_done);
}
