// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's model: what the manuals say, statement by statement,
 * without any driver. Registers, transfers from memory to memory, items, the
 * variants.
 */
#include <kunit/test.h>
#include <linux/types.h>
#include <linux/amba/pl080.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/string.h>

#include "pl08x_model_bench.h"

#define ENABLE	PL080_CONFIG_ENABLE
#define HALT	PL080_CONFIG_HALT
#define ACTIVE	PL080_CONFIG_ACTIVE

static u32 config_of(struct bench *b, unsigned int chan)
{
	return bench_chan_read(b, chan, PL080_CH_CONFIG);
}

static struct bench *bench_on(struct kunit *test, enum pl08x_model_type type)
{
	struct bench *b = bench_new(test, type);

	if (type != PL08X_MODEL_NOMADIK)
		bench_write(b, type == PL08X_MODEL_FTDMAC020 ? FTDMAC020_CSR : PL080_CONFIG, 1);

	return b;
}

/* Test that the PrimeCell ID is where the amba bus looks for it. */
static void model_ids(struct kunit *test)
{
	struct bench *b = bench_new(test, PL08X_MODEL_PL080);
	static const u8 ids[8] = { 0x80, 0x10, 0x04, 0x0a, 0x0d, 0xf0, 0x05, 0xb1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++)
		KUNIT_EXPECT_EQ(test, bench_read(b, 0xfe0 + 4 * i), ids[i]);
	bench_expect(b, 0);
}

struct widths {
	unsigned int src, dst;
};

static const struct widths all_widths[] = {
	{ 1, 1 }, { 1, 2 }, { 1, 4 }, { 2, 1 }, { 2, 2 }, { 2, 4 }, { 4, 1 }, { 4, 2 }, { 4, 4 },
};

static void widths_desc(const struct widths *w, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "from %u to %u bytes", w->src, w->dst);
}

KUNIT_ARRAY_PARAM(widths, all_widths, widths_desc);

/*
 * Test that the size counts transfers of the source's width, that the FIFO packs
 * for the destination's, and that the channel is disabled at the end.
 */
static void model_copy(struct kunit *test)
{
	const struct widths *w = test->param_value;
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 256, w->src, w->dst);
	struct pl08x_model_stats stats;

	bench_start(b, 3, &r);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), BIT(3));
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 256 / w->src + 256 / w->dst);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 256);
	KUNIT_EXPECT_EQ(test, b->dst[256], 0);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	KUNIT_EXPECT_EQ(test, config_of(b, 3), r.config);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 3, PL080_CH_SRC_ADDR), r.src + 256);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 3, PL080_CH_DST_ADDR), r.dst + 256);
	stats = pl08x_model_chan_stats(b->m, 3);
	KUNIT_EXPECT_EQ(test, stats.read, 256);
	KUNIT_EXPECT_EQ(test, stats.written, 256);
	KUNIT_EXPECT_EQ(test, stats.tcs, 1);
	bench_expect(b, 0);
}

/* Test that status is seen before and after masking, and cleared by ones only. */
static void model_status(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 16, 4, 4);

	r.config = PL080_CONFIG_ERR_IRQ_MASK;
	bench_start(b, 1, &r);
	r.config = BENCH_IRQS;
	bench_start(b, 2, &r);
	pl08x_model_hold_irq(b->m, true);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), BIT(1) | BIT(2));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_TC_STATUS), BIT(2));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_INT_STATUS), BIT(2));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_ERR_STATUS), 0);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_ERR_STATUS), 0);

	bench_chan_write(b, 1, PL080_CH_CONFIG, PL080_CONFIG_TC_IRQ_MASK);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_TC_STATUS), BIT(1) | BIT(2));
	bench_write(b, PL080_TC_CLEAR, BIT(2));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), BIT(1));
	bench_write(b, PL080_ERR_CLEAR, BIT(1));
	bench_write(b, PL080_TC_CLEAR, 0);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), BIT(1));
	bench_expect(b, 0);
}

/* Test that without the interrupt bit of the control word there is no terminal count status. */
static void model_tc_bit(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 16, 4, 4);

	r.control &= ~PL080_CONTROL_TC_IRQ_EN;
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_irqs(b->m), 0);
}

