// The screen in a real browser, before the real binary:
//
//     ./run test/console.mjs BINARY [--frozen SECONDS] [--http PORT --page ADDRESS]
//
// A line for each thing that holds; the first that does not ends it with exit code 1. The page is
// the binary's own, or one at another address that passes questions on to the binary's port. A page
// is frozen for 40 seconds, or as long as one says.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "../bench/browser.mjs";
import { Server } from "./server.mjs";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;
/** Longer than the store's commits are apart. */
const COMMITTED = 7_000;
const LOST_WITHIN = 3_000;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    http: { type: "string" },
    page: { type: "string" },
    frozen: { type: "string", default: "40" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "kinhbac-console-"));
const server = await Server.on(positionals[0], folder, given.http);
const address = given.page ?? server.address;
let browser;
try {
  await server.start();
  browser = await launch();
  const page = await open();
  await isStrict();
  await moves(page);
  await countLastWeek();
  await isClicked(page);
  await isReachedByKeys(page);
  await speaksTwoLanguages(page);
  await knowsTheReform(page);
  await looksBack(page);
  await isNotBlank(page);
  await tellsAtOnce(page);
  await isFiltered(page);
  await isWalked(page);
  await endsInItsLine(page);
  await sharesABrowser(page);
  await thaws(page);
  await isRight(page);
  await page.keyboard.press("3");
  await page.waitForURL(/measure=camera.speed/);
  await isRight(page, "camera.speed");
  await page.keyboard.press("1");
  await comparesWithLastWeek(page);
  await noticesSilence(page);
  await survivesAKill(page);
  await isAccessible(page);
  await showsTextAsText(page);
  staysAtHome();
} finally {
  await browser?.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

function holds(what) {
  console.log(`holds: ${what}`);
}

/** Opens the page; whatever it asks elsewhere or is refused is remembered. */
async function open() {
  const context = await browser.newContext({
    viewport: { width: 1920, height: 1080 },
    locale: "vi-VN",
  });
  open.strangers = [];
  open.faults = [];
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) open.strangers.push(request.url());
  });
  page.on("console", (message) => {
    if (/Content.Security.Policy|refused to/i.test(message.text()))
      open.faults.push(message.text());
  });
  page.on("pageerror", (error) => open.faults.push(String(error)));
  await page.goto(address);
  await page.waitForSelector(".freshness.live");
  await page.evaluate(() => {
    window.stayed = true;
  });
  holds("the demo's page opens and is live");
  return page;
}

async function isStrict() {
  const answer = await fetch(address);
  const policy = answer.headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.doesNotMatch(await answer.text(), /<script>|<style|\son\w+=/);
  holds("the policy is strict, and nothing is inline");
}

async function moves(page) {
  const total = page.locator('[data-measure="camera.people"] [data-today]');
  await total.waitFor();
  const before = Number(await total.getAttribute("data-today"));
  await until(
    "today's people grow",
    async () => Number(await total.getAttribute("data-today")) > before,
  );
  await page.waitForSelector(".ranking [data-place] .value:text-matches('[0-9]')", {
    timeout: 150_000,
  });
  holds("numbers move");
}

async function isClicked(page) {
  const box = await page.locator(".map canvas").boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForURL(/place=\d{5}/);
  const name = await page.locator(".panel h2").first().textContent();
  assert.match(name, /^(Phường|Xã) /);
  await page.waitForSelector(".course .edge");
  assert.ok((await page.locator(".sites li").count()) > 0, "it has sites");
  holds(`a click on the map chooses ${name}, with its course and its sites`);
}

async function isReachedByKeys(page) {
  await page.keyboard.press("Escape");
  await until("Escape leaves the commune", async () => !/place=/.test(page.url()));
  await page.keyboard.press("/");
  await page.keyboard.type("bac giang");
  await page.keyboard.press("Enter");
  await page.waitForURL(/place=07210/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("kinh bac");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/place=\d{5}/);
  await page.keyboard.press("2");
  await page.waitForURL(/measure=camera.vehicles/);
  await page.keyboard.press("h");
  await page.waitForURL(/step=hour/);
  await page.keyboard.press("m");
  await page.keyboard.press("1");
  // Everything is reached by Tab, and one sees where one is.
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  const reached = new Set();
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate(() => {
        const at = document.activeElement;
        return at.closest(".tile, .queue, .tools, .map canvas, .zoom, .time-bar, .ranking, nav")
          ?.className;
      }),
    );
  }
  for (const part of ["queue", "tools", "zoom", "time-bar", "ranking"]) {
    assert.ok(reached.has(part), `${part} is reached by Tab, of ${[...reached]}`);
  }
  holds("the keyboard alone finds a commune, measures, steps and every control");
}

