// What people have to decide: documents of an equal key, and projects that no list knows for certain.
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { Asked, Empty, Panel, Title } from "../parts/basics.jsx";
import { Table } from "../parts/table.jsx";
import { useText } from "../text.js";
import { form_name } from "../vocabulary.js";
import { DocumentTable } from "./projects.jsx";

export function Conflicts() {
  const t = useText();
  const { scope } = usePage();
  const conflicts = useAsk("projects", { year: scope.year, state: "conflict", page: 1, size: 200 });
  const late = useAsk("projects", { year: scope.year, state: "late", page: 1, size: 200 });
  const unmatched = useAsk("unmatched", { year: scope.year, unit: "" });
  const columns = ["project", "unit_name", "form", "state", "claimed", "computed", "time"];
  return (
    <>
      <Title note={t("{year} budget year", { year: scope.year })}>{t("Conflicts")}</Title>
      <Panel id="same" title={t("Two documents of one project")} note={t("The second one is kept and not counted until somebody says whether it is a correction or another project.")}>
        <Asked of={conflicts}>{(data) => (data.rows.length ? <DocumentTable rows={data.rows} columns={columns} caption={t("Conflicts")} /> : <Empty>{t("No conflicts.")}</Empty>)}</Asked>
      </Panel>
      <Panel id="unmatched" title={t("Projects that no list knows for certain")}>
        <Asked of={unmatched}>{(data) => <Unmatched rows={data.rows} />}</Asked>
      </Panel>
      <Panel id="late" title={t("Came too late to count")}>
        <Asked of={late}>{(data) => (data.rows.length ? <DocumentTable rows={data.rows} columns={columns} caption={t("Came too late to count")} /> : <Empty>{t("Nothing came too late.")}</Empty>)}</Asked>
      </Panel>
    </>
  );
}

function Unmatched({ rows }) {
  const t = useText();
  const to = useLink();
  return (
    <Table caption={t("Projects that no list knows for certain")} rows={rows} row_key={(r) => r.id} empty={t("Every project is known.")}
      columns={[
        { key: "project", title: t("Project as printed"), wide: true, cell: (r) => <a href={to(["project", r.id])}>{r.project}</a> },
        { key: "form", title: t("Form"), cell: (r) => form_name(t, r.form) },
        { key: "unit", title: t("Unit code"), cell: (r) => <span class="figure">{r.unit}</span> },
        { key: "near", title: t("Comes near"), wide: true, cell: (r) => (r.candidates.length ? r.candidates.map((c) => `${c.name} (${c.code})`).join("; ") : "–") },
      ]} />
  );
}
