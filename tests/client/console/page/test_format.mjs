// Figures stay the texts they are: grouped, never rounded; times are China's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped, minute, money, moment, same_figure, share } from "../../../../client/console/page/src/format.js";
import { pace, part_of } from "../../../../client/console/page/src/pace.js";

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

test("a run's speed and what is left follow from two looks at it", () => {
  const run = { run: 1001, first: 1, cursor: 1, documents: 0, published: 0 };
  const before = { at: 0, run };
  assert.deepEqual(pace(before, { at: 2000, run: { ...run, cursor: 251, documents: 200 } }), { rate: 100, left: 6 });
  assert.deepEqual(pace(before, before), { rate: null, left: null });
  assert.equal(part_of({ ...run, cursor: 501 }), 0.5);
  assert.equal(part_of({ ...run, cursor: 1200 }), 1, "what came since it began is not counted");
});
