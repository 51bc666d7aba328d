#!/usr/bin/env python3
"""The county is not there: nothing is lost, and the clerk is told what was tried, what was kept, what to do."""
import documents
from county import County, main


class Outage(County):
    def test_submitting_to_a_stopped_broker(self):
        self.start(1)
        self.stop()
        endpoint = next(line.split("=")[1].strip()
                        for line in (self.dir / "county" / "county.conf").read_text().splitlines()
                        if line.startswith("endpoint"))
        made = documents.documents(1, 3)
        said = self.jixiao("submit", str(self.file("three.json", made)), code=3)
        for words in (endpoint, "tried to send 3", "kept 3", str(self.home / "outbox"), "flush"):
            self.assertIn(words, said.err)
        waiting = self.jixiao("outbox", "--json").json()
        self.assertEqual({w["project"] for w in waiting}, {d["project"]["name"] for d in made})
        self.assertEqual(self.receipts(), 0)
        self.jixiao("flush", code=3)  # still not there, still kept
        self.assertEqual(len(self.jixiao("outbox", "--json").json()), 3)

        self.start(1)
        self.jixiao("flush")
        self.assertEqual(self.receipts(), 3)
        self.jixiao("flush")  # nothing is left to do
        self.assert_whole(made)

    def test_without_a_worker(self):
        """Receipts and status are the broker's; a query says why it has no answer."""
        self.start(0)
        made = documents.documents(2, 2)
        sent = self.jixiao("submit", "--json", str(self.file("two.json", made))).json()
        self.assertEqual([d["status"] for d in sent], ["received"] * 2)
        status = self.jixiao("status", "--json", sent[0]["id"]).json()
        self.assertEqual(status["position"], sent[0]["position"])
        self.assertIsNone(status["outcome"])
        said = self.jixiao("summary", "--year", str(documents.YEAR), code=3)
        self.assertIn("no worker", said.err)
        self.start(1)
        self.wait_folded()
        self.assertEqual(self.jixiao("status", "--json", sent[0]["id"]).json()["outcome"]["state"], "scored")
        self.assert_whole(made)

    def test_workers_find_a_broker_that_came_back(self):
        self.start(2)
        made = documents.documents(3, 4)
        self.submit(self.file("first.json", made[:2]))
        self.kill("broker")
        self.start(2)
        self.submit(self.file("second.json", made[2:]))
        self.assert_whole(made)


if __name__ == "__main__":
    main()
