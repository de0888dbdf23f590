//! What an owner finds.

use kinhbac_domain::id::Label;
use kinhbac_domain::ports::{Reading, ReadingKey, SourceSequence, TakeOver};
use kinhbac_domain::position::{Epoch, Offset, PartitionIndex};
use sqlx::Row;
use sqlx::postgres::{PgConnection, PgRow};

use super::PostgresStore;
use super::fault::Fault;
use super::instant::Instant;
use super::progress::{self, number};
use crate::standing::Standing;
use crate::stored;

impl PostgresStore {
    /// Raises the epoch and reads what is there in one transaction, so that nothing of the former
    /// owner can come after what is read.
    pub(super) async fn raise_epoch(&self, partition: PartitionIndex) -> Result<TakeOver, Fault> {
        let mut tx = self.write().await?;
        let conn = &mut *tx;
        let before = progress::seize(conn, partition).await?;
        let standing = Standing { epoch: Epoch(before.epoch.0 + 1), ..before };
        progress::write(conn, partition, &standing).await?;
        let take_over = TakeOver {
            epoch: standing.epoch,
            progress: standing.progress.unwrap_or_default(),
            sequences: sequences(conn, partition).await?,
            readings: readings(conn, partition).await?,
        };
        tx.commit().await?;
        Ok(take_over)
    }
}

async fn sequences(
    conn: &mut PgConnection,
    partition: PartitionIndex,
) -> Result<Vec<SourceSequence>, Fault> {
    let rows = sqlx::query(
        "SELECT stream, source, ranges, last_offset, digest FROM source_sequence
         WHERE partition = $1",
    )
    .bind(number(partition))
    .fetch_all(conn)
    .await?;
    let read = |row: &PgRow| {
        let found = SourceSequence {
            stream: stored::stream(row.try_get(0)?)?,
            source: stored::source(row.try_get(1)?)?,
            ranges: stored::ranges_from_bytes(row.try_get(2)?)?,
            last: Offset(row.try_get(3)?),
        };
        let digest = stored::sequence_digest(partition, &found);
        stored::compare(digest, row.try_get(4)?, "a source's sequence")?;
        Ok(found)
    };
    rows.iter().map(read).collect()
}

async fn readings(
    conn: &mut PgConnection,
    partition: PartitionIndex,
) -> Result<Vec<(ReadingKey, Reading)>, Fault> {
    let rows = sqlx::query(
        "SELECT source, measure, label, read_at, total, digest FROM counter_reading
         WHERE partition = $1",
    )
    .bind(number(partition))
    .fetch_all(conn)
    .await?;
    let read = |row: &PgRow| {
        let key = ReadingKey {
            source: stored::source(row.try_get(0)?)?,
            measure: stored::measure(row.try_get(1)?)?,
            label: Label::stored(row.try_get::<&str, _>(2)?),
        };
        let Instant(at) = row.try_get(3)?;
        let found = (key, Reading { at, total: row.try_get(4)? });
        let digest = stored::reading_digest(partition, &found);
        stored::compare(digest, row.try_get(5)?, "a counter's reading")?;
        Ok(found)
    };
    rows.iter().map(read).collect()
}
