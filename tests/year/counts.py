"""The manifest: what the plan has to add up to at its end, for every unit, branch and the county, by own arithmetic.

Scopes are "county", "branch CODE" (a department and what is below it), "below CODE" (without the department itself) and
"unit CODE". What a count means:

    expected    rows of the expected list;  on_time: received, and not after the due day (an exception makes none punctual)
    received    of these, how many have a version that counts as received; approved likewise
    returned    nothing counts, and the newest version was returned; late, withdrawn likewise; refused: the year was closed
    missing     nothing ever came;  expected = received + returned + late + withdrawn + refused + missing
    documents   versions that count as received, expected or not; money, grades, scores and findings are those of them
    conflicts   versions in conflict;  states: every version by its state
"""
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import contradictions
import scoring
import states

MONEY = {"self_evaluation": ("initial_budget", "annual_budget", "executed"), "monitoring": ("initial_budget", "executed"),
         "target": ("amount",)}
BEHIND = ("returned", "late", "withdrawn", "rejected")
CLASSES = ("产出", "效益", "满意度", "成本")  # of level-1 indicators
CLASS_SUMS = ("rows", "met", "not_computed", "score", "weight", "claimed")
FORMS_BETWEEN = ("target", "project_list", "monitoring", "self_evaluation", "evaluation_summary")
CAME = ("received", "approved")
LATE = ("late", "late-excepted")
TO_DO = ("returned", "conflict", "late", "rejected")


def replay(maker):
    """Every version in its state at the end of the plan."""
    late = {i.key for i in maker.items if i.story in LATE}
    year = states.Year(late, {(e[0], e[2]) for e in maker.exceptions})
    findings = {p["ref"] for p in maker.planted}
    for s in maker.steps:
        do, by = s["do"], s["person"]
        if do == "submit":
            for d in s["documents"]:
                year.submit(states.Version(d["ref"], d["form"], d["unit"], d["project"], by), s.get("revises"))
        elif do == "load" and "names" in s:
            year.name(s["names"], s["project"])
        elif do == "approve":
            for ref in s["documents"]:
                year.approve(ref, by, ref in findings)
        elif do == "resolve" and s["how"] == "another":
            year.resolve_another(s["document"], by, s["project"])
        elif do == "resolve":
            year.resolve_correction(s["document"], by)
        elif do == "move":
            year.move(s["document"], by, s["unit"])
        elif do in ("close", "reopen"):
            getattr(year, do)(by)
        elif do in ("override", "explain"):
            year.answer(s["document"], by)
        elif do in ("return", "withdraw", "adjust"):
            {"return": year.give_back, "withdraw": year.withdraw, "adjust": year.adjust}[do](s["document"], by)
    return year


def money(view, field):
    """An amount of a document's total row in 万元."""
    text = next((f.get(field, "") for f in view.get("funds", []) if f["source"] == "total"), "")
    amount = Decimal(text.replace(",", "").removesuffix("万元")) if text else Decimal(0)
    return amount / 10000 if view.get("money_unit") == "元" else amount


def text(figure):
    return format(figure.normalize(), "f") if figure else "0"


def ratio(part, whole, times=1):
    """Rounded half up to two places; None without a whole."""
    return text((Decimal(part) * times / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)) if whole else None