async function speaksTwoLanguages(page) {
  await page.mouse.click(5, 5);
  const title = page.locator("header small").first();
  assert.equal(await title.textContent(), "Trung tâm điều hành");
  await page.keyboard.press("l");
  await until("English", async () => (await title.textContent()) === "Operations centre");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.keyboard.press("l");
  await until("Vietnamese", async () => (await title.textContent()) === "Trung tâm điều hành");
  assert.equal(await page.evaluate(() => window.stayed), true);
  holds("the language is switched in place");
}

async function knowsTheReform(page) {
  const count = page.locator(".place .quiet");
  for (const [day, communes] of [
    ["2025-06-30", "313"],
    ["2025-07-01", "99"],
  ]) {
    await page.fill("#as-of", day);
    await page.keyboard.press("Enter");
    await until(`${communes} communes on ${day}`, async () =>
      (await count.textContent()).startsWith(`${communes} `),
    );
    await until("a value", async () => /\d/.test(await page.locator(".now b").textContent()));
  }
  await page.keyboard.press("Escape");
  await page.locator(".notice.past button").click();
  holds("the day before the reform has 313 communes, the day itself 99");
}

async function looksBack(page) {
  await page.mouse.click(5, 5);
  await page.keyboard.press("[");
  await page.waitForURL(/at=/);
  await page.waitForSelector(".notice.past");
  await page.keyboard.press("r");
  await until("live again", async () => !/at=/.test(page.url()));
  holds("one step back in time and back to now");
}

/** Twenty communes' values of the last whole minute, as the page tells them. */
async function isRight(page, measure = "camera.people", again = "") {
  await page.waitForSelector(".freshness.live");
  // A minute's last samples take a moment; and at its turn the page is ahead of a reader.
  await until(
    "some seconds into a minute",
    () => {
      const second = new Date().getSeconds();
      return second > 12 && second < 45;
    },
    MINUTE,
  );
  await until("values", async () =>
    page.evaluate(
      () =>
        document.querySelectorAll(".ranking li").length >= 20 &&
        /\d/.test(document.querySelector(".ranking li .value").textContent),
    ),
  );
  const shown = await page.evaluate(() => ({
    time: Number(document.querySelector(".now").dataset.time),
    rows: [...document.querySelectorAll(".ranking [data-place]")]
      .slice(0, 20)
      .map((row) => [row.dataset.place, row.querySelector(".value").textContent]),
  }));
  await new Promise((done) => setTimeout(done, COMMITTED));
  const stored = await server.query(measure, "minute", shown.time, MINUTE);
  assert.equal(shown.rows.length, 20);
  for (const [place, text] of shown.rows) {
    const value = Number(text.replaceAll(".", "").replace(",", "."));
    const near = text.includes(",") ? 0.051 : 0;
    const far = Math.abs(value - stored.get(place));
    assert.ok(far <= near, `${place} at ${shown.time}: ${value}, stored ${stored.get(place)}`);
  }
  holds(`20 values of ${measure} are those of \`kinhbac query\`${again}`);
}

/** Something to compare with: of this hour of last week, and of the next, which may come meanwhile. */
async function countLastWeek() {
  const hour = Math.floor(Date.now() / HOUR) * HOUR - WEEK;
  const at = (minute) => new Date(hour + minute * MINUTE).toISOString();
  const counts = [5, 25, 45, 65, 85, 105].map((minute) => ({
    id: `week-${minute}`,
    source: "camera/cam-0001",
    time: at(minute),
    cameraCount: { people: 200_000, vehicles: [{ type: "CAR", count: 2_000_000 }] },
  }));
  await server.publish(...counts);
}

