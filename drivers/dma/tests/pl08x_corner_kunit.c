// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's driver: channels that do not end as they should, or run
 * before there is a driver; what debugfs shows; configurations that are nonsense.
 */
#include <kunit/test.h>
#include <linux/amba/bus.h>
#include <linux/amba/pl080.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/of_dma.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "pl08x_fixture.h"
#include "pl08x_model_priv.h"

#define LEN	64

/* More often than the driver looks whether a channel has stopped, before it gives up. */
#define PATIENCE	100

static struct pl08x_fix *new_pl081(struct kunit *test)
{
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_PL081,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};

	return pl08x_fix_new(test, &cfg);
}

static unsigned int starts(struct pl08x_fix *f, unsigned int phy)
{
	return pl08x_model_chan_stats(f->m, phy).starts;
}

/* Copy once, and compare. */
static void copies(struct pl08x_fix *f, struct oracle *o)
{
	struct client_buf *src = pl08x_fix_buf(f, LEN), *dst = pl08x_fix_buf(f, LEN);
	struct oracle_xfer *x = client_copy(o, dst, src);

	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(f->test, x->calls, 1);
	KUNIT_EXPECT_EQ(f->test, memcmp(dst->cpu, src->cpu, LEN), 0);
}

/*
 * Test that a physical channel which is still enabled after its end is used again as soon as it
 * is not, and not before.
 */
static void corner_enabled_after_end(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	unsigned int i;

	pl08x_model_stick_enable(f->m, BIT(0));
	copies(f, o);
	copies(f, o);
	KUNIT_EXPECT_EQ(test, starts(f, 0), 1);
	KUNIT_EXPECT_EQ(test, starts(f, 1), 1);
	pl08x_model_stick_enable(f->m, 0);
	/* The driver looks again from time to time. */
	for (i = 0; i < PATIENCE && starts(f, 0) == 1; i++) {
		fsleep(50);
		copies(f, o);
	}
	KUNIT_EXPECT_EQ(test, starts(f, 0), 2);
	oracle_expect_clean(o);
}

/* Test that one which stays enabled for good is given up, and nothing else. */
static void corner_stuck_after_end(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	unsigned int i;

	pl08x_model_stick_enable(f->m, BIT(0));
	copies(f, o);
	for (i = 0; i < PATIENCE; i++)
		fsleep(50);
	pl08x_model_stick_enable(f->m, 0);
	for (i = 0; i < 3; i++)
		copies(f, o);
	KUNIT_EXPECT_EQ(test, starts(f, 0), 1);
	KUNIT_EXPECT_EQ(test, starts(f, 1), 3);
	oracle_expect_clean(o);
}

/* Test that what a channel reports while nobody uses it any more is cleared, once. */
static void corner_stray(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	unsigned int before;

	copies(f, o);
	before = pl08x_model_irqs(f->m);
	pl08x_model_raise(f->m, BIT(0), BIT(0));
	pl08x_model_irq(f->m);
	KUNIT_EXPECT_EQ(test, pl08x_model_irqs(f->m), before + 1);
	copies(f, o);
	oracle_expect_clean(o);
}

static void poke(struct pl08x_fix *f, unsigned int offset, u32 val)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&f->m->lock, flags);
	pl08x_model_reg_write(f->m, offset, sizeof(val), val);
	raw_spin_unlock_irqrestore(&f->m->lock, flags);
}

/* As a boot loader that does not tidy up: the first channel copies words. */
static void boot_with(struct pl08x_fix *f, struct client_buf *dst, struct client_buf *src)
{
	const unsigned int base = 0x100;

	poke(f, PL080_CONFIG, PL080_CONFIG_ENABLE);
	poke(f, base + PL080_CH_SRC_ADDR, src->dma);
	poke(f, base + PL080_CH_DST_ADDR, dst->dma);
	poke(f, base + PL080_CH_LLI, 0);
	poke(f, base + PL080_CH_CONTROL, PL080_CONTROL_SRC_INCR | PL080_CONTROL_DST_INCR |
	     PL080_WIDTH_32BIT << PL080_CONTROL_SWIDTH_SHIFT |
	     PL080_WIDTH_32BIT << PL080_CONTROL_DWIDTH_SHIFT | LEN / 4);
	poke(f, base + PL080_CH_CONFIG, PL080_CONFIG_ENABLE);
	pl08x_model_step(f->m, 5);
}

/* Test that a channel which runs when the driver comes is stopped, and used. */
static void corner_left_running(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct client_buf *src = pl08x_fix_buf(f, LEN), *dst = pl08x_fix_buf(f, LEN);
	struct oracle *o;

	pl08x_fix_unbind(f);
	boot_with(f, dst, src);
	KUNIT_ASSERT_EQ(test, pl08x_fix_bind(f), 0);
	KUNIT_EXPECT_EQ(test, pl08x_model_enabled(f->m), 0);
	pl08x_model_watch(f->m, dst->dma, LEN);
	o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	copies(f, o);
	KUNIT_EXPECT_EQ(test, starts(f, 0), 2);
	oracle_expect_clean(o);
	/* There was nobody to halt it. */
	f->allowed = BIT(PL08X_BAD_LOSS);
}

