// Every page of the console as an officer and as a clerk sees it: screenshots.mjs COUNTY-FOLDER PEOPLE-FILE OUT-FOLDER
// COUNTY-FOLDER: a county that runs (year.py); PEOPLE-FILE: what year.py printed.
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { drop, missing, open_browser, person, settled, sign_in } from "./browser.mjs";
import { County, ROOT, until } from "./county.mjs";
import { self_evaluation, workbook, YEAR } from "./documents.mjs";

const SIZES = { wide: { width: 1440, height: 900 }, small: { width: 390, height: 844 } };
const PASSWORD = "for pictures only";
const [folder, people_file, out] = process.argv.slice(2);

const why = missing();
if (why) {
  console.error(`screenshots: ${why}: ops/setup --browser, then build`);
  process.exit(4);
}

const people = readFileSync(people_file, "utf8").trim().split("\n").map((line) => line.split(" "));
const county = new County(folder);
const browser = await open_browser();
const made = [];

async function picture(page, name) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await page.waitForTimeout(300); // charts follow the size of their panels
    const path = join(out, `${name}-${size}.png`);
    await page.screenshot({ path, fullPage: true });
    made.push(path);
  }
  await page.setViewportSize(SIZES.wide);
}

// Does it in Chinese, then in English, and leaves the page in Chinese.
async function both(page, does) {
  for (const suffix of ["", "-english"]) {
    await does(suffix);
    await page.getByRole("button", { name: /^(English|中文)$/ }).click();
  }
}

// As it stands.
const here = (page, name) => both(page, (suffix) => picture(page, name + suffix));

const pictures = (page, pages) => both(page, async (suffix) => {
  for (const [name, address] of Object.entries(pages)) {
    await page.goto(`/#/${address}`);
    await settled(page);
    const look = page.getByRole("button", { name: /^(审查全年|Look through the year)$/ });
    if (await look.count()) { await look.click(); await page.locator("#units").waitFor(); }
    await picture(page, name + suffix);
  }
});

// A run under other rules: its number.
async function run_of(page) {
  const draft = join(folder, "draft");
  cpSync(join(ROOT, "ops/rules/alternative"), draft, { recursive: true, dereference: true });
  await page.goto("/#/batches");
  await settled(page);
  await page.getByLabel(/规则草案/).check();
  await page.locator("input[type=file]").setInputFiles(draft);
  await page.getByRole("button", { name: "开始运算" }).click();
  await page.waitForURL(/batch\/\d+/);
  await page.locator("[role=progressbar][aria-valuenow='100']").waitFor();
  return /batch\/(\d+)/.exec(page.url())[1];
}

const first = (page, query) => page.evaluate((q) => fetch(`api/projects?${q}`).then((r) => r.json()).then((a) => a.rows[0]), query);

async function officer_sees(unit) {
  const page = await person(browser, county.address);
  await page.goto("/");
  await page.getByLabel("用户名").waitFor();
  await here(page, "sign-in");
  await sign_in(page, "officer", PASSWORD);
  await settled(page);
  const wrong = await first(page, `year=${YEAR}&form=self_evaluation&findings=errors&state=scored`);
  const returned = await first(page, `year=${YEAR}&form=self_evaluation&state=returned`);
  const accounts = await first(page, `year=${YEAR}&form=final_accounts`);
  const run = await run_of(page);
  await pictures(page, {
    batches: "batches", run: `batch/${run}`, audit: "review", year: "year",
    overview: "overview", monitoring: "overview?form=monitoring", organisation: "units", branch: `units/${unit}`, projects: "projects", missing: "missing?all=1", conflicts: "conflicts", activity: "activity",
    ...(wrong && { project: `project/${wrong.id}` }), ...(returned && { "project-returned": `project/${returned.id}` }), ...(accounts && { accounts: `project/${accounts.id}` }),
  });
  if (wrong) {
    await page.goto(`/#/project/${wrong.id}`);
    await settled(page);
    await page.getByRole("button", { name: "退回", exact: true }).click();
    await page.locator(".sheet button.cell").nth(3).click();
    await here(page, "returning");
  }
  await page.context().close();
}

async function clerk_sees(unit) {
  const page = await person(browser, county.address);
  await sign_in(page, "clerk", PASSWORD);
  await settled(page);
  const files = [workbook(folder, "cleaning", self_evaluation("河道清淤保洁", unit, "", { total: "89.50" })), workbook(folder, "bridge", self_evaluation("便民桥维修", unit, ""))];
  await drop(page, page.locator(".drop"), files);
  await until(async () => (await page.locator("#drafts").count()) && (await page.getByRole("link", { name: "便民桥维修" }).count()), "the files are read");
  await here(page, "desk");
  await page.getByRole("link", { name: "河道清淤保洁" }).click();
  await settled(page);
  await here(page, "draft");
  await page.locator("main").getByRole("link", { name: "检查与提交" }).click();
  await page.getByRole("button", { name: /^提交 2/ }).click();
  await until(async () => (await page.getByRole("link", { name: "回执" }).count()) === 2, "both are submitted");
  await here(page, "submitted");
  await page.getByRole("link", { name: "回执" }).first().click();
  await settled(page);
  await here(page, "receipt");
  await pictures(page, { owed: "owed", inbox: "inbox", own: "projects" });
  await page.context().close();
}

mkdirSync(out, { recursive: true });
try {
  await county.start(2);
  const officer = people.find(([name]) => name.startsWith("officer"));
  const clerk = people.find(([, unit]) => /^\d{6}1/.test(unit)) ?? people.find(([name]) => name.startsWith("clerk"));
  county.user("officer", PASSWORD, "county", join(folder, "people", `${officer[0]}.key`));
  county.user("clerk", PASSWORD, "township", join(folder, "people", `${clerk[0]}.key`));
  await county.open_console();
  await officer_sees(clerk[1]);
  await clerk_sees(clerk[1]);
} finally {
  await browser.close();
  await county.end();
}
console.log(`${made.length} pictures in ${out}`);
