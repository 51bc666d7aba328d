"""Runs `jixiao convert` for the tests, and says where two JSON values differ."""
import json
import subprocess

SECONDS = 300


def convert(program, rules, paths, lang="zh", stdin=None):
    """(exit code, elements, what it complained of)."""
    command = [program, "convert", "--json", "--lang=" + lang, "--rules=" + str(rules)] + [str(p) for p in paths]
    run = subprocess.run(command, input=stdin, capture_output=True, timeout=SECONDS)
    if run.returncode < 0:
        raise SystemExit("ended by signal %d: %s" % (-run.returncode, " ".join(command)))
    return run.returncode, json.loads(run.stdout.decode("utf-8")), run.stderr.decode("utf-8")


def differences(expected, got, pointer=""):
    """Every (pointer, expected, got) at which the two differ; None stands for an absent one."""
    if isinstance(expected, dict) and isinstance(got, dict):
        found = []
        for key in list(expected) + [k for k in got if k not in expected]:
            here = "%s/%s" % (pointer, key)
            if key in expected and key in got:
                found += differences(expected[key], got[key], here)
            else:
                found.append((here, expected.get(key), got.get(key)))
        return found
    if isinstance(expected, list) and isinstance(got, list):
        found = []
        for k in range(max(len(expected), len(got))):
            here = "%s/%d" % (pointer, k)
            if k < len(expected) and k < len(got):
                found += differences(expected[k], got[k], here)
            else:
                found.append((here, expected[k] if k < len(expected) else None, got[k] if k < len(got) else None))
        return found
    return [] if type(expected) is type(got) and expected == got else [(pointer, expected, got)]


def short(value):
    if value is None:
        return "(absent)"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "…"
