"""Judging on one core, without network and disk."""
import json
import subprocess

from measuring import figure

ABOUT = "documents a second on one core from MessagePack to the verdict under all rules, and notation values a second"
GOALS = {"decode, shape check, canonical form, judge with all rules": 40000}
NOTATION_GOAL = 3000000


def output(build, program):
    return json.loads(subprocess.run([build / "bin" / program, "--json"], capture_output=True, text=True, check=True).stdout)


def measure(build, quick):
    runs = [(output(build, "bench_check"), output(build, "bench_notation")) for _ in range(1 if quick else 5)]
    rows = [figure(what, "/s", [check[what]["median"] for check, _ in runs], at_least=GOALS.get(what)) for what in runs[0][0]]
    rows.append(figure("notation values", "/s", [n["notation_values_per_second"]["median"] for _, n in runs], at_least=NOTATION_GOAL))
    return rows