/* Three items in memory after what is in the registers; all but the last without the bit. */
static struct pl080_lli *chain(struct bench *b, struct bench_regs *r, u32 tc)
{
	struct pl080_lli *lli = kunit_kzalloc(b->test, 3 * sizeof(*lli), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(b->test, lli);
	r->control &= ~PL080_CONTROL_TC_IRQ_EN;
	r->lli = bench_bus(lli);
	for (i = 0; i < 3; i++)
		lli[i] = (struct pl080_lli){
			.src_addr = r->src + 64 * (i + 1),
			.dst_addr = r->dst + 64 * (i + 1),
			.next_lli = i < 2 ? bench_bus(&lli[i + 1]) : 0,
			.control0 = r->control | tc,
		};
	lli[2].control0 |= PL080_CONTROL_TC_IRQ_EN;

	return lli;
}

/*
 * Test that items are loaded from memory when the count is zero, each over the
 * bus that the lowest bit of the pointer says, and that the last ends it.
 */
static void model_items(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);
	struct pl080_lli *lli = chain(b, &r, 0);
	struct pl08x_model_stats stats;

	lli[0].next_lli |= PL080_LLI_LM_AHB2;
	lli[1].control0 |= PL080_CONTROL_SRC_AHB2;
	bench_start(b, 0, &r);
	/* The first count, and one beat for the item. */
	pl08x_model_step(b->m, 2 * 16 + 1);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080_CH_SRC_ADDR), lli[0].src_addr);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080_CH_DST_ADDR), lli[0].dst_addr);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080_CH_LLI), lli[0].next_lli);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080_CH_CONTROL), lli[0].control0);
	KUNIT_EXPECT_EQ(test, pl08x_model_irqs(b->m), 0);
	pl08x_model_hold_irq(b->m, true);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 256);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), BIT(0));
	stats = pl08x_model_chan_stats(b->m, 0);
	KUNIT_EXPECT_EQ(test, stats.llis, 3);
	KUNIT_EXPECT_EQ(test, stats.tcs, 4);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_LLI][0], 2);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_LLI][1], 1);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_SRC][1], 16);
	bench_expect(b, 0);
}

/* Test that each item with the interrupt bit sets the status, and the channel goes on. */
static void model_items_tc(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);
	unsigned int i;

	chain(b, &r, PL080_CONTROL_TC_IRQ_EN);
	bench_start(b, 0, &r);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, pl08x_model_run_irqs(b->m, 1), 1);
		KUNIT_EXPECT_EQ(test, bench_read(b, PL080_TC_STATUS), BIT(0));
		KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), i < 2 ? BIT(0) : 0);
		bench_write(b, PL080_TC_CLEAR, BIT(0));
	}
	bench_expect(b, 0);
}

/*
 * Test that Halt stops reading and drains the FIFO, that Active tells when it is
 * empty, that the size then says what is left, and that the channel can go on.
 */
static void model_halt(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);

	bench_start(b, 0, &r);
	KUNIT_EXPECT_EQ(test, config_of(b, 0), r.config | ENABLE);
	pl08x_model_step(b->m, 3);
	KUNIT_EXPECT_EQ(test, config_of(b, 0), r.config | ENABLE | ACTIVE);
	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config | ENABLE | HALT);
	KUNIT_EXPECT_EQ(test, config_of(b, 0), r.config | ENABLE | HALT | ACTIVE);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 3);
	KUNIT_EXPECT_EQ(test, config_of(b, 0), r.config | ENABLE | HALT);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080_CH_CONTROL) & 0xfff, 16 - 3);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080_CH_DST_ADDR), r.dst + 12);

	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config | ENABLE);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 64);
	bench_expect(b, 0);
}

/* Test that clearing Enable loses what is in the FIFO, and that this is noted unless halted. */
static void model_disable(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);

	bench_start(b, 0, &r);
	pl08x_model_step(b->m, 2);
	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config);
	KUNIT_EXPECT_EQ(test, config_of(b, 0), r.config);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(b->m, 0).lost, 8);
	bench_expect(b, BIT(PL08X_BAD_LOSS));
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 0);

	bench_start(b, 0, &r);
	pl08x_model_step(b->m, 2);
	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config | ENABLE | HALT);
	bench_chan_write(b, 0, PL080_CH_CONFIG, r.config | HALT);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(b->m, 0).lost, 16);
	bench_expect(b, 0);
}

/* Test that the channel with the lower number goes first. */
static void model_priority(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);

	bench_start(b, 5, &r);
	pl08x_model_step(b->m, 2);
	r.dst += 64;
	bench_start(b, 2, &r);
	pl08x_model_step(b->m, 32);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), BIT(5));
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(b->m, 5).written, 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(b->m, 2).written, 64);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 64);
	KUNIT_EXPECT_MEMEQ(test, b->dst + 64, b->src, 64);
}

