// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: a simulated DMA controller, its life and its knobs
 *
 * A controller is one allocation with all its channels. The creator holds a
 * reference and the registration another one, which goes with device_release()
 * or, for a controller without, when the unregister is over. The last reference
 * frees it. Takes no lock; the creator serialises register and unregister.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "dma-sim-engine.h"

/* Sets the reach of the controller if its device has none. */
#define DMA_SIM_DMA_MASK	DMA_BIT_MASK(64)

#define DMA_SIM_WIDTHS							\
	(BIT(DMA_SLAVE_BUSWIDTH_1_BYTE) | BIT(DMA_SLAVE_BUSWIDTH_2_BYTES) |	\
	 BIT(DMA_SLAVE_BUSWIDTH_4_BYTES) | BIT(DMA_SLAVE_BUSWIDTH_8_BYTES) |	\
	 BIT(DMA_SLAVE_BUSWIDTH_16_BYTES))

#define DMA_SIM_MAX_BURST	256

const struct dma_sim_config dma_sim_default_config = {
	.n_channels = 1,
	.caps = DMA_SIM_CAPS_ALL,
	.clock = DMA_SIM_CLOCK_STEPPED,
	.irq = DMA_SIM_IRQ_HARD,
	.has_synchronize = true,
	.has_release = true,
	.has_terminate = true,
	.has_pause = true,
	.is_private = true,
	.reuse = true,
	.record_log = true,
	.granularity = DMA_RESIDUE_GRANULARITY_SEGMENT,
	.metadata_modes = DESC_METADATA_CLIENT | DESC_METADATA_ENGINE,
};
EXPORT_SYMBOL_GPL(dma_sim_default_config);

static void dma_sim_destroy(struct kref *ref)
{
	struct dma_sim *sim = container_of(ref, struct dma_sim, ref);
	struct device *dev = sim->cfg.dev;
	unsigned int i;
	int live;

	for (i = 0; i < sim->cfg.n_channels; i++)
		dma_sim_chan_exit(&sim->chans[i]);

	live = dma_sim_record_live(sim, DMA_SIM_ALL);
	if (live)
		dev_err(dev, "%d descriptors are lost\n", live);

	for (i = 0; i < sim->cfg.n_channels; i++)
		dma_sim_record_exit(&sim->chans[i]);
	kvfree(sim);
	put_device(dev);
}

/**
 * dma_sim_get() - Take a reference
 * @sim: controller
 *
 * Context: Any context.
 * Return: @sim.
 */
struct dma_sim *dma_sim_get(struct dma_sim *sim)
{
	kref_get(&sim->ref);

	return sim;
}
EXPORT_SYMBOL_GPL(dma_sim_get);

/**
 * dma_sim_put() - Drop a reference
 * @sim: controller
 *
 * With the last one the controller is freed, with everything that its channels
 * still have.
 *
 * Context: Process context. May sleep.
 */
void dma_sim_put(struct dma_sim *sim)
{
	kref_put(&sim->ref, dma_sim_destroy);
}
EXPORT_SYMBOL_GPL(dma_sim_put);

static void dma_sim_device_release(struct dma_device *ddev)
{
	struct dma_sim *sim = container_of(ddev, struct dma_sim, ddev);
	const struct dma_sim_hooks *hooks = sim->cfg.hooks;

	dma_sim_record_op(&sim->chans[0], DMA_SIM_OP_RELEASE, 0);
	atomic_inc(&sim->released);
	if (hooks && hooks->release)
		hooks->release(sim);
	dma_sim_put(sim);
}

