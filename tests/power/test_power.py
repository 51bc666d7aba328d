#!/usr/bin/env python3
"""The power fails while a county works: the writes of real processes are recorded, and replayed with those that
were not synced dropped, reordered and torn. Everything that has a receipt is there, journal and store are whole,
and the store is the fold of the journal.

The short form. POWER_CUTS=5000 POWER_DOCUMENTS=400 is a long one; POWER_SEED repeats one. The last line sums up."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import documents  # noqa: E402
from county import BUILD, County  # noqa: E402
from summing import main  # noqa: E402

CUTS = int(os.environ.get("POWER_CUTS", "60"))
DOCUMENTS = int(os.environ.get("POWER_DOCUMENTS", "60"))
ROUND = 12  # documents in one call of the client


class Power(County):
    def environment(self, key=None, home=None):
        return {**super().environment(key, home), **self.recording}

    recording = {}

    def record(self, made):
        """The county at work under the recorder; where it began is kept."""
        self.start(2)
        self.submit(self.file("first.json", made[:1]))
        self.stop()
        base = self.folder / "base"
        shutil.copytree(self.dir / "county" / "journal", base / "journal")
        shutil.copytree(self.dir / "store", base / "store")
        log = self.folder / "log"
        log.touch()
        self.recording = {"LD_PRELOAD": str(BUILD / "tests" / "power" / "libpower_recorder.so"),
                          "POWER_LOG": str(log)}
        self.start(2, env=self.recording)
        for at in range(1, len(made), ROUND):
            wait = ["--wait"] if at % 2 else []
            self.jixiao("submit", *wait, str(self.file("some.json", made[at:at + ROUND])))
        self.jixiao("submit", str(self.file("again.json", made[:ROUND])))
        self.wait_folded()
        self.stop()
        self.recording = {}
        return base, log

    def cut(self, base, log, *more):
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        (work / "store").mkdir(exist_ok=True)
        line = [BUILD / "bin" / "power", "--log", log, "--base", base, "--county", self.dir / "county",
                "--work", work, *more]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def test_cuts(self):
        made = documents.documents(31, DOCUMENTS)
        base, log = self.record(made)
        seed = ["--seed", os.environ["POWER_SEED"]] if "POWER_SEED" in os.environ else []
        code, out, err = self.cut(base, log, "--cuts", str(CUTS), *seed)
        self.assertEqual(code, 0, out[-4000:] + err)
        print(out.strip().splitlines()[-2], flush=True)
        main.line = out.strip().splitlines()[-1]
        # A disk that ignores syncs must be found out, or these checks see nothing.
        code, out, err = self.cut(base, log, "--cuts", "20", "--control", "--json")
        self.assertEqual(code, 0, out + err)
        control = json.loads(out.strip().splitlines()[-1])
        self.assertGreater(control["lost"], 0)
        self.assertGreater(control["found"], 0)
        print(f"control: {control}", flush=True)


if __name__ == "__main__":
    main()
