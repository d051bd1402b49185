// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters that the KUnit suites of drivers/dma share. There are no tests
 * here; the file's name is the prefix of the parameters.
 */
#include <linux/export.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "provoke.h"

bool dmaengine_kunit_provoke;
EXPORT_SYMBOL_GPL(dmaengine_kunit_provoke);
module_param_named(provoke, dmaengine_kunit_provoke, bool, 0444);
MODULE_PARM_DESC(provoke, "Run the cases that provoke a report");

MODULE_DESCRIPTION("Parameters of the KUnit suites of the DMA engine subsystem");
MODULE_LICENSE("GPL");
