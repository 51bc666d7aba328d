"""A real county for a test: ops/local starts and ends its processes, the test looks and kills."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import documents

ROOT = Path(os.environ.get("JIXIAO_SOURCE", Path(__file__).resolve().parents[2]))
BUILD = Path(os.environ.get("JIXIAO_BUILD", ROOT / "build"))
PROBE = Path(os.environ.get("JIXIAO_PROBE", BUILD / "bin" / "test_e2e_probe"))
ROUNDS = int(os.environ.get("E2E_ROUNDS", "1"))
COUNT = 2000
UNIT = "990001000"  # the unit of ops/local's own user
PATIENCE = 90  # seconds; a sanitizer build on a busy machine is ten times slower


def place():
    """Where counties live: memory, where there is enough. A killed process loses no page, so nothing here
    depends on the disk, and 8,000 small syncs of a client take most of a minute on a busy one."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return os.environ.get("E2E_DIR") or (str(memory) if roomy else None)


class Result:
    """What a command said; the test fails when its exit code is not the expected one."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def json(self):
        return json.loads(self.out)


def gone(pid):
    """Whether the process has ended; one that nobody has collected yet has, too, once its other threads are gone: until then
    its files are open and its locks held."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        return state in "ZX" and len(os.listdir(f"/proc/{pid}/task")) <= 1
    except (FileNotFoundError, ProcessLookupError):
        return True


