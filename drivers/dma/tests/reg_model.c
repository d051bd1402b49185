// SPDX-License-Identifier: GPL-2.0-only
/*
 * Register models: the way from readl() and writel() to a model, its clocks and its interrupt, and
 * what is noted about its driver. See reg_model.h.
 *
 * There is one range of addresses for all models, with a window for each, which can be made and
 * removed at any time.
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/clk-provider.h>
#include <linux/clkdev.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq_sim.h>
#include <linux/irqdomain.h>
#include <linux/logic_iomem.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "reg_model.h"

#define SLOTS	8
#define SPACING	0x2000		/* no window is larger */
#define BASE	0xc8000000

static struct resource region = {
	.name = "reg-model",
	.start = BASE,
	.end = BASE + SLOTS * SPACING - 1,
	.flags = IORESOURCE_MEM,
};

static struct reg_model *slots[SLOTS];
static DEFINE_MUTEX(slots_mutex);	/* protects slots */

static unsigned long window_read(void *priv, unsigned int offset, int size)
{
	struct reg_model *reg = priv;

	return reg->type->read(reg, offset, size);
}

static void window_write(void *priv, unsigned int offset, int size, unsigned long val)
{
	struct reg_model *reg = priv;

	reg->type->write(reg, offset, size, val);
}

static void window_unmap(void *priv)
{
	struct reg_model *reg = priv;

	atomic_dec(&reg->mapped);
}

static const struct logic_iomem_ops window_ops = {
	.read = window_read,
	.write = window_write,
	.unmap = window_unmap,
};

static long window_map(unsigned long offset, size_t size, const struct logic_iomem_ops **ops,
		       void **priv)
{
	struct reg_model *reg;
	long ret = -ENODEV;

	mutex_lock(&slots_mutex);
	reg = slots[offset / SPACING];
	offset %= SPACING;
	if (reg && offset + size <= reg->type->window) {
		atomic_inc(&reg->mapped);
		*ops = &window_ops;
		*priv = reg;
		ret = offset;
	}
	mutex_unlock(&slots_mutex);

	return ret;
}

static const struct logic_iomem_region_ops region_ops = {
	.map = window_map,
};

static int clock_enable(struct clk_hw *hw)
{
	struct reg_model_clock *clock = container_of(hw, struct reg_model_clock, hw);
	struct reg_model *reg = clock->reg;

	if (READ_ONCE(reg->broken_clocks) & BIT(clock - reg->clocks))
		return -EIO;
	atomic_inc(&reg->clocked);

	return 0;
}

static void clock_disable(struct clk_hw *hw)
{
	atomic_dec(&container_of(hw, struct reg_model_clock, hw)->reg->clocked);
}

static const struct clk_ops clock_ops = {
	.enable = clock_enable,
	.disable = clock_disable,
};

static int add_clock(struct reg_model *reg, struct reg_model_clock *clock, const char *name,
		     const char *dev_name)
{
	struct clk_init_data init = { .ops = &clock_ops };
	int ret;

	clock->reg = reg;
	init.name = kasprintf(GFP_KERNEL, "%s-%s", dev_name, name);
	if (!init.name)
		return -ENOMEM;
	clock->hw.init = &init;
	ret = clk_hw_register(NULL, &clock->hw);
	kfree(init.name);
	if (ret)
		return ret;
	clock->lookup = clkdev_hw_create(&clock->hw, name, "%s", dev_name);
	if (!clock->lookup) {
		clk_hw_unregister(&clock->hw);
		return -ENOMEM;
	}

	return 0;
}

static void remove_clocks(struct reg_model *reg, unsigned int n)
{
	while (n--) {
		clkdev_drop(reg->clocks[n].lookup);
		clk_hw_unregister(&reg->clocks[n].hw);
	}
}

static int add_clocks(struct reg_model *reg, const char *dev_name)
{
	unsigned int i;
	int ret;

	for (i = 0; i < reg->type->n_clocks; i++) {
		ret = add_clock(reg, &reg->clocks[i], reg->type->clocks[i], dev_name);
		if (ret) {
			remove_clocks(reg, i);
			return ret;
		}
	}

	return 0;
}

static int add_irq(struct reg_model *reg, struct fwnode_handle *intc)
{
	reg->domain = irq_domain_create_sim(intc, 1);
	if (IS_ERR(reg->domain))
		return PTR_ERR(reg->domain);
	reg->virq = irq_create_mapping(reg->domain, 0);
	if (!reg->virq) {
		irq_domain_remove_sim(reg->domain);
		return -ENOSPC;
	}

	return 0;
}

static void remove_irq_sim(struct reg_model *reg)
{
	irq_dispose_mapping(reg->virq);
	irq_domain_remove_sim(reg->domain);
}

static int take_slot(struct reg_model *reg)
{
	int ret = -EBUSY;

	mutex_lock(&slots_mutex);
	for (reg->slot = 0; reg->slot < SLOTS; reg->slot++) {
		if (slots[reg->slot])
			continue;
		slots[reg->slot] = reg;
		ret = 0;
		break;
	}
	mutex_unlock(&slots_mutex);

	return ret;
}

