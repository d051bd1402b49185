// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the i.MX SDMA on a model of it: what is true of each controller that works, and of
 * each that was let go, see sdma_fixture.h.
 */
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/mount.h>
#include <linux/platform_device.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "sdma_fixture.h"

#define COPY	256

/**
 * sdma_fix_expect_gone() - Expect that nothing of the driver is left in the hardware
 * @f: fixture that was unbound
 */
void sdma_fix_expect_gone(struct sdma_fix *f)
{
	KUNIT_EXPECT_FALSE(f->test, sdma_fix_is_bound(f));
	KUNIT_EXPECT_EQ(f->test, sdma_model_executes(f->m), -1);
	KUNIT_EXPECT_EQ(f->test, sdma_model_mapped(f->m), 0);
	KUNIT_EXPECT_EQ(f->test, sdma_model_clocked(f->m), 0);
	KUNIT_EXPECT_FALSE(f->test, irq_has_action(sdma_model_virq(f->m)));
}
EXPORT_SYMBOL_GPL(sdma_fix_expect_gone);

/**
 * sdma_fix_expect_works() - Expect that a client gets a channel, and a copy done
 * @f: fixture, bound
 *
 * Context: Process context. May sleep.
 */
void sdma_fix_expect_works(struct sdma_fix *f)
{
	struct dma_chan *chan = sdma_fix_memcpy(f);
	struct oracle *o = sdma_fix_oracle(f, chan);
	struct sdma_buf *src = sdma_fix_buf(f, COPY), *dst = sdma_fix_buf(f, COPY);

	sdma_fix_wait(sdma_fix_copy(o, dst, src), 1);
	KUNIT_EXPECT_MEMEQ(f->test, dst->cpu, src->cpu, COPY);
	oracle_expect_clean(o);
	sdma_fix_release(f, chan);
}
EXPORT_SYMBOL_GPL(sdma_fix_expect_works);

/**
 * sdma_fix_has_debugfs() - Whether the controller is shown in debugfs
 * @f: fixture
 *
 * Return: Whether it is.
 */
bool sdma_fix_has_debugfs(struct sdma_fix *f)
{
	struct dentry *file = debugfs_lookup(dev_name(&f->pdev->dev), NULL);

	dput(file);

	return file;
}
EXPORT_SYMBOL_GPL(sdma_fix_has_debugfs);

/* As kernel_read(), which does not know files of debugfs. */
static void fix_read_seq(struct file *file, char *text, size_t len)
{
	struct kvec vec = { .iov_base = text, .iov_len = len };
	struct iov_iter iter;
	struct kiocb kiocb;

	init_sync_kiocb(&kiocb, file);
	iov_iter_kvec(&iter, ITER_DEST, &vec, 1, len);
	seq_read_iter(&kiocb, &iter);
}

/**
 * sdma_fix_read_debugfs() - Read what debugfs says of the controller
 * @f: fixture, bound
 *
 * Context: Process context. May sleep.
 * Return: The text. It goes away with the case.
 */
const char *sdma_fix_read_debugfs(struct sdma_fix *f)
{
	char *text = kunit_kzalloc(f->test, PAGE_SIZE, GFP_KERNEL);
	struct file_system_type *type = get_fs_type("debugfs");
	struct path path = {};
	struct file *file;

	if (!IS_ENABLED(CONFIG_DEBUG_FS))
		kunit_skip(f->test, "no debugfs");
	KUNIT_ASSERT_NOT_NULL(f->test, text);
	KUNIT_ASSERT_NOT_NULL(f->test, type);
	path.mnt = kern_mount(type);
	KUNIT_ASSERT_FALSE(f->test, IS_ERR(path.mnt));
	path.dentry = debugfs_lookup(dev_name(&f->pdev->dev), NULL);
	if (!IS_ERR_OR_NULL(path.dentry)) {
		file = dentry_open(&path, O_RDONLY, current_cred());
		if (!IS_ERR(file)) {
			fix_read_seq(file, text, PAGE_SIZE - 1);
			/* Not later, when the mount is gone. */
			__fput_sync(file);
		}
		dput(path.dentry);
	}
	kern_unmount(path.mnt);

	return text;
}
EXPORT_SYMBOL_GPL(sdma_fix_read_debugfs);

/**
 * sdma_fix_expect_text() - Expect something in a text
 * @f: fixture
 * @text: the text
 * @want: what has to be in it
 */
void sdma_fix_expect_text(struct sdma_fix *f, const char *text, const char *want)
{
	KUNIT_EXPECT_NOT_NULL_MSG(f->test, strstr(text, want), "no \"%s\" in\n%s", want, text);
}
EXPORT_SYMBOL_GPL(sdma_fix_expect_text);
