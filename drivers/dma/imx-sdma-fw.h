/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware images of the i.MX SDMA: checking and reading them. See imx-sdma-fw.c.
 */
#ifndef IMX_SDMA_FW_H
#define IMX_SDMA_FW_H

#include <linux/types.h>

/* "SDMA" */
#define SDMA_FW_MAGIC		0x414d4453

/**
 * struct sdma_fw_header - what an image begins with
 * @magic: %SDMA_FW_MAGIC
 * @major: version of the layout, which says how many addresses there are
 * @minor: version of the scripts
 * @addrs_start: offset of the address table
 * @num_addrs: entries of it, as the first version counted them
 * @code_start: offset of the code
 * @code_bytes: its length
 */
struct sdma_fw_header {
	__le32 magic;
	__le32 major;
	__le32 minor;
	__le32 addrs_start;
	__le32 num_addrs;
	__le32 code_start;
	__le32 code_bytes;
};

/**
 * struct sdma_fw - where things are in an image that was checked
 * @major: version of the layout
 * @minor: version of the scripts
 * @addrs: the address table, for sdma_fw_addr()
 * @num_addrs: entries that count
 * @code: the code
 * @code_bytes: its length, even and not zero
 * @code_addr: where it goes in the core's memory
 */
struct sdma_fw {
	u32 major;
	u32 minor;
	const u8 *addrs;
	unsigned int num_addrs;
	const u8 *code;
	size_t code_bytes;
	u32 code_addr;
};

const char *sdma_fw_check(struct sdma_fw *fw, const void *image, size_t size);
u16 sdma_fw_addr(const struct sdma_fw *fw, unsigned int index);

#endif /* IMX_SDMA_FW_H */
