// Where an auditor looks first: how scores are distributed unit by unit, and documents that are remarkable. None of it is an error by itself.
import { useState } from "preact/hooks";
import { useAsk } from "../ask.js";
import { useLink, usePage, usePlaceName } from "../context.js";
import { count, grouped, score } from "../format.js";
import { Asked, Bar, Empty, Panel, Title } from "../parts/basics.jsx";
import { Chart } from "../parts/chart.jsx";
import { lying_bars } from "../parts/charts.js";
import { Table } from "../parts/table.jsx";
import { refine } from "../router.js";
import { useText } from "../text.js";
import { GRADE_COLOURS, GRADES, grade_name } from "../vocabulary.js";

const UNITS_MAX = 24; // bars that can still be read
const KINDS = {
  full: { title: "Every row in full" }, spent: { title: "Little spent, much scored" }, exceeded: { title: "Far above the target" },
  copied: { title: "The same text in several projects" }, relation: { title: "Documents that contradict each other" },
};
const GRADE_KEYS = { 优: "excellent", 良: "good", 中: "fair", 差: "poor" };

export function Review() {
  const t = useText();
  const { scope, place } = usePage();
  const [looked, set_looked] = useState(false);
  const approved = place.query.approved ?? "";
  const review = useAsk(looked ? "review" : null, { year: scope.year, approved }, () => false);
  return (
    <>
      <Title note={t("Self-evaluations of {year}: none of this is an error by itself; it is where to look first.", { year: scope.year })}
        actions={<button type="button" class="primary" onClick={() => (looked ? review.again() : set_looked(true))} disabled={looked && review.busy}>{looked && review.busy ? t("Looking through the year…") : t("Look through the year")}</button>}>
        {t("Audit")}
      </Title>
      <div class="filters">
        <label class="check"><input type="checkbox" checked={approved === "1"} onChange={(e) => refine(place, { approved: e.target.checked ? "1" : "" })} /> {t("Only what is approved")}</label>
        <span class="small quiet">{t("Every document is read; in a large county this takes minutes.")}</span>
      </div>
      {looked && <Asked of={review}>{(data) => <Found data={data} />}</Asked>}
    </>
  );
}

function Found({ data }) {
  const t = useText();
  const units = data.units.filter((u) => Number(u.scored) > 0);
  if (!units.length) return <Empty>{t("No self-evaluation has a computed score.")}</Empty>;
  return (
    <>
      <p class="small quiet as-of">{t("As of position #{position}", { position: grouped(data.position) })}</p>
      <Distribution units={units} />
      <Units units={units} />
      <Remarkable data={data} />
    </>
  );
}

function Distribution({ units }) {
  const t = useText();
  const shown = [...units].sort((a, b) => Number(b.scored) - Number(a.scored)).slice(0, UNITS_MAX);
  return (
    <Chart title={t("Grades by unit")} rows={shown} height={Math.max(180, 60 + 27 * shown.length)}
      option={lying_bars({
        names: shown.map((u) => u.unit || u.unit_code), labels: shown.map((u) => score(u.mean_score)),
        series: GRADES.map((grade) => ({ name: grade_name(t, grade), colour: GRADE_COLOURS[grade], stack: "all", values: shown.map((u) => Number(u[GRADE_KEYS[grade]])) })),
      })}
      note={t("beside the bar the mean computed score")}
      columns={[
        { key: "unit", title: t("Unit"), cell: (u) => u.unit || u.unit_code },
        ...GRADES.map((grade) => ({ key: grade, title: grade_name(t, grade), kind: "figure", cell: (u) => count(u[GRADE_KEYS[grade]]) })),
        { key: "mean", title: t("Mean score"), kind: "figure", cell: (u) => score(u.mean_score) },
      ]} />
  );
}

const percent = (text) => (text === "" ? "–" : <Bar part={parseFloat(text)} whole={100} text={`${text}%`} />);

function Units({ units }) {
  const t = useText();
  const to = useLink();
  const { place } = usePage();
  const sort = place.query.order ?? "-exact";
  const by = {
    unit: (u) => u.unit_code, scored: (u) => Number(u.scored), mean: (u) => Number(u.mean_score), full: (u) => Number(u.full_percent),
    exact: (u) => Number(u.actual_is_target_percent), executed: (u) => Number(u.executed_percent),
  };
  const value = by[sort.replace(/^-/, "")] ?? by.unit;
  const sorted = [...units].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (sort.startsWith("-") ? -1 : 1));
  return (
    <Panel id="units" title={t("Scores against spending, unit by unit")} note={t("A result that is the target to the digit, row after row, was often copied; full scores with little spent want a reason.")}>
      <Table caption={t("Scores against spending, unit by unit")} rows={sorted} row_key={(u) => u.unit_code} sort={sort} onSort={(order) => refine(place, { order })}
        columns={[
          { key: "unit", title: t("Unit"), sort: "unit", cell: (u) => <a href={to(["units", u.unit_code])}>{u.unit || u.unit_code}</a> },
          { key: "scored", title: t("Documents"), kind: "figure", sort: "scored", cell: (u) => count(u.scored) },
          { key: "mean", title: t("Mean score"), kind: "figure", sort: "mean", cell: (u) => score(u.mean_score) },
          { key: "range", title: t("Lowest to highest"), kind: "figure", cell: (u) => `${score(u.lowest)} – ${score(u.highest)}` },
          { key: "full", title: t("Rows in full"), sort: "full", cell: (u) => percent(u.full_percent) },
          { key: "exact", title: t("Result is the target"), sort: "exact", cell: (u) => percent(u.actual_is_target_percent) },
          { key: "executed", title: t("Execution rate"), sort: "executed", cell: (u) => percent(u.executed_percent) },
        ]} />
    </Panel>
  );
}

function Remarkable({ data }) {
  const t = useText();
  const to = useLink();
  const name = usePlaceName();
  const { place } = usePage();
  const first = Object.keys(KINDS).find((k) => data.kinds[k] > 0) ?? "full";
  const kind = KINDS[place.query.kind] ? place.query.kind : first;
  const rows = data.rows.filter((r) => r.kind === kind);
  return (
    <Panel id="remarkable" title={t("Documents to look at")}>
      <div class="tabs" role="group" aria-label={t("Documents to look at")}>
        {Object.entries(KINDS).map(([key, k]) => (
          <button key={key} type="button" aria-pressed={key === kind} onClick={() => refine(place, { kind: key })}>{t(k.title)} <span class="quiet figure">{count(data.kinds[key])}</span></button>
        ))}
      </div>
      {data.kinds[kind] > rows.length && <p class="small quiet">{t("the first {n} of {all}", { n: count(rows.length), all: count(data.kinds[kind]) })}</p>}
      <Table caption={t(KINDS[kind].title)} rows={rows} empty={t("None.")}
        columns={[
          { key: "project", title: t("Project"), wide: true, cell: (r) => <a href={to(["project", r.id])}>{r.project || t("(the whole unit)")}</a> },
          { key: "unit", title: t("Unit"), cell: (r) => r.unit || r.unit_code },
          { key: "place", title: t("Where"), cell: (r) => (r.place ? name("self_evaluation", r.place) : "–") },
          { key: "says", title: t("What is remarkable"), wide: true, cell: (r) => r.says },
          rows.some((r) => r.others) && { key: "others", title: t("With"), cell: (r) => r.others.split(" ").filter(Boolean).slice(0, 5).map((id) => <a key={id} class="mono" href={to(["project", id])}>{id.slice(0, 8)} </a>) },
        ].filter(Boolean)} />
    </Panel>
  );
}
