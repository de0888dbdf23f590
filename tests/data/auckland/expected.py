#!/usr/bin/env python3
"""Works out, in plain SQL over the raw readings, the sums that the product has to give.

usage: expected.py READINGS OUTDIR      (the raw file or a slice of it, plain or .gz)

Writes OUTDIR/{counter_hour,counter_day,counter_month,commune_day,commune_month,city_day,
city_month}.csv with the header place,time,value. README.md has the rule by which a local stamp
becomes an instant. Days and months are those of the stamp's own local date: no UTC is involved
in them, so the product's way there and back is checked as well.
"""
import csv
import datetime
import gzip
import os
import sqlite3
import sys
import zoneinfo

HERE = os.path.dirname(os.path.abspath(__file__))
ZONE = zoneinfo.ZoneInfo("Pacific/Auckland")
UTC = datetime.timezone.utc

SCHEMA = """
CREATE TABLE row(line INTEGER PRIMARY KEY, date TEXT NOT NULL, hour TEXT NOT NULL);
CREATE TABLE cell(line INTEGER NOT NULL, counter TEXT NOT NULL, people INTEGER NOT NULL);
CREATE TABLE correction(date TEXT, hour TEXT, occurrence INTEGER, local TEXT);
CREATE TABLE device(source TEXT PRIMARY KEY, name TEXT UNIQUE, site_id TEXT);
CREATE TABLE site(site_id TEXT PRIMARY KEY, unit_code TEXT);
CREATE TABLE unit(code TEXT PRIMARY KEY, parent_code TEXT);
CREATE TABLE clock(local TEXT PRIMARY KEY, utc TEXT NOT NULL, printed TEXT NOT NULL, skipped INTEGER NOT NULL);

-- The raw file's day runs from 06:00 to 05:59, so its hours 0 to 5 are of the next date.
CREATE VIEW stamp AS
SELECT line,
       coalesce(c.local,
                datetime(r.date, CASE WHEN CAST(r.hour AS INTEGER) < 6 THEN '+1 day' ELSE '+0 day' END,
                         CAST(r.hour AS INTEGER) || ' hours')) AS local
FROM (SELECT line, date, hour, row_number() OVER (PARTITION BY date, hour ORDER BY line) AS occurrence
      FROM row) AS r
LEFT JOIN correction AS c USING (date, hour, occurrence);
"""

READING = """
CREATE TABLE reading AS
SELECT d.source, s.unit_code AS commune, u.parent_code AS city, t.local,
       date(t.local) AS day, strftime('%Y-%m-01', t.local) AS month, k.utc, k.printed, c.people
FROM cell AS c
JOIN stamp_at AS t USING (line)
JOIN clock AS k ON k.local = t.local
JOIN device AS d ON d.name = c.counter
JOIN site AS s USING (site_id)
JOIN unit AS u ON u.code = s.unit_code
WHERE NOT (k.skipped AND c.people = 0);
"""

HOUR = "SELECT {place}, printed, sum(people) FROM reading GROUP BY {place}, utc ORDER BY {place}, utc"
PERIOD = (
    "SELECT {place}, k.printed, sum(people) FROM reading JOIN clock AS k ON k.local = {period} || ' 00:00:00'"
    " GROUP BY {place}, {period} ORDER BY {place}, {period}"
)
OUTPUTS = {
    "counter_hour": HOUR.format(place="source"),
    "counter_day": PERIOD.format(place="source", period="day"),
    "counter_month": PERIOD.format(place="source", period="month"),
    "commune_day": PERIOD.format(place="commune", period="day"),
    "commune_month": PERIOD.format(place="commune", period="month"),
    "city_day": PERIOD.format(place="city", period="day"),
    "city_month": PERIOD.format(place="city", period="month"),
}


def opened(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def clock(stamp):
    """A local stamp, its instant, the instant as printed, and whether the clock skipped the stamp."""
    local = datetime.datetime.fromisoformat(stamp)
    instant = local.replace(tzinfo=ZONE, fold=0).astimezone(UTC)
    shown = instant.astimezone(ZONE)
    return stamp, instant.isoformat(), shown.isoformat(), shown.replace(tzinfo=None) != local


def load(db, path):
    db.executescript(SCHEMA)
    for table, name, columns in (
        ("correction", "corrections.csv", ["date", "hour", "occurrence", "local"]),
        ("device", "devices.csv", ["source", "name", "site_id"]),
        ("site", "sites.csv", ["site_id", "unit_code"]),
        ("unit", "units.csv", ["code", "parent_code"]),
    ):
        with opened(os.path.join(HERE, name)) as src:
            rows = [[r[c] for c in columns] for r in csv.DictReader(src)]
        db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(columns))})", rows)
    with opened(path) as src:
        rows = csv.reader(src)
        counters = next(rows)[3:]
        for line, row in enumerate(rows, 2):
            db.execute("INSERT INTO row VALUES (?, ?, ?)", (line, row[0], row[1]))
            for counter, text in zip(counters, row[3:]):
                if text == "":
                    continue
                if float(text) != int(float(text)) or float(text) < 0:
                    sys.exit(f"line {line}: {text!r} is not a count")
                db.execute("INSERT INTO cell VALUES (?, ?, ?)", (line, counter, int(float(text))))
    db.execute("CREATE TABLE stamp_at AS SELECT * FROM stamp")
    stamps = db.execute(
        "SELECT local FROM stamp_at UNION SELECT date(local) || ' 00:00:00' FROM stamp_at"
        " UNION SELECT strftime('%Y-%m-01 00:00:00', local) FROM stamp_at"
    ).fetchall()
    db.executemany("INSERT INTO clock VALUES (?, ?, ?, ?)", [clock(s) for (s,) in stamps])
    db.executescript(READING)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    path, outdir = sys.argv[1:]
    os.makedirs(outdir, exist_ok=True)
    db = sqlite3.connect(":memory:")
    load(db, path)
    for name, query in OUTPUTS.items():
        with open(os.path.join(outdir, name + ".csv"), "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["place", "time", "value"])
            writer.writerows(db.execute(query))
    rows, stamps = db.execute("SELECT count(*), count(DISTINCT local) FROM stamp_at").fetchone()
    cells = db.execute("SELECT count(*) FROM cell").fetchone()[0]
    readings, people = db.execute("SELECT count(*), sum(people) FROM reading").fetchone()
    counters = db.execute("SELECT count(*) FROM device").fetchone()[0]
    print(
        f"rows={rows} stamps={stamps} gaps={rows * counters - cells} fillers={cells - readings}"
        f" readings={readings} people={people}",
        file=sys.stderr,
    )


main()
