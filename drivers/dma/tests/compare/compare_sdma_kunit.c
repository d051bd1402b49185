// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit suite for two kernels: the i.MX SDMA's driver on a model of the hardware. entries.txt says
 * which case stands for which defect.
 */
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/console.h>
#include <linux/dmaengine.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/time64.h>

#include "../sdma_fixture.h"
#include "compare.h"

/* For a buffer descriptor, and for a stop. */
#define BD_US	100
#define STOP_US	300
#define LONG_STOP_US	900

#define LEN	64

struct rig {
	struct sdma_fix *f;
	struct dma_chan *chan;
	struct oracle *o;
	struct client_buf *buf;
};

static void request(struct rig *rig)
{
	rig->chan = sdma_fix_slave(rig->f, SDMA_FIX_RX);
	rig->o = sdma_fix_oracle(rig->f, rig->chan);
}

static void configure(struct rig *rig)
{
	sdma_fix_config_chan(rig->f, rig->chan, SDMA_FIX_RX, DMA_SLAVE_BUSWIDTH_4_BYTES, 4);
}

static int sdma_init(struct kunit *test)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rig);
	test->priv = rig;
	rig->f = sdma_fix_new(test);
	rig->buf = sdma_fix_buf(rig->f, LEN);
	request(rig);
	configure(rig);
	sdma_model_set_bd_ns(rig->f->m, BD_US * NSEC_PER_USEC);
	sdma_model_set_stop_ns(rig->f->m, STOP_US * NSEC_PER_USEC);
	sdma_model_request(rig->f->m, sdma_fix_event(SDMA_FIX_RX), true);
	return 0;
}

static void pause_peripheral(struct rig *rig, bool pause)
{
	sdma_model_request(rig->f->m, sdma_fix_event(SDMA_FIX_RX), !pause);
}

static struct dma_async_tx_descriptor *prep(struct rig *rig)
{
	return client_prep_sg(rig->chan, rig->buf, 2, DMA_DEV_TO_MEM);
}

static struct oracle_xfer *start(struct rig *rig)
{
	return client_submit(rig->o, prep(rig), 1);
}

static struct oracle_xfer *start_cyclic(struct rig *rig)
{
	return client_cyclic(rig->o, rig->buf, LEN / 2, DMA_DEV_TO_MEM, 100000);
}

static struct oracle_xfer *submit(struct kunit *test, struct rig *rig)
{
	struct oracle_xfer *x = oracle_attach(rig->o, prep(rig));

	KUNIT_ASSERT_NOT_NULL(test, x);
	oracle_submit(x);
	return x;
}

static enum dma_status status(struct oracle_xfer *x)
{
	return dmaengine_tx_status(x->oracle->chan, x->cookie, NULL);
}

/*
 * Test that what a second terminate has stopped stays until its script is through. The script
 * writes to its descriptors; who has freed them is in the log.
 */
static void terminate_twice(struct kunit *test)
{
	struct rig *rig = test->priv;

	sdma_model_set_stop_ns(rig->f->m, LONG_STOP_US * NSEC_PER_USEC);
	sdma_fix_wait(start_cyclic(rig), 2);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(rig->chan), 0);
	sdma_fix_pass(LONG_STOP_US + BD_US / 2);
	/* The first has stopped. The second has not when whoever waits for the first is through. */
	start_cyclic(rig);
	sdma_fix_pass(5 * BD_US + BD_US / 2);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(rig->chan), 0);
	sdma_fix_pass(4 * LONG_STOP_US);
	sdma_fix_expect(rig->f, 0);
}

static void note_context(struct oracle_xfer *x)
{
	*(bool *)x->data |= in_hardirq();
}

/* Test that the callbacks of a stream do not run in hard interrupts. */
static void callback_context(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start_cyclic(rig);
	bool hard = false;

	x->data = &hard;
	x->action = note_context;
	sdma_fix_wait(x, 2);
	compare_expect(test, !hard, "calls back in hard interrupts, which nobody can wait for");
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
}

