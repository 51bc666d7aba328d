#!/usr/bin/env python3
"""The made year is what it says: same seed, same bytes; invented names; counts that a naive recount gives as well; files
that the program reads back to the very documents; and errors where they were planted, and nowhere else.

JIXIAO_BUILD names the build whose program reads and checks (skipped without it), JIXIAO_SOURCE the repository, and
JIXIAO_CORPUS published forms whose names must not occur.
"""
import filecmp
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("JIXIAO_SOURCE", HERE.parents[1]))
PROGRAM = Path(os.environ.get("JIXIAO_BUILD", ROOT / "build")) / "bin" / "jixiao"
CORPUS = Path(os.environ.get("JIXIAO_CORPUS", ROOT.parent / "shared" / "corpus"))
sys.path.insert(1, str(HERE.parent / "layouts"))

import compare  # noqa: E402
import county  # noqa: E402
import recount  # noqa: E402
import scoring  # noqa: E402
import year  # noqa: E402

SEED = 41
SECONDS = 60
PROVINCES_END = 82  # GB/T 2260: no province's division begins with a greater number


def make(folder, seed, *more):
    subprocess.run([sys.executable, HERE / "make", "--seed", str(seed), "--out", folder, *more], check=True,
                   stdout=subprocess.DEVNULL)


def differing(a, b):
    """Names of files that are not the same in both folders."""
    names = [{str(p.relative_to(d)) for p in d.rglob("*") if p.is_file()} for d in (a, b)]
    return sorted(names[0] ^ names[1]) + [n for n in sorted(names[0] & names[1]) if not filecmp.cmp(a / n, b / n, False)]


