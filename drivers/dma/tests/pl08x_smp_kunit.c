// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suites of the PL080's driver on two CPUs: virtual channels that compete for fewer physical
 * ones. See pl08x_smp.h.
 *
 * CPU 0 is the hardware and its interrupt, and gives channels to those that wait; CPU 1 issues,
 * terminates and pauses. Whatever was issued and not terminated must be called back. Nobody does
 * anything that would help a channel that was forgotten.
 */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/string.h>

#include "pl08x_smp.h"

/* How long to wait for a callback that does not come, which is what is tested. */
#define SELFTEST_PATIENCE	(HZ / 2)
#define SELFTEST_ROUNDS		2000

/* So many races at most, until the defect is noticed. */
#define SELFTEST_RACES		50

/* Between the two critical sections that should be one. */
#define SELFTEST_GAP		128

/* Others have something to do while one channel waits, on machines whose CPUs take turns. */
#define CONTROLLERS		8

/**
 * struct rivals - channels of one controller
 * @ps: controller
 * @chans: its channels
 * @n: how many
 * @objs: what each channel works on
 * @victim: channel that was meddled with
 * @again: what that works on since it was terminated
 */
struct rivals {
	struct pl08x_smp *ps;
	struct dma_chan *chans[PL08X_SMP_CHANS];
	unsigned int n;
	struct smp_obj *objs[PL08X_SMP_CHANS];
	unsigned int victim;
	struct smp_obj *again;
};

/**
 * struct competition - what happens on the two CPUs
 * @rivals: of each controller, which have nothing to do with those of others
 * @n: how many controllers
 * @act: what the client does, to each controller in turn; the number counts its turns. Returns
 *	whether all callbacks came that had to
 * @patience: how long the client waits for a callback, 0: SMP_TIMEOUT
 */
struct competition {
	struct rivals rivals[CONTROLLERS];
	unsigned int n;
	bool (*act)(struct smp_race *race, struct rivals *r, unsigned int turn);
	unsigned long patience;
};

struct competition_param {
	const char *name;
	unsigned int chans;
	unsigned int phys;
	bool slow;
};

static const struct competition_param waiting_params[] = {
	{ "two channels, one physical", 2, 1 },
	{ "three channels, one physical", 3, 1 },
	{ "three channels, two physical", 3, 2 },
};

static const struct competition_param stopping_params[] = {
	{ "stops at once", 3, 1 },
	{ "stops slowly", 3, 1, .slow = true },
	{ "stops slowly, two physical", 3, 2, .slow = true },
};

