"""Runs of a program, and figures of several runs."""
import os
import statistics
import time


def run(command, stdout):
    """(seconds, CPU seconds, peak resident MB) of one run of the program; what it writes goes to the open file."""
    begin = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, stdout.fileno(), 1)])
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begin
    if status != 0:
        raise SystemExit("%s: exit status %d" % (" ".join(command), os.waitstatus_to_exitcode(status)))
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def figure(what, unit, values, at_most=None, at_least=None):
    """A row of the result; with a goal it says whether the median meets it."""
    median = statistics.median(values)
    met = (at_most is None or median <= at_most) and (at_least is None or median >= at_least)
    return {"what": what, "unit": unit, "median": median, "least": min(values), "greatest": max(values), "runs": len(values),
            "goal": at_most if at_least is None else at_least, "sense": "at most" if at_least is None else "at least",
            "met": met}
