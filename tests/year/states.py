"""What becomes of submissions and decisions, by the design's own words: lines of versions, what counts in the columns
*received* and *approved*, and each version's state. A step that the rules forbid is a mistake of the plan and raises.
"""

COUNTABLE = ("scored", "approved", "superseded")
UNDECIDED = ("scored", "conflict", "late")


class Version:
    def __init__(self, ref, form, unit, project, by):
        self.ref, self.form, self.unit, self.project, self.by = ref, form, unit, project, by
        self.state, self.line, self.approved, self.adjustable, self.answered = "scored", None, False, False, False

    @property
    def key(self):
        return self.form, self.unit, self.project


class Line:
    """The versions of one document, oldest first."""

    def __init__(self):
        self.versions, self.received, self.approved = [], None, None

    def tip(self):
        return next((v for v in reversed(self.versions) if v.state in COUNTABLE + ("returned",)), None)


class Year:
    """The county's year: give it the steps in order."""

    def __init__(self, late, excepted):
        self.late, self.excepted = late, excepted  # keys (form, unit, project); (form, unit)
        self.versions, self.lines, self.closed, self.asked = {}, [], False, None

    def rival(self, version, column):
        for line in self.lines:
            holder = getattr(line, column)
            if line is not version.line and holder and holder.key == version.key:
                return holder
        return None

    def settle(self, line):
        line.received = line.approved = None
        for v in reversed(line.versions):
            if v.state in COUNTABLE and not line.received:
                if self.rival(v, "received"):
                    v.state = "conflict"
                else:
                    line.received = v
            if v.state in COUNTABLE and v.approved and not line.approved:
                line.approved = v
        for v in line.versions:
            if v.state in COUNTABLE:
                v.state = "approved" if v is line.approved else "scored" if v is line.received else "superseded"

    # ---- steps ----

    def submit(self, version, parent=None):
        assert version.ref not in self.versions, version.ref
        self.versions[version.ref] = version
        if self.closed:
            version.state = "rejected"
            return
        if parent:
            line = self.versions[parent].line
            assert line.tip() is self.versions[parent], "a stale parent: %s" % parent
            before = line.approved
            assert not (before and before.form == "target" and not before.adjustable), "frozen: %s" % parent
        else:
            line = Line()
            self.lines.append(line)
        version.line = line
        line.versions.append(version)
        if version.key in self.late and (version.form, version.unit) not in self.excepted:
            version.state = "late"
            return
        self.settle(line)

    def target(self, ref, *states):
        version = self.versions[ref]
        assert not self.closed and version.state in states, (ref, version.state)
        return version

    def withdraw(self, ref, by):
        v = self.target(ref, *UNDECIDED, "returned")
        v.state = "withdrawn"
        self.settle(v.line)

    def give_back(self, ref, by):
        v = self.target(ref, *UNDECIDED)
        v.state = "returned"
        self.settle(v.line)

    def approve(self, ref, by, findings):
        v = self.target(ref, "scored")
        assert by != v.by, "%s filled in %s" % (by, ref)
        assert not findings or v.answered, "%s has open findings" % ref
        assert not self.rival(v, "approved")
        v.approved = True
        self.settle(v.line)

    def answer(self, ref, by):
        self.target(ref, *UNDECIDED).answered = True

    def adjust(self, ref, by):
        self.target(ref, "approved").adjustable = True

    def move(self, ref, by, unit):
        v = self.target(ref, *UNDECIDED)
        v.unit, v.state = unit, "scored"
        self.settle(v.line)

    def name(self, ref, project):
        """Somebody says which project a document is about that nobody knew."""
        v = self.target(ref, *UNDECIDED)
        v.project = project
        self.settle(v.line)

    def resolve_another(self, ref, by, project):
        v = self.target(ref, "conflict")
        v.project, v.state = project, "scored"
        self.settle(v.line)
        assert v.state == "scored"

    def resolve_correction(self, ref, by):
        v = self.target(ref, "conflict")
        into = self.rival(v, "received").line
        self.lines.remove(v.line)
        into.versions += v.line.versions
        for moved in v.line.versions:
            moved.line = into
        v.state = "scored"
        self.settle(into)

    def close(self, by):
        assert not self.closed
        self.closed, self.asked = True, None

    def reopen(self, by):
        assert self.closed and by != self.asked
        if self.asked is None:
            self.asked = by
        else:
            self.closed, self.asked = False, None
