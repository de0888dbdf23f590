// Takes the screenshots of deploy/ from a server that runs.
//
//     node bench/shots.mjs http://127.0.0.1:7480 DIR [NAME]..
import { mkdirSync } from "node:fs";
import { launch } from "./browser.mjs";

const [address, folder, ...names] = process.argv.slice(2);
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

mkdirSync(folder, { recursive: true });
const browser = await launch();
const _locale = (query) => (query.includes("lang=vi") ? "vi-VN" : "en-GB");
for (const [name, { size, query, phone }] of Object.entries(SHOTS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const context = await browser.newContext({
    viewport: size,
    locale: query.includes("lang=vi") ? "vi-VN" : "en-GB",
    ...(phone ? { isMobile: true, hasTouch: true } : {}),
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") console.error(name, message.text());
  });
  page.on("pageerror", (error) => console.error(name, error));
  await page.goto(`${address}/?${query}`);
  await page.waitForSelector(".ranking [data-place] .value:text-matches('[0-9]')");
  await page.waitForTimeout(2500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
}
await browser.close();
