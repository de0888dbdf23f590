// The line of the queue that is shown on the map.
import { batch, computed, signal } from "@preact/signals";
import type { Line } from "../live/queue";
import { place } from "./view";
import { type Whereabouts, whereaboutsOf } from "./whereabouts";

interface Spot extends Whereabouts {
  key: string;
}

const asked = signal<Spot | undefined>(undefined);

/** None any more when another commune is chosen. */
export const spot = computed(() => (asked.value?.code === place.value ? asked.value : undefined));

/** Shows where it is, and opens its commune where it is known. */
export function showSpot(line: Line): void {
  batch(() => {
    asked.value = { ...whereaboutsOf(line.place), key: line.key };
    place.value = asked.value.code;
  });
}

export function leaveSpot(): void {
  asked.value = undefined;
}
