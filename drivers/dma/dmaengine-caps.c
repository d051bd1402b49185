// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device can do: the checks at registration, what clients are told about
 * it, and the stubs that stand in for a provider's operations once its device
 * is unregistered.
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/device.h>
#include <linux/export.h>
#include <linux/stddef.h>

#include "dmaengine-core.h"

/* A capability that means nothing without its operation. */
struct cap_op {
	enum dma_transaction_type cap;
	const char *name;
	size_t op;
};

#define CAP_OP(_cap, _op) { .cap = (_cap), .name = #_cap, .op = offsetof(struct dma_device, _op) }

static const struct cap_op cap_ops[] = {
	CAP_OP(DMA_MEMCPY, device_prep_dma_memcpy),
	CAP_OP(DMA_XOR, device_prep_dma_xor),
	CAP_OP(DMA_XOR_VAL, device_prep_dma_xor_val),
	CAP_OP(DMA_PQ, device_prep_dma_pq),
	CAP_OP(DMA_PQ_VAL, device_prep_dma_pq_val),
	CAP_OP(DMA_MEMSET, device_prep_dma_memset),
	CAP_OP(DMA_INTERRUPT, device_prep_dma_interrupt),
	CAP_OP(DMA_CYCLIC, device_prep_dma_cyclic),
	CAP_OP(DMA_INTERLEAVE, device_prep_interleaved_dma),
};

/* Where an operation is; all of them are function pointers. */
typedef void (*op_t)(void);

static op_t *op_slot(struct dma_device *device, size_t op)
{
	return (op_t *)((char *)device + op);
}

/* What async_tx may ask for in this configuration. */
static bool device_has_all_tx_types(struct dma_device *device)
{
	const dma_cap_mask_t *has = &device->cap_mask;

	if (IS_ENABLED(CONFIG_ASYNC_TX_DMA) && !test_bit(DMA_INTERRUPT, has->bits))
		return false;
	if (IS_ENABLED(CONFIG_ASYNC_MEMCPY) && !test_bit(DMA_MEMCPY, has->bits))
		return false;
	if (IS_ENABLED(CONFIG_ASYNC_XOR)) {
		if (!test_bit(DMA_XOR, has->bits))
			return false;
		if (!IS_ENABLED(CONFIG_ASYNC_TX_DISABLE_XOR_VAL_DMA) &&
		    !test_bit(DMA_XOR_VAL, has->bits))
			return false;
	}
	if (IS_ENABLED(CONFIG_ASYNC_PQ)) {
		if (!test_bit(DMA_PQ, has->bits))
			return false;
		if (!IS_ENABLED(CONFIG_ASYNC_TX_DISABLE_PQ_VAL_DMA) &&
		    !test_bit(DMA_PQ_VAL, has->bits))
			return false;
	}

	return true;
}

/**
 * dmaengine_caps_check() - Check what a provider wants to register
 * @device: device, filled in by its provider
 *
 * Also gives it the capability DMA_ASYNC_TX if async_tx never has to leave it.
 *
 * Return: 0, or -EIO after a message that says what is missing.
 */
int dmaengine_caps_check(struct dma_device *device)
{
	const struct cap_op *c;

	if (!device->dev) {
		pr_err("a DMA device needs a struct device\n");
		return -EIO;
	}

	for (c = cap_ops; c < cap_ops + ARRAY_SIZE(cap_ops); c++) {
		if (dma_has_cap(c->cap, device->cap_mask) && !*op_slot(device, c->op)) {
			dev_err(device->dev, "capability %s without its prep operation\n", c->name);
			return -EIO;
		}
	}

	if (!device->device_tx_status || !device->device_issue_pending) {
		dev_err(device->dev, "no device_%s operation\n",
			device->device_tx_status ? "issue_pending" : "tx_status");
		return -EIO;
	}

	if (!device->device_release)
		dev_dbg(device->dev, "no device_release operation: unbinding waits for all clients\n");

	if (device_has_all_tx_types(device))
		dma_cap_set(DMA_ASYNC_TX, device->cap_mask);

	return 0;
}

/**
 * dmaengine_caps_public() - Tell whether a device may serve public clients
 * @device: registered device
 *
 * A slave controller may not, whatever else it can do: public clients take all
 * channels of a device, and none would be left for the peripherals.
 *
 * Return: Whether dmaengine_get() may take its channels.
 */
