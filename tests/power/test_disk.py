#!/usr/bin/env python3
"""A disk that fails: the first call that writes to or syncs the journal, then the second, and so on until a commit
meets no fault; once as a hiccup, once lasting; and the same for the store. The program stops and says so; what is
there then is the old state or the new one; started again it goes on, and nothing is lost or counted twice.

DISK_STRIDE=1 tries every point (the default tries each second one of the store, and lasting faults of the
journal only). The last line sums up."""
import errno
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import documents  # noqa: E402
from county import BUILD, PATIENCE, County, gone  # noqa: E402
from summing import main  # noqa: E402

STRIDE = int(os.environ.get("DISK_STRIDE", "2"))
POINTS_MAX = 60


class Disk(County):
    tried = survived = 0

    def setUp(self):
        super().setUp()
        self.state = self.folder / "state"
        self.fired_file = self.folder / "state.fired"
        self.rounds = self.fired = 0

    def faulty(self, file):
        return {"LD_PRELOAD": str(BUILD / "tests" / "power" / "libdisk_faults.so"),
                "FAULT_FILE": file, "FAULT_STATE": str(self.state)}

    def arm(self, point, lasting):
        self.rounds += 1
        self.fired_file.unlink(missing_ok=True)
        new = self.folder / "state.new"
        new.write_text(f"{self.rounds} {point} {int(lasting)} {errno.EIO}")
        new.rename(self.state)

    def disarm(self):
        """The calls that failed."""
        self.state.unlink()
        return self.fired_file.read_text().split() if self.fired_file.exists() else []

    def log_of(self, name):
        return (self.dir / "log" / f"{name}.log").read_text()

    def one_fault(self, name, point, lasting, made, n):
        """Submits one document while the disk fails at that point. The calls that failed."""
        pid = self.pid(name)
        said = self.log_of(name).count("why=JX_E_IO") + self.log_of(name).count("journal.sync_failed")
        self.arm(point, lasting)
        child = self.begin("submit", str(self.file("one.json", [made[n]])))

        def settled():
            if gone(pid):
                return True
            return child.poll() is not None and self.settled_store()
        self.until(settled, "the fault is met, or the work done")
        if not gone(pid) and self.fired_file.exists():
            self.until(lambda: gone(pid), "it stops after the fault")
        calls = self.disarm()
        if not calls:
            self.assertFalse(gone(pid), f"{name} ended without a fault: {self.log_of(name)[-500:]}")
            child.communicate(timeout=PATIENCE)
            return calls
        child.send_signal(signal.SIGTERM)  # it would wait for the broker; its act is in the outbox
        child.communicate(timeout=PATIENCE)
        now = self.log_of(name).count("why=JX_E_IO") + self.log_of(name).count("journal.sync_failed")
        self.assertGreater(now, said, f"{name} said why it stopped: {self.log_of(name)[-500:]}")
        return calls

    def settled_store(self):
        journal, store = self.positions()
        return journal == store

    def whole(self):
        self.program("jixiao-broker", "--verify", "county")
        self.program("jixiao-worker", "--fsck", "store")

    def fail_every_point(self, name, file, made):
        env = self.faulty(file)
        self.start(1, env=env)
        self.wait_folded()
        n = 0
        for lasting in (False, True):
            if lasting and STRIDE > 1 and name != "broker":
                continue
            for point in range(1, POINTS_MAX, STRIDE if name != "broker" else 1):
                calls = self.one_fault(name, point, lasting, made, n)
                n += 1
                if not calls:
                    break
                self.fired += 1
                self.whole()
                verified = self.log_of("broker").count("journal.verified")
                self.start(1, env=env)
                if name != "broker":
                    self.assertIn("event=store.checked", self.log_of(name))
                if name == "broker":
                    self.assertGreater(self.log_of("broker").count("journal.verified"), verified)
                self.jixiao("flush")
                self.wait_folded()
                print(f"  {file} {'lasting' if lasting else 'once'} {point}: {' '.join(calls[:4])}",
                      flush=True)
            self.assertLess(point, POINTS_MAX - STRIDE, "a commit has an end")
        self.assertGreater(n, 2)
        return n

    def sum_up(self, made):
        self.jixiao("flush")
        self.assert_whole(made)
        Disk.tried += self.rounds
        Disk.survived += self.fired
        main.line = f"tried {Disk.tried}, lost 0, found 0, faults met {Disk.survived}"

    def test_journal(self):
        made = documents.documents(41, POINTS_MAX)
        n = self.fail_every_point("broker", "/journal/data.mdb", made)
        self.sum_up(made[:n])

    def test_store(self):
        made = documents.documents(42, POINTS_MAX)
        n = self.fail_every_point("worker-1", "/store/store.mdb", made)
        self.sum_up(made[:n])


if __name__ == "__main__":
    main()
