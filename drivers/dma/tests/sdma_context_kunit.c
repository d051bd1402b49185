// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the i.MX SDMA's contexts: what each script finds in its registers.
 *
 * What is expected is written down as the manual has it, in numbers, and not computed by what the
 * driver computes it with: r0 and r1 are masks of DMA requests (32 and up, below), r2 and r6
 * addresses (r4 and r6 with HDMI), r7 the watermark word.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/types.h>

#include "../imx-sdma-context.h"
#include "../imx-sdma-script.h"

#define SRC		0x02024000	/* on the shared bus, see below */
#define DST		0x02200000	/* not on it */
#define SPBA_START	0x02000000
#define SPBA_END	0x0203ffff
#define PC		0x2ab
#define WORDS		32		/* of a context */
#define R0		2		/* word in which the registers begin */

struct context_row {
	const char *name;
	struct sdma_context_job job;
	u32 r[SDMA_CONTEXT_REGS];
};

#define CFG(sw, sb, dw, db)						\
	{								\
		.src_addr = SRC, .src_addr_width = (sw), .src_maxburst = (sb),	\
		.dst_addr = DST, .dst_addr_width = (dw), .dst_maxburst = (db),	\
	}

/* 2 x 4 bytes from the device, 4 x 8 bytes to it. */
#define JOB(t, d, e0, e1)						\
	.type = IMX_DMATYPE_##t, .direction = DMA_##d, .event0 = (e0), .event1 = (e1),	\
	.cfg = CFG(2, 4, 4, 8)

