// SPDX-License-Identifier: GPL-2.0-only
/*
 * Races on two CPUs: asking for the status of cookies while others are submitted
 * and completed. See dmaengine_smp.h.
 */
#include <linux/cleanup.h>
#include <linux/limits.h>
#include <linux/processor.h>

#include "dmaengine_smp.h"

/* The cookies wrap around while the race runs. */
#define SMP_COOKIES_FIRST	(S32_MAX - 5000)

static void cookies_set_in_flight(struct smp_cookies *cookies, dma_cookie_t cookie)
{
	WRITE_ONCE(cookies->seq, cookies->seq + 1);
	smp_mb();	/* pairs with cookies_check_in_flight(): odd, then the cookie */
	WRITE_ONCE(cookies->in_flight, cookie);
	smp_mb();	/* pairs with cookies_check_in_flight(): the cookie, then even */
	WRITE_ONCE(cookies->seq, cookies->seq + 1);
	smp_mb();	/* pairs with cookies_check_in_flight(): then what happens to it */
}

/* CPU 0: submits and completes. */
static void cookies_provider(struct smp_race *race)
{
	struct smp_cookies *cookies = race->data;
	struct dma_async_tx_descriptor tx = {};

	dma_async_tx_descriptor_init(&tx, &cookies->chan);
	while (!smp_race_over(race)) {
		scoped_guard(spinlock_irqsave, &cookies->lock)
			dma_cookie_assign(&tx);
		cookies_set_in_flight(cookies, tx.cookie);
		smp_spin(smp_random(race, 4));
		cookies_set_in_flight(cookies, 0);
		scoped_guard(spinlock_irqsave, &cookies->lock)
			dma_cookie_complete(&tx);
		/* Pairs with cookies_check_complete(). */
		smp_store_release(&cookies->complete, READ_ONCE(cookies->chan.completed_cookie));
	}
}

static void cookies_check_complete(struct smp_cookies *cookies)
{
	/* Pairs with cookies_provider(): that it has completed must be visible. */
	dma_cookie_t cookie = smp_load_acquire(&cookies->complete);

	if (cookie && cookies->status(&cookies->chan, cookie, NULL) != DMA_COMPLETE)
		atomic_inc(&smp_stats.wrong);
}

/* In flight before and after the question, and nothing was changed: in flight. */
static void cookies_check_in_flight(struct smp_cookies *cookies)
{
	unsigned int seq = READ_ONCE(cookies->seq);
	enum dma_status status;
	dma_cookie_t cookie;

	/* Pairs with cookies_set_in_flight(). */
	smp_mb();
	cookie = READ_ONCE(cookies->in_flight);
	if (seq & 1 || !cookie)
		return;

	status = cookies->status(&cookies->chan, cookie, NULL);
	/* Pairs with cookies_set_in_flight(). */
	smp_mb();
	if (READ_ONCE(cookies->seq) == seq && status != DMA_IN_PROGRESS)
		atomic_inc(&smp_stats.wrong);
}

/* CPU 1: asks, until it gets a wrong answer. */
static void cookies_client(struct smp_race *race)
{
	while (smp_race_next(race) && !atomic_read(&smp_stats.wrong)) {
		cookies_check_complete(race->data);
		cookies_check_in_flight(race->data);
	}
}

/**
 * smp_cookies_run() - Ask for the status of cookies while they change
 * @test: case
 * @cookies: zeroed but for @status
 * @rounds: how often
 */
void smp_cookies_run(struct kunit *test, struct smp_cookies *cookies, unsigned int rounds)
{
	struct smp_race race = {
		.test = test,
		.cpu0 = cookies_provider,
		.cpu1 = cookies_client,
		.data = cookies,
		.rounds = rounds,
	};

	spin_lock_init(&cookies->lock);
	dma_cookie_init(&cookies->chan);
	cookies->chan.cookie = SMP_COOKIES_FIRST;
	cookies->chan.completed_cookie = SMP_COOKIES_FIRST;
	smp_race_run(&race);
	kunit_info(test, "%u rounds, %d wrong\n", race.round[1], atomic_read(&smp_stats.wrong));
}
