// What the map and the ranking show: a value for each commune, now or at the time looked at.
import { effect, signal } from "@preact/signals";
import { ask } from "../api/query";
import { isKnown, serverNow } from "../live/clock";
import { addedRows, amounts, currentBucket, shownOf, shownOfRow, together } from "../measures";
import { bucketOf, lengthOf } from "../time";
import { registry } from "./registry";
import { communes } from "./streams";
import { asOf, at, isLive, measure, step } from "./view";

/** Between two questions while boundaries of another day are shown, ms. */
const EVERY = 5_000;

export interface Values {
  /** By commune. */
  of: Map<string, number>;
  /** Of all of them together. */
  whole: number | undefined;
  /** The bucket's beginning. */
  time: number;
}

const NONE: Values = { of: new Map(), whole: undefined, time: 0 };

export const values = signal<Values>(NONE);
/** Why stored values could not be had. */
export const valuesFailure = signal("");

export function followValues(): void {
  effect(() => {
    if (isLive.value) {
      communes.changes.value;
      values.value = liveValues();
    }
  });
  effect(() => {
    measure.value;
    if (isLive.value || !isKnown.value) return;
    const asked = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        values.value = await storedValues(asked.signal);
        valuesFailure.value = "";
      } catch (error) {
        if (asked.signal.aborted) return;
        valuesFailure.value = error instanceof Error ? error.message : String(error);
      }
      timer = setTimeout(look, EVERY);
    };
    [at.value, asOf.value, step.value, registry.value];
    void look();
    return () => {
      asked.abort();
      clearTimeout(timer);
    };
  });
}

function liveValues(): Values {
  const now = serverNow();
  const time = currentBucket(step.value, now);
  const found = amounts(communes.watch?.cells.values() ?? [], measure.value.name, time);
  const where = { step: step.value, time, now, registry: registry.value };
  const of = new Map<string, number>();
  for (const [place, amount] of found) {
    const value = shownOf(measure.value, amount, { ...where, place });
    if (value !== undefined) of.set(place, value);
  }
  const all = together(found.values());
  const whole = all && shownOf(measure.value, all, { ...where, place: "" });
  return { of, whole, time };
}

/** Of the bucket that the time looked at is in; of now, where only the boundaries are others. */
async function storedValues(signal: AbortSignal): Promise<Values> {
  const [of, now] = [measure.peek(), serverNow()];
  const looked = at.peek();
  const time =
    looked === undefined ? currentBucket(step.peek(), now) : bucketOf(step.peek(), looked);
  const question = {
    measure: of.name,
    step: step.peek(),
    from: time,
    to: time + lengthOf(step.peek()),
    asOf: asOf.peek(),
  };
  const [parts, all] = await Promise.all([
    ask({ ...question, by: "commune" }, signal),
    ask({ ...question, by: "province" }, signal),
  ]);
  const where = { step: step.peek(), time, now, registry: registry.peek() };
  const values = new Map<string, number>();
  for (const { place, value } of parts) {
    const shown = shownOfRow(of, value, { ...where, place });
    if (shown !== undefined) values.set(place, shown);
  }
  const [sum] = addedRows(of, all);
  const whole = sum && shownOfRow(of, sum.value, { ...where, place: "" });
  return { of: values, whole, time };
}
