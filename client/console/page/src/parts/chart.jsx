// A chart with the table of what it shows: one click shows the table, and a screen reader always reads it.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useText } from "../text.js";
import { draw } from "./charts.js";
import { Table } from "./table.jsx";

export function Chart({ title, note, option, height = 260, columns, rows, empty, onPick }) {
  const t = useText();
  const id = useId();
  const place = useRef(null);
  const [tabled, set_tabled] = useState(false);
  const drawn = JSON.stringify(option);

  useEffect(() => {
    if (tabled || !place.current) return undefined;
    const chart = draw(place.current, option);
    chart.off("click");
    if (onPick) chart.on("click", ({ dataIndex }) => onPick(rows[dataIndex]));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(place.current);
    return () => { watch.disconnect(); };
  }, [drawn, tabled, rows.length]);

  useEffect(() => () => { if (place.current) draw(place.current, {}).dispose(); }, []);

  return (
    <section class="panel chart-panel" aria-labelledby={id}>
      <header>
        <div><h2 id={id}>{title}</h2>{note && <p class="small quiet">{note}</p>}</div>
        {rows.length > 0 && <button type="button" class="plain small" aria-pressed={tabled} onClick={() => set_tabled(!tabled)}>{tabled ? t("As a chart") : t("As a table")}</button>}
      </header>
      {rows.length === 0 ? <p class="empty">{empty}</p> : (
        <>
          {!tabled && <div class="chart" ref={place} style={{ minHeight: `${height}px` }} aria-hidden="true" />}
          <div class={tabled ? "" : "hidden-text"}><Table caption={title} columns={columns} rows={rows} silent={!tabled} /></div>
        </>
      )}
    </section>
  );
}
