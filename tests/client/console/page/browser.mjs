// A browser without a window, and what people do in it.
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { basename, delimiter, join } from "node:path";
import { BUILD, until } from "./county.mjs";
import { bytes_of } from "./documents.mjs";

const modules = process.env.JIXIAO_PAGE_MODULES ?? join(BUILD, "client/console/page/node_modules");
const require = createRequire(join(modules, "x.js"));

export function find_program(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, name);
      try { accessSync(path, constants.X_OK); return path; } catch { /* not here */ }
    }
  }
  return null;
}

// Why there can be no browser here; null when there can.
export function missing() {
  if (!find_program("chromium", "chromium-browser", "google-chrome")) return "chromium is not installed";
  for (const name of ["playwright-core", "axe-core"]) {
    try { require.resolve(name); } catch { return `${name} is not in ${modules}`; }
  }
  try { accessSync(join(BUILD, "bin/jixiao-console")); } catch { return "jixiao-console is not built"; }
  return null;
}

export async function open_browser() {
  return require("playwright-core").chromium.launch({
    executablePath: find_program("chromium", "chromium-browser", "google-chrome"),
    chromiumSandbox: process.getuid?.() !== 0, args: ["--disable-dev-shm-usage"],
  });
}

// A person's own browser: her cookie is nobody else's. `complaints` gathers what the page should never say.
export async function person(browser, address, { locale = "zh-CN", viewport = { width: 1440, height: 900 } } = {}) {
  const context = await browser.newContext({ baseURL: address, locale, viewport, acceptDownloads: true });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("console", (m) => { if (m.type() === "error" && !/status of (4|5)\d\d/.test(m.text())) page.complaints.push(m.text()); });
  return page;
}

export async function sign_in(page, user, password) {
  await page.goto("/");
  await page.getByLabel(/用户名|User/).fill(user);
  await page.getByLabel(/密码|Password/).fill(password);
  await page.getByRole("button", { name: /^(登录|Sign in)$/ }).click();
}

// Drops files where a hand would: a DataTransfer with the files' bytes.
export async function drop(page, target, paths) {
  const files = paths.map((path) => ({ name: basename(path), bytes: bytes_of(path) }));
  const transfer = await page.evaluateHandle((list) => {
    const made = new DataTransfer();
    for (const { name, bytes } of list) {
      made.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    }
    return made;
  }, files);
  await target.dispatchEvent("dragover", { dataTransfer: transfer });
  await target.dispatchEvent("drop", { dataTransfer: transfer });
}

// When everything that the page asked for is there.
export async function settled(page) {
  await page.locator(".shell main h1").waitFor();
  await until(async () => (await page.locator("main .loading, main .busy").count()) === 0, "the page has its answers");
}

// What axe finds that would keep somebody from using the page.
export async function barriers(page) {
  const loaded = await page.evaluate(() => Boolean(window.axe));
  // Not by a script element: the page's policy forbids it, as it should.
  if (!loaded) await page.evaluate(require("axe-core").source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}
