"""The manifest: what the plan has to add up to at its end, for every unit, branch and the county, by own arithmetic.

Scopes are "county", "branch CODE" (a department and what is below it) and "unit CODE". What a count means:

    expected    rows of the expected list
    received    of these, how many have a version that counts as received; approved likewise
    returned    nothing counts, and the newest version was returned; late, withdrawn likewise; refused: the year was closed
    missing     nothing ever came;  expected = received + returned + late + withdrawn + refused + missing
    documents   versions that count as received, expected or not; money, grades, scores and findings are those of them
    conflicts   versions in conflict;  states: every version by its state
"""
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import scoring
import states

MONEY = {"self_evaluation": ("initial_budget", "annual_budget", "executed"), "monitoring": ("initial_budget", "executed"),
         "target": ("amount",)}
BEHIND = ("returned", "late", "withdrawn", "rejected")


def replay(maker):
    """Every version in its state at the end of the plan."""
    late = {i.key for i in maker.items if i.story in ("late", "late-excepted")}
    year = states.Year(late, {(e[0], e[2]) for e in maker.exceptions})
    findings = {p["ref"] for p in maker.planted}
    for s in maker.steps:
        do, by = s["do"], s["person"]
        if do == "submit":
            for d in s["documents"]:
                year.submit(states.Version(d["ref"], d["form"], d["unit"], d["project"], by), s.get("revises"))
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
    return text((part * times / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)) if whole else None


def sums(form, views):
    """Money, execution, grades and scores of counting documents."""
    out = {"money": {f: text(sum((money(v, f) for v in views), Decimal(0))) for f in MONEY.get(form, ())}}
    if form != "self_evaluation":
        return out
    out["execution_rate"] = ratio(Decimal(out["money"]["executed"]), Decimal(out["money"]["annual_budget"]), 100)
    for name, profile in scoring.PROFILES.items():
        scored = [(scoring.total_score(v, profile), money(v, "annual_budget")) for v in views]
        known = [(s, m) for s, m in scored if s is not None]
        out[name] = {
            "grades": {g: sum(profile.grade(s) == g for s, _ in known) for g in scoring.GRADES},
            "not_computed": len(scored) - len(known), "score_sum": text(sum((s for s, _ in known), Decimal(0))),
            "mean": ratio(sum((s for s, _ in known), Decimal(0)), len(known)),
            "weighted_mean": ratio(sum((s * m for s, m in known), Decimal(0)), sum((m for _, m in known), Decimal(0)))}
    return out


def fate(item, year):
    """What came of an expected form: approved, received, returned, late, withdrawn, rejected or missing."""
    versions = [v for v in year.versions.values() if v.key == item.key]
    lines = [l for l in year.lines if l.received and l.received.key == item.key]
    if lines:
        return "approved" if any(l.approved and l.approved.key == item.key for l in lines) else "received"
    return next((v.state for v in reversed(versions) if v.state in BEHIND), "missing")


def count(form, items, year, contents, planted, inside):
    """The counts of a form within a scope; `inside` says which unit codes belong to it."""
    fates = Counter(fate(i, year) for i in items if i.form == form and inside(i.unit.code))
    here = [v for v in year.versions.values() if v.form == form and inside(v.unit)]
    counting = [l.received for l in year.lines if l.received and l.received.form == form and inside(l.received.unit)]
    approved = [l.approved for l in year.lines if l.approved and l.approved.form == form and inside(l.approved.unit)]
    found = [planted[v.ref] for v in counting if v.ref in planted]
    out = {"expected": sum(fates.values()), "received": fates["received"] + fates["approved"], "approved": fates["approved"],
           "returned": fates["returned"], "late": fates["late"], "withdrawn": fates["withdrawn"], "refused": fates["rejected"],
           "missing": fates["missing"], "documents": len(counting), "documents_approved": len(approved),
           "conflicts": sum(v.state == "conflict" for v in here), "states": dict(sorted(Counter(v.state for v in here).items())),
           "findings": dict(sorted(Counter(p["rule"] for p in found).items())),
           "findings_open": sum(not year.versions[p["ref"]].answered for p in found)}
    out.update(sums(form, [contents[v.ref]["document"] for v in counting]))
    out["approved_sums"] = sums(form, [contents[v.ref]["document"] for v in approved])
    return out


def scopes(units):
    """{name: whether a unit code belongs to it}."""
    out = {"county": lambda code: True}
    for u in units:
        if u.kind == "department":
            out["branch " + u.code] = lambda code, top=u.code: code.startswith(top)
        out["unit " + u.code] = lambda code, own=u.code: code == own
    return out


def regraded(year, contents):
    """Counting self-evaluations whose grade is another one under the second profile."""
    out = []
    for line in year.lines:
        v = line.received
        if v and v.form == "self_evaluation":
            doc = contents[v.ref]["document"]
            a, b = (scoring.total_score(doc, p) for p in (scoring.STANDARD, scoring.ALTERNATIVE))
            grades = scoring.STANDARD.grade(a), scoring.ALTERNATIVE.grade(b)
            if grades[0] != grades[1]:
                out.append({"ref": v.ref, "unit": v.unit, "project": v.project, "standard": [text(a), grades[0]],
                            "alternative": [text(b), grades[1]]})
    return sorted(out, key=lambda r: r["ref"])


def manifest(maker, seed):
    year = replay(maker)
    planted = {p["ref"]: p for p in maker.planted}
    used = sorted({i.form for i in maker.items})
    for p in maker.planted:
        version = year.versions[p["ref"]]
        p["file"] = maker.contents[p["ref"]]["file"]
        p["end"] = "answered" if version.answered else {"returned": "corrected" if p["story"] == "corrected" else "returned"}.get(
            version.state, "open")
    return {
        "seed": seed, "county": maker.place, "year": maker.year, "units": len(maker.units), "projects": len(maker.projects),
        "files": sum(s["do"] == "submit" for s in maker.steps), "submissions": len(year.versions), "steps": len(maker.steps),
        "counts": {name: {f: count(f, maker.items, year, maker.contents, planted, inside) for f in used}
                   for name, inside in scopes(maker.units).items()},
        "missing": [{"form": i.form, "unit": i.unit.code, "project": i.label} for i in maker.items if fate(i, year) == "missing"],
        "states": {ref: v.state for ref, v in sorted(year.versions.items())},
        "regraded": regraded(year, maker.contents), "planted": maker.planted,
    }
