"""What a published year has to be: the forms are the documents, the data are the forms, the dictionary and the schema say
what is there, the manifest has every hash, the same position gives the same bytes, and nothing stands there that is not
whole."""
import json
import subprocess
import time
from pathlib import Path

import documents
import publication
from county import BUILD
from publication import table, tree

KINDS = {"object": dict, "array": list, "string": str, "integer": int}


def holds(schema, value):
    """The part of JSON Schema that the published one uses."""
    if "oneOf" in schema:
        return sum(holds(s, value) for s in schema["oneOf"]) == 1
    if "const" in schema:
        return value == schema["const"]
    if not isinstance(value, KINDS[schema["type"]]) or "enum" in schema and value not in schema["enum"]:
        return False
    if schema["type"] == "array":
        return len(value) <= schema.get("maxItems", len(value)) and all(holds(schema["items"], v) for v in value)
    if schema["type"] == "string":
        return len(value) <= schema.get("maxLength", len(value))
    if schema["type"] != "object":
        return schema["minimum"] <= value <= schema["maximum"]
    if any(name not in value for name in schema.get("required", [])):
        return False
    known, other = schema.get("properties", {}), schema.get("additionalProperties")
    return all(holds(known[n], v) if n in known else bool(other) and holds(other, v) for n, v in value.items())


