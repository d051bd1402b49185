// SPDX-License-Identifier: GPL-2.0-only
/*
 * The provider of dmaengine_fake.h. No test is in here.
 *
 * Its channels have a lock each, under which nothing of the core or of a client
 * is called.
 */
#include <kunit/test.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dmaengine_fake.h"

struct fake_desc {
	struct dma_async_tx_descriptor tx;
	struct list_head node;
};

static struct fake_chan *to_fake_chan(struct dma_chan *chan)
{
	return container_of(chan, struct fake_chan, chan);
}

static struct fake_desc *to_fake_desc(struct dma_async_tx_descriptor *tx)
{
	return container_of(tx, struct fake_desc, tx);
}

static unsigned int fake_index(struct fake_chan *fc)
{
	return fc - fc->fake->chans;
}

static void fake_log_order(struct fake_log *log, enum fake_op op)
{
	static const char letters[FAKE_OPS] = {
		[FAKE_ALLOC] = 'a', [FAKE_FREE] = 'f', [FAKE_TERMINATE] = 't',
		[FAKE_SYNCHRONIZE] = 's', [FAKE_RELEASE] = 'r',
	};
	size_t len = strlen(log->order);

	if (letters[op] && len < sizeof(log->order) - 1)
		log->order[len] = letters[op];
}

static int fake_enter(struct fake_dma *fake, enum fake_op op, unsigned int n)
{
	struct fake_log *log = fake->log;

	log->count[op]++;
	log->locks[op] = max(log->locks[op], lockdep_depth(current));
	if (log->returned && op != FAKE_FREE && op != FAKE_RELEASE)
		log->late++;
	fake_log_order(log, op);

	return fake->hook ? fake->hook(fake, op, n) : 0;
}

static int fake_enter_chan(struct dma_chan *chan, enum fake_op op)
{
	struct fake_chan *fc = to_fake_chan(chan);

	return fake_enter(fc->fake, op, fake_index(fc));
}

static int fake_alloc(struct dma_chan *chan)
{
	struct fake_chan *fc = to_fake_chan(chan);
	void *memory;
	int ret;

	ret = fake_enter_chan(chan, FAKE_ALLOC);
	if (ret < 0)
		return ret;

	/* Something that fault injection can make fail. */
	memory = kmalloc(16, GFP_KERNEL);
	if (!memory)
		return -ENOMEM;
	kfree(memory);

	KUNIT_EXPECT_FALSE(fc->fake->log->test, test_and_set_bit(fake_index(fc),
								 &fc->fake->log->allocated));
	return ret;
}

static void fake_free_list(struct fake_chan *fc, struct list_head *list)
{
	struct fake_desc *desc, *next;

	list_for_each_entry_safe(desc, next, list, node) {
		list_del(&desc->node);
		fc->fake->log->live--;
		kfree(desc);
	}
}

static void fake_free(struct dma_chan *chan)
{
	struct fake_chan *fc = to_fake_chan(chan);
	unsigned long irq;

	fake_enter_chan(chan, FAKE_FREE);
	KUNIT_EXPECT_TRUE(fc->fake->log->test, test_and_clear_bit(fake_index(fc),
								  &fc->fake->log->allocated));
	spin_lock_irqsave(&fc->lock, irq);
	fake_free_list(fc, &fc->prepared);
	fake_free_list(fc, &fc->submitted);
	fake_free_list(fc, &fc->issued);
	spin_unlock_irqrestore(&fc->lock, irq);
}

static dma_cookie_t fake_submit(struct dma_async_tx_descriptor *tx)
{
	struct fake_chan *fc = to_fake_chan(tx->chan);
	dma_cookie_t cookie;
	unsigned long irq;

	fake_enter_chan(tx->chan, FAKE_SUBMIT);
	spin_lock_irqsave(&fc->lock, irq);
	list_move_tail(&to_fake_desc(tx)->node, &fc->submitted);
	cookie = dma_cookie_assign(tx);
	spin_unlock_irqrestore(&fc->lock, irq);

	return cookie;
}

