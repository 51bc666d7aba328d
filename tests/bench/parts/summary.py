"""Questions over the wire as the county grows: they must not take longer."""
import made
import scored
from measuring import figure

ABOUT = "a summary's time at 1 k to 1 M documents: of a unit, of one level, of the whole tree"
SIZES = (1000, 10000, 100000, 1000000)
QUICK_SIZES = (1000, 10000)
RUNS, ASKED, QUICK_ASKED = 5, 2000, 200
CODES = list(scored.unit_codes())
#            what               query      unit         goal: p50
QUESTIONS = (("one unit", "summary", CODES[1], 300),
             ("a department", "summary", CODES[0], None),
             ("all 100 units", "summary", "", None),
             ("a department's level of the tree", "tree", CODES[0], None),
             ("the whole tree", "tree", "", None))
GOAL_GROWTH = 1.3  # what the largest may take of what the smallest takes


def counties(quick, _):
    return QUICK_SIZES if quick else SIZES


def measure(build, quick):
    rows, medians = [], {}
    sizes, asked = (QUICK_SIZES, QUICK_ASKED) if quick else (SIZES, ASKED)
    for size in sizes:
        with made.county(build, size) as county:
            for what, query, unit, goal in QUESTIONS:
                answers = [county.ask(query, "self_evaluation", unit, asked) for _ in range(1 if quick else RUNS)]
                p50 = figure("%d documents: %s, p50" % (size, what), "us", [a["p50_us"] for a in answers], at_most=goal)
                medians.setdefault(what, []).append(p50["median"])
                rows += [p50, figure("%d documents: %s, p99" % (size, what), "us", [a["p99_us"] for a in answers])]
    for what, values in medians.items():
        rows.append(figure("%s: %d documents against %d" % (what, sizes[-1], sizes[0]), "x", [values[-1] / values[0]],
                           at_most=GOAL_GROWTH if what == "one unit" else None))
    return rows
