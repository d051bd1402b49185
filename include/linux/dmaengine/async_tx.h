/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: memory-to-memory offload
 *
 * Public channels that are shared by all users of async_tx, the data that such
 * users attach to descriptors, and the limits of the hardware.
 */
#ifndef _LINUX_DMAENGINE_ASYNC_TX_H
#define _LINUX_DMAENGINE_ASYNC_TX_H

#include <linux/bug.h>
#include <linux/dmaengine/caps.h>
#include <linux/dmaengine/provider.h>
#include <linux/dmaengine/types.h>
#include <linux/kref.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct dmaengine_unmap_data - Mappings to drop when a descriptor is done
 * @map_cnt: size of @addr as allocated
 * @to_cnt: number of mappings to the device, first in @addr
 * @from_cnt: number of mappings from the device, next in @addr
 * @bidi_cnt: number of mappings in both directions, last in @addr
 * @dev: device they were mapped for
 * @kref: references: the creator's and one of each descriptor
 * @len: length of every mapping in bytes
 * @addr: DMA addresses
 */
struct dmaengine_unmap_data {
#if IS_ENABLED(CONFIG_DMA_ENGINE_RAID)
	u16 map_cnt;
#else
	u8 map_cnt;
#endif
	u8 to_cnt;
	u8 from_cnt;
	u8 bidi_cnt;
	struct device *dev;
	struct kref kref;
	size_t len;
	dma_addr_t addr[];
};

#ifdef CONFIG_DMA_ENGINE

void dmaengine_get(void);
void dmaengine_put(void);
struct dma_chan *dma_find_channel(enum dma_transaction_type tx_type);
void dma_issue_pending_all(void);
enum dma_status dma_wait_for_async_tx(struct dma_async_tx_descriptor *tx);

struct dmaengine_unmap_data *dmaengine_get_unmap_data(struct device *dev,
						      int nr, gfp_t flags);
void dmaengine_unmap_put(struct dmaengine_unmap_data *unmap);

/**
 * dma_set_unmap() - Attach mappings to a descriptor
 * @tx: prepared descriptor without mappings
 * @unmap: mappings; the descriptor takes a reference of its own
 *
 * The reference is put exactly once, when the descriptor completes, fails, is
 * terminated or released.
 *
 * Context: Any context.
 */
static inline void dma_set_unmap(struct dma_async_tx_descriptor *tx,
				 struct dmaengine_unmap_data *unmap)
{
	tx->unmap = unmap;
	kref_get(&unmap->kref);
}

#else /* !CONFIG_DMA_ENGINE */

static inline void dmaengine_get(void)
{
}

static inline void dmaengine_put(void)
{
}

static inline struct dma_chan *
dma_find_channel(enum dma_transaction_type tx_type)
{
	return NULL;
}

static inline void dma_issue_pending_all(void)
{
}

static inline enum dma_status
dma_wait_for_async_tx(struct dma_async_tx_descriptor *tx)
{
	return DMA_COMPLETE;
}

static inline struct dmaengine_unmap_data *
dmaengine_get_unmap_data(struct device *dev, int nr, gfp_t flags)
{
	return NULL;
}

static inline void dmaengine_unmap_put(struct dmaengine_unmap_data *unmap)
{
}

static inline void dma_set_unmap(struct dma_async_tx_descriptor *tx,
				 struct dmaengine_unmap_data *unmap)
{
}

#endif /* CONFIG_DMA_ENGINE */

/**
 * dma_descriptor_unmap() - Drop the mappings of a descriptor
 * @tx: descriptor, with or without mappings
 *
 * For providers, when the hardware is done with the buffers. A second call does
 * nothing.
 *
 * Context: Any context.
 */
static inline void dma_descriptor_unmap(struct dma_async_tx_descriptor *tx)
{
	struct dmaengine_unmap_data *unmap = tx->unmap;

	if (unmap) {
		tx->unmap = NULL;
		dmaengine_unmap_put(unmap);
	}
}

/*
 * The subsystems that use offload take a reference as a whole, through these:
 * without CONFIG_ASYNC_TX_DMA they compute on the CPU.
 */
#ifdef CONFIG_ASYNC_TX_DMA
#define async_dmaengine_get()	dmaengine_get()
#define async_dmaengine_put()	dmaengine_put()
#ifdef CONFIG_ASYNC_TX_ENABLE_CHANNEL_SWITCH
#define async_dma_find_channel(type)	dma_find_channel(type)
#else
/* A chain stays on one channel, which must be able to do everything. */
#define async_dma_find_channel(type)	dma_find_channel(DMA_ASYNC_TX)
#endif
#else /* !CONFIG_ASYNC_TX_DMA */
static inline void async_dmaengine_get(void)
{
}

static inline void async_dmaengine_put(void)
{
}

static inline struct dma_chan *
async_dma_find_channel(enum dma_transaction_type type)
{
	return NULL;
}
#endif /* CONFIG_ASYNC_TX_DMA */

