// The measures that the screen knows, and how a value of each comes from cells and from rows.

import type { Step, Value } from "./api/query";
import type { Registry } from "./api/registry";
import type { Cell } from "./live/watch";
import type { Text } from "./text/vi";
import { bucketOf, lengthOf } from "./time";

export type Kind = "sum" | "level" | "distribution" | "state";

export interface Measure {
  /** The name on the wire. */
  name: string;
  kind: Kind;
  title: keyof Text;
  /** What is counted, behind a number. */
  unit: keyof Text;
  decimals: number;
  /** Of a state: the kind of device that is up or not. */
  device?: string;
}

export const MEASURES: readonly Measure[] = [
  { name: "camera.people", kind: "sum", title: "people", unit: "unitPeople", decimals: 0 },
  { name: "camera.vehicles", kind: "sum", title: "vehicles", unit: "unitVehicles", decimals: 0 },
  { name: "camera.speed", kind: "distribution", title: "speed", unit: "unitSpeed", decimals: 1 },
  {
    name: "camera.up",
    kind: "state",
    title: "camerasUp",
    unit: "unitShare",
    decimals: 1,
    device: "camera",
  },
  { name: "camera.incidents", kind: "sum", title: "incidents", unit: "unitIncidents", decimals: 0 },
  { name: "wifi.clients", kind: "level", title: "wifiClients", unit: "unitClients", decimals: 0 },
  {
    name: "wifi.up",
    kind: "state",
    title: "wifiUp",
    unit: "unitShare",
    decimals: 1,
    device: "wifi",
  },
];

export function measureOf(name: string): Measure {
  return MEASURES.find((measure) => measure.name === name) ?? MEASURES[0]!;
}

/** What stands of a place's measure in a bucket, labels put together. */
export interface Amount {
  sum: number;
  /** Of a distribution: how many were measured, e.g. vehicles of a speed. */
  weight: number;
  /** Of a level: the time-weighted mean, which adds in space. */
  level: number;
  last: number;
}

/** The amounts of the places in the bucket of a time. */
export function amounts(cells: Iterable<Cell>, measure: string, time: number): Map<string, Amount> {
  const found = new Map<string, Amount>();
  for (const cell of cells) {
    if (cell.time !== time || cell.measure !== measure) continue;
    const amount = found.get(cell.place) ?? { sum: 0, weight: 0, level: 0, last: 0 };
    found.set(cell.place, amount);
    amount.sum += cell.sum;
    amount.weight += cell.mean ? cell.sum / cell.mean : 0;
    amount.level += cell.mean ?? 0;
    amount.last += cell.last ?? 0;
  }
  return found;
}

/** All of them put together. */
export function together(all: Iterable<Amount>): Amount | undefined {
  let whole: Amount | undefined;
  for (const { sum, weight, level, last } of all) {
    whole ??= { sum: 0, weight: 0, level: 0, last: 0 };
    whole.sum += sum;
    whole.weight += weight;
    whole.level += level;
    whole.last += last;
  }
  return whole;
}

/** Where a value stands: it matters to shares of time. */
export interface Where {
  /** The commune; empty for all. */
  place: string;
  step: Step;
  time: number;
  now: number;
  registry: Registry;
}

/** The value that is shown of an amount. */
export function shownOf(measure: Measure, amount: Amount, where: Where): number | undefined {
  switch (measure.kind) {
    case "sum":
      return amount.sum;
    case "level":
      return amount.level;
    case "distribution":
      return amount.weight > 0 ? amount.sum / amount.weight : undefined;
    case "state":
      return shareUp(measure, amount.sum, where);
  }
}

/** The value that is shown of a stored row's default statistic. */
export function shownOfRow(measure: Measure, value: number, where: Where): number | undefined {
  return measure.kind === "state" ? shareUp(measure, value, where) : value;
}

/** Rows of several places put together, by time; a mean can't be, without its weights. */
export function addedRows(measure: Measure, rows: Value[]): Value[] {
  const byTime = new Map<number, Value[]>();
  for (const row of rows) byTime.set(row.time, [...(byTime.get(row.time) ?? []), row]);
  return [...byTime].flatMap(([time, of]) => {
    if (of.length > 1 && measure.kind === "distribution") return [];
    return [{ place: "", time, value: of.reduce((sum, row) => sum + row.value, 0) }];
  });
}

/** How much of the time gone by the devices that stand there were up, %. */
function shareUp(measure: Measure, secondsUp: number, where: Where): number | undefined {
  const expected = where.registry.expected.get(measure.device ?? "")?.get(where.place) ?? 0;
  const end = Math.min(where.now, where.time + lengthOf(where.step));
  const gone = Math.max(1, (end - where.time) / 1000);
  return expected > 0 ? Math.min(100, (100 * secondsUp) / (expected * gone)) : undefined;
}

/**
 * The bucket that stands for now: of minutes the last whole one, which is comparable with the one
 * before; of hours and days the one that is under way.
 */
export function currentBucket(step: Step, now: number): number {
  const open = bucketOf(step, now);
  return step === "minute" ? open - lengthOf(step) : open;
}
