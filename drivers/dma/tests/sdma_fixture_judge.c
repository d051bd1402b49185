// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the i.MX SDMA on a model of it: what has to happen, what is true of each controller
 * that works, and of each that was let go, see sdma_fixture.h.
 */
#include <linux/dmaengine.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/string.h>

#include "sdma_fixture.h"

#define COPY		256

/* How long to wait for callbacks, of simulated time. */
#define WAIT_US		100000
#define STEP_US		10

/**
 * sdma_fix_wait() - Wait until a transfer was called back, which has to happen soon
 * @x: transfer
 * @calls: how often
 *
 * Context: Process context. May sleep.
 */
void sdma_fix_wait(struct oracle_xfer *x, unsigned int calls)
{
	unsigned int us;

	for (us = 0; us < WAIT_US && READ_ONCE(x->calls) < calls; us += STEP_US)
		sdma_fix_pass(STEP_US);
	KUNIT_EXPECT_GE(x->oracle->test, READ_ONCE(x->calls), calls);
}
EXPORT_SYMBOL_GPL(sdma_fix_wait);

/**
 * sdma_fix_expect_gone() - Expect that nothing of the driver is left in the hardware
 * @f: fixture that was unbound
 */
void sdma_fix_expect_gone(struct sdma_fix *f)
{
	KUNIT_EXPECT_FALSE(f->test, sdma_fix_is_bound(f));
	KUNIT_EXPECT_EQ(f->test, sdma_model_executes(f->m), -1);
	KUNIT_EXPECT_EQ(f->test, sdma_model_mapped(f->m), 0);
	KUNIT_EXPECT_EQ(f->test, sdma_model_clocked(f->m), 0);
	KUNIT_EXPECT_FALSE(f->test, irq_has_action(sdma_model_virq(f->m)));
}
EXPORT_SYMBOL_GPL(sdma_fix_expect_gone);

/**
 * sdma_fix_expect_works() - Expect that a client gets a channel, and a copy done
 * @f: fixture, bound
 *
 * Context: Process context. May sleep.
 */
void sdma_fix_expect_works(struct sdma_fix *f)
{
	struct dma_chan *chan = sdma_fix_memcpy(f);
	struct oracle *o = sdma_fix_oracle(f, chan);
	struct client_buf *src = sdma_fix_buf(f, COPY), *dst = sdma_fix_buf(f, COPY);

	sdma_fix_wait(client_copy(o, dst, src), 1);
	KUNIT_EXPECT_MEMEQ(f->test, dst->cpu, src->cpu, COPY);
	oracle_expect_clean(o);
	sdma_fix_release(f, chan);
}
EXPORT_SYMBOL_GPL(sdma_fix_expect_works);

/**
 * sdma_fix_expect_text() - Expect something in a text
 * @f: fixture
 * @text: the text
 * @want: what has to be in it
 */
void sdma_fix_expect_text(struct sdma_fix *f, const char *text, const char *want)
{
	KUNIT_EXPECT_NOT_NULL_MSG(f->test, strstr(text, want), "no \"%s\" in\n%s", want, text);
}
EXPORT_SYMBOL_GPL(sdma_fix_expect_text);