class County(unittest.TestCase):
    """Every test gets a county of its own, which is ended and removed afterwards."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="jixiao-e2e-", dir=place()))
        self.dir = self.folder / "county"
        self.home = self.dir / "home"
        self.key = self.dir / "keys" / "user.key"
        self.children, self.probe = [], None

    def tearDown(self):
        """Whatever went wrong before: nothing that was started here goes on running."""
        try:
            for child in self.children:
                if child.poll() is None:
                    child.kill()
                child.communicate()
        finally:
            try:
                self.close_probe()
                self.end_county()
            finally:
                if self.failed():
                    self.show_logs()
                shutil.rmtree(self.folder, ignore_errors=True)

    def end_county(self):
        if (self.dir / "run").exists():
            for name in self.names():
                self.signal(name, signal.SIGCONT)
            self.local("stop")

    def failed(self):
        outcome = self._outcome
        result = getattr(outcome, "result", None)
        problems = getattr(result, "failures", []) + getattr(result, "errors", [])
        errors = getattr(outcome, "errors", None) or []
        return any(test is self for test, _ in problems) or any(e for _, e in errors)

    def show_logs(self):
        for log in sorted((self.dir / "log").glob("*.log")):
            print(f"--- {log.name}", file=sys.stderr)
            print("".join(log.read_text(errors="replace").splitlines(keepends=True)[-25:]), file=sys.stderr)

    # ---- the processes ----

    def local(self, command, *args, env=None):
        line = [ROOT / "ops" / "local", command, self.dir, *args]
        done = subprocess.run(line, env={**os.environ, "JIXIAO_BUILD": str(BUILD), **(env or {})},
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, f"ops/local {command}: {done.stderr}")

    def start(self, workers=2, env=None):
        self.local("start", "--workers", str(workers), env=env)

    def stop(self):
        self.close_probe()
        self.local("stop")

    def names(self):
        return sorted(p.stem for p in (self.dir / "run").glob("*.pid"))

    def pid(self, name):
        return int((self.dir / "run" / f"{name}.pid").read_text())

    def signal(self, name, number):
        """To a process of this county: the program that its id belongs to is looked at first."""
        try:
            pid = self.pid(name)
            if str(self.dir).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, number)
        except (FileNotFoundError, ProcessLookupError):
            pass  # it has ended

    def kill(self, name):
        pid = self.pid(name)
        self.signal(name, signal.SIGKILL)
        self.wait_gone(pid)

    def wait_gone(self, pid):
        self.until(lambda: gone(pid), f"process {pid} ends")

    def until(self, condition, what, seconds=PATIENCE, pause=0.02):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"not in time: {what}")
            time.sleep(pause)

    # ---- looking ----

    def positions(self):
        """(journal, store): how far each of them is."""
        if self.probe is None:
            self.probe = subprocess.Popen(
                [PROBE, "positions", self.dir / "county", self.dir / "store"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.probe.stdin.write("\n")
        self.probe.stdin.flush()
        journal, store = self.probe.stdout.readline().split()
        return int(journal), int(store)

    def close_probe(self):
        if self.probe:
            self.probe.kill()
            self.probe.communicate()
            self.probe = None

    def assert_sound(self):
        """Ends the county; its store and journal have nothing wrong."""
        self.wait_folded()
        self.stop()
        self.program("jixiao-worker", "--fsck", "store")
        self.assertIn("journal verified", self.program("jixiao-broker", "--verify", "county"))

    def wait_folded(self):
        def folded():
            journal, store = self.positions()
            return journal == store
        self.until(folded, "the store has the whole journal")

    def receipts(self):
        try:
            return sum(name.endswith(".receipt") for name in os.listdir(self.home / "receipts"))
        except FileNotFoundError:
            return 0

    # ---- the client ----

    def environment(self, key=None, home=None):
        return {**os.environ, "JIXIAO_COUNTY": str(self.dir / "county" / "county.conf"),
                "JIXIAO_KEY": str(key or self.key), "JIXIAO_HOME": str(home or self.home),
                "JIXIAO_RULES": str(ROOT / "ops" / "rules" / "standard"),
                "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}

    def jixiao(self, *args, code=0, key=None, home=None):
        done = subprocess.run([BUILD / "bin" / "jixiao", *args], env=self.environment(key, home),
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        if code is not None:
            self.assertEqual(done.returncode, code, f"jixiao {args}: {done.stdout[-2000:]}{done.stderr}")
        return Result(done)

    def begin(self, *args):
        """Starts the client and does not wait for it."""
        child = subprocess.Popen([BUILD / "bin" / "jixiao", *args], env=self.environment(),
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        self.children.append(child)
        return child

    def file(self, name, made):
        return documents.write(self.folder / name, made)

    def submit(self, path, *args, code=0, **who):
        return self.jixiao("submit", "--wait", "--json", *args, str(path), code=code, **who).json()

    def summary(self, **who):
        return self.jixiao("summary", "--json", "--year", str(documents.YEAR), **who).json()

    def as_admin(self, *args):
        return self.jixiao("admin", *args, key=self.dir / "county" / "admin.key",
                           home=self.dir / "admin")

    def enrol(self, name, unit, role):
        """A person with a key and a home of her own: keyword arguments for the calls above."""
        key = self.folder / f"{name}.key"
        public = self.jixiao("keygen", str(key), "--unit", unit).out.strip()
        if role:
            self.as_admin("enrol", public, "--unit", unit, "--role", role, "--name", name)
        return {"key": key, "home": self.folder / name, "public": public}

    # ---- what must hold ----

    def assert_summary(self, made):
        summary = self.summary()
        for key, value in documents.totals(made).items():
            self.assertEqual(summary[key], value, key)
        return summary

    def assert_whole(self, made):
        """Everything is scored and counted once, nothing that has a receipt is missing, and journal and
        store are sound. Ends the county."""
        self.wait_folded()
        self.assert_summary(made)
        self.assertEqual(self.jixiao("outbox", "--json").json(), [])
        self.stop()
        done = subprocess.run([PROBE, "receipts", self.dir / "county", self.home, self.dir / "store"],
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split(), [str(len(made))] * 2, "receipts, and scored of them")
        self.assertIn(f" {len(made)} documents", self.program("jixiao-worker", "--fsck", "store"))
        self.assertIn("journal verified", self.program("jixiao-broker", "--verify", "county"))

    def assert_rebuilt_alike(self):
        """The store, made again from the journal, is the same. Ends the county."""
        self.wait_folded()
        self.stop()
        live = self.program("jixiao-worker", "--dump", "store")
        self.assertIn(" documents", self.program("jixiao-worker", "--fsck", "store"))
        (self.dir / "store").rename(self.folder / "before")
        self.start(1)
        self.wait_folded()
        self.stop()
        self.assertTrue(self.program("jixiao-worker", "--dump", "store") == live, "another dump")

    def program(self, name, option, folder):
        done = subprocess.run([BUILD / "bin" / name, option, self.dir / folder],
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, f"{name} {option}: {done.stderr}")
        return done.stdout


def rounds():
    """Random numbers for each round; the seed is the round's number."""
    return [(n, random.Random(n)) for n in range(ROUNDS)]


def main():
    unittest.main(verbosity=2)
