// A run at a glance: its state, and how far and how fast it is.
import { useRef } from "preact/hooks";
import { count } from "../format.js";
import { is_complete, pace, part_of } from "../pace.js";
import { useText } from "../text.js";

const STATES = {
  running: { word: "Running", tone: "info" }, complete: { word: "Complete", tone: "good" }, "catching-up": { word: "Catching up", tone: "info" },
  live: { word: "Counts now", tone: "good" }, "was-live": { word: "Counted before", tone: "dim" },
};

export function RunState({ run }) {
  const t = useText();
  const { word, tone } = STATES[run.state] ?? { word: run.state, tone: "dim" };
  return <span class={`badge ${tone}`}>{t(word)}</span>;
}

// Its speed is measured from when this part of the page first saw it.
export function RunProgress({ run }) {
  const t = useText();
  const first = useRef(null);
  const now = { at: Date.now(), run };
  first.current ??= now;
  const { rate, left } = pace(first.current, now);
  const percent = Math.floor(100 * part_of(run));
  return (
    <span class="bar progress">
      <span class="track" role="progressbar" aria-label={t("Run #{n}", { n: run.run })} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}><span class="fill" style={{ width: `${percent}%` }} /></span>
      <span class="figure">{percent}%</span>
      {rate !== null && <span class="figure quiet small">{t("{n} documents/s", { n: count(Math.round(rate)) })}{!is_complete(run) && left !== null && <> · {t("{n} s left", { n: count(left) })}</>}</span>}
    </span>
  );
}
