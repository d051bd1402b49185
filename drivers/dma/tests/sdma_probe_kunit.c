// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: probe of each SoC, and its failures.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/genalloc.h>
#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "sdma_fixture.h"

/* More allocations than a probe makes; the first and the last ones are the driver's own. */
#define FAULTS		3000
#define FAULTS_OWN	60
#define FAULTS_STRIDE	9

#define CONFIG_REG	0x038
#define CONFIG_ACR	BIT(4)

static const char * const socs[] = {
	"fsl,imx25-sdma", "fsl,imx35-sdma", "fsl,imx51-sdma", "fsl,imx53-sdma",
	"fsl,imx6q-sdma", "fsl,imx6ul-sdma", "fsl,imx7d-sdma", "fsl,imx8mq-sdma",
};

static void soc_desc(const char * const *soc, char *desc)
{
	strscpy(desc, *soc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(soc, socs, soc_desc);

/* Test that the driver takes each SoC, lets it go and takes it again. */
static void probe_rebind(struct kunit *test)
{
	const char * const *soc = test->param_value;
	const struct sdma_fix_config cfg = { .compatible = *soc };
	struct sdma_fix *f = sdma_fix_create(test, &cfg);
	unsigned int i;

	KUNIT_ASSERT_TRUE(test, sdma_fix_is_bound(f));
	for (i = 0; i < 3; i++) {
		struct dma_chan *chan = sdma_fix_slave(f, SDMA_FIX_TX2);

		/* The rates of the model's clocks are the same, and some have to be told. */
		KUNIT_EXPECT_EQ(test, !!(sdma_model_peek(f->m, CONFIG_REG) & CONFIG_ACR),
				!strcmp(*soc, "fsl,imx8mq-sdma"));
		sdma_fix_config_chan(f, chan, SDMA_FIX_TX2, DMA_SLAVE_BUSWIDTH_4_BYTES, 2);
		KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(40)), 0x2);
		KUNIT_EXPECT_EQ(test, sdma_model_clocked(f->m), 2);
		sdma_fix_release(f, chan);
		sdma_fix_unbind(f);
		sdma_fix_expect_gone(f);
		KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	}
}

/* Test that the file in debugfs goes with the driver. */
static void probe_debugfs(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);

	KUNIT_EXPECT_TRUE(test, sdma_fix_has_debugfs(f));
	sdma_fix_unbind(f);
	KUNIT_EXPECT_FALSE(test, sdma_fix_has_debugfs(f));
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	KUNIT_EXPECT_TRUE(test, sdma_fix_has_debugfs(f));
}

/* Let the n-th allocation of a probe fail. Returns whether there was one. */
static bool fail_probe(struct sdma_fix *f, unsigned int n, unsigned int *failed)
{
	bool hit;

	sdma_fix_unbind(f);
	sdma_fix_expect_gone(f);
	fake_fault_begin(n);
	sdma_fix_bind(f);
	hit = fake_fault_end();
	if (!sdma_fix_is_bound(f)) {
		++*failed;
		sdma_fix_expect_gone(f);
		KUNIT_EXPECT_FALSE(f->test, sdma_fix_has_debugfs(f));
	}

	return hit;
}

/* SDMA-11. Test that a probe which fails for want of memory, anywhere, leaves nothing behind. */
static void probe_faults(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	unsigned int n, last, failed = 0;

	if (!fake_fault_init())
		kunit_skip(test, "no fault injection");
	for (n = 1; n < FAULTS && fail_probe(f, n, &failed);)
		n += n < FAULTS_OWN ? 1 : FAULTS_STRIDE;
	KUNIT_ASSERT_LT(test, n, FAULTS);
	/* The last ones are the driver's own, too. */
	for (last = n; n > last - FAULTS_OWN; n--)
		fail_probe(f, n, &failed);
	KUNIT_EXPECT_GT(test, failed, 20);
	if (!sdma_fix_is_bound(f))
		KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	sdma_fix_expect_works(f);
}

/* Test that a probe fails if there is less memory on the chip than the driver needs. */
static void probe_little_iram(struct kunit *test)
{
	const struct sdma_fix_config cfg = { .iram = 1024 };
	struct sdma_fix *f = sdma_fix_create(test, &cfg);

	sdma_fix_expect_gone(f);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(f->iram), cfg.iram);
}

/* Test that descriptors end when that memory does, and that they give it back, as the driver. */
static void probe_iram(struct kunit *test)
{
	const struct sdma_fix_config cfg = { .iram = 8192 };
	struct sdma_fix *f = sdma_fix_create(test, &cfg);
	struct dma_chan *chan = sdma_fix_memcpy(f);
	struct client_buf *buf = sdma_fix_buf(f, 256);
	size_t avail = gen_pool_avail(f->iram);
	unsigned int n = 0;

	KUNIT_EXPECT_LT(test, avail, cfg.iram);
	while (n <= cfg.iram && dmaengine_prep_dma_memcpy(chan, buf->dma, buf->dma, 256, 0))
		n++;
	KUNIT_EXPECT_GT(test, n, 0);
	KUNIT_EXPECT_LE(test, n, avail / 12);
	sdma_fix_release(f, chan);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(f->iram), avail);
	sdma_fix_expect_works(f);
	sdma_fix_unbind(f);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(f->iram), cfg.iram);
}

