#!/usr/bin/env python3
"""A small year is played in a real county, scored again under the second profile, published, archived and audited: what
changed, what is published and what the audit says are the manifest's; a manifest that says something else is found out. The
store made anew is the same.

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

import ending  # noqa: E402
import figures  # noqa: E402
import machine  # noqa: E402
import play  # noqa: E402
import player  # noqa: E402
import progress  # noqa: E402
from test_play import COUNTY, doctored  # noqa: E402

SEED, UNITS, PROJECTS, WORKERS = 2, 12, 36, 2  # with offices that write 元

# Place in the manifest, and the step that has to notice that it says something else.
STEP = ending.Ending
DOCTORED = [
    (COUNTY + ("standard", "grades"), STEP.scored_again), (("regraded",), STEP.regraded),
    (("scores", "alternative"), STEP.regraded), (("grades", "alternative"), STEP.regraded),
    (COUNTY + ("alternative", "grades"), STEP.made_live), (COUNTY + ("alternative", "weighted_mean"), STEP.made_live),
    (COUNTY + ("alternative", "claimed_differs"), STEP.made_live), (COUNTY + ("documents",), STEP.published),
    (COUNTY + ("expected",), STEP.published), (COUNTY + ("alternative", "mean"), STEP.published),
    (COUNTY + ("approved_sums", "money", "executed"), STEP.published), (("states",), STEP.published),
    (("counts", "county", "target", "approved_sums", "money", "amount"), STEP.published),
    (("grades", "alternative"), STEP.published),
]


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

    def test_the_end_of_a_small_year(self):
        self.assertTrue(self.manifest["regraded"])
        bar = progress.Bar(io.StringIO())
        self.county.start()
        watched = play.play(self.one, bar).states
        self.assertEqual(self.one.refused, [])
        end = ending.Ending(figures.County(self.one, self.manifest, watched), self.county.folder / "ending")
        for group in play.compare(end, bar, ending.GROUPS):
            self.assertEqual(group["different"], [], group["what"])
            self.assertGreater(group["counts"], 0, group["what"])
        self.assertEqual(self.one.refused, [])
        for place, ask in DOCTORED:
            found = list(ask(end.another(doctored(self.manifest, place))))
            self.assertTrue(any(meant != printed for *_, meant, printed in found), place)
        units = {view["document"].get("money_unit") for view in end.contents.values() if view["document"]["form"] == "target"}
        self.assertEqual(units, {"元", "万元"}, "the public list needs both")
        rebuilt = play.rebuild(self.county, self.one, self.manifest["year"])
        self.assertTrue(rebuilt["same"])
        self.assertTrue(rebuilt["fsck"] and rebuilt["verify"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