static const struct context_row rows[] = {
	/* Requests: the first and the last of each mask. */
	{ "request 0", { JOB(SSI, DEV_TO_MEM, 0, 0) }, { 0, 0x00000001, 0, 0, 0, 0, SRC, 8 } },
	{ "request 31", { JOB(SSI, DEV_TO_MEM, 31, 0) }, { 0, 0x80000000, 0, 0, 0, 0, SRC, 8 } },
	{ "request 32", { JOB(SSI, DEV_TO_MEM, 32, 0) }, { 0x00000001, 0, 0, 0, 0, 0, SRC, 8 } },
	{ "request 47", { JOB(SSI, MEM_TO_DEV, 47, 0) }, { 0x00008000, 0, 0, 0, 0, 0, DST, 32 } },
	/* Two requests, but no script that looks at two. */
	{ "two for a ssi", { JOB(SSI, DEV_TO_MEM, 3, 4) }, { 0, 0, 0, 0, 0, 0, SRC, 8 } },
	{ "two for an esai", { JOB(ESAI, MEM_TO_DEV, 3, 44) }, { 0, 0, 0, 0, 0, 0, DST, 32 } },
	{ "two for asrc to memory", { JOB(ASRC, DEV_TO_MEM, 3, 4) },
	  { 0, 0, 0, 0, 0, 0, SRC, 8 } },
	/* Those that take all from their buffer descriptors. */
	{ "copy", { JOB(MEMORY, MEM_TO_MEM, 0, 0) }, {} },
	{ "copy on a slave's channel", { JOB(SSI, MEM_TO_MEM, 5, 37) }, {} },
	{ "memory", { JOB(MEMORY, MEM_TO_DEV, 5, 0) }, {} },
	{ "from dsp", { JOB(DSP, DEV_TO_MEM, 5, 0) }, {} },
	{ "to dsp", { JOB(DSP, MEM_TO_DEV, 37, 0) }, {} },
	/* HDMI audio has no request and no watermark, and its own places for addresses. */
	{ "hdmi", { JOB(HDMI, MEM_TO_DEV, 2, 0) }, { 0, 0, 0, 0, SRC, 0, DST, 0 } },
	{ "hdmi with two requests", { JOB(HDMI, MEM_TO_DEV, 2, 37) },
	  { 0, 0, 0, 0, SRC, 0, DST, 0 } },
	/* Audio with several FIFOs: number in 15:12, stride in 19:16, words less one in 31:28. */
	{ "sai from four fifos",
	  { JOB(MULTI_SAI, DEV_TO_MEM, 8, 0), .fifos = { .n_fifos_src = 4, .n_fifos_dst = 9,
							 .stride_fifos_src = 1,
							 .stride_fifos_dst = 7,
							 .words_per_fifo = 2 } },
	  { 0, 0x00000100, 0, 0, 0, 0, SRC, 0x10014008 } },
	{ "sai to nine fifos",
	  { JOB(MULTI_SAI, MEM_TO_DEV, 40, 0), .fifos = { .n_fifos_src = 4, .n_fifos_dst = 9,
							  .stride_fifos_src = 1,
							  .stride_fifos_dst = 7,
							  .words_per_fifo = 1 } },
	  { 0x00000100, 0, 0, 0, 0, 0, DST, 0x00079020 } },
	{ "micfil with software done",
	  { JOB(MULTI_SAI, DEV_TO_MEM, 24, 0), .fifos = { .n_fifos_src = 8, .sw_done = true } },
	  { 0, 0x01000000, 0, 0, 0, 0, SRC, 0x00808008 } },
	{ "as many fifos as there can be",
	  { JOB(MULTI_SAI, MEM_TO_DEV, 24, 0), .fifos = { .n_fifos_dst = 15,
							  .stride_fifos_dst = 15,
							  .words_per_fifo = 16,
							  .sw_done = true } },
	  { 0, 0x01000000, 0, 0, 0, 0, DST, 0xf08ff020 } },
	{ "sai of which nothing is said", { JOB(MULTI_SAI, DEV_TO_MEM, 8, 0) },
	  { 0, 0x00000100, 0, 0, 0, 0, SRC, 8 } },
	{ "a sai with one fifo has no such fields",
	  { JOB(SAI, DEV_TO_MEM, 8, 0), .fifos = { .n_fifos_src = 4, .words_per_fifo = 2,
						   .sw_done = true } },
	  { 0, 0x00000100, 0, 0, 0, 0, SRC, 8 } },
	/*
	 * Between peripherals: the smaller burst in 7:0, the greater in 23:16, source and
	 * destination on the shared bus 11 and 12, with two FIFOs 13 and 14, requests of 32 and
	 * up 28 and 29, without an end 31. r0 is the mask of the request with the smaller burst.
	 */
	{ "p2p", { JOB(ASRC, DEV_TO_DEV, 3, 17) },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80080004 } },
	{ "p2p, greater burst first",
	  { .type = IMX_DMATYPE_ASRC, .direction = DMA_DEV_TO_DEV, .event0 = 3, .event1 = 17,
	    .cfg = CFG(2, 0x20, 2, 0x10) },
	  { 0x00020000, 0x00000008, SRC, 0, 0, 0, DST, 0x80200010 } },
	{ "p2p, equal bursts",
	  { .type = IMX_DMATYPE_ASRC, .direction = DMA_DEV_TO_DEV, .event0 = 3, .event1 = 17,
	    .cfg = CFG(2, 6, 2, 6) },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80060006 } },
	{ "p2p, first request above 31", { JOB(ASRC, DEV_TO_DEV, 35, 17) },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x90080004 } },
	{ "p2p, second request above 31", { JOB(ASRC, DEV_TO_DEV, 3, 47) },
	  { 0x00000008, 0x00008000, SRC, 0, 0, 0, DST, 0xa0080004 } },
	{ "p2p, both above 31, shared asrc", { JOB(ASRC_SP, DEV_TO_DEV, 32, 33) },
	  { 0x00000001, 0x00000002, SRC, 0, 0, 0, DST, 0xb0080004 } },
	{ "p2p from the shared bus",
	  { JOB(ASRC, DEV_TO_DEV, 3, 17), .spba_start = SPBA_START, .spba_end = SPBA_END },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80080804 } },
	{ "p2p to the shared bus, which begins there",
	  { JOB(ASRC, DEV_TO_DEV, 3, 17), .spba_start = DST, .spba_end = DST + 0xffff },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80081004 } },
	{ "p2p on the shared bus, which ends there",
	  { JOB(ASRC, DEV_TO_DEV, 3, 17), .spba_start = SPBA_START, .spba_end = DST },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80081804 } },
	{ "p2p beside the shared bus",
	  { JOB(ASRC, DEV_TO_DEV, 3, 17), .spba_start = SRC + 1, .spba_end = DST - 1 },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80080004 } },
	{ "p2p from two fifos",
	  { JOB(ASRC, DEV_TO_DEV, 3, 17), .fifos = { .n_fifos_src = 2, .n_fifos_dst = 1 } },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80082004 } },
	{ "p2p to more than two fifos",
	  { JOB(ASRC, DEV_TO_DEV, 3, 17), .fifos = { .n_fifos_src = 1, .n_fifos_dst = 4 } },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80084004 } },
	{ "p2p with all there is",
	  { .type = IMX_DMATYPE_ASRC_SP, .direction = DMA_DEV_TO_DEV, .event0 = 40, .event1 = 41,
	    .cfg = CFG(4, 0xff, 4, 0xfe), .fifos = { .n_fifos_src = 2, .n_fifos_dst = 2 },
	    .spba_start = SPBA_START, .spba_end = DST },
	  { 0x00000200, 0x00000100, SRC, 0, 0, 0, DST, 0xb0ff78fe } },
	/* What does not fit is the client's mistake, and stays in its field. */
	{ "p2p, bursts that do not fit",
	  { .type = IMX_DMATYPE_ASRC, .direction = DMA_DEV_TO_DEV, .event0 = 3, .event1 = 17,
	    .cfg = CFG(2, 0x104, 2, 0xf08) },
	  { 0x00000008, 0x00020000, SRC, 0, 0, 0, DST, 0x80080004 } },
	{ "p2p with one request", { JOB(ASRC, DEV_TO_DEV, 3, 0) },
	  { 0, 0x00000008, SRC, 0, 0, 0, DST, 0x00080004 } },
};

