/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: types shared by clients, providers and the core
 *
 * Nothing here takes a lock or calls anybody. Members marked private belong to
 * the core; neither clients nor providers read or write them.
 */
#ifndef _LINUX_DMAENGINE_TYPES_H
#define _LINUX_DMAENGINE_TYPES_H

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct dma_async_tx_descriptor;
struct dma_chan_dev;
struct dma_descriptor_metadata_ops;
struct dma_device;
struct dmaengine_unmap_data;
struct seq_file;
struct task_struct;

/**
 * typedef dma_cookie_t - name of one submission on one channel
 *
 * Submitting a descriptor yields a cookie. Values from %DMA_MIN_COOKIE up to
 * the largest s32 identify the submission until the counter wraps, 0 means "not
 * submitted", and a negative value is an errno. Cookies of different channels
 * have nothing to do with each other.
 */
typedef s32 dma_cookie_t;

/* Smallest valid cookie; the counter continues here after its overflow. */
#define DMA_MIN_COOKIE	1

/**
 * dma_submit_error() - Tell a refused submission from a cookie
 * @cookie: what dmaengine_submit() returned
 *
 * Context: Any context.
 * Return: 0 if @cookie identifies a submission, else the negative errno in it.
 */
static inline int dma_submit_error(dma_cookie_t cookie)
{
	return cookie < 0 ? cookie : 0;
}

/**
 * enum dma_status - State of a submission as reported to the client
 * @DMA_COMPLETE: all data has been transferred
 * @DMA_IN_PROGRESS: queued or being transferred
 * @DMA_PAUSED: started, but currently held up by dmaengine_pause()
 * @DMA_ERROR: failed, aborted by a terminate, never accepted, or the controller
 *	is gone
 * @DMA_OUT_OF_ORDER: the channel finishes submissions in any order
 *	(%DMA_COMPLETION_NO_ORDER), cookies cannot be compared
 */
enum dma_status {
	DMA_COMPLETE,
	DMA_IN_PROGRESS,
	DMA_PAUSED,
	DMA_ERROR,
	DMA_OUT_OF_ORDER,
};

/**
 * enum dma_transaction_type - Capabilities of a controller
 * @DMA_MEMCPY: copies memory to memory
 * @DMA_XOR: computes the xor of several buffers
 * @DMA_PQ: computes RAID6 parity, P and Q
 * @DMA_XOR_VAL: verifies a xor parity without writing
 * @DMA_PQ_VAL: verifies P and Q without writing
 * @DMA_MEMSET: fills a contiguous buffer with a byte value
 * @DMA_MEMSET_SG: fills a scatterlist with a byte value
 * @DMA_INTERRUPT: can run a descriptor that moves no data and only completes
 * @DMA_PRIVATE: channels go to one exclusive client each and never to the
 *	shared memory offload users
 * @DMA_ASYNC_TX: fit for async_tx; computed by the core at registration,
 *	providers leave it alone
 * @DMA_SLAVE: transfers between memory and a peripheral
 * @DMA_CYCLIC: walks a ring buffer for ever
 * @DMA_INTERLEAVE: executes struct dma_interleaved_template
 * @DMA_COMPLETION_NO_ORDER: completes in an order of its own
 * @DMA_REPEAT: understands %DMA_PREP_REPEAT
 * @DMA_LOAD_EOT: understands %DMA_PREP_LOAD_EOT
 * @DMA_TX_TYPE_END: number of capabilities, size of dma_cap_mask_t in bits
 */
enum dma_transaction_type {
	DMA_MEMCPY,
	DMA_XOR,
	DMA_PQ,
	DMA_XOR_VAL,
	DMA_PQ_VAL,
	DMA_MEMSET,
	DMA_MEMSET_SG,
	DMA_INTERRUPT,
	DMA_PRIVATE,
	DMA_ASYNC_TX,
	DMA_SLAVE,
	DMA_CYCLIC,
	DMA_INTERLEAVE,
	DMA_COMPLETION_NO_ORDER,
	DMA_REPEAT,
	DMA_LOAD_EOT,
	DMA_TX_TYPE_END,
};

/**
 * struct dma_cap_mask - Set of enum dma_transaction_type
 * @bits: bit n stands for capability n; see dma_cap_set() and friends
 */
struct dma_cap_mask {
	DECLARE_BITMAP(bits, DMA_TX_TYPE_END);
};

typedef struct dma_cap_mask dma_cap_mask_t;

/**
 * enum dma_transfer_direction - What is at the two ends of a transfer
 * @DMA_MEM_TO_MEM: memory at both ends
 * @DMA_MEM_TO_DEV: memory is read, a peripheral is written
 * @DMA_DEV_TO_MEM: a peripheral is read, memory is written
 * @DMA_DEV_TO_DEV: peripherals at both ends
 * @DMA_TRANS_NONE: no data moves; what the call means is up to the provider
 */