static void competition_desc(const struct competition_param *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(waiting, waiting_params, competition_desc);
KUNIT_ARRAY_PARAM(stopping, stopping_params, competition_desc);

static void hardware(struct smp_race *race)
{
	struct competition *c = race->data;
	unsigned int i;

	while (!smp_race_over(race)) {
		for (i = 0; i < c->n; i++)
			pl08x_smp_move(c->rivals[i].ps, race);
		smp_spin(smp_random(race, 8));
	}
}

static struct smp_obj *start(struct smp_race *race, struct dma_chan *chan)
{
	struct smp_obj *obj = smp_obj_get(race);
	struct dma_async_tx_descriptor *tx = smp_prep(chan, obj, false);

	if (!tx) {
		/* No memory: there is nothing to wait for. */
		complete(&obj->done);
		return obj;
	}
	dmaengine_submit(tx);
	smp_spin(smp_random(race, 32));
	dma_async_issue_pending(chan);

	return obj;
}

static bool is_called(struct competition *c, struct smp_obj *obj)
{
	if (obj)
		smp_obj_expect_called(obj, c->patience);
	return !atomic_read(&smp_stats.lost);
}

/* All must have been called back that were not terminated. */
static bool are_called(struct competition *c, struct rivals *r)
{
	unsigned int i;

	for (i = 0; i < r->n; i++)
		if (!(r->again && i == r->victim) && !is_called(c, r->objs[i]))
			return false;

	return is_called(c, r->again);
}

/* Nobody uses them any more. */
static void put_objs(struct smp_race *race, struct rivals *r)
{
	unsigned int i;

	for (i = 0; i < r->n; i++) {
		if (r->objs[i])
			smp_obj_put(race, r->objs[i]);
		r->objs[i] = NULL;
	}
	if (r->again)
		smp_obj_put(race, r->again);
	r->again = NULL;
}

/* The end: nothing that was issued is lost, nothing runs, and nobody waits. */
static void finish(struct smp_race *race)
{
	struct competition *c = race->data;
	unsigned int i, n;

	for (i = 0; i < c->n; i++)
		if (!are_called(c, &c->rivals[i]))
			break;
	for (i = 0; i < c->n; i++) {
		for (n = 0; n < c->rivals[i].n; n++)
			dmaengine_terminate_sync(c->rivals[i].chans[n]);
		put_objs(race, &c->rivals[i]);
	}
}

static void client(struct smp_race *race)
{
	struct competition *c = race->data;
	unsigned int turn;

	for (turn = 0; smp_race_next(race); turn++)
		if (!c->act(race, &c->rivals[turn % c->n], turn / c->n))
			break;
	finish(race);
}

/* A channel is issued to when it has been called back, while another one comes to its end. */
static bool issue_in_turn(struct smp_race *race, struct rivals *r, unsigned int turn)
{
	unsigned int i = turn % r->n;

	if (!is_called(race->data, r->objs[i]))
		return false;
	if (r->objs[i])
		smp_obj_put(race, r->objs[i]);
	r->objs[i] = start(race, r->chans[i]);

	return true;
}

/* When all of a controller's have been called back, all are given another one. */
static bool start_all(struct smp_race *race, struct rivals *r)
{
	unsigned int i;

	if (!are_called(race->data, r))
		return false;
	/* Of the one that was terminated it is not known. */
	dmaengine_synchronize(r->chans[r->victim]);
	put_objs(race, r);
	for (i = 0; i < r->n; i++)
		r->objs[i] = start(race, r->chans[i]);
	r->victim = smp_random(race, 4) % r->n;
	smp_spin(smp_random(race, 64));

	return true;
}

/* One of them is terminated, wherever it stands, and started again without waiting. */
static bool terminate_one(struct smp_race *race, struct rivals *r, unsigned int turn)
{
	if (!start_all(race, r))
		return false;
	dmaengine_terminate_async(r->chans[r->victim]);
	r->again = start(race, r->chans[r->victim]);

	return true;
}

/* One of them is held for a while, wherever it stands; others may have to wait for that. */
static bool pause_one(struct smp_race *race, struct rivals *r, unsigned int turn)
{
	if (!start_all(race, r))
		return false;
	dmaengine_pause(r->chans[r->victim]);
	smp_spin(smp_random(race, 64));
	dmaengine_resume(r->chans[r->victim]);

	return true;
}

static void competition_begin(struct kunit *test, struct competition *c,
			      const struct competition_param *param,
			      void (*issue)(struct dma_chan *chan))
{
	struct rivals *r;

	smp_race_begin(test);
	for (c->n = 0; c->n < CONTROLLERS; c->n++) {
		r = &c->rivals[c->n];
		r->ps = pl08x_smp_new(test, param->phys, param->slow, issue);
		for (r->n = 0; r->n < param->chans; r->n++)
			r->chans[r->n] = pl08x_smp_get(test, r->ps, r->n);
	}
}

/* How many descriptors were started on a CPU. */
static unsigned int competition_starts(struct competition *c, unsigned int cpu)
{
	unsigned int i, starts = 0;

	for (i = 0; i < c->n; i++)
		starts += pl08x_smp_starts(c->rivals[i].ps, cpu);

	return starts;
}

/* Some had to wait, and some had not. */
static bool competition_enough(struct smp_race *race)
{
	return competition_starts(race->data, 0) && competition_starts(race->data, 1);
}

static void competition_run(struct kunit *test,
			    bool (*act)(struct smp_race *race, struct rivals *r,
					unsigned int turn),
			    unsigned int rounds)
{
	struct competition *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct smp_race race = {
		.test = test,
		.cpu0 = hardware,
		.cpu1 = client,
		.data = c,
		.rounds = rounds,
		.enough = competition_enough,
	};

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->act = act;
	competition_begin(test, c, test->param_value, NULL);
	smp_race_run(&race);

	smp_expect_nothing_wrong(test);
	/* Two descriptors on one physical channel, or a request signal that was lost count of. */
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.wrong), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.live), 0);
	KUNIT_EXPECT_TRUE(test, competition_enough(&race));
	kunit_info(test, "%u rounds, %u started at once, %u after a wait\n", race.round[1],
		   competition_starts(c, 1), competition_starts(c, 0));
}

