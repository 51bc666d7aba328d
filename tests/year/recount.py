"""Counts a made year again from its files alone: the lists, the plan and the documents, one list of facts at a time.

Knows nothing of the generator or of its model of states; what the manifest says has to come out here as well.
"""
import csv
import json
from collections import Counter
from decimal import Decimal

LONG_AGO = "2026-01-01"  # what was due before is late, whenever the plan is played
SUMS = {"self_evaluation": ("initial_budget", "annual_budget", "executed"), "monitoring": ("initial_budget", "executed"),
        "target": ("amount",)}


def table(folder, name):
    with open(folder / (name + ".csv"), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def read(folder, name):
    return json.loads((folder / (name + ".json")).read_text(encoding="utf-8"))


class Recount:
    def __init__(self, folder):
        self.contents, self.plan = read(folder, "documents"), read(folder, "plan")
        names = {r["code"]: r["name"] for r in table(folder, "projects")}
        self.expected = [(r["form"], r["unit"], names.get(r["project"], "")) for r in table(folder, "expected")]
        excused = {(r["form"], r["unit"]) for r in table(folder, "exceptions")}
        self.overdue = {(r["form"], r["unit"], names.get(r["project"], "")) for r in table(folder, "expected")
                        if r["due"] < LONG_AGO and (r["form"], r["unit"]) not in excused}
        self.behind = {(r["form"], r["unit"], names.get(r["project"], "")) for r in table(folder, "expected") if r["due"] < LONG_AGO}
        self.entries, self.closed, self.wishes = {}, False, 0
        for step in self.plan:
            getattr(self, "do_" + step["do"])(step)

    # ---- what happened ----

    def do_load(self, step):
        if "names" in step:
            e = self.entries[step["names"]]
            e["key"] = (e["form"], e["unit"], step["project"])

    def do_submit(self, step):
        for d in step["documents"]:
            e = dict(d, key=(d["form"], d["unit"], d["project"]), parent=step.get("revises"), approved=False, answered=False)
            e["state"] = ("rejected" if self.closed else "late" if e["key"] in self.overdue
                          else "conflict" if not e["parent"] and self.holder(e["key"]) else "counts")
            if e["parent"] and e["state"] == "counts" and self.entries[e["parent"]]["state"] == "counts":
                self.entries[e["parent"]]["state"] = "replaced"
            self.entries[d["ref"]] = e

    def holder(self, key):
        return next((e for e in self.entries.values() if e["state"] == "counts" and e["key"] == key), None)

    def do_return(self, step):
        self.entries[step["document"]]["state"] = "returned"

    def do_withdraw(self, step):
        self.entries[step["document"]]["state"] = "withdrawn"

    def do_override(self, step):
        self.entries[step["document"]]["answered"] = True

    do_explain = do_override

    def do_adjust(self, step):
        assert self.entries[step["document"]]["approved"]

    def do_approve(self, step):
        for ref in step["documents"]:
            e = self.entries[ref]
            assert e["state"] == "counts", ref
            e["approved"] = True
            if e["parent"]:
                self.entries[e["parent"]]["approved"] = False

    def do_move(self, step):
        e = self.entries[step["document"]]
        e["key"] = (e["form"], step["unit"], e["project"])

    def do_resolve(self, step):
        e = self.entries[step["document"]]
        if step["how"] == "another":
            e["key"] = (e["form"], e["unit"], step["project"])
        else:
            self.holder(e["key"])["state"] = "replaced"
        e["state"] = "counts"

    def do_close(self, step):
        self.closed, self.wishes = True, 0

    def do_reopen(self, step):
        self.wishes += 1
        self.closed = self.wishes < 2

    # ---- what it adds up to ----

    def counts(self, form, belongs):
        """The counts of a form over the unit codes for which belongs() holds."""
        rows = [k for k in self.expected if k[0] == form and belongs(k[1])]
        mine = [e for e in self.entries.values() if e["form"] == form and belongs(e["key"][1])]
        counting = [e for e in mine if e["state"] == "counts"]
        keys = {e["key"] for e in counting}
        approved = [e for e in mine if e["approved"]]
        last = {e["key"]: e["state"] for e in mine if e["key"] not in keys and e["state"] != "conflict"}
        fates = Counter(last.get(k, "missing") for k in rows if k not in keys)
        return {"expected": len(rows), "received": sum(k in keys for k in rows),
                "approved": sum(k in {e["key"] for e in approved} for k in rows), "returned": fates["returned"],
                "on_time": sum(k in keys and k not in self.behind for k in rows),
                "late": fates["late"], "withdrawn": fates["withdrawn"], "refused": fates["rejected"], "missing": fates["missing"],
                "documents": len(counting), "documents_approved": len(approved),
                "conflicts": sum(e["state"] == "conflict" for e in mine),
                "money": self.money(form, counting)}, [e["ref"] for e in counting]

    def money(self, form, entries):
        return {f: sum((self.amount(e["ref"], f) for e in entries), Decimal(0)) for f in SUMS.get(form, ())}

    def amount(self, ref, field):
        doc = self.contents[ref]["document"]
        total = [f for f in doc["funds"] if f["source"] == "total"][0]
        figure = Decimal(total.get(field, "0").replace(",", "") or "0")
        return figure if doc.get("money_unit") != "元" else figure / 10000
