// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: the device tree, DMA requests, what clients say of their
 * peripherals, what debugfs and the log say.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/console.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mfd/syscon.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/ratelimit_types.h>
#include <linux/regmap.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>

#include <asm/byteorder.h>

#include "sdma_fixture.h"

#define PHANDLE_GPR	0x5d3c
#define GPR_REGS	4
#define DONE_SEL	BIT(7)
#define DONE_DIS	BIT(6)

static u32 enabled(struct sdma_fix *f, enum sdma_fix_line line)
{
	return sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(sdma_fix_event(line)));
}

/* Test that a channel's request reaches it from its configuration to its release, and no other. */
static void of_request(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	unsigned int line, n;

	for (line = 0; line < SDMA_FIX_BAD; line++) {
		struct dma_chan *chan = sdma_fix_slave(f, line);

		n = sdma_fix_number(chan);
		KUNIT_EXPECT_EQ(test, enabled(f, line), 0);
		sdma_fix_config_chan(f, chan, line, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
		KUNIT_EXPECT_EQ(test, enabled(f, line), BIT(n));
		sdma_fix_config_chan(f, chan, line, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
		KUNIT_EXPECT_EQ(test, enabled(f, line), BIT(n));
		/* What comes between two streams is not lost. */
		KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
		KUNIT_EXPECT_EQ(test, enabled(f, line), BIT(n));
		sdma_fix_release(f, chan);
		KUNIT_EXPECT_EQ(test, enabled(f, line), 0);
	}
}

/* Test that a request which the SoC does not have is refused, and nothing is connected. */
static void of_request_beyond(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = sdma_fix_slave(f, SDMA_FIX_BAD);
	struct dma_slave_config cfg = { .src_addr_width = 2, .src_maxburst = 4 };

	KUNIT_EXPECT_EQ(test, dmaengine_slave_config(chan, &cfg), -EINVAL);
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, sdma_fix_buf(f, 64), 1, DMA_DEV_TO_MEM));
	sdma_fix_release(f, chan);
	sdma_fix_expect_works(f);
}

/* Test that names which the node does not have, and controllers that are not there, are errors. */
static void of_no_channel(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan;

	KUNIT_EXPECT_TRUE(test, IS_ERR(dma_request_chan(f->client, "none")));
	sdma_fix_unbind(f);
	KUNIT_EXPECT_TRUE(test, IS_ERR(dma_request_chan(f->client, "rx")));
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	chan = dma_request_chan(f->client, "rx");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, chan);
	dma_release_channel(chan);
}

/* Test that all channels can be had, one client each, and no more. */
static void of_all_channels(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	unsigned int i;

	for (i = 1; i < SDMA_MODEL_CHANNELS; i++)
		sdma_fix_slave(f, SDMA_FIX_RX);
	KUNIT_EXPECT_TRUE(test, IS_ERR(dma_request_chan(f->client, "rx")));
	KUNIT_EXPECT_NULL(test, sdma_fix_try_request(f, NULL));
}

/* The node owns the property, even when another one has taken its place. */
static struct property *new_cells(struct kunit *test, u32 cells)
{
	struct property *prop = kzalloc(sizeof(*prop), GFP_KERNEL);
	__be32 value = cpu_to_be32(cells);

	KUNIT_ASSERT_NOT_NULL(test, prop);
	prop->name = kstrdup("#dma-cells", GFP_KERNEL);
	prop->value = kmemdup(&value, sizeof(value), GFP_KERNEL);
	prop->length = sizeof(value);

	return prop;
}

/* Test that a specifier of other than three cells gets no channel. */
static void of_cells(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct of_changeset ocs;

	of_changeset_init(&ocs);
	KUNIT_ASSERT_EQ(test, of_changeset_update_property(&ocs, f->np, new_cells(test, 2)), 0);
	KUNIT_ASSERT_EQ(test, of_changeset_apply(&ocs), 0);
	KUNIT_EXPECT_TRUE(test, IS_ERR(dma_request_chan(f->client, "rx")));
	KUNIT_EXPECT_EQ(test, of_changeset_revert(&ocs), 0);
	of_changeset_destroy(&ocs);
	sdma_fix_slave(f, SDMA_FIX_RX);
}

