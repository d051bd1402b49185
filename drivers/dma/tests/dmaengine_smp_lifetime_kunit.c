// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of what happens to clients on one CPU while controllers come and
 * go on the other. See dmaengine_smp.h.
 *
 * The provider frees its memory as soon as it may, so that KASAN sees who uses it
 * later, and counts who enters it after its unregister has returned. Rounds are
 * the client's; each unregister waits for a grace period, and there are as many
 * of them as fit.
 */
#include <kunit/device.h>
#include <linux/processor.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dmaengine_smp.h"

/**
 * struct smp_life - both sides
 * @cfg: which providers come and go
 * @progress: rounds of the client
 * @ready: the first one has come, or has failed to
 * @unregisters: how many have gone
 * @got: channels that the client was handed
 * @dead: channels that died while the client used them
 * @failed: registrations that failed
 * @dies: a channel must die while the client uses it, or there was no race
 */
struct smp_life {
	struct smp_dma_config cfg;
	unsigned int progress;
	bool ready;
	unsigned int unregisters;
	unsigned int got;
	unsigned int dead;
	unsigned int failed;
	bool dies;
};

struct smp_life_param {
	const char *name;
	bool has_release;
	bool has_synchronize;
};

static const struct smp_life_param smp_life_params[] = {
	{ "release", true, true },
	{ "no release, no synchronize", false, false },
};

static void smp_life_desc(const struct smp_life_param *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(smp_life, smp_life_params, smp_life_desc);

static struct smp_dma *life_register(struct smp_life *life)
{
	struct smp_dma *dma = smp_dma_create(&life->cfg);

	if (!smp_dma_register(dma))
		return dma;

	life->failed++;
	smp_dma_put(dma);
	return NULL;
}

static void life_unregister(struct smp_life *life, struct smp_dma *dma)
{
	if (!dma)
		return;

	smp_dma_unregister(dma);
	smp_dma_put(dma);
	/* Read by life_enough(). */
	WRITE_ONCE(life->unregisters, life->unregisters + 1);
}

/* The client need not look for something before there is anything. */
static void life_begin(struct smp_life *life)
{
	/* Pairs with life_next(). */
	smp_store_release(&life->ready, true);
}

/* Let the client do some of its rounds. */
static void life_wait_progress(struct smp_race *race)
{
	struct smp_life *life = race->data;
	unsigned int begin = READ_ONCE(life->progress);
	unsigned int n = smp_random(race, 64);

	while (READ_ONCE(life->progress) - begin < n && !smp_race_over(race))
		cpu_relax();
	smp_spin(smp_random(race, 256));
}

/* CPU 0: controllers come and go; there is always one. */
static void life_controllers(struct smp_race *race)
{
	struct smp_life *life = race->data;
	struct smp_dma *old = life_register(life), *next;

	life_begin(life);
	while (!smp_race_over(race)) {
		next = life_register(life);
		life_wait_progress(race);
		life_unregister(life, old);
		old = next;
	}
	life_unregister(life, old);
}

static bool life_next(struct smp_race *race)
{
	struct smp_life *life = race->data;

	/* Pairs with life_begin(). */
	while (!smp_load_acquire(&life->ready))
		cond_resched();
	/* Read by CPU 0, which paces itself by it. */
	WRITE_ONCE(life->progress, life->progress + 1);
	return smp_race_next(race);
}

/* Start a transfer; tell whether the channel was alive. Some run at once, some later. */
static bool life_start(struct smp_race *race, struct dma_chan *chan, struct smp_obj *obj)
{
	bool at_once = smp_random(race, 2);
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t cookie = -ENODEV;

	if (at_once)
		local_bh_disable();
	tx = smp_prep(chan, obj, false);
	if (tx)
		cookie = dmaengine_submit(tx);
	if (!dma_submit_error(cookie)) {
		dma_async_issue_pending(chan);
		dmaengine_tx_status(chan, cookie, NULL);
	}
	if (at_once)
		local_bh_enable();

	return !dma_submit_error(cookie);
}

/* CPU 1: uses one channel until it dies, or until it has had enough of it. */
static void life_user(struct smp_race *race)
{
	struct smp_life *life = race->data;
	struct dma_chan *chan = NULL;
	struct smp_obj *obj;
	bool alive;

	while (life_next(race)) {
		if (!chan) {
			chan = smp_request(life->cfg.dev);
			if (!chan)
				continue;
			life->got++;
		}
		obj = smp_obj_get(race);
		alive = life_start(race, chan, obj);
		dmaengine_terminate_sync(chan);
		smp_obj_put(race, obj);
		life->dead += !alive;
		if (!alive || !smp_random(race, 256)) {
			dma_release_channel(chan);
			chan = NULL;
		}
	}
	if (chan)
		dma_release_channel(chan);
}

/* CPU 1: requests a channel and releases it, sometimes with a transfer on it. */
static void life_requester(struct smp_race *race)
{
	struct smp_life *life = race->data;
	struct dma_chan *chan;
	struct smp_obj *obj;

	while (life_next(race)) {
		chan = smp_request(life->cfg.dev);
		if (!chan)
			continue;
		life->got++;
		if (smp_random(race, 4)) {
			dma_release_channel(chan);
			continue;
		}
		obj = smp_obj_get(race);
		life->dead += !life_start(race, chan, obj);
		dma_release_channel(chan);
		smp_obj_put(race, obj);
	}
}

/* CPU 1: a public client, which holds no channel, only the right to look for one. */
static void life_public(struct smp_race *race)
{
	struct smp_life *life = race->data;
	struct dma_chan *chan;
	struct smp_obj *obj;

	while (life_next(race)) {
		obj = smp_obj_get(race);
		dmaengine_get();
		/* The channel may be withdrawn at any time, and stays for a grace period. */
		rcu_read_lock();
		chan = dma_find_channel(DMA_MEMCPY);
		if (chan) {
			life->got++;
			life->dead += !life_start(race, chan, obj);
		}
		rcu_read_unlock();
		dma_issue_pending_all();
		dmaengine_put();
		smp_obj_put(race, obj);
	}
}

static void life_init(struct kunit *test, struct smp_life *life)
{
	const struct smp_life_param *param = test->param_value;

	smp_race_begin(test);
	life->cfg = (struct smp_dma_config) {
		.dev = kunit_device_register(test, "smp"),
		.style = SMP_BY_ITSELF,
		.n_chans = 1,
		.has_release = param && param->has_release,
		.has_synchronize = param && param->has_synchronize,
	};
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, life->cfg.dev);
}

