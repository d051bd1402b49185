// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: registers of the Faraday FTDMAC020, as far as
 * <linux/amba/pl080.h> and its users tell. Everything here runs with the model's
 * lock held.
 *
 * It differs from the PL080 in that the channel's registers are in another order,
 * the bits of a linked list item's control word are not those of the control
 * register, interrupts are masked by ones, and status and features have registers
 * of their own. A channel pauses when its enable bit is cleared, and an abort,
 * which has an interrupt of its own, ends a transfer. Only transfers from memory
 * to memory are modelled.
 */
#include <linux/types.h>
#include <linux/amba/pl080.h>
#include <linux/bitfield.h>

#include "pl08x_model_priv.h"

#define REVISION	0x00011700
#define FEATURE_LLI	BIT(8)
#define FEATURE_DUAL	BIT(9)
#define FEATURE_CHANS	GENMASK(15, 12)
#define CHANNEL(n)	(0x100 + (n) * CHANNEL_SIZE)
#define CHANNEL_SIZE	0x20
#define ABORTS		16	/* shift of the abort bits in the error registers */

#define CSR_KEPT	(~(FTDMAC020_CH_CSR_EN | FTDMAC020_CH_CSR_ABT))
#define CSR_ITEM	(FTDMAC020_CH_CSR_TC_MSK | FTDMAC020_CH_CSR_SRC_WIDTH_MSK | \
			 FTDMAC020_CH_CSR_DST_WIDTH_MSK | FTDMAC020_CH_CSR_SRCAD_CTL_MSK | \
			 FTDMAC020_CH_CSR_DSTAD_CTL_MSK | FTDMAC020_CH_CSR_SRC_SEL | \
			 FTDMAC020_CH_CSR_DST_SEL)
#define CFG_MASKS	(FTDMAC020_CH_CFG_INT_ABT_MASK | FTDMAC020_CH_CFG_INT_ERR_MASK | \
			 FTDMAC020_CH_CFG_INT_TC_MASK)

static int decode_step(struct pl08x_model *m, struct pl08x_model_chan *c, u32 field)
{
	switch (field) {
	case FTDMAC020_CH_CSR_SRCAD_CTL_INC:
		return 1;
	case FTDMAC020_CH_CSR_SRCAD_CTL_DEC:
		return -1;
	case FTDMAC020_CH_CSR_SRCAD_CTL_FIXED:
		return 0;
	default:
		pl08x_model_violate(m, PL08X_BAD_RESERVED, pl08x_model_chan_nr(m, c));
		return 0;
	}
}

static unsigned int decode_width(struct pl08x_model *m, struct pl08x_model_chan *c, u32 field)
{
	if (field <= FTDMAC020_WIDTH_64BIT)
		return 1u << field;
	pl08x_model_violate(m, PL08X_BAD_RESERVED, pl08x_model_chan_nr(m, c));

	return 1;
}

/**
 * pl08x_model_ftdmac_decode() - Decode the control register
 * @m: model
 * @c: channel
 */
void pl08x_model_ftdmac_decode(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	u32 csr = c->control;

	c->flow = (struct pl08x_model_flow){};
	c->ctl = (struct pl08x_model_ctl){
		.swidth = decode_width(m, c, FIELD_GET(FTDMAC020_CH_CSR_SRC_WIDTH_MSK, csr)),
		.dwidth = decode_width(m, c, FIELD_GET(FTDMAC020_CH_CSR_DST_WIDTH_MSK, csr)),
		.sstep = decode_step(m, c, FIELD_GET(FTDMAC020_CH_CSR_SRCAD_CTL_MSK, csr)),
		.dstep = decode_step(m, c, FIELD_GET(FTDMAC020_CH_CSR_DSTAD_CTL_MSK, csr)),
		.sbus = !!(csr & FTDMAC020_CH_CSR_SRC_SEL),
		.dbus = !!(csr & FTDMAC020_CH_CSR_DST_SEL),
		.tc = !(csr & FTDMAC020_CH_CSR_TC_MSK),
	};
	if (csr & FTDMAC020_CH_CSR_MODE)
		pl08x_model_violate(m, PL08X_BAD_RESERVED, pl08x_model_chan_nr(m, c));
}

/**
 * pl08x_model_ftdmac_load() - Put a linked list item into the registers
 * @m: model
 * @c: channel
 * @words: the item
 */
