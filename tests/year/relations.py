"""Errors between the documents of one office: they show only to whoever holds both sides.

They stand in files of their own beside the year's (relations/KIND.json, an office's clean forms but for one), and no step
of the plan submits them.
"""
import copy

import plants
import planting
import render


def office_documents(maker, unit):
    """Everything that a unit would hand in, without errors."""
    return [copy.deepcopy(i.doc) for i in maker.items if i.unit is unit]


def write(maker):
    """The planted errors: file, kind, rule, form and pointer; the first entry is an office without any."""
    folder = maker.out / "relations"
    folder.mkdir()
    unit = next(u for u in maker.units if u.layout is None)
    render.write_json(folder / "none.json", office_documents(maker, unit))
    out = [{"file": "relations/none.json"}]
    for kind, (form, rule, also) in planting.RELATIONS.items():
        docs = office_documents(maker, unit)
        entry = plants.try_plant(kind, docs, maker.rng)
        if entry is None:
            continue
        name = "relations/%s.json" % kind
        render.write_json(maker.out / name, docs)
        out.append({"file": name, "kind": kind, "rule": rule, "form": form, "project": entry["project"], "pointer": entry["pointer"],
                    "also": [{"form": f, "rule": r} for f, r in also]})
    return out
