// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-sim: the user's front end in configfs
 *
 * A directory is a controller; its attributes say what kind, and writing 1 to
 * "live" makes it. While it is live, or on its way, they cannot be changed. The
 * item's mutex protects all of it; it is not held while a controller comes or
 * goes, because that may take as long as clients hold its channels.
 */
#include <linux/configfs.h>
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "dma-sim-platform.h"

/**
 * struct dma_sim_item - a directory
 * @group: the directory
 * @lock: protects all below
 * @busy: the controller is being made or removed
 * @plat: what to make
 * @map: names of slave channels
 * @map_text: the memory that @map's names are in
 */
struct dma_sim_item {
	struct config_group group;
	struct mutex lock;			/* all below */
	bool busy;
	struct dma_sim_platform plat;
	struct dma_slave_map *map;
	char *map_text;
};

static struct dma_sim_item *to_dma_sim_item(struct config_item *item)
{
	return container_of(to_config_group(item), struct dma_sim_item, group);
}

static bool dma_sim_item_in_use(struct dma_sim_item *si)
{
	lockdep_assert_held(&si->lock);

	return si->plat.pdev || si->busy;
}

static int dma_sim_item_number(const char *page, u64 min, u64 max, u64 *value)
{
	int ret = kstrtou64(page, 0, value);

	if (ret)
		return ret;

	return *value < min || *value > max ? -ERANGE : 0;
}

/* An attribute that is a number, or a switch: 0 or 1. */
#define DMA_SIM_ITEM_SHOW(_name, _field)					\
static ssize_t dma_sim_item_##_name##_show(struct config_item *item, char *page) \
{										\
	struct dma_sim_item *si = to_dma_sim_item(item);			\
										\
	guard(mutex)(&si->lock);						\
										\
	return sysfs_emit(page, "%llu\n", (u64)si->plat.cfg._field);		\
}

#define DMA_SIM_ITEM_STORE(_name, _field, _min, _max)				\
static ssize_t dma_sim_item_##_name##_store(struct config_item *item,		\
					    const char *page, size_t len)	\
{										\
	struct dma_sim_item *si = to_dma_sim_item(item);			\
	u64 value;								\
	int ret = dma_sim_item_number(page, _min, _max, &value);		\
										\
	if (ret)								\
		return ret;							\
										\
	guard(mutex)(&si->lock);						\
	if (dma_sim_item_in_use(si))						\
		return -EBUSY;							\
	si->plat.cfg._field = value;						\
										\
	return len;								\
}										\
CONFIGFS_ATTR(dma_sim_item_, _name)

DMA_SIM_ITEM_SHOW(channels, n_channels)
DMA_SIM_ITEM_STORE(channels, n_channels, 1, DMA_SIM_MAX_CHANNELS);

DMA_SIM_ITEM_SHOW(latency_ns, latency_ns)
DMA_SIM_ITEM_STORE(latency_ns, latency_ns, 0, 60ULL * NSEC_PER_SEC);

DMA_SIM_ITEM_SHOW(stop_us, stop_us)
DMA_SIM_ITEM_STORE(stop_us, stop_us, 0, 60 * USEC_PER_SEC);

DMA_SIM_ITEM_SHOW(error_every, error_every)
DMA_SIM_ITEM_STORE(error_every, error_every, 0, U32_MAX);

DMA_SIM_ITEM_SHOW(has_synchronize, has_synchronize)
DMA_SIM_ITEM_STORE(has_synchronize, has_synchronize, 0, 1);

DMA_SIM_ITEM_SHOW(has_release, has_release)
DMA_SIM_ITEM_STORE(has_release, has_release, 0, 1);

DMA_SIM_ITEM_SHOW(has_terminate, has_terminate)
DMA_SIM_ITEM_STORE(has_terminate, has_terminate, 0, 1);

DMA_SIM_ITEM_SHOW(private, is_private)
DMA_SIM_ITEM_STORE(private, is_private, 0, 1);

DMA_SIM_ITEM_SHOW(loopback, loopback)
DMA_SIM_ITEM_STORE(loopback, loopback, 0, 1);

static ssize_t dma_sim_item_capabilities_show(struct config_item *item, char *page)
{
	struct dma_sim_item *si = to_dma_sim_item(item);

	guard(mutex)(&si->lock);

	return dma_sim_caps_print(si->plat.cfg.caps, page);
}

static ssize_t dma_sim_item_capabilities_store(struct config_item *item, const char *page,
					       size_t len)
{
	struct dma_sim_item *si = to_dma_sim_item(item);
	unsigned long caps;
	int ret;

	ret = dma_sim_caps_parse(page, &caps);
	if (ret)
		return ret;

	guard(mutex)(&si->lock);
	if (dma_sim_item_in_use(si))
		return -EBUSY;
	si->plat.cfg.caps = caps;

	return len;
}
CONFIGFS_ATTR(dma_sim_item_, capabilities);

