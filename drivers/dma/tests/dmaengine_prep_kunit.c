// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of what lies between a client and the prep operations of a
 * provider: input that is refused before the provider sees it (CORE-23), and the
 * helpers that configure and prepare in one step.
 *
 * The operations only note that they were called.
 */
#include <kunit/device.h>
#include <kunit/test.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "lock_held.h"

/* What the operations have seen since the case began. */
static struct {
	unsigned int preps;
	unsigned int configs;
	unsigned int config_preps;
	struct dma_slave_config *config;
	size_t len;
	bool locked;
	int config_error;
	struct dma_async_tx_descriptor tx;
} seen;

static struct dma_async_tx_descriptor *see_prep(struct dma_chan *chan, size_t len)
{
	seen.preps++;
	seen.len = len;
	seen.locked = lock_held(&chan->lock);
	dma_async_tx_descriptor_init(&seen.tx, chan);

	return &seen.tx;
}

static struct dma_async_tx_descriptor *see_sg(struct dma_chan *chan, struct scatterlist *sgl,
					      unsigned int sg_len,
					      enum dma_transfer_direction dir,
					      unsigned long flags, void *context)
{
	return see_prep(chan, dir == DMA_TRANS_NONE ? sg_len : sg_dma_len(sgl));
}

static struct dma_async_tx_descriptor *see_config_sg(struct dma_chan *chan,
						     struct scatterlist *sgl, unsigned int sg_len,
						     enum dma_transfer_direction dir,
						     unsigned long flags,
						     struct dma_slave_config *config)
{
	seen.config_preps++;
	seen.config = config;
	return see_prep(chan, sg_dma_len(sgl));
}

static struct dma_async_tx_descriptor *see_vec(struct dma_chan *chan, const struct dma_vec *vecs,
					       size_t nents, enum dma_transfer_direction dir,
					       unsigned long flags)
{
	return see_prep(chan, vecs->len);
}

static struct dma_async_tx_descriptor *see_cyclic(struct dma_chan *chan, dma_addr_t buf,
						  size_t buf_len, size_t period_len,
						  enum dma_transfer_direction dir,
						  unsigned long flags)
{
	return see_prep(chan, period_len);
}

static struct dma_async_tx_descriptor *see_interleaved(struct dma_chan *chan,
						       struct dma_interleaved_template *xt,
						       unsigned long flags)
{
	return see_prep(chan, 64);
}

static struct dma_async_tx_descriptor *see_memset(struct dma_chan *chan, dma_addr_t dst, int value,
						  size_t len, unsigned long flags)
{
	return see_prep(chan, len);
}

static struct dma_async_tx_descriptor *see_memcpy(struct dma_chan *chan, dma_addr_t dst,
						  dma_addr_t src, size_t len, unsigned long flags)
{
	return see_prep(chan, len);
}

static int see_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	seen.configs++;
	seen.config = config;
	seen.locked = lock_held(&chan->lock);

	return seen.config_error;
}

static struct dma_chan *new_chan(struct kunit *test, bool config_op, bool no_ops)
{
	struct fake_config cfg = {
		.dev = kunit_device_register(test, config_op ? "fake_config" : "fake"),
		.n_chans = 1,
		.caps = BIT(DMA_SLAVE) | BIT(DMA_CYCLIC) | BIT(DMA_MEMCPY),
		.has_release = true,
	};
	struct dma_device *ddev;
	struct fake_dma *fake;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cfg.dev);
	memset(&seen, 0, sizeof(seen));
	fake = fake_dma_create(test, &cfg);
	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	ddev = &fake->ddev;
	ddev->device_config = see_config;
	ddev->device_prep_slave_sg = no_ops ? NULL : see_sg;
	ddev->device_prep_config_sg = config_op ? see_config_sg : NULL;
	ddev->device_prep_peripheral_dma_vec = no_ops ? NULL : see_vec;
	ddev->device_prep_dma_cyclic = no_ops ? NULL : see_cyclic;
	ddev->device_prep_interleaved_dma = no_ops ? NULL : see_interleaved;
	ddev->device_prep_dma_memset = no_ops ? NULL : see_memset;
	ddev->device_prep_dma_memcpy = no_ops ? NULL : see_memcpy;

	return fake_dma_get(test, fake, 0);
}

