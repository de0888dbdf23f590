// The communes by their value: all of them, or the neighbours of the one that is chosen.
import { computed, signal } from "@preact/signals";
import type { Unit } from "../api/registry";
import { registry } from "../state/registry";
import { shapes } from "../state/shapes";
import { values } from "../state/values";
import { measure, place } from "../state/view";
import { number, plain, t } from "../text/text";

/** Neighbours that are shown. */
const NEIGHBOURS = 7;

interface Entry {
  unit: Unit;
  value: number | undefined;
}

export const wanted = signal("");

/** All communes, the highest first, those without a value last. */
export const ranked = computed<Entry[]>(() => {
  const of = values.value.of;
  const all = [...registry.value.communes.values()].map((unit) => ({
    unit,
    value: of.get(unit.code),
  }));
  return all.sort(
    (a, b) =>
      (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY) ||
      a.unit.code.localeCompare(b.unit.code),
  );
});

/** The chosen one, and those whose middles are nearest to its own. */
const nearest = computed<Set<string>>(() => {
  const all = shapes.value.shapes;
  const chosen = all.find(({ unit }) => unit.code === place.value);
  if (!chosen) return new Set();
  const far = (to: (typeof all)[number]) =>
    Math.hypot(to.middle.x - chosen.middle.x, to.middle.y - chosen.middle.y);
  const near = [...all].sort((a, b) => far(a) - far(b)).slice(0, NEIGHBOURS + 1);
  return new Set(near.map(({ unit }) => unit.code));
});

const shown = computed<(Entry & { rank: number })[]>(() => {
  const all = ranked.value.map((entry, index) => ({ ...entry, rank: index + 1 }));
  const words = plain(wanted.value.trim());
  if (words) return all.filter(({ unit }) => plain(unit.name).includes(words));
  return nearest.value.size > 0 ? all.filter(({ unit }) => nearest.value.has(unit.code)) : all;
});

export function Ranking() {
  const most = ranked.value[0]?.value ?? 0;
  const entries = shown.value;
  return (
    <section class="ranking">
      <div class="head">
        <h3>{t(place.value && !wanted.value ? "neighbours" : "ranking")}</h3>
        <input
          id="search"
          type="search"
          autocomplete="off"
          placeholder={t("search")}
          aria-label={t("search")}
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            const first = entries[0];
            if (event.key === "Enter" && first) choose(first.unit.code);
            if (event.key === "ArrowDown") focusIn(event.currentTarget.closest("section"), 0);
          }}
        />
      </div>
      {entries.length === 0 && <p class="quiet">{t("notFound")}</p>}
      <ol onKeyDown={move}>
        {entries.map(({ unit, value, rank }) => (
          <li key={unit.code}>
            <button
              type="button"
              data-place={unit.code}
              aria-pressed={unit.code === place.value}
              onClick={() => choose(unit.code === place.value ? "" : unit.code)}
            >
              <span class="rank">{value === undefined ? "–" : number(rank)}</span>
              <span class="unit">{unit.name}</span>
              <span class="value">{number(value, measure.value.decimals)}</span>
              <meter min={0} max={Math.max(most, 1)} value={value ?? 0} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function choose(code: string): void {
  wanted.value = "";
  place.value = code;
}

/** Arrow keys go from row to row. */
function move(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = event.currentTarget as HTMLElement;
  if (!by) return;
  const buttons = [...list.querySelectorAll("button")];
  focusIn(list, buttons.indexOf(document.activeElement as HTMLButtonElement) + by);
  event.preventDefault();
}

function focusIn(list: Element | null, index: number): void {
  list?.querySelectorAll("button")[Math.max(0, index)]?.focus();
}
