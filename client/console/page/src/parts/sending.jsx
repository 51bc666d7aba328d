// What is sent to the county and may be refused.
import { useRef, useState } from "preact/hooks";
import { Dialog, Failure } from "./basics.jsx";
import { useText } from "../text.js";

// One thing at a time: send(what) awaits what() and keeps why it was refused. When it is through, the page goes on elsewhere.
export function useSending() {
  const [error, set_error] = useState(null);
  const [busy, set_busy] = useState(false);
  async function send(what) {
    set_busy(true);
    set_error(null);
    try {
      await what();
    } catch (refusal) {
      set_error(refusal);
      set_busy(false);
    }
  }
  return { error, busy, send };
}

// Asks for the reason that an act is recorded with; `word` is the act's name, onSend(reason) sends it.
export function ReasonDialog({ title, word, onSend, onClose, children }) {
  const t = useText();
  const { error, busy, send } = useSending();
  const reason = useRef(null);
  function go(event) {
    event.preventDefault();
    if (reason.current.reportValidity()) send(() => onSend(reason.current.value));
  }
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <label class="field"><span>{t("Reason")}</span><textarea ref={reason} required maxLength={2000} /></label>
      {error && <Failure error={error} />}
      <div class="row end">
        <button type="button" onClick={onClose}>{t("Cancel")}</button>
        <button type="submit" class="primary" disabled={busy} onClick={go}>{word}</button>
      </div>
    </Dialog>
  );
}