enum dma_transfer_direction {
	DMA_MEM_TO_MEM,
	DMA_MEM_TO_DEV,
	DMA_DEV_TO_MEM,
	DMA_DEV_TO_DEV,
	DMA_TRANS_NONE,
};

/**
 * is_slave_direction() - Does a peripheral take part in the transfer?
 * @direction: direction to test
 *
 * Context: Any context.
 * Return: %true for the three directions with at least one peripheral.
 */
static inline bool is_slave_direction(enum dma_transfer_direction direction)
{
	return direction >= DMA_MEM_TO_DEV && direction <= DMA_DEV_TO_DEV;
}

/**
 * dmaengine_get_direction_text() - Name a direction for messages
 * @dir: direction, any value
 *
 * Context: Any context.
 * Return: A constant string, "invalid" for %DMA_TRANS_NONE and beyond.
 */
static inline char *
dmaengine_get_direction_text(enum dma_transfer_direction dir)
{
	switch (dir) {
	case DMA_MEM_TO_MEM:
		return "MEM_TO_MEM";
	case DMA_MEM_TO_DEV:
		return "MEM_TO_DEV";
	case DMA_DEV_TO_MEM:
		return "DEV_TO_MEM";
	case DMA_DEV_TO_DEV:
		return "DEV_TO_DEV";
	default:
		return "invalid";
	}
}

/**
 * struct dma_vec - One contiguous piece of memory, already mapped
 * @addr: DMA address of its first byte
 * @len: its length in bytes
 */
struct dma_vec {
	dma_addr_t addr;
	size_t len;
};

/**
 * enum dma_ctrl_flags - How a descriptor is prepared, completed and given back
 * @DMA_PREP_INTERRUPT: the client wants to be told: raise an interrupt and run
 *	the callback when this descriptor is done
 * @DMA_CTRL_ACK: the client keeps no pointer to the descriptor, so the provider
 *	may recycle it right after completion; without the flag it waits until
 *	async_tx_ack(), so that dependent work can still be chained to it
 * @DMA_PREP_PQ_DISABLE_P: compute Q only
 * @DMA_PREP_PQ_DISABLE_Q: compute P only
 * @DMA_PREP_CONTINUE: the destination holds an intermediate result, the sources
 *	given are added to it
 * @DMA_PREP_FENCE: what follows on the channel consumes this result, do not let
 *	it overtake
 * @DMA_CTRL_REUSE: the descriptor stays with the client after completion and
 *	can be submitted once more, until dmaengine_desc_free()
 * @DMA_PREP_CMD: the payload is a command for the peripheral, which hardware
 *	may need in a different descriptor format
 * @DMA_PREP_REPEAT: start over at the end, for ever, or until a descriptor with
 *	%DMA_PREP_LOAD_EOT takes over. Interleaved transfers only, elsewhere
 *	without effect
 * @DMA_PREP_LOAD_EOT: take over from a repeating descriptor when its current
 *	round ends. A descriptor without the flag that is queued behind a
 *	repeating one is never started. Behind anything else without effect
 */
enum dma_ctrl_flags {
	DMA_PREP_INTERRUPT	= BIT(0),
	DMA_CTRL_ACK		= BIT(1),
	DMA_PREP_PQ_DISABLE_P	= BIT(2),
	DMA_PREP_PQ_DISABLE_Q	= BIT(3),
	DMA_PREP_CONTINUE	= BIT(4),
	DMA_PREP_FENCE		= BIT(5),
	DMA_CTRL_REUSE		= BIT(6),
	DMA_PREP_CMD		= BIT(7),
	DMA_PREP_REPEAT		= BIT(8),
	DMA_PREP_LOAD_EOT	= BIT(9),
};

/**
 * enum sum_check_bits - Bit numbers of enum sum_check_flags
 * @SUM_CHECK_P: parity P
 * @SUM_CHECK_Q: syndrome Q
 */
enum sum_check_bits {
	SUM_CHECK_P = 0,
	SUM_CHECK_Q = 1,
};

/**
 * enum sum_check_flags - Outcome of a parity verification
 * @SUM_CHECK_P_RESULT: set if P (or the xor) did not match
 * @SUM_CHECK_Q_RESULT: set if Q did not match
 */
enum sum_check_flags {
	SUM_CHECK_P_RESULT = BIT(SUM_CHECK_P),
	SUM_CHECK_Q_RESULT = BIT(SUM_CHECK_Q),
};

