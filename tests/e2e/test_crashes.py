#!/usr/bin/env python3
"""kill -9 in the middle of 2,000 submissions: of a worker, of the broker, of a worker between its commit and
the word of it. Afterwards all 2,000 are scored, each is counted once, and nothing that has a receipt is missing.

E2E_ROUNDS=10 does each of them ten times."""
import signal
import time

import documents
from county import COUNT, PATIENCE, County, main, rounds

FIRST, LAST = 500, 1500  # receipts that are out when the blow falls
LEASED = 100  # records, at least, that are leased and not committed then
BACKLOG = 350
TRIES = 5  # of a round: where the machine is busy with other work, the moment may pass unseen


class Missed(Exception):
    """The moment for the blow."""


class Crashes(County):
    def workers(self):
        return [n for n in self.names() if n.startswith("worker-")]

    def all_workers(self, number):
        for name in self.workers():
            self.signal(name, number)

    def wait_moment(self, child):
        """Returns at a moment when FIRST to LAST receipts are out and at least LEASED records are leased and
        not committed. The workers are held until records have piled up, then the client is; once the workers have
        done what they had before, all that they hold are new, full leases, and they are in the midst of them.
        The client is left standing, so that what can be counted stays as it is."""
        self.until(lambda: self.receipts() >= FIRST, "the first receipts", pause=0.002)
        while self.receipts() < LAST - BACKLOG:
            self.all_workers(signal.SIGSTOP)
            held_at = self.positions()[0]
            self.until(lambda: self.pending() >= BACKLOG or child.poll() is not None, "a backlog", pause=0.001)
            child.send_signal(signal.SIGSTOP)
            self.all_workers(signal.SIGCONT)
            journal, store = self.positions()
            while store < held_at:
                journal, store = self.positions()
            if journal - store >= LEASED:
                return journal - store
            child.send_signal(signal.SIGCONT)
        raise Missed("the workers were faster than the client")

    def pending(self):
        journal, store = self.positions()
        return journal - store

    def strike(self, name, child):
        """The blow, and that it fell when it should."""
        uncommitted = self.wait_moment(child)
        receipts = self.receipts()
        if not FIRST <= receipts <= LAST:
            raise Missed(f"{receipts} receipts were out")
        self.signal(name, signal.SIGKILL)
        self.wait_gone(self.pid(name))
        self.assertEqual(self.receipts(), receipts, "the client stands still")
        child.send_signal(signal.SIGCONT)
        self.assertGreaterEqual(uncommitted, LEASED)
        print(f"  {name}: {receipts} receipts out, {uncommitted} records uncommitted", flush=True)

    def finish(self, child, made):
        """The client ends by itself; what it had to keep is flushed."""
        _, err = child.communicate(timeout=PATIENCE)
        self.assertIn(child.returncode, (0, 3), err)
        if child.returncode == 3:
            self.assertNotEqual(self.jixiao("outbox", "--json").json(), [])
            self.jixiao("flush")
        self.assertEqual(self.receipts(), len(made))
        self.assert_whole(made)

    def each_round(self, one_round):
        for n, rng in rounds():
            with self.subTest(round=n):
                if n:
                    self.begin_anew()
                self.try_round(one_round, documents.documents(1000 + n, COUNT), rng)

    def try_round(self, one_round, made, rng):
        """Until its blow falls when it should."""
        for _ in range(TRIES - 1):
            try:
                return one_round(made, self.file("all.json", made), rng)
            except Missed as missed:
                print(f"  once more: {missed}", flush=True)
                self.begin_anew()
        return one_round(made, self.file("all.json", made), rng)

    def begin_anew(self):
        self.tearDown()
        self.setUp()

    def test_worker(self):
        def one_round(made, path, rng):
            self.start(2)
            child = self.begin("submit", str(path))
            victim = rng.choice(self.workers())
            self.strike(victim, child)
            if rng.random() < 0.5:
                self.start(2)
            self.finish(child, made)  # by the other worker alone, unless the dead one was started again

        self.each_round(one_round)

    def test_broker(self):
        def one_round(made, path, rng):
            self.start(2)
            child = self.begin("submit", str(path))
            self.strike("broker", child)
            time.sleep(rng.choice([0, 0.3, 4]))
            self.start(2)
            self.finish(child, made)

        self.each_round(one_round)

    def test_between_commit_and_word(self):
        """Of the programs' own doing: JIXIAO_TEST_KILL_AFTER_FOLDS ends a worker right after that commit."""
        def one_round(made, path, rng):
            self.start(1)
            self.wait_folded()
            self.stop()
            self.start(0)
            self.jixiao("submit", str(path))
            deaths = 0
            for _ in range(3):  # of at most 512 records each: some are always left
                before = self.positions()[1]
                self.start(1, env={"JIXIAO_TEST_KILL_AFTER_FOLDS": str(rng.randint(1, 2))})
                pid = self.pid("worker-1")
                self.wait_gone(pid)
                journal, store = self.positions()
                self.assertGreater(store, before, "it died after a commit")
                self.assertLess(store, journal)
                deaths += 1
            print(f"  {deaths} deaths, the last at {store} of {journal}", flush=True)
            self.start(1)
            self.assert_whole(made)

        self.each_round(one_round)

    def test_the_submitter_learns_the_outcome_all_the_same(self):
        self.start(1)
        self.wait_folded()
        self.stop()
        self.start(0)
        made = documents.documents(7, 3)
        child = self.begin("submit", "--wait", "--json", str(self.file("three.json", made)))
        self.until(lambda: self.receipts() == 3, "three receipts")
        self.start(1, env={"JIXIAO_TEST_KILL_AFTER_FOLDS": "1"})
        self.wait_gone(self.pid("worker-1"))
        self.wait_folded()
        self.start(1)
        out, err = child.communicate(timeout=PATIENCE)
        self.assertEqual(child.returncode, 0, err)
        self.assertEqual(out.count('"state": "scored"'), 3, out)
        self.assert_whole(made)


if __name__ == "__main__":
    main()
