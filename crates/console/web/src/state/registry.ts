// The units, sites and devices of the day that is shown.
import { effect, signal } from "@preact/signals";
import { load, NOTHING, type Registry } from "../api/registry";
import { asOf } from "./view";

/** Between two looks whether something was imported, ms. */
const EVERY = 60_000;
const AFTER_FAILURE = 1_000;

/** Of the day that is shown. */
export const registry = signal<Registry>(NOTHING);
/** Why there is none yet. */
export const registryFailure = signal("");

export function followRegistry(): void {
  effect(() => {
    const day = asOf.value;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async () => {
      let pause = EVERY;
      try {
        const loaded = await load(day);
        if (isOver) return;
        if (!isSame(registry.peek(), loaded)) registry.value = loaded;
        registryFailure.value = "";
      } catch (error) {
        if (isOver) return;
        registryFailure.value = error instanceof Error ? error.message : String(error);
        pause = AFTER_FAILURE;
      }
      timer = setTimeout(look, pause);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  });
}

/** Whether nothing was imported in between, as far as maps can tell. */
function isSame(a: Registry, b: Registry): boolean {
  return fingerprint(a) === fingerprint(b);
}

function fingerprint(of: Registry): string {
  const units = [...of.communes.values(), ...of.districts.values()];
  return JSON.stringify([
    of.asOf,
    of.provinces,
    units,
    [...of.sites.values()],
    of.boundaries.map((boundary) => [boundary.code, boundary.rings.length]),
  ]);
}
