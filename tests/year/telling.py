"""A played year as a table to be read."""

DIFFERENCES = 20  # shown of each kind

STATES = ("scored", "approved", "superseded", "returned", "conflict", "late", "withdrawn", "rejected")
# Heading, and where it stands in what was printed of a form.
OWED_COLUMNS = [
    ("expected", lambda f: f["expected"]), ("received", lambda f: f["came"]), ("on time", lambda f: f["on_time"]),
    ("missing", lambda f: f["missing"]), ("late, uncounted", lambda f: f["late"]), ("documents counted", lambda f: f["documents"]),
    ("approved", lambda f: f["approved"]), ("executed 万元", lambda f: f["sums"]["executed"]),
    ("mean score", lambda f: f["sums"]["mean_score"] or "-"), ("by money", lambda f: f["sums"]["mean_score_by_money"] or "-"),
]
STATE_COLUMNS = [("versions", lambda f: sum(f["states"].values()))] + [
    (state, lambda f, state=state: f["states"].get(state, 0)) for state in STATES]


def table(rows):
    """Rows of texts as lines; the first column stands on the left, the others on the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  " + "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths))).rstrip()
            for row in rows]


def forms(told, columns):
    heading = ["form"] + [name for name, _ in columns]
    return table([heading] + [[form] + [str(get(f)) for _, get in columns] for form, f in told["forms"].items()])


def compared(told):
    rows = [["compared with the manifest", "counts", "different"]]
    rows += [[c["what"], str(c["counts"]), str(len(c["different"]))] for c in told["compared"]]
    return table(rows + [["all", str(told["counts"]), str(told["different"])]])


def wrong(told):
    lines = ["step %(step)d, %(do)s: %(why)s" % r for r in told["refused"][:DIFFERENCES]]
    for group in told["compared"]:
        lines += ["%(scope)s %(form)s, %(what)s: the manifest has %(manifest)s, the county printed %(printed)s" % d
                  for d in group["different"][:DIFFERENCES]]
    return lines


def text(told):
    seconds, rebuilt = told["seconds"], told["rebuilt"]
    lines = ["The year %(year)d of %(county)s (invented): %(units)d units, %(projects)d projects, %(submissions)d submissions in "
             "%(files)d files, %(steps)d steps, %(commands)d commands" % told, "", *forms(told, OWED_COLUMNS), "",
             *forms(told, STATE_COLUMNS), "", *compared(told), ""]
    lines += wrong(told)
    lines += ["a watcher saw %(changes)d changes, half of them within %(median_delay).2f s, the slowest after %(longest_delay).2f s" %
              told["watched"],
              "questions that the county was too busy for at first: %(told_busy)d" % told,
              "contradictions between documents that were let stand: %(contradictions_let_stand)d" % told,
              "steps that did not come out as planned: %d" % len(told["refused"]),
              "scored again in run %(run)d under \"%(pack)s\": %(regraded)d graded otherwise; %(published)d documents published in "
              "%(files)d files; the archive ends at position %(position)d, head %(head)s" % told["ended"],
              "the store built anew from the journal's %d records: %s (%d rows)" % (
                  rebuilt["records"], "the same" if rebuilt["same"] else "ANOTHER ONE", rebuilt["rows"]),
              rebuilt["verify"], rebuilt["fsck"],
              "seconds: " + ", ".join("%s %.1f" % s for s in seconds.items()),
              "everything agrees" if told["agrees"] else "NOT EVERYTHING AGREES"]
    return "\n".join(lines)
