#!/usr/bin/env python3
"""Plays a made year against a real county of this machine and compares what it prints with the manifest.

    play.py YEAR-FOLDER COUNTY-FOLDER [--build DIR] [--until STEP]

YEAR-FOLDER is what tests/year/make made; COUNTY-FOLDER one that ops/local started. Every unit submits with a key of its
own, two officers decide. A command that the program does not have is counted and left out, and so is what would follow
from it: the last lines say what is missing. Exit code 0 only when every step was taken and every count is the manifest's.
"""
import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

SECONDS = 300
RULES = Path(__file__).resolve().parents[2] / "ops" / "rules" / "standard"


def remarks(places, text):
    """--rule R --at PLACE=TEXT for each place."""
    return [x for p in places for x in ("--rule", p["rule"], "--at", "%s=%s" % (p["path"], p.get("text", text)))]


# The options of `jixiao DO`, by what the step says. The document's id stands in front of them.
OPTIONS = {
    "return": lambda s: remarks(s["comments"], ""),
    "override": lambda s: remarks(s["findings"], s["reason"]),
    "explain": lambda s: remarks(s["findings"], s["reason"]),
    "move": lambda s: ["--unit", s["unit"]],
    "resolve": lambda s: ["--as", s["how"]] + (["--project", s["project"]] if "project" in s else []),
    "close": lambda s: ["--year", s["year"]],
    "reopen": lambda s: ["--year", s["year"]],
}
WITHOUT_REASON = ("approve", "explain")
FIGURES = {"initial_budget": "initial_budget", "amount": "initial_budget", "annual_budget": "annual_budget", "executed": "executed"}


class Player:
    def __init__(self, year, county, build):
        self.year, self.county, self.program = year, county, build / "bin" / "jixiao"
        self.plan = json.loads((year / "plan.json").read_text(encoding="utf-8"))
        self.manifest = json.loads((year / "manifest.json").read_text(encoding="utf-8"))
        self.ids, self.missing, self.refused, self.people = {}, Counter(), [], set()
        self.commands = self.run([], "--help").stdout

    # ---- people and the program ----

    def environment(self, person):
        folder = self.county / "people" / person
        key = self.county / "county" / "admin.key" if person == "admin" else folder.with_suffix(".key")
        home = self.county / "admin" if person == "admin" else folder
        return {**os.environ, "JIXIAO_RULES": str(RULES), "JIXIAO_COUNTY": str(self.county / "county" / "county.conf"), "JIXIAO_KEY": str(key),
                "JIXIAO_HOME": str(home), "LC_ALL": "C.UTF-8"}

    def run(self, person, *arguments):
        env = self.environment(person) if person else os.environ
        return subprocess.run([str(self.program), *map(str, arguments)], env=env, capture_output=True, text=True, timeout=SECONDS,
                              check=False)

    def enrol(self, person, unit, role):
        if person in self.people:
            return
        (self.county / "people" / person).mkdir(parents=True, exist_ok=True)
        made = self.run(None, "keygen", self.county / "people" / (person + ".key"), "--unit", unit)
        done = self.run("admin", "admin", "enrol", made.stdout.strip(), "--unit", unit, "--role", role, "--name", person)
        if made.returncode or done.returncode:
            sys.exit("%s cannot be enrolled: %s%s" % (person, made.stderr, done.stderr))
        self.people.add(person)

    def enrol_for(self, step):
        unit = step["as"]
        role = "county" if step["person"].startswith("officer") else "township"
        self.enrol(step["person"], unit, role)

    # ---- steps ----

    def take(self, steps):
        """Steps that belong together (together())."""
        step = steps[0]
        self.enrol_for(step)
        if step["do"] == "submit":
            self.submit(steps)
        elif step["do"] == "load":
            options = ["--year", step["year"]] if "year" in step else []
            self.command(step, "admin", ["load", step["table"], self.year / step["file"], *options])
        else:
            self.decide(step)

    def decide(self, step):
        refs = step.get("documents") or [step[k] for k in ("document",) if k in step]
        unknown = [r for r in refs if r not in self.ids]
        if unknown:
            return self.refused.append((step["step"], "no id: %s" % unknown))
        reason = [] if step["do"] in WITHOUT_REASON else ["--reason", step["reason"]]
        options = OPTIONS.get(step["do"], lambda s: [])(step)
        self.command(step, step["do"], ["--json", *(self.ids[r] for r in refs), *reason, *options])

    def command(self, step, name, arguments):
        """Any answer but a full success is noted; a command that the program does not know is only counted."""
        done = self.run(step["person"], name, *arguments)
        words = " ".join([name] + [a for a in arguments[:1] if name == "admin"])
        if ("\n  %s " % name) not in self.commands or (name == "admin" and "no such" in done.stderr + done.stdout):
            self.missing[words] += 1
        elif done.returncode or '"rejected"' in done.stdout:
            self.refused.append((step["step"], "%s: %s" % (words, " ".join((done.stderr + done.stdout).split())[:240])))

    def submit(self, steps):
        """Files that one person sends in a row go with one command."""
        step, options = steps[0], ["--wait", "--json"]
        if step.get("revises"):
            if step["revises"] not in self.ids:
                return self.refused.append((step["step"], "its parent has no id"))
            options += ["--revises", self.ids[step["revises"]]]
        done = self.run(step["person"], "submit", *options, *(self.year / s["file"] for s in steps))
        meant = [d["ref"] for s in steps for d in s["documents"]]
        try:
            ids = [a["id"] for a in json.loads(done.stdout)]
        except (ValueError, KeyError, TypeError):
            return self.refused.append((step["step"], "submit: " + (done.stderr or done.stdout).strip()[:240]))
        if len(ids) != len(meant):
            return self.refused.append((step["step"], "%d answers for %d documents" % (len(ids), len(meant))))
        self.ids.update(zip(meant, ids))

    # ---- what it adds up to ----

    def compare(self):
        """[(scope, form, count, manifest's, printed)] of what differs, and how many counts were compared."""
        wrong, compared = [], 0
        for form in sorted({f for forms in self.manifest["counts"].values() for f in forms}):
            done = self.run("officer-1", "summary", "--json", "--year", self.manifest["year"], "--form", form)
            try:
                rows = json.loads(done.stdout)
            except ValueError:
                return [("county", form, "summary", "", done.stderr.strip()[:160])], compared
            for scope, name, meant, printed in figures(rows, form, self.manifest["counts"]):
                compared += 1
                if meant != printed:
                    wrong.append((scope, form, name, meant, printed))
        return wrong, compared