static bool life_enough(struct smp_race *race)
{
	struct smp_life *life = race->data;

	return READ_ONCE(life->unregisters) && life->got && (life->dead || !life->dies);
}

static void life_run(struct kunit *test, struct smp_life *life,
		     void (*controllers)(struct smp_race *race),
		     void (*client)(struct smp_race *race), unsigned int rounds)
{
	struct smp_race race = {
		.test = test,
		.cpu0 = controllers,
		.cpu1 = client,
		.data = life,
		.rounds = rounds,
		.enough = life_enough,
	};

	smp_race_run(&race);
	smp_expect_nothing_wrong(test);
	KUNIT_EXPECT_EQ(test, life->failed, 0);
	/* Each of them was released, and freed itself. */
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.live), 0);
	/* Or there was no race. */
	KUNIT_EXPECT_TRUE(test, life_enough(&race));
	kunit_info(test, "%u rounds, %u channels, %u died in use, in %u called back, %u unregisters\n",
		   race.round[1], life->got, life->dead, race.seen, life->unregisters);
}

/* Test that no operation runs once unregister has returned, and no callback. */
static void smp_use_unregister(struct kunit *test)
{
	struct smp_life life = { .dies = true };

	life_init(test, &life);
	life_run(test, &life, life_controllers, life_user, smp_rounds() / 4);
}

/* Test that a request gets a channel that is there until it is released, or nothing. */
static void smp_request_unregister(struct kunit *test)
{
	struct smp_life life = {};

	life_init(test, &life);
	life_run(test, &life, life_controllers, life_requester, smp_rounds());
}

/* Test that public clients find channels that work, while devices come and go. */
static void smp_public_unregister(struct kunit *test)
{
	struct smp_life life = {};

	life_init(test, &life);
	life.cfg.is_public = true;
	life.cfg.n_chans = 2;
	life_run(test, &life, life_controllers, life_public, smp_rounds() / 10);
}

/* A channel that comes and goes by itself, with memory of its own. */
static void life_channel(struct smp_race *race, struct smp_dma *dma)
{
	struct smp_chan *sc = kzalloc(sizeof(*sc), GFP_KERNEL | __GFP_NOFAIL);
	struct smp_life *life = race->data;

	smp_dma_init_chan(dma, sc);
	if (dma_async_device_channel_register(&dma->ddev, &sc->chan, NULL)) {
		life->failed++;
		life_begin(life);
	} else {
		life_begin(life);
		life_wait_progress(race);
		dma_async_device_channel_unregister(&dma->ddev, &sc->chan);
		WRITE_ONCE(life->unregisters, life->unregisters + 1);
	}
	kfree(sc);
}

/* CPU 0: the second channel of a controller comes and goes. */
static void life_channels(struct smp_race *race)
{
	struct smp_dma *dma = life_register(race->data);

	if (!dma) {
		life_begin(race->data);
		return;
	}
	while (!smp_race_over(race))
		life_channel(race, dma);
	smp_dma_unregister(dma);
	smp_dma_put(dma);
}

/* CPU 1: takes all channels that there are. */
static void life_collector(struct smp_race *race)
{
	struct smp_life *life = race->data;
	struct dma_chan *first, *second;
	struct smp_obj *obj;

	while (life_next(race)) {
		first = smp_request(life->cfg.dev);
		second = first ? smp_request(life->cfg.dev) : NULL;
		if (second) {
			life->got++;
			obj = smp_obj_get(race);
			life->dead += !life_start(race, second, obj);
			dma_release_channel(second);
			smp_obj_put(race, obj);
		}
		if (first)
			dma_release_channel(first);
	}
}

/* Test that a single channel can be taken away while clients request and use it. */
static void smp_request_channel_unregister(struct kunit *test)
{
	struct smp_life life = {};

	life_init(test, &life);
	life_run(test, &life, life_channels, life_collector, smp_rounds() / 10);
}

static struct kunit_case dmaengine_smp_lifetime_cases[] = {
	KUNIT_CASE_PARAM(smp_use_unregister, smp_life_gen_params),
	KUNIT_CASE_PARAM(smp_request_unregister, smp_life_gen_params),
	KUNIT_CASE_PARAM(smp_public_unregister, smp_life_gen_params),
	KUNIT_CASE_PARAM(smp_request_channel_unregister, smp_life_gen_params),
	{}
};

static struct kunit_suite dmaengine_smp_lifetime_suite = {
	.name = "dmaengine_smp_lifetime",
	.test_cases = dmaengine_smp_lifetime_cases,
};

kunit_test_suite(dmaengine_smp_lifetime_suite);
