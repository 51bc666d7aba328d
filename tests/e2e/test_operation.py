#!/usr/bin/env python3
"""Watching and running a county: figures, health, logs, a disk without room, a store whose writer was stopped."""
import ctypes
import fcntl
import http.client
import os
import re
import signal
import socket
import subprocess
import threading

import documents
from county import BUILD, County, main

LOG_LINE = re.compile(r'time=\S+ level=(error|warn|info|debug) event=[a-z_.]+( [a-z_]+=("[^"]*"|\S*))* ?')
SAMPLE = re.compile(r'jixiao_[a-z_]+(\{[a-z]+="[A-Za-z0-9_]+"\})? -?\d+(\.\d+)?')
CLONE_NEWNS = 0x20000


def texts_of(value):
    """Every text that a form says, of a length that nothing else in a log has by chance."""
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, str):
        yield from [value] if len(value) >= 4 else []
    elif not isinstance(value, int):
        for each in value:
            yield from texts_of(each)


class Watched(County):
    """What the county says of itself."""

    def figures(self, **who):
        return {(f["name"], f.get("label")): f["value"]
                for f in self.jixiao("metrics", "--json", **who).json()}

    def figure(self, name, label=None):
        return float(self.figures().get((name, label), 0))

    def problems(self):
        """What health says is wrong, without the clock: that is this machine's own matter."""
        said = self.jixiao("health", "--json", code=None)
        problems = [p["problem"] for p in said.json()["problems"]]
        self.assertEqual(said.code, 3 if problems else 0)
        return [p for p in problems if "clock" not in p]