static struct dma_slave_config good_config;
static struct dma_interleaved_template good_template;

enum input_id {
	OK_SG,
	OK_SINGLE,
	OK_VEC,
	OK_CONFIG_SG,
	OK_CONFIG_SG_SAFE,
	OK_CONFIG_SINGLE,
	OK_CONFIG_SINGLE_SAFE,
	OK_CYCLIC,
	OK_INTERLEAVED,
	OK_MEMSET,
	OK_MEMCPY,
	BAD_SG_NULL,
	BAD_SG_EMPTY,
	BAD_SINGLE_EMPTY,
	BAD_VEC_NULL,
	BAD_VEC_EMPTY,
	BAD_CONFIG_SG,
	BAD_CONFIG_SAFE,
	BAD_CONFIG_SINGLE,
	BAD_SINGLE_SAFE,
	BAD_CYCLIC_PERIOD,
	BAD_CYCLIC_RING,
	BAD_CYCLIC_NOTHING,
	BAD_CYCLIC_REST,
	BAD_CYCLIC_LONG,
	BAD_REPEAT,
};

struct input {
	const char *name;
	enum input_id id;
};

/* One call of each wrapper that asks for 64 bytes. */
static struct dma_async_tx_descriptor *prep_good(struct dma_chan *chan, enum input_id id)
{
	struct dma_vec vec = { .len = 64 };
	struct scatterlist sg;

	dmaengine_sg_single(&sg, 0x1000, 64);
	switch (id) {
	case OK_SG:
		return dmaengine_prep_slave_sg(chan, &sg, 1, DMA_MEM_TO_DEV, 0);
	case OK_SINGLE:
		return dmaengine_prep_slave_single(chan, 0, 64, DMA_MEM_TO_DEV, 0);
	case OK_VEC:
		return dmaengine_prep_peripheral_dma_vec(chan, &vec, 1, DMA_MEM_TO_DEV, 0);
	case OK_CONFIG_SG:
		return dmaengine_prep_config_sg(chan, &sg, 1, DMA_MEM_TO_DEV, 0, &good_config);
	case OK_CONFIG_SG_SAFE:
		return dmaengine_prep_config_sg_safe(chan, &sg, 1, DMA_MEM_TO_DEV, 0, &good_config);
	case OK_CONFIG_SINGLE:
		return dmaengine_prep_config_single(chan, 0, 64, DMA_MEM_TO_DEV, 0, &good_config);
	case OK_CONFIG_SINGLE_SAFE:
		return dmaengine_prep_config_single_safe(chan, 0, 64, DMA_MEM_TO_DEV, 0,
							 &good_config);
	case OK_CYCLIC:
		return dmaengine_prep_dma_cyclic(chan, 0, 256, 64, DMA_MEM_TO_DEV,
						 DMA_PREP_INTERRUPT);
	case OK_INTERLEAVED:
		return dmaengine_prep_interleaved_dma(chan, &good_template, 0);
	case OK_MEMSET:
		return dmaengine_prep_dma_memset(chan, 0, 0, 64, 0);
	case OK_MEMCPY:
		return dmaengine_prep_dma_memcpy(chan, 0, 0, 64, 0);
	default:
		return NULL;
	}
}

/* What no provider is to be asked for. */
static struct dma_async_tx_descriptor *prep_bad(struct dma_chan *chan, enum input_id id)
{
	struct dma_vec vec = { .len = 64 };
	struct scatterlist sg;

