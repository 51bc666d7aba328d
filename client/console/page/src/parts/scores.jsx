// Claimed beside computed, row by row; a click opens the arithmetic.
import { score } from "../format.js";
import { useText } from "../text.js";
import { grade_name } from "../vocabulary.js";
import { Table } from "./table.jsx";

// What a row is about in the form's own words; its place in the form stands below.
function subject(document, path) {
  const [, list, n] = path.split("/");
  const row = document?.[list]?.[n];
  return row?.level3 || row?.label || "";
}

export function Scores({ verdict, document, onShow }) {
  const t = useText();
  const name = (row) => subject(document, row.path);
  return (
    <Table caption={t("Scores")} rows={verdict.rows} row_key={(r) => r.path} row_class={(r) => (r.differs ? "differs" : "")}
      columns={[
        { key: "row", title: t("Row"), total: t("Total"), cell: (r) => <><button type="button" class="plain subject" onClick={() => onShow(r)}>{name(r) || r.place}</button> <small class="quiet">{name(r) && r.place}</small></> },
        { key: "weight", title: t("Weight"), kind: "figure", cell: (r) => score(r.weight) },
        { key: "claimed", title: t("Claimed"), kind: "figure", total: score(verdict.claimed), cell: (r) => score(r.claimed) },
        { key: "computed", title: t("Computed"), kind: "figure", total: score(verdict.computed), cell: (r) => (r.differs ? <strong class="differs">≠ {score(r.computed)}</strong> : score(r.computed)) },
        { key: "how", title: t("How it was computed"), wide: true, total: grade_name(t, verdict.grade), cell: (r) => <details class="how"><summary>{r.method_title || t("Arithmetic")}</summary><p>{r.explanation}</p></details> },
      ]} />
  );
}
