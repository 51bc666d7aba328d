// The year at a glance: what came against what is expected, how it scored, what was spent, what is wrong most often.
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { count, grouped, money, score, share } from "../format.js";
import { any_light, Asked, Figures, Light, Lights, Panel, Severity, Title } from "../parts/basics.jsx";
import { Chart } from "../parts/chart.jsx";
import { days, lying_bars, standing_bars } from "../parts/charts.js";
import { Table } from "../parts/table.jsx";
import { go, refine } from "../router.js";
import { useText } from "../text.js";
import { form_name, GRADE_COLOURS, GRADES, grade_name, LIGHTS } from "../vocabulary.js";

const BRANCHES_MAX = 24; // bars that can still be read; the organisation page has them all
const RULES_MAX = 12;

export function Overview() {
  const t = useText();
  const { scope, place } = usePage();
  const overview = useAsk("overview", { year: scope.year, form: scope.form, unit: "" });
  const tree = useAsk("tree", { year: scope.year, form: scope.form, unit: "" });
  const entries = overview.data?.forms.filter((f) => f.form === scope.form) ?? [];
  const entry = entries.find((f) => f.period === place.query.period) ?? entries[entries.length - 1];
  const period = entry?.period ?? "";
  return (
    <>
      <Title note={t("{form}, {year} budget year", { form: form_name(t, scope.form), year: scope.year })}
        actions={entries.length > 1 && <Periods entries={entries} period={period} onPick={(p) => refine(place, { period: p })} />}>{t("Overview")}</Title>
      <Asked of={overview}>{(data) => <Glance data={data} entry={entry} period={period} />}</Asked>
      <div class="panels">
        <Asked of={tree}>{(data) => <Branches rows={children_of(data.rows, period)} />}</Asked>
        <div class="pair">
          <Asked of={overview}>{(data) => <Days data={data} form={scope.form} />}</Asked>
          {graded(entry?.total) && <Asked of={overview}>{() => <Grades total={entry.total} />}</Asked>}
        </div>
        <Asked of={tree}>{(data) => <Spending rows={children_of(data.rows, period)} />}</Asked>
        <Asked of={overview}>{(data) => <Rules rules={data.rules} />}</Asked>
      </div>
    </>
  );
}

function Periods({ entries, period, onPick }) {
  const t = useText();
  return (
    <select aria-label={t("Period")} value={period} onChange={(e) => onPick(e.target.value)}>
      {entries.map((e) => <option key={e.period} value={e.period}>{e.period || t("Whole year")}</option>)}
    </select>
  );
}

const graded = (total) => GRADES.some((grade) => total?.grades[grade] > 0);

// The first level of branches that are more than one: what stands alone above them says what the county says.
function children_of(rows, period) {
  const mine = rows.filter((r) => r.period === period);
  if (!mine.length) return [];
  let shown = [mine.reduce((a, b) => (b.depth < a.depth ? b : a))];
  while (shown.length === 1) {
    const [only] = shown;
    const below = mine.filter((r) => r !== only && r.depth > only.depth && (r.parent ?? "") === only.unit);
    if (!below.length) break;
    shown = below;
  }
  return shown;
}

function Glance({ data, entry, period }) {
  const t = useText();
  const to = useLink();
  const { scope } = usePage();
  const progress = data.progress.find((p) => p.form === scope.form && p.period === period);
  const total = entry?.total;
  const spends = total && Number(total.annual_budget) > 0;
  return (
    <>
      <Figures items={[
        progress?.expected > 0
          ? { name: t("Received"), value: `${count(progress.received)} / ${count(progress.expected)}`, note: t("{share} of what is expected", { share: share(progress.received, progress.expected) }), href: to("missing") }
          : { name: t("Received"), value: count(total?.documents), note: t("No list of what is expected"), href: to("projects") },
        { name: t("Approved"), value: count(total?.approved?.documents), note: total ? t("{share} of those received", { share: share(total.approved?.documents, total.documents) }) : undefined, href: to("projects", { state: "approved" }) },
        progress?.expected > 0 && { name: t("On time"), value: share(progress.on_time, progress.expected), note: t("{n} late", { n: count(progress.late) }) },
        spends && { name: t("Annual budget"), value: money(total.annual_budget), unit: t("10,000 yuan") },
        spends && { name: t("Executed"), value: money(total.executed), unit: t("10,000 yuan"), note: t("execution rate {rate}", { rate: total.rate ?? "–" }) },
        graded(total) && { name: t("Mean computed score"), value: score(total.mean_score), unit: t("points"), note: t("claimed ≠ computed: {n}", { n: count(total.claimed_differs) }), href: to("projects", { findings: "differs" }) },
      ]} />
      <p class="small quiet as-of">
        {total ? t("From {n} document{n||s} of {units} unit{units||s}, as of position #{position}", { n: count(total.documents), units: count(entry.units.length), position: grouped(data.position) })
          : t("Nothing has been received of this form and year.")}
        {total?.states?.returned > 0 && <> · <a href={to("projects", { state: "returned" })}>{t("{n} returned", { n: total.states.returned })}</a></>}
        {total?.states?.conflict > 0 && <> · <a href={to("conflicts")}>{t("{n} in conflict", { n: total.states.conflict })}</a></>}
        {total?.not_computed > 0 && <> · {t("{n} not computed", { n: total.not_computed })}</>}
      </p>
    </>
  );
}

