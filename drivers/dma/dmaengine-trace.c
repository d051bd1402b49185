// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace events themselves, and what fires those of inline functions.
 */
#include <linux/export.h>
#include <linux/tracepoint.h>

#define CREATE_TRACE_POINTS
#include <trace/events/dmaengine.h>

#include "dmaengine-callback.h"

/* Client modules test the first two, a modular virt-dma the next two. */
EXPORT_TRACEPOINT_SYMBOL(dmaengine_submit);
EXPORT_TRACEPOINT_SYMBOL(dmaengine_issue);
EXPORT_TRACEPOINT_SYMBOL_GPL(dmaengine_callback_entry);
EXPORT_TRACEPOINT_SYMBOL_GPL(dmaengine_callback_exit);

/**
 * __dmaengine_trace_submit() - Trace a submission, for dmaengine_submit() alone
 * @chan: channel
 * @cookie: what the client gets
 *
 * Context: Any context.
 */
void __dmaengine_trace_submit(struct dma_chan *chan, dma_cookie_t cookie)
{
	trace_dmaengine_submit(chan, cookie);
}
EXPORT_SYMBOL(__dmaengine_trace_submit);

/**
 * __dmaengine_trace_issue() - Trace an issue, for dma_async_issue_pending() alone
 * @chan: channel
 *
 * Context: Any context.
 */
void __dmaengine_trace_issue(struct dma_chan *chan)
{
	trace_dmaengine_issue(chan);
}
EXPORT_SYMBOL(__dmaengine_trace_issue);

/**
 * dmaengine_callback_call_traced() - Call the client, and tell who listens
 * @chan: channel that the caller has entered
 * @gen: generation of the descriptor
 * @fn: callback without a result, or %NULL
 * @fn_result: callback with a result, preferred, or %NULL
 * @param: for either
 * @result: how the transfer went, or %NULL for success
 *
 * Context: That of the callback.
 */
void dmaengine_callback_call_traced(struct dma_chan *chan, u32 gen, dma_async_tx_callback fn,
				    dma_async_tx_callback_result fn_result, void *param,
				    const struct dmaengine_result *result)
{
	void *callback = fn_result ? (void *)fn_result : (void *)fn;

	trace_dmaengine_callback_entry(chan, gen, callback,
				       result ? result->result : DMA_TRANS_NOERROR);
	dmaengine_callback_call(fn, fn_result, param, result);
	trace_dmaengine_callback_exit(chan, gen, callback);
}
EXPORT_SYMBOL_GPL(dmaengine_callback_call_traced);
