// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the i.MX SDMA: channel 0, which executes commands: it writes and reads the core's
 * memory. It runs beside the core: its script is short, and others yield to it. A test may have it
 * stick in a command, and then the core does nothing else.
 *
 * A command must not be changed while it is executed, nor what it transfers.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/container_of.h>
#include <linux/hrtimer.h>
#include <linux/jhash.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/string.h>
#include <linux/types.h>

#include <asm/byteorder.h>

#include "sdma_model_priv.h"

#define CHAN0_NS	3000

static void chan0_set_data(struct sdma_model *m, const u32 *from, u32 addr, unsigned int words)
{
	u32 context = SDMA_MODEL_CONTEXTS + m->current_chan * SDMA_MODEL_CONTEXT;

	if (m->current_chan >= 0 && addr < context + SDMA_MODEL_CONTEXT && addr + words > context)
		reg_model_violate(&m->reg, SDMA_BAD_CONTEXT, m->current_chan);
	if (addr < SDMA_MODEL_DATA && words <= SDMA_MODEL_DATA - addr)
		memcpy(&m->data[addr], from, words * sizeof(u32));
}

/* Program and data memory are the same: an instruction is half a word. */
static void chan0_set_code(struct sdma_model *m, const u8 *from, u32 addr, unsigned int count)
{
	if (addr < 2 * SDMA_MODEL_DATA && count <= 2 * SDMA_MODEL_DATA - addr)
		memcpy((u16 *)m->data + addr, from, count * sizeof(u16));
}

static void chan0_execute(struct sdma_model *m, struct sdma_model_bd *bd)
{
	u32 mode = le32_to_cpu(bd->mode), ext = le32_to_cpu(bd->ext);
	unsigned int count = FIELD_GET(BD_COUNT, mode);
	void *buf = sdma_model_memory(le32_to_cpu(bd->addr));

	if (!(mode & BD_DONE))
		return;
	switch (FIELD_GET(BD_COMMAND, mode)) {
	case COMMAND_SET_DATA:
		chan0_set_data(m, buf, ext, count);
		break;
	case COMMAND_GET_DATA:
		if (ext < SDMA_MODEL_DATA && count <= SDMA_MODEL_DATA - ext)
			memcpy(buf, &m->data[ext], count * sizeof(u32));
		break;
	case COMMAND_SET_CODE:
		chan0_set_code(m, buf, ext, count);
		break;
	default:
		mode |= BD_ERROR;
		break;
	}
	WRITE_ONCE(bd->mode, cpu_to_le32(mode & ~BD_DONE));
	if (mode & BD_INTR)
		m->intr |= BIT(0);
}

/* What a command is about: its BD, and the memory that is read. */
static u32 chan0_sum(const struct sdma_model_bd *bd)
{
	u32 mode = le32_to_cpu(bd->mode), command = FIELD_GET(BD_COMMAND, mode);
	unsigned int size = command == COMMAND_SET_DATA ? sizeof(u32) :
			    command == COMMAND_SET_CODE ? sizeof(u16) : 0;

	return jhash(sdma_model_memory(le32_to_cpu(bd->addr)), FIELD_GET(BD_COUNT, mode) * size,
		     jhash(bd, sizeof(*bd), 0));
}

/**
 * sdma_model_chan0_begin() - Turn to the command, if channel 0 is enabled
 * @m: model
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_chan0_begin(struct sdma_model *m)
{
	lockdep_assert_held(&m->lock);

	if (!(m->host & BIT(0)) || m->bd0 || m->hang_chan0 || !sdma_model_reg(m, REG_C0PTR))
		return;
	m->bd0 = sdma_model_memory(le32_to_cpu(sdma_model_ccb(m, 0)->current_bd));
	m->bd0_sum = chan0_sum(m->bd0);
	hrtimer_start(&m->chan0, ns_to_ktime(CHAN0_NS), HRTIMER_MODE_REL_HARD);
}

/**
 * sdma_model_chan0_end() - Be through with the command
 * @m: model
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_chan0_end(struct sdma_model *m)
{
	lockdep_assert_held(&m->lock);

	if (!m->bd0 || m->stick_chan0)
		return;
	if (chan0_sum(m->bd0) != m->bd0_sum)
		reg_model_violate(&m->reg, SDMA_BAD_COMMAND, 0);
	chan0_execute(m, m->bd0);
	m->bd0 = NULL;
	m->host &= ~BIT(0);
	if (m->current_chan < 0)
		m->last_chan = 0;
	sdma_model_schedule(m);
}

/**
 * sdma_model_chan0_is_stuck() - Whether the core is at channel 0, and stays there
 * @m: model
 *
 * Context: Any context, the model's lock held.
 * Return: whether it is
 */
bool sdma_model_chan0_is_stuck(struct sdma_model *m)
{
	return m->bd0 && m->stick_chan0;
}

/**
 * sdma_model_chan0_catch_up() - Be through with the command if it has had its time
 * @m: model
 *
 * Context: Any context, the model's lock held.
 */
void sdma_model_chan0_catch_up(struct sdma_model *m)
{
	lockdep_assert_held(&m->lock);

	if (m->bd0 && !ktime_before(ktime_get(), hrtimer_get_expires(&m->chan0)))
		sdma_model_chan0_end(m);
}

static enum hrtimer_restart chan0_timer(struct hrtimer *timer)
{
	sdma_model_expired(container_of(timer, struct sdma_model, chan0));

	return HRTIMER_NORESTART;
}

/**
 * sdma_model_chan0_init() - Set up channel 0
 * @m: model
 *
 * Context: Process context.
 */
void sdma_model_chan0_init(struct sdma_model *m)
{
	hrtimer_init(&m->chan0, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	m->chan0.function = chan0_timer;
}

/**
 * sdma_model_chan0_exit() - Nothing is executed any more
 * @m: model
 *
 * Context: Process context. May sleep.
 */
void sdma_model_chan0_exit(struct sdma_model *m)
{
	hrtimer_cancel(&m->chan0);
}
