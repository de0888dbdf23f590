// What lies over the map's canvas.
import type { Shape } from "../geo/shapes";
import { registry } from "../state/registry";
import { incidents } from "../state/reports";
import { shapes } from "../state/shapes";
import { values } from "../state/values";
import { measure } from "../state/view";
import { number, t } from "../text/text";
import type { Painter } from "./painter";

/** Where there were incidents today. */
export function Rings({ painter }: { painter: Painter | undefined; frame: number }) {
  if (!painter) return null;
  const { camera, room } = painter;
  return (
    <div class="rings" aria-hidden="true">
      {[...incidents.value].map(([id]) => {
        const site = registry.value.sites.get(id);
        if (!site) return null;
        const at = camera.pixel(shapes.value.ground.at(site.latitude, site.longitude), room);
        const transform = `translate(${at.x}px, ${at.y}px)`;
        return <i key={id} style={{ transform }} />;
      })}
    </div>
  );
}

/** What is under the pointer. */
export function Hint({ shape, x, y }: { shape: Shape; x: number; y: number }) {
  const value = values.value.of.get(shape.unit.code);
  return (
    <div class="hint" style={{ transform: `translate(${x + 14}px, ${y + 14}px)` }}>
      <b>{shape.unit.name}</b>
      <span>
        {value === undefined
          ? t("noData")
          : `${number(value, measure.value.decimals)} ${t(measure.value.unit)}`}
      </span>
    </div>
  );
}
