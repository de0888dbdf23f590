// The keys, in a dialog.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../text/text";
import type { Text } from "../text/vi";

export const helpIsOpen = signal(false);

const KEYS: readonly (readonly [string, keyof Text])[] = [
  ["1 – 7", "keyMeasure"],
  ["M  H  D", "keyStep"],
  ["/", "keySearch"],
  ["Q", "keyQueue"],
  ["↑  ↓  J  K", "keyList"],
  ["Enter", "keyShow"],
  ["[  ]", "keyTime"],
  ["R", "keyLive"],
  ["← ↑ → ↓  +  −", "keyMap"],
  ["L", "keyLanguage"],
  ["T", "keyTheme"],
  ["W", "keyWall"],
  ["Esc", "keyClose"],
];

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = helpIsOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      aria-label={t("help")}
      onClose={() => {
        helpIsOpen.value = false;
      }}
    >
      <h2>{t("help")}</h2>
      <dl>
        {KEYS.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.split("  ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(words)}</dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        onClick={() => {
          helpIsOpen.value = false;
        }}
      >
        {t("close")}
      </button>
    </dialog>
  );
}
