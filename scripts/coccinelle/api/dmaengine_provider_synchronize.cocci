// SPDX-License-Identifier: GPL-2.0-only
///
/// A provider that can terminate needs device_synchronize, which returns when
/// no completion callback of what was terminated runs or will run, and the
/// controller does not touch its memory any more. Providers on virt-dma get the
/// first half from vchan_synchronize().
///
//  Confidence: High for providers on virt-dma, Low for the others
//  False positives: a provider may wait in device_terminate_all already, which
//  it must not. What is added does not wait for hardware that takes its time
//  to stop: see vchan_terminate_stopping(). For providers without virt-dma the
//  report names what in the file may run callbacks, and so has to be waited for.
//  Keywords: device_terminate_all, device_synchronize, vchan_synchronize
//  Options: --no-includes
//

virtual report
virtual org
virtual patch
virtual context

//----------------------------------------------------------
//  Find
//----------------------------------------------------------

@has@
expression E;
@@

(
 E->device_synchronize = ...
|
 E.device_synchronize = ...
)

@terminates depends on !has@
iterator name scoped_guard;
expression E;
identifier f;
position p;
@@

(
 E->device_terminate_all = f@p
|
 E.device_terminate_all = f@p
)

@vchan depends on terminates@
identifier use =~ "^vchan_(init|tx_prep|cookie_complete|next_desc)$";
@@

 use(...)

@here depends on vchan@
identifier terminates.f;
@@

 f(...) { ... }

@deferred depends on terminates && !vchan@
identifier make =~ "^(tasklet_(setup|init)|INIT_(DELAYED_)?WORK|(devm_)?request_threaded_irq|(devm_)?request_irq)$";
position p;
@@

 make@p(...)

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@depends on context@
position terminates.p;
identifier terminates.f;
expression E;
@@

(
* E->device_terminate_all = f@p
|
* E.device_terminate_all = f@p
)

//----------------------------------------------------------
//  For patch mode
//----------------------------------------------------------

@script:python naming depends on patch && here@
f << terminates.f;
synchronize;
@@
stem = f[:-len("_terminate_all")] if f.endswith("_terminate_all") else f
coccinelle.synchronize = cocci.make_ident(stem + "_synchronize")

@added depends on patch@
identifier terminates.f, naming.synchronize;
@@

 f(...) { ... }
+
+static void synchronize(struct dma_chan *chan)
+{
+	vchan_synchronize(to_virt_chan(chan));
+}

@depends on added disable ptr_to_array@
expression E;
identifier terminates.f, naming.synchronize;
@@

(
  E->device_terminate_all = f;
+ E->device_synchronize = synchronize;
|
  E.device_terminate_all = f;
+ E.device_synchronize = synchronize;
)

//----------------------------------------------------------
//  For org and report mode
//----------------------------------------------------------

@initialize:python depends on org || report@
@@
NEEDED = {"tasklet": "tasklet_kill()", "INIT_DELAYED": "cancel_delayed_work_sync() or a flush",
          "INIT_WORK": "flush_work()", "threaded": "synchronize_irq() for the thread",
          "request_irq": "synchronize_irq()"}
needs = {}

def need(p, make):
    for word in NEEDED:
        if word in make:
            needs.setdefault(p[0].file, set()).add(NEEDED[word])

def tell(p, text, how):
    text = "no device_synchronize: " + text
    if how == "org":
        coccilib.org.print_todo(p[0], text)
    else:
        coccilib.report.print_report(p[0], "WARNING: " + text)

ADD = "add one that calls vchan_synchronize()"
ELSEWHERE = "virt-dma, but %s() is in another file: add one there that calls vchan_synchronize()"

def other(p):
    known = sorted(needs.get(p[0].file, ()))
    return "needs " + (", ".join(known) if known else "what runs its callbacks to be waited for")

@script:python depends on org || report@
p << deferred.p;
make << deferred.make;
@@
need(p, make)

@script:python depends on org && here@
p << terminates.p;
@@
tell(p, ADD, "org")

@script:python depends on report && here@
p << terminates.p;
@@
tell(p, ADD, "report")

@script:python depends on org && vchan && !here@
p << terminates.p;
f << terminates.f;
@@
tell(p, ELSEWHERE % f, "org")

@script:python depends on report && vchan && !here@
p << terminates.p;
f << terminates.f;
@@
tell(p, ELSEWHERE % f, "report")

@script:python depends on org && !vchan@
p << terminates.p;
@@
tell(p, other(p), "org")

@script:python depends on report && !vchan@
p << terminates.p;
@@
tell(p, other(p), "report")
