// Figures, times and ids as people read them. Money comes in 万元 as text or number and is never computed with.

const GROUP = /\B(?=(\d{3})+(?!\d))/g;

const FIGURE = /^(-?)(\d+)(?:\.(\d+))?$/;

// "12345.6" -> "12,345.60"; filled up to `least` decimals, never rounded. Anything that is no number stays as it is.
export function grouped(value, least = 0) {
  if (value === null || value === undefined || value === "") return "–";
  const match = FIGURE.exec(String(value));
  if (!match) return String(value);
  const decimals = (match[3] ?? "").padEnd(least, "0");
  return match[1].replace("-", "−") + match[2].replace(GROUP, ",") + (decimals ? `.${decimals}` : "");
}

// Whether two figures as texts are the same number: "97.5" and "97.50".
export function same_figure(a, b) {
  const plain = (text) => String(text).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return plain(a) === plain(b);
}

export const money = (value) => grouped(value, 2);
export const count = (value) => grouped(value ?? 0);
export const score = (value) => grouped(value, 2);

// A share in per cent: 0.9912 -> "99.1%". Nothing of nothing is no figure.
export function share(part, whole, decimals = 2) {
  const p = Number(part), w = Number(whole);
  if (!w || Number.isNaN(p)) return "–";
  return `${((100 * p) / w).toFixed(decimals)}%`;
}

// The county's time is China's, wherever the browser stands.
const ZONE = "Asia/Shanghai";
const time_parts = new Intl.DateTimeFormat("sv-SE", {
  timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

export function moment(ms) {
  return ms ? time_parts.format(new Date(ms)) : "–";
}
export function minute(ms) {
  return moment(ms).slice(0, 16);
}
export function day(ms) {
  return moment(ms).slice(0, 10);
}

export const brief_id = (id) => (id ? id.slice(0, 10) : "–");

export function bytes(n) {
  if (n < 1024) return `${n} B`;
  if (n < 1024 * 1024) return `${(n / 1024).toFixed(0)} kB`;
  return `${(n / 1024 / 1024).toFixed(1)} MB`;
}
