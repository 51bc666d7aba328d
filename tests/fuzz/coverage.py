#!/usr/bin/env python3
"""Lines of a target's own files that its kept corpus reaches, in a build with gcov's instrumentation.

    coverage.py --build FOLDER [--least PERCENT] TARGET CORPUS

Replays the corpus with the counters in a folder of their own, so that what other tests reached does not count. Prints each
file and all together; exit 1 when they are under the least.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS, IMPORT = "client/import/readers", "client/import"
# What a target is named for. The recogniser is all that stands between a grid and the documents.
OWN = {
    "xlsx": sorted(p.name for p in (ROOT / READERS).glob("xlsx*.c")),
    "docx": ["docx.c"] + sorted(p.name for p in (ROOT / READERS).glob("word_*.c")),
    "csv": ["csv.c"],
    "text": ["text_reader.c"],
    "recogniser": sorted(p.name for p in (ROOT / IMPORT).glob("*.c") if p.name not in ("text_reader.c", "grid.c")),
    "rules": ["rule_read.c", "rule_compile.c", "rule_list.c", "language_parse.c", "language_token.c", "language_template.c",
              "profile.c", "profile_lists.c", "lines.c"],
    "evaluator": ["run.c", "run_call.c", "run_plan.c", "run_text.c", "run_walk.c", "finding.c", "relate.c", "accounts.c",
                  "sentence.c", "verdict.c"],
    "card": ["card_bytes.c", "card_score.c"],
    "wire_message": ["message.c"],
    "wire_act": ["act.c", "decision.c", "master.c"],
    "wire_record": ["record.c", "outcome.c", "history.c", "mp.c", "tuple.c"],
    "wire_document": ["codec.c"],
    "wire_answer": ["breakdown.c", "delegation.c", "held.c", "listing.c", "metrics.c", "query.c", "relation.c", "run.c"],
    "segment": ["chain.c", "page.c"],
    "registry": ["registry.c"],
    "broker": ["engine.c", "intake.c", "leases.c", "queries.c", "workers.c"],
    "config": ["config.c"],
}


def counters(build, target, corpus, folder):
    """Runs the replay; its counters are then in the folder, under the path that the build has."""
    environment = dict(os.environ, GCOV_PREFIX=folder)
    done = subprocess.run([str(build / "bin" / ("replay_" + target)), str(corpus)], env=environment, capture_output=True,
                          text=True, timeout=600)
    if done.returncode != 0:
        raise SystemExit("the replay failed: %s%s" % (done.stdout, done.stderr))
    return done.stdout.strip()


def lines_of(data):
    """{source line: reached} of one object file's counters."""
    report = subprocess.run(["gcov", "--json-format", "--stdout", str(data)], capture_output=True, text=True,
                            cwd=data.parent, check=True)
    lines = {}
    for text in report.stdout.splitlines():
        for source in json.loads(text)["files"]:
            if source["file"].endswith(data.name.removesuffix(".gcda")):
                for line in source["lines"]:
                    number = line["line_number"]
                    lines[number] = lines.get(number, False) or line["count"] > 0
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--least", type=float, default=0)
    parser.add_argument("target", choices=sorted(OWN))
    parser.add_argument("corpus", type=Path)
    args = parser.parse_args()
    reached = total = 0
    with tempfile.TemporaryDirectory() as folder:
        print(counters(args.build.resolve(), args.target, args.corpus, folder))
        for name in OWN[args.target]:
            found = [p for p in Path(folder).rglob(name + ".gcda")]
            if len(found) != 1:
                raise SystemExit("%s: %d counters; is this a coverage build?" % (name, len(found)))
            data, notes = found[0], Path("/") / found[0].relative_to(folder)
            data.with_suffix(".gcno").symlink_to(notes.with_suffix(".gcno"))
            lines = lines_of(data)
            hit = sum(lines.values())
            reached, total = reached + hit, total + len(lines)
            print("  %-20s %5.1f %% of %4d lines" % (name, 100 * hit / max(len(lines), 1), len(lines)))
    percent = 100 * reached / total
    print("%s: %.1f %% of %d lines (at least %g %%)" % (args.target, percent, total, args.least))
    return 0 if percent >= args.least else 1


if __name__ == "__main__":
    sys.exit(main())
