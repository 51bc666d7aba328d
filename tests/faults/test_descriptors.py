#!/usr/bin/env python3
"""A program runs out of file descriptors: it says so or waits, and nothing with a receipt is lost."""
import os
import resource
import subprocess
import sys

import proving
from proving import BUILD, Fault

CLIENTS = 24


class Descriptors(Fault):
    def limit(self, name, more):
        """Leaves a running program `more` descriptors; gives its limits as they were."""
        pid = self.pid(name)
        used = len(os.listdir(f"/proc/{pid}/fd"))
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + more, before[1]))
        return before

    def test_a_broker_without_descriptors(self):
        """More clerks than it can take at once: those who wait are served when there is room again."""
        self.start(2)
        self.jixiao("submit", str(self.make(20)))
        before = self.limit("broker", 4)
        paths = [self.make(20) for _ in range(CLIENTS)]
        clients = [self.begin("submit", str(path)) for path in paths]
        for client in clients:
            out, err = client.communicate(timeout=proving.PATIENCE)
            self.assertIn(client.returncode, (0, 3, 4), err)
            self.refusals(out, err)
        self.assertFalse(proving.gone(self.pid("broker")), "the broker lives")
        resource.prlimit(self.pid("broker"), resource.RLIMIT_NOFILE, before)
        self.jixiao("flush")
        full = [f["value"] for f in self.jixiao("metrics", "--json").json() if f["name"] == "connections_full_total"]
        self.assertGreater(int(full[0]), 0, "it is counted")
        for path in paths:
            self.jixiao("submit", str(path))
        self.assert_nothing_lost()

    def test_a_worker_without_descriptors(self):
        self.start(1)
        self.limit("worker-1", 0)
        self.jixiao("submit", "--wait", str(self.make(100)))
        self.kill("broker")  # to reach it again, it needs a new one
        self.start(1)
        self.jixiao("submit", str(self.make(100)))
        pid = self.pid("worker-1")
        if proving.gone(pid) or self.positions()[1] < self.positions()[0]:
            self.kill("worker-1")
            self.start(1)
        self.wait_folded()
        self.assert_nothing_lost()

    def test_a_client_without_descriptors(self):
        self.start(1)
        path = self.make(30)
        for most in range(4, 24):
            done = subprocess.run(["bash", "-c", 'ulimit -n "$1"; shift; exec "$@"', "bash", str(most),
                                   BUILD / "bin" / "jixiao", "submit", str(path)],
                                  env=self.environment(), capture_output=True, text=True, timeout=proving.PATIENCE,
                                  check=False)
            self.assertGreaterEqual(done.returncode, 0, f"ulimit -n {most}: ended by a signal: {done.stderr}")
            self.refusals(done.stderr)
            if done.returncode == 0:
                break
            self.assertNotEqual(done.stderr, "", f"ulimit -n {most}")
        self.jixiao("submit", str(path))
        self.assert_nothing_lost()


if __name__ == "__main__":
    sys.exit(proving.main())
