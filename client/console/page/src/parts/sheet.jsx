// A form as it is printed: a grid with merged cells. Findings stand as signs in the cells they belong to. Cells can be gone through
// with the arrow keys; what Enter does on one is the page's business (correct it, comment on it, show its findings).
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useText } from "../text.js";
import { SEVERITIES } from "../vocabulary.js";

// The pointer itself or something below it: a finding on /total belongs to every cell of the total.
export const covers = (path, cell) => cell === path || cell.startsWith(`${path}/`);

function findings_of(sheet, findings) {
  const by_cell = new Map();
  sheet.cells.forEach((cell) => {
    if (!cell.path) return;
    const mine = findings.filter((f) => f.path && covers(f.path, cell.path));
    if (mine.length) by_cell.set(cell, mine);
  });
  return by_cell;
}

const worst = (findings) => findings.reduce((a, b) => (SEVERITIES[b.severity].rank < SEVERITIES[a.severity].rank ? b : a)).severity;

// edit: (cell, text) => void where cells may be corrected; act: (cell) => void where a cell may be chosen; `marked`: a path that is pointed at;
// `changed`: paths that were corrected; `commented`: paths with a comment.
export function Sheet({ sheet, findings = [], edit, act, actable = () => true, marked, changed = new Set(), commented = new Set() }) {
  const t = useText();
  const by_cell = useMemo(() => findings_of(sheet, findings), [sheet, findings]);
  const table = useRef(null);
  const [at, set_at] = useState(null); // the cell that Tab comes to
  const [editing, set_editing] = useState(null);
  const rows = useMemo(() => {
    const made = Array.from({ length: sheet.rows }, () => []);
    sheet.cells.forEach((cell) => made[cell.r]?.push(cell));
    return made;
  }, [sheet]);
  const usable = (cell) => cell.path && (edit || (act && actable(cell)));
  const known = at && sheet.cells.find((c) => c.r === at.r && c.c === at.c);
  const home = known && usable(known) ? known : sheet.cells.find(usable);

  const button_at = (cell) => table.current?.querySelector(`[data-at="${cell.r},${cell.c}"]`);
  const focus = (cell) => { set_at({ r: cell.r, c: cell.c }); button_at(cell)?.focus(); };

  useEffect(() => {
    if (!marked) return;
    const cell = sheet.cells.find((c) => c.path && covers(marked.path, c.path));
    if (!cell) return;
    set_at({ r: cell.r, c: cell.c });
    const box = table.current?.querySelector(`[data-cell="${cell.r},${cell.c}"]`);
    box?.scrollIntoView({ block: "center", inline: "nearest" });
    if (marked.focus) (button_at(cell) ?? box)?.focus({ preventScroll: true });
  }, [marked]);

  // Typing on a cell replaces what it says, as in a spreadsheet; an input method begins in the opened cell.
  function pressed(event, cell) {
    const begins = edit && !event.ctrlKey && !event.metaKey && !event.altKey && (event.keyCode === 229 || (event.key.length === 1 && event.key !== " "));
    if (!begins) return move(event, cell);
    if (event.keyCode !== 229) event.preventDefault();
    set_editing({ cell, typed: event.keyCode === 229 ? null : event.key });
  }

  function move(event, cell) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = neighbour(sheet.cells.filter(usable), cell, step);
    if (next) focus(next);
  }

  function chosen(cell) {
    if (edit) set_editing({ cell, typed: null });
    else act(cell);
  }

  function finished(cell, text, next) {
    set_editing(null);
    if (text !== null && text !== cell.text) edit(cell, text);
    const after = next ? neighbour(sheet.cells.filter(usable), cell, next) ?? cell : cell;
    requestAnimationFrame(() => focus(after));
  }

  const total = sheet.widths.reduce((a, b) => a + b, 0) || 1;
  return (
    <div class="scroll sheet-box">
      <table class={`sheet${edit ? " open" : ""}`} ref={table} style={{ minWidth: `${Math.min(1500, total * 6.2)}px` }}>
        <caption class="hidden-text">{sheet.name}</caption>
        <colgroup>{sheet.widths.map((width, n) => <col key={n} style={{ width: `${(100 * width) / total}%` }} />)}</colgroup>
        <tbody>
          {rows.map((cells, r) => (
            <tr key={r}>
              {cells.map((cell) => {
                const mine = by_cell.get(cell) ?? [];
                return (
                  <Cell key={`${cell.r},${cell.c}`} cell={cell} findings={mine} marked={marked && cell.path && covers(marked.path, cell.path)}
                    changed={changed.has(cell.path)} commented={commented.has(cell.path)}>
                    {editing?.cell === cell
                      ? <Editor cell={cell} typed={editing.typed} onDone={(text, next) => finished(cell, text, next)} />
                      : usable(cell)
                        ? <button type="button" class="cell" data-at={`${cell.r},${cell.c}`} tabIndex={home && home.r === cell.r && home.c === cell.c ? 0 : -1}
                            onClick={() => chosen(cell)} onFocus={() => set_at({ r: cell.r, c: cell.c })} onKeyDown={(e) => pressed(e, cell)}>
                            {cell.text || <span class="hidden-text">{t("empty")}</span>}<Signs findings={mine} />
                          </button>
                        : <>{cell.text}<Signs findings={mine} /></>}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// Headings of a few signs, and what is a figure with its unit or a day: nobody wants to read those over two lines. Nor sentences over ten.
const width_of = (text, heads) => (text.length <= (heads ? 5 : /\d/.test(text) ? 12 : 0) ? "short" : !heads && text.length > 12 ? "long" : "");

function Cell({ cell, findings, marked, changed, commented, children }) {
  const Tag = cell.look === "heading" || cell.look === "label" ? "th" : "td";
  const scope = cell.look === "heading" ? "col" : cell.look === "label" ? "row" : undefined;
  const classes = [cell.look, width_of(cell.text, scope), findings.length ? `found ${worst(findings)}` : "", marked ? "marked" : "", changed ? "changed" : "", commented ? "commented" : ""];
  return (
    <Tag class={classes.filter(Boolean).join(" ")} scope={scope} rowSpan={cell.rs} colSpan={cell.cs} data-cell={`${cell.r},${cell.c}`}>{children}</Tag>
  );
}

function Signs({ findings }) {
  const t = useText();
  if (!findings.length) return null;
  return (
    <span class="signs">
      {findings.slice(0, 3).map((f) => (
        <span key={f.number} class={`mark ${f.severity}`} title={f.message}>
          <span class="hidden-text">{t("Finding")} </span>{f.number}
        </span>
      ))}
      {findings.length > 3 && <span class="mark info">+{findings.length - 3}</span>}
    </span>
  );
}

function Editor({ cell, typed, onDone }) {
  const t = useText();
  const box = useRef(null);
  const over = useRef(false); // leaving the box also takes the focus from it
  // Before the next key arrives: whoever types on does not lose a letter.
  useLayoutEffect(() => {
    box.current.focus();
    if (typed === null) box.current.select();
    else box.current.setSelectionRange(typed.length, typed.length);
  }, []);
  function done(text, next) {
    if (over.current) return;
    over.current = true;
    onDone(text, next);
  }
  function key(event) {
    if (event.isComposing) return; // an input method's Enter is its own
    if (event.key === "Escape") { event.preventDefault(); done(null); }
    else if (event.key === "Enter" && !event.altKey && !event.shiftKey) { event.preventDefault(); done(box.current.value, [1, 0]); }
    else if (event.key === "Tab") { event.preventDefault(); done(box.current.value, [0, event.shiftKey ? -1 : 1]); }
  }
  return (
    <textarea ref={box} class="cell-editor" aria-label={t("Correct this cell; Enter keeps it, Escape leaves it")} rows={Math.min(6, 1 + Math.floor(cell.text.length / 14))}
      defaultValue={typed ?? cell.text} onKeyDown={key} onBlur={() => done(box.current?.value ?? null)} />
  );
}

// The nearest usable cell in a direction, preferring the same row or column; merged cells count with all they cover.
function neighbour(cells, from, [down, right]) {
  const apart = (a, a_span, b, b_span) => Math.max(0, b - (a + a_span - 1), a - (b + b_span - 1));
  let best = null, best_cost = Infinity;
  for (const cell of cells) {
    const ahead = down ? (cell.r - from.r) * down : (cell.c - from.c) * right;
    if (ahead <= 0) continue;
    const aside = down ? apart(from.c, from.cs, cell.c, cell.cs) : apart(from.r, from.rs, cell.r, cell.rs);
    const cost = ahead + aside * 100;
    if (cost < best_cost) { best = cell; best_cost = cost; }
  }
  return best;
}
