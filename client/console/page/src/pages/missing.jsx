// Who owes what, and by when: for the county, and for one unit what it owes itself.
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { count, share } from "../format.js";
import { Asked, Figures, State, Title } from "../parts/basics.jsx";
import { Table } from "../parts/table.jsx";
import { refine } from "../router.js";
import { useText } from "../text.js";
import { form_name } from "../vocabulary.js";

export function Missing() {
  const t = useText();
  const { scope, place } = usePage();
  const all = place.query.all === "1";
  return (
    <>
      <Title note={t("{form}, {year} budget year", { form: all ? t("All forms") : form_name(t, scope.form), year: scope.year })}>{t("Missing submissions")}</Title>
      <form class="filters" role="search" aria-label={t("Filter the table")} onSubmit={(e) => e.preventDefault()}>
        <label class="field"><span>{t("Unit code begins")}</span><input size={12} inputMode="numeric" value={place.query.unit ?? ""} onChange={(e) => refine(place, { unit: e.target.value.trim() })} /></label>
        <label class="check"><input type="checkbox" checked={all} onChange={(e) => refine(place, { all: e.target.checked ? "1" : "" })} /> {t("All forms")}</label>
        <label class="check"><input type="checkbox" checked={place.query.late === "1"} onChange={(e) => refine(place, { late: e.target.checked ? "1" : "" })} /> {t("Late ones too")}</label>
      </form>
      <Owing query={{ year: scope.year, form: all ? "" : scope.form, unit: place.query.unit, late: place.query.late }} />
    </>
  );
}

export function Owed() {
  const t = useText();
  const { scope, session } = usePage();
  return (
    <>
      <Title note={t("Every form that your unit has to hand in for {year}", { year: scope.year })}>{t("What is owed")}</Title>
      <Owing query={{ year: scope.year, form: "", unit: session.role === "county" ? "" : session.unit, received: "1" }} own />
    </>
  );
}

function Owing({ query, own }) {
  const t = useText();
  const asked = useAsk("missing", query, (e) => e.year === query.year);
  return (
    <Asked of={asked}>
      {(data) => (
        <>
          {data.expected > 0 && <Summary data={data} own={own} />}
          <div class="panel flush"><Rows rows={data.rows} own={own} t={t} expected={data.expected} /></div>
        </>
      )}
    </Asked>
  );
}

function Summary({ data, own }) {
  const t = useText();
  const open = own ? data.rows.filter((r) => !r.received).length : data.total;
  const overdue = data.rows.filter((r) => r.overdue).length;
  return (
    <Figures items={[
      { name: t("Expected"), value: count(data.expected) },
      { name: own ? t("Still owed") : t("Missing or late"), value: count(open), note: share(open, data.expected) },
      { name: t("Overdue"), value: count(overdue) },
    ]} />
  );
}

function Rows({ rows, own, t, expected }) {
  const to = useLink();
  return (
    <Table caption={t("Missing submissions")} rows={rows} row_key={(r) => [r.form, r.period, r.unit, r.project].join("|")}
      empty={expected > 0 ? t("Nothing is missing.") : t("No list of what is expected has been put in force.")}
      columns={[
        { key: "project", title: t("Project"), wide: true, cell: (r) => r.project_name || r.project || t("(the whole unit)") },
        { key: "form", title: t("Form"), cell: (r) => form_name(t, r.form) + (r.period ? ` ${r.period}` : "") },
        !own && { key: "unit", title: t("Unit"), cell: (r) => <a class="quiet-link" href={to(["units", r.unit])}>{r.unit_name || r.unit}</a> },
        { key: "due", title: t("Due"), cell: (r) => <span class="figure">{r.due || "–"}</span> },
        { key: "came", title: t("Came"), cell: (r) => <span class="figure">{r.came || "–"}</span> },
        { key: "how", title: t("How it stands"), cell: (r) => <Standing row={r} t={t} /> },
      ].filter(Boolean)} />
  );
}

function Standing({ row, t }) {
  if (row.approved) return <span class="badge good">{t("Approved")}</span>;
  if (row.received && row.on_time) return <span class="badge info">{t("Received in time")}</span>;
  if (row.late) return <span class="badge explain">{t("Late")}</span>;
  if (row.received) return <span class="badge info">{t("Received")}</span>;
  return <><Waiting row={row} t={t} />{row.state && <> <State state={row.state} /></>}</>;
}

// What has not come, or came and does not count: the state beside it says why.
function Waiting({ row, t }) {
  if (row.overdue) return <span class="badge error">{t("Overdue")}</span>;
  return <span class="badge dim">{row.excepted ? t("Later by exception") : t("Not yet due")}</span>;
}
