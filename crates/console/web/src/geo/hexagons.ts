// Citizens' reports as H3 cells: as fine as one can see at the map's scale.
import type { Ground, Point } from "./ground";

type H3 = typeof import("h3-js");

/** The finest that is shown, for a report's place is no one's business to the metre. */
export const FINEST = 10;
/** From so many pixels a km on, each finer one. */
const FROM_SCALE = [
  { resolution: FINEST, from: 45 },
  { resolution: 9, from: 18 },
  { resolution: 8, from: 7 },
  { resolution: 7, from: 0 },
];
/** Reports in a hexagon: the colours' classes. */
export const CLASSES = [1, 2, 5, 10, 20];

export interface Hexagons {
  /** One path a class. */
  paths: Path2D[];
  middles: Point[];
}

let h3: Promise<H3> | undefined;

/** The code for hexagons comes only where there are any. */
function code(): Promise<H3> {
  h3 ??= import("h3-js");
  return h3;
}

export function resolutionAt(scale: number): number {
  return FROM_SCALE.find(({ from }) => scale >= from)?.resolution ?? 7;
}

/** Makes the hexagons of a resolution from the number of reports by cell (`8c…`). */
export async function hexagons(
  reports: Map<string, number>,
  resolution: number,
  ground: Ground,
): Promise<Hexagons> {
  const { cellToBoundary, cellToLatLng, cellToParent, getResolution, isValidCell } = await code();
  const sums = new Map<string, number>();
  for (const [cell, count] of reports) {
    if (!isValidCell(cell) || getResolution(cell) < resolution) continue;
    const parent = cellToParent(cell, resolution);
    sums.set(parent, (sums.get(parent) ?? 0) + count);
  }
  const paths = CLASSES.map(() => new Path2D());
  const middles: Point[] = [];
  for (const [cell, count] of sums) {
    const path = paths[CLASSES.findLastIndex((least) => count >= least)];
    if (!path) continue;
    cellToBoundary(cell).forEach(([latitude, longitude], corner) => {
      const { x, y } = ground.at(latitude, longitude);
      if (corner === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
    path.closePath();
    middles.push(ground.at(...cellToLatLng(cell)));
  }
  return { paths, middles };
}

/** Where a report's cell is, degrees; or where that of a resolution is which it is in. */
export async function centres(
  cells: Iterable<string>,
  resolution?: number,
): Promise<Map<string, [number, number]>> {
  const { cellToLatLng, cellToParent, getResolution, isValidCell } = await code();
  const found = new Map<string, [number, number]>();
  for (const cell of cells) {
    if (!isValidCell(cell)) continue;
    const isFiner = resolution !== undefined && getResolution(cell) > resolution;
    found.set(cell, cellToLatLng(isFiner ? cellToParent(cell, resolution) : cell));
  }
  return found;
}
