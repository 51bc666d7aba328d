// Runs: the year scored again beside what counts, under the rules in force or under a draft of others.
import { useRef, useState } from "preact/hooks";
import { post } from "../api.js";
import { useLink, usePage } from "../context.js";
import { count, minute } from "../format.js";
import { Asked, Failure, Panel, Title } from "../parts/basics.jsx";
import { RunProgress, RunState } from "../parts/run.jsx";
import { useSending } from "../parts/sending.jsx";
import { Table } from "../parts/table.jsx";
import { go } from "../router.js";
import { useRuns } from "../runs.js";
import { useText } from "../text.js";

export function Batches() {
  const t = useText();
  const { scope } = usePage();
  const runs = useRuns(scope.year);
  return (
    <>
      <Title note={t("A run scores every document of {year} again; nothing counts differently until it is published.", { year: scope.year })}>{t("Scored again")}</Title>
      <Start />
      <Asked of={runs}>
        {(data) => (
          <Panel id="runs" title={t("Runs")}>
            <Runs rows={data.runs} />
          </Panel>
        )}
      </Asked>
    </>
  );
}

function Runs({ rows }) {
  const t = useText();
  const to = useLink();
  return (
    <Table caption={t("Runs")} rows={[...rows].sort((a, b) => b.run - a.run)} row_key={(r) => r.run} empty={t("This year has not been scored again.")}
      columns={[
        { key: "run", title: t("Run"), cell: (r) => <a href={to(["batch", r.run])}>{t("Run #{n}", { n: r.run })}</a> },
        { key: "state", title: t("State"), cell: (r) => <RunState run={r} /> },
        { key: "progress", title: t("Progress"), cell: (r) => <RunProgress key={r.run} run={r} /> },
        { key: "pack", title: t("Rule pack"), wide: true, cell: (r) => <>{r.name} <small class="quiet mono">{r.pack.slice(0, 8)}</small></> },
        { key: "mode", title: t("What is done"), cell: (r) => (r.mode === "full" ? t("judged in full") : t("scored")) },
        { key: "time", title: t("Started"), cell: (r) => <span class="figure nowrap">{minute(r.time_ms)}</span> },
        { key: "documents", title: t("Documents"), kind: "figure", cell: (r) => count(r.documents) },
        { key: "changed", title: t("Changed"), kind: "figure", cell: (r) => count(r.changed) },
      ]} />
  );
}

// The folder of a draft: its text files, as the console wants them.
async function read_pack(files) {
  const texts = [...files].filter((f) => f.name.endsWith(".txt"));
  return Promise.all(texts.map(async (f) => ({ name: f.name, text: await f.text() })));
}

function Start() {
  const t = useText();
  const { scope, say } = usePage();
  const [draft, set_draft] = useState(false);
  const [full, set_full] = useState(false);
  const { error, busy, send } = useSending();
  const folder = useRef(null);

  async function start() {
    const pack = draft ? { pack: await read_pack(folder.current.files) } : {};
    const run = await post("batch", { year: scope.year, full, ...pack });
    say(t("Run #{n} has begun", { n: run.run }));
    go(["batch", String(run.run)], { year: scope.year, form: scope.form });
  }

  return (
    <form class="panel" aria-labelledby="starting" onSubmit={(e) => { e.preventDefault(); send(start); }}>
      <header><div><h2 id="starting">{t("Score {year} again", { year: scope.year })}</h2></div></header>
      <div class="filters">
        <fieldset class="row">
          <legend class="hidden-text">{t("Rule pack")}</legend>
          <label class="check"><input type="radio" name="pack" checked={!draft} onChange={() => set_draft(false)} /> {t("under the rules in force")}</label>
          <label class="check"><input type="radio" name="pack" checked={draft} onChange={() => set_draft(true)} /> {t("under a draft: a folder of rule files")}</label>
        </fieldset>
        {draft && <label class="field"><span>{t("Folder with the .txt files of a rule pack")}</span><input ref={(box) => { folder.current = box; if (box) box.webkitdirectory = true; }} type="file" multiple required /></label>}
        <label class="check"><input type="checkbox" checked={full} onChange={(e) => set_full(e.target.checked)} /> {t("judge everything again, findings too")}</label>
        <button type="submit" class="primary" disabled={busy}>{busy ? t("Beginning…") : t("Begin the run")}</button>
      </div>
      {error && <Failure error={error} />}
    </form>
  );
}