const branch_name = (t, row) => row.name || row.unit || t("The county");

function Branches({ rows }) {
  const t = useText();
  const to = useLink();
  const expects = rows.some((r) => r.expected > 0);
  const most = expects ? [...rows].sort((a, b) => b.expected - a.expected || a.unit.localeCompare(b.unit)) : [...rows].sort((a, b) => b.documents - a.documents);
  const shown = most.slice(0, BRANCHES_MAX);
  const series = expects
    ? [
      { name: t("Approved"), colour: "#0b4f8a", stack: "all", values: shown.map((r) => r.approved_rows) },
      { name: t("Received, not approved"), colour: "#8db9dc", stack: "all", values: shown.map((r) => r.received - r.approved_rows) },
      { name: t("Missing"), colour: "#ffffff", outline: "#8596a6", stack: "all", values: shown.map((r) => r.expected - r.received) },
    ]
    : [{ name: t("Received"), colour: "#5b9bd0", values: shown.map((r) => r.documents) }];
  return (
    <Chart title={t("Received against expected, by branch")} height={Math.max(180, 60 + 27 * shown.length)} rows={shown} empty={t("Nothing received and nothing expected.")}
      option={lying_bars({ names: shown.map((r) => branch_name(t, r)), series, labels: shown.map((r) => (expects ? `${r.received} / ${r.expected}` : String(r.documents))) })}
      onPick={(row) => go(["units", row.unit], query_of(to))}
      columns={[
        { key: "name", title: t("Branch"), cell: (r) => <a href={to(["units", r.unit])}>{branch_name(t, r)}</a> },
        { key: "expected", title: t("Expected"), kind: "figure", cell: (r) => count(r.expected) },
        { key: "received", title: t("Received"), kind: "figure", cell: (r) => count(expects ? r.received : r.documents) },
        { key: "approved", title: t("Approved"), kind: "figure", cell: (r) => count(r.approved_rows) },
        { key: "complete", title: t("Completeness"), kind: "figure", cell: (r) => r.completeness ?? "–" },
      ]} />
  );
}

const query_of = (to) => Object.fromEntries(new URLSearchParams(to("x").split("?")[1] ?? ""));

function Days({ data, form }) {
  const t = useText();
  const expected = data.progress.filter((p) => p.form === form).reduce((sum, p) => sum + p.expected, 0);
  const rows = [];
  data.days.reduce((sum, d) => { rows.push({ ...d, sum: sum + d.received }); return sum + d.received; }, 0);
  return (
    <Chart title={t("Received by day")} note={t("First versions, by the day of their receipt")} rows={rows} height={200} empty={t("Nothing received.")}
      option={days({
        names: rows.map((r) => r.day.slice(5)), daily: rows.map((r) => r.received), sum: rows.map((r) => r.sum), expected,
        words: { daily: t("On the day"), sum: t("Together"), expected: t("Expected") },
      })}
      columns={[
        { key: "day", title: t("Day"), cell: (r) => r.day },
        { key: "received", title: t("On the day"), kind: "figure", cell: (r) => count(r.received) },
        { key: "sum", title: t("Together"), kind: "figure", cell: (r) => count(r.sum) },
      ]} />
  );
}

// Monitoring forms have a light and no annual budget to divide by; self-evaluations the other way round.
function Spending({ rows }) {
  const spent = rows.some((r) => r.rate !== null && r.rate !== undefined);
  return !spent && rows.some((r) => any_light(r.lights)) ? <MonitoredLights rows={rows} /> : <Execution rows={rows} />;
}

function MonitoredLights({ rows }) {
  const t = useText();
  const to = useLink();
  const graveness = (r) => [r.lights?.red ?? 0, r.lights?.yellow ?? 0];
  const shown = [...rows].sort((a, b) => graveness(b)[0] - graveness(a)[0] || graveness(b)[1] - graveness(a)[1]).slice(0, BRANCHES_MAX);
  const option = lying_bars({
    names: shown.map((r) => branch_name(t, r)),
    series: Object.keys(LIGHTS).map((light) => ({ name: `${LIGHTS[light].sign} ${t(LIGHTS[light].word)}`, colour: LIGHT_COLOURS[light], stack: "all", values: shown.map((r) => r.lights?.[light] ?? 0) })),
    labels: shown.map((r) => (r.light ? `${LIGHTS[r.light].sign} ${t(LIGHTS[r.light].word)}` : "")),
  });
  option.grid.right = 64;
  return (
    <Chart title={t("Lights by branch")} note={t("documents by their light; beside the bar the light of the branch as a whole")} height={Math.max(180, 60 + 27 * shown.length)} rows={shown} option={option}
      onPick={(row) => go(["units", row.unit], query_of(to))}
      columns={[
        { key: "name", title: t("Branch"), cell: (r) => <a href={to(["units", r.unit])}>{branch_name(t, r)}</a> },
        ...Object.keys(LIGHTS).map((light) => ({ key: light, title: t(LIGHTS[light].word), kind: "figure", cell: (r) => count(r.lights?.[light]) })),
        { key: "light", title: t("The branch"), cell: (r) => <Light light={r.light} /> },
      ]} />
  );
}

