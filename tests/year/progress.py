"""A bar on a terminal; nothing anywhere else."""
import time

WIDTH, EVERY = 30, 0.2  # of the bar; seconds between two looks of it


class Bar:
    def __init__(self, out):
        self.out, self.whole, self.done, self.label = (out if out.isatty() else None), 1, 0, ""
        self.began = self.drawn = 0.0

    def begin(self, whole):
        self.whole, self.done, self.began, self.drawn = max(1, whole), 0, time.monotonic(), 0.0

    def step(self, count):
        self.done += count

    def show(self, label):
        now = time.monotonic()
        if not self.out or now - self.drawn < EVERY:
            return
        self.drawn = now
        spent, full = now - self.began, WIDTH * self.done // self.whole
        left = "%3.0f s left" % (spent * (self.whole - self.done) / self.done) if self.done else ""
        self.out.write("\r\x1b[K[%s%s] %*d/%d  %3.0f s, %s  %s" % ("#" * full, "." * (WIDTH - full), len(str(self.whole)),
                                                                self.done, self.whole, spent, left, label))
        self.out.flush()

    def end(self):
        if self.out:
            self.out.write("\r\x1b[K")
            self.out.flush()
