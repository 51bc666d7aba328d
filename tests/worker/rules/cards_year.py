#!/usr/bin/env python3
"""A generated year's documents through test_cards: cards_year.py MAKE TEST."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory(prefix="jixiao-cards-") as folder:
    year = Path(folder) / "year"
    subprocess.run([sys.executable, sys.argv[1], "--seed", "11", "--units", "12", "--projects", "60", "--out", year],
                   check=True, stdout=subprocess.DEVNULL)
    contents = json.loads((year / "documents.json").read_text(encoding="utf-8"))
    documents = [c["document"] for c in contents.values()]
    scored = ("self_evaluation", "monitoring", "target")
    everything = Path(folder) / "documents.json"
    everything.write_text(json.dumps([d for d in documents if d["form"] in scored and d.get("year")], ensure_ascii=False),
                          encoding="utf-8")
    sys.exit(subprocess.run([sys.argv[2], everything], check=False).returncode)
