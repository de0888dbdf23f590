//! How many records wait to be folded, and whether the log is about to drop some of them: told
//! whether the fold goes on or not.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::{EventLog, LogError};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use kinhbac_domain::time::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::{Deps, Status, metrics};

/// Between two looks at the ends of the log; each is a question to the log by stream and
/// partition.
const EVERY: Duration = Duration::from_secs(5);

/// Tells the lag of the owned partitions, again and again, until stopped. While the log is away
/// the last figures stand: readiness says that it is.
pub(crate) async fn run(
    deps: Deps,
    log_retention: Option<Duration>,
    status: Arc<Status>,
    stop: CancellationToken,
) {
    let mut told = BTreeMap::new();
    while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        let folded = status.folded();
        for partition in told.keys().filter(|partition| !folded.contains_key(partition)) {
            // Its new owner tells it from now on.
            Stream::ALL.iter().for_each(|stream| metrics::log_lag(*partition, *stream, 0));
        }
        for (partition, next) in &folded {
            if let Err(error) = tell(&*deps.log, *partition, next).await {
                tracing::debug!(%error, "the lag could not be told");
                break;
            }
        }
        told = folded;
        if let Some(retention) = log_retention {
            warn(&deps, retention, &status).await;
        }
    }
}

async fn tell(
    log: &dyn EventLog,
    partition: PartitionIndex,
    next: &BTreeMap<Stream, Offset>,
) -> Result<(), LogError> {
    for stream in Stream::ALL {
        let bounds = log.bounds(Topic::Input(stream), partition).await?;
        let next = next.get(&stream).copied().unwrap_or(bounds.start);
        metrics::log_lag(partition, stream, (bounds.end.0 - next.0).max(0));
    }
    Ok(())
}

/// Says which records are older than half of what a log keeps that drops them by age alone, and
/// have no effects in the store yet: there is as much time again to mend what holds them up.
async fn warn(deps: &Deps, retention: Duration, status: &Status) {
    let half = i64::try_from(retention.as_millis() / 2).unwrap_or(i64::MAX);
    let since = deps.clock.now().plus_millis(-half);
    for (partition, next) in status.stored() {
        match behind(&*deps.log, partition, &next, since).await {
            Ok(streams) => status.old_records(partition, streams),
            Err(error) => return tracing::debug!(%error, "the log's age could not be told"),
        }
    }
}

/// The streams of a partition with records from before an instant that are not stored.
async fn behind(
    log: &dyn EventLog,
    partition: PartitionIndex,
    next: &BTreeMap<Stream, Offset>,
    since: Timestamp,
) -> Result<Vec<&'static str>, LogError> {
    let mut streams = Vec::new();
    for (stream, next) in next {
        let is_behind = *next < log.offset_at(Topic::Input(*stream), partition, since).await?;
        metrics::half_of_retention(partition, *stream, is_behind);
        if is_behind {
            streams.push(stream.name());
        }
    }
    Ok(streams)
}
