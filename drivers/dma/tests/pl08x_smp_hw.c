// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hardware and descriptors for the PL080's driver on two CPUs, see pl08x_smp.h.
 *
 * A descriptor is one object of the client. The hardware looks at it as long as it runs, and after
 * a while has done its work. Whoever starts a channel that runs already, or connects a request
 * signal twice, is counted.
 */
#include <kunit/device.h>
#include <kunit/resource.h>
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/bottom_half.h>
#include <linux/container_of.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/sprintf.h>

#include <linux/amba/pl080.h>

#include "pl08x_smp.h"

/* A table of one item that all descriptors share, and where the hardware would find it. */
#define TABLE_BUS	0x1000
#define SRC		0x2000
#define DST		0x3000
#define LEN		64

#define NAME_LEN	24

/* How often a slow channel is looked at until it has stopped. */
#define DRAINS		3

static const struct pl08x_variant pl08x_smp_variant = {
	.name = "on two CPUs",
	.lli = &pl080_lli,
	.channels = PL08X_SMP_PHYS,
	.signals = PL08X_SMP_CHANS,
};

static u32 table[4];

static const struct pl08x_lli_job table_job = {
	.fmt = &pl080_lli,
	.control = PL080_CONTROL_SRC_INCR | PL080_CONTROL_DST_INCR,
	.src_width = 1,
	.dst_width = 1,
	.bus = TABLE_BUS,
};

struct pl08x_smp_desc {
	struct pl08x_desc desc;
	struct smp_obj *obj;
};

static struct pl08x_smp *to_smp(struct pl08x *pl08x)
{
	return container_of(pl08x, struct pl08x_smp, pl08x);
}

static struct pl08x_smp_phys *to_phys(struct pl08x_phy *phy)
{
	return &to_smp(phy->pl08x)->phys[phy->id];
}

static struct smp_obj *phys_obj(const struct pl08x_smp_phys *p)
{
	return container_of(p->desc, struct pl08x_smp_desc, desc)->obj;
}

/* The next functions are what amba-pl08x-hw.c offers to the rest of the driver. */

bool pl08x_hw_is_secure(struct pl08x_phy *phy)
{
	return false;
}

u32 pl08x_hw_pending(struct pl08x *pl08x)
{
	struct pl08x_smp *ps = to_smp(pl08x);
	unsigned long flags;
	unsigned int i;
	u32 chans = 0;

	raw_spin_lock_irqsave(&ps->lock, flags);
	for (i = 0; i < pl08x->channels; i++)
		if (ps->phys[i].done && !ps->phys[i].quiet)
			chans |= BIT(i);
	raw_spin_unlock_irqrestore(&ps->lock, flags);

	return chans;
}

struct pl08x_hw_irqs pl08x_hw_ack(struct pl08x_phy *phy)
{
	struct pl08x_smp *ps = to_smp(phy->pl08x);
	struct pl08x_smp_phys *p = to_phys(phy);
	struct pl08x_hw_irqs irqs = {};
	unsigned long flags;

	raw_spin_lock_irqsave(&ps->lock, flags);
	irqs.done = p->done;
	p->done = false;
	raw_spin_unlock_irqrestore(&ps->lock, flags);

	return irqs;
}

void pl08x_hw_start(struct pl08x_phy *phy, const struct pl08x_desc *desc)
{
	struct pl08x_smp *ps = to_smp(phy->pl08x);
	struct pl08x_smp_phys *p = to_phys(phy);
	unsigned long flags;

	raw_spin_lock_irqsave(&ps->lock, flags);
	if (p->enabled)
		atomic_inc(&smp_stats.wrong);
	*p = (struct pl08x_smp_phys) { .desc = desc, .enabled = true };
	ps->starts[smp_processor_id()]++;
	raw_spin_unlock_irqrestore(&ps->lock, flags);
}

bool pl08x_hw_enabled(struct pl08x_phy *phy)
{
	struct pl08x_smp *ps = to_smp(phy->pl08x);
	unsigned long flags;
	bool enabled;

	raw_spin_lock_irqsave(&ps->lock, flags);
	enabled = to_phys(phy)->enabled;
	raw_spin_unlock_irqrestore(&ps->lock, flags);

	return enabled;
}

bool pl08x_hw_idle(struct pl08x_phy *phy)
{
	return !pl08x_hw_enabled(phy);
}

static void phys_hold(struct pl08x_phy *phy, bool hold)
{
	struct pl08x_smp *ps = to_smp(phy->pl08x);
	unsigned long flags;

	raw_spin_lock_irqsave(&ps->lock, flags);
	to_phys(phy)->held = hold;
	raw_spin_unlock_irqrestore(&ps->lock, flags);
}

bool pl08x_hw_hold(struct pl08x_phy *phy, const struct pl08x_desc *desc)
{
	phys_hold(phy, true);
	return true;
}

