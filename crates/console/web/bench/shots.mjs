// Takes the screenshots of deploy/, after an hour of the demo's day, in its rush hour:
//
//     ./run bench/shots.mjs BINARY [--out DIR] [--boundaries FILE] [NAME]..
//
// With boundaries (GeoJSON) they are imported first. The page may be at another address that passes
// questions on to the binary's port (--http PORT --page ADDRESS).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Server } from "../test/server.mjs";
import { launch } from "./browser.mjs";
import { withPalette } from "./png.mjs";
import { SCENE } from "./scene.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: join(import.meta.dirname, "../../../../deploy") },
    boundaries: { type: "string" },
    http: { type: "string" },
    page: { type: "string" },
  },
});
const [binary, ...names] = positionals;
/** The demo's clock: an hour in ten minutes. */
const HOUR = { from: "06:45", speed: 6, length: 3_600_000 };
/** A clock in the middle of a minute. */
const MIDDLE = /:[345]\d$/;
/** How often a course with holes is looked at again: a demo at such a speed may be behind. */
const LOOKS = 20;
/** Between two steps of the scene, which fills the hour, ms. */
const STEP = HOUR.length / HOUR.speed / (SCENE.length + 1);
const DESK = { width: 1920, height: 1080 };
const WALL = { width: 3840, height: 2160 };
const PHONE = { width: 390, height: 844 };
/** `open`: a line of the queue that is shown on the map. */
const SHOTS = {
  "console-desk-dark-vi": { size: DESK, query: "lang=vi&theme=dark" },
  "console-desk-light-en": { size: DESK, query: "lang=en&theme=light" },
  "console-commune-dark-vi": {
    size: DESK,
    query: "lang=vi&theme=dark&measure=camera.vehicles",
    open: "scene-junction",
  },
  "console-commune-light-en": {
    size: DESK,
    query: "lang=en&theme=light&measure=camera.up",
    open: "scene-market",
  },
  "console-wall-dark-vi": { size: WALL, query: "lang=vi&theme=dark&wall=1" },
  "console-wall-light-en": { size: WALL, query: "lang=en&theme=light&wall=1" },
  "console-phone-light-vi": { size: PHONE, query: "lang=vi&theme=light", phone: true },
  "console-phone-dark-en": { size: PHONE, query: "lang=en&theme=dark", phone: true },
};

mkdirSync(values.out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "kinhbac-console-shots-"));
const server = await Server.on(binary, folder, values.http);
let browser;
try {
  await server.start("--from", HOUR.from, "--speed", String(HOUR.speed));
  // The demo imports its sample province first.
  await new Promise((done) => setTimeout(done, 5_000));
  if (values.boundaries) await server.client("registry", "import", values.boundaries);
  browser = await launch();
  await play();
  const taken = [];
  for (const [name, shot] of Object.entries(SHOTS)) {
    if (names.length === 0 || names.includes(name)) taken.push([name, await take(name, shot)]);
  }
  // What it takes to make them small, the demo would lack.
  server.kill();
  for (const [name, picture] of taken) await write(name, picture);
} finally {
  await browser?.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Tells the scene, by the demo's clock, which a page knows. */
async function play() {
  const page = await browser.newPage();
  await page.goto(values.page ?? server.address);
  await page.waitForSelector(".freshness.live");
  for (const step of SCENE) {
    const now = Number(await page.getAttribute(".freshness", "data-newest"));
    await server.publish(step(new Date(now).toISOString()));
    await page.waitForTimeout(STEP);
  }
  await page.close();
}

async function take(name, { size, query, phone, open }) {
  const context = await browser.newContext({
    viewport: size,
    locale: query.includes("lang=vi") ? "vi-VN" : "en-GB",
    ...(phone ? { isMobile: true, hasTouch: true } : {}),
  });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(name, error));
  for (let holes = 1, looks = 0; holes > 0 && looks < LOOKS; looks++) {
    await page.goto(`${values.page ?? server.address}/?${query}`);
    await page.waitForSelector(".ranking [data-place] .value:text-matches('[0-9]')");
    if (open) await page.click(`.queue [data-key$="${open}"]`);
    await page.waitForTimeout(5_000);
    // At a minute's turn the one before is not whole yet.
    await page.locator(".freshness time b", { hasText: MIDDLE }).waitFor();
    // Each run of minutes that follow each other begins anew.
    holes = (await page.getAttribute(".course .line", "d")).split("M").length - 2;
  }
  const picture = await page.screenshot();
  await context.close();
  return picture;
}

async function write(name, picture) {
  const page = await browser.newPage();
  const { png, error } = await withPalette(page, picture);
  await page.close();
  writeFileSync(join(values.out, `${name}.png`), png);
  console.log(`${name}: ${png.length} bytes, no colour further than ${error} from its own`);
}
