// SPDX-License-Identifier: GPL-2.0-only
/*
 * Firmware images of the i.MX SDMA: an image comes from a file that anybody may have damaged, so
 * each offset and each length is checked against its size, without overflow, before it is used.
 *
 * An image has a header, a table of addresses and the code, in any order; numbers are little
 * endian. What the code does cannot be judged here, but where it will be, and where scripts begin.
 */
#include <linux/array_size.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/unaligned.h>

#include "imx-sdma-bd.h"
#include "imx-sdma-fw.h"
#include "imx-sdma-script.h"

#define ENTRY		sizeof(u32)
#define INSTRUCTION	sizeof(u16)

/* Entries of the address table by major version. */
static const unsigned int sdma_fw_entries[] = {
	[1] = SDMA_ENTRIES_V1,
	[2] = SDMA_ENTRIES_V2,
	[3] = SDMA_ENTRIES_V3,
	[4] = SDMA_ENTRIES_V4,
};

static u32 sdma_fw_word(const void *image, size_t offset)
{
	return get_unaligned_le32(image + offset);
}

#define sdma_fw_field(image, name) \
	sdma_fw_word(image, offsetof(struct sdma_fw_header, name))

static bool sdma_fw_inside(u32 start, u64 bytes, size_t size)
{
	return start >= sizeof(struct sdma_fw_header) && start <= size && bytes <= size - start;
}

/*
 * The header's number of entries is as old as the first version; what counts is the version. But
 * images exist whose table ends earlier, and the code follows: code is not an address.
 */
static const char *sdma_fw_check_table(struct sdma_fw *fw, const void *image, size_t size)
{
	u32 start = sdma_fw_field(image, addrs_start);
	u32 code = sdma_fw_field(image, code_start);
	u64 claimed = (u64)sdma_fw_field(image, num_addrs) * ENTRY;
	size_t room;

	if (!sdma_fw_inside(start, claimed, size))
		return "the address table is not inside the image";
	room = (code > start ? min_t(size_t, code, size) : size) - start;
	if (room / ENTRY < SDMA_ENTRIES_V1)
		return "the address table is too short";
	fw->addrs = image + start;
	fw->num_addrs = min_t(size_t, room / ENTRY, sdma_fw_entries[fw->major]);
	return NULL;
}

static const char *sdma_fw_check_code(struct sdma_fw *fw, const void *image, size_t size)
{
	u32 start = sdma_fw_field(image, code_start);
	u32 bytes = sdma_fw_field(image, code_bytes);
	u32 addr = sdma_fw_word(fw->addrs, SDMA_RAM_START * ENTRY);

	if (!sdma_fw_inside(start, bytes, size))
		return "the code is not inside the image";
	if (!bytes || bytes % INSTRUCTION || bytes / INSTRUCTION > SDMA_BD_MAX_COUNT)
		return "the code has a length that cannot be loaded";
	/* Below are ROM and the contexts of the channels. */
	if (addr < SDMA_RAM_CODE || addr >= SDMA_PC_LIMIT ||
	    bytes / INSTRUCTION > SDMA_PC_LIMIT - addr)
		return "the code does not belong into the core's memory";
	fw->code = image + start;
	fw->code_bytes = bytes;
	fw->code_addr = addr;
	return NULL;
}

/* Tables say 0 or a negative number where there is no script. */
static const char *sdma_fw_check_scripts(const struct sdma_fw *fw)
{
	unsigned int i;

	for (i = 0; i < fw->num_addrs; i++)
		if ((s32)sdma_fw_word(fw->addrs, i * ENTRY) >= SDMA_PC_LIMIT)
			return "a script is outside of the core's memory";
	return NULL;
}

/**
 * sdma_fw_check() - Check a firmware image
 * @fw: says where things are in it, if it is good
 * @image: whole file, not necessarily aligned
 * @size: bytes of it
 *
 * Not a byte behind @size is read, whatever the image says.
 *
 * Context: Any context.
 * Return: NULL if the image is good, else what is wrong with it
 */
const char *sdma_fw_check(struct sdma_fw *fw, const void *image, size_t size)
{
	const char *wrong;

	if (!image || size < sizeof(struct sdma_fw_header))
		return "it is shorter than its header";
	if (sdma_fw_field(image, magic) != SDMA_FW_MAGIC)
		return "it is not an SDMA firmware";
	fw->major = sdma_fw_field(image, major);
	fw->minor = sdma_fw_field(image, minor);
	if (!fw->major || fw->major >= ARRAY_SIZE(sdma_fw_entries))
		return "its version is not known";

	wrong = sdma_fw_check_table(fw, image, size);
	if (!wrong)
		wrong = sdma_fw_check_code(fw, image, size);
	if (!wrong)
		wrong = sdma_fw_check_scripts(fw);
	return wrong;
}
EXPORT_SYMBOL_GPL(sdma_fw_check);

/**
 * sdma_fw_addr() - Read the address table
 * @fw: checked
 * @index: entry, an &enum sdma_script
 *
 * Context: Any context.
 * Return: the address, always below SDMA_PC_LIMIT; zero if the firmware has none
 */
u16 sdma_fw_addr(const struct sdma_fw *fw, unsigned int index)
{
	s32 addr;

	if (index >= fw->num_addrs)
		return 0;
	addr = sdma_fw_word(fw->addrs, index * ENTRY);
	return max(addr, 0);
}
EXPORT_SYMBOL_GPL(sdma_fw_addr);
