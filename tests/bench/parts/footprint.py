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
REST_SECONDS_MAX, REST_KB = 60, 64
GOAL_START_S, GOAL_STORE, GOAL_IDLE_KB = 1.0, 1.3, 32 << 10


class Started:
    """Broker and one worker, started by nothing but themselves."""

    def __init__(self, county):
        self.county, self.bin = county, county.build / "bin"
        self.ready = county.dir / "county" / "broker.ready"
        self.worker_ready = county.folder / "worker.ready"
        self.running = []

    def start(self, name, ready, *arguments):
        ready.unlink(missing_ok=True)
        self.running.append(subprocess.Popen([self.bin / name, *arguments, "--log", "error"]))
        wait_for(name, ready.exists)
        return self.running[-1]

    def __enter__(self):
        county = self.county
        try:
            self.broker = self.start("jixiao-broker", self.ready, "--data", county.dir / "county")
            self.worker = self.start("jixiao-worker", self.worker_ready, "--store", county.dir / "store", "--county", county.keys[0],
                                     "--key", county.dir / "keys" / "worker-1.key", "--ready", self.worker_ready)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()
            process.wait()


def at_rest(pids):
    """What processes hold once that has not changed for a second: a worker goes on reading for a while after its start, for the tables."""
    held = [process_figures(pid)[2] for pid in pids]
    for _ in range(REST_SECONDS_MAX):
        time.sleep(1)
        before, held = held, [process_figures(pid)[2] for pid in pids]
        if all(abs(now - then) <= REST_KB for now, then in zip(held, before)):
            break
    return held


def start_up(county):
    """Seconds from the programs' start to the first answer to a question; then what they hold when nothing is asked."""
    began = time.monotonic()
    with Started(county) as started:
        serving = time.monotonic() - began
        county.ask("summary", "", "", 1)
        answered = time.monotonic() - began
        return serving, answered, at_rest([started.broker.pid, started.worker.pid])


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
