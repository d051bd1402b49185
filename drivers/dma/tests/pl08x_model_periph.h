/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A peripheral for the model of the PL080: a FIFO behind one register, which
 * makes DMA requests as it fills or drains, and notes how it is accessed.
 */
#ifndef DRIVERS_DMA_TESTS_PL08X_MODEL_PERIPH_H
#define DRIVERS_DMA_TESTS_PL08X_MODEL_PERIPH_H

#include <linux/types.h>

struct pl08x_model;

/* Accesses that a peripheral remembers. */
#define PL08X_PERIPH_LOG	64

/**
 * struct pl08x_periph_config - what a peripheral is like
 * @addr: bus address of its data register, outside of memory
 * @signal: number of its request lines
 * @to_mem: it is a source of data
 * @width: bytes of an access to the data register
 * @burst: accesses that it asks for in one burst request; 0: single requests only
 * @depth: bytes in its FIFO
 * @manual: data comes and goes only by pl08x_periph_move(); otherwise at once
 * @flow: it is the flow controller: the end of @data is its last request
 * @data: what it sends, or %NULL for bytes that count up
 * @len: bytes of @data, or all that it sends with @flow
 * @again: after @data it begins anew
 */
struct pl08x_periph_config {
	u32 addr;
	unsigned int signal;
	bool to_mem;
	unsigned int width;
	unsigned int burst;
	unsigned int depth;
	bool manual;
	bool flow;
	const u8 *data;
	size_t len;
	bool again;
};

/**
 * struct pl08x_periph - a peripheral; while it is attached the model's lock protects it
 * @cfg: what it is like
 * @sink: gets what is sent to it
 * @room: bytes of @sink
 * @got: bytes in @sink; what does not fit is counted only
 * @sent: bytes that were read from it
 * @level: bytes in the FIFO
 * @widths: accesses of 1, 2, 4 bytes
 * @clears: requests that were answered, of each kind
 * @tcs: terminal counts it was told of
 * @log: widths of the first accesses, in order
 * @logged: entries of @log
 */
struct pl08x_periph {
	struct pl08x_periph_config cfg;
	u8 *sink;
	size_t room;
	size_t got;
	size_t sent;
	size_t level;
	unsigned int widths[5];
	unsigned int clears[4];
	unsigned int tcs;
	u8 log[PL08X_PERIPH_LOG];
	unsigned int logged;
};

int pl08x_periph_attach(struct pl08x_model *m, struct pl08x_periph *p);
void pl08x_periph_detach(struct pl08x_model *m, struct pl08x_periph *p);
void pl08x_periph_move(struct pl08x_model *m, struct pl08x_periph *p, size_t bytes);

#endif /* DRIVERS_DMA_TESTS_PL08X_MODEL_PERIPH_H */
