// Whether communes with true outlines are drawn, coloured and clicked right:
//
//     ./run bench/boundaries.mjs BINARY FILE [--http PORT --page ADDRESS]
//
// FILE is what `kinhbac registry import` takes: GeoJSON whose ids are codes. A point deep within
// each outline and points close to its edge are worked out from the file, brought to pixels by two
// incidents at known sites, and clicked; the page that opens must be that commune's.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Server } from "../test/server.mjs";
import { launch } from "./browser.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { http: { type: "string" }, page: { type: "string" } },
});
const [binary, file] = positionals;
/** Cameras and where they stand, in the sample province, far from each other. */
const MARKS = Object.entries({
  "camera/cam-0001": "site-0001",
  "camera/cam-0081": "site-0027",
  "camera/cam-2900": "site-0938",
  "camera/cam-3072": "site-0998",
});
/** How close to an outline it is clicked, px. */
const CLOSE = 3;
/** Between two looks whether the map stands still, ms. */
const SETTLED = 400;
/** How often colours are looked at again. */
const LOOKS = 10;
const features = JSON.parse(readFileSync(file, "utf8")).features.map(({ id, geometry }) => {
  const { type, coordinates } = geometry;
  return { id, rings: type === "Polygon" ? coordinates : coordinates.flat() };
});

const folder = mkdtempSync(join(tmpdir(), "kinhbac-console-boundaries-"));
const server = await Server.on(binary, folder, values.http);
let browser;
try {
  await server.start();
  browser = await launch();
  const page = await browser.newPage({
    viewport: { width: 1920, height: 1080 },
    locale: "vi-VN",
  });
  await page.goto(values.page ?? server.address);
  await page.waitForSelector(".legend .schematic");
  const began = Date.now();
  console.log((await imported()).trim());
  await page.waitForSelector(".legend .schematic", { state: "detached", timeout: 70_000 });
  console.log(`an open page draws them ${((Date.now() - began) / 1000).toFixed(1)} s later`);
  await page.reload();
  await page.waitForSelector(".ranking [data-place] .value:text-matches('[0-9]')", {
    timeout: 150_000,
  });
  const names = await communes();
  const marks = await marked(page);
  await areColoured(page, marks);
  await areClicked(page, marks, names);
} finally {
  await browser?.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function imported() {
  const began = Date.now();
  await server.client("registry", "import", file);
  return `${features.length} outlines imported in ${Date.now() - began} ms`;
}

/** Code → name, as the command line tells it: the name comes after five words. */
async function communes() {
  const listed = await server.client("registry", "list", "--level", "commune");
  const words = listed
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  return new Map(words.map(([code, , , , , ...name]) => [code, name.join(" ")]));
}

/** Has incidents at sites that one knows; where they are. */
async function marked(page) {
  const time = new Date().toISOString();
  const phase = { category: "ACCIDENT", phase: "NEW", severity: "HIGH", startedAt: time };
  const incident = ([source]) => ({
    ...{ id: `mark-${source}`, source, time },
    cameraIncident: { incidentId: `mark-${source}`, ...phase },
  });
  await server.publish(...MARKS.map(incident));
  const found = [];
  for (const [, site] of MARKS) {
    await page.locator(`.rings [data-site="${site}"]`).waitFor();
    const shown = await server.client("registry", "show", site);
    const [, latitude, longitude] = shown.match(/ at ([\d.]+),([\d.]+) /).map(Number);
    found.push({ site, latitude, longitude });
  }
  return found;
}

/** From degrees to the window's pixels, when nothing moves: a legend that grows moves the map. */
async function projection(page, marks) {
  let [before, found] = [undefined, await places(page, marks)];
  while (JSON.stringify(before) !== JSON.stringify(found)) {
    await page.waitForTimeout(SETTLED);
    [before, found] = [found, await places(page, marks)];
  }
  const ends = (of) => {
    const sorted = [...found].sort((a, b) => a[of] - b[of]);
    return [sorted[0], sorted.at(-1)];
  };
  const [west, east] = ends("longitude");
  const [south, north] = ends("latitude");
  const across = (east.x - west.x) / (east.longitude - west.longitude);
  const along = (north.y - south.y) / (north.latitude - south.latitude);
  const toPixel = ([longitude, latitude]) => ({
    x: west.x + (longitude - west.longitude) * across,
    y: south.y + (latitude - south.latitude) * along,
  });
  for (const { x, y, latitude, longitude } of found) {
    const told = toPixel([longitude, latitude]);
    assert.ok(Math.hypot(told.x - x, told.y - y) < 1, "marks agree");
  }
  return toPixel;
}

/** Where the marks are in the window. */
function places(page, marks) {
  return page.evaluate((of) => {
    const { left, top } = document.querySelector(".map canvas").getBoundingClientRect();
    return of.map((mark) => {
      const { transform } = document.querySelector(`.rings [data-site="${mark.site}"]`).style;
      const [x, y] = transform.match(/-?[\d.]+/g).map(Number);
      return { ...mark, x: left + x, y: top + y };
    });
  }, marks);
}

/** A point deep within an outline, and one close to its edge at each side, px. */
function pointsIn({ rings: degrees }, toPixel) {
  const outline = degrees.map((ring) => ring.map(toPixel));
  const sides = outline.flatMap((ring) => ring.slice(1).map((b, at) => [ring[at], b]));
  const heights = outline.flat().map(({ y }) => y);
  const [top, bottom] = [Math.min(...heights), Math.max(...heights)];
  let deep = { far: 0 };
  let widest = { width: 0 };
  for (let part = 0.5; part < 40; part++) {
    const y = top + ((bottom - top) * part) / 40;
    const crossed = sides
      .filter(([a, b]) => a.y > y !== b.y > y)
      .map(([a, b]) => a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y))
      .sort((a, b) => a - b);
    for (let at = 0; at + 1 < crossed.length; at += 2) {
      const [left, right] = [crossed[at], crossed[at + 1]];
      const middle = { x: (left + right) / 2, y };
      const far = Math.min(...sides.map((side) => distance(middle, side)));
      if (far > deep.far) deep = { ...middle, far };
      if (right - left > widest.width) widest = { width: right - left, left, right, y };
    }
  }
  const { left, right, y } = widest;
  const edges = [left + CLOSE, right - CLOSE].map((x) => ({ x, y }));
  // Where an outline comes back, another commune may be as close.
  const clear = (at) => Math.min(...sides.map((side) => distance(at, side))) > CLOSE / 2;
  return { deep, edges: edges.filter(clear) };
}

