"""Questions over the wire as the county grows, and what a county of that size takes: they share the counties."""
import os
import tempfile
import time
from pathlib import Path

from measuring import figure
from running import County, documents, process_figures

ABOUT = "a summary's time at 1 k to 1 M documents; memory, start-up and room at each; size of the programs"
SIZES = (1000, 10000, 100000, 1000000)
QUICK_SIZES = (1000, 10000)
ASKED = 5000
QUESTIONS = (("one unit", "summary", "990001000"), ("the county", "summary", ""), ("the tree", "tree", ""))
GOAL_P50_US, GOAL_START_S, GOAL_STORE = 300, 1.0, 1.3
GOAL_IDLE_KB = 32 << 10


def size_of(path):
    return sum(f.stat().st_blocks * 512 for f in path.rglob("*") if f.is_file())


def start_up(county):
    """Seconds from the programs' start to the first answer to a question."""
    county.stop()
    began = time.monotonic()
    county.start(1)
    county.ask("summary", "", "", 1)
    return time.monotonic() - began


def grown(county, docs, more):
    """Sends so many more and says how large they were."""
    out = county.run(docs, 16, 64, more)
    county.wait_folded()
    return out["bytes"]


def idle(county):
    return {p: process_figures(county.pid_of(p))[2] for p in ("broker", "worker-1")}


def rows_at(county, size, sent_bytes, largest):
    rows = []
    for what, query, unit in QUESTIONS:
        answer = county.ask(query, "self_evaluation", unit, ASKED)
        goal = GOAL_P50_US if query == "summary" else None
        rows.append(figure("%d documents: %s, p50" % (size, what), "us", [answer["p50_us"]], at_most=goal))
    seconds = [start_up(county) for _ in range(3)]
    rows.append(figure("%d documents: start to first answer" % size, "s", seconds, at_most=GOAL_START_S if largest else None))
    for program, kb in idle(county).items():
        rows.append(figure("%d documents: memory of %s" % (size, program), "kB", [kb], at_most=GOAL_IDLE_KB))
    rows.append(figure("%d documents: store of each byte sent" % size, "bytes", [size_of(county.dir / "store") / sent_bytes],
                       at_most=GOAL_STORE if largest else None))
    rows.append(figure("%d documents: journal of each byte sent" % size, "bytes", [size_of(county.dir / "county" / "journal") / sent_bytes]))
    return rows


def measure(build, quick):
    """A county for each size."""
    rows = []
    sizes = QUICK_SIZES if quick else SIZES
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        folder = Path(name)
        docs = documents(folder)
        for size in sizes:
            with County(build, folder, 2) as county:
                sent = grown(county, docs, size)
                rows += rows_at(county, size, sent, size == sizes[-1] and not quick)
    rows += [figure("size of %s" % p, "kB", [(build / "bin" / p).stat().st_size / 1024]) for p in ("jixiao", "jixiao-broker", "jixiao-worker")]
    return rows
