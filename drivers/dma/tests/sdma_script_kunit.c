// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's scripts: each peripheral gets the script that serves it, at an
 * address where there is one, and nothing else starts.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "../imx-sdma-fw.h"
#include "../imx-sdma-script.h"

/* All types of <linux/dma/imx-dma.h>, and some more. */
#define TYPES		40

struct script_row {
	const char *name;
	int type;
	int from_device;	/* -1: none */
	int to_device;
	int between;
};

/* With the ECSPI's erratum. */
static const struct script_row rows[] = {
	{ "ssi", IMX_DMATYPE_SSI, 22, 13, -1 },
	{ "ssi_sp", IMX_DMATYPE_SSI_SP, 24, 18, -1 },
	{ "mmc", IMX_DMATYPE_MMC, 24, 18, -1 },
	{ "sdhc", IMX_DMATYPE_SDHC, 24, 18, -1 },
	{ "uart", IMX_DMATYPE_UART, 11, 13, -1 },
	{ "uart_sp", IMX_DMATYPE_UART_SP, 16, 18, -1 },
	{ "firi", IMX_DMATYPE_FIRI, 7, 9, -1 },
	{ "cspi", IMX_DMATYPE_CSPI, 22, 40, -1 },
	{ "cspi_sp", IMX_DMATYPE_CSPI_SP, 24, 18, -1 },
	{ "sim", IMX_DMATYPE_SIM, -1, -1, -1 },
	{ "ata", IMX_DMATYPE_ATA, 19, 20, -1 },
	{ "ccm", IMX_DMATYPE_CCM, 32, -1, -1 },
	{ "ext", IMX_DMATYPE_EXT, 22, 13, -1 },
	{ "mshc", IMX_DMATYPE_MSHC, 25, 26, -1 },
	{ "mshc_sp", IMX_DMATYPE_MSHC_SP, 24, 18, -1 },
	{ "dsp", IMX_DMATYPE_DSP, 1, 3, -1 },
	{ "memory", IMX_DMATYPE_MEMORY, -1, -1, -1 },
	{ "fifo_memory", IMX_DMATYPE_FIFO_MEMORY, -1, -1, -1 },
	{ "spdif", IMX_DMATYPE_SPDIF, 27, 28, -1 },
	{ "ipu_memory", IMX_DMATYPE_IPU_MEMORY, -1, 30, -1 },
	{ "asrc", IMX_DMATYPE_ASRC, 29, 29, 14 },
	{ "esai", IMX_DMATYPE_ESAI, 24, 18, -1 },
	{ "ssi_dual", IMX_DMATYPE_SSI_DUAL, 36, 35, -1 },
	{ "asrc_sp", IMX_DMATYPE_ASRC_SP, 24, 18, 14 },
	{ "sai", IMX_DMATYPE_SAI, 22, 13, -1 },
	{ "multi_sai", IMX_DMATYPE_MULTI_SAI, 42, 41, -1 },
	{ "hdmi", IMX_DMATYPE_HDMI, -1, 37, -1 },
	{ "i2c", IMX_DMATYPE_I2C, 45, 46, -1 },
};

KUNIT_ARRAY_PARAM_DESC(row, rows, name);

struct rom_row {
	const char *name;
	const struct sdma_rom *rom;
	int copy;
	int app_2_mcu;
	int mcu_2_app;
	int shp_2_mcu;
	int mcu_2_shp;
	int uart_2_mcu;
	int uartsh_2_mcu;
	int spdif_2_mcu;
};

/* Zero: not in this ROM. */
static const struct rom_row roms[] = {
	{ "imx25", &sdma_rom_imx25, 729, 770, 834, 979, 1048, 904, 1120, 0 },
	{ "imx31", NULL },
	{ "imx51", &sdma_rom_imx51, 642, 683, 747, 892, 961, 817, 0, 0 },
	{ "imx53", &sdma_rom_imx53, 642, 683, 747, 891, 960, 817, 1032, 1100 },
	{ "imx6q", &sdma_rom_imx6q, 642, 683, 747, 891, 960, 817, 1032, 1100 },
	{ "imx7d", &sdma_rom_imx7d, 644, 685, 749, 893, 962, 819, 1034, 1102 },
};

