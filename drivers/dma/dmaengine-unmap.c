// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where &struct dmaengine_unmap_data comes from: a few sizes, each with a slab
 * cache and one object in reserve, so that memory offload does not stall when
 * memory is short.
 *
 * Takes no lock. Everything here may be called in any context.
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kref.h>
#include <linux/log2.h>
#include <linux/mempool.h>
#include <linux/slab.h>

#include "dmaengine-core.h"

/* RAID needs an address for each disk, everybody else source and destination. */
#define UNMAP_MAX	(IS_ENABLED(CONFIG_DMA_ENGINE_RAID) ? 256 : 2)

struct unmap_size {
	const char *name;
	unsigned int max;
};

static const struct unmap_size unmap_sizes[] __initconst = {
	{ "dmaengine-unmap-2",   2 },
	{ "dmaengine-unmap-16",  16 },
	{ "dmaengine-unmap-128", 128 },
	{ "dmaengine-unmap-256", 256 },
};

/* The pool to use for 2^n addresses, by n. */
static mempool_t *unmap_pools[ilog2(UNMAP_MAX) + 1] __ro_after_init;

static mempool_t *unmap_pool(unsigned int nr)
{
	return unmap_pools[fls(nr - 1)];
}

static void unmap_release(struct kref *kref)
{
	struct dmaengine_unmap_data *unmap = container_of(kref, struct dmaengine_unmap_data, kref);
	const dma_addr_t *addr = unmap->addr;
	unsigned int i;

	for (i = 0; i < unmap->to_cnt; i++)
		dma_unmap_page(unmap->dev, *addr++, unmap->len, DMA_TO_DEVICE);
	for (i = 0; i < unmap->from_cnt; i++)
		dma_unmap_page(unmap->dev, *addr++, unmap->len, DMA_FROM_DEVICE);
	for (i = 0; i < unmap->bidi_cnt; i++, addr++) {
		/* A parity that nobody wants has a place, but no mapping. */
		if (*addr)
			dma_unmap_page(unmap->dev, *addr, unmap->len, DMA_BIDIRECTIONAL);
	}

	mempool_free(unmap, unmap_pool(unmap->map_cnt));
}

/**
 * dmaengine_unmap_put() - Drop a reference to mappings
 * @unmap: mappings, or %NULL
 *
 * The last reference unmaps what the counts in @unmap say, and frees it.
 *
 * Context: Any context.
 */
void dmaengine_unmap_put(struct dmaengine_unmap_data *unmap)
{
	if (unmap)
		kref_put(&unmap->kref, unmap_release);
}
EXPORT_SYMBOL_GPL(dmaengine_unmap_put);

/**
 * dmaengine_get_unmap_data() - Get room for mappings that a descriptor will drop
 * @dev: device that the pages are or will be mapped for
 * @nr: number of addresses, 1 to 2; up to 256 with CONFIG_DMA_ENGINE_RAID
 * @flags: how to allocate
 *
 * The caller fills in addresses, counts and length, hands it to a descriptor by
 * dma_set_unmap() and puts its own reference by dmaengine_unmap_put().
 *
 * Context: Any context that @flags allow.
 * Return: The data, with no mapping counted and one reference; %NULL if there is
 * no memory, or if @nr is out of range, which is a bug of the caller.
 */
struct dmaengine_unmap_data *dmaengine_get_unmap_data(struct device *dev, int nr, gfp_t flags)
{
	struct dmaengine_unmap_data *unmap;

	if (WARN_ONCE((unsigned int)nr - 1 >= UNMAP_MAX,
		      "dmaengine: no unmap data for %d addresses\n", nr))
		return NULL;

	unmap = mempool_alloc(unmap_pool(nr), flags);
	if (!unmap)
		return NULL;

	*unmap = (struct dmaengine_unmap_data) {
		.map_cnt = nr,
		.dev	 = dev,
		.kref	 = KREF_INIT(1),
	};

	return unmap;
}
EXPORT_SYMBOL(dmaengine_get_unmap_data);

static mempool_t *__init unmap_pool_create(const struct unmap_size *size)
{
	struct dmaengine_unmap_data *unmap;
	struct kmem_cache *cache;
	mempool_t *pool;

	cache = kmem_cache_create(size->name, struct_size(unmap, addr, size->max), 0,
				  SLAB_HWCACHE_ALIGN, NULL);
	if (!cache)
		return NULL;

	pool = mempool_create_slab_pool(1, cache);
	if (!pool)
		kmem_cache_destroy(cache);

	return pool;
}

static void __init unmap_pools_destroy(void)
{
	struct kmem_cache *cache;
	mempool_t *last = NULL;
	unsigned int order;

	/* Neighbours share a pool. */
	for (order = 0; order < ARRAY_SIZE(unmap_pools); order++) {
		mempool_t *pool = unmap_pools[order];

		unmap_pools[order] = NULL;
		if (!pool || pool == last)
			continue;

		last = pool;
		cache = pool->pool_data;
		mempool_destroy(pool);
		kmem_cache_destroy(cache);
	}
}

/**
 * dmaengine_unmap_init() - Create the pools
 *
 * Context: Process context, once, before the first device is registered.
 * Return: 0, or -ENOMEM with nothing left behind.
 */
int __init dmaengine_unmap_init(void)
{
	const struct unmap_size *size = unmap_sizes;
	mempool_t *pool = NULL;
	unsigned int order;

	for (order = 0; order < ARRAY_SIZE(unmap_pools); order++) {
		if (BIT(order) > size->max) {
			size++;
			pool = NULL;
		}
		if (!pool)
			pool = unmap_pool_create(size);
		if (!pool) {
			unmap_pools_destroy();
			return -ENOMEM;
		}
		unmap_pools[order] = pool;
	}

	return 0;
}