/* Test that one which cannot be stopped is left alone. */
static void corner_left_stuck(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct client_buf *src = pl08x_fix_buf(f, LEN), *dst = pl08x_fix_buf(f, LEN);
	struct oracle *o;

	pl08x_fix_unbind(f);
	boot_with(f, dst, src);
	pl08x_model_stick_enable(f->m, BIT(0));
	KUNIT_ASSERT_EQ(test, pl08x_fix_bind(f), 0);
	o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	copies(f, o);
	copies(f, o);
	KUNIT_EXPECT_EQ(test, starts(f, 0), 1);
	KUNIT_EXPECT_EQ(test, starts(f, 1), 2);
	oracle_expect_clean(o);
	f->allowed = BIT(PL08X_BAD_LOSS);
}

/* As kernel_read(), which does not know files of debugfs. */
static void read_seq(struct file *file, char *text, size_t len)
{
	struct kvec vec = { .iov_base = text, .iov_len = len };
	struct iov_iter iter;
	struct kiocb kiocb;

	init_sync_kiocb(&kiocb, file);
	iov_iter_kvec(&iter, ITER_DEST, &vec, 1, len);
	seq_read_iter(&kiocb, &iter);
}

/* The file in debugfs; the case's memory. */
static const char *show(struct pl08x_fix *f)
{
	struct file_system_type *type = get_fs_type("debugfs");
	struct kunit *test = f->test;
	char *text = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	struct path path = {};
	struct file *file;

	if (!IS_ENABLED(CONFIG_DEBUG_FS))
		kunit_skip(test, "no debugfs");
	KUNIT_ASSERT_NOT_NULL(test, text);
	KUNIT_ASSERT_NOT_NULL(test, type);
	path.mnt = kern_mount(type);
	KUNIT_ASSERT_FALSE(test, IS_ERR(path.mnt));
	path.dentry = debugfs_lookup(dev_name(&f->adev->dev), NULL);
	if (!IS_ERR_OR_NULL(path.dentry)) {
		file = dentry_open(&path, O_RDONLY, current_cred());
		if (!IS_ERR(file)) {
			read_seq(file, text, PAGE_SIZE - 1);
			/* Not later, when the mount is gone. */
			__fput_sync(file);
		}
		dput(path.dentry);
	}
	kern_unmount(path.mnt);

	return text;
}

static void expect_line(struct pl08x_fix *f, const char *text, const char *line)
{
	KUNIT_EXPECT_NOT_NULL_MSG(f->test, strstr(text, line), "no \"%s\" in\n%s", line, text);
}

/* Test that debugfs tells of each channel what it does, and with which physical one. */
static void corner_debugfs(struct kunit *test)
{
	struct pl08x_fix *f = new_pl081(test);
	struct client_buf *src = pl08x_fix_buf(f, LEN), *dst = pl08x_fix_buf(f, LEN);
	struct dma_chan *chans[3] = {
		pl08x_fix_slave(f, 0), pl08x_fix_slave(f, 1), pl08x_fix_memcpy(f),
	};
	struct oracle *o[3];
	const char *text;
	unsigned int i;

	for (i = 0; i < 3; i++)
		o[i] = pl08x_fix_oracle(f, chans[i]);
	for (i = 0; i < 2; i++) {
		pl08x_fix_config_chan(f, chans[i], i, 4, 4);
		client_sg(o[i], dst, 1, DMA_DEV_TO_MEM)->due = 0;
	}
	KUNIT_EXPECT_EQ(test, dmaengine_pause(chans[1]), 0);
	client_copy(o[2], dst, src)->due = 0;

	text = show(f);
	expect_line(f, text, "0        busy       dev0\n");
	expect_line(f, text, "1        busy       dev1\n");
	expect_line(f, text, "memcpy0         waiting    -\n");
	expect_line(f, text, "memcpy1         idle       -\n");
	expect_line(f, text, "dev0            running    0\n");
	expect_line(f, text, "dev1            paused     1\n");

	for (i = 3; i-- > 0;) {
		KUNIT_EXPECT_EQ(test, oracle_terminate(o[i], dmaengine_terminate_sync), 0);
		oracle_expect_clean(o[i]);
	}
	expect_line(f, show(f), "0        free       -\n");
}

/* Test that debugfs tells of physical channels that are not to be had. */
static void corner_debugfs_secure(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .type = PL08X_MODEL_NOMADIK, .secure = BIT(3) };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);

	expect_line(f, show(f), "3        secure     -\n");
}

static const bool choices[] = { false, true };

static void source_desc(const bool *dt, char *desc)
{
	strscpy(desc, *dt ? "device tree" : "platform data", KUNIT_PARAM_DESC_SIZE);
}

