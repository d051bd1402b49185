// SPDX-License-Identifier: GPL-2.0-only
/*
 * A provider on virt-dma that does what a test says, see vchan_fake.h. No test
 * is in here. Its only lock is that of the virtual channel.
 */
#include <kunit/device.h>
#include <linux/bottom_half.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/poison.h>
#include <linux/slab.h>

#include "dmaengine_oracle.h"
#include "lock_held.h"
#include "vchan_fake.h"

static struct vchan_fake_desc *to_vchan_fake_desc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct vchan_fake_desc, vd);
}

static void vchan_fake_start_locked(struct vchan_fake_chan *fc)
{
	struct virt_dma_desc *vd;

	lockdep_assert_held(&fc->vc.lock);

	if (fc->running)
		return;
	vd = vchan_next_desc(&fc->vc);
	if (!vd)
		return;

	list_del(&vd->node);
	fc->running = to_vchan_fake_desc(vd);
	fc->fake->started++;
}

static void vchan_fake_start(struct virt_dma_chan *vc)
{
	vchan_fake_start_locked(to_vchan_fake_chan(&vc->chan));
}

static void vchan_fake_issue(struct dma_chan *chan)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(chan);
	unsigned long irq;

	spin_lock_irqsave(&fc->vc.lock, irq);
	if (vchan_issue_pending(&fc->vc))
		vchan_fake_start_locked(fc);
	spin_unlock_irqrestore(&fc->vc.lock, irq);
}

static struct dma_async_tx_descriptor *vchan_fake_prep(struct dma_chan *chan, unsigned long flags,
						       bool cyclic)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(chan);
	struct vchan_fake_desc *d = kzalloc(sizeof(*d), GFP_NOWAIT);

	if (!d)
		return NULL;

	d->cyclic = cyclic;
	atomic_inc(&fc->fake->live);

	return vchan_tx_prep(&fc->vc, &d->vd, flags);
}

static struct dma_async_tx_descriptor *vchan_fake_memcpy(struct dma_chan *chan, dma_addr_t dst,
							 dma_addr_t src, size_t len,
							 unsigned long flags)
{
	return vchan_fake_prep(chan, flags, false);
}

static struct dma_async_tx_descriptor *vchan_fake_cyclic(struct dma_chan *chan, dma_addr_t buf,
							 size_t buf_len, size_t period_len,
							 enum dma_transfer_direction dir,
							 unsigned long flags)
{
	return vchan_fake_prep(chan, flags, true);
}

/**
 * vchan_fake_free_desc() - Free a descriptor; what virt-dma calls
 * @vd: descriptor
 */
void vchan_fake_free_desc(struct virt_dma_desc *vd)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(vd->tx.chan);
	struct vchan_fake *fake = fc->fake;
	struct vchan_fake_desc *d = to_vchan_fake_desc(vd);

	if (irqs_disabled() || lock_held(&fc->vc.lock))
		atomic_inc(&fake->bad_free);
	oracle_saw_free(&vd->tx);
	if (fake->on_free)
		fake->on_free(vd);
	atomic_inc(&fake->freed);
	atomic_dec(&fake->live);
	memset(d, POISON_FREE, sizeof(*d));
	kfree(d);
}
EXPORT_SYMBOL_GPL(vchan_fake_free_desc);

static int vchan_fake_terminate_legacy(struct vchan_fake_chan *fc)
{
	LIST_HEAD(head);

	scoped_guard(spinlock_irqsave, &fc->vc.lock) {
		if (fc->running)
			vchan_terminate_vdesc(&fc->running->vd);
		fc->running = NULL;
		vchan_get_all_descriptors(&fc->vc, &head);
		if (fc->fake->style == VCHAN_FAKE_LOCKED)
			vchan_dma_desc_free_list(&fc->vc, &head);
	}
	if (fc->fake->style == VCHAN_FAKE_LEGACY)
		vchan_dma_desc_free_list(&fc->vc, &head);

	return 0;
}

static int vchan_fake_terminate(struct dma_chan *chan)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(chan);
	bool slow = fc->fake->style == VCHAN_FAKE_STOPPING && !fc->hurry;
	struct virt_dma_desc *vd;
	unsigned long irq;

	if (fc->fake->style == VCHAN_FAKE_LEGACY || fc->fake->style == VCHAN_FAKE_LOCKED)
		return vchan_fake_terminate_legacy(fc);

	spin_lock_irqsave(&fc->vc.lock, irq);
	vd = fc->running ? &fc->running->vd : NULL;
	if (slow && (vd || vchan_is_stopping(&fc->vc))) {
		vchan_terminate_stopping(&fc->vc, vd);
		if (vd)
			fc->dying = fc->running;
	} else {
		vchan_terminate(&fc->vc, vd);
	}
	fc->running = NULL;
	spin_unlock_irqrestore(&fc->vc.lock, irq);

	return 0;
}

