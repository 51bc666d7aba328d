// A question as part of a page: what is known, whether it is being asked, and asked again when the county changes.
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import { get } from "./api.js";
import { hear } from "./live.js";
import { Language } from "./text.js";

const LEAST_MS = 1000; // between two questions that a change causes

// `concerns(event)`: whether a change makes a difference here; none: every change does. A null path asks nothing.
export function useAsk(path, query = {}, concerns = () => true) {
  const [answer, set] = useState({ data: null, error: null, busy: true });
  const language = useContext(Language);
  const key = `${path}?${JSON.stringify(query)}&${language}`;
  const latest = useRef("");
  const interest = useRef(concerns);
  interest.current = concerns;

  const ask = useCallback(async (background) => {
    if (path === null) return set({ data: null, error: null, busy: false });
    const mine = (latest.current = `${key}#${Math.random()}`);
    if (!background) set((old) => ({ ...old, error: null, busy: true }));
    try {
      const data = await get(path, query, { background });
      if (latest.current === mine) set({ data, error: null, busy: false, key });
    } catch (error) {
      // What is on the page stays when only its renewal failed.
      if (latest.current === mine) set((old) => ({ data: background ? old.data : null, error: background ? old.error : error, busy: false, key }));
    }
  }, [key]);

  useEffect(() => { ask(false); return () => { latest.current = ""; }; }, [ask]);

  useEffect(() => {
    if (path === null) return undefined;
    let timer = null, last = 0;
    const stop = hear((_, events, more) => {
      if (!events || timer || !(more || events.some((e) => interest.current(e)))) return;
      timer = setTimeout(() => { timer = null; last = Date.now(); ask(true); }, Math.max(0, last + LEAST_MS - Date.now()));
    });
    return () => { stop(); clearTimeout(timer); };
  }, [ask]);

  const again = useCallback(() => ask(false), [ask]), renew = useCallback(() => ask(true), [ask]);
  return { ...answer, again, renew };
}
