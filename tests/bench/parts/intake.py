"""What the broker takes in a second, beside servers that make the same promise: on disk before it is answered."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from running import County, PlainCounty, TracedCounty, answer_of, documents
from measuring import figure, settle

ABOUT = "receipts a second and their times, beside Redis, PostgreSQL, RabbitMQ, beanstalkd and the machine's limits"
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[1:1] = [str(HERE.parent / "peers")]
import servers  # noqa: E402

# (connections, unanswered each, messages of one run, of a quick one)
LOADS = {"1x1": (1, 1, 3000, 500), "64x1": (64, 1, 40000, 10000), "16x64": (16, 64, 200000, 20000)}
# (load, peer): least that our rate may be of the peer's
GOALS = {("16x64", "redis"): 0.7, ("16x64", "postgres"): 1.0, ("16x64", "rabbitmq"): 2.0,
         ("64x1", "redis"): 0.5, ("64x1", "postgres"): 1.4, ("64x1", "rabbitmq"): 1.4, ("64x1", "beanstalkd"): 3.5}
PLAIN_LOAD, PLAIN_GOAL = "16x64", 1.3  # of Redis, both without encryption
LIMITS = {"1x1": (("append", 1), ("lmdb", 1)), "64x1": (("append", 64), ("lmdb", 64)),
          "16x64": (("append", 1024), ("lmdb", 1024), ("plain", 1), ("curve", 1))}


def ours(build, folder, docs, load, quick, kind=County):
    connections, window, *counts = LOADS[load]
    with kind(build, folder) as county:
        return county.run(docs, connections, window, counts[quick])


def theirs(server, build, folder, docs, load, quick):
    connections, window, *counts = LOADS[load]
    count = min(counts[quick], 30000) if server.name == "beanstalkd" else counts[quick]
    with server(folder) as s:
        return answer_of([build / "bin" / ("peer_" + server.name), s.where, docs, connections, window, count])


def limit(kind, batch, build, folder, docs, count):
    with tempfile.TemporaryDirectory(dir=folder) as own:
        return answer_of([build / "bin" / "bench_limits", kind, own, docs, batch, count])


def syncs_per_receipt(build, folder, docs, quick):
    """Counted by strace, so that they are seen: a group has two, its pages' and its head's."""
    connections, window, *counts = LOADS["16x64"]
    with TracedCounty(build, folder) as county:
        before = county.syncs()
        done = county.run(docs, connections, window, counts[quick])
        return (county.syncs() - before) / done["answers"]


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
        if name in (County.name, PlainCounty.name):
            continue
        rows.append(figure("%s: %s" % (load, name), "/s", [a["per_second"] for a in answers]))
        rows.append(figure("%s: against %s" % (load, name), "x", [o["per_second"] / a["per_second"] for o, a in zip(own, answers)],
                           at_least=GOALS.get((load, name))))
        if (load, name) == ("1x1", "postgres"):
            rows.append(figure("1x1: p50 against postgres", "x", [o["p50_us"] / a["p50_us"] for o, a in zip(own, answers)], at_most=2.5))
    return rows + plain_rows(load, runs) + [figure("%s: %s alone" % (load, kind), "/s", values) for kind, values in limits.items()]


def plain_rows(load, runs):
    """Without encryption, as Redis is."""
    plain, redis = runs.get(PlainCounty.name), runs.get("redis")
    if not plain:
        return []
    rows = [figure("%s, not encrypted: receipts" % load, "/s", [p["per_second"] for p in plain]),
            figure("%s, not encrypted: CPU of the broker" % load, "s/1000", [1000 * p["cpu"] / p["answers"] for p in plain])]
    if redis:
        rows.append(figure("%s, not encrypted: against redis" % load, "x", [p["per_second"] / r["per_second"] for p, r in zip(plain, redis)],
                           at_least=PLAIN_GOAL))
    return rows


def measure(build, quick):
    rows, pairs = [], 1 if quick else 5
    peers = [] if quick else peers_here(build)
    if not peers and not quick:
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
                if load == PLAIN_LOAD:
                    runs.setdefault(PlainCounty.name, []).append(ours(build, folder, docs, load, quick, PlainCounty))
                for peer in peers:
                    runs[peer.name].append(theirs(peer, build, folder, docs, load, quick))
                for kind, batch in LIMITS[load]:
                    limits.setdefault(kind, []).append(limit(kind, batch, build, folder, docs, LOADS[load][2 + quick])["per_second"])
                os.sync()
            if not quick:
                settle(folder)
            rows += rows_of(load, runs, limits)
        if subprocess.run(["which", "strace"], capture_output=True, check=False).returncode == 0:
            rows.append(figure("syncs of each receipt under load", "", [syncs_per_receipt(build, folder, docs, quick) for _ in range(1 if quick else 3)], at_most=0.05))
    return rows
