// SPDX-License-Identifier: GPL-2.0-only
///
/// dmaengine_terminate_all() is deprecated: it does not say whether completion
/// callbacks may still run when it returns. Callers that may sleep want
/// dmaengine_terminate_sync(), which waits for them. Callers that may not want
/// dmaengine_terminate_async().
///
// The context of each call is derived from what the file shows: locks held
// around it, sleeping functions on the same path, and how the function is
// reached, through static callers, from interrupt handlers, completion
// callbacks, timers, workers and operations whose context is known. Atomic
// wins over sleeping. What has an unknown caller is reported, not converted.
//
//  Confidence: Moderate
//  False positives: a function that sleeps only if an argument allows it, and
//  is called with locks held from another file, is taken for one that may
//  sleep. A lock hidden in a helper of another file is not seen.
//  Keywords: dmaengine_terminate_all, dmaengine_terminate_sync
//  Options: --no-includes
//

virtual report
virtual org
virtual patch
virtual context

@initialize:python@
@@
import re

def operations(text):
    """{(structure, operation)} from lines "structure operation..."; "*" is any structure."""
    return {(words[0], op) for words in map(str.split, text.strip().splitlines()) for op in words[1:]}

# Operations that are always run in the same kind of context.
PROCESS_OPS = operations("""
* probe remove remove_new suspend resume freeze thaw poweroff restore suspend_late resume_early
* runtime_suspend runtime_resume attach_chip detach_chip exec_op
* read_page write_page read_page_raw write_page_raw read_subpage write_subpage
* read_oob write_oob read_oob_raw write_oob_raw transfer_one transfer_one_message handle_err
* prepare_message unprepare_message prepare_transfer_hardware unprepare_transfer_hardware
ata_port_operations port_start port_stop error_handler post_internal_cmd
file_operations open release read write unlocked_ioctl
iio_buffer_setup_ops preenable postenable predisable postdisable
mmc_host_ops request pre_req set_ios
net_device_ops ndo_open ndo_stop
platform_driver shutdown
snd_pcm_ops open close hw_params hw_free prepare
snd_soc_component_driver open close hw_params hw_free prepare
snd_soc_dai_ops startup shutdown hw_params hw_free prepare
uart_ops startup shutdown set_termios request_port release_port
vb2_ops start_streaming stop_streaming buf_prepare buf_cleanup
""")
ATOMIC_OPS = operations("""
* callback callback_result function channel_abort channel_program channel_release
ata_port_operations bmdma_setup bmdma_start bmdma_stop qc_issue freeze thaw sff_irq_clear
net_device_ops ndo_start_xmit ndo_tx_timeout ndo_set_rx_mode
snd_pcm_ops trigger
snd_soc_component_driver trigger
snd_soc_dai_ops trigger
uart_ops start_tx stop_tx start_rx stop_rx flush_buffer throttle unthrottle set_mctrl enable_ms
vb2_ops buf_queue
""")
# Registered by a call: its name, and the number of the argument.
PROCESS_ARGUMENTS = {
    ("request_threaded_irq", 2), ("devm_request_threaded_irq", 3), ("INIT_WORK", 1),
    ("INIT_DELAYED_WORK", 1), ("kthread_run", 0), ("kthread_create", 0), ("devm_add_action", 1),
    ("devm_add_action_or_reset", 1), ("module_init", 0), ("module_exit", 0), ("NAND_OP_PARSER_PATTERN", 0),
}
ATOMIC_ARGUMENTS = {
    ("request_irq", 1), ("devm_request_irq", 2), ("request_threaded_irq", 1),
    ("devm_request_threaded_irq", 2), ("tasklet_setup", 1), ("tasklet_init", 1),
    ("timer_setup", 1), ("hrtimer_setup", 1), ("init_irq_work", 1),
}
OPERATION = re.compile(r"(?:->|\.)\s*(\w+)$")
ENTRY_NAME = re.compile(r"_(probe|remove|suspend|resume|runtime_suspend|runtime_resume)$")

ATOMIC, PROCESS, UNKNOWN = "atomic", "process", "unknown"
TOLD = {"sync": "use dmaengine_terminate_sync(), this may sleep: %s",
        "async": "use dmaengine_terminate_async(), this may not sleep: %s",
        "manual": "dmaengine_terminate_all() is deprecated, context unknown: %s"}

