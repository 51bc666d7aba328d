#!/usr/bin/env python3
"""The console over HTTP, with a real county behind it: who gets in, what she sees, what she submits and decides, what comes back,
and what somebody gets who sends what no browser would."""
import copy
import json
import os
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading

import documents
from browser import Browser, Events
from county import BUILD, County, main

SHIQIAO, LIUHE, PAGES = "990001101", "990001102", "990001103"
YEAR = documents.YEAR
WORD = "a long enough password"


def wrong_total(document):
    new = copy.deepcopy(document)
    new["total"]["score"] = documents.cents(documents.Decimal(new["total"]["score"]) - 5)
    return new


class Console(County):
    """One county and one console for all parts; each has clerks and units of its own where it counts."""
    PEOPLE = (("clerk", SHIQIAO, "township"), ("other", LIUHE, "township"), ("pages", PAGES, "township"),
              ("officer", "990001", "county"), ("prefecture", "99", "supervisor"))
    MORE = (("guessed", "other"), ("leaver", "other"))  # people who share a key

    def setUp(self):
        super().setUp()
        self.start(1)
        self.data = self.folder / "console"
        self.data.mkdir(mode=0o700)
        for name, unit, role in self.PEOPLE:
            person = self.enrol(name, unit, role)
            self.add_user(name, person["key"], role)
        for name, other in self.MORE:
            self.add_user(name, self.folder / f"{other}.key", "township")
        self.serve()

    def test_console(self):
        for part in (self.signing_in, self.passwords_are_not_guessed, self.requests_that_are_not_the_pages,
                     self.a_user_who_is_changed_or_removed, self.from_a_file_to_an_approval, self.explanations_go_along,
                     self.only_what_one_may_see, self.pages_of_projects, self.what_no_browser_sends, self.many_watch,
                     self.what_came_and_does_not_count, self.one_person_on_her_own_computer, self.over_tls,
                     self.the_line_is_down):
            with self.subTest(part.__name__):
                part()

    def tearDown(self):
        self.end_console()
        super().tearDown()

    def run_console(self, *args, code=0, said=None):
        done = subprocess.run([BUILD / "bin" / "jixiao-console", *args], input=said, capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, code, f"{args}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def add_user(self, name, key, role, word=WORD, code=0):
        return self.run_console("--data", self.data, "--add-user", name, "--key", key, "--role", role, code=code,
                                said=f"{word}\n")

    def serve(self, *args):
        ready = self.folder / "console.ready"
        ready.unlink(missing_ok=True)
        log = open(self.dir / "log" / "console.log", "a", encoding="utf-8")
        self.console = subprocess.Popen(
            [BUILD / "bin" / "jixiao-console", "--data", self.data, "--county", self.dir / "county" / "county.conf",
             "--listen", "127.0.0.1:0", "--ready", ready, "--log", "debug", *args], stdout=log, stderr=log)
        log.close()
        self.until(lambda: ready.exists() or self.console.poll() is not None, "the console serves")
        self.assertIsNone(self.console.poll(), "the console ended")
        self.port = int(re.search(r":(\d+)/", ready.read_text())[1])

    def end_console(self):
        if getattr(self, "console", None) is None:
            return
        self.console.send_signal(signal.SIGTERM)
        try:
            self.assertEqual(self.console.wait(30), 0, "the console's end")
        finally:
            self.console.kill()
            self.console.wait()
            self.console = None

    def signed_in(self, name):
        browser = Browser(self.port)
        self.assertEqual(browser.sign_in(user=name, password=WORD).status, 200, name)
        return browser

    def assert_refused(self, answer, status, code):
        self.assertEqual((answer.status, answer.json()["code"]), (status, code), answer.body)
        self.assertTrue(answer.json()["message"])

    def made(self, number, seed=5):
        return documents.document(random.Random(seed), number)

    def upload(self, browser, made, name="form.json"):
        answer = browser.ask("POST", f"/api/upload?name={name}", json.dumps(made).encode())
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()["drafts"][0]

    def submit(self, browser, *numbers):
        answer = browser.post("/api/submit", {"drafts": list(numbers)})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()["results"]

    def handed_in(self, browser, made):
        result = self.submit(browser, self.upload(browser, made)["draft"])[0]
        self.assertTrue(result["taken"], result)
        return result["id"]

    # ---- who gets in ----

    def signing_in(self):
        stranger = Browser(self.port)
        session = stranger.get("/api/session").json()
        self.assertEqual((session["signed_in"], session["csrf"]), (False, "sign-in"))
        self.assert_refused(stranger.get(f"/api/overview?year={YEAR}"), 401, "CONSOLE_SIGN_IN")
        self.assert_refused(stranger.sign_in(user="clerk", password="wrong wrong"), 401, "CONSOLE_PASSWORD")
        self.assert_refused(stranger.sign_in(user="nobody", password=WORD), 401, "CONSOLE_PASSWORD")
        self.assert_refused(stranger.sign_in(user="", password=WORD), 401, "CONSOLE_PASSWORD")
        self.assertIsNone(stranger.cookie)
        stranger.csrf = None
        self.assert_refused(stranger.post("/api/sign-in", {"user": "clerk", "password": WORD}), 403, "CONSOLE_CSRF")
        clerk = Browser(self.port)
        answer = clerk.sign_in(user="clerk", password=WORD)
        self.assertEqual((answer.json()["unit"], answer.json()["role"]), (SHIQIAO, "township"))
        for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(word, answer.headers["Set-Cookie"])
        self.assertNotIn("Secure", answer.headers["Set-Cookie"])
        self.assertTrue(clerk.get("/api/session").json()["signed_in"])
        old = clerk.cookie
        self.assertEqual(clerk.post("/api/sign-out").status, 200)
        clerk.cookie = old
        self.assert_refused(clerk.get(f"/api/overview?year={YEAR}"), 401, "CONSOLE_EXPIRED")

    def passwords_are_not_guessed(self):
        guesser = Browser(self.port)
        for _ in range(5):
            self.assertEqual(guesser.sign_in(user="guessed", password="wrong wrong").status, 401)
        answer = guesser.sign_in(user="guessed", password=WORD)
        self.assert_refused(answer, 429, "CONSOLE_THROTTLED")
        self.assertGreater(int(answer.headers["Retry-After"]), 0)
        self.signed_in("other")  # only that name waits

    def requests_that_are_not_the_pages(self):
        clerk = self.signed_in("clerk")
        right = clerk.csrf
        for wrong in (None, "", "sign-in", "0" * 64, right[:-1]):
            clerk.csrf = wrong
            self.assert_refused(clerk.post("/api/submit", {"drafts": [1]}), 403, "CONSOLE_CSRF")
        clerk.csrf = right
        self.assert_refused(clerk.get("/api/session", Host="attacker.example.org"), 403, "CONSOLE_HOST")
        self.assert_refused(clerk.post("/api/sign-out", Origin="http://attacker.example.org"), 403, "CONSOLE_HOST")
        self.assertEqual(clerk.get("/api/session", Host=f"localhost:{self.port}").status, 200)
        self.assert_refused(clerk.ask("DELETE", "/api/drafts"), 405, "CONSOLE_METHOD")
        self.assert_refused(clerk.get("/api/submit"), 405, "CONSOLE_METHOD")
        self.assert_refused(clerk.get("/api/secret"), 404, "CONSOLE_PATH")
        page = clerk.get("/")
        self.assertEqual(page.status, 200)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertIn("frame-ancestors 'none'", page.headers["Content-Security-Policy"])
        self.assertNotIn("unsafe", page.headers["Content-Security-Policy"])
        self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(clerk.get("/", **{"If-None-Match": page.headers["ETag"]}).status, 304)
        self.assertEqual(clerk.get("/../county/admin.key").status, 404)

    def a_user_who_is_changed_or_removed(self):
        leaver = self.signed_in("leaver")
        self.add_user("leaver", self.folder / "other.key", "township", word="another password")
        self.until(lambda: leaver.get("/api/drafts").status == 401, "the old visit ends")
        self.assert_refused(leaver.get("/api/drafts"), 401, "CONSOLE_EXPIRED")
        self.assertEqual(leaver.sign_in(user="leaver", password=WORD).status, 401)
        self.assertEqual(leaver.sign_in(user="leaver", password="another password").status, 200)
        self.run_console("--data", self.data, "--remove-user", "leaver")
        self.until(lambda: leaver.get("/api/drafts").status == 401, "her visit ends")
        self.run_console("--data", self.data, "--remove-user", "leaver", code=2)
        self.assertIn("no blanks", self.add_user("two words", self.folder / "clerk.key", "township", code=2))
        self.assertIn("at least 8", self.add_user("new", self.folder / "clerk.key", "township", word="short", code=2))
        open_key = self.folder / "open.key"
        open_key.write_text((self.folder / "other.key").read_text())
        open_key.chmod(0o644)
        self.add_user("new", open_key, "township", code=4)
        self.assertIn("ok     user officer", self.run_console("--data", self.data, "--check-config", "--county",
                                                              self.dir / "county" / "county.conf"))

    # ---- what a clerk does ----

    def from_a_file_to_an_approval(self):
        clerk, officer = self.signed_in("clerk"), self.signed_in("officer")
        made = wrong_total(self.made(1))
        workbook = self.folder / "form.xlsx"
        self.jixiao("convert", "--to", "xlsx", "-o", str(workbook), str(self.file("made.json", made)))
        answer = clerk.ask("POST", "/api/upload?name=form.xlsx", workbook.read_bytes())
        self.assertEqual(answer.status, 200, answer.body)
        draft = answer.json()["drafts"][0]
        self.assertEqual((draft["form"], draft["project"]), ("self_evaluation", made["project"]["name"]))
        self.assertEqual(draft["document"]["total"], made["total"])
        found = [f for f in draft["verdict"]["findings"] if f["path"] == "/total/score" and f["severity"] == "error"]
        self.assertTrue(found, draft["verdict"]["findings"])
        self.assertRegex(found[0]["cell"], r"[A-Z]\d+$")
        self.assertTrue(found[0]["open"] and found[0]["message"] and found[0]["place"])
        cells = {c["path"]: c["text"] for s in draft["sheets"] for c in s["cells"] if c["path"]}
        self.assertEqual(cells["/total/score"], made["total"]["score"])
        self.assert_grid(draft["sheets"][0])

        right = self.made(1)["total"]["score"]
        n = draft["draft"]
        answer = clerk.post(f"/api/draft/{n}", {"changes": [{"path": "/total/score", "text": right}]})
        self.assertEqual([f for f in answer.json()["verdict"]["findings"] if f["severity"] == "error"], [])
        self.assertTrue(answer.json()["changed"])
        for path in ("/total/nothing", "/indicators/99/actual", "/indicators/x/actual", "total", "/extra/none", ""):
            self.assertEqual(clerk.post(f"/api/draft/{n}", {"changes": [{"path": path, "text": "1"}]}).status, 422, path)
        corrected = clerk.get(f"/api/draft/{n}.xlsx")
        back = self.folder / "corrected.xlsx"
        back.write_bytes(corrected.body)
        self.assertEqual(self.jixiao("convert", str(back)).json()[0]["total"]["score"], right)

        events = Events(officer)
        self.assertEqual(events.next()[0], "hello")
        result = self.submit(clerk, n)[0]
        self.assertTrue(result["taken"] and not result["kept"])
        self.assertEqual(result["outcome"]["state"], "scored")
        name, data, seconds = events.next()
        self.assertEqual((name, data["events"][0]["id"], data["events"][0]["state"]), ("change", result["id"], "scored"))
        self.assertLess(seconds, 10)  # a sanitizer build on a busy machine
        document = result["id"]
        self.assertTrue(self.submit(clerk, n)[0]["duplicate"])

        proof = clerk.get(f"/api/receipt/{document}.json").json()
        self.assertEqual((proof["id"], proof["unit"], proof["verified"]), (document, SHIQIAO, True))
        receipt = self.folder / "one.receipt"
        receipt.write_bytes(clerk.get(f"/api/receipt/{document}").body)
        self.assertGreater(receipt.stat().st_size, 100)

        shown = officer.get(f"/api/document/{document[:10]}").json()
        self.assertEqual((shown["id"], shown["state"], shown["receipt"]), (document, "scored", None))
        self.assertIn("approve", shown["may"])
        remark = {"rule": "", "place": "/indicators/0/actual", "text": "与附件不一致"}
        self.assert_refused(officer.post("/api/act/return", {"id": document}), 422, "JX_E_FIELD_MISSING")
        answer = officer.post("/api/act/return", {"id": document, "reason": "请核实", "remarks": [remark]}).json()
        self.assertEqual((answer["results"][0]["changed"], answer["results"][0]["state"]), (True, "returned"))

        item = clerk.get("/api/inbox").json()["items"][0]
        self.assertEqual((item["id"], item["state"], item["decision"]["reason"]), (document, "returned", "请核实"))
        self.assertEqual(item["decision"]["remarks"], [remark])
        draft = clerk.post(f"/api/draft/from/{document}").json()
        self.assertEqual(draft["revises"], document)
        change = {"path": "/goals/actual", "text": "全部完成。"}
        clerk.post(f"/api/draft/{draft['draft']}", {"changes": [change]})
        second = self.submit(clerk, draft["draft"])[0]
        self.assertEqual(second["outcome"]["state"], "scored")
        difference = officer.get(f"/api/document/{document}/diff/{second['id']}").json()["differences"]
        self.assertEqual([(d["path"], d["after"]) for d in difference], [("/goals/actual", "全部完成。")])

        self.assert_refused(clerk.post("/api/act/approve", {"id": second["id"]}), 403, "JX_E_REFUSED")
        answer = officer.post("/api/act/approve", {"ids": [second["id"]]}).json()
        self.assertEqual(answer["results"][0]["state"], "approved")
        self.assert_refused(officer.post("/api/act/approve", {"id": document}), 409, "JX_E_STATE")
        rows = officer.get(f"/api/projects?year={YEAR}").json()
        self.assertEqual([(r["id"], r["state"]) for r in rows["rows"] if r["state"] == "approved"],
                         [(second["id"], "approved")])
        overview = officer.get(f"/api/overview?year={YEAR}&unit={SHIQIAO}").json()
        self.assertEqual(overview["forms"][0]["total"]["approved"]["documents"], 1)
        events.close()

    def assert_grid(self, sheet):
        """No two cells over one another, all within the sheet."""
        taken = set()
        for cell in sheet["cells"]:
            for r in range(cell["r"], cell["r"] + cell["rs"]):
                for c in range(cell["c"], cell["c"] + cell["cs"]):
                    self.assertNotIn((r, c), taken)
                    self.assertTrue(r < sheet["rows"] and c < sheet["columns"])
                    taken.add((r, c))

    def explanations_go_along(self):
        clerk = self.signed_in("clerk")
        made = self.made(3)
        made["indicators"][0].update(reason="", score="15.00")
        draft = self.upload(clerk, made)
        asks = [f for f in draft["verdict"]["findings"] if f["severity"] == "explain"]
        if not asks:
            self.skipTest("the standard rules ask for no explanation here")
        said = [{"rule": f["rule"], "place": f["path"], "text": "因汛期停工两个月"} for f in asks]
        answer = clerk.post(f"/api/draft/{draft['draft']}", {"explanations": said}).json()
        self.assertTrue(all(not f["open"] for f in answer["verdict"]["findings"] if f["severity"] == "explain"))
        result = self.submit(clerk, draft["draft"])[0]
        self.assertEqual(result["outcome"]["explains"], 0)

    def only_what_one_may_see(self):
        clerk, other = self.signed_in("clerk"), self.signed_in("other")
        document = self.handed_in(clerk, self.made(5))
        self.assertEqual(other.get(f"/api/document/{document}").status, 404)
        self.assertEqual(other.get(f"/api/document/{document}.xlsx").status, 404)
        self.assertEqual(other.post(f"/api/draft/from/{document}").status, 404)
        self.assertEqual(other.get(f"/api/receipt/{document}").status, 404)
        self.assertEqual(other.get(f"/api/projects?year={YEAR}").json()["total"], 0)
        self.assertEqual(other.get(f"/api/projects?year={YEAR}&unit={SHIQIAO}").json()["total"], 0)
        self.assertNotIn(document.encode(), other.get(f"/api/export.csv?year={YEAR}&columns=id").body)
        self.assertEqual(other.post("/api/act/withdraw", {"id": document, "reason": "x"}).status, 404)
        self.assertIn(document, [r["id"] for r in clerk.get(f"/api/projects?year={YEAR}").json()["rows"]])
        prefecture = self.signed_in("prefecture")
        self.assertEqual(prefecture.get(f"/api/document/{document}").status, 200)
        self.assertEqual(prefecture.post("/api/act/approve", {"id": document}).status, 403)
        self.assertEqual(prefecture.get(f"/api/document/{document}").json()["may"], [])

    def what_came_and_does_not_count(self):
        """Of another year, whose lists nobody else here depends on."""
        clerk, officer, year = self.signed_in("clerk"), self.signed_in("officer"), YEAR + 1
        made = {**self.made(7), "year": year}
        made["project"]["code"] = "P7"
        for name, text in (("projects", f"code,name,unit\nP7,{made['project']['name']},{SHIQIAO}\n"),
                           ("expected", f"form,unit,project,due\nself_evaluation,{SHIQIAO},P7,2099-12-31\n")):
            path = self.folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            self.jixiao("admin", "load", name, str(path), "--year", str(year), key=self.folder / "officer.key",
                        home=self.folder / "officer")
        self.wait_folded()
        asked = f"/api/missing?year={year}&form=self_evaluation"
        self.assertEqual([(r["came"], r["state"]) for r in officer.get(asked).json()["rows"]], [("", "")])
        document = self.handed_in(clerk, made)
        self.assertEqual(officer.get(asked).json()["rows"], [])
        officer.post("/api/act/return", {"id": document, "reason": "请核实"})
        row = officer.get(asked).json()["rows"][0]
        self.assertEqual((row["state"], row["overdue"]), ("returned", False))
        self.assertTrue(row["came"])

    def pages_of_projects(self):
        clerk, officer = self.signed_in("pages"), self.signed_in("officer")
        numbers = [self.upload(clerk, self.made(n, seed=n))["draft"] for n in range(10, 22)]
        self.assertTrue(all(r["taken"] for r in self.submit(clerk, *numbers)))
        self.wait_folded()
        seen = []
        for page in (1, 2, 3):
            found = officer.get(f"/api/projects?year={YEAR}&unit={PAGES}&sort=-computed&size=5&page={page}").json()
            self.assertEqual(found["total"], 12)
            seen += [float(r["computed"]) for r in found["rows"]]
        self.assertEqual((len(seen), seen), (12, sorted(seen, reverse=True)))
        found = officer.get(f"/api/projects?year={YEAR}&q=%E7%AC%AC11%E5%8F%B7&unit={PAGES}").json()
        self.assertEqual([r["project"].split("第")[1] for r in found["rows"]], ["11号"])
        for wrong in ("sort=money", "grade=A", "page=0", "size=201", "form=x", "state=x", "findings=x"):
            self.assert_refused(officer.get(f"/api/projects?year={YEAR}&{wrong}"), 400,
                                "JX_E_FORM_UNKNOWN" if wrong == "form=x" else "JX_E_FIELD_VALUE")
        lines = officer.get(f"/api/export.csv?year={YEAR}&unit={PAGES}&columns=project,computed").body.decode("utf-8-sig").splitlines()
        self.assertEqual(len(lines), 13)
        years = officer.get("/api/years").json()
        self.assertEqual(years, {"years": [YEAR], "closed": [], "year": YEAR})
        tree = officer.get(f"/api/tree?year={YEAR}&form=self_evaluation&unit={PAGES}").json()
        self.assertEqual(tree["rows"][0]["documents"], 12)

    # ---- the line, and what nobody should send ----

    def the_line_is_down(self):
        clerk = self.signed_in("clerk")
        draft = self.upload(clerk, self.made(7))
        events = Events(clerk)
        self.assertEqual(events.next()[0], "hello")
        self.kill("broker")
        answers = []
        asking = threading.Thread(target=lambda: answers.append(clerk.get(f"/api/overview?year={YEAR}")))
        asking.start()
        result = self.submit(clerk, draft["draft"])[0]
        self.assertEqual(events.next()[0], "away")
        asking.join()
        self.assertEqual((result["taken"], result["kept"], result["code"]), (False, True, "JX_E_UNREACHABLE"))
        self.assertEqual([w["id"] for w in clerk.get("/api/outbox").json()["waiting"]], [result["id"]])
        self.assert_refused(answers[0], 503, "JX_E_UNREACHABLE")
        self.assertGreater(answers[0].json()["retry_ms"], 0)
        self.local("start", "--workers", "1")
        self.until(lambda: clerk.get("/api/outbox").json()["waiting"] == [], "it goes by itself")
        self.assertEqual(clerk.get(f"/api/receipt/{result['id']}.json").status, 200)
        self.assertEqual(events.next()[0], "hello")
        events.close()

    def raw(self, data):
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as s:
            try:
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
                return s.recv(65536)
            except OSError:
                return b""  # it was hung up on

    def what_no_browser_sends(self):
        clerk = self.signed_in("clerk")
        for body in (b"", b"{", b"[1]", b"\xff\xfe", b'{"drafts": [1], "drafts": [2]}', b"[" * 100000, b'{"drafts": "x"}',
                     b'{"drafts": []}', b'{"drafts": [-1]}', b'{"drafts": [1.5]}'):
            self.assertEqual(clerk.ask("POST", "/api/submit", body).status, 400, body[:20])
        self.assertEqual(clerk.post("/api/submit", {"drafts": [77]}).status, 404)
        for body in (b"no form at all", b"PK\x03\x04" + bytes(1000), os.urandom(3000), b"{}"):
            answer = clerk.ask("POST", "/api/upload?name=x.xlsx", body)
            self.assertEqual(answer.status, 415, answer.body)
            self.assertTrue(answer.json()["message"])
        self.assertEqual(clerk.ask("POST", "/api/upload", b"x").status, 400)
        head = f"POST /api/upload?name=x HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: jixiao={clerk.cookie}\r\n" \
               f"X-CSRF-Token: {clerk.csrf}\r\n"
        for length in ((32 << 20) + 1, 1 << 40):
            self.assertIn(b"CONSOLE_TOO_LARGE", self.raw(f"{head}Content-Length: {length}\r\n\r\nx".encode()))
        self.assertNotIn(b" 200 ", self.raw(f"{head}Content-Length: -5\r\n\r\nx".encode()))
        self.assertNotIn(b" 200 ", self.raw(b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n\r\n"))
        self.assertNotIn(b" 200 ", self.raw(os.urandom(4000)))
        for path in ("/api/draft/0", "/api/draft/-1", "/api/draft/99999999999999999999", "/api/draft/x", "/api/document/zz",
                     "/api/document/" + "a" * 64, "/api/document/" + "a" * 700, "/api/act/nothing", "/api/a/b/c/d/e/f/g/h/i"):
            self.assertIn(clerk.get(path).status, (404, 405), path[:40])
        self.assertEqual(clerk.get("/api/overview?year=99999").status, 400)
        self.assertEqual(clerk.get("/api/overview").status, 422)
        hostile = self.made(9)
        hostile["project"]["name"] = "<script>alert(1)</script>"
        hostile["goals"]["actual"] = "\"';--</textarea>=HYPERLINK(\"x\")"
        draft = self.upload(clerk, hostile)
        self.assertEqual(draft["project"], "<script>alert(1)</script>")
        answer = clerk.get(f"/api/draft/{draft['draft']}")
        self.assertEqual(answer.headers["Content-Type"], "application/json; charset=utf-8")
        for n in range(40):
            answer = clerk.ask("POST", "/api/upload?name=f.json", json.dumps(self.made(100 + n)).encode())
            if answer.json()["failed"]:
                break
        self.assertLess(n, 33)
        self.assertEqual(len(clerk.get("/api/drafts").json()["drafts"]), 32)
        self.assertEqual(self.signed_in("clerk").get("/api/drafts").json()["drafts"], [])  # they are the visit's
        self.assertIsNone(self.console.poll())

    # ---- TLS ----

    def certificate(self, name):
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True, timeout=60)
        key.chmod(0o600)
        return certificate, key

    def assert_no_start(self, about, certificate, key):
        """It says which file is wrong; so does --check-config."""
        county = self.dir / "county" / "county.conf"
        for more in (("--listen", "127.0.0.1:0"), ("--check-config",)):
            done = subprocess.run([BUILD / "bin" / "jixiao-console", "--data", self.data, "--county", county,
                                   "--certificate", certificate, "--private-key", key, *more],
                                  capture_output=True, text=True, timeout=30, check=False)
            self.assertNotEqual(done.returncode, 0, more)
            self.assertIn(str(about), done.stdout + done.stderr)
        return done.stdout + done.stderr

    def over_tls(self):
        if not shutil.which("openssl"):
            self.skipTest("no openssl to make a certificate with")
        certificate, key = self.certificate("right")
        other, other_key = self.certificate("other")
        self.assertIn("certificate", self.assert_no_start(certificate, certificate, other_key))
        self.assert_no_start(self.folder / "made.json", self.file("made.json", {}), key)
        self.assert_no_start(self.folder / "absent.pem", self.folder / "absent.pem", key)
        other_key.chmod(0o644)
        self.assert_no_start(other_key, other, other_key)

        self.end_console()
        self.serve("--certificate", certificate, "--private-key", key)
        browser = Browser(self.port, tls=ssl.create_default_context(cafile=certificate))
        answer = browser.sign_in(user="clerk", password=WORD)
        self.assertEqual(answer.status, 200, answer.body)
        for word in ("Secure", "HttpOnly", "SameSite=Strict"):
            self.assertIn(word, answer.headers["Set-Cookie"])
        events = Events(browser)
        self.assertEqual(events.next()[0], "hello")
        events.close()
        with self.assertRaises(ssl.SSLCertVerificationError):
            Browser(self.port, tls=ssl.create_default_context()).get("/api/session")
        self.assertNotIn(b" 200 ", self.raw(f"GET /api/session HTTP/1.1\r\nHost: localhost:{self.port}\r\n\r\n".encode()))
        self.end_console()
        self.serve()

    def many_watch(self):
        clerk, officer = self.signed_in("clerk"), self.signed_in("officer")
        browsers = [officer] + [self.signed_in("officer") for _ in range(4)]
        watching = [Events(b) for b in browsers for _ in range(12)]
        for events in watching:
            self.assertEqual(events.next()[0], "hello")
        more = Events(officer)  # the oldest of them makes room
        self.assertEqual(more.next()[0], "hello")
        self.assertIsNone(watching[0].next())
        document = self.handed_in(clerk, self.made(8))
        for events in watching[1:] + [more]:
            name, data, _ = events.next()
            self.assertEqual((name, data["events"][-1]["id"]), ("change", document))
        for events in watching + [more]:
            events.close()
        late = Events(officer, since=1)
        self.assertEqual([late.next()[0], late.next()[1]["more"]], ["hello", True])
        self.assertEqual(officer.post("/api/sign-out").status, 200)
        self.assertEqual(late.next()[0], "end")
        late.close()

    def one_person_on_her_own_computer(self):
        person = {"key": self.folder / "clerk.key", "home": self.folder / "clerk"}
        child = subprocess.Popen([BUILD / "bin" / "jixiao", "ui"], env=self.environment(person["key"], person["home"]),
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.children.append(child)
        link = child.stdout.readline()
        port, token = re.match(r"http://127.0.0.1:(\d+)/#token=([0-9a-f]{64})$", link).groups()
        browser, thief = Browser(int(port)), Browser(int(port))
        self.assertTrue(browser.get("/api/session").json()["local"])
        self.assert_refused(thief.sign_in(token="0" * 64), 401, "CONSOLE_LINK")
        self.assert_refused(thief.sign_in(user="clerk", password=WORD), 401, "CONSOLE_PASSWORD")
        self.assertEqual(browser.sign_in(token=token).status, 200)
        self.assert_refused(thief.sign_in(token=token), 401, "CONSOLE_LINK")
        document = self.handed_in(browser, self.made(6))
        self.assertTrue((person["home"] / "receipts" / f"{document}.receipt").exists())
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(20), 0)


if __name__ == "__main__":
    main()
