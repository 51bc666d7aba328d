// The page in a real browser, against a real county: what a clerk and an officer do with it from signing in to the export, in both
// languages, by keyboard, and what nobody may do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { barriers, drop, missing, open_browser, person, settled, sign_in } from "./browser.mjs";
import { County, ROOT, until } from "./county.mjs";
import { self_evaluation, workbook, YEAR } from "./documents.mjs";

const why = missing();
if (why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

const COUNTY = "990001000", SHIQIAO = "990001101", LIUHE = "990001102";
const PASSWORD = "a long enough password";
const CLEANING = "石桥镇河道清淤保洁", BRIDGE = "石桥镇便民桥维修", ROAD = "石桥镇村道养护", HOSTILE = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>桥";
const UNITS = `单位代码,单位名称,上级代码\n990001,虚构县,\n${COUNTY},虚构县财政局,990001\n990001100,第一片区,990001\n${SHIQIAO},石桥镇,990001100\n${LIUHE},柳河镇,990001100\n`;

let county, browser, clerk, officer;

// Each step goes on where the one before it ended.
let broken = null;
function step(name, act) {
  test(name, async (context) => {
    if (broken) return context.skip(`after “${broken}” failed`);
    try {
      await act();
    } catch (error) {
      broken = name;
      error.message += `\n\n${await seen()}\n${county.log()}`;
      throw error;
    }
  });
}

// What the people had before them when something went wrong.
async function seen() {
  const pages = [["clerk", clerk], ["officer", officer]].filter(([, page]) => page);
  const texts = await Promise.all(pages.map(async ([name, page]) => `--- ${name}: ${page.url()}\n${await page.locator("main").innerText({ timeout: 1000 }).catch((e) => e.message)}\n${page.complaints.join("\n")}`));
  return texts.map((text) => text.slice(0, 3000)).join("\n");
}

before(async () => {
  county = new County();
  // Whoever ends the test also ends the county that it started.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => county.end().finally(() => process.exit(1)));
  await county.start(2);
  county.load("units", UNITS);
  for (const [user, unit, role] of [["wang", SHIQIAO, "township"], ["zhao", LIUHE, "township"], ["li", COUNTY, "county"], ["sun", COUNTY, "county"]]) {
    county.user(user, PASSWORD, role, county.key(user, unit, role));
  }
  await county.open_console();
  browser = await open_browser();
  clerk = await person(browser, county.address);
  officer = await person(browser, county.address);
});

after(async () => {
  await browser?.close();
  await county?.end();
});

const named = (page, name) => page.getByRole("link", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name });
const said = (page) => page.locator(".said");
const file = (name, project, wrong) => workbook(county.folder, name, self_evaluation(project, SHIQIAO, "石桥镇", wrong));

step("a wrong password is refused, the right one is not", async () => {
  await sign_in(clerk, "wang", "not her password");
  await clerk.getByRole("alert").waitFor();
  assert.match(await clerk.getByRole("alert").textContent(), /密码|名/);
  await sign_in(clerk, "wang", PASSWORD);
  await heading(clerk, "检查与提交").waitFor();
  await sign_in(officer, "li", PASSWORD);
  await heading(officer, "总览").waitFor();
});

step("a workbook that is dropped is read, its findings stand beside their cells, and a cell is corrected in place", async () => {
  await drop(clerk, clerk.locator(".drop"), [file("cleaning", CLEANING, { total: "89.50" }), file("bridge", BRIDGE)]);
  await named(clerk, CLEANING).click();
  await heading(clerk, CLEANING).waitFor();
  const finding = clerk.locator(".findings li.error");
  assert.match(await finding.textContent(), /89\.50/);
  const cell = clerk.locator(".sheet td.found.error", { hasText: "89.50" });
  assert.equal(await cell.count(), 1, "the finding's sign stands in the cell of the total");

  await finding.getByRole("button", { name: /定位/ }).click();
  await clerk.keyboard.press("Enter");
  await clerk.keyboard.type("99.50");
  await clerk.keyboard.press("Enter");
  await until(async () => (await clerk.locator(".findings li.error").count()) === 0, "the finding is gone");
  await clerk.locator(".sheet td.changed", { hasText: "99.50" }).waitFor();

  const [download] = await Promise.all([clerk.waitForEvent("download"), named(clerk, "下载更正后的表").click()]);
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), "PK", "the corrected form is a workbook");
});

