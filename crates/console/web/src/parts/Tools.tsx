// What the map shows: the measure, the step, the day of the boundaries.

import { useSignal } from "@preact/signals";
import { serverNow } from "../live/clock";
import { MEASURES } from "../measures";
import { registry } from "../state/registry";
import { asOf, measureName, step } from "../state/view";
import { date, t } from "../text/text";
import { DAY, dateOf } from "../time";

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
      <BoundariesDay />
    </form>
  );
}

/** The day whose boundaries are shown, as one writes it; those around the last reform are offered. */
function BoundariesDay() {
  const today = dateOf(serverNow());
  const isWrong = useSignal(false);
  const last = [...registry.value.communes.values()].reduce(
    (newest, unit) => (unit.validFrom > newest ? unit.validFrom : newest),
    "",
  );
  const before = last && new Date(Date.parse(last) - DAY).toISOString().slice(0, 10);
  return (
    <label class="as-of" title={t("boundaries")}>
      <span>{t("boundaries")}</span>
      <input
        id="as-of"
        list="days"
        aria-label={t("boundaries")}
        autocomplete="off"
        spellcheck={false}
        inputMode="numeric"
        aria-invalid={isWrong.value}
        value={date(asOf.value || today)}
        onChange={(event) => {
          const day = readDate(event.currentTarget.value);
          isWrong.value = day === undefined;
          if (day === undefined) return;
          asOf.value = day === today ? "" : day;
          event.currentTarget.value = date(day);
        }}
      />
      <datalist id="days">
        {[today, last, before].map((day) => day && <option key={day} value={date(day)} />)}
      </datalist>
    </label>
  );
}

/** 30/06/2025 or 2025-06-30 as 2025-06-30; none where it is no day. */
function readDate(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim()) ?? [];
  const iso = year ? `${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}` : text.trim();
  const at = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(iso) ? undefined : iso;
}