void pl08x_model_ftdmac_load(struct pl08x_model *m, struct pl08x_model_chan *c, const u32 *words)
{
	u32 w = words[3], count = FIELD_GET(FTDMAC020_CH_CFG_LLP_CNT_MASK, c->config);

	c->src = words[0];
	c->dst = words[1];
	c->lli = words[2];
	c->size = w & m->variant->size_mask;
	c->control &= ~CSR_ITEM;
	c->control |= FIELD_PREP(FTDMAC020_CH_CSR_SRC_WIDTH_MSK,
				 FIELD_GET(FTDMAC020_LLI_SRC_WIDTH_MSK, w)) |
		      FIELD_PREP(FTDMAC020_CH_CSR_DST_WIDTH_MSK,
				 FIELD_GET(FTDMAC020_LLI_DST_WIDTH_MSK, w)) |
		      FIELD_PREP(FTDMAC020_CH_CSR_SRCAD_CTL_MSK,
				 FIELD_GET(FTDMAC020_LLI_SRCAD_CTL_MSK, w)) |
		      FIELD_PREP(FTDMAC020_CH_CSR_DSTAD_CTL_MSK,
				 FIELD_GET(FTDMAC020_LLI_DSTAD_CTL_MSK, w)) |
		      (w & FTDMAC020_LLI_TC_MSK ? FTDMAC020_CH_CSR_TC_MSK : 0) |
		      (w & FTDMAC020_LLI_SRC_SEL ? FTDMAC020_CH_CSR_SRC_SEL : 0) |
		      (w & FTDMAC020_LLI_DST_SEL ? FTDMAC020_CH_CSR_DST_SEL : 0);
	c->config &= ~FTDMAC020_CH_CFG_LLP_CNT_MASK;
	c->config |= FIELD_PREP(FTDMAC020_CH_CFG_LLP_CNT_MASK, (count + 1) & 0xf);
}

/**
 * pl08x_model_ftdmac_halted() - Whether a channel is paused
 * @c: channel
 *
 * Return: Whether it reads no more.
 */
bool pl08x_model_ftdmac_halted(const struct pl08x_model_chan *c)
{
	return !c->visible;
}

/**
 * pl08x_model_ftdmac_masked() - Interrupt status after masking
 * @m: model
 * @err: of errors, with aborts above them; otherwise of terminal counts
 *
 * Return: The status.
 */
u32 pl08x_model_ftdmac_masked(struct pl08x_model *m, bool err)
{
	u32 status = err ? m->raw_err : m->raw_tc;
	unsigned int i;

	for (i = 0; i < m->variant->channels; i++) {
		u32 masks = m->chans[i].config & CFG_MASKS;

		if (!err && (masks & FTDMAC020_CH_CFG_INT_TC_MASK))
			status &= ~BIT(i);
		if (err && (masks & FTDMAC020_CH_CFG_INT_ERR_MASK))
			status &= ~BIT(i);
		if (err && (masks & FTDMAC020_CH_CFG_INT_ABT_MASK))
			status &= ~BIT(i + ABORTS);
	}

	return status;
}

static struct pl08x_model_chan *chan_at(struct pl08x_model *m, unsigned int offset,
					unsigned int *reg)
{
	unsigned int nr = (offset - CHANNEL(0)) / CHANNEL_SIZE;

	if (offset < CHANNEL(0) || nr >= m->variant->channels)
		return NULL;
	*reg = offset - CHANNEL(nr);

	return &m->chans[nr];
}

static bool chan_is_busy(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	return c->level || (m->stuck_active & BIT(pl08x_model_chan_nr(m, c)));
}

static bool chan_read_reg(struct pl08x_model *m, struct pl08x_model_chan *c, unsigned int reg,
			  u32 *val)
{
	switch (reg) {
	case FTDMAC020_CH_CSR:
		*val = (c->control & CSR_KEPT) | (c->visible ? FTDMAC020_CH_CSR_EN : 0);
		return true;
	case FTDMAC020_CH_CFG:
		*val = c->config | (chan_is_busy(m, c) ? FTDMAC020_CH_CFG_BUSY : 0);
		return true;
	case FTDMAC020_CH_SRC_ADDR:
		*val = c->src;
		return true;
	case FTDMAC020_CH_DST_ADDR:
		*val = c->dst;
		return true;
	case FTDMAC020_CH_LLP:
		*val = c->lli;
		return true;
	case FTDMAC020_CH_SIZE:
		*val = DIV_ROUND_UP(c->dst_left, c->ctl.swidth);
		return true;
	default:
		return false;
	}
}

static u32 features(struct pl08x_model *m)
{
	return FIELD_PREP(FEATURE_CHANS, m->variant->channels) | FEATURE_DUAL | FEATURE_LLI;
}

/**
 * pl08x_model_ftdmac_read() - The driver reads a register
 * @m: model
 * @offset: register
 * @val: gets the value
 *
 * Return: %false if there is no such register.
 */
