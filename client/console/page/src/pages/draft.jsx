// One recognised form before it is sent: findings beside the cells, cells corrected in place, explanations, and off it goes.
import { useEffect, useMemo, useState } from "preact/hooks";
import { download, post } from "../api.js";
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { score } from "../format.js";
import { Asked, Crumbs, Facts, Failure, Panel, Title } from "../parts/basics.jsx";
import { Counts, FindingList, numbered } from "../parts/findings.jsx";
import { Scores } from "../parts/scores.jsx";
import { Sheets } from "../parts/sheets.jsx";
import { useText } from "../text.js";
import { form_name, grade_name } from "../vocabulary.js";
import { Sent } from "./desk.jsx";

export function Draft({ rest }) {
  const asked = useAsk(`draft/${rest[0] ?? ""}`, {}, () => false);
  return <Asked of={asked}>{(data) => <Open first={data} />}</Asked>;
}

function Open({ first }) {
  const t = useText();
  const to = useLink();
  const { say } = usePage();
  const [draft, set_draft] = useState(first);
  useEffect(() => set_draft(first), [first]); // asked for again in another language
  const [marked, set_marked] = useState(null);
  const [changed, set_changed] = useState(new Set());
  const [error, set_error] = useState(null);
  const [result, set_result] = useState(null);
  const [busy, set_busy] = useState(false);
  const findings = useMemo(() => numbered(draft.verdict?.findings ?? []), [draft]);
  const blocking = findings.filter((f) => f.severity === "error" && f.open !== false).length;
  const wants = findings.filter((f) => f.severity === "explain" && f.open !== false).length;

  async function change(body) {
    set_error(null);
    try {
      const next = await post(`draft/${draft.draft}`, body);
      const before = findings.length, after = next.verdict?.findings.length ?? 0;
      set_draft(next);
      say(t("Checked again: {n} finding{n||s}, {before} before. Computed score {score}.", { n: after, before, score: score(next.verdict?.computed) }));
      return true;
    } catch (refusal) { set_error(refusal); return false; }
  }
  async function correct(cell, text) {
    if (await change({ changes: [{ path: cell.path, text }] })) set_changed((old) => new Set(old).add(cell.path));
  }
  async function submit() {
    set_busy(true);
    set_error(null);
    try {
      const answer = await post("submit", { drafts: [draft.draft] });
      const mine = answer.results[0];
      set_result(mine);
      if (mine.taken || mine.kept) set_draft({ ...draft, submitted: mine.id });
      say(mine.taken ? t("Submitted: journal position #{position}.", { position: mine.position }) : mine.message);
    } catch (refusal) { set_error(refusal); }
    set_busy(false);
  }

  return (
    <>
      <Title crumbs={<Crumbs items={[[t("Check and submit"), to("desk")], [draft.file || t("Correction"), null]]} />}
        actions={<div class="row actions">
          <a class="button" href={download(`draft/${draft.draft}.xlsx`)} download>{t("Download corrected form")}</a>
          {!draft.submitted && <button type="button" class="primary" disabled={busy || !draft.year} onClick={submit}>{busy ? t("Submitting…") : draft.revises ? t("Submit the correction") : t("Submit")}</button>}
        </div>}>
        {draft.project || form_name(t, draft.form)}
      </Title>
      {error && <Failure error={error} />}
      {(draft.submitted || result) && <Submitted draft={draft} result={result} />}
      {!draft.year && <Year onYear={(year) => change({ year })} />}
      {!draft.submitted && blocking > 0 && <p class="notice">{t("{n} error{n||s} would keep it from being approved. You may submit nevertheless; the time of the receipt counts.", { n: blocking })}</p>}
      {!draft.submitted && !blocking && wants > 0 && <p class="notice">{t("{n} finding{n||s} {n|wants|want} an explanation; write it beside {n|it|them}.", { n: wants })}</p>}
      <Facts items={[
        [t("Form"), `${form_name(t, draft.form)} ${draft.year ?? ""} ${draft.period}`],
        [t("Unit"), <span class="figure">{draft.unit}</span>],
        [t("Claimed"), <>{score(draft.verdict?.claimed)} <small>{t("points")}</small></>],
        [t("Computed"), <>{score(draft.verdict?.computed)} <small>{t("points")}</small></>],
        [t("Grade"), grade_name(t, draft.verdict?.grade)],
        [t("Findings"), draft.verdict ? findings.length ? <Counts findings={findings} /> : t("none") : t("not judged")],
      ]} />
      <div class="beside">
        <section class="panel sheet-panel" aria-label={t("The form as printed")}>
          {!draft.submitted && <p class="small quiet">{t("Choose a cell and type to correct it. Arrow keys move, Enter opens and keeps, Escape leaves as it was.")}</p>}
          <Sheets sheets={draft.sheets} findings={findings} marked={marked} edit={draft.submitted ? undefined : correct} changed={changed} />
        </section>
        <section class="panel aside" aria-labelledby="findings">
          <header><h2 id="findings">{t("Findings")}</h2></header>
          {draft.verdict ? <FindingList findings={findings} onShow={(f) => set_marked({ path: f.path, focus: true })}
            more={(f) => f.severity === "explain" && !draft.submitted && <Explanation finding={f} draft={draft} onKept={(explanations) => change({ explanations })} />} />
            : <p class="notice">{t("There are no rules for this form and year; only its shape was checked.")}</p>}
        </section>
      </div>
      {draft.unplaced.length > 0 && (
        <Panel id="unplaced" title={t("Found in the file, but in no field of the form")}>
          <ul class="remarks">{draft.unplaced.map((u) => <li key={u.cell}><code>{u.cell}</code> {u.text}</li>)}</ul>
        </Panel>
      )}
      {draft.verdict?.rows.length > 0 && <Panel id="scores" title={t("Claimed beside computed")} note={t("Open a row to see its arithmetic.")}><Scores verdict={draft.verdict} document={draft.document} onShow={(row) => set_marked({ path: row.path, focus: true })} /></Panel>}
    </>
  );
}

