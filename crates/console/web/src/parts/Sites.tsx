// The sites of a commune, and how many of their cameras are up.
import { registry } from "../state/registry";
import { showsSites } from "../state/streams";
import { working } from "../state/working";
import { number, t } from "../text/text";

export function Sites({ code }: { code: string }) {
  const sites = [...registry.value.sites.values()].filter((site) => site.unit === code);
  return (
    <section class="sites">
      <h3>
        {t("sites")} <small>{number(sites.length)}</small>
      </h3>
      {sites.length === 0 && <p class="quiet">{t("noSites")}</p>}
      <ul>
        {sites.map((site) => {
          const cameras = site.devices.filter((device) => device.kind === "camera").length;
          const hotspots = site.devices.filter((device) => device.kind === "wifi").length;
          const up = working.value.get(site.id) ?? 0;
          const isKnown = showsSites.value && working.value.size > 0;
          return (
            <li key={site.id}>
              {cameras > 0 && isKnown && <i class={`dot ${up >= cameras ? "lit" : "dark"}`} />}
              <span class="unit">{site.name || site.id}</span>
              <span class="value">
                {cameras > 0 &&
                  t("siteDevices", { up: isKnown ? number(up) : "–", total: number(cameras) })}
                {cameras > 0 && hotspots > 0 && " · "}
                {hotspots > 0 && t("siteWifi", { total: number(hotspots) })}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
