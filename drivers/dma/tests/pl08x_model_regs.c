// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: registers of all types but the FTDMAC020, whose own are in
 * pl08x_model_ftdmac.c. Everything here runs with the model's lock held.
 *
 * Taken from the manual: which register is read-only or write-only, status before
 * and after masking, interrupts cleared by writing ones, requests by software that
 * read back together with those of peripherals, what may not be written while a
 * channel is enabled.
 */
#include <linux/types.h>
#include <linux/amba/pl080.h>
#include <linux/bitfield.h>

#include "pl08x_model_priv.h"

#define PERIPH_ID	0xfe0
#define PCELL_ID	0xff0
#define PCELL		0xb105f00d
#define CHANNEL(n)	(0x100 + (n) * CHANNEL_SIZE)
#define CHANNEL_SIZE	0x20
#define CONFIG_BITS	(PL080_CONFIG_M2_BE | PL080_CONFIG_M1_BE | PL080_CONFIG_ENABLE)
/* What may be changed while a channel is enabled. */
#define CONFIG_LIVE	(PL080_CONFIG_HALT | PL080_CONFIG_ACTIVE | PL080_CONFIG_LOCK | \
			 PL080_CONFIG_TC_IRQ_MASK | PL080_CONFIG_ERR_IRQ_MASK | \
			 PL080_CONFIG_ENABLE)
#define CONFIG_SECURE	(PL080N_CONFIG_ITPROT | PL080N_CONFIG_SECPROT)

/* Request lines in the configuration; the ones with 32 use the bit that is reserved elsewhere. */
static u32 signal_mask(struct pl08x_model *m)
{
	return m->variant->signals - 1;
}

static struct pl08x_model_flow decode_flow(struct pl08x_model *m, u32 config)
{
	u32 flow = FIELD_GET(PL080_CONFIG_FLOW_CONTROL_MASK, config);

	return (struct pl08x_model_flow){
		.src_periph = flow == PL080_FLOW_PER2MEM || flow == PL080_FLOW_PER2MEM_PER ||
			      flow == PL080_FLOW_SRC2DST || flow == PL080_FLOW_SRC2DST_DST ||
			      flow == PL080_FLOW_SRC2DST_SRC,
		.dst_periph = flow == PL080_FLOW_MEM2PER || flow == PL080_FLOW_MEM2PER_PER ||
			      flow == PL080_FLOW_SRC2DST || flow == PL080_FLOW_SRC2DST_DST ||
			      flow == PL080_FLOW_SRC2DST_SRC,
		.src_ends = flow == PL080_FLOW_PER2MEM_PER || flow == PL080_FLOW_SRC2DST_SRC,
		.dst_ends = flow == PL080_FLOW_MEM2PER_PER || flow == PL080_FLOW_SRC2DST_DST,
		.src_sig = (config >> PL080_CONFIG_SRC_SEL_SHIFT) & signal_mask(m),
		.dst_sig = (config >> PL080_CONFIG_DST_SEL_SHIFT) & signal_mask(m),
	};
}

/* 1, 4, 8, 16, ... 256 */
static unsigned int decode_burst(u32 field)
{
	return field ? 2u << field : 1;
}

static unsigned int decode_width(struct pl08x_model *m, struct pl08x_model_chan *c, u32 field)
{
	if (field <= PL080_WIDTH_32BIT)
		return 1u << field;
	pl08x_model_violate(m, PL08X_BAD_RESERVED, pl08x_model_chan_nr(m, c));

	return 1;
}

static void pl080_decode(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	u32 control = c->control;

	c->flow = decode_flow(m, c->config);
	c->ctl = (struct pl08x_model_ctl){
		.swidth = decode_width(m, c, FIELD_GET(PL080_CONTROL_SWIDTH_MASK, control)),
		.dwidth = decode_width(m, c, FIELD_GET(PL080_CONTROL_DWIDTH_MASK, control)),
		.sburst = decode_burst(FIELD_GET(PL080_CONTROL_SB_SIZE_MASK, control)),
		.dburst = decode_burst(FIELD_GET(PL080_CONTROL_DB_SIZE_MASK, control)),
		.sstep = !!(control & PL080_CONTROL_SRC_INCR),
		.dstep = !!(control & PL080_CONTROL_DST_INCR),
		.sbus = !!(control & PL080_CONTROL_SRC_AHB2),
		.dbus = !!(control & PL080_CONTROL_DST_AHB2),
		.tc = control & PL080_CONTROL_TC_IRQ_EN,
	};
	if ((c->flow.src_ends || c->flow.dst_ends) && !m->variant->periph_flow)
		pl08x_model_violate(m, PL08X_BAD_RESERVED, pl08x_model_chan_nr(m, c));
}

