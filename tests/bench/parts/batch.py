"""A year scored again, as `jixiao batch score` does it, beside databases that do the same over tables of numbers."""
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import made
import scored
from measuring import figure, settle
from running import answer_of, process_figures

HERE = Path(__file__).resolve().parent
sys.path[1:1] = [str(HERE.parent / "peers")]
import scorers  # noqa: E402

ABOUT = "a year scored again, from cards and in full, beside DuckDB, PostgreSQL and a plain loop; how it grows"
ROOT = HERE.parents[2]
SIZE, QUICK_SIZE, LARGE_SIZE = 1000000, 10000, 4000000
GROWTH, QUICK_GROWTH = (1000, 10000, 100000), (1000,)
PACK, STANDARD = ROOT / "ops/rules/alternative", ROOT / "ops/rules/standard"
PAIRS, LONG_RUNS = 5, 3    # with the peers; of what takes minutes
SECONDS_MAX = 900          # after them the last kinds of run are repeated less often
GOAL_DUCKDB, GOAL_FULL, GOAL_MEMORY_MB, GOAL_LINEAR = 2.5, 40000, 256, 0.9


class Watched:
    """The most memory of a county's workers while something runs, mapped pages not counted."""

    def __init__(self, county, workers):
        self.pids = [county.pid_of("worker-%d" % n) for n in range(1, workers + 1)]
        self.most_kb, self.ended = 0, threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.ended.wait(0.02):
            self.most_kb = max([self.most_kb] + [process_figures(pid)[2] for pid in self.pids])

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


class Runs:
    """Runs over the year of one county."""

    def __init__(self, county, size):
        self.county, self.size = county, size
        self.asking = [county.build / "bin" / "bench_run", county.keys[0], county.dir / "keys" / "user.key", scored.YEAR]
        self.drop_all()

    def listed(self):
        return self.county.officer("batch", "list", "--year", scored.YEAR, "--json")

    def drop_all(self):
        """But for the one that counts."""
        for run in self.listed():
            if run["state"] != "live":
                self.county.officer("batch", "drop", run["run"], "--json")

    def score(self, pack, workers, full=False, publish=False):
        """Figures of one run: seconds to its end, and to the published sums; the workers' most memory, each."""
        with Watched(self.county, workers) as watched:
            began = time.monotonic()
            run = self.county.officer("batch", "score", "--year", scored.YEAR, "--pack", pack, "--no-wait", "--json",
                                      *["--full"] * full)[-1]["run"]
            out = answer_of([*self.asking, run])
            if publish:
                self.county.officer("batch", "publish", run, "--json")
            out.update(published=time.monotonic() - began, memory_mb=watched.most_kb / 1024)
        if out["documents"] != self.size:
            raise SystemExit("batch: %d of %d documents were scored" % (out["documents"], self.size))
        out["sums"] = sums_of(self.county) if publish else None
        self.drop_all()
        out["per_second"] = self.size / out["seconds"]
        return out


def sums_of(county):
    """{unit: (score, grades)} of the year as it counts now, from the summary that everybody reads."""
    said = answer_of([county.build / "bin" / "bench_sums", county.keys[0], county.dir / "keys" / "user.key", scored.YEAR])
    return {unit: (row["score"], tuple(row["grades"])) for unit, row in said.items() if unit}


def demand_same(name, theirs, ours):
    if theirs == ours:
        return
    unit = next(u for u in sorted({*theirs, *ours}) if theirs.get(u) != ours.get(u))
    raise SystemExit("batch: %s and jixiao do not agree on %s: %s, %s" % (name, unit, theirs.get(unit), ours.get(unit)))


def moved_line(folder):
    """The standard pack with one grade's line moved: few documents change."""
    pack = Path(folder) / "moved"
    pack.mkdir()
    for file in STANDARD.glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        if file.name == "profile.txt":
            text, found = re.subn(r"^良 = 80 ", "良 = 81 ", text, flags=re.M)
            if found != 1:
                raise SystemExit("batch: the standard profile has no line for 良 at 80")
        (pack / file.name).write_text(text, encoding="utf-8")
    return pack


