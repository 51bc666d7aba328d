#!/usr/bin/env python3
"""Readers that never end hold old pages and places in the readers' table: the service goes on beside them, and all is
as before when they are gone."""
import signal
import subprocess
import sys

import proving
from proving import BUILD, Fault

ALL = 4096  # more than any table of readers holds


class Readers(Fault):
    def hold(self, count, *path):
        """Begins that many read transactions on a store or a journal; gives the process and what it got."""
        reader = subprocess.Popen([BUILD / "bin" / "test_reader", path[0], str(count), *path[1:]],
                                  stdout=subprocess.PIPE, text=True)
        self.children.append(reader)
        return reader, int(reader.stdout.readline())

    def end(self, reader, number):
        reader.send_signal(number)
        reader.wait(proving.PATIENCE)

    def begin_county(self):
        self.start(2)
        self.jixiao("submit", str(self.make(50)))
        self.wait_folded()

    def store(self):
        return (self.dir / "store" / "store.mdb",)

    def journal(self):
        return (self.dir / "county" / "journal", "folder")

    def test_a_reader_that_never_ends(self):
        self.begin_county()
        self.hold(1, *self.store())
        self.hold(1, *self.journal())
        for _ in range(10):
            self.jixiao("submit", "--wait", str(self.make(40)))
        self.wait_folded()
        self.assert_summary(self.made)
        for reader in self.children:
            self.end(reader, signal.SIGKILL)
        self.assert_nothing_lost()

    def no_place_left(self, path):
        """Every place is taken while documents come; when their holder dies, all goes on, without anybody's help."""
        self.begin_county()
        self.close_probe()
        reader, got = self.hold(ALL, *path)
        self.assertLess(got, ALL, "the table was not filled")
        said = self.jixiao("submit", str(self.make(100)), code=None)
        self.assertIn(said.code, (0, 3), said.err)
        self.refusals(said.out, said.err)
        self.end(reader, signal.SIGKILL)
        self.start(2)  # as the service manager does with what ended
        self.jixiao("flush")
        self.assert_nothing_lost()

    def test_no_place_in_the_store(self):
        self.no_place_left(self.store())

    def test_no_place_in_the_journal(self):
        self.no_place_left(self.journal())


if __name__ == "__main__":
    sys.exit(proving.main())