static void pl080_load(struct pl08x_model *m, struct pl08x_model_chan *c, const u32 *words)
{
	c->src = words[0];
	c->dst = words[1];
	c->lli = words[2];
	c->control = words[3];
	c->size = (m->variant->separate_size ? words[4] : words[3]) & m->variant->size_mask;
}

static bool pl080_halted(const struct pl08x_model_chan *c)
{
	return c->config & PL080_CONFIG_HALT;
}

static u32 pl080_masked(struct pl08x_model *m, bool err)
{
	u32 mask = err ? PL080_CONFIG_ERR_IRQ_MASK : PL080_CONFIG_TC_IRQ_MASK;
	u32 status = err ? m->raw_err : m->raw_tc;
	unsigned int i;

	for (i = 0; i < m->variant->channels; i++)
		if (!(m->chans[i].config & mask))
			status &= ~BIT(i);

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

static u32 size_left(struct pl08x_model_chan *c)
{
	return c->flow.src_ends || c->flow.dst_ends ?
	       c->size : DIV_ROUND_UP(c->dst_left, c->ctl.swidth);
}

static u32 chan_config(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	u32 val = c->config & ~(PL080_CONFIG_ENABLE | PL080_CONFIG_ACTIVE);

	if (c->level || (m->stuck_active & BIT(pl08x_model_chan_nr(m, c))))
		val |= PL080_CONFIG_ACTIVE;
	if (c->visible)
		val |= PL080_CONFIG_ENABLE;
	if (c->secure)
		val |= PL080N_CONFIG_SECPROT;

	return val;
}

static bool chan_read_reg(struct pl08x_model *m, struct pl08x_model_chan *c, unsigned int reg,
			  u32 *val)
{
	if (reg == m->variant->config) {
		*val = chan_config(m, c);
		return true;
	}
	switch (reg) {
	case PL080_CH_SRC_ADDR:
		*val = c->src;
		break;
	case PL080_CH_DST_ADDR:
		*val = c->dst;
		break;
	case PL080_CH_LLI:
		*val = c->lli;
		break;
	case PL080_CH_CONTROL:
		*val = c->control & ~PL080_CONTROL_TRANSFER_SIZE_MASK;
		if (!m->variant->separate_size)
			*val |= size_left(c);
		break;
	case PL080S_CH_CONTROL2:
		if (!m->variant->separate_size)
			return false;
		*val = size_left(c);
		break;
	default:
		return false;
	}

	return true;
}

static bool pl080_read(struct pl08x_model *m, unsigned int offset, u32 *val)
{
	struct pl08x_model_chan *c;
	unsigned int i, reg;

	c = chan_at(m, offset, &reg);
	if (c)
		return chan_read_reg(m, c, reg, val);

	*val = 0;
	switch (offset) {
	case PL080_INT_STATUS:
		*val = pl080_masked(m, false) | pl080_masked(m, true);
		return true;
	case PL080_TC_STATUS:
		*val = pl080_masked(m, false);
		return true;
	case PL080_ERR_STATUS:
		*val = pl080_masked(m, true);
		return true;
	case PL080_RAW_TC_STATUS:
		*val = m->raw_tc;
		return true;
	case PL080_RAW_ERR_STATUS:
		*val = m->raw_err;
		return true;
	case PL080_EN_CHAN:
		for (i = 0; i < m->variant->channels; i++)
			*val |= m->chans[i].visible ? BIT(i) : 0;
		return true;
	case PL080_SOFT_BREQ:
	case PL080_SOFT_SREQ:
	case PL080_SOFT_LBREQ:
	case PL080_SOFT_LSREQ:
		i = (offset - PL080_SOFT_BREQ) / 4;
		*val = m->lines[i] | m->soft[i];
		return true;
	case PL080_CONFIG:
		*val = m->config;
		return !m->variant->nomadik;
	case PL080_SYNC:
		*val = m->sync;
		return true;
	default:
		return false;
	}
}

/**
 * pl08x_model_give() - Write what must not be written while a channel is enabled
 * @m: model
 * @c: channel
 * @what: bits of what the channel has been given
 * @reg: where the value is kept
 * @val: value
 */
void pl08x_model_give(struct pl08x_model *m, struct pl08x_model_chan *c, u32 what, u32 *reg,
		      u32 val)
{
	if (c->visible)
		pl08x_model_violate(m, PL08X_BAD_WRITE, pl08x_model_chan_nr(m, c));
	c->given |= what;
	*reg = val;
	pl08x_model_chan_reload(m, c);
}

static u32 reserved_config(struct pl08x_model *m)
{
	u32 known = CONFIG_LIVE | PL080_CONFIG_FLOW_CONTROL_MASK |
		    signal_mask(m) << PL080_CONFIG_SRC_SEL_SHIFT |
		    signal_mask(m) << PL080_CONFIG_DST_SEL_SHIFT;

	return ~(m->variant->nomadik ? known | CONFIG_SECURE : known);
}

static void chan_write_config(struct pl08x_model *m, struct pl08x_model_chan *c, u32 val)
{
	unsigned int nr = pl08x_model_chan_nr(m, c);
	bool enable = val & PL080_CONFIG_ENABLE;

	if (val & reserved_config(m))
		pl08x_model_violate(m, PL08X_BAD_RESERVED, nr);
	if (c->visible && enable && ((c->config ^ val) & ~CONFIG_LIVE & ~CONFIG_SECURE))
		pl08x_model_violate(m, PL08X_BAD_WRITE, nr);
	if (c->running && !enable && c->level && !pl080_halted(c))
		pl08x_model_violate(m, PL08X_BAD_LOSS, nr);
	c->config = val;
	/* Written back as it was read, it is no new start. */
	if (enable && !c->running && !c->visible) {
		pl08x_model_chan_reload(m, c);
		pl08x_model_chan_start(m, c);
	} else if (!enable) {
		pl08x_model_chan_stop(m, c);
	} else {
		pl08x_model_kick(m);
	}
}

static bool chan_write_reg(struct pl08x_model *m, struct pl08x_model_chan *c, unsigned int reg,
			   u32 val)
{
	if (c->secure) {
		pl08x_model_violate(m, PL08X_BAD_SECURE, pl08x_model_chan_nr(m, c));
		return true;
	}
	if (reg == m->variant->config) {
		chan_write_config(m, c, val);
		return true;
	}
	switch (reg) {
	case PL080_CH_SRC_ADDR:
		pl08x_model_give(m, c, PL08X_GIVEN_SRC, &c->src, val);
		break;
	case PL080_CH_DST_ADDR:
		pl08x_model_give(m, c, PL08X_GIVEN_DST, &c->dst, val);
		break;
	case PL080_CH_LLI:
		pl08x_model_give(m, c, PL08X_GIVEN_LLI, &c->lli, val);
		break;
	case PL080_CH_CONTROL:
		if (!m->variant->separate_size)
			c->size = val & m->variant->size_mask;
		pl08x_model_give(m, c, PL08X_GIVEN_CONTROL, &c->control, val);
		break;
	case PL080S_CH_CONTROL2:
		if (!m->variant->separate_size)
			return false;
		pl08x_model_give(m, c, PL08X_GIVEN_SIZE, &c->size, val & m->variant->size_mask);
		break;
	default:
		return false;
	}

	return true;
}

static bool pl080_write(struct pl08x_model *m, unsigned int offset, u32 val)
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
	case PL080_SOFT_BREQ:
	case PL080_SOFT_SREQ:
	case PL080_SOFT_LBREQ:
	case PL080_SOFT_LSREQ:
		m->soft[(offset - PL080_SOFT_BREQ) / 4] |= val;
		pl08x_model_kick(m);
		return true;
	case PL080_CONFIG:
		/* Big endian masters are not modelled. */
		if (val & ~PL080_CONFIG_ENABLE & (m->variant->dual ? ~CONFIG_BITS : ~0u))
			pl08x_model_violate(m, PL08X_BAD_RESERVED, offset);
		m->config = val & CONFIG_BITS;
		pl08x_model_kick(m);
		return !m->variant->nomadik;
	case PL080_SYNC:
		m->sync = val;
		return true;
	default:
		return false;
	}
}

