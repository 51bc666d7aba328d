#!/usr/bin/env python3
"""What people decide: every decision by right and wrong role, for own and foreign units, in right and wrong
states; what flows back; and the store that is rebuilt from the journal of it."""
import copy
import json
import os
import pty
import subprocess

import documents
from county import BUILD, PATIENCE, County, main

SHIQIAO, LIUHE, BUREAU = "990001101", "990001102", "9900011"
YEAR = str(documents.YEAR)


def corrected(document, text="全部完成。"):
    """The same project, and another text: every figure of it stays true."""
    new = copy.deepcopy(document)
    new["goals"]["actual"] = text
    return new


def wrong_total(document):
    """An error that the county finds: the total is not what the rows add up to."""
    new = copy.deepcopy(document)
    new["total"]["score"] = documents.cents(documents.Decimal(new["total"]["score"]) - 5)
    return new


class Deciding(County):
    """Clerks, officers and a supervisor who hand in, decide and look."""

    def setUp(self):
        super().setUp()
        self.start(2)
        self.people = {name: self.enrol(name, unit, role) for name, unit, role in (
            ("clerk", SHIQIAO, "township"), ("other", LIUHE, "township"), ("bureau", BUREAU, "department"),
            ("officer", "990001", "county"), ("chief", "990001", "county"), ("prefecture", "99", "supervisor"))}
        self.files = 0

    def who(self, name):
        return {k: self.people[name][k] for k in ("key", "home")}

    def hand_in(self, made, *args, by="clerk", code=0):
        self.files += 1
        return self.submit(self.file(f"{self.files}.json", made), *args, code=code, **self.who(by))

    def decide(self, by, act, *args, code=0):
        """What the county did: a list of (state, status), or of why it was not taken."""
        said = self.jixiao(act, "--json", *args, code=code, **self.who(by)).json()
        self.assertEqual({d["act"] for d in said}, {act})
        return [(d["outcome"]["state"], d["outcome"]["status"]) if d["status"] == "received" else d["why"]
                for d in said]

    def state(self, document, by="officer"):
        return self.show(document, by)["outcome"]["state"]

    def show(self, document, by="officer"):
        return self.jixiao("show", "--json", document, **self.who(by)).json()

    def inbox(self, by, *args):
        return self.jixiao("inbox", "--json", *args, **self.who(by)).json()

    def summary_of_year(self):
        return self.jixiao("summary", "--json", "--year", YEAR, **self.who("officer")).json()


