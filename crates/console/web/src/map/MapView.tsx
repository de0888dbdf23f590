// The map of the province.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { resolutionAt } from "../geo/hexagons";
import type { Shape } from "../geo/shapes";
import { Icon } from "../parts/Icon";
import { isDark, wall } from "../state/preferences";
import { registry } from "../state/registry";
import { incidents, reportHexagons, resolution } from "../state/reports";
import { shapes } from "../state/shapes";
import { showsSites } from "../state/streams";
import { values } from "../state/values";
import { measure, place } from "../state/view";
import { working } from "../state/working";
import { number, t } from "../text/text";
import type { Room } from "./camera";
import { dotsOf } from "./dots";
import { listen } from "./gestures";
import { Legend } from "./Legend";
import { Painter } from "./painter";
import { readPalette } from "./palette";
import { scaleOf } from "./scale";

/** A commune that is chosen is shown at most so close, px a km. */
const CLOSEST = 60;
/** From so many pixels a km on sites are seen; on a wall all is larger. */
const SITES_FROM = { desk: 16, wall: 34 };
/** The height of what lies over the map's top, px. */
const CHOICES = { desk: 36, wall: 80 };
/** Around the legend, px. */
const AIR = 24;
/** A map wider than this has room for the legend beside the province, px. */
const WIDE = 900;
/** Names, px. */
const LABELS = { desk: 12, wall: 26 };

export function MapView() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const painter = useRef<Painter>();
  const hovered = useSignal<{ shape: Shape; x: number; y: number } | undefined>(undefined);
  /** Raised with each frame, for what lies over the canvas. */
  const frames = useSignal(0);
  const scale = useComputed(() => scaleOf(measure.value, values.value.of.values()));
  const dots = useComputed(() => dotsOf(registry.value.sites.values(), shapes.value.ground));
  const palette = useComputed(() => {
    isDark();
    wall.value;
    return readPalette();
  });

  useEffect(() => {
    const made = new Painter(canvas.current!, () => {
      frames.value++;
      showsSites.value = made.camera.scale >= sitesFrom();
      resolution.value = resolutionAt(made.camera.scale / (wall.peek() ? 2 : 1));
    });
    painter.current = made;
    const observer = new ResizeObserver(() => {
      made.resize(roomOf(frame.current!, wall.peek()));
      fit(made);
    });
    observer.observe(frame.current!);
    const end = listen(canvas.current!, made, {
      clicked(at) {
        const code = made.at(at)?.unit.code ?? "";
        place.value = code === place.value ? "" : code;
      },
      hovered(at) {
        const shape = at && made.at(at);
        hovered.value = at && shape && { shape, ...at };
      },
      moved() {
        hovered.value = undefined;
      },
    });
    void document.fonts.ready.then(() => made.ask());
    return () => {
      observer.disconnect();
      end();
    };
  }, []);

  useSignalEffect(() => {
    painter.current?.show({
      shapes: shapes.value,
      dots: dots.value,
      values: values.value.of,
      scale: scale.value,
      up: working.value,
      hexagons: reportHexagons.value,
      chosen: place.value,
      hovered: hovered.value?.shape.unit.code ?? "",
      palette: palette.value,
      labelSize: wall.value ? LABELS.wall : LABELS.desk,
      sitesFrom: sitesFrom(),
    });
  });
  useSignalEffect(() => {
    shapes.value;
    place.value;
    if (painter.current) fit(painter.current);
  });

  const zoom = (factor: number) => {
    const made = painter.current!;
    made.camera.zoom(factor, { x: made.room.width / 2, y: made.room.height / 2 }, made.room);
    made.ask();
  };
  return (
    <div class="map">
      <div class="ground" ref={frame}>
        <canvas
          ref={canvas}
          tabIndex={0}
          role="img"
          aria-label={t("map")}
          aria-describedby="map-help"
        />
        <p id="map-help" class="unseen">
          {t("mapHelp")}
        </p>
        <Rings painter={painter.current} frame={frames.value} />
        {hovered.value && <Hint {...hovered.value} />}
        <div class="zoom">
          <button
            type="button"
            aria-label={t("zoomIn")}
            title={t("zoomIn")}
            onClick={() => zoom(1.5)}
          >
            <Icon name="plus" />
          </button>
          <button
            type="button"
            aria-label={t("zoomOut")}
            title={t("zoomOut")}
            onClick={() => zoom(1 / 1.5)}
          >
            <Icon name="minus" />
          </button>
          <button
            type="button"
            aria-label={t("zoomFit")}
            title={t("zoomFit")}
            onClick={() => {
              place.value = "";
              fit(painter.current!);
            }}
          >
            <Icon name="whole" />
          </button>
        </div>
      </div>
      <Legend scale={scale.value} isClose={showsSites.value} />
    </div>
  );
}

function sitesFrom(): number {
  return wall.value ? SITES_FROM.wall : SITES_FROM.desk;
}

/** Shows the chosen commune or all of them; beside the legend, where that would lie over one. */
function fit(painter: Painter): void {
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
function roomOf(frame: HTMLElement, isWall: boolean): Room {
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

/** Where there were incidents today. */
function Rings({ painter }: { painter: Painter | undefined; frame: number }) {
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
function Hint({ shape, x, y }: { shape: Shape; x: number; y: number }) {
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
