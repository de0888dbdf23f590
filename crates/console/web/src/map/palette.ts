// The colours of the style sheet, for the canvas.
import { CLASSES } from "./scale";

export interface Palette {
  classes: { c: string[]; s: string[] };
  none: string;
  border: string;
  chosen: string;
  hover: string;
  /** Words on the map and what is around them: on light ground and on dark. */
  onLight: { text: string; halo: string };
  onDark: { text: string; halo: string };
  halo: string;
  lit: string;
  dark: string;
  incident: string;
  reports: string[];
  font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  const all = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => of(`--${prefix}${index}`));
  return {
    classes: { c: all("c", CLASSES), s: all("s", CLASSES) },
    none: of("--none"),
    border: of("--map-border"),
    chosen: of("--chosen"),
    hover: of("--hover"),
    onLight: { text: "#101a24", halo: "#ffffff" },
    onDark: { text: "#ffffff", halo: "#0a1622" },
    halo: of("--map-halo"),
    lit: of("--lit"),
    dark: of("--dark"),
    incident: of("--incident"),
    reports: all("r", 5),
    font: of("--font"),
  };
}

/** Whether dark words are read better than light ones on a colour such as #0d467a. */
export function isLight(colour: string): boolean {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red! + 0.587 * green! + 0.114 * blue! > 140;
}
