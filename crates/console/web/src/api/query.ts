// Questions about stored series.
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { history } from "./clients";

export type Step = "minute" | "hour" | "day";

export interface Question {
  measure: string;
  step: Step;
  from: number;
  to: number;
  by?: string;
  place?: string;
  stat?: string;
  asOf?: string;
  coverage?: boolean;
}

export interface Value {
  place: string;
  time: number;
  value: number;
}

/** Asks; an answer may come in several messages. */
export async function ask(question: Question, signal?: AbortSignal): Promise<Value[]> {
  const { from, to, ...rest } = question;
  const request = { ...rest, from: instant(from), to: instant(to) };
  const values: Value[] = [];
  for await (const part of history.query(request, signal ? { signal } : {})) {
    for (const row of part.rows) {
      if (row.time && row.value !== "") {
        values.push({ place: row.place, time: timestampMs(row.time), value: Number(row.value) });
      }
    }
  }
  return values;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
