/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Providers that do not use virt-dma, in the styles that the tree has: what they
 * differ in is when the callback is looked up, where it is called, and what is
 * left behind by a terminate. Memory copies and cyclic copies only.
 *
 * All of them are careless on purpose: their terminate forgets what is queued,
 * but not a callback that their second half has still to call.
 */
#ifndef DRIVERS_DMA_TESTS_FAKE_PROVIDER_H
#define DRIVERS_DMA_TESTS_FAKE_PROVIDER_H

#include <linux/dmaengine.h>
#include <linux/types.h>

struct device;
struct fake_provider;

/**
 * enum fake_provider_style - When and where callbacks are called
 * @FAKE_STYLE_TASKLET: the tasklet looks the callback up and calls it (mxs)
 * @FAKE_STYLE_CAPTURED: the interrupt captures it, the tasklet calls it (pl330)
 * @FAKE_STYLE_ZEROED: as before, but copied by hand into a zeroed structure
 * @FAKE_STYLE_LOCKED: the interrupt calls it under the channel's lock (fsldma)
 * @FAKE_STYLE_THREADED: a worker looks it up and calls it
 * @FAKE_STYLE_OWN_COOKIES: the first one, but with cookies set by hand
 * @FAKE_STYLE_COUNT: number of styles
 */
enum fake_provider_style {
	FAKE_STYLE_TASKLET,
	FAKE_STYLE_CAPTURED,
	FAKE_STYLE_ZEROED,
	FAKE_STYLE_LOCKED,
	FAKE_STYLE_THREADED,
	FAKE_STYLE_OWN_COOKIES,
	FAKE_STYLE_COUNT,
};

/**
 * struct fake_provider_config - Which provider to make
 * @dev: its device; the DMA mask is the caller's business
 * @style: how it calls callbacks
 * @n_channels: number of channels
 * @has_synchronize: has a device_synchronize, which waits for its second half
 * @no_terminate: has no device_terminate_all
 * @has_release: has device_release
 * @auto_run: a timer does what fake_provider_irq() and fake_provider_bottom() do
 */
struct fake_provider_config {
	struct device *dev;
	enum fake_provider_style style;
	unsigned int n_channels;
	bool has_synchronize;
	bool no_terminate;
	bool has_release;
	bool auto_run;
};

struct fake_provider *fake_provider_create(const struct fake_provider_config *cfg);
int fake_provider_register(struct fake_provider *fp);
void fake_provider_unregister(struct fake_provider *fp);
void fake_provider_put(struct fake_provider *fp);

struct dma_device *fake_provider_device(struct fake_provider *fp);
struct dma_chan *fake_provider_chan(struct fake_provider *fp, unsigned int n);
const char *fake_provider_style_name(enum fake_provider_style style);

bool fake_provider_irq(struct fake_provider *fp, unsigned int n);
unsigned int fake_provider_bottom(struct fake_provider *fp, unsigned int n);
unsigned int fake_provider_pending(struct fake_provider *fp, unsigned int n);
int fake_provider_live(struct fake_provider *fp);

#endif /* DRIVERS_DMA_TESTS_FAKE_PROVIDER_H */
