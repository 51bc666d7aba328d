// Where the reader is: #/projects?year=2025&state=scored. Everything that can be looked at has an address of its own.
import { useEffect, useState } from "preact/hooks";

export function place_of(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean).map(decode), query: Object.fromEntries(new URLSearchParams(query ?? "")) };
}

function decode(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

export function link(path, query = {}) {
  const parts = (Array.isArray(path) ? path : [path]).map(encodeURIComponent).join("/");
  const kept = Object.entries(query).filter(([, v]) => v !== "" && v !== null && v !== undefined);
  const rest = new URLSearchParams(kept).toString();
  return `#/${parts}${rest ? `?${rest}` : ""}`;
}

export function go(path, query) {
  location.hash = link(path, query);
}

export function usePlace() {
  const [place, set] = useState(() => place_of(location.hash));
  useEffect(() => {
    const moved = () => set(place_of(location.hash));
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return place;
}

// Changes single values of the query, without a new entry in the browser's history.
export function refine(place, values) {
  const hash = link(place.path, { ...place.query, ...values });
  history.replaceState(null, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}
