// What happens in the county, the newest first, as it happens: each line is one record of the journal. Below it what came last.
import { useEffect, useState } from "preact/hooks";
import { useAsk } from "../ask.js";
import { useLink, usePage } from "../context.js";
import { moment } from "../format.js";
import { heard, hear } from "../live.js";
import { Asked, Panel, State, Title } from "../parts/basics.jsx";
import { Table } from "../parts/table.jsx";
import { useText } from "../text.js";
import { act_name, form_name } from "../vocabulary.js";
import { DocumentTable } from "./projects.jsx";

const LAST = 30;

export function Activity() {
  const t = useText();
  const to = useLink();
  const { scope } = usePage();
  const last = useAsk("projects", { year: scope.year, counting: 0, sort: "time", page: 1, size: LAST });
  const [rows, set] = useState(() => [...heard()]);
  useEffect(() => hear(() => set([...heard()])), []);
  return (
    <>
      <Title note={t("Every line is a record of the journal that cannot be changed afterwards; a project's page has its whole history.")}>{t("What happens")}</Title>
      <div class="panel flush">
        <Table caption={t("What happens")} rows={rows} row_key={(r) => `${r.position}|${r.id}`} empty={t("Nothing has happened since this page was opened.")}
          columns={[
            { key: "project", title: t("Project"), wide: true, cell: (r) => <a href={to(["project", r.id])}>{r.project || t("(the whole unit)")}</a> },
            { key: "position", title: t("Position"), kind: "figure", cell: (r) => `#${r.position}` },
            { key: "time", title: t("Time"), cell: (r) => <span class="figure nowrap">{moment(r.time_ms)}</span> },
            { key: "act", title: t("Act"), cell: (r) => act_name(t, r.act) },
            { key: "form", title: t("Form"), cell: (r) => form_name(t, r.form) },
            { key: "unit", title: t("Unit"), cell: (r) => r.unit_name || r.unit },
            { key: "state", title: t("State now"), cell: (r) => <State state={r.state} /> },
          ]} />
      </div>
      <Panel id="last" title={t("Received last")}>
        <Asked of={last}>{(data) => <DocumentTable rows={data.rows} columns={["position", "time", "project", "form", "unit_name", "state", "findings"]} caption={t("Received last")} />}</Asked>
      </Panel>
    </>
  );
}