/**
 * reg_model_init() - Give a model its window, clocks and interrupt
 * @reg: part of a model that is otherwise complete, zeroed
 * @type: what kind of model it is
 * @dev_name: name that the device will have, for its clocks
 * @intc: node of the interrupt controller, or %NULL
 *
 * Context: Process context. May sleep.
 * Return: 0, or an error: then nothing is left to be undone.
 */
int reg_model_init(struct reg_model *reg, const struct reg_model_type *type, const char *dev_name,
		   struct fwnode_handle *intc)
{
	int ret;

	reg->type = type;
	ret = add_irq(reg, intc);
	if (ret)
		return ret;
	ret = add_clocks(reg, dev_name);
	if (ret)
		goto err_irq;
	ret = take_slot(reg);
	if (ret)
		goto err_clocks;

	return 0;

err_clocks:
	remove_clocks(reg, type->n_clocks);
err_irq:
	remove_irq_sim(reg);
	return ret;
}
EXPORT_SYMBOL_GPL(reg_model_init);

/**
 * reg_model_exit() - Take from a model what reg_model_init() gave it
 * @reg: part of a model that no driver is bound to any more
 *
 * Context: Process context. May sleep.
 */
void reg_model_exit(struct reg_model *reg)
{
	const char *name = reg->type->name;

	mutex_lock(&slots_mutex);
	slots[reg->slot] = NULL;
	mutex_unlock(&slots_mutex);
	WARN_ONCE(atomic_read(&reg->mapped), "%s model: registers are still mapped\n", name);
	WARN_ONCE(atomic_read(&reg->clocked), "%s model: a clock is still on\n", name);
	remove_clocks(reg, reg->type->n_clocks);
	remove_irq_sim(reg);
}
EXPORT_SYMBOL_GPL(reg_model_exit);

/**
 * reg_model_region() - The range of addresses in which all models are
 *
 * Return: The parent of the resources of their devices.
 */
struct resource *reg_model_region(void)
{
	return &region;
}
EXPORT_SYMBOL_GPL(reg_model_region);

/**
 * reg_model_resource() - The registers of a model
 * @reg: model
 *
 * Return: The resource of its device, below reg_model_region().
 */
struct resource reg_model_resource(const struct reg_model *reg)
{
	return (struct resource)DEFINE_RES_MEM(BASE + reg->slot * SPACING, reg->type->window);
}
EXPORT_SYMBOL_GPL(reg_model_resource);

static irqreturn_t somebody_elses(int irq, void *data)
{
	return IRQ_NONE;
}

/**
 * reg_model_occupy_irq() - Give the interrupt to somebody who does not share it
 * @reg: model that no driver is bound to
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno.
 */
int reg_model_occupy_irq(struct reg_model *reg)
{
	return request_irq(reg->virq, somebody_elses, 0, "somebody else", reg);
}
EXPORT_SYMBOL_GPL(reg_model_occupy_irq);

/**
 * reg_model_vacate_irq() - Undo reg_model_occupy_irq()
 * @reg: model
 *
 * Context: Process context. May sleep.
 */
void reg_model_vacate_irq(struct reg_model *reg)
{
	free_irq(reg->virq, reg);
}
EXPORT_SYMBOL_GPL(reg_model_vacate_irq);

/**
 * reg_model_violate() - Note what must not be done
 * @reg: model
 * @violation: what, in the model's numbering
 * @at: channel, register, whatever tells where
 *
 * Context: Any context, the model's lock held.
 */
void reg_model_violate(struct reg_model *reg, unsigned int violation, unsigned int at)
{
	if (violation >= REG_MODEL_VIOLATIONS)
		return;

	if (!test_and_set_bit(violation, &reg->violations))
		reg->violated_at[violation] = at;
}
EXPORT_SYMBOL_GPL(reg_model_violate);

/**
 * reg_model_take_violations() - Read and forget violations
 * @reg: model
 *
 * Return: Bits, in the model's numbering.
 */
unsigned long reg_model_take_violations(struct reg_model *reg)
{
	return xchg(&reg->violations, 0);
}
EXPORT_SYMBOL_GPL(reg_model_take_violations);

/**
 * reg_model_violation_name() - Describe a violation
 * @type: kind of model
 * @violation: in its numbering
 *
 * Return: What the driver has done.
 */
const char *reg_model_violation_name(const struct reg_model_type *type, unsigned int violation)
{
	return violation < type->n_violations ? type->violations[violation] : "?";
}
EXPORT_SYMBOL_GPL(reg_model_violation_name);

static int __init reg_model_register(void)
{
	return logic_iomem_add_region(&region, &region_ops);
}
subsys_initcall(reg_model_register);

MODULE_DESCRIPTION("Register models for tests");
MODULE_LICENSE("GPL");
