#!/usr/bin/env python3
"""Runs every rule's cases: it has to speak of fail.json and to be silent on pass.json. Prints the
rules without a folder.

    run_cases.py JIXIAO RULES
"""
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from make_cases import base, ids  # noqa: E402


def rules_of(jixiao, rules, path):
    run = subprocess.run([jixiao, "check", "--json", "--lang=zh", "--rules", rules, str(path)],
                         capture_output=True, text=True, check=False)
    if not run.stdout: sys.exit(run.stderr)
    documents = json.loads(run.stdout)
    unread = [d for d in documents if "findings" not in d]
    if unread: sys.exit(f"{path}: not read")
    return {base(f["rule"]) for d in documents for f in d["findings"]}


def main():
    jixiao, rules, here = sys.argv[1], sys.argv[2], Path(__file__).parent
    wrong, missing, ran = [], [], 0
    for rule in ids(rules):
        folder = here / rule
        cases = sorted(folder.glob("*.json"))
        kinds = {p.name[:4] for p in cases}
        if kinds != {"fail", "pass"}:
            missing.append(rule)
            continue
        for path in cases:
            ran += 1
            if (rule in rules_of(jixiao, rules, path)) != path.name.startswith("fail"):
                wrong.append(f"{rule}/{path.name}")
    for line in wrong: print("wrong:", line)
    for rule in missing: print("no cases:", rule)
    print(f"{ran} cases of {len(ids(rules)) - len(missing)} rules; {len(wrong)} wrong; {len(missing)} rules without cases")
    return 1 if wrong or missing else 0


if __name__ == "__main__":
    sys.exit(main())
