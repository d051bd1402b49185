# SPDX-License-Identifier: GPL-2.0-only
"""What the log of scripts/run-demo says: the rows of its table, and what is wrong."""
import re
from dataclasses import dataclass, field

from logscan import scan, strip

BOOTS = 2
# Of each channel that dmatest uses.
THREADS = 2
# How much later than the hardware stops the next stream of an SDMA may start.
RESTART_NS = 100_000
# Resolution of UML's clock.
CLOCK_NS = 256

STAMP = re.compile(r"^\[\s*(\d+\.\d+)\]")
DMATEST = re.compile(r"dmatest: (\S+): summary (\d+) tests, (\d+) failures ([\d.]+) iops (\d+) KB/s \((-?\d+)\)")
RAID6 = re.compile(r"raid6test: complete \((\d+) tests, (\d+) failures?\)")
RAID6_BAD = re.compile(r"raid6test: .*(timeout!|timed out|validation failure|ERRA|ERRB)")
NUMBERS = re.compile(r"-torture:((?: [\w-]+=\d+)+)$")
LATENCY = re.compile(r"-torture: (slow|fast) stop: n=(\d+) p50=(\d+) p99=(\d+) max=(\d+) ns")
PL080 = re.compile(r"(pl08x-demo(?:\.\d)?):((?: [\w-]+=\d+)+)$")
SDMA = re.compile(r"(sdma-demo(?:\.hw)?):((?: [\w-]+=\d+)+)$")
SOUND = re.compile(r"demo: sound (\w+):((?: [\w-]+=\d+)+)$")
SAMPLE = re.compile(r"demo: sample on (\S+): (\d+) periods, 1 restarts, position \d+")
RESTART = re.compile(r"sdma-demo: restart: n=(\d+) p50=(\d+) p99=(\d+) max=(\d+) ns")
STATISTICS = re.compile(r"demo: statistics (\S+): (.*)")
VERDICT = re.compile(r"-torture:--- End of test: (SUCCESS|FAILURE):?(.*)")


def counters(text):
    """name -> number, of all name=number in a text."""
    return {name: int(number) for name, number in re.findall(r"(\S+)=(\d+)", text)}


@dataclass
class Part:
    """What one part of the demonstration left in the log."""
    name: str
    begin: float
    end: float = 0.0
    lines: list = field(default_factory=list)

    @property
    def seconds(self):
        return max(self.end - self.begin, 0.001)

    def found(self, pattern):
        return [match for match in map(pattern.search, self.lines) if match]

    def numbers(self):
        """The last line of counters of a torture test."""
        found = self.found(NUMBERS)
        return counters(found[-1].group(1)) if found else {}

    def counters(self, pattern):
        """name of who says it -> what it has counted."""
        return {match.group(1): counters(match.group(2)) for match in self.found(pattern)}

    def statistics(self):
        """name of a controller -> its counters."""
        return self.counters(STATISTICS)

    def verdict(self):
        found = self.found(VERDICT)
        return (found[-1].group(1), found[-1].group(2).strip()) if found else ("no verdict", "")


class Judge:
    """Rows of the table, and what is wrong."""

    def __init__(self):
        self.rows = []
        self.problems = []

    def row(self, what, count, rate="", remark=""):
        self.rows.append((what, count, rate, remark))

    def need(self, condition, problem):
        if not condition:
            self.problems.append(problem)
        return condition

    def table(self):
        widths = [max(len(row[i]) for row in self.rows) for i in range(4)]
        for row in self.rows:
            print(f"  {row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}".rstrip())


def parts_of(lines):
    parts, current, now = {}, None, 0.0
    for line in lines:
        stamp = STAMP.match(line)
        now = float(stamp.group(1)) if stamp else now
        line = strip(line)
        if line.startswith("demo: begin "):
            current = Part(line.removeprefix("demo: begin "), now)
            parts[current.name] = current
        elif line.startswith("demo: end ") and current:
            current.end = now
            current = None
        elif current:
            current.lines.append(line)
    return {name: part for name, part in parts.items() if part.end}