class Made(unittest.TestCase):
    """A year that all tests of a class look at."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="jixiao-year-")
        cls.dir = Path(cls.temporary.name) / "year"
        began = time.monotonic()
        make(cls.dir, SEED)
        cls.took = time.monotonic() - began
        cls.manifest = recount.read(cls.dir, "manifest")
        cls.contents = recount.read(cls.dir, "documents")
        cls.plan = recount.read(cls.dir, "plan")
        cls.planted = {p["ref"]: p for p in cls.manifest["planted"]}

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()


class Year(Made):

    def test_it_is_large_enough_and_quickly_made(self):
        self.assertGreaterEqual(self.manifest["units"], 30)
        self.assertGreaterEqual(self.manifest["projects"], 400)
        self.assertGreaterEqual(len({p["kind"] for p in self.manifest["planted"]}), 15)
        self.assertGreaterEqual(len({(u, f) for u, f in year.PRINTS}), 15)
        self.assertGreater(len(self.manifest["regraded"]), 0)
        self.assertLess(self.took, SECONDS)

    def test_every_story_is_told(self):
        done = Counter(s["do"] for s in self.plan)
        for act in ("submit", "return", "approve", "override", "explain", "withdraw", "resolve", "move", "adjust", "close", "reopen",
                    "load"):
            self.assertGreater(done[act], 0, act)
        total = self.manifest["counts"]["county"]["self_evaluation"]
        for name in ("returned", "late", "withdrawn", "refused", "missing", "conflicts", "findings_open"):
            self.assertGreater(total[name], 0, name)
        who = [s["person"] for s in self.plan if s["do"] == "reopen"]
        self.assertEqual(len(set(who)), 2)

    def test_the_same_seed_gives_the_same_bytes(self):
        small = ["--units", "6", "--projects", "30"]
        with tempfile.TemporaryDirectory() as folder:
            a, b, c = (Path(folder) / n for n in "abc")
            make(a, 7, *small)
            make(b, 7, *small)
            make(c, 8, *small)
            self.assertEqual(differing(a, b), [])
            self.assertIn("manifest.json", differing(a, c))

    def test_no_two_submissions_say_the_same(self):
        """The county would take the second one for the first one sent again."""
        said = Counter(json.dumps(e["document"], ensure_ascii=False, sort_keys=True) for e in self.contents.values())
        self.assertEqual([text for text, times in said.items() if times > 1], [])

    def test_names_are_no_real_countys(self):
        rows = recount.table(self.dir, "units")
        for row in rows:
            self.assertGreater(int(row["code"][:2]), PROVINCES_END)
        self.assertIn(rows[0]["name"], county.COUNTIES)
        if not CORPUS.is_dir():
            self.skipTest("no corpus at %s" % CORPUS)
        texts = "".join(p.read_text(encoding="utf-8", errors="replace") for p in sorted(CORPUS.glob("text/*.txt")))
        self.assertTrue(texts)
        for name in county.COUNTIES + county.TOWNSHIPS:
            self.assertNotIn(name, texts)

    def test_lists_fit_together(self):
        units = {r["code"]: r for r in recount.table(self.dir, "units")}
        projects = {r["code"]: r for r in recount.table(self.dir, "projects")}
        self.assertEqual(len(projects), self.manifest["projects"])
        self.assertEqual(len({p["name"] for p in projects.values()}), len(projects))
        for row in units.values():
            self.assertTrue(row["parent"] in units and row["code"].startswith(row["parent"]) or not row["parent"])
        before, codes = ({(r["kind"], r["code"]) for r in recount.table(self.dir, "codes-%d" % y)}
                         for y in (self.manifest["year"] - 1, self.manifest["year"]))
        self.assertLess(before, codes)
        self.assertEqual({(k, len(c)) for k, c in codes},
                         {("functional", 3), ("functional", 5), ("functional", 7), ("economic", 3), ("economic", 5)})
        for row in projects.values():
            self.assertIn(row["unit"], units)
            self.assertIn(("functional", row["function"]), codes)
            self.assertIn(("economic", row["economic"]), codes)
        expected = [tuple(r[k] for k in ("form", "period", "unit", "project")) for r in recount.table(self.dir, "expected")]
        self.assertEqual(len(expected), len(set(expected)))
        for _, _, unit, project in expected:
            self.assertTrue(unit in units and (not project or projects[project]["unit"] == unit))

    def test_projects_have_the_money_of_their_targets(self):
        budgets = {r["name"]: Decimal(r["budget"]) for r in recount.table(self.dir, "projects")}
        again = recount.Recount(self.dir)
        for ref, e in again.entries.items():
            if e["form"] == "target" and ref not in self.planted and e["key"][2] in budgets:
                self.assertEqual(again.amount(ref, "amount"), budgets[e["key"][2]], ref)

    # ---- the manifest ----

    def test_a_naive_recount_says_the_same(self):
        again = recount.Recount(self.dir)
        for scope, forms in self.manifest["counts"].items():
            kind, _, code = scope.partition(" ")
            belongs = {"county": lambda u: True, "branch": lambda u: u.startswith(code), "unit": lambda u: u == code,
                       "below": lambda u: u.startswith(code) and u != code}[kind]
            for form, said in forms.items():
                counts, refs = again.counts(form, belongs)
                money = {f: Decimal(x) for f, x in said["money"].items()}
                self.assertEqual(money, counts.pop("money"), (scope, form))
                self.assertEqual({k: said[k] for k in counts}, counts, (scope, form))
                self.assertEqual(sum(said["findings"].values()), sum(r in self.planted for r in refs), (scope, form))
                if form == "self_evaluation":
                    self.compare_scores(said, refs, again)

    def compare_scores(self, said, refs, again):
        for name, profile in scoring.PROFILES.items():
            scores = {r: scoring.total_score(self.contents[r]["document"], profile) for r in refs}
            known = {r: s for r, s in scores.items() if s is not None}
            grades = Counter(profile.grade(s) for s in known.values())
            self.assertEqual(said[name]["grades"], {g: grades[g] for g in scoring.GRADES})
            self.assertEqual(Decimal(said[name]["score_sum"]), sum(known.values()))
            weight = sum(again.amount(r, "annual_budget") for r in known)
            if weight:
                mean = sum(s * again.amount(r, "annual_budget") for r, s in known.items()) / weight
                self.assertAlmostEqual(Decimal(said[name]["weighted_mean"]), mean, delta=Decimal("0.005"))

    def test_unplanted_scores_are_what_the_offices_claim(self):
        for ref, entry in self.contents.items():
            doc = entry["document"]
            if doc["form"] == "self_evaluation" and ref not in self.planted:
                self.assertEqual(scoring.total_score(doc, scoring.STANDARD), Decimal(doc["total"]["score"]), ref)

    def test_every_expected_form_went_one_way(self):
        for scope, forms in self.manifest["counts"].items():
            for form, c in forms.items():
                ways = ("received", "returned", "late", "withdrawn", "refused", "missing")
                self.assertEqual(c["expected"], sum(c[w] for w in ways), (scope, form))


@unittest.skipUnless(PROGRAM.exists(), "no program at %s" % PROGRAM)
class Program(Made):
    """What the built program makes of the files."""

    def rules(self, pack="standard"):
        return ["--json", "--lang=zh", "--rules=%s" % (ROOT / "ops" / "rules" / pack)]

    def check(self, documents, pack="standard"):
        """[{findings that block, as (rule, severity, path)}, computed, grade] of each document, judged alone."""
        path = self.dir.parent / "checked.json"
        out = []
        for doc in documents:
            path.write_text(json.dumps([doc], ensure_ascii=False), encoding="utf-8")
            run = subprocess.run([PROGRAM, "check", *self.rules(pack), path], capture_output=True, check=False, timeout=SECONDS)
            judged = json.loads(run.stdout)[0]
            findings = {(f["rule"], f["severity"], f["path"]) for f in judged["findings"] if f["severity"] in ("error", "explain")}
            out.append((findings, judged["computed"], judged["grade"]))
        return out

    def test_files_are_read_back_exactly(self):
        """One file of each form from each unit: every layout and type of file is among them."""
        sample = {}
        for step in self.plan:
            if step["do"] == "submit":
                sample.setdefault((step["as"], step["documents"][0]["form"]), step)
        steps = list(sample.values())
        self.assertEqual({Path(s["file"]).suffix for s in steps}, {".xlsx", ".docx", ".csv", ".txt", ".json"})
        read = compare.converted([str(PROGRAM), "convert", *self.rules()], [self.dir / s["file"] for s in steps])
        for step in steps:
            meant = [self.contents[d["ref"]]["document"] for d in step["documents"]]
            got = read[self.dir / step["file"]]
            self.assertNotIsInstance(got, str, step["file"])
            self.assertIsNone(compare.difference(compare.stripped(meant), compare.stripped(got[0])), step["file"])

    def test_errors_are_found_where_they_were_planted_and_nowhere_else(self):
        clean = [r for r in self.contents if r not in self.planted][::12]
        refs = list(self.planted) + clean
        for ref, (findings, computed, grade) in zip(refs, self.check(self.contents[r]["document"] for r in refs)):
            p = self.planted.get(ref)
            self.assertEqual(findings, {(p["rule"], p["severity"], p["path"])} if p else set(), ref)
            self.compare_score(ref, computed, grade, scoring.STANDARD)

    def compare_score(self, ref, computed, grade, profile):
        doc = self.contents[ref]["document"]
        if doc["form"] == "self_evaluation":
            meant = scoring.total_score(doc, profile)
            self.assertEqual(None if computed is None else Decimal(computed), meant, ref)
            self.assertEqual(grade or "", profile.grade(meant), ref)

    def test_the_second_profile_changes_the_grades_that_the_manifest_names(self):
        changed = {r["ref"] for r in self.manifest["regraded"]}
        same = [r for r, s in self.manifest["states"].items()
                if r.startswith("self_evaluation") and s in ("scored", "approved") and r not in changed][::6]
        refs = sorted(changed) + same
        for ref, (_, computed, grade) in zip(refs, self.check((self.contents[r]["document"] for r in refs), "alternative")):
            self.compare_score(ref, computed, grade, scoring.ALTERNATIVE)

    def test_relations_show_where_both_sides_are_at_hand(self):
        for entry in self.manifest["relations"]:
            run = subprocess.run([PROGRAM, "check", *self.rules(), self.dir / entry["file"]], capture_output=True, check=False,
                                 timeout=SECONDS)
            found = {(d["form"], f["rule"], f["path"]) for d in json.loads(run.stdout) for f in d["findings"]
                     if f["severity"] in ("error", "explain")}
            meant = {(entry["form"], entry["rule"], entry["pointer"])} if "kind" in entry else set()
            also = {(a["form"], a["rule"], entry["pointer"]) for a in entry.get("also", [])}
            self.assertTrue(meant <= found <= meant | also, (entry["file"], found))


if __name__ == "__main__":
    unittest.main()
