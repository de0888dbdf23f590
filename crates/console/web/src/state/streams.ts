// The connections that what is live comes over. A browser has six to one server over HTTP/1.1, for
// all of its tabs: there are at most four here, and none while nobody looks.
import { computed, effect, type Signal, signal } from "@preact/signals";
import type { Step } from "../api/query";
import { serverNow } from "../live/clock";
import { MOST } from "../live/queue";
import { type Question, Watch } from "../live/watch";
import { currentBucket, MEASURES } from "../measures";
import { lengthOf, SECOND } from "../time";
import { takeAlerts } from "./queue";
import { isLive, measureName, step } from "./view";

/** What the strip shows of the whole province by minute. */
const STRIP = MEASURES.filter((measure) => measure.name !== "camera.incidents");
/** How often connections are looked at, ms. */
const OFTEN = 250;
/** How long nobody looks before the connections are given away, ms. */
const UNSEEN = 30_000;

/** A stream and how often it has changed: who reads its cells depends on that. */
export interface Stream {
  watch: Watch | undefined;
  changes: Signal<number>;
}

const make = (): Stream => ({ watch: undefined, changes: signal(0) });

/** The whole province by minute. */
export const whole = make();
/** The chosen measure of each commune. */
export const communes = make();
/** What happened today, by site and by hexagon, and each alert of it. */
export const happened = make();
/** Cameras that are up, by site; while the map is close enough. */
export const sites = make();

/** Whether the map is close enough for sites. */
export const showsSites = signal(false);

/** Each second. */
export const tick = signal(0);

export type Link = "connecting" | "live" | "lost";

/** How the connections stand; one that is asked something new is not told as a trouble. */
export const link = computed<Link>(() => {
  tick.value;
  const states = [whole, communes, happened].map((stream) => {
    stream.changes.value;
    return stream.watch?.state;
  });
  return states.includes("lost") ? "lost" : (states[0] ?? "connecting");
});

export function openStreams(): void {
  open(whole, () => ({
    by: "province",
    measures: STRIP.map((measure) => measure.name),
    resolution: "minute",
    buckets: bucketsOf("minute"),
    rateMs: 1_000,
  }));
  open(communes, () =>
    isLive.value
      ? {
          by: "commune",
          measures: [measureName.value],
          resolution: step.value,
          buckets: bucketsOf(step.value),
          rateMs: 1_000,
        }
      : undefined,
  );
  open(happened, () => ({
    by: "site",
    measures: ["camera.incidents", "report.submitted", "security.events"],
    resolution: "day",
    buckets: 1,
    rateMs: 1_000,
    alerts: MOST,
  }));
  open(sites, () =>
    showsSites.value
      ? { by: "site", measures: ["camera.up"], resolution: "minute", buckets: 3, rateMs: 5_000 }
      : undefined,
  );
  setInterval(check, OFTEN);
  setInterval(beat, SECOND);
  giveAwayUnseen();
}

/** The open bucket, and before it what may stand for now. */
function bucketsOf(of: Step): number {
  return of === "minute" ? 3 : 1;
}

function open(stream: Stream, question: () => Question | undefined): void {
  effect(() => {
    const asked = question();
    const watch = asked && new Watch(asked, () => stream.changes.value++, takeAlerts);
    stream.watch = watch;
    return () => watch?.end();
  });
}

function check(): void {
  for (const stream of [whole, communes, happened, sites]) stream.watch?.check();
}

function beat(): void {
  const now = serverNow();
  const oldest = {
    minute: currentBucket("minute", now) - lengthOf("minute"),
    day: currentBucket("day", now),
  };
  whole.watch?.forgetBefore(oldest.minute);
  sites.watch?.forgetBefore(oldest.minute);
  happened.watch?.forgetBefore(oldest.day);
  communes.watch?.forgetBefore(
    step.peek() === "minute" ? oldest.minute : currentBucket(step.peek(), now),
  );
  tick.value++;
}

function giveAwayUnseen(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    const all = [whole, communes, happened, sites];
    if (document.visibilityState === "visible") {
      for (const stream of all) stream.watch?.wakeUp();
    } else {
      timer = setTimeout(() => {
        for (const stream of all) stream.watch?.sleep();
      }, UNSEEN);
    }
  });
}