def rate(count, seconds):
    return f"{count / seconds:,.0f}/s"


def duration(ns):
    if ns < CLOCK_NS:
        return f"< {CLOCK_NS} ns"
    return f"{ns} ns" if ns < 1000 else f"{ns / 1000:,.1f} us"


def judge_live(judge, part, minimum):
    """Every controller worked, and nothing is left in it."""
    for name, numbers in part.statistics().items():
        complete = numbers.get("complete", 0)
        judge.need(complete >= minimum, f"{part.name}: {name} did {complete} transfers")
        judge.need(numbers.get("live") == 0, f"{part.name}: {numbers.get('live')} descriptors of {name} are left")


def judge_threads(judge, part, what, channels, iterations, timed=True):
    """Stock dmatest. Returns the number of its tests."""
    found = part.found(DMATEST)
    threads = channels * THREADS
    tests = sum(int(match.group(2)) for match in found)
    failures = sum(int(match.group(3)) for match in found)
    judge.need(len(found) == threads, f"{part.name}: {len(found)} threads of {threads} reported")
    judge.need(tests == threads * iterations, f"{part.name}: only {tests} tests")
    judge.need(not failures and not any(int(match.group(6)) for match in found), f"{part.name}: {failures} failures")
    judge.row(what, f"{tests:,} transfers", rate(tests, part.seconds) if timed else "",
              f"{channels} channels x {THREADS} threads, data verified, {failures} failures")
    return tests


def judge_rules(judge, name, models, wanted):
    """What the models of hardware have counted."""
    violations = sum(numbers.get("violations", 1) for numbers in models)
    judge.need(len(models) == wanted and not violations, f"{name}: {violations} rules of the hardware broken")
    judge.row("  rules of the hardware broken", f"{violations}", "",
              f"{sum(numbers.get('transfers', 0) for numbers in models):,} transfers, "
              f"{sum(numbers.get('irqs', 0) for numbers in models):,} interrupts")


def judge_dmatest(judge, parts, settings):
    for operation in ("memcpy", "memset", "xor", "pq"):
        part = parts.get(f"dmatest {operation}")
        if not judge.need(part, f"dmatest {operation} did not finish"):
            continue
        tests = judge_threads(judge, part, f"stock dmatest, {operation}", 4, settings["demo_iterations"])
        judge_live(judge, part, tests)


def judge_raid6(judge, parts):
    part = parts.get("raid6test")
    if not judge.need(part, "raid6test did not finish"):
        return
    found = part.found(RAID6)
    bad = part.found(RAID6_BAD)
    judge.need(found and found[0].group(2) == "0" and int(found[0].group(1)) > 2000, "raid6test did not pass")
    judge.need(not bad, f"raid6test: {bad[0].group(0) if bad else ''}")
    numbers = part.statistics().get("raid", {})
    held = part.found(re.compile(r"demo: public channels in use: .*[1-9]"))
    judge.need(held, "raid6test: async_tx has not taken the channels")
    tests = int(found[0].group(1)) if found else 0
    # Each test computes and checks two syndromes at least.
    judge_live(judge, part, 2 * tests)
    judge.row("stock raid6test through async_tx", f"{tests:,} recoveries", rate(tests, part.seconds),
              f"offloaded: {numbers.get('complete', 0):,} operations, "
              f"{numbers.get('bytes', 0) >> 20:,} MB written by dma-sim")


def judge_torture(judge, parts, name, what):
    """A run that must succeed. Returns its counters."""
    part = parts.get(name)
    if not judge.need(part, f"{name} did not finish"):
        return {}
    verdict, why = part.verdict()
    judge.need(verdict == "SUCCESS", f"{name}: {verdict} {why}")
    numbers = part.numbers()
    judge.row(what, f"{numbers.get('rounds', 0):,} rounds", rate(numbers.get("rounds", 0), part.seconds),
              f"{numbers.get('submitted', 0):,} submitted, {numbers.get('callbacks', 0):,} callbacks, "
              f"{numbers.get('bytes', 0) >> 20:,} MB checked")
    return numbers


