// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's driver: firmware that comes, comes late, is broken or does not
 * come, and the peripherals that need it (SDMA-11, SDMA-17).
 *
 * The file is built in: the suite has an entry in the kernel's table of such files.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/kmsg_dump.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/string.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "../imx-sdma-fw.h"
#include "../imx-sdma-script.h"
#include "sdma_fixture.h"

#define NAME		"sdma-kunit.bin"
#define CODE_BYTES	96
#define RAM_SCRIPT(n)	(6200 + (n))
#define PER_2_PER	6331		/* of the ROM's table, but in RAM */
#define LINE		160		/* of the log */
#define CONTEXTS	0x800		/* where they are in data memory, in words */
#define CONTEXT		32
#define R0		2		/* word of a context */

#define SPBA		0x02000000
#define SPBA_SIZE	0x40000
#define OUTSIDE		0x02300000

static struct {
	struct sdma_fw_header header;
	__le32 addrs[SDMA_ENTRIES_V4];
	u8 code[CODE_BYTES];
} __packed image;

/* As <drivers/base/firmware_loader> has it. */
struct builtin_file {
	const char *name;
	const void *data;
	unsigned long size;
};

static const struct builtin_file file __used __aligned(8) __section(".builtin_fw") = {
	.name = NAME, .data = &image, .size = sizeof(image),
};

static void make_image(void)
{
	unsigned int i;

	image.header = (struct sdma_fw_header){
		.magic = cpu_to_le32(SDMA_FW_MAGIC),
		.major = cpu_to_le32(4),
		.minor = cpu_to_le32(7),
		.addrs_start = cpu_to_le32(sizeof(image.header)),
		.num_addrs = cpu_to_le32(SDMA_ENTRIES_V4),
		.code_start = cpu_to_le32(sizeof(image.header) + sizeof(image.addrs)),
		.code_bytes = cpu_to_le32(CODE_BYTES),
	};
	for (i = 0; i < SDMA_ENTRIES_V4; i++)
		image.addrs[i] = cpu_to_le32(RAM_SCRIPT(i));
	image.addrs[SDMA_RAM_START] = cpu_to_le32(SDMA_RAM_CODE);
	/* Those that the model knows, and those that only the ROM's table has. */
	image.addrs[SDMA_AP_2_AP] = 0;
	image.addrs[SDMA_APP_2_MCU] = 0;
	image.addrs[SDMA_MCU_2_APP] = 0;
	image.addrs[SDMA_PER_2_PER] = 0;
	for (i = 0; i < CODE_BYTES; i++)
		image.code[i] = i + 1;
}

/* What was printed of a controller since the last call. */
struct log {
	struct kmsg_dump_iter iter;
	char line[LINE];
};

static unsigned int count_lines(struct log *log, const char *text)
{
	unsigned int n = 0;
	size_t len;

	while (kmsg_dump_get_line(&log->iter, false, log->line, sizeof(log->line) - 1, &len)) {
		log->line[len] = 0;
		n += strstr(log->line, "sdma-kunit") && strstr(log->line, text);
	}

	return n;
}

static void begin_log(struct log *log)
{
	kmsg_dump_rewind(&log->iter);
	count_lines(log, "");
}

static struct sdma_fix *with_firmware(struct kunit *test, const char *name)
{
	const struct sdma_fix_config cfg = { .firmware = name };
	struct sdma_fix *f = sdma_fix_create(test, &cfg);

	KUNIT_ASSERT_TRUE(test, sdma_fix_is_bound(f));

	return f;
}

/* Until the firmware is there, or will not come. */
static void wait_for_firmware(struct sdma_fix *f)
{
	sdma_fix_pass(20000);
}

static u32 context_word(struct sdma_fix *f, struct dma_chan *chan, unsigned int word)
{
	return sdma_model_data(f->m, CONTEXTS + sdma_fix_number(chan) * CONTEXT + word);
}

static void expect_loaded(struct sdma_fix *f, bool loaded)
{
	sdma_fix_expect_text(f, sdma_fix_debugfs(f),
			     loaded ? "firmware loaded" : "firmware none");
}

/* Test that the code gets to where it belongs, to the byte, and that it is said once. */
static void load_good(struct kunit *test)
{
	struct log log = {};
	struct sdma_fix *f;
	unsigned int i;

	make_image();
	begin_log(&log);
	f = with_firmware(test, NAME);
	wait_for_firmware(f);
	KUNIT_EXPECT_EQ(test, count_lines(&log, "loaded firmware 4.7"), 1);
	expect_loaded(f, true);
	for (i = 0; i < CODE_BYTES; i++) {
		u32 word = sdma_model_data(f->m, SDMA_RAM_CODE / 2 + i / 4);

		KUNIT_EXPECT_EQ(test, ((u8 *)&word)[i % 4], image.code[i]);
	}
	KUNIT_EXPECT_EQ(test, sdma_model_clocked(f->m), 0);
	sdma_fix_expect_works(f);
	sdma_fix_unbind(f);
	sdma_fix_expect_gone(f);
}

