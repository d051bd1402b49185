// SPDX-License-Identifier: GPL-2.0-only
/*
 * First process of the guest that scripts/qemu-versatilepb boots: run stock
 * dmatest on the machine's PL080, say in the kernel log what is done ("guest:
 * ..."), reboot, which ends QEMU. The judging is qemu-versatilepb's.
 *
 * On the kernel's command line: guest_iterations (of each dmatest thread),
 * guest_alignment (of its memory, a power of 2), and how many times dmatest is
 * stopped at work (guest_stops), loses its interrupts (guest_lost), and has the
 * controller unbound (guest_unbinds).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

#define PL080		0x10130000
#define PL080_SYNC	0x34
#define DEVICE		"10130000.dma"
#define DRIVER		"/sys/bus/amba/drivers/pl08xdmac/"
#define CLASS		"/sys/class/dma"
#define DMATEST		"/sys/module/dmatest/parameters/"
#define KMEMLEAK	"/sys/kernel/debug/kmemleak"
#define KICK_US		500
#define POLL_MS		20
#define SPEAK_MS	10000
#define LONGEST_MS	240000
#define WORK_MS		60
#define AGE_MS		6000
#define LOST_MS		100
#define TIMEOUT_MS	3000

static int kmsg;
static pid_t kicker;

static void say(const char *format, ...)
{
	char text[256] = "guest: ";
	size_t size = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + size, sizeof(text) - size, format, args);
	va_end(args);
	/* Not stdio: it asks for the position, which /dev/kmsg does not have. */
	if (write(kmsg, text, strlen(text)) < 0)
		_exit(1);
}

static void sleep_us(long us)
{
	struct timespec time = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

	nanosleep(&time, NULL);
}

static void sleep_ms(long ms)
{
	sleep_us(ms * 1000);
}

static int setting(const char *name)
{
	const char *text = getenv(name);

	return text ? atoi(text) : 0;
}

/* Write to a file of sysfs. Return 0 or an error number. */
static int put(const char *path, const char *text)
{
	int file = open(path, O_WRONLY);
	int error = 0;

	if (file < 0)
		return errno;
	if (write(file, text, strlen(text)) < 0)
		error = errno;
	close(file);
	return error;
}

static void must_put(const char *path, const char *text)
{
	int error = put(path, text);

	if (error)
		say("problem: '%s' to %s: %s", text, path, strerror(error));
}

static void set(const char *name, int value)
{
	char path[80], text[16];

	snprintf(path, sizeof(path), DMATEST "%s", name);
	snprintf(text, sizeof(text), "%d", value);
	must_put(path, text);
}

/*
 * QEMU's model runs a transfer inside the register write that starts it and
 * forgets to raise the interrupt; it looks again at any write to a global
 * register. Such a write that has no other effect is one of 0 to DMACSync.
 */
static pid_t start_kicker(void)
{
	volatile unsigned int *registers;
	pid_t child = fork();
	int file;

	if (child)
		return child;
	file = open("/dev/mem", O_RDWR | O_SYNC);
	registers = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, PL080);
	if (registers == MAP_FAILED) {
		say("problem: /dev/mem: %s", strerror(errno));
		_exit(1);
	}
	for (;;) {
		registers[PL080_SYNC / 4] = 0;
		sleep_us(KICK_US);
	}
}

/* Number of lines with this text since the last call. */
static int count_lines(int log, const char *text)
{
	char line[1024];
	int lines = 0;
	ssize_t size;

	for (;;) {
		size = read(log, line, sizeof(line) - 1);
		if (size < 0 && errno == EPIPE)
			continue;
		if (size <= 0)
			return lines;
		line[size] = 0;
		if (strstr(line, text))
			lines++;
	}
}

/* Memory channels of the controller. Its slave channels do not copy. */
static int count_channels(const char *state)
{
	struct dirent *entry;
	char path[320], target[256];
	int channels = 0;
	DIR *dir = opendir(CLASS);

	while (dir && (entry = readdir(dir))) {
		ssize_t size;

		snprintf(path, sizeof(path), CLASS "/%s/device", entry->d_name);
		size = readlink(path, target, sizeof(target) - 1);
		if (size < 0)
			continue;
		target[size] = 0;
		if (strstr(target, DEVICE))
			channels++;
	}
	if (dir)
		closedir(dir);
	say("channels %s: %d", state, channels);
	return channels;
}

