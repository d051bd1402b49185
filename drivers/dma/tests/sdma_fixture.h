/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver of the i.MX SDMA on a register model of it, for KUnit cases: a platform device with
 * its device tree node, clients, channels, memory. All goes away with the case, and what the
 * driver has done to the hardware that it must not do fails it.
 *
 * What stock's driver of Linux 6.12 does wrong, by the numbers that comments on cases have, and
 * the cases (imx_sdma_*) which show that this one does not:
 *
 * ==  =======================================================  ==================================
 * 01  the first terminate's worker frees the second's memory  state: terminate_after_restart
 * 02  callbacks in hard interrupts, nobody waits for them      state: callback_terminates
 * 03  a late interrupt completes the next transfer             status: irq_without_reason
 * 04  the next transfer starts while the script still stops    state: issue_at_each_microsecond
 * 05  terminate leaves what was submitted                      state: terminate_submitted
 * 06  the next client runs descriptors of the last             release: release_drops_descriptors
 * 07  preparing changes the kind of what runs                  status: prepare_touches_nothing
 * 08  preparing stops what runs                                status: prepare_touches_nothing
 * 09  status is the channel's, errors never reach the client   status: error_reaches_client
 * 10  unbind always oopses, registers without clocks           lifetime: lifetime_unbind
 * 11  memory and callbacks that outlive the driver             lifetime: lifetime_held
 * 12  shared registers without a lock                          release: shared_registers
 * 13  settings of the last client                              release: release_forgets
 * 14  priority is never reset                                  release: release_resets_priority
 * 15  a buffer descriptor too many, or none, in IRAM           chan: chan_copy_iram
 * 16  cyclic buffers that are no whole periods                 status: prepare_refuses
 * 17  preparing waits for channel 0                            status: prepare_does_not_wait
 * 18  printing under a channel's lock                          of: of_prints_without_locks
 * 19  interrupts before there are channels                     probe: probe_pending_irq
 * ==  =======================================================  ==================================
 */
#ifndef DRIVERS_DMA_TESTS_SDMA_FIXTURE_H
#define DRIVERS_DMA_TESTS_SDMA_FIXTURE_H

#include <kunit/test.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/of.h>
#include <linux/types.h>

#include "dma_client.h"
#include "sdma_model.h"

struct gen_pool;
struct platform_device;

/**
 * enum sdma_fix_line - peripherals of the client's node
 * @SDMA_FIX_RX: serial audio, "rx", high priority
 * @SDMA_FIX_TX: serial audio, "tx", medium priority
 * @SDMA_FIX_RX2: serial audio, "rx2", low priority
 * @SDMA_FIX_TX2: serial audio, "tx2", low priority, one of the requests from 32 on
 * @SDMA_FIX_BAD: "bad", a DMA request that does not exist
 * @SDMA_FIX_LINES: number of them
 */
enum sdma_fix_line {
	SDMA_FIX_RX,
	SDMA_FIX_TX,
	SDMA_FIX_RX2,
	SDMA_FIX_TX2,
	SDMA_FIX_BAD,
	SDMA_FIX_LINES,
};

/* Bus address of the data register of a peripheral. */
#define SDMA_FIX_FIFO(line)	(0x02028000 + (line) * 0x4000)

struct sdma_fix;

/**
 * struct sdma_fix_config - what a case wants
 * @compatible: SoC, %NULL: i.MX6Q, whose scripts the model knows
 * @firmware: name of the firmware's file, or %NULL
 * @iram: bytes of memory for descriptors, 0: they are in the system's
 * @add_props: adds what else has to be in the device tree, by &sdma_fix.ocs, or %NULL. Returns 0 or
 *	a negative errno
 * @data: for @add_props
 */
struct sdma_fix_config {
	const char *compatible;
	const char *firmware;
	size_t iram;
	int (*add_props)(struct sdma_fix *f);
	void *data;
};

/**
 * struct sdma_fix - a controller with its driver
 * @test: the case
 * @cfg: what it wants
 * @m: the hardware
 * @pdev: the device, %NULL from when it was removed
 * @client: device of whoever owns memory, and has the peripherals
 * @iram: memory for descriptors, or %NULL
 * @iram_dev: device of @iram
 * @allowed: violations that do not fail the case
 * @data: what clients have passed to sdma_fix_request() last
 * @ocs: changes of the device tree
 * @parent_np: node above those that follow
 * @np: node of the device
 * @client_np: node of @client
 * @iram_np: node of @iram_dev, or %NULL
 */
