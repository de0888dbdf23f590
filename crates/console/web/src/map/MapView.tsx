// The map of the province.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { resolutionAt } from "../geo/hexagons";
import type { Shape } from "../geo/shapes";
import { Icon } from "../parts/Icon";
import { isDark, wall } from "../state/preferences";
import { registry } from "../state/registry";
import { reportHexagons, resolution } from "../state/reports";
import { rings } from "../state/rings";
import { shapes } from "../state/shapes";
import { leaveSpot, spot } from "../state/spot";
import { showsSites } from "../state/streams";
import { values } from "../state/values";
import { measure, place } from "../state/view";
import { working } from "../state/working";
import { t } from "../text/text";
import { dotsOf } from "./dots";
import { fit, roomOf } from "./fit";
import { listen } from "./gestures";
import { Legend } from "./Legend";
import { Hint, Rings } from "./Over";
import { Painter } from "./painter";
import { readPalette } from "./palette";
import { scaleOf } from "./scale";

/** From so many pixels a km on sites are seen; on a wall all is larger. */
const SITES_FROM = { desk: 16, wall: 34 };
/** Names, px. */
const LABELS = { desk: 12, wall: 26 };

export function MapView() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const painter = useRef<Painter>();
  /** Whether the reader moved the map since a place was chosen: then it stays as it is. */
  const isMoved = useRef(false);
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
    const tools = frame.current!.closest(".stage")!.querySelector<HTMLElement>(".tools")!;
    const observer = new ResizeObserver(() => {
      made.resize(roomOf(frame.current!, tools));
      if (!isMoved.current) fit(made);
    });
    observer.observe(frame.current!);
    observer.observe(tools);
    const end = listen(canvas.current!, made, {
      clicked(at) {
        const code = made.at(at)?.unit.code ?? "";
        place.value = code === place.value ? "" : code;
        leaveSpot();
      },
      hovered(at) {
        const shape = at && made.at(at);
        hovered.value = at && shape && { shape, ...at };
      },
      moved() {
        isMoved.current = true;
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
      rings: [...rings.value.keys()].map((site) =>
        shapes.value.ground.at(site.latitude, site.longitude),
      ),
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
    spot.value;
    isMoved.current = false;
    if (painter.current) fit(painter.current);
  });

  const zoom = (factor: number) => {
    const made = painter.current!;
    made.camera.zoom(factor, { x: made.room.width / 2, y: made.room.height / 2 }, made.room);
    isMoved.current = true;
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
              leaveSpot();
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
