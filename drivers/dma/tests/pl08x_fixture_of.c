// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device tree nodes for the PL080's driver on a model of it: the controller, its
 * interrupt controller and a client, below a node that is no bus, so that nobody
 * else makes devices of them.
 */
#include <kunit/resource.h>
#include <linux/export.h>
#include <linux/of.h>

#include "pl08x_fixture.h"

#define PHANDLE	0x7080
#define INTC	0x7081

/* The changeset has references of its own. */
static void fix_put_nodes(struct pl08x_fix *f)
{
	of_changeset_destroy(&f->ocs);
	of_node_put(f->intc_np);
	of_node_put(f->client_np);
	of_node_put(f->np);
	of_node_put(f->parent_np);
}

static void fix_revert_nodes(void *data)
{
	struct pl08x_fix *f = data;

	of_changeset_revert(&f->ocs);
	fix_put_nodes(f);
}

static int add_choices(struct pl08x_fix *f, const struct pl08x_fix_config *cfg)
{
	struct of_changeset *ocs = &f->ocs;
	struct device_node *np = f->np;
	int ret;

	ret = of_changeset_add_prop_u32(ocs, np, "memcpy-bus-width", 8u << cfg->memcpy_width) ?:
	      of_changeset_add_prop_u32(ocs, np, "memcpy-burst-size",
					cfg->memcpy_burst ? 2u << cfg->memcpy_burst : 1);
	if (!ret && cfg->mem_buses & PL08X_AHB1)
		ret = of_changeset_add_prop_bool(ocs, np, "mem-bus-interface-ahb1");
	if (!ret && cfg->mem_buses & PL08X_AHB2)
		ret = of_changeset_add_prop_bool(ocs, np, "mem-bus-interface-ahb2");
	if (!ret && cfg->lli_buses & PL08X_AHB1)
		ret = of_changeset_add_prop_bool(ocs, np, "lli-bus-interface-ahb1");
	if (!ret && cfg->lli_buses & PL08X_AHB2)
		ret = of_changeset_add_prop_bool(ocs, np, "lli-bus-interface-ahb2");

	return ret;
}

static int add_controller(struct pl08x_fix *f, const struct pl08x_fix_config *cfg)
{
	struct of_changeset *ocs = &f->ocs;
	struct device_node *np = f->np;
	int ret;

	ret = of_changeset_add_prop_string(ocs, np, "compatible", "arm,pl080") ?:
	      of_changeset_add_prop_u32(ocs, np, "#dma-cells", cfg->dt_bare ? 1 : 2) ?:
	      of_changeset_add_prop_u32(ocs, np, "interrupt-parent", INTC) ?:
	      of_changeset_add_prop_u32(ocs, np, "interrupts", 0);
	if (ret || cfg->dt_bare)
		return ret;

	return add_choices(f, cfg);
}

static int add_intc(struct pl08x_fix *f)
{
	struct of_changeset *ocs = &f->ocs;
	struct device_node *np = f->intc_np;

	return of_changeset_add_prop_bool(ocs, np, "interrupt-controller") ?:
	       of_changeset_add_prop_u32(ocs, np, "#interrupt-cells", 1);
}

/* "rx" and "tx" are lines 0 and 1, "bad" is one that does not exist. A bare one has only "rx". */
static int add_client(struct pl08x_fix *f, const struct pl08x_fix_config *cfg)
{
	static const char * const names[] = { "rx", "tx", "bad" };
	u32 buses = cfg->periph_buses ?: PL08X_AHB1;
	const u32 dmas[] = {
		PHANDLE, 0, buses, PHANDLE, 1, buses, PHANDLE, 77, buses,
	};

	unsigned int cells = cfg->dt_bare ? 2 : ARRAY_SIZE(dmas);

	return of_changeset_add_prop_u32_array(&f->ocs, f->client_np, "dmas", dmas, cells) ?:
	       of_changeset_add_prop_string_array(&f->ocs, f->client_np, "dma-names", names,
						  cfg->dt_bare ? 1 : ARRAY_SIZE(names));
}

/**
 * pl08x_fix_add_nodes() - Add device tree nodes for a controller and a client
 * @f: fixture
 * @cfg: what the case wants
 *
 * They are removed when the case ends.
 *
 * Context: Process context. May sleep.
 * Return: 0, or an error code.
 */
int pl08x_fix_add_nodes(struct pl08x_fix *f, const struct pl08x_fix_config *cfg)
{
	int ret = -ENOMEM;

	of_changeset_init(&f->ocs);
	f->parent_np = of_changeset_create_node(&f->ocs, of_root, "pl08x-test");
	if (!f->parent_np)
		goto err;
	f->np = of_changeset_create_node(&f->ocs, f->parent_np, "dma-controller");
	f->client_np = of_changeset_create_node(&f->ocs, f->parent_np, "dma-client");
	f->intc_np = of_changeset_create_node(&f->ocs, f->parent_np, "interrupt-controller");
	if (!f->np || !f->client_np || !f->intc_np)
		goto err;
	ret = add_controller(f, cfg) ?: add_client(f, cfg) ?: add_intc(f) ?:
	      of_changeset_apply(&f->ocs);
	if (ret)
		goto err;
	/* A property would come too late: nodes are attached before they have any. */
	f->np->phandle = PHANDLE;
	f->intc_np->phandle = INTC;

	return kunit_add_action_or_reset(f->test, fix_revert_nodes, f);

err:
	fix_put_nodes(f);
	return ret;
}
EXPORT_SYMBOL_GPL(pl08x_fix_add_nodes);
