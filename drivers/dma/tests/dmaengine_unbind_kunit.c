// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of a controller whose driver is unbound: its channels are stopped
 * before the driver's remove() takes down what they need, whatever remove() does
 * afterwards.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "dmaengine_fake.h"

/* What remove() does; the controller is unregistered by then, or not. */
enum remove_style {
	REMOVE_UNREGISTERS,	/* as most do */
	REMOVE_CHANNELS_FIRST,	/* each channel by itself, then the device */
	REMOVE_FORGETS,		/* nothing: it is unregistered later */
};

/* A controller's driver, and what it has seen. */
struct driver_under_test {
	struct kunit *test;
	struct fake_dma *fake;
	struct fake_log *log;
	enum remove_style style;
	char order[64];		/* what had been called when remove() began */
	bool was_dead;		/* whether the channel was dead then */
};

static int driver_probe(struct platform_device *pdev)
{
	struct driver_under_test *dut = *(struct driver_under_test **)dev_get_platdata(&pdev->dev);
	struct fake_config cfg = {
		.dev = &pdev->dev,
		.n_chans = 2,
		.caps = BIT(DMA_SLAVE) | BIT(DMA_MEMCPY) | BIT(DMA_PRIVATE),
		.has_release = true,
	};

	dut->fake = fake_dma_create(dut->test, &cfg);
	dut->log = dut->fake->log;
	platform_set_drvdata(pdev, dut);

	return fake_dma_register(dut->fake);
}

static void driver_remove(struct platform_device *pdev)
{
	struct driver_under_test *dut = platform_get_drvdata(pdev);
	struct fake_dma *fake = dut->fake;

	strscpy(dut->order, dut->log->order);
	dut->was_dead = dmaengine_chan_dead(&fake->chans[0].chan);

	if (dut->style == REMOVE_CHANNELS_FIRST)
		dma_async_device_channel_unregister(&fake->ddev, &fake->chans[1].chan);
	if (dut->style != REMOVE_FORGETS)
		fake_dma_unregister(dut->log);
}

static struct platform_driver driver = {
	.probe = driver_probe,
	.remove = driver_remove,
	.driver = {
		.name = "dmaengine-unbind",
	},
};

KUNIT_DEFINE_ACTION_WRAPPER(driver_action, platform_driver_unregister, struct platform_driver *);
KUNIT_DEFINE_ACTION_WRAPPER(device_action, platform_device_unregister, struct platform_device *);

static struct driver_under_test *new_driver(struct kunit *test, enum remove_style style)
{
	struct driver_under_test *dut = kunit_kzalloc(test, sizeof(*dut), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dut);
	dut->test = test;
	dut->style = style;

	return dut;
}

/* A controller that the driver is bound to. */
static struct platform_device *bind(struct driver_under_test *dut)
{
	struct platform_device *pdev;
	struct kunit *test = dut->test;

	pdev = platform_device_register_data(NULL, driver.driver.name, PLATFORM_DEVID_AUTO, &dut,
					     sizeof(dut));
	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, device_action, pdev), 0);
	KUNIT_ASSERT_NOT_NULL(test, dut->fake);

	return pdev;
}

static void nothing(void *param)
{
}

static const struct {
	const char *name;
	enum remove_style style;
} styles[] = {
	{ "unregisters", REMOVE_UNREGISTERS },
	{ "channels first", REMOVE_CHANNELS_FIRST },
	{ "later", REMOVE_FORGETS },
};

static void style_desc(const typeof(styles[0]) *style, char *desc)
{
	strscpy(desc, style->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(style, styles, style_desc);

/* Test that a transfer has been terminated before remove() begins, and none can be started. */
static void unbind_stops_first(struct kunit *test)
{
	const typeof(styles[0]) *style = test->param_value;
	struct driver_under_test *dut = new_driver(test, style->style);
	struct platform_device *pdev = bind(dut);
	struct dma_chan *chan = fake_dma_get(test, dut->fake, 0);

	fake_dma_start(test, chan, nothing, NULL);
	kunit_release_action(test, device_action, pdev);
	/* Allocated, terminated, synchronized. */
	KUNIT_EXPECT_STREQ(test, dut->order, "ats");
	KUNIT_EXPECT_TRUE(test, dut->was_dead);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_memcpy(chan, 0, 0, 1, DMA_CTRL_ACK));
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);

	/* Once, whoever asks. */
	if (dut->log->registered)
		fake_dma_unregister(dut->log);
	KUNIT_EXPECT_EQ(test, dut->log->count[FAKE_TERMINATE], 1U);
	fake_dma_release(test, chan);
	KUNIT_EXPECT_EQ(test, dut->log->count[FAKE_RELEASE], 1U);
}

/* Test that the unbind of another controller on the same bus stops nobody. */
static void unbind_of_another(struct kunit *test)
{
	struct driver_under_test *dut = new_driver(test, REMOVE_UNREGISTERS);
	struct platform_device *other;
	struct dma_chan *chan;

	bind(dut);
	chan = fake_dma_get(test, dut->fake, 0);
	other = bind(new_driver(test, REMOVE_UNREGISTERS));
	kunit_release_action(test, device_action, other);
	KUNIT_EXPECT_FALSE(test, dmaengine_chan_dead(chan));
	fake_dma_start(test, chan, nothing, NULL);
	KUNIT_EXPECT_TRUE(test, fake_dma_complete(dut->fake, 0));
	fake_dma_release(test, chan);
}

static int unbind_init(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, platform_driver_register(&driver), 0);
	return kunit_add_action_or_reset(test, driver_action, &driver);
}

static struct kunit_case dmaengine_unbind_cases[] = {
	KUNIT_CASE_PARAM(unbind_stops_first, style_gen_params),
	KUNIT_CASE(unbind_of_another),
	{}
};

static struct kunit_suite dmaengine_unbind_suite = {
	.name = "dmaengine_unbind",
	.init = unbind_init,
	.test_cases = dmaengine_unbind_cases,
};

kunit_test_suite(dmaengine_unbind_suite);

MODULE_DESCRIPTION("KUnit suite of controllers whose driver is unbound");
MODULE_LICENSE("GPL");
