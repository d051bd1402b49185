/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Races on two CPUs: what the suites of dmaengine_smp share.
 *
 * CPU 0 is the controller, or the one who takes it away; CPU 1 is the client.
 * Each does its side of a race over and over, with pauses of random length, so
 * that the two meet everywhere. Nothing is timed: what counts is an invariant.
 * A client's object is alive from before the descriptor is submitted until
 * terminate_sync() has returned, and a callback or a controller that finds it
 * dead is late.
 */
#ifndef DRIVERS_DMA_TESTS_DMAENGINE_SMP_H
#define DRIVERS_DMA_TESTS_DMAENGINE_SMP_H

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/prandom.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "../dmaengine.h"
#include "../virt-dma.h"

/* How long to wait for what cannot fail to come, unless there is a bug. */
#define SMP_TIMEOUT	(30 * HZ)

#define SMP_OBJ_LIVE	0x11febee5
#define SMP_OBJ_DEAD	0xdeadbee5

/**
 * struct smp_obj - what a client gives to its callback
 * @magic: SMP_OBJ_LIVE until the client has synchronized
 * @begun: a callback has begun
 * @spin: how long the callback takes
 * @hits: number of callbacks. Plain on purpose: the callback's while it runs,
 *	the client's after synchronize; KCSAN reports it if both have it.
 * @done: a callback is about to return
 */
struct smp_obj {
	u32 magic;
	bool begun;
	unsigned int spin;
	unsigned int hits;
	struct completion done;
};

/**
 * struct smp_stats - what was counted while a race ran
 * @calls: callbacks that were called
 * @late: callbacks that found their object dead, at the beginning or at the end
 * @touched: accesses of the controller to an object that was dead
 * @late_ops: operations that ran after unregister had returned
 * @lost: callbacks that did not come; the first one ends the race
 * @wrong: cookies whose status was wrong
 * @live: descriptors and providers that exist
 */
struct smp_stats {
	atomic_t calls;
	atomic_t late;
	atomic_t touched;
	atomic_t late_ops;
	atomic_t lost;
	atomic_t wrong;
	atomic_t live;
};

extern struct smp_stats smp_stats;

unsigned int smp_rounds(void);

/**
 * struct smp_race - the two sides of a race
 * @test: the case
 * @cpu0: what CPU 0 does
 * @cpu1: what CPU 1 does; when it returns, the race is over
 * @data: for both
 * @rounds: how often CPU 1 does it, at least
 * @enough: whether the two sides have met; if not, CPU 1 goes on. %NULL: they need not.
 * @keep: do not free objects, a broken variant will touch them
 * @seen: objects whose callback was called
 */
struct smp_race {
	struct kunit *test;
	void (*cpu0)(struct smp_race *race);
	void (*cpu1)(struct smp_race *race);
	void *data;
	unsigned int rounds;
	bool (*enough)(struct smp_race *race);
	bool keep;
	unsigned int seen;
	/* private: */
	bool over;			/* CPU 0 must return */
	unsigned int round[2];
	struct rnd_state rnd[2];
	struct smp_obj *objs;		/* kept for a while when they are dead */
	unsigned int next;
	atomic_t ready;
	struct completion done[2];
};

void smp_race_begin(struct kunit *test);
void smp_race_run(struct smp_race *race);
bool smp_race_over(struct smp_race *race);
bool smp_race_next(struct smp_race *race);
unsigned int smp_random(struct smp_race *race, unsigned int limit);
void smp_spin(unsigned int n);

struct smp_obj *smp_obj_get(struct smp_race *race);
void smp_obj_put(struct smp_race *race, struct smp_obj *obj);
void smp_obj_wait_begun(struct smp_obj *obj);
void smp_obj_expect_called(struct smp_obj *obj, unsigned long patience);
void smp_obj_callback(void *param);
void smp_obj_touch(struct smp_obj *obj);

/* There is no hardware: an address is the object itself. */
static inline dma_addr_t smp_obj_addr(struct smp_obj *obj)
{
	return (dma_addr_t)(uintptr_t)obj;
}

static inline struct smp_obj *smp_addr_obj(dma_addr_t addr)
{
	return (struct smp_obj *)(uintptr_t)addr;
}

struct dma_async_tx_descriptor *smp_prep(struct dma_chan *chan, struct smp_obj *obj, bool cyclic);
struct dma_chan *smp_request(struct device *dev);
struct dma_chan *smp_request_chan(struct dma_chan *chan);

/**
 * enum smp_style - how a provider calls callbacks
 * @SMP_RUNNING: looks the descriptor up and calls its callback
 * @SMP_CAPTURED: captures it, frees the descriptor, and calls it some time later
 * @SMP_SCHEDULED: leaves it to a tasklet
 * @SMP_BY_ITSELF: issue schedules the tasklet, which does everything
 */
enum smp_style {
	SMP_RUNNING,
	SMP_CAPTURED,
	SMP_SCHEDULED,
	SMP_BY_ITSELF,
};

