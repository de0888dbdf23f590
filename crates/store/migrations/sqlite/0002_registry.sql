-- Units, sites and devices through time. Days are ISO 8601 texts, instants milliseconds since 1970;
-- an empty valid_from is "from ever", an empty valid_to "still".

CREATE TABLE registry_revision (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO registry_revision VALUES (1, 0);

CREATE TABLE unit (
    code        TEXT NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_to    TEXT,
    level       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    parent_code TEXT,
    latitude    REAL,
    longitude   REAL,
    area_km2    REAL,
    PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_succession (
    code       TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    place      INTEGER NOT NULL, -- among the successors, as the file told them
    successor  TEXT NOT NULL,
    PRIMARY KEY (code, valid_from, place),
    FOREIGN KEY (code, valid_from) REFERENCES unit
) STRICT, WITHOUT ROWID;

-- A site and its unit, while both stand so.
CREATE TABLE site_unit (
    site_id    TEXT NOT NULL,
    valid_from TEXT,
    valid_to   TEXT,
    name       TEXT NOT NULL,
    latitude   REAL NOT NULL,
    longitude  REAL NOT NULL,
    unit_code  TEXT NOT NULL,
    unit_as_of TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX site_unit_key ON site_unit (site_id, ifnull(valid_from, ''));

-- A device's stay at a site.
CREATE TABLE device_site (
    source            TEXT NOT NULL,
    valid_from        INTEGER,
    valid_to          INTEGER,
    kind              TEXT NOT NULL,
    name              TEXT NOT NULL,
    site_id           TEXT NOT NULL,
    expected_interval INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX device_site_key ON device_site (source, ifnull(valid_from, -9223372036854775808));

-- For those who read with SQL: each device as its newest stay tells it.
CREATE VIEW device AS
SELECT source, kind, name, expected_interval, max(ifnull(valid_from, -9223372036854775808)) AS since
FROM device_site GROUP BY source;
