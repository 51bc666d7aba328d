// The organisation tree: one branch, what is directly below it, and on to the next.
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { count, money, score, share } from "../format.js";
import { any_light, Asked, Bar, Crumbs, Empty, Figures, Light, Lights, Panel, Title } from "../parts/basics.jsx";
import { Table } from "../parts/table.jsx";
import { refine } from "../router.js";
import { useText } from "../text.js";
import { form_name } from "../vocabulary.js";
import { DocumentTable } from "./projects.jsx";

const FIRST = 20; // documents shown below a branch; the table of projects has them all

export function Tree({ rest }) {
  const t = useText();
  const { scope } = usePage();
  const unit = rest[0] ?? "";
  const tree = useAsk("tree", { year: scope.year, form: scope.form, unit: "" });
  return <Asked of={tree}>{(data) => <Branch rows={data.rows} unit={unit} t={t} />}</Asked>;
}

function Branch({ rows, unit, t }) {
  const to = useLink();
  const { scope, place } = usePage();
  const periods = [...new Set(rows.map((r) => r.period))];
  const period = periods.includes(place.query.period) ? place.query.period : periods[periods.length - 1];
  const mine = rows.filter((r) => r.period === period);
  const top = mine.length ? mine.reduce((a, b) => (b.depth < a.depth ? b : a)) : null;
  const here = (unit && mine.find((r) => r.unit === unit)) || (top && named_top(mine, top));
  if (!here) return <><Title>{t("Organisation")}</Title><Empty>{t("Nothing has been received of this form and year.")}</Empty></>;
  const name = (row) => row.name || row.unit || t("The county");
  const below = children(mine, here);
  return (
    <>
      <Title crumbs={<Crumbs items={path_to(mine, here).map((r) => [name(r), r === here ? null : to(["units", r.unit])])} />}
        note={t("{form}, {year} budget year", { form: form_name(t, scope.form), year: scope.year })}
        actions={periods.length > 1 && (
          <select aria-label={t("Period")} value={period} onChange={(e) => refine(place, { period: e.target.value })}>
            {periods.map((p) => <option key={p} value={p}>{p || t("Whole year")}</option>)}
          </select>
        )}>{name(here)}</Title>
      <Figures items={[
        here.expected > 0 ? { name: t("Received"), value: `${count(here.received)} / ${count(here.expected)}`, note: t("{share} of what is expected", { share: here.completeness ?? "–" }), href: to("missing", { unit: here.unit }) }
          : { name: t("Received"), value: count(here.documents) },
        { name: t("Approved"), value: count(here.approved.documents), note: t("{share} of those received", { share: share(here.approved.documents, here.documents) }) },
        here.expected > 0 && { name: t("On time"), value: here.punctuality ?? "–", note: t("{n} late", { n: count(here.late) }) },
        here.rate && { name: t("Annual budget"), value: money(here.annual_budget), unit: t("10,000 yuan") },
        { name: t("Executed"), value: money(here.executed), unit: t("10,000 yuan"), note: <>{t("execution rate {rate}", { rate: here.rate ?? "–" })} {any_light(here.lights) && <Lights lights={here.lights} />}</> },
        here.rate && here.mean_score && { name: t("Mean computed score"), value: score(here.mean_score), unit: t("points"), note: t("claimed ≠ computed: {n}", { n: count(here.claimed_differs) }) },
      ]} />
      {below.length > 0 && (
        <Panel id="below" title={t("Directly below")}>
          <BranchTable rows={below} all={mine} to={to} t={t} name={name} />
        </Panel>
      )}
      <Documents unit={here.unit} t={t} to={to} />
    </>
  );
}

// A county's own unit, where it stands alone below the nameless top, says the same with a name.
function named_top(rows, top) {
  const below = children(rows, top);
  return top.unit === "" && below.length === 1 ? below[0] : top;
}

const children = (rows, of) => rows.filter((r) => r !== of && (r.parent ?? "") === of.unit && r.unit !== of.unit);

function path_to(rows, row) {
  const path = [row];
  for (let guard = 0; guard < 32; guard++) {
    const above = rows.find((r) => r.unit === path[0].parent && r !== path[0]);
    if (!above || path.includes(above)) break;
    path.unshift(above);
  }
  return path;
}

function BranchTable({ rows, all, to, t, name }) {
  const { place } = usePage();
  const sort = place.query.order ?? "unit";
  const by = {
    unit: (r) => r.unit, documents: (r) => r.documents, complete: (r) => parseFloat(r.completeness ?? -1), budget: (r) => Number(r.annual_budget), executed: (r) => Number(r.executed),
    rate: (r) => parseFloat(r.rate ?? -1), mean: (r) => Number(r.mean_score ?? -1), approved: (r) => r.approved.documents,
  };
  const value = by[sort.replace(/^-/, "")] ?? by.unit;
  const sorted = [...rows].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (sort.startsWith("-") ? -1 : 1));
  const expects = rows.some((r) => r.expected > 0);
  return (
    <Table caption={t("Directly below")} rows={sorted} row_key={(r) => r.unit} sort={sort} onSort={(order) => refine(place, { order })}
      columns={[
        { key: "unit", title: t("Branch"), sort: "unit", cell: (r) => <><a href={to(["units", r.unit])}>{name(r)}</a> <small class="quiet figure">{r.unit}</small>{children(all, r).length > 0 && <small class="quiet"> ▸ {children(all, r).length}</small>}</> },
        expects && { key: "complete", title: t("Received / expected"), sort: "complete", cell: (r) => <Bar part={r.received} whole={r.expected} text={`${r.received} / ${r.expected}`} /> },
        !expects && { key: "documents", title: t("Documents"), kind: "figure", sort: "documents", cell: (r) => count(r.documents) },
        { key: "approved", title: t("Approved"), kind: "figure", sort: "approved", cell: (r) => count(r.approved.documents) },
        { key: "budget", title: t("Annual budget"), unit: t("10,000 yuan"), kind: "figure", sort: "budget", cell: (r) => money(r.annual_budget) },
        { key: "executed", title: t("Executed"), unit: t("10,000 yuan"), kind: "figure", sort: "executed", cell: (r) => money(r.executed) },
        { key: "rate", title: t("Execution rate"), kind: "figure", sort: "rate", cell: (r) => r.rate ?? "–" },
        rows.some((r) => any_light(r.lights)) && { key: "light", title: t("Light"), cell: (r) => <>{r.light && <><Light light={r.light} />{" "}</>}<Lights lights={r.lights} /></> },
        { key: "mean", title: t("Mean score"), kind: "figure", sort: "mean", cell: (r) => score(r.mean_score) },
        { key: "differs", title: t("Claimed ≠ computed"), kind: "figure", cell: (r) => count(r.claimed_differs) },
      ].filter(Boolean)} />
  );
}

function Documents({ unit, t, to }) {
  const { scope } = usePage();
  const found = useAsk("projects", { year: scope.year, form: scope.form, unit, page: 1, size: FIRST });
  return (
    <Panel id="documents" title={t("Documents")}
      actions={<a href={to("projects", { unit })}>{t("All in the table of projects")}</a>}>
      <Asked of={found}>{(data) => <DocumentTable rows={data.rows} columns={["project", "unit_name", "state", "claimed", "computed", "grade", "findings", "time"]} />}</Asked>
    </Panel>
  );
}
