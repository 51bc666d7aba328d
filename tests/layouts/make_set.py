#!/usr/bin/env python3
"""Writes a set of files: every layout, each of its forms, several documents, with what must be read from them.

    make_set.py --out DIR --seed N [--documents N] [--layouts NAME,...] [--mixed N] [--as xlsx,docx,text,lines,csv] [--plant]

DIR/files/<layout>-<form>-<n>.xlsx (.docx, .txt), DIR/expected/<layout>-<form>-<n>.json, DIR/manifest.json. With --plant
each document carries one planted error, and the manifest says which and where.
"""
import argparse
import random
from pathlib import Path

import documents
import layouts
import plants
import render

IN_A_BOOK = 3  # forms of a file that holds several


def docs_of(lay, form, rng):
    """The documents of one file; a form with + stands for several that belong together."""
    if form in TOGETHER:
        return TOGETHER[form](rng, lay["wants"])
    count = IN_A_BOOK if lay["book"] in ("sheet", "sheets") else 1
    return [documents.document(form, rng, lay["wants"]) for _ in range(count)]


def list_and_targets(rng, wants):
    docs = documents.bundle(rng, IN_A_BOOK, wants)
    return [docs[IN_A_BOOK]] + docs[:IN_A_BOOK]


def summary_and_forms(rng, wants):
    docs = documents.bundle(rng, IN_A_BOOK, wants)
    forms = [d for d in docs if d["form"] == "self_evaluation"]
    return [d for d in docs if d["form"] == "evaluation_summary"] + forms


def report(rng, wants):
    county = documents.County(rng, wants)
    work = county.project_name()
    target, evaluation = documents.target(county, work), documents.evaluation(county, work)
    return [target, evaluation]


TOGETHER = {"list+targets": list_and_targets, "summary+forms": summary_and_forms, "report": report}


def planted(docs, rng):
    """The planted error of a file, None where the form has no kind of its own."""
    kinds = [k for k, p in sorted(plants.PLANTS.items()) if p.form == docs[0]["form"] and not p.between]
    rng.shuffle(kinds)
    for kind in kinds:
        found = plants.try_plant(kind, docs, rng)
        if found:
            return found
    return None


def make(out, seed, count, names, kinds, plant=False):
    """Writes the set; returns its manifest."""
    (out / "files").mkdir(parents=True, exist_ok=True)
    (out / "expected").mkdir(exist_ok=True)
    manifest = []
    for name in names:
        lay = layouts.layout(name)
        for form in lay["forms"]:
            for k in range(count):
                rng = random.Random("%d %s %s %d" % (seed, name, form, k))
                docs = docs_of(lay, form, rng)
                error = planted(docs, rng) if plant else None
                base = "%s-%s-%d" % (name, form.replace("+", "-"), k + 1)
                for kind in kinds:
                    if render.needs_merges(lay, form, kind):
                        continue
                    path = out / "files" / (base + render.SUFFIX[kind])
                    views = render.render(docs, lay, kind, path)
                    entry = {"file": "files/" + path.name, "expected": "expected/%s.json" % base, "layout": name, "type": kind,
                             "form": form, "documents": len(views)}
                    if error and plants.shows(error, views):
                        entry["planted"] = error
                    manifest.append(entry)
                render.write_json(out / "expected" / (base + ".json"), views)
    render.write_json(out / "manifest.json", manifest)
    return manifest


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--documents", type=int, default=3, help="files of each form in each layout (default 3)")
    parser.add_argument("--layouts", help="only these, separated by commas")
    parser.add_argument("--mixed", type=int, default=0, metavar="N", help="also N layouts put together at random")
    parser.add_argument("--as", dest="kinds", default="xlsx,docx", help="xlsx, docx, text, lines, csv (default xlsx,docx)")
    parser.add_argument("--plant", action="store_true", help="plant one error in each file")
    args = parser.parse_args()
    names = args.layouts.split(",") if args.layouts else list(layouts.LAYOUTS)
    names += ["mix-%d" % k for k in range(1, args.mixed + 1)]
    manifest = make(args.out, args.seed, args.documents, names, args.kinds.split(","), args.plant)
    print("%d files of %d layouts, %d documents" % (len(manifest), len(names), sum(e["documents"] for e in manifest)))


if __name__ == "__main__":
    main()
