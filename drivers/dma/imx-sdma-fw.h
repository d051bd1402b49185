/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware images of the i.MX SDMA: validating and reading them
 *
 * Pure computation. An image is a file that anybody may have written: nothing of it is used
 * before sdma_fw_parse() has checked it.
 */
#ifndef IMX_SDMA_FW_H
#define IMX_SDMA_FW_H

#include <linux/types.h>

/**
 * struct sdma_fw - what a valid image consists of
 * @major: version of the layout, which says how many addresses there are
 * @minor: version of the scripts
 * @addrs: addresses of the scripts, little endian words in the order of &enum sdma_script, not
 *	necessarily aligned; in the image
 * @num_addrs: how many, at most %SDMA_SCRIPTS
 * @code: what goes into program memory; in the image
 * @code_size: bytes, even and not zero
 * @code_addr: where it goes
 */
struct sdma_fw {
	unsigned int major;
	unsigned int minor;
	const u8 *addrs;
	unsigned int num_addrs;
	const u8 *code;
	size_t code_size;
	u32 code_addr;
};

int sdma_fw_parse(struct sdma_fw *fw, const void *data, size_t size);

#endif /* IMX_SDMA_FW_H */
