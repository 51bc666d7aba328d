// Texts in English as they stand in the source, and their Chinese. Placeholders such as {n} are filled in; {n|form|forms} is what
// stands for one and for any other number.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import zh from "./text-zh.js";

export const Language = createContext("zh");

export function first_language() {
  const kept = recall("language");
  if (kept === "zh" || kept === "en") return kept;
  return (navigator.language ?? "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
}

// What a browser remembers for its user; one that forbids it simply forgets.
export function recall(key) {
  try { return localStorage.getItem(`jixiao.${key}`); } catch { return null; }
}
export function remember(key, value) {
  try { localStorage.setItem(`jixiao.${key}`, value); } catch { /* private window */ }
}

export function translate(language, text, values = {}) {
  const pattern = language === "zh" ? zh[text] ?? text : text;
  return pattern
    .replace(/\{(\w+)\|([^|}]*)\|([^|}]*)\}/g, (_, name, one, more) => (String(values[name]) === "1" ? one : more))
    .replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function useText() {
  const language = useContext(Language);
  return (text, values) => translate(language, text, values);
}
