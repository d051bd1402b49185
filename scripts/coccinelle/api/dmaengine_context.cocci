// SPDX-License-Identifier: GPL-2.0-only
///
/// dmaengine_terminate_sync(), dmaengine_synchronize() and dma_release_channel()
/// wait for completion callbacks and may sleep. Under a spinlock, in an
/// interrupt handler or a timer they may not be called, and from a callback
/// of the channel they would wait for themselves: use
/// dmaengine_terminate_async() there, and synchronize later.
///
//  Confidence: Moderate
//  False positives: a callback may belong to another channel, and its
//  controller call it from a thread; then the call is legal, but rests on how
//  that controller works. A lock that is dropped inside of a helper counts as
//  held. Calls are followed through one function of the same file; whether it
//  waits may depend on an argument. Only "false" as the last one is understood.
//  Keywords: dmaengine_terminate_sync, dmaengine_synchronize, dma_release_channel
//  Options: --no-includes
//

virtual report
virtual org
virtual patch
virtual context

//----------------------------------------------------------
//  Find: locks held
//----------------------------------------------------------

@locked exists@
identifier lock =~ "^(_?raw_)?(spin|read|write)_(try)?lock(_(bh|irq|irqsave|nested|irqsave_nested))?$|^uart_port_(try)?lock|^netif_tx_lock";
identifier unlock =~ "^(_?raw_)?(spin|read|write)_unlock(_(bh|irq|irqrestore))?$|^uart_(port_)?unlock|^netif_tx_unlock";
identifier wait = {dmaengine_terminate_sync, dmaengine_synchronize, dma_release_channel};
expression L;
position p;
@@

 lock(L, ...)
 ... when any
     when != unlock(L, ...)
 wait@p(...)

@disabled exists@
identifier off =~ "^(local_bh_disable|preempt_disable|rcu_read_lock|local_irq_disable|local_irq_save)$";
identifier on =~ "^(local_bh_enable|preempt_enable|rcu_read_unlock|local_irq_enable|local_irq_restore)$";
identifier wait = {dmaengine_terminate_sync, dmaengine_synchronize, dma_release_channel};
position p;
@@

 off(...)
 ... when any
     when != on(...)
 wait@p(...)

@scoped@
identifier kind =~ "spinlock|read_lock|write_lock|irq|preempt|rcu|_bh$";
identifier wait = {dmaengine_terminate_sync, dmaengine_synchronize, dma_release_channel};
position p;
iterator name scoped_guard;
@@

 scoped_guard(kind, ...) { <+... wait@p(...) ...+> }

@guarded exists@
identifier kind =~ "spinlock|read_lock|write_lock|irq|preempt|rcu|_bh$";
identifier wait = {dmaengine_terminate_sync, dmaengine_synchronize, dma_release_channel};
position p;
@@

 guard(kind)(...);
 ... when any
 wait@p(...)

//----------------------------------------------------------
//  Find: functions that may not sleep, and what they call
//----------------------------------------------------------

@waits@
identifier fn;
identifier wait = {dmaengine_terminate_sync, dmaengine_synchronize, dma_release_channel};
position p;
@@

 fn(...)
 {
 <+... wait@p(...) ...+>
 }

@entry@
identifier atomic;
expression E;
identifier take1 = {request_irq, request_threaded_irq, timer_setup, tasklet_setup, tasklet_init};
identifier take2 = {devm_request_irq, devm_request_threaded_irq};
@@

(
 E->callback = atomic
|
 E.callback = atomic
|
 E->callback_result = atomic
|
 E.callback_result = atomic
|
 E->function = atomic
|
 E.function = atomic
|
 take1(E, atomic, ...)
|
 take2(E, ..., atomic, ...)
)

// Only the first handler of a threaded interrupt may not sleep.
@thread@
identifier entry.atomic;
expression A, B, C, D;
@@

(
 request_threaded_irq(A, B, atomic, ...)
|
 devm_request_threaded_irq(A, B, C, atomic, ...)
|
 devm_request_irq(A, B, C, D, atomic, ...)
)

@direct depends on !thread exists@
identifier entry.atomic;
identifier wait = {dmaengine_terminate_sync, dmaengine_synchronize, dma_release_channel};
position p;
@@

 atomic(...)
 {
 <+... wait@p(...) ...+>
 }

// It waits if it is told to, and here it is not.
@told_not_to@
symbol false;
identifier waits.fn;
position q;
@@

 fn@q(..., false)