step("what is submitted has a receipt, and the county's page changes by itself", async () => {
  const before = await officer.locator(".as-of").textContent();
  await clerk.getByRole("button", { name: "提交", exact: true }).click();
  await clerk.locator(".notice.good").getByRole("link", { name: "回执" }).waitFor();
  await until(async () => (await officer.locator(".as-of").textContent()) !== before, "the overview has another position", 10_000);
  await until(async () => /1 个单位的 1 份/.test(await officer.locator(".as-of").textContent()), "the overview counts the document", 10_000);

  await clerk.locator(".notice.good").getByRole("link", { name: "回执" }).click();
  await heading(clerk, "回执").waitFor();
  assert.match(await clerk.locator(".receipt").textContent(), /已验证/);

  await named(clerk, "检查与提交").click();
  await clerk.getByRole("button", { name: "提交 1 张表" }).click();
  await until(async () => (await clerk.getByRole("link", { name: "回执" }).count()) === 2, "both have receipts");
});

step("every chart is a table too: days, grades, what is wrong most often", async () => {
  await named(officer, "总览").click();
  await heading(officer, "总览").waitFor();
  await settled(officer);
  const row = (caption) => officer.getByRole("table", { name: caption }).locator("tbody tr").first().innerText();
  assert.match(await row("每日收件"), /^20\d\d-\d\d-\d\d\s+2\s+2$/);
  assert.match(await row("核算等级分布"), /^优\s+2\s+100\.00%$/);
  assert.match(await row("出现最多的问题"), /警告\s+2\s+2$/);
  const panel = officer.getByRole("region", { name: "核算等级分布" });
  await panel.first().getByRole("button", { name: "看表" }).click();
  await officer.getByRole("table", { name: "核算等级分布" }).locator("th", { hasText: "差" }).waitFor({ state: "visible" });

  await officer.getByRole("table", { name: "出现最多的问题" }).getByRole("link").first().click();
  await heading(officer, "项目").waitFor();
  await until(async () => (await officer.locator("table.data tbody tr").count()) === 2, "the documents with that finding");
  await officer.getByLabel("触发的规则").selectOption("");
  await officer.goto("/#/projects?rule=no.such.rule");
  await officer.getByText("没有符合条件的文件").waitFor();
});

step("the officer drills down to one indicator and its arithmetic", async () => {
  await named(officer, "组织").click();
  await heading(officer, "虚构县").waitFor();
  await named(officer, "第一片区").click();
  await heading(officer, "第一片区").waitFor();
  await named(officer, "石桥镇").first().click();
  await heading(officer, "石桥镇").waitFor();
  await named(officer, CLEANING).click();
  await heading(officer, CLEANING).waitFor();
  const row = officer.getByRole("region", { name: "得分" }).locator("tbody tr").first();
  await row.locator("summary").click();
  assert.match(await row.locator("details p").textContent(), /\d/);
});

step("returned with a comment on a cell, corrected, sent again, approved", async () => {
  await officer.getByRole("button", { name: "退回", exact: true }).click();
  await officer.getByLabel("理由").fill("请核实受益人数");
  await officer.getByRole("button", { name: /^8730人/ }).click();
  await officer.getByLabel(/^意见：/).fill("与附件不一致");
  await officer.getByRole("button", { name: /^退回（1/ }).click();
  await said(officer).filter({ hasText: "完成" }).waitFor();

  const waiting = clerk.locator(".nav .n");
  await waiting.waitFor(); // without a reload
  await named(clerk, "退回与答复 1 份待处理").click();
  await clerk.getByText("请核实受益人数").waitFor();
  await clerk.getByText("与附件不一致").waitFor();
  await clerk.getByRole("button", { name: "更正" }).click();
  await clerk.getByRole("button", { name: /^8730人/ }).click();
  await clerk.keyboard.press("Control+A");
  await clerk.keyboard.type("8650人");
  await clerk.keyboard.press("Enter");
  await clerk.locator(".sheet td.changed", { hasText: "8650人" }).waitFor();
  await clerk.getByRole("button", { name: "提交更正" }).click();
  await clerk.locator(".notice.good").waitFor();

  await named(officer, "查看新版本").click();
  await officer.getByRole("button", { name: "与上一版对照" }).click();
  await officer.locator("del", { hasText: "8730人" }).waitFor();
  await officer.locator("ins", { hasText: "8650人" }).waitFor();
  await officer.getByRole("button", { name: "通过", exact: true }).click();
  await officer.getByRole("dialog").getByRole("button", { name: "通过" }).click();
  await officer.locator(".facts .badge.good").waitFor();
});

