// Sites with an incident: one that goes on, or one of today.
import { computed } from "@preact/signals";
import type { Site } from "../api/registry";
import { open } from "./queue";
import { registry } from "./registry";
import { incidents } from "./reports";

/** Each site, and whether something goes on there. */
export const rings = computed(() => {
  const found = new Map<Site, boolean>();
  for (const id of [...incidents.value.keys(), ...open.value.keys()]) {
    const site = registry.value.sites.get(id);
    if (site) found.set(site, open.value.has(id));
  }
  return found;
});
