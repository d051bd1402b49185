/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One face for all kinds of providers, so that a case can be run with each: a
 * channel, hardware that completes when it is told to, and a second half of the
 * interrupt handling that is held back until it is told to run.
 */
#ifndef DRIVERS_DMA_TESTS_DMAENGINE_RIG_H
#define DRIVERS_DMA_TESTS_DMAENGINE_RIG_H

#include <kunit/test.h>
#include <linux/dmaengine.h>
#include <linux/types.h>

#include "dmaengine_oracle.h"
#include "fake_provider.h"
#include "vchan_fake.h"

/**
 * struct rig_kind - a kind of provider
 * @name: for reports
 * @virt_dma: uses virt-dma, in this style; otherwise not
 * @vchan_style: how it terminates
 * @style: style of a provider without virt-dma
 * @has_synchronize: has a device_synchronize
 */
struct rig_kind {
	const char *name;
	bool virt_dma;
	enum vchan_fake_style vchan_style;
	enum fake_provider_style style;
	bool has_synchronize;
};

/* All that call back from a second half, then also the one that does not. */
#define RIG_KINDS_BOTTOM	12
#define RIG_KINDS		13
extern const struct rig_kind rig_kinds[RIG_KINDS];

/**
 * struct rig - a provider with a client
 * @test: the case
 * @kind: kind of provider
 * @dev: its device
 * @chan: the channel
 * @oracle: judges its transfers
 * @vf: provider with virt-dma, or %NULL
 * @fp: provider without, or %NULL
 * @buf: mapped memory
 */
struct rig {
	struct kunit *test;
	const struct rig_kind *kind;
	struct device *dev;
	struct dma_chan *chan;
	struct oracle *oracle;
	struct vchan_fake *vf;
	struct fake_provider *fp;
	dma_addr_t buf;
};

struct fake_dma;

struct fake_dma *rig_bare(struct kunit *test, bool no_terminate);
struct rig *rig_new(struct kunit *test, const struct rig_kind *kind);
struct rig *rig_new_vchan(struct kunit *test, struct vchan_fake *vf);
struct oracle_xfer *rig_prep(struct rig *rig);
struct oracle_xfer *rig_prep_cyclic(struct rig *rig);
struct oracle_xfer *rig_try_prep(struct rig *rig, bool cyclic);
void rig_issue(struct rig *rig, struct oracle_xfer *x);
struct oracle_xfer *rig_start(struct rig *rig);
struct oracle_xfer *rig_start_cyclic(struct rig *rig);

void rig_hold(struct rig *rig);
bool rig_finish(struct rig *rig, struct oracle_xfer *x);
void rig_let_go(struct rig *rig);
void rig_stop(struct rig *rig);
void rig_run(struct rig *rig, struct oracle_xfer *x);
void rig_release(struct rig *rig);
int rig_live(struct rig *rig);

/**
 * enum rig_context - where to call something
 * @RIG_TASK: process
 * @RIG_SOFTIRQ: soft interrupt
 * @RIG_HARDIRQ: hard interrupt
 * @RIG_CONTEXTS: number of contexts
 */
enum rig_context {
	RIG_TASK,
	RIG_SOFTIRQ,
	RIG_HARDIRQ,
	RIG_CONTEXTS,
};

extern const char * const rig_context_names[RIG_CONTEXTS];

int rig_terminate_in(struct rig *rig, enum rig_context context);

#endif /* DRIVERS_DMA_TESTS_DMAENGINE_RIG_H */
