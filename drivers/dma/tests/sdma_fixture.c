// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the i.MX SDMA on a model of it: the device and its life, see sdma_fixture.h.
 */
#include <kunit/device.h>
#include <kunit/resource.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/genalloc.h>
#include <linux/hrtimer.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/time64.h>

#include "sdma_fixture.h"

#define NAME_LEN	24

/* How often to look whether timers are exact, and when they are. */
#define TIMER_TRIES	10
#define TIMER_FINE_US	100

/* Smallest piece of the memory for descriptors. */
#define IRAM_GRANULE	32

KUNIT_DEFINE_ACTION_WRAPPER(fix_destroy_model, sdma_model_destroy, struct sdma_model *);
KUNIT_DEFINE_ACTION_WRAPPER(fix_unregister, platform_device_unregister, struct platform_device *);

/**
 * sdma_fix_pass() - Let time go by
 * @us: how much: exactly that, where it is simulated
 *
 * Context: Process context. May sleep.
 */
void sdma_fix_pass(unsigned int us)
{
	ktime_t time = ns_to_ktime(us * NSEC_PER_USEC);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&time, HRTIMER_MODE_REL);
}
EXPORT_SYMBOL_GPL(sdma_fix_pass);

/**
 * sdma_fix_expect() - Compare what the driver has done that it must not do
 * @f: fixture
 * @violations: bits of &enum sdma_model_violation
 */
void sdma_fix_expect(struct sdma_fix *f, unsigned long violations)
{
	unsigned long wrong = sdma_model_take_violations(f->m) ^ violations;
	unsigned int bit;

	for_each_set_bit(bit, &wrong, SDMA_VIOLATIONS)
		KUNIT_FAIL(f->test, "sdma model: %s%s", BIT(bit) & violations ? "missing: " : "",
			   sdma_model_violation_name(bit));
}
EXPORT_SYMBOL_GPL(sdma_fix_expect);

/**
 * sdma_fix_remove() - Take the device away, and judge the driver
 * @f: fixture; it may still be bound, and clients may have channels
 *
 * Context: Process context. May sleep.
 */
void sdma_fix_remove(struct sdma_fix *f)
{
	unsigned long violations;
	unsigned int bit;

	if (!f->pdev)
		return;
	platform_device_unregister(f->pdev);
	f->pdev = NULL;
	KUNIT_EXPECT_EQ(f->test, sdma_model_mapped(f->m), 0);
	KUNIT_EXPECT_EQ(f->test, sdma_model_clocked(f->m), 0);
	violations = sdma_model_take_violations(f->m) & ~f->allowed;
	for_each_set_bit(bit, &violations, SDMA_VIOLATIONS)
		KUNIT_FAIL(f->test, "sdma model: %s", sdma_model_violation_name(bit));
}
EXPORT_SYMBOL_GPL(sdma_fix_remove);

static void fix_remove_action(void *f)
{
	sdma_fix_remove(f);
}

/**
 * sdma_fix_is_bound() - Whether the driver has taken the device
 * @f: fixture
 *
 * Return: Whether it has.
 */
bool sdma_fix_is_bound(struct sdma_fix *f)
{
	return device_is_bound(&f->pdev->dev);
}
EXPORT_SYMBOL_GPL(sdma_fix_is_bound);

/**
 * sdma_fix_unbind() - Unbind the driver, as sysfs does
 * @f: fixture
 *
 * Context: Process context. May sleep.
 */
void sdma_fix_unbind(struct sdma_fix *f)
{
	device_release_driver(&f->pdev->dev);
}
EXPORT_SYMBOL_GPL(sdma_fix_unbind);

/**
 * sdma_fix_bind() - Let the driver take the device
 * @f: fixture, not bound
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno.
 */
int sdma_fix_bind(struct sdma_fix *f)
{
	int ret = device_attach(&f->pdev->dev);

	if (ret < 0)
		return ret;

	return sdma_fix_is_bound(f) ? 0 : -ENODEV;
}
EXPORT_SYMBOL_GPL(sdma_fix_bind);

static struct platform_device *fix_alloc_device(struct sdma_fix *f, const char *name,
						struct device_node *np)
{
	struct platform_device *pdev = platform_device_alloc(name, PLATFORM_DEVID_NONE);

	KUNIT_ASSERT_NOT_NULL(f->test, pdev);
	/* The device puts it. */
	device_set_node(&pdev->dev, of_fwnode_handle(of_node_get(np)));

