// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: instances, and the access to their registers, which takes
 * the model's lock. That is a leaf.
 */
#include <linux/array_size.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "pl08x_model_priv.h"

static void model_access(struct pl08x_model *m, unsigned int offset, int size, bool write,
			 u32 *val)
{
	pl08x_model_hook hook;
	unsigned long flags;
	void *data;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->accesses++;
	if (!atomic_read(&m->reg.clocked))
		pl08x_model_violate(m, PL08X_BAD_CLOCK, offset);
	if (write) {
		m->spin = 0;
		pl08x_model_reg_write(m, offset, size, *val);
	} else {
		if (irqs_disabled_flags(flags))
			pl08x_model_check_spin(m, offset);
		*val = pl08x_model_reg_read(m, offset, size);
	}
	pl08x_model_update_irq(m);
	if (m->pending)
		pl08x_model_kick(m);
	hook = m->hook;
	data = m->hook_data;
	raw_spin_unlock_irqrestore(&m->lock, flags);

	if (hook)
		hook(data, offset, write);
}

static struct pl08x_model *to_model(struct reg_model *reg)
{
	return container_of(reg, struct pl08x_model, reg);
}

static u32 model_read(struct reg_model *reg, unsigned int offset, unsigned int size)
{
	u32 val = 0;

	model_access(to_model(reg), offset, size, false, &val);

	return val;
}

static void model_write(struct reg_model *reg, unsigned int offset, unsigned int size, u32 val)
{
	model_access(to_model(reg), offset, size, true, &val);
}

static const char * const violation_names[PL08X_VIOLATIONS] = {
	[PL08X_BAD_WRITE] = "written while the channel is enabled",
	[PL08X_BAD_CLOCK] = "accessed with the clock off",
	[PL08X_BAD_ACCESS] = "no such register, or not by such an access",
	[PL08X_BAD_RESERVED] = "reserved bit or value",
	[PL08X_BAD_SECURE] = "secure channel written",
	[PL08X_BAD_PENDING] = "enabled with an interrupt pending",
	[PL08X_BAD_REENABLE] = "enabled again without being programmed",
	[PL08X_BAD_LOSS] = "disabled with data in the FIFO, without a halt",
	[PL08X_BAD_SPIN] = "spins on a register with interrupts off",
	[PL08X_BAD_ALIGN] = "not aligned to the width",
	[PL08X_BAD_COUNT] = "transfer size does not fit the flow control",
	[PL08X_BAD_STORM] = "interrupt never goes away",
	[PL08X_BAD_TOUCH] = "memory touched that is the client's again",
	[PL08X_BAD_WIDTH] = "peripheral accessed by another width",
	[PL08X_BAD_FLOW] = "peripheral accessed without data or room",
};

const struct reg_model_type pl08x_model_reg_type = {
	.name = "pl08x",
	.window = PL08X_MODEL_WINDOW,
	.clocks = { "apb_pclk" },
	.n_clocks = 1,
	.violations = violation_names,
	.n_violations = ARRAY_SIZE(violation_names),
	.read = model_read,
	.write = model_write,
};
EXPORT_SYMBOL_GPL(pl08x_model_reg_type);

/**
 * pl08x_model_create() - Make a controller
 * @type: which one
 * @dev_name: name that the device will have, for its clock
 * @intc: node of the interrupt controller, or %NULL
 *
 * All its registers are zero. It moves data only when it is told to.
 *
 * Context: Process context. May sleep.
 * Return: The model, or an error pointer.
 */
struct pl08x_model *pl08x_model_create(enum pl08x_model_type type, const char *dev_name,
				       struct fwnode_handle *intc)
{
	struct pl08x_model *m;
	int ret;

	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return ERR_PTR(-ENOMEM);
	m->variant = &pl08x_model_variants[type];
	raw_spin_lock_init(&m->lock);
	pl08x_model_clock_init(m);
	for (unsigned int i = 0; i < m->variant->channels; i++)
		pl08x_model_chan_reload(m, &m->chans[i]);

	ret = reg_model_init(&m->reg, &pl08x_model_reg_type, dev_name, intc);
	if (ret) {
		kfree(m);
		return ERR_PTR(ret);
	}

	return m;
}
EXPORT_SYMBOL_GPL(pl08x_model_create);

/**
 * pl08x_model_destroy() - Remove a controller
 * @m: model that no driver is bound to any more
 *
 * Context: Process context. May sleep.
 */
void pl08x_model_destroy(struct pl08x_model *m)
{
	pl08x_model_clock_exit(m);
	reg_model_exit(&m->reg);
	kfree(m);
}
EXPORT_SYMBOL_GPL(pl08x_model_destroy);

/**
 * pl08x_model_common() - What a model has in common with others
 * @m: model
 *
 * Return: That part of it.
 */
struct reg_model *pl08x_model_common(struct pl08x_model *m)
{
	return &m->reg;
}
EXPORT_SYMBOL_GPL(pl08x_model_common);

/**
 * pl08x_model_channels() - The number of channels of a model
 * @m: model
 *
 * Return: The number.
 */
unsigned int pl08x_model_channels(struct pl08x_model *m)
{
	return m->variant->channels;
}
EXPORT_SYMBOL_GPL(pl08x_model_channels);

/**
 * pl08x_model_periphid() - What the amba bus cannot read from the registers
 * @m: model
 *
 * Return: The peripheral ID for the device, or 0 if the registers have it.
 */
unsigned int pl08x_model_periphid(struct pl08x_model *m)
{
	return m->variant->periphid ? 0 : 0x0003b080;
}
EXPORT_SYMBOL_GPL(pl08x_model_periphid);

MODULE_DESCRIPTION("Register model of the PL080 family of DMA controllers");
MODULE_LICENSE("GPL");