bool pl08x_model_ftdmac_read(struct pl08x_model *m, unsigned int offset, u32 *val)
{
	struct pl08x_model_chan *c;
	unsigned int i, reg;

	c = chan_at(m, offset, &reg);
	if (c)
		return chan_read_reg(m, c, reg, val);

	*val = 0;
	switch (offset) {
	case PL080_INT_STATUS:
		*val = pl08x_model_ftdmac_masked(m, true);
		*val = (*val | *val >> ABORTS | pl08x_model_ftdmac_masked(m, false)) & 0xff;
		break;
	case PL080_TC_STATUS:
		*val = pl08x_model_ftdmac_masked(m, false);
		break;
	case PL080_ERR_STATUS:
		*val = pl08x_model_ftdmac_masked(m, true);
		break;
	case PL080_RAW_TC_STATUS:
		*val = m->raw_tc;
		break;
	case PL080_RAW_ERR_STATUS:
		*val = m->raw_err;
		break;
	case PL080_EN_CHAN:
		for (i = 0; i < m->variant->channels; i++)
			*val |= m->chans[i].visible ? BIT(i) : 0;
		break;
	case FTDMAC020_CH_BUSY:
		for (i = 0; i < m->variant->channels; i++)
			*val |= chan_is_busy(m, &m->chans[i]) ? BIT(i) : 0;
		break;
	case FTDMAC020_CSR:
		*val = m->config;
		break;
	case FTDMAC020_SYNC:
		*val = m->sync;
		break;
	case FTDMAC020_REVISION:
		*val = REVISION;
		break;
	case FTDMAC020_FEATURE:
		*val = features(m);
		break;
	default:
		return false;
	}

	return true;
}

static void chan_abort(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	if (!c->running)
		return;
	m->raw_err |= BIT(pl08x_model_chan_nr(m, c) + ABORTS);
	pl08x_model_chan_stop(m, c);
}

static void chan_write_csr(struct pl08x_model *m, struct pl08x_model_chan *c, u32 val)
{
	bool enable = val & FTDMAC020_CH_CSR_EN;

	if (c->visible && enable && ((c->control ^ val) & CSR_KEPT))
		pl08x_model_violate(m, PL08X_BAD_WRITE, pl08x_model_chan_nr(m, c));
	if (!c->running && ((c->control ^ val) & CSR_KEPT || !enable))
		c->given |= PL08X_GIVEN_CONTROL;
	c->control = val & CSR_KEPT;
	if (!c->running)
		pl08x_model_chan_reload(m, c);

	if (val & FTDMAC020_CH_CSR_ABT) {
		chan_abort(m, c);
	} else if (enable && !c->running && !c->visible) {
		c->given |= PL08X_GIVEN_CONTROL;
		c->config &= ~FTDMAC020_CH_CFG_LLP_CNT_MASK;
		pl08x_model_chan_start(m, c);
	} else if (c->running) {
		c->visible = enable;
		pl08x_model_kick(m);
	}
}

static bool chan_write_reg(struct pl08x_model *m, struct pl08x_model_chan *c, unsigned int reg,
			   u32 val)
{
	switch (reg) {
	case FTDMAC020_CH_CSR:
		chan_write_csr(m, c, val);
		return true;
	case FTDMAC020_CH_CFG:
		c->config = (c->config & ~CFG_MASKS) | (val & CFG_MASKS);
		return true;
	case FTDMAC020_CH_SRC_ADDR:
		pl08x_model_give(m, c, PL08X_GIVEN_SRC, &c->src, val);
		return true;
	case FTDMAC020_CH_DST_ADDR:
		pl08x_model_give(m, c, PL08X_GIVEN_DST, &c->dst, val);
		return true;
	case FTDMAC020_CH_LLP:
		pl08x_model_give(m, c, PL08X_GIVEN_LLI, &c->lli, val);
		return true;
	case FTDMAC020_CH_SIZE:
		pl08x_model_give(m, c, PL08X_GIVEN_SIZE, &c->size, val & m->variant->size_mask);
		return true;
	default:
		return false;
	}
}

/**
 * pl08x_model_ftdmac_write() - The driver writes a register
 * @m: model
 * @offset: register
 * @val: value
 *
 * Return: %false if there is no such register, or it is read-only.
 */
bool pl08x_model_ftdmac_write(struct pl08x_model *m, unsigned int offset, u32 val)
{
	struct pl08x_model_chan *c;
	unsigned int reg;

	c = chan_at(m, offset, &reg);
	if (c)
		return chan_write_reg(m, c, reg, val);

	switch (offset) {
	case PL080_TC_CLEAR:
		m->raw_tc &= ~val;
		return true;
	case PL080_ERR_CLEAR:
		m->raw_err &= ~val;
		return true;
	case FTDMAC020_CSR:
		m->config = val;
		pl08x_model_kick(m);
		return true;
	case FTDMAC020_SYNC:
		m->sync = val;
		return true;
	default:
		return false;
	}
}
