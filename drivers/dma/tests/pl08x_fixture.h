/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver of the PL080 on a register model of it, for KUnit cases: a device on
 * the amba bus with platform data or a device tree node, channels, peripherals,
 * memory. All goes away with the case, and what the driver has done to the
 * registers that it must not do fails it.
 */
#ifndef DRIVERS_DMA_TESTS_PL08X_FIXTURE_H
#define DRIVERS_DMA_TESTS_PL08X_FIXTURE_H

#include <kunit/test.h>
#include <linux/amba/pl08x.h>
#include <linux/of.h>
#include <linux/dmaengine.h>
#include <linux/types.h>

#include "dma_client.h"
#include "pl08x_model.h"
#include "pl08x_model_periph.h"

#define PL08X_FIX_SLAVES	4

/* Bus address of the data register of slave channel n's peripheral. */
#define PL08X_FIX_FIFO(n)	(0xd0000010 + (n) * 0x1000)

/**
 * struct pl08x_fix_config - what a case wants
 * @type: controller
 * @memcpy_width: width of memory to memory transfers
 * @memcpy_burst: burst size of them
 * @mem_buses: buses that reach memory, 0: both
 * @lli_buses: buses that reach linked list items, 0: both
 * @periph_buses: buses that reach peripherals, 0: the first
 * @single: peripherals make single requests
 * @protect: copies are bufferable and cacheable
 * @muxed: request lines come from a multiplexer
 * @first_signal: request line of the first slave channel, if @muxed
 * @dt: device tree instead of platform data
 * @dt_bare: no properties but those that must be there, and specifiers of one cell, if @dt
 * @no_data: neither of both
 * @secure: channels that belong to the secure world
 */
struct pl08x_fix_config {
	enum pl08x_model_type type;
	enum pl08x_bus_width memcpy_width;
	enum pl08x_burst_size memcpy_burst;
	u8 mem_buses;
	u8 lli_buses;
	u8 periph_buses;
	bool single;
	bool protect;
	bool muxed;
	unsigned int first_signal;
	bool dt;
	bool dt_bare;
	bool no_data;
	u32 secure;
};

/**
 * struct pl08x_fix - a controller with its driver
 * @test: the case
 * @m: the registers
 * @adev: the device
 * @client: device of whoever owns memory
 * @pd: platform data
 * @cd: slave channels
 * @names: of slave channels
 * @map: slave channels of @client: "rx" and "tx"
 * @deny: what the multiplexer answers, if not 0
 * @gets: lines that the multiplexer has handed out
 * @puts: lines that it got back
 * @allowed: violations that do not fail the case
 * @ocs: changes of the device tree
 * @parent_np: node above those that follow
 * @np: node of the device
 * @intc_np: node of the interrupt controller
 * @client_np: node of a client
 */
struct pl08x_fix {
	struct kunit *test;
	struct pl08x_model *m;
	struct amba_device *adev;
	struct device *client;
	struct pl08x_platform_data pd;
	struct pl08x_channel_data cd[PL08X_FIX_SLAVES];
	char names[PL08X_FIX_SLAVES][8];
	struct dma_slave_map map[2];
	int deny;
	unsigned int gets;
	unsigned int puts;
	unsigned long allowed;
	struct of_changeset ocs;
	struct device_node *parent_np;
	struct device_node *np;
	struct device_node *intc_np;
	struct device_node *client_np;
};

struct pl08x_fix *pl08x_fix_create(struct kunit *test, const struct pl08x_fix_config *cfg);
struct pl08x_fix *pl08x_fix_new(struct kunit *test, const struct pl08x_fix_config *cfg);
struct pl08x_fix *pl08x_fix_pl080(struct kunit *test);
void pl08x_fix_unbind(struct pl08x_fix *f);
int pl08x_fix_bind(struct pl08x_fix *f);
bool pl08x_fix_is_bound(struct pl08x_fix *f);
void pl08x_fix_remove(struct pl08x_fix *f);
int pl08x_fix_add_nodes(struct pl08x_fix *f, const struct pl08x_fix_config *cfg);

struct dma_chan *pl08x_fix_try_memcpy(struct pl08x_fix *f);
struct dma_chan *pl08x_fix_memcpy(struct pl08x_fix *f);
struct dma_chan *pl08x_fix_slave(struct pl08x_fix *f, unsigned int n);
struct pl08x_periph *pl08x_fix_periph(struct pl08x_fix *f, unsigned int n, bool to_mem,
				      struct client_buf *buf);
void pl08x_fix_expect(struct pl08x_fix *f, unsigned long violations);

/* The client: dma_client.c */
static inline struct client_buf *pl08x_fix_buf(struct pl08x_fix *f, size_t len)
{
	return client_buf_random(f->test, f->client, len);
}

static inline struct oracle *pl08x_fix_oracle(struct pl08x_fix *f, struct dma_chan *chan)
{
	return client_oracle(f->test, chan);
}

static inline void pl08x_fix_release(struct pl08x_fix *f, struct dma_chan *chan)
{
	client_release(f->test, chan);
}

static inline void pl08x_fix_config_chan(struct pl08x_fix *f, struct dma_chan *chan,
					 unsigned int n, enum dma_slave_buswidth width,
					 unsigned int burst)
{
	client_config(f->test, chan, PL08X_FIX_FIFO(n), width, burst);
}

#endif /* DRIVERS_DMA_TESTS_PL08X_FIXTURE_H */
