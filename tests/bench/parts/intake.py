"""What the broker takes in a second, beside servers that make the same promise: on disk before it is answered."""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import figure

ABOUT = "receipts a second and their times, beside Redis, PostgreSQL, RabbitMQ, beanstalkd and the machine's limits"
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[1:1] = [str(HERE.parent / "peers")]
import servers  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
SECONDS = 300
# (connections, unanswered each, messages of one run, of a quick one)
LOADS = {"1x1": (1, 1, 3000, 1000), "64x1": (64, 1, 40000, 10000), "16x64": (16, 64, 200000, 50000)}
# (load, peer): least that our rate may be of the peer's
GOALS = {("16x64", "redis"): 0.7, ("16x64", "postgres"): 1.0, ("16x64", "rabbitmq"): 2.0,
         ("64x1", "redis"): 0.5, ("64x1", "postgres"): 1.4, ("64x1", "rabbitmq"): 1.4, ("64x1", "beanstalkd"): 3.5}
LIMITS = {"1x1": (("append", 1), ("lmdb", 1)), "64x1": (("append", 64), ("lmdb", 64)),
          "16x64": (("append", 1024), ("lmdb", 1024), ("plain", 1), ("curve", 1))}


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


class Broker:
    """A broker of its own for one run, without workers: nothing but intake is measured."""
    name = "jixiao"

    def __init__(self, build, folder):
        self.build, self.folder = build, Path(tempfile.mkdtemp(prefix="county-", dir=folder))

    def local(self, what, *options):
        subprocess.run([ROOT / "ops" / "local", what, self.folder / "c", *options], env={**os.environ, "JIXIAO_BUILD": str(self.build)},
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        self.local("start", "--workers", "0")
        self.pid = int((self.folder / "c" / "run" / "broker.pid").read_text())
        return self

    def __exit__(self, *_):
        self.local("stop")
        subprocess.run(["rm", "-rf", self.folder], check=True)

    def run(self, docs, connections, window, count, *rate):
        county = self.folder / "c" / "county"
        before = process_figures(self.pid)
        out = answer_of([self.build / "bin" / "bench_intake", county / "county.conf", county / "admin.key", docs, connections, window, count,
                         *rate])
        after = process_figures(self.pid)
        out.update(cpu=after[0] - before[0], written=after[1] - before[1], memory_kb=after[2])
        return out


def ours(build, folder, docs, load, quick):
    connections, window, *counts = LOADS[load]
    with Broker(build, folder) as broker:
        return broker.run(docs, connections, window, counts[quick])


def theirs(server, build, folder, docs, load, quick):
    connections, window, *counts = LOADS[load]
    count = min(counts[quick], 30000) if server.name == "beanstalkd" else counts[quick]
    with server(folder) as s:
        return answer_of([build / "bin" / ("peer_" + server.name), s.where, docs, connections, window, count])


def limit(kind, batch, build, folder, docs, count):
    with tempfile.TemporaryDirectory(dir=folder) as own:
        return answer_of([build / "bin" / "bench_limits", kind, own, docs, batch, count])


def syncs_per_receipt(build, folder, docs, quick):
    """Counted by strace, which slows the broker down; so it is no figure of speed."""
    connections, window, *counts = LOADS["16x64"]
    with Broker(build, folder) as broker, tempfile.NamedTemporaryFile("r", dir=folder) as out:
        trace = subprocess.Popen(["strace", "-f", "-qq", "-e", "trace=fdatasync,fsync,msync,sync_file_range", "-o", out.name, "-p", str(broker.pid)])
        try:
            done = broker.run(docs, connections, window, counts[quick] // 4)
        finally:
            trace.terminate()
            trace.wait()
        syncs = sum(1 for line in out if re.search(r"\b(fdatasync|fsync|msync)\(", line) and "resumed" not in line)
    return syncs / done["answers"]


def peers_here(build):
    return [s for s in servers.ALL if s.found() and (build / "bin" / ("peer_" + s.name)).exists()]


def rows_of(load, runs, limits):
    """runs: {name: [answers]}. A ratio is of two runs that followed each other."""
    own = runs["jixiao"]
    rows = [figure("%s: receipts" % load, "/s", [r["per_second"] for r in own])]
    rows += [figure("%s: receipt after %s" % (load, p), "us", [r[p + "_us"] for r in own]) for p in ("p50", "p99", "p999")]
    rows.append(figure("%s: CPU of the broker" % load, "s/1000", [1000 * r["cpu"] / r["answers"] for r in own]))
    rows.append(figure("%s: written of each byte" % load, "bytes", [r["written"] / r["bytes"] for r in own]))
    rows.append(figure("%s: memory after it" % load, "MB", [r["memory_kb"] / 1024 for r in own]))
    for name, answers in runs.items():
        if name == "jixiao":
            continue
        rows.append(figure("%s: %s" % (load, name), "/s", [a["per_second"] for a in answers]))
        rows.append(figure("%s: against %s" % (load, name), "x", [o["per_second"] / a["per_second"] for o, a in zip(own, answers)],
                           at_least=GOALS.get((load, name))))
        if (load, name) == ("1x1", "postgres"):
            rows.append(figure("1x1: p50 against postgres", "x", [o["p50_us"] / a["p50_us"] for o, a in zip(own, answers)], at_most=2.5))
    return rows + [figure("%s: %s alone" % (load, kind), "/s", values) for kind, values in limits.items()]


def measure(build, quick):
    rows, pairs = [], 1 if quick else 5
    peers = peers_here(build)
    if not peers:
        print("intake: no peers here; ops/bench --with-peers installs them", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        folder = Path(name)
        folder.chmod(0o755)
        docs = documents(folder)
        for load in LOADS:
            runs = {n: [] for n in ["jixiao"] + [p.name for p in peers]}
            limits = {}
            for _ in range(pairs):
                runs["jixiao"].append(ours(build, folder, docs, load, quick))
                for peer in peers:
                    runs[peer.name].append(theirs(peer, build, folder, docs, load, quick))
                for kind, batch in LIMITS[load]:
                    limits.setdefault(kind, []).append(limit(kind, batch, build, folder, docs, LOADS[load][2 + quick])["per_second"])
                os.sync()
            rows += rows_of(load, runs, limits)
        if subprocess.run(["which", "strace"], capture_output=True, check=False).returncode == 0:
            rows.append(figure("syncs of each receipt under load", "", [syncs_per_receipt(build, folder, docs, quick)], at_most=0.05))
    return rows