/**
 * async_tx_ack() - The client keeps no pointer to the descriptor any more
 * @tx: descriptor; may be recycled from now on
 *
 * Context: Any context.
 */
static inline void async_tx_ack(struct dma_async_tx_descriptor *tx)
{
	tx->flags |= DMA_CTRL_ACK;
}

/**
 * async_tx_clear_ack() - Keep the descriptor beyond its completion
 * @tx: descriptor, not completed yet
 *
 * Context: Any context.
 */
static inline void async_tx_clear_ack(struct dma_async_tx_descriptor *tx)
{
	tx->flags &= ~DMA_CTRL_ACK;
}

/**
 * async_tx_test_ack() - May the descriptor be recycled?
 * @tx: descriptor
 *
 * Context: Any context.
 * Return: %true if the client has acknowledged it.
 */
static inline bool async_tx_test_ack(struct dma_async_tx_descriptor *tx)
{
	return tx->flags & DMA_CTRL_ACK;
}

/*
 * Dependency chains across channels. The txd_*() accessors exist so that the
 * members they hide can be left out where chains stay on one channel.
 */
#ifdef CONFIG_ASYNC_TX_ENABLE_CHANNEL_SWITCH

/**
 * txd_init() - Set up the dependencies of a descriptor
 * @tx: descriptor being made
 *
 * Context: Any context.
 */
static inline void txd_init(struct dma_async_tx_descriptor *tx)
{
	spin_lock_init(&tx->lock);
}

/**
 * txd_lock() - Lock the dependencies of a descriptor
 * @tx: descriptor
 *
 * Context: Process or softirq context. Takes the lock of @tx, softirqs off.
 */
static inline void txd_lock(struct dma_async_tx_descriptor *tx)
{
	spin_lock_bh(&tx->lock);
}

/**
 * txd_unlock() - Undo txd_lock()
 * @tx: descriptor
 *
 * Context: Process or softirq context. Releases the lock of @tx.
 */
static inline void txd_unlock(struct dma_async_tx_descriptor *tx)
{
	spin_unlock_bh(&tx->lock);
}

/**
 * txd_chain() - Make a descriptor wait for another one
 * @tx: descriptor to wait for, locked
 * @next: descriptor that waits, not submitted yet
 *
 * Without channel switching a dependency never leaves its channel, and the order
 * of submission takes care of it: nobody has a reason to call this then.
 *
 * Context: Process or softirq context.
 */
static inline void txd_chain(struct dma_async_tx_descriptor *tx,
			     struct dma_async_tx_descriptor *next)
{
	tx->next = next;
	next->parent = tx;
}

/**
 * txd_clear_parent() - The descriptor waits for nobody any more
 * @tx: descriptor, locked
 *
 * Context: Process or softirq context.
 */
static inline void txd_clear_parent(struct dma_async_tx_descriptor *tx)
{
	tx->parent = NULL;
}

/**
 * txd_clear_next() - Nobody waits for the descriptor any more
 * @tx: descriptor, locked
 *
 * Context: Process or softirq context.
 */
static inline void txd_clear_next(struct dma_async_tx_descriptor *tx)
{
	tx->next = NULL;
}

/**
 * txd_parent() - Which descriptor does this one wait for?
 * @tx: descriptor, locked
 *
 * Context: Process or softirq context.
 * Return: The descriptor, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
txd_parent(struct dma_async_tx_descriptor *tx)
{
	return tx->parent;
}

/**
 * txd_next() - Which descriptor waits for this one?
 * @tx: descriptor, locked
 *
 * Context: Process or softirq context.
 * Return: The descriptor, or %NULL.
 */
static inline struct dma_async_tx_descriptor *
txd_next(struct dma_async_tx_descriptor *tx)
{
	return tx->next;
}

#else /* !CONFIG_ASYNC_TX_ENABLE_CHANNEL_SWITCH */

static inline void txd_init(struct dma_async_tx_descriptor *tx)
{
}

static inline void txd_lock(struct dma_async_tx_descriptor *tx)
{
}

static inline void txd_unlock(struct dma_async_tx_descriptor *tx)
{
}

static inline void txd_chain(struct dma_async_tx_descriptor *tx,
			     struct dma_async_tx_descriptor *next)
{
	WARN_ON_ONCE(1);
}

static inline void txd_clear_parent(struct dma_async_tx_descriptor *tx)
{
}

static inline void txd_clear_next(struct dma_async_tx_descriptor *tx)
{
}

static inline struct dma_async_tx_descriptor *
txd_parent(struct dma_async_tx_descriptor *tx)
{
	return NULL;
}

static inline struct dma_async_tx_descriptor *
txd_next(struct dma_async_tx_descriptor *tx)
{
	return NULL;
}

#endif /* CONFIG_ASYNC_TX_ENABLE_CHANNEL_SWITCH */

