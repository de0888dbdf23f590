// Without boundaries: each commune is what is nearer to its centre than to any other, as far as its
// area reaches. It says who is beside whom and how large, and claims no line on the ground.
import { Delaunay } from "d3-delaunay";
import type { Unit } from "../api/registry";
import { boxOf, type Ground, type Point } from "./ground";

/** A commune reaches so many times the radius of a circle with its area. */
const REACH = 1.7;
/** The radius of one whose area is not known, km. */
const USUAL = 3;
/** Of several with one centre the others are shown this much smaller, over the first. */
const SMALLER = 0.3;
const CORNERS = 90;

export function schematic(units: Unit[], ground: Ground): Map<string, Point[][]> {
  const centres = units.map((unit) => ground.at(unit.latitude, unit.longitude));
  const box = boxOf(centres);
  const room = 20;
  const cells = Delaunay.from(
    centres,
    (point) => point.x,
    (point) => point.y,
  ).voronoi([box.left - room, box.top - room, box.right + room, box.bottom + room]);
  return new Map(
    units.map((unit, index): [string, Point[][]] => {
      const centre = centres[index]!;
      const cell = cells.cellPolygon(index);
      const radius = unit.areaKm2 > 0 ? Math.sqrt(unit.areaKm2 / Math.PI) : USUAL;
      const circle = Array.from({ length: CORNERS }, (_, corner) => {
        const angle = (2 * Math.PI * corner) / CORNERS;
        const reach = radius * (cell ? REACH : SMALLER);
        return { x: centre.x + reach * Math.cos(angle), y: centre.y + reach * Math.sin(angle) };
      });
      const corners = (cell ?? []).slice(0, -1).map(([x, y]) => ({ x, y }));
      return [unit.code, [corners.length > 2 ? within(circle, corners, centre) : circle]];
    }),
  );
}

/** What of a shape is within another, which has no dents. */
function within(shape: Point[], sides: Point[], centre: Point): Point[] {
  return sides.reduce((left, a, index) => {
    const b = sides[(index + 1) % sides.length]!;
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const across = (p: Point) => ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / length;
    const inwards = Math.sign(across(centre)) || 1;
    return cut(left, (p) => inwards * across(p));
  }, shape);
}

/** What of a shape is on the side where `depth` is positive. */
function cut(shape: Point[], depth: (point: Point) => number): Point[] {
  return shape.flatMap((a, index) => {
    const b = shape[(index + 1) % shape.length]!;
    const [of, to] = [depth(a), depth(b)];
    const kept = of >= 0 ? [a] : [];
    if (of >= 0 === to >= 0) return kept;
    const part = of / (of - to);
    return [...kept, { x: a.x + part * (b.x - a.x), y: a.y + part * (b.y - a.y) }];
  });
}
