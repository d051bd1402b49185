// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite of the PL080's driver: each state of a channel, and each way to stop
 * it there. Afterwards nothing of what was stopped may be called back, or touch
 * memory, and the channel has to work as if nothing had been.
 */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/dmaengine.h>
#include <linux/module.h>
#include <linux/string.h>

#include "pl08x_fixture.h"

/* The second physical channel is somebody else's for all of a case. */
#define OTHERS	1

enum state {
	ST_IDLE,
	ST_PREPARED,
	ST_SUBMITTED,
	ST_WAITING,
	ST_RUNNING,
	ST_PAUSED,
	ST_PAUSED_WAITING,
	ST_STOPPING,
	ST_FINISHED,
	ST_COMPLETED,
	STATES,
};

static const struct state_name {
	enum state state;
	const char *name;
} state_names[] = {
	{ ST_IDLE, "idle" },
	{ ST_PREPARED, "prepared" },
	{ ST_SUBMITTED, "submitted" },
	{ ST_WAITING, "waiting" },
	{ ST_RUNNING, "running" },
	{ ST_PAUSED, "paused" },
	{ ST_PAUSED_WAITING, "paused while waiting" },
	{ ST_STOPPING, "stopping" },
	{ ST_FINISHED, "finished, interrupt pending" },
	{ ST_COMPLETED, "completed" },
};

static void state_desc(const struct state_name *s, char *desc)
{
	strscpy(desc, s->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(state, state_names, state_desc);

/**
 * struct subject - a channel in a state
 * @f: PL081, so there are two physical channels
 * @chan: the channel
 * @o: its oracle
 * @blocker: oracles of channels that occupy physical channels, or %NULL
 * @src: memory
 * @dst: memory of what is stopped
 * @other: memory of what comes afterwards
 * @first: transfer, or %NULL
 * @second: transfer behind it, or %NULL
 */
struct subject {
	struct pl08x_fix *f;
	struct dma_chan *chan;
	struct oracle *o;
	struct oracle *blocker[2];
	struct client_buf *src, *dst, *other;
	struct oracle_xfer *first, *second;
};

static struct oracle_xfer *prepare(struct subject *s)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(s->chan, s->dst->dma, s->src->dma, s->src->len,
				       DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(s->f->test, tx);

	return oracle_attach(s->o, tx);
}

/* A transfer from a peripheral that never sends anything. */
static void block(struct subject *s, unsigned int n)
{
	struct dma_chan *chan = pl08x_fix_slave(s->f, n);

	s->blocker[n] = pl08x_fix_oracle(s->f, chan);
	pl08x_fix_config_chan(s->f, chan, n, 4, 4);
	client_sg(s->blocker[n], s->other, 1, DMA_DEV_TO_MEM)->due = 0;
}

static void unblock(struct subject *s)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(s->blocker); n++)
		if (s->blocker[n])
			oracle_terminate(s->blocker[n], dmaengine_terminate_async);
}

static void start_both(struct subject *s)
{
	s->first = client_copy(s->o, s->dst, s->src);
	s->second = client_copy(s->o, s->dst, s->src);
}

static void bring_to(struct subject *s, enum state state)
{
	struct pl08x_model *m = s->f->m;

	block(s, 0);
	if (state == ST_WAITING || state == ST_PAUSED_WAITING)
		block(s, 1);

	switch (state) {
	case ST_IDLE:
		break;
	case ST_PREPARED:
		s->first = prepare(s);
		break;
	case ST_SUBMITTED:
		s->first = prepare(s);
		oracle_submit(s->first);
		break;
	case ST_WAITING:
	case ST_PAUSED_WAITING:
		start_both(s);
		break;
	case ST_FINISHED:
		pl08x_model_hold_irq(m, true);
		start_both(s);
		pl08x_model_run(m);
		break;
	case ST_COMPLETED:
		start_both(s);
		pl08x_model_run(m);
		break;
	default:
		start_both(s);
		pl08x_model_step(m, 11);
		break;
	}
	if (state == ST_PAUSED || state == ST_PAUSED_WAITING)
		KUNIT_EXPECT_EQ(s->f->test, dmaengine_pause(s->chan), 0);
	if (state == ST_STOPPING)
		KUNIT_EXPECT_EQ(s->f->test, oracle_terminate(s->o, dmaengine_terminate_async), 0);
}

static struct subject *subject_in(struct kunit *test, enum state state)
{
	const struct pl08x_fix_config cfg = {
		.type = PL08X_MODEL_PL081,
		.memcpy_width = PL08X_BUS_WIDTH_32_BITS,
	};
	struct subject *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->f = pl08x_fix_new(test, &cfg);
	s->src = pl08x_fix_buf(s->f, 256);
	s->dst = pl08x_fix_buf(s->f, 256);
	s->other = pl08x_fix_buf(s->f, 256);
	s->chan = pl08x_fix_memcpy(s->f);
	s->o = pl08x_fix_oracle(s->f, s->chan);
	bring_to(s, state);

	return s;
}