bool dmaengine_caps_public(struct dma_device *device)
{
	return !dma_has_cap(DMA_PRIVATE, device->cap_mask) &&
	       !dma_has_cap(DMA_SLAVE, device->cap_mask);
}

/**
 * dma_get_slave_caps() - Ask what a slave channel can do
 * @chan: channel owned by the caller
 * @caps: filled in on success
 *
 * Context: Any context that the provider's device_caps() allows.
 * Return:
 * * %0		- @caps is valid
 * * %-EINVAL	- @chan or @caps is %NULL
 * * %-ENXIO	- Not a slave channel, or its provider does not tell
 * * %-ENODEV	- The controller is gone
 */
int dma_get_slave_caps(struct dma_chan *chan, struct dma_slave_caps *caps)
{
	struct dma_device *device;

	if (!chan || !caps)
		return -EINVAL;

	device = chan->device;
	if (!dma_has_cap(DMA_SLAVE, device->cap_mask) && !dma_has_cap(DMA_CYCLIC, device->cap_mask))
		return -ENXIO;
	/* A provider that fills in nothing does not even tell a direction. */
	if (!device->directions)
		return -ENXIO;

	if (!dmaengine_chan_enter(chan))
		return -ENODEV;

	*caps = (struct dma_slave_caps) {
		.directions		= device->directions,
		.src_addr_widths	= device->src_addr_widths,
		.dst_addr_widths	= device->dst_addr_widths,
		.min_burst		= device->min_burst,
		.max_burst		= device->max_burst,
		.max_sg_burst		= device->max_sg_burst,
		.descriptor_reuse	= device->descriptor_reuse,
		.residue_granularity	= device->residue_granularity,
		.cmd_terminate		= device->device_terminate_all,
		.cmd_pause		= device->device_pause,
		.cmd_resume		= device->device_resume,
	};
	/* Channels of one device may differ. */
	if (device->device_caps)
		device->device_caps(chan, caps);
	dmaengine_chan_exit(chan);

	return 0;
}
EXPORT_SYMBOL_GPL(dma_get_slave_caps);

/*
 * The dead state. For clients that call an operation past its wrapper: they do
 * so with preemption, BH or interrupts off, and so get either the provider's
 * operation, which unregister waits for, or one of these.
 */
#define DEAD_PREP(op, ...)							\
	static struct dma_async_tx_descriptor *dead_##op(__VA_ARGS__)		\
	{									\
		return NULL;							\
	}

DEAD_PREP(device_prep_dma_memcpy, struct dma_chan *chan, dma_addr_t dst, dma_addr_t src,
	  size_t len, unsigned long flags)
DEAD_PREP(device_prep_dma_xor, struct dma_chan *chan, dma_addr_t dst, dma_addr_t *src,
	  unsigned int src_cnt, size_t len, unsigned long flags)
DEAD_PREP(device_prep_dma_xor_val, struct dma_chan *chan, dma_addr_t *src, unsigned int src_cnt,
	  size_t len, enum sum_check_flags *result, unsigned long flags)
DEAD_PREP(device_prep_dma_pq, struct dma_chan *chan, dma_addr_t *dst, dma_addr_t *src,
	  unsigned int src_cnt, const unsigned char *scf, size_t len, unsigned long flags)
DEAD_PREP(device_prep_dma_pq_val, struct dma_chan *chan, dma_addr_t *pq, dma_addr_t *src,
	  unsigned int src_cnt, const unsigned char *scf, size_t len,
	  enum sum_check_flags *pqres, unsigned long flags)
DEAD_PREP(device_prep_dma_memset, struct dma_chan *chan, dma_addr_t dest, int value, size_t len,
	  unsigned long flags)
DEAD_PREP(device_prep_dma_memset_sg, struct dma_chan *chan, struct scatterlist *sg,
	  unsigned int nents, int value, unsigned long flags)
DEAD_PREP(device_prep_dma_interrupt, struct dma_chan *chan, unsigned long flags)
DEAD_PREP(device_prep_peripheral_dma_vec, struct dma_chan *chan, const struct dma_vec *vecs,
	  size_t nents, enum dma_transfer_direction direction, unsigned long flags)
DEAD_PREP(device_prep_slave_sg, struct dma_chan *chan, struct scatterlist *sgl,
	  unsigned int sg_len, enum dma_transfer_direction direction, unsigned long flags,
	  void *context)