class Decisions(Deciding):
    # ---- one document ----

    def test_returned_corrected_approved(self):
        made = documents.documents(1, 2)
        first, second = [d["id"] for d in self.hand_in(made)]
        self.assertEqual(self.inbox("clerk")["items"], [])
        self.jixiao("return", first, code=2, **self.who("officer"))  # no reason
        self.assertEqual(self.decide("officer", "return", first[:8], "--reason", "请核实", "--rule", "score.above",
                                     "--at", "/indicators/2/actual=与附件不一致"), [("returned", "JX_OK")])
        came = self.inbox("clerk")["items"]
        self.assertEqual([(i["document"], i["state"]) for i in came], [(first, "returned")])
        self.assertEqual(came[0]["decision"]["reason"], "请核实")
        self.assertEqual(came[0]["decision"]["by"], self.people["officer"]["public"])
        self.assertEqual(came[0]["decision"]["remarks"],
                         [{"rule": "score.above", "place": "/indicators/2/actual", "text": "与附件不一致"}])
        self.assertEqual(self.inbox("clerk")["items"], [], "read once")
        self.assertEqual(len(self.inbox("clerk", "--since", "0")["items"]), 1)
        self.assertEqual(self.inbox("clerk", "--since", "999999")["position"], self.inbox("clerk")["position"],
                         "a county that was put back goes on from where it is")
        text = self.jixiao("inbox", "--since", "0", **self.who("clerk")).out
        self.assertIn("与附件不一致", text)
        summary = self.summary_of_year()
        self.assertEqual((summary["documents"], summary["states"]), (1, {"scored": 1, "returned": 1}))

        new, = self.hand_in([corrected(made[0])], "--revises", first)
        self.assertEqual(self.inbox("clerk", "--since", "0")["items"], [], "corrected")
        self.assertEqual(self.decide("officer", "approve", new["id"], second), [("approved", "JX_OK")] * 2)
        self.assertEqual(self.decide("officer", "approve", second, code=1), [("rejected", "JX_E_STATE")])
        came = self.inbox("clerk")["items"]
        self.assertEqual([(i["document"], i["state"]) for i in came],
                         [(new["id"], "approved"), (second, "approved")])
        summary = self.summary_of_year()
        self.assertEqual((summary["documents"], summary["approved"]["documents"]), (2, 2))
        self.assertEqual(summary["approved"]["executed"], summary["executed"])

        shown = self.show(new["id"], "clerk")
        self.assertEqual([(v["id"], v["state"]) for v in shown["versions"]],
                         [(new["id"], "approved"), (first, "returned")])
        self.assertEqual([(d["act"], d["state"], d["by"]) for d in shown["history"]],
                         [("approve", "approved", self.people["officer"]["public"])])
        self.assertIn("请核实", self.jixiao("show", first, **self.who("clerk")).out)
        self.differences(first, new["id"], made[0])
        self.assert_rebuilt_alike()

    def differences(self, first, new, made):
        want = [{"place": "/goals/actual", "before": made["goals"]["actual"], "after": "全部完成。"}]
        for args in ((first, new), (new, "--parent")):
            said = self.jixiao("diff", "--json", *args, **self.who("clerk")).json()
            self.assertEqual((said["before"], said["after"], said["differences"]), (first, new, want))
        self.assertIn("they say the same", self.jixiao("diff", new, new, **self.who("clerk")).out)
        self.assertIn("/goals/actual", self.jixiao("diff", new, "--parent", **self.who("clerk")).out)
        self.jixiao("diff", first, "--parent", code=1, **self.who("clerk"))
        self.assertIn("not found", self.jixiao("diff", first, new, code=3, **self.who("other")).err)

    def test_withdrawn_and_stale(self):
        made = documents.documents(2, 1)
        first, = self.hand_in(made)
        new, = self.hand_in([corrected(made[0])], "--revises", first["id"])
        self.assertEqual(self.decide("officer", "approve", first["id"], code=1), [("rejected", "JX_E_PARENT_STALE")])
        self.assertEqual(self.decide("clerk", "withdraw", new["id"], "--reason", "填错"), [("withdrawn", "JX_OK")])
        self.assertEqual([self.state(d["id"]) for d in (first, new)], ["scored", "withdrawn"])
        self.assertEqual(self.decide("officer", "approve", first["id"]), [("approved", "JX_OK")])
        self.assertEqual(self.decide("clerk", "withdraw", first["id"], "--reason", "晚了", code=1),
                         [("rejected", "JX_E_STATE")])

    def test_findings_are_answered(self):
        bad, = self.hand_in([wrong_total(documents.documents(3, 1)[0])], code=1)
        open_ones = [f for f in self.show(bad["id"], "clerk")["findings"] if f["open"]]
        errors = [f for f in open_ones if f["severity"] == "error"]
        self.assertTrue(errors, "the wrong total was not found")
        self.assertEqual(self.decide("officer", "approve", bad["id"], code=1), [("rejected", "JX_E_OPEN_FINDINGS")])
        one = errors[0]
        answer = ("--rule", one["rule"], "--at", f"{one['place']}=原件如此", "--reason", "已核对")
        self.assertEqual(self.decide("clerk", "override", bad["id"], *answer, code=3), ["JX_E_REFUSED"])
        self.assertEqual(self.decide("clerk", "explain", bad["id"], *answer[:4], code=1),
                         [("rejected", "JX_E_NOT_FOUND")])
        self.jixiao("override", bad["id"], "--at", "/x=y", "--reason", "r", code=2, **self.who("officer"))
        for f in open_ones:
            if f["severity"] == "error":
                self.assertEqual(self.decide("officer", "override", bad["id"], "--rule", f["rule"], "--at",
                                             f"{f['place']}=原件如此", "--reason", "已核对"), [("scored", "JX_OK")])
            elif f["severity"] == "explain":
                self.assertEqual(self.decide("clerk", "explain", bad["id"], "--rule", f["rule"], "--at",
                                             f"{f['place']}=汛期停工"), [("scored", "JX_OK")])
        shown = self.show(bad["id"], "clerk")
        self.assertFalse([f for f in shown["findings"] if f["open"] and f["severity"] != "warning"])
        self.assertEqual(self.decide("officer", "approve", bad["id"]), [("approved", "JX_OK")])

    def test_conflicts_and_moving(self):
        made = documents.documents(4, 2)
        first, second = self.hand_in(made)
        rival, = self.hand_in([corrected(made[0], "另一份。")], code=1)
        self.assertEqual(rival["outcome"]["state"], "conflict")
        self.assertEqual([i["state"] for i in self.inbox("clerk")["items"]], ["conflict"])
        self.jixiao("resolve", rival["id"], "--as", "sister", "--reason", "r", code=2, **self.who("clerk"))
        self.assertEqual(self.decide("clerk", "resolve", rival["id"], "--as", "another", "--project",
                                     made[1]["project"]["name"], "--reason", "同名", code=1),
                         [("rejected", "JX_CONFLICT")])
        self.assertEqual(self.decide("clerk", "resolve", rival["id"], "--as", "correction", "--reason", "更正"),
                         [("scored", "JX_OK")])
        self.assertEqual([self.state(first["id"]), self.state(rival["id"])], ["superseded", "scored"])
        self.assertEqual(self.decide("clerk", "move", second["id"], "--unit", LIUHE, "--reason", "单位错", code=3),
                         ["JX_E_REFUSED"])
        self.assertEqual(self.decide("officer", "move", second["id"], "--unit", LIUHE, "--reason", "单位错"),
                         [("scored", "JX_OK")])
        self.assertIn("not found", self.jixiao("show", second["id"], code=3, **self.who("clerk")).err)
        self.assertEqual([i["act"] for i in self.inbox("other")["items"]], ["move"])
        self.assertEqual(self.show(second["id"], "other")["unit"], LIUHE)
        self.assert_rebuilt_alike()

    def test_targets_are_frozen(self):
        target = {"form": "target", "year": documents.YEAR, "title": "项目支出绩效目标表", "money_unit": "万元",
                  "project": {"name": "石桥灌渠清淤项目"}, "unit": {"name": "石桥镇"},
                  "goals": {"expected": "清淤。"},
                  "funds": [{"source": "total", "label": "年度资金总额", "amount": "10.00"}],
                  "indicators": [{"level1": "产出指标", "level2": "数量指标", "level3": "清淤长度", "target": "≥10公里"}]}
        path = self.file("target.json", [target])
        said = self.submit(path, code=None, **self.who("clerk"))
        if said[0]["status"] != "received" or said[0]["outcome"]["state"] != "scored":
            self.fail(said)
        one = said[0]["id"]
        for f in self.show(one)["findings"]:
            if f["open"] and f["severity"] != "warning":
                self.decide("officer", "override", one, "--rule", f["rule"], "--at", f"{f['place']}=可以", "--reason", "可")
        self.assertEqual(self.decide("officer", "approve", one), [("approved", "JX_OK")])
        new = copy.deepcopy(target)
        new["indicators"][0]["target"] = "≥12公里"
        late = self.submit(self.file("new.json", [new]), "--revises", one, code=1, **self.who("clerk"))
        self.assertEqual(late[0]["outcome"]["status"], "JX_E_FROZEN")
        self.assertEqual(self.decide("bureau", "adjust", one, "--reason", "预算调整", code=3), ["JX_E_REFUSED"])
        self.assertEqual(self.decide("officer", "adjust", one, "--reason", "预算调整"), [("approved", "JX_OK")])
        new["goals"]["expected"] = "清淤十二公里。"
        taken = self.submit(self.file("newer.json", [new]), "--revises", one, code=None, **self.who("clerk"))
        self.assertEqual(taken[0]["outcome"]["state"], "scored")

    # ---- who may ----

    def test_roles_and_units(self):
        made = documents.documents(5, 4)
        ids = [d["id"] for d in self.hand_in(made)]
        self.assertEqual(self.decide("clerk", "approve", ids[0], code=3), ["JX_E_REFUSED"])
        self.assertEqual(self.decide("prefecture", "return", ids[0], "--reason", "r", code=3), ["JX_E_REFUSED"])
        self.assertIn("not found", self.jixiao("withdraw", ids[0], "--reason", "r", code=3, **self.who("other")).err)
        self.assertEqual(self.state(ids[0]), "scored")
        self.assertEqual(self.decide("bureau", "approve", ids[0]), [("approved", "JX_OK")])
        own, = self.hand_in([documents.documents(6, 9)[8]], "--unit", SHIQIAO, by="officer")
        self.assertEqual(self.decide("officer", "approve", own["id"], code=1), [("rejected", "JX_E_SAME_PERSON")])
        self.assertEqual(self.decide("chief", "approve", own["id"]), [("approved", "JX_OK")])

    def asked(self, answer, *args):
        """What is said to a person at a terminal who answers so."""
        terminal, end = pty.openpty()
        try:
            os.write(terminal, answer.encode())
            done = subprocess.run([BUILD / "bin" / "jixiao", "approve", *args], stdin=end, capture_output=True,
                                  text=True, timeout=PATIENCE, env=self.environment(**self.who("officer")), check=False)
        finally:
            os.close(terminal)
            os.close(end)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("150 documents", done.stderr)
        return done.stderr

    def test_many(self):
        made = documents.documents(7, 150)
        bad = wrong_total(documents.documents(8, 200)[199])
        self.hand_in(made + [bad], code=1)
        every = ("--all", "--year", YEAR, "--form", "self_evaluation", "--unit", "99000110")
        refused = self.jixiao("approve", *every, code=2, **self.who("officer"))
        self.assertIn("--yes", refused.err)
        self.jixiao("approve", "--all", "--yes", code=2, **self.who("officer"))  # no year
        self.assertIn("nothing was done", self.asked("no\n", *every))
        self.assertEqual(self.decide("officer", "approve", *every, "--yes"), [("approved", "JX_OK")] * len(made))
        self.assertEqual(self.decide("officer", "return", *every, "--yes", "--state", "scored", "--reason", "总分"),
                         [("returned", "JX_OK")])
        listed = self.jixiao("list", "--json", "--year", YEAR, "--state", "approved", "--most", "1000",
                             **self.who("officer")).json()
        self.assertEqual(len({d["id"] for d in listed}), len(made))
        pages, before = [], []
        for _ in range(4):
            page = self.jixiao("list", "--json", "--most", "40", *before, **self.who("clerk")).json()
            pages += [d["id"] for d in page]
            before = ["--before", str(page[-1]["position"])]
        self.assertEqual((len(pages), len(set(pages))), (151, 151))
        self.assertEqual(self.jixiao("list", "--json", **self.who("other")).json(), [])
        self.jixiao("list", "--state", "perfect", code=2, **self.who("officer"))

    # ---- years ----

    def test_a_year_is_closed_and_opened_by_two(self):
        made = documents.documents(9, 2)
        one, = self.hand_in(made[:1])
        year = ("--year", YEAR, "--reason", "决算已批复")
        self.assertEqual(self.decide("clerk", "close", *year, code=3), ["JX_E_REFUSED"])
        self.assertEqual(self.jixiao("outbox", "--json", **self.who("clerk")).json(), [], "it is not kept")
        self.assertEqual(self.decide("officer", "close", *year), [("closed", "JX_OK")])
        self.assertEqual(self.decide("chief", "close", *year, code=1), [("rejected", "JX_E_YEAR_CLOSED")])
        late = self.hand_in(made[1:], code=1)
        self.assertEqual(late[0]["outcome"]["status"], "JX_E_YEAR_CLOSED")
        self.assertEqual(self.decide("officer", "approve", one["id"], code=1), [("rejected", "JX_E_YEAR_CLOSED")])
        self.assertEqual(self.decide("officer", "reopen", *year), [("closed", "JX_OK")])
        self.assertEqual(self.decide("officer", "reopen", *year, code=1), [("rejected", "JX_E_SAME_PERSON")])
        self.assertEqual(self.decide("chief", "reopen", *year), [("received", "JX_OK")])
        self.assertEqual(self.decide("officer", "approve", one["id"]), [("approved", "JX_OK")])
        self.assert_rebuilt_alike()

    # ---- what flows back ----

    def watch(self, *args):
        child = subprocess.Popen([BUILD / "bin" / "jixiao", "watch", "--json", *args], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, env=self.environment(**self.who("prefecture")))
        self.children.append(child)
        return child

    def read(self, child, count):
        return [json.loads(child.stdout.readline()) for _ in range(count)]

    def test_watching(self):
        made = documents.documents(10, 3)
        ids = [d["id"] for d in self.hand_in(made)]
        seen = self.read(self.watch("--since", "0"), 3)
        self.assertEqual([(e["document"], e["act"], e["state"]) for e in seen],
                         [(i, "submission", "scored") for i in ids])
        self.children[-1].kill()
        self.decide("officer", "approve", ids[0])
        self.decide("officer", "return", ids[1], "--reason", "请核实")
        child = self.watch("--since", str(seen[-1]["position"]))
        missed = self.read(child, 2)
        self.assertEqual([(e["document"], e["act"], e["state"]) for e in missed],
                         [(ids[0], "approve", "approved"), (ids[1], "return", "returned")])
        self.stop()  # the county goes away, and comes back
        self.start(1)
        self.decide("officer", "return", ids[2], "--reason", "请核实")
        after, = self.read(child, 1)
        self.assertEqual((after["document"], after["state"], after["unit"]), (ids[2], "returned", SHIQIAO))

    # ---- without a line ----

    def test_a_decision_waits_in_the_outbox(self):
        one, = self.hand_in(documents.documents(11, 1))
        said = self.jixiao("approve", "--json", "ab" * 32, code=3, **self.who("officer"))
        self.assertIn("not found", said.err)
        self.stop()
        self.assertIn("cannot be reached", self.jixiao("approve", one["id"], code=3, **self.who("officer")).err)
        self.start(1)
        self.assertEqual(self.jixiao("outbox", "--json", **self.who("officer")).json(), [])
        self.assertEqual(self.decide("officer", "approve", one["id"]), [("approved", "JX_OK")])
        again = subprocess.run([BUILD / "bin" / "jixiao", "verify", one["id"]], capture_output=True, text=True,
                               timeout=PATIENCE, env=self.environment(**self.who("clerk")), check=False)
        self.assertEqual(again.returncode, 0, again.stderr)


if __name__ == "__main__":
    main()
