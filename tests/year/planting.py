"""Plants one known error in a document: which rule must name it, how severely, and where.

The errors themselves are made by the layouts' generator; here stands what a checker has to say of each, by the rules'
own words. A kind is in the table only where it is one finding, so that findings can be counted.
"""
import copy

import plants
import shown

# kind: (rule, severity)
KINDS = {
    "self_evaluation": {
        "weights-not-100": ("weight.sum", "error"), "total-weight-wrong": ("weight.sum", "error"),
        "total-score-wrong": ("total.sum", "error"), "score-above-weight": ("score.over_weight", "error"),
        "funds-sum-wrong": ("funds.sum", "error"), "executed-sum-wrong": ("funds.sum.executed", "error"),
        "rate-wrong": ("rate.execution", "error"), "execution-score-wrong": ("score.execution", "error"),
        "grade-wrong": ("grade.total", "error"), "strict-target-missed": ("score.above", "error"),
        "impossible-date": ("date.impossible", "error"), "cost-target-above-budget": ("cost.target", "error"),
        "missed-target-full-score": ("score.above", "error"), "unit-differs": ("units.dimension", "error"),
        "zero-target-missed": ("score.above", "error"), "explanation-missing": ("shortfall.blank", "explain"),
    },
    "monitoring": {
        "monitoring-funds-sum-wrong": ("funds.sum.forecast", "error"), "monitoring-rate-wrong": ("rate.monitoring", "error"),
        "monitoring-likelihood-unknown": ("monitoring.likelihood", "error"),
        "monitoring-measures-missing": ("monitoring.measures", "error"),
        "monitoring-forecast-below-executed": ("monitoring.executed", "explain"),
        "monitoring-forecast-above-budget": ("monitoring.overspent", "explain"),
    },
    "target": {
        "target-funds-sum-wrong": ("funds.sum.amount", "error"), "target-cost-above-budget": ("cost.target.plan", "error"),
        "target-impossible-date": ("date.impossible", "error"),
    },
    "evaluation": {
        "evaluation-level2-sum-wrong": ("evaluation.weight2", "error"), "evaluation-total-wrong": ("evaluation.score", "error"),
        "evaluation-score-above-weight": ("evaluation.over", "error"),
    },
    "project_list": {"list-total-wrong": ("list.total", "error")},
    "evaluation_summary": {"summary-grade-against-score": ("summary.grade", "error")},
    "final_accounts": {
        "accounts-basic-wrong": ("accounts.06_05", "error"), "accounts-class-sum-wrong": ("accounts.06.tree", "error"),
        "accounts-column-sum-wrong": ("accounts.01.income", "error"), "accounts-income-cross-wrong": ("accounts.02_01", "error"),
        "accounts-three-public-wrong": ("accounts.09.final", "error"),
        "accounts-three-public-below-06": ("accounts.09.basic2", "explain"),
    },
}
# Between the documents of one office: they show only where both sides are at hand.
# kind: (form, rule, what else says the same: (form, rule))
RELATIONS = {"list-amount-differs": ("project_list", "list.form.amount", []),
             "summary-score-differs": ("evaluation_summary", "summary.form.score", []),
             "monitored-target-differs": ("monitoring", "monitoring.target.value", [("self_evaluation", "monitoring.self.value")])}


# Where a checker's rule looks, when that is not the cell that was changed.
def unmoved(doc, pointer):
    return pointer


def score_beside(doc, pointer):
    return pointer.rpartition("/")[0] + "/score"


def first_cost(doc, pointer):
    """The sum of all cost targets is shown at the first of them."""
    return "/indicators/%d/target" % next(k for k, r in enumerate(doc["indicators"]) if "成本" in r["level2"])


def executed(doc, pointer):
    return "/funds/0/executed"


PLACES = {"strict-target-missed": score_beside, "target-cost-above-budget": first_cost, "cost-target-above-budget": first_cost,
          "monitoring-forecast-below-executed": executed}


def hides(kind, doc):
    """Whether rounding could explain the error away: a form whose scores are whole throughout may have rounded each."""
    return kind == "total-score-wrong" and not any("." in r["score"] for r in doc["indicators"])


def kinds_of(form, severity):
    return [k for k, (_, s) in KINDS.get(form, {}).items() if s == severity]


def plant(kind, doc, layout, rng):
    """(the wrong document, what is planted) or None where this document, as its layout prints it, offers no place."""
    if hides(kind, doc):
        return None
    wrong = copy.deepcopy(doc)
    found = plants.PLANTS[kind].make(wrong, rng)
    if found is None:
        return None
    pointer, left, right = found
    view = shown.shown(wrong, layout) if layout else wrong
    if not plants.shows({"document": 1, "pointer": pointer, "left": left}, [view]):
        return None
    rule, severity = KINDS[doc["form"]][kind]
    return wrong, {"kind": kind, "rule": rule, "severity": severity, "path": PLACES.get(kind, unmoved)(wrong, pointer),
                   "pointer": pointer, "left": left, "right": right}
