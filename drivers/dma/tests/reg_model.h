/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Register models: what they have in common.
 *
 * A model has a window of addresses, clocks, an interrupt, and remembers what its driver has done
 * that it must not do. A driver reaches it by readl() and writel(), through logic_iomem.
 */
#ifndef DRIVERS_DMA_TESTS_REG_MODEL_H
#define DRIVERS_DMA_TESTS_REG_MODEL_H

#include <linux/atomic.h>
#include <linux/clk-provider.h>
#include <linux/ioport.h>
#include <linux/types.h>

struct clk_lookup;
struct fwnode_handle;
struct irq_domain;
struct reg_model;

#define REG_MODEL_CLOCKS	2
#define REG_MODEL_VIOLATIONS	16

/**
 * struct reg_model_type - what models of a kind have in common
 * @name: for messages
 * @window: bytes of registers
 * @clocks: names of the clocks
 * @n_clocks: how many there are
 * @violations: what must not be done, in words
 * @n_violations: kinds of it
 * @read: read a register
 * @write: write a register; both in the driver's context, with the driver's locks held
 */
struct reg_model_type {
	const char *name;
	size_t window;
	const char *clocks[REG_MODEL_CLOCKS];
	unsigned int n_clocks;
	const char * const *violations;
	unsigned int n_violations;
	u32 (*read)(struct reg_model *reg, unsigned int offset, unsigned int size);
	void (*write)(struct reg_model *reg, unsigned int offset, unsigned int size, u32 val);
};

struct reg_model_clock {
	struct clk_hw hw;
	struct clk_lookup *lookup;
	struct reg_model *reg;
};

/**
 * struct reg_model - part of each model
 * @type: fixed from init to exit, like all that is not described otherwise
 * @slot: which of the windows
 * @domain: interrupt controller
 * @virq: interrupt
 * @clocks: clocks
 * @clocked: how often they are on, all together
 * @mapped: how often the window is mapped
 * @broken_clocks: bits of those that cannot be turned on; a case sets them
 * @violations: bits; set under the model's lock, taken without
 * @violated_at: where each was first seen; under the model's lock
 */
struct reg_model {
	const struct reg_model_type *type;
	unsigned int slot;
	struct irq_domain *domain;
	unsigned int virq;
	struct reg_model_clock clocks[REG_MODEL_CLOCKS];
	atomic_t clocked;
	atomic_t mapped;
	unsigned long broken_clocks;
	unsigned long violations;
	unsigned int violated_at[REG_MODEL_VIOLATIONS];
};

int reg_model_init(struct reg_model *reg, const struct reg_model_type *type, const char *dev_name,
		   struct fwnode_handle *intc);
void reg_model_exit(struct reg_model *reg);
struct resource *reg_model_region(void);
struct resource reg_model_resource(const struct reg_model *reg);
int reg_model_occupy_irq(struct reg_model *reg);
void reg_model_vacate_irq(struct reg_model *reg);
void reg_model_violate(struct reg_model *reg, unsigned int violation, unsigned int at);
unsigned long reg_model_take_violations(struct reg_model *reg);
const char *reg_model_violation_name(const struct reg_model_type *type, unsigned int violation);

#endif /* DRIVERS_DMA_TESTS_REG_MODEL_H */
