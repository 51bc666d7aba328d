#!/usr/bin/env python3
"""Installs the older packages on a copy of this machine, serves a county, upgrades, and looks whether everything
is still there. The copy is an overlay over / in a mount namespace of its own: dpkg resolves the packages' real
dependencies, and nothing outside changes. Needs root.

usage: upgrade.py PACKAGES FIXTURES"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SKIPPED = 77
OLDER = "0.0.9"
PATIENCE = 60
DATA = "/var/lib/jixiao-broker/county"
INSIDE = "JIXIAO_UPGRADE_ROOT"

# Stands where systemctl does: there is no service manager in the copy, so what it would be asked is kept.
SYSTEMCTL = "#!/bin/sh\necho \"$*\" >>/run/systemctl.asked\n"


class Root:
    """The copy, and what is done in it."""

    def __init__(self, path):
        self.path = Path(path)

    def __truediv__(self, name):
        return self.path / name.lstrip("/")

    def command(self, *words, user=None):
        as_user = ["runuser", "-u", user, "--"] if user else []
        return ["chroot", str(self.path), *as_user, *words]

    def run(self, *words, user=None, code=0, env=None):
        done = subprocess.run(self.command(*words, user=user), capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, timeout=PATIENCE, env={**os.environ, **(env or {})})
        if done.returncode != code:
            sys.exit(f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def install(self, *debs):
        for deb in debs:
            shutil.copy(deb, self / "/srv/")
        # Nothing here has to survive a power cut, and the manual's index is of no interest.
        self.run("dpkg", "--force-unsafe-io", "--force-confold", "--no-triggers", "-i",
                 *[f"/srv/{Path(deb).name}" for deb in debs],
                 env={"DEBIAN_FRONTEND": "noninteractive", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})

    def asked(self):
        file = self / "/run/systemctl.asked"
        return file.read_text().splitlines() if file.exists() else []


def expect(condition, text):
    if not condition:
        sys.exit(f"upgrade: {text}")


def mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True, capture_output=True)


def make_root(folder):
    """/ as it is, with a layer of memory over it for whatever is written."""
    layer, root = folder / "layer", folder / "root"
    layer.mkdir()
    root.mkdir()
    mount("-t", "tmpfs", "-o", "size=1g", "none", layer)
    for name in ("upper", "work"):
        (layer / name).mkdir()
    mount("-t", "overlay", "overlay", "-o",
          f"lowerdir=/,upperdir={layer / 'upper'},workdir={layer / 'work'}", root)
    for name in ("proc", "dev"):
        mount("--rbind", f"/{name}", root / name)
    return Root(root)


class Service:
    """An installed server, run as its unit says: its user, its settings. Ready when the file `ready` is there."""

    def __init__(self, root, name, ready, *words):
        log = root / f"/srv/{name}.log"
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                root.command(f"/usr/sbin/jixiao-{name}", "--config", f"/etc/jixiao/{name}.conf", *words,
                             user=f"jixiao-{name}"), stdout=out, stderr=out)
        deadline = time.monotonic() + PATIENCE
        while not (root / ready).exists():
            expect(self.process.poll() is None and time.monotonic() < deadline,
                   f"jixiao-{name} does not start:\n{log.read_text()}")
            time.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()


def broker(root):
    return Service(root, "broker", f"{DATA}/broker.ready")


def worker(root):
    """Its broker serves already, and the county's file says where."""
    ready = "/var/lib/jixiao-worker/ready"
    (root / ready).unlink(missing_ok=True)
    shutil.copy(root / f"{DATA}/county.conf", root / "/etc/jixiao/county.conf")
    return Service(root, "worker", ready, "--key", "/etc/jixiao/worker-1.key", "--ready", ready)


