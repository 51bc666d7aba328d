"""A year of the county as data: what is expected, which forms are filled in, and the steps that are taken with them.

Every expected form gets a story (STORIES): approved at once, returned and corrected, overridden, missing, late, twice
submitted, moved ... The steps are written phase by phase, as a year goes: targets, monitoring, year end, accounts; then
the year is closed, reopened by two persons and closed again.
"""
import copy
from pathlib import Path

import documents
import layouts
import render
import words

import county
import forms
import planting

ON_TIME = "2099-12-31"  # receipts carry the real clock, so what is on time is due far ahead and what is late long ago
DUE = {"target": "{0}-02-28", "project_list": "{0}-03-15", "monitoring": "{0}-09-15", "self_evaluation": "{1}-02-28",
       "evaluation_summary": "{1}-03-15", "evaluation": "{1}-05-31", "final_accounts": "{1}-08-31"}
PHASES = [("target", "project_list"), ("monitoring",), ("self_evaluation", "evaluation_summary", "evaluation"), ("final_accounts",)]
BOOK = 5  # forms of a workbook with several sheets
BY_YEAR = ("projects", "codes", "expected", "exceptions")  # lists that are of a year
BOOKS = ("expected", "exceptions")                         # those that are loaded from a workbook

# story: share of the expected forms; at least one of each where there are forms enough. The rest is approved.
STORIES = {
    "scored": 0.08, "corrected": 0.06, "error-open": 0.03, "returned-open": 0.02, "overridden": 0.02, "explained": 0.015,
    "explain-open": 0.01, "revised": 0.03, "missing": 0.05, "late": 0.02, "late-excepted": 0.005, "conflict-open": 0.01,
    "conflict-withdrawn": 0.005, "conflict-correction": 0.01, "conflict-another": 0.005, "withdrawn": 0.005, "again": 0.01,
    "moved": 0.005, "adjusted": 0.01, "refused-closed": 0.0025, "after-reopening": 0.0025, "misnamed": 0.005, "unnamed": 0.0025,
}
OF_PROJECTS = ("target", "monitoring", "self_evaluation")
ONLY = {"adjusted": ("target",), "refused-closed": ("self_evaluation",), "after-reopening": ("self_evaluation",),
        "conflict-another": OF_PROJECTS, "moved": ("monitoring", "self_evaluation"), "misnamed": OF_PROJECTS, "unnamed": OF_PROJECTS}
FOR_OFFICES = ("scored", "corrected", "error-open", "missing", "late", "revised", "overridden", "explained")
WITH_ERROR = ("corrected", "error-open", "returned-open", "overridden")
MISNAMED = {"misnamed": "续建", "unnamed": "扩建"}  # what stands behind the name; an officer's alias makes only the first one known
WITH_EXPLAIN = ("explained", "explain-open")

# (layout, file type) of the units in turn; None: documents as JSON
PRINTS = [("official", "xlsx"), (None, "json"), ("official", "docx"), ("numeric", "xlsx"), ("torn", "docx"), ("official", "csv"),
          ("rich-text", "xlsx"), ("official", "text"), ("inline-strings", "xlsx"), ("unit-above", "xlsx"), ("vertical", "docx"),
          ("formulas", "xlsx"), ("weights-in-names", "xlsx"), ("controls", "docx"), ("ordinals", "xlsx"), (None, "json"),
          ("total-first", "xlsx"), ("official", "lines"), ("fields", "docx")]
SHEETS = ("official", "numeric", "rich-text", "inline-strings", "formulas")  # xlsx files of these hold several forms
OFFICE_LAYOUT = "official"  # for forms that the unit's own layout says nothing about


class Item:
    """An expected form: who owes what, and how it goes with it."""

    def __init__(self, form, unit, project, doc):
        self.form, self.unit, self.project, self.doc = form, unit, project, doc
        self.period = forms.PERIOD if form == "monitoring" else ""
        self.story, self.kind, self.wrong, self.planted = "approved", None, None, None
        self.sent_by = unit.code

    @property
    def label(self):
        return self.project.name if self.project else ""

    @property
    def key(self):
        return self.form, self.unit.code, self.label

    def ref(self, version):
        return "%s/%s/%d" % (self.form, self.project.code[-4:] if self.project else self.unit.code, version)


