// One run: how far it is, what it would change by grade, unit, rule and project, and why; then it is published or dropped.
import { useState } from "preact/hooks";
import { post } from "../api.js";
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { count, minute, score } from "../format.js";
import { is_complete } from "../pace.js";
import { Asked, Crumbs, Empty, Facts, Panel, Title } from "../parts/basics.jsx";
import { RunProgress, RunState } from "../parts/run.jsx";
import { ReasonDialog } from "../parts/sending.jsx";
import { Table } from "../parts/table.jsx";
import { go, refine } from "../router.js";
import { useRuns } from "../runs.js";
import { useText } from "../text.js";
import { form_name, grade_name } from "../vocabulary.js";

export function Batch({ rest }) {
  const t = useText();
  const { scope } = usePage();
  const runs = useRuns(scope.year);
  const number = Number(rest[0]);
  return (
    <Asked of={runs}>
      {(data) => {
        const run = data.runs.find((r) => r.run === number);
        return run ? <Run run={run} others={data.runs.filter((r) => r !== run)} again={runs.again} /> : <><Title>{t("Scored again")}</Title><Empty>{t("There is no such run in {year}.", { year: scope.year })}</Empty></>;
      }}
    </Asked>
  );
}

function Run({ run, others, again }) {
  const t = useText();
  const to = useLink();
  const { place } = usePage();
  const [act, set_act] = useState(null);
  const complete = is_complete(run);
  const comparable = others.filter(is_complete);
  const usual = run.state === "live" && comparable.length ? String(comparable[0].run) : "live";
  const against = comparable.some((r) => String(r.run) === place.query.against) ? place.query.against : usual;
  return (
    <>
      <Title crumbs={<Crumbs items={[[t("Scored again"), to("batches")], [t("Run #{n}", { n: run.run }), null]]} />}
        actions={run.state !== "live" && (
          <>
            <button type="button" class="primary" disabled={!complete} onClick={() => set_act("publish")}>{t("Let it count")}</button>
            {!run.published && <button type="button" onClick={() => set_act("drop")}>{t("Drop it")}</button>}
          </>
        )}>{t("Run #{n}", { n: run.run })}</Title>
      <Facts items={[
          [t("State"), <RunState run={run} />],
          [t("Progress"), <RunProgress key={run.run} run={run} />],
          [t("Rule pack"), <>{run.name} <small class="quiet mono">{run.pack.slice(0, 8)}</small></>],
          [t("What is done"), run.mode === "full" ? t("judged in full") : t("scored")],
          [t("Started"), minute(run.time_ms)],
          [t("Documents, all versions"), count(run.documents)],
          [t("Changed, all versions"), count(run.changed)],
        ]} />
      {run.state === "live" && <p class="notice good">{t("What counts in {year} are the results of this run.", { year: run.year })}</p>}
      {!complete && <p class="notice">{t("What it changes can be seen when it is complete.")}</p>}
      {complete && (run.state !== "live" || against !== "live") && (
        <Comparison run={run} against={against} others={comparable} onAgainst={(next) => refine(place, { against: next === "live" ? "" : next })} />
      )}
      {act && <Decide run={run} act={act} onClose={() => set_act(null)} onDone={() => { set_act(null); again(); if (act === "drop") go("batches", { year: run.year }); }} />}
    </>
  );
}

const WORDS = {
  publish: { title: "Let it count", word: "Its results then count, with all sums, and later documents are judged under its rules." },
  drop: { title: "Drop it", word: "Its results are then gone; that it was made stays in the journal." },
};

function Decide({ run, act, onDone, onClose }) {
  const t = useText();
  const { say } = usePage();
  const word = t(WORDS[act].title);
  async function send(reason) {
    const answer = await post(`batch/${run.run}/${act}`, { reason });
    say(t("{act}: done, journal position #{position}.", { act: word, position: answer.position }));
    onDone();
  }
  return (
    <ReasonDialog title={`${word}: ${t("Run #{n}", { n: run.run })}`} word={word} onSend={send} onClose={onClose}>
      <p>{t("All versions together: {n} of {all} documents {n|has|have} another result than what counts now.", { n: count(run.changed), all: count(run.documents) })}</p>
      <p class="quiet">{t(WORDS[act].word)}</p>
    </ReasonDialog>
  );
}

function Comparison({ run, against, others, onAgainst }) {
  const t = useText();
  const compared = useAsk(`batch/${run.run}/compare`, { against }, () => false);
  const pick = (
    <label class="row"><span class="small quiet">{t("Compared with")}</span>
      <select value={against} onChange={(e) => onAgainst(e.target.value)}>
        {run.state !== "live" && <option value="live">{t("what counts now")}</option>}
        {others.map((r) => <option key={r.run} value={r.run}>{t("Run #{n}", { n: r.run })}</option>)}
      </select>
    </label>
  );
  return (
    <>
      <header class="row apart"><h2>{t("What it changes")}</h2>{pick}</header>
      <Asked of={compared}>{(data) => (data.changed ? <Changes data={data} run={run} against={against} /> : <Empty>{t("No score and no grade differs.")}</Empty>)}</Asked>
    </>
  );
}

