#!/usr/bin/env python3
"""A small year is played in a real county up to its last day, then scored again under the second profile: `batch compare`
names the documents whose grade the manifest says is another one, and once the run is published the county's grades and means
are those that the manifest gives for that profile. Then the year is closed, and the store made anew is the same.

JIXIAO_BUILD names the build whose programs play, JIXIAO_SOURCE the repository.
"""
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("JIXIAO_SOURCE", HERE.parents[1]))
BUILD = Path(os.environ.get("JIXIAO_BUILD", ROOT / "build")).resolve()

import figures  # noqa: E402
import machine  # noqa: E402
import play  # noqa: E402
import player  # noqa: E402
import progress  # noqa: E402

SEED, UNITS, PROJECTS, WORKERS = 3, 6, 24, 2
SECOND = ROOT / "ops" / "rules" / "alternative"
FORM = "self_evaluation"


class Batch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jixiao-year-")
        self.addCleanup(folder.cleanup)
        self.year = Path(folder.name) / "year"
        subprocess.run([sys.executable, "-B", HERE / "make", "--seed", str(SEED), "--units", str(UNITS), "--projects", str(PROJECTS),
                        "--out", self.year], check=True, stdout=subprocess.DEVNULL)
        self.manifest = json.loads((self.year / "manifest.json").read_text(encoding="utf-8"))
        self.county = machine.Machine(Path(folder.name) / "county", BUILD, WORKERS)
        self.one = player.Player(self.year, self.county.folder, BUILD)
        self.addCleanup(self.county.stop)

    def batch(self, *arguments):
        done = self.one.run(figures.OFFICER, "batch", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def county_row(self):
        """(grades, mean) of the county's self-evaluations."""
        told = self.one.ask(figures.OFFICER, "summary", "--year", self.manifest["year"], "--form", FORM)
        told = told[0] if isinstance(told, list) else told
        return {g: n for g, n in told["grades"].items() if n}, told["mean_score"]

    def expected(self, profile):
        counted = self.manifest["counts"]["county"][FORM][profile]
        return {g: n for g, n in counted["grades"].items() if n}, counted["mean"]

    def regraded(self, found):
        """Of the documents that count as received, by unit and project."""
        return {(d["unit"], d["project_name"]): (d["left_grade"], d["right_grade"])
                for d in found["documents"] if d["left_grade"] != d["right_grade"]}

    def test_the_second_profile_regrades_what_the_manifest_names(self):
        plan = self.one.plan
        self.assertEqual(plan[-1]["do"], "close")
        self.one.plan = plan[:-1]
        self.county.start()
        play.play(self.one, progress.Bar(io.StringIO()))
        self.assertEqual(self.one.refused, [])
        self.assertEqual(self.county_row()[0], self.expected("standard")[0])
        run = json.loads(self.batch("score", "--year", str(self.manifest["year"]), "--pack", str(SECOND), "--json").splitlines()[-1])
        self.assertEqual(self.county_row()[0], self.expected("standard")[0], "a run changes nothing")
        found = json.loads(self.batch("compare", "live", str(run["run"]), "--json"))
        said = self.regraded(found)
        self.assertTrue(self.manifest["regraded"])
        for one in self.manifest["regraded"]:
            self.assertEqual(said.get((one["unit"], one["project"])), (one["standard"][1], one["alternative"][1]), one)
        self.batch("publish", str(run["run"]))
        grades, mean = self.county_row()
        self.assertEqual(grades, self.expected("alternative")[0])
        self.assertEqual(float(mean), float(self.expected("alternative")[1]))
        self.one.take(plan[-1:])
        self.assertEqual(self.one.refused, [])
        rebuilt = play.rebuild(self.county, self.one, self.manifest["year"])
        self.assertTrue(rebuilt["same"])
        self.assertTrue(rebuilt["fsck"] and rebuilt["verify"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
