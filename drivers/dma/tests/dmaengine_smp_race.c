// SPDX-License-Identifier: GPL-2.0-only
/*
 * Races on two CPUs: the threads, the pauses and the client's objects, which are
 * the oracle. See dmaengine_smp.h.
 *
 * One race runs at a time. What it counts is global, because a callback that is
 * late has no object left that could say where to count.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "dmaengine_smp.h"

/* Without KASAN, so many objects stay dead before one is used again. */
#define SMP_OBJS	4096

/* Bounds the wait for a callback that may never come. */
#define SMP_BEGUN_SPINS	2000

/* How long to poll for a callback before sleeping. */
#define SMP_CALLED_SPINS	5000

/* So many rounds of each side are watched by lockdep. */
#define SMP_LOCKDEP_ROUNDS	200

/* A broken variant gets time to be caught. */
#define SMP_BROKEN_SPINS	200

/* So many times as many rounds, if need be, until the race has shown what it is to show. */
#define SMP_MAX_LONGER	100

static unsigned int rounds = 100000;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "how often each race is run (default 100000)");

struct smp_stats smp_stats;

/**
 * smp_rounds() - How often a race is run
 *
 * Return: Number of rounds.
 */
unsigned int smp_rounds(void)
{
	return rounds;
}

/**
 * smp_race_begin() - Begin a case
 * @test: the case; skipped on a machine with one CPU
 */
void smp_race_begin(struct kunit *test)
{
	if (!cpu_online(0) || !cpu_online(1))
		kunit_skip(test, "needs CPU 0 and CPU 1");

	memset(&smp_stats, 0, sizeof(smp_stats));
}

/**
 * smp_spin() - Let a little time pass
 * @n: how much
 */
void smp_spin(unsigned int n)
{
	while (n--)
		cpu_relax();
}

/**
 * smp_random() - A random number, from a sequence of this side of the race
 * @race: race
 * @limit: number of different results, a power of two
 *
 * Context: One of the two threads.
 * Return: 0 to @limit - 1.
 */
unsigned int smp_random(struct smp_race *race, unsigned int limit)
{
	return prandom_u32_state(&race->rnd[raw_smp_processor_id()]) & (limit - 1);
}

/*
 * Lockdep learns nothing new from a path that it has seen so many times, and
 * takes most of the time under emulation. It is off for these two threads, and
 * for interrupts on top of them, not for the rest of the kernel.
 */
static void smp_count_round(struct smp_race *race, unsigned int side)
{
	if (++race->round[side] == SMP_LOCKDEP_ROUNDS)
		lockdep_off();
}

static void smp_end_rounds(struct smp_race *race, unsigned int side)
{
	if (race->round[side] >= SMP_LOCKDEP_ROUNDS)
		lockdep_on();
}

/**
 * smp_race_over() - Tell CPU 0 whether to stop
 * @race: race
 *
 * Gives up the CPU if somebody else wants it. No lock may be held.
 *
 * Return: Whether CPU 1 has done its rounds.
 */
bool smp_race_over(struct smp_race *race)
{
	cond_resched();
	smp_count_round(race, 0);
	/* Acquire: what CPU 1 did is done. Pairs with smp_thread1(). */
	return smp_load_acquire(&race->over);
}

/* An emulated CPU may stand still for many rounds of the other one. */
static bool smp_race_enough(struct smp_race *race)
{
	if (race->round[1] < race->rounds)
		return false;

	return !race->enough || race->enough(race) ||
	       race->round[1] / SMP_MAX_LONGER >= race->rounds;
}

/**
 * smp_race_next() - Tell CPU 1 whether to go on
 * @race: race
 *
 * Gives up the CPU if somebody else wants it. No lock may be held.
 *
 * Return: Whether there is another round to run.
 */
bool smp_race_next(struct smp_race *race)
{
	cond_resched();
	if (atomic_read(&smp_stats.lost) || smp_race_enough(race))
		return false;

	smp_count_round(race, 1);
	return true;
}

/* Both begin at the same time, or there is a round or two without a race. */
static void smp_meet(struct smp_race *race)
{
	atomic_inc(&race->ready);
	while (atomic_read(&race->ready) < 2)
		cond_resched();
}

static int smp_thread0(void *data)
{
	struct smp_race *race = data;

	smp_meet(race);
	race->cpu0(race);
	smp_end_rounds(race, 0);
	kthread_complete_and_exit(&race->done[0], 0);
}

static int smp_thread1(void *data)
{
	struct smp_race *race = data;

	smp_meet(race);
	race->cpu1(race);
	smp_end_rounds(race, 1);
	/* Pairs with smp_race_over(). */
	smp_store_release(&race->over, true);
	kthread_complete_and_exit(&race->done[1], 0);
}

static struct task_struct *smp_thread(struct kunit *test, int (*fn)(void *), struct smp_race *race,
				      unsigned int cpu)
{
	struct task_struct *task = kthread_create(fn, race, "dmaengine_smp/%u", cpu);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	kthread_bind(task, cpu);

	return task;
}

/**
 * smp_race_run() - Run both sides of a race to the end
 * @race: race
 */
void smp_race_run(struct smp_race *race)
{
	struct kunit *test = race->test;
	struct task_struct *task0, *task1;

	prandom_seed_state(&race->rnd[0], 1);
	prandom_seed_state(&race->rnd[1], 2);
	race->objs = kunit_kcalloc(test, SMP_OBJS, sizeof(*race->objs), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, race->objs);

	task0 = smp_thread(test, smp_thread0, race, 0);
	task1 = smp_thread(test, smp_thread1, race, 1);
	init_completion(&race->done[0]);
	init_completion(&race->done[1]);
	wake_up_process(task0);
	wake_up_process(task1);
	wait_for_completion(&race->done[0]);
	wait_for_completion(&race->done[1]);
}

