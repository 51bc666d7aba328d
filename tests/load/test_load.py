#!/usr/bin/env python3
"""A broker at a deadline: everybody connects at once, the broker is killed and started again, everybody comes
back at once; then some do not read, one floods, and the others are measured. Nothing may be dropped silently.

  tests/load/test_load.py            500 clients, 50 of them slow
  LOAD_CLIENTS=10000 LOAD_SLOW=1000 LOAD_SECONDS=30 tests/load/test_load.py"""
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
from county import BUILD, County, main  # noqa: E402

LOAD = Path(os.environ.get("JIXIAO_LOAD", BUILD / "bin" / "test_load"))
CLIENTS = int(os.environ.get("LOAD_CLIENTS", "500"))
SLOW = int(os.environ.get("LOAD_SLOW", "50"))
SECONDS = int(os.environ.get("LOAD_SECONDS", "4"))


PART_MOST = 8000  # two open files a client, and 20,000 are often all that a process may have


class Load(County):
    def begin_part(self, part, clients, slow):
        line = [LOAD, self.dir / "county" / "county.conf", self.dir / "county" / "admin.key", str(clients),
                str(slow), str(SECONDS), str(part)]
        rig = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.children.append(rig)
        return rig

    def listen(self, part, rig):
        """Prints what it says, up to the wish for a restart or the end."""
        for text in rig.stdout:
            if text.strip() == "restart":
                return
            self.said += text
            print(f"[{part}] {text}", end="", flush=True)

    def test_deadline(self):
        self.start(1)
        self.said = ""
        parts = (CLIENTS + PART_MOST - 1) // PART_MOST
        rigs = [self.begin_part(n, CLIENTS // parts, SLOW // parts) for n in range(parts)]
        for part, rig in enumerate(rigs):
            self.listen(part, rig)
        self.kill("broker")
        self.start(1)
        for rig in rigs:
            rig.stdin.write("done\n")
            rig.stdin.flush()
        for part, rig in enumerate(rigs):
            self.listen(part, rig)
            rig.wait(60)
            self.assertEqual(rig.returncode, 0, self.said)
        self.assertEqual(self.said.count("unanswered 0\n"), parts)
        # What the broker could not hand over it counts; nothing may be among that.
        self.stop()
        log = (self.dir / "log" / "broker.log").read_text()
        self.assertEqual(set(re.findall(r"dropped=(\d+)", log)) - {"0"}, set())
        self.assertNotIn("send.dropped", log)
        self.assertIn("journal verified", self.program("jixiao-broker", "--verify", "county"))
        self.sum_up()

    def sum_up(self):
        """In one line: every submission was answered, and how long the others waited for theirs."""
        sent = sum(int(n) for n in re.findall(r"^(?:first|again|busy) .* sent (\d+)", self.said, re.M))
        codes = Counter()
        for code, n in re.findall(r"(JX_E_\w+)=(\d+)", self.said):
            codes[code] += int(n)
        refused = ",".join(f"{code}:{n}" for code, n in sorted(codes.items()))
        waits = re.findall(r"^(\w+) .* p99 ([\d.]+) ms", self.said, re.M)
        note = ", ".join(f"{phase} p99 {ms} ms" for phase, ms in waits if phase != "after")
        print(f"\ntried={sent} lost=0 found=0 " + (f"refused={refused} " if refused else "")
              + f"unit=submissions note={CLIENTS} clients, {SLOW} slow, one floods: {note}")


if __name__ == "__main__":
    main()
