/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private to the files of the dmaengine core. Providers and clients never
 * include it: providers have "dmaengine.h", clients <linux/dmaengine.h>.
 */
#ifndef DMAENGINE_CORE_H
#define DMAENGINE_CORE_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/dmaengine.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/xarray.h>

#include "dmaengine.h"
#include "dmaengine-callback.h"

/**
 * DOC: locking
 *
 * Locks of the subsystem, outermost first. A thread may skip levels, it never
 * goes up.
 *
 * == ===================================== =========================== =======================
 * .. Lock                                  Protects                    Foreign code under it
 * == ===================================== =========================== =======================
 * 1  of_dma_lock, acpi_dma_lock: mutexes   lists of translators        xlate
 * 2  offload_lock: mutex                   count of public clients,    alloc and free of
 *                                          per-CPU channel table       *public* channels
 * 3  the registry's xa_lock: spinlock      list of devices; readers    none
 *                                          use RCU
 * 4  dma_device_core.lock: mutex           channels and their states,  a dma_filter_fn;
 *                                          privatecnt                  dma_chan.show
 * 5  dma_async_tx_descriptor.lock:         async_tx chain              none
 *    spinlock, softirqs off
 * 6  virt_dma_chan.lock:                   virt-dma's lists, cookies   no callback, no free;
 *    spinlock, interrupts off                                          virt_dma_chan.start
 * 7  a provider's hardware lock: spinlock  registers that channels     register access of
 *                                          share                       bounded time
 * == ===================================== =========================== =======================
 *
 * dma_chan.lock, a spinlock with interrupts off, lies between 5 and 6:
 * dmaengine_prep_config_sg_safe() and dmaengine_prep_config_single_safe() hold it
 * around the provider's config and prep.
 *
 * Nothing is taken, and nothing foreign is called, under these: the overflow
 * list of callbacks and dma_chan_core.aborted_lock (raw spinlocks, as their users
 * may be in hard interrupt context), and the xa_lock of dma_device_core.chans,
 * which is taken under level 4. debugfs_names_lock and buses_lock are mutexes
 * that are taken with no other lock held.
 *
 * A channel is claimed by its state under level 4. The provider's operation
 * then runs with no core lock held: the claim keeps everybody else out.
 *
 * Letters in the private structures say what a field is protected by:
 *
 * - ``I``: set once before the object is visible, constant afterwards
 * - ``R``: the registry's xa_lock; read under RCU
 * - ``L``: dma_device_core.lock
 * - ``O``: the offload lock
 * - ``C``: owned by whoever claimed the channel (CLAIMED, RELEASING), then by the
 *   client that holds it (IN_USE)
 * - ``A``: atomic, or written once with the barrier named at its users
 */

/**
 * enum dma_chan_state - who a channel belongs to
 * @DMA_CHAN_FREE: nobody's, may be claimed
 * @DMA_CHAN_CLAIMED: somebody is getting it, the provider's alloc runs
 * @DMA_CHAN_IN_USE: a client's, or the public clients'
 * @DMA_CHAN_RELEASING: somebody is giving it back, the provider's free runs
 * @DMA_CHAN_GONE: unregistered, never handed out again
 *
 * GONE is entered from FREE at once; from any other state it is noted and
 * takes effect when the holder releases the channel.
 */
enum dma_chan_state {
	DMA_CHAN_FREE,
	DMA_CHAN_CLAIMED,
	DMA_CHAN_IN_USE,
	DMA_CHAN_RELEASING,
	DMA_CHAN_GONE,
};

/* "dma<id>chan", with the id at most INT_MAX */
#define DMA_CHAN_PREFIX_LEN	sizeof("dma2147483647chan")

/**
 * struct dma_device_core - what the core knows of a registered dma_device
 *
 * Allocated by dma_async_device_register(). The registration and every
 * channel core hold a reference, so it outlives the provider's object.
 */
