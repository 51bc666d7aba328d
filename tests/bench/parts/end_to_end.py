"""From the client's sending to the outcome: taken in, judged, committed, in the summary."""
import os
import tempfile
import time
from pathlib import Path

from measuring import figure
from running import County, documents

ABOUT = "documents a second from sending to the outcome, its times at offered rates, and what happens beyond"
CONNECTIONS, WINDOW = 16, 64
RATES = (10, 100, 500, 2000)
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
    """All at once from many connections: everything is answered, and the store gets there."""
    with County(build, folder, 2) as county:
        out = county.run(docs, 64, WINDOW, count)
        return out["per_second"], county.wait_folded()


def measure(build, quick):
    runs, count = (1, 10000) if quick else (5, 60000)
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
        for rate in RATES[1 if quick else 0:]:
            times = []
            for _ in range(1 if quick else 3):
                with County(build, folder, 2) as county:
                    times.append(county.run(docs, CONNECTIONS, WINDOW, max(50, rate * (2 if quick else 5)), rate, outcomes=True))
            goal = GOAL_P99_US if rate == RATES[-1] else None
            rows.append(figure("outcome at %d/s, p50" % rate, "us", [t["p50_us"] for t in times]))
            rows.append(figure("outcome at %d/s, p99" % rate, "us", [t["p99_us"] for t in times], at_most=goal))
        accepted, behind = beyond(build, folder, docs, count)
        rows.append(figure("beyond: receipts", "/s", [accepted]))
        rows.append(figure("beyond: until the store has all", "s", [behind]))
    return rows
