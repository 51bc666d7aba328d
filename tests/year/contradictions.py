"""What the documents of a unit say otherwise than each other, by our own reading of the rules between documents: the list
against targets, the summary against self-evaluations, monitoring and self-evaluation against the target.

Only what blocks an approval: errors, and what wants an explanation.
"""
from collections import Counter
from decimal import Decimal

HALF_ENOUGH = 2  # a list is missing forms once half of them came
ALIKE = 66  # percent
TAIL = Decimal("0.06")  # more than the coarsest rounding of an amount or a score
# form: (rule's beginning, the forms it speaks of, its column, where that stands in them)
OVERVIEWS = {"project_list": ("list.form", "target", "amount", lambda d: total(d)["amount"]),
             "evaluation_summary": ("summary.form", "self_evaluation", "score", lambda d: d["total"]["score"])}


def number(text):
    return Decimal(text.replace(",", "").removesuffix("万元") or "0")


def total(doc):
    return next(f for f in doc["funds"] if f["source"] == "total")


def pairs_of(name):
    """The pairs of neighbouring characters, without marks."""
    plain = "".join(c for c in name if c.isalnum()).lower().removesuffix("项目")
    return [plain[k:k + 2] for k in range(len(plain) - 1)]


def alike(a, b):
    """Whether two thirds of both names are the same."""
    p, q = pairs_of(a), pairs_of(b)
    common = sum((Counter(p) & Counter(q)).values())
    return 200 * common // (len(p) + len(q)) >= ALIKE


def named(docs, name, rows=()):
    """(those of that name, False), or (those whose names are only like it and are none of the rows', True)."""
    same = [d for d in docs if d["project"]["name"] == name]
    near = [d for d in docs if d["project"]["name"] not in rows and alike(d["project"]["name"], name)]
    return (same, False) if same else (near, True)


def in_yuan(doc, figure):
    """Of a form in 元: its amounts as the others have them."""
    return figure / 10000 if doc.get("money_unit") == "元" else figure


def of_overview(doc, docs):
    """[(rule, place)] of a list or a summary."""
    rule, form, column, get = OVERVIEWS[doc["form"]]
    forms, out, rows = docs.get(form, []), [], [row["name"] for row in doc["rows"]]
    for k, row in enumerate(doc["rows"]):
        partners, near = named(forms, row["name"], rows)
        if not partners:
            if HALF_ENOUGH * len(forms) >= len(doc["rows"]):
                out.append((rule + ".missing", "/rows/%d/name" % k))
        elif not near and len(partners) == 1:
            out += of_row(rule, k, column, doc, partners[0], get(partners[0]))
    return out


def of_row(rule, k, column, doc, partner, said):
    row = doc["rows"][k]
    sides = number(row[column]), number(said)
    if column == "amount":
        sides = in_yuan(doc, sides[0]), in_yuan(partner, sides[1])
    if abs(sides[0] - sides[1]) > TAIL:
        return [("%s.%s" % (rule, column), "/rows/%d/%s" % (k, column))]
    grades = row.get("grade"), partner.get("total", {}).get("grade")
    return [(rule + ".grade", "/rows/%d/grade" % k)] if all(grades) and grades[0] != grades[1] else []


def of_project(doc, docs):
    """[(rule, place)] of a form of a project: its targets are those of the target; else, for a self-evaluation, of monitoring."""
    out = []
    others = [("%s.target.value" % ("self" if doc["form"] == "self_evaluation" else "monitoring"), "target")]
    if doc["form"] == "self_evaluation":
        others.append(("monitoring.self.value", "monitoring"))
    found = [(rule, partners[0]) for rule, form in others for partners, near in [named(docs.get(form, []), doc["project"]["name"])]
             if not near and len(partners) == 1]
    for k, row in enumerate(doc["indicators"]):
        for rule, partner in found:
            said = {r["level3"]: r["target"] for r in partner["indicators"]}.get(row["level3"], "")
            if said and said != row["target"]:
                out.append((rule, "/indicators/%d/target" % k))
                break
    return out


def of(doc, docs):
    """[(rule, place)] of a document; `docs` are those that count of its unit and the units below, by form."""
    if doc["form"] in OVERVIEWS:
        return of_overview(doc, docs)
    return of_project(doc, docs) if doc["form"] in ("monitoring", "self_evaluation") else []
