// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's firmware images: good ones are understood, and of a damaged one
 * not a byte outside is read, whichever way it is damaged. Images stand in memory of exactly
 * their size, so that KASAN sees it.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/unaligned.h>

#include "../imx-sdma-fw.h"
#include "../imx-sdma-script.h"

#define HEADER		sizeof(struct sdma_fw_header)
#define FIELDS		(HEADER / sizeof(u32))
#define CODE_BYTES	96
#define MUTATIONS	4000		/* of each shape */
#define SEED		0x5d3a

#define FIELD(name)	(offsetof(struct sdma_fw_header, name) / sizeof(u32))

enum fw_layout { TABLE_FIRST, CODE_FIRST };

struct fw_shape {
	const char *name;
	u32 major;
	u32 entries;		/* that the table has */
	u32 expected;		/* that count */
	u32 gap;		/* between the parts, to make them unaligned */
	enum fw_layout layout;
};

static const struct fw_shape shapes[] = {
	{ "v1", 1, 35, 35, 0, TABLE_FIRST },
	{ "v1 with a longer table", 1, 38, 35, 0, TABLE_FIRST },
	{ "v2", 2, 38, 38, 0, TABLE_FIRST },
	{ "v3", 3, 47, 47, 0, TABLE_FIRST },
	{ "v3 before I2C", 3, 45, 45, 0, TABLE_FIRST },
	{ "v4", 4, 48, 48, 0, TABLE_FIRST },
	{ "v4 with a longer table", 4, 60, 48, 0, TABLE_FIRST },
	{ "code first", 3, 47, 47, 0, CODE_FIRST },
	{ "code first, short table", 4, 40, 40, 0, CODE_FIRST },
	{ "unaligned", 4, 48, 48, 1, TABLE_FIRST },
	{ "unaligned, code first", 1, 35, 35, 3, CODE_FIRST },
};

KUNIT_ARRAY_PARAM_DESC(shape, shapes, name);

struct fw_image {
	u8 *data;
	size_t size;
};

static void image_put(struct fw_image *image, unsigned int field, u32 value)
{
	put_unaligned_le32(value, image->data + field * sizeof(u32));
}

static u32 image_get(const struct fw_image *image, unsigned int field)
{
	return get_unaligned_le32(image->data + field * sizeof(u32));
}

static void image_put_entry(struct fw_image *image, unsigned int entry, u32 value)
{
	u8 *table = image->data + image_get(image, FIELD(addrs_start));

	put_unaligned_le32(value, table + entry * sizeof(u32));
}

static u32 entry_value(unsigned int entry)
{
	return entry == SDMA_RAM_START ? SDMA_RAM_CODE : 200 + entry;
}

static u8 code_value(unsigned int i)
{
	return 7 * i + 3;
}

static struct fw_image image_new(struct kunit *test, const struct fw_shape *shape)
{
	u32 table = HEADER + shape->gap, bytes = shape->entries * sizeof(u32);
	u32 code = table + bytes + shape->gap;
	struct fw_image image = { .size = code + CODE_BYTES };
	unsigned int i;

	if (shape->layout == CODE_FIRST) {
		code = table;
		table = code + CODE_BYTES + shape->gap;
	}
	image.data = kunit_kzalloc(test, image.size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, image.data);
	image_put(&image, FIELD(magic), SDMA_FW_MAGIC);
	image_put(&image, FIELD(major), shape->major);
	image_put(&image, FIELD(minor), 9);
	image_put(&image, FIELD(addrs_start), table);
	image_put(&image, FIELD(num_addrs), shape->entries);
	image_put(&image, FIELD(code_start), code);
	image_put(&image, FIELD(code_bytes), CODE_BYTES);
	for (i = 0; i < shape->entries; i++)
		image_put_entry(&image, i, entry_value(i));
	for (i = 0; i < CODE_BYTES; i++)
		image.data[code + i] = code_value(i);
	return image;
}

