// What is known of the place that is chosen.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { centres } from "../geo/hexagons";
import { registry } from "../state/registry";
import { reports } from "../state/reports";
import { shapes } from "../state/shapes";
import { values } from "../state/values";
import { asOf, measure, place, step } from "../state/view";
import { number, t } from "../text/text";
import { Course } from "./Course";
import { Icon } from "./Icon";
import { Ranking, ranked } from "./Ranking";
import { Sites } from "./Sites";
import { bucketWords, provinceName } from "./words";

export function Panel() {
  const unit = registry.value.communes.get(place.value);
  const value = unit ? values.value.of.get(unit.code) : values.value.whole;
  const { decimals, unit: of, kind } = measure.value;
  const per = { minute: "perMinute", hour: "perHour", day: "perDay" } as const;
  const all = ranked.value;
  const rank = unit ? all.findIndex((entry) => entry.unit.code === unit.code) : -1;
  const district = registry.value.districts.get(unit?.parent ?? "");
  return (
    <aside class="panel" aria-label={unit?.name ?? t("province")}>
      <div class="place">
        <div>
          <h2>{unit?.name ?? (provinceName.value || t("province"))}</h2>
          <p class="quiet">
            {unit ? (
              <>
                {district && `${t("inDistrict", { district: district.name })} · `}
                {unit.areaKm2 > 0 && t("area", { area: number(unit.areaKm2, 1) })}
              </>
            ) : (
              t("communes", { count: number(registry.value.communes.size) })
            )}
          </p>
        </div>
        {unit && (
          <button
            type="button"
            aria-label={`${t("close")}: ${unit.name}`}
            title={t("close")}
            onClick={() => {
              place.value = "";
            }}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
      <p class="now" data-place={place.value} data-time={values.value.time}>
        <b>{number(value, decimals)}</b>{" "}
        <span>
          {t(of)}
          {kind === "sum" && step.value === "minute" && ` ${t(per[step.value])}`}
        </span>
        <small>
          {values.value.time > 0 && bucketWords(step.value, values.value.time)}
          {rank >= 0 && all[rank]?.value !== undefined && (
            <> · {t("rank", { rank: number(rank + 1), total: number(all.length) })}</>
          )}
        </small>
      </p>
      <Course />
      {unit && <ReportsHere code={unit.code} />}
      <Ranking key={asOf.value} />
      {unit && <Sites code={unit.code} />}
      <p class="source quiet">{t("source")}</p>
    </aside>
  );
}

/** Today's reports within the commune; only where its true outline is known. */
function ReportsHere({ code }: { code: string }) {
  const count = useSignal<number | undefined>(undefined);
  const probe = useRef(document.createElement("canvas").getContext("2d")!);
  useSignalEffect(() => {
    const { shapes: all, ground, isSchematic } = shapes.value;
    const shape = all.find(({ unit }) => unit.code === code);
    const told = reports.value;
    if (!shape || isSchematic || told.size === 0) {
      count.value = undefined;
      return;
    }
    void centres(told.keys()).then((found) => {
      let sum = 0;
      for (const [cell, [latitude, longitude]] of found) {
        const { x, y } = ground.at(latitude, longitude);
        if (probe.current.isPointInPath(shape.fine, x, y, "evenodd")) sum += told.get(cell) ?? 0;
      }
      count.value = sum;
    });
  });
  if (count.value === undefined) return null;
  return <p class="here">{t("reportsHere", { count: number(count.value) })}</p>;
}
