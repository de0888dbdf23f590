// Names on the map: as many as have room, those of larger communes first.
import type { Shape } from "../geo/shapes";
import type { Camera, Room } from "./camera";
import { isLight, type Palette } from "./palette";

/** Between two names, px. */
const AIR = 3;

interface Taken {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function drawLabels(
  context: CanvasRenderingContext2D,
  shapes: Shape[],
  camera: Camera,
  room: Room,
  palette: Palette,
  chosen: string,
  size: number,
  fill: (shape: Shape) => string,
): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = size / 5;
  const taken: Taken[] = [];
  const rank = (shape: Shape) =>
    shape.unit.code === chosen
      ? Infinity
      : (shape.box.right - shape.box.left) * (shape.box.bottom - shape.box.top);
  for (const shape of [...shapes].sort((a, b) => rank(b) - rank(a))) {
    const { x, y } = camera.pixel(shape.middle, room);
    if (x < 0 || y < 0 || x > room.width || y > room.height) continue;
    const isChosen = shape.unit.code === chosen;
    context.font = `${isChosen ? 600 : 400} ${size}px ${palette.font}`;
    const half = context.measureText(shape.unit.short).width / 2 + AIR;
    const box = { left: x - half, right: x + half, top: y - size * 0.7, bottom: y + size * 0.7 };
    const wide = (shape.box.right - shape.box.left) * camera.scale;
    // A name much wider than its commune would stand on others.
    if (!isChosen && (2 * half > wide * 1.25 || taken.some((other) => overlap(box, other))))
      continue;
    taken.push(box);
    const ground = isLight(fill(shape)) ? palette.onLight : palette.onDark;
    // Across its border a name stands on another colour: there it is held together by this.
    context.globalAlpha = 0.7;
    context.strokeStyle = ground.halo;
    context.strokeText(shape.unit.short, x, y);
    context.globalAlpha = 1;
    context.fillStyle = ground.text;
    context.fillText(shape.unit.short, x, y);
  }
}

function overlap(a: Taken, b: Taken): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
