// Signing in. A session that ended comes back here, and afterwards to where it was.
import { useEffect, useRef, useState } from "preact/hooks";
import { post } from "../api.js";
import { useText } from "../text.js";
import { Speech } from "../parts/speech.jsx";

export function SignIn({ session, notice, speech, onSignedIn }) {
  const t = useText();
  const [refusal, set_refusal] = useState(null);
  const [busy, set_busy] = useState(false);
  const user = useRef(null), password = useRef(null);
  useEffect(() => { document.title = t("Sign in"); user.current?.focus(); }, []);

  async function submit(event) {
    event.preventDefault();
    set_busy(true);
    set_refusal(null);
    try {
      onSignedIn(await post("sign-in", { user: user.current.value.trim(), password: password.current.value }));
    } catch (error) {
      set_refusal(error);
      set_busy(false);
      password.current.value = "";
      password.current.focus();
    }
  }

  const why = refusal?.message ?? session.refused ?? (session.expired ? notice || t("You are signed out.") : notice?.message);
  return (
    <div class="signin">
      <main>
        <h1>绩效</h1>
        <p class="quiet">{t("Budget performance management of the county")}</p>
        {why && <p class={`notice${refusal || session.refused ? " error" : ""}`} role="alert">{why}{refusal?.advice && <><br />{refusal.advice}</>}</p>}
        {session.local
          ? <p>{t("Open this page by the link that jixiao ui printed when it started.")}</p>
          : (
            <form onSubmit={submit}>
              <label class="field"><span>{t("User")}</span><input ref={user} name="user" autocomplete="username" required maxLength={64} /></label>
              <label class="field"><span>{t("Password")}</span><input ref={password} name="password" type="password" autocomplete="current-password" required maxLength={256} /></label>
              <button type="submit" class="primary" disabled={busy}>{t("Sign in")}</button>
            </form>
          )}
        <p class="foot"><span>{session.version && `jixiao ${session.version}`}</span><Speech {...speech} /></p>
      </main>
    </div>
  );
}