async function comparesWithLastWeek(page) {
  for (const measure of ["camera.people", "camera.vehicles"]) {
    const tile = page.locator(`.strip [data-measure="${measure}"]`);
    // The page asks each two minutes.
    await tile.locator(".versus").waitFor({ timeout: 2 * MINUTE + COMMITTED });
    const [now, versus] = await tile.evaluate((of) =>
      ["b", ".versus"].map((part) => of.querySelector(part).textContent),
    );
    const hour = Math.floor(Date.now() / HOUR) * HOUR - WEEK;
    const rows = await server.client(
      ...["query", "--measure", measure, "--by", "province", "--step", "hour", "--format", "csv"],
      ...["--from", new Date(hour).toISOString(), "--to", new Date(hour + HOUR).toISOString()],
    );
    const then = Number(rows.trim().split(",").at(-1)) / (HOUR / MINUTE);
    const change = 100 * (Number(now.replaceAll(".", "")) / then - 1);
    const told = Number(
      versus.split("%")[0].replace("−", "-").replace(/[+±.]/g, "").replace(",", "."),
    );
    assert.ok(Math.abs(told - change) < 0.051, `${measure}: ${versus}, of ${now} and ${then}`);
  }
  holds("the strip compares with the same hour of last week, as `kinhbac query` tells it");
}

/** A server that stands still says nothing, as one behind a cable that was pulled. */
async function noticesSilence(page) {
  await page.waitForSelector(".freshness.live");
  server.child.kill("SIGSTOP");
  const began = Date.now();
  try {
    await page.waitForSelector(".freshness.lost", { timeout: LOST_WITHIN });
  } finally {
    server.child.kill("SIGCONT");
  }
  const lost = Date.now() - began;
  await page.waitForSelector(".freshness.live", { timeout: 15_000 });
  holds(`a server that stands still is told after ${lost} ms, and one that goes on again too`);
}

async function survivesAKill(page) {
  await server.publish(incident("before", "NEW"), incident("over", "NEW"), report("before"));
  const began = Date.now();
  server.kill();
  await page.waitForSelector(".freshness.lost", { timeout: LOST_WITHIN });
  const lost = Date.now() - began;
  await page.waitForSelector(".notice.lost");
  holds(`a killed server is told after ${lost} ms`);
  await server.start();
  const started = Date.now();
  await server.publish(incident("over", "END"), incident("after", "NEW"), report("after"));
  await page.waitForSelector(".freshness.live", { timeout: 15_000 });
  holds(`the page is live ${Date.now() - started} ms after the server is ready again`);
  await isWhole(page);
  // A whole minute of the new server's life.
  await new Promise((done) => setTimeout(done, 2 * MINUTE - (Date.now() % MINUTE)));
  await isRight(page, "camera.people", " after the restart, without a reload");
  assert.equal(await page.evaluate(() => window.stayed), true);
}

/** A phase of an incident; each says when the first one was told. */
function incident(id, phase, more = {}) {
  const now = new Date().toISOString();
  incident.begun ??= new Map();
  if (!incident.begun.has(id)) incident.begun.set(id, now);
  return {
    id: `${id}-${phase}`,
    source: "camera/cam-0001",
    time: now,
    cameraIncident: {
      incidentId: id,
      startedAt: incident.begun.get(id),
      category: "ACCIDENT",
      phase,
      severity: "HIGH",
      ...more,
    },
  };
}

function report(id, serviceCode = "WASTE") {
  const [time, point] = [new Date().toISOString(), { latitude: 21.28, longitude: 106.2 }];
  return { id, source: "app/test", time, point, reportSubmitted: { serviceCode } };
}

/** The line of something, by the last part of its key. */
function lineOf(page, id) {
  return page.locator(
    `.queue li:has([data-key$=${JSON.stringify(`\n${id}`).replace("\\n", "\\a ")}])`,
  );
}

/** The keys of the queue's lines, as they stand. */
function keys(page) {
  return page
    .locator(".queue [data-key]")
    .evaluateAll((lines) => lines.map((line) => line.dataset.key));
}

