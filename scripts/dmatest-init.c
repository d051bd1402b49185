// SPDX-License-Identifier: GPL-2.0-only
/*
 * First process of the guests that scripts/qemu-versatilepb and scripts/zoo
 * boot: run stock dmatest on all channels of the machine's controllers, say in
 * the kernel log what is done ("guest: ..."), reboot, which ends QEMU on
 * machines that can. The judging is the scripts'.
 *
 * On the kernel's command line: guest_bus and guest_driver (of the provider),
 * guest_iterations (of each dmatest thread), guest_alignment (of its memory, a
 * power of 2), guest_polled (1 if the controller reports nothing by itself, so that
 * dmatest has to ask), and how many times dmatest is stopped at work (guest_stops),
 * terminates what it does not wait for (guest_cuts), loses its interrupts
 * (guest_lost), and has the controllers unbound (guest_unbinds). What is 0 or
 * missing is not done. guest_kick is the physical address of a register that has to
 * be cleared for QEMU to deliver interrupts, if the machine needs that.
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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLASS		"/sys/class/dma"
#define DMATEST		"/sys/module/dmatest/parameters/"
#define KMEMLEAK	"/sys/kernel/debug/kmemleak"
#define PAGE		4096
#define MAX_DEVICES	16
#define KICK_US		500
#define POLL_MS		20
#define SPEAK_MS	10000
#define LONGEST_MS	240000
#define WORK_MS		150
#define UNBIND_MS	300
#define AGE_MS		6000
#define LOST_MS		100
#define CUT_COPIES	3
#define TIMEOUT_MS	3000

/* The log since dmatest was started. */
struct watch {
	int log;
	int threads_per_channel;
	int threads;
	int reports;
};

static int kmsg;
static pid_t kicker;
static char *devices[MAX_DEVICES];
static int device_count;

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
 * Some of QEMU's models run a transfer inside the register write that starts it,
 * forget to raise the interrupt, and look again at a write to another register.
 */
static pid_t start_kicker(off_t address)
{
	unsigned int *reg;
	off_t page = address & ~(off_t)(PAGE - 1);
	pid_t child = fork();
	int file;

	if (child)
		return child;
	file = open("/dev/mem", O_RDWR | O_SYNC);
	reg = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, page);
	if (reg == MAP_FAILED) {
		say("problem: /dev/mem: %s", strerror(errno));
		_exit(1);
	}
	reg += (address - page) / sizeof(*reg);
	for (;;) {
		__atomic_store_n(reg, 0, __ATOMIC_RELAXED);
		sleep_us(KICK_US);
	}
}

/* The controllers that the provider drives. Its directory is the current one. */
static void find_devices(void)
{
	struct dirent *entry;
	DIR *dir = opendir(".");

	while (dir && (entry = readdir(dir)) && device_count < MAX_DEVICES) {
		if (entry->d_type != DT_LNK || !strcmp(entry->d_name, "module"))
			continue;
		devices[device_count++] = strdup(entry->d_name);
	}
	if (dir)
		closedir(dir);
	say("controllers: %d", device_count);
}

/* How many channels the controllers have in sysfs. */
static int count_channels(const char *state)
{
	struct dirent *entry;
	char path[320], target[256];
	int channels = 0;
	DIR *dir = opendir(CLASS);

	while (dir && (entry = readdir(dir))) {
		ssize_t size;
		int i;

		snprintf(path, sizeof(path), CLASS "/%s/device", entry->d_name);
		size = readlink(path, target, sizeof(target) - 1);
		if (size < 0)
			continue;
		target[size] = 0;
		for (i = 0; i < device_count; i++)
			if (strstr(target, devices[i]))
				channels++;
	}
	if (dir)
		closedir(dir);
	say("channels %s: %d", state, channels);
	return channels;
}

/* Read what the log has got. */
static void look(struct watch *watch)
{
	char line[1024];
	ssize_t size;

	for (;;) {
		size = read(watch->log, line, sizeof(line) - 1);
		if (size < 0 && errno == EPIPE)
			continue;
		if (size <= 0)
			return;
		line[size] = 0;
		if (strstr(line, "dmatest: Started "))
			watch->threads += watch->threads_per_channel;
		if (strstr(line, ": summary "))
			watch->reports++;
	}
}

static struct watch start_dmatest(int iterations, int threads, int timeout_ms, int polled)
{
	struct watch watch = {
		.log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK),
		.threads_per_channel = threads,
	};

	lseek(watch.log, 0, SEEK_END);
	set("iterations", iterations);
	set("threads_per_chan", threads);
	set("timeout", timeout_ms);
	set("alignment", setting("guest_alignment"));
	set("polled", polled);
	must_put(DMATEST "run", "1");
	look(&watch);
	return watch;
}

static void stop_dmatest(struct watch *watch)
{
	must_put(DMATEST "run", "0");
	close(watch->log);
}

/*
 * Until each thread has reported. Not by the parameter "wait": it believes that
 * threads which have not begun are done.
 */
static void finish_dmatest(struct watch *watch)
{
	int passed_ms = 0;

	for (look(watch); watch->reports < watch->threads && passed_ms < LONGEST_MS; look(watch)) {
		sleep_ms(POLL_MS);
		passed_ms += POLL_MS;
		if (passed_ms % SPEAK_MS == 0)
			say("%d threads of dmatest at work", watch->threads - watch->reports);
	}
	if (watch->reports < watch->threads)
		say("problem: %d threads of dmatest did not report",
		    watch->threads - watch->reports);
	stop_dmatest(watch);
}