/**
 * enum dma_desc_metadata_mode - Who owns the buffer for per-transfer metadata
 * @DESC_METADATA_NONE: no metadata
 * @DESC_METADATA_CLIENT: the client owns it and hands it over with
 *	dmaengine_desc_attach_metadata() between prep and submit. It is filled
 *	in before submit (to a device) or valid from completion on (from one)
 * @DESC_METADATA_ENGINE: the provider owns it. The client asks for the address
 *	with dmaengine_desc_get_metadata_ptr(): before submit to fill it in and
 *	to announce the size with dmaengine_desc_set_metadata_len(), or in the
 *	completion callback to read it. It is gone when the callback returns
 *
 * A descriptor uses one mode; the core refuses to mix them.
 */
enum dma_desc_metadata_mode {
	DESC_METADATA_NONE = 0,
	DESC_METADATA_CLIENT = BIT(0),
	DESC_METADATA_ENGINE = BIT(1),
};

/**
 * struct dma_chan_percpu - Statistics of a channel, one copy per CPU
 * @memcpy_count: number of copies submitted by memory offload
 * @bytes_transferred: bytes in them
 */
struct dma_chan_percpu {
	unsigned long memcpy_count;
	unsigned long bytes_transferred;
};

/**
 * struct dma_router - A multiplexer between request lines and channels
 * @dev: the router's device
 * @route_free: gives the route @route_data back; called once, after the channel
 *	has been released, in process context
 */
struct dma_router {
	struct device *dev;
	void (*route_free)(struct device *dev, void *route_data);
};

/**
 * struct dma_chan - A DMA channel
 * @device: controller the channel belongs to; valid while a client holds the
 *	channel, even after the controller has been unregistered
 * @slave: the client's device, if it got the channel by dma_request_chan()
 * @cookie: cookie of the latest submission
 * @completed_cookie: cookie of the latest completion
 * @chan_id: number within the controller
 * @dev: device in sysfs; valid while a client holds the channel
 * @name: name of the link from @slave to @dev
 * @dbg_client_name: "device:channel" of the client, for debugfs
 * @device_node: entry in &dma_device.channels
 * @local: statistics
 * @client_count: number of clients: 0 if free, 1 if exclusively owned, more for
 *	memory offload
 * @table_count: how often the channel appears in the table of offload channels
 * @router: multiplexer in front of the channel, or %NULL
 * @route_data: the router's handle for the route
 * @private: for provider and client to agree on; the core does not look at it
 * @lock: makes configuration plus preparation one step, see
 *	dmaengine_prep_config_sg_safe()
 *
 * Provider memory, usually embedded in the provider's own structure. The
 * provider sets @device and starts the cookies, the core does the rest.
 */
struct dma_chan {
	struct dma_device *device;
	struct device *slave;
	dma_cookie_t cookie;
	dma_cookie_t completed_cookie;

	int chan_id;
	struct dma_chan_dev *dev;
	const char *name;
#ifdef CONFIG_DEBUG_FS
	char *dbg_client_name;
#endif

	struct list_head device_node;
	struct dma_chan_percpu __percpu *local;
	int client_count;
	int table_count;

	struct dma_router *router;
	void *route_data;

	void *private;

	spinlock_t lock; /* configuration + preparation as one step */

	/* private: the core's */
	u32 gen;			/* generation new submissions get, 0: unregistered */
	u32 floor;			/* callbacks up to this one are dropped */
	atomic_t callback_gen;		/* generation of the running callback, 0: none */
	struct task_struct *callback_task;	/* who runs it */
	atomic_t users;			/* calls inside; negative: the channel is dead */
	u32 late;			/* callbacks dropped, a statistic */
	bool aborted;			/* a terminate left cookies without completion */
#ifdef CONFIG_DEBUG_FS
	/* What virt-dma adds to the line in debugfs; only dmaengine-debugfs.c calls it. */
	void (*show)(struct seq_file *s, struct dma_chan *chan);
#endif
};

/**
 * struct dma_chan_dev - The device that stands for a channel in sysfs
 * @chan: the channel
 * @device: device of class "dma"; its reference count keeps this object alive
 * @dev_id: number of the controller
 * @chan_dma_dev: set by providers whose channels do not share the DMA mapping
 *	properties of the controller: buffers are mapped for @device then, see
 *	dmaengine_get_dma_device()
 */
struct dma_chan_dev {
	struct dma_chan *chan;
	struct device device;
	int dev_id;
	bool chan_dma_dev;
};

/**
 * dmaengine_chan_dev() - The device of a channel
 * @chan: registered channel
 *
 * For messages and for fwnode lookups. Buffers are mapped for another device,
 * see dmaengine_get_dma_device().
 *
 * Context: Any context.
 * Return: The device, without a reference; valid as long as the caller holds
 * the channel.
 */
static inline struct device *dmaengine_chan_dev(struct dma_chan *chan)
{
	return &chan->dev->device;
}

