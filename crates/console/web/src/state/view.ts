// What is looked at: place, measure, time, which part of the queue. The address holds it, so that it
// can be sent to others.
import { computed, effect, signal } from "@preact/signals";
import type { Step } from "../api/query";
import { KINDS, type Kind, SEVERITIES } from "../live/queue";
import { MEASURES, measureOf } from "../measures";
import { language, oneOf, theme, wall } from "./preferences";

const STEPS = ["minute", "hour", "day"] as const;
const WHERE = ["all", "chosen", "unknown"] as const;

/** The commune's code; empty for the whole province. */
export const place = signal("");
export const measureName = signal(MEASURES[0]!.name);
export const step = signal<Step>("minute");
/** The instant looked at, ms; none while live. */
export const at = signal<number | undefined>(undefined);
/** The day whose boundaries are shown; today's when empty. */
export const asOf = signal("");

/** Of the queue one kind only; empty for all. */
export const kind = signal<Kind | "">("");
/** Of the queue what is as severe or more; empty for all, also those without a severity. */
export const least = signal("");
/** Of the queue what is everywhere, in the chosen commune, or where no commune is known. */
export const where = signal<(typeof WHERE)[number]>("all");

export const measure = computed(() => measureOf(measureName.value));

/** Whether what is shown comes as it happens. */
export const isLive = computed(() => at.value === undefined && asOf.value === "");

/** Follows the address, also back and forth. */
export function followAddress(): void {
  read();
  addEventListener("popstate", read);
  let before = place.peek();
  effect(() => {
    const search = written();
    if (search === location.search) return;
    const url = `${location.pathname}${search}`;
    // Going to another place can be undone by going back; turning a knob is no such step.
    if (place.value === before) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
    before = place.value;
  });
}

function read(): void {
  const given = new URLSearchParams(location.search);
  place.value = given.get("place") ?? "";
  measureName.value = measureOf(given.get("measure") ?? "").name;
  step.value = oneOf(STEPS, given.get("step")) ?? "minute";
  const instant = Date.parse(given.get("at") ?? "");
  at.value = Number.isNaN(instant) ? undefined : instant;
  const day = given.get("as-of") ?? "";
  asOf.value = /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : "";
  kind.value = oneOf(KINDS, given.get("kind")) ?? "";
  least.value = oneOf(SEVERITIES, given.get("severity")) ?? "";
  where.value = oneOf(WHERE, given.get("where")) ?? "all";
}

function written(): string {
  const search = new URLSearchParams();
  if (place.value) search.set("place", place.value);
  search.set("measure", measureName.value);
  if (step.value !== "minute") search.set("step", step.value);
  if (at.value !== undefined) search.set("at", new Date(at.value).toISOString());
  if (asOf.value) search.set("as-of", asOf.value);
  if (kind.value) search.set("kind", kind.value);
  if (least.value) search.set("severity", least.value);
  if (where.value !== "all") search.set("where", where.value);
  search.set("lang", language.value);
  if (theme.value !== "auto") search.set("theme", theme.value);
  if (wall.value) search.set("wall", "1");
  return `?${search}`;
}
