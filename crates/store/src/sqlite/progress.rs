//! Who owns a partition index and how far it is folded.

use kinhbac_domain::ports::StoreError;
use kinhbac_domain::position::{
    Epoch, Offset, Ownership, PartitionIndex, Progress, StreamProgress,
};
use kinhbac_domain::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::fault::Fault;
use crate::standing::Standing;
use crate::stored;

/// Refuses one that does not own its partition. In a transaction, what follows is as of the same
/// moment.
pub(super) async fn fence(conn: &mut SqliteConnection, ours: Ownership) -> Result<(), Fault> {
    let epoch = sqlx::query_scalar("SELECT epoch FROM ownership WHERE partition = ?1")
        .bind(ours.partition.0)
        .fetch_optional(conn)
        .await?;
    // Nobody ever owned it: epoch 0, which is nobody's.
    let owner = Epoch(epoch.unwrap_or(0));
    if owner == ours.epoch {
        return Ok(());
    }
    let Ownership { partition, epoch: ours } = ours;
    Err(StoreError::Fenced { partition, ours, owner }.into())
}

/// Reads what stands of a partition index.
pub(super) async fn read(
    conn: &mut SqliteConnection,
    partition: PartitionIndex,
) -> Result<Standing, Fault> {
    let row = sqlx::query("SELECT epoch, cells_offset, digest FROM ownership WHERE partition = ?1")
        .bind(partition.0)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(Standing::default()) };
    let streams = sqlx::query(
        "SELECT stream, next_offset, log_time FROM progress WHERE partition = ?1 ORDER BY stream",
    )
    .bind(partition.0)
    .fetch_all(conn)
    .await?;
    let standing = standing(&row, &streams)?;
    let what = format!("the progress of partition {partition}");
    stored::compare(standing.digest(partition), row.try_get(2)?, &what)?;
    Ok(standing)
}

fn standing(row: &SqliteRow, streams: &[SqliteRow]) -> Result<Standing, Fault> {
    let cells_offset: Option<i64> = row.try_get(1)?;
    let mut progress = Progress::default();
    for row in streams {
        let stream = stored::stream(row.try_get(0)?)?;
        let next = Offset(row.try_get(1)?);
        let log_time = Timestamp::from_millis(row.try_get(2)?);
        progress.streams.insert(stream, StreamProgress { next, log_time });
    }
    let progress = cells_offset.map(|offset| Progress { cells_offset: Offset(offset), ..progress });
    Ok(Standing { epoch: Epoch(row.try_get(0)?), progress })
}

/// Writes what stands of a partition index in place of what stood. A stream that is absent is
/// taken away.
pub(super) async fn write(
    conn: &mut SqliteConnection,
    partition: PartitionIndex,
    standing: &Standing,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO ownership VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET
         epoch = excluded.epoch, cells_offset = excluded.cells_offset, digest = excluded.digest",
    )
    .bind(partition.0)
    .bind(standing.epoch.0)
    .bind(standing.progress.as_ref().map(|progress| progress.cells_offset.0))
    .bind(standing.digest(partition))
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM progress WHERE partition = ?1")
        .bind(partition.0)
        .execute(&mut *conn)
        .await?;
    for (stream, progress) in standing.progress.iter().flat_map(|progress| &progress.streams) {
        sqlx::query("INSERT INTO progress VALUES (?1, ?2, ?3, ?4)")
            .bind(stream.name())
            .bind(partition.0)
            .bind(progress.next.0)
            .bind(progress.log_time.millis())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// The progress of every partition index that was ever committed.
pub(super) async fn all(
    conn: &mut SqliteConnection,
) -> Result<Vec<(PartitionIndex, Progress)>, Fault> {
    let partitions: Vec<u32> =
        sqlx::query_scalar("SELECT partition FROM ownership").fetch_all(&mut *conn).await?;
    let mut found = Vec::with_capacity(partitions.len());
    for partition in partitions.into_iter().map(PartitionIndex) {
        let standing = read(conn, partition).await?;
        found.extend(standing.progress.map(|progress| (partition, progress)));
    }
    Ok(found)
}