/* Read all that @fw says is there: KASAN looks on. Nothing may be outside, either way. */
static bool fw_is_inside(const struct sdma_fw *fw, const u8 *data, size_t size)
{
	const u8 *end = data + size;
	unsigned int i;

	if (fw->code < data + HEADER || fw->code > end || fw->code_bytes > end - fw->code)
		return false;
	if (fw->addrs < data + HEADER || fw->addrs > end ||
	    fw->num_addrs * sizeof(u32) > end - fw->addrs)
		return false;
	for (i = 0; i < fw->code_bytes; i++)
		READ_ONCE(fw->code[i]);
	for (i = 0; i < 2 * SDMA_ENTRIES; i++)
		if (sdma_fw_addr(fw, i) >= SDMA_PC_LIMIT)
			return false;
	return fw->num_addrs >= SDMA_ENTRIES_V1 && fw->num_addrs <= SDMA_ENTRIES &&
	       fw->code_bytes && !(fw->code_bytes % 2) && fw->code_addr >= SDMA_RAM_CODE &&
	       fw->code_addr + fw->code_bytes / 2 <= SDMA_PC_LIMIT;
}

/* Check what stands in memory of exactly @size bytes. Returns whether it was accepted. */
static bool check(struct kunit *test, const u8 *data, size_t size)
{
	struct sdma_fw fw;
	const char *wrong = sdma_fw_check(&fw, data, size);

	if (!wrong)
		KUNIT_EXPECT_TRUE(test, fw_is_inside(&fw, data, size));
	else if (!*wrong)
		KUNIT_FAIL(test, "refused without a reason");
	return !wrong;
}

/* The same of the first @size bytes: a copy in memory that has no more. */
static bool check_first(struct kunit *test, const u8 *data, size_t size)
{
	u8 *copy = kmemdup(data, size, GFP_KERNEL);
	bool good;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	good = check(test, copy, size);
	kfree(copy);
	return good;
}

static void expect_bad(struct kunit *test, const struct fw_image *image, const char *why)
{
	struct sdma_fw fw;
	const char *wrong = sdma_fw_check(&fw, image->data, image->size);

	KUNIT_ASSERT_NOT_NULL_MSG(test, wrong, "expected: %s", why);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(wrong, why), "\"%s\" in \"%s\"", why, wrong);
}

static void expect_good(struct kunit *test, const struct fw_image *image)
{
	struct sdma_fw fw;

	KUNIT_EXPECT_STREQ(test, sdma_fw_check(&fw, image->data, image->size) ?: "", "");
}

/* Test that each version and layout is understood, to the last byte. */
static void good_image(struct kunit *test)
{
	const struct fw_shape *shape = test->param_value;
	struct fw_image image = image_new(test, shape);
	struct sdma_fw fw;
	unsigned int i;

	KUNIT_ASSERT_NULL(test, sdma_fw_check(&fw, image.data, image.size));
	KUNIT_EXPECT_EQ(test, fw.major, shape->major);
	KUNIT_EXPECT_EQ(test, fw.minor, 9);
	KUNIT_EXPECT_EQ(test, fw.code_addr, SDMA_RAM_CODE);
	KUNIT_ASSERT_EQ(test, fw.code_bytes, CODE_BYTES);
	for (i = 0; i < CODE_BYTES; i++)
		KUNIT_EXPECT_EQ(test, fw.code[i], code_value(i));
	KUNIT_EXPECT_EQ(test, fw.num_addrs, shape->expected);
	for (i = 0; i < 2 * SDMA_ENTRIES; i++)
		KUNIT_EXPECT_EQ(test, sdma_fw_addr(&fw, i),
				i < shape->expected ? entry_value(i) : 0);
}

/* Test that no image is good any more when its end is missing. */
static void truncated(struct kunit *test)
{
	const struct fw_shape *shape = test->param_value;
	struct fw_image image = image_new(test, shape);
	size_t size;

	for (size = 1; size < image.size; size++)
		KUNIT_EXPECT_FALSE_MSG(test, check_first(test, image.data, size),
				       "%zu bytes", size);
	KUNIT_EXPECT_TRUE(test, check(test, image.data, image.size));
}

