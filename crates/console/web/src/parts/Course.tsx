// The course of a measure in time, as a line; what goes up is filled to nought.
import { useSignal } from "@preact/signals";
import { type Point, series, seriesFailure } from "../state/series";
import { measure, step } from "../state/view";
import { number, t } from "../text/text";
import { bucketOf, DAY, HOUR, lengthOf, MINUTE } from "../time";
import { tickWords } from "./words";

const WIDTH = 400;
const HEIGHT = 150;
const LEFT = 6;
const RIGHT = 8;
const TOP = 16;
const BOTTOM = 22;
/** Between two marks of time. */
const MARKS = { minute: 30 * MINUTE, hour: 12 * HOUR, day: 7 * DAY };
const CLOSE_MARKS = 15 * MINUTE;

export function Course() {
  const { points, open, from, to } = series.value;
  const all = open ? [...points, open] : points;
  const looked = useSignal<Point | undefined>(undefined);
  const { decimals, kind, title, unit } = measure.value;
  if (all.length === 0) {
    const words = seriesFailure.value
      ? t("failed", { why: seriesFailure.value })
      : t(to === 0 ? "loading" : "noData");
    return <p class="course quiet">{words}</p>;
  }
  const most = ceiling(kind === "state" ? 100 : Math.max(...all.map((point) => point.value)));
  const x = (time: number) => LEFT + ((time - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - TOP - BOTTOM);
  const runs = unbroken(points, lengthOf(step.value) * 1.5);
  const lines = runs.map((run) =>
    run.map((p) => `${x(p.time).toFixed(1)} ${y(p.value).toFixed(1)}`),
  );
  const line = lines.map((run) => `M${run.join("L")}`).join("");
  const ground = y(0).toFixed(1);
  const area = runs
    .map((run, index) => {
      const [first, last] = [run[0]!, run.at(-1)!];
      return `M${x(first.time).toFixed(1)} ${ground}L${lines[index]!.join("L")}L${x(last.time).toFixed(1)} ${ground}Z`;
    })
    .join("");
  const last = points.at(-1) ?? open!;
  const told = looked.value ?? last;
  return (
    <figure class="course">
      <figcaption>
        <span>{t(title)}</span>
        <span class="told">
          {tickWords(step.value, told.time)} <b>{number(told.value, decimals)}</b> {t(unit)}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${t(title)}: ${number(last.value, decimals)} ${t(unit)}`}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const at = ((event.clientX - box.left) / box.width) * WIDTH;
          looked.value = nearest(all, (point) => Math.abs(x(point.time) - at));
        }}
        onPointerLeave={() => {
          looked.value = undefined;
        }}
      >
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line
              class="grid"
              x1={LEFT}
              x2={WIDTH - RIGHT}
              y1={y(most * part)}
              y2={y(most * part)}
            />
            {part > 0 && (
              <text class="mark" x={LEFT} y={y(most * part) - 3}>
                {number(most * part, most * part < 10 && !Number.isInteger(most * part) ? 1 : 0)}
              </text>
            )}
          </g>
        ))}
        {marks(from, to).map((time) => (
          <text key={time} class="mark" x={x(time)} y={HEIGHT - 6} text-anchor="middle">
            {tickWords(step.value, time)}
          </text>
        ))}
        <path class="area" d={area} />
        <path class="line" d={line} />
        {open && points.length > 0 && (
          <path
            class="line open"
            d={`M${x(last.time)} ${y(last.value)}L${x(open.time)} ${y(open.value)}`}
          />
        )}
        <circle class="edge" cx={x(told.time)} cy={y(told.value)} r="3.5" />
      </svg>
    </figure>
  );
}

/** Where nothing was told there is no line. */
function unbroken(points: Point[], longest: number): Point[][] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && point.time - last.time <= longest) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

/** Marks of time that have room at both sides. */
function marks(from: number, to: number): number[] {
  const each = to - from > HOUR * 1.5 ? MARKS[step.value] : CLOSE_MARKS;
  const room = (to - from) * 0.06;
  const found: number[] = [];
  const begin =
    step.value === "minute"
      ? Math.ceil(from / each) * each
      : bucketOf("day", from) + (step.value === "day" ? DAY : 0);
  for (let time = begin; time <= to - room; time += each) {
    if (time >= from + room) found.push(time);
  }
  return found;
}

/** A round number that is not less. */
function ceiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

function nearest(points: Point[], far: (point: Point) => number): Point | undefined {
  return points.reduce<Point | undefined>(
    (best, point) => (best === undefined || far(point) < far(best) ? point : best),
    undefined,
  );
}
