#!/usr/bin/env python3
"""No room: the disk of the journal, of the store, of the clerk is full, or a map is. Nothing with a receipt is lost, the
clerk is told, and when there is room again, what was kept is sent."""
import os
import shutil
import subprocess
import sys
import unittest

import proving
from proving import Fault

DISK_KB = 32 << 10
MANY = 400


class Full(Fault):
    def setUp(self):
        super().setUp()
        self.mounted = []

    def tearDown(self):
        try:
            self.close_probe()
            self.end_county()
        finally:
            for place in reversed(self.mounted):
                subprocess.run(["umount", "-l", place], check=False)
            super().tearDown()

    def on_small_disk(self, name):
        """A folder of the county, which is not running, moves to a disk of its own."""
        place = self.dir / name
        kept = self.folder / "kept"
        place.rename(kept)
        place.mkdir(mode=0o700)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_KB}k,mode=0700", "tmpfs", place],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise unittest.SkipTest(f"this user may not mount a small disk: {done.stderr.strip()}")
        self.mounted.append(place)
        shutil.copytree(kept, place, dirs_exist_ok=True)
        return place

    def fill(self, place, leave=0):
        """Takes all room but `leave` bytes; gives the file that holds it."""
        filler = place / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1 << 20))
            except OSError:
                pass
            size = os.fstat(file.fileno()).st_size
            os.ftruncate(file.fileno(), max(0, size - leave))
        return filler

    def begin_county(self, name):
        self.start(1)
        self.jixiao("submit", str(self.make(20)))
        self.wait_folded()
        self.stop()
        place = self.on_small_disk(name)
        self.start(1)
        return place

    def submit_until_full(self, *codes):
        """Submits until not everything is taken; what was is the rest of the outbox's."""
        for _ in range(60):
            said = self.jixiao("submit", str(self.make(MANY)), code=None)
            self.assertIn(said.code, (0, 3), said.err)
            refused = set(self.refusals(said.out, said.err))
            if said.code == 0:
                continue
            self.assertTrue(refused & set(codes) or "cannot be reached" in said.err, said.out[-1000:] + said.err[-1000:])
            self.assertNotEqual(self.jixiao("outbox", "--json").json(), [])
            return
        self.fail("it never was full")

    def flush_until_taken(self):
        """The broker looks for room now and then, and says when to come back."""
        def taken():
            said = self.jixiao("flush", code=None)
            self.refusals(said.out, said.err)
            return said.code == 0
        self.until(taken, "what was kept is taken", pause=1)

    def fill_the_journals_disk(self, reserve_mb):
        place = self.begin_county("county")
        self.stop()
        self.start(1, env={"JIXIAO_LOCAL_BROKER": f"--reserve-mb {reserve_mb}"})
        filler = self.fill(place, leave=256 << 10)
        self.submit_until_full("JX_E_DISK_FULL", "JX_E_STORE_FULL")
        filler.unlink()
        self.start(1, env={"JIXIAO_LOCAL_BROKER": f"--reserve-mb {reserve_mb}"})  # whatever had to end
        self.flush_until_taken()
        self.assert_nothing_lost()

    def test_the_journals_disk(self):
        """A write that the disk took only in part looks like a broken one: then the broker ends, saying what to do."""
        self.fill_the_journals_disk(reserve_mb=0)

    def test_the_journals_reserve(self):
        """What is kept free is not touched: the broker stops taking in before the disk is full."""
        self.fill_the_journals_disk(reserve_mb=8)

    def test_the_stores_disk(self):
        """Receipts go on: they are the journal's. The store follows when it can."""
        place = self.begin_county("store")
        filler = self.fill(place, leave=64 << 10)
        self.jixiao("submit", str(self.make(MANY)))
        journal, store = self.positions()
        self.assertLess(store, journal)
        filler.unlink()
        self.until(self.folded_by_somebody, "the store has the whole journal")
        self.assert_nothing_lost()

    def folded_by_somebody(self):
        """A worker whose write was taken in part ends; what the service manager does then is done here."""
        if proving.gone(self.pid("worker-1")):
            self.start(1)
        journal, store = self.positions()
        return journal == store

    def test_the_clerks_disk(self):
        place = self.begin_county("home")
        filler = self.fill(place, leave=32 << 10)
        path = self.make(MANY)
        said = self.jixiao("submit", str(path), code=None)
        self.assertIn(said.code, (3, 4), said.err)
        self.refusals(said.out, said.err)
        self.assertNotEqual(said.err, "")
        filler.unlink()
        self.jixiao("flush")
        self.jixiao("submit", str(path))  # what she could not keep was promised to nobody
        self.assert_nothing_lost()

    def test_the_stores_map(self):
        self.start(1)
        self.wait_folded()
        self.stop()
        self.start(1, env={"JIXIAO_LOCAL_WORKER": "--map-mb 1"})
        self.jixiao("submit", str(self.make(MANY)))
        self.until(lambda: "JX_E_STORE_FULL" in self.log("worker-1"), "the worker says that its map is full")
        self.refusals("JX_E_STORE_FULL")
        self.stop()
        self.start(1)  # as the text of that error says: with a larger map
        self.wait_folded()
        self.assert_nothing_lost()

    def test_the_journals_map(self):
        self.start(1)
        self.stop()
        self.start(1, env={"JIXIAO_LOCAL_BROKER": "--map-mb 2"})
        self.submit_until_full("JX_E_STORE_FULL")
        self.stop()
        self.start(1)
        self.jixiao("flush")
        self.assert_nothing_lost()

    def log(self, name):
        return (self.dir / "log" / f"{name}.log").read_text(errors="replace")


if __name__ == "__main__":
    sys.exit(proving.main())
