#!/usr/bin/env python3
"""A year scored again: what a run says is what `check` says under its pack, publishing it changes what counts
and how later documents are judged, and neither deaths nor the number of workers change a byte of it.

E2E_BATCH (default 500) documents and E2E_BATCH_KILLS (default 3) deaths; the long form has 50,000 and 10."""
import csv
import json
import os
import random
import shutil
import time
from collections import Counter
from decimal import Decimal

import documents
from county import ROOT, County, main

COUNT = int(os.environ.get("E2E_BATCH", "600"))
KILLS = int(os.environ.get("E2E_BATCH_KILLS", "3"))
SECOND = str(ROOT / "ops" / "rules" / "alternative")


def otherwise(made):
    """Every second document has a negative indicator that is missed, which the second profile scores by another
    formula; some come to a total that it grades otherwise."""
    for d in made[1::2]:
        row = d["indicators"][2]
        row.update(target="≤100次", actual="125次", score="16.00", reason="进度晚于计划；明年提前安排。")
        scores = [Decimal(r["score"]) for r in d["indicators"]]
        d["total"]["score"] = documents.cents(sum(scores) + Decimal(d["funds"][0]["score"]))
    return made


class Batch(County):
    def checked(self, path, rules):
        """By project: (computed, grade) that the clerk's program computes under the pack."""
        said = self.jixiao("check", "--json", "--rules", rules, str(path), code=None).json()
        return {d["project"]["name"] if isinstance(d.get("project"), dict) else d["project"]:
                (d["computed"], d["grade"]) for d in said}

    def runs(self):
        """None when nobody answers, as it is for a moment after deaths."""
        said = self.jixiao("batch", "list", "--json", code=None)
        return [json.loads(line) for line in said.out.splitlines()] if said.code == 0 else None

    def score(self, *args):
        """A run, complete: its number and last line."""
        lines = self.jixiao("batch", "score", "--year", str(documents.YEAR), "--json", *args).out.splitlines()
        return json.loads(lines[-1])

    def wait_runs(self):
        """Every run has seen all there is, so that the store is a function of the journal again."""
        def caught_up():
            runs = self.runs()
            return runs is not None and all(r["published"] or r["cursor"] >= r["position"] for r in runs)
        self.wait_folded()
        self.until(caught_up, "the runs are up to date")

    def dump(self):
        self.wait_runs()
        self.stop()
        return self.program("jixiao-worker", "--dump", "store")

    def rebuilt(self, workers):
        """The dump of a store made anew from the same journal, undisturbed."""
        (self.dir / "store").rename(self.folder / f"store-{workers}-{time.monotonic_ns()}")
        self.start(workers)
        return self.dump()

    def test_what_a_run_would_change_and_does(self):
        made = otherwise(documents.documents(1, 60))
        path = self.file("all.json", made)
        self.start(2)
        self.submit(path)
        before = self.summary()
        run = self.score("--pack", SECOND)
        self.assertEqual((run["documents"], run["state"]), (len(made), "complete"))
        self.assertEqual(self.summary(), before, "a run changes nothing")
        found = self.jixiao("batch", "compare", "live", str(run["run"]), "--json").json()
        first, second = self.checked(path, self.environment()["JIXIAO_RULES"]), self.checked(path, SECOND)
        changed = {name for name in first if first[name] != second[name]}
        self.assertGreater(len(changed), 5, "the second profile scores otherwise")
        self.assertEqual({d["project_name"] for d in found["documents"]}, changed)
        for d in found["documents"]:
            self.assertEqual(float(d["left"]), float(first[d["project_name"]][0]))
            self.assertEqual(float(d["right"]), float(second[d["project_name"]][0]))
            self.assertTrue(d["rows"] or d["left"] == d["right"])
        explained = [r for d in found["documents"][:10] for r in d["rows"]]
        self.assertTrue(explained and all(r["left_zh"] and r["right_en"] for r in explained))
        self.assertEqual(sum(g["documents"] for g in found["grades"]), len(changed))

        self.jixiao("batch", "publish", str(run["run"]))
        grades = Counter(grade for _, grade in second.values())
        self.assertEqual({g: n for g, n in self.summary()["grades"].items() if n}, grades)
        self.assertEqual(self.jixiao("batch", "compare", "live", str(run["run"]), "--json").json()["changed"], 0)

        later = otherwise(documents.documents(2, 20))
        for n, d in enumerate(later):
            d["project"]["name"] += "（续）"
        told = self.submit(self.file("later.json", later), code=None)
        expected = self.checked(self.folder / "later.json", SECOND)
        names = [d["project"]["name"] for d in later]
        for name, t in zip(names, told):
            outcome = t.get("outcome", t)
            self.assertEqual(float(outcome["computed"]), float(expected[name][0]), name)
        archive = str(self.folder / "year.archive")
        self.jixiao("archive", "--year", str(documents.YEAR), "-o", archive)
        self.assertIn("every table is what the records come to", self.jixiao("audit", archive).out)
        live = self.dump()
        self.assertTrue(self.rebuilt(1) == live, "the store made anew is another one")
        self.program("jixiao-worker", "--fsck", "store")

    def begun(self):
        """The number of a new run. Workers that die after some slices may be dead before they have told it."""
        told = self.jixiao("batch", "score", "--year", str(documents.YEAR), "--full", "--pack", SECOND, "--no-wait", "--json",
                           code=None)
        if told.code == 3:
            for name in self.names():
                if name != "broker":
                    self.kill(name)
            self.start(2)
            told = self.jixiao("batch", "list", "--json", code=None)
        self.assertEqual(told.code, 0, told.err)
        return json.loads(told.out.splitlines()[-1])["run"]

    def progress(self, run, least):
        """[how much of it is done], once it is at least so many percent; [] where nobody answers in time."""
        for _ in range(400):
            told = self.jixiao("batch", "status", str(run), "--json", code=None)
            percent = json.loads(told.out.splitlines()[-1])["percent"] if told.code == 0 else -1
            if percent >= least:
                return [percent]
            if least == 0:
                break
            time.sleep(0.02)
        return []

    def test_deaths_change_nothing(self):
        rng = random.Random(COUNT)
        made = otherwise(documents.documents(3, COUNT))
        self.start(2)
        for first in range(0, COUNT, 5000):
            self.jixiao("submit", str(self.file(f"from-{first}.json", made[first:first + 5000])))
        self.wait_folded()
        small = COUNT < 5000
        env = {"JIXIAO_TEST_KILL_AFTER_SLICES": "2"} if small else None
        if small:
            for name in self.names():
                if name != "broker":
                    self.kill(name)
            self.start(2, env=env)
        run = self.begun()
        deaths, percents = 0, []
        while deaths < KILLS:
            if small:
                time.sleep(0.3)
            percents += self.progress(run, 0 if small else (deaths + rng.random()) * 100 / (KILLS + 1))
            victims = self.names()
            if deaths % 3:
                victims = [n for n in victims if n != "broker"]
            for name in victims:
                self.kill(name)
            deaths += 1
            self.start(2, env=env if deaths < KILLS else None)
        if not small:
            self.assertLess(percents[-1], 100, "the run was over before the last death: more documents are needed")
        self.until(lambda: self.jixiao("batch", "status", str(run), "--json", code=None).code == 0, "a worker answers")
        done = json.loads(self.jixiao("batch", "status", str(run), "--wait", "--json").out.splitlines()[-1])
        self.assertEqual(done["documents"], COUNT)
        live = self.dump()
        self.program("jixiao-worker", "--fsck", "store")
        self.assertTrue(self.rebuilt(1) == live, "an undisturbed run gives other bytes")
        print(f"tried={deaths} lost=0 found=0 unit=deaths note=during a run over {COUNT} documents, the last at "
              f"{percents[-1] if percents else '?'} percent")

    def test_a_run_while_no_worker_is_there(self):
        """Who does not wait is told soon that it is recorded; it begins when a worker comes."""
        self.start(1)
        self.submit(self.file("all.json", documents.documents(4, 5)))
        self.wait_folded()
        self.kill("worker-1")
        began = time.monotonic()
        told = self.jixiao("batch", "score", "--year", str(documents.YEAR), "--pack", SECOND, "--no-wait", "--json", code=3)
        self.assertLess(time.monotonic() - began, 30)
        self.assertIn("it is recorded", told.err)
        self.start(1)
        self.wait_runs()
        run, = self.runs()
        self.assertIn(f"run #{run['run']}:", told.err)
        self.assertEqual((run["documents"], run["state"]), (5, "complete"))

    def listed(self, document):
        return next(d for d in self.jixiao("list", "--json", "--year", str(documents.YEAR)).json() if d["id"] == document)

    def table(self, folder, name):
        with open(folder / "data" / f"{name}.csv", encoding="utf-8-sig", newline="") as f:
            return list(csv.DictReader(f))

    def test_an_officers_own_score(self):
        """It counts beside the computed and the claimed score until it is taken back: in sums, in what is published,
        through a run that scores the document otherwise, and in the store made anew."""
        made = otherwise(documents.documents(6, 30))
        self.start(2)
        officer = self.enrol("officer", "990001", "county")
        who = {k: officer[k] for k in ("key", "home")}
        path = self.file("all.json", made)
        told = self.submit(path)
        ids, at = [t["id"] for t in told], 1  # the second profile scores it otherwise
        name, before = made[at]["project"]["name"], self.summary()
        first, second = (self.checked(path, rules)[name] for rules in (self.environment()["JIXIAO_RULES"], SECOND))
        self.assertNotEqual(first, second)
        own = lambda *args, code=0, **by: self.jixiao("own-score", ids[at], "--json", *args, code=code, **(by or who))
        reason = ("--reason", "现场核查：产出数量少于填报数")
        own("--score", "71.5", code=2)
        own("--score", "71.5", "--take-back", *reason, code=2)
        for bad in ("100.01", "-1", "71.555", "many"):
            self.assertEqual(own("--score", bad, *reason, code=1).json()[0]["outcome"]["status"], "JX_E_FIELD_VALUE")
        refused = own("--score", "71.5", *reason, code=1, key=None, home=None).json()  # who filled it in
        self.assertEqual(refused[0]["outcome"]["status"], "JX_E_SAME_PERSON")
        own("--score", "71.5", *reason)
        outcome = self.jixiao("show", "--json", ids[at]).json()["outcome"]
        self.assertEqual([outcome[k] for k in ("claimed", "computed", "grade", "confirmed", "confirmed_grade")],
                         [made[at]["total"]["score"], first[0], first[1], "71.50", "中"])
        self.assertEqual(self.listed(ids[at])["outcome"]["confirmed"], "71.50")
        self.assertIn("confirmed 71.50", self.jixiao("show", ids[at]).out)
        self.assertIn("71.50", self.jixiao("list", "--year", str(documents.YEAR)).out)
        self.assertEqual([(h["act"], h["reason"], h["arguments"]) for h in self.jixiao("show", "--json", ids[at]).json()["history"]
                          if h["status"] == "JX_OK"], [("own-score", reason[1], ["71.5"])])
        self.assert_moved(before, first, ("71.50", "中"))
        self.own_score_in_a_run(ids[at], first, second)
        self.own_score_published(ids[at], first, second)
        own("--take-back", "--reason", "单位已补充材料")
        outcome = self.jixiao("show", "--json", ids[at]).json()["outcome"]
        self.assertEqual([outcome[k] for k in ("computed", "grade", "confirmed")], [*second, None])
        live = self.dump()
        self.assertTrue(self.rebuilt(1) == live, "the store made anew is another one")
        self.program("jixiao-worker", "--fsck", "store")

    def assert_moved(self, before, was, now):
        """The sums are those from before with one score for another."""
        after, count = self.summary(), before["documents"]
        grades = Counter({g: n for g, n in before["grades"].items() if n})
        grades.subtract({was[1]: 1})
        grades.update({now[1]: 1})
        self.assertEqual({g: n for g, n in after["grades"].items() if n}, {g: n for g, n in grades.items() if n})
        moved = (Decimal(now[0]) - Decimal(was[0])) / count
        self.assertAlmostEqual(Decimal(after["mean_score"]) - Decimal(before["mean_score"]), moved, delta=Decimal("0.01"))
        self.assertEqual(after["claimed_differs"], before["claimed_differs"])

    def own_score_in_a_run(self, document, first, second):
        """The comparison has it as kept; once the run is live its score is beside the officer's, which counts."""
        run = self.score("--pack", SECOND)["run"]
        found = self.jixiao("batch", "compare", "live", str(run), "--json").json()
        [row] = [d for d in found["documents"] if d["id"] == document]
        self.assertEqual([found["kept"], float(row["left"]), float(row["right"]), row["confirmed"], row["confirmed_grade"]],
                         [1, float(first[0]), float(second[0]), "71.50", "中"])
        self.assertEqual(sum(g["documents"] for g in found["grades"]), found["changed"] - 1)
        self.assertIn("an officer's own score stands", self.jixiao("batch", "compare", "live", str(run)).out)
        self.jixiao("batch", "publish", str(run))
        outcome = self.jixiao("show", "--json", document).json()["outcome"]
        self.assertEqual([outcome[k] for k in ("computed", "grade", "confirmed", "confirmed_grade")], [*second, "71.50", "中"])
        self.assertNotEqual(outcome["score_pack"], outcome["pack"])
        explained = self.jixiao("show", "--explain", "--json", document).json()["verdict"]
        self.assertEqual(explained["computed"], second[0], "explained by the rules that scored it")

    def own_score_published(self, document, first, second):
        folder = self.folder / "published"
        self.jixiao("publish", "--year", str(documents.YEAR), "--received", "-o", str(folder))
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        [row] = [r for r in self.table(folder, "documents") if r["id"] == document]
        self.assertEqual([row[k] for k in ("computed_score", "grade", "confirmed_score", "confirmed_grade", "score_pack")],
                         [*second, "71.50", "中", manifest["run"]["pack"]])
        self.assertEqual({r["score_pack"] for r in self.table(folder, "documents")}, {manifest["run"]["pack"]})
        listed = json.loads((folder / "data" / "county_evaluation_summary.json").read_text(encoding="utf-8"))
        self.assertNotIn("71.50", [r["score"] for r in listed["rows"]], "what units say of themselves stays what they say")
        archive = str(self.folder / "own.archive")
        self.jixiao("archive", "--year", str(documents.YEAR), "-o", archive)
        self.assertIn("every table is what the records come to", self.jixiao("audit", archive).out)

    def test_a_pack_with_an_error_is_refused(self):
        self.start(1)
        self.submit(self.file("one.json", documents.documents(4, 1)))
        broken = self.folder / "broken"
        broken.mkdir()
        (broken / "profile.txt").write_text("[方案\n")
        said = self.jixiao("batch", "score", "--year", str(documents.YEAR), "--pack", str(broken), code=None)
        self.assertNotEqual(said.code, 0)
        self.assertIn("profile.txt", said.err)
        self.assertEqual(self.runs(), [])
        clerk = self.enrol("clerk", "990001001", "township")
        refused = self.jixiao("batch", "list", code=None, **{k: clerk[k] for k in ("key", "home")})
        self.assertEqual(refused.code, 3)

    def test_a_run_that_fails_says_so(self):
        """Each document's score by its money can be held, by either rules; by how much a run would change the sum of
        both cannot. The run stops there and says what, where and what to do; nothing of the county changes."""
        made = documents.documents(7, 2)
        for d in made:
            for fund in d["funds"]:
                fund.update({k: "90000000000.00" for k in ("initial_budget", "annual_budget", "executed")}, rate="100.00%")
            d["funds"][0]["score"] = "10.00"
            for row in d["indicators"]:
                row.update(target="≤1次", actual="100000次", score="0.00", reason="进度晚于计划；明年提前安排。")
            d["total"]["score"] = "10.00"
        self.start(2)
        self.submit(self.file("huge.json", made), code=None)
        before, generous = self.summary(), self.folder / "generous"
        shutil.copytree(ROOT / "ops" / "rules" / "standard", generous)
        profile = (generous / "profile.txt").read_text(encoding="utf-8")
        self.assertIn("得分 = min(w, A / B * w)", profile)
        (generous / "profile.txt").write_text(profile.replace("得分 = min(w, A / B * w)", "得分 = w"), encoding="utf-8")
        said = self.jixiao("batch", "score", "--year", str(documents.YEAR), "--pack", str(generous), code=1)
        run = self.runs()[0]
        self.assertEqual([run["state"], run["why"]], ["failed", "JX_E_OVERFLOW"])
        for told in (said, self.jixiao("batch", "status", str(run["run"]), code=1),
                     self.jixiao("batch", "status", str(run["run"]), "--wait", code=1)):
            self.assertIn(f"run #{run['run']}", told.err)
            self.assertIn("a sum of the year can no longer be held", told.err)
            self.assertIn("jixiao batch drop", told.err)
        self.assertEqual(self.jixiao("batch", "publish", str(run["run"]), code=1).err.count("JX_E_OVERFLOW"), 1)
        self.jixiao("batch", "drop", str(run["run"]))
        self.assertEqual([self.runs(), self.summary()], [[], before])
        self.assert_sound()

    def test_a_sample_can_be_drawn_again(self):
        made = documents.documents(5, 40)
        self.start(1)
        self.submit(self.file("all.json", made))
        def draw(seed, *more):
            said = self.jixiao("sample", "--year", str(documents.YEAR), "--seed", seed, "--count", "8", "--json",
                               *more).json()
            self.assertEqual((len(said["documents"]), said["of"]), (8, 40))
            return [d["id"] for d in said["documents"]]
        self.assertEqual(draw("7"), draw("7"))
        self.assertNotEqual(draw("7"), draw("8"))
        for by in ("size", "money", "risk"):
            self.assertEqual(draw("7", "--by", by), draw("7", "--by", by))


if __name__ == "__main__":
    main()
