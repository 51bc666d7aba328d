#!/usr/bin/env python3
"""Who sees and does what, with real keys: each its own, and nothing of the others."""
import shutil

import documents
from county import County, main

SHIQIAO, LIUHE, BUREAU = "990001101", "990001102", "9900011"


class Access(County):
    def setUp(self):
        super().setUp()
        self.start(1)
        self.people = {}
        for name, unit, role in (("shiqiao", SHIQIAO, "township"), ("liuhe", LIUHE, "township"),
                                 ("bureau", BUREAU, "department"), ("prefecture", "99", "supervisor"),
                                 ("stranger", SHIQIAO, None)):
            self.people[name] = self.enrol(name, unit, role)
        made = documents.documents(1, 4)
        self.sent = {"shiqiao": self.submit(self.file("s.json", made[:2]), **self.who("shiqiao")),
                     "liuhe": self.submit(self.file("l.json", made[2:]), **self.who("liuhe"))}

    def who(self, name):
        return {k: self.people[name][k] for k in ("key", "home")}

    def test_each_its_own(self):
        """In this order: the last two end what the others need."""
        for part in (self.summaries, self.showing, self.administering, self.submitting, self.stranger,
                     self.revoked_key):
            with self.subTest(part.__name__):
                part()

    def units(self, name, *args):
        summary = self.jixiao("summary", "--json", "--year", str(documents.YEAR), *args, **self.who(name)).json()
        return summary["documents"], [u["unit"] for u in summary["units"]]

    def summaries(self):
        self.assertEqual(self.units("shiqiao"), (2, [SHIQIAO]))
        self.assertEqual(self.units("shiqiao", "--unit", LIUHE), (0, []))
        self.assertEqual(self.units("shiqiao", "--unit", "99"), (2, [SHIQIAO]))
        self.assertEqual(self.units("liuhe"), (2, [LIUHE]))
        self.assertEqual(self.units("bureau"), (4, [SHIQIAO, LIUHE]))
        self.assertEqual(self.units("prefecture"), (4, [SHIQIAO, LIUHE]))

    def showing(self):
        own, foreign = self.sent["shiqiao"][0]["id"], self.sent["liuhe"][0]["id"]
        me = self.who("shiqiao")
        self.assertEqual(self.jixiao("show", "--json", own, **me).json()["id"], own)
        self.assertIn("not found", self.jixiao("show", foreign, code=3, **me).err)
        self.assertIn("not found", self.jixiao("show", "cd" * 32, code=3, **me).err)
        self.assertIn("not found", self.jixiao("status", foreign, code=3, **me).err)
        for name in ("bureau", "prefecture"):
            self.assertEqual(self.jixiao("show", "--json", foreign, **self.who(name)).json()["id"], foreign)
        listed = {d["id"] for d in self.jixiao("status", "--json", **me).json()}
        self.assertEqual(listed, {d["id"] for d in self.sent["shiqiao"]})
        self.assertEqual(len(self.jixiao("status", "--json", **self.who("prefecture")).json()), 4)

    def refused(self, name, *args, why="JX_E_REFUSED"):
        path = self.file("more.json", documents.documents(9, 1))
        who = {**self.who(name), "home": self.folder / "refused"}  # it keeps what was refused
        said = self.jixiao("submit", "--json", *args, str(path), code=3, **who).json()
        shutil.rmtree(who["home"])
        self.assertEqual([d["why"] for d in said], [why])
        self.assertEqual(self.units("prefecture")[0], 4)

    def submitting(self):
        self.refused("prefecture")
        self.refused("shiqiao", "--unit", LIUHE)
        self.refused("bureau", "--unit", "990001200")
        another = documents.documents(5, 9)[8:]
        self.submit(self.file("for.json", another), "--unit", SHIQIAO, **self.who("bureau"))
        self.assertEqual(self.units("shiqiao"), (3, [SHIQIAO]))

    def administering(self):
        for action in (("enrol", "ab" * 32, "--unit", "1", "--role", "admin"), ("revoke", "ab" * 32, "--why", "lost")):
            said = self.jixiao("admin", *action, code=3, **self.who("shiqiao"))
            self.assertIn("not permitted", said.err)

    def revoked_key(self):
        me = self.who("shiqiao")
        self.as_admin("revoke", self.people["shiqiao"]["public"], "--why", "lost")
        for command in (("summary", "--year", str(documents.YEAR)), ("status",),
                        ("show", self.sent["shiqiao"][0]["id"])):
            self.assertIn("not enrolled", self.jixiao(*command, code=3, **me).err)
        said = self.jixiao("submit", str(self.folder / "s.json"), code=3, **me)
        self.assertIn("not enrolled", said.err)
        self.assertEqual(self.units("liuhe"), (2, [LIUHE]))

    def stranger(self):
        me = self.who("stranger")
        said = self.jixiao("submit", str(self.folder / "s.json"), code=3, **me)
        self.assertIn("not enrolled", said.err)
        self.assertEqual(len(self.jixiao("outbox", "--json", **me).json()), 2)
        self.people["stranger"]["key"].chmod(0o644)
        self.assertIn("permission", self.jixiao("status", code=4, **me).err)


if __name__ == "__main__":
    main()