/* Test that a clock which cannot be turned on costs the probe, or a client its channel, only. */
static void probe_broken_clock(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct reg_model *reg = sdma_model_common(f->m);
	unsigned int i;

	for (i = 0; i < 2; i++) {
		WRITE_ONCE(reg->broken_clocks, BIT(i));
		KUNIT_EXPECT_NULL(test, sdma_fix_try_request(f, NULL));
		KUNIT_EXPECT_EQ(test, sdma_model_clocked(f->m), 0);
		/* Nor does it go off, but the driver has to go. */
		sdma_fix_unbind(f);
		sdma_fix_expect_gone(f);
		KUNIT_EXPECT_NE(test, sdma_fix_bind(f), 0);
		sdma_fix_expect_gone(f);
		WRITE_ONCE(reg->broken_clocks, 0);
		KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
		sdma_fix_expect_works(f);
	}
}

/* Test that a probe fails, and cleans up, if the interrupt is somebody else's. */
static void probe_irq(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);

	sdma_fix_unbind(f);
	KUNIT_ASSERT_EQ(test, reg_model_occupy_irq(sdma_model_common(f->m)), 0);
	KUNIT_EXPECT_NE(test, sdma_fix_bind(f), 0);
	reg_model_vacate_irq(sdma_model_common(f->m));
	sdma_fix_expect_gone(f);
	KUNIT_EXPECT_EQ(test, sdma_fix_bind(f), 0);
	sdma_fix_expect_works(f);
}

/*
 * SDMA-19. Test that an interrupt which is pending when the handler is installed finds a driver
 * that is set up.
 */
static void probe_pending_irq(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);

	sdma_fix_unbind(f);
	sdma_model_hold_irq(f->m, true);
	sdma_model_raise(f->m, 0);
	sdma_model_raise(f->m, 7);
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	sdma_model_hold_irq(f->m, false);
	sdma_fix_pass(10);
	sdma_fix_expect_works(f);
}

struct lack_row {
	const char *name;
	bool node;
	unsigned int first, n;	/* resources */
};

/* The clocks are those of another device's name, so they are what is lacking last. */
static const struct lack_row lacks[] = {
	{ "a node", false, 0, 2 },
	{ "an interrupt", true, 0, 1 },
	{ "registers", true, 1, 1 },
	{ "clocks", true, 0, 2 },
};

KUNIT_ARRAY_PARAM_DESC(lack, lacks, name);

KUNIT_DEFINE_ACTION_WRAPPER(destroy_model, sdma_model_destroy, struct sdma_model *);

/* Test that a device which lacks something is not taken, and nothing is left. */
static void probe_without(struct kunit *test)
{
	const struct lack_row *row = test->param_value;
	struct sdma_fix *f = sdma_fix_new(test);
	struct sdma_model *m = sdma_model_create("sdma-other");
	struct resource res[2];
	struct platform_device *pdev;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, m);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model, m), 0);
	res[0] = sdma_model_resource(m);
	res[0].parent = sdma_model_region();
	res[1] = (struct resource)DEFINE_RES_IRQ(sdma_model_virq(m));
	pdev = platform_device_alloc(row->node ? "sdma-lack" : "imx-sdma", PLATFORM_DEVID_NONE);
	KUNIT_ASSERT_NOT_NULL(test, pdev);
	if (row->node)
		device_set_node(&pdev->dev, of_fwnode_handle(of_node_get(f->np)));
	if (platform_device_add_resources(pdev, res + row->first, row->n) ||
	    platform_device_add(pdev)) {
		platform_device_put(pdev);
		KUNIT_FAIL_AND_ABORT(test, "cannot add the device");
	}
	KUNIT_EXPECT_FALSE(test, device_is_bound(&pdev->dev));
	KUNIT_EXPECT_EQ(test, sdma_model_mapped(m), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_accesses(m), 0);
	platform_device_unregister(pdev);
	sdma_fix_expect_works(f);
}

static struct kunit_case sdma_probe_cases[] = {
	KUNIT_CASE_PARAM(probe_rebind, soc_gen_params),
	KUNIT_CASE(probe_debugfs),
	KUNIT_CASE(probe_faults),
	KUNIT_CASE(probe_little_iram),
	KUNIT_CASE(probe_iram),
	KUNIT_CASE(probe_broken_clock),
	KUNIT_CASE(probe_irq),
	KUNIT_CASE(probe_pending_irq),
	KUNIT_CASE_PARAM(probe_without, lack_gen_params),
	{}
};

static struct kunit_suite sdma_probe_suite = {
	.name = "imx_sdma_probe",
	.test_cases = sdma_probe_cases,
};

kunit_test_suite(sdma_probe_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: probe");
MODULE_LICENSE("GPL");
