// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of unmap data: how much room there is, whose it is, and that it can
 * be had when memory is short.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/preempt.h>

#include "dmaengine_fake.h"
#include "provoke.h"

static const int sizes[] = { 1, 2, 3, 16, 17, 128, 129, 256 };

static void size_desc(const int *nr, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%d", *nr);
}

KUNIT_ARRAY_PARAM(size, sizes, size_desc);

static void skip_without_raid(struct kunit *test, int nr)
{
	if (nr > 2 && !IS_ENABLED(CONFIG_DMA_ENGINE_RAID))
		kunit_skip(test, "needs CONFIG_DMA_ENGINE_RAID");
}

/* Test that there is room for as many addresses as asked for, at the borders of the pools. */
static void unmap_sizes(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "dma");
	int i, nr = *(const int *)test->param_value;
	struct dmaengine_unmap_data *unmap;

	skip_without_raid(test, nr);
	unmap = dmaengine_get_unmap_data(dev, nr, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, unmap);
	KUNIT_EXPECT_PTR_EQ(test, unmap->dev, dev);
	KUNIT_EXPECT_EQ(test, kref_read(&unmap->kref), 1U);
	/* KASAN sees a pool that is too small, here or when it is freed to a wrong one. */
	for (i = 0; i < nr; i++)
		unmap->addr[i] = i;
	dmaengine_unmap_put(unmap);
}

/* Test that the memory of others does not show: nothing is counted that is not mapped. */
static void unmap_starts_empty(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "dma");
	int i, nr = *(const int *)test->param_value;

	skip_without_raid(test, nr);
	for (i = 0; i < 3; i++) {
		struct dmaengine_unmap_data *unmap = dmaengine_get_unmap_data(dev, nr, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, unmap);
		KUNIT_EXPECT_EQ(test, unmap->to_cnt, 0);
		KUNIT_EXPECT_EQ(test, unmap->from_cnt, 0);
		KUNIT_EXPECT_EQ(test, unmap->bidi_cnt, 0);
		KUNIT_EXPECT_EQ(test, unmap->len, (size_t)0);
		memset(unmap->addr, 0xff, nr * sizeof(*unmap->addr));
		/* A length without a mapping is nobody's. */
		unmap->len = PAGE_SIZE;
		dmaengine_unmap_put(unmap);
	}
}

/* Test that a descriptor has a reference of its own, and gives it back once (T9). */
static void unmap_references(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "dma");
	struct dmaengine_unmap_data *unmap = dmaengine_get_unmap_data(dev, 2, GFP_KERNEL);
	struct dma_async_tx_descriptor first = {}, second = {};

	KUNIT_ASSERT_NOT_NULL(test, unmap);
	dma_set_unmap(&first, unmap);
	dma_set_unmap(&second, unmap);
	KUNIT_EXPECT_EQ(test, kref_read(&unmap->kref), 3U);
	dma_descriptor_unmap(&first);
	KUNIT_EXPECT_NULL(test, first.unmap);
	dma_descriptor_unmap(&first);
	KUNIT_EXPECT_EQ(test, kref_read(&unmap->kref), 2U);
	dmaengine_unmap_put(unmap);
	KUNIT_EXPECT_EQ(test, kref_read(&second.unmap->kref), 1U);
	dma_descriptor_unmap(&second);
	dma_descriptor_unmap(&second);
	dmaengine_unmap_put(NULL);
}

/* Test that real mappings of each kind are given back, a parity without a place excepted. */
static void unmap_unmaps(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "dma");
	struct dmaengine_unmap_data *unmap;
	struct page *page;
	int i;

	skip_without_raid(test, 4);
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	unmap = dmaengine_get_unmap_data(dev, 4, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, unmap);
	if (unmap) {
		static const enum dma_data_direction dirs[] = {
			DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_BIDIRECTIONAL,
		};

		unmap->len = 64;
		for (i = 0; i < 3; i++) {
			unmap->addr[i] = dma_map_page(dev, page, i * 64, 64, dirs[i]);
			KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, unmap->addr[i]), 0);
		}
		unmap->to_cnt = 1;
		unmap->from_cnt = 1;
		unmap->bidi_cnt = 2;
		unmap->addr[3] = 0;
		/* CONFIG_DMA_API_DEBUG reports what is unmapped wrongly. */
		dmaengine_unmap_put(unmap);
	}
	__free_page(page);
}

/* Test that one can be had without sleeping even if the slab has nothing. */
static void unmap_reserve(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "dma");
	int nr = *(const int *)test->param_value;
	struct dmaengine_unmap_data *unmap;
	bool failed;

	skip_without_raid(test, nr);
	if (!fake_fault_init())
		kunit_skip(test, "needs fault injection");

	fake_fault_begin(1);
	preempt_disable();
	unmap = dmaengine_get_unmap_data(dev, nr, GFP_NOWAIT);
	preempt_enable();
	failed = fake_fault_end();
	KUNIT_EXPECT_TRUE(test, failed);
	KUNIT_EXPECT_NOT_NULL(test, unmap);
	dmaengine_unmap_put(unmap);
}

/* Test that a number without a pool is refused with a warning. */
static void unmap_refuses(struct kunit *test)
{
	static const int refused[] = { 257, 0, -1, INT_MAX, INT_MIN };
	struct device *dev;
	int i;

	provoke_or_skip(test);
	dev = kunit_device_register(test, "dma");
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		KUNIT_EXPECT_NULL(test, dmaengine_get_unmap_data(dev, refused[i], GFP_KERNEL));
}

static struct kunit_case dmaengine_unmap_cases[] = {
	KUNIT_CASE_PARAM(unmap_sizes, size_gen_params),
	KUNIT_CASE_PARAM(unmap_starts_empty, size_gen_params),
	KUNIT_CASE(unmap_references),
	KUNIT_CASE(unmap_unmaps),
	KUNIT_CASE_PARAM(unmap_reserve, size_gen_params),
	KUNIT_CASE(unmap_refuses),
	{}
};

static struct kunit_suite dmaengine_unmap_suite = {
	.name = "dmaengine_unmap",
	.test_cases = dmaengine_unmap_cases,
};

kunit_test_suite(dmaengine_unmap_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine's unmap data");
MODULE_LICENSE("GPL");