/* KASAN sees for itself who touches what is free; otherwise the dead are kept for a while. */
static bool smp_obj_is_freed(struct smp_race *race)
{
	return IS_ENABLED(CONFIG_KASAN) && !race->keep;
}

/**
 * smp_obj_get() - Make an object
 * @race: race
 *
 * Context: CPU 1.
 * Return: The object, alive.
 */
struct smp_obj *smp_obj_get(struct smp_race *race)
{
	struct smp_obj *obj;

	if (smp_obj_is_freed(race))
		obj = kmalloc(sizeof(*obj), GFP_KERNEL | __GFP_NOFAIL);
	else
		obj = &race->objs[race->next++ % SMP_OBJS];

	WRITE_ONCE(obj->begun, false);
	obj->hits = 0;
	obj->spin = smp_random(race, 2) ? smp_random(race, 32) : 0;
	if (race->keep)
		obj->spin += SMP_BROKEN_SPINS;
	init_completion(&obj->done);
	/* A late callback looks at any time, if a broken variant runs. */
	WRITE_ONCE(obj->magic, SMP_OBJ_LIVE);

	return obj;
}

/**
 * smp_obj_put() - The end of an object
 * @race: race
 * @obj: object that nobody uses any more, says dmaengine_synchronize()
 *
 * Context: CPU 1.
 */
void smp_obj_put(struct smp_race *race, struct smp_obj *obj)
{
	/* Of a broken variant the callback may be running, and count. */
	if (!race->keep && obj->hits)
		race->seen++;

	/* Looked at by whoever is late; see smp_obj_callback(). */
	WRITE_ONCE(obj->magic, SMP_OBJ_DEAD);
	if (smp_obj_is_freed(race))
		kfree(obj);
}

/**
 * smp_obj_wait_begun() - Wait a while for a callback to begin
 * @obj: object
 *
 * The callback may never come: whoever calls this will terminate it in any case.
 */
void smp_obj_wait_begun(struct smp_obj *obj)
{
	unsigned int i;

	for (i = 0; i < SMP_BEGUN_SPINS && !READ_ONCE(obj->begun); i++)
		cpu_relax();
}

/**
 * smp_obj_expect_called() - Wait for a callback that must come
 * @obj: object
 * @patience: how long to wait at most, 0: SMP_TIMEOUT
 *
 * If it does not come, it is lost, and that ends the race.
 */
void smp_obj_expect_called(struct smp_obj *obj, unsigned long patience)
{
	unsigned int i;

	/* It mostly comes soon, and going to sleep takes long. */
	for (i = 0; i < SMP_CALLED_SPINS && !completion_done(&obj->done); i++)
		cpu_relax();
	if (!wait_for_completion_timeout(&obj->done, patience ?: SMP_TIMEOUT))
		atomic_inc(&smp_stats.lost);
}

static bool smp_obj_dead(struct smp_obj *obj)
{
	/* A callback that is late races with the client, so that it can be counted. */
	return READ_ONCE(obj->magic) != SMP_OBJ_LIVE;
}

/**
 * smp_obj_callback() - The client's callback
 * @param: object
 */
void smp_obj_callback(void *param)
{
	struct smp_obj *obj = param;
	bool dead = smp_obj_dead(obj);

	atomic_inc(&smp_stats.calls);
	if (!dead) {
		/* Read by smp_obj_wait_begun() while this runs. */
		WRITE_ONCE(obj->begun, true);
		obj->hits++;
		smp_spin(obj->spin);
		dead = smp_obj_dead(obj);
	}
	if (dead)
		atomic_inc(&smp_stats.late);
	else
		complete(&obj->done);
}

/**
 * smp_obj_touch() - The controller moves the object's data
 * @obj: object
 */
void smp_obj_touch(struct smp_obj *obj)
{
	if (smp_obj_dead(obj))
		atomic_inc(&smp_stats.touched);
}

/**
 * smp_prep() - Prepare a descriptor for an object
 * @chan: channel
 * @obj: object
 * @cyclic: it is to call back until it is terminated
 *
 * Return: The descriptor, or %NULL if the provider is out of them, or gone.
 */
struct dma_async_tx_descriptor *smp_prep(struct dma_chan *chan, struct smp_obj *obj, bool cyclic)
{
	dma_addr_t addr = smp_obj_addr(obj);
	struct dma_async_tx_descriptor *tx;

	if (cyclic)
		tx = dmaengine_prep_dma_cyclic(chan, addr, 8, 4, DMA_DEV_TO_MEM,
					       DMA_PREP_INTERRUPT);
	else
		tx = dmaengine_prep_dma_memcpy(chan, addr, addr, 4, DMA_PREP_INTERRUPT);
	if (!tx)
		return NULL;

	tx->callback = smp_obj_callback;
	tx->callback_param = obj;
	return tx;
}

static bool smp_device_filter(struct dma_chan *chan, void *param)
{
	return chan->device->dev == param;
}

static bool smp_chan_filter(struct dma_chan *chan, void *param)
{
	return chan == param;
}

/**
 * smp_request() - Request any channel of the providers of a device
 * @dev: device
 *
 * Return: The channel or %NULL.
 */
struct dma_chan *smp_request(struct device *dev)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	return dma_request_channel(mask, smp_device_filter, dev);
}

/**
 * smp_request_chan() - Request this channel
 * @chan: channel
 *
 * Return: The channel or %NULL.
 */
struct dma_chan *smp_request_chan(struct dma_chan *chan)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	return dma_request_channel(mask, smp_chan_filter, chan);
}

MODULE_DESCRIPTION("KUnit suites of the DMA engine core on two CPUs");
MODULE_LICENSE("GPL");