/* Test that nothing moves while the controller is off. */
static void model_off(struct kunit *test)
{
	struct bench *b = bench_new(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);

	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_CONFIG), 0);
	bench_start(b, 0, &r);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 0);
	bench_write(b, PL080_CONFIG, ENABLE);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_CONFIG), ENABLE);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 32);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 64);
}

/* Test that addresses that do not increment stay. */
static void model_fixed_address(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080);
	struct bench_regs r = bench_copy_regs(b, 16, 1, 1);
	unsigned int i;

	r.control &= ~PL080_CONTROL_SRC_INCR;
	bench_start(b, 0, &r);
	pl08x_model_run(b->m);
	for (i = 0; i < 16; i++)
		KUNIT_EXPECT_EQ(test, b->dst[i], b->src[0]);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080_CH_SRC_ADDR), r.src);
}

/* Test that a PL081 has two channels and one bus. */
static void model_pl081(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL081);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);

	bench_start(b, 1, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 64);
	bench_write(b, PL080_TC_CLEAR, BIT(1));
	bench_expect(b, 0);

	r.control |= PL080_CONTROL_DST_AHB2;
	bench_start(b, 1, &r);
	bench_expect(b, BIT(PL08X_BAD_RESERVED));
	bench_chan_read(b, 2, PL080_CH_CONFIG);
	bench_expect(b, BIT(PL08X_BAD_ACCESS));
}

/* Test that a PL080S counts in a register, and a word of the item, of its own. */
static void model_pl080s(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_PL080S);
	struct bench_regs r = bench_copy_regs(b, 0, 1, 1);
	struct pl080s_lli *lli = kunit_kzalloc(test, 32, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, lli);
	*lli = (struct pl080s_lli){
		.src_addr = r.src + 100, .dst_addr = r.dst + 100,
		.control0 = r.control, .control1 = 200,
	};
	r.control2 = 100;
	r.lli = bench_bus(lli);
	bench_start(b, 0, &r);
	pl08x_model_step(b->m, 2 * 64);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, PL080S_CH_CONTROL2), 100 - 64);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 300);
	KUNIT_EXPECT_EQ(test, b->dst[300], 0);
	bench_expect(b, 0);
}

/* Test that a Nomadik has no configuration register and keeps secure channels to itself. */
static void model_nomadik(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_NOMADIK);
	struct bench_regs r = bench_copy_regs(b, 64, 4, 4);

	pl08x_model_set_secure(b->m, BIT(0));
	KUNIT_EXPECT_TRUE(test, config_of(b, 0) & PL080N_CONFIG_SECPROT);
	KUNIT_EXPECT_FALSE(test, config_of(b, 1) & PL080N_CONFIG_SECPROT);
	bench_start(b, 1, &r);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 64);
	bench_expect(b, 0);

	bench_start(b, 0, &r);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	bench_expect(b, BIT(PL08X_BAD_SECURE));
	bench_read(b, PL080_CONFIG);
	bench_expect(b, BIT(PL08X_BAD_ACCESS));
}

#define FT_WORDS	(PL080_WIDTH_32BIT << FTDMAC020_CH_CSR_SRC_WIDTH_SHIFT | \
			 PL080_WIDTH_32BIT << FTDMAC020_CH_CSR_DST_WIDTH_SHIFT)

static void ft_program(struct bench *b, unsigned int chan, size_t len, u32 lli)
{
	bench_chan_write(b, chan, FTDMAC020_CH_SRC_ADDR, bench_bus(b->src));
	bench_chan_write(b, chan, FTDMAC020_CH_DST_ADDR, bench_bus(b->dst));
	bench_chan_write(b, chan, FTDMAC020_CH_LLP, lli);
	bench_chan_write(b, chan, FTDMAC020_CH_SIZE, len / 4);
	bench_chan_write(b, chan, FTDMAC020_CH_CFG, 0);
	bench_chan_write(b, chan, FTDMAC020_CH_CSR, FT_WORDS);
}