struct absent_row {
	const char *name;
	const char *file;
};

static const struct absent_row absent[] = {
	{ "not named", NULL },
	{ "not there", "sdma-kunit-none.bin" },
};

KUNIT_ARRAY_PARAM_DESC(absent, absent, name);

/* Test that without firmware the ROM is used, the rest is refused, and that it is said once. */
static void load_absent(struct kunit *test)
{
	const struct absent_row *row = test->param_value;
	const struct imx_dma_data data = { .dma_request = 5, .peripheral_type = IMX_DMATYPE_ASRC };
	struct dma_chan *chan;
	struct log log = {};
	struct sdma_fix *f;

	begin_log(&log);
	f = with_firmware(test, row->file);
	wait_for_firmware(f);
	sdma_fix_expect_works(f);
	chan = sdma_fix_request(f, &data);
	sdma_fix_config_chan(f, chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
	KUNIT_EXPECT_NULL(test, client_prep_sg(chan, sdma_fix_buf(f, 64), 1, DMA_DEV_TO_MEM));
	expect_loaded(f, false);
	KUNIT_EXPECT_EQ(test, count_lines(&log, "only what is in ROM"), 1);
}

struct broken_row {
	const char *name;
	void (*breaks)(void);
};

static void break_magic(void)
{
	image.header.magic = 0;
}

static void break_version(void)
{
	image.header.major = cpu_to_le32(99);
}

static void break_table(void)
{
	image.header.addrs_start = cpu_to_le32(0xfffffff0);
}

static void break_code(void)
{
	image.header.code_bytes = cpu_to_le32(CODE_BYTES + 2);
}

static void break_place(void)
{
	image.addrs[SDMA_RAM_START] = cpu_to_le32(SDMA_RAM_CODE - 2);
}

static const struct broken_row broken[] = {
	{ "magic", break_magic },
	{ "version", break_version },
	{ "table outside", break_table },
	{ "code outside", break_code },
	{ "code over the contexts", break_place },
};

KUNIT_ARRAY_PARAM_DESC(broken, broken, name);

/* Test that of a broken file nothing is loaded, that it is said once, and the ROM works. */
static void load_broken(struct kunit *test)
{
	const struct broken_row *row = test->param_value;
	struct log log = {};
	struct sdma_fix *f;

	make_image();
	row->breaks();
	begin_log(&log);
	f = with_firmware(test, NAME);
	wait_for_firmware(f);
	KUNIT_EXPECT_EQ(test, count_lines(&log, "bad firmware, only what is in ROM"), 1);
	expect_loaded(f, false);
	KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(f->m, 0).starts, 0);
	sdma_fix_expect_works(f);
}

/*
 * Test that the controller is in use before its firmware is there: channel 0 is asked last for
 * what was asked last, and a peripheral that needs the firmware is refused until it is loaded.
 */
static void load_late(struct kunit *test)
{
	const struct imx_dma_data data = { .dma_request = 5, .peripheral_type = IMX_DMATYPE_ASRC };
	struct client_buf *src, *dst;
	struct oracle_xfer *x;
	struct dma_chan *asrc;
	struct sdma_fix *f;
	struct oracle *o;

	make_image();
	f = with_firmware(test, NAME);
	sdma_model_hold_irq(f->m, true);
	asrc = sdma_fix_request(f, &data);
	sdma_fix_config_chan(f, asrc, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
	src = sdma_fix_buf(f, 256);
	dst = sdma_fix_buf(f, 256);
	o = sdma_fix_oracle(f, sdma_fix_memcpy(f));
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(f->m, 0).starts, 1);
	KUNIT_EXPECT_NULL(test, client_prep_sg(asrc, dst, 1, DMA_DEV_TO_MEM));
	x = client_copy(o, dst, src);
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(test, sdma_model_chan_stats(f->m, 0).starts, 1);
	sdma_model_hold_irq(f->m, false);
	sdma_fix_wait(x, 1);
	KUNIT_EXPECT_MEMEQ(test, dst->cpu, src->cpu, 256);
	oracle_expect_clean(o);
	wait_for_firmware(f);
	expect_loaded(f, true);
	KUNIT_EXPECT_NOT_NULL(test, client_prep_sg(asrc, dst, 1, DMA_DEV_TO_MEM));
}

