#!/usr/bin/env python3
"""Plays a made year in a real county of this machine and compares every count that it prints with the manifest.

    play.py YEAR-FOLDER COUNTY-FOLDER [--build DIR] [--workers N] [--json]

YEAR-FOLDER is what tests/year/make made; COUNTY-FOLDER a new one, in which ops/local starts the county and stops it again.
Every unit submits with a key of its own, two officers decide. Then the year is scored again under the second profile,
published, archived and audited. At the end the store is built anew from the journal, in
another folder, and has to be the same. Exit code 0 only when every step was taken and every count is the manifest's.
"""
import argparse
import json
import signal
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True

import ending  # noqa: E402
import figures  # noqa: E402
import machine  # noqa: E402
import player  # noqa: E402
import progress  # noqa: E402
import telling  # noqa: E402
import watching  # noqa: E402


def label(step):
    """What is going on, for the bar."""
    return "%s %s" % (step["do"], step["documents"][0]["form"]) if step["do"] == "submit" else step["do"]


def play(one, bar):
    """Takes every step; returns who watched all the while."""
    watcher = watching.Watcher(one)
    try:
        bar.begin(len(one.plan))
        for steps in player.together(one.plan):
            bar.show(label(steps[0]))
            one.take(steps)
            bar.step(len(steps))
        bar.end()
        watcher.end()
    finally:
        watcher.kill()
    return watcher


def compare(county, bar, groups=tuple(figures.GROUPS)):
    """[what is compared, how many counts, those that differ]."""
    out = []
    bar.begin(len(groups))
    for name, ask in groups:
        bar.show(name)
        found = list(ask(county))
        wrong = [dict(zip(("scope", "form", "what", "manifest", "printed"), f)) for f in found if f[3] != f[4]]
        out.append({"what": name, "counts": len(found), "different": wrong})
        bar.step(1)
    bar.end()
    return out


def rebuild(county, one, year):
    """The store built anew from the journal, beside the played one."""
    def position():
        return one.ask(figures.OFFICER, "missing", "--year", year)["position"]

    last = position()
    county.stop()
    played = county.dump()
    county.without_store()
    county.start()
    county.wait(lambda: position() == last, "the store has the whole journal again")
    county.stop()
    again = county.dump()
    return {"records": last, "rows": played.count(b"\n"), "same": again == played, "fsck": county.fsck(), "verify": county.verify()}


def end_well():
    """Ends as Ctrl-C does when somebody ends it: nothing that was started goes on."""
    def leave(number, _):
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


def timed(seconds, name, do, *arguments):
    began = time.monotonic()
    out = do(*arguments)
    seconds[name] = round(time.monotonic() - began, 1)
    return out


def run(args, bar):
    """Everything that is told of the year."""
    manifest = json.loads((args.year / "manifest.json").read_text(encoding="utf-8"))
    seconds = {}
    county = machine.Machine(args.county, args.build, args.workers)
    one = player.Player(args.year, county.folder, args.build)
    try:
        timed(seconds, "starting", county.start)
        watcher = timed(seconds, "playing", play, one, bar)
        seen = figures.County(one, manifest, watcher.states)
        compared = timed(seconds, "comparing", compare, seen, bar)
        end = ending.Ending(seen, county.folder / "ending")
        compared += timed(seconds, "ending", compare, end, bar, ending.GROUPS)
        rebuilt = timed(seconds, "rebuilding", rebuild, county, one, manifest["year"])
    finally:
        county.stop()
    different = sum(len(c["different"]) for c in compared)
    well = rebuilt["same"] and bool(rebuilt["fsck"]) and bool(rebuilt["verify"])
    return {
        **{k: manifest[k] for k in ("seed", "county", "year", "units", "projects", "files", "submissions", "steps")},
        "commands": one.commands, "told_busy": one.busy, "watched": watcher.told(), "contradictions_let_stand": sum(map(len, one.stands.values())),
        "seconds": seconds, "forms": seen.printed, "ended": end.told(), "refused": one.refused, "compared": compared,
        "counts": sum(c["counts"] for c in compared), "different": different, "rebuilt": rebuilt,
        "agrees": bool(compared) and not different and not one.refused and well,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("year", type=Path)
    parser.add_argument("county", type=Path)
    parser.add_argument("--build", type=Path, default=player.ROOT / "build")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print one object with everything and nothing else")
    args = parser.parse_args()
    end_well()
    args.year, args.county, args.build = args.year.resolve(), args.county.resolve(), args.build.resolve()
    try:
        told = run(args, progress.Bar(sys.stderr))
    except player.Trouble as trouble:
        sys.exit("play: %s" % trouble)
    print(json.dumps(told, ensure_ascii=False, indent=1) if args.json else telling.text(told))
    sys.exit(0 if told["agrees"] else 1)


if __name__ == "__main__":
    main()
