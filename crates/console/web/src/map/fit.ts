// What part of the ground fills the map's room.
import { shapes } from "../state/shapes";
import { place } from "../state/view";
import type { Room } from "./camera";
import type { Painter } from "./painter";

/** A commune that is chosen is shown at most so close, px a km. */
const CLOSEST = 60;
/** The height of what lies over the map's top, px. */
const CHOICES = { desk: 36, wall: 80 };
/** Around the legend, px. */
const AIR = 24;
/** A map wider than this has room for the legend beside the province, px. */
const WIDE = 900;

/** Shows the chosen commune or all of them; beside the legend, where that would lie over one. */
export function fit(painter: Painter): void {
  const { box, shapes: all } = shapes.peek();
  const chosen = all.find(({ unit }) => unit.code === place.peek());
  const { room, camera } = painter;
  if (!Number.isFinite(box.left) || room.width === 0) return;
  const show = (padding: Room["padding"]) =>
    camera.fit(chosen?.box ?? box, { ...room, padding }, chosen ? CLOSEST : undefined);
  show(room.padding);
  if (room.width > WIDE && isCovered(painter, chosen?.unit.code)) {
    show({ ...room.padding, right: room.padding.right + room.legend.width });
  }
  painter.ask();
}

/** Whether the legend, in the lower right corner, lies over a commune that matters. */
function isCovered(painter: Painter, code: string | undefined): boolean {
  const { width, height, legend } = painter.room;
  for (let x = 0; x <= 1; x += 0.1) {
    for (let y = 0; y <= 1; y += 0.1) {
      const pixel = { x: width - x * legend.width, y: height - y * legend.height };
      const under = painter.at(pixel)?.unit.code;
      if (under && (code === undefined || under === code)) return true;
    }
  }
  return false;
}

/** The room of the map, and what lies over it: the choices on top, the legend in a corner. */
export function roomOf(frame: HTMLElement, isWall: boolean): Room {
  const { clientWidth: width, clientHeight: height } = frame;
  const margin = Math.min(width, height) * 0.03;
  const legend = frame.parentElement?.querySelector<HTMLElement>(".legend");
  const isOver = legend && getComputedStyle(legend).position === "absolute";
  const choices = isOver ? (isWall ? CHOICES.wall : CHOICES.desk) : 0;
  return {
    width,
    height,
    padding: { left: margin, top: margin + choices, right: margin, bottom: margin },
    legend: isOver
      ? { width: legend.offsetWidth + AIR, height: legend.offsetHeight + AIR }
      : { width: 0, height: 0 },
  };
}
