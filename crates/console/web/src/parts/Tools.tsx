// What the map shows: the measure, the step, the day of the boundaries.

import { serverNow } from "../live/clock";
import { MEASURES } from "../measures";
import { asOf, measureName, step } from "../state/view";
import { t } from "../text/text";
import { dateOf } from "../time";

export const STEPS = ["minute", "hour", "day"] as const;

export function Tools() {
  return (
    <form class="tools" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span class="unseen">{t("measure")}</span>
        <select
          id="measure"
          value={measureName.value}
          onChange={(event) => {
            measureName.value = event.currentTarget.value;
          }}
        >
          {MEASURES.map(({ name, title }) => (
            <option key={name} value={name} selected={name === measureName.value}>
              {t(title)}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="steps">
        <legend class="unseen">{t("step")}</legend>
        {STEPS.map((one) => (
          <label key={one} class={step.value === one ? "chosen" : ""}>
            <input
              type="radio"
              name="step"
              value={one}
              checked={step.value === one}
              onChange={() => {
                step.value = one;
              }}
            />
            {t(one)}
          </label>
        ))}
      </fieldset>
      <label class="as-of">
        <span>{t("boundaries")}</span>
        <input
          id="as-of"
          type="date"
          max="2100-12-31"
          value={asOf.value || dateOf(serverNow())}
          onChange={(event) => {
            const day = event.currentTarget.value;
            asOf.value = day === dateOf(serverNow()) ? "" : day;
          }}
        />
      </label>
    </form>
  );
}