/* Test that two channels which share a request do not take it from each other. */
static void of_shared_request(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *a = sdma_fix_slave(f, SDMA_FIX_RX), *b = sdma_fix_slave(f, SDMA_FIX_RX);
	u32 bit[2] = { BIT(sdma_fix_number(a)), BIT(sdma_fix_number(b)) };

	sdma_fix_config_chan(f, a, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
	sdma_fix_config_chan(f, b, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
	KUNIT_EXPECT_EQ(test, enabled(f, SDMA_FIX_RX), bit[0] | bit[1]);
	sdma_fix_release(f, a);
	KUNIT_EXPECT_EQ(test, enabled(f, SDMA_FIX_RX), bit[1]);
	sdma_fix_release(f, b);
	KUNIT_EXPECT_EQ(test, enabled(f, SDMA_FIX_RX), 0);
}

/* Test that a channel between two peripherals has the requests of both, and gives both back. */
static void of_two_requests(struct kunit *test)
{
	const struct imx_dma_data data = {
		.dma_request = 17, .dma_request2 = 35, .peripheral_type = IMX_DMATYPE_ASRC,
	};
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = sdma_fix_request(f, &data);
	u32 bit = BIT(sdma_fix_number(chan));

	sdma_fix_config_chan(f, chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(17)), bit);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(35)), bit);
	sdma_fix_release(f, chan);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(17)), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_CHNENBL(35)), 0);
}

static int config_fifos(struct dma_chan *chan, const struct sdma_peripheral_config *fifos,
			size_t size)
{
	struct dma_slave_config cfg = {
		.src_addr = 0x30030000, .src_addr_width = 4, .src_maxburst = 4,
		.peripheral_config = (void *)fifos, .peripheral_size = size,
	};

	return dmaengine_slave_config(chan, &cfg);
}

/* Test that a description of FIFOs that is none is refused, and the one before stays. */
static void of_fifos_refused(struct kunit *test)
{
	static const struct sdma_peripheral_config good = { .n_fifos_src = 4, .sw_done = true };
	static const struct sdma_peripheral_config bad = { .n_fifos_src = 99 };
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = sdma_fix_slave(f, SDMA_FIX_RX);

	KUNIT_EXPECT_EQ(test, config_fifos(chan, &good, sizeof(good)), 0);
	KUNIT_EXPECT_EQ(test, config_fifos(chan, &good, sizeof(good) - 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, config_fifos(chan, &good, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, config_fifos(chan, &bad, sizeof(bad)), -EINVAL);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_DONE0) & DONE_SEL, DONE_SEL);
	/* Nothing said: nothing changed. */
	KUNIT_EXPECT_EQ(test, config_fifos(chan, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_DONE0) & DONE_SEL, DONE_SEL);
}

/* Test that scripts say when a burst is over while one channel needs that, and no longer. */
static void of_software_done(struct kunit *test)
{
	static const struct sdma_peripheral_config on = { .n_fifos_src = 4, .sw_done = true };
	static const struct sdma_peripheral_config off = { .n_fifos_src = 4 };
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *a = sdma_fix_slave(f, SDMA_FIX_RX), *b = sdma_fix_slave(f, SDMA_FIX_RX2);

	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_DONE0), 0);
	KUNIT_EXPECT_EQ(test, config_fifos(a, &on, sizeof(on)), 0);
	KUNIT_EXPECT_EQ(test, config_fifos(a, &on, sizeof(on)), 0);
	KUNIT_EXPECT_EQ(test, config_fifos(b, &on, sizeof(on)), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_DONE0) & (DONE_SEL | DONE_DIS),
			DONE_SEL);
	KUNIT_EXPECT_EQ(test, config_fifos(a, &off, sizeof(off)), 0);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_DONE0) & DONE_SEL, DONE_SEL);
	sdma_fix_release(f, a);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_DONE0) & DONE_SEL, DONE_SEL);
	sdma_fix_release(f, b);
	KUNIT_EXPECT_EQ(test, sdma_model_peek(f->m, SDMA_MODEL_DONE0) & DONE_SEL, 0);
}

/*
 * Multiplexer of requests: a syscon. The kernel forgets none that it knows, so their regmaps and
 * nodes stay.
 */
