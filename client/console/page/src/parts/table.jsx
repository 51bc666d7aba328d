// Tables as officers read them all day: head that stays, figures to the right, the order by a click on a head.
import { useText } from "../text.js";

// columns: [{key, title, kind: "text" | "figure" | "mark", unit, sort, falls, cell(row), wide, total}]; the first one names its row; `total`
// is what stands below the column, where any has it. sort: "key" or "-key"; onSort(key) where the order can be changed; `falls`: "key"
// has the greatest first. silent: nobody sees it, so the keyboard passes it by.
export function Table({ caption, columns, rows, sort = "", onSort, row_key, row_class, empty, silent }) {
  const t = useText();
  if (!rows.length && empty) return <p class="empty">{empty}</p>;
  return (
    <div class={silent ? "" : "scroll"} role="region" aria-label={caption} tabIndex={silent ? undefined : 0}>
      <table class="data cards">
        <caption class="hidden-text">{caption}</caption>
        <thead>
          <tr>{columns.map((column) => <Head key={column.key} column={column} sort={sort} onSort={onSort} t={t} />)}</tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row_key ? row_key(row) : at} class={row_class?.(row)}>
              {columns.map((column, n) => n === 0
                ? <th key={column.key} scope="row" class={column.kind}>{column.cell(row)}</th>
                : <td key={column.key} class={`${column.kind ?? "text"}${column.wide ? " wide" : ""}`} data-title={column.title}>{column.cell(row)}</td>)}
            </tr>
          ))}
        </tbody>
        {columns.some((c) => c.total !== undefined) && (
          <tfoot>
            <tr>{columns.map((column, n) => n === 0
              ? <th key={column.key} scope="row">{column.total}</th>
              : <td key={column.key} class={column.total === undefined ? "nothing" : column.kind} data-title={column.title}>{column.total}</td>)}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Head({ column, sort, onSort, t }) {
  const sorted = sort.replace(/^-/, "") === column.sort;
  const turned = sort.startsWith("-"), down = turned !== Boolean(column.falls);
  const name = <>{column.title}{column.unit && <small> {column.unit}</small>}</>;
  if (!column.sort || !onSort) return <th scope="col" class={column.kind}>{name}</th>;
  const next = sorted && !turned ? `-${column.sort}` : column.sort;
  return (
    <th scope="col" class={column.kind} aria-sort={sorted ? (down ? "descending" : "ascending") : "none"}>
      <button type="button" class="sort" onClick={() => onSort(next)} title={t("Sort by this column")}>
        {name}<span aria-hidden="true" class="arrow">{sorted ? (down ? "▼" : "▲") : ""}</span>
      </button>
    </th>
  );
}

export function Pager({ page, size, total, onPage }) {
  const t = useText();
  const pages = Math.max(1, Math.ceil(total / size));
  const from = total ? (page - 1) * size + 1 : 0;
  return (
    <nav class="pager row apart" aria-label={t("Pages of the table")}>
      <p class="small quiet" role="status">{t("{from}–{to} of {total}", { from, to: Math.min(page * size, total), total })}</p>
      <div class="row">
        <button type="button" disabled={page <= 1} onClick={() => onPage(page - 1)}>{t("Previous")}</button>
        <span class="small figure">{page} / {pages}</span>
        <button type="button" disabled={page >= pages} onClick={() => onPage(page + 1)}>{t("Next")}</button>
      </div>
    </nav>
  );
}