	return pdev;
}

static void fix_add_device(struct sdma_fix *f, const char *name)
{
	struct platform_device *pdev = fix_alloc_device(f, name, f->np);
	struct resource res[2] = { sdma_model_resource(f->m) };

	res[0].parent = sdma_model_region();
	res[1] = (struct resource)DEFINE_RES_IRQ(sdma_model_virq(f->m));
	if (platform_device_add_resources(pdev, res, ARRAY_SIZE(res)) ||
	    platform_device_add(pdev)) {
		platform_device_put(pdev);
		KUNIT_FAIL_AND_ABORT(f->test, "cannot add the device");
	}
	f->pdev = pdev;
	KUNIT_ASSERT_EQ(f->test, kunit_add_action_or_reset(f->test, fix_remove_action, f), 0);
}

/* A device that nobody drives, with memory, as that of on-chip memory has. */
static void fix_add_iram(struct sdma_fix *f, const char *name)
{
	struct platform_device *pdev = fix_alloc_device(f, name, f->iram_np);
	struct kunit *test = f->test;
	void *memory;

	if (platform_device_add(pdev)) {
		platform_device_put(pdev);
		KUNIT_FAIL_AND_ABORT(test, "cannot add a device for memory");
	}
	f->iram_dev = pdev;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fix_unregister, pdev), 0);

	memory = kunit_kmalloc(test, f->cfg.iram, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	f->iram = devm_gen_pool_create(&pdev->dev, ilog2(IRAM_GRANULE), NUMA_NO_NODE, NULL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f->iram);
	KUNIT_ASSERT_EQ(test, gen_pool_add_virt(f->iram, (unsigned long)memory,
						virt_to_phys(memory), f->cfg.iram,
						NUMA_NO_NODE), 0);
}

/* They are coarse until the first tick of a boot, and cases count in microseconds. */
static void fix_wait_for_timers(void)
{
	unsigned int i;
	ktime_t before;

	for (i = 0; i < TIMER_TRIES; i++) {
		before = ktime_get();
		sdma_fix_pass(1);
		if (ktime_us_delta(ktime_get(), before) < TIMER_FINE_US)
			return;
	}
}

/**
 * sdma_fix_create() - Make a controller; the driver may or may not take it
 * @test: the case
 * @cfg: what it wants
 *
 * Return: The fixture. It goes away with the case.
 */
struct sdma_fix *sdma_fix_create(struct kunit *test, const struct sdma_fix_config *cfg)
{
	static atomic_t number = ATOMIC_INIT(0);
	struct sdma_fix *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	int n = atomic_inc_return(&number);
	char name[NAME_LEN];

	KUNIT_ASSERT_NOT_NULL(test, f);
	fix_wait_for_timers();
	f->test = test;
	f->cfg = *cfg;
	KUNIT_ASSERT_EQ(test, sdma_fix_add_nodes(f), 0);

	snprintf(name, sizeof(name), "sdma-kunit.%d", n);
	f->m = sdma_model_create(name);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f->m);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fix_destroy_model, f->m), 0);

	snprintf(name, sizeof(name), "sdma-client.%d", n);
	f->client = kunit_device_register(test, name);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f->client);
	device_set_node(f->client, of_fwnode_handle(f->client_np));

	if (cfg->iram) {
		snprintf(name, sizeof(name), "sdma-iram.%d", n);
		fix_add_iram(f, name);
	}
	snprintf(name, sizeof(name), "sdma-kunit.%d", n);
	fix_add_device(f, name);

	return f;
}
EXPORT_SYMBOL_GPL(sdma_fix_create);

/**
 * sdma_fix_new() - Make the controller of an i.MX6Q, without firmware, that the driver has taken
 * @test: the case
 *
 * Return: The fixture. It goes away with the case.
 */
struct sdma_fix *sdma_fix_new(struct kunit *test)
{
	const struct sdma_fix_config cfg = {};
	struct sdma_fix *f = sdma_fix_create(test, &cfg);

	KUNIT_ASSERT_TRUE(test, sdma_fix_is_bound(f));

	return f;
}
EXPORT_SYMBOL_GPL(sdma_fix_new);

MODULE_DESCRIPTION("The i.MX SDMA's driver on a model of it, for KUnit cases");
MODULE_LICENSE("GPL");