class File:
    """What has been seen of one file."""
    def __init__(self):
        self.sites = {}      # (line, column) -> function
        self.calls = {}      # callee -> {(caller, line, column)}
        self.roles = {}      # function -> {(context, why)}
        self.values = {}     # function -> {(line, column)} where it is named
        self.known = set()   # (line, column) of names that are calls or understood
        self.fields = {}     # function -> {operation}
        self.through = {}    # operation -> {(caller, line, column)} that call it
        self.public = set()  # functions that are not static
        self.leading = None  # (line, column) of sites and of calls that lead to one
        self.atomic = {}     # (line, column) -> why
        self.sleeps = {}     # (line, column) -> why
        self.takers = set()  # functions that return with a lock taken
        self.unlocks = set() # functions that drop a lock that they did not take

    def role(self, function, where, context, why):
        self.roles.setdefault(function, set()).add((context, why))
        self.known.add(where)

    def callers(self, function):
        """Direct calls, and calls of operations that this function is. There may be others of these."""
        found = set(self.calls.get(function, ()))
        for operation in self.fields.get(function, ()):
            found |= self.through.get(operation, set())
        return found

    def contexts(self, function, seen=()):
        """All contexts in which a function is entered, each with a reason."""
        if function in seen:
            return set()
        found = set(self.roles.get(function, ()))
        callers = self.callers(function)
        for caller, line, column in callers:
            found |= self.at(caller, line, column, seen + (function,))
        if function in self.public:
            found.add((UNKNOWN, "%s() is not static" % function))
        if self.values.get(function, set()) - self.known:
            found.add((UNKNOWN, "%s() is called through a pointer" % function))
        if not found and not callers:
            found.add((UNKNOWN, "no caller of %s() seen" % function if function != "something_else"
                       else "spatch cannot tell which function this is"))
        # By the convention for names: given to a macro, or only called from another file.
        if ENTRY_NAME.search(function) and all(context == UNKNOWN for context, _ in found):
            return {(PROCESS, "%s()" % function)}
        return found

    def at(self, function, line, column, seen=()):
        """All contexts of one place in a function."""
        if (line, column) in self.atomic:
            return {(ATOMIC, self.atomic[line, column])}
        found = self.contexts(function, seen)
        why = self.sleeps.get((line, column))
        if why and function not in self.unlocks:
            found = {entry for entry in found if entry[0] == ATOMIC}
            found.add((PROCESS, why))
        return found

    def verdict(self, line, column):
        """(verdict, reason) of a site."""
        found = self.at(self.sites[line, column], line, column)
        for context, verdict in ((ATOMIC, "async"), (UNKNOWN, "manual"), (PROCESS, "sync")):
            reasons = sorted(why for kind, why in found if kind == context)
            if reasons:
                return verdict, reasons[0]
        return "manual", "only called by itself"

files = {}

def facts(p):
    return files.setdefault(p[0].file, File())

def place(p):
    return int(p[0].line), int(p[0].column)

def note_call(p, function):
    file, caller = facts(p), (p[0].current_element,) + place(p)
    if function.isidentifier():
        file.calls.setdefault(function, set()).add(caller)
        file.known.add(place(p))
    elif OPERATION.search(function):
        file.through.setdefault(OPERATION.search(function).group(1), set()).add(caller)

def note_op(p, value, structure, op):
    """A function, or its address, becomes an operation."""
    function = value.lstrip("& ")
    where = place(p)[0], place(p)[1] + value.startswith("&")
    facts(p).fields.setdefault(function, set()).add(op)
    for ops, context in ((PROCESS_OPS, PROCESS), (ATOMIC_OPS, ATOMIC)):
        if (structure, op) in ops or ("*", op) in ops:
            facts(p).role(function, where, context, "%s() is a %s" % (function, op))

def note_argument(p, function, register, number):
    for arguments, context in ((PROCESS_ARGUMENTS, PROCESS), (ATOMIC_ARGUMENTS, ATOMIC)):
        if (register, number) in arguments:
            facts(p).role(function, place(p), context, "%s() is given to %s()" % (function, register))

def matters(p):
    """Is this a site, or a call that leads to one?"""
    file = facts(p)
    if file.leading is None:
        seen, todo = set(), set(file.sites.values())
        file.leading = set(file.sites)
        while todo:
            function = todo.pop()
            seen.add(function)
            for caller, line, column in file.callers(function):
                file.leading.add((line, column))
                if caller not in seen:
                    todo.add(caller)
    return place(p) in file.leading

