// What the screen costs a browser, before a demo of its own:
//
//     ./run bench/cost.mjs BINARY [--minutes 3] [--reports 50000]
//
// First paint; a minute of live changes; a frame while the map is moved, with all cameras and so
// many reports on it; memory. Script and layout are told by Chromium's own counters; painting by
// software, as without a GPU, is not in them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Server } from "../test/server.mjs";
import { launch } from "./browser.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "3" },
    reports: { type: "string", default: "50000" },
  },
});
const COUNTED = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"];
const folder = mkdtempSync(join(tmpdir(), "kinhbac-console-cost-"));
const server = await Server.on(positionals[0], folder);
let browser;
try {
  await server.start();
  browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  await firstPaint(page);
  await minuteOfChanges(page, cdp);
  await publish(Number(values.reports));
  await moved(page, cdp, "the whole province", 0);
  await moved(page, cdp, "sites and the finest hexagons", 5);
  await memory(page, cdp, Number(values.minutes));
} finally {
  await browser?.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function firstPaint(page) {
  const times = [];
  for (let run = 0; run < 5; run++) {
    await page.goto(server.address);
    await page.waitForSelector(".ranking [data-place]");
    times.push(
      await page.evaluate(
        () => performance.getEntriesByName("first-contentful-paint")[0].startTime,
      ),
    );
  }
  console.log(`first contentful paint: ${times.map((t) => t.toFixed(0)).join(" ")} ms`);
}

async function minuteOfChanges(page, cdp) {
  await page.waitForSelector(".freshness.live");
  await page.waitForTimeout(10_000);
  const before = await counters(cdp);
  await page.waitForTimeout(60_000);
  const after = await counters(cdp);
  const parts = COUNTED.map((name) => `${name} ${(after[name] - before[name]).toFixed(2)}`);
  const sum = COUNTED.reduce((all, name) => all + after[name] - before[name], 0);
  console.log(`60 s of live changes: ${sum.toFixed(2)} s (${parts.join(", ")})`);
}

/** Puts reports all over the province, each in a cell of its own. */
async function publish(count) {
  const now = new Date().toISOString();
  const side = Math.ceil(Math.sqrt(count));
  const lines = Array.from({ length: count }, (_, index) => {
    const latitude = 20.97 + (0.62 * Math.floor(index / side)) / side;
    const longitude = 105.9 + (1.1 * (index % side)) / side;
    return JSON.stringify({
      id: `cost-${index}`,
      source: "app/cost",
      time: now,
      point: { latitude, longitude },
      reportSubmitted: { serviceCode: "TREE" },
    });
  });
  const file = join(folder, "reports.ndjson");
  writeFileSync(file, `${lines.join("\n")}\n`);
  await server.client("publish", "--wait", file);
}

async function moved(page, cdp, what, closer) {
  const box = await page.locator(".map canvas").boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  for (let turn = 0; turn < closer; turn++) {
    await page.mouse.wheel(0, -200);
    await page.waitForTimeout(100);
  }
  await page.waitForTimeout(5_000);
  await page.evaluate(() => {
    window.frames = 0;
    const count = () => {
      window.frames++;
      window.counting = requestAnimationFrame(count);
    };
    count();
  });
  const before = await counters(cdp);
  const begun = Date.now();
  await page.mouse.down();
  for (let turn = 0; turn < 40; turn++) {
    const angle = (turn / 40) * 2 * Math.PI;
    await page.mouse.move(middle.x + 150 * Math.sin(angle), middle.y + 100 * Math.sin(2 * angle));
  }
  await page.mouse.up();
  const seconds = (Date.now() - begun) / 1000;
  const after = await counters(cdp);
  const frames = await page.evaluate(() => {
    cancelAnimationFrame(window.counting);
    return window.frames;
  });
  const script = ((after.ScriptDuration - before.ScriptDuration) * 1000) / frames;
  console.log(
    `moving the map, ${what}: ${script.toFixed(2)} ms of script a frame (${frames} frames in ${seconds.toFixed(1)} s)`,
  );
}

/** A line a minute, so that an hour that is broken off has told what it saw. */
async function memory(page, cdp, minutes) {
  let before = await counters(cdp);
  for (let minute = 0; minute <= minutes; minute++) {
    if (minute > 0) await page.waitForTimeout(60_000);
    await cdp.send("HeapProfiler.collectGarbage");
    const now = await counters(cdp);
    const script = COUNTED.reduce((all, name) => all + now[name] - before[name], 0);
    console.log(
      `minute ${minute}: ${(now.JSHeapUsedSize / 2 ** 20).toFixed(1)} MiB, ${now.Nodes} nodes, ` +
        `${now.JSEventListeners} listeners, ${script.toFixed(2)} s of script and layout`,
    );
    before = now;
  }
}

async function counters(cdp) {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}
