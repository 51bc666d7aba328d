"""The county's programs on this machine: started and stopped by ops/local, and what the operator's options say of them."""
import os
import shutil
import subprocess
import time

from player import ROOT, SECONDS, Trouble, shown


class Machine:
    def __init__(self, folder, build, workers):
        self.folder, self.build, self.workers = folder, build, workers

    def run(self, *line):
        """What a command printed, as bytes."""
        done = subprocess.run(line, env={**os.environ, "JIXIAO_BUILD": str(self.build)}, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=SECONDS, check=False)
        if done.returncode:
            raise Trouble("%s: %s" % (" ".join(map(str, line)), shown(done.stderr.decode(errors="replace"))))
        return done.stdout

    def start(self):
        self.run(ROOT / "ops" / "local", "start", self.folder, "--workers", str(self.workers))

    def stop(self):
        if (self.folder / "run").is_dir():
            self.run(ROOT / "ops" / "local", "stop", self.folder)

    def wait(self, condition, what):
        deadline = time.monotonic() + SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise Trouble("not in time: " + what)
            time.sleep(0.1)

    # ---- of a county that is stopped ----

    def without_store(self):
        """The store stands beside its folder, which is empty."""
        store = self.folder / "store"
        shutil.move(store, self.folder / "store-played")
        store.mkdir(mode=0o700)

    def dump(self):
        return self.run(self.build / "bin" / "jixiao-worker", "--dump", self.folder / "store")

    def fsck(self):
        return self.run(self.build / "bin" / "jixiao-worker", "--fsck", self.folder / "store").decode().strip()

    def verify(self):
        return self.run(self.build / "bin" / "jixiao-broker", "--verify", self.folder / "county").decode().strip()
