// SPDX-License-Identifier: GPL-2.0-only
/*
 * Races on two CPUs: clients that start and terminate transfers, the hardware
 * they run on, and what must be true afterwards. See dmaengine_smp.h.
 */
#include <linux/processor.h>

#include "dmaengine_smp.h"

static struct smp_chan *race_chan(struct smp_race *race)
{
	struct smp_client *client = race->data;

	return container_of(client->chan, struct smp_chan, chan);
}

/**
 * smp_hardware() - The hardware, and the provider's second half
 * @race: race with a &struct smp_client for a &struct smp_dma
 *
 * Context: CPU 0.
 */
void smp_hardware(struct smp_race *race)
{
	struct smp_chan *sc = race_chan(race);

	while (!smp_race_over(race))
		if (!smp_dma_work(sc, smp_random(race, 4) == 0, smp_random(race, 8)))
			cpu_relax();
}

/**
 * smp_vc_hardware() - The hardware of a virtual channel
 * @race: race with a &struct smp_client for a &struct smp_vc
 *
 * Context: CPU 0.
 */
void smp_vc_hardware(struct smp_race *race)
{
	struct smp_client *client = race->data;
	struct smp_vc *sv = container_of(to_virt_chan(client->chan), struct smp_vc, vc);

	while (!smp_race_over(race)) {
		if (smp_vc_work(sv))
			smp_spin(smp_random(race, 8));
		else
			cpu_relax();
	}
}

/* Start a descriptor for an object, unless the provider has none. */
static bool smp_start(struct smp_client *client, struct smp_obj *obj, bool cyclic)
{
	struct dma_async_tx_descriptor *tx = smp_prep(client->chan, obj, cyclic);

	if (!tx) {
		client->starved++;
		return false;
	}
	dmaengine_submit(tx);
	dma_async_issue_pending(client->chan);

	return true;
}

/* Terminate must not always come at the same moment. */
static void smp_dither(struct smp_race *race, struct smp_obj *obj)
{
	unsigned int how = smp_random(race, 4);

	if (how == 0)
		smp_obj_wait_begun(obj);
	else if (how < 3)
		smp_spin(smp_random(race, 64));
}

/* A broken client believes that this is enough. */
static void smp_stop(struct smp_client *client)
{
	if (client->async)
		dmaengine_terminate_async(client->chan);
	else
		dmaengine_terminate_sync(client->chan);
}

/**
 * smp_terminate_client() - Frees what it has given away as soon as it may
 * @race: race with a &struct smp_client
 *
 * Context: CPU 1.
 */
void smp_terminate_client(struct smp_race *race)
{
	struct smp_client *client = race->data;
	struct smp_obj *obj, *other;

	while (smp_race_next(race)) {
		obj = smp_obj_get(race);
		other = client->helps ? smp_obj_get(race) : NULL;
		smp_start(client, obj, client->cyclic);
		if (other) {
			smp_start(client, other, client->cyclic);
			smp_dma_work(race_chan(race), false, 0);
		} else {
			smp_dither(race, obj);
		}

		smp_stop(client);
		smp_obj_put(race, obj);
		if (other)
			smp_obj_put(race, other);
	}
}

/**
 * smp_restart_client() - What it submits after terminate_async() has returned must run
 * @race: race with a &struct smp_client
 *
 * Context: CPU 1.
 */
void smp_restart_client(struct smp_race *race)
{
	struct smp_client *client = race->data;
	struct smp_obj *first, *second;

	while (smp_race_next(race)) {
		first = smp_obj_get(race);
		second = smp_obj_get(race);
		smp_start(client, first, client->cyclic);
		smp_dither(race, first);
		dmaengine_terminate_async(client->chan);

		if (smp_start(client, second, false))
			smp_obj_expect_called(second, client->patience);
		dmaengine_terminate_sync(client->chan);
		smp_obj_put(race, first);
		smp_obj_put(race, second);
	}
}

/**
 * smp_synchronize_client() - Synchronizes without a terminate, and loses nothing
 * @race: race with a &struct smp_client
 *
 * Context: CPU 1.
 */
void smp_synchronize_client(struct smp_race *race)
{
	struct smp_client *client = race->data;
	struct smp_obj *obj;

	while (smp_race_next(race)) {
		obj = smp_obj_get(race);
		if (smp_start(client, obj, false)) {
			smp_dither(race, obj);
			dmaengine_synchronize(client->chan);
			smp_obj_expect_called(obj, client->patience);
		}
		dmaengine_terminate_sync(client->chan);
		smp_obj_put(race, obj);
	}
}

/* The callback came first now and then, and there mostly was a descriptor. */
static bool smp_client_enough(struct smp_race *race)
{
	struct smp_client *client = race->data;

	return race->seen && client->starved <= race->round[1] / 10;
}

/**
 * smp_client_run() - Race a client against its hardware, and expect that nothing goes wrong
 * @test: case
 * @client: client
 * @hardware: what CPU 0 does
 * @fn: what CPU 1 does
 * @rounds: how often
 */
void smp_client_run(struct kunit *test, struct smp_client *client,
		    void (*hardware)(struct smp_race *race), void (*fn)(struct smp_race *race),
		    unsigned int rounds)
{
	struct smp_race race = {
		.test = test,
		.cpu0 = hardware,
		.cpu1 = fn,
		.data = client,
		.rounds = rounds,
		.enough = smp_client_enough,
	};

	smp_race_run(&race);
	smp_expect_nothing_wrong(test);
	/* Or there was no race. */
	KUNIT_EXPECT_TRUE(test, smp_client_enough(&race));
	kunit_info(test, "%u rounds, in %u called back, %u callbacks dropped, %u without descriptor\n",
		   race.round[1], race.seen, READ_ONCE(client->chan->late), client->starved);
}

/**
 * smp_expect_nothing_wrong() - Expect that nothing was late, and nothing lost
 * @test: case
 */
void smp_expect_nothing_wrong(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.late), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.touched), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.lost), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.late_ops), 0);
}
