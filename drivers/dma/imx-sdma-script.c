// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scripts of the i.MX SDMA: tables of what the ROMs have, what a firmware adds to it, and which
 * script serves which peripheral in which direction. Pure computation, only const data.
 *
 * Nothing but a script that is really there has an address: a transfer that starts at an unknown
 * address executes whatever stands there.
 */
#include <linux/array_size.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/types.h>

#include "imx-sdma-fw.h"
#include "imx-sdma-script.h"

const struct sdma_rom sdma_rom_imx25 = {
	.addr = {
		[SDMA_AP_2_AP] = 729,
		[SDMA_APP_2_MCU] = 770,
		[SDMA_MCU_2_APP] = 834,
		[SDMA_UART_2_MCU] = 904,
		[SDMA_SHP_2_MCU] = 979,
		[SDMA_MCU_2_SHP] = 1048,
		[SDMA_UARTSH_2_MCU] = 1120,
		[SDMA_APP_2_PER] = 1189,
		[SDMA_PER_2_APP] = 1255,
		[SDMA_PER_2_SHP] = 1329,
		[SDMA_SHP_2_PER] = 1407,
		[SDMA_MCU_2_ATA] = 1479,
		[SDMA_ATA_2_MCU] = 1560,
	},
};
EXPORT_SYMBOL_GPL(sdma_rom_imx25);

const struct sdma_rom sdma_rom_imx51 = {
	.addr = {
		[SDMA_AP_2_AP] = 642,
		[SDMA_APP_2_MCU] = 683,
		[SDMA_MCU_2_APP] = 747,
		[SDMA_UART_2_MCU] = 817,
		[SDMA_SHP_2_MCU] = 892,
		[SDMA_MCU_2_SHP] = 961,
		[SDMA_APP_2_PER] = 1033,
		[SDMA_SHP_2_PER] = 1251,
		[SDMA_MCU_2_ATA] = 1392,
		[SDMA_ATA_2_MCU] = 1473,
	},
};
EXPORT_SYMBOL_GPL(sdma_rom_imx51);

const struct sdma_rom sdma_rom_imx53 = {
	.addr = {
		[SDMA_AP_2_AP] = 642,
		[SDMA_APP_2_MCU] = 683,
		[SDMA_MCU_2_APP] = 747,
		[SDMA_UART_2_MCU] = 817,
		[SDMA_SHP_2_MCU] = 891,
		[SDMA_MCU_2_SHP] = 960,
		[SDMA_UARTSH_2_MCU] = 1032,
		[SDMA_SPDIF_2_MCU] = 1100,
		[SDMA_MCU_2_SPDIF] = 1134,
		[SDMA_FIRI_2_MCU] = 1193,
		[SDMA_MCU_2_FIRI] = 1290,
	},
};
EXPORT_SYMBOL_GPL(sdma_rom_imx53);

const struct sdma_rom sdma_rom_imx6q = {
	.addr = {
		[SDMA_AP_2_AP] = 642,
		[SDMA_APP_2_MCU] = 683,
		[SDMA_MCU_2_APP] = 747,
		[SDMA_UART_2_MCU] = 817,
		[SDMA_SHP_2_MCU] = 891,
		[SDMA_MCU_2_SHP] = 960,
		[SDMA_UARTSH_2_MCU] = 1032,
		[SDMA_SPDIF_2_MCU] = 1100,
		[SDMA_MCU_2_SPDIF] = 1134,
		[SDMA_PER_2_PER] = 6331,
	},
};
EXPORT_SYMBOL_GPL(sdma_rom_imx6q);

const struct sdma_rom sdma_rom_imx7d = {
	.addr = {
		[SDMA_AP_2_AP] = 644,
		[SDMA_APP_2_MCU] = 685,
		[SDMA_MCU_2_APP] = 749,
		[SDMA_UART_2_MCU] = 819,
		[SDMA_SHP_2_MCU] = 893,
		[SDMA_MCU_2_SHP] = 962,
		[SDMA_UARTSH_2_MCU] = 1034,
		[SDMA_SPDIF_2_MCU] = 1102,
		[SDMA_MCU_2_SPDIF] = 1136,
	},
};
EXPORT_SYMBOL_GPL(sdma_rom_imx7d);