/**
 * pl08x_model_reg_read() - The driver reads a register
 * @m: model
 * @offset: register
 * @size: bytes
 *
 * Return: The value.
 */
u32 pl08x_model_reg_read(struct pl08x_model *m, unsigned int offset, unsigned int size)
{
	u32 val = 0;

	lockdep_assert_held(&m->lock);

	if (size != sizeof(u32) || offset & 3)
		pl08x_model_violate(m, PL08X_BAD_ACCESS, offset);
	else if (offset >= PCELL_ID)
		val = m->variant->periphid ? (PCELL >> (offset - PCELL_ID) * 2) & 0xff : 0;
	else if (offset >= PERIPH_ID)
		val = (m->variant->periphid >> (offset - PERIPH_ID) * 2) & 0xff;
	else if (!m->variant->read(m, offset, &val))
		pl08x_model_violate(m, PL08X_BAD_ACCESS, offset);

	return val;
}

/**
 * pl08x_model_reg_write() - The driver writes a register
 * @m: model
 * @offset: register
 * @size: bytes
 * @val: value
 */
void pl08x_model_reg_write(struct pl08x_model *m, unsigned int offset, unsigned int size, u32 val)
{
	lockdep_assert_held(&m->lock);

	if (size != sizeof(u32) || offset & 3 || offset >= PERIPH_ID ||
	    !m->variant->write(m, offset, val))
		pl08x_model_violate(m, PL08X_BAD_ACCESS, offset);
}