static void verify(const char *name, int iterations, int threads)
{
	struct watch watch;

	if (!iterations)
		return;
	say("begin %s", name);
	watch = start_dmatest(iterations, threads, TIMEOUT_MS, setting("guest_polled"));
	finish_dmatest(&watch);
	say("end %s", name);
}

/* dmatest ends its threads and terminates the channels while they work. */
static void stop_at_work(int rounds)
{
	int round;

	if (!rounds)
		return;
	say("begin stop");
	for (round = 0; round < rounds; round++) {
		struct watch watch = start_dmatest(0, 2, TIMEOUT_MS, 0);

		sleep_ms(WORK_MS + round % 7);
		stop_dmatest(&watch);
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
		struct watch watch;

		say("begin lost");
		kill(kicker, SIGSTOP);
		watch = start_dmatest(1, 1, LOST_MS, 0);
		finish_dmatest(&watch);
		say("end lost");
		watch = start_dmatest(20, 1, TIMEOUT_MS, 0);
		kill(kicker, SIGCONT);
		finish_dmatest(&watch);
	}
}

/* dmatest does not wait for its transfers, and terminates the channels at once. */
static void cut_short(int rounds)
{
	int round;

	for (round = 0; round < rounds; round++) {
		struct watch watch;

		say("begin cut");
		watch = start_dmatest(CUT_COPIES, 2, 0, 0);
		finish_dmatest(&watch);
		say("end cut");
	}
}

static void bind_all(void)
{
	int i, error;

	for (i = 0; i < device_count; i++) {
		error = put("bind", devices[i]);
		if (error)
			say("problem: bind of %s: %s", devices[i], strerror(error));
	}
}

/* All at once, each in a process of its own: the provider may wait for its clients. */
static void start_unbind(void)
{
	int i, error;

	for (i = 0; i < device_count; i++) {
		if (fork())
			continue;
		error = put("unbind", devices[i]);
		if (error)
			say("problem: unbind of %s: %s", devices[i], strerror(error));
		_exit(0);
	}
}

/* Return how many of those have not come back. */
static int wait_unbind(int left, int limit_ms)
{
	int passed_ms = 0;

	for (;;) {
		pid_t child = waitpid(-1, NULL, WNOHANG);

		if (child > 0 && child != kicker)
			left--;
		if (!left || passed_ms >= limit_ms)
			return left;
		if (child <= 0) {
			sleep_ms(POLL_MS);
			passed_ms += POLL_MS;
		}
	}
}

static void check_unbound(int left)
{
	int i;

	if (left)
		say("problem: %d unbinds do not come back", left);
	for (i = 0; i < device_count; i++)
		if (!access(devices[i], F_OK))
			say("problem: %s is still bound", devices[i]);
	count_channels("unbound");
}

/* While nobody uses them. */
static void unbind_idle(void)
{
	say("begin idle");
	start_unbind();
	check_unbound(wait_unbind(device_count, LONGEST_MS));
	bind_all();
	say("end idle");
	count_channels("bound");
}

/*
 * The controllers are taken from dmatest at work; dmatest must notice and let go.
 * Where dmatest has to ask, it does not every second time: then transfers are never
 * reported, and all channels have one when the controller goes.
 */
static void unbind_at_work(int rounds)
{
	int round;

	for (round = 0; round < rounds; round++) {
		struct watch watch;
		int left;

		say("begin unbind");
		watch = start_dmatest(0, 1, LOST_MS, setting("guest_polled") && round % 2 == 0);
		sleep_ms(WORK_MS + round % 7);
		start_unbind();
		left = wait_unbind(device_count, UNBIND_MS);
		say("unbinds that wait for dmatest: %d", left);
		stop_dmatest(&watch);
		check_unbound(wait_unbind(left, LONGEST_MS));
		bind_all();
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
	/* Not in this kernel, or switched off on the command line. */
	if (put(KMEMLEAK, "scan"))
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
	char driver[256];

	mount("none", "/dev", "devtmpfs", 0, NULL);
	mount("none", "/proc", "proc", 0, NULL);
	mount("none", "/sys", "sysfs", 0, NULL);
	kmsg = open("/dev/kmsg", O_WRONLY);
	snprintf(driver, sizeof(driver), "/sys/bus/%s/drivers/%s", getenv("guest_bus"),
		 getenv("guest_driver"));
	if (chdir(driver))
		say("problem: %s: %s", driver, strerror(errno));
	if (getenv("guest_kick"))
		kicker = start_kicker(strtoul(getenv("guest_kick"), NULL, 0));

	find_devices();
	count_channels("bound");
	verify("one", iterations, 1);
	/* A thread that asks terminates the channel when it is done, and the other's copy too. */
	if (!setting("guest_polled"))
		verify("two", iterations / 2, 2);
	stop_at_work(setting("guest_stops"));
	cut_short(setting("guest_cuts"));
	lose_interrupts(setting("guest_lost"));
	if (setting("guest_unbinds"))
		unbind_idle();
	unbind_at_work(setting("guest_unbinds"));
	verify("after", iterations / 4, 1);
	look_for_leaks();
	say("done");
	reboot(RB_AUTOBOOT);
	return 0;
}
