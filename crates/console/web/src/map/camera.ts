// Which part of the ground is seen: a middle and a scale.
import type { Box, Point } from "../geo/ground";

/** Pixels a km. */
const SCALES = { least: 2, most: 900 };

export interface Room {
  width: number;
  height: number;
  /** What stays free at the map's sides, px. */
  padding: { left: number; top: number; right: number; bottom: number };
}

export class Camera {
  x = 0;
  y = 0;
  scale = 8;

  /** Shows a box within the room that is free. */
  fit(box: Box, { width, height, padding }: Room, closest = SCALES.most): void {
    const free = {
      width: Math.max(50, width - padding.left - padding.right),
      height: Math.max(50, height - padding.top - padding.bottom),
    };
    const scale = Math.min(
      free.width / Math.max(0.1, box.right - box.left),
      free.height / Math.max(0.1, box.bottom - box.top),
    );
    this.scale = clamp(Math.min(scale, closest));
    this.x = (box.left + box.right) / 2 + (padding.right - padding.left) / 2 / this.scale;
    this.y = (box.top + box.bottom) / 2 + (padding.bottom - padding.top) / 2 / this.scale;
  }

  /** Moves by pixels. */
  move(dx: number, dy: number): void {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
  }

  /** Comes closer, with the ground under a pixel staying where it is. */
  zoom(factor: number, at: Point, room: Room): void {
    const before = this.ground(at, room);
    this.scale = clamp(this.scale * factor);
    const after = this.ground(at, room);
    this.x += before.x - after.x;
    this.y += before.y - after.y;
  }

  ground(pixel: Point, { width, height }: Room): Point {
    return {
      x: this.x + (pixel.x - width / 2) / this.scale,
      y: this.y + (pixel.y - height / 2) / this.scale,
    };
  }

  pixel(point: Point, { width, height }: Room): Point {
    return {
      x: (point.x - this.x) * this.scale + width / 2,
      y: (point.y - this.y) * this.scale + height / 2,
    };
  }
}

function clamp(scale: number): number {
  return Math.min(SCALES.most, Math.max(SCALES.least, scale));
}
