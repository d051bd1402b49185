// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client of ALSA in the guest of scripts/run-demo: it lets a stream overrun (or underrun),
 * prepares and starts it again at once, and looks whether it lives, over and over.
 *
 * usage: sound-client capture|playback ROUNDS
 *
 * Nothing but the kernel's interface, so that it needs no library in the guest. What it has seen it
 * says in one line; the exit status is 0 if it could do its rounds, whatever became of the streams.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <sound/asound.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define CHANNELS	2
#define RATE		48000
#define PERIOD		48	/* frames: a millisecond */
#define PERIODS		4
#define BUFFER		(PERIOD * PERIODS)

/* A stream is started again so late at most: as long as hardware takes to stop, and more. */
#define PAUSE_US	1200

struct client {
	int fd;
	bool capture;
	unsigned char frames[BUFFER * CHANNELS * 2];
	unsigned int overruns;
	unsigned int lost;
	unsigned int io_errors;
	unsigned int wrong;
};

static int fail(const char *what)
{
	fprintf(stderr, "sound-client: %s: %s\n", what, strerror(errno));
	return -1;
}

static void set_mask(struct snd_pcm_hw_params *params, unsigned int which, unsigned int value)
{
	struct snd_mask *mask = &params->masks[which - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[value / 32] = 1u << (value % 32);
}

static void set_interval(struct snd_pcm_hw_params *params, unsigned int which, unsigned int value)
{
	struct snd_interval *interval =
		&params->intervals[which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];

	memset(interval, 0, sizeof(*interval));
	interval->min = value;
	interval->max = value;
	interval->integer = 1;
}

static int configure(struct client *c)
{
	struct snd_pcm_hw_params hw = { .rmask = ~0u };
	struct snd_pcm_sw_params sw = {
		.period_step = 1,
		/* Nobody is woken up but by an overrun. */
		.avail_min = 2 * BUFFER,
		.start_threshold = 2 * BUFFER,
		.stop_threshold = BUFFER,
		.boundary = BUFFER << 16,
	};
	unsigned int i;

	memset(hw.masks, 0xff, sizeof(hw.masks));
	for (i = 0; i < ARRAY_SIZE(hw.intervals); i++)
		hw.intervals[i].max = ~0u;
	set_mask(&hw, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	set_mask(&hw, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S16_LE);
	set_interval(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, CHANNELS);
	set_interval(&hw, SNDRV_PCM_HW_PARAM_RATE, RATE);
	set_interval(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, PERIOD);
	set_interval(&hw, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, BUFFER);
	if (ioctl(c->fd, SNDRV_PCM_IOCTL_HW_PARAMS, &hw))
		return fail("HW_PARAMS");

	return ioctl(c->fd, SNDRV_PCM_IOCTL_SW_PARAMS, &sw) ? fail("SW_PARAMS") : 0;
}

/* Move frames; -1 and errno if the stream does not. */
static int transfer(struct client *c, unsigned int frames)
{
	struct snd_xferi x = { .buf = c->frames, .frames = frames };

	return ioctl(c->fd, c->capture ? SNDRV_PCM_IOCTL_READI_FRAMES :
		     SNDRV_PCM_IOCTL_WRITEI_FRAMES, &x);
}

static int start(struct client *c)
{
	if (ioctl(c->fd, SNDRV_PCM_IOCTL_PREPARE))
		return fail("PREPARE");
	/* There must be something to play. */
	if (!c->capture && transfer(c, BUFFER))
		return fail("WRITEI_FRAMES");

	return ioctl(c->fd, SNDRV_PCM_IOCTL_START) ? fail("START") : 0;
}

/* The peripheral counts, and a period is one piece of that. */
static bool is_counted(const struct client *c)
{
	unsigned int i, piece = PERIOD * CHANNELS * 2;

	for (i = 1; i < piece; i++)
		if (c->frames[i] != (unsigned char)(c->frames[i - 1] + 1))
			return false;

	return true;
}

/* A stream that lives moves some periods; what has been played is made up for. */
static void look(struct client *c, unsigned int periods)
{
	unsigned int i;

	for (i = 0; i < periods; i++) {
		if (!transfer(c, PERIOD)) {
			c->wrong += c->capture && !is_counted(c);
			continue;
		}
		c->lost++;
		c->io_errors += errno == EIO;
		ioctl(c->fd, SNDRV_PCM_IOCTL_DROP);
		return;
	}
}

static int overrun(struct client *c)
{
	struct pollfd fd = { .fd = c->fd, .events = c->capture ? POLLIN : POLLOUT };
	struct snd_pcm_status status = {};

	if (poll(&fd, 1, 60 * 1000) < 0)
		return fail("poll");
	if (ioctl(c->fd, SNDRV_PCM_IOCTL_STATUS, &status))
		return fail("STATUS");

	c->overruns += status.state == SNDRV_PCM_STATE_XRUN;
	return 0;
}

static int run(struct client *c, unsigned int rounds)
{
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		struct timespec pause = { .tv_nsec = 1000l * (i * 487 % PAUSE_US) };

		if (start(c))
			return -1;
		/* The next overrun finds the hardware at another period of the buffer. */
		if (i)
			look(c, 1 + i % PERIODS);
		if (overrun(c))
			return -1;
		nanosleep(&pause, NULL);
	}

	return 0;
}

int main(int argc, char **argv)
{
	struct client c = {};
	int ret;

	if (argc != 3 || (strcmp(argv[1], "capture") && strcmp(argv[1], "playback"))) {
		fprintf(stderr, "usage: sound-client capture|playback ROUNDS\n");
		return 2;
	}

	c.capture = !strcmp(argv[1], "capture");
	c.fd = open(c.capture ? "/dev/snd/pcmC0D0c" : "/dev/snd/pcmC0D0p", O_RDWR);
	if (c.fd < 0)
		return fail("open") ? 1 : 0;
	ret = configure(&c) ?: run(&c, strtoul(argv[2], NULL, 10) + 1);
	close(c.fd);
	printf("sound %s: restarts=%s overruns=%u lost=%u io-errors=%u wrong=%u\n",
	       argv[1], argv[2], c.overruns, c.lost, c.io_errors, c.wrong);

	return ret ? 1 : 0;
}
