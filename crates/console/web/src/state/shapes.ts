// The outlines of the communes of the day that is shown.
import { computed } from "@preact/signals";
import { shapesOf } from "../geo/shapes";
import { registry } from "./registry";

export const shapes = computed(() => shapesOf(registry.value));
