/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: everything in one include
 *
 * The interface is split by audience:
 *
 *   dmaengine/types.h		what everybody shares: channels, descriptors, cookies
 *   dmaengine/caps.h		what a channel can do and how it is configured
 *   dmaengine/call.h		how calls get into a provider: client.h and prep.h use it
 *   dmaengine/interleaved.h	templates for strided transfers
 *   dmaengine/client.h		for users: get a channel, submit, watch, stop
 *   dmaengine/prep.h		for users: make descriptors
 *   dmaengine/desc.h		for users: metadata, reuse, giving descriptors back
 *   dmaengine/provider.h	for controller drivers
 *   dmaengine/async_tx.h	memory-to-memory offload and its helpers
 *
 * Every one of them can be included alone. Several hundred files rely on what
 * this umbrella drags in, so the list of general headers must not shrink.
 */
#ifndef _LINUX_DMAENGINE_H
#define _LINUX_DMAENGINE_H

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/scatterlist.h>
#include <linux/types.h>
#include <linux/uio.h>

#include <linux/dmaengine/async_tx.h>
#include <linux/dmaengine/call.h>
#include <linux/dmaengine/caps.h>
#include <linux/dmaengine/client.h>
#include <linux/dmaengine/desc.h>
#include <linux/dmaengine/interleaved.h>
#include <linux/dmaengine/prep.h>
#include <linux/dmaengine/provider.h>
#include <linux/dmaengine/types.h>

#include <asm/page.h>

#endif /* _LINUX_DMAENGINE_H */
