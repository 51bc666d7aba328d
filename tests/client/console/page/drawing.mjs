// How long the overview takes to be drawn in a browser: drawing.mjs ADDRESS USER PASSWORD TIMES
// Prints {"charts": n, "drawn_ms": […], "cpu_ms": […]}: from the page's reload until every chart and table of it is there, and what the
// page's own thread worked for it. Exit 77 where there is no browser.
import { missing, open_browser, person, settled, sign_in } from "./browser.mjs";

const [address, user, password, times] = process.argv.slice(2);
const why = missing();
if (why) {
  console.error(`skipped: ${why}`);
  process.exit(77);
}

// In the page: the moment at which nothing is asked for any more, and all charts have been painted.
function drawn() {
  const charts = document.querySelectorAll(".chart");
  const painted = [...charts].every((c) => c.querySelector("svg"));
  const waits = document.querySelectorAll("main .loading, main .busy").length > 0;
  return charts.length >= 3 && painted && !waits ? { ms: performance.now(), charts: charts.length } : null;
}

const browser = await open_browser();
try {
  const page = await person(browser, address);
  await sign_in(page, user, password);
  await settled(page);
  const drawn_ms = [], cpu_ms = [];
  let charts = 0;
  const measured = await page.context().newCDPSession(page);
  await measured.send("Performance.enable");
  const worked = async () => (await measured.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value * 1000;
  for (let n = 0; n < Number(times); n++) {
    await page.goto("about:blank");
    const before = await worked();
    await page.goto(`${address}/#/overview?year=2025`);
    const { ms, charts: seen } = await (await page.waitForFunction(drawn, undefined, { polling: "raf" })).jsonValue();
    drawn_ms.push(ms);
    cpu_ms.push(Math.max(0, (await worked()) - before));
    charts = seen;
  }
  console.log(JSON.stringify({ charts, drawn_ms, cpu_ms }));
} finally {
  await browser.close();
}
