// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: its bus masters. An address is a peripheral's register or
 * memory; anything else gets an error response, as from a bus' default slave.
 * Memory is accessed by ordinary instructions, so that KASAN sees the controller
 * write where it must not. Everything here runs with the model's lock held.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/string.h>

#include "pl08x_model_periph.h"
#include "pl08x_model_priv.h"

static void *bus_memory(struct pl08x_model *m, u32 addr, unsigned int len)
{
	if (!pfn_valid(PHYS_PFN(addr)) || !pfn_valid(PHYS_PFN(addr + len - 1)))
		return NULL;
	pl08x_model_check_watch(m, addr, len);

	return phys_to_virt(addr);
}

static bool bus_may(struct pl08x_model *m, struct pl08x_model_chan *c,
		    enum pl08x_model_access access, unsigned int bus)
{
	c->stats.beats[access][bus]++;

	return !pl08x_model_fails(m, access);
}

/**
 * pl08x_model_bus_read() - Read once from the source
 * @m: model
 * @c: channel
 * @to: gets as many bytes as the source is wide
 *
 * Return: %false for an error response.
 */
bool pl08x_model_bus_read(struct pl08x_model *m, struct pl08x_model_chan *c, u8 *to)
{
	unsigned int width = c->ctl.swidth;
	u32 addr = c->src & ~(width - 1);
	struct pl08x_periph *p = pl08x_model_periph_at(m, addr);
	void *mem;

	if (!bus_may(m, c, PL08X_ACCESS_SRC, c->ctl.sbus))
		return false;
	if (p) {
		pl08x_periph_read(m, p, to, width);
		return true;
	}
	mem = bus_memory(m, addr, width);
	if (!mem)
		return false;
	memcpy(to, mem, width);

	return true;
}

/**
 * pl08x_model_bus_write() - Write once to the destination
 * @m: model
 * @c: channel
 * @from: data
 * @width: bytes
 *
 * Return: %false for an error response.
 */
bool pl08x_model_bus_write(struct pl08x_model *m, struct pl08x_model_chan *c, const u8 *from,
			   unsigned int width)
{
	u32 addr = c->dst & ~(c->ctl.dwidth - 1);
	struct pl08x_periph *p = pl08x_model_periph_at(m, addr);
	void *mem;

	if (!bus_may(m, c, PL08X_ACCESS_DST, c->ctl.dbus))
		return false;
	if (p) {
		pl08x_periph_write(m, p, from, width);
		return true;
	}
	mem = bus_memory(m, addr, width);
	if (!mem)
		return false;
	memcpy(mem, from, width);

	return true;
}

/**
 * pl08x_model_bus_fetch() - Read the next linked list item
 * @m: model
 * @c: channel
 * @words: gets the words
 *
 * Return: %false for an error response.
 */
bool pl08x_model_bus_fetch(struct pl08x_model *m, struct pl08x_model_chan *c, u32 *words)
{
	unsigned int len = m->variant->lli_words * sizeof(u32);
	const __le32 *mem;
	unsigned int i;

	if (!bus_may(m, c, PL08X_ACCESS_LLI, c->lli & BIT(0)))
		return false;
	mem = bus_memory(m, c->lli & ~3u, len);
	if (!mem)
		return false;
	for (i = 0; i < m->variant->lli_words; i++)
		words[i] = le32_to_cpu(mem[i]);

	return true;
}
