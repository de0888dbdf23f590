// Whose centre it is, how fresh the figures are, and how the reader wants them.
import { age, newest, serverNow } from "../live/clock";
import { language, theme, wall } from "../state/preferences";
import { link, tick } from "../state/streams";
import { t, time } from "../text/text";
import { helpIsOpen } from "./Help";
import { Icon } from "./Icon";
import { provinceName } from "./words";

/** Figures older than this are told with their age, ms. */
const FRESH = 2_500;

export function Header() {
  return (
    <header>
      <h1>
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span>
          <b>{provinceName.value || "Kinh Bắc"}</b>
          <small>{t("title")}</small>
        </span>
      </h1>
      <Freshness />
      <nav aria-label={t("theme")}>
        <button type="button" class="language" onClick={() => toggleLanguage()}>
          <span lang="vi" aria-current={language.value === "vi"}>
            VI
          </span>
          <span lang="en" aria-current={language.value === "en"}>
            EN
          </span>
          <span class="unseen">{t("language")}</span>
        </button>
        <button
          type="button"
          onClick={() => nextTheme()}
          title={themeWords()}
          aria-label={themeWords()}
        >
          <Icon name={theme.value} />
        </button>
        <button
          type="button"
          class="wide"
          aria-pressed={wall.value}
          title={t("wall")}
          aria-label={t("wall")}
          onClick={() => {
            wall.value = !wall.value;
          }}
        >
          <Icon name="wall" />
        </button>
        <button
          type="button"
          class="wide"
          title={t("help")}
          aria-label={t("help")}
          onClick={() => {
            helpIsOpen.value = true;
          }}
        >
          <Icon name="help" />
        </button>
      </nav>
    </header>
  );
}

/** The clock of the server, and whether what is shown is of now. */
function Freshness() {
  tick.value;
  const old = age();
  const state = link.value;
  const words = old > FRESH ? t("age", { seconds: Math.round(old / 1000) }) : t("ageFresh");
  const now = serverNow();
  return (
    <div class={`freshness ${state}`} data-newest={newest.value}>
      <i />
      <span class="state">{state === "live" ? t("live") : t(state)}</span>
      <time dateTime={new Date(now).toISOString()}>
        <b>{time(now, "clock")}</b> <span>{time(now, "weekday")}</span>
      </time>
      {state === "live" && <span class="old">{words}</span>}
    </div>
  );
}

function themeWords(): string {
  const of = { auto: "themeAuto", light: "themeLight", dark: "themeDark" } as const;
  return `${t("theme")}: ${t(of[theme.value])}`;
}

export function toggleLanguage(): void {
  language.value = language.value === "vi" ? "en" : "vi";
}

export function nextTheme(): void {
  theme.value = ({ auto: "light", light: "dark", dark: "auto" } as const)[theme.value];
}
