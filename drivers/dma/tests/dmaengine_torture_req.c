// SPDX-License-Identifier: GPL-2.0-only
/*
 * Torture test for the DMA engine: a transfer, and what must hold for it
 *
 * The callback does one half of the checking, the client's thread the other. No
 * lock is taken: a transfer belongs to the thread until it is submitted, and
 * again after its callback has run or has been excluded.
 */
#include <linux/dmaengine.h>
#include <linux/jiffies.h>
#include <linux/string.h>

#include "dmaengine_torture.h"

/* How long a callback that did not come is given before its channel counts as dead. */
#define TORTURE_PATIENCE	(HZ / 20 + 1)

/**
 * torture_below() - A random number
 * @c: client
 * @n: the number is less than this
 *
 * Context: Any context, but one at a time.
 * Return: The number.
 */
unsigned int torture_below(struct torture_client *c, unsigned int n)
{
	return torture_random(&c->rnd) % n;
}

static u8 *torture_dst(const struct torture_req *req)
{
	return req->client->dst + req->slot * TORTURE_SIZE;
}

/* The byte that a transfer copies: odd, so never the poison. */
static u8 torture_pattern(const struct torture_req *req)
{
	return req->seq << 1 | 1;
}

static void torture_check_poison(struct torture_req *req)
{
	if (memchr_inv(torture_dst(req), TORTURE_POISON, TORTURE_SIZE))
		torture_error(TORTURE_STRAY, req);
}

static void torture_check_data(struct torture_req *req)
{
	u8 *dst = torture_dst(req);

	if (memchr_inv(dst, torture_pattern(req), req->len))
		torture_error(TORTURE_DATA, req);
	if (memchr_inv(dst + req->len, TORTURE_POISON, TORTURE_SIZE - req->len))
		torture_error(TORTURE_STRAY, req);
	torture_add(TORTURE_BYTES, req->len);
}

static void torture_callback(void *param, const struct dmaengine_result *result);

/**
 * torture_prepare() - Prepare a copy
 * @c: client that has a channel
 * @slot: memory to use
 *
 * Context: Any context.
 * Return: The transfer, or %NULL if the channel refused it.
 */
struct torture_req *torture_prepare(struct torture_client *c, unsigned int slot)
{
	struct torture_req *req = &c->reqs[++c->seq % TORTURE_REQS];
	size_t offset = slot * TORTURE_SIZE;

	req->client = c;
	req->ctrl = c->ctrl;
	req->gen = c->gen;
	req->seq = c->seq;
	req->slot = slot;
	req->len = 1 + torture_below(c, TORTURE_SIZE);
	req->then = TORTURE_NOTHING;
	req->cookie = 0;
	req->failed = false;
	atomic_set(&req->calls, 0);
	WRITE_ONCE(req->closed, false);

	torture_check_poison(req);
	memset(torture_dst(req), TORTURE_POISON, TORTURE_SIZE);
	memset(c->src + offset, torture_pattern(req), req->len);
	req->tx = dmaengine_prep_dma_memcpy(c->chan, c->dst_dma + offset, c->src_dma + offset,
					    req->len, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!req->tx)
		return NULL;

	req->tx->callback_result = torture_callback;
	req->tx->callback_param = req;

	return req;
}

/**
 * torture_submit() - Submit a copy
 * @req: prepared transfer
 *
 * Context: Any context.
 * Return: Whether it was accepted.
 */
bool torture_submit(struct torture_req *req)
{
	/* The callback may come before dmaengine_submit() returns, and needs no cookie. */
	req->cookie = dmaengine_submit(req->tx);
	req->tx = NULL;
	if (dma_submit_error(req->cookie))
		return false;

	torture_add(TORTURE_SUBMITTED, 1);

	return true;
}

static void torture_resubmit(struct torture_client *c)
{
	struct torture_req *req = torture_prepare(c, TORTURE_SLOTS - 1);

	if (!req || !torture_submit(req))
		return;

	dma_async_issue_pending(c->chan);
	torture_add(TORTURE_RESUBMITTED, 1);
	WRITE_ONCE(c->extra, req);
}

/* Everything before this transfer's is over, whoever said so. */
static bool torture_too_late(const struct torture_req *req)
{
	const struct torture_ctrl *ctrl = req->ctrl;

	/* Pairs with torture_close(). */
	if (smp_load_acquire(&req->closed))
		return true;
	/* Pairs with torture_unbind(), after the unregister. */
	if (ctrl && (s32)(req->gen - smp_load_acquire(&ctrl->dead)) <= 0)
		return true;

	return req->seq <= READ_ONCE(req->client->stopped);
}