bool pl08x_hw_resume(struct pl08x_phy *phy, const struct pl08x_desc *desc)
{
	phys_hold(phy, false);
	return true;
}

bool pl08x_hw_stop(struct pl08x_phy *phy)
{
	struct pl08x_smp *ps = to_smp(phy->pl08x);
	struct pl08x_smp_phys *p = to_phys(phy);
	unsigned long flags;

	raw_spin_lock_irqsave(&ps->lock, flags);
	p->held = true;
	p->quiet = true;
	if (p->enabled && ps->stops++ % 2 && ps->slow)
		p->drains = DRAINS;
	raw_spin_unlock_irqrestore(&ps->lock, flags);

	return pl08x_hw_stop_again(phy, false);
}

bool pl08x_hw_stop_again(struct pl08x_phy *phy, bool force)
{
	struct pl08x_smp *ps = to_smp(phy->pl08x);
	struct pl08x_smp_phys *p = to_phys(phy);
	unsigned long flags;
	bool stopped;

	raw_spin_lock_irqsave(&ps->lock, flags);
	stopped = force || !p->drains;
	if (stopped)
		*p = (struct pl08x_smp_phys) {};
	else
		p->drains--;
	raw_spin_unlock_irqrestore(&ps->lock, flags);

	return stopped;
}

void pl08x_hw_position(struct pl08x_phy *phy, struct pl08x_lli_regs *pos)
{
	pl08x_lli_regs(&pl080_lli, table, table_job.control, pos);
	if (pl08x_hw_enabled(phy))
		return;

	pos->src += LEN;
	pos->dst += LEN;
	pos->control &= ~PL080_CONTROL_TRANSFER_SIZE_MASK;
}

/* What amba-pl08x-desc.c offers. */
void pl08x_desc_free(struct virt_dma_desc *vd)
{
	struct pl08x_desc *desc = to_pl08x_desc(vd);

	pl08x_mux_put(to_pl08x_chan(vd->tx.chan), desc);
	atomic_dec(&smp_stats.live);
	kfree(container_of(desc, struct pl08x_smp_desc, desc));
}

static struct dma_async_tx_descriptor *pl08x_smp_memcpy(struct dma_chan *chan, dma_addr_t dst,
							dma_addr_t src, size_t len,
							unsigned long flags)
{
	struct pl08x_chan *plchan = to_pl08x_chan(chan);
	struct pl08x_smp_desc *d = kzalloc(sizeof(*d), GFP_NOWAIT | __GFP_NOWARN);

	if (!d)
		return NULL;

	atomic_inc(&smp_stats.live);
	d->obj = smp_addr_obj(dst);
	d->desc.control = table_job.control;
	d->desc.chain = (struct pl08x_lli_chain) {
		.fmt = &pl080_lli,
		.table = table,
		.bus = TABLE_BUS,
		.count = 1,
		.len = LEN,
	};
	if (pl08x_mux_get(plchan, &d->desc) != plchan->index)
		atomic_inc(&smp_stats.wrong);

	return vchan_tx_prep(&plchan->vc, &d->desc.vd, flags);
}

static atomic_t *line_users(const struct pl08x_channel_data *cd)
{
	return &container_of((struct pl08x_channel_data *)cd, struct pl08x_smp_line, cd)->users;
}

static int pl08x_smp_get_signal(const struct pl08x_channel_data *cd)
{
	if (atomic_inc_return(line_users(cd)) != 1)
		atomic_inc(&smp_stats.wrong);

	return cd->min_signal;
}

static void pl08x_smp_put_signal(const struct pl08x_channel_data *cd, int signal)
{
	if (atomic_dec_return(line_users(cd)) || signal != cd->min_signal)
		atomic_inc(&smp_stats.wrong);
}

/* Returns whether it interrupts, which it does until it is asked why. */
static bool phys_move(struct pl08x_smp_phys *p, bool finish)
{
	if (p->enabled) {
		/* Even while it drains. */
		smp_obj_touch(phys_obj(p));
		if (!p->held && finish) {
			p->enabled = false;
			p->done = true;
		}
	}

	return p->done && !p->quiet;
}

/**
 * pl08x_smp_move() - Let the hardware move on, and its interrupt come
 * @ps: controller
 * @race: race, for its random numbers
 *
 * Context: CPU 0.
 */
void pl08x_smp_move(struct pl08x_smp *ps, struct smp_race *race)
{
	bool interrupts = false;
	unsigned int i;

	/* The tasklets run when this ends. */
	local_bh_disable();
	local_irq_disable();
	raw_spin_lock(&ps->lock);
	for (i = 0; i < ps->pl08x.channels; i++)
		interrupts |= phys_move(&ps->phys[i], smp_random(race, 2));
	raw_spin_unlock(&ps->lock);
	if (interrupts)
		pl08x_irq(0, &ps->pl08x);
	local_irq_enable();
	local_bh_enable();
}

