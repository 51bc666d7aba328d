"""A county with a small year in it, played by tests/year, and its publication; for the tests of publishing, of the
archive and of the audit."""
import csv
import hashlib
import json
import subprocess
import sys

from county import BUILD, PATIENCE, ROOT, County

YEAR = "2025"
PLAY = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
import player
one = player.Player(*map(pathlib.Path, sys.argv[2:]))
for steps in player.together(one.plan):
    one.take(steps)
sys.exit("; ".join(map(str, one.refused)) or 0)
"""


def blake(path):
    return hashlib.blake2b(path.read_bytes(), digest_size=32).hexdigest()


def tree(folder):
    """{name: bytes} of every file below."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


class PlayedYear(County):
    """Eight projects of four units, every form, with returns, corrections, overrides and approvals."""

    def setUp(self):
        super().setUp()
        self.start(2)
        made = self.folder / "year"
        self.python("tests/year/make", "--seed", "5", "--out", made, "--units", "4", "--projects", "8")
        self.python("-c", PLAY, ROOT / "tests" / "year", made, self.dir, BUILD)
        self.wait_folded()

    def python(self, *line):
        """In a process of its own: the folders of the tests have modules of one name."""
        done = subprocess.run([sys.executable, "-B", *line], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def person(self, name):
        people = self.dir / "people"
        return {"key": people / f"{name}.key", "home": people / name}

    def officer(self):
        return self.person("officer-1")

    def publish(self, name, *args, code=0, **who):
        folder = self.folder / name
        done = self.jixiao("publish", "--json", "--year", YEAR, "-o", folder, *args, code=code, **(who or self.officer()))
        return folder, done

    def manifest(self, folder):
        return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
