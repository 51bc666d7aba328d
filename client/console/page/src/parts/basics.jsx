// Small parts that every page is made of.
import { useEffect, useRef } from "preact/hooks";
import { useText } from "../text.js";
import { LIGHTS, SEVERITIES, STATES, STATE_TONES } from "../vocabulary.js";

// The heading of a page takes the focus when the page is gone to, so that a screen reader begins there.
export function Title({ children, note, crumbs, actions }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = heading.current?.textContent ?? document.title;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [children?.toString()]);
  return (
    <header class="page-head">
      <div>
        {crumbs}
        <h1 tabIndex={-1} ref={heading}>{children}</h1>
        {note && <p>{note}</p>}
      </div>
      {actions && <div class="row">{actions}</div>}
    </header>
  );
}

export function Crumbs({ items }) {
  const t = useText();
  return (
    <nav class="crumbs" aria-label={t("Where you are")}>
      <ol>{items.map(([text, href]) => <li key={text}>{href ? <a href={href}>{text}</a> : <span aria-current="page">{text}</span>}</li>)}</ol>
    </nav>
  );
}

export function Panel({ title, note, actions, children, wide, id }) {
  return (
    <section class={`panel${wide ? " wide" : ""}`} aria-labelledby={id}>
      <header><div><h2 id={id}>{title}</h2>{note && <p class="small quiet">{note}</p>}</div>{actions}</header>
      {children}
    </section>
  );
}

export function State({ state }) {
  const t = useText();
  return <span class={`badge ${STATE_TONES[state] ?? "dim"}`}>{t(STATES[state] ?? state)}</span>;
}

export function Severity({ severity, number }) {
  const t = useText();
  const { word, sign } = SEVERITIES[severity] ?? SEVERITIES.info;
  return <span class={`badge ${severity}`}><span aria-hidden="true" class="sign">{sign}</span>{t(word)}{number ? ` ${number}` : ""}</span>;
}

export function Light({ light }) {
  const t = useText();
  if (!LIGHTS[light]) return <span class="quiet">–</span>;
  return <span class={`light ${light}`}><span aria-hidden="true">{LIGHTS[light].sign}</span> {t(LIGHTS[light].word)}</span>;
}

// How many documents have which light; nothing where none was judged by it.
export function Lights({ lights }) {
  const lit = Object.keys(LIGHTS).filter((light) => lights?.[light] > 0);
  const t = useText();
  if (!lit.length) return <span class="quiet">–</span>;
  return (
    <span class="lights">
      {lit.map((light) => <span key={light} class={`light ${light}`} title={t(LIGHTS[light].word)}><span aria-hidden="true">{LIGHTS[light].sign}</span><span class="hidden-text">{t(LIGHTS[light].word)}</span> {lights[light]}</span>)}
    </span>
  );
}

export function any_light(lights) {
  return Object.keys(LIGHTS).some((light) => lights?.[light] > 0);
}

// A share as a bar with its figure beside it; the figure says it all.
export function Bar({ part, whole, text }) {
  const width = whole > 0 ? Math.min(100, (100 * part) / whole) : 0;
  return (
    <span class="bar"><span class="track" aria-hidden="true"><span class="fill" style={{ width: `${width}%` }} /></span><span class="figure">{text}</span></span>
  );
}

export function Failure({ error, again }) {
  const t = useText();
  return (
    <div class="notice error" role="alert">
      <p><strong>{error.code === "CONSOLE_AWAY" ? t("The console cannot be reached. What is on the page may be old.") : error.message}</strong></p>
      {error.where && /[.:]/.test(error.where) && <p class="mono">{error.where}</p>}
      {error.advice && <p>{error.advice}</p>}
      {again && <button type="button" class="plain" onClick={again}>{t("Try again")}</button>}
    </div>
  );
}

// What was asked for: its content, or why there is none (yet).
export function Asked({ of, children }) {
  const t = useText();
  if (of.error) return <Failure error={of.error} again={of.again} />;
  if (!of.data) return of.busy ? <p class="quiet loading" role="status">{t("Loading…")}</p> : null;
  return <div aria-busy={of.busy} class={`asked${of.busy ? " busy" : ""}`}>{children(of.data)}</div>;
}

export function Empty({ children }) {
  return <p class="empty">{children}</p>;
}

// A dialog of the browser's own: it holds the focus, which goes back where it came from.
export function Dialog({ title, onClose, children }) {
  const box = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => before?.focus?.();
  }, []);
  return (
    <dialog ref={box} onClose={onClose} aria-labelledby="dialog-title">
      <form method="dialog" onSubmit={(e) => e.preventDefault()}>
        <h2 id="dialog-title">{title}</h2>
        {children}
      </form>
    </dialog>
  );
}

export function Facts({ items }) {
  return <dl class="facts">{items.filter(Boolean).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

// A figure that stands for a page at a glance: name, value with unit, and what it is out of.
export function Figures({ items }) {
  return (
    <dl class="figures">
      {items.filter(Boolean).map(({ name, value, unit, note, href }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{href ? <a href={href}>{value}</a> : value}{unit && <small> {unit}</small>}</dd>
          {note && <dd class="note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
