//! Who owns a partition index and how far it is folded.

use std::collections::BTreeMap;

use kinhbac_domain::ports::StoreError;
use kinhbac_domain::position::{
    Epoch, Offset, Ownership, PartitionIndex, Progress, StreamProgress,
};
use sqlx::Row;
use sqlx::postgres::{PgConnection, PgRow};

use super::fault::Fault;
use super::instant::Instant;
use crate::standing::Standing;
use crate::stored;

/// Refuses one that does not own its partition, and keeps others from taking it until the
/// transaction's end.
pub(super) async fn hold(conn: &mut PgConnection, ours: Ownership) -> Result<(), Fault> {
    let epoch = sqlx::query_scalar("SELECT epoch FROM ownership WHERE partition = $1 FOR UPDATE");
    compare(epoch.bind(number(ours.partition)).fetch_optional(conn).await?, ours)
}

/// Refuses one that does not own its partition, at the moment of the snapshot.
pub(super) async fn fence(conn: &mut PgConnection, ours: Ownership) -> Result<(), Fault> {
    let epoch = sqlx::query_scalar("SELECT epoch FROM ownership WHERE partition = $1");
    compare(epoch.bind(number(ours.partition)).fetch_optional(conn).await?, ours)
}

fn compare(epoch: Option<i64>, ours: Ownership) -> Result<(), Fault> {
    // Nobody ever owned it: epoch 0, which is nobody's.
    let owner = Epoch(epoch.unwrap_or(0));
    if owner == ours.epoch {
        return Ok(());
    }
    let Ownership { partition, epoch: ours } = ours;
    Err(StoreError::Fenced { partition, ours, owner }.into())
}

/// Reads what stands of a partition index, and keeps others from changing it until the
/// transaction's end. Its row is made if there was none.
pub(super) async fn seize(
    conn: &mut PgConnection,
    partition: PartitionIndex,
) -> Result<Standing, Fault> {
    sqlx::query("INSERT INTO ownership VALUES ($1, 0, NULL, $2) ON CONFLICT DO NOTHING")
        .bind(number(partition))
        .bind(Standing::default().digest(partition))
        .execute(&mut *conn)
        .await?;
    let row = sqlx::query(
        "SELECT partition, epoch, cells_offset, digest FROM ownership WHERE partition = $1
         FOR UPDATE",
    )
    .bind(number(partition))
    .fetch_one(&mut *conn)
    .await?;
    let streams = sqlx::query(
        "SELECT partition, stream, next_offset, log_time FROM progress WHERE partition = $1",
    )
    .bind(number(partition))
    .fetch_all(conn)
    .await?;
    standing(&row, &streams.iter().collect::<Vec<_>>()).map(|(_, standing)| standing)
}

/// The progress of every partition index that was ever committed: within a snapshot.
pub(super) async fn all(conn: &mut PgConnection) -> Result<Vec<(PartitionIndex, Progress)>, Fault> {
    let rows = sqlx::query("SELECT partition, epoch, cells_offset, digest FROM ownership");
    let rows = rows.fetch_all(&mut *conn).await?;
    let streams = sqlx::query("SELECT partition, stream, next_offset, log_time FROM progress");
    let streams = streams.fetch_all(conn).await?;
    let mut of_partition: BTreeMap<i64, Vec<&PgRow>> = BTreeMap::new();
    for row in &streams {
        of_partition.entry(row.try_get(0)?).or_default().push(row);
    }
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let streams = of_partition.remove(&row.try_get(0)?).unwrap_or_default();
        let (partition, standing) = standing(row, &streams)?;
        found.extend(standing.progress.map(|progress| (partition, progress)));
    }
    Ok(found)
}

/// What a row of `ownership` and its rows of `progress` tell.
fn standing(row: &PgRow, streams: &[&PgRow]) -> Result<(PartitionIndex, Standing), Fault> {
    let partition = stored::partition(row.try_get(0)?)?;
    let cells_offset: Option<i64> = row.try_get(2)?;
    let mut progress = Progress::default();
    for row in streams {
        let stream = stored::stream(row.try_get(1)?)?;
        let next = Offset(row.try_get(2)?);
        let Instant(log_time) = row.try_get(3)?;
        progress.streams.insert(stream, StreamProgress { next, log_time });
    }
    let progress = cells_offset.map(|offset| Progress { cells_offset: Offset(offset), ..progress });
    let standing = Standing { epoch: Epoch(row.try_get(1)?), progress };
    let what = format!("the progress of partition {partition}");
    stored::compare(standing.digest(partition), row.try_get(3)?, &what)?;
    Ok((partition, standing))
}

/// Writes what stands of a partition index, whose row is there, in place of what stood. A stream
/// that is absent is taken away.
pub(super) async fn write(
    conn: &mut PgConnection,
    partition: PartitionIndex,
    standing: &Standing,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE ownership SET epoch = $2, cells_offset = $3, digest = $4 WHERE partition = $1",
    )
    .bind(number(partition))
    .bind(standing.epoch.0)
    .bind(standing.progress.as_ref().map(|progress| progress.cells_offset.0))
    .bind(standing.digest(partition))
    .execute(&mut *conn)
    .await?;
    let streams = standing.progress.iter().flat_map(|progress| &progress.streams);
    let (mut names, mut nexts, mut log_times) = (Vec::new(), Vec::new(), Vec::new());
    for (stream, StreamProgress { next, log_time }) in streams {
        names.push(stream.name());
        nexts.push(next.0);
        log_times.push(Instant(*log_time));
    }
    sqlx::query("DELETE FROM progress WHERE partition = $1 AND stream <> ALL ($2)")
        .bind(number(partition))
        .bind(&names)
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO progress (partition, stream, next_offset, log_time)
         SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::timestamptz[])
         ON CONFLICT (partition, stream) DO UPDATE SET
         next_offset = excluded.next_offset, log_time = excluded.log_time",
    )
    .bind(number(partition))
    .bind(&names)
    .bind(&nexts)
    .bind(&log_times)
    .execute(conn)
    .await?;
    Ok(())
}

/// A partition as it is stored.
pub(super) fn number(partition: PartitionIndex) -> i64 {
    partition.0.into()
}
