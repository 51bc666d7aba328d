"""Tests with real processes whose last line is for ops/prove: how often, what was lost, refused, found."""
import os
import random
import re
import sys
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))

# pylint: disable=wrong-import-position
import documents  # noqa: E402
from county import BUILD, PATIENCE, County, gone  # noqa: E402

__all__ = ["BUILD", "PATIENCE", "Fault", "Lost", "documents", "gone", "main", "sanitized"]

CODE = re.compile(r"\bJX_E_[A-Z_]+\b")


class Lost(AssertionError):
    """What has a receipt is missing, not counted, or counted twice."""


class Tally:
    def __init__(self):
        self.tried, self.lost, self.found, self.refused = 0, 0, 0, Counter()


tally = Tally()


def sanitized():
    """Whether the programs have AddressSanitizer in them: it wants to be loaded before anything else."""
    return b"__asan_init" in (BUILD / "bin" / "jixiao-broker").read_bytes()


class Fault(County):
    """A county, and what is counted over all tests of a program."""

    def setUp(self):
        super().setUp()
        self.made = []  # every document that was given to a client

    def make(self, count):
        """A file of as many new documents."""
        first = len(self.made)
        rng = random.Random(7000 + first)
        made = [documents.document(rng, number) for number in range(first, first + count)]
        self.made += made
        return self.file(f"from-{first}.json", made)

    def refusals(self, *texts):
        """Counts the codes in what a program printed, and gives them."""
        codes = [code for text in texts for code in CODE.findall(text)]
        tally.refused.update(codes)
        return codes

    def assert_nothing_lost(self):
        """As assert_whole(): ends the county, which can be started again."""
        try:
            self.assert_whole(self.made)
        except AssertionError as problem:
            raise Lost(str(problem)) from problem


class Result(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        tally.tried += 1

    def addFailure(self, test, err):
        super().addFailure(test, err)
        if issubclass(err[0], Lost):
            tally.lost += 1
        else:
            tally.found += 1

    def addError(self, test, err):
        super().addError(test, err)
        tally.found += 1

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        tally.tried -= 1


def say(result, unit, note=""):
    skipped = [f"{test.id().rpartition('.')[2]}: {why}" for test, why in result.skipped]
    refused = ",".join(f"{code}:{n}" for code, n in sorted(tally.refused.items()))
    print(f"tried={tally.tried} lost={tally.lost} found={tally.found} skipped={len(skipped)} unit={unit}"
          + (f" refused={refused}" if refused else "") + f" note={'; '.join(filter(None, [note, *skipped]))}", flush=True)


def main(unit="tests", suite=None, note=""):
    """Runs a program's tests; they talk on standard error, the line for ops/prove is standard output's last."""
    suite = suite or unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    runner = unittest.TextTestRunner(stream=sys.stderr, verbosity=2, resultclass=Result)
    result = runner.run(suite)
    say(result, unit, note() if callable(note) else note)
    if not result.wasSuccessful():
        return os.EX_SOFTWARE
    return 77 if tally.tried == 0 else 0