/* SDMA-11. Test that an unbind waits for the firmware, and not for ever. */
static void load_unbind(struct kunit *test)
{
	struct sdma_fix *f;

	make_image();
	f = with_firmware(test, NAME);
	sdma_fix_unbind(f);
	sdma_fix_expect_gone(f);
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	sdma_model_hang_chan0(f->m, true);
	sdma_fix_unbind(f);
	sdma_fix_expect_gone(f);
	sdma_model_hang_chan0(f->m, false);
	KUNIT_ASSERT_EQ(test, sdma_fix_bind(f), 0);
	wait_for_firmware(f);
	expect_loaded(f, true);
	sdma_fix_expect_works(f);
}

/* Test that a channel 0 which does not load the code costs the firmware, and nothing else. */
static void load_timeout(struct kunit *test)
{
	struct log log = {};
	struct sdma_fix *f;

	make_image();
	begin_log(&log);
	f = with_firmware(test, NAME);
	sdma_model_hang_chan0(f->m, true);
	wait_for_firmware(f);
	KUNIT_EXPECT_EQ(test, count_lines(&log, "only what is in ROM"), 1);
	expect_loaded(f, false);
	sdma_fix_expect_text(f, sdma_fix_debugfs(f), "1 timeouts of channel 0");
	sdma_model_hang_chan0(f->m, false);
	sdma_fix_expect_works(f);
}

struct script_row {
	const char *name;
	struct imx_dma_data data;
	struct sdma_peripheral_config fifos;
	enum dma_transfer_direction dir;
	u32 src, dst;
	u32 pc;
	u32 r[8];
};

/* Bursts of 4 from, and of 8 to the peripheral, of four bytes each. */
static const struct script_row scripts[] = {
	{ .name = "asrc to memory", .data = { 5, 0, IMX_DMATYPE_ASRC }, .dir = DMA_DEV_TO_MEM,
	  .src = OUTSIDE, .pc = RAM_SCRIPT(SDMA_ASRC_2_MCU),
	  .r = { 0, 0x20, 0, 0, 0, 0, OUTSIDE, 16 } },
	{ .name = "asrc to a peripheral on the shared bus", .data = { 3, 35, IMX_DMATYPE_ASRC },
	  .dir = DMA_DEV_TO_DEV, .src = OUTSIDE, .dst = SPBA, .pc = PER_2_PER,
	  .r = { 0x8, 0x8, OUTSIDE, 0, 0, 0, SPBA, 0xa0081004 } },
	{ .name = "several fifos, software done", .data = { 24, 0, IMX_DMATYPE_MULTI_SAI },
	  .fifos = { .n_fifos_src = 4, .words_per_fifo = 2, .sw_done = true },
	  .dir = DMA_DEV_TO_MEM, .src = OUTSIDE, .pc = RAM_SCRIPT(SDMA_SAI_2_MCU),
	  .r = { 0, 0x01000000, 0, 0, 0, 0, OUTSIDE, 0x10804010 } },
	{ .name = "ecspi with its erratum", .data = { 8, 0, IMX_DMATYPE_CSPI },
	  .dir = DMA_MEM_TO_DEV, .dst = OUTSIDE, .pc = RAM_SCRIPT(SDMA_MCU_2_ECSPI),
	  .r = { 0, 0x100, 0, 0, 0, 0, OUTSIDE, 32 } },
	{ .name = "hdmi audio", .data = { 2, 0, IMX_DMATYPE_HDMI }, .dir = DMA_MEM_TO_DEV,
	  .src = SPBA, .dst = OUTSIDE, .pc = RAM_SCRIPT(SDMA_HDMI_DMA),
	  .r = { 0, 0, 0, 0, SPBA, 0, OUTSIDE, 0 } },
	{ .name = "the other processor", .data = { 0, 0, IMX_DMATYPE_DSP }, .dir = DMA_DEV_TO_MEM,
	  .src = OUTSIDE, .pc = RAM_SCRIPT(SDMA_AP_2_BP) },
	{ .name = "i2c", .data = { 40, 0, IMX_DMATYPE_I2C }, .dir = DMA_MEM_TO_DEV,
	  .dst = SPBA, .pc = RAM_SCRIPT(SDMA_MCU_2_I2C),
	  .r = { 0x100, 0, 0, 0, 0, 0, SPBA, 32 } },
};

KUNIT_ARRAY_PARAM_DESC(script, scripts, name);