struct dma_device_core {
	/* private: */
	struct kref ref;		/* A */
	struct dma_device *device;	/* I: the provider's, valid until its release */
	struct device *dev;		/* I: the controller's, with a reference */
	unsigned long seq;		/* I: index in the registry, by registration */
	int id;				/* I */
	char chan_prefix[DMA_CHAN_PREFIX_LEN];	/* I: what the channels' names begin with */
	struct dma_chan_percpu __percpu *stats;	/* I: of the channels it was registered with */
	unsigned int stats_count;	/* I: how many of them */
	unsigned int stats_used;	/* I: all of them, once it is registered */

	struct mutex lock;		/* protects what is marked L, of the channels too */
	struct xarray chans;		/* L, read under RCU: channels by chan_id */
	unsigned int public;		/* L: channels claimed for public clients */
	bool dying;			/* L: unregistering, nothing is handed out */
	wait_queue_head_t idle;		/* A: woken when a channel changes its state */
	bool hidden;			/* L: no longer shown in debugfs */
	atomic_t shows;			/* A: provider's dbg_summary_show() running */

	struct dma_device saved;	/* I: has the provider's operations once it is dead */
	struct list_head withdrawn;	/* owned by who unregisters: its channels */
	struct completion quiet;	/* A: unregistering has stopped all channels */
	struct completion released;	/* A: nobody uses the provider's object any more */
	struct rcu_head rcu;
};

/* Marks the free channels in dma_device_core.chans, so that a busy one costs a request nothing. */
#define DMA_CHAN_FREE_MARK		XA_MARK_1

/* A range of cookies that were terminated; bounds included. */
struct dma_cookie_range {
	dma_cookie_t first;
	dma_cookie_t last;
};

/* How many separate terminates a channel remembers the cookies of. */
#define DMA_CHAN_ABORTED_RANGES		8

/**
 * struct dma_chan_core - what the core knows of a registered dma_chan
 * @dev: the public part, which dma_chan.dev points to
 *
 * It is the channel's sysfs device and reference counted by it. The
 * registration holds one reference and the holder of the channel another one,
 * so dma_chan.dev stays valid until the channel is released, even if the
 * provider is gone by then.
 */
struct dma_chan_core {
	struct dma_chan_dev dev;
	/* private: */
	struct dma_device_core *dcore;	/* I: holds a reference */
	struct dma_chan *chan;		/* I: the provider's */
	struct list_head withdrawn;	/* owned by who unregisters the channel */
	enum dma_chan_state state;	/* L; FREE ones have DMA_CHAN_FREE_MARK */
	bool gone;			/* L: doomed, GONE as soon as nobody holds it */
	bool pinned;			/* L: being stopped, release waits */
	bool removed;			/* L: no longer in sysfs */
	bool is_public;			/* L: claimed for public clients */
	bool own_stats;			/* I: dma_chan.local is not in dma_device_core.stats */
	bool slave_link;		/* L: this channel's sysfs link to its client exists */
	bool client_link;		/* L: the client's sysfs link to this channel exists */
	struct completion stopped;	/* A: unregistering has stopped the channel */
	struct list_head offload_node;	/* O: on the list of public channels */

	raw_spinlock_t aborted_lock;	/* protects the two below */
	unsigned int aborted_next;
	struct dma_cookie_range aborted[DMA_CHAN_ABORTED_RANGES];
};

static inline struct dma_chan_core *to_chan_core(struct dma_chan *chan)
{
	return container_of(chan->dev, struct dma_chan_core, dev);
}

static inline struct dma_chan_core *dev_to_chan_core(struct device *dev)
{
	return container_of(dev, struct dma_chan_core, dev.device);
}

/* dmaengine-core.c: registry and lifetime */
struct dma_device_core *dmaengine_registry_next(struct dma_device_core *prev);
bool dmaengine_registry_empty(void);
void dmaengine_registry_remove(struct dma_device_core *dcore);
void dmaengine_registry_free_id(struct dma_device_core *dcore);
struct dma_device_core *dmaengine_registry_find(unsigned long *seq);
void dmaengine_device_core_get(struct dma_device_core *dcore);
void dmaengine_device_core_put(struct dma_device_core *dcore);
void dmaengine_device_put(struct dma_device *device);

/* dmaengine-chan-add.c: registering channels */
int dmaengine_chan_add(struct dma_device_core *dcore, struct dma_chan *chan, const char *name);
int dmaengine_chan_add_all(struct dma_device_core *dcore);
void dmaengine_chan_publish(struct dma_chan_core *cc);
void dmaengine_chan_publish_all(struct dma_device_core *dcore);
void dmaengine_chan_remove(struct dma_chan_core *cc);