def judge_terminate(judge, parts, settings):
    total = {}
    for name, what in (("terminate virt-dma", "termination under load, 10 kinds of virt-dma"),
                       ("terminate other", "termination under load, 6 without virt-dma")):
        numbers = judge_torture(judge, parts, name, what)
        rounds = numbers.get("rounds", 0)
        judge.need(rounds >= settings["demo_rounds"], f"{name}: {rounds} rounds only")
        for key, value in numbers.items():
            total[key] = total.get(key, 0) + value
    judge.need(total.get("dropped", 0), "terminate: no controller ever called back too late, so nothing was shown")
    judge.row("  terminate_sync with unfinished transfers", f"{total.get('cut', 0):,}", "",
              f"of {total.get('terminated', 0):,}; {total.get('cut-part', 0):,} in the middle of the callbacks")
    judge.row("  terminate_async, submit, synchronize", f"{total.get('restarted', 0):,}", "", "the new transfers ran")
    judge.row("  terminated by a callback", f"{total.get('self', 0):,}", "", "")
    judge.row("  released while stopping", f"{total.get('released', 0):,}", "", "")


def judge_latency(judge, parts):
    for name, of in (("terminate virt-dma", "virt-dma"), ("terminate other", "other")):
        part = parts.get(name)
        for match in part.found(LATENCY) if part else []:
            p50, p99, worst = (duration(int(match.group(i))) for i in (3, 4, 5))
            stop = "hardware stops in 500 us" if match.group(1) == "slow" else "nothing to wait for"
            judge.row(f"terminate_sync, {of}, {stop}", f"{int(match.group(2)):,} times", "",
                      f"p50 {p50}, p99 {p99}, max {worst}")


def judge_unbind(judge, parts, settings):
    for name, what in (("unbind virt-dma", "unregister in use, virt-dma"),
                       ("unbind other", "unregister in use, other")):
        numbers = judge_torture(judge, parts, name, what)
        judge.row("  controllers unregistered and back", f"{numbers.get('unbound', 0):,}", "",
                  f"{numbers.get('unbound-busy', 0):,} with channels in use, "
                  f"{numbers.get('dead', 0):,} clients noticed")
    numbers = judge_torture(judge, parts, "unbind sysfs", "unbind and bind through sysfs")
    part = parts.get("unbind sysfs")
    held = part.found(re.compile(r"demo: held \S+: .*[1-9]")) if part else []
    judge.need(len(held) >= settings["demo_unbinds"], f"unbind sysfs: in use only {len(held)} times")
    judge.need(numbers.get("dead", 0) >= settings["demo_unbinds"], "unbind sysfs: no client noticed")
    judge.row("  with and without device_release", f"{settings['demo_unbinds'] * 2:,} times", "",
              f"{len(held):,} with channels in use, {numbers.get('dead', 0):,} clients noticed")
    if part:
        judge_live(judge, part, 1)


def judge_pl080_terminate(judge, parts):
    numbers = judge_torture(judge, parts, "pl080 terminate", "PL080's driver: termination under load")
    states = parts["pl080 terminate"].found(re.compile(r"demo: states (.*)"))
    seen = counters(states[0].group(1)) if states else {}
    # How many of them wait at the moment of a look depends on the machine.
    for state in ("idle", "running"):
        judge.need(seen.get(state), f"pl080 terminate: no channel was ever {state}")
    judge.row("  terminate_sync with unfinished transfers", f"{numbers.get('cut', 0):,}", "",
              "found " + ", ".join(f"{state} {count}" for state, count in seen.items() if count))


