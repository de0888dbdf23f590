//! How many records wait to be folded: told whether the fold goes on or not.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::{EventLog, LogError};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use tokio_util::sync::CancellationToken;

use crate::{Deps, Status, metrics};

/// Between two looks at the ends of the log; each is a question to the log by stream and
/// partition.
const EVERY: Duration = Duration::from_secs(5);

/// Tells the lag of the owned partitions, again and again, until stopped. While the log is away
/// the last figures stand: readiness says that it is.
pub(crate) async fn run(deps: Deps, status: Arc<Status>, stop: CancellationToken) {
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
