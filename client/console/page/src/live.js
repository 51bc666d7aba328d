// The county's changes as they happen: one EventSource for the whole page, and who wants to hear of it.

const listeners = new Set();
let source = null;
let state = { on: false, position: 0, message: "", runs: null }; // runs: as the county last told them, for those who may see them
const recent = []; // the newest first, for the page that shows what happens
const RECENT_MAX = 500;

export function hear(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export const now = () => state;
export const heard = () => recent;

function tell(next, events = null, more = false) {
  state = { ...state, ...next };
  listeners.forEach((listener) => listener(state, events, more));
}

function data_of(message) {
  try { return JSON.parse(message.data); } catch { return {}; }
}

// From now on; what was before is asked for, not listened to. A browser that was away goes on where it was by itself.
export function listen(when_over) {
  hush();
  source = new EventSource("api/events?since=0");
  source.addEventListener("hello", (m) => tell({ on: true, message: "", position: Math.max(state.position, data_of(m).position ?? 0) }));
  source.addEventListener("change", (m) => {
    const { position, events = [], more = false } = data_of(m);
    events.forEach((event) => recent.unshift(event));
    recent.length = Math.min(recent.length, RECENT_MAX);
    tell({ on: true, message: "", position }, events, more);
  });
  source.addEventListener("batches", (m) => tell({ runs: data_of(m) }));
  source.addEventListener("away", (m) => tell({ on: false, message: data_of(m).message ?? "" }));
  source.addEventListener("end", () => { hush(); when_over(); });
  source.onerror = () => tell({ on: false });
}

export function hush() {
  source?.close();
  source = null;
  state = { ...state, on: false, runs: null };
}
