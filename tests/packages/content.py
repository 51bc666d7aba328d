#!/usr/bin/env python3
"""Builds the Debian packages, this version and an older one, and looks at what is in them.

usage: content.py BUILD FOLDER"""
import shutil
import subprocess
import sys
from pathlib import Path

OLDER = "0.0.9"
SKIPPED = 77
CLIENT_KB_MOST = 2048  # an optimised one installs in about 1,200
SERVICES = ["broker", "worker", "exporter", "console"]

FILES = {
    "jixiao": {"usr/bin/jixiao", "usr/share/man/man1/jixiao.1.gz",
               "usr/share/locale/zh_CN/LC_MESSAGES/jixiao.mo",
               "usr/share/jixiao/rules/standard/profile.txt",
               "usr/share/jixiao/rules/alternative/profile.txt"},
    "jixiao-broker": {"usr/sbin/jixiao-broker", "usr/share/man/man8/jixiao-broker.8.gz",
                      "etc/jixiao/broker.conf", "usr/lib/systemd/system/jixiao-broker.service"},
    "jixiao-worker": {"usr/sbin/jixiao-worker", "usr/share/man/man8/jixiao-worker.8.gz",
                      "etc/jixiao/worker.conf", "usr/lib/systemd/system/jixiao-worker@.service"},
    "jixiao-exporter": {"usr/lib/systemd/system/jixiao-exporter.socket",
                        "usr/lib/systemd/system/jixiao-exporter@.service"},
    "jixiao-console": {"usr/bin/jixiao-console", "usr/share/man/man8/jixiao-console.8.gz", "etc/jixiao/console.conf",
                       "usr/lib/systemd/system/jixiao-console.service"},
}
for service in SERVICES:
    FILES[f"jixiao-{service}"] |= {f"usr/lib/sysusers.d/jixiao-{service}.conf",
                                   f"usr/lib/tmpfiles.d/jixiao-{service}.conf"}
NEEDS = {"jixiao": ["libc6", "libzmq5", "libsodium23"], "jixiao-broker": ["liblmdb0", "libzmq5"],
         "jixiao-worker": ["liblmdb0", "libzmq5"], "jixiao-exporter": ["jixiao (>="],
         "jixiao-console": ["jixiao (>=", "libmicrohttpd12", "libzmq5"]}
# The clerk's computer needs neither a database nor a service manager for it.
NEEDS_NOT = {"jixiao": ["liblmdb0", "libsystemd0", "jixiao-"]}


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
    return done.stdout


def build(build_dir, folder, version):
    run("cpack", "-G", "DEB", "--config", build_dir / "CPackConfig.cmake", "-B", folder,
        "-D", f"CPACK_PACKAGE_VERSION={version}")
    shutil.rmtree(folder / "_CPack_Packages")


def field(deb, name):
    return run("dpkg-deb", "-f", deb, name).strip()


def entries(deb):
    """(mode, owner, path) of each file in the package."""
    for line in run("dpkg-deb", "-c", deb).splitlines():
        words = line.split()
        yield words[0], words[1], words[5].removeprefix("./")


class Problems(list):
    def unless(self, condition, text):
        if not condition:
            self.append(text)


def check(deb, package, optimised, problems):
    found = list(entries(deb))
    paths = {path for _, _, path in found}
    for path in sorted(FILES[package] - paths):
        problems.append(f"{package}: no {path}")
    for mode, owner, path in found:
        problems.unless(owner == "root/root", f"{package}: {path} belongs to {owner}")
        problems.unless(mode.startswith("l") or mode[5] + mode[8] == "--",
                        f"{package}: {path} has mode {mode}: others could change it")
        problems.unless(not path.startswith(("usr/local", "tmp", "home")),
                        f"{package}: {path} is out of place")
    depends = field(deb, "Depends")
    for name in NEEDS[package]:
        problems.unless(name in depends, f"{package}: does not depend on {name}: {depends}")
    for name in NEEDS_NOT.get(package, []):
        problems.unless(name not in depends, f"{package}: depends on {name}: {depends}")
    if package == "jixiao" and optimised:
        size = int(field(deb, "Installed-Size"))
        print(f"{package}: installs in {size} kB, package of {deb.stat().st_size // 1024} kB")
        problems.unless(size <= CLIENT_KB_MOST, f"{package}: {size} kB")
    control = run("dpkg-deb", "--info", deb)
    configured = [path for _, _, path in found if path.startswith("etc/") and path.endswith(".conf")]
    problems.unless(("conffiles" in control) == bool(configured), f"{package}: conffiles")
    for script in ("postinst", "prerm", "postrm"):
        problems.unless((script in control) == (package != "jixiao"), f"{package}: {script}")


def main():
    for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps"):
        if not shutil.which(tool):
            print(f"skipped: no {tool} on this machine")
            return SKIPPED
    build_dir, folder = Path(sys.argv[1]), Path(sys.argv[2])
    if not (build_dir / "bin" / "jixiao-console").exists():
        del FILES["jixiao-console"]  # built without it
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cache = (build_dir / "CMakeCache.txt").read_text()
    optimised = "CMAKE_BUILD_TYPE:STRING=Release" in cache
    version = next(line.split("=")[1] for line in cache.splitlines()
                   if line.startswith("CMAKE_PROJECT_VERSION:"))
    for each in (OLDER, version):
        build(build_dir, folder, each)
    problems = Problems()
    for package in FILES:
        debs = sorted(folder.glob(f"{package}_*.deb"))
        problems.unless([field(d, "Version") for d in debs] == [OLDER, version],
                        f"{package}: {[d.name for d in debs]}")
        check(debs[-1], package, optimised, problems)
    print("\n".join(problems) or f"{len(FILES)} packages of version {version} are as they should be")
    return 1 if problems else 0


sys.exit(main())