KUNIT_ARRAY_PARAM_DESC(row, rows, name);

/* Peripherals with one request, one FIFO, an address, and nothing else. */
static const struct {
	const char *name;
	enum sdma_peripheral_type type;
} plain[] = {
	{ "ssi", IMX_DMATYPE_SSI }, { "ssi_sp", IMX_DMATYPE_SSI_SP }, { "mmc", IMX_DMATYPE_MMC },
	{ "sdhc", IMX_DMATYPE_SDHC }, { "uart", IMX_DMATYPE_UART },
	{ "uart_sp", IMX_DMATYPE_UART_SP }, { "firi", IMX_DMATYPE_FIRI },
	{ "cspi", IMX_DMATYPE_CSPI }, { "cspi_sp", IMX_DMATYPE_CSPI_SP },
	{ "sim", IMX_DMATYPE_SIM }, { "ata", IMX_DMATYPE_ATA }, { "ccm", IMX_DMATYPE_CCM },
	{ "ext", IMX_DMATYPE_EXT }, { "mshc", IMX_DMATYPE_MSHC },
	{ "mshc_sp", IMX_DMATYPE_MSHC_SP }, { "fifo_memory", IMX_DMATYPE_FIFO_MEMORY },
	{ "spdif", IMX_DMATYPE_SPDIF }, { "ipu_memory", IMX_DMATYPE_IPU_MEMORY },
	{ "asrc", IMX_DMATYPE_ASRC }, { "esai", IMX_DMATYPE_ESAI },
	{ "ssi_dual", IMX_DMATYPE_SSI_DUAL }, { "asrc_sp", IMX_DMATYPE_ASRC_SP },
	{ "sai", IMX_DMATYPE_SAI }, { "multi_sai", IMX_DMATYPE_MULTI_SAI },
	{ "i2c", IMX_DMATYPE_I2C },
};

KUNIT_ARRAY_PARAM_DESC(plain, plain, name);

static void expect_regs(struct kunit *test, const struct sdma_context_job *job, const u32 *r)
{
	struct sdma_context_regs regs;
	unsigned int i;

	memset(&regs, 0x5a, sizeof(regs));
	sdma_context_setup(&regs, job, PC);
	KUNIT_EXPECT_EQ(test, regs.pc, PC);
	for (i = 0; i < SDMA_CONTEXT_REGS; i++)
		KUNIT_EXPECT_EQ_MSG(test, regs.r[i], r[i], "r%u: %#x, not %#x", i, regs.r[i],
				    r[i]);
}

/* Test that the registers are those of the manual, and that nothing is left of what was there. */
static void registers(struct kunit *test)
{
	const struct context_row *row = test->param_value;

	expect_regs(test, &row->job, row->r);
}

/* Test that a plain peripheral gets its request, its address, and the bytes of a burst. */
static void plain_peripheral(struct kunit *test)
{
	typeof(plain[0]) *p = test->param_value;
	struct sdma_context_job job = { .type = p->type, .event0 = 38, .cfg = CFG(1, 16, 2, 64) };
	u32 r[SDMA_CONTEXT_REGS] = { 0x00000040 };

	job.direction = DMA_DEV_TO_MEM;
	r[6] = SRC;
	r[7] = 16;
	expect_regs(test, &job, r);
	job.direction = DMA_MEM_TO_DEV;
	r[6] = DST;
	r[7] = 128;
	expect_regs(test, &job, r);
}

/* Test that widths of three bytes and of none make no more of the watermark than they say. */
static void burst_in_bytes(struct kunit *test)
{
	struct sdma_context_job job = { JOB(SSI, MEM_TO_DEV, 1, 0) };
	u32 r[SDMA_CONTEXT_REGS] = { 0, 0x00000002, 0, 0, 0, 0, DST, 18 };

	job.cfg.dst_addr_width = DMA_SLAVE_BUSWIDTH_3_BYTES;
	job.cfg.dst_maxburst = 6;
	expect_regs(test, &job, r);
	job.cfg.dst_maxburst = 0;
	r[7] = 0;
	expect_regs(test, &job, r);
}

