#!/usr/bin/env python3
"""What an auditor asks: planted in a few self-evaluations, each found, named with its documents, and nothing else."""
import copy
import csv
from decimal import Decimal

import documents
from county import County, main

YEAR = str(documents.YEAR)
COPIED = "本项目严格按照年度计划组织实施，各项任务均已按时保质完成。"


def full(document):
    """Every row reaches its target to the digit and has its full weight; little of the money was spent."""
    new = copy.deepcopy(document)
    for row in new["indicators"]:
        row["actual"], row["score"], row["reason"] = row["target"].lstrip("≥"), row["weight"], ""
    for fund in new["funds"]:
        budget = Decimal(fund["annual_budget"])
        executed = (budget * 3 / 10).quantize(Decimal("0.01"))
        fund["executed"], fund["rate"] = str(executed), documents.cents(100 * executed / budget) + "%"
    new["funds"][0]["score"] = documents.cents(10 * executed / budget)
    new["total"]["score"] = documents.cents(90 + Decimal(new["funds"][0]["score"]))
    return new


def exceeded(document):
    """One result is three times its target."""
    new = copy.deepcopy(document)
    row = next(r for r in new["indicators"] if r["score"] == r["weight"])
    digits = "".join(c for c in row["target"] if c.isdigit())
    row["actual"] = row["target"].lstrip("≥").replace(digits, str(3 * int(digits)))
    return new, new["indicators"].index(row)


class Review(County):
    def setUp(self):
        super().setUp()
        self.start(1)
        self.officer = {k: v for k, v in self.enrol("officer", "990001", "county").items() if k != "public"}

    def review(self, *args):
        return self.jixiao("review", "--json", "--received", "--year", YEAR, *args, **self.officer).json()

    def test_what_is_planted(self):
        made = documents.documents(8, 6)
        made[1] = full(made[1])
        made[2], row = exceeded(made[2])
        for n in (3, 4):
            made[n]["goals"]["actual"] = COPIED if n == 3 else COPIED.replace("，", "， ")
        made[5]["goals"]["expected"] = made[5]["goals"]["actual"] = COPIED + "（本项目）"
        ids = [d["id"] for d in self.submit(self.file("six.json", made), code=None)]
        self.wait_folded()
        found = self.review("--copied-from", "20")
        rows = {(r["kind"], r["id"]): r for r in found["rows"]}
        in_full = [i for i, d in zip(ids, made) if all(Decimal(r["score"]) == Decimal(r["weight"]) for r in d["indicators"])]
        self.assertIn(ids[1], in_full)
        self.assertCountEqual([i for k, i in rows if k == "full"], in_full)
        self.assertEqual([(k, i) for k, i in rows if k in ("spent", "exceeded")], [("spent", ids[1]), ("exceeded", ids[2])])
        self.assertEqual(len(rows), len(in_full) + 3, "and one copied text")
        copied = next(r for k, r in rows.items() if k[0] == "copied")
        self.assertEqual({copied["id"], copied["others"]}, set(ids[3:5]))
        self.assertEqual(rows["exceeded", ids[2]]["place"], f"/indicators/{row}/actual")
        self.assertIn("300%", rows["exceeded", ids[2]]["says"])
        self.assertIn("30", rows["spent", ids[1]]["says"])
        self.assert_unit(found["units"], made)
        self.assert_limits(in_full)
        self.assert_csv(found)

    def test_a_text_in_many_projects(self):
        made = documents.documents(9, 8)
        for document in made:
            document["goals"]["actual"] = COPIED
        self.submit(self.file("eight.json", made), code=None)
        self.wait_folded()
        copied, = [r for r in self.review("--copied-from", "20")["rows"] if r["kind"] == "copied" and COPIED[:10] in r["says"]]
        self.assertEqual(len(copied["others"].split()), 7)
        said = self.jixiao("review", "--received", "--year", YEAR, **self.officer).out
        line, = [line for line in said.splitlines() if COPIED[:10] in line]
        self.assertEqual(len(line.split("→")[1].split(" and ")[0].split()), 5)
        self.assertTrue(line.endswith(" and 2 more"), line)

    def assert_unit(self, units, made):
        unit, = units
        rows = [r for d in made for r in d["indicators"]]
        share = sum(Decimal(r["score"]) == Decimal(r["weight"]) for r in rows) * Decimal(100) / len(rows)
        exact = sum(r["actual"] == r["target"].lstrip("≥") for r in rows) * Decimal(100) / len(rows)
        scores = [Decimal(d["total"]["score"]) for d in made]
        self.assertEqual([unit["documents"], unit["rows"], unit["full_percent"], unit["actual_is_target_percent"]],
                         [str(len(made)), str(len(rows)), documents.cents(share), documents.cents(exact)])
        self.assertEqual([unit["lowest"], unit["highest"], unit["mean_score"]],
                         [str(min(scores)), str(max(scores)), documents.cents(sum(scores) / len(scores))])

    def assert_limits(self, in_full):
        kinds = [(r["kind"], r["id"]) for r in self.review("--spent-below", "20", "--exceeds", "400", "--copied-from", "200")["rows"]]
        self.assertCountEqual(kinds, [("full", i) for i in in_full])
        self.jixiao("review", "--year", YEAR, "--exceeds", "much", code=2, **self.officer)
        clerk = {k: v for k, v in self.enrol("clerk", "990001101", "township").items() if k != "public"}
        self.jixiao("review", "--year", YEAR, code=3, **clerk)

    def assert_csv(self, found):
        path = self.folder / "review.csv"
        done = self.jixiao("review", "--received", "--year", YEAR, "--csv", path, **self.officer)
        self.assertIn("Far above the target: 1", done.out)
        self.assertIn("looked at: 0 approved documents and 6 that wait for approval", done.out)
        self.assertEqual((found["approved"], found["waiting"], found["received"]), (0, 6, True))
        said = self.jixiao("review", "--year", YEAR, **self.officer).out
        self.assertIn("looked at: 0 approved documents; 6 wait for approval and are left out: --received takes them in", said)
        with open(path, encoding="utf-8-sig", newline="") as f:
            self.assertEqual(list(csv.DictReader(f)), found["rows"])
        with open(f"{path}.units.csv", encoding="utf-8-sig", newline="") as f:
            self.assertEqual(list(csv.DictReader(f)), found["units"])


if __name__ == "__main__":
    main()
