// Runs over a year: what is known of them, kept up by what the county says as they go on.
import { useEffect, useState } from "preact/hooks";
import { useAsk } from "./ask.js";
import * as live from "./live.js";

export function useRuns(year) {
  const asked = useAsk("batches", { year }, () => false);
  const [heard, set] = useState(live.now().runs);
  useEffect(() => live.hear((state) => set(state.runs)), []);
  const newer = heard && asked.data && heard.position >= asked.data.position;
  const data = newer ? { ...heard, runs: heard.runs.filter((r) => r.year === year) } : asked.data;
  return { ...asked, data };
}