/* Test that an interrupt which is late, or has no reason, does not end what runs now. */
static void late_interrupt(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x;

	pause_peripheral(rig, true);
	x = start(rig);
	sdma_fix_pass(BD_US);
	sdma_model_raise(rig->f->m, sdma_fix_number(rig->chan));
	sdma_fix_pass(BD_US);
	compare_expect(test, !x->calls, "completes a transfer that has not done anything");
	compare_expect(test, status(x) == DMA_IN_PROGRESS, "a transfer that runs is over");
}

/* Test that the next transfer does not begin while the script works on the one before. */
static void start_while_stopping(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned long bad;
	struct oracle_xfer *x;

	sdma_fix_wait(start_cyclic(rig), 2);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_async(rig->chan), 0);
	x = start(rig);
	sdma_fix_wait(x, 1);
	bad = sdma_model_take_violations(rig->f->m);
	compare_expect(test, !(bad & BIT(SDMA_BAD_CONTEXT)),
		       "loads the context of a script that still works");
	compare_expect(test, !(bad & BIT(SDMA_BAD_START)), "starts a script that still works");
	KUNIT_EXPECT_EQ(test, bad, 0);
}

/* Test that what was only submitted is gone after a terminate. */
static void terminate_submitted(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = submit(test, rig);

	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
	x->due = 1;
	sdma_fix_wait(start(rig), 1);
	compare_expect(test, !x->calls, "what was terminated runs with the next transfer");
}

/* Test that what a client leaves behind is not run for the next one. */
static void release_submitted(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = submit(test, rig);
	struct dma_chan *chan = rig->chan;

	x->due = 1;
	sdma_fix_release(rig->f, chan);
	request(rig);
	KUNIT_ASSERT_PTR_EQ(test, rig->chan, chan);
	configure(rig);
	sdma_fix_wait(start(rig), 1);
	compare_expect(test, !x->calls, "the last client's transfer runs, and calls back");
}

/* Test that a stream is not disturbed by a copy that is prepared on its channel. */
static void prepare_other_kind(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start_cyclic(rig);
	unsigned int calls;

	sdma_fix_wait(x, 2);
	dmaengine_prep_dma_memcpy(rig->chan, rig->buf->dma, rig->buf->dma + LEN / 2, LEN / 2, 0);
	calls = x->calls;
	sdma_fix_pass(10 * BD_US);
	compare_expect(test, x->calls >= calls + 9, "the stream that runs ends");
	compare_expect(test, status(x) == DMA_IN_PROGRESS, "the stream that runs is over");
	sdma_fix_expect(rig->f, 0);
}

/* Test that a transfer is not disturbed by one that is prepared behind it. */
static void prepare_behind(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start(rig);
	unsigned int stops;

	sdma_fix_pass(BD_US / 2);
	stops = sdma_fix_stats(rig->f, rig->chan).stops;
	KUNIT_EXPECT_NOT_NULL(test, prep(rig));
	compare_expect(test, sdma_fix_stats(rig->f, rig->chan).stops == stops,
		       "stops the channel");
	sdma_fix_pass(10 * BD_US);
	compare_expect(test, x->calls == 1, "the transfer that runs is stopped");
}

/* Test that each transfer has its own status, and that a client is told of errors. */
static void status_of_each(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x[2];

	x[0] = submit(test, rig);
	x[0]->due = 1;
	x[1] = start(rig);
	sdma_fix_wait(x[0], 1);
	compare_expect(test, status(x[1]) == DMA_IN_PROGRESS, "a transfer that runs is complete");
	x[1]->want = DMA_TRANS_ABORTED;
	sdma_model_fail_next(rig->f->m, sdma_fix_number(rig->chan));
	sdma_fix_wait(x[1], 1);
	compare_expect(test, status(x[1]) == DMA_ERROR, "a transfer that has failed is complete");
}

/* Test that the driver can be unbound. */
static void unbind(struct kunit *test)
{
	struct rig *rig = test->priv;

	sdma_fix_release(rig->f, rig->chan);
	sdma_fix_unbind(rig->f);
	KUNIT_EXPECT_EQ(test, sdma_model_clocked(rig->f->m), 0);
	sdma_fix_expect(rig->f, 0);
}