/**
 * struct smp_dma_config - which provider to make
 * @dev: its device
 * @style: how it calls callbacks
 * @n_chans: number of channels
 * @has_synchronize: has device_synchronize
 * @has_release: has device_release, which frees it
 * @is_public: is for dmaengine_get() too
 * @lies: terminate succeeds and does nothing
 * @own_cookies: sets cookies by hand, which the core cannot keep apart
 * @bypass: calls callbacks without the core
 */
struct smp_dma_config {
	struct device *dev;
	enum smp_style style;
	unsigned int n_chans;
	bool has_synchronize;
	bool has_release;
	bool is_public;
	bool lies;
	bool own_cookies;
	bool bypass;
};

#define SMP_DESCS	16

/* A descriptor may be reused when none of the three holds it. */
struct smp_desc {
	struct dma_async_tx_descriptor tx;
	struct list_head node;
	struct list_head done_node;
	struct smp_obj *obj;
	bool cyclic;
	bool queued;		/* on submitted or issued */
	bool scheduled;		/* on done */
	bool busy;		/* its callback runs */
};

struct smp_chan {
	struct dma_chan chan;
	struct smp_dma *dma;
	spinlock_t lock;			/* protects what follows */
	struct list_head free;
	struct list_head submitted;
	struct list_head issued;
	struct list_head done;
	struct dmaengine_desc_callback held;	/* captured, and forgotten for a while */
	bool working;
	struct tasklet_struct tasklet;
	struct smp_desc descs[SMP_DESCS];
};

struct smp_dma {
	struct dma_device ddev;
	struct kref ref;
	struct smp_dma_config cfg;
	bool gone;				/* unregister has returned */
	struct smp_chan chans[];
};

struct smp_dma *smp_dma_create(const struct smp_dma_config *cfg);
struct dma_chan *smp_dma_new(struct kunit *test, const struct smp_dma_config *cfg);
int smp_dma_register(struct smp_dma *dma);
void smp_dma_unregister(struct smp_dma *dma);
void smp_dma_init_chan(struct smp_dma *dma, struct smp_chan *sc);
void smp_dma_put(struct smp_dma *dma);
bool smp_dma_work(struct smp_chan *sc, bool postpone, unsigned int spin);

/**
 * struct smp_vc - a provider with one virtual channel
 * @ddev: its device
 * @vc: its channel
 * @running: what the hardware works on
 * @stopping: what the hardware still works on although it was terminated
 * @slow: the hardware stops when smp_vc_work() is called, and not at once
 * @drops: number of completions after which one is not reported; 0: never
 * @completed: number of completions
 */
struct smp_vc {
	struct dma_device ddev;
	struct virt_dma_chan vc;
	struct virt_dma_desc *running;
	struct smp_obj *stopping;
	bool slow;
	unsigned int drops;
	unsigned int completed;
};

struct smp_vc *smp_vc_new(struct kunit *test, bool slow);
struct dma_chan *smp_vc_get(struct kunit *test, struct smp_vc *sv);
bool smp_vc_work(struct smp_vc *sv);

/**
 * struct smp_client - the client on CPU 1
 * @chan: its channel
 * @cyclic: its transfers are cyclic
 * @helps: it calls back too, so that two callbacks run at a time
 * @async: it does not synchronize, which is wrong
 * @patience: how long it waits for a callback, 0: SMP_TIMEOUT
 * @starved: how often the provider had no descriptor
 */
struct smp_client {
	struct dma_chan *chan;
	bool cyclic;
	bool helps;
	bool async;
	unsigned long patience;
	unsigned int starved;
};

void smp_hardware(struct smp_race *race);
void smp_vc_hardware(struct smp_race *race);
void smp_terminate_client(struct smp_race *race);
void smp_restart_client(struct smp_race *race);
void smp_synchronize_client(struct smp_race *race);
void smp_client_run(struct kunit *test, struct smp_client *client,
		    void (*hardware)(struct smp_race *race), void (*fn)(struct smp_race *race),
		    unsigned int rounds);
void smp_expect_nothing_wrong(struct kunit *test);

/**
 * struct smp_cookies - a channel on which descriptors complete, and who looks at them
 * @chan: the channel, not registered
 * @lock: its provider's lock
 * @complete: cookie of a descriptor that has completed
 * @in_flight: cookie of a descriptor that has not, 0 if there is none
 * @seq: changes when @in_flight does
 * @status: what tells how a cookie stands, dma_cookie_status() or a broken one
 */
struct smp_cookies {
	struct dma_chan chan;
	spinlock_t lock;	/* the cookies */
	dma_cookie_t complete;
	dma_cookie_t in_flight;
	unsigned int seq;
	enum dma_status (*status)(struct dma_chan *chan, dma_cookie_t cookie,
				  struct dma_tx_state *state);
};

void smp_cookies_run(struct kunit *test, struct smp_cookies *cookies, unsigned int rounds);

#endif /* DRIVERS_DMA_TESTS_DMAENGINE_SMP_H */
