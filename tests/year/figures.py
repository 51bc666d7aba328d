"""Asks the county for every figure that the manifest has, as its officers and clerks would, and lays the two side by side.

Each function below yields (scope, form, what, manifest's, printed): one count for each.
"""
from decimal import ROUND_HALF_UP, Decimal

OFFICER = "officer-1"
CENT = Decimal("0.01")
FATES = {"rejected": "missing", **{f: f for f in ("missing", "late", "returned", "withdrawn")}}  # as who owes it is told
EVERYTHING = 100000  # documents; more than any made year has
FIGURES = {"initial_budget": "initial_budget", "amount": "initial_budget", "annual_budget": "annual_budget", "executed": "executed"}


def decimal(value):
    return None if value in (None, "") else Decimal(str(value).rstrip("%")).quantize(CENT, ROUND_HALF_UP)


class County:
    """What a played county says, beside what its manifest says."""

    def __init__(self, player, manifest, watched, profile="standard"):
        self.player, self.manifest, self.seen, self.profile = player, manifest, watched, profile
        self.year, self.counts = manifest["year"], manifest["counts"]
        self.forms = sorted({f for forms in self.counts.values() for f in forms})
        self.answers, self.shown = {}, None
        self.refs = {document: ref for ref, document in player.ids.items()}
        self.printed = {form: {} for form in self.forms}  # of the whole county, as it was printed

    def ask(self, *arguments, person=OFFICER):
        """Asked once: nothing changes any more."""
        key = (person, *arguments)
        if key not in self.answers:
            self.answers[key] = self.player.ask(person, *arguments)
        return self.answers[key]

    def another(self, manifest):
        """The same county beside another manifest."""
        out = County(self.player, manifest, self.seen, self.profile)
        out.answers, out.shown = self.answers, self.shown
        return out

    def later(self, profile):
        """The same county asked anew, scored under another profile."""
        return County(self.player, self.manifest, self.seen, profile)

    def scope_of(self, unit):
        """The scope of a branch of the tree; the county is its top, with its code and without."""
        branch = "branch " + unit
        return branch if branch in self.counts else "unit " + unit if "unit " + unit in self.counts else "county"

    # ---- jixiao summary ----

    def summaries(self):
        """By unit and of the county: documents, states, money, grades and means, received and approved."""
        for form in self.forms:
            answer = self.ask("summary", "--year", self.year, "--form", form)
            for group in answer if isinstance(answer, list) else [answer]:
                self.printed[form].update(documents=group["documents"], states=group["states"],
                                          approved=group["approved"]["documents"])
                for row in [group] + group["units"]:
                    yield from self.summary_row("unit " + row["unit"] if "unit" in row else "county", form, row)
                meant = sorted(s for s, forms in self.counts.items() if s.startswith("unit") and forms[form]["states"])
                yield "county", form, "units", meant, sorted("unit " + row["unit"] for row in group["units"])

    def summary_row(self, scope, form, row):
        said = self.counts[scope][form]
        yield scope, form, "documents", said["documents"], row["documents"]
        yield scope, form, "approved", said["documents_approved"], row["approved"]["documents"]
        yield scope, form, "states", said["states"], row["states"]
        for column, sums, part in (("received", said, row), ("approved", said["approved_sums"], row["approved"])):
            for name, meant in sums["money"].items():
                yield scope, form, column + " " + name, decimal(meant), decimal(part[FIGURES[name]])
            if form == "self_evaluation":
                yield from self.scores(scope, form, column, sums, part)

    def scores(self, scope, form, column, sums, part):
        meant = sums[self.profile]
        yield scope, form, column + " grades", meant["grades"], part["grades"]
        yield scope, form, column + " not computed", meant["not_computed"], part["documents"] - sum(part["grades"].values())
        yield scope, form, column + " mean", decimal(meant["mean"]) or 0, decimal(part["mean_score"]) or 0
        yield scope, form, column + " rate", decimal(sums["execution_rate"]), decimal(part["rate"])
        yield scope, form, column + " claimed differs", meant["claimed_differs"], part["claimed_differs"]

    # ---- jixiao summary --tree, --difference ----

    def branches(self):
        """By branch of the tree: what is expected, what came of it, and both columns' sums with both means."""
        for form in self.forms:
            rows = self.ask("summary", "--tree", "--year", self.year, "--form", form)["branches"]
            for row in rows:
                scope = self.scope_of(row["unit"])
                said = self.counts[scope][form]
                for meant, printed in (("expected", "expected"), ("received", "expected_received"),
                                       ("approved", "expected_approved"), ("on_time", "on_time"), ("late", "late")):
                    yield scope, form, "of those expected, " + meant, said[meant], row[printed]
                yield from self.branch_sums(scope, form, "received", said, row["received"])
                yield from self.branch_sums(scope, form, "approved", said["approved_sums"], row["approved"])
            top = rows[0]
            self.printed[form].update(expected=top["expected"], came=top["expected_received"], on_time=top["on_time"],
                                      late=top["late"], sums=top["received"])
            meant = {s for s, forms in self.counts.items() if not s.startswith("below") and forms[form]["expected"]}
            named = {self.scope_of(row["unit"]) for row in rows}
            yield "county", form, "branches", sorted(s for s in meant if s[:4] != "unit" or "branch" + s[4:] not in meant), \
                sorted(named & meant)

    def branch_sums(self, scope, form, column, sums, part):
        for name in ("annual_budget", "executed"):
            if name in sums["money"]:
                yield scope, form, column + " " + name, decimal(sums["money"][name]), decimal(part[name])
        if form == "self_evaluation":
            meant = sums[self.profile]
            yield scope, form, column + " rate", decimal(sums["execution_rate"]), decimal(part["rate"])
            yield scope, form, column + " mean", decimal(meant["mean"]), decimal(part["mean_score"])
            yield scope, form, column + " mean by money", decimal(meant["weighted_mean"]), decimal(part["mean_score_by_money"])

    def differences(self):
        """What a branch says of itself, and what the units below it add up to."""
        form = "self_evaluation"
        for row in self.ask("summary", "--difference", "--year", self.year, "--form", form)["branches"]:
            sides = {"own": "unit " + row["unit"], "children": "below " + row["unit"]}
            for side, scope in sides.items():
                if scope in self.counts:
                    said = self.counts[scope][form]
                    yield scope, form, side + " documents", said["documents"], row[side]["documents"]
                    yield from self.branch_sums(scope, form, side, said, row[side])

    # ---- jixiao summary --by ----

    def breakdown(self, what, form):
        """(scope, what the manifest has, branch as printed), of both columns."""
        for branch in self.ask("summary", "--by", what, "--tree", "--year", self.year, "--form", form)["branches"]:
            scope = self.scope_of(branch["unit"])
            said = self.counts[scope][form]
            yield scope, form, "of those expected", [said[k] for k in ("expected", "received", "approved")], \
                [branch[k] for k in ("expected", "expected_received", "expected_approved")]
            yield scope, form, "documents", [said["documents"], said["documents_approved"]], [branch["received"], branch["approved"]]
            for column, sums in (("received", said), ("approved", said["approved_sums"])):
                yield from self.details(what, scope, form, column, sums, branch)

    def details(self, what, scope, form, column, sums, branch):
        rows = branch["rules" if what == "rule" else "indicators"]
        parts = {row[what]: row if column == "received" else row[column] for row in rows}
        if what == "rule":
            blocking = {name: [p["errors"] + p["explains"], p["answered"]] for name, p in parts.items() if p["errors"] + p["explains"]}
            yield scope, form, column + " by rule", self.with_stands(scope, form, column, sums["by_rule"]), blocking
            return
        yield scope, form, column + " classes", sorted(sums["classes"]), sorted(n for n, p in parts.items() if p["rows"])
        for name, meant in sums["classes"].items():
            for key, figure in meant.items():
                yield scope, form, "%s %s %s" % (column, name, key), decimal(figure), decimal(parts.get(name, {}).get(key))

    def with_stands(self, scope, form, column, by_rule):
        """What was let stand because of other documents is a finding, and answered."""
        out = {rule: list(counts) for rule, counts in by_rule.items()}
        kind, _, code = scope.partition(" ")
        for document, places in self.player.stands.items():
            ref = self.refs[document]
            unit, state = self.manifest["of"][ref], self.manifest["states"][ref]
            inside = kind == "county" or unit == code or kind == "branch" and unit.startswith(code)
            counts = state == "approved" or column == "received" and state == "scored"
            if ref.startswith(form + "/") and inside and counts:
                for rule, _ in places:
                    out.setdefault(rule, [0, 0])
                    out[rule] = [n + 1 for n in out[rule]]
        return out

    def classes(self):
        """By branch and class of level-1 indicators: rows, those with full marks, and scores."""
        yield from self.breakdown("indicator", "self_evaluation")

    def rules(self):
        """By branch and rule: what blocks, and what was answered."""
        for form in self.forms:
            yield from self.breakdown("rule", form)

    # ---- jixiao missing ----

    def owed(self):
        """Every form that is expected and does not count, and what became of it; what came after the year was closed never
        came."""
        answer = self.ask("missing", "--year", self.year)
        meant = {(o["form"], o["period"], o["unit"], o["project"]): FATES[o["fate"]] for o in self.manifest["owed"]}
        printed = {(r["form"], r["period"], r["unit"], r["project_name"]): r["state"] or "missing" for r in answer["missing"]}
        for key in sorted(meant.keys() | printed.keys()):
            yield "unit " + key[2], key[0], "owed: " + key[3], meant.get(key), printed.get(key)
        expected = sum(forms["expected"] for forms in self.counts["county"].values())
        yield "county", "all", "expected", expected, answer["expected"]
        for form in self.forms:
            self.printed[form]["missing"] = sum(key[0] == form for key in printed)

    def rates(self):
        """How complete and how punctual each branch is."""
        for row in self.ask("missing", "--year", self.year)["branches"]:
            scope = self.scope_of(row["unit"])
            said = self.counts[scope][row["form"]]
            for name in ("completeness", "punctuality"):
                yield scope, row["form"], name, decimal(said[name]), decimal(row[name])

    def asked(self):
        """The documents about whose project somebody has to be asked."""
        listed = {self.refs.get(d["id"], d["id"]) for d in self.ask("missing", "--unmatched", "--year", self.year)}
        for ref in sorted(listed | set(self.manifest["asked"])):
            yield ref, "", "asked about", ref in self.manifest["asked"], ref in listed

    # ---- jixiao list, show, inbox ----

    def documents(self):
        """Every version's state, and every self-evaluation's score and grade."""
        listed = {d["id"]: d for d in self.ask("list", "--year", self.year, "--most", EVERYTHING)}
        states = self.manifest["states"]
        scores, grades = (self.manifest[k][self.profile] for k in ("scores", "grades"))
        for ref, state in states.items():
            outcome = listed.get(self.player.ids.get(ref), {"outcome": {}})["outcome"]
            yield ref, "", "state", state, outcome.get("state")
            if ref in scores:
                yield ref, "", "score", decimal(scores[ref]), decimal(outcome.get("computed"))
                yield ref, "", "grade", grades[ref], outcome.get("grade")
        yield "county", "all", "documents listed", len(states), len(listed)

    def findings(self):
        """What blocks, at every document that counts: what was planted and nothing else, open unless it was answered; but
        for what was said of it because of other documents."""
        planted = {p["ref"]: p for p in self.manifest["planted"]}
        for shown in self.counting():
            ref = self.refs[shown["id"]]
            p = planted.get(ref)
            of_others = self.player.stands.get(shown["id"], set())
            printed = [(f["rule"], f["severity"], f["place"], f["open"]) for f in shown["findings"]
                       if f["severity"] in ("error", "explain") and (f["rule"], f["place"]) not in of_others]
            meant = [(p["rule"], p["severity"], p["path"], p["end"] != "answered")] if p else []
            yield ref, "", "findings", meant, printed

    def contradictions(self):
        """What documents that count say otherwise than others that count; let stand or not."""
        for shown in self.counting():
            ref = self.refs[shown["id"]]
            printed = sorted([r["rule"], r["place"]] for r in shown["relations"] if r["severity"] in ("error", "explain"))
            yield ref, "", "contradicts others", self.manifest["contradictions"].get(ref, []), printed

    def counting(self):
        """What `show` says of every document that counts."""
        if self.shown is None:
            refs = [ref for ref, state in self.manifest["states"].items() if state in ("scored", "approved")]
            known = [self.player.ids[r] for r in refs if r in self.player.ids]
            self.shown = [s for k in range(0, len(known), 500) for s in self.player.ask_each(OFFICER, "show", *known[k:k + 500])]
        return self.shown

    def inboxes(self):
        """What each unit finds in its inbox to see to, and that what was corrected is gone from it."""
        meant = {}
        for ref, state in self.manifest["to_do"].items():
            meant.setdefault(self.manifest["of"][ref], {})[ref] = state
        for person in sorted(p for p in self.player.people if p.startswith("clerk-")):
            unit = person.removeprefix("clerk-")
            items = self.ask("inbox", "--since", 0, person=person)["items"]
            printed = {self.refs.get(i["document"], i["document"]): i["state"] for i in items
                       if i["unit"] == unit and i["state"] in ("returned", "conflict", "rejected", "late")}
            yield "unit " + unit, "", "inbox", meant.get(unit, {}), printed


    # ---- jixiao watch ----

    def watched(self):
        """What each version became last, to somebody who watched all year."""
        for ref, state in self.manifest["states"].items():
            yield ref, "", "watched", state, self.seen.get(self.player.ids.get(ref))


GROUPS = [  # what it is called in the table, and who compares it
    ("sums, states and grades of units", County.summaries), ("sums and rates of branches", County.branches),
    ("own figures and those below", County.differences), ("classes of level-1 indicators", County.classes),
    ("findings by rule", County.rules), ("who owes what, who was late", County.owed),
    ("projects to be asked about", County.asked), ("completeness and punctuality", County.rates), ("each version's state and score", County.documents),
    ("findings of what counts", County.findings), ("contradictions between documents", County.contradictions),
    ("what waits in the inboxes", County.inboxes),
    ("what was seen by watching", County.watched),
]
