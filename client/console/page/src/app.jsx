// The page: who is signed in, where she is, and the frame around what she sees.
import { render } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import * as api from "./api.js";
import { useAsk } from "./ask.js";
import { may_submit, may_supervise, Page } from "./context.js";
import * as live from "./live.js";
import { link, refine, usePlace } from "./router.js";
import { first_language, Language, remember, translate, useText } from "./text.js";
import { FORMS, form_name } from "./vocabulary.js";
import { SignIn } from "./pages/signin.jsx";
import { navigated, NAVIGATION, PAGES } from "./pages/all.js";
import { Speech } from "./parts/speech.jsx";
import "./style/app.css";

function App() {
  const [language, set_language] = useState(first_language);
  const [session, set_session] = useState(null);
  const [notice, set_notice] = useState(null);

  api.speak(language);
  useLayoutEffect(() => { // with the text, not some time after it: a screen reader speaks by it
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    remember("language", language);
  }, [language]);

  const begin = useCallback((next) => { api.carry_token(next.csrf); set_session(next); set_notice(null); }, []);
  const over = useCallback((refusal) => {
    live.hush();
    api.carry_token("sign-in");
    set_notice(refusal?.message ?? "");
    set_session((old) => ({ signed_in: false, csrf: "sign-in", local: old?.local, version: old?.version, expired: true }));
  }, []);
  useEffect(() => { api.on_signed_out(over); enter().then(begin, set_notice); }, []);

  const speech = { language, set_language };
  return (
    <Language.Provider value={language}>
      {session?.signed_in
        ? <Frame key={session.user} session={session} speech={speech} onSignOut={() => api.post("sign-out").finally(() => over(null))} onOver={() => over(null)} />
        : session || notice ? <SignIn session={session ?? {}} notice={notice} speech={speech} onSignedIn={begin} /> : null}
    </Language.Provider>
  );
}

// A one-time link carries its token behind the #, where no server and no log sees it; it leaves the address at once.
async function enter() {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (!token) return api.get("session");
  history.replaceState(null, "", "#/");
  try {
    return await api.post("sign-in", { token });
  } catch (refusal) {
    return { ...(await api.get("session")), refused: refusal.message };
  }
}

function Frame({ session, speech, onSignOut, onOver }) {
  const t = useText();
  const place = usePlace();
  const years = useAsk("years");
  const forms = useAsk("forms", {}, () => false);
  const [said, set_said] = useState("");
  const [open, set_open] = useState(false);
  const main = useRef(null);

  const say = useCallback((text) => { set_said(""); setTimeout(() => set_said(text), 50); }, []);
  useEffect(() => { if (!said) return undefined; const timer = setTimeout(() => set_said(""), 6000); return () => clearTimeout(timer); }, [said]);
  useEffect(() => { set_open(false); }, [place.path.join("/")]);
  useEffect(() => { set_said(""); }, [speech.language]);

  const scope = useMemo(() => ({
    year: Number(place.query.year) || years.data?.year || new Date().getFullYear(),
    form: FORMS[place.query.form] ? place.query.form : "self_evaluation",
  }), [place.query.year, place.query.form, years.data]);

  const starting = years.data !== null;
  useEffect(() => {
    if (!starting) return undefined;
    live.listen(onOver);
    return live.hush;
  }, [starting]);

  const name = place.path[0] ?? (may_supervise(session) ? "overview" : "desk");
  const Shown = PAGES[name] ?? PAGES.nowhere;
  return (
    <Page.Provider value={{ session, scope, place, say, forms: forms.data?.forms }}>
      <div class="shell">
        <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); main.current.focus(); }}>{t("Skip to the content")}</a>
        <header class="head">
          <button type="button" class="menu" aria-expanded={open} aria-controls="navigation" onClick={() => set_open(!open)}>☰<span class="hidden-text">{t("Menu")}</span></button>
          <a class="name" href="#/">绩效<small>{t("Budget performance")}</small></a>
          <Scope scope={scope} years={years.data?.years ?? []} place={place} />
          <div class="said" role="status" aria-live="polite">{said}</div>
          <div class="who">
            <Live />
            <span class="user" title={session.unit}>{session.user} · {session.unit}</span>
            <Speech {...speech} />
            {!session.local && <button type="button" onClick={onSignOut}>{t("Sign out")}</button>}
          </div>
        </header>
        <Navigation session={session} current={navigated(name)} scope={scope} open={open} />
        <main id="main" class="content" tabIndex={-1} ref={main}>
          {years.data ? <Shown key={`${place.path.join("/")}`} rest={place.path.slice(1)} /> : years.error ? <p class="notice error" role="alert">{years.error.message} {years.error.advice}</p> : <p class="quiet" role="status">{t("Loading…")}</p>}
        </main>
      </div>
    </Page.Provider>
  );
}

function Scope({ scope, years, place }) {
  const t = useText();
  const all = years.includes(scope.year) ? years : [scope.year, ...years];
  return (
    <div class="scope">
      <select aria-label={t("Budget year")} value={scope.year} onChange={(e) => refine(place, { year: e.target.value, page: "" })}>
        {all.map((year) => <option key={year} value={year}>{t("{year} budget year", { year })}</option>)}
      </select>
      <select aria-label={t("Form")} value={scope.form} onChange={(e) => refine(place, { form: e.target.value, page: "" })}>
        {Object.keys(FORMS).map((form) => <option key={form} value={form}>{form_name(t, form)}</option>)}
      </select>
    </div>
  );
}

function Live() {
  const t = useText();
  const [state, set] = useState(live.now());
  useEffect(() => live.hear((next) => set(next)), []);
  return (
    <span class={`live${state.on ? "" : " off"}`} title={state.message || undefined}>
      {state.on ? t("Live") : t("No connection")}{state.position > 0 && <span class="position"> #{state.position.toLocaleString("en")}</span>}
    </span>
  );
}

function Navigation({ session, current, scope, open }) {
  const t = useText();
  const inbox = useAsk(may_submit(session) ? "inbox" : null, { since: 0 });
  const waiting = inbox.data?.items.filter((i) => i.unit === session.unit && ["returned", "conflict", "rejected"].includes(i.state)).length ?? 0;
  const groups = NAVIGATION.filter((g) => g.for(session));
  return (
    <nav id="navigation" class={`nav${open ? " open" : ""}`} aria-label={t("Pages")}>
      <ul>
        {groups.flatMap((group) => [
          <li key={group.title} class="group" aria-hidden="true">{t(group.title)}</li>,
          ...group.pages.map(([page, title]) => (
            <li key={page}>
              <a href={link(page, { year: scope.year, form: scope.form })} aria-current={page === current ? "page" : undefined}>
                {t(title)}{page === "inbox" && waiting > 0 && <span class="n">{waiting}<span class="hidden-text"> {t("waiting")}</span></span>}
              </a>
            </li>
          )),
        ])}
      </ul>
    </nav>
  );
}

addEventListener("unhandledrejection", (event) => { if (event.reason?.name === "Refusal" || event.reason instanceof api.Refusal) event.preventDefault(); });
document.title = translate(first_language(), "Budget performance");
render(<App />, document.getElementById("app"));
