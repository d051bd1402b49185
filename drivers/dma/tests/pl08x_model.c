// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: instances, and the way from readl() and writel() to them.
 *
 * There is one range of addresses, with a window for each of a few controllers,
 * which can be made and removed at any time. An access takes the model's lock,
 * which is a leaf.
 */
#include <linux/bits.h>
#include <linux/clk-provider.h>
#include <linux/clkdev.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fwnode.h>
#include <linux/interrupt.h>
#include <linux/irq_sim.h>
#include <linux/irqdomain.h>
#include <linux/logic_iomem.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "pl08x_model_priv.h"

#define SLOTS	4
#define BASE	0xc8000000

static struct resource model_region = {
	.name = "pl08x-model",
	.start = BASE,
	.end = BASE + SLOTS * PL08X_MODEL_WINDOW - 1,
	.flags = IORESOURCE_MEM,
};

static struct pl08x_model *slots[SLOTS];
static DEFINE_MUTEX(slots_mutex);	/* protects slots */

static void model_access(struct pl08x_model *m, unsigned int offset, int size, bool write,
			 u32 *val)
{
	pl08x_model_hook hook;
	unsigned long flags;
	void *data;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->accesses++;
	if (!atomic_read(&m->clocked))
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

static unsigned long model_read(void *priv, unsigned int offset, int size)
{
	u32 val = 0;

	model_access(priv, offset, size, false, &val);

	return val;
}

static void model_write(void *priv, unsigned int offset, int size, unsigned long val)
{
	u32 word = val;

	model_access(priv, offset, size, true, &word);
}

static void model_unmap(void *priv)
{
	struct pl08x_model *m = priv;

	atomic_dec(&m->mapped);
}

static const struct logic_iomem_ops model_ops = {
	.read = model_read,
	.write = model_write,
	.unmap = model_unmap,
};

static long model_map(unsigned long offset, size_t size, const struct logic_iomem_ops **ops,
		      void **priv)
{
	struct pl08x_model *m;
	long ret = -ENODEV;

	mutex_lock(&slots_mutex);
	m = slots[offset / PL08X_MODEL_WINDOW];
	offset %= PL08X_MODEL_WINDOW;
	if (m && offset + size <= PL08X_MODEL_WINDOW) {
		atomic_inc(&m->mapped);
		*ops = &model_ops;
		*priv = m;
		ret = offset;
	}
	mutex_unlock(&slots_mutex);

	return ret;
}

static const struct logic_iomem_region_ops model_region_ops = {
	.map = model_map,
};

static struct pl08x_model *model_of_clk(struct clk_hw *hw)
{
	return container_of(hw, struct pl08x_model, clk);
}

static int model_clk_enable(struct clk_hw *hw)
{
	atomic_inc(&model_of_clk(hw)->clocked);

	return 0;
}

static void model_clk_disable(struct clk_hw *hw)
{
	atomic_dec(&model_of_clk(hw)->clocked);
}

static const struct clk_ops model_clk_ops = {
	.enable = model_clk_enable,
	.disable = model_clk_disable,
};

static int model_add_clk(struct pl08x_model *m, const char *dev_name)
{
	struct clk_init_data init = { .ops = &model_clk_ops };
	int ret;

	init.name = dev_name;
	m->clk.init = &init;
	ret = clk_hw_register(NULL, &m->clk);
	if (ret)
		return ret;
	m->lookup = clkdev_hw_create(&m->clk, "apb_pclk", "%s", dev_name);
	if (!m->lookup) {
		clk_hw_unregister(&m->clk);
		return -ENOMEM;
	}

	return 0;
}

static int model_add_irq(struct pl08x_model *m, struct fwnode_handle *intc)
{
	m->domain = irq_domain_create_sim(intc, 1);
	if (IS_ERR(m->domain))
		return PTR_ERR(m->domain);
	m->virq = irq_create_mapping(m->domain, 0);
	if (!m->virq) {
		irq_domain_remove_sim(m->domain);
		return -ENOSPC;
	}

	return 0;
}

static void model_remove_irq(struct pl08x_model *m)
{
	irq_dispose_mapping(m->virq);
	irq_domain_remove_sim(m->domain);
}

static int model_take_slot(struct pl08x_model *m)
{
	int ret = -EBUSY;

	mutex_lock(&slots_mutex);
	for (m->slot = 0; m->slot < SLOTS; m->slot++) {
		if (slots[m->slot])
			continue;
		slots[m->slot] = m;
		ret = 0;
		break;
	}
	mutex_unlock(&slots_mutex);

	return ret;
}

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

	ret = model_add_irq(m, intc);
	if (ret)
		goto err_free;
	ret = model_add_clk(m, dev_name);
	if (ret)
		goto err_irq;
	ret = model_take_slot(m);
	if (ret)
		goto err_clk;

	return m;

err_clk:
	clkdev_drop(m->lookup);
	clk_hw_unregister(&m->clk);
err_irq:
	model_remove_irq(m);
err_free:
	kfree(m);
	return ERR_PTR(ret);
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
	mutex_lock(&slots_mutex);
	slots[m->slot] = NULL;
	mutex_unlock(&slots_mutex);
	WARN_ONCE(atomic_read(&m->mapped), "pl08x model: registers are still mapped\n");
	WARN_ONCE(atomic_read(&m->clocked), "pl08x model: clock is still on\n");
	clkdev_drop(m->lookup);
	clk_hw_unregister(&m->clk);
	model_remove_irq(m);
	kfree(m);
}
EXPORT_SYMBOL_GPL(pl08x_model_destroy);

/**
 * pl08x_model_region() - The range of addresses in which all models are
 *
 * Return: The parent of the resources of their devices.
 */
struct resource *pl08x_model_region(void)
{
	return &model_region;
}
EXPORT_SYMBOL_GPL(pl08x_model_region);

/**
 * pl08x_model_resource() - The registers of a model
 * @m: model
 *
 * Return: The resource of its device, below pl08x_model_region().
 */
struct resource pl08x_model_resource(struct pl08x_model *m)
{
	return (struct resource)DEFINE_RES_MEM(BASE + m->slot * PL08X_MODEL_WINDOW,
					       PL08X_MODEL_WINDOW);
}
EXPORT_SYMBOL_GPL(pl08x_model_resource);

/**
 * pl08x_model_virq() - The interrupt of a model
 * @m: model
 *
 * Return: Its number.
 */
int pl08x_model_virq(struct pl08x_model *m)
{
	return m->virq;
}
EXPORT_SYMBOL_GPL(pl08x_model_virq);

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

/**
 * pl08x_model_mapped() - How often the registers are mapped
 * @m: model
 *
 * Return: The number.
 */
int pl08x_model_mapped(struct pl08x_model *m)
{
	return atomic_read(&m->mapped);
}
EXPORT_SYMBOL_GPL(pl08x_model_mapped);

/**
 * pl08x_model_clocked() - Whether the bus clock is on
 * @m: model
 *
 * Return: Whether it is.
 */
int pl08x_model_clocked(struct pl08x_model *m)
{
	return atomic_read(&m->clocked);
}
EXPORT_SYMBOL_GPL(pl08x_model_clocked);

static int __init pl08x_model_init(void)
{
	return logic_iomem_add_region(&model_region, &model_region_ops);
}
subsys_initcall(pl08x_model_init);

MODULE_DESCRIPTION("Register model of the PL080 family of DMA controllers");
MODULE_LICENSE("GPL");
