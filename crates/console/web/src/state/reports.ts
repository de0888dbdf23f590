// Citizens' reports of today, by the hexagon of their place.
import { computed, effect, signal } from "@preact/signals";
import { type Hexagons, hexagons } from "../geo/hexagons";
import { serverNow } from "../live/clock";
import { bucketOf } from "../time";
import { shapes } from "./shapes";
import { happened } from "./streams";

const PREFIX = "h3:";

/** Reports by cell, as last told. */
export const reports = computed<Map<string, number>>(() => {
  happened.changes.value;
  const today = bucketOf("day", serverNow());
  const found = new Map<string, number>();
  for (const cell of happened.watch?.cells.values() ?? []) {
    if (cell.measure !== "report.submitted" || cell.time !== today) continue;
    if (!cell.place.startsWith(PREFIX)) continue;
    const at = cell.place.slice(PREFIX.length);
    found.set(at, (found.get(at) ?? 0) + cell.sum);
  }
  return found;
});

/** How fine hexagons are shown. */
export const resolution = signal(7);
export const reportHexagons = signal<Hexagons | undefined>(undefined);

export function followReports(): void {
  let shown = "";
  effect(() => {
    const [of, fine, ground] = [reports.value, resolution.value, shapes.value.ground];
    const total = [...of.values()].reduce((a, b) => a + b, 0);
    const wanted = `${fine} ${of.size} ${total} ${shapes.value.shapes.length}`;
    if (of.size === 0 || wanted === shown) return;
    shown = wanted;
    void hexagons(of, fine, ground).then((made) => {
      if (shown === wanted) reportHexagons.value = made;
    });
  });
}

/** Sites with an incident today, by the number of them. */
export const incidents = computed<Map<string, number>>(() => {
  happened.changes.value;
  const today = bucketOf("day", serverNow());
  const found = new Map<string, number>();
  for (const cell of happened.watch?.cells.values() ?? []) {
    if (cell.measure !== "camera.incidents" || cell.time !== today) continue;
    found.set(cell.place, (found.get(cell.place) ?? 0) + cell.sum);
  }
  return found;
});
