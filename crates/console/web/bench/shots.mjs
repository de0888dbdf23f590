// Takes the screenshots of deploy/, in the rush hour of the demo's day:
//
//     ./run bench/shots.mjs BINARY DIR [--boundaries FILE] [NAME]..
//
// With boundaries (GeoJSON) they are imported first.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Server } from "../test/server.mjs";
import { launch } from "./browser.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { boundaries: { type: "string" } },
});
const [binary, out, ...names] = positionals;
/** The demo's clock: twenty minutes in less than two. */
const HOUR = { from: "07:00", speed: "12", ms: 100_000 };
const DESK = { width: 1920, height: 1080 };
const SHOTS = {
  "console-desk-dark-vi": { size: DESK, query: "lang=vi&theme=dark" },
  "console-desk-light-vi": { size: DESK, query: "lang=vi&theme=light" },
  "console-desk-light-en": { size: DESK, query: "lang=en&theme=light" },
  "console-commune-dark-vi": {
    size: DESK,
    query: "lang=vi&theme=dark&place=07210&measure=camera.vehicles",
  },
  "console-commune-light-en": {
    size: DESK,
    query: "lang=en&theme=light&place=07210&measure=camera.up",
  },
  "console-reform-light-vi": { size: DESK, query: "lang=vi&theme=light&as-of=2025-06-30" },
  "console-wall-dark-vi": {
    size: { width: 3840, height: 2160 },
    query: "lang=vi&theme=dark&wall=1",
  },
  "console-wall-light-en": {
    size: { width: 3840, height: 2160 },
    query: "lang=en&theme=light&wall=1",
  },
  "console-phone-light-vi": {
    size: { width: 390, height: 844 },
    query: "lang=vi&theme=light",
    phone: true,
  },
  "console-phone-dark-en": {
    size: { width: 390, height: 844 },
    query: "lang=en&theme=dark&place=07210",
    phone: true,
  },
};

mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "kinhbac-console-shots-"));
const server = await Server.on(binary, folder);
let browser;
try {
  await server.start("--from", HOUR.from, "--speed", HOUR.speed);
  // The demo imports its sample province first.
  await new Promise((done) => setTimeout(done, 5_000));
  if (values.boundaries) await server.client("registry", "import", values.boundaries);
  await new Promise((done) => setTimeout(done, HOUR.ms));
  browser = await launch();
  for (const [name, shot] of Object.entries(SHOTS)) {
    if (names.length === 0 || names.includes(name)) await take(name, shot);
  }
} finally {
  await browser?.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function take(name, { size, query, phone }) {
  const context = await browser.newContext({
    viewport: size,
    locale: query.includes("lang=vi") ? "vi-VN" : "en-GB",
    ...(phone ? { isMobile: true, hasTouch: true } : {}),
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(name, error));
  await page.goto(`${server.address}/?${query}`);
  await page.waitForSelector(".ranking [data-place] .value:text-matches('[0-9]')");
  await page.waitForSelector(".course svg");
  await page.waitForTimeout(2_500);
  await page.screenshot({ path: `${out}/${name}.png` });
  await context.close();
}
