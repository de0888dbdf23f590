// The centre's numbers on top. Those of a measure choose it for the map.

import { openCount, silent } from "../state/queue";
import { registry } from "../state/registry";
import { countToday, type Figure, figures } from "../state/strip";
import { measureName } from "../state/view";
import { number, signed, t } from "../text/text";
import type { Text } from "../text/vi";

/** What is so many times what it was is not told in per cent. */
const COMPARABLE = 10;

export function Strip() {
  return (
    <section class="strip" aria-label={t("today")}>
      {figures.value.map((figure) => (
        <Tile key={figure.measure.name} figure={figure} />
      ))}
      <Count title="incidentsToday" measure="camera.incidents" />
      <Count title="reportsToday" measure="report.submitted" />
      <Count title="securityToday" measure="security.events" />
    </section>
  );
}

function Tile({ figure }: { figure: Figure }) {
  const { measure, value, up, today } = figure;
  const perMinute = measure.kind === "sum";
  return (
    <button
      type="button"
      class="tile"
      data-measure={measure.name}
      aria-pressed={measureName.value === measure.name}
      onClick={() => {
        measureName.value = measure.name;
      }}
    >
      <span class="name">{t(measure.title)}</span>
      <span class="value">
        <b>{up ? number(up.count) : number(value, measure.decimals)}</b>
        <small>
          {up
            ? t("ofAll", { total: number(up.total) })
            : `${t(measure.unit)}${perMinute ? ` ${t("perMinute")}` : ""}`}
        </small>
      </span>
      <span class="more">
        {today !== undefined && (
          <span data-today={today}>{t("todayTotal", { value: number(today) })}</span>
        )}
        <Spark values={figure.hours} />
      </span>
      {figure.lastWeek !== undefined && <span class="versus">{versus(figure)}</span>}
    </button>
  );
}

/**
 * Against the same hour of last week: how many devices more or less, or how many per cent. Where
 * hardly anything was told then, what it was.
 */
function versus({ measure, value, up, lastWeek = 0 }: Figure): string {
  if (up) return t("versusLastWeek", { change: signed(up.count - lastWeek) });
  const ratio = (value ?? 0) / lastWeek;
  if (value === undefined || !(ratio < COMPARABLE)) {
    return t("lastWeek", { value: number(lastWeek, measure.decimals) });
  }
  return t("versusLastWeek", { change: `${signed(100 * (ratio - 1), 1)}%` });
}

/** What happened today; a dash where nothing was told. */
function Count({ title, measure }: { title: keyof Text; measure: string }) {
  const count = countToday(measure);
  // Before the first is told nobody knows whether there are none.
  if (registry.value.communes.size === 0) return null;
  return (
    <div class="tile count" data-measure={measure}>
      <span class="name">{t(title)}</span>
      <span class="value">
        <b>{number(count)}</b>
      </span>
      <span class="more">
        {count === undefined && <span>{t("noData")}</span>}
        {measure === "camera.incidents" && openCount.value > 0 && (
          <span class="open">{t("openNow", { count: number(openCount.value) })}</span>
        )}
        {measure === "camera.incidents" && silent.value.size > 0 && (
          <span>{t("silentNow", { count: number(silent.value.size) })}</span>
        )}
      </span>
    </div>
  );
}

const WIDTH = 120;
const HEIGHT = 24;

/** The last day by hour, from its least to its most. */
function Spark({ values }: { values: (number | undefined)[] }) {
  const known = values.filter((value) => value !== undefined);
  if (known.length < 3) return null;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const points = values.flatMap((value, index) => {
    if (value === undefined) return [];
    const x = (index / (values.length - 1)) * WIDTH;
    const y = HEIGHT - 2 - ((value - least) / (most - least || 1)) * (HEIGHT - 4);
    return [`${x.toFixed(1)},${y.toFixed(1)}`];
  });
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polyline points={points.join(" ")} />
    </svg>
  );
}
