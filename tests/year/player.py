"""Takes the steps of a made year in a real county, as its people would: with the command line, everybody with a key and a
folder of their own.
"""
import json
import os
import re
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "ops" / "rules" / "standard"
SECONDS = 300  # most that a command may take
SHOWN = 240    # of what a command said when it failed
BUSY, BUSY_PAUSE, BUSY_SECONDS = "JX_E_BUSY", 1.0, 120
BLANK = re.compile(r"\s*")


class Trouble(Exception):
    """A command that should have worked did not, and there is no going on without it."""


def shown(text):
    return " ".join(text.split())[:SHOWN]


def remarks(places, text):
    """--rule R --at PLACE=TEXT for each place."""
    return [x for p in places for x in ("--rule", p["rule"], "--at", "%s=%s" % (p["path"], p.get("text", text)))]


# The options of `jixiao DO`, by what the step says. The documents' ids stand in front of them.
OPTIONS = {
    "return": lambda s: remarks(s["comments"], ""),
    "override": lambda s: remarks(s["findings"], s["reason"]),
    "explain": lambda s: remarks(s["findings"], s["reason"]),
    "move": lambda s: ["--unit", s["unit"]],
    "resolve": lambda s: ["--as", s["how"]] + (["--project", s["project"]] if "project" in s else []),
    "close": lambda s: ["--year", s["year"]],
    "reopen": lambda s: ["--year", s["year"]],
}
STANDS = "两份表口径不同，已与单位核实。"
WITHOUT_REASON = ("approve", "explain")


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


class Player:
    """`ids` are the documents' by their refs; `refused` the steps that did not come out as planned, and why;
    `stands` what contradicted another document and was let stand: (rule, place) by the document's id."""

    def __init__(self, year, county, build):
        self.year, self.county, self.program = year, county, build / "bin" / "jixiao"
        self.plan = json.loads((year / "plan.json").read_text(encoding="utf-8"))
        self.ids, self.refused, self.people, self.commands, self.stands = {}, [], set(), 0, {}
        self.busy = 0

    # ---- people and the program ----

    def environment(self, person):
        folder = self.county / "people" / person
        key = self.county / "county" / "admin.key" if person == "admin" else folder.with_suffix(".key")
        home = self.county / "admin" if person == "admin" else folder
        return {**os.environ, "JIXIAO_RULES": str(RULES), "JIXIAO_COUNTY": str(self.county / "county" / "county.conf"),
                "JIXIAO_KEY": str(key), "JIXIAO_HOME": str(home), "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}

    def run(self, person, *arguments):
        self.commands += 1
        return subprocess.run([str(self.program), *map(str, arguments)], env=self.environment(person), capture_output=True,
                              text=True, timeout=SECONDS, check=False)

    def run_for_json(self, person, *arguments):
        """Who is told that the service is busy tries again, as she is told to."""
        deadline = time.monotonic() + BUSY_SECONDS
        done = self.run(person, *arguments, "--json")
        while done.returncode and BUSY in done.stderr and time.monotonic() < deadline:
            self.busy += 1
            time.sleep(BUSY_PAUSE)
            done = self.run(person, *arguments, "--json")
        return done

    def ask(self, person, *arguments):
        """What a command prints as JSON."""
        done = self.run_for_json(person, *arguments)
        try:
            return json.loads(done.stdout)
        except ValueError:
            raise Trouble("%s: jixiao %s: %s" % (person, arguments[0], shown(done.stderr or done.stdout))) from None

    def ask_each(self, person, *arguments):
        """The values, when it prints one after the other."""
        text, at, decoder = self.run_for_json(person, *arguments).stdout.strip(), 0, json.JSONDecoder()
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            at = BLANK.match(text, at).end()
            yield value

    def enrol(self, person, unit, role):
        if person in self.people:
            return
        (self.county / "people" / person).mkdir(parents=True, exist_ok=True)
        made = self.run("admin", "keygen", self.county / "people" / (person + ".key"), "--unit", unit)
        done = self.run("admin", "admin", "enrol", made.stdout.strip(), "--unit", unit, "--role", role, "--name", person)
        if made.returncode or done.returncode:
            raise Trouble("%s cannot be enrolled: %s" % (person, shown(made.stderr + done.stderr)))
        self.people.add(person)

    # ---- steps ----

    def take(self, steps):
        """Steps that belong together (together())."""
        step = steps[0]
        self.enrol(step["person"], step["as"], "county" if step["person"].startswith("officer") else "township")
        if step["do"] == "submit":
            self.submit(steps)
        elif step["do"] == "approve":
            self.approve(step)
        elif step["do"] == "load":
            options = ["--year", step["year"]] if "year" in step else []
            self.command(step, ["admin", "load", step["table"], self.year / step["file"], *options])
        else:
            self.decide(step)

    def approve(self, step):
        """Many at once. What contradicts other documents is looked at first, and let stand with a reason."""
        ids = [self.ids.get(ref) for ref in step["documents"]]
        if None in ids:
            return self.refuse(step, "no id: %s" % step["documents"][ids.index(None)])
        refused = self.not_approved(step, ids)
        open_ones = [document for document, status in refused if status == "JX_E_OPEN_FINDINGS"]
        if open_ones and len(open_ones) == len(refused):
            for shown_one in self.ask_each(step["person"], "show", *open_ones):
                self.let_stand(step, shown_one)
            refused = self.not_approved(step, open_ones)
        return refused and self.refuse(step, shown(str(refused)))

    def not_approved(self, step, ids):
        """[(document, status)]"""
        said = self.ask(step["person"], "approve", *ids)
        done = [(d["document"], d.get("outcome", d).get("status")) for d in said]
        return [d for d in done if d[1] != "JX_OK"]

    def let_stand(self, step, document):
        """Overrides what a document says otherwise than another one."""
        places = [{"rule": r["rule"], "path": r["place"]} for r in document.get("relations", [])
                  if r["open"] and r["severity"] in ("error", "explain")]
        if places:
            self.stands[document["id"]] = {(p["rule"], p["path"]) for p in places}
            self.command(step, ["override", document["id"], "--reason", STANDS, *remarks(places, STANDS)])

    def refuse(self, step, why):
        self.refused.append({"step": step["step"], "do": step["do"], "why": why})

    def decide(self, step):
        refs = step.get("documents") or [step[k] for k in ("document",) if k in step]
        unknown = [r for r in refs if r not in self.ids]
        if unknown:
            return self.refuse(step, "no id: %s" % unknown)
        reason = [] if step["do"] in WITHOUT_REASON else ["--reason", step["reason"]]
        options = OPTIONS.get(step["do"], lambda s: [])(step)
        return self.command(step, [step["do"], *(self.ids[r] for r in refs), *reason, *options])

    def command(self, step, arguments):
        """Any answer but a full success is noted."""
        done = self.run(step["person"], *arguments)
        if done.returncode:
            self.refuse(step, shown(done.stderr + done.stdout))

    def submit(self, steps):
        """Files that one person sends in a row go with one command."""
        step, options = steps[0], ["--wait"]
        if step.get("revises"):
            if step["revises"] not in self.ids:
                return self.refuse(step, "its parent has no id")
            options += ["--revises", self.ids[step["revises"]]]
        said = self.ask(step["person"], "submit", *options, *(self.year / s["file"] for s in steps))
        meant = [d["ref"] for s in steps for d in s["documents"]]
        ids = [a.get("id") for a in said]
        if len(ids) != len(meant) or None in ids:
            return self.refuse(step, "%d answers for %d documents: %s" % (len(ids), len(meant), shown(json.dumps(said))))
        return self.ids.update(zip(meant, ids))
