// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: the device on the other side of a slave channel
 *
 * A source of a known pattern and a sink that remembers the end of what it got.
 * In loopback mode what the even channel of a pair sends is what the odd one
 * receives, through a buffer of limited size: each side waits for the other.
 */
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "dma-sim-engine.h"

/* Where the devices' registers would be. Nothing is ever mapped there. */
#define DMA_SIM_FIFO_BASE	0x51400000

/**
 * dma_sim_fifo_addr() - Address for a slave configuration
 * @sim: controller
 * @n: channel number
 *
 * Context: Any context.
 * Return: An address that stands for the device's FIFO; nothing is there.
 */
phys_addr_t dma_sim_fifo_addr(struct dma_sim *sim, unsigned int n)
{
	return DMA_SIM_FIFO_BASE + n * SZ_4K;
}
EXPORT_SYMBOL_GPL(dma_sim_fifo_addr);

/**
 * dma_sim_fifo_pattern() - A byte of what the device sends
 * @pos: number of the byte since the controller was made
 *
 * Context: Any context.
 * Return: The byte. Neighbouring bytes, pages and rounds of 256 bytes differ.
 */
u8 dma_sim_fifo_pattern(u64 pos)
{
	return pos ^ (pos >> 8) * 31 ^ (pos >> 16) * 7;
}
EXPORT_SYMBOL_GPL(dma_sim_fifo_pattern);

/**
 * dma_sim_fifo_peer() - The other channel of a loopback pair
 * @sc: channel
 *
 * The even channel of a pair can only send and the odd one only receive; the
 * prep operations see to that.
 *
 * Context: Any context.
 * Return: The channel, or %NULL if there is none.
 */
struct dma_sim_chan *dma_sim_fifo_peer(struct dma_sim_chan *sc)
{
	struct dma_sim *sim = sc->sim;
	unsigned int peer = sc->index ^ 1;

	if (!sim->cfg.loopback || peer >= sim->cfg.n_channels)
		return NULL;

	return &sim->chans[peer];
}

/* Copies between @buf and the ring at position @pos; the ring wraps. */
static void dma_sim_fifo_copy(struct dma_sim_fifo *fifo, u64 pos, u8 *buf, size_t len, bool in)
{
	size_t at, part;

	for (; len; len -= part, buf += part, pos += part) {
		at = pos & (DMA_SIM_FIFO_SIZE - 1);
		part = min_t(size_t, len, DMA_SIM_FIFO_SIZE - at);
		if (in)
			memcpy(fifo->ring + at, buf, part);
		else
			memcpy(buf, fifo->ring + at, part);
	}
}

static void dma_sim_fifo_generate(struct dma_sim_chan *sc, u8 *buf, size_t len)
{
	struct dma_sim_fifo *fifo = &sc->fifo;
	unsigned long flags;
	size_t i;

	for (i = 0; i < len; i++)
		buf[i] = dma_sim_fifo_pattern(fifo->received + i);

	spin_lock_irqsave(&fifo->lock, flags);
	fifo->received += len;
	spin_unlock_irqrestore(&fifo->lock, flags);
}

/* The even channel's ring is the pair's buffer, its @received the reader's. */
static size_t dma_sim_fifo_loop(struct dma_sim_chan *sc, bool in, u8 *buf, size_t len)
{
	struct dma_sim_fifo *fifo = in ? &sc->fifo : &dma_sim_fifo_peer(sc)->fifo;
	unsigned long flags;
	size_t fill;

	spin_lock_irqsave(&fifo->lock, flags);
	fill = fifo->sent - fifo->received;
	len = min(len, in ? DMA_SIM_FIFO_SIZE - fill : fill);
	dma_sim_fifo_copy(fifo, in ? fifo->sent : fifo->received, buf, len, in);
	if (in)
		fifo->sent += len;
	else
		fifo->received += len;
	spin_unlock_irqrestore(&fifo->lock, flags);

	return len;
}

/**
 * dma_sim_fifo_move() - Exchange bytes with the device
 * @sc: channel
 * @dir: direction
 * @buf: memory
 * @len: bytes
 *
 * Context: Any context, the channel's hw_lock held.
 * Return: Number of bytes done; fewer than @len, or none, if the other side of
 * a loopback has to move first.
 */
ssize_t dma_sim_fifo_move(struct dma_sim_chan *sc, enum dma_transfer_direction dir,
			  void *buf, size_t len)
{
	bool in = dir == DMA_MEM_TO_DEV;
	unsigned long flags;

	lockdep_assert_held(&sc->hw_lock);

	if (dma_sim_fifo_peer(sc))
		return dma_sim_fifo_loop(sc, in, buf, len);

	if (!in) {
		dma_sim_fifo_generate(sc, buf, len);
		return len;
	}

	spin_lock_irqsave(&sc->fifo.lock, flags);
	dma_sim_fifo_copy(&sc->fifo, sc->fifo.sent, buf, len, true);
	sc->fifo.sent += len;
	spin_unlock_irqrestore(&sc->fifo.lock, flags);

	return len;
}

static u64 dma_sim_fifo_counter(struct dma_sim *sim, unsigned int n, bool in)
{
	struct dma_sim_fifo *fifo;
	unsigned long flags;
	u64 count;

	if (n >= sim->cfg.n_channels)
		return 0;

	fifo = &sim->chans[n].fifo;
	spin_lock_irqsave(&fifo->lock, flags);
	count = in ? fifo->sent : fifo->received;
	spin_unlock_irqrestore(&fifo->lock, flags);

	return count;
}

/**
 * dma_sim_fifo_sent() - Number of bytes that a channel has sent to its device
 * @sim: controller
 * @n: channel number
 *
 * Context: Any context.
 * Return: Number of bytes since the controller was made.
 */
u64 dma_sim_fifo_sent(struct dma_sim *sim, unsigned int n)
{
	return dma_sim_fifo_counter(sim, n, true);
}
EXPORT_SYMBOL_GPL(dma_sim_fifo_sent);

/**
 * dma_sim_fifo_received() - Number of bytes that came from the device
 * @sim: controller
 * @n: channel number; in loopback mode the even one of the pair
 *
 * Context: Any context.
 * Return: Number of bytes since the controller was made.
 */
u64 dma_sim_fifo_received(struct dma_sim *sim, unsigned int n)
{
	return dma_sim_fifo_counter(sim, n, false);
}
EXPORT_SYMBOL_GPL(dma_sim_fifo_received);

/**
 * dma_sim_fifo_read() - Read back the end of what a channel has sent
 * @sim: controller
 * @n: channel number
 * @buf: filled in, oldest byte first
 * @len: bytes wanted
 *
 * Reading changes nothing.
 *
 * Context: Any context.
 * Return: Number of bytes in @buf: the last @len ones, or as many as there are.
 */
size_t dma_sim_fifo_read(struct dma_sim *sim, unsigned int n, void *buf, size_t len)
{
	struct dma_sim_fifo *fifo;
	unsigned long flags;

	if (n >= sim->cfg.n_channels)
		return 0;

	fifo = &sim->chans[n].fifo;
	spin_lock_irqsave(&fifo->lock, flags);
	len = min_t(u64, min_t(u64, fifo->sent, DMA_SIM_FIFO_SIZE), len);
	dma_sim_fifo_copy(fifo, fifo->sent - len, buf, len, false);
	spin_unlock_irqrestore(&fifo->lock, flags);

	return len;
}
EXPORT_SYMBOL_GPL(dma_sim_fifo_read);
