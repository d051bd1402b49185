/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the files of the LLI code; the driver includes "amba-pl08x-lli.h". */
#ifndef AMBA_PL08X_LLI_FORMAT_H
#define AMBA_PL08X_LLI_FORMAT_H

#include <linux/types.h>

struct pl08x_lli_regs;

/* Words of an item, the same in all variants; what follows differs. */
#define LLI_SRC		0
#define LLI_DST		1
#define LLI_NEXT	2
#define LLI_CONTROL	3

/**
 * struct pl08x_lli_ops - layout of the control words of one variant
 * @encode: fill in the control words: @control in the PL080's layout without size and
 *	interrupt, @size in transfers; the item does not interrupt
 * @set_irq: let the item interrupt when it is done
 * @irq: whether it does
 * @size: transfers in the item
 * @src_width: bytes of one access at the source
 * @regs: fill in control and size of the registers; @control as in the job
 * @left: transfers that the registers say are left
 */
struct pl08x_lli_ops {
	void (*encode)(u32 *item, u32 control, u32 size);
	void (*set_irq)(u32 *item);
	bool (*irq)(const u32 *item);
	u32 (*size)(const u32 *item);
	u32 (*src_width)(const u32 *item);
	void (*regs)(const u32 *item, u32 control, struct pl08x_lli_regs *regs);
	u32 (*left)(const struct pl08x_lli_regs *regs);
};

#endif /* AMBA_PL08X_LLI_FORMAT_H */
