// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the i.MX SDMA: instances, and the access to their registers, which takes the model's
 * lock. That is a leaf.
 */
#include <linux/array_size.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "sdma_model_priv.h"

static u32 model_read(struct reg_model *reg, unsigned int offset, unsigned int size)
{
	struct sdma_model *m = container_of(reg, struct sdma_model, reg);
	unsigned long flags;
	u32 val;

	raw_spin_lock_irqsave(&m->lock, flags);
	val = sdma_model_read(m, offset, size);
	raw_spin_unlock_irqrestore(&m->lock, flags);
	return val;
}

static void model_write(struct reg_model *reg, unsigned int offset, unsigned int size, u32 val)
{
	struct sdma_model *m = container_of(reg, struct sdma_model, reg);
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	sdma_model_write(m, offset, size, val);
	raw_spin_unlock_irqrestore(&m->lock, flags);
}

static const char * const violation_names[SDMA_VIOLATIONS] = {
	[SDMA_BAD_CLOCK] = "accessed with a clock off",
	[SDMA_BAD_ACCESS] = "no such register, or not by such an access",
	[SDMA_BAD_START] = "started while its script still works",
	[SDMA_BAD_CONTEXT] = "context loaded while its script works",
	[SDMA_BAD_CCB] = "control block written while its script works",
	[SDMA_BAD_SCRIPT] = "started where there is no script",
	[SDMA_BAD_COMMAND] = "command of channel 0 written while it is executed",
	[SDMA_BAD_STORM] = "interrupt never goes away",
};

const struct reg_model_type sdma_model_reg_type = {
	.name = "sdma",
	.window = SDMA_MODEL_WINDOW,
	.clocks = { "ipg", "ahb" },
	.n_clocks = SDMA_MODEL_CLOCKS,
	.violations = violation_names,
	.n_violations = ARRAY_SIZE(violation_names),
	.read = model_read,
	.write = model_write,
};
EXPORT_SYMBOL_GPL(sdma_model_reg_type);

/**
 * sdma_model_create() - Make a controller
 * @dev_name: name that the device will have, for its clocks
 *
 * Context: Process context. May sleep.
 * Return: the model, or an error pointer
 */
struct sdma_model *sdma_model_create(const char *dev_name)
{
	struct sdma_model *m = kzalloc(sizeof(*m), GFP_KERNEL);
	int ret;

	if (!m)
		return ERR_PTR(-ENOMEM);
	raw_spin_lock_init(&m->lock);
	sdma_model_core_init(m);

	ret = reg_model_init(&m->reg, &sdma_model_reg_type, dev_name, NULL);
	if (ret) {
		kfree(m);
		return ERR_PTR(ret);
	}
	return m;
}
EXPORT_SYMBOL_GPL(sdma_model_create);

/**
 * sdma_model_destroy() - Remove a controller
 * @m: model that no driver is bound to any more
 *
 * Context: Process context. May sleep.
 */
void sdma_model_destroy(struct sdma_model *m)
{
	sdma_model_core_exit(m);
	reg_model_exit(&m->reg);
	kfree(m);
}
EXPORT_SYMBOL_GPL(sdma_model_destroy);

/**
 * sdma_model_common() - What a model has in common with others
 * @m: model
 *
 * Return: that part of it
 */
struct reg_model *sdma_model_common(struct sdma_model *m)
{
	return &m->reg;
}
EXPORT_SYMBOL_GPL(sdma_model_common);

MODULE_DESCRIPTION("Register model of the i.MX SDMA");
MODULE_LICENSE("GPL");
