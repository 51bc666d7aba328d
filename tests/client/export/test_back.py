#!/usr/bin/env python3
"""document → xlsx → document → xlsx → document through the real program, and once through CSV.

    test_back.py --jixiao PROGRAM --rules FOLDER --set DIR --pictures DIR [--corpus FOLDER] [--every N]

Every document of the fixtures, of the layouts' set and pictures, and the corpus's transcriptions: every field of what
comes back is what went in (`extra` and `narrative` too), nothing is unplaced, and the program itself says so by its exit
code. What is named in CANNOT is the contrary: forms whose own title or label says something else than what they are; of
those the program must say that they would not be read back. All seven forms must have been there. --every N takes each
N-th document of the set.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "readers"))
from convert import convert, differences, short  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
BESIDE = ("file", "sheet", "unplaced")
BATCH = 40
FORMS = 7
# A self-evaluation under the title of a list; funds whose printed name is another source's, or that of a column; labels
# inside the row of the total.
CANNOT = {"title-of-a-list", "hebei-target", "target-prose", "projects-with-amounts", "projects-in-every-row",
          "projects-page-break", "yunnan-grade"}


def bare(element):
    return {k: v for k, v in element.items() if k not in BESIDE}


def documents_of(paths, args):
    """[(name, document)] of the files, each read once by the program."""
    out = []
    for k in range(0, len(paths), BATCH):
        _, elements, _ = convert(args.jixiao, args.rules, paths[k:k + BATCH])
        out += [(Path(e["file"]).name, bare(e)) for e in elements if e.get("form")]
    return out


def write(args, source, kind, target):
    """The exit code of writing it, and what was said."""
    run = subprocess.run([args.jixiao, "convert", "--lang=en", "--rules=" + str(args.rules), "--to", kind, "-o", str(target),
                          str(source)], capture_output=True, timeout=120)
    if run.returncode < 0:
        raise SystemExit("ended by signal %d: %s" % (-run.returncode, source))
    return run.returncode, run.stderr.decode("utf-8")


def without_count(document, like):
    """A list's note may say how many projects are secret; a transcription need not repeat it."""
    return {k: v for k, v in document.items() if k != "secret_count" or k in like}


class Trial:
    def __init__(self, args, folder):
        self.args, self.folder, self.failed, self.forms = args, folder, 0, Counter()

    def fail(self, name, why):
        self.failed += 1
        print("%s: %s" % (name, why))

    def check(self, name, path, document, what):
        code, elements, said = convert(self.args.jixiao, self.args.rules, [path], "en")
        if len(elements) != 1 or elements[0].get("form") is None:
            self.fail(name, "%s: %d elements; %s" % (what, len(elements), said.strip()))
            return
        found = differences(document, without_count(bare(elements[0]), document))
        for at, expected, got in found[:3]:
            self.fail(name, "%s: %s: expected %s, got %s" % (what, at, short(expected), short(got)))
        if elements[0]["unplaced"]:
            self.fail(name, "%s: unplaced %s" % (what, short(elements[0]["unplaced"][0])))

    def there_and_back(self, name, document):
        source = self.folder / "source.json"
        source.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        first, second, text = (self.folder / n for n in ("first.xlsx", "second.xlsx", "third.csv"))
        code, said = write(self.args, source, "xlsx", first)
        if name.split(".")[0] in CANNOT:
            if code != 1 or "not all of it would be read back" not in said:
                self.fail(name, "written as if it could be read back")
            return
        self.forms[document["form"]] += 1
        if code != 0:
            self.fail(name, said.strip())
            return
        self.check(name, first, document, "xlsx")
        code, said = write(self.args, first, "xlsx", second)
        if code != 0:
            self.fail(name, said.strip())
        else:
            self.check(name, second, document, "xlsx again")
        # CSV merges nothing: what is said by merged cells alone may be lost, and is then said to be.
        code, said = write(self.args, source, "csv", text)
        if code == 0:
            self.check(name, text, document, "csv")
        elif "not all of it would be read back" not in said:
            self.fail(name, said.strip())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jixiao", required=True)
    parser.add_argument("--rules", type=Path, required=True)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--corpus", type=Path,
                        default=os.environ.get("JIXIAO_CORPUS") or ROOT.parent / "shared" / "corpus")
    parser.add_argument("--every", type=int, default=3)
    args = parser.parse_args()
    fixtures = sorted((ROOT / "tests" / "fixtures" / "qingshi").rglob("*.json"))
    fixtures = [p for p in fixtures if p.name != "manifest.json"]
    fixtures += sorted((ROOT / "tests" / "client" / "import" / "fixtures").glob("*.json"))
    pictures = [p for p in sorted((args.pictures / "files").glob("*.xlsx")) if ".plain." not in p.name]
    transcribed = sorted((Path(args.corpus) / "expected").glob("*.json"))
    if not transcribed:
        print("no corpus at %s: its documents are left out" % args.corpus)
    if not pictures:
        raise SystemExit("no pictures in %s" % args.pictures)
    documents = documents_of(fixtures + transcribed + pictures, args)
    texts = sorted((args.set / "files").glob("*.txt"))
    documents += documents_of(texts, args)[::args.every]
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(args, Path(folder))
        for name, document in documents:
            trial.there_and_back(name, document)
    if len(trial.forms) != FORMS:
        trial.fail("forms", "only %s" % ", ".join(sorted(trial.forms)))
    print("%d documents, %d failures; %s" % (len(documents), trial.failed, dict(trial.forms)))
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
