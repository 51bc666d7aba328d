"""From the client's sending to the outcome: taken in, judged, committed, in the summary."""
import os
import tempfile
import time
from pathlib import Path

from measuring import figure
from running import County, documents

ABOUT = "documents a second from sending to the outcome, its times at offered rates, and what happens beyond"
CONNECTIONS, WINDOW = 16, 64
RATES, QUICK_RATES = (10, 100, 500, 2000), (2000,)
FLOOD = 40000  # a key may send 20,000 at once
GOAL_BEYOND = 0.8
GOAL_RATE, GOAL_P99_US = 10000, 50000


def throughput(build, folder, docs, workers, count):
    with County(build, folder, workers) as county:
        began = time.monotonic()
        county.run(docs, CONNECTIONS, WINDOW, count)
        county.wait_folded()
        seconds = time.monotonic() - began
        m = county.metrics()
        if m["store_position"] < count:
            raise SystemExit("end_to_end: %d of %d documents are in the store" % (m["store_position"], count))
        return count / seconds


def beyond(build, folder, docs, count):
    """Four times the connections, each with all it may have unanswered."""
    with County(build, folder, 2) as county:
        began = time.monotonic()
        out = county.run(docs, 4 * CONNECTIONS, WINDOW, count)
        behind = county.wait_folded()
        return out["per_second"], behind, count / (time.monotonic() - began)


def flooded(build, folder, docs):
    """One key that sends more than it may."""
    with County(build, folder, 2) as county:
        flood = county.run(docs, 1, WINDOW, FLOOD, refused=True)
        county.wait_folded()
        m = county.metrics()
    if m["store_position"] < flood["receipts"] or flood["receipts"] + flood["refused"] != FLOOD:
        raise SystemExit("end_to_end: a flood's receipts are not in the store")
    return flood


def beyond_rows(build, folder, docs, count, at_rest):
    accepted, behind, folded = zip(*[beyond(build, folder, docs, count) for _ in at_rest])
    return [figure("beyond: receipts", "/s", accepted), figure("beyond: until the store has all", "s", behind),
            figure("beyond: judged and committed", "documents/s", folded),
            figure("beyond: of what is judged below", "x", [f / r for f, r in zip(folded, at_rest)], at_least=GOAL_BEYOND)]


def flood_rows(build, folder, docs, runs):
    floods = [flooded(build, folder, docs) for _ in range(runs)]
    told = [f["told_when"] / f["refused"] for f in floods if f["refused"]]
    rows = [figure("a flood by one key: refused", "of %d" % FLOOD, [f["refused"] for f in floods])]
    if told:  # a machine that takes no more than a key may send refuses nobody
        rows.append(figure("a flood by one key: of them told when to come back", "x", told, at_least=1))
    return rows


def measure(build, quick):
    runs, count, offered, seconds = (1, 5000, QUICK_RATES, 1) if quick else (5, 60000, RATES, 5)
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        folder = Path(name)
        docs = documents(folder)
        taken = {1: [], 2: []}
        for _ in range(runs):
            for workers, rates in taken.items():
                rates.append(throughput(build, folder, docs, workers, count))
        rows.append(figure("1 worker", "documents/s", taken[1]))
        rows.append(figure("2 workers", "documents/s", taken[2], at_least=GOAL_RATE))
        for rate in offered:
            times = []
            for _ in range(runs):
                with County(build, folder, 2) as county:
                    times.append(county.run(docs, CONNECTIONS, WINDOW, max(50, rate * seconds), rate, outcomes=True))
            goal = GOAL_P99_US if rate == RATES[-1] else None
            rows.append(figure("outcome at %d/s, p50" % rate, "us", [t["p50_us"] for t in times]))
            rows.append(figure("outcome at %d/s, p99" % rate, "us", [t["p99_us"] for t in times], at_most=goal))
        rows += beyond_rows(build, folder, docs, count, taken[2])
        if not quick:  # it takes more than a key may send, and as long
            rows += flood_rows(build, folder, docs, runs)
    return rows