/* The client may use the memory again: the controller must not. */
static void take_back(struct subject *s)
{
	memset(s->dst->cpu, 0xee, s->dst->len);
	pl08x_model_watch(s->f->m, s->dst->dma, s->dst->len);
}

static void works(struct subject *s, struct oracle *o)
{
	struct oracle_xfer *x;

	memset(s->other->cpu, 0, s->other->len);
	x = client_copy(o, s->other, s->src);
	pl08x_model_run(s->f->m);
	KUNIT_EXPECT_EQ(s->f->test, x->calls, 1);
	KUNIT_EXPECT_EQ(s->f->test, memcmp(s->other->cpu, s->src->cpu, s->src->len), 0);
}

/* All that could still come, comes now; then the channel has to work. */
static void judge(struct subject *s)
{
	pl08x_model_hold_irq(s->f->m, false);
	unblock(s);
	oracle_synchronize(s->o);
	pl08x_model_run(s->f->m);
	pl08x_model_spurious_irq(s->f->m);
	works(s, s->o);
	oracle_expect_clean(s->o);
	KUNIT_EXPECT_LE(s->f->test, pl08x_model_max_spin(s->f->m), 16);
}

static unsigned int calls_of(struct subject *s)
{
	return (s->first ? s->first->calls : 0) + (s->second ? s->second->calls : 0);
}

/* Test that after a synchronous terminate all is over, in each state (PL-01, PL-08). */
static void state_terminate_sync(struct kunit *test)
{
	const struct state_name *param = test->param_value;
	struct subject *s = subject_in(test, param->state);
	unsigned int calls = calls_of(s);

	KUNIT_EXPECT_EQ(test, oracle_terminate(s->o, dmaengine_terminate_sync), 0);
	take_back(s);
	judge(s);
	KUNIT_EXPECT_EQ(test, calls_of(s), calls);
	KUNIT_EXPECT_EQ(test, s->dst->cpu[0], 0xee);
	/* What was only prepared is the client's still. */
	if (param->state == ST_PREPARED) {
		pl08x_model_unwatch(s->f->m);
		s->first->due = 1;
		oracle_submit(s->first);
		dma_async_issue_pending(s->chan);
		pl08x_model_run(s->f->m);
		KUNIT_EXPECT_EQ(test, s->first->calls, 1);
	}
}

/*
 * Test that what is issued right after an asynchronous terminate runs, with no
 * synchronize, and that what was terminated is not called back any more.
 */
static void state_terminate_async(struct kunit *test)
{
	const struct state_name *param = test->param_value;
	struct subject *s = subject_in(test, param->state);
	unsigned int calls = calls_of(s);
	struct oracle_xfer *x;

	KUNIT_EXPECT_EQ(test, oracle_terminate(s->o, dmaengine_terminate_async), 0);
	memset(s->other->cpu, 0, s->other->len);
	x = client_copy(s->o, s->other, s->src);
	pl08x_model_hold_irq(s->f->m, false);
	unblock(s);
	pl08x_model_run(s->f->m);
	/* Does nothing but wait: the hardware may have needed time to stop. */
	oracle_synchronize(s->o);
	pl08x_model_run(s->f->m);
	KUNIT_EXPECT_EQ(test, x->calls, 1);
	KUNIT_EXPECT_EQ(test, calls_of(s), calls);
	KUNIT_EXPECT_EQ(test, memcmp(s->other->cpu, s->src->cpu, s->src->len), 0);
	take_back(s);
	judge(s);
	if (param->state == ST_PREPARED)
		KUNIT_EXPECT_EQ(test, oracle_give_back(s->first), 0);
}

/* Test that a channel which is released does nothing any more, in each state (PL-02, PL-11). */
static void state_release(struct kunit *test)
{
	const struct state_name *param = test->param_value;
	struct subject *s = subject_in(test, param->state);
	unsigned int calls = calls_of(s);
	struct oracle *o;

	pl08x_fix_release(s->f, s->chan);
	take_back(s);
	KUNIT_EXPECT_EQ(test, hweight32(pl08x_model_enabled(s->f->m)),
			s->blocker[1] ? 2 : OTHERS);
	pl08x_model_hold_irq(s->f->m, false);
	unblock(s);
	pl08x_model_run(s->f->m);
	pl08x_model_spurious_irq(s->f->m);
	KUNIT_EXPECT_EQ(test, calls_of(s), calls);

	o = pl08x_fix_oracle(s->f, pl08x_fix_memcpy(s->f));
	works(s, o);
	oracle_expect_clean(o);
	KUNIT_EXPECT_LE(test, pl08x_model_max_spin(s->f->m), 16);
}

/*
 * Test that a paused channel makes no progress, whatever state it was in, and goes
 * on when it is resumed; and that it can be terminated instead (PL-12).
 */