struct gpr {
	u32 regs[GPR_REGS];
	bool broken;
};

static struct gpr gpr;

static int gpr_read(void *context, unsigned int reg, unsigned int *val)
{
	*val = gpr.regs[reg / 4];
	return 0;
}

static int gpr_write(void *context, unsigned int reg, unsigned int val)
{
	if (gpr.broken)
		return -EIO;
	gpr.regs[reg / 4] = val;
	return 0;
}

static const struct regmap_config gpr_config = {
	.reg_bits = 32,
	.val_bits = 32,
	.reg_stride = 4,
	.max_register = 4 * (GPR_REGS - 1),
	.reg_read = gpr_read,
	.reg_write = gpr_write,
};

struct remap_row {
	const char *name;
	u32 cells[9];
	unsigned int n;
	bool lost, broken, no_syscon;
	u32 regs[GPR_REGS];
	bool fails;
};

static const struct remap_row remaps[] = {
	{ .name = "one", .cells = { 0, 14, 1 }, .n = 3, .regs = { 0x4000 } },
	{ .name = "three, one of them off", .cells = { 0, 14, 1, 8, 31, 1, 0, 0, 0 }, .n = 9,
	  .regs = { 0x4000, 0, 0x80000000 } },
	{ .name = "no multiplexer", .cells = { 0, 14, 1 }, .n = 3, .lost = true },
	{ .name = "an incomplete one", .cells = { 0, 14, 1, 4 }, .n = 4, .fails = true },
	{ .name = "no such bit", .cells = { 0, 32, 1 }, .n = 3, .fails = true },
	{ .name = "registers that fail", .cells = { 0, 14, 1 }, .n = 3, .broken = true,
	  .fails = true },
	{ .name = "no syscon", .cells = { 0, 14, 1 }, .n = 3, .no_syscon = true, .fails = true },
};

KUNIT_ARRAY_PARAM_DESC(remap, remaps, name);

static int add_remap(struct sdma_fix *f)
{
	const struct remap_row *row = f->cfg.data;
	struct device_node *np = of_changeset_create_node(&f->ocs, f->parent_np, "gpr");
	struct regmap *regmap;
	int ret;

	if (!np)
		return -ENOMEM;
	ret = of_changeset_add_prop_u32_array(&f->ocs, f->np, "fsl,sdma-event-remap", row->cells,
					      row->n) ?:
	      of_changeset_add_prop_u32(&f->ocs, f->np, "gpr", PHANDLE_GPR);
	if (ret || row->no_syscon) {
		of_node_put(np);
		return ret;
	}

	regmap = regmap_init(NULL, NULL, NULL, &gpr_config);
	if (IS_ERR(regmap)) {
		of_node_put(np);
		return PTR_ERR(regmap);
	}

	return of_changeset_add_prop_string(&f->ocs, np, "compatible", "syscon") ?:
	       of_syscon_register_regmap(np, regmap);
}

/* Test that what the device tree says of the multiplexer is written, or the probe fails. */
static void of_remap(struct kunit *test)
{
	const struct remap_row *row = test->param_value;
	const struct sdma_fix_config cfg = { .add_props = add_remap, .data = (void *)row };
	struct device_node *np;
	struct sdma_fix *f;

	gpr = (struct gpr){ .regs = { row->n == 9 }, .broken = row->broken };
	/* The node of the multiplexer cannot be found yet, and that is no error. */
	f = sdma_fix_create(test, &cfg);
	KUNIT_ASSERT_TRUE(test, sdma_fix_is_bound(f));
	np = of_get_child_by_name(f->parent_np, "gpr");
	KUNIT_ASSERT_NOT_NULL(test, np);
	if (!row->lost)
		np->phandle = PHANDLE_GPR;
	sdma_fix_unbind(f);
	KUNIT_EXPECT_EQ(test, !sdma_fix_bind(f), !row->fails);
	KUNIT_EXPECT_MEMEQ(test, gpr.regs, row->regs, sizeof(gpr.regs));
	if (row->fails)
		sdma_fix_expect_gone(f);
	else
		sdma_fix_expect_works(f);
	of_node_put(np);
}

