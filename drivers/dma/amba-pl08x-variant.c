// SPDX-License-Identifier: GPL-2.0-only
/*
 * The members of the PL080 family, as tables: where their registers are, what is in them, how
 * many channels and request signals they have.
 *
 * PL080: ARM DDI 0196, PL081: ARM DDI 0218. The PL080S of the S3C64xx has one more register in
 * each channel, the Nomadik reserves channels for the secure world, and the FTDMAC020 of Faraday
 * has moved everything around.
 */
#include <linux/amba/bus.h>
#include <linux/bits.h>
#include <linux/dmaengine.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

#include <linux/amba/pl080.h>

#include "amba-pl08x.h"

#define PL080_IRQ_MASKS		(PL080_CONFIG_TC_IRQ_MASK | PL080_CONFIG_ERR_IRQ_MASK)
#define FTDMAC020_IRQ_MASKS	(FTDMAC020_CH_CFG_INT_TC_MASK | FTDMAC020_CH_CFG_INT_ERR_MASK | \
				 FTDMAC020_CH_CFG_INT_ABT_MASK)

static const struct pl08x_layout pl080_layout = {
	.src = PL080_CH_SRC_ADDR,
	.dst = PL080_CH_DST_ADDR,
	.lli = PL080_CH_LLI,
	.control = PL080_CH_CONTROL,
	.config = PL080_CH_CONFIG,
	.run = { PL080_CH_CONFIG, .set = PL080_CONFIG_ENABLE },
	.stop = { PL080_CH_CONFIG, .clear = PL080_CONFIG_ENABLE },
	.hold = { PL080_CH_CONFIG, .set = PL080_CONFIG_HALT },
	.resume = { PL080_CH_CONFIG, .clear = PL080_CONFIG_HALT },
	.quiet = { PL080_CH_CONFIG, .clear = PL080_IRQ_MASKS },
	.busy_reg = PL080_CH_CONFIG,
	.busy = PL080_CONFIG_ACTIVE,
	.errors = BIT(0),
};

static const struct pl08x_layout pl080s_layout = {
	.src = PL080_CH_SRC_ADDR,
	.dst = PL080_CH_DST_ADDR,
	.lli = PL080_CH_LLI,
	.control = PL080_CH_CONTROL,
	.size = PL080S_CH_CONTROL2,
	.config = PL080S_CH_CONFIG,
	.has_size = true,
	.run = { PL080S_CH_CONFIG, .set = PL080_CONFIG_ENABLE },
	.stop = { PL080S_CH_CONFIG, .clear = PL080_CONFIG_ENABLE },
	.hold = { PL080S_CH_CONFIG, .set = PL080_CONFIG_HALT },
	.resume = { PL080S_CH_CONFIG, .clear = PL080_CONFIG_HALT },
	.quiet = { PL080S_CH_CONFIG, .clear = PL080_IRQ_MASKS },
	.busy_reg = PL080S_CH_CONFIG,
	.busy = PL080_CONFIG_ACTIVE,
	.errors = BIT(0),
};

/* It has no halt, clearing its enable bit is one; only an abort makes it forget a transfer. */
static const struct pl08x_layout ftdmac020_layout = {
	.src = FTDMAC020_CH_SRC_ADDR,
	.dst = FTDMAC020_CH_DST_ADDR,
	.lli = FTDMAC020_CH_LLP,
	.control = FTDMAC020_CH_CSR,
	.size = FTDMAC020_CH_SIZE,
	.config = FTDMAC020_CH_CFG,
	.has_size = true,
	.run = { FTDMAC020_CH_CSR, .set = FTDMAC020_CH_CSR_EN },
	.stop = { FTDMAC020_CH_CSR, .set = FTDMAC020_CH_CSR_ABT, .clear = FTDMAC020_CH_CSR_EN },
	.hold = { FTDMAC020_CH_CSR, .clear = FTDMAC020_CH_CSR_EN },
	.resume = { FTDMAC020_CH_CSR, .set = FTDMAC020_CH_CSR_EN },
	.quiet = { FTDMAC020_CH_CFG, .set = FTDMAC020_IRQ_MASKS },
	.busy_reg = FTDMAC020_CH_CFG,
	.busy = FTDMAC020_CH_CFG_BUSY,
	/* An error, and that it was aborted. */
	.errors = BIT(0) | BIT(16),
};

static const struct pl08x_variant pl080_variant = {
	.name = "PL080",
	.layout = &pl080_layout,
	.lli = &pl080_lli,
	.channels = 8,
	.signals = 16,
	.dual_master = true,
	.enable = PL080_CONFIG,
	.config = PL080_IRQ_MASKS,
};

static const struct pl08x_variant pl081_variant = {
	.name = "PL081",
	.layout = &pl080_layout,
	.lli = &pl080_lli,
	.channels = 2,
	.signals = 16,
	.enable = PL080_CONFIG,
	.config = PL080_IRQ_MASKS,
};

static const struct pl08x_variant pl080s_variant = {
	.name = "PL080S",
	.layout = &pl080s_layout,
	.lli = &pl080s_lli,
	.channels = 8,
	.signals = 32,
	.enable = PL080_CONFIG,
	.config = PL080_IRQ_MASKS,
};

/* Nothing turns it on. */
static const struct pl08x_variant nomadik_variant = {
	.name = "PL080 Nomadik",
	.layout = &pl080_layout,
	.lli = &pl080_lli,
	.channels = 8,
	.signals = 32,
	.dual_master = true,
	.secure = true,
	.config = PL080_IRQ_MASKS,
};

static const struct pl08x_variant ftdmac020_variant = {
	.name = "FTDMAC020",
	.layout = &ftdmac020_layout,
	.lli = &ftdmac020_lli,
	.copy_align = DMAENGINE_ALIGN_4_BYTES,
	.enable = FTDMAC020_CSR,
};

const struct amba_id pl08x_ids[] = {
	/* First: the PL080's mask fits it as well. */
	{ .id = 0x0a141080, .mask = 0xffffffff, .data = (void *)&pl080s_variant },
	{ .id = 0x00041080, .mask = 0x000fffff, .data = (void *)&pl080_variant },
	{ .id = 0x00041081, .mask = 0x000fffff, .data = (void *)&pl081_variant },
	{ .id = 0x00280080, .mask = 0x00ffffff, .data = (void *)&nomadik_variant },
	{ .id = 0x0003b080, .mask = 0x000fffff, .data = (void *)&ftdmac020_variant },
	{ },
};

MODULE_DEVICE_TABLE(amba, pl08x_ids);
