// Figures stay the texts they are: grouped, never rounded; times are China's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped, minute, money, moment, same_figure, share } from "../../../../client/console/page/src/format.js";

test("money is grouped and has two decimals at least, and loses none", () => {
  assert.equal(money("1234567.5"), "1,234,567.50");
  assert.equal(money("0.125"), "0.125");
  assert.equal(money("-1000"), "−1,000.00");
  assert.equal(money("9007199254740993.01"), "9,007,199,254,740,993.01");
  assert.equal(money(null), "–");
  assert.equal(grouped("约12"), "约12");
});

test("equal figures are equal however they are written", () => {
  assert.ok(same_figure("97.5", "97.50"));
  assert.ok(same_figure("100", "100.00"));
  assert.ok(!same_figure("97.5", "97.51"));
  assert.ok(!same_figure("100", "10"));
});

test("a share of nothing is none", () => {
  assert.equal(share(1, 0), "–");
  assert.equal(share(2, 3), "66.67%");
});

test("times are China's wherever the browser stands", () => {
  assert.equal(moment(Date.UTC(2025, 11, 31, 16, 0, 5)), "2026-01-01 00:00:05");
  assert.equal(minute(0), "–");
});
