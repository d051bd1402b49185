// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace events themselves, and what fires those of inline functions.
 */
#include <linux/export.h>
#include <linux/tracepoint.h>

#define CREATE_TRACE_POINTS
#include <trace/events/dmaengine.h>

/* Client modules test the first two, a modular virt-dma calls the others. */
EXPORT_TRACEPOINT_SYMBOL(dmaengine_submit);
EXPORT_TRACEPOINT_SYMBOL(dmaengine_issue);
EXPORT_TRACEPOINT_SYMBOL_GPL(dmaengine_callback_entry);
EXPORT_TRACEPOINT_SYMBOL_GPL(dmaengine_callback_exit);
EXPORT_TRACEPOINT_SYMBOL_GPL(dmaengine_callback_drop);

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