class Published(publication.PlayedYear):
    def assert_published(self):
        """Publishes the year; its folder."""
        folder, done = self.publish("published")
        manifest, said = self.manifest(folder), done.json()
        self.assertEqual(said["manifest"], publication.blake(folder / "manifest.json"))
        self.assertEqual([said["position"], said["documents"]], [manifest["position"], manifest["documents"]])
        self.assert_manifest(folder, manifest)
        self.assert_counts(folder, manifest)
        self.assert_forms(folder)
        self.assert_described(folder)
        self.assert_schema(folder)
        again, _ = self.publish("again")
        self.assertTrue(tree(again) == tree(folder), "the same position, other bytes")
        self.assert_received(manifest)
        self.assert_refused(folder)
        self.assertEqual([p.name for p in self.folder.glob("published.*")], [], "left over")
        return folder

    def assert_manifest(self, folder, manifest):
        files = {f["name"]: (f["bytes"], f["blake2b_256"]) for f in manifest["files"]}
        there = {n: (len(b), publication.blake(folder / n)) for n, b in tree(folder).items() if n != "manifest.json"}
        self.assertEqual(files, there)

    def assert_counts(self, folder, manifest):
        """What is published of each form is what counts as approved."""
        published = [r["form"] for r in table(folder / "data" / "documents.csv")]
        for row in manifest["counts"]:
            self.assertEqual(published.count(row["form"]), row["approved"], row)
        self.assertEqual(len(published), manifest["documents"])
        self.assertEqual(len({r["form"] for r in manifest["counts"]}), 7, "every form")
        self.assertGreater(manifest["left_out"]["scored"], 0)
        found = table(folder / "data" / "findings.csv")
        self.assertTrue(found and all(r["message"] for r in found), found)
        self.assert_relations(folder, found)
        self.assertTrue(table(folder / "data" / "differences.csv"))

    def assert_relations(self, folder, found):
        """What the county says that published documents contradict, and nothing of others."""
        told = [{(r["rule"], r["place"]) for r in self.jixiao("show", "--json", d["id"], **self.officer()).json()["relations"]}
                for d in table(folder / "data" / "documents.csv")]
        ids = [d["id"] for d in table(folder / "data" / "documents.csv")]
        for document, relations in zip(ids, told, strict=True):
            self.assertLessEqual(relations, {(f["rule"], f["place"]) for f in found if f["id"] == document})
        self.assertLessEqual({f["id"] for f in found}, set(ids))
        self.assertTrue(any(told), "no relation to be seen")
        review = self.jixiao("review", "--json", "--year", publication.YEAR, **self.officer()).json()["rows"]
        seen = {(r["id"], r["place"]) for r in review if r["kind"] == "relation"}
        weighty = {(f["id"], f["place"]) for f in found if f["severity"] != "info"}
        self.assertTrue(seen and seen <= weighty, seen - weighty)

    def assert_forms(self, folder):
        """Each workbook is read as the document that stands in the open data."""
        rows = table(folder / "data" / "documents.csv")
        for form in sorted({r["form"] for r in rows}):
            told = json.loads((folder / "data" / f"{form}.json").read_text(encoding="utf-8"))
            files = [folder / r["file"] for r in rows if r["form"] == form]
            got = self.jixiao("convert", *files).json()
            self.assertEqual([g["unplaced"] for g in got], [[]] * len(files))
            for expected, element in zip(told, got, strict=True):
                document = {k: v for k, v in element.items() if k not in ("file", "sheet", "unplaced")}
                if form == "project_list" and "secret_count" not in expected:
                    document.pop("secret_count", None)
                self.assertEqual(document, expected)
        for name in ("project_list", "evaluation_summary"):
            told = json.loads((folder / "data" / f"county_{name}.json").read_text(encoding="utf-8"))
            got, = self.jixiao("convert", folder / "tables" / f"{name}.xlsx").json()
            self.assertEqual([got["form"], got["rows"]], [name, told["rows"]])

    def assert_described(self, folder):
        dictionary = {}
        for row in table(folder / "data" / "dictionary.csv"):
            self.assertTrue(row["kind"] and row["meaning"], row)
            dictionary.setdefault(row["file"], []).append(row["column"])
        for path in sorted((folder / "data").glob("*.csv")):
            if path.name == "dictionary.csv" or path.name.startswith("county_"):
                continue
            heading = path.read_text(encoding="utf-8-sig").split("\n", 1)[0].rstrip("\r").split(",")
            self.assertEqual(dictionary[f"data/{path.name}"], heading)

    def assert_schema(self, folder):
        schema = json.loads((folder / "data" / "schema.json").read_text(encoding="utf-8"))
        for path in sorted((folder / "data").glob("*.json")):
            value = json.loads(path.read_text(encoding="utf-8"))
            if path.name != "schema.json":
                self.assertTrue(holds(schema, value if isinstance(value, list) else [value]), path.name)
        self.assertFalse(holds(schema, [{"form": "target", "funds": [], "indicators": [], "other": ""}]))

    def assert_received(self, approved):
        folder, _ = self.publish("received", "--received")
        manifest = self.manifest(folder)
        self.assertGreater(manifest["documents"], approved["documents"])
        for row in manifest["counts"]:
            rows = [r for r in table(folder / "data" / "documents.csv") if r["form"] == row["form"]]
            self.assertEqual(len(rows), row["received"], row)

    def assert_whole_or_not_at_all(self):
        """Killed at some moment; and while others submit: what is there is true for one position."""
        for n, seconds in enumerate((0.01, 0.03, 0.06, 0.1)):
            folder = self.folder / f"killed-{n}"
            line = [BUILD / "bin" / "jixiao", "publish", "--year", publication.YEAR, "-o", folder]
            with subprocess.Popen(line, env=self.environment(**self.officer()), stdout=subprocess.DEVNULL) as child:
                time.sleep(seconds)
                child.kill()
            if folder.exists():
                self.assert_manifest(folder, self.manifest(folder))
        child = self.begin("submit", self.file("more.json", documents.documents(9, 150)))
        for n in range(4):
            folder, done = self.publish(f"meanwhile-{n}", "--received", code=None)
            if done.code:
                self.assertIn("went on meanwhile", done.err)
                self.assertFalse(folder.exists())
                continue
            self.assert_manifest(folder, self.manifest(folder))
            for row in self.manifest(folder)["counts"]:
                rows = [r for r in table(folder / "data" / "documents.csv") if r["form"] == row["form"]]
                self.assertEqual(len(rows), row["received"], row)
        child.communicate(timeout=publication.PATIENCE)
        self.wait_folded()

    def assert_refused(self, folder):
        before = tree(folder)
        self.publish("published", code=4)
        self.assertTrue(tree(folder) == before)
        clerk = next(p.stem for p in (self.dir / "people").glob("clerk-*.key"))
        place, done = self.publish("by-a-clerk", code=3, **self.person(clerk))
        self.assertIn("not permitted", done.err)
        self.assertFalse(Path(place).exists())
        self.jixiao("publish", "--year", "2019", "-o", self.folder / "nothing", code=3, **self.officer())
        self.assertFalse((self.folder / "nothing").exists())