/*
 * Scripts of a type of peripheral. Zero is "none": that would be SDMA_AP_2_AP, the copy, which
 * does not depend on a peripheral.
 */
struct sdma_use {
	u8 from_device;
	u8 to_device;
	u8 between;
};

static const struct sdma_use sdma_uses[] = {
	[IMX_DMATYPE_SSI]	 = { SDMA_APP_2_MCU, SDMA_MCU_2_APP },
	[IMX_DMATYPE_SSI_SP]	 = { SDMA_SHP_2_MCU, SDMA_MCU_2_SHP },
	[IMX_DMATYPE_MMC]	 = { SDMA_SHP_2_MCU, SDMA_MCU_2_SHP },
	[IMX_DMATYPE_SDHC]	 = { SDMA_SHP_2_MCU, SDMA_MCU_2_SHP },
	[IMX_DMATYPE_UART]	 = { SDMA_UART_2_MCU, SDMA_MCU_2_APP },
	[IMX_DMATYPE_UART_SP]	 = { SDMA_UARTSH_2_MCU, SDMA_MCU_2_SHP },
	[IMX_DMATYPE_FIRI]	 = { SDMA_FIRI_2_MCU, SDMA_MCU_2_FIRI },
	[IMX_DMATYPE_CSPI]	 = { SDMA_APP_2_MCU, SDMA_MCU_2_ECSPI },
	[IMX_DMATYPE_CSPI_SP]	 = { SDMA_SHP_2_MCU, SDMA_MCU_2_SHP },
	[IMX_DMATYPE_ATA]	 = { SDMA_ATA_2_MCU, SDMA_MCU_2_ATA },
	[IMX_DMATYPE_CCM]	 = { SDMA_DPTC_DVFS },
	[IMX_DMATYPE_EXT]	 = { SDMA_APP_2_MCU, SDMA_MCU_2_APP },
	[IMX_DMATYPE_MSHC]	 = { SDMA_MSHC_2_MCU, SDMA_MCU_2_MSHC },
	[IMX_DMATYPE_MSHC_SP]	 = { SDMA_SHP_2_MCU, SDMA_MCU_2_SHP },
	[IMX_DMATYPE_DSP]	 = { SDMA_AP_2_BP, SDMA_BP_2_AP },
	[IMX_DMATYPE_SPDIF]	 = { SDMA_SPDIF_2_MCU, SDMA_MCU_2_SPDIF },
	[IMX_DMATYPE_IPU_MEMORY] = { .to_device = SDMA_EXT_MEM_2_IPU },
	[IMX_DMATYPE_ASRC]	 = { SDMA_ASRC_2_MCU, SDMA_ASRC_2_MCU, SDMA_PER_2_PER },
	[IMX_DMATYPE_ESAI]	 = { SDMA_SHP_2_MCU, SDMA_MCU_2_SHP },
	[IMX_DMATYPE_SSI_DUAL]	 = { SDMA_SSISH_2_MCU, SDMA_MCU_2_SSISH },
	[IMX_DMATYPE_ASRC_SP]	 = { SDMA_SHP_2_MCU, SDMA_MCU_2_SHP, SDMA_PER_2_PER },
	[IMX_DMATYPE_SAI]	 = { SDMA_APP_2_MCU, SDMA_MCU_2_APP },
	[IMX_DMATYPE_MULTI_SAI]	 = { SDMA_SAI_2_MCU, SDMA_MCU_2_SAI },
	[IMX_DMATYPE_HDMI]	 = { .to_device = SDMA_HDMI_DMA },
	[IMX_DMATYPE_I2C]	 = { SDMA_I2C_2_MCU, SDMA_MCU_2_I2C },
};

/**
 * sdma_scripts_init() - Begin with the scripts of the ROM
 * @scripts: to be filled in
 * @rom: what the ROM has, NULL if that is not known
 *
 * Context: Any context. The caller owns @scripts.
 */
