// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the simulated controller: from create to release, what can be
 * made to fail, what the record says; and the providers of other styles.
 */
#include <kunit/device.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/module.h>

#include "dma_sim_fixture.h"
#include "fake_provider.h"

/* Test that a configuration that makes no sense is refused, and nothing is left. */
static void sim_refuses_bad_config(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "sim");
	struct dma_sim_config good = dma_sim_default_config, cfg;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dev);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_sim_create(&good)), -EINVAL);
	good.dev = dev;

	cfg = good;
	cfg.n_channels = 0;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_sim_create(&cfg)), -EINVAL);
	cfg.n_channels = DMA_SIM_MAX_CHANNELS + 1;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_sim_create(&cfg)), -EINVAL);

	cfg = good;
	cfg.caps = 0;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_sim_create(&cfg)), -EINVAL);
	cfg.caps = BIT(DMA_COMPLETION_NO_ORDER);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_sim_create(&cfg)), -EINVAL);

	cfg = good;
	cfg.max_src = DMA_SIM_MAX_SRC + 1;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_sim_create(&cfg)), -EINVAL);

	cfg = good;
	cfg.mapcnt = 1;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dma_sim_create(&cfg)), -EINVAL);
}

/* Test that only the operations exist that the configuration asks for. */
static void sim_has_what_was_asked_for(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_device *ddev;

	cfg.caps = BIT(DMA_MEMCPY);
	cfg.has_synchronize = false;
	cfg.has_release = false;
	cfg.has_terminate = false;
	cfg.has_pause = false;
	ddev = dma_sim_device(sim_new(test, &cfg));
	KUNIT_EXPECT_NOT_NULL(test, ddev->device_prep_dma_memcpy);
	KUNIT_EXPECT_NULL(test, ddev->device_prep_dma_xor);
	KUNIT_EXPECT_NULL(test, ddev->device_prep_slave_sg);
	KUNIT_EXPECT_NULL(test, ddev->device_synchronize);
	KUNIT_EXPECT_NULL(test, ddev->device_release);
	KUNIT_EXPECT_NULL(test, ddev->device_terminate_all);
	KUNIT_EXPECT_NULL(test, ddev->device_pause);
	KUNIT_EXPECT_NULL(test, ddev->device_resume);
}

/* Test that a controller is released once, and not before its last client is gone. */
static void sim_is_released_once(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);

	KUNIT_EXPECT_TRUE(test, dma_sim_record_allocated(sim, 0));
	KUNIT_EXPECT_EQ(test, dma_sim_register(sim), -EBUSY);
	dma_sim_unregister(sim);
	KUNIT_EXPECT_EQ(test, dma_sim_record_released(sim), 0);
	KUNIT_EXPECT_TRUE(test, dma_sim_record_allocated(sim, 0));
	client_release(test, chan);
	KUNIT_EXPECT_FALSE(test, dma_sim_record_allocated(sim, 0));
	KUNIT_EXPECT_EQ(test, dma_sim_record_released(sim), 1);
	dma_sim_unregister(sim);
	KUNIT_EXPECT_EQ(test, dma_sim_record_released(sim), 1);
}

/* Test that a controller can be registered again after it was released. */
static void sim_registers_again(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct sim_calls calls = {};
	struct client_buf *src, *dst;
	struct dma_chan *chan;

	dma_sim_unregister(sim);
	KUNIT_ASSERT_EQ(test, dma_sim_register(sim), 0);
	chan = sim_get(test, sim, 0);
	src = sim_buf(test, sim, 64);
	dst = sim_buf(test, sim, 64);
	sim_submit(test, sim_memcpy(test, chan, dst, src), &calls);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, calls.n, 1);
	client_release(test, chan);
	dma_sim_unregister(sim);
	KUNIT_EXPECT_EQ(test, dma_sim_record_released(sim), 2);
}

/* Test that a client finds its channel by the name in the table. */
static void sim_is_found_by_name(struct kunit *test)
{
	struct device *client = kunit_device_register(test, "client");
	struct dma_slave_map map[] = {
		DMA_SIM_SLAVE(NULL, "tx", 1),
		DMA_SIM_SLAVE(NULL, "rx", 2),
	};
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_chan *chan;
	struct dma_sim *sim;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, client);
	map[0].devname = dev_name(client);
	map[1].devname = dev_name(client);
	cfg.n_channels = 3;
	cfg.map = map;
	cfg.mapcnt = ARRAY_SIZE(map);
	sim = sim_new(test, &cfg);

	chan = dma_request_chan(client, "rx");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, chan);
	KUNIT_EXPECT_EQ(test, dma_sim_chan_index(chan), 2);
	dma_release_channel(chan);
	KUNIT_EXPECT_TRUE(test, IS_ERR(dma_request_chan(client, "other")));
	/* The table is on the stack of this case. */
	dma_sim_unregister(sim);
}

static int sim_alloc_hook(struct dma_sim *sim, unsigned int n)
{
	int *ret = dma_sim_data(sim);

	return *ret;
}

