#!/usr/bin/env python3
"""The third set of planted errors (clerk_forms.py, clerk_accounts.py, clerk_kinds.py): every planted error has to be
found in its documents, and the documents that nothing was done to have to be free of errors.

    clerks.py JIXIAO RULES [TIMES]
"""
import copy
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from clerk_forms import Clerk  # noqa: E402
from clerk_kinds import K  # noqa: E402

# Not told by any rule: a table left empty without the sentence that says so.
OPEN = {"f.empty_note"}
LEVELS = {"error": {"error"}, "explain": {"error", "explain"}, "warning": {"error", "explain", "warning"}}


def printed(documents):
    """Without the generator's notes; a note below a table is a paragraph of the narrative."""
    out = []
    for document in copy.deepcopy(documents):
        document.pop("_", None)
        for table in document.get("tables", {}).values():
            if "note" in table: document.setdefault("narrative", []).append(table.pop("note"))
        out.append(document)
    return out


def check(jixiao, rules, path, documents):
    path.write_text(json.dumps(printed(documents), ensure_ascii=False), encoding="utf-8")
    run = subprocess.run([jixiao, "check", "--json", "--rules", rules, str(path)], capture_output=True, text=True, check=False)
    if not run.stdout: sys.exit(run.stderr)
    return {(n, f["rule"], f["path"], f["severity"]) for n, d in enumerate(json.loads(run.stdout)) for f in d["findings"]}


def trial(jixiao, rules, folder, number, times):
    """[(kind, found, false errors)] of one kind."""
    name, forms, plant, level = K[number]
    out = []
    for k in range(times):
        clerk = Clerk(number * 10 + k)
        clean = forms(clerk)
        planted = copy.deepcopy(clean)
        plant(planted, clerk)
        before = check(jixiao, rules, folder / f"{number}-{k}-clean.json", clean)
        after = check(jixiao, rules, folder / f"{number}-{k}-planted.json", planted)
        found = any(f[3] in LEVELS[level] for f in after - before)
        out.append((name, found, sorted(f for f in before if f[3] == "error"), len(clean)))
    return out


def main():
    jixiao, rules = sys.argv[1], sys.argv[2]
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        wanted = [n for n, k in enumerate(K) if k[0] not in OPEN]
        trials = [t for ts in pool.map(lambda n: trial(jixiao, rules, Path(folder), n, times), wanted) for t in ts]
    missed = [t[0] for t in trials if not t[1]]
    false = [(t[0], f) for t in trials for f in t[2]]
    for name in missed: print("missed:", name)
    for name, finding in false: print("false:", name, *finding)
    print(f"{sum(t[3] for t in trials)} documents, {len(wanted)} kinds: {len(trials) - len(missed)} of {len(trials)} planted found; "
          f"{len(false)} false errors")
    return 1 if missed or false else 0


if __name__ == "__main__":
    sys.exit(main())