/* Test that an FTDMAC020's features can be read, and that items have bits of their own. */
static void model_ftdmac_items(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_FTDMAC020);
	struct pl080_lli *lli = kunit_kzalloc(test, sizeof(*lli), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, lli);
	*lli = (struct pl080_lli){
		.src_addr = bench_bus(b->src) + 64, .dst_addr = bench_bus(b->dst) + 64,
		.control0 = PL080_WIDTH_16BIT << FTDMAC020_LLI_SRC_WIDTH_SHIFT |
			    PL080_WIDTH_16BIT << FTDMAC020_LLI_DST_WIDTH_SHIFT | 32,
	};
	KUNIT_EXPECT_EQ(test, bench_read(b, FTDMAC020_FEATURE) >> 12 & 0xf,
			pl08x_model_channels(b->m));
	KUNIT_EXPECT_TRUE(test, bench_read(b, FTDMAC020_FEATURE) & BIT(8));
	ft_program(b, 1, 64, bench_bus(lli));
	bench_chan_write(b, 1, FTDMAC020_CH_CSR,
			 FT_WORDS | FTDMAC020_CH_CSR_TC_MSK | FTDMAC020_CH_CSR_EN);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), BIT(1));
	pl08x_model_hold_irq(b->m, true);
	pl08x_model_step(b->m, 33);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_TC_STATUS), 0);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 1, FTDMAC020_CH_SIZE), 32);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 1, FTDMAC020_CH_CFG),
			1 << FTDMAC020_CH_CFG_LLP_CNT_SHIFT);
	pl08x_model_run(b->m);
	KUNIT_EXPECT_MEMEQ(test, b->dst, b->src, 128);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_TC_STATUS), BIT(1));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_EN_CHAN), 0);
	bench_expect(b, 0);
}

/* Test that a channel of an FTDMAC020 pauses without Enable, and is aborted with an interrupt. */
static void model_ftdmac_abort(struct kunit *test)
{
	struct bench *b = bench_on(test, PL08X_MODEL_FTDMAC020);

	ft_program(b, 0, 64, 0);
	bench_chan_write(b, 0, FTDMAC020_CH_CSR, FT_WORDS | FTDMAC020_CH_CSR_EN);
	pl08x_model_step(b->m, 2);
	KUNIT_EXPECT_EQ(test, bench_read(b, FTDMAC020_CH_BUSY), BIT(0));
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, FTDMAC020_CH_CFG), FTDMAC020_CH_CFG_BUSY);
	bench_chan_write(b, 0, FTDMAC020_CH_CSR, FT_WORDS);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 2);
	KUNIT_EXPECT_EQ(test, bench_read(b, FTDMAC020_CH_BUSY), 0);
	KUNIT_EXPECT_EQ(test, bench_chan_read(b, 0, FTDMAC020_CH_SIZE), 14);
	bench_chan_write(b, 0, FTDMAC020_CH_CSR, FT_WORDS | FTDMAC020_CH_CSR_EN);
	pl08x_model_step(b->m, 2);
	pl08x_model_hold_irq(b->m, true);
	bench_chan_write(b, 0, FTDMAC020_CH_CSR, FT_WORDS | FTDMAC020_CH_CSR_ABT);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_ERR_STATUS), BIT(16));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_INT_STATUS), BIT(0));
	bench_chan_write(b, 0, FTDMAC020_CH_CFG, FTDMAC020_CH_CFG_INT_ABT_MASK);
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_ERR_STATUS), 0);
	bench_write(b, PL080_ERR_CLEAR, BIT(16));
	KUNIT_EXPECT_EQ(test, bench_read(b, PL080_RAW_ERR_STATUS), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_run(b->m), 0);
	bench_expect(b, 0);
}

static struct kunit_case model_cases[] = {
	KUNIT_CASE(model_ids),
	KUNIT_CASE_PARAM(model_copy, widths_gen_params),
	KUNIT_CASE(model_status),
	KUNIT_CASE(model_tc_bit),
	KUNIT_CASE(model_items),
	KUNIT_CASE(model_items_tc),
	KUNIT_CASE(model_halt),
	KUNIT_CASE(model_disable),
	KUNIT_CASE(model_priority),
	KUNIT_CASE(model_off),
	KUNIT_CASE(model_fixed_address),
	KUNIT_CASE(model_pl081),
	KUNIT_CASE(model_pl080s),
	KUNIT_CASE(model_nomadik),
	KUNIT_CASE(model_ftdmac_items),
	KUNIT_CASE(model_ftdmac_abort),
	{}
};

static struct kunit_suite model_suite = {
	.name = "pl08x_model",
	.test_cases = model_cases,
};

kunit_test_suite(model_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's register model");
MODULE_LICENSE("GPL");
