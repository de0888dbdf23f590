//! Taking a partition index over: its epoch, its open cells, and the identities within the
//! horizon, so that folding goes on as if nobody else had begun.

use std::sync::Arc;

use kinhbac_domain::fold::Fold;
use kinhbac_domain::ports::{LogError, LogReader, ReadFrom};
use kinhbac_domain::position::{PartitionIndex, Stream, Topic};
use kinhbac_domain::time::Resolution;

use crate::decode::{decode, logged};
use crate::retry::Patience;
use crate::{AggregatorConfig, AggregatorError, Deps};

/// Takes a partition index over; none when stopped meanwhile.
pub(crate) async fn take_over(
    partition: PartitionIndex,
    config: &Arc<AggregatorConfig>,
    deps: &Deps,
    patience: &Patience,
) -> Result<Option<(Fold, Box<dyn LogReader>)>, AggregatorError> {
    let taking = patience.store("take over", || deps.store.take_over(partition));
    let Some(found) = taking.await? else { return Ok(None) };
    let mut fold = Fold::new(config.fold.clone(), partition, found);
    let owner = fold.owner();
    for resolution in Resolution::FOLDED {
        let since = fold.memory_floor(resolution);
        let loading =
            patience.store("load open cells", || deps.store.open_cells(owner, resolution, since));
        let Some(cells) = loading.await? else { return Ok(None) };
        fold.supply_open(cells);
    }
    for stream in Stream::ALL {
        if remember(&mut fold, stream, config, deps, patience).await?.is_none() {
            return Ok(None);
        }
    }
    let from: Vec<_> = Stream::ALL
        .map(|stream| ReadFrom {
            topic: Topic::Input(stream),
            partition,
            offset: fold.progress().of(stream).next,
        })
        .to_vec();
    let reader = patience.log("begin reading", || deps.log.read(&from)).await?;
    Ok(reader.map(|reader| (fold, reader)))
}

/// Reads the identities within the horizon before progress again.
async fn remember(
    fold: &mut Fold,
    stream: Stream,
    config: &AggregatorConfig,
    deps: &Deps,
    patience: &Patience,
) -> Result<Option<()>, AggregatorError> {
    let (topic, partition) = (Topic::Input(stream), fold.partition());
    let next = fold.progress().of(stream).next;
    let bounding = patience.log("find the log's bounds", || deps.log.bounds(topic, partition));
    let Some(bounds) = bounding.await? else { return Ok(None) };
    if bounds.start > next {
        return Err(AggregatorError::Lost { stream, partition, next, first: bounds.start });
    }
    let since = fold.identities_since(stream);
    let finding =
        patience.log("find a time in the log", || deps.log.offset_at(topic, partition, since));
    let Some(mut offset) = finding.await? else { return Ok(None) };
    offset = offset.max(bounds.start);
    if offset >= next {
        return Ok(Some(()));
    }
    let from = [ReadFrom { topic, partition, offset }];
    let Some(mut reader) = patience.log("begin reading", || deps.log.read(&from)).await? else {
        return Ok(None);
    };
    let mut wait = patience.wait("read identities");
    while offset < next {
        let records = tokio::select! {
            biased;
            records = reader.next(config.read_batch) => records,
            () = patience.stop.cancelled() => return Ok(None),
        };
        let records = match records {
            Ok(records) => records,
            Err(error @ LogError::Unavailable(_)) => {
                if wait.pause(&error).await {
                    continue;
                }
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        wait.over();
        for record in &records {
            // Read again: its log time would be taken for a later one.
            if record.offset < offset {
                continue;
            }
            offset = record.offset.next();
            if let Some(logged) = logged(record) {
                let event = decode(record, &config.fold.zone, deps.log.partitions());
                fold.remember(logged, event.as_ref().ok());
            }
        }
    }
    Ok(Some(()))
}
