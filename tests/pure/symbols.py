#!/usr/bin/env python3
"""Fails when an archive that has to be pure refers to one of the C library's doors to files, time, environment,
random numbers, sockets, processes, the locale or streams, or to one of our own.

usage: symbols.py NM CONTROL ARCHIVE[:MEMBER,...]...

CONTROL is an archive that calls fopen(): it must be caught, or the check itself is broken. Members named after
the colon (patterns) are left out: in jx_import those that read files, which are not pure and need not be."""
import fnmatch
import re
import subprocess
import sys
import tempfile
from pathlib import Path

DOORS = {
    "files": """open* creat* fopen* fdopen* freopen* tmpfile* mkstemp* mkdtemp* mktemp* tmpnam* read pread* readv*
        write pwrite* writev* close lseek* truncate* ftruncate* fsync fdatasync sync* msync mmap* munmap rename* unlink*
        remove link* symlink* readlink* realpath stat* fstat* lstat* statx statvfs* fstatvfs* access faccessat
        euidaccess chmod* fchmod* chown* fchown* lchown mkdir* rmdir opendir* fdopendir readdir* closedir scandir*
        nftw* ftw* glob* getcwd chdir fchdir dup dup2 dup3 pipe pipe2 fcntl* ioctl flock lockf* umask utime*
        dlopen dlsym""",
    "streams": """stdin stdout stderr printf vprintf fprintf vfprintf dprintf vdprintf puts fputs putc* putchar* fputc*
        putw perror scanf vscanf fscanf vfscanf gets fgets getc* getchar* fgetc* getline getdelim fread* fwrite* fflush*
        fclose fseek* ftell* rewind setbuf setvbuf open_memstream fmemopen popen pclose psignal err errx warn
        warnx verr* vwarn* error error_at_line syslog vsyslog openlog closelog""",
    "time": """time clock clock_* gettimeofday settimeofday ftime times localtime* mktime ctime* tzset timer_*
        nanosleep sleep usleep alarm setitimer getitimer timerfd_*""",
    "environment": """getenv secure_getenv setenv putenv unsetenv clearenv environ __environ getuid geteuid getgid
        getegid getpw* getgr* gethostname uname sysconf getpagesize getrlimit* setrlimit* getrusage sysinfo
        isatty ttyname* getopt* argp_*""",
    "random numbers": "rand rand_r srand random* srandom* initstate* setstate* ?rand48* arc4random* getrandom getentropy",
    "sockets": """socket* bind connect accept* listen send* recv* getsockopt setsockopt getsockname getpeername
        shutdown getaddrinfo freeaddrinfo gethostby* getnameinfo select pselect poll ppoll epoll_* eventfd*""",
    "processes": """fork vfork clone clone3 exec* posix_spawn* system wait waitpid waitid wait3 wait4 kill killpg
        raise signal sigaction sigprocmask sigqueue getpid getppid exit _exit _Exit quick_exit atexit on_exit
        pthread_* thrd_* mtx_* prctl ptrace setsid daemon""",
    "the locale": "setlocale newlocale uselocale localeconv nl_langinfo* bindtextdomain textdomain *gettext iconv*",
    "our own doors": """jx_clock_* jx_log* jx_notify_* jx_file_* jx_folder_* jx_config_read jx_identity_* jx_county_*
        jx_server_* jx_dialer_* jx_random_bytes journal_* store_* mdb_* zmq_* randombytes_*""",
}
PATTERNS = [(re.compile(fnmatch.translate(p)), kind) for kind, row in DOORS.items() for p in row.split()]
# Of the compiler and its checks: fortified names lead to the plain one.
WRAPPED = re.compile(r"^(?:__isoc\d+_|__)?(\w+?)(?:_chk|_2|64)?$")


def door(symbol):
    """The kind of door that a symbol is, or None."""
    plain = symbol.partition("@")[0]
    names = {plain, WRAPPED.sub(r"\1", plain)}
    return next((kind for pattern, kind in PATTERNS if any(pattern.match(n) for n in names)), None)


def undefined(nm, archive, leave_out):
    """{member: undefined symbols}; raises when there is nothing to look at."""
    done = subprocess.run([nm, "-u", "-P", str(archive)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError(f"{archive}: {done.stderr.strip() or 'nm failed'}")
    members, at = {}, None
    for line in done.stdout.splitlines():
        named = re.match(r".*\[(.+)\]:$", line)
        if named:
            at = named[1]
            members[at] = set()
        elif line.strip():
            members[at].add(line.split()[0])
    kept = {m: s for m, s in members.items() if not any(fnmatch.fnmatch(m, p) for p in leave_out)}
    if not kept:
        raise ValueError(f"{archive}: has no objects to look at")
    return kept


def trouble(nm, argument):
    """Sentences on what is wrong with an archive."""
    archive, _, leave_out = argument.partition(":")
    try:
        members = undefined(nm, archive, leave_out.split(",") if leave_out else [])
    except ValueError as error:
        return [str(error)], 0
    found = [f"{Path(archive).name}({member}): {symbol} is a door to {door(symbol)}"
             for member, symbols in sorted(members.items()) for symbol in sorted(symbols) if door(symbol)]
    return found, len(members)


def check_the_check(nm, control):
    """What must be caught is caught: a call of fopen, an archive that is missing, one that is empty."""
    caught, _ = trouble(nm, control)
    assert any("fopen is a door to files" in line for line in caught), f"{control}: fopen was not seen: {caught}"
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.a"
        empty.write_bytes(b"!<arch>\n")
        for path in (empty, Path(folder) / "missing.a"):
            assert trouble(nm, str(path))[0], f"{path.name} passed"
    for name in ("__printf_chk", "__open_2", "fopen64", "__isoc99_fscanf", "clock_gettime@GLIBC_2.17", "__fprintf_chk"):
        assert door(name), f"{name} was let through"
    for name in ("memcpy", "snprintf", "__vsnprintf_chk", "strlen", "malloc", "__assert_fail", "jx_dec_print",
                 "utf8proc_map", "readable", "jx_message_decode", "__asan_report_load8"):
        assert not door(name), f"{name} was taken for a door"


def main():
    nm, control, *archives = sys.argv[1:]
    check_the_check(nm, control)
    found, objects = [], 0
    for archive in archives:
        lines, count = trouble(nm, archive)
        found += lines
        objects += count
    print("\n".join(found) or f"{objects} objects of {len(archives)} archives open no door")
    return 1 if found or not archives else 0


if __name__ == "__main__":
    sys.exit(main())
