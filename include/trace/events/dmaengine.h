/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events of the DMA engine: who has which channel, what is submitted, what
 * is called back, and how it is stopped.
 *
 * A channel is told by the two numbers that its usual name consists of. They are
 * in the provider's memory, which is there as long as the provider calls back;
 * the name itself may be gone by then.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dmaengine

#if !defined(_TRACE_DMAENGINE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_DMAENGINE_H

#include <linux/dmaengine.h>
#include <linux/tracepoint.h>

TRACE_DEFINE_ENUM(DMA_TRANS_NOERROR);
TRACE_DEFINE_ENUM(DMA_TRANS_READ_FAILED);
TRACE_DEFINE_ENUM(DMA_TRANS_WRITE_FAILED);
TRACE_DEFINE_ENUM(DMA_TRANS_ABORTED);

#define show_dmaengine_result(result)					\
	__print_symbolic(result,					\
		{ DMA_TRANS_NOERROR,		"ok" },			\
		{ DMA_TRANS_READ_FAILED,	"read failed" },	\
		{ DMA_TRANS_WRITE_FAILED,	"write failed" },	\
		{ DMA_TRANS_ABORTED,		"aborted" })

DECLARE_EVENT_CLASS(dmaengine_device,
	TP_PROTO(int id, struct device *dev),
	TP_ARGS(id, dev),

	TP_STRUCT__entry(
		__field(int,	dma)
		__string(device, dev_name(dev))
	),

	TP_fast_assign(
		__entry->dma = id;
		__assign_str(device);
	),

	TP_printk("dma%d device=%s", __entry->dma, __get_str(device))
);

/* Clients may be handed the channels. */
DEFINE_EVENT(dmaengine_device, dmaengine_register,
	TP_PROTO(int id, struct device *dev),
	TP_ARGS(id, dev));

/* From here on they are not. */
DEFINE_EVENT(dmaengine_device, dmaengine_unregister_begin,
	TP_PROTO(int id, struct device *dev),
	TP_ARGS(id, dev));

/* Nothing of the device runs any more. */
DEFINE_EVENT(dmaengine_device, dmaengine_unregister_end,
	TP_PROTO(int id, struct device *dev),
	TP_ARGS(id, dev));

/* Nobody uses the provider's object any more; device_release() comes next. */
DEFINE_EVENT(dmaengine_device, dmaengine_device_release,
	TP_PROTO(int id, struct device *dev),
	TP_ARGS(id, dev));

DECLARE_EVENT_CLASS(dmaengine_chan,
	TP_PROTO(struct dma_chan *chan),
	TP_ARGS(chan),

	TP_STRUCT__entry(
		__field(int,	dma)
		__field(int,	chan)
	),

	TP_fast_assign(
		__entry->dma = chan->device->dev_id;
		__entry->chan = chan->chan_id;
	),

	TP_printk("dma%dchan%d", __entry->dma, __entry->chan)
);

DEFINE_EVENT(dmaengine_chan, dmaengine_release,
	TP_PROTO(struct dma_chan *chan),
	TP_ARGS(chan));

DEFINE_EVENT(dmaengine_chan, dmaengine_issue,
	TP_PROTO(struct dma_chan *chan),
	TP_ARGS(chan));

DEFINE_EVENT(dmaengine_chan, dmaengine_synchronize_begin,
	TP_PROTO(struct dma_chan *chan),
	TP_ARGS(chan));

DEFINE_EVENT(dmaengine_chan, dmaengine_synchronize_end,
	TP_PROTO(struct dma_chan *chan),
	TP_ARGS(chan));

/* Somebody has got a channel, or has found it free and could not get it. */
TRACE_EVENT(dmaengine_request,
	TP_PROTO(struct dma_chan *chan, bool is_public, int ret),
	TP_ARGS(chan, is_public, ret),

	TP_STRUCT__entry(
		__field(int,	dma)
		__field(int,	chan)
		__field(bool,	is_public)
		__field(int,	ret)
	),

	TP_fast_assign(
		__entry->dma = chan->device->dev_id;
		__entry->chan = chan->chan_id;
		__entry->is_public = is_public;
		__entry->ret = ret;
	),

	TP_printk("dma%dchan%d public=%d ret=%d", __entry->dma, __entry->chan,
		  __entry->is_public, __entry->ret)
);

