// One document: the form as printed with its findings, how it scored, its versions, what was decided, its receipt; and what may be done with it.
import { useMemo, useState } from "preact/hooks";
import { download, post } from "../api.js";
import { useAsk } from "../ask.js";
import { may_submit, useLink, usePage, usePlaceName } from "../context.js";
import { brief_id, minute, score } from "../format.js";
import { Asked, Crumbs, Facts, Light, Panel, Severity, State, Title } from "../parts/basics.jsx";
import { Counts, FindingList, numbered } from "../parts/findings.jsx";
import { Scores } from "../parts/scores.jsx";
import { Sheets } from "../parts/sheets.jsx";
import { covers } from "../parts/sheet.jsx";
import { Table } from "../parts/table.jsx";
import { go } from "../router.js";
import { useText } from "../text.js";
import { act_name, form_name, grade_name } from "../vocabulary.js";
import { ActDialog, ReturnBox, said_of } from "./acts.jsx";
import { History, Versions } from "./past.jsx";
import { Computed } from "./projects.jsx";

export function Project({ rest }) {
  const id = rest[0] ?? "";
  const asked = useAsk(`document/${id}`, {}, (e) => e.id.startsWith(id) || e.id === asked.data?.successor || e.project === asked.data?.project);
  return <Asked of={asked}>{(data) => <Document of={data} again={asked.again} />}</Asked>;
}