def takes_lock(p, function):
    return function in facts(p).takers

def decided(p, wanted):
    file = facts(p)
    return place(p) in file.sites and file.verdict(*place(p))[0] == wanted

def told(p):
    verdict, why = facts(p).verdict(*place(p))
    return TOLD[verdict] % why

@site@
position p;
@@
 dmaengine_terminate_all@p(...)

@script:python@
p << site.p;
@@
facts(p).sites[place(p)] = p[0].current_element

@call depends on site@
expression F;
position p;
@@
 F@p(...)

@script:python@
p << call.p;
F << call.F;
@@
note_call(p, F)

@private depends on site@
identifier f;
position p;
@@
 static f@p(...) { ... }

@public depends on site@
identifier f;
position p != private.p;
@@
 f@p(...) { ... }

@script:python@
p << public.p;
f << public.f;
@@
facts(p).public.add(f)

@value depends on site@
identifier f;
position p;
@@
 f@p

@script:python@
p << value.p;
f << value.f;
@@
facts(p).values.setdefault(f, set()).add(place(p))

@table depends on site@
identifier T, s, op;
expression F;
position p;
@@
 struct T s = { ..., .op = F@p, ..., };

@script:python@
p << table.p;
T << table.T;
op << table.op;
F << table.F;
@@
note_op(p, F, T, op)

@assigned depends on site@
expression E, F;
position p;
@@
 E = F@p

@script:python@
p << assigned.p;
E << assigned.E;
F << assigned.F;
@@
if OPERATION.search(E):
    note_op(p, F, "?", OPERATION.search(E).group(1))

@argument depends on site@
identifier taker, f;
expression list[n] before;
position p;
@@
 taker(before, f@p, ...)

@script:python@
p << argument.p;
taker << argument.taker;
f << argument.f;
n << argument.n;
@@
note_argument(p, f, taker, int(n))

@locked depends on site exists@
identifier lock =~ "^(_?raw_)?(spin|read|write)_(try)?lock(_(bh|irq|irqsave|nested|irqsave_nested))?$|^uart_port_(try)?lock|^local_irq_(save|disable)$|^netif_tx_lock";
identifier unlock =~ "^(_?raw_)?(spin|read|write)_unlock(_(bh|irq|irqrestore))?$|^uart_(port_)?unlock|^local_irq_(restore|enable)$|^netif_tx_unlock";
expression f;
expression E;
position p : script:python() { matters(p) };
@@
 lock(E, ...)
 ... when any
     when != unlock(E, ...)
 f@p(...)

@script:python@
p << locked.p;
lock << locked.lock;
@@
facts(p).atomic[place(p)] = "%s()" % lock

@takes depends on site exists@
identifier fn;
identifier lock =~ "^(_?raw_)?(spin|read|write)_(try)?lock(_(bh|irq|irqsave|nested|irqsave_nested))?$|^uart_port_(try)?lock|^local_irq_(save|disable)$|^netif_tx_lock";
identifier unlock =~ "^(_?raw_)?(spin|read|write)_unlock(_(bh|irq|irqrestore))?$|^uart_(port_)?unlock|^local_irq_(restore|enable)$|^netif_tx_unlock";
expression E;
position p;
@@
 fn@p(...)
 {
 ... when any
 lock(E, ...);
 ... when != unlock(E, ...)
 }

@script:python@
p << takes.p;
fn << takes.fn;
@@
facts(p).takers.add(fn)

@helped depends on takes exists@
identifier helper;
expression f;
identifier unhelper =~ "unlock|release";
position p : script:python() { matters(p) };
position q : script:python(helper) { takes_lock(q, helper) };
@@
 helper@q(...)
 ... when any
     when != unhelper(...)
 f@p(...)

@script:python@
p << helped.p;
helper << helped.helper;
@@
facts(p).atomic[place(p)] = "%s()" % helper

@disabled depends on site exists@
identifier off =~ "^(local_bh_disable|local_irq_disable|preempt_disable|rcu_read_lock)$";
identifier on =~ "^(local_bh_enable|local_irq_enable|preempt_enable|rcu_read_unlock)$";
expression f;
position p : script:python() { matters(p) };
@@
 off()
 ... when any
     when != on()
 f@p(...)

@script:python@
p << disabled.p;
off << disabled.off;
@@
facts(p).atomic[place(p)] = "%s()" % off

