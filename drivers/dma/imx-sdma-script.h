/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scripts of the i.MX SDMA: what a channel executes, and where it is
 *
 * Pure computation. Some scripts are in ROM, at addresses that depend on the SoC; firmware
 * brings others, and may replace those.
 */
#ifndef IMX_SDMA_SCRIPT_H
#define IMX_SDMA_SCRIPT_H

#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/types.h>

struct sdma_fw;

/*
 * In the order in which a firmware image lists them. Version 1 of its layout ends with
 * SDMA_SCRIPT_RAM_CODE_START, version 2 with SDMA_SCRIPT_HDMI_DMA, version 3 with
 * SDMA_SCRIPT_MCU_2_I2C, version 4 with SDMA_SCRIPT_MCU_2_ZQSPI.
 */
enum sdma_script {
	SDMA_SCRIPT_AP_2_AP,
	SDMA_SCRIPT_AP_2_BP,
	SDMA_SCRIPT_AP_2_AP_FIXED,
	SDMA_SCRIPT_BP_2_AP,
	SDMA_SCRIPT_LOOPBACK_ON_DSP_SIDE,
	SDMA_SCRIPT_MCU_INTERRUPT_ONLY,
	SDMA_SCRIPT_FIRI_2_PER,
	SDMA_SCRIPT_FIRI_2_MCU,
	SDMA_SCRIPT_PER_2_FIRI,
	SDMA_SCRIPT_MCU_2_FIRI,
	SDMA_SCRIPT_UART_2_PER,
	SDMA_SCRIPT_UART_2_MCU,
	SDMA_SCRIPT_PER_2_APP,
	SDMA_SCRIPT_MCU_2_APP,
	SDMA_SCRIPT_PER_2_PER,
	SDMA_SCRIPT_UARTSH_2_PER,
	SDMA_SCRIPT_UARTSH_2_MCU,
	SDMA_SCRIPT_PER_2_SHP,
	SDMA_SCRIPT_MCU_2_SHP,
	SDMA_SCRIPT_ATA_2_MCU,
	SDMA_SCRIPT_MCU_2_ATA,
	SDMA_SCRIPT_APP_2_PER,
	SDMA_SCRIPT_APP_2_MCU,
	SDMA_SCRIPT_SHP_2_PER,
	SDMA_SCRIPT_SHP_2_MCU,
	SDMA_SCRIPT_MSHC_2_MCU,
	SDMA_SCRIPT_MCU_2_MSHC,
	SDMA_SCRIPT_SPDIF_2_MCU,
	SDMA_SCRIPT_MCU_2_SPDIF,
	SDMA_SCRIPT_ASRC_2_MCU,
	SDMA_SCRIPT_EXT_MEM_2_IPU,
	SDMA_SCRIPT_DESCRAMBLER,
	SDMA_SCRIPT_DPTC_DVFS,
	SDMA_SCRIPT_UTRA,
	SDMA_SCRIPT_RAM_CODE_START,
	SDMA_SCRIPT_MCU_2_SSISH,
	SDMA_SCRIPT_SSISH_2_MCU,
	SDMA_SCRIPT_HDMI_DMA,
	SDMA_SCRIPT_ZCANFD_2_MCU,
	SDMA_SCRIPT_ZQSPI_2_MCU,
	SDMA_SCRIPT_MCU_2_ECSPI,
	SDMA_SCRIPT_MCU_2_SAI,
	SDMA_SCRIPT_SAI_2_MCU,
	SDMA_SCRIPT_UART_2_MCU_ROM,
	SDMA_SCRIPT_UARTSH_2_MCU_ROM,
	SDMA_SCRIPT_I2C_2_MCU,
	SDMA_SCRIPT_MCU_2_I2C,
	SDMA_SCRIPT_MCU_2_ZQSPI,
	SDMA_SCRIPTS,
};

/**
 * struct sdma_scripts - where the scripts are
 * @addr: by &enum sdma_script, zero if there is none
 */
struct sdma_scripts {
	u16 addr[SDMA_SCRIPTS];
};

/* What is in ROM. Not known of the i.MX31 and i.MX35: they need firmware. */
extern const struct sdma_scripts sdma_rom_imx25;
extern const struct sdma_scripts sdma_rom_imx51;
extern const struct sdma_scripts sdma_rom_imx53;
extern const struct sdma_scripts sdma_rom_imx6q;
extern const struct sdma_scripts sdma_rom_imx7d;

void sdma_scripts_add_fw(struct sdma_scripts *scripts, const struct sdma_fw *fw);

/**
 * struct sdma_script_query - what a script is needed for
 * @type: peripheral
 * @direction: of the transfer; %DMA_MEM_TO_MEM makes @type irrelevant
 * @ecspi_fixed: the ECSPI does without the script that works around ERR009165
 * @fw_loaded: scripts that are in no ROM may be used
 */
struct sdma_script_query {
	enum sdma_peripheral_type type;
	enum dma_transfer_direction direction;
	bool ecspi_fixed;
	bool fw_loaded;
};

int sdma_script_find(const struct sdma_scripts *scripts, const struct sdma_script_query *query);

#endif /* IMX_SDMA_SCRIPT_H */