struct sdma_fix {
	struct kunit *test;
	struct sdma_fix_config cfg;
	struct sdma_model *m;
	struct platform_device *pdev;
	struct device *client;
	struct gen_pool *iram;
	struct platform_device *iram_dev;
	unsigned long allowed;
	struct imx_dma_data data;
	struct of_changeset ocs;
	struct device_node *parent_np;
	struct device_node *np;
	struct device_node *client_np;
	struct device_node *iram_np;
};

/**
 * struct sdma_fix_shown - what debugfs shows of a channel
 * @state: "idle", ..., or "-" if nobody has it
 * @type: peripheral, or -1
 * @event: DMA request
 * @failures: transfers that failed
 * @restarts: how often a stream had no buffer
 */
struct sdma_fix_shown {
	char state[16];
	int type;
	unsigned int event;
	unsigned int failures;
	unsigned long restarts;
};

/* The device and its life: sdma_fixture.c */
struct sdma_fix *sdma_fix_create(struct kunit *test, const struct sdma_fix_config *cfg);
struct sdma_fix *sdma_fix_new(struct kunit *test);
void sdma_fix_unbind(struct sdma_fix *f);
int sdma_fix_bind(struct sdma_fix *f);
bool sdma_fix_is_bound(struct sdma_fix *f);
void sdma_fix_remove(struct sdma_fix *f);
void sdma_fix_expect(struct sdma_fix *f, unsigned long violations);
void sdma_fix_pass(unsigned int us);

/* What debugfs says: sdma_fixture_debugfs.c */
bool sdma_fix_has_debugfs(struct sdma_fix *f);
const char *sdma_fix_debugfs(struct sdma_fix *f);
void sdma_fix_debugfs_chan(struct sdma_fix *f, const struct dma_chan *chan,
			   struct sdma_fix_shown *shown);

/* The device tree: sdma_fixture_of.c */
int sdma_fix_add_nodes(struct sdma_fix *f);
const char *sdma_fix_name(enum sdma_fix_line line);
unsigned int sdma_fix_event(enum sdma_fix_line line);

/* Channels: sdma_fixture_chan.c */
struct dma_chan *sdma_fix_try_request(struct sdma_fix *f, const struct imx_dma_data *data);
struct dma_chan *sdma_fix_request(struct sdma_fix *f, const struct imx_dma_data *data);
struct dma_chan *sdma_fix_memcpy(struct sdma_fix *f);
struct dma_chan *sdma_fix_slave(struct sdma_fix *f, enum sdma_fix_line line);
unsigned int sdma_fix_number(const struct dma_chan *chan);
struct sdma_model_stats sdma_fix_stats(struct sdma_fix *f, const struct dma_chan *chan);

/* What has to happen, and what is true of each controller: sdma_fixture_judge.c */
void sdma_fix_wait(struct oracle_xfer *x, unsigned int calls);
void sdma_fix_expect_gone(struct sdma_fix *f);
void sdma_fix_expect_works(struct sdma_fix *f);
void sdma_fix_expect_text(struct sdma_fix *f, const char *text, const char *want);

/* The client: dma_client.c */
static inline struct client_buf *sdma_fix_buf(struct sdma_fix *f, size_t len)
{
	return client_buf_random(f->test, f->client, len);
}

static inline struct oracle *sdma_fix_oracle(struct sdma_fix *f, struct dma_chan *chan)
{
	return client_oracle(f->test, chan);
}

static inline void sdma_fix_release(struct sdma_fix *f, struct dma_chan *chan)
{
	client_release(f->test, chan);
}

static inline void sdma_fix_config_chan(struct sdma_fix *f, struct dma_chan *chan,
					enum sdma_fix_line line, enum dma_slave_buswidth width,
					unsigned int burst)
{
	client_config(f->test, chan, SDMA_FIX_FIFO(line), width, burst);
}

#endif /* DRIVERS_DMA_TESTS_SDMA_FIXTURE_H */