/* Test that the ECSPI differs by its script alone, whether ERR009165 has to be worked around. */
static void ecspi_differs_by_script(struct kunit *test)
{
	struct sdma_context_job job = { JOB(CSPI, MEM_TO_DEV, 4, 0) };
	struct sdma_context_regs regs[2];
	struct sdma_scripts scripts;
	int i;

	sdma_scripts_init(&scripts, &sdma_rom_imx6q);
	scripts.fw_major = 3;
	scripts.addr[SDMA_MCU_2_ECSPI] = 7000;
	for (i = 0; i < 2; i++) {
		int script = sdma_script_find(job.type, job.direction, i);

		KUNIT_ASSERT_GE(test, script, 0);
		sdma_context_setup(&regs[i], &job, sdma_script_addr(&scripts, script));
	}
	KUNIT_EXPECT_EQ(test, regs[0].pc, 7000);
	KUNIT_EXPECT_EQ(test, regs[1].pc, 747);
	KUNIT_EXPECT_MEMEQ(test, regs[0].r, regs[1].r, sizeof(regs[0].r));
	KUNIT_EXPECT_EQ(test, regs[0].r[1], 0x10);
	KUNIT_EXPECT_EQ(test, regs[0].r[7], 32);
}

/* Test that a context has the program counter in front, the registers behind, and zeros else. */
static void context_in_memory(struct kunit *test)
{
	struct sdma_context_regs regs = { .pc = PC };
	struct sdma_context context;
	u32 words[WORDS];
	unsigned int i;

	for (i = 0; i < SDMA_CONTEXT_REGS; i++)
		regs.r[i] = 0x11111111 * (i + 1);
	memset(&context, 0x5a, sizeof(context));
	sdma_context_fill(&context, &regs);
	KUNIT_ASSERT_EQ(test, sizeof(context), sizeof(words));
	memcpy(words, &context, sizeof(words));

	for (i = 0; i < WORDS; i++) {
		u32 word = 0;

		if (!i)
			word = PC;
		else if (i >= R0 && i < R0 + SDMA_CONTEXT_REGS)
			word = 0x11111111 * (i - R0 + 1);
		KUNIT_EXPECT_EQ_MSG(test, words[i], word, "word %u", i);
	}
}

/* Test that no flag next to the program counter is set by an address that is too great. */
static void program_counter_has_14_bits(struct kunit *test)
{
	struct sdma_context_regs regs = { .pc = 0xffffffff };
	struct sdma_context context;

	sdma_context_fill(&context, &regs);
	KUNIT_EXPECT_EQ(test, context.state[0], 0x3fff);
	KUNIT_EXPECT_EQ(test, context.state[1], 0);
}

static const struct {
	const char *name;
	struct sdma_peripheral_config fifos;
	int ret;
} limits[] = {
	{ "nothing", {}, 0 },
	{ "the most", { 15, 15, 15, 15, 16, true }, 0 },
	{ "n_fifos_src", { .n_fifos_src = 16 }, -EINVAL },
	{ "n_fifos_dst", { .n_fifos_dst = 16 }, -EINVAL },
	{ "stride_fifos_src", { .stride_fifos_src = 16 }, -EINVAL },
	{ "stride_fifos_dst", { .stride_fifos_dst = 16 }, -EINVAL },
	{ "words_per_fifo", { .words_per_fifo = 17 }, -EINVAL },
	{ "n_fifos_src below", { .n_fifos_src = -1 }, -EINVAL },
	{ "n_fifos_dst below", { .n_fifos_dst = -1 }, -EINVAL },
	{ "stride_fifos_src below", { .stride_fifos_src = -1 }, -EINVAL },
	{ "stride_fifos_dst below", { .stride_fifos_dst = -1 }, -EINVAL },
	{ "words_per_fifo below", { .words_per_fifo = -1 }, -EINVAL },
};

KUNIT_ARRAY_PARAM_DESC(limit, limits, name);

/* Test that what would run over into another field of the watermark is refused. */
static void fifos_are_checked(struct kunit *test)
{
	typeof(limits[0]) *limit = test->param_value;

	KUNIT_EXPECT_EQ(test, sdma_context_check_fifos(&limit->fifos), limit->ret);
}

static struct kunit_case sdma_context_cases[] = {
	KUNIT_CASE_PARAM(registers, row_gen_params),
	KUNIT_CASE_PARAM(plain_peripheral, plain_gen_params),
	KUNIT_CASE(burst_in_bytes),
	KUNIT_CASE(ecspi_differs_by_script),
	KUNIT_CASE(context_in_memory),
	KUNIT_CASE(program_counter_has_14_bits),
	KUNIT_CASE_PARAM(fifos_are_checked, limit_gen_params),
	{}
};

static struct kunit_suite sdma_context_suite = {
	.name = "imx_sdma_context",
	.test_cases = sdma_context_cases,
};

kunit_test_suite(sdma_context_suite);
