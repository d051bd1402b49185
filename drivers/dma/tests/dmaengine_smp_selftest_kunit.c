// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the suites on two CPUs: each kind of broken provider, client or
 * core is noticed. What the other suites do not find would otherwise prove
 * nothing. See dmaengine_smp.h.
 */
#include <kunit/device.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dmaengine_smp.h"

/* So few that no dead object is used again: a round takes two at most. */
#define SELFTEST_ROUNDS		2000

/* How long to wait for a callback that does not come, which is what is tested. */
#define SELFTEST_PATIENCE	(HZ / 2)

/* So many races at most, until the defect is noticed. */
#define SELFTEST_RACES		50

/* Rounds after unregister has returned, of which any is late. */
#define INTRUDER_ROUNDS		1000

/* The first wrong status ends that race. */
#define COOKIE_ROUNDS		100000

struct smp_broken {
	const char *name;
	struct smp_dma_config cfg;
	bool async;
	bool late;		/* callbacks come too late */
	bool touched;		/* the hardware goes on */
};

static const struct smp_broken smp_broken_params[] = {
	{
		.name = "core bypassed, callback runs",
		.cfg = { .style = SMP_RUNNING, .bypass = true },
		.late = true,
	}, {
		.name = "core bypassed, callback captured",
		.cfg = { .style = SMP_CAPTURED, .bypass = true },
		.late = true,
	}, {
		.name = "core bypassed, callback scheduled",
		.cfg = { .style = SMP_SCHEDULED, .bypass = true },
		.late = true,
	}, {
		.name = "client does not synchronize",
		.cfg = { .style = SMP_RUNNING },
		.async = true,
		.late = true,
	}, {
		/* The core drops the callbacks, but cannot stop the hardware. */
		.name = "terminate lies",
		.cfg = { .style = SMP_RUNNING, .lies = true },
		.touched = true,
	}, {
		.name = "terminate lies, core cannot tell",
		.cfg = { .style = SMP_RUNNING, .lies = true, .own_cookies = true },
		.late = true,
		.touched = true,
	},
};

