#!/usr/bin/env python3
"""Turns readings into events, one JSON object a line, on stdout, in the order of time.

usage: to_events.py READINGS      (the raw file or a slice of it, plain or .gz)

README.md has the rule by which a local stamp becomes an instant. This script works it out with
Python's calendar; expected.py does so in SQL.
"""
import collections
import csv
import datetime
import gzip
import json
import os
import sys
import zoneinfo

HERE = os.path.dirname(os.path.abspath(__file__))
ZONE = zoneinfo.ZoneInfo("Pacific/Auckland")
UTC = datetime.timezone.utc


def opened(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def local_stamp(date, hour, occurrence, corrections):
    corrected = corrections.get((date, hour, occurrence))
    if corrected:
        return datetime.datetime.fromisoformat(corrected)
    clock = int(hour.split(":")[0])
    day = datetime.date.fromisoformat(date)
    if clock < 6:
        day += datetime.timedelta(days=1)
    return datetime.datetime(day.year, day.month, day.day, clock)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with opened(os.path.join(HERE, "devices.csv")) as src:
        site_of = {r["name"]: r["site_id"] for r in csv.DictReader(src)}
    with opened(os.path.join(HERE, "corrections.csv")) as src:
        corrections = {
            (r["date"], r["hour"], int(r["occurrence"])): r["local"] for r in csv.DictReader(src)
        }
    seen = collections.Counter()
    with opened(sys.argv[1]) as src:
        rows = csv.reader(src)
        counters = sorted((site_of[name], i + 3) for i, name in enumerate(next(rows)[3:]))
        for row in rows:
            date, hour = row[0], row[1]
            seen[date, hour] += 1
            local = local_stamp(date, hour, seen[date, hour], corrections)
            # fold=0: an ambiguous hour is its first pass; one that the clock skipped is read
            # with the offset of before the change.
            instant = local.replace(tzinfo=ZONE, fold=0).astimezone(UTC)
            skipped = instant.astimezone(ZONE).replace(tzinfo=None) != local
            for site, column in counters:
                if row[column] == "":
                    continue
                value = float(row[column])
                people = int(value)
                if people != value or people < 0:
                    sys.exit(f"{date} {hour}: {row[column]!r} is not a count")
                if skipped and people == 0:
                    continue
                event = {
                    "id": f"{site}-{local:%Y%m%d%H}",
                    "source": f"camera/{site}",
                    "time": f"{instant:%Y-%m-%dT%H:%M:%SZ}",
                    "cameraCount": {"period": "3600s", "people": people},
                }
                sys.stdout.write(json.dumps(event, separators=(",", ":")) + "\n")


try:
    main()
    sys.stdout.flush()
except BrokenPipeError:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(1)
