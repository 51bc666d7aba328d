#!/usr/bin/env python3
"""Plays a made year in a county until its officers would close it, so that something is left to be looked at and decided.

    year.py YEAR-FOLDER COUNTY-FOLDER BUILD-FOLDER

Prints the people and their units, one to a line; the county goes on running.
"""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "year"))

import machine  # noqa: E402
import player  # noqa: E402

WORKERS = 2


def open_part(plan):
    """The steps before the first that closes the year."""
    closing = next((n for n, step in enumerate(plan) if step["do"] == "close"), len(plan))
    return plan[:closing]


def main():
    year, county, build = (Path(a).resolve() for a in sys.argv[1:4])
    machine.Machine(county, build, WORKERS).start()
    one = player.Player(year, county, build)
    steps = open_part(one.plan)
    for together in player.together(steps):
        one.take(together)
    if one.refused:
        sys.exit("year.py: %s" % one.refused[0])
    for person, unit in sorted({s["person"]: s["as"] for s in steps}.items()):
        if person in one.people:
            print(person, unit)


if __name__ == "__main__":
    main()