/* dmaengine-chan.c: channel states */
void dmaengine_chan_forget_locked(struct dma_chan_core *cc);
bool dmaengine_chan_claim_locked(struct dma_chan_core *cc);
void dmaengine_chan_claim_public_locked(struct dma_device_core *dcore, struct list_head *claimed);
int dmaengine_chan_activate(struct dma_chan_core *cc, int clients);
void dmaengine_chan_release(struct dma_chan_core *cc);
void dmaengine_chan_withdraw_locked(struct dma_chan_core *cc, struct list_head *withdrawn);
void dmaengine_chan_withdraw_all_locked(struct dma_device_core *dcore);
void dmaengine_chan_unpin(struct dma_chan_core *cc);
bool dmaengine_chan_wait(struct dma_chan_core *cc, bool (*reached)(struct dma_chan_core *cc),
			 long timeout);
void dmaengine_chan_wait_settled(struct dma_chan_core *cc);
bool dmaengine_chan_is_held(struct dma_chan_core *cc);

/* dmaengine-unregister.c: taking devices and channels away */
void dmaengine_unregister_wait_stopped(struct dma_chan *chan);
void dmaengine_unregister_stop(struct dma_device_core *dcore);

/* dmaengine-unbind.c: controllers whose driver is unbound */
int dmaengine_unbind_watch(struct dma_device_core *dcore);
void dmaengine_unbind_unwatch(struct dma_device_core *dcore);

/* dmaengine-offload.c: public channels */
void dmaengine_offload_add(struct dma_device_core *dcore);
void dmaengine_offload_hide(struct dma_device_core *dcore);
void dmaengine_offload_put(struct list_head *withdrawn);

/* dmaengine-desc.c: descriptors and their cookies */
void dmaengine_desc_note_aborted(struct dma_chan *chan, dma_cookie_t used);
void dmaengine_desc_forget_aborted(struct dma_chan *chan);
bool dmaengine_desc_settled(struct dma_chan *chan);
bool dmaengine_desc_completed(struct dma_chan *chan, const struct dma_device *ops);

/* dmaengine-terminate.c: terminate and synchronize; callbacks have "dmaengine-callback.h" */
void dmaengine_terminate_init(struct dma_chan *chan);
int dmaengine_terminate_by(struct dma_chan *chan, int (*terminate)(struct dma_chan *chan));
void dmaengine_terminate_close(struct dma_chan *chan);
void dmaengine_terminate_open(struct dma_chan *chan);

/* dmaengine-caps.c: what a device can do, stubs of a dead one */
int dmaengine_caps_check(struct dma_device *device);
bool dmaengine_caps_public(struct dma_device *device);
void dmaengine_caps_kill_ops(struct dma_device *device, struct dma_device *saved);
void dmaengine_caps_restore_ops(struct dma_device *device, struct dma_device *saved);

/* dmaengine-unmap.c */
int dmaengine_unmap_init(void);

/* dmaengine-sysfs.c */
extern const struct class dmaengine_class;

/* dmaengine-debugfs.c */
#ifdef CONFIG_DEBUG_FS
void dmaengine_debugfs_init(void);
void dmaengine_debugfs_add_device(struct dma_device_core *dcore);
void dmaengine_debugfs_hide_device(struct dma_device_core *dcore);
void dmaengine_debugfs_remove_device(struct dma_device_core *dcore);
void dmaengine_debugfs_set_client(struct dma_chan *chan, char *client);
#else
static inline void dmaengine_debugfs_init(void)
{
}

static inline void dmaengine_debugfs_add_device(struct dma_device_core *dcore)
{
}

static inline void dmaengine_debugfs_hide_device(struct dma_device_core *dcore)
{
}

static inline void dmaengine_debugfs_remove_device(struct dma_device_core *dcore)
{
}

static inline void dmaengine_debugfs_set_client(struct dma_chan *chan, char *client)
{
	kfree(client);
}
#endif

#endif /* DMAENGINE_CORE_H */
