// Cameras that are up, by site: those heard in this minute or the whole one before it.
import { computed } from "@preact/signals";
import { serverNow } from "../live/clock";
import { amounts, currentBucket } from "../measures";
import { MINUTE } from "../time";
import { sites } from "./streams";

export const working = computed<Map<string, number>>(() => {
  sites.changes.value;
  const cells = sites.watch?.cells;
  const found = new Map<string, number>();
  if (!cells) return found;
  const before = currentBucket("minute", serverNow());
  for (const time of [before, before + MINUTE]) {
    for (const [site, { last }] of amounts(cells.values(), "camera.up", time)) {
      found.set(site, Math.max(found.get(site) ?? 0, last));
    }
  }
  return found;
});