static void dma_sim_setup_device(struct dma_sim *sim)
{
	const struct dma_sim_config *cfg = &sim->cfg;
	struct dma_device *ddev = &sim->ddev;
	unsigned int cap;

	ddev->dev = cfg->dev;
	for_each_set_bit(cap, &cfg->caps, DMA_TX_TYPE_END)
		dma_cap_set(cap, ddev->cap_mask);
	if (cfg->is_private)
		dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
	ddev->src_addr_widths = DMA_SIM_WIDTHS;
	ddev->dst_addr_widths = DMA_SIM_WIDTHS;
	ddev->directions = BIT(DMA_MEM_TO_DEV) | BIT(DMA_DEV_TO_MEM);
	if (cfg->caps & DMA_SIM_CAPS_MEMORY)
		ddev->directions |= BIT(DMA_MEM_TO_MEM);
	ddev->min_burst = 1;
	ddev->max_burst = DMA_SIM_MAX_BURST;
	ddev->residue_granularity = cfg->granularity;
	ddev->descriptor_reuse = cfg->reuse;
	ddev->desc_metadata_modes = cfg->metadata_modes;
	ddev->filter.fn = dma_sim_filter;
	ddev->filter.map = cfg->map;
	ddev->filter.mapcnt = cfg->mapcnt;
	if (cfg->has_release)
		ddev->device_release = dma_sim_device_release;

	dma_sim_chan_setup_ops(sim);
	dma_sim_prep_setup_ops(sim);
	dma_sim_prep_slave_setup_ops(sim);
}

static int dma_sim_check_config(const struct dma_sim_config *cfg)
{
	if (!cfg->dev || !cfg->n_channels || cfg->n_channels > DMA_SIM_MAX_CHANNELS)
		return -EINVAL;
	if (!cfg->caps || cfg->caps & ~DMA_SIM_CAPS_ALL)
		return -EINVAL;
	if (cfg->max_src > DMA_SIM_MAX_SRC)
		return -EINVAL;
	if (cfg->metadata_modes & ~(DESC_METADATA_CLIENT | DESC_METADATA_ENGINE))
		return -EINVAL;
	if (cfg->mapcnt && !cfg->map)
		return -EINVAL;

	return 0;
}

/**
 * dma_sim_create() - Make a controller
 * @cfg: what kind; copied, but for what it points to
 *
 * The controller is not registered yet: the caller may replace operations of
 * dma_sim_device(), which is how deliberately broken controllers are made.
 *
 * Context: Process context. May sleep.
 * Return: The controller with one reference, to be given back with
 * dma_sim_put(), or an ERR_PTR():
 * * %-EINVAL	- The configuration makes no sense
 * * %-ENOMEM	- Out of memory
 */
struct dma_sim *dma_sim_create(const struct dma_sim_config *cfg)
{
	struct dma_sim *sim;
	unsigned int i;
	int ret;

	ret = dma_sim_check_config(cfg);
	if (ret)
		return ERR_PTR(ret);

	sim = kvzalloc(struct_size(sim, chans, cfg->n_channels), GFP_KERNEL);
	if (!sim)
		return ERR_PTR(-ENOMEM);

	kref_init(&sim->ref);
	sim->cfg = *cfg;
	sim->cfg.max_src = cfg->max_src ?: DMA_SIM_MAX_SRC;
	sim->irq = cfg->irq;
	sim->stop_us = cfg->stop_us;
	sim->error_every = cfg->error_every;
	get_device(cfg->dev);
	INIT_LIST_HEAD(&sim->ddev.channels);
	for (i = 0; i < cfg->n_channels; i++)
		dma_sim_chan_init(sim, i);
	for (i = 0; i < cfg->n_channels; i++) {
		ret = dma_sim_record_init(&sim->chans[i]);
		if (ret)
			goto err_put;
	}
	if (!cfg->dev->dma_mask) {
		ret = dma_coerce_mask_and_coherent(cfg->dev, DMA_SIM_DMA_MASK);
		if (ret)
			goto err_put;
	}
	dma_sim_setup_device(sim);

