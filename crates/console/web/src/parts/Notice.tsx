// What the reader must know at once: figures that are no longer of now.
import { newest } from "../live/clock";
import { registryFailure } from "../state/registry";
import { link } from "../state/streams";
import { valuesFailure } from "../state/values";
import { asOf, at } from "../state/view";
import { date, t, time } from "../text/text";

export function Notice() {
  const lost = link.value === "lost";
  const failure = valuesFailure.value || registryFailure.value;
  return (
    <div class="notices" role="status" aria-live="polite">
      {lost && (
        <p class="notice lost">
          {newest.value > 0 ? t("lostFor", { time: time(newest.value, "clock") }) : t("lost")}
        </p>
      )}
      {!lost && failure && <p class="notice lost">{t("failed", { why: failure })}</p>}
      {!lost && (at.value !== undefined || asOf.value) && (
        <p class="notice past">
          {at.value !== undefined &&
            t("pastAt", { time: `${time(at.value, "time")} ${time(at.value, "date")}` })}
          {at.value !== undefined && asOf.value && " · "}
          {asOf.value && t("boundariesOf", { date: date(asOf.value) })}
          <button type="button" onClick={backToLive}>
            {t("backToLive")}
          </button>
        </p>
      )}
    </div>
  );
}

export function backToLive(): void {
  at.value = undefined;
  asOf.value = "";
}