/* Test what debugfs says of channels: state, peripheral, DMA request, errors. */
static void of_debugfs(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct dma_chan *chan = sdma_fix_slave(f, SDMA_FIX_RX), *copy = sdma_fix_memcpy(f);
	struct oracle *o = sdma_fix_oracle(f, chan);
	const char *text;

	sdma_fix_config_chan(f, chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_2_BYTES, 4);
	text = sdma_fix_debugfs(f);
	sdma_fix_expect_text(f, text, "firmware none, 0 timeouts of channel 0\n");
	sdma_fix_expect_text(f, text, "\n1       idle         0       2        0        0\n");
	sdma_fix_expect_text(f, text, "\n2       idle        -1       0        0        0\n");
	sdma_fix_expect_text(f, text, "\n31      -           -1       0        0        0\n");

	sdma_model_hold_irq(f->m, true);
	client_sg(o, sdma_fix_buf(f, 64), 1, DMA_DEV_TO_MEM)->due = 0;
	sdma_fix_expect_text(f, sdma_fix_debugfs(f), "\n1       loading ");
	sdma_model_hold_irq(f->m, false);
	sdma_fix_pass(50);
	sdma_fix_expect_text(f, sdma_fix_debugfs(f), "\n1       running ");
	sdma_model_fail_next(f->m, sdma_fix_number(chan));
	sdma_model_request(f->m, sdma_fix_event(SDMA_FIX_RX), true);
	sdma_fix_pass(100);
	sdma_fix_expect_text(f, sdma_fix_debugfs(f),
			     "\n1       idle         0       2        1        0\n");
	sdma_fix_release(f, copy);
	sdma_fix_expect_text(f, sdma_fix_debugfs(f), "\n2       -           -1 ");
}

/* A console whose driver uses the channel: what is printed under its lock never gets out. */
static struct {
	struct oracle_xfer *x;
	unsigned int lines;
} printing;

static void print_by_dma(struct console *console, const char *text, unsigned int len)
{
	if (!strnstr(text, "channel 0 has failed", len))
		return;
	printing.lines++;
	client_residue(printing.x, DMA_IN_PROGRESS);
}

static struct console dma_console = {
	.name = "dmatest",
	.write = print_by_dma,
	.flags = CON_ENABLED,
	.index = -1,
};

static void stop_printing(void *unused)
{
	unregister_console(&dma_console);
}

/* SDMA-18. Test that errors are reported where a console may use the very channel. */
static void of_prints_without_locks(struct kunit *test)
{
	struct sdma_fix *f = sdma_fix_new(test);
	struct oracle *o = sdma_fix_oracle(f, sdma_fix_memcpy(f));
	struct client_buf *src = sdma_fix_buf(f, 64), *dst = sdma_fix_buf(f, 64);

	/* Other cases may have had as many messages as are printed in a while. */
	sdma_fix_pass(DEFAULT_RATELIMIT_INTERVAL / HZ * USEC_PER_SEC);
	sdma_model_hang_chan0(f->m, true);
	printing.x = client_copy(o, dst, src);
	printing.x->want = DMA_TRANS_ABORTED;
	printing.lines = 0;
	register_console(&dma_console);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, stop_printing, NULL), 0);
	sdma_fix_wait(printing.x, 1);
	sdma_model_hang_chan0(f->m, false);
	KUNIT_EXPECT_EQ(test, printing.lines, 1);
	oracle_expect_clean(o);
}

static struct kunit_case sdma_of_cases[] = {
	KUNIT_CASE(of_request),
	KUNIT_CASE(of_request_beyond),
	KUNIT_CASE(of_no_channel),
	KUNIT_CASE(of_all_channels),
	KUNIT_CASE(of_cells),
	KUNIT_CASE(of_shared_request),
	KUNIT_CASE(of_two_requests),
	KUNIT_CASE(of_fifos_refused),
	KUNIT_CASE(of_software_done),
	KUNIT_CASE_PARAM(of_remap, remap_gen_params),
	KUNIT_CASE(of_debugfs),
	KUNIT_CASE(of_prints_without_locks),
	{}
};

static struct kunit_suite sdma_of_suite = {
	.name = "imx_sdma_of",
	.test_cases = sdma_of_cases,
};

kunit_test_suite(sdma_of_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: device tree");
MODULE_LICENSE("GPL");
