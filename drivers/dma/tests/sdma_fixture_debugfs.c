// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the i.MX SDMA on a model of it: what it shows in debugfs, see sdma_fixture.h.
 */
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/mount.h>
#include <linux/path.h>
#include <linux/platform_device.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "sdma_fixture.h"

/* As kernel_read(), which does not know files of debugfs. */
static int fix_read_seq(const struct path *path, char *text, size_t size)
{
	struct file *file = dentry_open(path, O_RDONLY, current_cred());
	struct kvec vec = { .iov_base = text, .iov_len = size - 1 };
	struct iov_iter iter;
	struct kiocb kiocb;
	ssize_t ret;

	if (IS_ERR(file))
		return PTR_ERR(file);

	init_sync_kiocb(&kiocb, file);
	iov_iter_kvec(&iter, ITER_DEST, &vec, 1, vec.iov_len);
	ret = seq_read_iter(&kiocb, &iter);
	/* Not later, when the mount is gone. */
	__fput_sync(file);

	return min(ret, 0);
}

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

/**
 * sdma_fix_debugfs() - Read the driver's file
 * @f: fixture, bound
 *
 * Context: Process context. May sleep.
 * Return: The text. It goes away with the case.
 */
const char *sdma_fix_debugfs(struct sdma_fix *f)
{
	struct file_system_type *type = get_fs_type("debugfs");
	char *text = kunit_kzalloc(f->test, PAGE_SIZE, GFP_KERNEL);
	struct path path;
	int ret = -ENOENT;

	KUNIT_ASSERT_NOT_NULL(f->test, type);
	KUNIT_ASSERT_NOT_NULL(f->test, text);
	path.mnt = kern_mount(type);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(f->test, path.mnt);
	path.dentry = debugfs_lookup(dev_name(&f->pdev->dev), NULL);
	if (path.dentry)
		ret = fix_read_seq(&path, text, PAGE_SIZE);
	dput(path.dentry);
	kern_unmount(path.mnt);
	KUNIT_ASSERT_EQ(f->test, ret, 0);

	return text;
}
EXPORT_SYMBOL_GPL(sdma_fix_debugfs);

/**
 * sdma_fix_debugfs_chan() - Read what the driver's file shows of a channel
 * @f: fixture, bound
 * @chan: channel
 * @shown: what it shows
 *
 * Context: Process context. May sleep.
 */
void sdma_fix_debugfs_chan(struct sdma_fix *f, const struct dma_chan *chan,
			   struct sdma_fix_shown *shown)
{
	const char *text = sdma_fix_debugfs(f), *line;
	char begin[8];
	int n = 0;

	snprintf(begin, sizeof(begin), "\n%u ", sdma_fix_number(chan));
	line = strstr(text, begin);
	if (line)
		n = sscanf(line + strlen(begin), "%15s %d %u %u %lu", shown->state, &shown->type,
			   &shown->event, &shown->failures, &shown->restarts);
	KUNIT_ASSERT_EQ_MSG(f->test, n, 5, "%s", text);
}
EXPORT_SYMBOL_GPL(sdma_fix_debugfs_chan);
