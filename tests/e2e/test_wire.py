#!/usr/bin/env python3
"""What no client would send, to a real broker: bytes that are no ZMTP, ZMTP without CURVE, handshakes cut
short, recorded sessions played again, frames changed on the way, and enrolled keys that send nonsense. Nothing
of it gets in, everything that can be answered is, the broker lives, and the others are served."""
import os
import random
import socket
import struct
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import documents
from county import BUILD, PATIENCE, ROUNDS, County, main

SPEAK = Path(os.environ.get("JIXIAO_SPEAK", BUILD / "bin" / "test_e2e_speak"))
SHIQIAO = "990001101"
HANDSHAKE_SECONDS = 60  # JX_HANDSHAKE_MS


def greeting(mechanism=b"CURVE", minor=1, server=0):
    return b"\xff" + b"\0" * 8 + b"\x7f\x03" + bytes([minor]) + mechanism.ljust(20, b"\0") + bytes([server]) + b"\0" * 31


def command(name, body):
    payload = bytes([len(name)]) + name + body
    return b"\x04" + bytes([len(payload)]) + payload if len(payload) < 256 else \
        b"\x06" + struct.pack(">Q", len(payload)) + payload


def property_of(name, value):
    return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value


READY = command(b"READY", property_of(b"Socket-Type", b"DEALER") + property_of(b"Identity", b""))


def frame(body, more=False):
    return bytes([2 | more]) + struct.pack(">Q", len(body)) + body if len(body) > 255 else \
        bytes([more, len(body)]) + body


class Proxy:
    """Passes bytes between a client and the broker, through `change(direction, data)`, and keeps what the
    client sent. One connection after the other."""

    def __init__(self, port, change=lambda to_broker, data: [data]):
        self.port, self.change, self.recorded, self.ends = port, change, [b""], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.at = self.listener.getsockname()[1]
        self.closing = False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.closing:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                broker = socket.create_connection(("127.0.0.1", self.port), 5)
            except OSError:
                client.close()
                continue
            self.recorded.append(b"")
            self.ends += [client, broker]
            for pair in ((client, broker, True), (broker, client, False)):
                threading.Thread(target=self.pump, args=pair, daemon=True).start()

    def pump(self, source, to, to_broker):
        try:
            while data := source.recv(65536):
                if to_broker:
                    self.recorded[-1] += data
                for piece in self.change(to_broker, data):
                    to.sendall(piece)
        except OSError:
            pass
        for end in (source, to):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.closing = True
        self.listener.close()
        for end in self.ends:
            end.close()


