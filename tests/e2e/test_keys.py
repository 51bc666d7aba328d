#!/usr/bin/env python3
"""Keys from enrolment to revocation, with real processes: validity, the list, a false server, key files
that others can read, and the outbox of one who is not permitted."""
import datetime
import shutil
import subprocess

import documents
from county import BUILD, PATIENCE, County, main

SHIQIAO = "990001101"


def day(offset):
    return (datetime.date.today() + datetime.timedelta(days=offset)).isoformat()


class Keys(County):
    def setUp(self):
        super().setUp()
        self.start(1)

    def clerk(self, name, *options, role="township"):
        """Enrolled with options; the command that asks the county something."""
        key = self.folder / f"{name}.key"
        public = self.jixiao("keygen", str(key), "--unit", SHIQIAO).out.strip()
        self.as_admin("enrol", public, "--unit", SHIQIAO, "--role", role, "--name", name, *options)
        return {"key": key, "home": self.folder / name, "public": public}

    def asks(self, person, code):
        who = {k: person[k] for k in ("key", "home")}
        return self.jixiao("status", code=code, **who)

    def keys(self, *options):
        return self.as_admin("list", "--json", *options).json()

    def test_validity(self):
        self.asks(self.clerk("today", "--from", day(0), "--until", day(0)), 0)
        self.assertIn("not valid yet", self.asks(self.clerk("tomorrow", "--from", day(1)), 3).err)
        late = self.clerk("yesterday", "--until", day(-1))
        self.assertIn("no longer valid", self.asks(late, 3).err)
        self.as_admin("enrol", late["public"], "--unit", SHIQIAO, "--role", "township", "--name", "yesterday",
                      "--why", "stays another month")
        self.asks(late, 0)
        for wrong in (("--until", "2026-02-30"), ("--from", "soon"), ("--from", day(3), "--until", day(1))):
            said = self.as_admin_failing("enrol", "ab" * 32, "--unit", "1", "--role", "township", *wrong)
            self.assertIn(said.code, (1, 2), said.err)

    def as_admin_failing(self, *args):
        return self.jixiao("admin", *args, code=None, key=self.dir / "county" / "admin.key",
                           home=self.dir / "admin")

    def test_list(self):
        """Several clerks of one unit, one of whom lost her key: who, since when, by whom, why."""
        first, second = self.clerk("first"), self.clerk("second", "--until", day(30))
        self.assertEqual(self.as_admin_failing("revoke", first["public"]).code, 2)  # without a reason
        self.as_admin("revoke", first["public"], "--why", "key lost")
        again = self.clerk("first again", "--why", "for the lost one")
        mine = [k for k in self.keys() if k["unit"] == SHIQIAO]
        self.assertEqual([(k["key"], k["state"], k["name"], k["why"]) for k in mine], [
            (second["public"], "valid", "second", ""), (first["public"], "revoked", "first", "key lost"),
            (again["public"], "valid", "first again", "for the lost one")])
        self.assertIsNone(mine[0]["from_ms"])
        self.assertGreater(mine[0]["until_ms"], mine[0]["time_ms"])
        self.assertEqual({k["roles"][0] for k in mine}, {"township"})
        admin = next(k for k in self.keys() if k["roles"] == ["admin"])
        self.assertEqual({k["by"] for k in mine}, {admin["name"] or admin["key"][:12]})
        history = [k for k in self.keys("--history") if k["unit"] == SHIQIAO]
        self.assertEqual([k["action"] for k in history], ["enrol", "enrol", "revoke", "enrol"])
        self.assertEqual(self.keys("--unit", "12345"), [])
        table = self.as_admin("list", "--unit", SHIQIAO).out
        self.assertIn("key lost", table)
        self.assertEqual(len(table.splitlines()), 4)
        self.assertIn("not permitted", self.jixiao("admin", "list", code=3, key=again["key"],
                                                   home=again["home"]).err)

    def test_wrong_words(self):
        """An option that cannot be is named, with its limit, before anything is sent; a name draws nothing on a screen."""
        public, before = "ab" * 32, self.positions()[0]
        for wrong, says in ((("--unit", "9" * 33), "--unit: 9999"), (("--unit", ""), "--unit"), (("--unit", "9\n9"), "--unit"),
                            (("--unit", "9", "--name", "n" * 3073), "--name"), (("--unit", "9", "--why", "a\tb"), "--why")):
            said = self.as_admin_failing("enrol", public, "--role", "township", *wrong)
            self.assertEqual(said.code, 2, said.err)
            self.assertIn(says, said.err)
        self.assertIn("at most 32", self.as_admin_failing("enrol", public, "--role", "admin", "--unit", "9" * 33).err)
        for unit in ("9" * 33, "9\npublic = 1", "", " "):
            said = self.jixiao("keygen", str(self.folder / "wrong.key"), "--unit", unit, code=2)
            self.assertIn("--unit", said.err)
        self.assertFalse((self.folder / "wrong.key").exists())
        self.assertEqual(self.positions()[0], before)

    def test_last_administrator(self):
        admin = next(k for k in self.keys() if k["roles"] == ["admin"])["key"]
        said = self.as_admin_failing("revoke", admin, "--why", "leaves")
        self.assertEqual(said.code, 3)
        self.assertIn("last administrator", said.err)

    def test_false_server(self):
        """Somebody else answers at the county's address: the client says so and sends nothing."""
        other = self.folder / "other"
        conf = self.dir / "county" / "county.conf"
        lines = conf.read_text().splitlines()
        other.write_text("\n".join("server_key = " + "17" * 32 if line.startswith("server_key") else line
                                   for line in lines) + "\n")
        made = self.file("d.json", documents.documents(1, 1))
        environment = self.environment
        self.environment = lambda *a, **b: {**environment(*a, **b), "JIXIAO_COUNTY": str(other)}
        for command in (("status",), ("submit", str(made))):
            said = self.jixiao(*command, code=3)
            self.assertIn("server's key is not the one in county.conf", said.err)
        self.environment = environment
        self.assertEqual(self.positions()[0], self.positions()[1])

    def test_key_files(self):
        """Of mode 0600, refused otherwise: the client's, the broker's, the worker's."""
        person = self.clerk("careless")
        for mode in (0o640, 0o604, 0o660):
            person["key"].chmod(mode)
            self.assertIn("permission", self.asks(person, 4).err)
        person["key"].chmod(0o600)
        self.asks(person, 0)
        self.stop()
        secret = self.dir / "county" / "broker.key"
        secret.chmod(0o640)
        said = self.program_failing("jixiao-broker", "--data", self.dir / "county")
        self.assertEqual(said.returncode, 4)
        self.assertIn("JX_E_PERMISSION", said.stderr)
        secret.chmod(0o600)

    def program_failing(self, name, *args):
        return subprocess.run([BUILD / "bin" / name, *args], capture_output=True, text=True, timeout=PATIENCE,
                              check=False)

    def test_outbox_drop(self):
        person = self.clerk("reader", role="supervisor")
        who = {k: person[k] for k in ("key", "home")}
        said = self.jixiao("submit", "--json", str(self.file("d.json", documents.documents(1, 2))),
                           code=3, **who).json()
        self.assertEqual({d["why"] for d in said}, {"JX_E_REFUSED"})
        ids = [d["id"] for d in said]
        self.jixiao("outbox", "drop", "ab" * 32, code=2, **who)
        self.jixiao("outbox", "drop", code=2, **who)
        self.assertEqual(len(self.jixiao("outbox", "--json", **who).json()), 2)
        self.assertIn(ids[0], self.jixiao("outbox", "drop", ids[0][:10], **who).out)
        self.assertEqual([d["id"] for d in self.jixiao("outbox", "--json", **who).json()], [ids[1]])
        self.jixiao("outbox", "drop", ids[1], **who)
        self.assertEqual(self.jixiao("outbox", "--json", **who).json(), [])
        shutil.rmtree(person["home"])


if __name__ == "__main__":
    main()