/**
 * pl08x_smp_starts() - How many descriptors a CPU has started
 * @ps: controller
 * @cpu: 0: channels that had to wait, as nothing is issued there; 1: those that had not
 *
 * Return: The number.
 */
unsigned int pl08x_smp_starts(struct pl08x_smp *ps, unsigned int cpu)
{
	unsigned long flags;
	unsigned int starts;

	raw_spin_lock_irqsave(&ps->lock, flags);
	starts = ps->starts[cpu];
	raw_spin_unlock_irqrestore(&ps->lock, flags);

	return starts;
}

static void pl08x_smp_init(struct pl08x_smp *ps, unsigned int channels)
{
	struct pl08x *pl08x = &ps->pl08x;
	struct dma_device *ddev = &pl08x->memcpy;
	unsigned int i;

	raw_spin_lock_init(&ps->lock);
	ps->adev.dev.init_name = "pl08x_smp";
	pl08x->adev = &ps->adev;
	pl08x->variant = &pl08x_smp_variant;
	pl08x->channels = channels;
	pl08x->pd.get_xfer_signal = pl08x_smp_get_signal;
	pl08x->pd.put_xfer_signal = pl08x_smp_put_signal;
	spin_lock_init(&pl08x->lock);
	INIT_LIST_HEAD(&pl08x->queue);
	INIT_LIST_HEAD(&pl08x->kept);
	pl08x_phy_init(pl08x);

	INIT_LIST_HEAD(&ddev->channels);
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
	ddev->directions = BIT(DMA_MEM_TO_MEM);
	ddev->device_prep_dma_memcpy = pl08x_smp_memcpy;
	pl08x_chan_setup_ops(ddev);
	for (i = 0; i < PL08X_SMP_CHANS; i++) {
		struct pl08x_chan *plchan = &ps->chans[i];

		ps->lines[i].cd.min_signal = i;
		plchan->pl08x = pl08x;
		plchan->cd = &ps->lines[i].cd;
		plchan->name = "smp";
		plchan->index = i;
		pl08x_chan_init(plchan, ddev);
	}
}

static void pl08x_smp_remove(void *param)
{
	struct pl08x_smp *ps = param;
	unsigned int i;

	dma_async_device_unregister(&ps->pl08x.memcpy);
	pl08x_phy_exit(&ps->pl08x);
	for (i = 0; i < PL08X_SMP_CHANS; i++) {
		vchan_exit(&ps->chans[i].vc);
		WARN_ON_ONCE(atomic_read(&ps->lines[i].users));
	}
	kfree(ps);
}

KUNIT_DEFINE_ACTION_WRAPPER(pl08x_smp_release, dma_release_channel, struct dma_chan *);

/**
 * pl08x_smp_new() - Make a controller and register it
 * @test: case
 * @channels: how many physical channels it has
 * @slow: they need some time to stop, now and then
 * @issue: what to issue by, %NULL: as the driver does
 *
 * Return: The controller. It goes away with the case.
 */
struct pl08x_smp *pl08x_smp_new(struct kunit *test, unsigned int channels, bool slow,
				void (*issue)(struct dma_chan *chan))
{
	const struct pl08x_lli_seg seg = { .src = SRC, .dst = DST, .len = LEN };
	static atomic_t number = ATOMIC_INIT(0);
	char *name = kunit_kzalloc(test, NAME_LEN, GFP_KERNEL | __GFP_NOFAIL);
	struct pl08x_smp *ps = kzalloc(sizeof(*ps), GFP_KERNEL | __GFP_NOFAIL);
	struct dma_device *ddev = &ps->pl08x.memcpy;
	int ret;

	ps->slow = slow;
	pl08x_smp_init(ps, channels);
	if (issue)
		ddev->device_issue_pending = issue;
	ret = pl08x_lli_build(&table_job, &seg, 1, table, 1);
	snprintf(name, NAME_LEN, "pl08x_smp.%d", atomic_inc_return(&number));
	ddev->dev = kunit_device_register(test, name);
	if (ret == 1)
		ret = IS_ERR(ddev->dev) ? PTR_ERR(ddev->dev) : dma_async_device_register(ddev);
	if (ret) {
		kfree(ps);
		ps = NULL;
	}
	KUNIT_ASSERT_NOT_NULL(test, ps);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, pl08x_smp_remove, ps), 0);

	return ps;
}

/**
 * pl08x_smp_get() - Request a channel
 * @test: case
 * @ps: controller
 * @n: which
 *
 * Return: The channel. It is released when the case ends.
 */
struct dma_chan *pl08x_smp_get(struct kunit *test, struct pl08x_smp *ps, unsigned int n)
{
	struct dma_chan *chan = smp_request_chan(&ps->chans[n].vc.chan);

	KUNIT_ASSERT_NOT_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, pl08x_smp_release, chan), 0);

	return chan;
}

MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