static const char * const dma_sim_item_contexts[] = {
	[DMA_SIM_IRQ_HARD]   = "hard",
	[DMA_SIM_IRQ_SOFT]   = "soft",
	[DMA_SIM_IRQ_THREAD] = "thread",
};

static ssize_t dma_sim_item_irq_show(struct config_item *item, char *page)
{
	struct dma_sim_item *si = to_dma_sim_item(item);

	guard(mutex)(&si->lock);

	return sysfs_emit(page, "%s\n", dma_sim_item_contexts[si->plat.cfg.irq]);
}

static ssize_t dma_sim_item_irq_store(struct config_item *item, const char *page, size_t len)
{
	struct dma_sim_item *si = to_dma_sim_item(item);
	int irq = sysfs_match_string(dma_sim_item_contexts, page);

	if (irq < 0)
		return irq;

	guard(mutex)(&si->lock);
	if (dma_sim_item_in_use(si))
		return -EBUSY;
	si->plat.cfg.irq = irq;

	return len;
}
CONFIGFS_ATTR(dma_sim_item_, irq);

/* Reads "device name channel" into @entry; what it points to is in @line. */
static int dma_sim_item_parse_map_line(char *line, struct dma_slave_map *entry)
{
	char *field[3];
	unsigned int n;
	int i;

	for (i = 0; i < ARRAY_SIZE(field); i++) {
		line = line ? skip_spaces(line) : NULL;
		field[i] = strsep(&line, " \t");
		if (!field[i] || !*field[i])
			return -EINVAL;
	}
	if (line && *skip_spaces(line))
		return -EINVAL;
	if (kstrtouint(field[2], 0, &n) || n >= DMA_SIM_MAX_CHANNELS)
		return -EINVAL;

	entry->devname = field[0];
	entry->slave = field[1];
	entry->param = (void *)(uintptr_t)n;

	return 0;
}

/* Reads all lines of @text into @map. Returns their number. */
static int dma_sim_item_parse_map(char *text, struct dma_slave_map *map)
{
	unsigned int n = 0;
	char *line;
	int ret;

	while ((line = strsep(&text, "\n;"))) {
		if (!*skip_spaces(line))
			continue;
		if (n == DMA_SIM_MAX_MAP)
			return -E2BIG;
		ret = dma_sim_item_parse_map_line(line, &map[n++]);
		if (ret)
			return ret;
	}

	return n;
}

static ssize_t dma_sim_item_map_show(struct config_item *item, char *page)
{
	struct dma_sim_item *si = to_dma_sim_item(item);
	const struct dma_sim_config *cfg = &si->plat.cfg;
	unsigned int i;
	ssize_t n = 0;

	guard(mutex)(&si->lock);
	for (i = 0; i < cfg->mapcnt; i++)
		n += sysfs_emit_at(page, n, "%s %s %lu\n", cfg->map[i].devname,
				   cfg->map[i].slave, (unsigned long)cfg->map[i].param);

	return n;
}

static ssize_t dma_sim_item_map_store(struct config_item *item, const char *page, size_t len)
{
	struct dma_sim_item *si = to_dma_sim_item(item);
	struct dma_slave_map *map __free(kfree) = kcalloc(DMA_SIM_MAX_MAP, sizeof(*map),
							  GFP_KERNEL);
	char *text __free(kfree) = kstrdup(page, GFP_KERNEL);
	int n;

	if (!map || !text)
		return -ENOMEM;
	n = dma_sim_item_parse_map(text, map);
	if (n < 0)
		return n;

	guard(mutex)(&si->lock);
	if (dma_sim_item_in_use(si))
		return -EBUSY;
	swap(si->map, map);
	swap(si->map_text, text);
	si->plat.cfg.map = si->map;
	si->plat.cfg.mapcnt = n;

	return len;
}
CONFIGFS_ATTR(dma_sim_item_, map);

static ssize_t dma_sim_item_live_show(struct config_item *item, char *page)
{
	struct dma_sim_item *si = to_dma_sim_item(item);

	guard(mutex)(&si->lock);

	return sysfs_emit(page, "%d\n", !!si->plat.pdev);
}

static ssize_t dma_sim_item_device_show(struct config_item *item, char *page)
{
	struct dma_sim_item *si = to_dma_sim_item(item);

	guard(mutex)(&si->lock);
	if (!si->plat.pdev || si->busy)
		return sysfs_emit(page, "\n");

	return sysfs_emit(page, "%s\n", dev_name(&si->plat.pdev->dev));
}
CONFIGFS_ATTR_RO(dma_sim_item_, device);

static ssize_t dma_sim_item_statistics_show(struct config_item *item, char *page)
{
	struct dma_sim_item *si = to_dma_sim_item(item);

	guard(mutex)(&si->lock);
	if (!si->plat.pdev || si->busy)
		return 0;

	return dma_sim_platform_statistics(&si->plat, page);
}
CONFIGFS_ATTR_RO(dma_sim_item_, statistics);