class Wire(County):
    def setUp(self):
        super().setUp()
        self.start(1)
        conf = (self.dir / "county" / "county.conf").read_text()
        self.port = int(conf.split("tcp://127.0.0.1:")[1].split()[0])
        self.tried, self.codes = Counter(), Counter()
        self.rng = random.Random(20261120)
        self.broker_pid = self.pid("broker")
        self.sent = 0
        self.made = iter(documents.documents(1, 100))
        self.before = self.positions()[0]

    # ---- what must hold afterwards ----

    def serve_one(self):
        """An honest clerk is served, and what she sends is the only thing that gets in."""
        made = [next(self.made)]
        said = self.submit(self.file(f"honest{self.sent}.json", made))
        self.assertEqual([d["status"] for d in said], ["received"])
        self.sent += 1

    def unharmed(self):
        self.serve_one()
        self.assertEqual(self.pid("broker"), self.broker_pid)
        os.kill(self.broker_pid, 0)
        self.wait_folded()
        self.assertEqual(self.positions()[0], self.before + self.sent, "only what the clerk sent is journalled")
        what = ", ".join(f"{what}: {n}" for what, n in sorted(self.tried.items()))
        refused = ",".join(f"{code}:{n}" for code, n in sorted(self.codes.items()))
        print(f"\ntried={sum(self.tried.values())} lost=0 found=0 " + (f"refused={refused} " if refused else "")
              + f"unit=attempts note={what}")

    def memory_kb(self):
        status = Path(f"/proc/{self.broker_pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    # ---- bytes on a socket ----

    def dial(self):
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def hear(self, s, seconds=0.05):
        s.settimeout(seconds)
        try:
            return s.recv(65536)
        except OSError:
            return b""

    def poke(self, what, *pieces):
        with self.dial() as s:
            try:
                for piece in pieces:
                    s.sendall(piece)
                    self.hear(s)
            except OSError:
                pass  # hung up on: just right
            self.tried[what] += 1

    def test_no_zmtp(self):
        for _ in range(60):
            self.poke("garbage", self.rng.randbytes(self.rng.randrange(1, 400)))
        for text in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", b"SSH-2.0-x\r\n"):
            self.poke("other protocols", text)
        self.poke("megabytes of garbage", *[self.rng.randbytes(1 << 20)] * 4)
        whole = greeting()
        for n in range(len(whole)):
            self.poke("cut greetings", whole[:n])
        for n in range(0, len(whole), 2):
            changed = bytearray(whole)
            changed[n] ^= 1 << self.rng.randrange(8)
            self.poke("changed greetings", bytes(changed), command(b"HELLO", bytes(194)))
        self.unharmed()

    def test_no_curve(self):
        submit = self.act_message()
        for mechanism, hello in ((b"NULL", READY), (b"PLAIN", command(b"HELLO", b"\x05admin\x05admin")),
                                 (b"GSSAPI", command(b"INITIATE", b"\0\0\0\x10" + bytes(16))),
                                 (b"CURVE", READY), (b"curve", READY), (b"", READY), (b"X" * 20, READY)):
            for minor in (0, 1):
                self.poke("without CURVE", greeting(mechanism, minor), hello, READY, frame(submit))
        # ZMTP 1.0 and 2.0: no mechanism at all
        self.poke("old versions", b"\x01\0", bytes([len(submit) % 255]) + b"\0" + submit)
        self.poke("old versions", b"\xff" + b"\0" * 8 + b"\x7f\x01\x05\0\0", b"\0\0", frame(submit))
        self.poke("frames before a handshake", greeting(), frame(submit))
        self.unharmed()

    def test_broken_handshakes(self):
        for size in (0, 1, 193, 194, 195, 255, 256, 4000, 100000):
            self.poke("false HELLO", greeting(), command(b"HELLO", b"\x01\0" + self.rng.randbytes(size)))
        self.poke("command of 2^63 bytes", greeting(), b"\x06" + struct.pack(">Q", 1 << 63) + b"x" * 1000)
        for name in (b"INITIATE", b"WELCOME", b"READY", b"ERROR", b"MESSAGE", b"PING"):
            self.poke("wrong commands", greeting(), command(name, self.rng.randbytes(200)))
        held = [self.dial() for _ in range(300)]
        for i, s in enumerate(held):
            self.addCleanup(s.close)
            s.sendall(greeting()[:self.rng.randrange(65)] if i % 2 else b"")
        self.tried["half-open handshakes held"] += len(held)
        for _ in range(3):
            self.serve_one()
        if ROUNDS > 1:  # the long form waits for it
            time.sleep(HANDSHAKE_SECONDS + 1)
            self.assertEqual(sum(map(self.is_closed, held)), len(held), "handshakes that the broker hung up on")
            self.tried["half-open handshakes ended"] += len(held)
        self.unharmed()

    @staticmethod
    def is_closed(s):
        s.settimeout(5)
        try:
            while s.recv(4096):
                pass
            return True
        except ConnectionError:
            return True
        except OSError:
            return False

    # ---- a wire somebody sits on ----

    def through(self, proxy):
        conf = (self.dir / "county" / "county.conf").read_text().replace(str(self.port), str(proxy.at))
        path = self.folder / f"county-{proxy.at}.conf"
        path.write_text(conf)
        environment = self.environment
        self.environment = lambda *a, **b: {**environment(*a, **b), "JIXIAO_COUNTY": str(path)}
        return environment

    def test_recorded_session(self):
        """A whole session, played again byte for byte: the broker's side of the handshake is new."""
        proxy = Proxy(self.port)
        direct = self.through(proxy)
        self.serve_one()
        self.environment = direct
        proxy.close()
        session = max(proxy.recorded, key=len)
        self.assertGreater(len(session), 1000)
        for cut in (len(session), 64, 64 + 202, len(session) // 2, len(session) - 1):
            self.poke("recorded sessions", session[:cut])
        for step in (64, 202, 333):
            pieces = [session[i:i + step] for i in range(0, len(session), step)]
            self.poke("recorded sessions", *pieces)
            self.rng.shuffle(pieces)
            self.poke("recorded, out of order", *pieces)
            self.poke("recorded, twice", session, session)
        self.unharmed()

    def disturb(self, what, change):
        """One submission over a wire that is disturbed for a while: it arrives whole, once, or stays in the
        outbox and goes through afterwards."""
        proxy = Proxy(self.port, change)
        direct = self.through(proxy)
        made = [next(self.made)]
        self.jixiao("submit", str(self.file(f"d{self.sent}.json", made)), code=None)
        self.environment = direct
        proxy.close()
        self.jixiao("flush", "--wait")
        self.assertEqual(self.jixiao("outbox", "--json").json(), [])
        self.sent += 1
        self.tried[what] += 1

    def test_disturbed_wire(self):
        rng = self.rng

        def flip(to_broker, data):
            if to_broker and rng.random() < 0.3:
                at = rng.randrange(len(data))
                data = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1:]
            return [data]

        def repeat(to_broker, data):
            return [data, data] if to_broker and rng.random() < 0.3 else [data]

        def cut(to_broker, data):
            if rng.random() < 0.2:
                raise OSError("cut")
            return [data]

        def swap(to_broker, data):
            at = rng.randrange(len(data)) if len(data) > 4 and rng.random() < 0.3 else 0
            return [data[at:], data[:at]] if to_broker else [data]

        for _ in range(3):
            self.disturb("flipped bits", flip)
            self.disturb("repeated pieces", repeat)
            self.disturb("cut connections", cut)
            self.disturb("reordered pieces", swap)
        self.unharmed()

    # ---- enrolled, and sending nonsense ----

    def act_message(self):
        return self.act_messages(1)[0]

    def act_messages(self, count):
        """SUBMITs of documents that were never sent: made by a client that reaches nobody."""
        made = [next(self.made) for _ in range(count)]
        home = self.folder / f"home-{len(list(self.folder.iterdir()))}"
        nobody = self.folder / "nobody.conf"
        conf = (self.dir / "county" / "county.conf").read_text()
        nobody.write_text(conf.replace(str(self.port), "1"))
        environment = {**self.environment(home=home), "JIXIAO_COUNTY": str(nobody)}
        subprocess.run([BUILD / "bin" / "jixiao", "submit", self.file("never.json", made)], env=environment,
                       capture_output=True, timeout=PATIENCE, check=False)
        acts = sorted((home / "outbox").glob("*.act"))
        self.assertEqual(len(acts), count)
        said = [subprocess.run([SPEAK, "message", act], capture_output=True, text=True, check=True) for act in acts]
        return [bytes.fromhex(s.stdout.strip()) for s in said]

    def speak(self, messages, key=None):
        lines = "".join(m.hex() + "\n" for m in messages)
        done = subprocess.run([SPEAK, self.dir / "county" / "county.conf", key or self.key], input=lines,
                              capture_output=True, text=True, timeout=10 * PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = done.stdout.splitlines()
        self.assertEqual(len(answers), len(messages), "every message is answered")
        return answers

    def test_enrolled_nonsense(self):
        person = self.enrol("clerk", SHIQIAO, "township")
        self.before = self.positions()[0]
        whole = self.act_message()
        step = max(1, len(whole) // 150)
        sets = {
            "cut messages": [whole[:n] for n in range(1, len(whole), step)],
            "random bytes": [self.rng.randbytes(self.rng.randrange(1, 300)) for _ in range(200)],
            "five bytes that declare 4 G values": [bytes.fromhex("dd" + "ffffffff"), bytes.fromhex("df" + "ffffffff"),
                                                   bytes.fromhex("9301c6" + "ffffffff")] * 10,
            "nested deeply": [b"\x91" * n + b"\x01" for n in (12, 13, 1000, 100000)],
            "very many values": [b"\xdd" + struct.pack(">I", n) + b"\xc0" * n for n in (400000, 1000000)],
            "kinds that are none, or not hers": [bytes([0x93, 1, k, 0xc4, 0]) for k in range(128)],
            "whole, but not hers to send": [bytes([0x94, 1, k, 0xc4, 0, 7]) for k in (16, 39, 42)],
            "as large as a frame may be": [bytes(1536 * 1024 + 1), bytes(1536 * 1024 + 60000)],
        }
        before_kb, codes = self.memory_kb(), self.codes
        for what, messages in sets.items():
            answers = self.speak(messages, person["key"])
            self.tried[what] += len(messages)
            for answer in answers:
                self.assertTrue(answer.startswith("refusal JX_E_"), f"{what}: {answer}")
                codes[answer.split()[1]] += 1
        self.assertLess(self.memory_kb() - before_kb, 200 << 10)
        self.assertLessEqual({"JX_E_FORMAT", "JX_E_DEPTH", "JX_E_ROWS", "JX_E_PROTOCOL", "JX_E_REFUSED",
                              "JX_E_TOO_LARGE"}, set(codes))
        self.unharmed()

    def test_repeated_and_reordered_acts(self):
        """The same act again is the same act; acts in another order are all taken."""
        acts = self.act_messages(5)
        first = self.speak(acts)
        self.assertEqual(set(first), {"receipt"})
        again = [a for a in reversed(acts) for _ in range(3)]
        self.assertTrue(all(a == "receipt" for a in self.speak(again)))
        self.tried["repeated acts"] += len(again)
        self.sent += len(acts)
        self.unharmed()

    def test_a_frame_too_large_ends_the_connection_only(self):
        person = self.enrol("clerk", SHIQIAO, "township")
        self.before = self.positions()[0]
        done = subprocess.run([SPEAK, self.dir / "county" / "county.conf", person["key"]],
                              input=bytes(4 << 20).hex() + "\n", capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        self.assertEqual(done.stdout.split(), ["silence"])
        self.tried["frames of 4 MB"] += 1
        self.unharmed()


if __name__ == "__main__":
    main()