async function tellsAtOnce(page) {
  await page.evaluate(() => {
    window.seen = new Map();
    const look = () => {
      for (const { dataset } of document.querySelectorAll(".queue [data-key]")) {
        if (!window.seen.has(dataset.key)) window.seen.set(dataset.key, Date.now());
      }
    };
    new MutationObserver(look).observe(document.querySelector(".queue ol"), { childList: true });
  });
  const waits = [];
  for (let time = 0; time < 10; time++) {
    const id = `at-once-${time}`;
    await server.publish(incident(id, "NEW"));
    const acknowledged = Date.now();
    await lineOf(page, id).waitFor();
    const seen = await page.evaluate((of) => {
      return [...window.seen].find(([key]) => key.endsWith(`\n${of}`))[1];
    }, id);
    waits.push(seen - acknowledged);
    await server.publish(incident(id, "END"));
  }
  assert.ok(Math.max(...waits) < 1_000, `within a second: ${waits}`);
  await until("it is said", async () =>
    // Those that come within a second are said together.
    /Sự cố.*Tai nạn.*Cao|\d tin mới/.test(await page.textContent(".queue [role=status]")),
  );
  const slowest = Math.max(...waits);
  holds(
    `an incident is in the queue at most ${slowest} ms after its publisher was answered (${waits})`,
  );
}

async function isFiltered(page) {
  const now = new Date().toISOString();
  await server.publish(report("filtered"), {
    id: "filtered",
    source: "soc/test",
    time: now,
    unit: "07210",
    securityAlert: { category: "PHISHING", severity: "CRITICAL" },
  });
  await lineOf(page, "filtered").nth(1).waitFor();
  const shown = (of) => page.locator(`.queue li:has(button)${of}`).count();
  for (const kind of ["security", "report", "incident"]) {
    await page.click(`.choices [data-kind=${kind}]`);
    await page.waitForURL(new RegExp(`kind=${kind}`));
    await until(`only ${kind}`, async () => (await shown(`:not(.${kind})`)) === 0);
    assert.ok((await shown(`.${kind}`)) > 0, kind);
  }
  await page.click('.choices [data-kind=""]');
  await page.selectOption(".choices .severity", "CRITICAL");
  await until("only critical", async () => (await shown(":not(:has(.severe-4))")) === 0);
  assert.ok((await shown("")) > 0, "the critical one");
  await page.selectOption(".choices .severity", "");
  await page.click(".ranking [data-place='07210']");
  await page.selectOption(".choices .where", "chosen");
  await until("only of the commune", async () => {
    const places = await page.locator(".queue li .unit").allTextContents();
    return places.length > 0 && places.every((words) => words.endsWith("Phường Bắc Giang"));
  });
  await sends(page);
  await page.selectOption(".choices .where", "unknown");
  await until("reports are in no commune of a schematic", async () => (await shown(".report")) > 0);
  assert.equal(await shown(".incident"), 0);
  await page.selectOption(".choices .where", "all");
  await page.mouse.click(5, 5);
  await page.keyboard.press("Escape");
  holds("the queue is filtered by kind, severity and place, also by an address that was sent");
}

/** Who is sent the address sees the same part of the queue. */
async function sends(page) {
  await page.selectOption(".choices .severity", "HIGH");
  await page.click(".choices [data-kind=security]");
  await page.waitForURL(/place=07210.*kind=security&severity=HIGH&where=chosen/);
  const other = await page.context().newPage();
  await other.goto(page.url());
  const wanted = await keys(page);
  assert.ok(wanted.length > 0, "there are some");
  await until("the same lines", async () => (await keys(other)).join() === wanted.join());
  await other.close();
  await page.click('.choices [data-kind=""]');
  await page.selectOption(".choices .severity", "");
}

