// Questions to the console and what it answers; what it refuses becomes a Refusal, in the user's language already.

export class Refusal extends Error {
  constructor(status, body) {
    super(body.message || body.code || String(status));
    this.status = status;
    this.code = body.code ?? "";
    this.advice = body.advice ?? "";
    this.where = body.where ?? "";
    this.retry_ms = body.retry_ms ?? 0;
  }
}

let language = "zh";
let csrf = "sign-in";
let when_signed_out = () => {};

export const speak = (chosen) => { language = chosen; };
export const carry_token = (token) => { csrf = token; };
export const on_signed_out = (act) => { when_signed_out = act; };

function address(path, query) {
  const kept = Object.entries(query ?? {}).filter(([, v]) => v !== "" && v !== null && v !== undefined);
  const rest = new URLSearchParams(kept).toString();
  return `api/${path}${rest ? `?${rest}` : ""}`;
}

async function ask(path, query, options) {
  let answer;
  try {
    answer = await fetch(address(path, query), {
      credentials: "same-origin", cache: "no-store", ...options,
      headers: { Accept: "application/json", "Accept-Language": language, ...options.headers },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, { code: "CONSOLE_AWAY" });
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  const refusal = new Refusal(answer.status, body);
  if (answer.status === 401 && path !== "sign-in") when_signed_out(refusal);
  throw refusal;
}

// `background`: the page asks by itself, which does not keep the session alive.
export function get(path, query, { background = false, signal } = {}) {
  return ask(path, query, { method: "GET", signal, headers: background ? { "X-Background": "1" } : {} });
}

export function post(path, body = {}) {
  return ask(path, {}, {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
  });
}

export function upload(file) {
  return ask("upload", { name: file.name }, {
    method: "POST", body: file, headers: { "Content-Type": "application/octet-stream", "X-CSRF-Token": csrf },
  });
}

// For plain links: a download is the browser's own business.
export const download = (path, query) => address(path, query);
