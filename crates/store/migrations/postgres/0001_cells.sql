-- Cells, progress, and what is written with them. Nothing but plain SQL: where TimescaleDB is there,
-- `kinhbac migrate` makes hypertables of the first three tables of cells afterwards.
--
-- Texts that are compared are of collation "C": their order is the same on every cluster. A `digest`
-- is 32 bits over its row, compared at each reading: see the crate's module `stored`.

CREATE TABLE series (
    series_id bigint PRIMARY KEY, -- from 1, without gaps: given under a lock
    site_id   text COLLATE "C" NOT NULL,
    device    text COLLATE "C" NOT NULL, -- a source; empty: nobody
    measure   text COLLATE "C" NOT NULL,
    label     text COLLATE "C" NOT NULL, -- empty: none
    digest    bigint NOT NULL,
    UNIQUE (site_id, device, measure, label)
);

-- Cells stand by bucket first: a commit writes the open buckets of all series, which so lie side by
-- side in the index, and old buckets go as one run. No foreign key to series: series are written in
-- the same transaction and never deleted, and the check would cost a look-up a row.
-- Open buckets are updated at each commit: room in a page keeps an update off the index.
CREATE TABLE cell_minute (
    bucket      timestamptz NOT NULL,
    series_id   bigint NOT NULL,
    count       bigint NOT NULL, -- 64 bits: beyond 2^63 it stands as a negative number
    sum         bigint NOT NULL, -- amounts are integers of the measure's last decimal
    min         bigint,
    max         bigint,
    last        bigint NOT NULL,
    last_at     timestamptz,
    last_offset bigint NOT NULL,
    last_for    bigint NOT NULL, -- seconds after last_at until which it holds in the bucket
    seconds     bigint NOT NULL,
    partition   bigint NOT NULL,
    version     bigint NOT NULL,
    digest      bigint NOT NULL,
    sketch      bytea,
    PRIMARY KEY (bucket, series_id)
) WITH (fillfactor = 70);

CREATE TABLE cell_hour (
    bucket      timestamptz NOT NULL,
    series_id   bigint NOT NULL,
    count       bigint NOT NULL,
    sum         bigint NOT NULL,
    min         bigint,
    max         bigint,
    last        bigint NOT NULL,
    last_at     timestamptz,
    last_offset bigint NOT NULL,
    last_for    bigint NOT NULL,
    seconds     bigint NOT NULL,
    partition   bigint NOT NULL,
    version     bigint NOT NULL,
    digest      bigint NOT NULL,
    sketch      bytea,
    PRIMARY KEY (bucket, series_id)
) WITH (fillfactor = 70);

CREATE TABLE cell_day (
    bucket      timestamptz NOT NULL,
    series_id   bigint NOT NULL,
    count       bigint NOT NULL,
    sum         bigint NOT NULL,
    min         bigint,
    max         bigint,
    last        bigint NOT NULL,
    last_at     timestamptz,
    last_offset bigint NOT NULL,
    last_for    bigint NOT NULL,
    seconds     bigint NOT NULL,
    partition   bigint NOT NULL,
    version     bigint NOT NULL,
    digest      bigint NOT NULL,
    sketch      bytea,
    PRIMARY KEY (bucket, series_id)
) WITH (fillfactor = 70);

-- Months, quarters and years, of which several can begin at one instant.
CREATE TABLE cell_period (
    bucket      timestamptz NOT NULL,
    resolution  integer NOT NULL, -- 4 month, 5 quarter, 6 year
    series_id   bigint NOT NULL,
    count       bigint NOT NULL,
    sum         bigint NOT NULL,
    min         bigint,
    max         bigint,
    last        bigint NOT NULL,
    last_at     timestamptz,
    last_offset bigint NOT NULL,
    last_for    bigint NOT NULL,
    seconds     bigint NOT NULL,
    partition   bigint NOT NULL,
    version     bigint NOT NULL,
    digest      bigint NOT NULL,
    sketch      bytea,
    PRIMARY KEY (bucket, resolution, series_id)
);

-- For those who read with SQL: all cells, with names. A condition on `resolution` reads its table
-- only.
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
SELECT site_id, device, measure, label, resolution, bucket,
       count, sum, min, max, last, last_at, last_for, seconds, partition, version
FROM every JOIN series USING (series_id);

-- Who owns a partition index. Its row is what fences a former owner out.
CREATE TABLE ownership (
    partition    bigint PRIMARY KEY,
    epoch        bigint NOT NULL,
    cells_offset bigint, -- null until the first commit
    digest       bigint NOT NULL -- over this row and its rows of progress
);

-- How far each stream of a partition index is folded into the cells.
CREATE TABLE progress (
    stream      text COLLATE "C" NOT NULL,
    partition   bigint NOT NULL REFERENCES ownership,
    next_offset bigint NOT NULL,
    log_time    timestamptz NOT NULL,
    PRIMARY KEY (partition, stream)
);

CREATE TABLE source_sequence (
    partition   bigint NOT NULL REFERENCES ownership,
    stream      text COLLATE "C" NOT NULL,
    source      text COLLATE "C" NOT NULL,
    ranges      bytea NOT NULL, -- accepted numbers: pairs of first and end (exclusive), 8 bytes each, big-endian
    last_offset bigint NOT NULL, -- where in the stream the last of them was accepted
    digest      bigint NOT NULL,
    PRIMARY KEY (partition, stream, source)
);

CREATE TABLE counter_reading (
    partition bigint NOT NULL REFERENCES ownership,
    source    text COLLATE "C" NOT NULL,
    measure   text COLLATE "C" NOT NULL,
    label     text COLLATE "C" NOT NULL,
    read_at   timestamptz NOT NULL,
    total     bigint NOT NULL,
    digest    bigint NOT NULL,
    PRIMARY KEY (partition, source, measure, label)
);

-- Incidents, each at its first phase in the log.
CREATE TABLE event (
    partition   bigint NOT NULL REFERENCES ownership,
    source      text COLLATE "C" NOT NULL,
    incident_id text COLLATE "C" NOT NULL,
    site_id     text COLLATE "C" NOT NULL,
    category    text COLLATE "C" NOT NULL,
    started_at  timestamptz NOT NULL,
    stream      text COLLATE "C" NOT NULL,
    log_offset  bigint NOT NULL,
    PRIMARY KEY (partition, source, incident_id)
);
CREATE INDEX event_by_site ON event (site_id, started_at);
