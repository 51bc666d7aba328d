"""Runs of a program, and figures of several runs."""
import os
import statistics
import subprocess
import time


def apart(function, *arguments):
    """Calls it in a process of its own. A program's peak memory begins with what the process that starts it ever had, so
    that whatever needs much of it stays out of this one."""
    child = os.fork()
    if child == 0:
        try:
            function(*arguments)
            os._exit(0)
        except BaseException as e:
            os.write(2, ("%s: %s\n" % (type(e).__name__, e)).encode())
            os._exit(1)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("a step of the measurement failed")


def run(command, stdout, statuses=(0,)):
    """(seconds, CPU seconds, peak resident MB) of one run of the program; what it writes goes to the open file. Any other exit
    status ends the measurement."""
    begin = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, stdout.fileno(), 1)])
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) not in statuses:
        raise SystemExit("%s: exit status %d" % (" ".join(command), os.waitstatus_to_exitcode(status)))
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def settle(folder):
    """After large files were written or deleted: else the next run measures what the disk still does for the last one."""
    os.sync()
    try:
        mount = subprocess.run(["findmnt", "-n", "-o", "TARGET", "-T", folder], capture_output=True, text=True, check=False).stdout.strip()
        subprocess.run(["fstrim", mount or "/"], capture_output=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        pass  # no right to, or no such disk: then synced is all that can be had


def figure(what, unit, values, at_most=None, at_least=None):
    """A row of the result; with a goal it says whether the median meets it."""
    median = statistics.median(values)
    met = (at_most is None or median <= at_most) and (at_least is None or median >= at_least)
    return {"what": what, "unit": unit, "median": median, "least": min(values), "greatest": max(values), "runs": len(values),
            "goal": at_most if at_least is None else at_least, "sense": "at most" if at_least is None else "at least",
            "met": met}
