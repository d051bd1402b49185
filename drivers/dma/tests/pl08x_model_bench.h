/* SPDX-License-Identifier: GPL-2.0-only */
/* For the self-tests of the PL080's model: its registers without any driver. */
#ifndef DRIVERS_DMA_TESTS_PL08X_MODEL_BENCH_H
#define DRIVERS_DMA_TESTS_PL08X_MODEL_BENCH_H

#include <kunit/test.h>
#include <linux/clk.h>
#include <linux/types.h>

#include "pl08x_model.h"
#include "pl08x_model_periph.h"

/* A mask and error mask in the channel configuration. */
#define BENCH_IRQS	(BIT(15) | BIT(14))

/**
 * struct bench - a controller on the bench
 * @test: the case
 * @m: its model
 * @base: its registers
 * @clk: its bus clock, on
 * @src: source memory, filled
 * @dst: destination memory, zero
 * @size: bytes of both
 */
struct bench {
	struct kunit *test;
	struct pl08x_model *m;
	void __iomem *base;
	struct clk *clk;
	u8 *src;
	u8 *dst;
	size_t size;
};

/**
 * struct bench_regs - what a channel is programmed with
 * @src: source
 * @dst: destination
 * @lli: next item
 * @control: control word
 * @control2: transfer size of the PL080S
 * @config: configuration, without Enable
 */
struct bench_regs {
	u32 src, dst, lli, control, control2, config;
};

struct bench *bench_new(struct kunit *test, enum pl08x_model_type type);
u32 bench_read(struct bench *b, unsigned int offset);
void bench_write(struct bench *b, unsigned int offset, u32 val);
u32 bench_chan_read(struct bench *b, unsigned int chan, unsigned int reg);
void bench_chan_write(struct bench *b, unsigned int chan, unsigned int reg, u32 val);
struct bench_regs bench_copy_regs(struct bench *b, size_t len, unsigned int swidth,
				  unsigned int dwidth);
void bench_start(struct bench *b, unsigned int chan, const struct bench_regs *r);
struct pl08x_periph *bench_periph(struct bench *b, const struct pl08x_periph_config *cfg);
u32 bench_bus(const void *mem);
void bench_expect(struct bench *b, unsigned long violations);

#endif /* DRIVERS_DMA_TESTS_PL08X_MODEL_BENCH_H */