/* Refuses what dma_sim_create() would, and a table that names no channel. */
static int dma_sim_item_check(struct dma_sim_item *si)
{
	const struct dma_sim_config *cfg = &si->plat.cfg;
	unsigned int i;

	for (i = 0; i < cfg->mapcnt; i++)
		if ((uintptr_t)cfg->map[i].param >= cfg->n_channels)
			return -EINVAL;

	return cfg->mapcnt && !(cfg->caps & DMA_SIM_CAPS_SLAVE) ? -EINVAL : 0;
}

/* Claims the item for a change to @live. Returns 0 if there is nothing to do. */
static int dma_sim_item_begin(struct dma_sim_item *si, bool live)
{
	int ret;

	guard(mutex)(&si->lock);
	if (si->busy)
		return -EBUSY;
	if (!!si->plat.pdev == live)
		return 0;
	ret = live ? dma_sim_item_check(si) : 0;
	if (ret)
		return ret;
	si->busy = true;

	return 1;
}

static int dma_sim_item_set_live(struct dma_sim_item *si, bool live)
{
	int ret;

	ret = dma_sim_item_begin(si, live);
	if (ret <= 0)
		return ret;

	ret = 0;
	if (live)
		ret = dma_sim_platform_add(&si->plat);
	else
		dma_sim_platform_remove(&si->plat);

	guard(mutex)(&si->lock);
	si->busy = false;

	return ret;
}

static ssize_t dma_sim_item_live_store(struct config_item *item, const char *page, size_t len)
{
	u64 live;
	int ret;

	ret = dma_sim_item_number(page, 0, 1, &live) ?:
	      dma_sim_item_set_live(to_dma_sim_item(item), live);

	return ret ?: len;
}
CONFIGFS_ATTR(dma_sim_item_, live);

static struct configfs_attribute *dma_sim_item_attrs[] = {
	&dma_sim_item_attr_channels,
	&dma_sim_item_attr_capabilities,
	&dma_sim_item_attr_latency_ns,
	&dma_sim_item_attr_stop_us,
	&dma_sim_item_attr_error_every,
	&dma_sim_item_attr_has_synchronize,
	&dma_sim_item_attr_has_release,
	&dma_sim_item_attr_has_terminate,
	&dma_sim_item_attr_private,
	&dma_sim_item_attr_loopback,
	&dma_sim_item_attr_irq,
	&dma_sim_item_attr_map,
	&dma_sim_item_attr_live,
	&dma_sim_item_attr_device,
	&dma_sim_item_attr_statistics,
	NULL
};

static void dma_sim_item_release(struct config_item *item)
{
	struct dma_sim_item *si = to_dma_sim_item(item);

	if (si->plat.pdev)
		dma_sim_platform_remove(&si->plat);
	mutex_destroy(&si->lock);
	kfree(si->map);
	kfree(si->map_text);
	kfree(si);
}

static struct configfs_item_operations dma_sim_item_ops = {
	.release = dma_sim_item_release,
};

static const struct config_item_type dma_sim_item_type = {
	.ct_item_ops = &dma_sim_item_ops,
	.ct_attrs = dma_sim_item_attrs,
	.ct_owner = THIS_MODULE,
};

static struct config_group *dma_sim_make_group(struct config_group *parent, const char *name)
{
	struct dma_sim_item *si = kzalloc(sizeof(*si), GFP_KERNEL);

	if (!si)
		return ERR_PTR(-ENOMEM);

	mutex_init(&si->lock);
	si->plat.cfg = dma_sim_platform_default;
	config_group_init_type_name(&si->group, name, &dma_sim_item_type);

	return &si->group;
}

static struct configfs_group_operations dma_sim_group_ops = {
	.make_group = dma_sim_make_group,
};

static const struct config_item_type dma_sim_group_type = {
	.ct_group_ops = &dma_sim_group_ops,
	.ct_owner = THIS_MODULE,
};

static struct configfs_subsystem dma_sim_subsystem = {
	.su_group = {
		.cg_item = {
			.ci_namebuf = "dma-sim",
			.ci_type = &dma_sim_group_type,
		},
	},
};

/**
 * dma_sim_configfs_init() - Make /sys/kernel/config/dma-sim
 *
 * Context: Process context. May sleep.
 * Return: 0 or a negative errno.
 */
int dma_sim_configfs_init(void)
{
	config_group_init(&dma_sim_subsystem.su_group);
	mutex_init(&dma_sim_subsystem.su_mutex);

	return configfs_register_subsystem(&dma_sim_subsystem);
}

/**
 * dma_sim_configfs_exit() - Remove /sys/kernel/config/dma-sim
 *
 * Context: Process context. May sleep.
 */
void dma_sim_configfs_exit(void)
{
	configfs_unregister_subsystem(&dma_sim_subsystem);
}
