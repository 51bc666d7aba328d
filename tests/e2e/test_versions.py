#!/usr/bin/env python3
"""One document's life: submitted twice, corrected, the correction undone, contradicted, corrected too late."""
import copy

import documents
from county import County, main


class Versions(County):
    def setUp(self):
        super().setUp()
        self.start(2)

    def summary(self, **who):
        """What counts; how many versions are in which state is another matter, and changes with each."""
        summary = super().summary(**who)
        for part in [summary, *summary["units"]]:
            del part["states"]
        return summary

    def states(self, *ids):
        return [self.jixiao("show", "--json", i).json()["outcome"]["state"] for i in ids]

    def changed(self, document):
        """The same project with half of the money spent, every figure of it true."""
        new = copy.deepcopy(document)
        total, source = new["funds"]
        half = documents.Decimal(total["annual_budget"]) / 2
        half = half.quantize(documents.Decimal("0.01"), documents.ROUND_HALF_UP)
        rate = half / documents.Decimal(total["annual_budget"])
        score = documents.cents(10 * rate)
        for fund in (total, source):
            fund["executed"], fund["rate"] = str(half), documents.cents(100 * rate) + "%"
        other = documents.Decimal(new["total"]["score"]) - documents.Decimal(total["score"])
        total["score"] = score
        new["total"]["score"] = documents.cents(other + documents.Decimal(score))
        return new

    def test_twice(self):
        made = documents.documents(1, 5)
        path = self.file("five.json", made)
        first = self.submit(path)
        self.assertEqual([d["status"] for d in first], ["received"] * 5)
        self.assertEqual([d["outcome"]["state"] for d in first], ["scored"] * 5)
        before = self.assert_summary(made)
        second = self.submit(path)
        self.assertEqual([d["status"] for d in second], ["duplicate"] * 5)
        for a, b in zip(first, second):
            self.assertEqual([a[k] for k in ("id", "position", "time_ms", "receipt", "outcome")],
                             [b[k] for k in ("id", "position", "time_ms", "receipt", "outcome")])
        self.assertEqual(self.summary(), before)
        self.assert_whole(made)

    def test_correction_and_its_undoing(self):
        made = documents.documents(2, 3)
        old, new = made[0], self.changed(made[0])
        ids = [d["id"] for d in self.submit(self.file("three.json", made))]
        before = self.assert_summary(made)

        corrected, = self.submit(self.file("new.json", [new]), "--revises", ids[0])
        self.assertEqual(corrected["outcome"]["state"], "scored")
        self.assert_summary([new] + made[1:])
        self.assertEqual(self.states(ids[0], corrected["id"]), ["superseded", "scored"])

        path = self.file("old.json", [old])
        undone, = self.submit(path, "--revises", corrected["id"])
        self.assertNotIn(undone["id"], (ids[0], corrected["id"]))
        self.assertEqual(undone["outcome"]["state"], "scored")
        self.assertEqual(self.summary(), before)
        self.assertEqual(self.states(ids[0], corrected["id"], undone["id"]),
                         ["superseded", "superseded", "scored"])
        shown = self.jixiao("show", "--json", corrected["id"]).json()
        self.assertEqual([shown["parent"], shown["successor"]], [ids[0], undone["id"]])

        again, = self.submit(path, "--revises", corrected["id"])
        self.assertEqual([again["status"], again["id"]], ["duplicate", undone["id"]])
        self.assertEqual(self.summary(), before)

        late = self.changed(old) | {"goals": {"expected": "完成年度任务。", "actual": "完成了一半。"}}
        stale, = self.submit(self.file("late.json", [late]), "--revises", ids[0], code=1)
        self.assertEqual(stale["outcome"]["state"], "rejected", stale)
        self.assertEqual(stale["outcome"]["status"], "JX_E_PARENT_STALE")
        self.assertEqual(self.summary(), before)

    def test_a_second_document_of_one_project_is_asked_about(self):
        made = documents.documents(3, 2)
        first = self.submit(self.file("two.json", made))
        before = self.assert_summary(made)
        second, = self.submit(self.file("again.json", [self.changed(made[0])]), code=1)
        self.assertEqual(second["status"], "received")
        self.assertEqual(second["outcome"]["state"], "conflict")
        self.assertEqual(second["outcome"]["status"], "JX_CONFLICT")
        self.assertEqual(self.summary(), before)
        self.assertEqual(self.states(first[0]["id"]), ["scored"])

    def test_a_parent_that_nobody_knows(self):
        made = documents.documents(4, 1)
        lost, = self.submit(self.file("one.json", made), "--revises", "ab" * 32, code=1)
        self.assertEqual(lost["outcome"]["state"], "rejected")
        self.assertEqual(lost["outcome"]["status"], "JX_E_PARENT_UNKNOWN")
        self.assertEqual(self.summary()["documents"], 0)
        kept, = self.submit(self.folder / "one.json")
        self.assertEqual(kept["outcome"]["state"], "scored")
        self.assert_summary(made)


if __name__ == "__main__":
    main()
