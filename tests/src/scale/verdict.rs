//! What was stored, against what was published.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use kinhbac_domain::ports::{EventLog, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use sqlx::Executor;
use sqlx::postgres::{PgPool, PgPoolCopyExt};
use tokio::fs::File;

use super::poison::{Position, Written};
use crate::engines::records;

/// What a campaign came to.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// Faults that happened.
    pub faults: usize,
    /// Events acknowledged, as often as they were sent.
    pub events: usize,
    /// Stored cells, each equal to its recomputation.
    pub cells: i64,
    /// Records that nobody can fold, each in the dead-letter topic.
    pub dead_letters: usize,
    /// Times that the watcher came back with its token.
    pub resumes: u32,
    /// The most memory of a process, bytes.
    pub memory: u64,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { faults, events, cells, dead_letters, resumes, memory } = self;
        write!(
            f,
            "{faults} faults: {events} acknowledged, lost 0, double 0: {cells} cells equal to SQL over \
             the published file, {dead_letters} dead letters, {resumes} resumes, all tables the \
             same, {} MiB at most",
            memory >> 20
        )
    }
}

const PUBLISHED: &str = "CREATE TABLE published
    (id text, source text COLLATE \"C\", at timestamptz, people bigint, cars bigint)";

/// Cells as anybody would count them again, the stored ones, and where they differ. Days are those
/// of the installation's zone.
const COMPARE: &str = "
WITH told AS (
    SELECT source, at, 'camera.people' COLLATE \"C\" AS measure, '' COLLATE \"C\" AS label,
           people AS value
    FROM published
    UNION ALL SELECT source, at, 'camera.vehicles', 'CAR', cars FROM published
), expected AS (
    SELECT source, measure, label, resolution,
           CASE resolution
               WHEN 'day' THEN date_trunc('day', at, 'Asia/Ho_Chi_Minh')
               ELSE date_trunc(resolution, at, 'UTC')
           END AS bucket,
           count(*)::bigint, sum(value)::bigint, min(value), max(value)
    FROM told CROSS JOIN (VALUES ('minute'), ('hour'), ('day')) AS r (resolution)
    GROUP BY 1, 2, 3, 4, 5
), stored AS (
    SELECT device, measure, label, resolution, bucket, count, sum, min, max
    FROM cell WHERE measure <> 'camera.up'
)
SELECT (SELECT count(*) FROM stored),
       (SELECT count(*) FROM (SELECT * FROM expected EXCEPT SELECT * FROM stored) AS missing),
       (SELECT count(*) FROM (SELECT * FROM stored EXCEPT SELECT * FROM expected) AS extra)";

/// Compares each stored cell with SQL over the published file; tells how many there are.
pub(super) async fn compare_cells(sql: &PgPool, published: PathBuf) -> Result<i64> {
    sql.execute(PUBLISHED).await?;
    let mut copy = sql.copy_in_raw("COPY published FROM STDIN (FORMAT csv)").await?;
    copy.read_from(File::open(published).await?).await?;
    copy.finish().await?;
    let (stored, missing, extra): (i64, i64, i64) =
        sqlx::query_as(COMPARE).fetch_one(sql).await.context("the recomputation")?;
    ensure!(missing + extra == 0, "{stored} cells: {missing} are missing or wrong, {extra} extra");
    ensure!(stored > 0, "nothing is stored");
    Ok(stored)
}

/// Compares the dead letters with the poison that was written; tells how many there are.
pub(super) async fn compare_dead_letters(log: &dyn EventLog, poison: &Written) -> Result<usize> {
    let letters = records(log, Topic::DeadLetter).await?;
    let positions = letters.iter().map(position);
    let found: Option<BTreeSet<_>> = positions.collect();
    let found = found.context("a dead letter without position")?;
    let missing = poison.known.difference(&found).count();
    ensure!(missing == 0, "{missing} records that nobody can fold are no dead letters");
    let more = found.len() - poison.known.len();
    ensure!(more <= poison.unknown, "{more} dead letters are of no poison that is known");
    Ok(found.len())
}

/// Where a dead letter was.
fn position(letter: &Record) -> Option<Position> {
    let header = |name| std::str::from_utf8(letter.headers.get(name)?).ok();
    let topic = header("dl_topic")?;
    let topics = Stream::ALL.map(|stream| Topic::Input(stream).name());
    let topic = topics.into_iter().find(|name| *name == topic)?;
    let partition = header("dl_partition")?.parse().ok().map(PartitionIndex)?;
    Some((topic, partition, Offset(header("dl_offset")?.parse().ok()?)))
}
