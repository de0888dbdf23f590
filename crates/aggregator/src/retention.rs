//! Stored cells are kept for so long by log time: what the fold may still write to is never
//! deleted, however far it lags or the wall clock goes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::position::{PartitionIndex, Stream, Topic};
use kinhbac_domain::time::{Resolution, Timestamp};

use crate::retry::Patience;
use crate::{AggregatorConfig, AggregatorError, Deps};

/// Between two clean-ups.
const EVERY: Duration = Duration::from_secs(3_600);

/// A clock of the log that is set back by less than this, milliseconds, does no harm: a day.
const SET_BACK: i64 = 86_400_000;

/// Deletes what is too old, each hour, until stopped.
pub(crate) async fn run(config: Arc<AggregatorConfig>, deps: Deps, patience: Patience) {
    loop {
        if let Err(error) = clean_up(&config, &deps, &patience).await {
            // Tried again in an hour: nothing depends on it.
            tracing::warn!(%error, "old cells could not be deleted");
        }
        tokio::select! {
            biased;
            () = tokio::time::sleep(EVERY) => {}
            () = patience.stop.cancelled() => return,
        }
    }
}

async fn clean_up(
    config: &AggregatorConfig,
    deps: &Deps,
    patience: &Patience,
) -> Result<(), AggregatorError> {
    let Some(log_time) = least_log_time(deps, patience).await? else { return Ok(()) };
    for resolution in Resolution::FOLDED {
        let Some(past) = config.fold.retention.past(resolution, log_time) else { continue };
        // The bucket that holds this instant ends after it: the fold may still write to it.
        let before = config.fold.zone.bucket(resolution, past).start_time();
        let deleting =
            patience.store("delete old cells", || deps.store.forget_cells(resolution, before));
        let Some(cells) = deleting.await? else { return Ok(()) };
        if cells > 0 {
            tracing::info!(cells, resolution = resolution.name(), "old cells deleted");
        }
    }
    Ok(())
}

/// A log time that no record yet to be folded lies before; none when stopped meanwhile.
///
/// A stream that has records which are not folded and stored stands at its progress. One that has
/// none goes on at the wall clock: what comes will be appended from now on. So a stream where
/// nothing happens, or nothing ever did, does not hold the others up.
async fn least_log_time(
    deps: &Deps,
    patience: &Patience,
) -> Result<Option<Timestamp>, AggregatorError> {
    // Read before the ends of the streams: what comes after an end is appended later.
    let now = deps.clock.now();
    let reading = patience.store("read progress", || deps.store.progress());
    let Some(progress) = reading.await? else { return Ok(None) };
    let progress: BTreeMap<_, _> = progress.into_iter().collect();
    let mut least = now;
    for partition in (0..deps.log.partitions()).map(PartitionIndex) {
        for stream in Stream::ALL {
            let topic = Topic::Input(stream);
            let bounding =
                patience.log("find the log's bounds", || deps.log.bounds(topic, partition));
            let Some(bounds) = bounding.await? else { return Ok(None) };
            let at = progress.get(&partition).map(|p| p.of(stream)).unwrap_or_default();
            let all_folded = at.next >= bounds.end;
            let next = if all_folded { now.plus_millis(-SET_BACK) } else { at.log_time };
            least = least.min(next.max(at.log_time));
        }
    }
    Ok(Some(least))
}