function Execution({ rows }) {
  const t = useText();
  const to = useLink();
  const shown = rows.filter((r) => r.rate !== null && r.rate !== undefined).sort((a, b) => parseFloat(a.rate) - parseFloat(b.rate)).slice(0, BRANCHES_MAX);
  const lit = shown.some((r) => any_light(r.lights));
  const signs = (lights) => Object.keys(LIGHTS).filter((light) => lights?.[light] > 0).map((light) => `${LIGHTS[light].sign}${lights[light]}`).join(" ");
  const option = lying_bars({
    names: shown.map((r) => branch_name(t, r)), unit: "%",
    series: [{ name: t("Execution rate"), colour: "#5b9bd0", values: shown.map((r) => ({ value: parseFloat(r.rate), itemStyle: lit ? { color: LIGHT_COLOURS[worst_light(r.lights)] } : undefined })) }],
    labels: shown.map((r) => `${r.rate}  ${signs(r.lights)}`),
  });
  option.grid.right = lit ? 128 : 64; // the figure, and the signs of the lights
  return (
    <Chart title={lit ? t("Execution rate by branch, with its lights") : t("Execution rate by branch")} height={Math.max(180, 36 + 27 * shown.length)} rows={shown} empty={t("No money has been reported.")} option={option}
      note={lit ? t("lowest first; the colour is that of the most serious light, the figures count documents") : t("lowest first")}
      onPick={(row) => go(["units", row.unit], query_of(to))}
      columns={[
        { key: "name", title: t("Branch"), cell: (r) => <a href={to(["units", r.unit])}>{branch_name(t, r)}</a> },
        { key: "budget", title: t("Annual budget"), unit: t("10,000 yuan"), kind: "figure", cell: (r) => money(r.annual_budget) },
        { key: "executed", title: t("Executed"), unit: t("10,000 yuan"), kind: "figure", cell: (r) => money(r.executed) },
        { key: "rate", title: t("Execution rate"), kind: "figure", cell: (r) => r.rate },
        lit && { key: "light", title: t("Light"), cell: (r) => <Lights lights={r.lights} /> },
      ].filter(Boolean)} />
  );
}

const LIGHT_COLOURS = { green: "#6fae9f", yellow: "#e3b95a", red: "#bf5a46" };
const worst_light = (lights) => ["red", "yellow", "green"].find((light) => lights?.[light] > 0);

function Grades({ total }) {
  const t = useText();
  const { scope } = usePage();
  const rows = GRADES.map((grade) => ({ grade, n: total.grades[grade] ?? 0 }));
  const sum = rows.reduce((a, r) => a + r.n, 0);
  return (
    <Chart title={t("Grades of the computed scores")} rows={rows} height={200}
      option={standing_bars({
        names: rows.map((r) => grade_name(t, r.grade)), values: rows.map((r) => r.n), colours: rows.map((r) => GRADE_COLOURS[r.grade]),
        labels: rows.map((r) => `${r.n}  ${share(r.n, sum)}`),
      })}
      onPick={(row) => go("projects", { year: scope.year, form: scope.form, grade: row.grade })}
      columns={[
        { key: "grade", title: t("Grade"), cell: (r) => grade_name(t, r.grade) },
        { key: "n", title: t("Documents"), kind: "figure", cell: (r) => count(r.n) },
        { key: "share", title: t("Share"), kind: "figure", cell: (r) => share(r.n, sum) },
      ]} />
  );
}

function Rules({ rules }) {
  const t = useText();
  const to = useLink();
  const shown = [...rules].sort((a, b) => b.count - a.count).slice(0, RULES_MAX);
  return (
    <Panel id="rules" title={t("Findings that occur most")} note={t("In the documents that count as received")}>
      <Table caption={t("Findings that occur most")} rows={shown} empty={t("There are no findings.")} row_key={(r) => r.rule}
        columns={[
          { key: "title", title: t("Rule"), wide: true, cell: (r) => <a href={to("projects", { rule: r.rule })} title={r.rule}>{r.title || r.rule}</a> },
          { key: "severity", title: t("Kind"), cell: (r) => <Severity severity={r.severity} /> },
          { key: "count", title: t("Findings"), kind: "figure", cell: (r) => count(r.count) },
          { key: "documents", title: t("Documents"), kind: "figure", cell: (r) => count(r.documents) },
        ]} />
    </Panel>
  );
}
