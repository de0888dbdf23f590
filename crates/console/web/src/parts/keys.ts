// Keys that work everywhere but where one writes.
import { MEASURES } from "../measures";
import { wall } from "../state/preferences";
import { leaveSpot } from "../state/spot";
import { measureName, place, step } from "../state/view";
import { nextTheme, toggleLanguage } from "./Header";
import { helpIsOpen } from "./Help";
import { backToLive } from "./Notice";
import { focusQueue } from "./Queue";
import { wanted } from "./Ranking";
import { stepInTime } from "./TimeBar";

const ACTIONS: Record<string, () => void> = {
  m: () => {
    step.value = "minute";
  },
  h: () => {
    step.value = "hour";
  },
  d: () => {
    step.value = "day";
  },
  "/": () => document.getElementById("search")?.focus(),
  q: focusQueue,
  "[": () => stepInTime(-1),
  "]": () => stepInTime(1),
  r: backToLive,
  l: toggleLanguage,
  t: nextTheme,
  w: () => {
    wall.value = !wall.value;
  },
  "?": () => {
    helpIsOpen.value = true;
  },
};

/** Listens; what is returned ends it. */
export function followKeys(): () => void {
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || helpIsOpen.peek()) return;
  if (event.key === "Escape") {
    wanted.value = "";
    place.value = "";
    leaveSpot();
    (document.activeElement as HTMLElement | null)?.blur();
    return;
  }
  const target = event.target as HTMLElement;
  const writes = target.matches("input[type=search], input[type=date], select, textarea");
  if (writes) return;
  const chosen = MEASURES[Number(event.key) - 1];
  const action = chosen
    ? () => {
        measureName.value = chosen.name;
      }
    : ACTIONS[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
}
