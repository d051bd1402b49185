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

/* In the order in which the address table of a firmware image lists them. */
enum sdma_script {
	SDMA_AP_2_AP,
	SDMA_AP_2_BP,
	SDMA_AP_2_AP_FIXED,
	SDMA_BP_2_AP,
	SDMA_LOOPBACK_ON_DSP_SIDE,
	SDMA_MCU_INTERRUPT_ONLY,
	SDMA_FIRI_2_PER,
	SDMA_FIRI_2_MCU,
	SDMA_PER_2_FIRI,
	SDMA_MCU_2_FIRI,
	SDMA_UART_2_PER,
	SDMA_UART_2_MCU,
	SDMA_PER_2_APP,
	SDMA_MCU_2_APP,
	SDMA_PER_2_PER,
	SDMA_UARTSH_2_PER,
	SDMA_UARTSH_2_MCU,
	SDMA_PER_2_SHP,
	SDMA_MCU_2_SHP,
	SDMA_ATA_2_MCU,
	SDMA_MCU_2_ATA,
	SDMA_APP_2_PER,
	SDMA_APP_2_MCU,
	SDMA_SHP_2_PER,
	SDMA_SHP_2_MCU,
	SDMA_MSHC_2_MCU,
	SDMA_MCU_2_MSHC,
	SDMA_SPDIF_2_MCU,
	SDMA_MCU_2_SPDIF,
	SDMA_ASRC_2_MCU,
	SDMA_EXT_MEM_2_IPU,
	SDMA_DESCRAMBLER,
	SDMA_DPTC_DVFS,
	SDMA_UTRA,
	SDMA_RAM_START,
	SDMA_MCU_2_SSISH,
	SDMA_SSISH_2_MCU,
	SDMA_HDMI_DMA,
	SDMA_ZCANFD_2_MCU,
	SDMA_ZQSPI_2_MCU,
	SDMA_MCU_2_ECSPI,
	SDMA_MCU_2_SAI,
	SDMA_SAI_2_MCU,
	SDMA_UART_2_MCU_ROM,
	SDMA_UARTSH_2_MCU_ROM,
	SDMA_I2C_2_MCU,
	SDMA_MCU_2_I2C,
	SDMA_MCU_2_ZQSPI,
	SDMA_ENTRIES,
};

/* Entries of the address table by major version. */
#define SDMA_ENTRIES_V1		(SDMA_RAM_START + 1)
#define SDMA_ENTRIES_V2		(SDMA_HDMI_DMA + 1)
#define SDMA_ENTRIES_V3		(SDMA_MCU_2_I2C + 1)
#define SDMA_ENTRIES_V4		(SDMA_MCU_2_ZQSPI + 1)

/* Where firmware goes, behind the contexts of the channels; and the end of program memory. */
#define SDMA_RAM_CODE		6144
#define SDMA_PC_LIMIT		16384

/**
 * struct sdma_rom - scripts in the ROM of a SoC
 * @addr: by &enum sdma_script, zero if there is none
 */
struct sdma_rom {
	u16 addr[SDMA_ENTRIES];
};

/* What is in ROM is not known of the i.MX31 and i.MX35: they need firmware. */
extern const struct sdma_rom sdma_rom_imx25;
extern const struct sdma_rom sdma_rom_imx51;
extern const struct sdma_rom sdma_rom_imx53;
extern const struct sdma_rom sdma_rom_imx6q;
extern const struct sdma_rom sdma_rom_imx7d;

/**
 * struct sdma_scripts - scripts that a controller has
 * @addr: by &enum sdma_script, zero if there is none
 * @fw_major: version of the firmware's layout, zero if there is no firmware
 */
struct sdma_scripts {
	u16 addr[SDMA_ENTRIES];
	unsigned int fw_major;
};

void sdma_scripts_init(struct sdma_scripts *scripts, const struct sdma_rom *rom);
void sdma_scripts_add(struct sdma_scripts *scripts, const struct sdma_fw *fw);

int sdma_script_find(enum sdma_peripheral_type type, enum dma_transfer_direction dir,
		     bool ecspi_fixed);
int sdma_script_addr(const struct sdma_scripts *scripts, enum sdma_script script);
unsigned int sdma_script_version(enum sdma_script script);

#endif /* IMX_SDMA_SCRIPT_H */
