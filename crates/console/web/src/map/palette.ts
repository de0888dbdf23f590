// The colours of the style sheet, for the canvas.
import { CLASSES } from "./scale";

export interface Palette {
  classes: { c: string[]; s: string[] };
  none: string;
  border: string;
  chosen: string;
  hover: string;
  text: string;
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
    text: of("--map-text"),
    halo: of("--map-halo"),
    lit: of("--lit"),
    dark: of("--dark"),
    incident: of("--incident"),
    reports: all("r", 5),
    font: of("--font"),
  };
}