def judge_pl080_unbind(judge, parts, settings):
    judge_torture(judge, parts, "pl080 unbind", "PL080's driver: unbind through sysfs")
    part = parts["pl080 unbind"]
    held = part.found(re.compile(r"demo: held pl080: .*[1-9]"))
    judge.need(len(held) == settings["demo_unbinds"], f"{part.name}: in use only {len(held)} times")
    said = part.counters(PL080)
    stream = said.pop("pl08x-demo", {})
    judge.need(stream.get("unbound") and stream.get("periods"), f"{part.name}: nobody was streaming")
    judge.need(stream.get("touched") == 0, f"{part.name}: the controller wrote after a terminate")
    judge.row("  while streaming", f"{stream.get('unbound', 0):,} of {settings['demo_unbinds']} times", "",
              f"{stream.get('periods', 0):,} periods, {stream.get('streams', 0):,} streams, "
              "nothing written after the end")
    judge_rules(judge, part.name, list(said.values()), 2)


def judge_samples(judge, parts):
    """The drivers that the documentation shows."""
    part = parts.get("samples")
    found = {match.group(1): int(match.group(2)) for match in part.found(SAMPLE)} if part else {}
    judge.need(set(found) == {"dma-sim", "provider"}, "samples: the stream was not restarted")
    if part:
        judge_live(judge, part, 3)
    judge.row("sample client, on dma-sim and the sample provider", f"{sum(found.values()):,} periods", "",
              "copies verified, restarted in its callback, unbound with its controller")


