"""Somebody at the prefecture who watches the county all year: `jixiao watch`, and when each change was seen."""
import json
import subprocess
import threading
import time

PERSON, UNIT, ROLE = "prefecture", "99", "supervisor"
QUIET = 2.5  # seconds without a change after which there is none to come: it looks once a second
PATIENCE = 30


class Watcher:
    """`states` holds what every document became last, by its id; `delays` the seconds from each record to its line."""

    def __init__(self, player):
        player.enrol(PERSON, UNIT, ROLE)
        self.states, self.delays, self.heard = {}, [], time.monotonic()
        self.child = subprocess.Popen([str(player.program), "watch", "--since", "0", "--json"], env=player.environment(PERSON),
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.child.stdout:
            event = json.loads(line)
            self.heard = time.monotonic()
            self.states[event["document"]] = event["state"]
            self.delays.append(time.time() - event["time_ms"] / 1000)

    def end(self):
        """After the last change was seen."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < min(self.heard + QUIET, deadline):
            time.sleep(0.1)
        self.kill()

    def kill(self):
        self.child.kill()
        self.child.wait()
        self.reader.join()
        self.child.stdout.close()

    def told(self):
        delays = sorted(self.delays) or [0.0]
        return {"changes": len(self.delays), "median_delay": round(delays[len(delays) // 2], 2), "longest_delay": round(delays[-1], 2)}
