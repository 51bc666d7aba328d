// The clerk's desk: drop files, see what was recognised in them, submit, keep the receipts.
import { useEffect, useRef, useState } from "preact/hooks";
import { download, get, post, upload } from "../api.js";
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { bytes, grouped, minute, score } from "../format.js";
import { Failure, Panel, State, Title } from "../parts/basics.jsx";
import { Counts } from "../parts/findings.jsx";
import { Table } from "../parts/table.jsx";
import { useText } from "../text.js";
import { FORMS, form_name, grade_name } from "../vocabulary.js";

export function Desk() {
  const t = useText();
  const { session, say } = usePage();
  const [files, set_files] = useState([]); // what was dropped since the page was opened
  const [drafts, set_drafts] = useState(null);
  const [error, set_error] = useState(null);

  // An answer that was asked for before the last change is not the truth any more.
  const asked = useRef(0);
  async function reload() {
    const mine = ++asked.current;
    try {
      const { drafts: known } = await get("drafts", {}, { background: true });
      const all = await Promise.all(known.map((d) => get(`draft/${d.draft}`, {}, { background: true })));
      if (mine === asked.current) set_drafts(all);
    } catch (refusal) { set_error(refusal); }
  }
  useEffect(() => { reload(); }, []);

  // One after the other: the order of the files is the order of the drafts.
  async function take(list) {
    set_error(null);
    for (const file of list) {
      const put = (more) => set_files((old) => [...old.filter((f) => f.file !== file), { file, ...more }]);
      put({ busy: true });
      if (file.size > session.upload_bytes_max) {
        put({ message: t("Larger than {most}", { most: bytes(session.upload_bytes_max) }) });
        continue;
      }
      try {
        const answer = await upload(file);
        put({ drafts: answer.drafts.length, failed: answer.failed });
        await reload();
        say(t("{file}: {n} form{n||s} recognised", { file: file.name, n: answer.drafts.length }));
      } catch (refusal) {
        put({ message: refusal.message, advice: refusal.advice });
      }
    }
  }

  return (
    <>
      <Title note={t("Files are read and checked here; nothing is sent before you submit it.")}>{t("Check and submit")}</Title>
      <DropZone onFiles={take} />
      {error && <Failure error={error} again={reload} />}
      {files.length > 0 && <Files files={files} />}
      <Drafts drafts={drafts ?? []} onChanged={reload} onFailed={set_error} />
      <Waiting />
      <Templates />
    </>
  );
}

function DropZone({ onFiles }) {
  const t = useText();
  const input = useRef(null);
  const [over, set_over] = useState(false);
  function dropped(event) {
    event.preventDefault();
    set_over(false);
    onFiles([...event.dataTransfer.files]);
  }
  return (
    <div class={`drop${over ? " over" : ""}`} onDragOver={(e) => { e.preventDefault(); set_over(true); }} onDragLeave={() => set_over(false)} onDrop={dropped}>
      <p><strong>{t("Drop your filled-in forms here")}</strong></p>
      <p class="quiet">{t("Excel, Word, CSV, text or JSON; several at once, several forms in one file")}</p>
      <button type="button" class="primary" onClick={() => input.current.click()}>{t("Choose files")}</button>
      <input ref={input} type="file" multiple class="hidden-text" tabIndex={-1} aria-label={t("Choose files")}
        onChange={(e) => { onFiles([...e.target.files]); e.target.value = ""; }} />
    </div>
  );
}

function Files({ files }) {
  const t = useText();
  const wrong = files.filter((f) => f.busy || f.message || f.failed?.length);
  if (!wrong.length) return null;
  return (
    <ul class="files" aria-live="polite">
      {wrong.map((f) => (
        <li key={f.file.name} class={`notice${f.busy ? "" : " error"}`}>
          <strong>{f.file.name}</strong> {f.busy && <progress aria-label={t("Reading")} />} {f.message} {f.advice && <span>{f.advice}</span>}
          {f.failed?.map((x, n) => <p key={n}>{x.sheet && <span>{x.sheet}: </span>}{x.message} {x.advice}</p>)}
        </li>
      ))}
    </ul>
  );
}

