//! The aggregator, from a filled topic to stored cells of three resolutions.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::ports::{EventLog, ReadFrom};
use kinhbac_domain::position::{PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use sqlx::postgres::PgPool;
use tokio::time::{sleep, timeout};
use tokio::try_join;

use super::consumer::Totals;
use super::cost::cpu_of;
use super::ground::{Ground, KafkaTopic};
use super::report::Row;
use crate::process::peak_memory;

/// How often the store is asked how far it is.
const EVERY: Duration = Duration::from_millis(20);
/// The longest that it may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// The cells of its first records are published so long after it began, or sooner
/// (`aggregator.publish_every`), milliseconds.
const BEAT: i64 = 200;

const PROGRESS: &str = "SELECT partition, next_offset FROM progress WHERE stream = 'camera'";
const STORED: &str = "
SELECT resolution, sum(count)::bigint, sum(sum)::bigint FROM cell
WHERE measure = 'camera.people' GROUP BY resolution";
/// Minutes, hours and days.
const RESOLUTIONS: usize = 3;

/// Starts an aggregator, and waits until all of a topic is counted in stored cells: each
/// resolution comes to the same `totals`.
pub(super) async fn measure(ground: &Ground, from: &KafkaTopic, totals: Totals) -> Result<Row> {
    let sql = ground.sql().await?;
    let storing = async {
        timeout(PATIENCE, stored(&sql, from)).await.context("the aggregator takes too long")?
    };
    let serving = async {
        let aggregator = ground.serve("aggregator").await?;
        anyhow::Ok((aggregator, SystemClock.now()))
    };
    let ((aggregator, ready), end) = try_join!(serving, storing)?;
    let pid = aggregator.pid().context("the aggregator has ended")?;
    let (cpu, memory) = (cpu_of(pid)?, Some(peak_memory(pid)?));
    aggregator.stop().await?;
    compare(&sql, totals).await?;
    // Its first cells may be late where the library's producer takes long to begin.
    let begun = first_published(&*ground.log()?).await?.plus_millis(-BEAT).min(ready);
    let took = Duration::from_millis(end.millis_since(begun).unsigned_abs());
    Ok(Row { who: "aggregator", records: from.records(), took, cpu, memory })
}

/// Waits until the effects of all records are stored, and tells when that was.
async fn stored(sql: &PgPool, from: &KafkaTopic) -> Result<Timestamp> {
    loop {
        let progress: Vec<(i64, i64)> = sqlx::query_as(PROGRESS).fetch_all(sql).await?;
        let now = SystemClock.now();
        let is_stored = |(partition, end): (i64, &i64)| {
            *end == 0 || progress.iter().any(|(p, next)| *p == partition && next >= end)
        };
        if (0..).zip(&from.ends).all(is_stored) {
            return Ok(now);
        }
        sleep(EVERY).await;
    }
}

/// Whether the stored cells are those of the records.
async fn compare(sql: &PgPool, totals: Totals) -> Result<()> {
    let stored: Vec<(String, i64, i64)> = sqlx::query_as(STORED).fetch_all(sql).await?;
    ensure!(stored.len() == RESOLUTIONS, "the cells are of {} resolutions", stored.len());
    for (resolution, events, people) in stored {
        let found = Totals { events: events.unsigned_abs(), people };
        ensure!(found == totals, "by {resolution}: {found:?}, by the bare consumer: {totals:?}");
    }
    Ok(())
}

/// When the first cells were published, by the log's clock.
async fn first_published(log: &dyn EventLog) -> Result<Timestamp> {
    let topic = Topic::Cells;
    let mut first = None;
    for partition in (0..log.partitions()).map(PartitionIndex) {
        let bounds = log.bounds(topic, partition).await?;
        if bounds.is_empty() {
            continue;
        }
        let mut reader = log.read(&[ReadFrom { topic, partition, offset: bounds.start }]).await?;
        let at = reader.next(1).await?.into_iter().map(|record| record.appended_at).min();
        first = first.into_iter().chain(at).min();
    }
    first.context("no cells were published")
}
