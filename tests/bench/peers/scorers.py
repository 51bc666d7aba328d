"""Who else scores the documents of tests/bench/scored.py: databases over tables of the same figures, and a loop over an array."""
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import scored
from running import answer_of
from servers import Postgres

HERE = Path(__file__).resolve().parent
SCORING = HERE / "scoring.sql"
GRADES = 4


def sums_of(rows):
    """{unit: (score, documents by grade)} of rows (unit, grade, documents, score)."""
    codes = list(scored.unit_codes())
    out = {code: [0, [0] * GRADES] for code in codes}
    for unit, grade, documents, score in rows:
        out[codes[unit]][0] += score
        out[codes[unit]][1][grade] += documents
    return {code: (score, tuple(grades)) for code, (score, grades) in out.items() if sum(grades)}


class Scorer:
    name = ""

    def __init__(self, build, rows, size, folder):
        self.build, self.rows, self.size, self.folder = build, rows, size, folder

    @classmethod
    def found(cls, build):
        return True

    def result(self, seconds, sums):
        return {"per_second": self.size / seconds, "sums": sums}

    def close(self):
        pass


class Loop(Scorer):
    """One thread, nothing read and nothing kept: the limit."""
    name = "loop"

    def score(self):
        said = answer_of([self.build / "bin" / "bench_loop", self.rows, self.size])
        codes = list(scored.unit_codes())
        return self.result(said["seconds"], {codes[int(u)]: (row[0], tuple(row[1:])) for u, row in said["units"].items()})


class Duckdb(Scorer):
    """A database in a file, two threads."""
    name = "duckdb"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.own = installed(self.build)
        self.database = self.folder / "scoring.duckdb"

    @classmethod
    def found(cls, build):
        return installed(build) is not None

    def score(self):
        said = answer_of(["node", "score.mjs", self.rows, self.size, self.database, SCORING], cwd=self.own)
        return self.result(said["seconds"], sums_of(said["sums"]))


class PostgresScorer(Scorer):
    """As for intake, with two workers for each query."""
    name = "postgres"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.folder.chmod(0o755)
        self.server = Postgres(self.folder)
        self.server.__enter__()
        with open(self.rows, "rb") as rows:
            self.sql("CREATE TABLE templates (template bigint, unit bigint, sign bigint, a bigint, b bigint, w bigint)")
            self.sql("COPY templates FROM STDIN WITH (FORMAT csv)", stdin=rows)
        count = int(self.sql("SELECT 1 + max(template) FROM templates"))
        self.sql("CREATE TABLE indicators AS SELECT doc, unit, sign, a, b, w FROM generate_series(0, %d::bigint) AS doc JOIN templates "
                 "ON template = doc %% %d" % (self.size - 1, count))
        self.sql("VACUUM ANALYZE indicators")

    @classmethod
    def found(cls, build):
        return Postgres.found()

    def sql(self, *texts, stdin=subprocess.DEVNULL):
        words = [w for text in texts for w in ("-c", text)]
        done = subprocess.run([Postgres.bin / "psql", self.server.where, "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", *words], stdin=stdin,
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit("postgres: %s" % done.stderr.strip()[-300:])
        return done.stdout

    def score(self):
        self.sql("DROP TABLE IF EXISTS scores", "DROP TABLE IF EXISTS sums", "CHECKPOINT")
        began = time.perf_counter()
        self.sql("SET max_parallel_workers_per_gather = 2", "SET work_mem = '512MB'",
                 "BEGIN;" + SCORING.read_text(encoding="utf-8") + "COMMIT")
        seconds = time.perf_counter() - began
        rows = json.loads(self.sql("SELECT json_agg(json_build_array(unit, grade, documents, score)) FROM sums"))
        return self.result(seconds, sums_of(rows))

    def close(self):
        self.server.__exit__()


def installed(build):
    """The folder with DuckDB for node; None where it cannot be had."""
    own = build / "bench" / "duckdb"
    if (own / "node_modules").exists():
        shutil.copytree(HERE / "duckdb", own, dirs_exist_ok=True)
        return own
    return None


def install(build):
    own = build / "bench" / "duckdb"
    if not shutil.which("npm"):
        print("no DuckDB: there is no npm", file=sys.stderr)
        return
    shutil.copytree(HERE / "duckdb", own, dirs_exist_ok=True)
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=own, capture_output=True, text=True, check=False)
    if done.returncode:
        print("no DuckDB: npm install: %s" % done.stderr.strip()[-200:], file=sys.stderr)


def here(build, rows, size, folder, quick=False):
    """Those that there are, their tables filled; quick: only the loop, which takes no preparing."""
    return [kind(build, rows, size, folder) for kind in ((Loop,) if quick else (Duckdb, PostgresScorer, Loop)) if kind.found(build)]
