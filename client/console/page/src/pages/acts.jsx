// Deciding on a document: what each act asks for, and what became of it.
import { useRef, useState } from "preact/hooks";
import { post } from "../api.js";
import { score } from "../format.js";
import { Dialog, Facts, Failure } from "../parts/basics.jsx";
import { useSending } from "../parts/sending.jsx";
import { useText } from "../text.js";
import { act_name } from "../vocabulary.js";

// What the reader is told when an act is through.
export function said_of(t, answer, words) {
  const result = answer.results?.[0];
  if (result?.changed === null) return t("{act}: in the journal as #{position}; its outcome will show here.", { act: words, position: result.position });
  return t("{act}: done, journal position #{position}.", { act: words, position: result?.position ?? "–" });
}

function useAct(act, id, onDone) {
  const { error, busy, send } = useSending();
  return { error, busy, send: (body) => send(async () => onDone(await post(`act/${act}`, { id, ...body }))) };
}

const WANTS_REASON = new Set(["withdraw", "adjust", "move", "resolve", "override", "explain", "own-score"]);
const SAYS = {
  approve: "The document then counts as approved and cannot be withdrawn by its unit.",
  withdraw: "The document then counts nowhere; it stays in the journal.",
  override: "The finding then no longer blocks the approval; your reason stands in the record.",
  explain: "The answer stands beside the finding in the record.",
  adjust: "The unit may then correct this approved target once.",
  "own-score": "Your score then counts instead of the computed one, which stays beside it.",
  move: "The document then belongs to the unit you name.",
  resolve: "Another document of this project counts already.",
};

export function ActDialog({ act, finding, of, onDone, onClose }) {
  const t = useText();
  const { error, busy, send } = useAct(act, of.id, onDone);
  const form = useRef(null);
  const [as, set_as] = useState("correction");
  const [back, set_back] = useState(false); // an own score is taken back
  const blocking = of.errors + of.explains;

  function go(event) {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form.current));
    const remark = finding && { rule: finding.rule, place: finding.path, text: values.reason };
    if (act === "explain") return send({ remarks: [remark] });
    if (act === "override") return send({ reason: values.reason, remarks: [remark] });
    if (act === "own-score") return send({ reason: values.reason, score: back ? null : values.score });
    return send(values);
  }

  return (
    <Dialog title={act_name(t, act)} onClose={onClose}>
      <div ref={(box) => { form.current = box?.closest("form"); }} class="stack">
        <p><strong>{of.project}</strong>{finding && <> · {finding.message}</>}</p>
        <p class="quiet">{t(SAYS[act])}</p>
        {act === "approve" && blocking > 0 && <p class="notice explain">{t("{n} finding{n||s} {n|keeps|keep} it from being approved until corrected, explained or let stand.", { n: blocking })}</p>}
        {act === "resolve" && (
          <fieldset class="stack">
            <legend>{t("This document is")}</legend>
            <label class="check"><input type="radio" name="as" value="correction" checked={as === "correction"} onChange={() => set_as("correction")} /> {t("a correction of the one that counts")}</label>
            <label class="check"><input type="radio" name="as" value="another" checked={as === "another"} onChange={() => set_as("another")} /> {t("another project of the same name")}</label>
          </fieldset>
        )}
        {act === "own-score" && <OwnScore of={of} back={back} onBack={set_back} />}
        {act === "move" && <label class="field"><span>{t("Unit code")}</span><input name="unit" required inputMode="numeric" /></label>}
        {(act === "move" || (act === "resolve" && as === "another")) && <label class="field"><span>{t("Project code")}</span><input name="project" required={act === "resolve"} /></label>}
        {WANTS_REASON.has(act) && <label class="field"><span>{act === "explain" ? t("Your explanation") : t("Reason")}</span><textarea name="reason" required maxLength={2000} /></label>}
        {error && <Failure error={error} />}
        <div class="row end">
          <button type="button" onClick={onClose}>{t("Cancel")}</button>
          <button type="submit" class="primary" disabled={busy} onClick={(e) => { if (form.current.reportValidity()) go(e); else e.preventDefault(); }}>{act_name(t, act)}</button>
        </div>
      </div>
    </Dialog>
  );
}

// The score beside those it is to stand for; one that stands may be taken back.
function OwnScore({ of, back, onBack }) {
  const t = useText();
  return (
    <>
      <Facts items={[
        [t("Claimed"), <>{score(of.claimed)} <small>{t("points")}</small></>],
        [t("Computed"), <>{score(of.computed)} <small>{t("points")}</small></>],
        of.confirmed !== null && [t("Confirmed"), <>{score(of.confirmed)} <small>{t("points")}</small></>],
      ]} />
      {of.confirmed !== null && <label class="check"><input type="checkbox" checked={back} onChange={(e) => onBack(e.target.checked)} /> {t("Take it back: the computed score counts again")}</label>}
      {!back && <label class="field"><span>{t("Own score, 0 to 100 points")}</span><input name="score" type="number" min="0" max="100" step="0.01" required inputMode="decimal" /></label>}
    </>
  );
}

// Returning takes comments on cells, so it stands above the form and not over it.
export function ReturnBox({ id, remarks, onRemarks, onShow, onDone, onCancel }) {
  const t = useText();
  const { error, busy, send } = useAct("return", id, onDone);
  const reason = useRef(null);
  const change = (place, text) => onRemarks(remarks.map((r) => (r.place === place ? { ...r, text } : r)));
  function go(event) {
    event.preventDefault();
    send({ reason: reason.current.value, remarks: remarks.filter((r) => r.text.trim()).map(({ place, text }) => ({ rule: "", place, text })) });
  }
  return (
    <form class="panel acting" aria-labelledby="returning" onSubmit={go}>
      <header><div><h2 id="returning">{t("Return")}</h2><p class="small quiet">{t("Choose a cell of the form below to comment on it.")}</p></div></header>
      <div class="stack">
        <label class="field"><span>{t("Reason")}</span><textarea ref={(box) => { if (box && !reason.current) box.focus(); reason.current = box; }} required maxLength={2000} /></label>
        {remarks.map((r) => (
          <div key={r.place} class="remark">
            <label class="field"><span>{t("Comment on")} <strong>{r.label || r.place}</strong></span>
              <textarea value={r.text} required maxLength={2000} onInput={(e) => change(r.place, e.target.value)} ref={(box) => { if (box && !box.dataset.seen) { box.dataset.seen = "1"; box.focus(); } }} /></label>
            <div class="row"><button type="button" class="plain small" onClick={() => onShow({ path: r.place })}>{t("Show the cell")}</button>
              <button type="button" class="plain small" onClick={() => onRemarks(remarks.filter((x) => x !== r))}>{t("Take the comment away")}</button></div>
          </div>
        ))}
        {error && <Failure error={error} />}
        <div class="row end"><button type="button" onClick={onCancel}>{t("Cancel")}</button><button type="submit" class="primary" disabled={busy}>{t("Return with {n} comment{n||s}", { n: remarks.length })}</button></div>
      </div>
    </form>
  );
}
