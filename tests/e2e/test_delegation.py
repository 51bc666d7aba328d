#!/usr/bin/env python3
"""Who decides in whose place: what may be delegated and to whom, that it ends, and that the history names both."""
import documents
from county import main
from test_decisions import SHIQIAO, Deciding
from test_master import day


class Delegation(Deciding):
    def setUp(self):
        super().setUp()
        for name, unit, role in (("second", SHIQIAO, "township"), ("deputy", "990001", "department"),
                                 ("elsewhere", "990009", "township")):
            self.people[name] = self.enrol(name, unit, role)

    def delegate(self, by, to, acts="approve,return", until=None, code=0, end=False):
        what = ["--end"] if end else ["--acts", acts, "--until", until or day(2)]
        said = self.jixiao("delegate", self.people[to]["public"], *what, "--reason", "出差", "--json", code=code,
                           **self.who(by))
        return said.json()[0] if said.out.startswith("[") else said

    def try_for(self, by, act, document, whom, *args, code=0):
        said = self.jixiao(act, document, "--for", whom, "--json", *args, code=code, **self.who(by))
        return said.json()[0] if said.out.startswith("[") else said

    def holds(self, by="officer"):
        return {(d["from"]["name"], d["to"]["name"]): (d["state"], d["acts"], d["until"])
                for d in self.jixiao("delegate", "--json", **self.who(by)).json()}

    def test_an_officer_stands_in_for_another(self):
        made = documents.documents(1, 3)
        sent = [self.hand_in(made[n:n + 1])[0]["id"] for n in range(3)]
        other = self.hand_in(documents.documents(2, 1), "--unit", "990009", by="elsewhere")[0]["id"]
        self.assertIn("JX_E_NOT_DELEGATED", self.try_for("deputy", "override", sent[0], "officer", "--rule", "x", "--at",
                                                         "/total=a", "--reason", "b", code=3).err)
        self.assertEqual(self.delegate("officer", "deputy", "approve,return")["outcome"]["state"], "received")
        self.assertEqual(self.holds()[("officer", "deputy")], ("holds", ["return", "approve"], day(2)))
        done = self.try_for("deputy", "approve", sent[0], "officer")
        self.assertEqual(done["outcome"]["state"], "approved")
        last = self.show(sent[0])["history"][-1]
        self.assertEqual((last["person"]["name"], last["person"]["roles"], last["person"]["unit"]),
                         ("deputy", ["department"], "990001"))
        self.assertEqual((last["in_place_of"]["name"], last["in_place_of"]["roles"]), ("officer", ["county"]))
        self.assertNotIn("in_place_of", self.show(sent[0])["versions"][0])
        self.assertEqual(self.show(sent[0])["versions"][0]["person"]["name"], "clerk")
        said = self.jixiao("show", sent[0], **self.who("clerk")).out
        self.assertIn("deputy (990001 department, ", said)
        self.assertIn("officer (990001 county, ", said)
        # She still reads no more than her own key may.
        self.assertIn("JX_E_NOT_FOUND", self.try_for("deputy", "approve", other, "officer", code=3).err)
        # Not what was not named, not for anybody else, and nobody else for her.
        for by, act, whom, args in (("deputy", "adjust", "officer", ("--reason", "a")),
                                    ("bureau", "approve", "officer", ()), ("deputy", "approve", "chief", ())):
            self.assertIn("JX_E_NOT_DELEGATED", self.try_for(by, act, sent[1], whom, *args, code=3).err)
        self.delegate("officer", "deputy", end=True)
        self.assertEqual(self.holds()[("officer", "deputy")][0], "ended")
        self.assertIn("JX_E_NOT_DELEGATED", self.try_for("deputy", "approve", sent[1], "officer", code=3).err)
        self.assert_rebuilt_alike()

    def test_to_whom_and_how_far(self):
        sent = self.hand_in(documents.documents(3, 1))[0]["id"]
        for by, to, acts, until, why in (
                ("clerk", "other", "withdraw", None, "JX_E_REFUSED"),      # another unit's
                ("clerk", "clerk", "withdraw", None, "JX_E_REFUSED"),      # herself
                ("clerk", "second", "approve", None, "JX_E_REFUSED"),      # what she may not herself
                ("bureau", "clerk", "approve", None, "JX_E_REFUSED"),      # no officer
                ("prefecture", "officer", "approve", None, "JX_E_REFUSED"),  # reads, and decides nothing
                ("officer", "chief", "close", None, "JX_E_FIELD_VALUE"),   # takes the officer herself
                ("officer", "chief", "approve", day(-1), "JX_E_FIELD_VALUE")):  # over before it began
            with self.subTest(by=by, to=to, acts=acts):
                said = self.delegate(by, to, acts, until, code=None)
                self.assertIn(why, said.err if hasattr(said, "err") else said["why"])
        self.assertEqual(self.delegate("clerk", "second", "withdraw")["outcome"]["state"], "received")
        self.assertEqual(set(self.holds("second")), {("clerk", "second")})
        self.assertEqual(self.holds("other"), {})
        # Revoked with the key of who gave it.
        self.as_admin("revoke", self.people["clerk"]["public"], "--why", "离职")
        said = self.try_for("second", "withdraw", sent, "clerk", "--reason", "a", code=3)
        self.assertEqual((said["status"], said["why"]), ("refused", "JX_E_NOT_DELEGATED"))

    def test_nobody_approves_her_own_through_another(self):
        made = documents.documents(4, 2)
        one, two = (self.hand_in(made[n:n + 1], "--unit", "990001", by="officer")[0]["id"] for n in range(2))
        self.delegate("officer", "chief")
        self.delegate("chief", "officer")
        self.wait_folded()
        for by, whom in (("chief", "officer"), ("officer", "chief")):
            done = self.try_for(by, "approve", one, whom, code=1)
            self.assertEqual(done["outcome"]["status"], "JX_E_SAME_PERSON")
        self.assertEqual(self.decide("chief", "approve", two), [("approved", "JX_OK")])


if __name__ == "__main__":
    main()