async function isWalked(page) {
  const focused = () => page.evaluate(() => document.activeElement.dataset.key);
  await page.keyboard.press("q");
  await until("the newest has the focus", async () => (await focused()) === (await keys(page))[0]);
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), (await keys(page))[2]);
  await page.keyboard.press("k");
  assert.equal(await focused(), (await keys(page))[1]);
  const before = await keys(page);
  await server.publish(incident("waits", "NEW"));
  await page.waitForSelector(".queue .waiting");
  assert.deepEqual(await keys(page), before, "nothing moves while somebody reads");
  await page.keyboard.press("q");
  await until("what waited has the focus", async () => (await focused())?.endsWith("\nwaits"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/place=\d{5}/);
  await page.waitForSelector(".rings .looked");
  await page.waitForSelector(".queue [aria-pressed=true] .detail");
  await page.keyboard.press("Escape");
  await until("the whole province", async () => !/place=/.test(page.url()));
  holds("the keyboard walks through the queue and shows a line on the map; what is new waits");
}

async function endsInItsLine(page) {
  const line = lineOf(page, "waits");
  const onMap = page.locator(".rings .open");
  await page.waitForSelector(".queue .open :text('Đang diễn ra')");
  const open = await onMap.count();
  await server.publish(incident("waits", "UPDATE", { severity: "CRITICAL" }));
  await line.locator(".severe-4").waitFor();
  assert.equal(await line.count(), 1, "one line for all phases");
  await server.publish(incident("waits", "END"));
  await line.locator(":text('Kết thúc')").waitFor();
  await until("it is over on the map", async () => (await onMap.count()) < open);
  const ago = new Date(Date.now() - 2 * HOUR).toISOString();
  await server.publish({ ...incident("silent", "NEW", { startedAt: ago }), time: ago });
  await lineOf(page, "silent").locator(":text('Không có tin từ')").waitFor();
  await page.waitForSelector("[data-measure='camera.incidents'] :text('1 không có tin')");
  assert.doesNotMatch(await lineOf(page, "silent").getAttribute("class"), /open/);
  holds("an incident gets worse and ends in its line and on the map; one without news says so");
}

/** A browser has six connections to a server over HTTP/1.1, for all of its tabs. */
async function sharesABrowser(page) {
  const others = [];
  const began = Date.now();
  while (others.length < 6) {
    const other = await page.context().newPage();
    others.push(other);
    await other.goto(`${address}/?place=07210`);
    await other.waitForSelector(".freshness.live");
    // The map is close: it asks for sites too.
    await other.waitForSelector(".sites .dot");
    await other.waitForSelector(".course svg");
  }
  const opened = Date.now() - began;
  await server.publish(incident("seven", "NEW"));
  const told = Date.now();
  for (const one of [page, ...others]) await lineOf(one, "seven").waitFor();
  const heard = Date.now() - told;
  for (const one of [page, ...others]) {
    const total = one.locator('[data-measure="camera.people"] [data-today]');
    const before = Number(await total.getAttribute("data-today"));
    await until(
      "each goes on",
      async () => Number(await total.getAttribute("data-today")) > before,
    );
    await one.waitForSelector(".freshness.live");
  }
  await server.publish(incident("seven", "END"));
  for (const other of others) await other.close();
  holds(
    `seven visible tabs work: six more are whole after ${opened} ms, all have an incident after ${heard} ms`,
  );
}

/** A page in which nothing runs: its process is stopped, as a machine that sleeps stops it. */
async function thaws(page) {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  for (const pid of pages) process.kill(pid, "SIGSTOP");
  await server.publish(incident("frozen", "NEW"));
  await new Promise((done) => setTimeout(done, Number(given.frozen) * 1_000));
  const ended = incident("frozen", "END");
  await server.publish(ended);
  for (const pid of pages) process.kill(pid, "SIGCONT");
  const began = Date.now();
  const line = lineOf(page, "frozen");
  await line.locator(":text('Kết thúc')").waitFor();
  await until("figures of now", async () => {
    const newest = Number(await page.getAttribute(".freshness.live", "data-newest"));
    return newest >= Date.parse(ended.time);
  });
  const after = Date.now() - began;
  assert.equal(await page.evaluate(() => window.stayed), true);
  await cdp.detach();
  holds(`a page that was frozen for ${given.frozen} s is of now again after ${after} ms`);
}

