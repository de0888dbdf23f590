-- Units, sites and devices through time; an empty valid_from is "from ever", an empty valid_to "still".

CREATE TABLE registry_revision (
    single   integer PRIMARY KEY CHECK (single = 1),
    revision bigint NOT NULL
);
INSERT INTO registry_revision VALUES (1, 0);

CREATE TABLE unit (
    code        text COLLATE "C" NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date,
    level       text NOT NULL,
    kind        text NOT NULL,
    name        text NOT NULL,
    parent_code text COLLATE "C",
    latitude    double precision,
    longitude   double precision,
    area_km2    double precision,
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE unit_succession (
    code       text COLLATE "C" NOT NULL,
    valid_from date NOT NULL,
    place      integer NOT NULL, -- among the successors, as the file told them
    successor  text COLLATE "C" NOT NULL,
    PRIMARY KEY (code, valid_from, place),
    FOREIGN KEY (code, valid_from) REFERENCES unit
);

-- A site and its unit, while both stand so.
CREATE TABLE site_unit (
    site_id    text COLLATE "C" NOT NULL,
    valid_from date,
    valid_to   date,
    name       text NOT NULL,
    latitude   double precision NOT NULL,
    longitude  double precision NOT NULL,
    unit_code  text COLLATE "C" NOT NULL,
    unit_as_of date NOT NULL
);
CREATE UNIQUE INDEX site_unit_key ON site_unit (site_id, (coalesce(valid_from, '-infinity')));

-- A device's stay at a site.
CREATE TABLE device_site (
    source            text COLLATE "C" NOT NULL,
    valid_from        timestamptz,
    valid_to          timestamptz,
    kind              text NOT NULL,
    name              text NOT NULL,
    site_id           text COLLATE "C" NOT NULL,
    expected_interval integer NOT NULL -- seconds
);
CREATE UNIQUE INDEX device_site_key ON device_site (source, (coalesce(valid_from, '-infinity')));

-- For those who read with SQL: each device as its newest stay tells it.
CREATE VIEW device AS
SELECT DISTINCT ON (source) source, kind, name, expected_interval, valid_from AS since
FROM device_site ORDER BY source, coalesce(valid_from, '-infinity') DESC;