static struct dma_async_tx_descriptor *fake_prep(struct dma_chan *chan, unsigned long flags)
{
	struct fake_chan *fc = to_fake_chan(chan);
	struct fake_desc *desc;
	unsigned long irq;

	fake_enter_chan(chan, FAKE_PREP);
	desc = kzalloc(sizeof(*desc), GFP_NOWAIT);
	if (!desc)
		return NULL;

	dma_async_tx_descriptor_init(&desc->tx, chan);
	desc->tx.tx_submit = fake_submit;
	desc->tx.flags = flags;

	spin_lock_irqsave(&fc->lock, irq);
	list_add_tail(&desc->node, &fc->prepared);
	fc->fake->log->live++;
	spin_unlock_irqrestore(&fc->lock, irq);

	return &desc->tx;
}

static struct dma_async_tx_descriptor *fake_prep_memcpy(struct dma_chan *chan, dma_addr_t dst,
							dma_addr_t src, size_t len,
							unsigned long flags)
{
	return fake_prep(chan, flags);
}

static struct dma_async_tx_descriptor *fake_prep_memset(struct dma_chan *chan, dma_addr_t dst,
							int value, size_t len, unsigned long flags)
{
	return fake_prep(chan, flags);
}

static struct dma_async_tx_descriptor *fake_prep_xor(struct dma_chan *chan, dma_addr_t dst,
						     dma_addr_t *src, unsigned int src_cnt,
						     size_t len, unsigned long flags)
{
	return fake_prep(chan, flags);
}

static struct dma_async_tx_descriptor *fake_prep_slave_sg(struct dma_chan *chan,
							  struct scatterlist *sgl,
							  unsigned int sg_len,
							  enum dma_transfer_direction dir,
							  unsigned long flags, void *context)
{
	return fake_prep(chan, flags);
}

static struct dma_async_tx_descriptor *fake_prep_cyclic(struct dma_chan *chan, dma_addr_t buf,
							size_t len, size_t period,
							enum dma_transfer_direction dir,
							unsigned long flags)
{
	return fake_prep(chan, flags);
}

static int fake_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	return fake_enter_chan(chan, FAKE_CONFIG);
}

static int fake_pause(struct dma_chan *chan)
{
	return fake_enter_chan(chan, FAKE_PAUSE);
}

static int fake_resume(struct dma_chan *chan)
{
	return fake_enter_chan(chan, FAKE_RESUME);
}

static void fake_caps(struct dma_chan *chan, struct dma_slave_caps *caps)
{
	fake_enter_chan(chan, FAKE_CAPS);
}

static void fake_issue(struct dma_chan *chan)
{
	struct fake_chan *fc = to_fake_chan(chan);
	unsigned long irq;

	fake_enter_chan(chan, FAKE_ISSUE);
	spin_lock_irqsave(&fc->lock, irq);
	list_splice_tail_init(&fc->submitted, &fc->issued);
	spin_unlock_irqrestore(&fc->lock, irq);
}

static enum dma_status fake_status(struct dma_chan *chan, dma_cookie_t cookie,
				   struct dma_tx_state *state)
{
	fake_enter_chan(chan, FAKE_STATUS);
	return dma_cookie_status(chan, cookie, state);
}

static int fake_terminate(struct dma_chan *chan)
{
	struct fake_chan *fc = to_fake_chan(chan);
	unsigned long irq;
	int ret;

	ret = fake_enter_chan(chan, FAKE_TERMINATE);
	if (ret)
		return ret;

	spin_lock_irqsave(&fc->lock, irq);
	fake_free_list(fc, &fc->submitted);
	fake_free_list(fc, &fc->issued);
	spin_unlock_irqrestore(&fc->lock, irq);

	return 0;
}

static void fake_synchronize(struct dma_chan *chan)
{
	fake_enter_chan(chan, FAKE_SYNCHRONIZE);
}