DEAD_PREP(device_prep_config_sg, struct dma_chan *chan, struct scatterlist *sgl,
	  unsigned int sg_len, enum dma_transfer_direction direction, unsigned long flags,
	  struct dma_slave_config *config)
DEAD_PREP(device_prep_dma_cyclic, struct dma_chan *chan, dma_addr_t buf_addr, size_t buf_len,
	  size_t period_len, enum dma_transfer_direction direction, unsigned long flags)
DEAD_PREP(device_prep_interleaved_dma, struct dma_chan *chan,
	  struct dma_interleaved_template *xt, unsigned long flags)
DEAD_PREP(device_prep_dma_imm_data, struct dma_chan *chan, dma_addr_t dst, u64 data,
	  unsigned long flags)

static void dead_device_caps(struct dma_chan *chan, struct dma_slave_caps *caps)
{
}

static int dead_device_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	return -ENODEV;
}

static int dead_device_pause(struct dma_chan *chan)
{
	return -ENODEV;
}

static int dead_device_resume(struct dma_chan *chan)
{
	return -ENODEV;
}

static int dead_device_terminate_all(struct dma_chan *chan)
{
	return 0;
}

static void dead_device_synchronize(struct dma_chan *chan)
{
}

static enum dma_status dead_device_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
					     struct dma_tx_state *state)
{
	dma_set_tx_state(state, chan->completed_cookie, chan->cookie, 0);
	return DMA_ERROR;
}

static void dead_device_issue_pending(struct dma_chan *chan)
{
}

/* What stands in for an operation. */
struct dead_op {
	size_t op;
	op_t stub;
};

#define DEAD_OP(_op) { .op = offsetof(struct dma_device, _op), .stub = (op_t)(void *)dead_##_op }

static const struct dead_op dead_ops[] = {
	DEAD_OP(device_prep_dma_memcpy),
	DEAD_OP(device_prep_dma_xor),
	DEAD_OP(device_prep_dma_xor_val),
	DEAD_OP(device_prep_dma_pq),
	DEAD_OP(device_prep_dma_pq_val),
	DEAD_OP(device_prep_dma_memset),
	DEAD_OP(device_prep_dma_memset_sg),
	DEAD_OP(device_prep_dma_interrupt),
	DEAD_OP(device_prep_peripheral_dma_vec),
	DEAD_OP(device_prep_slave_sg),
	DEAD_OP(device_prep_config_sg),
	DEAD_OP(device_prep_dma_cyclic),
	DEAD_OP(device_prep_interleaved_dma),
	DEAD_OP(device_prep_dma_imm_data),
	DEAD_OP(device_caps),
	DEAD_OP(device_config),
	DEAD_OP(device_pause),
	DEAD_OP(device_resume),
	DEAD_OP(device_terminate_all),
	DEAD_OP(device_synchronize),
	DEAD_OP(device_tx_status),
	DEAD_OP(device_issue_pending),
};

/**
 * dmaengine_caps_kill_ops() - Replace a provider's operations by those of the dead state
 * @device: device that is being unregistered
 * @saved: gets a copy of @device, for its operations
 *
 * An operation that was not there stays away. A grace period after this call
 * nobody enters the provider's operations any more, but through @saved.
 * device_alloc_chan_resources(), device_free_chan_resources(),
 * device_router_config() and device_release() stay the provider's.
 */
void dmaengine_caps_kill_ops(struct dma_device *device, struct dma_device *saved)
{
	const struct dead_op *dead;

	*saved = *device;
	for (dead = dead_ops; dead < dead_ops + ARRAY_SIZE(dead_ops); dead++)
		if (*op_slot(device, dead->op))
			WRITE_ONCE(*op_slot(device, dead->op), dead->stub);
}

/**
 * dmaengine_caps_restore_ops() - Give a provider its operations back
 * @device: device that nobody uses any more
 * @saved: what dmaengine_caps_kill_ops() has saved
 */
void dmaengine_caps_restore_ops(struct dma_device *device, struct dma_device *saved)
{
	const struct dead_op *dead;

	for (dead = dead_ops; dead < dead_ops + ARRAY_SIZE(dead_ops); dead++)
		*op_slot(device, dead->op) = *op_slot(saved, dead->op);
}
