#!/usr/bin/env python3
"""The server's clock jumps: what was received later never has an earlier time."""
import sys

import proving
from proving import BUILD, Fault

HOUR = 3600
JUMPS = (0, 30 * HOUR, -2 * HOUR, -1, -50 * HOUR, HOUR, 0)  # seconds the clock is wrong by


class Clock(Fault):
    def times(self):
        """(position, time) of everything this client holds a receipt for."""
        told = []
        for receipt in sorted((self.home / "receipts").glob("*.receipt")):
            said = self.jixiao("status", "--json", receipt.stem).json()
            told.append((said["position"], said["time_ms"]))
        return sorted(told)

    def test_jumps(self):
        off = self.folder / "seconds-off"
        off.write_text("0")
        self.start(1, env={"LD_PRELOAD": str(BUILD / "bin" / "test_meddle.so"), "JIXIAO_TEST_CLOCK": str(off),
                           "ASAN_OPTIONS": "verify_asan_link_order=0"})
        for jump in JUMPS:
            off.write_text(str(jump))
            self.jixiao("submit", str(self.make(5)))
        times = self.times()
        self.assertEqual(len(times), 5 * len(JUMPS))
        self.assertEqual([t for _, t in times], sorted(t for _, t in times), times)
        self.assertGreater(len({t for _, t in times}), 1, "the clock did move")
        self.stop()
        self.start(1)  # under the right clock, which is behind the journal's by now
        self.jixiao("submit", str(self.make(5)))
        times = self.times()
        self.assertEqual([t for _, t in times], sorted(t for _, t in times), times)
        self.assert_nothing_lost()


if __name__ == "__main__":
    sys.exit(proving.main())
