#!/usr/bin/env python3
"""The store is a fold of the journal: the same journal gives the same store, with three workers or with one,
and the same summary after everything was stopped and started."""
import documents
from county import COUNT, County, main


class SameStore(County):
    def rebuild(self, workers):
        """The store anew from the same journal; its dump. Leaves the county stopped."""
        self.stop()
        before = self.program("jixiao-broker", "--verify", "county")
        if (self.dir / "store").exists():
            (self.dir / "store").rename(self.folder / f"store-before-{workers}")
        self.start(workers)
        self.wait_folded()
        summary = self.summary()
        self.stop()
        self.assertEqual(self.program("jixiao-broker", "--verify", "county"), before, "the same journal")
        return self.program("jixiao-worker", "--dump", "store"), summary

    def test_any_number_of_workers(self):
        made = documents.documents(1, COUNT)
        self.start(3)
        self.jixiao("submit", str(self.file("all.json", made)))
        self.wait_folded()
        summary = self.assert_summary(made)
        self.stop()
        live = self.program("jixiao-worker", "--dump", "store")
        self.assertGreater(live.count("\n"), COUNT)
        for workers in (1, 3):
            dump, after = self.rebuild(workers)
            self.assertEqual(after, summary)
            self.assertTrue(dump == live, f"the dump with {workers} workers is another one")

    def test_a_restart_changes_nothing(self):
        made = documents.documents(2, 40)
        self.start(2)
        self.submit(self.file("some.json", made))
        summary = self.assert_summary(made)
        listed = self.jixiao("status", "--json").json()
        self.stop()
        dump = self.program("jixiao-worker", "--dump", "store")
        self.start(2)
        self.assertEqual(self.summary(), summary)
        self.assertEqual(self.jixiao("status", "--json").json(), listed)
        self.stop()
        self.assertTrue(self.program("jixiao-worker", "--dump", "store") == dump)


if __name__ == "__main__":
    main()
