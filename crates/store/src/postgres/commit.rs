//! One commit: cells, progress and all that belongs to them, in one transaction.

use std::collections::HashMap;
use std::hash::Hash;

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::{Commit, IncidentRow, Reading, ReadingKey, SourceSequence};
use kinhbac_domain::position::PartitionIndex;
use sqlx::postgres::PgConnection;

use super::fault::Fault;
use super::instant::Instant;
use super::progress::number;
use super::rows::Columns;
use super::{PostgresStore, progress};
use crate::series::SeriesId;
use crate::standing::Standing;
use crate::stored::{self, StoredCell};
use crate::tables::{Table, in_order_of_tables};

/// Cells of one statement.
const STATEMENT_CELLS: usize = 8192;

impl PostgresStore {
    pub(super) async fn write_commit(&self, commit: &Commit) -> Result<(), Fault> {
        let mut tx = self.write().await?;
        let conn = &mut *tx;
        let partition = commit.owner.partition;
        progress::hold(conn, commit.owner).await?;
        let numbered = self.series.number(conn, &commit.cells).await?;
        write_cells(conn, commit, &numbered.of_cells).await?;
        let progress = Some(commit.progress.clone());
        let standing = Standing { epoch: commit.owner.epoch, progress };
        progress::write(conn, partition, &standing).await?;
        write_sequences(conn, partition, &commit.sequences).await?;
        write_readings(conn, partition, &commit.readings).await?;
        write_incidents(conn, &commit.incidents).await?;
        tx.commit().await?;
        // Only now: what was rolled back is not to be known.
        self.series.learn(numbered.new);
        Ok(())
    }
}

async fn write_cells(
    conn: &mut PgConnection,
    commit: &Commit,
    series: &[SeriesId],
) -> Result<(), Fault> {
    let cells = in_order_of_tables(&commit.cells, series);
    let table_of = |(entry, _): &(&CellEntry, SeriesId)| Table::of(entry.key.bucket.resolution);
    for cells in cells.chunk_by(|a, b| table_of(a) == table_of(b)) {
        let table = table_of(&cells[0]);
        for cells in cells.chunks(STATEMENT_CELLS) {
            let mut columns = Columns::default();
            for (entry, series) in cells {
                columns.push(StoredCell::new(entry, *series, commit.owner.partition));
            }
            columns.upsert(table).execute(&mut *conn).await?;
        }
    }
    Ok(())
}

/// Of several of one key the last: a statement writes a row once.
fn last_of_each<T, K: Eq + Hash>(all: &[T], key: impl Fn(&T) -> K) -> Vec<&T> {
    all.iter().map(|one| (key(one), one)).collect::<HashMap<_, _>>().into_values().collect()
}

async fn write_sequences(
    conn: &mut PgConnection,
    partition: PartitionIndex,
    sequences: &[SourceSequence],
) -> Result<(), Fault> {
    if sequences.is_empty() {
        return Ok(());
    }
    let sequences = last_of_each(sequences, |one| (one.stream, one.source.clone()));
    let (forgotten, kept): (Vec<_>, Vec<_>) =
        sequences.into_iter().partition(|sequence| sequence.ranges.ranges().is_empty());
    let streams =
        |of: &[&SourceSequence]| -> Vec<_> { of.iter().map(|s| s.stream.name()).collect() };
    let sources = |of: &[&SourceSequence]| -> Vec<_> {
        of.iter().map(|s| s.source.as_str().to_owned()).collect()
    };
    sqlx::query(
        "DELETE FROM source_sequence AS s
         USING unnest($2::text[], $3::text[]) AS forgotten (stream, source)
         WHERE s.partition = $1 AND s.stream = forgotten.stream AND s.source = forgotten.source",
    )
    .bind(number(partition))
    .bind(streams(&forgotten))
    .bind(sources(&forgotten))
    .execute(&mut *conn)
    .await?;
    let ranges: Vec<_> = kept.iter().map(|s| stored::ranges_to_bytes(&s.ranges)).collect();
    let digests: Vec<_> = kept.iter().map(|s| stored::sequence_digest(partition, s)).collect();
    sqlx::query(
        "INSERT INTO source_sequence (partition, stream, source, ranges, last_offset, digest)
         SELECT $1, * FROM
         unnest($2::text[], $3::text[], $4::bytea[], $5::bigint[], $6::bigint[])
         ON CONFLICT (partition, stream, source) DO UPDATE SET ranges = excluded.ranges,
         last_offset = excluded.last_offset, digest = excluded.digest",
    )
    .bind(number(partition))
    .bind(streams(&kept))
    .bind(sources(&kept))
    .bind(ranges)
    .bind(kept.iter().map(|s| s.last.0).collect::<Vec<_>>())
    .bind(digests)
    .execute(conn)
    .await?;
    Ok(())
}

async fn write_readings(
    conn: &mut PgConnection,
    partition: PartitionIndex,
    readings: &[(ReadingKey, Reading)],
) -> Result<(), Fault> {
    if readings.is_empty() {
        return Ok(());
    }
    let readings = last_of_each(readings, |(key, _)| key.clone());
    let keys = || readings.iter().map(|(key, _)| key);
    let digests: Vec<_> =
        readings.iter().map(|one| stored::reading_digest(partition, one)).collect();
    sqlx::query(
        "INSERT INTO counter_reading (partition, source, measure, label, read_at, total, digest)
         SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[],
         $6::bigint[], $7::bigint[])
         ON CONFLICT (partition, source, measure, label) DO UPDATE SET
         read_at = excluded.read_at, total = excluded.total, digest = excluded.digest",
    )
    .bind(number(partition))
    .bind(keys().map(|key| key.source.as_str()).collect::<Vec<_>>())
    .bind(keys().map(|key| key.measure.name().into_owned()).collect::<Vec<_>>())
    .bind(keys().map(|key| key.label.as_str()).collect::<Vec<_>>())
    .bind(readings.iter().map(|(_, reading)| Instant(reading.at)).collect::<Vec<_>>())
    .bind(readings.iter().map(|(_, reading)| reading.total).collect::<Vec<_>>())
    .bind(digests)
    .execute(conn)
    .await?;
    Ok(())
}

/// The first in the log stands: one that is there is left as it is.
async fn write_incidents(conn: &mut PgConnection, incidents: &[IncidentRow]) -> Result<(), Fault> {
    if incidents.is_empty() {
        return Ok(());
    }
    let texts = |of: fn(&IncidentRow) -> &str| -> Vec<_> { incidents.iter().map(of).collect() };
    let numbers = |of: fn(&IncidentRow) -> i64| -> Vec<_> { incidents.iter().map(of).collect() };
    let started: Vec<_> = incidents.iter().map(|incident| Instant(incident.started_at)).collect();
    sqlx::query(
        "INSERT INTO event (partition, source, incident_id, site_id, category, started_at, stream,
         log_offset) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[],
         $5::text[], $6::timestamptz[], $7::text[], $8::bigint[]) ON CONFLICT DO NOTHING",
    )
    .bind(numbers(|incident| number(incident.position.partition)))
    .bind(texts(|incident| incident.key.source.as_str()))
    .bind(texts(|incident| incident.key.incident.as_str()))
    .bind(texts(|incident| incident.site.as_str()))
    .bind(texts(|incident| incident.category.as_str()))
    .bind(started)
    .bind(texts(|incident| incident.position.stream.name()))
    .bind(numbers(|incident| incident.position.offset.0))
    .execute(conn)
    .await?;
    Ok(())
}
