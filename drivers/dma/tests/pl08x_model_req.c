// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model of the PL080: DMA requests, and the peripherals that make them.
 *
 * Taken from the manual: a burst request lets the controller transfer as many
 * times as the burst size of that side says, or less if less is left; a single
 * request lets it transfer once. The controller answers each request by a clear
 * signal when it has done that. Last requests count where the peripheral is the
 * flow controller. Software may make requests as well, which are cleared in the
 * same way.
 *
 * A choice: where the controller counts, it answers single requests in both
 * directions. The manual speaks of them for sources only, but hardware is known
 * to do it for both.
 */
#include <linux/export.h>
#include <linux/minmax.h>

#include "pl08x_model_periph.h"
#include "pl08x_model_priv.h"

static u32 requests(struct pl08x_model *m, enum pl08x_model_request req)
{
	return m->lines[req] | m->soft[req];
}

static bool accepts(struct pl08x_model *m, struct pl08x_model_side *side, unsigned int signal,
		    enum pl08x_model_request req, unsigned int credit)
{
	if (!(requests(m, req) & BIT(signal)))
		return false;
	side->req = req;
	side->credit = credit;

	return true;
}

/**
 * pl08x_model_may_transfer() - Whether a peripheral has asked for one more transfer
 * @m: model
 * @c: channel
 * @src: about its source; otherwise its destination
 *
 * Takes up a request if there is one and none is being answered.
 *
 * Return: Whether it has.
 */
bool pl08x_model_may_transfer(struct pl08x_model *m, struct pl08x_model_chan *c, bool src)
{
	struct pl08x_model_side *side = src ? &c->s : &c->d;
	unsigned int signal = src ? c->flow.src_sig : c->flow.dst_sig;
	unsigned int burst = src ? c->ctl.sburst : c->ctl.dburst;
	bool ends = src ? c->flow.src_ends : c->flow.dst_ends;

	if (side->credit)
		return true;
	if (side->last)
		return false;
	if (ends && (accepts(m, side, signal, PL08X_REQ_LAST_BURST, burst) ||
		     accepts(m, side, signal, PL08X_REQ_LAST_SINGLE, 1)))
		return true;

	return accepts(m, side, signal, PL08X_REQ_BURST, burst) ||
	       accepts(m, side, signal, PL08X_REQ_SINGLE, 1);
}

static struct pl08x_periph *periph_of(struct pl08x_model *m, unsigned int signal, bool to_mem)
{
	unsigned int i;

	for (i = 0; i < PL08X_MODEL_PERIPHS; i++) {
		struct pl08x_periph *p = m->periphs[i];

		if (p && p->cfg.signal == signal && p->cfg.to_mem == to_mem)
			return p;
	}

	return NULL;
}

/* What a peripheral still has to send, or can take, as far as its FIFO shows. */
static size_t periph_ready(const struct pl08x_periph *p)
{
	return p->cfg.to_mem ? p->level : p->cfg.depth - p->level;
}

static size_t periph_left(const struct pl08x_periph *p)
{
	size_t done = p->cfg.to_mem ? p->sent : p->got;

	return p->cfg.len > done ? p->cfg.len - done : 0;
}

/* Data that comes from outside, or goes there, at once. */
static void periph_refill(struct pl08x_periph *p)
{
	if (p->cfg.manual)
		return;
	if (!p->cfg.to_mem)
		p->level = 0;
	else if (p->cfg.again || !p->cfg.len)
		p->level = p->cfg.depth;
	else
		p->level = min_t(size_t, p->cfg.depth, periph_left(p));
}

static void set_line(struct pl08x_model *m, unsigned int signal, enum pl08x_model_request req,
		     bool on)
{
	if (on)
		m->lines[req] |= BIT(signal);
	else
		m->lines[req] &= ~BIT(signal);
}

