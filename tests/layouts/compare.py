#!/usr/bin/env python3
"""Converts every file of a set and demands equality with what it prints, field by field.

    compare.py --jixiao PROGRAM [--rules FOLDER] [--as xlsx,docx,text,lines,csv] [--only TEXT] [--all] [--unplaced] DIR

Compared as the corpus is: strings exactly, an absent field is not "", rows and documents in order; `extra`, `narrative`
and `secret_count` are not compared. An entry of the manifest may say how many cells may stay unplaced. Prints equal n of
m by layout and by form and the first difference of each file that fails. Exit 1 unless all are equal.
"""
import argparse
import json
import subprocess
import sys
from collections import Counter, OrderedDict
from pathlib import Path

IGNORED = {"extra", "narrative", "secret_count"}
ENVELOPE = {"file", "sheet", "unplaced", "differing", "prints", "trouble", "pack"}
BATCH = 40
SECONDS = 120


def stripped(value):
    """Without the fields that are not compared."""
    if isinstance(value, dict):
        return {k: stripped(v) for k, v in value.items() if k not in IGNORED}
    if isinstance(value, list):
        return [stripped(v) for v in value]
    return value


def difference(expected, got, pointer=""):
    """(pointer, expected, got) of the first difference, or None."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in list(expected) + [k for k in got if k not in expected]:
            here = "%s/%s" % (pointer, key)
            if key not in got:
                return here, expected[key], "(absent)"
            if key not in expected:
                return here, "(absent)", got[key]
            found = difference(expected[key], got[key], here)
            if found:
                return found
        return None
    if isinstance(expected, list) and isinstance(got, list):
        for k in range(min(len(expected), len(got))):
            found = difference(expected[k], got[k], "%s/%d" % (pointer, k))
            if found:
                return found
        if len(expected) != len(got):
            k = min(len(expected), len(got))
            return ("%s/%d" % (pointer, k), expected[k] if k < len(expected) else "(no row)",
                    got[k] if k < len(got) else "(no row)")
        return None
    return None if type(expected) is type(got) and expected == got else (pointer, expected, got)


def convert(command, paths):
    """{path: ([documents], [unplaced cells])} of the files; None when the program gave no JSON. What it says when it reads
    no form at all is passed on, since then the fault is hardly in the files."""
    out = {p: ([], []) for p in paths}
    run = subprocess.run(command + [str(p) for p in paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         timeout=SECONDS)
    if run.returncode < 0:
        return None
    try:
        elements = json.loads(run.stdout.decode("utf-8"))
    except ValueError:
        return None
    names, forms = {}, 0
    for p in paths:
        names[str(p)] = names[p.name] = p
    for element in elements:
        path = names.get(element.get("file"))
        if path is None:
            raise SystemExit("an element of a file that was not given: %r" % element.get("file"))
        forms += bool(element.get("form"))
        out[path][1].extend(element.get("unplaced") or [])
        if element.get("form"):
            out[path][0].append({k: v for k, v in element.items() if k not in ENVELOPE})
    if not forms:
        print(run.stderr.decode("utf-8", "replace").strip()[:400])
    return out


def converted(command, paths):
    """Converts in batches; a batch that fails is done again file by file, so that one crash costs one file."""
    out = {}
    for k in range(0, len(paths), BATCH):
        batch = paths[k:k + BATCH]
        done = convert(command, batch)
        if done is None:
            done = {}
            for p in batch:
                one = convert(command, [p])
                done[p] = one[p] if one is not None else ("no JSON from the program", [])
        out.update(done)
    return out


def short(value):
    text = value if isinstance(value, str) and value.startswith("(") else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "…"


def table(title, equal, total):
    print(title)
    for name in total:
        mark = "" if equal[name] == total[name] else "   <--"
        print("  %-24s %4d of %4d%s" % (name, equal[name], total[name], mark))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--jixiao", required=True, help="the program to try")
    parser.add_argument("--rules", help="the folder of the rule pack")
    parser.add_argument("--as", dest="kinds", default="xlsx,docx", help="xlsx, docx, text, lines, csv, plain (default xlsx,docx)")
    parser.add_argument("--only", default="", help="only files whose name contains this")
    parser.add_argument("--all", action="store_true", help="also name the files that are equal")
    parser.add_argument("--unplaced", action="store_true", help="name the cells that found no place")
    parser.add_argument("dir", type=Path)
    args = parser.parse_args()
    manifest = json.loads((args.dir / "manifest.json").read_text(encoding="utf-8"))
    kinds = args.kinds.split(",")
    chosen = [e for e in manifest if e["type"] in kinds and args.only in e["file"]]
    if not chosen:
        raise SystemExit("no file of the set is chosen")
    command = [args.jixiao, "convert", "--json", "--lang=zh"] + (["--rules=" + args.rules] if args.rules else [])
    results = converted(command, [args.dir / e["file"] for e in chosen])
    counts = OrderedDict((k, (Counter(), Counter())) for k in ("layout", "form", "type"))
    equal_files = leftover = 0
    for entry in chosen:
        expected = stripped(json.loads((args.dir / entry["expected"]).read_text(encoding="utf-8")))
        got, unplaced = results[args.dir / entry["file"]]
        found = ("", "documents", got) if isinstance(got, str) else difference(expected, stripped(got))
        if not found and len(unplaced) > entry.get("unplaced", len(unplaced)):
            found = ("unplaced", [], [u["text"] for u in unplaced])
        keys = {"layout": entry["layout"], "form": entry["form"], "type": entry["type"]}
        for by, (equal, total) in counts.items():
            total[keys[by]] += 1
            equal[keys[by]] += found is None
        equal_files += found is None
        if unplaced:
            leftover += 1
            if args.unplaced:
                print("%s unplaced: %s" % (Path(entry["file"]).name, short(unplaced)))
        if found:
            print("%s %s\n    expected %s\n    got      %s" % (Path(entry["file"]).name, found[0], short(found[1]),
                                                             short(found[2])))
        elif args.all:
            print("%s equal" % Path(entry["file"]).name)
    for by, (equal, total) in counts.items():
        table("by %s" % by, equal, total)
    print("files with cells that found no place: %d" % leftover)
    print("equal: %d of %d files" % (equal_files, len(chosen)))
    sys.exit(0 if equal_files == len(chosen) else 1)


if __name__ == "__main__":
    main()