KUNIT_ARRAY_PARAM_DESC(rom, roms, name);

/* A firmware whose table says 100 + index, in RAM for what is in no ROM. */
struct script_fw {
	__le32 addrs[SDMA_ENTRIES];
	struct sdma_fw fw;
};

static unsigned int fw_value(unsigned int index)
{
	return (index < SDMA_ENTRIES_V1 ? 100 : 7000) + index;
}

static struct script_fw *script_fw_new(struct kunit *test, unsigned int major, unsigned int num)
{
	struct script_fw *sfw = kunit_kzalloc(test, sizeof(*sfw), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, sfw);
	for (i = 0; i < num; i++)
		sfw->addrs[i] = cpu_to_le32(fw_value(i));
	sfw->fw.major = major;
	sfw->fw.addrs = (const u8 *)sfw->addrs;
	sfw->fw.num_addrs = num;
	return sfw;
}

static void expect_addr(struct kunit *test, const struct sdma_scripts *scripts,
			enum sdma_script script, int addr)
{
	KUNIT_EXPECT_EQ_MSG(test, sdma_script_addr(scripts, script), addr ?: -ENOENT,
			    "script %d", script);
}

/* Test that each type of peripheral has its script in each direction, and no other. */
static void peripheral_has_its_script(struct kunit *test)
{
	const struct script_row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, sdma_script_find(row->type, DMA_DEV_TO_MEM, false),
			row->from_device < 0 ? -EINVAL : row->from_device);
	KUNIT_EXPECT_EQ(test, sdma_script_find(row->type, DMA_MEM_TO_DEV, false),
			row->to_device < 0 ? -EINVAL : row->to_device);
	KUNIT_EXPECT_EQ(test, sdma_script_find(row->type, DMA_DEV_TO_DEV, false),
			row->between < 0 ? -EINVAL : row->between);
	KUNIT_EXPECT_EQ(test, sdma_script_find(row->type, DMA_TRANS_NONE, false), -EINVAL);
}

/* Test that what stands in no table is refused: types and directions of a careless caller. */
static void unknown_type_is_refused(struct kunit *test)
{
	int type, dir;

	for (type = IMX_DMATYPE_I2C + 1; type < TYPES; type++) {
		KUNIT_EXPECT_EQ(test, sdma_script_find(type, DMA_DEV_TO_MEM, false), -EINVAL);
		KUNIT_EXPECT_EQ(test, sdma_script_find(type, DMA_MEM_TO_DEV, true), -EINVAL);
	}
	KUNIT_EXPECT_EQ(test, sdma_script_find(-1, DMA_DEV_TO_MEM, false), -EINVAL);
	for (dir = DMA_TRANS_NONE; dir < 100; dir++)
		KUNIT_EXPECT_EQ(test, sdma_script_find(IMX_DMATYPE_SSI, dir, false), -EINVAL);
}

/* Test that a copy needs no peripheral: a channel of one may be used for it (SDMA-13). */
static void copy_is_the_same_for_all_types(struct kunit *test)
{
	int type;

	for (type = -1; type < TYPES; type++)
		KUNIT_EXPECT_EQ(test, sdma_script_find(type, DMA_MEM_TO_MEM, false), SDMA_AP_2_AP);
}

/* Test that only the ECSPI's sending changes where the erratum is fixed. */
static void ecspi_erratum(struct kunit *test)
{
	int type, before, after;

	for (type = 0; type < TYPES; type++) {
		KUNIT_EXPECT_EQ(test, sdma_script_find(type, DMA_DEV_TO_MEM, true),
				sdma_script_find(type, DMA_DEV_TO_MEM, false));
		before = sdma_script_find(type, DMA_MEM_TO_DEV, false);
		after = sdma_script_find(type, DMA_MEM_TO_DEV, true);
		if (type == IMX_DMATYPE_CSPI)
			KUNIT_EXPECT_EQ(test, after, SDMA_MCU_2_APP);
		else
			KUNIT_EXPECT_EQ(test, after, before);
	}
}