/**
 * fake_dma_summary() - What a test may use as dbg_summary_show
 * @s: the summary file
 * @ddev: DMA device of a provider
 */
void fake_dma_summary(struct seq_file *s, struct dma_device *ddev)
{
	fake_enter(container_of(ddev, struct fake_dma, ddev), FAKE_SUMMARY, 0);
	seq_puts(s, " summary of the provider\n");
}
EXPORT_SYMBOL_GPL(fake_dma_summary);

static void fake_release(struct dma_device *ddev)
{
	struct fake_dma *fake = container_of(ddev, struct fake_dma, ddev);

	fake_enter(fake, FAKE_RELEASE, 0);
	fake->log->fake = NULL;
	kfree(fake);
}

static void fake_release_keep(struct dma_device *ddev)
{
	fake_enter(container_of(ddev, struct fake_dma, ddev), FAKE_RELEASE, 0);
}

/**
 * fake_dma_unregister() - Unregister a provider, and free it as its driver would
 * @log: log of a registered provider; its @fake is %NULL afterwards, unless
 *	clients hold a provider with device_release, or it is kept
 */
void fake_dma_unregister(struct fake_log *log)
{
	struct fake_dma *fake = log->fake;
	bool has_release = fake->ddev.device_release;

	dma_async_device_unregister(&fake->ddev);
	log->registered = false;
	log->returned = true;
	if (has_release)
		return;

	log->fake = NULL;
	kfree(fake);
}
EXPORT_SYMBOL_GPL(fake_dma_unregister);

static void fake_dma_destroy(void *data)
{
	struct fake_log *log = data;

	if (log->registered)
		fake_dma_unregister(log);

	KUNIT_EXPECT_EQ(log->test, log->live, 0);
	KUNIT_EXPECT_EQ(log->test, log->allocated, 0UL);
	KUNIT_EXPECT_EQ(log->test, log->late, 0U);
	kfree(log->fake);
}

/**
 * fake_dma_init_chan() - Prepare a channel, and put it on the provider's list
 * @fake: provider
 * @n: number of the channel
 */
void fake_dma_init_chan(struct fake_dma *fake, unsigned int n)
{
	struct fake_chan *fc = &fake->chans[n];

	fc->fake = fake;
	spin_lock_init(&fc->lock);
	INIT_LIST_HEAD(&fc->prepared);
	INIT_LIST_HEAD(&fc->submitted);
	INIT_LIST_HEAD(&fc->issued);
	fc->chan.device = &fake->ddev;
	dma_cookie_init(&fc->chan);
	list_add_tail(&fc->chan.device_node, &fake->ddev.channels);
}
EXPORT_SYMBOL_GPL(fake_dma_init_chan);

static void fake_dma_set_ops(struct dma_device *ddev, const struct fake_config *cfg)
{
	ddev->device_alloc_chan_resources = fake_alloc;
	ddev->device_free_chan_resources = fake_free;
	ddev->device_prep_dma_memcpy = fake_prep_memcpy;
	ddev->device_prep_dma_memset = fake_prep_memset;
	ddev->device_prep_dma_xor = fake_prep_xor;
	ddev->device_prep_dma_interrupt = fake_prep;
	ddev->device_prep_slave_sg = fake_prep_slave_sg;
	ddev->device_prep_dma_cyclic = fake_prep_cyclic;
	ddev->device_config = fake_config;
	ddev->device_pause = fake_pause;
	ddev->device_resume = fake_resume;
	ddev->device_caps = fake_caps;
	ddev->device_issue_pending = fake_issue;
	ddev->device_tx_status = fake_status;
	ddev->device_terminate_all = cfg->no_terminate ? NULL : fake_terminate;
	ddev->device_synchronize = cfg->no_synchronize ? NULL : fake_synchronize;
	if (cfg->has_release)
		ddev->device_release = cfg->keep ? fake_release_keep : fake_release;
}