void sdma_scripts_init(struct sdma_scripts *scripts, const struct sdma_rom *rom)
{
	memset(scripts, 0, sizeof(*scripts));
	if (rom)
		memcpy(scripts->addr, rom->addr, sizeof(scripts->addr));
}
EXPORT_SYMBOL_GPL(sdma_scripts_init);

/**
 * sdma_scripts_add() - Add the scripts of a firmware
 * @scripts: from sdma_scripts_init()
 * @fw: checked, and its code is in the core's memory
 *
 * Context: Any context. The caller locks @scripts against users.
 */
void sdma_scripts_add(struct sdma_scripts *scripts, const struct sdma_fw *fw)
{
	unsigned int i;
	u16 addr;

	for (i = 0; i < SDMA_ENTRIES; i++) {
		addr = sdma_fw_addr(fw, i);
		if (addr)
			scripts->addr[i] = addr;
	}

	/*
	 * UARTs use the scripts of the ROM. Firmware of version 3 replaces them by its own, for
	 * kernels of the vendor, and says in other entries where the ROM's are.
	 */
	addr = sdma_fw_addr(fw, SDMA_UART_2_MCU_ROM);
	if (addr)
		scripts->addr[SDMA_UART_2_MCU] = addr;
	addr = sdma_fw_addr(fw, SDMA_UARTSH_2_MCU_ROM);
	if (addr)
		scripts->addr[SDMA_UARTSH_2_MCU] = addr;
	scripts->fw_major = fw->major;
}
EXPORT_SYMBOL_GPL(sdma_scripts_add);

/**
 * sdma_script_find() - Which script serves a transfer
 * @type: peripheral
 * @dir: direction; DMA_MEM_TO_MEM is served by one script, whatever @type is
 * @ecspi_fixed: the SoC's ECSPI does not need the script that works around ERR009165
 *
 * Context: Any context.
 * Return: an &enum sdma_script, or -EINVAL if there is no such transfer
 */
int sdma_script_find(enum sdma_peripheral_type type, enum dma_transfer_direction dir,
		     bool ecspi_fixed)
{
	const struct sdma_use *use;
	int script = 0;

	if (dir == DMA_MEM_TO_MEM)
		return SDMA_AP_2_AP;
	if ((unsigned int)type >= ARRAY_SIZE(sdma_uses))
		return -EINVAL;

	use = &sdma_uses[type];
	if (dir == DMA_DEV_TO_MEM)
		script = use->from_device;
	else if (dir == DMA_MEM_TO_DEV)
		script = use->to_device;
	else if (dir == DMA_DEV_TO_DEV)
		script = use->between;

	if (script == SDMA_MCU_2_ECSPI && ecspi_fixed)
		script = SDMA_MCU_2_APP;
	return script ?: -EINVAL;
}
EXPORT_SYMBOL_GPL(sdma_script_find);

/**
 * sdma_script_addr() - Where a script is
 * @scripts: what the controller has
 * @script: from sdma_script_find()
 *
 * A ROM table may name a script of the firmware: that one is not there before the firmware is.
 *
 * Context: Any context. The caller locks @scripts against sdma_scripts_add().
 * Return: its address, or -ENOENT if the controller does not have it (yet)
 */
int sdma_script_addr(const struct sdma_scripts *scripts, enum sdma_script script)
{
	u16 addr = scripts->addr[script];

	if (!addr || (addr >= SDMA_RAM_CODE && !scripts->fw_major))
		return -ENOENT;
	return addr;
}
EXPORT_SYMBOL_GPL(sdma_script_addr);

/**
 * sdma_script_version() - Which firmware can have a script
 * @script: any
 *
 * Context: Any context.
 * Return: the first major version whose table has an entry for it
 */
unsigned int sdma_script_version(enum sdma_script script)
{
	if (script < SDMA_ENTRIES_V1)
		return 1;
	if (script < SDMA_ENTRIES_V2)
		return 2;
	if (script < SDMA_ENTRIES_V3)
		return 3;
	return 4;
}
EXPORT_SYMBOL_GPL(sdma_script_version);

MODULE_DESCRIPTION("i.MX SDMA: scripts, firmware images and buffer descriptors");
MODULE_LICENSE("GPL");
