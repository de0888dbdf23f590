// The centre's numbers: of the whole province, now, today, and in the same hour of last week.
import { computed, signal } from "@preact/signals";
import { ask } from "../api/query";
import { serverNow } from "../live/clock";
import { amounts, currentBucket, MEASURES, type Measure, shownOf, together } from "../measures";
import { bucketOf, DAY, HOUR, lengthOf, MINUTE } from "../time";
import { registry } from "./registry";
import { happened, STRIP_MINUTES, tick, whole } from "./streams";

/** Between two looks at the totals of today, ms. */
const EVERY = 5_000;
/** Between two looks at last week, ms. */
const LAST_WEEK_EVERY = 60_000;

/** A number of the strip. */
export interface Figure {
  measure: Measure;
  value: number | undefined;
  /** Devices that are up, and those that there are. */
  up?: { count: number; total: number };
  today: number | undefined;
  /** Against the mean of the same hour of last week, as a ratio. */
  change: number | undefined;
  /** Whole minutes, oldest first; holes where nothing was told. */
  minutes: (number | undefined)[];
}

const today = signal(new Map<string, number>());
const lastWeek = signal(new Map<string, number>());

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
  const cells = [...(whole.watch?.cells.values() ?? [])];
  const at = (minute: number) => {
    const amount = together(amounts(cells, measure.name, minute).values());
    const where = {
      place: "",
      step: "minute" as const,
      time: minute,
      now,
      registry: registry.value,
    };
    return amount && { amount, value: shownOf(measure, amount, where) };
  };
  const current = at(time);
  const before = lastWeek.value.get(measure.name);
  const value = current?.value;
  const minutes = Array.from(
    { length: STRIP_MINUTES - 1 },
    (_, index) => at(time - (STRIP_MINUTES - 2 - index) * MINUTE)?.value,
  );
  return {
    measure,
    value,
    ...(measure.kind === "state" && current
      ? {
          up: {
            count: current.amount.last,
            total: registry.value.expected.get(measure.device ?? "")?.get("") ?? 0,
          },
        }
      : {}),
    today: today.value.get(measure.name),
    change: value !== undefined && before ? value / before - 1 : undefined,
    minutes,
  };
}

/** How many of a measure happened today; none where nothing was told. */
export function countToday(measure: string): number | undefined {
  happened.changes.value;
  const time = bucketOf("day", serverNow());
  return together(amounts(happened.watch?.cells.values() ?? [], measure, time).values())?.sum;
}

export function followStrip(): void {
  void repeat(EVERY, lookAtToday);
  void repeat(LAST_WEEK_EVERY, lookAtLastWeek);
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

/** Sums are told by minute: of the hour its sixtieth. */
async function lookAtLastWeek(): Promise<void> {
  const from = bucketOf("hour", serverNow()) - 7 * DAY;
  const found = new Map<string, number>();
  for (const name of SHOWN) {
    const measure = MEASURES.find((of) => of.name === name)!;
    const [row] = await ask({ measure: name, step: "hour", from, to: from + HOUR, by: "province" });
    if (!row) continue;
    const minutes = lengthOf("hour") / MINUTE;
    const total =
      registry
        .peek()
        .expected.get(measure.device ?? "")
        ?.get("") ?? 0;
    if (measure.kind === "sum") found.set(name, row.value / minutes);
    else if (measure.kind === "state") found.set(name, (100 * row.value) / (total * 3600));
    else found.set(name, row.value);
  }
  lastWeek.value = found;
}
