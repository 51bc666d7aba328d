#!/usr/bin/env python3
"""A copy taken under load is consistent, holds everything that had a receipt when it began, and comes back as a
county; its store, made again from the journal alone, is the same. A damaged copy is refused, damage in a county
is named, and receipts are verified without the server."""
import os
import shutil
import subprocess

import documents
from county import BUILD, PATIENCE, PROBE, ROOT, County, main


class Backup(County):
    def ops(self, script, *args, code=0):
        done = subprocess.run([ROOT / "ops" / script, *args], capture_output=True, text=True, check=False,
                              timeout=PATIENCE, env={**os.environ, "JIXIAO_BUILD": str(BUILD)})
        self.assertEqual(done.returncode, code, f"ops/{script}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def loaded(self, made):
        """A copy begun while the client is at it; what had a receipt before."""
        self.start(2)
        child = self.begin("submit", str(self.file("all.json", made)))
        self.until(lambda: self.receipts() >= 100, "some receipts")
        early = self.folder / "early"
        shutil.copytree(self.home / "receipts", early / "receipts",
                        ignore=shutil.ignore_patterns("*.new"))
        said = self.ops("backup", self.dir, self.folder / "copy")
        during = child.poll() is None
        child.communicate(timeout=PATIENCE)
        self.assertEqual(child.returncode, 0)
        print(f"  {said.strip()}; {'during' if during else 'after'} the load", flush=True)
        self.wait_folded()
        self.stop()
        return early

    def dump_of(self, folder):
        """The store's dump once it has folded the whole journal, with the county running from `folder`."""
        self.dir = folder
        self.start(2)
        self.wait_folded()
        self.stop()
        return self.program("jixiao-worker", "--dump", "store")

    def test_under_load(self):
        made = documents.documents(61, 1200)
        early = self.loaded(made)
        restored = self.folder / "restored"
        self.ops("restore", self.folder / "copy", restored)
        live = self.dump_of(restored)
        done = subprocess.run([PROBE, "receipts", restored / "county", early, restored / "store"],
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreaterEqual(int(done.stdout.split()[0]), 100)
        shutil.move(restored / "store", self.folder / "store-before")
        self.assertTrue(self.dump_of(restored) == live, "the store from the journal alone is another one")

    def test_restored_without_its_store(self):
        made = documents.documents(62, 30)
        self.start(1)
        self.submit(self.file("some.json", made))
        self.wait_folded()
        summary = self.summary()
        self.ops("backup", self.dir, self.folder / "copy")
        self.stop()
        self.ops("backup", self.dir, self.folder / "copy", code=2)  # it exists
        self.ops("restore", self.folder / "copy", self.dir, code=2)  # a county is there
        others = self.folder / "others" / "keys"
        others.mkdir(parents=True)
        (others / "somebody.key").write_text("hers")
        self.assertIn("holds a county already", self.ops("restore", self.folder / "copy", others.parent, code=2))
        self.assertEqual(sorted(p.name for p in others.parent.iterdir()), ["keys"])
        self.dir = self.folder / "again"
        self.ops("restore", self.folder / "copy", self.dir, "--rebuild")
        self.assertFalse((self.dir / "store").exists())
        self.start(1)
        self.wait_folded()
        self.assertEqual(self.summary(), summary)
        # A document that was submitted before is known.
        again = self.jixiao("submit", "--json", str(self.file("some.json", made[:1])),
                            home=self.folder / "new-home").json()
        self.assertEqual(again[0]["status"], "duplicate")

    def test_damage_is_named(self):
        made = documents.documents(63, 8)
        self.start(1)
        self.submit(self.file("some.json", made))
        self.stop()
        self.ops("backup", self.dir, self.folder / "copy")
        for program, option, folder, file in (("jixiao-broker", "--verify", "county", "county/journal/data.mdb"),
                                              ("jixiao-worker", "--fsck", "store", "store/store.mdb")):
            path = self.dir / file
            whole = path.read_bytes()
            name = made[3]["project"]["name"].encode()  # in old pages, too
            path.write_bytes(whole.replace(name, bytes([name[0] ^ 4]) + name[1:]))
            done = subprocess.run([BUILD / "bin" / program, option, self.dir / folder],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
            self.assertRegex(done.stdout + done.stderr, r"(position \d+|page \d+|(documents|contents) \d+)")
            root = bytearray(whole)  # of a head: a page that does not exist
            for head in (0, 4096):
                root[head + 16 + 24 + 48 + 40] ^= 0x40
            path.write_bytes(root)
            done = subprocess.run([BUILD / "bin" / program, option, self.dir / folder],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
            self.assertRegex(done.stderr, r"page \d+|table")
            path.write_bytes(whole)
        self.refuses_to_start(made)
        copy = self.folder / "copy" / "county" / "journal" / "data.mdb"
        damaged = bytearray(copy.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        copy.write_bytes(damaged)
        self.assertIn("damaged", self.ops("restore", self.folder / "copy", self.folder / "new", code=4))
        self.assertFalse((self.folder / "new").exists())

    def refuses_to_start(self, made):
        """A broker that did not end cleanly verifies everything first: also what lies far back."""
        path = self.dir / "county" / "journal" / "data.mdb"
        whole = path.read_bytes()
        name = made[0]["project"]["name"].encode()
        self.assertTrue((self.dir / "county" / "clean.end").exists())
        (self.dir / "county" / "clean.end").unlink()
        path.write_bytes(whole.replace(name, bytes([name[0] ^ 4]) + name[1:]))
        done = subprocess.run([BUILD / "bin" / "jixiao-broker", "--data", self.dir / "county"],
                              capture_output=True, text=True, check=False, timeout=PATIENCE)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertRegex(done.stderr, r"event=journal\.damaged (position=\d+|text=)")
        path.write_bytes(whole)
        self.shorter_than_it_was(path)
        self.assertEqual(self.verifications(), 2)  # at its very first start, and above
        self.start(0)
        self.stop()
        self.start(0)
        self.stop()
        self.assertEqual(self.verifications(), 3)

    def shorter_than_it_was(self, path):
        """The newer head seems older than the other one: LMDB takes the state before the last transaction, which is that of
        the last act, since the broker is killed and puts nothing in order after it."""
        self.start(0)
        self.jixiao("submit", self.file("last.json", documents.documents(65, 1)))
        self.kill("broker")
        whole = path.read_bytes()
        last = int(self.program("jixiao-broker", "--verify", "county").split()[2])
        heads = [int.from_bytes(whole[at:at + 8], "little") for at in (144, 4096 + 144)]
        at = 144 + 4096 * heads.index(max(heads))
        path.write_bytes(whole[:at] + (max(heads) - 2).to_bytes(8, "little") + whole[at + 8:])
        (self.dir / "county" / "clean.end").write_text("position %d\n" % last)
        done = subprocess.run([BUILD / "bin" / "jixiao-broker", "--data", self.dir / "county"],
                              capture_output=True, text=True, check=False, timeout=PATIENCE)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("event=journal.damaged", done.stderr)
        path.write_bytes(whole)
        (self.dir / "county" / "clean.end").unlink()

    def verifications(self):
        return (self.dir / "log" / "broker.log").read_text().count("event=journal.verified")

    def test_receipts_hold_without_the_server(self):
        made = documents.documents(64, 3)
        self.start(1)
        self.submit(self.file("some.json", made))
        self.stop()
        receipts = sorted((self.home / "receipts").glob("*.receipt"))
        told = self.jixiao("verify", "--json", *map(str, receipts)).json()
        self.assertEqual([r["holds"] for r in told], [True] * 3)
        self.assertEqual([r["id"] for r in told], [r.stem for r in receipts])
        self.assertEqual({r["unit"] for r in told}, {"990001000"})
        self.assertIn(receipts[0].stem, self.jixiao("verify", receipts[0].stem[:12]).out)
        whole = receipts[0].read_bytes()
        other = self.folder / "renamed.receipt"
        for at in range(0, len(whole), 5):
            other.write_bytes(whole[:at] + bytes([whole[at] ^ 8]) + whole[at + 1:])
            self.jixiao("verify", str(other), code=1)
        other.write_bytes(whole)
        self.jixiao("verify", str(other))
        swapped = self.folder / receipts[1].name
        swapped.write_bytes(whole)
        self.assertIn("JX_E_RECEIPT", self.jixiao("verify", "--json", str(swapped), code=1).out)
        self.jixiao("verify", str(self.folder / "missing"), code=1)
        for cut in (0, 1, len(whole) // 2, len(whole) - 1):
            other.write_bytes(whole[:cut])
            self.assertIn("submit the document again", self.jixiao("verify", str(other), code=1).err)
        self.assertIn("name the receipt's file", self.jixiao("verify", str(self.folder), code=1).err)


if __name__ == "__main__":
    main()
