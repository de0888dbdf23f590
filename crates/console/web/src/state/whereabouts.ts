// Where a line of the queue is: at a site, in a unit, or in a hexagon, of which only true outlines
// tell the commune.
import { computed, effect, signal } from "@preact/signals";
import { centres, FINEST } from "../geo/hexagons";
import { shapeAt } from "../geo/shapes";
import type { Line } from "../live/queue";
import { registry } from "./registry";
import { shapes } from "./shapes";

export interface Whereabouts {
  /** The commune's code; empty where it is not known, or it is no commune's. */
  code: string;
  /** As far as it has one: a site's, a commune's, the province's. */
  names: string[];
  point: { latitude: number; longitude: number } | undefined;
}

const HEXAGON = "h3:";
const UNIT = "unit:";

/** Of the lines' hexagons: where they are, and where that may be shown. */
const hexagons = signal(new Map<string, { at: [number, number]; shown: [number, number] }>());

const communeOf = computed(() => {
  const { shapes: all, ground, isSchematic } = shapes.value;
  const found = new Map<string, string>();
  if (isSchematic) return found;
  for (const [cell, { at }] of hexagons.value) {
    const shape = shapeAt(all, ground.at(...at));
    if (shape) found.set(cell, shape.unit.code);
  }
  return found;
});

/** Looks up the hexagons of lines, whenever there are others. */
export function followHexagons(lines: () => Line[]): void {
  effect(() => {
    const places = lines().map((line) => line.place);
    const cells = new Set(
      places
        .filter((place) => place.startsWith(HEXAGON))
        .map((place) => place.slice(HEXAGON.length)),
    );
    const known = hexagons.peek();
    if ([...cells].every((cell) => known.has(cell))) return;
    void Promise.all([centres(cells), centres(cells, FINEST)]).then(([at, shown]) => {
      const found: typeof known = new Map();
      for (const [cell, point] of at) found.set(cell, { at: point, shown: shown.get(cell)! });
      hexagons.value = found;
    });
  });
}

export function whereaboutsOf(place: string): Whereabouts {
  const { communes, districts, provinces, sites } = registry.value;
  if (place.startsWith(HEXAGON)) {
    const cell = place.slice(HEXAGON.length);
    const code = communeOf.value.get(cell) ?? "";
    const shown = hexagons.value.get(cell)?.shown;
    return {
      code,
      names: names(communes.get(code)?.name),
      point: shown && { latitude: shown[0], longitude: shown[1] },
    };
  }
  if (place.startsWith(UNIT)) {
    const code = place.slice(UNIT.length).split("@")[0]!;
    const commune = communes.get(code);
    const above = districts.get(code) ?? provinces.find((province) => province.code === code);
    return {
      code: commune?.code ?? "",
      names: names(commune?.name ?? above?.name),
      point: undefined,
    };
  }
  const site = sites.get(place);
  const commune = communes.get(site?.unit ?? "");
  return {
    code: commune?.code ?? "",
    names: names(site ? site.name || site.id : place, commune?.name),
    point: site,
  };
}

function names(...given: (string | undefined)[]): string[] {
  return given.filter((name) => name !== undefined);
}
