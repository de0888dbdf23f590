// What the colours mean.
import { CLASSES as REPORT_CLASSES } from "../geo/hexagons";
import { bucketWords } from "../parts/words";
import { open } from "../state/queue";
import { incidents, reports } from "../state/reports";
import { shapes } from "../state/shapes";
import { values } from "../state/values";
import { measure, step } from "../state/view";
import { number, t } from "../text/text";
import { type Scale, spread } from "./scale";

export function Legend({ scale, isClose }: { scale: Scale; isClose: boolean }) {
  const { bounds, colours } = scale;
  const { decimals, unit, kind } = measure.value;
  const per = { minute: "perMinute", hour: "perHour", day: "perDay" } as const;
  const words = kind === "sum" ? `${t(unit)} ${t(per[step.value])}` : t(unit);
  const hasValues = values.value.of.size > 0;
  const isOpen = open.value.size > 0;
  return (
    <section class="legend" aria-label={t(measure.value.title)}>
      <h2>
        {t(measure.value.title)} <small>({words})</small>
      </h2>
      {values.value.time > 0 && <p class="when">{bucketWords(step.value, values.value.time)}</p>}
      {hasValues ? (
        <ol class="classes">
          {Array.from({ length: bounds.length + 1 }, (_, index) => (
            <li key={index}>
              <i class={`swatch ${colours}${spread(index, bounds.length)}`} />
              <span>{range(bounds, index, decimals)}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p class="quiet">{t("noData")}</p>
      )}
      {isClose && (
        <p class="row">
          <span>{t("legendSites")}:</span>
          <span class="pair">
            <i class="dot lit" /> {t("legendLit")}
          </span>
          <span class="pair">
            <i class="dot dark" /> {t("legendDark")}
          </span>
        </p>
      )}
      {isOpen && (
        <p class="row">
          <i class="ring open" /> {t("legendOpen")}
        </p>
      )}
      {incidents.value.size > 0 && (
        <p class="row">
          <i class="ring" /> {t("legendIncident")}
        </p>
      )}
      {reports.value.size > 0 && (
        <p class="row">
          <span>{t("legendReports")}:</span>
          {REPORT_CLASSES.map((least, index) => (
            <span key={least} class="pair">
              <i class={`hexagon r${index}`} />
              {least}
              {index === REPORT_CLASSES.length - 1 && "+"}
            </span>
          ))}
        </p>
      )}
      {shapes.value.isSchematic && <p class="schematic">{t("schematic")}</p>}
    </section>
  );
}

function range(bounds: number[], index: number, decimals: number): string {
  const [from, to] = [bounds[index - 1], bounds[index]];
  const digits = decimals > 0 && bounds.some((bound) => !Number.isInteger(bound)) ? decimals : 0;
  if (from === undefined) return to === undefined ? "" : `< ${number(to, digits)}`;
  return to === undefined
    ? `≥ ${number(from, digits)}`
    : `${number(from, digits)} – ${number(to, digits)}`;
}
