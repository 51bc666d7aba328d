#!/usr/bin/env python3
"""Every service is shut in: an exposure of at most 2.0 by systemd's own measure.

usage: units.py FOLDER"""
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

MOST = 2.0
SKIPPED = 77


def exposure(unit):
    """systemd's figure for the unit file, from 0.0 to 10.0."""
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
                          capture_output=True, text=True, check=False)
    found = re.search(r"Overall exposure level for \S+: (\d+\.\d)", done.stdout)
    if not found:
        sys.exit(f"{unit.name}: systemd-analyze gives no figure:\n{done.stdout}{done.stderr}")
    return float(found.group(1))


def main():
    if not shutil.which("systemd-analyze"):
        print("skipped: no systemd-analyze on this machine")
        return SKIPPED
    units = sorted(Path(sys.argv[1]).glob("*.service"))
    if len(units) < 3:
        sys.exit(f"only {len(units)} services in {sys.argv[1]}")
    bad = 0
    for unit in units:
        figure = exposure(unit)
        print(f"{unit.name}: {figure}")
        bad += figure > MOST
    # The measure must be able to say no: a service without any of it.
    bare = Path(sys.argv[1]) / "jixiao-broker.service"
    lines = bare.read_text().splitlines()
    kept = [line for line in lines if line.startswith(("[", "ExecStart="))]
    with TemporaryDirectory() as folder:
        naked = Path(folder) / "naked.service"
        naked.write_text("\n".join(kept) + "\n")
        figure = exposure(naked)
        print(f"without its settings: {figure}")
        bad += figure <= MOST
    return 1 if bad else 0


sys.exit(main())
