//! One commit: cells, progress and all that belongs to them, in one transaction.

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::{Commit, IncidentRow, Reading, ReadingKey, SourceSequence};
use kinhbac_domain::position::PartitionIndex;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, SqliteConnection};

use super::fault::Fault;
use super::progress;
use super::tables::bind_cell;
use super::{SqliteStore, series};
use crate::series::SeriesId;
use crate::standing::Standing;
use crate::stored::{self, StoredCell};
use crate::tables::{Table, in_order_of_tables};

impl SqliteStore {
    pub(super) async fn write_commit(&self, commit: &Commit) -> Result<(), Fault> {
        let mut tx = self.write().await?;
        let conn = &mut *tx;
        progress::fence(conn, commit.owner).await?;
        self.series.catch_up(conn).await?;
        let numbered = self.series.number(conn, &commit.cells).await?;
        series::insert(conn, &numbered.new).await?;
        write_cells(conn, commit, &numbered.of_cells).await?;
        write_progress(conn, commit).await?;
        write_sequences(conn, commit.owner.partition, &commit.sequences).await?;
        write_readings(conn, commit.owner.partition, &commit.readings).await?;
        write_incidents(conn, &commit.incidents).await?;
        tx.commit().await?;
        // Only now: what was rolled back is not to be known.
        self.series.learn(numbered.new);
        Ok(())
    }
}

async fn write_progress(conn: &mut SqliteConnection, commit: &Commit) -> Result<(), Fault> {
    let standing = Standing { epoch: commit.owner.epoch, progress: Some(commit.progress.clone()) };
    progress::write(conn, commit.owner.partition, &standing).await
}

async fn write_cells(
    conn: &mut SqliteConnection,
    commit: &Commit,
    series: &[SeriesId],
) -> Result<(), Fault> {
    let cells = in_order_of_tables(&commit.cells, series);
    let table_of = |(entry, _): &(&CellEntry, SeriesId)| Table::of(entry.key.bucket.resolution);
    for cells in cells.chunk_by(|a, b| table_of(a) == table_of(b)) {
        write_table(conn, table_of(&cells[0]), cells, commit.owner.partition).await?;
    }
    Ok(())
}

async fn write_table(
    conn: &mut SqliteConnection,
    table: Table,
    mut cells: &[(&CellEntry, SeriesId)],
    partition: PartitionIndex,
) -> Result<(), Fault> {
    while !cells.is_empty() {
        let (sql, rows) = table.statements().insert(cells.len());
        let (now, later) = cells.split_at(rows);
        let mut arguments = SqliteArguments::default();
        arguments.reserve(rows * table.width(), 0);
        for (entry, series) in now {
            bind_cell(table, &mut arguments, StoredCell::new(entry, *series, partition))?;
        }
        sqlx::query_with(sql, arguments).execute(&mut *conn).await?;
        cells = later;
    }
    Ok(())
}

async fn write_sequences(
    conn: &mut SqliteConnection,
    partition: PartitionIndex,
    sequences: &[SourceSequence],
) -> Result<(), Fault> {
    for sequence in sequences {
        if sequence.ranges.ranges().is_empty() {
            forget_sequence(conn, partition, sequence).await?;
            continue;
        }
        sqlx::query(
            "INSERT INTO source_sequence (partition, stream, source, ranges, last_offset, digest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET ranges = excluded.ranges,
             last_offset = excluded.last_offset, digest = excluded.digest",
        )
        .bind(partition.0)
        .bind(sequence.stream.name())
        .bind(sequence.source.as_str())
        .bind(stored::ranges_to_bytes(&sequence.ranges))
        .bind(sequence.last.0)
        .bind(stored::sequence_digest(partition, sequence))
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

async fn forget_sequence(
    conn: &mut SqliteConnection,
    partition: PartitionIndex,
    sequence: &SourceSequence,
) -> Result<(), Fault> {
    sqlx::query("DELETE FROM source_sequence WHERE partition = ?1 AND stream = ?2 AND source = ?3")
        .bind(partition.0)
        .bind(sequence.stream.name())
        .bind(sequence.source.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

async fn write_readings(
    conn: &mut SqliteConnection,
    partition: PartitionIndex,
    readings: &[(ReadingKey, Reading)],
) -> Result<(), Fault> {
    for one in readings {
        let (key, reading) = one;
        sqlx::query(
            "INSERT INTO counter_reading (partition, source, measure, label, read_at, total,
             digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO UPDATE SET
             read_at = excluded.read_at, total = excluded.total, digest = excluded.digest",
        )
        .bind(partition.0)
        .bind(key.source.as_str())
        .bind(key.measure.name().as_ref())
        .bind(key.label.as_str())
        .bind(reading.at.millis())
        .bind(reading.total)
        .bind(stored::reading_digest(partition, one))
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// The first in the log stands: one that is there is left as it is.
async fn write_incidents(
    conn: &mut SqliteConnection,
    incidents: &[IncidentRow],
) -> Result<(), Fault> {
    for incident in incidents {
        sqlx::query(
            "INSERT INTO event (source, incident_id, partition, site_id, category, started_at,
             stream, log_offset) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        )
        .bind(incident.key.source.as_str())
        .bind(incident.key.incident.as_str())
        .bind(incident.position.partition.0)
        .bind(incident.site.as_str())
        .bind(incident.category.as_str())
        .bind(incident.started_at.millis())
        .bind(incident.position.stream.name())
        .bind(incident.position.offset.0)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