/** What the queue must have, by the alerts that the server tells. */
async function isWhole(page) {
  const told = ({ id, source, cameraIncident, reportUpdated, securityAlert }) => {
    if (cameraIncident) return `incident\n${source}\n${cameraIncident.incidentId}`;
    if (securityAlert) return `security\n${source}\n${id}`;
    return `report\n${reportUpdated?.reportId ?? id}`;
  };
  let shown = [];
  await until("all alerts, each once", async () => {
    const wanted = new Set((await server.alerts()).map(told));
    shown = await keys(page);
    return shown.length === wanted.size && shown.every((key) => wanted.has(key));
  });
  await lineOf(page, "over").locator(":text('Kết thúc')").waitFor();
  holds(`the queue's ${shown.length} lines are those that the server tells, none twice`);
}

/** A picture of the page is one of something. */
async function isNotBlank(page) {
  const file = join(folder, "console.png");
  const picture = await page.screenshot({ path: file });
  const blank = await browser.newPage();
  const colours = await blank.evaluate(
    async (data) => {
      const image = await createImageBitmap(await (await fetch(data)).blob());
      const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(
        context.getImageData(0, 0, image.width, image.height).data.buffer,
      );
      const found = new Map();
      for (const pixel of pixels) found.set(pixel, (found.get(pixel) ?? 0) + 1);
      return { count: found.size, most: Math.max(...found.values()) / pixels.length };
    },
    `data:image/png;base64,${picture.toString("base64")}`,
  );
  await blank.close();
  assert.ok(picture.length > 50_000, `${picture.length} bytes`);
  assert.ok(colours.count > 500 && colours.most < 0.8, JSON.stringify(colours));
  const share = Math.round(colours.most * 100);
  holds(`a screenshot has ${colours.count} colours, the commonest on ${share} % of it`);
}

async function isAccessible(page) {
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction((dark) => document.documentElement.dataset.theme === dark, theme);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    const serious = violations.filter(
      ({ impact }) => impact === "serious" || impact === "critical",
    );
    const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" ")}`);
    assert.deepEqual(told, [], `axe in the ${theme}`);
  }
  holds("axe finds no serious fault, light and dark");
}

async function showsTextAsText(page) {
  const names = [
    "<script>window.hurt=1</script>",
    "<img src=x onerror=window.hurt=1>",
    "\u202eevil\u202c \u0627\u0644\u0645\u0631\u0643\u0632",
    "👩‍🚒🚦 Ngã tư",
    "Đường dài ".repeat(400).trim(),
  ];
  const longest = 100;
  const given = names.map((name) => name.slice(0, longest).trim());
  const rows = given.map((name, index) => `hostile-${index},"${name}",21.27,106.2,07210`);
  const file = join(folder, "sites.csv");
  writeFileSync(file, `site_id,name,lat,lon,unit_code\n${rows.join("\n")}\n`);
  await server.client("registry", "import", file);
  await server.publish(
    incident(names[1], "NEW", { category: names[0].toUpperCase() }),
    incident(names[2], "NEW", { category: "__PROTO__" }),
    report(names[3], "constructor"),
  );
  await page.goto(`${address}/?place=07210&measure=${encodeURIComponent(names[0])}`);
  await page.waitForSelector(".sites li");
  const shown = await page.locator(".sites .unit").allTextContents();
  for (const name of given) assert.ok(shown.includes(name), name);
  for (const words of [names[0].toUpperCase(), "__PROTO__", "constructor"]) {
    await page.locator(".queue .what b", { hasText: words }).first().waitFor();
  }
  await page.locator(".queue li", { hasText: names[0].toUpperCase() }).locator("button").click();
  await page.locator(".queue .detail", { hasText: names[1] }).waitFor();
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  const { width, room } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    room: innerWidth,
  }));
  assert.ok(width <= room, "nothing is wider than the page");
  await page.fill("#search", "x".repeat(4000));
  await page.waitForSelector(".ranking .quiet");
  holds("scripts, marks of direction, emoji and long names are shown as text");
}

function staysAtHome() {
  assert.deepEqual(open.strangers, []);
  assert.deepEqual(open.faults, []);
  holds("no request went to another host, and nothing broke the policy");
}

async function until(what, so, limit = 20_000) {
  const end = Date.now() + limit;
  while (!(await so())) {
    if (Date.now() > end) throw new Error(`not within ${limit / 1000} s: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
