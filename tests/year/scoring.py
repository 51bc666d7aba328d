"""Scores a self-evaluation by the rules that the two profiles print, written apart from the program.

Only the notations that the year's forms use are read; another one is a mistake of the generator and raises. Exact
fractions; a score is rounded half up, once.
"""
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

GRADES = "优良中差"


class Profile:
    """What differs between the two: grade limits, bands (percent of the weight), the formula of a negative indicator."""

    def __init__(self, limits, bands, linear):
        self.limits, self.bands, self.linear = limits, bands, linear

    def grade(self, score):
        """优, 良, 中 or 差; "" without a score."""
        if score is None:
            return ""
        return next((g for g, least in zip(GRADES, self.limits) if score >= least), GRADES[-1])

    def negative(self, goal, done, weight):
        part = 1 - (done - goal) / goal if self.linear else goal / done
        return max(Fraction(0), min(weight, part * weight))


STANDARD = Profile((90, 80, 60, 0), {"reached": (80, 100), "partly": (60, 80), "missed": (0, 60), "overdue": (0, 80)}, False)
ALTERNATIVE = Profile((90, 80, 70, 0), {"reached": (80, 100), "partly": (50, 80), "missed": (0, 50), "overdue": (0, 80)}, True)
PROFILES = {"standard": STANDARD, "alternative": ALTERNATIVE}


def cents(figure):
    """A fraction as a decimal with two places, half up; not negative."""
    return Decimal(int(figure * 100 + Fraction(1, 2))) / 100


def fraction(text):
    return Fraction(Decimal(text.replace(",", "")))


FIGURE = re.compile(r"(≥|≤|=|>|<|)(\d[\d,]*(?:\.\d+)?)([^\d年月日]*)")
DATE = re.compile(r"(?:(\d{4})年)?(\d+)月(\d+)日(?:前)?")


def figure(text):
    """(sign, value, unit) or None."""
    m = FIGURE.fullmatch(text)
    return (m[1], fraction(m[2]), m[3]) if m else None


def day(text, year):
    """(year, month, day); None where it is no date. 31 June, which no calendar has, still comes before July."""
    m = DATE.fullmatch(text)
    return (int(m[1] or year), int(m[2]), int(m[3])) if m else None


def in_band(profile, name, weight, claimed):
    low, high = (weight * part / 100 for part in profile.bands[name])
    return None if claimed is None else max(low, min(high, claimed))


def by_figures(goal, done, weight, profile):
    """The score of two figures; None where they are not of one kind."""
    (sign, a, unit), (_, b, other) = goal, done
    if unit != other:
        return None
    if a == 0 and sign not in ("≥", ">"):
        return weight if b <= 0 else Fraction(0)
    if sign in ("<", ">"):
        return weight if (b < a if sign == "<" else b > a) else Fraction(0)
    if sign == "≥":
        return max(Fraction(0), min(weight, b / a * weight))
    if sign == "≤":
        return weight if b <= 0 else profile.negative(a, b, weight)
    if a != b:
        raise ValueError("an unsigned target that is not met: %r" % (goal,))
    return weight


def by_words(goal, done, weight, claimed, profile):
    if goal == done:
        return in_band(profile, "reached", weight, claimed)
    for lead, band in (("部分", "partly"), ("未完成", "missed")):
        if done.startswith(lead):
            return in_band(profile, band, weight, claimed)
    raise ValueError("words that no rule reads: %r for %r" % (done, goal))


def exact_score(row, year, profile):
    """What the rules give a row, unrounded; None where they give nothing."""
    weight = fraction(row["weight"])
    claimed = fraction(row["score"]) if row.get("score") else None
    goal, done = row["target"], row["actual"]
    if weight == 0 or done.startswith("项目未开展"):
        return Fraction(0)
    if figure(goal) and figure(done):
        return by_figures(figure(goal), figure(done), weight, profile)
    due, at = day(goal, year), day(done, year)
    if due and at:
        return weight if at <= due else in_band(profile, "overdue", weight, claimed)
    return by_words(goal, done, weight, claimed, profile)


def settled(exact, weight, text):
    """The computed score: the claimed one where it is the exact one, rounded as finely as it is written. A full score
    stands for itself, not for something near it."""
    score = cents(exact)
    if not text:
        return score
    claimed, places = Decimal(text), len(text.partition(".")[2])
    if claimed == Decimal(weight) and places < 2 and not text.endswith(".0"):
        places = 2
    shown = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return claimed if claimed == shown and claimed <= Decimal(weight) else score


def row_score(row, year, profile):
    exact = exact_score(row, year, profile)
    return None if exact is None else settled(exact, row["weight"], row.get("score", ""))


def execution_score(total, profile):
    """Of the total row of the money; both profiles take the weight that the form prints."""
    weight, budget, spent = fraction(total["weight"]), fraction(total["annual_budget"]), fraction(total["executed"])
    if budget == 0:
        return Decimal(0)
    score = max(Fraction(0), min(weight, spent / budget * weight))
    return settled(score, total["weight"], total["score"])


def total_score(doc, profile):
    """The computed total of a self-evaluation, None where a row has none."""
    scores = [execution_score(doc["funds"][0], profile)]
    scores += [row_score(r, doc["year"], profile) for r in doc["indicators"]]
    return None if None in scores else sum(scores, Decimal(0))