step("the county's officer sets a score of her own, and takes it back", async () => {
  const decide = async (say) => {
    await officer.getByRole("button", { name: "核定得分" }).click();
    const dialog = officer.getByRole("dialog");
    await say(dialog);
    await dialog.getByLabel("理由").fill("现场核查：产出数量少于填报数");
    await dialog.getByRole("button", { name: "核定得分" }).click();
    await dialog.waitFor({ state: "detached" });
  };
  const own = officer.locator("main .facts dd", { hasText: "88.50" });
  await decide((dialog) => dialog.getByLabel(/^核定得分（/).fill("88.50"));
  await own.waitFor();
  assert.match(await own.innerText(), /88\.50 分\s+良/);
  await decide((dialog) => dialog.getByLabel(/取消核定/).check());
  await own.waitFor({ state: "detached" });
});

step("the table of projects is searched, ordered, and exported as it is seen", async () => {
  await named(officer, "项目").click();
  await heading(officer, "项目").waitFor();
  await officer.getByLabel("项目或单位名称").fill("便民 桥");
  await until(async () => (await officer.locator("table.data tbody tr").count()) === 1, "one project fits");
  await officer.getByRole("button", { name: /核算/ }).click();
  await officer.locator("th[aria-sort=ascending]", { hasText: "核算" }).waitFor();
  const [download] = await Promise.all([officer.waitForEvent("download"), named(officer, "导出所见").click()]);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\r\n");
  assert.equal(lines.length, 2);
  assert.ok(lines[1].includes(BRIDGE) && lines[1].includes("99.50"), lines[1]);
});