def jixiao(root, *words, key="/srv/clerk.key", **more):
    return root.run("/usr/bin/jixiao", *words, env={
        "JIXIAO_COUNTY": f"{DATA}/county.conf", "JIXIAO_KEY": key, "JIXIAO_HOME": "/srv/home",
        "LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, **more)


def prepare(root):
    (root / "/run/systemd/system").mkdir(parents=True, exist_ok=True)
    systemctl = root / "/usr/bin/systemctl"
    systemctl.unlink(missing_ok=True)
    systemctl.write_text(SYSTEMCTL)
    systemctl.chmod(0o755)
    # Whatever this machine has of ours is not part of the test.
    for path in ("/etc/jixiao", "/var/lib/jixiao-broker", "/var/lib/jixiao-worker"):
        expect(not (root / path).exists(), f"{path} exists on this machine")


def check_installed(root):
    for user in ("jixiao-broker", "jixiao-worker"):
        entry = root.run("getent", "passwd", user).split(":")
        expect(entry[6].strip().endswith("nologin"), f"{user} could log in: {entry}")
        stat = (root / f"/var/lib/{user}").stat()
        expect(stat.st_mode & 0o777 == 0o700 and stat.st_uid == int(entry[2]), f"/var/lib/{user}")
    said = root.run("/usr/bin/jixiao", "--lang", "zh", "--help")
    expect("用法" in said or "命令" in said, f"the client speaks no Chinese:\n{said}")
    rules = root.run("/usr/bin/jixiao", "rules", "list")
    expect(len(rules.splitlines()) > 50, "the client finds no rules")
    root.run("systemd-analyze", "verify", "--man=no", "/usr/lib/systemd/system/jixiao-broker.service",
             "/usr/lib/systemd/system/jixiao-worker@1.service")


def enrol(root, file, role, owner="root"):
    public = jixiao(root, "keygen", file, "--unit", "990001000").strip()
    shutil.chown(root / file, int(root.run("id", "-u", owner)))
    jixiao(root, "admin", "enrol", public, "--unit", "990001000", "--role", role, key=f"{DATA}/admin.key")


def serve_older(root, fixtures):
    """A county with an administrator, a clerk, a rule pack and a document that has its receipt."""
    root.run("/usr/sbin/jixiao-broker", "--init", DATA, "--unit", "990001000", user="jixiao-broker")
    check = ["/usr/sbin/jixiao-broker", "--config", "/etc/jixiao/broker.conf", "--check-config"]
    root.run(*check, user="jixiao-broker")
    document = next(fixtures.glob("liuhe/01-*"))
    shutil.copy(document, root / "/srv/form.txt")
    with broker(root):
        enrol(root, "/srv/clerk.key", "county")
        enrol(root, "/etc/jixiao/worker-1.key", "worker", owner="jixiao-worker")
        jixiao(root, "admin", "pack", "/usr/share/jixiao/rules/standard", key=f"{DATA}/admin.key")
        with worker(root):
            jixiao(root, "submit", "--wait", "/srv/form.txt")
    root.run("/usr/sbin/jixiao-worker", "--config", "/etc/jixiao/worker.conf", "--key",
             "/etc/jixiao/worker-1.key", "--check-config", user="jixiao-worker")
    return (root / f"{DATA}/journal/data.mdb").read_bytes()


def check_upgraded(root, journal, version):
    for package in ("jixiao", "jixiao-broker", "jixiao-worker", "jixiao-exporter"):
        state = root.run("dpkg-query", "-W", "-f", "${Version} ${db:Status-Abbrev}", package)
        expect(state.split() == [version, "ii"], f"{package}: {state}")
    for unit in ("jixiao-broker.service", "jixiao-worker@*.service"):
        expect(f"try-restart {unit}" in root.asked(), f"{unit} is not started again: {root.asked()}")
    expect("# a line of ours" in (root / "/etc/jixiao/broker.conf").read_text(),
           "the upgrade took the administrator's settings")
    expect((root / f"{DATA}/journal/data.mdb").read_bytes() == journal, "the upgrade changed the journal")
    said = root.run("/usr/sbin/jixiao-broker", "--verify", DATA, user="jixiao-broker")
    expect("5 records" in said, said)
    root.run("systemd-analyze", "verify", "--man=no", "/usr/lib/systemd/system/jixiao-exporter.socket",
             "/usr/lib/systemd/system/jixiao-exporter@.service")
    with broker(root), worker(root):
        again = jixiao(root, "submit", "--wait", "--json", "/srv/form.txt")
        expect('"duplicate"' in again, f"the county forgot the document: {again}")
        expect('"scored"' in again, f"and what became of it: {again}")
        check_exporter(root)


def check_exporter(root):
    """As its unit runs it, with a key that may see figures and nothing else."""
    enrol(root, "/etc/jixiao/exporter.key", "monitor", owner="jixiao-exporter")
    got = subprocess.run(root.command("/usr/bin/jixiao", "metrics", "--http", user="jixiao-exporter"),
                         input=b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", capture_output=True,
                         timeout=PATIENCE, check=False, env={
                             **os.environ, "JIXIAO_HOME": "/var/lib/jixiao-exporter",
                             "JIXIAO_COUNTY": "/etc/jixiao/county.conf",
                             "JIXIAO_KEY": "/etc/jixiao/exporter.key"}).stdout.decode()
    expect("\njixiao_workers 1\n" in got, f"the exporter says: {got}")


def check_removed(root):
    root.run("dpkg", "--force-unsafe-io", "--no-triggers", "--purge", "jixiao-console", "jixiao-exporter", "jixiao-broker",
             "jixiao-worker", "jixiao", env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    expect("stop jixiao-broker.service" in root.asked(), f"not stopped: {root.asked()}")
    expect((root / f"{DATA}/journal/data.mdb").exists(), "a purge removed the county's journal")
    expect(not (root / "/etc/jixiao/broker.conf").exists(), "a purge left the settings")
    expect(not (root / "/usr/sbin/jixiao-broker").exists(), "the program is still there")


def inside(packages, fixtures):
    with tempfile.TemporaryDirectory(prefix="jixiao-upgrade-") as folder:
        try:
            root = make_root(Path(folder))
        except subprocess.CalledProcessError as problem:
            print(f"skipped: no overlay over / here: {problem.stderr.decode().strip()}")
            os._exit(SKIPPED)
        try:
            go_through(root, packages, fixtures)
        finally:
            # The namespace ends with this process, and the mounts with it; only the folders are left.
            subprocess.run(["umount", "-R", "-l", str(root.path)], check=False)
            subprocess.run(["umount", "-l", str(Path(folder) / "layer")], check=False)


def go_through(root, packages, fixtures):
    older = [packages / f"{name}_{OLDER}_{arch()}.deb" for name in ("jixiao", "jixiao-broker", "jixiao-worker")]
    newer = [deb for deb in sorted(packages.glob("*.deb")) if OLDER not in deb.name]
    version = newer[0].name.split("_")[1]
    prepare(root)
    root.install(older[0])  # the client alone
    root.run("/usr/bin/jixiao", "--version")
    root.install(*older[1:])
    check_installed(root)
    journal = serve_older(root, fixtures)
    with open(root / "/etc/jixiao/broker.conf", "a") as settings:
        settings.write("# a line of ours\n")
    root.install(*newer)
    check_upgraded(root, journal, version)
    check_removed(root)
    print(f"{OLDER} -> {version}: the county, its journal and its settings are still there")


def arch():
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True,
                          check=True).stdout.strip()


def main():
    packages, fixtures = Path(sys.argv[1]), Path(sys.argv[2])
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("systemd-sysusers"):
        print("skipped: needs root, unshare and systemd-sysusers")
        return SKIPPED
    if INSIDE in os.environ:
        inside(packages, fixtures)
        return 0
    probe = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    if probe.returncode != 0:
        print("skipped: no mount namespace of our own here")
        return SKIPPED
    command = ["unshare", "-m", "--propagation", "private", sys.executable, "-B", *sys.argv]
    return subprocess.run(command, env={**os.environ, INSIDE: "1"}, check=False).returncode


sys.exit(main())
