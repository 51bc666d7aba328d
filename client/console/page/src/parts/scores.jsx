// Claimed beside computed, row by row; a click opens the arithmetic.
import { score } from "../format.js";
import { useText } from "../text.js";
import { grade_name } from "../vocabulary.js";

// What a row is about in the form's own words; its place in the form stands below.
function subject(document, path) {
  const [, list, n] = path.split("/");
  const row = document?.[list]?.[n];
  return row?.level3 || row?.label || "";
}

export function Scores({ verdict, document, onShow }) {
  const t = useText();
  return (
    <div class="scroll" role="region" aria-label={t("Scores")} tabIndex={0}>
      <table class="data scores">
        <caption class="hidden-text">{t("Scores")}</caption>
        <thead>
          <tr><th scope="col">{t("Row")}</th><th scope="col" class="figure">{t("Weight")}</th><th scope="col" class="figure">{t("Claimed")}</th><th scope="col" class="figure">{t("Computed")}</th><th scope="col">{t("How it was computed")}</th></tr>
        </thead>
        <tbody>
          {verdict.rows.map((row) => (
            <tr key={row.path} class={row.differs ? "differs" : ""}>
              <th scope="row"><button type="button" class="plain subject" onClick={() => onShow(row)}>{subject(document, row.path) || row.place}</button> <small class="quiet">{subject(document, row.path) && row.place}</small></th>
              <td class="figure">{score(row.weight)}</td>
              <td class="figure">{score(row.claimed)}</td>
              <td class="figure">{row.differs ? <strong class="differs">≠ {score(row.computed)}</strong> : score(row.computed)}</td>
              <td class="wide"><details><summary>{t("Arithmetic")} <small class="quiet mono">{row.method}</small></summary><p>{row.explanation}</p></details></td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr><th scope="row">{t("Total")}</th><td /><td class="figure">{score(verdict.claimed)}</td><td class="figure">{score(verdict.computed)}</td><td>{grade_name(t, verdict.grade)}</td></tr>
        </tfoot>
      </table>
    </div>
  );
}
