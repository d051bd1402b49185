// SPDX-License-Identifier: GPL-2.0-only
///
/// Call the DMA engine through its wrappers. Operations called directly skip
/// what the core does around them: checks, the bookkeeping that lets
/// synchronize wait for callbacks, the protection of a device that goes away.
///
//  Confidence: High
//  False positives: providers that forward an operation to a channel inside
//  of themselves, see the exempt files. Operations without a wrapper
//  (xor, pq, interrupt) are not reported. device_prep_slave_sg() with a context
//  of the controller's own is reported, but there is nothing to convert it to.
//  Keywords: dma_chan, dma_device, dmaengine
//  Options: --no-includes
//

virtual report
virtual org
virtual patch
virtual context

@initialize:python@
@@
import re

# The wrappers themselves, and the core.
EXEMPT = re.compile(r"(^|/)(include/linux/dmaengine[/.]|drivers/dma/(dmaengine[-.]|tests/))")

def client(p):
    return not EXEMPT.search(p[0].file)

HELPER = "dmaengine_desc_get_callback_invoke()"
WRAPPER = {
    "device_config": "dmaengine_slave_config()",
    "device_issue_pending": "dma_async_issue_pending()",
    "device_pause": "dmaengine_pause()",
    "device_prep_dma_cyclic": "dmaengine_prep_dma_cyclic()",
    "device_prep_dma_memcpy": "dmaengine_prep_dma_memcpy()",
    "device_prep_dma_memset": "dmaengine_prep_dma_memset()",
    "device_prep_interleaved_dma": "dmaengine_prep_interleaved_dma()",
    "device_prep_slave_sg": "dmaengine_prep_slave_sg()",
    "device_resume": "dmaengine_resume()",
    "device_synchronize": "dmaengine_synchronize()",
    "device_terminate_all": "dmaengine_terminate_async()",
    "device_tx_status": "dmaengine_tx_status()",
}

//----------------------------------------------------------
//  Find: operations of the channel's own device
//----------------------------------------------------------

@direct@
iterator name scoped_guard;
expression E;
identifier op = {device_config, device_issue_pending, device_pause,
	device_prep_dma_cyclic, device_prep_dma_memcpy, device_prep_dma_memset,
	device_prep_interleaved_dma, device_prep_slave_sg, device_resume,
	device_synchronize, device_terminate_all, device_tx_status};
position p : script:python() { client(p) };
@@

(
 E->op@p(...)
|
 E.op@p(...)
)

@callback@
struct dma_async_tx_descriptor *tx;
expression E;
position p : script:python() { client(p) };
@@

(
 tx->callback@p(tx->callback_param)
|
 E->callback@p(E->callback_param)
|
 E.callback@p(E.callback_param)
)

@captured exists@
expression E, F, param;
local idexpression cb;
position p : script:python() { client(p) };
@@

(
 cb = E->callback;
|
 cb = E.callback;
)
 ... when any
     when != cb = F
 cb@p(param);

@declared exists@
expression E;
identifier cb, param;
position p : script:python() { client(p) };
@@

 dma_async_tx_callback cb = E->callback;
 ... when any
 void *param = E->callback_param;
 ... when any
 cb@p(param);

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@depends on context@
position direct.p;
identifier direct.op;
expression E;
@@

(
* E->op@p(...)
|
* E.op@p(...)
)

@depends on context@
position callback.p;
expression E;
@@

(
* E->callback@p(...)
|
* E.callback@p(...)
)

@depends on context@
position captured.p;
identifier cb;
@@

* cb@p(...)

@depends on context@
position declared.p;
identifier cb;
@@

* cb@p(...)

//----------------------------------------------------------
//  For patch mode
//----------------------------------------------------------

@depends on patch@
expression C, E;
position p : script:python() { client(p) };
@@

(
- E->device_issue_pending@p(C)
+ dma_async_issue_pending(C)
|
- E->device_terminate_all@p(C)
+ dmaengine_terminate_async(C)
|
- E->device_synchronize@p(C)
+ dmaengine_synchronize(C)
|
- E->device_pause@p(C)
+ dmaengine_pause(C)
|
- E->device_resume@p(C)
+ dmaengine_resume(C)
)

@depends on patch@
expression C, E, A1, A2, A3, A4, A5;
position p : script:python() { client(p) };
@@

