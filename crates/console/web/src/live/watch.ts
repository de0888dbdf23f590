// A table of live cells that is kept up to date: it comes back with its token after whatever
// happened to the connection.
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { live } from "../api/clients";
import type { Alert, CaughtUp, LiveCell, Mark } from "../gen/kinhbac/v1/live_pb";
import { heard } from "./clock";

/** How long nothing may be heard beyond the time between two marks, ms: a reader is told within 3 s. */
const SILENCE = 1_500;
/**
 * How long a table may be without a mark and still be told as of now, ms: it may be looked at only
 * from time to time, and a page may have been asleep.
 */
const OLD = 10_000;
/** How long the first answer may take: a snapshot is made for it, perhaps from the store. */
const FIRST_ANSWER = 10_000;
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 2_000;

export interface Cell {
  place: string;
  time: number;
  measure: string;
  label: string;
  sum: number;
  mean: number | undefined;
  last: number | undefined;
}

export interface Question {
  by: string;
  measures: string[];
  resolution: string;
  buckets: number;
  /** Between two changes of a cell. */
  rateMs: number;
  /** How many alerts from before come with a snapshot. */
  alerts?: number;
}

export class Watch {
  readonly cells = new Map<string, Cell>();
  /** Whether the table is whole and as new as the server's; lost: it was. */
  state: "connecting" | "live" | "lost" = "connecting";
  /** Whether the attempt that is under way has been answered. */
  private isAnswered = false;
  /** When something was last heard, by `performance.now()`. */
  heardAt = performance.now();
  /** When the table was last said to be whole. */
  private toldAt = performance.now();
  private resume = "";
  /** While nobody looks, there is no connection; undone by this. */
  private wake: (() => void) | undefined;
  private asleep: Promise<void> | undefined;
  /** Whether a connection is given away again as soon as the table is whole. */
  isBrief = false;
  private readonly ended = new AbortController();
  private attempt = new AbortController();

  constructor(
    private readonly question: Question,
    private readonly changed: () => void,
    /** Some may come twice: those since the last mark, after a connection was lost. */
    private readonly alerted: (alerts: Alert[]) => void,
  ) {
    void this.run();
  }

  end(): void {
    this.ended.abort();
    this.attempt.abort();
    this.wakeUp();
  }

  /** Gives its connection away, for a browser has few to one server; the token stays. */
  sleep(): void {
    if (this.asleep) return;
    this.asleep = new Promise((done) => {
      this.wake = done;
    });
    this.attempt.abort();
  }

  /** Whether it was live, and nothing has said since that it still is. */
  get isOld(): boolean {
    return this.state === "live" && performance.now() - this.toldAt > OLD;
  }

  get isAsleep(): boolean {
    return this.asleep !== undefined;
  }

  wakeUp(): void {
    this.wake?.();
    this.asleep = undefined;
  }

  /** Cuts a connection that has become silent; to be asked often. */
  check(): void {
    const silent = performance.now() - this.heardAt;
    const patience = this.isAnswered ? this.question.rateMs + SILENCE : FIRST_ANSWER;
    if (!this.asleep && silent > patience) {
      this.lost();
      this.attempt.abort();
    }
  }

  private lost(): void {
    this.state = "lost";
    this.changed();
  }

  private async run(): Promise<void> {
    let pause = FIRST_PAUSE;
    for (;;) {
      await this.asleep;
      if (this.ended.signal.aborted) return;
      this.attempt = new AbortController();
      this.heardAt = performance.now();
      this.isAnswered = false;
      try {
        if (await this.stream()) pause = FIRST_PAUSE;
      } catch {
        // Whatever it was: the next attempt tells whether it is over.
      }
      if (this.asleep || this.ended.signal.aborted) continue;
      this.lost();
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  /** One connection; whether it came as far as a whole table. */
  private async stream(): Promise<boolean> {
    const { rateMs, ...question } = this.question;
    const rate = { seconds: BigInt(Math.floor(rateMs / 1000)), nanos: (rateMs % 1000) * 1_000_000 };
    const request = { ...question, rate, resume: this.resume };
    const fresh = new Map<string, Cell>();
    let whole = false;
    for await (const { event } of live.watch(request, { signal: this.attempt.signal })) {
      this.heardAt = performance.now();
      this.isAnswered = true;
      switch (event.case) {
        case "cells":
          for (const row of event.value.cells) {
            const cell = read(row);
            this.cells.set(key(cell), cell);
            if (!whole) fresh.set(key(cell), cell);
          }
          break;
        case "removed":
          for (const row of event.value.cells) this.cells.delete(key(read(row)));
          break;
        case "alerts":
          this.alerted(event.value.alerts);
          break;
        case "caughtUp":
          if (event.value.freshBecause !== "") {
            this.cells.clear();
            for (const [at, cell] of fresh) this.cells.set(at, cell);
          }
          fresh.clear();
          whole = true;
          this.told(event.value);
          if (this.isBrief) this.sleep();
          break;
        case "mark":
          this.told(event.value);
          break;
        case "end":
          this.resume = event.value.resume || this.resume;
          break;
      }
    }
    return whole;
  }

  private told(mark: CaughtUp | Mark): void {
    this.resume = mark.resume;
    if (mark.toldAt) heard(timestampMs(mark.toldAt));
    this.state = "live";
    this.toldAt = performance.now();
    this.changed();
  }

  /** Forgets what is older than an instant: the server does not tell. */
  forgetBefore(time: number): void {
    for (const [at, cell] of this.cells) {
      if (cell.time < time) this.cells.delete(at);
    }
  }
}

function key(cell: Cell): string {
  return `${cell.place}\n${cell.measure}\n${cell.label}\n${cell.time}`;
}

function read(row: LiveCell): Cell {
  return {
    place: row.place,
    time: row.time ? timestampMs(row.time) : 0,
    measure: row.measure,
    label: row.label,
    sum: row.sum,
    mean: row.mean,
    last: row.last,
  };
}
