/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: trace submit and issue, which are inline
 *
 * A header must not fire a trace event itself. These say whether somebody
 * listens, at the price of a branch that is patched out, and call the core. The
 * events are in <trace/events/dmaengine.h>.
 */
#ifndef _LINUX_DMAENGINE_TRACE_H
#define _LINUX_DMAENGINE_TRACE_H

#include <linux/dmaengine/types.h>
#include <linux/tracepoint-defs.h>

#ifdef CONFIG_DMA_ENGINE
DECLARE_TRACEPOINT(dmaengine_submit);
DECLARE_TRACEPOINT(dmaengine_issue);

void __dmaengine_trace_submit(struct dma_chan *chan, dma_cookie_t cookie);
void __dmaengine_trace_issue(struct dma_chan *chan);

/**
 * dmaengine_trace_submit() - Trace a submission if somebody listens
 * @chan: channel
 * @cookie: what the client gets
 *
 * After the submission: the descriptor may be gone.
 *
 * Context: Any context.
 */
static inline void dmaengine_trace_submit(struct dma_chan *chan, dma_cookie_t cookie)
{
	if (tracepoint_enabled(dmaengine_submit))
		__dmaengine_trace_submit(chan, cookie);
}

/**
 * dmaengine_trace_issue() - Trace an issue if somebody listens
 * @chan: channel
 *
 * Context: Any context.
 */
static inline void dmaengine_trace_issue(struct dma_chan *chan)
{
	if (tracepoint_enabled(dmaengine_issue))
		__dmaengine_trace_issue(chan);
}
#else
static inline void dmaengine_trace_submit(struct dma_chan *chan, dma_cookie_t cookie)
{
}

static inline void dmaengine_trace_issue(struct dma_chan *chan)
{
}
#endif

#endif /* _LINUX_DMAENGINE_TRACE_H */
