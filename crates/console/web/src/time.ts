// Buckets of time, in the installation's zone.

import { zone } from "./api/clients";
import type { Step } from "./api/query";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The length of a bucket; of a day, of one without a change of clocks. */
export function lengthOf(step: Step): number {
  return { minute: MINUTE, hour: HOUR, day: DAY }[step];
}

/** The beginning of the bucket that an instant is in. */
export function bucketOf(step: Step, at: number): number {
  if (step === "day") {
    const offset = offsetAt(at);
    return Math.floor((at + offset) / DAY) * DAY - offset;
  }
  const length = lengthOf(step);
  return Math.floor(at / length) * length;
}

/** The local date of an instant, as 2025-07-01. */
export function dateOf(at: number): string {
  return new Date(at + offsetAt(at)).toISOString().slice(0, 10);
}

/** How far local time is ahead of UTC, ms. */
function offsetAt(at: number): number {
  const parts = format(zone.value).formatToParts(at);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  const offset = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE;
  return sign === "-" ? -offset : offset;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string): Intl.DateTimeFormat {
  let made = formats.get(timeZone);
  if (!made) {
    made = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
    formats.set(timeZone, made);
  }
  return made;
}
