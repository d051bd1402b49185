// SPDX-License-Identifier: GPL-2.0-only
/* Model of the i.MX SDMA: what the registers do. The model's lock is held. */
#include <linux/lockdep.h>
#include <linux/types.h>

#include "sdma_model_priv.h"

#define REG_HOLES	0x064	/* reserved from here to ... */
#define REG_XTRIG	0x070
#define REG_DONE0	0x1000

static bool reg_exists(unsigned int offset)
{
	if (offset < REG_HOLES)
		return true;
	if (offset >= REG_XTRIG && offset < REG_XTRIG + 8)
		return true;
	if (offset >= REG_PRIORITY(0) && offset < REG_PRIORITY(SDMA_MODEL_CHANNELS))
		return true;
	if (offset >= REG_CHNENBL(0) && offset < REG_CHNENBL(SDMA_MODEL_EVENTS))
		return true;
	return offset == REG_DONE0;
}

static bool access_is_good(struct sdma_model *m, unsigned int offset, unsigned int size)
{
	lockdep_assert_held(&m->lock);

	m->accesses++;
	if (atomic_read(&m->reg.clocked) < SDMA_MODEL_CLOCKS) {
		reg_model_violate(&m->reg, SDMA_BAD_CLOCK, offset);
		return false;
	}
	if (size != sizeof(u32) || offset % sizeof(u32) || !reg_exists(offset)) {
		reg_model_violate(&m->reg, SDMA_BAD_ACCESS, offset);
		return false;
	}
	return true;
}

/* Current channel and its priority; the next one is not modelled. */
static u32 read_psw(struct sdma_model *m)
{
	bool sleeps = m->current_chan < 0 && !m->bd0;
	unsigned int chan = m->bd0 ? 0 : m->last_chan;
	u32 priority;

	if (m->current_chan >= 0)
		chan = m->current_chan;
	priority = sleeps && !m->stale_psw ? 0 : sdma_model_reg(m, REG_PRIORITY(chan));
	return (chan & 0xf) | priority << 4;
}

/**
 * sdma_model_read() - Read a register
 * @m: model
 * @offset: register
 * @size: bytes
 *
 * Context: Any context, the model's lock held.
 * Return: its value
 */
u32 sdma_model_read(struct sdma_model *m, unsigned int offset, unsigned int size)
{
	if (!access_is_good(m, offset, size))
		return 0;

	sdma_model_catch_up(m);
	switch (offset) {
	case REG_INTR:
		return m->intr;
	case REG_STATSTOP:
		return m->host;
	case REG_EVTPEND:
		return sdma_model_pending(m);
	case REG_PSW:
		return read_psw(m);
	default:
		return sdma_model_reg(m, offset);
	}
}

/**
 * sdma_model_write() - Write a register
 * @m: model
 * @offset: register
 * @size: bytes
 * @val: value
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_write(struct sdma_model *m, unsigned int offset, unsigned int size, u32 val)
{
	if (!access_is_good(m, offset, size))
		return;

	sdma_model_catch_up(m);
	switch (offset) {
	case REG_INTR:
		m->intr &= ~val;
		break;
	case REG_STATSTOP:
		sdma_model_stop(m, val);
		break;
	case REG_START:
		sdma_model_start(m, val);
		break;
	case REG_EVTPEND:
	case REG_PSW:
		break;
	default:
		m->regs[offset / 4] = val;
		break;
	}
	sdma_model_schedule(m);
}
