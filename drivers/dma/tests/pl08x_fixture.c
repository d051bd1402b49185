// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the PL080 on a model of it: the device and its life, see
 * pl08x_fixture.h. Channels and peripherals are in pl08x_fixture_chan.c.
 */
#include <kunit/device.h>
#include <kunit/resource.h>
#include <linux/amba/bus.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/sprintf.h>

#include "pl08x_fixture.h"

#define DEVICE_NAME_LEN	24

KUNIT_DEFINE_ACTION_WRAPPER(fix_destroy_model, pl08x_model_destroy, struct pl08x_model *);

static struct pl08x_fix *fix_of_cd(const struct pl08x_channel_data *cd)
{
	return container_of(cd - cd->muxval, struct pl08x_fix, cd[0]);
}

static int fix_get_signal(const struct pl08x_channel_data *cd)
{
	struct pl08x_fix *f = fix_of_cd(cd);

	if (f->deny)
		return f->deny;
	f->gets++;

	return cd->min_signal;
}

static void fix_put_signal(const struct pl08x_channel_data *cd, int signal)
{
	struct pl08x_fix *f = fix_of_cd(cd);

	if (signal != cd->min_signal)
		KUNIT_FAIL(f->test, "signal %d given back as %d", cd->min_signal, signal);
	f->puts++;
}

static void fix_fill_data(struct pl08x_fix *f, const struct pl08x_fix_config *cfg)
{
	unsigned int i;

	for (i = 0; i < PL08X_FIX_SLAVES; i++) {
		snprintf(f->names[i], sizeof(f->names[i]), "dev%u", i);
		f->cd[i] = (struct pl08x_channel_data){
			.bus_id = f->names[i],
			.min_signal = cfg->first_signal + i,
			.max_signal = cfg->first_signal + i,
			.muxval = i,
			.addr = PL08X_FIX_FIFO(i),
			.single = cfg->single,
			.periph_buses = cfg->periph_buses ?: PL08X_AHB1,
		};
	}
	f->map[0] = (struct dma_slave_map){ dev_name(f->client), "rx", &f->cd[0] };
	f->map[1] = (struct dma_slave_map){ dev_name(f->client), "tx", &f->cd[1] };
	f->pd = (struct pl08x_platform_data){
		.slave_channels = f->cd,
		.num_slave_channels = PL08X_FIX_SLAVES,
		.memcpy_burst_size = cfg->memcpy_burst,
		.memcpy_bus_width = cfg->memcpy_width,
		.memcpy_prot_buff = cfg->protect,
		.memcpy_prot_cache = cfg->protect,
		.get_xfer_signal = cfg->muxed ? fix_get_signal : NULL,
		.put_xfer_signal = cfg->muxed ? fix_put_signal : NULL,
		.lli_buses = cfg->lli_buses ?: PL08X_AHB1 | PL08X_AHB2,
		.mem_buses = cfg->mem_buses ?: PL08X_AHB1 | PL08X_AHB2,
		.slave_map = f->map,
		.slave_map_len = ARRAY_SIZE(f->map),
	};
	/* Without a multiplexer the number of a channel is that of its line. */
}

/**
 * pl08x_fix_expect() - Compare what the driver has done that it must not do
 * @f: fixture
 * @violations: bits of &enum pl08x_model_violation
 */
void pl08x_fix_expect(struct pl08x_fix *f, unsigned long violations)
{
	unsigned long wrong = pl08x_model_take_violations(f->m) ^ violations;
	unsigned int bit;

	for_each_set_bit(bit, &wrong, PL08X_VIOLATIONS)
		KUNIT_FAIL(f->test, "pl08x model: %s%s (at %#x)",
			   BIT(bit) & violations ? "missing: " : "",
			   pl08x_model_violation_name(bit), pl08x_model_violation_at(f->m, bit));
}
EXPORT_SYMBOL_GPL(pl08x_fix_expect);

/**
 * pl08x_fix_remove() - Take the device away, and judge the driver
 * @f: fixture; all its channels have been released
 */
void pl08x_fix_remove(struct pl08x_fix *f)
{
	if (!f->adev)
		return;
	pl08x_model_unwatch(f->m);
	amba_device_unregister(f->adev);
	f->adev = NULL;
	KUNIT_EXPECT_EQ(f->test, pl08x_model_mapped(f->m), 0);
	KUNIT_EXPECT_EQ(f->test, pl08x_model_clocked(f->m), 0);
	KUNIT_EXPECT_EQ(f->test, f->gets, f->puts);
	pl08x_fix_expect(f, pl08x_model_violations(f->m) & f->allowed);
}
EXPORT_SYMBOL_GPL(pl08x_fix_remove);

static void fix_remove_action(void *f)
{
	pl08x_fix_remove(f);
}

