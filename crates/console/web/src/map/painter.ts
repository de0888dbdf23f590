// Paints the map, when something has changed and not otherwise.

import type { Point } from "../geo/ground";
import type { Hexagons } from "../geo/hexagons";
import { type Shape, type Shapes, shapeAt } from "../geo/shapes";
import { Camera, type Room } from "./camera";
import { type Dots, drawDots } from "./dots";
import { drawLabels } from "./labels";
import type { Palette } from "./palette";
import { classOf, type Scale } from "./scale";

/** From so many pixels a km on outlines are drawn as fine as they are known. */
const FINE_FROM = 25;

/** So many hexagons names make way for; of more the map is full anyway. */
const AVOIDED = 300;

/** What is painted. */
export interface Scene {
  shapes: Shapes;
  dots: Dots;
  values: Map<string, number>;
  scale: Scale;
  up: Map<string, number>;
  hexagons: Hexagons | undefined;
  /** Where something lies over the map. */
  rings: Point[];
  chosen: string;
  hovered: string;
  palette: Palette;
  labelSize: number;
  /** From so many pixels a km on sites are seen. */
  sitesFrom: number;
}

export class Painter {
  readonly camera = new Camera();
  room: Room = {
    width: 0,
    height: 0,
    padding: { left: 0, top: 0, right: 0, bottom: 0 },
  };
  private scene: Scene | undefined;
  private readonly context: CanvasRenderingContext2D;
  private isAsked = false;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly painted: () => void,
  ) {
    this.context = canvas.getContext("2d", { alpha: true })!;
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.ask();
  }

  resize(room: Room): void {
    this.room = room;
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(room.width * ratio);
    this.canvas.height = Math.round(room.height * ratio);
    this.ask();
  }

  /** Paints with the next frame. */
  ask(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      this.paint();
      this.painted();
    });
  }

  /** The commune at a pixel. */
  at(pixel: Point): Shape | undefined {
    return shapeAt(this.scene?.shapes.shapes ?? [], this.camera.ground(pixel, this.room));
  }

  private paint(): void {
    const { context, scene, camera, room } = this;
    const ratio = devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, room.width, room.height);
    if (!scene) return;
    const { scale } = camera;
    context.setTransform(
      scale * ratio,
      0,
      0,
      scale * ratio,
      (room.width / 2 - camera.x * scale) * ratio,
      (room.height / 2 - camera.y * scale) * ratio,
    );
    this.paintCommunes(scene);
    this.paintHexagons(scene);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (scale >= scene.sitesFrom) {
      drawDots(context, scene.dots, scene.up, camera, room, scene.palette);
    }
    const { shapes, labelSize, rings, hexagons, dots } = scene;
    const sites = scale >= scene.sitesFrom ? dots.middles : [];
    const marks = [...rings, ...sites, ...(hexagons?.middles ?? []).slice(0, AVOIDED)];
    drawLabels(context, shapes.shapes, camera, room, {
      ...scene,
      marks: marks.map((mark) => camera.pixel(mark, room)).filter(isIn(room)),
      size: labelSize,
      fill: (shape) => fillOf(scene, shape),
    });
  }

  private paintCommunes(scene: Scene): void {
    const { shapes, palette, chosen, hovered } = scene;
    const { context, camera } = this;
    const path = (shape: Shape) => (camera.scale >= FINE_FROM ? shape.fine : shape.coarse);
    const seen = shapes.shapes.filter(({ box }) => this.isSeen(box));
    context.lineWidth = (shapes.isSchematic ? 3 : 0.9) / camera.scale;
    context.strokeStyle = palette.border;
    for (const shape of seen) {
      context.fillStyle = fillOf(scene, shape);
      context.fill(path(shape), "evenodd");
      context.stroke(path(shape));
    }
    for (const [code, colour, width] of [
      [hovered, palette.hover, 1.5],
      [chosen, palette.chosen, 3],
    ] as const) {
      const shape = seen.find(({ unit }) => unit.code === code);
      if (!shape) continue;
      context.lineWidth = width / camera.scale;
      context.strokeStyle = colour;
      context.stroke(path(shape));
    }
  }

  private paintHexagons({ hexagons, palette }: Scene): void {
    hexagons?.paths.forEach((path, index) => {
      this.context.fillStyle = palette.reports[index]!;
      this.context.fill(path);
      this.context.lineWidth = 1 / this.camera.scale;
      this.context.strokeStyle = palette.halo;
      if (hexagons.middles.length < 2_000) this.context.stroke(path);
    });
  }

  private isSeen(box: Shape["box"]): boolean {
    const { camera, room } = this;
    const [half, tall] = [room.width / 2 / camera.scale, room.height / 2 / camera.scale];
    return (
      box.right >= camera.x - half &&
      box.left <= camera.x + half &&
      box.bottom >= camera.y - tall &&
      box.top <= camera.y + tall
    );
  }
}

function isIn({ width, height }: Room): (pixel: Point) => boolean {
  return ({ x, y }) => x > 0 && y > 0 && x < width && y < height;
}

/** The colour of a commune. */
function fillOf({ values, scale, palette }: Scene, { unit }: Shape): string {
  const value = values.get(unit.code);
  return value === undefined
    ? palette.none
    : palette.classes[scale.colours][classOf(scale, value)]!;
}
