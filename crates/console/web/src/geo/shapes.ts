// The outlines of communes: true ones where they were imported, else a schematic.
import type { Registry, Unit } from "../api/registry";
import { type Box, boxOf, Ground, type Point } from "./ground";
import { schematic } from "./schematic";

/** Points of an outline seen from afar are put on a grid of so many km. */
const COARSE = 0.12;

export interface Shape {
  unit: Unit;
  /** As fine as it is known, and for looking from afar. */
  fine: Path2D;
  coarse: Path2D;
  box: Box;
  /** Where its name stands. */
  middle: Point;
}

export interface Shapes {
  ground: Ground;
  shapes: Shape[];
  /** All together. */
  box: Box;
  isSchematic: boolean;
}

export function shapesOf(registry: Registry): Shapes {
  const units = [...registry.communes.values()].filter((unit) => unit.latitude !== 0);
  const ground = new Ground(
    mean(units.map((u) => u.latitude)),
    mean(units.map((u) => u.longitude)),
  );
  const known = new Map<string, Point[][]>();
  for (const boundary of registry.boundaries) {
    known.set(
      boundary.code,
      boundary.rings.map((ring) => points(ring.deltas, ground)),
    );
  }
  const isSchematic = units.some((unit) => !known.has(unit.code));
  const outlines = isSchematic ? schematic(units, ground) : known;
  const shapes = units.flatMap((unit) => {
    const rings = outlines.get(unit.code);
    return rings ? [shape(unit, rings, ground, isSchematic)] : [];
  });
  const corners = shapes.flatMap(({ box }) => [
    { x: box.left, y: box.top },
    { x: box.right, y: box.bottom },
  ]);
  return { ground, shapes, box: boxOf(corners), isSchematic };
}

/** Tells whether a point is in a path, untouched by what is painted. */
const probe = document.createElement("canvas").getContext("2d")!;

/** The commune at a point. */
export function shapeAt(shapes: Shape[], { x, y }: Point): Shape | undefined {
  return shapes.find(
    ({ box, fine }) =>
      x >= box.left &&
      x <= box.right &&
      y >= box.top &&
      y <= box.bottom &&
      probe.isPointInPath(fine, x, y, "evenodd"),
  );
}

function shape(unit: Unit, rings: Point[][], ground: Ground, isSchematic: boolean): Shape {
  const largest = rings.reduce((a, b) => (Math.abs(area(b)) > Math.abs(area(a)) ? b : a), []);
  const fine = path(rings);
  return {
    unit,
    fine,
    // A schematic has few points; on the grid its arcs would become flat.
    coarse: isSchematic ? fine : path(rings.map(onGrid)),
    box: boxOf(rings.flat()),
    middle: centroid(largest) ?? ground.at(unit.latitude, unit.longitude),
  };
}

function points(deltas: number[], ground: Ground): Point[] {
  const found: Point[] = [];
  let [longitude, latitude] = [0, 0];
  for (let at = 0; at + 1 < deltas.length; at += 2) {
    longitude += deltas[at]!;
    latitude += deltas[at + 1]!;
    found.push(ground.at(latitude / 1e6, longitude / 1e6));
  }
  return found;
}

/** Neighbours have the same points, and so they still have after this. */
function onGrid(ring: Point[]): Point[] {
  const kept: Point[] = [];
  for (const { x, y } of ring) {
    const point = { x: Math.round(x / COARSE) * COARSE, y: Math.round(y / COARSE) * COARSE };
    const last = kept.at(-1);
    if (last?.x !== point.x || last.y !== point.y) kept.push(point);
  }
  return kept.length > 2 ? kept : ring;
}

function path(rings: Point[][]): Path2D {
  const made = new Path2D();
  for (const ring of rings) {
    ring.forEach(({ x, y }, index) => {
      if (index === 0) made.moveTo(x, y);
      else made.lineTo(x, y);
    });
    made.closePath();
  }
  return made;
}

/** Twice the area, with the sign of the direction. */
function area(ring: Point[]): number {
  return ring.reduce((sum, a, index) => {
    const b = ring[(index + 1) % ring.length]!;
    return sum + a.x * b.y - b.x * a.y;
  }, 0);
}

function centroid(ring: Point[]): Point | undefined {
  const whole = area(ring);
  if (whole === 0) return undefined;
  let [x, y] = [0, 0];
  ring.forEach((a, index) => {
    const b = ring[(index + 1) % ring.length]!;
    const part = a.x * b.y - b.x * a.y;
    x += (a.x + b.x) * part;
    y += (a.y + b.y) * part;
  });
  return { x: x / (3 * whole), y: y / (3 * whole) };
}

function mean(numbers: number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((a, b) => a + b, 0) / numbers.length;
}
