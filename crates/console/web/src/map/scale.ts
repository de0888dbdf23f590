// From a value to a colour: six classes whose bounds are round numbers.
import type { Measure } from "../measures";

/** The colours are `--c0` to `--c5`, and of shares, where few is bad, `--s0` to `--s5`. */
export const CLASSES = 6;

export interface Scale {
  /** Between the classes, ascending; fewer where the values are all alike. */
  bounds: number[];
  /** The prefix of the colours' names. */
  colours: "c" | "s";
}

/** Of shares the bounds are the same at any time. */
const SHARE = [50, 80, 90, 95, 99];

export function scaleOf(measure: Measure, values: Iterable<number>): Scale {
  if (measure.kind === "state") return { bounds: SHARE, colours: "s" };
  const sorted = [...values].sort((a, b) => a - b);
  const bounds: number[] = [];
  for (let part = 1; part < CLASSES; part++) {
    const at = sorted[Math.floor((sorted.length * part) / CLASSES)];
    if (at === undefined) continue;
    const bound = round(at, measure.decimals);
    const last = bounds.at(-1) ?? sorted[0] ?? 0;
    if (bound > last && bound <= (sorted.at(-1) ?? 0)) bounds.push(bound);
  }
  return { bounds, colours: "c" };
}

/** The class of a value, from 0. With fewer bounds the classes are spread over the colours. */
export function classOf({ bounds }: Scale, value: number): number {
  const found = bounds.findLastIndex((bound) => value >= bound) + 1;
  return spread(found, bounds.length);
}

/** Which colour the n-th class has. */
export function spread(index: number, bounds: number): number {
  return bounds === 0 ? 2 : Math.round((index * (CLASSES - 1)) / bounds);
}

/** To two digits that count. */
function round(value: number, decimals: number): number {
  if (value === 0) return 0;
  const least = 10 ** -decimals;
  const grid = Math.max(least, 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1));
  return Math.round(value / grid) * grid;
}