def together(steps):
    """The steps in order, first submissions of one person in a row as one."""
    out = []
    for step in steps:
        before = out[-1][0] if out else {}
        first = step["do"] == "submit" and "revises" not in step
        if first and before.get("do") == "submit" and "revises" not in before and before["person"] == step["person"]:
            out[-1].append(step)
        else:
            out.append([step])
    return out


def decimal(value):
    return None if value in (None, "") else Decimal(str(value).rstrip("%"))


def figures(answer, form, counts):
    """(scope, what, manifest's, printed) of every figure that the program's summary and the manifest both have."""
    for group in answer if isinstance(answer, list) else [answer]:
        for row in [group] + group.get("units", []):
            scope = "unit " + row["unit"] if "unit" in row else "county"
            said = counts.get(scope, {}).get(form)
            if said is not None:
                yield from figures_of(scope, said, row)


def figures_of(scope, said, row):
    yield scope, "documents", said["documents"], row["documents"]
    for name, meant in said["money"].items():
        yield scope, name, round(decimal(meant), 2), decimal(row[FIGURES[name]])
    if "standard" in said:
        yield scope, "grades", said["standard"]["grades"], row["grades"]
        yield scope, "mean", decimal(said["standard"]["mean"]) or 0, decimal(row["mean_score"])
        yield scope, "rate", decimal(said["execution_rate"]), decimal(row["rate"])
    if "approved" in row:
        yield scope, "approved", said["documents_approved"], row["approved"]["documents"]
    if "states" in row:
        yield scope, "states", said["states"], row["states"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("year", type=Path)
    parser.add_argument("county", type=Path)
    parser.add_argument("--build", type=Path, default=Path(__file__).resolve().parents[2] / "build")
    parser.add_argument("--until", type=int, help="stop after this step")
    args = parser.parse_args()
    player = Player(args.year.resolve(), args.county.resolve(), args.build.resolve())
    began = time.monotonic()
    steps = player.plan[:args.until]
    for several in together(steps):
        player.take(several)
    wrong, compared = player.compare()
    print("%d steps in %.0f s; %d documents have an id" % (len(steps), time.monotonic() - began, len(player.ids)))
    for name, times in sorted(player.missing.items()):
        print("missing: jixiao %s (%d steps left out)" % (name, times))
    for step, why in player.refused[:20]:
        print("step %d: %s" % (step, why))
    for difference in wrong[:20]:
        print("differs: %s" % (difference,))
    print("refused: %d; counts compared: %d, different: %d" % (len(player.refused), compared, len(wrong)))
    sys.exit(0 if compared and not (wrong or player.missing or player.refused) else 1)


if __name__ == "__main__":
    main()