/* Test that there may be more in the file than the image. */
static void longer_than_needed(struct kunit *test)
{
	struct fw_image image = image_new(test, test->param_value);
	u8 *longer = kunit_kzalloc(test, image.size + 13, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, longer);
	memcpy(longer, image.data, image.size);
	KUNIT_EXPECT_TRUE(test, check(test, longer, image.size + 13));
}

/* Test that an image at any address in memory is read. */
static void unaligned_in_memory(struct kunit *test)
{
	struct fw_image image = image_new(test, test->param_value);
	u8 *moved = kunit_kzalloc(test, image.size + 4, GFP_KERNEL);
	struct sdma_fw fw;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, moved);
	for (i = 0; i < 4; i++) {
		memcpy(moved + i, image.data, image.size);
		KUNIT_EXPECT_NULL(test, sdma_fw_check(&fw, moved + i, image.size));
		KUNIT_EXPECT_TRUE(test, fw_is_inside(&fw, moved + i, image.size));
	}
}

/* Test that no file, an empty one, and another one are refused. */
static void no_firmware(struct kunit *test)
{
	struct fw_image image = image_new(test, &shapes[0]);
	struct fw_image empty = { .data = image.data };
	struct fw_image none = { .size = 100 };

	expect_bad(test, &empty, "shorter than its header");
	expect_bad(test, &none, "shorter than its header");
	image_put(&image, FIELD(magic), 0x53444d41);
	expect_bad(test, &image, "not an SDMA firmware");
	image_put(&image, FIELD(magic), 0);
	expect_bad(test, &image, "not an SDMA firmware");
}

/* Test that only the versions whose table is known are accepted. */
static void unknown_version(struct kunit *test)
{
	static const u32 majors[] = { 0, 5, 6, 255, 0x10001, 0x80000001, U32_MAX };
	struct fw_image image = image_new(test, &shapes[5]);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(majors); i++) {
		image_put(&image, FIELD(major), majors[i]);
		expect_bad(test, &image, "version is not known");
	}
	for (i = 1; i <= 4; i++) {
		image_put(&image, FIELD(major), i);
		expect_good(test, &image);
	}
}

/* Test that the address table lies in the image, sums that overflow included. */
static void bad_table(struct kunit *test)
{
	const struct fw_shape *shape = &shapes[7];
	struct fw_image image = image_new(test, shape);
	u32 start = image_get(&image, FIELD(addrs_start));
	u32 starts[] = {
		0, 4, HEADER - 1, start + 1, image.size - 1, image.size, image.size + 1,
		INT_MAX, 0x80000000, U32_MAX - 3, U32_MAX,
	};
	static const u32 nums[] = { 48, 0x1000, 0x3fffffff, 0x40000000, 0x40000001, U32_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		image_put(&image, FIELD(addrs_start), starts[i]);
		expect_bad(test, &image, "table is not inside");
	}
	image_put(&image, FIELD(addrs_start), start);
	for (i = 0; i < ARRAY_SIZE(nums); i++) {
		image_put(&image, FIELD(num_addrs), nums[i]);
		expect_bad(test, &image, "table is not inside");
	}
	image_put(&image, FIELD(num_addrs), 0);
	image_put(&image, FIELD(addrs_start), image.size - 34 * sizeof(u32));
	expect_bad(test, &image, "table is too short");
}

/* Test that code which follows the table is not taken for addresses. */
static void table_that_runs_into_the_code(struct kunit *test)
{
	struct fw_image image = image_new(test, &shapes[0]);
	u32 code = image_get(&image, FIELD(code_start));

	image_put(&image, FIELD(addrs_start), code - 34 * sizeof(u32));
	expect_bad(test, &image, "table is too short");
}

