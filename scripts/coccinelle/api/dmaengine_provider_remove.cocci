// SPDX-License-Identifier: GPL-2.0-only
///
/// What a provider must do when it goes: survive clients that still hold a
/// channel (device_release), leave the list of OF controllers, kill the tasklets
/// of its virtual channels by vchan_exit(), which frees what they still hold.
/// Also: descriptors freed under the lock of their channel.
///
//  Confidence: Moderate
//  False positives: without device_release a provider is not wrong, but its
//  unbind waits until all clients have released their channels. An OF
//  controller may be freed in another file. Some descriptors are freed by
//  nothing but kfree(), which is harmless under a lock; desc_free() may be more.
//  Patch mode touches only tasklets killed after the device was unregistered,
//  in the same function: vchan_exit() wants that.
//  Keywords: device_release, of_dma_controller_free, vchan_exit
//  Options: --no-includes
//

virtual report
virtual org
virtual patch
virtual context

//----------------------------------------------------------
//  Find
//----------------------------------------------------------

@release@
iterator name scoped_guard;
expression E;
@@

(
 E->device_release = ...
|
 E.device_release = ...
)

@registered depends on !release@
identifier f = {dma_async_device_register, dmaenginem_async_device_register};
position p;
@@

 f@p(...)

@controller_free@
@@

 of_dma_controller_free(...)

@controller depends on !controller_free@
position p;
@@

 of_dma_controller_register@p(...)

@vchan@
identifier use =~ "^vchan_";
@@

 use(...)

@free_op@
expression E;
identifier fn;
@@

(
 E->device_free_chan_resources = fn
|
 E.device_free_chan_resources = fn
)

@kill_in_free depends on vchan@
identifier free_op.fn;
expression E;
identifier v =~ "^v(c|chan)$";
position p;
@@

 fn(...)
 {
 <+...
(
 tasklet_kill@p(&E->v.task)
|
 tasklet_kill@p(&E.v.task)
)
 ...+>
 }

@kill depends on vchan@
expression E;
identifier v =~ "^v(c|chan)$";
position p != kill_in_free.p;
@@

(
 tasklet_kill@p(&E->v.task)
|
 tasklet_kill@p(&E.v.task)
)

@under_lock exists@
identifier lock =~ "^spin_lock";
identifier unlock =~ "^spin_unlock";
identifier free = {vchan_dma_desc_free_list, vchan_vdesc_fini};
expression L;
position p;
@@

 lock(L, ...)
 ... when any
     when != unlock(L, ...)
 free@p(...)

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@depends on context@
position registered.p;
identifier registered.f;
@@

* f@p(...)

@depends on context@
position controller.p;
@@

* of_dma_controller_register@p(...)

@depends on context@
position kill.p;
@@

* tasklet_kill@p(...)

@depends on context@
position kill_in_free.p;
@@

* tasklet_kill@p(...)

@depends on context@
position under_lock.p;
identifier under_lock.free;
@@

* free@p(...)

//----------------------------------------------------------
//  For patch mode
//----------------------------------------------------------

// A list must be walked safely: vchan_exit() takes the channel off it.
@depends on patch && vchan disable ptr_to_array exists@
expression E;
identifier v =~ "^v(c|chan)$";
iterator name list_for_each_entry_safe;
@@

 dma_async_device_unregister(...)
 ... when any
 list_for_each_entry_safe(...) {
 ...
(
- list_del(&E->v.chan.device_node);
- tasklet_kill(&E->v.task);
+ vchan_exit(&E->v);
|
- tasklet_kill(&E->v.task);
- list_del(&E->v.chan.device_node);
+ vchan_exit(&E->v);
|
- tasklet_kill(&E->v.task);
+ vchan_exit(&E->v);
)
 ...
 }

@in_loop depends on patch && vchan exists@
expression E;
identifier v =~ "^v(c|chan)$";
position p;
@@

 dma_async_device_unregister(...)
 ... when any
 for (...; ...; ...) {
 ...
(
 tasklet_kill@p(&E->v.task)
|
 tasklet_kill@p(&E.v.task)
)
 ...
 }

@depends on in_loop disable ptr_to_array@
expression E;
identifier v;
position in_loop.p;
@@

(
- tasklet_kill@p(&E->v.task)
+ vchan_exit(&E->v)
|
- tasklet_kill@p(&E.v.task)
+ vchan_exit(&E.v)
)

//----------------------------------------------------------
//  For org and report mode
//----------------------------------------------------------

@initialize:python depends on org || report@
@@
def tell(p, text, how):
    if how == "org":
        coccilib.org.print_todo(p[0], text)
    else:
        coccilib.report.print_report(p[0], "WARNING: " + text)

RELEASE = "provider without device_release: its unbind waits for all clients"
CONTROLLER = "of_dma_controller_register() and no of_dma_controller_free() in this file"
KILL = "tasklet of a virtual channel killed by hand, use vchan_exit() once the device is unregistered"
KILL_IN_FREE = "tasklet of a virtual channel killed by hand, vchan_free_chan_resources() does that"
UNDER_LOCK = "%s() under a lock: desc_free() may not be called like this"

@script:python depends on org@
p << registered.p;
@@
tell(p, RELEASE, "org")

@script:python depends on report@
p << registered.p;
@@
tell(p, RELEASE, "report")

@script:python depends on org@
p << controller.p;
@@
tell(p, CONTROLLER, "org")

@script:python depends on report@
p << controller.p;
@@
tell(p, CONTROLLER, "report")

@script:python depends on org@
p << kill.p;
@@
tell(p, KILL, "org")

@script:python depends on report@
p << kill.p;
@@
tell(p, KILL, "report")

@script:python depends on org@
p << kill_in_free.p;
@@
tell(p, KILL_IN_FREE, "org")

@script:python depends on report@
p << kill_in_free.p;
@@
tell(p, KILL_IN_FREE, "report")

@script:python depends on org@
p << under_lock.p;
free << under_lock.free;
@@
tell(p, UNDER_LOCK % free, "org")

@script:python depends on report@
p << under_lock.p;
free << under_lock.free;
@@
tell(p, UNDER_LOCK % free, "report")
