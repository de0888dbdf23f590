// The server's clock: by it buckets are open or whole.
import { computed, signal } from "@preact/signals";

let told = 0;
let toldAt = 0;

/** The newest instant that the server spoke of, ms; 0 before it did. */
export const newest = signal(0);

/** Whether the server's time is known: before it is, a browser's clock that is wrong would ask wrongly. */
export const isKnown = computed(() => newest.value > 0);

/** By how much streams may be apart; a clock that went back further was set back, ms. */
const APART = 5_000;

/** The server said what time it is. */
export function heard(time: number): void {
  if (time >= told || told - time > APART) {
    told = time;
    toldAt = performance.now();
    newest.value = time;
  }
}

/** The server's time now: what it said last, and what went by here since; ours before it spoke. */
export function serverNow(): number {
  return told === 0 ? Date.now() : told + performance.now() - toldAt;
}

/** How old the newest that was heard is, ms. */
export function age(): number {
  return told === 0 ? Number.POSITIVE_INFINITY : performance.now() - toldAt;
}
