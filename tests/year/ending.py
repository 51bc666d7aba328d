"""The year's end, after everything was compared: scored again under the second profile, published, archived and audited.

Each function of GROUPS takes a step of it, once, and yields (scope, form, what, manifest's, printed) as those of figures do;
a step builds on those before it.
"""
import csv
import hashlib
import json
import zipfile
from collections import Counter
from decimal import Decimal

import counts
from figures import OFFICER, decimal
from player import ROOT, Trouble, shown

SECOND = ROOT / "ops" / "rules" / "alternative"
OFFICERS = (OFFICER, "officer-2")
GRADES = {"优": "excellent", "良": "good", "中": "fair", "差": "poor"}
PUBLISHED_MONEY = ("initial_budget", "annual_budget", "executed")
COUNTING = ("scored", "approved")
BLOCKING = ("error", "explain")
SCORED = "self_evaluation"


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def blake(content):
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def in_wan(amount, unit):
    figure = Decimal(amount.replace(",", ""))
    return figure / 10000 if unit == "元" else figure


def with_flipped_bits(archive, names, copy):
    """A copy of an archive in which one bit, in the middle, of each named member is another one."""
    with zipfile.ZipFile(archive) as box, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as out:
        for name in box.namelist():
            content = bytearray(box.read(name))
            if name in names:
                content[len(content) // 2] ^= 1
            out.writestr(name, bytes(content))


class Ending:
    """`before` is the county as it was compared; `now` the same, once it is scored under the second profile. `folder` is
    where its publication and its archive are put."""

    def __init__(self, before, folder):
        self.before, self.now, self.folder = before, before.later("alternative"), folder
        self.player, self.manifest, self.year = before.player, before.manifest, before.year
        self.contents = read_json(self.player.year / "documents.json")
        self.said = {}

    def another(self, manifest):
        """The same end beside another manifest; every step was taken."""
        out = Ending(self.before.another(manifest), self.folder)
        out.now, out.said = self.now.another(manifest), self.said
        return out

    def once(self, take):
        """What a step said."""
        if take not in self.said:
            self.said[take] = getattr(self, take)()
        return self.said[take]

    def told(self):
        """What somebody would note of it."""
        run, archive, published = self.once("score"), self.once("archive"), self.once("publish")
        return {"run": run["run"], "pack": run["name"], "regraded": len(self.manifest["regraded"]),
                "published": published["manifest"]["documents"], "files": len(published["manifest"]["files"]),
                "position": archive["position"], "head": archive["head"]}

    # ---- the steps ----

    def ask(self, *arguments):
        """The last of what a command prints: one that takes its time prints how far it is."""
        said = list(self.player.ask_each(OFFICER, *arguments))
        if not said:
            raise Trouble("jixiao %s says nothing" % " ".join(map(str, arguments)))
        return said[-1]

    def decide(self, what, person, reason):
        self.player.take([{**self.player.plan[-1], "do": what, "person": person, "reason": reason}])

    def score(self):
        """A year that is closed is opened by two before it is scored again."""
        for person in OFFICERS:
            self.decide("reopen", person, "按新办法重新计分。")
        return self.ask("batch", "score", "--year", self.year, "--pack", SECOND)

    def compare(self):
        return self.ask("batch", "compare", "live", self.once("score")["run"])

    def make_live(self):
        said = self.ask("batch", "publish", self.once("score")["run"])
        self.decide("close", OFFICER, "重新计分完成，再次锁定。")
        return said

    def publish(self):
        folder = self.folder / "published"
        self.folder.mkdir()
        data, said = folder / "data", self.ask("publish", "--year", self.year, "-o", folder)
        return {"said": said, "manifest": read_json(folder / "manifest.json"),
                **{name: read_csv(data / (name + ".csv")) for name in ("units", "documents", "findings")},
                **{name: read_json(data / ("county_%s.json" % name)) for name in ("project_list", "evaluation_summary")}}

    def archive(self):
        return self.ask("archive", "--year", self.year, "--published", self.folder / "published", "-o", self.folder / "year.zip")

    def audit(self):
        return self.ask("audit", self.folder / "year.zip", "--published", self.folder / "published")

    def damage(self):
        """[members that were changed, exit code of the audit, what it says]; the fold is left out: the chain has to hold first."""
        with zipfile.ZipFile(self.folder / "year.zip") as box:
            names = box.namelist()
        changed = [next(n for n in names if n.startswith(part) and n.endswith(last)) for part, last in (
            ("published/data/", "units.csv"), ("journal/", ""), ("packs/", "/profile.txt"))]
        copy = self.folder / "damaged.zip"
        with_flipped_bits(self.folder / "year.zip", changed, copy)
        done = self.player.run(OFFICER, "audit", copy, "--no-fold", "--json")
        if not done.stdout:
            raise Trouble("the audit of a damaged archive says nothing: %s" % shown(done.stderr))
        return changed, done.returncode, json.loads(done.stdout)

    # ---- scored again ----

    def refs_in(self, *states):
        return [ref for ref, state in self.manifest["states"].items() if state in states]

    def both(self, ref):
        """(score, grade) under either profile."""
        return [(decimal(self.manifest["scores"][p][ref]), self.manifest["grades"][p][ref]) for p in ("standard", "alternative")]

    def scored_again(self):
        """Nothing changes before the run is published."""
        run = self.once("score")
        yield "county", "all", "documents scored again", len(self.manifest["states"]) - len(self.refs_in("rejected")), run["documents"]
        yield "county", "all", "published", 0, run["published"]
        if "unchanged" not in self.said:
            self.said["unchanged"] = self.before.later("standard")
        yield from self.said["unchanged"].another(self.manifest).summaries()

    def regraded(self):
        """Of what counts, each document whose score or grade is another one, and all of them by unit and grade."""
        found = self.once("compare")
        meant = {ref: self.both(ref) for ref in self.refs_in(*COUNTING) if ref.startswith(SCORED)}
        meant = {ref: both for ref, both in meant.items() if both[0] != both[1]}
        printed = {self.before.refs[d["id"]]: [(decimal(d[s]), d[s + "_grade"] or None) for s in ("left", "right")]
                   for d in found["documents"]}
        for ref in sorted(meant.keys() | printed.keys()):
            yield ref, SCORED, "scored otherwise", meant.get(ref), printed.get(ref)
        by_unit, of = Counter(self.manifest["of"][ref] for ref in meant), {r["ref"]: r for r in self.manifest["regraded"]}
        yield "county", SCORED, "changed", len(meant), found["changed"]
        yield "county", SCORED, "changed by unit", dict(by_unit), found["units"]
        yield "county", SCORED, "graded otherwise", {ref: (r["standard"][1], r["alternative"][1]) for ref, r in of.items()}, \
            {ref: (left[1], right[1]) for ref, (left, right) in printed.items() if left[1] != right[1]}
        yield "county", SCORED, "by grade", Counter((a[1], b[1]) for a, b in meant.values()), \
            Counter({(g["left"] or None, g["right"] or None): g["documents"] for g in found["grades"]})

    def made_live(self):
        """The sums under the second profile, once its run is the year's."""
        yield "county", "all", "state of the run", "live", self.once("make_live")["state"]
        yield from self.now.summaries()
        yield from self.now.branches()

    # ---- published ----

    def published(self):
        """What was published, by form and unit, and each document in it with score, grade and findings."""
        told = self.once("publish")
        yield from self.published_counts(told["manifest"])
        for row in told["units"]:
            yield from self.published_unit(row)
        yield from self.published_documents(told)
        yield from self.published_lists(told)

    def published_counts(self, manifest):
        counts = self.manifest["counts"]["county"]
        printed = {form: Counter() for form in counts}
        for row in manifest["counts"]:
            printed[row["form"]].update({k: row[k] for k in ("expected", "received", "approved")})
        for form, said in counts.items():
            yield "county", form, "published of it", [said[k] for k in ("expected", "documents", "documents_approved")], \
                [printed[form][k] for k in ("expected", "received", "approved")]
        yield "county", "all", "documents published", sum(f["documents_approved"] for f in counts.values()), manifest["documents"]
        left_out = Counter(state for state in self.manifest["states"].values() if state != "approved")
        yield "county", "all", "left out", {"secret_projects": 0, **left_out}, manifest["left_out"]

    def published_unit(self, row):
        scope, form = self.before.scope_of(row["unit_code"]), row["form"]
        said = self.manifest["counts"][scope][form]
        yield scope, form, "counts in the list", [said[k] for k in ("expected", "documents", "documents_approved")], \
            [int(row[k]) for k in ("expected", "received", "approved")]
        for sums, prefix in ((said, ""), (said["approved_sums"], "approved_")):
            for name in PUBLISHED_MONEY:
                if name in sums["money"] and prefix + name in row:
                    yield scope, form, "%s%s in the list" % (prefix, name), decimal(sums["money"][name]), decimal(row[prefix + name])
            if form == SCORED:
                yield scope, form, prefix + "mean in the list", decimal(sums["alternative"]["mean"]), decimal(row[prefix + "mean_score"])
        if form == SCORED:
            yield scope, form, "grades in the list", said["alternative"]["grades"], {g: int(row[name]) for g, name in GRADES.items()}

    def published_documents(self, told):
        rows = {self.before.refs[row["id"]]: row for row in told["documents"]}
        scores, grades = (self.manifest[k]["alternative"] for k in ("scores", "grades"))
        yield "county", "all", "published documents", sorted(self.refs_in("approved")), sorted(rows)
        for ref, row in rows.items():
            if ref in scores:
                yield ref, SCORED, "published score and grade", [decimal(scores[ref]), grades[ref]], \
                    [decimal(row["computed_score"]), row["grade"] or None]
        blocking = {ref: [] for ref in rows}
        for row in told["findings"]:
            if row["severity"] in BLOCKING:
                blocking[self.before.refs[row["id"]]].append((row["rule"], row["place"]))
        planted = {p["ref"]: (p["rule"], p["path"]) for p in self.manifest["planted"]}
        for ref, found in blocking.items():
            meant = set(map(tuple, self.manifest["contradictions"].get(ref, []))) | ({planted[ref]} if ref in planted else set())
            yield ref, "", "published findings", sorted(meant), sorted(found)  # each once, those let stand too

    def published_lists(self, told):
        """The county's two lists: each project that was published, and what they add up to."""
        targets, evaluations = told["project_list"], told["evaluation_summary"]
        views = {ref: self.contents[ref]["document"] for ref in self.refs_in("approved")}
        of_form = {form: [v for v in views.values() if v["form"] == form] for form in ("target", SCORED)}
        unit = targets.get("money_unit")
        printed = sorted((r["name"], in_wan(r["amount"], unit)) for r in targets["rows"])
        meant = sorted((v["project"]["name"], counts.money(v, "amount")) for v in of_form["target"])
        yield "county", "target", "rows of the public list", len(meant), len(printed)
        for mine, theirs in zip(meant, printed):
            yield "county", "target", "in the public list", mine, theirs
        yield "county", "target", "total of the public list", \
            Decimal(self.manifest["counts"]["county"]["target"]["approved_sums"]["money"]["amount"]), \
            in_wan(targets.get("total", {}).get("amount", "0"), unit)
        yield "county", SCORED, "the summary of scores", sorted((v["project"]["name"], v["total"]["score"]) for v in of_form[SCORED]), \
            sorted((r["name"], r["score"]) for r in evaluations["rows"])

    # ---- kept ----

    def audited(self):
        """The archive is of the position that was published, and its audit finds nothing."""
        published, archive, audit = (self.once(take) for take in ("publish", "archive", "audit"))
        yield "county", "all", "position of the archive", published["manifest"]["position"], archive["position"]
        yield "county", "all", "head of the journal", archive["head"], audit["head"]
        yield "county", "all", "audit", [self.year, archive["position"], archive["files"], True, True, []], \
            [audit[k] for k in ("year", "position", "files", "folded", "holds", "problems")]
        yield from self.archived_pack()

    def archived_pack(self):
        """The pack of the run stands in the archive, to be read."""
        with zipfile.ZipFile(self.folder / "year.zip") as box:
            below = "packs/%012d/" % self.once("score")["run"]
            files = {n[len(below):]: blake(box.read(n)) for n in box.namelist() if n.startswith(below)}
        for path in sorted(SECOND.iterdir()):
            yield "county", "all", "archived " + path.name, blake(path.read_bytes()), files.get(path.name)

    def damaged(self):
        """One bit of a published table, of a record and of a pack: the audit names these three files and no other."""
        changed, code, audit = self.once("damage")
        yield "county", "all", "audit of a damaged copy", [1, False], [code, audit["holds"]]
        named = {p["file"] for p in audit["problems"]}
        for name in sorted(named | set(changed)):
            yield "county", "all", name, name in changed, name in named


GROUPS = [  # as in figures
    ("scored again: nothing changes yet", Ending.scored_again), ("grades under the second profile", Ending.regraded),
    ("sums under the second profile", Ending.made_live), ("what is published", Ending.published),
    ("the archive and its audit", Ending.audited), ("a damaged archive is found out", Ending.damaged),
]
