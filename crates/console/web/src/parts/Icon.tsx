// Line drawings on buttons; no font has all of them.
const LINES = {
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  whole: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  close: "M4 4l8 8M12 4l-8 8",
  auto: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
  light:
    "M8 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6L13 13M13 3l-1.4 1.4M4.4 11.6L3 13",
  dark: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  wall: "M2 3h12v8H2zM6 14h4M8 11v3",
  incident: "M8 2.2L14.5 13.5h-13zM8 6.5v3.2M8 11.4v.3",
  security: "M8 1.8l5 1.9v4c0 3-2 5.3-5 6.5c-3-1.2-5-3.5-5-6.5v-4z",
  report: "M2.5 3h11v7.5H8L5 13.3v-2.8H2.5zM5.2 5.7h5.6M5.2 7.9h3.6",
  up: "M8 13V3.5M4 7.2l4-4l4 4",
  help: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9 8 10M8 12.6v.4",
} as const;

export function Icon({ name }: { name: keyof typeof LINES }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={LINES[name]} />
    </svg>
  );
}
