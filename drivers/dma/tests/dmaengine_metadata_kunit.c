// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the metadata of descriptors: which calls are valid in which mode,
 * and whose errors the client gets.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/string.h>

#include "dmaengine_fake.h"
#include "dmaengine_rig.h"

static int metadata_error;	/* what the operations return */

static struct dma_chan *new_chan(struct kunit *test)
{
	metadata_error = 0;
	return fake_dma_get(test, rig_bare(test, false), 0);
}

static struct dma_async_tx_descriptor *new_tx(struct kunit *test, struct dma_chan *chan)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(chan, 0, 0, 1, 0);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	return tx;
}

static int note_attach(struct dma_async_tx_descriptor *tx, void *data, size_t len)
{
	return metadata_error;
}

static void *note_get_ptr(struct dma_async_tx_descriptor *tx, size_t *used, size_t *size)
{
	*used = 0;
	*size = 64;
	return metadata_error ? ERR_PTR(metadata_error) : &metadata_error;
}

static int note_set_len(struct dma_async_tx_descriptor *tx, size_t used)
{
	return metadata_error;
}

static struct dma_descriptor_metadata_ops ops = {
	.attach = note_attach, .get_ptr = note_get_ptr, .set_len = note_set_len,
};

/* What the three calls do with a descriptor, by the modes of the provider. */
struct metadata {
	const char *name;
	u32 modes;
	bool no_ops;
	bool engine_first;
	int client;
	int engine;
};

static const struct metadata metadatas[] = {
	{ "no mode", DESC_METADATA_NONE, false, false, -ENOTSUPP, -ENOTSUPP },
	{ "client's mode", DESC_METADATA_CLIENT, false, false, 0, -EINVAL },
	{ "client's mode, engine first", DESC_METADATA_CLIENT, false, true, 0, -ENOTSUPP },
	{ "engine's mode", DESC_METADATA_ENGINE, false, false, -ENOTSUPP, 0 },
	{ "engine's mode, engine first", DESC_METADATA_ENGINE, false, true, -EINVAL, 0 },
	{ "both", DESC_METADATA_CLIENT | DESC_METADATA_ENGINE, false, false, 0, -EINVAL },
	{ "both, engine first", DESC_METADATA_CLIENT | DESC_METADATA_ENGINE, false, true,
	  -EINVAL, 0 },
	{ "no operations", DESC_METADATA_CLIENT, true, false, -ENOTSUPP, -EINVAL },
};

static void metadata_desc(const struct metadata *m, char *desc)
{
	strscpy(desc, m->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(metadata, metadatas, metadata_desc);

static void expect_engine(struct kunit *test, struct dma_async_tx_descriptor *tx, int want)
{
	size_t used, size;

	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(dmaengine_desc_get_metadata_ptr(tx, &used, &size)),
			want);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_metadata_len(tx, 4), want);
}

/* Test that a descriptor has metadata of one mode only, and only of the provider's. */
static void metadata_modes_exclude(struct kunit *test)
{
	const struct metadata *m = test->param_value;
	struct dma_chan *chan = new_chan(test);
	struct dma_async_tx_descriptor *tx = new_tx(test, chan);
	u8 data[4];

	chan->device->desc_metadata_modes = m->modes;
	tx->metadata_ops = m->no_ops ? NULL : &ops;
	if (m->engine_first)
		expect_engine(test, tx, m->engine);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(tx, data, 4), m->client);
	if (!m->engine_first)
		expect_engine(test, tx, m->engine);
}

/* Test that the provider's errors get to the client, and that %NULL is none of it. */
static void metadata_errors(struct kunit *test)
{
	struct dma_chan *chan = new_chan(test);
	struct dma_async_tx_descriptor *tx = new_tx(test, chan);
	u8 data[4];

	chan->device->desc_metadata_modes = DESC_METADATA_CLIENT | DESC_METADATA_ENGINE;
	tx->metadata_ops = &ops;
	metadata_error = -EMSGSIZE;
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(tx, data, 4), -EMSGSIZE);
	tx = new_tx(test, chan);
	tx->metadata_ops = &ops;
	expect_engine(test, tx, -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(NULL, data, 4), -EINVAL);
	expect_engine(test, NULL, -EINVAL);
	KUNIT_EXPECT_FALSE(test, dmaengine_is_metadata_mode_supported(NULL, DESC_METADATA_CLIENT));
}

static struct kunit_case dmaengine_metadata_cases[] = {
	KUNIT_CASE_PARAM(metadata_modes_exclude, metadata_gen_params),
	KUNIT_CASE(metadata_errors),
	{}
};

static struct kunit_suite dmaengine_metadata_suite = {
	.name = "dmaengine_metadata",
	.test_cases = dmaengine_metadata_cases,
};

kunit_test_suite(dmaengine_metadata_suite);

MODULE_DESCRIPTION("KUnit suite of the DMA engine core: metadata");
MODULE_LICENSE("GPL");
