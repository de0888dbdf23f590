-- Cells, progress, and what is written with them. Instants are milliseconds since 1970, beginnings
-- of buckets seconds since 1970, both UTC. A `digest` is 32 bits over its row, compared at each
-- reading: see the crate's module `stored`.

CREATE TABLE series (
    series_id INTEGER PRIMARY KEY,
    site_id   TEXT NOT NULL,
    device    TEXT NOT NULL, -- a source; empty: nobody
    measure   TEXT NOT NULL,
    label     TEXT NOT NULL, -- empty: none
    digest    INTEGER NOT NULL,
    UNIQUE (site_id, device, measure, label)
) STRICT;

-- Cells stand by bucket first: a commit writes the open buckets of all series, which so lie side by
-- side (measured with two hours of 16,000 series: three times the rows a second and a quarter of
-- the write-ahead log of the other order), and old buckets go as one run.
-- No foreign key to series: series are written in the same transaction and never deleted, and the
-- check would cost a look-up a row.
CREATE TABLE cell_minute (
    bucket      INTEGER NOT NULL,
    series_id   INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    sum         INTEGER NOT NULL, -- amounts are integers of the measure's last decimal
    min         INTEGER,
    max         INTEGER,
    last        INTEGER NOT NULL,
    last_at     INTEGER,
    last_offset INTEGER NOT NULL,
    last_for    INTEGER NOT NULL, -- seconds after last_at until which it holds in the bucket
    seconds     INTEGER NOT NULL,
    sketch      BLOB,
    partition   INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    digest      INTEGER NOT NULL,
    PRIMARY KEY (bucket, series_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cell_hour (
    bucket      INTEGER NOT NULL,
    series_id   INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    sum         INTEGER NOT NULL,
    min         INTEGER,
    max         INTEGER,
    last        INTEGER NOT NULL,
    last_at     INTEGER,
    last_offset INTEGER NOT NULL,
    last_for    INTEGER NOT NULL,
    seconds     INTEGER NOT NULL,
    sketch      BLOB,
    partition   INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    digest      INTEGER NOT NULL,
    PRIMARY KEY (bucket, series_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cell_day (
    bucket      INTEGER NOT NULL,
    series_id   INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    sum         INTEGER NOT NULL,
    min         INTEGER,
    max         INTEGER,
    last        INTEGER NOT NULL,
    last_at     INTEGER,
    last_offset INTEGER NOT NULL,
    last_for    INTEGER NOT NULL,
    seconds     INTEGER NOT NULL,
    sketch      BLOB,
    partition   INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    digest      INTEGER NOT NULL,
    PRIMARY KEY (bucket, series_id)
) STRICT, WITHOUT ROWID;

-- Months, quarters and years, of which several can begin at one instant.
CREATE TABLE cell_period (
    bucket      INTEGER NOT NULL,
    resolution  INTEGER NOT NULL, -- 4 month, 5 quarter, 6 year
    series_id   INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    sum         INTEGER NOT NULL,
    min         INTEGER,
    max         INTEGER,
    last        INTEGER NOT NULL,
    last_at     INTEGER,
    last_offset INTEGER NOT NULL,
    last_for    INTEGER NOT NULL,
    seconds     INTEGER NOT NULL,
    sketch      BLOB,
    partition   INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    digest      INTEGER NOT NULL,
    PRIMARY KEY (bucket, resolution, series_id)
) STRICT, WITHOUT ROWID;

-- For those who read with SQL: all cells, with names.
CREATE VIEW cell AS
WITH every AS (
    SELECT 'minute' AS resolution, bucket, series_id, count, sum, min, max, last, last_at, last_for,
           seconds, partition, version FROM cell_minute
    UNION ALL
    SELECT 'hour', bucket, series_id, count, sum, min, max, last, last_at, last_for,
           seconds, partition, version FROM cell_hour
    UNION ALL
    SELECT 'day', bucket, series_id, count, sum, min, max, last, last_at, last_for,
           seconds, partition, version FROM cell_day
    UNION ALL
    SELECT CASE resolution WHEN 4 THEN 'month' WHEN 5 THEN 'quarter' ELSE 'year' END,
           bucket, series_id, count, sum, min, max, last, last_at, last_for,
           seconds, partition, version FROM cell_period
)
SELECT site_id, device, measure, label, resolution,
       strftime('%Y-%m-%dT%H:%M:%SZ', bucket, 'unixepoch') AS time,
       bucket, count, sum, min, max, last, last_at, last_for, seconds, partition, version
FROM every JOIN series USING (series_id);

-- Who owns a partition index. Its row is what fences a former owner out.
CREATE TABLE ownership (
    partition    INTEGER PRIMARY KEY,
    epoch        INTEGER NOT NULL,
    cells_offset INTEGER, -- null until the first commit
    digest       INTEGER NOT NULL -- over this row and its rows of progress
) STRICT;

-- How far each stream of a partition index is folded into the cells.
CREATE TABLE progress (
    stream      TEXT NOT NULL,
    partition   INTEGER NOT NULL REFERENCES ownership,
    next_offset INTEGER NOT NULL,
    log_time    INTEGER NOT NULL,
    PRIMARY KEY (partition, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_sequence (
    partition   INTEGER NOT NULL REFERENCES ownership,
    stream      TEXT NOT NULL,
    source      TEXT NOT NULL,
    ranges      BLOB NOT NULL, -- accepted numbers: pairs of first and end (exclusive), 8 bytes each, big-endian
    last_offset INTEGER NOT NULL, -- where in the stream the last of them was accepted
    digest      INTEGER NOT NULL,
    PRIMARY KEY (partition, stream, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter_reading (
    partition INTEGER NOT NULL REFERENCES ownership,
    source    TEXT NOT NULL,
    measure   TEXT NOT NULL,
    label     TEXT NOT NULL,
    read_at   INTEGER NOT NULL,
    total     INTEGER NOT NULL,
    digest    INTEGER NOT NULL,
    PRIMARY KEY (partition, source, measure, label)
) STRICT, WITHOUT ROWID;

-- Incidents, each at its first phase in the log.
CREATE TABLE event (
    partition   INTEGER NOT NULL REFERENCES ownership,
    source      TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    site_id     TEXT NOT NULL,
    category    TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    stream      TEXT NOT NULL,
    log_offset  INTEGER NOT NULL,
    PRIMARY KEY (partition, source, incident_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_by_site ON event (site_id, started_at);