/* Test that each SoC's ROM has the scripts where the vendor says. */
static void rom_has_scripts(struct kunit *test)
{
	const struct rom_row *row = test->param_value;
	struct sdma_scripts scripts;

	memset(&scripts, 0x5a, sizeof(scripts));
	sdma_scripts_init(&scripts, row->rom);
	expect_addr(test, &scripts, SDMA_AP_2_AP, row->copy);
	expect_addr(test, &scripts, SDMA_APP_2_MCU, row->app_2_mcu);
	expect_addr(test, &scripts, SDMA_MCU_2_APP, row->mcu_2_app);
	expect_addr(test, &scripts, SDMA_SHP_2_MCU, row->shp_2_mcu);
	expect_addr(test, &scripts, SDMA_MCU_2_SHP, row->mcu_2_shp);
	expect_addr(test, &scripts, SDMA_UART_2_MCU, row->uart_2_mcu);
	expect_addr(test, &scripts, SDMA_UARTSH_2_MCU, row->uartsh_2_mcu);
	expect_addr(test, &scripts, SDMA_SPDIF_2_MCU, row->spdif_2_mcu);
}

/* Test that no ROM offers a script that only a firmware can have, known address or not. */
static void rom_has_no_firmware_scripts(struct kunit *test)
{
	const struct rom_row *row = test->param_value;
	struct sdma_scripts scripts;
	int i, addr;

	sdma_scripts_init(&scripts, row->rom);
	for (i = 0; i < SDMA_ENTRIES; i++) {
		addr = sdma_script_addr(&scripts, i);
		KUNIT_EXPECT_NE(test, addr, 0);
		KUNIT_EXPECT_LT(test, addr, SDMA_RAM_CODE);
	}
	expect_addr(test, &scripts, SDMA_PER_2_PER, 0);
	expect_addr(test, &scripts, SDMA_MCU_2_ECSPI, 0);
	expect_addr(test, &scripts, SDMA_MCU_2_SAI, 0);
	expect_addr(test, &scripts, SDMA_HDMI_DMA, 0);
}

/* Test that a firmware adds what the ROM lacks, and that its addresses replace the ROM's. */
static void firmware_adds_scripts(struct kunit *test)
{
	const struct rom_row *row = test->param_value;
	struct script_fw *sfw = script_fw_new(test, 4, SDMA_ENTRIES_V4);
	struct sdma_scripts scripts;
	int i;

	sfw->addrs[SDMA_UART_2_MCU_ROM] = 0;
	sfw->addrs[SDMA_UARTSH_2_MCU_ROM] = 0;
	sdma_scripts_init(&scripts, row->rom);
	sdma_scripts_add(&scripts, &sfw->fw);
	for (i = 0; i < SDMA_ENTRIES; i++)
		if (i != SDMA_UART_2_MCU_ROM && i != SDMA_UARTSH_2_MCU_ROM)
			expect_addr(test, &scripts, i, fw_value(i));
}

/* Test that a firmware without an entry leaves the ROM's script alone. */
static void firmware_keeps_scripts(struct kunit *test)
{
	const struct rom_row *row = test->param_value;
	struct script_fw *sfw = script_fw_new(test, 1, SDMA_ENTRIES_V1);
	struct sdma_scripts scripts;

	sfw->addrs[SDMA_AP_2_AP] = 0;
	sfw->addrs[SDMA_APP_2_MCU] = cpu_to_le32(-1);
	sfw->addrs[SDMA_MCU_2_APP] = cpu_to_le32(-EINVAL);
	sdma_scripts_init(&scripts, row->rom);
	sdma_scripts_add(&scripts, &sfw->fw);
	expect_addr(test, &scripts, SDMA_AP_2_AP, row->copy);
	expect_addr(test, &scripts, SDMA_APP_2_MCU, row->app_2_mcu);
	expect_addr(test, &scripts, SDMA_MCU_2_APP, row->mcu_2_app);
	expect_addr(test, &scripts, SDMA_SHP_2_MCU, fw_value(SDMA_SHP_2_MCU));
}