/**
 * dma_chan_name() - Name of a channel as seen in sysfs
 * @chan: registered channel
 *
 * Context: Any context.
 * Return: A string such as "dma0chan3", valid as long as the caller holds the
 * channel.
 */
static inline const char *dma_chan_name(struct dma_chan *chan)
{
	return dev_name(dmaengine_chan_dev(chan));
}

/**
 * enum dmaengine_tx_result - How a descriptor ended
 * @DMA_TRANS_NOERROR: all data was transferred
 * @DMA_TRANS_READ_FAILED: the source could not be read
 * @DMA_TRANS_WRITE_FAILED: the destination could not be written
 * @DMA_TRANS_ABORTED: stopped early, or never started
 */
enum dmaengine_tx_result {
	DMA_TRANS_NOERROR = 0,
	DMA_TRANS_READ_FAILED,
	DMA_TRANS_WRITE_FAILED,
	DMA_TRANS_ABORTED,
};

/**
 * struct dmaengine_result - What a completion callback learns
 * @result: how the descriptor ended
 * @residue: bytes that were not transferred
 */
struct dmaengine_result {
	enum dmaengine_tx_result result;
	u32 residue;
};

/**
 * typedef dma_async_tx_callback - Completion callback without a result
 * @dma_async_param: &dma_async_tx_descriptor.callback_param
 *
 * Context: Usually softirq. No lock of core or provider is held. May prepare,
 * submit, issue and dmaengine_terminate_async() on its own channel; must not
 * synchronize it.
 */
typedef void (*dma_async_tx_callback)(void *dma_async_param);

/**
 * typedef dma_async_tx_callback_result - Completion callback with a result
 * @dma_async_param: &dma_async_tx_descriptor.callback_param
 * @result: how the descriptor ended; gone when the callback returns
 *
 * Context: As for dma_async_tx_callback.
 */
typedef void (*dma_async_tx_callback_result)(void *dma_async_param,
				const struct dmaengine_result *result);

/**
 * struct dma_async_tx_descriptor - One piece of work for a channel
 * @cookie: cookie of the submission, 0 before it; -EBUSY while the descriptor
 *	waits for the one it depends on
 * @flags: enum dma_ctrl_flags
 * @phys: DMA address of the hardware descriptor, for the provider
 * @chan: channel it was prepared for
 * @tx_submit: provider's operation behind dmaengine_submit()
 * @desc_free: provider's operation behind dmaengine_desc_free(), or %NULL
 * @callback: called on completion, set by the client before submit
 * @callback_result: same with a result; takes precedence over @callback
 * @callback_param: passed to either
 * @unmap: mappings dropped on completion, see dma_set_unmap()
 * @desc_metadata_mode: mode in use, kept by the core
 * @metadata_ops: provider's operations, %NULL without metadata support
 * @next: descriptor to submit after this one; protected by @lock
 * @parent: descriptor this one waits for; protected by @lock
 * @lock: dependency chain lock
 *
 * Provider memory. Between prep and submit the client owns the descriptor; it
 * sets the callback members and nothing else.  dmaengine_submit() passes it back
 * to the provider, and the client must not touch it afterwards, unless it is
 * marked %DMA_CTRL_REUSE or not yet acknowledged.
 */
struct dma_async_tx_descriptor {
	dma_cookie_t cookie;
	enum dma_ctrl_flags flags;
	dma_addr_t phys;
	struct dma_chan *chan;
	dma_cookie_t (*tx_submit)(struct dma_async_tx_descriptor *tx);
	int (*desc_free)(struct dma_async_tx_descriptor *tx);
	dma_async_tx_callback callback;
	dma_async_tx_callback_result callback_result;
	void *callback_param;
	struct dmaengine_unmap_data *unmap;
	enum dma_desc_metadata_mode desc_metadata_mode;
	struct dma_descriptor_metadata_ops *metadata_ops;
#ifdef CONFIG_ASYNC_TX_ENABLE_CHANNEL_SWITCH
	struct dma_async_tx_descriptor *next;
	struct dma_async_tx_descriptor *parent;
	spinlock_t lock; /* protects next and parent */
#endif
	/* private: the core's */
	u32 gen;			/* generation of the submission, 0: unstamped */
};

/**
 * struct dma_tx_state - Details of a status query
 * @last: latest completed cookie of the channel
 * @used: latest cookie handed out on the channel
 * @residue: bytes the submission asked for still has to transfer, as precise as
 *	enum dma_residue_granularity says; 0 unless it is in progress or paused
 * @in_flight_bytes: bytes that have left the source, but are still inside the
 *	controller
 */
struct dma_tx_state {
	dma_cookie_t last;
	dma_cookie_t used;
	u32 residue;
	u32 in_flight_bytes;
};

#endif /* _LINUX_DMAENGINE_TYPES_H */