function distance({ x, y }, [a, b]) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const part = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const at = Math.max(0, Math.min(1, part));
  return Math.hypot(x - a.x - at * dx, y - a.y - at * dy);
}

/** Each has a colour of the legend's, and the more it has, the later in the legend. */
async function areColoured(page, marks) {
  let seen = await coloursOf(page, marks);
  // The minute may turn, or the legend grow, between two looks.
  for (let looks = 0; faultOf(seen) && looks < LOOKS; looks++) {
    await page.waitForTimeout(1_000);
    seen = await coloursOf(page, marks);
  }
  assert.equal(faultOf(seen), undefined);
  const colours = new Set(seen.map(({ swatch }) => swatch)).size;
  console.log(`${seen.length} communes are coloured, in ${colours} colours by their values`);
}

function faultOf(seen) {
  const bare = seen.find(({ swatch }) => swatch < 0);
  if (bare) return `${bare.id} has no colour`;
  const sorted = [...seen].sort((a, b) => a.value - b.value);
  const at = sorted.findIndex(({ swatch }, index) => swatch < sorted[index - 1]?.swatch);
  return at < 0 ? undefined : JSON.stringify(sorted.slice(at - 1, at + 1));
}

/** Of each commune its value, as the ranking tells it, and which of the legend's colours it has. */
async function coloursOf(page, marks) {
  const toPixel = await projection(page, marks);
  // Reports may lie over one of them.
  const points = features.map((feature) => {
    const { deep, edges } = pointsIn(feature, toPixel);
    return [feature.id, [{ ...deep, near: 4 }, ...edges.map((at) => ({ ...at, near: 1 }))]];
  });
  return page.evaluate((of) => {
    const canvas = document.querySelector(".map canvas");
    const context = canvas.getContext("2d");
    const { left, top } = canvas.getBoundingClientRect();
    const swatches = [...document.querySelectorAll(".legend .swatch")].map((swatch) =>
      getComputedStyle(swatch).backgroundColor.match(/\d+/g).slice(0, 3).join(),
    );
    return of.map(([id, points]) => {
      const counts = swatches.map(() => 0);
      for (const { x, y, near } of points) {
        const side = 2 * near + 1;
        const { data } = context.getImageData(x - left - near, y - top - near, side, side);
        for (let at = 0; at < data.length; at += 4) {
          const swatch = swatches.indexOf(data.slice(at, at + 3).join());
          if (swatch >= 0) counts[swatch]++;
        }
      }
      const most = Math.max(...counts);
      const row = document.querySelector(`.ranking [data-place="${id}"] .value`);
      const value = Number(row?.textContent.replaceAll(".", "").replace(",", "."));
      return { id, value, swatch: most > 0 ? counts.indexOf(most) : -1 };
    });
  }, points);
}

async function areClicked(page, marks, names) {
  let [clicks, least] = [0, Infinity];
  const wrong = [];
  for (const feature of features) {
    const name = names.get(feature.id);
    for (let turn = 0, count = 1; turn < count; turn++) {
      const { deep, edges } = pointsIn(feature, await projection(page, marks));
      const points = [deep, ...edges];
      count = points.length;
      least = Math.min(least, deep.far);
      const { x, y } = points[turn];
      await page.mouse.click(x, y);
      clicks++;
      try {
        await page.waitForURL(new RegExp(`place=${feature.id}`), { timeout: 5_000 });
        await page.locator(".panel h2", { hasText: name }).first().waitFor({ timeout: 5_000 });
      } catch {
        wrong.push(`${name} at ${x.toFixed()},${y.toFixed()}: ${page.url()}`);
      }
      await page.keyboard.press("Escape");
      await page.waitForURL((url) => !url.searchParams.has("place"));
    }
  }
  console.log(
    `${clicks} clicks in ${features.length} communes, at ${CLOSE} px from an edge or in the middle ` +
      `(at least ${least.toFixed(1)} px): ${wrong.length} opened another page`,
  );
  assert.deepEqual(wrong, []);
}
