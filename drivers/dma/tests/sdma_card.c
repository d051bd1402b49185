// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sound card on the simulated i.MX SDMA of sdma_demo.c: one PCM device with playback and capture,
 * and nothing between ALSA's DMA engine helpers and the controller.
 *
 * Samples are not heard, periods pass at the rate that user space has asked for. The card does not
 * synchronize when a stream stops, as most do not: when ALSA stops a stream that has overrun it is
 * in a completion callback, and what user space does next may come before the hardware has stopped.
 * Each time that a stream is stopped the hardware takes another time for it. When the module is
 * unloaded it says how often a stream was started before the hardware was through with the last.
 */
#include <linux/dma/imx-dma.h>
#include <linux/dmaengine.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <sound/core.h>
#include <sound/dmaengine_pcm.h>
#include <sound/initval.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "sdma_demo.h"
#include "sdma_model.h"

#define NAME		"sdma-card"
#define BURST		4

static unsigned int stop_us = 999;
module_param(stop_us, uint, 0444);
MODULE_PARM_DESC(stop_us, "How long the hardware takes to stop, at most (default: 999)");

/* What a direction is to the controller. */
struct card_line {
	struct imx_dma_data data;
	phys_addr_t fifo;
};

static struct card_line card_lines[] = {
	[SNDRV_PCM_STREAM_PLAYBACK] = {
		.data = { .dma_request = 3, .peripheral_type = IMX_DMATYPE_SSI },
		.fifo = 0x02028000,
	},
	[SNDRV_PCM_STREAM_CAPTURE] = {
		.data = { .dma_request = 2, .peripheral_type = IMX_DMATYPE_SSI },
		.fifo = 0x0202c000,
	},
};

static struct {
	struct snd_card *card;
	unsigned int starts;
	unsigned int stops;
	unsigned int early;
} sdma_card;

static const struct snd_pcm_hardware card_hardware = {
	.info = SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_BLOCK_TRANSFER,
	.formats = SNDRV_PCM_FMTBIT_S16_LE,
	.rates = SNDRV_PCM_RATE_48000,
	.rate_min = 48000,
	.rate_max = 48000,
	.channels_min = 2,
	.channels_max = 2,
	.buffer_bytes_max = 16 * 1024,
	.period_bytes_min = 64,
	.period_bytes_max = 4096,
	.periods_min = 2,
	.periods_max = 32,
};

static bool card_filter(struct dma_chan *chan, void *param)
{
	struct card_line *line = param;

	if (chan->device->dev != sdma_demo_device())
		return false;

	chan->private = &line->data;
	return true;
}

static int card_open(struct snd_pcm_substream *substream)
{
	struct card_line *line = &card_lines[substream->stream];
	int ret;

	substream->runtime->hw = card_hardware;
	ret = snd_dmaengine_pcm_open_request_chan(substream, card_filter, line);
	if (!ret)
		sdma_model_request(sdma_demo_model(), line->data.dma_request, true);

	return ret;
}

static int card_close(struct snd_pcm_substream *substream)
{
	struct card_line *line = &card_lines[substream->stream];

	sdma_model_request(sdma_demo_model(), line->data.dma_request, false);
	return snd_dmaengine_pcm_close_release_chan(substream);
}

static int card_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	struct card_line *line = &card_lines[substream->stream];
	struct dma_slave_config cfg = {};
	unsigned int period_ns;
	int ret;

	ret = snd_hwparams_to_dma_slave_config(substream, params, &cfg);
	if (ret)
		return ret;

	cfg.src_addr = line->fifo;
	cfg.dst_addr = line->fifo;
	cfg.src_maxburst = BURST;
	cfg.dst_maxburst = BURST;
	period_ns = div_u64((u64)params_period_size(params) * NSEC_PER_SEC, params_rate(params));
	sdma_model_set_bd_ns(sdma_demo_model(), period_ns);

	return dmaengine_slave_config(snd_dmaengine_pcm_get_chan(substream), &cfg);
}

/* Periods are as long as they were agreed upon: there is nothing to prepare. */
static int card_prepare(struct snd_pcm_substream *substream)
{
	return 0;
}

static int card_trigger(struct snd_pcm_substream *substream, int cmd)
{
	/* Each length of a stop, as far from the one before as can be. */
	if (cmd == SNDRV_PCM_TRIGGER_STOP && stop_us)
		sdma_model_set_stop_ns(sdma_demo_model(),
				       (1 + 499 * sdma_card.stops++ % stop_us) * NSEC_PER_USEC);

	if (cmd == SNDRV_PCM_TRIGGER_START) {
		sdma_card.starts++;
		sdma_card.early += sdma_model_executes(sdma_demo_model()) > 0;
	}

	return snd_dmaengine_pcm_trigger(substream, cmd);
}

static const struct snd_pcm_ops card_ops = {
	.open = card_open,
	.close = card_close,
	.hw_params = card_hw_params,
	.prepare = card_prepare,
	.trigger = card_trigger,
	.pointer = snd_dmaengine_pcm_pointer,
};

static int card_add_pcm(struct snd_card *card)
{
	struct snd_pcm *pcm;
	int ret;

	ret = snd_pcm_new(card, NAME, 0, 1, 1, &pcm);
	if (ret)
		return ret;

	strscpy(pcm->name, NAME);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &card_ops);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, &card_ops);

	return snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL,
					      card_hardware.buffer_bytes_max,
					      card_hardware.buffer_bytes_max);
}

static int __init card_init(void)
{
	struct snd_card *card;
	int ret;

	ret = snd_card_new(sdma_demo_device(), SNDRV_DEFAULT_IDX1, NULL, THIS_MODULE, 0, &card);
	if (ret)
		return ret;

	strscpy(card->driver, NAME);
	strscpy(card->shortname, NAME);
	strscpy(card->longname, "Sound card on a simulated i.MX SDMA");
	ret = card_add_pcm(card) ?: snd_card_register(card);
	if (ret) {
		snd_card_free(card);
		return ret;
	}

	sdma_card.card = card;
	return 0;
}
module_init(card_init);

static void __exit card_exit(void)
{
	snd_card_free(sdma_card.card);
	pr_info(NAME ": starts=%u stops=%u early=%u\n", sdma_card.starts, sdma_card.stops,
		sdma_card.early);
}
module_exit(card_exit);

MODULE_DESCRIPTION("A sound card on a simulated i.MX SDMA");
MODULE_LICENSE("GPL");
