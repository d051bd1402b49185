/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: interface of controller drivers
 *
 * Helpers that only controller drivers may use (cookies, running callbacks) are
 * in drivers/dma/dmaengine.h.
 */
#ifndef _LINUX_DMAENGINE_PROVIDER_H
#define _LINUX_DMAENGINE_PROVIDER_H

#include <linux/bits.h>
#include <linux/dmaengine/caps.h>
#include <linux/dmaengine/types.h>
#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/types.h>

struct dentry;
struct dma_device_core;
struct dma_interleaved_template;
struct module;
struct scatterlist;
struct seq_file;

/**
 * typedef dma_filter_fn - Decide whether a channel suits
 * @chan: candidate: free, and with all capabilities asked for
 * @filter_param: what the client passed along
 *
 * Context: Process context, called with a lock of the core held: must not
 * request or release channels.
 * Return: %true to take @chan.
 */
typedef bool (*dma_filter_fn)(struct dma_chan *chan, void *filter_param);

/**
 * struct dma_slave_map - Which channel a client gets, for boards without a
 *	firmware description
 * @devname: name of the client's device
 * @slave: name of the channel as the client asks for it
 * @param: passed to &dma_filter.fn to find it
 */
struct dma_slave_map {
	const char *devname;
	const char *slave;
	void *param;
};

/**
 * struct dma_filter - A controller's table of clients
 * @fn: filter that tells the channels apart
 * @mapcnt: number of entries in @map
 * @map: table, owned by the provider
 */
struct dma_filter {
	dma_filter_fn fn;
	int mapcnt;
	const struct dma_slave_map *map;
};

/**
 * struct dma_descriptor_metadata_ops - A provider's operations on metadata
 * @attach: take the client's buffer @data of @len bytes; %DESC_METADATA_CLIENT
 * @get_ptr: address of the provider's buffer, bytes used and bytes available;
 *	%DESC_METADATA_ENGINE
 * @set_len: the client has put @payload_len bytes there; %DESC_METADATA_ENGINE
 */
struct dma_descriptor_metadata_ops {
	int (*attach)(struct dma_async_tx_descriptor *desc, void *data,
		      size_t len);
	void *(*get_ptr)(struct dma_async_tx_descriptor *desc,
			 size_t *payload_len, size_t *max_len);
	int (*set_len)(struct dma_async_tx_descriptor *desc,
		       size_t payload_len);
};

/* In &dma_device.max_pq: the hardware continues a PQ computation by itself. */
#define DMA_HAS_PQ_CONTINUE	BIT(15)

