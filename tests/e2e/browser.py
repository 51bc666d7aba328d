"""A browser for tests: keeps its cookie and its token, and speaks the console's interface."""
import http.client
import json
import time


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Browser:
    def __init__(self, port, language="en", tls=None):
        """tls: the SSL context of a console with a certificate."""
        self.port, self.language, self.cookie, self.csrf, self.tls = port, language, None, "sign-in", tls

    def headers(self, method):
        headers = {"Accept-Language": self.language}
        if self.cookie:
            headers["Cookie"] = f"jixiao={self.cookie}"
        if method == "POST" and self.csrf is not None:
            headers["X-CSRF-Token"] = self.csrf
        return headers

    def ask(self, method, path, body=None, headers=None):
        """A body that is no bytes is sent as JSON."""
        connection = self.connect(60)
        sent = {**self.headers(method), **(headers or {})}
        if body is not None and not isinstance(body, bytes):
            body, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        try:
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            answer = Answer(got.status, dict(got.getheaders()), got.read())
        finally:
            connection.close()
        cookie = answer.headers.get("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";")[0].partition("=")[2] or None
        return answer

    def connect(self, seconds):
        if self.tls:
            return http.client.HTTPSConnection("localhost", self.port, timeout=seconds, context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, {} if body is None else body, headers)

    def sign_in(self, **words):
        self.csrf = "sign-in"
        answer = self.post("/api/sign-in", words)
        if answer.status == 200:
            self.csrf = answer.json()["csrf"]
        return answer


class Events:
    """The stream of what changes, event by event."""

    def __init__(self, browser, since=None):
        self.connection = browser.connect(30)
        path = "/api/events" + (f"?since={since}" if since is not None else "")
        self.connection.request("GET", path, headers=browser.headers("GET"))
        self.answer = self.connection.getresponse()

    def next(self):
        """(name, data, seconds it took); without comments and settings."""
        began, name, data = time.monotonic(), None, None
        while True:
            line = self.answer.readline().decode()
            if line == "":
                return None
            field, _, value = line.rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                data = json.loads(value)
            elif line == "\n" and name:
                return name, data, time.monotonic() - began

    def close(self):
        self.connection.close()