static void state_pause(struct kunit *test)
{
	const struct state_name *param = test->param_value;
	struct subject *s = subject_in(test, param->state);
	unsigned int calls;
	u64 written;

	KUNIT_EXPECT_EQ(test, dmaengine_pause(s->chan), 0);
	/* The hardware may be done with the first, and has not started the second. */
	pl08x_model_hold_irq(s->f->m, false);
	unblock(s);
	pl08x_model_run(s->f->m);
	calls = calls_of(s);
	KUNIT_EXPECT_LE(test, calls, param->state == ST_COMPLETED ? 2 :
				     param->state == ST_FINISHED ? 1 : 0);
	written = pl08x_model_written(s->f->m);
	pl08x_model_run(s->f->m);
	KUNIT_EXPECT_EQ(test, pl08x_model_written(s->f->m), written);

	KUNIT_EXPECT_EQ(test, dmaengine_resume(s->chan), 0);
	pl08x_model_run(s->f->m);
	if (param->state != ST_STOPPING && s->second)
		KUNIT_EXPECT_EQ(test, calls_of(s), 2);
	if (param->state == ST_SUBMITTED || param->state == ST_PREPARED) {
		if (param->state == ST_PREPARED)
			oracle_submit(s->first);
		s->first->due = 1;
		dma_async_issue_pending(s->chan);
		pl08x_model_run(s->f->m);
		KUNIT_EXPECT_EQ(test, calls_of(s), 1);
	}
	judge(s);
}

/* Test that a channel which is paused, in each state, can be terminated and used again. */
static void state_pause_terminate(struct kunit *test)
{
	const struct state_name *param = test->param_value;
	struct subject *s = subject_in(test, param->state);
	unsigned int calls = calls_of(s);

	KUNIT_EXPECT_EQ(test, dmaengine_pause(s->chan), 0);
	KUNIT_EXPECT_EQ(test, oracle_terminate(s->o, dmaengine_terminate_sync), 0);
	take_back(s);
	judge(s);
	KUNIT_EXPECT_EQ(test, calls_of(s), calls);
	if (param->state == ST_PREPARED)
		KUNIT_EXPECT_EQ(test, oracle_give_back(s->first), 0);
}

/* Test that a channel can be terminated twice, in each state. */
static void state_terminate_twice(struct kunit *test)
{
	const struct state_name *param = test->param_value;
	struct subject *s = subject_in(test, param->state);

	KUNIT_EXPECT_EQ(test, oracle_terminate(s->o, dmaengine_terminate_async), 0);
	KUNIT_EXPECT_EQ(test, oracle_terminate(s->o, dmaengine_terminate_async), 0);
	KUNIT_EXPECT_EQ(test, oracle_terminate(s->o, dmaengine_terminate_sync), 0);
	take_back(s);
	judge(s);
	if (param->state == ST_PREPARED)
		KUNIT_EXPECT_EQ(test, oracle_give_back(s->first), 0);
}

/* Test that the status says what the state is, and the residue what is left (PL-13). */
static void state_status(struct kunit *test)
{
	static const enum dma_status want[STATES] = {
		[ST_SUBMITTED] = DMA_IN_PROGRESS, [ST_WAITING] = DMA_IN_PROGRESS,
		[ST_RUNNING] = DMA_IN_PROGRESS, [ST_FINISHED] = DMA_IN_PROGRESS,
		[ST_PAUSED] = DMA_PAUSED, [ST_PAUSED_WAITING] = DMA_PAUSED,
		[ST_COMPLETED] = DMA_COMPLETE,
	};
	const struct state_name *param = test->param_value;
	struct subject *s;
	u32 residue;

	/* No transfer to ask about. */
	if (param->state == ST_IDLE || param->state == ST_PREPARED || param->state == ST_STOPPING)
		return;

	s = subject_in(test, param->state);
	residue = client_residue(s->first, want[param->state]);
	if (param->state == ST_COMPLETED || param->state == ST_FINISHED)
		KUNIT_EXPECT_EQ(test, residue, 0);
	else if (param->state == ST_RUNNING || param->state == ST_PAUSED)
		KUNIT_EXPECT_TRUE(test, residue > 256 - 64 && residue < 256);
	else
		KUNIT_EXPECT_EQ(test, residue, 256);
	if (s->second)
		KUNIT_EXPECT_EQ(test, client_residue(s->second, want[param->state]),
				param->state == ST_COMPLETED ? 0 : 256);
	oracle_terminate(s->o, dmaengine_terminate_sync);
	judge(s);
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE_PARAM(state_terminate_sync, state_gen_params),
	KUNIT_CASE_PARAM(state_terminate_async, state_gen_params),
	KUNIT_CASE_PARAM(state_release, state_gen_params),
	KUNIT_CASE_PARAM(state_pause, state_gen_params),
	KUNIT_CASE_PARAM(state_pause_terminate, state_gen_params),
	KUNIT_CASE_PARAM(state_terminate_twice, state_gen_params),
	KUNIT_CASE_PARAM(state_status, state_gen_params),
	{}
};

static struct kunit_suite state_suite = {
	.name = "pl08x_state",
	.test_cases = state_cases,
};

kunit_test_suite(state_suite);

MODULE_DESCRIPTION("KUnit suite of the PL080's driver: states and how they are left");
MODULE_LICENSE("GPL");