/* A peripheral drives its request lines as the level of its FIFO says. */
static void periph_drive(struct pl08x_model *m, struct pl08x_periph *p)
{
	size_t burst = p->cfg.burst * p->cfg.width, ready, left = SIZE_MAX;
	unsigned int signal = p->cfg.signal;
	bool last_burst = false, last_single = false;

	periph_refill(p);
	ready = periph_ready(p);
	if (p->cfg.flow) {
		left = periph_left(p);
		last_burst = burst && left == burst && ready >= burst;
		last_single = left == p->cfg.width && ready >= p->cfg.width;
	}
	set_line(m, signal, PL08X_REQ_LAST_BURST, last_burst);
	set_line(m, signal, PL08X_REQ_LAST_SINGLE, last_single && !last_burst);
	set_line(m, signal, PL08X_REQ_BURST,
		 burst && ready >= burst && left >= burst && !last_burst);
	set_line(m, signal, PL08X_REQ_SINGLE, ready >= p->cfg.width && left >= p->cfg.width &&
		 !last_burst && !last_single);
}

/**
 * pl08x_model_transferred() - One transfer of what a peripheral asked for is done
 * @m: model
 * @c: channel
 * @src: its source; otherwise its destination
 * @end: the controller's count is zero, so that the request is over, too
 */
void pl08x_model_transferred(struct pl08x_model *m, struct pl08x_model_chan *c, bool src, bool end)
{
	struct pl08x_model_side *side = src ? &c->s : &c->d;
	unsigned int signal = src ? c->flow.src_sig : c->flow.dst_sig;
	bool ends = src ? c->flow.src_ends : c->flow.dst_ends;
	struct pl08x_periph *p = periph_of(m, signal, src);

	if (--side->credit && !end)
		return;

	side->credit = 0;
	m->lines[side->req] &= ~BIT(signal);
	m->soft[side->req] &= ~BIT(signal);
	if (ends && side->req >= PL08X_REQ_LAST_BURST)
		side->last = true;
	if (p) {
		p->clears[side->req]++;
		periph_drive(m, p);
	}
}

/**
 * pl08x_model_tell_tc() - Tell peripherals that the count is zero, by DMACTC
 * @m: model
 * @c: channel
 */
void pl08x_model_tell_tc(struct pl08x_model *m, struct pl08x_model_chan *c)
{
	struct pl08x_periph *p;

	p = c->flow.src_periph ? periph_of(m, c->flow.src_sig, true) : NULL;
	if (p)
		p->tcs++;
	p = c->flow.dst_periph ? periph_of(m, c->flow.dst_sig, false) : NULL;
	if (p)
		p->tcs++;
}

/**
 * pl08x_model_periph_at() - Find the peripheral at an address
 * @m: model
 * @addr: bus address
 *
 * Return: The peripheral, or %NULL.
 */
struct pl08x_periph *pl08x_model_periph_at(struct pl08x_model *m, u32 addr)
{
	unsigned int i;

	for (i = 0; i < PL08X_MODEL_PERIPHS; i++)
		if (m->periphs[i] && m->periphs[i]->cfg.addr == addr)
			return m->periphs[i];

	return NULL;
}

static void periph_note(struct pl08x_model *m, struct pl08x_periph *p, unsigned int width)
{
	p->widths[width < ARRAY_SIZE(p->widths) ? width : 0]++;
	if (p->logged < PL08X_PERIPH_LOG)
		p->log[p->logged++] = width;
	if (width != p->cfg.width)
		pl08x_model_violate(m, PL08X_BAD_WIDTH, p->cfg.signal);
	if (periph_ready(p) < width)
		pl08x_model_violate(m, PL08X_BAD_FLOW, p->cfg.signal);
}

/**
 * pl08x_periph_read() - The controller reads a peripheral's data register
 * @m: model
 * @p: peripheral
 * @to: gets the data
 * @width: bytes
 */
