#!/usr/bin/env python3
"""Who decides in whose place, and in which order: what may be delegated and to whom, that it ends, that the history
names both; and the department's word before the county's."""
import documents
from county import main
from test_decisions import SHIQIAO, YEAR, Deciding, corrected
from test_master import BUREAU, NAMES, TREE, day


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

    def assert_the_unknown_key_is_named(self):
        key = "ab" * 32
        said = self.jixiao("delegate", key, "--acts", "approve", "--until", day(2), "--reason", "出差", code=3,
                           **self.who("officer")).out
        self.assertIn("JX_E_KEY_UNKNOWN", said)
        self.assertIn("not your key, but the one that should act for you: " + key, said)
        self.assertIn("refused: 1; kept in the outbox: 0", said)

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
        self.assert_the_unknown_key_is_named()
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


class Approval(Deciding):
    """The tree: a township below its department below the county, and a bureau right below the county."""

    def setUp(self):
        super().setUp()
        path = self.folder / "units.csv"
        path.write_text(TREE, encoding="utf-8")
        self.jixiao("admin", "load", "units", str(path), **self.who("officer"))

    def order(self, how, by="officer", code=0):
        return self.decide(by, "approval", "--year", YEAR, "--as", how, "--reason", "县里定的", code=code)

    def test_the_department_before_the_county(self):
        made = documents.documents(5, 4)
        for d in made[:3]:
            d["unit"]["name"] = NAMES[SHIQIAO]
        first, second, third = (self.hand_in(made[n:n + 1])[0]["id"] for n in range(3))
        own = self.hand_in(made[3:], "--unit", BUREAU, by="chief")[0]["id"]
        self.assertEqual(self.decide("officer", "approve", third), [("approved", "JX_OK")])  # direct, as ever
        self.assertEqual(self.order("tree", by="bureau", code=3), ["JX_E_REFUSED"])
        self.assertEqual(self.order("sideways", code=1), [("rejected", "JX_E_FIELD_VALUE")])
        self.assertEqual(self.order("tree"), [("received", "JX_OK")])
        self.assertEqual(self.decide("officer", "approve", first, code=1), [("rejected", "JX_E_NOT_ACCEPTED")])
        before = self.summary_of_year()
        self.assertEqual(self.decide("bureau", "approve", first), [("accepted", "JX_OK")])
        self.assertEqual(self.decide("bureau", "approve", first, code=1), [("rejected", "JX_E_STATE")])
        after = self.summary_of_year()
        self.assertEqual((after["documents"], after["approved"]), (before["documents"], before["approved"]))
        self.assertEqual(after["states"]["accepted"], 1)
        self.assertEqual([d["id"] for d in self.jixiao("list", "--json", "--state", "accepted", **self.who("officer")).json()],
                         [first])
        self.assertEqual(self.decide("chief", "approve", first), [("approved", "JX_OK")])
        self.assertEqual(self.decide("bureau", "return", first, "--reason", "不行", code=1), [("rejected", "JX_E_REFUSED")])
        self.assertEqual(self.decide("officer", "return", first, "--reason", "请核对"), [("returned", "JX_OK")])
        # A correction begins again at the department; what she takes back does too.
        again = self.hand_in([corrected(made[0])], "--revises", first)[0]["id"]
        self.assertEqual(self.decide("officer", "approve", again, code=1), [("rejected", "JX_E_NOT_ACCEPTED")])
        self.assertEqual(self.decide("bureau", "approve", second), [("accepted", "JX_OK")])
        self.assertEqual(self.decide("bureau", "return", second, "--reason", "看错了"), [("returned", "JX_OK")])
        self.assertEqual(self.decide("officer", "approve", own), [("approved", "JX_OK")])  # nobody stands between
        # Closed and opened again it is as it was; and then one word is enough again.
        self.decide("officer", "close", "--year", YEAR, "--reason", "a")
        self.decide("officer", "reopen", "--year", YEAR, "--reason", "a")
        self.decide("chief", "reopen", "--year", YEAR, "--reason", "a")
        self.assertEqual(self.decide("officer", "approve", again, code=1), [("rejected", "JX_E_NOT_ACCEPTED")])
        self.assertEqual(self.decide("bureau", "approve", again), [("accepted", "JX_OK")])
        self.assertEqual(self.order("direct"), [("received", "JX_OK")])
        self.assertEqual(self.decide("officer", "approve", again), [("approved", "JX_OK")])
        self.assert_rebuilt_alike()


if __name__ == "__main__":
    main()