/* Who asked for the channel by name. */
TRACE_EVENT(dmaengine_client,
	TP_PROTO(struct dma_chan *chan, struct device *client, const char *name),
	TP_ARGS(chan, client, name),

	TP_STRUCT__entry(
		__field(int,		dma)
		__field(int,		chan)
		__string(client,	dev_name(client))
		__string(name,		name)
	),

	TP_fast_assign(
		__entry->dma = chan->device->dev_id;
		__entry->chan = chan->chan_id;
		__assign_str(client);
		__assign_str(name);
	),

	TP_printk("dma%dchan%d client=%s name=%s", __entry->dma, __entry->chan,
		  __get_str(client), __get_str(name))
);

/* A cookie, or the error that the client got. */
TRACE_EVENT(dmaengine_submit,
	TP_PROTO(struct dma_chan *chan, dma_cookie_t cookie),
	TP_ARGS(chan, cookie),

	TP_STRUCT__entry(
		__field(int,	dma)
		__field(int,	chan)
		__field(int,	cookie)
	),

	TP_fast_assign(
		__entry->dma = chan->device->dev_id;
		__entry->chan = chan->chan_id;
		__entry->cookie = cookie;
	),

	TP_printk("dma%dchan%d cookie=%d", __entry->dma, __entry->chan, __entry->cookie)
);

TRACE_EVENT(dmaengine_callback_entry,
	TP_PROTO(struct dma_chan *chan, u32 gen, void *callback, enum dmaengine_tx_result result),
	TP_ARGS(chan, gen, callback, result),

	TP_STRUCT__entry(
		__field(int,	dma)
		__field(int,	chan)
		__field(u32,	gen)
		__field(void *,	callback)
		__field(int,	result)
	),

	TP_fast_assign(
		__entry->dma = chan->device->dev_id;
		__entry->chan = chan->chan_id;
		__entry->gen = gen;
		__entry->callback = callback;
		__entry->result = result;
	),

	TP_printk("dma%dchan%d generation=%u callback=%ps result=%s", __entry->dma, __entry->chan,
		  __entry->gen, __entry->callback, show_dmaengine_result(__entry->result))
);

DECLARE_EVENT_CLASS(dmaengine_callback,
	TP_PROTO(struct dma_chan *chan, u32 gen, void *callback),
	TP_ARGS(chan, gen, callback),

	TP_STRUCT__entry(
		__field(int,	dma)
		__field(int,	chan)
		__field(u32,	gen)
		__field(void *,	callback)
	),

	TP_fast_assign(
		__entry->dma = chan->device->dev_id;
		__entry->chan = chan->chan_id;
		__entry->gen = gen;
		__entry->callback = callback;
	),

	TP_printk("dma%dchan%d generation=%u callback=%ps", __entry->dma, __entry->chan,
		  __entry->gen, __entry->callback)
);

DEFINE_EVENT(dmaengine_callback, dmaengine_callback_exit,
	TP_PROTO(struct dma_chan *chan, u32 gen, void *callback),
	TP_ARGS(chan, gen, callback));

/* Not called: its transfer was terminated before. */
DEFINE_EVENT(dmaengine_callback, dmaengine_callback_drop,
	TP_PROTO(struct dma_chan *chan, u32 gen, void *callback),
	TP_ARGS(chan, gen, callback));

/*
 * By a client, or by the core at release and unregister. If it returned 0, what
 * was submitted up to this generation is not called back any more.
 */
TRACE_EVENT(dmaengine_terminate,
	TP_PROTO(struct dma_chan *chan, u32 gen, dma_cookie_t cookie, int ret),
	TP_ARGS(chan, gen, cookie, ret),

	TP_STRUCT__entry(
		__field(int,	dma)
		__field(int,	chan)
		__field(u32,	gen)
		__field(int,	cookie)
		__field(int,	ret)
	),

	TP_fast_assign(
		__entry->dma = chan->device->dev_id;
		__entry->chan = chan->chan_id;
		__entry->gen = gen;
		__entry->cookie = cookie;
		__entry->ret = ret;
	),

	TP_printk("dma%dchan%d generation=%u cookie=%d ret=%d", __entry->dma, __entry->chan,
		  __entry->gen, __entry->cookie, __entry->ret)
);

#endif /* _TRACE_DMAENGINE_H */

#include <trace/define_trace.h>