	return sim;

err_put:
	dma_sim_put(sim);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(dma_sim_create);

/**
 * dma_sim_register() - Register a controller with the DMA engine core
 * @sim: controller that is not registered
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno, in which case nothing has changed.
 */
int dma_sim_register(struct dma_sim *sim)
{
	int ret;

	if (sim->registered)
		return -EBUSY;

	dma_sim_get(sim);
	ret = dma_async_device_register(&sim->ddev);
	if (ret) {
		dma_sim_put(sim);
		return ret;
	}
	sim->registered = true;

	return 0;
}
EXPORT_SYMBOL_GPL(dma_sim_register);

/**
 * dma_sim_unregister() - Take a controller away from the DMA engine core
 * @sim: controller
 *
 * Does nothing if it is not registered. Clients may still hold channels of a
 * controller with device_release.
 *
 * Context: Process context. May sleep.
 */
void dma_sim_unregister(struct dma_sim *sim)
{
	const struct dma_sim_hooks *hooks = sim->cfg.hooks;

	if (!sim->registered)
		return;

	sim->registered = false;
	dma_async_device_unregister(&sim->ddev);
	if (sim->cfg.has_release)
		return;

	if (hooks && hooks->release)
		hooks->release(sim);
	dma_sim_put(sim);
}
EXPORT_SYMBOL_GPL(dma_sim_unregister);

/**
 * dma_sim_device() - What the core sees of a controller
 * @sim: controller
 *
 * Context: Any context.
 * Return: The device. Its operations may be replaced before registration.
 */
struct dma_device *dma_sim_device(struct dma_sim *sim)
{
	return &sim->ddev;
}
EXPORT_SYMBOL_GPL(dma_sim_device);

/**
 * dma_sim_from_device() - The controller behind a device
 * @ddev: device of a controller
 *
 * Context: Any context.
 * Return: The controller.
 */
struct dma_sim *dma_sim_from_device(struct dma_device *ddev)
{
	return container_of(ddev, struct dma_sim, ddev);
}
EXPORT_SYMBOL_GPL(dma_sim_from_device);

/**
 * dma_sim_vchan() - A channel as virt-dma sees it
 * @sim: controller
 * @n: channel number
 *
 * Context: Any context.
 * Return: The channel, or %NULL if there is none of this number.
 */
struct virt_dma_chan *dma_sim_vchan(struct dma_sim *sim, unsigned int n)
{
	return n < sim->cfg.n_channels ? &sim->chans[n].vc : NULL;
}
EXPORT_SYMBOL_GPL(dma_sim_vchan);

/**
 * dma_sim_chan() - A channel as clients see it
 * @sim: controller
 * @n: channel number
 *
 * Context: Any context.
 * Return: The channel, or %NULL if there is none of this number.
 */
struct dma_chan *dma_sim_chan(struct dma_sim *sim, unsigned int n)
{
	return n < sim->cfg.n_channels ? &sim->chans[n].vc.chan : NULL;
}
EXPORT_SYMBOL_GPL(dma_sim_chan);

/**
 * dma_sim_chan_index() - Number of a channel
 * @chan: channel of a simulated controller
 *
 * Context: Any context.
 * Return: The number that all functions of this interface want.
 */
unsigned int dma_sim_chan_index(struct dma_chan *chan)
{
	return to_dma_sim_chan(chan)->index;
}
EXPORT_SYMBOL_GPL(dma_sim_chan_index);

/**
 * dma_sim_data() - What the hooks were to be given
 * @sim: controller
 *
 * Context: Any context.
 * Return: &dma_sim_config.data.
 */
void *dma_sim_data(struct dma_sim *sim)
{
	return sim->cfg.data;
}
EXPORT_SYMBOL_GPL(dma_sim_data);

/**
 * dma_sim_filter() - Filter function for a channel of a given number
 * @chan: any channel
 * @param: the number, as a pointer
 *
 * Context: Any context.
 * Return: Whether @chan belongs to a simulated controller and has that number.
 */
bool dma_sim_filter(struct dma_chan *chan, void *param)
{
	if (chan->device->filter.fn != dma_sim_filter)
		return false;

	return dma_sim_chan_index(chan) == (uintptr_t)param;
}
EXPORT_SYMBOL_GPL(dma_sim_filter);

MODULE_DESCRIPTION("Simulated DMA controller: engine");
MODULE_LICENSE("GPL");
