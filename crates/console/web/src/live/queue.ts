// What people must hear of, as lines: one for each incident, report and security alert, with what
// is newest of it. Whatever comes twice or late is put together to the same.
import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import type { Event } from "../gen/kinhbac/v1/event_pb";
import type { Alert } from "../gen/kinhbac/v1/live_pb";
import { HOUR } from "../time";

export const KINDS = ["incident", "security", "report"] as const;
export type Kind = (typeof KINDS)[number];

/** From little to much. */
export const SEVERITIES: readonly string[] = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"];

/** The most lines that are kept. */
export const MOST = 500;
/**
 * An incident of which nothing was heard for so long, ms, is not said to go on: its end may never
 * come. A server that was started again tells no older ones either.
 */
const SILENT_AFTER = HOUR;

export interface Line {
  /** The same in all phases of an incident and all steps of a report. */
  key: string;
  kind: Kind;
  /** The category, or the service that was asked for. */
  what: string;
  /** Empty where none was told; a report has none. */
  severity: string;
  /** An incident's phase or a report's status. */
  phase: string;
  /** The end of an incident was not told yet. */
  isOpen: boolean;
  /** When it began or happened. */
  time: number;
  /** When the newest of it happened. */
  changed: number;
  /** Which of two is the newer of one key. */
  version: number;
  /** A site, `h3:CELL` or `unit:CODE@VALID_FROM`. */
  place: string;
  /** What its source calls it. */
  id: string;
  source: string;
  /** When the log took the first that is known of it. */
  came: number;
  /** How many lines were there before it, on this page. */
  order: number;
}

type Told = Omit<Line, "place" | "source" | "came" | "order" | "changed">;

export class Queue {
  private readonly lines = new Map<string, Line>();
  private made = 0;

  take(alerts: Iterable<Alert>, now: number): void {
    for (const alert of alerts) {
      const told = read(alert);
      if (!told) continue;
      const known = this.lines.get(told.key);
      this.lines.set(told.key, known ? merged(known, told) : { ...told, order: this.made++ });
    }
    if (this.lines.size > MOST) this.shorten(now);
  }

  /** The newest first, by when they came: what happened long ago and was told now is new. */
  newestFirst(): Line[] {
    return [...this.lines.values()].sort((a, b) => b.came - a.came || b.order - a.order);
  }

  /** Lets the oldest go, of what is over before of what goes on. */
  private shorten(now: number): void {
    const all = this.newestFirst();
    const [on, over] = [all.filter((l) => goesOn(l, now)), all.filter((l) => !goesOn(l, now))];
    for (const { key } of [...on, ...over].slice(MOST)) this.lines.delete(key);
  }
}

/** Whether an incident goes on, as far as one can know. */
export function goesOn(line: Line, now: number): boolean {
  return line.isOpen && now - line.changed < SILENT_AFTER;
}

function merged(a: Line, b: Line): Line {
  const [older, newer] = b.version >= a.version ? [a, b] : [b, a];
  return {
    ...newer,
    // Where it began: an office may tell a report's step from somewhere else.
    place: older.place,
    source: older.source,
    came: Math.min(a.came, b.came),
    order: a.order,
  };
}

function read({ place, event: logged }: Alert): Line | undefined {
  const event = logged?.event;
  const told = event && readPayload(event, ms(event.time));
  if (!told) return undefined;
  const changed = ms(event.time);
  return { ...told, place, source: event.source, changed, came: ms(logged.appendedAt), order: 0 };
}

function readPayload({ id, source, payload }: Event, at: number): Told | undefined {
  switch (payload.case) {
    case "cameraIncident": {
      const { incidentId, startedAt, category, phase, severity } = payload.value;
      const isOpen = phase !== "END";
      return {
        key: `incident\n${source}\n${incidentId}`,
        id: incidentId,
        kind: "incident",
        what: category,
        severity,
        phase,
        isOpen,
        time: ms(startedAt) || at,
        // What comes after the end, late, opens it no more.
        version: isOpen ? at : Number.POSITIVE_INFINITY,
      };
    }
    case "securityAlert":
      return {
        key: `security\n${source}\n${id}`,
        id,
        kind: "security",
        what: payload.value.category,
        severity: payload.value.severity,
        phase: "",
        isOpen: false,
        time: at,
        version: 0,
      };
    case "reportSubmitted":
      return {
        ...REPORT,
        key: `report\n${id}`,
        id,
        what: payload.value.serviceCode,
        phase: "SUBMITTED",
        time: at,
        version: 0,
      };
    case "reportUpdated":
      return {
        ...REPORT,
        key: `report\n${payload.value.reportId}`,
        id: payload.value.reportId,
        what: payload.value.serviceCode,
        phase: payload.value.status,
        time: ms(payload.value.submittedAt) || at,
        version: payload.value.step,
      };
    default:
      return undefined;
  }
}

const REPORT = { kind: "report", severity: "", isOpen: false } as const;

function ms(time: Timestamp | undefined): number {
  return time ? timestampMs(time) : 0;
}
