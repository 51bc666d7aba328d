"""A county for one measurement, and what is sent to it."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS = 600


def documents(folder):
    """Self-evaluations of a made year, of no unit in particular, each with a place for a number."""
    year = folder / "year"
    subprocess.run([ROOT / "tests" / "year" / "make", "--seed", "7", "--out", year, "--units", "12", "--projects", "120"], check=True,
                   stdout=subprocess.DEVNULL)
    out = []
    for entry in json.loads((year / "documents.json").read_text(encoding="utf-8")).values():
        document = entry["document"]
        if document["form"] != "self_evaluation":
            continue
        document["project"]["code"] = "00000000"
        for party in ("department", "unit"):
            document.pop(party, None)
        document["year"] = 2025
        out.append(document)
    path = folder / "documents.json"
    path.write_text(json.dumps(out, ensure_ascii=False), encoding="utf-8")
    return path


def wait_for(what, ready, seconds=60):
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise SystemExit("%s: not ready within %d s" % (what, seconds))
        time.sleep(0.001)


def answer_of(command, **more):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=SECONDS, check=False, **more)
    if done.returncode:
        raise SystemExit("%s: %s" % (Path(command[0]).name, done.stderr.strip()[-300:]))
    return json.loads(done.stdout)


def process_figures(pid):
    """CPU seconds and bytes written so far; kB of memory, the journal's pages not counted: the kernel may take those back."""
    stat = Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
    written = int(re.search(r"^wchar: (\d+)", Path("/proc/%d/io" % pid).read_text(), re.M).group(1))
    memory = int(re.search(r"^RssAnon:\s+(\d+)", Path("/proc/%d/status" % pid).read_text(), re.M).group(1))
    return (int(stat[11]) + int(stat[12])) / TICKS, written, memory


class County:
    """A county of its own for one run; without workers nothing but intake is measured."""
    name = "jixiao"
    plain = False

    def __init__(self, build, folder, workers=0):
        self.build, self.workers = build, workers
        self.folder = Path(tempfile.mkdtemp(prefix="county-", dir=folder))
        self.dir = self.folder / "c"
        self.units = None  # a file with the documents' units

    def local(self, what, *options):
        subprocess.run([ROOT / "ops" / "local", what, self.dir, *options], env={**os.environ, "JIXIAO_BUILD": str(self.build)}, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self, workers):
        self.local("start", "--workers", str(workers))
        self.pid = self.pid_of("broker")

    def stop(self):
        self.local("stop")

    def pid_of(self, program):
        return int((self.dir / "run" / (program + ".pid")).read_text())

    def __enter__(self):
        self.start(self.workers)
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder)

    @property
    def keys(self):
        """county.conf and the administrator's key."""
        return [self.dir / "county" / "county.conf", self.dir / "county" / "admin.key"]

    def run(self, docs, connections, window, count, *rate, outcomes=False, refused=False, exactly_from=None):
        """bench_intake's figures, and what it cost the broker."""
        option = ["--outcomes"] * outcomes + ["--plain"] * self.plain + ["--refused"] * refused + (["--units", self.units] if self.units else [])
        if exactly_from is not None:
            option += ["--exact", "--from", exactly_from]
        before = process_figures(self.pid)
        out = answer_of([self.build / "bin" / "bench_intake", *option, *self.keys, docs, connections, window, count, *rate])
        after = process_figures(self.pid)
        out.update(cpu=after[0] - before[0], written=after[1] - before[1], memory_kb=after[2])
        return out

    def ask(self, query, form, unit, count):
        """bench_ask's figures, by a key of the county."""
        return answer_of([self.build / "bin" / "bench_ask", self.keys[0], self.dir / "keys" / "user.key", query, 2025, form, unit, count])

    def said(self, key, home, *arguments):
        env = {**os.environ, "JIXIAO_COUNTY": str(self.keys[0]), "JIXIAO_KEY": str(key), "JIXIAO_HOME": str(self.folder / home)}
        done = subprocess.run([self.build / "bin" / "jixiao", *map(str, arguments)], env=env, capture_output=True, text=True, check=False,
                              timeout=SECONDS)
        if done.returncode:
            raise SystemExit("jixiao %s: %s" % (" ".join(map(str, arguments)), done.stderr.strip()[-300:]))
        return done.stdout

    def jixiao(self, *arguments):
        """A command's output, by the administrator's key."""
        return self.said(self.keys[1], "admin", *arguments)

    def officer(self, *arguments):
        """The lines of JSON that a command prints, by an officer's key."""
        return [json.loads(line) for line in self.said(self.dir / "keys" / "user.key", "officer", *arguments).splitlines()]

    def metrics(self):
        return {m["name"]: float(m["value"]) for m in json.loads(self.jixiao("metrics", "--json"))}

    def wait_folded(self):
        """Seconds until the store has everything that the journal has."""
        began = time.monotonic()
        while time.monotonic() - began < SECONDS:
            m = self.metrics()
            if m["store_position"] >= m["journal_position"]:
                return time.monotonic() - began
            time.sleep(0.05)
        raise SystemExit("the store did not reach the journal's end within %d s" % SECONDS)


class OtherCounty(County):
    """A county whose broker is started in another way: the real one makes it and enrols its people, then goes."""

    def command(self, broker):
        """What is started in its place. `broker`: the program's own options."""
        raise NotImplementedError

    def start(self, workers):
        super().start(0)
        super().stop()
        ready = self.dir / "county" / "broker.ready"
        ready.unlink(missing_ok=True)
        command = self.command(["--data", self.dir / "county", "--log", "error"])
        self.process = subprocess.Popen([str(c) for c in command], stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        try:
            wait_for(command[0], ready.exists)
            self.pid = self.broker_pid()
        except BaseException:
            self.stop()
            raise

    def broker_pid(self):
        return self.process.pid

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
        self.process.wait()


class PlainCounty(OtherCounty):
    """A broker that does not encrypt: a program that is built for measuring alone (tests/bench/plain.c). Nobody but bench_intake can speak with it."""
    name = "jixiao-plain"
    plain = True

    def command(self, broker):
        return [self.build / "bin" / "bench_broker_plain", *broker]


class TracedCounty(OtherCounty):
    """A broker whose syncs strace sees: it stops it at the calls that may be one, and at no other. O_DSYNC makes a write one."""
    CALLS = "fdatasync,fsync,msync,sync_file_range,openat,pwrite64"

    def command(self, broker):
        self.trace = self.folder / "trace"
        return ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=" + self.CALLS, "-o", self.trace, self.build / "bin" / "jixiao-broker", *broker]

    def broker_pid(self):
        return int(Path("/proc/%d/task/%d/children" % (2 * (self.process.pid,))).read_text().split()[0])

    def syncs(self):
        """So far."""
        calls = [line.split(maxsplit=1)[1] for line in self.trace.read_text().splitlines()]
        synced = {call.rsplit("= ", 1)[1] for call in calls if call.startswith("openat(") and "O_DSYNC" in call}
        written = tuple("pwrite64(%s," % fd for fd in synced)
        return sum(call.startswith(("fdatasync(", "fsync(", "msync(", *written)) for call in calls)