/* Test that allocation fails as told, by the knob and by the hook, and recovers. */
static void sim_alloc_fails(struct kunit *test)
{
	static const struct dma_sim_hooks hooks = { .alloc = sim_alloc_hook };
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_device *ddev;
	struct dma_sim *sim;
	int ret = 0;

	cfg.hooks = &hooks;
	cfg.data = &ret;
	sim = sim_new(test, &cfg);
	ddev = dma_sim_device(sim);

	dma_sim_set_alloc_error(sim, -ENOMEM);
	KUNIT_EXPECT_EQ(test, ddev->device_alloc_chan_resources(dma_sim_chan(sim, 0)), -ENOMEM);
	dma_sim_set_alloc_error(sim, 0);
	ret = -EIO;
	KUNIT_EXPECT_EQ(test, ddev->device_alloc_chan_resources(dma_sim_chan(sim, 0)), -EIO);
	KUNIT_EXPECT_FALSE(test, dma_sim_record_allocated(sim, 0));
	ret = 0;
	client_release(test, sim_get(test, sim, 0));
	KUNIT_EXPECT_EQ(test, dma_sim_record_count(sim, 0, DMA_SIM_OP_ALLOC), 3);
}

/* Test that prep and terminate fail as told, and then work again. */
static void sim_ops_fail(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *buf = sim_buf(test, sim, 64);
	struct sim_calls calls = {};

	dma_sim_set_prep_fail(sim, true);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_memset(chan, buf->dma, 0, 64, 0));
	dma_sim_set_prep_fail(sim, false);
	sim_submit(test, dmaengine_prep_dma_memset(chan, buf->dma, 0, 64, DMA_CTRL_ACK), &calls);

	dma_sim_set_terminate_error(sim, -EIO);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(chan), -EIO);
	dma_sim_set_terminate_error(sim, 0);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, calls.n, 1);
}

/* Test that the log has what happened, in order. */
static void sim_logs_in_order(struct kunit *test)
{
	static const enum dma_sim_op want[] = {
		DMA_SIM_OP_ALLOC, DMA_SIM_OP_PREP, DMA_SIM_OP_SUBMIT, DMA_SIM_OP_ISSUE,
		DMA_SIM_OP_START, DMA_SIM_OP_COMPLETE, DMA_SIM_OP_DESC_FREE,
	};
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct client_buf *src = sim_buf(test, sim, 64), *dst = sim_buf(test, sim, 64);
	struct sim_calls calls = {};
	struct dma_sim_event ev;
	unsigned int i;

	sim_submit(test, sim_memcpy(test, chan, dst, src), &calls);
	sim_run(sim, 0);
	KUNIT_ASSERT_EQ(test, dma_sim_record_len(sim, 0), ARRAY_SIZE(want));
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		KUNIT_ASSERT_TRUE(test, dma_sim_record_get(sim, 0, i, &ev));
		KUNIT_EXPECT_STREQ(test, dma_sim_op_name(ev.op), dma_sim_op_name(want[i]));
	}
	KUNIT_EXPECT_FALSE(test, dma_sim_record_get(sim, 0, i, &ev));

	dma_sim_record_reset(sim);
	KUNIT_EXPECT_EQ(test, dma_sim_record_len(sim, 0), 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_count(sim, DMA_SIM_ALL, DMA_SIM_OP_PREP), 0);
	KUNIT_EXPECT_TRUE(test, dma_sim_record_allocated(sim, 0));
}

/* Test that the record notices a descriptor that is freed where it must not be. */
static void sim_notices_bad_free(struct kunit *test)
{
	struct dma_sim *sim = sim_new(test, &dma_sim_default_config);
	struct dma_chan *chan = sim_get(test, sim, 0);
	struct virt_dma_chan *vc = dma_sim_vchan(sim, 0);
	struct dma_async_tx_descriptor *tx;
	struct client_buf *buf = sim_buf(test, sim, 64);

	tx = dmaengine_prep_dma_memset(chan, buf->dma, 0, 64, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	KUNIT_EXPECT_NOT_NULL(test, vc);
	KUNIT_EXPECT_EQ(test, tx->desc_free(tx), 0);
	KUNIT_EXPECT_EQ(test, dma_sim_record_bad_free(sim, 0), 0);

	tx = dmaengine_prep_dma_memset(chan, buf->dma, 0, 64, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	local_irq_disable();
	tx->desc_free(tx);
	local_irq_enable();
	KUNIT_EXPECT_EQ(test, dma_sim_record_bad_free(sim, 0), 1);
}

/* Test that what a client has not acknowledged is kept until it has. */
static void sim_keeps_unacked(struct kunit *test)
{
	struct dma_sim_config cfg = dma_sim_default_config;
	struct dma_async_tx_descriptor *tx;
	struct sim_calls calls = {};
	struct dma_chan *chan;
	struct client_buf *buf;
	struct dma_sim *sim;

	cfg.keep_unacked = true;
	sim = sim_new(test, &cfg);
	chan = sim_get(test, sim, 0);
	buf = sim_buf(test, sim, 64);

	tx = dmaengine_prep_dma_memset(chan, buf->dma, 0, 64, 0);
	sim_submit(test, tx, &calls);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 1);
	async_tx_ack(tx);
	sim_submit(test, dmaengine_prep_dma_memset(chan, buf->dma, 0, 64, DMA_CTRL_ACK), &calls);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);

	sim_submit(test, dmaengine_prep_dma_memset(chan, buf->dma, 0, 64, 0), &calls);
	KUNIT_EXPECT_EQ(test, sim_run(sim, 0), 1);
	client_release(test, chan);
	KUNIT_EXPECT_EQ(test, dma_sim_record_live(sim, 0), 0);
}