class Books:
    """A year at its end: what became of every expected form, and what every document says, looked up once."""

    def __init__(self, maker, year):
        self.year, self.items = year, maker.items
        self.views = {ref: entry["document"] for ref, entry in maker.contents.items()}
        self.planted = {p["ref"]: p for p in maker.planted}
        self.late = {i.key for i in maker.items if i.story in LATE}
        self.fates = self.find_fates()
        self.scores = {(ref, name): scoring.total_score(view, profile) for ref, view in self.views.items()
                       if view["form"] == "self_evaluation" for name, profile in scoring.PROFILES.items()}

    def find_fates(self):
        """{key: approved, received, returned, late, withdrawn, rejected or missing} of every expected form."""
        out = {i.key: "missing" for i in self.items}
        out.update({v.key: v.state for v in self.year.versions.values() if v.key in out and v.state in BEHIND})
        for line in self.year.lines:
            if line.received and line.received.key in out:
                approved = line.approved and line.approved.key == line.received.key
                out[line.received.key] = "approved" if approved else "received"
        return out

    def column(self, name, form, inside):
        """Refs of the versions that count in it."""
        holders = (getattr(line, name) for line in self.year.lines)
        return [v.ref for v in holders if v and v.form == form and inside(v.unit)]

    def claimed_differs(self, ref, name):
        """The office's total is not the computed one under that profile, or there is none."""
        return Decimal(self.views[ref]["total"]["score"]) != self.scores[ref, name]

    def sums(self, form, refs):
        """Money, execution, grades and scores of documents."""
        views = {ref: self.views[ref] for ref in refs}
        out = {"money": {f: text(sum((money(v, f) for v in views.values()), Decimal(0))) for f in MONEY.get(form, ())}}
        if form != "self_evaluation":
            return out
        out["execution_rate"] = ratio(Decimal(out["money"]["executed"]), Decimal(out["money"]["annual_budget"]), 100)
        for name, profile in scoring.PROFILES.items():
            known = [(self.scores[ref, name], money(views[ref], "annual_budget")) for ref in refs
                     if self.scores[ref, name] is not None]
            total = sum((s for s, _ in known), Decimal(0))
            out[name] = {
                "grades": {g: sum(profile.grade(s) == g for s, _ in known) for g in scoring.GRADES},
                "claimed_differs": sum(self.claimed_differs(ref, name) for ref in refs),
                "not_computed": len(refs) - len(known), "score_sum": text(total), "mean": ratio(total, len(known)),
                "weighted_mean": ratio(sum((s * m for s, m in known), Decimal(0)), sum((m for _, m in known), Decimal(0)))}
        return out

    def classes(self, refs):
        """{class of level-1 indicators: its rows, those with full marks, those without a score, and sums} under the first
        profile."""
        out = {}
        for ref in refs:
            for row in self.views[ref]["indicators"]:
                sums = out.setdefault(next(c for c in CLASSES if c in row["level1"]), Counter())
                computed = scoring.row_score(row, self.views[ref]["year"], scoring.STANDARD)
                sums["rows"] += 1
                sums["claimed"] += Decimal(row["score"] or 0)
                if computed is None:
                    sums["not_computed"] += 1
                else:
                    sums.update(score=computed, weight=Decimal(row["weight"]), met=computed >= Decimal(row["weight"]))
        return {name: {k: text(Decimal(sums[k])) for k in CLASS_SUMS} for name, sums in sorted(out.items())}

    def by_rule(self, refs):
        """{rule: [planted in these documents, of them answered]}"""
        found = [self.planted[ref] for ref in refs if ref in self.planted]
        return {rule: [sum(p["rule"] == rule for p in found),
                       sum(p["rule"] == rule and self.year.versions[p["ref"]].answered for p in found)]
                for rule in sorted({p["rule"] for p in found})}

    def count(self, form, inside):
        """The counts of a form within a scope; `inside` says which unit codes belong to it."""
        owed = [i.key for i in self.items if i.form == form and inside(i.unit.code)]
        fates = Counter(self.fates[key] for key in owed)
        here = [v for v in self.year.versions.values() if v.form == form and inside(v.unit)]
        counting, approved = self.column("received", form, inside), self.column("approved", form, inside)
        found = [self.planted[ref] for ref in counting if ref in self.planted]
        unanswered = [p for p in found if not self.year.versions[p["ref"]].answered]
        out = {"expected": len(owed), "received": fates["received"] + fates["approved"], "approved": fates["approved"],
               "on_time": sum(self.fates[key] in CAME and key not in self.late for key in owed),
               "returned": fates["returned"], "late": fates["late"], "withdrawn": fates["withdrawn"], "refused": fates["rejected"],
               "missing": fates["missing"], "documents": len(counting), "documents_approved": len(approved),
               "conflicts": sum(v.state == "conflict" for v in here), "states": dict(sorted(Counter(v.state for v in here).items())),
               "findings": dict(sorted(Counter(p["rule"] for p in found).items())),
               "severities": dict(sorted(Counter(p["severity"] for p in found).items())), "findings_open": len(unanswered)}
        out["completeness"] = ratio(out["received"], out["expected"], 100)
        out["punctuality"] = ratio(out["on_time"], out["expected"], 100)
        out.update(self.sums(form, counting))
        out["approved_sums"] = self.sums(form, approved)
        for sums, refs in ((out, counting), (out["approved_sums"], approved)):
            sums["by_rule"] = self.by_rule(refs)
            if form == "self_evaluation":
                sums["classes"] = self.classes(refs)
        return out

    def by_profile(self, get):
        """{profile: {ref: get(score, profile)}} of every self-evaluation."""
        return {name: {ref: get(s, profile) for (ref, under), s in self.scores.items() if under == name}
                for name, profile in scoring.PROFILES.items()}

    def contradictions(self):
        """{ref: [[rule, place]]} of what counts and says something otherwise than another document that counts."""
        counting = {form: self.column("received", form, lambda code: True) for form in FORMS_BETWEEN}
        out = {}
        for ref in (r for refs in counting.values() for r in refs):
            own, form = self.year.versions[ref].unit, self.views[ref]["form"]
            spans = form == "evaluation_summary"  # it speaks of the units below as well
            others = {f: [self.views[r] for r in refs if self.year.versions[r].unit == own or
                          spans and self.year.versions[r].unit.startswith(own)] for f, refs in counting.items()}
            found = contradictions.of(self.views[ref], others)
            if found:
                out[ref] = sorted(map(list, found))
        return out

    def owed(self):
        """Expected forms that do not count, with what became of them."""
        return [{"form": i.form, "period": i.period, "unit": i.unit.code, "project": i.label, "fate": self.fates[i.key]}
                for i in self.items if self.fates[i.key] not in CAME]

    def regraded(self):
        """Counting self-evaluations whose grade is another one under the second profile."""
        out = []
        for ref in self.column("received", "self_evaluation", lambda code: True):
            v = self.year.versions[ref]
            scores = [self.scores[ref, name] for name in ("standard", "alternative")]
            grades = scoring.STANDARD.grade(scores[0]), scoring.ALTERNATIVE.grade(scores[1])
            if grades[0] != grades[1]:
                out.append({"ref": ref, "unit": v.unit, "project": v.project, "standard": [text(scores[0]), grades[0]],
                            "alternative": [text(scores[1]), grades[1]]})
        return sorted(out, key=lambda r: r["ref"])


