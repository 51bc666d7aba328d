#!/usr/bin/env python3
"""Published forms, as office files and as text, through the real program against their transcriptions.

    test_published.py --jixiao PROGRAM --rules FOLDER [--corpus FOLDER]

Every field is compared, strings character by character; `extra` and `narrative` are not (the transcriptions leave them
out), and a secret_count has to be the number that the form's note says. Prints "equal n of m" and, for each file that
differs, every field that does. A field that the transcription has from another page of the publication (a cover) and
that stands nowhere in the file is named too, and is no fault of the importer: what is not printed is not imported. Exit 1
for anything else that differs.
"""
import argparse
import json
import os
import re
import sys
import zipfile
from pathlib import Path

from convert import convert, differences, short

SKIPPED = 77
BESIDE = {"extra", "narrative", "secret_count", "file", "sheet", "unplaced"}


def compared(document):
    if isinstance(document, dict):
        return {k: compared(v) for k, v in document.items() if k not in BESIDE}
    return [compared(v) for v in document] if isinstance(document, list) else document


def secret_count_differs(document):
    note = re.search(r"(\d+)\s*个涉密项目", document.get("note") or "")
    expected = note.group(1) if note else None
    got = document.get("secret_count")
    return [] if got == expected else [("/secret_count", expected, got)]


def bare(text):
    return re.sub(r"\s+", "", text)


def everything_in(path):
    """All that the file holds in any part of it: its texts, and the attributes of every element."""
    if path.suffix == ".txt":
        return [bare(path.read_text(encoding="utf-8"))]
    out = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            xml = package.read(name).decode("utf-8", "replace")
            out += re.findall(r'="([^"]*)"', xml) + re.findall(r">([^<]+)<", xml)
            out += [re.sub(r"<[^>]*>", "", p) for p in re.findall(r"<w:p[ >].*?</w:p>|<si>.*?</si>|<is>.*?</is>", xml, re.S)]
    return [bare(text) for text in out]


def is_not_printed(difference, holds):
    _, expected, got = difference
    text = bare(str(expected)) if isinstance(expected, (str, int)) else ""
    return got is None and text != "" and not any(text in piece for piece in holds)


def compare(path, expected, elements):
    documents = [e for e in elements if e["form"]]
    found = differences(compared(expected), compared(documents))
    for k, document in enumerate(documents):
        found += [("/%d%s" % (k, p), e, g) for p, e, g in secret_count_differs(document)]
    holds = everything_in(path) if found else []
    return [(d, is_not_printed(d, holds)) for d in found]


def office_files(corpus):
    for entry in json.loads((corpus / "office" / "index.json").read_text(encoding="utf-8")):
        all_of = json.loads((corpus / entry["expected"]).read_text(encoding="utf-8"))
        chosen = all_of if len(all_of) == len(entry["documents"]) else [all_of[n - 1] for n in entry["documents"]]
        yield corpus / entry["file"], chosen


def text_files(corpus):
    for path in sorted((corpus / "text").glob("*.txt")):
        yield path, json.loads((corpus / "expected" / (path.stem + ".json")).read_text(encoding="utf-8"))


def run(args, what, files):
    equal = unprinted = wrong = 0
    for path, expected in files:
        _, elements, _ = convert(args.jixiao, args.rules, [path])
        found = compare(path, expected, elements)
        equal += not found
        unprinted += bool(found) and all(absent for _, absent in found)
        wrong += any(not absent for _, absent in found)
        for (pointer, e, g), absent in found:
            print("%s %s%s: expected %s, got %s" % (path.name, pointer, " (stands nowhere in the file)" if absent else "",
                                                   short(e), short(g)))
    print("%s: equal %d of %d; %d differ only in what stands nowhere in the file; %d wrong"
          % (what, equal, len(files), unprinted, wrong))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--jixiao", required=True)
    parser.add_argument("--rules", required=True)
    beside = Path(__file__).resolve().parents[4] / "shared" / "corpus"
    parser.add_argument("--corpus", type=Path, default=os.environ.get("JIXIAO_CORPUS", beside))
    args = parser.parse_args()
    if not (args.corpus / "office" / "index.json").exists():
        print("no corpus at %s: set JIXIAO_CORPUS to compare with it" % args.corpus)
        sys.exit(SKIPPED)
    office, text = list(office_files(args.corpus)), list(text_files(args.corpus))
    if not office or not text:
        sys.exit("the corpus at %s has no files" % args.corpus)
    wrong = run(args, "office", office) + run(args, "text", text)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