static void vchan_fake_synchronize(struct dma_chan *chan)
{
	vchan_synchronize(to_virt_chan(chan));
}

static int vchan_fake_alloc(struct dma_chan *chan)
{
	return 0;
}

static void vchan_fake_free(struct dma_chan *chan)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(chan);

	scoped_guard(spinlock_irqsave, &fc->vc.lock) {
		vchan_terminate(&fc->vc, fc->running ? &fc->running->vd : NULL);
		fc->running = NULL;
		fc->dying = NULL;
		vchan_stopped(&fc->vc);
	}
	vchan_free_chan_resources(&fc->vc);
}

/* A client cannot outlive the case, nor can the case its memory. */
static void vchan_fake_device_release(struct dma_device *ddev)
{
	struct vchan_fake *fake = to_vchan_fake(ddev);
	unsigned int n;

	for (n = 0; n < VCHAN_FAKE_CHANS; n++)
		vchan_exit(&fake->chans[n].vc);
}

/**
 * vchan_fake_create() - Make a provider that is not registered yet
 * @test: the case
 * @style: how terminate is written
 * @has_synchronize: has a device_synchronize
 *
 * Return: The provider.
 */
struct vchan_fake *vchan_fake_create(struct kunit *test, enum vchan_fake_style style,
				     bool has_synchronize)
{
	struct vchan_fake *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);
	struct dma_device *ddev;
	unsigned int n;

	KUNIT_ASSERT_NOT_NULL(test, fake);
	fake->test = test;
	fake->style = style;
	fake->complete = vchan_cookie_complete;

	ddev = &fake->ddev;
	ddev->dev = kunit_device_register(test, "vchan_fake");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ddev->dev);
	INIT_LIST_HEAD(&ddev->channels);
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	dma_cap_set(DMA_CYCLIC, ddev->cap_mask);
	dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
	ddev->directions = BIT(DMA_DEV_TO_MEM) | BIT(DMA_MEM_TO_DEV);
	ddev->descriptor_reuse = true;
	ddev->device_alloc_chan_resources = vchan_fake_alloc;
	ddev->device_free_chan_resources = vchan_fake_free;
	ddev->device_prep_dma_memcpy = vchan_fake_memcpy;
	ddev->device_prep_dma_cyclic = vchan_fake_cyclic;
	ddev->device_issue_pending = vchan_fake_issue;
	ddev->device_tx_status = dma_cookie_status;
	ddev->device_terminate_all = vchan_fake_terminate;
	ddev->device_synchronize = has_synchronize ? vchan_fake_synchronize : NULL;
	ddev->device_release = vchan_fake_device_release;
	for (n = 0; n < VCHAN_FAKE_CHANS; n++) {
		fake->chans[n].fake = fake;
		fake->chans[n].vc.desc_free = vchan_fake_free_desc;
		fake->chans[n].vc.start = vchan_fake_start;
		vchan_init(&fake->chans[n].vc, ddev);
	}

	return fake;
}
EXPORT_SYMBOL_GPL(vchan_fake_create);

static void vchan_fake_unregister(void *data)
{
	struct vchan_fake *fake = data;

	dma_async_device_unregister(&fake->ddev);
	KUNIT_EXPECT_EQ(fake->test, atomic_read(&fake->live), 0);
}

/**
 * vchan_fake_register() - Register a provider
 * @test: the case, at the end of which it is unregistered
 * @fake: provider
 */
void vchan_fake_register(struct kunit *test, struct vchan_fake *fake)
{
	KUNIT_ASSERT_EQ(test, dma_async_device_register(&fake->ddev), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, vchan_fake_unregister, fake), 0);
}
EXPORT_SYMBOL_GPL(vchan_fake_register);

static bool vchan_fake_filter(struct dma_chan *chan, void *param)
{
	return chan == param;
}

KUNIT_DEFINE_ACTION_WRAPPER(vchan_fake_release_action, dma_release_channel, struct dma_chan *);

/* Nobody is left to say that slow hardware has stopped when the channel is released. */
static void vchan_fake_stop_action(void *chan)
{
	struct vchan_fake_chan *fc = to_vchan_fake_chan(chan);

	fc->hurry = true;
	vchan_fake_stopped(fc->fake, fc - fc->fake->chans);
}

/**
 * vchan_fake_get() - Request a channel
 * @test: the case, at the end of which it is released
 * @fake: registered provider
 * @n: channel number
 *
 * Return: The channel.
 */