/**
 * struct dma_device - A DMA controller
 * @ref: references: one of the registration, one of each channel in use
 * @chancnt: number of channels
 * @privatecnt: number of exclusive users; the controller is %DMA_PRIVATE while
 *	it is not zero
 * @channels: list of channels, filled by the provider before registration
 * @global_node: entry in the core's list of controllers
 * @filter: table for boards without a firmware description, optional
 * @cap_mask: capabilities; each needs its operation below
 * @desc_metadata_modes: supported enum dma_desc_metadata_mode, as a mask
 * @max_xor: most sources of a xor, 0 without %DMA_XOR
 * @max_pq: most sources of a PQ, possibly with %DMA_HAS_PQ_CONTINUE; set it with
 *	dma_set_maxpq()
 * @copy_align: alignment for %DMA_MEMCPY
 * @xor_align: alignment for %DMA_XOR and %DMA_XOR_VAL
 * @pq_align: alignment for %DMA_PQ and %DMA_PQ_VAL
 * @fill_align: alignment for %DMA_MEMSET
 * @dev_id: number, assigned at registration: the n in "dma<n>chan<m>"
 * @dev: device that does the DMA, for mapping buffers
 * @owner: module of the provider, set at registration
 * @chan_ida: numbers of the channels
 * @src_addr_widths: see &dma_slave_caps.src_addr_widths
 * @dst_addr_widths: see &dma_slave_caps.dst_addr_widths
 * @directions: see &dma_slave_caps.directions
 * @min_burst: see &dma_slave_caps.min_burst
 * @max_burst: see &dma_slave_caps.max_burst
 * @max_sg_burst: see &dma_slave_caps.max_sg_burst
 * @descriptor_reuse: %DMA_CTRL_REUSE is supported
 * @residue_granularity: precision of the residue
 * @device_alloc_chan_resources: a client comes; returns a negative errno to
 *	refuse it. May sleep
 * @device_router_config: the route in &dma_chan.route_data has been set up, the
 *	channel may adapt to it. May sleep
 * @device_free_chan_resources: the last client goes. All descriptors are freed
 *	on return, and nothing of the channel runs any more. May sleep
 * @device_prep_dma_memcpy: copy @len bytes
 * @device_prep_dma_xor: xor of @src_cnt buffers of @len bytes into one
 * @device_prep_dma_xor_val: is the xor of the buffers zero?
 * @device_prep_dma_pq: P and Q of @src_cnt buffers with coefficients @scf
 * @device_prep_dma_pq_val: do P and Q match the buffers?
 * @device_prep_dma_memset: fill @len bytes with the lowest byte of @value
 * @device_prep_dma_memset_sg: the same for a scatterlist
 * @device_prep_dma_interrupt: no data, only a completion
 * @device_prep_peripheral_dma_vec: peripheral transfer, array of pieces
 * @device_prep_slave_sg: peripheral transfer, mapped scatterlist
 * @device_prep_dma_cyclic: ring buffer of periods, one callback a period
 * @device_prep_interleaved_dma: pattern of chunks and gaps
 * @device_prep_dma_imm_data: write eight bytes given by value
 * @device_caps: refine the capabilities of one channel; the members are preset
 *	from the controller's
 * @device_config: use this configuration for what is prepared from now on
 * @device_pause: hold up what runs, so that the residue stands still
 * @device_resume: go on after a pause
 * @device_terminate_all: drop what was submitted. Any context, must not sleep,
 *	need not wait for the hardware. Prepared descriptors are not touched
 * @device_synchronize: wait until dropped descriptors are neither used by the
 *	hardware nor have a callback running. May sleep
 * @device_tx_status: state of a submission; &struct dma_tx_state may be %NULL.
 *	Any context
 * @device_issue_pending: start what was submitted. Any context
 * @device_release: unregistered, and the last client is gone: the object may be
 *	freed. Runs exactly once, with no lock of the core held. Without it
 *	dma_async_device_unregister() waits for the clients
 * @dbg_summary_show: lines for the "summary" file in debugfs, optional
 * @dbg_dev_root: the controller's directory in debugfs
 * @device_prep_config_sg: @device_config and @device_prep_slave_sg in one step,
 *	for this descriptor alone; the configuration may be %NULL, which is the
 *	current one. Optional
 *
 * Provider memory. The provider fills in the description and the operations and
 * calls dma_async_device_register(); from then on the core may replace the
 * operations at unregistration, so nobody caches their addresses.
 *
 * Operations are called without a lock of the core. The prep operations return
 * a descriptor of the provider in the *prepared* state, or %NULL; they may be
 * called in any context and so allocate with %GFP_NOWAIT.
 */
struct dma_device {
	struct kref ref;
	unsigned int chancnt;
	unsigned int privatecnt;
	struct list_head channels;
	struct list_head global_node;
	struct dma_filter filter;
	dma_cap_mask_t cap_mask;
	enum dma_desc_metadata_mode desc_metadata_modes;
	unsigned short max_xor;
	unsigned short max_pq;
	enum dmaengine_alignment copy_align;
	enum dmaengine_alignment xor_align;
	enum dmaengine_alignment pq_align;
	enum dmaengine_alignment fill_align;

	int dev_id;
	struct device *dev;
	struct module *owner;
	struct ida chan_ida;

	u32 src_addr_widths;
	u32 dst_addr_widths;
	u32 directions;
	u32 min_burst;
	u32 max_burst;
	u32 max_sg_burst;
	bool descriptor_reuse;
	enum dma_residue_granularity residue_granularity;

	int (*device_alloc_chan_resources)(struct dma_chan *chan);
	int (*device_router_config)(struct dma_chan *chan);
	void (*device_free_chan_resources)(struct dma_chan *chan);