(
- E->device_config@p(C, A1)
+ dmaengine_slave_config(C, A1)
|
- E->device_tx_status@p(C, A1, A2)
+ dmaengine_tx_status(C, A1, A2)
|
- E->device_prep_slave_sg@p(C, A1, A2, A3, A4, NULL)
+ dmaengine_prep_slave_sg(C, A1, A2, A3, A4)
|
- E->device_prep_dma_cyclic@p(C, A1, A2, A3, A4, A5)
+ dmaengine_prep_dma_cyclic(C, A1, A2, A3, A4, A5)
|
- E->device_prep_dma_memcpy@p(C, A1, A2, A3, A4)
+ dmaengine_prep_dma_memcpy(C, A1, A2, A3, A4)
|
- E->device_prep_dma_memset@p(C, A1, A2, A3, A4)
+ dmaengine_prep_dma_memset(C, A1, A2, A3, A4)
|
- E->device_prep_interleaved_dma@p(C, A1, A2)
+ dmaengine_prep_interleaved_dma(C, A1, A2)
)

// What only the direct call needed.
@depends on patch@
identifier fn, device;
expression C;
@@

 fn(...)
 {
 ... when any
- struct dma_device *device = C->device;
 ... when != device
 }

@private_header@
@@

 #include "dmaengine.h"

@foreign_header@
@@

 #include "../../dma/dmaengine.h"

// The descriptor must be alive when its callback runs: nothing in between.
@depends on patch && (private_header || foreign_header) disable ptr_to_array@
expression E;
position p : script:python() { client(p) };
@@

(
- if (E->callback) E->callback@p(E->callback_param);
+ dmaengine_desc_get_callback_invoke(E, NULL);
|
- if (E.callback) E.callback@p(E.callback_param);
+ dmaengine_desc_get_callback_invoke(&E, NULL);
)

@depends on patch && (private_header || foreign_header) disable ptr_to_array@
expression E;
identifier cb, param;
position p : script:python() { client(p) };
@@

- dma_async_tx_callback cb = E->callback;
- void *param = E->callback_param;
+ struct dmaengine_desc_callback cb;
+
+ dmaengine_desc_get_callback(E, &cb);
  ... when != cb
      when != param
- if (cb) cb@p(param);
+ dmaengine_desc_callback_invoke(&cb, NULL);

@depends on patch && (private_header || foreign_header) disable ptr_to_array@
expression E;
identifier cb, param;
position p : script:python() { client(p) };
@@

- dma_async_tx_callback cb = NULL;
- void *param = NULL;
+ struct dmaengine_desc_callback cb = { };
  <+...
(
- cb = E->callback;
- param = E->callback_param;
+ dmaengine_desc_get_callback(E, &cb);
|
- cb = E.callback;
- param = E.callback_param;
+ dmaengine_desc_get_callback(&E, &cb);
|
- if (cb) cb@p(param);
+ dmaengine_desc_callback_invoke(&cb, NULL);
)
  ...+>

//----------------------------------------------------------
//  For org and report mode
//----------------------------------------------------------

@script:python depends on org@
p << direct.p;
op << direct.op;
@@
coccilib.org.print_todo(p[0], "%s() called directly, use %s" % (op, WRAPPER[op]))

@script:python depends on report@
p << direct.p;
op << direct.op;
@@
coccilib.report.print_report(p[0], "WARNING: %s() called directly, use %s" % (op, WRAPPER[op]))

@script:python depends on org@
p << callback.p;
@@
coccilib.org.print_todo(p[0], "callback called directly, use " + HELPER)

@script:python depends on report@
p << callback.p;
@@
coccilib.report.print_report(p[0], "WARNING: callback called directly, use " + HELPER)

@script:python depends on org@
p << captured.p;
@@
coccilib.org.print_todo(p[0], "callback called directly, use " + HELPER)

@script:python depends on report@
p << captured.p;
@@
coccilib.report.print_report(p[0], "WARNING: callback called directly, use " + HELPER)

@script:python depends on org@
p << declared.p;
@@
coccilib.org.print_todo(p[0], "callback called directly, use " + HELPER)

@script:python depends on report@
p << declared.p;
@@
coccilib.report.print_report(p[0], "WARNING: callback called directly, use " + HELPER)