	dmaengine_sg_single(&sg, 0x1000, 64);
	switch (id) {
	case BAD_SG_NULL:
		return dmaengine_prep_slave_sg(chan, NULL, 1, DMA_MEM_TO_DEV, 0);
	case BAD_SG_EMPTY:
		return dmaengine_prep_slave_sg(chan, &sg, 0, DMA_MEM_TO_DEV, 0);
	case BAD_SINGLE_EMPTY:
		return dmaengine_prep_slave_single(chan, 0, 0, DMA_MEM_TO_DEV, 0);
	case BAD_VEC_NULL:
		return dmaengine_prep_peripheral_dma_vec(chan, NULL, 1, DMA_MEM_TO_DEV, 0);
	case BAD_VEC_EMPTY:
		return dmaengine_prep_peripheral_dma_vec(chan, &vec, 0, DMA_MEM_TO_DEV, 0);
	case BAD_CONFIG_SG:
		return dmaengine_prep_config_sg(chan, &sg, 0, DMA_MEM_TO_DEV, 0, &good_config);
	case BAD_CONFIG_SAFE:
		return dmaengine_prep_config_sg_safe(chan, NULL, 1, DMA_MEM_TO_DEV, 0,
						     &good_config);
	case BAD_CONFIG_SINGLE:
		return dmaengine_prep_config_single(chan, 0, 0, DMA_MEM_TO_DEV, 0, &good_config);
	case BAD_SINGLE_SAFE:
		return dmaengine_prep_config_single_safe(chan, 0, 0, DMA_MEM_TO_DEV, 0,
							 &good_config);
	case BAD_CYCLIC_PERIOD:
		return dmaengine_prep_dma_cyclic(chan, 0, 256, 0, DMA_MEM_TO_DEV,
						 DMA_PREP_INTERRUPT);
	case BAD_CYCLIC_RING:
		return dmaengine_prep_dma_cyclic(chan, 0, 0, 64, DMA_MEM_TO_DEV,
						 DMA_PREP_INTERRUPT);
	case BAD_CYCLIC_NOTHING:
		return dmaengine_prep_dma_cyclic(chan, 0, 0, 0, DMA_MEM_TO_DEV, 0);
	case BAD_CYCLIC_REST:
		return dmaengine_prep_dma_cyclic(chan, 0, 256, 60, DMA_MEM_TO_DEV,
						 DMA_PREP_INTERRUPT);
	case BAD_CYCLIC_LONG:
		return dmaengine_prep_dma_cyclic(chan, 0, 64, 256, DMA_MEM_TO_DEV,
						 DMA_PREP_INTERRUPT);
	case BAD_REPEAT:
		return dmaengine_prep_interleaved_dma(chan, &good_template, DMA_PREP_REPEAT);
	default:
		return NULL;
	}
}

static const struct input good_inputs[] = {
	{ "slave_sg", OK_SG },
	{ "slave_single", OK_SINGLE },
	{ "vec", OK_VEC },
	{ "config_sg", OK_CONFIG_SG },
	{ "config_sg_safe", OK_CONFIG_SG_SAFE },
	{ "config_single", OK_CONFIG_SINGLE },
	{ "config_single_safe", OK_CONFIG_SINGLE_SAFE },
	{ "cyclic", OK_CYCLIC },
	{ "interleaved", OK_INTERLEAVED },
	{ "memset", OK_MEMSET },
	{ "memcpy", OK_MEMCPY },
};

static const struct input bad_inputs[] = {
	{ "no list", BAD_SG_NULL },
	{ "empty list", BAD_SG_EMPTY },
	{ "empty buffer", BAD_SINGLE_EMPTY },
	{ "no vector", BAD_VEC_NULL },
	{ "empty vector", BAD_VEC_EMPTY },
	{ "config, empty list", BAD_CONFIG_SG },
	{ "config safe, no list", BAD_CONFIG_SAFE },
	{ "config, empty buffer", BAD_CONFIG_SINGLE },
	{ "config safe, empty buffer", BAD_SINGLE_SAFE },
	{ "period of 0", BAD_CYCLIC_PERIOD },
	{ "ring of 0", BAD_CYCLIC_RING },
	{ "ring and period of 0", BAD_CYCLIC_NOTHING },
	{ "ring not whole periods", BAD_CYCLIC_REST },
	{ "ring less than a period", BAD_CYCLIC_LONG },
	{ "repeat without the capability", BAD_REPEAT },
};