function Submitted({ draft, result }) {
  const t = useText();
  const to = useLink();
  return (
    <div class={`notice${result && !result.taken && !result.kept ? " error" : " good"}`} role="status">
      <p><Sent draft={draft} result={result} /></p>
      {result?.duplicate && <p>{t("It had been submitted before; this is the first receipt.")}</p>}
      {draft.submitted && <p><a href={to(["project", draft.submitted])}>{t("See it as the county does")}</a></p>}
    </div>
  );
}

function Year({ onYear }) {
  const t = useText();
  const { scope } = usePage();
  const [year, set] = useState(String(scope.year));
  return (
    <form class="notice error row" onSubmit={(e) => { e.preventDefault(); onYear(Number(year)); }}>
      <span>{t("No year is printed in this form: it cannot be submitted until one is given.")}</span>
      <label>{t("Budget year")} <input size={6} inputMode="numeric" pattern="20[0-9][0-9]" required value={year} onInput={(e) => set(e.target.value)} /></label>
      <button type="submit">{t("Set the year")}</button>
    </form>
  );
}

function Explanation({ finding, draft, onKept }) {
  const t = useText();
  const mine = (e) => e.rule === finding.rule && e.place === finding.path;
  const [text, set] = useState(draft.explanations.find(mine)?.text ?? "");
  function keep() {
    if (text.trim() === (draft.explanations.find(mine)?.text ?? "")) return;
    const others = draft.explanations.filter((e) => !mine(e));
    onKept(text.trim() ? [...others, { rule: finding.rule, place: finding.path, text: text.trim() }] : others);
  }
  return (
    <div class="stack tight">
      <label class="field"><span>{t("Your explanation")}</span><textarea value={text} maxLength={2000} onInput={(e) => set(e.target.value)} /></label>
      <div class="row end"><button type="button" class="small" onClick={keep}>{t("Keep the explanation")}</button></div>
    </div>
  );
}
