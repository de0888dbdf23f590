// Texts, numbers and times as the reader is used to them.
import { computed } from "@preact/signals";
import { zone } from "../api/clients";
import { language } from "../state/preferences";
import { en } from "./en";
import { type Text, vi } from "./vi";

const LOCALES = { vi: "vi-VN", en: "en-GB" } as const;

const catalogue = computed(() => (language.value === "vi" ? vi : en));
const locale = computed(() => LOCALES[language.value]);

/** A text, its values put in. */
export function t(key: keyof Text, values: Record<string, string | number> = {}): string {
  return catalogue.value[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

const numbers = computed(() => {
  const made = new Map<number, Intl.NumberFormat>();
  return (decimals: number) => {
    let format = made.get(decimals);
    if (!format) {
      format = new Intl.NumberFormat(locale.value, {
        maximumFractionDigits: decimals,
        minimumFractionDigits: decimals,
      });
      made.set(decimals, format);
    }
    return format;
  };
});

/** A number; what is not there is a dash. */
export function number(value: number | undefined, decimals = 0): string {
  return value === undefined ? "–" : numbers.value(decimals).format(value);
}

/** A difference, with its sign. */
export function signed(difference: number, decimals = 0): string {
  const rounded = Number(difference.toFixed(decimals));
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "±";
  return `${sign}${number(Math.abs(rounded), decimals)}`;
}

const times = computed(() => {
  const base = { timeZone: zone.value } as const;
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale.value, { ...base, ...options });
  return {
    clock: make({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    time: make({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    date: make({ day: "2-digit", month: "2-digit", year: "numeric" }),
    day: make({ day: "2-digit", month: "2-digit" }),
    weekday: make({ weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" }),
  };
});

export type TimeForm = "clock" | "time" | "date" | "day" | "weekday";

/** An instant in the installation's zone. */
export function time(at: number, form: TimeForm): string {
  return times.value[form].format(at);
}

/** A date such as 2025-07-01. */
export function date(text: string): string {
  const at = Date.parse(`${text}T00:00:00Z`);
  const form = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" } as const;
  return Number.isNaN(at) ? text : new Intl.DateTimeFormat(locale.value, form).format(at);
}

/** For comparing names as one types them: without marks and capitals. */
export function plain(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}
