// What people must hear of, the newest first. While somebody reads in it, nothing moves.
import { computed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { serverNow } from "../live/clock";
import { KINDS, type Line, MOST, SEVERITIES } from "../live/queue";
import {
  counts,
  isFresh,
  news,
  setReading,
  shownLines,
  showWaiting,
  silent,
  waiting,
} from "../state/queue";
import { registry } from "../state/registry";
import { showSpot, spot } from "../state/spot";
import { tick } from "../state/streams";
import { kind, least, place, where } from "../state/view";
import { whereaboutsOf } from "../state/whereabouts";
import { codeWords } from "../text/codes";
import { number, t, time } from "../text/text";
import { bucketOf, DAY } from "../time";
import { Icon } from "./Icon";

/** A list scrolled by less stands at its top, px. */
const AT_TOP = 8;
const KIND_WORDS = { incident: "ofIncident", security: "ofSecurity", report: "ofReport" } as const;
const LINES = ".queue ol button";

/** When the day began; it is looked at each second, and changes at midnight. */
const dayBegan = computed(() => {
  tick.value;
  return bucketOf("day", serverNow());
});

export function Queue() {
  return (
    <section class="queue" aria-label={t("queue")}>
      <div class="head">
        <h2>{t("queue")}</h2>
        {waiting.value > 0 && (
          <button type="button" class="waiting" onClick={focusQueue}>
            <Icon name="up" /> {t("queueWaiting", { count: number(waiting.value) })}
          </button>
        )}
      </div>
      <Choices />
      <Lines />
      <News />
    </section>
  );
}

/** Goes to the newest line, with those that waited. */
export function focusQueue(): void {
  showWaiting();
  // When it has been rendered.
  requestAnimationFrame(() => {
    const first = document.querySelector<HTMLElement>(LINES);
    (first ?? document.querySelector<HTMLElement>(".queue button"))?.focus();
  });
}

function Choices() {
  const commune = registry.value.communes.get(place.value);
  return (
    <div class="choices">
      <fieldset>
        <legend class="unseen">{t("queueKinds")}</legend>
        {(["", ...KINDS] as const).map((one) => (
          <button
            key={one}
            type="button"
            data-kind={one}
            aria-pressed={kind.value === one}
            title={one === "" ? undefined : t(one)}
            onClick={() => {
              kind.value = one;
            }}
          >
            {one === "" ? t("all") : t(KIND_WORDS[one])}
            {one !== "" && <small>{number(counts.value.get(one))}</small>}
          </button>
        ))}
      </fieldset>
      <select
        aria-label={t("severity")}
        class="severity"
        value={least.value}
        onChange={(event) => {
          least.value = event.currentTarget.value;
        }}
      >
        <option value="">{t("anySeverity")}</option>
        {SEVERITIES.map((one) => (
          <option key={one} value={one}>
            {t("atLeast", { severity: codeWords(one).toLocaleLowerCase() })}
          </option>
        ))}
      </select>
      <select
        aria-label={t("queueWhere")}
        class="where"
        value={where.value === "chosen" && !commune ? "all" : where.value}
        onChange={(event) => {
          where.value = event.currentTarget.value as typeof where.value;
        }}
      >
        <option value="all">{t("province")}</option>
        {commune && <option value="chosen">{commune.name}</option>}
        <option value="unknown">{t("unknownPlace")}</option>
      </select>
    </div>
  );
}

function Lines() {
  const list = useRef<HTMLOListElement>(null);
  /** The one that Tab goes to. */
  const current = useSignal("");
  const all = shownLines.value;
  const end = t("queueEnd", { most: number(MOST) });
  const isThere = all.some((line) => line.key === current.value);
  /** Whether somebody reads: where the focus goes matters, when it moves. */
  const look = (focus: EventTarget | null) => {
    const element = list.current!;
    setReading(element.scrollTop > AT_TOP || element.contains(focus as Node | null));
  };
  // A line that had the focus may have gone.
  useSignalEffect(() => {
    shownLines.value;
    if (list.current) look(document.activeElement);
  });
  return (
    <>
      {all.length === 0 && (
        <p class="quiet">
          {t([...counts.value.values()].some(Boolean) ? "queueNone" : "queueEmpty")}. {end}
        </p>
      )}
      <ol
        ref={list}
        onKeyDown={move}
        onScroll={() => look(document.activeElement)}
        onFocusIn={(event) => {
          const key = (event.target as HTMLElement).dataset.key;
          if (key !== undefined) current.value = key;
          look(event.target);
        }}
        onFocusOut={(event) => look(event.relatedTarget)}
      >
        {all.map((line, index) => (
          <Row
            key={line.key}
            line={line}
            today={dayBegan.value}
            isSilent={silent.value.has(line)}
            isCurrent={isThere ? line.key === current.value : index === 0}
          />
        ))}
        {all.length > 0 && <li class="end quiet">{end}</li>}
      </ol>
    </>
  );
}

interface RowOf {
  line: Line;
  today: number;
  isSilent: boolean;
  isCurrent: boolean;
}

function Row({ line, today, isSilent, isCurrent }: RowOf) {
  const isShown = spot.value?.key === line.key;
  const { names, point } = whereaboutsOf(line.place);
  const isOpen = line.isOpen && !isSilent;
  return (
    <li class={`${line.kind} ${isOpen ? "open" : ""} ${isFresh(line) ? "fresh" : ""}`}>
      <button
        type="button"
        data-key={line.key}
        tabIndex={isCurrent ? 0 : -1}
        aria-pressed={isShown}
        onClick={() => showSpot(line)}
      >
        <Icon name={line.kind} />
        <span class="what">
          <span class="unseen">{t(line.kind)}: </span>
          <b>{codeWords(line.what)}</b> <Severity of={line.severity} />
        </span>
        <time dateTime={new Date(line.time).toISOString()}>{instant(line.time, today)}</time>
        <span class="unit">{names.join(" · ") || t(point ? "onMap" : "unknownPlace")}</span>
        <span class="phase">{phaseWords(line, today, isSilent)}</span>
        {isShown && (
          <span class="detail">
            {t("lineDetail", {
              id: line.id,
              source: line.source,
              time: instant(line.time, today, "clock"),
            })}
          </span>
        )}
      </button>
    </li>
  );
}

/** As many bars as it is severe, and the word. */
function Severity({ of }: { of: string }) {
  const rank = SEVERITIES.indexOf(of);
  if (rank < 0) return null;
  return (
    <span class={`severe severe-${rank}`}>
      <svg viewBox="0 0 16 10" aria-hidden="true">
        {SEVERITIES.slice(1).map((one, index) => (
          <rect
            key={one}
            x={index * 4 + 0.5}
            y={7 - index * 2}
            width="3"
            height={3 + index * 2}
            class={index < rank ? "full" : ""}
          />
        ))}
      </svg>
      {codeWords(of)}
    </span>
  );
}

/** Tells those who don't see it what is new. */
function News() {
  const [first, ...others] = news.value;
  return (
    <p class="unseen" role="status">
      {first && others.length === 0 && t("newLine", { words: spoken(first) })}
      {others.length > 0 && t("newLines", { count: number(others.length + 1) })}
    </p>
  );
}

function spoken(line: Line): string {
  const words = [t(line.kind), codeWords(line.what), codeWords(line.severity)];
  return [...words, ...whereaboutsOf(line.place).names].filter(Boolean).join(", ");
}

function phaseWords(line: Line, today: number, isSilent: boolean): string {
  if (line.kind !== "incident") return codeWords(line.phase);
  const words = isSilent ? "silentSince" : line.isOpen ? "goesOn" : "ended";
  return t(words, { time: instant(line.changed, today) });
}

/** Of today the time is enough. */
function instant(at: number, today: number, form: "time" | "clock" = "time"): string {
  const isToday = at >= today && at < today + DAY;
  return isToday ? time(at, form) : `${time(at, "day")} ${time(at, form)}`;
}

/** Arrow keys, J and K, Home and End go from line to line. */
function move(event: KeyboardEvent): void {
  const lines = [...document.querySelectorAll<HTMLElement>(LINES)];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    Home: 0,
    End: lines.length - 1,
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  lines[Math.max(0, Math.min(to, lines.length - 1))]?.focus();
  event.preventDefault();
}
