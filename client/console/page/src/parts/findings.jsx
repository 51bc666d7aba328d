// Findings beside a form: numbered as the signs in its cells are, each with both sides' figures and what to do.
import { useEffect, useRef } from "preact/hooks";
import { useText } from "../text.js";
import { SEVERITIES } from "../vocabulary.js";
import { Severity } from "./basics.jsx";

// Errors first, then as the form is read. What an answer settled is still shown, below what is open.
export function numbered(findings) {
  const rank = (f) => (f.open === false ? 10 : 0) + SEVERITIES[f.severity].rank;
  return findings.map((f, at) => ({ ...f, at })).sort((a, b) => rank(a) - rank(b) || a.at - b.at).map((f, n) => ({ ...f, number: n + 1 }));
}

// more(finding): what can be done about it; pointed: the number that was asked for in the form.
export function FindingList({ findings, onShow, more, pointed }) {
  const t = useText();
  const list = useRef(null);
  useEffect(() => {
    if (!pointed) return;
    const item = list.current?.querySelector(`[data-number="${pointed.number}"]`);
    item?.scrollIntoView({ block: "nearest" });
    item?.querySelector("button")?.focus();
  }, [pointed]);
  if (!findings.length) return <p class="notice good">{t("The rules found nothing.")}</p>;
  return (
    <ol class="findings" ref={list}>
      {findings.map((f) => (
        <li key={f.number} data-number={f.number} class={`${f.severity}${f.open === false ? " settled" : ""}${pointed?.number === f.number ? " pointed" : ""}`}>
          <div class="row apart">
            <span><span class={`mark ${f.severity}`}>{f.number}</span> <Severity severity={f.severity} />{f.open === false && <span class="badge dim">{t("answered")}</span>}</span>
            {f.path && onShow && <button type="button" class="plain small" onClick={() => onShow(f)}>{t("Show")}<span class="hidden-text"> {f.place}</span></button>}
          </div>
          <p class="place">{f.place}{f.cell && <span class="quiet"> {f.cell}</span>}</p>
          <p>{f.message}</p>
          {(f.left || f.right) && <dl class="sides"><div><dt>{t("Printed")}</dt><dd>{f.left || "–"}</dd></div><div><dt>{t("Against")}</dt><dd>{f.right || "–"}</dd></div></dl>}
          {f.because && <p class="quiet small">{f.because}</p>}
          {f.advice && <p class="advice"><strong>{t("What to do")}: </strong>{f.advice}</p>}
          <p class="quiet small mono">{f.rule}</p>
          {more?.(f)}
        </li>
      ))}
    </ol>
  );
}

export function Counts({ findings }) {
  const open = findings.filter((f) => f.open !== false);
  const kinds = Object.keys(SEVERITIES).map((s) => [s, open.filter((f) => f.severity === s).length]).filter(([, n]) => n > 0);
  return <>{kinds.map(([severity, n]) => <Severity key={severity} severity={severity} number={n} />)}</>;
}
