// The last day: a slider back in time.
import { serverNow } from "../live/clock";
import { tick } from "../state/streams";
import { at, step } from "../state/view";
import { t, time } from "../text/text";
import { bucketOf, DAY, HOUR, lengthOf, MINUTE } from "../time";
import { backToLive } from "./Notice";

const MINUTES = DAY / MINUTE;
/** Between two marks, hours. */
const MARKS = 4;

export function TimeBar() {
  tick.value;
  const now = serverNow();
  const looked = at.value ?? now;
  const back = Math.min(MINUTES, Math.max(0, Math.round((now - looked) / MINUTE)));
  const words = at.value === undefined ? t("live") : time(at.value, "time");
  return (
    <div class="time-bar">
      <button type="button" class={at.value === undefined ? "chosen" : ""} onClick={backToLive}>
        {t("live")}
      </button>
      <div class="track">
        <input
          id="time"
          type="range"
          min={-MINUTES}
          max={0}
          step={step.value === "minute" ? 1 : 60}
          value={-back}
          aria-label={t("timeOfDay")}
          aria-valuetext={words}
          onInput={(event) => lookAt(now + event.currentTarget.valueAsNumber * MINUTE)}
        />
        <div class="marks" aria-hidden="true">
          {Array.from({ length: 24 / MARKS + 1 }, (_, index) => {
            const instant = now - DAY + index * MARKS * HOUR;
            return (
              <span key={index}>{index * MARKS === 24 ? t("live") : time(instant, "time")}</span>
            );
          })}
        </div>
      </div>
      <output for="time">{words}</output>
    </div>
  );
}

/** Looks at an instant; at now where it is no whole bucket ago. */
function lookAt(instant: number): void {
  const bucket = bucketOf(step.peek(), instant);
  at.value = bucket + lengthOf(step.peek()) > serverNow() ? undefined : bucket;
}

/** Goes so many buckets back or forth. */
export function stepInTime(buckets: number): void {
  lookAt((at.peek() ?? serverNow()) + buckets * lengthOf(step.peek()));
}
