// SPDX-License-Identifier: GPL-2.0-only
/* What the suites for two kernels have in common, see compare.h. No test is in here. */
#include <linux/module.h>
#include <linux/printk.h>

#include "compare.h"

/**
 * compare_over() - Tell that a case is over, and only its end is to come
 * @test: the case
 *
 * Each suite has it as its exit().
 */
void compare_over(struct kunit *test)
{
	pr_info("compare: %s is over\n", test->name);
}

MODULE_DESCRIPTION("KUnit suites that compare DMA engine implementations");
MODULE_LICENSE("GPL");