static void protect_desc(const bool *protect, char *desc)
{
	strscpy(desc, *protect ? "protected" : "not", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(source, choices, source_desc);
KUNIT_ARRAY_PARAM(protect, choices, protect_desc);

/* Test that a width and a burst that do not exist are replaced by single bytes. */
static void corner_bad_config(struct kunit *test)
{
	const bool *dt = test->param_value;
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_PL080, .dt = *dt,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS + 1,
		.memcpy_burst = PL08X_BURST_SZ_256 + 1,
	};
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct pl08x_model_stats stats;

	copies(f, o);
	stats = pl08x_model_chan_stats(f->m, 0);
	KUNIT_EXPECT_EQ(test, stats.beats[PL08X_ACCESS_SRC][0] + stats.beats[PL08X_ACCESS_SRC][1],
			LEN);
	oracle_expect_clean(o);
}

static u32 src_beats(struct pl08x_fix *f, unsigned int bus)
{
	return pl08x_model_chan_stats(f->m, 0).beats[PL08X_ACCESS_SRC][bus];
}

/*
 * Test that a node which says nothing of copies and buses gets single bytes, by both buses, and
 * that a specifier without the mask of buses finds no channel.
 */
static void corner_bare_node(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .dt = true, .dt_bare = true };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));
	struct dma_chan *chan;

	copies(f, o);
	KUNIT_EXPECT_EQ(test, src_beats(f, 0), LEN);
	KUNIT_EXPECT_EQ(test, pl08x_model_chan_stats(f->m, 0).beats[PL08X_ACCESS_DST][1], LEN);
	oracle_expect_clean(o);
	chan = of_dma_request_slave_channel(f->client_np, "rx");
	KUNIT_EXPECT_TRUE(test, IS_ERR_OR_NULL(chan));
	if (!IS_ERR_OR_NULL(chan))
		dma_release_channel(chan);
}

/* Test that copies are bufferable and cacheable if the platform says so, and only then. */
static void corner_protection(struct kunit *test)
{
	const u32 mask = PL080_CONTROL_PROT_BUFF | PL080_CONTROL_PROT_CACHE;
	const bool *protect = test->param_value;
	const struct pl08x_fix_config cfg = { .protect = *protect };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct oracle *o = pl08x_fix_oracle(f, pl08x_fix_memcpy(f));

	copies(f, o);
	KUNIT_EXPECT_EQ(test, f->m->chans[0].control & mask, *protect ? mask : 0);
	oracle_expect_clean(o);
}

/* Test that a peripheral of which nothing is known is not looked for where memory is. */
static void corner_unknown_bus(struct kunit *test)
{
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct client_buf *data = pl08x_fix_buf(f, LEN), *dst = pl08x_fix_buf(f, LEN);
	struct dma_chan *chan;
	struct oracle *o;

	pl08x_fix_unbind(f);
	f->cd[0].periph_buses = 0;
	KUNIT_ASSERT_EQ(test, pl08x_fix_bind(f), 0);
	chan = pl08x_fix_slave(f, 0);
	o = pl08x_fix_oracle(f, chan);
	pl08x_fix_periph(f, 0, true, data);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	client_sg(o, dst, 1, DMA_DEV_TO_MEM);
	pl08x_model_run(f->m);
	KUNIT_EXPECT_EQ(test, memcmp(dst->cpu, data->cpu, LEN), 0);
	KUNIT_EXPECT_EQ(test, src_beats(f, 0), 0);
	KUNIT_EXPECT_EQ(test, src_beats(f, 1), LEN / 4);
	oracle_expect_clean(o);
}

/* Test that a line which the controller does not have is refused, and given back. */
static void corner_no_such_line(struct kunit *test)
{
	const struct pl08x_fix_config cfg = { .muxed = true, .first_signal = 16 };
	struct pl08x_fix *f = pl08x_fix_new(test, &cfg);
	struct client_buf *dst = pl08x_fix_buf(f, LEN);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);

	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(chan, dst->dma, LEN, DMA_DEV_TO_MEM,
							    0));
	KUNIT_EXPECT_EQ(test, f->gets, 1);
	KUNIT_EXPECT_EQ(test, f->puts, 1);
}

/* Test that a channel for copies has nothing to configure. */
static void corner_config_memcpy(struct kunit *test)
{
	struct dma_slave_config cfg = {};
	struct pl08x_fix *f = new_pl081(test);

	KUNIT_EXPECT_LT(test, dmaengine_slave_config(pl08x_fix_memcpy(f), &cfg), 0);
}

static struct kunit_case corner_cases[] = {
	KUNIT_CASE(corner_enabled_after_end),
	KUNIT_CASE(corner_stuck_after_end),
	KUNIT_CASE(corner_stray),
	KUNIT_CASE(corner_left_running),
	KUNIT_CASE(corner_left_stuck),
	KUNIT_CASE(corner_debugfs),
	KUNIT_CASE(corner_debugfs_secure),
	KUNIT_CASE_PARAM(corner_bad_config, source_gen_params),
	KUNIT_CASE(corner_bare_node),
	KUNIT_CASE_PARAM(corner_protection, protect_gen_params),
	KUNIT_CASE(corner_unknown_bus),
	KUNIT_CASE(corner_no_such_line),
	KUNIT_CASE(corner_config_memcpy),
	{}
};

static struct kunit_suite corner_suite = {
	.name = "pl08x_corner",
	.test_cases = corner_cases,
};

kunit_test_suite(corner_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's driver: corners");
MODULE_LICENSE("GPL");
