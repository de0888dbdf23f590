// Other tabs of this page that somebody looks at: they have to share the browser's connections.
import { computed, signal } from "@preact/signals";
import { SECOND } from "../time";

/** After so long a tab that says nothing is gone, ms: who closes one says so, and a busy one may be slow. */
const GONE = 15 * SECOND;
/** So many tabs, those opened first, may keep a connection; the others share what is left of six. */
const KEEPERS = 3;

/** What a tab calls itself: the longer it is open, the less. */
const me = performance.timeOrigin + Math.random();
const channel = new BroadcastChannel("kinhbac");

/** Whether somebody looks at this tab. */
export const isSeen = signal(document.visibilityState === "visible");

/** When others were heard, by what they call themselves. */
const heard = signal(new Map<number, number>());

export const hasOthers = computed(() => heard.value.size > 0);

/** Whether this tab may keep a connection beside the others. */
export const isKeeper = computed(
  () => [...heard.value.keys()].filter((other) => other < me).length < KEEPERS,
);

/** Lets the tabs without a connection know that they should look. */
export function tellNews(): void {
  if (hasOthers.peek()) channel.postMessage({ isNews: true });
}

/** Follows the other tabs; `news` is called when one of them has heard something. */
export function followTabs(news: () => void): void {
  const tell = (isHere: boolean) => channel.postMessage({ me, isHere });
  channel.addEventListener("message", ({ data }) => {
    if (data.isNews) return news();
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