/* The bus is a sibling of the controller. Addresses are the same above. */
static int add_spba(struct sdma_fix *f)
{
	static const u32 reg[] = { SPBA, SPBA_SIZE };
	struct device_node *np = of_changeset_create_node(&f->ocs, f->parent_np, "spba-bus");
	int ret;

	if (!np)
		return -ENOMEM;
	ret = of_changeset_add_prop_u32(&f->ocs, f->parent_np, "#address-cells", 1) ?:
	      of_changeset_add_prop_u32(&f->ocs, f->parent_np, "#size-cells", 1) ?:
	      of_changeset_add_prop_bool(&f->ocs, f->parent_np, "ranges") ?:
	      of_changeset_add_prop_string(&f->ocs, np, "compatible", "fsl,spba-bus") ?:
	      of_changeset_add_prop_u32_array(&f->ocs, np, "reg", reg, ARRAY_SIZE(reg));
	of_node_put(np);

	return ret;
}

static void count_period(void *param)
{
	unsigned int *periods = param;

	++*periods;
}

static struct dma_chan *start_stream(struct sdma_fix *f, const struct script_row *row,
				     unsigned int *periods)
{
	struct sdma_peripheral_config fifos = row->fifos;
	struct dma_slave_config config = {
		.src_addr = row->src, .src_addr_width = 4, .src_maxburst = 4,
		.dst_addr = row->dst, .dst_addr_width = 4, .dst_maxburst = 8,
		.peripheral_config = &fifos, .peripheral_size = sizeof(fifos),
	};
	struct dma_chan *chan = sdma_fix_request(f, &row->data);
	struct client_buf *buf = sdma_fix_buf(f, 256);
	struct dma_async_tx_descriptor *tx;

	KUNIT_ASSERT_EQ(f->test, dmaengine_slave_config(chan, &config), 0);
	tx = dmaengine_prep_dma_cyclic(chan, buf->dma, 256, 64, row->dir, DMA_PREP_INTERRUPT);
	KUNIT_ASSERT_NOT_NULL(f->test, tx);
	tx->callback = count_period;
	tx->callback_param = periods;
	KUNIT_EXPECT_GE(f->test, dmaengine_submit(tx), DMA_MIN_COOKIE);
	dma_async_issue_pending(chan);

	return chan;
}

/*
 * Test that the context which is loaded is that of the client's peripheral, from the client to
 * the core's memory, and that such a stream is stopped as others are.
 */
static void load_script(struct kunit *test)
{
	const struct sdma_fix_config cfg = { .firmware = NAME, .add_props = add_spba };
	const struct script_row *row = test->param_value;
	unsigned int i, periods = 0;
	struct dma_chan *chan;
	struct sdma_fix *f;

	make_image();
	f = sdma_fix_create(test, &cfg);
	KUNIT_ASSERT_TRUE(test, sdma_fix_is_bound(f));
	wait_for_firmware(f);
	chan = start_stream(f, row, &periods);
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(test, context_word(f, chan, 0), row->pc);
	/* Which of them waits for the other processor. */
	KUNIT_EXPECT_EQ(test, !(sdma_model_peek(f->m, SDMA_MODEL_DSPOVR) &
				BIT(sdma_fix_number(chan))),
			row->data.peripheral_type == IMX_DMATYPE_DSP);
	for (i = 0; i < ARRAY_SIZE(row->r); i++)
		KUNIT_EXPECT_EQ_MSG(test, context_word(f, chan, R0 + i), row->r[i], "r%u", i);
	/* Each interrupt of HDMI audio is a period. Others have buffers, none of which is over. */
	sdma_model_raise(f->m, sdma_fix_number(chan));
	sdma_fix_pass(100);
	KUNIT_EXPECT_EQ(test, periods, row->data.peripheral_type == IMX_DMATYPE_HDMI);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(chan), 0);
}

static struct kunit_case sdma_load_cases[] = {
	KUNIT_CASE(load_good),
	KUNIT_CASE_PARAM(load_absent, absent_gen_params),
	KUNIT_CASE_PARAM(load_broken, broken_gen_params),
	KUNIT_CASE(load_late),
	KUNIT_CASE(load_unbind),
	KUNIT_CASE(load_timeout),
	KUNIT_CASE_PARAM(load_script, script_gen_params),
	{}
};

static int sdma_load_init(struct kunit *test)
{
	if (IS_MODULE(CONFIG_IMX_SDMA_KUNIT_TEST))
		kunit_skip(test, "no file can be built into a module");

	return 0;
}

static struct kunit_suite sdma_load_suite = {
	.name = "imx_sdma_load",
	.init = sdma_load_init,
	.test_cases = sdma_load_cases,
};

kunit_test_suite(sdma_load_suite);

MODULE_DESCRIPTION("KUnit suite of the i.MX SDMA's driver: firmware");
MODULE_LICENSE("GPL");
