/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA engine: templates for interleaved (strided, two-dimensional) transfers
 */
#ifndef _LINUX_DMAENGINE_INTERLEAVED_H
#define _LINUX_DMAENGINE_INTERLEAVED_H

#include <linux/dmaengine/types.h>
#include <linux/types.h>

/**
 * DOC: interleaved templates
 *
 * A template describes a regular pattern of bytes. Its unit is the *frame*: a
 * few *chunks*, each a run of bytes to move followed by a gap of bytes to skip.
 * The transfer is that frame over and over, numf times::
 *
 *   frame of 2 chunks (frame_size = 2)
 *
 *   |<----- chunk 0 ------>|<--- chunk 1 -->|
 *   |<-- size --->|<-icg ->|<- size ->|<icg>|
 *   [#############]........[##########].....[####...
 *   ^                                       ^
 *   start                                   next frame
 *
 *   transfer: [ frame 0 ][ frame 1 ][ frame 2 ] ... [ frame numf - 1 ]
 *
 * Source and destination each decide what their address does::
 *
 *   inc  sgl   after a chunk the address ...
 *   ---  ---   -------------------------------------------------------
 *    0    -    is where it was: a FIFO. Gaps do not matter
 *    1    0    is at the end of the chunk: packed. Only a gap that was
 *              given for this end alone (src_icg, dst_icg) is skipped
 *    1    1    is behind the gap: scattered
 *
 * A window of w x h pixels, taken out of a picture that is p pixels wide and
 * stored without holes, has numf = h frames of one chunk: size = w pixels, icg =
 * p - w pixels. The source is scattered, the destination packed. A client
 * usually builds its templates once and afterwards changes only the addresses.
 */

/**
 * struct data_chunk - A run of bytes and the gap behind it
 * @size: bytes to read; what is written may differ for operations that change
 *	the amount of data
 * @icg: gap in bytes, for each end that is scattered and has no gap of its own
 * @dst_icg: gap at the destination; 0 to use @icg
 * @src_icg: gap at the source; 0 to use @icg
 *
 * A nonzero @dst_icg or @src_icg also applies if that end is not marked
 * scattered, provided that its address increments.
 */
struct data_chunk {
	size_t size;
	size_t icg;
	size_t dst_icg;
	size_t src_icg;
};

/**
 * struct dma_interleaved_template - Pattern of an interleaved transfer
 * @src_start: DMA address of the first byte of the first chunk, source
 * @dst_start: the same for the destination
 * @dir: what is at the two ends
 * @src_inc: source address moves on while reading
 * @dst_inc: destination address moves on while writing
 * @src_sgl: source skips gaps; without effect unless @src_inc
 * @dst_sgl: destination skips gaps; without effect unless @dst_inc
 * @numf: number of frames
 * @frame_size: number of chunks in a frame, that is of elements in @sgl
 * @sgl: the chunks of a frame
 *
 * Stays the client's property; the provider has copied what it needs when the
 * prep call returns.
 */
struct dma_interleaved_template {
	dma_addr_t src_start;
	dma_addr_t dst_start;
	enum dma_transfer_direction dir;
	bool src_inc;
	bool dst_inc;
	bool src_sgl;
	bool dst_sgl;
	size_t numf;
	size_t frame_size;
	struct data_chunk sgl[];
};

/**
 * dmaengine_get_icg() - Effective gap at one end of a chunk
 * @inc: the address of that end increments
 * @sgl: that end is scattered
 * @icg: common gap in bytes
 * @dir_icg: gap of that end in bytes, 0 if it has none of its own
 *
 * Context: Any context.
 * Return: Bytes to skip after the chunk.
 */
static inline size_t dmaengine_get_icg(bool inc, bool sgl, size_t icg,
				       size_t dir_icg)
{
	if (!inc)
		return 0;
	if (dir_icg)
		return dir_icg;

	return sgl ? icg : 0;
}

/**
 * dmaengine_get_dst_icg() - Effective gap after a chunk at the destination
 * @tmpl: template
 * @chunk: one of its chunks
 *
 * Context: Any context.
 * Return: Bytes to skip after @chunk has been written.
 */
static inline size_t dmaengine_get_dst_icg(struct dma_interleaved_template *tmpl,
					   struct data_chunk *chunk)
{
	return dmaengine_get_icg(tmpl->dst_inc, tmpl->dst_sgl, chunk->icg,
				 chunk->dst_icg);
}

/**
 * dmaengine_get_src_icg() - Effective gap after a chunk at the source
 * @tmpl: template
 * @chunk: one of its chunks
 *
 * Context: Any context.
 * Return: Bytes to skip after @chunk has been read.
 */
static inline size_t dmaengine_get_src_icg(struct dma_interleaved_template *tmpl,
					   struct data_chunk *chunk)
{
	return dmaengine_get_icg(tmpl->src_inc, tmpl->src_sgl, chunk->icg,
				 chunk->src_icg);
}

#endif /* _LINUX_DMAENGINE_INTERLEAVED_H */