static void smp_broken_desc(const struct smp_broken *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(smp_broken, smp_broken_params, smp_broken_desc);

static void selftest_race(struct kunit *test, struct smp_client *client,
			  void (*hardware)(struct smp_race *race),
			  void (*fn)(struct smp_race *race))
{
	struct smp_race race = {
		.test = test,
		.cpu0 = hardware,
		.cpu1 = fn,
		.data = client,
		.rounds = SELFTEST_ROUNDS,
		.keep = true,
	};

	smp_race_run(&race);
}

/* Race until the defect has been noticed: the two sides may miss each other for a while. */
static void selftest_run(struct kunit *test, struct smp_client *client,
			 void (*hardware)(struct smp_race *race),
			 void (*fn)(struct smp_race *race), const atomic_t *noticed)
{
	unsigned int i;

	for (i = 0; i < SELFTEST_RACES && !atomic_read(noticed); i++)
		selftest_race(test, client, hardware, fn);
	KUNIT_EXPECT_GT(test, atomic_read(noticed), 0);
	kunit_info(test, "%d callbacks late, %d accesses late, %d callbacks lost\n",
		   atomic_read(&smp_stats.late), atomic_read(&smp_stats.touched),
		   atomic_read(&smp_stats.lost));
}

/* Test that late callbacks and late accesses are counted, and nothing else. */
static void smp_notices_late(struct kunit *test)
{
	const struct smp_broken *param = test->param_value;
	struct smp_dma_config cfg = param->cfg;
	struct smp_client client = { .async = param->async };

	smp_race_begin(test);
	cfg.n_chans = 1;
	client.chan = smp_dma_new(test, &cfg);
	if (param->late)
		selftest_run(test, &client, smp_hardware, smp_terminate_client, &smp_stats.late);
	if (param->touched)
		selftest_run(test, &client, smp_hardware, smp_terminate_client, &smp_stats.touched);
	KUNIT_EXPECT_EQ(test, !!atomic_read(&smp_stats.late), param->late);
	KUNIT_EXPECT_EQ(test, !!atomic_read(&smp_stats.touched), param->touched);
}

/* Test that a provider is noticed that does not start what was issued while it stopped. */
static void smp_notices_lost_restart(struct kunit *test)
{
	struct smp_client client = { .patience = SELFTEST_PATIENCE };
	struct smp_vc *sv;

	smp_race_begin(test);
	sv = smp_vc_new(test, true);
	sv->vc.start = NULL;
	client.chan = smp_vc_get(test, sv);
	selftest_run(test, &client, smp_vc_hardware, smp_restart_client, &smp_stats.lost);
}

/* Test that a provider is noticed that loses a completion now and then. */
static void smp_notices_lost_callback(struct kunit *test)
{
	struct smp_client client = { .patience = SELFTEST_PATIENCE };
	struct smp_vc *sv;

	smp_race_begin(test);
	sv = smp_vc_new(test, false);
	sv->drops = 100;
	client.chan = smp_vc_get(test, sv);
	selftest_run(test, &client, smp_vc_hardware, smp_synchronize_client, &smp_stats.lost);
}

/* What is wrong: the last cookie that was assigned is read first. */
static enum dma_status reversed_status(struct dma_chan *chan, dma_cookie_t cookie,
				       struct dma_tx_state *state)
{
	dma_cookie_t used = READ_ONCE(chan->cookie);

	/* No order is asked for, so any time may pass. */
	smp_spin(128);
	return dma_async_is_complete(cookie, READ_ONCE(chan->completed_cookie), used);
}

/* Test that a status is noticed that reads the two cookies in the wrong order. */
static void smp_notices_wrong_status(struct kunit *test)
{
	struct smp_cookies *cookies;
	unsigned int i;

	smp_race_begin(test);
	cookies = kunit_kzalloc(test, sizeof(*cookies), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, cookies);
	cookies->status = reversed_status;
	for (i = 0; i < SELFTEST_RACES && !atomic_read(&smp_stats.wrong); i++)
		smp_cookies_run(test, cookies, COOKIE_ROUNDS);
	KUNIT_EXPECT_GT(test, atomic_read(&smp_stats.wrong), 0);
}

struct smp_intruder {
	struct smp_dma *dma;
	struct dma_chan *chan;
	bool unregistered;
	void (*issue)(struct dma_chan *chan);
};

static void intruder_unregister(struct smp_race *race)
{
	struct smp_intruder *intruder = race->data;

	smp_dma_unregister(intruder->dma);
	/* Pairs with intruder_client(). */
	smp_store_release(&intruder->unregistered, true);
	while (!smp_race_over(race))
		cpu_relax();
}

/* Calls the operation that it has remembered, and not what the core put in its place. */
static void intruder_client(struct smp_race *race)
{
	struct smp_intruder *intruder = race->data;

	/* Pairs with intruder_unregister(). */
	while (!smp_load_acquire(&intruder->unregistered)) {
		cond_resched();
		intruder->issue(intruder->chan);
	}
	while (smp_race_next(race))
		intruder->issue(intruder->chan);
}

/* Test that a client is noticed that enters the provider after unregister has returned. */
static void smp_notices_intruder(struct kunit *test)
{
	struct smp_dma_config cfg = { .style = SMP_RUNNING, .n_chans = 1, .has_release = true };
	struct smp_intruder intruder = {};
	struct smp_race race = {
		.test = test,
		.cpu0 = intruder_unregister,
		.cpu1 = intruder_client,
		.data = &intruder,
		.rounds = INTRUDER_ROUNDS,
	};

	smp_race_begin(test);
	cfg.dev = kunit_device_register(test, "smp");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cfg.dev);
	intruder.dma = smp_dma_create(&cfg);
	intruder.issue = intruder.dma->ddev.device_issue_pending;
	KUNIT_ASSERT_EQ(test, smp_dma_register(intruder.dma), 0);
	intruder.chan = smp_request(cfg.dev);
	KUNIT_ASSERT_NOT_NULL(test, intruder.chan);
	smp_race_run(&race);
	KUNIT_EXPECT_GT(test, atomic_read(&smp_stats.late_ops), 0);
	dma_release_channel(intruder.chan);
	smp_dma_put(intruder.dma);
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.live), 0);
}

static struct kunit_case dmaengine_smp_selftest_cases[] = {
	KUNIT_CASE_PARAM(smp_notices_late, smp_broken_gen_params),
	KUNIT_CASE(smp_notices_lost_restart),
	KUNIT_CASE(smp_notices_lost_callback),
	KUNIT_CASE(smp_notices_wrong_status),
	KUNIT_CASE(smp_notices_intruder),
	{}
};

static struct kunit_suite dmaengine_smp_selftest_suite = {
	.name = "dmaengine_smp_selftest",
	.test_cases = dmaengine_smp_selftest_cases,
};

kunit_test_suite(dmaengine_smp_selftest_suite);
