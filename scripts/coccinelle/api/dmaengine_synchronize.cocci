// SPDX-License-Identifier: GPL-2.0-only
///
/// dmaengine_terminate_async() does not wait. Memory that the transfer or its
/// callback uses may be freed after dmaengine_synchronize() only, or after
/// dmaengine_terminate_sync().
///
//  Confidence: Moderate
//  False positives: whatever has free or unmap in its name counts. The callback may not use what is freed, or somebody else
//  synchronizes, for instance in a function that is called in between.
//  dma_release_channel() synchronizes by itself: what is reported is the
//  memory that may be gone by then. In patch mode only those sites are
//  converted where the release of the same channel shows that the caller may
//  sleep.
//  Keywords: dmaengine_terminate_async, dmaengine_synchronize, dma_release_channel
//  Options: --no-includes
//

virtual report
virtual org
virtual patch
virtual context

//----------------------------------------------------------
//  Find
//----------------------------------------------------------

@freed exists@
iterator name scoped_guard;
identifier stop = {dmaengine_terminate_async, dmaengine_terminate_all};
identifier free =~ "^(?!free_irq|devm_free_irq|gpio).*(?<![a-z])(k|v|kv|devm_k)?(free|unmap)(?![a-z])|^dma_release_channel$";
identifier earlier =~ "^(?!free_irq|devm_free_irq|gpio).*(?<![a-z])(k|v|kv|devm_k)?(free|unmap)(?![a-z])|^dma_release_channel$";
expression C;
position p, q;
@@

 stop@p(C)
 ... when any
     when != dmaengine_synchronize(...)
     when != dmaengine_terminate_sync(...)
     when != earlier(...)
 free@q(...)

// Managed memory is freed when remove() has returned.
@driver@
identifier T, s, fn;
identifier op = {remove, remove_new};
@@

 struct T s = { ..., .op = fn, ..., };

@removed exists@
identifier stop = {dmaengine_terminate_async, dmaengine_terminate_all};
identifier driver.fn;
position p;
@@

 fn(...)
 {
 ... when any
 stop@p(...)
 ... when != dmaengine_synchronize(...)
     when != dmaengine_terminate_sync(...)
     when != dma_release_channel(...)
 }

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@depends on context@
position freed.p;
identifier freed.stop;
@@

* stop@p(...)

@depends on context@
position removed.p;
identifier removed.stop;
@@

* stop@p(...)

//----------------------------------------------------------
//  For patch mode
//----------------------------------------------------------

@depends on patch exists@
expression C;
@@

(
- dmaengine_terminate_async
+ dmaengine_terminate_sync
  (C)
|
- dmaengine_terminate_all
+ dmaengine_terminate_sync
  (C)
)
 ... when != dmaengine_synchronize(C)
     when != dmaengine_terminate_sync(C)
 dma_release_channel(C)

//----------------------------------------------------------
//  For org and report mode
//----------------------------------------------------------

@initialize:python depends on org || report@
@@
told = set()

def tell(p, text, how):
    """One finding for each call, the first."""
    place = (p[0].file, p[0].line, p[0].column)
    if place in told:
        return
    told.add(place)
    if how == "org":
        coccilib.org.print_todo(p[0], text)
    else:
        coccilib.report.print_report(p[0], "WARNING: " + text)

FREED = "%s() and no synchronize before %s() on line %s"
REMOVED = "%s() and no synchronize before %s() returns"

@script:python depends on org@
p << freed.p;
q << freed.q;
stop << freed.stop;
free << freed.free;
@@
tell(p, FREED % (stop, free, q[0].line), "org")

@script:python depends on org@
p << removed.p;
stop << removed.stop;
fn << driver.fn;
@@
tell(p, REMOVED % (stop, fn), "org")

@script:python depends on report@
p << freed.p;
q << freed.q;
stop << freed.stop;
free << freed.free;
@@
tell(p, FREED % (stop, free, q[0].line), "report")

@script:python depends on report@
p << removed.p;
stop << removed.stop;
fn << driver.fn;
@@
tell(p, REMOVED % (stop, fn), "report")
