/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The simulated i.MX SDMA of sdma_demo.c, for modules that are peripherals of it.
 */
#ifndef DRIVERS_DMA_TESTS_SDMA_DEMO_H
#define DRIVERS_DMA_TESTS_SDMA_DEMO_H

struct device;
struct sdma_model;

struct sdma_model *sdma_demo_model(void);
struct device *sdma_demo_device(void);

#endif /* DRIVERS_DMA_TESTS_SDMA_DEMO_H */
