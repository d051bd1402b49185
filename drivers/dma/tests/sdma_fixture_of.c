// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device tree nodes for the i.MX SDMA's driver on a model of it: the controller, a client, and
 * what a case adds, below a node that is no bus, so that nobody else makes devices of them.
 */
#include <kunit/resource.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/dma/imx-dma.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/of.h>
#include <linux/sprintf.h>

#include "sdma_fixture.h"

#define NAME_LEN	24

#define PHANDLE		0x5d3a
#define PHANDLE_IRAM	0x5d3b

struct fix_line {
	const char *name;
	unsigned int event;
	unsigned int priority;
};

static const struct fix_line lines[SDMA_FIX_LINES] = {
	[SDMA_FIX_RX] = { "rx", 2, DMA_PRIO_HIGH },
	[SDMA_FIX_TX] = { "tx", 3, DMA_PRIO_MEDIUM },
	[SDMA_FIX_RX2] = { "rx2", 31, DMA_PRIO_LOW },
	[SDMA_FIX_TX2] = { "tx2", 40, DMA_PRIO_LOW },
	[SDMA_FIX_BAD] = { "bad", 77, DMA_PRIO_LOW },
};

/**
 * sdma_fix_name() - The name by which a client requests the channel of a peripheral
 * @line: peripheral
 *
 * Return: the name
 */
const char *sdma_fix_name(enum sdma_fix_line line)
{
	return lines[line].name;
}
EXPORT_SYMBOL_GPL(sdma_fix_name);

/**
 * sdma_fix_event() - The DMA request of a peripheral
 * @line: peripheral
 *
 * Return: its number
 */
unsigned int sdma_fix_event(enum sdma_fix_line line)
{
	return lines[line].event;
}
EXPORT_SYMBOL_GPL(sdma_fix_event);

/* The changeset has references of its own. */
static void fix_put_nodes(struct sdma_fix *f)
{
	of_changeset_destroy(&f->ocs);
	of_node_put(f->iram_np);
	of_node_put(f->client_np);
	of_node_put(f->np);
	of_node_put(f->parent_np);
}

static void fix_revert_nodes(void *data)
{
	struct sdma_fix *f = data;

	of_changeset_revert(&f->ocs);
	fix_put_nodes(f);
}

static int add_controller(struct sdma_fix *f)
{
	const struct sdma_fix_config *cfg = &f->cfg;
	int ret;

	ret = of_changeset_add_prop_string(&f->ocs, f->np, "compatible",
					   cfg->compatible ?: "fsl,imx6q-sdma") ?:
	      of_changeset_add_prop_u32(&f->ocs, f->np, "#dma-cells", 3);
	if (!ret && cfg->firmware)
		ret = of_changeset_add_prop_string(&f->ocs, f->np, "fsl,sdma-ram-script-name",
						   cfg->firmware);
	if (!ret && cfg->iram)
		ret = of_changeset_add_prop_u32(&f->ocs, f->np, "iram", PHANDLE_IRAM);

	return ret;
}

static int add_client(struct sdma_fix *f)
{
	const char *names[SDMA_FIX_LINES];
	u32 dmas[SDMA_FIX_LINES][4];
	unsigned int i;

	for (i = 0; i < SDMA_FIX_LINES; i++) {
		names[i] = lines[i].name;
		dmas[i][0] = PHANDLE;
		dmas[i][1] = lines[i].event;
		dmas[i][2] = IMX_DMATYPE_SSI;
		dmas[i][3] = lines[i].priority;
	}

	return of_changeset_add_prop_u32_array(&f->ocs, f->client_np, "dmas", dmas[0],
					       sizeof(dmas) / sizeof(u32)) ?:
	       of_changeset_add_prop_string_array(&f->ocs, f->client_np, "dma-names", names,
						  ARRAY_SIZE(names));
}

static int create_nodes(struct sdma_fix *f)
{
	static atomic_t number = ATOMIC_INIT(0);
	char name[NAME_LEN];

	snprintf(name, sizeof(name), "sdma-test-%d", atomic_inc_return(&number));
	f->parent_np = of_changeset_create_node(&f->ocs, of_root, name);
	if (!f->parent_np)
		return -ENOMEM;
	f->np = of_changeset_create_node(&f->ocs, f->parent_np, "dma-controller");
	f->client_np = of_changeset_create_node(&f->ocs, f->parent_np, "dma-client");
	if (!f->np || !f->client_np)
		return -ENOMEM;
	if (!f->cfg.iram)
		return 0;
	f->iram_np = of_changeset_create_node(&f->ocs, f->parent_np, "sram");

	return f->iram_np ? 0 : -ENOMEM;
}

/**
 * sdma_fix_add_nodes() - Add the device tree nodes of a controller and of a client
 * @f: fixture with what the case wants
 *
 * They are removed when the case ends.
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno.
 */
int sdma_fix_add_nodes(struct sdma_fix *f)
{
	int ret;

	of_changeset_init(&f->ocs);
	ret = create_nodes(f) ?: add_controller(f) ?: add_client(f);
	if (!ret && f->cfg.add_props)
		ret = f->cfg.add_props(f);
	if (!ret)
		ret = of_changeset_apply(&f->ocs);
	if (ret) {
		fix_put_nodes(f);
		return ret;
	}
	/* A property would come too late: nodes are attached before they have any. */
	f->np->phandle = PHANDLE;
	if (f->iram_np)
		f->iram_np->phandle = PHANDLE_IRAM;

	return kunit_add_action_or_reset(f->test, fix_revert_nodes, f);
}
EXPORT_SYMBOL_GPL(sdma_fix_add_nodes);
