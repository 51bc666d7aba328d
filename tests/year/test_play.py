#!/usr/bin/env python3
"""A small year is played in a real county, and every count that it prints is the manifest's; a manifest that says something
else is found out, whatever count it is.

JIXIAO_BUILD names the build whose programs play, JIXIAO_SOURCE the repository.
"""
import copy
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

SEED, UNITS, PROJECTS, WORKERS = 7, 6, 24, 2


def raised(value):
    """The same, and yet another one."""
    if isinstance(value, dict):
        key = next(iter(value), "none")
        return {**value, key: raised(value.get(key))}
    if isinstance(value, list):
        return value[1:] or ["none"]
    return not value if isinstance(value, bool) else "77.77" if isinstance(value, str) else 77


# Place in the manifest, and the group that has to notice that it says something else.
COUNTY = ("counts", "county", "self_evaluation")
BY_UNIT = [("documents",), ("documents_approved",), ("states",), ("standard", "claimed_differs"), ("money", "executed"), ("standard", "grades"),
           ("standard", "not_computed"), ("standard", "mean"), ("execution_rate",), ("approved_sums", "money", "executed")]
BY_BRANCH = [("expected",), ("received",), ("approved",), ("on_time",), ("late",), ("standard", "weighted_mean"),
             ("money", "annual_budget")]
RATES = [("completeness",), ("punctuality",)]
ASK = figures.County
DOCTORED = [(COUNTY + place, ASK.summaries) for place in BY_UNIT] + [(COUNTY + place, ASK.branches) for place in BY_BRANCH] + \
    [(COUNTY + place, ASK.rates) for place in RATES] + \
    [(COUNTY + ("classes", "产出", "met"), ASK.classes), (COUNTY + ("by_rule",), ASK.rules), (("owed",), ASK.owed), (("asked",), ASK.asked), (("states",), ASK.documents), (("scores", "standard"), ASK.documents), (("grades", "standard"), ASK.documents),
     (("planted",), ASK.findings), (("contradictions",), ASK.contradictions),
     (("to_do",), ASK.inboxes), (("states",), ASK.watched)]


def doctored(manifest, place):
    """A copy that differs there only."""
    out = copy.deepcopy(manifest)
    inner = out
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = raised(inner[place[-1]])
    return out


class Play(unittest.TestCase):

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="jixiao-play-", dir=os.environ.get("E2E_DIR"))
        self.addCleanup(self.temporary.cleanup)
        folder = Path(self.temporary.name)
        subprocess.run([sys.executable, HERE / "make", "--seed", str(SEED), "--units", str(UNITS), "--projects", str(PROJECTS),
                        "--out", folder / "year"], check=True, stdout=subprocess.DEVNULL)
        self.manifest = json.loads((folder / "year" / "manifest.json").read_text(encoding="utf-8"))
        self.county = machine.Machine(folder / "county", BUILD, WORKERS)
        self.one = player.Player(folder / "year", self.county.folder, BUILD)
        self.addCleanup(self.county.stop)
        self.bar = progress.Bar(io.StringIO())

    def test_a_small_year(self):
        self.county.start()
        watched = play.play(self.one, self.bar).states
        self.assertEqual(self.one.refused, [])
        self.assertEqual({s["do"] for s in self.one.plan}, set(player.OPTIONS) | {"load", "submit", "approve", "withdraw", "adjust"})
        seen = figures.County(self.one, self.manifest, watched)
        for group in play.compare(seen, self.bar):
            self.assertEqual(group["different"], [], group["what"])
            self.assertGreater(group["counts"], 0, group["what"])
        for place, ask in DOCTORED:
            found = list(ask(seen.another(doctored(self.manifest, place))))
            self.assertTrue(any(meant != printed for *_, meant, printed in found), place)
        rebuilt = play.rebuild(self.county, self.one, self.manifest["year"])
        self.assertTrue(rebuilt["same"], "the store built anew is another one")
        self.assertIn("consistent", rebuilt["fsck"])


if __name__ == "__main__":
    unittest.main()