/*
 * Test that a channel that finds no physical channel free, while the other CPU gives one back,
 * gets it (PL-03).
 */
static void pl08x_smp_no_wakeup_is_lost(struct kunit *test)
{
	/* Three parameters. */
	competition_run(test, issue_in_turn, smp_rounds() / 3 + 1);
}

/*
 * Test that a channel that is terminated while the other CPU gives it a physical channel, or
 * completes it, neither keeps that nor runs on, and starts anew (PL-01, PL-04).
 */
static void pl08x_smp_terminate_excludes_grant(struct kunit *test)
{
	competition_run(test, terminate_one, smp_rounds() / 50);
}

/*
 * Test that a channel that is paused while the other CPU gives it a physical channel does not
 * stand in the way of others, and goes on (PL-12).
 */
static void pl08x_smp_pause_excludes_grant(struct kunit *test)
{
	competition_run(test, pause_one, smp_rounds() / 100);
}

static struct kunit_case pl08x_smp_cases[] = {
	KUNIT_CASE_PARAM(pl08x_smp_no_wakeup_is_lost, waiting_gen_params),
	KUNIT_CASE_PARAM(pl08x_smp_terminate_excludes_grant, stopping_gen_params),
	KUNIT_CASE_PARAM(pl08x_smp_pause_excludes_grant, waiting_gen_params),
	{}
};

static struct kunit_suite pl08x_smp_suite = {
	.name = "pl08x_smp",
	.test_cases = pl08x_smp_cases,
};

static bool nothing_is_free(struct pl08x *pl08x)
{
	unsigned long flags;
	unsigned int i;
	bool free;

	spin_lock_irqsave(&pl08x->lock, flags);
	free = false;
	for (i = 0; i < pl08x->channels; i++)
		free |= pl08x->phys[i].state == PL08X_PHY_FREE;
	spin_unlock_irqrestore(&pl08x->lock, flags);

	return !free;
}

static void queue(struct pl08x_chan *plchan)
{
	struct pl08x *pl08x = plchan->pl08x;
	unsigned long flags;

	spin_lock_irqsave(&pl08x->lock, flags);
	list_add_tail(&plchan->waiting, &pl08x->queue);
	spin_unlock_irqrestore(&pl08x->lock, flags);
}

/*
 * What is wrong: it queues in another critical section than that in which it has looked, so what
 * becomes free in between finds nobody who waits.
 */
static void late_issue_pending(struct dma_chan *chan)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&plchan->vc.lock, flags);
	if (vchan_issue_pending(&plchan->vc) && plchan->state == PL08X_CHAN_IDLE) {
		if (nothing_is_free(plchan->pl08x)) {
			smp_spin(SELFTEST_GAP);
			queue(plchan);
			plchan->state = PL08X_CHAN_WAITING;
		} else {
			pl08x_chan_start_locked(plchan);
		}
	}
	spin_unlock_irqrestore(&plchan->vc.lock, flags);
}

/* Test that a channel is missed that queues too late (PL-03). */
static void pl08x_smp_notices_lost_wakeup(struct kunit *test)
{
	struct competition *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	unsigned int i, rounds = 0;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->act = issue_in_turn;
	c->patience = SELFTEST_PATIENCE;
	competition_begin(test, c, &waiting_params[0], late_issue_pending);
	for (i = 0; i < SELFTEST_RACES && !atomic_read(&smp_stats.lost); i++) {
		struct smp_race race = {
			.test = test,
			.cpu0 = hardware,
			.cpu1 = client,
			.data = c,
			.rounds = SELFTEST_ROUNDS,
		};

		smp_race_run(&race);
		rounds += race.round[1];
	}
	KUNIT_EXPECT_GT(test, atomic_read(&smp_stats.lost), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smp_stats.wrong), 0);
	kunit_info(test, "lost after %u rounds\n", rounds);
}

static struct kunit_case pl08x_smp_selftest_cases[] = {
	KUNIT_CASE(pl08x_smp_notices_lost_wakeup),
	{}
};

static struct kunit_suite pl08x_smp_selftest_suite = {
	.name = "pl08x_smp_selftest",
	.test_cases = pl08x_smp_selftest_cases,
};

kunit_test_suites(&pl08x_smp_suite, &pl08x_smp_selftest_suite);
