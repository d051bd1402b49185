/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dma-sim: controllers as platform devices, private to the user's front end
 */
#ifndef DMA_SIM_PLATFORM_H
#define DMA_SIM_PLATFORM_H

#include "dma-sim.h"

struct platform_device;
struct seq_file;

/* Rows of the table of a controller's slave channels. */
#define DMA_SIM_MAX_MAP		64

/**
 * struct dma_sim_platform - a controller that is to be a platform device
 * @cfg: what kind of controller; &dma_sim_config.dev is filled in by the driver
 * @pdev: the device, or %NULL
 * @result: how the driver's probe went
 *
 * Must stay until dma_sim_platform_remove(): the driver reads it whenever it is
 * bound to the device.
 */
struct dma_sim_platform {
	struct dma_sim_config cfg;
	struct platform_device *pdev;
	int result;
};

extern const struct dma_sim_config dma_sim_platform_default;

int dma_sim_platform_add(struct dma_sim_platform *plat);
void dma_sim_platform_remove(struct dma_sim_platform *plat);
ssize_t dma_sim_platform_statistics(struct dma_sim_platform *plat, char *page);

int dma_sim_caps_parse(const char *text, unsigned long *caps);
ssize_t dma_sim_caps_print(unsigned long caps, char *page);

int dma_sim_configfs_init(void);
void dma_sim_configfs_exit(void);

#endif /* DMA_SIM_PLATFORM_H */
