/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the suites that are built into two kernels, this one and stock's. They use only what both
 * have. Each case is booted alone, and ends with a line in the log: what comes behind that, when
 * things are taken down, is not the case's business in a kernel that fails it anyway.
 */
#ifndef DRIVERS_DMA_TESTS_COMPARE_H
#define DRIVERS_DMA_TESTS_COMPARE_H

#include <kunit/test.h>

/**
 * compare_expect() - Expect something, with the words in which the table says that it is not so
 * @test: the case
 * @good: what has to be true
 * @what: what a kernel does where it is not
 */
#define compare_expect(test, good, what) KUNIT_EXPECT_TRUE_MSG(test, good, "compare: " what)

void compare_over(struct kunit *test);

#endif /* DRIVERS_DMA_TESTS_COMPARE_H */
