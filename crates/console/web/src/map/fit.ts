// What part of the ground fills the map's room.
import { boxOf } from "../geo/ground";
import { shapes } from "../state/shapes";
import { spot } from "../state/spot";
import { place } from "../state/view";
import type { Room } from "./camera";
import type { Painter } from "./painter";

/** A commune that is chosen is shown at most so close, px a km. */
const CLOSEST = 60;
/** What is seen around a spot in no commune, km. */
const AROUND = 5;

/** Shows the chosen commune, or what is around a spot, or all of them. */
export function fit(painter: Painter): void {
  const { box, shapes: all, ground } = shapes.peek();
  const { room, camera } = painter;
  if (!Number.isFinite(box.left) || room.width === 0) return;
  const chosen = all.find(({ unit }) => unit.code === place.peek());
  const point = spot.peek()?.point;
  const at = point && ground.at(point.latitude, point.longitude);
  const corners = chosen ? cornersOf(chosen.box) : [];
  if (at && chosen) corners.push(at);
  else if (at) {
    corners.push({ x: at.x - AROUND, y: at.y - AROUND }, { x: at.x + AROUND, y: at.y + AROUND });
  }
  if (corners.length > 0) camera.fit(boxOf(corners), room, CLOSEST);
  else camera.fit(box, room);
  painter.ask();
}

function cornersOf({ left, top, right, bottom }: ReturnType<typeof boxOf>) {
  return [
    { x: left, y: top },
    { x: right, y: bottom },
  ];
}

/** The room of the map, and what lies over it: the choices on top. */
export function roomOf(frame: HTMLElement, tools: HTMLElement): Room {
  const { clientWidth: width, clientHeight: height } = frame;
  const margin = Math.min(width, height) * 0.03;
  const isOver = getComputedStyle(tools).position === "absolute";
  const top = isOver ? tools.offsetTop + tools.offsetHeight : margin;
  return {
    width,
    height,
    padding: { left: margin, top: top + margin / 2, right: margin, bottom: margin },
  };
}