/* Test that the code lies in the image, sums that overflow included. */
static void bad_code(struct kunit *test)
{
	struct fw_image image = image_new(test, &shapes[0]);
	u32 start = image_get(&image, FIELD(code_start));
	u32 starts[] = { 0, 4, HEADER - 1, start + 1, image.size, INT_MAX, U32_MAX - 95, U32_MAX };
	static const u32 lengths[] = { CODE_BYTES + 1, CODE_BYTES + 2, 0x7ffffffe, U32_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		image_put(&image, FIELD(code_start), starts[i]);
		KUNIT_EXPECT_FALSE(test, check(test, image.data, image.size));
	}
	image_put(&image, FIELD(code_start), start);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		image_put(&image, FIELD(code_bytes), lengths[i]);
		expect_bad(test, &image, "code is not inside");
	}
	image_put(&image, FIELD(code_bytes), 0);
	expect_bad(test, &image, "code has a length");
	image_put(&image, FIELD(code_bytes), CODE_BYTES - 1);
	expect_bad(test, &image, "code has a length");
}

/* Test that code is neither loaded over the contexts nor where the core has no memory. */
static void code_in_the_wrong_place(struct kunit *test)
{
	static const u32 wrong[] = {
		0, 1, SDMA_RAM_CODE - 1, SDMA_PC_LIMIT - CODE_BYTES / 2 + 1, SDMA_PC_LIMIT,
		INT_MAX, 0x80001800, U32_MAX,
	};
	struct fw_image image = image_new(test, &shapes[0]);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		image_put_entry(&image, SDMA_RAM_START, wrong[i]);
		expect_bad(test, &image, "does not belong");
	}
	image_put_entry(&image, SDMA_RAM_START, SDMA_PC_LIMIT - CODE_BYTES / 2);
	expect_good(test, &image);
}

/* Test that a script begins where a program counter can point to, or is said not to be there. */
static void script_in_the_wrong_place(struct kunit *test)
{
	struct fw_image image = image_new(test, &shapes[5]);
	struct sdma_fw fw;

	image_put_entry(&image, SDMA_MCU_2_APP, SDMA_PC_LIMIT);
	expect_bad(test, &image, "script is outside");
	image_put_entry(&image, SDMA_MCU_2_APP, SDMA_PC_LIMIT - 1);
	expect_good(test, &image);
	image_put_entry(&image, SDMA_MCU_2_APP, -1);
	image_put_entry(&image, SDMA_MCU_2_SHP, 0x80000000);
	image_put_entry(&image, SDMA_MCU_2_ZQSPI, 0);
	KUNIT_ASSERT_NULL(test, sdma_fw_check(&fw, image.data, image.size));
	KUNIT_EXPECT_EQ(test, sdma_fw_addr(&fw, SDMA_MCU_2_APP), 0);
	KUNIT_EXPECT_EQ(test, sdma_fw_addr(&fw, SDMA_MCU_2_SHP), 0);
	KUNIT_EXPECT_EQ(test, sdma_fw_addr(&fw, SDMA_MCU_2_ZQSPI), 0);
}

/* Values of a header's field that are near a limit. */
static u32 interesting(unsigned int i, size_t size)
{
	const u32 values[] = {
		0, 1, 2, 34, 35, 48, HEADER - 1, HEADER, size - 1, size, size + 1, size / 4,
		SDMA_PC_LIMIT, 0x3fffffff, 0x40000000, INT_MAX, 0x80000000, U32_MAX - 3, U32_MAX,
	};

	return values[i % ARRAY_SIZE(values)];
}

#define INTERESTING	19

/* Test all pairs of fields with values near a limit. */
static void header_at_the_limits(struct kunit *test)
{
	struct fw_image image = image_new(test, test->param_value);
	unsigned int first, second, i, j;
	u8 header[HEADER];

	memcpy(header, image.data, HEADER);
	for (first = 1; first < FIELDS; first++)
		for (second = first + 1; second < FIELDS; second++)
			for (i = 0; i < INTERESTING * INTERESTING; i++) {
				j = i / INTERESTING;
				image_put(&image, first, interesting(i, image.size));
				image_put(&image, second, interesting(j, image.size));
				check(test, image.data, image.size);
				memcpy(image.data, header, HEADER);
			}
}