@called depends on !thread exists@
identifier entry.atomic, waits.fn;
position q != told_not_to.q;
@@

 atomic(...)
 {
 <+... fn@q(...) ...+>
 }

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@depends on context@
position locked.p;
identifier locked.wait;
@@

* wait@p(...)

@depends on context@
position disabled.p;
identifier disabled.wait;
@@

* wait@p(...)

@depends on context@
position scoped.p;
identifier scoped.wait;
@@

* wait@p(...)

@depends on context@
position guarded.p;
identifier guarded.wait;
@@

* wait@p(...)

@depends on context@
position direct.p;
identifier direct.wait;
@@

* wait@p(...)

@depends on context@
position called.q;
identifier waits.fn;
@@

* fn@q(...)

//----------------------------------------------------------
//  For patch mode
//----------------------------------------------------------

// Only a terminate in the same function as the lock can be converted alone.
@depends on patch exists@
identifier lock =~ "^(_?raw_)?(spin|read|write)_(try)?lock(_(bh|irq|irqsave|nested|irqsave_nested))?$|^uart_port_(try)?lock|^netif_tx_lock";
identifier unlock =~ "^(_?raw_)?(spin|read|write)_unlock(_(bh|irq|irqrestore))?$|^uart_(port_)?unlock|^netif_tx_unlock";
expression L;
@@

 lock(L, ...)
 ... when any
     when != unlock(L, ...)
- dmaengine_terminate_sync
+ dmaengine_terminate_async
  (...)

@depends on patch && !thread exists@
identifier entry.atomic;
@@

 atomic(...)
 {
 <+...
- dmaengine_terminate_sync
+ dmaengine_terminate_async
  (...)
 ...+>
 }

//----------------------------------------------------------
//  For org and report mode
//----------------------------------------------------------

@initialize:python depends on org || report@
@@
told = set()

def tell(p, text, how):
    place = (p[0].file, p[0].line, p[0].column)
    if place in told:
        return
    told.add(place)
    if how == "org":
        coccilib.org.print_todo(p[0], text)
    else:
        coccilib.report.print_report(p[0], "ERROR: " + text)

@script:python depends on org@
p << locked.p;
wait << locked.wait;
lock << locked.lock;
@@
tell(p, "%s() after %s(), it may sleep" % (wait, lock), "org")

@script:python depends on report@
p << locked.p;
wait << locked.wait;
lock << locked.lock;
@@
tell(p, "%s() after %s(), it may sleep" % (wait, lock), "report")

@script:python depends on org@
p << disabled.p;
wait << disabled.wait;
off << disabled.off;
@@
tell(p, "%s() after %s(), it may sleep" % (wait, off), "org")

@script:python depends on report@
p << disabled.p;
wait << disabled.wait;
off << disabled.off;
@@
tell(p, "%s() after %s(), it may sleep" % (wait, off), "report")

@script:python depends on org@
p << scoped.p;
wait << scoped.wait;
kind << scoped.kind;
@@
tell(p, "%s() in scoped_guard(%s), it may sleep" % (wait, kind), "org")

@script:python depends on report@
p << scoped.p;
wait << scoped.wait;
kind << scoped.kind;
@@
tell(p, "%s() in scoped_guard(%s), it may sleep" % (wait, kind), "report")

@script:python depends on org@
p << guarded.p;
wait << guarded.wait;
kind << guarded.kind;
@@
tell(p, "%s() after guard(%s), it may sleep" % (wait, kind), "org")

@script:python depends on report@
p << guarded.p;
wait << guarded.wait;
kind << guarded.kind;
@@
tell(p, "%s() after guard(%s), it may sleep" % (wait, kind), "report")

@script:python depends on org@
p << direct.p;
wait << direct.wait;
atomic << entry.atomic;
@@
tell(p, "%s() in %s(), which may not sleep" % (wait, atomic), "org")

@script:python depends on report@
p << direct.p;
wait << direct.wait;
atomic << entry.atomic;
@@
tell(p, "%s() in %s(), which may not sleep" % (wait, atomic), "report")

@script:python depends on org@
q << called.q;
p << waits.p;
wait << waits.wait;
atomic << entry.atomic;
@@
tell(p, "%s() called from %s(), which may not sleep" % (wait, atomic), "org")

@script:python depends on report@
q << called.q;
p << waits.p;
wait << waits.wait;
atomic << entry.atomic;
@@
tell(p, "%s() called from %s(), which may not sleep" % (wait, atomic), "report")
