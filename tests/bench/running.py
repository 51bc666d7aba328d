"""A county for one measurement, and what is sent to it."""
import json
import os
import re
import shutil
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

    def __init__(self, build, folder, workers=0):
        self.build, self.workers = build, workers
        self.folder = Path(tempfile.mkdtemp(prefix="county-", dir=folder))
        self.dir = self.folder / "c"

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

    def run(self, docs, connections, window, count, *rate, outcomes=False):
        """bench_intake's figures, and what it cost the broker."""
        option = ["--outcomes"] if outcomes else []
        before = process_figures(self.pid)
        out = answer_of([self.build / "bin" / "bench_intake", *option, *self.keys, docs, connections, window, count, *rate])
        after = process_figures(self.pid)
        out.update(cpu=after[0] - before[0], written=after[1] - before[1], memory_kb=after[2])
        return out

    def ask(self, query, form, unit, count):
        """bench_ask's figures, by a key of the county."""
        return answer_of([self.build / "bin" / "bench_ask", self.keys[0], self.dir / "keys" / "user.key", query, 2025, form, unit, count])

    def jixiao(self, *arguments):
        home = self.folder / "admin"
        env = {**os.environ, "JIXIAO_COUNTY": str(self.keys[0]), "JIXIAO_KEY": str(self.keys[1]), "JIXIAO_HOME": str(home)}
        done = subprocess.run([self.build / "bin" / "jixiao", *map(str, arguments)], env=env, capture_output=True, text=True, check=True,
                              timeout=SECONDS)
        return json.loads(done.stdout)

    def metrics(self):
        return {m["name"]: float(m["value"]) for m in self.jixiao("metrics", "--json")}

    def wait_folded(self):
        """Seconds until the store has everything that the journal has."""
        began = time.monotonic()
        while time.monotonic() - began < SECONDS:
            m = self.metrics()
            if m["store_position"] >= m["journal_position"]:
                return time.monotonic() - began
            time.sleep(0.05)
        raise SystemExit("the store did not reach the journal's end within %d s" % SECONDS)