@scoped depends on site@
identifier kind =~ "spinlock|read_lock|write_lock|irq|preempt|rcu|_bh$";
expression f;
position p : script:python() { matters(p) };
iterator name scoped_guard;
@@
 scoped_guard(kind, ...) { <+... f@p(...) ...+> }

@script:python@
p << scoped.p;
kind << scoped.kind;
@@
facts(p).atomic[place(p)] = "scoped_guard(%s)" % kind

@guarded depends on site exists@
identifier kind =~ "spinlock|read_lock|write_lock|irq|preempt|rcu|_bh$";
expression f;
position p : script:python() { matters(p) };
@@
 guard(kind)(...);
 ... when any
 f@p(...)

@script:python@
p << guarded.p;
kind << guarded.kind;
@@
facts(p).atomic[place(p)] = "guard(%s)" % kind

@sleeps_before depends on site exists@
identifier sleep =~ "^(wait_for_completion|wait_event|mutex_(un)?lock$|down$|down_|msleep|usleep_range|ssleep$|fsleep$|schedule$|schedule_timeout|might_sleep|synchronize_|flush_work|cancel_.*work_sync$|free_irq$|devm_free_irq$|disable_irq$|kthread_stop|dma_request_|dma_release_channel$|dmaengine_synchronize$|dmaengine_terminate_sync$|clk_(un)?prepare|clk_disable_unprepare$|regulator_|tasklet_kill$|copy_(from|to)_user$|device_unregister$|unregister_netdev$)";
expression f;
position p : script:python() { matters(p) };
@@
 sleep(...)
 ... when any
 f@p(...)

@script:python@
p << sleeps_before.p;
sleep << sleeps_before.sleep;
@@
facts(p).sleeps[place(p)] = "%s()" % sleep

@sleeps_after depends on site exists@
identifier sleep =~ "^(wait_for_completion|wait_event|mutex_(un)?lock$|down$|down_|msleep|usleep_range|ssleep$|fsleep$|schedule$|schedule_timeout|might_sleep|synchronize_|flush_work|cancel_.*work_sync$|free_irq$|devm_free_irq$|disable_irq$|kthread_stop|dma_request_|dma_release_channel$|dmaengine_synchronize$|dmaengine_terminate_sync$|clk_(un)?prepare|clk_disable_unprepare$|regulator_|tasklet_kill$|copy_(from|to)_user$|device_unregister$|unregister_netdev$)";
expression f;
position p : script:python() { matters(p) };
@@
 f@p(...)
 ... when any
 sleep(...)

@script:python@
p << sleeps_after.p;
sleep << sleeps_after.sleep;
@@
facts(p).sleeps[place(p)] = "%s()" % sleep

@allocates_before depends on site exists@
identifier alloc =~ "alloc|dup";
expression f;
position p : script:python() { matters(p) };
@@
 alloc(..., GFP_KERNEL)
 ... when any
 f@p(...)

@script:python@
p << allocates_before.p;
alloc << allocates_before.alloc;
@@
facts(p).sleeps[place(p)] = "%s() with GFP_KERNEL" % alloc

@drops depends on site exists@
identifier fn;
identifier lock =~ "^(_?raw_)?(spin|read|write)_(try)?lock(_(bh|irq|irqsave|nested|irqsave_nested))?$|^uart_port_(try)?lock|^local_irq_(save|disable)$|^netif_tx_lock";
identifier unlock =~ "^(_?raw_)?(spin|read|write)_unlock(_(bh|irq|irqrestore))?$|^uart_(port_)?unlock|^local_irq_(restore|enable)$|^netif_tx_unlock";
expression E;
position p;
@@
 fn(...)
 {
 ... when != lock(E, ...)
 unlock@p(E, ...)
 ... when any
 }

@script:python@
p << drops.p;
fn << drops.fn;
@@
facts(p).unlocks.add(fn)

//  For context mode
@depends on context@
position site.p;
@@
* dmaengine_terminate_all@p(...)

//  For patch mode
@depends on patch@
position p : script:python() { decided(p, "sync") };
position q : script:python() { decided(q, "async") };
@@
(
- dmaengine_terminate_all@p
+ dmaengine_terminate_sync
  (...)
|
- dmaengine_terminate_all@q
+ dmaengine_terminate_async
  (...)
)

//  For org and report mode
@script:python depends on org@
p << site.p;
@@
coccilib.org.print_todo(p[0], told(p))

@script:python depends on report@
p << site.p;
@@
coccilib.report.print_report(p[0], "WARNING: " + told(p))
