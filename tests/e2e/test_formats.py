#!/usr/bin/env python3
"""What older programs left on disk is opened and goes on; what a newer one left is refused in a clear sentence and
stays as it is."""
import json
import subprocess
import tarfile

import documents
from county import BUILD, ROOT, County, main

FIXTURES = ROOT / "tests" / "fixtures" / "formats"
NEWER = "format version not supported: upgrade the program"


class Formats(County):
    def unpack(self, version):
        self.dir.mkdir(parents=True)
        with tarfile.open(FIXTURES / version / "county.tar.xz") as archive:
            archive.extractall(self.dir)
        conf = self.dir / "county" / "county.conf"
        lines = [line for line in conf.read_text().splitlines() if not line.startswith("endpoint")]
        conf.write_text("\n".join(lines) + "\nendpoint = tcp://127.0.0.1:*\n")  # its port may be taken
        return json.loads((FIXTURES / version / "expected.json").read_text())

    def open_version(self, version):
        expected = self.unpack(version)
        self.program("jixiao-broker", "--verify", "county")
        self.program("jixiao-worker", "--fsck", "store")
        self.jixiao("verify", *expected["receipts"])
        self.start(1)
        self.wait_folded()
        summary = self.summary()
        for key, value in expected["summary"].items():
            self.assertEqual(summary[key], value, key)
        for receipt in expected["receipts"]:
            self.assertIn("received", self.jixiao("status", receipt, code=None).out)
        self.assertEqual(len(self.jixiao("outbox", "--json").json()), expected["outbox"])
        self.jixiao("flush", "--wait")
        more = documents.documents(99, 40)[-3:]
        self.submit(self.file("more.json", more))
        self.wait_folded()
        count = expected["summary"]["documents"] + expected["outbox"] + len(more)
        self.assertEqual(self.summary()["documents"], count)
        self.stop()
        self.program("jixiao-broker", "--verify", "county")
        self.program("jixiao-worker", "--fsck", "store")

    def test_every_older_version(self):
        versions = sorted(p.name for p in FIXTURES.iterdir() if p.is_dir())
        self.assertIn("v1", versions)
        for version in versions:
            with self.subTest(version=version):
                self.open_version(version)
                self.tearDown()
                self.setUp()

    def refused(self, *line):
        done = subprocess.run([BUILD / "bin" / line[0], *line[1:]], env=self.environment(),
                              capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(NEWER, done.stderr)

    def changed(self, path, old, new, check):
        """With `new` for `old` in the file: refused, and the file left as it is."""
        whole = path.read_bytes()
        self.assertIn(old, whole)
        newer = whole.replace(old, new)
        path.write_bytes(newer)
        check()
        self.assertEqual(path.read_bytes(), newer)
        path.write_bytes(whole)

    def test_newer_versions_are_refused(self):
        """The store's is in tests/worker/store/test_formats.c: its rows carry checksums."""
        expected = self.unpack("v1")
        journal = self.dir / "county" / "journal" / "data.mdb"
        self.changed(journal, b"format\x01", b"format\x63",
                     lambda: self.refused("jixiao-broker", "--verify", str(self.dir / "county")))
        receipt = self.home / "receipts" / (expected["receipts"][0] + ".receipt")
        self.changed(receipt, receipt.read_bytes()[:2], b"\x95\x63",
                     lambda: self.refused("jixiao", "verify", str(receipt)))
        act = next((self.home / "outbox").glob("*.act"))
        self.changed(act, act.read_bytes()[:2], b"\x95\x63", lambda: self.refused("jixiao", "outbox"))
        for path, check in ((self.dir / "county" / "county.conf", ("jixiao", "verify", str(receipt))),
                            (self.key, ("jixiao", "status")),
                            (self.dir / "county" / "broker.key",
                             ("jixiao-broker", "--data", str(self.dir / "county")))):
            self.changed(path, b"# Jixiao", b"version = 99\n# Jixiao", lambda check=check: self.refused(*check))
        self.jixiao("verify", str(receipt))

    def test_new_files_say_their_version(self):
        self.start(0)
        for name in ("county/county.conf", "county/broker.key", "county/admin.key", "keys/user.key"):
            self.assertIn("version = 1", (self.dir / name).read_text(), name)


if __name__ == "__main__":
    main()