static void input_desc(const struct input *input, char *desc)
{
	strscpy(desc, input->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(good_input, good_inputs, input_desc);
KUNIT_ARRAY_PARAM(bad_input, bad_inputs, input_desc);

/* Test that good input gets to the provider, whole. */
static void prep_passes_good_input(struct kunit *test)
{
	const struct input *input = test->param_value;

	KUNIT_EXPECT_PTR_EQ(test, prep_good(new_chan(test, false, false), input->id), &seen.tx);
	KUNIT_EXPECT_EQ(test, seen.preps, 1);
	KUNIT_EXPECT_EQ(test, seen.len, 64);
}

/* Test that nobody stumbles over a channel that is not there. */
static void prep_without_channel(struct kunit *test)
{
	const struct input *input = test->param_value;

	memset(&seen, 0, sizeof(seen));
	KUNIT_EXPECT_NULL(test, prep_good(NULL, input->id));
	KUNIT_EXPECT_EQ(test, seen.preps + seen.configs, 0);
}

/* Test that a provider that lacks the operation is not called. */
static void prep_without_operation(struct kunit *test)
{
	const struct input *input = test->param_value;

	KUNIT_EXPECT_NULL(test, prep_good(new_chan(test, false, true), input->id));
	KUNIT_EXPECT_EQ(test, seen.preps, 0);
}

/* Test that bad input is refused before the provider sees it (CORE-23). */
static void prep_refuses_bad_input(struct kunit *test)
{
	const struct input *input = test->param_value;

	KUNIT_EXPECT_NULL(test, prep_bad(new_chan(test, false, false), input->id));
	KUNIT_EXPECT_EQ(test, seen.preps + seen.configs, 0);
	KUNIT_EXPECT_NULL(test, prep_bad(new_chan(test, true, false), input->id));
	KUNIT_EXPECT_EQ(test, seen.preps + seen.configs, 0);
}

/* Test that without a direction the list is the provider's business, as mxs has it. */
static void prep_without_direction_passes(struct kunit *test)
{
	struct dma_chan *chan = new_chan(test, false, false);

	KUNIT_EXPECT_NOT_NULL(test, dmaengine_prep_slave_sg(chan, NULL, 0, DMA_TRANS_NONE, 0));
	KUNIT_EXPECT_NOT_NULL(test, dmaengine_prep_slave_sg(chan, NULL, 3, DMA_TRANS_NONE, 0));
	KUNIT_EXPECT_EQ(test, seen.len, 3);
}

/* Test that a ring nobody wants to hear of is one period long, as spi-bcm2835 has it. */
static void prep_ring_without_periods(struct kunit *test)
{
	struct dma_chan *chan = new_chan(test, false, false);

	KUNIT_EXPECT_NOT_NULL(test, dmaengine_prep_dma_cyclic(chan, 0, 256, 0, DMA_MEM_TO_DEV, 0));
	KUNIT_EXPECT_EQ(test, seen.len, 256);
}

/* Test that a repeated transfer gets to a provider that has the capability. */
static void prep_repeat_with_capability(struct kunit *test)
{
	struct dma_chan *chan = new_chan(test, false, false);

	dma_cap_set(DMA_REPEAT, chan->device->cap_mask);
	KUNIT_EXPECT_NOT_NULL(test, prep_bad(chan, BAD_REPEAT));
	KUNIT_EXPECT_EQ(test, seen.preps, 1);
}

static const struct input config_inputs[] = {
	{ "config_sg", OK_CONFIG_SG },
	{ "config_sg_safe", OK_CONFIG_SG_SAFE },
	{ "config_single", OK_CONFIG_SINGLE },
	{ "config_single_safe", OK_CONFIG_SINGLE_SAFE },
};

KUNIT_ARRAY_PARAM(config_input, config_inputs, input_desc);

static bool is_safe(const struct input *input)
{
	return strstr(input->name, "safe");
}

/* Test that a provider with the operation gets list and configuration at once. */
static void prep_config_in_one_step(struct kunit *test)
{
	const struct input *input = test->param_value;

	KUNIT_EXPECT_NOT_NULL(test, prep_good(new_chan(test, true, false), input->id));
	KUNIT_EXPECT_EQ(test, seen.config_preps, 1);
	KUNIT_EXPECT_EQ(test, seen.preps, 1);
	KUNIT_EXPECT_EQ(test, seen.configs, 0);
	KUNIT_EXPECT_PTR_EQ(test, seen.config, &good_config);
	KUNIT_EXPECT_FALSE(test, seen.locked);
}

/*
 * Test that a provider without the operation is configured first, and that the
 * safe ones do both under the channel's lock.
 */
static void prep_config_in_two_steps(struct kunit *test)
{
	const struct input *input = test->param_value;

	KUNIT_EXPECT_NOT_NULL(test, prep_good(new_chan(test, false, false), input->id));
	KUNIT_EXPECT_EQ(test, seen.configs, 1);
	KUNIT_EXPECT_EQ(test, seen.preps, 1);
	KUNIT_EXPECT_PTR_EQ(test, seen.config, &good_config);
	if (IS_ENABLED(CONFIG_LOCKDEP))
		KUNIT_EXPECT_EQ(test, seen.locked, is_safe(input));
}

/* Test that nothing is prepared if the provider refuses the configuration. */
static void prep_config_refused(struct kunit *test)
{
	const struct input *input = test->param_value;
	struct dma_chan *chan = new_chan(test, false, false);

	seen.config_error = -EINVAL;
	KUNIT_EXPECT_NULL(test, prep_good(chan, input->id));
	KUNIT_EXPECT_EQ(test, seen.configs, 1);
	KUNIT_EXPECT_EQ(test, seen.preps, 0);
	/* The lock was not left behind. */
	KUNIT_EXPECT_FALSE(test, lock_held(&chan->lock));
}

/* Test that without a configuration the current one is kept. */
static void prep_config_null_keeps(struct kunit *test)
{
	struct dma_chan *chan = new_chan(test, false, false);

	KUNIT_EXPECT_NOT_NULL(test, dmaengine_prep_config_single(chan, 0, 64, DMA_MEM_TO_DEV, 0,
								 NULL));
	KUNIT_EXPECT_NOT_NULL(test, dmaengine_prep_config_single_safe(chan, 0, 64, DMA_MEM_TO_DEV,
								      0, NULL));
	KUNIT_EXPECT_EQ(test, seen.configs, 0);
	KUNIT_EXPECT_EQ(test, seen.preps, 2);
}

static struct kunit_case dmaengine_prep_cases[] = {
	KUNIT_CASE_PARAM(prep_passes_good_input, good_input_gen_params),
	KUNIT_CASE_PARAM(prep_without_channel, good_input_gen_params),
	KUNIT_CASE_PARAM(prep_without_operation, good_input_gen_params),
	KUNIT_CASE_PARAM(prep_refuses_bad_input, bad_input_gen_params),
	KUNIT_CASE(prep_without_direction_passes),
	KUNIT_CASE(prep_ring_without_periods),
	KUNIT_CASE(prep_repeat_with_capability),
	KUNIT_CASE_PARAM(prep_config_in_one_step, config_input_gen_params),
	KUNIT_CASE_PARAM(prep_config_in_two_steps, config_input_gen_params),
	KUNIT_CASE_PARAM(prep_config_refused, config_input_gen_params),
	KUNIT_CASE(prep_config_null_keeps),
	{}
};

static struct kunit_suite dmaengine_prep_suite = {
	.name = "dmaengine_prep",
	.test_cases = dmaengine_prep_cases,
};

kunit_test_suite(dmaengine_prep_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine core: prepare");
MODULE_LICENSE("GPL");
