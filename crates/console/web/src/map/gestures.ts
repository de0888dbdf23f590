// Pointer, wheel and keys move the map.
import type { Point } from "../geo/ground";
import type { Painter } from "./painter";

/** A pointer that moved less was a click, px. */
const STILL = 5;
const KEY_MOVES = 80;
const KEY_ZOOMS = 1.4;

export interface Gestures {
  clicked(at: Point): void;
  hovered(at: Point | undefined): void;
  /** The view was moved by hand. */
  moved(): void;
}

/** Listens; what is returned ends it. */
export function listen(canvas: HTMLCanvasElement, painter: Painter, told: Gestures): () => void {
  const pointers = new Map<number, Point>();
  let travelled = 0;
  const point = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const moved = () => {
    painter.ask();
    told.moved();
  };
  const handlers: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void } = {
    pointerdown(event) {
      canvas.setPointerCapture(event.pointerId);
      if (pointers.size === 0) travelled = 0;
      pointers.set(event.pointerId, point(event));
    },
    pointermove(event) {
      const to = point(event);
      const from = pointers.get(event.pointerId);
      if (!from) {
        told.hovered(to);
        return;
      }
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const factor = distance(to, other) / Math.max(1, distance(from, other));
        painter.camera.zoom(
          factor,
          { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 },
          painter.room,
        );
      }
      const share = other ? 0.5 : 1;
      painter.camera.move((to.x - from.x) * share, (to.y - from.y) * share);
      travelled += distance(from, to);
      pointers.set(event.pointerId, to);
      if (travelled > STILL) moved();
    },
    pointerup(event) {
      const wasAlone = pointers.size === 1;
      pointers.delete(event.pointerId);
      if (wasAlone && travelled <= STILL) told.clicked(point(event));
    },
    pointercancel(event) {
      pointers.delete(event.pointerId);
    },
    pointerleave() {
      told.hovered(undefined);
    },
    wheel(event) {
      event.preventDefault();
      painter.camera.zoom(Math.exp(-event.deltaY / 400), point(event), painter.room);
      moved();
    },
    keydown(event) {
      const { width, height } = painter.room;
      const middle = { x: width / 2, y: height / 2 };
      switch (event.key) {
        case "ArrowLeft":
          painter.camera.move(KEY_MOVES, 0);
          break;
        case "ArrowRight":
          painter.camera.move(-KEY_MOVES, 0);
          break;
        case "ArrowUp":
          painter.camera.move(0, KEY_MOVES);
          break;
        case "ArrowDown":
          painter.camera.move(0, -KEY_MOVES);
          break;
        case "+":
        case "=":
          painter.camera.zoom(KEY_ZOOMS, middle, painter.room);
          break;
        case "-":
          painter.camera.zoom(1 / KEY_ZOOMS, middle, painter.room);
          break;
        default:
          return;
      }
      event.preventDefault();
      moved();
    },
  };
  const entries = Object.entries(handlers) as [string, EventListener][];
  for (const [name, handler] of entries) canvas.addEventListener(name, handler, { passive: false });
  return () => {
    for (const [name, handler] of entries) canvas.removeEventListener(name, handler);
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
