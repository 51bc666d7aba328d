"""The page's questions over HTTP, with a county of 100,000 projects behind the console; how long a browser draws the overview; and what
watching browsers cost."""
import json
import os
import shutil
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import figure
from running import ROOT, County, documents

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from browser import Browser, Events  # noqa: E402  (the tests' own)

ABOUT = "the console: overview, tree and pages of 100 k projects over HTTP; memory with 200 watching browsers"
SIZE, QUICK_SIZE, ASKED, QUICK_ASKED = 100000, 5000, 40, 10
WATCHING, VISITS, QUICK_VISITS, PER_VISIT = 200, 15, 4, 12  # each visit signs in, which takes its time
GOAL_MS, GOAL_DRAWN_MS, GOAL_WATCHING_KB = 50, 1000, 100 << 10
DRAWN, QUICK_DRAWN, NO_BROWSER = 9, 2, 77
WORD = "a long enough password"
QUESTIONS = (("overview", "overview?year=2025", GOAL_MS), ("tree", "tree?year=2025", GOAL_MS),
             ("newest projects", "projects?year=2025", GOAL_MS), ("projects by score", "projects?year=2025&sort=computed&page=9", GOAL_MS),
             ("projects by name", "projects?year=2025&sort=project", GOAL_MS),
             ("projects with a finding of a rule", "projects?year=2025&rule=funds.budget_changed", GOAL_MS),
             ("projects searched", "projects?year=2025&q=%E4%BF%AE", GOAL_MS))


class Console:
    """The program beside a running county, and a user of the county's key."""

    def __init__(self, build, county):
        self.data = county.folder / "console"
        self.data.mkdir(mode=0o700)
        program, ready = build / "bin" / "jixiao-console", county.folder / "ready"
        subprocess.run([program, "--data", self.data, "--add-user", "officer", "--role", "county", "--key", county.dir / "keys" / "user.key"],
                       input=WORD, text=True, check=True)
        self.child = subprocess.Popen([program, "--data", self.data, "--county", county.keys[0], "--listen", "127.0.0.1:0", "--ready", ready,
                                       "--log", "error"])
        while not ready.exists():
            time.sleep(0.01)
        self.port = int(re.search(r":(\d+)/", ready.read_text())[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()

    def signed_in(self):
        browser = Browser(self.port)
        if browser.sign_in(user="officer", password=WORD).status != 200:
            raise SystemExit("the officer does not get in")
        return browser

    def memory_kb(self):
        return int(re.search(r"^VmRSS:\s+(\d+)", Path("/proc/%d/status" % self.child.pid).read_text(), re.M)[1])


def times(browser, path, asked):
    out = []
    for n in range(asked + 1):
        began = time.perf_counter()
        answer = browser.get("/api/" + path)
        if answer.status != 200:
            raise SystemExit("%s: %s" % (path, answer.body))
        if n:  # the first one fills what is kept in memory
            out.append((time.perf_counter() - began) * 1000)
    return out


def settled_kb(console):
    """Its memory when what was asked last is answered."""
    before, now = -1, console.memory_kb()
    for _ in range(30):
        if abs(now - before) < 512:
            break
        time.sleep(1)
        before, now = now, console.memory_kb()
    return now


def watch(console, visits):
    """As many as one user may have open; the rest is reckoned from them."""
    before = settled_kb(console)
    watching = [Events(b) for b in [console.signed_in() for _ in range(visits)] for _ in range(PER_VISIT)]
    for events in watching:
        if events.next()[0] != "hello":
            raise SystemExit("a watcher is not greeted")
    each = (settled_kb(console) - before) / len(watching)
    for events in watching:
        events.close()
    return [figure("memory of the console, nobody watching", "kB", [before]),
            figure("memory of each watching browser", "kB", [each]),
            figure("memory with %d watching" % WATCHING, "kB", [before + each * WATCHING], at_most=GOAL_WATCHING_KB)]


def draw(build, console, size, times_drawn):
    """In a browser without a window; nothing where there is none."""
    if not shutil.which("node"):
        return []
    done = subprocess.run(["node", ROOT / "tests" / "client" / "console" / "page" / "drawing.mjs", "http://127.0.0.1:%d" % console.port,
                           "officer", WORD, str(times_drawn)], env={**os.environ, "JIXIAO_BUILD": str(build)}, capture_output=True, text=True, check=False)
    if done.returncode == NO_BROWSER:
        return []
    if done.returncode:
        raise SystemExit(done.stderr)
    drawn = json.loads(done.stdout)
    return [figure("%d projects: overview drawn in a browser" % size, "ms", drawn["drawn_ms"], at_most=GOAL_DRAWN_MS),
            figure("work of the page for it", "ms", drawn["cpu_ms"])]


def measure(build, quick):
    size, asked, visits, drawn = (QUICK_SIZE, QUICK_ASKED, QUICK_VISITS, QUICK_DRAWN) if quick else (SIZE, ASKED, VISITS, DRAWN)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        folder = Path(name)
        with County(build, folder, 1) as county:
            county.run(documents(folder), 16, 64, size)
            county.wait_folded()
            with Console(build, county) as console:
                browser = console.signed_in()
                rows = [figure("%d projects: %s" % (size, what), "ms", times(browser, path, asked), at_most=goal) for what, path, goal in QUESTIONS]
                return rows + draw(build, console, size, drawn) + watch(console, visits)
