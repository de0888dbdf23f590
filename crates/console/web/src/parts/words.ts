// How buckets of time are told.
import { computed } from "@preact/signals";
import type { Step } from "../api/query";
import { registry } from "../state/registry";
import { isLive } from "../state/view";
import { t, time } from "../text/text";

/** The bucket whose values are shown. */
export function bucketWords(step: Step, at: number): string {
  if (step === "minute") return t("wholeMinute", { time: time(at, "time") });
  if (step === "hour") {
    const hour = time(at, "time");
    return isLive.value ? t("thisHour", { time: hour }) : t("hourOf", { time: hour });
  }
  return isLive.value ? t("thisDay") : t("dayOf", { time: time(at, "date") });
}

/** A bucket of a course, at its place on the axis. */
export function tickWords(step: Step, at: number): string {
  return time(at, step === "day" ? "day" : "time");
}

/** The name of the province; before a reform perhaps of several. */
export const provinceName = computed(() =>
  registry.value.provinces.map((province) => province.name).join(", "),
);