function Document({ of, again }) {
  const t = useText();
  const to = useLink();
  const { say } = usePage();
  const [marked, set_marked] = useState(null);
  const [pointed, set_pointed] = useState(null);
  const [acting, set_acting] = useState(null); // {act, finding} in a dialog
  const [remarks, set_remarks] = useState(null); // while it is being returned: [{place, text}]
  const findings = useMemo(() => numbered(of.verdict?.findings ?? bare(of.findings)), [of]);
  const commented = new Set((remarks ?? last_return(of)?.remarks ?? []).map((r) => r.place));

  const show = (at) => set_marked({ path: at.path ?? at.place, focus: true });
  const done = (answer, words) => { set_acting(null); set_remarks(null); say(said_of(t, answer, words)); again(); };

  function chose(cell) {
    if (remarks) {
      if (!remarks.some((r) => r.place === cell.path)) set_remarks([...remarks, { place: cell.path, text: "", label: label_of(of.sheets, cell) }]);
      return;
    }
    const found = findings.find((f) => f.path && covers(f.path, cell.path));
    if (found) set_pointed({ number: found.number });
  }

  async function correct() {
    try {
      const draft = await post(`draft/from/${of.id}`);
      go(["draft", draft.draft]);
    } catch (error) { say(`${error.message} ${error.advice}`); }
  }

  return (
    <>
      <Title crumbs={<Crumbs items={[[of.unit_name || of.unit, to(["units", of.unit])], [form_name(t, of.form) + (of.period ? ` ${of.period}` : ""), to("projects", { unit: of.unit })]]} />}
        actions={<Actions of={of} returning={remarks !== null} onReturn={() => set_remarks([])} onAct={(act) => set_acting({ act })} onCorrect={correct} />}>
        {of.project || of.unit_name || of.unit}
      </Title>
      <Notices of={of} onShow={show} />
      <Facts items={[
        [t("State"), <State state={of.state} />],
        of.claimed !== null && [t("Claimed"), <>{score(of.claimed)} <small>{t("points")}</small></>],
        of.computed !== null && [t("Computed"), <><Computed row={of} /> <small>{t("points")}</small></>],
        of.grade !== null && [t("Grade"), grade_name(t, of.grade)],
        of.confirmed !== null && [t("Confirmed"), <><strong>{score(of.confirmed)}</strong> <small>{t("points")}</small> {grade_name(t, of.confirmed_grade)}</>],
        of.light && [t("Light"), <Light light={of.light} />],
        [t("Findings"), findings.length ? <Counts findings={findings} /> : t("none")],
        [t("Received at"), <span class="figure">{minute(of.time_ms)}</span>],
        [t("Position"), <span class="figure">#{of.position}</span>],
        [t("Number"), <code title={of.id}>{brief_id(of.id)}</code>],
      ]} />
      {remarks && <ReturnBox id={of.id} remarks={remarks} onRemarks={set_remarks} onShow={show} onDone={(answer) => done(answer, t("Returned"))} onCancel={() => set_remarks(null)} />}
      <div class="beside">
        <section class="panel sheet-panel" aria-label={t("The form as printed")}>
          <Sheets sheets={of.sheets} findings={findings} marked={marked} act={chose} commented={commented} actable={(cell) => remarks !== null || findings.some((f) => f.path && covers(f.path, cell.path))} />
          <p class="row small"><a href={download(`document/${of.id}.xlsx`)} download>{t("Download as Excel")}</a><a href={download(`document/${of.id}.csv`)} download>{t("Download as CSV")}</a></p>
        </section>
        <section class="panel aside" aria-labelledby="findings">
          <header><h2 id="findings">{t("Findings")}</h2></header>
          <FindingList findings={findings} onShow={show} pointed={pointed} more={(f) => <Answers finding={f} of={of} onAct={(act) => set_acting({ act, finding: f })} />} />
        </section>
      </div>
      {of.verdict?.rows.length > 0 && <Panel id="scores" title={t("Claimed beside computed")} note={t("Open a row to see its arithmetic.")}><Scores verdict={of.verdict} document={of.document} onShow={show} /></Panel>}
      <Relations of={of} onShow={show} onAct={(act, finding) => set_acting({ act, finding })} />
      <Versions of={of} />
      <History of={of} />
      {acting && <ActDialog act={acting.act} finding={acting.finding} of={of} onDone={(answer) => done(answer, act_name(t, acting.act))} onClose={() => set_acting(null)} />}
    </>
  );
}

// Without a verdict (no profile for its form and year) the county's own list says what is open.
const bare = (findings) => findings.map((f) => ({ ...f, path: f.place, message: f.rule, place: f.place }));

const last_return = (of) => [...of.history].reverse().find((d) => d.act === "return" && d.status === "JX_OK");

// What stands in front of a cell, or above it, says what the cell is.
function label_of(sheets, cell) {
  const sheet = sheets.find((s) => s.cells.includes(cell));
  const above = sheet?.cells.filter((c) => c.look === "heading" && c.c <= cell.c && cell.c < c.c + c.cs && c.r < cell.r).pop();
  const left = sheet?.cells.filter((c) => c.r <= cell.r && cell.r < c.r + c.rs && c.c < cell.c && c.text).pop();
  return [left?.text, above?.text].filter(Boolean).join(" · ");
}

function Notices({ of, onShow }) {
  const t = useText();
  const to = useLink();
  const place_name = usePlaceName();
  const back = of.state === "returned" ? last_return(of) : null;
  return (
    <>
      {of.successor && <p class="notice">{t("A newer version of this document is there.")} <a href={to(["project", of.successor])}>{t("To the newer version")}</a></p>}
      {of.status !== "JX_OK" && <p class="notice error">{of.status_text} {of.where && <code>{of.where}</code>}</p>}
      {back && (
        <div class="notice explain">
          <p><strong>{t("Returned on {time}", { time: minute(back.time_ms) })}:</strong> {back.reason}</p>
          {back.remarks.length > 0 && <ul class="remarks">{back.remarks.map((r) => <li key={r.place}><button type="button" class="plain small" onClick={() => onShow({ path: r.place })}>{t("Show the cell")}</button> <strong>{place_name(of.form, r.place)}</strong> {r.text}</li>)}</ul>}
        </div>
      )}
    </>
  );
}

// What this document says against what others say: the county compares them whenever either changes.
function Relations({ of, onShow, onAct }) {
  const t = useText();
  const to = useLink();
  if (!of.relations?.length) return null;
  return (
    <Panel id="relations" title={t("Contradictions to other documents")} note={t("Kept by the county, over everything it holds.")}>
      <Table caption={t("Contradictions to other documents")} rows={of.relations} row_key={(r) => r.rule + r.place + r.other}
        columns={[
          { key: "message", title: t("Finding"), wide: true, cell: (r) => <>{r.place ? <button type="button" class="plain subject" onClick={() => onShow({ path: r.place })}>{r.message || r.rule}</button> : r.message || r.rule} <small class="quiet mono">{r.rule}</small></> },
          { key: "severity", title: t("Kind"), cell: (r) => <><Severity severity={r.severity} />{!r.open && <span class="badge dim">{t("answered")}</span>}</> },
          { key: "left", title: t("Here"), cell: (r) => r.left || "–" },
          { key: "right", title: t("There"), cell: (r) => r.right || "–" },
          { key: "other", title: t("Documents"), cell: (r) => (r.other ? <a href={to(["project", r.other])}>{t("To the other document")}</a> : "–") },
          { key: "answer", title: "", cell: (r) => <Answers finding={{ ...r, path: r.place }} of={of} onAct={(act) => onAct(act, { ...r, path: r.place })} /> },
        ]} />
    </Panel>
  );
}

// `may` is what makes sense for the state and the user; answering single findings stands beside them.
function Actions({ of, returning, onReturn, onAct, onCorrect }) {
  const t = useText();
  const { session } = usePage();
  const may = (act) => of.may.includes(act);
  const rare = ["own-score", "withdraw", "move", "adjust"].filter(may);
  const correctable = may_submit(session) && session.role === "township" && !of.successor && ["scored", "returned", "rejected", "conflict"].includes(of.state);
  return (
    <div class="row actions">
      {correctable && <button type="button" class={of.state === "returned" ? "primary" : ""} onClick={onCorrect}>{t("Correct")}</button>}
      {may("resolve") && <button type="button" class="primary" onClick={() => onAct("resolve")}>{t("Resolve the conflict")}</button>}
      {may("approve") && <button type="button" class="primary" onClick={() => onAct("approve")}>{t("Approve")}</button>}
      {may("return") && <button type="button" disabled={returning} onClick={onReturn}>{t("Return")}</button>}
      {rare.map((act) => <button type="button" key={act} onClick={() => onAct(act)}>{act_name(t, act)}</button>)}
    </div>
  );
}

function Answers({ finding, of, onAct }) {
  const t = useText();
  if (finding.open === false) return null;
  const explain = of.may.includes("explain") && finding.severity === "explain";
  const override = of.may.includes("override") && (finding.severity === "error" || finding.severity === "explain");
  if (!explain && !override) return null;
  return (
    <p class="row">
      {explain && <button type="button" class="small" onClick={() => onAct("explain")}>{t("Explain")}</button>}
      {override && <button type="button" class="small" onClick={() => onAct("override")}>{t("Let it stand")}</button>}
    </p>
  );
}
