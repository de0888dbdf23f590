// What lies over the map's canvas.
import type { Shape } from "../geo/shapes";
import { rings } from "../state/rings";
import { shapes } from "../state/shapes";
import { spot } from "../state/spot";
import { values } from "../state/values";
import { measure } from "../state/view";
import { number, t } from "../text/text";
import type { Painter } from "./painter";

/** Where there were incidents today, where some go on, and what of the queue is looked at. */
export function Rings({ painter }: { painter: Painter | undefined; frame: number }) {
  if (!painter) return null;
  const { camera, room } = painter;
  const at = ({ latitude, longitude }: { latitude: number; longitude: number }) => {
    const { x, y } = camera.pixel(shapes.value.ground.at(latitude, longitude), room);
    return { transform: `translate(${x}px, ${y}px)` };
  };
  const looked = spot.value?.point;
  return (
    <div class="rings" aria-hidden="true">
      {[...rings.value].map(([site, isOpen]) => (
        <i key={site.id} class={isOpen ? "open" : ""} data-site={site.id} style={at(site)} />
      ))}
      {looked && <i class="looked" style={at(looked)} />}
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
