"""What the benchmarks rest on: their arithmetic is the rules', and their broker without encryption stays at home."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BIN = Path(os.environ["JIXIAO_BUILD"]) / "bin"
sys.path.insert(0, str(HERE))
import scored  # noqa: E402

FEW = 60
ROWS = 1 + len(scored.INDICATORS)


def totals(rows):
    """Of each template, from rows.csv."""
    out = {}
    for template, _, *row in rows:
        out[template] = out.get(template, 0) + scored.score(*row)
    return out


class Arithmetic(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.made = Path(cls.folder.name)
        scored.write(cls.made)
        cls.rows = [list(map(int, line.split(","))) for line in (cls.made / "rows.csv").read_text().splitlines()]
        cls.totals = totals(cls.rows)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_rules_come_to_the_same(self):
        documents = json.loads((self.made / "documents.json").read_text(encoding="utf-8"))[:FEW]
        few = self.made / "few.json"
        few.write_text(json.dumps(documents, ensure_ascii=False), encoding="utf-8")
        done = subprocess.run([BIN / "jixiao", "check", "--rules", ROOT / "ops/rules/alternative", "--json", few], capture_output=True, text=True,
                              check=False)
        judged = [scored.printed(self.totals[n], 2) for n in range(FEW)]
        self.assertEqual([v["computed"] for v in json.loads(done.stdout)], judged, done.stderr)

    def test_loop_comes_to_the_same(self):
        done = subprocess.run([BIN / "bench_loop", self.made / "rows.csv", str(scored.TEMPLATES)], capture_output=True, text=True, check=True)
        units = {}
        for template, unit, *_ in self.rows[::ROWS]:
            units[str(unit)] = units.get(str(unit), 0) + self.totals[template]
        self.assertEqual({u: row[0] for u, row in json.loads(done.stdout)["units"].items()}, units)

    def test_every_document_changes(self):
        """Else batch would not measure what it says."""
        for start in range(0, len(self.rows), ROWS):
            rows = [r[2:] for r in self.rows[start:start + ROWS]]
            self.assertNotEqual(sum(scored.score(*r) for r in rows), sum(scored.claimed(*r) for r in rows))


class Plain(unittest.TestCase):
    def test_only_on_loopback(self):
        with tempfile.TemporaryDirectory() as folder:
            county, program = Path(folder) / "county", BIN / "bench_broker_plain"
            subprocess.run([program, "--init", county, "--unit", "990001000"], check=True, capture_output=True)
            done = subprocess.run([program, "--data", county, "--listen", "tcp://0.0.0.0:*"], capture_output=True, text=True, check=False, timeout=30)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("only on 127.0.0.1", done.stderr)


if __name__ == "__main__":
    unittest.main()
