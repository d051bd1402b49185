// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's driver: the hardware goes on between any two accesses
 * to its registers. Each operation is repeated until its last access has had its
 * turn: after that one the channel does a number of beats, up to its end.
 */
#include <kunit/test.h>
#include <linux/dmaengine.h>
#include <linux/module.h>
#include <linux/string.h>

#include "pl08x_fixture.h"
#include "pl08x_model_priv.h"

/* What a copy of so much takes: each word is read, and written. */
#define LEN		64
#define BEATS		(2 * LEN / 4)

/* More accesses than any operation makes. */
#define ACCESSES	64

/**
 * struct moment - when the hardware goes on
 * @m: model
 * @at: after which access
 * @beats: how far
 * @every: and after all that follow
 * @seen: accesses so far
 */
struct moment {
	struct pl08x_model *m;
	unsigned int at;
	unsigned int beats;
	bool every;
	unsigned int seen;
};

/* Under the driver's locks: what interrupts now is delivered later. */
static void go_on(void *data, unsigned int offset, bool write)
{
	struct moment *now = data;
	unsigned long flags;
	unsigned int i;

	if (now->seen++ != now->at && !(now->every && now->seen > now->at))
		return;

	raw_spin_lock_irqsave(&now->m->lock, flags);
	for (i = 0; i < now->beats; i++)
		pl08x_model_beat(now->m);
	raw_spin_unlock_irqrestore(&now->m->lock, flags);
}

struct ground;

/**
 * struct kind - of transfers
 * @name: for the log
 * @type: controller
 * @slave: from a peripheral
 * @start: start one that writes a buffer
 */
struct kind {
	const char *name;
	enum pl08x_model_type type;
	bool slave;
	struct oracle_xfer *(*start)(struct ground *g, struct client_buf *dst);
};

struct ground {
	struct pl08x_fix *f;
	struct oracle *o;
	struct client_buf *src, *dst, *other;
	struct oracle_xfer *(*start)(struct ground *g, struct client_buf *dst);
};

static struct oracle_xfer *start_copy(struct ground *g, struct client_buf *dst)
{
	return client_copy(g->o, dst, g->src);
}

static struct oracle_xfer *start_read(struct ground *g, struct client_buf *dst)
{
	return client_sg(g->o, dst, 1, DMA_DEV_TO_MEM);
}

static const struct kind kinds[] = {
	{ "copy, pl080", PL08X_MODEL_PL080, false, start_copy },
	{ "copy, pl080s", PL08X_MODEL_PL080S, false, start_copy },
	{ "copy, ftdmac020", PL08X_MODEL_FTDMAC020, false, start_copy },
	{ "from a peripheral", PL08X_MODEL_PL080, true, start_read },
};