/* Test that an address which the ROM's table knows counts as soon as the firmware is there. */
static void firmware_script_at_known_address(struct kunit *test)
{
	struct script_fw *sfw = script_fw_new(test, 1, 0);
	struct sdma_scripts scripts;

	sdma_scripts_init(&scripts, &sdma_rom_imx6q);
	expect_addr(test, &scripts, SDMA_PER_2_PER, 0);
	sdma_scripts_add(&scripts, &sfw->fw);
	expect_addr(test, &scripts, SDMA_PER_2_PER, 6331);
}

/* Test that UARTs stay with the scripts of the ROM, where a firmware has its own for them. */
static void uarts_use_the_rom(struct kunit *test)
{
	struct script_fw *sfw = script_fw_new(test, 3, SDMA_ENTRIES_V3);
	struct sdma_scripts scripts;

	sdma_scripts_init(&scripts, &sdma_rom_imx6q);
	sdma_scripts_add(&scripts, &sfw->fw);
	expect_addr(test, &scripts, SDMA_UART_2_MCU, fw_value(SDMA_UART_2_MCU_ROM));
	expect_addr(test, &scripts, SDMA_UARTSH_2_MCU, fw_value(SDMA_UARTSH_2_MCU_ROM));
}

/* Test that a firmware before version 3 has no such entries. */
static void uarts_of_older_firmware(struct kunit *test)
{
	struct script_fw *sfw = script_fw_new(test, 2, SDMA_ENTRIES_V2);
	struct sdma_scripts scripts;

	sdma_scripts_init(&scripts, &sdma_rom_imx6q);
	sdma_scripts_add(&scripts, &sfw->fw);
	expect_addr(test, &scripts, SDMA_UART_2_MCU, fw_value(SDMA_UART_2_MCU));
	expect_addr(test, &scripts, SDMA_UARTSH_2_MCU, fw_value(SDMA_UARTSH_2_MCU));
}

/* Test that a message can name the firmware which a script needs. */
static void version_of_a_script(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sdma_script_version(SDMA_AP_2_AP), 1);
	KUNIT_EXPECT_EQ(test, sdma_script_version(SDMA_DPTC_DVFS), 1);
	KUNIT_EXPECT_EQ(test, sdma_script_version(SDMA_MCU_2_SSISH), 2);
	KUNIT_EXPECT_EQ(test, sdma_script_version(SDMA_HDMI_DMA), 2);
	KUNIT_EXPECT_EQ(test, sdma_script_version(SDMA_MCU_2_ECSPI), 3);
	KUNIT_EXPECT_EQ(test, sdma_script_version(SDMA_MCU_2_I2C), 3);
	KUNIT_EXPECT_EQ(test, sdma_script_version(SDMA_MCU_2_ZQSPI), 4);
}

static struct kunit_case sdma_script_cases[] = {
	KUNIT_CASE_PARAM(peripheral_has_its_script, row_gen_params),
	KUNIT_CASE(unknown_type_is_refused),
	KUNIT_CASE(copy_is_the_same_for_all_types),
	KUNIT_CASE(ecspi_erratum),
	KUNIT_CASE_PARAM(rom_has_scripts, rom_gen_params),
	KUNIT_CASE_PARAM(rom_has_no_firmware_scripts, rom_gen_params),
	KUNIT_CASE_PARAM(firmware_adds_scripts, rom_gen_params),
	KUNIT_CASE_PARAM(firmware_keeps_scripts, rom_gen_params),
	KUNIT_CASE(firmware_script_at_known_address),
	KUNIT_CASE(uarts_use_the_rom),
	KUNIT_CASE(uarts_of_older_firmware),
	KUNIT_CASE(version_of_a_script),
	{}
};

static struct kunit_suite sdma_script_suite = {
	.name = "imx_sdma_script",
	.test_cases = sdma_script_cases,
};

kunit_test_suite(sdma_script_suite);

MODULE_DESCRIPTION("KUnit suites of the i.MX SDMA's tables");
MODULE_LICENSE("GPL");
