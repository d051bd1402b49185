// SPDX-License-Identifier: GPL-2.0-only
/*
 * A simulated controller for a KUnit case, see dma_sim_fixture.h.
 */
#include <kunit/device.h>
#include <kunit/resource.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/module.h>

#include "dma_sim_fixture.h"

KUNIT_DEFINE_ACTION_WRAPPER(sim_put_action, dma_sim_put, struct dma_sim *);
KUNIT_DEFINE_ACTION_WRAPPER(sim_unregister_action, dma_sim_unregister, struct dma_sim *);

/**
 * sim_create() - Make a controller that is not registered
 * @test: the case
 * @cfg: which one; without a device it gets one of its own
 *
 * Return: The controller. It is put when the case ends.
 */
struct dma_sim *sim_create(struct kunit *test, const struct dma_sim_config *cfg)
{
	struct dma_sim_config own = *cfg;
	struct dma_sim *sim;

	if (!own.dev) {
		own.dev = kunit_device_register(test, "sim");
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, own.dev);
	}
	sim = dma_sim_create(&own);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, sim);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, sim_put_action, sim), 0);

	return sim;
}
EXPORT_SYMBOL_GPL(sim_create);

/**
 * sim_new() - Make a controller and register it
 * @test: the case
 * @cfg: which one; without a device it gets one of its own
 *
 * Return: The controller. It is unregistered and put when the case ends.
 */
struct dma_sim *sim_new(struct kunit *test, const struct dma_sim_config *cfg)
{
	struct dma_sim *sim = sim_create(test, cfg);

	KUNIT_ASSERT_EQ(test, dma_sim_register(sim), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, sim_unregister_action, sim), 0);

	return sim;
}
EXPORT_SYMBOL_GPL(sim_new);

static bool sim_filter(struct dma_chan *chan, void *param)
{
	return chan == param;
}

/**
 * sim_get() - Request a channel of a controller
 * @test: the case
 * @sim: controller
 * @n: channel number
 *
 * Return: The channel. It is released when the case ends, or by client_release().
 */
struct dma_chan *sim_get(struct kunit *test, struct dma_sim *sim, unsigned int n)
{
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	chan = dma_request_channel(mask, sim_filter, dma_sim_chan(sim, n));
	KUNIT_ASSERT_NOT_NULL(test, chan);
	client_keep(test, chan);

	return chan;
}
EXPORT_SYMBOL_GPL(sim_get);

/**
 * sim_buf() - Get memory that a controller can reach
 * @test: the case
 * @sim: controller
 * @len: bytes
 *
 * Return: The memory, zeroed. It is unmapped and freed when the case ends.
 */
struct client_buf *sim_buf(struct kunit *test, struct dma_sim *sim, size_t len)
{
	return client_buf_new(test, dma_sim_device(sim)->dev, len);
}
EXPORT_SYMBOL_GPL(sim_buf);

/**
 * sim_called() - A callback that counts
 * @param: &struct sim_calls
 */
void sim_called(void *param)
{
	struct sim_calls *calls = param;

	calls->n++;
	calls->in_hardirq |= !!in_hardirq();
	calls->irqs_off |= !!irqs_disabled();
}
EXPORT_SYMBOL_GPL(sim_called);

/**
 * sim_called_result() - A callback that counts and keeps the result
 * @param: &struct sim_calls
 * @result: result
 */
void sim_called_result(void *param, const struct dmaengine_result *result)
{
	struct sim_calls *calls = param;

	calls->result = *result;
	sim_called(param);
}
EXPORT_SYMBOL_GPL(sim_called_result);

/**
 * sim_submit() - Submit a descriptor and issue it
 * @test: the case
 * @tx: what a prep operation has returned
 * @calls: gets the calls of the callback
 *
 * Return: The cookie.
 */
dma_cookie_t sim_submit(struct kunit *test, struct dma_async_tx_descriptor *tx,
			struct sim_calls *calls)
{
	dma_cookie_t cookie;

	KUNIT_ASSERT_NOT_NULL(test, tx);
	tx->callback_result = sim_called_result;
	tx->callback_param = calls;
	cookie = dmaengine_submit(tx);
	KUNIT_ASSERT_GT(test, cookie, 0);
	dma_async_issue_pending(tx->chan);

	return cookie;
}
EXPORT_SYMBOL_GPL(sim_submit);

/**
 * sim_memcpy() - Prepare a copy of all of a buffer
 * @test: the case
 * @chan: channel
 * @dst: destination
 * @src: source
 *
 * Return: The descriptor.
 */
struct dma_async_tx_descriptor *sim_memcpy(struct kunit *test, struct dma_chan *chan,
					   struct client_buf *dst, struct client_buf *src)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(chan, dst->dma, src->dma, src->len,
				       DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);

	return tx;
}
EXPORT_SYMBOL_GPL(sim_memcpy);

/**
 * sim_run() - Run everything that was issued, callbacks included
 * @sim: controller with the stepped clock
 * @n: channel number
 *
 * Return: Number of descriptors and periods reported.
 */
unsigned int sim_run(struct dma_sim *sim, unsigned int n)
{
	unsigned int reported = dma_sim_run(sim, n);

	dma_sim_settle(sim, n);

	return reported;
}
EXPORT_SYMBOL_GPL(sim_run);

MODULE_DESCRIPTION("Simulated DMA controllers for KUnit cases");
MODULE_LICENSE("GPL");