/**
 * pl08x_fix_is_bound() - Whether a driver has taken the device
 * @f: fixture
 *
 * Return: Whether one has.
 */
bool pl08x_fix_is_bound(struct pl08x_fix *f)
{
	return device_is_bound(&f->adev->dev);
}
EXPORT_SYMBOL_GPL(pl08x_fix_is_bound);

/**
 * pl08x_fix_unbind() - Unbind the driver, as sysfs does
 * @f: fixture
 *
 * Context: Process context. May sleep.
 */
void pl08x_fix_unbind(struct pl08x_fix *f)
{
	device_release_driver(&f->adev->dev);
}
EXPORT_SYMBOL_GPL(pl08x_fix_unbind);

/**
 * pl08x_fix_bind() - Let a driver take the device
 * @f: fixture, not bound
 *
 * Context: Process context. May sleep.
 * Return: 0, or what the probe has returned.
 */
int pl08x_fix_bind(struct pl08x_fix *f)
{
	int ret = device_attach(&f->adev->dev);

	if (ret < 0)
		return ret;

	return pl08x_fix_is_bound(f) ? 0 : -ENODEV;
}
EXPORT_SYMBOL_GPL(pl08x_fix_bind);

static void fix_add_device(struct pl08x_fix *f, const struct pl08x_fix_config *cfg,
			   const char *name)
{
	struct resource res = pl08x_model_resource(f->m);
	struct kunit *test = f->test;

	f->adev = amba_device_alloc(name, res.start, resource_size(&res));
	KUNIT_ASSERT_NOT_NULL(test, f->adev);
	f->adev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	f->adev->irq[0] = pl08x_model_virq(f->m);
	f->adev->periphid = pl08x_model_periphid(f->m);
	if (cfg->dt)
		device_set_node(&f->adev->dev, of_fwnode_handle(f->np));
	else if (!cfg->no_data)
		f->adev->dev.platform_data = &f->pd;
	if (amba_device_add(f->adev, pl08x_model_region())) {
		amba_device_put(f->adev);
		KUNIT_FAIL_AND_ABORT(test, "cannot add the device");
	}
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fix_remove_action, f), 0);
}

/**
 * pl08x_fix_create() - Make a controller; the driver may or may not take it
 * @test: the case
 * @cfg: what it wants
 *
 * Return: The fixture. It goes away with the case.
 */
struct pl08x_fix *pl08x_fix_create(struct kunit *test, const struct pl08x_fix_config *cfg)
{
	static atomic_t number = ATOMIC_INIT(0);
	struct pl08x_fix *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	char *name = kunit_kzalloc(test, DEVICE_NAME_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	KUNIT_ASSERT_NOT_NULL(test, name);
	f->test = test;
	if (cfg->dt)
		KUNIT_ASSERT_EQ(test, pl08x_fix_add_nodes(f, cfg), 0);
	snprintf(name, DEVICE_NAME_LEN, "pl08x.%d", atomic_inc_return(&number));
	f->m = pl08x_model_create(cfg->type, name, of_fwnode_handle(f->intc_np));
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f->m);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fix_destroy_model, f->m), 0);
	pl08x_model_set_secure(f->m, cfg->secure);

	snprintf(name, DEVICE_NAME_LEN, "client.%d", atomic_read(&number));
	f->client = kunit_device_register(test, name);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f->client);
	fix_fill_data(f, cfg);
	snprintf(name, DEVICE_NAME_LEN, "pl08x.%d", atomic_read(&number));
	fix_add_device(f, cfg, name);

	return f;
}
EXPORT_SYMBOL_GPL(pl08x_fix_create);

/**
 * pl08x_fix_new() - Make a controller that the driver has taken
 * @test: the case
 * @cfg: what it wants
 *
 * Return: The fixture. It goes away with the case.
 */
struct pl08x_fix *pl08x_fix_new(struct kunit *test, const struct pl08x_fix_config *cfg)
{
	struct pl08x_fix *f = pl08x_fix_create(test, cfg);

	KUNIT_ASSERT_TRUE(test, pl08x_fix_is_bound(f));

	return f;
}
EXPORT_SYMBOL_GPL(pl08x_fix_new);

/**
 * pl08x_fix_pl080() - Make a PL080 that copies words, in bursts of four
 * @test: the case
 *
 * Return: The fixture. It goes away with the case.
 */
struct pl08x_fix *pl08x_fix_pl080(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_PL080,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS,
		.memcpy_burst = PL08X_BURST_SZ_4,
	};

	return pl08x_fix_new(test, &cfg);
}
EXPORT_SYMBOL_GPL(pl08x_fix_pl080);

MODULE_DESCRIPTION("The PL080's driver on a model of it, for KUnit cases");
MODULE_LICENSE("GPL");