def judge_pl080(judge, parts, settings):
    """The PL080's driver on a model of its registers."""
    names = ("pl080 dmatest", "pl080 terminate", "pl080 unbind")
    if not all([judge.need(name in parts, f"{name} did not finish") for name in names]):
        return
    judge_threads(judge, parts["pl080 dmatest"], "PL080's driver: stock dmatest", 8, settings["demo_iterations"] // 5)
    judge_pl080_terminate(judge, parts)
    judge_pl080_unbind(judge, parts, settings)


def judge_sound(judge, parts, settings):
    """Streams of ALSA, stopped by an overrun and started again by user space."""
    for direction, what in (("capture", "overrun"), ("playback", "underrun")):
        part = parts.get(f"sound {direction}")
        found = part.found(SOUND) if part else []
        if not judge.need(found, f"sound: {direction} did not finish"):
            continue
        numbers = counters(found[0].group(2))
        restarts = numbers["restarts"]
        judge.need(restarts == settings["demo_sound"] and numbers["overruns"] > restarts,
                   f"sound {direction}: {numbers['overruns']} {what}s only")
        for key in ("lost", "io-errors", "wrong"):
            judge.need(not numbers[key], f"sound {direction}: {key}={numbers[key]}")
        judge.row(f"  ALSA {direction}: {what}, prepare, start", f"{restarts:,} times", "",
                  f"{numbers['lost']} streams lost, {numbers['io-errors']} times -EIO, "
                  f"{numbers['wrong']} periods wrong")


def judge_overrun(judge, part, settings):
    """Streams that their own callback terminates and starts again."""
    numbers = part.counters(SDMA).get("sdma-demo", {})
    streams, survived = numbers.get("streams", 0), numbers.get("survived", 0)
    judge.need(streams == settings["demo_overruns"], f"{part.name}: {streams} streams")
    judge.need(survived == streams, f"{part.name}: {streams - survived} streams did not survive")
    for what in ("late", "touched", "wrong"):
        judge.need(numbers.get(what) == 0, f"{part.name}: {what}={numbers.get(what)}")
    judge.row("  overrun: terminated and restarted in the callback", f"{streams:,} streams", "",
              f"{survived:,} survived, {numbers.get('late', 0)} late callbacks, "
              f"{numbers.get('touched', 0) + numbers.get('wrong', 0)} buffers wrong")
    restart = part.found(RESTART)
    if judge.need(restart, f"{part.name}: no latency"):
        p50, p99, worst = (int(restart[0].group(i)) for i in (2, 3, 4))
        judge.need(worst <= RESTART_NS, f"{part.name}: {worst} ns from the hardware's stop to the next start")
        judge.row("  from the hardware's stop to the next start", f"{int(restart[0].group(1)):,} times", "",
                  f"p50 {duration(p50)}, p99 {duration(p99)}, max {duration(worst)}; the hardware stops in 1 to 999 us")


def judge_sdma(judge, parts, settings):
    """The i.MX SDMA's driver on a model of it. Times are the model's."""
    names = ("sdma dmatest", "sdma overrun")
    if not all([judge.need(name in parts, f"{name} did not finish") for name in names]):
        return
    judge_threads(judge, parts["sdma dmatest"], "i.MX SDMA's driver: stock dmatest", 4, settings["demo_iterations"],
                  timed=False)
    judge_overrun(judge, parts["sdma overrun"], settings)
    judge_sound(judge, parts, settings)
    models = [counters(match.group(2)) for part in parts.values() for match in part.found(SDMA)
              if match.group(1) == "sdma-demo.hw"]
    judge_rules(judge, "sdma", models, 3)


def judge_selftest(judge, parts):
    """Broken controllers: the torture test must fail, and for the right reason."""
    caught = []
    for error in ("late", "twice", "lost", "leak"):
        part = parts.get(f"selftest {error}")
        verdict, why = part.verdict() if part else ("did not finish", "")
        count = re.search(rf"\b{error}=(\d+)", why)
        if judge.need(verdict == "FAILURE" and count, f"selftest: busted_{error} was not caught: {verdict} {why}"):
            caught.append(f"{error} {count.group(1)}")
    judge.row("broken controllers caught", f"{len(caught)} of 4", "", ", ".join(caught))


def judge_rest(judge, parts, lines):
    tortures = [part for name, part in parts.items() if part.found(VERDICT) and not name.startswith("selftest")]
    late = sum(int(n) for part in tortures for n in re.findall(r"\blate=(\d+)", part.verdict()[1]))
    leak = sum(int(n) for part in tortures for n in re.findall(r"\bleak=(\d+)", part.verdict()[1]))
    live = sum(numbers.get("live", 1) for part in parts.values() for numbers in part.statistics().values())
    left = [dict(re.findall(r"(\w+)=(\d+)", line)) for line in lines if "demo: left: " in line]
    counts = {key: sum(int(one.get(key, 0)) for one in left) for one in left for key in one}
    for line in lines:
        judge.need("demo: problem: " not in line, strip(line).removeprefix("demo: "))
        judge.need(not line.startswith("guest stopped: "), line)
    judge.need(len(left) == BOOTS, "the guest did not look for what is left")
    for key, value in counts.items():
        judge.need(not value, f"{value} {key} left")
    reports = scan("\n".join(lines))
    for report in reports:
        print("\n".join(report.text))
        judge.need(False, f"kernel log: {report}")
    done = sum("demo: done" in line for line in lines)
    judge.need(done == BOOTS, "the guest did not finish")
    dropped = sum(part.numbers().get("dropped", 0) for part in tortures)
    judge.row("late callbacks", f"{late}", "", f"{dropped:,} that controllers called too late were dropped by the core")
    judge.row("leaks", f"{live + leak + sum(counts.values())}", "",
              f"descriptors {live + leak}, " + ", ".join(f"{key} {value}" for key, value in counts.items()))
    judge.row("reports of the kernel's checkers", f"{len(reports)}", "", f"{len(lines):,} lines of log")


def judge_log(lines, settings):
    """Judge all of it. The log is that of all boots; settings are the guest's."""
    judge = Judge()
    parts = parts_of(lines)
    judge_dmatest(judge, parts, settings)
    judge_raid6(judge, parts)
    judge_terminate(judge, parts, settings)
    judge_latency(judge, parts)
    judge_unbind(judge, parts, settings)
    judge_samples(judge, parts)
    judge_pl080(judge, parts, settings)
    judge_sdma(judge, parts, settings)
    judge_selftest(judge, parts)
    judge_rest(judge, parts, lines)
    return judge