void pl08x_periph_read(struct pl08x_model *m, struct pl08x_periph *p, u8 *to, unsigned int width)
{
	unsigned int i;

	periph_note(m, p, width);
	for (i = 0; i < width; i++) {
		size_t at = p->sent++;

		if (p->cfg.again && p->cfg.len)
			at %= p->cfg.len;
		to[i] = p->cfg.data && at < p->cfg.len ? p->cfg.data[at] : (u8)at;
	}
	p->level -= min_t(size_t, p->level, width);
}

/**
 * pl08x_periph_write() - The controller writes a peripheral's data register
 * @m: model
 * @p: peripheral
 * @from: data
 * @width: bytes
 */
void pl08x_periph_write(struct pl08x_model *m, struct pl08x_periph *p, const u8 *from,
			unsigned int width)
{
	unsigned int i;

	periph_note(m, p, width);
	for (i = 0; i < width; i++) {
		if (p->sink && p->got < p->room)
			p->sink[p->got] = from[i];
		p->got++;
	}
	p->level = min_t(size_t, p->cfg.depth, p->level + width);
}

/**
 * pl08x_periph_attach() - Connect a peripheral to the request lines and the bus
 * @m: model
 * @p: peripheral, with its configuration; stays the caller's
 *
 * Return: 0, or -%ENOSPC.
 */
int pl08x_periph_attach(struct pl08x_model *m, struct pl08x_periph *p)
{
	unsigned long flags;
	unsigned int i;
	int ret = -ENOSPC;

	raw_spin_lock_irqsave(&m->lock, flags);
	for (i = 0; ret && i < PL08X_MODEL_PERIPHS; i++) {
		if (m->periphs[i])
			continue;
		m->periphs[i] = p;
		periph_drive(m, p);
		pl08x_model_kick(m);
		ret = 0;
	}
	raw_spin_unlock_irqrestore(&m->lock, flags);

	return ret;
}
EXPORT_SYMBOL_GPL(pl08x_periph_attach);

/**
 * pl08x_periph_detach() - Disconnect a peripheral
 * @m: model
 * @p: peripheral
 */
void pl08x_periph_detach(struct pl08x_model *m, struct pl08x_periph *p)
{
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&m->lock, flags);
	for (i = 0; i < PL08X_MODEL_PERIPHS; i++)
		if (m->periphs[i] == p)
			m->periphs[i] = NULL;
	for (i = 0; i < PL08X_REQS; i++)
		m->lines[i] &= ~BIT(p->cfg.signal);
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_periph_detach);

/**
 * pl08x_periph_move() - Let data come into a peripheral from outside, or go there
 * @m: model
 * @p: peripheral with a manual FIFO
 * @bytes: how much
 */
void pl08x_periph_move(struct pl08x_model *m, struct pl08x_periph *p, size_t bytes)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	if (p->cfg.to_mem)
		p->level = min_t(size_t, p->cfg.depth, p->level + bytes);
	else
		p->level -= min(p->level, bytes);
	periph_drive(m, p);
	pl08x_model_kick(m);
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_periph_move);

/**
 * pl08x_model_request() - Make a DMA request by hand
 * @m: model
 * @signal: number of the line; no peripheral is attached to it
 * @req: which request
 *
 * It stays until the controller has answered it.
 */
void pl08x_model_request(struct pl08x_model *m, unsigned int signal, enum pl08x_model_request req)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&m->lock, flags);
	m->lines[req] |= BIT(signal);
	pl08x_model_kick(m);
	raw_spin_unlock_irqrestore(&m->lock, flags);
}
EXPORT_SYMBOL_GPL(pl08x_model_request);

/**
 * pl08x_model_requested() - Whether a request has not been answered yet
 * @m: model
 * @signal: number of the line
 * @req: which request
 *
 * Return: Whether it is still there.
 */
bool pl08x_model_requested(struct pl08x_model *m, unsigned int signal,
			   enum pl08x_model_request req)
{
	return READ_ONCE(m->lines[req]) & BIT(signal);
}
EXPORT_SYMBOL_GPL(pl08x_model_requested);