/* Test that a client finds nothing of the last one's settings. */
static void release_forgets(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct dma_chan *chan = rig->chan;

	sdma_fix_release(rig->f, chan);
	KUNIT_ASSERT_PTR_EQ(test, sdma_fix_memcpy(rig->f), chan);
	compare_expect(test, !chan->private,
		       "a channel for copies has the last client's peripheral");
	sdma_fix_release(rig->f, chan);
	request(rig);
	KUNIT_ASSERT_PTR_EQ(test, rig->chan, chan);
	compare_expect(test, !prep(rig), "transfers to the address that the last client has set");
}

/* Test that a channel without a client has no priority. */
static void release_resets_priority(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int n = sdma_fix_number(rig->chan);

	sdma_fix_wait(start(rig), 1);
	sdma_fix_release(rig->f, rig->chan);
	compare_expect(test, !sdma_model_peek(rig->f->m, SDMA_MODEL_CHNPRI(n)),
		       "the channel keeps its priority");
}

/* Test that a ring which is not made of whole periods is refused. */
static void cyclic_geometry(struct kunit *test)
{
	struct rig *rig = test->priv;

	compare_expect(test, !dmaengine_prep_dma_cyclic(rig->chan, rig->buf->dma, LEN, 48,
							DMA_DEV_TO_MEM, 0),
		       "fills in more buffer descriptors than it has");
}

/* Test that preparing does not wait, least of all for hardware that hangs. */
static void prepare_waits(struct kunit *test)
{
	struct rig *rig = test->priv;
	ktime_t before;

	sdma_model_hang_chan0(rig->f->m, true);
	before = ktime_get();
	prep(rig);
	compare_expect(test, ktime_us_delta(ktime_get(), before) < 10,
		       "busy-waits for channel 0, with interrupts off");
	sdma_model_hang_chan0(rig->f->m, false);
}

/* A console whose driver uses the channel. */
static struct oracle_xfer *printing;

static void print_by_dma(struct console *console, const char *text, unsigned int len)
{
	struct dma_tx_state state;

	if (printing)
		dmaengine_tx_status(printing->oracle->chan, printing->cookie, &state);
}

static struct console dma_console = {
	.name = "compare",
	.write = print_by_dma,
	.flags = CON_ENABLED,
	.index = -1,
};

/* Test that nothing is printed under the lock of a channel which the console uses. */
static void print_under_lock(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct oracle_xfer *x = start_cyclic(rig);

	sdma_fix_wait(x, 2);
	register_console(&dma_console);
	printing = x;
	/* All buffers are full before the driver is told of the first. */
	sdma_model_hold_irq(rig->f->m, true);
	sdma_fix_pass(5 * BD_US);
	sdma_model_hold_irq(rig->f->m, false);
	sdma_fix_pass(5 * BD_US);
	printing = NULL;
	unregister_console(&dma_console);
	KUNIT_EXPECT_EQ(test, dmaengine_terminate_sync(rig->chan), 0);
}

static struct kunit_case compare_sdma_cases[] = {
	KUNIT_CASE(terminate_twice),
	KUNIT_CASE(callback_context),
	KUNIT_CASE(late_interrupt),
	KUNIT_CASE(start_while_stopping),
	KUNIT_CASE(terminate_submitted),
	KUNIT_CASE(release_submitted),
	KUNIT_CASE(prepare_other_kind),
	KUNIT_CASE(prepare_behind),
	KUNIT_CASE(status_of_each),
	KUNIT_CASE(unbind),
	KUNIT_CASE(release_forgets),
	KUNIT_CASE(release_resets_priority),
	KUNIT_CASE(cyclic_geometry),
	KUNIT_CASE(prepare_waits),
	KUNIT_CASE(print_under_lock),
	{}
};

static struct kunit_suite compare_sdma_suite = {
	.name = "compare_sdma",
	.init = sdma_init,
	.exit = compare_over,
	.test_cases = compare_sdma_cases,
};

kunit_test_suite(compare_sdma_suite);