/**
 * is_dma_copy_aligned() - Can the hardware copy these buffers?
 * @dma: controller
 * @x: offset of one buffer in bytes
 * @y: offset of the other
 * @len: length in bytes
 *
 * Context: Any context.
 * Return: %true if all three are aligned as the controller needs it.
 */
static inline bool is_dma_copy_aligned(struct dma_device *dma, size_t x,
				       size_t y, size_t len)
{
	return dmaengine_check_align(dma->copy_align, x, y, len);
}

/**
 * is_dma_xor_aligned() - Can the hardware xor these buffers?
 * @dma: controller
 * @x: offset of one buffer in bytes
 * @y: offset of the other
 * @len: length in bytes
 *
 * Context: Any context.
 * Return: %true if all three are aligned as the controller needs it.
 */
static inline bool is_dma_xor_aligned(struct dma_device *dma, size_t x,
				      size_t y, size_t len)
{
	return dmaengine_check_align(dma->xor_align, x, y, len);
}

/**
 * is_dma_pq_aligned() - Can the hardware compute P and Q of these buffers?
 * @dma: controller
 * @x: offset of one buffer in bytes
 * @y: offset of the other
 * @len: length in bytes
 *
 * Context: Any context.
 * Return: %true if all three are aligned as the controller needs it.
 */
static inline bool is_dma_pq_aligned(struct dma_device *dma, size_t x,
				     size_t y, size_t len)
{
	return dmaengine_check_align(dma->pq_align, x, y, len);
}

/**
 * is_dma_fill_aligned() - Can the hardware fill this buffer?
 * @dma: controller
 * @x: offset of the buffer in bytes
 * @y: a second offset, or the same
 * @len: length in bytes
 *
 * Context: Any context.
 * Return: %true if all three are aligned as the controller needs it.
 */
static inline bool is_dma_fill_aligned(struct dma_device *dma, size_t x,
				       size_t y, size_t len)
{
	return dmaengine_check_align(dma->fill_align, x, y, len);
}

/**
 * dma_set_maxpq() - Describe the PQ capability, before registration
 * @dma: controller
 * @maxpq: most sources of one descriptor
 * @has_pq_continue: nonzero if the hardware continues a computation by itself
 *
 * Context: Any context.
 */
static inline void dma_set_maxpq(struct dma_device *dma, int maxpq,
				 int has_pq_continue)
{
	dma->max_pq = maxpq | (has_pq_continue ? DMA_HAS_PQ_CONTINUE : 0);
}

/**
 * dmaf_continue() - Does the operation continue an earlier one?
 * @flags: flags of the operation
 *
 * Context: Any context.
 * Return: %true with %DMA_PREP_CONTINUE.
 */
static inline bool dmaf_continue(enum dma_ctrl_flags flags)
{
	return flags & DMA_PREP_CONTINUE;
}

/**
 * dmaf_p_disabled_continue() - Does it continue a computation of Q alone?
 * @flags: flags of the operation
 *
 * Context: Any context.
 * Return: %true with both %DMA_PREP_CONTINUE and %DMA_PREP_PQ_DISABLE_P.
 */
static inline bool dmaf_p_disabled_continue(enum dma_ctrl_flags flags)
{
	return dmaf_continue(flags) && flags & DMA_PREP_PQ_DISABLE_P;
}

/**
 * dma_dev_has_pq_continue() - Does the hardware continue by itself?
 * @dma: controller
 *
 * Context: Any context.
 * Return: %true if no sources are spent on the old P and Q.
 */
static inline bool dma_dev_has_pq_continue(struct dma_device *dma)
{
	return dma->max_pq & DMA_HAS_PQ_CONTINUE;
}

/**
 * dma_dev_to_maxpq() - Most sources of a fresh PQ operation
 * @dma: controller
 *
 * Context: Any context.
 * Return: Number of sources.
 */
static inline unsigned short dma_dev_to_maxpq(struct dma_device *dma)
{
	return dma->max_pq & ~DMA_HAS_PQ_CONTINUE;
}

/**
 * dma_maxpq() - Most sources of a PQ operation with given flags
 * @dma: controller with %DMA_PQ
 * @flags: enum dma_ctrl_flags of the operation
 *
 * Hardware that cannot continue by itself gets the old results as sources, and
 * the caller can pass that many fewer. Q takes one source, with coefficient 1.
 * If P is wanted it takes three: P itself with coefficient 0, so that it does
 * not count for Q; Q with coefficient 1, as before; and Q once more with
 * coefficient 0, which takes it out of P again.
 *
 * Context: Any context.
 * Return: Number of sources left to the caller.
 */
static inline int dma_maxpq(struct dma_device *dma, enum dma_ctrl_flags flags)
{
	int max = dma_dev_to_maxpq(dma);

	if (!dmaf_continue(flags) || dma_dev_has_pq_continue(dma))
		return max;

	return max - (dmaf_p_disabled_continue(flags) ? 1 : 3);
}

#endif /* _LINUX_DMAENGINE_ASYNC_TX_H */
