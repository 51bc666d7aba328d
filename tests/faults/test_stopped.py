#!/usr/bin/env python3
"""A process that neither works nor dies: a worker stopped past its lease, a worker stopped inside a commit with the
store's lock in its hands, a broker that stands still."""
import os
import signal
import sys
import time
from pathlib import Path

import proving
from proving import BUILD, Fault

LEASE_SECONDS = 2.5  # BROKER_LEASE_MS


def stopped(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] == "T"
    except FileNotFoundError:
        return False


class Stopped(Fault):
    def holds_turn(self, pid):
        """Whether the process is in the midst of a commit."""
        inode = str(os.stat(self.dir / "store" / "turn").st_ino)
        locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
        return any(w[4] == str(pid) and w[5].endswith(":" + inode) for w in locks if len(w) > 5)

    def stop_between_commits(self, name):
        pid = self.pid(name)

        def stands():
            self.signal(name, signal.SIGSTOP)
            self.until(lambda: stopped(pid), name + " stands still", pause=0.001)
            if not self.holds_turn(pid):
                return True
            self.signal(name, signal.SIGCONT)
            return False
        self.until(stands, name + " stands still between commits", pause=0.001)

    def test_a_worker_past_its_lease(self):
        self.start(2)
        client = self.begin("submit", str(self.make(400)))
        self.until(lambda: self.receipts() > 50, "receipts", pause=0.002)
        self.stop_between_commits("worker-1")
        self.assertEqual(client.wait(proving.PATIENCE), 0)
        self.wait_folded()  # by the other one, which is alone
        time.sleep(LEASE_SECONDS)
        self.signal("worker-1", signal.SIGCONT)  # it still holds what was leased to it
        self.jixiao("submit", str(self.make(100)))
        self.assert_nothing_lost()

    def test_a_broker_that_stands_still(self):
        self.start(2)
        client = self.begin("submit", str(self.make(400)))
        self.until(lambda: self.receipts() > 50, "receipts", pause=0.002)
        self.signal("broker", signal.SIGSTOP)
        time.sleep(2 * LEASE_SECONDS)
        self.signal("broker", signal.SIGCONT)
        _, err = client.communicate(timeout=proving.PATIENCE)
        self.assertIn(client.returncode, (0, 3), err)
        self.refusals(err)
        self.jixiao("flush")
        self.assert_nothing_lost()

    def test_a_worker_with_the_stores_lock(self):
        """The others wait for it, and nobody else's word is lost; they go on when it is gone."""
        self.start(1)
        self.wait_folded()
        self.stop()
        self.start(0)
        self.start(1, env={"LD_PRELOAD": str(BUILD / "bin" / "test_meddle.so"), "JIXIAO_TEST_STOP_AT": "2",
                           "ASAN_OPTIONS": "verify_asan_link_order=0"})
        holder = self.pid("worker-1")
        self.start(2)
        client = self.begin("submit", str(self.make(300)))
        self.until(lambda: stopped(holder), "worker-1 stops inside a commit")
        self.assertEqual(client.wait(proving.PATIENCE), 0)  # receipts are the broker's
        position = self.positions()[1]
        time.sleep(2 * LEASE_SECONDS)
        self.assertEqual(self.positions()[1], position, "nobody can fold")
        self.assert_named(holder)
        self.kill("worker-1")
        self.wait_folded()  # by worker-2
        self.assert_nothing_lost()

    def assert_named(self, holder):
        """`jixiao health` says who holds the lock, so that somebody can end it."""
        said = self.as_admin_says("health")
        self.assertIn(f"process {holder} holds", said)

    def as_admin_says(self, *args):
        result = self.jixiao(*args, code=None, key=self.dir / "county" / "admin.key", home=self.dir / "admin")
        return result.out + result.err


if __name__ == "__main__":
    sys.exit(proving.main())