	struct dma_async_tx_descriptor *
	(*device_prep_dma_memcpy)(struct dma_chan *chan, dma_addr_t dst,
				  dma_addr_t src, size_t len,
				  unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_xor)(struct dma_chan *chan, dma_addr_t dst,
			       dma_addr_t *src, unsigned int src_cnt,
			       size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_xor_val)(struct dma_chan *chan, dma_addr_t *src,
				   unsigned int src_cnt, size_t len,
				   enum sum_check_flags *result,
				   unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_pq)(struct dma_chan *chan, dma_addr_t *dst,
			      dma_addr_t *src, unsigned int src_cnt,
			      const unsigned char *scf, size_t len,
			      unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_pq_val)(struct dma_chan *chan, dma_addr_t *pq,
				  dma_addr_t *src, unsigned int src_cnt,
				  const unsigned char *scf, size_t len,
				  enum sum_check_flags *pqres,
				  unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_memset)(struct dma_chan *chan, dma_addr_t dest,
				  int value, size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_memset_sg)(struct dma_chan *chan,
				     struct scatterlist *sg, unsigned int nents,
				     int value, unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_interrupt)(struct dma_chan *chan,
				     unsigned long flags);

	struct dma_async_tx_descriptor *
	(*device_prep_peripheral_dma_vec)(struct dma_chan *chan,
					  const struct dma_vec *vecs,
					  size_t nents,
					  enum dma_transfer_direction direction,
					  unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_slave_sg)(struct dma_chan *chan, struct scatterlist *sgl,
				unsigned int sg_len,
				enum dma_transfer_direction direction,
				unsigned long flags, void *context);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_cyclic)(struct dma_chan *chan, dma_addr_t buf_addr,
				  size_t buf_len, size_t period_len,
				  enum dma_transfer_direction direction,
				  unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_interleaved_dma)(struct dma_chan *chan,
				       struct dma_interleaved_template *xt,
				       unsigned long flags);
	struct dma_async_tx_descriptor *
	(*device_prep_dma_imm_data)(struct dma_chan *chan, dma_addr_t dst,
				    u64 data, unsigned long flags);

	void (*device_caps)(struct dma_chan *chan, struct dma_slave_caps *caps);
	int (*device_config)(struct dma_chan *chan,
			     struct dma_slave_config *config);
	int (*device_pause)(struct dma_chan *chan);
	int (*device_resume)(struct dma_chan *chan);
	int (*device_terminate_all)(struct dma_chan *chan);
	void (*device_synchronize)(struct dma_chan *chan);

	enum dma_status (*device_tx_status)(struct dma_chan *chan,
					    dma_cookie_t cookie,
					    struct dma_tx_state *txstate);
	void (*device_issue_pending)(struct dma_chan *chan);
	void (*device_release)(struct dma_device *dev);

	void (*dbg_summary_show)(struct seq_file *s, struct dma_device *dev);
	struct dentry *dbg_dev_root;

	struct dma_async_tx_descriptor *
	(*device_prep_config_sg)(struct dma_chan *chan, struct scatterlist *sgl,
				 unsigned int sg_len,
				 enum dma_transfer_direction direction,
				 unsigned long flags,
				 struct dma_slave_config *config);

	/* private: the core's part, NULL unless registered */
	struct dma_device_core *core;
};

int dma_async_device_register(struct dma_device *device);
int dmaenginem_async_device_register(struct dma_device *device);
void dma_async_device_unregister(struct dma_device *device);
int dma_async_device_channel_register(struct dma_device *device,
				      struct dma_chan *chan, const char *name);
void dma_async_device_channel_unregister(struct dma_device *device,
					 struct dma_chan *chan);

void dma_async_tx_descriptor_init(struct dma_async_tx_descriptor *tx,
				  struct dma_chan *chan);
void dma_run_dependencies(struct dma_async_tx_descriptor *tx);

/**
 * dma_set_tx_state() - Report to whoever asked for the status
 * @st: the client's structure, may be %NULL
 * @last: latest completed cookie
 * @used: latest assigned cookie
 * @residue: bytes still to be transferred for the cookie asked for
 *
 * &dma_tx_state.in_flight_bytes is left alone.
 *
 * Context: Any context.
 */
static inline void dma_set_tx_state(struct dma_tx_state *st, dma_cookie_t last,
				    dma_cookie_t used, u32 residue)
{
	if (!st)
		return;

	st->last = last;
	st->used = used;
	st->residue = residue;
}

#endif /* _LINUX_DMAENGINE_PROVIDER_H */
