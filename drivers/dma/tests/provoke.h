/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For test cases that make the kernel report something on purpose.
 *
 * A lockdep or KASAN report turns checkers off, and makes every log scanner
 * shout. So such a case opens with provoke_or_skip(), is skipped in an ordinary
 * boot, and has a line in expected-reports.txt. The harness boots it alone with
 * dmaengine_kunit.provoke=1 and fails it if the report does not come.
 */
#ifndef DRIVERS_DMA_TESTS_PROVOKE_H
#define DRIVERS_DMA_TESTS_PROVOKE_H

#include <kunit/test.h>
#include <linux/types.h>

extern bool dmaengine_kunit_provoke;

/**
 * provoke_or_skip() - Skip the running case unless reports are wanted
 * @test: the running case
 *
 * Context: The thread of the test case. Does not return if the case is skipped.
 */
static inline void provoke_or_skip(struct kunit *test)
{
	if (!dmaengine_kunit_provoke)
		kunit_skip(test, "needs dmaengine_kunit.provoke");
}

#endif /* DRIVERS_DMA_TESTS_PROVOKE_H */
