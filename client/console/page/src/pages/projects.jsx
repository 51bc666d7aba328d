// The table of documents: filtered, searched, ordered and paged by the console; columns as the reader wants them; what is seen can be exported.
import { useEffect, useState } from "preact/hooks";
import { download } from "../api.js";
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { brief_id, minute, same_figure, score } from "../format.js";
import { Asked, Light, Severity, State, Title } from "../parts/basics.jsx";
import { Pager, Table } from "../parts/table.jsx";
import { refine } from "../router.js";
import { recall, remember, useText } from "../text.js";
import { form_name, GRADES, grade_name, STATES } from "../vocabulary.js";

const SIZE = 50;
const USUAL = ["project", "unit_name", "state", "claimed", "computed", "grade", "findings", "time"];
const SEARCH_WAIT_MS = 250;
const FILTERS = { errors: "With open errors", explains: "With open questions", differs: "Claimed ≠ computed" };

// Every column there is; `sort` is what the console orders by, `export` what it calls it in a file.
const COLUMNS = [
  { key: "project", title: "Project", sort: "project", export: ["project"], wide: true, cell: (r, t, to) => <a href={to(["project", r.id])}>{r.project || t("(the whole unit)")}</a> },
  { key: "unit_name", title: "Unit", sort: "unit", export: ["unit_name"], cell: (r, t, to) => <a class="quiet-link" href={to("projects", { unit: r.unit })}>{r.unit_name || r.unit}</a> },
  { key: "unit", title: "Unit code", sort: "unit", export: ["unit"], cell: (r) => <span class="figure">{r.unit}</span> },
  { key: "form", title: "Form", export: ["form"], cell: (r, t) => form_name(t, r.form) },
  { key: "period", title: "Period", export: ["period"], cell: (r) => r.period || "–" },
  { key: "state", title: "State", sort: "state", export: ["state"], cell: (r) => <State state={r.state} /> },
  { key: "claimed", title: "Claimed", unit: "points", kind: "figure", sort: "claimed", export: ["claimed"], cell: (r) => score(r.claimed) },
  { key: "computed", title: "Computed", unit: "points", kind: "figure", sort: "computed", export: ["computed"], cell: (r) => <Computed row={r} /> },
  { key: "grade", title: "Grade", sort: "grade", export: ["grade", "confirmed", "confirmed_grade"], cell: (r, t) => <Grade row={r} /> },
  { key: "light", title: "Light", export: ["light"], cell: (r) => <Light light={r.light} /> },
  { key: "findings", title: "Findings", sort: "errors", export: ["errors", "explains", "warnings"], cell: (r) => <Findings row={r} /> },
  { key: "time", title: "Received at", sort: "time", falls: true, export: ["time"], cell: (r) => <span class="figure nowrap">{minute(r.time_ms)}</span> },
  { key: "position", title: "Position", kind: "figure", export: ["position"], cell: (r) => `#${r.position}` },
  { key: "id", title: "Number", export: ["id"], cell: (r) => <code>{brief_id(r.id)}</code> },
];

export function Computed({ row }) {
  const t = useText();
  const differs = row.claimed !== null && row.computed !== null && !same_figure(row.claimed, row.computed);
  return differs ? <strong class="differs" title={t("not what is claimed")}>≠ {score(row.computed)}</strong> : score(row.computed);
}

/* The grade that counts; where an officer has set her own score, with that. */
export function Grade({ row }) {
  const t = useText();
  if (row.confirmed === null) return grade_name(t, row.grade);
  return <><strong>{grade_name(t, row.confirmed_grade)}</strong> <small class="figure">{t("Confirmed")} {score(row.confirmed)}</small></>;
}

export function Findings({ row }) {
  const t = useText();
  const parts = [["error", row.errors], ["explain", row.explains], ["warning", row.warnings]].filter(([, n]) => n > 0);
  if (!parts.length) return <span class="quiet">{row.state === "received" ? "–" : t("none")}</span>;
  return <span class="nowrap">{parts.map(([severity, n]) => <Severity key={severity} severity={severity} number={n} />)}</span>;
}

export function DocumentTable({ rows, columns, sort, onSort, caption }) {
  const t = useText();
  const to = useLink();
  return (
    <Table caption={caption ?? t("Documents")} rows={rows} row_key={(r) => r.id} sort={sort} onSort={onSort} empty={t("No document fits.")}
      columns={COLUMNS.filter((c) => columns.includes(c.key)).map((c) => ({ ...c, title: t(c.title), unit: c.unit && t(c.unit), cell: (r) => c.cell(r, t, to) }))} />
  );
}

