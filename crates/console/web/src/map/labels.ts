// Names on the map: as many as have room, those of larger communes first.
import type { Point } from "../geo/ground";
import type { Shape } from "../geo/shapes";
import type { Camera, Room } from "./camera";
import { isLight, type Palette } from "./palette";

/** Between two names, px. */
const AIR = 3;

/** A name stands in the middle of its commune, or above or below a mark there: in its heights. */
const PLACES = [0, -1.1, 1.1, -1.6, 1.6];

interface Taken {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Look {
  palette: Palette;
  chosen: string;
  size: number;
  /** What a name should not stand on, px. */
  marks: Point[];
  fill: (shape: Shape) => string;
}

export function drawLabels(
  context: CanvasRenderingContext2D,
  shapes: Shape[],
  camera: Camera,
  room: Room,
  { palette, chosen, size, marks, fill }: Look,
): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = size / 5;
  const taken: Taken[] = [];
  const isOnMark = (box: Taken) => {
    const { left, right, top, bottom } = box;
    const far = size / 3;
    return marks.some(
      ({ x, y }) => x > left - far && x < right + far && y > top - far && y < bottom + far,
    );
  };
  const rank = (shape: Shape) =>
    shape.unit.code === chosen
      ? Infinity
      : (shape.box.right - shape.box.left) * (shape.box.bottom - shape.box.top);
  for (const shape of [...shapes].sort((a, b) => rank(b) - rank(a))) {
    const middle = camera.pixel(shape.middle, room);
    const { x } = middle;
    if (x < 0 || middle.y < 0 || x > room.width || middle.y > room.height) continue;
    const isChosen = shape.unit.code === chosen;
    context.font = `${isChosen ? 600 : 400} ${size}px ${palette.font}`;
    const half = context.measureText(shape.unit.short).width / 2 + AIR;
    const boxAt = (y: number): Taken => ({
      left: x - half,
      right: x + half,
      top: y - size * 0.7,
      bottom: y + size * 0.7,
    });
    const tall = (shape.box.bottom - shape.box.top) * camera.scale;
    const places = PLACES.map((place) => middle.y + place * size)
      .filter((y) => y === middle.y || Math.abs(y - middle.y) < tall / 2 - size)
      .filter((y) => !taken.some((other) => overlap(boxAt(y), other)));
    const y = places.find((at) => !isOnMark(boxAt(at))) ?? places[0];
    const wide = (shape.box.right - shape.box.left) * camera.scale;
    // A name much wider than its commune would stand on others.
    if (y === undefined || (!isChosen && 2 * half > wide * 1.25)) continue;
    taken.push(boxAt(y));
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