/* One to four changes at random; returns the size that is left. */
static size_t mutate(struct rnd_state *rnd, u8 *data, size_t size)
{
	struct fw_image image = { data, size };
	unsigned int changes = 1 + prandom_u32_state(rnd) % 4;

	while (changes--) {
		u32 r = prandom_u32_state(rnd), value = prandom_u32_state(rnd);

		switch (r % 6) {
		case 0:
			data[value % size] ^= 1 << (r >> 16 & 7);
			break;
		case 1:
			data[value % size] = r >> 16;
			break;
		case 2:
			image_put(&image, 1 + (r >> 16) % (FIELDS - 1), interesting(value, size));
			break;
		case 3:
			image_put(&image, 1 + (r >> 16) % (FIELDS - 1), value % (2 * size));
			break;
		case 4:
			put_unaligned_le32(interesting(r >> 16, size),
					   data + value % (size - sizeof(u32)));
			break;
		case 5:
			image.size = min(image.size, HEADER + value % (size - HEADER + 1));
			break;
		}
	}
	return image.size;
}

/*
 * Test thousands of images of each shape that are damaged at random, the same ones in each run:
 * refused, or all of what is used lies inside. Some of both, else this shows nothing.
 */
static void mutated(struct kunit *test)
{
	struct fw_image image = image_new(test, test->param_value);
	u8 *scratch = kunit_kmalloc(test, image.size, GFP_KERNEL);
	unsigned int i, good = 0;
	struct rnd_state rnd;
	size_t size;

	KUNIT_ASSERT_NOT_NULL(test, scratch);
	prandom_seed_state(&rnd, SEED);
	for (i = 0; i < MUTATIONS; i++) {
		memcpy(scratch, image.data, image.size);
		size = mutate(&rnd, scratch, image.size);
		good += size == image.size ? check(test, scratch, size) :
					     check_first(test, scratch, size);
	}
	KUNIT_EXPECT_GT(test, good, MUTATIONS / 100);
	KUNIT_EXPECT_LT(test, good, MUTATIONS);
}

/* Test files that are nothing but noise behind a good magic number. */
static void noise(struct kunit *test)
{
	u8 data[256];
	struct fw_image image = { data, sizeof(data) };
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, SEED);
	for (i = 0; i < MUTATIONS; i++) {
		prandom_bytes_state(&rnd, data, sizeof(data));
		image_put(&image, FIELD(magic), SDMA_FW_MAGIC);
		image_put(&image, FIELD(major), 1 + i % 4);
		check_first(test, data, 1 + prandom_u32_state(&rnd) % sizeof(data));
	}
}

static struct kunit_case sdma_fw_cases[] = {
	KUNIT_CASE_PARAM(good_image, shape_gen_params),
	KUNIT_CASE_PARAM(truncated, shape_gen_params),
	KUNIT_CASE_PARAM(longer_than_needed, shape_gen_params),
	KUNIT_CASE_PARAM(unaligned_in_memory, shape_gen_params),
	KUNIT_CASE(no_firmware),
	KUNIT_CASE(unknown_version),
	KUNIT_CASE(bad_table),
	KUNIT_CASE(table_that_runs_into_the_code),
	KUNIT_CASE(bad_code),
	KUNIT_CASE(code_in_the_wrong_place),
	KUNIT_CASE(script_in_the_wrong_place),
	KUNIT_CASE_PARAM(header_at_the_limits, shape_gen_params),
	KUNIT_CASE_PARAM(mutated, shape_gen_params),
	KUNIT_CASE(noise),
	{}
};

static struct kunit_suite sdma_fw_suite = {
	.name = "imx_sdma_fw",
	.test_cases = sdma_fw_cases,
};

kunit_test_suite(sdma_fw_suite);