#define PL080_GIVEN	(PL08X_GIVEN_SRC | PL08X_GIVEN_DST | PL08X_GIVEN_LLI | PL08X_GIVEN_CONTROL)
#define PL080_OPS \
	.read = pl080_read, \
	.write = pl080_write, \
	.decode = pl080_decode, \
	.load = pl080_load, \
	.halted = pl080_halted, \
	.masked = pl080_masked

const struct pl08x_model_variant pl08x_model_variants[PL08X_MODEL_TYPES] = {
	[PL08X_MODEL_PL080] = {
		.name = "pl080", .periphid = 0x0a041080, .channels = 8, .signals = 16,
		.lli_words = 4, .config = PL080_CH_CONFIG, .given = PL080_GIVEN,
		.size_mask = PL080_CONTROL_TRANSFER_SIZE_MASK,
		.dual = true, .periph_flow = true, PL080_OPS,
	},
	[PL08X_MODEL_PL081] = {
		.name = "pl081", .periphid = 0x00141081, .channels = 2, .signals = 16,
		.lli_words = 4, .config = PL080_CH_CONFIG, .given = PL080_GIVEN,
		.size_mask = PL080_CONTROL_TRANSFER_SIZE_MASK,
		.periph_flow = true, PL080_OPS,
	},
	[PL08X_MODEL_PL080S] = {
		.name = "pl080s", .periphid = 0x0a141080, .channels = 8, .signals = 32,
		.lli_words = 5, .config = PL080S_CH_CONFIG,
		.given = PL080_GIVEN | PL08X_GIVEN_SIZE,
		.size_mask = PL080S_CONTROL_TRANSFER_SIZE_MASK,
		.dual = true, .separate_size = true, PL080_OPS,
	},
	[PL08X_MODEL_NOMADIK] = {
		.name = "nomadik", .periphid = 0x00280080, .channels = 8, .signals = 32,
		.lli_words = 4, .config = PL080_CH_CONFIG, .given = PL080_GIVEN,
		.size_mask = PL080_CONTROL_TRANSFER_SIZE_MASK,
		.dual = true, .nomadik = true, .periph_flow = true, PL080_OPS,
	},
	[PL08X_MODEL_FTDMAC020] = {
		.name = "ftdmac020", .channels = 4, .signals = 16, .lli_words = 4,
		.given = PL080_GIVEN | PL08X_GIVEN_SIZE,
		.size_mask = FTDMAC020_LLI_TRANSFER_SIZE_MASK,
		.dual = true, .separate_size = true,
		.read = pl08x_model_ftdmac_read,
		.write = pl08x_model_ftdmac_write,
		.decode = pl08x_model_ftdmac_decode,
		.load = pl08x_model_ftdmac_load,
		.halted = pl08x_model_ftdmac_halted,
		.masked = pl08x_model_ftdmac_masked,
	},
};
