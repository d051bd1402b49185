// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the i.MX SDMA: instances, and the way from readl() and writel() to them.
 *
 * There is one range of addresses, with a window for each of a few controllers. An access takes
 * the model's lock, which is a leaf.
 */
#include <linux/clk-provider.h>
#include <linux/clkdev.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/irq_sim.h>
#include <linux/irqdomain.h>
#include <linux/logic_iomem.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "sdma_model_priv.h"

#define SLOTS	4
#define BASE	0xc9000000

static struct resource model_region = {
	.name = "sdma-model",
	.start = BASE,
	.end = BASE + SLOTS * SDMA_MODEL_WINDOW - 1,
	.flags = IORESOURCE_MEM,
};

static struct sdma_model *slots[SLOTS];
static DEFINE_MUTEX(slots_mutex);	/* protects slots */

static const char * const clock_names[SDMA_MODEL_CLOCKS] = { "ipg", "ahb" };

static unsigned long model_read(void *priv, unsigned int offset, int size)
{
	struct sdma_model *m = priv;
	unsigned long flags;
	u32 val;

	raw_spin_lock_irqsave(&m->lock, flags);
	val = sdma_model_read(m, offset, size);
	raw_spin_unlock_irqrestore(&m->lock, flags);
	return val;
}

static void model_write(void *priv, unsigned int offset, int size, unsigned long val)
{
	struct sdma_model *m = priv;
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	sdma_model_write(m, offset, size, val);
	raw_spin_unlock_irqrestore(&m->lock, flags);
}

static void model_unmap(void *priv)
{
	struct sdma_model *m = priv;

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
	struct sdma_model *m;
	long ret = -ENODEV;

	mutex_lock(&slots_mutex);
	m = slots[offset / SDMA_MODEL_WINDOW];
	offset %= SDMA_MODEL_WINDOW;
	if (m && offset + size <= SDMA_MODEL_WINDOW) {
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

static int clock_enable(struct clk_hw *hw)
{
	atomic_inc(&container_of(hw, struct sdma_model_clock, hw)->m->clocked);
	return 0;
}

static void clock_disable(struct clk_hw *hw)
{
	atomic_dec(&container_of(hw, struct sdma_model_clock, hw)->m->clocked);
}

static const struct clk_ops clock_ops = {
	.enable = clock_enable,
	.disable = clock_disable,
};

static void clock_remove(struct sdma_model_clock *clock)
{
	clkdev_drop(clock->lookup);
	clk_hw_unregister(&clock->hw);
}

static int clock_add(struct sdma_model *m, unsigned int i, const char *dev_name)
{
	struct sdma_model_clock *clock = &m->clocks[i];
	struct clk_init_data init = { .ops = &clock_ops };
	int ret;

	clock->m = m;
	init.name = kasprintf(GFP_KERNEL, "%s-%s", dev_name, clock_names[i]);
	if (!init.name)
		return -ENOMEM;
	clock->hw.init = &init;
	ret = clk_hw_register(NULL, &clock->hw);
	kfree(init.name);
	if (ret)
		return ret;
	clock->lookup = clkdev_hw_create(&clock->hw, clock_names[i], "%s", dev_name);
	if (!clock->lookup) {
		clk_hw_unregister(&clock->hw);
		return -ENOMEM;
	}
	return 0;
}

static int model_add_clocks(struct sdma_model *m, const char *dev_name)
{
	int ret = clock_add(m, 0, dev_name);

	if (ret)
		return ret;
	ret = clock_add(m, 1, dev_name);
	if (ret)
		clock_remove(&m->clocks[0]);
	return ret;
}

static int model_add_irq(struct sdma_model *m)
{
	m->domain = irq_domain_create_sim(NULL, 1);
	if (IS_ERR(m->domain))
		return PTR_ERR(m->domain);
	m->virq = irq_create_mapping(m->domain, 0);
	if (!m->virq) {
		irq_domain_remove_sim(m->domain);
		return -ENOSPC;
	}
	return 0;
}

static void model_remove_irq(struct sdma_model *m)
{
	irq_dispose_mapping(m->virq);
	irq_domain_remove_sim(m->domain);
}

static int model_take_slot(struct sdma_model *m)
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

	ret = model_add_irq(m);
	if (ret)
		goto err_free;
	ret = model_add_clocks(m, dev_name);
	if (ret)
		goto err_irq;
	ret = model_take_slot(m);
	if (ret)
		goto err_clocks;
	return m;

err_clocks:
	clock_remove(&m->clocks[1]);
	clock_remove(&m->clocks[0]);
err_irq:
	model_remove_irq(m);
err_free:
	kfree(m);
	return ERR_PTR(ret);
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
	mutex_lock(&slots_mutex);
	slots[m->slot] = NULL;
	mutex_unlock(&slots_mutex);
	WARN_ONCE(atomic_read(&m->mapped), "sdma model: registers are still mapped\n");
	WARN_ONCE(atomic_read(&m->clocked), "sdma model: a clock is still on\n");
	clock_remove(&m->clocks[1]);
	clock_remove(&m->clocks[0]);
	model_remove_irq(m);
	kfree(m);
}
EXPORT_SYMBOL_GPL(sdma_model_destroy);

/**
 * sdma_model_resource() - The registers of a model
 * @m: model
 *
 * Return: the resource of its device
 */
struct resource sdma_model_resource(struct sdma_model *m)
{
	return (struct resource)DEFINE_RES_MEM(BASE + m->slot * SDMA_MODEL_WINDOW,
					       SDMA_MODEL_WINDOW);
}
EXPORT_SYMBOL_GPL(sdma_model_resource);

/**
 * sdma_model_region() - The range of addresses in which all models are
 *
 * Return: the parent of the resources of their devices
 */
struct resource *sdma_model_region(void)
{
	return &model_region;
}
EXPORT_SYMBOL_GPL(sdma_model_region);

/**
 * sdma_model_virq() - The interrupt of a model
 * @m: model
 *
 * Return: its number
 */
int sdma_model_virq(struct sdma_model *m)
{
	return m->virq;
}
EXPORT_SYMBOL_GPL(sdma_model_virq);

/**
 * sdma_model_clocked() - How often the clocks are on
 * @m: model
 *
 * Return: number of enables of both together
 */
int sdma_model_clocked(struct sdma_model *m)
{
	return atomic_read(&m->clocked);
}
EXPORT_SYMBOL_GPL(sdma_model_clocked);

/**
 * sdma_model_mapped() - How often the registers are mapped
 * @m: model
 *
 * Return: number of mappings
 */
int sdma_model_mapped(struct sdma_model *m)
{
	return atomic_read(&m->mapped);
}
EXPORT_SYMBOL_GPL(sdma_model_mapped);

static int __init sdma_model_init(void)
{
	return logic_iomem_add_region(&model_region, &model_region_ops);
}
subsys_initcall(sdma_model_init);

MODULE_DESCRIPTION("Register model of the i.MX SDMA");
MODULE_LICENSE("GPL");
