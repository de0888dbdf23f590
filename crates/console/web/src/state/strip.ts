// The centre's numbers: of the whole province, now, today, and in the same hour of last week.
import { computed, effect, signal } from "@preact/signals";
import { ask } from "../api/query";
import { isKnown, serverNow } from "../live/clock";
import { amounts, currentBucket, MEASURES, type Measure, shownOf, together } from "../measures";
import { bucketOf, DAY, HOUR, MINUTE, SECOND } from "../time";
import { registry } from "./registry";
import { happened, tick, whole } from "./streams";

/** Between two looks at the totals of today, ms. */
const EVERY = 5_000;
/** Between two looks at the hours gone by, ms. */
const HOURS_EVERY = 120_000;

/** A number of the strip. */
export interface Figure {
  measure: Measure;
  value: number | undefined;
  /** Devices that are up, and those that there are. */
  up?: { count: number; total: number };
  today: number | undefined;
  /** The mean of the same hour of last week; of devices that are up, how many. */
  lastWeek: number | undefined;
  /** The whole hours of the last day, oldest first; holes where nothing was told. */
  hours: (number | undefined)[];
}

const today = signal(new Map<string, number>());
const lastWeek = signal(new Map<string, number>());
const hours = signal(new Map<string, (number | undefined)[]>());

const SHOWN = ["camera.up", "camera.people", "camera.vehicles", "camera.speed", "wifi.clients"];
/** Of these, today's total says something. */
const TOTALLED = ["camera.people", "camera.vehicles"];

export const figures = computed<Figure[]>(() => {
  whole.changes.value;
  const now = serverNow();
  const time = currentBucket("minute", now);
  return SHOWN.map((name) => figure(MEASURES.find((of) => of.name === name)!, time, now));
});

function figure(measure: Measure, time: number, now: number): Figure {
  const cells = whole.watch?.cells.values() ?? [];
  const amount = together(amounts(cells, measure.name, time).values());
  const where = { place: "", step: "minute" as const, time, now, registry: registry.value };
  const value = amount && shownOf(measure, amount, where);
  return {
    measure,
    value,
    ...(measure.kind === "state" && amount
      ? { up: { count: amount.last, total: total(measure) } }
      : {}),
    today: today.value.get(measure.name),
    lastWeek: lastWeek.value.get(measure.name),
    hours: hours.value.get(measure.name) ?? [],
  };
}

/** How many devices of a state's kind there are. */
function total(measure: Measure): number {
  return registry.value.expected.get(measure.device ?? "")?.get("") ?? 0;
}

/** How many of a measure happened today; none where nothing was told. */
export function countToday(measure: string): number | undefined {
  happened.changes.value;
  const time = bucketOf("day", serverNow());
  return together(amounts(happened.watch?.cells.values() ?? [], measure, time).values())?.sum;
}

export function followStrip(): void {
  const end = effect(() => {
    if (!isKnown.value) return;
    void repeat(EVERY, lookAtToday);
    void repeat(HOURS_EVERY, lookAtHours);
    queueMicrotask(() => end());
  });
}

async function repeat(pause: number, look: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      if (document.visibilityState === "visible") await look();
    } catch {
      // The connection's state is shown by what is watched.
    }
    await new Promise((done) => setTimeout(done, pause));
  }
}

async function lookAtToday(): Promise<void> {
  const from = bucketOf("day", serverNow());
  const found = new Map<string, number>();
  for (const measure of TOTALLED) {
    const [row] = await ask({ measure, step: "day", from, to: from + DAY, by: "province" });
    if (row) found.set(measure, row.value);
  }
  today.value = found;
  tick.value++;
}

/** The same hour of last week, and the last day. */
async function lookAtHours(): Promise<void> {
  const hour = bucketOf("hour", serverNow());
  const before = hour - 7 * DAY;
  const week = new Map<string, number>();
  const day = new Map<string, (number | undefined)[]>();
  for (const name of SHOWN) {
    const measure = MEASURES.find((of) => of.name === name)!;
    const question = { measure: name, step: "hour" as const, by: "province" };
    const [row] = await ask({ ...question, from: before, to: before + HOUR });
    if (row) {
      const isShare = measure.kind === "state";
      week.set(name, isShare ? row.value / (HOUR / SECOND) : ofHour(measure, row.value));
    }
    const rows = await ask({ ...question, from: hour - DAY, to: hour });
    const told = new Map(rows.map(({ time, value }) => [time, ofHour(measure, value)]));
    day.set(
      name,
      Array.from({ length: DAY / HOUR }, (_, index) => told.get(hour - DAY + index * HOUR)),
    );
  }
  lastWeek.value = week;
  hours.value = day;
}

/** An hour's value as the strip tells it: a sum by minute, devices that are up as a share. */
function ofHour(measure: Measure, value: number): number {
  if (measure.kind === "sum") return value / (HOUR / MINUTE);
  return measure.kind === "state" ? (100 * value) / (total(measure) * (HOUR / SECOND)) : value;
}
