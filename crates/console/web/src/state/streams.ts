// The connections that what is live comes over. A browser has six to one server over HTTP/1.1, for
// all of its tabs: there are at most four here; one where another tab is open beside it, in the first
// three of them; and none while nobody looks. What has no connection of its own is looked at again
// and again.
import { computed, effect, type Signal, signal, untracked } from "@preact/signals";
import type { Step } from "../api/query";
import type { Alert } from "../gen/kinhbac/v1/live_pb";
import { serverNow } from "../live/clock";
import { MOST } from "../live/queue";
import { type Question, Watch } from "../live/watch";
import { currentBucket, MEASURES } from "../measures";
import { lengthOf, SECOND } from "../time";
import { takeAlerts } from "./queue";
import { hasOthers, isKeeper, isSeen, tellNews } from "./tabs";
import { isLive, measureName, step } from "./view";

/** What the strip shows of the whole province by minute. */
const STRIP = MEASURES.filter((measure) => measure.name !== "camera.incidents");
/** How often connections are looked at, ms. */
const OFTEN = 250;
/** Between two looks at something that has no connection of its own, ms. */
const GLANCE = 700;
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

const ALL = [whole, communes, happened, sites];
/** Whether the map is close enough for sites. */
export const showsSites = signal(false);

/** Each second. */
export const tick = signal(0);

export type Link = "connecting" | "live" | "lost";

/** How the connections stand; one that is asked something new is not told as a trouble. */
export const link = computed<Link>(() => {
  tick.value;
  const watches = [whole, communes, happened].map((stream) => {
    stream.changes.value;
    return stream.watch;
  });
  if (watches.some((watch) => watch?.state === "lost")) return "lost";
  if (watches.some((watch) => watch?.isOld)) return "connecting";
  return watches[0]?.state ?? "connecting";
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
  setInterval(glance, GLANCE);
  giveAwayUnseen();
  makeRoom();
}

/** The open bucket, and before it what may stand for now. */
function bucketsOf(of: Step): number {
  return of === "minute" ? 3 : 1;
}

function open(stream: Stream, question: () => Question | undefined): void {
  effect(() => {
    const asked = question();
    const watch = asked && new Watch(asked, () => stream.changes.value++, alerted);
    if (watch) watch.isBrief = untracked(() => isBrief(stream));
    stream.watch = watch;
    return () => watch?.end();
  });
}

function alerted(alerts: Alert[]): void {
  takeAlerts(alerts);
  if (!happened.watch?.isBrief) tellNews();
}

/** Another tab has heard of something: whoever has no connection looks at once. */
export function lookForAlerts(): void {
  if (isSeen.peek() && happened.watch?.isBrief) happened.watch.wakeUp();
}

/** Whether it has no connection of its own: beside other tabs only the alerts may have one. */
function isBrief(stream: Stream): boolean {
  return hasOthers.value && !(stream === happened && isKeeper.value);
}

function check(): void {
  for (const stream of ALL) stream.watch?.check();
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
  effect(() => {
    if (isSeen.value) {
      for (const stream of ALL) stream.watch?.wakeUp();
      return;
    }
    const sleep = () => {
      for (const stream of ALL) stream.watch?.sleep();
    };
    // Who looks at another tab wants the connections there.
    const timer = setTimeout(sleep, hasOthers.value ? 0 : UNSEEN);
    return () => clearTimeout(timer);
  });
}

/** Gives connections away when another tab is opened, and takes them when it is gone. */
function makeRoom(): void {
  effect(() => {
    for (const stream of ALL) {
      const { watch } = stream;
      const brief = isBrief(stream);
      if (!watch || watch.isBrief === brief) continue;
      watch.isBrief = brief;
      // One that is not whole yet sleeps when it is.
      if (brief && watch.state === "live") watch.sleep();
      else if (isSeen.peek()) watch.wakeUp();
    }
  });
}

let glances = 0;

/** Looks at the next one, when the one before is done. */
function glance(): void {
  if (!isSeen.peek()) return;
  const all = ALL.flatMap(({ watch }) => (watch?.isBrief ? watch : []));
  if (all.length > 0 && all.every((watch) => watch.isAsleep)) all[glances++ % all.length]?.wakeUp();
}