function Drafts({ drafts, onChanged, onFailed }) {
  const t = useText();
  const to = useLink();
  const { say } = usePage();
  const [left_out, set_left_out] = useState(new Set());
  const [busy, set_busy] = useState(false);
  const [results, set_results] = useState([]);
  const unsent = drafts.some((d) => !d.submitted);
  const ready = drafts.filter((d) => !d.submitted && d.year && !left_out.has(d.draft));

  async function submit() {
    set_busy(true);
    try {
      const answer = await post("submit", { drafts: ready.map((d) => d.draft) });
      set_results(answer.results);
      say(t("{n} of {all} submitted", { n: answer.results.filter((r) => r.taken).length, all: answer.results.length }));
      onChanged();
    } catch (refusal) { onFailed(refusal); }
    set_busy(false);
  }
  async function remove(draft) {
    try { await post(`draft/${draft.draft}/delete`); onChanged(); } catch (refusal) { onFailed(refusal); }
  }
  const toggle = (n, on) => set_left_out((old) => { const next = new Set(old); if (on) next.delete(n); else next.add(n); return next; });

  if (!drafts.length) return null;
  return (
    <Panel id="drafts" title={t("Recognised forms")}
      actions={unsent && <button type="button" class="primary" disabled={!ready.length || busy} onClick={submit}>{busy ? t("Submitting…") : t("Submit {n} form{n||s}", { n: ready.length })}</button>}>
      <Table caption={t("Recognised forms")} rows={drafts} row_key={(d) => d.draft}
        columns={[
          { key: "project", title: t("Project"), wide: true, cell: (d) => <><a href={to(["draft", d.draft])}>{d.project || form_name(t, d.form)}</a>{d.file && <small class="quiet block">{d.file}{d.sheet && ` · ${d.sheet}`}</small>}</> },
          unsent && { key: "send", title: t("Submit"), cell: (d) => (d.submitted ? "" : <input type="checkbox" aria-label={t("Submit {project}", { project: d.project })} disabled={!d.year} checked={Boolean(d.year) && !left_out.has(d.draft)} onChange={(e) => toggle(d.draft, e.target.checked)} />) },
          { key: "form", title: t("Form"), cell: (d) => <>{form_name(t, d.form)} <span class="figure">{d.year ?? <span class="badge error">{t("no year")}</span>}</span></> },
          { key: "claimed", title: t("Claimed"), kind: "figure", cell: (d) => score(d.verdict?.claimed) },
          { key: "computed", title: t("Computed"), kind: "figure", cell: (d) => score(d.verdict?.computed) },
          { key: "grade", title: t("Grade"), cell: (d) => grade_name(t, d.verdict?.grade) },
          { key: "findings", title: t("Findings"), cell: (d) => (d.verdict ? d.verdict.findings.length ? <Counts findings={d.verdict.findings} /> : t("none") : t("not judged")) },
          { key: "sent", title: t("State"), cell: (d) => <Sent draft={d} result={results.find((r) => r.draft === d.draft)} /> },
          { key: "remove", title: "", cell: (d) => <button type="button" class="plain small" onClick={() => remove(d)}>{t("Put aside")}<span class="hidden-text"> {d.project}</span></button> },
        ].filter(Boolean)} />
    </Panel>
  );
}

export function Sent({ draft, result }) {
  const t = useText();
  const to = useLink();
  if (result && !result.taken && !result.kept) return <span class="badge error" title={result.advice}>{result.message}</span>;
  if (result?.kept) return <span class="badge explain">{t("Waits for the line")}</span>;
  if (!draft.submitted) return <span class="badge dim">{draft.revises ? t("Correction, not sent") : t("Not sent")}</span>;
  return (
    <span class="sent">
      {result?.outcome ? <State state={result.outcome.state} /> : <span class="badge good">{t("Submitted")}</span>}{" "}
      {result?.position && <span class="figure small nowrap">#{grouped(result.position)} {minute(result.time_ms)}</span>}{" "}
      <a href={to(["receipt", draft.submitted])}>{t("Receipt")}</a>
    </span>
  );
}

// What could not be sent yet goes by itself when the line is back.
function Waiting() {
  const t = useText();
  const outbox = useAsk("outbox");
  const waiting = outbox.data?.waiting ?? [];
  if (!waiting.length) return null;
  return (
    <div class="notice explain" role="status">
      <p><strong>{t("{n} act{n||s} {n|waits|wait} for the line to the county, to go without anybody's help; nothing is lost.", { n: waiting.length })}</strong></p>
      <ul>{waiting.map((w) => <li key={w.id}>{w.project || w.label}</li>)}</ul>
    </div>
  );
}

function Templates() {
  const t = useText();
  const { scope } = usePage();
  return (
    <Panel id="templates" title={t("Empty forms to fill in")} note={t("{year} budget year", { year: scope.year })}>
      <ul class="row">{Object.keys(FORMS).map((form) => <li key={form}><a class="button" href={download("template.xlsx", { form, year: scope.year })} download>{form_name(t, form)}</a></li>)}</ul>
    </Panel>
  );
}