def counties(quick, large):
    return (QUICK_GROWTH + (QUICK_SIZE,) if quick else GROWTH + (SIZE,)) + ((LARGE_SIZE,) if large else ())


def growth(build, sizes, times):
    """Documents a second of each size, two workers."""
    out = {}
    for size in sizes:
        with made.county(build, size) as county:
            runs = Runs(county, size)
            out[size] = [[runs.score(PACK, 2, full)["per_second"] for _ in range(times)] for full in (False, True)]
    return out


def pair(runs, peers, moved):
    """A run of each over the same documents: {name: answer}. All of them agree, or there is no result."""
    taken = {"scores, 2 workers": runs.score(PACK, 2, publish=True), "few change, 2 workers": runs.score(moved, 2)}
    for peer in peers:
        taken[peer.name] = peer.score()
        demand_same(peer.name, taken[peer.name]["sums"], taken["scores, 2 workers"]["sums"])
    return taken


def repeated(times, deadline, function):
    """Its answers, at least one; no further time where that would end after the deadline."""
    out, took = [], 0
    while not out or (len(out) < times and time.monotonic() + took < deadline):
        began = time.monotonic()
        out.append(function())
        took = time.monotonic() - began
    return out


def compared(build, folder, size, quick):
    """{name: [answers]}, and who the peers were."""
    pairs, times = (1, 1) if quick else (PAIRS, LONG_RUNS)
    deadline = time.monotonic() + SECONDS_MAX
    with made.county(build, size) as county:
        peers = scorers.here(build, county.folder / "rows.csv", size, folder, quick)
        runs, moved = Runs(county, size), moved_line(folder)
        answers = [pair(runs, peers, moved) for _ in range(pairs)]
        for peer in peers:
            peer.close()
        out = {name: [a[name] for a in answers] for name in answers[0]}
        out["in full, 2 workers"] = repeated(times, deadline, lambda: runs.score(PACK, 2, full=True))
        county.restart(1)
        out["scores, 1 worker"] = repeated(times, deadline, lambda: runs.score(PACK, 1))
        out["in full, 1 worker"] = repeated(1, deadline, lambda: runs.score(PACK, 1, full=True))
    if not quick:
        settle(folder)
    return out, [p.name for p in peers]


def rows_of(size, taken, peers):
    goals = {"in full, 2 workers": GOAL_FULL}
    rows = []
    for name, answers in taken.items():
        rows.append(figure("%d: %s" % (size, name), "documents/s", [a["per_second"] for a in answers], at_least=goals.get(name)))
    own = taken["scores, 2 workers"]
    for peer in peers:
        rows.append(figure("%d: scores against %s" % (size, peer), "x", [o["per_second"] / t["per_second"] for o, t in zip(own, taken[peer])],
                           at_least=GOAL_DUCKDB if peer == "duckdb" else None))
    rows.append(figure("%d: from the start to the published sums" % size, "s", [a["published"] for a in own]))
    for name in ("scores, 2 workers", "in full, 2 workers"):
        rows.append(figure("%d: most memory of a worker, %s" % (size, name.split(",")[0]), "MB", [a["memory_mb"] for a in taken[name]],
                           at_most=GOAL_MEMORY_MB))
    return rows


def measure(build, quick, large=False):
    size = QUICK_SIZE if quick else SIZE
    with tempfile.TemporaryDirectory(prefix="batch-", dir=(build / "bench")) as folder:
        taken, peers = compared(build, Path(folder), size, quick)
    grown = growth(build, (QUICK_GROWTH if quick else GROWTH) + ((LARGE_SIZE,) if large else ()), 1 if quick else 3)
    grown[size] = [[a["per_second"] for a in taken[name]] for name in ("scores, 2 workers", "in full, 2 workers")]
    rows = rows_of(size, taken, peers)
    for n in sorted(grown):
        rows += [figure("grows: %d, %s" % (n, what), "documents/s", values) for what, values in zip(("scores", "in full"), grown[n])]
    if not quick:
        least, most = figure("", "", grown[10000][1]), figure("", "", grown[max(grown)][1])
        rows.append(figure("in full: %d against 10000 documents" % max(grown), "x", [most["median"] / least["median"]], at_least=GOAL_LINEAR))
    return rows
