// Chromium for tests and measurements.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];

/** Starts it; it must be there. */
export async function launch() {
  const executablePath = PLACES.find((path) => path && existsSync(path));
  if (!executablePath) {
    throw new Error("no Chromium: `apt-get install chromium`, or name one in CHROMIUM");
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu-sandbox"] });
}
