// What a reader settles once: kept in the browser, told by the address where it is given there.
import { effect, signal } from "@preact/signals";

export type Language = "vi" | "en";
export type Theme = "auto" | "light" | "dark";

const KEY = "kinhbac";

interface Kept {
  language?: Language;
  theme?: Theme;
}

const given = new URLSearchParams(location.search);
const kept = read();

export const language = signal<Language>(
  oneOf(["vi", "en"] as const, given.get("lang")) ?? kept.language ?? browserLanguage(),
);
export const theme = signal<Theme>(
  oneOf(["auto", "light", "dark"] as const, given.get("theme")) ?? kept.theme ?? "auto",
);
export const wall = signal(given.get("wall") === "1");

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(systemIsDark.matches);
systemIsDark.addEventListener("change", (event) => {
  systemDark.value = event.matches;
});

/** Whether colours are those of the dark. */
export function isDark(): boolean {
  return theme.value === "auto" ? systemDark.value : theme.value === "dark";
}

effect(() => {
  const root = document.documentElement;
  root.lang = language.value;
  root.dataset.theme = isDark() ? "dark" : "light";
  root.dataset.wall = String(wall.value);
  try {
    localStorage.setItem(KEY, JSON.stringify({ language: language.value, theme: theme.value }));
  } catch {
    // Where nothing may be kept, it holds as long as the page.
  }
});

function read(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Kept;
  } catch {
    return {};
  }
}

/** Vietnamese, unless the browser asks for another language first. */
function browserLanguage(): Language {
  return navigator.language.startsWith("en") ? "en" : "vi";
}

/** What is given, where it is one of those that there are. */
export function oneOf<T extends string>(all: readonly T[], value: string | null): T | undefined {
  return all.find((one) => one === value);
}