export function Projects() {
  const t = useText();
  const { scope, place } = usePage();
  const [columns, set_columns] = useState(() => chosen_columns());
  const asked = place.query;
  const query = {
    year: scope.year, form: asked.all === "1" ? "" : scope.form, unit: asked.unit, state: asked.state, grade: asked.grade, q: asked.q, rule: asked.rule,
    findings: asked.findings, counting: asked.counting ?? "1", sort: asked.sort ?? "time",
  };
  const page = Math.max(1, Number(asked.page) || 1);
  const found = useAsk("projects", { ...query, page, size: SIZE }, (e) => e.year === scope.year);
  const set = (values) => refine(place, { page: "", ...values });
  const pick = (next) => { set_columns(next); remember("columns", next.join(",")); };
  const rules = useRules(scope, asked.rule);
  const exported = COLUMNS.filter((c) => columns.includes(c.key)).flatMap((c) => c.export).join(",");
  return (
    <>
      <Title note={t("{form}, {year} budget year", { form: asked.all === "1" ? t("All forms") : form_name(t, scope.form), year: scope.year })}
        actions={<><Columns columns={columns} onPick={pick} /><a class="button" href={download("export.csv", { ...query, columns: exported })} download>{t("Export what is seen")}</a></>}>
        {t("Projects")}
      </Title>
      <Filters asked={asked} set={set} rules={rules} />
      <Asked of={found}>
        {(data) => (
          <div class="panel flush">
            <DocumentTable rows={data.rows} columns={columns} sort={asked.sort ?? "time"} onSort={(sort) => set({ sort })} caption={t("Projects")} />
            <Pager page={page} size={SIZE} total={data.total} onPage={(n) => refine(place, { page: n > 1 ? n : "" })} />
          </div>
        )}
      </Asked>
    </>
  );
}

function chosen_columns() {
  const kept = (recall("columns") ?? "").split(",").filter((key) => COLUMNS.some((c) => c.key === key));
  return kept.length ? kept : USUAL;
}

// The rules that found something in this form and year, asked for once; the chosen one stays among them.
function useRules(scope, chosen) {
  const overview = useAsk("overview", { year: scope.year, form: scope.form, unit: "" }, () => false);
  const rules = (overview.data?.rules ?? []).map((r) => [r.rule, r.title || r.rule]).sort((a, b) => a[1].localeCompare(b[1]));
  return chosen && !rules.some(([rule]) => rule === chosen) ? [[chosen, chosen], ...rules] : rules;
}

function Filters({ asked, set, rules }) {
  const t = useText();
  return (
    <form class="filters" role="search" aria-label={t("Filter the table")} onSubmit={(e) => e.preventDefault()}>
      <Search value={asked.q ?? ""} onSearch={(q) => set({ q })} label={t("Project or unit")} />
      <label class="field"><span>{t("Unit code begins")}</span><input size={12} inputMode="numeric" value={asked.unit ?? ""} onChange={(e) => set({ unit: e.target.value.trim() })} /></label>
      <Choice label={t("State")} value={asked.state} onPick={(state) => set({ state })} items={Object.entries(STATES).map(([k, v]) => [k, t(v)])} />
      <Choice label={t("Grade")} value={asked.grade} onPick={(grade) => set({ grade })} items={GRADES.map((g) => [g, grade_name(t, g)])} />
      <Choice label={t("Findings")} value={asked.findings} onPick={(findings) => set({ findings })} items={Object.entries(FILTERS).map(([k, v]) => [k, t(v)])} />
      <Choice label={t("Rule that found something")} value={asked.rule} onPick={(rule) => set({ rule })} items={rules} />
      <label class="check"><input type="checkbox" checked={asked.all === "1"} onChange={(e) => set({ all: e.target.checked ? "1" : "" })} /> {t("All forms")}</label>
      <label class="check"><input type="checkbox" checked={asked.counting === "0"} onChange={(e) => set({ counting: e.target.checked ? "0" : "" })} /> {t("Old versions too")}</label>
    </form>
  );
}

function Choice({ label, value, onPick, items }) {
  const t = useText();
  return (
    <label class="field"><span>{label}</span>
      <select value={value ?? ""} onChange={(e) => onPick(e.target.value)}>
        <option value="">{t("all")}</option>
        {items.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
    </label>
  );
}

// Searches while it is typed in, once the hand rests.
function Search({ value, onSearch, label }) {
  const [text, set] = useState(value);
  useEffect(() => { set(value); }, [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onSearch(text), SEARCH_WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <label class="field grow"><span>{label}</span><input type="search" value={text} onInput={(e) => set(e.target.value)} /></label>;
}

function Columns({ columns, onPick }) {
  const t = useText();
  return (
    <details class="menu-box">
      <summary class="button">{t("Columns")}</summary>
      <fieldset>
        <legend class="hidden-text">{t("Columns")}</legend>
        {COLUMNS.map((c) => (
          <label class="check" key={c.key}>
            <input type="checkbox" checked={columns.includes(c.key)} disabled={c.key === "project"}
              onChange={(e) => onPick(e.target.checked ? [...columns, c.key] : columns.filter((k) => k !== c.key))} /> {t(c.title)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
