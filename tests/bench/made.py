"""Large counties, made once out of real submissions and kept in build/bench/counties, so that a second run has them at once."""
import hashlib
import json
import shutil
import sys
import time

import scored
from measuring import settle
from running import County

AT_ONCE = 250000  # of one run: a key may submit 20,000 at once
CONNECTIONS, WINDOW, WORKERS = 16, 64, 2
ROOM_EACH = 9000  # bytes of disk for a document: journal, store, and a run over it


def size_of(path):
    return sum(f.stat().st_blocks * 512 for f in path.rglob("*") if f.is_file())


class Made(County):
    """A kept county of so many self-evaluations, with the list of its units; `facts` says what it took when it was made."""

    def __init__(self, build, folder):
        self.build, self.workers, self.folder, self.dir = build, WORKERS, folder, folder / "c"
        self.units = folder / "units.txt"
        self.facts = {}

    def __enter__(self):
        """A store of an older version is folded anew before anything is asked."""
        super().__enter__()
        self.wait_folded()
        return self

    def __exit__(self, *_):
        self.stop()

    def restart(self, workers):
        self.stop()
        self.start(workers)

    def fill(self, size):
        self.jixiao("admin", "load", "units", self.folder / "units.csv")
        began, sent = time.monotonic(), 0
        for at in range(0, size, AT_ONCE):
            sent += self.run(self.folder / "documents.json", CONNECTIONS, WINDOW, min(AT_ONCE, size - at), exactly_from=at)["bytes"]
            self.wait_folded()
        self.facts = {"documents": size, "seconds": time.monotonic() - began, "sent": sent, "store": size_of(self.dir / "store"),
                      "journal": size_of(self.dir / "county" / "journal")}


def fingerprint(folder):
    return hashlib.sha256((folder / "documents.json").read_bytes() + (folder / "units.csv").read_bytes()).hexdigest()


def county(build, size):
    """`with county(build, size) as c:`, running with two workers inside."""
    folder = build / "bench" / "counties" / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    scored.write(folder)
    said = folder / "made.json"
    made, own = Made(build, folder), fingerprint(folder)
    made.facts = json.loads(said.read_text()) if said.exists() else {}
    if made.facts.get("of") == own and made.facts["documents"] == size:
        return made
    if shutil.disk_usage(folder).free < size * ROOM_EACH:
        raise SystemExit("a county of %d documents takes %d GB, and there are %d" % (size, size * ROOM_EACH >> 30, shutil.disk_usage(folder).free >> 30))
    print("making a county of %d documents ..." % size, file=sys.stderr)
    shutil.rmtree(made.dir, ignore_errors=True)
    with made:
        made.fill(size)
    said.write_text(json.dumps({**made.facts, "of": own}))
    print("  made in %.0f s" % made.facts["seconds"], file=sys.stderr)
    if size > AT_ONCE:
        settle(folder)
    return made
