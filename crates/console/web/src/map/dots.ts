// Sites and devices: dots that are lit, or rings where something is dark.
import type { Site } from "../api/registry";
import type { Ground, Point } from "../geo/ground";
import type { Camera, Room } from "./camera";
import type { Palette } from "./palette";

/** From so many pixels a km on each camera is seen. */
const DEVICES_FROM = 110;
/** Cameras of a site stand in a circle around it, px. */
const AROUND = 9;
const TURN = Math.PI * 2;

/** Where the sites are, ready for drawing. */
export interface Dots {
  sites: Site[];
  middles: Point[];
  cameras: Uint16Array;
}

export function dotsOf(sites: Iterable<Site>, ground: Ground): Dots {
  const all = [...sites];
  const dots: Dots = {
    sites: all,
    middles: all.map((site) => ground.at(site.latitude, site.longitude)),
    cameras: new Uint16Array(all.length),
  };
  all.forEach((site, index) => {
    dots.cameras[index] = site.devices.filter((device) => device.kind === "camera").length;
  });
  return dots;
}

/** `up`: cameras up by site; nothing at all before it was told, when no site may look dark. */
export function drawDots(
  context: CanvasRenderingContext2D,
  dots: Dots,
  up: Map<string, number>,
  camera: Camera,
  room: Room,
  palette: Palette,
): void {
  const each = camera.scale >= DEVICES_FROM;
  const radius = Math.min(6, 1.6 + camera.scale / 40);
  const isKnown = up.size > 0;
  const lit = new Path2D();
  const dark = new Path2D();
  const dot = (path: Path2D, x: number, y: number, size: number) => {
    path.moveTo(x + size, y);
    path.arc(x, y, size, 0, TURN);
  };
  for (let index = 0; index < dots.sites.length; index++) {
    const { x, y } = camera.pixel(dots.middles[index]!, room);
    if (x < -20 || y < -20 || x > room.width + 20 || y > room.height + 20) continue;
    const total = dots.cameras[index]!;
    const working = isKnown ? (up.get(dots.sites[index]!.id) ?? 0) : total;
    if (!each) {
      if (total > 0) dot(working >= total ? lit : dark, x, y, radius);
      continue;
    }
    for (let device = 0; device < total; device++) {
      const angle = (device / total) * TURN;
      const out = total === 1 ? 0 : AROUND;
      dot(device < working ? lit : dark, x + out * Math.cos(angle), y + out * Math.sin(angle), 4);
    }
  }
  context.lineWidth = 1;
  context.strokeStyle = palette.halo;
  context.fillStyle = isKnown ? palette.lit : palette.hover;
  context.fill(lit);
  context.stroke(lit);
  context.lineWidth = 2;
  context.strokeStyle = palette.dark;
  context.fillStyle = palette.halo;
  context.fill(dark);
  context.stroke(dark);
}
