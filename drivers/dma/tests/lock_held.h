/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the caller holds a lock, where lockdep can tell. */
#ifndef DRIVERS_DMA_TESTS_LOCK_HELD_H
#define DRIVERS_DMA_TESTS_LOCK_HELD_H

#include <linux/lockdep.h>

#ifdef CONFIG_LOCKDEP
#define lock_held(lock)		(lockdep_is_held(lock) == LOCK_STATE_HELD)
#else
#define lock_held(lock)		((void)(lock), false)
#endif

#endif /* DRIVERS_DMA_TESTS_LOCK_HELD_H */
