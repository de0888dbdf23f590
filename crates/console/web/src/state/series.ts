// The course of the chosen measure at the chosen place: stored values, and at the right edge those
// that are live.
import { computed, effect, signal } from "@preact/signals";
import { ask, type Step } from "../api/query";
import { isKnown, serverNow } from "../live/clock";
import { addedRows, amounts, shownOf, shownOfRow, together } from "../measures";
import { bucketOf, DAY, HOUR, lengthOf } from "../time";
import { registry } from "./registry";
import { communes, happened } from "./streams";
import { asOf, at, isLive, measure, place, step } from "./view";

/** How far back a course goes; by minute the whole province's less, for it has many cameras. */
const SPAN: Record<Step, number> = { minute: 3 * HOUR, hour: 2 * DAY, day: 30 * DAY };
const SPAN_OF_ALL = HOUR;
/** Between two looks at what is stored, ms. */
const EVERY = 30_000;
/** A look asks for so many buckets anew; each tenth for all of them, for what came late. */
const ANEW = 6;
const ALL_ANEW = 10;

export interface Point {
  time: number;
  value: number;
}

export interface Series {
  points: Point[];
  /** The bucket that is under way; it is still filling. */
  open?: Point;
  from: number;
  to: number;
}

const stored = signal<Series>({ points: [], from: 0, to: 0 });
export const seriesFailure = signal("");

export function followSeries(): void {
  effect(() => {
    const asked = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let looks = 0;
    const look = async () => {
      try {
        const known = looks++ % ALL_ANEW === 0 ? [] : stored.peek().points;
        stored.value = await ofStore(known, asked.signal);
        seriesFailure.value = "";
      } catch (error) {
        if (asked.signal.aborted) return;
        seriesFailure.value = error instanceof Error ? error.message : String(error);
      }
      timer = setTimeout(look, EVERY);
    };
    [place.value, measure.value, step.value, asOf.value, at.value, registry.value];
    if (!isKnown.value) return;
    stored.value = { points: [], from: 0, to: 0 };
    void look();
    return () => {
      asked.abort();
      clearTimeout(timer);
    };
  });
}

/** What is shown. */
export const series = computed<Series>(() => {
  happened.changes.value;
  const { points, from, to } = stored.value;
  if (!isLive.value || to === 0) return { points, from, to };
  communes.changes.value;
  const edge = liveEdge();
  const first = edge[0]?.time ?? Number.POSITIVE_INFINITY;
  const end = Math.max(to, serverNow());
  const kept = points.filter((point) => point.time < first && point.time >= end - (to - from));
  const begun = bucketOf(step.value, serverNow());
  const open = edge.find((point) => point.time === begun);
  const whole = edge.filter((point) => point.time < begun);
  return {
    points: [...kept.filter((point) => point.time < begun), ...whole],
    // The devices' last signs of life come a moment later: too few seconds of a minute are known.
    ...(open && !(measure.value.kind === "state" && step.value === "minute") ? { open } : {}),
    from: end - (to - from),
    to: end,
  };
});

function liveEdge(): Point[] {
  const now = serverNow();
  const cells = [...(communes.watch?.cells.values() ?? [])];
  const times = [...new Set(cells.map((cell) => cell.time))].sort((a, b) => a - b);
  const of = place.value;
  return times.flatMap((time) => {
    const found = amounts(cells, measure.value.name, time);
    const amount = of ? found.get(of) : together(found.values());
    const where = { place: of, step: step.value, time, now, registry: registry.value };
    const value = amount && shownOf(measure.value, amount, where);
    return value === undefined ? [] : [{ time, value }];
  });
}

async function ofStore(known: Point[], signal: AbortSignal): Promise<Series> {
  const now = serverNow();
  const to =
    at.peek() === undefined ? now : bucketOf(step.peek(), at.peek()!) + lengthOf(step.peek());
  const isWide = step.peek() === "minute" && !place.peek();
  const from = to - (isWide ? SPAN_OF_ALL : SPAN[step.peek()]);
  const anew = Math.max(from, known.length > 0 ? to - ANEW * lengthOf(step.peek()) : from);
  const of = measure.peek();
  const question = { measure: of.name, step: step.peek(), from: anew, to, asOf: asOf.peek() };
  const rows = place.peek()
    ? await ask({ ...question, place: place.peek() }, signal)
    : addedRows(of, await ask({ ...question, by: "province" }, signal));
  const where = { place: place.peek(), step: step.peek(), now, registry: registry.peek() };
  const points = rows.flatMap(({ time, value }) => {
    const shown = shownOfRow(of, value, { ...where, time });
    return shown === undefined ? [] : [{ time, value: shown }];
  });
  const first = points[0]?.time ?? anew;
  return {
    points: [...known.filter(({ time }) => time >= from && time < first), ...points],
    from,
    to,
  };
}