step("the year is scored again with progress, compared, published; another run is dropped", async () => {
  await clerk.goto("/#/desk");
  await drop(clerk, clerk.locator(".drop"), [workbook(county.folder, "road", with_slow_row(self_evaluation(ROAD, SHIQIAO, "石桥镇", { total: "98.59" })))]);
  await clerk.getByRole("button", { name: "提交 1 张表" }).click();
  await until(async () => (await clerk.getByRole("row", { name: ROAD }).getByRole("link", { name: "回执" }).count()) === 1, "it is submitted");

  await named(officer, "重新评分").click();
  await heading(officer, "重新评分").waitFor();
  await officer.getByLabel(/规则草案/).check();
  const draft = join(county.folder, "draft"); // the browser takes no links
  cpSync(join(ROOT, "ops/rules/alternative"), draft, { recursive: true, dereference: true });
  await officer.locator("input[type=file]").setInputFiles(draft);
  await officer.getByRole("button", { name: "开始运算" }).click();
  const progress = officer.getByRole("progressbar");
  await progress.waitFor();
  await until(async () => (await progress.getAttribute("aria-valuenow")) === "100", "the run is complete without a reload");
  await officer.getByRole("table", { name: "按等级" }).waitFor();
  const changed = officer.getByRole("table", { name: "按项目" }).getByRole("row", { name: ROAD });
  assert.match(await changed.innerText(), /98\.59[\s\S]*98\.50/); // 10/11 of the weight before, 1-(11-10)/10 of it now
  assert.match(await officer.locator(".as-of").textContent(), /有 1 份/);
  assert.match(await officer.getByRole("table", { name: "按规则" }).innerText(), /反向指标：指标值÷实际值×分值[^→]*→ 反向指标：\(1-/); // in words, each pack's own
  assert.match(await officer.getByRole("table", { name: "按单位" }).innerText(), /石桥镇\s+1/);
  const why = officer.getByRole("table", { name: "按项目" }).locator("details").first();
  await why.locator("summary").click();
  await why.locator("del").first().waitFor();
  assert.match(await why.locator("ins").first().textContent(), /\d/);

  await officer.getByRole("button", { name: "启用结果" }).click();
  await officer.getByLabel("理由").fill("按新办法");
  await officer.getByRole("dialog").getByRole("button", { name: "启用结果" }).click();
  await officer.getByText("现行的就是这次运算的结果").waitFor();

  await named(officer, "重新评分").first().click();
  await officer.getByRole("button", { name: "开始运算" }).click();
  await officer.getByRole("button", { name: "放弃" }).click();
  await officer.getByLabel("理由").fill("只是试算");
  await officer.getByRole("dialog").getByRole("button", { name: "放弃" }).click();
  await heading(officer, "重新评分").waitFor();
  await until(async () => (await officer.getByRole("table", { name: "运算记录" }).locator("tbody tr").count()) === 1, "the dropped run is gone");
});

step("a rule pack with an error is named, and no run begins", async () => {
  const folder = join(county.folder, "torn");
  mkdirSync(folder);
  writeFileSync(join(folder, "profile.txt"), "profile torn\nno such word\n");
  await officer.getByLabel(/规则草案/).check();
  await officer.locator("input[type=file]").setInputFiles(folder);
  await officer.getByRole("button", { name: "开始运算" }).click();
  await officer.getByRole("alert").waitFor();
  assert.match(await officer.getByRole("alert").textContent(), /profile\.txt:\d+:\d+/);
});

step("the audit view says where to look first", async () => {
  await named(officer, "审查线索").click();
  await heading(officer, "审查线索").waitFor();
  await officer.getByRole("button", { name: "审查全年" }).click();
  const units = officer.getByRole("table", { name: "各单位得分与支出对照" });
  await units.waitFor();
  assert.match(await units.getByRole("row", { name: "石桥镇" }).innerText(), /石桥镇\s+3\s/);
  await officer.getByRole("button", { name: /^各行全部满分 2$/ }).click();
  const full = officer.getByRole("table", { name: "各行全部满分" });
  await full.getByRole("link", { name: CLEANING }).waitFor();
  assert.equal(await full.getByRole("link", { name: ROAD }).count(), 0);
});

step("a year is closed by one, and opened again by two persons", async () => {
  await named(officer, "年度关闭与重开").click();
  await heading(officer, "年度关闭与重开").waitFor();
  const decide = async (page, button) => {
    await page.getByRole("button", { name: button }).click();
    await page.getByLabel("理由").fill("年度工作");
    await page.getByRole("dialog").getByRole("button", { name: /年度$/ }).click();
  };
  await decide(officer, /关闭年度/);
  await officer.getByText("已关闭", { exact: true }).waitFor();
  await decide(officer, /申请重开/);
  await officer.getByText(/您已申请重开/).waitFor();
  const second = await person(browser, county.address);
  await sign_in(second, "sun", PASSWORD);
  await heading(second, "总览").waitFor();
  await second.goto("/#/year");
  await decide(second, /同意重开/);
  await second.getByText("开放", { exact: true }).waitFor();
  await officer.getByText("开放", { exact: true }).waitFor(); // without a reload
  await second.context().close();
});

step("every page is free of barriers, in both languages and widths", async () => {
  const id = await document_of(officer, CLEANING);
  const pages = ["overview", "units", `units/${SHIQIAO}`, "projects", `project/${id}`, "missing", "conflicts", "activity", "batches", "review", "year", "desk", "owed", "inbox"];
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    await officer.setViewportSize(viewport);
    for (const page of pages) {
      await officer.goto(`/#/${page}`);
      await settled(officer);
      assert.deepEqual(await barriers(officer), [], `${page} at ${viewport.width}`);
      const over = await officer.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(over <= 0, `${page} at ${viewport.width} is ${over} pixels too wide`);
    }
    await officer.getByRole("button", { name: /English|中文/ }).click();
  }
  await officer.setViewportSize({ width: 1440, height: 900 });
});

step("in English the whole page is English", async () => {
  await officer.goto("/#/overview");
  if (await officer.getByRole("button", { name: "English" }).count()) await officer.getByRole("button", { name: "English" }).click();
  await heading(officer, "Overview").waitFor();
  assert.equal(await officer.evaluate(() => document.documentElement.lang), "en");
  await officer.getByRole("heading", { name: "Received against expected, by branch" }).waitFor();
  const navigation = await officer.getByRole("navigation", { name: "Pages" }).textContent();
  assert.doesNotMatch(navigation, /[\u4e00-\u9fff]/);
  await officer.getByRole("button", { name: "中文" }).click();
  await heading(officer, "总览").waitFor();
});

