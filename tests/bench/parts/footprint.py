"""What a county of each size takes: memory when nobody asks, the time to start, room on the disk; and the programs' size."""
import subprocess
import time

import made
from measuring import figure
from running import process_figures, wait_for

ABOUT = "memory, start-up and room at 1 k to 1 M documents; size of the programs"
SIZES = (1000, 100000, 1000000)
QUICK_SIZES = (10000,)
RUNS = 5
GOAL_START_S, GOAL_STORE, GOAL_IDLE_KB = 1.0, 1.3, 32 << 10


class Started:
    """Broker and one worker, started by nothing but themselves."""

    def __init__(self, county):
        self.county, self.bin = county, county.build / "bin"
        self.ready = county.dir / "county" / "broker.ready"
        self.worker_ready = county.folder / "worker.ready"

    def __enter__(self):
        for file in (self.ready, self.worker_ready):
            file.unlink(missing_ok=True)
        self.broker = subprocess.Popen([self.bin / "jixiao-broker", "--data", self.county.dir / "county", "--log", "error"])
        wait_for("jixiao-broker", self.ready.exists)
        self.worker = subprocess.Popen([self.bin / "jixiao-worker", "--store", self.county.dir / "store", "--county", self.county.keys[0], "--key",
                                        self.county.dir / "keys" / "worker-1.key", "--ready", self.worker_ready, "--log", "error"])
        wait_for("jixiao-worker", self.worker_ready.exists)
        return self

    def __exit__(self, *_):
        for process in (self.worker, self.broker):
            process.terminate()
            process.wait()


def start_up(county):
    """Seconds from the programs' start to the first answer to a question; then what they hold when nothing is asked."""
    began = time.monotonic()
    with Started(county) as started:
        serving = time.monotonic() - began
        county.ask("summary", "", "", 1)
        answered = time.monotonic() - began
        time.sleep(1)
        return serving, answered, [process_figures(p.pid)[2] for p in (started.broker, started.worker)]


def rows_at(county, size, runs, largest):
    rows, facts = [], county.facts
    serving, answered, idle = zip(*[start_up(county) for _ in range(runs)])
    rows.append(figure("%d documents: start to serving" % size, "s", serving, at_most=GOAL_START_S if largest else None))
    rows.append(figure("%d documents: start to first answer" % size, "s", answered))
    for n, program in enumerate(("broker", "worker")):
        rows.append(figure("%d documents: idle memory of the %s" % (size, program), "kB", [kb[n] for kb in idle], at_most=GOAL_IDLE_KB))
    rows.append(figure("%d documents: sent, each" % size, "bytes", [facts["sent"] / size]))
    rows.append(figure("%d documents: store, each" % size, "bytes", [facts["store"] / size]))
    rows.append(figure("%d documents: journal, each" % size, "bytes", [facts["journal"] / size]))
    rows.append(figure("%d documents: store of each byte sent" % size, "x", [facts["store"] / facts["sent"]], at_most=GOAL_STORE if largest else None))
    rows.append(figure("%d documents: journal of each byte sent" % size, "x", [facts["journal"] / facts["sent"]]))
    rows.append(figure("%d documents: taken in, judged and folded" % size, "documents/s", [size / facts["seconds"]]))
    return rows


def counties(quick, _):
    return QUICK_SIZES if quick else SIZES


def measure(build, quick):
    rows = []
    sizes = QUICK_SIZES if quick else SIZES
    for size in sizes:
        county = made.county(build, size)
        rows += rows_at(county, size, 1 if quick else RUNS, size == sizes[-1])
    return rows + [figure("size of %s" % p, "kB", [(build / "bin" / p).stat().st_size / 1024])
                   for p in ("jixiao", "jixiao-broker", "jixiao-worker", "jixiao-console") if (build / "bin" / p).exists()]