struct dma_chan *vchan_fake_get(struct kunit *test, struct vchan_fake *fake, unsigned int n)
{
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	fake->chans[n].hurry = false;
	dma_cap_zero(mask);
	chan = dma_request_channel(mask, vchan_fake_filter, &fake->chans[n].vc.chan);
	KUNIT_ASSERT_NOT_NULL(test, chan);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, vchan_fake_release_action, chan), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, vchan_fake_stop_action, chan), 0);

	return chan;
}
EXPORT_SYMBOL_GPL(vchan_fake_get);

/**
 * vchan_fake_release() - Release a channel before the case ends
 * @test: the case
 * @chan: channel of vchan_fake_get()
 */
void vchan_fake_release(struct kunit *test, struct dma_chan *chan)
{
	kunit_release_action(test, vchan_fake_stop_action, chan);
	kunit_release_action(test, vchan_fake_release_action, chan);
}
EXPORT_SYMBOL_GPL(vchan_fake_release);

static bool vchan_fake_end_locked(struct vchan_fake_chan *fc, enum dmaengine_tx_result result)
{
	struct vchan_fake_desc *d = fc->running;

	lockdep_assert_held(&fc->vc.lock);

	if (!d)
		return false;

	oracle_saw_touch(&d->vd.tx);
	oracle_saw_completion(&d->vd.tx);
	d->vd.tx_result.result = result;
	if (d->cyclic) {
		vchan_cyclic_callback(&d->vd);
		return true;
	}

	fc->running = NULL;
	fc->fake->complete(&d->vd);
	vchan_fake_start_locked(fc);

	return true;
}

static bool vchan_fake_end(struct vchan_fake_chan *fc, enum dmaengine_tx_result result)
{
	unsigned long irq;
	bool ended;

	spin_lock_irqsave(&fc->vc.lock, irq);
	ended = vchan_fake_end_locked(fc, result);
	spin_unlock_irqrestore(&fc->vc.lock, irq);

	return ended;
}

/**
 * vchan_fake_finish() - Let the hardware finish a descriptor or a period
 * @fake: provider
 * @n: channel number
 *
 * With soft interrupts off the tasklet cannot run before they are on again.
 *
 * Context: Any context, as an interrupt handler.
 * Return: Whether the hardware had something to finish.
 */
bool vchan_fake_finish(struct vchan_fake *fake, unsigned int n)
{
	return vchan_fake_end(&fake->chans[n], DMA_TRANS_NOERROR);
}
EXPORT_SYMBOL_GPL(vchan_fake_finish);

/**
 * vchan_fake_fail() - Let the hardware fail
 * @fake: provider
 * @n: channel number
 *
 * Context: As vchan_fake_finish().
 * Return: Whether the hardware had something to do.
 */
bool vchan_fake_fail(struct vchan_fake *fake, unsigned int n)
{
	return vchan_fake_end(&fake->chans[n], DMA_TRANS_WRITE_FAILED);
}
EXPORT_SYMBOL_GPL(vchan_fake_fail);

/**
 * vchan_fake_stopped() - Let slow hardware stop
 * @fake: provider
 * @n: channel number
 *
 * As real hardware does, it works on the memory of what it was told to stop
 * until the last moment.
 *
 * Context: As vchan_fake_finish().
 * Return: Whether it was stopping.
 */
bool vchan_fake_stopped(struct vchan_fake *fake, unsigned int n)
{
	struct vchan_fake_chan *fc = &fake->chans[n];
	unsigned long irq;
	bool stopping;

	spin_lock_irqsave(&fc->vc.lock, irq);
	stopping = fc->dying;
	if (stopping) {
		oracle_saw_touch(&fc->dying->vd.tx);
		fc->dying = NULL;
		vchan_stopped(&fc->vc);
	}
	spin_unlock_irqrestore(&fc->vc.lock, irq);

	return stopping;
}
EXPORT_SYMBOL_GPL(vchan_fake_stopped);

/**
 * vchan_fake_settle() - Wait until no callback runs or is scheduled
 * @fake: provider
 * @n: channel number
 *
 * Context: Process context. May sleep.
 */
void vchan_fake_settle(struct vchan_fake *fake, unsigned int n)
{
	struct tasklet_struct *task = &fake->chans[n].vc.task;

	do {
		/* Runs what this processor has pending. */
		local_bh_disable();
		local_bh_enable();
		while (test_bit(TASKLET_STATE_SCHED, &task->state))
			schedule_timeout_uninterruptible(1);
		tasklet_unlock_wait(task);
	} while (test_bit(TASKLET_STATE_SCHED, &task->state));
}
EXPORT_SYMBOL_GPL(vchan_fake_settle);
