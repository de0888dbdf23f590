// Other tabs of this page that somebody looks at: they have to share the browser's connections.
import { computed, signal } from "@preact/signals";
import { SECOND } from "../time";

/** After so long a tab that says nothing is gone, ms. */
const GONE = 3 * SECOND;

/** Whether somebody looks at this tab. */
export const isSeen = signal(document.visibilityState === "visible");

/** When others were heard, by what they call themselves. */
const heard = signal(new Map<number, number>());

export const hasOthers = computed(() => heard.value.size > 0);

export function followTabs(): void {
  const channel = new BroadcastChannel("kinhbac");
  const me = Math.random();
  const tell = (isHere: boolean) => channel.postMessage({ me, isHere });
  channel.addEventListener("message", ({ data }) => {
    const others = new Map(heard.peek());
    const isNew = data.isHere && !others.has(data.me);
    if (data.isHere) others.set(data.me, performance.now());
    else others.delete(data.me);
    heard.value = others;
    if (isNew && isSeen.peek()) tell(true);
  });
  setInterval(() => {
    if (isSeen.peek()) tell(true);
    const now = performance.now();
    const left = [...heard.peek()].filter(([, at]) => now - at < GONE);
    if (left.length < heard.peek().size) heard.value = new Map(left);
  }, SECOND);
  document.addEventListener("visibilitychange", () => {
    isSeen.value = document.visibilityState === "visible";
    tell(isSeen.value);
  });
  addEventListener("pagehide", () => tell(false));
  if (isSeen.peek()) tell(true);
}