/**
 * fake_dma_create() - Make a provider that is not registered yet
 * @test: test, at the end of which it is unregistered and freed
 * @cfg: what kind of provider
 *
 * Return: The provider.
 */
struct fake_dma *fake_dma_create(struct kunit *test, const struct fake_config *cfg)
{
	struct fake_dma *fake;
	struct fake_log *log;
	unsigned int bit, n;

	log = kunit_kzalloc(test, sizeof(*log), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, log);
	log->test = test;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fake_dma_destroy, log), 0);

	fake = kzalloc(sizeof(*fake), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, fake);
	log->fake = fake;
	fake->log = log;

	fake->ddev.dev = cfg->dev;
	INIT_LIST_HEAD(&fake->ddev.channels);
	for_each_set_bit(bit, &cfg->caps, DMA_TX_TYPE_END)
		dma_cap_set(bit, fake->ddev.cap_mask);
	fake->ddev.directions = BIT(DMA_MEM_TO_DEV) | BIT(DMA_DEV_TO_MEM);
	fake->ddev.filter.fn = fake_dma_filter;
	fake->ddev.filter.map = cfg->map;
	fake->ddev.filter.mapcnt = cfg->mapcnt;
	fake_dma_set_ops(&fake->ddev, cfg);
	for (n = 0; n < cfg->n_chans; n++)
		fake_dma_init_chan(fake, n);

	return fake;
}
EXPORT_SYMBOL_GPL(fake_dma_create);

/**
 * fake_dma_register() - Register a provider
 * @fake: provider
 *
 * Return: What dma_async_device_register() returned.
 */
int fake_dma_register(struct fake_dma *fake)
{
	int ret = dma_async_device_register(&fake->ddev);

	if (!ret) {
		fake->log->registered = true;
		fake->log->returned = false;
	}

	return ret;
}
EXPORT_SYMBOL_GPL(fake_dma_register);

/**
 * fake_dma_new() - Make a provider and register it
 * @test: test
 * @cfg: what kind of provider
 *
 * Return: The provider.
 */
struct fake_dma *fake_dma_new(struct kunit *test, const struct fake_config *cfg)
{
	struct fake_dma *fake = fake_dma_create(test, cfg);

	KUNIT_ASSERT_EQ(test, fake_dma_register(fake), 0);
	return fake;
}
EXPORT_SYMBOL_GPL(fake_dma_new);

/**
 * fake_dma_capture() - Complete the first issued descriptor, but do not call back
 * @fake: provider
 * @n: number of the channel
 * @cb: gets its callback
 *
 * Return: Whether there was one.
 */
bool fake_dma_capture(struct fake_dma *fake, unsigned int n, struct dmaengine_desc_callback *cb)
{
	struct fake_chan *fc = &fake->chans[n];
	struct fake_desc *desc;
	unsigned long irq;

	spin_lock_irqsave(&fc->lock, irq);
	desc = list_first_entry_or_null(&fc->issued, struct fake_desc, node);
	if (desc) {
		list_del(&desc->node);
		dma_cookie_complete(&desc->tx);
		dmaengine_desc_get_callback(&desc->tx, cb);
		fake->log->live--;
	}
	spin_unlock_irqrestore(&fc->lock, irq);

	if (!desc)
		return false;

	kfree(desc);
	return true;
}
EXPORT_SYMBOL_GPL(fake_dma_capture);

/**
 * fake_dma_complete() - Complete the first issued descriptor
 * @fake: provider
 * @n: number of the channel
 *
 * Return: Whether there was one.
 */
bool fake_dma_complete(struct fake_dma *fake, unsigned int n)
{
	struct dmaengine_desc_callback cb;

	if (!fake_dma_capture(fake, n, &cb))
		return false;

	dmaengine_desc_callback_invoke(&cb, NULL);
	return true;
}
EXPORT_SYMBOL_GPL(fake_dma_complete);

MODULE_DESCRIPTION("DMA device without hardware for the KUnit suites of the DMA engine core");
MODULE_LICENSE("GPL");