step("with the keyboard alone: sign in, find a project, approve it", async () => {
  const page = await person(browser, county.address, { locale: "en-US" });
  await page.goto("/");
  await page.locator("input[name=user]:focus").waitFor();
  await page.keyboard.type("li");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await heading(page, "Overview").waitFor();
  await tab_to(page, (e) => e.textContent === "Projects");
  await page.keyboard.press("Enter");
  await heading(page, "Projects").waitFor();
  await tab_to(page, (e) => e.type === "search");
  await page.keyboard.type("便民桥");
  await until(async () => (await page.locator("table.data tbody tr").count()) === 1, "one project fits");
  await tab_to(page, (e) => e.textContent === "石桥镇便民桥维修");
  await page.keyboard.press("Enter");
  await heading(page, BRIDGE).waitFor();
  await tab_to(page, (e) => e.textContent === "Approve");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tab_to(page, (e) => e.textContent === "Approve" && e.closest("dialog"));
  await page.keyboard.press("Enter");
  await page.locator(".facts .badge.good").waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

step("text from a form is text, whatever it looks like", async () => {
  await clerk.goto("/#/desk");
  await drop(clerk, clerk.locator(".drop"), [file("hostile", HOSTILE, { more: { goals: { expected: HOSTILE, actual: "=cmd|' /C calc'!A0" } } })]);
  await clerk.getByRole("link", { name: HOSTILE }).click();
  await heading(clerk, HOSTILE).waitFor();
  await clerk.getByRole("button", { name: "提交", exact: true }).click();
  await clerk.locator(".notice.good").waitFor();
  await officer.goto("/#/projects");
  await officer.getByRole("link", { name: HOSTILE }).click();
  await heading(officer, HOSTILE).waitFor();
  for (const page of [clerk, officer]) {
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.equal(await page.locator("main script, main img").count(), 0);
  }
});

step("what is not hers, she does not see", async () => {
  const id = await document_of(officer, CLEANING);
  const other = await person(browser, county.address);
  await sign_in(other, "zhao", PASSWORD);
  await heading(other, "检查与提交").waitFor();
  await other.goto(`/#/project/${id}`);
  await other.getByRole("alert").waitFor();
  assert.doesNotMatch(await other.locator("main").textContent(), new RegExp(CLEANING));
  const found = await other.evaluate((year) => fetch(`api/projects?year=${year}`).then((r) => r.json()), YEAR);
  assert.equal(found.total, 0);
  const refused = await act_on(other, id, true);
  assert.ok([403, 404].includes(refused), `approving another unit's document: ${refused}`);
  await other.context().close();
});

step("a request without the page's token is refused", async () => {
  const id = await document_of(officer, BRIDGE);
  assert.equal(await act_on(officer, id, false), 403);
});

step("a session that is over asks to sign in again, and then goes on where it was", async () => {
  await clerk.goto("/#/owed");
  await heading(clerk, "应报清单").waitFor();
  await clerk.context().clearCookies();
  await clerk.goto("/#/inbox"); // by its address: a question still on its way may find the session over first
  await clerk.getByLabel("密码").waitFor();
  await clerk.getByLabel("用户名").fill("wang");
  await clerk.getByLabel("密码").fill(PASSWORD);
  await clerk.keyboard.press("Enter");
  await heading(clerk, "退回与答复").waitFor();
});

step("nothing was complained of: no script error, nothing against the page's policy", () => {
  assert.deepEqual(clerk.complaints, []);
  assert.deepEqual(officer.complaints, []);
});

// A negative indicator that was missed by a tenth: the profiles score it differently.
function with_slow_row(document) {
  const slow = { level1: "产出指标", level2: "时效指标", level3: "平均修复天数", target: "≤10天", actual: "11天", weight: "10.00", score: "9.09", reason: "雨季无法施工，修复推迟。" };
  return { ...document, indicators: document.indicators.map((row) => (row.level2 === slow.level2 ? slow : row)) };
}

async function document_of(page, project) {
  const found = await page.evaluate(([year, q]) => fetch(`api/projects?year=${year}&q=${encodeURIComponent(q)}`).then((r) => r.json()), [YEAR, project]);
  return found.rows[0].id;
}

// The answer's status to an approval that is sent past the page.
function act_on(page, id, with_token) {
  return page.evaluate(async ([target, shown]) => {
    const { csrf } = await fetch("api/session").then((r) => r.json());
    const headers = { "Content-Type": "application/json", ...(shown ? { "X-CSRF-Token": csrf } : {}) };
    return fetch("api/act/approve", { method: "POST", headers, body: JSON.stringify({ id: target }) }).then((r) => r.status);
  }, [id, with_token]);
}

// Presses Tab until the focus is on what is looked for.
async function tab_to(page, wanted) {
  for (let n = 0; n < 120; n++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`(${wanted})(document.activeElement)`)) return;
  }
  assert.fail(`Tab never came to ${wanted}`);
}
