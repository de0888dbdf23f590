// The queue of what people must hear of, what of it is shown, and what waits while somebody reads.
import { computed, effect, signal } from "@preact/signals";
import type { Alert } from "../gen/kinhbac/v1/live_pb";
import { isKnown, newest as newestHeard, serverNow } from "../live/clock";
import { goesOn, KINDS, type Kind, type Line, Queue, SEVERITIES } from "../live/queue";
import { bucketOf, SECOND } from "../time";
import { kind, least, place, where } from "./view";
import { followHexagons, whereaboutsOf } from "./whereabouts";

/** How long alerts are gathered before they are shown, ms: in a flood the page has other work too. */
const GATHERED = 50;

const queue = new Queue();
const lines = signal<Line[]>([]);

/** What passes all choices but that of a kind. */
const ofAnyKind = computed(() => lines.value.filter((line) => isSevere(line) && isThere(line)));

const chosen = computed(() =>
  ofAnyKind.value.filter((line) => kind.value === "" || line.kind === kind.value),
);

export const counts = computed(() => {
  const of = (one: Kind) => ofAnyKind.value.filter((line) => line.kind === one).length;
  return new Map(KINDS.map((one) => [one, of(one)]));
});

/** While somebody reads: the newest line that stood there when they began. */
const readFrom = signal<number | undefined>(undefined);

/** The newest first, without those that wait. */
export const shownLines = computed(() => {
  const upTo = readFrom.value ?? Number.POSITIVE_INFINITY;
  return chosen.value.filter((line) => line.order <= upTo);
});

/** How many wait until nobody reads. */
export const waiting = computed(() => chosen.value.length - shownLines.value.length);

/** Somebody reads, and what they read is not to move; or nobody does. */
export function setReading(isReading: boolean): void {
  readFrom.value = isReading ? (readFrom.peek() ?? newest()) : undefined;
}

export function showWaiting(): void {
  if (readFrom.peek() !== undefined) readFrom.value = newest();
}

/** The minute, by the server's clock. */
const minute = computed(() => bucketOf("minute", newestHeard.value));

const going = computed(() => lines.value.filter((line) => goesOn(line, minute.value)));

/** Incidents that go on, by their place. */
export const open = computed(() => new Map(going.value.map((line) => [line.place, line])));

/** How many incidents go on. */
export const openCount = computed(() => going.value.length);

/** Incidents whose end was not told, and nothing else for long. */
export const silent = computed(
  () => new Set(lines.value.filter((line) => line.isOpen && !goesOn(line, minute.value))),
);

/** What came in the last second and was not there when the page was opened, for saying it. */
export const news = signal<Line[]>([]);

/** When the page was opened, by the server's clock. */
let opened = Number.POSITIVE_INFINITY;

/** Whether it came a moment ago, before the reader's eyes. */
export function isFresh(line: Line): boolean {
  return line.came >= opened && serverNow() - line.came < 5 * SECOND;
}

let isGathering = false;

export function takeAlerts(alerts: Alert[]): void {
  queue.take(alerts, serverNow());
  if (isGathering) return;
  isGathering = true;
  setTimeout(() => {
    isGathering = false;
    const before = newest();
    lines.value = queue.newestFirst();
    say(chosen.peek().filter((line) => line.order > before && line.came >= opened));
  }, GATHERED);
}

export function followQueue(): void {
  followHexagons(() => lines.value);
  effect(() => {
    if (isKnown.value) opened = Math.min(opened, serverNow());
  });
}

let saying: Line[] = [];

/** Says what came within a second at once, for a reader aloud can't say each of many. */
function say(came: Line[]): void {
  if (came.length === 0) return;
  if (saying.length === 0) {
    setTimeout(() => {
      news.value = saying;
      saying = [];
    }, SECOND);
  }
  saying = [...came, ...saying];
}

function newest(): number {
  return lines.peek().reduce((most, line) => Math.max(most, line.order), -1);
}

function isSevere({ severity }: Line): boolean {
  const rank = (of: string) => SEVERITIES.indexOf(of);
  return least.value === "" || rank(severity) >= rank(least.value);
}

function isThere(line: Line): boolean {
  if (where.value === "all" || (where.value === "chosen" && !place.value)) return true;
  const { code } = whereaboutsOf(line.place);
  return code === (where.value === "chosen" ? place.value : "");
}