static void kind_desc(const struct kind *kind, char *desc)
{
	strscpy(desc, kind->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kind, kinds, kind_desc);

/* The peripheral sends the same word again and again, so nobody misses what is lost of it. */
static void ground_add_slave(struct ground *g)
{
	struct dma_chan *chan = pl08x_fix_slave(g->f, 0);
	struct client_buf *one = pl08x_fix_buf(g->f, 4);
	unsigned int i;

	for (i = 0; i < LEN; i++)
		g->src->cpu[i] = one->cpu[i % 4];
	g->o->chan = chan;
	pl08x_fix_periph(g->f, 0, true, one);
	pl08x_fix_config_chan(g->f, chan, 0, 4, 4);
}

static struct ground *ground_new(struct kunit *test)
{
	const struct kind *kind = test->param_value;
	const struct pl08x_fix_config cfg = {
		.type = kind->type,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};
	struct ground *g = kunit_kzalloc(test, sizeof(*g), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, g);
	g->f = pl08x_fix_new(test, &cfg);
	g->src = pl08x_fix_buf(g->f, LEN);
	g->dst = pl08x_fix_buf(g->f, LEN);
	g->other = pl08x_fix_buf(g->f, LEN);
	g->o = pl08x_fix_oracle(g->f, pl08x_fix_memcpy(g->f));
	g->start = kind->start;
	if (kind->slave)
		ground_add_slave(g);
	/*
	 * To hold a channel, its configuration is read and written back. One that ends in between
	 * is enabled again, held and with nothing to do. Nobody can help that.
	 */
	g->f->allowed = BIT(PL08X_BAD_REENABLE) | BIT(PL08X_BAD_COUNT) | BIT(PL08X_BAD_PENDING);

	return g;
}

/* A transfer like any other, when all is over. */
static void ground_works(struct ground *g, const struct moment *now)
{
	struct oracle_xfer *x;

	memset(g->other->cpu, 0, LEN);
	x = g->start(g, g->other);
	pl08x_model_run(g->f->m);
	KUNIT_EXPECT_EQ_MSG(g->f->test, x->calls, 1, "after %u beats after access %u",
			    now->beats, now->at);
	KUNIT_EXPECT_EQ(g->f->test, memcmp(g->other->cpu, g->src->cpu, LEN), 0);
}

typedef void (*operation)(struct ground *g, struct moment *now);

static void at_each_moment(struct ground *g, operation op)
{
	/* Few, some, and all around the end: each operation begins with five. */
	static const unsigned int beats[] = {
		1, 2, BEATS / 2, BEATS - 8, BEATS - 7, BEATS - 6, BEATS - 5, BEATS,
	};
	struct dma_chan *chan = g->o->chan;
	struct kunit *test = g->f->test;
	struct moment now;
	unsigned int i, at;

	for (i = 0; i < ARRAY_SIZE(beats); i++) {
		for (at = 0; at < ACCESSES; at++) {
			now = (struct moment){ .m = g->f->m, .at = at, .beats = beats[i] };
			g->o = pl08x_fix_oracle(g->f, chan);
			memset(g->dst->cpu, 0, LEN);
			op(g, &now);
			ground_works(g, &now);
			oracle_expect_clean(g->o);
			if (now.seen <= at)
				break;
		}
		KUNIT_EXPECT_LT(test, at, ACCESSES);
	}
}

static void op_terminate(struct ground *g, struct moment *now)
{
	struct kunit *test = g->f->test;
	struct oracle_xfer *x;

	g->start(g, g->dst);
	pl08x_model_step(g->f->m, 5);
	pl08x_model_set_hook(g->f->m, go_on, now);
	KUNIT_EXPECT_EQ(test, oracle_terminate(g->o, dmaengine_terminate_async), 0);
	pl08x_model_set_hook(g->f->m, NULL, NULL);
	x = g->start(g, g->other);
	oracle_synchronize(g->o);
	memset(g->dst->cpu, 0xee, LEN);
	pl08x_model_watch(g->f->m, g->dst->dma, LEN);
	pl08x_model_run(g->f->m);
	pl08x_model_unwatch(g->f->m);
	KUNIT_EXPECT_EQ_MSG(test, x->calls, 1, "%u beats after access %u", now->beats, now->at);
}

/* Test that a transfer is over after a terminate, whatever it did meanwhile. */
static void between_terminate(struct kunit *test)
{
	at_each_moment(ground_new(test), op_terminate);
}

static void op_pause(struct ground *g, struct moment *now)
{
	struct kunit *test = g->f->test;
	struct oracle_xfer *x, *next;

	x = g->start(g, g->dst);
	next = g->start(g, g->other);
	pl08x_model_step(g->f->m, 5);
	pl08x_model_set_hook(g->f->m, go_on, now);
	KUNIT_EXPECT_EQ(test, dmaengine_pause(g->o->chan), 0);
	pl08x_model_run(g->f->m);
	KUNIT_EXPECT_EQ(test, next->calls, 0);
	KUNIT_EXPECT_EQ(test, dmaengine_resume(g->o->chan), 0);
	pl08x_model_set_hook(g->f->m, NULL, NULL);
	pl08x_model_run(g->f->m);
	KUNIT_EXPECT_EQ_MSG(test, x->calls, 1, "%u beats after access %u", now->beats, now->at);
	KUNIT_EXPECT_EQ_MSG(test, next->calls, 1, "%u beats after access %u", now->beats, now->at);
	KUNIT_EXPECT_EQ(test, memcmp(g->dst->cpu, g->src->cpu, LEN), 0);
}

/* Test that a transfer neither stands still nor ends twice if it is paused near its end. */
static void between_pause(struct kunit *test)
{
	at_each_moment(ground_new(test), op_pause);
}

static void op_status(struct ground *g, struct moment *now)
{
	struct kunit *test = g->f->test;
	struct dma_tx_state state = {};
	struct oracle_xfer *x;

	x = g->start(g, g->dst);
	pl08x_model_step(g->f->m, 5);
	pl08x_model_set_hook(g->f->m, go_on, now);
	KUNIT_EXPECT_EQ(test, dmaengine_tx_status(g->o->chan, x->cookie, &state),
			DMA_IN_PROGRESS);
	pl08x_model_set_hook(g->f->m, NULL, NULL);
	KUNIT_EXPECT_LE(test, state.residue, LEN);
	pl08x_model_run(g->f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
}

/* Test that asking for the status changes nothing. */
static void between_status(struct kunit *test)
{
	at_each_moment(ground_new(test), op_status);
}

static void op_interrupt(struct ground *g, struct moment *now)
{
	struct kunit *test = g->f->test;
	struct oracle_xfer *x, *next;

	x = g->start(g, g->dst);
	next = g->start(g, g->other);
	pl08x_model_step(g->f->m, BEATS - 1);
	pl08x_model_set_hook(g->f->m, go_on, now);
	pl08x_model_run(g->f->m);
	pl08x_model_set_hook(g->f->m, NULL, NULL);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ_MSG(test, next->calls, 1, "%u beats after access %u", now->beats, now->at);
}

/* Test that the next transfer is started, and completes, while the last one is being completed. */
static void between_interrupt(struct kunit *test)
{
	at_each_moment(ground_new(test), op_interrupt);
}

struct ring {
	const char *name;
	unsigned int period;
	unsigned int beats;
};

static const struct ring rings[] = {
	{ "four periods, beat by beat", 64, 1 },
	{ "four periods, three beats", 64, 3 },
	{ "two periods", 128, 2 },
	{ "one period", 256, 2 },
	{ "eight periods", 32, 1 },
};

static void ring_desc(const struct ring *ring, char *desc)
{
	strscpy(desc, ring->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(ring, rings, ring_desc);

/*
 * Test that periods are neither lost nor counted twice while the ring turns with each access of
 * the interrupt handler to a register.
 */
static void between_cyclic(struct kunit *test)
{
	const struct ring *ring = test->param_value;
	struct pl08x_fix *f = pl08x_fix_pl080(test);
	struct dma_chan *chan = pl08x_fix_slave(f, 0);
	struct oracle *o = pl08x_fix_oracle(f, chan);
	struct client_buf *data = pl08x_fix_buf(f, 256), *dst = pl08x_fix_buf(f, 256);
	struct moment now = { .m = f->m, .beats = ring->beats, .every = true };
	struct oracle_xfer *x;
	unsigned int tcs;

	pl08x_fix_periph(f, 0, true, data);
	pl08x_fix_config_chan(f, chan, 0, 4, 4);
	x = client_cyclic(o, dst, ring->period, DMA_DEV_TO_MEM, 0);
	pl08x_model_set_hook(f->m, go_on, &now);
	pl08x_model_run_irqs(f->m, 100);
	pl08x_model_set_hook(f->m, NULL, NULL);
	/* Let the handler see what was last. */
	pl08x_model_hold(f->m, 1, true);
	pl08x_model_irq(f->m);
	tcs = pl08x_model_chan_stats(f->m, 0).tcs;
	KUNIT_EXPECT_GE(test, tcs, 100);
	KUNIT_EXPECT_EQ(test, x->calls, tcs);
	x->due = x->calls;
	pl08x_model_hold(f->m, 1, false);
	KUNIT_EXPECT_EQ(test, oracle_terminate(o, dmaengine_terminate_sync), 0);
}

static struct kunit_case between_cases[] = {
	KUNIT_CASE_PARAM(between_terminate, kind_gen_params),
	KUNIT_CASE_PARAM(between_pause, kind_gen_params),
	KUNIT_CASE_PARAM(between_status, kind_gen_params),
	KUNIT_CASE_PARAM(between_interrupt, kind_gen_params),
	KUNIT_CASE_PARAM(between_cyclic, ring_gen_params),
	{}
};

static struct kunit_suite between_suite = {
	.name = "pl08x_between",
	.test_cases = between_cases,
};

kunit_test_suite(between_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's driver: progress between register accesses");
MODULE_LICENSE("GPL");