struct sim_style_param {
	enum fake_provider_style style;
};

static const struct sim_style_param sim_style_params[] = {
	{ FAKE_STYLE_TASKLET }, { FAKE_STYLE_CAPTURED }, { FAKE_STYLE_ZEROED },
	{ FAKE_STYLE_LOCKED }, { FAKE_STYLE_THREADED }, { FAKE_STYLE_OWN_COOKIES },
};

static void sim_style_desc(const struct sim_style_param *param, char *desc)
{
	strscpy(desc, fake_provider_style_name(param->style), KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(sim_style, sim_style_params, sim_style_desc);

KUNIT_DEFINE_ACTION_WRAPPER(sim_fp_put, fake_provider_put, struct fake_provider *);
KUNIT_DEFINE_ACTION_WRAPPER(sim_fp_unregister, fake_provider_unregister, struct fake_provider *);
KUNIT_DEFINE_ACTION_WRAPPER(sim_fp_release, dma_release_channel, struct dma_chan *);

static bool sim_fp_filter(struct dma_chan *chan, void *param)
{
	return chan == param;
}

/* Test that each style calls back once, where it should, and no sooner. */
static void sim_style_calls_back(struct kunit *test)
{
	const struct sim_style_param *param = test->param_value;
	bool locked = param->style == FAKE_STYLE_LOCKED;
	struct fake_provider_config cfg = {
		.dev = kunit_device_register(test, "fake"),
		.style = param->style,
		.n_channels = 1,
		.has_release = true,
	};
	u8 *data = kunit_kzalloc(test, 64, GFP_KERNEL);
	struct dma_async_tx_descriptor *tx;
	struct sim_calls calls = {};
	struct fake_provider *fp;
	struct dma_chan *chan;
	dma_cap_mask_t mask;
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cfg.dev);
	KUNIT_ASSERT_NOT_NULL(test, data);
	fp = fake_provider_create(&cfg);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fp);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, sim_fp_put, fp), 0);
	KUNIT_ASSERT_EQ(test, fake_provider_register(fp), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, sim_fp_unregister, fp), 0);
	dma_cap_zero(mask);
	chan = dma_request_channel(mask, sim_fp_filter, fake_provider_chan(fp, 0));
	KUNIT_ASSERT_NOT_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, sim_fp_release, chan), 0);

	addr = dma_map_single(cfg.dev, data, 64, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(cfg.dev, addr));
	memset(data, 0x77, 32);
	tx = dmaengine_prep_dma_memcpy(chan, addr + 32, addr, 32, DMA_CTRL_ACK);
	KUNIT_EXPECT_NOT_NULL(test, tx);
	if (tx) {
		tx->callback = sim_called;
		tx->callback_param = &calls;
		dmaengine_submit(tx);
		KUNIT_EXPECT_FALSE(test, fake_provider_irq(fp, 0));
		dma_async_issue_pending(chan);
		KUNIT_EXPECT_TRUE(test, fake_provider_irq(fp, 0));
	}
	dma_unmap_single(cfg.dev, addr, 64, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, data[63], 0x77);
	KUNIT_EXPECT_EQ(test, calls.n, locked);
	KUNIT_EXPECT_EQ(test, fake_provider_pending(fp, 0), !locked);
	KUNIT_EXPECT_EQ(test, fake_provider_bottom(fp, 0), !locked);
	KUNIT_EXPECT_EQ(test, calls.n, 1);
	kunit_release_action(test, sim_fp_release, chan);
	KUNIT_EXPECT_EQ(test, fake_provider_live(fp), 0);
}

static struct kunit_case dma_sim_life_cases[] = {
	KUNIT_CASE(sim_refuses_bad_config),
	KUNIT_CASE(sim_has_what_was_asked_for),
	KUNIT_CASE(sim_is_released_once),
	KUNIT_CASE(sim_registers_again),
	KUNIT_CASE(sim_is_found_by_name),
	KUNIT_CASE(sim_alloc_fails),
	KUNIT_CASE(sim_ops_fail),
	KUNIT_CASE(sim_logs_in_order),
	KUNIT_CASE(sim_notices_bad_free),
	KUNIT_CASE(sim_keeps_unacked),
	KUNIT_CASE_PARAM(sim_style_calls_back, sim_style_gen_params),
	{}
};

static struct kunit_suite dma_sim_life_suite = {
	.name = "dma_sim_life",
	.test_cases = dma_sim_life_cases,
};

kunit_test_suite(dma_sim_life_suite);

MODULE_DESCRIPTION("KUnit suite of the simulated DMA controller: life, faults, record");
MODULE_LICENSE("GPL");