static int start_dmatest(int iterations, int threads, int timeout_ms)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	lseek(log, 0, SEEK_END);
	set("iterations", iterations);
	set("threads_per_chan", threads);
	set("timeout", timeout_ms);
	set("alignment", setting("guest_alignment"));
	must_put(DMATEST "device", DEVICE);
	must_put(DMATEST "run", "1");
	return log;
}

/*
 * Until each thread has reported. Not by the parameter "wait": it believes that
 * threads which have not begun are done.
 */
static void finish_dmatest(int log, int reports)
{
	int passed_ms = 0;

	while (reports > 0 && passed_ms < LONGEST_MS) {
		reports -= count_lines(log, ": summary ");
		sleep_ms(POLL_MS);
		passed_ms += POLL_MS;
		if (passed_ms % SPEAK_MS == 0)
			say("%d threads of dmatest at work", reports);
	}
	if (reports > 0)
		say("problem: %d threads of dmatest did not report", reports);
	must_put(DMATEST "run", "0");
	close(log);
}

static void verify(const char *name, int iterations, int threads)
{
	say("begin %s", name);
	finish_dmatest(start_dmatest(iterations, threads, TIMEOUT_MS), 8 * threads);
	say("end %s", name);
}

/* dmatest ends its threads and terminates the channels while they work. */
static void stop_at_work(int rounds)
{
	int round;

	say("begin stop");
	for (round = 0; round < rounds; round++) {
		int log = start_dmatest(0, 2, TIMEOUT_MS);

		sleep_ms(WORK_MS + round % 7);
		finish_dmatest(log, 0);
	}
	say("end stop");
}

/*
 * Without the kick no interrupt comes: dmatest gives up and terminates channels
 * that wait for the hardware. With the next kick the controller says that all
 * of these transfers are done, while the next dmatest runs.
 */
static void lose_interrupts(int rounds)
{
	int round;

	for (round = 0; round < rounds; round++) {
		int log;

		say("begin lost");
		kill(kicker, SIGSTOP);
		log = start_dmatest(1, 1, LOST_MS);
		finish_dmatest(log, 8);
		say("end lost");
		log = start_dmatest(20, 1, TIMEOUT_MS);
		kill(kicker, SIGCONT);
		finish_dmatest(log, 8);
	}
}

/* The controller is taken from dmatest at work; dmatest must notice and let go. */
static void unbind_at_work(int rounds)
{
	int round;

	for (round = 0; round < rounds; round++) {
		int log;

		say("begin unbind");
		log = start_dmatest(0, 1, LOST_MS);
		sleep_ms(WORK_MS + round % 7);
		must_put(DRIVER "unbind", DEVICE);
		if (!access("/sys/bus/amba/devices/" DEVICE "/driver", F_OK))
			say("problem: the controller is still bound");
		finish_dmatest(log, 0);
		count_channels("unbound");
		must_put(DRIVER "bind", DEVICE);
		say("end unbind");
		count_channels("bound");
	}
}

/* kmemleak believes in leaks of objects that are some seconds old, when two scans agree. */
static void look_for_leaks(void)
{
	FILE *report;
	char line[200];
	int scan;

	mount("none", "/sys/kernel/debug", "debugfs", 0, NULL);
	/* Not if it was switched off on the command line. */
	if (put(KMEMLEAK, "scan") == EPERM)
		return;
	for (scan = 0; scan < 2; scan++) {
		sleep_ms(AGE_MS);
		must_put(KMEMLEAK, "scan");
	}
	report = fopen(KMEMLEAK, "r");
	while (report && fgets(line, sizeof(line), report))
		say("%s", line);
	say("scanned for leaks");
}

int main(void)
{
	int iterations = setting("guest_iterations");

	mount("none", "/dev", "devtmpfs", 0, NULL);
	mount("none", "/proc", "proc", 0, NULL);
	mount("none", "/sys", "sysfs", 0, NULL);
	kmsg = open("/dev/kmsg", O_WRONLY);
	kicker = start_kicker();

	count_channels("bound");
	verify("one", iterations, 1);
	verify("two", iterations / 2, 2);
	stop_at_work(setting("guest_stops"));
	lose_interrupts(setting("guest_lost"));
	unbind_at_work(setting("guest_unbinds"));
	verify("after", iterations / 4, 1);
	look_for_leaks();
	say("done");
	reboot(RB_AUTOBOOT);
	return 0;
}