class Operation(Watched):
    def test_figures_and_who_may_see_them(self):
        self.start(2)
        made = documents.documents(1, 3)
        self.submit(self.file("three.json", made))
        self.wait_folded()
        figures = self.figures()
        self.assertEqual(figures["intake_open", None], "1")
        self.assertEqual(figures["workers", None], "2")
        journal = int(figures["journal_position", None])
        self.assertGreaterEqual(int(figures["acts_appended_total", None]), 3)
        self.assertEqual(int(figures["broker_pid", None]), self.pid("broker"))
        for name in ("worker-1", "worker-2"):
            self.assertEqual(figures["worker_live", str(self.pid(name))], "1")
        self.until(lambda: self.figure("store_position") == journal, "the store's figure catches up")
        self.assertEqual(self.figure("lag_records"), 0)
        self.assertGreater(self.figure("sync_max_seconds"), 0)

        clerk = self.enrol("clerk", "990001101", "township")
        watcher = self.enrol("watcher", "990001000", "monitor")
        who = [{"key": w["key"], "home": w["home"]} for w in (clerk, watcher)]
        self.assertIn("not permitted", self.jixiao("metrics", code=3, **who[0]).err)
        self.assertIn(("workers", None), self.figures(**who[1]))
        self.jixiao("summary", "--year", str(documents.YEAR), code=3, **who[1])
        self.assertEqual(self.figure("refusals_total", "JX_E_REFUSED"), 2)
        self.assertEqual(self.problems(), [])

    def scrape(self, path):
        """One request over a real connection, answered as the exporter's unit has it: standard input and output
        are the accepted socket."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            def answer():
                connection, _ = server.accept()
                with connection:
                    subprocess.run([BUILD / "bin" / "jixiao", "metrics", "--http"], env=self.environment(),
                                   stdin=connection, stdout=connection, timeout=60, check=False)
            thread = threading.Thread(target=answer)
            thread.start()
            client = http.client.HTTPConnection(*server.getsockname(), timeout=60)
            client.request("GET", path)
            got = client.getresponse()
            body = got.read().decode()
            client.close()
            thread.join()
        return got, body

    def test_prometheus_reads_them(self):
        self.start(1)
        got, body = self.scrape("/metrics")
        self.assertEqual(got.status, 200)
        self.assertIn("version=0.0.4", got.headers["Content-Type"])
        lines = body.splitlines()
        self.assertGreater(len(lines), 60)
        for line in lines:
            self.assertTrue(line.startswith(("# HELP jixiao_", "# TYPE jixiao_")) or SAMPLE.fullmatch(line), line)
        self.assertEqual(len({line for line in lines if line.startswith("# TYPE")}),
                         sum(line.startswith("# TYPE") for line in lines))
        self.assertIn("# TYPE jixiao_acts_appended_total counter", lines)
        self.assertEqual(self.scrape("/etc/passwd")[0].status, 404)
        self.stop()
        self.assertEqual(self.scrape("/metrics")[0].status, 503)

    def test_a_writer_that_was_stopped_is_named(self):
        """The lock is held by this process, which is no worker and sends no beats: as if a worker had been
        stopped while it writes."""
        self.start(2)
        made = documents.documents(2, 2)
        self.submit(self.file("first.json", made[:1]))
        with open(self.dir / "store" / "turn", "r+b") as turn:
            fcntl.lockf(turn, fcntl.LOCK_EX)
            self.jixiao("submit", str(self.file("second.json", made[1:])))
            holder = f"process {os.getpid()} holds the store's write lock"
            self.until(lambda: any(holder in p for p in self.problems()), "health names the holder", pause=0.2)
            self.assertEqual(self.figure("workers"), 2)  # nobody hangs
            self.assertEqual(self.summary()["documents"], 1)  # and queries are answered
        self.wait_folded()
        self.until(lambda: not self.problems(), "all is well again", pause=0.2)
        self.assert_whole(made)

    def test_a_worker_that_was_stopped_is_missed(self):
        self.start(2)
        pid = self.pid("worker-2")
        self.signal("worker-2", signal.SIGSTOP)
        self.until(lambda: f"worker {pid} is silent" in self.problems(), "health misses it", pause=0.2)
        self.signal("worker-2", signal.SIGCONT)
        self.until(lambda: not self.problems(), "it is back", pause=0.2)

    def test_logs_say_nothing_of_what_forms_say(self):
        self.start(1, env={"JIXIAO_LOG": "debug"})
        made = documents.documents(4, 5)
        self.submit(self.file("good.json", made))
        bad = documents.documents(5, 1)
        bad[0]["funds"][0]["executed"] = "没有数字"
        self.submit(self.file("bad.json", bad), code=None)
        self.summary()
        self.wait_folded()
        self.stop()
        said = set(texts_of(made)) | set(texts_of(bad))
        self.assertIn(made[0]["project"]["name"], said)
        count = 0
        for log in (self.dir / "log").glob("*.log"):
            if log.stem == "setup":
                continue  # what the client said to ops/local
            for line in log.read_text().splitlines():
                if "event=local.start" in line:
                    continue
                count += 1
                self.assertTrue(LOG_LINE.fullmatch(line), f"{log.name}: not key=value: {line}")
                words = line.split(" ", 1)[1]  # a moment's seconds, 09.507, may well stand in a form
                for text in said:
                    self.assertNotIn(text, words, f"{log.name} says what a form says")
        self.assertGreater(count, 3)

    def test_configuration_is_checked_before_a_start(self):
        self.start(1)
        self.stop()
        county = self.dir / "county"
        broker = [BUILD / "bin" / "jixiao-broker", "--data", county, "--check-config"]
        worker = [BUILD / "bin" / "jixiao-worker", "--store", self.dir / "store", "--county",
                  county / "county.conf", "--key", self.dir / "keys" / "worker-1.key", "--check-config"]

        def check(command, code, *words):
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
            for word in words:
                self.assertIn(word, done.stdout + done.stderr)
            self.assertEqual("wrong " in done.stdout, code != 0 and bool(done.stdout))

        check(broker, 0, "in force since position", "records, the last group verified")
        check(worker, 0, "parsed, in force since position")
        check([*broker, "--listen", "tcp://127.0.0.1:65536"], 2, "from 1 to 65535")
        check([*broker, "--reserve-mb", "16000000"], 4, "make room")
        check([*broker, "--map-mb", "99999999999"], 2, "is no number from 1 to")
        (county / "broker.key").chmod(0o644)
        check(broker, 4, "broker.key", "JX_E_PERMISSION")
        (county / "broker.key").chmod(0o600)
        (self.dir / "keys" / "worker-1.key").chmod(0o640)
        check(worker, 4, "worker-1.key", "JX_E_PERMISSION")
        (self.dir / "keys" / "worker-1.key").chmod(0o600)
        conf = (county / "county.conf").read_text()
        (county / "county.conf").write_text(re.sub(r"(endpoint = tcp://127.0.0.1:)\d+", r"\g<1>70000", conf))
        check(broker, 2, "JX_E_CONFIG")
        check(worker, 2, "JX_E_CONFIG")
        self.assertIn("a port up to 65535", self.jixiao("status", code=2).err)


    def test_what_cannot_be_done_says_what_it_is_about(self):
        self.start(1)

        def fails(code, about, name, *args):
            done = subprocess.run([BUILD / "bin" / name, *args], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
            self.assertIn(about, done.stderr.splitlines()[-1] if code != 2 else done.stderr)

        for unit in ("9" * 33, "9\nserver_key = 00", "9\t9", " "):
            fails(2, "--unit", "jixiao-broker", "--init", self.folder / "odd", "--unit", unit)
        self.assertFalse((self.folder / "odd").exists())
        there = self.folder / "there"
        there.mkdir()
        fails(2, f"{there}: exists already", "jixiao-broker", "--backup", self.dir / "county", "--to", there)
        fails(2, f"{there}: exists already", "jixiao-worker", "--backup", self.dir / "store", "--to", there)
        fails(2, f"{self.dir / 'county'}: exists already", "jixiao-broker", "--init", self.dir / "county", "--unit", "9")
        fails(3, str(self.key), "jixiao-worker", "--store", self.folder / "store", "--county",
              self.dir / "county" / "county.conf", "--key", self.key)


class SmallDisk(Watched):
    """The county on a disk of its own, in a mount namespace that this process and its children have."""

    def mount(self, megabytes):
        libc = ctypes.CDLL(None, use_errno=True)
        if os.geteuid() != 0 or libc.unshare(CLONE_NEWNS) != 0:
            self.skipTest("a disk of one's own needs root")
        self.dir.mkdir()
        for words in (["--make-rprivate", "/"], ["-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(self.dir)]):
            if subprocess.run(["mount", *words], capture_output=True, check=False).returncode != 0:
                self.skipTest("nothing may be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.dir)], check=False, capture_output=True)

    def fill(self, megabytes):
        ballast = self.dir / "ballast"
        with open(ballast, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, megabytes << 20)
        return ballast

    def test_a_disk_without_room_closes_the_intake_until_there_is_some(self):
        self.mount(320)
        self.home = self.folder / "home"  # the clerk's disk is another one
        self.start(1)
        made = documents.documents(3, 4)
        self.submit(self.file("first.json", made[:2]))
        self.wait_folded()
        ballast = self.fill(100)  # below the 256 MB in reserve
        self.until(lambda: self.figure("intake_open") == 0, "the intake closes")
        said = self.jixiao("submit", str(self.file("second.json", made[2:])), code=3)
        self.assertIn("make room, and it goes on", said.out + said.err)
        self.assertEqual(len(self.jixiao("outbox", "--json").json()), 2)
        self.assertGreater(self.figure("refusals_total", "JX_E_DISK_FULL"), 0)
        self.assertIn("too little room on the journal's disk: nothing is taken in", self.problems())
        self.as_admin("enrol", "ab" * 32, "--unit", "990001101", "--role", "township")  # keys still are
        ballast.unlink()
        self.until(lambda: self.figure("intake_open") == 1, "the intake opens by itself")
        self.jixiao("flush")
        self.assertEqual(self.receipts(), 4)
        self.assert_whole(made)


if __name__ == "__main__":
    main()
