#!/usr/bin/env python3
"""A year is published, kept as one file and audited: another computer checks it and folds it again. Whatever is changed
in it is named: a published table, a record, a pack, a sum, the list of sums, a signature; also where somebody corrects
the list of sums afterwards."""
import hashlib
import os
import subprocess
import zipfile
import zlib

import publication
import published
from county import BUILD, PATIENCE, Result, main


def with_sums(members):
    """As one who covers her traces: the list of sums says what the files now are."""
    out = dict(members)
    names = sorted((n for n in out if n != "files.txt"), key=lambda n: n.encode())
    out["files.txt"] = "".join(f"{hashlib.blake2b(out[n], digest_size=32).hexdigest()}  {n}\n" for n in names).encode()
    return out


def changed(text, old, new):
    at = text.index(old)
    return text[:at] + new + text[at + len(old):]


class Publication(published.Published):
    def archive(self):
        self.box = self.folder / "year.zip"
        self.said = self.jixiao("archive", "--json", "--year", publication.YEAR, "--published", self.published, "-o",
                                self.box, **self.officer()).json()
        with zipfile.ZipFile(self.box) as z:
            self.members = {n: z.read(n) for n in z.namelist()}

    def audit(self, path, *args, code=0):
        """On another computer: no key, no county.conf unless it is given."""
        done = Result(subprocess.run([BUILD / "bin" / "jixiao", "audit", "--json", path, *args], capture_output=True, text=True,
                                     timeout=PATIENCE, check=False,
                                     env={"PATH": os.environ["PATH"], "JIXIAO_HOME": str(self.folder / "elsewhere"),
                                          "TMPDIR": str(self.folder), "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}))
        self.assertEqual(done.code, code, done.out + done.err)
        return done.json()

    def problems(self, members, *args):
        """What the audit says of an archive with these members: {(problem, file)}."""
        path = self.folder / "forged.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            for name, content in members.items():
                z.writestr(name, content)
        said = self.audit(path, *args, code=1)
        self.assertFalse(said["holds"])
        return {(p["problem"], p["file"]) for p in said["problems"]}, said["problems"]

    def test_a_year(self):
        self.published = self.assert_published()
        self.archive()
        said = self.audit(self.box, "--published", self.published)
        self.assertEqual([said["problems"], said["holds"], said["folded"]], [[], True, True])
        self.assertEqual([said[k] for k in ("position", "groups", "head")], [self.said[k] for k in ("position", "groups", "head")])
        sums = subprocess.run(["b2sum", "-l", "256", "--check", "--quiet", "files.txt"], cwd=self.unpacked(), check=False,
                              capture_output=True, text=True)
        self.assertEqual(sums.returncode, 0, sums.stdout)
        self.assertTrue(self.audit(self.unpacked(), "--no-fold")["holds"], "unpacked")
        again = self.folder / "again.zip"
        self.jixiao("archive", "--year", publication.YEAR, "-o", again, **self.officer())
        self.assertEqual(publication.blake(again), publication.blake(self.box), "the same position, other bytes")
        self.assert_changes_are_named()
        self.assert_refusals()
        self.assert_whole_or_not_at_all()

    def unpacked(self):
        folder = self.folder / "unpacked"
        if not folder.exists():
            with zipfile.ZipFile(self.box) as z:
                z.extractall(folder)
        return folder

    # ---- what is changed is named ----

    def assert_changes_are_named(self):
        self.tables_packs_and_sums()
        self.table_of_the_published_folder()
        self.record()
        self.record_and_its_hash()
        self.what_it_says_of_itself()
        self.bits_of_the_file()

    def tables_packs_and_sums(self):
        """All in one archive: each is named, and nothing else; whoever corrects the list of sums is found out by the fold."""
        units, findings, more = "published/data/units.csv", "published/data/findings.csv", "published/data/more.csv"
        form = next(n for n in sorted(self.members) if n.startswith("published/forms/self_evaluation/"))
        profile = next(n for n in sorted(self.members) if n.startswith("packs/") and n.endswith("/profile.txt"))
        text, lines = self.members[units], self.members["aggregates.csv"].split(b"\r\n")
        cells = lines[1].split(b",")
        cells[5] = str(int(cells[5]) + 1).encode()
        lines[1] = b",".join(cells)
        forged = {**self.members, units: text[:-4] + bytes([text[-4] ^ 1]) + text[-3:], form: self.members[form] + b"\0",
                  profile: changed(self.members[profile], b"90", b"80"), "aggregates.csv": b"\r\n".join(lines), more: b"1\r\n"}
        del forged[findings]
        tables = {("table", n) for n in (units, form, profile, "aggregates.csv")}
        found, told = self.problems(with_sums(forged))
        self.assertEqual(found, tables | {("missing", findings), ("added", more)})
        at = {p["file"]: p["position"] for p in told}
        self.assertEqual([at[units], at["aggregates.csv"]], [text.count(b"\n"), 2], "the lines that differ")
        found, _ = self.problems(forged, "--no-fold")
        self.assertEqual(found, {("sum", n) for _, n in tables} | {("missing", findings), ("added", more)})

    def table_of_the_published_folder(self):
        path = self.published / "data" / "documents.csv"
        whole = path.read_bytes()
        path.write_bytes(changed(whole, b",approved,", b",returned,"))
        said = self.audit(self.box, "--no-fold", "--published", self.published, code=1)
        self.assertEqual([(p["problem"], p["file"], p["position"]) for p in said["problems"]],
                         [("published", "data/documents.csv", 2)])
        inside = self.jixiao("archive", "--year", publication.YEAR, "--published", self.published, "-o", self.published / "data" / "no.zip",
                             code=2, **self.officer())
        self.assertIn("outside", inside.err)
        self.assertNotIn("the county has no such file", inside.err)
        self.jixiao("archive", "--year", publication.YEAR, "--published", self.published, "-o", self.folder / "no.zip", code=1,
                    **self.officer())
        self.assertFalse((self.folder / "no.zip").exists())
        path.write_bytes(whole)

    def segment(self):
        return next(n for n in self.members if n.startswith("journal/"))

    def record(self):
        """A label of a submitted form: the record's hash does not hold, and no fold is tried."""
        name = self.segment()
        before, behind = self.members[name].rsplit("年度资金总额".encode(), 1)
        forged = {**self.members, name: before + "年度资金总数".encode() + behind}
        found, told = self.problems(with_sums(forged))
        self.assertEqual(found, {("journal", name)})
        self.assertGreater(told[0]["position"], 10)
        self.assertEqual(told[0]["why"], "record")
        found, _ = self.problems(forged, "--no-fold")
        self.assertEqual(found, {("journal", name), ("sum", name)})

    def record_and_its_hash(self):
        """The record's own hash is corrected too: then the group's root does not hold."""
        name, text = self.segment(), self.members[self.segment()]
        unit = b"990001"
        at = text.index(unit)  # in the content of the act that enrolled the county's officer, or a later one
        forged = text
        while True:
            content = self.content_around(forged, at)
            if content:
                break
            at = forged.index(unit, at + 1)
        start, end = content
        new = changed(forged[start:end], unit, b"990002")
        old_id = hashlib.blake2b(forged[start:end], digest_size=32).digest()
        new_id = hashlib.blake2b(new, digest_size=32).digest()
        forged = (forged[:start] + new + forged[end:]).replace(old_id, new_id)
        found, told = self.problems(with_sums({**self.members, name: forged}))
        self.assertEqual(found, {("journal", name)})
        self.assertEqual(told[0]["why"], "root")

    @staticmethod
    def content_around(text, at):
        """Where the content of the record stands that holds the byte: a bin whose hash is in front of it."""
        for start in range(at, max(0, at - 4000), -1):
            for width, code in ((1, 0xc4), (2, 0xc5), (4, 0xc6)):
                if start < width + 1 or text[start - width - 1] != code:
                    continue
                end = start + int.from_bytes(text[start - width:start], "big")
                if end > at and hashlib.blake2b(text[start:end], digest_size=32).digest() in text[max(0, start - 400):start]:
                    return start, end
        return None

    def what_it_says_of_itself(self):
        conf, position = self.members["archive.conf"].decode(), self.said["position"]
        earlier = conf.replace(f"position = {position}", f"position = {position - 1}")
        found, _ = self.problems(with_sums({**self.members, "archive.conf": earlier.encode(), "../outside.txt": b"x"}))
        self.assertLessEqual({("table", "published/manifest.json"), ("damaged", "../outside.txt")}, found)
        self.assertFalse((self.folder / "outside.txt").exists())
        shorter = conf.replace(f"records = {position}", f"records = {position + 1}")
        found, _ = self.problems(with_sums({**self.members, "archive.conf": shorter.encode()}), "--no-fold")
        self.assertEqual(found, {("conf", "archive.conf")})
        key = conf.replace(conf.split("signing_key = ")[1][:64], 64 * "0")
        _, told = self.problems(with_sums({**self.members, "archive.conf": key.encode()}))
        self.assertEqual([(p["problem"], p["why"], p["position"]) for p in told], [("journal", "signature", 1)])

    def bits_of_the_file(self):
        """One bit of the file itself, in the middle of a member."""
        name = "published/data/documents.csv"
        with zipfile.ZipFile(self.box) as z:
            info = z.getinfo(name)
        whole = bytearray(self.box.read_bytes())
        at = info.header_offset + 30 + len(name) + info.compress_size // 2
        whole[at] ^= 0x10
        path = self.folder / "flipped.zip"
        path.write_bytes(bytes(whole))
        with self.assertRaises((zipfile.BadZipFile, zlib.error)):
            zipfile.ZipFile(path).read(name)
        said = self.audit(path, "--no-fold", code=1)
        self.assertIn(("damaged", name), {(p["problem"], p["file"]) for p in said["problems"]})

    def assert_refusals(self):
        path = self.folder / "nothing.zip"
        path.write_bytes(b"no archive")
        done = self.jixiao("audit", path, code=None)
        self.assertEqual(done.code, 1, done.err)
        clerk = next(p.stem for p in (self.dir / "people").glob("clerk-*.key"))
        self.jixiao("archive", "--year", publication.YEAR, "-o", self.folder / "clerk.zip", code=3, **self.person(clerk))
        self.assertEqual([p.name for p in self.folder.glob("*clerk*")] + [p.name for p in self.folder.glob("jixiao-audit*")], [])


if __name__ == "__main__":
    main()