const arrow = (from, to) => <span class="nowrap">{from} → {to}</span>;
const moved = (from, to) => (from === to ? to : arrow(from, to));

function Changes({ data, run, against }) {
  const t = useText();
  const to = useLink();
  const grade = (name) => (name === "-" ? t("none") : grade_name(t, name));
  return (
    <>
      <p class="as-of">{t("Of the documents that count, {n} {n|has|have} another score or grade.", { n: count(data.changed) })}</p>
      <div class="panels thirds">
        <Panel id="by-grade" title={t("By grade")}>
          <Table caption={t("By grade")} rows={data.grades} row_key={(r) => r.left + r.right} columns={[
            { key: "grade", title: t("Grade, before and after"), cell: (r) => (r.left === r.right ? <>{grade(r.right)} <small class="quiet">{t("another score")}</small></> : arrow(grade(r.left), grade(r.right))) },
            { key: "n", title: t("Documents"), kind: "figure", cell: (r) => count(r.documents) },
          ]} />
        </Panel>
        <Panel id="by-unit" title={t("By unit")}>
          <Table caption={t("By unit")} rows={[...data.units].sort((a, b) => b.documents - a.documents)} row_key={(r) => r.unit} columns={[
            { key: "unit", title: t("Unit"), cell: (r) => <a href={to(["units", r.unit])}>{r.name || r.unit}</a> },
            { key: "n", title: t("Documents"), kind: "figure", cell: (r) => count(r.documents) },
          ]} />
        </Panel>
        <Panel id="by-rule" title={t("By rule")} note={t("rows of indicators, by what scored them before and after")}>
          <Table caption={t("By rule")} rows={[...data.rules].sort((a, b) => b.rows - a.rows)} row_key={(r) => r.methods} columns={[
            { key: "rule", title: t("Rule"), cell: (r) => (r.left === r.right ? <>{r.right || t("none")} <small class="quiet">{t("another score")}</small></> : <>{r.left || t("none")} → {r.right || t("none")}</>) },
            { key: "n", title: t("Rows"), kind: "figure", cell: (r) => count(r.rows) },
          ]} />
        </Panel>
      </div>
      <Panel id="by-project" title={t("By project")} note={data.changed > data.documents.length ? t("the first {n} of {all}", { n: count(data.documents.length), all: count(data.changed) }) : undefined}>
        <Table caption={t("By project")} rows={data.documents} row_key={(r) => r.id} columns={[
          { key: "project", title: t("Project"), wide: true, cell: (r) => <a href={to(["project", r.id])}>{r.project_name || t("(the whole unit)")}</a> },
          { key: "unit", title: t("Unit"), cell: (r) => r.unit_name || r.unit },
          { key: "form", title: t("Form"), cell: (r) => <>{form_name(t, r.form)} {r.period}</> },
          { key: "claimed", title: t("Claimed"), kind: "figure", cell: (r) => score(r.claimed) },
          { key: "left", title: against === "live" ? t("Counts now") : t("Run #{n}", { n: against }), kind: "figure", cell: (r) => score(r.left) },
          { key: "right", title: t("Run #{n}", { n: run.run }), kind: "figure", cell: (r) => <strong>{score(r.right)}</strong> },
          { key: "grade", title: t("Grade"), cell: (r) => moved(grade(r.left_grade), grade(r.right_grade)) },
          ...(data.documents.some((r) => r.confirmed !== null) ? [{ key: "confirmed", title: t("Confirmed"), kind: "figure", cell: (r) => score(r.confirmed) }] : []),
          { key: "why", title: t("Why"), wide: true, cell: (r) => (r.rows ? <Why run={run} against={against} document={r} /> : <span class="quiet">{t("only the limits of the grades")}</span>) },
        ]} />
      </Panel>
    </>
  );
}

// Asked for when it is opened: the arithmetic of both sides, row by row.
function Why({ run, against, document }) {
  const t = useText();
  const [open, set_open] = useState(false);
  const reasons = useAsk(open ? `batch/${run.run}/reasons/${document.id}` : null, { against }, () => false);
  return (
    <details class="why" onToggle={(e) => set_open(e.currentTarget.open)}>
      <summary>{t("Arithmetic")} <small class="quiet">{t("{n} row{n||s}", { n: document.rows })}<span class="hidden-text"> {document.project_name}</span></small></summary>
      {open && (
        <Asked of={reasons}>
          {(data) => (
            <ul class="stack tight">
              {data.rows.map((r) => (
                <li key={`${r.part}${r.index}`}>
                  <strong>{r.part === "funds" ? t("Budget execution") : t("Indicators, row {n}", { n: r.index + 1 })}</strong>
                  <p><del>{r.left}</del></p>
                  <p><ins>{r.right}</ins></p>
                </li>
              ))}
            </ul>
          )}
        </Asked>
      )}
    </details>
  );
}
