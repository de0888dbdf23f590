// Units, sites and devices of a day.
import type { Boundary } from "../gen/kinhbac/v1/registry_pb";
import { registry } from "./clients";

export interface Unit {
  code: string;
  name: string;
  /** The name without its type, for maps. */
  short: string;
  type: string;
  parent: string;
  latitude: number;
  longitude: number;
  areaKm2: number;
  /** The first day, as 2025-07-01. */
  validFrom: string;
}

export interface Site {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
  unit: string;
  devices: Device[];
}

export interface Device {
  source: string;
  name: string;
  kind: string;
}

/** What is known of a day. */
export interface Registry {
  asOf: string;
  /** One, or before a reform several. */
  provinces: Unit[];
  communes: Map<string, Unit>;
  districts: Map<string, Unit>;
  sites: Map<string, Site>;
  boundaries: Boundary[];
  /** Devices of a kind by commune; under the empty code all of them. */
  expected: Map<string, Map<string, number>>;
}

export const NOTHING: Registry = {
  asOf: "",
  provinces: [],
  communes: new Map(),
  districts: new Map(),
  sites: new Map(),
  boundaries: [],
  expected: new Map(),
};

/** Asks for all of it; `asOf`: a date, today when empty. */
export async function load(asOf: string): Promise<Registry> {
  const [{ units }, { sites }, { devices }, { boundaries }] = await Promise.all([
    registry.listUnits({ asOf }),
    registry.listSites({ asOf }),
    registry.listDevices({ asOf }),
    registry.listBoundaries({ asOf, level: "commune" }),
  ]);
  const of = (level: string) =>
    new Map(
      units
        .filter((unit) => unit.level === level)
        .map((unit): [string, Unit] => [
          unit.code,
          {
            ...unit,
            parent: unit.parentCode,
            short: withoutType(unit.name, unit.type),
          },
        ]),
    );
  const places = new Map<string, Site>();
  for (const site of sites) {
    places.set(site.siteId, { ...site, id: site.siteId, unit: site.unitCode, devices: [] });
  }
  const expected: Registry["expected"] = new Map();
  for (const device of devices) {
    const site = places.get(device.siteId);
    site?.devices.push(device);
    const kind = expected.get(device.kind) ?? new Map<string, number>();
    expected.set(device.kind, kind);
    for (const code of ["", site?.unit ?? ""].slice(0, site ? 2 : 1)) {
      kind.set(code, (kind.get(code) ?? 0) + 1);
    }
  }
  return {
    asOf,
    provinces: [...of("province").values()],
    communes: of("commune"),
    districts: of("district"),
    sites: places,
    boundaries,
    expected,
  };
}

function withoutType(name: string, type: string): string {
  const begins = name.toLocaleLowerCase("vi").startsWith(`${type.toLocaleLowerCase("vi")} `);
  return begins ? name.slice(type.length + 1) : name;
}