def scopes(units):
    """{name: whether a unit code belongs to it}."""
    out = {"county": lambda code: True}
    for u in units:
        if u.kind == "department":
            out["branch " + u.code] = lambda code, top=u.code: code.startswith(top)
            out["below " + u.code] = lambda code, top=u.code: code.startswith(top) and code != top
        out["unit " + u.code] = lambda code, own=u.code: code == own
    return out


def to_do(year):
    """{ref: state} of what its unit has to see to. What was returned and corrected since is not among it."""
    superseded = {v.ref for line in year.lines for v in line.versions[:-1] if v.state == "returned"}
    return {ref: v.state for ref, v in sorted(year.versions.items()) if v.state in TO_DO and ref not in superseded}


def manifest(maker, seed):
    year = replay(maker)
    books = Books(maker, year)
    used = sorted({i.form for i in maker.items})
    for p in maker.planted:
        version = year.versions[p["ref"]]
        p["file"] = maker.contents[p["ref"]]["file"]
        p["end"] = "answered" if version.answered else {"returned": "corrected" if p["story"] == "corrected" else "returned"}.get(
            version.state, "open")
    return {
        "seed": seed, "county": maker.place, "year": maker.year, "units": len(maker.units), "projects": len(maker.projects),
        "files": sum(s["do"] == "submit" for s in maker.steps), "submissions": len(year.versions), "steps": len(maker.steps),
        "counts": {name: {f: books.count(f, inside) for f in used}
                   for name, inside in scopes(maker.units).items()},
        "owed": books.owed(), "to_do": to_do(year), "asked": sorted(i.ref(1) for i in maker.items if i.story == "unnamed"),
        "states": {ref: v.state for ref, v in sorted(year.versions.items())}, "of": {ref: v.unit for ref, v in year.versions.items()},
        "scores": books.by_profile(lambda score, _: None if score is None else text(score)),
        "grades": books.by_profile(lambda score, profile: profile.grade(score) or None),
        "contradictions": books.contradictions(), "regraded": books.regraded(), "planted": maker.planted,
    }