class Maker:
    """Everything of one seed; `files` are written into `out` as the plan goes."""

    def __init__(self, rng, out, year, unit_count, project_count):
        self.rng, self.out, self.year = rng, out, year
        self.place, self.units, self.ended = county.organisation(rng, unit_count, year)
        self.by_code = {u.code: u for u in self.units}
        self.steps, self.contents, self.planted, self.number = [], {}, [], 0
        self.layouts = {}
        for k, unit in enumerate(self.units):
            unit.layout, unit.file_type = PRINTS[k % len(PRINTS)]
        self.projects = self.make_projects(project_count)
        self.items = self.make_items()
        self.exceptions = []

    # ---- what there is ----

    def layout(self, name):
        if name not in self.layouts:
            self.layouts[name] = layouts.layout(name)
        return self.layouts[name]

    def layout_for(self, unit, form):
        """The table of the layout in which the unit prints the form; None for JSON."""
        if unit.layout is None:
            return None
        mine = self.layout(unit.layout)
        return mine if form in (mine["forms"] or layouts.ALL_FORMS) else self.layout(OFFICE_LAYOUT)

    def office(self, unit):
        wants = dict(self.layout(unit.layout)["wants"]) if unit.layout else {"project_code": True}
        return forms.Office(self.rng, unit, self.by_code[unit.department], self.year, wants)

    def make_projects(self, count):
        out, used = [], {}
        for k in range(count):
            unit = self.units[k % len(self.units)]
            free = [w for w in words.WORKS if w not in used.setdefault(unit.code, set())]
            work = self.rng.choice(free)
            used[unit.code].add(work)
            name = unit.aliases[0].removeprefix("县") + work + self.rng.choice(words.KINDS)
            state = self.rng.choice(["usual"] * 13 + ["behind"] * 4 + ["poor"] * 3 + ["not-started"])
            code = "%s%02dT%012d" % (county.DIVISION, self.year % 100, k + 1)
            out.append(forms.Project(self.office(unit), unit, name, code, state))
        return out

    def make_items(self):
        out = []
        for form in ("target", "monitoring", "self_evaluation"):
            out += [Item(form, p.unit, p, forms.OF_PROJECT[form](self.office(p.unit), p)) for p in self.projects]
        chosen = self.rng.sample(self.projects, max(3, len(self.projects) // 20))
        out += [Item("evaluation", p.unit, p, forms.evaluation(self.office(p.unit), p)) for p in chosen]
        for form, (of, make) in forms.OF_OFFICE.items():
            for unit in self.units:
                theirs = [i.doc for i in out if i.form == of and i.unit is unit]
                if theirs:
                    out.append(Item(form, unit, None, make(self.office(unit), theirs)))
        departments = [u for u in self.units if u.kind == "department"]
        out += [Item("final_accounts", u, None, documents.final_accounts(self.office(u))) for u in departments]
        for item in out:
            item.doc.setdefault("title", documents.TITLES[item.form].format(
                year=self.year, project=item.label, unit=item.unit.printed))
        return out

    # ---- stories ----

    def give_stories(self):
        for form in DUE:
            mine = [i for i in self.items if i.form == form]
            free = mine[:]
            self.rng.shuffle(free)
            turn = {"error": 0, "explain": 0}
            for story, share in STORIES.items():
                if form not in ONLY.get(story, DUE) or (mine[0].project is None and story not in FOR_OFFICES):
                    continue
                for _ in range(max(1, round(share * len(mine))) if len(mine) >= 12 else 1):
                    self.give(story, free, form, turn)
        for item in self.items:
            if item.story == "late-excepted":
                self.exceptions.append([item.form, item.period, item.unit.code, "系统停用三日，经批准延期报送"])
        excepted = {(e[0], e[2]) for e in self.exceptions}
        for item in self.items:  # an exception is for a unit's form: it covers every form of that kind that came late
            if item.story == "late" and (item.form, item.unit.code) in excepted:
                item.story = "late-excepted"

    def give(self, story, free, form, turn):
        """The story goes to the next form that can have it; an error to one that offers a place for it."""
        severity = "error" if story in WITH_ERROR else "explain" if story in WITH_EXPLAIN else None
        if severity is None:
            able = [i for i in free if self.can_have(story, i)]
            if able:
                able[0].story = story
                free.remove(able[0])
                if story in MISNAMED:
                    able[0].wrong = self.misnamed(able[0].doc, MISNAMED[story])
            return
        kinds = planting.kinds_of(form, severity)
        for step in range(len(kinds)):
            kind = kinds[(turn[severity] + step) % len(kinds)]
            for item in free:
                made = planting.plant(kind, item.doc, self.layout_for(item.unit, form), self.rng)
                if made:
                    item.story, (item.wrong, item.planted) = story, made
                    free.remove(item)
                    turn[severity] += step + 1
                    return

    def can_have(self, story, item):
        """Sent by the department for a unit below it, or under another project's name, can only be what prints no code."""
        lay = self.layout_for(item.unit, item.form)
        uncoded = lay is not None and lay["codes"] == "none" and "code" not in item.doc.get("project", {})
        return (story != "moved" or uncoded and item.unit.kind == "subordinate") and (story not in MISNAMED or uncoded)

    def misnamed(self, doc, addition):
        """The same form of a project whose name is near that of the list."""
        out = copy.deepcopy(doc)
        out["project"]["name"] += addition
        return out

    # ---- files ----

    def write(self, unit, form, docs):
        """Writes documents as the unit does; (file, what must be read from it)."""
        self.number += 1
        base = "%s/%04d-%s" % (unit.code, self.number, form)
        (self.out / "files" / unit.code).mkdir(parents=True, exist_ok=True)
        lay = self.layout_for(unit, form)
        if lay is None:
            name = "files/%s.json" % base
            render.write_json(self.out / name, docs)
            return name, docs
        kind = unit.file_type
        if len(docs) > 1:
            lay = {**lay, "book": "sheets"}
        if render.needs_merges(lay, form, kind):
            kind = "xlsx"
        name = "files/%s%s" % (base, render.SUFFIX[kind])
        return name, render.render(docs, lay, kind, self.out / name)

    def file_of(self, unit, form, documents_of, revises=None):
        """A submission step: documents_of is [(ref, item, document)]."""
        name, views = self.write(unit, form, [d for _, _, d in documents_of])
        entries = []
        for (ref, item, doc), view in zip(documents_of, views):
            self.contents[ref] = {"file": name, "document": view}
            entries.append({"ref": ref, "form": form, "period": item.period, "unit": item.sent_by,
                            "project": doc["project"]["name"] if item.story in MISNAMED else item.label})
        step = {"do": "submit", "as": documents_of[0][1].sent_by, "person": "clerk-" + documents_of[0][1].sent_by, "file": name,
                "documents": entries}
        if revises:
            step["revises"] = revises
        self.add(step)

    def add(self, step):
        self.steps.append({"step": len(self.steps) + 1, **step})

    def decide(self, do, item, version, person=None, **more):
        """A decision on a version by whoever may take it; the unit's own people withdraw, explain and resolve."""
        own = do in ("withdraw", "explain", "resolve")
        who = person or ("clerk-" + item.unit.code if own else self.officer(item))
        self.add({"do": do, "as": item.unit.code if own else county.DIVISION, "person": who, "document": item.ref(version), **more})

    def officer(self, item):
        """One officer of the county looks after the townships, the other after the departments and what is below them."""
        return "officer-1" if item.unit.kind == "township" else "officer-2"

    # ---- the year ----

    def play(self):
        self.give_stories()
        for table in ("units", "codes", "projects", "expected", "exceptions"):
            name = "codes-%d" % self.year if table == "codes" else table
            self.load(table, name + (".xlsx" if table in BOOKS else ".csv"))
        for phase in PHASES:
            for form in phase:
                self.first_round([i for i in self.items if i.form == form])
            for form in phase:
                self.decisions([i for i in self.items if i.form == form])
            self.approvals([i for i in self.items if i.form in phase])
        self.close_and_reopen()

    def load(self, table, file, **more):
        by_year = {"year": self.year} if table in BY_YEAR else {}
        self.add({"do": "load", "as": county.DIVISION, "person": "officer-1", "table": table, "file": file, **by_year, **more})

    def first_round(self, items):
        for unit in self.units:
            mine = [i for i in items if i.unit is unit and i.story not in ("missing", "refused-closed", "after-reopening")]
            for item in mine:
                if item.story == "moved":
                    item.sent_by = unit.department
            alone = [i for i in mine if i.sent_by != unit.code]
            mine = [i for i in mine if i.sent_by == unit.code]
            size = BOOK if unit.layout in SHEETS and unit.file_type == "xlsx" or unit.layout is None else 1
            groups = [[i] for i in alone] + [mine[k:k + size] for k in range(0, len(mine), size)]
            for group in groups:
                self.file_of(unit, group[0].form, [(i.ref(1), i, i.wrong or i.doc) for i in group])
            for item in mine + alone:
                if item.planted:
                    self.planted.append({"ref": item.ref(1), "form": item.form, "unit": item.unit.code, "project": item.label,
                                         **item.planted, "story": item.story})

    def reworded(self, doc, k):
        """The same form with other words where nothing is computed from them, so that it is another document."""
        out = copy.deepcopy(doc)
        if "goals" in out:
            out["goals"]["expected"] += "（第%d稿）" % k
        elif "tables" in out:
            out["tables"]["01"]["title"] += "（第%d稿）" % k
        elif "note" in out or out["form"] == "project_list":
            out["note"] = "注：第%d稿。" % k
        elif out["form"] == "evaluation":
            out["rows"][0]["level3"] += "（第%d稿）" % k
        else:
            out["title"] = out.get("title", "") + "（第%d稿）" % k
        return out

    def send_again(self, item, doc, version, revises=None):
        self.file_of(item.unit, item.form, [(item.ref(version), item, doc)], revises and item.ref(revises))

    def decisions(self, items):
        for item in items:
            tell = getattr(self, "tell_" + item.story.replace("-", "_"), None)
            if tell:
                tell(item)

    def tell_corrected(self, item):
        self.tell_returned_open(item)
        self.send_again(item, item.doc, 2, 1)

    def tell_returned_open(self, item):
        p = item.planted
        self.decide("return", item, 1, reason="请核对后重报。",
                    comments=[{"rule": p["rule"], "path": p["path"], "text": "此处与规则不符，请更正。"}])

    def tell_overridden(self, item):
        self.decide("override", item, 1, reason="已核对原始凭证，予以认可。", findings=[{"rule": item.planted["rule"], "path": item.planted["path"]}])

    def tell_explained(self, item):
        self.decide("explain", item, 1, reason="情况属实，详见附件说明。", findings=[{"rule": item.planted["rule"], "path": item.planted["path"]}])

    def tell_revised(self, item):
        self.send_again(item, self.reworded(item.doc, 2), 2, 1)

    def tell_conflict_open(self, item):
        self.send_again(item, self.reworded(item.doc, 2), 2)

    def tell_conflict_withdrawn(self, item):
        self.tell_conflict_open(item)
        self.decide("withdraw", item, 2, reason="重复报送。")

    def tell_conflict_correction(self, item):
        self.tell_conflict_open(item)
        self.decide("resolve", item, 2, reason="是对前一份的更正。", how="correction")

    def tell_conflict_another(self, item):
        self.tell_conflict_open(item)
        self.decide("resolve", item, 2, reason="是另一个项目。", how="another", project=item.label + "（二标段）")

    def tell_withdrawn(self, item):
        self.decide("withdraw", item, 1, reason="数据有误，撤回。")

    def tell_again(self, item):
        self.tell_withdrawn(item)
        self.send_again(item, self.reworded(item.doc, 2), 2)

    def tell_moved(self, item):
        self.decide("move", item, 1, person="officer-1", reason="应由下属单位报送。", unit=item.unit.code)

    def tell_misnamed(self, item):
        """The officer says which project it is, and that is remembered."""
        name = "aliases-%s-%s" % (item.form, item.project.code[-4:])
        county.write_csv(self.out, name, [["project", item.wrong["project"]["name"], item.project.code]], "aliases")
        self.load("aliases", name + ".csv", names=item.ref(1), project=item.label)

    def approvals(self, items):
        """Approves many at once, unit by unit; then what is adjusted once it was approved."""
        last = {"approved": 1, "corrected": 2, "overridden": 1, "explained": 1, "revised": 2, "late-excepted": 1, "conflict-open": 1,
                "conflict-withdrawn": 1, "conflict-correction": 2, "conflict-another": 1, "again": 2, "moved": 1, "adjusted": 1,
                "misnamed": 1}
        for unit in self.units:
            mine = [i for i in items if i.unit is unit and i.story in last]
            if mine:
                self.add({"do": "approve", "as": county.DIVISION, "person": self.officer(mine[0]),
                          "documents": [i.ref(last[i.story]) for i in mine]})
        for item in items:
            if item.story == "adjusted":
                self.decide("adjust", item, 1, reason="预算调整，绩效目标相应调整。")
                self.send_again(item, self.reworded(item.doc, 2), 2, 1)
                self.add({"do": "approve", "as": county.DIVISION, "person": self.officer(item), "documents": [item.ref(2)]})

    def close_and_reopen(self):
        stories = {s: [i for i in self.items if i.story == s] for s in ("refused-closed", "after-reopening")}
        self.add({"do": "close", "as": county.DIVISION, "person": "officer-1", "year": self.year, "reason": "年度工作结束。"})
        for item in stories["refused-closed"]:
            self.file_of(item.unit, item.form, [(item.ref(1), item, item.doc)])
        for person in ("officer-1", "officer-2"):
            self.add({"do": "reopen", "as": county.DIVISION, "person": person, "year": self.year, "reason": "补报一份自评表。"})
        for item in stories["after-reopening"]:
            self.file_of(item.unit, item.form, [(item.ref(1), item, item.doc)])
            self.add({"do": "approve", "as": county.DIVISION, "person": self.officer(item), "documents": [item.ref(1)]})
        self.add({"do": "close", "as": county.DIVISION, "person": "officer-2", "year": self.year, "reason": "补报完成，再次锁定。"})

    # ---- what is expected ----

    def due(self, item):
        late = item.story in ("late", "late-excepted")
        return DUE[item.form].format(self.year - 6, self.year - 5) if late else ON_TIME

    def expected_rows(self):
        return [[i.form, i.period, i.unit.code, i.project.code if i.project else "", self.due(i)] for i in self.items]

    def project_rows(self):
        functions, economics = list(county.leaf_codes(county.FUNCTIONS)), list(county.leaf_codes(county.ECONOMIC))
        out = []
        for p in self.projects:
            budget = p.budget / 10000 if self.office(p.unit).money_unit == "元" else p.budget
            out.append([p.code, p.name, p.unit.code, format(budget.normalize(), "f"), self.rng.choice(functions),
                        self.rng.choice(economics)])
        return out

    def write_lists(self):
        folder = Path(self.out)
        county.write_csv(folder, "units", county.unit_rows(self.place, self.units, self.ended))
        county.write_csv(folder, "projects", self.project_rows())
        for year in (self.year - 1, self.year):
            county.write_csv(folder, "codes-%d" % year, county.code_rows(year, self.year), "codes")
        county.write_csv(folder, "expected", self.expected_rows())
        county.write_csv(folder, "exceptions", self.exceptions)
        county.write_book(folder, "expected", self.expected_rows())
        county.write_book(folder, "exceptions", self.exceptions)
