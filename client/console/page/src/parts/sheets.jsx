// The sheets of a document, one at a time: final accounts have nine.
import { useEffect, useState } from "preact/hooks";
import { useText } from "../text.js";
import { covers, Sheet } from "./sheet.jsx";

export function Sheets({ sheets, marked, ...rest }) {
  const t = useText();
  const [at, set] = useState(0);
  useEffect(() => {
    if (!marked) return;
    const found = sheets.findIndex((s) => s.cells.some((c) => c.path && covers(marked.path, c.path)));
    if (found >= 0) set(found);
  }, [marked]);
  const shown = sheets[Math.min(at, sheets.length - 1)];
  if (!shown) return null;
  return (
    <div>
      {sheets.length > 1 && (
        <div class="tabs" role="group" aria-label={t("Sheets")}>
          {sheets.map((s, n) => <button type="button" key={n} aria-pressed={n === at} onClick={() => set(n)}>{s.name}</button>)}
        </div>
      )}
      <Sheet sheet={shown} marked={marked} {...rest} />
    </div>
  );
}