static void torture_callback_then(struct torture_req *req)
{
	struct torture_client *c = req->client;

	if (req->then == TORTURE_RESUBMIT) {
		torture_resubmit(c);
		return;
	}
	if (req->then != TORTURE_TERMINATE)
		return;
	if (dmaengine_terminate_async(c->chan))
		torture_error(TORTURE_REFUSED, req);
	else
		WRITE_ONCE(c->stopped, c->seq);
}

static void torture_callback(void *param, const struct dmaengine_result *result)
{
	struct torture_req *req = param;
	struct torture_client *c = req->client;
	int calls;

	WRITE_ONCE(req->running, true);
	if (torture_too_late(req))
		torture_error(TORTURE_LATE, req);
	calls = atomic_read(&req->calls);
	if (calls)
		torture_error(TORTURE_TWICE, req);
	else if (req->seq < READ_ONCE(c->seen))
		torture_error(TORTURE_ORDER, req);
	WRITE_ONCE(c->seen, req->seq);
	if (result && result->result != DMA_TRANS_NOERROR)
		req->failed = true;
	torture_add(TORTURE_CALLED, 1);

	if (!calls)
		torture_callback_then(req);
	WRITE_ONCE(req->running, false);
	/* Hands the transfer back: pairs with torture_called(). */
	atomic_inc_return_release(&req->calls);
	wake_up(&c->done);
}

/**
 * torture_called() - Has the callback run?
 * @req: transfer
 *
 * Context: Any context.
 * Return: %true if so; then the transfer is the caller's.
 */
bool torture_called(const struct torture_req *req)
{
	/* Pairs with the end of torture_callback(). */
	return atomic_read_acquire(&req->calls);
}

/**
 * torture_close() - From here on the callback must not run
 * @req: transfer
 *
 * Context: Process context.
 */
void torture_close(struct torture_req *req)
{
	if (READ_ONCE(req->running))
		torture_error(TORTURE_LATE, req);
	/* Pairs with torture_too_late(). */
	smp_store_release(&req->closed, true);
	memset(torture_dst(req), TORTURE_POISON, TORTURE_SIZE);
}

/**
 * torture_close_batch() - From here on no callback of the round must run
 * @c: client
 *
 * Context: Process context.
 */
void torture_close_batch(struct torture_client *c)
{
	unsigned int i;

	for (i = 0; i < c->n_batch; i++)
		torture_close(c->batch[i]);
	if (c->extra)
		torture_close(c->extra);
	c->n_batch = 0;
	c->extra = NULL;
}

static enum dma_status torture_status(const struct torture_req *req)
{
	return dma_async_is_tx_complete(req->client->chan, req->cookie, NULL, NULL);
}

/**
 * torture_check_stopped() - Check a round after a synchronize
 * @c: client
 *
 * What has not been called back is neither running nor queued any more.
 *
 * Context: Process context.
 */
void torture_check_stopped(struct torture_client *c)
{
	enum dma_status status;
	unsigned int i, called = 0;

	for (i = 0; i < c->n_batch; i++) {
		if (torture_called(c->batch[i])) {
			called++;
			continue;
		}
		status = torture_status(c->batch[i]);
		if (status != DMA_ERROR && status != DMA_COMPLETE)
			torture_error(TORTURE_STATUS, c->batch[i]);
	}
	if (called < c->n_batch)
		torture_add(TORTURE_CUT, 1);
	if (called && called < c->n_batch)
		torture_add(TORTURE_CUT_PART, 1);
}

/**
 * torture_wait_one() - Wait for a callback and check what the transfer did
 * @req: transfer
 *
 * Context: Process context. May sleep.
 * Return: %false if it will not come because the channel is dead.
 */
bool torture_wait_one(struct torture_req *req)
{
	unsigned long end = jiffies + msecs_to_jiffies(torture_lost_ms());
	struct torture_client *c = req->client;

	while (!wait_event_timeout(c->done, torture_called(req), TORTURE_PATIENCE)) {
		if (torture_may_vanish() && torture_status(req) == DMA_ERROR)
			return false;
		if (time_after(jiffies, end)) {
			torture_error(TORTURE_LOST, req);
			return false;
		}
	}
	if (req->failed)
		return true;

	if (!torture_may_vanish() && torture_status(req) != DMA_COMPLETE)
		torture_error(TORTURE_STATUS, req);
	torture_check_data(req);

	return true;
}

/**
 * torture_wait_batch() - Wait for all callbacks of a round
 * @c: client
 *
 * Context: Process context. May sleep.
 * Return: %false if one will not come because the channel is dead.
 */
bool torture_wait_batch(struct torture_client *c)
{
	unsigned int i;

	for (i = 0; i < c->n_batch; i++)
		if (!torture_wait_one(c->batch[i]))
			return false;

	return !c->extra || torture_wait_one(c->extra);
}
